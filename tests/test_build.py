"""tools/build.py on a course of two small lessons in a temporary folder."""

import difflib
import json
import shutil
import sys
from dataclasses import replace

import build
import nbformat
import notebook_run
import notebook_source
import pytest
from kernel_environment import started_anew

from nnhelpers.study import questions

GOOD = """# A lesson

<!-- badges -->

It has a few words.

```{code-cell}
import ipywidgets
print("one")
print("two", flush=True)
```

```{code-cell}
:tags: [nbval-ignore-output]

ipywidgets.IntSlider()
```

```{code-cell}
6 * 7
```

```{code-cell}
6 * 7
```
"""
FAILING = """# A lesson that breaks

```{code-cell}
a = 1
```

```{code-cell}
def broken():
    raise ValueError("this was planned")
broken()
```
"""


def write_course(root, **sources):
    folder = root / "notebooks" / "src" / "01_unit"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sources.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def run(root, *arguments):
    return build.main(["--course", str(root), "--jobs", "2", *arguments])


def notebook_of(root, name="good"):
    return root / "notebooks" / "01_unit" / f"{name}.ipynb"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A built course; take a copy (`course`) to change it."""
    root = tmp_path_factory.mktemp("built")
    write_course(root, good=GOOD)
    assert run(root) == 0
    return root


@pytest.fixture
def course(built, tmp_path):
    return shutil.copytree(built, tmp_path / "course")


def test_a_built_course_passes_the_check(built, capsys):
    assert run(built, "--check") == 0
    assert "agree with their sources" in capsys.readouterr().out


def test_two_builds_are_byte_identical(course, built):
    assert run(course, "--all") == 0
    assert notebook_of(course).read_bytes() == notebook_of(built).read_bytes()


def test_the_file_has_one_form(built):
    text = notebook_of(built).read_text(encoding="utf-8")
    again = json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=1)
    assert text == again + "\n"


def test_the_notebook_holds_outputs_and_nothing_of_the_machine(built):
    notebook = nbformat.read(notebook_of(built), as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert code[0].outputs == [{"output_type": "stream", "name": "stdout", "text": "one\ntwo\n"}]
    assert code[1].outputs[0].data == {"text/plain": notebook_run.WIDGET_NOTE}
    assert code[2].outputs[0].data == {"text/plain": "42"}
    assert set(notebook.metadata) == {"kernelspec", "language_info", "nnhelpers"}
    assert "version" not in notebook.metadata.language_info
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


def test_equal_cells_have_different_names(built):
    names = [cell.id for cell in nbformat.read(notebook_of(built), as_version=4).cells]
    assert len(set(names)) == len(names)
    assert names[-1] == names[-2] + "-2"


def test_an_unchanged_course_is_not_built_again(course, capsys):
    before = notebook_of(course).stat().st_mtime_ns
    assert run(course) == 0
    assert notebook_of(course).stat().st_mtime_ns == before
    assert "up to date" in capsys.readouterr().out


def test_one_word_changes_a_few_lines(course):
    before = notebook_of(course).read_text(encoding="utf-8").splitlines()
    write_course(course, good=GOOD.replace("few", "couple of"))
    assert run(course) == 0
    after = notebook_of(course).read_text(encoding="utf-8").splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[:2] in ("+ ", "- ")]
    assert 0 < len(changed) <= 6  # the word, the cell's name and the hash, each out and in


def test_badges_are_absent_until_the_repository_has_a_name(course, monkeypatch):
    (lesson,) = notebook_source.find_lessons(course)
    first = notebook_source.assemble(lesson).cells[0].source
    assert first == "# A lesson\n\nIt has a few words."
    monkeypatch.setattr(notebook_source, "REPOSITORY", "somebody/course")
    first = notebook_source.assemble(lesson).cells[0].source
    assert first.splitlines()[2].count("somebody/course") == 3


def test_a_problem_set_is_built_beside_its_source(tmp_path, capsys):
    unit = tmp_path / "exercises" / "01_unit"
    unit.mkdir(parents=True)
    (unit / "problem_set.md").write_text(GOOD, encoding="utf-8")
    (unit / "notes.md").write_text("# Not a notebook\n", encoding="utf-8")
    assert run(tmp_path) == 0
    cells = nbformat.read(unit / "problem_set.ipynb", as_version=4).cells
    assert cells[3].outputs[0].data == {"text/plain": "42"}
    assert run(tmp_path, "--check") == 0
    (unit / "problem_set.md").unlink()
    assert run(tmp_path, "--check") == 1
    assert "exercises/01_unit/problem_set.ipynb has no Markdown source" in capsys.readouterr().err


def test_a_failing_cell_is_named_and_the_others_are_built(tmp_path, capsys):
    write_course(tmp_path, good=GOOD, failing=FAILING)
    assert run(tmp_path) == 1
    said = capsys.readouterr().err
    assert "notebooks/01_unit/failing.ipynb, code cell 2 (failing.md, line 8) failed" in said
    assert '    raise ValueError("this was planned")' in said
    assert "ValueError: this was planned" in said
    assert notebook_of(tmp_path).exists()
    assert not notebook_of(tmp_path, "failing").exists()


def test_paths_choose_what_is_built(tmp_path, capsys):
    write_course(tmp_path, good=GOOD, failing=FAILING)
    assert run(tmp_path, str(tmp_path / "notebooks" / "src" / "01_unit" / "good.md")) == 0
    assert run(tmp_path, str(tmp_path / "elsewhere.md")) == 1
    assert "elsewhere.md is neither a source nor a notebook" in capsys.readouterr().err


def hand_edit(notebook):
    notebook.cells[-1].source = "6 * 8"


def never_run(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []


def lost_cell(notebook):
    del notebook.cells[-1]


def added_metadata(notebook):
    notebook.metadata.language_info.version = "3.11.7"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (hand_edit, "cell 5 was edited by hand"),
        (never_run, "its code cells are not counted 1 to 4"),
        (lost_cell, "it has 4 cells, its source 5"),
        (added_metadata, "or its metadata were edited"),
    ],
)
def test_check_catches_a_changed_notebook(course, capsys, change, sentence):
    notebook = nbformat.read(notebook_of(course), as_version=4)
    change(notebook)
    nbformat.write(notebook, notebook_of(course))
    assert run(course, "--check") == 1
    assert sentence in capsys.readouterr().err


def test_check_catches_a_stale_source(course, capsys):
    write_course(course, good=GOOD.replace("few", "couple of"))
    assert run(course, "--check") == 1
    assert "the source has changed since it was built" in capsys.readouterr().err


AIDS = """# A lesson with a question

```{code-cell}
:tags: [nbval-ignore-output]

from nnhelpers.study import predict, reveal

predict("2.2-bias")
```

```{code-cell}
:tags: [nbval-ignore-output]

reveal("2.2-bias")
```
"""


def test_check_catches_a_question_that_has_changed(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("NNHELPERS_PROGRESS")  # as on a maintainer's machine
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    write_course(tmp_path, good=AIDS)
    assert run(tmp_path) == 0
    assert run(tmp_path, "--check") == 0
    assert not (tmp_path / "data").exists(), "nobody's progress is written"
    asked = questions.predictions()["2.2-bias"]
    other = [replace(asked.options[0], why="A reason that was found later."), *asked.options[1:]]
    changed = {"2.2-bias": replace(asked, options=tuple(other))}
    aid = sys.modules["nnhelpers.study.predict"]
    monkeypatch.setattr(aid, "predictions", lambda: changed)
    assert run(tmp_path, "--check") == 1
    said = capsys.readouterr().err
    assert 'cell 3 shows reveal("2.2-bias") as it was before it was changed' in said
    assert "cell 2" not in said, "the question itself is the same"
    monkeypatch.setattr(aid, "predictions", dict)
    assert run(tmp_path, "--check") == 1
    assert "There is no prediction named '2.2-bias'" in capsys.readouterr().err


def test_check_catches_missing_broken_and_orphaned_notebooks(course, capsys):
    write_course(course, unbuilt=GOOD)
    notebook_of(course).rename(notebook_of(course, "orphan"))
    notebook_of(course).write_text("{", encoding="utf-8")
    assert run(course, "--check") == 1
    said = capsys.readouterr().err
    assert "unbuilt.ipynb has not been built" in said
    assert "orphan.ipynb has no Markdown source" in said
    assert "good.ipynb is not a readable notebook" in said


def test_a_write_that_fails_leaves_the_old_file(course, monkeypatch):
    before = notebook_of(course).read_bytes()
    notebook = nbformat.read(notebook_of(course), as_version=4)
    monkeypatch.setattr(notebook_run.os, "replace", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        notebook_run.write(notebook, notebook_of(course))
    assert notebook_of(course).read_bytes() == before
    assert [path.name for path in notebook_of(course).parent.iterdir()] == ["good.ipynb"]


class Stillborn:
    """Stands for a function that starts a kernel: it dies so many times before it lives."""

    def __init__(self, deaths, start):
        self.deaths, self.start, self.tries = deaths, start, 0

    def __call__(self, *arguments, **settings):
        self.tries += 1
        if self.tries <= self.deaths:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return self.start(*arguments, **settings)


@pytest.mark.parametrize("starts", [1, 2, 3, 4])
def test_a_kernel_that_dies_at_its_start_gets_three_tries(starts):
    kernel = Stillborn(starts - 1, lambda name: name)
    if starts > 3:
        with pytest.raises(RuntimeError, match="died before"):
            started_anew(kernel)("python3")
    else:
        assert started_anew(kernel)("python3") == "python3"
    assert kernel.tries == min(starts, 3)


def test_a_build_survives_a_kernel_that_dies_at_its_start(course, monkeypatch):
    client = notebook_run.NotebookClient
    kernel = Stillborn(1, client.async_start_new_kernel_client)
    monkeypatch.setattr(client, "async_start_new_kernel_client", lambda *a, **k: kernel(*a, **k))
    assert run(course, "--all") == 0
    assert kernel.tries == 2
