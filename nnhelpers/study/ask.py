"""Ask the course: `ask("why do we need a bias?")` answers with passages, or says it has none."""

import html
import threading
from contextlib import suppress
from dataclasses import dataclass

import traitlets

from nnhelpers.study import record
from nnhelpers.study.aid import Aid
from nnhelpers.study.course import lessons
from nnhelpers.study.links import lesson_link
from nnhelpers.study.text import plain, to_html

SHOWN = 600  # characters of a passage
NOTHING = (
    "The course does not cover this, as far as its search can tell. Try the words that a lesson "
    "would use, or glossary() for all terms."
)


@dataclass(frozen=True)
class Answer:
    """What the course says on a question: documents of nnhelpers.study.search, the best first."""

    question: str
    found: tuple

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        if not self.found:
            return NOTHING
        return "\n\n".join(f"{_place(one)}\n{plain(_shortened(one.text))}" for one in self.found)

    def _html(self):
        if not self.found:
            return f"<p>{NOTHING}</p>"
        rows = (
            f"<li><p><strong>{_link(one)}</strong></p><p>{to_html(_shortened(one.text))}</p></li>"
            for one in self.found
        )
        return f'<ol class="nns-results">{"".join(rows)}</ol>'


def _shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"


def _place(one):
    if one.kind == "function":
        return f"nnhelpers.{one.name}"
    name = lessons()[one.lesson].name if one.lesson in lessons() else "Start here"
    return f"{name}, {plain(one.name)}" if one.kind == "lesson" else f"{one.name} ({name})"


def _link(one):
    if one.kind == "function":
        return f"<code>nnhelpers.{html.escape(one.name)}</code>"
    if one.kind == "term":
        return f"{html.escape(one.name)} · {lesson_link(one.lesson)}"
    return lesson_link(one.lesson, one.name)


def prepare():
    """Load the search and its vectors beforehand, which takes longer than a search.

    What fails here says so when a question is asked; nobody waits for it at the end of a kernel.
    """
    with suppress(Exception):
        from nnhelpers.study.search import index

        index().vectors()


def answer(question):
    """Return the Answer to a question; a goal such as a lesson's number is a question, too."""
    from nnhelpers.study.search import index

    if not isinstance(question, str) or not question.strip():
        raise ValueError(
            f'ask needs a question in words, such as "what is a bias?": got {question!r}.'
        )
    return Answer(question, tuple(index().search(question)))


class Ask(Aid, module="ask"):
    """A line to type a question into; Python looks for the answer."""

    question = traitlets.Unicode().tag(sync=True)
    answer = traitlets.Unicode(help="HTML").tag(sync=True)

    def __init__(self):
        super().__init__(note=record.message())
        self.observe(self._look, "question")
        # Ready before the question has been typed
        threading.Thread(target=prepare, daemon=True, name="nnhelpers search").start()

    def _look(self, change):
        if change["new"].strip():
            found = answer(change["new"])
            record.note("ask", change["new"][:200], found=len(found.found))
            self.answer = found._html()

    def as_markdown(self):
        return '`ask("why do we need a bias?")` looks it up in the lessons and in the glossary.'


def ask(question=None):
    """Look a question up in the course: `ask("why do we need a bias?")`.

    Searches the lessons, the glossary and the docstrings of nnhelpers; shows up to three places
    with a link to lesson and heading, or says that the course does not cover it. Without a
    question it shows a line to type into. Nothing leaves this computer.

    Raises ValueError for what is no text.
    """
    if question is None:
        return Ask()
    found = answer(question)
    record.note("ask", question[:200], found=len(found.found))
    return found
