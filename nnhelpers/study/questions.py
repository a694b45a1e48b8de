"""Questions and predictions as their authors write them: read, checked, and scored.

`docs/study-aids.md` shows the format. A file that breaks it raises FormatError, which says where.
"""

import math
import random
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from nnhelpers.study.files import FormatError, quiz_files, read_yaml
from nnhelpers.study.text import to_html

KINDS = ("choose", "choose_all", "number", "order", "match")


@dataclass(frozen=True)
class Option:
    """One thing to choose, to put in order (text) or to match (text with partner)."""

    text: str
    why: str
    right: bool = True
    partner: str = ""


@dataclass(frozen=True)
class Question:
    """A question of any kind, with an explanation for every option."""

    id: str
    lesson: str
    kind: str
    text: str
    options: tuple = ()
    value: float = math.nan
    tolerance: float = 0.0
    why: str = ""
    near: tuple = field(default=())  # wrong numbers that somebody gets: (value, why)
    source: str = ""  # the earlier lesson that it repeats

    def order(self, seed=0):
        """Return the places of the options in the order in which they are shown."""
        places = list(range(len(self.options)))
        dice = random.Random(f"{seed} {self.id}")
        dice.shuffle(places)
        if self.kind == "order" and all(a < b for a, b in pairwise(places)):
            places.reverse()  # shown in the right order, it would be no question
        return places

    def is_right(self, answer):
        """Tell whether an answer is right.

        The answer is the list of places chosen (choose, choose_all), a number, the places in the
        order given (order), or for each option the place of the partner given (match).
        """
        if self.kind == "number":
            return _is_number(answer) and abs(answer - self.value) <= self.tolerance * (1 + 1e-9)
        if self.kind in ("order", "match"):
            return list(answer) == list(range(len(self.options)))
        return sorted(answer) == [i for i, option in enumerate(self.options) if option.right]


def _is_number(answer):
    return isinstance(answer, int | float) and math.isfinite(answer)


@cache
def quizzes():
    """Return the questions of each lesson, by its number."""
    return _sections("quiz")


@cache
def predictions():
    """Return every prediction of the course, by its id."""
    return {one.id: one for section in _sections("predict").values() for one in section}


def _sections(name):
    return {lesson: section[name] for lesson, section in _all_lessons().items()}


@cache
def _all_lessons():
    """Read the files once; their formulas are drawn when they are shown, for that takes long."""
    found = {}
    for path in quiz_files():
        found |= read_lessons(path, formulas=False)
    return found


def read_lessons(path, formulas=True):
    """Return {lesson: {"quiz": questions, "predict": questions}} of one quiz.yaml.

    `formulas` says whether each of them is tried as well.
    """
    where = f"{path.parent.name}/{path.name}"
    lessons = {}
    for lesson, section in _mapping(where, read_yaml(path)).items():
        section = _mapping(f"{where}, {lesson}", section, ("quiz", "predict"))
        lessons[lesson] = {
            part: [_question(where, lesson, one) for one in section.get(part, [])]
            for part in ("quiz", "predict")
        }
        for one in lessons[lesson]["predict"]:
            if one.kind != "choose":
                raise FormatError(f"{where}, {one.id}: a prediction needs `choose`.")
        for one in [*lessons[lesson]["predict"], *lessons[lesson]["quiz"]] if formulas else []:
            _try_formulas(f"{where}, {one.id}", one)
    return lessons


def _try_formulas(where, question):
    texts = [question.text, question.why, *(why for _, why in question.near)]
    texts += [text for one in question.options for text in (one.text, one.why, one.partner)]
    for text in texts:
        try:
            to_html(text)
        except ValueError as error:
            raise FormatError(f"{where}: {error}") from None


def _mapping(where, value, known=None):
    if not isinstance(value, dict):
        raise FormatError(f"{where}: expected keys and values, got {value!r}.")
    if known and (odd := sorted(value.keys() - set(known))):
        raise FormatError(f"{where}: {odd[0]!r} is not known here. Known: {', '.join(known)}.")
    return value


def _question(where, lesson, written):
    known = ("id", "question", "from", "why", "tolerance", "near", *KINDS)
    written = _mapping(f"{where}, {lesson}", written, known)
    if not written.get("id"):
        raise FormatError(f"{where}, {lesson}: a question needs an `id`: {written!r}.")
    where = f"{where}, {lesson}-{written['id']}"
    kinds = [kind for kind in KINDS if kind in written]
    if len(kinds) != 1:
        raise FormatError(f"{where}: needs exactly one of {', '.join(KINDS)}, got {kinds}.")
    kind = kinds[0]
    details = {
        "id": f"{lesson}-{written['id']}",
        "lesson": lesson,
        "kind": kind,
        "text": _text(where, "question", written.get("question")),
        "source": written.get("from", ""),
    }
    if kind == "number":
        return Question(**details, **_number(where, written))
    options = tuple(_option(where, kind, one) for one in written[kind])
    _check_options(where, kind, options)
    return Question(**details, options=options)


def _text(where, name, value):
    if not isinstance(value, str) or not value.strip():
        raise FormatError(f"{where}: `{name}` needs a text, got {value!r}.")
    return " ".join(value.split())


def _number(where, written):
    try:
        value, tolerance = float(written["number"]), float(written.get("tolerance", 0))
        near = [(float(one["value"]), one.get("why")) for one in written.get("near", [])]
    except (TypeError, ValueError, KeyError):
        raise FormatError(
            f"{where}: `number`, `tolerance` and each `value` under `near` need a number."
        ) from None
    why = _text(where, "why", written.get("why"))
    near = tuple((number, _text(where, "why", reason)) for number, reason in near)
    for number, _ in near:
        if abs(number - value) <= tolerance:
            raise FormatError(f"{where}: {number:g} is called wrong, but counts as right.")
    return {"value": value, "tolerance": tolerance, "why": why, "near": near}


def _option(where, kind, written):
    keys = {"order": ("step",), "match": ("left",)}.get(kind, ("right", "wrong"))
    known = (*keys, "why", *(("right",) if kind == "match" else ()))
    written = _mapping(where, written, known)
    key = next((key for key in keys if key in written), keys[0])
    return Option(
        text=_text(where, key, written.get(key)),
        why=_text(where, "why", written.get("why")),
        right=key != "wrong",
        partner=_text(where, "right", written.get("right")) if kind == "match" else "",
    )


def _check_options(where, kind, options):
    texts = [option.text for option in options]
    right = sum(option.right for option in options)
    if len(set(texts)) < len(texts):
        raise FormatError(f"{where}: two options say the same.")
    if kind == "match" and len({option.partner for option in options}) < len(options):
        raise FormatError(f"{where}: two of the right sides are the same.")
    if len(options) < 3:
        raise FormatError(f"{where}: needs at least three options, got {len(options)}.")
    if kind == "choose" and right != 1:
        raise FormatError(f"{where}: needs exactly one `right`, got {right}.")
    if kind == "choose_all" and not 0 < right < len(options):
        raise FormatError(f"{where}: needs both `right` and `wrong` options.")
