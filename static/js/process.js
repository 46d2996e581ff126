// The picture of a process, drawn by bpmn-js from our file; which steps are current, passed or slow says the table below it.
// Without this script the table tells the same.
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const mark = (viewer, rows) => {
    const canvas = viewer.get("canvas");
    const overlays = viewer.get("overlays");
    for (const row of rows) {
      if (!viewer.get("elementRegistry").get(row.dataset.element)) continue;
      canvas.addMarker(row.dataset.element, `process-${row.dataset.state}`);
      if (!row.dataset.words) continue;
      const words = document.createElement("div");
      words.className = "process-words";
      words.textContent = row.dataset.words;
      overlays.add(row.dataset.element, { position: { bottom: 0, left: 0 }, html: words });
    }
  };

  const draw = async (place) => {
    const answer = await fetch(place.dataset.drawing, { credentials: "same-origin" });
    if (!answer.ok) return;
    place.hidden = false;
    const viewer = new window.BpmnJS({
      container: place,
      bpmnRenderer: {
        defaultFillColor: colour("--bs-body-bg"),
        defaultStrokeColor: colour("--mz-calm"),
        defaultLabelColor: colour("--bs-body-color"),
      },
    });
    await viewer.importXML(await answer.text());
    mark(viewer, document.querySelectorAll(`#${place.dataset.rows} [data-element]`));
    viewer.get("canvas").zoom("fit-viewport", "auto");
    place.dataset.drawn = "yes";
  };

  document.querySelectorAll("[data-drawing]").forEach(draw);
})();
