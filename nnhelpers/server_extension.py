"""An extension of the Jupyter server: the small messages of a kernel leave at once.

A figure that the kernel feeds, such as `explore.live`, gets many small messages. A socket holds a
small message back until the other end has confirmed the one before (Nagle's algorithm, RFC 896),
which keeps such a figure at some 20 pictures a second. The remedy is the option TCP_NODELAY on the
kernel's websocket.

Installing the package enables it: `nnhelpers.json` lands in `etc/jupyter/jupyter_server_config.d`
of the environment, where `jupyter lab` and `jupyter notebook` look. Switch it off with
`jupyter server extension disable nnhelpers.server_extension`.
"""

from contextlib import suppress

SETTING = "kernel_websocket_connection_class"


def _jupyter_server_extension_points():
    return [{"module": __name__}]


def _load_jupyter_server_extension(server):
    """Wrap the server's class of connections; a server that knows none goes on as it was."""
    settings = server.web_app.settings
    connection = settings.get(SETTING)
    if connection is None or not hasattr(connection, "connect"):
        server.log.warning("nnhelpers: this Jupyter server has other kernel sockets, left alone.")
        return
    settings[SETTING] = without_delay(connection)


def without_delay(connection):
    """Return the class of kernel connections with TCP_NODELAY set before the first message."""

    class WithoutDelay(connection):
        def connect(self):
            with suppress(Exception):  # a slower figure is better than no kernel
                self.websocket_handler.set_nodelay(True)
            return super().connect()

    return WithoutDelay
