"""How long a learner waits before anything is computed: the import, and loading all of MNIST.

Each is measured in fresh processes, the contenders by turns; the import beside that of NumPy alone.
"""

import json
import statistics
import subprocess
import sys

RUNS = 7
CASES = {
    "import numpy": ("pass", "import numpy"),
    "import nnhelpers": ("pass", "import nnhelpers"),
    "load MNIST": ("from nnhelpers import datasets", "datasets.mnist()"),
}
CODE = "import time\n{0}\nstart = time.perf_counter()\n{1}\nprint(time.perf_counter() - start)"


def seconds(case):
    """Return how long the second statement of a case takes in a process of its own."""
    command = [sys.executable, "-c", CODE.format(*CASES[case])]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    times = {case: [] for case in CASES}
    for _ in range(RUNS):
        for case in CASES:
            times[case].append(seconds(case))
    medians = {case: 1000 * statistics.median(values) for case, values in times.items()}
    print("| in a fresh process | median ms | fastest |")
    print("|:--|--:|--:|")
    for case, values in times.items():
        print(f"| {case} | {medians[case]:.0f} | {1000 * min(values):.0f} |")
    extra = medians["import nnhelpers"] - medians["import numpy"]
    print()
    print(
        json.dumps(
            {
                "benchmark": "start",
                "import_ms_more_than_numpy": round(extra, 1),
                "load_mnist_ms": round(medians["load MNIST"], 1),
                "runs": RUNS,
            }
        )
    )
