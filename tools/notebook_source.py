"""From a lesson's Markdown source to the cells of its notebook, without running anything."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat

# "owner/name" of the repository once it is published; until then the badge line disappears.
REPOSITORY = None
BRANCH = "main"
BADGE_LINE = re.compile(r"^<!-- badges -->\n*", re.MULTILINE)
EXERCISE_LINE = re.compile(r"# exercise: (\w+)")

# No patch version of Python here: builds on different Pythons must be the same.
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}


@dataclass(frozen=True)
class Lesson:
    """A Markdown source and the notebook that is built from it."""

    source: Path
    notebook: Path
    root: Path

    @property
    def name(self):
        """Path of the notebook inside the course, for messages."""
        return self.notebook.relative_to(self.root).as_posix()


def find_lessons(root):
    """Return every lesson and problem set of the course in `root`, sorted by notebook."""
    notebooks = root / "notebooks"
    lessons = [
        Lesson(
            source, notebooks / source.relative_to(notebooks / "src").with_suffix(".ipynb"), root
        )
        for source in (notebooks / "src").rglob("*.md")
        if ".ipynb_checkpoints" not in source.parts
    ]
    lessons += [
        Lesson(source, source.with_suffix(".ipynb"), root)
        for source in (root / "exercises").glob("*/problem_set.md")
    ]
    return sorted(lessons, key=lambda lesson: lesson.notebook)


def find_orphans(root, lessons):
    """Return the notebooks of the course in `root` that no source builds."""
    found = {*(root / "notebooks").rglob("*.ipynb"), *(root / "exercises").rglob("*.ipynb")}
    known = {lesson.notebook for lesson in lessons}
    return sorted(path for path in found - known if ".ipynb_checkpoints" not in path.parts)


def assemble(lesson):
    """Return the lesson's notebook as its source states it: cells, names, tags, no outputs."""
    text = lesson.source.read_text(encoding="utf-8")
    cells = jupytext.reads(text, fmt="md:myst").cells
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": KERNELSPEC,
            "language_info": LANGUAGE_INFO,
            "nnhelpers": {"source_hash": short_hash(text)},
        }
    )
    notebook.cells = [_finished_cell(cell, lesson) for cell in cells]
    _insert_badges(notebook.cells, lesson)
    _name_cells(notebook.cells)
    return notebook


def short_hash(text, length=16):
    """Return the first `length` hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:length]


def is_exercise(source):
    """Tell whether a code cell consists of the one line `# exercise: NAME`."""
    return EXERCISE_LINE.fullmatch(source.strip()) is not None


def _finished_cell(cell, lesson):
    tags = {"tags": sorted(cell.metadata["tags"])} if cell.metadata.get("tags") else {}
    if cell.cell_type == "code":
        source = _stub(cell.source, lesson) if is_exercise(cell.source) else cell.source
        return nbformat.v4.new_code_cell(source, metadata=tags)
    return nbformat.v4.new_markdown_cell(cell.source, metadata=tags)


def _stub(source, lesson):
    # Imported here: a course without exercises builds without the package.
    from nnhelpers import checking

    name = EXERCISE_LINE.fullmatch(source.strip()).group(1)
    try:
        return checking.stub_by_name(name).rstrip("\n")
    except (KeyError, ValueError, LookupError) as error:
        reason = error.args[0] if error.args else error
        raise ValueError(
            f"{lesson.source.name}: no stub for '# exercise: {name}'. {reason}"
        ) from None


def _insert_badges(cells, lesson):
    for cell in cells:
        if cell.cell_type == "markdown":
            row = _badge_row(lesson)
            cell.source = BADGE_LINE.sub(f"{row}\n\n" if row else "", cell.source).rstrip("\n")
            return


def _badge_row(lesson):
    if REPOSITORY is None:
        return ""
    hub = f"{REPOSITORY}/blob/{BRANCH}/{lesson.name}"
    return " · ".join(
        [
            f"[Open in Colab](https://colab.research.google.com/github/{hub})",
            f"[Open in Binder](https://mybinder.org/v2/gh/{REPOSITORY}/{BRANCH}"
            f"?urlpath=lab/tree/{lesson.name})",
            f"[Read in nbviewer](https://nbviewer.org/github/{hub})",
        ]
    )


def _name_cells(cells):
    # A name follows from the cell's own words, so that an edit renames no other cell.
    used = {}
    for cell in cells:
        name = short_hash(f"{cell.cell_type}\n{cell.source}", 12)
        used[name] = used.get(name, 0) + 1
        cell.id = name if used[name] == 1 else f"{name}-{used[name]}"
