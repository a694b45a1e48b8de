"""Grades as other systems take them: CSV for Canvas and Moodle, nbgrader's gradebook."""

import csv
import io
import json
import os
import sys
from pathlib import Path

from nnhelpers.classroom import ClassroomError, results


def write(course, name, one, standings, to):
    """Write grades/NAME.TO.csv (or grades/gradebook.db for nbgrader); return the path."""
    if to == "nbgrader":
        path = course.place("grades", "gradebook.db")
        into_gradebook(course, name, one, standings, path)
        return path
    path = course.place("grades", f"{name}.{to}.csv")
    results.replace(path, table({"canvas": canvas, "moodle": moodle}[to](name, one, standings)))
    return path


def table(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in rows])
    return text.getvalue().encode()


def safe(cell):
    """Return a cell that a spreadsheet does not take for a formula."""
    text = "" if cell is None else f"{cell:g}" if isinstance(cell, float) else str(cell)
    is_text = isinstance(cell, str)
    return f"'{text}" if is_text and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def canvas(name, one, standings):
    """Return the rows of Canvas's gradebook import; blank where nothing was handed in."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"Assignment {name}"]
    yield ["    Points Possible", "", "", "", "", float(one.points)]
    for line in standings:
        who = line.student
        full = f"{who.last_name}, {who.first_name}".strip(", ")
        yield [full or who.id, who.lms_id, who.id, who.email or who.id, "", points(line)]


def moodle(name, one, standings):
    """Return rows for Moodle's grade import: map "ID number" or "Email address" to the user."""
    yield [
        "ID number",
        "Email address",
        "First name",
        "Last name",
        f"Assignment: {name}",
        "Feedback",
    ]
    for line in standings:
        who = line.student
        said = f"{line.points:g} of {one.points:g} points" if line.lines else "nothing handed in"
        yield [who.id, who.email, who.first_name, who.last_name, points(line), said]


def points(line):
    return None if line.points is None else float(line.points)


# ---- nbgrader ------------------------------------------------------------------------------------


def into_gradebook(course, name, one, standings, path):
    """Write the assignment, its cells and all grades into nbgrader's gradebook at this path."""
    try:
        from nbgrader.api import Gradebook
    except ImportError:
        raise ClassroomError(
            "nbgrader's gradebook is written with nbgrader's own code: pip install nbgrader. "
            "The other exports do without it."
        ) from None
    released = course.folder / "released" / name / f"{name}.ipynb"
    if not released.exists():
        raise ClassroomError(f"{name} is not released yet: nnhelpers-class release {name}.")
    cells = json.loads(released.read_text(encoding="utf-8"))["cells"]
    # nbgrader calls a program that lies beside its Python, and finds it only there.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with Gradebook(f"sqlite:///{path.resolve()}") as book:
        add_cells(book, name, cells)
        for line in standings:
            who = line.student
            book.update_or_create_student(
                who.id, first_name=who.first_name, last_name=who.last_name, email=who.email
            )
            if line.lines:
                add_grades(book, name, line)


def add_cells(book, name, cells):
    """Tell the gradebook which cells there are, and what they are worth."""
    book.update_or_create_assignment(name)
    book.update_or_create_notebook(name, name)
    for cell in cells:
        marks, kind = cell["metadata"]["nbgrader"], cell["cell_type"]
        where = marks["grade_id"], name, name
        if marks["grade"]:
            book.update_or_create_grade_cell(*where, max_score=marks["points"], cell_type=kind)
        if marks["solution"]:
            book.update_or_create_solution_cell(*where)
        if marks["locked"] or marks["grade"] or marks["solution"]:
            book.update_or_create_source_cell(
                *where, cell_type=kind, source=cell["source"], locked=marks["locked"]
            )


def add_grades(book, name, standing):
    """Write one student's points and what is said about each answer."""
    who = standing.student.id
    book.update_or_create_submission(name, who)
    for line in standing.lines:
        by_hand = is_by_hand(book, line.name, name)
        grade = book.find_grade(line.name if by_hand else f"{line.name}-cases", name, name, who)
        grade.auto_score = None if by_hand else line.points
        grade.manual_score = line.points if by_hand else None
        grade.needs_manual_grade = line.points is None
        book.find_comment(line.name, name, name, who).manual_comment = line.sentence
    book.db.commit()


def is_by_hand(book, question, name):
    """Tell whether a question's answer cell has the points itself, as in `notebooks.question`."""
    from nbgrader.api import MissingEntry

    try:
        book.find_grade_cell(question, name, name)
    except MissingEntry:
        return False
    return True
