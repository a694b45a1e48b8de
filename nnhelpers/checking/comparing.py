"""Compare plain values: bring a result into the form of the expected one; tell if they agree."""

from typing import NamedTuple

import numpy as np

from nnhelpers.checking.answers import Odd, quiet


class Pair(NamedTuple):
    """One case: its inputs, what was expected and what came, as float arrays, and its number."""

    inputs: tuple
    expected: np.ndarray
    got: np.ndarray
    number: int = 0


def close(got, wanted, tolerance=1e-6):
    """Tell whether two arrays have one shape and agree, relative to the largest wanted value."""
    if got.shape != wanted.shape:
        return False
    return bool(agreement(got, wanted, tolerance).all())


def agreement(got, wanted, tolerance=1e-6):
    finite = np.isfinite(wanted)
    scale = np.abs(wanted[finite]).max(initial=0) or 1
    with quiet():
        same = np.where(finite, np.abs(got - wanted) <= tolerance * scale, got == wanted)
    return same | (np.isnan(got) & np.isnan(wanted))


def attempt(function, *inputs):
    """Return a float array, or None where the function does not fit the inputs."""
    try:
        with quiet():
            return np.array(function(*inputs), dtype=float)
    except Exception:
        return None


def pooled(pairs):
    """Return all expected and all received values, or None where shapes differ."""
    if any(pair.expected.shape != pair.got.shape for pair in pairs):
        return None
    return tuple(
        np.concatenate([getattr(p, key).ravel() for p in pairs]) for key in ("expected", "got")
    )


def steady(values):
    """Return the one number that all values equal, or None."""
    if len(values) < 2 or not np.isfinite(values).all():
        return None
    middle = np.median(values)
    return middle if np.abs(values - middle).max() <= 1e-5 * max(abs(middle), 1e-300) else None


def offset_of(expected, got):
    return steady(got - expected)


def factor_of(expected, got):
    """Return c where got = c · expected in at least two values and everywhere, or None."""
    large = np.abs(expected) > 1e-6 * np.abs(expected).max(initial=0)
    if not close(got[~large], np.zeros((~large).sum())):
        return None
    factor = steady(got[large] / expected[large])
    return None if factor is None or factor == 0 else factor


def counts(pairs, position, count):
    """Return how many rows, columns or values one argument has in each case, or None."""
    found = [attempt(lambda x: count(np.asarray(x)), pair.inputs[position]) for pair in pairs]
    return None if any(n is None for n in found) else np.array(found)


def explains(pairs, candidates, cases=1):
    """Tell whether candidate results equal what came in every case, with enough evidence.

    Enough are two values, or three where there are only a few different ones, in so many cases,
    that tell the candidate from what is expected.
    """
    evidence, unknown = [], 0
    for pair, candidate in zip(pairs, candidates, strict=True):
        if candidate is None or candidate.shape != pair.got.shape:
            return False
        known = np.isfinite(candidate)
        if candidate.size and not (known.any() and close(pair.got[known], candidate[known])):
            return False
        evidence.append(distinct(pair, candidate, known))
        unknown += (~known).sum()
    enough = (
        sum(evidence) >= (3 if is_discrete(pairs) else 2) and np.count_nonzero(evidence) >= cases
    )
    return enough and unknown <= sum(pair.got.size for pair in pairs) / 2


def distinct(pair, candidate, known):
    """Count the values in which a candidate differs from what is expected."""
    if candidate.shape != pair.expected.shape:
        return candidate.size
    return int((~agreement(candidate, pair.expected) & known).sum())


def is_discrete(pairs):
    values = np.concatenate([pair.expected.ravel() for pair in pairs])
    return len(np.unique(values)) <= 3


# ---- form --------------------------------------------------------------------------------


class MisfitError(Exception):
    """A result is of another kind than what is asked; carries (kind, sentence)."""


def fitted(got, expected, place="Your result"):
    """Return a plain value in the form of the expected one; raise MisfitError where it has none."""
    if isinstance(expected, np.ndarray):
        return fitted_numbers(got, expected, place)
    if isinstance(expected, str) and isinstance(got, str):
        return got
    if isinstance(expected, tuple) and is_sequence(got):
        return fitted_parts(got, expected, place)
    if isinstance(expected, dict) and isinstance(got, dict):
        return fitted_entries(got, expected, place)
    raise misfit(
        "type", f"{place} is {described(got)}; the exercise asks for {described(expected)}."
    )


def fitted_numbers(got, expected, place):
    asked = described(expected)
    if isinstance(got, tuple) and len(got) == 1 and is_number(got[0], expected):
        raise misfit("comma", f"{place} is a tuple of one: is there a comma behind the result?")
    if isinstance(got, tuple):
        got = stacked(got, asked, place)
    if not isinstance(got, np.ndarray):
        raise misfit("type", f"{place} is {described(got)}; the exercise asks for {asked}.")
    if got.dtype.kind == "c" and np.any(got.imag):
        raise misfit("complex", f"{place} has complex numbers; the exercise asks for {asked}.")
    return got.real.astype(float)


def is_number(part, expected):
    """Tell whether the only part of a tuple is a result with a comma behind it."""
    return isinstance(part, np.ndarray) and expected.shape != (1, *part.shape)


def stacked(parts, asked, place):
    """Return a tuple of numbers as one array."""
    try:
        return np.array([fitted_numbers(part, np.zeros(np.shape(part)), place) for part in parts])
    except ValueError:
        sentence = f"{place} has rows of different lengths; the exercise asks for {asked}."
        raise misfit("ragged", sentence) from None


def fitted_parts(got, expected, place):
    if len(got) != len(expected):
        raise misfit(
            "parts",
            f"{place} has {number_of_parts(got)}; {len(expected)} are asked.",
        )
    return tuple(
        fitted(one, wanted, f"Part {number} of your result")
        for number, (one, wanted) in enumerate(zip(map(as_part, got), expected, strict=True), 1)
    )


def as_part(value):
    return np.asarray(value) if isinstance(value, np.generic) else value


def number_of_parts(value):
    return "1 part" if len(value) == 1 else f"{len(value)} parts"


def fitted_entries(got, expected, place):
    missing, extra = expected.keys() - got.keys(), got.keys() - expected.keys()
    if missing or extra:
        told = [f"lacks {key!r}" for key in sorted(missing)]
        told += [f"has {key!r}, which is not asked" for key in sorted(extra)]
        raise misfit("keys", f"{place} {' and '.join(told)}.")
    return {key: fitted(got[key], expected[key], f"{key!r} of your result") for key in expected}


def misfit(kind, sentence):
    return MisfitError((kind, sentence))


def is_sequence(value):
    return isinstance(value, tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def described(value):
    """Return what kind of thing a plain value is, in words."""
    if isinstance(value, np.ndarray):
        return "an array of numbers" if value.ndim else "a number"
    if isinstance(value, Odd):
        return value.what
    if isinstance(value, tuple):
        return f"a tuple or list of {len(value)}"
    if isinstance(value, str):
        return "text"
    return {type(None): "None", type(...): "the three dots ..."}.get(type(value), "a dictionary")


# ---- parts -------------------------------------------------------------------------------


def leaves(value, path=()):
    """Yield the paths to all arrays and texts in a plain value."""
    if isinstance(value, (tuple, dict)):
        for key in range(len(value)) if isinstance(value, tuple) else value:
            yield from leaves(value[key], (*path, key))
    else:
        yield path


def leaf(value, path):
    for key in path:
        value = value[key]
    return value


def equal(got, wanted, tolerance):
    """Tell whether two plain values of one form agree in every part."""
    paths = list(leaves(wanted))
    return list(leaves(got)) == paths and all(
        equal_leaf(leaf(got, path), leaf(wanted, path), tolerance) for path in paths
    )


def equal_leaf(got, wanted, tolerance):
    if isinstance(got, np.ndarray) and isinstance(wanted, np.ndarray):
        return close(got, wanted, tolerance)
    return isinstance(got, str) and isinstance(wanted, str) and got == wanted
