"""An LSTM's training step (cost at every step, gradients, AdamW) beside PyTorch, eager, on the CPU.

Batch 32, 64 steps, 128 features into 128 units. The batch is divided among the cores by
`parallel.DataParallel`, and once not at all, for comparison. Run with `python -m benchmarks.lstm`.

Why it is not at PyTorch's pace: NumPy's matrix products alone take 9.0 of PyTorch's 12.6 ms, and
what lies between them, some 2,000 small operations, runs on one core. Ratios of what was tried
(2 cores, Python 3.11): undivided 1.26 to 1.29; the slopes of all steps at once 1.25; features
first, with input, state and bias in one product 1.24; two threads 1.46, for they hand the
interpreter's lock over at each small operation; two processes with shared weights 1.10, and with
features first 1.07.
"""

import numpy as np

from benchmarks import side_by_side
from nnhelpers.costs import cross_entropy
from nnhelpers.layers import Linear, Sequential
from nnhelpers.optimizers import AdamW
from nnhelpers.parallel import DataParallel
from nnhelpers.recurrent import LSTM

BATCH, TIME, FEATURES, UNITS, CLASSES = 32, 64, 128, 128, 10


def data():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, TIME, FEATURES)).astype(np.float32)
    return x, rng.integers(0, CLASSES, size=(BATCH, TIME))


def make_ours(divided=True):
    model, (x, y) = Sequential(LSTM(FEATURES, UNITS, rng=0), Linear(UNITS, CLASSES, rng=1)), data()
    optimizer = AdamW(model.parameters(), 1e-3)
    parallel = DataParallel(model, side_by_side.THREADS)

    def step():
        optimizer.zero_grad()
        parallel.gradients(cross_entropy, x, y)
        optimizer.step()

    def undivided_step():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()

    return step if divided else undivided_step


def make_torchs():
    import torch
    from torch import nn
    from torch.nn import functional as F

    recurrent, head = nn.LSTM(FEATURES, UNITS, batch_first=True), nn.Linear(UNITS, CLASSES)
    optimizer = torch.optim.AdamW([*recurrent.parameters(), *head.parameters()], 1e-3)
    x, y = map(torch.tensor, data())

    def step():
        optimizer.zero_grad()
        logits = head(recurrent(x)[0])
        F.cross_entropy(logits.reshape(-1, CLASSES), y.reshape(-1)).backward()
        optimizer.step()

    return step


WIDTH = 4 * UNITS
PRODUCTS = [
    *side_by_side.linear_products(BATCH * TIME, FEATURES, WIDTH, d_x=False),
    (TIME, (BATCH, UNITS), (UNITS, WIDTH)),
    (TIME, (BATCH, WIDTH), (WIDTH, UNITS)),
    (1, (UNITS, BATCH * TIME), (BATCH * TIME, WIDTH)),
    *side_by_side.linear_products(BATCH * TIME, UNITS, CLASSES),
]
CASES = {
    "LSTM 32 × 64 × 128": (make_ours, make_torchs, PRODUCTS),
    "LSTM 32 × 64 × 128, batch undivided": (
        lambda: make_ours(divided=False),
        make_torchs,
        PRODUCTS,
    ),
}


def main():
    """Print the table and the JSON line; return the figures."""
    return side_by_side.main("lstm", CASES)


if __name__ == "__main__":
    main()
