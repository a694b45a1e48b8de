"""Bumps and hidden neurons against a target curve that the learner can draw."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Choice, Count, Exploration, Number

POINTS = 121  # of a curve, from x = 0 to 1
TARGETS = ("wave", "kink", "jump", "bumpy", "yours")
MOST = 60


class _Approximate(Exploration, module="approximate"):
    target = Choice(TARGETS)
    method = Choice(("bumps", "relu"))
    neurons = Count(8, low=2, high=MOST)
    steepness = Number(200, low=1, high=1e4)
    curve = traitlets.List().tag(sync=True, state=True)

    @traitlets.validate("curve")
    def _curve(self, proposal):
        return _heights(proposal["value"]) if proposal["value"] else []


def approximate(target="wave", neurons=8, method="bumps", steepness=200):
    """Show how hidden neurons make a curve, against a target that the learner can draw over.

    "bumps": by hand, two sigmoids a bump, h·(σ(k(x − left)) − σ(k(x − right))), as high as the
    target is on the mean between its ends. "relu": evenly spaced ReLU neurons whose output
    weights are found by least squares. The gray band is the training interval 0 to 1; outside
    it nothing was learned. Below, the error inside against the number of hidden neurons.

    Draw on the plot with mouse or finger; with the keyboard, focus the plot: left and right
    move the pen, up and down bend the target there.

    Parameters: `target` wave, kink, jump, bumpy, or a curve of your own: an array of heights
    from −2 to 2 at evenly spaced x from 0 to 1; `neurons` 2 to 60 hidden neurons; `method`;
    `steepness` k of the sigmoids.

    Returns the widget; `w.target`, `w.neurons`, `w.method`, `w.steepness` and `w.curve` (your
    heights) hold what the learner has set.
    Raises ValueError for an unknown name, a width below 2, a curve that is not finite.
    Used in lesson 2.1.
    """
    values = {"neurons": neurons, "method": method, "steepness": steepness}
    if isinstance(target, str):
        return _Approximate(target=target, **values)
    return _Approximate(target="yours", curve=_heights(target), **values)


def _heights(target):
    heights = np.asarray(target, dtype=float)
    if heights.ndim != 1 or not 2 <= len(heights) <= 10_000 or not (abs(heights) <= 2).all():
        raise ValueError(
            "approximate needs a target by name or as heights: expected 2 to 10,000 numbers from "
            f"−2 to 2, got shape {heights.shape}. Scale it: target / abs(target).max()."
        )
    grid = np.linspace(0, 1, POINTS)
    return np.interp(grid, np.linspace(0, 1, len(heights)), heights).tolist()
