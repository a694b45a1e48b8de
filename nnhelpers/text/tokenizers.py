"""Tokenizers: from text to the numbers that a model works on, and back.

Each tokenizer has `encode`, `decode`, `stream`, `vocabulary` and `len`. Here are those of
characters and of words; byte pairs are in `byte_pairs`. Derived in lessons 5.1 and 8.1.
"""

from collections import Counter

import numpy as np

from nnhelpers.arrays import as_array, require_count
from nnhelpers.text.words import GPT2_PATTERN, split_words

UNKNOWN = "<unknown>"


class Tokenizer:
    """What tokenizers share. A subclass says how a text becomes numbers: `encode`.

    Parameters
    ----------
    vocabulary : list of strings, no two alike; a token is a place in this list.
    """

    def __init__(self, vocabulary):
        self.vocabulary = list(vocabulary)
        self.numbers = {string: number for number, string in enumerate(self.vocabulary)}
        if not self.vocabulary or len(self.numbers) < len(self.vocabulary):
            twice = next((s for s, n in Counter(self.vocabulary).items() if n > 1), None)
            got = "none" if twice is None else f"{twice!r} more than once"
            raise ValueError(
                f"{type(self).__name__} needs a vocabulary of different strings: got {got}."
            )

    def __len__(self):
        """Return the number of tokens in the vocabulary."""
        return len(self.vocabulary)

    def decode(self, tokens):
        """Return the text that tokens (time,) stand for."""
        return "".join(self.vocabulary[token] for token in self.checked(tokens))

    def stream(self, tokens):
        """Yield the text of tokens piece by piece, as they come from any iterable."""
        for token in tokens:
            yield self.decode([token])

    def checked(self, tokens):
        """Return tokens as a list of ints, if each is one."""
        who = f"{type(self).__name__}.decode"
        tokens = as_array(tokens, who)
        if not tokens.size:
            return []
        if tokens.ndim != 1 or tokens.dtype.kind not in "iu":
            raise ValueError(
                f"{who} needs the tokens of one text: expected integers of shape (time,), got "
                f"{tokens.dtype} of shape {tokens.shape}. Take one text of a batch: tokens[0]."
            )
        if tokens.min() < 0 or tokens.max() >= len(self):
            raise ValueError(
                f"{who} needs tokens from 0 to {len(self) - 1}: got {tokens.min()} to "
                f"{tokens.max()}. Use the tokenizer that the model was trained with."
            )
        return tokens.tolist()

    def require_text(self, text):
        """Raise a TypeError unless text is a str."""
        if not isinstance(text, str):
            raise TypeError(
                f"{type(self).__name__}.encode needs text: expected str, got {type(text).__name__}."
            )

    def __repr__(self):
        return f"{type(self).__name__}({len(self)} tokens)"


class CharacterTokenizer(Tokenizer):
    """A token is a character."""

    @classmethod
    def train(cls, text):
        """Return a tokenizer whose vocabulary is the characters of a text, in their order."""
        return cls(sorted(set(text)))

    def encode(self, text):
        """Return the tokens (characters,) of a text, int64."""
        self.require_text(text)
        try:
            return np.array([self.numbers[character] for character in text], np.int64)
        except KeyError as error:
            raise ValueError(
                f"CharacterTokenizer knows the {len(self)} characters that it was trained on: got "
                f"{error.args[0]!r}, which is none of them. Leave it out, or train with a text "
                "that has it."
            ) from None


class WordTokenizer(Tokenizer):
    """A token is a word with the space before it, or <unknown>, which is token 0."""

    def __init__(self, vocabulary, patterns=(GPT2_PATTERN,)):
        super().__init__(vocabulary)
        self.patterns = patterns
        if self.vocabulary[0] != UNKNOWN:
            raise ValueError(f"WordTokenizer needs {UNKNOWN} first: got {self.vocabulary[0]!r}.")

    @classmethod
    def train(cls, text, n_words, patterns=(GPT2_PATTERN,)):
        """Return a tokenizer of the n_words most frequent words of a text.

        Of words that are equally frequent, the one that occurs first comes first.
        """
        require_count(n_words, "WordTokenizer.train", "n_words")
        counts = Counter(split_words(text, patterns)).most_common(n_words)
        return cls([UNKNOWN, *(word for word, _ in counts)], patterns)

    def encode(self, text):
        """Return the tokens (words,) of a text, int64; 0 for a word outside the vocabulary."""
        self.require_text(text)
        words = split_words(text, self.patterns)
        return np.array([self.numbers.get(word, 0) for word in words], np.int64)
