"""Rows of grades in a file that survives a kill at any moment: one line a submission.

A row is written in one piece and appended; a line cut short by a kill is dropped when the file is
opened again; of two rows of one student the later counts.
"""

import contextlib
import fcntl
import json
import os

from nnhelpers.classroom import ClassroomError


def read(path):
    """Return {student: row}; a last line that is not whole is left out."""
    if not path.exists():
        return {}
    lines = path.read_bytes().split(b"\n")[:-1]  # what follows the last line end was cut short
    rows = [json.loads(line) for line in lines if line]
    return {row["student"]: row for row in rows}


@contextlib.contextmanager
def writing(path):
    """Give a function that appends a row; nobody else writes meanwhile."""
    with path.open("ab+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ClassroomError(f"Another run is writing {path.name}; wait for its end.") from None
        drop_torn_line(file)

        def append(row):
            os.write(file.fileno(), line(row))

        yield append


def line(row):
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def drop_torn_line(file):
    file.seek(0)
    data = file.read()
    file.truncate(data.rfind(b"\n") + 1)


def compact(path, students):
    """Write the file anew: one row a student, in the order given, the others behind."""
    rows = read(path)
    order = [*students, *sorted(rows.keys() - set(students))]
    replace(path, b"".join(line(rows[student]) for student in order if student in rows))


def replace(path, data):
    """Write a file in one piece: a kill leaves the old one."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
