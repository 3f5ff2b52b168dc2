// Menus of answers and of the head: their place, and when they close.
// Pixels between a menu and the edge of the page.
const EDGE = 4;

// A menu opens upwards where there is no room below it, and between the edges of the page.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[data-menu]")) return;
  delete menu.dataset.up;
  const items = $(":scope > .menu", menu);
  // A conversation is kept as its elements are, and no page may bring a style with it.
  items?.removeAttribute("style");
  if (!menu.open || !items) return;
  const { left, right } = items.getBoundingClientRect();
  const shift = Math.max(EDGE - left, Math.min(0, document.documentElement.clientWidth - EDGE - right));
  if (shift) items.style.translate = `${shift}px`;
  // The docked form ends what is in sight of the conversation.
  const dock = conversation?.contains(menu) ? $(".dock") ?? form : null;
  const floor = Math.min(dock?.getBoundingClientRect().top ?? innerHeight, innerHeight);
  const isCut = items.getBoundingClientRect().bottom > floor;
  if (isCut && menu.getBoundingClientRect().top > items.offsetHeight) menu.dataset.up = "";
}, true);

// A menu that the focus has left would cover what has it.
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("[data-menu][open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("click", (event) => {
  for (const menu of all("[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
