"""Metrics: hand-worked, and against scikit-learn on random answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from nnhelpers import Tensor
from nnhelpers.metrics import (
    accuracy,
    confusion_matrix,
    labels,
    mean_absolute_error,
    precision_recall_f1,
    r_squared,
)

# Four spam mails and four others: of the four called spam (1) three are; one spam was missed.
CALLED, REAL = [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0]


def test_by_hand():
    assert accuracy(CALLED, REAL) == 6 / 8
    assert confusion_matrix(CALLED, REAL).tolist() == [[3, 1], [1, 3]]
    assert precision_recall_f1(CALLED, REAL) == (0.75, 0.75, 0.75)
    # Of the three called 0, two are; of the two that are 0, both were found; 2·2/(3 + 2).
    assert precision_recall_f1([0, 0, 0, 1], [0, 0, 1, 1], positive=0) == (2 / 3, 1, 0.8)
    assert mean_absolute_error([1, 2, 3], [2, 2, 5]) == 1
    # Targets 2, 2, 5, mean 3: spread 1 + 1 + 4 = 6; errors 1 + 0 + 4 = 5.
    assert r_squared([1, 2, 3], [2, 2, 5]) == pytest.approx(1 - 5 / 6)


def test_rows_are_the_right_classes():
    assert confusion_matrix([1, 1, 2], [0, 0, 2]).tolist() == [[0, 2, 0], [0, 0, 0], [0, 0, 1]]
    assert confusion_matrix([1], [0], n_classes=3).sum() == 1
    assert confusion_matrix([True, False], [True, True]).tolist() == [[0, 0], [1, 1]]


def test_labels_take_the_largest_column():
    logits = np.array([[0.1, 3, -1], [5, 1, 2]])
    assert labels(logits).tolist() == labels(Tensor(logits)).tolist() == [1, 0]
    assert labels([2, 0]).tolist() == [2, 0]
    assert accuracy(logits, [1, 2]) == 0.5
    assert confusion_matrix(logits, [1, 2]).shape == (3, 3)
    assert precision_recall_f1(logits, [1, 2]) == (1, 1, 1)


def test_words_and_whole_floats_are_classes():
    assert accuracy(np.array(["cat", "dog"]), np.array(["cat", "cat"])) == 0.5
    assert precision_recall_f1(["cat", "dog"], ["cat", "cat"], positive="cat") == (1, 0.5, 2 / 3)
    assert accuracy([1.0, 0.0], [1, 1]) == 0.5


def test_nothing_to_divide_by_is_nan():
    precision, recall, f1 = precision_recall_f1([0, 0], [0, 1])
    assert np.isnan(precision)
    assert (recall, f1) == (0, 0)
    assert np.isnan(precision_recall_f1([0], [0])).all()


@settings(deadline=None, derandomize=True, max_examples=40)
@given(n=st.integers(2, 40), k=st.integers(2, 5), seed=st.integers(0, 999))
def test_agree_with_scikit_learn(n, k, seed):
    rng = np.random.default_rng(seed)
    logits, targets = rng.normal(size=(n, k)), rng.integers(0, k, n)
    predicted = logits.argmax(axis=1)
    assert accuracy(logits, targets) == sklearn_metrics.accuracy_score(targets, predicted)
    np.testing.assert_array_equal(
        confusion_matrix(logits, targets, n_classes=k),
        sklearn_metrics.confusion_matrix(targets, predicted, labels=np.arange(k)),
    )
    expected = [
        score(targets == 1, predicted == 1, zero_division=np.nan)
        for score in (sklearn_metrics.precision_score, sklearn_metrics.recall_score)
    ]
    np.testing.assert_allclose(precision_recall_f1(logits, targets)[:2], expected)
    if (targets == 1).any() or (predicted == 1).any():
        f1 = sklearn_metrics.f1_score(targets == 1, predicted == 1, zero_division=0)
        assert precision_recall_f1(logits, targets)[2] == pytest.approx(f1)
    x, y = rng.normal(size=(2, n))
    assert r_squared(x, y) == pytest.approx(sklearn_metrics.r2_score(y, x))
    assert mean_absolute_error(x, y) == pytest.approx(sklearn_metrics.mean_absolute_error(y, x))


def test_results_are_plain_numbers():
    results = (
        accuracy(CALLED, REAL),
        *precision_recall_f1(CALLED, REAL),
        r_squared([1, 2], [1, 3]),
    )
    assert {type(r) for r in results} == {float}
