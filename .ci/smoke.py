"""Prove that an installed nnhelpers brought its data, its exercises and its figures along.

Run it with the Python of an environment into which the wheel was installed.
"""

import contextlib
import io
from pathlib import Path

import numpy as np

import nnhelpers
from nnhelpers import datasets, explore, plotting
from nnhelpers.activations import sigmoid
from nnhelpers.checking import check

repository = Path(__file__).parents[1]
assert repository not in Path(nnhelpers.__file__).parents, "this is the repository's nnhelpers"

mnist = datasets.mnist()
assert mnist.x_train.shape == (60000, 784), mnist.x_train.shape
assert len(datasets.mnist_small().x_train) > 0
assert len(datasets.digits().x_train) > 0


def verdict(answer):
    """Return what check prints on an answer."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check(answer)
    return printed.getvalue()


def neuron(x, w, b):
    return sigmoid(x @ w)


assert "bias" in verdict(neuron), verdict(neuron)


def neuron(x, w, b):
    return sigmoid(x @ w + b)


assert verdict(neuron).startswith("Right"), verdict(neuron)
assert explore.neuron() is not None
plotting.curves(np.arange(3.0), {"squares": np.arange(3.0) ** 2}, "Squares", "x", "x²")
print("The installed package is whole.")
