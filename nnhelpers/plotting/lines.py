"""Figures of numbers along an axis: curves and training histories."""

import numpy as np
from matplotlib.ticker import LogLocator

from nnhelpers.plotting.canvas import (
    GRAY,
    LIGHT,
    about,
    color,
    dash,
    drawing,
    exact,
    in_axes,
    kind,
    mark,
    new_figure,
    numbers,
    spread,
    word_color,
)


@drawing
def curves(x, lines, title, x_label, y_label, log="", bands=None, marks=None, dots=None):
    """Draw named curves over one x, each labeled at its right end.

    Parameters
    ----------
    x : (n,)
    lines : dict of label -> y (n,)
    log : axes to draw on a logarithmic scale: "", "x", "y" or "xy"
    bands : dict of label -> (low (n,), high (n,)), shaded behind the line of that label
    marks : dict of label -> a place on the x axis that gets a dashed vertical line
    dots : (places (m,), values (m,)), single measurements drawn as gray dots behind the curves
    """
    x = numbers("curves", "x", x, ("n",))
    lines = _lines("curves", lines, len(x))
    _check_log(log, x, lines)
    figure, axes = new_figure(title, 3.7)
    measured = _draw_dots(axes, dots)
    for index, (label, y) in enumerate(lines.items()):
        marker = "o" if len(x) <= 15 else None
        axes.plot(x, y, color=color(index), ls=dash(index), marker=marker, ms=5)
        if label in (bands or {}):
            low, high = (numbers("curves", f"band of {label}", b, (len(x),)) for b in bands[label])
            axes.fill_between(x, low, high, color=color(index), alpha=0.18, lw=0)
    axes.set(xlabel=x_label, ylabel=y_label)
    for axis, values in (("x", x), ("y", np.concatenate(list(lines.values())))):
        if axis in log:
            _log_scale(axes, axis, values.max() / values.min())
    if "x" not in log and np.array_equal(x, np.round(x)):  # there is no layer 2.5
        axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(color=LIGHT, lw=0.6)
    axes.margins(x=0.02)
    mark(axes, marks)
    _label_ends(axes, x, lines)
    return figure, _trends(x, lines, x_label, y_label, marks) + measured


@drawing
def history(history, title="Training"):
    """Draw cost and accuracy over the epochs of a training run.

    Parameters
    ----------
    history : dict of lists as `fit` returns it: "epoch", "cost", and if they were recorded
        "validation_cost", "accuracy" and "validation_accuracy"
    """
    if not isinstance(history, dict) or "cost" not in history:
        raise ValueError(
            "history needs what fit returns: expected a dict with the key 'cost', "
            f"got {kind(history)}. Pass the result of fit(…)."
        )
    n = len(history["cost"])
    epoch = numbers("history", "'epoch'", history.get("epoch", range(1, n + 1)), (n,))
    panels = [panel for panel in map(_panel(history), ("cost", "accuracy")) if panel[1]]
    figure, grid = new_figure(title, 3.2, 1, len(panels), squeeze=False)
    facts = []
    for axes, (name, lines) in zip(grid[0], panels, strict=True):
        lines = _lines("history", lines, n)
        for index, y in enumerate(lines.values()):
            axes.plot(epoch, y, color=color(index), ls=dash(index), marker="o", ms=4)
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(color=LIGHT, lw=0.6)
        _label_ends(axes, epoch, lines)
        facts.append(_trends(epoch, lines, "epoch", name, None))
    return figure, " ".join(facts)


def _draw_dots(axes, dots):
    """Draw single measurements, and say so."""
    if dots is None:
        return ""
    places = numbers("curves", "dots' places", dots[0], ("m",))
    values = numbers("curves", "dots' values", dots[1], (len(places),))
    axes.plot(places, values, "o", color=GRAY, ms=4.5, mew=0)
    return f" {len(places)} measured points are drawn as dots."


def _lines(who, lines, n):
    if not isinstance(lines, dict) or not lines:
        raise ValueError(
            f"{who} needs lines: expected a dict of label -> y, got {kind(lines)}. "
            "One curve alone is {'cost': y}."
        )
    return {label: numbers(who, f"the curve {label!r}", y, (n,)) for label, y in lines.items()}


def _check_log(log, x, lines):
    if log not in ("", "x", "y", "xy"):
        raise ValueError(f"curves needs log: expected '', 'x', 'y' or 'xy', got {log!r}. Pass one.")
    smallest = {"x": x.min(), "y": min(y.min() for y in lines.values())}
    for axis in log:
        if smallest[axis] <= 0:
            raise ValueError(
                f"curves needs {axis} above 0 on a logarithmic axis: expected positive numbers, "
                f"got {smallest[axis]:.3g}. Leave these out, or leave '{axis}' out of log."
            )


def _log_scale(axes, axis, span):
    """Make an axis logarithmic, with plain numbers (0.01, 3, 1,000) where these are short."""
    getattr(axes, f"set_{axis}scale")("log")
    steps = (1, 2, 5) if span < 300 else (1,)
    ticks = getattr(axes, f"{axis}axis")
    ticks.set_major_locator(LogLocator(subs=steps))
    ticks.set_major_formatter(_plain_or_power)
    ticks.set_minor_formatter("")


def _plain_or_power(value, _):
    power = round(np.log10(value))
    return f"{value:,.10g}" if -4 < power < 7 else f"$10^{{{power}}}$"


def _panel(history):
    def choose(name):
        found = {"training": history.get(name), "validation": history.get(f"validation_{name}")}
        return name, {label: y for label, y in found.items() if y is not None and len(y)}

    return choose


def _label_ends(axes, x, lines):
    """Write each curve's label to the right of its last point, moved apart where they meet."""
    height = [in_axes(axes, x[-1], y[-1])[1] for y in lines.values()]
    inches = 0.72 * axes.figure.get_figheight()
    places = spread(height, gap=10 * 1.3 / 72 / inches)
    for index, (label, place) in enumerate(zip(lines, places, strict=True)):
        axes.text(
            1.015, place, str(label), transform=axes.transAxes, color=word_color(index), va="center"
        )


def _trends(x, lines, x_label, y_label, marks):
    """Say for each curve where it starts and ends."""
    parts = []
    for label, y in lines.items():
        first, last = about(y[0]), about(y[-1])
        if first == last:
            parts.append(f"{label} starts and ends at about {first}")
        else:
            verb = "rises" if y[-1] > y[0] else "falls"
            parts.append(f"{label} {verb} from about {first} to about {last}")
    marked = "".join(
        f" {label} is marked at {exact(place)}." for label, place in (marks or {}).items()
    )
    span = f"{x_label} from {about(x[0])} to {about(x[-1])}"
    return f"{y_label[:1].upper() + y_label[1:]} over {span}: {'; '.join(parts)}.{marked}"
