"""The playground's points and first weights, the same in Python as in the browser."""

import math
from itertools import pairwise

import numpy as np

POINTS = 400
SETS = ("circle", "xor", "gauss", "spiral", "plane", "hills")
FEATURES = {
    "x1": lambda x, y: x,
    "x2": lambda x, y: y,
    "x1²": lambda x, y: x**2 / 3,
    "x2²": lambda x, y: y**2 / 3,
    "x1·x2": lambda x, y: x * y / 3,
    "sin x1": lambda x, y: np.sin(x * 2),
    "sin x2": lambda x, y: np.sin(y * 2),
}
HILLS = ((1.4, 1.4, 1), (-1.4, 1.4, -1), (-1.4, -1.4, 1), (1.4, -1.4, -1))


def draws(seed):
    """Yield the numbers in [0, 1) of mulberry32, a public-domain generator, as the page does."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def normal(draw):
    """A standard normal number from two uniform ones (Box and Muller)."""
    return math.sqrt(-2 * math.log(1 - next(draw))) * math.cos(2 * math.pi * next(draw))


def playground_data(data, noise=0.0, train_share=0.5, seed=0, features=("x1", "x2")):
    """Return x_train, y_train, x_test, y_test as `explore.playground` uses them.

    Parameters: `data` circle, xor, gauss, spiral (classes 0 and 1), plane or hills (heights);
    `noise` 0 to 0.5; `train_share` of the 400 points; `features` names out of x1, x2, x1², x2²,
    x1·x2, sin x1, sin x2, the columns of x.
    """
    draw = draws(seed + 1)
    rows = [_point(data, i % 2, noise, draw) for i in range(POINTS)]
    x, y, targets = (np.array(column) for column in zip(*rows, strict=True))
    inputs = np.column_stack([FEATURES[name](x, y) for name in features])
    n = round(train_share * POINTS)
    return inputs[:n], targets[:n], inputs[n:], targets[n:]


def _point(data, c, noise, draw):
    """One point and its target: five draws, whatever the data set."""
    u, v, s, p, q = (next(draw) for _ in range(5))
    turn = 2 * math.pi * v
    if data == "circle":
        radius = 1.3 * math.sqrt(u) if c else 1.9 + 0.9 * u
        x, y = radius * math.cos(turn), radius * math.sin(turn)
    elif data == "xor":
        sign = 1 if s < 0.5 else -1
        x, y = sign * (0.15 + 2.7 * u), (-sign if c else sign) * (0.15 + 2.7 * v)
    elif data == "gauss":
        radius, center = 0.8 * math.sqrt(-2 * math.log(1 - u)), 1.3 if c else -1.3
        x, y = radius * math.cos(turn) + center, radius * math.sin(turn) + center
    elif data == "spiral":
        angle = 3.5 * math.pi * u + math.pi * c
        x, y = (0.1 + 2.7 * u) * math.sin(angle), (0.1 + 2.7 * u) * math.cos(angle)
    else:
        x, y = 6 * u - 3, 6 * v - 3
    target = c if data in SETS[:4] else _height(data, x, y) + noise * (2 * s - 1)
    push = 2 * noise if data in SETS[:4] else 0
    return x + push * (2 * p - 1), y + push * (2 * q - 1), target


def _height(data, x, y):
    if data == "plane":
        return (x + y) / 6
    return sum(sign * math.exp(-((x - a) ** 2 + (y - b) ** 2) / 1.2) for a, b, sign in HILLS)


def playground_weights(sizes, seed=0):
    """Return the first weights of each layer, (n_in, n_out), normal with spread 1/√n_in."""
    weights = []
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        draw = draws(seed + 1000 * (layer + 1))
        values = [normal(draw) / math.sqrt(n_in) for _ in range(n_in * n_out)]
        weights.append(np.reshape(values, (n_in, n_out)))
    return weights
