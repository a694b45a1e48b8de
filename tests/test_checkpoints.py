"""A run that stops and goes on ends in the same numbers; gradients of parts; ragged batches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnhelpers.activations import relu
from nnhelpers.batches import buckets, pad
from nnhelpers.checkpoints import Checkpoint
from nnhelpers.costs import cross_entropy
from nnhelpers.gradients import check_gradient
from nnhelpers.layers import Dropout, Linear, Sequential, mlp
from nnhelpers.normalization import BatchNorm
from nnhelpers.optimizers import SGD, Adam, AdamW, Momentum, Nesterov, RMSProp
from nnhelpers.recurrent import LSTM, lengths_mask
from nnhelpers.saving import save, weights_of
from nnhelpers.schedules import cosine_decay
from nnhelpers.training import TrainingDiverged, fit
from nnhelpers.transformers import GPT

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(60, 4)).astype(np.float32), RNG.integers(0, 3, 60)


def network(seed=0):
    """A model with all that a run remembers: parameters, running statistics, random numbers."""
    rng = np.random.default_rng(seed)
    return Sequential(
        Linear(4, 8, rng=rng), BatchNorm(8), relu, Dropout(0.3, rng), Linear(8, 3, rng=rng)
    )


def make(optimizer=AdamW, rate=None):
    model = network()
    rate = rate or cosine_decay(0.01, steps=40, warmup_steps=5)
    return model, optimizer(model.parameters(), rate)


def run(path, epochs, optimizer=AdamW, **arguments):
    model, steps = make(optimizer)
    arguments = {"validation": (X[:20], Y[:20]), "batch_size": 16, "max_norm": 1.0} | arguments
    history = fit(
        model, X, Y, optimizer=steps, epochs=epochs, checkpoint=path, progress=False, **arguments
    )
    return weights_of(model), history


def same(one, other):
    assert one[1] == other[1]
    assert one[0].keys() == other[0].keys()
    for name, array in one[0].items():
        np.testing.assert_array_equal(array, other[0][name], strict=True, err_msg=name)


@pytest.mark.parametrize("optimizer", [SGD, Momentum, Nesterov, RMSProp, Adam, AdamW])
def test_a_run_that_stopped_goes_on_to_the_same_numbers(tmp_path, optimizer):
    whole = run(None, 6, optimizer)
    assert run(tmp_path / "run.npz", 2, optimizer)[1]["epoch"] == [1, 2]
    run(tmp_path / "run.npz", 3, optimizer)
    same(run(tmp_path / "run.npz", 6, optimizer), whole)
    same(run(tmp_path / "run.npz", 6, optimizer), whole)  # nothing is left to do
    assert os.listdir(tmp_path) == ["run.npz"]


def test_early_stopping_goes_on_as_well(tmp_path):
    settings = {"patience": 2, "epochs": 30}
    whole = run(None, **settings)
    stopped = len(whole[1]["epoch"])
    assert stopped < 30
    for epochs in (1, stopped - 1, 30, 30):
        last = run(tmp_path / "run.npz", **(settings | {"epochs": epochs}))
    same(last, whole)


def test_each_thing_a_checkpoint_holds_is_needed(tmp_path):
    """With any of them left as a fresh run has it, the numbers differ."""
    whole = run(None, 4)[0]
    run(tmp_path / "run.npz", 2)
    with np.load(tmp_path / "run.npz") as file:
        arrays = dict(file)
    state = json.loads(str(arrays["state"]))
    fresh = np.random.default_rng(9).bit_generator.state
    shuffling, dropping = state["generators"]
    for change in (
        {"optimizer.0/mean": 0 * arrays["optimizer.0/mean"]},
        {"state": state | {"n_steps": 0}},
        {"state": state | {"generators": [fresh, dropping]}},
        {"state": state | {"generators": [shuffling, fresh]}},
    ):
        if "state" in change:
            change["state"] = np.array(json.dumps(change["state"]))
        np.savez(tmp_path / "changed.npz", **(arrays | change))
        found = run(tmp_path / "changed.npz", 4)[0]
        assert any((found[name] != whole[name]).any() for name in whole)


# A child that is killed, as by kill -9, when a function is called for the n-th time.
KILLED = """
import os, signal, sys
sys.path[:0] = [sys.argv[1], os.path.join(sys.argv[1], "tools")]
def killed(function, n):
    calls = iter(range(n))
    def call(*arguments, **settings):
        if next(calls, None) is None:
            os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
        return function(*arguments, **settings)
    return call
n = int(sys.argv[3])
"""
FIT = """
from tests import test_checkpoints as here
here.run(sys.argv[2], 9, cost=killed(here.cross_entropy, n))
"""
SAVE = """
import zipfile
from tests import test_checkpoints as here
read, write = zipfile.ZipFile.open, killed(zipfile.ZipFile.open, n)
zipfile.ZipFile.open = lambda file, name, mode="r", **settings: (
    (write if mode == "w" else read)(file, name, mode, **settings)
)
here.run(sys.argv[2], 9)
"""
TRAIN_GPT = """
import train_gpt
train_gpt.train_step = killed(train_gpt.train_step, n)
train_gpt.main([sys.argv[2], "--tiny"])
"""
ROOT = Path(__file__).resolve().parents[1]


def start(program, path, n):
    command = [sys.executable, "-c", KILLED + program, str(ROOT), str(path), str(n)]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode


def test_kill_9_and_resume_gives_the_same_weights_bit_for_bit(tmp_path):
    for n in (7, 11, 2):  # in the second epoch, in the third or fourth, at the start of the next
        assert start(FIT, tmp_path / "run.npz", n)
    same(run(tmp_path / "run.npz", 9), run(None, 9))


def test_a_kill_in_the_middle_of_a_save_leaves_a_whole_checkpoint(tmp_path):
    """A checkpoint is a zip file; each array in it is one that is opened to write."""
    path = tmp_path / "run.npz"
    for kills, n in enumerate((50, 3, 0), start=1):  # in the second save or later, in the first
        assert start(SAVE, path, n)
        assert len(list(tmp_path.glob("*.part"))) == kills  # it was killed while it wrote
        model, optimizer = make()
        progress, _ = Checkpoint(path, model, optimizer, np.random.default_rng()).load()
        assert optimizer.n_steps == 4 * len(progress["epoch"])
    same(run(path, 9), run(None, 9))


def test_train_gpt_killed_and_resumed_gives_the_same_file(tmp_path):
    assert start(TRAIN_GPT, tmp_path / "killed", 6)
    assert start(TRAIN_GPT, tmp_path / "killed", 21)
    assert not start(TRAIN_GPT, tmp_path / "killed", 99)
    assert not start(TRAIN_GPT, tmp_path / "whole", 99)
    whole, killed = (np.load(tmp_path / name / "small_gpt.npz") for name in ("whole", "killed"))
    with whole, killed:
        assert whole.files == killed.files
        for name in whole.files:
            np.testing.assert_array_equal(whole[name], killed[name])


# ---- accumulation -------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [2, 3, 16, 99])
def test_gradients_of_parts_add_up_to_that_of_the_batch(parts):
    found = []
    for accumulate in (1, parts):
        model = mlp(4, 8, 3, rng=0, dtype=np.float64)
        history = fit(
            model, X.astype(float), Y, epochs=2, batch_size=16, accumulate=accumulate,
            optimizer=AdamW(model.parameters()), progress=False,
        )  # fmt: skip
        found.append((weights_of(model), history["cost"]))
    for name, array in found[0][0].items():
        np.testing.assert_allclose(found[1][0][name], array, rtol=1e-7, atol=1e-10)
    np.testing.assert_allclose(found[1][1], found[0][1])


def test_a_cost_that_diverges_in_a_part_is_told():
    model = mlp(4, 8, 3, rng=0)
    steps = SGD(model.parameters(), 1e30)
    with pytest.raises(TrainingDiverged, match="in batch"):
        fit(model, 1e6 * X, Y, optimizer=steps, accumulate=2, epochs=9, progress=False)


# ---- lengths ------------------------------------------------------------------------------


def test_padding_by_hand():
    padded, lengths = pad([[1, 2], [3], [4, 5, 6]], value=9)
    assert padded.tolist() == [[1, 2, 9], [3, 9, 9], [4, 5, 6]]
    assert lengths.tolist() == [2, 1, 3]
    padded, lengths = pad([np.ones((2, 3)), np.ones((1, 3))])
    assert padded.shape == (2, 2, 3)
    assert padded[1].tolist() == [[1] * 3, [0] * 3]


@pytest.mark.parametrize("rng", [None, np.random.default_rng(0)])
def test_buckets_use_each_example_once_and_pad_little(rng):
    lengths = np.random.default_rng(1).integers(1, 50, 203)
    batches = list(buckets(lengths, 16, rng))
    assert sorted(np.concatenate(batches)) == list(range(203))
    assert sorted(map(len, batches)) == [11] + [16] * 12
    padded = sum(len(rows) * lengths[rows].max() for rows in batches)
    assert padded < 1.1 * lengths.sum()
    starts = [lengths[rows[0]] for rows in batches]
    assert (starts == sorted(starts)) is (rng is None)


def test_masked_targets_cost_nothing():
    logits, targets = RNG.normal(size=(2, 3, 4)), RNG.integers(0, 4, (2, 3))
    mask = lengths_mask(np.array([3, 1]), 3)
    expected = cross_entropy(logits[mask], targets[mask])
    assert cross_entropy(logits, targets, mask=mask) == pytest.approx(expected)
    turned = np.ascontiguousarray(logits.swapaxes(0, 1)).swapaxes(0, 1)  # as layers may return them
    _, backward = cross_entropy.with_backward(turned, targets, mask=mask)
    assert backward()[0][0].all()
    check_gradient(lambda z: cross_entropy(z, targets, mask=mask), logits)
    _, backward = cross_entropy.with_backward(logits, targets, mask=mask)
    assert not backward()[0][~mask].any()
    assert cross_entropy(logits, targets, mask=mask | True) == cross_entropy(logits, targets)


TEXTS = [RNG.integers(0, 9, n) for n in (7, 2, 5)]


@pytest.mark.parametrize("kind", [LSTM, GPT])
def test_a_ragged_batch_gives_the_gradients_of_its_texts_one_by_one(kind):
    if kind is GPT:
        model, rows = GPT(9, 8, 8, 2, 1, rng=0, dtype=np.float64), np.eye(9)
        run_model = lambda x, lengths: model(x)  # noqa: E731
    else:
        model, rows = LSTM(9, 9, rng=0, dtype=np.float64), np.eye(9)
        run_model = lambda x, lengths: model.run(rows[x], lengths=lengths)[0]  # noqa: E731
    tokens, lengths = pad(TEXTS)
    mask = lengths_mask(lengths - 1, tokens.shape[1] - 1)
    cost = cross_entropy(run_model(tokens[:, :-1], lengths - 1), tokens[:, 1:], mask=mask)
    cost.backward()
    together = {name: p.grad for name, p in model.parameters().items()}
    total = 0
    for p in model.parameters().values():
        p.zero_grad()
    for text in TEXTS:
        x, y = text[None, :-1], text[None, 1:]
        share = y.size / mask.sum()
        part = cross_entropy(run_model(x, np.array([x.size])), y)
        part.backward(share)
        total += share * part.item()
    assert cost.item() == pytest.approx(total)
    for name, p in model.parameters().items():
        np.testing.assert_allclose(together[name], p.grad, atol=1e-12, err_msg=name)


# ---- bad input ----------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path):
    run(tmp_path / "run.npz", 1)
    return tmp_path / "run.npz"


def resume(path, model, optimizer=AdamW):
    Checkpoint(path, model, optimizer(model.parameters()), np.random.default_rng()).load()


def test_another_run_is_told_and_left_alone(path):
    for model, optimizer, words in (
        (mlp(4, 3), AdamW, "Checkpoint needs the weights of this model"),
        (network(), Adam, "expected Adam and 2 random generators, got AdamW and 2"),
    ):
        before = weights_of(model)
        with pytest.raises(ValueError, match=words):
            resume(path, model, optimizer)
        same((before, 0), (weights_of(model), 0))
    model = network()
    model.steps[3].rng = None
    with pytest.raises(ValueError, match="and 1 random generators, got AdamW and 2"):
        resume(path, model)


def test_other_files_are_told(path):
    save(network(), path)
    with pytest.raises(ValueError, match=r"holds something else, such as the weights alone"):
        resume(path, network())
    path.write_bytes(b"nonsense")
    with pytest.raises(ValueError, match="damaged or was not written by Checkpoint"):
        resume(path, network())


def test_every_truncated_checkpoint_is_told(path):
    whole, model = path.read_bytes(), network()
    before = weights_of(model)
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="damaged or was not written by Checkpoint"):
            resume(path, model)
    same((before, 0), (weights_of(model), 0))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: run(3, 1), TypeError, "Checkpoint needs a path: .* got 3"),
        (lambda: run("no/such/folder", 1), OSError, "Checkpoint could not write no.such.folder"),
        (lambda: run(None, 1, accumulate=0), ValueError, "at least 1 for accumulate: got 0"),
        (lambda: pad([]), ValueError, r"one step at least and the same features: .* got \[\]"),
        (lambda: pad([[1], []]), ValueError, r"got \[\(1,\), \(0,\)\]"),
        (lambda: pad([np.ones((1, 2)), np.ones((1, 3))]), ValueError, r"\(1, 2\), \(1, 3\)"),
        (lambda: pad([1, 2]), ValueError, r"got \[\(\), \(\)\]"),
        (lambda: pad(["ab"]), TypeError, "pad needs numbers"),
        (lambda: list(buckets([], 3)), ValueError, r"one length an example: .* got \(0,\)"),
        (lambda: list(buckets([1], 0)), ValueError, "batch_size: got 0"),
        (
            lambda: cross_entropy(np.ones((2, 3)), [0, 1], mask=[1, 0]),
            ValueError,
            r"expected bool of shape \(2,\), got int64 of shape \(2,\) with 1 True",
        ),
        (
            lambda: cross_entropy(np.ones((2, 3)), [0, 1], mask=[False, False]),
            ValueError,
            "counts one target at least: .* with 0 True",
        ),
    ],
)
def test_bad_input_is_told(call, error, words):
    with pytest.raises(error, match=words):
        call()
