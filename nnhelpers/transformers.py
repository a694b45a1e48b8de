"""GPT, a language model made of transformer blocks; the models with an encoder beside it.

Block, Encoder and EncoderDecoder can be imported from here as well. Derived in lesson 7.3.
"""

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.attention import KeyValueCache, causal_mask
from nnhelpers.autodiff import no_grad
from nnhelpers.blocks import NORMS, Block, GatedMLP, choose, stacked_blocks
from nnhelpers.embedding import Embedding, check_texts, check_tokens
from nnhelpers.encoders import Encoder, EncoderDecoder
from nnhelpers.layers import Dropout, Layer
from nnhelpers.text.sampling import greedy

__all__ = ["GPT", "Block", "Encoder", "EncoderDecoder", "GatedMLP"]


class GPT(Layer):
    """A decoder-only language model: from tokens to the logits of the next one, at every place.

    Parameters
    ----------
    vocabulary : number of tokens. context : the longest sequence, in tokens.
    features, n_heads : of each block. n_layers : number of blocks.
    positions : "learned" (GPT-2) or "rotary" (LLaMA). norm, epsilon : of all norms, as in Block.
    block : other settings, as in Block.

    The output layer shares the embedding's table.
    Source: Radford et al. (2019), "Language models are unsupervised multitask learners".
    """

    def __init__(
        self, vocabulary, context, features, n_heads, n_layers, *, positions="learned",
        norm="layer", epsilon=1e-5, drop_probability=0.0, rng=None, dtype=np.float32, **block,
    ):  # fmt: skip
        rng, table = np.random.default_rng(rng), {"features": features, "dtype": dtype}
        learned = choose({"learned": True, "rotary": False}, positions, "positions")
        if not learned:
            block = {"rotary_base": 10_000.0} | block
        self.context = require_count(context, "GPT", "context")
        self.tokens = Embedding(vocabulary, rng=rng, **table)
        self.positions = Embedding(context, rng=rng, **table) if learned else None
        block |= {"drop_probability": drop_probability, "rng": rng, "dtype": dtype}
        block |= {"norm": norm, "epsilon": epsilon}
        self.blocks = stacked_blocks(n_layers, features, n_heads, **block)
        self.norm = choose(NORMS, norm, "norm")(features, epsilon=epsilon, dtype=dtype)
        self.dropout = Dropout(drop_probability, rng)

    def __call__(self, tokens, caches=None):
        """Return the logits (batch, time, vocabulary) for tokens (batch, time)."""
        h = self.hidden(tokens, caches)
        rows = h.reshape(-1, h.shape[2])  # one large product is faster than one a text
        return (rows @ self.tokens.weight.T).reshape(*h.shape[:2], -1)

    def hidden(self, tokens, caches=None):
        """Return what the last block leaves in the residual stream, normalized.

        Parameters
        ----------
        tokens : (batch, time). caches : from `caches`, to go on after the tokens that they hold.

        Returns
        -------
        (batch, time, features)
        """
        start = caches[0].length if caches else 0
        tokens = check_texts(tokens, len(self.tokens.weight), "GPT", self.context, start)
        n = tokens.shape[1]
        x = self.tokens(tokens)
        if self.positions is not None:
            x = x + self.positions(np.arange(start, start + n))
        x = self.dropout(x)
        mask = causal_mask(n, start + n) if n > 1 else None
        for block, cache in zip(self.blocks, caches or [None] * len(self.blocks), strict=True):
            x = block(x, mask=mask, cache=cache)
        return self.norm(x)

    def caches(self, batch=1, room=None):
        """Return an empty KeyValueCache a block, with room for so many tokens, or the context."""
        part = self.blocks[0].attention
        shape = (batch, part.n_key_heads, room or self.context, part.head_size)
        return [KeyValueCache(shape, self.tokens.weight.dtype) for _ in self.blocks]

    def next_logits(self, tokens, caches):
        """Return the logits (batch, vocabulary) after the last of the new tokens (batch, new)."""
        with no_grad():
            last = self.hidden(tokens, caches).data[:, -1]
        return last @ self.tokens.weight.data.T

    def generate(self, prompt, n_new, choose=greedy):
        """Yield the tokens that follow a prompt, one by one, in eval mode.

        Parameters
        ----------
        prompt : (time,), the tokens to go on from. n_new : how many to make.
        choose : a function of the logits (vocabulary,) and the tokens so far, prompt included, that
            returns a token: `greedy`, or what `text.sampler` returns.
        """
        prompt = check_tokens(prompt, len(self.tokens.weight), "generate")
        require_count(n_new, "generate", "n_new")
        if prompt.ndim != 1 or len(prompt) + n_new - 1 > self.context:
            raise ValueError(
                f"generate needs one prompt (time,) that leaves room in the context of "
                f"{self.context} tokens: got shape {prompt.shape} and {n_new} new ones. Cut the "
                "prompt, or ask for less."
            )
        return self._generate(prompt, n_new, choose)

    def _generate(self, prompt, n_new, choose):
        caches, was_training = self.caches(room=len(prompt) + n_new), self.training
        tokens, new = prompt.tolist(), prompt
        self.eval()
        try:
            for _ in range(n_new):
                token = choose(self.next_logits(np.asarray(new)[None], caches)[0], tokens)
                yield token
                new = [token]
                tokens.append(token)
        finally:
            self.train(was_training)

    def __repr__(self):
        vocabulary, features = self.tokens.weight.shape
        return f"GPT({vocabulary}, {self.context}, {features}, n_layers={len(self.blocks)})"
