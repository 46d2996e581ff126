// Touch time: while the work is open, visible and its person active, say so every half minute; a pause says nothing.
(() => {
  const panel = document.querySelector("[data-touch]");
  if (!panel || panel.hasAttribute("data-paused")) return;
  const EVERY = 30_000;
  const IDLE = 120_000;
  let lastInput = Date.now();
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
    addEventListener(kind, () => { lastInput = Date.now(); }, { passive: true });
  }
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const touch = async () => {
    if (document.visibilityState !== "visible" || Date.now() - lastInput > IDLE) return;
    try {
      const answer = await fetch(panel.dataset.touch, { method: "POST", headers: { "X-CSRFToken": token } });
      if (answer.ok) panel.querySelector("[data-spent]").textContent = (await answer.json()).spent;
    } catch {
      /* a lost link loses at most this half minute */
    }
  };
  touch();
  setInterval(touch, EVERY);
})();
