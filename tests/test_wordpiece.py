import numpy as np
import pytest

from nnhelpers.pretrained import MINILM, installed_file
from nnhelpers.wordpiece import WordPieceTokenizer, words

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "em",
    "##bed",
    "##ding",
    "##s",
    "##be",
    "cat",
    "a",
    ",",
]


@pytest.fixture
def tokenizer():
    return WordPieceTokenizer(PIECES)


def test_the_longest_piece_is_taken(tokenizer):
    assert tokenizer.pieces("embeddings") == ["em", "##bed", "##ding", "##s"]
    assert tokenizer.encode("Embeddings, cats").tolist() == [2, 4, 5, 6, 7, 11, 9, 7, 3]
    assert tokenizer.encode("a").dtype == np.int64
    assert len(tokenizer) == 12
    assert "12 pieces" in repr(tokenizer)


def test_a_word_without_pieces_is_unknown_as_a_whole(tokenizer):
    assert tokenizer.pieces("cat embedx a") == ["cat", "[UNK]", "a"]
    assert tokenizer.pieces("bed") == ["[UNK]"]  # only ##bed is known, inside a word
    assert tokenizer.pieces("a" * 101) == ["[UNK]"]


def test_empty_and_long_texts(tokenizer):
    assert tokenizer.encode(" \n ").tolist() == [2, 3]
    assert tokenizer.encode("a " * 50, longest=5).tolist() == [2, 10, 10, 10, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ångström's Naïve", ["angstrom", "'", "s", "naive"]),
        ("5.20$+x", ["5", ".", "20", "$", "+", "x"]),
        ("wait—what?!", ["wait", "—", "what", "?", "!"]),
        ("是 yes大", ["是", "yes", "大"]),
        ("tab\tline\nhard\u00a0thin\u2009end", ["tab", "line", "hard", "thin", "end"]),
        ("zero\u200bwidth\u00ad \x00\ufffd\x0bend", ["zerowidth", "end"]),
        ("İstanbul ΣΟΦΟΣ", ["istanbul", "σοφοσ"]),
        ("", []),
    ],
)  # fmt: skip
def test_words(text, expected):
    assert words(text) == expected


def test_bad_input_is_named(tokenizer):
    with pytest.raises(ValueError, match=r"lacks \[SEP\], \[UNK\]\. Take the model's own"):
        WordPieceTokenizer(["[CLS]", "a"])
    with pytest.raises(TypeError, match="needs text: expected str, got int"):
        tokenizer.encode(3)
    with pytest.raises(ValueError, match="at least 2 for longest: got 1"):
        tokenizer.encode("a", longest=1)


def test_same_pieces_as_the_package_tokenizers():
    theirs = pytest.importorskip("tokenizers", reason="the package tokenizers is not installed")
    try:
        vocabulary = installed_file(MINILM, "/model/vocab.txt", "this test")
        settings = installed_file(MINILM, "/model/tokenizer.json", "this test")
    except ModuleNotFoundError as error:
        pytest.skip(str(error))
    reference = theirs.Tokenizer.from_file(str(settings))
    reference.no_truncation()
    reference.no_padding()
    ours = WordPieceTokenizer.read(vocabulary)
    rng = np.random.default_rng(0)
    letters = [chr(c) for c in range(0x500) if chr(c).isprintable()]  # Latin, Greek, Cyrillic
    for _ in range(300):
        text = "".join(rng.choice(letters, size=8)) + " and so-on " + str(rng.random())
        assert ours.encode(text).tolist() == reference.encode(text).ids
