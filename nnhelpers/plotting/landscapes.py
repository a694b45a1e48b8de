"""Figures of a cost as a landscape, and of the way down."""

import numpy as np

from nnhelpers.plotting.canvas import (
    AMBER,
    BLUE,
    DARK_ORANGE,
    INK,
    LIGHT,
    ORANGE,
    PALETTE,
    about,
    dash,
    drawing,
    near,
    new_figure,
    numbers,
)

PATH_COLORS = (ORANGE, INK, *PALETTE[2:5])


@drawing
def surface(
    f,
    x_range,
    y_range,
    paths=None,
    title="The cost as a landscape",
    x_label="θ₁",
    y_label="θ₂",
    resolution=80,
):
    """Draw the contours of a function of two parameters, with paths of descent on top.

    Parameters
    ----------
    f : function of an array (2,) that returns a number
    x_range, y_range : (low, high)
    paths : dict of label -> (steps + 1, 2), as gradient_descent returns them; they may leave the
        picture
    resolution : how many places f is asked for along each side
    """
    across, up = (_range("surface", *r) for r in (("x_range", x_range), ("y_range", y_range)))
    x, y = np.linspace(*across, resolution), np.linspace(*up, resolution)
    height = [[float(f(np.array([a, b]))) for a in x] for b in y]
    height = numbers("surface", "f over the range", height, (resolution, resolution))
    figure, axes = new_figure(title, 4.4)
    _contours(axes, x, y, height)
    axes.set(xlim=across, ylim=up, xlabel=x_label, ylabel=y_label)
    facts = _low_point(x, y, height, x_label, y_label)
    for index, (label, path) in enumerate((paths or {}).items()):
        path = numbers("surface", f"the path {label!r}", path, ("steps + 1", 2))
        facts += " " + _draw_path(axes, f, label, path, index)
    if paths:
        axes.legend(
            loc="upper left", bbox_to_anchor=(1.01, 1.01), borderaxespad=0, handlelength=2.4
        )
    return figure, facts


@drawing
def descent(f, path, title="Downhill, step by step", x_label="θ", y_label="cost"):
    """Draw a function of one parameter and the steps of a descent on it, numbered from 0.

    Parameters
    ----------
    f : function of a number that returns a number
    path : (steps + 1,) or (steps + 1, 1), as gradient_descent returns it
    """
    if np.ndim(path) == 2 and np.shape(path)[1] > 1:
        raise ValueError(
            f"descent needs the path of one parameter: expected (steps + 1,), got {np.shape(path)}."
            " Draw two parameters with surface."
        )
    path = numbers("descent", "path", np.ravel(path), ("n",))
    heights = numbers("descent", "f along the path", [_value(f, p) for p in path], (len(path),))
    margin = 0.15 * max(np.ptp(path), 0.5)
    x = np.linspace(path.min() - margin, path.max() + margin, 300)
    figure, axes = new_figure(title, 3.6)
    axes.plot(x, [_value(f, a) for a in x], color=BLUE)
    axes.grid(color=LIGHT, lw=0.6)
    _draw_hops(axes, path, heights)
    axes.plot(path, heights, "o", color=ORANGE, ms=6, mec="white", mew=0.8, zorder=3)
    _number_steps(axes, path, heights)
    axes.set(xlabel=x_label, ylabel=y_label)
    axes.margins(y=0.1)
    return figure, (
        f"{len(path) - 1} steps lead from {x_label} = {near(path[0], np.ptp(x))} to "
        f"{near(path[-1], np.ptp(x))}; the "
        f"{y_label} goes from {about(heights[0])} to {about(heights[-1])}."
    )


def _range(who, what, ends):
    low, high = numbers(who, what, ends, (2,))
    if low >= high:
        raise ValueError(
            f"{who} needs {what}: expected (low, high) with low below high, got ({low:.3g}, "
            f"{high:.3g}). Swap them."
        )
    return low, high


def _contours(axes, x, y, height):
    """Draw contours that are denser near the bottom, where the paths end."""
    low, span = height.min(), max(np.ptp(height), 1e-12)
    levels = low + span * np.linspace(0, 1, 22) ** 2.2
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    colors = LinearSegmentedColormap.from_list("depth", ["#7FB4D6", "#FFFFFF"])
    axes.contourf(x, y, height, levels, cmap=colors, norm=PowerNorm(0.45, low, low + span))
    axes.contour(x, y, height, levels, colors=BLUE, linewidths=0.5, alpha=0.6)


def _low_point(x, y, height, x_label, y_label):
    row, column = np.unravel_index(height.argmin(), height.shape)
    return (
        f"Contours for {x_label} from {about(x[0])} to {about(x[-1])} and {y_label} from "
        f"{about(y[0])} to {about(y[-1])}; the lowest place shown is near "
        f"({near(x[column], np.ptp(x))}, {near(y[row], np.ptp(y))})."
    )


def _draw_path(axes, f, label, path, index):
    paint = PATH_COLORS[index % len(PATH_COLORS)]
    marker = "os^Dv"[index % 5]
    many = len(path) > 60
    axes.plot(
        *path.T,
        color=paint,
        ls=dash(index),
        lw=1.5,
        marker=None if many else marker,
        ms=4,
        mec="white",
        mew=0.5,
        label=str(label),
    )
    axes.plot(*path[0], "o", color="white", mec=paint, mew=2, ms=8, zorder=4)
    axes.plot(*path[-1], "*", color=AMBER, mec=INK, mew=0.7, ms=13, zorder=5)
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    if not (left <= path[-1, 0] <= right and low <= path[-1, 1] <= high):
        end = "leaves the picture"
    else:
        end = f"ends near ({near(path[-1, 0], right - left)}, {near(path[-1, 1], high - low)})"
    return f"{label}: {len(path) - 1} steps from ({about(path[0, 0])}, {about(path[0, 1])}), {end}."


def _value(f, place):
    return float(np.squeeze(f(place)))


def _draw_hops(axes, path, heights):
    """Draw an arched arrow from each place to the next, bulging upward either way."""
    visible = np.abs(np.diff(path)) > 0.02 * max(np.ptp(path), 1e-12)
    for step in np.flatnonzero(visible):
        bend = -0.35 if path[step + 1] > path[step] else 0.35
        arrow = {"arrowstyle": "-|>", "color": ORANGE, "lw": 1.3, "shrinkA": 4, "shrinkB": 4}
        arrow["connectionstyle"] = f"arc3,rad={bend}"
        places = [(path[k], heights[k]) for k in (step + 1, step)]
        axes.annotate("", *places, arrowprops=arrow)


def _number_steps(axes, path, heights):
    """Number the first few steps and the last, leaving out those that would overlap."""
    reach = max(np.ptp(path), 1e-12)
    taken = []
    for step in [*range(len(path))]:
        if step > 8 and step != len(path) - 1:
            continue
        if any(abs(path[step] - other) < 0.035 * reach for other in taken):
            continue
        taken.append(path[step])
        axes.annotate(
            str(step),
            (path[step], heights[step]),
            (0, -8),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=9,
            color=DARK_ORANGE,
            fontweight="bold",
        )
