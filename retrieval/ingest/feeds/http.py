"""An HTTP client for feeds, with limits on time, size and redirects.

Only http and https redirects are followed, and none from the internet to a private address (connections.py). With ETag
and Last-Modified, the server sends only feeds that have changed. Credentials in an address are sent only to its own
host, and never appear in a file, log or message; `.netrc` is not read.
"""

import asyncio
import email.utils
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.feeds.connections import Connections, PrivateAddress

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
