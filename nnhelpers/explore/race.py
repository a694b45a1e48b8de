"""Optimizers side by side on the same surface."""

import traitlets

from nnhelpers.explore.base import Choice, Count, Exploration, Number
from nnhelpers.explore.landscapes import LANDSCAPES

SURFACES = tuple(n for n, place in LANDSCAPES.items() if len(place.start) == 2)
RATES = {"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "rmsprop": 0.05, "adam": 0.1}


class _Race(Exploration, module="race"):
    function = Choice(SURFACES, "ravine")
    x = Number()
    y = Number()
    steps = Count(0, low=0, high=300)
    sgd = Number(RATES["sgd"], low=1e-6, high=100)
    momentum = Number(RATES["momentum"], low=1e-6, high=100)
    nesterov = Number(RATES["nesterov"], low=1e-6, high=100)
    rmsprop = Number(RATES["rmsprop"], low=1e-6, high=100)
    adam = Number(RATES["adam"], low=1e-6, high=100)
    starts = traitlets.Dict().tag(sync=True)


def race(function="ravine", start=None, steps=0, **learning_rates):
    """Show SGD, momentum, Nesterov, RMSProp and Adam from one start on one surface.

    The formulas are those of nnhelpers.optimizers with momentum 0.9, decay 0.99, beta1 0.9 and
    beta2 0.999. Each has a slider for its own learning rate, for a race with one rate for all
    compares rates, not optimizers. Left the paths, right the cost above the lowest after each
    step. The start can be dragged; step, run, or move the slider of steps.

    Parameters: `function` bowl, ravine, saddle or rosenbrock; `start` (x, y); `steps` already
    taken, at most 300; learning rates by name: `sgd`, `momentum`, `nesterov`, `rmsprop`, `adam`.

    Returns the widget; the same names, and `x` and `y`, hold what the learner has set.
    Raises ValueError for an unknown surface or optimizer and numbers out of range.
    Used in lesson 3.6.
    """
    unknown = [name for name in learning_rates if name not in RATES]
    if unknown:
        raise ValueError(
            f"race has no optimizer {unknown[0]!r}: expected one of {', '.join(RATES)}."
        )
    if function not in SURFACES:
        raise ValueError(f"race has no surface {function!r}: expected {', '.join(SURFACES)}.")
    start = LANDSCAPES[function].start if start is None else start
    if not hasattr(start, "__len__") or len(start) != 2:
        raise ValueError(f"race needs a start of two numbers: expected (x, y), got {start!r}.")
    starts = {name: list(LANDSCAPES[name].start) for name in SURFACES}
    return _Race(
        function=function, x=start[0], y=start[1], steps=steps, starts=starts, **learning_rates
    )
