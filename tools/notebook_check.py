"""What a committed notebook must be: the build of its source, executed, within the rules."""

import os
import re

import jupytext
import nbformat
from notebook_run import STDERR_TAG, WIDGET_NOTE, WIDGET_TAG, WIDGET_VIEW
from notebook_source import assemble, find_orphans, is_exercise

MAX_LINE = 80
MAX_CODE_LINES = 15
IMAGES = ("image/png", "image/jpeg", "image/svg+xml")
MACHINE_PATH = re.compile(
    r"/(?:home|Users|root|tmp|work|private)/[\w.-]+|[A-Z]:\\\\?Users|ipykernel_\d"
)
MEMORY_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")
AID = re.compile(r'(predict|reveal|quiz)\("([^"]+)"\)')
TIMING_KEYS = {"execution", "ExecuteTime", "execution_time"}


def orphans(root, lessons):
    """Return a sentence for each notebook without a source."""
    return [
        f"{path.relative_to(root).as_posix()} has no Markdown source. Delete it or write one."
        for path in find_orphans(root, lessons)
    ]


def staleness(lesson):
    """Return sentences on how the committed notebook differs from a build of its source."""
    if not lesson.notebook.exists():
        return [f"{lesson.name} has not been built."]
    try:
        committed = nbformat.read(lesson.notebook, as_version=4)
    except Exception:  # nbformat raises what its JSON reader and its validator happen to raise
        return [f"{lesson.name} is not a readable notebook."]
    expected = assemble(lesson)
    problems = _compare(expected, committed)
    counts = [cell.execution_count for cell in committed.cells if cell.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        problems.append(
            f"its code cells are not counted 1 to {len(counts)}: it was not run in order"
        )
    problems = problems or _aid_problems(committed.cells)
    return [f"{lesson.name}: {problem}." for problem in problems]


def _compare(expected, committed):
    if expected.metadata != committed.metadata:
        return ["the source has changed since it was built, or its metadata were edited"]
    if len(expected.cells) != len(committed.cells):
        return [f"it has {len(committed.cells)} cells, its source {len(expected.cells)}"]
    for place, (want, have) in enumerate(
        zip(expected.cells, committed.cells, strict=True), start=1
    ):
        for key in ("cell_type", "source", "id", "metadata"):
            if want[key] != have.get(key):
                return [f"cell {place} was edited by hand or by its exercise (its {key} differs)"]
    return []


def _aid_problems(cells):
    """Return how questions in the notebook differ from the YAML that they are made of."""
    problems = []
    for place, cell in enumerate(cells, start=1):
        call = AID.fullmatch(cell.source.strip().rpartition("\n")[2])
        if call is None or cell.cell_type != "code":
            continue
        from nnhelpers import study  # imported here: a course without aids is checked without them

        os.environ["NNHELPERS_PROGRESS"] = "off"  # nobody is learning
        try:
            want = getattr(study, call[1])(call[2]).as_markdown()
        except ValueError as error:
            problems.append(f"cell {place}, {call[0]}: {str(error).rstrip('.')}")
            continue
        if want not in [output.get("data", {}).get("text/markdown") for output in cell.outputs]:
            problems.append(f"cell {place} shows {call[0]} as it was before it was changed")
    return problems


def rule_problems(lesson):
    """Return sentences on where the built notebook breaks a rule for lessons."""
    if not lesson.notebook.exists():
        return []  # that is for staleness to say
    notebook = nbformat.read(lesson.notebook, as_version=4)
    source = jupytext.reads(lesson.source.read_text(encoding="utf-8"), fmt="md:myst").cells
    stubs = [is_exercise(cell.source) for cell in source if cell.cell_type == "code"]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    problems = []
    if len(cells) != len(stubs):
        return []  # built from another source: that is for staleness to say
    for place, (cell, is_stub) in enumerate(zip(cells, stubs, strict=True), start=1):
        found = ([] if is_stub else _code_problems(cell)) + _output_problems(cell)
        problems += [f"{lesson.name}, code cell {place} {problem}." for problem in found]
    return problems


def _code_problems(cell):
    lines = cell.source.splitlines()
    problems = [f"has a line of {len(line)} characters" for line in lines if len(line) > MAX_LINE]
    code = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    if len(code) > MAX_CODE_LINES:
        problems.append(f"has {len(code)} lines of code (at most {MAX_CODE_LINES})")
    return problems


def _output_problems(cell):
    tags = cell.metadata.get("tags", [])
    problems = []
    if TIMING_KEYS & set(cell.metadata):
        problems.append("records times")
    for output in cell.outputs:
        data, text = output.get("data", {}), _all_text(output)
        if output.get("name") == "stderr" and STDERR_TAG not in tags:
            problems.append("has written to stderr")
        if _shows_widget(data) and WIDGET_TAG not in tags:
            problems.append(f"shows a widget without the tag {WIDGET_TAG}")
        if any(kind in data for kind in IMAGES) and not alternative(output):
            problems.append(
                "shows an image without alternative text: draw it with nnhelpers.plotting"
            )
        if match := MACHINE_PATH.search(text):
            problems.append(f"shows a path of the machine that built it ({match.group()})")
        if match := MEMORY_ADDRESS.search(text):
            problems.append(f"shows a memory address ({match.group()}), which no test can compare")
    return problems


def alternative(output):
    """Return the text that stands for an image output, or an empty string."""
    for kind in IMAGES:
        about = output.metadata.get(kind, {})
        if isinstance(about, dict) and about.get("alt", "").strip():
            return about["alt"].strip()
    text = "".join(output.data.get("text/plain", "")).strip()
    return "" if text.startswith("<") else text


def _shows_widget(data):
    return WIDGET_VIEW in data or data.get("text/plain") == WIDGET_NOTE


def _all_text(output):
    data = output.get("data", {})
    parts = [
        text for kind, text in data.items() if kind.startswith("text/") and isinstance(text, str)
    ]
    return "\n".join([output.get("text", ""), *output.get("traceback", []), *parts])
