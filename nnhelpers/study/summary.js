// A lesson's summary, and the browser's own voice (Web Speech) to read it. Nothing is sent anywhere.

/** One voice for all texts of an aid: a second press stops it, another text takes over. */
function reader(page) {
  const voice = window.speechSynthesis;
  let now = null;
  const stop = () => {
    now?.pressed(false);
    now = null;
    voice?.cancel();
  };
  const next = (one, at) => {
    if (now !== one) return;
    one.reading?.(at);
    if (at >= one.texts.length) return stop();
    const words = new SpeechSynthesisUtterance(one.texts[at]);
    words.lang = "en-US";
    words.onend = () => next(one, at + 1);
    words.onerror = () => now === one && (stop(), page.say("The voice has failed."));
    voice.speak(words);
  };
  const toggle = (one) => {
    const again = now === one;
    stop();
    if (again) return;
    if (!voice) return page.say("This browser has no voice of its own.");
    now = one;
    one.pressed(true);
    next(one, 0);
  };
  return { toggle, stop };
}

function render({ model, el }) {
  const page = frame(model, el, model.get("title"), "summary");
  const voice = reader(page);
  const parts = model.get("parts").map(([who, html]) => {
    const part = make("p", null);
    if (who) make("strong", part, { text: `${who}: ` });
    make("span", part, { html });
    return part;
  });
  if (parts.length) page.body.append(make("h3", null, { text: model.get("title") }), ...parts);
  const row = make("div", page.body, { class: "nns-row" });
  if (!parts.length) make("span", row, { text: "Listen to this lesson" });
  for (const [name, texts] of model.get("choices")) {
    const one = {
      texts,
      pressed: (on) => {
        node.setAttribute("aria-pressed", on);
        node.textContent = on ? "Stop" : name;
        if (!on) for (const part of parts) delete part.dataset.verdict;
      },
      reading: (at) => parts.forEach((part, i) => (i === at ? (part.dataset.verdict = "right") : delete part.dataset.verdict)),
    };
    const node = button(row, name, () => voice.toggle(one), { "aria-pressed": "false" });
  }
  if (!window.speechSynthesis) make("span", row, { text: "This browser has no voice of its own." });
  if (model.get("link")) make("span", row, { class: "nns-note", html: model.get("link") });
  return () => (voice.stop(), page.close());
}

export default { render };
