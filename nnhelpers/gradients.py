"""Gradients by finite differences, and the check of a backward function against them.

Derived in lessons 3.2 (the numerical gradient) and 3.5 (the check).
"""

import numpy as np

from nnhelpers.arrays import as_floats
from nnhelpers.autodiff import Tensor


def numerical_gradient(f, x, step=1e-5):
    """Return the gradient of f at x by central differences: (f(x + h) − f(x − h)) / 2h.

    Parameters
    ----------
    f : function of an array of x's shape that returns one number.
    x : array_like, the point. It is computed in float64, where a step of 1e-5 is accurate.
    step : h, relative to x where |x| > 1, so that x + h differs from a large x.

    Returns
    -------
    array of x's shape
    """
    x = np.array(as_floats(x, "numerical_gradient"), dtype=np.float64)
    gradient = np.empty_like(x)
    for place in np.ndindex(x.shape):
        kept = x[place]
        h = step * max(1, abs(kept))
        x[place] = kept + h
        above = _number(f(x.copy()))
        x[place] = kept - h
        below = _number(f(x.copy()))
        x[place] = kept
        gradient[place] = (above - below) / (2 * h)
    return gradient


def _number(value):
    value = value.data if isinstance(value, Tensor) else value
    value = as_floats(value, "numerical_gradient (what the function returns)")
    if value.size != 1:
        raise ValueError(
            f"numerical_gradient needs a function that returns one number, got shape {value.shape}."
        )
    return value.item()


def check_gradient(f, *inputs, tolerance=1e-6, step=1e-5, **settings):
    """Compare the gradients on the tape with finite differences; return the largest relative error.

    An output with many elements is checked by its sum, weighted by fixed random numbers, which
    leaves no element out. Arrays of floats are checked; integers (labels, say) are passed through.

    Parameters
    ----------
    f : function of Tensors that returns a Tensor.
    inputs : arrays, one an argument; computed in float64.
    tolerance : the largest error allowed, relative to the gradient's size.

    Raises
    ------
    AssertionError naming the input and the place, when a gradient is off by more than `tolerance`.
    """
    inputs = [_checked(x) for x in inputs]
    tensors = [Tensor(x) if x.dtype.kind == "f" else x for x in inputs]
    if not any(isinstance(t, Tensor) for t in tensors):
        raise ValueError("check_gradient needs an input of floats: integers have no gradient.")
    output = f(*tensors, **settings)
    if not isinstance(output, Tensor):
        raise TypeError(
            f"check_gradient needs a function that returns a Tensor, got {type(output).__name__}. "
            "Inside it, use functions of nnhelpers on the Tensors, not on their .data."
        )
    mix = np.random.default_rng(0).uniform(0.5, 1.5, size=output.shape)
    output.backward(mix)
    worst = 0.0
    for i, tensor in enumerate(tensors):
        if isinstance(tensor, Tensor):
            worst = max(worst, _compare(f, inputs, i, tensor, mix, tolerance, step, settings))
    return worst


def _checked(x):
    x = np.asarray(x)
    return x.astype(np.float64) if x.dtype.kind == "f" else x


def _compare(f, inputs, i, tensor, mix, tolerance, step, settings):
    def total(x):
        return (f(*inputs[:i], Tensor(x), *inputs[i + 1 :], **settings).data * mix).sum()

    numeric = numerical_gradient(total, inputs[i], step)
    exact = np.zeros_like(numeric) if tensor.grad is None else tensor.grad
    # Rounding leaves about 1e-10 on a gradient near 0, so each error is measured against
    # its own gradient, or a hundredth of the largest one if that is more.
    size = np.maximum(np.abs(numeric), 0.01 * np.abs(numeric).max(initial=0) + 1e-5)
    errors = np.where(np.isfinite(exact), np.abs(exact - numeric), np.inf) / size
    place = np.unravel_index(errors.argmax(), errors.shape)
    if not errors[place] <= tolerance:  # so that NaN fails as well
        raise AssertionError(
            f"Input {i}, at {tuple(map(int, place))}: backward says {exact[place]:.6g}, finite "
            f"differences say {numeric[place]:.6g}, a relative error of {errors[place]:.1e} "
            f"(allowed {tolerance:.0e})."
        )
    return float(errors[place])
