"""Figures of functions, distributions and amounts: activations, histograms, bars."""

import numpy as np

from nnhelpers.plotting.canvas import (
    BLUE,
    GRAY,
    INK,
    LIGHT,
    ORANGE,
    about,
    color,
    drawing,
    exact,
    kind,
    mark,
    new_figure,
    note,
    numbers,
    word_color,
)

FLAT = 0.0099  # just below leaky ReLU's slope of 0.01, which does not count as saturated


@drawing
def activations(functions, title="Activation functions and their derivatives", low=-6, high=6):
    """Draw each function on the left and its derivative on the right, saturation shaded.

    Saturated means here: the derivative is below 0.01, so that hardly any gradient passes.

    Parameters
    ----------
    functions : dict of name -> elementwise function, or a list of functions. A function without
        `.derivative` is differentiated by central differences.
    low, high : the range of z
    """
    if not isinstance(functions, dict):
        functions = {f.__name__: f for f in functions}
    if not functions:
        raise ValueError("activations needs functions: expected one or more, got none. Name some.")
    z = np.linspace(low, high, 601)
    size = (len(functions), 2)
    figure, grid = new_figure(title, 0.8 + 1.35 * size[0], *size, sharex=True, squeeze=False)
    facts = []
    for (left, right), (name, f) in zip(grid, functions.items(), strict=True):
        value = numbers("activations", f"{name}(z)", f(z), z.shape)
        slope = numbers("activations", f"{name}'s derivative", _slope(f, z), z.shape)
        for axes, y, paint in ((left, value, BLUE), (right, slope, ORANGE)):
            axes.axhline(0, color=LIGHT, lw=0.8)
            axes.axvline(0, color=LIGHT, lw=0.8)
            axes.plot(z, y, color=paint)
            _shade_saturation(axes, z, slope)
        left.set_title(name, fontweight="bold", color=word_color(0))
        right.set_title(f"derivative of {name}", color=word_color(1))
        facts.append(_activation_facts(name, z, value, slope))
    for axes in grid[-1]:
        axes.set_xlabel("z")
    note(figure, "gray: saturated, the slope is below 0.01")
    return figure, " ".join(facts)


@drawing
def histogram(values, title, x_label, threshold=None, bins=40):
    """Draw the distributions of several groups over each other.

    Parameters
    ----------
    values : dict of label -> numbers (n,)
    threshold : where a dashed line divides the axis, or None
    bins : how many bars cover the common range
    """
    if not isinstance(values, dict) or not values:
        raise ValueError(
            f"histogram needs values: expected a dict of label -> numbers, got {kind(values)}. "
            "One group alone is {'all': values}."
        )
    values = {label: numbers("histogram", str(label), v, ("n",)) for label, v in values.items()}
    edges = np.histogram_bin_edges(np.concatenate(list(values.values())), bins)
    figure, axes = new_figure(title, 3.4)
    for index, (label, group) in enumerate(values.items()):
        counts, _ = np.histogram(group, edges)
        paint, hatch = color(index), ("", "///", "\\\\\\", "...")[index % 4]
        axes.stairs(counts, edges, fill=True, fc=paint, alpha=0.3, hatch=hatch, ec=paint, lw=0)
        axes.stairs(counts, edges, color=paint, lw=1.8)
        top = int(np.argmax(counts))
        text = {"ha": "center", "va": "bottom", "color": word_color(index), "fontweight": "bold"}
        axes.annotate(
            str(label),
            ((edges[top] + edges[top + 1]) / 2, counts[top]),
            (0, 3),
            textcoords="offset points",
            **text,
        )
    axes.set(xlabel=x_label, ylabel="how many")
    axes.margins(y=0.16)
    mark(axes, {} if threshold is None else {f"threshold {exact(threshold)}": threshold})
    return figure, _group_facts(values, x_label, threshold)


@drawing
def bars(values, title, x_label, errors=None, form="{:.3g}"):
    """Draw one horizontal bar a label, with its number at the end.

    Parameters
    ----------
    values : dict of label -> number
    errors : dict of label -> half the width of the interval drawn around the bar's end
    form : how the numbers are written, as in str.format
    """
    if not isinstance(values, dict) or not values:
        raise ValueError(
            f"bars needs values: expected a dict of label -> number, got {kind(values)}."
            " Write {'a': 1, 'b': 2}."
        )
    lengths = numbers("bars", "values", list(values.values()), ("n",))
    error = np.array([(errors or {}).get(label, 0.0) for label in values], dtype=float)
    figure, axes = new_figure(title, 0.95 + 0.38 * len(values))
    rows = np.arange(len(values))
    axes.barh(rows, lengths, height=0.62, color=BLUE)
    if errors:
        axes.errorbar(lengths, rows, xerr=error, fmt="none", ecolor=INK, capsize=4, lw=1.4)
    written = [form.format(length).replace("-", "−") for length in lengths]
    for row, length, half in zip(rows, lengths, error, strict=True):
        left = length < 0
        place = (length - half if left else length + half, row)
        axes.annotate(
            written[row],
            place,
            (-5 if left else 5, 0),
            textcoords="offset points",
            va="center",
            ha="right" if left else "left",
        )
    axes.set_yticks(rows, [str(label) for label in values])
    axes.invert_yaxis()
    axes.set_xlabel(x_label)
    axes.margins(x=0.14)
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=GRAY, lw=0.8)
    listed = ", ".join(f"{label} {text}" for label, text in zip(values, written, strict=True))
    return figure, f"Bars of {x_label}: {listed}."


def _slope(f, z):
    if hasattr(f, "derivative"):
        return f.derivative(z)
    return (np.asarray(f(z + 1e-5)) - np.asarray(f(z - 1e-5))) / 2e-5


def _shade_saturation(axes, z, slope):
    flat = np.abs(slope) < FLAT
    axes.fill_between(
        z, 0, 1, where=flat, transform=axes.get_xaxis_transform(), color=GRAY, alpha=0.16, lw=0
    )


def _activation_facts(name, z, value, slope):
    flat = np.mean(np.abs(slope) < FLAT)
    return (
        f"{name} runs from {about(value.min())} to {about(value.max())} for z from {about(z[0])} "
        f"to {about(z[-1])}; its largest slope is {about(slope.max())}, and it is saturated over "
        f"about {round(20 * flat) * 5} % of that range."
    )


def _group_facts(values, x_label, threshold):
    parts = []
    for label, group in values.items():
        part = f"{label} has its median at about {about(np.median(group))}"
        if threshold is not None:
            part += f", with {100 * np.mean(group > threshold):.0f} % above the threshold"
        parts.append(part)
    return f"Distribution of {x_label}: {'; '.join(parts)}."
