"""Embedding: look-up, the gradients of repeated tokens, and what bad tokens are told."""

import numpy as np
import pytest
from spoiling import spoiled

from nnhelpers.embedding import Embedding, embed
from nnhelpers.gradients import check_gradient

TOKENS = np.array([[3, 0, 3], [1, 3, 1]])


def test_looks_rows_up():
    layer = Embedding(5, 4, rng=0)
    y = layer(TOKENS)
    assert y.shape == (2, 3, 4)
    np.testing.assert_array_equal(y.data[0, 2], layer.weight.data[3])
    assert layer(2).shape == (4,)
    assert (layer.n_parameters(), repr(layer)) == (20, "Embedding(5, 4)")


def test_a_repeated_token_collects_its_gradients():
    y = (layer := Embedding(5, 2))(TOKENS)
    y.backward(np.ones(y.shape))
    np.testing.assert_array_equal(layer.weight.grad[:, 0], [1, 2, 0, 3, 0])
    assert layer.weight.grad.dtype == np.float32


@pytest.mark.parametrize("tokens", [TOKENS, np.array([2]), np.array(4)])
def test_gradient(tokens):
    check_gradient(embed, np.random.default_rng(0).normal(size=(5, 3)), tokens=tokens)


def test_a_gradient_off_by_a_thousandth_is_caught():
    with pytest.raises(AssertionError, match="Input 0"):
        check_gradient(spoiled(embed, 0), np.ones((5, 3)), tokens=TOKENS)


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64, list])
def test_any_integers_are_tokens(kind):
    tokens = TOKENS.tolist() if kind is list else TOKENS.astype(kind)
    assert Embedding(5, 4)(tokens).shape == (2, 3, 4)


def test_rows_have_the_spread_asked_for():
    assert Embedding(500, 100, spread=0.5, rng=0).weight.data.std() == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Embedding(5, 2)([0, 5]), ValueError, "tokens from 0 to 4: got 0 to 5.*tokenizer"),
        (lambda: Embedding(5, 2)([-1]), ValueError, "got -1 to -1"),
        (lambda: Embedding(5, 2)([]), ValueError, "at least one token.*prompt"),
        (lambda: Embedding(5, 2)([0.5]), TypeError, "expected integers, got float64"),
        (lambda: embed(np.ones((5, 2)), tokens=["a"]), TypeError, "Encode the text"),
        (lambda: embed(np.ones((5, 2)), tokens=[7]), ValueError, "embed needs tokens from 0 to 4"),
        (lambda: Embedding(0, 2), ValueError, "vocabulary: got 0"),
        (lambda: Embedding(5, 2.0), ValueError, "features: got 2.0"),
        (lambda: Embedding(5, 2, spread=-1), ValueError, "spread of at least 0"),
    ],
)
def test_bad_input_is_told_what_to_do(call, error, words):
    with pytest.raises(error, match=words):
        call()
