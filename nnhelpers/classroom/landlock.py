"""Which files a process may open (Landlock, Linux 5.13 and later): reading, and only some.

A process that has restricted itself can open nothing but what lies beneath the given places, can
write nowhere, and from Linux 6.12 on can signal nobody outside. Administrators are held by it too.
"""

import ctypes
import os
import struct

CREATE, ADD_RULE, RESTRICT = 444, 445, 446  # the same numbers on every machine
ASK_VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# Rights that each version of Landlock can take away: highest bit of those on files.
LAST_FILE_RIGHT = {1: 12, 2: 13, 3: 14, 4: 14}
TCP = 0b11  # bind and connect, from version 4
SCOPES = 0b11  # abstract sockets and signals, from version 6

libc = ctypes.CDLL(None, use_errno=True)


def version():
    """Return the version of Landlock that this kernel offers, 0 for none."""
    found = libc.syscall(CREATE, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(0, found)


def restrict(readable, listable=()):
    """Let this process open only what is beneath `readable`, and list `listable` besides."""
    rules = checked(libc.syscall(CREATE, *ruleset(version()), 0), "make Landlock rules")
    for path in readable:
        allow(rules, path, READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE)
    for path in listable:
        allow(rules, path, READ_DIR)
    checked(libc.syscall(RESTRICT, rules, 0), "apply Landlock rules")
    os.close(rules)


def ruleset(known):
    """Return struct landlock_ruleset_attr and its size, for a version: all rights it handles."""
    files = (1 << LAST_FILE_RIGHT.get(known, 15) + 1) - 1
    fields = [files, TCP if known >= 4 else 0, SCOPES if known >= 6 else 0]
    size = 8 * (3 if known >= 6 else 2 if known >= 4 else 1)
    return struct.pack("=QQQ", *fields), ctypes.c_size_t(size)


def allow(rules, path, rights):
    """Add one place that exists to the rules."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    attribute = struct.pack("=Qi", rights, place)
    checked(libc.syscall(ADD_RULE, rules, PATH_BENEATH, attribute, 0), f"allow {path}")
    os.close(place)


def checked(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"the kernel refuses to {what}")
    return result
