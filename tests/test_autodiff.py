"""The tape: graphs of every shape, what it keeps, what it does not compute, what it says."""

import copy
import gc
import pickle
import sys
import time
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers import Tensor, no_grad
from nnhelpers.activations import relu, sigmoid
from nnhelpers.autodiff import differentiable
from nnhelpers.gradients import check_gradient
from nnhelpers.layers import linear
from nnhelpers.operations import matmul

# ---- graphs ------------------------------------------------------------------------------


def test_a_graph_by_hand():
    # c = (a·b + a)² at a = 2, b = 3: s = 8, c = 64.
    # ∂c/∂s = 16; ∂c/∂a = 16·(b + 1) = 64; ∂c/∂b = 16·a = 32.
    a, b = Tensor(2.0), Tensor(3.0)
    c = (a * b + a) ** 2
    c.backward()
    assert (c.item(), a.grad, b.grad) == (64, 64, 32)


@pytest.mark.parametrize("length", [5_000, 100_000])
def test_long_chain_needs_no_recursion_and_is_freed_quickly(length):
    x = Tensor(1.0)
    y = x
    for _ in range(length):
        y = y + 1.0
    limit = sys.getrecursionlimit()
    start = time.perf_counter()
    sys.setrecursionlimit(200)
    try:
        y.backward()
    finally:
        sys.setrecursionlimit(limit)
    assert (y.item(), x.grad) == (length + 1, 1)
    del y
    assert time.perf_counter() - start < 20  # minutes, if a step cost what its place costs


def test_long_chain_is_freed_without_a_backward():
    y = Tensor(1.0)
    for _ in range(100_000):
        y = y * 1.0
    del y  # crashes the interpreter, if freeing one result recurses into the one before


def test_diamond():
    # y = x² and z = 3x meet in y·z = 3x³, with slope 9x² = 36 at 2.
    x = Tensor(2.0)
    (x * x * (3 * x)).backward()
    assert x.grad == 36


def test_deep_diamonds_are_visited_once_each():
    x = Tensor(1.0)
    y = x
    for _ in range(60):  # 2⁶⁰ paths
        y = (y + y) * 0.5
    y.backward()
    assert x.grad == 1


def test_reuse_in_both_inputs_of_one_formula():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    (x @ x).sum().backward()
    # ∂(Σ x@x)/∂x[i, j] = Σ of row j + Σ of column i.
    np.testing.assert_allclose(x.grad, [[3 + 4, 7 + 4], [3 + 6, 7 + 6]])


@settings(deadline=None, derandomize=True, max_examples=60)
@given(
    shapes=st.sampled_from(
        [
            ((), (3,)),
            ((1,), (3,)),
            ((2, 3), ()),
            ((2, 3), (3,)),
            ((2, 3), (2, 1)),
            ((1, 3), (2, 1)),
            ((4, 1), (4,)),
            ((2, 1, 3), (4, 1)),
            ((1, 1), (2, 3)),
        ]
    ),
    which=st.sampled_from([lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a / (b + 9)]),
    turned=st.booleans(),
    seed=st.integers(0, 100),
)
def test_broadcast_graphs(shapes, which, turned, seed):
    rng = np.random.default_rng(seed)
    a, b = (rng.normal(size=shape) for shape in (shapes[::-1] if turned else shapes))
    assert check_gradient(which, a, b) < 1e-6


def test_column_with_vector_is_n_by_n():
    column, row = Tensor(np.ones((3, 1))), Tensor(np.ones(3))
    (column * row).sum().backward()
    assert column.grad.tolist() == [[3], [3], [3]]
    assert row.grad.tolist() == [3, 3, 3]


# ---- what is kept -------------------------------------------------------------------------


def test_gradients_accumulate_over_two_backwards():
    x = Tensor([1.0, 2.0])
    (x * 2).sum().backward()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [5, 5]
    x.zero_grad()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3, 3]


def test_second_backward_needs_retain_graph():
    x = Tensor(3.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 12
    with pytest.raises(RuntimeError, match=r"already called .*retain_graph=True"):
        y.backward()


def test_backward_frees_the_graph():
    class Big(np.ndarray):
        pass

    held = np.ones(3).view(Big)
    gone = weakref.ref(held)
    y = (Tensor([1.0, 2.0, 3.0]) * held).sum()
    del held
    assert gone() is not None
    y.backward()
    gc.collect()
    assert gone() is None


def test_only_leaves_and_retained_results_keep_gradients():
    x = Tensor(2.0)
    middle, other = x * 3, x * 5
    middle.retain_grad()
    (middle * other).backward()
    assert middle.grad == 10
    assert other.grad is None
    assert x.grad == 60


def test_constants_get_no_gradient():
    w, frozen, plain = Tensor(2.0), Tensor(3.0, requires_grad=False), np.array(4.0)
    (w * frozen * plain).backward()
    assert w.grad == 12
    assert frozen.grad is None
    assert not (frozen * plain).requires_grad


def test_detach_and_no_grad_stop_the_gradient():
    x = Tensor(3.0)
    (x * x.detach()).backward()
    assert x.grad == 3
    with no_grad():
        y = x * x
    assert not y.requires_grad
    assert y.item() == 9
    with pytest.raises(RuntimeError, match="no_grad"):
        y.backward()
    assert (x * x).requires_grad


def test_no_grad_ends_with_an_exception():
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    assert (Tensor(1.0) * 2).requires_grad


@pytest.mark.parametrize("end", [lambda y: y.sum(), lambda y: (y * 2).sum()])
def test_changing_one_gradient_in_place_changes_no_other(end):
    """A sum hands out read-only views, an addition the same array twice: leaves need their own."""
    a, b, c = Tensor([1.0, 1.0]), Tensor([2.0, 2.0]), Tensor([3.0, 3.0])
    y = (a + b) - c
    y.retain_grad()
    end(y).backward()
    for t in (a, b, c):
        others = [other for other in (a, b, c, y) if other is not t]
        before = [other.grad.copy() for other in others]
        t.grad *= 7
        for other, kept in zip(others, before, strict=True):
            np.testing.assert_array_equal(other.grad, kept)


def test_the_gradient_given_is_not_kept():
    x, start = Tensor([1.0, 2.0]), np.array([1.0, 1.0])
    x.backward(start)
    start[:] = 9
    assert x.grad.tolist() == [1, 1]


def test_copies_are_leaves_of_their_own():
    x = Tensor([1.0, 2.0])
    for other in (copy.deepcopy(x), copy.copy(x), pickle.loads(pickle.dumps(x))):
        x.grad = None
        (x * 2 + other * 3).sum().backward()  # mixed up, if a copy kept its number on the tape
        assert x.grad.tolist() == [2, 2]
        assert other.grad.tolist() == [3, 3]
        other.data[0] = 9
        assert x.data[0] == 1
    assert not copy.deepcopy(x.detach()).requires_grad


def test_a_tensor_copies_its_data():
    data = np.array([1.0, 2.0])
    t = Tensor(data)
    data[0] = 9
    assert t.data[0] == 1
    assert Tensor(t).data is not t.data


# ---- types --------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_pass_through(dtype):
    x = Tensor(np.ones((2, 3), dtype))
    y = sigmoid(2 * x**2 / 3 - 1).exp().log().sqrt().abs().mean(axis=0).max() + 1
    y.backward()
    assert y.dtype == x.grad.dtype == dtype


def test_a_gradient_has_the_type_of_its_input():
    x = Tensor(np.ones(3, np.float32))
    (x * np.ones(3, np.float64)).sum().backward()
    assert x.grad.dtype == np.float32
    assert Tensor([1, 2]).dtype == np.float64


# ---- formulas -----------------------------------------------------------------------------


def test_with_backward_equals_the_tape():
    rng = np.random.default_rng(0)
    x, w, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    d_a = rng.normal(size=(4, 2))
    z, linear_backward = linear.with_backward(x, w, b)
    a, relu_backward = relu.with_backward(z)
    by_hand = linear_backward(relu_backward(d_a))
    tensors = [Tensor(x), Tensor(w), Tensor(b)]
    y = relu(linear(*tensors))
    y.backward(d_a)
    np.testing.assert_array_equal(y.data, a)
    for t, gradient in zip(tensors, by_hand, strict=True):
        np.testing.assert_array_equal(t.grad, gradient)


def test_by_hand_integers_have_gradients_with_fractions():
    _, backward = linear.with_backward([[1, 2]], [[1], [1]], [0])
    d_x, d_weight, d_bias = backward([[0.5]])
    assert d_x.tolist() == [[0.5, 0.5]]
    assert d_weight.tolist() == [[0.5], [1.0]]
    assert d_bias.tolist() == [0.5]


def counted():
    calls = {"a": 0, "b": 0}

    @differentiable
    def product(a, b):
        def d_a(d):
            calls["a"] += 1
            return d * b

        def d_b(d):
            calls["b"] += 1
            return d * a

        return a * b, lambda d: (lambda: d_a(d), lambda: d_b(d))

    return product, calls


def test_gradients_that_nobody_wants_are_not_computed():
    product, calls = counted()
    product(np.ones(3), Tensor(np.ones(3))).sum().backward()
    product(Tensor(np.ones(3), requires_grad=False), Tensor(np.ones(3))).sum().backward()
    assert calls == {"a": 0, "b": 2}


def test_the_first_layer_computes_no_gradient_of_its_data():
    """Formulas state the costly gradients as functions, called only if somebody wants them."""
    inputs = np.ones((4, 3)), np.ones((3, 2))
    d_x, *_ = linear.__wrapped__(*inputs, np.zeros(2))[1](np.ones((4, 2)))
    d_a, d_b = matmul.__wrapped__(*inputs)[1](np.ones((4, 2)))
    for gradient in (d_x, d_a, d_b):
        assert callable(gradient)


def test_inputs_by_name_and_settings_by_keyword():
    @differentiable
    def scaled(x, scale=2.0, shift=0.0, *, power=1):
        y = (x * scale + shift) ** power
        slope = power * (x * scale + shift) ** (power - 1)
        return y, lambda d: (d * slope * scale, lambda: d * slope * x, lambda: d * slope)

    assert scaled(3.0) == 6
    assert scaled(3.0, shift=1.0) == 7
    assert scaled(shift=1.0, x=3.0, power=2) == 49
    shift = Tensor(1.0)
    scaled(3.0, shift=shift, power=2).backward()
    assert shift.grad == 14
    with pytest.raises(TypeError, match="unexpected keyword"):
        scaled(3.0, size=1)


def test_a_formula_keeps_name_and_docstring():
    @differentiable
    def double(x):
        """Return 2x."""
        return 2 * x, lambda d: 2 * d

    assert (double.__name__, double.__doc__) == ("double", "Return 2x.")


@pytest.mark.parametrize("wrong", [np.ones(2), np.ones((2, 3)), np.ones(())])
def test_backward_with_a_wrong_shape_is_told(wrong):
    @differentiable
    def bad(x):
        return x.sum(), lambda d: wrong

    with pytest.raises(ValueError, match=r"returned a gradient of shape .* \(4,\)|\(1,\)"):
        bad(Tensor(np.ones(4))).backward()
    with pytest.raises(ValueError, match="a gradient has the shape of its input"):
        bad.with_backward(np.ones(4))[1]()


def test_a_scalar_gradient_for_one_row_is_told():
    @differentiable
    def bad(x):
        return x.sum(), lambda d: d

    with pytest.raises(ValueError, match=r"shape \(\) for an input of shape \(1,\)"):
        bad(Tensor(np.ones(1))).backward()


def test_backward_with_too_few_gradients_is_told():
    @differentiable
    def bad(x, weight):
        return x * weight, lambda d: d * weight

    sentence = "one gradient an input: expected 2, got 1 from .*bad"
    with pytest.raises(TypeError, match=sentence):
        bad(Tensor(1.0), Tensor(2.0)).backward()
    with pytest.raises(TypeError, match=sentence):
        bad.with_backward(1.0, 2.0)[1](1.0)


def test_an_input_without_gradient_must_be_an_array():
    @differentiable
    def pick(x, place):
        def backward(d):
            d_x = np.zeros_like(x)
            d_x[place] = d
            return d_x, None

        return x[place], backward

    x = Tensor([1.0, 2.0])
    pick(x, 1).backward()
    assert x.grad.tolist() == [0, 1]
    assert pick.with_backward([1.0, 2.0], 1)[1](1.0)[1] is None


# ---- what a Tensor is -----------------------------------------------------------------------


def test_numpy_is_refused_with_a_sentence():
    t = Tensor([1.0, 2.0])
    for use in (np.asarray, np.mean, np.sum, lambda t: np.concatenate([t, t])):
        with pytest.raises(TypeError, match=r"its gradient would be lost. Use t.data"):
            use(t)
    with pytest.raises(TypeError, match="Tensor"):
        np.exp(t)
    assert np.shape(t) == (2,)
    assert np.ndim(t) == 1


def test_looks_like_an_array():
    t = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert (t.shape, t.ndim, t.size, len(t)) == ((2, 2), 2, 4, 2)
    assert repr(t) == "Tensor([[1., 2.],\n        [3., 4.]])"
    rows = list(t)
    rows[1].sum().backward()
    assert t.grad.tolist() == [[0, 0], [1, 1]]
    assert float(Tensor([[3.0]])) == 3
