"""Execute a notebook, bring its outputs into one form, and write it in one piece."""

import os
import re
import tempfile
from pathlib import Path

import nbformat
from kernel_environment import KERNEL_STARTS, kernel_environment
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CELL_TIMEOUT = 300  # seconds
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_TAG = "nbval-ignore-output"
STDERR_TAG = "allow-stderr"
# Stands where a widget stood: opened without a kernel, a saved widget shows only an error.
WIDGET_NOTE = "Interactive figure: run this cell to use it."
ANSI_CODE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)


class BuildError(Exception):
    """A lesson that cannot be built, with a sentence for its author."""


async def execute(notebook, lesson):
    """Run all cells of `notebook` in a fresh kernel, in the folder where the learner runs them."""
    lesson.notebook.parent.mkdir(parents=True, exist_ok=True)
    metadata = notebook.metadata.copy()
    with tempfile.TemporaryDirectory() as settings:
        for start in range(1, KERNEL_STARTS + 1):
            try:
                await _client(notebook, lesson).async_execute(env=kernel_environment(settings))
                break
            except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                raise BuildError(_failure(notebook, lesson, error)) from None
            except RuntimeError:  # before the first cell
                if start == KERNEL_STARTS:
                    raise
    notebook.metadata = metadata  # the kernel has added its version of Python


def _client(notebook, lesson):
    return NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(lesson.notebook.parent)}},
    )


def normalize(notebook, lesson):
    """Bring the outputs into the form that is committed; refuse those that may not be."""
    for place, cell in _numbered_code(notebook):
        cell.metadata.pop("execution", None)
        outputs = []
        for output in cell.outputs:
            _refuse(output, cell, f"{lesson.name}, code cell {place}")
            _append(outputs, _plain(output))
        cell.outputs = outputs
    nbformat.validate(notebook)


def write(notebook, path):
    """Write the notebook in one piece: a build that is killed leaves the old file."""
    text = nbformat.writes(notebook, version=4).rstrip("\n") + "\n"
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".build-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _numbered_code(notebook):
    return enumerate((cell for cell in notebook.cells if cell.cell_type == "code"), start=1)


def _refuse(output, cell, where):
    tags = cell.metadata.get("tags", [])
    if output.get("name") == "stderr" and STDERR_TAG not in tags:
        raise BuildError(
            f"{where} writes to stderr: {output.text.strip()!r}. "
            f"Repair the cause, or tag the cell {STDERR_TAG} if the lesson is about it."
        )
    if WIDGET_VIEW in output.get("data", {}) and WIDGET_TAG not in tags:
        raise BuildError(
            f"{where} shows a widget: tag it {WIDGET_TAG}, for no test can compare it."
        )


def _plain(output):
    """Return the output without what differs from run to run or from machine to machine."""
    if output.output_type == "error":
        # The frames of a traceback name files of this machine.
        output.evalue = ANSI_CODE.sub("", output.evalue)
        output.traceback = [f"{output.ename}: {output.evalue}"]
    elif WIDGET_VIEW in output.get("data", {}):
        output.data.pop(WIDGET_VIEW)
        output.metadata.pop(WIDGET_VIEW, None)
        output.data["text/plain"] = WIDGET_NOTE
    return output


def _append(outputs, output):
    last = outputs[-1] if outputs else {}
    if output.output_type == "stream":
        if last.get("output_type") == "stream" and last["name"] == output.name:
            output.text = outputs.pop().text + output.text
        output.text = OVERWRITTEN.sub("", output.text)
    outputs.append(output)


def _failure(notebook, lesson, error):
    """Say which cell failed, where its author finds it, and why."""
    number, cell, reason = _failed_cell(notebook)
    if cell is None:
        return f"{lesson.name} failed: {error}"
    return (
        f"{lesson.name}, code cell {number} ({_position(cell, lesson)}) failed.\n"
        + "".join(f"    {line}\n" for line in cell.source.splitlines())
        + f"  {reason or str(error).strip().splitlines()[0]}"
    )


def _failed_cell(notebook):
    for number, cell in _numbered_code(notebook):
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if errors and "raises-exception" not in cell.metadata.get("tags", []):
            return number, cell, f"{errors[-1].ename}: {ANSI_CODE.sub('', errors[-1].evalue)}"
        if cell.execution_count is None:
            return number, cell, None  # the kernel died or ran out of time here
    return None, None, None


def _position(cell, lesson):
    text = lesson.source.read_text(encoding="utf-8")
    start = text.find(cell.source)
    if start < 0:
        return f"in {lesson.source.name}"
    return f"{lesson.source.name}, line {text.count(chr(10), 0, start) + 1}"
