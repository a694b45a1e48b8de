"""Close the network to this Python process and, through PYTHONPATH, to all that it starts.

Python imports a module of this name at every start. Loopback and Unix sockets stay open, because
Jupyter talks to its kernels through them.
"""

import ipaddress
import socket
import sys

NAMED = ("socket.getaddrinfo", "socket.gethostbyname")
ADDRESSED = ("socket.connect", "socket.sendto", "socket.sendmsg")


class OfflineError(RuntimeError):
    """Something reached for the network. Not an OSError: no fallback shall hide it."""


def is_local(host):
    """Tell whether a host, as given to the socket module, is this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def block(event, arguments):
    """Audit hook: raise OfflineError when a socket is about to leave this machine."""
    if event in NAMED:
        host = arguments[0]
    elif event in ADDRESSED:
        connection, address = arguments[:2]
        if connection.family not in (socket.AF_INET, socket.AF_INET6) or address is None:
            return
        host = address[0]
    else:
        return
    if not is_local(host):
        raise OfflineError(
            f"The course works offline, and its tests have no network: expected files of the "
            f"package, got a connection to {host!r}. Put what is needed into nnhelpers/data."
        )


# A process that imports this twice (the tests do, by path) needs one hook.
if not getattr(sys, "_nnhelpers_offline", False):
    sys._nnhelpers_offline = True
    sys.addaudithook(block)
