"""Each exploration on a page without kernel and network, in Chromium."""

from pathlib import Path

import browser
import pytest

from nnhelpers import explore, layers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
AXE = Path(__file__).parents[1] / "tools/explore/node_modules/axe-core/axe.min.js"
SETTLES = 500  # ms until a screen reader is told


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as chromium:
        yield chromium


@pytest.fixture
def opened(chromium, tmp_path):
    """A function that opens a page with one exploration; checks that nothing went wrong on it."""
    contexts, errors = [], []

    def open_page(name, width=900, scheme="light"):
        path = tmp_path / f"{name}.html"
        explore.to_html(
            eval(browser.EXPLORATIONS[name], {"explore": explore, "layers": layers}), path=path
        )
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda m: m.type == "error" and errors.append(m.text))
        page.goto(path.as_uri())
        page.wait_for_function("document.querySelector('.nnx-live')?.textContent.length > 10")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def every(test):
    return pytest.mark.parametrize("name", browser.EXPLORATIONS)(test)


def caption(page):
    page.wait_for_timeout(60)
    return page.text_content(".nnx-caption")


@every
def test_every_control_moves_by_keyboard_and_reset_restores(opened, name):
    page = opened(name)
    before = browser.settled(page.locator(".nnx-caption"))
    controls = page.query_selector_all(browser.CONTROLS)
    assert controls
    for control in controls:
        if control.is_visible():
            browser.press_through(page, control)
    after = browser.settled(page.locator(".nnx-caption"))
    assert after != before
    page.wait_for_timeout(SETTLES)
    assert page.text_content(".nnx-live") == after
    page.click('button:text-is("Reset")')
    assert browser.settled(page.locator(".nnx-caption")) == before


@every
def test_every_control_has_a_name(opened, name):
    page = opened(name)
    nodes = page.query_selector_all(browser.CONTROLS + ", .nnx button")
    for node in nodes:
        words = node.evaluate(
            "(n) => n.ariaLabel || n.labels?.[0]?.textContent || n.textContent.trim()"
        )
        assert words
    tree = page.locator("section.nnx").aria_snapshot()
    for role in ("slider", "combobox", "button"):
        assert f"- {role}\n" not in tree
        assert f"- {role}:" not in tree


@every
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 900])
def test_fits_in_both_themes(opened, name, width, scheme):
    page = opened(name, width, scheme)
    assert page.get_attribute(".nnx", "data-theme") == scheme
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    page.wait_for_function(f"document.querySelector('.nnx').dataset.theme !== '{scheme}'")


@every
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tools/explore"
)
def test_axe_finds_nothing_serious(opened, name, scheme):
    page = opened(name, scheme=scheme)
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document.querySelector('.nnx')).then((r) => r.violations)")
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [
        (v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in serious
    ] == []


def test_dragging_the_point_of_the_neuron(opened):
    page = opened("neuron")
    box = page.locator(".nnx-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 40, steps=5)
    page.mouse.up()
    text = page.get_attribute(".nnx-handle", "aria-valuetext")
    assert text.startswith("x₁ 0.8")
    assert "(0.8" in caption(page)


def test_descent_runs_and_pauses(opened):
    page = opened("descent")
    page.click('button:text-is("Run")')
    page.wait_for_function(
        "/after (1\\d|2\\d) steps/.test(document.querySelector('.nnx-caption').textContent)"
    )
    page.click('button:text-is("Pause")')
    first = caption(page)
    page.wait_for_timeout(300)
    assert caption(page) == first


def test_a_link_carries_the_playground(opened):
    page = opened("playground")
    page.get_by_label("Data").select_option("spiral")
    page.get_by_label("Seed").press("ArrowRight")
    page.click('button:text-is("Link")')
    link = page.text_content(".nnx-shelf pre")
    before = caption(page)
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_function("document.querySelector('.nnx-live')?.textContent.length > 10")
    assert caption(page) == before
    assert "spiral" in before
    assert "seed 1" in before


def test_the_playground_shows_python(opened):
    page = opened("playground")
    page.click('button:text-is("Python")')
    text = page.text_content(".nnx-shelf pre")
    widget = eval(browser.EXPLORATIONS["playground"], {"explore": explore})
    assert text == widget.code
