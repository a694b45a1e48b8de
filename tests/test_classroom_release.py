"""What students are given: proved, without solutions or hidden cases, in the class's variant."""

import inspect
import json

import classroom
import numpy as np
import pytest

from nnhelpers import checking
from nnhelpers.checking.diagnosis import diagnose
from nnhelpers.checking.exercise_format import exercise
from nnhelpers.classroom import ClassroomError, limits, notebooks, release, sandbox
from nnhelpers.classroom.assignment import Assignment, Task, assignment

VARIANTS = [
    pytest.param(one, what, other, id=f"{name}-{number}")
    for name, one in checking.exercises().items()
    for number, (what, other) in enumerate(one.variants, 1)
]
UNITS = ["1", "2", "3", "6"]
with_sandbox = pytest.mark.skipif(bool(limits.why_no_sandbox()), reason="no sandbox here")


@with_sandbox
@pytest.mark.parametrize("variants", ["false", "true"])
def test_a_release_is_proved_and_written(variants, tmp_path):
    made = classroom.made_course(tmp_path / "nn")
    path = made.folder / "course.toml"
    path.write_text(path.read_text().replace("variants = false", f"variants = {variants}"))
    course = classroom.course.Course(made.folder)
    one, written = release.release(course, "2")
    assert written == course.folder / "released" / "2" / "2.ipynb"
    assert bool(one.tasks["neuron"].variant) == (variants == "true")
    assert ("tanh" in written.read_text()) == (variants == "true")


@pytest.mark.parametrize("unit", UNITS)
def test_no_solution_and_no_mistake_is_in_it(unit, tmp_path):
    one, notebook = classroom.released(classroom.made_course(tmp_path / "nn"), unit)
    text = "\n".join(cell["source"] for cell in notebook["cells"])
    for task in one.tasks.values():
        body = inspect.getsource(task.exercise.solution).split('"""')[-1].strip()
        assert body not in text
        for sentence, _ in task.exercise.mistakes:
            assert sentence not in text
        for hint in task.exercise.hints:
            assert hint not in text
    assert "checking" not in text


@pytest.mark.parametrize("unit", UNITS)
def test_no_hidden_case_is_in_it(unit, tmp_path):
    course = classroom.made_course(tmp_path / "nn")
    one, notebook = classroom.released(course, unit)
    text = json.dumps(notebook)
    for name, task in one.tasks.items():
        for inputs in task.exercise.examples(course.seed("ada", name)):
            for value in inputs:
                if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                    numbers = map(repr, map(float, value.ravel()))
                    assert not any(number in text for number in numbers if len(number) > 8)


@pytest.mark.parametrize("unit", UNITS)
def test_visible_checks_pass_for_solutions_and_fail_for_mistakes(unit, tmp_path):
    one, notebook = classroom.released(classroom.made_course(tmp_path / "nn"), unit)
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in notebook["cells"]}
    for name, task in one.tasks.items():
        if task.by_hand:
            continue
        names = {}
        exec(cells["imports"] + "\n" + task.solution, names)
        exec(cells[f"{name}-cases"], names)
        if task.exercise.kind in ("predict", "choose") or task.exercise.consequence:
            continue
        names[name] = lambda *inputs: None
        with pytest.raises((AssertionError, TypeError)):
            exec(cells[f"{name}-cases"], names)


def test_predicted_numbers_are_not_told(tmp_path):
    _, notebook = classroom.released(classroom.made_course(tmp_path / "nn"), "3")
    cells = {cell["metadata"]["nbgrader"]["grade_id"]: cell["source"] for cell in notebook["cells"]}
    assert cells["three_backwards-cases"] == "print(three_backwards())"


# ---- variants ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "what", "other"), VARIANTS)
def test_a_public_solution_copied_in_is_named(one, what, other):
    assert diagnose(other, other.solution, 3).correct
    finding = diagnose(other, one.solution)
    assert not finding.correct
    assert finding.sentence.startswith("This answers the exercise of the public course.")
    assert what in finding.sentence
    assert (other.name, other.arguments) == (one.name, one.arguments)
    assert len(other.__doc__.split()) >= 10


def test_a_course_draws_its_variants_from_its_secret(tmp_path):
    course = classroom.made_course(tmp_path / "nn")
    course.settings["variants"] = True
    assert assignment(course, "2").hash == assignment(course, "2").hash
    assert assignment(course, "2").tasks["neuron"].variant == "tanh in place of the sigmoid"
    assert assignment(course, "2").tasks["umbrella"].variant == ""  # it has none


@with_sandbox
def test_a_public_solution_is_reported_as_one(tmp_path):
    course = classroom.made_course(tmp_path / "nn")
    course.settings["variants"] = True
    one, notebook = classroom.released(course)
    public = "def neuron(x, w, b):\n    return sigmoid(x @ w + b)\n"
    with sandbox.Sandbox(one.modules, classroom.QUICK) as box:
        marks = classroom.marked(one, classroom.solved(one, notebook, neuron=public), box)
    assert (marks["neuron"].kind, marks["neuron"].credit) == ("public solution", 0)


# ---- what is refused -----------------------------------------------------------------------------


def small(mistake=None, solution=None):
    """Make an exercise, with a mistake that may be none."""

    def double(x):
        """Return twice the number x, whatever x is, as a number."""
        return 2 * x

    made = exercise(lesson="0", points=1, minutes=1)(solution or double)
    made.cases(lambda rng: ((rng.normal(),) for _ in range(4)))
    made.mistake("You return x itself.")(mistake or (lambda x: x))
    return Task(made)


def test_a_mistake_that_passes_is_not_released():
    with pytest.raises(ClassroomError, match="double is not released: the mistake 'You return x"):
        release.prove(small(mistake=lambda x: x + x))


def test_a_solution_that_differs_from_run_to_run_is_not_released():
    rng = np.random.default_rng()

    def double(x):
        return 2 * x + rng.normal()

    with pytest.raises(ClassroomError, match="its solution fails"):
        release.prove(small(solution=double))


@with_sandbox
def test_a_solution_that_needs_what_the_sandbox_lacks_is_not_released(tmp_path):
    def double(x):
        import socket

        socket.socket().close()
        return 2 * x

    one = Assignment("own", [small(solution=double)])
    course = classroom.made_course(tmp_path / "nn")
    notebook = notebooks.student_notebook(one, "Own")
    with (
        sandbox.Sandbox([], classroom.QUICK) as box,
        pytest.raises(ClassroomError, match="its solution fails in the sandbox"),
    ):
        release.prove_whole(one, course, notebook, box)
