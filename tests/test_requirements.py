"""The versions that CI tests with are those that pyproject.toml allows."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
BOUNDS = dict(
    re.fullmatch(r"([\w-]+)>=([\d.]+)", stated).groups()
    for stated in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
)


def pins(name):
    """Versions in a file of requirements/, by package; several where Pythons differ."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            package, version = re.fullmatch(r"([\w-]+)==([\w.]+)(?: ; .*)?", line).groups()
            found.setdefault(package, []).append(version)
    return found


@pytest.mark.parametrize("package", BOUNDS)
def test_oldest_is_the_lower_bound(package):
    # A bound such as 3.6 means the first release of 3.6, which may be 3.6.1.
    bound = BOUNDS[package].split(".")
    (version,) = pins("oldest")[package]
    assert [*version.split("."), "0", "0"][: len(bound)] == bound


@pytest.mark.parametrize("package", BOUNDS)
def test_newest_knows_every_dependency(package):
    assert package in pins("newest"), "run bash requirements/compile"
