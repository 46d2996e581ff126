// The signing folder: a letter opens as the keyboard comes to its row, Space ticks it, the button counts the ticked
// ones, and while they are being signed the page asks how many are left.
(() => {
  const form = document.getElementById("folder");
  if (!form) return;
  const PAUSE = 150;
  const EVERY = 700;
  const links = () => [...form.querySelectorAll("tbody a")];
  const boxOf = (link) => link.closest("tr").querySelector("[name=chosen]");
  const isOpen = (link) => link.closest("tr").classList.contains("is-open");
  const ticked = () => [...form.querySelectorAll("[name=chosen]:checked")];
  let coming;
  let asked = links().find(isOpen);

  const count = () => {
    const chosen = ticked().length;
    form.querySelector("[data-ticked]").textContent = chosen ? `(${chosen})` : "";
  };

  const mark = () => {
    const opened = document.querySelector("#opened [name=item]").value;
    for (const link of links()) {
      const isNow = boxOf(link).id === `choose-${opened}`;
      link.closest("tr").classList.toggle("is-open", isNow);
      if (isNow) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  form.addEventListener("change", count);
  form.addEventListener("click", (event) => {
    if (event.target.matches("tbody a")) asked = event.target;
  });
  form.addEventListener("focusin", (event) => {
    clearTimeout(coming);
    const link = event.target;
    if (!link.matches("tbody a") || link === asked) return;
    coming = setTimeout(() => {
      asked = link;
      link.dispatchEvent(new CustomEvent("arrived"));
    }, PAUSE);
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Space" || !event.target.matches("#folder tbody a")) return;
    event.preventDefault();
    const box = boxOf(event.target);
    if (!box.disabled) box.click();
  });

  // A letter that is opened again stays ticked, unless it has changed meanwhile.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.name === "chosen" && target.value === fragment.querySelector("[name=chosen]")?.value) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:oobAfterSwap", count);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "opened") return;
    mark();
    if (matchMedia("(max-width: 767px)").matches) document.getElementById("opened").scrollIntoView();
  });
  // A shown PDF takes the focus as it loads, and the keys with it: whatever had it gets it back, so that the next key
  // goes on; not when the person went there, by a click or by Tab.
  let last = null;
  let lastKey = "";
  const giveBack = () => {
    const focused = document.activeElement;
    const isTaken = focused.matches("#opened iframe") && !focused.matches(":hover") && lastKey !== "Tab";
    if (last?.isConnected && (isTaken || focused === document.body)) last.focus({ preventScroll: true });
  };
  document.addEventListener("focusin", (event) => {
    if (!event.target.matches("iframe")) last = event.target;
  });
  document.addEventListener("keydown", (event) => { lastKey = event.key; }, true);
  document.addEventListener("load", (event) => {
    if (event.target.matches?.("#opened iframe")) giveBack();
  }, true);
  addEventListener("blur", () => setTimeout(giveBack));
  links().find(isOpen)?.focus({ preventScroll: true });

  // Words that are selected in the text of the letter are the place of the remark.
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const text = chosen?.anchorNode?.parentElement?.closest("[data-quote-for]");
    const words = chosen?.toString().trim();
    if (text && words) document.getElementById(text.dataset.quoteFor).value = words.slice(0, 300);
  });

  form.addEventListener("submit", () => {
    const progress = form.querySelector("[data-progress]");
    const items = ticked().map((box) => box.id.replace("choose-", ""));
    if (items.length < 2) return;
    const address = `${progress.dataset.progress}?${items.map((item) => `item=${item}`).join("&")}`;
    const tell = async () => {
      try {
        const answer = await fetch(address);
        if (!answer.ok) return;
        const done = items.length - (await answer.json()).left;
        progress.textContent = progress.dataset.words.replace("{done}", done).replace("{all}", items.length);
      } catch {
        /* the answer of the form tells it all the same */
      }
    };
    tell();
    setInterval(tell, EVERY);
  });
  count();
})();
