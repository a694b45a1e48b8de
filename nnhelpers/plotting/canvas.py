"""What all figures share: colors, style, checks of their input, and how they reach the page."""

import base64
import functools
import html
import io
import sys
import textwrap

import numpy as np
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

# Okabe and Ito's colors, which color-blind readers tell apart; the order keeps neighbors far apart.
BLUE, ORANGE, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
AMBER, SKY, INK, GRAY, LIGHT = "#E69F00", "#56B4E9", "#222222", "#767676", "#DDDDDD"
PALETTE = (BLUE, ORANGE, GREEN, PURPLE, AMBER, SKY, INK, GRAY)
# The same, darker, for words: a contrast of 4.5 or more on white.
DARK_ORANGE = "#B04A00"
WORDS = ("#006CA8", DARK_ORANGE, "#00734F", "#9C4777", "#8A5E00", "#1F6F9C", INK, "#6B6B6B")
MARKERS = "os^DvPX*<>"  # a second sign beside the color
DASHES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))
DIVERGING = LinearSegmentedColormap.from_list(
    "blue_white_orange", ["#003A5C", BLUE, "#9CC7E0", "#FFFFFF", "#F2BE9C", ORANGE, "#6E3000"]
)
WIDTH, DPI, PIXELS = 6.5, 150, 650  # inches, dots an inch in the file, pixels wide on the page

STYLE = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GRAY,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "xtick.color": GRAY,
    "ytick.color": GRAY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "lines.linewidth": 2,
    "legend.frameon": False,
    "figure.facecolor": "white",  # a white card reads well on a dark page too
    "axes.formatter.useoffset": False,
}


def drawing(draw):
    """Turn draw(…) -> (figure, facts) into a function that shows the figure in the course's style.

    The style holds for this figure only; a learner's own matplotlib settings stay untouched.
    """

    @functools.wraps(draw)
    def draw_and_show(*arguments, alt=None, **options):
        with style.context(STYLE, after_reset=True):
            figure, facts = draw(*arguments, **options)
            title = figure.get_suptitle().replace("\n", " ").rstrip(".")
            show(figure, alt or f"{title}. {facts}")

    return draw_and_show


def show(figure, alt):
    """Put a matplotlib figure on the page, described by the sentence alt.

    JupyterLab 4 gives an image no alternative text, whatever its metadata say, so the description
    also stands below the figure, folded. An HTML image could carry it, but its bytes would then be
    compared as text by nbval, and GitHub has not always shown such images.
    """
    if not isinstance(alt, str) or not alt.strip():
        raise ValueError(
            f"show needs alt, what the figure shows in words: expected a sentence, got {alt!r}. "
            "Say what a reader who cannot see it should know."
        )
    if "IPython" not in sys.modules or sys.modules["IPython"].get_ipython() is None:
        print(f"[Figure] {alt}")
        return
    from IPython.display import display

    folded = f"<details><summary>Figure in words</summary>{html.escape(alt)}</details>"
    picture = {"image/png": base64.b64encode(png(figure)).decode(), "text/plain": alt}
    display(picture, metadata={"image/png": {"alt": alt, "width": PIXELS}}, raw=True)
    display({"text/html": folded}, raw=True)


def png(figure):
    """Return the figure as the bytes of a PNG file, the same each time."""
    content = io.BytesIO()
    FigureCanvasAgg(figure).print_png(content, metadata={"Software": None})
    return content.getvalue()


def new_figure(title, height, rows=1, columns=1, **options):
    """Return a figure of the page's width and its axes; pyplot would remember each figure."""
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=0.06, h_pad=0.06)
    wrapped = textwrap.fill(title, 62, break_long_words=False)
    figure.suptitle(wrapped, x=0.012, ha="left", fontsize=12, fontweight="bold")
    return figure, figure.subplots(rows, columns, **options)


def numbers(who, what, values, shape):
    """Return values as a float array after checking it; shape is such as ("n", 2)."""
    values = values.data if hasattr(values, "backward") else values  # a Tensor
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(
            f"{who} needs {what}: expected numbers of {_words(shape)}, "
            f"got {type(values).__name__} {str(values)[:60]!r}. Pass an array."
        ) from None
    fits = array.ndim == len(shape) and all(
        isinstance(want, str) or want == got for want, got in zip(shape, array.shape, strict=True)
    )
    if not fits or array.size == 0:
        raise ValueError(
            f"{who} needs {what}: expected {_words(shape)}, got shape {array.shape}. "
            + ("It is empty." if fits else "Reshape it, or pass another array.")
        )
    if not np.isfinite(array).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{who} needs {what}: expected finite numbers, got {array[place]} at {place}. "
            "Find where it arises, or leave these entries out."
        )
    return array


def _words(shape):
    inside = ", ".join(str(size) for size in shape)
    return f"shape ({inside},)" if len(shape) == 1 else f"shape ({inside})"


def about(value):
    """Return a number in two digits, which another machine's rounding hardly ever changes."""
    return exact(float(f"{float(value):.1e}"))


def exact(value):
    """Return a number in up to four digits, with a true minus sign."""
    value = float(f"{float(value):.4g}") + 0.0  # + 0.0 turns -0 into 0
    text = f"{value:,.0f}" if 100 <= abs(value) < 1e6 and value % 1 == 0 else f"{value:.4g}"
    return text.replace("-", "−")


def near(value, span):
    """Return a place on an axis, rounded to about a hundredth of the axis's span."""
    return exact(round(float(value), 1 - int(np.floor(np.log10(span)))))


def spread(heights, gap, low=0.0, high=1.0):
    """Move heights apart so that neighbors differ by gap or more and all stay in [low, high]."""
    order = np.argsort(heights, kind="stable")
    placed = np.asarray(heights, dtype=float)[order]
    for _ in range(200):
        for i in range(1, len(placed)):
            overlap = gap - (placed[i] - placed[i - 1])
            if overlap > 1e-9:
                placed[i - 1] -= overlap / 2
                placed[i] += overlap / 2
        placed = np.clip(placed, low, high) if gap * (len(placed) - 1) <= high - low else placed
    result = np.empty_like(placed)
    result[order] = placed
    return result


def kind(value):
    """Say in an error what came instead of a dict of labels."""
    return (
        f"a dict with the keys {list(value)}" if isinstance(value, dict) else type(value).__name__
    )


def color(index):
    """Return the color of the line or group with this number."""
    return PALETTE[index % len(PALETTE)]


def word_color(index):
    """Return the color in which words name the line or group with this number."""
    return WORDS[index % len(WORDS)]


def dash(index):
    """Return the dash pattern of the line with this number."""
    return DASHES[index % len(DASHES)]


def in_axes(axes, x, y):
    """Return where a point of the data stands, as fractions of the axes' width and height."""
    axes.get_xlim(), axes.get_ylim()  # asking for the limits brings them up to date
    return axes.transAxes.inverted().transform(axes.transData.transform((x, y)))


def note(figure, text):
    """Write a small line of explanation at the bottom right."""
    figure.supxlabel(text, x=0.985, ha="right", fontsize=8, color=GRAY)


def mark(axes, marks):
    """Draw a dashed vertical line at each place in marks, a dict of label -> x."""
    for label, place in (marks or {}).items():
        axes.axvline(place, color=INK, lw=1.2, ls=(0, (4, 3)))
        fraction = in_axes(axes, place, axes.get_ylim()[1])[0]
        axes.annotate(
            str(label),
            (place, 0.985),
            (-4 if fraction > 0.6 else 4, 0),
            xycoords=axes.get_xaxis_transform(),
            textcoords="offset points",
            ha="right" if fraction > 0.6 else "left",
            va="top",
            fontsize=9,
            bbox={"fc": "white", "ec": "none", "alpha": 0.8, "pad": 1},
        )
