"""The tokenizer of GPT-2 and its descendants: byte pairs. Any text can be encoded, and comes back.

Derived in lesson 8.1.
"""

import codecs
import gzip
import re
from collections import Counter
from functools import cache

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.shipped import read_data
from nnhelpers.text.merging import apply_merges, byte_alphabet, learn_merges
from nnhelpers.text.tokenizers import Tokenizer
from nnhelpers.text.words import GPT2_PATTERN, split_words

ALPHABET = byte_alphabet()
BYTES = {character: byte for byte, character in enumerate(ALPHABET)}
CACHED_WORDS = 100_000


class BytePairTokenizer(Tokenizer):
    """A token is a string of bytes that is frequent in the text that the merges come from.

    Parameters
    ----------
    merges : list of "left right" in GPT-2's alphabet of bytes (see `byte_alphabet`), those learned
        first at the beginning, as in GPT-2's vocab.bpe and in GGUF files.
    special_tokens : strings that text cannot produce, such as "<|endoftext|>".
    vocabulary : all tokens in order, special ones included; by default the 256 bytes, then what
        the merges make, then the special tokens.
    patterns : how text is cut into words first, see `split_words`.

    Source: Radford et al. (2019), "Language models are unsupervised multitask learners".
    """

    def __init__(self, merges, special_tokens=(), *, vocabulary=None, patterns=(GPT2_PATTERN,)):
        pairs = [_pair(merge) for merge in merges]
        if vocabulary is None:
            vocabulary = [*sorted(ALPHABET), *(left + right for left, right in pairs)]
            vocabulary += special_tokens
        super().__init__(vocabulary)
        self.merges, self.patterns = list(merges), tuple(patterns)
        self.special_tokens = {token: self._special(token) for token in special_tokens}
        self.ranks = {pair: rank for rank, pair in enumerate(pairs)}
        self._require_products(pairs)
        self._bytes = [self._as_bytes(string) for string in self.vocabulary]
        self._words = {}

    def _special(self, token):
        if token not in self.numbers:
            raise ValueError(
                f"BytePairTokenizer needs its special tokens in the vocabulary: got {token!r}, "
                "which is not in it."
            )
        return self.numbers[token]

    def _require_products(self, pairs):
        missing = [left + right for left, right in pairs if left + right not in self.numbers]
        if missing:
            raise ValueError(
                "BytePairTokenizer needs what its merges make in the vocabulary: got "
                f"{len(missing)} that are not, the first {missing[0]!r}. Take merges and "
                "vocabulary from the same tokenizer."
            )

    def _as_bytes(self, string):
        if string in self.special_tokens or not BYTES.keys() >= set(string):
            return string.encode()
        return bytes(BYTES[character] for character in string)

    @classmethod
    def train(cls, text, n_merges, special_tokens=(), *, patterns=(GPT2_PATTERN,)):
        """Return a tokenizer whose merges are learned from a text, n_merges at the most."""
        require_count(n_merges, "BytePairTokenizer.train", "n_merges")
        counts = Counter(split_words(text, patterns))
        counts = {_symbols(word): count for word, count in counts.items()}
        merges = [f"{left} {right}" for left, right in learn_merges(counts, n_merges)]
        return cls(merges, special_tokens, patterns=patterns)

    def encode(self, text, allow_special=False):
        """Return the tokens (time,) of a text, int64.

        Parameters
        ----------
        text : str. allow_special : take "<|endoftext|>" and its like in the text as special tokens.
            Leave it off for what users type, or they can write what only the program should.
        """
        self.require_text(text)
        tokens = []
        for part in self._parts(text) if allow_special else [text]:
            if allow_special and part in self.special_tokens:
                tokens.append(self.special_tokens[part])
                continue
            for word in split_words(part, self.patterns):
                tokens += self._words.get(word) or self._encode_word(word)
        return np.array(tokens, np.int64)

    def _parts(self, text):
        """Return the text cut at its special tokens, which are kept."""
        if not self.special_tokens:
            return [text]
        longest_first = sorted(self.special_tokens, key=len, reverse=True)
        return re.split(f"({'|'.join(map(re.escape, longest_first))})", text)

    def _encode_word(self, word):
        symbols = apply_merges(_symbols(word), self.ranks)
        try:
            tokens = [self.numbers[symbol] for symbol in symbols]
        except KeyError as error:
            raise ValueError(
                f"BytePairTokenizer has no token for the byte {error.args[0]!r} in {word!r}: its "
                "vocabulary lacks some of the 256 bytes. Leave that character out."
            ) from None
        if len(self._words) >= CACHED_WORDS:
            self._words.clear()
        self._words[word] = tokens
        return tokens

    def decode(self, tokens):
        """Return the text of tokens (time,). Bytes that are no character become U+FFFD."""
        return self.decode_bytes(tokens).decode("utf-8", "replace")

    def decode_bytes(self, tokens):
        """Return the bytes of tokens (time,), from which a character may be cut in the middle."""
        return b"".join(self._bytes[token] for token in self.checked(tokens))

    def stream(self, tokens):
        """Yield text piece by piece; a character that takes several tokens comes with its last."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        for token in tokens:
            yield decoder.decode(self.decode_bytes([token]))
        yield decoder.decode(b"", final=True)


def _pair(merge):
    pair = tuple(merge.split(" ")) if isinstance(merge, str) else ()
    if len(pair) != 2 or not all(pair):
        raise ValueError(
            f"BytePairTokenizer needs merges such as 'Ġ t', two tokens with a space between: got "
            f"{merge!r}."
        )
    return pair


def _symbols(word):
    """Return the bytes of a word in GPT-2's alphabet, a tuple of characters."""
    try:
        return tuple([ALPHABET[byte] for byte in word.encode()])
    except UnicodeEncodeError as error:
        raise ValueError(
            f"BytePairTokenizer needs Unicode text: got {word[error.start]!r}, half of a pair of "
            "UTF-16, which stands for no character. Read the file with its true encoding."
        ) from None


@cache
def gpt2_tokenizer():
    """Return the tokenizer of GPT-2: 50,257 tokens.

    Raises FileNotFoundError or OSError when the package's data file is missing or damaged.
    Source: Radford et al. (2019); see data/gpt2/LICENSE.txt.
    """
    lines = gzip.decompress(read_data("gpt2", "merges.txt.gz")).decode().splitlines()
    return BytePairTokenizer(lines[1:], ["<|endoftext|>"])  # the first line is a version
