"""Questions, predictions and the glossary: what is written is right, explained and findable."""

import itertools
import re
from pathlib import Path

import pytest

from nnhelpers.study import course, files, questions, text
from nnhelpers.study.glossary import find, terms

ROOT = Path(__file__).parents[1]
QUIZZES = {lesson: some for lesson, some in questions.quizzes().items() if some}
QUESTIONS = [one for some in QUIZZES.values() for one in some]
PREDICTIONS = list(questions.predictions().values())
EVERY = QUESTIONS + PREDICTIONS
SOURCES = {
    path.name.split("_")[0]: path.read_text(encoding="utf-8")
    for path in (ROOT / "notebooks/src").glob("*/*.md")
}


def by_id(one):
    return one.id


# ---- every question --------------------------------------------------------------------


def every_answer(question):
    """All answers that can be given, those that are wrong by a little included."""
    places = range(len(question.options))
    if question.kind == "choose":
        return [[place] for place in places]
    if question.kind == "choose_all":
        return [list(some) for n in places for some in itertools.combinations(places, n + 1)]
    if question.kind == "number":
        value, by = question.value, question.tolerance
        edges = [value - by, value + by, value - 2.1 * by - 1e-6, value + 2.1 * by + 1e-6]
        return [*edges, value, -value - 1, *(wrong for wrong, _ in question.near)]
    return [list(some) for some in itertools.permutations(places)]


@pytest.mark.parametrize("question", EVERY, ids=by_id)
def test_exactly_the_right_answers_are_right(question):
    right = [answer for answer in every_answer(question) if question.is_right(answer)]
    if question.kind == "number":
        low, high = question.value - question.tolerance, question.value + question.tolerance
        assert set(right) == {low, question.value, high}
    else:
        expected = [place for place, one in enumerate(question.options) if one.right]
        assert right == [expected]


@pytest.mark.parametrize("question", EVERY, ids=by_id)
def test_every_option_explains_itself(question):
    reasons = [one.why for one in question.options] + [why for _, why in question.near]
    reasons += [question.why] if question.kind == "number" else []
    assert reasons
    assert all(len(why) > 20 and why[-1] in ".?!:" for why in reasons)
    assert len(set(reasons)) == len(reasons), "two options have the same explanation"
    for option in question.options:
        assert option.why.strip(".") != option.text.strip(".")


OF_THE_ABOVE = re.compile(r"\b(all|none|both|neither) of (the above|these|those|them)\b", re.I)


@pytest.mark.parametrize("question", EVERY, ids=by_id)
def test_no_option_points_at_the_others(question):
    assert [one.text for one in question.options if OF_THE_ABOVE.search(one.text)] == []


def test_no_question_twice():
    for seen in ([one.id for one in EVERY], [one.text for one in EVERY]):
        assert len(set(seen)) == len(seen)


CHOICES = [one for one in QUESTIONS if one.kind == "choose"]


@pytest.mark.parametrize("seed", [None, 0, 1, 2])
def test_the_right_answer_has_no_favorite_place(seed):
    """As written (None), and as shown."""
    places = [0, 0, 0, 0]
    usual = [one for one in CHOICES if len(one.options) == 4]
    for one in usual:
        order = list(range(4)) if seed is None else one.order(seed)
        places[[one.options[place].right for place in order].index(True)] += 1
    # Of n fair throws of a four-sided die, no side comes up more than this in 99 of 100 cases
    n = len(usual)
    assert max(places) <= n / 4 + 2.8 * (n * 3 / 16) ** 0.5
    assert min(places) > 0


def test_the_right_answer_is_not_known_by_its_length():
    longest = [max(one.options, key=lambda option: len(option.text)).right for one in CHOICES]
    assert sum(longest) / len(longest) < 0.4


@pytest.mark.parametrize("question", EVERY, ids=by_id)
def test_shuffling_keeps_every_option_and_repeats(question):
    assert sorted(question.order(3)) == list(range(len(question.options)))
    assert question.order(3) == question.order(3)
    if question.kind == "order":
        assert all(question.order(s) != list(range(len(question.options))) for s in range(20))


# ---- every lesson ----------------------------------------------------------------------


@pytest.mark.parametrize("lesson", SOURCES)
def test_every_lesson_has_its_questions(lesson):
    assert 5 <= len(QUIZZES.get(lesson, [])) <= 8, "write 5 to 8 questions: docs/study-aids.md"
    assert [one for one in PREDICTIONS if one.lesson == lesson], "write a prediction"


@pytest.mark.parametrize("lesson", list(QUIZZES)[1:])
def test_a_quarter_repeats_earlier_lessons(lesson):
    sources = [one.source for one in QUIZZES[lesson] if one.source]
    assert len(sources) >= len(QUIZZES[lesson]) / 4
    assert all(0 <= course.place(source) < course.place(lesson) for source in sources)


@pytest.mark.parametrize("lesson", SOURCES)
def test_the_glossary_has_every_new_word(lesson):
    (line,) = re.findall(r"^\*\*New words\.\*\*(.*)$", SOURCES[lesson], re.MULTILINE)
    words = re.findall(r"\*([^*]+)\*", line)
    assert words
    assert [word for word in words if find(word) is None] == []


@pytest.mark.parametrize("term", terms().values(), ids=lambda term: term.name)
def test_every_term_is_whole_and_used(term):
    assert term.definition.count(". ") == 0, "one sentence"
    assert term.definition.endswith(".")
    assert term.lesson in course.lessons()
    assert term._repr_mimebundle_()["text/html"].count("<p>") >= 2
    for name in (term.name, *term.also):
        assert find(name) is term
    if term.lesson in SOURCES:
        said = re.sub(r"[*`_\s]+", " ", SOURCES[term.lesson]).lower()
        names = [term.name, *term.also]
        assert any(name.lower().removesuffix(" data") in said for name in names), "not used there"


def test_the_glossary_covers_units_1_to_3():
    have = {term.lesson for term in terms().values()}
    early = {number for number in course.lessons() if number[0] in "123" and number[1] == "."}
    assert early <= have
    assert sum(term.lesson in early for term in terms().values()) >= 90


# ---- what an author gets wrong ---------------------------------------------------------

TWO = "{right: a, why: because}, {wrong: b, why: because}"
WRONG = [
    ("x: y", "expected keys and values, got 'y'"),
    ('"2.2": {quizz: []}', "'quizz' is not known here. Known: quiz, predict"),
    ('"2.2": {quiz: [{question: q}]}', "needs an `id`"),
    ('"2.2": {quiz: [{id: a, question: q}]}', "2.2-a: needs exactly one of choose"),
    ('"2.2": {quiz: [{id: a, question: q, number: ten, why: w}]}', "need a number"),
    ('"2.2": {quiz: [{id: a, question: q, number: 10}]}', "`why` needs a text"),
    ('"2.2": {quiz: [{id: a, choose: []}]}', "`question` needs a text, got None"),
    (f'"2.2": {{quiz: [{{id: a, question: q, choose: [{TWO}]}}]}}', "at least three options"),
    (
        f'"2.2": {{quiz: [{{id: a, question: q, choose: [{TWO}, {{right: c, why: w}}]}}]}}',
        "needs exactly one `right`, got 2",
    ),
    (
        f'"2.2": {{quiz: [{{id: a, question: q, choose: [{TWO}, {{wrong: b, why: w}}]}}]}}',
        "two options say the same",
    ),
    (
        f'"2.2": {{quiz: [{{id: a, question: q, choose: [{TWO}, {{wrong: c}}]}}]}}',
        "`why` needs a text, got None",
    ),
    (
        f'"2.2": {{quiz: [{{id: a, question: q, choose: [{TWO}, {{maybe: c, why: w}}]}}]}}',
        "'maybe' is not known here",
    ),
    (
        '"2.2": {quiz: [{id: a, question: q, number: 1, tolerance: 1, why: w, '
        "near: [{value: 1.5, why: w}]}]}",
        "1.5 is called wrong, but counts as right",
    ),
    ('"2.2": {quiz: [{id: a, question: "$\\\\frac{1}{$", number: 1, why: w}]}', "cannot be read"),
    ('"2.2": {quiz: [{id: a, question: "$\\\\foo$", number: 1, why: w}]}', "has \\foo, which"),
    ('"2.2": {predict: [{id: a, question: q, number: 1, why: w}]}', "prediction needs `choose`"),
    ('"2.2": {}\n"2.2": {}', "line 1 has the key '2.2' twice"),
    ('"2.2":\n  - *a', "undefined alias"),
    ('"2.2": {quiz: [{id: a, question: b: c}]}', "quotation marks"),
]


@pytest.mark.parametrize("path", files.quiz_files(), ids=lambda path: path.parent.name)
def test_every_formula_can_be_drawn(path):
    """The aids draw only those that they show."""
    assert questions.read_lessons(path)


@pytest.mark.parametrize(("written", "sentence"), WRONG)
def test_a_broken_file_is_explained(tmp_path, written, sentence):
    path = tmp_path / "quiz.yaml"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(files.FormatError, match=re.escape(sentence)) as caught:
        questions.read_lessons(path)
    assert f"{tmp_path.name}/quiz.yaml" in str(caught.value)


# ---- texts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("`a < *b*`", "<code>a &lt; *b*</code>"),
        ("**no** and *yes*", "<strong>no</strong> and <em>yes</em>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("[there](../a.ipynb)", '<a href="../a.ipynb">there</a>'),
        ("[there](javascript:alert(1))", "there)"),
        ("<script>", "&lt;script&gt;"),
    ],
)
def test_texts_become_html(written, html):
    assert text.to_html(written) == html


def test_formulas_become_mathml():
    assert "<mfrac>" in text.to_html(r"The slope $\frac{a}{b}$.")
    assert text.plain(r"$z = x \cdot w$ and `b`") == "z = x · w and b"
