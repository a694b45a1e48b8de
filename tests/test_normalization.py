"""Normalization and residual connections; parity with PyTorch is in test_torch_parity_models."""

import numpy as np
import pytest
from spoiling import spoiled

from nnhelpers.activations import relu
from nnhelpers.autodiff import Tensor
from nnhelpers.gradients import check_gradient
from nnhelpers.layers import Linear, Sequential
from nnhelpers.normalization import (
    BatchNorm,
    LayerNorm,
    Residual,
    RMSNorm,
    batch_norm,
    layer_norm,
    rms_norm,
)
from nnhelpers.optimizers import SGD
from nnhelpers.training import predict

RNG = np.random.default_rng(0)
ROWS, WEIGHT, BIAS = RNG.normal(2, 3, size=(4, 3, 5)), RNG.normal(size=5), RNG.normal(size=5)
IMAGES = RNG.normal(2, 3, size=(4, 5, 3, 2))
CASES = [
    (layer_norm, (ROWS, WEIGHT, BIAS)),
    (rms_norm, (ROWS, WEIGHT)),
    (batch_norm, (ROWS[:, 0], WEIGHT, BIAS)),
    (batch_norm, (IMAGES, WEIGHT, BIAS)),
]


@pytest.mark.parametrize(("formula", "inputs"), CASES)
def test_gradients(formula, inputs):
    check_gradient(formula, *inputs, tolerance=1e-5, epsilon=0.1)


@pytest.mark.parametrize(("formula", "inputs"), CASES)
def test_a_gradient_off_by_a_thousandth_is_caught(formula, inputs):
    for which in range(len(inputs)):
        with pytest.raises(AssertionError, match=f"Input {which}"):
            check_gradient(spoiled(formula, which), *inputs, tolerance=1e-5)


def test_layer_norm_by_hand():
    # mean 3, variance ((−2)² + 0 + 2²)/3 = 8/3
    y = layer_norm(np.array([[1.0, 3, 5]]), np.ones(3), np.zeros(3), epsilon=0)
    np.testing.assert_allclose(y, [[-np.sqrt(1.5), 0, np.sqrt(1.5)]])


def test_rms_norm_by_hand():
    # mean of squares (9 + 16)/2 = 12.5
    y = rms_norm(np.array([3.0, 4.0]), np.array([1.0, 10]), epsilon=0)
    np.testing.assert_allclose(y, [3 / np.sqrt(12.5), 40 / np.sqrt(12.5)])


def test_layer_norm_does_not_feel_scale_and_shift():
    plain = layer_norm(ROWS, WEIGHT, BIAS, epsilon=0)
    np.testing.assert_allclose(layer_norm(7 * ROWS + 2, WEIGHT, BIAS, epsilon=0), plain, atol=1e-12)


def test_batch_norm_leaves_mean_0_and_variance_1_a_channel():
    y = batch_norm(IMAGES, np.ones(5), np.zeros(5), epsilon=0)
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(0, 2, 3)), 1)


def test_batch_norm_learns_the_statistics_of_its_data():
    layer, rng = BatchNorm(2, dtype=np.float64), np.random.default_rng(1)
    for _ in range(300):
        layer(rng.normal([1, -2], [3, 0.5], size=(64, 2)))
    np.testing.assert_allclose(layer.mean.data, [1, -2], atol=0.3)
    np.testing.assert_allclose(layer.variance.data, [9, 0.25], rtol=0.2)


def test_in_eval_mode_batch_norm_treats_each_example_alone():
    layer = BatchNorm(5, dtype=np.float64)
    layer(IMAGES)
    before = layer.mean.data.copy()
    together = predict(layer, IMAGES)
    one_by_one = np.concatenate([predict(layer, x[None]) for x in IMAGES])
    np.testing.assert_allclose(together, one_by_one)
    np.testing.assert_array_equal(layer.mean.data, before)
    check_gradient(layer.eval(), IMAGES)


def test_running_statistics_are_stored_but_not_learned():
    layer = BatchNorm(3)
    assert set(layer.parameters()) == {"weight", "bias", "mean", "variance"}
    assert layer.n_parameters() == 6
    layer(Tensor(ROWS[:, 0, :3])).sum().backward()
    mean = layer.mean.data.copy()
    SGD(layer.parameters(), 0.1).step()
    np.testing.assert_array_equal(layer.mean.data, mean)


@pytest.mark.parametrize("layer", [LayerNorm(5), RMSNorm(5), BatchNorm(5)])
def test_float32_stays_float32(layer):
    x = Tensor(ROWS[:, 0].astype(np.float32))
    for mode in (True, False):
        y = layer.train(mode)(x)
        y.sum().backward()
        learned = [p.grad for p in layer.parameters().values() if p.requires_grad]
        assert {g.dtype for g in (y, x.grad, *learned)} == {np.dtype("f4")}


def test_residual_adds_what_its_steps_compute():
    inside, x = Linear(3, 3, rng=0, dtype=np.float64), ROWS[0, :, :3]
    np.testing.assert_allclose(Residual(inside, relu)(x).data, x + relu(inside(x)).data)
    wider = Residual(Linear(3, 4, rng=0), shortcut=Linear(3, 4, rng=1))
    assert wider(x).shape == (3, 4)
    assert set(wider.parameters()) >= {"shortcut.weight", "inside.steps.0.weight"}
    assert repr(Residual(Linear(3, 3), relu)) == "Residual(Linear(3, 3), relu)"
    check_gradient(Residual(inside, relu), x)


def test_gradients_flow_past_a_residual_connection():
    def first_gradient(wrap):
        layers = [wrap(Linear(8, 8, initialization="small", rng=i), relu) for i in range(20)]
        x = Tensor(np.ones((1, 8)))
        Sequential(*layers)(x).sum().backward()
        return np.abs(x.grad).max()

    assert first_gradient(Residual) > 0.5
    assert first_gradient(Sequential) < 1e-20


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: LayerNorm(4)(ROWS), r"layer_norm needs 4 features.*\(4, 3, 5\)"),
        (lambda: RMSNorm(4)(ROWS), "rms_norm needs 4 features in the last axis"),
        (lambda: BatchNorm(4)(IMAGES), r"BatchNorm needs 4 features in axis 1.*\(4, 5, 3, 2\)"),
        (lambda: BatchNorm(5)(IMAGES[:0]), r"got x of shape \(0, 5, 3, 2\)"),
        (lambda: BatchNorm(5)(ROWS[:1, 0]), "at least two numbers a feature.*model.eval"),
        (lambda: LayerNorm(0), "at least 1 for features: got 0"),
        (lambda: LayerNorm(4, epsilon=0), "epsilon above 0"),
        (lambda: BatchNorm(4, momentum=2), "momentum from 0 to 1"),
        (lambda: Residual(Linear(5, 4))(ROWS), r"expected shape \(4, 3, 5\), got \(4, 3, 4\)"),
    ],
)
def test_bad_input_is_told_what_to_do(call, words):
    with pytest.raises(ValueError, match=words):
        call()
