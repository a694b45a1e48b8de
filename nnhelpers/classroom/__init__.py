"""Assignments from the course's exercises: release, collect, grade in a sandbox, report, export.

`nnhelpers-class` is the command; docs/teachers.md is its page. The grader asks and compares; the
code of students runs in a locked process (`warm`) that holds no test and no score.
"""


class ClassroomError(Exception):
    """Something that the teacher can put right; the message says what and how."""
