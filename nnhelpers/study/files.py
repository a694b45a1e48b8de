"""Where the data of the study aids lie, and how they are read: YAML beside the exercises."""

from functools import cache
from pathlib import Path

import yaml

PACKAGE = Path(__file__).parents[1]


class FormatError(ValueError):
    """A data file that breaks the format; the message is meant for its author."""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
    """Reads every value as text (`no` is a word here, 2.2 a lesson), and no key twice."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise FormatError(f"line {node.start_mark.line + 1} has the key {twice!r} twice")
        return super().construct_mapping(node, deep=deep)


def read_yaml(path):
    """Return what a YAML file holds, all values as text."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or {}
    except FormatError as error:
        raise FormatError(f"{path.parent.name}/{path.name}: {error}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it is no YAML"
        raise FormatError(
            f"{path.parent.name}/{path.name}{where}: {what}. A text with ': ' in it, or with * or "
            "` at its start, needs quotation marks."
        ) from None


@cache
def exercises_folder():
    """Return the folder of the exercises: inside the installed package, or beside it."""
    for folder in (PACKAGE / "exercises", PACKAGE.parent / "exercises"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        "The study aids need the folder `exercises` of the course, which is neither in the "
        "package nor beside it. Install the course again: pip install -e ."
    )


@cache
def notebooks_folder():
    """Return the folder of the notebooks, or None where the package came without them."""
    folder = PACKAGE.parent / "notebooks"
    return folder if folder.is_dir() else None


@cache
def sources_folder():
    """Return the folder of the lessons' text: in the installed package, or in the repository."""
    folders = (PACKAGE / "lessons", PACKAGE.parent / "notebooks" / "src")
    return next((folder for folder in folders if folder.is_dir()), None)


def quiz_files():
    """Return the quiz.yaml of every unit, in the order of the units."""
    return sorted(exercises_folder().glob("*/quiz.yaml"))
