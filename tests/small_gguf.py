"""Writes GGUF files for the tests, by the format's description and not by the reader's code."""

import struct

import numpy as np

from nnhelpers.text import byte_alphabet

UINT32, FLOAT32, STRING, ARRAY = 4, 6, 8, 9
F32 = 0


def text(string):
    content = string.encode()
    return struct.pack("<Q", len(content)) + content


def value(item):
    """Return the kind and the bytes of an entry's value: int, float, str, or a list of one kind."""
    if isinstance(item, list):
        parts = [value(i) for i in item]
        kind = parts[0][0]
        content = b"".join(content for _, content in parts)
        return ARRAY, struct.pack("<IQ", kind, len(item)) + content
    if isinstance(item, str):
        return STRING, text(item)
    kind, form = (UINT32, "<I") if isinstance(item, int) else (FLOAT32, "<f")
    return kind, struct.pack(form, item)


def entry(name, item):
    kind, content = value(item)
    return text(name) + struct.pack("<I", kind) + content


def write(path, metadata, tensors, version=3, alignment=32):
    """Write a file of {name: value} and {name: array, or (shape, kind, bytes)}; return the path."""
    entries, infos, data = [entry(*pair) for pair in metadata.items()], [], b""
    for name, tensor in tensors.items():
        if isinstance(tensor, np.ndarray):
            tensor = tensor.shape, F32, tensor.astype("<f4").tobytes()
        shape, kind, content = tensor
        axes = struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape))
        infos.append(text(name) + axes + struct.pack("<IQ", kind, len(data)))
        data += content + bytes(-len(content) % alignment)
    start = b"GGUF" + struct.pack("<IQQ", version, len(infos), len(entries))
    start += b"".join(entries) + b"".join(infos)
    path.write_bytes(start + bytes(-len(start) % alignment) + data)
    return path


# A Llama of two blocks with random weights, whose tokens are the bytes and SmolLM2's special ones.
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["h e", "l l", "Ġ w", "he ll"]
VOCABULARY = SPECIAL + sorted(byte_alphabet()) + [merge.replace(" ", "") for merge in MERGES]
SETTINGS = {
    "context_length": 64,
    "embedding_length": 24,
    "block_count": 2,
    "attention.head_count": 6,
    "attention.head_count_kv": 2,
    "feed_forward_length": 40,
    "attention.layer_norm_rms_epsilon": 1e-3,
    "rope.freq_base": 500.0,
}
METADATA = {
    "general.architecture": "llama",
    **{f"llama.{name}": item for name, item in SETTINGS.items()},
    "tokenizer.ggml.pre": "smollm",
    "tokenizer.ggml.tokens": VOCABULARY,
    "tokenizer.ggml.merges": MERGES,
    "tokenizer.ggml.token_type": [3] * 3 + [1] * (len(VOCABULARY) - 3),
}
WIDE, NARROW, HIDDEN = 24, 8, 40
SHAPES = {  # (n_out, n_in)
    "attn_q": (WIDE, WIDE),
    "attn_k": (NARROW, WIDE),
    "attn_v": (NARROW, WIDE),
    "attn_output": (WIDE, WIDE),
    "ffn_gate": (HIDDEN, WIDE),
    "ffn_up": (HIDDEN, WIDE),
    "ffn_down": (WIDE, HIDDEN),
    "attn_norm": (WIDE,),
    "ffn_norm": (WIDE,),
}


def llama_tensors():
    """Return {name: array} of the small Llama, the same each time."""
    rng = np.random.default_rng(0)
    shapes = {"token_embd": (len(VOCABULARY), WIDE), "output_norm": (WIDE,)}
    for i in range(SETTINGS["block_count"]):
        shapes |= {f"blk.{i}.{name}": shape for name, shape in SHAPES.items()}
    return {
        f"{name}.weight": rng.normal(0, 0.5, size=shape).astype(np.float32)
        for name, shape in shapes.items()
    }


def write_llama(path, metadata=None, tensors=None):
    """Write the small Llama, with some entries or tensors replaced, or left out where None."""
    metadata, tensors = METADATA | (metadata or {}), llama_tensors() | (tensors or {})
    present = lambda items: {k: v for k, v in items.items() if v is not None}  # noqa: E731
    return write(path, present(metadata), present(tensors))
