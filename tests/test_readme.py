"""What README promises: its commands are those that CI runs, its map and its links are true."""

import contextlib
import io
import re
import subprocess
from pathlib import Path

import pytest

from nnhelpers.study import course

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# README does not list itself, nor what git alone reads.
UNLISTED = {"README.md", ".gitignore"}


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands(text):
    """Lines that start one of the programs that README names."""
    lines = [line.partition(" >")[0].strip() for line in text.splitlines()]
    return {line for line in lines if re.match(r"uv run (jupyter|pytest)\b", line)}


def test_ci_runs_the_commands_of_the_readme():
    promised = commands("\n".join(blocks("sh")))
    assert len(promised) == 2, "README has one command to start and one to test"
    assert commands((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == promised


def mapped():
    table = README.partition("## Map")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


def test_the_map_names_every_file_and_folder():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode:
        pytest.skip("this is not a clone: git knows no files here")
    top = {name.split("/")[0] for name in run.stdout.splitlines()} - UNLISTED
    assert top - {name.split("/")[0] for name in mapped()} == set()


@pytest.mark.parametrize("name", mapped())
def test_the_map_names_only_what_exists(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link):
    assert (ROOT / link).exists()


def test_the_example_does_what_it_says():
    (example,) = blocks("python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "README.md", "exec"), {})
    assert float(printed.getvalue()) > 0.95


def test_a_lesson_takes_as_long_in_every_place():
    """Its own first lines, README's table and the study plan state the same minutes."""
    rows = re.findall(r"^\| \[(\d\.\d) .*\| (\d+) min \|$", README, re.MULTILINE)
    sources = (ROOT / "notebooks" / "src").glob("*/*.md")
    first_lines = {path.name[:3]: path.read_text(encoding="utf-8")[:1000] for path in sources}
    stated = {n: re.search(r"· (\d+) minutes", text)[1] for n, text in first_lines.items()}
    planned = {number: str(lesson.minutes) for number, lesson in course.lessons().items()}
    assert dict(rows) == stated
    assert stated == {number: planned[number] for number in stated}
