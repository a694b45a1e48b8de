"""The text of the lessons: their Markdown, cut into passages and into its closing section."""

import re
from functools import cache
from typing import NamedTuple

from nnhelpers.study.course import lessons
from nnhelpers.study.files import sources_folder

HEADING = re.compile(r"^(#{1,4}) (.+)$")
SHORTEST = 40  # characters; less is no answer to anything
LEFT_OUT = {"Further reading", "Test me"}


class Passage(NamedTuple):
    """A paragraph or list of a lesson, under its heading."""

    lesson: str
    heading: str
    text: str


def source_of(number):
    """Return the Markdown of a lesson, or an empty text while it has not been written."""
    folder = sources_folder()
    path = folder and next(iter(folder.glob(f"*/{number}_*.md")), None)
    return path.read_text(encoding="utf-8") if path else ""


@cache
def passages():
    """Return every passage of every lesson."""
    return tuple(one for number in lessons() for one in passages_of(number, source_of(number)))


def passages_of(number, source):
    """Yield the passages of a lesson's source: its paragraphs, without code, each with heading."""
    heading = ""
    for block in _blocks(source):
        if match := HEADING.match(block):
            if len(match.group(1)) > 1 and match.group(2) not in ("Your turn", "Explore"):
                heading = match.group(2)
        elif heading and heading not in LEFT_OUT and len(block) >= SHORTEST:
            yield Passage(number, heading, block)


def _blocks(source):
    """Return what empty lines part, without front matter, code cells and displayed formulas."""
    text = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\$\$.*?\$\$$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]


def remember(number):
    """Return what a lesson's section Remember says: {"sentence", "minute", "exchange"}.

    The exchange is a list of (who, what).
    """
    _, _, rest = source_of(number).partition("\n## Remember\n")
    section = re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    found = {"sentence": "", "minute": "", "exchange": []}
    for depth in ("sentence", "minute"):
        if match := re.search(rf"^\*\*In a {depth}\.\*\* (.+)$", section, re.MULTILINE):
            found[depth] = match.group(1).strip()
    said = re.findall(r"^> \*\*(Student|Teacher):\*\* (.+)$", section, re.MULTILINE)
    return found | {"exchange": said}
