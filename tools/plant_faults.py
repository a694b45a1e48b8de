"""Plant faults in a copy of the repository, one at a time, and see whether the tests turn red.

python tools/plant_faults.py                 every fault, each against the tests it names
python tools/plant_faults.py --whole         and where these stay green, the whole suite
python tools/plant_faults.py softmax 3.5     only faults whose names contain one of these texts
python tools/plant_faults.py --list          name them, plant none

The copy is what git knows and what it would add. First the named tests run there without a fault:
they must be green, or red would mean nothing. Tests that need a browser are left out throughout.

A fault in a lesson stands in the Markdown source and in the cell of the notebook, which keeps its
stored outputs. So no test is red because source and notebook differ: strict nbval executes the
cells, and notices a fault when a cell prints something else than is stored, or when its claim or
assertion fails. What only a figure shows, it cannot notice; neither can it when an author plants
the fault and builds the lesson anew, unless a claim or an assertion fails then.

The last line printed is JSON: {"planted": n, "noticed": m, "missed": [names]}.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from faults import LIBRARY
from faults_in_lessons import LESSONS, PRACTICE
from notebook_run import write
from notebook_source import assemble, find_lessons

ROOT = Path(__file__).parents[1]
FAULTS = LIBRARY + LESSONS + PRACTICE
PYTEST = ["-q", "-m", "not browser", "-p", "no:cacheprovider", "--color=no"]
GREEN, RED, BROKEN = 0, 1, 2  # of pytest; broken: a test file cannot be imported
FIRST_FAILURE = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
REASON = re.compile(r"\b(ClaimFailed|AssertionError)\b")


class PlantingError(Exception):
    """The tool itself cannot work, with a sentence that says why."""


def main(arguments=None):
    """Plant the chosen faults; return 0 if each was noticed, 1 if not, 2 if nothing can be said."""
    options = _options(arguments)
    faults = chosen(FAULTS, options.names)
    if options.list:
        print("\n".join(fault.name for fault in faults))
        return 0
    try:
        check_places(ROOT, faults)
        with copied(ROOT) as copy:
            results = plant_all(copy, faults, options)
    except PlantingError as error:
        print(error, file=sys.stderr)
        return 2
    missed = [fault.name for fault, noticed, *_ in results if not noticed]
    print(table(results))
    summary = {"planted": len(results), "noticed": len(results) - len(missed), "missed": missed}
    print(json.dumps(summary, ensure_ascii=False))
    return 1 if missed else 0


def chosen(faults, names):
    """Return the faults whose name contains one of the texts; all, if there is no text."""
    return [fault for fault in faults if not names or any(name in fault.name for name in names)]


def check_places(root, faults):
    """Raise a PlantingError unless each fault's old text stands exactly once in its file."""
    wrong = [sentence for fault in faults if (sentence := misplaced(root, fault))]
    if wrong:
        raise PlantingError("\n".join(wrong))


def misplaced(root, fault):
    """Return a sentence if a fault's old text is not exactly once in its file."""
    path = root / fault.file
    if not path.exists():
        return f"{fault.name}: there is no {fault.file}."
    count = path.read_text(encoding="utf-8").count(fault.old)
    if count != 1:
        return f"{fault.name}: expected once in {fault.file}, found {count} times: {fault.old!r}"
    return None


@contextlib.contextmanager
def copied(root):
    """Copy what git knows, and what it would add, into a temporary folder; yield its path."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder).resolve() / "course"
        for name in filter(None, names.split("\0")):
            if (root / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, copy / name)
        yield copy


def plant_all(copy, faults, options):
    """Return (fault, noticed, by what, seconds) for each fault, after a run without any."""
    require_own_package(copy)
    selection = sorted({name for fault in faults for name in tests_of(copy, fault)})
    require_green(copy, selection)
    if options.whole:
        require_green(copy, [])
    results = []
    for fault in faults:
        start = time.perf_counter()
        noticed, by = plant(copy, fault, options.whole)
        seconds = time.perf_counter() - start
        results.append((fault, noticed, by, seconds))
        say(f"{seconds:6.1f} s  {'red  ' if noticed else 'GREEN'} {fault.name}")
    return results


def plant(copy, fault, whole):
    """Plant one fault, run its tests, and put the copy back as it was."""
    with planted(copy, fault):
        noticed, by = is_red(copy, tests_of(copy, fault))
        if not noticed and whole:
            noticed, by = is_red(copy, [])
            by = f"{by} (whole suite)" if noticed else by
        return noticed, by


@contextlib.contextmanager
def planted(copy, fault):
    """Inside, the fault stands in the copy; for a lesson in its notebook as well."""
    path, lesson = copy / fault.file, lesson_of(copy, fault)
    before = {one: one.read_bytes() for one in [path, *([lesson.notebook] if lesson else [])]}
    try:
        check_places(copy, [fault])
        text = path.read_text(encoding="utf-8").replace(fault.old, fault.new)
        path.write_text(text, encoding="utf-8")
        if lesson:
            put_together(lesson)
        yield
    finally:
        for one, content in before.items():
            one.write_bytes(content)


def put_together(lesson):
    """Write a lesson's notebook anew from its source, with the outputs that it had."""
    stored = nbformat.read(lesson.notebook, as_version=4)
    notebook = assemble(lesson)
    for new, old in zip(notebook.cells, stored.cells, strict=True):
        if new.cell_type == "code":
            new.outputs, new.execution_count = old.outputs, old.execution_count
    write(notebook, lesson.notebook)


def lesson_of(copy, fault):
    """Return the lesson whose source has the fault, or None."""
    source = copy / fault.file
    return next((one for one in find_lessons(copy) if one.source == source), None)


def tests_of(copy, fault):
    """Return the tests that should notice a fault."""
    lesson = lesson_of(copy, fault)
    return list(fault.tests) or [lesson.name]


def is_red(copy, tests):
    """Run tests, all if none are named; return whether they fail, and the first that does."""
    run = pytest(copy, ["-x", *tests])
    if run.returncode not in (GREEN, RED, BROKEN):
        raise PlantingError(f"pytest stopped with {run.returncode}:\n{run.stdout}{run.stderr}")
    return run.returncode != GREEN, first_failure(run.stdout)


def first_failure(output):
    """Return the name of the first test that failed, with what a lesson's cell raised."""
    failed, reason = FIRST_FAILURE.search(output), REASON.search(output)
    if not failed:
        return ""
    name = failed.group(1)
    if not name.startswith(("notebooks", "exercises")):
        return name
    return f"{name}, {reason.group() if reason else 'other output'}"


def require_green(copy, tests):
    """Raise a PlantingError unless the tests pass in the copy as it is."""
    start, run = time.perf_counter(), pytest(copy, tests)
    if run.returncode != GREEN:
        raise PlantingError(f"Without a fault the tests must pass; they say:\n{run.stdout[-5000:]}")
    what = f"{len(tests)} files of tests" if tests else "the whole suite"
    say(f"{time.perf_counter() - start:6.1f} s  green without a fault: {what}")


def require_own_package(copy):
    """Raise a PlantingError unless Python finds the copy's package, not the installed one."""
    command = [sys.executable, "-c", "import nnhelpers; print(nnhelpers.__file__)"]
    run = subprocess.run(
        command, cwd=copy, env=environment(copy), capture_output=True, text=True, check=True
    )
    if not Path(run.stdout.strip()).resolve().is_relative_to(copy):
        raise PlantingError(f"The copy would be tested with the package in {run.stdout.strip()}.")


def pytest(copy, arguments):
    """Run pytest in the copy, in one process beside the kernels."""
    command = [sys.executable, "-m", "pytest", *PYTEST, "-n", "0", *arguments]
    return subprocess.run(
        command, cwd=copy, env=environment(copy), capture_output=True, text=True, check=False
    )


def environment(copy):
    """Return the environment in which the copy's own package is imported, and nothing cached."""
    own = {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **own}


def table(results):
    """Return the results as a Markdown table."""
    rows = ["| Fault | File | Suite | Noticed by | Seconds |", "|---|---|---|---|---:|"]
    for fault, noticed, by, seconds in results:
        name, suite = Path(fault.file).name, "red" if noticed else "**green**"
        rows.append(f"| {fault.name} | {name} | {suite} | {by} | {seconds:.0f} |")
    return "\n".join(rows) + "\n"


def say(text):
    """Tell how far it is, apart from the table."""
    print(text, file=sys.stderr, flush=True)


def _options(arguments):
    parser = argparse.ArgumentParser(description="Plant faults and see whether tests turn red.")
    parser.add_argument("names", nargs="*", help="parts of the names of faults (default: all)")
    parser.add_argument("--whole", action="store_true", help="ask the whole suite before a miss")
    parser.add_argument("--list", action="store_true", help="name the faults and stop")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
