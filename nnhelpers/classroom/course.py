"""A course on disk: its settings and secret, its roster, and where everything lies.

course.toml · roster.csv · released/UNIT/ · submitted/UNIT/ · grades/UNIT.jsonl · reports/UNIT/
"""

import csv
import hashlib
import hmac
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nnhelpers.classroom import ClassroomError
from nnhelpers.classroom.sandbox import Limits

STUDENT = re.compile(r"\w[\w.@+-]{0,79}", re.ASCII)
COLUMNS = ("id", "last_name", "first_name", "email", "lms_id")
SETTINGS = """\
# Settings of this course. The secret decides the hidden cases: keep it, and show it to nobody.
name = "{name}"
secret = "{secret}"

# true: draw variants of exercises, so that a public solution copied in is recognized.
variants = false

# What one question may use: seconds of work, MB of memory.
seconds = 1
megabytes = 1024

# An assignment is a unit of the course, such as 2, or a list of exercises with a name:
# [assignments.week1]
# exercises = ["weighted_sum", "neuron", "accuracy"]
"""


@dataclass(frozen=True)
class Student:
    """A row of the roster."""

    id: str
    last_name: str = ""
    first_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}".strip() or self.id


class Course:
    """A course folder, opened."""

    def __init__(self, folder):
        self.folder = Path(folder)
        path = self.folder / "course.toml"
        if not path.is_file():
            raise ClassroomError(
                f"{self.folder} is no course: it has no course.toml. Run this in a course's folder "
                "(or give it with --course), or make one: nnhelpers-class new NAME."
            )
        try:
            self.settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ClassroomError(f"course.toml cannot be read: {error}.") from None
        self.name = str(self.settings.get("name", self.folder.resolve().name))
        self.secret = str(self.settings.get("secret", ""))
        if len(self.secret) < 32:
            raise ClassroomError(
                "course.toml needs a secret of 32 characters or more: restore the one it was made "
                "with; with another, the hidden cases differ from those graded so far."
            )

    @property
    def limits(self):
        wanted = {key: self.settings.get(key, getattr(Limits, key)) for key in LIMITS}
        for key, value in wanted.items():
            if type(value) is not int or value < 1:
                raise ClassroomError(f"course.toml needs a whole number for {key}: got {value!r}.")
        return Limits(**wanted, patience=5 * wanted["seconds"])

    @cached_property
    def roster(self):
        """Students by id, in the order of roster.csv."""
        path = self.folder / "roster.csv"
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
        except FileNotFoundError:
            raise ClassroomError(f"{path} is missing: one row a student, {header()}.") from None
        return read_roster(rows)

    def place(self, *parts):
        """Return a path in the course; its folder exists afterwards."""
        path = self.folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def digest(self, *words):
        """Return HMAC-SHA256 of some words under the course's secret, as bytes."""
        message = "\x1f".join(words).encode()
        return hmac.new(self.secret.encode(), message, hashlib.sha256).digest()

    def seed(self, student, exercise):
        """Return the seed of a student's hidden cases of one exercise."""
        return int.from_bytes(self.digest("cases", student, exercise)[:8], "big")


LIMITS = ("seconds", "megabytes")


def header():
    return ",".join(COLUMNS)


def read_roster(rows):
    """Return students by id; raise ClassroomError for what cannot be one, with its line."""
    students = {}
    for line, row in enumerate(rows, 2):
        student = Student(**{key: (row.get(key) or "").strip() for key in COLUMNS})
        if not STUDENT.fullmatch(student.id):
            raise ClassroomError(
                f"roster.csv, line {line}: an id needs letters, digits, and . _ @ + - only: "
                f"got {student.id!r}. The columns are {header()}; only id must be filled in."
            )
        if student.id in students:
            raise ClassroomError(f"roster.csv, line {line}: {student.id} is there twice.")
        students[student.id] = student
    return students


def new(folder):
    """Make a course folder with a fresh secret and an empty roster; return the course."""
    folder = Path(folder)
    if (folder / "course.toml").exists():
        raise ClassroomError(f"{folder} is a course already; a new one needs a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    text = SETTINGS.format(
        name=re.sub(r'["\\\n]', " ", folder.resolve().name), secret=secrets.token_hex(32)
    )
    handle = os.open(folder / "course.toml", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    roster = folder / "roster.csv"
    if not roster.exists():
        roster.write_text(header() + "\n", encoding="utf-8")
    for name in ("submitted", "grades"):
        (folder / name).mkdir(exist_ok=True)
    return Course(folder)
