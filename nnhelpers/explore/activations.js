/* global kit: the shared module, put before this text by base.py */
const { linePath, number, softmax } = kit;
const curves = kit.activations;

// --- numbers: pure, compared with nnhelpers in the tests

const SATURATED = 0.0099; // less is shaded: below leaky ReLU's slope, as in plotting.distributions

/** [z, f(z), f′(z)] */
const at = (name, z) => [z, curves[name].f(z), curves[name].d(z)];

/** ∂pᵢ/∂zⱼ */
const softmaxSlopes = (p) => p.map((a, i) => p.map((b, j) => a * ((i === j) - b)));

/** The stretches of z where the slope is nearly 0. */
function saturated(name, low, high, steps = 480) {
  const found = [];
  for (let i = 0; i <= steps; i++) {
    const z = low + ((high - low) * i) / steps;
    if (Math.abs(curves[name].d(z)) >= SATURATED) continue;
    const last = found.at(-1);
    if (last && z - last[1] < (1.5 * (high - low)) / steps) last[1] = z;
    else found.push([z, z]);
  }
  return found;
}

export const numbers = { at, saturated, softmax, softmaxSlopes };

// --- drawing

const LOW = -6;
const HIGH = 6;
const grid = kit.range(LOW, HIGH + 1e-9, 0.025);
const TITLES = { relu: "ReLU", leaky_relu: "leaky ReLU", elu: "ELU", gelu: "GELU", silu: "SiLU" };
const title = (name) => TITLES[name] ?? name;

/** The curve in pieces, so that the jump of `step` is not joined by a line. */
function curve(name, which, x, y) {
  const jump = which === 2 ? ["relu", "leaky_relu"].includes(name) : name === "step";
  const points = grid.map((z) => at(name, z)).map((p) => [x(p[0]), y(p[which])]);
  const middle = Math.round(-LOW / 0.025);
  if (jump) points.splice(middle, name === "step" ? 0 : 1, [NaN, NaN]);
  return linePath(points);
}

function heights(name, which) {
  const [low, high] = kit.extent(grid, (z) => at(name, z)[which]);
  const room = 0.12 * Math.max(high - low, 1);
  return [Math.min(low, 0) - room, Math.max(high, 1) + room];
}

function plot(figure, s, which, theme) {
  const changed = figure.frame([LOW, HIGH], heights(s.name, which), { xTicks: 7, yTicks: 5 });
  const { x, y } = figure;
  const [z, a, slope] = at(s.name, s.z);
  const hue = which === 1 ? theme.zero : theme.one;
  if (changed || figure.named !== s.name || figure.hue !== hue) {
    Object.assign(figure, { named: s.name, hue });
    figure.layer("saturated").selectAll("rect").data(saturated(s.name, LOW, HIGH)).join("rect")
      .attr("x", (d) => x(d[0])).attr("width", (d) => Math.max(x(d[1]) - x(d[0]), 0))
      .attr("height", figure.height).attr("fill", theme.muted).attr("fill-opacity", 0.14);
    const widest = saturated(s.name, LOW, HIGH).sort((p, q) => q[1] - q[0] - p[1] + p[0])[0];
    figure.label("name", widest ? "saturated" : "", widest ? x((widest[0] + widest[1]) / 2) : 0, 16, { anchor: "middle" })
      .style("fill", theme.muted);
    figure.path("zero", linePath([[0, y(0)], [figure.width, y(0)]])).attr("stroke", theme.line);
    figure.path("curve", curve(s.name, which, x, y)).attr("class", "nnx-curve").attr("stroke", hue);
  }
  const value = which === 1 ? a : slope;
  figure.path("drop", linePath([[x(z), y(0)], [x(z), y(value)]]))
    .attr("stroke", theme.muted).attr("stroke-dasharray", "2 3");
  const far = (HIGH - LOW) * 2;
  const tangent = [[x(z - far), y(a - far * slope)], [x(z + far), y(a + far * slope)]];
  figure.path("tangent", which === 1 ? linePath(tangent) : "")
    .attr("stroke", theme.one).attr("stroke-width", 1.2);
  figure.layer("dot").selectAll("circle").data([value]).join("circle")
    .attr("cx", x(z)).attr("cy", y(value)).attr("r", 5)
    .attr("fill", hue).attr("stroke", theme.paper).attr("stroke-width", 1.5);
  const flip = x(z) > figure.width - 96;
  const words = which === 1 ? `f(z) = ${number(a, 3)}` : `f′(z) = ${number(slope, 3)}`;
  figure.label("value", words, x(z) + (flip ? -10 : 12), y(value) + (which === 1 ? 18 : -10), { anchor: flip ? "end" : "start" });
}

function bars(figure, p, theme) {
  figure.frame([0, 3], [0, 1.08], { xTicks: 0, yTicks: 5 });
  const { x, y } = figure;
  figure.layer("bars").selectAll("rect").data(p).join("rect")
    .attr("x", (_, i) => x(i + 0.22)).attr("width", x(0.56))
    .attr("y", (v) => y(v)).attr("height", (v) => y(0) - y(v)).attr("fill", theme.zero);
  p.forEach((v, i) => {
    figure.label(`p${i}`, number(v, 3), x(i + 0.5), y(v) - 6, { anchor: "middle" });
    figure.layer(`n${i}`, figure.labels).selectAll("text").data([i]).join("text")
      .text(`p${"₁₂₃"[i]}`).attr("x", x(i + 0.5)).attr("y", figure.height + 17).attr("text-anchor", "middle");
  });
}

function table(figure, slopes, theme) {
  figure.frame([0, 3], [3, 0], { xTicks: 0, yTicks: 0 });
  const { x, y } = figure;
  const cells = slopes.flatMap((row, i) => row.map((value, j) => ({ value, i, j })));
  figure.layer("cells").selectAll("rect").data(cells).join("rect")
    .attr("x", (c) => x(c.j) + 1).attr("y", (c) => y(c.i) + 1).attr("rx", 4)
    .attr("width", x(1) - 2).attr("height", y(1) - 2)
    .attr("fill", (c) => (c.value < 0 ? theme.zero : theme.one))
    .attr("fill-opacity", (c) => 0.06 + 2 * Math.abs(c.value));
  figure.layer("entries", figure.labels).selectAll("text").data(cells).join("text")
    .text((c) => number(c.value, 3)).attr("text-anchor", "middle")
    .attr("x", (c) => x(c.j + 0.5)).attr("y", (c) => y(c.i + 0.5) + 4);
  figure.layer("heads", figure.labels).selectAll("text").data([0, 1, 2]).join("text")
    .text((j) => `z${"₁₂₃"[j]}`).attr("text-anchor", "middle")
    .attr("x", (j) => x(j + 0.5)).attr("y", figure.height + 17);
  figure.layer("sides", figure.labels).selectAll("text").data([0, 1, 2]).join("text")
    .text((i) => `p${"₁₂₃"[i]}`).attr("text-anchor", "end").attr("x", -8).attr("y", (i) => y(i + 0.5) + 4);
}

function card(view, name, gallery) {
  const node = view.element("button", "nnx-card", gallery, { type: "button" });
  node.textContent = title(name);
  node.addEventListener("click", () => view.set({ name }));
  const svg = kit.select(node).append("svg").attr("viewBox", "0 0 110 66").attr("aria-hidden", "true");
  const x = kit.scaleLinear([LOW, HIGH], [2, 108]);
  const soft = name === "softmax";
  const [low, high] = soft ? [0, 1] : heights(name, 1);
  const y = kit.scaleLinear([Math.max(low, -1.3), Math.min(high, 3)], [64, 2]);
  const path = (which, hue, dash) =>
    svg.append("path").attr("class", "nnx-curve").attr("d", curve(name, which, x, y))
      .style("stroke", `var(--nnx-${hue})`).style("stroke-width", which === 1 ? 2 : 1.3).attr("stroke-dasharray", dash);
  if (!soft) {
    svg.append("path").attr("d", `M2,${y(0)}H108`).style("stroke", "var(--nnx-line)");
    path(2, "one", "3 2.5");
    path(1, "zero", null);
  }
  const dot = soft ? null : svg.append("circle").attr("r", 3.6).style("fill", "var(--nnx-ink)");
  const columns = soft ? svg.selectAll("rect").data([0, 1, 2]).join("rect").style("fill", "var(--nnx-zero)") : null;
  return (s) => {
    node.setAttribute("aria-pressed", s.name === name);
    if (dot) dot.attr("cx", x(Math.max(LOW, Math.min(HIGH, s.z)))).attr("cy", y(at(name, s.z)[1]));
    if (columns) {
      const p = softmax([s.z1, s.z2, s.z3]);
      columns.attr("x", (i) => 14 + 29 * i).attr("width", 24).attr("y", (i) => y(p[i])).attr("height", (i) => 64 - y(p[i]));
    }
  };
}

function sentence(s) {
  if (s.name === "softmax") {
    const p = softmax([s.z1, s.z2, s.z3]);
    return (
      `softmax of the logits ${kit.list([s.z1, s.z2, s.z3].map((z) => number(z, 1)))}: probabilities ` +
      `${kit.list(p.map((v) => number(v, 3)))}, which sum to 1. Raising one logit raises its own probability and lowers the others.`
    );
  }
  const [z, a, slope] = at(s.name, s.z);
  const flat = Math.abs(slope) < SATURATED;
  return (
    `${title(s.name)} at z = ${number(z)}: output ${number(a, 3)}, slope ${number(slope, 3)}. ` +
    (flat ? "Saturated: hardly any gradient passes here." : "Not saturated: the gradient passes.")
  );
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Activation functions and their derivatives" });
  view.root.classList.add("nnx-wide");
  const pair = (parent) => view.element("div", "nnx-pair", parent);
  const sides = (parent, left, right, options = [{}, {}]) =>
    [left, right].map((name, i) => {
      const side = view.element("div", "", parent);
      const heading = view.element("p", "nnx-title", side);
      heading.textContent = name;
      const figure = view.figure({ name, parent: side, height: (w) => Math.min(0.68 * w, 260), ...options[i] });
      return Object.assign(figure, { heading });
    });
  const curvesPair = pair(view.stage);
  const [left, right] = sides(curvesPair, "Function", "Derivative", [{ x: "z" }, { x: "z" }]);
  const softPair = pair(view.stage);
  const wide = { margin: { left: 40 } };
  const [soft, slopes] = sides(softPair, "Probabilities", "Derivatives ∂p / ∂z", [wide, wide]);

  view.choice("name", { label: "Function", options: Object.fromEntries([...Object.keys(curves).filter((n) => n !== "identity"), "softmax"].map((n) => [n, title(n)])) });
  const z = view.slider("z", { label: "Input z", min: LOW, max: HIGH, step: 0.05 });
  const logits = [1, 2, 3].map((i) =>
    view.slider(`z${i}`, { label: `Logit z${"₁₂₃"[i - 1]}`, min: -5, max: 5, digits: 1 }));
  view.resetButton();
  const gallery = view.element("div", "nnx-gallery", view.panel, { role: "group", "aria-label": "All functions" });
  gallery.hidden = !model.get("gallery");
  const names = ["sigmoid", "tanh", "relu", "leaky_relu", "step", "elu", "gelu", "silu", "softplus", "softmax"];
  const cards = gallery.hidden ? [] : names.map((name) => card(view, name, gallery));
  left.handle({
    label: "Input z, on the curve",
    axis: "x",
    get: (s) => [s.z, s.name === "softmax" ? 0 : at(s.name, s.z)[1]],
    set: (value) => view.set({ z: Number(value.toFixed(2)) }),
    text: (s) => (s.name === "softmax" ? "" : `z ${number(s.z)}, f(z) ${number(at(s.name, s.z)[1], 3)}`),
  });

  view.onDraw((s) => {
    const isSoft = s.name === "softmax";
    softPair.hidden = !isSoft;
    curvesPair.hidden = isSoft;
    z.row.hidden = isSoft;
    for (const { row } of logits) row.hidden = !isSoft;
    if (isSoft) {
      const p = softmax([s.z1, s.z2, s.z3]);
      bars(soft, p, view.theme);
      table(slopes, softmaxSlopes(p), view.theme);
    } else {
      left.heading.textContent = `${title(s.name)}, with its tangent`;
      right.heading.textContent = "Its derivative";
      plot(left, s, 1, view.theme);
      plot(right, s, 2, view.theme);
    }
    for (const update of cards) update(s);
    return sentence(s);
  });
  return view.close;
}

export default { render };
