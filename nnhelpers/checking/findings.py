"""What can be wrong with an answer, from the plainest to the subtlest, one function each.

Each step looks at the answers (see `diagnosis.Answers`) and returns (kind, sentence) or None. The
first that speaks is believed; the order is that of STEPS, below.
"""

import itertools

import numpy as np

from nnhelpers.checking.answers import ask, identical
from nnhelpers.checking.comparing import MisfitError, agreement, attempt, equal
from nnhelpers.checking.misfits import failed, misfitting, missing
from nnhelpers.checking.wording import (
    inputs_text,
    shape_reason,
    shapes,
    show,
    two_numbers,
    values_text,
)


def right(a):
    if a.passed < len(a.cases):
        return None
    if found := unsteady(a):
        return found
    changed = sorted({name for reply in a.replies for name in reply.changed})
    if changed:
        names = " and ".join(changed)
        return "in place", (
            f"The result is right, but your function changes {names} in place. Work on a copy, "
            f"or write `{changed[0]} = {changed[0]} + ...` where you have `+=`."
        )
    tried = f" The result is as expected in all {a.passed} cases." if a.names else ""
    return "right", f"Right.{tried}"


def known_mistake(a):
    for sentence, mistake in a.exercise.mistakes:
        if all(itertools.starmap(made(a, mistake), zip(a.cases, a.got, strict=True))):
            return "known mistake", sentence
    return None


def made(a, mistake):
    """Return a test of one case: is the result what the mistake makes of it?"""

    def same(inputs, got):
        reply = ask(mistake, inputs, a.names)
        try:
            return not reply.failure and equal(got, a.fit(reply.value, inputs), a.tolerance)
        except MisfitError:
            return False

    return same


def unsteady(a):
    for question, reply in zip(a.asked, a.replies, strict=False):
        if question.role == "again" and not identical(reply.value, a.replies[question.base].value):
            return "unsteady", (
                "Called twice with the same inputs, your function gives two results: does it draw "
                "random numbers, or change something outside itself?"
            )
    return None


def parts_swapped(a):
    sizes = {len(e) if isinstance(e, tuple) else 0 for e in a.expected}
    if len(sizes) > 1 or not 2 <= min(sizes) <= 4:
        return None
    for order in itertools.permutations(range(len(a.expected[0]))):
        moved = [tuple(got[place] for place in order) for got in a.got]
        if all(map(equal, moved, a.expected, itertools.repeat(a.tolerance))):
            return "parts swapped", "The parts of your result are right, but in another order."
    return None


def wrong_text(a):
    number, pair = a.wrong[0]
    if not isinstance(pair.expected, str):
        return None
    if pair.got.strip().lower() == pair.expected.strip().lower():
        return "text", a.told("Right but for capitals or blanks around the text.")
    shown = repr(pair.got[:60])
    if not a.names:
        return "text", a.told(f"{shown} is not it.")
    asked = f"expected {pair.expected!r}, got {shown}."
    return "text", a.told(
        f"In case {number} of {len(a.cases)}: {asked}{inputs_text(pair, a.names)}"
    )


def wrong_shape(a):
    bad = [(p.number, p) for p in a.pairs if p.got.shape != p.expected.shape]
    if not bad:
        return None
    number, pair = bad[0]
    slip = a.explain(a.pairs) or a.explain([p for _, p in bad])
    why = slip[1] if slip else mask_reason(bad) or shape_reason(pair.expected.shape, pair.got.shape)
    fact = f"The shape is wrong: expected {pair.expected.shape}, got {pair.got.shape}"
    place = f" in case {number}, where {shapes(pair.inputs, a.names)}" if a.names else ""
    return "shape", a.told(f"{fact}{place}. {why}")


def mask_reason(bad):
    """Return a sentence if every result has one value for each True of the mask that is asked."""
    if all(
        p.expected.ndim == p.got.ndim == 1
        and set(p.expected) == {0, 1}
        and p.expected.sum() == len(p.got)
        for _, p in bad
    ):
        return (
            "A mask is asked, True or False at each place; you return one value for each True: "
            "the places or the values themselves?"
        )
    return None


def not_finite(a):
    bad = [(p.number, p) for p in a.pairs if breaks(p)]
    if not bad:
        return None
    rest = [p for p in a.pairs if all(p is not q for _, q in bad)]
    if any(not a.agrees(p) for p in rest) and (slip := a.explain(rest)):
        return slip[0], a.told(slip[1])
    number, pair = bad[0]
    what = "nan" if np.isnan(pair.got).any() else "inf"
    if rest and all(map(a.agrees, rest)) and reach(pair) > max(20, *map(reach, rest)):
        return "overflow", a.told(
            f"Right for ordinary inputs, but {what} for large ones (up to {reach(pair):,.6g}): "
            "a power of e grows past the largest number there is."
        )
    return "not finite", a.told(
        f"Your result has {what} in case {number} of {len(a.cases)}, where a finite number is "
        "expected: look for a division by 0, the logarithm of 0 or less, or an overflow."
        + inputs_text(pair, a.names)
    )


def breaks(pair):
    return (~np.isfinite(pair.got) & np.isfinite(pair.expected)).any()


def reach(pair):
    """Return the largest size of any number in the inputs of a case."""
    sizes = [attempt(np.abs, value) for value in pair.inputs]
    return max((size.max() for size in sizes if size is not None and size.size), default=0)


def constant(a):
    values = [pair.got for pair in a.pairs]
    if len(values) < 2 or not all(identical(values[0], value) for value in values[1:]):
        return None
    shown = f" ({values[0]:.6g})" if values[0].ndim == 0 else ""
    return "constant", a.told(f"The result is the same{shown} whatever the inputs are.")


def unused(a):
    tried = {}
    for question, reply in list(zip(a.asked, a.replies, strict=False))[len(a.cases) :]:
        if question.role != "again" and a.matters(question) and not reply.failure:
            base = a.replies[question.base].value
            tried.setdefault(question.role, []).append(identical(reply.value, base))
    names = [name for name in a.names if all(tried.get(name, [False]))]
    if not names:
        return None
    which, verb = " and ".join(names), "do" if len(names) > 1 else "does"
    return "unused", f"{which} {verb} not change your result, and should: where is it used?"


def related(a):
    slip = a.explain(a.pairs)
    return slip and (slip[0], a.told(slip[1]))


def changes_inputs(a):
    changed = sorted({name for reply in a.replies for name in reply.changed})
    return changed and ("in place", f"Your function changes {' and '.join(changed)} in place.")


def related_where_wrong(a):
    slip = len(a.wrong) < len(a.pairs) and a.explain([pair for _, pair in a.wrong])
    if not slip:
        return None
    number, pair = a.wrong[0]
    others = f"{count_right(a)} In the others, first in case {number}: {slip[1]}"
    return slip[0], a.told(others + inputs_text(pair, a.names))


def first_difference(a):
    number, pair = a.wrong[0]
    if a.exercise.consequence:
        return "consequence", different_consequence(a, pair)
    place = tuple(map(int, np.argwhere(~agreement(pair.got, pair.expected, a.tolerance))[0]))
    expected, got = two_numbers(pair.expected[place], pair.got[place])
    if not a.names:
        return "difference", a.told(f"{got} is not it.")
    where = f" at {list(place)}" if place else ""
    return "difference", a.told(
        f"{count_right(a)} First difference in case {number}{where}: expected {expected}, "
        f"got {got}.{inputs_text(pair, a.names)}"
    )


def different_consequence(a, pair):
    place = f" for {values_text(pair.inputs, a.names)}" if a.names else ""
    numbers = f"expected {show(pair.expected)}, got {show(pair.got)}."
    return f"{a.exercise.consequence_name}{place}: {numbers}"


def count_right(a):
    count = len(a.pairs) - len(a.wrong)
    return f"Right in {count} of {len(a.pairs)} cases." if count else "No case is right."


STEPS = [
    failed, missing, misfitting, right, known_mistake, unsteady, parts_swapped, wrong_text,
    wrong_shape, not_finite, constant, unused, related, changes_inputs, related_where_wrong,
    first_difference,
]  # fmt: skip
