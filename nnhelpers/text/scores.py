"""How well a language model predicts a text: log-probabilities, perplexity, bits a character.

Derived in lessons 5.1 and 9.3.
"""

import math

import numpy as np

from nnhelpers.activations import log_softmax
from nnhelpers.arrays import as_floats
from nnhelpers.autodiff import no_grad
from nnhelpers.embedding import check_tokens


def log_probabilities(model, tokens, batch_size=16):
    """Return what a model thought of each token of a text, given the tokens before it.

    A text longer than the context is read in windows that overlap by half, so that each token has
    at least half a context before it, where there is so much.

    Parameters
    ----------
    model : a GPT, with `context`; it is left in the mode in which it was.
    tokens : (time,), two at least. batch_size : windows at a time.

    Returns
    -------
    (time − 1,) natural logarithms: the first token has nothing before it.
    """
    tokens = check_tokens(tokens, len(model.tokens.weight), "log_probabilities")
    if tokens.ndim != 1 or len(tokens) < 2:
        raise ValueError(
            f"log_probabilities needs one text of two tokens at least: expected (time,), got "
            f"{tokens.shape}."
        )
    n, half = min(model.context, len(tokens) - 1), max(model.context // 2, 1)
    last = len(tokens) - 1 - n  # where the last window starts
    starts = np.array([*range(0, last, half), last])
    found, was_training = np.empty(len(tokens) - 1), model.training
    model.eval()
    try:
        for some in np.array_split(starts, math.ceil(len(starts) / batch_size)):
            places = some[:, None] + np.arange(n)
            scores = _of_next(model, tokens[places], tokens[places + 1])
            for start, window in zip(some, scores, strict=True):
                seen = 0 if start == 0 else n - half  # known from the window before
                found[start + seen : start + n] = window[seen:]
    finally:
        model.train(was_training)
    return found


def _of_next(model, x, targets):
    with no_grad():
        scores = log_softmax(model(x).data.astype(np.float64))
    return np.take_along_axis(scores, targets[..., None], axis=-1)[..., 0]


def perplexity(log_probabilities):
    """Return exp(−mean log p): among how many equally likely tokens the model wavers.

    Parameters
    ----------
    log_probabilities : (n,), natural logarithms of the probabilities of what really came.
    """
    return math.exp(-_checked(log_probabilities, "perplexity").mean())


def bits_per_character(log_probabilities, text):
    """Return −Σ log₂ p / characters: the bits that a character costs, by which models with
    different tokenizers can be compared.

    Parameters
    ----------
    log_probabilities : natural logarithms for all tokens of the text. text : str.
    """
    scores = _checked(log_probabilities, "bits_per_character")
    if not isinstance(text, str) or not text:
        raise ValueError(f"bits_per_character needs the text that was scored: got {text!r}.")
    return float(-scores.sum() / math.log(2) / len(text))


def _checked(scores, who):
    scores = as_floats(scores, who)
    if scores.ndim != 1 or not scores.size or not scores.max() <= 0:
        raise ValueError(
            f"{who} needs the natural logarithms of probabilities, one a token: expected numbers "
            f"of at most 0 and shape (n,), got shape {scores.shape}"
            f"{f' up to {scores.max():.3g}' if scores.size else ''}. Take log_probabilities(...)."
        )
    return scores
