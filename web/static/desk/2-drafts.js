// Drafts of staff: what is typed is kept at once, and Enter sends a search.
"use strict";

const KEEP_AFTER = 800;

for (const field of document.querySelectorAll("textarea[data-enter]")) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}

// A page may be left or reloaded before its last request ends, so words that are not stored yet are
// kept in this tab.
const UNSENT = "bapta.unsent:";

function writeUnsent(form) {
  const words = {};
  for (const field of form.querySelectorAll("textarea[id], select[id]")) words[field.id] = field.value;
  try { sessionStorage.setItem(UNSENT + form.dataset.draft, JSON.stringify(words)); } catch { /* Storage is forbidden. */ }
}

function forgetUnsent(form) {
  try { sessionStorage.removeItem(UNSENT + form.dataset.draft); } catch { /* Storage is forbidden. */ }
}

// Returns whether a field differs from what the page shows.
function restoreUnsent(form) {
  let isChanged = false;
  try {
    const words = JSON.parse(sessionStorage.getItem(UNSENT + form.dataset.draft) || "{}");
    for (const [id, value] of Object.entries(words)) {
      const field = document.getElementById(id);
      if (field?.form !== form || field.value === value) continue;
      field.value = value;
      isChanged = true;
    }
  } catch { /* Nothing was written there by this page. */ }
  return isChanged;
}

// The fields of a form are kept by its own draft address, which answers a script without a page.
function keeper(form, afterwards) {
  const told = document.getElementById("kept");
  let timer = 0;
  let isChanged = restoreUnsent(form);
  // One after the other: a draft must not be overtaken by an older one.
  let last = Promise.resolve();

  function keep() {
    clearTimeout(timer);
    if (!isChanged) return last;
    isChanged = false;
    const fields = new URLSearchParams(new FormData(form));
    last = last.then(() => send(fields));
    return last;
  }

  async function send(fields) {
    try {
      const response = await fetch(form.dataset.draft, {
        method: "POST",
        body: fields,
        keepalive: true,
        headers: { Accept: "application/problem+json", "Accept-Language": document.documentElement.lang },
      });
      if (response.ok) {
        const revision = response.headers.get("X-Draft-Version");
        if (revision && form.elements.version) form.elements.version.value = revision;
        if (!isChanged) forgetUnsent(form);
        if (told) told.textContent = form.dataset.leaving;
        await afterwards();
      } else {
        isChanged = true;
        if (told) told.textContent = (await response.json()).detail;
      }
    } catch {
      // The next change, or leaving the page, tries again.
      isChanged = true;
    }
  }

  form.addEventListener("input", () => {
    isChanged = true;
    writeUnsent(form);
    clearTimeout(timer);
    timer = setTimeout(keep, KEEP_AFTER);
  });
  form.addEventListener("submit", () => {
    isChanged = false;
    clearTimeout(timer);
    forgetUnsent(form);
  });
  addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  if (isChanged) keep();
  else forgetUnsent(form);
  return keep;
}

// A part of the page that shows the stored draft is reloaded.
async function refresh(id) {
  const part = document.getElementById(id);
  if (!part) return;
  try {
    const response = await fetch(location.href.split("#")[0], { cache: "no-store" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById(id);
    if (!response.ok || !now) return;
    part.replaceChildren(...now.childNodes);
    showCopying(part);
  } catch { /* It is shown with the next page. */ }
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  const shown = form.dataset.refresh;
  const keep = keeper(form, () => shown && refresh(shown));
  form.addEventListener("change", async (event) => {
    if (event.target.name !== "pick") return;
    await keep();
    refresh("order");
  });
  if (shown) beforeCopying.push(keep);
}
