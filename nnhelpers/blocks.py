"""The transformer block: attention, then a feed-forward network, each added to what flows past.

Derived in lesson 7.2.
"""

import functools

import numpy as np

from nnhelpers.activations import erf_gelu, gelu, silu
from nnhelpers.arrays import require_count
from nnhelpers.attention import Attention, projection
from nnhelpers.layers import Dropout, Layer, Linear, Sequential
from nnhelpers.normalization import LayerNorm, RMSNorm

NORMS = {"layer": LayerNorm, "rms": RMSNorm}


class GatedMLP(Layer):
    """The feed-forward network of LLaMA-type models: down(silu(gate(x))·up(x)).

    Parameters
    ----------
    features : of the input and the output. hidden : of the two wide maps.
    bias : whether the three linear maps learn one. rng, dtype : as in Linear.

    Source: Shazeer, arXiv:2002.05202.
    """

    def __init__(self, features, hidden, *, bias=True, rng=None, dtype=np.float32):
        settings = {"bias": bias, "rng": np.random.default_rng(rng), "dtype": dtype}
        self.gate = projection(features, hidden, **settings)
        self.up = projection(features, hidden, **settings)
        self.down = projection(hidden, features, **settings)

    def __call__(self, x):
        """Return (..., features) for x of that shape."""
        return self.down(silu(self.gate(x)) * self.up(x))


def gelu_mlp(features, hidden, *, bias=True, rng=None, dtype=np.float32, activation=gelu):
    """Return the feed-forward network of GPT-2 and BERT: Linear, gelu, Linear."""
    first = Linear(features, hidden, rng=rng, dtype=dtype)
    first.bias.requires_grad = bias
    last = projection(hidden, features, bias=bias, rng=rng, dtype=dtype)
    return Sequential(first, activation, last)


erf_gelu_mlp = functools.partial(gelu_mlp, activation=erf_gelu)
MLPS = {"gelu": gelu_mlp, "erf_gelu": erf_gelu_mlp, "gated": GatedMLP}


class Block(Layer):
    """A transformer block, around the residual stream that flows from block to block.

    Parameters
    ----------
    features : width of the residual stream. n_heads : heads of attention.
    hidden : width of the feed-forward network; by default 4·features.
    norm_first : normalize before each part (GPT-2 and later), or after the addition (the original
        transformer, BERT).
    norm : "layer" or "rms". epsilon : of the norms.
    mlp : "gelu" (GPT-2), "erf_gelu" (BERT) or "gated" (LLaMA).
    bias : whether the linear maps learn one.
    cross : with a second attention, to the output of an encoder.
    drop_probability : of each part's output, while training.
    n_key_heads, rotary_base : of Attention; the second attention takes no positions.
    """

    def __init__(
        self, features, n_heads, *, hidden=None, norm_first=True, norm="layer", epsilon=1e-5,
        mlp="gelu", bias=True, cross=False, drop_probability=0.0, n_key_heads=None,
        rotary_base=None, rng=None, dtype=np.float32,
    ):  # fmt: skip
        hidden = 4 * features if hidden is None else require_count(hidden, "Block", "hidden")
        rng = np.random.default_rng(rng)
        settings = {"bias": bias, "rng": rng, "dtype": dtype}
        heads = {"n_key_heads": n_key_heads} | settings
        make_norm = lambda: choose(NORMS, norm, "norm")(features, epsilon=epsilon, dtype=dtype)  # noqa: E731
        self.norm1, self.norm2, self.norm_first = make_norm(), make_norm(), norm_first
        self.attention = Attention(features, n_heads, rotary_base=rotary_base, **heads)
        self.mlp = choose(MLPS, mlp, "mlp")(features, hidden, **settings)
        self.cross = Attention(features, n_heads, **heads) if cross else None
        self.norm3 = make_norm() if cross else None
        self.dropout = Dropout(drop_probability, rng)

    def __call__(self, x, *, mask=None, cache=None, memory=None, memory_mask=None):
        """Return (batch, time, features) for x of that shape.

        Parameters
        ----------
        mask, cache : of the attention among x, see `Attention`.
        memory, memory_mask : with cross, what an encoder returned, (batch, keys, features).
        """
        x = self._add(x, self.norm1, lambda h: self.attention(h, mask=mask, cache=cache))
        if self.cross is not None:
            self._require_memory(memory)
            x = self._add(x, self.norm3, lambda h: self.cross(h, memory=memory, mask=memory_mask))
        return self._add(x, self.norm2, self.mlp)

    def _add(self, x, norm, part):
        if self.norm_first:
            return x + self.dropout(part(norm(x)))
        return norm(x + self.dropout(part(x)))

    def _require_memory(self, memory):
        if memory is None:
            raise ValueError(
                "Block with cross=True needs memory, what the encoder returned: got none. Pass "
                "memory=encoder_output, or make the block without cross."
            )

    def __repr__(self):
        return f"Block({len(self.attention.query.weight)}, n_heads={self.attention.n_heads})"


def stacked_blocks(n_layers, *sizes, **settings):
    """Return a list of n_layers blocks with the same settings, each with weights of its own."""
    require_count(n_layers, "A transformer", "n_layers")
    return [Block(*sizes, **settings) for _ in range(n_layers)]


def choose(known, name, who):
    """Return known[name], or say which names there are."""
    if name not in known:
        names = " or ".join(f'"{key}"' for key in known)
        raise ValueError(f"{who} needs one of the known kinds: expected {names}, got {name!r}.")
    return known[name]
