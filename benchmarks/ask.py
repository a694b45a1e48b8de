"""How often `ask` finds the right passage among its first three, and answers what it should not.

The questions are in ask.yaml beside this file: in words of the course, in other words, and such as
the course does not cover. The first display of each study aid is timed as well, in fresh processes.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from nnhelpers.study import search
from nnhelpers.study.files import read_yaml

FIRST = 3
RUNS = 5
AIDS = {
    "predict": 'predict("2.2-bias")',
    "reveal": 'reveal("2.2-bias")',
    "quiz": 'quiz("2.2")',
    "review": 'review("2.2")',
    "summary": 'summary("2.2", exchange=True)',
    "glossary": 'glossary("bias")',
    "progress": "progress()",
    "ask (the line)": "ask()",
    "ask (first answer)": 'ask("why do we need a bias?")',
}
CODE = """
import time
from IPython.core.formatters import DisplayFormatter
from nnhelpers.study import *
start = time.perf_counter()
shown = {call}
DisplayFormatter().format(shown)
print(1000 * (time.perf_counter() - start))
"""


def questions():
    """Return the questions as dicts: `ask`, `as` (plain, other, none), `in` (right keys)."""
    return read_yaml(Path(__file__).with_suffix(".yaml"))


def figures(index):
    """Return recall among the first three and the share of false answers of one index."""
    hits = {"plain": [], "other": [], "none": []}
    for one in questions():
        found = {document.key for document in index.search(one["ask"], FIRST)}
        hits[one["as"]].append(bool(found & set(one["in"])) if "in" in one else bool(found))
    covered = hits["plain"] + hits["other"]
    return {
        "recall_at_3_plain": round(statistics.mean(hits["plain"]), 3),
        "recall_at_3_other_words": round(statistics.mean(hits["other"]), 3),
        "recall_at_3": round(statistics.mean(covered), 3),
        "false_answers": round(statistics.mean(hits["none"]), 3),
        "questions": sum(map(len, hits.values())),
    }


def milliseconds(call):
    """Return how long the first display of an aid takes, the package having been imported."""
    command = [sys.executable, "-c", CODE.format(call=call)]
    times = [
        float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(RUNS)
    ]
    return statistics.median(times)


def main():
    indexes = {"BM25": search.Index()}
    if (encoder := search._encoder()) is not None:
        indexes["BM25 and sentence vectors"] = search.Index(encoder)
    results = {name: figures(index) for name, index in indexes.items()}
    print("| search | plain words | other words | both | false answers |")
    print("|:--|--:|--:|--:|--:|")
    for name, result in results.items():
        print("|", name, *(f"| {value:.0%}" for value in list(result.values())[:4]), "|")
    start = time.perf_counter()
    for one in questions():
        indexes["BM25"].search(one["ask"])
    each = 1000 * (time.perf_counter() - start) / len(questions())
    print(f"\nA search takes {each:.1f} ms.\n")
    print("| first display of | median ms |")
    print("|:--|--:|")
    shown = {name: milliseconds(call) for name, call in AIDS.items()}
    for name, time_ms in shown.items():
        print(f"| {name} | {time_ms:.0f} |")
    summary = {"benchmark": "ask", "bm25": results["BM25"]}
    if len(results) > 1:
        summary["with_vectors"] = results["BM25 and sentence vectors"]
    slowest = {name: round(ms) for name, ms in shown.items()}
    print("\n" + json.dumps(summary | {"search_ms": round(each, 2), "first_display_ms": slowest}))
