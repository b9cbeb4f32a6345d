"""An HTTP client for feeds, with limits on time, size and redirects.

Only http and https redirects are followed, and none from a public address to a private one (this machine or the local
network). With ETag and Last-Modified, the server sends only feeds that have changed. Credentials in an address are sent
only to its own host, and never appear in a file, log or message.
"""

import asyncio
import email.utils
import ipaddress
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

MAX_REDIRECTS = 5
MAX_RETRY_AFTER_SECONDS = 7 * 24 * 3600.0  # if a server asks for a longer wait, it is tried again after this
_REDIRECTS, _PERMANENT_REDIRECTS = {301, 302, 303, 307, 308}, {301, 308}
_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """A feed's address, with the ETag and Last-Modified of its last response."""

    url: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """`moved_to` is the address of a permanent redirect; `retry_after` is in seconds."""

    status: int
    body: bytes = b""
    etag: str | None = None
    modified: str | None = None
    moved_to: str | None = None
    retry_after: float = 0.0


Get = Callable[[FeedRequest], Awaitable[FeedResponse]]


@asynccontextmanager
async def client(patience: float) -> AsyncIterator[Get]:
    """A function that fetches a feed within `patience` seconds. It raises UnreadableFile if there is no response."""
    import aiohttp

    headers = {
        "User-Agent": f"onrecord/{version('onrecord')} (reads feeds into a news archive)",
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip",
    }
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=None),  # _get limits the time, redirects included
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # _read_body limits the size while it decompresses
        trust_env=True,
    ) as session:
        yield partial(_get, session, patience)


async def _get(session: "ClientSession", patience: float, request: FeedRequest) -> FeedResponse:
    import aiohttp

    try:
        async with asyncio.timeout(patience):
            return await _follow_redirects(session, request)
    except TimeoutError as error:
        raise UnreadableFile(f"does not answer within {patience:g} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise UnreadableFile(f"cannot be reached ({type(error).__name__})") from error


async def _follow_redirects(session: "ClientSession", request: FeedRequest) -> FeedResponse:
    url, permanent = request.url, True
    conditions = {"If-None-Match": request.etag, "If-Modified-Since": request.modified}
    headers = {name: value for name, value in conditions.items() if value}
    for _ in range(MAX_REDIRECTS + 1):
        if urlsplit(url).scheme not in {"http", "https"}:
            raise UnreadableFile("leads to an address that is neither http nor https")
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                moved_to = strip_credentials(url) if permanent and url != request.url else None
                return await _feed_response(response, moved_to)
            permanent = permanent and response.status in _PERMANENT_REDIRECTS
            before, url = url, with_credentials(urljoin(url, response.headers.get("Location", "")), request.url)
        if not await redirect_allowed(before, url):
            raise UnreadableFile("redirects from the internet to a private address")
    raise UnreadableFile(f"redirects more than {MAX_REDIRECTS} times")


async def _feed_response(response: "ClientResponse", moved_to: str | None) -> FeedResponse:
    headers = response.headers
    return FeedResponse(
        response.status,
        await _read_body(response) if response.status == 200 else b"",
        headers.get("ETag"),
        headers.get("Last-Modified"),
        moved_to if response.status in {200, 304} else None,
        retry_after_seconds(headers.get("Retry-After", "")),
    )


async def _read_body(response: "ClientResponse") -> bytes:
    """The body, decompressed as it arrives. Raises UnreadableFile if it is larger than MAX_FILE_BYTES."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise UnreadableFile(f"is compressed by {encoding}, which is not supported")
    decompressor = None if encoding == "identity" else zlib.decompressobj(wbits=31)
    body = b""
    async for chunk in response.content.iter_any():
        try:
            body += decompressor.decompress(chunk, limits.MAX_FILE_BYTES + 1) if decompressor else chunk
        except zlib.error as error:
            raise UnreadableFile("is not valid gzip") from error
        if len(body) > limits.MAX_FILE_BYTES:
            raise UnreadableFile(limits.TOO_LARGE)
    if decompressor and not decompressor.eof:
        raise UnreadableFile("is cut short")
    return body


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


async def redirect_allowed(before: str, url: str) -> bool:
    """Whether one address may redirect to the other."""
    return await _is_public(url) or not await _is_public(before)


async def _is_public(url: str) -> bool:
    """Whether an address is on the public internet. It counts as public if it cannot be resolved (behind a proxy)."""
    parts = urlsplit(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)
