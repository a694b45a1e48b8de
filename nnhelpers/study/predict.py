"""Predict before you run, see afterwards how it turned out, and learn how sure to be."""

import difflib
from weakref import WeakSet

import traitlets

from nnhelpers.study import record
from nnhelpers.study.aid import Aid, folded
from nnhelpers.study.questions import predictions
from nnhelpers.study.text import to_html

_reveals = WeakSet()  # those on the page, to be told what was predicted
SURE = {1: "a guess", 2: "fairly sure", 3: "very sure"}


class _Prediction(Aid):
    kind = traitlets.Unicode().tag(sync=True)
    question = traitlets.Unicode(help="the id").tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    options = traitlets.List().tag(sync=True)
    prediction = traitlets.Dict(help="choice from 0, sure from 1 to 3").tag(sync=True)

    def __init__(self, asked, prediction):
        self.asked = asked
        options = [
            {"text": to_html(one.text), "why": to_html(one.why), "right": one.right}
            for one in asked.options
        ]
        super().__init__(
            kind=type(self).__name__.lower(),
            question=asked.id,
            text=to_html(asked.text),
            options=options,
            prediction=prediction,
            note=record.message(),
        )

    def options_as_markdown(self):
        return "\n".join(f"{n}. {one.text}" for n, one in enumerate(self.asked.options, 1))


class Predict(_Prediction, module="predict"):
    """The question, before anything is run; `prediction` holds what the learner said."""

    def __init__(self, asked):
        super().__init__(asked, {})
        self.observe(self._keep, "prediction")

    def _keep(self, change):
        said = change["new"]
        if said.get("sure") in SURE:
            right = self.asked.options[said["choice"]].right
            record.note("predict", self.asked.id, **said, right=right)
            for one in list(_reveals):
                if one.question == self.question:
                    one.prediction = said
            self.note = record.message()

    def as_markdown(self):
        head = f"**Predict.** {self.asked.text}"
        sure = "Choose one, and say to yourself how sure you are, before you read on."
        return f"{head} {sure}\n\n{self.options_as_markdown()}"


class Reveal(_Prediction, module="predict"):
    """What the learner predicted, and what is right, with a reason for every option."""

    unlocked = traitlets.Bool(False, help="show the answer without a prediction").tag(sync=True)

    def __init__(self, asked, prediction):
        super().__init__(asked, prediction)
        _reveals.add(self)

    def as_markdown(self):
        options = enumerate(self.asked.options, 1)
        number = next(n for n, one in options if one.right)
        lines = (
            f"{n}. {'✓' if one.right else '✗'} {one.text}<br>{one.why}"
            for n, one in enumerate(self.asked.options, 1)
        )
        return folded(
            f"It was answer {number}. Why each answer is right or wrong", "\n".join(lines)
        )


def predict(name):
    """Ask for a prediction, and how sure it is, before a cell is run: `predict("2.2-bias")`.

    Returns the widget; `.prediction` holds {"choice": from 0, "sure": 1 to 3} once it is made.
    """
    asked = _find(name)
    record.opened(asked.lesson)
    return Predict(asked)


def reveal(name):
    """Show how a prediction turned out, with the reason for every option: `reveal("2.2-bias")`."""
    asked = _find(name)
    return Reveal(asked, record.prediction_today(asked.id))


def _find(name):
    if name in predictions():
        return predictions()[name]
    near = difflib.get_close_matches(str(name), predictions(), n=3, cutoff=0.3)
    advice = f"Near it: {', '.join(near)}." if near else f"There are {', '.join(predictions())}."
    raise ValueError(f"There is no prediction named {name!r}. {advice}")
