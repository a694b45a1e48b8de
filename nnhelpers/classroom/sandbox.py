"""The grader's side of the sandbox: start the warm process, send cells, read what comes back.

Whatever comes back is read with limits on its size and on time. A child that hangs, ends or sends
nonsense is killed, its question is lost, and the questions behind it go to a new child.
"""

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass

from nnhelpers.classroom import ClassroomError, limits, warm, wire, wrapping

START = 60  # seconds that the warm process may take to load


@dataclass(frozen=True)
class Limits:
    """What one question may use: processor time and waiting in seconds, memory in MB."""

    seconds: int = 1
    patience: float = 5
    megabytes: int = 1024
    largest: int = 4 * 2**20


@dataclass
class Item:
    """One answer cell on its way into the sandbox; `asked` is None where it is only run."""

    name: str
    source: str
    arguments: tuple
    asked: list | None = None


class LostError(Exception):
    """The child did not answer: carries (kind, sentence)."""


def possible(trust=False):
    """Raise ClassroomError where this machine has no sandbox, unless its teacher trusts."""
    if not trust and (reason := limits.why_no_sandbox()):
        raise ClassroomError(
            f"Grading needs a sandbox, and {reason}. Grade on Linux 5.13 or later (a virtual "
            "machine, WSL 2 or a container will do), or add --trust if you have read every "
            "submission: then their code runs as you, with your files."
        )


class Sandbox:
    """A warm process; `ask` runs the cells of one submission in a child of it."""

    def __init__(self, modules=(), limits_=None, trust=False):
        self.limits, self.modules, self.trust = limits_ or Limits(), list(modules), trust
        possible(trust)
        self.start()

    def start(self):
        self.orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            self.process = subprocess.Popen(
                self.command(theirs.fileno()),
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        self.orders.settimeout(START)
        if self.orders.recv(1) != b"r":
            said = self.process.stderr.read().decode(errors="replace").strip().splitlines()
            raise ClassroomError(f"The sandbox does not start: {said[-1] if said else 'no word'}")

    def command(self, line):
        settings = {
            "socket": line,
            "path": sys.path,
            "modules": self.modules,
            "locked": not self.trust,
            "readable": wrapping.readable(),
            **vars(self.limits),
        }
        program = [sys.executable, "-I", "-X", "utf8", warm.__file__, json.dumps(settings)]
        return program if self.trust else [*wrapping.bubblewrap(), *program]

    def close(self):
        self.orders.close()  # at which the warm process kills its child and ends
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stderr.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- asking --------------------------------------------------------------------------------

    def ask(self, imports, items):
        """Return {name: (failure, replies)} of all items that are asked; see `warm.answer`.

        Items run in order and see what those before them defined, as the cells of a notebook do.
        """
        found, waiting, good = {}, list(items), []
        while waiting:
            with self.child(imports, [*good, *waiting]) as line:
                while waiting:
                    item = waiting.pop(0)
                    if item.asked is None:
                        good.append(item)
                        continue
                    try:
                        found[item.name] = checked(receive(line, self.limits))
                    except (LostError, wire.WireError) as error:
                        found[item.name] = self.lost(error), []
                        break
                    good.append(Item(item.name, item.source, item.arguments))
        return found

    @contextlib.contextmanager
    def child(self, imports, items):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with ours:
            with theirs:
                socket.send_fds(self.orders, [b"f"], [theirs.fileno()])
            request = {"imports": imports, "items": [vars(item) for item in items]}
            ours.settimeout(self.limits.patience)
            with contextlib.suppress(OSError):  # a child that is gone is seen when it is read
                ours.sendall(wire.packed(request))
            yield ours

    def lost(self, error):
        """Return how a child was lost, in words, after it has been killed."""
        self.orders.send(b"k")
        status = struct.unpack("=i", self.orders.recv(4))[0]
        if isinstance(error, wire.WireError):
            return "forged", f"Instead of a result, your code sent {error}."
        by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        if error.args[0] == "slow" or by in OUT_OF_TIME:
            return "slow", (
                "Your function does not come to an end: it was stopped after "
                f"{seconds(self.limits.seconds)} of work. Which condition ends its loop?"
            )
        if by:
            return "crash", "Your function crashed Python itself."
        return "ended", "Your function ended the whole program; return the result instead."


# What is said of a child that is gone; made here, so it can be told to the student as it is.
LOST = {"slow", "crash", "ended", "forged"}
OUT_OF_TIME = {signal.SIGKILL, signal.SIGXCPU}
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
NOT_HERE = (
    "\nAn answer that is graded has Python's own modules, NumPy and the assignment's imports, but "
    "no files, no network and no other programs."
)
KINDS = {"exception", "exit", "gap", "missing", "not attempted", "recursion", "signature"}


def seconds(count):
    return "1 second" if count == 1 else f"{count} seconds"


def receive(line, limits_):
    """Return the value of one frame; raise LostError where none comes in time."""
    deadline = time.monotonic() + limits_.patience
    lengths = exactly(line, wire.LENGTHS.size, deadline)
    head, body = wire.parsed_lengths(lengths, limits_.largest)
    return wire.unpacked(exactly(line, head, deadline), exactly(line, body, deadline))


def exactly(line, count, deadline):
    data = bytearray()
    while len(data) < count:
        line.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            part = line.recv(min(count - len(data), 2**20))
        except TimeoutError:
            raise LostError("slow") from None
        except OSError:
            part = b""
        if not part:
            raise LostError("ended")
        data += part
        if time.monotonic() > deadline:
            raise LostError("slow")
    return bytes(data)


def checked(reply):
    """Return (failure, replies) in the form that the comparison takes; raise WireError if not."""
    try:
        failed, replies = reply
        return failure(failed), [plain_reply(*parts) for parts in replies]
    except (TypeError, ValueError) as error:
        raise wire.WireError("something that is no reply") from error


def plain_reply(value, failed, changed, printed):
    from nnhelpers.checking.answers import Reply

    names = tuple(name for name in changed if isinstance(name, str))
    return Reply(value, failure(failed), names, str(printed)[:2000])


def failure(failed):
    """Return (kind, sentence) with a kind that is known and a sentence of a few lines, or None."""
    if failed is None:
        return None
    kind, sentence = failed[0], str(failed[1])[:1000]
    advice = NOT_HERE if " a PermissionError" in sentence else ""
    return (kind if kind in KINDS else "exception"), sentence + advice
