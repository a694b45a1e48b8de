"""Training steps of this library and of PyTorch, timed by turns in one process.

A module of benchmarks states its cases; this one measures them and prints a Markdown table, and as
its last line one JSON object. Both libraries get the same number of threads. The third column is
the time of NumPy's matrix products alone, of the shapes that a step must multiply.
"""

import importlib.util
import itertools
import json
import multiprocessing
import os
import statistics
import time
from pathlib import Path

import numpy as np

ROUNDS, STEPS_A_TURN, PAUSE = 10, 3, 0.1
THREADS = int(os.environ.get("OPENBLAS_NUM_THREADS") or os.cpu_count())


def main(name, cases, rounds=ROUNDS):
    """Measure {case: (make our step, make PyTorch's step, products)}; print and return the figures.

    Parameters
    ----------
    name : of the module, in which a process of its own finds the cases to measure their memory.
    products : list of (how often, shape of a, shape of b), the matrix products of a step.
    rounds : turns of each, with three timed steps a turn.
    """
    if importlib.util.find_spec("torch") is None:
        print(f"{name} needs PyTorch to compare with: uv sync --extra frameworks")
        return print(json.dumps({"benchmark": name, "ratio_to_torch": None}))
    figures = {}
    print("| case | nnhelpers ms | PyTorch ms | BLAS alone ms | ratio | of minima | peak MB |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for case, (make_ours, make_torchs, products) in cases.items():
        steps = {"ours": make_ours(), "torch": make_torchs(), "blas": multiplications(products)}
        times = by_turns(steps, rounds)
        row = {f"{key}_ms": statistics.median(t) for key, t in times.items()}
        row |= {f"{key}_fastest_ms": min(t) for key, t in times.items()}
        row["ratio_to_torch"] = row["ours_ms"] / row["torch_ms"]
        row["ratio_of_minima"] = row["ours_fastest_ms"] / row["torch_fastest_ms"]
        row |= {
            f"{key}_peak_mb": peak_memory(name, case, i) for i, key in enumerate(["ours", "torch"])
        }
        figures[case] = {key: round(value, 3) for key, value in row.items()}
        print(_line(case, row))
    ratios = {case: row["ratio_to_torch"] for case, row in figures.items()}
    summary = {"benchmark": name, "threads": THREADS, "ratio_to_torch": ratios, "cases": figures}
    print(json.dumps(summary, ensure_ascii=False))
    return figures


def _line(case, row):
    times = " | ".join(f"{row[f'{key}_ms']:.1f}" for key in ("ours", "torch", "blas"))
    memory = f"{row['ours_peak_mb']:.0f} (PyTorch {row['torch_peak_mb']:.0f})"
    ratios = f"{row['ratio_to_torch']:.2f} | {row['ratio_of_minima']:.2f}"
    return f"| {case} | {times} | {ratios} | {memory} |"


def by_turns(steps, rounds):
    """Return {name: milliseconds of its steps}; the order turns round by round.

    Threads of one library go on waiting for work, on a busy core, for some 30 ms after its last
    product. So each turn begins with a pause, and with a step that is not counted.
    """
    import torch

    torch.set_num_threads(THREADS)
    names, times = list(steps), {name: [] for name in steps}
    for i in range(rounds):
        for name in names if i % 2 else reversed(names):
            time.sleep(PAUSE)
            marks = [_after(steps[name]) for _ in range(1 + STEPS_A_TURN)]
            times[name] += [1000 * (b - a) for a, b in itertools.pairwise(marks)]
    return times


def _after(step):
    step()
    return time.perf_counter()


def multiplications(products):
    """Return a function that does the matrix products of a step, into arrays that are there."""
    rng, jobs = np.random.default_rng(0), []
    for count, *shapes in products:
        a, b = (rng.normal(size=shape).astype(np.float32) for shape in shapes)
        jobs.append((count, a, b, a @ b))

    def run():
        for count, a, b, out in jobs:
            for _ in range(count):
                np.matmul(a, b, out=out)

    return run


def linear_products(rows, n_in, n_out, d_x=True):
    """Return the products of a linear map: forward, for the weights, and for the input."""
    forward, d_weight = (1, (rows, n_in), (n_in, n_out)), (1, (n_in, rows), (rows, n_out))
    return [forward, d_weight] + [(1, (rows, n_out), (n_out, n_in))] * d_x


def peak_memory(name, case, which):
    """Return by how many MB five steps raise the peak of a process that has made the model."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_peak, (name, case, which))


def _peak(name, case, which):
    step = importlib.import_module(f"benchmarks.{name}").CASES[case][which]()
    before = highest_mb()
    for _ in range(5):
        step()
    return highest_mb() - before


def highest_mb():
    """Return the most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():  # only Linux says it for the program alone
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
