// A large file goes in parts before its form: each part on its own, the next one from where the server says it stands,
// so that a lost link loses nothing. The form is then sent with the tokens of its files instead of the files.
(() => {
  const SMALL = 4 * 1024 * 1024;
  const PAUSE = 3000;
  const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const sleep = (time) => new Promise((done) => setTimeout(done, time));

  class Refused extends Error {}
  class Cancelled extends Error {}

  const panelOf = (input, words) => {
    const panel = document.createElement("div");
    panel.className = "upload-progress";
    panel.setAttribute("role", "status");
    const line = document.createElement("p");
    const bar = document.createElement("progress");
    bar.max = 100;
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "btn btn-sm btn-outline-secondary";
    stop.textContent = words.cancel;
    panel.append(line, bar, stop);
    input.after(panel);
    return { panel, line, bar, stop };
  };

  // Sends a request; what the server refuses ends the upload, a lost link is waited for.
  const ask = async (address, options, state) => {
    for (;;) {
      if (state.isCancelled) throw new Cancelled();
      try {
        const answer = await fetch(address, { ...options, signal: state.control.signal });
        if (answer.status < 500) return answer;
      } catch (error) {
        if (state.isCancelled) throw new Cancelled();
        if (error instanceof DOMException) throw error;
      }
      state.say(state.words.waiting);
      await sleep(PAUSE);
      return null;
    }
  };

  const send = async (file, form, input, state) => {
    const headers = { "X-CSRFToken": token(form) };
    let answer = null;
    while (!answer) {
      const asked = new URLSearchParams({ name: file.name, size: file.size });
      answer = await ask(input.dataset.upload, { method: "POST", headers, body: asked }, state);
    }
    if (!answer.ok) throw new Refused((await answer.json().catch(() => ({}))).message || state.words.failed);
    const upload = await answer.json();
    state.cancelAt = upload.cancel;
    let offset = upload.offset;
    while (offset < file.size) {
      const part = file.slice(offset, offset + upload.part);
      const options = { method: "POST", headers: { ...headers, "Content-Type": "application/octet-stream" }, body: part };
      answer = await ask(`${upload.address}?offset=${offset}`, options, state);
      if (!answer) answer = await ask(upload.address, { headers }, state);
      if (!answer) continue;
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok && answer.status !== 409) throw new Refused(told.message || state.words.failed);
      offset = told.offset;
      const share = Math.floor((offset / file.size) * 100);
      state.bar.value = share;
      state.say(`${state.words.sending}: ${file.name}, ${share} %`);
    }
    return upload.token;
  };

  const inputsOf = (form) => [...form.querySelectorAll("input[type=file][data-upload]")];
  const isLarge = (input) => [...input.files].some((file) => file.size > SMALL);

  const sendAll = async (form, input) => {
    const words = JSON.parse(input.dataset.words);
    const { panel, line, bar, stop } = panelOf(input, words);
    const state = { isCancelled: false, control: new AbortController(), words, bar, say: (text) => { line.textContent = text; } };
    stop.addEventListener("click", () => {
      state.isCancelled = true;
      state.control.abort();
    });
    try {
      for (const file of input.files) {
        if (file.size > Number(input.dataset.limit)) throw new Refused(words.large);
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = `${input.name}-parts`;
        field.value = await send(file, form, input, state);
        form.append(field);
      }
      input.disabled = true;
      return true;
    } catch (error) {
      if (state.cancelAt) {
        fetch(state.cancelAt, { method: "POST", headers: { "X-CSRFToken": token(form) } }).catch(() => {});
      }
      form.querySelectorAll(`[name="${input.name}-parts"]`).forEach((field) => field.remove());
      line.textContent = error instanceof Cancelled ? words.cancelled : error instanceof Refused ? error.message : words.failed;
      line.className = error instanceof Cancelled ? "" : "field-error";
      bar.remove();
      stop.remove();
      if (error instanceof Cancelled) input.value = "";
      return false;
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const waiting = inputsOf(form).filter((input) => !input.disabled && isLarge(input));
    if (!waiting.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.uploading) return;
    form.dataset.uploading = "1";
    form.querySelectorAll(".upload-progress").forEach((old) => old.remove());
    let isDone = true;
    for (const input of waiting) isDone = isDone && (await sendAll(form, input));
    delete form.dataset.uploading;
    if (isDone) form.requestSubmit(event.submitter);
  }, true);
})();
