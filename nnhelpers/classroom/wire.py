"""Plain values as bytes: a JSON head for structure and text, then the raw numbers of the arrays.

A frame is two lengths, the head and the numbers. What comes out of the sandbox is read with limits
on its size and depth, is never unpickled or evaluated, and can only be numbers, text, None, the
three dots, tuples and dicts of such, or an `Odd` that says what a result was.
"""

import inspect
import json
import math
import struct
import textwrap
from functools import cache

import numpy as np

from nnhelpers.checking.answers import Odd

LENGTHS = struct.Struct("=II")
DEEPEST = 12
DTYPES = {
    "|b1", "|i1", "|u1", "<i2", "<i4", "<i8", "<u2", "<u4", "<u8",
    "<f2", "<f4", "<f8", "<c8", "<c16",
}  # fmt: skip


class WireError(Exception):
    """A frame that is not what it should be."""


# ---- writing -----------------------------------------------------------------------------------


def packed(value):
    """Return a value as one frame."""
    numbers = []
    head = json.dumps(head_of(value, numbers), separators=(",", ":")).encode()
    body = b"".join(numbers)
    return LENGTHS.pack(len(head), len(body)) + head + body


def head_of(value, numbers):
    """Return what JSON holds of a value; append the bytes of arrays to `numbers`."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return array_head(value, numbers)
    if isinstance(value, (tuple, list)):
        kind = "t" if isinstance(value, tuple) else "l"
        return {kind: [head_of(item, numbers) for item in value]}
    if isinstance(value, dict):
        pairs = [[head_of(key, numbers), head_of(item, numbers)] for key, item in value.items()]
        return {"d": pairs}
    if value is ...:
        return {"gap": 1}
    if isinstance(value, Odd):
        return {"o": value.what}
    if inspect.isfunction(value):  # an input only: no result is a function
        return {"f": [value.__name__, source_of(value)]}
    raise WireError(f"An exercise cannot have {value!r} among its inputs: it cannot be sent.")


@cache
def source_of(function):
    return textwrap.dedent(inspect.getsource(function))


def array_head(value, numbers):
    array = np.asarray(value)
    if array.dtype.str not in DTYPES:
        array = array.astype("<c16" if array.dtype.kind == "c" else "<f8")
    numbers.append(array.tobytes())
    return {"g" if isinstance(value, np.generic) else "a": [array.dtype.str, list(array.shape)]}


# ---- reading -----------------------------------------------------------------------------------


def unpacked(head, body, functions=None):
    """Return the value in a frame; raise WireError for whatever is not one.

    Parameters
    ----------
    head, body : bytes, the two parts of a frame
    functions : what turns the name and source of a function into one. Only the sandbox, which
        reads what the grader wrote, gives it.
    """
    try:
        reader = Reader(body, functions)
        value = reader.value(json.loads(head), 0)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise WireError(
            f"a reply that is not in the agreed form ({type(error).__name__})"
        ) from None
    if reader.place != len(body):
        raise WireError("a reply with more numbers than it names")
    return value


class Reader:
    """Builds a value from its head, taking numbers from the body in order."""

    def __init__(self, body, functions):
        self.body, self.place, self.functions = body, 0, functions

    def value(self, head, depth):
        if depth > DEEPEST:
            raise WireError("a reply nested too deeply")
        if head is None or type(head) in (bool, int, float, str):
            return head
        ((kind, content),) = head.items() if isinstance(head, dict) else {"": 0}.items()
        if kind in ("a", "g"):
            return self.array(*content) if kind == "a" else self.array(*content)[()]
        if kind in ("t", "l"):
            return (tuple if kind == "t" else list)(self.value(item, depth + 1) for item in content)
        if kind == "d":
            return {self.value(k, depth + 1): self.value(v, depth + 1) for k, v in content}
        if kind == "f" and self.functions:
            return self.functions(*content)
        return {"gap": ..., "o": Odd(str(content)[:100])}[kind]

    def array(self, dtype, shape):
        sizes = [size for size in shape if type(size) is int and size >= 0]
        if dtype not in DTYPES or len(sizes) != len(shape) or len(shape) > 32:
            raise WireError("an array of an unknown kind")
        count, start = math.prod(sizes), self.place
        self.place += count * np.dtype(dtype).itemsize
        if self.place > len(self.body):
            raise WireError("a reply with fewer numbers than it names")
        flat = np.frombuffer(self.body[start : self.place], dtype=dtype)
        return flat.reshape(sizes).copy()


def parsed_lengths(data, largest):
    """Return the two lengths at the start of a frame; raise WireError above `largest` bytes."""
    head, body = LENGTHS.unpack(data)
    if head + body > largest:
        raise WireError("a reply that is too large")
    return head, body
