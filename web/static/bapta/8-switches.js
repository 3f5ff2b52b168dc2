// The switches of the head. The display changes in place; a language is another page, which takes
// over the focus and the place of the one before it.
const SWITCHED = "bapta.switched";

async function changeDisplay(button) {
  const { name, value } = button;
  document.documentElement.dataset[name] = value;
  const { theme, size } = document.documentElement.dataset;
  if (name === "theme") $("meta[name=color-scheme]").content = value === "auto" ? "light dark" : value;
  for (const each of all(`.switches [name=${name}]`)) each.setAttribute("aria-pressed", String(each === button));
  try {
    await fetch(`${document.documentElement.dataset.root}/prefs`, {
      method: "POST",
      // All three, so that one of two quick choices does not undo the other.
      body: new URLSearchParams({ language: document.documentElement.lang, theme, size }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch { /* The server is away: the choice lasts as long as the page. */ }
}

function noteLanguage(language) {
  try {
    sessionStorage.setItem(SWITCHED, JSON.stringify({ language, top: scrollY }));
  } catch { /* Storage is forbidden: the new page begins at its top. */ }
}

// After the conversation is restored, which scrolls to its last answer.
function resumePlace() {
  try {
    const noted = JSON.parse(sessionStorage.getItem(SWITCHED) || "null");
    sessionStorage.removeItem(SWITCHED);
    if (noted?.language !== document.documentElement.lang) return;
    $(`.switches [name=language][value="${noted.language}"]`)?.focus({ preventScroll: true });
    scrollTo({ top: noted.top, behavior: "instant" });
  } catch { /* Nothing readable was noted. */ }
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.matches(".switches [name]")) return;
  if (button.name === "language") {
    noteLanguage(button.value);
    return;
  }
  event.preventDefault();
  changeDisplay(button);
}, true);
addEventListener("load", () => requestAnimationFrame(resumePlace));
