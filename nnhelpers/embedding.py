"""Embedding: a table with one row of numbers a token, looked up by the token's number.

Derived in lesson 7.2.
"""

import numpy as np

from nnhelpers.arrays import require_count, require_number
from nnhelpers.autodiff import differentiable
from nnhelpers.initial_weights import random_weight
from nnhelpers.layers import Layer


@differentiable
def embed(weight, *, tokens):
    """Return weight[tokens]: one row a token. A token that occurs twice collects both gradients.

    Parameters
    ----------
    weight : (vocabulary, features). tokens : integers of any shape, from 0 to vocabulary − 1.

    Returns
    -------
    (*tokens.shape, features)
    """
    tokens = check_tokens(tokens, len(weight), "embed")

    def backward(d_y):
        order = np.argsort(tokens, axis=None, kind="stable")  # equal tokens side by side
        rows, starts = np.unique(tokens.ravel()[order], return_index=True)
        d_weight = np.zeros_like(weight)
        d_weight[rows] = np.add.reduceat(d_y.reshape(-1, weight.shape[1])[order], starts, axis=0)
        return d_weight

    return weight[tokens], backward


class Embedding(Layer):
    """A table to look tokens up in; see `embed`.

    Parameters
    ----------
    vocabulary : how many different tokens there are. features : numbers in a row.
    spread : of the rows, which start normal around 0.
    rng : a Generator or an integer seed. dtype : of the table.
    """

    def __init__(self, vocabulary, features, *, spread=0.02, rng=None, dtype=np.float32):
        require_count(vocabulary, "Embedding", "vocabulary")
        require_count(features, "Embedding", "features")
        require_number(spread, "Embedding", "a spread of at least 0", lambda value: value >= 0)
        self.weight = random_weight((vocabulary, features), spread, rng, dtype)

    def __call__(self, tokens):
        """Return the rows of the tokens: (*tokens.shape, features)."""
        return embed(self.weight, tokens=check_tokens(tokens, len(self.weight), "Embedding"))

    def __repr__(self):
        return f"Embedding{self.weight.shape}"


def check_tokens(tokens, vocabulary, who):
    """Return tokens as an array of integers below `vocabulary`, or say what is wrong with them."""
    tokens = np.asarray(tokens)
    if tokens.size == 0:
        raise ValueError(
            f"{who} needs at least one token: got none, of shape {tokens.shape}. "
            "Start from a prompt with one token or more."
        )
    if tokens.dtype.kind not in "iu":
        raise TypeError(
            f"{who} needs tokens as whole numbers: expected integers, got {tokens.dtype}. "
            "Encode the text with a tokenizer first."
        )
    if tokens.min() < 0 or tokens.max() >= vocabulary:
        raise ValueError(
            f"{who} needs tokens from 0 to {vocabulary - 1}: got {tokens.min()} to {tokens.max()}. "
            "Encode the text with the tokenizer that the model was made for."
        )
    return tokens


def check_texts(tokens, vocabulary, who, context=None, start=0):
    """Return tokens as an array (batch, time) that fits into the vocabulary and the context.

    Parameters
    ----------
    context : the longest sequence, in tokens; None for no limit.
    start : how many tokens came before these.
    """
    tokens = check_tokens(tokens, vocabulary, who)
    if tokens.ndim != 2:
        raise ValueError(
            f"{who} needs tokens (batch, time): got shape {tokens.shape}. One text takes "
            "tokens[None]."
        )
    end = start + tokens.shape[1]
    if context is not None and end > context:
        raise ValueError(
            f"{who} has a context of {context} tokens: got {end}. Keep the last {context} tokens, "
            "or make the model with a longer context."
        )
    return tokens
