"""A network that learns before your eyes: data, features, layers, training, code."""

import math

import traitlets

from nnhelpers.explore.base import Choice, Count, Exploration, Number, Switch
from nnhelpers.explore.playground_data import FEATURES, SETS

ACTIVATIONS = ("tanh", "relu", "sigmoid", "identity", "leaky_relu", "elu", "gelu", "silu")
MOST_LAYERS = 6
MOST_NEURONS = 8
MOST_EPOCHS = 2000

CODE = """\
import numpy as np

from nnhelpers import explore
from nnhelpers.activations import {imports}
from nnhelpers.costs import {cost}
from nnhelpers.layers import Linear, Sequential
from nnhelpers.optimizers import SGD

x, y, x_test, y_test = explore.playground_data(
    "{data}", noise={noise}, train_share={train_share}, seed={seed},
    features={features},
)
steps = []
for weight in explore.playground_weights({sizes}, seed={seed}):
    layer = Linear(*weight.shape, dtype=np.float64)
    layer.weight.data[...] = weight
    steps += [layer, {activation}]
model = Sequential(*steps[:-1])
weights = [step.weight for step in steps[::2]]
optimizer = SGD(model.parameters(), learning_rate={learning_rate})
{by_hand}for epoch in range({epochs}):
{at_start}    for start in range(0, len(x), {batch_size}):
        rows = slice(start, start + {batch_size})
        cost = {cost}(model(x[rows])[:, 0], y[rows])
{penalty}        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
{at_end}train_cost = {cost}(model(x).data[:, 0], y)
test_cost = {cost}(model(x_test).data[:, 0], y_test)
print(f"training cost {{train_cost:.6f}}, test cost {{test_cost:.6f}}")
"""
BY_HAND = {
    "by_hand": """\
changes = {changes}  # epoch, layer, input (-1: the bias), neuron, value


def set_by_hand(epoch):
    for when, layer, i, j, value in changes:
        if when == epoch:
            step = steps[2 * layer]
            row = step.bias.data if i < 0 else step.weight.data[i]
            row[j] = value


""",
    "at_start": "    set_by_hand(epoch)\n",
    "at_end": "set_by_hand({epochs})\n",
}
PENALTIES = {
    "none": "",
    "L2": "        for w in weights:\n            cost = cost + {half} * (w * w).sum()\n",
    "L1": "        for w in weights:\n"
    "            cost = cost + {strength} * (relu(w) + relu(-w)).sum()\n",
}


class _Playground(
    Exploration, module="playground", after=("playground_network", "playground_picture")
):
    data = Choice(SETS)
    noise = Number(0.0, low=0, high=0.5)
    train_share = Number(0.5, low=0.1, high=0.9)
    batch_size = Count(10, low=1, high=60)
    features = traitlets.List(["x1", "x2"]).tag(sync=True, state=True)
    hidden = traitlets.List([4, 2]).tag(sync=True, state=True)
    activation = Choice(ACTIVATIONS)
    learning_rate = Number(0.1, low=1e-5, high=10)
    penalty = Choice(tuple(PENALTIES))
    strength = Number(0.001, low=0, high=10)
    seed = Count(0, low=0, high=9999)
    epoch = Count(0, low=0, high=MOST_EPOCHS)
    shown = traitlets.Unicode("output").tag(sync=True, state=True)
    test_points = Switch(False)
    classes_only = Switch(False)
    by_hand = traitlets.List().tag(sync=True, state=True)
    limits = traitlets.Dict(help="what a link may set").tag(sync=True)
    code_parts = traitlets.Dict({"template": CODE, "penalties": PENALTIES, "by_hand": BY_HAND}).tag(
        sync=True
    )

    @traitlets.default("limits")
    def _limits(self):
        return _limits(self)

    @traitlets.validate("hidden")
    def _hidden(self, proposal):
        return _widths(proposal["value"])

    @traitlets.validate("features")
    def _features(self, proposal):
        return _known(proposal["value"])

    @traitlets.validate("by_hand")
    def _by_hand(self, proposal):
        return _changes(proposal["value"], 1 + MOST_LAYERS, MOST_NEURONS)

    @property
    def code(self):
        """nnhelpers code that trains this network and prints the costs that the page shows."""
        s = self.state
        relu = self.penalty == "L1" and self.activation != "relu"
        classify = self.data in SETS[:4]
        penalty = PENALTIES[self.penalty].format(half=self.strength / 2, strength=self.strength)
        s |= {
            "imports": f"{self.activation}, relu" if relu else self.activation,
            "cost": "binary_cross_entropy_from_logits" if classify else "mean_squared_error",
            "features": _tuple(f'"{name}"' for name in self.features),
            "sizes": _tuple((len(self.features), *self.hidden, 1)),
            "epochs": self.epoch,
            "penalty": penalty,
        }
        changes = _tuple(map(_tuple, self.by_hand)) if self.by_hand else None
        parts = {
            name: part.format(changes=changes, epochs=self.epoch) if changes else ""
            for name, part in BY_HAND.items()
        }
        return CODE.format(**s | parts)


def playground(data="circle", hidden=(4, 2), features=("x1", "x2"), activation="tanh", **start):
    """Show a network learn: data, features, layers, each neuron's view, weights, costs, gradients.

    The network is fully connected with one output; it is trained with plain stochastic gradient
    descent on cross-entropy (classes) or squared error (heights). Play, pause, step by one
    epoch, or move the slider of epochs: the whole course is a function of the settings and the
    seed, so it can be repeated. Lines are weights, blue negative and orange positive, as wide
    as they are large. Choose a neuron to see its output as the large picture, and to read its
    weights and its bias or type others. "Python" shows nnhelpers code that reproduces the costs;
    "Link" shows a link that carries all settings.

    Parameters: `data` circle, xor, gauss, spiral (classes), plane, hills (heights); `hidden` up
    to 6 widths from 1 to 8; `features` out of x1, x2, x1², x2², x1·x2, sin x1, sin x2;
    `activation` tanh, relu, sigmoid, identity, leaky_relu, elu, gelu, silu; also by name
    `learning_rate`, `penalty` none, L1 or L2 with its `strength`, `batch_size` 1 to 60, `noise`
    0 to 0.5, `train_share` of 400 points, `seed`, `epoch` (trained on opening, at most 2,000),
    `by_hand` a list of (epoch, layer, input or −1 for the bias, neuron, value) that was typed.

    Returns the widget; the same names hold what the learner has set, `w.code` the Python.
    Raises ValueError for unknown names, a width of 0, numbers out of range.
    Used in lesson 4.1.
    """
    values = {"data": data, "activation": activation, **start}
    values |= {"hidden": _widths(hidden), "features": _known(features)}
    sizes = (len(values["features"]), *values["hidden"], 1)
    for change in _changes(values.get("by_hand", ()), 1 + MOST_LAYERS, MOST_NEURONS):
        _, layer, i, j, _ = change
        if layer > len(sizes) - 2 or i >= sizes[layer] or j >= sizes[layer + 1]:
            raise ValueError(
                f"playground has no such weight: got the change {change} in a network of "
                f"{' – '.join(map(str, sizes))}. Layers, inputs and neurons count from 0."
            )
    return _Playground(**values)


def _limits(widget):
    """For each name in the state the lowest and the highest number, or the names to choose from."""
    traits = widget.traits(state=True).items()
    ranges = {name: [t.low, t.high] for name, t in traits if isinstance(t, Number)}
    return ranges | {name: list(t.options) for name, t in traits if isinstance(t, Choice)}


def _changes(changes, layers, widest):
    """Weights that were typed, [epoch, layer, input or −1, neuron, value], in range."""
    lows, highs = (0, 0, -1, 0), (MOST_EPOCHS, layers - 1, widest - 1, widest - 1)
    try:
        found = [[*map(int, change[:4]), float(change[4])] for change in changes]
        fine = all(
            len(change) == 5
            and all(low <= v <= high for low, v, high in zip(lows, change, highs, strict=False))
            and math.isfinite(change[4])
            for change in found
        )
    except (TypeError, ValueError, IndexError):
        fine = False
    if not fine:
        raise ValueError(
            "playground needs weights set by hand as (epoch, layer, input or -1 for the bias, "
            f"neuron, value): expected such as [(0, 0, 1, 2, 0.5)], got {changes!r}."
        )
    return found


def _tuple(items):
    items = [str(item) for item in items]
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _widths(hidden):
    hidden = list(hidden) if hasattr(hidden, "__iter__") else [hidden]
    whole = all(isinstance(n, int) or (isinstance(n, float) and n.is_integer()) for n in hidden)
    if not whole or len(hidden) > MOST_LAYERS or not all(1 <= n <= MOST_NEURONS for n in hidden):
        raise ValueError(
            f"playground needs up to {MOST_LAYERS} hidden widths from 1 to {MOST_NEURONS}: "
            f"expected such as (4, 2), got {tuple(hidden)}."
        )
    return [int(n) for n in hidden]


def _known(features):
    features = [features] if isinstance(features, str) else list(features)
    wrong = [name for name in features if name not in FEATURES]
    if wrong or not features:
        raise ValueError(
            f"playground needs features out of {', '.join(FEATURES)}: got {tuple(features)}."
        )
    return [name for name in FEATURES if name in features]
