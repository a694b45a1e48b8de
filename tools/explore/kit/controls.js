// Labeled controls. Each shows a key of the model and sets it; Python and ipywidgets do the same.
import { number } from "./text.js";
import { element, unique } from "./view.js";

/**
 * A slider. `log` spaces it by powers of ten, `show` writes the value; `get` and `set` stand in
 * for the key where the value is part of something larger.
 */
export function slider(view, key, options) {
  const { label, min, max, step = 0.1, digits = 2, log = false, parent = view.panel } = options;
  const show = options.show ?? ((value) => number(value, digits));
  const get = options.get ?? ((state) => state[key]);
  const set = options.set ?? ((value) => view.set({ [key]: value }));
  const id = unique();
  const row = element("div", "nnx-row", parent);
  const name = element("label", "nnx-name", row, { for: id });
  const input = element("input", "nnx-slider", row, { type: "range", id, step });
  const shown = element("span", "nnx-value", row, { "aria-hidden": "true" });
  name.textContent = label;
  // A start value outside the usual range widens it.
  const to = log ? Math.log10 : Number;
  const ends = [min, max, get(view.model.get("start"))].map(to).filter(Number.isFinite);
  input.min = Math.min(...ends);
  input.max = Math.max(...ends);

  input.addEventListener("input", () => {
    const value = Number(input.value);
    // 0.1 + 0.2 must not reach Python as 0.30000000000000004
    set(log ? Number((10 ** value).toPrecision(3)) : Number(value.toFixed(10)));
  });
  let last = null;
  view.onDraw((state) => {
    const value = get(state);
    if (value === undefined) return;
    // While dragging, the handle stays where the hand is
    const at = to(value);
    if (Math.abs(Number(input.value) - at) > step / 2) input.value = at;
    if (value === last) return;
    last = value;
    const share = (Number(input.value) - input.min) / (input.max - input.min);
    input.style.setProperty("--at", share);
    input.setAttribute("aria-valuetext", show(value));
    shown.textContent = show(value);
  });
  return { row, input, name };
}

/** A choice among names: { value: text } or [value, ...]. */
export function choice(view, key, { label, options, parent = view.panel }) {
  const entries = Array.isArray(options) ? options.map((o) => [o, o]) : Object.entries(options);
  const id = unique();
  const row = element("div", "nnx-row nnx-row-choice", parent);
  element("label", "nnx-name", row, { for: id }).textContent = label;
  const input = element("select", "nnx-choice", row, { id });
  for (const [value, text] of entries)
    element("option", "", input, { value }).textContent = String(text).replaceAll("_", " ");
  input.addEventListener("change", () => view.set({ [key]: input.value }));
  view.onDraw((state) => {
    if (input.value !== state[key]) input.value = state[key];
  });
  return { row, input };
}

export function check(view, key, { label, parent = view.panel }) {
  const row = element("label", "nnx-check", parent);
  const input = element("input", "", row, { type: "checkbox" });
  row.append(label);
  input.addEventListener("change", () => view.set({ [key]: input.checked }));
  view.onDraw((state) => (input.checked = state[key]) && undefined);
  return { row, input };
}

/** A button; buttons that follow each other share a row. */
export function button(view, label, action, { parent = view.panel, name } = {}) {
  const last = parent.lastElementChild;
  const row = last?.classList.contains("nnx-buttons") ? last : element("div", "nnx-buttons", parent);
  const made = element("button", "nnx-button", row, { type: "button" });
  made.textContent = label;
  if (name) made.setAttribute("aria-label", name);
  made.addEventListener("click", action);
  return made;
}
