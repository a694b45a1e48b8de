"""What other implementations make of the pretrained models: writes tests/references/.

For ten chats: the prompt as jinja2 renders the file's template and llama.cpp cuts it into tokens,
and the 48 tokens that PyTorch with transformers, in float32, finds most probable one after the
other, with how far the best logit was ahead of the second. For some sentences: the vectors of
transformers' BERT. Run, with the extra llm installed:

    uv run --extra llm --extra frameworks --with transformers --with accelerate --with gguf \
        --with llama-cpp-python python tools/reference_models.py
"""

import importlib.metadata
import json
from pathlib import Path

import jinja2
import numpy as np
import torch
from llama_cpp import Llama
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer

from nnhelpers.pretrained import MINILM, SMOLLM2, installed_file

REFERENCES = Path(__file__).parents[1] / "tests" / "references"
N_NEW = 48
LIBRARIES = ("torch", "transformers", "gguf", "llama-cpp-python", "jinja2")
USER, ASSISTANT = "user", "assistant"
CHATS = [
    [(USER, "Why is the sky blue?")],
    [(USER, "What is 17 + 25? Answer with the number alone.")],
    [(USER, "Write a haiku about the sea.")],
    [(USER, "Explain in two sentences what a neural network is.")],
    [(USER, "Write a Python function that returns the n-th Fibonacci number.")],
    [(USER, "Name three animals that live in the desert.")],
    [("system", "You are a pirate. Answer as one."), (USER, "Where is the treasure?")],
    [
        (USER, "My name is Ada."),
        (ASSISTANT, "Hello Ada, nice to meet you!"),
        (USER, "What is my name?"),
    ],
    [(USER, "Übersetze ins Englische: „Der Hund schläft – endlich!“ 😀")],
    [(USER, "In 1969, 2 people\n\n  walked on the moon:\twho's who?")],
]
SENTENCES = [
    "A cat sits on the mat.",
    "A kitten is sitting on a rug.",
    "Stock prices fell sharply on Friday.",
    "The quick brown fox jumps over the lazy dog, doesn't it?",
    "Ångström's naïve façade",
    "北京 is the capital of 中国.",
    "email: someone@example.org, price: $5.20 (−10 %)",
    "antidisestablishmentarianism 😀 \u200bzero\u00adwidth",
    "",
    "word " * 300,
]


def main():
    """Write both files."""
    REFERENCES.mkdir(exist_ok=True)
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    content = {"made by": "tools/reference_models.py", "with": versions, "chats": chats()}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (REFERENCES / "smollm2.json").write_text(_short_lists(text) + "\n", encoding="utf-8")
    np.savez_compressed(REFERENCES / "minilm.npz", sentences=SENTENCES, vectors=sentence_vectors())


def _short_lists(text):
    """Return JSON with each list of numbers on one line."""
    parts = text.split("[\n")
    return "[\n".join(parts[:1]) + "".join(_one_line(part) for part in parts[1:])


def _one_line(part):
    inside, bracket, rest = part.partition("]")
    if any(mark in inside for mark in '"{['):
        return "[\n" + part
    return f"[{' '.join(inside.split())}{bracket}{rest}"


def chats():
    """Return for each chat its messages, the prompt's tokens, what follows, and the leads."""
    path = Path(installed_file(SMOLLM2, ".gguf", "reference_models"))
    theirs = Llama(str(path), vocab_only=True, verbose=False)
    render = jinja2.Template(theirs.metadata["tokenizer.chat_template"]).render
    settings = {"gguf_file": path.name, "dtype": torch.float32}
    model = AutoModelForCausalLM.from_pretrained(path.parent, **settings).eval()
    found = []
    for chat in CHATS:
        messages = [{"role": role, "content": content} for role, content in chat]
        text = render(messages=messages, add_generation_prompt=True)
        prompt = theirs.tokenize(text.encode(), add_bos=False, special=True)
        tokens, leads = most_probable(model, prompt)
        found.append({"messages": messages, "prompt": prompt, "tokens": tokens, "leads": leads})
    return found


@torch.no_grad()
def most_probable(model, prompt):
    """Return the tokens that follow greedily, and how far each was ahead of the next best."""
    tokens, leads, cache, new = [], [], None, torch.tensor([prompt])
    for _ in range(N_NEW):
        output = model(new, past_key_values=cache, use_cache=True)
        best, token = output.logits[0, -1].topk(2)
        tokens.append(token[0].item())
        leads.append(round((best[0] - best[1]).item(), 5))
        cache, new = output.past_key_values, token[:1][None]
    return tokens, leads


@torch.no_grad()
def sentence_vectors():
    """Return the mean of BERT's last vectors over each sentence's tokens, of length 1."""
    folder = Path(installed_file(MINILM, "/model/config.json", "reference_models")).parent
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)
    vectors = []
    for sentence in SENTENCES:  # one at a time: no padding that could matter
        inputs = tokenizer(sentence, truncation=True, max_length=256, return_tensors="pt")
        mean = model.eval()(**inputs).last_hidden_state[0].mean(dim=0)
        vectors.append((mean / mean.norm()).numpy())
    return np.stack(vectors).astype(np.float32)


if __name__ == "__main__":
    main()
