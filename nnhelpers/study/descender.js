// Be gradient descent: find the bottom of a valley that you cannot see, move for move against it.

const SIZE = 260;
const ENDS = 3; // the parameters run from −3 to 3

function render({ model, el }) {
  const page = frame(model, el, "Be gradient descent", "descender");
  const { hessian: h, lowest, start, learning_rate: eta } = model.get("valley");
  const slopes = (place) => {
    const [a, b] = [place[0] - lowest[0], place[1] - lowest[1]];
    return [h[0][0] * a + h[0][1] * b, h[1][0] * a + h[1][1] * b];
  };
  const cost = (place) => {
    const [x, y] = slopes(place);
    return ((place[0] - lowest[0]) * x + (place[1] - lowest[1]) * y) / 2;
  };
  const walk = [start];
  for (let i = 0; i < model.get("allowed"); i++) {
    const here = walk.at(-1);
    walk.push(here.map((value, k) => value - eta * slopes(here)[k]));
  }

  make("p", page.body, {
    html: `Somewhere in here is the lowest place. You start where gradient descent starts, and have ${model.get("allowed")} moves, as it has. After each move you learn the cost and the two slopes, as it does. It uses no more than these.`,
  });
  const picture = make("div", page.body);
  const state = make("p", page.body);
  const sliders = [0, 1].map((k) => {
    const row = make("div", page.body, { class: "nns-row" });
    const id = unique();
    make("label", row, { for: id, text: `Parameter ${k + 1}` });
    const input = make("input", row, { id, type: "range", min: -ENDS, max: ENDS, step: 0.1 });
    const shown = make("span", row);
    const tell = () => {
      shown.textContent = Number(input.value).toFixed(1);
      drawing();
    };
    input.addEventListener("input", tell);
    return { input, tell };
  });
  const row = make("div", page.body, { class: "nns-row" });
  const move = button(row, "Move here", () => {
    const place = sliders.map(({ input }) => Number(input.value));
    model.set("moves", [...model.get("moves"), place]);
    model.save_changes();
    draw(true);
  }, { class: "nns-button nns-main" });
  button(row, "Start again", () => {
    model.set("moves", []);
    model.save_changes();
    reset();
  });

  const at = ([x, y]) => [((x + ENDS) / (2 * ENDS)) * SIZE, ((ENDS - y) / (2 * ENDS)) * SIZE];
  const path = (places, color) => {
    const points = places.map((place) => at(place).map((v) => v.toFixed(1)).join(",")).join(" ");
    const dots = places.map((place) => `<circle cx="${at(place)[0]}" cy="${at(place)[1]}" r="3.5" fill="${color}"/>`);
    return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="1.5"/>${dots.join("")}`;
  };
  const rings = () => {
    // Level lines of a quadratic are ellipses along the directions of its curvatures
    const angle = 0.5 * Math.atan2(2 * h[0][1], h[0][0] - h[1][1]);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const along = h[0][0] * c * c + 2 * h[0][1] * c * s + h[1][1] * s * s;
    const across = h[0][0] + h[1][1] - along;
    const [x, y] = at(lowest);
    return [0.25, 1, 2.5, 5, 9].map((level) => {
      const [rx, ry] = [along, across].map((curve) => (Math.sqrt((2 * level) / curve) / (2 * ENDS)) * SIZE);
      return `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" transform="rotate(${(-angle * 180) / Math.PI} ${x} ${y})" fill="none" stroke="currentColor" stroke-opacity="0.35"/>`;
    }).join("");
  };
  const drawing = () => {
    const moves = model.get("moves");
    const over = moves.length >= model.get("allowed");
    const aim = at(sliders.map(({ input }) => Number(input.value)));
    const cross = `<path d="M${aim[0] - 6} ${aim[1]}h12M${aim[0]} ${aim[1] - 6}v12" stroke="currentColor" stroke-width="2"/>`;
    const text = over ? "The valley with both walks." : `A square without a map, with ${moves.length + 1} of your places.`;
    picture.innerHTML = `<svg role="img" aria-label="${text}" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" style="border:1px solid var(--nns-line)">${over ? rings() + path(walk, "#cf6a10") : cross}${path([start, ...moves], "#1f8fc9")}</svg>`;
  };
  const draw = (aloud) => {
    const moves = model.get("moves");
    const here = moves.at(-1) ?? start;
    const over = moves.length >= model.get("allowed");
    const best = Math.min(...[start, ...moves].map(cost));
    const theirs = cost(walk[moves.length]);
    const [one, two] = slopes(here).map((value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2));
    move.disabled = over;
    state.textContent = over
      ? `Your best cost is ${best.toFixed(3)}, that of gradient descent ${theirs.toFixed(3)}: ${best < theirs ? "you win." : "it wins."} The map shows both walks, yours in blue.`
      : `Move ${moves.length} of ${model.get("allowed")}: cost ${cost(here).toFixed(2)}, slopes ${one} along parameter 1 and ${two} along parameter 2. Gradient descent is at ${theirs.toFixed(2)}.`;
    drawing();
    if (aloud) page.say(state.textContent);
  };
  const reset = () => {
    sliders.forEach(({ input, tell }, k) => ((input.value = (model.get("moves").at(-1) ?? start)[k]), tell()));
    draw(false);
  };
  reset();
  return page.close;
}

export default { render };
