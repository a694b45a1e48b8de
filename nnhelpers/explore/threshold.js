/* global kit: the shared module, put before this text by base.py */
const { linePath, number, percent, range } = kit;

// --- numbers: pure, compared with NumPy in the tests. Ink is sorted.

/** How many of the sorted values lie below the threshold. */
function below(sorted, threshold) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Pictures misread of each kind: inky ones below the threshold, others at or above it. */
const misread = ([inky, other], t) => [below(inky, t), other.length - below(other, t)];

function accuracy(pair, t) {
  const [a, b] = misread(pair, t);
  return 1 - (a + b) / (pair[0].length + pair[1].length);
}

/** The threshold with the best accuracy: halfway between two neighboring values of ink. */
function best(pair) {
  const values = [...pair[0], ...pair[1]].sort((p, q) => p - q);
  let found = [values[0], -1];
  for (let i = 1; i < values.length; i++) {
    const t = (values[i - 1] + values[i]) / 2;
    const score = accuracy(pair, t);
    if (score > found[1]) found = [t, score];
  }
  return found[0];
}

export const numbers = { accuracy, best, misread };

// --- drawing

const BINS = 48;
const inARow = (width) => (width < 420 ? 6 : 12);

function histogram(sorted, [low, high]) {
  const edges = range(BINS + 1).map((i) => low + ((high - low) * i) / BINS);
  const counts = edges.slice(1).map((edge, i) => below(sorted, edge) - below(sorted, edges[i]));
  return { edges, shares: counts.map((c) => c / sorted.length) };
}

/** Outline of the bars from the edge `from` to the edge `to`, closed at the axis. */
function steps({ edges, shares }, x, y, from = -Infinity, to = Infinity) {
  const points = [];
  shares.forEach((share, i) => {
    const [a, b] = [Math.max(edges[i], from), Math.min(edges[i + 1], to)];
    if (a < b) points.push([x(a), y(share)], [x(b), y(share)]);
  });
  if (!points.length) return "";
  const ends = [points.at(-1)[0], points[0][0]].map((p) => [p, y(0)]);
  return `${linePath([...points, ...ends])}Z`;
}

const WORDS = 84; // pixels that "read as 0 →" needs

function hills(figure, s, bars, span, kinds, theme) {
  const top = Math.max(...bars.flatMap((b) => b.shares));
  figure.frame(span, [0, 1.32 * top], { yTicks: 0, xTicks: 6 });
  const { x, y } = figure;
  const sides = [[-Infinity, s.threshold], [s.threshold, Infinity]]; // where each kind is misread
  bars.forEach((bar, i) => {
    const hue = [theme.zero, theme.one][i];
    figure.path(`hill${i}`, steps(bar, x, y)).attr("fill", hue).attr("fill-opacity", 0.22)
      .attr("stroke", hue).attr("stroke-width", 1.2);
    figure.path(`lost${i}`, steps(bar, x, y, ...sides[i])).attr("fill", hue).attr("fill-opacity", 0.75);
    const peak = bar.shares.indexOf(Math.max(...bar.shares));
    figure.label(`kind${i}`, `${kinds[i]}s`, x((bar.edges[peak] + bar.edges[peak + 1]) / 2), y(bar.shares[peak]) - 6, { anchor: "middle" })
      .style("fill", hue).attr("font-weight", 600);
  });
  const at = x(s.threshold);
  figure.path("line", linePath([[at, 0], [at, figure.height]])).attr("stroke", theme.ink).attr("stroke-width", 1.5);
  // A side too narrow for its words has them on the other one, a line below
  const [low, high] = [at < WORDS, figure.width - at < WORDS];
  figure.label("less", `← read as ${kinds[1]}`, low ? at + 8 : at - 8, low ? 26 : 12, { anchor: low ? "start" : "end" });
  figure.label("more", `read as ${kinds[0]} →`, high ? at - 8 : at + 8, high ? 26 : 12, { anchor: high ? "end" : "start" });
}

function curves(figure, s, scores, span, theme) {
  figure.frame(span, [0.45, 1], { yTicks: 3, xTicks: 5, grid: true, yFormat: (v) => percent(v, 0) });
  const draw = (name, hue, dash) =>
    figure.path(name, linePath(scores.ts.map((t, i) => [figure.x(t), figure.y(scores[name][i])])))
      .attr("class", "nnx-curve").attr("stroke", hue).attr("stroke-dasharray", dash).style("stroke-width", 1.6);
  draw("train", theme.muted, "4 3");
  draw("test", theme.two, null);
  const at = figure.x(s.threshold);
  figure.path("line", linePath([[at, 0], [at, figure.height]])).attr("stroke", theme.ink);
}

/** All pictures on one hidden canvas, in the theme's ink, to copy from. */
function sprite(bytes, side, color) {
  const amount = bytes.length / side ** 2;
  const canvas = Object.assign(document.createElement("canvas"), { width: side * Math.max(amount, 1), height: side });
  const context = canvas.getContext("2d");
  context.fillStyle = color;
  context.fillRect(0, 0, canvas.width, side);
  const image = context.getImageData(0, 0, canvas.width, side);
  for (let n = 0; n < amount; n++)
    for (let r = 0; r < side; r++)
      for (let c = 0; c < side; c++)
        image.data[4 * (r * canvas.width + n * side + c) + 3] = bytes[(n * side + r) * side + c];
  context.putImageData(image, 0, 0);
  return canvas;
}

function gallery(figure, wrong, sprites, side, kinds, theme) {
  figure.frame([0, 1], [0, 1]);
  const context = figure.context();
  const amount = inARow(figure.width);
  const cell = Math.min(figure.width / amount, 60);
  sprites.forEach((picture, row) => {
    const top = row * (cell + 26);
    const text = `${kinds[row]}s read as ${kinds[1 - row]}: ${wrong[row].toLocaleString("en-US")}`;
    figure.label(`row${row}`, text, 0, top + 13).style("fill", [theme.zero, theme.one][row]).attr("font-weight", 600);
    for (let i = 0; i < Math.min(wrong[row], amount, picture.width / side); i++)
      context.drawImage(picture, i * side, 0, side, side, i * cell, top + 20, cell - 3, cell - 3);
  });
}

function sentence(s, wrong, amounts, scores, kinds) {
  return (
    `Threshold ${number(s.threshold, 3)}: ${percent(scores.train)} of the training pictures and ` +
    `${percent(scores.test)} of the test pictures are read rightly. Of the test pictures, ` +
    `${wrong[0]} of ${amounts[0]} ${kinds[0]}s are read as ${kinds[1]} and ${wrong[1]} of ${amounts[1]} ${kinds[1]}s as ${kinds[0]}.`
  );
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Telling two digits apart by their ink" });
  const kinds = model.get("kinds");
  const sets = Object.fromEntries(
    Object.entries(model.get("sets")).map(([name, pair]) => [name, pair.map((ink) => kit.numbers(ink))]));
  const all = [...sets.train, ...sets.test];
  const ends = [Math.min(...all.map((v) => v[0])), Math.max(...all.map((v) => v.at(-1)))];
  const span = [Math.max(0, ends[0] - 0.01), ends[1] + 0.01];
  const bars = sets.train.map((sorted) => histogram(sorted, span));
  const ts = range(121).map((i) => span[0] + ((span[1] - span[0]) * i) / 120);
  const scores = { ts };
  for (const name of ["train", "test"]) scores[name] = ts.map((t) => accuracy(sets[name], t));
  const { side, ...bytes } = model.get("pictures");
  const sources = [bytes.inky, bytes.other].map((b) => kit.numbers(b, Uint8Array));

  const figure = view.figure({ name: "Ink of the training pictures", height: (w) => 0.72 * w, x: "ink, the mean brightness of a picture", margin: { left: 8 } });
  figure.axes.select(".nnx-axis-name-x").attr("transform", "translate(0,38)");
  figure.axes.select(".nnx-axis-y").remove();
  figure.node.style.marginBottom = "16px";
  const score = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const plot = view.figure({ name: "Accuracy at every threshold", parent: view.panel, height: 130, margin: { left: 42 } });
  view.slider("threshold", { label: "Threshold", min: span[0], max: span[1], step: 0.001, digits: 3 });
  view.button("Find it from the training data", () => view.set({ threshold: Number(best(sets.train).toFixed(6)) }));
  view.resetButton();
  const heading = view.element("p", "nnx-title nnx-below", view.root);
  heading.textContent = "Misread test pictures, the worst first";
  const worst = view.figure({ name: "Misread test pictures", parent: view.root, height: (w) => 2 * (Math.min(w / inARow(w), 60) + 26), margin: { left: 0, right: 0, top: 0, bottom: 0 } });
  worst.axes.remove();
  view.root.append(view.root.querySelector(".nnx-caption"));
  figure.handle({
    label: "Threshold",
    axis: "x",
    step: 0.001,
    get: (s) => [s.threshold, 0],
    set: (threshold) => view.set({ threshold }),
    text: (s) => number(s.threshold, 3),
  });

  let sprites = [];
  let painted = "";
  view.onDraw((s) => {
    if (painted !== view.theme.ink) sprites = sources.map((b) => sprite(b, side, (painted = view.theme.ink)));
    const now = { train: accuracy(sets.train, s.threshold), test: accuracy(sets.test, s.threshold) };
    const wrong = misread(sets.test, s.threshold);
    hills(figure, s, bars, span, kinds, view.theme);
    curves(plot, s, scores, span, view.theme);
    gallery(worst, wrong, sprites, side, kinds, view.theme);
    score.innerHTML =
      `<b>${percent(now.train)}</b> right in training (dashed)<br>` +
      `<b style="color: ${view.theme.two}">${percent(now.test)}</b> right in the test`;
    return sentence(s, wrong, sets.test.map((v) => v.length), now, kinds);
  });
  return view.close;
}

export default { render };
