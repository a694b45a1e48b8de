"""Sentences as vectors: near each other when they mean about the same.

A BERT-type encoder gives a vector a token; their mean, scaled to length 1, stands for the sentence.
The product of two such vectors is the cosine of the angle between them. Derived in lesson 7.3.
"""

import json
from pathlib import Path

import numpy as np

from nnhelpers.arrays import require_count
from nnhelpers.autodiff import no_grad
from nnhelpers.encoders import Encoder
from nnhelpers.initial_weights import without_weights
from nnhelpers.positions import lengths_mask

LONGEST = 256  # tokens of a sentence that are read; all-MiniLM-L6-v2 was trained with no more

# What the parts are called in the file, by our names.
NAMES = {
    "tokens": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings",
    "norm": "embeddings.LayerNorm",
}
BLOCK_NAMES = {
    "norm1": "attention.output.LayerNorm",
    "norm2": "output.LayerNorm",
    "attention.query": "attention.self.query",
    "attention.key": "attention.self.key",
    "attention.value": "attention.self.value",
    "attention.output": "attention.output.dense",
    "mlp.steps.0": "intermediate.dense",
    "mlp.steps.2": "output.dense",
}


class SentenceEncoder:
    """A BERT-type encoder with its tokenizer.

    Parameters
    ----------
    network : an Encoder. tokenizer : the one that it was trained with.
    """

    def __init__(self, network, tokenizer):
        self.network, self.tokenizer = network, tokenizer

    def encode(self, sentences, batch_size=32):
        """Return one vector of length 1 a sentence, float32 (n, features).

        Parameters
        ----------
        sentences : list of str, or one str; of a long one, the first 254 pieces count.
        batch_size : how many are read at once, those of similar length together.
        """
        sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        for i, sentence in enumerate(sentences):
            if not isinstance(sentence, str):
                raise TypeError(
                    "encode needs sentences: expected a list of str, got "
                    f"{type(sentence).__name__} at place {i}. Put text there, or leave it out."
                )
        require_count(batch_size, "encode", "batch_size")
        longest = min(LONGEST, self.network.context)
        tokens = [self.tokenizer.encode(sentence, longest) for sentence in sentences]
        order = np.argsort([len(t) for t in tokens], kind="stable")
        vectors = np.empty((len(tokens), self.network.tokens.weight.shape[1]), np.float32)
        for start in range(0, len(order), batch_size):
            places = order[start : start + batch_size]
            vectors[places] = self._of_batch([tokens[i] for i in places])
        return vectors

    def _of_batch(self, tokens):
        lengths = np.array([len(t) for t in tokens])
        mask = lengths_mask(lengths, lengths.max())
        padded = np.zeros(mask.shape, np.int64)
        padded[mask] = np.concatenate(tokens)
        with no_grad():
            found = self.network(padded, lengths).data
        sums = (found * mask[..., None]).sum(axis=1)  # a sum has the direction of the mean
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def __repr__(self):
        _, features = self.network.tokens.weight.shape
        return f"SentenceEncoder({features} features, {len(self.network.blocks)} blocks)"


def bert(weights, settings):
    """Return an Encoder, in eval mode, with the weights that a BERT has in PyTorch.

    Parameters
    ----------
    weights : {name: array}, a linear map as (n_out, n_in). settings : those of its config.json.
    """
    with without_weights():
        model = Encoder(
            settings["vocab_size"],
            settings["max_position_embeddings"],
            settings["hidden_size"],
            settings["num_attention_heads"],
            settings["num_hidden_layers"],
            n_segments=settings["type_vocab_size"],
            hidden=settings["intermediate_size"],
            epsilon=settings["layer_norm_eps"],
            mlp="erf_gelu",
        )
    for name, parameter in model.parameters().items():
        weight = weights.get(their_name(name))
        is_map = name.startswith("blocks.") and weight is not None and weight.ndim == 2
        weight = weight.T if is_map else weight
        if weight is None or weight.shape != parameter.shape:
            raise ValueError(
                f"bert needs {their_name(name)} of shape {parameter.shape}, turned if it is a "
                f"linear map: got {None if weight is None else weight.shape}. Take weights and "
                "settings of the same model."
            )
        parameter.data = np.array(weight, np.float32, order="C")
    return model.eval()


def their_name(name):
    """Return what a parameter is called in the file: norm.weight is embeddings.LayerNorm.weight."""
    part, kind = name.rsplit(".", 1)
    if part in NAMES:
        return f"{NAMES[part]}.{kind}"
    _, i, part = part.split(".", 2)
    return f"encoder.layer.{i}.{BLOCK_NAMES[part]}.{kind}"


def read_settings(path):
    """Return what a config.json says, a dict."""
    return json.loads(Path(path).read_text(encoding="utf-8"))
