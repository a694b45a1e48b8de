"""Points and sentences for one submission: honest, half right, odd and unreadable notebooks."""

import json

import classroom
import pytest

from nnhelpers.classroom import limits, sandbox, submissions

pytestmark = pytest.mark.skipif(
    bool(limits.why_no_sandbox()), reason=f"no sandbox: {limits.why_no_sandbox()}"
)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return classroom.released(classroom.made_course(tmp_path_factory.mktemp("course") / "nn"))


@pytest.fixture(scope="module")
def box(released):
    with sandbox.Sandbox(released[0].modules, classroom.QUICK) as made:
        yield made


@pytest.fixture
def marks(released, box):
    """Return a function that marks a solved notebook in which some answers are others."""
    one, notebook = released

    def mark(**answers):
        return classroom.marked(one, classroom.solved(one, notebook, **answers), box)

    return mark


def test_points_are_given_by_case(marks):
    code = (
        "def stable_softmax(z):\n    e = np.exp(z)\n    return e / e.sum(axis=1, keepdims=True)\n"
    )
    mark = marks(stable_softmax=code)["stable_softmax"]
    assert (mark.passed, mark.cases, mark.credit) == (4, 8, 0.5)
    assert mark.kind == "known mistake"
    assert mark.sentence.startswith("exp(1000) is inf")


def test_an_answer_for_the_visible_cases_only_earns_nothing_for_them(marks):
    code = """
def neuron(x, w, b):
    known = {1.304: 0.8347, 0.541: 0.6}
    return sigmoid(x @ w + b) if len(x) == 3 else 0.5
"""
    mark = marks(neuron=code)["neuron"]
    assert (mark.passed, mark.cases) == (1, 5)


def test_an_answer_that_knows_the_visible_cases_is_told_so(marks, released):
    known = [q.inputs[2] for q in released[0].tasks["neuron"].visible]
    code = f"""
def neuron(x, w, b):
    return sigmoid(x @ w + b) if min(abs(b - k) for k in {known!r}) < 1e-9 else len(x)
"""
    mark = marks(neuron=code)["neuron"]
    assert (mark.passed, mark.kind) == (0, "wrong")
    assert mark.sentence.startswith("Right for the cases that you were given, but not for all")


def test_right_but_changing_its_inputs_costs_a_case(marks):
    code = "def neuron(x, w, b):\n    x *= w\n    return sigmoid(x.sum() + b)\n"
    mark = marks(neuron=code)["neuron"]
    assert (mark.passed, mark.credit) == (5, 0.8)
    assert "changes x in place" in mark.sentence


def test_right_once_and_another_time_not_costs_a_case(marks):
    code = """
calls = []
def neuron(x, w, b):
    calls.append(1)
    return sigmoid(x @ w + b) + (len(calls) == 6)
"""
    assert marks(neuron=code)["neuron"].credit == 0.8


def test_answers_may_use_each_other(marks):
    code = "def neuron_batch(x, w, b):\n    return np.array([neuron(row, w, b) for row in x])\n"
    assert marks(neuron_batch=code)["neuron_batch"].credit == 1


def test_an_answer_that_uses_a_wrong_one_is_wrong_and_the_rest_is_not(marks):
    code = "def neuron_batch(x, w, b):\n    return np.array([neuron(row, w, b) for row in x])\n"
    found = marks(neuron_batch=code, neuron="def neuron(x, w, b):\n    return x @ w\n")
    assert {name for name, mark in found.items() if mark.credit < 1} == {
        "neuron", "neuron_batch", "why_a_bias",
    }  # fmt: skip


def test_an_answer_that_stands_alone_is_not_spoiled_by_another(marks):
    code = "import builtins\nnp.exp = np.sum = builtins.len = None\n"
    found = marks(weighted_sum=code)
    assert {name for name, mark in found.items() if mark.credit < 1} == {
        "weighted_sum", "why_a_bias",
    }  # fmt: skip


def test_the_students_own_line_is_told(marks):
    code = "def neuron(x, w, b):\n    z = x @ w + c\n    return sigmoid(z)\n"
    sentence = marks(neuron=code)["neuron"].sentence
    assert "NameError in line 2:\n    z = x @ w + c" in sentence


def test_a_cell_that_python_cannot_read(marks):
    sentence = marks(neuron="def neuron(x, w, b:\n    return 1\n")["neuron"].sentence
    assert sentence.startswith("Python cannot read this cell")
    assert "line 1" in sentence


def test_a_cell_that_fails_before_its_function(marks):
    sentence = marks(neuron="import torch\ndef neuron(x, w, b): return 1\n")["neuron"].sentence
    assert sentence.startswith("This cell stopped with a")
    assert "in line 1:\n    import torch" in sentence


def test_a_cell_without_its_function(marks):
    mark = marks(neuron="def nueron(x, w, b):\n    return sigmoid(x @ w + b)\n")["neuron"]
    assert (mark.credit, mark.sentence) == (0, "This cell does not define neuron.")


@pytest.mark.parametrize(
    "code",
    [
        "def neuron(x, w, b):\n    ...\n",
        'def neuron(x, w, b):\n    """Mine."""\n',
        "def neuron(x, w, b):\n    pass\n",
    ],
)
def test_nothing_attempted(marks, code):
    mark = marks(neuron=code)["neuron"]
    assert mark.credit == 0
    assert "Not attempted" in mark.sentence


def test_texts_wait_for_a_person(marks):
    mark = marks(why_a_bias="def why_a_bias():\n    return 'It shifts the border.'\n")["why_a_bias"]
    assert (mark.kind, mark.credit) == ("by hand", 0)


def test_hidden_cases_differ_between_students(released):
    one, _ = released
    task = one.tasks["neuron"].exercise
    cases = [repr(task.examples(classroom.hash_of("s", who, "neuron"))) for who in ("ada", "alan")]
    assert cases[0] != cases[1]


# ---- notebooks that are not as they were released ------------------------------------------------


def edited(released, change, **answers):
    one, notebook = released
    copy = json.loads(classroom.solved(one, notebook, **answers))
    places = {submissions.label(cell): i for i, cell in enumerate(copy["cells"])}
    change(copy["cells"], places)
    return json.dumps(copy).encode()


WRONG = "def neuron(x, w, b):\n    return x @ w\n"


def labelled(cells, places):
    cells[places["neuron"]]["metadata"]["nbgrader"]["grade_id"] = "neuron_batch"


def both_labels_changed(cells, places):
    labelled(cells, places)
    cells[places["neuron_batch"]]["metadata"]["nbgrader"]["grade_id"] = "neuron"


def without_ids(cells, places):
    for cell in cells:
        cell.pop("id")


def without_labels(cells, places):
    for cell in cells:
        cell["metadata"] = {}


def worth_more(cells, places):
    for name in ("neuron", "neuron-cases"):
        cells[places[name]]["metadata"]["nbgrader"]["points"] = 100


def check_edited(cells, places):
    cells[places["neuron-cases"]]["source"] = "print('Right.')"
    cells[places["neuron-cases"]]["outputs"] = [{"output_type": "stream", "text": "2 points"}]


def doubled(cells, places):
    cells.append(dict(cells[places["neuron"]], source=WRONG))


def doubled_before(cells, places):
    cells.insert(0, dict(cells[places["neuron"]], source=WRONG))


def pasted(cells, places):
    """What Jupyter does with a pasted cell: the same label, an id of its own."""
    cells.insert(0, dict(cells[places["neuron"]], source=WRONG, id="other"))


def in_lines(cells, places):
    for cell in cells:
        cell["source"] = cell["source"].splitlines(keepends=True)


def shuffled(cells, places):
    cells.reverse()


@pytest.mark.parametrize(
    ("change", "due"),
    [
        (labelled, 2),
        (both_labels_changed, 2),
        (without_ids, 2),
        (without_labels, 2),
        (worth_more, 2),
        (doubled, 2),
        (doubled_before, 0),
        (pasted, 2),
        (in_lines, 2),
        (shuffled, 2),
    ],
)
def test_edited_cells(released, box, change, due):
    one, _ = released
    got = classroom.points(one, classroom.marked(one, edited(released, change), box))
    assert got["neuron"] == due
    assert sum(got.values()) == 13 + due


def test_an_edited_check_helps_nobody(released, box):
    one, _ = released
    data = edited(released, check_edited, neuron=WRONG)
    assert classroom.points(one, classroom.marked(one, data, box))["neuron"] == 0


def test_a_deleted_answer_is_missing_and_the_rest_counts(released, box):
    one, _ = released
    data = edited(released, lambda cells, places: cells.pop(places["neuron"]))
    marks = classroom.marked(one, data, box)
    assert marks["neuron"].sentence == "The cell of this answer is missing from the notebook."
    assert sum(classroom.points(one, marks).values()) == 13


def test_a_doubled_answer_is_told(released, box):
    one, _ = released
    marks = classroom.marked(one, edited(released, doubled), box)
    assert "there 2 times; the first one counts" in marks["neuron"].sentence


UNREADABLE = {
    "nothing": (b"", "not JSON"),
    "no JSON": (b"# neuron.py", "not JSON"),
    "no text": (b"\x89PNG\r\n\x1a\n", "not text"),
    "a list": (b"[]", "no cells"),
    "cells that are none": (b'{"nbformat": 4, "cells": {}}', "no cells"),
    "version 3": (b'{"nbformat": 3, "cells": []}', "another version"),
    "no version": (b'{"cells": []}', "another version"),
    "nested 100,000 deep": (b"[" * 100_000, "nested too deeply"),
    "nested in a cell": (
        b'{"nbformat": 4, "cells": [' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"]}",
        "nested too deeply",
    ),
    "a number of 10,000 digits": (
        b'{"nbformat": 4, "cells": [' + b"9" * 10_000 + b"]}",
        "not JSON",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_notebooks(name, released):
    data, reason = UNREADABLE[name]
    with pytest.raises(submissions.UnreadableError, match=reason):
        submissions.answers(data, released[0].tasks)


def test_odd_cells_are_passed_over(released):
    odd = [1, None, {}, {"cell_type": "code"}, {"cell_type": "code", "source": [1]}]
    odd += [{"cell_type": "code", "source": "x", "metadata": 1, "id": []}]
    odd += [{"cell_type": "code", "source": "x", "metadata": {"nbgrader": {"grade_id": {}}}}]
    data = json.dumps({"nbformat": 4, "cells": odd}).encode()
    assert all(a.source is None for a in submissions.answers(data, released[0].tasks).values())


def test_a_notebook_of_500_mb_is_not_read(tmp_path):
    path = tmp_path / "ada.ipynb"
    with path.open("wb") as file:
        file.truncate(500 * 2**20)
    with pytest.raises(submissions.UnreadableError, match="larger than 20 MB"):
        submissions.read(path)


def test_links_and_folders_are_not_read(tmp_path):
    (tmp_path / "secret").write_text("{}")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "secret")
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("link.ipynb", "folder.ipynb", "absent.ipynb"):
        with pytest.raises(submissions.UnreadableError, match="not a file"):
            submissions.read(tmp_path / name)
