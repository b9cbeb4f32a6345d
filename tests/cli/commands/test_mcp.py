"""onrecord mcp, before it serves."""

import socket

from tests.cli.commands.conftest import Run


def test_a_port_that_is_taken_is_an_error_before_anything_loads(onrecord: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert onrecord("mcp", "--http", "--port", str(port)) == (
            2,
            "",
            f"onrecord: port {port} cannot be served (Address already in use); name another with --port\n",
        )
    assert onrecord("mcp", "--http", "--port", "99999")[2].endswith("name another with --port\n")
