// The desk's script: copying a reply as text and as HTML. The pages work without it.
"use strict";

const pane = (id) => document.getElementById(id);

// The words to copy: a field's own, or what an element shows, with its HTML.
function contents(element) {
  if (element instanceof HTMLTextAreaElement) return { text: element.value, html: null };
  return { text: element.innerText.trim(), html: element.innerHTML.trim() };
}

// Drafts that must be stored before a reply is copied: see 2-drafts.js.
const beforeCopying = [];

async function copyReply(button) {
  await Promise.all(beforeCopying.map((keep) => keep()));
  const element = pane(button.dataset.copies);
  const { text, html } = contents(element);
  try {
    if (html === null) await navigator.clipboard.writeText(text);
    else {
      await navigator.clipboard.write([new ClipboardItem({
        "text/plain": new Blob([text], { type: "text/plain" }),
        "text/html": new Blob([html], { type: "text/html" }),
      })]);
    }
  } catch {
    // Without a secure connection there is only the old way, which copies what is selected.
    if (html === null) element.select();
    else getSelection().selectAllChildren(element);
    document.execCommand("copy");
  }
  pane("said").textContent = button.dataset.done;
  const before = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = before; }, 2000);
}

// The buttons may be loaded anew with the reply.
function showCopying(within) {
  for (const button of within.querySelectorAll("[data-copies]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copies]");
  if (button) copyReply(button);
});
showCopying(document);

// The element with the focus when the page is reloaded, as HTML, and the state it is reloaded for.
const FOCUSED = "bapta.focused";

function reloadWithFocus(state) {
  const focused = document.activeElement;
  if (focused && focused !== document.body) {
    try { sessionStorage.setItem(FOCUSED, JSON.stringify([state.id, focused.outerHTML])); } catch { /* Storage is forbidden. */ }
  }
  location.reload();
}

// The same element has the focus again, or the state if that element is gone.
function restoreFocus() {
  try {
    const [id, html] = JSON.parse(sessionStorage.getItem(FOCUSED) || "[]");
    sessionStorage.removeItem(FOCUSED);
    if (!id) return;
    const same = [...document.querySelectorAll("a, button, summary, input, select, textarea")].find((each) => each.outerHTML === html);
    (same ?? document.getElementById(id))?.focus();
  } catch { /* Storage is forbidden. */ }
}

// A running replay or change of the acts: its state is polled, and the page is reloaded at its end.
function followRun(state) {
  setTimeout(async () => {
    try {
      const response = await fetch(state.dataset.again, { cache: "no-store" });
      const told = new DOMParser().parseFromString(await response.text(), "text/html");
      const now = told.getElementById(state.id);
      if (!now || now.dataset.state !== "running") return reloadWithFocus(state);
      state.replaceChildren(...now.childNodes);
    } catch {
      // The server may be away for a moment.
    }
    followRun(state);
  }, 1000);
}

restoreFocus();
for (const state of document.querySelectorAll("[data-again]")) followRun(state);
