"""One neuron with two inputs: boundary, shading, the arrow of w, a point to drag."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Choice, Exploration, Number, packed, points_and_classes

ACTIVATIONS = (
    "sigmoid",
    "step",
    "tanh",
    "relu",
    "leaky_relu",
    "elu",
    "gelu",
    "silu",
    "softplus",
    "identity",
)
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0), "xor": (0, 1, 1, 0)}
CLOUDS = ("blobs", "moons", "circles")


class _Neuron(Exploration, module="neuron"):
    w1 = Number(1.0)
    w2 = Number(1.0)
    b = Number(0.0)
    x1 = Number(0.5)
    x2 = Number(0.5)
    activation = Choice(ACTIVATIONS)
    data = Choice((*GATES, *CLOUDS))
    sets = traitlets.Dict().tag(sync=True)

    def options(self, name):
        return tuple(self.sets) if name == "data" else None


def neuron(w1=1, w2=1, b=0, activation="sigmoid", data="and", point=(0.5, 0.5)):
    """Show one neuron with two inputs: a = f(z), z = w1·x1 + w2·x2 + b.

    The shading is the output, the line is z = 0, the arrow is w, and the formula beside follows
    a point that can be dragged. A point counts as misread when it lies on the other class's
    side of z = 0 (class 1 belongs where z ≥ 0).

    Parameters: `w1`, `w2`, `b` numbers; `activation` a name out of sigmoid, step, tanh, relu,
    leaky_relu, elu, gelu, silu, softplus, identity; `data` and, or, nand, xor, blobs, moons,
    circles, or your own `(x, y)` with x (n, 2), at most 2,000 points, and classes y (n,) of 0
    and 1; `point` where the draggable point starts.

    Returns the widget. `w = explore.neuron()`; then `w.w1`, `w.w2`, `w.b`, `w.x1`, `w.x2`,
    `w.activation` and `w.data` hold what the learner has set, `w.reset()` goes back.

    Raises ValueError for a value that is not finite, an unknown name, or unsuitable data.

    Used in lesson 2.2: `explore.neuron(data="xor", activation="step")`.
    """
    sets, chosen = _sets(data)
    x1, x2 = _pair(point)
    return _Neuron(sets=sets, w1=w1, w2=w2, b=b, x1=x1, x2=x2, activation=activation, data=chosen)


def _pair(point):
    try:
        x1, x2 = point
    except (TypeError, ValueError):
        raise ValueError(
            f"neuron needs a point of two numbers: expected (x1, x2), got {point!r}."
        ) from None
    return x1, x2


def _sets(data):
    """All data sets, packed for the page, and the name of the chosen one."""
    sets = {name: (CORNERS, y) for name, y in GATES.items()} | _clouds()
    if not isinstance(data, str):
        sets["yours"], data = points_and_classes("neuron", data), "yours"
    packs = {name: {"x": packed(x), "y": packed(y, "uint8")} for name, (x, y) in sets.items()}
    return packs, data


def _clouds():
    from nnhelpers import datasets

    return {name: getattr(datasets, name)(n=120, seed=0) for name in CLOUDS}
