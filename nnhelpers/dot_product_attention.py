"""Scaled dot-product attention, a soft look-up, and the masks that say who may look where.

Each query takes a mean of the values, weighted by how well its key matches. Derived in lesson 7.1.
"""

import numpy as np

from nnhelpers.activations import softmax
from nnhelpers.arrays import as_floats
from nnhelpers.autodiff import differentiable
from nnhelpers.positions import lengths_mask

MASKED = -1e9  # softmax makes 0 of it; a row with nothing to look at gets equal weights, not NaN


def attention_weights(q, k, *, mask=None):
    """Return softmax(q·kᵀ/√d): row i says how query i shares its attention among the keys.

    Parameters
    ----------
    q : (..., queries, d). k : (..., keys, d), arrays.
    mask : bool, broadcast to (..., queries, keys), False where a query must not look.

    Returns
    -------
    (..., queries, keys), each row sums to 1.
    """
    q, k = as_floats(q, "attention"), as_floats(k, "attention")
    if q.ndim < 2 or k.ndim < 2 or q.shape[-1] != k.shape[-1]:
        raise ValueError(
            "attention needs queries (..., queries, d) and keys (..., keys, d) with the same d: "
            f"got shapes {q.shape} and {k.shape}."
        )
    scores = _dot(q * q.shape[-1] ** -0.5, k)
    if mask is not None:
        np.copyto(scores, MASKED, where=~_checked_mask(mask, scores.shape), casting="same_kind")
    return softmax(scores)


def _dot(a, b):
    """Return a·bᵀ, laid out in memory as its transpose, b·aᵀ.

    NumPy multiplies stacks of matrices faster when the right one is not a transposed view, and the
    sums and maxima of softmax then run over neighbors in memory.
    """
    return (b @ np.ascontiguousarray(a.swapaxes(-1, -2))).swapaxes(-1, -2)


def _checked_mask(mask, shape):
    """Return the mask as an array, if it is of bool and can be broadcast to `shape`."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(
            f"attention needs a mask of bool, True where a query may look: got {mask.dtype}. "
            "From zeros and ones, take mask == 1."
        )
    fits = zip(reversed(mask.shape), reversed(shape), strict=False)
    if mask.ndim > len(shape) or any(m not in (1, n) for m, n in fits):
        raise ValueError(
            f"attention needs a mask that can be broadcast to (..., queries, keys): expected "
            f"{shape}, got {mask.shape}. causal_mask and padding_mask make such masks."
        )
    return mask


@differentiable
def attention(q, k, v, *, mask=None):
    """Return softmax(q·kᵀ/√d)·v, scaled dot-product attention.

    Parameters
    ----------
    q : (..., queries, d). k : (..., keys, d). v : (..., keys, d_v).
    mask : as in `attention_weights`.

    Returns
    -------
    (..., queries, d_v)

    Source: Vaswani et al., arXiv:1706.03762.
    """
    weights = attention_weights(q, k, mask=mask)
    if v.ndim < 2 or v.shape[-2] != k.shape[-2]:
        raise ValueError(
            f"attention needs one value a key, (..., keys, d_v): got keys {k.shape} and values "
            f"{v.shape}."
        )
    y = weights @ v

    def backward(d_y):
        d_scores = _dot(d_y, v)
        d_scores -= (d_y * y).sum(axis=-1, keepdims=True)
        d_scores *= weights
        scale, by_key = q.shape[-1] ** -0.5, d_scores.swapaxes(-1, -2)
        return d_scores @ (k * scale), by_key @ (q * scale), weights.swapaxes(-1, -2) @ d_y

    return y, backward


def split_heads(x, n_heads):
    """Return x (batch, time, features) as (batch, heads, time, features // heads)."""
    return x.reshape(*x.shape[:2], n_heads, -1).swapaxes(1, 2)


def join_heads(x):
    """Return x (batch, heads, time, d) as (batch, time, heads·d)."""
    batch, heads, time, d = x.shape
    return x.swapaxes(1, 2).reshape(batch, time, heads * d)


def causal_mask(n_queries, n_keys=None):
    """Return (queries, keys) of bool: a query sees its own place and those before.

    With more keys than queries, the queries are the last places: the last one sees all keys.
    """
    n_keys = n_queries if n_keys is None else n_keys
    return np.tri(n_queries, n_keys, n_keys - n_queries, dtype=bool)


def padding_mask(lengths, n_keys):
    """Return (batch, 1, 1, keys) of bool: True for the first `lengths[i]` keys of example i."""
    return lengths_mask(lengths, n_keys, "padding_mask")[:, None, None]
