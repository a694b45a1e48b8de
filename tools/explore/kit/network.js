// A small fully connected network, read in the browser.
import { activations, numbers } from "./maths.js";

/** The activations of each layer, the last ones being the ten logits. */
export function read(layers, picture) {
  let x = picture;
  const hidden = [];
  for (const layer of layers) {
    if (layer.kind === "linear") {
      x = linear(layer, x);
      hidden.push(x);
    } else {
      x = x.map(activations[layer.kind].f);
      hidden[hidden.length - 1] = x;
    }
  }
  return { hidden: hidden.slice(0, -1), logits: x };
}

function linear({ weight, bias, n_out }, x) {
  const z = Float64Array.from(bias);
  x.forEach((v, i) => {
    if (v) for (let j = 0, row = i * n_out; j < n_out; j++) z[j] += v * weight[row + j];
  });
  return z;
}

export const unpacked = (layers) =>
  layers.map((layer) =>
    layer.kind !== "linear" ? layer
    : { ...layer, weight: numbers(layer.weight, Float32Array), bias: numbers(layer.bias, Float32Array) });
