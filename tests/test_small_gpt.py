"""The small GPT: what ships is what its card says, and it beats a smoothed 5-gram model."""

import io
import re
import shutil

import numpy as np
import pytest

from nnhelpers import datasets, shipped, small_gpt
from nnhelpers.text import (
    BytePairTokenizer,
    NGramModel,
    bits_per_character,
    log_probabilities,
    sampler,
)
from nnhelpers.transformers import GPT

FOLDER = shipped.DATA / "small_gpt"
CARD = (FOLDER / "CARD.md").read_text(encoding="utf-8")
HELD_OUT = datasets.austen().validation
MODEL, TOKENIZER = small_gpt.small_gpt()


def test_the_file_is_small():
    assert (FOLDER / "small_gpt.npz").stat().st_size < 6_000_000


def test_the_card_says_what_ships():
    assert f"{MODEL.n_parameters():,} parameters" in CARD
    assert f"{len(MODEL.blocks)} blocks of {MODEL.tokens.weight.shape[1]} features" in CARD
    assert f"{MODEL.context} tokens, about" in CARD
    assert f"byte pairs, {len(TOKENIZER):,} tokens" in CARD
    assert f"same {len(HELD_OUT):,} held-out characters" in CARD
    assert "{" not in CARD


def test_the_tokenizer_is_the_one_trained_on_the_novels():
    train = datasets.austen().train
    tokenizer = BytePairTokenizer.train(train, len(TOKENIZER) - 256)
    assert tokenizer.merges == TOKENIZER.merges
    assert f"{len(tokenizer.encode(train)):,} tokens to train on" in CARD


def test_it_beats_a_smoothed_5_gram_model_on_the_same_text():
    text = HELD_OUT[:60_000]
    tokens = TOKENIZER.encode("\n" + text)
    n_grams = NGramModel(TOKENIZER.encode(datasets.austen().train), 5, len(TOKENIZER))
    counted = bits_per_character(n_grams.log_probabilities(tokens), text)
    learned = bits_per_character(log_probabilities(MODEL, tokens), text)
    assert learned < counted - 0.02
    found = re.findall(r"\| (this GPT|5-gram of tokens) \| [\d.]+ \| ([\d.]+) \|", CARD)
    for (_, stated), measured in zip(found, (learned, counted), strict=True):
        assert abs(float(stated) - measured) < 0.05  # the card's figure is for all held-out text


def test_it_writes_words_of_the_novels():
    prompt = TOKENIZER.encode("Emma was")
    made = MODEL.generate(prompt, MODEL.context - len(prompt), sampler(seed=0, top_p=0.9))
    text = "".join(TOKENIZER.stream(made))
    words = re.findall(r"[a-z]+", text.lower())
    known = set(re.findall(r"[a-z]+", datasets.austen().train.lower()))
    assert len(words) > 50
    assert np.mean([word in known for word in words]) > 0.9


def test_each_call_gives_weights_of_its_own():
    other, _ = small_gpt.small_gpt()
    other.tokens.weight.data[...] = 0
    assert MODEL.tokens.weight.data.any()
    assert not MODEL.training
    assert {p.dtype for p in MODEL.parameters().values()} == {np.dtype("f4")}


def test_packing_keeps_all_but_rounding():
    model, tokenizer = (
        GPT(260, 8, 8, 2, 1, rng=0),
        BytePairTokenizer(["a b", "ab c", "Ġ t", "Ġt h"]),
    )
    sizes = {"context": 8, "features": 8, "n_heads": 2, "n_layers": 1, "steps": 3}
    file = io.BytesIO()
    np.savez(file, **small_gpt.pack(model, tokenizer, sizes))
    again, tokenizer_again = small_gpt.unpack(file.getvalue())
    assert tokenizer_again.merges == tokenizer.merges
    tokens = tokenizer.encode("abc th")[None]
    np.testing.assert_allclose(again(tokens).data, model(tokens).data, atol=1e-3)


def test_a_damaged_or_missing_file_is_told(tmp_path, monkeypatch):
    shutil.copytree(FOLDER, tmp_path / "small_gpt")
    monkeypatch.setattr(shipped, "DATA", tmp_path)
    path = tmp_path / "small_gpt" / "small_gpt.npz"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(OSError, match=r"needs an undamaged .*small_gpt.npz.*git restore"):
        small_gpt.small_gpt()
    path.unlink()
    with pytest.raises(FileNotFoundError, match=r"expected .*small_gpt\.npz, got no such file"):
        small_gpt.small_gpt()
