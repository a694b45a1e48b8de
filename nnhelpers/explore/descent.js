/* global kit: the shared module, put before this text by base.py */
const { linePath, number, places, range, short } = kit;

// --- numbers: pure, compared with landscapes.py in the tests

const flat = (name) => places[name].at[0].length === 1;

/** The points from the start on, as many as there are steps and one. */
function descend(name, start, rate, momentum, steps) {
  const { g } = places[name];
  const path = [start];
  let velocity = start.map(() => 0);
  for (let i = 0; i < steps; i++) {
    const point = path.at(-1);
    const slope = g(...point);
    velocity = velocity.map((v, k) => momentum * v - rate * slope[k]);
    path.push(point.map((p, k) => p + velocity[k]));
  }
  return path;
}

const cost = (name, point) => places[name].f(...point);

/** What the path does: "diverges", "arrived", "zigzags" or "moves". */
function verdict(name, path) {
  const costs = path.map((p) => cost(name, p));
  const start = Math.max(costs[0] - places[name].low, 1e-3);
  const last = costs.at(-1);
  if (!Number.isFinite(last) || last - places[name].low > 30 * start + 30) return "diverges";
  const slope = Math.hypot(...places[name].g(...path.at(-1)));
  if (slope < 1e-3) return "arrived";
  if (path.length < 4) return "moves";
  const [a, b, c, d] = path.slice(-4);
  const turns = [[a, b, c], [b, c, d]].map(([p, q, r]) => p.reduce((sum, _, k) => sum + (q[k] - p[k]) * (r[k] - q[k]), 0));
  return turns.every((t) => t < 0) ? "zigzags" : "moves";
}

export const numbers = { cost, descend, gradient: (name, point) => places[name].g(...point), verdict };

// --- drawing

const MOST = 200;
const PACE = 70; // ms a step when it runs
const FLOOR = 1e-8; // below this the cost counts as the lowest
const EDGE = 1e5; // pixels; farther points are not drawn

function ground(figure, s, theme) {
  const place = places[s.function];
  const key = `${s.function} ${theme.zero}`;
  const changed = figure.frame(place.x, place.y);
  if (!changed && figure.drawn === key) return;
  figure.drawn = key;
  const { x, y } = figure;
  const curve = flat(s.function);
  if (curve) figure.context();
  else kit.surface(figure, place.f, theme);
  const points = range(0, figure.width + 1, 2).map((p) => [p, y(place.f(x.invert(p)))]);
  figure.path("curve", curve ? linePath(points) : "").attr("class", "nnx-curve").attr("stroke", theme.zero);
  const cross = (p) => {
    const [a, b] = [x(p[0]), y(curve ? cost(s.function, p) : p[1])];
    return curve ? `M${a},${b + 5}v7` : `M${a - 4},${b - 4}l8,8m0,-8l-8,8`;
  };
  figure.path("minima", place.at.map(cross).join("")).attr("stroke", theme.muted).attr("stroke-width", 1.5);
}

function route(figure, s, path, theme) {
  const { x, y } = figure;
  const curve = flat(s.function);
  const spot = (p) => [x(p[0]), y(curve ? cost(s.function, p) : p[1])];
  const spots = path.map(spot).filter((q) => q.every((v) => Math.abs(v) < EDGE));
  figure.path("route", linePath(spots)).attr("class", "nnx-curve").attr("stroke", theme.one).style("stroke-width", 1.4);
  figure.layer("steps").selectAll("circle").data(spots).join("circle")
    .attr("cx", (p) => p[0]).attr("cy", (p) => p[1]).attr("r", 2.6).attr("fill", theme.one);
  const now = spot(path.at(-1));
  const seen = now[0] >= 0 && now[0] <= figure.width && now[1] >= 0 && now[1] <= figure.height;
  figure.layer("now").selectAll("circle").data(seen ? [now] : []).join("circle")
    .attr("cx", (p) => p[0]).attr("cy", (p) => p[1]).attr("r", 6)
    .attr("fill", theme.one).attr("stroke", theme.paper).attr("stroke-width", 2);
  const [a, b] = spot(path[0]);
  figure.label("start", "start", a + (a > figure.width - 50 ? -12 : 12), b - 8, { anchor: a > figure.width - 50 ? "end" : "start" });
  const where = path.at(-1).map((v) => number(v, 1)).join(", ");
  figure.label("lost", seen ? "" : `out of the picture: ${curve ? "x" : "(x, y)"} = ${where}`, figure.width / 2, 16, { anchor: "middle" })
    .style("fill", theme.one);
}

function descentCurve(figure, s, path, theme) {
  const above = path.map((p) => Math.log10(Math.max(cost(s.function, p) - places[s.function].low, FLOOR)));
  const finite = above.filter(Number.isFinite);
  const low = Math.floor(Math.min(...finite, -1));
  const high = Math.min(Math.max(Math.ceil(Math.max(...finite) + 0.01), 1), 40);
  const last = Math.max(20, path.length - 1);
  figure.frame([0, last], [low, high], {
    yTicks: Math.min(high - low, 5), xTicks: 4, grid: true,
    yFormat: (k) => (Number.isInteger(k) ? kit.powerOfTen(k) : ""),
  });
  const spots = above.map((v, i) => [figure.x(i), figure.y(v)]).filter((p) => Number.isFinite(p[1]));
  figure.path("curve", linePath(spots)).attr("class", "nnx-curve").attr("stroke", theme.one);
  figure.layer("now").selectAll("circle").data(spots.slice(-1)).join("circle")
    .attr("cx", (p) => p[0]).attr("cy", (p) => p[1]).attr("r", 4).attr("fill", theme.one);
}

const WORDS = {
  diverges: "It diverges: each step overshoots farther than the one before.",
  arrived: "Arrived: the slope is practically 0.",
  zigzags: "It zigzags: each step overshoots and turns back.",
  moves: "It moves downhill.",
};

function sentence(s, path, found) {
  const value = number(cost(s.function, path.at(-1)), 4);
  const words = s.steps === 0 ? "Not started." : WORDS[found];
  return (
    `${title(s.function)}, learning rate ${short(s.learning_rate, 4)}, momentum ${short(s.momentum)}, ` +
    `from ${path[0].map((v) => number(v)).join(", ")}: cost ${value} after ${kit.count(s.steps, "step")}. ${words}`
  );
}

const title = (name) => name.replace("_", " ");

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Gradient descent" });
  const figure = view.figure({ name: "The cost and the path down", height: (w) => 0.84 * w });
  const status = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const costs = view.figure({
    name: "The cost after each step", parent: view.panel, height: 150,
    x: "step", y: "cost above the lowest", margin: { left: 38, top: 22 },
  });
  costs.axes.select(".nnx-axis-name-y").attr("transform", "translate(-38,-22)");
  view.slider("learning_rate", { label: "Learning rate", min: 0.001, max: 3, step: 0.01, log: true, show: (v) => short(v, v < 0.01 ? 5 : 3) });
  view.slider("momentum", { label: "Momentum", min: 0, max: 0.99, step: 0.01 });
  view.slider("steps", { label: "Steps", min: 0, max: MOST, step: 1, digits: 0 });
  const options = Object.fromEntries(Object.keys(places).map((name) => [name, title(name)]));
  const choice = view.choice("function", { label: "Cost", options });
  const run = view.button("Run", () => {});
  view.button("Step", () => view.set({ steps: Math.min(view.model.get("steps") + 1, MOST) }));
  view.button("To start", () => view.set({ steps: 0 }));
  const starts = model.get("starts");
  choice.input.addEventListener("change", () => {
    const [x, y, learning_rate] = starts[choice.input.value];
    view.set({ x, y, learning_rate, steps: 0 });
  });

  const pathOf = (s) =>
    descend(s.function, flat(s.function) ? [s.x] : [s.x, s.y], s.learning_rate, s.momentum, s.steps);
  const stop = kit.player(view, run, PACE, {
    more: () => {
      const s = view.state();
      const path = pathOf(s);
      const over = s.steps > 0 && verdict(s.function, path) === "arrived";
      return s.steps < MOST && !over && Number.isFinite(cost(s.function, path.at(-1)));
    },
    next: () => view.set({ steps: view.model.get("steps") + 1 }),
    again: () => view.set({ steps: 0 }),
  });
  view.button("Reset", () => {
    stop();
    view.reset();
  });
  figure.handle({
    label: "Start of the descent",
    get: (s) => [s.x, flat(s.function) ? cost(s.function, [s.x]) : s.y],
    set: (x, y) => view.set(flat(view.state().function) ? { x } : { x, y }),
    text: (s) => (flat(s.function) ? `x ${number(s.x)}` : `x ${number(s.x)}, y ${number(s.y)}`),
  });

  view.onDraw((s) => {
    const path = pathOf(s);
    const found = verdict(s.function, path);
    ground(figure, s, view.theme);
    figure.axes.select(".nnx-axis-name-x").text("x");
    figure.axes.select(".nnx-axis-name-y").text(flat(s.function) ? "cost" : "y");
    route(figure, s, path, view.theme);
    descentCurve(costs, s, path, view.theme);
    const value = cost(s.function, path.at(-1));
    status.innerHTML = `step <b>${s.steps}</b> &ensp; cost <b>${number(value, 4)}</b>`;
    return sentence(s, path, found);
  });
  return view.close;
}

export default { render };
