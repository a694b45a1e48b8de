"""Grade jobs, as JSON in and out: what a worker does, on this machine or on a cluster.

A job holds the answers of one student and the seeds of the hidden cases, never the secret. As a
program (`python -m nnhelpers.classroom.work`) it reads a job a line and writes a row a line, and
ends when its input does.
"""

import atexit
import hashlib
import json
import sys
import threading
from functools import cache

from nnhelpers.checking import exercises
from nnhelpers.classroom import marking
from nnhelpers.classroom.assignment import Assignment, Task
from nnhelpers.classroom.sandbox import Limits, Sandbox
from nnhelpers.classroom.submissions import Answer


def job(course, one, student, data, answers):
    """Return what a worker needs to grade one submission, as JSON.

    Parameters
    ----------
    data : the bytes that were handed in, for their hash
    answers : {name: Answer}, or the sentence that says why the file cannot be read
    """
    readable = not isinstance(answers, str)
    return json.dumps(
        {
            "assignment": one.name,
            "tasks": [[name, task.variant] for name, task in one.tasks.items()],
            "limits": vars(course.limits),
            "student": student,
            "submission": marking.fingerprint(data),
            "seeds": {name: course.seed(student, name) for name in one.tasks},
            "answers": {n: [a.source, a.note] for n, a in answers.items()} if readable else None,
            "note": "" if readable else answers,
        }
    )


def graded(text, trust=False):
    """Return the row of one job, as a dict."""
    asked = json.loads(text)
    one = rebuilt(asked["assignment"], tuple(map(tuple, asked["tasks"])))
    marks = {name: marking.Mark(kind="unreadable", sentence=asked["note"]) for name in one.tasks}
    if asked["answers"] is not None:
        answers = {name: Answer(*parts) for name, parts in asked["answers"].items()}
        limits = Limits(**asked["limits"])
        box = sandbox(tuple(one.modules), limits, trust, threading.get_ident())
        marks = marking.mark(one, answers, asked["seeds"], box)
    return {
        "student": asked["student"],
        "assignment": one.name,
        "submission": asked["submission"],
        "exercises": one.hash,
        "note": asked["note"],
        "questions": {
            name: entry(one.tasks[name], mark, asked["seeds"][name]) for name, mark in marks.items()
        },
    }


def entry(task, mark, seed):
    """Return what a row says of one question."""
    return {
        "points": round(task.points * mark.credit, 2),
        "of": task.points,
        "passed": mark.passed,
        "cases": mark.cases,
        "kind": mark.kind,
        "sentence": mark.sentence,
        "exercise": task.hash,
        "seed": hashlib.sha256(str(seed).encode()).hexdigest()[:16],
    }


@cache
def rebuilt(name, tasks):
    """Return an assignment from the names of its exercises and variants."""
    return Assignment(name, [task(*pair) for pair in tasks])


def task(name, variant):
    one = exercises()[name]
    return Task(dict(one.variants)[variant] if variant else one, variant)


@cache
def sandbox(modules, limits, trust, thread):
    """Return this thread's warm sandbox; it ends with the process."""
    box = Sandbox(modules, limits, trust)
    atexit.register(box.close)
    return box


def main():
    """Grade a job a line until the input ends."""
    trust = "--trust" in sys.argv
    for text in sys.stdin:
        print(json.dumps(graded(text, trust)), flush=True)


if __name__ == "__main__":
    main()
