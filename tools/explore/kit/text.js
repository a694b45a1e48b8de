// Numbers, sentences and paths as text.

/** 1.5 -> "1.50", -2 -> "−2.00", 1e9 -> "1.0 × 10⁹": a fixed width, so that nothing jumps. */
export function number(value, digits = 2) {
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 0.5 * 10 ** -digits && digits >= 4)) return powers(value);
  const text = size.toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 3e-6 -> "3 × 10⁻⁶", 1e-6 -> "10⁻⁶" without decimals. */
export function powers(value, digits = 1) {
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  const ten = powerOfTen(exponent.replace("+", ""));
  return mantissa === "1" ? ten : `${mantissa.replace("-", "−")}\u2009×\u2009${ten}`;
}

export const powerOfTen = (k) => `10${[...String(k)].map((c) => (c === "-" ? "⁻" : RAISED[c])).join("")}`;

/** At most `digits` decimals and no zeros at the end: 0.1 -> "0.1", 3 -> "3". */
export function short(value, digits = 3) {
  const text = number(value, digits);
  return /^[−\d.]+$/.test(text) && text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

export const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

export const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;

export const list = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** Heights of labels in a plot of that height, moved apart so that none covers another. */
export function dodge(heights, height, gap = 13) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const placed = heights.map((h) => Math.min(h, height - 5));
  for (let n = 1; n < order.length; n++)
    placed[order[n]] = Math.max(placed[order[n]], placed[order[n - 1]] + gap);
  let low = height - 5;
  for (const i of order.reverse()) {
    placed[i] = Math.min(placed[i], low);
    low = placed[i] - gap;
  }
  return placed;
}

/** Points as an SVG path; a point that is not finite breaks the line. */
export function linePath(points) {
  let pen = "M";
  let path = "";
  for (const [x, y] of points) {
    const here = Number.isFinite(x) && Number.isFinite(y);
    if (here) path += `${pen}${x.toFixed(2)},${y.toFixed(2)}`;
    pen = here ? "L" : "M";
  }
  return path;
}
