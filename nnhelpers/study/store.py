"""A learner's record: a list that only grows, in one SQLite file.

An event is never changed, so two notebooks, two computers or a program that was killed cannot
contradict each other: records are joined by taking every event once. What is worked out from them
(a score, the day when a card is due) is computed anew each time.

Beside the file lies a journal with the same events as lines of JSON, from which the file is made
again if it is damaged. What cannot be written waits in memory and is tried with the next event;
`trouble` says why, in a sentence for the learner.
"""

import json
import sqlite3
import time
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

from nnhelpers.study.event import SELECT, Event, Seen, event_of

VERSION = 1  # of the table; a file with a larger one is left alone
PATIENCE = 5  # seconds to wait for another notebook that is writing
TABLE = """CREATE TABLE IF NOT EXISTS events (
    uid TEXT NOT NULL UNIQUE, at TEXT NOT NULL, kind TEXT NOT NULL, item TEXT NOT NULL,
    data TEXT NOT NULL)"""
INSERT = "INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?)"
DAMAGED = ("not a database", "malformed", "corrupt", "no such table", "no such column")


class NewerError(Exception):
    """The file was written by a newer version of the course."""


class Store:
    """The record in the file `path`; in memory only when `path` is None."""

    def __init__(self, path):
        self.path = path and Path(path)
        self.waiting, self.trouble, self.checked = [], "", False
        self.seen = Seen()

    @property
    def journal(self):
        return self.path.with_suffix(".journal.jsonl")

    def add(self, kind, item, data, at):
        """Write an event, or keep it until it can be written."""
        self.waiting.append(Event(uuid.uuid4().hex, at, kind, item, data))
        self.flush()

    def flush(self):
        """Write what waits."""
        if self.path is not None and self.waiting:
            self._try(lambda: self._write(list(self.waiting)))

    def events(self):
        """Return every event, the oldest first."""
        found = []
        if self.path is not None and self.path.exists():
            self._try(lambda: found.extend(self._read()))
        if not self.waiting:
            return found
        known = {event.uid for event in found}
        found += [event for event in self.waiting if event.uid not in known]
        return sorted(found, key=lambda event: event.at)

    def take(self, events):
        """Add events of another record; return how many were new."""
        known = {event.uid for event in self.events()}
        new = [event for event in events if event.uid not in known]
        self.waiting += new
        self.flush()
        return len(new)

    def delete(self):
        """Delete the record and all that was kept beside it."""
        self.waiting, self.trouble, self.checked, self.seen = [], "", False, Seen()
        if self.path is not None:
            for path in self.path.parent.glob(f"{self.path.stem}[.-]*"):
                path.unlink()

    # ---- the file --------------------------------------------------------------------------

    def _try(self, action):
        """Do something with the file; turn what goes wrong into `trouble`, a sentence."""
        try:
            said = self._settle()
            action()
            self.trouble = said or ""
        except NewerError as error:
            self._step_aside(str(error))
            action()
        except (sqlite3.Error, OSError) as error:
            self.trouble = self._sentence(error)

    def _settle(self):
        """Look at the file once: mend it if it is damaged; return what there is to say."""
        if self.checked or not self.path.exists():
            return self.trouble if self.checked and not self.waiting else ""
        said = self._mended() if self._is_damaged() else ""
        self.checked = True
        self._join_siblings()
        return said

    def _write(self, events):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = not self.path.exists()
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(TABLE)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            rows = [*(self._journaled() if new else []), *events]
            connection.executemany(INSERT, [event.row() for event in rows])
            connection.execute("COMMIT")
        written = {event.uid for event in events}
        self.waiting = [event for event in self.waiting if event.uid not in written]
        with self.journal.open("a", encoding="utf-8") as file:
            file.write("".join(json.dumps(event.row()) + "\n" for event in events))

    def _read(self):
        """Return the events of the file, the oldest first."""
        with self._open(read_only=True) as connection:
            if not self._is_new(connection):
                self.seen.read(connection)
        return self.seen.events

    @contextmanager
    def _open(self, read_only=False, path=None):
        mode = "ro" if read_only else "rwc"
        address = f"{(path or self.path).absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, timeout=PATIENCE, isolation_level=None, uri=True)
        with closing(connection):
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise NewerError(version)
            yield connection

    def _journaled(self):
        """Yield the events of the journal; a line that was cut off by a crash is left out."""
        if self.journal.exists():
            for line in self.journal.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    yield event_of(json.loads(line))
                except (ValueError, TypeError):
                    continue

    # ---- what can go wrong -------------------------------------------------------------------

    def _is_damaged(self):
        try:
            with self._open(read_only=True) as connection:
                if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                    return True
                if not self._is_new(connection):
                    self.seen.read(connection)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            text = str(error)
            return not isinstance(error, sqlite3.Error) or any(word in text for word in DAMAGED)
        return False

    def _is_new(self, connection):
        """Tell whether another notebook has just made the file, and not yet written into it."""
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return not made and not self.journal.exists()

    def _mended(self):
        """Put a damaged file aside and make it again from all that can be read."""
        guard = self.path.with_suffix(".lock")  # let go by the system if this program is killed
        with closing(sqlite3.connect(guard, timeout=PATIENCE, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            if not self._is_damaged():
                return ""  # another notebook has mended it meanwhile
            saved = {event.uid: event for event in [*self._legible(), *self._journaled()]}
            aside = self.path.with_suffix(f".damaged-{time.time_ns():x}")
            self.path.replace(aside)
            self.seen = Seen()
            self._write(list(saved.values()))
        return (
            f"The record of your progress was damaged. {len(saved)} entries of it have been "
            f"restored, and the damaged file is kept as {aside.name}."
        )

    def _legible(self):
        """Return what can be read of a damaged file, from both of its ends."""
        found = []
        for direction in ("ASC", "DESC"):
            try:
                with self._open(read_only=True) as connection:
                    for row in connection.execute(f"{SELECT} ORDER BY rowid {direction}"):
                        found.append(event_of(row))
            except (sqlite3.Error, ValueError, TypeError):
                continue
        return found

    def _step_aside(self, version):
        newer = self.path.name
        self.path = self.path.with_name(f"{self.path.stem}-{VERSION}{self.path.suffix}")
        self.checked = True
        self.trouble = (
            f"Your record ({newer}) was written by a newer version of the course, with format "
            f"{version}; this one knows {VERSION}. It is left untouched. What you do now goes into "
            f"{self.path.name} beside it, and is joined when the newer version runs again."
        )

    def _join_siblings(self):
        """Take in what an older version wrote beside this file."""
        for path in sorted(self.path.parent.glob(f"{self.path.stem}-[0-9]*{self.path.suffix}")):
            with self._open(read_only=True, path=path) as connection:
                events = [event_of(row) for row in connection.execute(SELECT)]
            self._write(events)
            path.replace(path.with_suffix(".joined"))

    def _sentence(self, error):
        text = str(error)
        count = f"{len(self.waiting)} {'entry waits' if len(self.waiting) == 1 else 'entries wait'}"
        if "full" in text or "No space" in text or "disk I/O" in text:
            return f"The disk is full or cannot be written: {count} in memory. Make some room."
        if "locked" in text:
            return f"Another program holds the record: {count}, and is tried again with the next."
        return (
            f"Your progress cannot be written to {self.path.name} in {self.path.parent} "
            f"({text}): {count} in memory until this notebook is closed. "
            'export_progress("progress.json") saves all of it where you like.'
        )
