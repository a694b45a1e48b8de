// A pad to draw on with mouse, pen, finger or keyboard.
import { linePath } from "./text.js";

const NEAR = 0.008; // nearer points add nothing

/** A pad whose strokes are the state `strokes`: lines of points (x, y) from 0 to 1, y downward. */
export function pad(view, name, parent = view.stage) {
  const margin = { left: 1, right: 1, top: 1, bottom: 1 };
  const figure = view.figure({ name: "Drawing", margin, parent });
  figure.axes.remove();
  figure.node.classList.add("nnx-pad");
  for (const [key, value] of Object.entries({
    tabindex: "0", role: "application", "aria-roledescription": "drawing pad",
    "aria-label": `${name}. Arrow keys move the pen, Space puts it down or lifts it, Backspace takes the last stroke away.`,
  })) figure.node.setAttribute(key, value);
  const pen = { at: [0.5, 0.25], down: false, shown: false };
  const strokes = () => view.model.get("strokes");
  const begin = (p) => view.set({ strokes: [...strokes(), [p]] });
  const extend = (p) => {
    const all = strokes();
    const line = all.at(-1);
    const last = line.at(-1);
    if (Math.hypot(p[0] - last[0], p[1] - last[1]) < NEAR) return;
    view.set({ strokes: [...all.slice(0, -1), [...line, p]] });
  };
  const place = (event) => {
    const box = figure.canvas.getBoundingClientRect();
    const clamp = (v) => Number(Math.min(1, Math.max(0, v)).toFixed(4));
    return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
  };
  figure.node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    figure.node.setPointerCapture(event.pointerId);
    pen.drawing = true;
    pen.shown = false;
    begin(place(event));
    event.preventDefault();
    figure.node.focus({ preventScroll: true });
  });
  figure.node.addEventListener("pointermove", (event) => {
    // A fast hand moves several times within one frame
    if (pen.drawing) for (const one of event.getCoalescedEvents?.() ?? [event]) extend(place(one));
  });
  const lift = () => (pen.drawing = false);
  figure.node.addEventListener("pointerup", lift);
  figure.node.addEventListener("pointercancel", lift);
  figure.node.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (way) {
      pen.shown = true;
      pen.at = pen.at.map((v, k) => Number(Math.min(0.96, Math.max(0.04, v + way[k] * 0.04)).toFixed(4)));
      if (pen.down && strokes().length) extend(pen.at);
    } else if (event.key === " ") {
      pen.shown = true;
      pen.down = !pen.down;
      if (pen.down) begin(pen.at);
    } else if (event.key === "Backspace") {
      view.set({ strokes: strokes().slice(0, -1) });
      pen.down = false;
    } else return;
    view.schedule();
    event.preventDefault();
  });
  return { figure, pen };
}

export function drawPad({ figure, pen }, strokes, theme, hint) {
  figure.frame([0, 1], [1, 0]);
  const { x, y } = figure;
  const d = strokes.map((line) => linePath((line.length > 1 ? line : [line[0], line[0]]).map(([p, q]) => [x(p), y(q)]))).join("");
  figure.path("drawing", d).attr("fill", "none").attr("stroke", theme.ink).attr("stroke-width", figure.width * 0.062)
    .attr("stroke-linecap", "round").attr("stroke-linejoin", "round");
  figure.layer("pen", figure.labels).selectAll("circle").data(pen.shown ? [pen.at] : []).join("circle")
    .attr("cx", (p) => x(p[0])).attr("cy", (p) => y(p[1])).attr("r", 9)
    .attr("fill", pen.down ? theme.one : "none").attr("stroke", theme.one).attr("stroke-width", 2);
  figure.label("hint", strokes.length ? "" : hint, figure.width / 2, figure.height / 2, { anchor: "middle" })
    .style("fill", theme.muted).style("font-size", "15px");
}
