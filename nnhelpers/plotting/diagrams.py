"""Drawings of networks and of computation graphs."""

import itertools

import numpy as np
from matplotlib.patches import FancyBboxPatch

from nnhelpers.plotting.canvas import (
    BLUE,
    DARK_ORANGE,
    GRAY,
    INK,
    LIGHT,
    ORANGE,
    SKY,
    WIDTH,
    drawing,
    exact,
    new_figure,
    note,
)

MOST = 10  # circles drawn in a layer before dots stand for the rest


@drawing
def network(sizes, title=None, names=None):
    """Draw a fully connected network, and count its parameters.

    Parameters
    ----------
    sizes : number of neurons a layer, inputs first, such as (784, 16, 16, 10)
    names : what the layers are called; "input", "hidden 1", …, "output" if None
    """
    sizes = _sizes(sizes)
    names = list(names) if names is not None else _layer_names(len(sizes))
    if len(names) != len(sizes):
        raise ValueError(
            f"network needs a name a layer: expected {len(sizes)}, got {len(names)}. Name all."
        )
    parameters = sum((a + 1) * b for a, b in itertools.pairwise(sizes))
    shape = "-".join(str(size) for size in sizes)
    places = [_places(index, size) for index, size in enumerate(sizes)]
    tallest = max(rows[0][1] for rows in places) + 0.5
    figure, axes = new_figure(title or f"A network {shape}", 1.2 + 0.76 * tallest)
    _connect(axes, places)
    for index, (size, name, rows) in enumerate(zip(sizes, names, places, strict=True)):
        _draw_layer(axes, index, size, name, rows, tallest, last=len(sizes) - 1)
    _bare(axes, (-0.45, len(sizes) - 0.55), (-tallest - 0.9, tallest + 0.9))
    facts = ", ".join(f"{name} {size}" for name, size in zip(names, sizes, strict=True))
    return figure, f"Layers: {facts}. {parameters:,} weights and biases."


@drawing
def graph(nodes, edges, title="A computation graph"):
    """Draw a computation from left to right, with each node's value and gradient.

    Parameters
    ----------
    nodes : dict of name -> value, or name -> (value, gradient). A gradient of None is not shown.
    edges : list of (from, to), names of nodes

    The value stands in blue below the name, the gradient of the result with respect to it in
    orange below that.
    """
    nodes = _nodes(nodes)
    layers = _layers(nodes, edges)
    tallest = max(len(layer) for layer in layers)
    figure, axes = new_figure(title, 0.75 + 0.95 * tallest)
    place = {
        name: (column, (len(layer) - 1) / 2 - row)
        for column, layer in enumerate(layers)
        for row, name in enumerate(layer)
    }
    box = _draw_boxes(axes, nodes, place, len(layers))
    for start, end in edges:
        (x1, y1), (x2, y2) = place[start], place[end]
        ends = (x2 - box / 2, y2 + 0.12 * np.sign(y1 - y2)), (x1 + box / 2, y1)
        axes.annotate("", *ends, arrowprops={"arrowstyle": "-|>", "color": GRAY, "lw": 1.3})
    _bare(axes, (-0.5, len(layers) - 0.5), (-tallest / 2, tallest / 2))
    if any(gradient is not None for _, gradient in nodes.values()):
        note(figure, "below each name: its value, then ∂, the gradient of the result")
    return figure, _graph_facts(nodes, edges)


def _sizes(sizes):
    sizes = list(sizes)
    good = all(
        isinstance(s, (int, np.integer)) and not isinstance(s, bool) and s > 0 for s in sizes
    )
    if len(sizes) < 2 or not good:
        raise ValueError(
            "network needs sizes: expected two or more whole numbers of 1 or more, "
            f"got {sizes}. Write (2, 3, 1) for two inputs, three hidden neurons and one output."
        )
    return [int(size) for size in sizes]


def _layer_names(count):
    hidden = [f"hidden {k}" for k in range(1, count - 1)]
    return ["input", *(["hidden"] if count == 3 else hidden), "output"]


def _places(index, size):
    """Return where the circles of a layer stand, from top to bottom."""
    rows = np.arange(min(size, MOST), dtype=float)
    if size > MOST:
        rows[MOST // 2 :] += 1  # room for the dots
    return [(index, rows.mean() - row) for row in rows]


def _connect(axes, places):
    for left, right in itertools.pairwise(places):
        for start in left:
            for end in right:
                axes.plot(*zip(start, end, strict=True), color=LIGHT, lw=0.7, zorder=1)


def _draw_layer(axes, index, size, name, rows, tallest, last):
    face = "white" if index == 0 else (ORANGE if index == last else SKY)
    axes.plot(*zip(*rows, strict=True), "o", ms=15, mfc=face, mec=INK, mew=1, ls="", zorder=2)
    if size > MOST:
        for shift in (-0.3, 0, 0.3):
            axes.plot(index, shift, "o", color=INK, ms=2.5)
    axes.text(index, tallest + 0.45, name, ha="center", va="center", fontweight="bold")
    axes.text(index, -tallest - 0.45, f"{size:,}", ha="center", va="center")


def _bare(axes, across, up):
    axes.set(xlim=across, ylim=up)
    axes.set_axis_off()


def _nodes(nodes):
    """Return name -> (value, gradient), either of them None or a number."""
    if not isinstance(nodes, dict) or not nodes:
        raise ValueError(
            f"graph needs nodes: expected a dict of name -> (value, gradient), got {nodes!r:.60}. "
            "Write {'x': (2.0, 3.0), 'x²': (4.0, 1.0)}."
        )
    result = {}
    for name, content in nodes.items():
        pair = content if isinstance(content, (tuple, list)) else (content, None)
        try:
            result[name] = tuple(None if v is None else float(v) for v in pair)
            good = len(pair) == 2 and all(v is None or np.isfinite(v) for v in result[name])
        except (TypeError, ValueError):
            good = False
        if not good:
            raise ValueError(
                f"graph needs a value and a gradient for the node {name!r}: expected two finite "
                f"numbers or None, got {content!r}. Write {name!r}: (2.0, None)."
            )
    return result


def _layers(nodes, edges):
    """Return the names in columns: a node stands one column after the last of its parents."""
    for edge in edges:
        if len(edge) != 2 or any(name not in nodes for name in edge):
            raise ValueError(
                f"graph needs edges between its nodes: expected two of {list(nodes)}, got {edge!r}."
                " Name nodes as in the dict."
            )
    column = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for start, end in edges:
            column[end] = max(column[end], column[start] + 1)
    if max(column.values()) >= len(nodes):
        raise ValueError(
            "graph needs a computation without a loop: expected edges that lead from inputs to "
            f"the result, got a loop in {list(edges)}. Turn an edge around."
        )
    for name in nodes:  # an input that is used late stands just before its use
        later = [column[end] for start, end in edges if start == name]
        if later and not any(end == name for _, end in edges):
            column[name] = min(later) - 1
    layers = [[n for n in nodes if column[n] == c] for c in range(max(column.values()) + 1)]
    return _uncross(layers, edges)


def _uncross(layers, edges):
    """Order each column by the mean height of its neighbors, so that few edges cross."""
    for sweep in range(4):
        forward = sweep % 2 == 0
        rank = {name: row - len(la) / 2 for la in layers for row, name in enumerate(la)}
        for layer in layers:
            links = {
                n: [a if b == n else b for a, b in edges if n == (b if forward else a)]
                for n in layer
            }
            mean = {n: np.mean([rank[m] for m in links[n]]) if links[n] else rank[n] for n in layer}
            layer.sort(key=mean.get)
            rank |= {name: row - len(layer) / 2 for row, name in enumerate(layer)}
    return layers


def _draw_boxes(axes, nodes, place, columns):
    """Draw a box a node and return its width, in columns."""
    letters = max(5, *(len(str(name)) for name in nodes))
    box = min(0.72, (0.35 + 0.085 * letters) * columns / WIDTH)
    for name, (value, gradient) in nodes.items():
        x, y = place[name]
        corner = (x - box / 2, y - 0.34)
        style = "round,pad=0,rounding_size=0.06"
        axes.add_patch(FancyBboxPatch(corner, box, 0.68, style, fc="white", ec=INK, lw=1, zorder=2))
        lines = [(str(name), INK, "bold")]
        lines += [] if value is None else [(exact(value), BLUE, "normal")]
        lines += [] if gradient is None else [(f"∂ {exact(gradient)}", DARK_ORANGE, "normal")]
        for row, (text, paint, weight) in enumerate(lines):
            height = y + 0.2 * ((len(lines) - 1) / 2 - row)
            axes.text(
                x,
                height,
                text,
                color=paint,
                fontweight=weight,
                ha="center",
                va="center",
                zorder=3,
                size=9,
            )
    return box


def _graph_facts(nodes, edges):
    parts = []
    for name, (value, gradient) in nodes.items():
        sources = [str(start) for start, end in edges if end == name]
        text = f"{name}" + (f" from {' and '.join(sources)}" if sources else "")
        text += "" if value is None else f" has value {exact(value)}"
        text += "" if gradient is None else f" and gradient {exact(gradient)}"
        parts.append(text)
    return f"{'; '.join(parts)}."
