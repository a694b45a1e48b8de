"""Texts are marked on a page in the notebook: each mark is saved at once, and found again."""

import json
from pathlib import Path

import browser
import classroom
import pytest

from nnhelpers.classroom import ClassroomError, by_hand, exports, reports, results, standing


@pytest.fixture
def course(tmp_path):
    """A course of three, of whom two have answered `why_a_bias`; the rows are made here."""
    made = classroom.made_course(tmp_path / "nn")
    one, notebook = classroom.released(made)
    path = made.place("grades", "2.jsonl")
    with results.writing(path) as append:
        for student in ("ada", "alan"):
            text = f"def why_a_bias():\n    return '<b>{student}</b> shifts the border'\n"
            data = classroom.solved(one, notebook, why_a_bias=text)
            classroom.hand_in(made, "2", student, data)
            append(row(one, student, data))
    return made


def row(one, student, data):
    entry = {"points": 1.0, "of": 2, "kind": "right", "sentence": "Right.", "passed": 5, "cases": 5}
    questions = {name: entry | {"of": task.points} for name, task in one.tasks.items()}
    questions["why_a_bias"] |= {"points": 0.0, "kind": "by hand", "sentence": ""}
    submission = classroom.marking.fingerprint(data)
    return {
        "student": student,
        "submission": submission,
        "exercises": one.hash,
        "note": "",
        "questions": questions,
    }


def lines(course):
    _, found = standing.standings(course, "2")
    return {one.student.id: {line.name: line for line in one.lines} for one in found}


def test_before_and_after_a_mark(course):
    assert lines(course)["ada"]["why_a_bias"].points is None
    page = by_hand.page("2", course.folder)
    rubric = page.answers[0]["rubric"]
    page.give("ada why_a_bias", [True] + [False] * (len(rubric) - 1), "Which border?")
    marked = lines(course)["ada"]["why_a_bias"]
    assert marked.points == round(1 / len(rubric), 2)
    assert marked.sentence.splitlines()[:2] == ["Which border?", f"✓ {rubric[0]}"]
    assert f"✗ {rubric[1]}" in marked.sentence
    assert lines(course)["alan"]["why_a_bias"].points is None


def test_a_page_opened_again_knows_the_marks(course):
    first = by_hand.page("2", course.folder)
    assert repr(first) == "by_hand.page('2'): 0 of 2 marked"
    first.give("alan why_a_bias", [True] * len(first.answers[0]["rubric"]))
    assert repr(by_hand.page("2", course.folder)) == "by_hand.page('2'): 1 of 2 marked"


def test_two_pages_at_once_keep_each_others_marks(course):
    pages = [by_hand.page("2", course.folder) for _ in range(2)]
    for page, student in zip(pages, ("ada", "alan"), strict=True):
        page.give(f"{student} why_a_bias", [True] * len(page.answers[0]["rubric"]))
    assert {s: lines(course)[s]["why_a_bias"].points for s in ("ada", "alan")} == {
        "ada": 1,
        "alan": 1,
    }


def test_a_mark_is_for_one_submission(course):
    page = by_hand.page("2", course.folder)
    page.give("ada why_a_bias", [True] * len(page.answers[0]["rubric"]))
    path = course.folder / "grades" / "2.jsonl"
    rows = results.read(path)
    changed = rows["ada"] | {"submission": "0" * 16}
    path.write_bytes(b"".join(map(results.line, [changed, rows["alan"]])))
    assert lines(course)["ada"]["why_a_bias"].points is None


def test_a_mark_of_the_wrong_length(course):
    page = by_hand.page("2", course.folder)
    with pytest.raises(ClassroomError, match="ticks: got 1"):
        page.give("ada why_a_bias", [True])


def test_nothing_to_mark(course):
    path = course.folder / "grades" / "2.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for one in rows:
        one["questions"]["why_a_bias"]["kind"] = "not attempted"
    path.write_bytes(b"".join(map(results.line, rows)))
    with pytest.raises(ClassroomError, match="Nobody has handed in an answer"):
        by_hand.page("2", course.folder)


# ---- pages and tables --------------------------------------------------------------------------


def test_pages_escape_what_students_write(course):
    page = by_hand.page("2", course.folder)
    comment = "<script>alert(1)</script>"
    page.give("ada why_a_bias", [True] * len(page.answers[0]["rubric"]), comment)
    _, found = standing.standings(course, "2")
    paths = reports.write(course, "2", found)
    assert [path.name for path in paths] == [
        "ada.html",
        "alan.html",
        "grace.html",
        "class page.html",
    ]
    for path in paths:
        assert "<script" not in path.read_text()
    ada = paths[0].read_text()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in ada
    assert "8 of 16 points" in ada
    assert "Nothing was handed in" in paths[2].read_text()
    assert "still to be marked" in paths[1].read_text()


def test_the_class_page_names_the_hardest_and_the_missing(course):
    _, found = standing.standings(course, "2")
    text = reports.class_page(course, "2", found)
    assert text.index("Stable softmax") < text.index("Weighted sum")  # 1 of 3 before 1 of 1
    assert "2 of 3 handed in" in text
    assert "Grace Graceson" in text
    assert "Why a bias" not in text  # nobody's is marked yet


def test_canvas_and_moodle(course):
    one, found = standing.standings(course, "2")
    rows = exports.table(exports.canvas("2", one, found)).decode().splitlines()
    assert rows == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Assignment 2",
        "    Points Possible,,,,,16",
        '"Adason, Ada",1000,ada,ada,,7',
        '"Alanson, Alan",1001,alan,alan,,7',
        '"Graceson, Grace",1002,grace,grace,,',
    ]
    rows = exports.table(exports.moodle("2", one, found)).decode().splitlines()
    assert rows[0] == "ID number,Email address,First name,Last name,Assignment: 2,Feedback"
    assert rows[1] == "ada,,Ada,Adason,7,7 of 16 points"
    assert rows[3] == "grace,,Grace,Graceson,,nothing handed in"


def test_names_are_no_formulas():
    assert exports.table([["=1+1", "@x", "-2", -2.0, None]]) == b"'=1+1,'@x,'-2,-2,\r\n"


# ---- in the browser ------------------------------------------------------------------------------

HOST = """
<!doctype html><meta charset="utf-8"><div id="here"></div><script type="module">
%s
const data = { answers: %s, marks: %s, mark: {} }, heard = {};
window.sent = [];
const model = {
  get: (name) => data[name],
  set: (name, value) => { data[name] = value; },
  save_changes: () => {
    window.sent.push(data.mark);
    data.marks = { ...data.marks, [data.mark.key]: { points: 1, own: "", ...data.mark } };
    (heard["change:marks"] ?? (() => {}))();
  },
  on: (name, call) => { heard[name] = call; },
  off: () => {},
};
page.render({ model, el: document.getElementById("here") });
document.querySelector(".nnm").focus();
</script>
"""


@pytest.mark.browser
@pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not() or "-")
def test_the_keyboard_alone_marks(course):
    made = by_hand.page("2", course.folder)
    script = Path(by_hand.__file__).with_suffix(".js").read_text()
    script = script.replace("export default", "const page =")
    html = HOST % (script, json.dumps(made.answers), json.dumps(made.marks))
    with browser.chromium() as chrome:
        tab = chrome.new_page()
        tab.set_content(html)
        assert "Answer 1 of 2, 0 marked" in tab.get_by_role("status").inner_text()
        assert tab.get_by_text(made.answers[0]["asked"].splitlines()[0]).is_visible()
        assert "<b>ada</b> shifts" in tab.locator("section pre").inner_text()  # as text, not bold
        for key in ("1", "2", "2", "c"):
            tab.keyboard.press(key)
        tab.keyboard.type("Which 1?")
        tab.keyboard.press("Escape")
        tab.keyboard.press("Enter")
        assert "Answer 2 of 2, 1 marked" in tab.get_by_role("status").inner_text()
        tab.keyboard.press("ArrowLeft")
        assert tab.get_by_role("checkbox").first.is_checked()
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Enter")
        sent = tab.evaluate("window.sent")
    ticks = [True] + [False] * (len(made.answers[0]["rubric"]) - 1)
    assert sent[0] == {"key": "ada why_a_bias", "rubric": ticks, "comment": "Which 1?"}
    assert sent[1]["key"] == "alan why_a_bias"
    made.mark = sent[0]  # what the widget's channel does
    assert lines(course)["ada"]["why_a_bias"].sentence.startswith("Which 1?")
