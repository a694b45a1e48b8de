"""Invented submissions of mixed quality, to try a course before there are students.

Each is a copy of the released notebook whose answers are right, one of the known mistakes, left
open, or broken in one of the ways that happen: an error, an endless loop, a missing cell.
"""

import inspect
import json
import random
import textwrap

from nnhelpers.checking.exercise_format import header_docstring_body
from nnhelpers.classroom import ClassroomError, course, submissions

SHARES = {"right": 70, "mistake": 18, "open": 8, "error": 3, "endless": 0.5, "deleted": 0.5}
FIRST = ["Ada", "Alan", "Barbara", "Claude", "Emmy", "Grace", "Hedy", "John", "Katherine", "Mary"]
LAST = ["Curry", "Dirac", "Euler", "Fourier", "Gauss", "Hopper", "Ito", "Jordan", "Kahn", "Noether"]


def rehearse(a_course, one, count=30, seed=0):
    """Write rehearsal/NAME/STUDENT.ipynb for the roster, which is invented if empty; return paths.

    Parameters
    ----------
    one : an Assignment that has been released
    count : how many students to invent
    """
    released = a_course.folder / "released" / one.name / f"{one.name}.ipynb"
    if not released.is_file():
        raise ClassroomError(f"{one.name} is not released yet: nnhelpers-class release {one.name}.")
    students = a_course.roster or invented(a_course, count)
    notebook, rng, paths = json.loads(released.read_text(encoding="utf-8")), random.Random(seed), []
    for student in students:
        path = a_course.place("rehearsal", one.name, f"{student}.ipynb")
        path.write_text(json.dumps(submission(notebook, one, rng)), encoding="utf-8")
        paths.append(path)
    return paths


def invented(a_course, count):
    """Write a roster of invented students and return their ids."""
    rows = [
        (
            f"s{i:0{len(str(count))}}",
            LAST[i % len(LAST)],
            FIRST[i * 7 // 10 % len(FIRST)],
            "",
            str(4000 + i),
        )
        for i in range(1, count + 1)
    ]
    lines = [course.header(), *map(",".join, rows)]
    (a_course.folder / "roster.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [row[0] for row in rows]


def submission(notebook, one, rng):
    """Return a copy of the notebook with invented answers."""
    copy = json.loads(json.dumps(notebook))
    for name, task in one.tasks.items():
        how = rng.choices(list(SHARES), SHARES.values())[0]
        cell = next(cell for cell in copy["cells"] if submissions.label(cell) == name)
        if how == "deleted":
            copy["cells"].remove(cell)
        else:
            cell["source"] = answer(task, how, rng)
    return copy


def answer(task, how, rng):
    """Return the code of one answer of a certain quality."""
    header = task.solution.splitlines()[0]
    if how == "open":
        return task.stub
    if task.by_hand:
        return f"{header}\n    return {rng.choice(WORDS)!r}"
    if how == "mistake":
        return mistaken(task, rng)
    if how == "error":
        return task.solution.replace(")", "", 1)
    if how == "endless":
        return f"{header}\n    while True:\n        pass"
    return task.solution


def mistaken(task, rng):
    """Return one of the known mistakes as a student would write it, its helpers included."""
    choices = [function for _, function in task.exercise.mistakes if inspect.isfunction(function)]
    if not choices:
        return task.stub
    function = rng.choice(choices)
    header, _, body = header_docstring_body(function)
    code = "\n".join([header[0].replace("def _(", f"def {task.name}(", 1), *header[1:], *body])
    return "\n\n\n".join([*helpers(function, function.__globals__), code])


def helpers(function, names, found=()):
    """Return the sources of what a function of an exercises file uses of that file."""
    sources = []
    for name in function.__code__.co_names:
        value = names.get(name)
        if name in found or getattr(value, "__module__", None) != function.__module__:
            continue
        if inspect.isfunction(value):
            sources += helpers(value, names, (*found, name))
            sources.append(textwrap.dedent(inspect.getsource(value)).rstrip())
    return list(dict.fromkeys(sources))


WORDS = (
    "Without it every line goes through the origin, and most data have no border there.",
    "The bias moves the threshold.",
    "I do not know, but it is in the formula, so it must be good for something.",
)
