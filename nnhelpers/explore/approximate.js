/* global kit: the shared module, put before this text by base.py */
const { activations, dot, leastSquares, linePath, number, range } = kit;

// --- numbers: pure, compared with NumPy in the tests

const POINTS = 121;
const xs = range(POINTS).map((i) => i / (POINTS - 1));
const TARGETS = {
  wave: (x) => Math.sin(2 * Math.PI * x),
  kink: (x) => 1 - 4 * Math.abs(x - 0.5),
  jump: (x) => (x < 0.35 ? -0.6 : x < 0.7 ? 0.8 : 0),
  bumpy: (x) => 0.6 * Math.sin(2 * Math.PI * x) + 0.4 * Math.sin(10 * Math.PI * x),
};
const sigmoid = activations.sigmoid.f;

/** The height of a drawn curve between its points; its ends go on flat. */
function drawn(curve, x) {
  const at = Math.min(Math.max(x, 0), 1) * (POINTS - 1);
  const i = Math.min(Math.floor(at), POINTS - 2);
  return curve[i] + (curve[i + 1] - curve[i]) * (at - i);
}

const targetOf = (s) => TARGETS[s.target] ?? ((x) => (s.curve.length ? drawn(s.curve, x) : 0));

/** Two sigmoids a bump: [left, right, height]. */
function bumps(f, neurons) {
  const amount = Math.floor(neurons / 2);
  return range(amount).map((i) => {
    const [left, right] = [i / amount, (i + 1) / amount];
    const inside = range(20).map((k) => f(left + ((k + 0.5) / 20) * (right - left)));
    return [left, right, kit.mean(inside)];
  });
}

const hinges = (neurons) => range(neurons).map((i) => i / neurons);
const features = (x, knots) => [1, ...knots.map((k) => Math.max(0, x - k))];

/** The network's function, and its parts: one function each bump or hidden neuron. */
function approximation(s, f = targetOf(s)) {
  if (s.method === "bumps") {
    const parts = bumps(f, s.neurons).map(([left, right, height]) => (x) =>
      height * (sigmoid(s.steepness * (x - left)) - sigmoid(s.steepness * (x - right))));
    return { parts, all: (x) => parts.reduce((sum, part) => sum + part(x), 0) };
  }
  const knots = hinges(s.neurons);
  const w = leastSquares(xs.map((x) => features(x, knots)), xs.map(f), 1e-6);
  const parts = knots.map((k, i) => (x) => w[i + 1] * Math.max(0, x - k));
  return { parts, all: (x) => dot(features(x, knots), w) };
}

/** Root of the mean squared error on a grid. */
const error = (f, g, grid) => Math.sqrt(kit.mean(grid, (x) => (f(x) - g(x)) ** 2));

const outside = [...range(-0.3, 0, 0.01), ...range(1.01, 1.305, 0.01)];
function errors(s) {
  const f = targetOf(s);
  const { all } = approximation(s, f);
  return [error(f, all, xs), error(f, all, outside)];
}

const values = (s, grid) => grid.map(approximation(s).all);

export const numbers = { errors, values };

// --- drawing

const SPAN = [-0.3, 1.3];
const HEIGHT = [-1.7, 1.7];
const WIDTHS = [2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 50, 60];

function plot(figure, s, theme) {
  figure.frame(SPAN, HEIGHT, { xTicks: 6, yTicks: 5 });
  const { x, y } = figure;
  const grid = range(figure.width / 1.5 + 1).map((i) => SPAN[0] + ((SPAN[1] - SPAN[0]) * i * 1.5) / figure.width);
  const f = targetOf(s);
  const { parts, all } = approximation(s, f);
  const draw = (g) => linePath(grid.map((t) => [x(t), y(g(t))]));
  figure.layer("inside").selectAll("rect").data([0]).join("rect")
    .attr("x", x(0)).attr("width", x(1) - x(0)).attr("height", figure.height).attr("fill", theme.muted).attr("fill-opacity", 0.08);
  figure.label("inside-text", "training interval", x(0.5), 14, { anchor: "middle" }).style("fill", theme.muted);
  const free = s.target === "yours" ? "" : "draw a target of your own here";
  figure.label("hint", free, x(0.5), figure.height - 8, { anchor: "middle" }).style("fill", theme.muted).attr("font-style", "italic");
  figure.layer("parts").selectAll("path").data(parts.length > 40 ? [] : parts).join("path")
    .attr("d", draw).attr("fill", "none").attr("stroke", theme.zero).attr("stroke-opacity", 0.35).attr("stroke-width", 1);
  figure.path("target", draw(f)).attr("class", "nnx-curve").attr("stroke", theme.ink).attr("stroke-dasharray", "1 5").style("stroke-width", 2.6);
  figure.path("network", draw(all)).attr("class", "nnx-curve").attr("stroke", theme.one);
}

function widths(figure, s, curve, theme) {
  figure.frame([0, 60], [-3, 0], { yTicks: 3, xTicks: 4, grid: true, yFormat: (v) => number(10 ** v, Math.max(0, -v)) });
  const at = (e) => figure.y(Math.log10(Math.max(e, 1e-3)));
  figure.path("curve", linePath(curve.map(([n, e]) => [figure.x(n), at(e)]))).attr("class", "nnx-curve").attr("stroke", theme.one);
  figure.layer("now").selectAll("circle").data([errors(s)[0]]).join("circle")
    .attr("cx", figure.x(s.neurons)).attr("cy", at).attr("r", 5).attr("fill", theme.one).attr("stroke", theme.paper);
}

/** Drawing over the target, by pointer and by keyboard. */
function pencil(view, figure) {
  const pen = { x: 0.5, shown: false };
  let last = null;
  const curve = () => {
    const s = view.state();
    return s.target === "yours" && s.curve.length ? [...s.curve] : xs.map(targetOf(s));
  };
  const clamp = (v, low, high) => Math.min(high, Math.max(low, v));
  const stroke = (event) => {
    const box = figure.svg.node().getBoundingClientRect();
    const x = figure.x.invert(event.clientX - box.left - figure.margin.left);
    const y = clamp(figure.y.invert(event.clientY - box.top - figure.margin.top), -1.6, 1.6);
    const [from, to] = [last ?? [x, y], [x, y]].sort((p, q) => p[0] - q[0]);
    const next = curve().map((v, i) =>
      xs[i] >= from[0] - 0.005 && xs[i] <= to[0] + 0.005
        ? Number((from[1] + ((to[1] - from[1]) * clamp(xs[i] - from[0], 0, 1)) / Math.max(to[0] - from[0], 1e-9)).toFixed(4)) : v);
    last = [x, y];
    view.set({ target: "yours", curve: next });
  };
  figure.node.setAttribute("tabindex", "0");
  figure.node.setAttribute("role", "application");
  figure.node.setAttribute("aria-label", "Target curve. Left and right move the pen, up and down bend the curve there.");
  figure.node.classList.add("nnx-drawable");
  figure.node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    figure.node.setPointerCapture(event.pointerId);
    last = null;
    pen.drawing = true;
    stroke(event);
    event.preventDefault();
  });
  figure.node.addEventListener("pointermove", (event) => pen.drawing && stroke(event));
  const lift = () => (pen.drawing = false);
  figure.node.addEventListener("pointerup", lift);
  figure.node.addEventListener("pointercancel", lift);
  figure.node.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const bend = { ArrowUp: 0.08, ArrowDown: -0.08 }[event.key];
    if (!way && !bend) return;
    pen.shown = true;
    if (way) pen.x = clamp(pen.x + way * 0.02, 0, 1);
    else {
      const near = (x) => Math.exp(-(((x - pen.x) / 0.06) ** 2));
      view.set({ target: "yours", curve: curve().map((v, i) => Number(clamp(v + bend * near(xs[i]), -1.6, 1.6).toFixed(4))) });
    }
    view.schedule();
    event.preventDefault();
  });
  return pen;
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Hidden neurons that make a curve" });
  const figure = view.figure({ name: "Target and network", height: (w) => 0.78 * w, x: "x" });
  const pen = pencil(view, figure);
  const score = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const plotted = view.figure({ name: "Error inside against hidden neurons", parent: view.panel, height: 130, margin: { left: 42, top: 20 }, x: "hidden neurons", y: "error inside" });
  plotted.axes.select(".nnx-axis-name-y").attr("transform", "translate(-42,-20)");
  view.slider("neurons", { label: "Neurons", min: 2, max: 60, step: 1, digits: 0 });
  const steep = view.slider("steepness", { label: "Steepness", min: 5, max: 2000, step: 0.02, log: true, show: (v) => number(v, 0) });
  view.choice("method", { label: "Method", options: { bumps: "bumps by hand", relu: "ReLU, learned" } });
  view.choice("target", { label: "Target", options: { wave: "wave", kink: "kink", jump: "jump", bumpy: "bumpy", yours: "your own" } });
  view.resetButton();
  let curve = [];
  let known = "";
  view.onDraw((s) => {
    const theme = view.theme;
    steep.row.hidden = s.method !== "bumps";
    plot(figure, s, theme);
    const x = figure.x(pen.x);
    figure.layer("pen").selectAll("circle").data(pen.shown ? [targetOf(s)(pen.x)] : []).join("circle")
      .attr("cx", x).attr("cy", (v) => figure.y(v)).attr("r", 7).attr("fill", "none").attr("stroke", theme.ink).attr("stroke-width", 2);
    const key = JSON.stringify({ ...s, neurons: 0 });
    if (key !== known) curve = WIDTHS.map((neurons) => [neurons, errors({ ...s, neurons })[0]]);
    known = key;
    widths(plotted, s, curve, theme);
    const [inside, out] = errors(s);
    score.innerHTML = `error inside <b>${number(inside, 3)}</b><br>outside <b>${number(out, 2)}</b>`;
    const made = s.method === "bumps" ? `${kit.count(Math.floor(s.neurons / 2), "bump")} of two sigmoid neurons each` : `${s.neurons} ReLU neurons with learned output weights`;
    return `Target ${s.target === "yours" ? "drawn by you" : s.target}, made from ${made}: error ${number(inside, 3)} inside the training interval, ${number(out, 2)} outside.`;
  });
  return view.close;
}

export default { render };
