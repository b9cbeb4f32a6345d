"""onrecord web, before it serves."""

import socket
import sys

import pytest

from tests.cli.commands.conftest import Run


def test_a_port_that_is_taken_is_an_error_before_anything_loads(onrecord: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        problem = f"onrecord: port {port} cannot be used (Address already in use); name another with --port\n"
        assert onrecord("web", "--port", str(port)) == (2, "", problem)


@pytest.mark.parametrize("missing", ["uvicorn", "starlette", "jinja2"])
def test_without_the_extra_it_says_what_to_install(
    onrecord: Run, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in [name for name in sys.modules if name.startswith(("bot.web", "starlette", "jinja2", "uvicorn"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)  # which an import takes for a module that is not installed
    monkeypatch.delattr("bot.web", raising=False)
    message = 'onrecord: onrecord web needs Starlette and uvicorn; install them with: pip install "onrecord[web]"\n'
    assert onrecord("web") == (2, "", message)


def test_another_address_needs_a_token(onrecord: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_TOKEN", raising=False)
    assert onrecord("web", "--host", "0.0.0.0")[2] == (  # noqa: S104
        "onrecord: 0.0.0.0 can be reached from other machines; set ONRECORD_TOKEN to a secret of at least 16"
        " characters, or leave --host out\n"
    )
    monkeypatch.setenv("ONRECORD_TOKEN", "short")
    assert onrecord("web")[2] == "onrecord: ONRECORD_TOKEN must have at least 16 characters\n"


def test_an_address_that_this_machine_lacks_is_an_error(onrecord: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_TOKEN", "a-secret-of-some-length")
    for host in ("203.0.113.7", "no.such.host.invalid"):
        assert onrecord("web", "--host", host)[2].startswith(f"onrecord: this machine has no address {host}; ")
