"""Search over what the course says: the lessons' passages, the glossary, the library's docstrings.

BM25 ranks by the words that a question shares with a passage, rare ones first. Where the extra
`llm` is installed, sentence vectors find passages that say it in other words, and take turns with
those that share words.
"""

import ast
import math
import re
import threading
from collections import Counter
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from nnhelpers.study.files import PACKAGE
from nnhelpers.study.glossary import terms
from nnhelpers.study.lesson_text import passages
from nnhelpers.study.ranking import ranking
from nnhelpers.study.sentence_vectors import encoder, sentence_vectors
from nnhelpers.study.text import plain

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
    """All documents, ready to be searched.

    `load_encoder` returns what turns texts into vectors of length 1, or None. It is called at the
    first question that words alone do not answer.
    """

    def __init__(self, load_encoder=None):
        self.documents, self.load_encoder = documents(), load_encoder
        self._one_loads = threading.Lock()
        self.names = [frozenset(tokens(d.name)) or {""} for d in self.documents]
        named = [
            [*tokens(d.name) * NAME_COUNTS, *tokens(f"{d.text} {d.words}")] for d in self.documents
        ]
        self.words = [frozenset(some) for some in named]
        self.counts = Counter(word for some in self.words for word in some)
        self.ranking = ranking(named)

    def vectors(self):
        """Return (encoder, owners, vectors) of all sentences; None without an encoder."""
        with self._one_loads:
            return self._vectors

    @cached_property
    def _vectors(self):
        encoder = self.load_encoder and self.load_encoder()
        return encoder and (encoder, *sentence_vectors(self.documents, encoder))

    def search(self, question, n=3):
        """Return the n best documents, a heading or term once; nothing if none is near enough."""
        asked = tokens(question)
        if not asked:
            return []
        order = self._by_words(asked)
        held = self._held(asked, [self.words[place] for place in order[:n]])
        answered = held >= COVERED or self._held(asked, [self.counts]) >= KNOWN
        if held < PLAIN and self.vectors():
            near = self._nearness(question)
            answered = near.max() >= NEAR
            order = [place for pair in zip((-near).argsort(), order, strict=True) for place in pair]
        found = {}
        for place in order[: 50 if answered else 0]:
            found.setdefault(self.documents[place].key, self.documents[place])
        return list(found.values())[:n]

    def _by_words(self, asked):
        """Return the places of all documents, the best by BM25 first."""
        scores = np.zeros(len(self.documents))
        for place, score in self.ranking.scores([word for word in asked if word in self.counts]):
            scores[place] = score
        named = [NAMED if name <= set(asked) else 1 for name in self.names]
        return (-scores * named).argsort(kind="stable")

    def _nearness(self, question):
        """Return for each document the largest cosine of one of its sentences, (n,)."""
        encoder, owners, vectors = self.vectors()
        near = np.full(len(self.documents), -1.0)
        np.maximum.at(near, owners, vectors @ encoder.encode([question])[0])
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


def index():
    """Return the index, with sentence vectors where they are installed; made once."""
    with _ONE_MAKES:
        return _index()


_ONE_MAKES = threading.Lock()


@cache
def _index():
    return Index(encoder)
