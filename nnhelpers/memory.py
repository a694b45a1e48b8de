"""How the process's allocator treats large arrays.

Each training step makes arrays of some hundred kilobytes (activations, gradients) and drops them.
By default, the C library of Linux hands such pieces back to the system and asks for them again, and
the system must clear every page of them anew: measured on one core, a training step of a LeNet
took 14 ms where 6.5 ms suffice, that of a small GPT 64 ms where 45 ms suffice.
`keep_freed_memory` makes the library keep up to 256 MB for the next step, in one pool for all
threads (those that it makes for further threads are too small for large arrays). Set the
environment variable NNHELPERS_KEEP_MEMORY=0 before the import to leave the allocator alone.
"""

import ctypes
import os
import sys

MMAP_THRESHOLD, TRIM_THRESHOLD, ARENA_MAX = -3, -1, -8  # as the C library's malloc.h has them
LARGEST = 32 * 2**20  # the largest array to keep; the C library takes no larger threshold
KEPT = 256 * 2**20


def keep_freed_memory():
    """Tell the C library to keep freed memory for the next array; return whether it agreed.

    Nothing happens outside Linux with glibc, or when NNHELPERS_KEEP_MEMORY is 0.
    """
    if not sys.platform.startswith("linux") or os.environ.get("NNHELPERS_KEEP_MEMORY") == "0":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # a C library without it, such as musl
        return False
    settings = {MMAP_THRESHOLD: LARGEST, TRIM_THRESHOLD: KEPT, ARENA_MAX: 1}
    return all(mallopt(name, value) == 1 for name, value in settings.items())
