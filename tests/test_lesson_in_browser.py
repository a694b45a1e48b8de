"""A learner in lesson 2.2: opens it in JupyterLab, runs it, answers wrongly and then rightly."""

import shutil
from pathlib import Path

import browser
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
LESSON = Path(__file__).parents[1] / "notebooks/02_neural_networks/2.2_understanding_neurons.ipynb"
HEAD = "def neuron(x, w, b):\n"
ANSWERS = [
    ("return sigmoid(x @ w)", "The bias b never reaches the output"),
    ("return x @ w + b", "The sigmoid around it is missing"),
    ("return sigmoid(x @ w + oops)", "name 'oops' is not defined"),
    ("return sigmoid(x @ w + b)", "Right"),
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lesson")
    shutil.copy(LESSON, folder / "lesson.ipynb")
    with browser.chromium() as chromium, browser.jupyterlab(folder) as lab:
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        page = browser.open_notebook(context, lab, "lesson.ipynb", run=False)
        run_from_the_top(page)
        yield page
        assert page.errors == []


def run_from_the_top(page):
    page.click('.lm-MenuBar-itemLabel:text-is("Run")')
    page.click('.lm-Menu-itemLabel:text-is("Run All Cells")')
    page.wait_for_selector('.jp-StatusBar-TextItem:has-text("| Busy")', timeout=60_000)
    page.wait_for_selector('.jp-StatusBar-TextItem:has-text("| Idle")', timeout=240_000)


def find(page, text):
    """The code cell with this text. JupyterLab draws only cells near the view: scroll there."""
    cell = page.locator(".jp-CodeCell", has=page.locator(f'.cm-content:has-text("{text}")'))
    page.locator(".jp-WindowedPanel-outer").first.evaluate("(panel) => panel.scrollTo(0, 0)")
    for _ in range(200):
        if cell.count():
            cell.first.scroll_into_view_if_needed()
            return cell.first
        page.mouse.move(600, 500)
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(80)
    raise AssertionError(f"No code cell with {text!r} in the page.")


@pytest.mark.parametrize(("answer", "said"), ANSWERS)
def test_an_answer_is_answered(page, answer, said):
    cell = find(page, "def neuron(x, w, b):")
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{HEAD}    {answer}\n\n\ncheck(neuron)")
    page.keyboard.press("Control+Enter")
    cell.locator(".jp-OutputArea-output", has_text=said).wait_for(timeout=120_000)


def test_the_neuron_is_there_and_moves(page):
    cell = find(page, "explore.neuron(w1=1")
    caption = cell.locator(".nnx-caption")
    before = caption.text_content()
    cell.locator("input[type=range]").last.press("ArrowRight")
    page.wait_for_timeout(200)
    assert caption.text_content() != before
