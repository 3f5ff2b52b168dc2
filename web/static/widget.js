// Bapta on another site: a button, and a window that frames the chat.
//   <script src="https://bapta.example/widget.js" data-lang="kk" data-side="right" defer></script>
// docs/embed.md lists the attributes.
(() => {
  "use strict";
  const settings = "@settings@";
  const script = document.currentScript;
  if (!script) {
    console.error("Bapta: load widget.js by a plain <script src>, not as a module.");
    return;
  }
  // A site that changes its page by a script may run this one again.
  if (document.querySelector("bapta-widget")) return;
  const home = new URL(".", script.src);
  const isAllowed = location.origin === home.origin || settings.origins.includes(location.origin);
  if (!isAllowed) {
    console.error(
      `Bapta: ${home.origin} does not allow its widget on ${location.origin}. ` +
        "Its operator can add this origin to BAPTA_WIDGET_ORIGINS.",
    );
  }

  const PATIENCE = 20000; // ms until a frame that says nothing counts as away
  const GRACE = 1500; // ms after its loading, in which its script must have begun
  const MOST_QUESTIONS = 6;
  const STATE = "bapta-widget";
  const { dataset } = script;
  const canFloat = "showPopover" in HTMLElement.prototype;
  const isNarrow = matchMedia("(max-width: 480px)");

  // Whether the window is open, its language, and the site's own: kept until the tab is closed.
  const remembered = (() => {
    try {
      return JSON.parse(sessionStorage.getItem(STATE)) ?? {};
    } catch {
      return {};
    }
  })();
  const remember = () => {
    try {
      sessionStorage.setItem(STATE, JSON.stringify({ open: isOpen, language, first }));
    } catch { /* Storage is forbidden: the window is closed on the next page. */ }
  };

  const stated = (dataset.lang || document.documentElement.lang || "").slice(0, 2).toLowerCase();
  const first = Object.hasOwn(settings.words, stated) ? stated : "kk";
  const isSame = remembered.first === first && Object.hasOwn(settings.words, remembered.language);
  let language = isSame ? remembered.language : first;
  let words = settings.words[language];
  let isOpen = false;

  const side = dataset.side === "left" ? "left" : "right";
  const theme = ["light", "dark"].includes(dataset.theme) ? dataset.theme : "auto";
  const accent = /^#[0-9a-f]{6}$/i.test(dataset.accent) ? dataset.accent : "#0b5d6f";
  const offset = Math.min(Math.max(Number.parseInt(dataset.offset, 10) || 0, 0), 300);
  // Black or white, whichever is easier to read on the accent (WCAG 2.2, relative luminance).
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(accent.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const onAccent = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";

  // A style sheet made here is not bound by the host page's policy, nor reached by its styles: of
  // two important rules, that inside of a shadow root wins.
  const dark = "--paper: #182329; --ink: #e8eff1; --edge: #7d919a; --link: #86d3e2;";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; display: contents !important; direction: ltr !important; }
    .open, .panel { --paper: #fff; --ink: #15232a; --edge: #74868f; --link: #0b5d6f; color-scheme: ${theme === "auto" ? "light dark" : theme};
      --font: system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
    ${theme === "dark" ? `.open, .panel { ${dark} }` : ""}
    ${theme === "auto" ? `@media (prefers-color-scheme: dark) { .open, .panel { ${dark} } }` : ""}
    * { box-sizing: border-box; }
    button { font: 600 16px/1.3 var(--font); cursor: pointer; margin: 0; touch-action: manipulation; }
    [hidden] { display: none !important; }
    .open, .panel { position: fixed; z-index: 2147483647; inset: auto; margin: 0; bottom: calc(max(16px, env(safe-area-inset-bottom)) + ${offset}px);
      ${side}: max(16px, env(safe-area-inset-${side})); }
    .open { display: inline-flex; align-items: center; gap: 10px; min-height: 52px; max-width: calc(100vw - 32px); padding: 6px 20px 6px 8px; border: 2px solid #fff;
      border-radius: 26px; background: ${accent}; color: ${onAccent}; box-shadow: 0 2px 14px rgb(0 0 0 / 35%); text-align: start; overflow: visible; }
    .open:hover { text-decoration: underline; text-underline-offset: 3px; }
    :focus-visible { outline: 3px solid #000; outline-offset: 2px; box-shadow: 0 0 0 8px #fff; }
    .sign { flex: none; display: inline-grid; place-items: center; width: 36px; height: 36px; border-radius: 50%; background: ${onAccent}; color: ${accent}; font: 700 20px/1 var(--font); }
    .panel { display: none; flex-direction: column; width: min(440px, calc(100vw - 32px)); height: min(700px, calc(100dvh - 32px - ${offset}px)); max-width: none; max-height: none;
      padding: 0; overflow: hidden; border: 1px solid var(--edge); border-radius: 14px; background: var(--paper); color: var(--ink); box-shadow: 0 10px 48px rgb(0 0 0 / 35%); }
    .panel[data-open] { display: flex; }
    .bar { flex: none; display: flex; align-items: center; gap: 4px 8px; padding: 8px 8px 8px 14px; background: ${accent}; color: ${onAccent}; }
    .bar .sign { width: 28px; height: 28px; border-radius: 8px; font-size: 16px; }
    .name { margin: 0 auto 0 0; font: 700 17px/1.2 var(--font); }
    .tongues { display: flex; gap: 2px; }
    .bar button { display: inline-grid; place-items: center; min-width: 44px; min-height: 44px; padding: 0 6px; border: 1px solid transparent; border-radius: 8px; background: none; color: inherit; font-size: 15px; }
    .bar button:hover { border-color: currentcolor; }
    .bar button[aria-pressed="true"] { background: ${onAccent}; color: ${accent}; }
    .bar :focus-visible { outline-color: ${onAccent}; outline-offset: -4px; box-shadow: none; }
    .bar :focus-visible[aria-pressed="true"] { outline-color: ${accent}; }
    .close { font-size: 26px !important; font-weight: 400 !important; line-height: 1 !important; }
    .body { flex: 1; position: relative; min-height: 0; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; background: var(--paper); }
    .panel:not([data-state="ready"]) iframe { visibility: hidden; }
    .panel[data-state="ready"] .state { display: none; }
    .state { position: absolute; inset: 0; overflow: auto; display: flex; flex-direction: column; justify-content: center; gap: 16px; padding: 24px; font: 17px/1.5 var(--font); }
    .state p { margin: 0; }
    .panel[data-state="loading"] .state p { text-align: center; }
    .state a { display: inline-flex; align-items: center; justify-content: center; min-height: 48px; padding: 8px 20px; border-radius: 8px; background: ${accent}; color: ${onAccent}; font-weight: 600; text-align: center; }
    .state button { min-height: 44px; padding: 6px 20px; border: 1px solid var(--edge); border-radius: 8px; background: none; color: var(--ink); }
    .state :focus-visible { outline-color: var(--link); box-shadow: none; }
    @media (max-width: 480px) { .panel { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; padding-bottom: env(safe-area-inset-bottom); } }
    @media (max-width: 359px) { .bar { padding-inline-start: 8px; gap: 4px; } .bar .sign { display: none; } }
    @media (forced-colors: active) { .bar { border-bottom: 1px solid; } .bar button[aria-pressed="true"] { border-width: 3px; border-color: currentcolor; } }
    @media print { .open, .panel { display: none !important; } }
  `);

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const sign = () => element("span", { class: "sign", "aria-hidden": "true" }, "§");

  // The examples of this site: in its first language, or by language as data-questions-ru.
  const questions = () => {
    const own = dataset[`questions${language[0].toUpperCase()}${language[1]}`];
    const list = own ?? (language === first ? dataset.questions : "") ?? "";
    return list.split("|").map((each) => each.trim()).filter(Boolean).slice(0, MOST_QUESTIONS);
  };

  const start = () => {
    const host = element("bapta-widget", {});
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const label = element("span", {});
    const open = element("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false", popover: "manual" }, sign(), label);
    const name = element("p", { class: "name", id: "name" });
    const tongues = element("div", { class: "tongues", role: "group" });
    const close = element("button", { type: "button", class: "close" }, "×");
    const sentence = element("p", { role: "status" });
    const link = element("a", { href: home.href, target: "_blank", rel: "noopener" });
    const again = element("button", { type: "button" });
    const body = element("div", { class: "body" }, element("div", { class: "state" }, sentence, link, again));
    const panel = element("dialog", { class: "panel", "aria-labelledby": "name", popover: "manual" }, element("div", { class: "bar" }, sign(), name, tongues, close), body);
    for (const [code, each] of Object.entries(settings.words)) {
      tongues.append(element("button", { type: "button", lang: code, "data-language": code, title: each.own }, each.short));
    }
    let frame = null;
    let opener = open;
    let waiting = 0;
    let wantsFocus = false;

    const speak = () => {
      words = settings.words[language];
      host.lang = language;
      label.textContent = words.open;
      name.textContent = words.name;
      tongues.setAttribute("aria-label", words.language);
      close.setAttribute("aria-label", words.close);
      close.title = words.close;
      link.textContent = words.link;
      again.textContent = words.again;
      for (const each of tongues.children) each.setAttribute("aria-pressed", String(each.dataset.language === language));
    };

    // loading, ready, away (the server may be, or its policy or ours refuses the frame), refused
    const become = (state) => {
      clearTimeout(waiting);
      panel.dataset.state = state;
      sentence.textContent = state === "ready" ? "" : words[state];
      link.hidden = state === "loading";
      again.hidden = state !== "away";
      if (state === "away" || state === "refused") {
        // No empty frame stays behind the sentence.
        frame?.remove();
        frame = null;
        if (isOpen && wantsFocus) link.focus();
      }
    };

    // The frame is loaded when it is first wanted. Another one takes its place, so that the
    // browser's Back leads to the host's page before.
    const load = () => {
      frame?.remove();
      frame = null;
      if (!isAllowed) return become("refused");
      become("loading");
      const address = new URL("widget/frame", home);
      address.search = new URLSearchParams({ lang: language, ...(theme === "auto" ? {} : { theme }), origin: location.origin });
      const made = element("iframe", { src: address.href, title: words.name, referrerpolicy: "no-referrer", allow: "clipboard-write" });
      const give = () => frame === made && panel.dataset.state === "loading" && become("away");
      made.addEventListener("load", () => {
        if (panel.dataset.state === "loading") waiting = setTimeout(give, GRACE);
      });
      waiting = setTimeout(give, PATIENCE);
      frame = made;
      body.append(made);
    };

    // The top layer is above everything, and no transform, overflow or stacking of the host reaches it.
    const float = (part, isShown) => {
      if (canFloat && isShown !== part.matches(":popover-open")) isShown ? part.showPopover() : part.hidePopover();
    };
    const lift = () => {
      if (panel.open) panel.close();
      float(panel, isOpen && !isNarrow.matches);
      float(open, !isOpen);
      open.hidden = isOpen;
      panel.toggleAttribute("data-open", isOpen);
      // On a narrow screen the window covers the page, which then cannot be reached behind it.
      if (isOpen && isNarrow.matches) panel.showModal();
      open.setAttribute("aria-expanded", String(isOpen));
    };

    const show = () => {
      isOpen = true;
      wantsFocus = true;
      lift();
      if (!frame) load();
      if (panel.dataset.state === "ready") frame.focus();
      else if (frame) close.focus();
      remember();
    };
    const hide = () => {
      if (!isOpen) return;
      isOpen = false;
      lift();
      opener.focus();
      opener = open;
      remember();
    };

    open.addEventListener("click", show);
    close.addEventListener("click", hide);
    again.addEventListener("click", () => { wantsFocus = true; load(); });
    tongues.addEventListener("click", (event) => {
      const chosen = event.target.closest("button")?.dataset.language;
      if (!chosen || chosen === language) return;
      language = chosen;
      wantsFocus = false;
      speak();
      load();
      remember();
    });
    panel.addEventListener("keydown", (event) => event.key === "Escape" && hide());
    panel.addEventListener("cancel", (event) => {
      event.preventDefault();
      hide();
    });
    panel.addEventListener("close", () => isNarrow.matches && !panel.open && hide());
    isNarrow.addEventListener("change", () => isOpen && lift());
    // A link of the host opens the window; without this script it leads to the chat.
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("[data-bapta-open]");
      if (!link || !isAllowed || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      opener = link;
      show();
    });
    // The policy of the host's page may forbid the frame.
    document.addEventListener("securitypolicyviolation", (event) => {
      if (frame && event.effectiveDirective === "frame-src" && event.blockedURI.startsWith(home.origin)) become("refused");
    });
    window.addEventListener("message", (event) => {
      if (!frame || event.source !== frame.contentWindow || event.origin !== home.origin) return;
      if (event.data === "bapta:close") hide();
      if (event.data !== "bapta:ready") return;
      become("ready");
      frame.contentWindow.postMessage({ bapta: "welcome", questions: questions(), focus: isOpen && wantsFocus }, home.origin);
      if (isOpen && wantsFocus) frame.focus();
    });

    speak();
    root.append(open, panel);
    // Beside the body, which a site may replace.
    document.documentElement.append(host);
    if (remembered.open && !isNarrow.matches) {
      isOpen = true;
      lift();
      load();
    } else lift();
  };

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
