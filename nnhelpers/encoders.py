"""Transformers that read a text as a whole: a BERT-type encoder, and an encoder with a decoder.

Derived in lessons 7.2 (encoder and decoder) and 7.3 (BERT).
"""

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.attention import KeyValueCache, causal_mask, padding_mask, sinusoidal_positions
from nnhelpers.autodiff import no_grad
from nnhelpers.blocks import stacked_blocks
from nnhelpers.embedding import Embedding, check_texts, check_tokens
from nnhelpers.layers import Dropout, Layer
from nnhelpers.normalization import LayerNorm
from nnhelpers.text.sampling import greedy


class Encoder(Layer):
    """A BERT-type encoder: every token sees every other; one vector a token comes out.

    Parameters
    ----------
    vocabulary, context, features, n_heads, n_layers : as in GPT.
    n_segments : how many kinds of segment are told apart (BERT: 2). epsilon : of all norms.
    block : other settings, as in Block; norm_first is False here by default.

    Source: Devlin et al., arXiv:1810.04805.
    """

    def __init__(
        self, vocabulary, context, features, n_heads, n_layers, *, n_segments=2,
        drop_probability=0.0, epsilon=1e-5, rng=None, dtype=np.float32, **block,
    ):  # fmt: skip
        rng = np.random.default_rng(rng)
        make = lambda rows: Embedding(rows, features, rng=rng, dtype=dtype)  # noqa: E731
        self.context = require_count(context, "Encoder", "context")
        self.tokens, self.positions, self.segments = (
            make(vocabulary),
            make(context),
            make(n_segments),
        )
        self.norm = LayerNorm(features, epsilon=epsilon, dtype=dtype)
        self.dropout = Dropout(drop_probability, rng)
        block = {"norm_first": False, "drop_probability": drop_probability} | block
        block["epsilon"] = epsilon
        self.blocks = stacked_blocks(n_layers, features, n_heads, rng=rng, dtype=dtype, **block)

    def __call__(self, tokens, lengths=None, segments=0):
        """Return (batch, time, features).

        Parameters
        ----------
        tokens : (batch, time). lengths : (batch,), how many of them are no padding; default all.
        segments : (batch, time), the segment that each token belongs to, or one number for all.
        """
        tokens = check_texts(tokens, len(self.tokens.weight), "Encoder", self.context)
        n = tokens.shape[1]
        segments = np.broadcast_to(segments, tokens.shape)
        x = self.tokens(tokens) + self.positions(np.arange(n)) + self.segments(segments)
        x = self.dropout(self.norm(x))
        mask = None if lengths is None else padding_mask(lengths, n)
        for block in self.blocks:
            x = block(x, mask=mask)
        return x


class EncoderDecoder(Layer):
    """The original transformer: an encoder reads; a decoder writes and looks at what was read.

    Parameters
    ----------
    vocabulary, features, n_heads, n_layers : as in GPT; n_layers blocks on each side.
    block : other settings, as in Block.

    Positions are sinusoidal. Each side ends in a layer norm, as blocks with norm_first need it.
    Source: Vaswani et al., arXiv:1706.03762.
    """

    def __init__(
        self, vocabulary, features, n_heads, n_layers, *, rng=None, dtype=np.float32, **block
    ):
        rng = np.random.default_rng(rng)
        spread = features**-0.5
        self.tokens = Embedding(vocabulary, features, spread=spread, rng=rng, dtype=dtype)
        block |= {"rng": rng, "dtype": dtype}
        self.encoder = stacked_blocks(n_layers, features, n_heads, **block)
        self.decoder = stacked_blocks(n_layers, features, n_heads, cross=True, **block)
        self.encoder_norm = LayerNorm(features, dtype=dtype)
        self.decoder_norm = LayerNorm(features, dtype=dtype)

    def _embed(self, tokens, who, start=0):
        x = self.tokens(check_texts(tokens, len(self.tokens.weight), who))
        _, n, features = x.shape
        places = sinusoidal_positions(start + n, features, x.dtype)[start:]
        return x * features**0.5 + places

    def encode(self, source, mask=None):
        """Return (batch, time, features), what the encoder has read in source (batch, time)."""
        x = self._embed(source, "EncoderDecoder's source")
        for block in self.encoder:
            x = block(x, mask=mask)
        return self.encoder_norm(x)

    def decode(self, target, memory, memory_mask=None, caches=None):
        """Return the logits (batch, time, vocabulary) of the token after each one of target.

        Parameters
        ----------
        target : (batch, time). memory : (batch, keys, features), what `encode` returned.
        memory_mask : of the attention to the memory.
        caches : from `caches`, to go on after the tokens that they hold; inside no_grad() only.
        """
        start = caches[0].length if caches else 0
        x = self._embed(target, "EncoderDecoder's target", start)
        mask, n_blocks = causal_mask(x.shape[1], start + x.shape[1]), len(self.decoder)
        for block, cache in zip(self.decoder, caches or [None] * n_blocks, strict=True):
            x = block(x, mask=mask, cache=cache, memory=memory, memory_mask=memory_mask)
        return self.decoder_norm(x) @ self.tokens.weight.T

    def caches(self, room, batch=1):
        """Return an empty KeyValueCache a block of the decoder, with room for so many tokens."""
        part = self.decoder[0].attention
        shape = (batch, part.n_key_heads, room, part.head_size)
        return [KeyValueCache(shape, self.tokens.weight.dtype) for _ in self.decoder]

    def generate(self, source, n_new, *, start, choose=greedy):
        """Yield the tokens that the decoder writes about a source, one by one, in eval mode.

        Parameters
        ----------
        source : (time,), the tokens to read. n_new : how many to write.
        start : the token that every target began with in training.
        choose : as in `GPT.generate`.
        """
        source = check_tokens(source, len(self.tokens.weight), "EncoderDecoder's source")
        require_count(n_new, "generate", "n_new")
        if source.ndim != 1:
            raise ValueError(f"generate needs one source (time,): got shape {source.shape}.")
        tokens, caches, was_training = [start], self.caches(n_new), self.training
        self.eval()
        try:
            with no_grad():
                memory = self.encode(source[None])
            for _ in range(n_new):
                with no_grad():
                    logits = self.decode([tokens[-1:]], memory, caches=caches).data[0, -1]
                tokens.append(choose(logits, tokens))
                yield tokens[-1]
        finally:
            self.train(was_training)

    def __call__(self, source, target, source_lengths=None):
        """Return the logits (batch, time, vocabulary) of the token after each one of target.

        Parameters
        ----------
        source, target : (batch, time) each, of two lengths.
        source_lengths : (batch,), how many tokens of each source are no padding; default all.
        """
        n = np.shape(source)[-1]
        mask = None if source_lengths is None else padding_mask(source_lengths, n)
        return self.decode(target, self.encode(source, mask), mask)
