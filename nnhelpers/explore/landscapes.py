"""Costs to descend on: a formula, its gradient, where to start and what to show.

A point is an array whose last axis holds the coordinates: (1,) on a curve, (2,) on a surface.
"""

from typing import NamedTuple

import numpy as np


class Landscape(NamedTuple):
    """A cost f(point), its gradient(point), a start and a learning rate that suits it."""

    f: callable
    gradient: callable
    start: tuple
    learning_rate: float


def _column(*parts):
    return np.stack(parts, axis=-1)


def _on_curve(f, slope):
    """A function of x as a cost of points (..., 1)."""
    return lambda p: f(p[..., 0]), lambda p: _column(slope(p[..., 0]))


def _on_surface(f, gradient):
    """A function of x and y as a cost of points (..., 2)."""
    return (
        lambda p: f(p[..., 0], p[..., 1]),
        lambda p: _column(*gradient(p[..., 0], p[..., 1])),
    )


LANDSCAPES = {
    "parabola": Landscape(
        *_on_curve(lambda x: x**2 / 2, lambda x: x),
        start=(-2.5,),
        learning_rate=0.1,
    ),
    "double_well": Landscape(
        *_on_curve(lambda x: (x**2 - 1) ** 2 + 0.3 * x, lambda x: 4 * x * (x**2 - 1) + 0.3),
        start=(1.6,),
        learning_rate=0.02,
    ),
    "waves": Landscape(
        *_on_curve(lambda x: x**2 / 4 + np.cos(3 * x), lambda x: x / 2 - 3 * np.sin(3 * x)),
        start=(-3.0,),
        learning_rate=0.03,
    ),
    "bowl": Landscape(
        *_on_surface(lambda x, y: (x**2 + y**2) / 2, lambda x, y: (x, y)),
        start=(-2.2, 1.6),
        learning_rate=0.1,
    ),
    "ravine": Landscape(
        *_on_surface(lambda x, y: (x**2 + 20 * y**2) / 2, lambda x, y: (x, 20 * y)),
        start=(-2.6, 0.9),
        learning_rate=0.05,
    ),
    "saddle": Landscape(
        *_on_surface(
            lambda x, y: x**2 / 2 - y**2 / 2 + y**4 / 4,
            lambda x, y: (x, y**3 - y),
        ),
        start=(-2.2, 0.02),
        learning_rate=0.1,
    ),
    "rosenbrock": Landscape(
        *_on_surface(
            lambda x, y: (1 - x) ** 2 + 5 * (y - x**2) ** 2,
            lambda x, y: (2 * (x - 1) - 20 * x * (y - x**2), 10 * (y - x**2)),
        ),
        start=(-1.4, 2.2),
        learning_rate=0.01,
    ),
}


def landscape(name):
    """Return the cost that `explore.descent` draws under this name, with its gradient.

        bowl = explore.landscape("bowl")
        path = gradient_descent(bowl.f, bowl.start, learning_rate=0.1, steps=20)

    The formulas: parabola x²/2 · double_well (x² − 1)² + 0.3x · waves x²/4 + cos 3x ·
    bowl (x² + y²)/2 · ravine (x² + 20y²)/2 · saddle x²/2 − y²/2 + y⁴/4 ·
    rosenbrock (1 − x)² + 5(y − x²)².
    """
    if name not in LANDSCAPES:
        raise ValueError(f"landscape knows no {name!r}: expected one of {', '.join(LANDSCAPES)}.")
    return LANDSCAPES[name]
