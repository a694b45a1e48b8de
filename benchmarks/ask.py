"""How often `ask` finds the right passage among its first three, and answers what it should not.

The questions are in ask.yaml beside this file: in words of the course, in other words, and such as
the course does not cover. The first display of each study aid is timed as well, in fresh processes,
for a learner with some months of answers in a record of the benchmark's own.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nnhelpers.study import search
from nnhelpers.study.files import read_yaml

FIRST = 3
RUNS = 5
AIDS = {
    "predict": 'predict("2.2-bias")',
    "reveal": 'reveal("2.2-bias")',
    "quiz": 'quiz("2.2")',
    "review (due today)": "review()",
    "review (a lesson)": 'review("2.2")',
    "listen": 'listen("2.2")',
    "summary": 'summary("2.2", exchange=True)',
    "glossary (a word)": 'glossary("bias")',
    "glossary (all)": "glossary()",
    "progress": "progress()",
    "calibration": "calibration()",
    "path": 'path("understand GPT", hours=6)',
    "calendar": 'calendar("course.ics")',
    "game: activations": 'play("activations")',
    "game: overfit": 'play("overfit")',
    "game: descent": 'play("descent")',
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


def learned(path, days=60):
    """Write the record of a learner: each day a lesson, its prediction and questions, 20 cards."""
    from nnhelpers.study.cards import term_cards
    from nnhelpers.study.course import lessons
    from nnhelpers.study.questions import predictions, quizzes
    from nnhelpers.study.store import Event, Store

    here, cards = [one.number for one in lessons().values() if one.written], list(term_cards())
    asked, now = list(predictions()), datetime.now(UTC)
    events = []

    def note(at, kind, item, **data):
        events.append(
            Event(f"{len(events)}", at + timedelta(seconds=len(events)), kind, item, data)
        )

    for n in range(days):
        day, lesson = now - timedelta(days=days - n), here[n % len(here)]
        note(day, "opened", lesson)
        note(day, "predict", asked[n % len(asked)], choice=0, sure=1 + n % 3, right=n % 2 == 0)
        for number, one in enumerate(quizzes()[lesson]):
            note(day, "quiz", one.id, answer=[0], right=number % 3 > 0, attempt=1)
        for k in range(20):
            note(day, "card", cards[(7 * n + k) % len(cards)], rating="good" if k % 4 else "again")
    Store(path).take(events)
    return len(events)


def milliseconds(call, record):
    """Return how long the first display of an aid takes, the package having been imported."""
    command = [sys.executable, "-c", CODE.format(call=call)]
    settings = os.environ | {"NNHELPERS_PROGRESS": str(record)}
    options = {"env": settings, "cwd": record.parent, "capture_output": True, "text": True}
    times = [
        float(subprocess.run(command, check=True, **options).stdout.split()[-1])
        for _ in range(RUNS)
    ]
    return statistics.median(times)


def main():
    indexes = {"BM25": search.Index()}
    if (encoder := search.encoder()) is not None:
        indexes["BM25 and sentence vectors"] = search.Index(lambda: encoder)
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
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "progress.sqlite3"
        print(f"The learner's record has {learned(record)} entries.\n")
        shown = {name: milliseconds(call, record) for name, call in AIDS.items()}
    print("| first display of | median ms |")
    print("|:--|--:|")
    for name, time_ms in shown.items():
        print(f"| {name} | {time_ms:.0f} |")
    summary = {"benchmark": "ask", "bm25": results["BM25"]}
    if len(results) > 1:
        summary["with_vectors"] = results["BM25 and sentence vectors"]
    slowest = {name: round(ms) for name, ms in shown.items()}
    print("\n" + json.dumps(summary | {"search_ms": round(each, 2), "first_display_ms": slowest}))
