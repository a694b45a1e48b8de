"""The weights that a layer starts with: random numbers to learn from, or none yet.

Derived in lesson 2.4.
"""

import contextlib
import contextvars

import numpy as np

from nnhelpers.autodiff import Tensor

_without_weights = contextvars.ContextVar("without_weights", default=False)


@contextlib.contextmanager
def without_weights():
    """Make large models quickly: inside, new weights are one 0, stretched to their shape.

    They take neither time nor memory, and cannot be learned from. Give each its `data` afterwards.
    """
    token = _without_weights.set(True)
    try:
        yield
    finally:
        _without_weights.reset(token)


def random_weight(shape, spread, rng, dtype):
    """Return a Tensor of normal numbers around 0 to start learning from."""
    if not _without_weights.get():
        weight = np.random.default_rng(rng).normal(0, 1, size=shape) * spread
        return Tensor(weight.astype(dtype))
    weight = Tensor.result(np.broadcast_to(np.zeros((), dtype), shape))  # Tensor() would copy
    weight.requires_grad = True
    return weight
