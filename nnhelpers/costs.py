"""Costs: how wrong a batch of predictions is, in one number, the mean over the batch.

Each is a formula with its backward, so it takes arrays or Tensors. `targets` are plain arrays
of finite numbers; a NaN in a network's outputs gives a cost of NaN, which `fit` reports with the
epoch. Derived in lesson 3.4.
"""

import numpy as np

from nnhelpers.activations import sigmoid
from nnhelpers.arrays import as_array, as_floats, require_finite, require_number
from nnhelpers.autodiff import differentiable


@differentiable
def mean_squared_error(predictions, targets):
    """Return the mean of (prediction − target)² over all elements.

    Parameters
    ----------
    predictions, targets : arrays of one shape, (n,) or (n, n_out).
    """
    predictions, targets = _same_shape("mean_squared_error", predictions, targets)
    difference = predictions - targets
    scale = 2 / difference.size
    d_predictions = lambda d: d * scale * difference  # noqa: E731
    return np.mean(difference**2), lambda d: (d_predictions(d), lambda: -d_predictions(d))


@differentiable
def huber(predictions, targets, *, delta=1.0):
    """Return the mean Huber cost: e²/2 where |e| ≤ delta, delta·(|e| − delta/2) beyond.

    Quadratic for small errors, linear for large ones, so that an outlier pulls with bounded force.
    Source: Huber (1964), doi:10.1214/aoms/1177703732.
    """
    what = "delta above 0, the error at which it turns linear"
    delta = require_number(delta, "huber", what, lambda delta: delta > 0)
    predictions, targets = _same_shape("huber", predictions, targets)
    error = predictions - targets
    near = np.clip(error, -delta, delta)
    cost = np.mean(near * (error - near / 2))
    return cost, lambda d: (d * near / error.size, lambda: -d * near / error.size)


@differentiable
def binary_cross_entropy(probabilities, targets):
    """Return −mean(t·log p + (1 − t)·log(1 − p)).

    Parameters
    ----------
    probabilities : (n,) or (n, n_out), between 0 and 1. They are kept a hair (the type's rounding)
        away from 0 and 1, where the logarithm is infinite.
    targets : same shape, between 0 and 1.
    """
    p, t = _same_shape("binary_cross_entropy", probabilities, targets)
    _check_probabilities("binary_cross_entropy", p)
    _check_binary_targets("binary_cross_entropy", t)
    tiny = np.finfo(p.dtype).eps
    p = np.clip(p, tiny, 1 - tiny)
    cost = -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
    return cost, lambda d: (d * (p - t) / (p * (1 - p) * p.size), None)


@differentiable
def binary_cross_entropy_from_logits(logits, targets):
    """Return the binary cross-entropy of sigmoid(logits), computed without rounding to 0 or 1.

    mean(log(1 + exp(z)) − t·z); its gradient is (σ(z) − t)/n.

    Parameters
    ----------
    logits : (n,) or (n, n_out), any numbers.
    targets : same shape, between 0 and 1.
    """
    z, t = _same_shape("binary_cross_entropy_from_logits", logits, targets)
    _check_binary_targets("binary_cross_entropy_from_logits", t)
    return np.mean(np.logaddexp(0, z) - t * z), lambda d: (d * (sigmoid(z) - t) / z.size, None)


@differentiable
def cross_entropy(logits, targets, *, mask=None):
    """Return the categorical cross-entropy of softmax(logits): −mean log p[right class].

    log p = z − log Σ exp(z), so the softmax itself is computed for the gradient alone, which is
    (softmax(z) − one_hot(targets)) / n.

    Parameters
    ----------
    logits : (n, n_classes), or (..., n_classes).
    targets : (n,), or (...), integers from 0 to n_classes − 1.
    mask : bool of the targets' shape, True for those that count; None counts all. For padded
        sequences, `lengths_mask(lengths, time)`.
    """
    logits = _floats("cross_entropy", logits)
    targets = _classes("cross_entropy", "logits", logits, targets)
    rows = slice(None) if mask is None else _counted("cross_entropy", mask, targets)
    z = logits.reshape(-1, logits.shape[-1])[rows]
    z = z - z.max(axis=1, keepdims=True)  # changes nothing and keeps exp from overflowing
    right = np.arange(len(z)), targets.reshape(-1)[rows]
    e = np.exp(z)
    sums = e.sum(axis=1)

    def backward(d):
        d_z = e / sums[:, None]
        d_z[right] -= 1
        d_z *= d / len(z)
        if mask is None:
            return d_z.reshape(logits.shape), None
        d_logits = np.zeros((targets.size, logits.shape[-1]), logits.dtype)
        d_logits[rows] = d_z
        return d_logits.reshape(logits.shape), None

    return (np.log(sums) - z[right]).sum() / len(z), backward


@differentiable
def cross_entropy_from_probabilities(probabilities, targets):
    """Return the categorical cross-entropy of probabilities: −mean log p[right class].

    Parameters
    ----------
    probabilities : (n, n_classes), each row sums to 1. They are kept a hair away from 0, where the
        logarithm is infinite.
    targets : (n,), integers from 0 to n_classes − 1.
    """
    who = "cross_entropy_from_probabilities"
    p = _floats(who, probabilities)
    targets = _classes(who, "probabilities", p, targets)
    _check_probabilities(who, p)
    if not np.allclose(p.sum(axis=-1), 1, atol=1e-3):
        raise ValueError(
            f"{who} needs rows that sum to 1. For raw outputs of a network use cross_entropy, "
            "which takes logits."
        )
    p = p.reshape(-1, p.shape[-1])
    rows, targets = np.arange(len(p)), targets.reshape(-1)
    right = np.maximum(p[rows, targets], np.finfo(p.dtype).tiny)

    def backward(d):
        d_p = np.zeros_like(p)
        d_p[rows, targets] = -d / (right * len(p))
        return d_p.reshape(np.shape(probabilities)), None

    return -np.mean(np.log(right)), backward


def _floats(who, x):
    x = as_floats(x, who)
    if x.size == 0:
        raise ValueError(
            f"{who} needs at least one example: got an empty batch, of shape {x.shape}."
        )
    return x


def _same_shape(who, outputs, targets):
    outputs = _floats(who, outputs)
    targets = as_floats(targets, f"{who} (targets)").astype(outputs.dtype, copy=False)
    require_finite(targets, f"{who} (targets)")
    if outputs.shape != targets.shape:
        advice = (
            "Take predictions[:, 0], or give the targets a column with targets[:, None]."
            if outputs.shape == (*targets.shape, 1)
            else "NumPy would broadcast them and compare each with each; give both one shape."
        )
        raise ValueError(
            f"{who} needs one target for each prediction: expected targets of shape "
            f"{outputs.shape}, got {targets.shape}. {advice}"
        )
    return outputs, targets


def _classes(who, name, outputs, targets):
    targets = as_array(targets, f"{who} (targets)")
    if outputs.ndim == 0 or targets.shape != outputs.shape[:-1]:
        one_hot = " From one-hot targets, take targets.argmax(axis=-1)."
        raise ValueError(
            f"{who} needs one target per row of {name}: expected targets of shape "
            f"{outputs.shape[:-1]}, got {targets.shape}."
            + one_hot
            * (targets.shape == outputs.shape)
        )
    if targets.dtype.kind not in "iu":
        raise TypeError(
            f"{who} needs classes as integers: got targets of type {targets.dtype}. If they are "
            "whole numbers, take targets.astype(int)."
        )
    low, high, n_classes = targets.min(), targets.max(), outputs.shape[-1]
    if low < 0 or high >= n_classes:
        raise ValueError(
            f"{who} needs targets from 0 to {n_classes - 1}, as {name} has {n_classes} columns: "
            f"got targets from {low} to {high}."
        )
    return targets


def _counted(who, mask, targets):
    """Return the numbers of the rows that a mask counts."""
    mask = np.asarray(mask)
    if mask.dtype != bool or mask.shape != targets.shape or not mask.any():
        raise ValueError(
            f"{who} needs a mask that counts one target at least: expected bool of shape "
            f"{targets.shape}, got {mask.dtype} of shape {mask.shape} with "
            f"{np.count_nonzero(mask)} True. From lengths, take lengths_mask(lengths, time)."
        )
    return np.flatnonzero(mask)


def _check_probabilities(who, p):
    if p.min() < 0 or p.max() > 1:
        raise ValueError(
            f"{who} needs probabilities between 0 and 1: got numbers from {p.min():.4g} to "
            f"{p.max():.4g}. For raw outputs of a network use the cost that takes logits."
        )


def _check_binary_targets(who, t):
    if t.min() < 0 or t.max() > 1:
        raise ValueError(
            f"{who} needs targets between 0 and 1: got numbers from {t.min():.4g} to {t.max():.4g}"
            ". For more than two classes use cross_entropy."
        )
