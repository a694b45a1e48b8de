"""What comes before any comparison: the function failed, gave nothing, or gave another form.

Each looks at the answers (see `diagnosis.Answers`) and returns (kind, sentence) or None.
"""

from nnhelpers.checking.answers import ask, identical
from nnhelpers.checking.comparing import MisfitError, equal


def failed(a):
    for number, reply in enumerate(a.replies[: len(a.cases)], 1):
        if reply.failure:
            kind, sentence = reply.failure
            before = f"\nThe {number - 1} cases before this one ran." if number > 1 else ""
            return kind, sentence + before
    return None


def missing(a):
    replies = a.replies[: len(a.cases)]
    empty = [reply for reply in replies if reply.value is None or reply.value is ...]
    if not empty:
        return None
    if empty[0].value is ...:
        return "gap", "Your function returns the three dots: put your own code in their place."
    if empty[0].printed:
        return (
            "printed",
            "Your function prints its result; it should return it: `return` for print.",
        )
    if len(empty) < len(a.cases):
        return "none", "Your function returns None in some cases: does every branch reach a return?"
    return "none", "Your function returns None: is a `return` missing?"


def misfitting(a):
    try:
        return a.got and None
    except MisfitError as error:
        if mistaken := known_misfit(a):
            return mistaken
        kind, sentence = error.args[0]
        parts = a.exercise.parts
        return kind, sentence + (f" Return {', '.join(parts)}." if parts else "")


def known_misfit(a):
    """Find the known mistake that gives results of the same wrong form."""
    for sentence, mistake in a.exercise.mistakes:
        made = [ask(mistake, inputs, a.names).value for inputs in a.cases]
        if all(is_like(reply.value, value) for reply, value in zip(a.replies, made, strict=False)):
            return "known mistake", sentence
    return None


def is_like(got, made):
    """Tell whether two plain values agree to rounding, whatever their form."""
    try:
        return equal(got, made, 1e-6)
    except TypeError:  # truth values have no difference
        return identical(got, made)
