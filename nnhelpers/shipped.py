"""Data files that come with the package, read after a look at their checksums."""

import hashlib
from pathlib import Path

DATA = Path(__file__).parent / "data"
CURE = "Install nnhelpers again or, in a clone, run: git restore nnhelpers/data"


def read_data(folder, name):
    """Return the bytes of a shipped file, if its sha256 is the one on record beside it.

    Raises FileNotFoundError or OSError when the file is missing or damaged.
    """
    path = DATA / folder / name
    try:
        content = path.read_bytes()
        record = (path.parent / "checksums.txt").read_text()
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"{folder} needs a file of the package: expected {error.filename}, got no such file. "
            f"{CURE}"
        ) from None
    lines, got = record.strip().splitlines(), f"{hashlib.sha256(content).hexdigest()}  {name}"
    if got not in lines:
        expected = [line for line in lines if line.endswith(f"  {name}")] or [*lines, "none"]
        raise OSError(
            f"{folder} needs an undamaged {path}: expected sha256 {expected[0]}, got {got} "
            f"({len(content):,} bytes). {CURE}"
        )
    return content
