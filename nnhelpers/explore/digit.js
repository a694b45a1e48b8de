/* global kit: the shared module, put before this text by base.py */
const { percent, read, softmax, unpacked } = kit;

// --- numbers: pure, compared with nnhelpers in the tests

const SIDE = 28;
const BOX = 20; // MNIST's digits were scaled into 20 × 20
const PEN = 1.15; // radius of a stroke in those pixels

/** Scale and shift all points: (p − from) · scale + to. */
const moved = (lines, from, scale, to) =>
  lines.map((line) => line.map((p) => p.map((v, k) => (v - from[k]) * scale + to[k])));

function ink(lines) {
  const picture = new Float32Array(SIDE * SIDE);
  for (const line of lines)
    for (let i = 0; i < Math.max(line.length - 1, 1); i++) stamp(picture, line[i], line[Math.min(i + 1, line.length - 1)]);
  return picture;
}

/** One piece of a line with soft edges, by each pixel's distance from it. */
function stamp(picture, [ax, ay], [bx, by]) {
  const reach = PEN + 1;
  const clip = (v) => Math.min(SIDE - 1, Math.max(0, v));
  const [dx, dy] = [bx - ax, by - ay];
  const size = dx * dx + dy * dy || 1;
  for (let r = clip(Math.floor(Math.min(ay, by) - reach)); r <= clip(Math.ceil(Math.max(ay, by) + reach)); r++)
    for (let c = clip(Math.floor(Math.min(ax, bx) - reach)); c <= clip(Math.ceil(Math.max(ax, bx) + reach)); c++) {
      const [px, py] = [c + 0.5 - ax, r + 0.5 - ay];
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) / size));
      const distance = Math.hypot(px - t * dx, py - t * dy);
      const value = Math.min(1, Math.max(0, PEN + 0.5 - distance));
      if (value > picture[r * SIDE + c]) picture[r * SIDE + c] = value;
    }
}

function centerOfMass(picture) {
  let [sum, x, y] = [0, 0, 0];
  picture.forEach((v, i) => {
    sum += v;
    x += v * ((i % SIDE) + 0.5);
    y += v * (Math.floor(i / SIDE) + 0.5);
  });
  return [x / sum, y / sum];
}

/** Strokes, from 0 to 1, as MNIST would show them. */
function prepare(strokes) {
  const points = strokes.flat();
  if (!points.length) return new Float32Array(SIDE * SIDE);
  const [low, high] = [Math.min, Math.max].map((f) => [0, 1].map((k) => f(...points.map((p) => p[k]))));
  const scale = (BOX - 2 * PEN) / Math.max(high[0] - low[0], high[1] - low[1], 0.15);
  const middle = [0, 1].map((k) => (low[k] + high[k]) / 2);
  const lines = moved(strokes, middle, scale, [SIDE / 2, SIDE / 2]);
  const mass = centerOfMass(ink(lines));
  return ink(moved(lines, mass, 1, [SIDE / 2, SIDE / 2]));
}

export const numbers = { prepare, read, softmax };

// --- drawing

const BARE = { margin: { left: 0, right: 0, top: 0, bottom: 0 } };

/** A grid of squares, each filled in a hue as strongly as its value says, from −1 to 1. */
function squares(figure, values, columns, theme, gap = 1) {
  figure.frame([0, 1], [0, 1]);
  const context = figure.context();
  const cell = figure.width / columns;
  for (let i = 0; i < values.length; i++) {
    context.globalAlpha = Math.min(1, 0.05 + 0.95 * Math.abs(values[i]));
    context.fillStyle = values[i] < 0 ? theme.zero : theme.one;
    context.fillRect((i % columns) * cell, Math.floor(i / columns) * cell, cell - gap, cell - gap);
  }
  context.globalAlpha = 1;
}

/** Divided by the largest, so that the strongest is full. */
function scaled(values) {
  const top = Math.max(...Array.from(values, Math.abs), 1e-9);
  return Array.from(values, (v) => v / top);
}

function sentence(s, p, hidden) {
  const marked = hidden[0] ? ` Marked is neuron ${s.unit} of the first hidden layer.` : "";
  if (!s.strokes.length) return `The pad is empty. Draw a digit with mouse, finger or keyboard, and the network reads it as you draw.${marked}`;
  const order = [...p.keys()].sort((a, b) => p[b] - p[a]);
  const lively = hidden[0] ? ` ${[...hidden[0]].filter((a) => a > 0.01).length} of ${hidden[0].length} neurons of the first hidden layer are active.` : "";
  return `The network reads a ${order[0]} with ${percent(p[order[0]])}; next comes ${order[1]} with ${percent(p[order[1]])}.${lively} The drawing has ${kit.count(s.strokes.length, "stroke")}.${marked}`;
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Draw a digit for the network" });
  let layers = unpacked(model.get("network"));
  const renew = () => {
    layers = unpacked(model.get("network"));
    view.schedule();
  };
  model.on("change:network", renew);
  view.onClose(() => model.off("change:network", renew));

  view.stage.classList.add("nnx-narrow");
  const drawing = kit.pad(view, "Draw a digit");
  view.button("Clear", () => view.set({ strokes: [] }), { parent: view.stage });
  view.button("Undo", () => view.set({ strokes: model.get("strokes").slice(0, -1) }), { parent: view.stage });
  view.button("Reset", () => view.reset(), { parent: view.stage });

  const verdict = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const chart = view.figure({ name: "Probabilities", parent: view.panel, height: 262, margin: { left: 24, right: 56, top: 0, bottom: 0 } });
  chart.axes.remove();
  const side = view.element("div", "nnx-side", view.body);
  const titled = (text, options) => {
    const cell = view.element("div", "", side);
    view.element("p", "nnx-title", cell).textContent = text;
    const figure = view.figure({ name: text, parent: cell, ...BARE, ...options });
    figure.axes.remove();
    return Object.assign(figure, { cell });
  };
  const seen = titled("What it sees", { height: (w) => w });
  const hiddenLayers = layers.filter((l) => l.kind === "linear").slice(0, -1);
  const columns = (n) => (n > 64 ? 16 : 8);
  const grids = hiddenLayers.map((l, i) =>
    titled(`Hidden layer ${i + 1}, ${l.n_out} neurons`, { height: (w) => (w / columns(l.n_out)) * Math.ceil(l.n_out / columns(l.n_out)) }));
  const weights = hiddenLayers.length ? titled("Weights of the marked one", { height: (w) => w }) : null;
  if (weights) {
    view.slider("unit", { label: "Neuron", parent: weights.cell, min: 0, max: hiddenLayers[0].n_out - 1, step: 1, digits: 0 });
    grids[0].node.addEventListener("click", (event) => {
      const n = columns(hiddenLayers[0].n_out);
      const cell = grids[0].width / n;
      const unit = Math.floor(event.offsetY / cell) * n + Math.floor(event.offsetX / cell);
      if (unit >= 0 && unit < hiddenLayers[0].n_out) view.set({ unit });
    });
  }
  let last = null;
  view.onDraw((s) => {
    const theme = view.theme;
    if (last?.strokes !== s.strokes) {
      last = { strokes: s.strokes, pixels: prepare(s.strokes) };
      model.set("pixels", new DataView(last.pixels.buffer));
    }
    const { hidden, logits } = read(layers, last.pixels);
    const p = softmax([...logits]);
    const empty = !s.strokes.length;
    kit.drawPad(drawing, s.strokes, theme, "Draw a digit here");
    kit.picture(seen, last.pixels, SIDE, theme);
    kit.probabilities(chart, empty ? p.map(() => 0) : p, theme);
    hidden.forEach((values, i) => squares(grids[i], scaled(values), columns(values.length), theme));
    if (weights) mark(s, grids[0], weights, layers, columns, theme);
    verdict.innerHTML = empty ? "Waiting for a digit" : `It reads <b>${p.indexOf(Math.max(...p))}</b>`;
    return sentence(s, p, hidden);
  });
  return view.close;
}

/** Frame the chosen neuron and show its weights. */
function mark(s, grid, figure, layers, columns, theme) {
  const first = layers.find((l) => l.kind === "linear");
  const unit = Math.min(s.unit, first.n_out - 1);
  const n = columns(first.n_out);
  const cell = grid.width / n;
  grid.layer("mark").selectAll("rect").data([unit]).join("rect")
    .attr("x", (u) => (u % n) * cell).attr("y", (u) => Math.floor(u / n) * cell)
    .attr("width", cell - 1).attr("height", cell - 1).attr("fill", "none").attr("stroke", theme.ink).attr("stroke-width", 2);
  const w = Array.from({ length: first.n_in }, (_, i) => first.weight[i * first.n_out + unit]);
  squares(figure, scaled(w), SIDE, theme, 0);
}

export default { render };
