/* global kit: the shared module, put before this text by base.py */
const { activations } = kit;

// --- numbers: pure, compared with nnhelpers.autodiff in the tests

/** name -> [value, slope], both of the input. */
const FUNCTIONS = {
  exp: [Math.exp, Math.exp],
  log: [Math.log, (x) => 1 / x],
  sqrt: [Math.sqrt, (x) => 0.5 / Math.sqrt(x)],
  sin: [Math.sin, Math.cos],
  cos: [Math.cos, (x) => -Math.sin(x)],
  tanh: [activations.tanh.f, activations.tanh.d],
  sigmoid: [activations.sigmoid.f, activations.sigmoid.d],
  relu: [activations.relu.f, activations.relu.d],
  "−": [(x) => -x, () => -1],
};
/** symbol -> [value, slopes with respect to both inputs] */
const OPERATORS = {
  "+": [(a, b) => a + b, () => [1, 1]],
  "−": [(a, b) => a - b, () => [1, -1]],
  "×": [(a, b) => a * b, (a, b) => [b, a]],
  "/": [(a, b) => a / b, (a, b) => [1 / b, -a / (b * b)]],
  "^": [(a, b) => a ** b, (a, b) => [b * a ** (b - 1), a ** b * Math.log(a)]],
};
const MOST_NODES = 30;
const MOST_NAMES = 6;
const MOST_LETTERS = 200;

function tokens(text) {
  const found = [];
  const pattern = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/^()−×·]))/giy;
  let end = 0;
  while (text.slice(end).trim()) {
    pattern.lastIndex = end;
    const match = pattern.exec(text);
    if (!match) throw new Error(`“${text.slice(end).trim()[0]}” is not known here.`);
    const [, digits, name, sign] = match;
    const same = { "**": "^", "*": "×", "·": "×", "-": "−" }[sign] ?? sign;
    found.push(digits ? { kind: "number", value: Number(digits) } : name ? { kind: "name", name } : { kind: same });
    end = pattern.lastIndex;
  }
  return found;
}

/** The nodes of an expression in an order in which each follows its inputs; the last is the result. */
function parse(text) {
  if (text.length > MOST_LETTERS) throw new Error(`It has more than ${MOST_LETTERS} letters.`);
  const list = tokens(text);
  const nodes = [];
  const names = new Map();
  let at = 0;
  const next = (...kinds) => (kinds.includes(list[at]?.kind) ? list[at++] : null);
  const add = (node) => nodes.push({ inputs: [], ...node }) - 1;
  const operation = (op, ...inputs) => add({ op, inputs });

  function sum() {
    let left = product();
    for (let sign; (sign = next("+", "−")); ) left = operation(sign.kind, left, product());
    return left;
  }
  function product() {
    let left = signed();
    for (let sign; (sign = next("×", "/")); ) left = operation(sign.kind, left, signed());
    return left;
  }
  function signed() {
    return next("−") ? operation("−", signed()) : power();
  }
  function power() {
    const base = atom();
    return next("^") ? operation("^", base, signed()) : base; // −a² is −(a²), as in Python
  }
  function atom() {
    const token = next("number", "name", "(");
    if (!token) throw new Error(list[at] ? `“${list[at].kind}” needs a value before it.` : "Something is missing at the end.");
    if (token.kind === "number") return add({ value: token.value });
    if (token.kind === "(") return closed(sum());
    if (next("(")) return call(token.name);
    if (!names.has(token.name)) names.set(token.name, add({ name: token.name }));
    return names.get(token.name);
  }
  function call(name) {
    if (!Object.hasOwn(FUNCTIONS, name)) throw new Error(`${name} is not a function here.`);
    return operation(name, closed(sum()));
  }
  function closed(inner) {
    if (!next(")")) throw new Error("A parenthesis is not closed.");
    return inner;
  }

  sum();
  if (at < list.length) throw new Error(list[at].kind === ")" ? "A parenthesis was not opened." : "An operator such as * is missing.");
  if (!names.size) throw new Error("There is no name in it, such as a.");
  if (names.size > MOST_NAMES) throw new Error(`There are more than ${MOST_NAMES} names.`);
  if (nodes.length > MOST_NODES) throw new Error(`There are more than ${MOST_NODES} parts.`);
  return { nodes, names: [...names.keys()] };
}

/** Each node's value. */
function forward(nodes, values) {
  const out = [];
  for (const { op, inputs, name, value } of nodes) {
    const x = inputs.map((i) => out[i]);
    if (!op) out.push(name === undefined ? value : values[name]);
    else out.push(x.length === 1 ? FUNCTIONS[op][0](x[0]) : OPERATORS[op][0](...x));
  }
  return out;
}

/** Slopes of a node's value with respect to its inputs. */
function slopes(node, x) {
  return x.length === 1 ? [FUNCTIONS[node.op][1](x[0])] : OPERATORS[node.op][1](...x);
}

/** Gradients of the result: at each node, and what each edge has sent, after `steps` nodes. */
function backward(nodes, values, steps = Infinity) {
  const grads = nodes.map(() => 0);
  grads[nodes.length - 1] = 1;
  const sent = new Map();
  const order = nodes.map((_, i) => i).filter((i) => nodes[i].op).reverse();
  for (const i of order.slice(0, steps)) {
    const node = nodes[i];
    const local = slopes(node, node.inputs.map((j) => values[j]));
    node.inputs.forEach((j, k) => {
      // A number in the expression has no gradient: nobody asks for it
      const share = nodes[j].op || nodes[j].name ? grads[i] * local[k] : 0;
      grads[j] += share;
      sent.set(`${i} ${k}`, { share, local: local[k] });
    });
  }
  return { grads, sent, order };
}

function gradients(text, values) {
  const { nodes } = parse(text);
  const out = forward(nodes, values);
  const { grads } = backward(nodes, out);
  const named = nodes.flatMap((node, i) => (node.name ? [[node.name, grads[i]]] : []));
  return { value: out.at(-1), gradients: Object.fromEntries(named) };
}

export const numbers = { gradients };
