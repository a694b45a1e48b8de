// Predict and reveal: first commit yourself, then read on; later see how it turned out.

const SURE = { 1: "a guess", 2: "fairly sure", 3: "very sure" };
const SAID = "nnhelpers-predicted"; // tells the reveal on the same page, with or without a kernel

function predicting(model, el) {
  const page = frame(model, el, "Predict", "predict");
  const box = make("fieldset", page.body, { class: "nns-question" });
  make("legend", box, { html: `Predict. ${model.get("text")}` });
  const group = unique();
  const rows = model.get("options").map((one) => option(box, "radio", group, one.text));
  const sureBox = make("fieldset", box);
  make("legend", sureBox, { text: "How sure are you?" });
  const sureRow = make("div", sureBox, { class: "nns-sure" });
  const sures = Object.values(SURE).map((name) => option(sureRow, "radio", `${group}-sure`, name));
  const row = make("div", box, { class: "nns-row" });
  const said = make("p", box, { class: "nns-verdict" });
  const tell = (text) => ((said.textContent = text), page.say(text));

  const close = ({ choice, sure }) => {
    rows[choice].input.checked = sures[sure - 1].input.checked = true;
    for (const { input } of [...rows, ...sures]) input.disabled = true;
    commit.disabled = true;
    said.textContent = "That is your prediction. Read on; it is settled further down.";
  };
  const commit = button(
    row,
    "This is my prediction",
    () => {
      const choice = rows.findIndex(({ input }) => input.checked);
      const sure = sures.findIndex(({ input }) => input.checked) + 1;
      if (choice < 0) return tell("Choose an answer first. A guess is fine: say that it is one.");
      if (!sure) return tell("Say how sure you are, too.");
      const prediction = { choice, sure };
      model.set("prediction", prediction);
      model.save_changes();
      close(prediction);
      page.say(said.textContent);
      document.dispatchEvent(new CustomEvent(SAID, { detail: { id: model.get("question"), prediction } }));
    },
    { class: "nns-button nns-main" },
  );
  const kept = model.get("prediction");
  if (kept?.sure) close(kept);
  return page.close;
}

function revealing(model, el) {
  const page = frame(model, el, "What you predicted", "reveal");
  const draw = (aloud) => {
    page.body.replaceChildren();
    const { choice, sure } = model.get("prediction") ?? {};
    const options = model.get("options");
    const right = options.findIndex((one) => one.right);
    if (!sure && !model.get("unlocked")) return ask();
    const box = make("div", page.body, { class: "nns-card" });
    const verdict = sure
      ? `You predicted answer ${choice + 1}, ${SURE[sure]}: ${choice === right ? "right" : "not this time"}.`
      : "You have not predicted.";
    make("p", box, { class: "nns-front", text: `${verdict} It is answer ${right + 1}.` });
    const list = make("ol", box);
    options.forEach((one, place) => {
      const item = make("li", list, { "data-verdict": one.right ? "right" : place === choice ? "wrong" : false });
      make("strong", item, { html: one.text });
      make("p", item, { html: `${one.right ? "✓" : "✗"} ${one.why}` });
    });
    if (aloud) page.say(`${verdict} ${words(options[sure ? choice : right].why)}`);
  };
  const ask = () => {
    make("p", page.body, { text: "You have not said yet what you expect. Go back up to Predict first: a wrong guess, put right, is remembered better than an answer that was only read." });
    button(make("div", page.body, { class: "nns-row" }), "Show the answer all the same", () => {
      model.set("unlocked", true);
      model.save_changes();
    });
  };
  const heard = ({ detail }) => {
    if (detail.id !== model.get("question")) return;
    model.set("prediction", detail.prediction);
    model.save_changes();
  };
  const changed = () => draw(true);
  model.on("change:prediction", changed);
  model.on("change:unlocked", changed);
  document.addEventListener(SAID, heard);
  draw(false);
  return () => {
    document.removeEventListener(SAID, heard);
    model.off("change:prediction", changed);
    model.off("change:unlocked", changed);
    page.close();
  };
}

function render({ model, el }) {
  return model.get("kind") === "reveal" ? revealing(model, el) : predicting(model, el);
}

export default { render };
