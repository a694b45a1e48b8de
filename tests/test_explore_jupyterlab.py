"""The explorations in a real JupyterLab and a real Notebook 7: keys, kernel, links, themes.

One server for all of it: it serves both.
"""

import browser
import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
NAMES = list(browser.EXPLORATIONS)
CELLS = (
    "from nnhelpers import datasets, explore, layers",
    *browser.EXPLORATIONS.values(),
    "from ipywidgets import FloatSlider, jslink\n"
    "w = explore.neuron(data='xor')\n"
    "slider = FloatSlider(value=1, min=-5, max=5, step=0.5)\n"
    "link = jslink((slider, 'value'), (w, 'w1'))\n"
    "heard = []\n"
    "w.observe(lambda change: heard.append(change.new), 'w2')\n"
    "display(slider, w)",
    "print('w1 is', w.w1, 'and w2 is', w.w2, 'after', len(heard))",
    "data = datasets.digits()\n"
    "live = explore.live(layers.mlp(64, 8, 10, rng=0), data.x_train, data.y_train,\n"
    "                    epochs=100_000, validation=(data.x_test, data.y_test))\n"
    "live",
)
LINKED, PRINTED, LIVE = (1 + len(NAMES) + i for i in range(3))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A browser's context and the server's address."""
    folder = tmp_path_factory.mktemp("lab")
    browser.write_notebook(folder / "lab.ipynb", *CELLS)
    browser.write_notebook(folder / "classic.ipynb", *CELLS[:LINKED])
    with browser.chromium() as chromium, browser.jupyterlab(folder) as lab:
        yield chromium.new_context(viewport={"width": 1200, "height": 900}), lab
        log = (folder / ".home/log").read_text()
        assert "nnhelpers.server_extension | extension was successfully loaded" in log


@pytest.fixture(scope="module")
def page(served):
    page = browser.open_notebook(*served, "lab.ipynb")
    yield page
    assert page.errors == []
    page.close()


@pytest.fixture(scope="module")
def classic(served):
    page = browser.open_notebook(*served, "classic.ipynb", classic=True)
    yield page
    assert page.errors == []


def shown(page, name):
    """The cell of an exploration, once it is drawn."""
    cell = browser.cell(page, 1 + NAMES.index(name))
    cell.locator(".nnx[data-theme]").wait_for()
    return cell


def says(cell):
    return browser.settled(cell.locator(".nnx-caption"))


@pytest.mark.parametrize("name", NAMES)
def test_every_control_moves_by_keyboard_and_reset_restores(page, name):
    cell = shown(page, name)
    before = says(cell)
    for control in cell.locator(browser.CONTROLS).element_handles():
        if control.is_visible():
            browser.press_through(page, control)
    assert says(cell) != before
    active = page.locator(".jp-Notebook-cell.jp-mod-active")
    assert active.get_attribute("data-windowed-list-index") == str(1 + NAMES.index(name))
    cell.locator('button:text-is("Reset")').click()
    assert says(cell) == before


def test_python_reads_what_the_page_sets(page):
    slider = browser.cell(page, LINKED).get_by_label("Weight w₁")
    slider.focus()
    slider.press("End")
    slider = browser.cell(page, LINKED).get_by_label("Weight w₂")
    shown = slider.evaluate("""async (input) => {
        const shown = [], value = input.parentNode.querySelector(".nnx-value");
        const note = () => shown.push(Number(value.textContent.replace("−", "-")));
        new MutationObserver(note).observe(value, { childList: true });
        for (let i = -40; i <= 40; i++) {
            input.value = i / 10;
            input.dispatchEvent(new Event("input"));
            await new Promise((later) => setTimeout(later, 13));
        }
        return shown;
    }""")
    assert len(shown) > 10
    assert shown == sorted(shown)  # what comes back from Python undoes nothing
    page.wait_for_timeout(600)
    assert slider.input_value() == "4"
    cell = browser.cell(page, PRINTED)
    cell.locator(".cm-content").click()
    page.keyboard.press("Shift+Enter")
    said = cell.get_by_text("w1 is 8.0 and w2 is 4.0 after ")
    said.wait_for(timeout=10_000)
    assert int(said.text_content().split()[-1]) < 20  # of 81 changes: Python hears some of them


def test_an_ipywidgets_slider_moves_it_in_the_browser(page):
    cell = browser.cell(page, LINKED)
    handle = cell.locator(".noUi-handle")
    handle.focus()
    handle.press("ArrowLeft")
    page.wait_for_timeout(100)
    value = cell.locator(".widget-readout").text_content()
    caption = cell.locator(".nnx-caption").text_content().replace("−", "-")
    assert f"w₁ = {float(value):.2f}" in caption


def test_the_buttons_of_the_live_figure_reach_the_kernel(page):
    cell = browser.cell(page, LIVE)
    caption = cell.locator(".nnx-caption")
    cell.locator('button:text-is("Pause")').click()
    cell.locator('.nnx-caption:has-text("Paused")').wait_for()
    before = says(cell)
    page.wait_for_timeout(300)
    assert caption.text_content() == before
    cell.locator('button:text-is("Continue")').click()
    moved = "([node, before]) => node.textContent.replace(/^Training/, 'Paused') !== before"
    page.wait_for_function(moved, arg=[caption.element_handle(), before])
    cell.locator('button:text-is("Stop")').click()
    cell.locator('.nnx-caption:has-text("Stopped")').wait_for()
    assert cell.locator('button:text-is("Pause")').is_disabled()


def test_all_follow_jupyterlabs_theme(page):
    for name in NAMES:
        assert shown(page, name).locator(".nnx").get_attribute("data-theme") == "light"
    browser.menu(page, "Settings", "Theme", "JupyterLab Dark")
    page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
    for name in NAMES:
        browser.cell(page, 1 + NAMES.index(name)).locator('.nnx[data-theme="dark"]').wait_for()


@pytest.mark.parametrize("name", NAMES)
def test_it_works_in_notebook_7(classic, name):
    cell = shown(classic, name)
    before = says(cell)
    slider = cell.locator("input[type=range] >> visible=true").first
    slider.focus()
    for key in ("ArrowRight", "ArrowUp", "End", "ArrowLeft"):  # which Notebook 7 wants for itself
        classic.keyboard.press(key)
    assert slider.evaluate("(node) => node.matches(':focus')")
    assert says(cell) != before
    cell.locator('button:text-is("Reset")').click()
    assert says(cell) == before
