"""Where the learner stands: `progress()`, and how sure to be: `calibration()`."""

import html
from dataclasses import dataclass

from nnhelpers.study import record
from nnhelpers.study.course import lessons, place
from nnhelpers.study.drawing import likely, shares_svg
from nnhelpers.study.links import lesson_link
from nnhelpers.study.questions import predictions, quizzes

SURE = {1: "a guess", 2: "fairly sure", 3: "very sure"}
FEW = 4  # predictions; fewer say nothing


@dataclass(frozen=True)
class Standing:
    """How far a learner is in one lesson: (done, of) for exercises and questions."""

    lesson: str
    opened: bool
    exercises: tuple
    questions: tuple
    predicted: int

    @property
    def share(self):
        done, of = (sum(pair) for pair in zip(self.exercises, self.questions, strict=True))
        return done / of if of else float(self.opened)

    @property
    def state(self):
        return "done" if self.share == 1 else "begun" if self.opened or self.share else "new"


def standings():
    """Return a Standing for each lesson that is here, in the order of the course."""
    from nnhelpers.checking import exercises

    opened = {one.item for one in record.events("opened")}
    solved = {one.item for one in record.events("check") if one.data.get("right")}
    right = {one.item for one in record.events("quiz") if one.data.get("right")}
    said = {one.item for one in record.events("predict")}
    found = []
    for number, lesson in lessons().items():
        if not lesson.written:
            continue
        mine = [one.name for one in exercises().values() if one.lesson == number]
        asked = [one.id for one in quizzes().get(number, [])]
        predicted = sum(predictions()[name].lesson == number for name in said & set(predictions()))
        exercised = len(solved & set(mine)), len(mine)
        answered = len(right & set(asked)), len(asked)
        found.append(Standing(number, number in opened, exercised, answered, predicted))
    return found


def next_lesson(stands=None):
    """Return the number of the lesson to go on with: the one opened last, or the next new one."""
    stands = standings() if stands is None else stands
    unfinished = {one.lesson for one in stands if one.state != "done"}
    recent = [one.item for one in record.events("opened") if one.item in unfinished]
    if recent:
        return recent[-1]
    return min(unfinished, key=place, default=None)


class Progress:
    """What is recorded, as a picture and a table."""

    def __init__(self):
        from nnhelpers.study import cards

        self.standings = standings()
        self.next = next_lesson(self.standings)
        self.due = len(cards.due())
        self.message = record.message()

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        rows = [
            f"{one.lesson:5} {one.state:6} exercises {one.exercises[0]}/{one.exercises[1]}  "
            f"questions {one.questions[0]}/{one.questions[1]}"
            for one in self.standings
        ]
        on = f"Go on with {lessons()[self.next].name}." if self.next else "Every lesson is done."
        return "\n".join(
            [on, f"Cards due today: {self.due}.", *rows, *filter(None, [self.message])]
        )

    def _html(self):
        on = (
            f"<b>Go on here:</b> {lesson_link(self.next)}" if self.next else "Every lesson is done."
        )
        cards = f"{self.due} {'card is' if self.due == 1 else 'cards are'} due today: "
        cards = cards + "<code>review()</code>" if self.due else "No card is due today."
        note = f"<p><em>{html.escape(self.message)}</em></p>" if self.message else ""
        head = "".join(f"<th>{name}</th>" for name in ("Lesson", "", "Exercises", "Questions"))
        rows = "".join(map(_row, self.standings))
        return f"<p>{on}</p><p>{cards}</p>{note}<table><tr>{head}</tr>{rows}</table>"


def _row(one):
    counts = "".join(f"<td>{done} of {of}</td>" for done, of in (one.exercises, one.questions))
    name = f'<td style="text-align: left">{lesson_link(one.lesson)}</td>'
    return f"<tr>{name}<td>{bar(one.share)}</td>{counts}</tr>"


def bar(share, width=120):
    """Return a bar as SVG, with a text for those who do not see it."""
    name = f"{100 * share:.0f} percent"
    return (
        f'<svg role="img" aria-label="{name}" viewBox="0 0 {width} 12" preserveAspectRatio="none" '
        f'style="width: {width}px; min-width: 30px; height: 12px">'
        f'<rect width="{width}" height="12" rx="3" fill="#8884"/>'
        f'<rect width="{width * share:.0f}" height="12" rx="3" fill="#1f8fc9"/></svg>'
    )


def progress():
    """Show where you stand in each lesson, how many cards are due, and where to go on.

    A lesson is done when all of its exercises and questions have been answered rightly once.
    """
    return Progress()


class Calibration:
    """How often the first prediction was right, for each degree of sureness."""

    def __init__(self):
        first = {}
        for one in record.events("predict"):
            first.setdefault(one.item, one.data)
        self.counts = {
            sure: (
                sum(said["right"] for said in first.values() if said["sure"] == sure),
                sum(said["sure"] == sure for said in first.values()),
            )
            for sure in SURE
        }
        options = [len(predictions()[name].options) for name in first if name in predictions()]
        self.chance = sum(1 / count for count in options) / len(options) if options else None

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def _lines(self):
        return [
            (name, right, of, f"right {right} of {of} times" if of else "not yet")
            for (right, of), name in zip(self.counts.values(), SURE.values(), strict=True)
        ]

    def __str__(self):
        lines = [f"{name:12} {words}" for name, _, _, words in self._lines()]
        return "\n".join([*lines, self.verdict()])

    def _html(self):
        rows = [(name, right, of) for name, right, of, _ in self._lines()]
        return (
            "<p><b>How often your first prediction was right, by how sure you said you were</b></p>"
            f"{shares_svg(rows, self.chance)}<p>{self.verdict()}</p>"
        )

    def verdict(self):
        """Return what the counts say about the learner's own judgment, and what they cannot."""
        right, of = self.counts[3]
        if of < FEW:
            return "After four predictions of which you were very sure, this says more."
        low, high = likely(right, of)
        if high < 0.75:
            return "When you are very sure, you are wrong more than you think: look twice."
        guessed, guesses = self.counts[1]
        if guesses >= FEW and guessed / guesses > right / of and likely(guessed, guesses)[0] > 0.5:
            return "Your guesses do as well as what you are sure of: trust yourself more."
        if low > 0.5:
            return "When you are very sure, you are mostly right: your judgment is to be relied on."
        return (
            f"When you were very sure, you were right {right} of {of} times. That fits a judgment "
            f"that is right {100 * low:.0f} times in 100 as well as one that is right "
            f"{100 * high:.0f} times: go on predicting."
        )


def calibration():
    """Show how often your predictions were right when you guessed, and when you were sure.

    The first prediction on each question counts. A bar on the plot covers the shares that go well
    with your answers: the fewer they are, the longer it is.
    """
    return Calibration()
