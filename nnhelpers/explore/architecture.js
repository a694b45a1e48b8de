/* global kit: the shared module, put before this text by base.py */
const { range } = kit;

// --- numbers: pure, compared with nnhelpers in the tests

/** Per layer: inputs, outputs, parameters and multiply-adds for one example. */
const layersOf = (sizes) =>
  sizes.slice(1).map((out, i) => ({ n_in: sizes[i], n_out: out, parameters: sizes[i] * out + out, products: sizes[i] * out }));

const total = (sizes) => layersOf(sizes).reduce((sum, l) => sum + l.parameters, 0);

export const numbers = { layersOf, total };

// --- drawing

const MOST_HIDDEN = 6;
const SHOWN = 11; // circles of a column; wider layers are cut in the middle

const whole = (n) => n.toLocaleString("en-US");

/** Places of a column's circles, from 0 to 1; null where some are left out. */
function column(size) {
  const cut = size > SHOWN;
  const amount = cut ? SHOWN : size;
  return range(amount).map((i) => ({ at: (i + 0.5) / SHOWN + (SHOWN - amount) / 2 / SHOWN, gap: cut && i === Math.floor(SHOWN / 2) }));
}

function network(figure, sizes, theme) {
  figure.frame([0, 1], [0, 1]);
  const { width, height } = figure;
  const columns = sizes.map((size, i) =>
    column(size).map((c) => ({ ...c, x: 30 + (i / Math.max(sizes.length - 1, 1)) * (width - 60), y: 8 + c.at * (height - 56), layer: i })));
  const context = figure.context();
  context.lineWidth = 0.7;
  columns.slice(1).forEach((right, i) => {
    context.globalAlpha = Math.min(0.5, 14 / (columns[i].length * right.length) + 0.12);
    context.strokeStyle = theme.muted;
    context.beginPath();
    for (const p of columns[i])
      for (const q of right) {
        if (p.gap || q.gap) continue;
        context.moveTo(p.x, p.y);
        context.lineTo(q.x, q.y);
      }
    context.stroke();
  });
  context.globalAlpha = 1;
  const hue = (layer) => (layer === 0 ? theme.muted : layer === sizes.length - 1 ? theme.one : theme.zero);
  for (const p of columns.flat()) {
    context.fillStyle = hue(p.layer);
    if (p.gap) for (const d of [-4.5, 0, 4.5]) context.fillRect(p.x - 1, p.y + d - 1, 2, 2);
    else {
      context.beginPath();
      context.arc(p.x, p.y, Math.max(1, Math.min(7, (height - 56) / SHOWN / 2 - 2)), 0, 7);
      context.fill();
    }
  }
  const words = (name, text, dy, color) =>
    figure.layer(name, figure.labels).selectAll("text").data(sizes).join("text").text(text)
      .attr("x", (_, i) => columns[i][0].x).attr("y", height - dy).attr("text-anchor", "middle").style("fill", color);
  words("sizes", (n) => whole(n), 22, theme.ink).attr("font-weight", 600);
  const narrow = width / sizes.length < 58;
  words("roles", (_, i) => (i === 0 ? "inputs" : i === sizes.length - 1 ? "outputs" : narrow ? "" : `hidden ${i}`), 6, theme.muted);
}

function table(node, sizes, batch) {
  const rows = layersOf(sizes).map((l, i) =>
    `<tr><th scope="row">${i === sizes.length - 2 ? "output" : `hidden ${i + 1}`}</th><td>(${whole(l.n_in)}, ${whole(l.n_out)})</td><td>(${whole(l.n_out)},)</td>` +
    `<td>${whole(l.parameters)}</td><td>${whole(l.products)}</td><td>(${whole(batch)}, ${whole(l.n_out)})</td></tr>`);
  const sum = layersOf(sizes).reduce((s, l) => s + l.products, 0);
  node.innerHTML =
    `<caption class="nnx-unseen">Layers, their shapes and costs</caption>` +
    `<thead><tr><th scope="col">layer</th><th scope="col">weight</th><th scope="col">bias</th><th scope="col">parameters</th><th scope="col">multiply-adds</th><th scope="col">output</th></tr></thead>` +
    `<tbody>${rows.join("")}<tr class="nnx-sum"><th scope="row">total</th><td></td><td></td><td>${whole(total(sizes))}</td><td>${whole(sum)}</td><td></td></tr></tbody>`;
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Layers and widths of a network" });
  view.root.classList.add("nnx-graph");
  const figure = view.figure({ name: "The network", height: (w) => Math.min(0.62 * w, 320), margin: { left: 0, right: 0, top: 0, bottom: 0 } });
  figure.axes.remove();
  const sized = (i, label, max) =>
    view.slider(`sizes ${i}`, {
      label, min: 1, max, step: 0.005, log: true, show: (v) => whole(v),
      get: (s) => at(s.sizes, i),
      set: (value) => view.set({ sizes: put(view.model.get("sizes"), i, Math.max(1, Math.round(value))) }),
    });
  // The last slider is the output, whatever the number of hidden layers
  const index = (sizes, i) => (i === "out" ? sizes.length - 1 : i);
  const at = (sizes, i) => (i === "out" || i < sizes.length - 1 ? sizes[index(sizes, i)] : undefined);
  const put = (sizes, i, value) => sizes.map((v, k) => (k === index(sizes, i) ? value : v));
  view.slider("hidden", {
    label: "Hidden layers", min: 0, max: MOST_HIDDEN, step: 1, digits: 0,
    get: (s) => s.sizes.length - 2,
    set: (n) => {
      const sizes = view.model.get("sizes");
      const hidden = sizes.slice(1, -1);
      while (hidden.length < n) hidden.push(hidden.at(-1) ?? 16);
      view.set({ sizes: [sizes[0], ...hidden.slice(0, n), sizes.at(-1)] });
    },
  });
  sized(0, "Inputs", 4096);
  const rows = range(1, MOST_HIDDEN + 1).map((i) => sized(i, `Hidden ${i}`, 1024).row);
  sized("out", "Outputs", 1024);
  view.slider("batch", { label: "Batch", min: 1, max: 1024, step: 1, digits: 0 });
  view.resetButton();
  const wrap = view.element("div", "nnx-scroll", view.root, { tabindex: "0", role: "region", "aria-label": "Table of layers" });
  const node = view.element("table", "nnx-table", wrap);
  view.root.append(view.root.querySelector(".nnx-caption"));
  view.onDraw((s) => {
    rows.forEach((row, i) => (row.hidden = i >= s.sizes.length - 2));
    network(figure, s.sizes, view.theme);
    table(node, s.sizes, s.batch);
    const largest = layersOf(s.sizes).reduce((best, l) => (l.parameters > best.parameters ? l : best));
    return (
      `A network ${s.sizes.map(whole).join(" – ")} with ${kit.count(s.sizes.length - 2, "hidden layer")} has ${whole(total(s.sizes))} parameters; ` +
      `${Math.round((100 * largest.parameters) / total(s.sizes))} % of them lead from ${whole(largest.n_in)} to ${whole(largest.n_out)}. A batch of ${whole(s.batch)} gives an output of shape (${whole(s.batch)}, ${whole(s.sizes.at(-1))}).`
    );
  });
  return view.close;
}

export default { render };
