// News of the queue on an open page: the title always, a sound and a notification if switched on.
"use strict";

const LOOK_EVERY = 30000;
const TELLS = "bapta.pulse";
const pulse = document.getElementById("pulse");

function isTelling() {
  try { return localStorage.getItem(TELLS) === "1"; } catch { return false; }
}

// Two short tones, made here: no file is loaded.
function sound() {
  try {
    const audio = new AudioContext();
    [660, 880].forEach((frequency, place) => {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = frequency;
      volume.gain.value = 0.1;
      tone.connect(volume).connect(audio.destination);
      tone.start(audio.currentTime + place * 0.2);
      tone.stop(audio.currentTime + place * 0.2 + 0.15);
    });
    setTimeout(() => audio.close(), 1000);
  } catch { /* A device without sound. */ }
}

function notify(text) {
  if (globalThis.Notification?.permission !== "granted") return;
  try { new Notification(text, { tag: "bapta-queue" }); } catch { /* Some phones allow none. */ }
}

function follow() {
  const title = document.title;
  let before = null;

  async function look() {
    try {
      const response = await fetch(pulse.dataset.address, { cache: "no-store" });
      if (!response.ok || response.redirected) return;
      const now = await response.json();
      document.title = now.open ? `(${now.open}) ${title}` : title;
      // The head has its links twice: in a row, and in the menu of narrow screens.
      document.querySelectorAll(".waiting").forEach((badge) => {
        badge.querySelector(".waits").textContent = now.open;
        badge.hidden = !now.open;
      });
      if (before && isTelling()) {
        const isNew = now.newest !== null && now.newest !== before.newest && now.open >= before.open;
        if (isNew || now.overdue > before.overdue) {
          sound();
          notify(isNew ? pulse.dataset.told : pulse.dataset.overdue);
        }
      }
      before = now;
    } catch { /* The server may be away for a moment. */ }
  }

  look();
  setInterval(look, LOOK_EVERY);
}

if (pulse) {
  follow();
  const button = document.getElementById("pulse-switch");
  if (button) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isTelling()));
    button.addEventListener("click", async () => {
      const isOn = !isTelling();
      try { localStorage.setItem(TELLS, isOn ? "1" : "0"); } catch { return; }
      button.setAttribute("aria-pressed", String(isOn));
      if (!isOn) return;
      sound();
      if (globalThis.Notification?.permission === "default") await Notification.requestPermission();
    });
  }
}
