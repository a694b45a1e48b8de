"""Layers: formulas with parameters, composed into networks.

Derived in lessons 2.3 (Linear, Sequential), 2.4 (initialization) and 3.3 (Dropout).
"""

import itertools
import math

import numpy as np

from nnhelpers.activations import relu
from nnhelpers.arrays import as_floats, require_count, require_number
from nnhelpers.autodiff import Tensor, differentiable
from nnhelpers.initial_weights import random_weight


@differentiable
def linear(x, weight, bias):
    """Return x @ weight + bias.

    Parameters
    ----------
    x : (n, n_in), or (..., n_in).
    weight : (n_in, n_out).
    bias : (n_out,).
    """
    x, weight, bias = (as_floats(a, "linear") for a in (x, weight, bias))
    if weight.ndim != 2 or x.shape[-1:] != weight.shape[:1] or bias.shape != weight.shape[1:]:
        raise ValueError(_misfit(x.shape, weight.shape, bias.shape))

    rows = x.reshape(-1, len(weight))  # one large product is faster than one for each example

    def backward(d_y):
        d_rows = d_y.reshape(-1, weight.shape[1])
        d_x = lambda: (d_rows @ weight.T).reshape(x.shape)  # noqa: E731
        return d_x, rows.T @ d_rows, d_rows.sum(axis=0)

    y = rows @ weight
    y += bias
    return y.reshape(*x.shape[:-1], weight.shape[1]), backward


def _misfit(x, weight, bias):
    if len(weight) != 2 or bias != weight[1:]:
        return f"linear needs weight (n_in, n_out) and bias (n_out,): got {weight} and {bias}."
    flat = " Put Flatten() before it." if len(x) > 2 and math.prod(x[1:]) == weight[0] else ""
    return (
        f"linear with {weight[0]} inputs and {weight[1]} outputs needs {weight[0]} numbers an "
        f"example: expected x of shape (n, {weight[0]}), got {x}.{flat}"
    )


@differentiable
def dropout(x, *, drop_probability, rng):
    """Return x with each element set to 0 with the given probability, the others scaled up.

    The scale 1/(1 − drop_probability) keeps the expected value as it is when nothing is dropped.
    Source: Srivastava et al. (2014), Journal of Machine Learning Research 15.
    """
    x = as_floats(x, "dropout")
    keep = rng.random(x.shape, dtype=np.float32) >= drop_probability
    mask = keep * x.dtype.type(1 / (1 - drop_probability))
    return x * mask, lambda d_y: d_y * mask


class Layer:
    """What layers and networks share: their parameters by name, and train or eval mode.

    A subclass keeps Tensors, layers, or lists of layers as attributes and defines `__call__`.
    """

    training = True

    def children(self):
        """Return {name: layer} of the layers directly inside this one."""
        found = {}
        for name, value in vars(self).items():
            if isinstance(value, Layer):
                found[name] = value
            elif isinstance(value, list | tuple):
                found |= {
                    f"{name}.{i}": item for i, item in enumerate(value) if isinstance(item, Layer)
                }
        return found

    def parameters(self):
        """Return {name: Tensor} of all that can be learned, here and in the layers inside."""
        found = [(name, value) for name, value in vars(self).items() if isinstance(value, Tensor)]
        for prefix, child in self.children().items():
            found += [(f"{prefix}.{name}", value) for name, value in child.parameters().items()]
        names = {}  # a Tensor used in several places counts once, by its first name
        for name, value in found:
            names.setdefault(value, name)
        return {name: value for value, name in names.items()}

    def n_parameters(self):
        """Return how many numbers can be learned; running statistics are not among them."""
        return sum(p.size for p in self.parameters().values() if p.requires_grad)

    def train(self, training=True):
        """Switch to training, here and inside: dropout drops. Return self."""
        self.training = training
        for child in self.children().values():
            child.train(training)
        return self

    def eval(self):
        """Switch to use: dropout lets everything through. Return self."""
        return self.train(False)


def require_model(model, who):
    """Raise a TypeError unless `model` is a Layer, the thing itself and not its class."""
    if not isinstance(model, Layer):
        raise TypeError(
            f"{who} needs a model: expected a Layer such as mlp(784, 128, 10) or Sequential(...), "
            f"got {model if isinstance(model, type) else type(model).__name__}."
        )


INITIALIZATIONS = {
    "he": lambda n_in, n_out: np.sqrt(2 / n_in),
    "xavier": lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
    "lecun": lambda n_in, n_out: np.sqrt(1 / n_in),
    "small": lambda n_in, n_out: 0.01,
    "zeros": lambda n_in, n_out: 0.0,
}


class Linear(Layer):
    """A fully connected layer: x @ weight + bias.

    Parameters
    ----------
    n_in, n_out : numbers of inputs and outputs; weight is (n_in, n_out), bias (n_out,) starts at 0.
    initialization : the spread of the random weights, by name: "he" √(2/n_in), for ReLU (He et al.,
        arXiv:1502.01852); "xavier" √(2/(n_in + n_out)), for tanh (Glorot and Bengio, 2010);
        "lecun" √(1/n_in); "small" 0.01; "zeros".
    rng : a NumPy Generator or an integer seed, so that the weights can be drawn again.
    dtype : of the parameters.
    """

    def __init__(self, n_in, n_out, *, initialization="he", rng=None, dtype=np.float32):
        require_count(n_in, "Linear", "n_in")
        require_count(n_out, "Linear", "n_out")
        if initialization not in list(INITIALIZATIONS):  # a list takes unhashable input too
            known = ", ".join(INITIALIZATIONS)
            raise ValueError(f"Linear knows the initializations {known}: got {initialization!r}.")
        spread = INITIALIZATIONS[initialization](n_in, n_out)
        self.weight = random_weight((n_in, n_out), spread, rng, dtype)
        self.bias = Tensor(np.zeros(n_out, dtype))

    def __call__(self, x):
        """Return x @ weight + bias for x (n, n_in)."""
        return linear(x, self.weight, self.bias)

    def __repr__(self):
        return f"Linear({self.weight.shape[0]}, {self.weight.shape[1]})"


class Flatten(Layer):
    """Make each example one row: (n, …) becomes (n, product of the rest)."""

    def __call__(self, x):
        if not isinstance(x, Tensor):
            x = as_floats(x, "Flatten")
        if not x.ndim:
            raise ValueError("Flatten needs a batch, one example a row: got a single number.")
        return x.reshape(len(x), math.prod(x.shape[1:]))

    def __repr__(self):
        return "Flatten()"


class Dropout(Layer):
    """Set each input to 0 with probability `drop_probability` while training; see `dropout`."""

    def __init__(self, drop_probability, rng=None):
        what = "a probability of at least 0 and below 1"
        require_number(drop_probability, "Dropout", what, lambda p: 0 <= p < 1)
        self.drop_probability, self.rng = drop_probability, np.random.default_rng(rng)

    def __call__(self, x):
        if not self.training or not self.drop_probability:
            return x
        return dropout(x, drop_probability=self.drop_probability, rng=self.rng)

    def __repr__(self):
        return f"Dropout({self.drop_probability})"


class Sequential(Layer):
    """Layers and functions in a row: Sequential(Linear(2, 8), relu, Linear(8, 1))."""

    def __init__(self, *steps):
        for step in steps:
            if isinstance(step, type) or not callable(step):
                raise TypeError(f"Sequential needs layers or functions: got {step!r}.")
        self.steps = list(steps)

    def __call__(self, x):
        for step in self.steps:
            x = step(x)
        return x

    def __repr__(self):
        names = [getattr(step, "__name__", None) or repr(step) for step in self.steps]
        return f"Sequential({', '.join(names)})"


def mlp(*sizes, activation=relu, initialization="he", rng=None, dtype=np.float32):
    """Return a multilayer perceptron: mlp(784, 128, 10) has 128 neurons between 784 and 10.

    Parameters
    ----------
    sizes : inputs, then the neurons of each layer. The last has no activation: it gives logits.
    activation : a function, put between the layers.
    initialization, rng, dtype : as in Linear.
    """
    if len(sizes) < 2:
        raise ValueError(f"mlp needs the numbers of inputs and of outputs at least: got {sizes}.")
    rng = np.random.default_rng(rng)
    settings = {"initialization": initialization, "rng": rng, "dtype": dtype}
    steps = []
    for n_in, n_out in itertools.pairwise(sizes):
        steps += [Linear(n_in, n_out, **settings), activation]
    return Sequential(*steps[:-1])
