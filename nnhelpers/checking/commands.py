"""Check an answer, give a hint, show the solution: what a learner calls in a lesson.

`check(neuron)` looks for the exercise by the name of the function, in every `exercises.py` of the
course, and says in one sentence what is right or wrong. Nothing in here ever raises.
"""

import contextlib
import difflib
import importlib.util
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np

from nnhelpers.checking.claims import ClaimFailed, claim
from nnhelpers.checking.diagnosis import diagnose
from nnhelpers.checking.exercise_format import Exercise, exercise, solution_source, stub

__all__ = ["ClaimFailed", "check", "claim", "exercise", "hint", "solution", "stub_by_name"]

help_given = Counter()
listeners = []  # each is called with (event, name, right) when a learner has used an exercise


class NoExerciseError(LookupError):
    """No exercise has this name; the message is meant for the learner."""


# ---- finding exercises -----------------------------------------------------------------------


def exercise_files():
    """Return all `exercises.py` files: inside the installed package, or beside it."""
    package = Path(__file__).parents[1]
    roots = [package / "exercises", package.parent / "exercises"]
    root = next((root for root in roots if root.is_dir()), None)
    return sorted(root.glob("*/exercises.py")) if root else []


def load(path):
    """Return the exercises of one file, by name."""
    spec = importlib.util.spec_from_file_location(f"exercises_of_{path.parent.name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {one.name: one for one in vars(module).values() if isinstance(one, Exercise)}


@cache
def exercises():
    """Return all exercises of the course, by name."""
    found = {}
    for path in exercise_files():
        new = load(path)
        if twice := sorted(found.keys() & new.keys()):
            raise ValueError(
                f"{path.parent.name} has an exercise of a name taken before: {twice[0]}."
            )
        found |= new
    return found


def find(function_or_name):
    """Return the exercise for a function, or for a name; raise NoExerciseError in plain words."""
    name = name_of(function_or_name)
    if name in exercises():
        return exercises()[name]
    near = difflib.get_close_matches(name, exercises(), n=3, cutoff=0.4)
    advice = f" Near that name: {', '.join(near)}." if near else ""
    raise NoExerciseError(f"There is no exercise named {name!r}.{advice}")


def name_of(thing):
    if isinstance(thing, str):
        return thing
    if not callable(thing) or isinstance(thing, type):
        what = f"the class {thing.__name__}" if isinstance(thing, type) else kind_of(thing)
        raise NoExerciseError(
            "Give the function itself, such as check(neuron), with no parentheses behind its "
            f"name: got {what}."
        )
    name = getattr(thing, "__name__", None) or type(thing).__name__
    if name == "<lambda>":
        raise NoExerciseError("A lambda has no name to find the exercise by: write it with def.")
    return name


def kind_of(value):
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"a value of type {type(value).__name__}"


def stub_by_name(name):
    """Return the code of the lesson's cell for the exercise of this name."""
    return stub(find(name))


# ---- what a learner calls ----------------------------------------------------------------------


def check(function, name=None):
    """Say whether a function solves the exercise of its name, and if not, what is wrong.

    Parameters
    ----------
    function : your function itself, without parentheses
    name : name of the exercise, where the function has another name
    """
    print(checked(function, name))


def checked(function, name=None):
    """Return what `check` prints."""
    try:
        if isinstance(function, str):
            return "Give the function itself, such as check(neuron), without quotation marks."
        found = find(function if name is None or not_a_function(function) else name)
        finding = diagnose(found, function)
        if finding.kind != "not attempted":
            record("check", found.name, bool(finding.correct))
    except NoExerciseError as error:
        return str(error)
    except KeyboardInterrupt:
        return "The check was stopped before it was done. Nothing is lost; run the cell again."
    except Exception as error:
        return (
            f"The check itself failed ({type(error).__name__}: {error}). This is a fault of the "
            "course, not yours; your work is untouched."
        )
    return report(found, finding)


def not_a_function(thing):
    return isinstance(thing, type) or not callable(thing)


def report(found, finding):
    """Return a finding as text, with what the learner's function printed, and where to get help."""
    lines = [finding.sentence]
    if not finding.correct:
        printed = finding.printed.rstrip().splitlines()
        if printed and finding.kind != "not attempted":
            lines.append("Your function printed: " + "\n    ".join(printed[:5])[:400])
        lines.append(help_line(found))
    return "\n".join(lines)


def help_line(found):
    given = help_given["hint", found.name]
    if given >= len(found.hints):
        return f"solution({found.name}) shows one way to do it."
    which = "a hint" if given == 0 else "the next hint"
    return f"hint({found.name}) gives {which}."


def hint(function_or_name):
    """Show the next of the hints of an exercise; after the last, all of them again."""
    try:
        found = find(function_or_name)
    except NoExerciseError as error:
        print(str(error).replace("check(", "hint("))
        return
    given = help_given["hint", found.name]
    record("hint", found.name)
    if given < len(found.hints):
        print(f"Hint {given + 1} of {len(found.hints)}: {found.hints[given]}")
        return
    print(*(f"Hint {number}: {text}" for number, text in enumerate(found.hints, 1)), sep="\n")
    print(help_line(found))


def solution(function_or_name):
    """Show the source of the solution of an exercise."""
    try:
        found = find(function_or_name)
        print(solution_source(found))
    except NoExerciseError as error:
        print(str(error).replace("check(", "solution("))
        return
    record("solution", found.name)


def record(event, name, right=None):
    """Count a check, a hint or a solution, and tell the listeners, whose troubles stay theirs."""
    help_given[event, name] += 1
    for listener in listeners:
        with contextlib.suppress(Exception):
            listener(event, name, right)
