// Touch time: while the work is open, in front and its person active, say so every half minute; a pause says nothing.
// Of several open pages only the one in front speaks. A silence longer than the agency's rule allows ends the stretch.
(() => {
  const panel = document.querySelector("[data-touch]");
  if (!panel || panel.hasAttribute("data-paused")) return;
  const EVERY = 30_000;
  let isActive = true;
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
    addEventListener(kind, () => { isActive = true; }, { passive: true });
  }
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const touch = async () => {
    if (!isActive || document.visibilityState !== "visible" || !document.hasFocus()) return;
    isActive = false;
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
