"""A GPT's training step (cost, gradients, AdamW) beside the same model in PyTorch, eager, on CPU.

The batch is divided among the cores by `parallel.DataParallel`, and once not at all, for
comparison. PyTorch's model is its best in eager mode: one map for queries, keys and values, its
own fused attention and layer norm. Run with `python -m benchmarks.gpt`.
"""

import numpy as np

from benchmarks import side_by_side
from nnhelpers.costs import cross_entropy
from nnhelpers.optimizers import AdamW
from nnhelpers.parallel import DataParallel
from nnhelpers.transformers import GPT

VOCABULARY, BATCH = 256, 16


def tokens(context):
    rng = np.random.default_rng(0)
    return rng.integers(0, VOCABULARY, size=(2, BATCH, context))


def make_ours(n_layers, features, context, n_heads, divided):
    model = GPT(VOCABULARY, context, features, n_heads, n_layers, rng=0)
    optimizer, (x, y) = AdamW(model.parameters(), 1e-3), tokens(context)
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


def make_torchs(n_layers, features, context, n_heads):
    import torch
    from torch import nn
    from torch.nn import functional as F

    class TorchBlock(nn.Module):
        def __init__(self):
            super().__init__()
            self.norm1, self.norm2 = nn.LayerNorm(features), nn.LayerNorm(features)
            self.qkv, self.output = nn.Linear(features, 3 * features), nn.Linear(features, features)
            self.up, self.down = (
                nn.Linear(features, 4 * features),
                nn.Linear(4 * features, features),
            )

        def forward(self, x):
            parts = self.qkv(self.norm1(x)).split(features, dim=2)
            heads = (part.view(BATCH, context, n_heads, -1).transpose(1, 2) for part in parts)
            mixed = F.scaled_dot_product_attention(*heads, is_causal=True)
            x = x + self.output(mixed.transpose(1, 2).reshape(x.shape))
            return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))

    class TorchGPT(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding(VOCABULARY, features)
            self.positions = nn.Embedding(context, features)
            self.blocks = nn.Sequential(*[TorchBlock() for _ in range(n_layers)])
            self.norm = nn.LayerNorm(features)

        def forward(self, x):
            x = self.tokens(x) + self.positions(torch.arange(context))
            return self.norm(self.blocks(x)) @ self.tokens.weight.T

    model = TorchGPT()
    optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
    x, y = torch.tensor(tokens(context))

    def step():
        optimizer.zero_grad()
        F.cross_entropy(model(x).reshape(-1, VOCABULARY), y.reshape(-1)).backward()
        optimizer.step()

    return step


def products(n_layers, features, context, n_heads):
    rows, hidden = BATCH * context, 4 * features
    block = 4 * side_by_side.linear_products(rows, features, features)
    block += side_by_side.linear_products(rows, features, hidden)
    block += side_by_side.linear_products(rows, hidden, features)
    heads, d = (BATCH, n_heads), features // n_heads
    block += [(2, (*heads, context, d), (*heads, d, context))]
    block += [(4, (*heads, context, context), (*heads, context, d))]
    return n_layers * block + side_by_side.linear_products(rows, features, VOCABULARY)


def case(*sizes, divided=True):
    return lambda: make_ours(*sizes, divided), lambda: make_torchs(*sizes), products(*sizes)


CASES = {  # layers × width × tokens, heads
    "GPT 2 × 128 × 64": case(2, 128, 64, 4),
    "GPT 4 × 192 × 128": case(4, 192, 128, 6),
    "GPT 2 × 128 × 64, batch undivided": case(2, 128, 64, 4, divided=False),
}


def main():
    """Print the table and the JSON line; return the figures."""
    return side_by_side.main("gpt", CASES)


if __name__ == "__main__":
    main()
