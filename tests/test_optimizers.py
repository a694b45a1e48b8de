"""Optimizers and schedules: hand-worked steps, and what gradient descent is known to do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers import Tensor
from nnhelpers.optimizers import (
    SGD,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    RMSProp,
    clip_gradients,
    gradient_descent,
)
from nnhelpers.schedules import cosine_decay, exponential_decay, step_decay

# θ = 1, gradients 2 and then 1, η = 0.1; θ after each of two steps.
BY_HAND = {
    # 1 − 0.1·2; − 0.1·1
    "SGD": (SGD, {}, [0.8, 0.7]),
    # v = 2, 0.5·2 + 1 = 2
    "Momentum": (Momentum, {"momentum": 0.5}, [0.8, 0.6]),
    # g + m·v = 2 + 0.5·2 = 3, then 1 + 0.5·2 = 2
    "Nesterov": (Nesterov, {"momentum": 0.5}, [0.7, 0.5]),
    # s = 0.5·4 = 2, step 0.1·2/√2 = 0.141421; s = 0.5·2 + 0.5·1 = 1.5, step 0.1/√1.5 = 0.081650
    "RMSProp": (RMSProp, {"decay": 0.5}, [0.858579, 0.776929]),
    # m̂ = 2, ŝ = 4: step 0.1·2/2; m = 0.5·1 + 0.5·1 = 1, m̂ = 1/0.75; s = 0.5·2 + 0.5·1 = 1.5,
    # ŝ = 1.5/0.75 = 2, step 0.1·1.333333/1.414214 = 0.094281
    "Adam": (Adam, {"beta1": 0.5, "beta2": 0.5}, [0.9, 0.805719]),
    # first θ·(1 − 0.1·0.5) = 0.95, then Adam's 0.1; 0.85·0.95 = 0.8075, then 0.094281
    "AdamW": (AdamW, {"beta1": 0.5, "beta2": 0.5, "weight_decay": 0.5}, [0.85, 0.713219]),
}
every_optimizer = pytest.mark.parametrize("name", BY_HAND)


@every_optimizer
def test_two_steps_by_hand(name):
    make, extra, expected = BY_HAND[name]
    theta = Tensor([1.0])
    optimizer = make([theta], learning_rate=0.1, **extra)
    for gradient, after in zip([2.0, 1.0], expected, strict=True):
        theta.grad = np.array([gradient])
        optimizer.step()
        assert theta.data[0] == pytest.approx(after, abs=1e-6)
        assert theta.grad[0] == gradient  # still there to be looked at


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_stay(name, dtype):
    make, extra, _ = BY_HAND[name]
    theta = Tensor(np.ones((2, 2), dtype))
    data = theta.data
    optimizer = make([theta], lambda step: np.float64(0.1), **extra)
    for _ in range(3):
        theta.grad = np.ones((2, 2), dtype)
        optimizer.step()
    assert theta.data is data  # moved in place
    assert type(optimizer.rate()) is float  # NumPy's float64 would turn float32 into float64
    kept = [s for s in optimizer.states[0].values() if isinstance(s, np.ndarray)]
    assert {array.dtype for array in [theta.data, *kept]} == {np.dtype(dtype)}


@every_optimizer
def test_every_optimizer_finds_the_bottom_of_a_valley(name):
    """With learning rates that fall, so that steps of one length settle as well."""
    make, _, _ = BY_HAND[name]
    theta, target = Tensor([3.0, -2.0]), np.array([1.0, 0.5])
    optimizer = make([theta], exponential_decay(0.05, factor=0.99))
    for _ in range(600):
        optimizer.zero_grad()
        ((theta - target) ** 2 * np.array([1.0, 4.0])).sum().backward()
        optimizer.step()
    np.testing.assert_allclose(theta.data, target, atol=0.05)


def test_parameters_without_gradient_stay_and_one_given_twice_moves_once():
    a, b = Tensor([1.0]), Tensor([1.0])
    a.grad = np.array([1.0])
    SGD([a, b, a], learning_rate=0.1).step()
    assert (a.data[0], b.data[0]) == (0.9, 1)


def test_zero_grad():
    a = Tensor([1.0])
    a.grad = np.array([1.0])
    SGD({"a": a}).zero_grad()
    assert a.grad is None


def test_step_decay():
    rate = step_decay(0.8, factor=0.5, every=10)
    assert [rate(t) for t in (0, 9, 10, 19, 20, 30)] == [0.8, 0.8, 0.4, 0.4, 0.2, 0.1]


def test_exponential_decay():
    rate = exponential_decay(1.0, factor=0.9)
    assert [rate(t) for t in (0, 1, 2)] == pytest.approx([1, 0.9, 0.81])


def test_cosine_decay():
    rate = cosine_decay(0.4, steps=100)
    # (1 + cos 0)/2 = 1; at 25, (1 + cos 45°)/2 = 0.853553; halfway 1/2; then 0, and stays there.
    assert [rate(t) for t in (0, 25, 50, 100, 500)] == pytest.approx([0.4, 0.3414214, 0.2, 0, 0])
    assert cosine_decay(0.4, steps=100, final=0.1)(100) == pytest.approx(0.04)


def test_warm_up_rises_in_a_straight_line():
    rate = step_decay(0.8, factor=0.5, every=10, warmup_steps=4)
    assert [rate(t) for t in range(5)] == pytest.approx([0.2, 0.4, 0.6, 0.8, 0.8])
    assert [rate(t) for t in (13, 14)] == pytest.approx([0.8, 0.4])
    rate = cosine_decay(1.0, steps=100, warmup_steps=20)
    assert [rate(t) for t in (0, 19, 20, 60, 100)] == pytest.approx([0.05, 1, 1, 0.5, 0])


def test_optimizers_follow_a_schedule():
    theta = Tensor([0.0])
    optimizer = SGD([theta], step_decay(1.0, factor=0.5, every=1))
    for _ in range(3):
        theta.grad = np.array([1.0])
        optimizer.step()
    assert theta.data[0] == -(1 + 0.5 + 0.25)
    assert optimizer.rate() == 0.125


def test_clip_gradients_by_hand():
    # √(3² + 4²) = 5; at most 1: each is divided by 5.
    a, b, c = Tensor([0.0]), Tensor([0.0]), Tensor([0.0])
    a.grad, b.grad = np.array([3.0]), np.array([4.0])
    assert clip_gradients([a, b, c], 1) == pytest.approx(5)
    assert (a.grad[0], b.grad[0], c.grad) == pytest.approx((0.6, 0.8, None))
    assert clip_gradients([a, b, c], 1.5) == pytest.approx(1)
    assert a.grad[0] == pytest.approx(0.6)


def test_clip_gradients_scales_shared_arrays_and_doubles_once():
    a, b, shared = Tensor([0.0]), Tensor([0.0]), np.array([3.0])
    a.grad = b.grad = shared
    assert clip_gradients([a, b, a], 1) == pytest.approx(np.sqrt(18))
    assert a.grad[0] == b.grad[0] == pytest.approx(np.sqrt(0.5))
    assert shared[0] == 3


def test_clip_gradients_stays_float32_and_leaves_infinity_to_the_cost():
    a = Tensor(np.zeros(2, np.float32))
    a.grad = np.full(2, 3, np.float32)
    clip_gradients({"a": a}, 1)
    assert a.grad.dtype == np.float32
    a.grad = np.array([np.inf, 1], np.float32)
    assert clip_gradients([a], 1) == np.inf
    assert a.grad.tolist() == [np.inf, 1]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(curvature=st.floats(0.1, 100), share=st.floats(0.01, 0.99))
def test_gradient_descent_converges_below_two_over_the_curvature(curvature, share):
    """f = λx²/2 shrinks x by 1 − ηλ a step: below 2/λ that is less than 1 in size."""
    rate = share * 2 / curvature
    path = gradient_descent(
        lambda x: curvature * x**2 / 2,
        1.0,
        learning_rate=rate,
        steps=50,
        gradient=lambda x: curvature * x,
    )
    np.testing.assert_allclose(path, (1 - rate * curvature) ** np.arange(51), atol=1e-9)
    assert abs(path[-1]) < abs(path[0])


@pytest.mark.parametrize("share", [1.01, 1.5, 50])
def test_gradient_descent_diverges_above_and_its_path_ends_finite(share):
    path = gradient_descent(lambda x: 3 * x**2 / 2, 1.0, learning_rate=share * 2 / 3, steps=30_000)
    assert abs(path[-1]) > 1e150  # where x² is no longer finite
    assert np.isfinite(path).all()
    assert len(path) < 30_001


def test_gradient_descent_by_hand():
    # f = x² + 2y², η = 0.1 from (1, 1): (1 − 0.2, 1 − 0.4), then each shrinks by the same.
    path = gradient_descent(lambda v: v[0] ** 2 + 2 * v[1] ** 2, [1, 1], learning_rate=0.1, steps=2)
    np.testing.assert_allclose(path, [[1, 1], [0.8, 0.6], [0.64, 0.36]], rtol=1e-8)


def test_gradient_descent_from_a_number_and_with_no_steps():
    path = gradient_descent(lambda x: x**2, 3, learning_rate=0.5, steps=1)
    np.testing.assert_allclose(path, [3, 0], atol=1e-9)
    assert gradient_descent(lambda x: x**2, 3, learning_rate=0.5, steps=0).tolist() == [3]
