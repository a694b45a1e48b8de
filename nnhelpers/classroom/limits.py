"""What a process may use, and the lock that is put on it before a student's code runs."""

import ctypes
import os
import resource
import struct
import sys
import sysconfig
from pathlib import Path

from nnhelpers.classroom import landlock, seccomp

OPEN_FILES = 64
CAPABILITY_VERSION = 0x20080522


def memory_now():
    """Return the addresses that this process has mapped, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def limit(seconds, memory):
    """Limit this process: processor time in seconds, all of its memory in bytes."""
    hard = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    for what, most in hard.items():
        resource.setrlimit(what, (most, most))


def drop_capabilities():
    """Give up what an administrator's process may do beyond others."""
    head = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    if seccomp.libc.capset(head, struct.pack("=6I", *[0] * 6)):
        raise OSError(ctypes.get_errno(), "the kernel refuses to drop capabilities")


def lock_files(readable):
    """Close the files of this machine but for Python's own modules, to this process for good."""
    seccomp.forbid_new_privileges()
    drop_capabilities()
    places, folders = python_places()
    landlock.restrict([*places, *readable], folders)


def python_places():
    """Return what Python may need to load later: files and folders to read, folders to list.

    Of installed packages only NumPy is among them: solutions of the course are installed too.
    """
    standard = [Path(sysconfig.get_path(key)) for key in ("stdlib", "platstdlib")]
    numpy = Path(sys.modules["numpy"].__file__).parent
    entries = [entry for folder in {*standard} for entry in folder.iterdir()]
    readable = [entry for entry in entries if entry.name not in ("site-packages", "dist-packages")]
    libraries = list(numpy.parent.glob("numpy.libs"))
    return [*readable, numpy, *libraries], [*standard, numpy.parent]


def why_no_sandbox():
    """Return why this machine cannot lock a process, in a sentence, or None where it can."""
    if not sys.platform.startswith("linux"):
        return f"this is {sys.platform}, and the sandbox needs Linux"
    if not seccomp.supported():
        return f"the filter of system calls does not know the machine {os.uname().machine}"
    if not landlock.version():
        return f"Linux {os.uname().release} has no Landlock here (5.13 or later, and switched on)"
    return None
