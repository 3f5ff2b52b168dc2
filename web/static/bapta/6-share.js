
// Sharing: the link holds provisions, and the question only in its fragment, which no browser sends.
const MOST_SHARED = 4000;

function showSharing(within) {
  for (const each of all("[data-share], [data-share-note]", within)) each.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-share]");
  if (!button) return;
  const link = $("[data-shared]", button.closest(".share")).href;
  const question = button.closest(".turn").dataset.earlier.slice(1);
  copy(button, button.dataset.share === "question" ? `${link}#q=${encodeURIComponent(question)}` : link);
});

// The question of a link is sent only when the reader asks it.
const sharedQuestion = $("#shared-question");

function showSharedQuestion() {
  const found = /^#q=(.*)$/s.exec(location.hash);
  sharedQuestion.hidden = !found;
  if (!found) return;
  let question = "";
  try {
    question = decodeURIComponent(found[1]).trim();
  } catch { /* The link was cut: the page says so below. */ }
  const isQuestion = question.length > 0 && question.length <= MOST_SHARED;
  $(".asked", sharedQuestion).textContent = isQuestion ? question : sharedQuestion.dataset.broken;
  $("[name=question]", sharedQuestion).value = isQuestion ? question : "";
  $("form", sharedQuestion).hidden = !isQuestion;
}

if (sharedQuestion) {
  showSharedQuestion();
  addEventListener("hashchange", showSharedQuestion);
}
showSharing(document);
