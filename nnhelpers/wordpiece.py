"""WordPiece, the tokenizer of BERT: words from a vocabulary, or the longest pieces that are in it.

"embeddings" becomes em, ##bed, ##ding, ##s; ## says that a piece goes on with a word. Derived in
lesson 7.3.
"""

import unicodedata
from pathlib import Path

import numpy as np

from nnhelpers.arrays import require_count

LONGEST_WORD = 100  # characters; a longer one counts as unknown, as in BERT
# Blocks of Chinese characters, which are words by themselves. Source: tokenization.py of BERT.
CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip
INVISIBLE = {"Cc", "Cf", "Co", "Cs"}  # controls, joiners and the like, private, half characters


class WordPieceTokenizer:
    """From text to BERT's tokens, without regard to case and accents.

    Parameters
    ----------
    vocabulary : the pieces in order, [CLS], [SEP] and [UNK] among them.

    Source: github.com/google-research/bert, tokenization.py; Devlin et al., arXiv:1810.04805.
    """

    def __init__(self, vocabulary):
        self.vocabulary = list(vocabulary)
        self.numbers = {piece: number for number, piece in enumerate(self.vocabulary)}
        missing = {"[CLS]", "[SEP]", "[UNK]"} - self.numbers.keys()
        if missing:
            raise ValueError(
                "WordPieceTokenizer needs a vocabulary with [CLS], [SEP] and [UNK]: this one of "
                f"{len(self)} pieces lacks {', '.join(sorted(missing))}. Take the model's own."
            )

    @classmethod
    def read(cls, path):
        """Return the tokenizer of a vocab.txt, one piece a line."""
        return cls(Path(path).read_text(encoding="utf-8").splitlines())

    def __len__(self):
        """Return the number of pieces in the vocabulary."""
        return len(self.vocabulary)

    def pieces(self, text):
        """Return the pieces of a text, as strings."""
        if not isinstance(text, str):
            raise TypeError(
                f"WordPieceTokenizer needs text: expected str, got {type(text).__name__}."
            )
        return [piece for word in words(text) for piece in self._of_word(word)]

    def _of_word(self, word):
        found, start = [], 0
        while start < len(word):
            piece = self._longest(word, start)
            if piece is None or len(word) > LONGEST_WORD:
                return ["[UNK]"]
            found.append(piece)
            start += len(piece.removeprefix("##") if start else piece)
        return found

    def _longest(self, word, start):
        """Return the longest piece with which the word goes on at `start`, or None."""
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            if mark + word[start:end] in self.numbers:
                return mark + word[start:end]
        return None

    def encode(self, text, longest=512):
        """Return the tokens (time,) of a text, int64: [CLS], at most longest − 2 pieces, [SEP]."""
        require_count(longest, "WordPieceTokenizer.encode", "longest", least=2)
        pieces = ["[CLS]", *self.pieces(text)[: longest - 2], "[SEP]"]
        return np.array([self.numbers[piece] for piece in pieces], np.int64)

    def __repr__(self):
        return f"WordPieceTokenizer({len(self)} pieces)"


def words(text):
    """Return the words and marks of a text in small letters without accents, a list of strings."""
    spaced = "".join(_spaced(character) for character in text)
    bare = (c for c in unicodedata.normalize("NFD", spaced) if not _is(c, "Mn"))
    small = "".join(c.lower() for c in bare)  # one by one: a Σ at a word's end is σ to BERT
    return "".join(f" {c} " if _is_mark(c) else c for c in small).split()


def _spaced(character):
    """Return a character with spaces around it where it is a word, nothing for an invisible one."""
    if character in "\t\n\r" or _is(character, "Z"):
        return " "
    if unicodedata.category(character) in INVISIBLE or character == "\ufffd":
        return ""
    is_chinese = any(first <= ord(character) <= last for first, last in CHINESE)
    return f" {character} " if is_chinese else character


def _is_mark(character):
    """Return whether a character is punctuation; ASCII's symbols, such as + and $, count too."""
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return _is(character, "P")


def _is(character, category):
    return unicodedata.category(character).startswith(category)
