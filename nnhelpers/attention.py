"""Multi-head attention as a layer, and its cache of keys and values.

The formula is in `dot_product_attention`, positions are in `positions`; both can be imported from
here. Derived in lesson 7.1; grouped heads and the cache in lesson 7.2.
"""

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.autodiff import no_grad
from nnhelpers.dot_product_attention import (
    attention,
    attention_weights,
    causal_mask,
    join_heads,
    padding_mask,
    split_heads,
)
from nnhelpers.layers import Layer, Linear
from nnhelpers.positions import require_even, rotary, sinusoidal_positions
from nnhelpers.tensors import recording

__all__ = [
    "Attention", "KeyValueCache", "attention", "attention_weights", "causal_mask", "join_heads",
    "padding_mask", "projection", "rotary", "sinusoidal_positions", "split_heads",
]  # fmt: skip


class KeyValueCache:
    """Keys and values of the tokens so far, so that the next token need not compute them again.

    Parameters
    ----------
    shape : (batch, key heads, context, d), the room for all of them.
    """

    def __init__(self, shape, dtype=np.float32):
        self.keys, self.values, self.length = np.zeros(shape, dtype), np.zeros(shape, dtype), 0

    def extend(self, k, v):
        """Append keys and values (batch, key heads, new, d); return all of them up to now."""
        batch, heads, room, d = self.keys.shape
        new = k.shape[2]
        if k.shape != (batch, heads, new, d) or self.length + new > room:
            raise ValueError(
                f"The cache has room for {room} tokens of {batch} texts, {heads} heads and {d} "
                f"features: {self.length} tokens are in it, and shape {k.shape} came. Start again "
                "with a shorter prompt, or make the model with a longer context."
            )
        self.keys[:, :, self.length : self.length + new] = k
        self.values[:, :, self.length : self.length + new] = v
        self.length += new
        return self.keys[:, :, : self.length], self.values[:, :, : self.length]


class Attention(Layer):
    """Multi-head attention: several look-ups side by side, each in its own part of the features.

    Parameters
    ----------
    features : width of the input and the output.
    n_heads : heads of the queries; features must be a multiple of it.
    n_key_heads : heads of keys and values, each shared by n_heads // n_key_heads heads of queries
        (grouped-query attention, Ainslie et al., arXiv:2305.13245); by default n_heads.
    rotary_base : turn queries and keys by their place with this base; None leaves them.
    bias : whether the four linear maps learn one. rng, dtype : as in Linear.
    """

    def __init__(
        self, features, n_heads, *, n_key_heads=None, rotary_base=None, bias=True, rng=None,
        dtype=np.float32,
    ):  # fmt: skip
        n_key_heads = n_heads if n_key_heads is None else n_key_heads
        d = _head_size(features, n_heads, n_key_heads)
        if rotary_base is not None:
            require_even(d, "Attention with rotary positions", "features a head")
        rng, narrow = np.random.default_rng(rng), d * n_key_heads
        make = lambda n_out: projection(features, n_out, bias=bias, rng=rng, dtype=dtype)  # noqa: E731
        self.query, self.key, self.value = make(features), make(narrow), make(narrow)
        self.output = make(features)
        self.n_heads, self.n_key_heads, self.head_size = n_heads, n_key_heads, d
        self.rotary_base = rotary_base

    def heads(self, x, memory=None, start=0):
        """Return queries of x, and keys and values of the memory, (batch, heads, time, d) each."""
        if x.ndim != 3:
            raise ValueError(f"Attention needs x (batch, time, features): got shape {x.shape}.")
        memory = x if memory is None else memory
        q = split_heads(self.query(x), self.n_heads)
        k = split_heads(self.key(memory), self.n_key_heads)
        v = split_heads(self.value(memory), self.n_key_heads)
        if self.rotary_base is not None:
            q, k = (rotary(part, start=start, base=self.rotary_base) for part in (q, k))
        return q, k, v

    def __call__(self, x, *, memory=None, mask=None, cache=None):
        """Return (batch, time, features).

        Parameters
        ----------
        x : (batch, time, features), from which the queries come.
        memory : (batch, keys, features) for keys and values; by default x: self-attention.
        mask : bool, (time, keys) or broadcast to (batch, heads, time, keys).
        cache : a KeyValueCache that already holds the tokens before x; inside no_grad() only.
        """
        q, k, v = self.heads(x, memory, start=0 if cache is None else cache.length)
        if cache is not None:
            if recording.get():
                raise RuntimeError(
                    "Attention with a cache needs no_grad(): a cache keeps no gradients. Use "
                    "`with no_grad():` to generate, and no cache to train."
                )
            k, v = cache.extend(k.data, v.data)
        return self.output(join_heads(self._look_up(q, k, v, mask)))

    def _look_up(self, q, k, v, mask):
        mask = _mask_of_heads(mask)
        if self.n_key_heads == self.n_heads:
            return attention(q, k, v, mask=mask)
        # Queries that share a key head get an axis of their own, along which keys are repeated.
        batch, _, time, d = q.shape
        q = q.reshape(batch, self.n_key_heads, -1, time, d)
        k, v = (part.reshape(*part.shape[:2], 1, *part.shape[2:]) for part in (k, v))
        if mask is not None and mask.ndim == 4:
            mask = np.broadcast_to(mask, (*mask.shape[:1], self.n_heads, *mask.shape[2:]))
            mask = mask.reshape(len(mask), self.n_key_heads, -1, *mask.shape[2:])
        return attention(q, k, v, mask=mask).reshape(batch, self.n_heads, time, d)

    def weights(self, x, *, memory=None, mask=None):
        """Return the attention weights, an array (batch, heads, time, keys), to look at."""
        with no_grad():
            q, k, _ = (part.data for part in self.heads(x, memory))
        k = k.repeat(self.n_heads // self.n_key_heads, axis=1)
        return attention_weights(q, k, mask=_mask_of_heads(mask))

    def __repr__(self):
        return f"Attention({self.query.weight.shape[0]}, n_heads={self.n_heads})"


def projection(n_in, n_out, *, bias=True, rng=None, dtype=np.float32):
    """Return a Linear layer with Xavier's spread; bias=False leaves its bias at 0, not learned."""
    layer = Linear(n_in, n_out, initialization="xavier", rng=rng, dtype=dtype)
    layer.bias.requires_grad = bias
    return layer


def _head_size(features, n_heads, n_key_heads):
    sizes = {"features": features, "n_heads": n_heads, "n_key_heads": n_key_heads}
    for name, value in sizes.items():
        require_count(value, "Attention", name)
    if features % n_heads or n_heads % n_key_heads:
        raise ValueError(
            "Attention needs features in a multiple of n_heads, and n_heads in a multiple of "
            f"n_key_heads: got {features} features, {n_heads} heads, {n_key_heads} key heads. "
            f"With {n_heads} heads, {-(-features // n_heads) * n_heads} features would do."
        )
    return features // n_heads


def _mask_of_heads(mask):
    """Return the mask if its axes are unmistakable: a third axis could mean texts or heads."""
    if mask is not None and np.ndim(mask) not in (2, 4):
        raise ValueError(
            "Attention needs a mask (time, keys) or (batch, heads or 1, time or 1, keys): got "
            f"shape {np.shape(mask)}. One a text, (batch, time, keys), takes mask[:, None]."
        )
    return mask
