"""The web application: the address of each page, worker threads, and pages for errors.

Blocking work never runs on the event loop: worker threads make the pages. If too many requests are waiting, further
ones are refused immediately.

To add a page, write a function in `bot.web.pages`, a template, and a line of PAGES.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path, PurePath
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from bot import addresses
from bot.reload import LiveArchive
from bot.rendering import attributions, differences, formatting, refusals, replies, verdicts
from bot.rendering.formatting import visible
from bot.web import feed, guard, marks, pages
from bot.web.guard import COOKIE, LOGIN, Guard
from bot.web.pages import NotFound, RequestValues, Shown
from retrieval.archive import Archive
from retrieval.errors import DraftUnreadable, QuestionError, RetrievalError
from retrieval.ingest import draft
from retrieval.models import PartialDate
from retrieval.settings import WebSettings
from retrieval.text import dates

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
MAX_WAITING_REQUESTS = 64  # requests that may wait for a worker; further ones are refused
MAX_WAITING_DRAFTS = 8  # a draft may take a minute, so drafts have a separate thread
MAX_LOGIN_BYTES = 4096
DRAFT = "/draft"

PageFunction = Callable[[Archive, RequestValues], Shown]

# address, page, its name in the navigation
PAGES: tuple[tuple[str, PageFunction, str | None], ...] = (
    ("/", pages.home, "Ask"),
    ("/ask", pages.ask, None),
    ("/check", pages.check, "Check"),
    (DRAFT, pages.draft, "Check a draft"),
    ("/speakers", pages.speakers, "Speakers"),
    ("/speaker", pages.speaker, None),
    ("/sources", pages.sources, "Sources"),
    ("/articles", pages.articles, "Articles"),
    ("/article", pages.article, None),
    ("/cite", pages.cite, None),
)

UNEXPECTED = "Something went wrong; it has been logged."
TITLES = {
    400: "That cannot be answered",
    401: "Token needed",
    403: "Refused",
    404: "Not here",
    405: "Not here",
    408: "Too slow",
    413: "Too large",
    421: "Not this address",
    503: "Busy",
}

Result = TypeVar("Result")


class Busy(RetrievalError):
    def __init__(self) -> None:
        super().__init__("as many questions as fit are waiting already; ask again in a moment")


class Workers:
    """A pool of threads. At most `waiting` pieces of work wait for one. Used from one event loop."""

    def __init__(self, workers: int, waiting: int) -> None:
        self._most, self._inside = workers + waiting, 0
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="page")

    async def run(self, work: Callable[[], Result]) -> Result:
        if self._inside >= self._most:
            raise Busy
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def create(
    archive: LiveArchive[Archive], settings: WebSettings, token: str | None = None, workers: Workers | None = None
) -> ASGIApp:
    """The application for an archive. If a `token` is given, users need it.

    Raises TokenMissing or TokenTooShort.
    """
    guard.require_token(settings.host, token)
    room = _Room(archive, settings, token, workers or Workers(os.cpu_count() or 1, MAX_WAITING_REQUESTS))
    return Guard(room.app(), guard.allowed_hosts(settings.host, settings.base_url), token, room.refuse)


class _Room:
    def __init__(
        self, archive: LiveArchive[Archive], settings: WebSettings, token: str | None, workers: Workers
    ) -> None:
        self._archive, self._settings, self._token, self._workers = archive, settings, token, workers
        self._drafts = Workers(1, MAX_WAITING_DRAFTS)
        self._templates = _templates()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                *(Route(path, self._endpoint(page)) for path, page, _ in PAGES),
                Route(feed.PATH, self._feed),
                Route(DRAFT, self._check_draft, methods=["POST"]),
                Route(LOGIN, self._log_in, methods=["GET", "POST"]),
                Mount("/static", StaticFiles(directory=FOLDER / "static")),
            ],
            exception_handlers=dict.fromkeys(
                (HTTPException, RetrievalError, ClientDisconnect, Exception), self._show_error
            ),
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> Any:
        yield
        self._workers.close()
        self._drafts.close()

    def _endpoint(self, page: PageFunction) -> Callable[[Request], Awaitable[Response]]:
        """A request handler that makes the page in a worker thread."""

        async def respond(request: Request) -> Response:
            given, path = dict(request.query_params), request.url.path
            filled = {name: value for name, value in given.items() if value}
            if filled and len(filled) < len(given):  # a form sends its empty fields; a shared address needs none
                return RedirectResponse(f"{path}?{urlencode(filled, errors='replace')}", HTTPStatus.SEE_OTHER)
            return await self._workers.run(lambda: self._make(request, page, given))

        return respond

    def _make(self, request: Request, page: PageFunction, given: RequestValues) -> Response:
        shown, path = self._archive.consult(lambda archive: page(archive, given)), request.url.path
        query = f"?{request.url.query}" if request.url.query else ""
        return self._response(shown, path, address=f"{self._base(request)}{path}{query}", base=self._base(request))

    def _base(self, request: Request) -> str:
        """The address of the reading room, without a path: as configured, or as the request has it."""
        return (self._settings.base_url or str(request.base_url)).rstrip("/")

    def _response(
        self, shown: Shown, path: str, headers: Mapping[str, str] | None = None, address: str = "", base: str = ""
    ) -> Response:
        """The response for a page. `address` is what a printed page gives as its address."""
        navigation = [(page, name) for page, _, name in PAGES if name]
        template = self._templates.get_template(shown.template)
        text = template.render(shown.context, path=path, navigation=navigation, address=address, base=base)
        return HTMLResponse(text, shown.status, headers)

    async def _feed(self, request: Request) -> Response:
        given, base = dict(request.query_params), self._base(request)
        make = partial(self._archive.consult, lambda archive: feed.feed(archive, given, base))
        return Response(await self._workers.run(make), media_type=f"{feed.MEDIA_TYPE}; charset=utf-8")

    async def _check_draft(self, request: Request) -> Response:
        """Check a draft that was pasted or sent as a file. The draft is not stored.

        What is wrong with it stands above the form, which keeps the pasted text.
        """
        name, raw = None, b""
        async with request.form(max_files=1, max_fields=1, max_part_size=guard.MAX_BODY_BYTES) as form:
            pasted, file = form.get("text", ""), form.get("file")
            if isinstance(file, UploadFile) and file.filename:
                name, raw = PurePath(file.filename).name, await file.read()
        if isinstance(pasted, UploadFile):
            return self._draft_form("", "A file belongs into the field “file”; “text” takes pasted text.")
        if name and pasted.strip():
            return self._draft_form(pasted, "Paste a draft or send a file, not both: only one is checked at a time.")
        if not name and not pasted.strip():
            return self._draft_form("", "Paste a draft or choose a file first.")
        try:
            return await self._drafts.run(lambda: self._make_checked(name, raw, pasted))
        except DraftUnreadable as error:
            return self._draft_form(pasted, formatting.sentence(str(error) if name else f"this draft {error.why}"))

    def _draft_form(self, text: str, problem: str) -> Response:
        return self._response(Shown("draft.html", {"text": text, "problem": problem}, 400), DRAFT)

    def _make_checked(self, name: str | None, raw: bytes, pasted: str) -> Response:
        text = draft.read(name, raw) if name else draft.read_text(pasted)
        return self._response(self._archive.consult(lambda archive: pages.checked_draft(archive, name, text)), DRAFT)

    async def _show_error(self, request: Request, error: Exception) -> Response:
        return self._error_response(error, request.url.path)

    def refuse(self, scope: Scope, error: HTTPException) -> ASGIApp:
        """The response to a request that the guard refuses."""
        path = str(scope["path"])
        if error.status_code == HTTPStatus.UNAUTHORIZED:
            query = scope["query_string"].decode("ascii", "replace")
            onward = f"{path}?{query}" if query else path
            return self._response(Shown("login.html", {"onward": onward, "problem": None}, 401), LOGIN)
        return self._error_response(error, path)

    def _error_response(self, error: Exception, path: str) -> Response:
        status, message = 500, UNEXPECTED
        if isinstance(error, HTTPException):
            status, message = error.status_code, error.detail
            if status in {404, 405}:
                message = "There is no such page."
        elif isinstance(error, ClientDisconnect):
            status, message = 400, "The connection was closed before all was sent."  # nobody reads it
        elif isinstance(error, RetrievalError):
            message = formatting.sentence(str(error))
            kinds = ((NotFound, 404), (QuestionError, 400), (DraftUnreadable, 400), (Busy, 503))
            status = next((number for kind, number in kinds if isinstance(error, kind)), 500)
        title = TITLES.get(status, "Something went wrong")
        headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
        return self._response(Shown("error.html", {"title": title, "message": message}, status), path, headers)

    async def _log_in(self, request: Request) -> Response:
        """Store the token in a cookie, and redirect to the page that was asked for."""
        if self._token is None:
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        if request.method == "GET":
            return self._response(Shown("login.html", {"onward": "/", "problem": None}), LOGIN)
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_LOGIN_BYTES:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is no token.")
        form = parse_qs(body.decode("utf-8", "replace"))
        onward = local_path(form.get("onward", ["/"])[0])
        if not guard.is_token(form.get("token", [""])[0].strip(), self._token):
            problem = "This is not the token of this reading room."
            return self._response(Shown("login.html", {"onward": onward, "problem": problem}, 401), LOGIN)
        response = RedirectResponse(onward, HTTPStatus.SEE_OTHER)
        secure = self._settings.base_url.startswith("https:")
        response.set_cookie(COOKIE, guard.session(self._token), httponly=True, samesite="lax", secure=secure)
        return response


def local_path(onward: str) -> str:
    """The path of a page in this reading room; the first page if a browser might take the path for another site's
    address.

    >>> [local_path(path) for path in ("/ask?q=a", "//evil.example", "/\\\\evil.example", "https://evil.example", "")]
    ['/ask?q=a', '/', '/', '/', '/']
    """
    is_local = onward.startswith("/") and not onward.startswith(("//", "/\\")) and onward.isprintable()
    return onward if is_local and not urlsplit(onward).netloc else "/"


def _templates() -> Environment:
    """Templates that escape all text, and make characters visible that could disguise text."""
    templates = Environment(
        loader=PackageLoader("bot.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    templates.globals |= {
        "attributions": attributions,
        "differences": differences,
        "formatting": formatting,
        "replies": replies,
        "refusals": refusals,
        "verdicts": verdicts,
        "addresses": addresses,
        "draft_kinds": draft.KINDS,
        "today": lambda: formatting.date(PartialDate(dates.today())),
        "marked": marks.marked,
        "marked_answer": marks.answer,
        "marked_match": marks.match,
        "marked_statement": marks.statement,
    }
    return templates


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
