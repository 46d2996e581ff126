// Fields of a template: a button puts its field where the cursor was last, in the chosen grammatical case.
(() => {
  const taking = () => [...document.querySelectorAll("[data-takes-fields]")];
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-takes-fields]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-field]");
    const field = button && (last || taking().at(-1));
    if (!field) return;
    const chosen = document.getElementById("field-case");
    const ending = chosen && button.dataset.cases.split(" ").includes(chosen.value) ? `_${chosen.value}` : "";
    field.setRangeText(`{${button.dataset.field}${ending}}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  });
})();
