"""Every formula of the engine with inputs to differentiate it at: what several tests go through."""

import numpy as np

from nnhelpers import activations, costs, layers, operations

_rng = np.random.default_rng(1)


def numbers(*shape):
    """Numbers away from 0, where ReLU and its relatives have a corner."""
    return _rng.uniform(0.1, 2, shape) * _rng.choice([-1, 1], shape)


def positive(*shape):
    return _rng.uniform(0.2, 2, shape)


def shares(*shape):
    p = positive(*shape)
    return p / p.sum(axis=-1, keepdims=True)


X, CLASSES = numbers(4, 3), np.array([0, 2, 1, 2])

# name: (formula, inputs, settings)
FORMULAS = {
    "add": (operations.add, (X, numbers(3)), {}),
    "subtract": (operations.subtract, (X, numbers(4, 1)), {}),
    "multiply": (operations.multiply, (X, numbers(1)), {}),
    "divide": (operations.divide, (X, positive(1, 3)), {}),
    "power": (operations.power, (positive(5),), {"exponent": 2.5}),
    "matmul": (operations.matmul, (X, numbers(3, 2)), {}),
    "matmul of stacks": (operations.matmul, (numbers(2, 4, 3), numbers(3, 2)), {}),
    "matmul of vectors": (operations.matmul, (numbers(3), numbers(3)), {}),
    "matmul vector, stack": (operations.matmul, (numbers(3), numbers(2, 3, 4)), {}),
    "matmul stack, vector": (operations.matmul, (numbers(2, 4, 3), numbers(3)), {}),
    "exp": (operations.exp, (X,), {}),
    "log": (operations.log, (positive(5),), {}),
    "absolute": (operations.absolute, (X,), {}),
    "total": (operations.total, (X,), {}),
    "total of rows": (operations.total, (X,), {"axis": -1}),
    "mean": (operations.mean, (X,), {}),
    "mean of columns": (operations.mean, (X,), {"axis": 0, "keepdims": True}),
    "mean over two axes": (operations.mean, (numbers(2, 3, 4),), {"axis": (0, 2)}),
    "maximum": (operations.maximum, (X,), {}),
    "maximum of rows": (operations.maximum, (X,), {"axis": 1}),
    "reshape": (operations.reshape, (X,), {"shape": (2, 6)}),
    "transpose": (operations.transpose, (numbers(2, 3, 4),), {"axes": (1, 2, 0)}),
    "transpose, from the end": (operations.transpose, (numbers(2, 2, 2),), {"axes": (0, -1, -2)}),
    "take a slice": (operations.take, (X,), {"index": (slice(1, 3), 0)}),
    "take repeated": (operations.take, (X,), {"index": np.array([0, 2, 0, 0])}),
    "take by mask": (operations.take, (X,), {"index": X > 0}),
    "concatenate": (operations.concatenate, (X, numbers(4, 2)), {"axis": 1}),
    "linear": (layers.linear, (X, numbers(3, 2), numbers(2)), {}),
    "linear on sequences": (layers.linear, (numbers(2, 4, 3), numbers(3, 2), numbers(2)), {}),
    "softmax": (activations.softmax, (X,), {}),
    "softmax of columns": (activations.softmax, (X,), {"axis": 0}),
    "log_softmax": (activations.log_softmax, (X,), {}),
    "leaky_relu, slope 0.3": (activations.leaky_relu, (X,), {"slope": 0.3}),
    "elu, alpha 2": (activations.elu, (X,), {"alpha": 2.0}),
    "mean_squared_error": (costs.mean_squared_error, (X, numbers(4, 3)), {}),
    "huber": (costs.huber, (X, numbers(4, 3)), {"delta": 0.7}),
    "binary_cross_entropy": (
        costs.binary_cross_entropy,
        (_rng.uniform(0.1, 0.9, 5), np.array([0, 1, 1, 0, 1])),
        {},
    ),
    "binary_cross_entropy_from_logits": (
        costs.binary_cross_entropy_from_logits,
        (numbers(4, 1), np.array([[0], [1], [1], [0]])),
        {},
    ),
    "cross_entropy": (costs.cross_entropy, (X, CLASSES), {}),
    "cross_entropy on sequences": (
        costs.cross_entropy,
        (numbers(2, 4, 3), np.array([[0, 1, 2, 2], [1, 1, 0, 2]])),
        {},
    ),
}
SMOOTH = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu", "softplus")
FORMULAS |= {name: (activations.ACTIVATIONS[name], (X,), {}) for name in SMOOTH}
