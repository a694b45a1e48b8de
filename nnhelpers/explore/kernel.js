/* global kit: the shared module, put before this text by base.py */
const { number, range, short } = kit;

// --- numbers: pure, compared with nnhelpers.convolution in the tests

/** Each pixel's 3 × 3 neighborhood times the weights; outside the picture is 0. */
function convolve(picture, side, w) {
  const out = new Float64Array(side * side);
  for (let r = 0; r < side; r++)
    for (let c = 0; c < side; c++) {
      let sum = 0;
      for (let i = 0; i < 9; i++) {
        const [p, q] = [r + ((i / 3) | 0) - 1, c + (i % 3) - 1];
        if (p >= 0 && q >= 0 && p < side && q < side) sum += w[i] * picture[p * side + q];
      }
      out[r * side + c] = sum;
    }
  return out;
}

const patch = (picture, side, row, column) =>
  range(9).map((i) => {
    const [p, q] = [row + Math.floor(i / 3) - 1, column + (i % 3) - 1];
    return p >= 0 && q >= 0 && p < side && q < side ? picture[p * side + q] : 0;
  });

export const numbers = { convolve, patch };

// --- drawing

const SIDE = 160;
const BARE = { margin: { left: 0, right: 0, top: 0, bottom: 0 } };

/** Strokes as brightness, drawn by a hidden canvas: dark lines on light, like the photograph. */
function drawn(strokes) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, SIDE, SIDE);
  Object.assign(context, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
  for (const line of strokes) {
    context.beginPath();
    for (const [x, y] of line.length > 1 ? line : [line[0], line[0]]) context.lineTo(x * SIDE, y * SIDE);
    context.stroke();
  }
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i] / 255);
}

const scratch = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });

/** Show values: gray, or the sign as a color and the size as its strength. */
function paint(figure, values, signed, theme) {
  figure.frame([0, SIDE], [SIDE, 0]);
  const context = scratch.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  const [one, zero] = [theme.one, theme.zero].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
  const bytes = image.data;
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    const hue = v < 0 ? zero : one;
    for (let k = 0; k < 3; k++) bytes[4 * i + k] = signed ? hue[k] : 255 * v;
    bytes[4 * i + 3] = signed ? Math.min(255, 255 * Math.abs(v)) : 255;
  }
  context.putImageData(image, 0, 0);
  const target = figure.context();
  target.imageSmoothingEnabled = false;
  target.drawImage(scratch, 0, 0, figure.width, figure.height);
}

function frame(figure, s, theme) {
  const cell = figure.width / SIDE;
  const size = Math.max(3 * cell, 5);
  const [x, y] = [(s.column + 0.5) * cell, (s.row + 0.5) * cell];
  figure.layer("frame", figure.labels).selectAll("rect").data([theme.paper, theme.one]).join("rect")
    .attr("x", (_, i) => x - size / 2 - 2 + i).attr("y", (_, i) => y - size / 2 - 2 + i)
    .attr("width", (_, i) => size + 4 - 2 * i).attr("height", (_, i) => size + 4 - 2 * i)
    .attr("fill", "none").attr("stroke", (hue) => hue).attr("stroke-width", 1.5);
}

function sums(node, s, near, total) {
  const cell = (i) => {
    const v = near[i] * s.weights[i];
    return `<td style="background: color-mix(in srgb, var(--nnx-${v < 0 ? "zero" : "one"}) ${Math.min(38, Math.round(38 * Math.abs(v)))}%, transparent)">${number(near[i])} · ${short(s.weights[i], 2)}</td>`;
  };
  node.innerHTML =
    `<caption class="nnx-unseen">Nine products at the marked pixel</caption><tbody>${[0, 1, 2].map((r) => `<tr>${[0, 1, 2].map((c) => cell(3 * r + c)).join("")}</tr>`).join("")}</tbody>` +
    `<tfoot><tr><td colspan="3">sum <b>${number(total)}</b>${s.relu ? ` → ReLU <b>${number(Math.max(0, total))}</b>` : ""}</td></tr></tfoot>`;
}

/** Nine fields for the weights. */
function editor(view) {
  const box = view.element("div", "nnx-grid3", view.panel, { role: "group", "aria-label": "Kernel" });
  const fields = range(9).map((i) => {
    const label = `Weight in row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`;
    const input = view.element("input", "nnx-text", box, { type: "number", step: "0.25", "aria-label": label });
    input.addEventListener("input", () => {
      const value = Number(input.value);
      if (input.value === "" || !Number.isFinite(value)) return;
      view.set({ weights: view.model.get("weights").map((v, k) => (k === i ? value : v)) });
    });
    return input;
  });
  view.onDraw((s) => {
    fields.forEach((input, i) => {
      if (Number(input.value) !== s.weights[i] || input.value === "") input.value = Number(s.weights[i].toFixed(4));
    });
  });
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "A 3 × 3 kernel on a picture" });
  view.root.classList.add("nnx-graph");
  const photo = Float64Array.from(kit.numbers(model.get("image"), Float32Array));
  const pair = view.element("div", "nnx-pair nnx-even", view.stage);
  const side = (text) => {
    const node = view.element("div", "", pair);
    view.element("p", "nnx-title", node).textContent = text;
    return node;
  };
  const left = side("Input");
  const before = view.figure({ name: "Input picture", parent: left, ...BARE });
  const drawing = kit.pad(view, "Draw a picture", left);
  const after = view.figure({ name: "Output", parent: side("Output"), ...BARE });
  for (const figure of [before, after]) figure.axes.remove();
  const table = view.element("table", "nnx-products", view.stage);
  editor(view);
  const presets = model.get("presets");
  const row = view.element("div", "nnx-row nnx-row-choice", view.panel);
  const id = `${Math.random()}`;
  view.element("label", "nnx-name", row, { for: id }).textContent = "Kernel";
  const select = view.element("select", "nnx-choice", row, { id });
  for (const name of [...Object.keys(presets), "your own"]) view.element("option", "", select, { value: name }).textContent = name;
  select.addEventListener("change", () => presets[select.value] && view.set({ weights: presets[select.value] }));
  view.choice("source", { label: "Picture", options: { picture: "photograph", drawing: "your drawing" } });
  view.slider("column", { label: "Pixel right", min: 0, max: SIDE - 1, step: 1, digits: 0 });
  view.slider("row", { label: "Pixel down", min: 0, max: SIDE - 1, step: 1, digits: 0 });
  view.check("relu", { label: "ReLU after it" });
  view.button("Clear drawing", () => view.set({ strokes: [] }));
  view.resetButton();
  const handle = before.handle({
    label: "Pixel",
    step: 1,
    radius: 4,
    get: (s) => [s.column + 0.5, s.row + 0.5],
    set: (x, y) => view.set({ column: Math.min(SIDE - 1, Math.floor(x)), row: Math.min(SIDE - 1, Math.floor(y)) }),
    text: (s) => `row ${s.row}, column ${s.column}`,
  });
  handle.select(".nnx-knob").attr("fill-opacity", 0).attr("stroke-opacity", 0);
  let last = {};
  view.onDraw((s) => {
    const theme = view.theme;
    const own = s.source === "drawing";
    before.node.hidden = own;
    drawing.figure.node.hidden = !own;
    if (last.strokes !== s.strokes || last.source !== s.source) last = { strokes: s.strokes, source: s.source, picture: own ? drawn(s.strokes) : photo };
    const out = convolve(last.picture, SIDE, s.weights);
    const total = out[s.row * SIDE + s.column];
    if (s.relu) out.forEach((v, i) => v < 0 && (out[i] = 0));
    const sum = s.weights.reduce((a, b) => a + b, 0);
    if (own) kit.drawPad(drawing, s.strokes, theme, "Draw here");
    else paint(before, last.picture, false, theme);
    paint(after, out, sum < 0.1, theme);
    for (const figure of [own ? drawing.figure : before, after]) frame(figure, s, theme);
    sums(table, s, patch(last.picture, SIDE, s.row, s.column), total);
    const name = Object.keys(presets).find((key) => presets[key].every((v, i) => Math.abs(v - s.weights[i]) < 1e-9)) ?? "your own";
    select.value = name;
    return (
      `The kernel “${name}” (${s.weights.map((v) => short(v, 2)).join(", ")}) on ${own ? "your drawing" : "the photograph"}${s.relu ? ", then ReLU" : ""}: ` +
      `outputs from ${number(Math.min(...out))} to ${number(Math.max(...out))}, at row ${s.row}, column ${s.column} the sum is ${number(total)}.`
    );
  });
  return view.close;
}

export default { render };
