"""Every formula against finite differences, and the check itself against planted errors."""

import numpy as np
import pytest
from formulas import FORMULAS

from nnhelpers import Tensor
from nnhelpers.activations import ACTIVATIONS, sigmoid, step
from nnhelpers.autodiff import differentiable
from nnhelpers.costs import cross_entropy_from_probabilities
from nnhelpers.gradients import check_gradient, numerical_gradient
from nnhelpers.layers import dropout

every_formula = pytest.mark.parametrize("name", FORMULAS)


@every_formula
def test_gradient_agrees_with_finite_differences(name):
    formula, inputs, settings = FORMULAS[name]
    assert check_gradient(formula, *inputs, **settings) < 1e-6


def planted(formula, which, factor):
    """Return the formula with the gradient of one input off by a factor."""

    @differentiable
    def wrong(*inputs, **settings):
        output, backward = formula.with_backward(*inputs, **settings)

        def wrong_backward(d_output):
            gradients = backward(d_output)
            gradients = list(gradients) if isinstance(gradients, tuple) else [gradients]
            gradients[which] = gradients[which] * factor
            return tuple(gradients)

        return output, wrong_backward

    return wrong


@every_formula
def test_an_error_of_a_thousandth_in_any_gradient_is_caught(name):
    formula, inputs, settings = FORMULAS[name]
    for i, x in enumerate(inputs):
        if x.dtype.kind == "f":
            assert check_gradient(planted(formula, i, 1), *inputs, **settings) < 1e-6
            with pytest.raises(AssertionError, match=f"Input {i}, at "):
                check_gradient(planted(formula, i, 1.001), *inputs, **settings)


def test_an_error_in_one_element_is_named_with_its_place():
    @differentiable
    def square(x):
        def backward(d):
            slope = 2 * x
            slope[1, 0] *= 1.001
            return d * slope

        return x**2, backward

    with pytest.raises(AssertionError, match=r"Input 0, at \(1, 0\): backward says .* 1\.0e-03"):
        check_gradient(square, np.array([[1.0, 2.0], [3.0, 4.0]]))


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_is_caught(wrong):
    @differentiable
    def square(x):
        return x**2, lambda d: d * wrong

    with pytest.raises(AssertionError, match="Input 0"):
        check_gradient(square, np.array([1.0, 2.0]))


def test_a_function_that_is_not_finite_nearby_is_caught():
    @differentiable
    def broken(x):
        return np.where(x > 1, np.nan, x), lambda d: d

    with pytest.raises(AssertionError, match="nan"):
        check_gradient(broken, np.array([1.0]))


def test_a_missing_gradient_counts_as_zero():
    @differentiable
    def product(a, b):
        return a * b, lambda d: (d * b, 0 * d)

    with pytest.raises(AssertionError, match="Input 1"):
        check_gradient(product, np.array([1.0]), np.array([3.0]))


def test_dropout_with_the_same_mask():
    def drop(x):
        return dropout(x, drop_probability=0.4, rng=np.random.default_rng(3))

    assert check_gradient(drop, np.ones((5, 4))) < 1e-6


def test_cross_entropy_from_probabilities_over_softmax():
    """Alone, a step of one probability leaves the sum of 1; over a softmax it does not."""
    softmax, targets = ACTIVATIONS["softmax"], np.array([0, 2])
    z = np.array([[0.1, 0.5, -1.0], [2.0, 0.3, 0.4]])

    def cost(z):
        return cross_entropy_from_probabilities(softmax(z), targets)

    assert check_gradient(cost, z) < 1e-6


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name not in ("softmax", "step")])
def test_derivatives_agree_with_finite_differences(name):
    f, z = ACTIVATIONS[name], np.array([-3.0, -0.7, -0.01, 0.01, 0.7, 3.0])
    expected = numerical_gradient(lambda z: f(z).sum(), z)
    np.testing.assert_allclose(f.derivative(z), expected, rtol=1e-6, atol=1e-9)


def test_step_has_no_slope():
    assert not step.derivative(np.array([-1.0, 0.0, 2.0])).any()


def test_numerical_gradient_by_hand():
    # f = x² + 3y at (2, 5): ∂f/∂x = 2·2 = 4, ∂f/∂y = 3.
    gradient = numerical_gradient(lambda v: v[0] ** 2 + 3 * v[1], [2, 5])
    np.testing.assert_allclose(gradient, [4, 3], rtol=1e-9)
    assert numerical_gradient(lambda x: x**3, 2.0) == pytest.approx(12)


def test_numerical_gradient_leaves_its_point_alone_and_takes_tensors():
    x = np.array([1.0, 2.0])
    gradient = numerical_gradient(lambda v: sigmoid(Tensor(v)).sum(), x)
    np.testing.assert_allclose(gradient, sigmoid.derivative(x), rtol=1e-8)
    assert x.tolist() == [1, 2]


def test_check_gradient_is_in_float64_whatever_it_is_given():
    x = np.linspace(-1, 1, 5, dtype=np.float32)
    assert check_gradient(sigmoid, x) < 1e-6


def test_numerical_gradient_far_from_0():
    """With a step that does not grow, 1e12 + step would be 1e12 and the slope 0."""
    assert numerical_gradient(lambda x: x**2, 1e12) == pytest.approx(2e12)
