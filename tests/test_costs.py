import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers import Tensor
from nnhelpers.activations import sigmoid, softmax
from nnhelpers.costs import (
    binary_cross_entropy,
    binary_cross_entropy_from_logits,
    cross_entropy,
    cross_entropy_from_probabilities,
    huber,
    mean_squared_error,
)

both_types = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def test_mean_squared_error_by_hand():
    # Errors 1, −2, 0: (1 + 4 + 0) / 3; gradient 2·error / 3.
    cost, backward = mean_squared_error.with_backward(np.array([2.0, 1, 3]), np.array([1.0, 3, 3]))
    assert cost == pytest.approx(5 / 3)
    d_predictions, d_targets = backward()
    np.testing.assert_allclose(d_predictions, [2 / 3, -4 / 3, 0])
    np.testing.assert_allclose(d_targets, -d_predictions)


def test_huber_by_hand():
    # delta 1. Errors 0.5 and −3: 0.5²/2 = 0.125 and 1·(3 − 0.5) = 2.5, mean 1.3125.
    # Slopes 0.5 and −1, over n = 2.
    cost, backward = huber.with_backward(np.array([0.5, 0.0]), np.array([0.0, 3.0]))
    assert cost == pytest.approx(1.3125)
    np.testing.assert_allclose(backward()[0], [0.25, -0.5])
    # delta 4: both are quadratic, (0.125 + 4.5) / 2.
    assert huber(np.array([0.5, 0.0]), np.array([0.0, 3.0]), delta=4) == pytest.approx(2.3125)


def test_binary_cross_entropy_by_hand():
    # −log 0.8 = 0.22314 and −log(1 − 0.4) = 0.51083, mean 0.36698.
    p, t = np.array([0.8, 0.4]), np.array([1, 0])
    cost, backward = binary_cross_entropy.with_backward(p, t)
    assert cost == pytest.approx(0.36698, abs=1e-5)
    # −1/0.8 and 1/0.6, over 2.
    np.testing.assert_allclose(backward()[0], [-0.625, 1 / 1.2])
    z = np.log(p / (1 - p))
    assert binary_cross_entropy_from_logits(z, t) == pytest.approx(cost)


def test_cross_entropy_by_hand():
    # exp(z) = (1, 2, 5): the right class, the last, has share 5/8: −log 0.625 = 0.47000.
    z, t = np.log([[1.0, 2, 5]]), np.array([2])
    cost, backward = cross_entropy.with_backward(z, t)
    assert cost == pytest.approx(0.47000, abs=1e-5)
    np.testing.assert_allclose(backward()[0], [[0.125, 0.25, -0.375]])
    assert cross_entropy_from_probabilities(softmax(z), t) == pytest.approx(cost)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(n=st.integers(1, 6), k=st.integers(1, 5), seed=st.integers(0, 1000))
def test_cross_entropy_gradient_is_share_minus_one_hot_over_n(n, k, seed):
    rng = np.random.default_rng(seed)
    z, t = rng.normal(0, 5, (n, k)), rng.integers(0, k, n)
    cost, backward = cross_entropy.with_backward(z, t)
    np.testing.assert_allclose(backward()[0], (softmax(z) - np.eye(k)[t]) / n, atol=1e-12)
    np.testing.assert_allclose(cost, -np.log(softmax(z)[np.arange(n), t]).mean(), rtol=1e-9)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(z=st.lists(st.floats(-30, 30), min_size=1, max_size=6), seed=st.integers(0, 1000))
def test_binary_gradient_is_share_minus_target_over_n(z, seed):
    t = np.random.default_rng(seed).integers(0, 2, len(z))
    z = np.array(z)
    cost, backward = binary_cross_entropy_from_logits.with_backward(z, t)
    np.testing.assert_allclose(backward()[0], (sigmoid(z) - t) / len(z), atol=1e-12)
    # A class "0 or 1" is a softmax over (0, z).
    two = np.stack([np.zeros_like(z), z], axis=1)
    np.testing.assert_allclose(cost, cross_entropy(two, t), rtol=1e-9, atol=1e-12)


@both_types
@pytest.mark.parametrize("right", [0, 1])
@pytest.mark.parametrize("z", [-1000, 1000])
def test_saturated_logits_stay_finite_and_silent(z, right, dtype):
    cases = [
        (binary_cross_entropy_from_logits, np.array([z], dtype), np.array([right])),
        (binary_cross_entropy, sigmoid(np.array([z], dtype)), np.array([right])),
        (cross_entropy, np.array([[0, z]], dtype), np.array([right])),
        (
            cross_entropy_from_probabilities,
            softmax(np.array([[0, z]], dtype)),
            np.array([right]),
        ),
        (mean_squared_error, np.array([z], dtype), np.array([right])),
        (huber, np.array([z], dtype), np.array([right])),
    ]
    for cost, outputs, targets in cases:
        outputs = Tensor(outputs)
        c = cost(outputs, targets)
        c.backward()
        assert c.dtype == dtype, cost.__name__
        assert np.isfinite(c.data), cost.__name__
        assert np.isfinite(outputs.grad).all(), cost.__name__
        assert outputs.grad.dtype == dtype, cost.__name__


@both_types
def test_saturated_logits_have_exact_costs(dtype):
    # 1000 for the wrong class costs 1000, and pulls with full force.
    z = Tensor(np.array([[0, 1000]], dtype))
    c = cross_entropy(z, np.array([0]))
    c.backward()
    assert c.item() == 1000
    assert z.grad.tolist() == [[-1, 1]]
    assert binary_cross_entropy_from_logits(np.array([1000], dtype), np.array([0])) == 1000


def test_sequences_are_averaged_over_all_positions():
    rng = np.random.default_rng(0)
    z, t = rng.normal(size=(2, 5, 3)), rng.integers(0, 3, (2, 5))
    flat = cross_entropy(z.reshape(10, 3), t.reshape(10))
    assert cross_entropy(z, t) == pytest.approx(flat)
    p = softmax(z)
    assert cross_entropy_from_probabilities(p, t) == pytest.approx(flat)


def test_float32_with_targets_of_other_types_stays_float32():
    for targets in (np.array([0, 1]), np.array([0.0, 1.0])):
        for cost in (mean_squared_error, huber, binary_cross_entropy_from_logits):
            assert cost(np.zeros(2, np.float32), targets).dtype == np.float32


def test_targets_that_are_tensors():
    predictions, targets = Tensor([1.0, 2.0]), Tensor([0.0, 0.0])
    mean_squared_error(predictions, targets).backward()
    np.testing.assert_allclose(predictions.grad, [1, 2])
    np.testing.assert_allclose(targets.grad, [-1, -2])
    with pytest.raises(TypeError, match="no gradient for one of its inputs"):
        binary_cross_entropy_from_logits(predictions, targets).backward()


def test_cost_leaves_its_inputs_alone_and_can_go_back_twice():
    z, t = np.array([[1.0, 2.0]]), np.array([0])
    for cost, outputs in ((cross_entropy, z), (cross_entropy_from_probabilities, softmax(z))):
        kept = outputs.copy()
        _, backward = cost.with_backward(outputs, t)
        first, second = backward()[0], backward()[0]
        assert (first == second).all()
        assert (outputs == kept).all()
