"""Each exploration on a page without kernel and network, in Chromium.

One page an exploration: the tests of one name follow each other on it.
"""

import math
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
NOTHING_CUT_OFF = """() => [...document.querySelectorAll(".nnx-figure svg text")].every((text) => {
    const box = text.getBoundingClientRect();
    return !text.textContent || !box.width || (box.left >= 0 && box.right <= innerWidth);
})"""
READY = "document.querySelector('.nnx-live')?.textContent.length > 10"


@pytest.fixture(scope="module")
def chromium():
    with browser.chromium() as chromium:
        yield chromium


def write_page(name, folder):
    path = folder / f"{name}.html"
    names = {"explore": explore, "layers": layers}
    explore.to_html(eval(browser.EXPLORATIONS[name], names), path=path)
    return path


def open_page(chromium, path, **options):
    """A page, and what went wrong on it in `page.errors`."""
    context = chromium.new_context(
        viewport={"width": 900, "height": 800}, color_scheme="light", offline=True, **options
    )
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda m: m.type == "error" and page.errors.append(m.text))
    page.goto(path.as_uri())
    page.wait_for_function(READY)
    return page


@pytest.fixture(scope="module", params=browser.EXPLORATIONS)
def page(chromium, request, tmp_path_factory):
    path = write_page(request.param, tmp_path_factory.mktemp("page"))
    page = open_page(chromium, path)
    page.name = request.param
    yield page
    page.context.close()
    assert page.errors == []


@pytest.fixture
def opened(chromium, tmp_path):
    """A function that opens a fresh page with one exploration."""
    pages = []

    def fresh(name, **options):
        pages.append(open_page(chromium, write_page(name, tmp_path), **options))
        return pages[-1]

    yield fresh
    for page in pages:
        page.context.close()
        assert page.errors == []


def caption(page):
    return browser.settled(page.locator(".nnx-caption"))


def visible(page, selector):
    return [node for node in page.query_selector_all(selector) if node.is_visible()]


def test_it_moves_without_a_kernel_and_says_so(page):
    before = caption(page)
    for control in visible(page, browser.CONTROLS)[:4]:
        browser.press_through(page, control)
    after = caption(page)
    assert after != before
    page.wait_for_timeout(SETTLES)
    assert page.text_content(".nnx-live") == after
    page.click('button:text-is("Reset")')
    assert caption(page) == before


def test_every_handle_can_be_dragged(page):
    for handle in visible(page, ".nnx-handle"):
        # In the middle of the knob; the halo around it may lie below another
        box = handle.query_selector(".nnx-knob").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = handle.get_attribute("aria-valuetext")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y - 25, steps=3)
        page.wait_for_timeout(60)
        after = handle.get_attribute("aria-valuetext")
        assert after != before
        page.mouse.up()
        page.mouse.move(x, y)
        page.wait_for_timeout(60)
        assert handle.get_attribute("aria-valuetext") == after
    page.click('button:text-is("Reset")')


def test_every_control_has_a_name(page):
    for node in visible(page, browser.CONTROLS + ", .nnx button"):
        words = node.evaluate(
            "(n) => n.ariaLabel || n.labels?.[0]?.textContent || n.textContent.trim()"
        )
        assert words
    tree = page.locator("section.nnx").aria_snapshot()
    for role in ("slider", "combobox", "button", "spinbutton", "textbox"):
        assert f"- {role}\n" not in tree
        assert f"- {role}:" not in tree


@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not installed: npm install in tools/explore"
)
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_serious(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"document.querySelector('.nnx').dataset.theme === '{scheme}'")
    page.wait_for_timeout(100)  # drawn again in its colors
    if page.evaluate("!window.axe"):
        page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run(document.querySelector('.nnx')).then((r) => r.violations)")
    serious = [v for v in found if v["impact"] in ("serious", "critical")]
    assert [
        (v["id"], v["nodes"][0]["html"], v["nodes"][0]["failureSummary"]) for v in serious
    ] == []


@pytest.mark.parametrize("width", [400, 250, 60, 1400])
def test_it_fits_a_page_of_any_width(page, width):
    """A notebook is as narrow as 60 pixels for a moment, while JupyterLab is laying out."""
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_function(f"document.scrollingElement.scrollWidth <= {max(width, 250)}")
    if width >= 400:
        page.wait_for_function(NOTHING_CUT_OFF)


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


def draw_three(page, box, touch):
    """Draw a 3 with mouse or finger into a box of the page."""
    points = [
        (0.3, 0.2),
        (0.5, 0.12),
        (0.7, 0.25),
        (0.5, 0.48),
        (0.72, 0.7),
        (0.5, 0.86),
        (0.3, 0.8),
    ]
    places = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in points]
    if not touch:
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=3)
        return page.mouse.up()
    finger = page.context.new_cdp_session(page)
    kinds = ["touchStart"] + ["touchMove"] * (len(places) - 1)
    for kind, (x, y) in zip(kinds, places, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    return finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "finger"])
@pytest.mark.parametrize("name", ["digit", "kernel", "approximate"])
def test_one_can_draw_on_it(opened, name, touch):
    page = opened(name, has_touch=touch)
    if name == "kernel":
        page.get_by_label("Picture", exact=True).select_option("drawing")
    before = caption(page)
    pad = page.locator(".nnx [role=application]")
    pad.scroll_into_view_if_needed()
    draw_three(page, pad.bounding_box(), touch)
    after = caption(page)
    assert after != before
    assert {"digit": "1 stroke.", "kernel": "your drawing", "approximate": "by you"}[name] in after
    page.click('button:text-is("Reset")')
    page.wait_for_timeout(100)
    assert caption(page) != after


def test_a_digit_can_be_drawn_by_keyboard(opened):
    page = opened("digit")
    page.locator(".nnx [role=application]").focus()
    for key in ["Space", *["ArrowDown"] * 12, "Space", *["ArrowRight"] * 3, "Space", "ArrowDown"]:
        page.keyboard.press(key)
    assert "2 strokes." in caption(page)
    page.keyboard.press("Backspace")
    assert "1 stroke." in caption(page)


TYPED = [
    ("x*w + b", ""),
    ("x*(w + b", "not closed"),
    ("x)", "not opened"),
    ("x w", "operator"),
    ("x +", "missing at the end"),
    ("alert(x)", "alert is not a function here"),
    ("x.y", "“.” is not known here"),
    ("2 + 3", "no name"),
    ("a+b+c+d+e+f+g", "more than 6 names"),
    ("-" * 40 + "x", "more than 30 parts"),
    ("(" * 300 + "x", "more than 200 letters"),
]


def test_a_typed_expression_is_read_or_told_what_is_wrong(opened):
    page = opened("graph")
    field = page.get_by_label("Expression")
    for text, problem in TYPED:
        field.fill(text)
        said = page.text_content(".nnx-problem")
        assert (problem in said) if problem else not said, text
        assert caption(page).startswith("x*w + b, step 0"), "the last one that could be read stays"
    assert page.locator(".nnx-figure text:has-text('w')").count()


def test_a_small_factor_is_told_with_the_digits_that_count(opened):
    page = opened("graph")
    page.get_by_label("Expression").fill("3*sigmoid(x)")
    slider = page.get_by_label("Input x")
    slider.press("End")
    page.click('button:text-is("All")')
    page.wait_for_function(
        "/All gradients/.test(document.querySelector('.nnx-caption').textContent)"
    )
    a = 1 / (1 + math.exp(-float(slider.input_value())))
    factor, exponent = f"{a * (1 - a):.2e}".split("e-")
    assert f"3 × {factor}\u2009×\u200910⁻{'⁰¹²³⁴⁵⁶⁷⁸⁹'[int(exponent)]} = " in caption(page)


def test_a_link_carries_the_playground(opened):
    page = opened("playground")
    page.get_by_label("Data").select_option("spiral")
    page.get_by_label("Seed").press("ArrowRight")
    page.get_by_label("bias").fill("1.5")
    page.get_by_label("bias").press("Tab")
    page.click('button:text-is("Link")')
    link = page.text_content(".nnx-shelf pre")
    before = caption(page)
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_function(READY)
    assert caption(page) == before
    assert "spiral" in before
    assert "seed 1" in before
    assert page.get_by_label("bias").input_value() == "1.500"


@pytest.mark.parametrize(
    "state",
    [
        '{"hidden":[9999]}',
        '{"noise":"much"}',
        '{"epoch":1e9}',
        '{"data":"moon"}',
        '{"noise":',
        "%E0",
    ],
)
def test_a_damaged_link_is_not_followed(opened, state):
    page = opened("playground")
    before = caption(page)
    address = page.url
    page.goto("about:blank")
    page.goto(f"{address}?token=secret#playground={state}")
    page.wait_for_function(READY)
    assert caption(page) == before
    assert "not followed" in page.text_content(".nnx-shelf pre")
    page.click('button:text-is("Link")')
    assert "secret" not in page.text_content(".nnx-shelf pre")


def test_the_playground_shows_python(opened):
    page = opened("playground")
    page.click('button:text-is("Python")')
    text = page.text_content(".nnx-shelf pre")
    widget = eval(browser.EXPLORATIONS["playground"], {"explore": explore})
    assert text == widget.code


def test_a_weight_of_the_playground_can_be_read_and_typed(opened):
    page = opened("playground")
    before = caption(page)
    weight = page.get_by_label("neuron 1", exact=True)
    old = weight.input_value()
    weight.fill("3")
    weight.press("Tab")
    changed = caption(page)
    assert changed != before
    epoch = page.get_by_label("Epoch", exact=True)
    epoch.press("ArrowLeft")  # back before it was typed, and there again
    epoch.press("ArrowRight")
    assert caption(page) == changed
    page.click('button:text-is("Python")')
    assert "(5, 2, 0, 0, 3.0)" in page.text_content(".nnx-shelf pre")
    page.click('button:text-is("Reset")')
    assert caption(page) == before
    assert weight.input_value() == old
