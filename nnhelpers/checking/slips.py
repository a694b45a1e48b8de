"""Tables of the slips that a wrong result can come from, each with its sentence."""

import numpy as np


def logit(p):
    return np.log(inside(p)) - np.log1p(-inside(p))


def inside(p):
    """Return probabilities with those that are rounded to 0 or 1 left out, as NaN."""
    return np.where((p > 1e-6) & (p < 1 - 1e-6), p, np.nan)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def matrix(array):
    if np.ndim(array) != 2:
        raise ValueError("no matrix")
    return array


def vector(array):
    if np.ndim(array) != 1:
        raise ValueError("no vector")
    return array


def without(a, place):
    return np.where(np.arange(len(a)) == place % len(a), 0, a.T).T


def only(a, place):
    return np.where(np.arange(len(a)) == place % len(a), a.T, 0).T


# The right result, changed afterwards or not finished: (kind, sentence, change).
OUTPUTS = [
    ("complement", "Every value is 1 minus what it should be.", lambda y: 1 - y),
    (
        "reciprocal",
        "Every value is 1 divided by what it should be: are parentheses missing?",
        lambda y: 1 / y,
    ),
    ("no sigmoid", "You return z: the sigmoid around it is missing.", logit),
    ("two sigmoids", "There is one sigmoid too many around the result.", sigmoid),
    ("other activation", "You use tanh where a sigmoid is asked.", lambda y: np.tanh(logit(y))),
    (
        "other activation",
        "You use ReLU where a sigmoid is asked.",
        lambda y: np.maximum(logit(y), 0),
    ),
    (
        "other activation",
        "You return exp(z) where sigmoid(z) is asked.",
        lambda y: np.exp(logit(y)),
    ),
    ("other activation", "You use softplus where a sigmoid is asked.", lambda y: -np.log(1 - y)),
    (
        "step",
        "You return 0 or 1 (above 0.5 or not) in place of the value itself.",
        lambda y: y >= 0.5,
    ),
    ("absolute", "The sign is lost: you return absolute values.", np.abs),
    ("clipped", "Values below 0 have become 0.", lambda y: np.maximum(y, 0)),
    ("squared", "Every value is squared: a root is missing, or a square is too many.", np.square),
    ("root", "Every value is the square root of what it should be.", np.sqrt),
    ("log", "Every value is the logarithm of what it should be.", np.log),
    ("exp", "Every value is e to the power of what it should be: a logarithm is missing.", np.exp),
    ("truncated", "Digits after the point are cut off: do you convert to integers?", np.trunc),
    *[
        ("rounded", f"The values are rounded to {d} digits after the point; return all digits.", f)
        for d in range(6)
        for f in [lambda y, d=d: np.round(y, d)]
    ],
    (
        "transposed",
        "Rows and columns have changed places: you return the transpose.",
        lambda y: matrix(y).T,
    ),
    ("reversed", "The values come in reversed order.", lambda y: y[::-1]),
    ("reversed", "The values of each row come in reversed order.", lambda y: matrix(y)[:, ::-1]),
    ("rotated", "Every value stands one place too late.", lambda y: np.roll(y, 1, axis=0)),
    ("rotated", "Every value stands one place too early.", lambda y: np.roll(y, -1, axis=0)),
    (
        "first only",
        "You return only the first value: does `return` stand inside the loop?",
        lambda y: y[0],
    ),
    ("last only", "You return only the last value: are the others overwritten?", lambda y: y[-1]),
    ("first only", "You return a list of only the first value.", lambda y: y[:1]),
    (
        "last only",
        "You return a list of only the last value: does it start again?",
        lambda y: y[-1:],
    ),
    ("one short", "The last value is missing.", lambda y: y[:-1]),
    ("one short", "The first value is missing.", lambda y: y[1:]),
    ("summed", "You return the sum of the right values in place of the values.", np.sum),
    ("averaged", "You return the mean of the right values in place of the values.", np.mean),
    *[
        (kind, f"You return the {word} of each {line} in place of its values.", f)
        for kind, word, reduce in (("summed", "sum", np.sum), ("averaged", "mean", np.mean))
        for axis, line in enumerate(("column", "row"))
        for f in [lambda y, reduce=reduce, axis=axis: reduce(matrix(y), axis=axis)]
    ],
    (
        "argmax",
        "You return the place of the largest value in place of the values.",
        lambda y: y.argmax(-1),
    ),
]

# The right result for other inputs: (kind, sentence, change of input, change of output).
INPUTS = [
    (
        "ignored",
        "The result is what comes out when {name} is 0: does {name} reach it?",
        lambda a: 0 * a,
    ),
    (
        "sign of input",
        "The result is what comes out when the sign of {name} is turned.",
        lambda a: -a,
    ),
    (
        "input as 1",
        "The result is what comes out when {name} is 1: is {name} used?",
        lambda a: 0 * a + 1,
    ),
    (
        "complement",
        "The result is what comes out for 1 - {name} in place of {name}.",
        lambda a: 1 - a,
    ),
    ("counted twice", "{name} counts twice in your result.", lambda a: 2 * a),
    ("counted half", "{name} counts only half in your result.", lambda a: a / 2),
    (
        "reciprocal",
        "You divide by {name} where you should multiply, or the reverse.",
        lambda a: 1 / a,
    ),
    ("squared", "{name} counts with its square.", np.square),
    ("absolute", "The signs of {name} are lost.", np.abs),
    ("truncated", "The digits of {name} after the point are cut off.", np.trunc),
    ("off by one", "The result is what comes out when {name} is larger by 1.", lambda a: a + 1),
    ("off by one", "The result is what comes out when {name} is smaller by 1.", lambda a: a - 1),
    (
        "other axis",
        "You work along the other axis of {name}.",
        lambda a: matrix(a).T,
        lambda y: y.T,
    ),
    (
        "transposed",
        "The result is what comes out when {name} is transposed.",
        lambda a: matrix(a).T,
    ),
    ("reversed", "{name} is taken in reversed order.", lambda a: a[::-1]),
    ("one short", "The last value of {name} does not count.", lambda a: without(a, -1)),
    ("one short", "The first value of {name} does not count.", lambda a: without(a, 0)),
    ("one short", "The last value of {name} is left out.", lambda a: a[:-1]),
    ("one short", "The first value of {name} is left out.", lambda a: a[1:]),
    ("first only", "Only the first value (or row) of {name} counts.", lambda a: 0 * a + a[:1]),
    ("last only", "Only the last value (or row) of {name} counts.", lambda a: 0 * a + a[-1:]),
    ("first only", "Of all values of {name}, only the first counts.", lambda a: only(a, 0)),
    ("last only", "Of all values of {name}, only the last counts.", lambda a: only(a, -1)),
    ("averaged", "The mean of {name} counts in place of its values.", lambda a: 0 * a + a.mean()),
    ("sorted", "{name} is taken in sorted order.", lambda a: np.sort(a, axis=0)),
]

FACTORS = {
    0.5: "half",
    2: "twice",
    100: "100 times (a percentage?)",
    1 / np.log(2): "1/ln 2 times (a logarithm to base 2?)",
    1 / np.log(10): "1/ln 10 times (a logarithm to base 10?)",
    np.pi / 180: "π/180 times (degrees for radians?)",
    180 / np.pi: "180/π times (degrees for radians?)",
}

COUNTS = [
    ("values", lambda a: vector(a).size),
    ("rows", lambda a: matrix(a).shape[0]),
    ("columns", lambda a: matrix(a).shape[1]),
    ("values", lambda a: matrix(a).size),
]

COUNTED = [
    (
        "sum for mean",
        "Every value is too large by a factor that is the {count}: a sum where a mean is asked.",
        lambda n: n,
    ),
    (
        "mean for sum",
        "Every value is too small by a factor that is the {count}: a mean where a sum is asked.",
        lambda n: 1 / n,
    ),
    (
        "n - 1",
        "You divide by n - 1 where n is asked (n is the {count}).",
        lambda n: n / np.maximum(n - 1, 0.5),
    ),
    (
        "n - 1",
        "Your standard deviation divides by n - 1 where n is asked (n is the {count}).",
        lambda n: np.sqrt((n - 1) / n),
    ),
    ("n - 1", "You divide by n where n - 1 is asked (n is the {count}).", lambda n: (n - 1) / n),
]

# What may be off by one factor or constant: (word, function that splits an array into vectors).
GROUPS = [
    ("case", lambda y: [y.ravel()]),
    ("row", lambda y: list(y.reshape(-1, y.shape[-1]))),
    ("column", lambda y: list(matrix(y).T)),
]

# The right result together with one argument: (kind, sentence, change of result by argument).
BESIDE = [
    ("unchanged", "You return {name} as it came.", lambda y, a: a + 0 * y),
    ("missing", "{name} itself is missing in the result: it is still to be added.", np.subtract),
    ("too many", "{name} is added to the result once too often.", np.add),
    ("too many", "The result is multiplied by {name} once too often.", np.multiply),
    ("too many", "The result is divided by {name} once too often.", np.divide),
]
