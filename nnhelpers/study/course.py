"""The lessons of the course: what each is called, takes and needs, and where it lies."""

import os
from dataclasses import dataclass
from functools import cache

from nnhelpers.study.files import (
    FormatError,
    exercises_folder,
    notebooks_folder,
    read_yaml,
    sources_folder,
)


@dataclass(frozen=True)
class Lesson:
    """A lesson as exercises/course.yaml states it."""

    number: str
    title: str
    minutes: int
    needs: tuple = ()

    @property
    def notebook(self):
        """The notebook, or None while the lesson has not been written."""
        return notebook_of(self.number)

    @property
    def written(self):
        """Whether the lesson exists; an installed package has its text without its notebook."""
        return self.number in _written()

    @property
    def name(self):
        return f"{self.number} {self.title}"


@cache
def _written():
    """Return the numbers of the lessons whose text is here."""
    folder = sources_folder()
    return {path.name.partition("_")[0] for path in folder.glob("*/*_*.md")} if folder else set()


@cache
def course():
    """Return what exercises/course.yaml states."""
    return read_yaml(exercises_folder() / "course.yaml")


@cache
def lessons():
    """Return every lesson of the course, by number, in its order."""
    found = {}
    for number, written in course()["lessons"].items():
        needs = tuple(written.get("needs", ()))
        found[number] = Lesson(number, written["title"], int(written["minutes"]), needs)
    for lesson in found.values():
        if missing := [number for number in lesson.needs if number not in found]:
            raise FormatError(f"course.yaml: lesson {lesson.number} needs {missing[0]}: no lesson.")
    return found


def lesson_named(number, who):
    """Return the Lesson of a number; raise ValueError in plain words if there is none."""
    number = str(number).strip()
    if number not in lessons():
        have = ", ".join(one.number for one in lessons().values() if one.written)
        raise ValueError(
            f'{who} needs the number of a lesson, such as "2.2": got {number!r}. '
            f"The lessons that are here: {have}."
        )
    return lessons()[number]


def place(number):
    """Return the place of a lesson in the order of the course; the start page comes first."""
    return list(lessons()).index(number) if number in lessons() else -1


@cache
def notebook_of(number):
    """Return the notebook of a lesson ("0" is the start page), or None."""
    folder = notebooks_folder()
    if folder is None:
        return None
    pattern = "00_start_here.ipynb" if number == "0" else f"*/{number}_*.ipynb"
    return next(iter(sorted(folder.glob(pattern))), None)


def address(number, heading=""):
    """Return the address of a lesson, and of a heading in it, for a link from the open notebook.

    Kernels run in the folder of their notebook. Empty while the lesson has not been written.
    """
    path = notebook_of(number)
    if path is None:
        return ""
    anchor = "#" + heading.strip().replace(" ", "-") if heading else ""
    return os.path.relpath(path).replace(os.sep, "/") + anchor
