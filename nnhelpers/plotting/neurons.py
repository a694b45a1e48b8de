"""The figure of a single neuron with two inputs."""

import numpy as np

from nnhelpers.plotting.canvas import INK, about, drawing, numbers
from nnhelpers.plotting.plane import (
    classed_points,
    plane,
    point_facts,
    ranges_of,
    scatter,
    soft_map,
)


@drawing
def neuron(
    weight,
    bias,
    activation=None,
    x=None,
    y=None,
    title="One neuron: a line with a soft edge",
    x_label="x₁",
    y_label="x₂",
    names=None,
):
    """Draw the output of a neuron with two inputs as shading, its line z = 0 and its weight.

    Parameters
    ----------
    weight : (2,)
    bias : a number
    activation : elementwise function of z; the sigmoid if None
    x, y, names : points on top, as in `points`, or None
    """
    weight = numbers("neuron", "weight", weight, (2,))
    bias = float(numbers("neuron", "bias", np.ravel(getattr(bias, "data", bias)), (1,))[0])
    if activation is None:
        from nnhelpers.activations import sigmoid as activation
    if x is not None:
        x, y = classed_points("neuron", x, y)
    ranges = ranges_of(np.array([[-3.0, -3], [3, 3]]) if x is None else x)
    figure, axes = plane(title, *ranges, x_label, y_label)
    _shade_output(axes, ranges, weight, bias, activation)
    facts = _draw_line(axes, ranges, weight, bias)
    if x is not None:
        names = scatter(axes, x, y, names)
        facts = f"{facts} {point_facts(x, y, names)}"
    return figure, facts


def _shade_output(axes, ranges, weight, bias, activation):
    across, up = (np.linspace(*ends, 200) for ends in ranges)
    z = across * weight[0] + up[:, None] * weight[1] + bias
    output = numbers("neuron", "activation(z)", activation(z), z.shape)
    middle = 0.5 if output.min() >= 0 and output.max() <= 1 else 0.0  # white
    reach = 0.5 if middle else max(np.abs(output).max(), 1e-9)
    limits = {"vmin": middle - reach, "vmax": middle + reach}
    mesh = axes.pcolormesh(across, up, output, cmap=soft_map(), rasterized=True, **limits)
    bar = axes.figure.colorbar(mesh, cax=axes.inset_axes([1.05, 0.03, 0.045, 0.5]))
    bar.outline.set_visible(False)
    bar.set_label("output")
    if not middle and output.min() < output.max():
        bar.ax.set_ylim(output.min(), output.max())


def _draw_line(axes, ranges, weight, bias):
    """Draw z = 0 and the weight as an arrow that stands on it; return what they show."""
    length = np.linalg.norm(weight)
    said = f"w = ({about(weight[0])}, {about(weight[1])}), b = {about(bias)}."
    if length == 0:
        return f"{said} With both weights 0 there is no line: the output is the same everywhere."
    foot = -bias * weight / length**2  # the point of the line that is nearest to the origin
    along = np.array([-weight[1], weight[0]]) / length
    axes.plot(*(foot + 100 * np.ptp(ranges) * np.array([-along, along])).T, color=INK, lw=2)
    distance = f"{said} The line z = 0 passes {about(abs(bias) / length)} from the origin"
    if not all(low < place < high for place, (low, high) in zip(foot, ranges, strict=True)):
        return f"{distance}."
    _draw_arrow(axes, foot, weight, along, longest=0.35 * np.ptp(ranges[0]))
    return (
        f"{distance}; the arrow w stands on it at a right angle and points to where "
        "the output rises."
    )


def _draw_arrow(axes, foot, weight, along, longest):
    length = np.linalg.norm(weight)
    scale = min(1, longest / length)
    tip = foot + scale * weight
    axes.annotate("", tip, foot, arrowprops={"arrowstyle": "-|>", "lw": 2, "color": INK})
    axes.annotate(
        "w" if scale == 1 else f"w × {scale:.2g}",
        (foot + tip) / 2,
        10 * along,
        textcoords="offset points",
        ha="center" if abs(along[1]) > abs(along[0]) else ("left" if along[0] > 0 else "right"),
        va="center" if abs(along[0]) > abs(along[1]) else ("bottom" if along[1] > 0 else "top"),
        fontweight="bold",
        bbox={"fc": "white", "ec": "none", "alpha": 0.75, "pad": 1},
    )
