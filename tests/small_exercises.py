"""Small exercises with no listed mistakes: what the checker says here, it finds out by itself."""

import numpy as np

from nnhelpers.checking import exercise

small = {}


def added(cases):
    """Make an exercise of the function below, with these cases, and keep it by name."""

    def add(function):
        made = exercise(lesson="0.0", points=1, minutes=1)(function)
        made.cases(cases)
        small[made.name] = made
        return made

    return add


def columns(rng):
    for n in (3, 5, 8, 12):
        yield rng.normal(size=n), rng.normal(size=n)


def matrices(rng):
    for n, inner, m in ((2, 3, 4), (3, 3, 3), (1, 4, 2), (5, 2, 3)):
        yield rng.normal(size=(n, inner)), rng.normal(size=(inner, m))


def tables(rng):
    for n, m in ((4, 3), (6, 2), (5, 5), (9, 4)):
        yield (rng.normal(2, 3, size=(n, m)),)


def labels(rng):
    for n in (5, 8, 10, 20):
        yield rng.integers(0, 4, size=n), rng.integers(0, 4, size=n)


def classes(rng):
    for n, n_classes in ((3, 4), (6, 3), (1, 5), (8, 6)):
        yield rng.integers(0, n_classes, size=n), n_classes


def regressions(rng):
    for n, n_in in ((4, 2), (6, 3), (5, 5), (9, 1)):
        yield rng.normal(size=(n, n_in)), rng.normal(size=n_in), rng.normal(size=n)


def confidences(rng):
    for n in (4, 6, 9):
        yield rng.uniform(0.05, 0.95, size=n), rng.integers(0, 2, size=n)


def rates(rng):
    for n in (2, 3, 5):
        yield rng.normal(size=n), rng.normal(size=n), rng.uniform(0.01, 0.5)


def series(rng):
    for n in (5, 7, 10):
        yield (rng.normal(size=n),)


@added(columns)
def mean_squared_error(predictions, targets):
    return np.mean((predictions - targets) ** 2)


@added(matrices)
def product(a, b):
    return a @ b


@added(tables)
def standardize(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


@added(labels)
def share_right(predicted, targets):
    return np.mean(predicted == targets)


@added(classes)
def one_hot(y, n_classes):
    return np.eye(n_classes)[y]


@added(regressions)
def gradient(x, w, y):
    return 2 * x.T @ (x @ w - y) / len(y)


@added(confidences)
def log_cost(p, y):
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


@added(rates)
def step_down(w, slope, rate):
    return w - rate * slope


@added(series)
def differences(x):
    return x[1:] - x[:-1]


@added(tables)
def spread(x):
    return {"mean": x.mean(), "width": x.max() - x.min()}
