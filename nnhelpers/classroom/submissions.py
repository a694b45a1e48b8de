"""Read the answers out of a notebook that a student handed in, and nothing else of it."""

import json
from dataclasses import dataclass

from nnhelpers.classroom.notebooks import cell_id

LARGEST = 20 * 2**20  # bytes of a notebook, pictures included


class UnreadableError(Exception):
    """A file that is no notebook; the message goes to the teacher and the student."""


@dataclass(frozen=True)
class Answer:
    """The source of one answer cell, or why there is none, and what was odd about it."""

    source: str | None
    note: str = ""


def read(path):
    """Return the bytes of a submission; raise UnreadableError for what is no file or too large."""
    try:
        if path.is_symlink() or not path.is_file():
            raise UnreadableError("This is not a file.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"The file cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise UnreadableError(
            f"The file is larger than {LARGEST // 2**20} MB. Clear the outputs and hand in again."
        )
    return data


def cells(data):
    """Return the code cells of a notebook, a list of dicts; raise UnreadableError otherwise."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError("The file is not a notebook: it is not text.") from None
    except RecursionError:
        raise UnreadableError("The file is not a notebook: it is nested too deeply.") from None
    except ValueError:
        raise UnreadableError("The file is not a notebook: it is not JSON.") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise UnreadableError("The file is not a notebook of version 4: it has no cells.")
    if notebook.get("nbformat") != 4:
        raise UnreadableError("The file is a notebook of another version than 4; save it anew.")
    return [cell for cell in notebook["cells"] if is_code(cell)]


def is_code(cell):
    return isinstance(cell, dict) and cell.get("cell_type") == "code" and source(cell) is not None


def source(cell):
    text = cell.get("source")
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        text = "".join(text)
    return text if isinstance(text, str) else None


def label(cell):
    """Return nbgrader's name of a cell, or None."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else None


def answers(data, names):
    """Return {name: Answer} for each name, from the bytes of a notebook.

    A cell is known by the id that `release` gave it. Where some editor has dropped the ids, it is
    known by nbgrader's name. Of several, the first that was changed by hand cannot be told from the
    rest, so the first one counts.
    """
    found = cells(data)
    by_id, by_label = grouped(found, lambda cell: cell.get("id")), grouped(found, label)
    released = {cell_id(name) for name in names}
    result = {}
    for name in names:
        own = by_id.get(cell_id(name), [])
        strangers = [cell for cell in by_label.get(name, []) if cell.get("id") not in released]
        result[name] = chosen(own or strangers)
    return result


def grouped(found, key):
    groups = {}
    for cell in found:
        if isinstance(name := key(cell), str):
            groups.setdefault(name, []).append(cell)
    return groups


def chosen(found):
    if not found:
        return Answer(None, "The cell of this answer is missing from the notebook.")
    note = f"This answer is there {len(found)} times; the first one counts." if found[1:] else ""
    return Answer(source(found[0]), note)
