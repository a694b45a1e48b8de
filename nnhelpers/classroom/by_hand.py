"""Mark texts in a notebook: the answer beside its rubric, with the keyboard alone, resumable.

    from nnhelpers.classroom import by_hand
    by_hand.page("2", course="my-course")

Each mark is written at once to grades/UNIT.hand.json; the page opens where the last one stopped.
"""

import inspect
import json
from pathlib import Path

import traitlets

from nnhelpers.classroom import ClassroomError, results, standing, submissions
from nnhelpers.classroom.course import Course
from nnhelpers.explore.base import Exploration


def page(unit, course="."):
    """Return the page on which the answers of an assignment are marked by hand.

    Parameters
    ----------
    unit : unit, or name of an assignment of course.toml
    course : the course's folder
    """
    opened = Course(course)
    one, _ = standing.standings(opened, str(unit))
    rows = results.read(opened.folder / "grades" / f"{unit}.jsonl")
    entries = list(to_mark(opened, one, rows))
    if not entries:
        raise ClassroomError(f"Nobody has handed in an answer of {unit} that is marked by hand.")
    made = Page(answers=entries, marks=marks_of(opened, unit, entries))
    made.course, made.unit = opened, str(unit)
    return made


def to_mark(course, one, rows):
    """Yield what the page shows of each answer, question by question."""
    for name, task in one.tasks.items():
        for student in (s for s in course.roster if rows.get(s) and task.by_hand):
            if rows[student]["questions"][name]["kind"] != "by hand":
                continue
            data = submissions.read(course.folder / "submitted" / one.name / f"{student}.ipynb")
            yield {
                "key": f"{student} {name}",
                "student": student,
                "question": name,
                "submission": rows[student]["submission"],
                "asked": inspect.cleandoc(task.exercise.__doc__),
                "answer": submissions.answers(data, [name])[name].source,
                "solution": " ".join(str(task.exercise.solution()).split()),
                "rubric": list(task.exercise.rubric),
                "points": task.points,
            }


def marks_of(course, unit, entries):
    """Return the marks that there are for these very submissions, by key."""
    saved = standing.hand_marks(course, unit)
    found = {one["key"]: saved.get(one["student"], {}).get(one["question"]) for one in entries}
    return {
        one["key"]: found[one["key"]]
        for one in entries
        if found[one["key"]] and found[one["key"]]["submission"] == one["submission"]
    }


class Page(Exploration):
    """The page; `mark` is what it sends when an answer is marked."""

    who = "by_hand.page"
    _esm = Path(__file__).with_name("by_hand.js")
    answers = traitlets.List().tag(sync=True)
    marks = traitlets.Dict().tag(sync=True)
    mark = traitlets.Dict().tag(sync=True)

    def __repr__(self):
        return f"by_hand.page({self.unit!r}): {len(self.marks)} of {len(self.answers)} marked"

    @traitlets.observe("mark")
    def _marked(self, change):
        if change["new"]:
            self.give(**change["new"])

    def give(self, key, rubric, comment=""):
        """Save one mark: which points of the rubric the answer has, and a comment."""
        one = next(answer for answer in self.answers if answer["key"] == key)
        ticked = [bool(tick) for tick in rubric]
        if len(ticked) != len(one["rubric"]):
            raise ClassroomError(
                f"A mark of {one['question']} needs {len(one['rubric'])} ticks: got {len(ticked)}."
            )
        points = round(one["points"] * sum(ticked) / len(ticked), 2)
        made = {"points": points, "rubric": ticked, "comment": said(one, ticked, comment)}
        made |= {"submission": one["submission"], "own": str(comment)}
        saved = standing.hand_marks(self.course, self.unit)
        saved.setdefault(one["student"], {})[one["question"]] = made
        text = json.dumps(saved, ensure_ascii=False, indent=1)
        results.replace(standing.hand_path(self.course, self.unit), text.encode())
        self.marks = self.marks | {key: made}


def said(one, ticked, comment):
    """Return what the student reads: the teacher's words, then what the answer has and lacks."""
    marks = zip(ticked, one["rubric"], strict=True)
    lines = [f"{'✓' if tick else '✗'} {point}" for tick, point in marks]
    return "\n".join(filter(None, [str(comment).strip(), *lines]))
