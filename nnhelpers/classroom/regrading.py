"""Grade some submissions again and compare: the same files give the same rows."""

import random

from nnhelpers.classroom import ClassroomError, grading, results
from nnhelpers.classroom.assignment import assignment
from nnhelpers.classroom.sandbox import possible


def regrade(course, name, sample=None, jobs=1, trust=False):
    """Return (how many were graded again, sentences about those whose row differs).

    Parameters
    ----------
    sample : how many to draw at random; None for all
    """
    one = assignment(course, name)
    rows = results.read(course.folder / "grades" / f"{name}.jsonl")
    if not rows:
        raise ClassroomError(f"{name} is not graded yet: nnhelpers-class grade {name}.")
    possible(trust)
    drawn = sorted(random.sample(sorted(rows), min(sample or len(rows), len(rows))))
    files, jobs_ = grading.submitted(course, name), []
    differ = [f"{student}: the file is gone" for student in drawn if student not in files]
    for student in (student for student in drawn if student in files):
        jobs_.append(grading.job(course, one, student, files[student]))
    for row in grading.here(jobs_, jobs, trust):
        differ += differences(rows[row["student"]], row)
    return len(drawn), differ


def differences(old, new):
    """Return sentences about what differs between two rows of one student."""
    who = old["student"]
    if old["submission"] != new["submission"]:
        return [f"{who}: the file has changed since it was graded"]
    if old["exercises"] != new["exercises"]:
        return [f"{who}: the exercises have changed since it was graded"]
    return [
        f"{who}, {name}: {entry['points']:g} points, now {new['questions'][name]['points']:g}"
        for name, entry in old["questions"].items()
        if decisive(entry) != decisive(new["questions"][name])
    ]


def decisive(entry):
    return {key: entry[key] for key in ("points", "passed", "cases", "exercise", "seed")}
