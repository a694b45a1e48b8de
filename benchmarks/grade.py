"""Submissions of a ten-cell assignment graded a minute: by us, on Dask, by nbclient and nbgrader.

All get the same notebooks, all answers right. Each runs for itself, one after the other. A peer
that is not installed is left out, and its ratio is null. Processor seconds are counted beside the
clock, because other programs may be running.
"""

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from nnhelpers.classroom import course, grading, limits, notebooks
from nnhelpers.classroom.release import filled

TEN = [
    "weighted_sum", "neuron", "neuron_batch", "perceptron_update", "stable_softmax",
    "accuracy", "descend", "layer_backward", "accuracy_from_logits", "training_step",
]  # fmt: skip
OURS, PEERS, CLASS = 300, 4, 1000
ONE = "nnhelpers, 1 process on 1 core"
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'c'\n"


def main():
    if reason := limits.why_no_sandbox():
        print(f"grade needs the sandbox: {reason}")
        return print(json.dumps({"benchmark": "grade", "per_minute": None}))
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        a_course, one, data = made(Path(folder) / "course")
        figures = measured(a_course, one, data, Path(folder))
    print("| grader | submissions | seconds | processor seconds each | a minute |")
    print("|---|---:|---:|---:|---:|")
    for name, (count, seconds, processor) in figures.items():
        each = processor / count
        print(f"| {name} | {count} | {seconds:.1f} | {each:.4f} | {rate(count, seconds):,.0f} |")
    print(json.dumps(summary(figures)))
    return None


def made(folder):
    """Make a course with one assignment of ten questions; return it, and a solved notebook."""
    path = course.new(folder).folder / "course.toml"
    path.write_text(path.read_text() + f"\n[assignments.ten]\nexercises = {json.dumps(TEN)}\n")
    opened = course.Course(folder)
    one = grading.assignment(opened, "ten")
    solved = {name: task.solution for name, task in one.tasks.items()}
    return opened, one, filled(notebooks.student_notebook(one, "Ten questions"), solved)


def measured(a_course, one, data, folder):
    """Return {grader: (submissions, seconds, seconds of processor)}."""
    figures = {}
    for name, jobs, count in (
        (ONE, 1, OURS),
        ("nnhelpers, 2 processes", 2, OURS),
        ("nnhelpers, a class", 2, CLASS),
    ):
        figures[name] = timed(count, lambda jobs=jobs, n=count: ours(a_course, data, n, jobs))
    if importlib.util.find_spec("distributed"):
        figures["nnhelpers on Dask, 2 workers"] = on_dask(a_course, one, data)
    if importlib.util.find_spec("nbclient"):
        figures["nbclient, no grading"] = timed(PEERS, lambda: by_nbclient(data))
    if importlib.util.find_spec("nbgrader"):
        handed_in(folder, data)
        figures["nbgrader autograde"] = timed(PEERS, lambda: by_nbgrader(folder))
    return figures


def timed(count, work):
    before, start = processor_time(), time.perf_counter()
    work()
    return count, time.perf_counter() - start, processor_time() - before


def processor_time():
    """Return the seconds that this process and its ended children have worked."""
    times = os.times()
    return sum(times[:4])


def rate(count, seconds):
    return 60 * count / seconds


# ---- ours ----------------------------------------------------------------------------------------


def ours(a_course, data, count, jobs):
    """Grade so many submissions as the command does, from files to rows; the start included."""
    students = [f"s{i:04}" for i in range(count)]
    roster = [course.header(), *(f"{student},,,," for student in students)]
    (a_course.folder / "roster.csv").write_text("\n".join(roster) + "\n")
    for student in students:
        a_course.place("submitted", "ten", f"{student}.ipynb").write_bytes(data)
    opened = course.Course(a_course.folder)
    rows = opened.place("grades", "ten.jsonl")
    rows.unlink(missing_ok=True)
    with on_cores(jobs):
        grading.grade(opened, "ten", jobs=jobs, quiet=True)
    lines = rows.read_text().splitlines()
    assert len(lines) == count
    points = [entry["points"] for entry in json.loads(lines[0])["questions"].values()]
    assert sum(points) == grading.assignment(opened, "ten").points


@contextlib.contextmanager
def on_cores(count):
    """Let this process and those that it starts run on so many cores only.

    They do not find bubblewrap meanwhile, which would keep the work inside it from being counted;
    it costs nothing but at the start.
    """
    before, path = os.sched_getaffinity(0), os.environ["PATH"]
    os.sched_setaffinity(0, set(sorted(before)[:count]))
    os.environ["PATH"] = ""
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
        os.environ["PATH"] = path


def on_dask(a_course, one, data):
    """Measure two local workers, the cluster already there: it is a standing one in practice."""
    from distributed import LocalCluster

    from nnhelpers.classroom.cluster import on_cluster

    jobs = []
    for i in range(OURS):
        path = a_course.place("submitted", "dask", f"s{i:04}.ipynb")
        path.write_bytes(data)
        jobs.append(grading.job(a_course, one, path.stem, path))
    before = processor_time()
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        list(on_cluster(jobs[:50], cluster.scheduler_address))
        start = time.perf_counter()
        assert len(list(on_cluster(jobs, cluster.scheduler_address))) == OURS
        seconds = time.perf_counter() - start
    return OURS, seconds, processor_time() - before


# ---- peers ---------------------------------------------------------------------------------------


def by_nbclient(data):
    """Execute the notebook in a kernel, which is what graders in the student's process do first."""
    import nbformat
    from nbclient import NotebookClient

    for _ in range(PEERS):
        NotebookClient(nbformat.reads(data.decode(), 4), timeout=60).execute()


def handed_in(folder, data):
    """Lay out a course of nbgrader's with the same assignment and submissions."""
    (folder / "nbgrader_config.py").write_text(CONFIG)
    places = [folder / "source" / "ten"]
    places += [folder / "submitted" / f"s{i}" / "ten" for i in range(PEERS)]
    for place in places:
        place.mkdir(parents=True)
        (place / "ten.ipynb").write_bytes(data)
    nbgrader(folder, "generate_assignment", "ten")


def by_nbgrader(folder):
    nbgrader(folder, "autograde", "ten")


def nbgrader(folder, *words):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command, settings = [sys.executable, "-m", "nbgrader", *words], os.environ | {"PATH": path}
    subprocess.run(command, cwd=folder, env=settings, check=True, capture_output=True)


def summary(figures):
    """Return what the last line says."""
    rates = {name: rate(count, seconds) for name, (count, seconds, _) in figures.items()}
    one, theirs = rates[ONE], rates.get("nbgrader autograde")
    return {
        "benchmark": "grade",
        "per_minute": round(one),
        "per_minute_of_processor": round(60 * figures[ONE][0] / figures[ONE][2]),
        "ratio_to_nbgrader": round(one / theirs, 1) if theirs else None,
        "class_seconds": round(figures["nnhelpers, a class"][1], 1),
        "all": {name: round(value, 1) for name, value in rates.items()},
    }
