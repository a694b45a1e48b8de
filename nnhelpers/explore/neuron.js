/* global kit: the shared module, put before this text by base.py */
const { activations, linePath, number } = kit;

// --- numbers: pure, compared with nnhelpers in the tests

const weightedSum = (s, x1, x2) => s.w1 * x1 + s.w2 * x2 + s.b;
const output = (s, x1, x2) => activations[s.activation].f(weightedSum(s, x1, x2));

/** Which points lie on the other class's side of z = 0. */
const misread = (s, points) => points.map(([x1, x2, y]) => weightedSum(s, x1, x2) >= 0 !== (y === 1));

/** The output as a shade from −1 (class 0) to 1 (class 1). */
function tone(name, a) {
  if (name === "sigmoid" || name === "step") return 2 * a - 1;
  const spread = name === "tanh" ? 1 : 2;
  return Math.max(-1, Math.min(1, (a - activations[name].f(0)) / spread));
}

export const numbers = { output, misread, tone };

// --- drawing

const SHADES = 48;
const ARROW = 46; // pixels for |w| = 1, growing with the root of |w|

const GATES = new Set(["and", "or", "nand", "xor"]);
const title = (name) => (GATES.has(name) ? name.toUpperCase() : name === "yours" ? "your data" : name);

function points(set) {
  const x = kit.numbers(set.x);
  const y = kit.numbers(set.y, Uint8Array);
  return Array.from(y, (c, i) => [x[2 * i], x[2 * i + 1], c]);
}

/** A square with room around the points, so that right angles look right. */
function square(data) {
  const [[a, b], [c, d]] = [kit.extent(data, (p) => p[0]), kit.extent(data, (p) => p[1])];
  const half = 0.62 * Math.max(b - a, d - c, 0.5) + 0.3;
  const [x, y] = [(a + b) / 2, (c + d) / 2];
  return [[x - half, x + half], [y - half, y + half]];
}

const fade = (theme, t) => {
  const share = Math.round(100 * (theme.dark ? 0.42 : 0.55) * Math.abs(t));
  return `color-mix(in srgb, ${t < 0 ? theme.zero : theme.one} ${share}%, transparent)`;
};

function shade(figure, s, theme) {
  const context = figure.context();
  const { width, height, x, y } = figure;
  const size = s.w1 ** 2 + s.w2 ** 2;
  const f = activations[s.activation].f;
  const corners = x.domain().flatMap((p) => y.domain().map((q) => weightedSum(s, p, q)));
  const [low, high] = kit.extent(corners);
  if (size < 1e-12) {
    context.fillStyle = fade(theme, tone(s.activation, f(s.b)));
  } else {
    // The output depends on z alone, so a gradient along w is the exact shading
    const place = (z) => [x(((z - s.b) * s.w1) / size), y(((z - s.b) * s.w2) / size)];
    const gradient = context.createLinearGradient(...place(low), ...place(high));
    const stops = kit.range(SHADES + 1).map((i) => low + ((high - low) * i) / SHADES);
    if (low < 0 && high > 0) stops.push(-1e-9 * (high - low), 0);
    for (const z of stops.sort((p, q) => p - q))
      gradient.addColorStop(Math.min(1, (z - low) / (high - low)), fade(theme, tone(s.activation, f(z))));
    context.fillStyle = gradient;
  }
  context.fillRect(0, 0, width, height);
}

function boundary(figure, s, theme) {
  const size = Math.hypot(s.w1, s.w2);
  const { x, y } = figure;
  const flat = size < 1e-9;
  const middle = [kit.mean(x.domain()), kit.mean(y.domain())];
  const away = flat ? 0 : weightedSum(s, ...middle) / size ** 2;
  const foot = [middle[0] - away * s.w1, middle[1] - away * s.w2]; // the nearest point of the line
  const far = flat ? 0 : 1e3 / size;
  const ends = [-far, far].map((t) => [x(foot[0] - t * s.w2), y(foot[1] + t * s.w1)]);
  figure.path("boundary", flat ? "" : linePath(ends)).attr("stroke", theme.ink).attr("stroke-width", 1.5);

  const length = ARROW * Math.sqrt(size);
  const [ux, uy] = flat ? [0, 0] : [s.w1 / size, -s.w2 / size];
  const [ax, ay] = [x(foot[0]), y(foot[1])];
  const tip = [ax + ux * length, ay + uy * length];
  const barb = (turn) => {
    const c = Math.cos(turn), n = Math.sin(turn);
    return [tip[0] - 9 * (ux * c - uy * n), tip[1] - 9 * (ux * n + uy * c)];
  };
  const arrow = linePath([[ax, ay], tip]) + linePath([barb(0.45), tip, barb(-0.45)]);
  figure.path("arrow", flat ? "" : arrow).attr("stroke", theme.ink).attr("class", "nnx-curve");
  const seen = !flat && ax > 0 && ax < figure.width && ay > 0 && ay < figure.height;
  figure.label("w", seen ? "w" : "", tip[0] + 12 * ux, tip[1] + 12 * uy + 4, { anchor: "middle" })
    .attr("font-style", "italic").attr("font-weight", 600);
}

const CIRCLE = "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0";
const DIAMOND = "M0,-6.4L6.4,0L0,6.4L-6.4,0Z";

function dots(figure, data, wrong, theme) {
  const small = data.length > 40 ? 0.75 : 1.25;
  figure.layer("wrong").selectAll("circle").data(data.filter((_, i) => wrong[i])).join("circle")
    .attr("cx", (p) => figure.x(p[0])).attr("cy", (p) => figure.y(p[1])).attr("r", 9.5 * small)
    .attr("fill", "none").attr("stroke", theme.ink).attr("stroke-width", 1.4);
  figure.layer("dots").selectAll("path").data(data).join("path")
    .attr("d", (p) => (p[2] ? DIAMOND : CIRCLE))
    .attr("transform", (p) => `translate(${figure.x(p[0])},${figure.y(p[1])}) scale(${small})`)
    .attr("fill", (p) => (p[2] ? theme.one : theme.zero))
    .attr("stroke", theme.paper).attr("stroke-width", 1.2);
}

function formula(node, s) {
  const z = weightedSum(s, s.x1, s.x2);
  const signed = (v) => `${v < 0 ? "−" : "+"} ${number(Math.abs(v))}`;
  const factor = (v) => (v < 0 ? `(${number(v)})` : number(v));
  node.innerHTML =
    `<i>z</i> = <i>w</i>₁<i>x</i>₁ + <i>w</i>₂<i>x</i>₂ + <i>b</i><br>` +
    `&emsp;= ${number(s.w1)} · ${factor(s.x1)} + ${factor(s.w2)} · ${factor(s.x2)} ${signed(s.b)}<br>` +
    `&emsp;= <b>${number(z)}</b><br>` +
    `<i>a</i> = ${s.activation.replace("_", " ")}(<i>z</i>) = <b>${number(output(s, s.x1, s.x2), 3)}</b>`;
}

function toward(s) {
  const words = ["right", "upper right", "top", "upper left", "left", "lower left", "bottom", "lower right"];
  if (Math.hypot(s.w1, s.w2) < 1e-9) return "Both weights are 0: the output is the same everywhere.";
  const turn = Math.round(Math.atan2(s.w2, s.w1) / (Math.PI / 4));
  return `Class 1 is claimed toward the ${words[(turn + 8) % 8]}.`;
}

function sentence(s, data, wrong) {
  const name = title(s.data);
  const amount = wrong.filter(Boolean).length;
  const verdict = amount ? `${amount} of ${data.length} points misread` : `all ${data.length} points right`;
  return (
    `${name}: ${verdict} with w₁ = ${number(s.w1)}, w₂ = ${number(s.w2)}, b = ${number(s.b)} ` +
    `(${s.activation.replace("_", " ")}). ${toward(s)} ` +
    `At the point (${number(s.x1)}, ${number(s.x2)}) the output is ${number(output(s, s.x1, s.x2), 3)}.`
  );
}

function legend(node) {
  const mark = (path, hue, text) =>
    `<span><svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true"><path d="${path}" style="${hue}"/></svg> ${text}</span>`;
  node.innerHTML =
    mark(CIRCLE, "fill: var(--nnx-zero)", "class 0") +
    mark(DIAMOND, "fill: var(--nnx-one)", "class 1") +
    mark(CIRCLE, "fill: none; stroke: var(--nnx-ink); stroke-width: 1.5", "misread");
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "One neuron with two inputs" });
  const figure = view.figure({ name: "The plane of the two inputs", x: "x₁", y: "x₂" });
  const text = view.element("p", "nnx-formula", view.panel, { "aria-hidden": "true" });
  const score = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  legend(view.element("p", "nnx-legend", view.panel));
  view.slider("w1", { label: "Weight w₁", min: -8, max: 8 });
  view.slider("w2", { label: "Weight w₂", min: -8, max: 8 });
  view.slider("b", { label: "Bias b", min: -12, max: 12 });
  view.choice("activation", { label: "Activation", options: Object.keys(activations) });
  const sets = model.get("sets");
  const names = Object.keys(sets).map((name) => [name, title(name)]);
  view.choice("data", { label: "Data", options: Object.fromEntries(names) });
  view.resetButton();
  figure.handle({
    label: "Point, inputs x₁ and x₂",
    get: (s) => [s.x1, s.x2],
    set: (x1, x2) => view.set({ x1, x2 }),
    step: 0.05,
    text: (s) => `x₁ ${number(s.x1)}, x₂ ${number(s.x2)}, output ${number(output(s, s.x1, s.x2), 3)}`,
  });

  const cache = new Map();
  view.onDraw((s) => {
    if (!cache.has(s.data)) cache.set(s.data, points(sets[s.data]));
    const data = cache.get(s.data);
    const wrong = misread(s, data);
    figure.frame(...square(data));
    shade(figure, s, view.theme);
    boundary(figure, s, view.theme);
    dots(figure, data, wrong, view.theme);
    const a = number(output(s, s.x1, s.x2), 2);
    const left = figure.x(s.x1) > figure.width - 76;
    figure.label("output", `a = ${a}`, figure.x(s.x1) + (left ? -13 : 13), figure.y(s.x2) + 4, {
      anchor: left ? "end" : "start",
    }).attr("font-weight", 600);
    formula(text, s);
    const amount = wrong.filter(Boolean).length;
    score.innerHTML = `<b>${amount}</b> of ${data.length} points misread`;
    return sentence(s, data, wrong);
  });
  return view.close;
}

export default { render };
