"""Choosing the next token: from logits to probabilities, and from these to one token.

Derived in lesson 5.1.
"""

import numpy as np

from nnhelpers.activations import softmax
from nnhelpers.arrays import as_floats, require_count, require_number


def greedy(logits, tokens=()):
    """Return the token with the largest logit, the first of several."""
    return int(np.argmax(_checked(logits)))


def next_probabilities(
    logits, tokens=(), *, temperature=1.0, top_k=None, top_p=None, repetition_penalty=1.0
):
    """Return the probabilities (vocabulary,) that the next token is drawn with.

    In this order: penalty, temperature, softmax, top-k, top-p; what is left is scaled to sum 1.

    Parameters
    ----------
    logits : (vocabulary,). tokens : those so far, which the penalty is for.
    temperature : divides the logits: below 1 sharper, above 1 flatter, 0 all on the largest.
    top_k : keep so many of the most probable tokens; of equals, those with the smaller numbers.
    top_p : keep the fewest most probable tokens that together have at least this probability
        (Holtzman et al., arXiv:1904.09751).
    repetition_penalty : divides the positive logits of tokens that occurred, and multiplies the
        negative ones (Keskar et al., arXiv:1909.05858); 1 leaves them.
    """
    logits = penalized(_checked(logits), tokens, _penalty(repetition_penalty))
    if not _temperature(temperature):
        return np.eye(1, len(logits), logits.argmax())[0]
    with np.errstate(over="ignore"):  # a temperature near 0 makes logits infinitely low
        p = softmax((logits - logits.max()) / temperature)
    order = np.argsort(-p, kind="stable")
    if top_k is not None:
        p[order[require_count(top_k, "Sampling", "top_k") :]] = 0
    if top_p is not None:
        share = np.cumsum(p[order]) / p.sum()
        p[order[1 + np.count_nonzero(share < _share(top_p)) :]] = 0
    return p / p.sum()


def penalized(logits, tokens, penalty):
    """Return the logits with those of tokens that occurred pushed down by a penalty."""
    occurred = np.unique(np.asarray(tokens, np.int64))
    logits, old = logits.copy(), logits[occurred]
    logits[occurred] = np.where(old > 0, old / penalty, old * penalty)
    return logits


def sampler(seed=None, **settings):
    """Return a function that draws a token, for `GPT.generate(..., choose=sampler(...))`.

    Parameters
    ----------
    seed : an integer, to draw the same tokens again, or a Generator. settings : as in
        `next_probabilities`.
    """
    rng = np.random.default_rng(seed)
    next_probabilities(np.zeros(1), **settings)  # says now what is wrong with the settings

    def choose(logits, tokens=()):
        p = next_probabilities(logits, tokens, **settings)
        return int(rng.choice(len(p), p=p))

    return choose


def _checked(logits):
    logits = as_floats(logits, "Sampling").astype(np.float64)
    if logits.ndim != 1 or not logits.size or not np.isfinite(logits.max()):
        raise ValueError(
            f"Sampling needs the logits of one next token: expected numbers (vocabulary,), got "
            f"shape {logits.shape}{f' with {logits.max()}' if logits.size else ''}. Take one text "
            "and its last place: logits[0, -1]."
        )
    return logits


def _temperature(value):
    what = "a temperature of at least 0, such as 0.8"
    return require_number(value, "Sampling", what, lambda t: 0 <= t < np.inf)


def _penalty(value):
    what = "a repetition penalty of at least 1, such as 1.2"
    return require_number(value, "Sampling", what, lambda penalty: 1 <= penalty < np.inf)


def _share(value):
    return require_number(value, "Sampling", "top_p above 0 and at most 1", lambda p: 0 < p <= 1)
