"""Fill in the card of the small GPT, gpt_card.md, with the figures of its training."""

import textwrap
from pathlib import Path

from nnhelpers.text import sampler

CARD = Path(__file__).with_suffix(".md")
PROMPT = "She had always believed that"
WIDTH = 98


def write_card(path, model, tokenizer, progress, scores, n_train, held_out):
    """Write the card of a model that tools/train_gpt.py has trained."""
    s, last = progress["settings"], progress["curve"][-1]
    seen = s["steps"] * s["batch_size"] * s["context"]
    n_parameters = model.n_parameters()
    figures = s | {
        "n_parameters": n_parameters,
        "n_tokens": len(tokenizer),
        "reach": int(round(s["context"] * len(held_out) / len(tokenizer.encode(held_out)), -1)),
        "n_train": n_train,
        "n_held_out": len(held_out),
        "seen": seen / 1e6,
        "epochs": seen / n_train,
        "cpu_minutes": progress["cpu_seconds"] / 60,
        "flops": 6 * n_parameters * seen,
        "rows": "\n".join(f"| {n} | {p:.2f} | {bits:.3f} |" for n, (p, bits) in scores.items()),
        "training_cost": last[1],
        "score": last[2],
        "prompt": PROMPT,
        "sample": continued(model, tokenizer),
    }
    template = CARD.read_text(encoding="utf-8")
    path.write_text(template.format(**figures), encoding="utf-8")


def continued(model, tokenizer):
    """Return what the model writes after the prompt, as a quotation in Markdown."""
    prompt = tokenizer.encode(PROMPT)[: model.context - 1]
    choose = sampler(seed=0, temperature=0.8, top_p=0.9)
    made = model.generate(prompt, model.context + 1 - len(prompt), choose)
    lines = "".join(tokenizer.stream(made)).strip().splitlines()
    paragraphs = [textwrap.indent(textwrap.fill(line, WIDTH), "> ") for line in lines]
    return "\n>\n".join(paragraphs)
