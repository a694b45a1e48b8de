"""Pooling: fewer pixels, each the largest or the mean of several, so that small shifts matter less.

The functions take images (n, channels, height, width), those that end in 1d take series
(n, channels, time), and they fit into Sequential as they are.
How many places a window has and how far it sees is the same for the kernels of convolution.
Derived in lesson 4.4.
"""

import numpy as np

from nnhelpers.arrays import as_floats, require_count
from nnhelpers.autodiff import differentiable


def output_size(size, kernel, stride=1, padding=0, dilation=1):
    """Return how many places a kernel has on one axis: ⌊(size + 2·padding − reach)/stride⌋ + 1.

    Its reach is (kernel − 1)·dilation + 1, without dilation the kernel itself.
    """
    return (size + 2 * padding - reach(kernel, dilation)) // stride + 1


def reach(kernel, dilation=1):
    """Return from how many pixels, along one axis, a kernel takes those that it sees."""
    return (kernel - 1) * dilation + 1


def receptive_field(steps):
    """Return how many pixels of the input, along one axis, one pixel of the output can see.

    Parameters
    ----------
    steps : list of (kernel, stride) in pixels, of convolutions and pooling in their order; for a
        dilated kernel its `reach`.
    """
    field, jump = 1, 1
    for kernel, stride in steps:
        field += (kernel - 1) * jump
        jump *= stride
    return field


@differentiable
def max_pool2d(x, *, size=2, stride=None):
    """Return the largest pixel of each window; a rest at the right and the bottom is dropped.

    The gradient goes to the largest pixel; of equal ones the first gets it, as in PyTorch.

    Parameters
    ----------
    x : (n, channels, height, width).
    size : pixels of a window along one side; (rows, columns) if they differ.
    stride : pixels from one window to the next, alike; by default the size. With less they overlap.

    Returns
    -------
    (n, channels, output height, output width), see `output_size`.
    """
    x = as_floats(x, "max_pool2d")
    size, stride = _sizes(x, size, stride, "max_pool2d")
    overlap = stride[0] < size[0] or stride[1] < size[1]
    pixels_of_each = _views(x, size, stride)
    largest = pixels_of_each[0]
    for other in pixels_of_each[1:]:
        largest = np.maximum(largest, other)

    def backward(d_y):
        d_x = np.zeros_like(x)
        free = np.ones_like(largest, dtype=bool)
        for pixels, d_pixels in zip(pixels_of_each, _views(d_x, size, stride), strict=True):
            won = free & (pixels == largest)
            if overlap:  # a pixel in several windows collects the gradients of all
                d_pixels += won * d_y
            else:
                np.multiply(won, d_y, out=d_pixels)
            free &= ~won
        return d_x

    return largest, backward


@differentiable
def average_pool2d(x, *, size=2, stride=None):
    """Return the mean of each window; parameters and result as in `max_pool2d`."""
    x = as_floats(x, "average_pool2d")
    size, stride = _sizes(x, size, stride, "average_pool2d")
    pixels_of_each, n_pixels = _views(x, size, stride), size[0] * size[1]

    def backward(d_y):
        d_x, share = np.zeros_like(x), d_y / n_pixels
        for d_pixels in _views(d_x, size, stride):
            d_pixels += share
        return d_x

    return sum(pixels_of_each[1:], pixels_of_each[0]) / n_pixels, backward


def max_pool1d(x, *, size=2, stride=None):
    """Return the largest number of each window in series (n, channels, time); see `max_pool2d`."""
    return _along(max_pool2d, x, size, stride)


def average_pool1d(x, *, size=2, stride=None):
    """Return the mean of each window in series (n, channels, time); see `max_pool2d`."""
    return _along(average_pool2d, x, size, stride)


def _along(pool, x, size, stride):
    """Pool series as images of one row."""
    if x.ndim != 3 or x.size == 0:
        raise ValueError(
            f"{pool.__name__.replace('2', '1')} needs series (n, channels, time): got shape "
            f"{x.shape}. One channel of shape (n, time) takes x[:, None]."
        )
    rows = x.reshape(*x.shape[:2], 1, x.shape[2])
    y = pool(rows, size=(1, size), stride=(1, size if stride is None else stride))
    return y.reshape(*y.shape[:2], y.shape[3])


def _sizes(x, size, stride, who):
    """Return the window's size and stride as (rows, columns) each, if they fit the images."""
    stride = size if stride is None else stride
    size, stride = (n if isinstance(n, tuple) else (n, n) for n in (size, stride))
    for name, numbers in (("size", size), ("stride", stride)):
        for n in numbers:
            require_count(n, who, name)
    require_images(x, who)
    if x.shape[2] < size[0] or x.shape[3] < size[1]:
        raise ValueError(
            f"{who} needs images of at least {size[0]} × {size[1]} pixels, the size of a window: "
            f"got {x.shape[2]} × {x.shape[3]}. Pool less often, or pad the convolutions before it."
        )
    return size, stride


def _views(x, size, stride):
    """Return a view of x a pixel of the window: the first of each window, the second, and so on."""
    places = [output_size(*sizes) for sizes in zip(x.shape[2:], size, stride, strict=True)]
    ends = [(n - 1) * step + 1 for n, step in zip(places, stride, strict=True)]
    return [
        x[:, :, i : i + ends[0] : stride[0], j : j + ends[1] : stride[1]]
        for i in range(size[0])
        for j in range(size[1])
    ]


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
