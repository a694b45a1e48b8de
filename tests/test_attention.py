"""Attention and positions: against the definition, what they must not feel, and bad input."""

import numpy as np
import pytest
from spoiling import spoiled

from nnhelpers.attention import (
    Attention,
    KeyValueCache,
    attention,
    attention_weights,
    causal_mask,
    join_heads,
    padding_mask,
    rotary,
    sinusoidal_positions,
    split_heads,
)
from nnhelpers.autodiff import Tensor, no_grad
from nnhelpers.gradients import check_gradient

RNG = np.random.default_rng(0)
Q, K, V = (RNG.normal(size=shape) for shape in ((2, 3, 4, 6), (2, 3, 5, 6), (2, 3, 5, 7)))
X = RNG.normal(size=(2, 5, 8))
MASKS = [None, causal_mask(4, 5), padding_mask([3, 5], 5), RNG.random((2, 3, 4, 5)) < 0.7]
KINDS = [{}, {"n_key_heads": 2}, {"n_key_heads": 1, "rotary_base": 1e4}, {"bias": False}]


def layer(**kind):
    return Attention(8, 4, rng=0, dtype=np.float64, **kind)


def looped_attention(q, k, v, mask):
    """The definition for one head, number by number."""
    y = np.zeros((len(q), v.shape[1]))
    for i in range(len(q)):
        shares = [np.exp(q[i] @ key / np.sqrt(len(key))) for key in k]
        shares = [s if see else 0 for s, see in zip(shares, mask[i], strict=True)]
        for s, value in zip(shares, v, strict=True):
            y[i] += s / sum(shares) * value
    return y


@pytest.mark.parametrize("mask", MASKS, ids=["all", "causal", "padding", "any"])
def test_attention_is_its_loops(mask):
    full = np.broadcast_to(True if mask is None else mask, (2, 3, 4, 5))
    result = attention(Q, K, V, mask=mask)
    for place in np.ndindex(2, 3):
        expected = looped_attention(Q[place], K[place], V[place], full[place])
        np.testing.assert_allclose(result[place], expected, atol=1e-12)
    np.testing.assert_allclose(attention_weights(Q, K, mask=mask) @ V, result)
    check_gradient(attention, Q, K, V, mask=mask)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_gradient_off_by_a_thousandth_is_caught(which):
    with pytest.raises(AssertionError, match=f"Input {which}"):
        check_gradient(spoiled(attention, which), Q, K, V)


def test_masked_keys_get_nothing_and_rows_sum_to_one():
    weights = attention_weights(Q, K, mask=MASKS[3])
    assert not weights[~MASKS[3]].any()
    np.testing.assert_allclose(weights.sum(axis=-1), 1)


def test_a_row_with_nothing_to_see_is_finite():
    weights = attention_weights(Q, K, mask=np.zeros((4, 5), dtype=bool))
    np.testing.assert_allclose(weights, 1 / 5)


def test_huge_scores_do_not_overflow():
    y = attention((1e4 * Q).astype("f4"), (1e4 * K).astype("f4"), V.astype("f4"))
    assert np.isfinite(y).all()
    assert y.dtype == np.float32


def test_without_positions_attention_knows_no_order():
    order = RNG.permutation(5)
    attend = layer()
    np.testing.assert_allclose(attend(X[:, order]).data, attend(X).data[:, order], atol=1e-12)
    turned = layer(rotary_base=1e4)
    assert not np.allclose(turned(X[:, order]).data, turned(X).data[:, order], atol=1e-3)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_future_does_not_change_the_past(kind):
    attend, later = layer(**kind), X.copy()
    later[:, 3:] += 1
    before, after = (attend(x, mask=causal_mask(5)).data for x in (X, later))
    np.testing.assert_array_equal(before[:, :3], after[:, :3])
    assert (before[:, 3:] != after[:, 3:]).all()


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_padding_changes_nothing(kind):
    attend, other, mask = layer(**kind), X.copy(), padding_mask([3, 5], 5)
    other[0, 3:] = 1e3
    first, second = (attend(x, mask=mask).data for x in (X, other))
    np.testing.assert_array_equal(first[0, :3], second[0, :3])
    np.testing.assert_allclose(first[0, :3], attend(X[:1, :3]).data[0], atol=1e-13)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_gradients_of_the_layer(kind):
    attend = layer(**kind)
    check_gradient(lambda x, memory: attend(x, memory=memory), X, X[:, :3] + 1)
    check_gradient(lambda x: attend(x, mask=causal_mask(5)), X)


@pytest.mark.parametrize("n_key_heads", [1, 2])
def test_shared_key_heads_equal_heads_with_repeated_weights(n_key_heads):
    shared, full = layer(n_key_heads=n_key_heads), layer()
    for name in ("query", "output"):
        getattr(full, name).weight.data[:] = getattr(shared, name).weight.data
    for name in ("key", "value"):
        narrow = getattr(shared, name).weight.data.reshape(8, n_key_heads, 2)
        getattr(full, name).weight.data[:] = narrow.repeat(4 // n_key_heads, axis=1).reshape(8, 8)
    mask = RNG.random((2, 4, 5, 5)) < 0.7
    for m in (None, mask, mask[:, :1], causal_mask(5)):
        np.testing.assert_allclose(shared(X, mask=m).data, full(X, mask=m).data, atol=1e-13)
        np.testing.assert_allclose(shared.weights(X, mask=m), full.weights(X, mask=m), atol=1e-13)


def test_the_weights_to_look_at_are_those_that_it_uses():
    attend = layer(n_key_heads=2, rotary_base=100.0)
    weights = attend.weights(X, mask=causal_mask(5))
    values = attend.heads(Tensor(X))[2].data.repeat(2, axis=1)
    y = attend.output(join_heads(weights @ values)).data
    assert weights.shape == (2, 4, 5, 5)
    np.testing.assert_allclose(y, attend(X, mask=causal_mask(5)).data)


def test_heads_are_split_and_joined():
    assert split_heads(X, 4).shape == (2, 4, 5, 2)
    np.testing.assert_array_equal(split_heads(X, 4)[1, 2, 3], X[1, 3, 4:6])
    np.testing.assert_array_equal(join_heads(split_heads(X, 4)), X)


def test_masks():
    assert causal_mask(3).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert causal_mask(2, 3).tolist() == [[1, 1, 0], [1, 1, 1]]
    assert padding_mask([1, 3], 3)[:, 0, 0].tolist() == [[1, 0, 0], [1, 1, 1]]


def test_rotary_keeps_lengths_and_feels_distance_only():
    q, k = RNG.normal(size=(2, 1, 6))
    np.testing.assert_allclose(np.linalg.norm(rotary(Q), axis=-1), np.linalg.norm(Q, axis=-1))
    product = lambda m, n: rotary(q, start=m) @ rotary(k, start=n).T  # noqa: E731
    np.testing.assert_allclose(product(7, 3), product(104, 100), atol=1e-12)
    assert abs(product(7, 3) - product(7, 4)) > 1e-3
    np.testing.assert_allclose(rotary(Q)[..., 2:, :], rotary(Q[..., 2:, :], start=2))
    check_gradient(rotary, Q, start=3)
    with pytest.raises(AssertionError, match="Input 0"):
        check_gradient(spoiled(rotary, 0), Q)


def test_rotary_by_hand():
    # place 1, d = 2: one pair, turned by 1 radian
    x = np.array([[1.0, 0], [1.0, 0]])
    np.testing.assert_allclose(rotary(x), [[1, 0], [np.cos(1), np.sin(1)]])


def test_sinusoidal_positions():
    positions = sinusoidal_positions(50, 8, np.float64)
    np.testing.assert_array_equal(positions[0], [0, 1] * 4)
    assert positions[3, 2] == pytest.approx(np.sin(3 / 10000 ** (2 / 8)))
    products = positions @ positions.T  # depend on the distance alone
    np.testing.assert_allclose(np.diag(products, 5), products[0, 5])
    assert sinusoidal_positions(4, 6).dtype == np.float32


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_float32_stays_float32(kind):
    attend, x = Attention(8, 4, rng=0, **kind), Tensor(X.astype(np.float32))
    y = attend(x, mask=causal_mask(5))
    y.sum().backward()
    grads = [p.grad for p in attend.parameters().values() if p.requires_grad]
    assert {a.dtype for a in (y, x.grad, *grads)} == {np.dtype("f4")}


def cached(attend, cache):
    with no_grad():
        return attend(X, cache=cache)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: attention_weights(Q, K[..., :5]), ValueError, "with the same d: got shapes"),
        (lambda: attention(Q, K, V[..., 1:, :]), ValueError, "one value a key"),
        (lambda: padding_mask([6, 2], 5), ValueError, "padding_mask needs lengths from 0 to 5"),
        (lambda: attention(Q, K, V, mask=np.ones((4, 5))), TypeError, "mask of bool.*mask == 1"),
        (lambda: attention(Q, K, V, mask=causal_mask(4)), ValueError, r"expected \(2, 3, 4, 5\)"),
        (lambda: layer()(X, mask=np.ones((2, 5, 5), bool)), ValueError, r"mask\[:, None\]"),
        (lambda: layer()(X[0]), ValueError, r"x \(batch, time, features\): got shape \(5, 8\)"),
        (lambda: layer()(X[..., :7]), ValueError, "8"),
        (lambda: Attention(10, 4), ValueError, "With 4 heads, 12 features would do"),
        (lambda: Attention(8, 4, n_key_heads=3), ValueError, "3 key heads"),
        (lambda: Attention(8, 0), ValueError, "at least 1 for n_heads: got 0"),
        (lambda: Attention(12, 4, rotary_base=1e4), ValueError, "even number of features a head"),
        (lambda: rotary(Q[..., :5]), ValueError, "rotary needs an even number.*got 5"),
        (lambda: rotary(Q, start=-1), ValueError, "for start: got -1"),
        (lambda: sinusoidal_positions(4, 5), ValueError, "even number of features"),
        (
            lambda: layer()(X, cache=KeyValueCache((2, 4, 9, 2))),
            RuntimeError,
            "needs no_grad",
        ),
        (lambda: cached(layer(), KeyValueCache((2, 4, 3, 2))), ValueError, "room for 3 tokens"),
        (lambda: cached(layer(), KeyValueCache((1, 4, 9, 2))), ValueError, "tokens of 1 texts"),
    ],
)
def test_bad_input_is_told_what_to_do(call, error, words):
    with pytest.raises(error, match=words):
        call()
