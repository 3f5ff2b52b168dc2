// The script of training. Every page works without it: then the pages carry the progress, and a
// file keeps it. With it this browser keeps the progress, and keys choose.
"use strict";

(() => {
  const page = document.querySelector("[data-act]");
  if (!page) return;
  const NAME = `bapta.training.${page.dataset.act}`;

  const empty = () => ({ format: "bapta-progress", version: 1, act: page.dataset.act, edition: "", cards: {} });

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(NAME) || "null");
      return found && typeof found.cards === "object" && found.cards ? found : empty();
    } catch {
      return empty();
    }
  }

  function keep(progress) {
    try {
      localStorage.setItem(NAME, JSON.stringify(progress));
      return true;
    } catch {
      return false; // Storage is forbidden or full: the pages carry the progress.
    }
  }

  const canKeep = keep(kept());

  function read(text) {
    try {
      const found = JSON.parse(text);
      return typeof found.cards === "object" && found.cards ? found : null;
    } catch {
      return null;
    }
  }

  // Changes of an answer are merged into the stored progress; cards whose words changed are dropped.
  function join(text, gone) {
    const news = read(text);
    if (!news) return;
    const all = kept();
    for (const key of gone) delete all.cards[key];
    Object.assign(all.cards, news.cards);
    all.edition = news.edition;
    keep(all);
  }

  if (canKeep) {
    if (page.dataset.keep) join(page.dataset.keep, JSON.parse(page.dataset.gone));
    const imported = document.querySelector("[data-replace]");
    if (imported && imported.value) join(imported.value, []);
    for (const form of document.querySelectorAll("[data-carries]")) {
      form.addEventListener("submit", () => {
        const field = form.elements.progress;
        if (!field) return;
        field.value = JSON.stringify(kept());
        if (form.elements.kept) form.elements.kept.value = "1";
      });
    }
    const due = document.querySelector("#due");
    if (due && document.querySelector("[data-carries] [name=progress]")) {
      const now = Date.now() / 1000;
      const number = Object.values(kept().cards).filter((card) => card[4] <= now).length;
      due.hidden = number === 0;
      const tally = document.createElement("b");
      tally.textContent = number;
      due.replaceChildren(`${due.dataset.says} `, tally);
    }
  }

  // Digits choose an option; Enter, which the browser knows by itself, checks.
  const keys = document.querySelector("[data-keys]");
  if (keys) {
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
      if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
      const option = keys.querySelectorAll(".choices input")[Number(event.key) - 1];
      if (!option) return;
      event.preventDefault();
      option.focus();
      option.click();
    });
    // A checkbox does not send its form on Enter in every browser.
    keys.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("[type=checkbox], [type=radio]")) return;
      event.preventDefault();
      keys.requestSubmit(keys.querySelector("button.main"));
    });
  }

  // The time that is left, announced at intervals to screen readers.
  const clock = document.querySelector("[data-left]");
  if (clock) {
    const end = Date.now() + 1000 * Number(clock.dataset.left);
    const shown = clock.querySelector("b");
    const timer = setInterval(() => {
      const left = Math.max(0, Math.round((end - Date.now()) / 1000));
      shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      clock.classList.toggle("soon", left <= 60);
      if (left === 0) {
        clearInterval(timer);
        const form = document.querySelector("[data-hand-in]");
        if (!form) return;
        const confirm = document.createElement("input");
        Object.assign(confirm, { type: "hidden", name: "confirm", value: "1" });
        form.append(confirm);
        form.requestSubmit();
      }
    }, 1000);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
