"""Schedules: learning rates that change from step to step, with a warm-up if that is wanted.

A schedule is a function of the step's number, from 0. Give it to an optimizer in place of a number:
SGD(parameters, cosine_decay(0.1, steps=1000, warmup_steps=50)). Derived in lesson 3.6.
"""

import math

from nnhelpers.arrays import require_count, require_number, require_rate


def step_decay(learning_rate, *, factor=0.5, every, warmup_steps=0):
    """Return a schedule that multiplies the learning rate by `factor` every so many steps."""
    factor = _factor(factor, "step_decay")
    every = require_count(every, "step_decay", "every")
    return _schedule(learning_rate, lambda t: factor ** (t // every), warmup_steps)


def exponential_decay(learning_rate, *, factor, warmup_steps=0):
    """Return a schedule that multiplies the learning rate by `factor` at each step."""
    factor = _factor(factor, "exponential_decay")
    return _schedule(learning_rate, lambda t: factor**t, warmup_steps)


def cosine_decay(learning_rate, *, steps, final=0.0, warmup_steps=0):
    """Return a schedule that falls along half a cosine to `final` times the learning rate.

    `steps` counts all steps, the warm-up included. Source: Loshchilov and Hutter, arXiv:1608.03983.
    """
    what = "final between 0 and 1, a share of the learning rate"
    final = require_number(final, "cosine_decay", what, lambda share: 0 <= share <= 1)
    span = max(require_count(steps, "cosine_decay", "steps") - warmup_steps, 1)
    fall = lambda t: (1 + math.cos(math.pi * min(t / span, 1))) / 2  # noqa: E731
    return _schedule(learning_rate, lambda t: final + (1 - final) * fall(t), warmup_steps)


def _factor(factor, who):
    what = "a factor above 0 and at most 1"
    return require_number(factor, who, what, lambda f: 0 < f <= 1)


def _schedule(learning_rate, shape, warmup_steps):
    """Rise in a straight line to the learning rate, then follow the shape from its start."""
    learning_rate = require_rate(learning_rate, "A schedule")
    warmup_steps = require_count(warmup_steps, "A schedule", "warmup_steps", least=0)

    def rate(step):
        if step < warmup_steps:
            return learning_rate * (step + 1) / warmup_steps
        return learning_rate * shape(step - warmup_steps)

    return rate
