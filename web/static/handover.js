// Leaving a question to a person without leaving the conversation. Uses bapta.js; the form
// works without either.
"use strict";

async function leaveQuestion(form, button) {
  const wrong = $(".wrong", form);
  wrong.hidden = true;
  button.disabled = true;
  try {
    const response = await post(form.action, new URLSearchParams(new FormData(form)));
    if (response.ok) {
      showLeft(form, new DOMParser().parseFromString(await response.text(), "text/html"));
      return;
    }
    wrong.textContent = (await response.json()).detail;
  } catch {
    wrong.textContent = form.dataset.away;
  }
  wrong.hidden = false;
  button.disabled = false;
  $("textarea", form).focus();
}

// The page that answers holds the number and the link: they take the place of the form.
function showLeft(form, page) {
  const left = $(".left", page);
  const title = document.createElement("h3");
  title.tabIndex = -1;
  title.textContent = $("h1", left).textContent;
  $("h1", left).replaceWith(title);
  left.removeAttribute("aria-labelledby");
  (form.closest("details") ?? form).replaceWith(left);
  enlivenLeft(left);
  title.focus();
}

function enlivenLeft(within) {
  for (const button of all("[data-copy-text]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button, button.dataset.copyText));
  }
  for (const button of all("[data-share-link]", within)) {
    button.hidden = !navigator.share;
    // Closing the list of the device shares nothing and is no error.
    button.addEventListener("click", () => navigator.share({ url: button.dataset.shareLink }).catch(() => {}));
  }
  for (const button of all("[data-print]", within)) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

document.addEventListener("submit", (event) => {
  // Without a conversation to stay in, the browser may go on to the page that answers.
  if (!event.target.matches("[data-leave]") || !conversation) return;
  event.preventDefault();
  leaveQuestion(event.target, $("button.main", event.target));
});

enlivenLeft(document);
