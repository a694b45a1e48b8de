"""Files of weights: whole or not at all."""

import contextlib
import os
import random
import subprocess
import sys
import time

import numpy as np
import pytest

from nnhelpers import saving
from nnhelpers.layers import mlp
from nnhelpers.saving import load, save, weights_of


def same(model, weights):
    return all((p.data == weights[name]).all() for name, p in model.parameters().items())


def test_save_and_load(tmp_path):
    model, other = mlp(4, 3, 2, rng=0), mlp(4, 3, 2, rng=1)
    save(model, tmp_path / "model.npz")
    assert load(other, str(tmp_path / "model.npz")) is other
    assert same(other, weights_of(model))
    assert os.listdir(tmp_path) == ["model.npz"]


def test_save_replaces_and_takes_any_name(tmp_path):
    path = tmp_path / "best [1] weights"
    for seed in (0, 1):
        save(mlp(2, 2, rng=seed), path)
    assert same(load(mlp(2, 2), path), weights_of(mlp(2, 2, rng=1)))
    assert [file.name for file in tmp_path.iterdir()] == ["best [1] weights"]


def test_others_may_read_the_file(tmp_path):
    """A temporary file is the owner's alone; a saved model follows the user's mask."""
    mask = os.umask(0o022)
    try:
        save(mlp(2, 2), tmp_path / "model.npz")
    finally:
        os.umask(mask)
    if os.name == "posix":
        assert (tmp_path / "model.npz").stat().st_mode & 0o777 == 0o644


SAVE_FOREVER = """
import sys, numpy as np
from nnhelpers.layers import mlp
from nnhelpers.saving import save
model = mlp(200, 200, 10)
for n in range(1_000_000):
    for p in model.parameters().values():
        p.data[...] = n
    save(model, sys.argv[1])
    print(n, flush=True)
"""


def test_a_kill_in_the_middle_leaves_a_whole_file(tmp_path):
    path, rng = tmp_path / "model.npz", random.Random(0)
    model = mlp(200, 200, 10)
    for _ in range(20):
        saver = subprocess.Popen(
            [sys.executable, "-c", SAVE_FOREVER, str(path)], stdout=subprocess.PIPE
        )
        saver.stdout.readline()  # it has saved at least once
        time.sleep(rng.uniform(0, 0.02))
        saver.kill()
        saver.wait()
        saver.stdout.close()
        numbers = {n for w in weights_of(load(model, path)).values() for n in np.unique(w)}
        assert len(numbers) == 1, "the file mixes two states"
    left = list(tmp_path.glob("*.part"))
    assert len(left) <= 20
    for part in left:
        os.utime(part, (0, 0))
    fresh = tmp_path / "model.npz.0badcafe.part"  # somebody else may be writing this one
    fresh.touch()
    save(model, path)
    assert sorted(tmp_path.iterdir()) == sorted([path, fresh])


def failing(error):
    def fail(*args, **kwargs):
        raise error

    return fail


@pytest.mark.parametrize("where", ["os.replace", "os.fsync", "numpy.savez", "builtins.open"])
@pytest.mark.parametrize(
    ("error", "word"),
    [
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (OSError(28, "No space left on device"), "No space left"),
    ],
)
def test_a_save_that_fails_says_so_and_leaves_nothing(monkeypatch, tmp_path, where, error, word):
    path, model = tmp_path / "model.npz", mlp(2, 2, rng=0)
    save(model, path)
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(where, failing(error))
        with pytest.raises(OSError, match=rf"save could not write .*model\.npz: {word}.*folder"):
            save(mlp(2, 2, rng=1), path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.npz"]


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="root may write to a read-only folder"
)
def test_a_read_only_folder_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OSError, match="save could not write"):
        save(mlp(2, 2), tmp_path / "model.npz")


def test_places_that_cannot_be_written_are_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "file" / "model.npz", tmp_path / "missing" / "model.npz", tmp_path):
        with pytest.raises(OSError, match=r"save could not write .* Choose a folder"):
            save(mlp(2, 2), path)
    assert os.listdir(tmp_path) == ["file"]


def test_every_truncation_is_told(tmp_path):
    path, model = tmp_path / "model.npz", mlp(2, 2, rng=0)
    save(model, path)
    whole, before = path.read_bytes(), weights_of(model)
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="damaged or was not written by save"):
            load(model, path)
    assert same(model, before)


def test_every_damaged_byte_is_told_or_harmless(tmp_path):
    """A changed byte is noticed, or it stands where the weights do not depend on it."""
    path, model = tmp_path / "model.npz", mlp(2, 2, rng=0)
    save(model, path)
    whole, before, told = path.read_bytes(), weights_of(model), 0
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with contextlib.suppress(ValueError):
            load(model, path)
            told -= 1
        told += 1
        assert same(model, before)
    assert told > 0.7 * len(whole)


def test_files_that_save_did_not_write_are_told(tmp_path):
    path, model = tmp_path / "model.npz", mlp(2, 2)
    np.save(tmp_path / "array.npy", np.ones(3))
    (tmp_path / "array.npy").rename(path)
    with pytest.raises(ValueError, match="was not written by save"):
        load(model, path)
    np.savez(tmp_path / "objects.npz", weight=np.array([None]))
    with pytest.raises(ValueError, match="was not written by save"):
        load(model, tmp_path / "objects.npz")
    with pytest.raises(FileNotFoundError, match=r"found no file .* save it there first"):
        load(model, tmp_path / "missing.npz")


def test_another_model_is_told_and_left_alone(tmp_path):
    save(mlp(2, 3, 2), tmp_path / "model.npz")
    for other, words in (
        (mlp(2, 4, 2), r"expected \(4,\) for steps.0.bias, got \(3,\)"),
        (mlp(2, 2), r"expected \(2,\) for steps.0.bias"),
        (mlp(2, 3, 2, 2), "for steps.4.bias, got nothing"),
    ):
        before = weights_of(other)
        with pytest.raises(ValueError, match=words):
            load(other, tmp_path / "model.npz")
        assert same(other, before)


def test_left_over_is_an_hour():
    assert saving.LEFT_OVER == 3600
