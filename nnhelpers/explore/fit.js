/* global kit: the shared module, put before this text by base.py */
const { dot, leastSquares, linePath, normals, number, random, range, short } = kit;

// --- numbers: pure, compared with NumPy in the tests

const TRUTHS = { wave: (x) => Math.sin(Math.PI * x), line: (x) => 0.8 * x, step: (x) => (x < 0 ? -0.7 : 0.7) };
const RESAMPLES = 100;
const TEST = range(101).map((i) => -1 + i / 50);

/** Legendre polynomials of x up to a degree. */
function legendre(x, degree) {
  const p = [1, x];
  for (let k = 2; k <= degree; k++) p.push(((2 * k - 1) * x * p[k - 1] - (k - 1) * p[k - 2]) / k);
  return p.slice(0, degree + 1);
}

/** Slopes and bends of the hidden neurons, the same for every width: more neurons are added. */
const hidden = (() => {
  const draw = random(7);
  return range(60).map(() => [4 + 6 * draw(), 2 * draw() - 1, draw() < 0.5 ? -1 : 1]);
})();

const features = (s, x) =>
  s.model === "polynomial" ? legendre(x, s.degree)
  : [1, ...hidden.slice(0, s.width).map(([slope, bend, sign]) => Math.tanh(sign * slope * (x - bend)))];

function sample(s, seed) {
  const draw = random(seed + 1);
  const x = range(s.n).map(() => 2 * draw() - 1);
  const noise = normals(draw, s.n);
  return { x, y: x.map((v, i) => TRUTHS[s.truth](v) + s.noise * noise[i]) };
}

function fitted(s, { x, y }) {
  const rows = x.map((v) => features(s, v));
  // A least penalty keeps the equations solvable where there are more weights than points
  return leastSquares(rows, y, Math.max(s.regularization, 1e-9), rows[0].map((_, i) => (i ? 1 : 0)).fill(1e-3, 0, 1));
}

const predict = (s, w, grid) => grid.map((x) => dot(features(s, x), w));
const squared = (a, b) => kit.mean(a, (v, i) => (v - b[i]) ** 2);

/** Training error, and test error against new noisy points: error against the truth + noise². */
function errors(s, data = sample(s, s.seed)) {
  const w = fitted(s, data);
  const truth = TEST.map(TRUTHS[s.truth]);
  return [squared(predict(s, w, data.x), data.y), squared(predict(s, w, TEST), truth) + s.noise ** 2];
}

/** The mean fit over many data sets, its spread, and the split of the expected test error. */
function resampled(s) {
  const rows = TEST.map((x) => features(s, x));
  const fits = range(RESAMPLES).map((k) => {
    const w = fitted(s, sample(s, 5000 + k));
    return rows.map((row) => dot(row, w));
  });
  const mean = TEST.map((_, i) => kit.mean(fits, (f) => f[i]));
  const spread = TEST.map((_, i) => Math.sqrt(kit.mean(fits, (f) => (f[i] - mean[i]) ** 2)));
  const truth = TEST.map(TRUTHS[s.truth]);
  return { mean, spread, bias: squared(mean, truth), variance: kit.mean(spread, (v) => v * v), noise: s.noise ** 2 };
}

export const numbers = { errors, features, fitted, resampled, sample };

// --- drawing

function plot(figure, s, data, w, many, theme) {
  figure.frame([-1, 1], [-2.1, 2.1], { xTicks: 5, yTicks: 5 });
  const { x, y } = figure;
  const grid = range(241).map((i) => -1 + i / 120);
  const clip = (v) => Math.max(-1e4, Math.min(1e4, y(v)));
  const line = (values, xs) => linePath(xs.map((v, i) => [x(v), clip(values[i])]));
  const band = many && [...TEST.map((v, i) => [x(v), clip(many.mean[i] + many.spread[i])]), ...[...TEST.keys()].reverse().map((i) => [x(TEST[i]), clip(many.mean[i] - many.spread[i])])];
  figure.path("band", band ? `${linePath(band)}Z` : "").attr("fill", theme.two).attr("fill-opacity", 0.2);
  figure.path("mean", many ? line(many.mean, TEST) : "").attr("class", "nnx-curve").attr("stroke", theme.two).attr("stroke-dasharray", "6 3");
  figure.path("truth", line(grid.map(TRUTHS[s.truth]), grid)).attr("class", "nnx-curve").attr("stroke", theme.ink).attr("stroke-dasharray", "1 5");
  figure.path("fit", line(predict(s, w, grid), grid)).attr("class", "nnx-curve").attr("stroke", theme.one);
  figure.layer("dots").selectAll("circle").data(data.x).join("circle").attr("cx", (v) => x(v)).attr("cy", (_, i) => clip(data.y[i]))
    .attr("r", s.n > 80 ? 2.5 : 4).attr("fill", theme.zero).attr("stroke", theme.paper);
}

const SIZES = { polynomial: range(0, 21), network: [1, 2, 3, 4, 6, 8, 11, 15, 20, 27, 36, 48, 60] };
const sizeName = (s) => (s.model === "polynomial" ? "degree" : "width");

function curves(figure, s, sweep, theme) {
  const sizes = SIZES[s.model];
  figure.frame([sizes[0], sizes.at(-1)], [-2.2, 1.2], { yTicks: 4, xTicks: 5, grid: true, yFormat: (v) => (Number.isInteger(v) ? short(10 ** v, 2) : "") });
  figure.axes.select(".nnx-axis-name-x").text(sizeName(s));
  const at = (e) => figure.y(Math.max(-2.2, Math.min(1.5, Math.log10(e + 1e-12))));
  ["train", "test"].forEach((name, i) => {
    figure.path(name, linePath(sweep.map(([size, e]) => [figure.x(size), at(e[i])]))).attr("class", "nnx-curve")
      .attr("stroke", i ? theme.one : theme.zero).attr("stroke-dasharray", i ? null : "5 3").style("stroke-width", 1.6);
  });
  const ends = kit.dodge([0, 1].map((i) => at(sweep.at(-1)[1][i]) + 4), figure.height);
  ["training", "test"].forEach((text, i) => figure.label(`${text}-text`, text, figure.width + 5, ends[i]).style("fill", i ? theme.one : theme.zero));
  const now = figure.x(s[sizeName(s)]);
  figure.path("now", linePath([[now, 0], [now, figure.height]])).attr("stroke", theme.ink);
}

function split(figure, many, theme) {
  const parts = [["bias²", many.bias, theme.one], ["variance", many.variance, theme.two], ["noise²", many.noise, theme.muted]];
  const sum = parts.reduce((total, p) => total + p[1], 0);
  figure.frame([0, sum], [0, 1]);
  let from = 0;
  const boxes = parts.map(([name, value, hue]) => ({ name, value, hue, from: (from += value) - value }));
  figure.layer("parts").selectAll("rect").data(boxes).join("rect").attr("x", (p) => figure.x(p.from))
    .attr("width", (p) => Math.max(figure.x(p.value) - 1, 0)).attr("height", 14).attr("fill", (p) => p.hue);
  figure.layer("names", figure.labels).selectAll("text").data(boxes).join("text").text((p) => `${p.name} ${number(p.value, 3)}`)
    .attr("x", (_, i) => (i * figure.width) / 2).attr("text-anchor", (_, i) => ["start", "middle", "end"][i]).attr("y", (_, i) => (i === 1 && figure.width < 260 ? 44 : 30)).style("fill", (p) => p.hue);
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Fitting noisy points" });
  const figure = view.figure({ name: "Points, truth and fit", height: (w) => 0.8 * w, x: "x" });
  const score = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const plotted = view.figure({ name: "Training and test error", parent: view.panel, height: 140, margin: { left: 38, top: 22, right: 56 }, x: "degree", y: "mean squared error" });
  plotted.axes.select(".nnx-axis-name-y").attr("transform", "translate(-38,-22)");
  view.choice("model", { label: "Model", options: { polynomial: "polynomial", network: "hidden neurons" } });
  const degree = view.slider("degree", { label: "Degree", min: 0, max: 20, step: 1, digits: 0 });
  const width = view.slider("width", { label: "Width", min: 1, max: 60, step: 1, digits: 0 });
  view.slider("n", { label: "Points", min: 3, max: 200, step: 1, digits: 0 });
  view.slider("noise", { label: "Noise", min: 0, max: 2, step: 0.02 });
  view.slider("regularization", { label: "L2 penalty λ", min: 1e-8, max: 100, step: 0.02, log: true, show: (v) => (v < 1e-3 ? kit.powers(v, 0) : short(v, 3)) });
  view.choice("truth", { label: "Truth", options: Object.keys(TRUTHS) });
  view.check("bands", { label: "Refit 100 new data sets" });
  view.button("New points", () => view.set({ seed: (view.model.get("seed") + 1) % 10000 }));
  view.resetButton();
  const bar = view.figure({ name: "Bias, variance and noise", parent: view.stage, height: 56, margin: { left: 32, right: 8, top: 6, bottom: 0 } });
  bar.axes.remove();
  const memory = { key: "", sweep: [] };
  view.onDraw((s) => {
    degree.row.hidden = s.model !== "polynomial";
    width.row.hidden = s.model === "polynomial";
    const data = sample(s, s.seed);
    const w = fitted(s, data);
    const many = s.bands ? resampled(s) : null;
    plot(figure, s, data, w, many, view.theme);
    const key = JSON.stringify({ ...s, degree: 0, width: 0, bands: 0 });
    if (memory.key !== key) Object.assign(memory, { key, sweep: SIZES[s.model].map((size) => [size, errors({ ...s, [sizeName(s)]: size }, data)]) });
    curves(plotted, s, memory.sweep, view.theme);
    bar.node.hidden = !many;
    if (many) split(bar, many, view.theme);
    const [train, test] = errors(s, data);
    score.innerHTML = `training error <b>${number(train, 3)}</b><br>test error <b>${number(test, 3)}</b>`;
    const what = s.model === "polynomial" ? `A polynomial of degree ${s.degree}` : `${kit.count(s.width, "hidden neuron")}`;
    const parts = many ? ` Over 100 data sets the expected test error is bias² ${number(many.bias, 3)} + variance ${number(many.variance, 3)} + noise² ${number(many.noise, 3)}.` : "";
    return `${what}, fitted to ${s.n} points of a ${s.truth} with noise ${number(s.noise)}: training error ${number(train, 3)}, test error ${number(test, 3)}.${parts}`;
  });
  return view.close;
}

export default { render };
