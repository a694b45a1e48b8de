"""BM25: how well each of many texts fits some words, rare words first.

SQLite has it (FTS5), and has it at once. Where Python was built without that, the same scores are
computed here, which takes a moment longer.
"""

import math
import weakref
from collections import Counter, defaultdict

LETTERS = "unicode61 remove_diacritics 0 tokenchars '∂'"
ENOUGH, BY_LENGTH = 1.2, 0.75  # BM25's k1 and b, as SQLite sets them
COMMON = 1e-6  # weight of a word that half of the texts hold, as SQLite has it


def ranking(texts):
    """Return what scores texts, each a list of words, for words that are searched."""
    return InSQLite.of(texts) or InPython(texts)


class InSQLite:
    """An index in memory; several threads may search it."""

    def __init__(self, database):
        self.database = database
        weakref.finalize(self, database.close)

    @classmethod
    def of(cls, texts):
        """Return the index of texts, or None where SQLite cannot make one."""
        try:
            import sqlite3
        except ImportError:  # a Python without SQLite, as in some browsers
            return None
        made = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            made.execute(f'CREATE VIRTUAL TABLE texts USING fts5(words, tokenize="{LETTERS}")')
        except sqlite3.OperationalError:
            made.close()
            return None
        rows = ((place, " ".join(words)) for place, words in enumerate(texts))
        made.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", rows)
        return cls(made)

    def scores(self, words):
        """Return (place, score) of each text that holds one of the words."""
        if not words:
            return []
        query = "SELECT rowid, -bm25(texts) FROM texts WHERE texts MATCH ?"
        asked = " OR ".join(f'"{word}"' for word in words)
        return self.database.execute(query, (asked,)).fetchall()


class InPython:
    """The same, without SQLite."""

    def __init__(self, texts):
        self.lengths = [len(words) for words in texts]
        self.mean = sum(self.lengths) / len(texts)
        self.holders = defaultdict(list)
        for place, words in enumerate(texts):
            for word, count in Counter(words).items():
                self.holders[word].append((place, count))

    def scores(self, words):
        """Return (place, score) of each text that holds one of the words."""
        found = Counter()
        for word in words:
            holders = self.holders.get(word, ())
            odds = (len(self.lengths) - len(holders) + 0.5) / (len(holders) + 0.5)
            weight = math.log(odds) if odds > 1 else COMMON
            for place, count in holders:
                length = 1 - BY_LENGTH + BY_LENGTH * self.lengths[place] / self.mean
                found[place] += weight * count * (ENOUGH + 1) / (count + ENOUGH * length)
        return list(found.items())
