"""Say what is wrong with an answer: known mistakes first, then shape, NaN and the table of slips.

`diagnose` calls the function and compares; `compare` needs only the values that came back, so
that a grader can run the function somewhere else.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from nnhelpers.checking.answers import (
    attempted,
    collect,
    fingerprint,
    identical,
    plain,
    questions,
    quiet,
)
from nnhelpers.checking.comparing import (
    MisfitError,
    Pair,
    equal,
    equal_leaf,
    fitted,
    leaf,
    leaves,
    misfit,
)
from nnhelpers.checking.findings import STEPS, right
from nnhelpers.checking.misfits import failed, missing
from nnhelpers.checking.relations import explain
from nnhelpers.checking.wording import part_name

ENOUGH_WORDS = 12  # different ones


@dataclass(frozen=True)
class Finding:
    """What a check found: right or not, the kind of slip, a sentence, and the cases passed."""

    correct: bool
    kind: str
    sentence: str
    passed: int = 0
    cases: int = 0
    printed: str = ""


def diagnose(exercise, function, seed=0):
    """Call a learner's function on the cases of an exercise and return a Finding."""
    if not attempted(function, exercise.given):
        return Finding(False, "not attempted", f"Not attempted yet: {left(exercise, function)}.")
    asked = questions(exercise, seed)
    return compare(exercise, asked, collect(function, asked, exercise.arguments))


def left(exercise, function):
    """Say what a function that was not attempted still is."""
    if not exercise.given:
        return "the body is empty"
    if fingerprint(function.__code__) == fingerprint(exercise.given.__code__):
        return "this is still the code that you were given"
    return "the body does nothing. If an answer stands in it, `return` is missing in front"


def compare(exercise, asked, replies):
    """Return a Finding from questions and the replies to them (see `answers.collect`)."""
    answers = Answers(exercise, asked, replies)
    steps = EXPLAIN_STEPS if exercise.kind == "explain" else STEPS
    step, (kind, sentence) = next((step, found) for step in steps if (found := step(answers)))
    printed = "".join(reply.printed for reply in replies[:1])
    correct = step is self_marking or (step is right and kind == "right")
    return Finding(correct, kind, sentence, answers.passed, len(answers.cases), printed)


class Answers:
    """Questions, replies and expected results of one exercise: what every step looks at."""

    def __init__(self, exercise, asked, replies):
        self.exercise, self.asked, self.replies = exercise, asked, replies
        self.cases = [question.inputs for question in asked if question.role == "case"]
        self.names, self.tolerance = exercise.arguments, exercise.tolerance

    @cached_property
    def expected(self):
        return [self.solve(inputs) for inputs in self.cases]

    @cached_property
    def got(self):
        """Results in the form of the expected ones; raises MisfitError where one does not fit."""
        return [
            self.fit(reply.value, inputs)
            for reply, inputs in zip(self.replies, self.cases, strict=False)
        ]

    def solve(self, inputs):
        with quiet():
            return self.seen(plain(self.exercise.solution(*inputs)), inputs)

    def seen(self, answer, inputs):
        """Return what is compared: the answer, or what follows from it."""
        follow = self.exercise.consequence
        return answer if follow is None else plain(follow(answer, *inputs))

    def fit(self, value, inputs):
        """Return a learner's value, checked against the solution's form, as it is compared."""
        with quiet():
            answer = fitted(value, plain(self.exercise.solution(*inputs)))
            if self.exercise.consequence is None:
                return answer
            try:
                return fitted(self.seen(answer, inputs), self.solve(inputs))
            except Exception as error:
                raise misfit("unusable", f"Your result cannot be used: {error}") from None

    @cached_property
    def passed(self):
        return sum(map(self.passes, self.replies, self.cases))

    def passes(self, reply, inputs):
        try:
            got = self.fit(reply.value, inputs)
        except MisfitError:
            return False
        return reply.failure is None and equal(got, self.solve(inputs), self.tolerance)

    @cached_property
    def path(self):
        """The first part of the result that is wrong somewhere."""
        paths = dict.fromkeys(path for wanted in self.expected for path in leaves(wanted))
        return next(path for path in paths if not all(map(self.agrees, self.at(path))))

    def at(self, path):
        """Return one part of the result, case by case, of those cases that have it."""
        answers = enumerate(zip(self.cases, self.expected, self.got, strict=True), 1)
        return [
            Pair(inputs, leaf(wanted, path), leaf(got, path), number)
            for number, (inputs, wanted, got) in answers
            if path in leaves(wanted)
        ]

    @cached_property
    def pairs(self):
        """The wrong part, case by case."""
        return self.at(self.path)

    @cached_property
    def wrong(self):
        """Numbers and pairs of the cases in which the wrong part is wrong."""
        return [(pair.number, pair) for pair in self.pairs if not self.agrees(pair)]

    def matters(self, question):
        """Tell whether a variation of a case changes the wrong part of the expected result."""
        before, after = self.expected[question.base], self.solve(question.inputs)
        if self.path not in leaves(before) or self.path not in leaves(after):
            return False
        return not identical(leaf(before, self.path), leaf(after, self.path))

    def agrees(self, pair):
        return equal_leaf(pair.got, pair.expected, self.tolerance)

    def explain(self, pairs):
        """Return (kind, sentence) of a slip that explains the pairs, or None."""
        return explain(pairs, lambda *inputs: leaf(self.solve(inputs), self.path), self.names)

    def told(self, sentence):
        """Return a sentence with the name of the wrong part in front, if there are parts."""
        return part_name(self.path, self.exercise.parts) + sentence


# ---- texts, which the learner marks --------------------------------------------------------


def too_little_text(a):
    text = a.replies[0].value
    if not isinstance(text, str):
        return "type", 'Return your explanation as text: return "..."'
    if re.search(r":\s*\.\.\.\s*$", text, re.MULTILINE):
        return "gap", "There are three dots left in your text: put your own words in their place."
    words = len(set(text.lower().split()))  # one word many times is one
    if words < max(ENOUGH_WORDS, len(a.exercise.solution().split()) / 6):
        return "short", "That is short: write two or three sentences, as if to a friend."
    return None


def self_marking(a):
    points = "\n".join(f"  [ ] {point}" for point in a.exercise.rubric)
    return "self-marked", (
        f"Thank you. Mark your text yourself, one point a line:\n{points}\n"
        f"One good answer:\n  {a.exercise.solution().strip()}"
    )


EXPLAIN_STEPS = [failed, missing, too_little_text, self_marking]
