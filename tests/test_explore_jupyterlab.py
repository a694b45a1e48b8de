"""The explorations in a real JupyterLab: keys, kernel, links, themes."""

import browser
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
CELLS = (
    "from nnhelpers import explore, layers",
    *browser.EXPLORATIONS.values(),
    "from ipywidgets import FloatSlider, jslink\n"
    "w = explore.neuron(data='xor')\n"
    "slider = FloatSlider(value=1, min=-5, max=5, step=0.5)\n"
    "link = jslink((slider, 'value'), (w, 'w1'))\n"
    "display(slider, w)",
    "print('w1 is', w.w1)",
)
LINKED = len(CELLS) - 2


@pytest.fixture(scope="module", params=[False, True], ids=["light", "dark"])
def page(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    browser.write_notebook(folder / "notebook.ipynb", *CELLS)
    with browser.chromium() as chromium, browser.jupyterlab(folder, request.param) as lab:
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        page = browser.open_notebook(context, lab, "notebook.ipynb")
        page.theme = "dark" if request.param else "light"
        yield page
        assert page.errors == []


def cell(page, number):
    """The code cell, scrolled into view, for JupyterLab draws only those near the view."""
    found = page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{number}"]')
    found.scroll_into_view_if_needed()
    return found


@pytest.mark.parametrize("name", browser.EXPLORATIONS)
def test_every_control_moves_by_keyboard(page, name):
    number = 1 + list(browser.EXPLORATIONS).index(name)
    shown = cell(page, number)
    shown.locator(".nnx").wait_for()
    assert shown.locator(".nnx").get_attribute("data-theme") == page.theme
    before = browser.settled(shown.locator(".nnx-caption"))
    for control in shown.locator(browser.CONTROLS).element_handles():
        if control.is_visible():
            browser.press_through(page, control)
            assert page.evaluate("(node) => node.matches(':focus')", control)
    assert shown.locator(".nnx-caption").text_content() != before
    active = page.locator(".jp-Notebook-cell.jp-mod-active")
    assert active.get_attribute("data-windowed-list-index") == str(number)
    shown.locator('button:text-is("Reset")').click()
    assert browser.settled(shown.locator(".nnx-caption")) == before


def test_python_reads_what_the_page_sets(page):
    shown = cell(page, LINKED)
    slider = shown.get_by_label("Weight w₁")
    slider.focus()
    slider.press("End")
    page.wait_for_timeout(300)
    cell(page, LINKED + 1).locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    cell(page, LINKED + 1).get_by_text("w1 is 8.0").wait_for(timeout=10_000)


def test_an_ipywidgets_slider_moves_it_in_the_browser(page):
    shown = cell(page, LINKED)
    handle = shown.locator(".noUi-handle")
    handle.focus()
    handle.press("ArrowLeft")
    page.wait_for_timeout(100)
    value = shown.locator(".widget-readout").text_content()
    caption = shown.locator(".nnx-caption").text_content().replace("−", "-")
    assert f"w₁ = {float(value):.2f}" in caption
