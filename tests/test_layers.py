import copy
import pickle

import numpy as np
import pytest

from nnhelpers import Tensor
from nnhelpers.activations import relu, softmax, tanh
from nnhelpers.embedding import Embedding
from nnhelpers.initial_weights import without_weights
from nnhelpers.layers import (
    INITIALIZATIONS,
    Dropout,
    Flatten,
    Layer,
    Linear,
    Sequential,
    linear,
    mlp,
)
from nnhelpers.saving import weights_of
from nnhelpers.training import predict


def test_linear_by_hand():
    # (1, 2) @ ((1, 2, 3), (4, 5, 6)) + (1, 0, −1) = (9 + 1, 12, 15 − 1)
    w, b = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([1.0, 0, -1])
    y, backward = linear.with_backward(np.array([[1.0, 2]]), w, b)
    assert y.tolist() == [[10, 12, 14]]
    d_x, d_weight, d_bias = backward(np.array([[1.0, 0, 2]]))
    assert d_x.tolist() == [[7, 16]]  # (1 + 6, 4 + 12)
    assert d_weight.tolist() == [[1, 0, 2], [2, 0, 4]]
    assert d_bias.tolist() == [1, 0, 2]
    assert linear([1, 2], [[1], [2]], [0.5]).tolist() == [5.5]
    assert w[0, 0] == 1  # += on the output must not reach the inputs
    assert b.tolist() == [1, 0, -1]


@pytest.mark.parametrize("name", INITIALIZATIONS)
def test_initializations_have_the_spread_that_they_name(name):
    layer = Linear(400, 100, initialization=name, rng=0)
    expected = {
        "he": np.sqrt(2 / 400),
        "xavier": np.sqrt(2 / 500),
        "lecun": np.sqrt(1 / 400),
        "small": 0.01,
        "zeros": 0,
    }[name]
    assert layer.weight.data.std() == pytest.approx(expected, rel=0.02)
    assert abs(layer.weight.data.mean()) <= expected / 50
    assert not layer.bias.data.any()
    assert layer.weight.dtype == layer.bias.dtype == np.float32


def test_same_seed_same_weights():
    first, second, other = (mlp(4, 3, 2, rng=seed) for seed in (1, 1, 2))
    for a, b in zip(first.parameters().values(), second.parameters().values(), strict=True):
        np.testing.assert_array_equal(a.data, b.data)
    assert (first.steps[0].weight.data != other.steps[0].weight.data).all()
    assert first.steps[0].weight.data.flat[0] != first.steps[2].weight.data.flat[0]


def test_parameters_by_name():
    model = mlp(4, 3, 2)
    assert list(model.parameters()) == [
        "steps.0.weight",
        "steps.0.bias",
        "steps.2.weight",
        "steps.2.bias",
    ]
    assert model.n_parameters() == 4 * 3 + 3 + 3 * 2 + 2
    assert repr(model) == "Sequential(Linear(4, 3), relu, Linear(3, 2))"


def test_a_parameter_in_two_places_counts_once():
    class Tied(Layer):
        def __init__(self):
            self.first, self.second = Linear(3, 3, rng=0), Linear(3, 3, rng=1)
            self.second.weight = self.first.weight

    assert list(Tied().parameters()) == ["first.weight", "first.bias", "second.bias"]
    assert Tied().n_parameters() == 9 + 3 + 3


def test_dropout_scales_what_it_keeps():
    dropout = Dropout(0.25, rng=0)
    y = dropout(np.ones((400, 100)))
    kept = y != 0
    assert kept.mean() == pytest.approx(0.75, abs=0.01)
    np.testing.assert_allclose(y[kept], 4 / 3)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert dropout(np.ones((3, 2), np.float32)).dtype == np.float32
    assert set(dropout(np.ones((50, 2), int)).flat) == {0, 4 / 3}


def test_dropout_sends_gradients_through_what_it_kept():
    x = Tensor(np.ones((5, 4)))
    y = Dropout(0.5, rng=1)(x)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad, y.data)


def test_dropout_lets_everything_through_in_eval():
    x = np.ones((3, 2))
    model = Sequential(Dropout(0.9, rng=0), Sequential(Dropout(0.9, rng=0)))
    assert model(x).min() == 0
    assert (model.eval()(x) == x).all()
    assert model.train()(x).min() == 0
    assert (Dropout(0)(x) == x).all()


def test_flatten_and_a_network_of_functions():
    model = Sequential(Flatten(), Linear(6, 4, rng=0), tanh, lambda z: softmax(z))
    y = model(np.ones((5, 2, 3), np.float32))
    assert y.shape == (5, 4)
    np.testing.assert_allclose(y.data.sum(axis=1), 1, rtol=1e-6)
    assert Flatten()([[1, 2], [3, 4]]).shape == (2, 2)
    assert Flatten()(np.ones((0, 2, 3))).shape == (0, 6)
    assert Flatten()(Tensor(np.ones((2, 2, 3)))).shape == (2, 6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_types_pass_through_a_network(dtype):
    model = Sequential(
        Linear(3, 4, rng=0, dtype=dtype), relu, Dropout(0.2), Linear(4, 2, dtype=dtype)
    )
    y = model(np.ones((5, 3), dtype))
    y.sum().backward()
    assert y.dtype == dtype
    assert {p.grad.dtype for p in model.parameters().values()} == {np.dtype(dtype)}


def test_an_empty_batch_goes_through():
    model = mlp(3, 4, 2)
    y = model(np.ones((0, 3)))
    y.sum().backward()
    assert y.shape == (0, 2)
    assert not model.parameters()["steps.0.weight"].grad.any()


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_of_models_work_alike_and_apart(copied):
    model = Sequential(Linear(3, 4, rng=0), relu, Dropout(0.5, rng=0), Linear(4, 2, rng=1))
    x = np.ones((2, 3), np.float32)
    other = copied(model)
    np.testing.assert_array_equal(predict(model, x), predict(other, x))
    before = weights_of(model)
    (model.eval()(x) * other.eval()(x)).sum().backward()
    for p, q in zip(model.parameters().values(), other.parameters().values(), strict=True):
        np.testing.assert_array_equal(p.grad, q.grad)
        q.data += 1
    assert all((p.data == before[name]).all() for name, p in model.parameters().items())


# Layers that wait for weights


def test_layers_without_weights_take_no_memory_and_any_weights():
    with without_weights():
        model = Sequential(Linear(50_000, 50_000), Embedding(10**9, 500))  # 12 TB
    assert model.n_parameters() == 50_000 * 50_001 + 500 * 10**9
    with without_weights():
        layer = Linear(3, 2)
    with pytest.raises(ValueError, match="read-only"):
        layer.weight.data[...] = 1
    layer.weight.data = np.ones((3, 2))
    np.testing.assert_array_equal(layer(np.ones((1, 3))).data, [[3, 3]])
    layer(np.ones((1, 3))).sum().backward()
    np.testing.assert_array_equal(layer.weight.grad, np.ones((3, 2)))


def test_layers_get_weights_again_after_an_error():
    with pytest.raises(ValueError, match="n_in"), without_weights():
        Linear(0, 2)
    assert np.ptp(Linear(3, 2, rng=0).weight.data) > 0
