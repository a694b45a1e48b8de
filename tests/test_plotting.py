"""Each figure can be drawn without a display, describes itself, and refuses what it cannot draw."""

import json
import re
import struct
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from nnhelpers import datasets
from nnhelpers import plotting as plot
from nnhelpers.plotting import canvas

RNG = np.random.default_rng(0)
MOONS = datasets.moons(n=40)
DIGITS = datasets.digits()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def step_down(rate, steps=10):
    path = [np.array([-3.0, 1.0])]
    for _ in range(steps):
        path.append(path[-1] * (1 - rate * np.array([2.0, 8.0])))
    return np.array(path)


def bowl(theta):
    return theta[0] ** 2 + 4 * theta[1] ** 2


EXAMPLES = {  # name: (what draws it, facts that its description must state)
    "digits": (
        lambda: plot.digits(DIGITS.x_test[:5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 9], title="Five"),
        ["Five.", "5 images", "They show 1 2 3 4 5", "1 of them wrongly: 5 as 9"],
    ),
    "digits, one": (lambda: plot.digits(np.eye(28)), ["1 image,"]),
    "digits, read only": (lambda: plot.digits(DIGITS.x_test[:2], predicted=[3, 4]), ["reads 3 4"]),
    "curves": (
        lambda: plot.curves(
            [1, 10, 100],
            {"test": [0.5, 0.2, 0.1], "train": [0.3, 0.1, 0.3]},
            "More data helps",
            "images",
            "error",
            log="xy",
            bands={"test": ([0.4, 0.1, 0.05], [0.6, 0.3, 0.2])},
            marks={"here": 20},
            dots=([2, 3], [0.2, 0.4]),
        ),
        [
            "Error over images from 1 to 100",
            "test falls from about 0.5 to about 0.1",
            "here is marked at 20",
            "2 measured points are drawn as dots",
        ],
    ),
    "points": (
        lambda: plot.points(*MOONS, names=["up", "down"]),
        ["40 points (20 of up, 20 of down)"],
    ),
    "points, no classes": (lambda: plot.points(MOONS[0]), ["40 points, from"]),
    "boundary, probabilities": (
        lambda: plot.boundary(lambda p: sigmoid(p @ [[0.0], [-9.0]] + 2), *MOONS),
        ["40 points", "of 40 points lie in the region of their own class"],
    ),
    "boundary, classes": (lambda: plot.boundary(lambda p: p[:, 0] > 0, *MOONS), ["own class"]),
    "boundary, scores": (lambda: plot.boundary(lambda p: np.c_[p, -p], *MOONS), ["own class"]),
    "neuron": (
        lambda: plot.neuron([3, 4], -5, sigmoid),
        ["w = (3, 4), b = −5", "passes 1 from the origin"],
    ),
    "neuron, points": (lambda: plot.neuron([9, 9], -5, np.tanh, *datasets.xor()), ["4 points"]),
    "neuron, no line": (lambda: plot.neuron([0, 0], 1, sigmoid), ["there is no line"]),
    "neuron, line outside": (lambda: plot.neuron([1, 0], 99, sigmoid), ["passes 99 from"]),
    "activations": (
        lambda: plot.activations([sigmoid, np.tanh]),
        ["sigmoid runs from 0.0025 to 1", "largest slope is 0.25", "tanh runs from −1 to 1"],
    ),
    "histogram": (
        lambda: plot.histogram({"a": [1, 2, 3], "b": [4, 5, 6]}, "Apart", "size", threshold=3.5),
        ["a has its median at about 2, with 0 % above", "b has its median at about 5, with 100 %"],
    ),
    "history": (
        lambda: plot.history(
            {"epoch": [1, 2], "cost": [2.0, 1.0], "validation_accuracy": [0.5, 0.75]}
        ),
        ["training falls from about 2 to about 1", "validation rises from about 0.5 to about 0.75"],
    ),
    "surface": (
        lambda: plot.surface(bowl, (-4, 4), (-2, 2),
                             {"slow": step_down(0.05), "out": step_down(1)}),
        ["slow: 10 steps from (−3, 1), ends near", "out: 10 steps", "leaves the picture"],
    ),
    "descent": (
        lambda: plot.descent(lambda t: t**2, [-2.0, -1.0, 0.5], x_label="w"),
        ["2 steps lead from w = −2 to 0.5", "goes from 4 to 0.25"],
    ),
    "weights": (
        lambda: plot.weights(RNG.normal(size=(64, 5)), shape=(8, 8)),
        ["5 pictures of 8 by 8 weights"],
    ),
    "confusion": (
        lambda: plot.confusion([[8, 2], [0, 10]], ["cat", "dog"]),
        ["20 examples, 90 % on the diagonal", "takes cat for dog"],
    ),
    "confusion, perfect": (lambda: plot.confusion(np.eye(3)), ["No example is taken for another"]),
    "bars": (
        lambda: plot.bars({"a": 0.5, "b": -2}, "Two", "score", errors={"a": 0.1}),
        ["Bars of score: a 0.5, b −2."],
    ),
    "network": (lambda: plot.network((784, 16, 16, 10)), ["13,002 weights and biases", "hidden 2"]),
    "graph": (
        lambda: plot.graph({"x": (3, 6), "x²": (9, 1)}, [("x", "x²")]),
        ["x has value 3 and gradient 6", "x² from x has value 9"],
    ),
    "graph, a value used twice": (
        lambda: plot.graph({"a": 2, "b": 3, "a + b": 5, "y": 15},
                           [("a", "a + b"), ("b", "a + b"), ("a + b", "y"), ("b", "y")]),
        ["y from a + b and b has value 15"],
    ),
}  # fmt: skip


@pytest.fixture
def shown(monkeypatch):
    """Collect (PNG bytes, description) of each figure in place of showing it."""
    figures = []
    monkeypatch.setattr(canvas, "show", lambda fig, alt: figures.append((canvas.png(fig), alt)))
    return figures


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_figure_is_drawn_and_described(name, shown):
    draw, facts = EXAMPLES[name]
    assert draw() is None
    ((content, alt),) = shown
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">2i", content[16:24])
    assert width == 975
    assert 150 < height < 1000
    for fact in facts:
        assert fact in alt
    assert "nan" not in alt
    assert "  " not in alt
    assert len(alt) < 900


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_figure_has_the_same_bytes_each_time(name, shown):
    draw, _ = EXAMPLES[name]
    if name == "weights":
        weight = RNG.normal(size=(64, 5))
        draw = lambda: plot.weights(weight, shape=(8, 8))  # noqa: E731
    draw()
    draw()
    assert shown[0] == shown[1]
    assert b"Software" not in shown[0][0]


def test_each_public_function_has_an_example():
    drawn = {name.split(",")[0] for name in EXAMPLES}
    assert drawn == set(plot.__all__) - {"show"}


def test_alt_replaces_the_description(shown):
    plot.points(*MOONS, alt="Two half circles.")
    assert shown[0][1] == "Two half circles."


def test_a_long_title_is_wrapped_and_read_as_one_line(shown):
    plot.points(*MOONS, title="A long title that goes on " * 5)
    assert "\n" not in shown[0][1]


def test_arguments_stay_as_they_were(shown):
    x, y = MOONS[0].copy(), MOONS[1].copy()
    matrix = np.array([[3.0, 1], [2, 4]])
    plot.points(x, y)
    plot.confusion(matrix)
    assert np.array_equal(x, MOONS[0])
    assert np.array_equal(y, MOONS[1])
    assert matrix.tolist() == [[3, 1], [2, 4]]


def test_read_only_images_can_be_drawn(shown):
    assert not DIGITS.x_test.flags.writeable
    plot.digits(DIGITS.x_test[:3], DIGITS.y_test[:3])


def test_a_tensor_can_be_drawn(shown):
    class Tensor:
        def __init__(self, data):
            self.data = np.asarray(data)

        def backward(self): ...

    plot.neuron(Tensor([1.0, 2.0]), Tensor(0.5), sigmoid)
    plot.weights(Tensor(np.ones((4, 2))), shape=(2, 2))
    plot.boundary(lambda p: Tensor(sigmoid(p[:, :1])), *MOONS)
    plot.digits(Tensor(DIGITS.x_test[:2]))


def test_the_style_stays_inside_the_figure(shown):
    before = dict(matplotlib.rcParams)
    matplotlib.rcParams["font.size"] = 33
    try:
        plot.points(*MOONS)
        assert matplotlib.rcParams["font.size"] == 33
    finally:
        matplotlib.rcParams["font.size"] = before["font.size"]
    plot.points(*MOONS)
    assert shown[0] == shown[1]  # nor does the learner's own setting reach the figure
    assert dict(matplotlib.rcParams) == before


def test_outside_a_notebook_the_description_is_printed(capsys):
    plot.network((2, 3, 1))
    assert capsys.readouterr().out.startswith("[Figure] A network 2-3-1. Layers: input 2")


def test_fifty_figures_leave_none_behind():
    code = """
import sys
from nnhelpers import plotting as plot
for _ in range(50):
    plot.network((2, 1))
assert "matplotlib.pyplot" not in sys.modules
import gc
from matplotlib.figure import Figure
gc.collect()
assert not [o for o in gc.get_objects() if isinstance(o, Figure)]
import matplotlib.pyplot as plt
assert plt.get_fignums() == []
"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_in_a_notebook_the_figure_carries_its_description():
    code = """
import json
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
with capture_output() as captured:
    from nnhelpers import plotting as plot
    plot.bars({"<a>": 1}, "One", "size")
print(json.dumps([[o.data, o.metadata] for o in captured.outputs]))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    (picture, metadata), (folded, _) = json.loads(done.stdout)
    alt = "One. Bars of size: <a> 1."
    assert set(picture) == {"image/png", "text/plain"}
    assert picture["text/plain"] == alt
    assert metadata["image/png"] == {"alt": alt, "width": 650}
    assert set(folded) == {"text/html"}
    assert "&lt;a&gt; 1." in folded["text/html"]
    assert folded["text/html"].startswith("<details><summary>Figure in words</summary>")


def test_no_figure_is_shown_without_a_description():
    with pytest.raises(ValueError, match="show needs alt"):
        plot.show(None, " ")


NAN = np.array([[0.0, 1.0], [np.nan, 2.0]])
BAD = [  # (what draws it, what the error says)
    (lambda: plot.points(NAN), r"points x: expected finite numbers, got nan at \(1, 0\)"),
    (lambda: plot.points(np.ones((3, 4))), r"expected shape \(n, 2\), got shape \(3, 4\)"),
    (lambda: plot.points(np.ones((0, 2))), r"got shape \(0, 2\)\. It is empty"),
    (lambda: plot.points("abc"), "expected numbers of .*got str 'abc'"),
    (lambda: plot.points(np.ones((3, 2)), np.eye(3)), r"one class a point.*argmax\(axis=-1\)"),
    (lambda: plot.points(np.ones((3, 2)), [0, 1]), r"classes y: expected shape \(3,\), got"),
    (lambda: plot.points(np.ones((2, 2)), [0.5, 1]), "whole numbers of 0 or more, got 0.5"),
    (lambda: plot.points(np.ones((2, 2)), [-1, 1]), "got -1"),
    (lambda: plot.points(np.ones((2, 2)), [0, 1], names=["a"]), "expected 2, got 1"),
    (lambda: plot.boundary(lambda p: p[:, 0] * 9, *MOONS), "values from 0 to 1.*Apply sigmoid"),
    (lambda: plot.boundary(lambda p: p[0], *MOONS), "what the model returns: expected shape"),
    (lambda: plot.boundary(lambda p: p[:, 0] * np.nan, *MOONS), "got nan"),
    (lambda: plot.neuron([1, 2, 3], 0, sigmoid), r"neuron needs weight: expected shape \(2,\)"),
    (lambda: plot.neuron([1, 2], [0, 1], sigmoid), r"neuron needs bias: expected shape \(1,\)"),
    (lambda: plot.neuron([1, 2], np.inf, sigmoid), "neuron needs bias: .*got inf"),
    (lambda: plot.neuron([1, 2], 0, lambda z: z.sum(axis=0)), r"activation\(z\): expected shape"),
    (lambda: plot.digits(np.ones((2, 10, 10)) * np.nan), "digits needs images: .*got nan"),
    (lambda: plot.digits(np.ones(50)), "square number of pixels such as 784, got 50"),
    (lambda: plot.digits(np.ones((0, 784))), "It is empty"),
    (lambda: plot.digits(np.ones((2, 784)), [1]), r"labels: expected shape \(2,\), got"),
    (lambda: plot.digits(np.ones((2, 784)), columns=0), "columns: .*got 0"),
    (lambda: plot.curves([1, 2], {}, "t", "x", "y"), "curves needs lines: .*keys"),
    (lambda: plot.curves([1, 2], [1, 2], "t", "x", "y"), "got list.*{'cost': y}"),
    (lambda: plot.curves([1, 2], {"a": [1]}, "t", "x", "y"), r"curve 'a': expected shape \(2,\)"),
    (lambda: plot.curves([1, 2], {"a": [1, np.nan]}, "t", "x", "y"), r"got nan at \(1,\)"),
    (lambda: plot.curves([], {"a": []}, "t", "x", "y"), "It is empty"),
    (lambda: plot.curves([0, 1], {"a": [1, 2]}, "t", "x", "y", log="x"), "x above 0.*got 0"),
    (lambda: plot.curves([1, 2], {"a": [1, 2]}, "t", "x", "y", log="z"), "expected '', 'x'"),
    (
        lambda: plot.curves([1, 2], {"a": [1, 2]}, "t", "x", "y", dots=([1, 2], [1])),
        r"dots' values: expected shape \(2,\)",
    ),
    (lambda: plot.history([1, 2]), "history needs what fit returns: .*got list"),
    (lambda: plot.history({"loss": [1]}), r"got a dict with the keys \['loss'\]"),
    (lambda: plot.history({"cost": []}), "It is empty"),
    (lambda: plot.activations([]), "expected one or more, got none"),
    (lambda: plot.activations({"bad": lambda z: z / 0 * 0 + np.nan}), "got nan"),
    (lambda: plot.histogram({}, "t", "x"), "histogram needs values"),
    (lambda: plot.histogram({"a": []}, "t", "x"), "It is empty"),
    (lambda: plot.bars([1, 2], "t", "x"), "bars needs values: .*got list"),
    (lambda: plot.bars({"a": np.nan}, "t", "x"), "got nan"),
    (lambda: plot.surface(bowl, (1, -1), (0, 1)), "x_range: expected .low, high.*Swap"),
    (lambda: plot.surface(lambda t: np.nan, (0, 1), (0, 1)), "f over the range: .*got nan"),
    (lambda: plot.surface(bowl, (0, 1), (0, 1), {"p": [1, 2]}), "the path 'p': expected shape"),
    (lambda: plot.descent(abs, []), "descent needs path"),
    (lambda: plot.descent(abs, [[1, 2]]), "path of one parameter.*with surface"),
    (lambda: plot.descent(abs, [1, np.inf]), "got inf"),
    (lambda: plot.weights(np.ones((10, 2))), "expected 784 rows .*got 10"),
    (lambda: plot.weights(np.ones(784)), r"expected shape \(n_in, n_units\)"),
    (lambda: plot.confusion(np.ones((2, 3))), "expected a square matrix.*confusion_matrix"),
    (lambda: plot.confusion(np.zeros((2, 2))), "with sum 0"),
    (lambda: plot.confusion(np.eye(2), ["a"]), "expected 2, got 1"),
    (lambda: plot.network((3,)), r"two or more whole numbers of 1 or more, got \[3\]"),
    (lambda: plot.network((3, 0)), "network needs sizes"),
    (lambda: plot.network((3, 1), names=["a"]), "expected 2, got 1"),
    (lambda: plot.graph({}, []), "graph needs nodes"),
    (lambda: plot.graph({"x": (np.nan, 1)}, []), "node 'x': expected two finite"),
    (lambda: plot.graph({"x": 1}, [("x", "y")]), r"two of \['x'\], got \('x', 'y'\)"),
    (lambda: plot.graph({"x": 1, "y": 1}, [("x", "y"), ("y", "x")]), "without a loop"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
@pytest.mark.parametrize(("draw", "message"), BAD)
def test_bad_input_is_named(draw, message, shown):
    with pytest.raises(ValueError, match=re.compile(message, re.DOTALL)):
        draw()
    assert shown == []


def test_labels_that_meet_are_moved_apart():
    placed = canvas.spread([0.5, 0.5, 0.5, 0.0], gap=0.1)
    assert np.diff(np.sort(placed)).min() > 0.0999
    assert abs(placed[:3].mean() - 0.5) < 1e-9
    assert canvas.spread([0.3], gap=0.1).tolist() == [0.3]


def test_words_have_contrast_enough_on_white():
    for color in canvas.WORDS:
        channels = np.array(matplotlib.colors.to_rgb(color))
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        assert 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (-0.0, "0"), (0.0287, "0.029"), (-2.5, "−2.5"), (12345, "12,000"), (99.6, "100")],
)
def test_numbers_are_said_in_two_digits(value, said):
    assert canvas.about(value) == said


def test_there_is_no_layer_two_and_a_half():
    figure, _ = plot.curves.__wrapped__(range(1, 21), {"a": range(20)}, "t", "layer", "y")
    ticks = figure.axes[0].get_xticks()
    assert (ticks == ticks.round()).all()
