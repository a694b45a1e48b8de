"""n-gram models: predict a token from how often it followed the last few tokens, smoothed.

Derived in lesson 5.1.
"""

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.embedding import check_tokens

LEAST_DISCOUNT = 0.1  # what is left for unseen tokens where counts of counts say nothing


class NGramModel:
    """An n-gram model with interpolated, modified Kneser–Ney smoothing.

    Of each count c(h, w) of a token w after the tokens h, a discount is taken and spread by the
    model that sees one token less:

        p(w | h) = (c(h, w) − D) / c(h) + γ(h)·p(w | h without its first token)

    D depends on whether the count is 1, 2 or more. Below the highest order, c(h, w) counts the
    different tokens that stood before h, w: how many places it fits, not how often it came.
    Below one token all are equally likely.

    Parameters
    ----------
    tokens : (time,), the text to count. n : length of the longest n-gram; n − 1 tokens are looked
        back at. vocabulary : number of tokens.

    Source: Chen and Goodman (1998), "An empirical study of smoothing techniques for language
    modeling", Harvard University, TR-10-98.
    """

    def __init__(self, tokens, n, vocabulary):
        self.n = require_count(n, "NGramModel", "n")
        self.vocabulary = require_count(vocabulary, "NGramModel", "vocabulary")
        if self.vocabulary**self.n >= 2**63:  # an n-gram is one number, with a token a digit
            largest = max(k for k in range(n) if self.vocabulary**k < 2**63)
            raise ValueError(
                f"NGramModel needs n-grams that fit in 63 bits: n={n} is too long for "
                f"{vocabulary} tokens. Take n={largest}, or a smaller vocabulary."
            )
        tokens = self._checked(tokens, self.n)
        grams, counts = np.unique(self._grams(tokens, self.n), return_counts=True)
        self.orders = [_Order(grams, counts, self.vocabulary)]
        for k in range(self.n - 1, 0, -1):
            grams, counts = np.unique(grams % self.vocabulary**k, return_counts=True)
            self.orders.insert(0, _Order(grams, counts, self.vocabulary))

    def _checked(self, tokens, least):
        tokens = check_tokens(tokens, self.vocabulary, "NGramModel")
        if tokens.ndim != 1 or len(tokens) < least:
            raise ValueError(
                f"NGramModel needs one text of {least} tokens at least: expected (time,), got "
                f"{tokens.shape}."
            )
        return tokens.astype(np.int64)

    def _grams(self, tokens, k):
        """Return the n-grams of length k, one number each, (time − k + 1,)."""
        n_grams = len(tokens) - k + 1
        grams = np.zeros(n_grams, np.int64)
        for i in range(k):
            grams = grams * self.vocabulary + tokens[i : i + n_grams]
        return grams

    def log_probabilities(self, tokens):
        """Return log p of each token given those before it, (time − 1,), natural logarithms."""
        tokens = self._checked(tokens, 2)
        p = np.full(len(tokens), 1 / self.vocabulary)
        for k, order in enumerate(self.orders[: len(tokens)], start=1):
            p[k - 1 :] = order.refine(self._grams(tokens, k), p[k - 1 :])
        return np.log(p[1:])

    def probabilities(self, context):
        """Return the probabilities (vocabulary,) of the next token after some tokens (time,)."""
        context = np.asarray(context, np.int64)
        context = self._checked(context, 0) if context.size else context
        p = np.full(self.vocabulary, 1 / self.vocabulary)
        for k, order in enumerate(self.orders[: len(context) + 1], start=1):
            ending = np.zeros(1, np.int64) if k == 1 else self._grams(context[1 - k :], k - 1)
            p = order.refine(ending * self.vocabulary + np.arange(self.vocabulary), p)
        return p

    def __repr__(self):
        return f"NGramModel(n={self.n}, vocabulary={self.vocabulary})"


class _Order:
    """The discounted counts of n-grams of one length."""

    def __init__(self, grams, counts, vocabulary):
        taken = discounts(counts)[np.minimum(counts, 3) - 1]
        self.grams, self.vocabulary = grams, vocabulary
        self.contexts, starts = np.unique(grams // vocabulary, return_index=True)
        self.totals = np.add.reduceat(counts, starts)
        self.kept, self.spread = counts - taken, np.add.reduceat(taken, starts) / self.totals

    def refine(self, grams, p):
        """Return the probabilities of n-grams, given those of the order below."""
        place, seen = _find(self.contexts, grams // self.vocabulary)
        gram, known = _find(self.grams, grams)
        own = np.where(known, self.kept[gram], 0) / self.totals[place]
        return np.where(seen, own + self.spread[place] * p, p)


def _find(table, values):
    """Return the place of each value in a sorted table, and whether it is there."""
    place = np.minimum(np.searchsorted(table, values), len(table) - 1)
    return place, table[place] == values


def discounts(counts):
    """Return what to take from a count of 1, of 2, and of 3 or more, (3,).

    With nᵢ n-grams that were counted i times: Dᵢ = i − (i + 1)·Y·nᵢ₊₁/nᵢ and Y = n₁/(n₁ + 2·n₂).
    """
    n = np.bincount(np.minimum(counts, 5), minlength=6)[1:5]
    i, y = np.arange(1, 4), n[0] / max(n[0] + 2 * n[1], 1)
    return np.clip(i - (i + 1) * y * n[1:] / np.maximum(n[:3], 1), LEAST_DISCOUNT, i)
