// The costs of landscapes.py, again; a test compares the two.

const { cos, sin } = Math;
/** f, gradient g, the picture's x and y, the lowest cost, places of the minima. */
export const places = {
  parabola: { f: (x) => x ** 2 / 2, g: (x) => [x], x: [-3, 3], y: [-0.3, 4.8], low: 0, at: [[0]] },
  double_well: {
    f: (x) => (x ** 2 - 1) ** 2 + 0.3 * x,
    g: (x) => [4 * x * (x ** 2 - 1) + 0.3],
    x: [-2, 2], y: [-0.7, 3.4], low: -0.3054288, at: [[-1.0355], [0.9611]],
  },
  waves: {
    f: (x) => x ** 2 / 4 + cos(3 * x),
    g: (x) => [x / 2 - 3 * sin(3 * x)],
    x: [-4, 4], y: [-1.4, 4.6], low: -0.7391, at: [[-0.991], [0.991]],
  },
  bowl: { f: (x, y) => (x ** 2 + y ** 2) / 2, g: (x, y) => [x, y], x: [-3, 3], y: [-2.4, 2.4], low: 0, at: [[0, 0]] },
  ravine: { f: (x, y) => (x ** 2 + 20 * y ** 2) / 2, g: (x, y) => [x, 20 * y], x: [-3, 3], y: [-1.5, 1.5], low: 0, at: [[0, 0]] },
  saddle: {
    f: (x, y) => x ** 2 / 2 - y ** 2 / 2 + y ** 4 / 4,
    g: (x, y) => [x, y ** 3 - y],
    x: [-2.5, 2.5], y: [-2, 2], low: -0.25, at: [[0, -1], [0, 1]],
  },
  rosenbrock: {
    f: (x, y) => (1 - x) ** 2 + 5 * (y - x ** 2) ** 2,
    g: (x, y) => [2 * (x - 1) - 20 * x * (y - x ** 2), 10 * (y - x ** 2)],
    x: [-2, 2], y: [-0.8, 3], low: 0, at: [[1, 1]],
  },
};
