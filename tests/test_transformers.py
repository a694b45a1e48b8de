"""Blocks and models: causality, caches, padding, sizes by formula, and what bad input is told."""

import numpy as np
import pytest

from nnhelpers import sizes
from nnhelpers.autodiff import Tensor, no_grad
from nnhelpers.costs import cross_entropy
from nnhelpers.gradients import check_gradient
from nnhelpers.optimizers import Adam
from nnhelpers.transformers import GPT, Block, Encoder, EncoderDecoder, GatedMLP

RNG = np.random.default_rng(0)
TOKENS = RNG.integers(0, 20, size=(2, 7))
X = RNG.normal(size=(2, 4, 8))
LLAMA = {
    "positions": "rotary", "norm": "rms", "mlp": "gated", "n_key_heads": 2, "bias": False,
    "hidden": 12,
}  # fmt: skip
KINDS = [{}, LLAMA, {"norm_first": False}, {"rotary_base": 500.0, "positions": "rotary"}]
kinds = pytest.mark.parametrize("kind", KINDS, ids=["gpt2", "llama", "post-norm", "rotary"])


def gpt(dtype=np.float64, **kind):
    return GPT(20, 10, 16, 4, 2, rng=0, dtype=dtype, **kind)


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"norm_first": False},
        {"norm": "rms", "mlp": "gated", "bias": False},
        {"cross": True},
        {"n_key_heads": 1, "rotary_base": 1e4},
    ],
    ids=str,
)
def test_gradients_of_a_block(kind):
    block = Block(8, 4, hidden=6, rng=0, dtype=np.float64, **kind)
    check_gradient(block, X, memory=X[:, :3] if kind.get("cross") else None, tolerance=1e-5)


@kinds
def test_gradients_of_the_parameters(kind):
    model, targets = gpt(**kind), RNG.integers(0, 20, size=(2, 7))
    cross_entropy(model(TOKENS), targets).backward()
    for name, p in model.parameters().items():
        if p.requires_grad:
            place = np.unravel_index(np.abs(p.grad).argmax(), p.shape)
            slope = slope_at(lambda: float(cross_entropy(model(TOKENS), targets)), p, place)
            assert p.grad[place] == pytest.approx(slope, rel=1e-4), name


def slope_at(cost, parameter, place, step=1e-5):
    kept, costs = parameter.data[place], []
    for change in (step, -step):
        parameter.data[place] = kept + change
        costs.append(cost())
    parameter.data[place] = kept
    return (costs[0] - costs[1]) / (2 * step)


@kinds
def test_the_future_does_not_change_the_past(kind):
    model, later = gpt(**kind), TOKENS.copy()
    later[:, 4:] = (later[:, 4:] + 1) % 20
    before, after = model(TOKENS).data, model(later).data
    np.testing.assert_array_equal(before[:, :4], after[:, :4])
    assert (before[:, 4:] != after[:, 4:]).all()


@kinds
def test_with_and_without_cache_agree(kind):
    model = gpt(**kind)
    full, caches = model(TOKENS).data, model.caches(batch=2)
    with no_grad():
        pieces = [model(TOKENS[:, a:b], caches).data for a, b in ((0, 3), (3, 4), (4, 7))]
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), full, atol=1e-12)
    next_logits = model.next_logits(TOKENS, model.caches(batch=2))
    np.testing.assert_allclose(next_logits, full[:, -1], atol=1e-12)


@kinds
def test_generation_is_the_greedy_continuation(kind):
    model, text = gpt(drop_probability=0.5, **kind), [3, 1, 4]
    made = list(model.generate(text, 8))
    assert model.training
    model.eval()
    for token in made:
        assert token == model(np.array([text])).data[0, -1].argmax()
        text.append(token)
    assert list(model.generate([3], 2, choose=lambda logits, tokens: len(logits) - 1)) == [19, 19]


def test_a_position_is_felt():
    for kind in KINDS:
        logits = gpt(**kind)(np.array([[5, 6, 7], [6, 5, 7]])).data[:, -1]
        assert np.abs(logits[0] - logits[1]).max() > 1e-4


def test_a_gpt_learns_to_repeat():
    model = GPT(8, 16, 16, 2, 1, rng=0)
    rng, optimizer = np.random.default_rng(0), Adam(model.parameters(), 0.01)
    for _ in range(150):
        half = rng.integers(0, 8, size=(16, 6))
        tokens = np.concatenate([half, half], axis=1)
        optimizer.zero_grad()
        cost = cross_entropy(model(tokens[:, :-1])[:, 6:], tokens[:, 7:])
        cost.backward()
        optimizer.step()
    assert float(cost) < np.log(8)


def test_padding_changes_nothing_for_the_encoder():
    model, other = Encoder(20, 10, 16, 4, 2, rng=0, dtype=np.float64), TOKENS.copy()
    other[0, 4:] = 0
    first, second = (model(t, lengths=[4, 7]).data for t in (TOKENS, other))
    np.testing.assert_array_equal(first[0, :4], second[0, :4])
    np.testing.assert_allclose(first[0, :4], model(TOKENS[:1, :4]).data[0], atol=1e-12)
    apart = model(TOKENS, segments=(np.arange(7) > 2) * np.ones((2, 1), int)).data
    assert (apart != model(TOKENS).data).any()
    np.testing.assert_array_equal(
        model(TOKENS, segments=np.zeros((2, 7), int)).data, model(TOKENS).data
    )


@pytest.mark.parametrize("norm_first", [True, False])
def test_encoder_and_decoder(norm_first):
    model = EncoderDecoder(20, 16, 4, 1, rng=0, dtype=np.float64, norm_first=norm_first)
    source, target = TOKENS, TOKENS[:, ::-1][:, :5].copy()
    before = model(source, target, [4, 7]).data
    assert before.shape == (2, 5, 20)
    source = source.copy()
    source[0, 4:] = 0  # padding
    np.testing.assert_array_equal(model(source, target, [4, 7]).data, before)
    target[:, 3:] = 1  # the future
    np.testing.assert_array_equal(model(source, target, [4, 7]).data[:, :3], before[:, :3])
    source[:, 0] = (source[:, 0] + 1) % 20
    assert (model(source, target, [4, 7]).data[:, 0] != before[:, 0]).all()


@kinds
def test_sizes_by_formula_are_those_of_the_arrays(kind):
    model = gpt(np.float32, **kind)
    kind = {k: v for k, v in kind.items() if k not in ("norm_first", "rotary_base")}
    n = sizes.gpt_parameters(20, 10, 16, 4, 2, **kind)
    assert model.n_parameters() == n
    optimizer = Adam(learned := [p for p in model.parameters().values() if p.requires_grad])
    cross_entropy(model(TOKENS), TOKENS).backward()
    optimizer.step()
    arrays = [a for state in optimizer.states for a in state.values() if np.ndim(a)]
    measured = {
        "weights": sum(p.data.nbytes for p in learned),
        "gradients": sum(p.grad.nbytes for p in learned),
        "optimizer": sum(a.nbytes for a in arrays),
    }
    assert sizes.training_bytes(n) == measured
    caches = sum(c.keys.nbytes + c.values.nbytes for c in model.caches(batch=3))
    heads = kind.get("n_key_heads")
    assert sizes.cache_bytes(10, 16, 4, 2, n_key_heads=heads, batch=3) == caches


def test_sizes_of_the_other_models():
    encoder, pair = Encoder(20, 10, 16, 4, 3, rng=0), EncoderDecoder(20, 16, 4, 3, rng=0)
    assert encoder.n_parameters() == sizes.encoder_parameters(20, 10, 16, 4, 3)
    assert pair.n_parameters() == sizes.encoder_decoder_parameters(20, 16, 4, 3)
    weights = pair.encoder[0].attention.weights(X.repeat(2, axis=2).astype(np.float32))
    assert weights.nbytes == sizes.attention_bytes(2, 4, 4)


def test_sizes_of_published_models():
    assert sizes.gpt_parameters(50257, 1024, 768, 12, 12) == 124_439_808  # GPT-2, smallest
    llama = LLAMA | {"n_key_heads": 3, "hidden": 1536}
    assert sizes.gpt_parameters(49152, 2048, 576, 9, 30, **llama) == 134_515_008  # SmolLM2-135M


@kinds
def test_float32_stays_float32(kind):
    model = gpt(np.float32, **kind)
    nodes, cost = [], cross_entropy(logits := model(TOKENS), TOKENS)
    waiting = [cost]
    while waiting:
        nodes.append(node := waiting.pop())
        waiting += [p for p in node._parents if isinstance(p, Tensor)]
    cost.backward()
    grads = [p.grad for p in model.parameters().values() if p.grad is not None]
    assert len(nodes) > 50
    assert {a.dtype for a in (*nodes, *grads, logits)} == {np.dtype("f4")}


def cached(model, tokens, caches):
    with no_grad():
        return model(tokens, caches)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gpt()(np.zeros((1, 11), int)), "GPT has a context of 10 tokens: got 11"),
        (lambda: gpt()([1, 2]), r"tokens \(batch, time\).*tokens\[None\]"),
        (lambda: gpt()([[20]]), "GPT needs tokens from 0 to 19: got 20 to 20"),
        (lambda: gpt()([[]]), "at least one token"),
        (lambda: gpt().generate([], 3), "generate needs at least one token: got none"),
        (lambda: gpt().generate([1] * 9, 3), "leaves room in the context of 10 tokens"),
        (lambda: gpt().generate([1], 0), "n_new: got 0"),
        (lambda: gpt(positions="sinus"), '"learned" or "rotary", got \'sinus\''),
        (lambda: gpt(norm="batch"), '"layer" or "rms", got \'batch\''),
        (lambda: gpt(mlp="swiglu"), '"gelu" or "erf_gelu" or "gated"'),
        (lambda: GPT(20, 10, 18, 4, 2), "multiple of n_heads"),
        (lambda: GPT(20, 10, 12, 4, 2, positions="rotary"), "even number of features a head"),
        (lambda: GPT(20, 10, 16, 4, 0), "n_layers: got 0"),
        (lambda: Encoder(20, 6, 16, 4, 1)(TOKENS), "Encoder has a context of 6 tokens: got 7"),
        (lambda: Encoder(20, 9, 16, 4, 1)(TOKENS, segments=2), "tokens from 0 to 1: got 2"),
        (lambda: Block(8, 4, cross=True)(X), "needs memory, what the encoder returned"),
        (lambda: EncoderDecoder(20, 16, 4, 1)(TOKENS[0], TOKENS), "EncoderDecoder's source"),
    ],
)
def test_bad_input_is_told_what_to_do(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_the_gated_mlp_is_its_formula():
    mlp = GatedMLP(8, 5, rng=0, dtype=np.float64)
    gate, up = X @ mlp.gate.weight.data, X @ mlp.up.weight.data
    expected = gate / (1 + np.exp(-gate)) * up @ mlp.down.weight.data
    np.testing.assert_allclose(mlp(X).data, expected)


@pytest.mark.parametrize("make", [gpt, lambda **kind: Encoder(20, 10, 16, 4, 2, **kind)])
def test_epsilon_reaches_every_norm(make):
    def norms(layer):
        here = [layer] if hasattr(layer, "epsilon") else []
        return here + [norm for child in layer.children().values() for norm in norms(child)]

    assert {norm.epsilon for norm in norms(make(epsilon=0.25))} == {0.25}
    assert len(norms(make())) == 5


def test_the_mlp_of_bert_differs_from_that_of_gpt2_by_its_gelu():
    exact, near = (gpt(mlp=mlp)(TOKENS).data for mlp in ("erf_gelu", "gelu"))
    assert 0 < np.abs(exact - near).max() < 0.01
    assert sizes.mlp_parameters(8, 6, mlp="erf_gelu") == sizes.mlp_parameters(8, 6)


def test_caches_have_the_room_that_is_asked_for():
    model = gpt()
    assert {cache.keys.shape[2] for cache in model.caches()} == {model.context}
    caches = model.caches(room=3)
    model.next_logits(TOKENS[:1, :3], caches)
    with pytest.raises(ValueError, match="room for 3 tokens"):
        model.next_logits(TOKENS[:1, :1], caches)
