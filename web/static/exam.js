// The script of an exam. Every answer is kept on the server at once and, until it is there, in this
// browser. Without the script the button that keeps the answers does the same.
"use strict";

(() => {
  const form = document.querySelector("[data-save]");
  if (!form) return;
  const NAME = `bapta.exam.${new URL(form.dataset.save, location.href).pathname}`;
  const told = document.querySelector("[data-saved]");
  const cards = [...form.querySelectorAll("[data-card]")];
  const links = [...document.querySelectorAll(".exam-map a")];

  function fieldsOf(card) {
    return [...card.querySelectorAll("[name]")];
  }

  // The answer to a card: the places that are chosen, or the words.
  function answerOf(card) {
    return fieldsOf(card)
      .filter((field) => (field.type === "text" ? field.value.trim() : field.checked))
      .map((field) => field.value);
  }

  function setAnswer(card, values) {
    for (const field of fieldsOf(card)) {
      if (field.type === "text") field.value = values[0] || "";
      else field.checked = values.includes(field.value);
    }
  }

  // Answers that the server does not have yet, by number; in memory where storage is forbidden.
  let waiting = {};
  try {
    waiting = JSON.parse(localStorage.getItem(NAME) || "{}") || {};
  } catch {
    waiting = {};
  }

  function remember() {
    try {
      if (Object.keys(waiting).length) localStorage.setItem(NAME, JSON.stringify(waiting));
      else localStorage.removeItem(NAME);
    } catch {
      // The answers stay in the page.
    }
  }

  function mark(card) {
    const link = links[Number(card.dataset.card)];
    const is = answerOf(card).length > 0;
    link.classList.toggle("is-answered", is);
    const state = link.querySelector("[data-state]");
    state.textContent = ` ${is ? state.dataset.yes : state.dataset.no}`;
  }

  let leaving = false;
  window.addEventListener("beforeunload", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });

  let running = null;
  let delay = 1000;
  let timer = 0;

  async function send() {
    const sent = { ...waiting };
    const numbers = Object.keys(sent);
    if (!numbers.length) return true;
    const body = new FormData();
    const token = form.elements.csrf;
    if (token) body.set("csrf", token.value);
    body.set("quiet", "1");
    for (const number of numbers) {
      body.append("card", number);
      for (const value of sent[number]) body.append(`c${number}`, value);
    }
    try {
      const response = await fetch(form.dataset.save, { method: "POST", body, credentials: "same-origin" });
      if (response.status === 409) return true; // The exam is over: the hand-in says so.
      if (!response.ok) throw new Error(String(response.status));
    } catch {
      told.textContent = told.dataset.away;
      told.classList.add("is-away");
      clearTimeout(timer);
      timer = setTimeout(keep, delay);
      delay = Math.min(2 * delay, 15000);
      return false;
    }
    delay = 1000;
    // The page that is being loaded may have been made before these answers were there.
    if (leaving) return true;
    for (const number of numbers) {
      if (waiting[number] === sent[number]) delete waiting[number];
    }
    remember();
    told.classList.remove("is-away");
    // Answers given while this request ran are not there yet.
    const all = Object.keys(waiting).length === 0;
    told.textContent = all ? told.dataset.kept : "";
    return all || send();
  }

  // One request at a time, so that a later answer is never overtaken by an earlier one.
  function keep() {
    running = (running || Promise.resolve()).then(send, send);
    return running;
  }

  for (const card of cards) {
    if (waiting[card.dataset.card]) setAnswer(card, waiting[card.dataset.card]);
    mark(card);
    const changed = () => {
      waiting[card.dataset.card] = answerOf(card);
      remember();
      mark(card);
      // Until the server has this answer, "saved" would be wrong.
      if (!told.classList.contains("is-away")) told.textContent = "";
      clearTimeout(timer);
      timer = setTimeout(keep, 200);
    };
    card.addEventListener("change", changed);
    card.addEventListener("input", (event) => {
      if (event.target.type === "text") changed();
    });
  }
  if (Object.keys(waiting).length) keep();
  window.addEventListener("online", keep);

  // The answers reach the server before the paper is handed in; without a connection it is not.
  let ready = false;
  form.addEventListener("submit", async (event) => {
    if (ready) return;
    event.preventDefault();
    const button = event.submitter;
    const number = Object.keys(waiting).length;
    clearTimeout(timer);
    const there = await keep();
    if (number && !there) return;
    // A form cannot be sent again while the event of its submission is still running.
    await new Promise((done) => setTimeout(done, 0));
    ready = true;
    try {
      localStorage.removeItem(NAME);
    } catch {
      // Nothing was stored.
    }
    form.requestSubmit(button && button.form === form ? button : null);
  });

  // One question at a time, or all.
  const toggle = document.querySelector("[data-one]");
  const steps = [...form.querySelectorAll("[data-step]")];
  let shown = 0;

  function show(number) {
    shown = Math.max(0, Math.min(cards.length - 1, number));
    const one = toggle.getAttribute("aria-pressed") === "true";
    cards.forEach((card, place) => {
      card.hidden = one && place !== shown;
    });
    links.forEach((link, place) => {
      if (one && place === shown) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    for (const step of steps) {
      step.hidden = !one;
      const next = shown + Number(step.dataset.step);
      step.disabled = next < 0 || next >= cards.length;
    }
  }

  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const one = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(one));
    show(shown);
  });
  for (const step of steps) {
    step.addEventListener("click", () => {
      show(shown + Number(step.dataset.step));
      cards[shown].focus();
    });
  }
  links.forEach((link, place) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(place);
      cards[place].focus();
      cards[place].scrollIntoView();
    });
  });
  const asked = /^#card-(\d+)$/.exec(location.hash);
  show(asked ? Number(asked[1]) - 1 : 0);
  for (const button of form.querySelectorAll("[data-save-now]")) button.hidden = true;
})();
