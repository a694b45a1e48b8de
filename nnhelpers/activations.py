"""Activation functions, each with its derivative.

Each takes the weighted sum z, an array of any shape or a Tensor, and works element by element;
`f.derivative(z)` is the slope of f at z, for the same z. softmax and log_softmax mix the elements
of a row, so that they have a backward function instead of a derivative.
Derived in lessons 2.2 and 2.4.
"""

import numpy as np

from nnhelpers.arrays import as_floats
from nnhelpers.autodiff import derivative_of, differentiable, elementwise


@elementwise
def identity(z):
    """Return z itself, as a neuron without an activation function does.  f(z) = z"""
    return z


@derivative_of(identity)
def _(z):
    return np.ones_like(z)


@elementwise
def step(z):
    """Return 1 where z ≥ 0 and 0 elsewhere, as the perceptron does.

    Its derivative is 0 wherever it has one, so gradient descent cannot train through it.
    """
    return (z >= 0).astype(z.dtype)


@derivative_of(step)
def _(z):
    return np.zeros_like(z)


@elementwise
def sigmoid(z):
    """Return 1 / (1 + exp(−z)), between 0 and 1.  σ'(z) = σ(z)·(1 − σ(z)), at most 1/4.

    Computed from exp(−|z|), which cannot overflow.
    """
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


@derivative_of(sigmoid)
def _(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@elementwise
def tanh(z):
    """Return the hyperbolic tangent, between −1 and 1.  tanh'(z) = 1 − tanh²(z), at most 1."""
    return np.tanh(z)


@derivative_of(tanh)
def _(z):
    return 1 - np.tanh(z) ** 2


@elementwise
def relu(z):
    """Return max(0, z), the rectified linear unit. The derivative at 0 is taken as 0."""
    return np.maximum(z, 0)


@derivative_of(relu)
def _(z):
    return (z > 0).astype(z.dtype)


@elementwise
def leaky_relu(z, *, slope=0.01):
    """Return z where z > 0 and slope·z elsewhere, so that no unit is ever without a gradient."""
    return np.where(z > 0, z, slope * z)


@derivative_of(leaky_relu)
def _(z, *, slope=0.01):
    return np.where(z > 0, 1, slope).astype(z.dtype)


@elementwise
def elu(z, *, alpha=1.0):
    """Return z where z > 0 and alpha·(exp(z) − 1) elsewhere, the exponential linear unit.

    Source: Clevert, Unterthiner, Hochreiter, arXiv:1511.07289.
    """
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


@derivative_of(elu)
def _(z, *, alpha=1.0):
    return np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


@elementwise
def softplus(z):
    """Return log(1 + exp(z)), a smooth ReLU. Its derivative is the sigmoid."""
    return np.logaddexp(0, z)


@derivative_of(softplus)
def _(z):
    return sigmoid(z)


@elementwise
def silu(z):
    """Return z·σ(z), the sigmoid linear unit, also called swish."""
    return z * sigmoid(z)


@derivative_of(silu)
def _(z):
    a = sigmoid(z)
    return a * (1 + z * (1 - a))


_GELU = np.sqrt(2 / np.pi).item(), 0.044715


@differentiable
def gelu(z):
    """Return z·Φ(z), the Gaussian error linear unit, by its tanh approximation, as in GPT-2.

    z/2 · (1 + tanh(√(2/π)·(z + 0.044715 z³))). Source: Hendrycks and Gimpel, arXiv:1606.08415.
    """
    z = as_floats(z, "gelu")
    share = _gelu_share(z)
    y = z * share
    return y, lambda d: d * _gelu_slope(z, share, y)


@derivative_of(gelu)
def _(z):
    share = _gelu_share(z)
    return _gelu_slope(z, share, z * share)


def _gelu_share(z):
    """Return (1 + tanh u) / 2, the share of z that gets through; in place, for speed."""
    scale, cubic = _GELU
    u = z * z
    u *= scale * cubic
    u += scale
    u *= z
    share = np.tanh(u, out=u) if u.ndim else np.tanh(u)
    share += 1
    share *= 0.5
    return share


def _gelu_slope(z, share, y):
    """Return share + z·share', where share' = 2·share·(1 − share)·u' and y = z·share."""
    scale, cubic = _GELU
    slope = z * z
    slope *= 6 * scale * cubic
    slope += 2 * scale
    slope *= y
    slope *= 1 - share
    slope += share
    return slope


_ERF = 0.3275911, (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def normal_share(z):
    """Return Φ(z) = (1 + erf(z/√2))/2, the share of a normal distribution that lies below z.

    NumPy has no erf. Off by at most 8e-8, about as much as float32 rounds.
    Source: Abramowitz and Stegun, Handbook of Mathematical Functions, formula 7.1.26.
    """
    p, factors = _ERF
    t = 1 / (1 + p * np.sqrt(0.5) * np.abs(z))
    above = np.zeros_like(t)
    for factor in reversed(factors):
        above = (above + factor) * t
    above *= 0.5 * np.exp(-0.5 * z * z)
    return np.where(z < 0, above, 1 - above).astype(z.dtype)


@elementwise
def erf_gelu(z):
    """Return z·Φ(z), the Gaussian error linear unit as first defined, which BERT uses.

    Source: Hendrycks and Gimpel, arXiv:1606.08415.
    """
    return z * normal_share(z)


@derivative_of(erf_gelu)
def _(z):
    return normal_share(z) + z * (np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)).astype(z.dtype)


def _softmax(z, axis):
    e = z - z.max(axis=axis, keepdims=True)
    np.exp(e, out=e)
    e /= e.sum(axis=axis, keepdims=True)
    return e


@differentiable
def softmax(z, *, axis=-1):
    """Return exp(z) / Σ exp(z) along an axis: positive numbers that sum to 1.

    The largest z is subtracted first, which changes nothing and keeps exp from overflowing.

    Parameters
    ----------
    z : array, usually (n, n_classes), the logits.
    axis : the axis that sums to 1 in the result.
    """
    z = _at_least_one_axis(z, "softmax")
    a = _softmax(z, axis)
    return a, lambda d: a * (d - (d * a).sum(axis=axis, keepdims=True))


@differentiable
def log_softmax(z, *, axis=-1):
    """Return log softmax(z) = z − log Σ exp(z) along an axis, with no softmax in between."""
    z = _at_least_one_axis(z, "log_softmax")
    shifted = z - z.max(axis=axis, keepdims=True)
    output = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return output, lambda d: d - np.exp(output) * d.sum(axis=axis, keepdims=True)


def _at_least_one_axis(z, who):
    z = as_floats(z, who)
    if z.ndim == 0 or z.size == 0:
        raise ValueError(
            f"{who} needs the logits of at least one class: expected shape (n_classes,) or "
            f"(n, n_classes), got {z.shape}."
        )
    return z


# What a learner chooses from; erf_gelu is so near to gelu that it would not be told apart.
_ALL = (identity, step, sigmoid, tanh, relu, leaky_relu, elu, gelu, silu, softplus, softmax)
ACTIVATIONS = {f.__name__: f for f in _ALL}
