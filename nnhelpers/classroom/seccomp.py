"""A filter on system calls, as a program for the kernel's packet filter (seccomp, Linux).

The program is a list of instructions (code, jump if true, jump if false, value) over the call's
number, machine and arguments; see the kernel's seccomp_filter.rst. Once in place it cannot be
taken off, and every later process inherits it.
"""

import ctypes
import errno
import platform
import struct
from functools import cache

from nnhelpers.classroom import ClassroomError, syscalls

MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # AUDIT_ARCH_..., column
X32 = 0x40000000  # a second set of numbers on x86-64
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_...
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, MACHINE, SECOND_ARGUMENT = 0, 4, 24  # places in struct seccomp_data, little-endian
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2

libc = ctypes.CDLL(None, use_errno=True)


def supported():
    """Tell whether this machine's numbers are known."""
    return platform.machine() in MACHINES


def numbers(table):
    """Return the numbers of the calls in a table, on this machine."""
    column = MACHINES[platform.machine()][1]
    return [pair[column] for pair in table.values() if pair[column] is not None]


def program():
    """Return the filter's instructions."""
    machine, column = MACHINES[platform.machine()]
    refuse, missing = REFUSE | errno.EPERM, REFUSE | errno.ENOSYS
    steps = [
        (LOAD, 0, 0, MACHINE),
        (JUMP_EQUAL, 1, 0, machine),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        (JUMP_AT_LEAST, 0, 1, X32),
        (RETURN, 0, 0, KILL),
    ]
    for number in numbers(syscalls.ALLOWED):
        steps += when_equal(number, [(RETURN, 0, 0, ALLOW)])
    for number in numbers(syscalls.MISSING):
        steps += when_equal(number, [(RETURN, 0, 0, missing)])
    commands = [(LOAD, 0, 0, SECOND_ARGUMENT)]
    for command in syscalls.FCNTL_COMMANDS.values():
        commands += when_equal(command, [(RETURN, 0, 0, ALLOW)])
    steps += when_equal(syscalls.FCNTL[column], [*commands, (RETURN, 0, 0, refuse)])
    return [*steps, (RETURN, 0, 0, refuse)]


def when_equal(value, steps):
    """Return the steps, jumped over where what is loaded differs from the value."""
    return [(JUMP_EQUAL, 0, len(steps), value), *steps]


@cache
def compiled():
    """Return the filter in the form that the kernel takes; made once, before the first fork."""
    steps = b"".join(struct.pack("=HBBI", *step) for step in program())
    return Program(len(steps) // 8, steps)


class Program(ctypes.Structure):
    """struct sock_fprog: how many instructions, and where they are."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def forbid_new_privileges():
    """Make sure that no program can raise what this process may do; the kernel asks for it."""
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refuses no_new_privs")


def install():
    """Put the filter on this process, for good."""
    if not supported():
        raise ClassroomError(f"The filter of system calls does not know {platform.machine()}.")
    filter_ = compiled()
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filter_), 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refuses the filter of system calls")
