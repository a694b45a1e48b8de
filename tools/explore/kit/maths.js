// The formulas of nnhelpers.activations, again; a test compares the two on a grid.

const LEAK = 0.01;

function sigmoid(z) {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z); // exp(-z) would overflow
  return e / (1 + e);
}

const tanh = (z) => 1 - 2 / (Math.exp(2 * z) + 1); // in half the time of Math.tanh

const slope = Math.sqrt(2 / Math.PI);
const bend = (z) => tanh(slope * (z + 0.044715 * z ** 3)); // GELU as in GPT-2

function geluSlope(z) {
  const t = bend(z);
  return (1 + t) / 2 + (z / 2) * (1 - t * t) * slope * (1 + 3 * 0.044715 * z * z);
}

/** name -> { f, d }: the function and its derivative at z; a, where d takes it, is f(z). */
export const activations = {
  sigmoid: { f: sigmoid, d: (z, a = sigmoid(z)) => a * (1 - a) },
  tanh: { f: tanh, d: (z, a = tanh(z)) => 1 - a * a },
  relu: { f: (z) => Math.max(z, 0), d: (z) => (z > 0 ? 1 : 0) },
  leaky_relu: { f: (z) => (z > 0 ? z : LEAK * z), d: (z) => (z > 0 ? 1 : LEAK) },
  elu: { f: (z) => (z > 0 ? z : Math.expm1(z)), d: (z) => (z > 0 ? 1 : Math.exp(z)) },
  gelu: { f: (z) => (z / 2) * (1 + bend(z)), d: geluSlope },
  silu: { f: (z) => z * sigmoid(z), d: (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))) },
  softplus: { f: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), d: (z) => sigmoid(z) },
  step: { f: (z) => (z >= 0 ? 1 : 0), d: () => 0 },
  identity: { f: (z) => z, d: () => 1 },
};

export function softmax(logits) {
  const top = Math.max(...logits);
  const powers = logits.map((z) => Math.exp(z - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / sum);
}

/** mulberry32: a small seeded generator of numbers in [0, 1). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The bytes that Python sent (a DataView) as a typed array. */
export const numbers = (view, Type = Float64Array) =>
  new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
