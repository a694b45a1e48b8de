"""The questions of a lesson, answered in the page: `quiz("2.2")`."""

import traitlets

from nnhelpers.study import record
from nnhelpers.study.aid import Aid, folded
from nnhelpers.study.course import lesson_named
from nnhelpers.study.questions import quizzes
from nnhelpers.study.text import to_html


class Quiz(Aid, module="quiz"):
    """The questions of a lesson; `answers` holds what was tried, by the question's id."""

    title = traitlets.Unicode().tag(sync=True)
    questions = traitlets.List().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, lesson, questions, seed):
        self.lesson, self.asked, self.seed = lesson, questions, seed
        kept = record.answers_today([one.id for one in questions])
        self.recorded = {name: len(tries) for name, tries in kept.items()}
        super().__init__(
            title=f"Questions on {lesson.name}",
            questions=[for_page(one, seed) for one in questions],
            answers=kept,
            note=record.message(),
        )
        self.observe(self._keep, "answers")

    def score(self):
        """Return (right at the first try, answered, questions)."""
        tried = [one for one in self.asked if self.answers.get(one.id)]
        right = sum(is_right(one, self.answers[one.id][0]) for one in tried)
        return right, len(tried), len(self.asked)

    def _keep(self, change):
        if not change["new"] and change["old"]:
            self.recorded = {}
            record.note("quiz again", self.lesson.number, ids=[one.id for one in self.asked])
        for one in self.asked:
            tries = change["new"].get(one.id, [])
            for number in range(self.recorded.get(one.id, 0), len(tries)):
                self._keep_one(one, tries[number], number + 1)
            self.recorded[one.id] = len(tries)
        self.note = record.message()

    def _keep_one(self, question, answer, number):
        right = is_right(question, answer)
        record.note("quiz", question.id, answer=answer, right=right, attempt=number)

    def as_markdown(self):
        parts = (
            question_as_markdown(number, one, self.seed) for number, one in enumerate(self.asked, 1)
        )
        return "\n\n".join(parts)


def quiz(lesson, seed=None):
    """Ask the questions of a lesson: `quiz("2.2")`.

    Parameters
    ----------
    lesson : number of the lesson, as text
    seed : whole number that shuffles the options; by default another one each day that you try

    Returns the widget: `quiz("2.2").score()` counts, and `.answers` holds what was tried.
    Raises ValueError for a lesson that does not exist or has no questions.
    """
    found = lesson_named(lesson, "quiz")
    questions = quizzes().get(found.number)
    if not questions:
        have = ", ".join(number for number, some in quizzes().items() if some)
        raise ValueError(f"Lesson {found.number} has no questions yet. These have: {have}.")
    record.opened(found.number)
    seed = record.days_tried([one.id for one in questions]) if seed is None else seed
    return Quiz(found, questions, seed)


def is_right(question, answer):
    """Tell whether an answer from the page is right; None means that the answer was asked for."""
    return answer is not None and question.is_right(answer)


def for_page(question, seed):
    """Return a question as the page needs it: texts as HTML, the order in which to show them."""
    options = [
        {
            "text": to_html(one.text),
            "why": to_html(one.why),
            "right": one.right,
            "partner": to_html(one.partner),
        }
        for one in question.options
    ]
    return {
        "id": question.id,
        "kind": question.kind,
        "text": to_html(question.text),
        "source": question.source,
        "options": options,
        "order": question.order(seed),
        "value": question.value if question.kind == "number" else 0,
        "tolerance": question.tolerance,
        "why": to_html(question.why),
        "near": [{"value": value, "why": to_html(why)} for value, why in question.near],
    }


def question_as_markdown(number, question, seed=0):
    """Return a question with its answer folded away."""
    source = f" *(from {question.source})*" if question.source else ""
    lines = [f"**{number}. {question.text}**{source}"]
    shown = [question.options[place] for place in question.order(seed)]
    if question.kind == "match":
        lines.append("\n".join(f"- {one.text}: ?" for one in question.options))
        lines.append("To choose from: " + "; ".join(one.partner for one in shown))
    elif shown:
        lines.append("\n".join(f"- {one.text}" for one in shown))
    return "\n\n".join([*lines, folded("Answer", _solution(question, shown))])


def _solution(question, shown):
    if question.kind == "number":
        near = [f"- {value:g}: {why}" for value, why in question.near]
        return "\n".join([f"**{question.value:g}.** {question.why}", "", *near])
    if question.kind == "order":
        return "\n".join(f"{n}. {one.text}. {one.why}" for n, one in enumerate(question.options, 1))
    if question.kind == "match":
        return "\n".join(f"- {one.text}: **{one.partner}**. {one.why}" for one in question.options)
    return "\n".join(f"- {'✓' if one.right else '✗'} {one.text} {one.why}" for one in shown)
