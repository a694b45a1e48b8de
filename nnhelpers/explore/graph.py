"""A computation graph of an expression: forward and backward, one step at a time."""

import ast
import math
import re

import traitlets

from nnhelpers.explore.base import Count, Exploration

FUNCTIONS = ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu")
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
MOST_NODES = 30
MOST_NAMES = 6
MOST_LETTERS = 200
SIGNS = str.maketrans({"^": "**", "−": "-", "×": "*", "·": "*"})  # as the page reads them
DEFAULTS = (2.0, -3.0, 10.0, 1.0, -1.0, 0.5)


class _Graph(Exploration, module="graph", after=("graph_numbers",)):
    expression = traitlets.Unicode().tag(sync=True, state=True)
    values = traitlets.Dict().tag(sync=True, state=True)
    step = Count(0, low=0, high=2 * MOST_NODES + 1)

    @traitlets.validate("expression")
    def _expression(self, proposal):
        names_in(proposal["value"])
        return proposal["value"]

    @traitlets.validate("values")
    def _values(self, proposal):
        return {name: _finite(name, value) for name, value in proposal["value"].items()}


def graph(expression="(a*b + c)**2", step=0, **values):
    """Show an expression as a computation graph, with values and gradients on its edges.

    Forward, each step computes one node from its inputs; backward, each step multiplies the
    gradient that has arrived at a node by the local derivatives and sends it on along its
    edges, where it adds up at a name that is used twice. The learner steps with buttons or a
    slider, changes the values, and types another expression; it is read by a parser, never run.

    Parameters: `expression` of numbers, names, + - * / **, parentheses and exp, log, sqrt, sin,
    cos, tanh, sigmoid, relu, at most 6 names and 30 nodes; `step` how far the walk has come at
    the start; the values by name: `explore.graph("a*b + a", a=2, b=-3)`.

    Returns the widget; `w.expression`, `w.values`, `w.step` hold what the learner has set.
    Raises ValueError for an expression that cannot be read, a value that is not finite or whose
    name does not occur.
    Used in lesson 3.5.
    """
    names = names_in(expression)
    unknown = [name for name in values if name not in names]
    if unknown:
        raise ValueError(
            f"graph has no {unknown[0]} in {expression!r}: expected values for {', '.join(names)}."
        )
    filled = dict(zip(names, DEFAULTS, strict=False)) | values
    return _Graph(expression=expression, values=filled, step=step)


def names_in(expression):
    """The names in an expression, in order; a ValueError if it cannot be read."""
    text = str(expression).translate(SIGNS).strip()
    if len(text) > MOST_LETTERS:
        raise _unreadable(text[:20] + "…", f"it has more than {MOST_LETTERS} letters")
    if odd := re.search(r"\b0[xob]\w*|\b\d+_\w*|[^\x00-\x7f]", text, re.IGNORECASE):
        raise _unreadable(expression, f"{odd.group()} is not known here")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(expression, "it is not complete") from None
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    names = []
    for node in sorted(nodes, key=lambda node: node.col_offset):
        _check(node, expression)
        if isinstance(node, ast.Name) and id(node) not in called and node.id not in names:
            names.append(node.id)
    if not names or len(names) > MOST_NAMES or len(nodes) > MOST_NODES:
        raise _unreadable(expression, f"it has {len(names)} names and {len(nodes)} parts")
    return names


def _check(node, expression):
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise _unreadable(expression, f"{ast.unparse(node.func)} is not a function here")
        if len(node.args) != 1 or node.keywords:
            raise _unreadable(expression, f"{node.func.id} takes one value")
        return
    fine = (
        isinstance(node, ast.Name)
        or (isinstance(node, ast.Constant) and type(node.value) in (int, float))
        or (isinstance(node, ast.BinOp) and isinstance(node.op, OPERATORS))
        or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))
    )
    if not fine:
        raise _unreadable(expression, f"{ast.unparse(node)} is not known here")


def _unreadable(expression, why):
    return ValueError(
        f"graph cannot read {expression!r}: {why}. Expected 1 to {MOST_NAMES} names, numbers, "
        f"+ - * / **, parentheses and {', '.join(FUNCTIONS)}, at most {MOST_NODES} parts."
    )


def _finite(name, value):
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"graph needs a finite {name}: expected a number, got {value!r}.")
    return float(value)
