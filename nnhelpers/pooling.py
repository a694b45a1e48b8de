"""Pooling: fewer pixels, each the largest or the mean of several, so that small shifts matter less.

The functions take images (n, channels, height, width) and fit into Sequential as they are.
Derived in lesson 4.4.
"""

import numpy as np

from nnhelpers.arrays import as_floats, require_count
from nnhelpers.autodiff import differentiable


@differentiable
def max_pool2d(x, *, size=2):
    """Return the largest of each size × size square; a rest at the right and the bottom is dropped.

    The gradient goes to the largest pixel; of equal ones the first gets it, as in PyTorch.

    Parameters
    ----------
    x : (n, channels, height, width).
    size : pixels of a square along one side, and from one square to the next.

    Returns
    -------
    (n, channels, height // size, width // size)
    """
    x = as_floats(x, "max_pool2d")
    squares = _squares(x, size, "max_pool2d")
    largest = squares[0]
    for other in squares[1:]:
        largest = np.maximum(largest, other)

    def backward(d_y):
        d_x = np.zeros_like(x)
        free = np.ones_like(largest, dtype=bool)
        for pixels, d_pixels in zip(squares, _squares(d_x, size, "max_pool2d"), strict=True):
            won = free & (pixels == largest)
            np.multiply(won, d_y, out=d_pixels)
            free &= ~won
        return d_x

    return largest, backward


@differentiable
def average_pool2d(x, *, size=2):
    """Return the mean of each size × size square; x, size and the result as in `max_pool2d`."""
    x = as_floats(x, "average_pool2d")
    squares = _squares(x, size, "average_pool2d")

    def backward(d_y):
        d_x, share = np.zeros_like(x), d_y / size**2
        for d_pixels in _squares(d_x, size, "average_pool2d"):
            d_pixels[...] = share
        return d_x

    return sum(squares[1:], squares[0]) / size**2, backward


def _squares(x, size, who):
    """Return size² views of x: the first pixel of each square, the second of each, and so on."""
    require_count(size, who, "size")
    require_images(x, who)
    if min(x.shape[2:]) < size:
        raise ValueError(
            f"{who} needs images of at least {size} × {size} pixels, the size of one square: got "
            f"{x.shape[2]} × {x.shape[3]}. Pool less often, or pad the convolutions before it."
        )
    rows, columns = (n // size * size for n in x.shape[2:])
    return [x[:, :, i:rows:size, j:columns:size] for i in range(size) for j in range(size)]


def global_average_pool(x):
    """Return the mean of each channel: (n, channels, height, width) becomes (n, channels)."""
    require_images(x, "global_average_pool")
    return x.mean(axis=(2, 3))


def require_images(x, who):
    """Raise a ValueError unless x is (n, channels, height, width), none of them 0."""
    if x.ndim != 4 or x.size == 0:
        raise ValueError(
            f"{who} needs images (n, channels, height, width): got shape {x.shape}. Gray images of "
            "shape (n, height, width) take x[:, None]; rows of pixels x.reshape(-1, 1, 28, 28)."
        )
