"""Search over what the course says: the lessons' passages, the glossary, the library's docstrings.

BM25 ranks by the words that a question shares with a passage, rare ones first. Where the extra
`llm` is installed, sentence vectors find passages that say it in other words, and take turns
with those that share words.
"""

import ast
import contextlib
import hashlib
import math
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nnhelpers.study.files import PACKAGE
from nnhelpers.study.glossary import terms
from nnhelpers.study.lesson_text import passages
from nnhelpers.study.text import plain

K1, B = 1.2, 0.6
NAME_COUNTS = 3  # how often a heading's or a term's own name counts beside its text
KNOWN, COVERED = 0.6, 0.4  # shares of a question's words, weighted by how rare they are
NAMED = 1.3  # what a document gains whose whole name is in the question
PLAIN = 0.55  # a question that shares this much with a passage needs no sentence vectors
NEAR = 0.43  # cosine that the best sentence must reach, where they are asked
EMPTY = """
a about above after again all also am an and any are as at be because been before being below
between both but by called can could did difference do does doing down during each exactly
explain few for from further get gets give gives had happen happens has have having he her here
hers him his how i if in into is it its itself just let like made make makes many me mean means
might more most much must my need needs no nor not of off on once one only or other ought our
out over own really same say says she should so some such tell than that the their them then
there these they thing things this those through to too two under until up us use used very want
was way we were what when where which while who whom why will with without work works would you
your
"""  # words that say nothing of what a question is about
STOP = frozenset(EMPTY.split())
ENDINGS = (
    "ization", "isation", "ations", "ation", "ically", "ings", "ing", "ers", "ies", "ied",
    "ed", "es", "er", "ly", "al", "y",
)  # fmt: skip
WORD = re.compile(r"[a-z0-9∂ηδσλθ]+")
CORE = ("activations", "costs", "neurons", "optimizers", "layers", "training", "metrics",
        "datasets", "gradients", "autodiff", "schedules")  # fmt: skip


class Document(NamedTuple):
    """Something that can be an answer."""

    kind: str  # "lesson", "term" or "function"
    lesson: str
    name: str  # heading, term, or module.function
    text: str
    words: str = ""  # searched as well, and not shown

    @property
    def key(self):
        """What a question set names: "2.2#Heading", "term:bias", "function:layers.mlp"."""
        prefix = f"{self.lesson}#" if self.kind == "lesson" else f"{self.kind}:"
        return prefix + self.name


@cache
def documents():
    """Return everything that is searched."""
    found = [Document("lesson", one.lesson, one.heading, one.text) for one in passages()]
    for one in terms().values():
        text = f"{one.definition} {one.confusion}".strip()
        words = " ".join([one.mnemonic, *one.also])
        found.append(Document("term", one.lesson, one.name, text, words))
    return (*found, *_functions())


def _functions():
    """Yield the docstrings of the library, read from its files: nothing is imported."""
    for name in CORE:
        path = PACKAGE / f"{name}.py"
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_":
                text = ast.get_docstring(node) or ""
                yield Document("function", "", f"{name}.{node.name}", text.split("\n\n")[0])


@cache
def stem(word):
    """Return the word without its ending: gradients and gradient, training and trained are one."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending)
            break
    else:
        word = word.removesuffix("s") if word[-2:] not in ("ss", "as", "is", "us") else word
    word = word[:-1] if len(word) > 4 and word[-1] == word[-2] else word
    return word.removesuffix("e") if len(word) > 4 else word


@cache
def tokens(text):
    """Return the stems of the words that carry meaning."""
    text = re.sub(r"\(\.\./\S+\)", " ", plain(text)).lower().replace("-", " ").replace("_", " ")
    stems = (stem(word) for word in WORD.findall(text) if word not in STOP and len(word) > 1)
    return [_second_names().get(word, word) for word in stems]


@cache
def _second_names():
    """Words that the glossary gives as another name of a word: loss is cost."""
    pairs = ((other, one.name) for one in terms().values() for other in one.also)
    return {stem(other): stem(name) for other, name in pairs if f"{other}{name}".isalpha()}


class Index:
    """All documents, ready to be searched; `encoder` turns texts into vectors of length 1."""

    def __init__(self, encoder=None):
        import bm25s

        self.documents, self.encoder = documents(), encoder
        self.names = [frozenset(tokens(d.name)) or {""} for d in self.documents]
        named = [
            [*tokens(d.name) * NAME_COUNTS, *tokens(f"{d.text} {d.words}")] for d in self.documents
        ]
        self.words = [frozenset(some) for some in named]
        self.counts = Counter(word for some in self.words for word in some)
        self.bm25 = bm25s.BM25(k1=K1, b=B)
        self.bm25.index(named, show_progress=False)
        if encoder is not None:
            self.owners, self.vectors = sentence_vectors(self.documents, encoder)

    def search(self, question, n=3):
        """Return the n best documents, a heading or term once; nothing if none is near enough."""
        asked = tokens(question)
        if not asked:
            return []
        order = self._by_words(asked)
        held = self._held(asked, [self.words[place] for place in order[:n]])
        answered = held >= COVERED or self._held(asked, [self.counts]) >= KNOWN
        if self.encoder is not None and held < PLAIN:
            near = self._nearness(question)
            answered = near.max() >= NEAR
            order = [place for pair in zip((-near).argsort(), order, strict=True) for place in pair]
        found = {}
        for place in order[: 50 if answered else 0]:
            found.setdefault(self.documents[place].key, self.documents[place])
        return list(found.values())[:n]

    def _by_words(self, asked):
        """Return the places of all documents, the best by BM25 first."""
        scores = self.bm25.get_scores([w for w in asked if w in self.counts] or ["\0"])
        return (-scores * [NAMED if name <= set(asked) else 1 for name in self.names]).argsort()

    def _nearness(self, question):
        """Return for each document the largest cosine of one of its sentences, (n,)."""
        cosines = self.vectors @ self.encoder.encode([question])[0]
        near = np.full(len(self.documents), -1.0)
        np.maximum.at(near, self.owners, cosines)
        return near

    def _held(self, asked, texts):
        """Return the largest share of the question's words, by rarity, that one text holds."""
        weight = {word: self._rarity(word) for word in asked}
        most = max(sum(weight[word] for word in weight if word in text) for text in texts)
        return most / sum(weight.values())

    def _rarity(self, word):
        """Return the weight that BM25 gives a word: large for one that few documents hold."""
        count = self.counts.get(word, 0)
        return math.log(1 + (len(self.documents) - count + 0.5) / (count + 0.5))


def sentence_vectors(documents, encoder):
    """Return (owners, vectors): the place of each sentence's document, and (n, 384) vectors."""
    pairs = [(place, one) for place, d in enumerate(documents) for one in sentences(d)]
    texts = [text for _, text in pairs]
    return np.array([place for place, _ in pairs]), kept_vectors(texts, encoder)


def sentences(document):
    """Return the sentences of a document; those of a term or function carry its name."""
    name = "" if document.kind == "lesson" else f"{document.name}: "
    parts = re.split(r"(?<=[.?!:])\s+", plain(document.text))
    return [name + part for part in parts if len(part) > 25] or [name + parts[0]]


def kept_vectors(texts, encoder):
    """Return the vectors of the texts; they take half a minute once, and are kept in the cache."""
    import platformdirs

    name = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    file = Path(platformdirs.user_cache_dir("nnhelpers", appauthor=False)) / f"vectors-{name}.npy"
    try:
        return np.load(file)
    except (OSError, ValueError):
        pass
    vectors = encoded(texts, encoder)
    if os.environ.get("NNHELPERS_PROGRESS") != "off":
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, vectors)
    return vectors


def encoded(texts, encoder, batch=32):
    """Encode texts in batches of like length, so that little is padding."""
    order = np.argsort([len(text) for text in texts])
    found = [
        encoder.encode([texts[i] for i in order[k : k + batch]])
        for k in range(0, len(order), batch)
    ]
    return np.concatenate(found)[np.argsort(order)]


@cache
def index():
    """Return the index, with sentence vectors where they are installed."""
    return Index(_encoder())


def _encoder():
    try:
        from nnhelpers.pretrained import minilm

        return minilm()
    except (ImportError, OSError, LookupError):
        return None
