/* global kit: the shared module, put before this text by base.py */
const { linePath, number, places, short } = kit;

// --- numbers: pure, compared with nnhelpers.optimizers in the tests

/** name -> (memory, gradient g, step t from 1) => how far to move, times the learning rate. */
const OPTIMIZERS = {
  sgd: (_, g) => g,
  momentum: (m, g) => (m.v = g.map((v, k) => 0.9 * (m.v?.[k] ?? 0) + v)),
  nesterov: (m, g) => {
    m.v = g.map((v, k) => 0.9 * (m.v?.[k] ?? 0) + v);
    return g.map((v, k) => v + 0.9 * m.v[k]);
  },
  rmsprop: (m, g) => {
    m.s = g.map((v, k) => 0.99 * (m.s?.[k] ?? 0) + 0.01 * v * v);
    return g.map((v, k) => v / (Math.sqrt(m.s[k]) + 1e-8));
  },
  adam: (m, g, t) => {
    m.m = g.map((v, k) => 0.9 * (m.m?.[k] ?? 0) + 0.1 * v);
    m.s = g.map((v, k) => 0.999 * (m.s?.[k] ?? 0) + 0.001 * v * v);
    return g.map((_, k) => m.m[k] / (1 - 0.9 ** t) / (Math.sqrt(m.s[k] / (1 - 0.999 ** t)) + 1e-8));
  },
};

function descend(surface, optimizer, rate, start, steps) {
  const memory = {};
  const path = [start];
  for (let t = 1; t <= steps; t++) {
    const move = OPTIMIZERS[optimizer](memory, places[surface].g(...path.at(-1)), t);
    path.push(path.at(-1).map((p, k) => p - rate * move[k]));
  }
  return path;
}

const cost = (surface, point) => places[surface].f(...point);

export const numbers = { cost, descend };

// --- drawing

const MOST = 300;
const PACE = 50;
const FLOOR = 1e-8;
const TITLES = { sgd: "SGD", momentum: "momentum", nesterov: "Nesterov", rmsprop: "RMSProp", adam: "Adam" };
const NAMES = Object.keys(OPTIMIZERS);
const DASHES = [null, "7 3", "2 3", "9 3 2 3", "4 2"]; // a second sign beside the color

const hueOf = (theme, i) => [theme.ink, theme.zero, theme.two, theme.three, theme.one][i];

function ground(figure, s, theme) {
  const { x, y } = places[s.function];
  const changed = figure.frame(x, y);
  const key = `${s.function} ${theme.zero}`;
  if (!changed && figure.drawn === key) return;
  figure.drawn = key;
  kit.surface(figure, places[s.function].f, theme);
  const cross = ([p, q]) => `M${figure.x(p) - 4},${figure.y(q) - 4}l8,8m0,-8l-8,8`;
  figure.path("minima", places[s.function].at.map(cross).join("")).attr("stroke", theme.muted).attr("stroke-width", 1.5);
}

function routes(figure, runs, theme) {
  const spot = (p) => [figure.x(p[0]), figure.y(p[1])];
  const near = (p) => p.every((v) => Math.abs(v) < 1e5);
  figure.layer("routes").selectAll("path").data(runs).join("path")
    .attr("d", ({ path }) => linePath(path.map(spot).filter(near))).attr("class", "nnx-curve")
    .attr("stroke", (_, i) => hueOf(theme, i)).attr("stroke-dasharray", (_, i) => DASHES[i]).style("stroke-width", 1.6);
  const heads = runs.map(({ path }, i) => ({ at: spot(path.at(-1)), i })).filter(({ at }) => near(at));
  figure.layer("heads").selectAll("circle").data(heads).join("circle")
    .attr("cx", ({ at }) => at[0]).attr("cy", ({ at }) => at[1]).attr("r", 5)
    .attr("fill", ({ i }) => hueOf(theme, i)).attr("stroke", theme.paper).attr("stroke-width", 1.5);
}

function chart(figure, s, runs, theme) {
  const above = runs.map(({ path }) => path.map((p) => Math.log10(Math.max(cost(s.function, p) - places[s.function].low, FLOOR))));
  const finite = above.flat().filter(Number.isFinite);
  const low = Math.max(-8, Math.floor(Math.min(...finite, -1)));
  const high = Math.min(6, Math.max(1, Math.ceil(Math.max(...finite))));
  const last = Math.max(20, s.steps);
  figure.frame([0, last], [low, high], { xTicks: 4, yTicks: Math.min(high - low, 5), grid: true, yFormat: (v) => (Number.isInteger(v) ? kit.powerOfTen(v) : "") });
  figure.layer("curves").selectAll("path").data(above).join("path")
    .attr("d", (values) => linePath(values.map((v, t) => [figure.x(t), figure.y(v)]))).attr("class", "nnx-curve")
    .attr("stroke", (_, i) => hueOf(theme, i)).attr("stroke-dasharray", (_, i) => DASHES[i]).style("stroke-width", 1.6);
  const ends = above.map((values) => Math.min(Math.max(figure.y(values.findLast(Number.isFinite) ?? high), 6), figure.height));
  const spots = kit.dodge(ends.map((v) => v + 4), figure.height, 12);
  NAMES.forEach((name, i) => figure.label(name, TITLES[name], figure.width + 5, spots[i]).style("fill", hueOf(theme, i)));
}

function sentence(s, runs) {
  const ranked = runs.map((r) => ({ ...r, value: cost(s.function, r.path.at(-1)) - places[s.function].low }))
    .sort((a, b) => (Number.isFinite(a.value) ? a.value : Infinity) - (Number.isFinite(b.value) ? b.value : Infinity));
  const lost = ranked.filter((r) => !(r.value < 1e4)).map((r) => TITLES[r.name]);
  if (!s.steps) return `${s.function}: five optimizers stand at the start (${number(s.x)}, ${number(s.y)}).`;
  const [first, second] = ranked;
  return (
    `${s.function}, after ${kit.count(s.steps, "step")}: ${TITLES[first.name]} is ahead with ${number(first.value, 4)} above the lowest cost, ` +
    `then ${TITLES[second.name]} with ${number(second.value, 4)}.${lost.length ? ` ${kit.list(lost)} diverged.` : ""}`
  );
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "A race of optimizers" });
  const figure = view.figure({ name: "The surface and the paths", height: (w) => 0.84 * w, x: "x", y: "y" });
  const costs = view.figure({ name: "The cost after each step", parent: view.panel, height: 180, margin: { left: 38, top: 22, right: 80 }, x: "step", y: "cost above the lowest" });
  costs.axes.select(".nnx-axis-name-y").attr("transform", "translate(-38,-22)");
  view.slider("steps", { label: "Steps", min: 0, max: MOST, step: 1, digits: 0 });
  for (const name of NAMES)
    view.slider(name, { label: `η ${TITLES[name]}`, min: 0.001, max: 1, step: 0.01, log: true, show: (v) => short(v, v < 0.01 ? 5 : 3) });
  const choice = view.choice("function", { label: "Cost", options: ["bowl", "ravine", "saddle", "rosenbrock"] });
  const starts = model.get("starts");
  choice.input.addEventListener("change", () => {
    const [x, y] = starts[choice.input.value];
    view.set({ x, y, steps: 0 });
  });
  const run = view.button("Run", () => {});
  const next = () => view.set({ steps: Math.min(view.model.get("steps") + 1, MOST) });
  const stop = kit.player(view, run, PACE, { more: () => view.model.get("steps") < MOST, next, again: () => view.set({ steps: 0 }) });
  view.button("Step", next);
  view.button("To start", () => view.set({ steps: 0 }));
  view.button("Reset", () => {
    stop();
    view.reset();
  });
  figure.handle({ label: "Start of the race", get: (s) => [s.x, s.y], set: (x, y) => view.set({ x, y }) });
  view.onDraw((s) => {
    const runs = NAMES.map((name) => ({ name, path: descend(s.function, name, s[name], [s.x, s.y], s.steps) }));
    ground(figure, s, view.theme);
    routes(figure, runs, view.theme);
    chart(costs, s, runs, view.theme);
    return sentence(s, runs);
  });
  return view.close;
}

export default { render };
