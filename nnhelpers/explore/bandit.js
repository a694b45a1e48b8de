/* global kit: the shared module, put before this text by base.py */
const { linePath, number, percent } = kit;

// --- numbers: pure, compared with Python in the tests

/** One run: pulls and wins of each arm, and the regret after each step. */
function play(chances, epsilon, steps, seed) {
  const draw = kit.random(seed);
  const pulls = chances.map(() => 0);
  const wins = chances.map(() => 0);
  const best = Math.max(...chances);
  const regret = new Float64Array(steps + 1);
  // An arm that was never pulled counts as certain to win, so that each is tried once
  const worth = chances.map(() => 1);
  for (let t = 0; t < steps; t++) {
    let arm = Math.floor(draw() * chances.length);
    if (draw() >= epsilon) {
      arm = 0;
      for (let i = 1; i < worth.length; i++) if (worth[i] > worth[arm]) arm = i;
    }
    pulls[arm] += 1;
    if (draw() < chances[arm]) wins[arm] += 1;
    worth[arm] = wins[arm] / pulls[arm];
    regret[t + 1] = regret[t] + best - chances[arm];
  }
  return { pulls, wins, regret };
}

/** The regret after each step, averaged over runs with the seeds 0 to n − 1. */
function meanRegret(chances, epsilon, steps, runs) {
  const sum = new Float64Array(steps + 1);
  for (let seed = 0; seed < runs; seed++) {
    const { regret } = play(chances, epsilon, steps, seed);
    for (let t = 0; t <= steps; t++) sum[t] += regret[t] / runs;
  }
  return sum;
}

export const numbers = { meanRegret, play };

// --- drawing

const RUNS = 60;

function arms(figure, s, chances, run, theme) {
  const n = chances.length;
  figure.frame([0, n], [0, 1.05], { xTicks: 0, yTicks: 5, yFormat: (v) => percent(v, 0) });
  const { x, y } = figure;
  const most = Math.max(...run.pulls);
  const guess = run.pulls.map((p, i) => (p ? run.wins[i] / p : 0));
  figure.layer("bars").selectAll("rect").data(guess).join("rect")
    .attr("x", (_, i) => x(i + 0.5) - (0.38 * x(1) * run.pulls[i]) / most).attr("width", (_, i) => (0.76 * x(1) * run.pulls[i]) / most)
    .attr("y", (v) => y(v)).attr("height", (v) => y(0) - y(v)).attr("fill", theme.zero).attr("fill-opacity", 0.75);
  figure.layer("truth").selectAll("path").data(chances).join("path")
    .attr("d", (c, i) => `M${x(i + 0.1)},${y(c)}H${x(i + 0.9)}`).attr("stroke", theme.one).attr("stroke-width", 2.5);
  const words = (name, text, place) =>
    figure.layer(name, figure.labels).selectAll("text").data(chances).join("text").text(text)
      .attr("x", (_, i) => x(i + 0.5)).attr("y", place).attr("text-anchor", "middle");
  words("numbers", (_, i) => (n > 5 && figure.width < 260 ? i + 1 : `arm ${i + 1}`), figure.height + 17).style("fill", theme.muted);
  words("pulls", (_, i) => `${run.pulls[i]}×`, figure.height + 33);
  figure.label("true", "true chance", x(chances.indexOf(Math.max(...chances)) + 0.5), y(Math.max(...chances)) - 7, { anchor: "middle" }).style("fill", theme.one);
}

function regrets(figure, s, lines, theme) {
  const top = Math.max(1, ...lines.map((l) => l.values[s.steps]));
  figure.frame([0, s.steps], [0, 1.08 * top], { yTicks: 4, xTicks: 4, grid: true });
  for (const { name, values, hue, dash, width } of lines)
    figure.path(name, linePath(Array.from(values.subarray(0, s.steps + 1), (v, t) => [figure.x(t), figure.y(v)])))
      .attr("class", "nnx-curve").attr("stroke", hue).attr("stroke-dasharray", dash).style("stroke-width", width);
  const places = kit.dodge(lines.map((l) => figure.y(l.values[s.steps]) + 4), figure.height);
  lines.forEach(({ name, hue, text }, i) =>
    figure.label(`${name}-text`, text, figure.width + 5, places[i]).style("fill", hue));
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "Slot machines: explore or exploit" });
  const chances = model.get("chances");
  const head = (text, parent) => (view.element("p", "nnx-title", parent).textContent = text);
  head("Estimates in one run, bars as wide as pulled", view.stage);
  const machines = view.figure({ name: "Arms", height: (w) => 0.62 * w, margin: { left: 42, bottom: 42 } });
  head("Regret after each pull", view.panel);
  const plot = view.figure({ name: "Regret", parent: view.panel, height: 190, margin: { right: 62, left: 34 } });
  view.slider("epsilon", { label: "Epsilon ε", min: 0, max: 1, step: 0.01 });
  view.slider("steps", { label: "Pulls", min: 1, max: 1000, step: 1, digits: 0 });
  view.button("Other luck", () => view.set({ seed: (view.model.get("seed") + 1) % 10000 }));
  view.resetButton();
  const ends = [0, 1].map((e) => meanRegret(chances, e, 1000, RUNS));
  view.onDraw((s) => {
    const run = play(chances, s.epsilon, s.steps, s.seed);
    const mean = meanRegret(chances, s.epsilon, s.steps, RUNS);
    arms(machines, s, chances, run, view.theme);
    regrets(plot, s, [
      { name: "greedy", values: ends[0], hue: view.theme.muted, dash: "5 3", width: 1.2, text: "ε = 0" },
      { name: "random", values: ends[1], hue: view.theme.muted, dash: "1 3", width: 1.2, text: "ε = 1" },
      { name: "run", values: run.regret, hue: view.theme.zero, width: 1, text: "this run" },
      { name: "mean", values: mean, hue: view.theme.one, width: 2, text: "mean" },
    ], view.theme);
    const best = chances.indexOf(Math.max(...chances));
    return (
      `ε = ${number(s.epsilon)}, ${kit.count(s.steps, "pull")}: the best arm, number ${best + 1}, was pulled ` +
      `${run.pulls[best]} times (${percent(run.pulls[best] / s.steps, 0)}). Regret of this run ${number(run.regret[s.steps], 1)}, ` +
      `mean of ${RUNS} runs ${number(mean[s.steps], 1)}; without exploring ${number(ends[0][s.steps], 1)}, with nothing else ${number(ends[1][s.steps], 1)}.`
    );
  });
  return view.close;
}

export default { render };
