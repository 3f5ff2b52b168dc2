
// A page that comes back from the back-forward cache may be older than the law: it says so.
// The conversation is answered again (4-conversation-store.js); other pages offer to be loaded again.
async function editionNow() {
  const response = await fetch(`${document.documentElement.dataset.root}/conversation`, { signal: AbortSignal.timeout(PATIENCE) });
  return (await response.json()).edition;
}

function sayRenewed() {
  const note = $("#renewed");
  if (note) note.hidden = false;
}

$("[data-reload]")?.addEventListener("click", () => location.reload());
addEventListener("pageshow", async (event) => {
  if (!event.persisted) return;
  const shown = conversation ?? document.documentElement;
  try {
    const edition = await editionNow();
    if (edition === shown.dataset.edition) return;
    shown.dataset.edition = edition;
    if (conversation) await answerAgain();
    if (!conversation || $(".turn", conversation)) sayRenewed();
  } catch { /* The server is away: what is shown stays. */ }
});
