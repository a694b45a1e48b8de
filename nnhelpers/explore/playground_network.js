/* global kit: the shared module, put before this text by base.py */
const { forward, meanCost, newNetwork, range, trainStep } = kit;

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
  const side = (points) => ({ points, x: inputs(s, points), y: Float64Array.from(points, (p) => p[2]) });
  const network = newNetwork([s.features.length, ...s.hidden, 1], s.seed);
  const run = { s: { ...s, classify: CLASSES.has(s.data) }, train: side(train), test: side(test), network, epoch: 0, norms: network.map(() => 0), history: [] };
  changeByHand(run);
  run.history.push(costs(run));
  return run;
}

/** Set what the learner has typed at this epoch: [epoch, layer, input or −1 for the bias, neuron, value]. */
function changeByHand({ network, epoch, s }) {
  for (const [when, l, i, j, value] of s.by_hand) {
    if (when !== epoch || !network[l]) continue;
    const { weight, bias, n_out } = network[l];
    if (i < 0) bias[j] = value;
    else weight[i * n_out + j] = value;
  }
}

/** Take over a change typed just now, without training again from the start; false if it is not one. */
function changedNow(run, by_hand) {
  const same = (a, b) => a.slice(0, 4).join() === b.slice(0, 4).join();
  const old = run.s.by_hand;
  const kept = old.every((a) => by_hand.some((b) => same(a, b) && (a[4] === b[4] || a[0] === run.epoch)));
  const fresh = by_hand.every((b) => b[0] === run.epoch || old.some((a) => same(a, b)));
  if (!kept || !fresh) return false;
  run.s.by_hand = by_hand;
  changeByHand(run);
  run.history[run.epoch] = costs(run);
  return true;
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
    run.norms = trainStep(run.network, x.subarray(from * features.length, to * features.length), y.subarray(from, to), run.s);
  }
  run.epoch += 1;
  changeByHand(run);
  run.history.push(costs(run));
}

function trained(s) {
  const run = start(s);
  while (run.epoch < s.epoch) advance(run);
  return run;
}

// --- code

const tuple = (items) => `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
const literal = (v) => (Number.isInteger(v) ? `${v}.0` : String(v));

/** The template that Python sent, filled in as Python fills it. */
function code({ template, penalties, by_hand: byHand }, s) {
  const fill = (text, found) => text.replace(/\{\{|\}\}|\{(\w+)\}/g, (all, name) => (name ? found[name] : all[0]));
  const penalty = fill(penalties[s.penalty], { half: literal(s.strength / 2), strength: literal(s.strength) });
  const values = {
    ...s, penalty, epochs: s.epoch, noise: literal(s.noise), train_share: literal(s.train_share), learning_rate: literal(s.learning_rate),
    imports: s.penalty === "L1" && s.activation !== "relu" ? `${s.activation}, relu` : s.activation,
    cost: CLASSES.has(s.data) ? "binary_cross_entropy_from_logits" : "mean_squared_error",
    features: tuple(s.features.map((f) => `"${f}"`)), sizes: tuple([s.features.length, ...s.hidden, 1]),
  };
  const changes = tuple(s.by_hand.map((c) => tuple([...c.slice(0, 4), literal(c[4])])));
  for (const [name, part] of Object.entries(byHand))
    values[name] = s.by_hand.length ? fill(part, { changes, epochs: s.epoch }) : "";
  return fill(template, values);
}

export const numbers = {
  costs: (s) => trained(s).history.at(-1),
  gradients: (s) => trained(s).norms,
  data: (s) => dataOf(s),
  code,
};
