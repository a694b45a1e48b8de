"""The data are what they are said to be, load fast, and say what is wrong when they cannot."""

import hashlib
import shutil
import struct
import subprocess
import sys

import numpy as np
import pack_prose
import pytest

from nnhelpers import datasets, shipped
from tools import pack_data

TOYS = [datasets.xor, datasets.blobs, datasets.moons, datasets.circles, datasets.spirals]


@pytest.fixture
def data_folder(tmp_path, monkeypatch):
    """A copy of the data folder that a test may damage, with nothing remembered."""
    shutil.copytree(shipped.DATA, tmp_path / "data")
    monkeypatch.setattr(shipped, "DATA", tmp_path / "data")
    for loader in (datasets.mnist, datasets.mnist_small, datasets.austen):
        loader.cache_clear()
    yield tmp_path / "data"
    for loader in (datasets.mnist, datasets.mnist_small, datasets.austen):
        loader.cache_clear()


def published_files():
    """Rebuild the four idx files from the decoded arrays: name -> bytes."""
    split = datasets.mnist()
    for prefix, x, y in (("train", *split[:2]), ("t10k", *split[2:])):
        pixels = np.rint(x * 255).astype(np.uint8)
        header = struct.pack(">4i", 2051, len(x), 28, 28)
        yield f"{prefix}-images-idx3-ubyte", header + pixels.tobytes()
        yield f"{prefix}-labels-idx1-ubyte", struct.pack(">2i", 2049, len(y)) + bytes(y.tolist())


def test_mnist_is_the_published_one_bit_for_bit():
    for name, content in published_files():
        _, expected = pack_data.IDX_FILES[name]
        assert hashlib.md5(content, usedforsecurity=False).hexdigest() == expected, name


def test_mnist_has_the_promised_shapes_types_and_range():
    x_train, y_train, x_test, y_test = datasets.mnist()
    assert x_train.shape == (60_000, 784)
    assert x_test.shape == (10_000, 784)
    assert x_train.dtype == x_test.dtype == np.float32
    assert y_train.shape == (60_000,)
    assert y_test.shape == (10_000,)
    assert y_train.dtype == y_test.dtype == np.int64
    assert (x_train.min(), x_train.max()) == (0, 1)
    assert y_train[:5].tolist() == [5, 0, 4, 1, 9]


def test_mnist_pixels_are_the_bytes_divided_by_255():
    pixels = np.unique(datasets.mnist().x_test)
    assert np.array_equal(pixels, np.arange(256, dtype=np.float32) / np.float32(255))


def test_mnist_small_is_balanced_and_taken_from_mnist():
    small, full = datasets.mnist_small(), datasets.mnist()
    assert np.bincount(small.y_train).tolist() == [1000] * 10
    assert np.bincount(small.y_test).tolist() == [200] * 10
    assert small.x_train.dtype == np.float32
    for x, y, source_x, source_y in (small[:2] + full[:2], small[2:] + full[2:]):
        labels = {row.tobytes(): label for row, label in zip(source_x, source_y, strict=True)}
        assert [labels[row.tobytes()] for row in x] == y.tolist()
    train = {row.tobytes() for row in small.x_train}
    assert not any(row.tobytes() in train for row in small.x_test)


def test_digits_have_a_fixed_balanced_split():
    x_train, y_train, x_test, y_test = datasets.digits()
    assert x_train.shape == (1442, 64)
    assert x_test.shape == (355, 64)
    assert x_train.dtype == np.float32
    assert y_train.dtype == np.int64
    assert (x_train.min(), x_train.max()) == (0, 1)
    assert np.bincount(y_test).min() >= 34
    assert np.bincount(y_test).max() <= 36


@pytest.mark.parametrize("load", [datasets.mnist, datasets.mnist_small, datasets.digits])
def test_a_loader_remembers_and_its_arrays_cannot_be_changed_by_accident(load):
    split = load()
    assert load() is split
    for array in split:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    batch = split.x_train[[0, 1]]
    batch += 1  # a batch is a copy, and the learner's own


def test_importing_datasets_imports_no_scikit_learn():
    code = "import sys, nnhelpers.datasets; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_threads_the_same_rows_come_out(monkeypatch):
    expected = datasets.mnist_small().x_test
    monkeypatch.setattr(sys, "platform", "emscripten")
    datasets.mnist_small.cache_clear()
    assert np.array_equal(datasets.mnist_small().x_test, expected)


# Damage


@pytest.mark.parametrize("load", [datasets.mnist, datasets.mnist_small])
@pytest.mark.parametrize("name", ["mnist.npz", "checksums.txt"])
def test_a_missing_file_is_named_with_its_cure(data_folder, load, name):
    (data_folder / "mnist" / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"(?s)expected .*{name}, got no.*git restore"):
        load()


@pytest.mark.parametrize("load", [datasets.mnist, datasets.mnist_small])
@pytest.mark.parametrize("keep", [0, 1000, -1])
def test_a_truncated_file_is_named_with_both_checksums(data_folder, load, keep):
    path = data_folder / "mnist" / "mnist.npz"
    content = path.read_bytes()[:keep]
    path.write_bytes(content)
    got = hashlib.sha256(content).hexdigest()
    with pytest.raises(OSError, match=rf"(?s)mnist\.npz: expected sha256 \w+.*got {got}.*Install"):
        load()


def test_one_flipped_bit_is_noticed(data_folder):
    path = data_folder / "mnist" / "mnist.npz"
    content = bytearray(path.read_bytes())
    content[5_000_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(OSError, match="undamaged"):
        datasets.mnist()


def test_a_damaged_list_of_checksums_is_noticed(data_folder):
    (data_folder / "mnist" / "checksums.txt").write_text("nonsense\n\n")
    with pytest.raises(OSError, match="expected sha256 nonsense"):
        datasets.mnist()


def test_each_data_folder_states_licence_and_checksums():
    folders = [path for path in shipped.DATA.iterdir() if path.is_dir()]
    assert folders
    for folder in folders:
        assert (folder / "LICENSE.txt").read_text().strip()
        files = sorted(p.name for p in folder.iterdir() if p.suffix != ".txt")
        listed = (folder / "checksums.txt").read_text().split()[1::2] if files else []
        assert sorted(listed) == files


# Prose


def test_austen_is_prose_a_paragraph_a_line():
    train, validation = datasets.austen()
    assert (len(train), len(validation)) == (3_803_066, 196_482)
    assert train.startswith("The family of Dashwood had long been settled in Sussex. Their estate")
    assert validation.endswith(
        "distinguished in its domestic virtues than in its national importance.\n"
    )
    for text in (train, validation):
        novels = text.split("\n\n")
        assert len(novels) == 6
        assert "CHAPTER" not in text
        assert not set(text) & set("_\t\r")
        assert "  " not in text
    learned, kept = train.split("\n\n"), validation.split("\n\n")
    openings = ["It is a truth universally", "About thirty years ago", "Emma Woodhouse, handsome"]
    assert [learned[i].startswith(words) for i, words in enumerate(openings, start=1)] == [True] * 3
    shares = [len(end) / len(novel) for novel, end in zip(learned, kept, strict=True)]
    assert 0.049 < min(shares) < max(shares) < 0.053


def test_prose_is_cleaned():
    raw = (
        "EMMA\n\nBy Jane Austen\n\nVOLUME I\n\nCHAPTER I\n\n\nEmma _was_\n  here.  So.\n\n"
        "     * * * * *\n\nChapter 2\n\nShe left.\n\nFINIS\n\nA NOTE ON THE TEXT\n\nBy others."
    )
    assert pack_prose.prose(raw) == "Emma was here. So.\nShe left.\n"


# Packing


def test_packing_the_published_files_again_gives_the_shipped_arrays(tmp_path):
    for name, content in published_files():
        (tmp_path / name).write_bytes(content)
    parts = [pack_data.read_idx(tmp_path, name) for name in pack_data.IDX_FILES]
    images = np.concatenate(parts[0::2]).reshape(-1, 784)
    arrays = pack_data.mnist_arrays(images, np.concatenate(parts[1::2]))
    with np.load(shipped.DATA / "mnist" / "mnist.npz") as packed:
        assert set(packed.files) == set(arrays)
        for name in arrays:
            assert np.array_equal(packed[name], arrays[name]), name
            assert packed[name].dtype == arrays[name].dtype


def test_packing_is_deterministic(tmp_path):
    arrays = {"a": np.arange(1000), "b": np.ones(5)}
    for name in ("one.npz", "two.npz"):
        pack_data.write_npz(tmp_path / name, arrays)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_packing_refuses_another_file(tmp_path):
    (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(b"something else")
    with pytest.raises(SystemExit, match="expected md5 27ae3e4e"):
        pack_data.read_idx(tmp_path, "t10k-labels-idx1-ubyte")


# Points in the plane


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize("n", [1, 2, 7, 200, np.int64(50)])
def test_toys_have_the_promised_shapes_and_balanced_classes(toy, n):
    x, y = toy(n=n, noise=0.1, seed=3)
    assert x.shape == (n, 2)
    assert y.shape == (n,)
    assert x.dtype == np.float64
    assert y.dtype == np.int64
    assert np.isfinite(x).all()
    counts = np.bincount(y, minlength=2)
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("toy", TOYS)
def test_the_seed_decides_and_each_call_gives_new_arrays(toy):
    x, y = toy(n=40, noise=0.1, seed=1)
    again = toy(n=40, noise=0.1, seed=1)
    other = toy(n=40, noise=0.1, seed=2)
    assert np.array_equal(x, again[0])
    assert np.array_equal(y, again[1])
    assert not np.array_equal(x, other[0])
    x[0] = 99  # the caller's own
    assert np.array_equal(toy(n=40, noise=0.1, seed=1)[0], again[0])


@pytest.mark.parametrize("toy", TOYS)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n, the number of points.*expected 1 or more, got 0"),
        ({"n": -3}, "got -3"),
        ({"n": 2.5}, "whole number.*got 2.5"),
        ({"n": "many"}, "got 'many'"),
        ({"n": True}, "got True"),
        ({"noise": -0.1}, "noise.*0 or more, got -0.1.*Pass 0"),
        ({"noise": np.nan}, "noise.*got nan"),
        ({"noise": np.inf}, "noise.*got inf"),
        ({"noise": "little"}, "noise.*got 'little'"),
        ({"seed": -1}, "seed.*got -1"),
        ({"seed": 1.5}, "seed.*got 1.5"),
    ],
)
def test_bad_arguments_are_named(toy, arguments, message):
    with pytest.raises(ValueError, match=f"{toy.__name__} needs .*{message}"):
        toy(**arguments)


def test_blobs_take_any_number_of_classes():
    x, y = datasets.blobs(n=30, noise=0, n_classes=3)
    assert np.bincount(y).tolist() == [10, 10, 10]
    assert np.allclose(np.hypot(*x.T), 2)
    with pytest.raises(ValueError, match=r"n_classes.*got 0"):
        datasets.blobs(n_classes=0)


def test_xor_without_noise_is_the_truth_table():
    x, y = datasets.xor()
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert y.tolist() == [0, 1, 1, 0]


def test_circles_lie_inside_one_another():
    x, y = datasets.circles(n=100, noise=0)
    assert np.allclose(np.hypot(*x.T), np.where(y == 0, 1, 0.5))


def best_line(x, y):
    """Accuracy on its own data of the least-squares line."""
    features = np.c_[x, np.ones(len(x))]
    solution = np.linalg.lstsq(features, 2.0 * y - 1, rcond=None)[0]
    return np.mean((features @ solution > 0) == y)


def nearest_neighbor(x, y):
    """Accuracy on the second half of the points of copying the class of the nearest first-half."""
    known, asked = slice(0, len(x) // 2), slice(len(x) // 2, None)
    distance = np.linalg.norm(x[asked, None] - x[None, known], axis=-1)
    return np.mean(y[known][distance.argmin(axis=1)] == y[asked])


@pytest.mark.parametrize("seed", range(5))
def test_spirals_wind_into_each_other(seed):
    x, y = datasets.spirals(seed=seed)
    assert best_line(x, y) < 0.75
    assert nearest_neighbor(x, y) > 0.97
    radius = np.hypot(*x.T)
    for ring in ((0.4, 0.7), (0.7, 1.0)):  # both arms in each ring: neither lies inside the other
        share = y[(radius > ring[0]) & (radius < ring[1])].mean()
        assert 0.35 < share < 0.65


@pytest.mark.parametrize("seed", range(5))
def test_moons_need_a_curve_and_blobs_only_a_line(seed):
    assert 0.8 < best_line(*datasets.moons(seed=seed)) < 0.95
    assert nearest_neighbor(*datasets.moons(seed=seed)) > 0.95
    assert best_line(*datasets.blobs(seed=seed)) > 0.97
    assert best_line(*datasets.circles(seed=seed)) < 0.7
