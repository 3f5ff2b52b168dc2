// The chat in a frame: it reports to the site around it that it is ready, and shows that site's
// examples. Uses bapta.js; without the site around it the examples are those of Bapta.
"use strict";

const MOST_OFFERED = 6;
const MOST_LETTERS = 200;

function showExamples(questions) {
  const list = $(".samples ul");
  list.replaceChildren(...questions.slice(0, MOST_OFFERED).map((question) => exampleItem(question, question)));
  list.closest(".samples").hidden = false;
}

// The server has found the site around the frame among those that may show it.
const around = document.body.dataset.parent;
if (around) {
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== around || event.data?.bapta !== "welcome") return;
    const offered = Array.isArray(event.data.questions) ? event.data.questions : [];
    const questions = offered.filter((each) => typeof each === "string" && each.trim() && each.length <= MOST_LETTERS);
    if (questions.length) showExamples(questions);
    // On a touch screen the keyboard would cover what is to be read first.
    if (event.data.focus && matchMedia("(hover: hover)").matches) $("#question").focus();
  });
  window.parent.postMessage("bapta:ready", around);
}
