"""Data parallelism gives the gradients of the whole batch, whatever it is cut into."""

import numpy as np
import pytest

from nnhelpers.activations import relu
from nnhelpers.costs import cross_entropy, mean_squared_error
from nnhelpers.layers import Dropout, Linear, Sequential, mlp
from nnhelpers.optimizers import SGD
from nnhelpers.parallel import DataParallel
from nnhelpers.recurrent import LSTM
from nnhelpers.transformers import GPT

RNG = np.random.default_rng(0)


def plain_gradients(model, cost, x, y):
    c = cost(model(x), y)
    c.backward()
    return float(c), collected(model)


def collected(model):
    found = {name: p.grad for name, p in model.parameters().items()}
    for p in model.parameters().values():
        p.grad = None
    return found


MODELS = {
    "mlp": (lambda: mlp(6, 5, 3, rng=0, dtype=np.float64), RNG.normal(size=(7, 6)), (7,), 3),
    "lstm": (
        lambda: Sequential(
            LSTM(4, 5, rng=0, dtype=np.float64), Linear(5, 3, rng=1, dtype=np.float64)
        ),
        RNG.normal(size=(7, 6, 4)),
        (7, 6),
        3,
    ),
    "gpt": (
        lambda: GPT(11, 6, 8, 2, 2, rng=0, dtype=np.float64),
        RNG.integers(0, 11, size=(7, 6)),
        (7, 6),
        11,
    ),
}


@pytest.mark.parametrize("n", [1, 2, 3, 20])
@pytest.mark.parametrize("name", MODELS)
def test_parts_give_the_gradients_of_the_whole(name, n):
    make, x, shape, classes = MODELS[name]
    y, model = RNG.integers(0, classes, size=shape), make()
    cost, expected = plain_gradients(model, cross_entropy, x, y)
    assert DataParallel(model, n).gradients(cross_entropy, x, y) == pytest.approx(cost, rel=1e-12)
    for name, d in collected(model).items():
        np.testing.assert_allclose(d, expected[name], rtol=0, atol=1e-14)


def test_gradients_add_up_over_batches_as_backward_does():
    x, y = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 2))
    model = mlp(4, 2, rng=0, dtype=np.float64)
    _, once = plain_gradients(model, mean_squared_error, x, y)
    parallel = DataParallel(model, 2)
    parallel.gradients(mean_squared_error, x, y)
    parallel.gradients(mean_squared_error, x, y)
    for name, d in collected(model).items():
        np.testing.assert_allclose(d, 2 * once[name])


def test_copies_follow_the_weights_of_the_model():
    x, y = RNG.normal(size=(8, 4)), RNG.integers(0, 3, size=8)
    model = mlp(4, 6, 3, rng=0, dtype=np.float64)
    parallel, sgd = DataParallel(model, 2), SGD(model.parameters(), learning_rate=0.5)
    costs = []
    for _ in range(50):
        sgd.zero_grad()
        costs.append(parallel.gradients(cross_entropy, x, y))
        sgd.step()
    assert costs[-1] < 0.5 * costs[0]
    for p in model.parameters().values():  # as `load` does: other arrays, not other numbers in them
        p.data = p.data.copy()
    expected, _ = plain_gradients(model, cross_entropy, x, y)
    assert parallel.gradients(cross_entropy, x, y) == pytest.approx(expected)


def test_each_copy_drops_other_inputs_and_follows_the_mode():
    model = Sequential(Dropout(0.5, rng=0))
    seen = []

    def watch(outputs, targets):
        seen.append(outputs if isinstance(outputs, np.ndarray) else outputs.data)
        return mean_squared_error(weight(outputs), targets)

    weight = Linear(64, 1, rng=0)
    model.steps.append(lambda x: x)
    parallel = DataParallel(model, 2)
    x, y = np.ones((2, 64)), np.zeros((2, 1))
    parallel.gradients(watch, x, y)
    assert not np.array_equal(seen[0], seen[1])
    seen.clear()
    model.eval()
    parallel.gradients(watch, x, y)
    assert (seen[0] == 1).all()
    assert (seen[1] == 1).all()


def test_settings_of_the_caller_hold_in_every_part():
    big = np.full((4, 2), 1e200)
    model = Sequential(Linear(2, 2, rng=0, dtype=np.float64), relu)
    with np.errstate(over="raise"), pytest.raises(FloatingPointError, match="overflow"):
        DataParallel(model, 2).gradients(mean_squared_error, big, -big)
    with np.errstate(all="ignore"):
        assert DataParallel(model, 2).gradients(mean_squared_error, big, -big) == np.inf


def test_an_error_in_a_copy_is_raised_here():
    model = mlp(4, 3, rng=0)
    y = np.array([0, 1, 2, 3])  # only the second half has a class too many
    with pytest.raises(ValueError, match="targets from 0 to 2"):
        DataParallel(model, 2).gradients(cross_entropy, np.ones((4, 4)), y)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: DataParallel(mlp), TypeError, "DataParallel needs a model"),
        (lambda: DataParallel(mlp(2, 2), -1), ValueError, "for n: got -1"),
        (
            lambda: DataParallel(mlp(2, 2)).gradients(cross_entropy, np.ones((3, 2)), [0, 1]),
            ValueError,
            "one target each",
        ),
    ],
)
def test_bad_input(call, error, words):
    with pytest.raises(error, match=words):
        call()
