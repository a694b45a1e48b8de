"""Ask a function questions and bring home plain values, whatever the function does.

Nothing in here knows what is right. A grader can put these calls into a locked
process and compare outside.
"""

import contextlib
import copy
import dis
import inspect
import io
import itertools
import types
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnhelpers.checking.failures import failure

LARGEST = 10_000_000  # values in a result
LONGEST = 100_000  # items taken from an iterator
DEEPEST = 6  # lists in lists


class Question(NamedTuple):
    """Inputs to call a function with, and why."""

    inputs: tuple
    role: str = "case"  # "case", "again", or the name of the argument that differs from the base
    base: int = 0  # number of the case that this one repeats or varies


class Reply(NamedTuple):
    """What came back: a plain value, or how it failed."""

    value: object = None
    failure: tuple = None  # (kind, sentence)
    changed: tuple = ()  # names of the arguments that the call has changed in place
    printed: str = ""


@dataclass(frozen=True)
class Odd:
    """Stands for a result that is neither numbers nor text, and says what it is."""

    what: str


# ---- questions -------------------------------------------------------------


def questions(exercise, seed=0):
    """Return the cases of an exercise, one repetition, and variations of one argument each."""
    cases = exercise.examples(seed)
    asked = [Question(inputs) for inputs in cases]
    if exercise.kind == "explain" or not cases[0]:
        return asked
    asked.append(Question(cases[0], "again"))
    for position, name in enumerate(exercise.arguments):
        asked += itertools.islice(variations(exercise, cases, position, name), 6)
    return asked


def variations(exercise, cases, position, name):
    """Yield questions that differ from a case in one argument, and in the solution's result."""
    for number, inputs in enumerate(cases):
        if position >= len(inputs):
            continue
        for value in varied(inputs[position]):
            changed = (*inputs[:position], value, *inputs[position + 1 :])
            before, after = (ask(exercise.solution, given) for given in (inputs, changed))
            if after.failure is None and not identical(before.value, after.value):
                yield Question(changed, name, number)
                break


def varied(value):
    """Return other values of the same type and shape."""
    try:
        array = np.asarray(value)
    except ValueError:  # parts of different shapes, such as [(weight, bias), ...]
        return [type(value)(parts) for parts in zip(*map(varied, value), strict=False)]
    changes = {
        "f": (lambda a: 1.25 * a + 0.125, lambda a: -a - 0.5),
        "i": (
            lambda a: np.roll(a, 1) if a.ndim else a + 1,
            # A count stays a count: a search for the largest h would not end at a negative one.
            lambda a: a[::-1] if a.ndim else (2 * a if a > 1 else 1 - a),
        ),
        "b": (np.logical_not,),
    }
    found = [change(array) for change in changes.get(array.dtype.kind, ())]
    return [new if new.ndim else new.item() for new in map(np.asarray, found)]


# ---- asking ----------------------------------------------------------------


def collect(function, asked, names=()):
    """Call the function once a question; return one Reply each, fewer when somebody interrupts."""
    replies = []
    for question in asked:
        replies.append(ask(function, question.inputs, names))
        if replies[-1].failure and replies[-1].failure[0] == "stopped":
            break
    return replies


def ask(function, inputs, names=()):
    """Call the function on copies of the inputs; catch whatever happens."""
    given, page = copy.deepcopy(inputs), Page()
    try:
        with contextlib.redirect_stdout(page), quiet():
            value = plain(function(*given))
    except BaseException as error:
        return Reply(failure=failure(error, function, inputs, names), printed=page.getvalue())
    pairs = itertools.zip_longest(names, inputs, given)
    changed = tuple(name for name, old, new in pairs if name and not identical(old, new))
    return Reply(value, None, changed, page.getvalue())


class Page(io.StringIO):
    """Keeps what a function prints, up to a page; the rest is dropped."""

    def write(self, text):
        return super().write(text[: max(0, 2000 - self.tell())]) and len(text)


@contextlib.contextmanager
def quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def identical(a, b):
    """Tell whether two inputs or plain values are equal, NaN counting as equal to NaN."""
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(map(identical, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(identical(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and same_bytes(a, b):
        return True
    if isinstance(a, np.ndarray) and a.dtype.kind in "fc":
        return np.array_equal(a, b, equal_nan=True)
    return np.array_equal(a, b)


def same_bytes(a, b):
    """Tell whether two arrays are copies: quicker than comparing numbers, and mostly so."""
    alike = a.shape == b.shape and a.dtype == b.dtype and a.dtype.kind in "biufc"
    return alike and a.tobytes() == b.tobytes()


def attempted(function, given=None):
    """Tell whether a function differs from `...` and from what the learner was given."""
    code = getattr(function, "__code__", None)
    untouched = [fingerprint(blank.__code__), given and fingerprint(given.__code__)]
    return code is None or fingerprint(code) not in untouched


def blank(): ...


# Whether `np.exp` counts as a method depends on where `np` was imported: in the cell or elsewhere.
ALIKE = {"LOAD_METHOD": "LOAD_ATTR"}
NO_MATTER = {"PRECALL", "PUSH_NULL"}
JUMPS = {*dis.hasjrel, *dis.hasjabs}  # their targets are offsets, which differ with those calls


def fingerprint(code):
    """Return what a function does, without its name, docstring and line numbers."""
    return [
        (ALIKE.get(step.opname, step.opname), fingerprint(value) if nested else repr(value))
        for step in dis.get_instructions(code)
        if step.opname not in NO_MATTER
        for value in [None if step.opcode in JUMPS else step.argval]
        for nested in [isinstance(value, types.CodeType)]
    ]


# ---- plain values ----------------------------------------------------------


def plain(value, depth=0):
    """Return a result as arrays, text, tuples and dicts of such; anything else becomes an Odd."""
    if value is None or value is ...:
        return value
    if isinstance(value, str):
        return str(value)
    if type(value).__name__ == "Tensor":
        return Odd("a Tensor")
    if inspect.iscoroutine(value):
        value.close()
        return Odd("a coroutine")
    if isinstance(value, (Iterator, range)):
        value = list(itertools.islice(value, LONGEST))
    if depth > DEEPEST or size(value) > LARGEST:
        return Odd("a very large or deeply nested result")
    if isinstance(value, Mapping):
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, tuple) and len(value) < LONGEST:
        return tuple(plain(item, depth + 1) for item in value)
    return plain_array(value, depth)


def size(value):
    return getattr(value, "size", None) or (len(value) if hasattr(value, "__len__") else 1)


def plain_array(value, depth):
    """Return numbers as an array; unequal rows and lists of text as tuples."""
    if not isinstance(value, (bool, int, float, complex, list, tuple)) and not hasattr(
        value, "__array__"
    ):
        return Odd(described_type(value))
    try:
        array = np.array(value)
        if array.dtype.kind == "O":
            array = array.astype(float)
    except Exception:  # rows of unequal length, or things that are no numbers
        array = np.empty(0, dtype=object)
    if array.dtype.kind in "biufc":
        return array
    if isinstance(value, (list, tuple, np.ndarray)) and np.ndim(array):
        return tuple(plain(item, depth + 1) for item in value)
    return Odd(described_type(value))


def described_type(value):
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    if callable(value):
        return (
            f"the function {getattr(value, '__name__', '')} itself, which was not called".replace(
                "  ", " "
            )
        )
    return f"an object of type {type(value).__name__}"
