"""An epoch of MNIST, 784-128-10, in nnhelpers, plain NumPy, scikit-learn and PyTorch.

All start from the same weights and take the same batches of 64 in the same order (scikit-learn
shuffles on its own), in float32, with gradient descent and a learning rate of 0.1. The runs are
interleaved, so that a disturbance of the machine meets all, and the medians are compared.
"""

import json
import os
import platform
import statistics
import time

import numpy as np
import sklearn
from sklearn.neural_network import MLPClassifier

from nnhelpers import datasets
from nnhelpers.layers import mlp
from nnhelpers.optimizers import SGD
from nnhelpers.training import fit, predict

try:
    import torch
except ImportError:
    torch = None

SIZES, BATCH, RATE, RUNS = (784, 128, 10), 64, 0.1, 9
PAUSE = 0.2  # seconds, in which the threads of the library before come to rest


class Nnhelpers:
    """As a learner calls it."""

    def __init__(self, data):
        self.data, self.model = data, mlp(*SIZES, rng=0)
        self.optimizer = SGD(self.model.parameters(), learning_rate=RATE)

    def epoch(self, seed):
        x, y = self.data.x_train, self.data.y_train
        settings = {"epochs": 1, "batch_size": BATCH, "seed": seed, "progress": False}
        return fit(self.model, x, y, optimizer=self.optimizer, **settings)["cost"][0]

    def outputs(self, x):
        return predict(self.model, x)


class PlainNumPy:
    """The loop that a good programmer writes by hand for this one network."""

    def __init__(self, data):
        self.data = data
        self.weights = [p.data.copy() for p in mlp(*SIZES, rng=0).parameters().values()]

    def epoch(self, seed):
        x, y, total = self.data.x_train, self.data.y_train, 0.0
        w1, b1, w2, b2 = self.weights
        order = np.random.default_rng(seed).permutation(len(x))
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            xb, yb, n = x[rows], y[rows], len(rows)
            a = np.maximum(xb @ w1 + b1, 0)
            z = a @ w2 + b2
            e = np.exp(z - z.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            total -= np.log(p[np.arange(n), yb]).sum()
            p[np.arange(n), yb] -= 1
            p /= n
            d_a = (p @ w2.T) * (a > 0)
            w2 -= RATE * (a.T @ p)
            b2 -= RATE * p.sum(axis=0)
            w1 -= RATE * (xb.T @ d_a)
            b1 -= RATE * d_a.sum(axis=0)
        return float(total / len(x))

    def outputs(self, x):
        w1, b1, w2, b2 = self.weights
        return np.maximum(x @ w1 + b1, 0) @ w2 + b2


class ScikitLearn:
    """MLPClassifier with everything switched off that the others do not do."""

    def __init__(self, data):
        self.data = data
        self.model = MLPClassifier(
            hidden_layer_sizes=SIZES[1:-1],
            solver="sgd",
            momentum=0,
            nesterovs_momentum=False,
            alpha=0,
            batch_size=BATCH,
            learning_rate_init=RATE,
            random_state=0,
        )
        self.model.partial_fit(data.x_train[:BATCH], data.y_train[:BATCH], classes=np.arange(10))
        ours = [p.data for p in mlp(*SIZES, rng=0).parameters().values()]
        for theirs, start in zip(self.model.coefs_, ours[::2], strict=True):
            theirs[...] = start
        for theirs, start in zip(self.model.intercepts_, ours[1::2], strict=True):
            theirs[...] = start

    def epoch(self, seed):
        self.model.partial_fit(self.data.x_train, self.data.y_train)
        return float(self.model.loss_)

    def outputs(self, x):
        return self.model.predict_proba(x)


class PyTorch:
    """Eager mode on the CPU, without a DataLoader: the batches are rows of one tensor."""

    def __init__(self, data):
        self.x, self.y = torch.tensor(data.x_train), torch.tensor(data.y_train)
        first, last = torch.nn.Linear(*SIZES[:2]), torch.nn.Linear(*SIZES[1:])
        self.model = torch.nn.Sequential(first, torch.nn.ReLU(), last)
        ours = mlp(*SIZES, rng=0).parameters().values()
        for theirs, start in zip(self.model.parameters(), ours, strict=True):
            theirs.data = torch.tensor(start.data.T.copy())
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=RATE)

    def epoch(self, seed):
        order = torch.from_numpy(np.random.default_rng(seed).permutation(len(self.x)))
        total = 0.0
        for start in range(0, len(self.x), BATCH):
            rows = order[start : start + BATCH]
            self.optimizer.zero_grad()
            logits = self.model(self.x[rows])
            cost = torch.nn.functional.cross_entropy(logits, self.y[rows])
            cost.backward()
            self.optimizer.step()
            total += cost.item() * len(rows)
        return total / len(self.x)

    def outputs(self, x):
        with torch.no_grad():
            return self.model(torch.tensor(x)).numpy()


def measure(contenders):
    """Return {name: seconds of each run} and {name: cost of each run}, runs interleaved."""
    seconds = {name: [] for name in contenders}
    costs = {name: [] for name in contenders}
    for run in range(RUNS):
        names = list(contenders)
        for name in names[run % len(names) :] + names[: run % len(names)]:
            time.sleep(PAUSE)
            start = time.perf_counter()
            cost = contenders[name].epoch(seed=run)
            seconds[name].append(time.perf_counter() - start)
            costs[name].append(cost)
    return seconds, costs


def check_that_all_do_the_same(costs):
    """Stop if the costs differ by more than rounding in float32 explains."""
    for name in ("nnhelpers", "PyTorch"):
        if name in costs:
            np.testing.assert_allclose(costs[name], costs["NumPy"], rtol=2e-3)


def figures(seconds, costs, accuracies):
    """Return what the last line states."""
    medians = {name: statistics.median(times) for name, times in seconds.items()}

    def ratio(name, summary=statistics.median):
        if name not in seconds:
            return None
        return round(summary(seconds["nnhelpers"]) / summary(seconds[name]), 3)

    return {
        "benchmark": "mlp",
        "seconds_an_epoch": {name: round(median, 4) for name, median in medians.items()},
        "ratio_to_torch": ratio("PyTorch"),
        "ratio_to_numpy": ratio("NumPy"),
        "ratio_to_sklearn": ratio("scikit-learn"),
        "ratio_to_torch_of_fastest": ratio("PyTorch", min),
        "ratio_to_numpy_of_fastest": ratio("NumPy", min),
        "runs": RUNS,
        "cost_of_last_epoch": {name: round(values[-1], 4) for name, values in costs.items()},
        "test_accuracy": accuracies,
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
            "torch": torch.__version__ if torch else None,
        },
        "cores": os.cpu_count(),
    }


def table(seconds, accuracies):
    """Return a Markdown table, the fastest first."""
    rows = [
        "| 784-128-10 on MNIST | median s an epoch | fastest | test accuracy |",
        "|:--|--:|--:|--:|",
    ]
    for name in sorted(seconds, key=lambda name: statistics.median(seconds[name])):
        median, fastest = statistics.median(seconds[name]), min(seconds[name])
        rows.append(f"| {name} | {median:.3f} | {fastest:.3f} | {accuracies[name]:.4f} |")
    return "\n".join(rows)


def main():
    data = datasets.mnist()
    contenders = {
        "nnhelpers": Nnhelpers(data),
        "NumPy": PlainNumPy(data),
        "scikit-learn": ScikitLearn(data),
    }
    if torch:
        contenders["PyTorch"] = PyTorch(data)
    seconds, costs = measure(contenders)
    check_that_all_do_the_same(costs)
    accuracies = {
        name: float((contender.outputs(data.x_test).argmax(axis=1) == data.y_test).mean())
        for name, contender in contenders.items()
    }
    print(table(seconds, accuracies))
    if not torch:
        print(
            "\nPyTorch is not installed, so there is no ratio to it: install nnhelpers[frameworks]."
        )
    print()
    print(json.dumps(figures(seconds, costs, accuracies)))
