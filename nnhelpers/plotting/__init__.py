"""Figures for the lessons: one call draws one figure, shows it and returns nothing.

    from nnhelpers import plotting as plot
    plot.points(x, y, title="Two moons")

Each figure comes with a description in words, made from what it shows; ``alt="…"``, which every
function here takes, replaces it. No other part of nnhelpers imports matplotlib.
"""

from nnhelpers.plotting.canvas import show
from nnhelpers.plotting.diagrams import graph, network
from nnhelpers.plotting.distributions import activations, bars, histogram
from nnhelpers.plotting.images import confusion, digits, weights
from nnhelpers.plotting.landscapes import descent, surface
from nnhelpers.plotting.lines import curves, history
from nnhelpers.plotting.neurons import neuron
from nnhelpers.plotting.plane import boundary, points

__all__ = [
    "activations",
    "bars",
    "boundary",
    "confusion",
    "curves",
    "descent",
    "digits",
    "graph",
    "histogram",
    "history",
    "network",
    "neuron",
    "points",
    "show",
    "surface",
    "weights",
]
