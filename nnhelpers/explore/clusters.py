"""k-means step by step on digits, seen in their two main components."""

import numpy as np
import traitlets

from nnhelpers.explore.base import Count, Exploration, packed

MOST = 2000
MOST_CLUSTERS = 8


class _Clusters(Exploration, module="clusters"):
    k = Count(4, low=1, high=MOST_CLUSTERS)
    seed = Count(0, low=0, high=999)
    step = Count(0, low=0, high=60)
    moved = traitlets.Dict().tag(sync=True, state=True)
    points = traitlets.Bytes().tag(sync=True)
    labels = traitlets.List().tag(sync=True)


def clusters(x=None, labels=None, k=4, seed=0, step=0):
    """Show k-means step by step: points join the nearest center, centers move to their mean.

    A step is half of a round: odd steps assign, even steps move. Points are drawn as their
    labels, which the algorithm never sees, in the color of their cluster. Centers can be
    dragged to another start. Beside it the cost, the mean squared distance to the center, and
    the purity, the share of points that carry their cluster's most frequent label.

    Parameters: `x` (n, n_features), at most 2,000 points; more than two features are reduced
    to their two main components. `labels` (n,) short names to draw. Both left out: 600 of
    scikit-learn's digits. `k` clusters, 1 to 8; `seed` chooses the first centers; `step` how
    far it has gone, at most 60.

    Returns the widget; `w.k`, `w.seed`, `w.step` hold what the learner has set.
    Raises ValueError for points that are not finite, too many, or labels that do not fit.
    Used in lesson 1.2.
    """
    if x is None:
        x, labels = _digits()
    points = main_components(_checked(x, k))
    names = _names(labels, len(points))
    return _Clusters(k=k, seed=seed, step=step, points=packed(points), labels=names)


def _digits():
    from nnhelpers import datasets

    digits = datasets.digits()
    return digits.x_train[:600], digits.y_train[:600]


def main_components(x):
    """Return x projected on the two directions in which it varies most, (n, 2)."""
    centered = x - x.mean(axis=0)
    if x.shape[1] <= 2:
        return x
    _, _, directions = np.linalg.svd(centered, full_matrices=False)
    signs = np.sign(directions[:2, np.abs(directions[:2]).argmax(axis=1)].diagonal())
    return centered @ (directions[:2] * signs[:, None]).T


def _checked(x, k):
    x = np.asarray(x, dtype=float)
    if x.ndim != 2 or x.shape[1] < 2 or not MOST_CLUSTERS <= len(x) <= MOST:
        raise ValueError(
            f"clusters needs {MOST_CLUSTERS} to {MOST:,} points of at least two features: expected "
            f"shape (n, n_features), got {x.shape}. Take fewer rows: x[:{MOST}]."
        )
    if not np.isfinite(x).all():
        raise ValueError("clusters needs finite points: got NaN or infinity. Remove those rows.")
    return x


def _names(labels, n):
    names = ["•"] * n if labels is None else [str(label)[:2] for label in labels]
    if len(names) != n:
        raise ValueError(f"clusters needs one label per point: expected {n}, got {len(names)}.")
    return names
