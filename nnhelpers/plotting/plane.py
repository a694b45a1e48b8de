"""Figures of points in the plane, and of the regions into which a model divides it."""

import numpy as np
from matplotlib.colors import ListedColormap, to_rgb

from nnhelpers.plotting.canvas import (
    DIVERGING,
    INK,
    LIGHT,
    MARKERS,
    about,
    color,
    drawing,
    new_figure,
    numbers,
)

SIDE = 4.5  # inches that the wider side of the plane takes; the rest of the page is for its key


@drawing
def points(x, y=None, title="Points", x_label="x₁", y_label="x₂", names=None):
    """Draw points in the plane, each class with its own color and marker.

    Parameters
    ----------
    x : (n, 2)
    y : (n,) whole numbers from 0, the classes; None if there are none
    names : what the classes are called, a list; "class 0", … if None
    """
    x, y = classed_points("points", x, y)
    figure, axes = plane(title, *ranges_of(x), x_label, y_label)
    axes.grid(color=LIGHT, lw=0.6)
    names = scatter(axes, x, y, names)
    return figure, point_facts(x, y, names)


@drawing
def boundary(
    model,
    x,
    y,
    title="Where the model draws the line",
    x_label="x₁",
    y_label="x₂",
    names=None,
    resolution=200,
):
    """Draw the regions in which a model answers with each class, and the points on top.

    Parameters
    ----------
    model : function of points (n, 2). It may return classes (n,), probabilities of class 1, (n,)
        or (n, 1), or one column of scores a class, (n, k).
    x, y, names : as in `points`
    resolution : how many places the model is asked for along each side
    """
    x, y = classed_points("boundary", x, y)
    (left, right), (low, high) = ranges_of(x)
    across, up = np.linspace(left, right, resolution), np.linspace(low, high, resolution)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    shade, classes = _answers(model, grid)
    figure, axes = plane(title, (left, right), (low, high), x_label, y_label)
    if shade is not None:
        picture = shade.reshape(resolution, resolution)
        axes.pcolormesh(across, up, picture, cmap=soft_map(), vmin=0, vmax=1, rasterized=True)
        axes.contour(across, up, picture, [0.5], colors=INK, linewidths=1.5)
    else:
        picture = classes.reshape(resolution, resolution)
        tints = np.array([_tint(k) for k in range(int(picture.max()) + 1)])
        axes.imshow(tints[picture], origin="lower", extent=(left, right, low, high), aspect="equal")
        for k in np.unique(picture)[1:]:
            axes.contour(across, up, picture >= k, [0.5], colors=INK, linewidths=1.2)
    names = scatter(axes, x, y, names)
    right_ones = int(np.sum(_answers(model, x)[1] == y))
    facts = point_facts(x, y, names)
    return figure, f"{facts} {right_ones} of {len(x)} points lie in the region of their own class."


def classed_points(who, x, y):
    x = numbers(who, "points x", x, ("n", 2))
    if y is None:
        return x, None
    y = getattr(y, "data", y) if hasattr(y, "backward") else np.asarray(y)
    if y.ndim == 2:
        raise ValueError(
            f"{who} needs y, one class a point: expected shape ({len(x)},), got {y.shape}. "
            "From one-hot classes, take y.argmax(axis=-1)."
        )
    classes = numbers(who, "classes y", y, (len(x),))
    if (classes < 0).any() or (classes % 1 != 0).any():
        raise ValueError(
            f"{who} needs y, classes counted from 0: expected whole numbers of 0 or more, "
            f"got {classes[(classes < 0) | (classes % 1 != 0)][0]:.3g}. Number the classes."
        )
    return x, classes.astype(int)


def ranges_of(x):
    low, high = x.min(axis=0), x.max(axis=0)
    margin = 0.12 * max((high - low).max(), 0.5)
    return (low[0] - margin, high[0] + margin), (low[1] - margin, high[1] + margin)


def plane(title, across, up, x_label, y_label):
    """Return a figure whose axes have the same scale both ways, so that right angles look right."""
    ratio = (up[1] - up[0]) / (across[1] - across[0])
    figure, axes = new_figure(title, 0.85 + SIDE * min(max(ratio, 0.45), 0.85))
    axes.set(xlim=across, ylim=up, xlabel=x_label, ylabel=y_label)
    axes.set_aspect("equal", anchor="W")
    return figure, axes


def scatter(axes, x, y, names):
    classes = np.zeros(len(x), int) if y is None else y
    size = float(np.clip(5000 / len(x), 14, 55))
    count = int(classes.max()) + 1
    names = list(names) if names is not None else [f"class {k}" for k in range(count)]
    if len(names) < count:
        raise ValueError(
            f"names needs one name a class: expected {count}, got {len(names)}. Add the others."
        )
    for k in np.unique(classes):
        place = x[classes == k].T
        marker = MARKERS[k % len(MARKERS)]
        axes.scatter(
            *place,
            s=size,
            marker=marker,
            color=color(k),
            ec="white",
            lw=0.5,
            label=names[k],
            zorder=3,
        )
    if y is not None:
        axes.legend(
            loc="upper left",
            bbox_to_anchor=(1.02, 1.02),
            handletextpad=0.2,
            borderaxespad=0,
            markerscale=1.3,
        )
    return names


def point_facts(x, y, names):
    (left, low), (right, high) = x.min(axis=0), x.max(axis=0)
    kinds = [] if y is None else [f"{np.sum(y == k)} of {names[k]}" for k in np.unique(y)]
    of = f" ({', '.join(kinds)})" if kinds else ""
    return (
        f"{len(x)} points{of}, from {about(left)} to {about(right)} across "
        f"and from {about(low)} to {about(high)} up."
    )


def _answers(model, x):
    """Return the probability of class 1, or None if there is none, and the class of each point."""
    output = model(x)
    output = np.asarray(output.data if hasattr(output, "backward") else output)
    if output.shape == (len(x), 1):
        output = output[:, 0]
    if output.ndim == 2 and len(output) == len(x):
        return None, numbers("boundary", "model(x)", output, ("n", "k")).argmax(axis=1)
    output = numbers("boundary", "what the model returns", output, (len(x),)) + 0.0
    if (output % 1 == 0).all() and (output >= 0).all():
        return None, output.astype(int)
    if output.min() < 0 or output.max() > 1:
        raise ValueError(
            "boundary needs probabilities or classes from the model: expected values from 0 to 1, "
            f"got {output.min():.3g} to {output.max():.3g}. Apply sigmoid, or return z > 0."
        )
    return output, (output > 0.5).astype(int)


def soft_map():
    """Return the diverging map without its dark ends, so that points on it stay visible."""
    return ListedColormap([*(0.5 + 0.5 * DIVERGING(np.linspace(0.2, 0.8, 256))[:, :3])])


def _tint(k):
    return 0.72 + 0.28 * np.array(to_rgb(color(k)))
