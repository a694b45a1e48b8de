"""Optimizers: from plain gradient descent to AdamW.

Schedules for their learning rate are in `schedules`. Derived in lessons 3.2 and 3.6.
"""

import math
from collections.abc import Iterable

import numpy as np

from nnhelpers.arrays import as_floats, require_count, require_finite, require_number, require_rate
from nnhelpers.autodiff import Tensor
from nnhelpers.gradients import numerical_gradient


def gradient_descent(f, start, *, learning_rate, steps, gradient=None):
    """Walk downhill on f from a start: θ ← θ − η·∇f(θ). Return the path, the start included.

    Parameters
    ----------
    f : function of an array of start's shape that returns one number.
    start : number or array.
    learning_rate : η, above 0.
    steps : how many steps to take. The path ends early where the next point would not be finite.
    gradient : function of the same array that returns ∇f; by default finite differences are taken.

    Returns
    -------
    path : (steps + 1, *shape of start), fewer rows if it diverged to infinity.
    """
    learning_rate = require_rate(learning_rate, "gradient_descent")
    steps = require_count(steps, "gradient_descent", "steps", least=0)
    gradient = gradient or (lambda theta: numerical_gradient(f, theta))
    path = [np.array(as_floats(start, "gradient_descent (start)"), dtype=np.float64)]
    require_finite(path[0], "gradient_descent (start)")
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps):
            slope = as_floats(gradient(path[-1]), "gradient_descent (what gradient returns)")
            if slope.shape != path[0].shape:
                raise ValueError(
                    "gradient_descent needs a gradient of the start's shape: expected "
                    f"{path[0].shape}, got {slope.shape}."
                )
            there = path[-1] - learning_rate * slope
            if not np.isfinite(there).all():
                break
            path.append(there)
    return np.array(path)


class Optimizer:
    """What optimizers share. A subclass says how far a parameter moves: `change(gradient, state)`.

    Parameters
    ----------
    parameters : {name: Tensor} from `model.parameters()`, or a list of Tensors.
    learning_rate : η, a number above 0, or a schedule: a function of the step's number, from 0.
    """

    def __init__(self, parameters, learning_rate):
        who = type(self).__name__
        self.parameters = _tensors(parameters, who)
        is_schedule = callable(learning_rate)
        self.learning_rate = learning_rate if is_schedule else require_rate(learning_rate, who)
        self.n_steps = 0
        self.states = [{} for _ in self.parameters]

    def rate(self):
        """Return the learning rate of the next step."""
        rate = self.learning_rate
        return float(rate(self.n_steps)) if callable(rate) else rate

    def step(self):
        """Move each parameter that has a gradient by −η · change."""
        rate = self.rate()
        for parameter, state in zip(self.parameters, self.states, strict=True):
            if parameter.grad is not None:
                self.move(parameter, rate, state)
        self.n_steps += 1

    def move(self, parameter, rate, state):
        """Move one parameter, in place."""
        parameter.data -= rate * self.change(parameter.grad, state)

    def zero_grad(self):
        """Forget the gradients before the next batch."""
        for parameter in self.parameters:
            parameter.grad = None


def _tensors(parameters, who):
    """Return {name: Tensor} or an iterable of Tensors as a list, in which each stands once."""
    found = parameters.values() if isinstance(parameters, dict) else parameters
    found = () if isinstance(found, Tensor) or not isinstance(found, Iterable) else tuple(found)
    if not found or not all(isinstance(p, Tensor) for p in found):
        raise TypeError(
            f"{who} needs Tensors to work on: pass model.parameters(), or a list of Tensors."
        )
    return list(dict.fromkeys(found))


def _remember(state, name, value, decay, share=1.0):
    """Update a running sum in the state, in place: kept ← decay·kept + share·value."""
    if name not in state:
        state[name] = np.zeros_like(value)
    state[name] *= decay
    state[name] += value if share == 1 else share * value
    return state[name]


class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ − η·g."""

    def __init__(self, parameters, learning_rate=0.1):
        super().__init__(parameters, learning_rate)

    def change(self, gradient, state):
        """Return the gradient: no memory of the steps before."""
        return gradient


class Momentum(Optimizer):
    """Gradient descent with momentum: v ← β·v + g, θ ← θ − η·v, with β the `momentum`."""

    def __init__(self, parameters, learning_rate=0.01, momentum=0.9):
        super().__init__(parameters, learning_rate)
        self.momentum = _fraction(momentum, "momentum", self)

    def change(self, gradient, state):
        """Return the velocity v."""
        return _remember(state, "velocity", gradient, self.momentum)


class Nesterov(Momentum):
    """Momentum that looks ahead: v ← β·v + g, θ ← θ − η·(g + β·v).

    The form used by PyTorch, of Sutskever et al. (2013), "On the importance of initialization and
    momentum in deep learning".
    """

    def change(self, gradient, state):
        """Return g + β·v."""
        return gradient + self.momentum * super().change(gradient, state)


class RMSProp(Optimizer):
    """Divide by the recent size of the gradient: s ← ρ·s + (1 − ρ)·g², θ ← θ − η·g/(√s + ε).

    Source: Hinton, Srivastava, Swersky (2012), Neural Networks for Machine Learning, lecture 6.
    """

    def __init__(self, parameters, learning_rate=0.01, decay=0.99, epsilon=1e-8):
        super().__init__(parameters, learning_rate)
        self.decay, self.epsilon = _fraction(decay, "decay", self), _positive(epsilon, self)

    def change(self, gradient, state):
        """Return g/(√s + ε)."""
        square = _remember(state, "square", gradient**2, self.decay, 1 - self.decay)
        return gradient / (np.sqrt(square) + self.epsilon)


class Adam(Optimizer):
    """Momentum and RMSProp with their early bias corrected: θ ← θ − η·m̂/(√ŝ + ε).

    m ← β₁·m + (1 − β₁)·g and s ← β₂·s + (1 − β₂)·g².
    After t steps m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ).
    Source: Kingma and Ba, arXiv:1412.6980.
    """

    def __init__(self, parameters, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(parameters, learning_rate)
        self.beta1, self.beta2 = _fraction(beta1, "beta1", self), _fraction(beta2, "beta2", self)
        self.epsilon = _positive(epsilon, self)

    def change(self, gradient, state):
        """Return m̂/(√ŝ + ε)."""
        state["t"] = t = state.get("t", 0) + 1
        mean = _remember(state, "mean", gradient, self.beta1, 1 - self.beta1)
        square = _remember(state, "square", gradient**2, self.beta2, 1 - self.beta2)
        return mean / (1 - self.beta1**t) / (np.sqrt(square / (1 - self.beta2**t)) + self.epsilon)


class AdamW(Adam):
    """Adam with weight decay beside the gradient, not in it: θ ← θ − η·λ·θ, then Adam.

    Source: Loshchilov and Hutter, arXiv:1711.05101.
    """

    def __init__(
        self,
        parameters,
        learning_rate=0.001,
        weight_decay=0.01,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
    ):
        super().__init__(parameters, learning_rate, beta1, beta2, epsilon)
        what = "a weight decay of at least 0"
        self.weight_decay = require_number(weight_decay, "AdamW", what, lambda w: w >= 0)

    def move(self, parameter, rate, state):
        parameter.data *= 1 - rate * self.weight_decay
        super().move(parameter, rate, state)


def _fraction(value, name, optimizer):
    what = f"{name} of at least 0 and below 1"
    return require_number(value, type(optimizer).__name__, what, lambda v: 0 <= v < 1)


def _positive(value, optimizer):
    what = "epsilon above 0, which keeps it from dividing by 0"
    return require_number(value, type(optimizer).__name__, what, lambda v: v > 0)


def clip_gradients(parameters, max_norm):
    """Scale all gradients down together so that their common norm is at most `max_norm`.

    Returns
    -------
    norm : √Σ g² before clipping, a float.
    """
    max_norm = require_number(max_norm, "clip_gradients", "max_norm above 0", lambda m: m > 0)
    tensors = [p for p in _tensors(parameters, "clip_gradients") if p.grad is not None]
    norm = math.sqrt(sum(float(np.vdot(p.grad, p.grad)) for p in tensors))
    if max_norm < norm < math.inf:
        for p in tensors:
            p.grad = p.grad * (max_norm / norm)
    return norm
