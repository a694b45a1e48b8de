"""Bring submissions into submitted/NAME/STUDENT.ipynb, the newest readable one of each student.

Who handed in is read from the path, as each system writes it:
- a folder: ada.ipynb, ada/anything.ipynb, or nbgrader's submitted/ada/NAME/anything.ipynb
- nbgrader's exchange: inbound/ada+NAME+2026-03-01 12:00:00.000000 UTC+random/anything.ipynb
- Moodle: Ada Lovelace_1234_assignsubmission_file_/anything.ipynb
- Canvas: lovelaceada_1234_5678_anything.ipynb, or lovelaceada_LATE_1234_5678_anything.ipynb
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass, field

from nnhelpers.classroom import archives, results, submissions
from nnhelpers.classroom.assignment import assignment

MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_file")
CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d+)_(?P<order>\d+)_.+\.ipynb")
MOMENT = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*"
EXCHANGE = re.compile(rf"(?P<name>[^+]+)\+[^+]+\+(?P<when>{MOMENT}).*")


@dataclass
class Collection:
    """What was found: ids of students, or sentences about files."""

    taken: dict = field(default_factory=dict)  # student: path in the source
    double: dict = field(default_factory=dict)  # student: how many were handed in
    unreadable: list = field(default_factory=list)
    strangers: list = field(default_factory=list)
    missing: list = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A notebook, whose it is, and when it was handed in."""

    student: str
    when: datetime.datetime
    file: archives.File


def collect(course, name, source):
    """Copy the newest readable notebook of each student of the roster; return a Collection."""
    one, found = assignment(course, name), Collection()
    mine = {}
    for file in archives.notebooks(source):
        student, when = owner(file, course.roster)
        if student is None:
            found.strangers.append(str(file.path))
        else:
            mine.setdefault(student, []).append(Found(student, when or file.when, file))
    for student in course.roster:
        attempts = sorted(mine.get(student, ()), key=lambda one: one.when, reverse=True)
        take(course, one, student, attempts, found)
    return found


def take(course, one, student, attempts, found):
    """Copy the newest of a student's attempts that can be read as this assignment."""
    usable = 0
    for attempt in attempts:
        try:
            data = attempt.file.read()
            answers = submissions.answers(data, one.tasks)
            if all(answer.source is None for answer in answers.values()):
                raise submissions.UnreadableError("It has no answer cell of this assignment.")
        except submissions.UnreadableError as error:
            found.unreadable.append(f"{attempt.file.path}: {error}")
            continue
        usable += 1
        if usable == 1:
            path = course.place("submitted", one.name, f"{student}.ipynb")
            results.replace(path, data)
            found.taken[student] = str(attempt.file.path)
    if usable > 1:
        found.double[student] = usable
    if not usable:
        found.missing.append(student)


# ---- whose is it -------------------------------------------------------------------------------


def owner(file, roster):
    """Return the student whose notebook this is, or None; and when the path says it came."""
    for part in file.path.parts:
        if match := MOODLE.match(part) or CANVAS.fullmatch(part):
            return by_number_or_name(match["number"], match["name"], roster), None
        if match := EXCHANGE.fullmatch(part):
            student = match["name"] if match["name"] in roster else None
            return student, moment(match["when"])
    parts = [*file.path.parts[:-1], file.path.stem]
    return next((part for part in parts if part in roster), None), None


def moment(text):
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def by_number_or_name(number, name, roster):
    """Return the student with this number in the LMS, else the only one of this name, or None."""
    if found := [one.id for one in roster.values() if number in (one.lms_id, one.id)]:
        return found[0]
    wanted = letters(name)
    names = {
        one.id: {letters(one.first_name + one.last_name), letters(one.last_name + one.first_name)}
        for one in roster.values()
    }
    same = [student for student, forms in names.items() if wanted and wanted in forms]
    return same[0] if len(same) == 1 else None


def letters(text):
    """Return a name's letters and digits, small and without accents, as the systems write them."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain.lower() if c.isalnum())
