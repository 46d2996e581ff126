// A long list of boxes gets a field that narrows it by what is typed; what is ticked stands first and stays in sight.
(() => {
  const begin = (field) => {
    const rows = [...field.querySelectorAll(".choices label")].map((label) => [label, label.textContent.trim().toLowerCase()]);
    if (rows.length < 8 || field.querySelector("[type=search]")) return;
    const ticked = rows.filter(([label]) => label.querySelector("input").checked);
    field.querySelector("div.choices").prepend(...ticked.map(([label]) => label.parentElement));
    const typed = document.createElement("input");
    typed.type = "search";
    typed.className = "form-control form-control-sm mb-1";
    typed.setAttribute("aria-label", field.dataset.narrows);
    typed.placeholder = field.dataset.narrows;
    const narrow = () => {
      const wanted = typed.value.trim().toLowerCase();
      for (const [label, text] of rows) label.hidden = !text.includes(wanted) && !label.querySelector("input").checked;
    };
    typed.addEventListener("input", narrow);
    typed.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    field.querySelector(".choices").before(typed);
  };
  document.querySelectorAll("[data-narrows]").forEach(begin);
})();
