"""A course folder, a released assignment and filled notebooks, for the tests of the classroom."""

import hashlib

from nnhelpers.classroom import course, marking, notebooks, submissions
from nnhelpers.classroom.assignment import assignment
from nnhelpers.classroom.release import filled
from nnhelpers.classroom.sandbox import Limits

# The exercises of lesson 2.2, under a name that does not grow with the unit.
SMALL = """
[assignments.2]
exercises = [
    "weighted_sum", "umbrella", "neuron", "neuron_batch", "nand_weights", "perceptron_update",
    "stable_softmax", "why_a_bias",
]
"""
QUICK = Limits(seconds=1, patience=2, megabytes=512)


def made_course(folder, students=("ada", "alan", "grace"), settings=""):
    """Make a course with a roster, and lines added to its settings."""
    made = course.new(folder)
    rows = [f"{one},{one.title()}son,{one.title()},,{1000 + i}" for i, one in enumerate(students)]
    (folder / "roster.csv").write_text("\n".join([course.header(), *rows]) + "\n")
    path = folder / "course.toml"
    path.write_text(path.read_text() + settings + SMALL)
    return course.Course(made.folder)


def released(a_course, name="2"):
    """Return an assignment and its notebook, without proving it."""
    one = assignment(a_course, name)
    return one, notebooks.student_notebook(one, "An assignment")


def solved(one, notebook, **other):
    """Return the bytes of a notebook with all solutions, but for the answers given by name."""
    return filled(notebook, {name: task.solution for name, task in one.tasks.items()} | other)


def hand_in(a_course, name, student, data):
    path = a_course.place("submitted", name, f"{student}.ipynb")
    path.write_bytes(data)
    return path


def marked(one, data, box, student="ada", secret="s"):
    """Return the marks of a notebook, by question."""
    seeds = {name: hash_of(secret, student, name) for name in one.tasks}
    return marking.mark(one, submissions.answers(data, one.tasks), seeds, box)


def hash_of(*words):
    return int.from_bytes(hashlib.sha256(repr(words).encode()).digest()[:8], "big")


def points(one, marks):
    """Return the points of each question, without those that are marked by hand."""
    return {
        name: one.tasks[name].points * mark.credit
        for name, mark in marks.items()
        if not one.tasks[name].by_hand
    }
