
// A citation opens beside the answer where there is room; the article's page has the rest.
const sheet = $("#sheet");
const ROOM = matchMedia("(min-width: 75rem)");
let openedFrom = null;

async function openSheet(link) {
  const address = new URL(link.href);
  try {
    const response = await fetch(address.pathname, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
    if (!response.ok) throw new Error(response.status);
    const article = $(".reader", new DOMParser().parseFromString(await response.text(), "text/html"));
    for (const each of all(".find, .turning, .relatives, .in-article, #back-to-answer, .print-sheet", article)) each.remove();
    for (const each of all("[id]", article)) {
      if (each.id === address.hash.slice(1)) each.dataset.target = "";
      each.removeAttribute("id");
    }
    for (const each of all("a[href^='#']", article)) each.href = address.pathname + each.getAttribute("href");
    article.classList.remove("column", "wide", "page");
    joinAnchors(article);
    $(".sheet-body", sheet).replaceChildren(article);
    $("a", sheet).href = link.href;
    sheet.hidden = false;
    document.body.dataset.beside = "";
    openedFrom = link;
    // Back closes the article, as it leaves the article's page on a phone.
    if (!history.state?.sheet) history.pushState({ sheet: true }, "");
    $("button", sheet).focus({ preventScroll: true });
    const target = $("[data-target]", article);
    const body = $(".sheet-body", sheet);
    body.scrollTop = target ? target.offsetTop - body.offsetTop - 16 : 0;
  } catch {
    location.assign(link.href);
  }
}

function hideSheet() {
  sheet.hidden = true;
  delete document.body.dataset.beside;
  openedFrom?.focus();
}

function closeSheet() {
  // Hidden at once, so that a second Escape goes back no further.
  hideSheet();
  if (history.state?.sheet) history.back();
}

if (sheet) {
  addEventListener("popstate", (event) => {
    if (!event.state?.sheet && !sheet.hidden) hideSheet();
    else if (event.state?.sheet && sheet.hidden && openedFrom) openSheet(openedFrom);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".card a[href]");
    if (!link || !link.matches("[data-link], .open") || !ROOM.matches) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openSheet(link);
  });
  $("button", sheet).addEventListener("click", closeSheet);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sheet.hidden) closeSheet();
  });
}
