// A summary, and the browser's own voice (Web Speech) to read it. Nothing is sent anywhere.

function render({ model, el }) {
  const page = frame(model, el, model.get("title"), "summary");
  const voice = window.speechSynthesis;
  make("h3", page.body, { text: model.get("title") });
  const spoken = model.get("parts").map(([who, html, text]) => {
    const part = make("p", page.body);
    if (who) make("strong", part, { text: `${who}: ` });
    make("span", part, { html });
    return { part, text: who ? `${who}. ${text}` : text };
  });
  const row = make("div", page.body, { class: "nns-row" });
  let at = -1; // the part that is being read

  const stop = () => {
    at = -1;
    voice?.cancel();
    listen.textContent = "Listen";
    listen.setAttribute("aria-pressed", "false");
    for (const { part } of spoken) delete part.dataset.verdict;
  };
  const read = (number) => {
    for (const { part } of spoken) delete part.dataset.verdict;
    if (number >= spoken.length) return stop();
    at = number;
    const { part, text } = spoken[number];
    part.dataset.verdict = "right";
    const words = new SpeechSynthesisUtterance(text);
    words.lang = "en-US";
    words.onend = () => at === number && read(number + 1);
    words.onerror = () => at === number && (stop(), page.say("The voice has failed."));
    voice.speak(words);
  };
  const listen = button(
    row,
    "Listen",
    () => {
      if (at >= 0) return stop();
      if (!voice) return page.say((said.textContent = "This browser has no voice of its own."));
      voice.cancel(); // another summary may be speaking
      listen.textContent = "Stop";
      listen.setAttribute("aria-pressed", "true");
      read(0);
    },
    { "aria-pressed": "false" },
  );
  const said = make("span", row, { class: "nns-note" });
  make("span", row, { class: "nns-note", html: model.get("link") });
  return () => (at >= 0 && stop(), page.close());
}

export default { render };
