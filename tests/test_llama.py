import copy

import numpy as np
import pytest
import small_gguf

from nnhelpers.gguf import GGUF
from nnhelpers.llama import GROUPS, Llama, unpaired
from nnhelpers.sizes import gpt_parameters
from nnhelpers.transformers import GPT

TOKENS = np.array([5, 250, 17, 17, 3, 99, 260, 41, 8, 120])


@pytest.fixture
def model(tmp_path):
    return Llama(GGUF(small_gguf.write_llama(tmp_path / "small.gguf")))


def test_rows_of_neighbors_become_rows_half_a_head_apart():
    rows = np.arange(12)[:, None]  # two heads of six: pairs (0, 1), (2, 3), (4, 5)
    expected = [0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11]
    assert unpaired(rows, 6).ravel().tolist() == expected


def loop_reference(tensors, tokens):
    """Logits of the next token by the formulas of Llama, one place and one head at a time."""
    settings, d = small_gguf.SETTINGS, small_gguf.WIDE // 6
    table = tensors["token_embd.weight"]
    norm = lambda x, w: x / np.sqrt((x * x).mean() + 1e-3) * w  # noqa: E731

    def turn(x, place):
        x = x.copy()
        for j in range(d // 2):  # pairs are neighbors, as in the file
            angle = place * settings["rope.freq_base"] ** (-2 * j / d)
            a, b = x[2 * j], x[2 * j + 1]
            x[2 * j] = a * np.cos(angle) - b * np.sin(angle)
            x[2 * j + 1] = b * np.cos(angle) + a * np.sin(angle)
        return x

    xs = [table[token].astype(np.float64) for token in tokens]
    for i in range(settings["block_count"]):
        w = {name: tensors[f"blk.{i}.{name}.weight"] for name in small_gguf.SHAPES}
        normed = [norm(x, w["attn_norm"]) for x in xs]
        for place, x in enumerate(normed):
            heads = []
            for h in range(6):
                part = lambda name, x, h: (w[name] @ x)[h * d : (h + 1) * d]  # noqa: B023, E731
                q = turn(part("attn_q", x, h), place)
                ks = [turn(part("attn_k", y, h // 3), p) for p, y in enumerate(normed[: place + 1])]
                scores = np.exp([q @ k / np.sqrt(d) for k in ks])
                vs = [part("attn_v", y, h // 3) for y in normed[: place + 1]]
                heads.append(sum(s * v for s, v in zip(scores / scores.sum(), vs, strict=True)))
            xs[place] = xs[place] + w["attn_output"] @ np.concatenate(heads)
        for place, x in enumerate(xs):
            h = norm(x, w["ffn_norm"])
            gate = w["ffn_gate"] @ h
            xs[place] = x + w["ffn_down"] @ (gate / (1 + np.exp(-gate)) * (w["ffn_up"] @ h))
    return table @ norm(xs[-1], tensors["output_norm.weight"])


def test_logits_are_those_of_the_formulas(model):
    expected = loop_reference(small_gguf.llama_tensors(), TOKENS)
    np.testing.assert_allclose(model(TOKENS[None]).data[0, -1], expected, rtol=1e-4, atol=1e-4)


def one_by_one(model, tokens=TOKENS):
    caches = model.caches()
    return np.concatenate([model.next_logits([[token]], caches) for token in tokens])


def test_the_short_way_agrees_with_the_clear_one(model):
    expected = model(TOKENS[None]).data[0]
    np.testing.assert_allclose(one_by_one(model), expected, rtol=1e-4, atol=1e-4)
    clear = model.caches()
    for row, token in zip(expected, TOKENS, strict=True):
        logits = GPT.next_logits(model, [[token]], clear)[0]
        np.testing.assert_allclose(logits, row, rtol=1e-4, atol=1e-4)


def test_both_ways_go_on_from_the_same_caches(model):
    expected = model(TOKENS[None]).data[0]
    caches = model.caches()
    model.next_logits(TOKENS[None, :6], caches)
    model.next_logits(TOKENS[None, 6:7], caches)
    logits = model.next_logits(TOKENS[None, 7:], caches)
    np.testing.assert_allclose(logits[0], expected[-1], rtol=1e-4, atol=1e-4)


def test_several_texts_at_once(model):
    texts = np.stack([TOKENS, TOKENS[::-1]])
    caches = model.caches(batch=2)
    for i in range(len(TOKENS)):
        logits = model.next_logits(texts[:, i : i + 1], caches)
    np.testing.assert_allclose(logits, model(texts).data[:, -1], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("name", [name for group in GROUPS for name in group])
def test_both_ways_see_changed_weights(model, name, replace):
    weight = model.parameters()[f"blocks.1.{name}.weight"]
    if replace:
        weight.data = weight.data * 1.5
    else:
        weight.data *= 1.5
    expected = model(TOKENS[None]).data[0]
    np.testing.assert_allclose(one_by_one(model), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("pair", [("gate", "up"), ("up", "gate")])
def test_both_ways_see_weights_that_changed_places(model, pair):
    a, b = (getattr(model.blocks[0].mlp, name).weight for name in pair)
    a.data, b.data = b.data, a.data
    expected = model(TOKENS[None]).data[0]
    np.testing.assert_allclose(one_by_one(model), expected, rtol=1e-4, atol=1e-4)
    b.data = a.data  # one of the two, twice
    expected = model(TOKENS[None]).data[0]
    np.testing.assert_allclose(one_by_one(model), expected, rtol=1e-4, atol=1e-4)


def test_a_copy_is_a_model_of_its_own(model):
    before, other = one_by_one(model), copy.deepcopy(model)
    for parameter in other.parameters().values():
        parameter.data *= 2
    np.testing.assert_array_equal(one_by_one(model), before)
    expected = other(TOKENS[None]).data[0]
    np.testing.assert_allclose(one_by_one(other), expected, rtol=1e-4, atol=1e-4)


def test_generation_is_greedy_and_starts_anywhere(model):
    made = list(model.generate(TOKENS[:1], 8))
    text = [TOKENS[0], *made]
    assert model(np.array([text[:-1]])).data[0].argmax(axis=1).tolist() == made


def test_as_many_parameters_as_the_formula_says(model):
    sizes = len(small_gguf.VOCABULARY), 64, small_gguf.WIDE, 6, 2
    settings = {"n_key_heads": 2, "hidden": 40, "mlp": "gated", "bias": False}
    expected = gpt_parameters(*sizes, positions="rotary", norm="rms", **settings)
    assert model.n_parameters() == expected
    assert gpt_parameters(
        49152, 8192, 576, 9, 30, positions="rotary", norm="rms", mlp="gated", bias=False,
        n_key_heads=3, hidden=1536,
    ) == 134_515_008  # fmt: skip


@pytest.mark.parametrize(
    ("metadata", "tensors", "message"),
    [
        ({"general.architecture": "bert"}, {}, "of the architecture 'llama' .*: got 'bert'"),
        ({"llama.rope.freq_base": None}, {}, "got 'llama', without llama.rope.freq_base"),
        ({}, {"blk.1.attn_k.weight": None}, "has no tensor 'blk.1.attn_k.weight'"),
        ({}, {"blk.0.ffn_up.weight": np.ones((24, 24))}, r"expected \(40, 24\), got \(24, 24\)"),
        ({"llama.embedding_length": 36}, {}, "token_embd.weight in the size that .* damaged"),
        ({"llama.attention.head_count": 7}, {}, "multiple of n_heads"),
    ],
)
def test_files_that_do_not_fit_are_named(tmp_path, metadata, tensors, message):
    path = small_gguf.write_llama(tmp_path / "small.gguf", metadata, tensors)
    with pytest.raises(ValueError, match=message):
        Llama(GGUF(path))


@pytest.mark.parametrize(
    ("token", "error", "message"),
    [
        (len(small_gguf.VOCABULARY), ValueError, "Llama needs tokens from 0 to"),
        (-1, ValueError, "Llama needs tokens from 0 to"),
        (0.5, TypeError, "Llama needs tokens as whole numbers"),
    ],
)
def test_bad_tokens_are_named(model, token, error, message):
    with pytest.raises(error, match=message):
        model.next_logits([[token]], model.caches())


def test_the_context_ends(model):
    caches = model.caches()
    model.next_logits(np.zeros((1, 64), int), caches)
    with pytest.raises(ValueError, match="Llama has a context of 64 tokens: got 65"):
        model.next_logits([[0]], caches)
    with pytest.raises(ValueError, match="leaves room in the context of 64"):
        model.generate(np.zeros(60, int), 6)
