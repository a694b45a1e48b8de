/* global kit, and what graph_numbers.js has, put before this text by base.py */
const { linePath, powers, short } = kit;

// --- drawing

const SIZE = 17; // radius of a node
const DEFAULTS = [2, -3, 10, 1, -1, 0.5];

/** Column and row of each node, from 0 to 1. */
function layout(nodes) {
  const depth = [];
  for (const { inputs } of nodes) depth.push(inputs.length ? 1 + Math.max(...inputs.map((i) => depth[i])) : 0);
  const users = nodes.map((_, i) => nodes.findIndex((n) => n.inputs.includes(i)));
  nodes.forEach((n, i) => {
    // An input stands one column before the first that uses it, so that edges are short
    if (!n.op && users[i] >= 0) depth[i] = Math.min(...nodes.filter((m) => m.inputs.includes(i)).map((m) => depth[nodes.indexOf(m)])) - 1;
  });
  let leaves = 0;
  const row = nodes.map(() => 0);
  nodes.forEach((node, i) => {
    row[i] = node.op ? node.inputs.reduce((sum, j) => sum + row[j], 0) / node.inputs.length : leaves++;
  });
  // Nodes of one column keep a distance
  for (let d = 0; d <= Math.max(...depth); d++) {
    const column = nodes.map((_, i) => i).filter((i) => depth[i] === d).sort((p, q) => row[p] - row[q]);
    column.forEach((i, k) => k && (row[i] = Math.max(row[i], row[column[k - 1]] + 0.85)));
  }
  return { depth, row, columns: Math.max(...depth), rows: Math.max(...row, 1) };
}

function spots(figure, plan) {
  const flat = figure.width > 440;
  const [left, right, top, bottom] = [34, figure.width - 54, flat ? 26 : 40, figure.height - 40];
  return plan.depth.map((d, i) => {
    const along = plan.columns ? d / plan.columns : 0;
    const across = plan.rows ? plan.row[i] / plan.rows : 0.5;
    return flat
      ? [left + along * (right - left), top + across * (bottom - top)]
      : [left + across * (figure.width - 74), top + along * (bottom - top)];
  });
}

function edgesOf(nodes) {
  return nodes.flatMap((node, i) => node.inputs.map((j, k) => ({ i, j, k, key: `${i} ${k}`, twin: node.inputs[0] === node.inputs[1] ? k : 0 })));
}

function edgeEnds(edge, places) {
  const [p, q] = [places[edge.j], places[edge.i]];
  const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
  const [ux, uy] = [(q[0] - p[0]) / length, (q[1] - p[1]) / length];
  const bend = edge.twin ? 30 : 0; // a·a has two edges between the same nodes
  const middle = [(p[0] + q[0]) / 2 - bend * uy, (p[1] + q[1]) / 2 + bend * ux];
  return { a: [p[0] + SIZE * ux, p[1] + SIZE * uy], b: [q[0] - (SIZE + 3) * ux, q[1] - (SIZE + 3) * uy], middle, bend, ux, uy };
}

/** For sentences: of a small number three digits that count, since a factor of 0 would be wrong. */
function told(value) {
  const size = Math.abs(value);
  if (size === 0 || !(size < 0.01)) return short(value);
  return size < 0.001 ? powers(value, 2) : short(Number(value.toPrecision(3)), 5);
}

const off = (e) => 9 + 8 * Math.abs(e.uy); // pixels between an edge and its numbers
const labelSpot = (e) =>
  [0, 1].map((k) => e.a[k] * 0.62 + e.b[k] * 0.38 + (e.bend ? 28 * [-e.uy, e.ux][k] : 0));

function draw(figure, graph, s, walk, theme) {
  const { nodes } = graph;
  figure.frame([0, 1], [0, 1]);
  const places = spots(figure, graph.plan);
  const edges = edgesOf(nodes).map((e) => ({ ...e, ...edgeEnds(e, places) }));
  const active = (e) => e.i === walk.active;
  figure.layer("edges").selectAll("path").data(edges).join("path")
    .attr("d", (e) => (e.bend ? `M${e.a}Q${e.middle[0] - 30 * e.uy},${e.middle[1] + 30 * e.ux} ${e.b}` : linePath([e.a, e.b])))
    .attr("fill", "none").attr("stroke", (e) => (active(e) ? (walk.back ? theme.one : theme.zero) : theme.line))
    .attr("stroke-width", (e) => (active(e) ? 2.4 : 1.4));
  const texts = figure.layer("edge-texts", figure.labels).selectAll("g").data(edges).join("g")
    .attr("transform", (e) => `translate(${labelSpot(e)})`);
  // The value on one side of its edge, the gradient on the other
  const line = (which, text, side, color) =>
    texts.selectAll(`.${which}`).data((e) => [e]).join("text").attr("class", which)
      .attr("text-anchor", "middle").text(text).style("fill", color).style("font-size", "11.5px")
      .attr("x", (e) => side * off(e) * e.uy).attr("y", (e) => 4 - side * off(e) * Math.abs(e.ux));
  line("value", (e) => (walk.known.has(e.j) ? short(walk.values[e.j]) : ""), 1, theme.zero);
  line("grad", (e) => (walk.sent.has(e.key) && (nodes[e.j].op || nodes[e.j].name) ? short(walk.sent.get(e.key).share) : ""), -1, theme.one);

  const marks = figure.layer("nodes").selectAll("g").data(nodes).join("g")
    .attr("transform", (_, i) => `translate(${places[i]})`);
  marks.selectAll("circle").data((n, i) => [i]).join("circle").attr("r", (i) => (nodes[i].op?.length > 4 ? SIZE + 5 : SIZE)).attr("fill", theme.paper)
    .attr("stroke", (i) => (i === walk.active ? (walk.back ? theme.one : theme.zero) : walk.known.has(i) ? theme.ink : theme.line))
    .attr("stroke-width", (i) => (i === walk.active ? 3 : 1.4))
    .attr("stroke-dasharray", (i) => (nodes[i].op || nodes[i].name ? null : "3 3"));
  marks.selectAll("text").data((n) => [n]).join("text").attr("text-anchor", "middle").attr("y", 4.5)
    .text((n) => n.op ?? n.name ?? short(n.value))
    .style("font-size", (n) => ((n.op ?? n.name ?? "").length > 2 ? "10px" : "14px"))
    .style("font-style", (n) => (n.name ? "italic" : null));
  // At the names, on the side without edges: the gradient that has arrived in all
  const side = figure.width > 440 ? SIZE + 15 : -SIZE - 6;
  const last = nodes.length - 1;
  figure.layer("totals", figure.labels).selectAll("text").data(nodes.map((_, i) => i)).join("text")
    .attr("x", (i) => places[i][0]).attr("y", (i) => places[i][1] + side).attr("text-anchor", "middle")
    .text((i) => (walk.reached.has(i) && nodes[i].name ? `∂ ${short(walk.grads[i])}` : ""))
    .style("fill", theme.one).attr("font-weight", 600);
  figure.label("result", walk.known.has(last) ? short(walk.values[last]) : "", places[last][0] + SIZE + 6, places[last][1] + 4)
    .style("fill", theme.zero).attr("font-weight", 600);
  figure.label("seed", walk.seeded ? "∂ 1" : "", places[last][0] + SIZE + 6, places[last][1] + 19)
    .style("fill", theme.one).attr("font-weight", 600);
}

/** What is known after `step` steps: first the nodes forward, then the seed, then backward. */
function walkTo(graph, values, step) {
  const { nodes } = graph;
  const operations = nodes.map((_, i) => i).filter((i) => nodes[i].op);
  const out = forward(nodes, values);
  const ahead = operations.slice(0, step);
  const known = new Set([...nodes.keys()].filter((i) => !nodes[i].op || ahead.includes(i)));
  const back = step > operations.length;
  const done = back ? step - operations.length - 1 : 0;
  const { grads, sent, order } = backward(nodes, out, done);
  const through = order.slice(0, done);
  const reached = new Set(through.flatMap((i) => nodes[i].inputs));
  const active = !back ? ahead.at(-1) : done ? through.at(-1) : nodes.length - 1;
  return { values: out, grads, sent, known, reached, back, done, active, seeded: back, total: 2 * operations.length + 1, half: operations.length };
}

/** The text of a node's formula: a × b, exp(a), named by the values. */
function formula(graph, walk, i) {
  const { op, inputs } = graph.nodes[i];
  const x = inputs.map((j) => told(walk.values[j]));
  const wrap = x.map((t) => (t.startsWith("−") ? `(${t})` : t));
  return x.length === 1 ? `${op === "−" ? "−" : op}(${x[0]})` : `${wrap[0]} ${op} ${wrap[1]}`;
}

function sentence(graph, s, walk) {
  const { nodes } = graph;
  const what = `${s.expression}, step ${Math.min(s.step, walk.total)} of ${walk.total}. `;
  if (s.step === 0) return `${what}The inputs are known: ${graph.names.map((n) => `${n} = ${told(s.values[n])}`).join(", ")}. Step forward to compute.`;
  if (!walk.back) return `${what}Forward: ${formula(graph, walk, walk.active)} = ${told(walk.values[walk.active])}.`;
  if (!walk.done) return `${what}Backward starts at the result ${told(walk.values.at(-1))}: its gradient with respect to itself is 1.`;
  const node = nodes[walk.active];
  const shares = node.inputs.flatMap((j, k) => {
    if (!nodes[j].op && !nodes[j].name) return [];
    const { share, local } = walk.sent.get(`${walk.active} ${k}`);
    const to = nodes[j].name ?? `the node “${nodes[j].op}”`;
    return [`${told(walk.grads[walk.active])} × ${told(local)} = ${told(share)} to ${to}`];
  });
  const all = walk.done >= walk.half;
  const totals = nodes.flatMap((n, i) => (n.name ? [`${n.name}: ${told(walk.grads[i])}`] : []));
  return `${what}Backward through “${node.op}”: ${shares.join(", ")}.${all ? ` All gradients: ${totals.join(", ")}.` : ""}`;
}

function expressionField(view) {
  const label = view.element("label", "nnx-field");
  label.append("Expression");
  const input = view.element("input", "nnx-text", label, { type: "text", spellcheck: "false", autocomplete: "off" });
  const problem = view.element("p", "nnx-problem", view.panel, { role: "status" });
  input.addEventListener("input", () => {
    try {
      const { names } = parse(input.value);
      const old = view.model.get("values");
      const values = Object.fromEntries(names.map((n, i) => [n, old[n] ?? DEFAULTS[i]]));
      problem.textContent = "";
      view.set({ values, expression: input.value, step: 0 });
    } catch (error) {
      problem.textContent = error.message;
    }
  });
  view.onDraw((s) => {
    if (input.getRootNode().activeElement === input) return;
    input.value = s.expression;
    problem.textContent = "";
  });
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "A computation graph" });
  view.root.classList.add("nnx-graph");
  let graph = null;
  let read = "";
  const current = (s) => {
    if (read !== s.expression) {
      graph = parse((read = s.expression));
      graph.plan = layout(graph.nodes);
    }
    return graph;
  };
  const figure = view.figure({
    name: "The graph: values in blue, gradients in orange",
    margin: { left: 0, right: 0, top: 0, bottom: 0 },
    height: (w) => (graph ? (w > 440 ? Math.max(260, 66 * (graph.plan.rows + 1)) : 96 * (graph.plan.columns + 1)) : 300),
  });
  figure.axes.remove();
  expressionField(view);
  const end = () => walkTo(graph, view.model.get("values"), 0).total;
  const go = (by) => view.set({ step: Math.max(0, Math.min(view.model.get("step") + by, end())) });
  const last = {};
  view.onDraw((s) => {
    current(s);
    if (last.expression === s.expression) return;
    last.expression = s.expression;
    figure.resize(figure.outer);
    last.steps.input.max = end();
  });
  last.steps = view.slider("step", { label: "Step", min: 0, max: 1, step: 1, digits: 0 });
  view.button("Back", () => go(-1));
  view.button("Forward", () => go(1));
  view.button("All", () => go(Infinity));
  view.resetButton();
  const inputs = view.element("div", "nnx-below");
  const sliders = Array.from({ length: MOST_NAMES }, (_, i) => {
    const name = (s) => current(s).names[i];
    return view.slider(`values ${i}`, {
      parent: inputs, label: "Input", min: -10, max: 10, step: 0.1,
      get: (s) => s.values?.[name(s)],
      set: (value) => view.set({ values: { ...view.model.get("values"), [name(view.state())]: value } }),
    });
  });

  view.onDraw((s) => {
    sliders.forEach(({ row, name }, i) => {
      row.hidden = i >= graph.names.length;
      const label = `Input ${graph.names[i]}`;
      if (!row.hidden && name.textContent !== label) name.textContent = label;
    });
    const walk = walkTo(graph, s.values, s.step);
    draw(figure, graph, s, walk, view.theme);
    return sentence(graph, s, walk);
  });
  return view.close;
}

export default { render };
