// A fully connected network that learns in the browser, as nnhelpers would: float64, plain
// gradient descent over the rows in order, a single output.
import { normals } from "./algebra.js";
import { activations, random } from "./maths.js";

/** Layers with weights normal(0, 1/√n_in), drawn layer by layer, and biases of 0. */
export function newNetwork(sizes, seed) {
  return sizes.slice(1).map((n_out, l) => {
    const n_in = sizes[l];
    const weight = normals(random(seed + 1000 * (l + 1)), n_in * n_out).map((v) => v / Math.sqrt(n_in));
    return { n_in, n_out, weight, bias: new Float64Array(n_out) };
  });
}

// Plain loops: a slider of the learning rate trains hundreds of batches a frame. What lives for one
// step is in plain arrays, which the browser makes several times as fast as small typed ones.
const zeros = (n) => new Array(n).fill(0);

/** Weighted sums and activations of each layer for n rows; the last has no activation. */
export function forward(network, x, n, activation) {
  const { f } = activations[activation];
  const passes = [{ a: x }];
  for (let l = 0; l < network.length; l++) {
    const z = sums(network[l], passes[l].a, n);
    let a = z;
    if (l < network.length - 1) {
      a = zeros(z.length);
      for (let k = 0; k < z.length; k++) a[k] = f(z[k]);
    }
    passes.push({ z, a });
  }
  return passes;
}

/** x @ weight + bias for n rows. */
function sums({ n_in, n_out, weight, bias }, x, n) {
  const z = zeros(n * n_out);
  for (let r = 0; r < n; r++)
    for (let j = 0; j < n_out; j++) {
      let sum = bias[j];
      for (let i = 0; i < n_in; i++) sum += x[r * n_in + i] * weight[i * n_out + j];
      z[r * n_out + j] = sum;
    }
  return z;
}

/** Mean cost of outputs: cross-entropy of logits, or squared error. */
export function meanCost(outputs, targets, classify) {
  const n = targets.length;
  let sum = 0;
  for (let r = 0; r < n; r++) {
    const v = outputs[r];
    sum += classify ? activations.softplus.f(v) - targets[r] * v : (v - targets[r]) ** 2;
  }
  return sum / n;
}

/** Slope of the mean cost with respect to each output. */
function slopes(outputs, targets, classify) {
  const n = targets.length;
  const d = zeros(n);
  for (let r = 0; r < n; r++)
    d[r] = classify ? (activations.sigmoid.f(outputs[r]) - targets[r]) / n : (2 * (outputs[r] - targets[r])) / n;
  return d;
}

/** d @ weightᵀ times the activation's slope: the way back to the layer before. */
function backward({ n_in, n_out, weight }, delta, { z, a }, slope, n) {
  const back = zeros(z.length);
  for (let r = 0; r < n; r++)
    for (let i = 0; i < n_in; i++) {
      let sum = 0;
      for (let j = 0; j < n_out; j++) sum += weight[i * n_out + j] * delta[r * n_out + j];
      const k = r * n_in + i;
      back[k] = sum * slope(z[k], a[k]);
    }
  return back;
}

/** Move one layer down; returns the norm of its weight gradient. */
function move({ n_in, n_out, weight, bias }, x, delta, n, { penalty, strength, learning_rate }) {
  let square = 0;
  for (let i = 0; i < n_in; i++)
    for (let j = 0; j < n_out; j++) {
      const w = weight[i * n_out + j];
      let g = penalty === "L2" ? strength * w : penalty === "L1" ? strength * Math.sign(w) : 0;
      for (let r = 0; r < n; r++) g += x[r * n_in + i] * delta[r * n_out + j];
      square += g * g;
      weight[i * n_out + j] = w - learning_rate * g;
    }
  for (let r = 0; r < n; r++)
    for (let j = 0; j < n_out; j++) bias[j] -= learning_rate * delta[r * n_out + j];
  return Math.sqrt(square);
}

/** One step down on one batch; returns the norm of each layer's weight gradient. */
export function trainStep(network, x, targets, s) {
  const n = targets.length;
  const passes = forward(network, x, n, s.activation);
  const { d } = activations[s.activation];
  const norms = new Array(network.length);
  let delta = slopes(passes.at(-1).a, targets, s.classify);
  for (let l = network.length - 1; l >= 0; l--) {
    const before = l ? backward(network[l], delta, passes[l], d, n) : null;
    norms[l] = move(network[l], passes[l].a, delta, n, s);
    delta = before;
  }
  return norms;
}
