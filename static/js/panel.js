// The side panel opens when something has been put into it; Escape and its button close it.
(() => {
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = document.getElementById("panel");
    if (panel && event.target.id === "panel-body" && !panel.open) panel.showModal();
  });
})();
