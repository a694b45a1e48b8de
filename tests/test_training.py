"""Minibatches, the loop, early stopping, divergence, the progress bar, prediction."""

import gc
import os
import pickle
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers import Tensor, datasets
from nnhelpers.activations import relu
from nnhelpers.costs import binary_cross_entropy_from_logits, cross_entropy, mean_squared_error
from nnhelpers.layers import Dropout, Linear, Sequential, mlp
from nnhelpers.metrics import accuracy
from nnhelpers.optimizers import SGD, Adam
from nnhelpers.saving import weights_of
from nnhelpers.training import TrainingDiverged, fit, minibatches, predict


def small(n=60, seed=0):
    """Points with a class each that a line almost tells apart."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    return x, (x[:, 0] + 0.5 * x[:, 1] > 0).astype(int)


def quiet(model, x, y, **arguments):
    return fit(model, x, y, progress=False, **arguments)


# ---- minibatches --------------------------------------------------------------------------


@settings(deadline=None, derandomize=True, max_examples=60)
@given(n=st.integers(1, 50), size=st.integers(1, 60), seed=st.none() | st.integers(0, 99))
def test_minibatches_use_each_example_once(n, size, seed):
    x, y = np.arange(2 * n).reshape(n, 2), np.arange(n)
    rng = None if seed is None else np.random.default_rng(seed)
    batches = list(minibatches(x, y, size, rng))
    assert [len(b) for _, b in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1][1]) <= size
    used = np.concatenate([b for _, b in batches])
    assert sorted(used) == list(range(n))
    if rng is None:
        assert list(used) == list(range(n))
    for x_batch, y_batch in batches:
        assert (x_batch[:, 0] == 2 * y_batch).all()


def test_minibatches_are_shuffled_anew_each_time():
    x, rng = np.arange(100), np.random.default_rng(0)
    first, second = (next(minibatches(x, x, 100, rng))[1].tolist() for _ in range(2))
    assert first != second != sorted(second)


# ---- fit ----------------------------------------------------------------------------------


def test_fit_is_the_loop_that_a_learner_writes():
    x, y = small()
    model, by_hand = mlp(2, 8, 2, rng=0), mlp(2, 8, 2, rng=0)
    history = quiet(model, x, y, epochs=2, batch_size=16, seed=5)
    optimizer, rng, costs = (
        SGD(by_hand.parameters(), learning_rate=0.1),
        np.random.default_rng(5),
        [],
    )
    for _ in range(2):
        total = 0
        for x_batch, y_batch in minibatches(x, y, 16, rng):
            optimizer.zero_grad()
            c = cross_entropy(by_hand(x_batch), y_batch)
            c.backward()
            optimizer.step()
            total += c.item() * len(x_batch)
        costs.append(total / len(x))
    assert history == {"epoch": [1, 2], "cost": pytest.approx(costs)}
    np.testing.assert_array_equal(predict(model, x), predict(by_hand, x))


def test_same_seed_same_numbers():
    x, y = small()
    runs = []
    for seed in (1, 1, 2):
        model = Sequential(Linear(2, 8, rng=0), relu, Dropout(0.2, rng=0), Linear(8, 2, rng=1))
        runs.append((quiet(model, x, y, seed=seed), predict(model, x)))
    assert runs[0][0] == runs[1][0] != runs[2][0]
    np.testing.assert_array_equal(runs[0][1], runs[1][1])


def test_fit_learns_and_history_has_one_number_an_epoch():
    x, y = small(300)
    model = mlp(2, 8, 2, rng=0)
    history = quiet(model, x[:200], y[:200], epochs=7, validation=(x[200:], y[200:]))
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ("epoch", "cost", "validation_cost", "validation_accuracy"), 7
    )
    assert history["cost"][-1] < history["cost"][0]
    outputs = predict(model, x[200:])
    assert history["validation_accuracy"][-1] == accuracy(outputs, y[200:]) > 0.8
    assert history["validation_cost"][-1] == pytest.approx(cross_entropy(outputs, y[200:]))
    assert not model.training
    assert all(type(value) in (int, float) for values in history.values() for value in values)


def test_validation_does_not_change_training():
    x, y = small()
    with_it, without = mlp(2, 4, 2, rng=0), mlp(2, 4, 2, rng=0)
    first = quiet(with_it, x, y, validation=(x[:9], y[:9]))
    assert first["cost"] == quiet(without, x, y)["cost"]


def test_validation_is_scored_as_predict_answers_with_nothing_dropped():
    x, y = small()
    model = Sequential(Linear(2, 8, rng=0), relu, Dropout(0.5, rng=0), Linear(8, 2, rng=0))
    history = quiet(model, x, y, epochs=1, validation=(x, y))
    outputs = predict(model, x)
    assert history["validation_cost"] == [pytest.approx(cross_entropy(outputs, y))]
    assert history["validation_accuracy"] == [accuracy(outputs, y)]


@pytest.mark.parametrize(
    ("cost", "n_out", "y"),
    [
        (mean_squared_error, 1, np.linspace(0, 1, 60)[:, None]),
        (mean_squared_error, 2, np.eye(2, dtype=int)[small()[1]]),
        (binary_cross_entropy_from_logits, 1, small()[1][:, None]),
    ],
)
def test_accuracy_is_left_out_where_it_means_nothing(cost, n_out, y):
    x, _ = small()
    history = quiet(mlp(2, 4, n_out, rng=0), x, y, cost=cost, validation=(x, y))
    assert list(history) == ["epoch", "cost", "validation_cost"]
    assert history["cost"][-1] < history["cost"][0]


def test_own_cost_optimizer_and_clipping():
    x, y = small()
    model = mlp(2, 4, 2, rng=0)
    before = weights_of(model)
    optimizer = SGD(model.parameters(), learning_rate=1.0)
    quiet(
        model,
        x,
        y,
        cost=lambda outputs, targets: 100 * cross_entropy(outputs, targets),
        optimizer=optimizer,
        epochs=1,
        batch_size=60,
        max_norm=0.01,
    )
    moved = [((p.data - before[name]) ** 2).sum() for name, p in model.parameters().items()]
    assert np.sqrt(sum(moved)) == pytest.approx(0.01, rel=1e-3)


def test_early_stopping_restores_the_best_weights():
    x, y = small(40)
    rng = np.random.default_rng(1)
    validation = rng.normal(size=(40, 2)), rng.integers(0, 2, 40)  # noise: it soon gets worse
    model = mlp(2, 16, 2, rng=0)
    optimizer = Adam(model.parameters(), learning_rate=0.05)
    history = quiet(model, x, y, optimizer=optimizer, epochs=200, validation=validation, patience=3)
    best = int(np.argmin(history["validation_cost"]))
    assert len(history["epoch"]) == best + 1 + 3 < 200
    cost = cross_entropy(predict(model, validation[0]), validation[1])
    assert cost == pytest.approx(history["validation_cost"][best])
    assert cost < history["validation_cost"][-1]


def test_patience_that_never_runs_out_keeps_the_best_too():
    x, y = small(40)
    model = mlp(2, 4, 2, rng=0)
    history = quiet(model, x, y, epochs=6, validation=(x, y), patience=50)
    assert len(history["epoch"]) == 6
    cost = cross_entropy(predict(model, x), y)
    assert cost == pytest.approx(min(history["validation_cost"]))


# ---- divergence ---------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [1e4, 1e30])
def test_divergence_stops_with_a_sentence_and_puts_the_weights_back(rate):
    x, _ = small()
    targets = 100.0 * x[:, :1]
    model = mlp(2, 8, 1, rng=0)
    before = weights_of(model)
    optimizer = SGD(model.parameters(), learning_rate=rate)
    with pytest.raises(TrainingDiverged) as caught:
        quiet(
            model, x, targets, cost=mean_squared_error, optimizer=optimizer, batch_size=4, epochs=3
        )
    sentence = str(caught.value)
    assert "stopped in epoch 1: the cost became" in sentence
    assert "batch" in sentence
    assert f"try a learning rate of {rate / 10:.2g} instead of {rate:.2g}" in sentence
    assert caught.value.history == {"epoch": [], "cost": []}
    assert all((p.data == before[name]).all() for name, p in model.parameters().items())
    assert not model.training


def test_divergence_in_the_very_last_step_is_noticed():
    x, y = small(4)
    model = mlp(2, 4, 2, rng=0)
    before = weights_of(model)
    optimizer = SGD(model.parameters(), learning_rate=1e300)
    with pytest.raises(TrainingDiverged, match=r"weight became \S+ in batch 1"):
        quiet(model, x, y, optimizer=optimizer, epochs=1, batch_size=4)
    assert all((p.data == before[name]).all() for name, p in model.parameters().items())


def test_divergence_of_the_validation_cost_alone_is_noticed():
    x, y = small()
    model = mlp(2, 4, 1, rng=0)
    far = np.full((3, 2), 1e300), np.zeros((3, 1))
    with pytest.raises(TrainingDiverged, match="the validation cost became inf"):
        quiet(model, x, y[:, None], cost=mean_squared_error, validation=far)


def test_divergence_survives_pickling():
    error = pickle.loads(pickle.dumps(TrainingDiverged("Stopped.", {"epoch": [1]})))
    assert str(error) == "Stopped."


def test_an_interruption_leaves_the_model_usable():
    x, y = small()
    model = mlp(2, 4, 2, rng=0)

    def interrupted(outputs, targets):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quiet(model, x, y, cost=interrupted)
    assert not model.training


# ---- memory -------------------------------------------------------------------------------


def test_memory_of_repeated_fits_does_not_grow():
    x, y = small(200)
    model = mlp(2, 16, 2, rng=0)
    quiet(model, x, y, epochs=1)
    tracemalloc.start()
    try:
        used = []
        for _ in range(20):
            quiet(model, x, y, epochs=1, validation=(x, y), patience=1)
            gc.collect()
            used.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    # One graph of one batch alone holds 64·(16 + 2)·8 bytes, about 9 kB.
    assert used[-1] - used[4] < 4_000


# ---- the progress bar -----------------------------------------------------------------------


FIT = """
import numpy as np
from nnhelpers.layers import mlp
from nnhelpers.training import fit
h = fit(mlp(2, 4, 2), np.ones((9, 2)), np.zeros(9, int), epochs=3, progress={progress})
"""


def run_fit(progress, stderr):
    """Run FIT as a program of its own, where nothing switches the bar off; return its output."""
    code = [sys.executable, "-c", FIT.format(progress=progress)]
    return subprocess.run(code, stdout=subprocess.PIPE, stderr=stderr, check=True, timeout=120)


def test_progress_bar_leaves_standard_output_alone(monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    done = run_fit(progress=True, stderr=subprocess.PIPE)
    assert done.stdout == b""
    assert b"epochs" in done.stderr
    assert b"0/3" in done.stderr
    assert b"cost=" in done.stderr  # which of the costs is a matter of time
    done = run_fit(progress=False, stderr=subprocess.PIPE)
    assert done.stdout == done.stderr == b""


def test_progress_bar_in_a_terminal_is_one_line_that_goes_away(monkeypatch):
    pty = pytest.importorskip("pty", reason="only Unix has pseudo-terminals")
    import termios

    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    ours, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    run_fit(progress=True, stderr=terminal)
    os.write(terminal, b"the end")
    shown = ""
    while not shown.endswith("the end"):  # a terminal hands out what it has so far
        shown += os.read(ours, 10_000).decode()
    os.close(terminal)
    os.close(ours)
    assert "epochs" in shown
    assert "\n" not in shown
    *_, cleared, end = shown.split("\r")
    assert cleared.strip() == ""
    assert end == "the end"


def test_progress_bar_in_a_notebook_is_a_widget(monkeypatch):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    cells = [nbformat.v4.new_code_cell(FIT.format(progress=p)) for p in (True, False)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (shown,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in shown.data
    assert notebook.cells[1].outputs == []


# ---- predict --------------------------------------------------------------------------------


def test_predict_equals_the_model_whatever_the_batch():
    x, _ = small(25)
    model = mlp(2, 4, 2, rng=0)
    expected = model(x).data
    for batch_size in (1, 7, 25, 1000):
        np.testing.assert_allclose(predict(model, x, batch_size), expected, rtol=1e-12)


def test_predict_is_in_eval_mode_and_puts_the_mode_back():
    model = Sequential(Dropout(0.9, rng=0), Linear(2, 2, rng=0))
    x = np.ones((5, 2))
    outputs = predict(model, x)
    assert (outputs == outputs[0]).all()
    assert model.training
    predict(model.eval(), x)
    assert not model.training
    with pytest.raises(ValueError):
        predict(model.train(), np.ones((5, 3)))
    assert model.training


def test_predict_takes_functions_that_return_arrays():
    assert predict(Sequential(relu), np.array([[-1.0], [2.0]])).tolist() == [[0], [2]]


# ---- real digits ----------------------------------------------------------------------------


def test_real_digits():
    data = datasets.digits()
    x = data.x_train.astype(np.float32)
    model = mlp(64, 32, 10, rng=0)
    optimizer = Adam(model.parameters(), learning_rate=0.005)
    quiet(model, x, data.y_train, optimizer=optimizer, epochs=15)
    assert accuracy(predict(model, data.x_test.astype(np.float32)), data.y_test) > 0.93
    assert {p.dtype for p in model.parameters().values()} == {np.dtype(np.float32)}


def test_integers_and_lists_work():
    model = mlp(2, 4, 2, rng=0)
    history = quiet(model, [[0, 1], [1, 0], [1, 1]], [0, 1, 1], epochs=2, batch_size=2)
    assert len(history["cost"]) == 2
    assert predict(model, [[0, 1]]).shape == (1, 2)
    assert not isinstance(predict(model, [[0, 1]]), Tensor)
