"""Gradient descent on curves and surfaces: learning rate, momentum, a start to drag."""

import traitlets

from nnhelpers.explore.base import Choice, Count, Exploration, Number
from nnhelpers.explore.landscapes import LANDSCAPES, landscape

MOST_STEPS = 200


class _Descent(Exploration, module="descent"):
    function = Choice(LANDSCAPES)
    x = Number()
    y = Number()
    learning_rate = Number(0.1, low=1e-6, high=1e3)
    momentum = Number(0.0, low=0, high=0.999)
    steps = Count(0, low=0, high=MOST_STEPS)
    starts = traitlets.Dict().tag(sync=True)


def descent(function="bowl", learning_rate=None, momentum=0.0, start=None, steps=0):
    """Show gradient descent: v ← m·v + ∇C(θ), θ ← θ − η·v, from a start that can be dragged.

    Left the cost with the path so far, right the cost after each step on a logarithmic scale,
    measured from the lowest cost there is. Step, run, or move the slider of steps; the path
    follows every change at once. A path that diverges is followed out of the picture and said.

    Parameters: `function` one of the curves parabola, double_well, waves or of the surfaces bowl,
    ravine, saddle, rosenbrock (formulas: `explore.landscape`); `learning_rate` η, by default
    one that suits the function; `momentum` m from 0 to 0.999; `start` a number on a curve, (x, y)
    on a surface; `steps` already taken at the start, at most 200.

    Returns the widget; `w.function`, `w.x`, `w.y` (the start), `w.learning_rate`, `w.momentum`,
    `w.steps` hold what the learner has set.
    Raises ValueError for an unknown function, a start of the wrong size, numbers out of range.
    Used in lesson 3.2: `explore.descent("ravine", learning_rate=0.095)`.
    """
    if function not in LANDSCAPES:
        raise ValueError(
            f"descent knows no function {function!r}: expected one of {', '.join(LANDSCAPES)}."
        )
    place = landscape(function)
    x, y = _start(place.start, start)
    rate = place.learning_rate if learning_rate is None else learning_rate
    starts = {n: [*(*p.start, 0.0)[:2], p.learning_rate] for n, p in LANDSCAPES.items()}
    values = {"learning_rate": rate, "momentum": momentum, "x": x, "y": y, "steps": steps}
    return _Descent(function=function, starts=starts, **values)


def _start(usual, start):
    """The start as x and y; y is 0 on a curve."""
    if start is None:
        start = usual
    values = tuple(start) if hasattr(start, "__len__") else (start,)
    if len(values) != len(usual):
        needed = "one number" if len(usual) == 1 else "(x, y)"
        raise ValueError(
            f"descent needs a start that fits the function: expected {needed}, got {start!r}."
        )
    return (*values, 0.0)[:2]
