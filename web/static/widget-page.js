// The page that makes the widget's code: the code and the sample follow the form. Uses bapta.js;
// without a script the form's button does the same.
"use strict";

const options = $("#options");
const sample = $("#sample");
const CALM = 500;
let latest = 0;
let pending = 0;

// The server writes the code, so that there is one way to write it.
async function makeAgain() {
  const mine = ++latest;
  const query = new URLSearchParams(new FormData(options));
  try {
    const response = await fetch(`${options.action}?${query}`, {
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) throw new Error(response.status);
    const made = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    $("#code").textContent = $("#code", made).textContent;
    $("#permission").replaceChildren(...$("#permission", made).childNodes);
    // A frame's address that is replaced leaves no step in the browser's history.
    const address = new URL($("#sample", made).getAttribute("src"), location.href).href;
    if (address !== sample.contentWindow.location.href) sample.contentWindow.location.replace(address);
    $("#stale").hidden = true;
  } catch {
    $("#stale").hidden = false;
  }
}

function makeSoon() {
  clearTimeout(pending);
  pending = setTimeout(makeAgain, CALM);
}

options.addEventListener("input", makeSoon);
options.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(pending);
  makeAgain();
});
const copying = $("#copy-code");
copying.hidden = false;
copying.addEventListener("click", () => copy(copying, $("#code").textContent));
