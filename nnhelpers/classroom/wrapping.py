"""Bubblewrap, where it is there: a view of the machine with Python and nothing else in it."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np

import nnhelpers


def readable():
    """Return the files of this package that lessons import; exercises and classroom stay out."""
    package = Path(nnhelpers.__file__).parent
    hidden = {"exercises", "classroom", "checking"}
    return [str(entry) for entry in package.iterdir() if entry.name not in hidden]


def bubblewrap():
    """Return the start of a command that gives a process its own view of the machine, or nothing.

    In it there are no other processes, no network, and of the files only Python's.
    """
    program = shutil.which("bwrap")
    if not program:
        return []
    wrap = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for place in ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", *roots()):
        wrap += ["--ro-bind-try", str(place), str(place)]
    wrap += ["--dev", "/dev", "--proc", "/proc", "--chdir", "/"]
    works = subprocess.run([*wrap, "true"], capture_output=True, check=False).returncode == 0
    return wrap if works else []


def roots():
    """Return the folders that hold Python and what it loads here."""
    places = {sys.prefix, sys.base_prefix, Path(sys.executable).resolve().parents[1]}
    places |= {Path(np.__file__).parents[1], Path(nnhelpers.__file__).parent}
    places |= {Path(sysconfig.get_path("stdlib"))}
    return sorted(map(str, places), key=len)
