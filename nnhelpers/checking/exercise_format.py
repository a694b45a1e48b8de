"""What an exercise is: a solution, and around it cases, known mistakes, hints and start.

All of it can be executed. An `exercises.py` file is the only place where an exercise is written:
the lesson's cell, the check, the hints, the answer and the grader are made from it.
"""

import ast
import copy
import inspect
import textwrap

import numpy as np

PUBLIC_ANSWER = (
    "This answers the exercise of the public course. Your assignment asks for something else: {}."
)
KINDS = ("write", "fix", "predict", "choose", "explain")


class Exercise:
    """An exercise; calling it calls its solution.

    Made by `@exercise(...)` on the solution, then completed by its own decorators:

    - `@name.cases` on a generator of argument tuples, `def _(rng): yield x, w, b`
    - `@name.mistake("sentence")` on a function that makes one known mistake
    - `@name.start` on what the learner meets instead of `...`: a planted bug, a gap
    - `@name.then("the outputs for ...")` on a function `(answer, *inputs)`, where many answers are
      right: what it returns is compared instead of the answer itself
    - `@name.variant("tanh in place of the sigmoid")` on another solution, with a docstring of its
      own, that a class may be given; it returns an exercise, with `.cases` and `.mistake`
    """

    def __init__(self, function, lesson, points, minutes, hints, kind, rubric, parts, tolerance):
        if kind not in KINDS:
            raise ValueError(f"exercise needs a kind out of {', '.join(KINDS)}: got {kind!r}.")
        self.solution, self.name = function, function.__name__
        self.arguments = tuple(inspect.signature(function).parameters)
        self.lesson, self.points, self.minutes, self.hints = lesson, points, minutes, tuple(hints)
        self.kind, self.rubric, self.parts, self.tolerance = kind, rubric, parts, tolerance
        self.mistakes, self.given, self.consequence, self.consequence_name = [], None, None, None
        self.make_cases, self.variants = None, []
        self.__doc__, self.__name__ = function.__doc__, function.__name__

    def __call__(self, *inputs):
        return self.solution(*inputs)

    def __repr__(self):
        return f"<exercise {self.name} of lesson {self.lesson}>"

    def cases(self, generator):
        self.make_cases = generator
        return generator

    def mistake(self, sentence):
        def add(function):
            self.mistakes.append((sentence, function))
            return function

        return add

    def start(self, function):
        self.given = function
        return function

    def then(self, what):
        def add(function):
            self.consequence, self.consequence_name = function, what
            return function

        return add

    def variant(self, what):
        def add(function):
            other = copy.copy(self)
            other.solution, other.__doc__ = function, function.__doc__
            other.given, other.hints, other.variants = None, (), []
            other.mistakes = [(PUBLIC_ANSWER.format(what), self.solution)]
            self.variants.append((what, other))
            return other

        return add

    def examples(self, seed=0):
        """Return the inputs of all cases, a list of tuples; the same seed gives the same cases."""
        if self.make_cases is None:
            return [()]
        return list(self.make_cases(np.random.default_rng(seed)))


def exercise(
    lesson,
    points,
    minutes,
    hints=(),
    kind="write",
    rubric=(),
    parts=None,
    tolerance=1e-6,
):
    """Make an exercise of the function below it, which is its solution.

    Parameters
    ----------
    lesson : number of the lesson, such as "2.2"; of the unit, "2", in its problem set
    points, minutes : what it counts, and how long it takes
    hints : three sentences, from a question to the formula to the line
    kind : one of "write", "fix", "predict", "choose", "explain"
    rubric : for "explain", what a good text says, one sentence a point
    parts : names of the parts of a solution that returns a tuple, such as ("w", "b")
    tolerance : largest difference that counts as right, relative to the largest expected value
    """
    return lambda function: Exercise(
        function, lesson, points, minutes, hints, kind, rubric, parts, tolerance
    )


def header_docstring_body(function):
    """Return the source of a function in three pieces, lists of lines, without its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    node = ast.parse("\n".join(lines)).body[0]
    arguments = [*node.args.args, *node.args.defaults]
    end = max([node.lineno, *(argument.end_lineno for argument in arguments)])
    while not lines[end - 1].split("#")[0].rstrip().endswith(":"):
        end += 1
    first = node.body[0]
    documented = ast.get_docstring(node) is not None
    doc_end = first.end_lineno if documented else end
    return lines[node.lineno - 1 : end], lines[end:doc_end], lines[doc_end : node.end_lineno]


def stub(exercise):
    """Return the code of the lesson's cell: signature, docstring, `...` or the start, check."""
    header, docstring, _ = header_docstring_body(exercise.solution)
    body = header_docstring_body(exercise.given)[2] if exercise.given else ["    ..."]
    return "\n".join([*header, *docstring, *body, "", "", f"check({exercise.name})"])


def solution_source(exercise):
    """Return the source of the solution, without decorators and docstring."""
    header, _, body = header_docstring_body(exercise.solution)
    return "\n".join([*header, *body])
