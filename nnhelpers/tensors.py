"""The tape: Tensors that remember how they were computed, and the walk back along it.

Derived in lesson 3.5.
"""

import contextlib
import contextvars
import heapq
import itertools

import numpy as np

from nnhelpers.arrays import as_floats

_next_number = itertools.count().__next__
recording = contextvars.ContextVar("recording", default=True)


class Tensor:
    """An array that remembers how it was computed, so that `backward` can differentiate it.

    `data`, `grad`, `requires_grad`, `backward` and `retain_grad` mean what they mean in PyTorch.

    Parameters
    ----------
    data : array_like of numbers, any shape. It is copied; integers become float64.
    requires_grad : whether `backward` computes a gradient for it. Plain arrays never get one.
    """

    __slots__ = ("_backward", "_number", "_parents", "_retains", "data", "grad", "requires_grad")
    __array_ufunc__ = None  # so that array + Tensor asks the Tensor, and np.exp(Tensor) is refused

    def __init__(self, data, requires_grad=True):
        if isinstance(data, Tensor):
            data = data.data
        self._set(np.array(as_floats(data, "Tensor")), requires_grad)

    def _set(self, data, requires_grad, parents=(), backward=None):
        self.data, self.grad, self.requires_grad = data, None, requires_grad
        self._parents, self._backward, self._retains = parents, backward, False
        self._number = _next_number()
        return self

    @classmethod
    def result(cls, data, parents=(), backward=None):
        """Return a result as a Tensor, without a copy; it is a constant if it has no backward."""
        return cls.__new__(cls)._set(data, backward is not None, parents, backward)

    shape = property(lambda self: self.data.shape)
    ndim = property(lambda self: self.data.ndim)
    size = property(lambda self: self.data.size)
    dtype = property(lambda self: self.data.dtype)

    def __len__(self):
        return len(self.data)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __repr__(self):
        numbers = np.array2string(self.data, precision=4, separator=", ", prefix="Tensor(")
        return f"Tensor({numbers})"

    def __reduce__(self):  # a copy is a new leaf, with a number of its own on the tape
        return Tensor, (self.data, self.requires_grad)

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            "NumPy cannot take a Tensor: its gradient would be lost. "
            "Use t.data for the numbers, or a function of nnhelpers to stay on the tape."
        )

    def __array_function__(self, function, types, args, kwargs):
        if function in (np.shape, np.ndim, np.size):
            return function(self.data, *args[1:], **kwargs)
        return self.__array__()

    def item(self):
        """Return the only element as a Python float."""
        if self.data.size != 1:
            raise ValueError(
                f"Only a Tensor of one number becomes a float: got shape {self.shape}. "
                "Take its mean or its sum first, or .data for the array."
            )
        return self.data.item()

    __float__ = item

    def detach(self):
        """Return a Tensor with the same numbers that no gradient flows through."""
        return Tensor.result(self.data)

    def zero_grad(self):
        """Forget the gradient; the next `backward` starts from nothing."""
        self.grad = None

    def retain_grad(self):
        """Keep the gradient of this result too; without this only the leaves keep theirs."""
        self._retains = True

    def backward(self, gradient=None, retain_graph=False):
        """Add ∂self/∂t to `t.grad` for every leaf t that this result depends on.

        Results are visited by falling number, so that each is visited after all that use it. No
        recursion: the length of a chain is limited by memory alone. The graph is released on the
        way.

        Parameters
        ----------
        gradient : array of self's shape, the ∂cost/∂self to start from; 1 for a single number.
        retain_graph : keep the graph, so that `backward` can be called once more.
        """
        if not self.requires_grad:
            raise RuntimeError(
                "backward needs a result that depends on a Tensor: this one was computed from "
                "plain arrays, inside no_grad(), or from Tensors with requires_grad=False."
            )
        waiting = {self._number: (self, first_gradient(self.data, gradient))}
        order = [-self._number]
        while order:
            tensor, d_tensor = waiting.pop(-heapq.heappop(order))
            if tensor._backward is None or tensor._retains:
                _accumulate(tensor, d_tensor)
            if tensor._backward is None:
                continue
            for parent, d_parent in _parent_gradients(tensor, d_tensor):
                number = parent._number
                if number in waiting:
                    waiting[number] = (parent, waiting[number][1] + d_parent)
                else:
                    waiting[number] = (parent, d_parent)
                    heapq.heappush(order, -number)
            if not retain_graph:
                tensor._parents, tensor._backward = (), _released


def first_gradient(output, gradient):
    """Return the gradient that a walk back from `output` starts from: 1, if none is given."""
    if gradient is None and output.size != 1:
        raise ValueError(
            f"backward starts from a single number: expected a cost of shape (), got {output.shape}"
            ". Take the mean or the sum first, or pass the gradient of the cost with respect to it."
        )
    if gradient is None:
        return np.ones(output.shape, output.dtype)
    gradient = np.array(as_floats(gradient, "backward"), dtype=output.dtype)
    if gradient.shape != output.shape:
        raise ValueError(
            "backward needs a gradient of the result's shape: "
            f"expected {output.shape}, got {gradient.shape}."
        )
    return gradient


def _accumulate(tensor, d_tensor):
    if tensor.grad is not None:
        tensor.grad = tensor.grad + d_tensor
    else:  # a view is copied, so that changing one gradient in place never changes another
        tensor.grad = d_tensor if d_tensor.base is None else d_tensor.copy()


def _released(d_output):
    raise RuntimeError(
        "backward was already called on this graph, which was released then. "
        "Compute the cost again, or call backward(retain_graph=True) the first time."
    )


def _parent_gradients(tensor, d_output):
    """Yield (parent, gradient) for the parents that want one."""
    d_inputs = gradients_of(tensor._backward, d_output, len(tensor._parents))
    for parent, d_input in zip(tensor._parents, d_inputs, strict=True):
        if type(parent) is Tensor and parent.requires_grad:
            d_parent = fitted(d_input, parent.data)
            yield parent, d_parent[...] if d_parent is d_output else d_parent


def gradients_of(backward, d_output, n_inputs):
    """Return what a backward function says, as a tuple with one gradient an input."""
    d_inputs = backward(d_output)
    if type(d_inputs) is not tuple:
        d_inputs = (d_inputs,)
    if len(d_inputs) != n_inputs:
        name = backward.__qualname__.replace(".<locals>", "")
        raise TypeError(
            f"A backward function returns one gradient an input: expected {n_inputs}, got "
            f"{len(d_inputs)} from {name}. Return None for an input that has no gradient."
        )
    return d_inputs


def fitted(d_input, data):
    """Return a gradient in shape and type of its input: what broadcasting repeated is summed."""
    if callable(d_input):  # stated as a function, because it is costly and often not wanted
        d_input = d_input()
    if d_input is None:
        raise TypeError(
            "This formula has no gradient for one of its inputs: pass that one as a plain array."
        )
    d_input = np.asarray(d_input)
    if d_input.shape != data.shape:
        d_input = _sum_to(d_input, data.shape)
    if d_input.dtype == data.dtype or data.dtype.kind != "f":
        return d_input
    return d_input.astype(data.dtype)


def _sum_to(gradient, shape):
    padded = (1,) * (gradient.ndim - len(shape)) + shape
    repeated = [i for i, (n, m) in enumerate(zip(padded, gradient.shape)) if n == 1 != m]  # noqa: B905
    summed = gradient.sum(axis=tuple(repeated), keepdims=True)
    if summed.shape != padded:
        raise ValueError(
            f"A backward function returned a gradient of shape {gradient.shape} for an input of "
            f"shape {shape}: a gradient has the shape of its input."
        )
    return summed.reshape(shape)


@contextlib.contextmanager
def no_grad():
    """Compute without recording: inside, results are Tensors that no gradient flows through."""
    token = recording.set(False)
    try:
        yield
    finally:
        recording.reset(token)
