"""Make the prose that nnhelpers ships from six novels of Jane Austen as plain text.

    python tools/pack_prose.py FOLDER

FOLDER holds emma.txt and so on, line-wrapped as Project Gutenberg publishes them. The result,
nnhelpers/data/austen/austen.txt.bz2 with its checksums.txt, is the same on each run.
"""

import argparse
import bz2
import re
from pathlib import Path

from pack_data import DATA, write_checksums

NOVELS = [
    "sensesensibility", "prideprejudice", "mansfieldpark", "emma", "northangerabbey", "persuasion",
]  # fmt: skip
NOT_PROSE = re.compile(r"(volume|chapter) \w+|the end|finis|[* ]+|\*vide .*", re.IGNORECASE)


def prose(text):
    """Return a novel as prose alone, one paragraph a line.

    What stands before the first chapter and after the end is left out, as are headings, underscores
    for italics, and the ends of lines within a paragraph.
    """
    text = text[re.search(r"^chapter", text, re.IGNORECASE | re.MULTILINE).start() :]
    text = text.partition("A NOTE ON THE TEXT")[0].replace("_", "")
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return "\n".join(p for p in paragraphs if p and not NOT_PROSE.fullmatch(p)) + "\n"


def pack(raw, folder):
    """Turn the six novels in raw into austen.txt.bz2, a blank line between two of them."""
    novels = [prose((raw / f"{name}.txt").read_text(encoding="utf-8")) for name in NOVELS]
    (folder / "austen.txt.bz2").write_bytes(bz2.compress("\n".join(novels).encode(), 9))
    write_checksums(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the six novels are")
    pack(parser.parse_args().folder, DATA / "austen")
