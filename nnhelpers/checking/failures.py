"""Say what stopped a learner's function: the exception, and the learner's own line."""

import inspect
import linecache
import sysconfig
from pathlib import Path

from nnhelpers.checking.wording import shapes

ADVICE = {
    NameError: "Is the name spelled as where it was defined, and has that cell run?",
    IndexError: "Positions count from 0 to n - 1; a single number has none.",
    ZeroDivisionError: "Which divisor can be 0 here?",
    MemoryError: "An array became far larger than it should be.",
    AttributeError: "Which type has the value before the dot?",
}


def failure(error, function, inputs, names):
    """Return the kind of an exception and a sentence with the learner's own line."""
    place = own_line(error, function)
    where = (
        "" if place is None else f" in line {place[0]}" + (f":\n    {place[1]}" if place[1] else "")
    )
    said = first_words(error)
    if isinstance(error, KeyboardInterrupt):
        return "stopped", f"The check was stopped while your function was still running{where}"
    if isinstance(error, SystemExit):
        return "exit", f"Your function ends the program (exit){where}\nReturn the result instead."
    if isinstance(error, RecursionError):
        return "recursion", f"Your function calls itself too deeply{where}\nWhen should it stop?"
    if isinstance(error, TypeError) and place is None:
        return "signature", wrong_signature(function, names, said)
    if isinstance(error, TypeError) and "ellipsis" in said:
        return "gap", f"A gap is still open{where}\nPut your own code in place of the three dots."
    advice = next((text for kind, text in ADVICE.items() if isinstance(error, kind)), "")
    if any(word in said for word in ("shape", "dimension", "broadcast", "size")):
        advice = f"Here {shapes(inputs, names)}."
    kind = type(error).__name__
    lines = [
        f"Your function stopped with {article(kind)} {kind}{where}",
        f"Python says: {said}",
        advice,
    ]
    return "exception", "\n".join(line for line in lines if line)


def own_line(error, function):
    """Return number and text of the last line of the traceback that the learner wrote, or None."""
    own, found = getattr(getattr(function, "__code__", None), "co_filename", None), None
    step = error.__traceback__
    while step is not None:
        name = step.tb_frame.f_code.co_filename
        if name == own or not from_library(name):
            found = step.tb_lineno, linecache.getline(name, step.tb_lineno).strip()
        step = step.tb_next
    return found


def from_library(filename):
    places = [sysconfig.get_path(key) for key in ("stdlib", "purelib", "platlib")]
    places.append(str(Path(__file__).parent))
    return filename.startswith(("<frozen", "<__array", *places))


def wrong_signature(function, names, said):
    try:
        takes = ", ".join(inspect.signature(function).parameters) or "none"
    except (TypeError, ValueError):
        takes = "others"
    wanted = ", ".join(names) or "none"
    return (
        f"The exercise calls your function with these arguments: {wanted}. Yours takes: {takes}.\n"
        f"Python says: {said}"
    )


def first_words(thing, limit=300):
    """Return the text of anything, short, even where its own text fails."""
    try:
        return str(thing)[:limit].strip()
    except BaseException:
        return f"({type(thing).__name__})"


def article(word):
    return "an" if word[:1] in "AEIOU" else "a"
