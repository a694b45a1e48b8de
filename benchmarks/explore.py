"""Slider to pixels: each exploration beside the same slider done with interact and matplotlib.

Real JupyterLab in real Chromium; `page_clock` says what is timed. At the end the live figure of
a training, which the kernel feeds: how many of its pictures are shown, with the server's extension
and without it, and how much CPU time it adds to `fit`.
"""

import json
import os
import sys
import tempfile
import time
import tomllib
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import browser

from benchmarks import page_clock as clock

PRESSES = 20  # single changes, each left to settle
PAUSE = 0.25  # seconds between them
DRAG = 2.0  # seconds of dragging
DRAGS = 7  # short ones, after each of which the last frame is waited for
WATCHED = 4.0  # seconds of a live training
RATE = 100  # moves a second
SETUP = """
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the kernel's; the browser needs the other core

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
LIVE = """
explore.live(layers.mlp(784, 64, 10, rng=0), digits.x_train, digits.y_train, epochs=1000)
"""
SLOWDOWN = """
import time
from nnhelpers import training

data = digits.x_train[:20_000], digits.y_train[:20_000]

def plain():
    training.fit(layers.mlp(784, 64, 10, rng=0), *data, epochs=20, progress=False)

def live():
    w = explore.live(layers.mlp(784, 64, 10, rng=0), *data, epochs=20)
    display(w)
    w.wait()

def cpu(train):
    before = time.process_time()
    train()
    return time.process_time() - before

rounds = [(cpu(plain), cpu(live)) if i % 2 else (cpu(live), cpu(plain))[::-1] for i in range(21)]
print(np.median([b / a for a, b in rounds[1:]]) - 1)
"""


def main(names=tuple(PAIRS)):
    """Measure and print a Markdown table; the last line is JSON."""
    rows = {}
    with _lab() as (chromium, lab, folder):
        for name in names:
            rows[name] = _both(chromium, lab, folder, name)
        live = _live(chromium, lab, folder) | {"slowdown": _slowdown(chromium, lab, folder)}
    switched_off = "--ServerApp.jpserver_extensions={'nnhelpers.server_extension':False}"
    with _lab(switched_off) as (chromium, lab, folder):
        live["frames_per_second_without_nodelay"] = _live(chromium, lab, folder)[
            "frames_per_second"
        ]
    print(_environment(), "\n")
    print("| exploration | slider to pixels, ms | with interact | ratio", end=" ")
    print("| frames a second | with interact | last frame after the drag, ms", end=" ")
    print("| at rest, ms | jump, px | blank |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, (ours, theirs) in rows.items():
        print(_line(name, ours, theirs))
    print(json.dumps(_summary(rows.values()) | {"live": live}))


def _line(name, ours, theirs):
    return (
        f"| {name} | {ours['to_pixels']:.1f} | {theirs['to_pixels']:.0f} "
        f"| {ours['to_pixels'] / theirs['to_pixels']:.2f} | {ours['frames']:.0f} "
        f"| {theirs['frames']:.0f} | {ours['lag']:.1f} | {ours['rest']:.1f} "
        f"| {ours['jump']:.0f} | {ours['blank']} |"
    )


def _summary(rows):
    ours = {key: [row[key] for row, _ in rows] for key in next(iter(rows))[0]}
    ratios = [a["to_pixels"] / b["to_pixels"] for a, b in rows]

    def both(values, worst, digits):
        return {"worst": round(worst(values), digits), "median": round(median(values), digits)}

    return {
        "slider_to_pixels_ms": both(ours["to_pixels"], max, 1),
        "ratio_to_interact": both(ratios, max, 3),
        "frames_per_second": both(ours["frames"], min, 1),
        "last_frame_ms": both(ours["lag"], max, 1),
        "at_rest_ms": both(ours["rest"], max, 1),
        "jump_px": round(max(ours["jump"]), 1),
        "blank_frames": max(ours["blank"]),
    }


def _environment():
    import ipywidgets
    import jupyterlab
    import matplotlib

    versions = [f"{m.__name__} {m.__version__}" for m in (jupyterlab, ipywidgets, matplotlib)]
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{', '.join(versions)}, {os.cpu_count()} cores, load at the end {load}"


@contextmanager
def _lab(*options):
    """A Chromium with an ear for the hand, a JupyterLab, and the folder that it serves."""
    with (
        tempfile.TemporaryDirectory() as folder,
        browser.chromium(f"--remote-debugging-port={clock.PORT}") as chromium,
        browser.jupyterlab(folder, options=options) as lab,
    ):
        yield chromium, lab, Path(folder)


@contextmanager
def _notebook(chromium, lab, folder, *cells):
    """A page on which these cells have run; its kernel ends with it."""
    browser.write_notebook(folder / "notebook.ipynb", SETUP, *cells)
    context = chromium.new_context(viewport={"width": 1200, "height": 1000})
    page = browser.open_notebook(context, lab, "notebook.ipynb")
    yield page
    browser.menu(page, "Kernel", "Shut Down Kernel")
    page.wait_for_timeout(500)
    context.close()


def _both(chromium, lab, folder, name):
    """Measure one exploration and its interact twin on one page."""
    pair = PAIRS[name]
    theirs = f"{pair['draw']}\ninteract(draw, {pair['control']});"
    with _notebook(chromium, lab, folder, pair["explore"], theirs) as page:
        return [_measure(chromium, page, number, pair.get("slider")) for number in (1, 2)]


def _measure(chromium, page, number, label=None):
    cell = browser.cell(page, number)
    ours = cell.get_by_label(label, exact=True) if label else cell.locator(".nnx-slider")
    slider = ours.or_(cell.locator(".noUi-handle")).locator("visible=true").first
    slider.wait_for()
    page.wait_for_timeout(1500)
    cell.evaluate(clock.WATCH)
    slider.focus()
    singles = clock.traced(chromium, page, lambda: _press(page))
    hands, changes, frames = clock.traced(chromium, page, lambda: _drag(page, slider))
    cell.evaluate(clock.STEADY)
    _drag(page, slider)
    shown = sorted({clock.shown_at(change, frames) for change in changes} - {None})
    seconds = (hands[-1] - hands[0]) / 1000
    short = clock.traced(chromium, page, lambda: [_drag(page, slider, 0.5) for _ in range(DRAGS)])
    return {
        "to_pixels": median(clock.answers(*singles)),
        "frames": sum(hands[0] <= t <= hands[-1] for t in shown) / seconds,
        "lag": median(last for last, _ in clock.ends(*short)),
        "rest": median(rest for _, rest in clock.ends(*short)),
    } | page.evaluate(clock.MOVED)


def _press(page):
    for i in range(PRESSES):
        page.keyboard.press("ArrowRight" if i % 4 < 2 else "ArrowLeft")
        time.sleep(PAUSE)


def _drag(page, slider, seconds=DRAG):
    box = slider.bounding_box()
    # The handle of our sliders lies somewhere on the track: take hold of the middle
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    with clock.hand(page) as move:
        start = time.perf_counter()
        for i in range(int(seconds * RATE)):
            passed = time.perf_counter() - start
            move(x + 40 * (1 - abs(1 - 2 * ((passed * 2) % 1))), y)
            time.sleep(max(0, (i + 1) / RATE - (time.perf_counter() - start)))
        time.sleep(0.6)
    page.mouse.up()
    page.wait_for_timeout(300)


def _live(chromium, lab, folder):
    """How many pictures of a training the page shows in a second."""
    with _notebook(chromium, lab, folder, LIVE) as page:
        cell = browser.cell(page, 1)
        cell.locator(".nnx").wait_for()
        cell.evaluate(clock.WATCH)
        page.wait_for_timeout(2000)
        wait = partial(page.wait_for_timeout, 1000 * WATCHED)
        _, changes, frames = clock.traced(chromium, page, wait)
    shown = {clock.shown_at(change, frames) for change in changes} - {None}
    return {"frames_per_second": round(len(shown) / WATCHED, 1)}


def _slowdown(chromium, lab, folder):
    """By what share the live figure raises the CPU time of a training, in its kernel."""
    with _notebook(chromium, lab, folder, SLOWDOWN) as page:
        text = browser.cell(page, 1).locator(".jp-OutputArea-output pre").last.text_content()
    return round(float(text), 4)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or tuple(PAIRS))
