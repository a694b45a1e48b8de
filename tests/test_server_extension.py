"""The Jupyter server's extension: enabled, effective on a real socket, never in the way."""

import asyncio
import logging
import socket
import types

import pytest
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado import httpserver, testing, web, websocket

from nnhelpers import server_extension as extension


def served_by(**settings):
    """What an extension sees of a server."""
    return types.SimpleNamespace(
        web_app=types.SimpleNamespace(settings=settings), log=logging.getLogger("server")
    )


def test_installing_the_package_enables_it():
    import jupyter_core.paths

    found = {}
    for folder in jupyter_core.paths.ENV_CONFIG_PATH:
        manager = ExtensionConfigManager(read_config_path=[folder])
        found |= manager.get_jpserver_extensions()
    assert found.get("nnhelpers.server_extension") is True, "pip install -e . puts it there"
    assert extension._jupyter_server_extension_points() == [{"module": extension.__name__}]


class Handler(websocket.WebSocketHandler):
    """As Jupyter's handler: it makes a connection, which it lets connect when it is open."""

    def initialize(self, connection):
        self.connection = connection()
        self.connection.websocket_handler = self

    async def open(self):
        await self.connection.connect()
        told = self.ws_connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        await self.write_message(str(bool(told)))


class Connection:
    async def connect(self):
        pass


async def told(connection):
    """What the server's end of a socket says of TCP_NODELAY."""
    listener, port = testing.bind_unused_port()
    server = httpserver.HTTPServer(web.Application([("/", Handler, {"connection": connection})]))
    server.add_socket(listener)
    client = await websocket.websocket_connect(f"ws://127.0.0.1:{port}/")
    answer = await client.read_message()
    client.close()
    server.stop()
    return answer


def test_a_kernel_socket_sends_at_once():
    server = served_by(kernel_websocket_connection_class=Connection)
    extension._load_jupyter_server_extension(server)
    wrapped = server.web_app.settings[extension.SETTING]
    assert asyncio.run(told(wrapped)) == "True"
    assert asyncio.run(told(Connection)) == "False"


def test_jupyters_own_connection_can_be_wrapped():
    wrapped = extension.without_delay(ZMQChannelsWebsocketConnection)
    assert issubclass(wrapped, ZMQChannelsWebsocketConnection)
    assert wrapped.section_names()[-2:] == ["ZMQChannelsWebsocketConnection", "WithoutDelay"]


def test_a_socket_that_cannot_do_it_still_connects():
    class Refusing(Connection):
        websocket_handler = None

        async def connect(self):
            return "connected"

    assert asyncio.run(extension.without_delay(Refusing)().connect()) == "connected"


@pytest.mark.parametrize("settings", [{}, {"kernel_websocket_connection_class": object}])
def test_another_kind_of_server_is_left_alone(settings, caplog):
    server = served_by(**settings)
    with caplog.at_level("WARNING"):
        extension._load_jupyter_server_extension(server)
    assert server.web_app.settings == settings
    assert "left alone" in caplog.text
