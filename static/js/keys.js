// Working by keyboard: rows of the list, search, the desk, sending a form, the button of a stroke of its own, and the
// table of the keys themselves.
// Letters are told by their place on the keyboard, so that they work in the Russian layout too.
(() => {
  const rows = () => [...document.querySelectorAll("table.dense tbody tr")].filter((row) => row.querySelector("a"));
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const showKeys = () => {
    const keys = document.getElementById("keys");
    if (keys && !keys.open) keys.showModal();
  };

  const actions = {
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Slash: () => document.getElementById("search")?.focus(),
    KeyG: () => document.querySelector(".brand[href]")?.click(),
  };

  const chosen = (event) => {
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return showKeys;
    return event.shiftKey ? null : actions[event.code];
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest("form") || document.querySelector("form[data-keys='submit']");
      form?.requestSubmit(form.querySelector("[type='submit']"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const stroke = event.shiftKey ? null : document.querySelector(`[data-stroke="${event.code}"]`);
    if (stroke) {
      event.preventDefault();
      if (!event.repeat) stroke.click();
      return;
    }
    if (event.key.startsWith("Arrow") && !document.activeElement?.closest("table.dense")) return;
    const act = chosen(event);
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // A form is sent once: a second click while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
