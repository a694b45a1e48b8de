"""Search over what the course says: the lessons' passages, the glossary, the library's docstrings.

BM25 ranks by the words that a question shares with a passage, rare ones first. Where the extra
`llm` is installed, sentence vectors find passages that say it in other words, and the two rankings
are joined.
"""

import ast
import math
import re
from functools import cache
from typing import NamedTuple

from nnhelpers.study.files import PACKAGE
from nnhelpers.study.glossary import terms
from nnhelpers.study.lesson_text import passages
from nnhelpers.study.text import plain

K1, B = 1.2, 0.6
NAME_COUNTS = 3  # how often a heading's or a term's own name counts beside its text
KNOWN, COVERED = 0.6, 0.4  # shares of a question's words, weighted by how rare they are
NAMED = 1.3  # what a document gains whose whole name is in the question
NEAR = 0.42  # cosine that the best passage must reach, where there are sentence vectors
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
    "ization", "isation", "ations", "ation", "ically", "ings", "ing", "ers", "ies", "ied", "ity",
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
        text = " ".join([one.definition, one.confusion, one.mnemonic, *one.also])
        found.append(Document("term", one.lesson, one.name, text))
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
        word = word.removesuffix("s") if len(word) > 3 and not word.endswith("ss") else word
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
    """All documents, ready to be searched."""

    def __init__(self, encoder=None):
        import bm25s

        self.documents = documents()
        named = [[*tokens(d.name) * NAME_COUNTS, *tokens(d.text)] for d in self.documents]
        self.words = [frozenset(some) for some in named]
        self.names = [frozenset(tokens(d.name)) or {""} for d in self.documents]
        self.bm25 = bm25s.BM25(k1=K1, b=B)
        self.bm25.index(named, show_progress=False)
        counts = {}
        for some in self.words:
            for word in some:
                counts[word] = counts.get(word, 0) + 1
        self.counts, self.encoder = counts, encoder
        if encoder is not None:
            self.vectors = encoder.encode([f"{d.name}. {plain(d.text)}" for d in self.documents])

    def search(self, question, n=3):
        """Return the n best documents, a heading or term once; nothing if none is near enough."""
        asked = tokens(question)
        if not asked:
            return []
        scores = self.bm25.get_scores([w for w in asked if w in self.counts] or ["\0"])
        scores = scores * [NAMED if name <= set(asked) else 1 for name in self.names]
        near = None
        if self.encoder is not None:
            near = self.vectors @ self.encoder.encode([question])[0]
            order = _joined((-scores).argsort(), (-near).argsort())
        else:
            order = (-scores).argsort()
        if not self._covers(asked, order[:n], near):
            return []
        found = {}
        for place in order[:50]:
            found.setdefault(self.documents[place].key, self.documents[place])
        return list(found.values())[:n]

    def _covers(self, asked, best, near):
        """Tell whether the course, and one of the best passages, speak of what was asked."""
        weight = {word: self._rarity(word) for word in asked}
        total = sum(weight.values())
        known = sum(weight[word] for word in weight if word in self.counts) / total
        held = [sum(weight[w] for w in weight if w in self.words[place]) for place in best]
        if near is not None and near.max() < NEAR:
            return False
        return (
            known >= KNOWN
            or max(held) / total >= COVERED
            or (near is not None and near.max() > NEAR + 0.1)
        )

    def _rarity(self, word):
        """Return the weight that BM25 gives a word: large for one that few documents hold."""
        count = self.counts.get(word, 0)
        return math.log(1 + (len(self.documents) - count + 0.5) / (count + 0.5))


def _joined(*orders):
    """Join rankings by the sum of their reciprocal places (Cormack and others, 2009)."""
    points = {}
    for order in orders:
        for rank, place in enumerate(order[:50].tolist()):
            points[place] = points.get(place, 0) + 1 / (60 + rank)
    return sorted(points, key=lambda place: -points[place])


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
