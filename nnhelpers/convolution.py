"""Convolution over images (n, channels, height, width) and series (n, channels, time).

Inside, the examples are the innermost axis, (channels, height, width, n): a shifted image is then
copied in runs of n numbers, and a whole batch is one matrix product. NumPy keeps that order of the
memory through elementwise functions, so it is not undone between layers. Derived in lesson 4.4.
"""

import numpy as np

from nnhelpers.arrays import as_floats, require_count
from nnhelpers.autodiff import Tensor, differentiable, no_grad
from nnhelpers.layers import Layer
from nnhelpers.pooling import (
    average_pool1d,
    average_pool2d,
    global_average_pool,
    max_pool1d,
    max_pool2d,
    output_size,
    reach,
    receptive_field,
    require_images,
)

__all__ = [
    "Conv1d", "Conv2d", "average_pool1d", "average_pool2d", "conv1d", "conv2d", "feature_maps",
    "global_average_pool", "max_pool1d", "max_pool2d", "output_size", "reach", "receptive_field",
]  # fmt: skip


def feature_maps(model, x):
    """Return {"0 Conv2d(1, 6, kernel_size=5)": maps, …}, the images that each step makes.

    Parameters
    ----------
    model : Sequential, run in eval mode. x : (n, channels, height, width).

    Returns
    -------
    {step: array (n, channels, height, width)} of those steps whose output is still images.
    """
    maps, was_training = {}, model.training
    model.eval()
    with no_grad():
        for i, step in enumerate(model.steps):
            x = step(x)
            if x.ndim == 4:
                name = getattr(step, "__name__", None) or repr(step)
                maps[f"{i} {name}"] = x.data if isinstance(x, Tensor) else x
    model.train(was_training)
    return maps


@differentiable
def conv2d(x, weight, bias, *, stride=1, padding=0, dilation=1):
    """Slide each kernel over the images, and sum the products of weights and pixels under it.

    y[k, i, j] = Σ x[c, i·stride + u·dilation, j·stride + v·dilation]·weight[k, c, u, v] + bias[k],
    over c, u and v. As in all of deep learning the kernel is not flipped: mathematics calls it
    cross-correlation.

    Parameters
    ----------
    x : (n, channels, height, width).
    weight : (kernels, channels, kernel height, kernel width). bias : (kernels,).
    stride : pixels from one place to the next.
    padding : zeros around the image, on each side; (rows, columns) if they differ.
    dilation : pixels from one weight of the kernel to the next.

    Returns
    -------
    (n, kernels, output height, output width), see `output_size`.

    Source: the product with a matrix of columns is that of Chellapilla, Puri, Simard (2006), "High
    performance convolutional neural networks for document processing".
    """
    x, padding = as_floats(x, "conv2d"), _pair(padding)
    _check("conv2d", x, weight, bias, stride, padding, dilation)
    padded = _padded(x.transpose(1, 2, 3, 0), padding)
    columns, places = _columns(padded, weight.shape[2:], stride, dilation)
    matrix = weight.reshape(len(weight), -1)
    y = matrix @ columns
    y += bias[:, None]

    def backward(d_y):
        d_y = np.ascontiguousarray(d_y.transpose(1, 2, 3, 0)).reshape(len(weight), -1)

        def d_x():
            d_columns = (matrix.T @ d_y).reshape(-1, *weight.shape[2:], *places, len(x))
            d_padded = _uncolumns(d_columns, padded.shape, stride, dilation)
            return _inside(d_padded, x.shape, padding).transpose(3, 0, 1, 2)

        return d_x, (d_y @ columns.T).reshape(weight.shape), d_y.sum(axis=1)

    return y.reshape(-1, *places, len(x)).transpose(3, 0, 1, 2), backward


def _windows(size, kernel, stride, dilation):
    """Return (offset in the kernel, the slice of the image that it meets) for each offset."""
    last = (output_size(size, kernel, stride, 0, dilation) - 1) * stride + 1
    return [(i, slice(i * dilation, i * dilation + last, stride)) for i in range(kernel)]


def _columns(x, kernel, stride, dilation):
    """Return what each weight meets, one row a weight and one column a place, and the places.

    x : (channels, height, width, n), padded.
    """
    channels, height, width, n = x.shape
    places = [output_size(*sizes, stride, 0, dilation) for sizes in zip(x.shape[1:3], kernel)]  # noqa: B905
    columns = np.empty((channels, *kernel, *places, n), x.dtype)
    for i, rows in _windows(height, kernel[0], stride, dilation):
        for j, across in _windows(width, kernel[1], stride, dilation):
            columns[:, i, j] = x[:, rows, across]
    return columns.reshape(channels * kernel[0] * kernel[1], -1), places


def _uncolumns(d_columns, shape, stride, dilation):
    """Return the gradient of x from that of its columns: where windows overlap, they add up."""
    d_x = np.zeros(shape, d_columns.dtype)
    for i, rows in _windows(shape[1], d_columns.shape[1], stride, dilation):
        for j, across in _windows(shape[2], d_columns.shape[2], stride, dilation):
            d_x[:, rows, across] += d_columns[:, i, j]
    return d_x


def _pair(padding):
    return padding if isinstance(padding, tuple) else (padding, padding)


def _padded(x, padding):
    """Return x (channels, height, width, n) in that order of the memory, with zeros around it."""
    channels, height, width, n = x.shape
    padded = np.zeros((channels, height + 2 * padding[0], width + 2 * padding[1], n), x.dtype)
    _inside(padded, (n, channels, height, width), padding)[...] = x
    return padded


def _inside(padded, shape, padding):
    """Return the view of `padded` without its padding."""
    top, left = padding
    return padded[:, top : top + shape[2], left : left + shape[3]]


def _check(who, x, weight, bias, stride, padding, dilation):
    require_images(x, who)
    require_count(stride, who, "stride")
    require_count(dilation, who, "dilation")
    for zeros in padding:
        require_count(zeros, who, "padding", least=0)
    if weight.ndim != 4 or x.shape[1] != weight.shape[1] or bias.shape != weight.shape[:1]:
        raise ValueError(
            f"{who} needs kernels (kernels, channels, height, width) with as many channels as the "
            f"images, and one bias a kernel: got kernels {weight.shape}, images {x.shape}, biases "
            f"{bias.shape}."
        )
    room = tuple(n + 2 * p for n, p in zip(x.shape[2:], padding, strict=True))
    needed = tuple(reach(size, dilation) for size in weight.shape[2:])
    if room[0] < needed[0] or room[1] < needed[1]:
        raise ValueError(
            f"{who} needs images at least as large as its kernel: expected {needed}, got "
            f"{room}, padding included. Take a smaller kernel or more padding."
        )


def conv1d(x, weight, bias, *, stride=1, padding=0, dilation=1):
    """Slide each kernel along the series: `conv2d` over images of one row.

    Parameters
    ----------
    x : (n, channels, time). weight : (kernels, channels, kernel length). bias : (kernels,).
    stride, padding, dilation : in time steps.

    Returns
    -------
    (n, kernels, output time), see `output_size`.
    """
    if x.ndim != 3 or weight.ndim != 3 or x.size == 0:
        raise ValueError(
            "conv1d needs series (n, channels, time) and kernels (kernels, channels, length): got "
            f"shapes {x.shape} and {weight.shape}. One channel of shape (n, time) takes x[:, None]."
        )
    image, kernel = (a.reshape(*a.shape[:2], 1, a.shape[2]) for a in (x, weight))
    y = conv2d(image, kernel, bias, stride=stride, padding=(0, padding), dilation=dilation)
    return y.reshape(*y.shape[:2], y.shape[3])


class Conv2d(Layer):
    """A convolutional layer: Conv2d(3, 16, kernel_size=5, padding=2); see `conv2d`.

    Parameters
    ----------
    channels, kernels : of the input and the output.
    kernel_size, stride, padding, dilation : in pixels.
    rng : a Generator or an integer seed. The weights start normal with He's spread,
        √(2 / weights of a kernel), the biases at 0.
    dtype : of the parameters.
    """

    axes, convolve = 2, staticmethod(conv2d)

    def __init__(
        self, channels, kernels, kernel_size, *, stride=1, padding=0, dilation=1, rng=None,
        dtype=np.float32,
    ):  # fmt: skip
        sizes = {"channels": channels, "kernels": kernels, "kernel_size": kernel_size}
        for name, value in sizes.items():
            require_count(value, type(self).__name__, name)
        shape = (kernels, channels, *[kernel_size] * self.axes)
        spread = np.sqrt(2 / np.prod(shape[1:]))
        weight = np.random.default_rng(rng).normal(0, spread, size=shape)
        self.weight, self.bias = Tensor(weight.astype(dtype)), Tensor(np.zeros(kernels, dtype))
        self.settings = {"stride": stride, "padding": padding, "dilation": dilation}

    def __call__(self, x):
        """Return the maps of x: (n, kernels, output height, output width)."""
        return self.convolve(x, self.weight, self.bias, **self.settings)

    def __repr__(self):
        kernels, channels, size = self.weight.shape[:3]
        return f"{type(self).__name__}({channels}, {kernels}, kernel_size={size})"


class Conv1d(Conv2d):
    """A convolutional layer over series (n, channels, time); parameters as in `Conv2d`."""

    axes, convolve = 1, staticmethod(conv1d)
