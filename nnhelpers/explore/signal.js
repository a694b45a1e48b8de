/* global kit: the shared module, put before this text by base.py */
const { activations, number } = kit;

// --- numbers: pure, compared with NumPy in the tests

const WIDTH = 32; // neurons of a layer, and examples of the batch
const SIZE = WIDTH * WIDTH;
const ROOT = Math.sqrt(WIDTH);

const known = new Map();
/** Standard normal numbers of one matrix, drawn once. */
function matrix(seed, layer) {
  const key = `${seed} ${layer}`;
  if (!known.has(key)) known.set(key, kit.normals(kit.random(1000 * seed + layer + 1), SIZE));
  return known.get(key);
}

/** a · b, or a · bᵀ, times a factor. */
function product(a, b, factor, transposed = false) {
  const out = new Float64Array(SIZE);
  for (let i = 0; i < WIDTH; i++)
    for (let k = 0; k < WIDTH; k++) {
      const row = i * WIDTH;
      if (transposed) {
        let sum = 0;
        for (let j = 0; j < WIDTH; j++) sum += a[row + j] * b[k * WIDTH + j];
        out[row + k] = factor * sum;
      } else {
        const v = factor * a[row + k];
        for (let j = 0; j < WIDTH; j++) out[row + j] += v * b[k * WIDTH + j];
      }
    }
  return out;
}

/** Activations of each layer, the input first, and gradients with respect to them. */
function pass({ activation, scale, depth, seed }) {
  const { f, d } = activations[activation];
  const outputs = [matrix(seed, 998)];
  const sums = [];
  for (let l = 0; l < depth; l++) {
    sums.push(product(outputs[l], matrix(seed, l), scale / ROOT));
    outputs.push(sums[l].map(f));
  }
  const gradients = [matrix(seed, 999)];
  for (let l = depth - 1; l > 0; l--) {
    const [z, a] = [sums[l], outputs[l + 1]];
    const local = gradients[0].map((g, i) => g * d(z[i], a[i]));
    gradients.unshift(product(local, matrix(seed, l), scale / ROOT, true));
  }
  return { outputs: outputs.slice(1), gradients };
}

function spread(values) {
  const mean = kit.mean(values);
  return Math.sqrt(kit.mean(values, (v) => (v - mean) ** 2));
}

const spreads = (s) => {
  const { outputs, gradients } = pass(s);
  return [outputs.map(spread), gradients.map(spread)];
};

export const numbers = { matrix, spreads };

// --- drawing

const BINS = 41;
const REACH = 3; // the histograms span −3 to 3

/** Share of the values in each bin; what lies outside counts at the ends. */
function histogram(values, unit) {
  const counts = new Float64Array(BINS);
  const [middle, scale] = [(BINS - 1) / 2, (BINS - 1) / (2 * REACH * unit)];
  for (let i = 0; i < values.length; i++) {
    const bin = Math.round(middle + scale * values[i]);
    counts[Math.min(BINS - 1, Math.max(0, bin))] += 1;
  }
  return counts.map((count) => count / values.length);
}

function rows(figure, layers, spreadsNow, unit, hue, theme) {
  const n = layers.length;
  figure.frame([-REACH * unit, REACH * unit], [n + 0.5, 0.2], { xTicks: 3, yTicks: Math.min(n, 10) });
  const context = figure.context();
  const step = figure.height / (n + 0.3);
  layers.forEach((values, l) => {
    const base = figure.y(l + 1);
    const shares = histogram(values, unit);
    const top = Math.max(...shares, 0.12);
    context.beginPath();
    context.moveTo(0, base);
    shares.forEach((share, b) => context.lineTo((b / (BINS - 1)) * figure.width, base - 0.95 * step * (share / top)));
    context.lineTo(figure.width, base);
    context.fillStyle = hue;
    context.globalAlpha = 0.55;
    context.fill();
    context.globalAlpha = 0.5;
    context.strokeStyle = theme.line;
    context.beginPath();
    context.moveTo(0, base);
    context.lineTo(figure.width, base);
    context.stroke();
  });
  context.globalAlpha = 1;
  figure.layer("spreads", figure.labels).selectAll("text").data(spreadsNow).join("text")
    .text((v, l) => (n <= 20 || l % 2 === n % 2 || l === n - 1 ? brief(v) : "")).attr("x", figure.width + 6)
    .attr("y", (_, l) => figure.y(l + 1) - 1).style("font-size", "10.5px").style("fill", hue);
}

const brief = (v) => (v !== 0 && (v < 0.001 || v >= 1000) ? kit.powers(v, 0) : number(v, 3));

function verdict(first, last) {
  const ratio = last / first;
  if (!Number.isFinite(ratio)) return "explode";
  if (ratio < 0.05) return "vanish";
  if (ratio > 20) return "explode";
  return ratio < 0.5 ? "shrink" : ratio > 2 ? "grow" : "keep their size";
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Signals through a deep network" });
  view.root.classList.add("nnx-wide");
  const pair = view.element("div", "nnx-pair", view.stage);
  const make = (text, x) => {
    const side = view.element("div", "", pair);
    view.element("p", "nnx-title", side).textContent = text;
    return view.figure({ name: text, parent: side, height: 360, margin: { right: 58, left: 26 }, x });
  };
  const ahead = make("Activations, layer by layer", "a");
  const back = make("Gradients ∂C/∂a, from the last layer back", "∂C/∂a");
  view.choice("activation", { label: "Activation", options: ["tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "silu", "identity"] });
  view.slider("scale", { label: "Weight scale", min: 0.1, max: 5, step: 0.01, log: true, digits: 2 });
  view.slider("depth", { label: "Layers", min: 2, max: 30, step: 1, digits: 0 });
  view.button("Xavier", () => view.set({ scale: 1 }));
  view.button("He", () => view.set({ scale: 1.414 }));
  view.button("Other weights", () => view.set({ seed: (view.model.get("seed") + 1) % 1000 }));
  view.resetButton();
  view.onDraw((s) => {
    const { outputs, gradients } = pass(s);
    const [a, g] = [outputs.map(spread), gradients.map(spread)];
    rows(ahead, outputs, a, 1, view.theme.zero, view.theme);
    rows(back, gradients, g, 1, view.theme.one, view.theme);
    return (
      `${s.depth} layers of ${s.activation.replace("_", " ")} with weight scale ${number(s.scale)}: activations ${verdict(a[0], a.at(-1))} ` +
      `(standard deviation ${brief(a[0])} in layer 1, ${brief(a.at(-1))} in layer ${s.depth}); gradients ${verdict(g.at(-1), g[0])} on the way back ` +
      `(${brief(g.at(-1))} in layer ${s.depth}, ${brief(g[0])} in layer 1).`
    );
  });
  return view.close;
}

export default { render };
