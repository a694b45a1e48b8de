"""Byte-pair encoding of one word, and how the merges are learned.

A word is a tuple of symbols, at first one a byte. A merge joins two neighbors into one symbol.
Source: Sennrich, Haddow and Birch, arXiv:1508.07909. Derived in lesson 8.1.
"""

import heapq
from collections import Counter, defaultdict
from itertools import pairwise


def byte_alphabet():
    """Return the 256 printable characters by which GPT-2 writes bytes: a list, a place a byte.

    Printable bytes of Latin-1 stand for themselves; the other 68, the space among them, are written
    with the characters from number 256 on. So a space is Ġ and a line's end is Ċ.
    """
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1)]
    printable += range(ord("®"), ord("ÿ") + 1)
    others = iter(range(256, 512))
    return [chr(byte if byte in printable else next(others)) for byte in range(256)]


def merged(word, left, right):
    """Return a word in which each left that is followed by right became left + right."""
    symbols, i = [], 0
    while i < len(word):
        joins = word[i] == left and word[i + 1 : i + 2] == (right,)
        symbols.append(left + right if joins else word[i])
        i += 2 if joins else 1
    return tuple(symbols)


def apply_merges(word, ranks):
    """Return the symbols of a word after all merges: the earliest learned first, from the left.

    Parameters
    ----------
    word : sequence of symbols. ranks : {(left, right): place in the list of merges}.

    A heap of the pairs keeps the time near n·log n for a word of n symbols: text of a script
    without spaces is one long word.
    """
    symbols, after, before = list(word), [*range(1, len(word)), None], [None, *range(len(word) - 1)]

    def offer(i, j):
        if i is not None and j is not None and (symbols[i], symbols[j]) in ranks:
            pair = symbols[i], symbols[j]
            heapq.heappush(heap, (ranks[pair], i, j, pair))

    heap = []
    for i, j in pairwise(range(len(symbols))):
        offer(i, j)
    while heap:
        _, i, j, pair = heapq.heappop(heap)
        if after[i] != j or (symbols[i], symbols[j]) != pair:
            continue  # an earlier merge took one of the two
        symbols[i], symbols[j] = pair[0] + pair[1], None
        after[i] = after[j]
        if after[j] is not None:
            before[after[j]] = i
        offer(before[i], i)
        offer(i, after[i])
    return [symbol for symbol in symbols if symbol is not None]


def learn_merges(counts, n_merges):
    """Return the merges, a list of (left, right), each of the most frequent pair at its time.

    Parameters
    ----------
    counts : {word: how often it occurs}. n_merges : the most to learn; there are fewer when no pair
        is left. Of pairs that are equally frequent, the first in the order of strings is taken.
    """
    words, counts = list(counts), list(counts.values())
    pairs, places = Counter(), defaultdict(set)
    for i, word in enumerate(words):
        _count_pairs(word, counts[i], i, pairs, places)
    merges = []
    while pairs and len(merges) < n_merges:
        most = max(pairs.values())
        best = min(pair for pair, count in pairs.items() if count == most)
        merges.append(best)
        for i in places.pop(best):
            _count_pairs(words[i], -counts[i], i, pairs, places)
            words[i] = merged(words[i], *best)
            _count_pairs(words[i], counts[i], i, pairs, places)
    return merges


def _count_pairs(word, count, i, pairs, places):
    """Add a word's pairs to the counts, or take them away with a negative count."""
    for pair in pairwise(word):
        pairs[pair] += count
        if count > 0:
            places[pair].add(i)
        elif not pairs[pair]:
            del pairs[pair]
