"""A trained network, packed for the page."""

import numpy as np

from nnhelpers.explore.base import packed

MOST_PARAMETERS = 3_000_000
HIDDEN = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus", "identity")


def packed_layers(who, model):
    """The layers of a Sequential that reads MNIST pictures, packed for the page."""
    from nnhelpers.activations import ACTIVATIONS
    from nnhelpers.layers import Dropout, Flatten, Linear, Sequential

    if not isinstance(model, Sequential):
        raise ValueError(
            f"{who} needs a Sequential of Linear layers and activations: "
            f"got {type(model).__name__}."
        )
    names = {f: name for name, f in ACTIVATIONS.items() if name in HIDDEN}
    steps = [s for s in model.steps if not isinstance(s, Dropout | Flatten)]
    if steps and steps[-1] is ACTIVATIONS["softmax"]:
        steps = steps[:-1]  # the page takes the softmax itself
    layers = []
    for step in steps:
        if isinstance(step, Linear):
            layers.append(_linear(who, step))
        elif step in names:
            layers.append({"kind": names[step]})
        else:
            raise ValueError(
                f"{who} reads Linear layers and {', '.join(HIDDEN)}: got {step!r} in the network."
            )
    return _fitting(who, layers)


def _linear(who, layer):
    weight, bias = np.asarray(layer.weight.data), np.asarray(layer.bias.data)
    if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
        raise ValueError(
            f"{who} needs a network with finite weights: got NaN or infinity. Its training "
            "diverged; train again with a smaller learning rate."
        )
    shape = {"n_in": weight.shape[0], "n_out": weight.shape[1]}
    return {"kind": "linear", **shape} | {
        "weight": packed(weight, "float32"),
        "bias": packed(bias, "float32"),
    }


def _fitting(who, layers):
    linear = [layer for layer in layers if layer["kind"] == "linear"]
    ends = (linear[0]["n_in"], linear[-1]["n_out"]) if linear else (0, 0)
    if ends != (784, 10):
        raise ValueError(
            f"{who} needs a network from 784 pixels to 10 digits: expected 784 inputs and 10 "
            f"outputs, got {ends[0]} and {ends[1]}."
        )
    if sum(layer["n_in"] * layer["n_out"] for layer in linear) > MOST_PARAMETERS:
        raise ValueError(f"{who} reads networks of at most {MOST_PARAMETERS:,} weights.")
    return layers
