// A cost surface as shaded contours.
import { extent, range } from "d3-array";
import { contours } from "d3-contour";

/** Draw f(x, y) on the canvas of a figure; higher is darker. */
export function surface(figure, f, theme) {
  const n = 96, m = 80;
  const { x, y, width, height } = figure;
  const values = new Float64Array(n * m);
  for (let j = 0; j < m; j++)
    for (let i = 0; i < n; i++)
      values[j * n + i] = f(x.invert(((i + 0.5) * width) / n), y.invert(((j + 0.5) * height) / m));
  const [low, high] = extent(values);
  const levels = range(1, 15).map((k) => low + (high - low) * (k / 15) ** 2.6);
  const context = figure.context();
  for (const band of contours().size([n, m]).thresholds(levels)(values)) {
    context.beginPath();
    for (const polygon of band.coordinates)
      for (const ring of polygon)
        ring.forEach(([p, q], i) => context[i ? "lineTo" : "moveTo"]((p * width) / n, (q * height) / m));
    context.fillStyle = context.strokeStyle = theme.zero;
    context.globalAlpha = theme.dark ? 0.055 : 0.045;
    context.fill("evenodd");
    context.globalAlpha = 0.4;
    context.lineWidth = 0.8;
    context.stroke();
  }
}
