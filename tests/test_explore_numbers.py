"""The explorations' formulas give the same numbers in the browser as in Python."""

import browser
import numpy as np
import pytest

from nnhelpers import activations, explore
from nnhelpers.activations import ACTIVATIONS, softmax
from nnhelpers.autodiff import Tensor
from nnhelpers.layers import Linear, Sequential
from nnhelpers.optimizers import gradient_descent

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]
CALL = """async ([source, code, data]) => {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { numbers } = await import(url);
    return new Function("numbers", "data", `return ${code}`)(numbers, data);
}"""


@pytest.fixture(scope="module")
def page():
    with browser.chromium() as chromium:
        page = chromium.new_page()
        page.goto("about:blank")
        yield page


def in_page(page, widget, code, data):
    """Evaluate `code`, which sees the module's `numbers` and `data`."""
    return page.evaluate(CALL, [widget._esm, code, data])


def close(got, expected):
    np.testing.assert_allclose(np.array(got, float), expected, rtol=1e-6, atol=1e-6)


GRID = np.concatenate([np.linspace(-8, 8, 161), [-700, -40, -1e-9, 1e-9, 40, 700]])


@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if n not in ("softmax", "identity")])
def test_activations(page, name):
    got = in_page(page, explore.activations(), f"data.map((z) => numbers.at('{name}', z))", [*GRID])
    f = ACTIVATIONS[name]
    close(got, np.stack([GRID, f(GRID), f.derivative(GRID)], axis=1))


def test_softmax_and_its_slopes(page):
    logits = np.random.default_rng(0).normal(size=(20, 3)) * 5
    got = in_page(page, explore.activations(), "data.map(numbers.softmax)", logits.tolist())
    close(got, softmax(logits))
    p = softmax(logits)
    slopes = in_page(page, explore.activations(), "data.map(numbers.softmaxSlopes)", p.tolist())
    _, backward = softmax.with_backward(logits)
    rows = [backward(np.broadcast_to(row, p.shape)) for row in np.eye(3)]
    close(slopes, np.stack([np.asarray(r).reshape(p.shape) for r in rows], axis=1))


@pytest.mark.parametrize("activation", ["sigmoid", "step", "tanh", "gelu", "identity"])
def test_neuron(page, activation):
    state = {"w1": 1.3, "w2": -0.7, "b": 0.2, "activation": activation}
    x = np.stack(np.meshgrid(np.linspace(-3, 3, 13), np.linspace(-3, 3, 13)), -1).reshape(-1, 2)
    code = "data.x.map(([p, q]) => numbers.output(data.state, p, q))"
    z = x @ [1.3, -0.7] + 0.2
    got = in_page(page, explore.neuron(), code, {"x": x.tolist(), "state": state})
    close(got, ACTIVATIONS[activation](z))
    y = np.arange(len(x)) % 2
    code = "numbers.misread(data.state, data.x)"
    rows = [[*point, int(c)] for point, c in zip(x, y, strict=True)]
    wrong = in_page(page, explore.neuron(), code, {"x": rows, "state": state})
    assert wrong == [bool(v) for v in (z >= 0) != (y == 1)]


NAMES = ("parabola", "double_well", "waves", "bowl", "ravine", "saddle", "rosenbrock")


@pytest.mark.parametrize("name", NAMES)
def test_descent(page, name):
    place = explore.landscape(name)
    start = np.array(place.start)
    data = {"start": list(place.start), "rate": place.learning_rate}
    code = f"numbers.descend('{name}', data.start, data.rate, 0, 50)"
    path = gradient_descent(
        place.f, start, learning_rate=place.learning_rate, steps=50, gradient=place.gradient
    )
    close(in_page(page, explore.descent(), code, data), path)
    costs = in_page(
        page, explore.descent(), f"data.map((p) => numbers.cost('{name}', p))", path.tolist()
    )
    close(costs, place.f(path))
    velocity, point, heavy = 0, start, [start]
    for _ in range(50):
        velocity = 0.8 * velocity - place.learning_rate / 4 * place.gradient(point)
        point = point + velocity
        heavy.append(point)
    data["rate"] /= 4
    code = f"numbers.descend('{name}', data.start, data.rate, 0.8, 50)"
    close(in_page(page, explore.descent(), code, data), heavy)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("parabola", [-2.5], 2.2, 0, 40), "diverges"),
        (("parabola", [-2.5], 0.5, 0, 40), "arrived"),
        (("parabola", [-2.5], 1.9, 0, 10), "zigzags"),
        (("parabola", [-2.5], 0.01, 0, 10), "moves"),
    ],
)
def test_descent_says_what_happens(page, arguments, expected):
    code = "numbers.verdict(data[0], numbers.descend(...data))"
    assert in_page(page, explore.descent(), code, list(arguments)) == expected


@pytest.fixture(scope="module")
def pictures():
    rng = np.random.default_rng(0)
    images = rng.uniform(size=(300, 28, 28)) * rng.uniform(size=(300, 1, 1))
    labels = (images.mean(axis=(1, 2)) + rng.normal(size=300) * 0.05 < 0.25).astype(int)
    return images, labels, images[::3], labels[::3]


def test_threshold(page, pictures):
    images, labels, *_ = pictures
    widget = explore.threshold(*pictures)
    ink = images.mean(axis=(1, 2))
    assert widget.kinds == [0, 1]
    pair = [np.sort(ink[labels == kind]) for kind in widget.kinds]
    grid = [*np.linspace(0, 0.6, 61), *pair[0][:5]]
    code = (
        "data.grid.map((t) => [numbers.accuracy(data.pair, t), ...numbers.misread(data.pair, t)])"
    )
    data = {"grid": [float(t) for t in grid], "pair": [p.tolist() for p in pair]}
    expected = [
        [np.mean((ink < t) == labels), np.sum(pair[0] < t), np.sum(pair[1] >= t)] for t in grid
    ]
    close(in_page(page, widget, code, data), expected)
    best = in_page(page, widget, "numbers.best(data.pair)", data)
    finest = max(np.mean((ink < t) == labels) for t in np.linspace(0, 0.6, 4001))
    assert np.mean((ink < best) == labels) >= finest


def evaluated(expression, values):
    """The expression run by Python on nnhelpers' Tensors."""
    names = {"exp": lambda t: t.exp(), "log": lambda t: t.log(), "sqrt": lambda t: t.sqrt()}
    names |= {name: getattr(activations, name) for name in ("sigmoid", "tanh", "relu")}
    tensors = {name: Tensor(np.array(value)) for name, value in values.items()}
    result = eval(expression.replace("^", "**"), names | tensors)
    result.backward()
    return float(result.data), {name: float(t.grad) for name, t in tensors.items()}


EXPRESSIONS = (
    "(a*b + c)**2",
    "a*a - b*a + a/c",
    "sigmoid(a*b + c) - tanh(b)/2",
    "-a**2 + 3*b*c",
    "exp(-a)*log(b + 4) + sqrt(c)",
    "relu(a - b - c)**3*1.5e-1",
    "a**-1 + a - (b - c) - (a - (b - c))*2",
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_graph(page, expression):
    for a in (-1.5, 0.7, 2.0):
        values = {"a": a, "b": -0.4, "c": 2.5}
        got = in_page(page, explore.graph(), "numbers.gradients(...data)", [expression, values])
        value, gradients = evaluated(expression, values)
        close([got["value"]], [value])
        close([got["gradients"][n] for n in "abc"], [gradients[n] for n in "abc"])


@pytest.mark.parametrize(
    "expression", ["a b", "a + ", "(a", "a $ b", "sing(a)", "1 + 2", "a*)", "alert(1)"]
)
def test_graph_reads_nothing_else(page, expression):
    with pytest.raises(ValueError, match="cannot read"):
        explore.graph(expression)
    code = (
        "(() => { try { numbers.gradients(data, { a: 1 }); } catch (e) { return e.message; } })()"
    )
    assert in_page(page, explore.graph(), code, expression)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_digit_reads_as_the_network_does(page, activation):
    f = ACTIVATIONS[activation]
    model = Sequential(
        *(Linear(784, 20, rng=1, dtype=np.float64), f, Linear(20, 12, rng=2, dtype=np.float64)),
        *(f, Linear(12, 10, rng=3, dtype=np.float64)),
    )
    for p in model.parameters().values():  # the page receives float32
        p.data[...] = p.data.astype(np.float32)
    widget = explore.digit(model)
    layers = [
        {
            k: np.frombuffer(v, "<f4").tolist() if isinstance(v, bytes) else v
            for k, v in part.items()
        }
        for part in widget.network
    ]
    x = np.random.default_rng(0).uniform(size=(5, 784))
    code = "data.x.map((row) => [...numbers.read(data.layers, Float64Array.from(row)).logits])"
    got = in_page(page, widget, code, {"x": x.tolist(), "layers": layers})
    close(got, np.asarray(model(x).data))


def test_digit_prepares_as_mnist_does(page):
    line = [[0.1, 0.1], [0.15, 0.3], [0.12, 0.4]]
    widget = explore.digit(Sequential(Linear(784, 10)))
    code = "data.map((strokes) => [...numbers.prepare(strokes)])"
    shifted = [[x / 2 + 0.4, y / 2 + 0.3] for x, y in line]
    small, same, empty = np.reshape(
        in_page(page, widget, code, [[line], [shifted], []]), (3, 28, 28)
    )
    close(small, same)  # neither size nor place of a drawing matters
    assert not empty.any()
    rows = np.nonzero(small > 0.5)[0]
    assert 18 <= np.ptp(rows) + 1 <= 20
    mass = [(small.sum(axis=axis) * (np.arange(28) + 0.5)).sum() / small.sum() for axis in (1, 0)]
    np.testing.assert_allclose(mass, 14, atol=0.15)
    assert small.max() == 1
