"""The numbers that count as right in a quiz, each computed once more from what its question says.

Nothing else would notice a wrong one: a learner would be told that the right number is wrong.
"""

import math

import numpy as np
import pytest

from nnhelpers.study import questions

NUMBERS = {
    "1.3-fraud": 100 * 150 / 200,
    "2.1-place-of-a-step": 12 / 4,
    "2.1-merged-steps": len({edge for bump in range(8) for edge in (bump, bump + 1)}),
    "2.1-jump-error": (6 - 0) / 2,
    "2.1-count-1-9-1": 20 + 20 + 20 + 1,
    "2.2-weighted-sum": 2 * 1 + -1 * 3 + 1,
    "2.2-equal-softmax": math.exp(3) / (3 * math.exp(3)),
    "2.3-one-layer": 100 * 30 + 30,
    "2.3-input-layer": len([784, 16, 16, 10]) - 1,
    "2.4-factor-a-layer": 1 / math.sqrt(400),
    "2.4-he-spread": math.sqrt(2 / 200),
    "2.4-count-deep": 20 * (100 * 100 + 100),
    "3.1-split": (np.mean([3, 3, 5, 5]) - 2) ** 2,
    "3.2-one-step": -2 - 0.1 * 6 * -2,
    "3.2-iterations": math.ceil(10_000 / 128),
    "3.3-l2-step": 2 - 0.1 * 0.5 * 2,
    "3.3-dropout-scale": 1 / (1 - 0.2),
    "3.3-patience-two": 4 + 2,
    "3.4-surprise": -np.log2([0.5, 0.125]).mean(),
    "3.4-slope-of-logit": 0.7 - 1,
    "3.4-outlier": 100 * 20**2 / (20**2 + 99),
    "3.5-used-twice": (2 + 3) + 3,
    "3.6-velocity": 2 / (1 - 0.75),
    "3.6-half-cosine": 0.4 * (1 + math.cos(math.pi * 500 / 1000)) / 2,
    "6.4-untrained-cost": -math.log(1 / 10),
    "6.4-count": 784 * 100 + 100 + 100 * 10 + 10,
    "6.4-steps": math.ceil(55_000 / 64),
}
ASKED = [one for some in questions.quizzes().values() for one in some if one.kind == "number"]


@pytest.mark.parametrize("question", ASKED, ids=lambda one: one.id)
def test_the_number_is_what_the_question_asks_for(question):
    assert question.id in NUMBERS, f"compute the answer of {question.id} here"
    assert question.is_right(NUMBERS[question.id])
    rounded = question.value - NUMBERS[question.id]
    assert abs(rounded) <= max(question.tolerance, 1e-6)


def test_every_number_here_is_asked_for():
    assert NUMBERS.keys() == {one.id for one in ASKED}
