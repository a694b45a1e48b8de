"""Links to lessons, as HTML."""

import html

from nnhelpers.study.course import address, lessons


def lesson_link(number, heading=""):
    """Return a lesson's name as HTML, with a link if the lesson is here."""
    name = lessons()[number].name if number in lessons() else "Start here"
    text = html.escape(f"{name}, {heading}" if heading else name)
    to = address(number, heading)
    return f'<a href="{html.escape(to)}">{text}</a>' if to else text
