"""Slider to pixels: each exploration beside the same slider done with interact and matplotlib.

Real JupyterLab in real Chromium. The clock is the browser's own trace: from the time stamp of the
key or the pointer to the first frame that the compositor draws after the figure has changed.
"""

import json
import os
import statistics
import sys
import tempfile
import time
import tomllib
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import browser
import websocket

PRESSES = 20  # single changes, each left to settle
PAUSE = 0.25  # seconds between them
DRAG = 2.0  # seconds of dragging
RATE = 100  # moves a second
PORT = 9317  # where Chromium listens for the hand
WATCH = """(cell) => {
    // Dated marks: "in" when the hand moved, "out" when the figure had changed
    const changed = () => performance.mark("out");
    for (const kind of ["keydown", "pointermove"])
        cell.addEventListener(
            kind, (e) => performance.mark("in", { startTime: e.timeStamp }), true);
    const look = (changes) => {
        if (cell.querySelector(".nnx")) return changed();
        for (const image of changes.flatMap((c) => [...c.addedNodes]).flatMap(
            (node) => (node.querySelectorAll ? [node, ...node.querySelectorAll("img")] : [])))
            if (image.tagName === "IMG") image.decode().then(changed, () => {});
    };
    const figure = cell.querySelector(".nnx-body") ?? cell.querySelector(".jp-OutputArea");
    new MutationObserver(look).observe(
        figure, { subtree: true, childList: true, attributes: true, characterData: true });
}"""

SETUP = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, IntSlider, interact

from nnhelpers import activations, datasets, explore, layers

model = layers.mlp(784, 64, 10, rng=0)
weights = model.steps[0].weight.data
three = [[(0.3, 0.2), (0.5, 0.1), (0.7, 0.2), (0.5, 0.5), (0.75, 0.75), (0.3, 0.8)]]
axis = np.linspace(-0.5, 1.5, 80)
grid = np.stack(np.meshgrid(axis, axis), -1)
digits = datasets.mnist()
ink = digits.x_train[digits.y_train < 2].mean(axis=1)
labels = digits.y_train[digits.y_train < 2]
"""
PAIRS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def main(names=tuple(PAIRS)):
    """Measure and print a Markdown table; the last line is JSON."""
    rows = {name: _both(name) for name in names}
    print(_environment(), "\n")
    print("| exploration | slider to pixels, ms | with interact | ratio", end=" ")
    print("| frames a second | with interact | last frame after the drag, ms |")
    print("|---|---|---|---|---|---|---|")
    for name, (ours, theirs) in rows.items():
        ratio = ours["to_pixels"] / theirs["to_pixels"]
        print(
            f"| {name} | {ours['to_pixels']:.1f} | {theirs['to_pixels']:.0f} | {ratio:.2f} "
            f"| {ours['frames']:.0f} | {theirs['frames']:.0f} | {ours['lag']:.1f} |"
        )
    print(json.dumps(_summary(rows.values())))


def _summary(rows):
    times = [ours["to_pixels"] for ours, _ in rows]
    ratios = [ours["to_pixels"] / theirs["to_pixels"] for ours, theirs in rows]
    return {
        "slider_to_pixels_ms": {
            "worst": round(max(times), 1),
            "median": round(statistics.median(times), 1),
        },
        "ratio_to_interact": {
            "worst": round(max(ratios), 3),
            "median": round(statistics.median(ratios), 3),
        },
        "frames_per_second": {
            "worst": round(min(ours["frames"] for ours, _ in rows), 1),
            "median": round(statistics.median(ours["frames"] for ours, _ in rows), 1),
        },
        "last_frame_ms": {"worst": round(max(ours["lag"] for ours, _ in rows), 1)},
    }


def _environment():
    import ipywidgets
    import jupyterlab
    import matplotlib

    versions = [f"{m.__name__} {m.__version__}" for m in (jupyterlab, ipywidgets, matplotlib)]
    return f"{', '.join(versions)}, {os.cpu_count()} cores"


def _both(name):
    """Measure one exploration and its interact twin in one JupyterLab."""
    pair = PAIRS[name]
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.chromium(f"--remote-debugging-port={PORT}") as chromium,
    ):
        cells = (SETUP, pair["explore"], f"{pair['draw']}\ninteract(draw, {pair['control']});")
        browser.write_notebook(Path(folder) / "notebook.ipynb", *cells)
        with browser.jupyterlab(folder) as lab:
            context = chromium.new_context(viewport={"width": 1200, "height": 1000})
            page = browser.open_notebook(context, lab, "notebook.ipynb")
            return [_measure(chromium, page, number, pair.get("slider")) for number in (1, 2)]


def _measure(chromium, page, number, label=None):
    cell = page.locator(f'.jp-Notebook-cell[data-windowed-list-index="{number}"]')
    cell.scroll_into_view_if_needed()
    ours = cell.get_by_label(label, exact=True) if label else cell.locator(".nnx-slider")
    slider = ours.or_(cell.locator(".noUi-handle")).locator("visible=true").first
    slider.wait_for()
    page.wait_for_timeout(1500)
    cell.evaluate(WATCH)
    slider.focus()
    singles = _traced(chromium, page, lambda: _press(page))
    drag = _traced(chromium, page, lambda: _drag(page, slider))
    hands, changes, frames = drag
    shown = sorted({_shown(change, frames) for change in changes} - {None})
    seconds = (hands[-1] - hands[0]) / 1000
    return {
        "to_pixels": statistics.median(_answers(*singles)),
        "frames": sum(hands[0] <= t <= hands[-1] for t in shown) / seconds,
        "lag": max(shown[-1] - hands[-1], 0.0),
    }


def _press(page):
    for i in range(PRESSES):
        page.keyboard.press("ArrowRight" if i % 4 < 2 else "ArrowLeft")
        time.sleep(PAUSE)


def _drag(page, slider):
    box = slider.bounding_box()
    # The handle of our sliders lies somewhere on the track: take hold of the middle
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    with _hand(page) as move:
        start = time.perf_counter()
        for i in range(int(DRAG * RATE)):
            passed = time.perf_counter() - start
            move(x + 40 * (1 - abs(1 - 2 * ((passed / DRAG * 4) % 1))), y)
            time.sleep(max(0, (i + 1) / RATE - (time.perf_counter() - start)))
        time.sleep(0.6)
    page.mouse.up()
    page.wait_for_timeout(300)


@contextmanager
def _hand(page):
    """A function that moves the mouse without waiting until the page has drawn, as a hand does.

    Playwright's mouse.move waits for an answer that comes with the next frame: 50 moves a second.
    """
    with urlopen(f"http://127.0.0.1:{PORT}/json/list") as answer:
        targets = json.load(answer)
    address = next(t["webSocketDebuggerUrl"] for t in targets if t["url"] == page.url)
    socket = websocket.create_connection(address, suppress_origin=True)
    event = {"type": "mouseMoved", "button": "left", "buttons": 1}

    def move(x, y):
        call = {"id": 1, "method": "Input.dispatchMouseEvent", "params": event | {"x": x, "y": y}}
        socket.send(json.dumps(call))

    yield move
    socket.close()


def _traced(chromium, page, act):
    """Do something; return the times in ms of input, of changes, and (sent, shown) of frames."""
    stage = "SubmitCompositorFrameToPresentationCompositorFrame"
    frames_of = "disabled-by-default-devtools.timeline.frame"
    chromium.start_tracing(page=page, categories=["blink.user_timing", frames_of])
    act()
    events = json.loads(chromium.stop_tracing())["traceEvents"]
    dated = sorted((e for e in events if e["name"] in ("in", "out", stage)), key=lambda e: e["ts"])
    process = next(e["pid"] for e in dated if e["name"] == "out")
    hands, changes = (
        [e["ts"] / 1000 for e in dated if e["name"] == kind] for kind in ("in", "out")
    )
    sent, frames = {}, []
    for event in dated:
        if event["name"] != stage or event["pid"] != process or frames_of not in event["cat"]:
            continue
        if event["ph"] == "b":
            sent[event["id2"]["local"]] = event["ts"] / 1000
        elif event["id2"]["local"] in sent:
            frames.append((sent.pop(event["id2"]["local"]), event["ts"] / 1000))
    return hands, changes, sorted(frames)


def _shown(change, frames):
    """When the first frame that was sent after the change was on the screen."""
    return next((shown for sent, shown in frames if sent >= change), None)


def _answers(hands, changes, frames):
    """Milliseconds from each movement of the hand to the frame that answers it."""
    found = []
    for hand, until in zip(hands, [*hands[1:], float("inf")], strict=True):
        change = next((t for t in changes if hand <= t < until), None)
        shown = change is not None and _shown(change, frames)
        if shown:
            found.append(shown - hand)
    return found


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or tuple(PAIRS))
