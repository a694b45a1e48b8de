"""Automatic differentiation: a formula is written once and used in three ways.

A formula returns its output and its backward function. `differentiable` makes of it

- a function of arrays:          y = linear(x, weight, bias)
- backpropagation by hand:       y, backward = linear.with_backward(x, weight, bias)
- an entry on the tape:          y = linear(x, Tensor(weight), Tensor(bias)), then y.backward(d_y)

The tape itself, Tensor and its `backward`, is in `tensors`. Derived in lesson 3.5.
"""

import functools
import inspect

import numpy as np

from nnhelpers.arrays import as_floats
from nnhelpers.tensors import Tensor, first_gradient, fitted, gradients_of, no_grad, recording

__all__ = ["Tensor", "derivative_of", "differentiable", "elementwise", "no_grad"]


def differentiable(formula):
    """Make of a formula a function of arrays, of Tensors, and with its backward by hand.

    `formula(*inputs, **settings)` returns (output, backward), and backward(d_output) returns one
    gradient an input: an array, None where there is none, or a function without arguments that
    computes it (called only if somebody wants it). Gradients are summed over what broadcasting
    repeated. Parameters before the `*` in the signature are inputs, those after it are settings.
    Derived in lesson 3.5.
    """
    signature = inspect.signature(formula)
    names = {p.name for p in signature.parameters.values() if p.kind == p.POSITIONAL_OR_KEYWORD}

    def split(inputs, settings):
        if names.isdisjoint(settings):
            return inputs, settings
        bound = signature.bind(*inputs, **settings)  # inputs may be given by name as well
        bound.apply_defaults()
        return bound.args, bound.kwargs

    @functools.wraps(formula)
    def function(*inputs, **settings):
        if settings:
            inputs, settings = split(inputs, settings)
        for x in inputs:
            if type(x) is Tensor:
                return _record(formula, inputs, settings)
        return formula(*inputs, **settings)[0]

    def with_backward(*inputs, **settings):
        inputs, settings = split(inputs, settings)
        return _by_hand(formula, [np.asarray(x) for x in inputs], settings)

    function.with_backward = with_backward
    return function


def _record(formula, inputs, settings):
    arrays = [x.data if type(x) is Tensor else x for x in inputs]
    output, backward = formula(*arrays, **settings)
    output = np.asarray(output)
    if recording.get() and any(type(x) is Tensor and x.requires_grad for x in inputs):
        return Tensor.result(output, inputs, backward)
    return Tensor.result(output)


def _by_hand(formula, arrays, settings):
    output, backward = formula(*arrays, **settings)

    def backward_by_hand(d_output=None):
        """Return the gradient of each input, for that of the output (1 for a single number)."""
        d_output = first_gradient(np.asarray(output), d_output)
        gradients = gradients_of(backward, d_output, len(arrays))
        pairs = zip(gradients, arrays, strict=True)
        gradients = tuple(None if d is None else fitted(d, x) for d, x in pairs)
        return gradients if len(gradients) > 1 else gradients[0]

    return output, backward_by_hand


def elementwise(formula):
    """Make of a formula for one number a function of arrays and Tensors, element by element.

    State its derivative with `derivative_of`; it is then at hand as `function.derivative(z)`.
    """

    @functools.wraps(formula)
    def with_derivative(z, **settings):
        z = as_floats(z, formula.__name__)
        return formula(z, **settings), lambda d: d * function.derivative(z, **settings)

    function = differentiable(with_derivative)
    return function


def derivative_of(function):
    """State the derivative of an elementwise function, as a function of its input z."""

    def attach(derivative):
        name = f"{function.__name__}.derivative"

        @functools.wraps(derivative)
        def checked(z, **settings):
            return derivative(as_floats(z, name), **settings)

        checked.__name__ = checked.__qualname__ = name
        function.derivative = checked
        return checked

    return attach
