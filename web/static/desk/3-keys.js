// Keyboard shortcuts of the desk. Those of one letter can be switched off in their list.
"use strict";

const KEYS_OFF = "bapta.keys-off";
const list = document.getElementById("keys");

function lettersAreOn() {
  try { return localStorage.getItem(KEYS_OFF) === null; } catch { return true; }
}

function isTyping(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
}

function stepCandidates(by) {
  const cards = [...document.querySelectorAll(".candidates .card input[type=checkbox], .more .card button")];
  if (!cards.length) return false;
  const next = cards[cards.indexOf(document.activeElement) + by] ?? cards[by > 0 ? 0 : cards.length - 1];
  const further = next.closest(".further");
  if (further) further.open = true;
  next.focus();
  next.closest(".card").scrollIntoView({ block: "nearest" });
  return true;
}

function press(selector, within = document) {
  const button = within.querySelector(selector);
  if (!button) return false;
  button.click();
  return true;
}

function openList() {
  if (!list.open) list.showModal();
  return true;
}

const LETTERS = {
  "?": openList,
  "/": () => {
    const field = document.querySelector("#question, #reference");
    field?.focus();
    return Boolean(field);
  },
  j: () => stepCandidates(1),
  k: () => stepCandidates(-1),
  c: () => press("[data-key=c]"),
  n: () => press("[data-key=n]"),
  y: () => press("[data-key=y]"),
};

function act(event) {
  if (event.isComposing || list.open) return false;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key === "Enter") return press("[data-send]") || press("[data-save]");
  if (isCommand && event.key.toLowerCase() === "s") return press("button.main[data-save]") || press("[data-save]");
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const block = event.target.closest(".blocks > li, .order > li");
    return Boolean(block) && press(`[data-move=${event.key === "ArrowUp" ? "up" : "down"}]`, block);
  }
  if (isCommand || event.altKey || isTyping(event.target) || !lettersAreOn()) return false;
  return LETTERS[event.key]?.() ?? false;
}

if (list) {
  const isOn = document.getElementById("keys-on");
  isOn.checked = lettersAreOn();
  isOn.addEventListener("change", () => {
    try {
      if (isOn.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    } catch { /* Storage is forbidden: the letters stay on. */ }
  });
  const opens = document.getElementById("keys-open");
  opens.hidden = false;
  opens.addEventListener("click", openList);
  document.addEventListener("keydown", (event) => {
    if (act(event)) event.preventDefault();
  });
}
