// Ready phrases: a click puts the phrase into the text, after what is there already unless that is a phrase too.
(() => {
  const phrases = (field) => [...document.querySelectorAll(`[data-phrase-for="${field.id}"]`)].map((one) => one.textContent);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-phrase-for]");
    const field = button && document.getElementById(button.dataset.phraseFor);
    if (!field) return;
    const typed = field.value.trim();
    field.value = !typed || phrases(field).includes(typed) ? button.textContent : `${typed} ${button.textContent}`;
    field.focus();
  });
})();
