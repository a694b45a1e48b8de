"""A trained reader's answer while its digit is shifted, rotated, blurred, drowned in noise."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Count, Exploration, Number, Switch, packed
from nnhelpers.explore.network import packed_layers

SIDE = 28
MOST = 200


class _Corrupt(Exploration, module="corrupt"):
    digit = Count(0, low=0, high=MOST - 1)
    right = Number(0, low=-14, high=14)
    down = Number(0, low=-14, high=14)
    rotation = Number(0, low=-180, high=180)
    scale = Number(1, low=0.3, high=2)
    blur = Number(0, low=0, high=4)
    noise = Number(0, low=0, high=1)
    invert = Switch()
    network = traitlets.List().tag(sync=True)
    images = traitlets.Bytes().tag(sync=True)
    labels = traitlets.List().tag(sync=True)


def corrupt(model, images=None, labels=None, **start):
    """Show what a trained network reads while a digit changes in ways a child would not mind.

    Shift, rotation, size, blur, noise and inverted brightness, each with a slider; the changed
    picture, the ten probabilities, and the accuracy over all pictures that were passed, under
    the same change.

    Parameters: `model` a Sequential of Linear layers and activations from 784 pixels to 10
    logits; `images` (n, 784) or (n, 28, 28) from 0 to 1, at most 200, and `labels` (n,) from 0
    to 9, by default the first 100 test digits of MNIST; start values by name: `digit` which
    picture, `right` and `down` in pixels, `rotation` in degrees, `scale`, `blur` in pixels
    (standard deviation), `noise` (standard deviation), `invert`.

    Returns the widget; the same names hold what the learner has set.
    Raises ValueError for another kind of network, pictures that do not fit, numbers out of range.
    Used in lesson 1.3.
    """
    if images is None:
        from nnhelpers import datasets

        digits = datasets.mnist()
        images, labels = digits.x_test[:100], digits.y_test[:100]
    images, labels = _checked(images, labels)
    sent = {"network": packed_layers("corrupt", model), "labels": labels.tolist()}
    if start.get("digit", 0) not in range(len(labels)):
        raise ValueError(
            f"corrupt has {len(labels)} pictures: expected a digit from 0 to {len(labels) - 1}, "
            f"got {start['digit']!r}."
        )
    return _Corrupt(images=packed(images, "float32"), **sent, **start)


def _checked(images, labels):
    images, labels = np.asarray(images), np.asarray(labels)
    if not 0 < len(images) <= MOST or images[0].size != SIDE * SIDE:
        raise ValueError(
            f"corrupt needs 1 to {MOST} pictures of 28 × 28: expected shape (n, 784), "
            f"got {images.shape}. Take the first ones: x_test[:100]."
        )
    if labels.shape != (len(images),) or not np.isin(labels, np.arange(10)).all():
        raise ValueError(
            f"corrupt needs one label from 0 to 9 per picture: expected shape ({len(images)},), "
            f"got {labels.shape}."
        )
    if not np.isfinite(images).all():
        raise ValueError("corrupt needs finite brightness: got NaN or infinity.")
    return images.reshape(-1, SIDE * SIDE), labels
