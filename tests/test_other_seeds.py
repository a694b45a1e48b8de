"""Seeds are moved wherever they are used, and what a lesson then says is reported."""

import random

import moved_seeds
import numpy as np
import other_seeds
import pytest
from notebook_source import find_lessons

from nnhelpers import checking, layers
from nnhelpers.plotting import canvas


@pytest.fixture
def moved_by_ten(monkeypatch):
    monkeypatch.setattr(np.random, "default_rng", np.random.default_rng)
    monkeypatch.setattr(random, "Random", random.Random)
    numbers = {seed: np.random.default_rng(seed).random() for seed in (3, 13)}
    letters = {seed: random.Random(seed).random() for seed in (3, 13)}
    moved_seeds.move_seeds(10)
    return numbers, letters


def test_every_way_to_seed_is_moved(moved_by_ten):
    numbers, letters = moved_by_ten
    for seed in (3, np.int64(3)):
        assert np.random.default_rng(seed).random() == numbers[13]
        assert np.random.default_rng(seed=seed).random() == numbers[13]
    assert random.Random(3).random() == letters[13]


def test_seeds_inside_the_library_are_moved(moved_by_ten):
    weight = layers.mlp(2, 3, rng=3).steps[0].weight.data
    expected = np.random.Generator(np.random.PCG64(13)).normal(0, 1, size=(2, 3))
    np.testing.assert_allclose(weight, expected, rtol=1e-6)


def test_a_generator_stays_the_same(moved_by_ten):
    rng = np.random.default_rng(3)
    assert np.random.default_rng(rng) is rng


@pytest.mark.parametrize(
    ("seed", "expected"), [(5, 105), ([2, 5], [2, 105]), ("a text", "a text"), (None, None)]
)
def test_what_is_moved(seed, expected):
    assert moved_seeds.moved(seed, 100) == expected


LESSON = """
```{code-cell}
import numpy as np

from nnhelpers.checking import claim

draw = np.random.default_rng(0).integers(100)
print("drawn:", draw == 85)
```

```{code-cell}
claim("It is always 85.", "true", ("drawn", draw, draw == 85))
print("the cell goes on")
```

```{code-cell}
assert draw == 85
```
"""


@pytest.fixture
def report(tmp_path, monkeypatch, moved_by_ten):
    """What is said on a lesson that holds for its own seed alone."""
    source = tmp_path / "notebooks/src/01_unit/1.1_lesson.md"
    source.parent.mkdir(parents=True)
    source.write_text(LESSON, encoding="utf-8")
    (lesson,) = find_lessons(tmp_path)
    notebook = moved_seeds.assemble(lesson)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for cell, text in zip(code, ["drawn: True\n", "the cell goes on\n", ""], strict=True):
        cell.outputs = [moved_seeds.nbformat.v4.new_output("stream", text=text)]
    lesson.notebook.parent.mkdir()
    moved_seeds.nbformat.write(notebook, lesson.notebook)
    monkeypatch.setattr(canvas, "show", canvas.show)
    monkeypatch.setattr(checking, "claim", checking.claim)
    monkeypatch.setattr("nnhelpers.checking.claims.claim", checking.claim)
    monkeypatch.chdir(tmp_path)
    return moved_seeds.report(lesson, 10)


def test_claims_assertions_and_words_are_reported(report):
    assert [one["claim"] for one in report["claims"]] == ["It is always 85."]
    assert report["claims"][0]["failed"][0].startswith("drawn: ")
    assert [(one["cell"], one["error"]) for one in report["errors"]] == [(3, "AssertionError")]
    assert report["errors"][0]["code"] == "assert draw == 85"
    assert report["flipped"] == ["drawn: True → drawn: False"]
    assert report["changed"] == 1
    assert report["unmoved"] == []


def test_the_tables_name_what_failed(report):
    as_it_is = report | {"offset": 0, "claims": [], "errors": [], "flipped": [], "changed": 0}
    text = other_seeds.markdown([as_it_is, report], [0, 10])
    assert "| 1.1 | 0 of 0 | **0 of 1**, 1 errors, 1 lines |" in text
    assert "1.1: 'It is always 85.': drawn: " in text
    assert "1.1: drawn: True → drawn: False (at +10)" in text
    assert "code cell 3: AssertionError at `assert draw == 85` (at +10)" in text
    assert "| 1.1 | It is always 85. | **0 of 1** |" in text
    summary = other_seeds.summed_up([as_it_is, report])
    assert (summary["claims"], summary["held"]) == (1, 0)
    assert summary["failed"] == [{"claim": "1.1: It is always 85.", "runs": 1}]


def test_a_claim_that_was_not_reached_did_not_hold(report):
    held = report["claims"][0] | {"failed": []}
    as_it_is, reached = ({**report, "offset": offset, "claims": [held]} for offset in (0, 10))
    missed = report | {"offset": 20, "claims": []}
    assert "always 85. | 1 of 1 |" in other_seeds.tally([as_it_is, reached])
    assert "always 85. | **1 of 2** |" in other_seeds.tally([as_it_is, reached, missed])
    assert "always 85. | **0 of 1** |" in other_seeds.tally([as_it_is, missed])


def test_numbers_may_differ_and_words_may_not():
    assert moved_seeds.flips("error 0.12, of 5\n", "error 12, of 7\n") == []
    assert moved_seeds.flips("a 1\nb\n", "a 2\n") == ["2 lines → 1 lines"]


def test_lessons_are_chosen_by_number_or_by_what_they_claim():
    lessons = find_lessons(other_seeds.ROOT)
    (one,) = other_seeds.chosen(lessons, ["3.3"])
    assert one.source.stem == "3.3_regularization"
    everything = {lesson.source.stem for lesson in other_seeds.chosen(lessons, [])}
    assert {"1.1_what_is_machine_learning", "3.6_optimizers", "6.4_mnist"} <= everything
    with pytest.raises(SystemExit, match=r"There is no lesson 9\.9"):
        other_seeds.chosen(lessons, ["9.9"])
