"""Access control, and the headers of every response.

    Host       an IP address, localhost, or a configured name. Any other name means that a page elsewhere has made its
               own name resolve to this machine's address (DNS rebinding)
    token      needed where other machines can reach the room: from a form, kept in a cookie, or as a bearer token
    Origin     a form that another site sends here is refused
    size       a request's body is limited, and so is the time in which it arrives

Every response has the headers below, error pages included. The policy allows only the page's own style sheet and forms:
no script, no frame, no content from elsewhere.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import re
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retrieval.errors import RetrievalError

MIN_TOKEN_CHARS = 16
MAX_BODY_BYTES = 4 << 20  # of a request
MAX_BODY_SECONDS = 60.0  # in which it must arrive
_HOST = re.compile(r"(?:\[[^\[\]/@]+\]|[^\[\]/@?#:\\]+)(?::\d{1,5})?")  # with a port
COOKIE = "onrecord"
LOGIN, STATIC = "/login", "/static/"  # without a token, only these are answered

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Refuse = Callable[[Scope, HTTPException], ASGIApp]


class RoomTokenMissing(RetrievalError):
    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} can be reached from other machines; set ONRECORD_TOKEN to a secret of at least {MIN_TOKEN_CHARS}"
            " characters, or leave --host out"
        )


class TokenTooShort(RetrievalError):
    def __init__(self) -> None:
        super().__init__(f"ONRECORD_TOKEN must have at least {MIN_TOKEN_CHARS} characters")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "archive.example")]
    [True, True, True, False, False, False]
    """
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host.casefold() == "localhost"


def require_token(host: str, token: str | None) -> None:
    """Raise RoomTokenMissing or TokenTooShort if other machines can reach the host and the token is not long enough."""
    if token is None and not is_loopback(host):
        raise RoomTokenMissing(host)
    if token is not None and len(token) < MIN_TOKEN_CHARS:
        raise TokenTooShort


def allowed_hosts(host: str, base_url: str) -> frozenset[str]:
    """The host names that requests may use: localhost, the host served, that of `base_url`, and this machine's name."""
    named = {"localhost", host, urlsplit(base_url).hostname or ""}
    if not is_loopback(host):
        named.add(socket.gethostname())
    return frozenset(name.casefold() for name in named if name)


def is_allowed_host(given: str, names: frozenset[str]) -> bool:
    """Whether the header Host has an IP address or one of `names`.

    >>> names = frozenset({"localhost"})
    >>> [is_allowed_host(host, names) for host in ("localhost:8766", "127.0.0.1", "[::1]:8766")]
    [True, True, True]
    >>> [is_allowed_host(host, names) for host in ("evil.example", "127.0.0.1.evil.example", "", "[", "a@localhost")]
    [False, False, False, False, False]
    """
    if not _HOST.fullmatch(given):
        return False
    try:
        host = urlsplit(f"//{given}").hostname or ""
    except ValueError:
        return False
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return host in names


def session(token: str) -> str:
    """The value of the cookie for a user who has the token."""
    return hmac.new(token.encode(), b"reading room", hashlib.sha256).hexdigest()


def is_token(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode("utf-8", "replace"))


class Guard:
    """Middleware around the whole app. `refuse` makes the response to a refused request."""

    def __init__(self, app: ASGIApp, names: frozenset[str], token: str | None, refuse: Refuse) -> None:
        self._app, self._names, self._token, self._refuse = app, names, token, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = self._problem(scope, Headers(scope=scope))
        app = self._refuse(scope, problem) if problem else self._app
        await app(scope, _limited(receive), _with_headers(send, scope["path"]))

    def _problem(self, scope: Scope, headers: Headers) -> HTTPException | None:
        if not is_allowed_host(headers.get("host", ""), self._names):
            return HTTPException(421, "This address is not one of On Record's; `[web] base_url` may name it.")
        if scope["method"] not in {"GET", "HEAD"} and not self._is_from_here(headers):
            return HTTPException(403, "This form was sent from another site.")
        if self._token and not self._has_token(headers, self._token) and not _is_open(scope["path"]):
            return HTTPException(401, "This reading room needs its token.")
        return None

    def _is_from_here(self, headers: Headers) -> bool:
        """Whether a form was sent from one of our own pages, as far as the browser tells.

        Our pages hide their origin.
        """
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = headers.get("origin", "null")
        return origin == "null" or is_allowed_host(origin.partition("://")[2], self._names)

    @staticmethod
    def _has_token(headers: Headers, token: str) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.casefold() == "bearer" and is_token(given.strip(), token):
            return True
        return is_token(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), session(token))


def _is_open(path: str) -> bool:
    return path == LOGIN or path.startswith(STATIC)


def _limited(receive: Receive) -> Receive:
    """Wrap `receive` so that it refuses a body that is too long or takes too long to arrive."""
    received, until, is_whole = 0, time.monotonic() + MAX_BODY_SECONDS, False

    async def limited() -> Message:
        nonlocal received, is_whole
        try:
            async with asyncio.timeout(None if is_whole else until - time.monotonic()):
                message = await receive()
        except TimeoutError as error:
            raise HTTPException(408, f"This took longer than {MAX_BODY_SECONDS:g} seconds to send.") from error
        received += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if received > MAX_BODY_BYTES:
            raise HTTPException(413, f"At most {MAX_BODY_BYTES >> 20} MB can be sent.")
        return message

    return limited


def _with_headers(send: Send, path: str) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-cache" if path.startswith(STATIC) else "private, no-cache")
        await send(message)

    return sending
