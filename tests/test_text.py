"""Tokenizers: exact decoding, GPT-2's own tokens, hand-worked merges, sentences for bad input."""

import copy
import gzip
import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnhelpers import shipped, text
from nnhelpers.text import BytePairTokenizer, CharacterTokenizer, WordTokenizer, split_words
from nnhelpers.text.merging import apply_merges, learn_merges, merged
from nnhelpers.text.words import fold

quick = settings(deadline=None, derandomize=True, max_examples=200)
ANY_TEXT = st.text(max_size=40) | st.text("ab '\n\tst1é٣日\u2028\u00a0\x1c𝔞🙂_-", max_size=40)
SOME = "the cat sat on the mat; the cat's hat wasn't on the mat."
DIGITS_APART = (r"\p{N}", text.GPT2_PATTERN)


def trained(n_merges=40, **settings):
    return BytePairTokenizer.train(SOME, n_merges, **settings)


# ---- words --------------------------------------------------------------------------------


def test_words_keep_the_space_before_them():
    words = ["It", "'s", " 3", "  ", " o", "'", "clock", "!?", "\n", "\n", "Café", "\t"]
    assert split_words("It's 3   o'clock!?\n\nCafé\t") == words


def test_patterns_cut_one_after_the_other():
    assert split_words("in 1984, a1", DIGITS_APART) == [
        "in", " ", "1", "9", "8", "4", ",", " a", "1",
    ]  # fmt: skip
    assert split_words("a-b", ("-", "[ab]")) == ["a", "-", "b"]
    assert split_words("") == []


@quick
@given(ANY_TEXT)
@example("\u00a0a\x85\u3000b\x1cc")
def test_words_joined_are_the_text(string):
    for patterns in ((text.GPT2_PATTERN,), DIGITS_APART, ("x*",)):
        words = split_words(string, patterns)
        assert "".join(words) == string
        assert all(words)


def test_folding_keeps_ascii_and_the_kind_of_the_rest():
    assert fold("a_1 \x1c") == "a_1 \x1c"
    assert fold("éß日ª") == "AAAA"
    assert fold("٣Ⅷ½²") == "0000"
    assert fold("\u00a0\u2028\x85\u3000") == "\t\t\t\t"
    assert fold("🙂…\u0301\u200b") == "!!!!"


def test_words_are_those_of_the_regex_package():
    """`regex`, for which GPT-2's pattern was written, knows the classes of Unicode."""
    regex = pytest.importorskip("regex")
    # Scripts that have long been in Unicode: the two may know different versions of it.
    letters = "".join(map(chr, [*range(0x500), *range(0x2000, 0x2071), *range(0x3000, 0x3096)]))
    for character in letters:
        for sample in (f"a{character}{character} {character}", f"'s{character}1 \n{character}"):
            assert split_words(sample) == regex.findall(text.GPT2_PATTERN, sample)


# ---- the interface ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tokenizer",
    [CharacterTokenizer.train(SOME), WordTokenizer.train(SOME, 100), trained(), trained(1)],
    ids=repr,
)
def test_each_tokenizer_gives_known_text_back(tokenizer):
    tokens = tokenizer.encode(SOME)
    assert tokens.dtype == np.int64
    assert tokens.shape == (len(tokens),)
    assert tokenizer.decode(tokens) == SOME
    assert "".join(tokenizer.stream(tokens)) == SOME
    assert len(tokenizer) == len(tokenizer.vocabulary) == len(set(tokenizer.vocabulary))
    assert tokenizer.encode("").shape == (0,)
    assert tokenizer.decode([]) == ""
    assert copy.deepcopy(tokenizer).encode(SOME).tolist() == tokens.tolist()


def test_characters_by_hand():
    tokenizer = CharacterTokenizer.train("banana")
    assert tokenizer.vocabulary == ["a", "b", "n"]
    assert tokenizer.encode("nab").tolist() == [2, 0, 1]
    assert tokenizer.decode([1, 0]) == "ba"


def test_words_by_hand():
    tokenizer = WordTokenizer.train("a b a c a b", 2)
    assert tokenizer.vocabulary == ["<unknown>", " b", " a"]  # the first a has no space before it
    assert tokenizer.encode(" a b c").tolist() == [2, 1, 0]
    assert tokenizer.decode([2, 1, 0]) == " a b<unknown>"


# ---- byte pairs ---------------------------------------------------------------------------


def test_merges_by_hand():
    """Low, lower and newest: the example of Sennrich et al., counted on paper.

    Pairs: lo 7, ow 7, we 8 (lower 2, newest 6), es 9, st 9 (newest 6, widest 3). Of es and st, es
    is the first in the order of strings. Then est occurs 9 times, and after that lo and ow 7 times.
    """
    counts = {tuple("low"): 5, tuple("lower"): 2, tuple("newest"): 6, tuple("widest"): 3}
    expected = [("e", "s"), ("es", "t"), ("l", "o"), ("lo", "w"), ("e", "w"), ("ew", "est")]
    assert learn_merges(counts, 6) == expected
    ranks = {pair: rank for rank, pair in enumerate(expected)}
    assert apply_merges("lowest", ranks) == ["low", "est"]
    assert apply_merges("newest", ranks) == ["n", "ewest"]
    assert apply_merges("", ranks) == []


def test_training_ends_when_no_pair_is_left():
    assert learn_merges({("a", "b", "a", "b"): 1}, 9) == [("a", "b"), ("ab", "ab")]
    assert learn_merges({}, 9) == []


def merged_naively(word, ranks):
    word = tuple(word)
    while True:
        pairs = [pair for pair in pairwise(word) if pair in ranks]
        if not pairs:
            return list(word)
        word = merged(word, *min(pairs, key=ranks.get))


@quick
@given(st.dictionaries(st.text("ab", min_size=1, max_size=9), st.integers(1, 9), max_size=6))
def test_the_heap_merges_as_the_definition_does_and_counts_stay_true(counts):
    counts = {tuple(word): n for word, n in counts.items()}
    ranks = {pair: rank for rank, pair in enumerate(learn_merges(counts, 12))}
    for word in [*counts, *map(tuple, ("aaaa", "abababa", "aabbaabb"))]:
        assert apply_merges(word, ranks) == merged_naively(word, ranks)
    words = dict(counts)
    for pair in ranks:  # each merge is the most frequent pair, counted anew
        pairs = {}
        for word, n in words.items():
            for neighbors in pairwise(word):
                pairs[neighbors] = pairs.get(neighbors, 0) + n
        assert pair == min(pairs, key=lambda p: (-pairs[p], p))
        joined = [(merged(word, *pair), n) for word, n in words.items()]
        words = dict(joined)
        assert len(words) == len(joined)


@quick
@given(ANY_TEXT)
def test_any_text_comes_back(string):
    for tokenizer in (trained(), trained(patterns=DIGITS_APART), text.gpt2_tokenizer()):
        tokens = tokenizer.encode(string)
        assert tokenizer.decode(tokens) == string
        assert "".join(tokenizer.stream(iter(tokens))) == string
        assert tokenizer.encode(string, allow_special=True).size >= bool(string)


def test_a_character_streams_with_its_last_byte():
    tokenizer = trained(1)
    tokens = tokenizer.encode("a🙂")
    assert len(tokens) == 5
    assert list(tokenizer.stream(tokens)) == ["a", "", "", "", "🙂", ""]
    assert tokenizer.decode(tokens[:4]) == "a\ufffd"
    assert list(tokenizer.stream(tokens[:4]))[-1] == "\ufffd"
    assert tokenizer.decode_bytes(tokens[:4]) == "a🙂".encode()[:-1]


def test_special_tokens_come_from_the_program_alone():
    tokenizer = trained(special_tokens=("<|end|>", "<|end|><"))
    end = tokenizer.special_tokens["<|end|>"]
    assert end == len(tokenizer) - 2
    assert end not in tokenizer.encode("a<|end|>")
    assert tokenizer.decode(tokenizer.encode("a<|end|>")) == "a<|end|>"
    tokens = tokenizer.encode("a<|end|>b<|end|><", allow_special=True)
    assert tokenizer.decode(tokens) == "a<|end|>b<|end|><"
    assert [t for t in tokens if t >= end] == [end, end + 1]
    assert tokenizer.encode("a", allow_special=True).tolist() == tokenizer.encode("a").tolist()


def test_a_given_vocabulary_numbers_the_tokens():
    merges = ["a b", "ab Ġ"]
    vocabulary = ["<s>", "abĠ", "Ġ", "b", "a", "ab"]
    tokenizer = BytePairTokenizer(merges, ["<s>"], vocabulary=vocabulary)
    assert tokenizer.encode("abab").tolist() == [5, 5]
    assert tokenizer.encode("<s>ba", allow_special=True).tolist() == [0, 3, 4]
    assert tokenizer.decode([0, 1]) == "<s>ab "
    with pytest.raises(ValueError, match="no token for the byte 'c' in 'ac'"):
        tokenizer.encode("ac")


def test_a_full_cache_of_words_is_emptied(monkeypatch):
    monkeypatch.setattr("nnhelpers.text.byte_pairs.CACHED_WORDS", 3)
    tokenizer = trained()
    assert tokenizer.decode(tokenizer.encode(SOME * 2)) == SOME * 2
    assert len(tokenizer._words) <= 3


# ---- GPT-2 --------------------------------------------------------------------------------


def test_gpt2_has_the_published_vocabulary():
    tokenizer = text.gpt2_tokenizer()
    assert len(tokenizer) == 50_257
    assert tokenizer.vocabulary[:3] == ["!", '"', "#"]
    # sha256 of the keys of OpenAI's encoder.json in the order of their numbers, a line each
    lines = "\n".join(tokenizer.vocabulary).encode()
    expected = "e35a33a0b2250c932ffdafc4c3a3552aef0cc7af7a11e9ebfddf1d2a6517371f"
    assert hashlib.sha256(lines).hexdigest() == expected
    inside = gzip.decompress(shipped.read_data("gpt2", "merges.txt.gz"))
    expected = "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"
    assert hashlib.sha256(inside).hexdigest() == expected


def test_gpt2_tokens_as_published():
    tokenizer = text.gpt2_tokenizer()
    assert tokenizer.encode("Hello, world!").tolist() == [15496, 11, 995, 0]
    assert tokenizer.encode("<|endoftext|>", allow_special=True).tolist() == [50256]
    words = [tokenizer.vocabulary[t] for t in tokenizer.encode(" the naïveté")]
    assert words == ["Ġthe", "Ġna", "Ã¯", "vet", "Ã©"]


SAMPLES = [
    "It's 12:30 —  and\n\n\t'tis 日本語, naïve ½ 🙂",
    "x" * 99,
    " \u00a0 a\u2028b \r\n",
    SOME,
]


@pytest.mark.parametrize("patterns", [(text.GPT2_PATTERN,), DIGITS_APART], ids=["GPT-2", "digits"])
def test_tokens_are_those_of_a_reference(patterns):
    tokenizers = pytest.importorskip("tokenizers")
    ours = BytePairTokenizer(text.gpt2_tokenizer().merges, ["<|endoftext|>"], patterns=patterns)
    pairs = [tuple(merge.split(" ")) for merge in ours.merges]
    theirs = tokenizers.Tokenizer(tokenizers.models.BPE(vocab=ours.numbers, merges=pairs))
    steps = [tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)]
    if patterns == DIGITS_APART:
        steps.insert(0, tokenizers.pre_tokenizers.Digits(individual_digits=True))
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(steps)
    for sample in SAMPLES:
        assert ours.encode(sample).tolist() == theirs.encode(sample).ids


# ---- bad input ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: trained().encode(None), TypeError, r"BytePairTokenizer.encode .* got NoneType"),
        (lambda: split_words(b"a"), TypeError, "split_words needs text: expected str, got bytes"),
        (lambda: CharacterTokenizer.train(""), ValueError, "different strings: got none"),
        (lambda: CharacterTokenizer("aba"), ValueError, "got 'a' more than once"),
        (lambda: CharacterTokenizer("ab").encode("abc"), ValueError, "got 'c', which is none"),
        (lambda: WordTokenizer(["a"]), ValueError, "<unknown> first: got 'a'"),
        (lambda: WordTokenizer.train("a", 0), ValueError, "n_words: got 0"),
        (lambda: WordTokenizer.train("a", 1).decode([2]), ValueError, "from 0 to 1: got 2 to 2"),
        (lambda: trained().decode([-1]), ValueError, "got -1 to -1. Use the tokenizer that"),
        (lambda: trained().decode([[1, 2]]), ValueError, r"got int64 of shape \(1, 2\)"),
        (lambda: trained().decode([0.5]), ValueError, "expected integers .* got float64"),
        (lambda: trained().decode("abc"), TypeError, "BytePairTokenizer.decode needs numbers"),
        (lambda: trained().encode("a\ud800"), ValueError, r"Unicode text: got '\\ud800'"),
        (lambda: trained(0), ValueError, "n_merges: got 0"),
        (lambda: BytePairTokenizer(["ab"]), ValueError, "such as 'Ġ t', .* got 'ab'"),
        (lambda: BytePairTokenizer([("a", "b")]), ValueError, r"got \('a', 'b'\)"),
        (
            lambda: BytePairTokenizer(["a b"], vocabulary=["a", "b"]),
            ValueError,
            "got 1 that are not, the first 'ab'",
        ),
        (
            lambda: BytePairTokenizer([], ["<s>"], vocabulary=["a"]),
            ValueError,
            "special tokens in the vocabulary: got '<s>'",
        ),
        (lambda: split_words("a", ["("]), ValueError, r"regular expressions .* got '\('"),
    ],
)
def test_bad_input_is_told(call, error, words):
    with pytest.raises(error, match=words):
        call()
