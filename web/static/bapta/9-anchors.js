// The links of the provisions of a page are one stop of the Tab key: the arrow keys, Home and End go
// from one to the next. Without a script each is a stop of its own.
function joinAnchors(within) {
  const anchors = all("[data-anchor]", within);
  const target = location.hash && anchors.find((each) => each.getAttribute("href") === location.hash);
  for (const each of anchors) each.tabIndex = each === (target || anchors[0]) ? 0 : -1;
}

document.addEventListener("keydown", (event) => {
  const anchor = event.target.closest?.("[data-anchor]");
  if (!anchor || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const anchors = all("[data-anchor]", anchor.closest(".provisions"));
  const place = anchors.indexOf(anchor);
  const next = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: anchors.length - 1 }[event.key];
  if (!anchors[next]) return;
  event.preventDefault();
  anchor.tabIndex = -1;
  anchors[next].tabIndex = 0;
  anchors[next].focus();
});
for (const each of all(".provisions")) joinAnchors(each);
