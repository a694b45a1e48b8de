"""Train the small GPT that comes with nnhelpers, on six novels of Jane Austen.

    OPENBLAS_NUM_THREADS=1 python tools/train_gpt.py FOLDER

FOLDER keeps a checkpoint, so that a run that was stopped, even by kill -9, goes on from there to
the same numbers, bit for bit. At the end the model is compared with smoothed 5-gram models on the
same held-out text, and FOLDER holds small_gpt.npz and its card, CARD.md. To ship them, copy both to
nnhelpers/data/small_gpt and run `python tools/pack_data.py --checksums small_gpt`.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from gpt_card import write_card

from nnhelpers import datasets
from nnhelpers.checkpoints import Checkpoint
from nnhelpers.costs import cross_entropy
from nnhelpers.optimizers import AdamW, clip_gradients
from nnhelpers.saving import write_arrays
from nnhelpers.schedules import cosine_decay
from nnhelpers.small_gpt import SIZES, pack, unpack
from nnhelpers.text import (
    BytePairTokenizer,
    CharacterTokenizer,
    NGramModel,
    bits_per_character,
    log_probabilities,
    perplexity,
)
from nnhelpers.transformers import GPT

FULL = {
    "n_merges": 1792, "context": 128, "features": 192, "n_heads": 6, "n_layers": 4,
    "drop_probability": 0.0, "batch_size": 8, "steps": 10_000, "warmup_steps": 200,
    "learning_rate": 2e-3, "weight_decay": 0.1, "max_norm": 1.0, "every": 200,
}  # fmt: skip
TINY = FULL | {
    "n_merges": 20, "context": 8, "features": 8, "n_heads": 2, "n_layers": 1, "batch_size": 2,
    "drop_probability": 0.1, "steps": 40, "warmup_steps": 4, "every": 4,
}  # fmt: skip
LOOKED_AT = 40  # contexts of held-out text that are scored while training


def make_run(s, vocabulary):
    """Return model, optimizer and generator of batches for the settings s."""
    sizes = {name: s[name] for name in (*SIZES, "drop_probability")}
    model = GPT(vocabulary, **sizes, rng=0)
    schedule = cosine_decay(
        s["learning_rate"], steps=s["steps"], final=0.05, warmup_steps=s["warmup_steps"]
    )
    optimizer = AdamW(model.parameters(), schedule, s["weight_decay"], beta2=0.99)
    return model, optimizer, np.random.default_rng(1)


def train_step(model, optimizer, tokens, rng, s):
    """Take one step on random windows of the text; return the cost before it, in nats a token."""
    starts = rng.integers(0, len(tokens) - s["context"], size=(s["batch_size"], 1))
    windows = tokens[starts + np.arange(s["context"] + 1)]
    optimizer.zero_grad()
    cost = cross_entropy(model(windows[:, :-1]), windows[:, 1:])
    cost.backward()
    clip_gradients(optimizer.parameters, s["max_norm"])
    optimizer.step()
    return cost.item()


def train(folder, s, tokens, held_out, vocabulary):
    """Train to the last step, from the checkpoint if there is one; return model and progress."""
    model, optimizer, rng = make_run(s, vocabulary)
    checkpoint = Checkpoint(folder / "checkpoint.npz", model, optimizer, rng)
    progress, _ = checkpoint.load() or ({"settings": s, "curve": [], "cpu_seconds": 0.0}, None)
    if progress["settings"] != s:
        raise SystemExit(f"{folder} holds a run with other settings. Choose another folder.")
    model.train()
    while optimizer.n_steps < s["steps"]:
        start = time.process_time()
        costs = [train_step(model, optimizer, tokens, rng, s) for _ in range(s["every"])]
        score = -log_probabilities(model, held_out[: LOOKED_AT * s["context"]]).mean()
        progress["cpu_seconds"] += time.process_time() - start
        progress["curve"].append([optimizer.n_steps, float(np.mean(costs)), float(score)])
        checkpoint.save(progress)
        print(
            f"step {optimizer.n_steps:5}: training {np.mean(costs):.3f}, validation {score:.3f} "
            f"nats a token, {progress['cpu_seconds'] / 60:.1f} CPU minutes",
            flush=True,
        )
    return model.eval(), progress


def compare(model, tokenizer, prose):
    """Return {name: (perplexity, bits a character)} of three models on the same held-out text.

    Each reads the end of a line first, so that it is scored on every character after that.
    """
    held_out = "\n" + prose.validation
    characters = CharacterTokenizer.train("".join(prose))
    scores = {"this GPT": log_probabilities(model, tokenizer.encode(held_out))}
    for units, name in ((tokenizer, "5-gram of tokens"), (characters, "5-gram of characters")):
        n_grams = NGramModel(units.encode(prose.train), 5, len(units))
        scores[name] = n_grams.log_probabilities(units.encode(held_out))
    return {
        name: (perplexity(found), bits_per_character(found, prose.validation))
        for name, found in scores.items()
    }


def main(arguments=None):
    """Train, compare, write the weights and the card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the checkpoint and the results go")
    parser.add_argument("--tiny", action="store_true", help="a toy model, in seconds")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    s, prose = FULL, datasets.austen()
    if options.tiny:
        s, prose = TINY, datasets.Prose(*(text[:20_000] for text in prose))
    tokenizer = BytePairTokenizer.train(prose.train, s["n_merges"])
    tokens, held_out = map(tokenizer.encode, prose)
    model, progress = train(options.folder, s, tokens, held_out, len(tokenizer))
    path = options.folder / "small_gpt.npz"
    write_arrays(path, pack(model, tokenizer, s), "train_gpt")
    model, tokenizer = unpack(path.read_bytes())  # what ships, with rounded weights
    scores = compare(model, tokenizer, prose)
    for name, (wavers, bits) in scores.items():
        print(f"{name:21} perplexity {wavers:7.2f}, {bits:.3f} bits a character")
    write_card(
        options.folder / "CARD.md",
        model,
        tokenizer,
        progress,
        scores,
        len(tokens),
        prose.validation,
    )


if __name__ == "__main__":
    main()
