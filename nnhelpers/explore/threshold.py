"""Two kinds of digits told apart by one number: how much ink each picture has."""

import math

import numpy as np
import traitlets

from nnhelpers.explore.base import Exploration, Number, packed

SHOWN = 40  # pictures of each kind that are sent, those that are misread first
MOST = 100_000


class _Threshold(Exploration, module="threshold"):
    threshold = Number(0.0)
    sets = traitlets.Dict().tag(sync=True)
    kinds = traitlets.List(help="the label with more ink, then the other").tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)


def threshold(images=None, labels=None, test_images=None, test_labels=None, threshold=None):
    """Show a reader with one parameter: a picture with at least so much ink is the rounder digit.

    Ink is the mean brightness of a picture. Two histograms of ink, the threshold as a line to
    drag, the share read rightly among training and test pictures at every threshold, and the
    test pictures that are misread, the worst first. "Find it from the training data" moves to
    the threshold with the best training accuracy.

    Parameters: `images` (n, 28, 28) or (n, 784), brightness from 0 to 1, and `labels` (n,) of
    just two kinds; `test_images` and `test_labels` likewise; all four left out: the zeros and
    ones of MNIST. `threshold` is the start, by default halfway
    between the least and the most ink, far from the best.

    Returns the widget; `w.threshold` holds what the learner has set.
    Raises ValueError for pictures that are not square or not finite, other labels, NaN.
    Used in lesson 1.1.
    """
    if images is None:
        images, labels, test_images, test_labels = _zeros_and_ones()
    train = _checked(images, labels)
    if test_images is None:
        raise ValueError("threshold needs test pictures too: pass test_images and test_labels.")
    test = _checked(test_images, test_labels)
    kinds = _kinds(*train)
    ink = {name: pair[0].mean(axis=(1, 2)) for name, pair in (("train", train), ("test", test))}
    sets = {
        name: [packed(np.sort(ink[name][labels == kind])) for kind in kinds]
        for name, (_, labels) in (("train", train), ("test", test))
    }
    middle = (ink["train"].min() + ink["train"].max()) / 2
    start = round(float(middle), 3) if threshold is None else threshold
    pictures = _pictures(*test, ink["test"], kinds)
    return _Threshold(sets=sets, kinds=kinds, threshold=start, pictures=pictures)


def _zeros_and_ones():
    from nnhelpers import datasets

    digits = datasets.mnist()
    train, test = digits.y_train < 2, digits.y_test < 2
    return digits.x_train[train], digits.y_train[train], digits.x_test[test], digits.y_test[test]


def _checked(images, labels):
    images, labels = np.asarray(images), np.asarray(labels)
    side = math.isqrt(math.prod(images.shape[1:]))
    if images.ndim < 2 or not side or side**2 != math.prod(images.shape[1:]) or not len(images):
        raise ValueError(
            "threshold needs square pictures: expected shape (n, 28, 28) or (n, 784), "
            f"got {images.shape}."
        )
    if labels.shape != images.shape[:1]:
        raise ValueError(
            f"threshold needs one label per picture: expected shape ({len(images)},), "
            f"got {labels.shape}."
        )
    if len(images) > MOST:
        raise ValueError(f"threshold takes at most {MOST:,} pictures: got {len(images):,}.")
    images = images.reshape(-1, side, side).astype(float)
    if not np.isfinite(images).all():
        raise ValueError("threshold needs finite brightness: got NaN or infinity.")
    return images, labels


def _kinds(images, labels):
    """The label whose pictures have more ink, then the other."""
    kinds = np.unique(labels)
    if len(kinds) != 2:
        raise ValueError(
            f"threshold tells two kinds apart: expected two different labels, got {len(kinds)}. "
            "Pick two: keep = labels < 2, then images[keep], labels[keep]."
        )
    return sorted(kinds.tolist(), key=lambda kind: -images[labels == kind].mean())


def _pictures(images, labels, ink, kinds):
    """The pictures that are misread first: of the inky kind those with the least ink."""
    sent = {"side": images.shape[1]}
    for name, kind, sign in zip(("inky", "other"), kinds, (1, -1), strict=True):
        order = np.argsort(sign * ink[labels == kind], kind="stable")[:SHOWN]
        worst = images[labels == kind][order]
        sent[name] = packed(np.clip(worst * 255, 0, 255).round(), "uint8")
    return sent
