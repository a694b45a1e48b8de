"""More explorations whose numbers in the browser equal Python's."""

from itertools import pairwise

import browser
import numpy as np
import pytest
from test_explore_numbers import close, in_page

from nnhelpers import explore, layers, optimizers
from nnhelpers.activations import ACTIVATIONS
from nnhelpers.autodiff import Tensor
from nnhelpers.convolution import conv2d

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(browser.why_not()), reason=browser.why_not()),
]


@pytest.fixture(scope="module")
def page():
    with browser.chromium() as chromium:
        page = chromium.new_page()
        page.goto("about:blank")
        yield page


@pytest.mark.parametrize("k", [1, 3, 7])
def test_clusters(page, k):
    from sklearn.cluster import KMeans

    points = np.random.default_rng(k).normal(size=(200, 2))
    data = {"points": points.tolist(), "k": k}
    code = """(() => {
        const start = numbers.firstCenters(data.points, data.k, 5);
        const end = numbers.kMeans(data.points, start, 200);
        return { start, ...end, cost: numbers.cost(data.points, end.centers) };
    })()"""
    got = in_page(page, explore.clusters(), code, data)
    start = np.array(got["start"])
    assert len({tuple(c) for c in start}) == k
    model = KMeans(k, init=start, n_init=1, tol=0, max_iter=100, algorithm="lloyd").fit(points)
    close(got["centers"], model.cluster_centers_)
    assert got["owners"] == model.labels_.tolist()
    close([got["cost"]], [model.inertia_ / len(points)])
    assert got["still"]


def mulberry(seed):
    """The page's generator, again."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = state
        t = ((t ^ (t >> 15)) * (t | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61))) & 0xFFFFFFFF
        yield ((t ^ (t >> 14)) & 0xFFFFFFFF) / 2**32


def gamble(chances, epsilon, steps, seed):
    draw = mulberry(seed)
    pulls, wins, regret = np.zeros(len(chances)), np.zeros(len(chances)), [0.0]
    for _ in range(steps):
        arm = int(next(draw) * len(chances))
        if next(draw) >= epsilon:
            arm = int(np.where(pulls > 0, wins / np.maximum(pulls, 1), 1).argmax())
        pulls[arm] += 1
        wins[arm] += next(draw) < chances[arm]
        regret.append(regret[-1] + max(chances) - chances[arm])
    return pulls, wins, regret


@pytest.mark.parametrize("epsilon", [0, 0.1, 0.5, 1])
def test_bandit(page, epsilon):
    arguments = [[0.3, 0.5, 0.7], epsilon, 300, 4]
    got = in_page(page, explore.bandit(), "numbers.play(...data)", arguments)
    pulls, wins, regret = gamble(*arguments)
    close(got["pulls"], pulls)
    close(got["wins"], wins)
    close(got["regret"], regret)


CHANGES = (
    {"right": 3.5, "down": -2},
    {"rotation": 33},
    {"scale": 0.7, "rotation": -120},
    {"blur": 1.3},
    {"invert": True, "noise": 0.4},
)


def change(picture, s, noise):
    from scipy import ndimage

    turn = np.deg2rad(s["rotation"])
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) / s["scale"]
    middle = np.array([13.5, 13.5])
    offset = middle - matrix @ np.add(middle, [s["down"], s["right"]])
    moved = ndimage.affine_transform(
        np.pad(picture, 1), matrix, offset + 1 - matrix @ [1, 1], order=1, mode="constant"
    )[1:-1, 1:-1]
    if s["blur"]:
        reach = int(np.ceil(3 * s["blur"]))
        moved = ndimage.gaussian_filter(moved, s["blur"], mode="constant", radius=reach)
    lit = 1 - moved if s["invert"] else moved
    return np.clip(lit + s["noise"] * noise, 0, 1) if s["noise"] else lit


@pytest.mark.parametrize("changes", CHANGES)
def test_corrupt(page, changes):
    s = {"right": 0, "down": 0, "rotation": 0, "scale": 1, "blur": 0, "noise": 0, "invert": False}
    s |= changes
    rng = np.random.default_rng(1)
    picture, noise = rng.uniform(size=(28, 28)), rng.normal(size=(28, 28))
    data = {"picture": picture.ravel().tolist(), "s": s, "noise": noise.ravel().tolist()}
    code = "[...numbers.corrupted(Float64Array.from(data.picture), data.s, data.noise)]"
    got = in_page(page, explore.corrupt(layers.mlp(784, 4, 10)), code, data)
    close(np.reshape(got, (28, 28)), change(picture, s, noise))


GRID = np.linspace(0, 1, 121)


@pytest.mark.parametrize("neurons", [2, 9, 40])
def test_approximate(page, neurons):
    curve = np.abs(np.sin(5 * GRID)).tolist()
    state = {"target": "yours", "curve": curve, "neurons": neurons, "steepness": 90}
    x = np.linspace(-0.3, 1.3, 50)
    code = "['bumps', 'relu'].map((method) => numbers.values({ ...data.s, method }, data.x))"
    got = in_page(page, explore.approximate(), code, {"s": state, "x": x.tolist()})
    sigmoid = ACTIVATIONS["sigmoid"]
    ends = np.linspace(0, 1, neurons // 2 + 1)
    bumps = 0
    for left, right in pairwise(ends):
        inside = left + (np.arange(20) + 0.5) / 20 * (right - left)
        height = np.interp(inside, GRID, curve).mean()
        bumps = bumps + height * (sigmoid(90 * (x - left)) - sigmoid(90 * (x - right)))
    close(got[0], bumps)
    knots = np.arange(neurons) / neurons

    def features(t):
        return np.column_stack([np.ones_like(t), np.maximum(0, t[:, None] - knots)])

    rows = features(GRID)
    w = np.linalg.solve(rows.T @ rows + 1e-6 * np.eye(neurons + 1), rows.T @ curve)
    close(got[1], features(x) @ w)


@pytest.mark.parametrize("sizes", [(784, 16, 16, 10), (3, 1), (5, 4, 3, 2, 1, 7)])
def test_architecture(page, sizes):
    got = in_page(page, explore.architecture(), "numbers.total(data)", list(sizes))
    model = layers.mlp(*sizes)
    assert got == model.n_parameters()
    rows = in_page(page, explore.architecture(), "numbers.layersOf(data)", list(sizes))
    shapes = [p.data.shape for p in model.parameters().values() if p.data.ndim == 2]
    assert [(row["n_in"], row["n_out"]) for row in rows] == shapes
    assert [row["products"] for row in rows] == [a * b for a, b in shapes]
    assert [row["parameters"] for row in rows] == [a * b + b for a, b in shapes]


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "identity"])
def test_signal(page, activation):
    s = {"activation": activation, "scale": 1.3, "depth": 6, "seed": 2}
    code = "[0, 1, 2, 3, 4, 5, 998, 999].map((l) => [...numbers.matrix(2, l)])"
    weights = np.reshape(in_page(page, explore.signal(), code, None), (8, 32, 32))
    f = ACTIVATIONS[activation]
    a, forward, sums = weights[6], [], []
    for w in weights[:6]:
        sums.append(a @ w * 1.3 / np.sqrt(32))
        a = f(sums[-1])
        forward.append(a.std())
    gradient, back = weights[7], [weights[7].std()]
    for w, z in zip(weights[5:0:-1], sums[:0:-1], strict=True):
        gradient = gradient * f.derivative(z) @ w.T * 1.3 / np.sqrt(32)
        back.insert(0, gradient.std())
    close(in_page(page, explore.signal(), "numbers.spreads(data)", s), [forward, back])


@pytest.mark.parametrize("model", ["polynomial", "network"])
@pytest.mark.parametrize("penalty", [1e-4, 1.0])
def test_fit(page, model, penalty):
    s = {"model": model, "degree": 6, "width": 9, "noise": 0.3, "n": 25, "truth": "wave"}
    s |= {"regularization": penalty, "seed": 3}
    code = """(() => {
        const sample = numbers.sample(data, data.seed);
        return { ...sample, w: [...numbers.fitted(data, sample)],
            rows: sample.x.map((x) => numbers.features(data, x)), errors: numbers.errors(data),
            test: Array.from({ length: 101 }, (_, i) => numbers.features(data, -1 + i / 50)),
            parts: numbers.resampled(data) };
    })()"""
    got = in_page(page, explore.fit(), code, s)
    rows, y, test = (np.array(got[name]) for name in ("rows", "y", "test"))
    if model == "polynomial":
        close(rows, np.polynomial.legendre.legvander(np.array(got["x"]), 6))
    ridge = penalty * np.eye(rows.shape[1])
    ridge[0, 0] *= 1e-3
    w = np.linalg.solve(rows.T @ rows + ridge, rows.T @ y)
    close(got["w"], w)
    truth = np.sin(np.pi * np.linspace(-1, 1, 101))
    close(got["errors"], [((rows @ w - y) ** 2).mean(), ((test @ w - truth) ** 2).mean() + 0.09])
    parts = got["parts"]
    close([parts["bias"]], [((np.array(parts["mean"]) - truth) ** 2).mean()])
    close([parts["variance"]], [(np.array(parts["spread"]) ** 2).mean()])


CLASSES = {
    "sgd": optimizers.SGD,
    "momentum": optimizers.Momentum,
    "nesterov": optimizers.Nesterov,
    "rmsprop": optimizers.RMSProp,
    "adam": optimizers.Adam,
}


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("surface", ["ravine", "rosenbrock"])
def test_race(page, name, surface):
    place = explore.landscape(surface)
    got = in_page(
        page, explore.race(), "numbers.descend(...data)", [surface, name, 0.01, [-1, 0.7], 40]
    )
    point = Tensor(np.array([-1, 0.7]))
    optimizer = CLASSES[name]([point], learning_rate=0.01)
    path = [point.data.copy()]
    for _ in range(40):
        point.grad = place.gradient(point.data)
        optimizer.step()
        path.append(point.data.copy())
    close(got, path)


def test_kernel(page):
    rng = np.random.default_rng(0)
    picture, weights = rng.uniform(size=(12, 12)), rng.normal(size=9)
    data = [picture.ravel().tolist(), 12, weights.tolist()]
    got = in_page(page, explore.kernel(), "[...numbers.convolve(...data)]", data)
    expected = conv2d(picture[None, None], weights.reshape(1, 1, 3, 3), np.zeros(1), padding=1)
    close(np.reshape(got, (1, 1, 12, 12)), expected)
    near = in_page(page, explore.kernel(), "numbers.patch(data[0], 12, 5, 11)", data)
    close(near, np.pad(picture, 1)[5:8, 11:14].ravel())


PLAYGROUNDS = (
    {"data": "circle"},
    {"data": "spiral", "hidden": (6, 5), "penalty": "L1", "noise": 0.1, "seed": 3},
    {"data": "xor", "hidden": (), "features": ("x1·x2", "sin x1"), "penalty": "L2"},
    {"data": "gauss", "activation": "relu", "penalty": "L1", "train_share": 0.3},
    {"data": "plane", "activation": "sigmoid", "batch_size": 17, "noise": 0.2},
    {"data": "hills", "hidden": (8,), "activation": "gelu", "features": ("x1", "x2", "x2²")},
    {"data": "xor", "by_hand": ((0, 0, 1, 3, -0.7), (4, 2, -1, 0, 0.3), (7, 1, 0, 1, 2.0))},
)


@pytest.mark.parametrize("settings", PLAYGROUNDS)
def test_playground_gives_its_numbers_in_python(page, settings, capsys):
    widget = explore.playground(**settings, epoch=7, learning_rate=0.1, strength=0.002)
    code = """(() => ({
        costs: numbers.costs(data.s), gradients: numbers.gradients(data.s),
        code: numbers.code(data.parts, data.s), data: numbers.data(data.s),
    }))()"""
    data = {"s": widget.state, "parts": widget.code_parts}
    got = in_page(page, widget, code, data)
    assert got["code"] == widget.code
    names = {}
    exec(widget.code, names)
    close(got["costs"], [names["train_cost"], names["test_cost"]])
    assert f"{got['costs'][0]:.6f}" in capsys.readouterr().out
    close(got["gradients"], [np.linalg.norm(w.grad) for w in names["weights"]])
    x, y, *_ = explore.playground_data(
        widget.data, noise=widget.noise, train_share=widget.train_share, seed=widget.seed
    )
    close(got["data"]["train"], np.column_stack([x, y]))


def test_the_live_figure_plays_what_happened_between_two_messages(page):
    widget = explore.live(layers.mlp(2, 2, rng=0), np.ones((4, 2)), np.zeros(4, int), epochs=1)
    code = """(() => {
        const player = new numbers.Player({ batches: 10, seconds: 1 });
        const at = (...times) => times.map((now) => player.at(now));
        const before = at(0, 5000);
        player.hear({ batches: 30, seconds: 1.1 }, 5000);
        const first = at(5000, 5025, 5100, 9000);
        player.hear({ batches: 30, seconds: 9 }, 5025); // nothing new
        player.hear({ batches: 40, seconds: 1.3 }, 5050); // before the first was over
        const second = at(5050, 5150, 5250);
        player.hear({ batches: 50, seconds: 9 }, 6000); // the kernel was busy for long
        return [...before, ...first, ...second, ...at(6125, 6250)];
    })()"""
    got = in_page(page, widget, code, None)
    close(got, [10, 10, 10, 15, 30, 30, 20, 30, 40, 45, 50])
    points = [[0.5, 2.0], [1.5, 1.0], [2.5, 4.0]]
    cut = "data.map((batch) => numbers.until([[0.5, 2], [1.5, 1], [2.5, 4]], batch))"
    got = in_page(page, widget, cut, [0, 0.5, 1, 2, 3])
    assert [one["known"] for one in got] == [[], points[:1], points[:1], points[:2], points]
    assert [one["tip"] for one in got] == [[], [[0.5, 2]], [[1, 1.5]], [[2, 2.5]], []]
