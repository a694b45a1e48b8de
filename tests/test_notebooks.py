"""The committed notebooks are what their sources say, were run in order, and give what they show.

That each cell gives again what it shows is nbval's part (strict, in the project's pytest options).
Here is what nbval does not see, and the proof that it sees the rest.
"""

import re
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from notebook_check import orphans, rule_problems, staleness
from notebook_source import find_lessons

ROOT = Path(__file__).parents[1]
LESSONS = find_lessons(ROOT)
PIXEL = "iVBORw0KGgo="  # nothing draws it


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_notebook_is_the_executed_build_of_its_source(lesson):
    # nbval passes a notebook that was never executed: the counts of its cells are checked here.
    assert staleness(lesson) == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_notebook_keeps_the_rules_for_lessons(lesson):
    assert rule_problems(lesson) == []


def test_every_notebook_has_a_source():
    assert orphans(ROOT, LESSONS) == []


def test_pytest_runs_every_notebook(pytestconfig):
    assert pytestconfig.getoption("nbval"), "the project's options run pytest with --nbval"
    folders = {lesson.notebook.relative_to(ROOT).parts[0] for lesson in LESSONS}
    assert folders <= set(pytestconfig.getini("testpaths"))


CELLS = [  # source, outputs as committed, tags, what nbval must say
    ("right", "print('a')", "a\n", [], "PASSED"),
    ("wrong text", "print('b')", "c\n", [], "FAILED"),
    ("missing text", "print('d')", None, [], "FAILED"),
    ("surplus text", "pass", "e\n", [], "FAILED"),
    ("ignored", "print('f')", "g\n", ["nbval-ignore-output"], "PASSED"),
    ("stderr", "import sys; print('h', file=sys.stderr)", None, [], "FAILED"),
    ("error", "1 / 0", None, [], "FAILED"),
    ("image", "from IPython.display import Image; Image({pixels!r})", "image", [], "PASSED"),
    (
        "network",
        "import socket\ntry: socket.create_connection(('192.0.2.1', 80))\n"
        "except RuntimeError as error: print('closed')",
        "closed\n",
        [],
        "PASSED",
    ),
]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """What the project's nbval says on each of CELLS, by number."""
    folder = tmp_path_factory.mktemp("nbval")
    cells = [_cell(*row[1:4], count) for count, row in enumerate(CELLS, start=1)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "sample.ipynb")
    hidden = folder / ".ipynb_checkpoints"
    hidden.mkdir()
    (hidden / "sample-checkpoint.ipynb").write_text("not a notebook", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "-v", "-p", "no:xdist", "-W", "error"]
    run = subprocess.run(
        [*command, "-p", "no:cacheprovider", f"--rootdir={folder}", "-c", "/dev/null", "."],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.findall(r"::Cell (\d+) (PASSED|FAILED)", run.stdout)
    assert len(found) >= len(CELLS), run.stdout + run.stderr
    return {int(number): verdict for number, verdict in found}


def _cell(source, output, tags, count):
    outputs = []
    if output == "image":
        data = {"image/png": PIXEL, "text/plain": "<IPython.core.display.Image object>"}
        outputs = [nbformat.v4.new_output("execute_result", data, execution_count=count)]
    elif output:
        outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    return nbformat.v4.new_code_cell(
        source.format(pixels=b"other pixels"),
        outputs=outputs,
        execution_count=count,
        metadata={"tags": tags},
    )


@pytest.mark.parametrize("number", range(len(CELLS)), ids=[row[0] for row in CELLS])
def test_nbval_compares_text_and_only_text(verdicts, number):
    assert verdicts[number] == CELLS[number][-1]


REACH_OUT = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"


def test_this_process_has_no_network():
    with pytest.raises(RuntimeError, match="works offline"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="works offline"):
        socket.getaddrinfo("example.invalid", 443)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        pytest.raises(RuntimeError, match="works offline"),
    ):
        datagrams.sendto(b"", ("192.0.2.1", 53))


def test_a_child_process_has_no_network():
    run = subprocess.run(
        [sys.executable, "-c", REACH_OUT], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "OfflineError" in run.stderr


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_loopback_stays_open(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()
