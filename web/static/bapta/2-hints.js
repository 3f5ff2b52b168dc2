
// A hint before sending where personal details are typed. Nothing leaves the page.
const PERSONAL = [
  /(?<!\d)\d{12}(?!\d)/, // individual identification number
  /(?:\+7|(?<!\d)8)[\s(-]*7\d\d[\s)-]*\d{3}[\s-]*\d\d[\s-]*\d\d(?!\d)/, // mobile phone
  /(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/, // payment card
  /[^\s@]+@[^\s@]+\.[^\s@]{2,}/, // mail
  /(?<!\p{L})[NnCc]\s?\d{8}(?!\d)/u, // passport
];
const personal = $("#personal");

function hintPersonal(field) {
  const hint = field?.form && $(".personal", field.form);
  if (hint) hint.hidden = !PERSONAL.some((each) => each.test(field.value));
}

document.addEventListener("input", (event) => {
  if (event.target.matches("textarea")) hintPersonal(event.target);
});
// The form for staff opens with the question that found nothing.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".leave")) hintPersonal($("textarea", event.target));
}, true);
all(".page textarea").forEach(hintPersonal);

// Reading aloud, where the device has a voice for the language.
const voices = globalThis.speechSynthesis;

function hasVoice(language) {
  return voices?.getVoices().some((each) => each.lang.toLowerCase().startsWith(language)) ?? false;
}

function readAloud(button, card) {
  if (voices.speaking) {
    voices.cancel();
    return;
  }
  const quote = $("blockquote", card);
  const words = new SpeechSynthesisUtterance(all(".lead, .quote, .closing", quote).map((each) => each.textContent.trim()).join(" "));
  words.lang = quote.lang;
  words.voice = voices.getVoices().find((each) => each.lang.toLowerCase().startsWith(quote.lang)) ?? null;
  words.addEventListener("end", () => { button.textContent = button.dataset.start; });
  words.addEventListener("error", () => { button.textContent = button.dataset.start; });
  button.textContent = button.dataset.stop;
  voices.speak(words);
}

function showVoices(within = document) {
  for (const button of all("[data-voice]", within)) button.hidden = !hasVoice(button.dataset.voice);
}

// Folded words are copied and printed with the rest.
document.addEventListener("copy", () => {
  const chosen = getSelection();
  for (const fold of all(".fold:not([open])")) if (chosen.containsNode(fold, true)) fold.open = true;
});
addEventListener("beforeprint", () => {
  for (const fold of all(".fold, .letter, .further, .rendering, .folded-card")) fold.open = true;
  // A browser that prints closed ones needs no help; elsewhere all of an answer is printed.
  if (!CSS.supports("selector(::details-content)")) for (const other of all(".other")) other.open = true;
});

DEEDS.read = readAloud;
voices?.addEventListener?.("voiceschanged", () => showVoices());
addEventListener("pagehide", () => voices?.cancel());
showVoices();
