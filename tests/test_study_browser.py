"""The study aids in Chromium: right and wrong answers, by keyboard, read by a screen reader."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import browser
import pytest

from nnhelpers import explore, study
from nnhelpers.study.questions import quizzes
from nnhelpers.study.text import plain

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
AXE = Path(__file__).parents[1] / "tools/explore/node_modules/axe-core/axe.min.js"
AIDS = {
    "predict": lambda: [study.predict("2.2-bias"), study.reveal("2.2-bias")],
    "quiz 1.1": lambda: [study.quiz("1.1", seed=0)],
    "quiz 3.2": lambda: [study.quiz("3.2", seed=0)],
    "quiz 3.5": lambda: [study.quiz("3.5", seed=0)],
    "review": lambda: [study.review("2.2")],
    "summary": lambda: [study.summary("2.2", exchange=True)],
    "listen": lambda: [study.listen("2.2")],
    "ask": lambda: [study.ask()],
    "activations": lambda: [study.play("activations")],
    "overfit": lambda: [study.play("overfit")],
    "descent": lambda: [study.play("descent")],
}


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as chromium:
        yield chromium


@pytest.fixture
def opened(chromium, tmp_path):
    """A function that opens a page with an aid, offline; checks that nothing went wrong on it."""
    contexts, errors = [], []

    def open_page(name, width=800, scheme="light"):
        path = tmp_path / "page.html"
        explore.to_html(*AIDS[name](), path=path)
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: m.type == "error" and errors.append(m.text))
        page.goto(path.as_uri())
        page.locator(".nns").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def said(page, words):
    """Wait until a screen reader is told these words."""
    page.locator('[role="status"]', has_text=words).first.wait_for(state="attached", timeout=5000)


@pytest.mark.parametrize(
    ("name", "scheme"),
    [*((name, "light") for name in AIDS), *((name, "dark") for name in ("predict", "quiz 3.5"))],
)
@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tools/explore"
)
def test_axe_finds_nothing_serious(opened, name, scheme):
    page = opened(name, scheme=scheme)
    for button in page.locator('button:has-text("Show the answer")').all():
        button.click()
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document.querySelector('main')).then((r) => r.violations)")
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [
        (v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in serious
    ] == []


@pytest.mark.parametrize("name", AIDS)
def test_fits_a_phone(opened, name):
    page = opened(name, width=380)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 380


@pytest.mark.parametrize("name", AIDS)
def test_every_control_has_a_name(opened, name):
    page = opened(name)
    for node in page.locator(".nns :is(input, select, button)").all():
        assert node.evaluate(
            "(n) => n.ariaLabel || n.labels?.[0]?.textContent.trim() || n.textContent.trim()"
        )


def test_formulas_are_drawn_as_formulas(opened):
    page = opened("quiz 3.2")
    box = page.locator("math").first.bounding_box()
    assert box["width"] > 20
    assert "$" not in page.locator("main").inner_text()


# ---- questions -----------------------------------------------------------------------------


def give(page, box, question, answer):
    """Answer a question by keyboard, and check it."""
    if question.kind == "number":
        box.locator("input").fill(f"{answer:.10g}")
    elif question.kind == "match":
        for select, place in zip(box.locator("select").all(), answer, strict=True):
            select.focus()
            select.select_option(str(place))
    elif question.kind == "order":
        for position, place in enumerate(answer):
            name = plain(question.options[place].text)
            while box.locator("li").nth(position).inner_text().find(name) < 0:
                box.get_by_label(f"Move up: {name}").press("Enter")
    else:
        inputs = {place: n for n, place in enumerate(question.order(0))}
        for place in answer:
            box.locator("input").nth(inputs[place]).press("Space")
    box.locator('button:text-is("Check")').press("Enter")


def wrong(question):
    if question.kind == "number":
        return question.near[0][0]
    if question.kind in ("order", "match"):
        return list(range(len(question.options)))[::-1]
    return [next(place for place, one in enumerate(question.options) if not one.right)]


def right(question):
    if question.kind == "number":
        return question.value
    places = range(len(question.options))
    return [place for place in places if question.options[place].right]


@pytest.mark.parametrize("lesson", ["1.1", "3.2", "3.5"])
def test_page_and_python_agree_on_what_is_right(opened, lesson):
    """Every question, answered wrongly, then rightly, by keyboard."""
    page = opened(f"quiz {lesson}")
    for number, question in enumerate(quizzes()[lesson]):
        box = page.locator(".nns-question").nth(number)
        give(page, box, question, wrong(question))
        assert not question.is_right(wrong(question))
        assert "Not yet." in box.inner_text()
        said(page, "Not yet.")
        if question.kind == "choose_all":
            box.locator("input:checked").press("Space")
        give(page, box, question, right(question))
        assert question.is_right(right(question))
        assert box.locator(".nns-verdict").inner_text() == "Right."
        said(page, "Right.")
    count = len(quizzes()[lesson])
    assert f"{count} of {count} answered, 0 right at the first try." in page.inner_text(
        ".nns-score"
    )
    page.click('button:text-is("Start again")')
    assert f"0 of {count} answered" in page.inner_text(".nns-score")
    assert page.locator(".nns [data-verdict]").count() == 0


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("", "Type a number"),
        ("abc", "Type a number"),
        ("-0.8", "Right."),
        ("−0.8", "Right."),
        ("-4/5", "Right."),
        ("-.8", "Right."),
        ("-0.81", "Not yet."),
        ("-0,8", "Type a number"),
        ("1/0", "Type a number"),
    ],
)
def test_numbers_as_people_type_them(opened, typed, verdict):
    page = opened("quiz 3.2")
    box = page.locator(".nns-question").first
    box.locator("input").fill(typed)
    box.locator("input").press("Enter")
    assert box.locator(".nns-verdict").inner_text().startswith(verdict)


def test_checking_nothing_asks_for_an_answer(opened):
    page = opened("quiz 1.1")
    page.locator(".nns-question").first.locator('button:text-is("Check")').press("Enter")
    said(page, "Choose one first.")


def test_a_missing_tick_is_told(opened):
    page = opened("quiz 3.2")
    question = next(one for one in quizzes()["3.2"] if one.kind == "choose_all")
    box = page.locator(".nns-question").nth(quizzes()["3.2"].index(question))
    give(page, box, question, right(question)[:1])
    said(page, "Something is missing.")


# ---- predictions, cards, voice -----------------------------------------------------------------


def test_predict_then_reveal(opened):
    page = opened("predict")
    button = page.locator('button:text-is("This is my prediction")')
    button.press("Enter")
    said(page, "Choose an answer first")
    page.get_by_label("It cannot").press("Space")
    button.press("Enter")
    said(page, "Say how sure you are")
    assert "You have not said yet" in page.inner_text(".nns-reveal")
    page.get_by_label("very sure").press("Space")
    button.press("Enter")
    assert "You predicted answer 1, very sure: not this time. It is answer 3." in page.inner_text(
        ".nns-reveal"
    )
    assert page.locator(".nns-predict input:enabled").count() == 0


def test_cards_by_keyboard(opened):
    page = opened("review")
    count = int(page.inner_text(".nns-review .nns-note").split()[0])
    first = page.inner_text(".nns-front")
    page.locator('button:text-is("Show the answer")').press("Enter")
    assert page.evaluate("document.activeElement.dataset.rating") == "good"
    page.keyboard.press("1")  # again: the card comes back at the end
    for _ in range(count - 1):
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
    assert page.inner_text(".nns-front") == first
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    said(page, f"Done: {count} cards for today.")


def test_listening_speaks_the_lesson(opened):
    page = opened("listen")
    page.evaluate(
        "() => { window.heard = []; speechSynthesis.speak = (w) => { heard.push(w.text); "
        "setTimeout(() => w.onend(), 20); }; }"
    )
    page.locator('button:text-is("The exchange")').press("Enter")
    page.wait_for_function("heard.length === 4")
    assert page.evaluate("heard[0]").startswith("Student. So the bias")
    page.wait_for_selector('button:text-is("The exchange")[aria-pressed="false"]')


def test_a_game_of_rounds_by_keyboard(opened):
    page = opened("overfit")
    rounds = study.play("overfit").rounds
    for number, one in enumerate(rounds):
        choice = one["right"] if number else (one["right"] + 1) % 3
        page.locator(f'button:text-is("{one["options"][choice]}")').press("Enter")
        said(page, "Right." if number else "No.")
        page.keyboard.press("Enter")
    assert "5 of 6 right." in page.inner_text(".nns")
    page.keyboard.press("Enter")
    assert "Round 1 of 6" in page.inner_text(".nns")


def test_the_page_walks_as_gradient_descent_does(opened):
    page = opened("descent")
    game = study.play("descent")
    place = list(game.valley["start"])
    for moved in range(1, 11):
        page.get_by_label("Parameter 1").press("ArrowRight")
        page.locator('button:text-is("Move here")').press("Enter")
        place[0] = min(3, place[0] + 0.1)
        if moved < 10:
            said(page, f"Move {moved} of 10: cost {game.cost(place):.2f}")
            said(page, f"Gradient descent is at {game.opponent()[moved]:.2f}.")
    said(page, f"that of gradient descent {game.opponent()[-1]:.3f}")
    assert page.locator('button:text-is("Move here")').is_disabled()
    assert page.locator("ellipse").count() == 5


# ---- in JupyterLab -----------------------------------------------------------------------------

CELLS = (
    "from nnhelpers.study import *",
    'predict("2.2-bias")',
    'reveal("2.2-bias")',
    'quiz("3.2")',
    'review("2.2")',
    "ask()",
    'listen("2.2")',
    'play("overfit")',
    'play("descent")',
    "progress()",
    "calibration()",
    'path("four parts")',
    'glossary("bias")',
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory, chromium):
    folder = tmp_path_factory.mktemp("lab")
    browser.write_notebook(folder / "notebook.ipynb", *CELLS)
    before = os.environ["NNHELPERS_PROGRESS"]
    os.environ["NNHELPERS_PROGRESS"] = str(folder / "progress.sqlite3")
    try:
        with browser.jupyterlab(folder) as address:
            context = chromium.new_context(viewport={"width": 1200, "height": 900})
            page = browser.open_notebook(context, address, "notebook.ipynb")
            page.record = folder / "progress.sqlite3"
            yield page
            assert page.errors == []
    finally:
        os.environ["NNHELPERS_PROGRESS"] = before


def cell(page, number):
    found = browser.cell(page, number)
    found.locator(".nns, .jp-RenderedHTMLCommon").last.wait_for()
    return found


def recorded(page, kind, count):
    """The events of a kind, once there are so many."""
    return recorded_in(page, page.record, kind, count)


def recorded_in(page, record, kind, count):
    rows = []
    for _ in range(50):
        if record.exists():
            with closing(sqlite3.connect(record)) as connection:
                query = "SELECT item, data FROM events WHERE kind = ?"
                rows = connection.execute(query, (kind,)).fetchall()
        if len(rows) >= count:
            return [(item, json.loads(data)) for item, data in rows]
        page.wait_for_timeout(100)
    raise AssertionError(f"{rows} are not {count} events of kind {kind}")


def test_a_prediction_reaches_the_record_and_the_reveal(lab):
    shown = cell(lab, 1)
    shown.get_by_label("There is a third number").press("Space")
    shown.get_by_label("fairly sure").press("Space")
    shown.locator('button:text-is("This is my prediction")').press("Enter")
    said = {"choice": 2, "sure": 2, "right": True}
    assert recorded(lab, "predict", 1) == [("2.2-bias", said)]
    assert "You predicted answer 3, fairly sure: right." in cell(lab, 2).inner_text()


def test_answers_reach_the_record_and_keys_stay_with_the_quiz(lab):
    shown = cell(lab, 3)
    field = shown.get_by_label("Your number").first
    field.press_sequentially("10")
    field.press("Enter")
    field.fill("")
    field.press_sequentially("-0.8")
    field.press("Enter")
    tries = [(data["answer"], data["right"]) for _, data in recorded(lab, "quiz", 2)]
    assert tries == [(10, False), (-0.8, True)]
    radio = shown.locator(".nns-question").nth(1).locator("input").first
    radio.press("Space")
    radio.press("ArrowDown")
    assert shown.locator(".nns-question").nth(1).locator("input").nth(1).is_checked()
    active = lab.locator(".jp-Notebook-cell.jp-mod-active")
    assert active.get_attribute("data-windowed-list-index") == "3", "the arrow moved no cell"


def test_a_rating_reaches_the_record(lab):
    shown = cell(lab, 4)
    shown.locator('button:text-is("Show the answer")').press("Enter")
    lab.keyboard.press("3")
    assert recorded(lab, "card", 1)[0][1] == {"rating": "good"}


def test_ask_answers_from_the_kernel(lab):
    shown = cell(lab, 5)
    shown.get_by_role("searchbox").press_sequentially("why do we need a bias?")
    lab.keyboard.press("Enter")
    shown.locator("li", has_text="Understanding neurons").first.wait_for(timeout=30_000)


def test_games_are_played_by_keyboard(lab):
    shown = cell(lab, 7)
    for _ in range(6):
        shown.locator(".nns-row button").first.press("Enter")
        lab.keyboard.press("Enter")
    assert recorded(lab, "game", 1)[0][0] == "overfit"
    shown = cell(lab, 8)
    shown.get_by_label("Parameter 1").press("ArrowRight")
    shown.locator('button:text-is("Move here")').press("Enter")
    shown.locator("p", has_text="Move 1 of 10").first.wait_for()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (6, "Listen to this lesson"),
        (9, "Go on here"),
        (10, "very sure"),
        (11, "four parts: 4 lessons"),
        (12, "What was lying on the scale"),
    ],
)
def test_what_is_shown_in_jupyterlab(lab, number, words):
    assert words in cell(lab, number).inner_text()


@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tools/explore"
)
@pytest.mark.parametrize("number", range(1, len(CELLS)))
def test_axe_finds_nothing_serious_in_jupyterlab(lab, number):
    shown = cell(lab, number).locator(".jp-OutputArea-output").last
    lab.add_script_tag(path=AXE)
    found = shown.evaluate("(node) => axe.run(node).then((r) => r.violations)")
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_aids_in_notebook_7(chromium, tmp_path, monkeypatch):
    """Notebook 7 listens for keys in other places than JupyterLab."""
    monkeypatch.setenv("NNHELPERS_PROGRESS", str(tmp_path / "progress.sqlite3"))  # nothing answered
    pytest.importorskip("notebook", reason="Notebook 7 is not installed")
    browser.write_notebook(tmp_path / "notebook.ipynb", *CELLS)
    with browser.jupyterlab(tmp_path) as address:
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        context.set_default_timeout(90_000)  # two servers and a kernel on a busy machine
        page = browser.open_notebook(context, address, "notebook.ipynb", classic=True)
        field = page.get_by_label("Your number").first
        sure = page.get_by_role("radio", name="very sure")
        sure.wait_for(state="attached")
        field.press_sequentially("-0.8")
        field.press("Enter")
        box = page.locator(".nns-quiz .nns-question").first
        assert box.locator(".nns-verdict").inner_text() == "Right."
        radio = page.locator(".nns-quiz .nns-question").nth(1).locator("input")
        radio.first.press("Space")
        radio.first.press("ArrowDown")
        assert radio.nth(1).is_checked()
        page.get_by_label("There is a third number").press("Space")
        sure.press("Space")
        page.locator('button:text-is("This is my prediction")').press("Enter")
        page.locator(".nns-reveal", has_text="You predicted answer 3").wait_for()
        page.locator(".nns-review button", has_text="Show the answer").press("Enter")
        page.keyboard.press("3")
        page.get_by_role("searchbox").press_sequentially("why do we need a bias?")
        page.keyboard.press("Enter")
        page.locator(".nns-ask li", has_text="Understanding neurons").first.wait_for()
        page.locator(".nns-rounds button").first.press("Enter")
        page.locator(".nns-rounds button", has_text="Next round").wait_for()
        for name in ("summary", "descender"):
            page.locator(f".nns-{name}").wait_for(state="attached")
        page.locator(".jp-OutputArea-output", has_text="Go on here").wait_for(state="attached")
        assert len(recorded_in(page, tmp_path / "progress.sqlite3", "card", 1)) == 1
