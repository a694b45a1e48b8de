"""Metrics: how good the predictions are, in the terms of the task.

Derived in lessons 1.1 (accuracy) and 1.3 (precision, recall).
"""

import numpy as np

from nnhelpers.arrays import NUMBERS_OR_TEXT, as_array, as_floats, require_count, require_finite
from nnhelpers.autodiff import Tensor


def labels(outputs):
    """Return the predicted class of each example.

    Parameters
    ----------
    outputs : (n,) classes, which are returned as they are, or (n, n_classes) logits or
        probabilities, of which the largest wins.
    """
    return _labels(outputs, "labels")


def _labels(outputs, who):
    outputs = outputs.data if isinstance(outputs, Tensor) else outputs
    outputs = as_array(outputs, who, NUMBERS_OR_TEXT)
    if outputs.dtype.kind == "f":
        require_finite(outputs, who)
    if outputs.ndim == 2 and outputs.shape[1] > 1:
        return outputs.argmax(axis=1)
    if outputs.dtype.kind == "f" and (outputs % 1).any():
        raise ValueError(
            f"{who} needs classes, or a column for each class: got numbers such as "
            f"{outputs[outputs % 1 != 0][0]:.4g}. Probabilities of one class become classes with "
            "(p >= 0.5).astype(int)."
        )
    return outputs


def accuracy(outputs, targets):
    """Return the share of examples whose class is right, between 0 and 1.

    Parameters
    ----------
    outputs : (n,) predicted classes, or (n, n_classes) logits or probabilities.
    targets : (n,) right classes.
    """
    predicted, targets = _pairs(_labels(outputs, "accuracy"), targets, "accuracy")
    return float((predicted == targets).mean())


def confusion_matrix(outputs, targets, n_classes=None):
    """Return counts (n_classes, n_classes): a row is a right class, a column a predicted one."""
    who = "confusion_matrix"
    predicted, targets = _pairs(_labels(outputs, who), targets, who)
    if predicted.dtype.kind not in "iub" or targets.dtype.kind not in "iub":
        raise TypeError(
            f"{who} needs classes as integers: got {predicted.dtype} and {targets.dtype}. If they "
            "are whole numbers, take .astype(int)."
        )
    low, high = min(predicted.min(), targets.min()), max(predicted.max(), targets.max())
    n_classes = high + 1 if n_classes is None else require_count(n_classes, who, "n_classes")
    if low < 0 or high >= n_classes:
        raise ValueError(
            f"confusion_matrix needs classes from 0 to {n_classes - 1}: got {low} to {high}."
        )
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (targets.astype(int), predicted.astype(int)), 1)
    return counts


def precision_recall_f1(outputs, targets, positive=1):
    """Return (precision, recall, F1) of one class; NaN where nothing is there to divide by.

    Precision: of those called positive, the share that is. Recall: of those that are, the share
    that was found. F1: their harmonic mean.
    """
    who = "precision_recall_f1"
    predicted, targets = _pairs(_labels(outputs, who), targets, who)
    found, real = predicted == positive, targets == positive
    both = (found & real).sum()
    return (
        _share(both, found.sum()),
        _share(both, real.sum()),
        _share(2 * both, found.sum() + real.sum()),
    )


def _share(part, whole):
    return float(part / whole) if whole else float("nan")


def mean_absolute_error(predictions, targets):
    """Return the mean of |prediction − target|, in the targets' unit."""
    predictions, targets = _floats(predictions, targets, "mean_absolute_error")
    return float(np.abs(predictions - targets).mean())


def r_squared(predictions, targets):
    """Return 1 − Σ(t − p)²/Σ(t − mean t)²: 1 is perfect, 0 no better than the targets' mean."""
    predictions, targets = _floats(predictions, targets, "r_squared")
    spread = ((targets - targets.mean()) ** 2).sum()
    if spread == 0:
        raise ValueError(
            "r_squared needs targets that differ: with equal ones there is no spread to explain."
        )
    return float(1 - ((targets - predictions) ** 2).sum() / spread)


def _floats(predictions, targets, who):
    predictions = predictions.data if isinstance(predictions, Tensor) else predictions
    return _pairs(as_floats(predictions, who), as_floats(targets, f"{who} (targets)"), who)


def _pairs(predicted, targets, who):
    targets = as_array(targets, f"{who} (targets)", NUMBERS_OR_TEXT)
    if predicted.shape != targets.shape:
        one_hot = " From one-hot targets, take targets.argmax(axis=1)."
        raise ValueError(
            f"{who} needs one target for each prediction: expected {predicted.shape}, "
            f"got {targets.shape}." + one_hot * (targets.ndim > predicted.ndim)
        )
    if predicted.size == 0:
        raise ValueError(f"{who} needs at least one example: got none.")
    for array in (predicted, targets):
        if array.dtype.kind == "f":
            require_finite(array, who)
    return predicted, targets
