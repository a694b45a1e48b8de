// Pictures and probabilities of digits, drawn the same way everywhere.
import { percent } from "./text.js";

/** Brightness from 0 to 1 as ink on the canvas of a square figure. */
export function picture(figure, pixels, side, theme) {
  figure.frame([0, 1], [0, 1]);
  const context = figure.context();
  const cell = figure.width / side;
  context.fillStyle = theme.ink;
  pixels.forEach((v, i) => {
    if (v <= 0) return;
    context.globalAlpha = Math.min(v, 1);
    context.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell + 0.4, cell + 0.4);
  });
  context.globalAlpha = 1;
}

/** Ten bars, the longest marked; `truth`, where it is known, is underlined. */
export function probabilities(figure, p, theme, truth = -1) {
  figure.frame([0, 1], [10, 0]);
  const { x, y } = figure;
  const first = p.indexOf(Math.max(...p));
  figure.layer("bars").selectAll("rect").data([...p]).join("rect")
    .attr("x", 0).attr("y", (_, i) => y(i) + 3).attr("height", y(1) - 6).attr("rx", 2)
    .attr("width", (v) => Math.max(x(v), 1)).attr("fill", (_, i) => (i === first ? theme.one : theme.zero));
  const words = (name, text, place, anchor) =>
    figure.layer(name, figure.labels).selectAll("text").data([...p]).join("text").text(text)
      .attr("x", place).attr("y", (_, i) => y(i + 0.5) + 4).attr("text-anchor", anchor)
      .attr("text-decoration", (_, i) => (i === truth && name === "digits" ? "underline" : null))
      .attr("font-weight", (_, i) => (i === first || i === truth ? 600 : 400));
  words("digits", (_, i) => i, -10, "end");
  words("shares", (v) => percent(v), figure.width + 52, "end");
}
