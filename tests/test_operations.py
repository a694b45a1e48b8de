import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers import Tensor
from nnhelpers.gradients import check_gradient
from nnhelpers.operations import concatenate

A, B = np.array([[1.0, 2], [3, 4]]), np.array([[0.5, 1], [2, 4]])

OPERATORS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "@": lambda a, b: a @ b,
    "**": lambda a, b: a**b,
}


@pytest.mark.parametrize("name", OPERATORS)
def test_tensor_left_right_and_both(name):
    """An array on the left must not take the Tensor apart: that would lose its gradient."""
    f = OPERATORS[name]
    for a, b in ((Tensor(A), Tensor(B)), (Tensor(A), B), (A, Tensor(B))):
        if isinstance(b, np.ndarray) and name == "**":
            b = 2.5
        y = f(a, b)
        assert isinstance(y, Tensor)
        plain = [x.data if isinstance(x, Tensor) else x for x in (a, b)]
        np.testing.assert_allclose(y.data, f(*plain))
        y.sum().backward()
        assert all(x.grad.shape == x.shape for x in (a, b) if isinstance(x, Tensor))
    assert check_gradient(f, A, B) < 1e-6


@pytest.mark.parametrize("name", ["+", "-", "*", "/", "**"])
def test_numbers_on_either_side(name):
    f = OPERATORS[name]
    np.testing.assert_allclose(f(Tensor(A), 3).data, f(A, 3))
    np.testing.assert_allclose(f(3, Tensor(A)).data, f(3, A))
    assert check_gradient(lambda a: f(3, a), A) < 1e-6
    assert f(np.float64(3), Tensor(A)).shape == A.shape


def test_negation_and_methods():
    t = Tensor(A)
    assert (-t).data.tolist() == [[-1, -2], [-3, -4]]
    np.testing.assert_allclose(t.log().exp().sqrt().data ** 2, A)
    assert (-t).abs().data.tolist() == A.tolist()
    assert (t.sum().item(), t.mean().item(), t.max().item()) == (10, 2.5, 4)
    assert t.sum(axis=0).data.tolist() == [4, 6]
    assert t.mean(axis=1, keepdims=True).shape == (2, 1)
    assert t.T.data.tolist() == A.T.tolist()


def test_shapes():
    t = Tensor(np.arange(24).reshape(2, 3, 4))
    assert t.reshape(6, 4).shape == t.reshape((6, 4)).shape == t.reshape(6, -1).shape == (6, 4)
    assert t.reshape(24).shape == t.reshape(-1).shape == (24,)
    assert t.transpose().shape == t.T.shape == (4, 3, 2)
    assert t.transpose(1, 2, 0).shape == t.transpose((1, 2, 0)).shape == (3, 4, 2)
    assert t.swapaxes(-1, -2).shape == (2, 4, 3)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(axes=st.permutations([0, 1, 2]), negative=st.lists(st.booleans(), min_size=3, max_size=3))
def test_transpose_goes_back_to_where_it_came_from(axes, negative):
    axes = [axis - 3 if n else axis for axis, n in zip(axes, negative, strict=True)]
    t, d = Tensor(np.zeros((2, 3, 4))), np.arange(24.0).reshape(2, 3, 4)
    t.transpose(axes).backward(d.transpose(axes))
    np.testing.assert_array_equal(t.grad, d)


@pytest.mark.parametrize(
    "index",
    [
        0,
        -1,
        slice(None, None, 2),
        (slice(1, 3), 1),
        (..., 0),
        (None, 2),
        [0, 2],
        [1, 1, 1],
        np.array([[0, 1], [1, 0]]),
        ([0, 0, 2], [1, 1, 0]),
        (slice(None), [0, 0]),
        np.array([True, False, True]),
    ],
    ids=str,
)
def test_indexing(index):
    a = np.arange(6.0).reshape(3, 2)
    np.testing.assert_array_equal(Tensor(a)[index].data, a[index])
    assert check_gradient(lambda t: t[index] ** 2, a + 1) < 1e-6


def test_repeated_indices_add_up():
    t = Tensor([1.0, 2.0, 3.0])
    t[[0, 0, 2]].sum().backward()
    assert t.grad.tolist() == [2, 0, 1]


def test_equal_largest_share_the_gradient():
    t = Tensor([1.0, 3.0, 3.0])
    t.max().backward()
    assert t.grad.tolist() == [0, 0.5, 0.5]


def test_concatenate_tensors_with_arrays():
    a, b = Tensor(np.ones((2, 1))), np.zeros((2, 2))
    y = concatenate(a, b, axis=1)
    assert y.shape == (2, 3)
    (y * np.array([[1.0, 9, 9], [2, 9, 9]])).sum().backward()
    assert a.grad.tolist() == [[1], [2]]


def test_an_empty_batch_goes_through_arithmetic():
    t = Tensor(np.ones((0, 3)))
    (t @ np.ones((3, 2)) + 1).sum().backward()
    assert t.grad.shape == (0, 3)
