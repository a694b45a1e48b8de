"""A Dask cluster gives the scores of one machine, also when it loses a worker."""

import os
import signal
import threading
import time

import classroom
import pytest

from nnhelpers.classroom import ClassroomError, cluster, grading, limits

pytest.importorskip("distributed", reason="dask.distributed is not installed (extra classroom)")
pytestmark = [
    pytest.mark.skipif(
        bool(limits.why_no_sandbox()), reason=f"no sandbox: {limits.why_no_sandbox()}"
    ),
    pytest.mark.filterwarnings("ignore::Warning"),  # of threads that a killed worker leaves
]


@pytest.fixture(scope="module")
def local():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    """Jobs of 100 submissions, some of them right and some with a mistake."""
    students = [f"s{i:02}" for i in range(100)]
    course = classroom.made_course(tmp_path_factory.mktemp("course") / "nn", students)
    one, notebook = classroom.released(course)
    forms = [classroom.solved(one, notebook)]
    forms.append(classroom.solved(one, notebook, neuron="def neuron(x, w, b):\n    return x @ w\n"))
    for i, student in enumerate(students):
        classroom.hand_in(course, "2", student, forms[i % 10 == 0])
    return [grading.job(course, one, *pair) for pair in grading.submitted(course, "2").items()]


def by_student(rows):
    found = {}
    for row in rows:
        assert found.setdefault(row["student"], row) == row
    return found


def test_same_scores_with_a_worker_killed_in_the_middle(local, waiting):
    serial = by_student(grading.here(waiting, 1, False))
    numbers = [worker.pid for worker in local.workers.values()]
    killer = threading.Timer(0.7, os.kill, (numbers[0], signal.SIGKILL))
    killer.start()
    found = by_student(cluster.on_cluster(waiting, local.scheduler_address))
    killer.join()
    assert not alive(numbers[0])
    assert found == serial
    assert sum(row["questions"]["neuron"]["points"] == 2 for row in found.values()) == 90


def alive(number):
    deadline = time.monotonic() + 10
    while os.path.exists(f"/proc/{number}") and time.monotonic() < deadline:
        time.sleep(0.05)
    return os.path.exists(f"/proc/{number}")


def test_no_scheduler_there(waiting, monkeypatch):
    import dask

    monkeypatch.setitem(dask.config.config["distributed"]["comm"]["timeouts"], "connect", 0.5)
    with pytest.raises(ClassroomError, match="There is no Dask scheduler at tcp:"):
        list(cluster.on_cluster(waiting[:1], "tcp://127.0.0.1:9"))
