"""Degree, noise, sample size, regularization: the fit, its errors, bias² and variance."""

from nnhelpers.explore.base import Choice, Count, Exploration, Number, Switch

TRUTHS = ("wave", "line", "step")


class _Fit(Exploration, module="fit"):
    model = Choice(("polynomial", "network"))
    degree = Count(3, low=0, high=20)
    width = Count(8, low=1, high=60)
    noise = Number(0.3, low=0, high=2)
    n = Count(20, low=3, high=200)
    regularization = Number(1e-6, low=1e-8, high=100)
    truth = Choice(TRUTHS)
    seed = Count(0, low=0, high=9999)
    bands = Switch(False)


def fit(model="polynomial", degree=3, width=8, noise=0.3, n=20, **start):
    """Show a fit to noisy points, its training and test error, and bias² and variance.

    "polynomial": Legendre polynomials up to a degree; "network": a hidden layer of random tanh
    neurons whose output weights are learned. Both by least squares with an L2 penalty,
    (XᵀX + λI)w = Xᵀy, the constant unpenalized. With the bands on, 100 data sets are drawn and
    refitted: their mean fit, its spread, and the expected test error split into bias² +
    variance + noise². Below, training and test error against the degree or width.

    Parameters: `model`; `degree` 0 to 20; `width` 1 to 60; `noise` standard deviation, 0 to 2;
    `n` training points, 3 to 200; also by name `regularization` λ, `truth` wave, line or step,
    `seed` of the points, `bands` True or False.

    Returns the widget; the same names hold what the learner has set.
    Raises ValueError for unknown names, a width of 0, 10,000 points, NaN.
    Used in lessons 3.1 and 3.3.
    """
    values = {"model": model, "degree": degree, "width": width, "noise": noise, "n": n}
    return _Fit(**values, **start)
