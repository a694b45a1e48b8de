"""The notebook that students get: prose, stubs, and visible cases as values.

Nothing in it solves, grades or says what the hidden cases are. Its cells carry nbgrader's metadata
(schema 3), so that nbgrader's tools open it and can grade the visible cases.
"""

import hashlib
import inspect
import json
from collections.abc import Iterator

import numpy as np

from nnhelpers.checking.answers import plain, quiet
from nnhelpers.classroom.wire import source_of

SCHEMA = 3
LONGEST_CASE = 700  # characters that a visible case may take in the notebook
VISIBLE_CASES = 3
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

INTRODUCTION = """# {title}

{count} questions, {points} points. Write each answer in the cell below its text, under the name
that stands there. Only these cells are graded, one by one, together with the imports below: what an
answer needs besides, import or define in its own cell. Leave the cells where they are, and hand in
this file.

The cell behind each answer compares it with some cases whose results are known. The grader asks
about others like them."""


def student_notebook(assignment, title):
    """Return the notebook of an assignment as nbformat's JSON, a dict."""
    count = len(assignment.tasks)
    text = INTRODUCTION.format(title=title, count=count, points=f"{assignment.points:g}")
    cells = [
        markdown("introduction", text),
        code("imports", assignment.imports, locked=True),
    ]
    for number, task in enumerate(assignment.tasks.values(), 1):
        cells += question(number, task)
    return {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}


def question(number, task):
    """Return the cells of one question: what is asked, the answer, the visible cases."""
    words = " ".join(task.name.split("_")).capitalize()
    worth = f"{task.points:g} point{'' if task.points == 1 else 's'}"
    asked = markdown(f"text-{task.name}", f"## {number}. {words} ({worth})")
    if task.by_hand:
        return [asked, code(task.name, task.stub, points=task.points, solution=True)]
    return [
        asked,
        code(task.name, task.stub, solution=True),
        code(f"{task.name}-cases", visible_checks(task), points=task.points, locked=True),
    ]


# ---- cells -------------------------------------------------------------------------------------


def markdown(name, text):
    return {"cell_type": "markdown", "id": cell_id(name), "metadata": graded(name, locked=True)} | {
        "source": text
    }


def code(name, source, points=None, solution=False, locked=False):
    """Return a code cell; one with points is a grade to nbgrader."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id(name),
        "metadata": graded(name, points, solution, locked),
        "outputs": [],
        "source": source,
    }


def graded(name, points=None, solution=False, locked=False):
    """Return the metadata by which nbgrader and our own grader know a cell."""
    marks = {
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        marks["points"] = points
    return {"nbgrader": marks}


def cell_id(name):
    """Return the id of the cell of this name; it does not say what it is, so nobody copies it."""
    return hashlib.sha256(f"nnhelpers {name}".encode()).hexdigest()[:12]


def written(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


# ---- visible cases, as values ------------------------------------------------------------------


def visible_checks(task):
    """Return code that compares an answer with a few known results, or shows what it returns."""
    cases = [question.inputs for question in task.visible if question.role == "case"]
    calls = [call(task.name, inputs) for inputs in cases]
    chosen = [i for i in range(len(cases)) if len(calls[i]) <= LONGEST_CASE][:VISIBLE_CASES]
    chosen = chosen or [min(range(len(cases)), key=lambda i: len(calls[i]))]
    helpers = {
        value.__name__: source_of(value)
        for i in chosen
        for value in cases[i]
        if inspect.isfunction(value)
    }
    lines = [f"{source}\n\n" for source in helpers.values()]
    for i in chosen:
        lines += check(task, calls[i], cases[i])
    return "".join(lines).rstrip("\n")


def check(task, called, inputs):
    if task.exercise.kind in ("predict", "choose") or task.exercise.consequence:
        # Here the result itself is the answer, or one of many: the notebook does not tell it.
        return [f"print({called})\n"]
    with quiet():
        answer = task.exercise.solution(*inputs)
        listed = f"list({called})" if isinstance(answer, Iterator) else called
        return [f"result = {listed}\n", *compared("result", plain(answer))]


def compared(place, expected):
    """Yield lines that compare a result, part by part, with values."""
    if isinstance(expected, tuple) and not all(isinstance(part, str) for part in expected):
        for number, part in enumerate(expected):
            yield from compared(f"{place}[{number}]", part)
    elif isinstance(expected, dict):
        for key, part in expected.items():
            yield from compared(f"{place}[{key!r}]", part)
    elif isinstance(expected, np.ndarray):
        values = f"{place}, {literal(expected)}, rtol=1e-6, atol=1e-9"
        yield f"np.testing.assert_allclose(\n    {values}\n)\n"
    else:
        yield f"assert {place} == {literal(expected)}\n"


def call(name, inputs):
    return f"{name}({', '.join(map(literal, inputs))})"


def literal(value):
    """Return a value as Python source."""
    if isinstance(value, np.ndarray) and value.ndim:
        dtype = "" if value.dtype in (np.float64, np.int64, bool) else f", dtype='{value.dtype}'"
        return f"np.array({literal(value.tolist())}{dtype})"
    if isinstance(value, (np.ndarray, np.generic)):
        return literal(value.item())
    if inspect.isfunction(value):
        return value.__name__
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else f"float('{value}')"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(map(literal, value)) + (
            "," if type(value) is tuple and len(value) == 1 else ""
        )
        return f"({inside})" if isinstance(value, tuple) else f"[{inside}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    return repr(value)
