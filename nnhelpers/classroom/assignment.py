"""An assignment: exercises of a unit, or a list of them, as one class gets them."""

import ast
import hashlib
import inspect
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nnhelpers.checking import exercises
from nnhelpers.checking.answers import questions
from nnhelpers.checking.exercise_format import header_docstring_body
from nnhelpers.classroom import ClassroomError

VISIBLE_SEED = 0  # the cases that students see are those of the lesson's check


@dataclass(frozen=True)
class Task:
    """One exercise of an assignment, in the variant that this course has drawn."""

    exercise: object
    variant: str = ""

    @property
    def name(self):
        return self.exercise.name

    @property
    def points(self):
        return self.exercise.points

    @property
    def by_hand(self):
        return self.exercise.kind == "explain"

    @cached_property
    def visible(self):
        """Questions of the lesson's check, which a student may know: what feedback is about."""
        return questions(self.exercise, VISIBLE_SEED)

    @cached_property
    def stub(self):
        """The code that a student is given."""
        header, docstring, _ = self.parts(self.exercise.solution)
        given = self.exercise.given
        body = self.parts(given)[2] if given else ["    ..."]
        return "\n".join([*header, *docstring, *body])

    @cached_property
    def solution(self):
        """The code of the solution, under the exercise's name."""
        header, _, body = self.parts(self.exercise.solution)
        return "\n".join([*header, *body])

    def parts(self, function):
        header, *rest = header_docstring_body(function)
        named = header[0].replace(f"def {function.__name__}(", f"def {self.name}(", 1)
        return [named, *header[1:]], *rest

    @cached_property
    def hash(self):
        """16 hexadecimal digits that change with whatever decides a score."""
        one = self.exercise
        sources = [one.solution, one.make_cases, one.consequence]
        text = [inspect.getsource(function) for function in sources if function]
        return digest(repr((text, one.points, one.tolerance, one.kind)))


class Assignment:
    """What is released and graded under one name."""

    def __init__(self, name, tasks):
        self.name, self.tasks = name, {task.name: task for task in tasks}

    @property
    def points(self):
        return sum(task.points for task in self.tasks.values())

    @property
    def hash(self):
        return digest(*(f"{name} {task.hash}" for name, task in self.tasks.items()))

    @cached_property
    def imports(self):
        """The import lines of the exercises' files: what a student's code may take for granted."""
        files = dict.fromkeys(
            inspect.getsourcefile(task.exercise.solution) for task in self.tasks.values()
        )
        lines = [line for file in files for line in import_lines(Path(file).read_text("utf-8"))]
        return "\n".join(dict.fromkeys(lines))

    @cached_property
    def modules(self):
        """Names of the modules in `imports`, for the sandbox to load before it is locked."""
        nodes = ast.parse(self.imports).body
        names = [
            alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
        ]
        return names + [node.module for node in nodes if isinstance(node, ast.ImportFrom)]


def digest(*texts):
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def import_lines(source):
    """Return the import lines of an exercises file, but for those of the checker."""
    nodes = [n for n in ast.parse(source).body if isinstance(n, (ast.Import, ast.ImportFrom))]
    return [
        ast.unparse(node)
        for node in nodes
        if not (getattr(node, "module", None) or "").startswith("nnhelpers.checking")
    ]


# ---- which exercises -----------------------------------------------------------------------------


def assignment(course, name):
    """Return the assignment of this name: one of course.toml, a lesson (2.2) or a unit (2, 02)."""
    own = course.settings.get("assignments", {}).get(name)
    found = listed(name, own) if own is not None else of_unit(name)
    return Assignment(name, [drawn(course, name, one) for one in found])


def listed(name, settings):
    known, wanted = exercises(), settings.get("exercises", [])
    if unknown := [one for one in wanted if one not in known]:
        raise ClassroomError(
            f"course.toml, assignments.{name}: there is no exercise {unknown[0]!r}. "
            f"There are {', '.join(sorted(known))}."
        )
    if not wanted:
        raise ClassroomError(f"course.toml, assignments.{name} needs exercises = [...].")
    return [known[one] for one in dict.fromkeys(wanted)]


def of_unit(name):
    if lesson := [one for one in exercises().values() if one.lesson == name and "." in name]:
        return lesson
    units = {}
    for one in exercises().values():
        units.setdefault(unit_of(one), []).append(one)
    if not re.fullmatch(r"\d{1,2}", name) or int(name) not in units:
        raise ClassroomError(
            f"There is no unit or lesson {name!r}, nor an assignment of that name in course.toml. "
            f"Units with exercises: {', '.join(map(str, sorted(units)))}."
        )
    return units[int(name)]


def unit_of(exercise):
    return int(Path(inspect.getsourcefile(exercise.solution)).parent.name.split("_")[0])


def drawn(course, name, exercise):
    """Return an exercise as a task, in the variant that the course's secret draws."""
    variants = exercise.variants if course.settings.get("variants") else []
    if not variants:
        return Task(exercise)
    number = int.from_bytes(course.digest("variant", name, exercise.name)[:8], "big")
    what, other = variants[number % len(variants)]
    return Task(other, what)
