// What every exploration has: a frame, controls, a sentence that says what is shown, a theme.
import { button, choice, check, slider } from "./controls.js";
import { Figure } from "./figure.js";
import { guardKeys } from "./keys.js";
import { watchTheme } from "./theme.js";

const SETTLED = 350; // ms without a change before a screen reader is told
const SAVED = 150; // ms from a change until Python is told; whatever moves sends few messages
const LEAST = 120; // pixels; in a narrower place nothing can be drawn

/** Build the frame of an exploration in `el`. The keys of `start` are its state. */
export function view({ model, el }, { title }) {
  const keys = Object.keys(model.get("start"));
  const root = element("section", "nnx", el, { "aria-label": title });
  const body = element("div", "nnx-body", root);
  const stage = element("div", "nnx-stage", body);
  const panel = element("div", "nnx-panel", body);
  const caption = element("p", "nnx-caption", root, { "aria-hidden": "true" });
  const live = element("p", "nnx-live", root, { "aria-live": "polite" });
  const drawers = [];
  const followers = [];
  const closers = [guardKeys(root)];
  let frame = 0;
  let settle = 0;
  let saving = 0;
  let width = root.clientWidth; // asked of the root in each frame, it would be laid out twice

  const self = { model, root, body, stage, panel, keys, theme: null, tell, schedule, set, reset };
  self.state = () => Object.fromEntries(keys.map((key) => [key, model.get(key)]));
  self.element = (tag, className, parent = panel, attributes = {}) =>
    element(tag, className, parent, attributes);
  self.figure = (options) => new Figure(self, options);
  self.slider = (key, options) => slider(self, key, options);
  self.choice = (key, options) => choice(self, key, options);
  self.check = (key, options) => check(self, key, options);
  self.button = (label, action, options) => button(self, label, action, options);
  self.busy = (now) => root.setAttribute("aria-busy", now); // more is to come by itself
  self.resetButton = () => self.button("Reset", reset);
  self.onDraw = (drawer) => drawers.push(drawer);
  self.afterDraw = (drawer) => followers.push(drawer); // what needs the scales of this drawing
  self.onClose = (closer) => closers.push(closer);

  function draw() {
    frame = 0;
    // A page that is still being laid out; a figure that gets its width asks for a drawing
    if (width < LEAST) return;
    const state = self.state();
    for (const drawer of drawers) {
      const sentence = drawer(state);
      if (sentence) tell(sentence);
    }
    for (const follower of followers) follower(state);
  }
  // Any number of changes within one frame of the screen cost one drawing.
  function schedule() {
    if (self.theme) frame ||= requestAnimationFrame(draw);
  }
  /** Change the state. JupyterLab redraws much of itself for a message, so Python hears it later. */
  function set(changes) {
    for (const [key, value] of Object.entries(changes)) model.set(key, value);
    saving ||= setTimeout(save, SAVED);
  }
  function save() {
    saving = 0;
    model.save_changes();
  }
  function reset() {
    set(structuredClone(model.get("start")));
  }
  function tell(sentence) {
    if (caption.textContent === sentence) return;
    caption.textContent = sentence;
    clearTimeout(settle);
    settle = setTimeout(() => (live.textContent = sentence), live.textContent ? SETTLED : 0);
  }

  const observer = new ResizeObserver(() => {
    const before = width;
    width = root.clientWidth;
    if (before < LEAST) schedule();
  });
  observer.observe(root);
  closers.push(() => observer.disconnect());
  for (const key of keys) model.on(`change:${key}`, schedule);
  closers.push(
    watchTheme(root, (theme) => {
      self.theme = theme;
      schedule();
    }),
  );
  self.close = () => {
    cancelAnimationFrame(frame);
    clearTimeout(settle);
    clearTimeout(saving);
    if (saving) save();
    for (const key of keys) model.off(`change:${key}`, schedule);
    for (const closer of closers) closer();
  };
  return self;
}

let made = 0;
const page = Math.random().toString(36).slice(2, 8);
/** A name that no other figure on the page has. */
export const unique = () => `nnx-${page}-${made++}`;

export function element(tag, className, parent, attributes = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent?.append(made);
  return made;
}
