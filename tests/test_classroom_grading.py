"""A run of the grader: the same scores each time, nothing lost or doubled when it is killed."""

import contextlib
import fcntl
import json
import os
import random
import signal
import subprocess
import sys
import time

import classroom
import pytest

from nnhelpers.classroom import ClassroomError, command, grading, limits, regrading, results, work

needs_sandbox = pytest.mark.skipif(
    bool(limits.why_no_sandbox()), reason=f"no sandbox: {limits.why_no_sandbox()}"
)


def invented(folder, students, unit="2"):
    """Make a course with collected submissions of mixed quality; return it."""
    for words in (
        ["new", str(folder)],
        ["release", unit, "--course", str(folder)],
        ["rehearse", unit, "--students", str(students), "--course", str(folder)],
        ["collect", unit, "--from", str(folder / "rehearsal" / unit), "--course", str(folder)],
    ):
        assert command.main(words) == 0
    return classroom.course.Course(folder)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A graded course of twelve, and its rows."""
    if limits.why_no_sandbox():
        pytest.skip("no sandbox here")
    course = invented(tmp_path_factory.mktemp("course") / "nn", 12)
    grading.grade(course, "2", jobs=2, quiet=True)
    return course, results.read(rows_path(course))


def rows_path(course):
    return course.folder / "grades" / "2.jsonl"


def test_every_submission_has_one_row(graded):
    course, rows = graded
    assert list(rows) == list(course.roster)
    assert len(rows_path(course).read_text().splitlines()) == 12


def test_each_row_says_what_it_was_made_from(graded):
    _, rows = graded
    for row in rows.values():
        assert len(row["submission"]) == len(row["exercises"]) == 16
        for entry in row["questions"].values():
            assert len(entry["exercise"]) == len(entry["seed"]) == 16


def test_no_row_holds_the_secret_or_a_seed(graded):
    course, _ = graded
    text = rows_path(course).read_text()
    assert course.secret not in text
    for student in course.roster:
        assert str(course.seed(student, "neuron")) not in text


def test_one_process_gives_the_rows_of_two(graded, tmp_path):
    course, rows = graded
    again = list(grading.here(jobs_of(course), 1, False))
    assert {row["student"]: row for row in again} == rows


def jobs_of(course):
    one = grading.assignment(course, "2")
    return [grading.job(course, one, *pair) for pair in grading.submitted(course, "2").items()]


def test_regrading_gives_the_same_scores(graded):
    course, _ = graded
    assert regrading.regrade(course, "2", sample=5) == (5, [])


def test_regrading_tells_a_changed_row(graded):
    course, rows = graded
    path, before = rows_path(course), rows_path(course).read_bytes()
    student, row = next(iter(rows.items()))
    changed = json.loads(json.dumps(row))
    changed["questions"]["neuron"]["points"] = 77
    path.write_bytes(before.replace(results.line(row), results.line(changed)))
    try:
        _, differ = regrading.regrade(course, "2")
    finally:
        path.write_bytes(before)
    points = row["questions"]["neuron"]["points"]
    assert differ == [f"{student}, neuron: 77 points, now {points:g}"]


def test_what_has_not_changed_is_kept(graded):
    course, rows = graded
    run = grading.grade(course, "2", jobs=1, quiet=True)
    assert (run.graded, run.kept) == (0, 12)
    assert results.read(rows_path(course)) == rows


def test_a_new_submission_replaces_the_row(graded):
    course, rows = graded
    path = course.folder / "submitted" / "2" / "s01.ipynb"
    before = path.read_bytes()
    try:
        path.write_bytes(b"{")
        assert grading.grade(course, "2", jobs=1, quiet=True).graded == 1
        row = results.read(rows_path(course))["s01"]
        assert row["note"] == "The file is not a notebook: it is not JSON."
        assert {entry["points"] for entry in row["questions"].values()} == {0}
    finally:
        path.write_bytes(before)
        grading.grade(course, "2", jobs=1, quiet=True)
    assert results.read(rows_path(course)) == rows


def test_two_runs_at_once_are_refused(graded):
    course, _ = graded
    with results.writing(rows_path(course)), pytest.raises(ClassroomError, match="Another run"):
        grading.grade(course, "2", jobs=1, quiet=True)


# ---- killed --------------------------------------------------------------------------------------


def test_a_line_cut_short_is_dropped(tmp_path):
    path = tmp_path / "2.jsonl"
    with results.writing(path) as append:
        append({"student": "ada", "x": "é"})
    whole = path.read_bytes()
    for cut in range(1, len(results.line({"student": "alan"}))):
        path.write_bytes(whole + results.line({"student": "alan"})[:cut])
        with results.writing(path) as append:
            append({"student": "grace"})
        assert list(results.read(path)) == ["ada", "grace"]
        path.write_bytes(whole)


def test_killed_fifty_times_no_row_is_lost_or_doubled(graded, tmp_path):
    """The file's part: each run is killed somewhere between its first row and its last."""
    course, rows = graded
    program = f"""
import json, os, sys, time
from nnhelpers.classroom import course, grading, results
rows = json.loads({json.dumps(json.dumps(rows))})
def slow(waiting, jobs, trust):
    for text in waiting:
        time.sleep(0.004)
        yield rows[json.loads(text)["student"]]
grading.here = slow
while True:
    sys.stdin.readline()
    if os.fork() == 0:
        print("going", flush=True)
        grading.grade(course.Course({str(course.folder)!r}), "2", jobs=1, quiet=True)
        os._exit(0)
    os.wait()
"""
    path, done, rng = rows_path(course), [], random.Random(0)
    before = path.read_bytes()
    path.unlink()
    with (
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as runner,
        contextlib.ExitStack() as stack,
    ):
        stack.callback(runner.kill)
        for _ in range(50):
            print("go", file=runner.stdin, flush=True)
            assert runner.stdout.readline() == "going\n"
            time.sleep(rng.uniform(0.02, 0.08))
            for child in children(runner.pid):
                os.kill(child, signal.SIGKILL)
            seen = list(results.read(path))
            assert set(done) <= set(seen), "a row was lost"
            done = seen
            if len(seen) == 12:
                assert results.read(path) == rows
                path.unlink()
                done = []
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits for the last process killed to let go of it
    grading.grade(course, "2", jobs=1, quiet=True)
    assert path.read_bytes() == before


def children(number):
    with open(f"/proc/{number}/task/{number}/children") as file:
        return map(int, file.read().split())


@needs_sandbox
def test_the_command_killed_goes_on_and_leaves_no_process(graded):
    course, rows = graded
    path, before = rows_path(course), rows_path(course).read_bytes()
    path.unlink()
    words = ["grade", "2", "--jobs", "2", "--course", str(course.folder)]
    command_ = [sys.executable, "-m", "nnhelpers.classroom.command", *words]
    for _ in range(3):
        run = subprocess.Popen(command_, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not results.read(path) and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        family = descendants(run.pid)
        run.kill()
        run.wait()
        ended(family)
        assert results.read(path).items() <= rows.items()
    assert subprocess.run(command_, capture_output=True, check=False).returncode == 0
    assert path.read_bytes() == before


def descendants(number):
    found = list(children(number))
    return found + [child for one in found for child in descendants(one)]


def ended(family):
    """Wait until all processes of a list are gone; fail where one stays."""
    deadline = time.monotonic() + 20
    while left := [one for one in family if os.path.exists(f"/proc/{one}")]:
        assert time.monotonic() < deadline, f"{len(left)} processes are left"
        time.sleep(0.05)


# ---- where there is no sandbox -------------------------------------------------------------------


def test_without_a_sandbox_it_refuses_and_says_how(graded, monkeypatch, capsys):
    course, _ = graded
    (course.folder / "submitted" / "2" / "s02.ipynb").touch()
    monkeypatch.setattr(limits, "why_no_sandbox", lambda: "this is darwin")
    words = ["regrade", "2", "--sample", "1", "--course", str(course.folder)]
    assert command.main(words) == 1
    said = capsys.readouterr().err
    for part in ("this is darwin", "Linux 5.13", "WSL 2", "--trust"):
        assert part in said


@pytest.mark.parametrize(
    ("what", "value", "said"),
    [
        ("sys.platform", "darwin", "needs Linux"),
        ("machine", "riscv64", "does not know the machine"),
        ("landlock", 0, "no Landlock"),
    ],
)
def test_why_there_is_no_sandbox(what, value, said, monkeypatch):
    from nnhelpers.classroom import landlock, seccomp

    if what == "sys.platform":
        monkeypatch.setattr(sys, "platform", value)
    elif what == "machine":
        monkeypatch.setattr(seccomp.platform, "machine", lambda: value)
    else:
        monkeypatch.setattr(landlock, "version", lambda: value)
    reason = limits.why_no_sandbox()
    assert said in reason or (what != "sys.platform" and not sys.platform.startswith("linux"))


def test_trust_grades_without_the_locks(graded):
    course, rows = graded
    (row,) = grading.here(jobs_of(course)[:1], 1, True)
    assert row == rows["s01"]


# ---- what a teacher can get wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["grade", "99"], "There is no unit or lesson '99'"),
        (["grade", "two"], "Units with exercises: 1, 2, 3, 6"),
        (["grade", "3"], "holds no notebooks. Collect them first"),
        (["report", "3"], "3 is not graded yet: nnhelpers-class grade 3"),
        (["regrade", "3"], "3 is not graded yet"),
        (["export", "3", "--to", "canvas"], "3 is not graded yet"),
        (["rehearse", "3"], "3 is not released yet: nnhelpers-class release 3"),
        (["collect", "2", "--from", "nowhere"], "neither a folder nor a zip"),
    ],
)
def test_commands_out_of_order_say_what_to_do(words, said, graded, capsys):
    course, _ = graded
    assert command.main([*words, "--course", str(course.folder)]) == 1
    assert said in capsys.readouterr().err


def test_a_folder_that_is_no_course(tmp_path, capsys):
    assert command.main(["grade", "2", "--course", str(tmp_path)]) == 1
    assert "has no course.toml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seconds = 1", "seconds = 0", "whole number for seconds"),
        ("seconds = 1", 'seconds = "1"', "whole number for seconds"),
        ("secret = ", "# secret = ", "needs a secret of 32 characters"),
        ("secret = ", "secret == ", "course.toml cannot be read"),
    ],
)
def test_settings_that_are_wrong(old, new, said, tmp_path):
    made = classroom.made_course(tmp_path / "nn")
    path = made.folder / "course.toml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ClassroomError, match=said):
        _ = classroom.course.Course(made.folder).limits


def test_a_course_is_not_overwritten(tmp_path):
    classroom.course.new(tmp_path / "nn")
    with pytest.raises(ClassroomError, match="is a course already"):
        classroom.course.new(tmp_path / "nn")


def test_the_secret_is_readable_to_its_owner_only(tmp_path):
    made = classroom.course.new(tmp_path / "nn")
    assert (made.folder / "course.toml").stat().st_mode & 0o077 == 0


def test_a_roster_with_one_id_twice(tmp_path):
    with pytest.raises(ClassroomError, match="line 3: ada is there twice"):
        classroom.course.read_roster([{"id": "ada"}, {"id": "ada "}])


def test_strangers_among_the_submissions(graded):
    course, _ = graded
    path = course.folder / "submitted" / "2" / "eve.ipynb"
    path.write_text("{}")
    try:
        with pytest.raises(ClassroomError, match="eve is not on the roster"):
            grading.grade(course, "2", jobs=1, quiet=True)
    finally:
        path.unlink()


def test_a_job_holds_no_secret(graded):
    course, _ = graded
    assert all(course.secret not in job for job in jobs_of(course))
    assert "secret" not in jobs_of(course)[0]


def test_a_job_of_an_assignment_with_a_name(tmp_path):
    made = classroom.made_course(
        tmp_path / "nn", settings='\n[assignments.week1]\nexercises = ["neuron", "accuracy"]\n'
    )
    one = grading.assignment(made, "week1")
    assert list(one.tasks) == ["neuron", "accuracy"]
    assert work.rebuilt("week1", (("neuron", ""), ("accuracy", ""))).hash == one.hash


def test_an_assignment_of_unknown_exercises(tmp_path):
    made = classroom.made_course(
        tmp_path / "nn", settings='\n[assignments.week1]\nexercises = ["nueron"]\n'
    )
    with pytest.raises(ClassroomError, match="there is no exercise 'nueron'"):
        grading.assignment(made, "week1")
