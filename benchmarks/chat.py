"""SmolLM2 answering, one text at a time: tokens a second and memory, beside PyTorch and llama.cpp.

Each library runs in a process of its own, which loads the model from the same file, and answers by
turns; PyTorch, eager, gets the same float32 weights, llama.cpp (llama-cpp-python, where it is
installed) works on the 4-bit codes with kernels of its own. The last row is the time of NumPy's
matrix products alone. Run with `python -m benchmarks.chat`.
"""

import importlib.util
import json
import multiprocessing
import os
import statistics
import time

import numpy as np

from benchmarks.side_by_side import THREADS, highest_mb
from nnhelpers import pretrained
from nnhelpers.chat import ChatModel, tokenizer_of
from nnhelpers.gguf import GGUF
from nnhelpers.llama import Llama

QUESTION = "Explain to a child why the sky is blue."
N_NEW, ROUNDS = 64, 5


def model_path():
    return str(pretrained.installed_file(pretrained.SMOLLM2, ".gguf", "benchmarks.chat"))


def ours(prompt):
    """Return a function that yields the tokens of an answer, as all below do."""
    network = Llama(GGUF(model_path()))
    return lambda: network.generate(np.array(prompt), N_NEW)


def llama_cpps(prompt):
    import llama_cpp

    model = llama_cpp.Llama(model_path(), n_ctx=512, n_threads=THREADS, verbose=False)

    def answer():
        model.reset()
        new = prompt
        for _ in range(N_NEW):
            model.eval(new)
            new = [model.sample(temp=0.0)]
            yield new[0]

    return answer


def torchs(prompt):
    import torch
    from torch.nn import functional as F

    torch.set_num_threads(THREADS)
    network = Llama(GGUF(model_path()))
    weights = {name: torch.from_numpy(p.data) for name, p in network.parameters().items()}
    first = network.blocks[0].attention
    heads, d, base = (first.n_heads, first.n_key_heads), first.head_size, first.rotary_base
    frequencies = base ** (-torch.arange(0, d, 2) / d)

    def turned(x, start):
        angles = torch.arange(start, start + x.shape[1])[:, None] * frequencies
        a, b = x.chunk(2, dim=-1)
        cos, sin = angles.cos(), angles.sin()
        return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)

    def through(x, i, caches):
        w = lambda name: weights[f"blocks.{i}.{name}.weight"]  # noqa: E731
        h = F.rms_norm(x, x.shape[-1:], w("norm1"), network.norm.epsilon)
        q, k, v = (h @ w(f"attention.{part}") for part in ("query", "key", "value"))
        q, k, v = (part.view(len(x), -1, d).transpose(0, 1) for part in (q, k, v))
        keys, values = caches[i]
        start = keys.shape[1]
        q, k = turned(q, start), turned(k, start)
        caches[i] = k, v = torch.cat([keys, k], dim=1), torch.cat([values, v], dim=1)
        causal = {"is_causal": len(x) > 1, "enable_gqa": True}
        found = F.scaled_dot_product_attention(q[None], k[None], v[None], **causal)[0]
        x = x + found.transpose(0, 1).reshape(len(x), -1) @ w("attention.output")
        h = F.rms_norm(x, x.shape[-1:], w("norm2"), network.norm.epsilon)
        return x + (F.silu(h @ w("mlp.gate")) * (h @ w("mlp.up"))) @ w("mlp.down")

    @torch.no_grad()
    def next_token(new, caches):
        x = weights["tokens.weight"][new]
        for i in range(len(network.blocks)):
            x = through(x, i, caches)
        h = F.rms_norm(x[-1], x.shape[-1:], weights["norm.weight"], network.norm.epsilon)
        return int((h @ weights["tokens.weight"].T).argmax())

    def answer():
        empty = torch.zeros(heads[1], 0, d)
        caches, new = [(empty, empty)] * len(network.blocks), prompt
        for _ in range(N_NEW):
            new = [next_token(new, caches)]
            yield new[0]

    return answer


def products(prompt):
    """Yield after the matrix products that a token needs, with arrays as large as the model's."""
    network = Llama(GGUF(model_path()))
    maps = [network.tokens.weight.data.T]
    for block in network.blocks:  # queries, keys and values lie in one array; so do gate and up
        maps += [layer.weight.data.base for layer in (block.attention.query, block.mlp.gate)]
        maps += [layer.weight.data for layer in (block.attention.output, block.mlp.down)]
    pairs = [(np.ones(len(weight), np.float32), weight) for weight in maps]

    def answer():
        for _ in range(N_NEW):
            for x, weight in pairs:
                x @ weight
            yield None

    return answer


LIBRARIES = {"ours": ours, "torch": torchs, "llama_cpp": llama_cpps, "blas": products}
NAMES = dict(zip(LIBRARIES, ("nnhelpers", "PyTorch", "llama.cpp", "products alone"), strict=True))
NEEDED = {"torch": "torch", "llama_cpp": "llama_cpp"}


def main():
    """Print a table and the JSON line; return the figures."""
    try:
        prompt = ChatModel(None, tokenizer_of(GGUF(model_path()))).prompt(QUESTION)
    except ModuleNotFoundError as error:
        print(error)
        return print(json.dumps({"benchmark": "chat", "tokens_per_second": None}))
    present = [n for n in LIBRARIES if n not in NEEDED or importlib.util.find_spec(NEEDED[n])]
    figures = measured(present, prompt)
    print("| library | tokens/s, median | fastest | ms to the first | peak MB |")
    print("|---|---:|---:|---:|---:|")
    for name, row in figures.items():
        print(f"| {NAMES[name]} | " + " | ".join(f"{value:.1f}" for value in row.values()) + " |")
    print(json.dumps(summary(figures), ensure_ascii=False))
    return figures


def measured(names, prompt):
    """Return {library: figures}, after rounds in which each answers once."""
    context = multiprocessing.get_context("spawn")
    pools = {name: context.Pool(1, _load, (name, prompt)) for name in names}
    turns = {name: [] for name in names}
    for i in range(ROUNDS):
        for name in names if i % 2 else reversed(names):
            turns[name].append(pools[name].apply(_answer))
    peaks = {name: pool.apply(highest_mb) for name, pool in pools.items()}
    for pool in pools.values():
        pool.terminate()
    return {name: _figures(turns[name], peaks[name]) for name in names}


def _figures(turns, peak):
    firsts, speeds = zip(*turns, strict=True)
    return {
        "tokens_per_second": statistics.median(speeds),
        "fastest": max(speeds),
        "first_ms": 1000 * statistics.median(firsts),
        "peak_mb": peak,
    }


def _load(name, prompt):
    global _library
    _library = LIBRARIES[name](prompt)


def _answer():
    """Return the seconds to the first token, and the tokens a second after it."""
    start = time.perf_counter()
    times = [time.perf_counter() for _ in _library()]
    return times[0] - start, (len(times) - 1) / (times[-1] - times[0])


def summary(figures):
    speed = lambda name: figures[name]["tokens_per_second"] if name in figures else None  # noqa: E731
    ratio = lambda name: round(speed(name) / speed("ours"), 3) if speed(name) else None  # noqa: E731
    rounded = {n: {k: round(v, 1) for k, v in row.items()} for n, row in figures.items()}
    return {
        "benchmark": "chat",
        "threads": THREADS,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,  # Windows has none
        **rounded["ours"],
        "ratio_to_torch": ratio("torch"),
        "ratio_to_llama_cpp": ratio("llama_cpp"),
        "libraries": rounded,
    }


if __name__ == "__main__":
    main()
