// Bapta's script. Every page works without it; it keeps the conversation on one page, copies,
// prints, and remembers recent questions in this browser.
"use strict";

const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

const RECENT = "bapta.recent";
const MOST_RECENT = 8;
const MOST_SHOWN = 120;
const MOST_EARLIER = 12;
const MOST_CARRIED = 4000;
const MOST_CONTEXT = 2;
const PATIENCE = 30000;

const form = $("#ask");
const conversation = $("#conversation");
const status = $("#status");

// Recent questions: kept by this browser alone; a browser that forbids storage keeps none.
function recentQuestions() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function keepRecent(questions) {
  if (!$("#recent")) return;
  try {
    if (questions.length) localStorage.setItem(RECENT, JSON.stringify(questions));
    else localStorage.removeItem(RECENT);
  } catch { /* Storage is forbidden or full: the list is a convenience. */ }
}

function showRecent() {
  const section = $("#recent");
  if (!section) return;
  // Those of the conversation stand above already.
  const shown = new Set(all(".turn[data-earlier]").map((each) => each.dataset.earlier.slice(1)));
  const questions = recentQuestions().filter((each) => !shown.has(each));
  section.hidden = questions.length === 0;
  $("ul", section).replaceChildren(...questions.map((question) => exampleItem(
    question, question.length > MOST_SHOWN ? `${[...question].slice(0, MOST_SHOWN).join("")}…` : question)));
}

// An item of a list with a button that asks `question` and shows `text`.
function exampleItem(question, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "example";
  button.textContent = text;
  button.addEventListener("click", () => ask(new URLSearchParams({ question })));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

// Errors are in the language of the page, which may not be the browser's.
function post(address, fields) {
  return fetch(address, {
    method: "POST",
    body: fields,
    headers: {
      Accept: "text/html, application/problem+json",
      "Accept-Language": document.documentElement.lang,
    },
    signal: AbortSignal.timeout(PATIENCE),
  });
}

// Asking: the answer alone is fetched and joins the conversation.
let asking = false;

async function ask(fields, source = form) {
  if (asking) return;
  asking = true;
  const button = $("button.main", form);
  const typed = source === form;
  carryInto(fields);
  fields.set("session", $("[name=session]", form).value);
  fields.set("only_turn", "1");
  complain("");
  button.setAttribute("aria-busy", "true");
  const waiting = showWaiting(fields.get("question"));
  try {
    const response = await post(form.action.split("#")[0], fields);
    if (response.ok) addTurn(await response.text(), typed);
    else complain((await response.json()).detail, fields.get("question"));
  } catch {
    complain(form.dataset.away, fields.get("question"));
  } finally {
    waiting.remove();
    button.removeAttribute("aria-busy");
    asking = false;
  }
}

function showWaiting(question) {
  const waiting = document.createElement("div");
  waiting.className = "turn";
  const asked = document.createElement("p");
  asked.className = "asked";
  asked.dir = "auto";
  asked.textContent = question;
  const line = document.createElement("p");
  line.className = "waiting";
  line.textContent = form.dataset.waiting;
  waiting.append(...(question.trim() ? [asked, line] : [line]));
  conversation.append(waiting);
  status.textContent = form.dataset.waiting;
  waiting.scrollIntoView({ block: "nearest" });
  return waiting;
}

function addTurn(html, typed) {
  const turn = new DOMParser().parseFromString(html, "text/html").querySelector(".turn");
  $("#latest")?.removeAttribute("id");
  turn.id = "latest";
  turn.dataset.new = "";
  conversation.append(turn);
  enliven(turn);
  begun();
  carry("earlier", turn.dataset.earlier);
  carry("found", turn.dataset.found);
  trimCarried();
  const question = turn.dataset.earlier.slice(1);
  // A call for help is not kept, so that other users of the device do not see it.
  if (!turn.matches(".greeting") && !$(".danger", turn)) {
    keepRecent([question, ...recentQuestions().filter((each) => each !== question)].slice(0, MOST_RECENT));
  }
  showRecent();
  const field = $("#question");
  if (personal) personal.hidden = true;
  if (typed || field.value.trim() === question) field.value = "";
  countLength();
  const state = $("[data-state]", turn)?.textContent.trim() ?? "";
  // The nearest provisions are no answer.
  const place = $(".card:not(.nearest .card) h3", turn)?.textContent.trim() ?? "";
  status.textContent = [form.dataset.ready, state, place].filter(Boolean).join(" ");
  // In danger the numbers to call come first; the focus makes a screen reader read them.
  ($(".danger", turn) ?? $(".asked", turn)).focus({ preventScroll: true });
  turn.scrollIntoView({ block: "start" });
  keepTurns();
}

// A page with turns: the head is small, the question is another one.
function begun() {
  $(".hero")?.setAttribute("data-small", "");
  const label = $("label", form);
  label.textContent = label.dataset.another;
  $("#question").placeholder = label.dataset.another;
}

// The switches of language post the form, so it carries the questions.
function carry(name, value) {
  const earlier = document.createElement("input");
  earlier.type = "hidden";
  earlier.name = name;
  earlier.value = value;
  form.append(earlier);
}

// Each earlier question has one field for the provision that was found.
function trimCarried() {
  const earlier = all("[name=earlier]", form);
  const found = all("[name=found]", form);
  const length = () => earlier.reduce((sum, each) => sum + each.value.length - 1, 0);
  while (earlier.length > MOST_EARLIER || length() > MOST_CARRIED) {
    earlier.shift().remove();
    found.shift()?.remove();
  }
}

// A follow-up refers to the last question, whichever form it comes from.
function carryInto(fields) {
  for (const name of ["earlier", "found"]) {
    fields.delete(name);
    for (const field of all(`[name=${name}]`, form).slice(-MOST_CONTEXT)) fields.append(name, field.value);
  }
}

function complain(text, question = "") {
  const wrong = $("#wrong");
  const field = $("#question");
  wrong.textContent = text;
  wrong.hidden = !text;
  if (!text) {
    field.removeAttribute("aria-invalid");
    return;
  }
  status.textContent = "";
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "wrong hint");
  if (!field.value) field.value = question;
  field.focus();
}

function countLength() {
  const shown = $("#length");
  const length = [...$("#question").value.trim()].length;
  const most = Number(shown.dataset.most);
  shown.hidden = length < most * 0.8;
  shown.textContent = `${length} / ${most}`;
}

// Actions of a card and of an anchor
function said(button, text) {
  const before = button.textContent;
  if (before === text) return;
  button.textContent = text;
  status && (status.textContent = text);
  setTimeout(() => { button.textContent = before; }, 2000);
}

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure connection there is only the old way.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    // Beside the button, so that its menu stays open.
    button.after(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  said(button, button.dataset.done);
}

function quoteText(card) {
  const [label, title, ...rest] = all("[data-copy]", card).map((each) => each.textContent.trim());
  const act = rest.at(-2);
  const notice = rest.at(-1);
  const official = $("[data-copy-link]", card)?.href;
  const words = rest.slice(0, -2).join("\n");
  return [`«${words}»`, `— ${[label, title, act].filter(Boolean).join(". ")}`, $("[data-link]", card).href, [notice, official].filter(Boolean).join(" ")].join("\n");
}

// The translation is copied only by its own button, after the quote and marked as a translation.
function bothTexts(card) {
  const lines = all("[data-translation] [data-aid]", card).map((each) => each.textContent.trim());
  return [quoteText(card), "", ...lines].join("\n");
}

function printCard(card) {
  const folded = card.closest("details:not([open])");
  if (folded) folded.open = true;
  card.dataset.print = "";
  document.body.dataset.printing = "";
  window.print();
  delete card.dataset.print;
  delete document.body.dataset.printing;
}

const DEEDS = {
  copy: (button, card) => copy(button, quoteText(card)),
  both: (button, card) => copy(button, bothTexts(card)),
  link: (button, card) => copy(button, $("[data-link]", card).href),
  print: (button, card) => printCard(card),
};

function enliven(within) {
  for (const menu of all(".more", within)) menu.hidden = false;
  if (within === document) return;
  showVoices(within);
  showSharing(within);
}

const counting = new WeakMap();

async function giveFeedback(given, submitter) {
  const note = $("[role=status]", given) ?? given.appendChild(document.createElement("p"));
  note.setAttribute("role", "status");
  note.tabIndex = -1;
  await counting.get(given);
  try {
    const response = await post(given.action, new URLSearchParams(new FormData(given, submitter)));
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (submitter?.value === "no") given.closest(".turn")?.setAttribute("data-disliked", "");
      given.replaceChildren(note);
      note.textContent = $("h1", page).textContent;
    } else {
      note.textContent = (await response.json()).detail;
    }
  } catch {
    note.textContent = given.dataset.away;
  }
  note.focus();
}

// "No" counts at the click; the reason, or a change of mind, completes it.
async function countNo(given) {
  const fields = new URLSearchParams(new FormData(given));
  for (const name of ["fault", "comment"]) fields.delete(name);
  fields.set("verdict", "no");
  try {
    const response = await post(given.action, fields);
    if (!response.ok) return;
    const again = document.createElement("input");
    again.type = "hidden";
    again.name = "again";
    again.value = "1";
    given.append(again);
    const noted = $("[data-noted]", given);
    noted.hidden = false;
    status.textContent = noted.textContent;
  } catch { /* Then it counts when the reason is sent. */ }
}

document.addEventListener("toggle", (event) => {
  const given = event.target.closest?.("form[data-feedback]");
  if (!given || !event.target.open) return;
  // Its last button: the details have no box of their own.
  $("button", event.target)?.scrollIntoView({ block: "nearest" });
  if (counting.has(given)) return;
  given.closest(".turn")?.setAttribute("data-disliked", "");
  counting.set(given, countNo(given));
}, true);

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (event.submitter?.hasAttribute("formaction")) return;
  if (sent.matches("[data-ask]") && form) {
    event.preventDefault();
    ask(new URLSearchParams(new FormData(sent)), sent);
  } else if (sent.matches("[data-feedback]")) {
    event.preventDefault();
    giveFeedback(sent, event.submitter);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-does]");
  if (button) DEEDS[button.dataset.does](button, button.closest(".card"));
  const anchor = event.target.closest("[data-anchor]");
  if (anchor && navigator.clipboard) navigator.clipboard.writeText(anchor.href).catch(() => {});
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = $("[data-menu][open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (document.body.dataset.parent) {
      // The site around the widget, which the server has found among those that may show it.
      window.parent.postMessage("bapta:close", document.body.dataset.parent);
    }
  }
});

if (form) {
  const field = $("#question");
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit($("button.main", form));
  });
  field.addEventListener("input", countLength);
  $("#forget")?.addEventListener("click", () => {
    keepRecent([]);
    showRecent();
    field.focus();
  });
  countLength();
  showRecent();
}
enliven(document);
