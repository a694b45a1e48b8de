"""The arithmetic of Tensors: each operation as a formula with its backward, and as an operator.

Derived in lesson 3.5.
"""

import numpy as np

from nnhelpers.autodiff import Tensor, derivative_of, differentiable, elementwise


@differentiable
def add(a, b):
    """Return a + b."""
    return _broadcast(np.add, a, b), lambda d: (d, d)


@differentiable
def subtract(a, b):
    """Return a − b."""
    return _broadcast(np.subtract, a, b), lambda d: (d, lambda: -d)


@differentiable
def multiply(a, b):
    """Return a · b, element by element: each factor's gradient is the other factor."""
    return _broadcast(np.multiply, a, b), lambda d: (lambda: d * b, lambda: d * a)


@differentiable
def divide(a, b):
    """Return a / b, element by element."""
    return _broadcast(np.divide, a, b), lambda d: (lambda: d / b, lambda: -d * a / b**2)


def _apply(operation, who, needs, *inputs):
    """Return operation(*inputs); say what is needed where NumPy cannot compute it."""
    try:
        return operation(*inputs)
    except (ValueError, TypeError):
        got = [str(x.shape) if isinstance(x, np.ndarray) else repr(x) for x in inputs]
        raise ValueError(f"{who} needs {needs}: got {' and '.join(got)}.") from None


def _broadcast(operation, a, b):
    needs = "numbers in shapes that can be broadcast to one another"
    return _apply(operation, operation.__name__, needs, a, b)


@differentiable
def power(a, *, exponent):
    """Return a to the power of a fixed exponent."""
    return a**exponent, lambda d: d * exponent * a ** (exponent - 1)


@differentiable
def matmul(a, b):
    """Return the matrix product a @ b, for vectors, matrices and stacks of matrices."""

    def backward(d):
        rows = a[None, :] if a.ndim == 1 else a
        columns = b[:, None] if b.ndim == 1 else b
        d = np.expand_dims(d, tuple(axis for axis, x in ((-2, a), (-1, b)) if x.ndim == 1))
        d_a = lambda: d @ columns.swapaxes(-1, -2)  # noqa: E731
        d_b = lambda: rows.swapaxes(-1, -2) @ d  # noqa: E731
        return (
            lambda: d_a()[..., 0, :] if a.ndim == 1 else d_a(),
            lambda: d_b()[..., 0] if b.ndim == 1 else d_b(),
        )

    needs = "as many columns on the left as rows on the right"
    return _apply(np.matmul, "@", needs, a, b), backward


@elementwise
def exp(z):
    """Return e to the power of z, element by element."""
    return np.exp(z)


@derivative_of(exp)
def _(z):
    return np.exp(z)


@elementwise
def log(z):
    """Return the natural logarithm, element by element."""
    return np.log(z)


@derivative_of(log)
def _(z):
    return 1 / z


@elementwise
def absolute(z):
    """Return |z|, element by element. The derivative at 0 is taken as 0."""
    return np.abs(z)


@derivative_of(absolute)
def _(z):
    return np.sign(z)


def _spread(d, axis, keepdims):
    """Give the gradient of a reduced array its axes of length 1 back."""
    return d if keepdims or axis is None else np.expand_dims(d, axis)


@differentiable
def total(a, *, axis=None, keepdims=False):
    """Return the sum of the elements, of all or along an axis."""
    return np.sum(a, axis=axis, keepdims=keepdims), lambda d: np.broadcast_to(
        _spread(d, axis, keepdims), a.shape
    )


@differentiable
def mean(a, *, axis=None, keepdims=False):
    """Return the mean of the elements, of all or along an axis."""
    _require_elements("mean", a)
    output = np.mean(a, axis=axis, keepdims=keepdims)
    share = np.size(output) / a.size
    return output, lambda d: np.broadcast_to(_spread(d * share, axis, keepdims), a.shape)


@differentiable
def maximum(a, *, axis=None, keepdims=False):
    """Return the largest element, of all or along an axis. Equal ones share the gradient."""
    _require_elements("max", a)
    largest = np.max(a, axis=axis, keepdims=True)

    def backward(d):
        won = a == largest
        return won * _spread(d, axis, keepdims) / won.sum(axis=axis, keepdims=True)

    return np.max(a, axis=axis, keepdims=keepdims), backward


def _require_elements(who, a):
    if a.size == 0:
        raise ValueError(
            f"{who} needs at least one element: got an empty array, of shape {a.shape}."
        )


@differentiable
def reshape(a, *, shape):
    """Return the same elements in another shape."""
    needs = f"a shape for {a.size} elements"
    return _apply(np.reshape, "reshape", needs, a, shape), lambda d: d.reshape(a.shape)


@differentiable
def transpose(a, *, axes=None):
    """Return a with its axes in another order; reversed if none is given."""
    back = None if axes is None else np.argsort([axis % a.ndim for axis in axes])
    return a.transpose(axes), lambda d: d.transpose(back)


@differentiable
def take(a, *, index):
    """Return a[index]; an element that was taken twice gets both gradients."""

    def backward(d):
        d_a = np.zeros_like(a)
        if _is_basic(index):
            d_a[index] = d
        else:
            np.add.at(d_a, index, d)
        return d_a

    return a[index], backward


def _is_basic(index):
    """Whether an index takes no element twice: integers, slices, ... and None."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        part is None or part is ... or isinstance(part, int | np.integer | slice) for part in parts
    )


@differentiable
def concatenate(*arrays, axis=-1):
    """Return the arrays joined along an existing axis."""
    join = lambda *arrays: np.concatenate(arrays, axis=axis)  # noqa: E731
    joined = _apply(join, "concatenate", "shapes that differ along one axis alone", *arrays)
    ends = np.cumsum([np.shape(a)[axis] for a in arrays])[:-1]
    return joined, lambda d: tuple(np.split(d, ends, axis=axis))


def _index(key):
    plain = lambda part: part.data if isinstance(part, Tensor) else part  # noqa: E731
    return tuple(map(plain, key)) if isinstance(key, tuple) else plain(key)


def _exponent(a, b):
    if isinstance(b, Tensor):
        return exp(b * log(a))
    return power(a, exponent=b)


Tensor.__add__ = add
Tensor.__radd__ = lambda a, b: add(b, a)
Tensor.__sub__ = subtract
Tensor.__rsub__ = lambda a, b: subtract(b, a)
Tensor.__mul__ = multiply
Tensor.__rmul__ = lambda a, b: multiply(b, a)
Tensor.__truediv__ = divide
Tensor.__rtruediv__ = lambda a, b: divide(b, a)
Tensor.__matmul__ = matmul
Tensor.__rmatmul__ = lambda a, b: matmul(b, a)
Tensor.__pow__ = _exponent
Tensor.__rpow__ = lambda a, b: exp(a * np.log(b))
Tensor.__neg__ = lambda a: multiply(a, -1)
Tensor.__getitem__ = lambda a, key: take(a, index=_index(key))
Tensor.exp, Tensor.log, Tensor.abs = exp, log, absolute
Tensor.sqrt = lambda a: power(a, exponent=0.5)
Tensor.sum = lambda a, axis=None, keepdims=False: total(a, axis=axis, keepdims=keepdims)
Tensor.mean = lambda a, axis=None, keepdims=False: mean(a, axis=axis, keepdims=keepdims)
Tensor.max = lambda a, axis=None, keepdims=False: maximum(a, axis=axis, keepdims=keepdims)
Tensor.reshape = lambda a, *shape: reshape(a, shape=_unpacked(shape))
Tensor.transpose = lambda a, *axes: transpose(a, axes=_unpacked(axes) or None)
Tensor.swapaxes = lambda a, i, j: transpose(a, axes=_swapped(a.ndim, i, j))
Tensor.T = property(transpose)
for _name, _sentence in {
    "sqrt": "Return the square root, element by element.",
    "sum": "Return the sum of the elements, of all or along an axis.",
    "mean": "Return the mean of the elements, of all or along an axis.",
    "max": "Return the largest element, of all or along an axis.",
    "reshape": "Return the same elements in another shape.",
    "transpose": "Return the axes in another order; reversed if none is given.",
    "swapaxes": "Return two axes exchanged.",
}.items():
    getattr(Tensor, _name).__doc__ = _sentence


def _unpacked(numbers):
    """Return (2, 3) for f(2, 3) as well as for f((2, 3))."""
    return numbers[0] if len(numbers) == 1 and np.ndim(numbers[0]) else numbers


def _swapped(ndim, i, j):
    axes = list(range(ndim))
    axes[i], axes[j] = axes[j], axes[i]
    return axes
