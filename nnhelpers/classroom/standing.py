"""Where each student stands in one assignment: the rows of the grader, and marks by hand."""

import json
from dataclasses import dataclass

from nnhelpers.classroom import ClassroomError, results
from nnhelpers.classroom.assignment import assignment


@dataclass(frozen=True)
class Line:
    """One question of one student: points, what they are out of, and what is said about it."""

    name: str
    points: float | None  # None: to be marked by hand still
    of: float
    kind: str
    sentence: str
    passed: int = 0
    cases: int = 0


@dataclass(frozen=True)
class Standing:
    """One student: lines by question, empty where nothing was handed in."""

    student: object
    lines: tuple
    note: str = ""

    @property
    def points(self):
        return round(sum(line.points or 0 for line in self.lines), 2) if self.lines else None

    @property
    def complete(self):
        return bool(self.lines) and all(line.points is not None for line in self.lines)


def standings(course, name):
    """Return the assignment and the standing of each student of the roster."""
    one, path = assignment(course, name), course.folder / "grades" / f"{name}.jsonl"
    rows = results.read(path)
    if not rows:
        raise ClassroomError(f"{name} is not graded yet: nnhelpers-class grade {name}.")
    old = [student for student, row in rows.items() if row["exercises"] != one.hash]
    if old:
        raise ClassroomError(
            f"The exercises of {name} changed after {len(old)} of its submissions were graded. "
            f"Grade them again: nnhelpers-class grade {name}."
        )
    by_hand = hand_marks(course, name)
    return one, [
        standing(student, rows.get(student.id), by_hand.get(student.id, {}), one.tasks)
        for student in course.roster.values()
    ]


def standing(student, row, by_hand, names):
    if row is None:
        return Standing(student, ())
    lines = [line(name, row["questions"][name], valid(by_hand.get(name), row)) for name in names]
    return Standing(student, tuple(lines), row["note"])


def valid(by_hand, row):
    """Return a mark by hand if it was given for this very submission."""
    return by_hand if by_hand and by_hand["submission"] == row["submission"] else None


def line(name, entry, by_hand):
    """Return one question's line; what was marked by hand has a comment for its sentence."""
    kind, points, sentence = entry["kind"], entry["points"], entry["sentence"]
    if kind == "by hand":
        points = by_hand["points"] if by_hand else None
        sentence = by_hand["comment"] if by_hand else "This answer is not marked yet."
    return Line(name, points, entry["of"], kind, sentence, entry["passed"], entry["cases"])


def hand_path(course, name):
    return course.place("grades", f"{name}.hand.json")


def hand_marks(course, name):
    """Return {student: {question: {"points", "comment", "rubric"}}} of what was marked by hand."""
    path = hand_path(course, name)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
