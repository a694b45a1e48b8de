"""Text into words, before a tokenizer looks at them: the patterns of GPT-2 and its descendants.

Derived in lesson 8.1.
"""

import functools
import re
import unicodedata

# Source: encoder.py of GPT-2 (github.com/openai/gpt-2). \p{L} is a letter and \p{N} a number of any
# script. A word takes the space before it along, so that the words joined are the text again.
GPT2_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def split_words(text, patterns=(GPT2_PATTERN,)):
    """Return the words of a text, a list of strings that joined are the text again.

    Parameters
    ----------
    text : str.
    patterns : regular expressions, applied one after the other: each cuts the pieces that those
        before it left into its matches and what stands between them. They may use \\p{L} and
        \\p{N}, \\s and \\S, and otherwise ASCII characters.
    """
    if not isinstance(text, str):
        raise TypeError(f"split_words needs text: expected str, got {type(text).__name__}.")
    spans, folded = [(0, len(text))], fold(text)
    for pattern in patterns:
        find = compiled(pattern).finditer
        spans = [cut for span in spans for cut in _cuts(find(folded[slice(*span)]), *span)]
    return [text[start:end] for start, end in spans]


def _cuts(matches, start, end):
    """Yield the (start, end) of matches in the piece from start to end, and of what is between."""
    place = start
    for match in matches:
        first, last = match.span()
        if place < start + first:
            yield place, start + first
        if first < last:
            yield start + first, start + last
        place = start + last
    if place < end:
        yield place, end


@functools.cache
def compiled(pattern):
    r"""Return a pattern for folded text, where \p{L} is [a-zA-Z] and \p{N} is \d."""
    pattern = pattern.replace(r"\p{N}", r"\d")
    pattern = re.sub(r"\[[^]]*]", lambda part: part[0].replace(r"\p{L}", "a-zA-Z"), pattern)
    try:
        return re.compile(pattern.replace(r"\p{L}", "[a-zA-Z]"), re.ASCII)
    except re.error as error:
        raise ValueError(
            f"split_words needs regular expressions with \\p{{L}} and \\p{{N}} at most: got "
            f"{pattern!r} ({error}). Write other classes with ASCII characters."
        ) from None


def fold(text):
    r"""Return text of the same length in which ASCII stands for its kind in all scripts.

    Letters that are not ASCII become A, numbers 0, white space a tab, and all else an exclamation
    mark. Python's `re` does not know \p{L} and \p{N}; in folded text they are [a-zA-Z] and [0-9].
    """
    return text if text.isascii() else text.translate(_FOLDED)


class _Folded(dict):
    """From code point to ASCII, for str.translate; filled as characters occur."""

    def __missing__(self, code):
        character = chr(code)
        kind = {"L": "A", "N": "0"}.get(unicodedata.category(character)[0], "!")
        self[code] = character if code < 128 else "\t" if character.isspace() else kind
        return self[code]


_FOLDED = _Folded()
