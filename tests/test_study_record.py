"""The learner's record: whatever happens to the file, nothing is lost and a sentence says so."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nnhelpers.study import event as event_module
from nnhelpers.study import record, store
from nnhelpers.study.store import Store

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "progress.sqlite3"


def filled(path, count=30):
    """A store with so many events, a minute apart."""
    made = Store(path)
    minutes = range(count)
    made.take(event(f"item {n}", {"right": True}, DAY + timedelta(minutes=n)) for n in minutes)
    assert made.trouble == ""
    return made


def event(item, data, at):
    return store.Event(uuid.uuid4().hex, at, "quiz", item, data)


def items(made):
    return [event.item for event in made.events()]


EXPECTED = [f"item {number}" for number in range(30)]


def test_what_is_written_is_read_again(path):
    filled(path)
    fresh = Store(path)
    assert items(fresh) == EXPECTED
    first = fresh.events()[0]
    assert (first.kind, first.at, first.data) == ("quiz", DAY, {"right": True})


def test_nothing_is_written_when_it_is_off(tmp_path, monkeypatch):
    monkeypatch.setenv(record.SETTING, "off")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    before = len(record.events("opened"))
    record.note("opened", "9.9")
    assert len(record.events("opened")) == before + 1
    assert list(tmp_path.rglob("*")) == []


def test_tests_and_builds_run_with_it_off():
    from kernel_environment import KERNEL_ENVIRONMENT

    assert KERNEL_ENVIRONMENT[record.SETTING] == "off"
    assert os.environ[record.SETTING] == "off"


def test_by_default_it_lies_in_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert record.default_file().name == "progress.sqlite3"
    if sys.platform == "linux":
        assert record.default_file().parent == tmp_path / "nnhelpers"


# ---- two notebooks at once -----------------------------------------------------------------


WRITER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from nnhelpers.study.store import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    store.add("quiz", f"{sys.argv[2]} {number}", {}, datetime.now(UTC))
    print(number, flush=True)
assert not store.waiting, store.trouble
"""


def writer(path, name, count):
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_notebooks_write_at_once(path):
    both = [writer(path, name, 15) for name in ("a", "b")]
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    assert sorted(items(Store(path))) == sorted(f"{n} {i}" for n in "ab" for i in range(15))


def test_another_notebook_holds_the_file(path, monkeypatch):
    made = filled(path, 3)
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    made.add("quiz", "late", {}, DAY)
    assert "Another program holds the record: 1 entry waits" in made.trouble
    holder.execute("ROLLBACK")
    holder.close()
    made.add("quiz", "later", {}, DAY)
    assert made.trouble == ""
    assert {"late", "later"} <= set(items(Store(path)))


OTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA journal_mode = {sys.argv[2]}")
connection.execute("PRAGMA wal_autocheckpoint = 0")
for number, uid in enumerate(sys.stdin):
    row = (uid.strip(), "2026-03-03T12:00:00+00:00", "quiz", f"other {number}", "{}")
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?)", row)
    print(number, flush=True)
"""


@pytest.mark.parametrize("mode", ["delete", "wal", "truncate"])
def test_what_another_notebook_wrote_is_seen_at_once(path, mode):
    """Whatever the file's header and its time say: in WAL mode, neither changes."""
    made = filled(path)
    command = [sys.executable, "-c", OTHER, str(path), mode]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as other:
        for number in range(5):
            made.events()
            before = path.stat()
            other.stdin.write(f"{number}\n")
            other.stdin.flush()
            other.stdout.readline()
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # in the same tick
            assert items(made) == [*EXPECTED, *(f"other {n}" for n in range(number + 1))]
        made.add("quiz", "mine", {}, DAY + timedelta(days=2))
        assert items(made)[-2:] == ["other 4", "mine"]
        other.stdin.close()
    assert len(items(made)) == 36


@pytest.mark.parametrize("count", [29, 30, 31])
def test_another_record_in_the_same_place_is_seen(path, count):
    """A backup that was copied over the file, with fewer, as many or more events."""
    made = filled(path)
    made.events()
    other = filled(path.with_name("other.sqlite3"), count)
    other.add("quiz", "only there", {}, DAY + timedelta(days=1))
    with path.open("r+b") as file:
        file.write(other.path.read_bytes())
        file.truncate()
    assert items(made)[-1] == "only there"
    assert len(items(made)) == count + 1


def test_an_event_that_was_taken_away_is_gone(path):
    made = filled(path)
    made.events()
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM events WHERE item = 'item 3'")
    connection.close()
    assert items(made) == [item for item in EXPECTED if item != "item 3"]


def test_only_what_is_new_is_read(path, monkeypatch):
    made, other = filled(path), Store(path)
    assert items(made) == items(other)
    read, whole = [], event_module.event_of
    monkeypatch.setattr(event_module, "event_of", lambda row: read.append(row) or whole(row))
    other.add("quiz", "new", {}, DAY)
    made.events()
    made.events()
    assert [row[3] for row in read] == ["new"]


def test_a_file_that_another_notebook_has_just_made_is_no_damage(path):
    path.parent.mkdir()
    path.touch()
    made = Store(path)
    assert items(made) == []
    made.add("quiz", "first", {}, DAY)
    assert made.trouble == ""
    assert items(made) == items(Store(path)) == ["first"]


# ---- killed, full, read-only ---------------------------------------------------------------


def test_killed_in_the_middle_of_writing(path):
    """What a writer had reported before kill -9 is there, and the file is whole."""
    for attempt in range(3):
        process = writer(path, f"run {attempt}", 100_000)
        for _ in range(5 + attempt):
            last = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = items(Store(path))
        assert {f"run {attempt} {n}" for n in range(int(last) + 1)} <= set(found)
    after = Store(path)
    after.add("quiz", "next day", {}, DAY)
    assert after.trouble == ""
    assert "next day" in items(Store(path))


def test_killed_inside_a_transaction(path):
    filled(path)
    code = f"""
        import os, sqlite3
        connection = sqlite3.connect({str(path)!r}, isolation_level=None)
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN IMMEDIATE")
        for n in range(5000):
            connection.execute("INSERT INTO events VALUES (?, 'x', 'x', 'x', 'x')", (str(n),))
        os.kill(os.getpid(), 9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert path.with_name(path.name + "-journal").exists(), "half of it had reached the disk"
    made = Store(path)
    made.add("quiz", "next", {}, DAY)
    assert made.trouble == ""
    assert items(Store(path)) == ["next", *EXPECTED] or items(made) == [
        EXPECTED[0],
        "next",
        *EXPECTED[1:],
    ]


def test_a_full_disk(path, monkeypatch):
    made = filled(path)
    connect = sqlite3.connect

    def small(*arguments, **keywords):
        connection = connect(*arguments, **keywords)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)
    for number in range(40):
        made.add("quiz", f"late {number}", {"text": "x" * 999}, DAY)
    assert "The disk is full" in made.trouble
    assert f"{len(made.waiting)} entries wait in memory" in made.trouble
    assert len(items(made)) == 70
    monkeypatch.setattr(sqlite3, "connect", connect)
    made.add("quiz", "there is room again", {}, DAY)
    assert made.trouble == ""
    assert len(items(Store(path))) == 71


def test_a_disk_that_refuses_to_write(path):
    """The system ends a write at a size, as a quota does."""
    filled(path)
    code = f"""
        import resource
        from datetime import datetime, UTC
        from pathlib import Path
        from nnhelpers.study.store import Store
        store = Store(Path({str(path)!r}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
        for n in range(50):
            store.add("quiz", str(n), {{"text": "x" * 500}}, datetime.now(UTC))
        assert "cannot be written" in store.trouble, store.trouble
        assert len(store.events()) == 80
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)
    assert set(EXPECTED) <= set(items(Store(path)))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 9000


AS_NOBODY = """
    import os
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from nnhelpers.study.store import Store
    for tried in (sys.argv[2], os.devnull + "/no folder"):
        # Python may lie in root's home: let all be imported that is needed then.
        first = Store(Path(tried))
        first.add("quiz", "early", {}, datetime(2026, 3, 2, 12, tzinfo=UTC))
        str([first.trouble, first.events()])
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    made = Store(Path(sys.argv[1]))
    made.add("quiz", "late", {}, datetime(2026, 3, 2, 12, tzinfo=UTC))
    print(made.trouble, sorted(event.item for event in made.events()))
"""


@pytest.fixture
def open_folder():
    """A folder that everybody may read; those of pytest are its user's alone."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix permissions")
def test_a_read_only_home(open_folder, tmp_path):
    path = open_folder / "data" / "progress.sqlite3"
    filled(path, 3)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    elsewhere = tmp_path / "progress of root.sqlite3"
    command = [sys.executable, "-c", textwrap.dedent(AS_NOBODY), str(path), str(elsewhere)]
    try:
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    finally:
        path.parent.chmod(0o755)
    assert "cannot be written to progress.sqlite3" in said
    assert "export_progress" in said
    assert "['item 0', 'item 1', 'item 2', 'late']" in said


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("no folder")
    made = Store(tmp_path / "file" / "progress.sqlite3")
    made.add("quiz", "a", {}, DAY)
    assert "cannot be written" in made.trouble
    assert items(made) == ["a"]


# ---- damaged files -----------------------------------------------------------------------------


def no_database(data):
    return b"this is a text, not a database\n" * 20


def header_lost(data):
    return b"\0" * 100 + data[100:]


def middle_lost(data):
    half = len(data) // 2
    return data[:half] + b"\xff" * 4096 + data[half + 4096 :]


def cut_short(data):
    return data[: len(data) // 2]


@pytest.mark.parametrize("with_journal", [True, False])
@pytest.mark.parametrize("damage", [no_database, header_lost, middle_lost, cut_short])
def test_a_damaged_file_is_mended(path, damage, with_journal):
    made = filled(path)
    made.take(event("neuron", {"n": n}, DAY + timedelta(hours=2, minutes=n)) for n in range(200))
    path.write_bytes(damage(path.read_bytes()))
    if not with_journal:
        made.journal.unlink()
    after = Store(path)
    after.add("quiz", "next", {}, DAY + timedelta(days=1))
    found = items(after)
    assert "was damaged" in after.trouble
    assert f"{len(found) - 1} entries of it have been restored" in after.trouble
    aside = next(iter(path.parent.glob("*.damaged-*")))
    assert aside.name in after.trouble
    if with_journal:
        assert len(found) == 231
    elif damage is middle_lost:
        assert len(found) > 100, "what lies before and behind the damage is read"
    assert items(Store(path)) == found


def test_two_notebooks_find_the_damage(path):
    filled(path)
    path.write_bytes(b"garbage" * 1000)
    both = [writer(path, name, 3) for name in ("a", "b")]
    for one in both:
        one.communicate(timeout=60)
        assert one.returncode == 0
    assert len(items(Store(path))) == 36
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


def test_a_journal_line_that_was_cut_off(path):
    made = filled(path)
    with made.journal.open("a") as file:
        file.write('["abc", "2026-')
    path.unlink()
    after = Store(path)
    after.add("quiz", "next", {}, DAY + timedelta(days=1))
    assert items(after) == [*EXPECTED, "next"]


# ---- a newer version -----------------------------------------------------------------------------


def test_a_newer_format_is_left_alone_and_joined_later(path, monkeypatch):
    monkeypatch.setattr(store, "VERSION", 2)
    filled(path)
    before = path.read_bytes()
    monkeypatch.setattr(store, "VERSION", 1)
    old = Store(path)
    old.add("quiz", "with the old version", {}, DAY + timedelta(days=1))
    assert "written by a newer version of the course, with format 2" in old.trouble
    assert "progress-1.sqlite3" in old.trouble
    assert path.read_bytes() == before
    assert not old.waiting
    monkeypatch.setattr(store, "VERSION", 2)
    assert items(Store(path)) == [*EXPECTED, "with the old version"]
    assert items(Store(path)) == [*EXPECTED, "with the old version"]


# ---- taken along, deleted ------------------------------------------------------------------


def test_records_of_two_computers_are_joined(tmp_path):
    one, two = filled(tmp_path / "1.sqlite3", 5), filled(tmp_path / "2.sqlite3", 7)
    assert two.take(one.events()) == 5
    assert two.take(one.events()) == 0
    assert len(items(two)) == 12


def test_delete_removes_all_of_it(path):
    made = filled(path)
    path.write_bytes(b"garbage")
    again = Store(path)
    again.add("quiz", "x", {}, DAY)
    again.delete()
    assert list(path.parent.iterdir()) == []
    assert items(again) == []
    assert items(made) == []


def test_writing_does_not_slow_down_with_age(path):
    """A year's record: an event is written without reading the others."""
    made = filled(path, 1)
    rows = [(str(n), DAY.isoformat(), "quiz", "x", "{}") for n in range(20_000)]
    with sqlite3.connect(path) as connection:
        connection.executemany(store.INSERT, rows)
    connection.close()
    made.events()  # the file is looked at once, when it is first used
    seen = []
    made.seen.read = lambda connection: seen.append("read")
    made.add("quiz", "one more", {}, DAY)
    assert seen == []


def test_a_row_is_what_json_says():
    event = store.Event("u", DAY, "quiz", "i", {"answer": [1, 2]})
    assert store.event_of(json.loads(json.dumps(event.row()))) == event
    with pytest.raises(ValueError, match="time with its zone"):
        store.event_of(("u", "2026-01-01T00:00:00", "k", "i", "{}"))
