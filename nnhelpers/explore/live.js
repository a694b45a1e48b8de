/* global kit: the shared module, put before this text by base.py */
const { linePath, number, percent, range } = kit;

/** Batch numbers and mean costs, as pairs. */
function pairs(bytes) {
  if (!bytes?.byteLength) return [];
  const flat = kit.numbers(bytes, Float32Array);
  return range(flat.length / 2).map((i) => [flat[2 * i], flat[2 * i + 1]]);
}

const LONGEST = 250; // ms that the batches of one message take to be shown, at most

/** Shows the batches of each message over the time that they took: few messages, many frames. */
class Player {
  constructor({ batches, seconds }) {
    Object.assign(this, { from: batches, to: batches, seconds, begun: 0, lasts: 0 });
  }
  hear({ batches, seconds }, now) {
    if (batches === this.to) return;
    const lasts = Math.min(1000 * (seconds - this.seconds), LONGEST);
    Object.assign(this, { from: this.at(now), to: batches, seconds, begun: now, lasts });
  }
  /** The batch that is shown at a time in ms. */
  at(now) {
    const share = now - this.begun < this.lasts ? (now - this.begun) / this.lasts : 1;
    return this.from + share * (this.to - this.from);
  }
}

/** The points up to a batch, and where the line to the next one is cut there. */
function until(points, batch) {
  const known = points.filter(([n]) => n <= batch);
  const [last, next] = [known.at(-1), points[known.length]];
  if (!last || !next) return { known, tip: [] };
  const share = (batch - last[0]) / (next[0] - last[0]);
  return { known, tip: [[batch, last[1] + share * (next[1] - last[1])]] };
}

export const numbers = { pairs, until, Player };

// --- drawing

const still = matchMedia("(prefers-reduced-motion: reduce)");

function costs(figure, s, total, points, theme) {
  const all = [...points.map((p) => p[1]), ...s.validation.map((v) => v[1])].filter(Number.isFinite);
  const top = Math.max(...all, 0.1);
  figure.frame([0, total], [0, 1.06 * (top < 1 ? Math.ceil(top * 10) / 10 : Math.ceil(top))], { xTicks: 5, yTicks: 5, grid: true });
  const place = ([n, v]) => [figure.x(n), figure.y(v)];
  figure.path("cost", linePath(points.map(place))).attr("class", "nnx-curve").attr("stroke", theme.zero).style("stroke-width", 1.5);
  const checked = s.validation.map(([n, v]) => [n, v]);
  figure.path("validation", linePath(checked.map(place))).attr("class", "nnx-curve").attr("stroke", theme.one);
  figure.layer("checks").selectAll("circle").data(checked).join("circle").attr("cx", (p) => place(p)[0]).attr("cy", (p) => place(p)[1]).attr("r", 3.5).attr("fill", theme.one);
  const ends = [points.at(-1), checked.at(-1)].map((p) => (p ? place(p)[1] + 4 : -50));
  const spots = kit.dodge(ends, figure.height);
  figure.label("training-text", points.length ? "training" : "", figure.width + 6, spots[0]).style("fill", theme.zero);
  figure.label("validation-text", checked.length ? "validation" : "", figure.width + 6, spots[1]).style("fill", theme.one);
}

function shares(figure, s, total, theme) {
  const known = s.validation.filter((v) => v[2] !== null);
  const low = Math.min(0.9, ...known.map((v) => v[2])) - 0.02;
  figure.frame([0, total], [Math.floor(low * 10) / 10, 1], { xTicks: 5, yTicks: 4, grid: true, yFormat: (v) => percent(v, 0) });
  const place = (v) => [figure.x(v[0]), figure.y(v[2])];
  figure.path("accuracy", linePath(known.map(place))).attr("class", "nnx-curve").attr("stroke", theme.two);
  figure.layer("dots").selectAll("circle").data(known).join("circle").attr("cx", (v) => place(v)[0]).attr("cy", (v) => place(v)[1]).attr("r", 4).attr("fill", theme.two);
  const last = known.at(-1);
  figure.label("value", last ? percent(last[2]) : "", figure.width + 6, last ? place(last)[1] + 4 : 0).style("fill", theme.two).attr("font-weight", 600);
}

const WORDS = { running: "Training", finished: "Trained", stopped: "Stopped", failed: "Failed" };

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Training, live" });
  view.root.classList.add("nnx-wide");
  const pair = view.element("div", "nnx-pair", view.stage);
  const make = (text) => {
    const side = view.element("div", "", pair);
    view.element("p", "nnx-title", side).textContent = text;
    return view.figure({ name: text, parent: side, height: 210, margin: { left: 42, right: 70 }, x: "batch" });
  };
  const left = make("Cost");
  const right = make("Accuracy on the validation set");
  const status = view.element("p", "nnx-score", view.panel, { "aria-hidden": "true" });
  const tell = (changes) => {
    view.set(changes);
    model.save_changes(); // the training goes on until it hears it
  };
  const pause = view.button("Pause", () => tell({ paused: !model.get("paused") }));
  const stop = view.button("Stop", () => tell({ stopped: true }));
  const player = new Player(view.state());
  view.onDraw((state) => {
    const over = state.status !== "running";
    const now = performance.now();
    player.hear(state, now);
    const batches = over || state.paused || still.matches ? state.batches : player.at(now);
    // Every other frame of the screen is left to the training, which needs the same cores
    if (batches < state.batches) requestAnimationFrame(view.schedule);
    const s = { ...state, batches, validation: state.validation.filter(([n]) => n <= batches) };
    const total = Math.max(model.get("of"), state.batches);
    const { known, tip } = until(pairs(s.cost), batches);
    costs(left, s, total, [...known, ...tip], view.theme);
    shares(right, s, total, view.theme);
    pause.disabled = stop.disabled = over || s.stopped;
    pause.textContent = s.paused && !over ? "Continue" : "Pause";
    const epoch = Math.min(model.get("epochs"), 1 + Math.floor(s.batches / Math.max(1, model.get("of") / model.get("epochs"))));
    const last = known.length ? number(known.at(-1)[1], 3) : "–";
    const word = !over && s.paused ? "Paused" : WORDS[s.status];
    status.innerHTML = `${word} &ensp; epoch <b>${epoch}</b> of ${model.get("epochs")} &ensp; cost <b>${last}</b> &ensp; ${number(s.seconds, 1)} s`;
    const best = s.validation.at(-1);
    const checked = best ? ` Validation cost ${number(best[1], 3)}${best[2] === null ? "" : `, accuracy ${percent(best[2])}`}.` : "";
    return `${word}, fed by the kernel: epoch ${epoch} of ${model.get("epochs")}, training cost ${last}.${checked} ${s.message}`;
  });
  return view.close;
}

export default { render };
