// A plot: canvas for areas, SVG for lines and marks, scales, axes, points that can be dragged.
import { axisBottom, axisLeft } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { number } from "./text.js";
import { element, unique } from "./view.js";

const MARGIN = { top: 8, right: 8, bottom: 26, left: 32 };

export class Figure {
  /** `height` is a number of pixels or a function of the width; labels name the axes. */
  constructor(view, { name, height = (width) => width, margin, x = "", y = "", parent = view.stage }) {
    Object.assign(this, { view, name, x: scaleLinear(), y: scaleLinear() });
    this.margin = { ...MARGIN, ...margin };
    this.heightOf = typeof height === "function" ? height : () => height;
    this.node = element("div", "nnx-figure", parent);
    this.canvas = element("canvas", "", this.node, { "aria-hidden": "true" });
    this.svg = select(this.node).append("svg").attr("role", "group").attr("aria-label", name);
    const clip = unique();
    this.clip = this.svg.append("clipPath").attr("id", clip).append("rect");
    this.plot = this.svg.append("g");
    this.axes = this.plot.append("g").attr("aria-hidden", "true");
    this.axes.append("g").attr("class", "nnx-axis nnx-axis-x");
    this.axes.append("g").attr("class", "nnx-axis nnx-axis-y");
    this.axes.append("text").attr("class", "nnx-axis-name nnx-axis-name-x").text(x);
    this.axes.append("text").attr("class", "nnx-axis-name nnx-axis-name-y").text(y);
    this.marks = this.plot.append("g").attr("aria-hidden", "true").attr("clip-path", `url(#${clip})`);
    this.labels = this.plot.append("g").attr("aria-hidden", "true").attr("class", "nnx-labels");
    this.handles = this.plot.append("g");
    this.layers = new Map();
    this.resize(this.node.clientWidth || 360);
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.node);
    view.onClose(() => observer.disconnect());
  }

  fit() {
    const width = this.node.clientWidth;
    if (!width || width === this.outer) return;
    this.resize(width);
    this.view.schedule();
  }

  resize(outer) {
    const { top, right, bottom, left } = this.margin;
    this.outer = outer;
    this.width = Math.max(outer - left - right, 40);
    this.height = Math.max(this.heightOf(outer) - top - bottom, 30);
    const ratio = globalThis.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: this.width * ratio, height: this.height * ratio });
    Object.assign(this.canvas.style, {
      left: `${left}px`, top: `${top}px`, width: `${this.width}px`, height: `${this.height}px`,
    });
    this.svg.attr("width", outer).attr("height", this.height + top + bottom);
    this.plot.attr("transform", `translate(${left},${top})`);
    this.clip.attr("width", this.width).attr("height", this.height);
    this.framed = "";
  }

  /** Set what the axes span. Returns true if that has changed. */
  frame(xDomain, yDomain, { xTicks = 5, yTicks = 5, grid = false, xFormat, yFormat } = {}) {
    const asked = JSON.stringify([xDomain, yDomain, this.width, this.height]);
    if (asked === this.framed) return false;
    this.framed = asked;
    this.x.domain(xDomain).range([0, this.width]);
    this.y.domain(yDomain).range([this.height, 0]);
    const plain = (v) => String(v).replace("-", "−");
    const xAxis = axisBottom(this.x).ticks(xTicks).tickSize(4).tickPadding(4).tickFormat(xFormat ?? plain);
    const yAxis = axisLeft(this.y).ticks(yTicks).tickPadding(5).tickFormat(yFormat ?? plain);
    yAxis.tickSize(grid ? -this.width : 4);
    this.axes.select(".nnx-axis-x").attr("transform", `translate(0,${this.height})`).call(xAxis);
    this.axes.select(".nnx-axis-y").classed("nnx-grid", grid).call(yAxis);
    // Beside the ticks where there is room, else inside the plot
    const beside = this.margin.right >= 50;
    const name = this.axes.select(".nnx-axis-name-x").style("text-anchor", beside ? "start" : "end");
    name.attr("x", this.width + (beside ? 14 : 0)).attr("y", this.height + (beside ? 15 : -6));
    this.axes.select(".nnx-axis-name-y").attr("x", 6).attr("y", 12);
    return true;
  }

  /** The group of this name below the marks' clip, made once. */
  layer(name, within = this.marks) {
    if (!this.layers.has(name)) this.layers.set(name, within.append("g").attr("class", `nnx-${name}`));
    return this.layers.get(name);
  }

  /** One path that is kept between drawings. */
  path(name, d) {
    const all = this.layer(name).selectAll("path").data([d]).join("path");
    return all.attr("d", d);
  }

  /** Text beside a mark, kept inside the plot; halo behind it so that it can be read anywhere. */
  label(name, text, x, y, { anchor = "start" } = {}) {
    const at = Math.min(Math.max(y, 11), this.height - 5);
    const made = this.layer(name, this.labels).selectAll("text").data([text]).join("text");
    return made.text(text).attr("text-anchor", anchor).attr("x", x).attr("y", at);
  }

  /** A clear 2-D context in units of CSS pixels. */
  context() {
    const context = this.canvas.getContext("2d");
    const ratio = this.canvas.width / this.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  /**
   * A point to drag, also with the arrow keys (Shift: ten steps). `get(state)` gives its place in
   * data units, `set(x, y)` moves it there; a handle with `axis: "x"` moves only sideways.
   */
  handle({ label, get, set, step = 0.1, axis = "xy", radius = 7, text }) {
    const view = this.view;
    const node = this.handles.append("g").attr("class", "nnx-handle").attr("tabindex", 0);
    node.attr("role", "slider").attr("aria-label", label);
    node.append("circle").attr("class", "nnx-halo").attr("r", Math.max(16, radius + 8));
    node.append("circle").attr("class", "nnx-knob").attr("r", radius);
    const clamp = (value, [a, b]) => Math.min(Math.max(value, Math.min(a, b)), Math.max(a, b));
    const move = (x, y) =>
      set(clamp(x, this.x.domain()), axis === "x" ? get(view.state())[1] : clamp(y, this.y.domain()));
    const round = (value) => Number(value.toFixed(4));

    const element = node.node();
    let grip = null;
    element.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const [x, y] = get(view.state());
      grip = [this.x(x) - event.clientX, this.y(y) - event.clientY];
      node.classed("nnx-held", true);
      event.preventDefault();
      element.focus({ preventScroll: true });
    });
    element.addEventListener("pointermove", (event) => {
      if (!grip) return;
      move(
        round(this.x.invert(event.clientX + grip[0])),
        round(this.y.invert(event.clientY + grip[1])),
      );
    });
    const drop = () => {
      grip = null;
      node.classed("nnx-held", false);
    };
    element.addEventListener("pointerup", drop);
    element.addEventListener("pointercancel", drop);
    element.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way) return;
      const size = event.shiftKey ? 10 * step : step;
      const [x, y] = get(view.state());
      const across = axis === "x" ? way[0] || way[1] : way[0];
      move(round(x + across * size), round(y + way[1] * size));
      event.preventDefault();
    });

    view.afterDraw((state) => {
      const [x, y] = get(state);
      const [low, high] = this.x.domain();
      node.attr("transform", `translate(${this.x(x)},${this.y(y)})`);
      node.attr("aria-valuemin", Math.min(low, x)).attr("aria-valuemax", Math.max(high, x));
      const words = text ? text(state) : axis === "x" ? number(x) : `${number(x)}, ${number(y)}`;
      node.attr("aria-valuenow", x).attr("aria-valuetext", words);
    });
    return node;
  }
}
