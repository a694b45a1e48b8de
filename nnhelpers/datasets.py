"""Data to learn from: digits and prose that come with the package, and toy points in the plane.

The digits are handed out read-only and the same arrays each time: all of MNIST takes 220 MB, so a
private copy for every call would fill a laptop. Writing to them, as in ``x_train[0] = 0``, raises
"assignment destination is read-only" instead of silently changing what the next cell loads; take
``x_train.copy()`` first. Toy points are computed anew in each call and are the caller's own.
"""

import bz2
import io
import operator
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import numpy as np

from nnhelpers.shipped import read_data

MNIST_BLOCK = 10_000  # images that tools/pack_data.py packs together

Split = namedtuple("Split", ["x_train", "y_train", "x_test", "y_test"])
Split.__doc__ = "Examples to learn from and examples to be judged by, each as x and y."
Prose = namedtuple("Prose", ["train", "validation"])
Prose.__doc__ = "Text to learn from and text to be judged by, two strings."


@cache
def mnist():
    """Return all of MNIST: 60,000 handwritten digits to train on and 10,000 to test on.

    Returns
    -------
    Split of x_train (60000, 784), y_train (60000,), x_test (10000, 784), y_test (10000,)
        x is float32, from 0 (paper) to 1 (ink), an image's 28 rows of 28 pixels one after the
        other: ``x[0].reshape(28, 28)`` is a picture. y is int64, the digits 0 to 9. All four are
        read-only; take a ``.copy()`` to change one.

    Raises
    ------
    FileNotFoundError or OSError
        When the package's data file is missing or damaged.

    Source: LeCun, Cortes and Burges; see data/mnist/LICENSE.txt.
    """
    content = read_data("mnist", "mnist.npz")
    labels = _member(content, "labels").astype(np.int64)
    x = np.zeros((len(labels), 784), np.float32)
    _in_threads(partial(_fill_from_block, content), range(7), x.reshape(7, -1, 784))
    return _read_only(Split(x[:60_000], labels[:60_000], x[60_000:], labels[60_000:]))


@cache
def mnist_small():
    """Return a balanced part of MNIST: 1,000 images a digit to train on and 200 to test on.

    They are drawn at random from the training and from the test images of :func:`mnist`, in whose
    order they stand, so that no image is in both halves.

    Returns
    -------
    Split of x_train (10000, 784), y_train (10000,), x_test (2000, 784), y_test (2000,)
        As in :func:`mnist`, read-only as well.

    Raises as :func:`mnist`.
    """
    content = read_data("mnist", "mnist.npz")
    rows = _member(content, "small_rows").astype(np.int64)
    y = _member(content, "labels")[rows].astype(np.int64)
    x = np.concatenate(_in_threads(partial(_rows_of_block, content, rows), range(7)))
    return _read_only(Split(x[:10_000], y[:10_000], x[10_000:], y[10_000:]))


@cache
def digits():
    """Return scikit-learn's 1,797 digits of 8 by 8 pixels: small enough for an instant experiment.

    Every fifth image of each digit is kept for the test.

    Returns
    -------
    Split of x_train (1442, 64), y_train (1442,), x_test (355, 64), y_test (355,)
        x is float32 from 0 (paper) to 1 (ink); y is int64, the digits 0 to 9; read-only.

    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI repository,
    doi:10.24432/C50P49.
    """
    from sklearn.datasets import load_digits  # takes a second to import, and only this needs it

    pixels, y = load_digits(return_X_y=True)
    x, y = (pixels / 16).astype(np.float32), y.astype(np.int64)
    test = np.sort(np.concatenate([np.flatnonzero(y == digit)[4::5] for digit in range(10)]))
    train = np.setdiff1d(np.arange(len(y)), test)
    return _read_only(Split(x[train], y[train], x[test], y[test]))


@cache
def austen():
    """Return six novels by Jane Austen, the last twentieth of each for validation.

    Returns
    -------
    Prose of train (3.8 million characters) and validation (0.2 million)
        Strings with one paragraph a line, without headings; an empty line between two novels.

    Raises as :func:`mnist`. Public domain; see data/austen/LICENSE.txt.
    """
    text = bz2.decompress(read_data("austen", "austen.txt.bz2")).decode()
    novels = [f"{novel}\n" for novel in text.rstrip().split("\n\n")]
    ends = [novel.index("\n", len(novel) * 19 // 20) + 1 for novel in novels]
    parts = [(novel[:end], novel[end:]) for novel, end in zip(novels, ends, strict=True)]
    return Prose(*map("\n".join, zip(*parts, strict=True)))


def xor(n=4, noise=0.0, seed=0):
    """Return points at the corners (0, 0), (0, 1), (1, 0), (1, 1): class 1 where just one is 1.

    Parameters
    ----------
    n : how many points; they take the corners in turn
    noise : standard deviation of the normal noise added to both coordinates
    seed : a whole number; the same seed gives the same points

    Returns
    -------
    x (n, 2) float64, y (n,) int64 of 0 and 1
    """
    rng = _generator("xor", n, noise, seed)
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])[np.arange(n) % 4]
    return corners + noise * rng.normal(size=(n, 2)), corners.sum(axis=1) % 2


def blobs(n=200, noise=0.6, seed=0, n_classes=2):
    """Return round clouds of points, one a class, spread evenly on a circle of radius 2.

    Parameters as in :func:`xor`; n_classes is the number of clouds.

    Returns
    -------
    x (n, 2) float64, y (n,) int64 from 0 to n_classes - 1
    """
    rng = _generator("blobs", n, noise, seed)
    _check_whole("blobs", "n_classes, the number of clouds,", n_classes, 1)
    y = np.arange(n) % n_classes
    centers = 2 * _on_circle(np.pi / 4 + 2 * np.pi * y / n_classes)
    return centers + noise * rng.normal(size=(n, 2)), y


def moons(n=200, noise=0.1, seed=0):
    """Return two half circles of radius 1 that hook into each other.

    Parameters and Returns as in :func:`xor`; class 0 is the upper half circle.
    """
    rng = _generator("moons", n, noise, seed)
    y = np.arange(n) % 2
    upper = _on_circle(rng.uniform(0, np.pi, n))
    x = np.where(y[:, None] == 0, upper, [1, 0.5] - upper)
    return x + noise * rng.normal(size=(n, 2)), y


def circles(n=200, noise=0.08, seed=0):
    """Return a circle of radius 1, class 0, around one of radius 0.5, class 1.

    Parameters and Returns as in :func:`xor`.
    """
    rng = _generator("circles", n, noise, seed)
    y = np.arange(n) % 2
    x = (1 - 0.5 * y)[:, None] * _on_circle(rng.uniform(0, 2 * np.pi, n))
    return x + noise * rng.normal(size=(n, 2)), y


def spirals(n=400, noise=0.02, seed=0):
    """Return two spirals, each of one and a half turns out to radius 1, wound into each other.

    Parameters and Returns as in :func:`xor`. Neighboring turns are 1/3 apart.
    """
    rng = _generator("spirals", n, noise, seed)
    y = np.arange(n) % 2
    radius = np.sqrt(rng.uniform(0.01, 1, n))  # the root spreads the points evenly along the arm
    x = radius[:, None] * _on_circle(3 * np.pi * radius + np.pi * y)
    return x + noise * rng.normal(size=(n, 2)), y


def _on_circle(angle):
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _check_whole(who, what, value, least):
    try:
        good = not isinstance(value, bool) and operator.index(value) >= least
    except TypeError:
        good = False
    if not good:
        raise ValueError(
            f"{who} needs {what} as a whole number: expected {least} or more, got {value!r}. "
            f"Pass an int such as {max(least, 2)}."
        )


def _generator(who, n, noise, seed):
    """Check the arguments that all toy data share and return the random number generator."""
    _check_whole(who, "n, the number of points,", n, 1)
    _check_whole(who, "seed", seed, 0)
    if not (isinstance(noise, (int, float, np.number)) and 0 <= noise < np.inf):
        raise ValueError(
            f"{who} needs noise, a standard deviation: expected a number of 0 or more, "
            f"got {noise!r}. Pass 0 for points without noise."
        )
    return np.random.default_rng(seed)


def _member(content, name):
    # Each call opens the bytes anew (in microseconds), because threads cannot share an NpzFile.
    with np.load(io.BytesIO(content)) as archive:
        return archive[name]


def _fill_from_block(content, block, images):
    """Write one block of MNIST into images (10000, 784), which are all paper so far."""
    scale = np.arange(256, dtype=np.float32) / np.float32(255)
    ink = np.unpackbits(_member(content, f"ink_{block}"), axis=1).view(bool)
    images[ink] = scale[_member(content, f"values_{block}")]


def _rows_of_block(content, rows, block):
    """Return those of the images with these row numbers that stand in one block of MNIST."""
    images = np.zeros((MNIST_BLOCK, 784), np.float32)
    _fill_from_block(content, block, images)
    return images[rows[rows // MNIST_BLOCK == block] % MNIST_BLOCK]


def _in_threads(task, *arguments):
    """Run task on each row of arguments, two at a time: decompression lets go of the GIL."""
    if sys.platform == "emscripten":  # Python in a browser has no threads
        return list(map(task, *arguments))
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(task, *arguments))


def _read_only(split):
    for array in split:
        array.flags.writeable = False
    return split
