"""Which addresses a feed may connect to. Lookups and connections are stubbed: everything stays on this machine."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from retrieval.errors import UnreadableFile
from retrieval.ingest.feeds import http
from retrieval.ingest.feeds.http import Connections, FeedRequest, FeedResponse, is_public
from tests.feed_server import Response, Server, rss

PUBLIC, ALSO_PUBLIC, PRIVATE = "93.184.216.34", "8.8.8.8", "10.1.2.3"
REFUSED = "redirects from the internet to a private address"


class Network:
    """The names that are looked up, and the server that every connection reaches in truth."""

    def __init__(self, server: Server) -> None:
        self.server, self.names, self.connected = server, dict[str, list[str]](), list[str]()
        self.looked_up: list[str] = []

    async def look_up(self, host: str | bytes, port: Any) -> list[tuple[Any, ...]]:
        name = host.decode() if isinstance(host, bytes) else host
        self.looked_up.append(name)
        addresses = self.names.get(name)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]  # the last one is kept
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port or 80))
            for one in address.split()
        ]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """A network in which any address leads to one server on this machine."""
    server = Server()
    network = Network(server)
    sock_connect = asyncio.selector_events.BaseSelectorEventLoop.sock_connect

    async def connect(loop: Any, connection: socket.socket, address: Any) -> None:
        network.connected.append(address[0])
        await sock_connect(loop, connection, ("127.0.0.1", server.server.server_port))

    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", connect)
    monkeypatch.setattr(
        asyncio.base_events.BaseEventLoop, "getaddrinfo", lambda _, host, port, **_named: network.look_up(host, port)
    )
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    yield network
    monkeypatch.undo()
    server.stop()


async def get(url: str, configured: str | None = None) -> FeedResponse:
    return await http.get(FeedRequest(url, configured=configured), patience=3)


def redirect(network: Network, location: str) -> None:
    network.server.responses["/rss"] = Response(status=302, headers={"Location": location})
    network.server.responses["/new"] = Response(rss(Budget="No tax."))


async def test_a_host_in_the_settings_may_be_local(network: Network) -> None:
    network.names["feeds.corp"] = [PRIVATE]
    network.server.responses["/rss"] = Response(rss(Budget="No tax."))
    assert (await get("http://feeds.corp/rss")).status == 200
    redirect(network, "/new")
    assert (await get("http://feeds.corp/rss")).status == 200
    assert set(network.connected) == {PRIVATE}


@pytest.mark.parametrize(
    "target",
    [
        "http://10.1.2.3/new",
        "http://127.0.0.1/new",
        "http://[::1]/new",
        "http://[::ffff:10.1.2.3]/new",
        "http://[64:ff9b::a01:203]/new",
        "http://[2002:a01:203::1]/new",
        "http://[fec0::1]/new",
        "http://224.0.0.1/new",
        "http://0.0.0.0/new",
        "http://169.254.169.254/new",
        "http://100.64.0.1/new",
        "http://inner.corp/new",
        "http://INNER.corp./new",
        "http://xn--nner-lza.corp/new",
        "https://inner.corp/new",
    ],
)
@pytest.mark.parametrize("start", [PUBLIC, PRIVATE])
async def test_a_redirect_never_leads_to_a_private_address(network: Network, target: str, start: str) -> None:
    """Neither from the internet, nor from a host in the settings that is local itself."""
    spellings = ("inner.corp", "inner.corp.", "INNER.corp.", "xn--nner-1ra.corp", "xn--nner-lza.corp")
    network.names = {"feeds.example": [start], **{name: [PRIVATE] for name in spellings}}
    redirect(network, target)
    with pytest.raises(UnreadableFile):
        await get("http://feeds.example/rss")
    assert network.connected == [start]
    assert [path for path, _ in network.server.requests] == ["/rss"]


@pytest.mark.parametrize("target", ["2130706433", "127.1", "0x7f.1", "017700000001", "localhost"])
async def test_no_way_to_write_this_machine_is_redirected_to(network: Network, target: str) -> None:
    network.names = {"feeds.example": [PUBLIC], target: ["127.0.0.1"]}
    redirect(network, f"http://{target}/new")
    with pytest.raises(UnreadableFile):
        await get("http://feeds.example/rss")
    assert network.connected == [PUBLIC]


async def test_a_public_host_may_redirect_to_another(network: Network) -> None:
    network.names = {"feeds.example": [PUBLIC], "other.example": [ALSO_PUBLIC]}
    redirect(network, "http://other.example/new")
    assert (await get("http://feeds.example/rss")).status == 200
    assert network.connected == [PUBLIC, ALSO_PUBLIC]


async def test_a_host_that_turns_private_after_it_has_redirected_is_refused(network: Network) -> None:
    """The second lookup of the same name gives another address, as in DNS rebinding."""
    network.names["feeds.example"] = [PUBLIC, PRIVATE]
    redirect(network, "/new")
    with pytest.raises(UnreadableFile, match=REFUSED):
        await get("http://feeds.example/rss")
    assert network.connected == [PUBLIC]


async def test_of_several_addresses_only_the_public_ones_are_connected_to(network: Network) -> None:
    network.names = {"feeds.example": [PUBLIC], "other.example": [f"{PRIVATE} {ALSO_PUBLIC}"]}
    redirect(network, "http://other.example/new")
    assert (await get("http://feeds.example/rss")).status == 200
    assert network.connected == [PUBLIC, ALSO_PUBLIC]


async def test_an_address_that_a_feed_has_moved_to_is_no_host_of_the_settings(network: Network) -> None:
    network.names["inner.corp"] = [PRIVATE]
    network.server.responses["/rss"] = Response(rss(Budget="No tax."))
    with pytest.raises(UnreadableFile, match=REFUSED):
        await get("http://inner.corp/rss", configured="http://feeds.example/rss")
    assert network.connected == []


async def test_a_connection_is_not_kept_for_the_next_hop(network: Network) -> None:
    network.names = {"feeds.corp": [PRIVATE], "other.example": [ALSO_PUBLIC]}
    network.server.responses = {
        "/rss": Response(status=302, headers={"Location": "http://other.example/back"}),
        "/back": Response(status=302, headers={"Location": "http://feeds.corp/admin"}),
    }
    with pytest.raises(UnreadableFile, match=REFUSED):
        await get("http://feeds.corp/rss")
    assert network.connected == [PRIVATE, ALSO_PUBLIC]


async def test_behind_a_proxy_a_redirect_to_what_cannot_be_looked_up_is_refused(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.corp:3128")
    network.names["proxy.corp"] = [PRIVATE]
    redirect(network, "http://unknown.example/new")
    network.server.responses["http://feeds.example/rss"] = network.server.responses["/rss"]
    with pytest.raises(UnreadableFile, match="cannot be looked up here"):
        await get("http://feeds.example/rss")
    network.names["unknown.example"] = [PRIVATE]
    with pytest.raises(UnreadableFile, match=REFUSED):
        await get("http://feeds.example/rss")
    assert set(network.connected) == {PRIVATE}
    assert {path for path, _ in network.server.requests} == {"http://feeds.example/rss"}


async def test_behind_a_proxy_the_proxy_connects(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "proxy.corp:3128")
    network.names |= {"proxy.corp": [PRIVATE], "other.example": [ALSO_PUBLIC]}
    network.server.responses = {
        "http://feeds.example/rss": Response(status=302, headers={"Location": "http://other.example/new"}),
        "http://other.example/new": Response(rss(Budget="No tax.")),
    }
    assert (await get("http://feeds.example/rss")).status == 200
    assert network.connected == [PRIVATE, PRIVATE]


async def test_every_socket_is_checked_whatever_was_looked_up() -> None:
    connections = Connections("http://feeds.example/rss")
    await connections.prepare("http://other.example/")
    with pytest.raises(OSError, match=REFUSED):
        connections._socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (PRIVATE, 80)))
    connections._socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", (PUBLIC, 80))).close()


NOT_PUBLIC = ["", "::", "0.0.0.0", "255.255.255.255", "192.88.99.1", "ff02::1", "2001::1"]  # noqa: S104 - not bound


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_on_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)
