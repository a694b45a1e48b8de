"""What every exploration has: state that Python and the page share, checks, a way back."""

import math
from pathlib import Path

import anywidget
import numpy as np
import traitlets

HERE = Path(__file__).parent


class Number(traitlets.Float):
    """A finite number that belongs to the state; `low` and `high` bound it."""

    def __init__(self, default=0.0, low=-math.inf, high=math.inf):
        super().__init__(default)
        self.low, self.high = low, high
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(
                f"{obj.who} needs a finite {self.name}: expected a number, got {value!r}. "
                f"Leave {self.name} out to start at {self.default_value:g}."
            )
        if not self.low <= number <= self.high:
            raise ValueError(
                f"{obj.who} needs {self.name} between {self.low:g} and {self.high:g}: "
                f"got {value!r}. Leave it out to start at {self.default_value:g}."
            )
        return number


class Count(Number):
    """A whole number that belongs to the state."""

    def validate(self, obj, value):
        number = super().validate(obj, value)
        if number != int(number):
            raise ValueError(
                f"{obj.who} needs a whole {self.name}: expected a number such as "
                f"{self.default_value:g}, got {value!r}."
            )
        return int(number)


class Choice(traitlets.Unicode):
    """A name out of several that belongs to the state."""

    def __init__(self, options, default=None):
        super().__init__(default or next(iter(options)))
        self.options = tuple(options)
        self.tag(sync=True, state=True)

    def validate(self, obj, value):
        options = obj.options(self.name) or self.options
        if not isinstance(value, str) or value not in options:
            raise ValueError(
                f"{obj.who} knows no {self.name} {value!r}: expected one of {', '.join(options)}."
            )
        return value


class Switch(traitlets.Bool):
    """True or False, part of the state."""

    def __init__(self, default=False):
        super().__init__(default)
        self.tag(sync=True, state=True)


class Text(traitlets.Unicode):
    """A text that belongs to the state."""

    def __init__(self, default=""):
        super().__init__(default)
        self.tag(sync=True, state=True)


class Exploration(anywidget.AnyWidget):
    """A figure that is computed and drawn in the browser.

    Its state is traits: read them in the next cell (`w.w1`), set them (`w.w1 = 2`), or link an
    ipywidgets slider to one without the kernel: `jslink((slider, "value"), (w, "w1"))`. The
    controls are the exploration's own, because ipywidgets' sliders have no name that a screen
    reader could say.

    In Google Colab, run `from google.colab import output; output.enable_custom_widget_manager()`
    once before.
    """

    who = "exploration"
    start = traitlets.Dict(help="the state that reset goes back to").tag(sync=True)

    def __init_subclass__(cls, module=None, after=(), **keywords):
        """`module` is drawn by module.js; `after` names files whose text goes before it."""
        if module:
            cls.who = module
            cls._esm = "\n".join(read(f"{name}.js") for name in ("kit", *after, module))
            cls._css = read("kit.css")
        super().__init_subclass__(**keywords)

    def __init__(self, **values):
        unknown = sorted(set(values) - set(self.trait_names()))
        if unknown:
            raise TypeError(
                f"{self.who} has no start value {unknown[0]!r}: expected one of "
                f"{', '.join(sorted(self.trait_names(state=True)))}."
            )
        for trait in self.traits(state=True).values():
            trait.tag(echo_update=False)  # an echo would undo what has moved on meanwhile
        super().__init__(**values)

    def open(self):
        """Send the state to the page, with what reset goes back to: a page never has one alone."""
        self.start = self.state
        super().open()

    @property
    def state(self):
        """The values that the controls show, by name."""
        return {name: getattr(self, name) for name in self.trait_names(state=True)}

    def options(self, name):
        """The names that the choice `name` knows, where they depend on the data."""

    def reset(self):
        """Go back to the start values."""
        with self.hold_sync():
            for name, value in self.start.items():
                setattr(self, name, value)

    def __repr__(self):
        values = (f"{name}={value!r}" for name, value in self.state.items())
        return f"explore.{self.who}({', '.join(values)})"


def read(name):
    return (HERE / name).read_text(encoding="utf-8")


def packed(array, dtype="float64"):
    """The bytes of an array, little-endian, as the page reads them."""
    return np.ascontiguousarray(array).astype(np.dtype(dtype).newbyteorder("<")).tobytes()


def lines(who, strokes):
    """Check a drawing: lines of points (x, y) from 0 to 1, y downward."""
    try:
        found = [[[float(x), float(y)] for x, y in line] for line in strokes]
        fine = all(found) and all(0 <= v <= 1 for line in found for point in line for v in point)
    except (TypeError, ValueError):
        fine = False
    if not fine:
        raise ValueError(
            f"{who} needs strokes as lists of points: expected [[(x, y), …], …] with numbers from "
            "0 to 1. Leave them out to start with an empty pad."
        )
    return found


def points_and_classes(who, data, most=2000):
    """Check data = (x, y): x (n, 2) finite, y n zeros and ones."""
    try:
        x, y = data
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"{who} needs data as a name or as (x, y): expected x of shape (n, 2) and n classes "
            f"0 or 1, got {type(data).__name__}."
        ) from None
    if x.ndim != 2 or x.shape[1] != 2 or y.shape != x.shape[:1] or not len(y):
        raise ValueError(
            f"{who} needs points in the plane: expected x of shape (n, 2) and y of shape (n,), "
            f"got {x.shape} and {y.shape}. Pick two columns: x[:, :2]."
        )
    if len(y) > most:
        raise ValueError(
            f"{who} draws at most {most:,} points: got {len(y):,}. Pass every "
            f"{math.ceil(len(y) / most)}th: x[::{math.ceil(len(y) / most)}]."
        )
    if not np.isfinite(x).all() or not np.isin(y, (0, 1)).all():
        raise ValueError(
            f"{who} needs finite points and classes 0 or 1: got NaN, infinity or another class. "
            "Remove those rows, or pass (y == 1) for the classes."
        )
    return x, y
