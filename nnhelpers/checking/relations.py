"""What a wrong result has to do with the right one: the search through the tables of slips.

Each relation looks at all cases together and returns (kind, sentence) or None. A slip is named
only when it explains every case, and when at least two values tell it from the right result.
"""

import copy
import itertools

import numpy as np

from nnhelpers.checking import slips
from nnhelpers.checking.answers import quiet
from nnhelpers.checking.comparing import (
    attempt,
    close,
    counts,
    explains,
    factor_of,
    is_discrete,
    offset_of,
    pooled,
    steady,
)


def explain(pairs, solve, names):
    """Return (kind, sentence) of the first relation that explains all pairs, or None."""
    with quiet():
        return next(
            (found for relation in RELATIONS if (found := relation(pairs, solve, names))), None
        )


def output_slip(pairs, solve, names):
    for kind, sentence, change in slips.OUTPUTS:
        if explains(pairs, (attempt(change, pair.expected) for pair in pairs)):
            return kind, sentence
    return None


def input_slip(pairs, solve, names):
    for kind, sentence, change, *after in slips.INPUTS:
        culprits = [
            name
            for position, name in enumerate(names)
            if explains(pairs, changed_results(pairs, solve, position, change, *after))
        ]
        if culprits:
            return kind, sentence.format(name=" or ".join(culprits))
    return None


def changed_results(pairs, solve, position, change, after=np.asarray):
    """Return what the solution makes of each case with one input changed, case by case."""

    def solved(*inputs):
        inputs = list(copy.deepcopy(inputs))
        inputs[position] = change(np.asarray(inputs[position]))
        return after(solve(*inputs))

    return (attempt(solved, *pair.inputs) for pair in pairs)


def counted_input(pairs, solve, names):
    """An input counts as often as there are rows or values, or is divided by their number."""
    n_inputs = range(len(names))
    for position, (what, count), other in itertools.product(n_inputs, slips.COUNTS, n_inputs):
        numbers = counts(pairs, other, count)
        if numbers is None:
            continue
        for how, times in (("multiplied", numbers), ("divided", 1 / numbers)):
            if explains(pairs, scaled_results(pairs, solve, position, times), cases=3):
                amount = f"the number of {what} of {names[other]}"
                return "counted input", f"{names[position]} is {how} by {amount} in your result."
    return None


def scaled_results(pairs, solve, position, times):
    for pair, n in zip(pairs, times, strict=True):
        yield from changed_results([pair], solve, position, lambda a, n=n: n * a)


def swapped_inputs(pairs, solve, names):
    for i, j in itertools.combinations(range(len(names)), 2):

        def swapped(*inputs, i=i, j=j):
            order = list(inputs)
            order[i], order[j] = order[j], order[i]
            return solve(*order)

        if explains(pairs, (attempt(swapped, *pair.inputs) for pair in pairs)):
            return "swapped", f"{names[i]} and {names[j]} have changed places."
    return None


def beside_input(pairs, solve, names):
    for kind, sentence, change in slips.BESIDE:
        for position, name in enumerate(names):
            found = (attempt(change, pair.expected, pair.inputs[position]) for pair in pairs)
            if explains(pairs, found, cases=2):
                return kind, sentence.format(name=name)
    return None


def applied_twice(pairs, solve, names):
    if len(names) == 1 and explains(pairs, (attempt(solve, pair.expected) for pair in pairs)):
        return "twice", "The formula is applied twice: to the input, then to its own result."
    return None


def same_factor(pairs, solve, names):
    pool = pooled(pairs)
    factor = pool and factor_of(*pool)
    if not factor:
        return None
    if np.isclose(factor, -1, rtol=1e-5):
        return "sign", "Every value has the wrong sign."
    known = [text for value, text in slips.FACTORS.items() if np.isclose(factor, value, rtol=1e-5)]
    times = known[0] if known else f"{factor:.6g} times"
    return "factor", f"Every value is {times} what it should be."


def same_offset(pairs, solve, names):
    pool = pooled(pairs)
    offset = pool and steady(pool[1] - pool[0])
    if not offset:
        return None
    size = "large" if offset > 0 else "small"
    return "offset", f"Every value is too {size} by {abs(offset):.6g}."


def case_factors(pairs):
    """Return one factor a case, or None where a case has none."""
    if pooled(pairs) is None:
        return None
    factors = []
    for pair in pairs:
        ratio = pair.got[pair.expected != 0] / pair.expected[pair.expected != 0]
        factors.append(ratio[0] if len(ratio) == 1 else steady(ratio))
    return None if any(factor is None for factor in factors) else np.array(factors)


def counted_factor(pairs, solve, names):
    """A sum for a mean, or the reverse: the factor is the number of rows or values in each case."""
    factors = case_factors(pairs)
    if factors is None or len(pairs) < 2:
        return None
    for (what, count), (position, name) in itertools.product(slips.COUNTS, enumerate(names)):
        n = counts(pairs, position, count)
        if n is None or (n == n[0]).all():
            continue
        for kind, sentence, value in slips.COUNTED:
            if np.allclose(factors, value(n), rtol=1e-5):
                return kind, sentence.format(count=f"number of {what} of {name}")
    return None


def factor_in_groups(pairs, solve, names):
    """Every case, row or column is right up to a factor, or up to a constant, of its own."""
    if pooled(pairs) is None or any(pair.expected.ndim == 0 for pair in pairs):
        return None
    for what, split in slips.GROUPS:
        groups = attempt_groups(pairs, split)
        if sum(len(expected) > 1 for expected, _ in groups) < 2:
            continue
        for kind, same in (("factor", factor_of), ("constant", offset_of)):
            if all(len(e) < 2 or same(e, g) is not None for e, g in groups):
                sentence = f"In each {what}, all values are off by one {kind}, each by its own."
                return not_normalized(pairs, solve, names) or (f"{what} {kind}", sentence)
    return None


def attempt_groups(pairs, split):
    """Return pairs of vectors, expected and received, that belong together; none for misfits."""
    try:
        return [g for p in pairs for g in zip(split(p.expected), split(p.got), strict=True)]
    except ValueError:
        return []


def row_sums(pairs):
    """Say so where each row should add up to 1 and does not."""
    if any(p.expected.ndim == 0 or not np.allclose(p.expected.sum(-1), 1) for p in pairs):
        return None
    sums = np.concatenate([np.atleast_1d(p.got.sum(-1)) for p in pairs])
    total = sums[np.abs(sums - 1).argmax()]
    return f"Each row should add up to 1; one of yours adds up to {total:.4g}."


def not_normalized(pairs, solve, names):
    sentence = None if pooled(pairs) is None else row_sums(pairs)
    if sentence is None or all(np.allclose(pair.got.sum(-1), 1) for pair in pairs):
        return None
    return "not normalized", sentence


def shifted(pairs, solve, names):
    if pooled(pairs) is None or is_discrete(pairs):
        return None
    if any(len(np.atleast_1d(pair.expected)) < 3 for pair in pairs):
        return None
    if all(close(p.got[1:], p.expected[:-1]) for p in pairs):
        return "shifted", "Every value stands one place too late: an index is off by one."
    if all(close(p.got[:-1], p.expected[1:]) for p in pairs):
        return "shifted", "Every value stands one place too early: an index is off by one."
    return None


def permuted(pairs, solve, names):
    if pooled(pairs) is None or all(pair.expected.size < 2 for pair in pairs):
        return None
    if not is_discrete(pairs) and all(
        close(np.sort(p.got, None), np.sort(p.expected, None)) for p in pairs
    ):
        return "permuted", "You return the right values, but in other places."
    return None


def nearly(pairs, solve, names):
    if (
        pooled(pairs) is None
        or is_discrete(pairs)
        or not all(close(p.got, p.expected, 1e-3) for p in pairs)
    ):
        return None
    return "nearly", (
        "Your result is nearly right, with differences of less than a thousandth: "
        "is something rounded, computed in float32, or is a small constant added?"
    )


RELATIONS = [
    counted_factor,
    same_factor,
    same_offset,
    beside_input,
    output_slip,
    input_slip,
    counted_input,
    swapped_inputs,
    applied_twice,
    shifted,
    factor_in_groups,
    permuted,
    nearly,
    not_normalized,
]
