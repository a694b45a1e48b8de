"""Run one lesson with all its seeds moved, and print as JSON what came of it.

python tools/moved_seeds.py notebooks/src/01_machine_learning/1.2_kinds_of_learning.md 10000

What is moved: every seed that reaches `np.random.default_rng` or `random.Random`, in the lesson
and in the library, written out or left at its default. A whole number n becomes n + offset, in a
list of numbers the last one does. So it does not matter how a lesson writes its seeds, two uses of
one seed stay equal and two seeds stay different. Generators that exist already are passed on.

What is not moved: data sets that come with the package, the order in which a game or a quiz is
shown (seeds that are texts), weights shipped with the course.

Cells run in one process without a kernel, those of exercises with their empty stubs, as in the
notebook. A claim that fails is noted and the cell goes on; after another error the cell ends there.
"""

import ast
import contextlib
import io
import json
import operator
import os
import random
import sys
import time
import traceback
from pathlib import Path

import nbformat
import numpy as np
from notebook_run import WIDGET_TAG
from notebook_source import assemble, find_lessons

ROOT = Path(__file__).parents[1]
OTHER_GENERATORS = ("RandomState", "random_state", "random.seed", "SeedSequence", "PCG64")


def main(arguments):
    """Run one lesson and print its report as the last line."""
    source, offset = Path(arguments[0]).resolve(), int(arguments[1])
    lesson = next(one for one in find_lessons(ROOT) if one.source == source)
    print(json.dumps(report(lesson, offset)))


def report(lesson, offset):
    """Return what claims, assertions and printed lines say with the seeds moved."""
    move_seeds(offset)
    claims = note_claims()
    draw_nothing()
    start = time.perf_counter()
    os.chdir(lesson.notebook.parent)
    cells = [cell for cell in assemble(lesson).cells if cell.cell_type == "code"]
    stored = nbformat.read(lesson.notebook, as_version=4).cells
    stored = [printed(cell) for cell in stored if cell.cell_type == "code"]
    outputs, errors = run([cell.source for cell in cells])
    compared = [
        (old, new)
        for cell, old, new in zip(cells, stored, outputs, strict=True)
        if WIDGET_TAG not in cell.metadata.get("tags", [])
    ]
    return {
        "lesson": lesson.source.stem.split("_")[0],
        "offset": offset,
        "claims": claims,
        "errors": errors,
        "flipped": [line for old, new in compared for line in flips(old, new)],
        "changed": sum(old != new for old, new in compared),
        "unmoved": [name for name in OTHER_GENERATORS if any(name in c.source for c in cells)],
        "seconds": round(time.perf_counter() - start, 1),
    }


# ---- seeds -------------------------------------------------------------------------------


def move_seeds(offset):
    """From here on, every seed given to a generator counts as that seed + offset."""
    make = np.random.default_rng

    def default_rng(seed=None):
        return make(moved(seed, offset))

    class Random(random.Random):
        def seed(self, a=None, version=2):
            super().seed(moved(a, offset), version)

    np.random.default_rng, random.Random = default_rng, Random


def moved(seed, offset):
    """Return the seed that stands for this one; what is no whole number stays what it is."""
    if isinstance(seed, (list, tuple, np.ndarray)) and len(seed):
        return [*seed[:-1], moved(seed[-1], offset)]
    try:
        return operator.index(seed) + offset
    except TypeError:
        return seed


# ---- claims --------------------------------------------------------------------------------


def note_claims():
    """Let claims write into a list whether they hold, and never stop a lesson; return the list."""
    from nnhelpers import checking
    from nnhelpers.checking import claims

    found, judge = [], claims.claim

    def claim(sentence, verdict, *evidence):
        failed = [claims.line(text, figure) for text, figure, holds in evidence if not holds]
        found.append({"claim": sentence, "failed": failed})
        if not failed:
            judge(sentence, verdict, *evidence)

    claims.claim = checking.claim = claim
    return found


def draw_nothing():
    """Let figures be drawn but not shown: without a kernel they would print their description."""
    from nnhelpers.plotting import canvas

    canvas.show = lambda figure, alt: None


# ---- cells ---------------------------------------------------------------------------------


def run(sources):
    """Execute cells one after the other; return what each printed, and the errors."""
    from IPython.display import display

    names = {"__name__": "__main__", "display": display}
    outputs, errors = [], []
    for number, source in enumerate(sources, start=1):
        page = io.StringIO()
        try:
            with contextlib.redirect_stdout(page), contextlib.redirect_stderr(io.StringIO()):
                execute(source, names, f"<cell {number}>")
        except Exception as error:
            what = f"{type(error).__name__}: {error}".removesuffix(": ")
            errors.append({"cell": number, "error": what, "code": failing_line(error, source)})
        outputs.append(page.getvalue())
    return outputs, errors


def execute(source, names, name):
    """Execute the source of a cell; print the value of an expression at its end, as a kernel."""
    code = ast.parse(source, name)
    shown = code.body.pop() if code.body and isinstance(code.body[-1], ast.Expr) else None
    exec(compile(code, name, "exec"), names)
    if shown is not None:
        value = eval(compile(ast.Expression(shown.value), name, "eval"), names)
        if value is not None and type(value).__module__ in ("builtins", "numpy"):
            print(repr(value))


def failing_line(error, source):
    """Return the line of the cell from which an error came, or an empty text."""
    frames, lines = traceback.extract_tb(error.__traceback__), source.splitlines()
    own = [frame.lineno for frame in frames if frame.filename.startswith("<cell")]
    return lines[own[0] - 1].strip() if own and own[0] <= len(lines) else ""


# ---- what is printed -------------------------------------------------------------------------


def printed(cell):
    """Return what a stored cell printed, with the value at its end."""
    parts = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            parts.append(output.text)
        elif output.output_type == "execute_result":
            parts.append(output.data.get("text/plain", "") + "\n")
    return "".join(parts)


def flips(old, new):
    """Return the lines whose words differ: a True that became False, a name, an answer."""
    pairs = zip(old.splitlines(), new.splitlines(), strict=False)
    changed = [f"{a.strip()} → {b.strip()}" for a, b in pairs if words(a) != words(b)]
    if len(old.splitlines()) != len(new.splitlines()):
        changed.append(f"{len(old.splitlines())} lines → {len(new.splitlines())} lines")
    return changed


def words(line):
    """Return a line without its numbers and the spaces beside them."""
    kept = "".join(" " if c.isdigit() or c in ".,+-−%" else c for c in line)
    return " ".join(kept.split())


if __name__ == "__main__":
    main(sys.argv[1:])
