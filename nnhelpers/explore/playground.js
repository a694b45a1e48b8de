/* global kit, and what playground_network.js and playground_picture.js have, put before this text by base.py */
const { number, short } = kit;

// --- link

const MOST_EPOCHS = 2000;
const MARK = "playground=";

/** Whether a link's value is one that Python would take. */
function fits(limits, now, key, value) {
  const whole = (v, low, high) => Number.isInteger(v) && low <= v && v <= high;
  const own = {
    features: () => value.length > 0 && value.every((name) => FEATURES[name]),
    hidden: () => value.length <= 6 && value.every((n) => whole(n, 1, 8)),
    by_hand: () => value.every((c) => c.length === 5 && whole(c[0], 0, MOST_EPOCHS) && whole(c[1], 0, 6) && whole(c[2], -1, 7) && whole(c[3], 0, 7) && Number.isFinite(c[4])),
  };
  if (!(key in now) || typeof value !== typeof now[key] || Array.isArray(value) !== Array.isArray(now[key])) return false;
  if (own[key]) return own[key]();
  if (typeof value === "number") return limits[key][0] <= value && value <= limits[key][1];
  return !limits[key] || limits[key].includes(value);
}

/** Take the settings of the page's address over; returns a sentence if they cannot be. */
function fromLink(view) {
  const at = location.hash.indexOf(MARK);
  if (at < 0) return "";
  try {
    const found = JSON.parse(decodeURIComponent(location.hash.slice(at + MARK.length)));
    const now = view.state();
    const wrong = Object.keys(found).filter((key) => !fits(view.model.get("limits"), now, key, found[key]));
    if (wrong.length) throw new Error(wrong.join(", "));
    view.set(found);
    return "";
  } catch (error) {
    return `The link in the page's address was not followed, because it is damaged (${error.message}).`;
  }
}

function link(s) {
  const page = new URL(location.href.split("#")[0]);
  page.searchParams.delete("token"); // a server's key is not for sharing
  return `${page.href}#${MARK}${encodeURIComponent(JSON.stringify(s))}`;
}

/** The weights and the bias of the neuron that is shown, to read and to type. */
function weightFields(view) {
  const box = view.element("fieldset", "nnx-set nnx-weights", view.panel);
  const legend = view.element("legend", "", box);
  const fields = range(9).map((k) => {
    const label = view.element("label", "", box);
    const name = view.element("span", "", label);
    const input = view.element("input", "nnx-text", label, { type: "number", step: "0.1" });
    input.addEventListener("change", () => input.value !== "" && Number.isFinite(Number(input.value)) && box.set(k, Number(input.value)));
    return { label, name, input };
  });
  /** Where the shown neuron is: its layer and number, or null for a feature. */
  const place = (s) => {
    const found = /^layer (\d) neuron (\d)$/.exec(s.shown);
    if (found) return found[1] <= s.hidden.length && found[2] <= s.hidden[found[1] - 1] ? [found[1] - 1, found[2] - 1] : null;
    return s.shown === "output" ? [s.hidden.length, 0] : null;
  };
  box.set = (k, value) => {
    const s = view.state();
    const [l, j] = place(s);
    const i = k < box.amount ? k : -1;
    const others = s.by_hand.filter((c) => c[0] <= box.epoch && c.slice(0, 4).join() !== [box.epoch, l, i, j].join());
    view.set({ by_hand: [...others, [box.epoch, l, i, j, value]], epoch: box.epoch });
  };
  return (s, run) => {
    const at = place(s);
    box.hidden = !at;
    if (!at) return;
    const { weight, bias, n_in, n_out } = run.network[at[0]];
    Object.assign(box, { amount: n_in, epoch: run.epoch });
    legend.textContent = `Weights into ${wordsOf(s.shown)}${at[0] ? `, from hidden ${at[0]}` : ""}`;
    fields.forEach(({ label, name, input }, k) => {
      label.hidden = k > n_in;
      if (label.hidden || input.getRootNode().activeElement === input) return;
      name.textContent = k === n_in ? "bias" : at[0] ? `neuron ${k + 1}` : SUB[s.features[k]];
      input.value = (k === n_in ? bias[at[1]] : weight[k * n_out + at[1]]).toFixed(3);
    });
  };
}

// --- controls

function controls(view, model, shelf) {
  view.choice("data", { label: "Data", options: ["circle", "xor", "gauss", "spiral", "plane", "hills"] });
  const box = view.element("fieldset", "nnx-set", view.panel);
  view.element("legend", "", box).textContent = "Features";
  for (const name of NUMERALS) {
    const label = view.element("label", "nnx-check", box);
    const input = view.element("input", "", label, { type: "checkbox" });
    label.append(SUB[name]);
    input.addEventListener("change", () => {
      const now = view.model.get("features");
      const next = NUMERALS.filter((n) => (n === name ? input.checked : now.includes(n)));
      if (next.length) view.set({ features: next, epoch: 0, by_hand: [] });
      else input.checked = true; // a network needs at least one input
    });
    view.onDraw((s) => void (input.checked = s.features.includes(name)));
  }
  const hidden = () => view.model.get("hidden");
  view.slider("layers", { label: "Hidden layers", min: 0, max: 6, step: 1, digits: 0, get: (s) => s.hidden.length,
    set: (n) => view.set({ hidden: range(n).map((i) => hidden()[i] ?? hidden().at(-1) ?? 4), epoch: 0, by_hand: [] }) });
  const rows = range(6).map((i) =>
    view.slider(`hidden ${i}`, { label: `Neurons ${i + 1}`, min: 1, max: 8, step: 1, digits: 0, get: (s) => s.hidden[i],
      set: (n) => view.set({ hidden: hidden().map((v, k) => (k === i ? n : v)), epoch: 0, by_hand: [] }) }).row);
  view.onDraw((s) => rows.forEach((row, i) => (row.hidden = i >= s.hidden.length)));
  view.choice("activation", { label: "Activation", options: ["tanh", "relu", "sigmoid", "identity", "leaky_relu", "elu", "gelu", "silu"] });
  const logs = { min: 1e-5, max: 10, step: 0.02, log: true, show: (v) => short(v, v < 0.001 ? 6 : 4) };
  view.slider("learning_rate", { label: "Learning rate", ...logs });
  view.choice("penalty", { label: "Regularization", options: ["none", "L1", "L2"] });
  const strength = view.slider("strength", { label: "Its strength", ...logs, max: 1 }).row;
  view.onDraw((s) => void (strength.hidden = s.penalty === "none"));
  view.slider("batch_size", { label: "Batch size", min: 1, max: 60, step: 1, digits: 0 });
  view.slider("noise", { label: "Noise", min: 0, max: 0.5, step: 0.01 });
  view.slider("train_share", { label: "Training share", min: 0.1, max: 0.9, step: 0.05 });
  view.slider("seed", { label: "Seed", min: 0, max: 99, step: 1, digits: 0 });
  view.check("test_points", { label: "Show test points" });
  view.check("classes_only", { label: "Show classes only" });
  view.button("Python", () => shelf.show(code(model.get("code_parts"), view.state())));
  view.button("Link", () => shelf.show(link(view.state())));
}

/** A text below the figure that can be copied. */
function textShelf(view) {
  const box = view.element("div", "nnx-shelf", view.root);
  box.hidden = true;
  const pre = view.element("pre", "", box, { tabindex: "0", role: "region", "aria-label": "Text to copy" });
  view.button("Copy", () => navigator.clipboard?.writeText(pre.textContent), { parent: box });
  view.button("Close", () => (box.hidden = true), { parent: box });
  return { show: (text) => {
    pre.textContent = text;
    box.hidden = false;
  } };
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "A network that learns" });
  view.root.classList.add("nnx-playground");
  const play = view.element("div", "nnx-play", view.stage);
  const score = view.element("p", "nnx-score", view.stage, { "aria-hidden": "true" });
  const run = view.button("Run", () => {}, { parent: play });
  const drawing = view.figure({ name: "The network, each neuron's view", height: 300, margin: { left: 26, right: 2, top: 4, bottom: 4 } });
  drawing.axes.remove();
  const pair = view.element("div", "nnx-pair nnx-even", view.stage);
  const picture = view.figure({ name: "Output over the plane", parent: pair, x: "x₁", y: "x₂" });
  const side = view.element("div", "", pair);
  view.element("p", "nnx-title", side).textContent = "Cost after each epoch";
  const curve = view.figure({ name: "Cost after each epoch", parent: side, height: 120, margin: { left: 34, right: 56 } });
  view.element("p", "nnx-title nnx-below", side).textContent = "Size of the gradient, by layer";
  const bars = view.figure({ name: "Size of the gradient by layer", parent: side, height: 110, margin: { left: 58, right: 10 } });
  const shelf = textShelf(view);
  view.slider("epoch", { label: "Epoch", min: 0, max: 2000, step: 1, digits: 0, parent: view.stage });
  controls(view, model, shelf);
  const tilesNow = { all: [] };
  drawing.node.addEventListener("click", (event) => {
    const [x, y] = [event.offsetX - drawing.margin.left, event.offsetY];
    const hit = tilesNow.all.find((t) => x >= t.x && x <= t.x + t.size && y >= t.y && y <= t.y + t.size);
    view.set({ shown: hit && hit.name !== view.model.get("shown") ? hit.name : "output" });
  });
  const hover = (event) => {
    const line = event && kit.select(event.target).datum();
    const key = line?.from ? `${line.from.name} ${line.to.name}` : "";
    if (key === (drawing.hovered?.key ?? "")) return;
    drawing.hovered = key ? { key, at: [event.offsetX - drawing.margin.left, event.offsetY] } : null;
    view.schedule();
  };
  drawing.node.addEventListener("pointermove", hover);
  drawing.node.addEventListener("pointerleave", () => hover(null));
  const row = view.element("div", "nnx-row nnx-row-choice", view.panel);
  const id = `nnx-shown-${Math.random()}`;
  view.element("label", "nnx-name", row, { for: id }).textContent = "Picture of";
  const select = view.element("select", "nnx-choice", row, { id });
  select.addEventListener("change", () => view.set({ shown: select.value }));
  const weights = weightFields(view);
  const next = () => view.set({ epoch: Math.min(view.model.get("epoch") + 1, MOST_EPOCHS) });
  const stop = kit.player(view, run, 16, {
    more: () => view.model.get("epoch") < MOST_EPOCHS && Number.isFinite(training?.history.at(-1)[0] ?? 0),
    next,
    again: () => view.set({ epoch: 0 }),
  });
  view.button("Step", next, { parent: play });
  view.button("Restart", () => view.set({ epoch: 0, by_hand: [] }), { parent: play });
  view.button("Reset", () => {
    stop();
    view.reset();
  }, { parent: play });
  const problem = fromLink(view);
  if (problem) shelf.show(problem);

  let training = null;
  let settings = "";
  view.onDraw((s) => {
    const key = JSON.stringify({ ...s, epoch: 0, shown: 0, test_points: 0, classes_only: 0, by_hand: 0 });
    if (key !== settings || s.epoch < training.epoch || (training.s.by_hand !== s.by_hand && !changedNow(training, s.by_hand))) {
      training = start(s);
      settings = key;
    }
    // A jump far ahead is trained over several frames, so that the page stays awake
    const until = performance.now() + 25;
    while (training.epoch < s.epoch && performance.now() < until) advance(training);
    if (training.epoch < s.epoch) requestAnimationFrame(view.schedule);
    view.busy(training.epoch < s.epoch);
    tilesNow.all = diagram(drawing, s, training, view.theme);
    const names = tilesNow.all.map((t) => t.name).reverse();
    if (select.options.length !== names.length || [...select.options].some((o, i) => o.value !== names[i]))
      select.replaceChildren(...names.map((n) => new Option(wordsOf(n), n)));
    select.value = names.includes(s.shown) ? s.shown : "output";
    weights(s, training);
    plane(picture, s, training, view.theme);
    chart(curve, training, view.theme);
    gradientBars(bars, training.norms, view.theme);
    const [train, test] = training.history.at(-1);
    score.innerHTML = `epoch <b>${training.epoch}</b> &ensp; training cost <b>${number(train, 3)}</b> &ensp; test cost <b>${number(test, 3)}</b>`;
    const layers = s.hidden.length ? `hidden layers of ${kit.list(s.hidden.map(String))} ${s.activation.replace("_", " ")} neurons` : "no hidden layer";
    const broken = Number.isFinite(train) ? "" : " Training diverged: try a smaller learning rate.";
    return `Data ${s.data}, features ${kit.list(s.features.map((f) => SUB[f]))}, ${layers}, seed ${s.seed}: after ${kit.count(training.epoch, "epoch")} the training cost is ${number(train, 3)} and the test cost ${number(test, 3)}.${broken}`;
  });
  return view.close;
}

export default { render };
