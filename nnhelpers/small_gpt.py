"""A small GPT that comes with the package, trained on the novels of Jane Austen.

Trained by tools/train_gpt.py; its card is data/small_gpt/CARD.md. Derived in lessons 5.1 and 8.2.
"""

import io
import json

import numpy as np

from nnhelpers.saving import require_same_shapes, weights_of
from nnhelpers.shipped import read_data
from nnhelpers.text import BytePairTokenizer
from nnhelpers.transformers import GPT

SIZES = ("context", "features", "n_heads", "n_layers")


def small_gpt():
    """Return the small GPT and its tokenizer, ready to use.

        model, tokenizer = small_gpt()
        prompt = tokenizer.encode("Emma was")
        for piece in tokenizer.stream(model.generate(prompt, 60, sampler(seed=0, top_p=0.9))):
            print(piece, end="")

    Returns
    -------
    model : a GPT in eval mode, with weights of its own that may be trained further.
    tokenizer : a BytePairTokenizer.

    Raises FileNotFoundError or OSError when the package's data file is missing or damaged.
    """
    return unpack(read_data("small_gpt", "small_gpt.npz"))


def pack(model, tokenizer, sizes):
    """Return {name: array} for a file that `unpack` reads: weights as float16, merges as text."""
    description = {"merges": tokenizer.merges, "sizes": {name: sizes[name] for name in SIZES}}
    arrays = {name: array.astype(np.float16) for name, array in weights_of(model).items()}
    return arrays | {"description": np.array(json.dumps(description))}


def unpack(content):
    """Return model and tokenizer from the bytes of a file of `pack`."""
    with np.load(io.BytesIO(content)) as file:
        arrays = dict(file)
    description = json.loads(str(arrays.pop("description")))
    tokenizer = BytePairTokenizer(description["merges"])
    model = GPT(len(tokenizer), **description["sizes"], rng=0).eval()
    require_same_shapes(weights_of(model), arrays, "small_gpt.npz", "small_gpt")
    for name, parameter in model.parameters().items():
        parameter.data[...] = arrays[name]
    return model, tokenizer
