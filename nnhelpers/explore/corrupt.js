/* global kit: the shared module, put before this text by base.py */
const { number, percent, range, read, softmax, unpacked } = kit;

// --- numbers: pure, compared with NumPy in the tests

const SIDE = 28;
const MIDDLE = (SIDE - 1) / 2;

const at = (picture, r, c) => (r < 0 || c < 0 || r >= SIDE || c >= SIDE ? 0 : picture[r * SIDE + c]);

/** The brightness between pixels, mixed from the four around. */
function between(picture, r, c) {
  const [top, left] = [Math.floor(r), Math.floor(c)];
  const [p, q] = [r - top, c - left];
  return (
    (1 - p) * ((1 - q) * at(picture, top, left) + q * at(picture, top, left + 1)) +
    p * ((1 - q) * at(picture, top + 1, left) + q * at(picture, top + 1, left + 1))
  );
}

/** Shift, turn clockwise and scale about the middle: each pixel looks where it comes from. */
function moved(picture, s) {
  const turn = (s.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) / s.scale, Math.sin(turn) / s.scale];
  return Float64Array.from(picture, (_, i) => {
    const [x, y] = [(i % SIDE) - MIDDLE - s.right, Math.floor(i / SIDE) - MIDDLE - s.down];
    return between(picture, MIDDLE + cos * y - sin * x, MIDDLE + cos * x + sin * y);
  });
}

/** A Gaussian blur, first along rows, then along columns. */
function blurred(picture, sigma) {
  if (sigma < 0.05) return picture;
  const reach = Math.ceil(3 * sigma);
  const weights = range(-reach, reach + 1).map((d) => Math.exp(-(d * d) / (2 * sigma * sigma)));
  const sum = weights.reduce((a, b) => a + b);
  const pass = (from, dr, dc) =>
    from.map((_, i) => weights.reduce((total, w, k) =>
      total + w * at(from, Math.floor(i / SIDE) + dr * (k - reach), (i % SIDE) + dc * (k - reach)), 0) / sum);
  return pass(pass(picture, 0, 1), 1, 0);
}

/** Noise for one picture, the same at every strength, so that it does not flicker. */
const grain = (seed) => kit.normals(kit.random(seed), SIDE * SIDE);

function corrupted(picture, s, noise) {
  const soft = blurred(moved(picture, s), s.blur);
  return soft.map((v, i) => {
    const lit = s.invert ? 1 - v : v;
    return s.noise ? Math.min(1, Math.max(0, lit + s.noise * noise[i])) : lit;
  });
}

export const numbers = { corrupted };

// --- drawing

const BARE = { margin: { left: 0, right: 0, top: 0, bottom: 0 } };
const CHANGES = {
  right: { label: "Shift right", min: -14, max: 14, step: 0.5, digits: 1 },
  down: { label: "Shift down", min: -14, max: 14, step: 0.5, digits: 1 },
  rotation: { label: "Rotation", min: -180, max: 180, step: 1, digits: 0, show: (v) => `${number(v, 0)}°` },
  scale: { label: "Size", min: 0.3, max: 2, step: 0.01 },
  blur: { label: "Blur", min: 0, max: 4, step: 0.05 },
  noise: { label: "Noise", min: 0, max: 1, step: 0.01 },
};

const top = (p) => p.indexOf(Math.max(...p));

function sentence(s, label, p, all, amount) {
  const changes = Object.entries(CHANGES).filter(([key]) => s[key] !== (key === "scale" ? 1 : 0))
    .map(([key, o]) => `${o.label.toLowerCase()} ${(o.show ?? ((v) => number(v, o.digits ?? 2)))(s[key])}`);
  if (s.invert) changes.push("inverted");
  const reads = `A ${label}, ${changes.length ? kit.list(changes) : "unchanged"}, is read as ${top(p)} with ${percent(p[top(p)])}`;
  const fresh = all.next >= amount;
  const others = fresh ? ` Of all ${amount} pictures changed like this, ${percent(all.right / amount, 0)} are read rightly.` : "";
  return `${reads}: ${top(p) === label ? "right" : "wrong"}.${others}`;
}

function render({ model, el }) {
  const view = kit.view({ model, el }, { title: "What a trained reader makes of a changed digit" });
  const layers = unpacked(model.get("network"));
  const flat = kit.numbers(model.get("images"), Float32Array);
  const labels = model.get("labels");
  const pictures = labels.map((_, i) => flat.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE));
  const grains = labels.map((_, i) => grain(i + 1));
  view.stage.classList.add("nnx-narrow");
  const shown = view.figure({ name: "The changed digit", ...BARE });
  shown.axes.remove();
  shown.node.classList.add("nnx-frame");
  const verdict = view.element("p", "nnx-score nnx-below", view.stage, { "aria-hidden": "true" });
  const chart = view.figure({ name: "Probabilities", parent: view.stage, height: 200, margin: { left: 24, right: 56, top: 0, bottom: 0 } });
  chart.axes.remove();
  view.slider("digit", { label: "Picture", min: 0, max: labels.length - 1, step: 1, digits: 0 });
  for (const [key, options] of Object.entries(CHANGES)) view.slider(key, options);
  view.check("invert", { label: "Black and white exchanged" });
  view.resetButton();
  // All pictures are read after the hand has come to rest, a few at a time
  const all = { key: "", next: 0, right: 0, share: NaN };
  let timer = 0;
  view.onClose(() => clearTimeout(timer));
  function readMore(s) {
    const end = performance.now() + 6;
    while (all.next < labels.length && performance.now() < end) {
      const i = all.next++;
      all.right += top([...read(layers, corrupted(pictures[i], s, grains[i])).logits]) === labels[i];
    }
    if (all.next < labels.length) timer = setTimeout(readMore, 0, s);
    else {
      view.busy(false);
      all.share = all.right / labels.length;
      view.schedule();
    }
  }
  view.onDraw((s) => {
    const theme = view.theme;
    const picture = corrupted(pictures[s.digit], s, grains[s.digit]);
    const p = softmax([...read(layers, picture).logits]);
    kit.picture(shown, picture, SIDE, theme);
    kit.probabilities(chart, p, theme, labels[s.digit]);
    const key = JSON.stringify({ ...s, digit: 0 });
    if (all.key !== key) {
      Object.assign(all, { key, next: 0, right: 0 });
      view.busy(true);
      clearTimeout(timer);
      timer = setTimeout(readMore, 40, s);
    }
    const share = Number.isNaN(all.share) ? "…" : percent(all.share, 0);
    const right = top(p) === labels[s.digit];
    verdict.innerHTML = `${right ? "✓" : "✗"} a ${labels[s.digit]} is read as <b>${top(p)}</b><br>all ${labels.length} pictures: <b>${share}</b> right`;
    return sentence(s, labels[s.digit], p, all, labels.length);
  });
  return view.close;
}

export default { render };
