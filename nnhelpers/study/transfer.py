"""Take the record along: to another computer, to a teacher, or away."""

import json
from pathlib import Path

from nnhelpers.study import record

FORMAT = "nnhelpers progress"
VERSION = 1


def export_progress(path):
    """Write everything that is recorded about you as JSON: `export_progress("progress.json")`.

    Returns the number of entries.
    """
    rows = [event.row() for event in record.events()]
    content = {"format": FORMAT, "version": VERSION, "events": rows}
    Path(path).write_text(json.dumps(content, indent=1), encoding="utf-8")
    return len(rows)


def import_progress(path):
    """Add what `export_progress` has written, on this or another computer, to your record.

    What is there already is not doubled. Returns the number of entries that were new.
    Raises ValueError, and changes nothing, when the file is not such an export.
    """
    from nnhelpers.study.store import event_of

    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError
        version, rows = content["version"], content["events"]
        events = [event_of(row) for row in rows] if version == VERSION else []
    except (ValueError, KeyError, TypeError):
        raise ValueError(
            f"{Path(path).name} is not a record of progress: expected a file that "
            "export_progress has written. Your own record is unchanged."
        ) from None
    if version != VERSION:
        raise ValueError(
            f"{Path(path).name} was exported by a newer version of the course (format {version}, "
            f"this one reads {VERSION}). Update the course; your own record is unchanged."
        )
    return record.kept().take(events)


def delete_progress(sure=False):
    """Delete everything that is recorded about you: `delete_progress(sure=True)`."""
    if not sure:
        count = len(record.events())
        print(f"This deletes {count} entries for good. To do it: delete_progress(sure=True).")
        return
    record.kept().delete()
    print("Everything that was recorded about you on this computer is deleted.")
