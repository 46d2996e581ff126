// Working by keyboard: rows of the list, search, the desk, sending a form, and the table of the keys themselves.
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

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    "/": () => document.getElementById("search")?.focus(),
    g: () => document.querySelector(".brand[href]")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) {
      const form = event.target.closest("form") || document.querySelector("form[data-keys='submit']");
      form?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key.startsWith("Arrow") && !document.activeElement?.closest("table.dense")) return;
    const act = actions[event.key];
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
