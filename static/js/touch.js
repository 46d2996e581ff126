// Touch time: while the work is open, in front and its person active, say so every half minute; a pause says nothing.
// Of several open pages only the one in front speaks. A silence longer than the agency's rule allows ends the stretch.
// The signing folder opens one letter after another: what is open at the moment counts.
(() => {
  const panel = () => document.querySelector("[data-touch]:not([data-paused])");
  if (!panel()) return;
  const EVERY = 30_000;
  const STAYS = 1_000; // what the keys only pass by is not read
  let isActive = true;
  let coming;
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "input"]) {
    addEventListener(kind, () => { isActive = true; }, { passive: true });
  }
  const touch = async () => {
    const now = panel();
    if (!now || !isActive || document.visibilityState !== "visible" || !document.hasFocus()) return;
    isActive = false;
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(now.dataset.touch, { method: "POST", headers: { "X-CSRFToken": token } });
      const spent = now.querySelector("[data-spent]");
      if (answer.ok && spent) spent.textContent = (await answer.json()).spent;
    } catch {
      /* a lost link loses at most this half minute */
    }
  };
  touch();
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches?.("[data-touch]") || event.target.querySelector?.("[data-touch]")) {
      isActive = true;
      clearTimeout(coming);
      coming = setTimeout(touch, STAYS);
    }
  });
  setInterval(touch, EVERY);
})();
