"""The study aids from Python: what they keep, when cards come back, what they refuse."""

import itertools
import json
import sqlite3
import subprocess
import sys
import types
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks import ask as benchmark
from nnhelpers import checking, study
from nnhelpers.study import (
    anki,
    cards,
    course,
    lesson_text,
    overview,
    plan,
    ranking,
    record,
    search,
    sentence_vectors,
)
from nnhelpers.study.questions import predictions, quizzes
from nnhelpers.study.quiz import Quiz
from nnhelpers.study.summary import spoken

MONDAY = datetime(2026, 3, 2, 17, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.time = MONDAY

    def __call__(self):
        return self.time

    def next(self, **how):
        self.time += timedelta(**how)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(record, "now", made)
    return made


@pytest.fixture
def path(tmp_path, monkeypatch, clock):
    """A record of one's own, in a file, on a Monday."""
    path = tmp_path / "progress.sqlite3"
    monkeypatch.setenv(record.SETTING, str(path))
    return path


def answered(question, right=True):
    """A right answer, or a wrong one."""
    if question.kind == "number":
        return question.value if right else question.value + 1 + question.tolerance
    if question.kind in ("order", "match"):
        places = list(range(len(question.options)))
        return places if right else places[::-1]
    good = [place for place, one in enumerate(question.options) if one.right]
    bad = [place for place, one in enumerate(question.options) if not one.right]
    return good if right else bad[:1]


def restart():
    """What a new kernel knows: only what is in the file."""
    record._store.cache_clear()


# ---- a week in the life of a learner -------------------------------------------------------


def test_a_week_in_the_life_of_a_learner(path, clock, capsys):
    # Monday: lesson 2.2. Predicts wrongly and very surely; misses two questions; needs a hint.
    study.predict("2.2-bias").prediction = {"choice": 0, "sure": 3}
    assert study.reveal("2.2-bias").prediction == {"choice": 0, "sure": 3}

    def neuron(x, w, b):
        return x @ w + b

    checking.check(neuron)
    checking.hint("neuron")
    quiz = study.quiz("2.2")
    missed = quizzes()["2.2"][:2]
    for one in quizzes()["2.2"]:
        tries = [answered(one, right=False), answered(one)] if one in missed else [answered(one)]
        for n in range(len(tries)):
            quiz.answers = {**quiz.answers, one.id: tries[: n + 1]}
    assert quiz.score() == (6, 8, 8)
    terms = [term.name for term in study.glossary(lesson="2.2").terms]
    due = study.review()
    assert len(due.cards) == cards.NEW_A_DAY
    assert len(cards.deck()) == len(terms) + 2
    due.ratings = [[card["id"], "good"] for card in due.cards]
    assert cards.due() == [], "ten new cards are enough for a day"

    # Tuesday: the machine is switched off in the middle of the next lesson.
    clock.next(days=1)
    restart()
    assert overview.next_lesson() == "2.2"
    left = {card.id for card in cards.due()}
    assert len(left) == len(cards.deck()) - 10
    assert "question:2.2-weighted-sum" in left
    second = study.review()
    second.ratings = [[card["id"], "again"] for card in second.cards]
    study.predict("3.2-eta").prediction = {"choice": 2, "sure": 1}
    killed = "import os, sqlite3; c = sqlite3.connect({!r}, isolation_level=None); "
    killed += (
        "c.execute('BEGIN IMMEDIATE'); c.execute('DELETE FROM events'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed.format(str(path))], check=False)

    # Wednesday: everything is still there. What was forgotten on Tuesday is due; what was known on
    # Monday is due two or three days later, as fsrs has it.
    clock.next(days=1)
    restart()
    today = {card.id for card in cards.due()}
    assert left <= today
    known = cards.memories()
    gaps = {(known[card["id"]].due.date() - MONDAY.date()).days for card in due.cards}
    assert len(gaps) == 1 <= min(gaps) <= 3
    assert {card["id"] in today for card in due.cards} == {min(gaps) <= 2}
    counts = study.calibration().counts
    assert counts == {1: (1, 1), 2: (0, 0), 3: (0, 1)}
    third = study.review()
    third.ratings = [[card["id"], "good"] for card in third.cards if card["id"] in today]

    # To the weekend: nothing comes back before its day, and every card on its day.
    known = cards.memories()
    for _ in range(4):
        clock.next(days=1)
        restart()
        expected = {name for name, memory in known.items() if memory.due.date() <= clock().date()}
        new = {card.id for card in cards.due()} - set(known)
        assert {card.id for card in cards.due()} - new == expected
    assert overview.next_lesson() == "3.2"
    shown = str(study.progress())
    assert "Go on with 3.2 Gradient descent." in shown
    assert "2.2   begun  exercises 0/8  questions 8/8" in shown
    assert study.quiz("2.2").answers == {}, "a new day, the questions anew"
    assert study.quiz("2.2").seed == 1
    assert len(record.events("hint")) == 1
    assert [one.data["right"] for one in record.events("check")] == [False]
    capsys.readouterr()


def test_what_is_known_well_comes_back_later_each_time(path, clock):
    study.predict("2.2-bias")
    gaps = []
    for _ in range(5):
        cards.rate("term:bias", "good")
        due = cards.memories()["term:bias"].due
        gaps.append((due.date() - clock().date()).days)
        clock.time = due
    assert gaps == sorted(gaps)
    assert gaps[0] >= 1
    assert gaps[-1] > 30
    cards.rate("term:bias", "again")
    assert (cards.memories()["term:bias"].due.date() - clock().date()).days < gaps[-1] / 3


def test_due_by_day_counts_debts_first(path, clock):
    cards.rate("term:bias", "again")
    clock.next(days=3)
    assert cards.due_by_day(2)[0] == 1


# ---- answers, kept and restored ------------------------------------------------------------


def test_answers_are_kept_for_the_day_and_cleared_on_request(path):
    first = study.quiz("3.2")
    first.answers = {"3.2-one-step": [3, -0.8]}
    restart()
    again = study.quiz("3.2")
    assert again.answers == {"3.2-one-step": [3, -0.8]}
    assert again.score() == (0, 1, 8)
    again.answers = {"3.2-one-step": [3, -0.8], "3.2-limit": [[0]]}
    assert len(record.events("quiz")) == 3, "what was kept before is not kept twice"
    again.answers = {}
    restart()
    assert study.quiz("3.2").answers == {}


def test_an_answer_that_was_asked_for_is_not_right(path):
    quiz = study.quiz("3.2")
    quiz.answers = {"3.2-one-step": [None]}
    assert quiz.score() == (0, 1, 8)
    assert "question:3.2-one-step" in cards.deck()


def test_every_question_can_be_answered_rightly_and_wrongly(path):
    for lesson, asked in quizzes().items():
        if asked:
            quiz = Quiz(course.lessons()[lesson], asked, 0)
            quiz.answers = {one.id: [answered(one)] for one in asked}
            assert quiz.score() == (len(asked),) * 3
            quiz.answers = {one.id: [answered(one, right=False)] for one in asked}
            assert quiz.score() == (0, len(asked), len(asked))


def test_a_lesson_is_done_when_all_is_right(path):
    for one in quizzes()["2.2"]:
        record.note("quiz", one.id, answer=answered(one), right=True, attempt=1)
    for one in checking.exercises().values():
        if one.lesson == "2.2":
            record.heard("check", one.name, True)
    (standing,) = [one for one in overview.standings() if one.lesson == "2.2"]
    assert (standing.share, standing.state) == (1, "done")
    assert "2.2" not in [one.number for one in study.path("3.5").lessons]


def test_a_message_about_the_record_is_shown(path, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(record.SETTING, str(tmp_path / "file" / "progress.sqlite3"))
    assert "cannot be written" in study.predict("2.2-bias").note
    assert "cannot be written" in str(study.progress())


@pytest.mark.parametrize(
    ("rights", "verdict"),
    [
        ([1, 1], "After four predictions"),
        ([1, 0, 0, 0], "look twice"),
        ([1, 1, 1, 1], "to be relied on"),
    ],
)
def test_calibration_judges_by_four_or_more(path, rights, verdict):
    for number, right in enumerate(rights):
        record.note("predict", f"p{number}", choice=0, sure=3, right=bool(right))
        record.note("predict", f"p{number}", choice=1, sure=3, right=True)  # only the first counts
    assert verdict in study.calibration().verdict()
    assert f"right {sum(rights)} of {len(rights)} times" in study.calibration()._html()


# ---- taken along ---------------------------------------------------------------------------


def test_export_and_import(path, tmp_path, monkeypatch):
    study.quiz("2.2").answers = {"2.2-weighted-sum": [0]}
    assert study.export_progress(tmp_path / "p.json") == 2
    monkeypatch.setenv(record.SETTING, str(tmp_path / "other.sqlite3"))
    assert record.events() == []
    assert study.import_progress(tmp_path / "p.json") == 2
    assert study.import_progress(tmp_path / "p.json") == 0
    assert [one.kind for one in record.events()] == ["opened", "quiz"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "not a record of progress"),
        ("[]", "not a record of progress"),
        ('{"format": "other"}', "not a record of progress"),
        ('{"format": "nnhelpers progress", "version": 1, "events": [[1, 2]]}', "not a record"),
        ('{"format": "nnhelpers progress", "version": 9, "events": []}', "newer version"),
    ],
)
def test_import_refuses_what_is_no_export(path, tmp_path, content, sentence):
    record.note("opened", "2.2")
    (tmp_path / "p.json").write_text(content)
    with pytest.raises(ValueError, match=sentence):
        study.import_progress(tmp_path / "p.json")
    assert len(record.events()) == 1


def test_delete_asks_first(path, capsys):
    record.note("opened", "2.2")
    study.delete_progress()
    assert "deletes 1 entries for good" in capsys.readouterr().out
    assert record.events()
    study.delete_progress(sure=True)
    assert record.events() == []
    assert list(path.parent.glob("progress*")) == []


def test_a_python_without_sqlite_records_nothing_and_says_so(monkeypatch):
    monkeypatch.setattr(record, "_store", lambda setting: None)
    quiz = study.quiz("2.2")
    quiz.answers = {"2.2-weighted-sum": [0]}
    assert quiz.score() == (1, 1, 8)
    assert record.events() == []
    with pytest.raises(RuntimeError, match="no SQLite, so nothing is recorded"):
        study.delete_progress(sure=True)


def test_anki_deck(path, tmp_path):
    count = study.export_anki(tmp_path / "cards.apkg", everything=True)
    assert count == len(cards.term_cards()) + len(cards.question_cards())
    with zipfile.ZipFile(tmp_path / "cards.apkg") as package:
        package.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as collection:
        notes = collection.execute("SELECT guid, flds, tags FROM notes").fetchall()
        (cards_made,) = collection.execute("SELECT count(*) FROM cards").fetchone()
    assert len(notes) == cards_made == count
    assert len({guid for guid, _, _ in notes}) == count
    bias = next(fields for _, fields, _ in notes if "<strong>bias</strong>" in fields)
    assert r"\(z = x \cdot w + b\)" in bias
    assert "$" not in "".join(fields for _, fields, _ in notes)


def test_anki_says_what_it_needs(path, tmp_path, capsys):
    with pytest.raises(ValueError, match=r"ends in \.apkg: got 'cards.txt'"):
        study.export_anki(tmp_path / "cards.txt")
    assert study.export_anki(tmp_path / "cards.apkg") == 0
    assert "no card in your deck yet" in capsys.readouterr().out
    assert study.export_anki(tmp_path / "cards.apkg", lesson="3.2") > 10


def test_anki_formulas():
    assert anki.for_anki("if $a < b$\n**now**") == r"if \(a &lt; b\)<br><strong>now</strong>"


# ---- paths and calendar --------------------------------------------------------------------


@pytest.mark.parametrize("number", course.lessons())
def test_a_path_has_what_it_needs_before_each_lesson(path, number):
    order = [one.number for one in study.path(number).lessons]
    assert order[-1] == number
    for at, one in enumerate(order):
        assert set(course.lessons()[one].needs) <= set(order[:at])


def test_an_installed_package_has_lessons_without_notebooks(path, monkeypatch):
    monkeypatch.setattr(course, "notebook_of", lambda number: None)
    assert overview.next_lesson() == "1.1"
    assert "<a" not in study.progress()._html()
    assert "not written yet" not in str(study.path("four parts"))
    assert "<a" not in study.ask("what is a bias?")._html()


def test_hours_bound_a_path_and_say_what_is_left_out(path):
    found = study.path("understand GPT", hours=6)
    assert found.minutes <= 360
    assert [one.number for one in found.left_out] == ["7.3"]
    assert "Not in your hours, and needed for the goal: 7.3" in str(found)
    assert study.path("understand GPT", hours=20).lessons[-1].number == "7.3"
    assert "1.1" not in [one.number for one in study.path("GPT", known=["1.1"]).lessons]


def test_the_fixed_paths_are_those_of_the_course(path):
    four = [one.number for one in study.path("four parts").lessons]
    assert four == ["2.2", "3.5", "1.1", "6.4"]
    assert len(study.path("whole course").lessons) == len(course.lessons())
    assert len(course.course()["paths"]) == 5


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cooking",), "No lesson is known to reach the goal 'cooking'"),
        (("GPT", -1), "positive number: got -1"),
        (("GPT", "six"), "positive number: got 'six'"),
    ],
)
def test_path_refuses(path, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        study.path(*arguments)


def test_calendar(path, tmp_path, clock):
    cards.rate("term:bias", "again")
    file = tmp_path / "course.ics"
    assert study.calendar(file, "four parts", ["tuesday", "Saturday"], at="19:30") == 4
    text = file.read_bytes().decode()
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    whole = text.replace("\r\n ", "")
    starts = [line.split(":")[1] for line in whole.split("\r\n") if line.startswith("DTSTART")]
    assert starts == ["20260303T193000", "20260307T193000", "20260310T193000", "20260314T193000"]
    assert "2.2_understanding_neurons.ipynb: flashcards due by then: 1." in whole
    assert "SUMMARY:1.1 What is machine learning?" in whole
    assert whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT") == 4


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"days": ["someday"]}, "days such as monday, saturday: got \\['someday'\\]"),
        ({"days": []}, "days such as"),
        ({"at": "seven"}, "time of day such as \"18:00\": got 'seven'"),
        ({"start": "soon"}, "start as"),
        ({"file": "course.txt"}, "ends in .ics"),
    ],
)
def test_calendar_refuses(path, tmp_path, keywords, sentence):
    with pytest.raises(ValueError, match=sentence):
        study.calendar(**{"file": tmp_path / "c.ics", "goal": "four parts"} | keywords)


def test_calendar_lines_are_folded_between_characters():
    pieces = list(plan.folded("é" * 100))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join(pieces).replace(" ", "") == "é" * 100


# ---- ask ------------------------------------------------------------------------------------


def test_ask_finds_what_the_question_set_wants():
    found = benchmark.figures(search.Index())
    assert found["questions"] >= 60
    assert found["recall_at_3_plain"] >= 0.95
    assert found["recall_at_3"] >= 0.82
    assert found["false_answers"] <= 0.1


def test_the_question_set_is_what_it_should_be():
    asked = benchmark.questions()
    kinds = [one["as"] for one in asked]
    keys = {document.key for document in search.documents()}
    assert [key for one in asked for key in one.get("in", []) if key not in keys] == []
    assert kinds.count("none") >= 10
    assert kinds.count("other") >= (len(kinds) - kinds.count("none")) / 3
    assert len({one["ask"] for one in asked}) == len(asked)


def test_ask_answers_with_a_link_or_says_that_it_cannot(path, monkeypatch, tmp_path):
    monkeypatch.chdir(course.notebook_of("0").parent)
    shown = study.ask("Why can one neuron not compute XOR?")
    assert '<a href="02_neural_networks/2.2_understanding_neurons.ipynb#' in shown._html()
    assert "does not cover this" in str(study.ask("What is the capital of Australia?"))
    assert "does not cover this" in study.ask("the of and")._html()
    line = study.ask()
    line.question = "what is a bias?"
    assert "Understanding neurons" in line.answer
    assert [one.data["found"] > 0 for one in record.events("ask")] == [True, False, False, True]


def loaded(code):
    """The names of all modules that a fresh Python has after this code."""
    code += "; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_an_answer_loads_nothing_large():
    code = "from nnhelpers.study import ask; ask('why do we need a bias?')"
    assert loaded(code) & {"scipy", "matplotlib", "nnhelpers.pretrained"} == set()


def no_fts5(monkeypatch):
    """SQLite as it is where it was built without its search."""

    def refuse(*_):
        raise sqlite3.OperationalError("no such module: fts5")

    made = types.SimpleNamespace(execute=refuse, close=lambda: None)
    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: made)


def no_sqlite(monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlite3", None)


@pytest.mark.parametrize("without", [no_fts5, no_sqlite])
def test_without_sqlites_search_the_answers_are_the_same(monkeypatch, without):
    usual = search.Index()
    with monkeypatch.context() as patched:
        without(patched)
        plain = search.Index()
    assert isinstance(usual.ranking, ranking.InSQLite)
    assert isinstance(plain.ranking, ranking.InPython)
    for one in benchmark.questions():
        scores = [dict(index.ranking.scores(search.tokens(one["ask"]))) for index in (usual, plain)]
        assert scores[0] == pytest.approx(scores[1], rel=1e-9, abs=1e-12)
        assert [found.key for found in usual.search(one["ask"])] == [
            found.key for found in plain.search(one["ask"])
        ]


@pytest.mark.parametrize("question", ["", "  ", 3, ["bias"]])
def test_ask_refuses_what_is_no_question(path, question):
    with pytest.raises(ValueError, match="needs a question in words"):
        study.ask(question)


class Encoder:
    """Stands in for sentence vectors: knows one thing said in two ways."""

    def encode(self, texts):
        vectors = np.full((len(texts), 2), [1.0, 0.0])
        for place, text in enumerate(texts):
            if "hidden minimum" in text or "umbrella tomorrow" in text:
                vectors[place] = [0.0, 1.0]
            elif "Kalman" in text:
                vectors[place] = [-1.0, 0.0]
        return vectors


def test_sentence_vectors_find_other_words(monkeypatch):
    documents = (
        search.Document("lesson", "2.2", "Clouds", "Take the umbrella tomorrow, said the machine."),
        search.Document("lesson", "3.2", "Valleys", "The walk goes down until the ground is flat."),
    )
    monkeypatch.setattr(search, "documents", lambda: documents)
    loaded = []
    index = search.Index(lambda: loaded.append("once") or Encoder())
    assert index.search("a flat ground")[0].name == "Valleys"
    assert loaded == [], "these words are in the passage"
    assert index.search("hidden minimum")[0].name == "Clouds"
    assert loaded == ["once"]
    assert index.search("What does Kalman say?") == []


def test_vectors_are_kept_in_the_cache_but_not_by_tests(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    texts = ["a long text about an umbrella tomorrow", "a short one"]
    sentence_vectors.kept_vectors(texts, Encoder())
    assert list(tmp_path.rglob("*.npy")) == []
    monkeypatch.setenv(record.SETTING, "")
    assert sentence_vectors.kept_vectors(texts, Encoder()).tolist() == [[0, 1], [1, 0]]
    if sys.platform == "linux":
        assert len(list(tmp_path.rglob("*.npy"))) == 1
    assert sentence_vectors.kept_vectors(texts, None).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("a", "b"),
    [("gradients", "gradient"), ("training", "trained"), ("loss", "cost"), ("biases", "bias"),
     ("probability", "probabilities"), ("standardized", "standardize")],
)  # fmt: skip
def test_words_of_one_meaning_are_one(a, b):
    assert search.tokens(a) == search.tokens(b)


# ---- games ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["activations", "overfit", "descent"])
def test_the_same_seed_gives_the_same_game(path, name):
    first, again, other = (study.play(name, seed) for seed in (3, 3, 4))
    state = "valley" if name == "descent" else "rounds"
    assert getattr(first, state) == getattr(again, state) != getattr(other, state)


@pytest.mark.parametrize("seed", range(8))
def test_games_tell_the_truth(path, seed):
    for game in (study.play("activations", seed), study.play("overfit", seed)):
        assert len(game.rounds) == 6
        for one in game.rounds:
            assert one["options"][one["right"]] in one["why"].replace("<strong>", "")
            assert len(set(one["options"])) == len(one["options"])
            assert 'role="img" aria-label=' in one["picture"]
    for one in study.play("overfit", seed).rounds:
        seen, unseen = (float(s.split()[0].strip(",;")) for s in _after_errors(one["why"]))
        kind = one["options"][one["right"]]
        assert (unseen < 0.4) == (kind == "fits well")
        assert (seen < 0.2 and unseen > 0.5) == (kind == "overfits")


def _after_errors(why):
    return why.split("these points ")[1], why.split("new ones ")[-1]


def test_a_game_is_scored_and_recorded_when_it_is_over(path):
    game = study.play("activations", 1)
    right = [one["right"] for one in game.rounds]
    game.given = right[:5]
    assert record.events("game") == []
    game.given = [*right[:5], (right[5] + 1) % 4]
    assert game.score() == (5, 6, 6)
    assert record.events("game")[0].data == {"seed": 1, "right": 5, "of": 6}


@pytest.mark.parametrize("seed", range(5))
def test_gradient_descent_is_an_honest_opponent(path, seed):
    game = study.play("descent", seed)
    costs = game.opponent()
    assert costs[0] == pytest.approx(game.cost(game.valley["start"]))
    assert all(b < a for a, b in itertools.pairwise(costs))
    assert costs[-1] < costs[0] / 10
    assert game.cost(game.valley["lowest"]) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("chess",), "knows activations, overfit, descent"), (("overfit", -1), "whole number from 0")],
)
def test_play_refuses(path, arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        study.play(*arguments)


# ---- summaries, glossary, refusals -----------------------------------------------------------


def test_summaries_are_the_lessons_own_words(path):
    source = lesson_text.source_of("2.2")
    for depth in ("sentence", "minute"):
        assert study.summary("2.2", depth).said[0][1] in source
    told = study.summary("2.2", exchange=True)
    assert [who for who, _ in told.said] == ["", "Student", "Teacher", "Student", "Teacher"]
    full = study.summary("2.2", "full")
    assert len(full.said) > 8
    heard = dict(study.listen("2.2").choices)
    assert list(heard) == ["In a sentence", "In a minute", "The exchange"]
    assert heard["The exchange"][0].startswith("Student. So the bias is")


def test_every_lesson_that_is_here_has_its_summaries():
    for lesson in course.lessons().values():
        if lesson.notebook:
            found = lesson_text.remember(lesson.number)
            assert found["sentence"]
            assert found["minute"]
            assert len(found["exchange"]) >= 2


def test_what_is_spoken_has_no_signs():
    said = spoken(r"θ ← θ − η∇C, with `x @ w` and $\sigma(z)$")
    assert said == "theta becomes theta minus eta gradient of C, with x @ w and sigma(z)"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: study.quiz("9.9"), "number of a lesson.*got '9.9'.*2.2"),
        (lambda: study.quiz("4.4"), "has no questions yet. These have: 1.1"),
        (lambda: study.predict("2.2-bais"), "no prediction named '2.2-bais'. Near it: 2.2-bias"),
        (lambda: study.reveal("x"), "no prediction named 'x'. There are"),
        (lambda: study.summary("2.2", "long"), "depth out of sentence, minute, full: got 'long'"),
        (lambda: study.summary("4.4"), "has no summary yet"),
        (lambda: study.review("nine"), "number of a lesson"),
    ],
)
def test_aids_refuse_in_words(path, call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()


def test_glossary_in_a_notebook(path, capsys):
    assert study.glossary("Biases").name == "bias"
    assert study.glossary("loss").name == "cost"
    assert study.glossary("gradiant") is None
    assert "Near it: gradient" in capsys.readouterr().out
    assert len(study.glossary().terms) > 90
    listed = study.glossary(lesson="2.2")._html()
    assert "<p><strong>bias</strong> (2.2) · The parameter" in listed
    assert "<dl" not in listed, "JupyterLab sets its columns one beside the other"


AIDS = [
    lambda: study.predict("2.2-bias"),
    lambda: study.reveal("2.2-bias"),
    *(lambda number=number: study.quiz(number) for number in ("1.1", "3.2", "3.5", "6.4")),
    lambda: study.review("2.2"),
    lambda: study.review(),
    lambda: study.summary("2.2"),
    lambda: study.listen("2.2"),
    lambda: study.ask(),
    lambda: study.play("overfit"),
    lambda: study.play("descent"),
]


@pytest.mark.parametrize("made", AIDS)
def test_a_page_without_kernel_shows_markdown(path, made):
    data, _ = made()._repr_mimebundle_()
    text = data["text/markdown"]
    assert text.strip()
    assert text.count("<details>") == text.count("</details>")


def test_a_fallback_holds_every_option_and_reason():
    for one in predictions().values():
        text = study.reveal(one.id).as_markdown()
        assert all(option.why in text and option.text in text for option in one.options)


def test_the_library_does_not_import_it():
    names = loaded("import nnhelpers")
    assert "nnhelpers" in names
    assert names & {"yaml", "anywidget", "fsrs", "genanki", "latex2mathml"} == set()
    assert [name for name in names if "study" in name] == []


def test_opening_the_aids_loads_no_library_before_it_is_needed():
    late = {"fsrs", "scipy", "genanki", "latex2mathml", "matplotlib", "pandas"}
    assert loaded("import nnhelpers.study") & late == set()


def test_events_are_json(path):
    record.note("quiz", "2.2-x", answer=[1, 2], right=True)
    assert json.dumps(record.events()[0].row())
