"""Build the notebooks of the course from their Markdown sources.

Lessons stand in notebooks/src/, the problem set of a unit beside its exercises.

python tools/build.py            build what changed
python tools/build.py --all      build everything
python tools/build.py --check    build nothing; say what is stale, unrun or against the rules
python tools/build.py notebooks/src/00_start_here.md   only these (source or notebook)
"""

import argparse
import asyncio
import os
import sys
import time
from pathlib import Path

from notebook_check import orphans, rule_problems, staleness
from notebook_run import BuildError, execute, normalize, write
from notebook_source import assemble, find_lessons


def main(arguments=None):
    """Build or check the course; return the exit status."""
    options = _options(arguments)
    root = options.course.resolve()
    try:
        lessons = _chosen(find_lessons(root), options.paths)
        if options.check:
            return _report(check(lessons, root, with_orphans=not options.paths))
        if not options.all:
            lessons = [lesson for lesson in lessons if staleness(lesson)]
        return asyncio.run(_build_all(lessons, options.jobs))
    except (BuildError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


def check(lessons, root, with_orphans=True):
    """Return one sentence for each thing that is wrong with the committed notebooks."""
    problems = orphans(root, lessons) if with_orphans else []
    for lesson in lessons:
        problems += staleness(lesson) or rule_problems(lesson)
    return problems


async def build(lesson):
    """Execute one lesson and write its notebook."""
    notebook = assemble(lesson)
    await execute(notebook, lesson)
    normalize(notebook, lesson)
    write(notebook, lesson.notebook)


async def _build_all(lessons, jobs):
    if not lessons:
        print("Every notebook is up to date.")
        return 0
    start, slots = time.perf_counter(), asyncio.Semaphore(jobs)
    # Later lessons train longer: they start first, so that none is left running alone.
    results = await asyncio.gather(*(_build_one(lesson, slots) for lesson in reversed(lessons)))
    failed = results.count(False)
    print(f"{len(lessons)} notebooks in {time.perf_counter() - start:.1f} s, {failed} failed")
    return 1 if failed else 0


async def _build_one(lesson, slots):
    async with slots:
        start = time.perf_counter()
        try:
            await build(lesson)
        except (BuildError, ValueError) as error:
            print(f"{error}\n  {lesson.name} is left as it was.", file=sys.stderr, flush=True)
            return False
        print(f"{time.perf_counter() - start:6.1f} s  {lesson.name}", flush=True)
    for problem in rule_problems(lesson):
        print(f"  note: {problem}", flush=True)
    return True


def _chosen(lessons, paths):
    if not paths:
        return lessons
    wanted = {path.resolve() for path in paths}
    for path in wanted - {one for lesson in lessons for one in (lesson.source, lesson.notebook)}:
        raise ValueError(f"{path.name} is neither a source nor a notebook of the course.")
    return [lesson for lesson in lessons if wanted & {lesson.source, lesson.notebook}]


def _report(problems):
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} problems. Build with: python tools/build.py", file=sys.stderr)
        return 1
    print("The notebooks agree with their sources.")
    return 0


def _options(arguments):
    parser = argparse.ArgumentParser(description="Build the notebooks of the course.")
    parser.add_argument("paths", nargs="*", type=Path, help="sources or notebooks (default: all)")
    parser.add_argument("--all", action="store_true", help="also build what has not changed")
    parser.add_argument("--check", action="store_true", help="build nothing, report problems")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="notebooks at a time")
    parser.add_argument("--course", type=Path, default=Path(__file__).parents[1], help="its folder")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
