"""Paths through the course, and a calendar that brings the next lesson on the days you choose."""

import html
import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from nnhelpers.study import record
from nnhelpers.study.course import course, lessons, place
from nnhelpers.study.links import lesson_link

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class CoursePath:
    """Lessons in the order in which to take them."""

    name: str
    why: str
    lessons: tuple
    left_out: tuple = ()  # what did not fit into the hours

    @property
    def minutes(self):
        return sum(one.minutes for one in self.lessons)

    def _repr_mimebundle_(self, **_):
        return {"text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        rows = [
            f"{n:2}. {one.name}, {one.minutes} min{'' if one.written else ' (not written yet)'}"
            for n, one in enumerate(self.lessons, 1)
        ]
        return "\n".join([self._head(), *rows, *self._tail()])

    def _html(self):
        rows = "".join(
            f"<li>{lesson_link(one.number)}, {one.minutes} min"
            f"{'' if one.written else ' <em>(not written yet)</em>'}</li>"
            for one in self.lessons
        )
        tail = "".join(f"<p>{html.escape(line)}</p>" for line in self._tail())
        return f"<p>{html.escape(self._head())}</p><ol>{rows}</ol>{tail}"

    def _head(self):
        count = f"{len(self.lessons)} lesson{'s' * (len(self.lessons) != 1)}"
        return f"{self.name}: {count}, {as_hours(self.minutes)}. {self.why}".strip()

    def _tail(self):
        if not self.left_out:
            return []
        names = ", ".join(one.number for one in self.left_out)
        more = as_hours(sum(one.minutes for one in self.left_out))
        return [f"Not in your hours, and needed for the goal: {names} ({more} more)."]


def as_hours(minutes):
    """Return minutes as hours, to the half."""
    count = max(0.5, round(minutes / 30) / 2)
    return f"{count:g} hour{'s' * (count > 1)}"


def path(goal="whole course", hours=None, known=()):
    """Show which lessons lead to a goal, in an order in which each has what it needs.

        path("understand GPT", hours=6)
        path("four parts")

    Parameters
    ----------
    goal : one of the fixed paths ("four parts", "eight steps", "deep learning",
        "llms for engineers", "whole course"), the number of a lesson, or a goal in your own words
    hours : how many you have; lessons that do not fit are named, not hidden
    known : numbers of lessons that you need no more; those that you have done count as known

    Returns the path, shown as a list; raises ValueError for a goal that no lesson reaches.
    """
    if hours is not None and not (isinstance(hours, int | float) and 0 < hours < math.inf):
        raise ValueError(f"path needs hours as a positive number: got {hours!r}.")
    name, why, wanted = _wanted(goal)
    known = {str(number) for number in known} | _done()
    chosen = wanted if name in course()["paths"] else _with_needs(wanted)
    chosen = [number for number in chosen if number not in known or number in wanted]
    return _fitted(name, why, [lessons()[number] for number in chosen], hours)


def _wanted(goal):
    """Return the name of a path, what it is for, and the lessons that it wants."""
    words = " ".join(str(goal).lower().replace("-", " ").split())
    paths = course()["paths"]
    if words in paths:
        stated = paths[words]["lessons"]
        return words, paths[words]["for"], list(lessons()) if stated == "all" else stated
    if str(goal).strip() in lessons():
        return lessons()[str(goal).strip()].name, "", [str(goal).strip()]
    goals = course()["goals"].items()
    found = {n for word, some in goals if word.replace("-", " ") in words for n in some}
    if not found:
        raise ValueError(
            f"No lesson is known to reach the goal {goal!r}. Say it with one of these words: "
            f"{', '.join(course()['goals'])}; or take a path: {', '.join(paths)}."
        )
    return str(goal), "", sorted(found, key=place)


def _with_needs(wanted):
    """Return the wanted lessons and all that they need, each after what it needs."""
    needed, waiting = set(wanted), list(wanted)
    while waiting:
        for number in lessons()[waiting.pop()].needs:
            if number not in needed:
                needed.add(number)
                waiting.append(number)
    ordered = []
    while left := [n for n in sorted(needed, key=place) if n not in ordered]:
        ordered.append(next(n for n in left if not set(lessons()[n].needs) - set(ordered)))
    return ordered


def _fitted(name, why, chosen, hours):
    room = math.inf if hours is None else 60 * hours
    count = 0
    while count < len(chosen) and (room := room - chosen[count].minutes) >= 0:
        count += 1
    return CoursePath(name, why, tuple(chosen[:count]), tuple(chosen[count:]))


def _done():
    from nnhelpers.study.overview import standings

    return {one.lesson for one in standings() if one.state == "done"}


# ---- calendar --------------------------------------------------------------------------------


def calendar(file, goal="whole course", days=("monday", "wednesday", "friday"), at="18:00",
             start=None, link="notebooks/"):  # fmt: skip
    """Write a calendar file that brings a lesson of a path on each of the days that you choose.

        calendar("course.ics", "four parts", days=["tuesday", "saturday"], at="19:30")

    Parameters
    ----------
    file : the file to write, ending in .ics; calendar programs and phones import it
    goal : as for `path`; lessons that you have done are left out
    days : names of weekdays
    at : time of day, "18:00", on your own clock
    start : the first possible day, as a date or "2026-03-02"; by default tomorrow
    link : the address before a notebook's own, such as that of a JupyterLab that is always open

    Each entry names its lesson, its link and how many flashcards are due by then. Returns the
    number of entries.
    """
    file = Path(file)
    if file.suffix != ".ics":
        raise ValueError(f"calendar needs a file that ends in .ics: got {file.name!r}.")
    done = _done()
    chosen = [one for one in path(goal).lessons if one.written and one.number not in done]
    dates = _dates(len(chosen), days, start)
    clock = _clock(at)
    due = _due_by(dates)
    entries = [
        entry(lesson, datetime.combine(day, clock), link, due[day])
        for lesson, day in zip(chosen, dates, strict=True)
    ]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//nnhelpers//course//EN"]
    lines += [line for one in entries for line in one] + ["END:VCALENDAR"]
    text = "".join(f"{part}\r\n" for line in lines for part in folded(line))
    file.write_bytes(text.encode("utf-8"))
    return len(entries)


def _clock(at):
    try:
        return time.fromisoformat(at)
    except (ValueError, TypeError):
        raise ValueError(f'calendar needs a time of day such as "18:00": got {at!r}.') from None


def _dates(count, days, start):
    """Return the next dates that fall on the chosen weekdays."""
    names = [str(day).lower() for day in ([days] if isinstance(days, str) else days)]
    if not names or (odd := [name for name in names if name not in DAYS]):
        odd = odd if names else list(days)
        raise ValueError(f"calendar needs days such as {DAYS[0]}, {DAYS[5]}: got {odd!r}.")
    try:
        day = date.fromisoformat(start) if isinstance(start, str) else start
    except ValueError:
        raise ValueError(f'calendar needs start as "2026-03-02": got {start!r}.') from None
    day = day or record.day(record.now()) + timedelta(days=1)
    found = []
    while len(found) < count:
        if DAYS[day.weekday()] in names:
            found.append(day)
        day += timedelta(days=1)
    return found


def _due_by(dates):
    """Return how many of the cards that are known today are due by each date."""
    from nnhelpers.study.cards import due_by_day

    ahead = {day: max(0, (day - record.day(record.now())).days) + 1 for day in dates}
    counts = due_by_day(max(ahead.values(), default=0))
    return {day: sum(counts[:days]) for day, days in ahead.items()}


def entry(lesson, begin, link, due):
    """Return the lines of a calendar entry (RFC 5545, VEVENT), on the learner's own clock."""
    where = lesson.notebook and f"{link}{lesson.notebook.parent.name}/{lesson.notebook.name}"
    about = f"{where or 'Lesson ' + lesson.number}: flashcards due by then: {due}."
    form = "%Y%m%dT%H%M%S"
    return [
        "BEGIN:VEVENT",
        f"UID:lesson-{lesson.number}@nnhelpers",
        f"DTSTAMP:{record.now():{form}}Z",
        f"DTSTART:{begin:{form}}",
        f"DURATION:PT{lesson.minutes}M",
        f"SUMMARY:{escaped(lesson.name)}",
        f"DESCRIPTION:{escaped(about)}",
        *([f"URL:{where}"] if ":" in (where or "") else []),
        "END:VEVENT",
    ]


def escaped(text):
    """Return a text as RFC 5545 writes it."""
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "\\n")


def folded(line):
    """Yield a line in pieces of at most 75 bytes, the later ones indented by a space."""
    rest, limit = line.encode("utf-8"), 75
    while len(rest) > limit:
        cut = limit
        while rest[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        yield rest[:cut].decode("utf-8")
        rest = b" " + rest[cut:]
    yield rest.decode("utf-8")
