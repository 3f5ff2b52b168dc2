
// The conversation of a tab: kept by this browser alone, until the tab is closed. It survives Back,
// a reload and the opening of an article; a browser that forbids storage keeps none.
const FRAMED = document.body.classList.contains("framed");
const KEPT = `bapta.turns:${document.documentElement.dataset.root}${FRAMED ? "/widget" : "/"}`;
const MOST_KEPT = 400000;
// The page that the conversation is on: the first one, or the frame of the widget.
const OWN = FRAMED ? form?.getAttribute("action").split("#")[0] : `${document.documentElement.dataset.root}/`;

function keptTurns() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    return kept && Array.isArray(kept.turns) && kept.turns.every((each) => typeof each === "string") ? kept : null;
  } catch {
    return null;
  }
}

function keepTurns() {
  if (!conversation) return;
  // A call for help is not kept, so that nobody who shares the device finds it.
  const turns = all(".turn[data-earlier]", conversation).filter((each) => !$(".danger", each)).map((each) => each.outerHTML);
  while (turns.reduce((sum, each) => sum + each.length, 0) > MOST_KEPT) turns.shift();
  try {
    const draft = $("#question").value;
    if (!turns.length && !draft) sessionStorage.removeItem(KEPT);
    else {
      sessionStorage.setItem(KEPT, JSON.stringify({
        edition: conversation.dataset.edition,
        language: document.documentElement.lang,
        session: $("[name=session]", form).value,
        draft,
        turns,
      }));
    }
  } catch { /* Storage is forbidden or full: the conversation lasts as long as the page. */ }
}

function readTurns(html) {
  const found = all(".turn[data-earlier]", new DOMParser().parseFromString(html, "text/html"));
  for (const turn of found) {
    delete turn.dataset.new;
    turn.removeAttribute("id");
    for (const menu of all("[data-menu][open]", turn)) menu.open = false;
  }
  return found;
}

// A form carries the latest questions alone. The turns before them stay in the language that they
// were answered in.
function showOlder() {
  const kept = keptTurns();
  if (kept?.session !== $("[name=session]", form).value || kept.edition !== conversation.dataset.edition) return;
  const turns = readTurns(kept.turns.join(""));
  // A call for help is not kept.
  const carried = all(".turn[data-earlier]", conversation).filter((each) => !$(".danger", each));
  const older = turns.slice(0, Math.max(turns.length - carried.length, 0));
  if (turns[older.length]?.dataset.earlier !== carried[0]?.dataset.earlier) return;
  for (const turn of older.reverse()) {
    turn.lang ||= kept.language;
    conversation.prepend(turn);
    enliven(turn);
  }
}

function showTurns(html) {
  const found = readTurns(html);
  if (!found.length) return;
  for (const field of all("[name=earlier], [name=found]", form)) field.remove();
  for (const turn of found) {
    carry("earlier", turn.dataset.earlier);
    carry("found", turn.dataset.found);
  }
  found.at(-1).id = "latest";
  trimCarried();
  conversation.replaceChildren(...found);
  enliven(conversation);
  begun();
  if (FRAMED || location.hash === "#latest") found.at(-1).scrollIntoView({ block: "start" });
}

// The turns are answered again where the law or the language is another one since.
async function answerAgain() {
  const fields = new URLSearchParams({ session: $("[name=session]", form).value, ui: document.documentElement.lang });
  for (const field of all("[name=earlier], [name=found]", form)) fields.append(field.name, field.value);
  if (!fields.has("earlier")) return;
  try {
    const response = await post(`${document.documentElement.dataset.root}/conversation`, fields);
    if (response.ok) {
      conversation.replaceChildren();
      showTurns(await response.text());
      keepTurns();
    }
  } catch { /* The server is away: what is shown stays. */ }
}

async function restoreTurns() {
  if ($(".turn", conversation)) {
    // This page came by a form. Its address holds a key that ends soon; the first page restores.
    history.replaceState(null, "", OWN);
    showOlder();
    keepTurns();
    return;
  }
  const kept = keptTurns();
  if (!kept) return;
  $("[name=session]", form).value = kept.session;
  const field = $("#question");
  if (!field.value && typeof kept.draft === "string") field.value = kept.draft;
  showTurns(kept.turns.join(""));
  const isOlder = kept.edition !== conversation.dataset.edition;
  if (isOlder) sayRenewed();
  if (isOlder || kept.language !== document.documentElement.lang) await answerAgain();
}

if (form && conversation) {
  restoreTurns().then(showRecent);
  addEventListener("pagehide", keepTurns);
  const anew = $("#anew");
  const sure = $("#anew-sure");
  const askSure = (isAsked) => {
    anew.hidden = isAsked;
    sure.hidden = !isAsked;
    (isAsked ? $("[data-keep]", sure) : anew).focus();
  };
  anew?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    askSure(true);
  });
  sure?.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.matches("[data-keep]")) {
      askSure(false);
      return;
    }
    conversation.replaceChildren();
    for (const field of all("[name=earlier], [name=found]", form)) field.remove();
    $("#question").value = "";
    keepTurns();
    location.assign(anew.href);
  });
}

// An article knows the way back to the answer that it was opened from.
const back = $("#back-to-answer");
if (back && keptTurns()?.turns.length) back.hidden = false;
