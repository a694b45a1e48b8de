"""The real models give what other implementations give; see tools/reference_models.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from nnhelpers import pretrained

REFERENCES = Path(__file__).parent / "references"
CHATS = json.loads((REFERENCES / "smollm2.json").read_text(encoding="utf-8"))["chats"]
ROUNDING = 1e-3  # logits of about 20, in float32, added up in another order
each_chat = pytest.mark.parametrize(
    "chat", CHATS, ids=[c["messages"][-1]["content"] for c in CHATS]
)


def loaded(load):
    try:
        return load()
    except ModuleNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def smollm2():
    return loaded(pretrained.smollm2)


@pytest.fixture(scope="module")
def minilm():
    return loaded(pretrained.minilm)


@each_chat
def test_prompts_have_the_tokens_of_llama_cpp(smollm2, chat):
    assert smollm2.prompt(chat["messages"]) == chat["prompt"]


@each_chat
def test_logits_lead_as_in_pytorch(smollm2, chat):
    """All 48 places at once, by the clear way: the same token is best, by the same lead."""
    text, n = np.array(chat["prompt"] + chat["tokens"]), len(chat["tokens"])
    logits = smollm2.network.hidden(text[None]).data[0, -n - 1 : -1]
    logits = logits @ smollm2.network.tokens.weight.data.T
    second, best = np.sort(logits, axis=1)[:, -2:].T
    np.testing.assert_allclose(best - second, chat["leads"], atol=ROUNDING)
    assert logits.argmax(axis=1).tolist() == chat["tokens"]


@each_chat
def test_greedy_continuation_is_that_of_pytorch(smollm2, chat):
    """32 tokens one by one, by the short way. A lead of less than rounding would be a tie."""
    assert min(chat["leads"]) > ROUNDING, "a tie: choose another prompt"
    made = list(smollm2.network.generate(np.array(chat["prompt"]), 32))
    assert made == chat["tokens"][:32]


def test_a_reply(smollm2):
    assert "Paris" in "".join(smollm2.chat("What is the capital of France?", n_new=20))
    assert smollm2.network.n_parameters() == 134_515_008


def test_sentence_vectors_are_those_of_transformers(minilm):
    with np.load(REFERENCES / "minilm.npz") as reference:
        sentences, expected = reference["sentences"].tolist(), reference["vectors"]
    cosines = (minilm.encode(sentences) * expected).sum(axis=1)
    assert cosines.min() > 1 - 1e-5


def test_sentences_that_mean_the_same_are_near(minilm):
    cat, kitten, stock = minilm.encode(["A cat sits.", "A kitten is sitting.", "Prices fell."])
    assert cat @ kitten > 0.5 > cat @ stock
