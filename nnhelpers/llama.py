"""Llama-type language models: a GPT that reads its weights from a GGUF file and writes quickly.

What makes a GPT a Llama: RMS normalization, rotary positions, fewer heads for keys and values than
for queries, a gated feed-forward network, and no biases. Derived in lesson 7.3.

Source: Touvron et al., arXiv:2302.13971.
"""

from operator import attrgetter

import numpy as np

from nnhelpers.embedding import check_texts
from nnhelpers.initial_weights import without_weights
from nnhelpers.positions import turn, turns
from nnhelpers.transformers import GPT

# What the parts of a block are called in the file, by our names. Those in one group read the same
# input: their weights are laid side by side in one array, so that one product does for all.
GROUPS = (
    {"attention.query": "attn_q", "attention.key": "attn_k", "attention.value": "attn_v"},
    {"attention.output": "attn_output"},
    {"mlp.gate": "ffn_gate", "mlp.up": "ffn_up"},
    {"mlp.down": "ffn_down"},
)
NORMS = {"norm1": "attn_norm", "norm2": "ffn_norm"}


class Llama(GPT):
    """The GPT that a GGUF file of a Llama-type model holds, in eval mode.

    It computes what a GPT computes. For one new token after others, which is what writing a text
    asks for again and again, `next_logits` goes a shorter way on plain arrays.

    Parameters
    ----------
    file : a GGUF.
    """

    def __init__(self, file):
        setting = lambda name: _setting(file, name)  # noqa: E731
        with without_weights():
            super().__init__(
                len(file.metadata.get("tokenizer.ggml.tokens", ())),
                setting("context_length"),
                setting("embedding_length"),
                setting("attention.head_count"),
                setting("block_count"),
                n_key_heads=setting("attention.head_count_kv"),
                hidden=setting("feed_forward_length"),
                epsilon=setting("attention.layer_norm_rms_epsilon"),
                rotary_base=setting("rope.freq_base"),
                positions="rotary", norm="rms", mlp="gated", bias=False,
            )  # fmt: skip
        _fill(self, file)
        self.eval()

    def next_logits(self, tokens, caches):
        """Return the logits (batch, vocabulary) after the last of the new tokens (batch, new)."""
        if np.shape(tokens) != (1, 1):
            return super().next_logits(tokens, caches)
        place, table = caches[0].length, self.tokens.weight.data
        ((token,),) = check_texts(tokens, len(table), "Llama", self.context, place)
        first, x = self.blocks[0].attention, table[token]
        angles = turns(place, 1, first.head_size, first.rotary_base, x.dtype)
        with np.errstate(over="ignore"):  # of exp in silu, where 1/∞ is the right 0
            for block, cache in zip(self.blocks, caches, strict=True):
                x = x + attend(block.attention, normalized(block.norm1, x), cache, angles)
                x = x + feed_forward(block.mlp, normalized(block.norm2, x))
        return normalized(self.norm, x)[None] @ table.T


# The formulas of RMSNorm, Attention and GatedMLP for one token x (features,), of one text, on plain
# arrays: what is left to do beside the large products would otherwise take a fifth of the time.


def normalized(norm, x):
    """Return x/√(mean of x² + ε)·weight."""
    return x * (x @ x / len(x) + norm.epsilon) ** -0.5 * norm.weight.data


def attend(layer, x, cache, angles):
    """Return what an Attention layer makes of a token after those in the cache.

    Parameters
    ----------
    angles : cosines and sines for the token's place, from `turns`.
    """
    n, n_keys, d = layer.n_heads, layer.n_key_heads, layer.head_size
    heads = product(x, layer.query, layer.key, layer.value).reshape(-1, 1, d)
    turned = turn(heads[: n + n_keys], *angles)
    keys, values = cache.extend(turned[None, n:], heads[None, n + n_keys :])
    q = turned[:n].reshape(n_keys, -1, d) * d**-0.5  # queries that share a key head in one matrix
    scores = q @ keys[0].swapaxes(1, 2)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ values[0]).ravel() @ layer.output.weight.data


def feed_forward(mlp, x):
    """Return what a GatedMLP makes of a token: down(silu(gate(x))·up(x))."""
    gate, up = product(x, mlp.gate, mlp.up).reshape(2, -1)
    return (gate / (1 + np.exp(-gate)) * up) @ mlp.down.weight.data


def product(x, *layers):
    """Return x (features,) through bias-free linear maps, their outputs one after the other."""
    weights = [layer.weight.data for layer in layers]
    whole = weights[0].base
    if whole is None or not _side_by_side(weights, whole):  # somebody gave a layer other weights
        whole = np.concatenate(weights, axis=1)
    return x @ whole


def _side_by_side(weights, whole):
    """Return whether the weights are, in this order, the columns of one array."""
    address = lambda array: array.__array_interface__["data"][0]  # noqa: E731
    start = address(whole)
    for weight in weights:
        if weight.base is not whole or weight.strides != whole.strides or address(weight) != start:
            return False
        start += weight.shape[1] * whole.strides[1]
    return start == address(whole) + whole.shape[1] * whole.strides[1]


def _setting(file, name):
    name, architecture = f"llama.{name}", file.metadata.get("general.architecture")
    if architecture != "llama" or name not in file.metadata:
        raise ValueError(
            "Llama needs a GGUF file of the architecture 'llama' with all its settings: got "
            f"{architecture!r}, {'with' if name in file.metadata else 'without'} {name}, in "
            f"{file.path}."
        )
    return file.metadata[name]


def _fill(model, file):
    """Read all weights. A map is (n_out, n_in) in the file and (n_in, n_out) here."""
    table = model.tokens.weight
    table.data = long_rows(_read(file, "token_embd", table.shape).T).T
    model.norm.weight.data = _read(file, "output_norm", model.norm.weight.shape)
    for i, block in enumerate(model.blocks):
        for name, theirs in NORMS.items():
            weight = attrgetter(name)(block).weight
            weight.data = _read(file, f"blk.{i}.{theirs}", weight.shape)
        for group in GROUPS:
            layers = [attrgetter(name)(block) for name in group]
            names = [f"blk.{i}.{theirs}" for theirs in group.values()]
            _fill_group(layers, file, names, block.attention.head_size)


def _fill_group(layers, file, names, head_size):
    """Put maps with the same input into one array, of which each layer's weight is a view."""
    weights = [
        _read(file, name, layer.weight.shape[::-1])
        for name, layer in zip(names, layers, strict=True)
    ]
    for i, name in enumerate(names):
        if name.endswith(("attn_q", "attn_k")):
            weights[i] = unpaired(weights[i], head_size)
    whole = long_rows(np.concatenate(weights).T)
    ends = np.cumsum([len(weight) for weight in weights])
    for layer, part in zip(layers, np.split(whole, ends[:-1], axis=1), strict=True):
        layer.weight.data = part


def _read(file, name, shape):
    weight = file.tensor(f"{name}.weight")
    if weight.shape != shape:
        raise ValueError(
            f"Llama needs the tensor {name}.weight in the size that the file's settings say: "
            f"expected {shape}, got {weight.shape}, in {file.path}. The file is damaged."
        )
    return weight


def unpaired(weight, d):
    """Return the rows of a map to queries or keys in the order that `rotary` takes, head by head.

    The features that turn together are neighbors in the file, (0, 1), (2, 3), …; here they are half
    a head apart, (0, d/2), (1, d/2 + 1), …

    Parameters
    ----------
    weight : (heads·d, features). d : features a head.
    """
    return weight.reshape(-1, d // 2, 2, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape)


def long_rows(weight):
    """Return a matrix laid out so that its longer axis runs over neighbors in memory.

    A vector is multiplied up to twice as fast with few long rows as with many short ones.
    """
    rows, columns = weight.shape
    return np.require(weight, requirements="C" if columns >= rows else "F")
