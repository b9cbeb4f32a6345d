"""An HTTP client for feeds, with limits on time, size and redirects.

With ETag and Last-Modified, the server sends only feeds that have changed. Credentials in an address are sent only to
its own host, and never appear in a file, log or message; `.netrc` is not read.

Only http and https redirects are followed. `Connections` decides at the moment of connection to which addresses a
request may connect:

    hop                                              may connect to
    the host in the settings                         any address: its owner may have a feed on the local network
    the same, after a public address has answered    public addresses
    any other host: redirected to, or moved to       public addresses

Each socket is made here, so the way in which an address was written or looked up does not matter, and no lookup happens
between the check and the connection. With a proxy, the proxy connects. Then the target of a redirect is looked up here
first, and refused if that fails.
"""

import asyncio
import email.utils
import ipaddress
import socket
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

MAX_REDIRECTS = 5
MAX_RETRY_AFTER_SECONDS = 7 * 24 * 3600.0  # if a server asks for a longer wait, it is tried again after this
_REDIRECTS, _PERMANENT_REDIRECTS = {301, 302, 303, 307, 308}, {301, 308}
MAX_HEADER_CHARS = 1000  # an ETag or a date that is longer is not sent back
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A feed's address, with the ETag and Last-Modified of its last response.

    `configured` is the address in the settings, if the feed has moved since.
    """

    url: str
    etag: str | None = None
    modified: str | None = None
    configured: str | None = None


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """`moved_to` is the address of a permanent redirect; `retry_after` is in seconds."""

    status: int
    body: bytes = b""
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    retry_after: float = 0.0


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


async def get(request: FeedRequest, patience: float) -> FeedResponse:
    """Fetch a feed. Raises UnreadableFile if there is no response within `patience` seconds."""
    import aiohttp

    connections = Connections(request.configured or request.url)
    try:
        async with asyncio.timeout(patience), _session(connections) as session:
            return await _follow_redirects(session, connections, request)
    except TimeoutError as error:
        raise UnreadableFile(f"does not answer within {patience:g} s") from error
    except PrivateAddress as error:
        raise UnreadableFile(str(error)) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        if connections.refused:
            raise UnreadableFile(str(connections.refused)) from error
        raise UnreadableFile(f"cannot be reached ({type(error).__name__})") from error


def _session(connections: Connections) -> "ClientSession":
    import aiohttp

    headers = {
        "User-Agent": f"onrecord/{version('onrecord')} (reads feeds into a news archive)",
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip",
    }
    return aiohttp.ClientSession(
        connector=connections.connector(),
        timeout=aiohttp.ClientTimeout(total=None),  # `get` limits the time, redirects included
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # _read_body limits the size while it decompresses
        trust_env=False,  # it would read .netrc; the proxy is given for each request
    )


async def _follow_redirects(session: "ClientSession", connections: Connections, request: FeedRequest) -> FeedResponse:
    url, permanent = request.url, True
    conditions = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    headers = {name: value for name, value in conditions.items() if value}
    for _ in range(MAX_REDIRECTS + 1):
        if urlsplit(url).scheme not in {"http", "https"}:
            raise UnreadableFile("leads to an address that is neither http nor https")
        proxy = await connections.prepare(url)
        async with session.get(url, headers=headers, proxy=proxy, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                moved_to = strip_credentials(url) if permanent and url != request.url else None
                return await _feed_response(response, moved_to)
            permanent = permanent and response.status in _PERMANENT_REDIRECTS
            url = with_credentials(urljoin(url, response.headers.get("Location", "")), request.url)
    raise UnreadableFile(f"redirects more than {MAX_REDIRECTS} times")


async def _feed_response(response: "ClientResponse", moved_to: str | None) -> FeedResponse:
    headers = response.headers
    return FeedResponse(
        response.status,
        await _read_body(response) if response.status == 200 else b"",
        _to_send_back(headers.get("ETag")),
        _to_send_back(headers.get("Last-Modified")),
        moved_to if response.status in {200, 304} else None,
        retry_after_seconds(headers.get("Retry-After", "")),
    )


def _to_send_back(value: str | None) -> str | None:
    """A header's value if it is short and printable, so that the next request can send it back."""
    return value if value and len(value) <= MAX_HEADER_CHARS and value.isascii() and value.isprintable() else None


async def _read_body(response: "ClientResponse") -> bytes:
    """The body, decompressed as it arrives. Raises UnreadableFile if it is larger than MAX_FILE_BYTES."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise UnreadableFile(f"is compressed by {encoding}, which is not supported")
    decompressor = None if encoding == "identity" else zlib.decompressobj(wbits=31)
    body = bytearray()
    async for chunk in response.content.iter_any():
        try:
            body += decompressor.decompress(chunk, limits.MAX_FILE_BYTES + 1) if decompressor else chunk
        except zlib.error as error:
            raise UnreadableFile("is not valid gzip") from error
        if len(body) > limits.MAX_FILE_BYTES:
            raise UnreadableFile(limits.TOO_LARGE)
    if decompressor and not decompressor.eof:
        raise UnreadableFile("is cut short")
    return bytes(body)


def strip_credentials(url: str) -> str:
    """An address without its user name and password.

    >>> strip_credentials("https://jane:secret@courier.example:8443/rss?a=@")
    'https://courier.example:8443/rss?a=@'
    """
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def with_credentials(url: str, configured: str) -> str:
    """An address with the credentials of the `configured` one, if it has the same host and is no less secure.

    Otherwise the address has no credentials.

    >>> with_credentials("https://courier.example/new", "https://jane:secret@courier.example/rss")
    'https://jane:secret@courier.example/new'
    >>> with_credentials("http://courier.example/new", "https://jane:secret@courier.example/rss")
    'http://courier.example/new'
    """
    parts, (login, _, host) = urlsplit(strip_credentials(url)), urlsplit(configured).netloc.rpartition("@")
    if not login or parts.netloc != host or parts.scheme not in {"https", urlsplit(configured).scheme}:
        return parts.geturl()
    return parts._replace(netloc=f"{login}@{host}").geturl()


def retry_after_seconds(header: str) -> float:
    """The wait in seconds that a Retry-After header asks for, by seconds or a date; 0 if it cannot be read.

    >>> [retry_after_seconds(header) for header in ("120", "soon", "Wed, 07 Feb 2012 12:37:00 GMT", "9" * 20)]
    [120.0, 0.0, 0.0, 604800.0]
    """
    if header.isascii() and header.isdecimal():
        return min(float(header), MAX_RETRY_AFTER_SECONDS)
    try:
        until = email.utils.parsedate_to_datetime(header)
    except (ValueError, OverflowError):  # OverflowError for a year like 99999999999999999999
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), MAX_RETRY_AFTER_SECONDS)


if TYPE_CHECKING:
    from aiohttp import TCPConnector
