"""One polite request over HTTP: bounded in time, size and redirects, and never to where a feed may not lead.

Only http and https are asked, and a redirect from the open internet to an address that is not of it (this machine, the
local network) is not followed. What was there last time is not sent again: ETag and Last-Modified say so. A name and
a password that stand in an address go to its own host only, and into no file, log or message.
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

MOST_REDIRECTS = 5
LONGEST_WAIT = 7 * 24 * 3600.0  # seconds for which a server is left alone, whatever it asks for
_REDIRECTS, _FOR_GOOD = {301, 302, 303, 307, 308}, {301, 308}
_ACCEPTED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed's address, and what it said of itself last time."""

    url: str
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """`moved` is where it has gone for good, `wait` the seconds for which the server wants to be left alone."""

    status: int
    raw: bytes = b""
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    wait: float = 0.0


Get = Callable[[Asked], Awaitable[Answered]]


@asynccontextmanager
async def client(patience: float) -> AsyncIterator[Get]:
    """Something that asks for a feed, within `patience` seconds; Unfit says why there is no answer."""
    import aiohttp

    headers = {
        "User-Agent": f"onrecord/{version('onrecord')} (reads feeds into a news archive)",
        "Accept": _ACCEPTED,
        "Accept-Encoding": "gzip",
    }
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=None),  # _get has an eye on the time, redirects included
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,  # or a small answer might become a large one before anybody counts
        trust_env=True,
    ) as session:
        yield partial(_get, session, patience)


async def _get(session: "ClientSession", patience: float, asked: Asked) -> Answered:
    import aiohttp

    try:
        async with asyncio.timeout(patience):  # for all redirects together
            return await _follow(session, asked)
    except TimeoutError as error:
        raise UnreadableFile(f"does not answer within {patience:g} s") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise UnreadableFile(f"cannot be reached ({type(error).__name__})") from error


async def _follow(session: "ClientSession", asked: Asked) -> Answered:
    url, for_good = asked.url, True
    known = {"If-None-Match": asked.etag, "If-Modified-Since": asked.modified}
    headers = {name: value for name, value in known.items() if value}
    for _ in range(MOST_REDIRECTS + 1):
        if urlsplit(url).scheme not in {"http", "https"}:
            raise UnreadableFile("leads to an address that is neither http nor https")
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                return await _answered(response, bare(url) if for_good and url != asked.url else None)
            for_good = for_good and response.status in _FOR_GOOD
            before, url = url, with_login(urljoin(url, response.headers.get("Location", "")), asked.url)
        if not await may_lead(before, url):
            raise UnreadableFile("leads to an address that is not of the open internet")
    raise UnreadableFile(f"leads on more than {MOST_REDIRECTS} times")


async def _answered(response: "ClientResponse", moved: str | None) -> Answered:
    told = response.headers
    return Answered(
        response.status,
        await _body(response) if response.status == 200 else b"",
        told.get("ETag"),
        told.get("Last-Modified"),
        moved if response.status in {200, 304} else None,
        seconds(told.get("Retry-After", "")),
    )


async def _body(response: "ClientResponse") -> bytes:
    """What was sent, unpacked as it comes; Unfit where it is more than can be borne."""
    packed = response.headers.get("Content-Encoding", "identity").lower()
    if packed not in {"identity", "gzip", "x-gzip"}:
        raise UnreadableFile(f"is packed by {packed}, which is not read")
    unpack = None if packed == "identity" else zlib.decompressobj(wbits=31)
    raw = b""
    async for sent in response.content.iter_any():
        try:
            raw += unpack.decompress(sent, limits.LARGEST + 1) if unpack else sent
        except zlib.error as error:
            raise UnreadableFile("is no gzip, as it says") from error
        if len(raw) > limits.LARGEST:
            raise UnreadableFile(limits.TOO_LARGE)
    if unpack and not unpack.eof:
        raise UnreadableFile("breaks off")
    return raw


def bare(url: str) -> str:
    """An address as anybody may see it, without a name and a password.

    >>> bare("https://jane:secret@courier.example:8443/rss?a=@")
    'https://courier.example:8443/rss?a=@'
    """
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def with_login(url: str, known: str) -> str:
    """An address with the name and password of a `known` one, where it is of the same host, no less safe; else bare.

    >>> with_login("https://courier.example/new", "https://jane:secret@courier.example/rss")
    'https://jane:secret@courier.example/new'
    >>> with_login("http://courier.example/new", "https://jane:secret@courier.example/rss")
    'http://courier.example/new'
    """
    parts, (login, _, host) = urlsplit(bare(url)), urlsplit(known).netloc.rpartition("@")
    if not login or parts.netloc != host or parts.scheme not in {"https", urlsplit(known).scheme}:
        return parts.geturl()
    return parts._replace(netloc=f"{login}@{host}").geturl()


def seconds(wait: str) -> float:
    """What Retry-After asks for, in seconds or as a date; 0 where it cannot be read.

    >>> seconds("120"), seconds("soon"), seconds("Wed, 07 Feb 2012 12:37:00 GMT"), seconds("9" * 400)
    (120.0, 0.0, 0.0, 604800.0)
    """
    if wait.isascii() and wait.isdecimal():
        return min(float(wait), LONGEST_WAIT)
    try:
        until = email.utils.parsedate_to_datetime(wait)
    except ValueError:
        return 0.0
    known = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((known - datetime.now(UTC)).total_seconds(), 0.0), LONGEST_WAIT)


async def may_lead(before: str, url: str) -> bool:
    """Whether one address may redirect to the other."""
    return await _is_public(url) or not await _is_public(before)


async def _is_public(url: str) -> bool:
    """Whether an address is of the open internet; one that is not known here, as behind a proxy, is taken to be."""
    parts = urlsplit(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return True
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)
