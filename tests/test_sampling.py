"""Sampling, scores and n-gram models: hand-worked values, a reference in loops, probabilities."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnhelpers.text import (
    NGramModel,
    bits_per_character,
    greedy,
    log_probabilities,
    next_probabilities,
    perplexity,
    sampler,
)
from nnhelpers.text.ngrams import LEAST_DISCOUNT, discounts
from nnhelpers.transformers import GPT

quick = settings(deadline=None, derandomize=True, max_examples=100)
P = np.array([0.1, 0.5, 0.0, 0.25, 0.15])
with np.errstate(divide="ignore"):
    LOGITS = np.log(P)

# ---- sampling -----------------------------------------------------------------------------


def probabilities(**arguments):
    return next_probabilities(LOGITS + 7, **arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, P),
        ({"temperature": 0.5}, P**2 / (P**2).sum()),
        ({"temperature": 2}, np.sqrt(P) / np.sqrt(P).sum()),
        ({"temperature": 0}, [0, 1, 0, 0, 0]),
        ({"temperature": 1e-300}, [0, 1, 0, 0, 0]),
        ({"top_k": 2}, [0, 2 / 3, 0, 1 / 3, 0]),
        ({"top_k": 9}, P),
        ({"top_p": 0.5}, [0, 1, 0, 0, 0]),
        ({"top_p": 0.51}, [0, 2 / 3, 0, 1 / 3, 0]),
        ({"top_p": 1}, P),
        ({"top_k": 3, "top_p": 0.8}, [0, 2 / 3, 0, 1 / 3, 0]),  # 50 and 25 of 90 %: enough
        ({"temperature": 0.5, "top_k": 2}, [0, 4 / 5, 0, 1 / 5, 0]),
    ],
)
def test_probabilities_by_hand(arguments, expected):
    np.testing.assert_allclose(probabilities(**arguments), expected, atol=1e-12)


def test_of_equals_the_first_are_kept():
    expected = [0.5, 0.5, 0, 0]
    np.testing.assert_allclose(next_probabilities(np.zeros(4), top_k=2), expected)
    assert greedy(np.array([1, 3, 3])) == 1


def test_the_penalty_by_hand():
    """Token 0 has the logit 2, which is divided by 2; token 2 has −1, which becomes −2."""
    logits = np.array([2.0, 1.0, -1.0])
    expected = np.exp([1, 1, -2]) / np.exp([1, 1, -2]).sum()
    found = next_probabilities(logits, [2, 0, 0], repetition_penalty=2)
    np.testing.assert_allclose(found, expected)
    np.testing.assert_allclose(next_probabilities(logits, [0, 2]), next_probabilities(logits))
    assert logits.tolist() == [2, 1, -1]


@quick
@given(
    logits=st.lists(st.floats(-50, 50), min_size=1, max_size=9),
    temperature=st.floats(0, 5),
    top_k=st.none() | st.integers(1, 9),
    top_p=st.none() | st.floats(0.01, 1),
    penalty=st.floats(1, 3),
)
def test_probabilities_are_probabilities(logits, temperature, top_k, top_p, penalty):
    p = next_probabilities(
        logits, [0], temperature=temperature, top_k=top_k, top_p=top_p, repetition_penalty=penalty
    )
    assert p.shape == (len(logits),)
    assert p.min() >= 0
    assert p.sum() == pytest.approx(1)
    assert np.count_nonzero(p) <= (top_k or len(p))


def test_a_sampler_draws_as_often_as_the_probabilities_say():
    choose = sampler(seed=0, top_k=3)
    counts = Counter(choose(LOGITS) for _ in range(3000))
    assert set(counts) == {1, 3, 4}
    for token, n in counts.items():
        p = P[token] / 0.9
        assert abs(n - 3000 * p) < 4 * math.sqrt(3000 * p * (1 - p))


def test_a_seed_gives_the_same_text_and_temperature_0_is_greedy():
    model = GPT(20, 12, 8, 2, 1, rng=0)
    draw = lambda **settings: list(model.generate([3], 9, sampler(**settings)))  # noqa: E731
    assert draw(seed=1) == draw(seed=1) != draw(seed=2)
    assert draw(seed=1, temperature=0) == draw(top_k=1) == list(model.generate([3], 9))
    penalized = draw(temperature=0, repetition_penalty=1e9)
    assert len({3, *penalized}) == 10  # with such a penalty no token comes twice


def test_generation_streams():
    """Each token is there before the next is computed, and the text may be left at any time."""
    seen = []
    model = GPT(20, 12, 8, 2, 1, rng=0).train()
    for token in model.generate([3, 4], 9, lambda logits, tokens: seen.append(list(tokens)) or 5):
        assert token == 5
        if len(seen) == 3:
            break
    assert seen == [[3, 4], [3, 4, 5], [3, 4, 5, 5]]


# ---- scores -------------------------------------------------------------------------------


def test_scores_by_hand():
    scores = np.log([0.5, 0.25, 0.125])  # 1, 2 and 3 bits
    assert perplexity(scores) == pytest.approx(4)
    assert bits_per_character(scores, "abcdefghijkl") == pytest.approx(0.5)


def test_log_probabilities_are_those_of_the_model_in_eval_mode():
    model = GPT(20, 8, 8, 2, 1, rng=0, drop_probability=0.5)
    tokens = np.random.default_rng(0).integers(0, 20, 30)
    found = log_probabilities(model, tokens, batch_size=3)
    assert model.training
    model.eval()
    assert found.shape == (29,)
    for place, score in enumerate(found, start=1):  # token `place` is predicted from those before
        best = []
        for start in range(max(0, place - 8), place):
            if start and place - start < 4:
                continue  # half a context at least, unless the text begins here
            logits = model(tokens[None, start:place]).data[0, -1].astype(float)
            best.append(logits[tokens[place]] - np.log(np.exp(logits).sum()))
        assert np.abs(np.array(best) - score).min() < 1e-6
    short = log_probabilities(model, tokens[:3])
    np.testing.assert_allclose(short, found[:2], atol=1e-6)


# ---- n-grams ------------------------------------------------------------------------------


def test_discounts_by_hand():
    """Ten n-grams once, four twice, two three times, one four times: Y = 10/18."""
    counts = np.array([1] * 10 + [2] * 4 + [3] * 2 + [4])
    expected = [1 - 2 * (5 / 9) * 4 / 10, 2 - 3 * (5 / 9) * 2 / 4, 3 - 4 * (5 / 9) * 1 / 2]
    np.testing.assert_allclose(discounts(counts), expected)
    np.testing.assert_allclose(discounts(np.array([7, 7])), [1, 2, 3])  # Y = 0
    few_once = discounts(np.array([1] + [2] * 10))  # 1 − 20/21, below the least
    assert few_once[0] == LEAST_DISCOUNT


def test_a_bigram_model_by_hand():
    """The text 0 1 0 1 0 2 of three tokens.

    Pairs: 01 twice, 10 twice, 02 once. Counts of counts: n₁ = 1, n₂ = 2, so Y = 1/5, D₁ = 1 − 4/5
    = 1/5 and D₂ = 2. Different tokens before 0: one, before 1: one, before 2: one; all three count
    1, so Y = 1 and D₁ = 1: everything goes to the uniform model and p(w) = 1/3.
    After 0 (3 times, 01 twice and 02 once) the discounts are 2 + 1/5 of 3: γ = 11/15.
    """
    model = NGramModel([0, 1, 0, 1, 0, 2], 2, 3)
    gamma = 11 / 15
    expected = [gamma / 3, gamma / 3, (1 - 1 / 5) / 3 + gamma / 3]
    np.testing.assert_allclose(model.probabilities([0]), expected)
    np.testing.assert_allclose(model.probabilities([1]), [1 / 3] * 3)  # D₂ takes both of 10
    np.testing.assert_allclose(model.probabilities([2]), [1 / 3] * 3)  # nothing followed 2
    np.testing.assert_allclose(model.probabilities([]), [1 / 3] * 3)
    np.testing.assert_allclose(
        model.log_probabilities([2, 0, 2]), np.log([1 / 3, 0.8 / 3 + gamma / 3])
    )


def kneser_ney(tokens, n, vocabulary, context, token):
    """Chen and Goodman's formula in loops and fractions, with the discounts of each order."""
    grams = Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    p = Fraction(1, vocabulary)
    for k in range(1, min(n, len(context) + 1) + 1):
        counts = grams if k == n else Counter(g[-k:] for g in followed(tokens, k + 1, n))
        h = tuple(context[len(context) - k + 1 :])
        of_h = {g[-1]: c for g, c in counts.items() if g[:-1] == h}
        if not of_h:
            continue
        d = [0, *map(Fraction, discounts(np.array(list(counts.values()))))]
        taken = {w: d[min(c, 3)] for w, c in of_h.items()}
        total = sum(of_h.values())
        own = of_h.get(token, 0) - taken.get(token, 0)
        p = Fraction(own) / total + sum(taken.values()) / total * p
    return float(p)


def followed(tokens, k, n):
    """The different k-grams at the ends of the text's n-grams."""
    return {tuple(tokens[i + n - k : i + n]) for i in range(len(tokens) - n + 1)}


@settings(deadline=None, derandomize=True, max_examples=25)
@given(tokens=st.lists(st.integers(0, 3), min_size=4, max_size=40), n=st.integers(1, 4))
def test_n_grams_are_those_of_the_formula_and_sum_to_1(tokens, n):
    model = NGramModel(tokens, n, 5)
    assert model.probabilities([]).shape == (5,)
    for context in ([], [0], [1, 2], tokens[:3], [4, 0, 1], tokens[-4:]):
        p = model.probabilities(context)
        assert p.sum() == pytest.approx(1)
        assert p.min() > 0
        expected = [kneser_ney(tokens, n, 5, context, token) for token in range(5)]
        np.testing.assert_allclose(p, expected)
    text = [*tokens[1:], 4, 0, 1]
    each = [model.probabilities(text[:i])[text[i]] for i in range(1, len(text))]
    np.testing.assert_allclose(model.log_probabilities(text), np.log(each))


def test_longer_n_grams_predict_better_where_order_matters():
    text = np.tile([0, 1, 2, 1, 0, 2, 2], 50)
    scores = [perplexity(NGramModel(text, n, 3).log_probabilities(text)) for n in (1, 2, 3)]
    assert scores[0] > 2.9
    assert 1.5 < scores[1] < 2.5
    assert scores[2] < 1.05


# ---- bad input ----------------------------------------------------------------------------

MODEL = GPT(20, 8, 8, 2, 1, rng=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sampler(temperature=-1), "temperature of at least 0, such as 0.8: got -1"),
        (lambda: sampler(temperature="hot"), "got 'hot'"),
        (lambda: sampler(top_k=0), "at least 1 for top_k: got 0"),
        (lambda: sampler(top_p=0), "top_p above 0 and at most 1: got 0"),
        (lambda: sampler(top_p=90), "got 90"),
        (lambda: sampler(repetition_penalty=0.5), "penalty of at least 1, .* got 0.5"),
        (lambda: greedy([[1, 2]]), r"one next token: .* got shape \(1, 2\).*logits\[0, -1\]"),
        (lambda: greedy([]), r"got shape \(0,\)"),
        (lambda: next_probabilities([0, math.nan]), r"shape \(2,\) with nan"),
        (lambda: next_probabilities([0, math.inf]), "with inf"),
        (lambda: log_probabilities(MODEL, [1]), "two tokens at least"),
        (lambda: log_probabilities(MODEL, [1, 20]), "from 0 to 19: got 1 to 20"),
        (lambda: log_probabilities(MODEL, [[1, 2]]), r"got \(1, 2\)"),
        (lambda: perplexity([]), r"got shape \(0,\)"),
        (lambda: perplexity([0.5]), "at most 0 .* up to 0.5"),
        (lambda: bits_per_character([-1.0], ""), "needs the text that was scored: got ''"),
        (lambda: NGramModel([1, 2], 3, 4), "one text of 3 tokens at least"),
        (lambda: NGramModel([1, 4], 2, 4), "tokens from 0 to 3: got 1 to 4"),
        (lambda: NGramModel([1, 2], 0, 4), "at least 1 for n: got 0"),
        (lambda: NGramModel(range(9), 7, 512), "n=7 is too long for 512 tokens. Take n=6"),
    ],
)
def test_bad_input_is_told(call, words):
    with pytest.raises(ValueError, match=words):
        call()
