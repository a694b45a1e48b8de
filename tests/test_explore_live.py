"""explore.live: the same numbers as fit, pause and stop, errors, and its picture."""

import importlib
import itertools
import time

import numpy as np
import pytest

from nnhelpers import costs, datasets, explore, layers, training

live = importlib.import_module("nnhelpers.explore.live")  # the name is the function's


def digits():
    data = datasets.digits()
    return (data.x_train[:400], data.y_train[:400]), (data.x_test[:100], data.y_test[:100])


def network(**options):
    return layers.mlp(64, 8, 10, rng=0, **options)


def test_it_trains_as_fit_does():
    train, validation = digits()
    options = {"epochs": 3, "batch_size": 32, "validation": validation}
    history = training.fit(network(), *train, progress=False, **options)
    widget = explore.live(network(), *train, **options)
    assert widget.wait() == history
    assert (widget.status, widget.batches, widget.of) == ("finished", 39, 39)
    shown = np.array(widget.validation)
    np.testing.assert_allclose(shown[:, 1], history["validation_cost"], rtol=1e-6)
    np.testing.assert_allclose(shown[:, 2], history["validation_accuracy"])
    points = np.frombuffer(widget.cost, "<f4").reshape(-1, 2)
    assert len(points) == 39
    np.testing.assert_allclose(points[:13, 1].mean(), history["cost"][0], rtol=0.05)


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def test_pause_and_stop():
    train, _ = digits()
    model = network()
    widget = explore.live(model, *train, epochs=100_000, batch_size=32)
    wait_until(lambda: widget.batches > 5)
    widget.paused = True
    time.sleep(0.1)
    batches = widget.batches
    time.sleep(0.2)
    assert widget.batches == batches
    widget.paused = False
    wait_until(lambda: widget.batches > batches)
    widget.stopped = True
    assert widget.wait() is None
    assert widget.status == "stopped"
    assert not model.training
    assert np.frombuffer(widget.cost, "<f4").size <= 2 * 800


BAD = [
    (lambda x, y: explore.live(network(), x * np.nan, y), ValueError, "finite"),
    (lambda x, y: explore.live(network(), x, y, epochs=0), ValueError, "epochs"),
    (lambda x, y: explore.live(network(), x, y[:5]), ValueError, "5"),
    (lambda x, y: explore.live(network(), x[:, :3], y), ValueError, "3"),
    (lambda x, y: explore.live("mlp", x, y), TypeError, "fit needs"),
]


@pytest.mark.parametrize(("call", "kind", "sentence"), BAD)
def test_what_fit_refuses_is_raised_before_anything_is_drawn(call, kind, sentence):
    with pytest.raises(kind, match=sentence):
        call(*digits()[0])


def test_a_training_that_fails_later_says_so_in_the_figure():
    calls = []

    def cost(outputs, targets):
        calls.append(1)
        if len(calls) == 5:
            raise ArithmeticError("The cost is not a number any more.")
        return costs.cross_entropy(outputs, targets)

    widget = explore.live(network(), *digits()[0], cost=cost)
    with pytest.raises(ArithmeticError, match="any more"):
        widget.wait()
    assert (widget.status, widget.batches) == ("failed", 4)
    assert widget.message == "The cost is not a number any more."


@pytest.mark.parametrize("amount", [1, 399, 400, 5001])
def test_the_curve_of_a_long_training_is_thinned_by_means(amount):
    values = np.random.default_rng(0).normal(size=amount)
    thinned = live._Thinned()
    for value in values:
        thinned.add(value)
    size = thinned.size
    whole = values[: amount // size * size].reshape(-1, size)
    assert len(thinned.points) == len(whole) <= 400
    np.testing.assert_allclose(thinned.points[:, 1], whole.mean(axis=1), atol=1e-12)
    np.testing.assert_allclose(thinned.points[:, 0], (np.arange(len(whole)) + 0.5) * size)


@pytest.mark.parametrize("amount", [0, 1, 99, 100, 101, 5000])
def test_a_hundred_validation_scores_are_shown_the_last_among_them(amount):
    shown = live._some([*range(amount)])
    assert len(shown) <= 100
    assert shown[-1:] == [*range(amount)][-1:]
    assert amount >= 100 or len(shown) == amount
    assert len({b - a for a, b in itertools.pairwise(shown)}) <= 1
