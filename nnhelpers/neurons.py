"""One neuron, spelled out: the sigmoid neuron and the perceptron with its learning rule.

Derived in lesson 2.2.
"""

import numpy as np

from nnhelpers.activations import sigmoid
from nnhelpers.arrays import (
    as_array,
    as_floats,
    require_count,
    require_finite,
    require_number,
    require_rate,
)


class Neuron:
    """A neuron: its output is activation(x · weight + bias).

    Parameters
    ----------
    weight : (n_in,), one number an input.
    bias : one number.
    activation : a function of the weighted sum.
    """

    def __init__(self, weight, bias=0.0, activation=sigmoid):
        self.weight = np.atleast_1d(as_floats(weight, "Neuron"))
        if self.weight.ndim != 1:
            raise ValueError(
                f"Neuron needs one weight an input: expected shape (n_in,), got {self.weight.shape}"
                ". Many neurons side by side are a layers.Linear."
            )
        require_finite(self.weight, "Neuron")
        if not callable(activation):
            raise TypeError(f"Neuron needs a function as its activation: got {activation!r}.")
        self.bias = require_number(bias, "Neuron", "one finite number as its bias", np.isfinite)
        self.activation = activation

    def weighted_sum(self, x):
        """Return z = x · weight + bias, one number an example.

        Parameters
        ----------
        x : (n_in,) one example, or (n, n_in) one example a row.
        """
        return _inputs(x, len(self.weight), "Neuron") @ self.weight + self.bias

    def __call__(self, x):
        """Return the output for one example (n_in,) or a batch (n, n_in)."""
        return self.activation(self.weighted_sum(x))

    def __repr__(self):
        activation = getattr(self.activation, "__name__", self.activation)
        weight = self.weight.tolist()
        return f"Neuron(weight={weight}, bias={self.bias:g}, activation={activation})"


class Perceptron:
    """A neuron with a step that learns from its mistakes by Rosenblatt's rule.

    For each mistake: weight += η·(target − output)·x and bias += η·(target − output).
    It ends with no mistake, if a line separates the classes, and goes on forever if none does.
    Source: Rosenblatt (1958), doi:10.1037/h0042519.

    Attributes
    ----------
    weight : (n_in,), bias : number; both start at 0.
    history : list of int, the mistakes made in each epoch.
    path : list of (weight, bias) after each correction, the start first.
    """

    def __init__(self, n_in):
        self.weight, self.bias = np.zeros(require_count(n_in, "Perceptron", "n_in")), 0.0
        self.history, self.path = [], [(self.weight.copy(), self.bias)]

    def predict(self, x):
        """Return 1 where x · weight + bias ≥ 0 and 0 elsewhere, for (n_in,) or (n, n_in)."""
        x = _inputs(x, len(self.weight), "Perceptron")
        return (x @ self.weight + self.bias >= 0).astype(int)

    def update(self, x, target, learning_rate=1.0):
        """Correct the weights by one example (n_in,); return whether it was a mistake."""
        if np.ndim(x) != 1:
            raise ValueError(
                "Perceptron.update corrects by one example at a time: expected x of shape "
                f"({len(self.weight)},), got {np.shape(x)}. Perceptron.fit takes many."
            )
        error = target - self.predict(x)
        if error:
            self.weight = self.weight + learning_rate * error * np.asarray(x)
            self.bias += learning_rate * error
            self.path.append((self.weight, self.bias))
        return bool(error)

    def fit(self, x, targets, epochs=100, learning_rate=1.0):
        """Go through the examples until an epoch passes without a mistake, `epochs` at most.

        Parameters
        ----------
        x : (n, n_in). targets : (n,), 0 or 1.
        """
        x = _inputs(x, len(self.weight), "Perceptron.fit")
        targets = as_array(targets, "Perceptron.fit (targets)")
        if x.ndim != 2 or targets.shape != (len(x),) or not len(x):
            raise ValueError(
                "Perceptron.fit needs rows of examples with one target each: expected x (n, n_in) "
                f"and targets (n,), got {x.shape} and {targets.shape}."
            )
        if not np.isin(targets, (0, 1)).all():
            raise ValueError(f"Perceptron.fit needs targets 0 or 1, got {np.unique(targets)[:5]}.")
        learning_rate = require_rate(learning_rate, "Perceptron.fit")
        for _ in range(require_count(epochs, "Perceptron.fit", "epochs")):
            examples = zip(x, targets, strict=True)
            self.history.append(sum(self.update(*one, learning_rate) for one in examples))
            if self.history[-1] == 0:
                break
        return self


def _inputs(x, n_in, who):
    x = as_floats(x, who)
    if x.ndim not in (1, 2) or x.shape[-1] != n_in:
        raise ValueError(
            f"{who} has {n_in} weights and needs {n_in} inputs an example: expected x of shape "
            f"({n_in},) or (n, {n_in}), got {x.shape}."
        )
    require_finite(x, who)
    return x
