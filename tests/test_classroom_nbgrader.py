"""nbgrader reads what `release` writes, and its gradebook gives the totals that ours gives."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import classroom
import nbformat
import pytest

from nnhelpers.classroom import by_hand, command, limits, notebooks, standing

# nbgrader's metadata as its schema 3 has it: what must be there, of which type, and nothing else.
SCHEMA = {
    "grade_id": str,
    "grade": bool,
    "solution": bool,
    "locked": bool,
    "task": bool,
    "schema_version": int,
}


@pytest.mark.parametrize("name", ["1", "2", "3", "6"])
def test_released_notebooks_are_valid(name, tmp_path):
    _, notebook = classroom.released(classroom.made_course(tmp_path / "nn"), name)
    nbformat.validate(nbformat.reads(notebooks.written(notebook), 4))
    names = set()
    for cell in notebook["cells"]:
        marks = dict(cell["metadata"]["nbgrader"])
        points = marks.pop("points", None)
        assert {key: type(value) for key, value in marks.items()} == SCHEMA
        assert marks["schema_version"] == 3
        assert (points is not None) == marks["grade"]
        assert marks["grade_id"] not in names
        names.add(marks["grade_id"])


def test_a_point_is_counted_once(tmp_path):
    one, notebook = classroom.released(classroom.made_course(tmp_path / "nn"))
    marks = [cell["metadata"]["nbgrader"] for cell in notebook["cells"]]
    assert sum(mark.get("points", 0) for mark in marks) == one.points


def nbgrader():
    """Return nbgrader's own modules, or skip by name."""
    return pytest.importorskip("nbgrader", reason="nbgrader is not installed")


def test_nbgrader_opens_and_grades_a_release(tmp_path):
    nbgrader()
    from nbgrader.nbgraderformat import read

    one, notebook = classroom.released(classroom.made_course(tmp_path / "nn"))
    path = tmp_path / "source" / "two" / "two.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(notebooks.written(notebook))
    assert len(read(path, as_version=4).cells) == len(notebook["cells"])
    (tmp_path / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id='c'\n"
    )
    run_nbgrader(tmp_path, "generate_assignment", "two")
    handed_in = tmp_path / "submitted" / "ada" / "two" / "two.ipynb"
    handed_in.parent.mkdir(parents=True)
    wrong = "def neuron(x, w, b):\n    return 0.0\n"
    handed_in.write_bytes(classroom.solved(one, notebook, neuron=wrong))
    run_nbgrader(tmp_path, "autograde", "two")
    assert exported(tmp_path)["ada"] == 13  # 16, less 2 for the neuron and 1 that is marked by hand


def run_nbgrader(folder, *words):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=os.environ | {"PATH": path, "JUPYTER_ALLOW_INSECURE_WRITES": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]


def exported(folder):
    """Return the score of each student in nbgrader's own export."""
    run_nbgrader(folder, "export")
    with (folder / "grades.csv").open() as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


@pytest.mark.filterwarnings("ignore::Warning")  # nbgrader's own, of its database
@pytest.mark.skipif(bool(limits.why_no_sandbox()), reason="no sandbox here")
def test_nbgraders_export_shows_our_totals(tmp_path, capsys):
    nbgrader()
    course = tmp_path / "nn"
    for words in (
        ["new", str(course)],
        ["release", "2", "--course", str(course)],
        ["rehearse", "2", "--students", "4", "--course", str(course)],
        ["collect", "2", "--from", str(course / "rehearsal" / "2"), "--course", str(course)],
        ["grade", "2", "--jobs", "1", "--course", str(course)],
    ):
        assert command.main(words) == 0, capsys.readouterr()
    opened = classroom.course.Course(course)
    page = by_hand.page("2", course)
    for answer in page.answers:
        page.give(answer["key"], [True] + [False] * (len(answer["rubric"]) - 1))
    assert command.main(["export", "2", "--to", "nbgrader", "--course", str(course)]) == 0
    _, ours = standing.standings(opened, "2")
    (tmp_path / "gradebook.db").write_bytes((course / "grades" / "gradebook.db").read_bytes())
    theirs = exported(tmp_path)
    assert theirs == {one.student.id: pytest.approx(one.points) for one in ours}
