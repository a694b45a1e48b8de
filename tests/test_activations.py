import copy
import math
import pickle

import numpy as np
import pytest

from nnhelpers import Tensor
from nnhelpers.activations import ACTIVATIONS, erf_gelu, log_softmax, normal_share, softmax
from nnhelpers.gradients import check_gradient

BY_HAND = {
    # name: {z: f(z)}, worked with pen and paper, to four places
    "identity": {-2: -2, 3: 3},
    "step": {-0.1: 0, 0: 1, 2: 1},
    "sigmoid": {0: 0.5, 2: 0.8808, -2: 0.1192},  # 1 / (1 + e⁻²) = 1 / 1.13534
    "tanh": {0: 0, 1: 0.7616},  # (e − 1/e) / (e + 1/e) = 2.3504 / 3.0862
    "relu": {-3: 0, 0: 0, 3: 3},
    "leaky_relu": {-3: -0.03, 3: 3},
    "elu": {-1: -0.6321, 2: 2},  # e⁻¹ − 1
    "gelu": {0: 0, 1: 0.8412, -1: -0.1588},  # 0.5·(1 + tanh(0.79788·1.044715)) = 0.5·1.68238
    "silu": {0: 0, 2: 1.7616},  # 2·0.8808
    "softplus": {0: 0.6931, 2: 2.1269},  # log 2; log(1 + 7.38906)
}
ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]
both_types = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@pytest.mark.parametrize("name", BY_HAND)
def test_values_by_hand(name):
    for z, expected in BY_HAND[name].items():
        assert ACTIVATIONS[name](z) == pytest.approx(expected, abs=5e-5)


def test_every_activation_has_values_by_hand():
    assert set(BY_HAND) | {"softmax"} == set(ACTIVATIONS)


def test_softmax_by_hand():
    # e⁰ = 1, e^log2 = 2, e^log5 = 5: shares 1/8, 2/8, 5/8.
    z = np.log([1, 2, 5])
    np.testing.assert_allclose(softmax(z), [0.125, 0.25, 0.625])
    np.testing.assert_allclose(log_softmax(z), np.log([0.125, 0.25, 0.625]))
    np.testing.assert_allclose(softmax(z + 1000), [0.125, 0.25, 0.625])


@both_types
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_saturated_inputs_stay_finite_and_silent(name, dtype):
    z = np.array([[-1000, -100, -1, 0, 1, 100, 1000]], dtype)
    f, t = ACTIVATIONS[name], Tensor(z)
    y = f(t)
    y.backward(np.ones_like(z))
    for array in (f(z), y.data, t.grad):
        assert array.dtype == dtype
        assert np.isfinite(array).all()
    if name in ELEMENTWISE:
        assert f.derivative(z).dtype == dtype
        np.testing.assert_array_equal(f.derivative(z), t.grad)


@both_types
def test_log_softmax_saturated(dtype):
    t = Tensor(np.array([[-1000, 1000]], dtype))
    y = log_softmax(t)
    y.backward(np.array([[1, 0]]))
    assert y.data.tolist() == [[-2000, 0]]
    assert t.grad.tolist() == [[1, -1]]


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_shapes_pass_through(name):
    f = ACTIVATIONS[name]
    for shape in [(), (3,), (2, 3), (0, 4)]:
        assert np.shape(f(np.ones(shape))) == shape
        assert np.shape(f.derivative(np.ones(shape))) == shape


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_integers_are_computed_as_floats(name):
    f = ACTIVATIONS[name]
    np.testing.assert_array_equal(f([-1, 0, 2]), f(np.array([-1.0, 0.0, 2.0])))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_inputs_are_left_alone(name):
    z = np.array([[-1.0, 0.5, 2.0]])
    kept = z.copy()
    _, backward = ACTIVATIONS[name].with_backward(z)
    d = np.ones_like(z)
    backward(d)
    assert (z == kept).all()
    assert (d == 1).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_pickle_and_deepcopy_give_the_same_function(name):
    f = ACTIVATIONS[name]
    assert f.__name__ == name
    assert pickle.loads(pickle.dumps(f)) is f
    assert copy.deepcopy(f) is f
    if name in ELEMENTWISE:
        assert pickle.loads(pickle.dumps(f.derivative)) is f.derivative


def test_settings_by_keyword_and_inputs_by_name():
    assert ACTIVATIONS["leaky_relu"](-1, slope=0.5) == -0.5
    assert ACTIVATIONS["leaky_relu"].derivative(-1, slope=0.5) == 0.5
    assert ACTIVATIONS["sigmoid"](z=0) == 0.5
    np.testing.assert_allclose(softmax(z=np.zeros((2, 2)), axis=0), 0.5)


@both_types
def test_erf_gelu_and_its_derivative_by_the_error_function(dtype):
    z = np.concatenate([np.linspace(-9, 9, 1001), [-1e3, 1e3]]).astype(dtype)
    share = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in z.tolist()])
    density = np.exp(-0.5 * z.astype(np.float64) ** 2) / math.sqrt(2 * math.pi)
    np.testing.assert_allclose(normal_share(z), share, atol=2e-7)
    np.testing.assert_allclose(erf_gelu(z), z * share, atol=1e-6)
    np.testing.assert_allclose(erf_gelu.derivative(z), share + z * density, atol=1e-6)
    for result in (normal_share(z), erf_gelu(z), erf_gelu.derivative(z)):
        assert result.dtype == dtype


def test_erf_gelu_by_hand_and_on_the_tape():
    assert erf_gelu(1) == pytest.approx(0.841345, abs=1e-6)  # Φ(1), from a table
    assert erf_gelu(-2) == pytest.approx(-2 * 0.022750, abs=1e-6)
    # Finite differences see the slope of the error of Φ, too, up to 1e-6, where z·Φ has little.
    check_gradient(erf_gelu, np.linspace(-3, 3, 13), tolerance=1e-4)
