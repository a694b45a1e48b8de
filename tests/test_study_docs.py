"""The pages about the study aids name what exists, and their examples run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nnhelpers import checking, study

ROOT = Path(__file__).parents[1]
PAGES = ("docs/study-aids.md", "docs/tutor.md", "notebooks/src/00_start_here.md")
KNOWN = {*study.__all__, "check", "hint", "solution", "claim"}


def text_of(page):
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_calls_are_of_functions_that_exist(page):
    text = re.sub(r"^```.*?^```", "", text_of(page), flags=re.DOTALL | re.MULTILINE)
    quoted = re.findall(r"`([^`]+)`", text)
    calls = {name for code in quoted for name in re.findall(r"^(\w+)\(", code)}
    assert calls
    assert calls <= KNOWN
    assert all(hasattr(study, name) or hasattr(checking, name) for name in KNOWN)


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_exist(page):
    named = re.findall(
        r"(?:docs|exercises|nnhelpers|notebooks|tests|tools)/[\w./-]+\.(?:\w+)", text_of(page)
    )
    named = {name for name in named if "NN_unit" not in name}
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_imports_on_the_page_for_authors_work():
    (code,) = re.findall(r"^```python\n(.*?)^```", text_of("docs/study-aids.md"), re.DOTALL | re.M)
    exec(code, {})


def commands():
    (block,) = re.findall(r"^```sh\n(.*?)^```", text_of("docs/tutor.md"), re.DOTALL | re.MULTILINE)
    return block.splitlines()


def test_the_tutors_commands_are_those_of_uv_and_jupyter():
    install, run = commands()
    assert install.startswith("uv pip install ")
    assert run.startswith("uv run --no-sync jupyter lab ")
    if shutil.which("uv"):
        said = subprocess.run(["uv", "run", "--help"], capture_output=True, text=True, check=True)
        assert "--no-sync" in said.stdout
    command = [sys.executable, "-m", "jupyter", "lab", "--version"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
