/* global kit: the shared module, put before this text by base.py */
const { linePath, number, percent, range } = kit;

// --- numbers: pure, compared with scikit-learn in the tests

const distance = (p, q) => (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2;

/** k different points, drawn by the seed. */
function firstCenters(points, k, seed) {
  const draw = kit.random(seed + 1);
  const chosen = new Set();
  while (chosen.size < k) chosen.add(Math.floor(draw() * points.length));
  return [...chosen].map((i) => points[i]);
}

const nearest = (points, centers) =>
  points.map((p) => centers.reduce((best, c, j) => (distance(p, c) < distance(p, centers[best]) ? j : best), 0));

/** The mean of each cluster; a center without points stays where it is. */
function means(points, owners, centers) {
  const sums = centers.map(() => [0, 0, 0]);
  points.forEach(([x, y], i) => {
    const sum = sums[owners[i]];
    sum[0] += x;
    sum[1] += y;
    sum[2] += 1;
  });
  return sums.map(([x, y, n], j) => (n ? [x / n, y / n] : centers[j]));
}

/** Centers, owners (or null), whether nothing moves any more, and all centers on the way. */
function kMeans(points, start, steps) {
  let centers = start;
  let owners = null;
  let still = false;
  const trail = [centers];
  for (let i = 0; i < steps; i++) {
    if (i % 2 === 0) {
      const next = nearest(points, centers);
      still = owners !== null && next.every((owner, j) => owner === owners[j]);
      owners = next;
    } else centers = means(points, owners, centers);
    trail.push(centers);
  }
  return { centers, owners, still, trail };
}

/** Mean squared distance of the points to the nearest center. */
const cost = (points, centers) =>
  kit.mean(points, (p) => Math.min(...centers.map((c) => distance(p, c))));

function purity(owners, labels, k) {
  const counts = range(k).map(() => new Map());
  owners.forEach((owner, i) => counts[owner].set(labels[i], (counts[owner].get(labels[i]) ?? 0) + 1));
  return counts.reduce((sum, c) => sum + Math.max(0, ...c.values()), 0) / labels.length;
}

export const numbers = { cost, firstCenters, kMeans, purity };

// --- drawing

const PACE = 650; // ms a step when it runs
const MOST = 60;

/** The part of the picture that is nearer to one center than to all others. */
function region(centers, j, [x0, x1], [y0, y1]) {
  let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
  const c = centers[j];
  centers.forEach((other, i) => {
    if (i === j || !corners.length) return;
    const inside = (p) => distance(p, other) - distance(p, c); // linear in p
    corners = corners.flatMap((p, n) => {
      const q = corners[(n + 1) % corners.length];
      const [a, b] = [inside(p), inside(q)];
      const cut = a * b < 0 ? [[p[0] + ((q[0] - p[0]) * a) / (a - b), p[1] + ((q[1] - p[1]) * a) / (a - b)]] : [];
      return a >= 0 ? [p, ...cut] : cut;
    });
  });
  return corners;
}

function paint(figure, points, labels, owners, centers, theme) {
  const context = figure.context();
  const { x, y } = figure;
  if (owners)
    centers.forEach((_, j) => {
      context.beginPath();
      for (const p of region(centers, j, x.domain(), y.domain())) context.lineTo(x(p[0]), y(p[1]));
      context.fillStyle = theme.hues[j];
      context.globalAlpha = 0.09;
      context.fill();
    });
  context.globalAlpha = 0.9;
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  points.forEach((p, i) => {
    context.fillStyle = owners ? theme.hues[owners[i]] : theme.muted;
    context.fillText(labels[i], x(p[0]), y(p[1]));
  });
  context.globalAlpha = 1;
}

function sentence(s, found, value, pure) {
  const phase = s.step === 0 ? "Centers are placed" : s.step % 2 ? "Points have joined the nearest center" : "Centers have moved to the mean of their points";
  return (
    `${kit.count(s.k, "cluster")}, step ${s.step}: ${phase}. Mean squared distance ${number(value, 3)}` +
    (found.owners ? `, purity ${percent(pure, 0)}.` : ".") + (found.still ? " Nothing changes any more." : "")
  );
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "k-means, step by step" });
  const flat = kit.numbers(model.get("points"));
  const points = range(flat.length / 2).map((i) => [flat[2 * i], flat[2 * i + 1]]);
  const labels = model.get("labels");
  const spans = [0, 1].map((k) => {
    const [low, high] = kit.extent(points, (p) => p[k]);
    return [low - 0.06 * (high - low), high + 0.06 * (high - low)];
  });
  const figure = view.figure({ name: "Points and centers", x: "component 1", y: "component 2", height: (w) => 0.92 * w });
  const score = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const curve = view.figure({ name: "Cost after each step", parent: view.panel, height: 140, margin: { left: 38, top: 22 }, x: "step", y: "mean squared distance" });
  curve.axes.select(".nnx-axis-name-y").attr("transform", "translate(-38,-22)");
  view.slider("k", { label: "Clusters k", min: 1, max: 8, step: 1, digits: 0 });
  view.slider("step", { label: "Step", min: 0, max: MOST, step: 1, digits: 0 });
  const startOf = (s) => firstCenters(points, s.k, s.seed).map((c, j) => s.moved[j] ?? c);
  const next = () => view.set({ step: Math.min(view.model.get("step") + 1, MOST) });
  const run = view.button("Run", () => {});
  const stop = kit.player(view, run, PACE, {
    more: () => {
      const s = view.state();
      return s.step < MOST && !kMeans(points, startOf(s), s.step).still;
    },
    next,
    again: () => view.set({ step: 0 }),
  });
  view.button("Step", next);
  view.button("Other start", () => view.set({ seed: (view.model.get("seed") + 1) % 1000, moved: {}, step: 0 }));
  view.button("Reset", () => {
    stop();
    view.reset();
  });
  const handles = range(8).map((j) =>
    figure.handle({
      label: `Center ${j + 1}`,
      radius: 9,
      step: 0.1,
      get: (s) => (j < s.k ? centersNow[j] : [0, 0]) ?? [0, 0],
      set: (x, y) => view.set({ moved: { ...Object.fromEntries(centersNow.map((c, i) => [i, c])), [j]: [x, y] }, step: 0 }),
    }));
  let centersNow = [];
  // A slider of the step comes by each step many times
  const known = { key: "", steps: new Map() };
  function stepOf(s) {
    const key = JSON.stringify([s.k, s.seed, s.moved]);
    if (key !== known.key) Object.assign(known, { key, steps: new Map() });
    if (!known.steps.has(s.step)) {
      const found = kMeans(points, startOf(s), s.step);
      known.steps.set(s.step, { found, costs: found.trail.map((centers) => cost(points, centers)) });
    }
    return known.steps.get(s.step);
  }

  view.onDraw((s) => {
    const { found, costs } = stepOf(s);
    centersNow = found.centers;
    figure.frame(...spans);
    paint(figure, points, labels, found.owners, found.centers, view.theme);
    handles.forEach((h, j) => h.attr("display", j < s.k ? null : "none").select(".nnx-knob").style("fill", view.theme.hues[j]).style("stroke", view.theme.ink));
    curve.frame([0, Math.max(12, s.step)], [0, 1.1 * costs[0]], { yTicks: 3, xTicks: 4, grid: true });
    curve.path("curve", linePath(costs.map((c, i) => [curve.x(i), curve.y(c)]))).attr("class", "nnx-curve").attr("stroke", view.theme.ink);
    const value = costs.at(-1);
    const pure = found.owners ? purity(found.owners, labels, s.k) : 0;
    score.innerHTML = `cost <b>${number(value, 3)}</b> &ensp; purity <b>${found.owners ? percent(pure, 0) : "–"}</b>`;
    return sentence(s, found, value, pure);
  });
  return view.close;
}

export default { render };
