"""explore: what the functions accept and refuse, and what they return."""

import subprocess
import sys

import numpy as np
import pytest

from nnhelpers import explore, layers
from nnhelpers.activations import sigmoid, softmax

NAN = float("nan")


def refuses(sentence, explore_it, /, *arguments, **keywords):
    with pytest.raises(ValueError, match=sentence):
        explore_it(*arguments, **keywords)


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"w1": NAN}, "finite w1"),
        ({"b": np.inf}, "finite b"),
        ({"w2": "two"}, "finite w2.*'two'"),
        ({"activation": "sigmoide"}, "no activation 'sigmoide'.*sigmoid"),
        ({"data": "xnor"}, "no data 'xnor'.*nand"),
        ({"data": (np.zeros((4, 3)), np.zeros(4))}, r"shape \(n, 2\).*\(4, 3\)"),
        ({"data": (np.zeros((0, 2)), np.zeros(0))}, "shape"),
        ({"data": (np.zeros((10_000, 2)), np.zeros(10_000))}, "at most 2,000.*10,000.*5th"),
        ({"data": (np.full((4, 2), NAN), np.zeros(4))}, "finite points"),
        ({"data": (np.zeros((4, 2)), np.arange(4))}, "classes 0 or 1"),
        ({"data": 3}, "as a name or as"),
        ({"point": 3}, "two numbers"),
        ({"point": (0, NAN)}, "finite x2"),
    ],
)
def test_neuron_refuses(keywords, sentence):
    refuses(sentence, explore.neuron, **keywords)


def test_neuron_keeps_its_own_data():
    x, y = np.array([[0.0, 1], [2, 3]]), np.array([0, 1])
    widget = explore.neuron(data=(x, y))
    assert widget.data == "yours"
    assert np.array_equal(np.frombuffer(widget.sets["yours"]["x"], "<f8").reshape(2, 2), x)
    assert list(widget.sets["yours"]["y"]) == [0, 1]


def test_state_can_be_set_read_and_reset():
    widget = explore.neuron(w1=2, data="xor")
    widget.w1 = 5
    with pytest.raises(ValueError, match="finite w1"):
        widget.w1 = NAN
    assert widget.w1 == 5
    widget.reset()
    assert (widget.w1, widget.data) == (2, "xor")
    assert repr(widget).startswith("explore.neuron(")


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"name": "swish"}, "no name 'swish'.*silu"),
        ({"z": NAN}, "finite z"),
        ({"logits": (1, 2)}, "three logits"),
        ({"logits": (1, 2, NAN)}, "finite z3"),
    ],
)
def test_activations_refuses(keywords, sentence):
    refuses(sentence, explore.activations, **keywords)


@pytest.mark.parametrize(
    ("keywords", "sentence"),
    [
        ({"function": "valley"}, "no function 'valley'.*bowl"),
        ({"learning_rate": NAN}, "finite learning_rate"),
        ({"learning_rate": -1}, "between"),
        ({"momentum": 1}, "between 0 and 0.999"),
        ({"start": (1, 2, 3)}, r"expected \(x, y\)"),
        ({"function": "parabola", "start": (1, 2)}, "one number"),
        ({"start": (NAN, 0)}, "finite x"),
        ({"steps": 10_000}, "between 0 and 200"),
        ({"steps": 1.5}, "whole steps"),
    ],
)
def test_descent_refuses(keywords, sentence):
    refuses(sentence, explore.descent, **keywords)


IMAGES = np.ones((6, 28, 28))
LABELS = np.array([0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((IMAGES, LABELS), "needs test pictures"),
        ((IMAGES[:, 1:], LABELS, IMAGES, LABELS), "square pictures"),
        ((IMAGES, LABELS[1:], IMAGES, LABELS), r"expected shape \(6,\)"),
        ((IMAGES, LABELS * 0, IMAGES, LABELS), "two different labels, got 1"),
        ((IMAGES * NAN, LABELS, IMAGES, LABELS), "finite brightness"),
        ((IMAGES[:0], LABELS[:0], IMAGES, LABELS), "square pictures"),
        ((IMAGES, LABELS, IMAGES, LABELS, NAN), "finite threshold"),
    ],
)
def test_threshold_refuses(arguments, sentence):
    refuses(sentence, explore.threshold, *arguments)


@pytest.mark.parametrize(
    ("expression", "values", "sentence"),
    [
        ("a +", {}, "not complete"),
        ("__import__('os')", {}, "not a function here"),
        ("a.b", {}, "not known here"),
        ("a if b else c", {}, "not known here"),
        ("+".join("abcdefg"), {}, "7 names"),
        ("1 + 2", {}, "0 names"),
        ("a*b", {"c": 1}, "has no c"),
        ("a*b", {"a": NAN}, "finite a"),
        ("a*b", {"step": -1}, "between"),
        ("1_000*a", {}, "1_000 is not known"),
        ("θ + 1", {}, "θ is not known"),
        ("(" * 300 + "a", {}, "more than 200 letters"),
    ],
)
def test_graph_refuses(expression, values, sentence):
    refuses(sentence, explore.graph, expression, **values)


def diverged():
    layer = layers.Linear(784, 10)
    layer.weight.data[0, 0] = np.inf
    return layers.Sequential(layer)


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (layers.Linear(784, 10), "a Sequential"),
        (layers.mlp(2, 8, 1), "784 inputs and 10 outputs, got 2 and 1"),
        (layers.Sequential(), "got 0 and 0"),
        (layers.Sequential(layers.Linear(784, 10), np.sort), "Linear layers and sigmoid"),
        (diverged(), "smaller learning rate"),
    ],
)
def test_digit_refuses(model, sentence):
    refuses(sentence, explore.digit, model)


MODEL = layers.mlp(784, 8, 10, rng=0)
PLANE = np.zeros((20, 2))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: explore.clusters(PLANE * NAN), "finite points"),
        (lambda: explore.clusters(np.zeros((10_000, 2))), "8 to 2,000 points"),
        (lambda: explore.clusters(PLANE[:, :1]), "at least two features"),
        (lambda: explore.clusters(PLANE, labels=[1, 2]), "one label per point"),
        (lambda: explore.clusters(k=0), "k between 1 and 8"),
        (lambda: explore.bandit((0.5,)), "2 to 8 arms"),
        (lambda: explore.bandit((0.5, NAN)), "from 0 to 1"),
        (lambda: explore.bandit(epsilon=2), "between 0 and 1"),
        (lambda: explore.bandit(steps=10_000), "between 1 and 1000"),
        (lambda: explore.corrupt(layers.mlp(2, 3, 1)), "784 inputs"),
        (lambda: explore.corrupt(MODEL, np.zeros((3, 784)), np.array([1, 2])), "one label"),
        (lambda: explore.corrupt(MODEL, np.zeros((300, 784)), np.zeros(300)), "1 to 200 pictures"),
        (lambda: explore.corrupt(MODEL, np.full((2, 784), NAN), np.zeros(2)), "finite brightness"),
        (lambda: explore.corrupt(MODEL, digit=100), "expected a digit from 0 to 99"),
        (lambda: explore.corrupt(MODEL, noise=NAN), "finite noise"),
        (lambda: explore.approximate("saw"), "no target 'saw'"),
        (lambda: explore.approximate(neurons=0), "neurons between 2 and 60"),
        (lambda: explore.approximate([0, NAN]), "numbers from"),
        (lambda: explore.approximate(np.zeros((3, 3))), "numbers from"),
        (lambda: explore.architecture((784, 0, 10)), "width 0"),
        (lambda: explore.architecture((784, 2.5, 10)), "whole sizes"),
        (lambda: explore.architecture((784,)), "2 to 8 sizes"),
        (lambda: explore.architecture((10_000, 10)), "from 1 to 4,096"),
        (lambda: explore.signal("swish"), "no activation 'swish'"),
        (lambda: explore.signal(scale=NAN), "finite scale"),
        (lambda: explore.signal(depth=10_000), "between 2 and 30"),
        (lambda: explore.fit(width=0), "width between 1 and 60"),
        (lambda: explore.fit(n=10_000), "n between 3 and 200"),
        (lambda: explore.fit(noise=NAN), "finite noise"),
        (lambda: explore.fit(truth="cloud"), "no truth 'cloud'"),
        (lambda: explore.kernel(weights="sobel"), "no 'sobel'"),
        (lambda: explore.kernel(weights=np.ones((5, 5))), "nine numbers, got 25"),
        (lambda: explore.kernel(weights=[NAN] * 9), "finite weights"),
        (lambda: explore.kernel(np.ones(9)), "needs a picture"),
        (lambda: explore.kernel(np.full((9, 9), NAN)), "finite brightness"),
        (lambda: explore.playground("moon"), "no data 'moon'"),
        (lambda: explore.playground(hidden=(4, 0)), "widths from 1 to 8"),
        (lambda: explore.playground(hidden=(10_000,)), "widths from 1 to 8"),
        (lambda: explore.playground(features=("x3",)), "features out of"),
        (lambda: explore.playground(features=()), "features out of"),
        (lambda: explore.playground(learning_rate=NAN), "finite learning_rate"),
        (lambda: explore.playground(penalty="L3"), "no penalty 'L3'"),
        (lambda: explore.playground(by_hand=3), "weights set by hand"),
        (lambda: explore.playground(by_hand=[(0, 0, 1, 2, NAN)]), "weights set by hand"),
        (lambda: explore.playground(by_hand=[(0, 2, 2, 0, 1)]), "no such weight"),
        (lambda: explore.race("parabola"), "no surface 'parabola'"),
        (lambda: explore.race(start=1), "two numbers"),
        (lambda: explore.race(adagrad=1), "no optimizer 'adagrad'"),
        (lambda: explore.race(adam=NAN), "finite adam"),
    ],
)
def test_others_refuse(call, sentence):
    refuses(sentence, call)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (explore.architecture, {"sizes": [5, 0]}, "width 0"),
        (explore.approximate, {"curve": [0, NAN]}, "numbers from"),
        (explore.kernel, {"strokes": [[(2, 2)]]}, "strokes as lists"),
        (explore.kernel, {"row": 160}, "between 0 and 159"),
        (explore.playground, {"by_hand": [(0, 0, 1)]}, "weights set by hand"),
        (explore.playground, {"hidden": [0]}, "widths from 1 to 8"),
        (explore.graph, {"expression": "1 +"}, "not complete"),
    ],
)
def test_what_the_next_cell_sets_is_checked_too(name, value, sentence):
    widget = name()
    before = widget.state
    (key, new), *_ = value.items()
    with pytest.raises(ValueError, match=sentence):
        setattr(widget, key, new)
    assert widget.state == before


@pytest.mark.parametrize("name", ["fit", "playground", "kernel", "corrupt"])
def test_a_start_value_that_is_misspelt_is_named(name):
    first = (MODEL,) if name == "corrupt" else ()
    with pytest.raises(TypeError, match=rf"{name} has no start value 'nois': expected one of"):
        getattr(explore, name)(*first, nois=0.1)


def test_digit_takes_what_learners_build():
    linear = layers.Linear(784, 16), layers.Linear(16, 10)
    model = layers.Sequential(
        layers.Flatten(), linear[0], sigmoid, layers.Dropout(0.5), linear[1], softmax
    )
    widget = explore.digit(model)
    assert [part["kind"] for part in widget.network] == ["linear", "sigmoid", "linear"]
    assert widget.image.shape == (28, 28)
    refuses("strokes as lists of points", explore.digit, model, strokes=[[(0, 2)]])
    refuses("strokes as lists of points", explore.digit, model, strokes=3)


def test_page_stands_alone(tmp_path):
    path = tmp_path / "page.html"
    page = explore.to_html(explore.neuron(), explore.activations(), path=path, title="a < b")
    assert path.read_text(encoding="utf-8") == page
    assert "a &lt; b" in page
    assert page.count('<script type="module">') == 2
    assert "https://" not in page.replace("https://d3js.org", "")


def test_a_page_of_anything_else_is_refused():
    with pytest.raises(TypeError, match="goes into path"):
        explore.to_html(explore.neuron(), "neuron.html")


def test_the_library_does_not_import_it():
    code = "import sys, nnhelpers; print({'anywidget', 'ipywidgets'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stdout.strip() == "set()"
