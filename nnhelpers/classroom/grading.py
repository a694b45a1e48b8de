"""Grade all submissions of an assignment, with several processes, and go on where a run stopped."""

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from tqdm import tqdm

from nnhelpers.classroom import ClassroomError, results, submissions, work
from nnhelpers.classroom.assignment import assignment
from nnhelpers.classroom.sandbox import possible


@dataclass(frozen=True)
class Run:
    """What a run of the grader did."""

    graded: int
    kept: int
    missing: tuple
    seconds: float


def grade(course, name, jobs=1, trust=False, cluster=None, quiet=False):
    """Grade submitted/NAME/*.ipynb into grades/NAME.jsonl; return a Run.

    Rows of submissions that have not changed since they were graded are kept.
    """
    start, one = time.perf_counter(), assignment(course, name)
    path = course.place("grades", f"{name}.jsonl")
    with results.writing(path) as append:
        waiting = todo(course, one, results.read(path))
        if waiting and cluster is None:
            possible(trust)
        rows = runner(course, jobs, trust, cluster)(waiting)
        for row in tqdm(rows, total=len(waiting), unit=" notebooks", disable=quiet or None):
            append(row)
    results.compact(path, course.roster)
    kept, rows = len(submitted(course, name)) - len(waiting), results.read(path)
    missing = tuple(student for student in course.roster if student not in rows)
    return Run(len(waiting), kept, missing, time.perf_counter() - start)


def runner(course, jobs, trust, cluster):
    """Return the function that turns jobs into rows, in whatever order they are done."""
    if cluster is None:
        return lambda waiting: here(waiting, jobs, trust)
    from nnhelpers.classroom.cluster import on_cluster

    return lambda waiting: on_cluster(waiting, cluster, trust)


def submitted(course, name):
    """Return {student: path} of what lies in submitted/NAME; raise for strangers."""
    folder = course.folder / "submitted" / name
    found = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if not found:
        raise ClassroomError(
            f"{folder} holds no notebooks. Collect them first: nnhelpers-class collect {name} "
            "--from FOLDER_OR_ZIP, or put them there as STUDENT.ipynb."
        )
    if strangers := sorted(found.keys() - course.roster.keys()):
        raise ClassroomError(
            f"{folder}: {', '.join(strangers[:5])} {'is' if len(strangers) == 1 else 'are'} not on "
            "the roster. Add them to roster.csv, or take the files away."
        )
    return found


def todo(course, one, rows):
    """Return the jobs of all submissions that have no row yet, as JSON texts."""
    waiting = []
    for student, path in submitted(course, one.name).items():
        new, row = job(course, one, student, path), rows.get(student, {})
        mark = json.loads(new)["submission"]
        if (row.get("submission"), row.get("exercises")) != (mark, one.hash):
            waiting.append(new)
    return waiting


def job(course, one, student, path):
    """Return the job of one submission, as JSON."""
    data = b""
    try:
        data = submissions.read(path)
        answers = submissions.answers(data, one.tasks)
    except submissions.UnreadableError as error:
        answers = str(error)
    return work.job(course, one, student, data, answers)


# ---- workers on this machine -------------------------------------------------------------------


def here(waiting, jobs, trust):
    """Yield a row for each job, from worker processes on this machine."""
    count = min(jobs, len(waiting))
    with Workers(count, trust) as workers, ThreadPoolExecutor(max(1, count)) as threads:
        futures = [threads.submit(workers.grade, job) for job in waiting]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            threads.shutdown(cancel_futures=True)


class Workers:
    """Processes that grade a job a line; they end when this one does, however it ends."""

    def __init__(self, count, trust):
        command = [sys.executable, "-m", work.__name__, *["--trust"] * trust]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.all = [subprocess.Popen(command, **pipes, encoding="utf-8") for _ in range(count)]
        self.idle, self.lock = list(self.all), threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.all:
            worker.stdin.close()
        for worker in self.all:
            worker.wait()
            worker.stdout.close()

    def grade(self, job):
        with self.lock:
            worker = self.idle.pop()
        print(job, file=worker.stdin, flush=True)
        answer = worker.stdout.readline()
        if not answer:
            raise ClassroomError("A worker of the grader has ended; the rows so far are kept.")
        with self.lock:
            self.idle.append(worker)
        return json.loads(answer)
