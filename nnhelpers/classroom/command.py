"""The command `nnhelpers-class`: one function for each of its words."""

import argparse
import os
import sys
import textwrap
from pathlib import Path

from nnhelpers.classroom import ClassroomError


def main(arguments=None):
    """Run one command; return the exit status."""
    if os.name == "nt":
        return complain("nnhelpers-class needs Linux or macOS; on Windows, run it in WSL 2.")
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except ClassroomError as error:
        return complain(error)
    except KeyboardInterrupt:
        return complain("Stopped. What was graded so far is kept; the same command goes on.")
    return 0


def complain(message):
    print(message, file=sys.stderr)
    return 1


def opened(options):
    from nnhelpers.classroom.course import Course

    return Course(options.course)


# ---- the commands --------------------------------------------------------------------------------


def new(options):
    """make a folder for a course, with a fresh secret and an empty roster"""
    from nnhelpers.classroom import course

    made = course.new(options.folder)
    print(f"{made.folder} is a course now. Next: fill in {made.folder / 'roster.csv'}, one row a")
    print("student; then, in that folder, nnhelpers-class release UNIT.")


def release(options):
    """prove an assignment and write the notebook that students get"""
    from nnhelpers.classroom.release import release

    one, path = release(opened(options), options.unit, options.trust)
    mistakes = sum(len(task.exercise.mistakes) for task in one.tasks.values())
    print(
        f"Proved {len(one.tasks)} questions in the sandbox: each solution earns all its points, "
        f"each stub none,\nand each of {mistakes} known mistakes is told its own sentence."
    )
    for task in one.tasks.values():
        by_hand = "  marked by hand" if task.by_hand else ""
        variant = f"  variant: {task.variant}" if task.variant else ""
        print(f"  {task.points:4g}  {task.name}{by_hand}{variant}")
    print(f"{one.points:g} points. Give this file to your students: {path}")


def rehearse(options):
    """write invented submissions of mixed quality, to try all of this before there are students"""
    from nnhelpers.classroom import assignment, rehearsal

    course = opened(options)
    one = assignment.assignment(course, options.unit)
    paths = rehearsal.rehearse(course, one, options.students)
    print(f"Wrote {len(paths)} invented submissions. Next:")
    print(f"nnhelpers-class collect {options.unit} --from {paths[0].parent}")


def collect(options):
    """copy the newest notebook of each student into submitted/"""
    from nnhelpers.classroom.collecting import collect

    found = collect(opened(options), options.unit, options.source)
    print(f"{len(found.taken)} submissions are in submitted/{options.unit}.")
    listed("handed in more than once; the newest counts", found.double)
    listed("missing", found.missing)
    listed("cannot be read", found.unreadable)
    listed("of nobody on the roster", found.strangers)


def listed(what, names):
    if names:
        short = all(len(name) < 30 for name in names)
        print(f"{len(names)} {what}:")
        lines = textwrap.wrap(", ".join(names), 90) if short else names
        print(*(f"  {line}" for line in lines), sep="\n")


def grade(options):
    """grade what was collected, in a sandbox; run again to go on or to grade what is new"""
    from nnhelpers.classroom.grading import grade

    run = grade(opened(options), options.unit, options.jobs, options.trust, options.cluster)
    rate = f", {60 * run.graded / run.seconds:,.0f} a minute" if run.graded else ""
    kept = f" {run.kept} had not changed and were kept." if run.kept else ""
    print(f"Graded {run.graded} submissions in {run.seconds:.1f} s{rate}.{kept}")
    listed("missing", run.missing)
    print(
        f"The rows are in grades/{options.unit}.jsonl. Next: nnhelpers-class report {options.unit}"
    )


def report(options):
    """write a page for each student, and one for the class"""
    from nnhelpers.classroom import reports, standing

    course = opened(options)
    _, standings = standing.standings(course, options.unit)
    paths = reports.write(course, options.unit, standings)
    print(f"Wrote {len(paths) - 1} pages for students, and one for you: {paths[-1]}")


def export(options):
    """write the grades for Canvas, Moodle or nbgrader"""
    from nnhelpers.classroom import exports, standing

    course = opened(options)
    one, standings = standing.standings(course, options.unit)
    path = exports.write(course, options.unit, one, standings, options.to)
    graded = sum(bool(line.lines) for line in standings)
    print(f"Wrote the points of {graded} students, out of {one.points:g}: {path}")
    listed(
        "still to be marked by hand",
        [s.student.id for s in standings if s.lines and not s.complete],
    )


def regrade(options):
    """grade some submissions again, and say whether any score differs"""
    from nnhelpers.classroom.regrading import regrade

    number, differ = regrade(
        opened(options), options.unit, options.sample, options.jobs, options.trust
    )
    print(f"Graded {number} submissions again: {len(differ) or 'none'} differ.")
    print(*(f"  {sentence}" for sentence in differ), sep="\n", end="")


# ---- what may be typed ---------------------------------------------------------------------------


def parser():
    one = argparse.ArgumentParser(
        prog="nnhelpers-class",
        description="Assignments from the course's exercises, graded in a sandbox.",
    )
    words = one.add_subparsers(required=True, metavar="COMMAND")
    made = word(words, new, unit=False)
    made.add_argument("folder", type=Path, metavar="COURSE", help="folder to make")
    trusting(word(words, release))
    rehearsing = word(words, rehearse)
    rehearsing.add_argument("--students", type=count, default=30, help="how many to invent")
    collecting = word(words, collect)
    collecting.add_argument(
        "--from", dest="source", type=Path, required=True, help="folder, zip or exchange"
    )
    grading = trusting(word(words, grade))
    again = trusting(word(words, regrade))
    again.add_argument("--sample", type=count, help="how many, drawn at random (default: all)")
    for made in (grading, again):
        made.add_argument("--jobs", type=count, default=os.cpu_count(), help="processes")
    grading.add_argument("--cluster", metavar="tcp://…", help="scheduler of a Dask cluster")
    word(words, report)
    word(words, export).add_argument(
        "--to", choices=["canvas", "moodle", "nbgrader"], required=True
    )
    return one


def word(words, run, unit=True):
    made = words.add_parser(
        run.__name__.replace("_", "-"), help=run.__doc__, description=run.__doc__
    )
    made.set_defaults(run=run)
    if unit:
        made.add_argument("unit", metavar="UNIT", help="unit, lesson, or assignment of course.toml")
        made.add_argument("--course", type=Path, default=Path(), help="folder (default: this one)")
    return made


def trusting(made):
    made.add_argument("--trust", action="store_true", help="grade without a sandbox")
    return made


def count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("needs 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
