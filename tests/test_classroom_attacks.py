"""Each attack earns what it is due, honest answers beside it keep theirs, nothing else moves."""

import contextlib
import errno
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import classroom
import classroom_attacks
import numpy as np
import pytest

from nnhelpers import checking
from nnhelpers.classroom import limits, sandbox, seccomp, syscalls, wrapping

pytestmark = pytest.mark.skipif(
    bool(limits.why_no_sandbox()), reason=f"no sandbox: {limits.why_no_sandbox()}"
)
ROOT = Path(__file__).parents[1]
OUTSIDE = [Path(classroom_attacks.FILLED), Path("/dev/shm/filled"), Path("/filled")]
ATTACKS = {
    name: attack if isinstance(attack, tuple) else (attack, 0)
    for name, attack in classroom_attacks.ATTACKS.items()
}
# Quick ones, one of each kind, which are tried in other surroundings too.
FEW = [
    "the end of the process",
    "10,000 forks",
    "500 threads",
    "a shell",
    "a socket",
    "a signal to the parent",
    "the solution, by its file",
    "the secret",
    "the environment",
    "its own memory map",
    "the gradebook, written",
    "a forged score",
    "a full shared memory",
    "4 GB at once",
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return classroom.made_course(tmp_path_factory.mktemp("course") / "nn")


@pytest.fixture(scope="module")
def released(course):
    one, notebook = classroom.released(course)
    classroom.hand_in(course, "2", "alan", classroom.solved(one, notebook))
    course.place("grades", "2.jsonl").write_text("{}\n")
    return one, notebook


@contextlib.contextmanager
def a_box(one, monkeypatch, wrap):
    with monkeypatch.context() as patch:
        if not wrap:
            patch.setattr(wrapping, "bubblewrap", list)
        box = sandbox.Sandbox(one.modules, classroom.QUICK)
    with box:
        yield box


@pytest.fixture(scope="module")
def locked(released):
    """The sandbox with its locks alone, as on a machine without bubblewrap."""
    with pytest.MonkeyPatch.context() as patch, a_box(released[0], patch, wrap=False) as box:
        yield box


@pytest.fixture(scope="module")
def wrapped(released):
    if not wrapping.bubblewrap():
        pytest.skip("bubblewrap is not here, or may not make namespaces")
    with pytest.MonkeyPatch.context() as patch, a_box(released[0], patch, wrap=True) as box:
        yield box


def places(course):
    exercises = Path(checking.exercises()["neuron"].solution.__code__.co_filename)
    folder = course.folder
    return {
        "exercises": str(exercises),
        "tests": str(Path(__file__).with_name("test_exercises.py")),
        "roster": str(folder / "roster.csv"),
        "secret": str(folder / "course.toml"),
        "submitted": str(folder / "submitted" / "2"),
        "grades": str(folder / "grades" / "2.jsonl"),
    }


def state(course):
    """Return a digest of each file of the course."""
    files = sorted(path for path in course.folder.rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def try_attack(name, course, released, box):
    code, due = ATTACKS[name]
    one, notebook = released
    before = state(course)
    data = classroom.solved(one, notebook, neuron=code.format(**places(course)))
    got = classroom.points(one, marks := classroom.marked(one, data, box))
    assert got.pop("neuron") == due, marks["neuron"]
    for honest, points in got.items():
        assert points == one.tasks[honest].points, (honest, marks[honest])
    assert state(course) == before
    assert [path for path in OUTSIDE if path.exists()] == []
    for secret in ("root:", course.secret, "return sigmoid(x @ w + b)", "alan,"):
        assert secret not in marks["neuron"].sentence


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_earns_what_it_is_due(name, course, released, locked):
    try_attack(name, course, released, locked)


@pytest.mark.parametrize("name", FEW)
def test_attack_under_bubblewrap(name, course, released, wrapped):
    try_attack(name, course, released, wrapped)


def test_honest_answers_earn_all_points(released, locked):
    one, notebook = released
    got = classroom.points(one, classroom.marked(one, classroom.solved(one, notebook), locked))
    assert sum(got.values()) == 15


def test_attacks_as_an_ordinary_user(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("this is an ordinary user already")
    # A user without rights of its own, to whom this Python's files belong.
    ordinary = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if not shutil.which("unshare") or subprocess.run([*ordinary, "true"], check=False).returncode:
        pytest.skip("administrators may not make a user namespace here")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n0",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "addopts=",
    ]
    chosen = [f"{__file__}::test_attack_earns_what_it_is_due[{name}]" for name in FEW]
    run = subprocess.run(
        [*ordinary, *command, f"--basetemp={tmp_path}/base", *chosen],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"{len(FEW)} passed" in run.stdout, run.stdout[-3000:] + run.stderr[-1000:]


# ---- one student and the next ------------------------------------------------------------------


def test_a_submission_cannot_see_or_change_another(released, locked):
    one, notebook = released
    leave = "import sys\nsys.modules['left'] = np.left = 'behind'\n" + classroom_attacks.RIGHT
    look = classroom_attacks.inside(
        "import sys", "sigmoid(x @ w + b) if 'left' in sys.modules else 9"
    )
    for code, due in ((leave, 2), (look, 0)):
        data = classroom.solved(one, notebook, neuron=code)
        assert classroom.points(one, classroom.marked(one, data, locked))["neuron"] == due


def test_the_warm_process_never_holds_what_a_student_wrote(released, locked):
    one, notebook = released
    mark = "NEEDLE" + os.urandom(8).hex()
    code = f"{classroom_attacks.RIGHT}\ntext = {mark!r}\n"
    classroom.marked(one, classroom.solved(one, notebook, neuron=code), locked)
    memory = memory_of(locked.process.pid)
    assert b"rehearsed" in memory  # it is the right process, and it can be read
    assert mark.encode() not in memory


def memory_of(number):
    """Return all that a process may write in its memory."""
    parts = []
    try:
        with open(f"/proc/{number}/maps") as maps, open(f"/proc/{number}/mem", "rb", 0) as memory:
            for line in maps:
                place, rights, *_ = line.split()
                start, end = (int(half, 16) for half in place.split("-"))
                if rights.startswith("rw"):
                    memory.seek(start)
                    parts.append(memory.read(end - start))
    except PermissionError:
        pytest.skip("this user may not read the memory of its own processes")
    return b"".join(parts)


def test_feedback_never_holds_a_hidden_input(released, locked):
    one, notebook = released
    code = classroom_attacks.inside("raise ValueError(repr((x.tolist(), w.tolist(), b)))")
    visible = repr([q.inputs[0].tolist() for q in one.tasks["neuron"].visible if q.role == "case"])
    data = classroom.solved(one, notebook, neuron=code)
    said = classroom.marked(one, data, locked)["neuron"].sentence
    first = said.split("([")[1].split(",")[0]
    assert first in visible


def test_hidden_inputs_kept_for_later_do_not_reach_the_feedback(released, locked):
    one, notebook = released
    code = """
seen = []
def neuron(x, w, b):
    seen.append(x.tolist())
    if len(seen) < 7:
        return 0.0
    raise ValueError(repr(seen))
"""
    visible = repr([q.inputs[0].tolist() for q in one.tasks["neuron"].visible])
    mark = classroom.marked(one, classroom.solved(one, notebook, neuron=code), locked)["neuron"]
    assert mark.credit == 0
    for number in mark.sentence.replace("[", " ").replace("]", " ").replace(",", " ").split():
        if number.count(".") == 1 and number.replace(".", "").replace("-", "").isdigit():
            assert number.rstrip(".") in visible


def test_nothing_is_left_running(released):
    with sandbox.Sandbox(released[0].modules, classroom.QUICK) as box:
        number = box.process.pid
        assert Path(f"/proc/{number}").exists()
    assert not Path(f"/proc/{number}").exists()


# ---- the filter of system calls ----------------------------------------------------------------

PROBE = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

def neuron(x, w, b):
    refused = []
    for number in x.tolist():
        ctypes.set_errno(0)
        libc.syscall(ctypes.c_long(int(number)), *[ctypes.c_long(-1)] * 6)
        refused.append(ctypes.get_errno())
    return np.array(refused)
"""


def test_every_call_that_is_not_listed_is_refused(released, locked):
    known = {*seccomp.numbers(syscalls.ALLOWED), *seccomp.numbers(syscalls.MISSING)}
    if platform.machine() == "x86_64":
        known |= {
            335,
            336,
        }  # the kernel's own breakpoints: it asks no filter, and no one can use them
    fcntl = syscalls.FCNTL[seccomp.MACHINES[platform.machine()][1]]
    probed = np.array([number for number in range(512) if number not in known])
    assert fcntl in probed
    item = sandbox.Item("neuron", PROBE, ("x", "w", "b"), [(probed, probed, 0.0)])
    failed, replies = locked.ask("import numpy as np", [item])["neuron"]
    assert failed is None
    assert replies[0].failure is None, replies[0].failure
    assert set(replies[0].value.tolist()) == {errno.EPERM}


DANGEROUS = set(
    """
socket connect bind listen accept sendto recvfrom sendmsg recvmsg socketpair
clone fork vfork execve execveat kill tgkill tkill ptrace process_vm_readv process_vm_writev
prctl seccomp setrlimit prlimit64 setuid setgid capset mount umount2 pivot_root chroot unshare
setns bpf perf_event_open io_uring_setup io_uring_enter userfaultfd memfd_create
rename unlink mkdir rmdir symlink link chmod chown truncate ftruncate fallocate mknod ioctl
shmget shmat semget msgget mq_open init_module reboot swapon sethostname keyctl add_key
sched_setaffinity setpriority setitimer timer_create alarm pidfd_open pidfd_send_signal
""".split()  # noqa: SIM905
)


def test_no_dangerous_call_is_listed():
    assert not DANGEROUS & {*syscalls.ALLOWED}


def test_numbers_are_those_of_the_kernels_headers():
    for column, header in enumerate(
        ["/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm-generic/unistd.h"]
    ):
        if not Path(header).exists():
            pytest.skip("the kernel's headers are not installed")
        text = Path(header).read_text()
        found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text))
        for name, pair in (syscalls.ALLOWED | syscalls.MISSING | {"fcntl": syscalls.FCNTL}).items():
            name = {"newfstatat": "fstatat"}.get(name, name) if column else name
            if pair[column] is not None and not (column and name == "mmap"):
                assert int(found[name]) == pair[column], name


COMMANDS = """
import fcntl, os

def neuron(x, w, b):
    results = []
    for command in x.tolist():
        try:
            fcntl.fcntl(0, int(command), os.getppid())
            results.append(0)
        except OSError as error:
            results.append(error.errno)
    return np.array(results)
"""


def test_fcntl_cannot_send_signals_or_lock(released, locked):
    refused = np.array([4, 6, 7, 8, 10, 15, 1024, 1026, 1033])  # F_SETFL, F_SETLK, F_SETOWN, ...
    item = sandbox.Item("neuron", COMMANDS, ("x", "w", "b"), [(refused, refused, 0.0)])
    _, replies = locked.ask("import numpy as np", [item])["neuron"]
    assert set(replies[0].value.tolist()) == {errno.EPERM}


def test_what_answers_need_is_allowed(released, locked):
    code = """
import collections, decimal, itertools, math, random, statistics, time
import json, hashlib, unicodedata, zlib
rng = np.random.default_rng()

def neuron(x, w, b):
    time.sleep(0.01)
    random.seed()
    u, s, v = np.linalg.svd(rng.normal(size=(30, 30)))
    a = np.fft.fft(np.ones(100_000)).sum() + np.ones((400, 400)) @ np.ones((400, 400))
    return sigmoid(np.einsum("i,i->", x, w) + b)
"""
    one, notebook = released
    data = classroom.solved(one, notebook, neuron=code)
    marks = classroom.marked(one, data, locked)
    assert marks["neuron"].credit == 1, marks["neuron"]
