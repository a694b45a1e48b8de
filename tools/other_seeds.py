"""Show whether the verdicts of the lessons hold for other seeds than those that they print.

python tools/other_seeds.py                     all lessons that make a claim, ten other seeds
python tools/other_seeds.py 2.1 3.3 --seeds 3   these lessons, three other seeds
python tools/other_seeds.py --jobs 2            two lessons at a time

Each lesson runs once as it is, to show that it is run as in its notebook, and once for each
offset 10,000, 20,000, … that is added to all its seeds (`tools/moved_seeds.py` says which these
are and which are left). Reported for each: how often each claim held; claims that fail, with the
evidence that does; assertions that fail and other errors; and, because a lesson's words may lean on
them, lines it prints whose words differ, such as a True that became False. Printed numbers differ
from seed to seed, so of those only the number of cells is told.

The last line printed is JSON: {"numpy", "runs", "claims", "held", "failed": [...]}.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from kernel_environment import kernel_environment
from notebook_source import find_lessons

ROOT = Path(__file__).parents[1]
STEP = 10_000  # more than any seed of a lesson: no draw of one offset returns in another


def main(arguments=None):
    """Run the lessons; return 0 if every claim and assertion holds for every seed, else 1."""
    options = _options(arguments)
    lessons = chosen(find_lessons(ROOT), options.lessons)
    offsets = [STEP * k for k in range(options.seeds + 1)]
    tasks = [(lesson, offset) for lesson in lessons for offset in offsets]
    with ThreadPoolExecutor(options.jobs) as pool:
        reports = list(pool.map(lambda task: run(*task), tasks))
    print(markdown(reports, offsets))
    summary = summed_up(reports)
    print(json.dumps(summary, ensure_ascii=False))
    return 1 if summary["failed"] or summary["errors"] else 0


def chosen(lessons, numbers):
    """Return the lessons with these numbers; without any, all that make a claim or assert."""
    if numbers:
        named = {lesson.source.stem.split("_")[0]: lesson for lesson in lessons}
        if unknown := [number for number in numbers if number not in named]:
            raise SystemExit(f"There is no lesson {unknown[0]}; there are {', '.join(named)}.")
        return [named[number] for number in numbers]
    texts = {lesson: lesson.source.read_text(encoding="utf-8") for lesson in lessons}
    return [one for one, text in texts.items() if "claim(" in text or "\nassert " in text]


def run(lesson, offset):
    """Run a lesson in a process of its own, under the settings of its kernel; return its report."""
    command = [sys.executable, str(ROOT / "tools/moved_seeds.py"), str(lesson.source), str(offset)]
    with tempfile.TemporaryDirectory() as settings:
        own = {"MPLBACKEND": "Agg", "PYTHONPATH": str(ROOT)}  # this package, whichever is installed
        environment = kernel_environment(settings) | own
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{lesson.name} with offset {offset} could not be run:\n{done.stderr}")
    report = json.loads(done.stdout.splitlines()[-1])
    failed = sum(bool(one["failed"]) for one in report["claims"])
    print(
        f"{report['seconds']:6.1f} s  {report['lesson']}, seeds + {offset:,}: {failed} claims "
        f"failed, {len(report['errors'])} errors, {len(report['flipped'])} lines",
        file=sys.stderr,
        flush=True,
    )
    return report


# ---- the report ------------------------------------------------------------------------------


def markdown(reports, offsets):
    """Return tables: lesson by offset, then what failed and what reads differently."""
    title = f"NumPy {np.__version__}, Python {sys.version.split()[0]}. Seeds moved by"
    parts = [f"{title} {', '.join(f'{offset:,}' for offset in offsets[1:])}.\n"]
    parts.append(overview(reports, offsets))
    parts.append(tally(reports))
    parts.append(section("As it is: what differs from the notebook", as_it_is(reports)))
    parts.append(section("Claims that failed", claims_that_failed(reports)))
    parts.append(section("Assertions that failed, and errors", errors_of(reports)))
    parts.append(section("Printed lines with other words", lines_of(reports)))
    parts.append(section("Generators that were not moved", unmoved(reports)))
    return "\n".join(parts)


def overview(reports, offsets):
    """Return a table: for each lesson and offset, how many claims held."""
    head = ["Lesson", *(f"+{offset:,}" if offset else "as it is" for offset in offsets)]
    rows = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for lesson in dict.fromkeys(report["lesson"] for report in reports):
        cells = [verdict(report) for report in reports if report["lesson"] == lesson]
        rows.append(f"| {lesson} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"


def verdict(report):
    """Return one cell of the table: claims that held, errors, lines with other words."""
    held = sum(not one["failed"] for one in report["claims"])
    text = f"{held} of {len(report['claims'])}"
    text = text if held == len(report["claims"]) else f"**{text}**"
    text += f", {len(report['errors'])} errors" if report["errors"] else ""
    return text + (f", {len(report['flipped'])} lines" if report["flipped"] else "")


def tally(reports):
    """Return a table: for each claim, in how many runs with other seeds it was made and held."""
    runs = Counter(report["lesson"] for report in reports if report["offset"])
    held = Counter()
    for report in reports:
        for one in report["claims"]:
            counts = bool(report["offset"]) and not one["failed"]
            held[report["lesson"], one["claim"]] += counts
    rows = ["| Lesson | Claim | Held |", "|---|---|---|"]
    for (lesson, claim), count in held.items():
        share = f"{count} of {runs[lesson]}"
        share = share if count == runs[lesson] else f"**{share}**"
        rows.append(f"| {lesson} | {claim.replace('|', '&#124;')} | {share} |")
    return "\n".join(rows) + "\n"


def as_it_is(reports):
    """Say where a lesson did not run as in its notebook: the tool is not to be trusted there."""
    for report in reports:
        if report["offset"] == 0 and (report["changed"] or report["errors"]):
            yield f"{report['lesson']}: {report['changed']} cells print something else"
            yield from (f"{report['lesson']}: {line}" for line in report["flipped"])


def claims_that_failed(reports):
    """Say which claim failed in how many runs, with each line of evidence."""
    yield from counted(
        (f"{report['lesson']}: {one['claim']!r}: {evidence}", report["offset"])
        for report in reports
        for one in report["claims"]
        for evidence in one["failed"]
    )


def errors_of(reports):
    """Say which error came in which runs."""
    yield from counted(
        (f"{report['lesson']}, code cell {one['cell']}: {one['error']} at `{one['code']}`", offset)
        for report in reports
        for offset in [report["offset"]]
        for one in report["errors"]
    )


def lines_of(reports):
    """Say which printed lines read differently."""
    yield from counted(
        (f"{report['lesson']}: {line}", report["offset"])
        for report in reports
        if report["offset"]
        for line in report["flipped"]
    )


def unmoved(reports):
    """Name lessons that draw from a generator which is not moved."""
    return dict.fromkeys(f"{one['lesson']}: {name}" for one in reports for name in one["unmoved"])


def counted(found):
    """Yield each sentence once, with the offsets where it was found."""
    places = {}
    for sentence, offset in found:
        places.setdefault(sentence, []).append(offset)
    for sentence, offsets in places.items():
        yield f"{sentence} (at {', '.join(f'+{offset:,}' for offset in dict.fromkeys(offsets))})"


def section(title, sentences):
    """Return a heading with a list, or with the word none."""
    return "\n".join([f"## {title}\n", *([f"- {one}" for one in sentences] or ["None."]), ""])


def summed_up(reports):
    """Return what the last line says."""
    other = [report for report in reports if report["offset"]]
    claims = [(report["lesson"], one) for report in other for one in report["claims"]]
    failed = Counter(f"{lesson}: {one['claim']}" for lesson, one in claims if one["failed"])
    return {
        "numpy": np.__version__,
        "runs": len(other),
        "claims": len(claims),
        "held": len(claims) - failed.total(),
        "failed": [{"claim": claim, "runs": runs} for claim, runs in failed.items()],
        "errors": sum(len(report["errors"]) for report in other),
        "lines": sum(len(report["flipped"]) for report in other),
    }


def _options(arguments):
    parser = argparse.ArgumentParser(description="Run lessons with other seeds than their own.")
    parser.add_argument("lessons", nargs="*", help="numbers such as 2.1 (default: all with claims)")
    parser.add_argument("--seeds", type=int, default=10, help="how many other seeds")
    parser.add_argument("--jobs", type=int, default=1, help="lessons at a time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
