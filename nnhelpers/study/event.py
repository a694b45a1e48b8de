"""What the record is made of: events, and the list of those that have been read."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

SELECT = "SELECT uid, at, kind, item, data FROM events"
LATER = "SELECT rowid, uid, at, kind, item, data FROM events WHERE rowid > ? ORDER BY rowid"


class Event(NamedTuple):
    """Something that the learner did: when (with its time zone), what, on which item."""

    uid: str
    at: datetime
    kind: str
    item: str
    data: dict

    def row(self):
        return (self.uid, self.at.isoformat(), self.kind, self.item, json.dumps(self.data))


def event_of(row):
    """Return the Event of a row; raise ValueError if it is none."""
    uid, at, kind, item, data = row
    at, data = datetime.fromisoformat(at), json.loads(data)
    if at.tzinfo is None or not isinstance(data, dict) or not uid:
        raise ValueError("an event needs a name, a time with its zone, and data")
    at = at if at.tzinfo is UTC else at.astimezone(UTC)  # as fsrs wants it
    return Event(str(uid), at, str(kind), str(item), data)


class Seen:
    """The events of a file, of which only those are read that were added since the last time.

    SQLite itself says what is new: the time of the file and the counter in its header do not tell
    of every change (in WAL mode, the file is written long after its events).
    """

    def __init__(self):
        self.events, self.count, self.last, self.uid = [], 0, 0, None  # the oldest first

    def read(self, connection):
        """Take in what is new; read all of it again where this is another list than before."""
        connection.execute("BEGIN")  # what follows sees one moment
        at_last = connection.execute("SELECT uid FROM events WHERE rowid = ?", (self.last,))
        same = (at_last.fetchone() or (None,))[0] == self.uid
        rows = connection.execute(LATER, (self.last if same else 0,)).fetchall()
        total = connection.execute("SELECT count(*) FROM events").fetchone()[0]
        if same and total != self.count + len(rows):
            same, rows = False, connection.execute(LATER, (0,)).fetchall()
        connection.execute("COMMIT")  # others may write while this is made into events
        new = [event_of(row) for _, *row in rows]
        if not same:
            self.__init__()
        if rows:
            self.events = sorted(self.events + new, key=lambda event: event.at)
            self.count, (self.last, self.uid) = total, rows[-1][:2]
