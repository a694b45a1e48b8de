/* global kit: the shared module, put before this text by base.py */
const { activations, forward, linePath, meanCost, newNetwork, number, range, short, trainStep } = kit;

// --- numbers: pure, compared with nnhelpers in the tests

const POINTS = 400;
const CLASSES = new Set(["circle", "xor", "gauss", "spiral"]);
const FEATURES = {
  x1: (x) => x,
  x2: (_, y) => y,
  "x1²": (x) => x ** 2 / 3,
  "x2²": (_, y) => y ** 2 / 3,
  "x1·x2": (x, y) => (x * y) / 3,
  "sin x1": (x) => Math.sin(2 * x),
  "sin x2": (_, y) => Math.sin(2 * y),
};
const HILLS = [[1.4, 1.4, 1], [-1.4, 1.4, -1], [-1.4, -1.4, 1], [1.4, -1.4, -1]];

const height = (data, x, y) =>
  data === "plane" ? (x + y) / 6
  : HILLS.reduce((sum, [a, b, sign]) => sum + sign * Math.exp(-((x - a) ** 2 + (y - b) ** 2) / 1.2), 0);

/** One point and its target: five draws, whatever the data set. */
function point(data, c, noise, draw) {
  const [u, v, s, p, q] = range(5).map(draw);
  const turn = 2 * Math.PI * v;
  let x = 6 * u - 3;
  let y = 6 * v - 3;
  if (data === "circle") {
    const radius = c ? 1.3 * Math.sqrt(u) : 1.9 + 0.9 * u;
    [x, y] = [radius * Math.cos(turn), radius * Math.sin(turn)];
  } else if (data === "xor") {
    const sign = s < 0.5 ? 1 : -1;
    [x, y] = [sign * (0.15 + 2.7 * u), (c ? -sign : sign) * (0.15 + 2.7 * v)];
  } else if (data === "gauss") {
    const radius = 0.8 * Math.sqrt(-2 * Math.log(1 - u));
    [x, y] = [Math.cos, Math.sin].map((f) => radius * f(turn) + (c ? 1.3 : -1.3));
  } else if (data === "spiral") {
    const angle = 3.5 * Math.PI * u + Math.PI * c;
    [x, y] = [Math.sin, Math.cos].map((f) => (0.1 + 2.7 * u) * f(angle));
  }
  const classify = CLASSES.has(data);
  const target = classify ? c : height(data, x, y) + noise * (2 * s - 1);
  const push = classify ? 2 * noise : 0;
  return [x + push * (2 * p - 1), y + push * (2 * q - 1), target];
}

function dataOf(s) {
  const draw = kit.random(s.seed + 1);
  const points = range(POINTS).map((i) => point(s.data, i % 2, s.noise, draw));
  const n = Math.round(s.train_share * POINTS);
  return { train: points.slice(0, n), test: points.slice(n) };
}

const inputs = (s, points) =>
  Float64Array.from(points.flatMap(([x, y]) => s.features.map((name) => FEATURES[name](x, y))));

/** Everything that training needs; `advance` trains it on. */
function start(s) {
  const { train, test } = dataOf(s);
  const side = (points) => ({ points, x: inputs(s, points), y: points.map((p) => p[2]) });
  const network = newNetwork([s.features.length, ...s.hidden, 1], s.seed);
  const run = { s: { ...s, classify: CLASSES.has(s.data) }, train: side(train), test: side(test), network, epoch: 0, norms: network.map(() => 0), history: [] };
  run.history.push(costs(run));
  return run;
}

function costs(run) {
  return [run.train, run.test].map(({ x, y }) =>
    meanCost(forward(run.network, x, y.length, run.s.activation).at(-1).a, y, run.s.classify));
}

function advance(run) {
  const { x, y } = run.train;
  const { batch_size: size, features } = run.s;
  for (let from = 0; from < y.length; from += size) {
    const to = Math.min(from + size, y.length);
    run.norms = trainStep(run.network, x.subarray(from * features.length, to * features.length), y.slice(from, to), run.s);
  }
  run.epoch += 1;
  run.history.push(costs(run));
}

function trained(s) {
  const run = start(s);
  while (run.epoch < s.epoch) advance(run);
  return run;
}

export const numbers = {
  costs: (s) => trained(s).history.at(-1),
  gradients: (s) => trained(s).norms,
  data: (s) => dataOf(s),
  code: (...all) => code(...all),
};

// --- drawing

const SPAN = [-3, 3];
const GRID = 48; // points a side for the large picture
const SMALL = 16; // and for each neuron
const MOST_EPOCHS = 2000;
const NUMERALS = ["x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2"];
const SUB = { x1: "x₁", x2: "x₂", "x1²": "x₁²", "x2²": "x₂²", "x1·x2": "x₁x₂", "sin x1": "sin 2x₁", "sin x2": "sin 2x₂" };

const mesh = (side) => range(side * side).map((i) => [SPAN[0] + (6 * ((i % side) + 0.5)) / side, SPAN[1] - (6 * (Math.floor(i / side) + 0.5)) / side]);
const meshes = { [GRID]: mesh(GRID), [SMALL]: mesh(SMALL) };

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const scratch = document.createElement("canvas");

/** Tones from −1 to 1 as a square picture. */
function tile(context, tones, side, x, y, size, theme, smooth) {
  Object.assign(scratch, { width: side, height: side });
  const small = scratch.getContext("2d");
  const image = small.createImageData(side, side);
  const [zero, one] = [rgb(theme.zero), rgb(theme.one)];
  tones.forEach((t, i) => {
    const hue = t < 0 ? zero : one;
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = hue[k];
    image.data[4 * i + 3] = 40 + 165 * Math.min(1, Math.abs(t)) - 40 * (Math.abs(t) < 1e-9);
  });
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(scratch, x, y, size, size);
}

/** What a layer's neuron says at a point, as a tone around its middle value. */
function tones(values, run, layer) {
  const last = layer === run.network.length - 1;
  if (last && run.s.classify) return values.map((z) => 2 * activations.sigmoid.f(z) - 1);
  if (!last && run.s.activation === "sigmoid") return values.map((a) => 2 * a - 1);
  return values;
}

const columnOf = (passes, layer, j, width) => Array.from({ length: passes[layer + 1].a.length / width }, (_, r) => passes[layer + 1].a[r * width + j]);

/** Places of all tiles: features, hidden layers. */
function places(figure, s) {
  const columns = [s.features.length, ...s.hidden];
  const { width, height } = figure;
  const size = Math.min(36, width / columns.length - 14, height / 8.2 - 7);
  return columns.map((n, l) => range(n).map((j) => ({
    x: columns.length === 1 ? width / 3 : 22 + (l * (width - 60 - size)) / columns.length,
    y: (height - (n * (size + 7) - 7)) / 2 + j * (size + 7), size, layer: l - 1, unit: j,
    name: l === 0 ? s.features[j] : `layer ${l} neuron ${j + 1}`,
  })));
}

function links(figure, run, columns, theme) {
  const ends = [...columns, [{ x: figure.width - 14, y: figure.height / 2, size: 0 }]];
  const lines = run.network.flatMap(({ weight, n_in, n_out }, l) =>
    range(n_in * n_out).map((k) => ({ w: weight[k], from: ends[l][Math.floor(k / n_out)], to: ends[l + 1][k % n_out] })));
  figure.layer("links").selectAll("path").data(lines).join("path")
    .attr("d", ({ from, to }) => {
      const [a, b, c, d] = [from.x + from.size, from.y + from.size / 2, to.x, to.y + to.size / 2];
      const half = (a + c) / 2;
      return `M${a},${b}C${half},${b} ${half},${d} ${c},${d}`;
    })
    .attr("fill", "none").attr("stroke", ({ w }) => (w < 0 ? theme.zero : theme.one))
    .attr("stroke-width", ({ w }) => Math.min(7, 0.3 + 1.6 * Math.abs(w))).attr("stroke-opacity", ({ w }) => Math.min(0.85, 0.15 + Math.abs(w)));
}

function diagram(figure, s, run, theme) {
  figure.frame([0, 1], [0, 1]);
  const columns = places(figure, s);
  const context = figure.context();
  links(figure, run, columns, theme);
  const passes = forward(run.network, inputs(s, meshes[SMALL]), SMALL * SMALL, s.activation);
  columns.forEach((column, l) => column.forEach((t) => {
    const values = l === 0 ? meshes[SMALL].map(([x, y]) => FEATURES[t.name](x, y) / 2) : columnOf(passes, l - 1, t.unit, s.hidden[l - 1]);
    tile(context, l === 0 ? values : tones(values, run, l - 1), SMALL, t.x, t.y, t.size, theme, true);
  }));
  const all = columns.flat();
  figure.layer("tiles", figure.labels).selectAll("rect").data(all).join("rect")
    .attr("x", (t) => t.x).attr("y", (t) => t.y).attr("width", (t) => t.size).attr("height", (t) => t.size)
    .attr("fill", "none").attr("rx", 3).attr("stroke", (t) => (t.name === s.shown ? theme.ink : theme.line)).attr("stroke-width", (t) => (t.name === s.shown ? 2.5 : 1));
  figure.layer("names", figure.labels).selectAll("text").data(columns[0]).join("text").text((t) => SUB[t.name])
    .attr("x", (t) => t.x - 4).attr("y", (t) => t.y + t.size / 2 + 4).attr("text-anchor", "end").style("font-size", "10px");
  return all;
}

function shownValues(s, run) {
  const n = GRID * GRID;
  const found = /^layer (\d) neuron (\d)$/.exec(s.shown);
  const layer = found ? Number(found[1]) - 1 : run.network.length - 1;
  if (FEATURES[s.shown]) return meshes[GRID].map(([x, y]) => FEATURES[s.shown](x, y) / 2);
  const width = run.network[layer]?.n_out ?? 0;
  const unit = found ? Number(found[2]) - 1 : 0;
  if (unit >= width || (found && layer >= s.hidden.length)) return shownValues({ ...s, shown: "output" }, run);
  return tones(columnOf(forward(run.network, inputs(s, meshes[GRID]), n, s.activation), layer, unit, width), run, layer);
}

const CIRCLE = "M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0";
const DIAMOND = "M0,-4.4L4.4,0L0,4.4L-4.4,0Z";

function plane(figure, s, run, theme) {
  figure.frame(SPAN, SPAN, { xTicks: 6, yTicks: 6 });
  const values = shownValues(s, run);
  tile(figure.context(), s.classes_only ? values.map(Math.sign) : values, GRID, 0, 0, figure.width, theme, !s.classes_only);
  const hue = (t) => (run.s.classify ? (t ? theme.one : theme.zero) : t < 0 ? theme.zero : theme.one);
  const marks = (name, points, hollow) =>
    figure.layer(name).selectAll("path").data(points).join("path")
      .attr("d", (p) => (run.s.classify && p[2] ? DIAMOND : CIRCLE)).attr("transform", (p) => `translate(${figure.x(p[0])},${figure.y(p[1])})`)
      .attr("fill", (p) => (hollow ? theme.paper : hue(p[2]))).attr("stroke", (p) => (hollow ? hue(p[2]) : theme.paper)).attr("stroke-width", hollow ? 1.5 : 0.8)
      .attr("fill-opacity", (p) => (run.s.classify ? 1 : 0.25 + 0.75 * Math.min(1, Math.abs(p[2]))));
  marks("test", s.test_points ? run.test.points : [], true);
  marks("train", run.train.points, false);
}

function chart(figure, run, theme) {
  const { history } = run;
  const top = Math.max(...history[0], 0.1);
  figure.frame([0, Math.max(20, run.epoch)], [0, 1.15 * top], { xTicks: 4, yTicks: 3, grid: true });
  const skip = Math.max(1, Math.floor(history.length / 300));
  const at = (i) => history.flatMap((h, e) => (e % skip && e < history.length - 1 ? [] : [[figure.x(e), figure.y(Math.min(h[i], 3 * top))]]));
  figure.path("test", linePath(at(1))).attr("class", "nnx-curve").attr("stroke", theme.one).style("stroke-width", 1.6);
  figure.path("train", linePath(at(0))).attr("class", "nnx-curve").attr("stroke", theme.zero).attr("stroke-dasharray", "5 3").style("stroke-width", 1.6);
  const [train, test] = history.at(-1).map((v) => Math.min(v, 1.1 * top));
  const spots = kit.dodge([figure.y(train) + 4, figure.y(test) + 4], figure.height);
  figure.label("train-text", "training", figure.width + 6, spots[0]).style("fill", theme.zero);
  figure.label("test-text", "test", figure.width + 6, spots[1]).style("fill", theme.one);
}

function gradientBars(figure, norms, theme) {
  figure.frame([-5, 1], [norms.length, 0], { xTicks: 3, yTicks: 0, xFormat: (v) => (Number.isInteger(v) ? kit.powerOfTen(v) : "") });
  const logs = norms.map((v) => Math.max(-5, Math.min(1, Math.log10(v + 1e-12))));
  figure.layer("bars").selectAll("rect").data(logs).join("rect").attr("x", 0).attr("width", (v) => Math.max(figure.x(v), 1))
    .attr("y", (_, i) => figure.y(i) + 2).attr("height", figure.y(1) - 4).attr("fill", theme.two).attr("rx", 2);
  figure.layer("names", figure.labels).selectAll("text").data(logs).join("text").text((_, i) => (i === norms.length - 1 ? "output" : `hidden ${i + 1}`))
    .attr("x", -6).attr("y", (_, i) => figure.y(i + 0.5) + 4).attr("text-anchor", "end").style("font-size", "10.5px");
}

// --- code and link

const tuple = (items) => `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
const literal = (v) => (Number.isInteger(v) ? `${v}.0` : String(v));

/** The template that Python sent, filled in as Python fills it. */
function code(template, penalties, s) {
  const fill = (text, found) => text.replace(/\{\{|\}\}|\{(\w+)\}/g, (all, name) => (name ? found[name] : all[0]));
  const penalty = fill(penalties[s.penalty], { half: literal(s.strength / 2), strength: literal(s.strength) });
  const values = {
    ...s, penalty, epochs: s.epoch, noise: literal(s.noise), train_share: literal(s.train_share), learning_rate: literal(s.learning_rate),
    imports: s.penalty === "L1" && s.activation !== "relu" ? `${s.activation}, relu` : s.activation,
    cost: CLASSES.has(s.data) ? "binary_cross_entropy_from_logits" : "mean_squared_error",
    features: tuple(s.features.map((f) => `"${f}"`)), sizes: tuple([s.features.length, ...s.hidden, 1]),
  };
  return fill(template, values);
}

const MARK = "playground=";

function fromLink(view) {
  const at = location.hash.indexOf(MARK);
  if (at < 0) return;
  try {
    const found = JSON.parse(decodeURIComponent(location.hash.slice(at + MARK.length)));
    const now = view.state();
    const fits = ([key, value]) => key in now && typeof value === typeof now[key] && Array.isArray(value) === Array.isArray(now[key]);
    view.set(Object.fromEntries(Object.entries(found).filter(fits)));
  } catch {
    // A link that was cut off: the start stays as Python set it
  }
}

function link(s) {
  return `${location.href.split("#")[0]}#${MARK}${encodeURIComponent(JSON.stringify(s))}`;
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
      if (next.length) view.set({ features: next, epoch: 0 });
      else input.checked = true; // a network needs at least one input
    });
    view.onDraw((s) => void (input.checked = s.features.includes(name)));
  }
  const hidden = () => view.model.get("hidden");
  view.slider("layers", { label: "Hidden layers", min: 0, max: 6, step: 1, digits: 0, get: (s) => s.hidden.length,
    set: (n) => view.set({ hidden: range(n).map((i) => hidden()[i] ?? hidden().at(-1) ?? 4), epoch: 0 }) });
  const rows = range(6).map((i) =>
    view.slider(`hidden ${i}`, { label: `Neurons ${i + 1}`, min: 1, max: 8, step: 1, digits: 0, get: (s) => s.hidden[i],
      set: (n) => view.set({ hidden: hidden().map((v, k) => (k === i ? n : v)), epoch: 0 }) }).row);
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
  view.button("Python", () => shelf.show(code(model.get("template"), model.get("penalties"), view.state())));
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
  const top = view.element("div", "nnx-pair nnx-even", view.stage);
  const score = view.element("p", "nnx-score", top, { "aria-hidden": "true" });
  const play = view.element("div", "", top);
  const run = view.button("Run", () => {}, { parent: play });
  const drawing = view.figure({ name: "The network, each neuron's view", height: 290, margin: { left: 26, right: 0, top: 0, bottom: 0 } });
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
  const row = view.element("div", "nnx-row nnx-row-choice", view.panel);
  const id = `nnx-shown-${Math.random()}`;
  view.element("label", "nnx-name", row, { for: id }).textContent = "Large picture";
  const select = view.element("select", "nnx-choice", row, { id });
  select.addEventListener("change", () => view.set({ shown: select.value }));
  const next = () => view.set({ epoch: Math.min(view.model.get("epoch") + 1, MOST_EPOCHS) });
  const stop = kit.player(view, run, 16, {
    more: () => view.model.get("epoch") < MOST_EPOCHS && Number.isFinite(training?.history.at(-1)[0] ?? 0),
    next,
    again: () => view.set({ epoch: 0 }),
  });
  view.button("Step", next, { parent: play });
  view.button("Restart", () => view.set({ epoch: 0 }), { parent: play });
  view.button("Reset", () => {
    stop();
    view.reset();
  }, { parent: play });
  fromLink(view);

  let training = null;
  let settings = "";
  view.onDraw((s) => {
    const key = JSON.stringify({ ...s, epoch: 0, shown: 0, test_points: 0, classes_only: 0 });
    if (key !== settings || s.epoch < training.epoch) {
      training = start(s);
      settings = key;
    }
    // A jump far ahead is trained over several frames, so that the page stays awake
    const until = performance.now() + 25;
    while (training.epoch < s.epoch && performance.now() < until) advance(training);
    if (training.epoch < s.epoch) requestAnimationFrame(view.schedule);
    tilesNow.all = diagram(drawing, s, training, view.theme);
    const names = ["output", ...tilesNow.all.map((t) => t.name)];
    if (select.options.length !== names.length || [...select.options].some((o, i) => o.value !== names[i]))
      select.replaceChildren(...names.map((n) => new Option(SUB[n] ?? n, n)));
    select.value = names.includes(s.shown) ? s.shown : "output";
    plane(picture, s, training, view.theme);
    chart(curve, training, view.theme);
    gradientBars(bars, training.norms, view.theme);
    const [train, test] = training.history.at(-1);
    score.innerHTML = `epoch <b>${training.epoch}</b><br>training cost <b>${number(train, 3)}</b> &ensp; test cost <b>${number(test, 3)}</b>`;
    const layers = s.hidden.length ? `hidden layers of ${kit.list(s.hidden.map(String))} ${s.activation.replace("_", " ")} neurons` : "no hidden layer";
    const broken = Number.isFinite(train) ? "" : " Training diverged: try a smaller learning rate.";
    return `Data ${s.data}, features ${kit.list(s.features.map((f) => SUB[f]))}, ${layers}, seed ${s.seed}: after ${kit.count(training.epoch, "epoch")} the training cost is ${number(train, 3)} and the test cost ${number(test, 3)}.${broken}`;
  });
  return view.close;
}

export default { render };
