// Completes a field marked data-complete from its list as soon as only one entry begins with what was typed.
// The completed part is selected: the next letter or Delete takes it away, Tab accepts it.
(() => {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("input[data-complete]") || event.inputType !== "insertText" || !field.list) return;
    const typed = field.value;
    if (field.selectionEnd !== typed.length) return;
    const begins = [...field.list.options]
      .map((option) => option.value)
      .filter((value) => value.toLowerCase().startsWith(typed.toLowerCase()));
    if (begins.length !== 1) return;
    field.value = begins[0];
    field.setSelectionRange(typed.length, begins[0].length);
  });
})();
