"""The terms of the course: a definition in one sentence, a formula, and what is easily confused."""

import difflib
import html
from dataclasses import dataclass
from functools import cache

from nnhelpers.study.files import FormatError, exercises_folder, read_yaml
from nnhelpers.study.links import lesson_link
from nnhelpers.study.text import mathml, plain, to_html

KEYS = {"definition", "formula", "lesson", "mnemonic", "confusion", "also"}


@dataclass(frozen=True)
class Term:
    """One entry of the glossary; shown in a notebook as a short paragraph."""

    name: str
    definition: str
    lesson: str
    formula: str = ""
    mnemonic: str = ""
    confusion: str = ""
    also: tuple = ()

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self):
        rows = [f"<p><strong>{html.escape(self.name)}</strong> · {to_html(self.definition)}</p>"]
        if self.formula:
            rows.append(f"<p>{mathml(self.formula)}</p>")
        if self.mnemonic:
            rows.append(f"<p>To keep in mind: {to_html(self.mnemonic)}</p>")
        if self.confusion:
            rows.append(f"<p>Easily confused: {to_html(self.confusion)}</p>")
        return "\n".join([*rows, f"<p>{lesson_link(self.lesson)}</p>"])

    def __str__(self):
        parts = [f"{self.name}: {self.definition}"]
        parts += [f"  formula: {plain(self.formula)}"] if self.formula else []
        parts += [f"  to keep in mind: {plain(self.mnemonic)}"] if self.mnemonic else []
        parts += [f"  easily confused: {plain(self.confusion)}"] if self.confusion else []
        return "\n".join([*parts, f"  lesson {self.lesson}"])


@dataclass(frozen=True)
class TermList:
    """Several terms, shown one below the other."""

    terms: tuple

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self):
        return "".join(  # no <dl>, whose columns JupyterLab sets one beside the other
            f"<p><strong>{html.escape(term.name)}</strong> ({term.lesson}) · "
            f"{to_html(term.definition)}</p>"
            for term in self.terms
        )

    def __str__(self):
        return "\n".join(f"{term.name}: {term.definition}" for term in self.terms)


def glossary(word=None, lesson=None):
    """Show what a term means: `glossary("bias")`; or all terms, or those of one lesson.

    Parameters
    ----------
    word : a term, in any case, singular or plural
    lesson : the number of a lesson, such as "2.2": shows the terms that it introduces

    Returns a Term or a TermList. A word that the course does not have prints what is near it.
    """
    if word is None:
        chosen = [one for one in terms().values() if lesson in (None, one.lesson)]
        return TermList(tuple(sorted(chosen, key=lambda one: one.name.lower())))
    found = find(word)
    if found is None:
        near = difflib.get_close_matches(str(word).lower(), _names(), n=3)
        advice = f" Near it: {', '.join(_names()[name].name for name in near)}." if near else ""
        print(f"The glossary has no {word!r}.{advice} glossary() shows all of it.")
    return found


def find(word):
    """Return the Term for a word, in any case, singular or plural; None if there is none."""
    word = " ".join(str(word).lower().split())
    singular = word.removesuffix("s")
    return _names().get(word) or _names().get(singular) or _names().get(word.removesuffix("es"))


@cache
def terms():
    """Return every term of the course, by name, in the order of the file."""
    path = exercises_folder() / "glossary.yaml"
    return {name: _term(name, written) for name, written in read_yaml(path).items()}


@cache
def _names():
    """Every name of every term in small letters; a term's own name wins over another's second."""
    also = {other.lower(): term for term in terms().values() for other in term.also}
    return also | {name.lower(): term for name, term in terms().items()}


def _term(name, written):
    where = f"glossary.yaml, {name}"
    if not isinstance(written, dict) or (odd := sorted(written.keys() - KEYS)):
        odd = odd if isinstance(written, dict) else [str(written)]
        raise FormatError(f"{where}: {odd[0]!r} is not known here. Known: {', '.join(KEYS)}.")
    for key in ("definition", "lesson"):
        if not written.get(key):
            raise FormatError(f"{where}: needs a `{key}`.")
    return Term(name, **(written | {"also": tuple(written.get("also", ()))}))
