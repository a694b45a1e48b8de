"""Each attack earns what it is due, the honest answers beside it keep theirs, nothing else moves."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import classroom
import classroom_attacks
import pytest

from nnhelpers import checking
from nnhelpers.classroom import limits, sandbox

pytestmark = pytest.mark.skipif(
    bool(limits.why_no_sandbox()), reason=f"no sandbox: {limits.why_no_sandbox()}"
)
ROOT = Path(__file__).parents[1]
OUTSIDE = [Path("/tmp/filled"), Path("/dev/shm/filled"), Path("/filled")]
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
            patch.setattr(sandbox, "bubblewrap", list)
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
    if not sandbox.bubblewrap():
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
    nobody = {"user": 65534, "group": 65534, "extra_groups": []}
    if not runs([sys.executable, "-c", "import numpy, nnhelpers"], **nobody):
        pytest.skip("this Python lies in a folder that other users cannot open")
    choice = " or ".join(name.split(",")[0].replace(" ", "_") for name in ("the_secret",))
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
    chosen = [f"{__file__}::test_attack_earns_what_it_is_due[{name}]" for name in FEW]
    os.chown(tmp_path, 65534, 65534)
    environment = os.environ | {"TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    run = subprocess.run(
        [*command, f"--basetemp={tmp_path}/base", "-o", "addopts=", *chosen],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        **nobody,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert f"{len(FEW)} passed" in run.stdout, choice


def runs(command, **named):
    try:
        return subprocess.run(command, capture_output=True, check=False, **named).returncode == 0
    except PermissionError:
        return False


# ---- one student and the next ------------------------------------------------------------------


def test_a_submission_cannot_see_or_change_another(released, locked):
    one, notebook = released
    leave = "import sys\nsys.modules['left'] = np.left = 'behind'\n" + classroom_attacks.RIGHT
    look = classroom_attacks.inside("import sys", "sigmoid(x @ w + b) if 'left' in sys.modules else 9")
    for code, due in ((leave, 2), (look, 0)):
        data = classroom.solved(one, notebook, neuron=code)
        assert classroom.points(one, classroom.marked(one, data, locked))["neuron"] == due


def test_memory_of_the_child_holds_no_earlier_submission(released, locked):
    one, notebook = released
    mark = "NEEDLE" + os.urandom(8).hex()
    data = classroom.solved(one, notebook, neuron=f"{classroom_attacks.RIGHT}\ntext = {mark!r}\n")
    classroom.marked(one, data, locked)
    half = len(mark) // 2
    code = f"""
import ctypes, gc
needle = ({mark[:half]!r} + {mark[half:]!r}).encode()
found = [o for o in gc.get_objects() if needle in repr(o).encode() and o is not globals()]
""" + classroom_attacks.RIGHT.replace("b)\n", "b) + len(found)\n")
    data = classroom.solved(one, notebook, neuron=code)
    # Its own needle, put together from halves, is the only one there.
    assert classroom.points(one, classroom.marked(one, data, locked))["neuron"] in (0, 2)


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
    assert not Path(f"/proc/{number}").exists() or not shutil.which("ps")
