"""What a lesson may contain and show: the rules of tools/notebook_check.py and notebook_run.py."""

import asyncio

import nbformat
import notebook_check
import notebook_run
import notebook_source
import pytest


def lesson_with(tmp_path, source, *outputs, tags=(), write=True):
    """A lesson of one code cell with these outputs, written without a kernel."""
    text = f"```{{code-cell}}\n:tags: [{', '.join(tags)}]\n\n{source}\n```\n"
    folder = tmp_path / "notebooks" / "src" / "01_unit"
    folder.mkdir(parents=True)
    (folder / "lesson.md").write_text(text, encoding="utf-8")
    (lesson,) = notebook_source.find_lessons(tmp_path)
    notebook = notebook_source.assemble(lesson)
    notebook.cells[0].outputs = [nbformat.from_dict(output) for output in outputs]
    if write:
        lesson.notebook.parent.mkdir()
        notebook_run.write(notebook, lesson.notebook)
    return lesson, notebook


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def shown(data, **metadata):
    return {"output_type": "display_data", "data": data, "metadata": metadata}


@pytest.mark.parametrize(
    ("source", "outputs", "sentence"),
    [
        ("a = " + "1 + " * 20 + "1", [], "has a line of 85 characters"),
        ("\n".join(["a = 1"] * 16), [], "has 16 lines of code"),
        ("a = 1", [stream("oh", "stderr")], "has written to stderr"),
        ("a = 1", [stream("/" + "home/somebody/x")], "shows a path of the machine"),
        ("a = 1", [stream("<object at 0x7f0123456789>")], "shows a memory address"),
        ("a = 1", [shown({"text/plain": notebook_run.WIDGET_NOTE})], "without the tag"),
        ("a = 1", [shown({"image/png": "", "text/plain": "<Figure>"})], "without alternative text"),
    ],
)
def test_rules_are_enforced(tmp_path, source, outputs, sentence):
    lesson, _ = lesson_with(tmp_path, source, *outputs)
    (problem,) = notebook_check.rule_problems(lesson)
    assert problem.startswith("notebooks/01_unit/lesson.ipynb, code cell 1 ")
    assert sentence in problem


@pytest.mark.parametrize(
    ("source", "outputs", "tags"),
    [
        ("\n".join(["a = 1", "", "# why"] * 15), [], []),
        ("a = 1", [stream("oh", "stderr")], ["allow-stderr"]),
        ("a = 1", [shown({"text/plain": notebook_run.WIDGET_NOTE})], ["nbval-ignore-output"]),
        ("a = 1", [shown({"image/png": "", "text/plain": "A rising line."})], []),
        ("a = 1", [shown({"image/png": ""}, **{"image/png": {"alt": "A rising line."}})], []),
    ],
)
def test_rules_leave_good_cells_alone(tmp_path, source, outputs, tags):
    lesson, _ = lesson_with(tmp_path, source, *outputs, tags=tags)
    assert notebook_check.rule_problems(lesson) == []


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        (stream("careful", "stderr"), "writes to stderr: 'careful'"),
        (shown({notebook_run.WIDGET_VIEW: {}, "text/plain": "IntSlider"}), "shows a widget"),
    ],
)
def test_the_build_refuses_what_no_lesson_may_show(tmp_path, output, sentence):
    lesson, notebook = lesson_with(tmp_path, "a = 1", output, write=False)
    with pytest.raises(notebook_run.BuildError, match=sentence):
        notebook_run.normalize(notebook, lesson)


def test_outputs_take_one_form(tmp_path):
    error = {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "\x1b[31mno\x1b[0m",
        "traceback": ["a path of this machine"],
    }
    outputs = [stream("1 of 2\r"), stream("2 of 2\n"), shown({"text/plain": "x"}), error]
    lesson, notebook = lesson_with(tmp_path, "a = 1", *outputs, write=False)
    notebook_run.normalize(notebook, lesson)
    first, _, last = notebook.cells[0].outputs
    assert first.text == "2 of 2\n"
    assert last.traceback == ["ValueError: no"]


def test_an_exercise_line_becomes_its_stub(tmp_path, monkeypatch):
    checking = pytest.importorskip("nnhelpers.checking")
    monkeypatch.setattr(checking, "stub_by_name", lambda name: f"def {name}(x):\n    ...\n")
    _, notebook = lesson_with(tmp_path, "# exercise: neuron")
    assert notebook.cells[0].source == "def neuron(x):\n    ..."


def test_an_unknown_exercise_is_named(tmp_path):
    pytest.importorskip("nnhelpers.checking")
    with pytest.raises(ValueError, match=r"lesson\.md: no stub for '# exercise: nothing_like_it'"):
        lesson_with(tmp_path, "# exercise: nothing_like_it")


def test_a_cell_that_never_ends_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook_run, "CELL_TIMEOUT", 1)
    lesson, notebook = lesson_with(tmp_path, "import time; time.sleep(60)", write=False)
    with pytest.raises(notebook_run.BuildError, match=r"code cell 1 \(lesson\.md, line 4\) failed"):
        asyncio.run(notebook_run.execute(notebook, lesson))
