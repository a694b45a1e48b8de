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

/** Weighted sums and activations of each layer for n rows; the last has no activation. */
export function forward(network, x, n, activation) {
  const { f } = activations[activation];
  const passes = [{ a: x }];
  network.forEach(({ n_in, n_out, weight, bias }, l) => {
    const from = passes[l].a;
    const z = new Float64Array(n * n_out);
    for (let r = 0; r < n; r++)
      for (let j = 0; j < n_out; j++) {
        let sum = bias[j];
        for (let i = 0; i < n_in; i++) sum += from[r * n_in + i] * weight[i * n_out + j];
        z[r * n_out + j] = sum;
      }
    passes.push({ z, a: l === network.length - 1 ? z : z.map(f) });
  });
  return passes;
}

const signed = (outputs, targets, classify) =>
  classify ? outputs.map((z, i) => activations.sigmoid.f(z) - targets[i]) : outputs.map((v, i) => 2 * (v - targets[i]));

/** Mean cost of outputs: cross-entropy of logits, or squared error. */
export function meanCost(outputs, targets, classify) {
  let sum = 0;
  outputs.forEach((z, i) => {
    sum += classify ? activations.softplus.f(z) - targets[i] * z : (z - targets[i]) ** 2;
  });
  return sum / outputs.length;
}

/** One step down on one batch; returns the norm of each layer's weight gradient. */
export function trainStep(network, x, targets, s) {
  const n = targets.length;
  const passes = forward(network, x, n, s.activation);
  const { d } = activations[s.activation];
  let delta = signed(passes.at(-1).a, targets, s.classify).map((v) => v / n);
  const norms = [];
  for (let l = network.length - 1; l >= 0; l--) {
    const { n_in, n_out, weight, bias } = network[l];
    const from = passes[l].a;
    const back = new Float64Array(n * n_in);
    let square = 0;
    const move = new Float64Array(weight.length);
    for (let i = 0; i < n_in; i++)
      for (let j = 0; j < n_out; j++) {
        const w = weight[i * n_out + j];
        let g = 0;
        for (let r = 0; r < n; r++) {
          g += from[r * n_in + i] * delta[r * n_out + j];
          back[r * n_in + i] += w * delta[r * n_out + j];
        }
        if (s.penalty === "L2") g += s.strength * w;
        if (s.penalty === "L1") g += s.strength * Math.sign(w);
        square += g * g;
        move[i * n_out + j] = g;
      }
    norms.unshift(Math.sqrt(square));
    for (let j = 0; j < n_out; j++) {
      let g = 0;
      for (let r = 0; r < n; r++) g += delta[r * n_out + j];
      bias[j] -= s.learning_rate * g;
    }
    move.forEach((g, k) => (weight[k] -= s.learning_rate * g));
    if (l) delta = back.map((v, k) => v * d(passes[l].z[k]));
  }
  return norms;
}
