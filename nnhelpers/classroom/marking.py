"""Points for one submission: hidden cases decide them, visible cases say what is wrong.

The cells run in the sandbox up to three times: all of them, in order, on the hidden cases; each
answer that is not fully right alone, so that no other cell of the notebook can spoil it; and these
once more on the cases that students know, from which every sentence of the feedback is made.
So no feedback can carry a hidden case, whatever the student's code says.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import partial

from nnhelpers.checking.answers import Question, identical
from nnhelpers.checking.comparing import MisfitError, equal, fitted
from nnhelpers.checking.diagnosis import Answers, compare
from nnhelpers.checking.exercise_format import PUBLIC_ANSWER
from nnhelpers.classroom.sandbox import LOST, Item

LONGEST_SENTENCE = 800
OTHERS = (
    "Right for the cases that you were given, but not for all others like them. Does it use "
    "something that holds for those cases only, such as one shape or one value?"
)


@dataclass
class Mark:
    """What one answer earned, and what its student is told."""

    passed: int = 0
    cases: int = 0
    credit: float = 0.0
    kind: str = "missing"
    sentence: str = ""


@dataclass(frozen=True)
class Asked:
    """One answer on its way: its task, its source, and its hidden questions."""

    task: object
    source: str
    hidden: list

    def item(self, questions):
        inputs = None if questions is None else [question.inputs for question in questions]
        return Item(self.task.name, self.source, self.task.exercise.arguments, inputs)


def mark(assignment, answers, seeds, box):
    """Return {name: Mark} for the answers of one student.

    Parameters
    ----------
    assignment : an Assignment
    answers : {name: Answer}, see `submissions.answers`
    seeds : {name: seed of the student's hidden cases}
    box : a Sandbox
    """
    marks, asked = {}, {}
    for name, task in assignment.tasks.items():
        marks[name] = unasked(task, answers[name])
        if marks[name] is None:
            asked[name] = Asked(task, answers[name].source, hidden(task.exercise, seeds[name]))
    marks |= on_hidden_cases(asked, assignment.imports, box)
    for name, finding in on_visible_cases(asked, marks, assignment.imports, box).items():
        told(marks[name], finding)
    for name, one in marks.items():
        one.sentence = f"{one.sentence} {answers[name].note}".strip()[:LONGEST_SENTENCE]
    return {name: marks[name] for name in assignment.tasks}


def unasked(task, answer):
    """Return the mark of an answer that need not run, or None."""
    if answer.source is None:
        return Mark()
    if same_code(answer.source, task.stub):
        return Mark(kind="not attempted", sentence="Not attempted.")
    if task.by_hand:
        return Mark(kind="by hand", sentence="Marked by hand.")
    return None


def same_code(a, b):
    def lines(source):
        return [line.rstrip() for line in source.splitlines() if line.strip()]

    return lines(a) == lines(b)


def hidden(exercise, seed):
    """Return the hidden questions of one student: the cases, and the first one once more."""
    asked = [Question(inputs) for inputs in exercise.examples(seed)]
    return [*asked, Question(asked[0].inputs, "again")] if exercise.arguments else asked


# ---- points --------------------------------------------------------------------------------------


def on_hidden_cases(asked, imports, box):
    """Return marks by what the answers return for the hidden cases, together or each alone."""
    replies = box.ask(imports, [one.item(one.hidden) for one in asked.values()])
    marks = {name: marked(one, *replies[name]) for name, one in asked.items()}
    for name, one in asked.items() if len(asked) > 1 else ():
        if marks[name].credit < 1:
            needed = [other.item(None) for other in needed_by(one, asked)]
            alone = box.ask(imports, [*needed, one.item(one.hidden)])[name]
            marks[name] = max(marked(one, *alone), marks[name], key=lambda mark: mark.credit)
    return marks


def needed_by(one, asked):
    """Return the other answers whose functions this one names, in order, theirs included."""
    wanted, waiting = set(), [one]
    while waiting:
        words = set(re.findall(r"\w+", waiting.pop().source))
        new = (words & asked.keys()) - wanted - {one.task.name}
        wanted |= new
        waiting += [asked[name] for name in new]
    return [other for name, other in asked.items() if name in wanted]


def marked(one, failed, replies):
    """Return a mark for the replies to the hidden questions."""
    exercise, count = one.task.exercise, sum(q.role == "case" for q in one.hidden)
    if failed:
        return Mark(0, count, 0.0, *failed)
    seen = Answers(exercise, one.hidden, replies)
    if is_constant(seen):
        return Mark(0, count, 0.0, "constant", "The result is the same whatever the inputs are.")
    passed = sum(map(partial(passes, seen), replies, seen.cases, seen.expected))
    lost = passed == count and is_spoiled(one.hidden, replies)
    credit = (passed - lost) / count
    kind, sentence = ("right", f"Right in all {count} cases.") if credit == 1 else ("wrong", OTHERS)
    return Mark(passed, count, credit, kind, sentence if count > 1 or credit < 1 else "Right.")


def passes(seen, reply, inputs, expected):
    """Tell whether one reply is right; as `Answers.passes`, but the solution runs once a case."""
    if seen.exercise.consequence:
        return seen.passes(reply, inputs)
    try:
        got = fitted(reply.value, expected)
    except MisfitError:
        return False
    return reply.failure is None and equal(got, expected, seen.tolerance)


def is_constant(seen):
    """Tell whether all replies are one and the same, where the expected results are not."""
    values = [reply.value for reply in seen.replies[: len(seen.cases)]]
    if len(values) < 2 or any(not identical(values[0], value) for value in values[1:]):
        return False
    return any(not identical(seen.expected[0], value) for value in seen.expected[1:])


def is_spoiled(asked, replies):
    """Tell whether right answers change their inputs, or differ when asked again; costs a case."""
    if any(reply.changed for reply in replies):
        return True
    again = [
        reply for question, reply in zip(asked, replies, strict=False) if question.role == "again"
    ]
    return any(not identical(reply.value, replies[0].value) for reply in again)


# ---- words ---------------------------------------------------------------------------------------


def on_visible_cases(asked, marks, imports, box):
    """Return {name: Finding} of the wrong answers, from the cases that students know."""
    lost = [name for name in asked if marks[name].kind in LOST]
    wrong = [name for name in asked if marks[name].credit < 1 and name not in lost]
    if not wrong:
        return {}
    items = [
        one.item(one.task.visible if name in wrong else None)
        for name, one in asked.items()
        if name not in lost
    ]
    found = {}
    for name, (failed, replies) in box.ask(imports, items).items():
        task = asked[name].task
        found[name] = failed or judged(task.exercise, task.visible, replies)
    return found


def judged(exercise, visible, replies):
    if not replies:
        return "missing", "Your function gave no result."
    finding = compare(exercise, visible, replies)
    return finding.kind, finding.sentence


def told(mark, finding):
    """Put what the visible cases tell into a mark, unless they find nothing wrong."""
    kind, sentence = finding
    if kind == "right":
        return
    mark.kind, mark.sentence = kind, sentence
    if sentence.startswith(PUBLIC_ANSWER.split(".")[0]):
        mark.kind = "public solution"


def fingerprint(data):
    """Return 16 hexadecimal digits of the bytes of a submission."""
    return hashlib.sha256(data).hexdigest()[:16]
