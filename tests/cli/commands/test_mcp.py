"""onrecord mcp, before it serves."""

import socket
from pathlib import Path

from tests.cli.commands.conftest import Run
from tests.conftest import write


def test_a_port_that_is_taken_is_an_error_before_anything_loads(onrecord: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert onrecord("mcp", "--http", "--port", str(port)) == (
            2,
            "",
            f"onrecord: port {port} cannot be used (Address already in use); name another with --port\n",
        )
    assert onrecord("mcp", "--http", "--port", "99999")[2].endswith("name another with --port\n")


def test_without_an_index_it_ends_at_once_and_names_the_command_that_builds_one(
    onrecord: Run, config: Path, tmp_path: Path
) -> None:
    write(tmp_path, "new articles/a.txt", "He said so.")
    new, index = tmp_path / "new articles", tmp_path / "index"
    for option in ((), ("--http",)):
        command = f"onrecord --config {config} --archive '{new}' --index {index} index"
        assert onrecord("--archive", str(new), "--index", str(index), "mcp", *option) == (
            2,
            "",
            f"onrecord: {new} has no index yet; build it first, with: {command}\n",
        )
    assert not index.exists()
    gone = onrecord("--archive", str(tmp_path / "gone"), "--index", str(index), "mcp")
    assert gone[0] == 2
    assert "gone is not a folder; name a folder of articles" in gone[2]
