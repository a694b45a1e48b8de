"""Where a token stands: sines and cosines to add, turns that queries and keys take, and lengths.

Learned positions are an Embedding of the places 0, 1, 2, … Derived in lesson 7.2.
"""

import functools

import numpy as np

from nnhelpers.arrays import as_floats, require_count, require_number
from nnhelpers.autodiff import differentiable


def sinusoidal_positions(n, features, dtype=np.float32):
    """Return sines in the even columns and cosines in the odd ones, of falling frequency.

    Parameters
    ----------
    n : places, from 0. features : even.

    Returns
    -------
    (n, features), numbers from −1 to 1; row i has the angles i·10000^(−j/features) for even j.

    Source: Vaswani et al., arXiv:1706.03762, section 3.5.
    """
    require_count(n, "sinusoidal_positions", "n")
    require_even(features, "sinusoidal_positions", "features")
    angles = _angles(0, n, features, 10_000.0)
    positions = np.empty((n, features), dtype)
    positions[:, 0::2], positions[:, 1::2] = np.sin(angles), np.cos(angles)
    return positions


@differentiable
def rotary(x, *, start=0, base=10_000.0):
    """Turn each pair of features (j, j + d/2) by place·base^(−2j/d), an angle in radians.

    The product of a turned query and a turned key then depends only on how far apart they are.

    Parameters
    ----------
    x : (..., time, d), d even.
    start : the place of the first row, from 0.
    base : the larger, the slower the slowest pair turns.

    Source: Su et al., arXiv:2104.09864, with the halves paired as in GPT-NeoX and LLaMA.
    """
    x = as_floats(x, "rotary")
    require_even(x.shape[-1], "rotary", "features a head")
    require_count(start, "rotary", "start", least=0)
    require_number(base, "rotary", "a base above 1, such as 10000", lambda value: value > 1)
    cos, sin = turns(start, *x.shape[-2:], base, x.dtype)
    return turn(x, cos, sin), lambda d: turn(d, cos, -sin)


def _angles(start, n, features, base):
    places = np.arange(start, start + n)
    return places[:, None] * base ** (-np.arange(0, features, 2) / features)


@functools.lru_cache(maxsize=8)  # the layers of a model all ask for the same
def turns(start, n, features, base, dtype):
    """Return cosines and sines (n, features/2) of the angles by which `rotary` turns."""
    angles = _angles(start, n, features, base)
    return np.cos(angles).astype(dtype), np.sin(angles).astype(dtype)


def turn(x, cos, sin):
    """Return x (..., features) with each pair of features (j, j + d/2) turned by an angle."""
    half = x.shape[-1] // 2
    left, right = x[..., :half], x[..., half:]
    turned = np.empty_like(x)
    turned[..., :half] = left * cos - right * sin
    turned[..., half:] = right * cos + left * sin
    return turned


def lengths_mask(lengths, time, who="lengths_mask"):
    """Return (batch, time) of bool: True for the first `lengths[i]` steps of sequence i.

    Parameters
    ----------
    lengths : (batch,), integers from 0 to time.
    """
    lengths = np.asarray(lengths)
    if lengths.ndim != 1 or lengths.dtype.kind not in "iu":
        raise ValueError(
            f"{who} needs one whole number a sequence: expected lengths of shape (batch,), got "
            f"{lengths.dtype} of shape {lengths.shape}."
        )
    if lengths.size and (lengths.min() < 0 or lengths.max() > time):
        raise ValueError(
            f"{who} needs lengths from 0 to {time}, the steps that there are: got {lengths.min()} "
            f"to {lengths.max()}."
        )
    return np.arange(time) < lengths[:, None]


def require_even(features, who, what):
    """Raise a ValueError unless `features` is even and at least 2."""
    require_count(features, who, what, least=2)
    if features % 2:
        raise ValueError(
            f"{who} needs an even number of {what}, because sines and cosines come in pairs: "
            f"got {features}. Choose a width, or a number of heads, that makes it even."
        )
