"""What keeps deep networks trainable: normalization (batch, layer, RMS) and residual connections.

Each normalization is a formula and a layer. Derived in lessons 4.2 (batch and layer normalization,
residual connections) and 7.2 (RMS normalization).
"""

import numpy as np

from nnhelpers.arrays import as_floats, require_count, require_number
from nnhelpers.autodiff import Tensor, differentiable
from nnhelpers.layers import Layer, Sequential


@differentiable
def layer_norm(x, weight, bias, *, epsilon=1e-5):
    """Return (x − mean)/√(variance + ε)·weight + bias, mean and variance over the last axis.

    Parameters
    ----------
    x : (..., features). weight, bias : (features,).
    epsilon : keeps the root away from 0.

    Source: Ba, Kiros, Hinton, arXiv:1607.06450.
    """
    x = _with_features("layer_norm", x, weight, -1)
    normal = x - _row_mean(x)
    scale = 1 / np.sqrt(_row_mean(normal * normal) + epsilon)
    normal *= scale

    def backward(d_y):
        d_normal = d_y * weight
        d_x = d_normal - _row_mean(d_normal)  # each number also moved the mean of its row,
        d_normal *= normal
        d_x -= normal * _row_mean(d_normal)  # and its spread: both parts go out
        d_x *= scale
        return d_x, lambda: d_y * normal, d_y

    y = normal * weight
    y += bias
    return y, backward


@differentiable
def rms_norm(x, weight, *, epsilon=1e-5):
    """Return x/√(mean of x² + ε)·weight over the last axis: layer norm without mean and bias.

    Parameters
    ----------
    x : (..., features). weight : (features,).

    Source: Zhang and Sennrich, arXiv:1910.07467.
    """
    x = _with_features("rms_norm", x, weight, -1)
    scale = 1 / np.sqrt(_row_mean(x * x) + epsilon)
    normal = x * scale

    def backward(d_y):
        d_normal = d_y * weight
        d_x = scale * (d_normal - normal * _row_mean(d_normal * normal))
        return d_x, lambda: d_y * normal

    return normal * weight, backward


def _row_mean(x):
    """Return the mean over the last axis, kept as an axis of length 1.

    A product with a vector: NumPy's mean over short rows takes several times as long.
    """
    return (x @ np.full(x.shape[-1], 1 / x.shape[-1], x.dtype))[..., None]


@differentiable
def batch_norm(x, weight, bias, *, epsilon=1e-5):
    """Return (x − mean)/√(variance + ε)·weight + bias, mean and variance over the batch.

    Parameters
    ----------
    x : (n, features), or (n, channels, height, width), where each channel is one feature.
    weight, bias : (features,).

    Source: Ioffe and Szegedy, arXiv:1502.03167.
    """
    x = _with_features("batch_norm", x, weight, 1)
    axes, per_feature = _batch_axes(x)
    mean = lambda x: x.mean(axis=axes, keepdims=True)  # noqa: E731
    normal = x - mean(x)
    scale = 1 / np.sqrt(mean(normal * normal) + epsilon)
    normal *= scale

    def backward(d_y):
        d = d_y * weight.reshape(per_feature)
        d_x = scale * (d - mean(d) - normal * mean(d * normal))
        return d_x, (d_y * normal).sum(axis=axes), d_y.sum(axis=axes)

    return normal * weight.reshape(per_feature) + bias.reshape(per_feature), backward


def _batch_axes(x):
    """Return the axes to average over, and the shape of one number a feature next to x."""
    return (0, *range(2, x.ndim)), (-1, *[1] * (x.ndim - 2))


def _with_features(who, x, weight, axis):
    x = as_floats(x, who)
    if x.ndim < 2 - (axis < 0) or x.shape[axis] != len(weight) or x.size == 0:
        where = "in the last axis" if axis < 0 else "in axis 1, (n, features, ...)"
        raise ValueError(
            f"{who} needs {len(weight)} features {where}, one for each weight: got x of shape "
            f"{x.shape}. Make the layer with as many features as x has."
        )
    return x


class _Norm(Layer):
    """What the layers share: weight, bias (but for RMSNorm) and epsilon."""

    def __init__(self, features, *, epsilon=1e-5, dtype=np.float32):
        who = type(self).__name__
        require_count(features, who, "features")
        require_number(epsilon, who, "epsilon above 0, such as 1e-5", lambda value: value > 0)
        self.weight, self.epsilon = Tensor(np.ones(features, dtype)), float(epsilon)
        self.bias = Tensor(np.zeros(features, dtype))

    def __repr__(self):
        return f"{type(self).__name__}({len(self.weight)})"


class RMSNorm(_Norm):
    """Root-mean-square normalization over the last axis; see `rms_norm`.

    Parameters
    ----------
    features : length of the last axis. epsilon : as in the formula. dtype : of the weight.
    """

    def __init__(self, features, *, epsilon=1e-5, dtype=np.float32):
        super().__init__(features, epsilon=epsilon, dtype=dtype)
        del self.bias

    def __call__(self, x):
        """Return x of any shape (..., features), normalized."""
        return rms_norm(x, self.weight, epsilon=self.epsilon)


class LayerNorm(_Norm):
    """Layer normalization over the last axis; see `layer_norm`. Parameters as in `RMSNorm`."""

    def __call__(self, x):
        """Return x of any shape (..., features), normalized."""
        return layer_norm(x, self.weight, self.bias, epsilon=self.epsilon)


class BatchNorm(_Norm):
    """Batch normalization; see `batch_norm`. In eval mode it uses training's running statistics.

    Parameters
    ----------
    features : of (n, features), or channels of (n, channels, height, width).
    momentum : how much of each batch goes into the running mean and variance, from 0 to 1.
    epsilon, dtype : as in `RMSNorm`.

    The variance that runs is divided by n − 1, that of the formula by n, both as in PyTorch.
    """

    def __init__(self, features, *, momentum=0.1, epsilon=1e-5, dtype=np.float32):
        super().__init__(features, epsilon=epsilon, dtype=dtype)
        what = "momentum from 0 to 1, such as 0.1"
        self.momentum = require_number(momentum, "BatchNorm", what, lambda m: 0 <= m <= 1)
        self.mean = Tensor(np.zeros(features, dtype), requires_grad=False)
        self.variance = Tensor(np.ones(features, dtype), requires_grad=False)

    def __call__(self, x):
        """Return x normalized, by the batch's statistics or, in eval mode, the running ones."""
        array = _with_features("BatchNorm", x.data if isinstance(x, Tensor) else x, self.weight, 1)
        if self.training:
            self._remember(array)
            return batch_norm(x, self.weight, self.bias, epsilon=self.epsilon)
        _, per_feature = _batch_axes(array)
        scale = self.weight / (self.variance + self.epsilon).sqrt()
        shift = self.bias - self.mean * scale
        return x * scale.reshape(per_feature) + shift.reshape(per_feature)

    def _remember(self, x):
        axes, _ = _batch_axes(x)
        n = x.size // x.shape[1]
        if n < 2:
            raise ValueError(
                f"BatchNorm needs at least two numbers a feature to train on: got x of shape "
                f"{x.shape}. Take a larger batch, or model.eval() to use what was learned."
            )
        new = x.mean(axis=axes), x.var(axis=axes) * (n / (n - 1))
        for running, value in zip((self.mean, self.variance), new, strict=True):
            running.data += self.momentum * (value - running.data)


class Residual(Layer):
    """Add what some steps compute to what came in: x + steps(x), so that gradients flow past them.

    Parameters
    ----------
    steps : layers or functions, as in Sequential; their output has the shape of x.
    shortcut : a layer for x on its way past, where the steps change the shape; None leaves x alone.

    Source: He, Zhang, Ren, Sun, arXiv:1512.03385.
    """

    def __init__(self, *steps, shortcut=None):
        self.inside, self.shortcut = Sequential(*steps), shortcut

    def __call__(self, x):
        """Return x + steps(x), or shortcut(x) + steps(x)."""
        past, change = x if self.shortcut is None else self.shortcut(x), self.inside(x)
        if past.shape != change.shape:
            raise ValueError(
                f"Residual adds its steps' output to x: expected shape {past.shape}, got "
                f"{change.shape}. Give it a shortcut layer that makes the same change of shape."
            )
        return past + change

    def __repr__(self):
        return f"Residual{repr(self.inside).removeprefix('Sequential')}"
