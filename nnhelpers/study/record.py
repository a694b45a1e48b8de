"""What the learner did, for all aids: written by `note`, read by `events`.

The record lies in the user's data folder and never leaves the machine. The environment variable
NNHELPERS_PROGRESS names another file, or says `off`: then nothing is written, and what is done is
remembered until the notebook is closed. Tests and builds run with `off`.
"""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

SETTING = "NNHELPERS_PROGRESS"
FILE = "progress.sqlite3"


def now():
    """Return the time, with its zone."""
    return datetime.now(UTC)


def store():
    """Return the Store that the environment asks for."""
    return _store(os.environ.get(SETTING, ""))


@cache
def _store(setting):
    try:
        from nnhelpers.study.store import Store
    except ImportError:  # a Python without SQLite, as in some browsers
        return None
    if setting.lower() == "off":
        return Store(None)
    return Store(Path(setting).expanduser() if setting else default_file())


def default_file():
    """Return the file in the user's data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("nnhelpers", appauthor=False)) / FILE


def kept():
    """Return the Store; raise RuntimeError in plain words where there can be none."""
    if store() is None:
        raise RuntimeError("This Python has no SQLite, so nothing is recorded about you here.")
    return store()


def note(kind, item, **data):
    """Write down that something of this kind was done on this item."""
    if store() is not None:
        store().add(kind, item, data, now())


def heard(event, name, right=None):
    """Listen to the checker: a check with its verdict, a hint, a solution that was looked at."""
    note(event, name, **({} if right is None else {"right": right}))


def events(*kinds):
    """Return the events of these kinds (all, if none is named), the oldest first."""
    found = store().events() if store() is not None else []
    return [event for event in found if not kinds or event.kind in kinds]


def message():
    """Return what the learner should know about the record, or an empty text."""
    return store().trouble if store() is not None else ""


def day(at):
    """Return the date on the learner's own clock."""
    return at.astimezone().date()


# ---- what the aids ask ---------------------------------------------------------------------------


def opened(lesson):
    """Note that a lesson was opened, once a day."""
    if not any(one.item == lesson and day(one.at) == day(now()) for one in events("opened")):
        note("opened", lesson)


def answers_today(ids):
    """Return the tries of today for these questions, by id, since they were last cleared."""
    found = {}
    for one in events("quiz", "quiz again"):
        if day(one.at) != day(now()):
            continue
        if one.kind == "quiz again":
            for name in one.data.get("ids", []):
                found.pop(name, None)
        elif one.item in ids:
            found.setdefault(one.item, []).append(one.data["answer"])
    return found


def days_tried(ids):
    """Return on how many days before today one of these questions was tried."""
    days = {day(one.at) for one in events("quiz") if one.item in ids}
    return len(days - {day(now())})


def prediction_today(name):
    """Return what was predicted today, as {"choice", "sure"}, or an empty dict."""
    said = [one for one in events("predict") if one.item == name and day(one.at) == day(now())]
    return {key: said[-1].data[key] for key in ("choice", "sure")} if said else {}
