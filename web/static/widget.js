// Bapta on another site: a button, and a panel that frames the chat.
//   <script src="https://bapta.example/widget.js" data-lang="kk" data-side="right" defer></script>
(() => {
  "use strict";
  const settings = "@settings@";
  const script = document.currentScript;
  if (!script) {
    console.error("Bapta: load widget.js by a plain <script src>, not as a module.");
    return;
  }
  const home = new URL(".", script.src);
  if (!settings.origins.includes(location.origin)) {
    console.error(
      `Bapta: ${home.origin} does not allow its widget on ${location.origin}. ` +
        "Its operator can add this origin to BAPTA_WIDGET_ORIGINS.",
    );
    return;
  }
  const asked = (script.dataset.lang || document.documentElement.lang || "").slice(0, 2);
  const language = asked in settings.words ? asked : "kk";
  const words = settings.words[language];
  const side = script.dataset.side === "left" ? "left" : "right";

  // A style sheet made here is not bound by the host page's policy, nor reached by its styles.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { font: 600 16px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; min-height: 48px;
      padding: 10px 20px; border: 2px solid #fff; border-radius: 24px; background: #0b5d6f; color: #fff; cursor: pointer; }
    button:hover { background: #084856; }
    button:focus-visible { outline: 3px solid #0b5d6f; outline-offset: 2px; }
    .open, .panel { position: fixed; z-index: 2147483000; bottom: 16px; ${side}: 16px; }
    .open { box-shadow: 0 2px 12px rgb(0 0 0 / 30%); }
    .panel { display: flex; flex-direction: column; width: min(440px, calc(100vw - 32px)); height: min(680px, calc(100vh - 32px));
      overflow: hidden; border: 1px solid #74868f; border-radius: 12px; background: #fff; box-shadow: 0 8px 40px rgb(0 0 0 / 30%); }
    .bar { display: flex; justify-content: flex-end; padding: 6px; background: #0b5d6f; }
    .bar button { min-height: 36px; padding: 4px 14px; border-width: 1px; border-radius: 8px; }
    .bar button:focus-visible { outline-color: #fff; }
    iframe { flex: 1; width: 100%; border: 0; }
    [hidden] { display: none; }
    @media (max-width: 480px) { .panel { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }
    @media print { .open, .panel { display: none; } }
  `);

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const start = () => {
    const host = element("bapta-widget", { lang: language });
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const open = element("button", { type: "button", class: "open", "aria-expanded": "false", "aria-haspopup": "dialog" }, words.open);
    const close = element("button", { type: "button" }, words.close);
    const panel = element("div", { class: "panel", role: "dialog", "aria-label": words.open, hidden: "" }, element("div", { class: "bar" }, close));
    let frame = null;

    const show = () => {
      // The frame is loaded when it is first wanted.
      if (!frame) {
        const address = new URL(`widget?lang=${language}&origin=${encodeURIComponent(location.origin)}`, home);
        frame = element("iframe", { src: address.href, title: words.open });
        frame.addEventListener("load", () => panel.hidden || frame.focus(), { once: true });
        panel.append(frame);
      }
      panel.hidden = false;
      open.hidden = true;
      open.setAttribute("aria-expanded", "true");
      frame.focus();
    };
    const hide = () => {
      panel.hidden = true;
      open.hidden = false;
      open.setAttribute("aria-expanded", "false");
      open.focus();
    };

    open.addEventListener("click", show);
    close.addEventListener("click", hide);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    window.addEventListener("message", (event) => {
      const ours = frame && event.source === frame.contentWindow && event.origin === home.origin;
      if (ours && event.data === "bapta:close") hide();
    });
    root.append(open, panel);
    document.body.append(host);
  };

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
