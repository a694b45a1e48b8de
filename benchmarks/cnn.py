"""A LeNet's training step (cost, gradients, gradient descent) beside PyTorch, eager, on the CPU.

Images of 28 × 28 pixels, batches of 64. Run with `python -m benchmarks.cnn`.
"""

import numpy as np

from benchmarks import side_by_side
from nnhelpers.activations import relu
from nnhelpers.convolution import Conv2d, max_pool2d
from nnhelpers.costs import cross_entropy
from nnhelpers.layers import Flatten, Sequential, mlp
from nnhelpers.optimizers import SGD

BATCH = 64


def data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, 1, 28, 28)).astype(np.float32)
    return x, rng.integers(0, 10, size=BATCH)


def make_ours():
    model, (x, y) = Sequential(
        Conv2d(1, 6, 5, padding=2, rng=0), relu, max_pool2d,
        Conv2d(6, 16, 5, rng=1), relu, max_pool2d,
        Flatten(), mlp(400, 120, 84, 10, rng=2),
    ), data()  # fmt: skip
    optimizer = SGD(model.parameters(), 0.1)

    def step():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()

    return step


def make_torchs():
    import torch
    from torch import nn
    from torch.nn import functional as F

    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    x, y = map(torch.tensor, data())

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    return step


PRODUCTS = [
    (1, (6, 25), (25, 784 * BATCH)),
    (1, (6, 784 * BATCH), (784 * BATCH, 25)),
    (1, (16, 150), (150, 100 * BATCH)),
    (1, (16, 100 * BATCH), (100 * BATCH, 150)),
    (1, (150, 16), (16, 100 * BATCH)),
    *side_by_side.linear_products(BATCH, 400, 120),
    *side_by_side.linear_products(BATCH, 120, 84),
    *side_by_side.linear_products(BATCH, 84, 10),
]
CASES = {"LeNet, 64 images": (make_ours, make_torchs, PRODUCTS)}


def main():
    """Print the table and the JSON line; return the figures."""
    return side_by_side.main("cnn", CASES, rounds=20)


if __name__ == "__main__":
    main()
