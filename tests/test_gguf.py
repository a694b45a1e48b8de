import contextlib
import struct

import numpy as np
import pytest
import small_gguf

from nnhelpers import gguf
from nnhelpers.gguf import GGUF


def half(number):
    return np.float16(number).tobytes()


def test_q8_0_block_by_hand(tmp_path):
    codes = np.array([-128, 127, 0, 4] + [1] * 28, np.int8)
    block = half(0.5) + codes.tobytes()  # 34 bytes: scale, then a code a number
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": ((1, 32), 8, block)})
    np.testing.assert_array_equal(GGUF(path).tensor("w"), [[-64, 63.5, 0, 2] + [0.5] * 28])


def test_q4_1_block_by_hand(tmp_path):
    pairs = bytes([0x10, 0x32, 0xFA] + [0] * 13)  # low halves 0, 2, 10 first; high ones 16 later
    block = half(0.25) + half(-1) + pairs
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": ((32,), 3, block)})
    expected = np.full(32, -1.0)
    expected[[1, 2, 16, 17, 18]] = [-1 + 0.5, -1 + 2.5, -1 + 0.25, -1 + 0.75, -1 + 3.75]
    np.testing.assert_array_equal(GGUF(path).tensor("w"), expected)


def test_blocks_fill_rows_one_after_the_other(tmp_path):
    blocks = b"".join(half(scale) + bytes([1] * 32) for scale in (1, 2, 3, 4))
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": ((2, 64), 8, blocks)})
    tensor = GGUF(path).tensor("w")
    np.testing.assert_array_equal(tensor, np.repeat([[1, 2], [3, 4]], 32, axis=1))
    assert tensor.dtype == np.float32


def test_floats_are_read_as_they_are(tmp_path):
    a, b = np.arange(6.0).reshape(2, 3), np.array([1.5, -2])
    halves = b.astype(np.float16).tobytes()
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"a": a, "b": ((2,), 1, halves), "c": b})
    file = GGUF(path)
    for name, expected in {"a": a, "b": b, "c": b}.items():
        np.testing.assert_array_equal(file.tensor(name), expected)
        assert file.tensors[name].shape == expected.shape
    assert "3 tensors" in repr(file)


def test_metadata_by_name(tmp_path):
    metadata = {"n": 7, "x": 0.5, "name": "Straße", "words": ["a", "", "b c"], "sizes": [1, 2]}
    assert GGUF(small_gguf.write(tmp_path / "a.gguf", metadata, {})).metadata == metadata


@pytest.mark.parametrize(
    ("kind", "form", "number"),
    [(0, "<B", 200), (1, "<b", -5), (2, "<H", 60_000), (3, "<h", -300), (5, "<i", -70_000),
     (7, "<?", True), (10, "<Q", 2**63), (11, "<q", -(2**62)), (12, "<d", 0.1)],
)  # fmt: skip
def test_every_kind_of_number(tmp_path, kind, form, number):
    path = tmp_path / "a.gguf"
    entry = small_gguf.text("n") + struct.pack("<I", kind) + struct.pack(form, number)
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + entry)
    assert GGUF(path).metadata == {"n": number}


def test_large_numbers_are_no_damage(tmp_path):
    large = np.full(3, 3e38, np.float32)
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": large})
    np.testing.assert_array_equal(GGUF(path).tensor("w"), large)


def test_another_alignment(tmp_path):
    path = tmp_path / "a.gguf"
    small_gguf.write(path, {"general.alignment": 128}, {"w": np.ones(3)}, alignment=128)
    np.testing.assert_array_equal(GGUF(path).tensor("w"), np.ones(3))


def test_absent_files_and_tensors_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"found no file .*none\.gguf.*Check the path"):
        GGUF(tmp_path / "none.gguf")
    file = GGUF(small_gguf.write(tmp_path / "a.gguf", {}, {"w": np.ones(3)}))
    with pytest.raises(ValueError, match="no tensor 'v'"):
        file.tensor("v")


@pytest.mark.parametrize(("kind", "name"), [(14, "Q6_K"), (2, "Q4_0"), (999, "unknown")])
def test_an_unknown_type_is_named(tmp_path, kind, name):
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": ((256,), kind, bytes(1000))})
    message = rf"keeps tensor 'w' as {name} \(type {kind}\): expected one of F32, F16, Q4_1, Q8_0"
    with pytest.raises(ValueError, match=message):
        GGUF(path)


@pytest.fixture
def small(tmp_path):
    metadata, tensors = {"a": ["x", "y"], "b": 2}, {"w": np.ones((2, 3)), "v": np.ones(2)}
    return small_gguf.write(tmp_path / "small.gguf", metadata, tensors)


def test_a_file_that_was_cut_off_says_so_wherever_it_ends(small):
    content = small.read_bytes()
    end = content.rindex(np.ones(2, "<f4").tobytes()) + 8  # what follows is padding
    for length in range(end):
        small.write_bytes(content[:length])
        with pytest.raises(ValueError, match=r"small\.gguf .*damaged.*(ends at|cut off|starts)"):
            GGUF(small)


def test_damage_never_surfaces_as_another_error(small):
    content = small.read_bytes()
    for place in range(len(content)):
        for damage in (0xFF, 0x80, 0x01):
            spoiled = bytearray(content)
            spoiled[place] ^= damage
            small.write_bytes(spoiled)
            with contextlib.suppress(ValueError):
                file = GGUF(small)
                [file.tensor(name) for name in file.tensors]


@pytest.mark.parametrize(
    ("metadata", "tensors", "version", "message"),
    [
        ({}, {}, 1, "version 1, not b'GGUF' and 2 or 3"),
        ({"general.alignment": 0}, {}, 3, "its alignment is 0"),
        ({}, {"w": ((33,), 8, bytes(68))}, 3, r"tensor 'w' of shape \(33,\) is not in whole bl"),
        ({}, {"w": ((), 0, bytes(4))}, 3, r"tensor 'w' of shape \(\) is not"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path, metadata, tensors, version, message):
    path = small_gguf.write(tmp_path / "a.gguf", metadata, tensors, version)
    with pytest.raises(ValueError, match=message):
        GGUF(path)


def test_lists_of_lists_are_refused(tmp_path):
    path = tmp_path / "a.gguf"
    entry = small_gguf.text("n") + struct.pack("<IIQ", 9, 9, 1)
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + entry)
    with pytest.raises(ValueError, match="metadata 'n' are of the unknown kind 9"):
        GGUF(path)


@pytest.mark.parametrize("scale", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_damage(tmp_path, scale):
    path = small_gguf.write(tmp_path / "a.gguf", {}, {"w": ((32,), 8, half(scale) + bytes(32))})
    with pytest.raises(ValueError, match="damaged: tensor 'w' has numbers that are not finite"):
        GGUF(path).tensor("w")


@pytest.mark.parametrize(("kind", "size"), [(3, 20), (8, 34)])
def test_same_numbers_as_the_package_gguf(kind, size):
    theirs = pytest.importorskip("gguf", reason="the package gguf is not installed")
    rng, n = np.random.default_rng(0), 100
    blocks = rng.integers(0, 256, size=(n, size), dtype=np.uint8)
    blocks[:, 1] = blocks[:, 3] = 0x30  # halves of moderate size
    block = gguf.BLOCKS[kind]
    ours = block.numbers(blocks.ravel().view(block.fields))
    expected = theirs.dequantize(blocks, theirs.GGMLQuantizationType(kind))
    np.testing.assert_array_equal(ours, expected.reshape(n, 32))
