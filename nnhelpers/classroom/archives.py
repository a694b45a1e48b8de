"""Look into a folder or a zip of submissions without trusting it: nothing is ever unpacked.

An archive with a path that climbs, a link, or more files or bytes than a class can hand in is
refused whole, before anything of it is read.
"""

import datetime
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nnhelpers.classroom import ClassroomError, submissions

MOST_FILES = 50_000
MOST_BYTES = 8 * 2**30
RATIO, RATIO_FROM = 200, 2**20  # packed that tightly, a file above a megabyte is a bomb


@dataclass(frozen=True)
class File:
    """A notebook that was found: its path inside the folder or zip, its time, how to read it."""

    path: PurePosixPath
    when: datetime.datetime
    read: object


def notebooks(source):
    """Return the notebooks in a folder or a zip, a list of File."""
    source = Path(source)
    if source.is_dir():
        return list(in_folder(source))
    if zipfile.is_zipfile(source):
        return in_zip(source)
    raise ClassroomError(
        f"{source} is neither a folder nor a zip. Give a folder with notebooks, the zip that "
        "Moodle or Canvas offers for an assignment, or the inbound folder of nbgrader's exchange."
    )


def in_folder(folder):
    count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        count += len(files)
        if count > MOST_FILES:
            raise ClassroomError(f"{folder} holds over {MOST_FILES:,} files: the right one?")
        for path in (Path(place, name) for name in sorted(files) if name.endswith(".ipynb")):
            when = datetime.datetime.fromtimestamp(path.lstat().st_mtime)
            inside = PurePosixPath(path.relative_to(folder).as_posix())
            yield File(inside, when, lambda path=path: submissions.read(path))


def in_zip(path):
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    if reason := next(filter(None, map(unsafe, members)), None) or oversized(members):
        raise ClassroomError(
            f"{Path(path).name} is refused, and nothing of it was used: {reason}. "
            "Ask for a new one, or look at it on a machine that may be lost."
        )
    return [
        File(PurePosixPath(one.filename), moment(one), lambda one=one: member(path, one))
        for one in members
        if one.filename.endswith(".ipynb") and "__MACOSX" not in one.filename
    ]


def moment(one):
    try:
        return datetime.datetime(*one.date_time)
    except ValueError:
        return datetime.datetime.min


def unsafe(one):
    """Return what makes one member of an archive unsafe, or None."""
    parts = PurePosixPath(one.filename).parts
    shown = repr(one.filename[:80])
    drive = parts and parts[0][1:2] == ":"
    if ".." in parts or one.filename.startswith("/") or "\\" in one.orig_filename or drive:
        return f"the path {shown} leads out of the archive"
    kind = stat.S_IFMT(one.external_attr >> 16)
    if kind and not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
        return f"{shown} is a link or a device, not a file"
    if one.file_size > RATIO_FROM and one.file_size > RATIO * max(1, one.compress_size):
        return f"{shown} grows {one.file_size // max(1, one.compress_size)} times when unpacked"
    return None


def oversized(members):
    if len(members) > MOST_FILES:
        return f"it holds {len(members):,} files"
    size = sum(one.file_size for one in members)
    return f"it would unpack to {size / 2**30:.0f} GB" if size > MOST_BYTES else None


def member(path, one):
    """Return the bytes of one member; raise UnreadableError where it cannot be read."""
    if one.file_size > submissions.LARGEST:
        raise submissions.UnreadableError("The file is too large for a notebook.")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(one) as file:
            return file.read(submissions.LARGEST + 1)
    except Exception as error:  # each method of compression has errors of its own
        raise submissions.UnreadableError(f"The zip is damaged here: {error}.") from None
