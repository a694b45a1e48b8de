// What stands there already is not written again: the browser would lay it out and paint it anew.
import { selection } from "d3-selection";

const { attr, text } = selection.prototype;
const of = (value, node, about) => (typeof value === "function" ? value.apply(node, about) : value);

selection.prototype.attr = function (name, value) {
  if (arguments.length < 2 || name.includes(":")) return attr.apply(this, arguments);
  return this.each(function (...about) {
    const now = of(value, this, about);
    if (now == null) this.removeAttribute(name);
    else if (this.getAttribute(name) !== String(now)) this.setAttribute(name, now);
  });
};

selection.prototype.text = function (value) {
  if (!arguments.length) return text.call(this);
  return this.each(function (...about) {
    const now = String(of(value, this, about) ?? "");
    if (this.textContent !== now) this.textContent = now;
  });
};
