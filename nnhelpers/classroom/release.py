"""Prove an assignment, then write the notebook that students get."""

import json

from nnhelpers.checking.diagnosis import diagnose
from nnhelpers.classroom import ClassroomError, marking, notebooks, submissions
from nnhelpers.classroom.assignment import assignment
from nnhelpers.classroom.sandbox import Sandbox

SEEDS = range(1, 4)


def release(course, name, trust=False):
    """Write released/NAME/NAME.ipynb after every task has been proved; return (task, path)."""
    one = assignment(course, name)
    for task in one.tasks.values():
        prove(task)
    notebook = notebooks.student_notebook(one, f"{course.name}: assignment {name}")
    with Sandbox(one.modules, course.limits, trust) as box:
        prove_whole(one, course, notebook, box)
    path = course.place("released", name, f"{name}.ipynb")
    path.write_text(notebooks.written(notebook), encoding="utf-8")
    return one, path


def prove(task):
    """Raise ClassroomError unless the solution passes and each mistake is told its own sentence."""
    exercise = task.exercise
    for seed in SEEDS:
        finding = diagnose(exercise, exercise.solution, seed)
        if not finding.correct:
            raise unproved(task, f"its solution fails: {finding.sentence}")
    for sentence, mistake in exercise.mistakes:
        finding = diagnose(exercise, mistake)
        if finding.sentence != sentence:
            raise unproved(task, f"the mistake {sentence!r} is told: {finding.sentence!r}")
        for seed in SEEDS:
            if diagnose(exercise, mistake, seed).correct:
                raise unproved(task, f"the mistake {sentence!r} passes with other cases.")


def prove_whole(one, course, notebook, box):
    """Raise ClassroomError unless solutions earn every point in the sandbox, and stubs none."""
    solved = {name: task.solution for name, task in one.tasks.items()}
    wholly_marked = marks(one, course, filled(notebook, solved), box)
    for name, mark in wholly_marked.items():
        if mark.kind != "by hand" and mark.credit < 1:
            raise unproved(one.tasks[name], f"its solution fails in the sandbox: {mark.sentence}")
    for name, mark in marks(one, course, json.dumps(notebook).encode(), box).items():
        if mark.kind != "not attempted" or mark.credit:
            raise unproved(one.tasks[name], f"its stub is told: {mark.sentence}")


def marks(one, course, data, box):
    seeds = {name: course.seed("proof", name) for name in one.tasks}
    return marking.mark(one, submissions.answers(data, one.tasks), seeds, box)


def filled(notebook, sources):
    """Return the bytes of a notebook with these sources in its answer cells, by name."""
    copy = json.loads(json.dumps(notebook))
    for cell in copy["cells"]:
        cell["source"] = sources.get(submissions.label(cell), cell["source"])
    return json.dumps(copy).encode()


def unproved(task, why):
    return ClassroomError(f"{task.name} is not released: {why}")
