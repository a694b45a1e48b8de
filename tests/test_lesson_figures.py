"""What a lesson's figure shows and no cell prints: strict nbval would not notice if it were wrong.

Each test runs one cell of a lesson with a canvas that keeps the numbers, and computes them once
more in another way. Where a lesson can print what its figure shows, let it: then it needs no test.
"""

from types import SimpleNamespace

import numpy as np
import pytest
from notebook_source import assemble, find_lessons
from plant_faults import ROOT

from nnhelpers import schedules
from nnhelpers.activations import sigmoid

LESSONS = {one.source.stem.split("_")[0]: one for one in find_lessons(ROOT)}


def drawn(number, text, **names):
    """Run the one cell of a lesson that has this text; return its names and the curves it drew."""
    cells = [cell.source for cell in assemble(LESSONS[number]).cells if cell.cell_type == "code"]
    (cell,) = [source for source in cells if text in source]
    curves = []
    plot = SimpleNamespace(curves=lambda x, lines, **_: curves.append((x, lines)))
    names |= {"np": np, "plot": plot}
    exec(cell, names)
    return SimpleNamespace(**names), *curves[0]


def test_without_a_future_the_line_and_the_network_know_only_the_past():
    time, given = np.linspace(1958, 2020, 63), []
    past, ppm = time < 2000, np.where(time < 2000, time, 0)

    def built(x, y, n_steps):
        given.append((x, y))
        return ()

    stubs = {"built": built, "network": lambda x: 0 * x}
    found, _, _ = drawn("2.1", "by_line = ", time=time, ppm=ppm, past=past, **stubs)
    np.testing.assert_allclose(found.by_line, time)  # what comes after would bend it
    assert given[0][0].max() < 2000
    assert (given[0][1] > 0).all()


def test_a_forecast_of_the_true_share_costs_least_and_what_it_must():
    _, p, lines = drawn("3.4", "in_the_long_run = ")
    (cost,) = lines.values()
    assert p[cost.argmin()] == pytest.approx(0.3)
    entropy = -sum(share * np.log(share) for share in (0.3, 0.7))
    assert cost.min() == pytest.approx(entropy)


def test_the_slopes_of_both_costs_are_what_a_nudge_of_z_gives():
    _, z, lines = drawn("3.4", "z = np.linspace(-8, 8", sigmoid=sigmoid)
    costs = {
        "squared error": lambda z: (sigmoid(z) - 1) ** 2,
        "cross-entropy": lambda z: -np.log(sigmoid(z)),
    }
    assert lines.keys() == costs.keys()
    for name, cost in costs.items():
        nudged = (cost(z + 1e-5) - cost(z - 1e-5)) / 2e-5
        np.testing.assert_allclose(lines[name], nudged, atol=1e-8)


def test_the_three_ways_down_are_those_of_the_library():
    _, t, lines = drawn("3.6", "shapes = step_decay")
    same = {
        "step_decay": schedules.step_decay(0.5, every=250),
        "exponential_decay": schedules.exponential_decay(0.5, factor=0.997),
        "cosine_decay": schedules.cosine_decay(0.5, steps=1000),
    }
    assert lines.keys() == same.keys()
    for name, schedule in same.items():
        np.testing.assert_allclose(lines[name], [schedule(int(step)) for step in t], atol=1e-12)
