"""Short texts for numbers, arrays, inputs and parts, as the checker's sentences need them."""

import numpy as np

SMALL = 24  # values that are still shown


def shapes(inputs, names):
    """Return the shapes of the inputs in words: "x has shape (3,), b is one value"."""

    def one(value):
        if is_uneven(value):
            return f"has {len(value)} parts"
        return f"has shape {np.shape(value)}" if np.ndim(value) else "is one value"

    return ", ".join(f"{name} {one(value)}" for name, value in zip(names, inputs, strict=False))


def is_uneven(value):
    """Tell whether a value is a list of parts that make no array, such as [(weight, bias), ...]."""
    try:
        np.asarray(value)
    except ValueError:
        return True
    return False


def inputs_text(pair, names):
    """Return a sentence with the inputs of a case, or with their shapes where they are large."""
    if not names:
        return ""
    if any(map(is_uneven, pair.inputs)) or sum(map(np.size, pair.inputs)) > SMALL:
        return f"\nThere, {shapes(pair.inputs, names)}."
    return f"\nThe inputs were {values_text(pair.inputs, names)}."


def values_text(inputs, names):
    return ", ".join(f"{name} = {show(value)}" for name, value in zip(names, inputs, strict=False))


def show(value):
    """Return a value in one line, numbers with four digits after the point."""
    if isinstance(value, (str, dict)) or value is None or is_uneven(value):
        return repr(value)
    text = np.array2string(np.asarray(value), precision=4, separator=", ", threshold=SMALL)
    return " ".join(text.split())


def two_numbers(expected, got):
    """Return both as text, with as many digits as it takes to tell them apart."""
    for digits in (4, 6, 9, 12, 17):
        texts = f"{expected:.{digits}g}", f"{got:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def part_name(path, parts=None):
    """Return where in a result something is: "In part 2 of your result (b): "."""
    if not path:
        return ""
    first = path[0]
    if isinstance(first, str):
        return f"In {first!r} of your result: "
    name = f" ({parts[first]})" if parts else ""
    return f"In part {first + 1} of your result{name}: "


# What two shapes alone can tell: (test of the expected and the received shape, sentence).
SHAPES = [
    (
        lambda e, g: g == (),
        "You return one number: does a sum or a mean run over everything?",
    ),
    (
        lambda e, g: (
            np.prod(e) == np.prod(g) and [n for n in e if n > 1] == [n for n in g if n > 1]
        ),
        "Only axes of length 1 differ: look at keepdims, reshape, and [:, None].",
    ),
    (lambda e, g: g == e[::-1], "Rows and columns have changed places."),
    (
        lambda e, g: len(e) == 1 and g == (e[0], e[0]),
        "A shape (n,) has met a shape (n, 1), and NumPy has filled up a square.",
    ),
    (lambda e, g: e == (), "One number is asked: is a sum missing, or * where @ should be?"),
    (
        lambda e, g: len(g) > len(e),
        "There is an axis too many: is a sum missing, or * where @ should be?",
    ),
    (lambda e, g: len(g) < len(e), "An axis is missing: does a sum or a mean run too far?"),
    (lambda e, g: len(g) == len(e), "The number of axes is right; a length is not."),
]


def shape_reason(expected, got):
    return next(sentence for holds, sentence in SHAPES if holds(expected, got))
