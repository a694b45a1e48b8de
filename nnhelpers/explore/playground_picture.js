/* global kit, and what playground_network.js has, put before this text by base.py */
const { activations, linePath } = kit;

// --- drawing

const SPAN = [-3, 3];
const GRID = 48; // points a side for the large picture
const SMALL = 16; // and for each neuron
const NUMERALS = ["x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2"];
const SUB = { x1: "x₁", x2: "x₂", "x1²": "x₁²", "x2²": "x₂²", "x1·x2": "x₁x₂", "sin x1": "sin 2x₁", "sin x2": "sin 2x₂" };

const wordsOf = (name) => SUB[name] ?? name.replace(/layer (\d) neuron (\d)/, "hidden $1, neuron $2");

const mesh = (side) => range(side * side).map((i) => [SPAN[0] + (6 * ((i % side) + 0.5)) / side, SPAN[1] - (6 * (Math.floor(i / side) + 0.5)) / side]);
/** The features at all points of a mesh, kept until others are chosen. */
const features = {};
function featuresAt(s, side) {
  const key = s.features.join();
  if (features[side]?.key !== key) features[side] = { key, x: inputs(s, meshes[side]) };
  return features[side].x;
}
const meshes = { [GRID]: mesh(GRID), [SMALL]: mesh(SMALL) };

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
/** A small canvas with its pixels, for pictures of so many points a side. */
const sheet = (side) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = canvas.getContext("2d");
  return { canvas, context, image: context.createImageData(side, side) };
};
const sheets = { [GRID]: sheet(GRID), [SMALL]: sheet(SMALL) };

/** Tones from −1 to 1 as a square picture. */
function tile(context, tones, side, x, y, size, theme, smooth) {
  const { canvas, context: small, image } = sheets[side];
  const [zero, one] = [rgb(theme.zero), rgb(theme.one)];
  for (let i = 0; i < tones.length; i++) {
    const hue = tones[i] < 0 ? zero : one;
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = hue[k];
    const depth = Math.abs(tones[i]);
    image.data[4 * i + 3] = depth < 1e-9 ? 0 : 40 + 165 * Math.min(1, depth);
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(canvas, x, y, size, size);
}

/** What a layer's neuron says at a point, as a tone around its middle value. */
function tones(values, run, layer) {
  const last = layer === run.network.length - 1;
  if (last && run.s.classify) return values.map((z) => 2 * activations.sigmoid.f(z) - 1);
  if (!last && run.s.activation === "sigmoid") return values.map((a) => 2 * a - 1);
  return values;
}

const columnOf = (passes, layer, j, width) => Array.from({ length: passes[layer + 1].a.length / width }, (_, r) => passes[layer + 1].a[r * width + j]);

/** What stands in column l, counted from the features. */
const nameOf = (s, l, j) => (l === 0 ? s.features[j] : l > s.hidden.length ? "output" : `layer ${l} neuron ${j + 1}`);

/** Places of all tiles: features, hidden layers, output. */
function places(figure, s) {
  const { width, height } = figure;
  const columns = [s.features.length, ...s.hidden, 1];
  const size = Math.min(46, (0.62 * width) / columns.length, height / Math.max(...columns) - 7);
  return columns.map((n, l) => range(n).map((j) => ({
    x: 12 + (l * (width - 13 - size)) / (columns.length - 1),
    y: (height - (n * (size + 7) - 7)) / 2 + j * (size + 7), size, layer: l - 1, unit: j, name: nameOf(s, l, j),
  })));
}

function links(figure, run, columns, theme) {
  const lines = run.network.flatMap(({ weight, n_in, n_out }, l) =>
    range(n_in * n_out).map((k) => ({ w: weight[k], from: columns[l][Math.floor(k / n_out)], to: columns[l + 1][k % n_out] })));
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
  const passes = forward(run.network, featuresAt(s, SMALL), SMALL * SMALL, s.activation);
  columns.forEach((column, l) => column.forEach((t) => {
    const values = l === 0 ? meshes[SMALL].map(([x, y]) => FEATURES[t.name](x, y) / 2) : columnOf(passes, l - 1, t.unit, run.network[l - 1].n_out);
    tile(context, l === 0 ? values : tones(values, run, l - 1), SMALL, t.x, t.y, t.size, theme, true);
  }));
  const all = columns.flat();
  figure.layer("tiles", figure.labels).selectAll("rect").data(all).join("rect")
    .attr("x", (t) => t.x).attr("y", (t) => t.y).attr("width", (t) => t.size).attr("height", (t) => t.size)
    .attr("fill", "none").attr("rx", 3).attr("stroke", (t) => (t.name === s.shown ? theme.ink : theme.line)).attr("stroke-width", (t) => (t.name === s.shown ? 2.5 : 1));
  figure.layer("names", figure.labels).selectAll("text").data(columns[0]).join("text").text((t) => SUB[t.name])
    .attr("x", (t) => t.x - 5).attr("y", (t) => t.y + t.size / 2 + 4).attr("text-anchor", "end").style("font-size", "10px");
  hint(figure);
  return all;
}

/** The weight under the pointer. */
function hint(figure) {
  const { key, at } = figure.hovered ?? {};
  const line = key && figure.layer("links").selectAll("path").data().find((d) => `${d.from.name} ${d.to.name}` === key);
  const text = line ? `${wordsOf(line.from.name)} → ${wordsOf(line.to.name)}: ${kit.number(line.w, 3)}` : "";
  const right = at && at[0] > figure.width / 2;
  figure.label("hint", text, at ? at[0] + (right ? -10 : 10) : 0, at ? at[1] - 8 : 0, { anchor: right ? "end" : "start" });
}

function shownValues(s, run) {
  const n = GRID * GRID;
  const found = /^layer (\d) neuron (\d)$/.exec(s.shown);
  const layer = found ? Number(found[1]) - 1 : run.network.length - 1;
  if (FEATURES[s.shown]) return meshes[GRID].map(([x, y]) => FEATURES[s.shown](x, y) / 2);
  const width = run.network[layer]?.n_out ?? 0;
  const unit = found ? Number(found[2]) - 1 : 0;
  if (unit >= width || (found && layer >= s.hidden.length)) return shownValues({ ...s, shown: "output" }, run);
  return tones(columnOf(forward(run.network, featuresAt(s, GRID), n, s.activation), layer, unit, width), run, layer);
}

const CIRCLE = "M-3.5,0a3.5,3.5 0 1,0 7,0a3.5,3.5 0 1,0 -7,0";
const DIAMOND = "M0,-4.4L4.4,0L0,4.4L-4.4,0Z";

function plane(figure, s, run, theme) {
  figure.frame(SPAN, SPAN, { xTicks: 6, yTicks: 6 });
  const values = shownValues(s, run);
  tile(figure.context(), s.classes_only ? values.map(Math.sign) : values, GRID, 0, 0, figure.width, theme, !s.classes_only);
  const key = [s.data, s.noise, s.train_share, s.seed, s.test_points, theme.dark, figure.width].join();
  if (figure.pointed === key) return; // hundreds of marks stay as they are
  figure.pointed = key;
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
