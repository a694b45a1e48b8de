"""A lesson in a sentence, in a minute, or in full, to read or to listen to."""

import re

import traitlets

from nnhelpers.study import record
from nnhelpers.study.aid import Aid
from nnhelpers.study.course import lesson_named
from nnhelpers.study.lesson_text import passages, remember
from nnhelpers.study.links import lesson_link
from nnhelpers.study.text import plain, to_html

DEPTHS = ("sentence", "minute", "full")
# How a voice says what a page shows
SPOKEN = {
    "→": " to ", "←": " becomes ", "≈": " about ", "×": " times ", "·": " times ", "−": " minus ",
    "≥": " at least ", "≤": " at most ", "∂": " d ", "∇": " gradient of ", "η": "eta",
    "λ": "lambda", "δ": "delta", "σ": "sigma", "θ": "theta", "²": " squared", "ᵀ": " transposed",
    "₁": " one", "₂": " two", "′": " prime",
}  # fmt: skip


class Summary(Aid, module="summary"):
    """What a lesson says, with buttons that read it aloud in the browser's own voice."""

    title = traitlets.Unicode().tag(sync=True)
    link = traitlets.Unicode().tag(sync=True)
    parts = traitlets.List(help="what is shown: [who or nothing, HTML]").tag(sync=True)
    choices = traitlets.List(help="what can be heard: [name, [texts]]").tag(sync=True)

    def __init__(self, lesson, title, said, choices):
        self.lesson, self.said = lesson, said
        heard = [[name, [_aloud(who, text) for who, text in some]] for name, some in choices]
        super().__init__(
            title=title,
            link=lesson_link(lesson.number, "Remember") if said else "",
            parts=[[who, to_html(text)] for who, text in said],
            choices=heard,
            note=record.message(),
        )

    def as_markdown(self):
        if not self.said:
            return "*Run this cell to have the summary read aloud by your browser.*"
        return "\n\n".join(f"**{who}:** {text}" if who else text for who, text in self.said)


def summary(lesson, depth="minute", exchange=False):
    """Show what a lesson says, to read or to listen to: `summary("2.2", depth="sentence")`.

    Parameters
    ----------
    lesson : number of the lesson, as text
    depth : "sentence", "minute", or "full", which is every section's first paragraph
    exchange : True to add the exchange between student and teacher

    The text is the lesson's own. The voice is the browser's; where it has none, the button says so.
    """
    if depth not in DEPTHS:
        raise ValueError(f"summary needs a depth out of {', '.join(DEPTHS)}: got {depth!r}.")
    found = lesson_named(lesson, "summary")
    parts = remember(found.number)
    if not parts["minute"]:
        raise ValueError(f"Lesson {found.number} has no summary yet: it has not been written.")
    said = _full(found.number) if depth == "full" else [("", parts[depth])]
    said = said + (parts["exchange"] if exchange else [])
    title = f"{found.name}, in {'full' if depth == 'full' else f'a {depth}'}"
    return Summary(found, title, said, [("Listen", said)])


def listen(lesson):
    """Show buttons that read a lesson's summary and its exchange aloud: `listen("2.2")`."""
    found = lesson_named(lesson, "listen")
    parts = remember(found.number)
    choices = [(f"In a {depth}", [("", parts[depth])]) for depth in ("sentence", "minute")]
    choices.append(("The exchange", parts["exchange"]))
    return Summary(found, f"Listen to {found.name}", [], [one for one in choices if one[1]])


def _full(number):
    """The first paragraph of every section, under the section's name."""
    seen, said = set(), []
    for one in passages():
        if one.lesson == number and one.heading not in seen and one.text[0] not in "-<|>1":
            seen.add(one.heading)
            said.append((plain(one.heading), " ".join(one.text.split())))
    return said


def _aloud(who, text):
    return f"{who}. {spoken(text)}" if who else spoken(text)


def spoken(text):
    """Return a text as a voice should read it."""
    text = plain(text)
    for sign, word in SPOKEN.items():
        text = text.replace(sign, word)
    return re.sub(r"\s+", " ", re.sub(r"[_^{}\\]|\(\.\./\S+\)", " ", text)).strip()
