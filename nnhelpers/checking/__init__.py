"""Exercises that answer back: `check`, `hint`, `solution`; and `claim`, which tests a sentence.

`commands` is what a learner calls, `exercise_format` what an author writes, and `diagnosis` says
which mistake it is.
"""

from nnhelpers.checking.claims import ClaimFailed, claim
from nnhelpers.checking.commands import (
    check,
    checked,
    exercises,
    help_given,
    hint,
    record,
    solution,
    stub_by_name,
)
from nnhelpers.checking.exercise_format import exercise

__all__ = [
    "ClaimFailed",
    "check",
    "checked",
    "claim",
    "exercise",
    "exercises",
    "help_given",
    "hint",
    "record",
    "solution",
    "stub_by_name",
]
