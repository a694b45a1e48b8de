"""What functions ask of the arrays and settings that they get, and what they say otherwise."""

import numpy as np

NUMBERS, NUMBERS_OR_TEXT = "fiub", "fiubUS"


def as_array(data, who, kinds=NUMBERS):
    """Return `data` as one array of numbers, or of text where `kinds` allows that."""
    try:
        array = np.asarray(data)
    except ValueError:  # rows of different lengths
        array = None
    if array is None or array.dtype.kind not in kinds:
        raise TypeError(
            f"{who} needs numbers in one array: expected floats or integers, got "
            f"{_describe(data)}. "
            "Rows must have one length; leave out text and None."
        )
    return array


def as_floats(data, who):
    """Return `data` as an array of floats: floats pass untouched, integers become float64."""
    if type(data) is np.ndarray and data.dtype.kind == "f":
        return data
    array = as_array(data, who)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def as_pairs(x, y, who):
    """Return inputs and targets as two arrays of one length."""
    x, y = as_array(x, who), as_array(y, f"{who} (targets)")
    if not x.ndim or not y.ndim or len(x) != len(y) or not len(x):
        raise ValueError(
            f"{who} needs examples with one target each, one at least: "
            f"got x of shape {x.shape} and y of shape {y.shape}."
        )
    return x, y


def _describe(data):
    text = repr(data)
    return f"{type(data).__name__} {text if len(text) < 60 else text[:57] + '...'}"


def require_finite(x, who):
    """Raise a ValueError that names the first NaN or infinite place in x."""
    with np.errstate(over="ignore", invalid="ignore"):
        if np.isfinite(np.sum(x)) or np.isfinite(x).all():  # the sum nearly always settles it, fast
            return
    place = tuple(map(int, np.argwhere(~np.isfinite(x))[0]))
    raise ValueError(
        f"{who} needs finite numbers: got {x[place]} at {place}. "
        "Look for a missing value in the data, a division by 0 or a logarithm of 0."
    )


def require_number(value, who, what, accepts):
    """Return `value` as a float if it is a number that `accepts` says yes to.

    `what` completes the sentence "who needs …", with the range and an example where that helps.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, int | float | np.integer | np.floating) and accepts(value):
        return float(value)
    raise ValueError(f"{who} needs {what}: got {value!r}.")


def require_rate(learning_rate, who):
    """Return a learning rate as a float, if it is one."""
    what = "a learning rate above 0, such as 0.1"
    return require_number(learning_rate, who, what, lambda rate: 0 < rate < np.inf)


def require_count(value, who, what, least=1):
    """Return `value` as an int if it is a whole number of at least `least`."""
    if isinstance(value, int | np.integer) and value >= least:
        return int(value)
    raise ValueError(f"{who} needs a whole number of at least {least} for {what}: got {value!r}.")
