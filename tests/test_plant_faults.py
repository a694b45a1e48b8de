"""The list of faults keeps up with the files, and planting one is undone; no long run here."""

import shutil
import subprocess

import nbformat
import plant_faults
import pytest
from faults import Fault
from notebook_check import staleness
from notebook_source import find_lessons
from plant_faults import FAULTS, ROOT

SOURCE = "# A lesson\n\n```{code-cell}\nprint(1 + 1)\n```\n"
FLIPPED = Fault("a flipped sign", "notebooks/src/01_unit/lesson.md", "1 + 1", "1 - 1")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_faults_old_text_is_in_its_file_exactly_once(fault):
    assert plant_faults.misplaced(ROOT, fault) is None
    assert fault.new != fault.old
    assert all((ROOT / test).exists() for test in plant_faults.tests_of(ROOT, fault))


def test_there_are_enough_faults_of_each_kind():
    assert len(FAULTS) >= 20
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    for folder, least in {"nnhelpers": 8, "notebooks": 8, "exercises": 3}.items():
        assert sum(fault.file.startswith(folder) for fault in FAULTS) >= least


def course(folder, source=SOURCE):
    """A repository with one lesson that was executed."""
    path = folder / FLIPPED.file
    path.parent.mkdir(parents=True)
    path.write_text(source, encoding="utf-8")
    (lesson,) = find_lessons(folder)
    notebook = plant_faults.assemble(lesson)
    cell = notebook.cells[-1]
    cell.execution_count, cell.outputs = 1, [nbformat.v4.new_output("stream", text="2\n")]
    lesson.notebook.parent.mkdir()
    plant_faults.write(notebook, lesson.notebook)
    return lesson


def test_a_fault_in_a_lesson_is_in_source_and_notebook_and_goes_away(tmp_path):
    lesson = course(tmp_path)
    before = lesson.source.read_bytes(), lesson.notebook.read_bytes()
    with plant_faults.planted(tmp_path, FLIPPED):
        assert "1 - 1" in lesson.source.read_text(encoding="utf-8")
        cell = nbformat.read(lesson.notebook, as_version=4).cells[-1]
        assert (cell.source, cell.outputs[0].text) == ("print(1 - 1)", "2\n")
        assert staleness(lesson) == []  # so that this is not what turns red
    assert (lesson.source.read_bytes(), lesson.notebook.read_bytes()) == before


@pytest.mark.parametrize(("source", "count"), [("none", 0), ("1 + 1, 1 + 1", 2)])
def test_a_text_that_is_not_there_once_is_an_error(tmp_path, source, count):
    course(tmp_path, source)
    with pytest.raises(plant_faults.PlantingError, match=f"found {count} times: '1"):
        plant_faults.check_places(tmp_path, [FLIPPED])


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(plant_faults.PlantingError, match="a flipped sign: there is no notebooks"):
        plant_faults.check_places(tmp_path, [FLIPPED])


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_the_copy_has_new_files_but_none_that_git_ignores(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for name, text in {".gitignore": "*.log\n", "new.py": "a = 1\n", "old.log": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with plant_faults.copied(tmp_path) as copy:
        assert sorted(path.name for path in copy.iterdir()) == [".gitignore", "new.py"]


@pytest.mark.parametrize(
    ("output", "name"),
    [
        ("FAILED tests/test_a.py::test_b[1 - 2] - assert 3\n", "tests/test_a.py::test_b[1"),
        ("FAILED notebooks/l.ipynb::Cell 4\n", "notebooks/l.ipynb::Cell 4, other output"),
        ("ClaimFailed: no\nFAILED notebooks/l.ipynb::Cell 4\n", "notebooks/l.ipynb::Cell 4, Claim"),
        ("1 passed\n", ""),
    ],
)
def test_the_first_failure_is_named(output, name):
    assert plant_faults.first_failure(output).startswith(name)


def test_results_are_a_table():
    rows = plant_faults.table(
        [(FLIPPED, True, "a test", 2.4), (FLIPPED, False, "", 9)]
    ).splitlines()
    assert rows[2] == "| a flipped sign | lesson.md | red | a test | 2 |"
    assert rows[3] == "| a flipped sign | lesson.md | **green** |  | 9 |"
