// The module that all explorations share. `node build.js` bundles it, with the few D3 modules it
// names, into nnhelpers/explore/kit.js, where each exploration finds it as the global `kit`.
import "./quiet.js";
export { extent, max, mean, min, range, ticks } from "d3-array";
export { scaleLinear } from "d3-scale";
export { select } from "d3-selection";
export * from "./algebra.js";
export * from "./figure.js";
export * from "./landscapes.js";
export * from "./maths.js";
export * from "./network.js";
export * from "./pad.js";
export * from "./pictures.js";
export * from "./player.js";
export * from "./surface.js";
export * from "./text.js";
export * from "./trainer.js";
export { view } from "./view.js";
