"""Decides at the moment of connection to which addresses a feed's request may connect.

    hop                                              may connect to
    the host in the settings                         any address: its owner may have a feed on the local network
    the same, after a public address has answered    public addresses
    any other host: redirected to, or moved to       public addresses

Each socket is made here, so the way in which an address was written or looked up does not matter, and no lookup happens
between the check and the connection. With a proxy, the proxy connects. Then the target of a redirect is looked up here
first, and refused if that fails.
"""

import asyncio
import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

if TYPE_CHECKING:
    from aiohttp import TCPConnector

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all other IPv6 addresses are local, or lead into another network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # the last 32 bits are an IPv4 address
_RELAY = ipaddress.IPv4Network("192.88.99.0/24")  # of 6to4


class PrivateAddress(OSError):
    """The request may not connect to this host."""

    def __init__(self, problem: str = "redirects from the internet to a private address") -> None:
        super().__init__(problem)


class Connections:
    """The connections of one request and its redirects. Call `prepare` before each hop."""

    def __init__(self, configured: str) -> None:
        self.refused: PrivateAddress | None = None
        self._host, self._only_public, self._by_proxy = urlsplit(configured).hostname, False, False

    def connector(self) -> "TCPConnector":
        from aiohttp import TCPConnector

        # a connection that is kept, or a lookup that is cached, would be used for the next hop without a check
        return TCPConnector(socket_factory=self._socket, use_dns_cache=False, force_close=True)

    async def prepare(self, url: str) -> str | None:
        """Prepare for a request to `url`. Returns the proxy to send it to, if any. Raises PrivateAddress."""
        parts = urlsplit(url)
        if parts.hostname != self._host:
            self._only_public = True
        proxy = None if proxy_bypass(parts.netloc.rpartition("@")[2]) else getproxies().get(parts.scheme)
        self._by_proxy = proxy is not None
        if proxy and self._only_public:
            await _require_public(parts.hostname or "")
        return proxy if proxy is None or "://" in proxy else f"http://{proxy}"

    def _socket(self, address_info: tuple[Any, ...]) -> socket.socket:
        """A socket for one address. Raises PrivateAddress if it may not be connected to."""
        family, kind, protocol, _, address = address_info
        if not self._by_proxy:
            if is_public(address[0]):
                self._only_public = True
            elif self._only_public:
                self.refused = PrivateAddress()
                raise self.refused
        return socket.socket(family, kind, protocol)


async def _require_public(host: str) -> None:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PrivateAddress("redirects to a host that cannot be looked up here, and might be private") from error
    if not all(is_public(str(address[0])) for *_, address in found):
        raise PrivateAddress


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet.

    An address embedded in it, as in NAT64 or 6to4, must be public too.

    >>> [is_public(address) for address in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")]
    [True, True, True]
    >>> [is_public(address) for address in ("10.0.0.1", "::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1")]
    [False, False, False, False, False]
    >>> [is_public(address) for address in ("224.0.0.1", "fe80::1%eth0", "2130706433", "courier.example")]
    [False, False, False, False]
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(str(inner))
        if parsed not in _GLOBAL_UNICAST or parsed.teredo:
            return False
    elif parsed in _RELAY:
        return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved
