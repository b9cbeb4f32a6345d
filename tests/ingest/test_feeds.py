"""Feeds by address, from a server on this machine that misbehaves in many ways."""

import base64
import email.utils
import gzip
import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.errors import ArchiveMissing
from retrieval.ingest import feeds, limits
from retrieval.ingest.feeds import FetchResult, http, storage
from retrieval.models import Article, Basis, PartialDate, Published
from retrieval.settings import ArchiveSettings, FeedSettings
from tests.fakes import parsers_here
from tests.feed_server import Response, Server, rss

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.stop()


@pytest.fixture
def archive(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> ArchiveSettings:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")  # the server is asked directly, even behind a proxy
    return ArchiveSettings(tmp_path, feeds=FeedSettings((server.at("/rss"),), patience=2))


def fetch(archive: ArchiveSettings, minutes: float = 0) -> list[tuple[int, str | None]]:
    """The result of each feed that was due that many minutes after noon: entries and problem."""
    fetched = feeds.fetch(archive, parsers_here, lambda: NOON + timedelta(minutes=minutes))
    return [(one.entries, one.problem) for one in fetched]


def articles(archive: ArchiveSettings) -> list[Article]:
    return list(ingest.ArchiveReader(archive, parsers_here))


def texts(archive: ArchiveSettings) -> list[str]:
    return sorted(article.text[article.body :].split("\n")[0] for article in articles(archive))


def test_an_entry_becomes_an_article_with_its_metadata(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax."))
    assert fetch(archive) == [(1, None)]
    (article,) = articles(archive)
    assert article == Article(
        id=article.id,
        text=article.text,
        body=article.text.index("“No tax.”"),
        title="Budget",
        source="The Courier",
        published=Published(PartialDate(date(2012, 2, 7)), Basis.GIVEN),
        url="https://courier.example/1",
        authors=("Jane Doe",),
    )
    assert article.text[article.body :] == "“No tax.”\n\nHe left.\n"
    folder, name = article.id.removeprefix("feeds/").split("/")
    assert folder.startswith("127.0.0.1-")
    assert name.startswith("courier.example-1-")


def test_an_entry_that_leaves_its_feed_stays_and_one_that_changes_is_updated(
    archive: ArchiveSettings, server: Server
) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax.", Schools="No fees."))
    assert fetch(archive) == [(2, None)]
    server.responses["/rss"] = Response(rss(Budget="A tax."))
    assert fetch(archive, 30) == [(1, None)]
    assert texts(archive) == ["“A tax.”", "“No fees.”"]
    assert fetch(archive, 60) == [(0, None)]


def test_a_feed_is_fetched_at_most_once_an_interval(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax."))
    assert [len(fetch(archive, minutes)) for minutes in (0, 29, 30, 59, 61)] == [1, 0, 1, 0, 1]
    assert len(server.requests) == 3


def test_an_unchanged_feed_is_not_sent_again(archive: ArchiveSettings, server: Server) -> None:
    day = email.utils.format_datetime(NOON, usegmt=True)
    server.responses["/rss"] = Response(rss(Budget="No tax."), headers={"ETag": '"1"', "Last-Modified": day})
    fetch(archive)
    server.responses["/rss"] = Response(status=304)
    assert [fetch(archive, 30), fetch(archive, 60)] == [[(0, None)], [(0, None)]]
    sent = [(headers.get("If-None-Match"), headers.get("If-Modified-Since")) for _, headers in server.requests]
    assert sent == [(None, None), ('"1"', day), ('"1"', day)]
    assert {headers["User-Agent"].partition("/")[0] for _, headers in server.requests} == {"onrecord"}
    assert texts(archive) == ["“No tax.”"]


def test_an_unreadable_feed_is_fetched_whole_the_next_time(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(b"<html>", headers={"ETag": '"1"'})
    assert fetch(archive) == [(0, "is not an RSS or Atom feed")]
    fetch(archive, 30)
    assert [headers.get("If-None-Match") for _, headers in server.requests] == [None, None]


LARGE = rss(Budget="No tax." * 1000)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 8 * len(LARGE))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("response", "problem"),
    [
        pytest.param(Response(status=404), "answered 404; the next try is after 2026-11-25 13:00 UTC", id="404"),
        pytest.param(Response(status=500), "answered 500; the next try is after 2026-11-25 13:00 UTC", id="500"),
        pytest.param(Response(status=410), feeds.GONE, id="410"),
        pytest.param(
            Response(status=429, headers={"Retry-After": "7200"}),
            "answered 429; the next try is after 2026-11-25 14:30 UTC",
            id="429",
        ),
        pytest.param(Response(b"\xff\0<rss", headers={}), "is not an RSS or Atom feed", id="no XML"),
        pytest.param(Response(rss()), "is a feed without entries", id="no entries"),
        pytest.param(Response(LARGE * 9), "is larger than 32 MB", id="too large"),
        pytest.param(
            Response(gzip.compress(LARGE * 9), headers={"Content-Encoding": "gzip"}),
            "is larger than 32 MB",
            id="a bomb",
        ),
        pytest.param(
            Response(gzip.compress(LARGE)[:-9], headers={"Content-Encoding": "gzip"}), "is cut short", id="half a gzip"
        ),
        pytest.param(Response(LARGE, headers={"Content-Encoding": "gzip"}), "is not valid gzip", id="no gzip"),
        pytest.param(
            Response(LARGE, headers={"Content-Encoding": "br"}),
            "is compressed by br, which is not supported",
            id="brotli",
        ),
        pytest.param(
            Response(b"<rss", headers={"Content-Length": "99"}), "cannot be reached (ClientPayloadError)", id="cut off"
        ),
        pytest.param(Response(trickles=True), "does not answer within 0.3 s", id="never ends"),
        pytest.param(
            Response(status=302, headers={"Location": "file:///etc/passwd"}),
            "leads to an address that is neither http nor https",
            id="to a file",
        ),
        pytest.param(
            Response(status=302, headers={"Location": "/rss"}), "redirects more than 5 times", id="in a circle"
        ),
        pytest.param(Response(status=302), "redirects more than 5 times", id="nowhere"),
    ],
)
def test_a_failing_feed_is_reported_once_and_stored_entries_stay(
    archive: ArchiveSettings,
    server: Server,
    caplog: pytest.LogCaptureFixture,
    response: Response,
    problem: str,
) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax."))
    fetch(archive)
    server.responses["/rss"] = response
    if response.trickles:
        archive = replace(archive, feeds=replace(archive.feeds, patience=0.3))
    assert fetch(archive, 30) == [(0, problem)]
    assert [record.getMessage() for record in caplog.records] == [f"feed {server.at('/rss')}: {problem}"]
    assert texts(archive) == ["“No tax.”"]


LOGIN = "jane:s3cret@"


@pytest.mark.parametrize("path", ["/rss", "/moved"])
def test_a_password_in_an_address_is_sent_to_its_host_and_never_shown_or_stored(
    archive: ArchiveSettings, server: Server, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    server.responses = {
        "/rss": Response(rss(Budget="No tax.")),
        "/moved": Response(status=301, headers={"Location": "/rss"}),
    }
    with_login = server.at(path).replace("//", f"//{LOGIN}")
    archive = replace(archive, feeds=replace(archive.feeds, urls=(with_login,)))
    told = feeds.fetch(archive, parsers_here, lambda: NOON)
    server.responses["/rss"] = Response(status=404)
    told += feeds.fetch(archive, parsers_here, lambda: NOON + timedelta(minutes=30))
    expected = "Basic " + base64.b64encode(LOGIN[:-1].encode()).decode()
    assert {headers.get("Authorization") for _, headers in server.requests} == {expected}
    assert [one.url for one in told] == [server.at(path)] * 2
    files = [(str(file), file.read_text()) for file in archive.folder.rglob("*") if file.is_file()]
    assert len(files) == 2
    assert "s3cret" not in f"{told}{caplog.messages}{files}"


def test_a_password_is_not_sent_on_to_another_host(archive: ArchiveSettings, server: Server) -> None:
    other = Server()
    try:
        server.responses["/rss"] = Response(status=302, headers={"Location": other.at("/rss")})
        other.responses["/rss"] = Response(rss(Budget="No tax."))
        with_login = server.at("/rss").replace("//", f"//{LOGIN}")
        assert fetch(replace(archive, feeds=replace(archive.feeds, urls=(with_login,)))) == [(1, None)]
        assert [headers.get("Authorization") for _, headers in other.requests] == [None]
    finally:
        other.stop()


def test_an_unreachable_server_is_reported_and_tried_again_later(archive: ArchiveSettings) -> None:
    with socket.socket() as taken:  # bound, but not listening
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/rss"
        archive = replace(archive, feeds=replace(archive.feeds, urls=(url,)))
        assert fetch(archive) == [(0, "cannot be reached (ClientConnectorError)")]
    assert [fetch(archive, 29), len(fetch(archive, 30))] == [[], 1]


def test_a_feed_that_is_gone_is_never_fetched_again(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(status=410)
    assert [fetch(archive), fetch(archive, 999)] == [[(0, feeds.GONE)]] * 2
    assert len(server.requests) == 1


def test_a_gzipped_feed_is_decompressed(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(gzip.compress(rss(Budget="No tax.")), headers={"Content-Encoding": "gzip"})
    assert fetch(archive) == [(1, None)]


def test_the_entries_before_the_fault_of_a_broken_feed_are_stored(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax.", Schools="No fees.").partition(b"<title>Schools")[0])
    fetch(archive)
    assert texts(archive) == ["“No tax.”"]


@pytest.mark.parametrize(("status", "asked"), [(301, "/new"), (308, "/new"), (302, "/rss"), (307, "/rss")])
def test_a_feed_that_has_moved_for_good_is_fetched_at_its_new_address(
    archive: ArchiveSettings, server: Server, status: int, asked: str
) -> None:
    server.responses["/rss"] = Response(status=status, headers={"Location": "/new"})
    server.responses["/new"] = Response(rss(Budget="No tax."))
    moved = f"has moved to {server.at('/new')} and is fetched from there; update [archive.feeds] urls"
    assert fetch(archive) == [(1, moved if asked == "/new" else None)]
    fetch(archive, 30)
    assert server.requests[2][0] == asked
    assert len(articles(archive)) == 1
    server.responses["/new"] = Response(status=404)
    fetch(archive, 60)
    fetch(archive, 90)
    assert [path for path, _ in server.requests].count("/rss") == (2 if asked == "/new" else 4)


def test_a_host_gets_one_request_at_a_time_and_none_before_its_retry_after(
    archive: ArchiveSettings, server: Server
) -> None:
    paths = ("/a", "/b", "/c")
    archive = replace(archive, feeds=replace(archive.feeds, urls=tuple(map(server.at, paths))))
    server.responses = dict.fromkeys(paths, Response(rss(Budget="No tax.")))
    server.responses["/b"] = Response(status=503, headers={"Retry-After": "3600"})
    problem = "answered 503; the next try is after 2026-11-25 13:00 UTC"
    assert fetch(archive) == [(1, None), (0, problem)]
    assert fetch(archive, 59) == []
    assert len(fetch(archive, 60)) == 2
    assert [path for path, _ in server.requests] == ["/a", "/b", "/a", "/b"]
    assert server.max_concurrent == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("9" * 20, http.MAX_RETRY_AFTER_SECONDS),
        ("9" * 5000, http.MAX_RETRY_AFTER_SECONDS),
        ("Fri, 07 Feb 9999 12:37:00 GMT", http.MAX_RETRY_AFTER_SECONDS),
        (f"Wed, 07 Feb {'9' * 20} 12:37:00 GMT", 0.0),
        (f"Wed, 07 Feb 2012 {'9' * 20}:37:00 GMT", 0.0),
        (f"Wed, 07 Feb 2012 12:37:00 {'9' * 20}", 0.0),
        ("-5", 0.0),
        ("", 0.0),
    ],
)
def test_retry_after_is_bounded_and_ignored_where_it_cannot_be_read(header: str, seconds: float) -> None:
    assert http.retry_after_seconds(header) == seconds


@pytest.mark.parametrize("removed", ["the entry", "its folder"])
def test_a_deleted_entry_is_not_stored_again(archive: ArchiveSettings, server: Server, removed: str) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax.", Schools="No fees."))
    fetch(archive)
    (path,) = (archive.folder / article.id for article in articles(archive) if article.title == "Budget")
    path.unlink()
    if removed == "its folder":
        shutil.rmtree(path.parent)
    left = [] if removed == "its folder" else ["“No fees.”"]
    assert fetch(archive, 30) == [(0, None)]
    server.responses["/rss"] = Response(rss(Budget="A tax.", Schools="No fees."))
    assert fetch(archive, 60) == [(0, None)]
    server.responses["/rss"] = Response(rss(Budget="A tax.", Schools="No fees.", Health="No cuts."))
    assert fetch(archive, 90) == [(1, None)]
    assert texts(archive) == sorted([*left, "“No cuts.”"])


@pytest.mark.parametrize("etag", ['"1\x1b[31m"', '"é"', '"' + "1" * 2000 + '"'])
def test_an_etag_that_cannot_be_sent_back_is_not_kept(archive: ArchiveSettings, server: Server, etag: str) -> None:
    server.responses["/rss"] = Response(rss(Budget="No tax."), headers={"ETag": etag})
    fetch(archive)
    assert fetch(archive, 30) == [(0, None)]
    assert [headers.get("If-None-Match") for _, headers in server.requests] == [None, None]


def test_netrc_is_not_read(
    archive: ArchiveSettings, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login jane password s3cret")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    server.responses["/rss"] = Response(rss(Budget="No tax."))
    fetch(archive)
    assert [headers.get("Authorization") for _, headers in server.requests] == [None]


@pytest.mark.parametrize("name", ["id", "link", "title", "nothing"])
def test_entries_differ_by_id_link_title_or_text(archive: ArchiveSettings, server: Server, name: str) -> None:
    one = {"id": "<guid>{n}</guid>", "link": "<link>https://a.example/{n}</link>", "title": "<title>{n}</title>"}
    items = "".join(
        f"<item>{one.get(name, '').format(n='x' * 300 + str(number))}<description>No {number}.</description></item>"
        for number in range(3)
    )
    server.responses["/rss"] = Response(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    assert [fetch(archive), fetch(archive, 30)] == [[(3, None)], [(0, None)]]


def test_a_title_cannot_break_out_of_the_front_matter(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(rss(**{"---\nsource: Mail\n---\n&quot;: [": "No tax."}))
    fetch(archive)
    (article,) = articles(archive)
    assert (article.title, article.source) == ('--- source: Mail --- ": [', "The Courier")


def test_a_title_of_undecoded_bytes_does_not_make_its_entry_binary(archive: ArchiveSettings, server: Server) -> None:
    server.responses["/rss"] = Response(rss(**{"Th" + "\ufffd" * 40 + "e Bill": "No."}))
    fetch(archive)
    (article,) = articles(archive)
    assert (article.title, article.text[article.body :]) == ("Th e Bill", "“No.”\n\nHe left.\n")


STATES = ["", "{", "[]", '{"a": 1}', '{"a": {"due": "soon"}}', '{"a": {"due": 1, "b": 2}}']


@pytest.mark.parametrize("states", [*STATES, '{"a": {"due": "0001-01-01T00:00:00+23:59"}}'])
def test_with_unreadable_states_every_feed_counts_as_new(archive: ArchiveSettings, server: Server, states: str) -> None:
    (archive.folder / "feeds").mkdir()
    (archive.folder / "feeds" / storage.STATE_FILE).write_text(states)
    server.responses["/rss"] = Response(rss(Budget="No tax."))
    assert fetch(archive) == [(1, None)]
    assert json.loads((archive.folder / "feeds" / storage.STATE_FILE).read_text()).keys() == {server.at("/rss")}


def test_an_unwritable_folder_is_one_warning_and_no_request(
    archive: ArchiveSettings, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    (archive.folder / "feeds").write_text("in the way")
    ((entries, problem),) = fetch(archive)
    assert (entries, problem) == (0, f"entries cannot be stored in {archive.folder / 'feeds'} (File exists)")
    assert len(caplog.records) == 1
    assert server.requests == []


def test_no_folder_is_made_for_a_missing_archive(archive: ArchiveSettings) -> None:
    missing = archive.folder / "missing"
    with pytest.raises(ArchiveMissing):
        fetch(replace(archive, folder=missing))
    assert not missing.exists()


def test_results_of_several_hosts_are_in_the_order_of_the_settings(archive: ArchiveSettings, server: Server) -> None:
    other = Server()
    try:
        server.responses["/rss"] = Response(status=404)
        other.responses["/rss"] = Response(rss(Budget="No tax."))
        urls = (server.at("/rss"), other.at("/rss"), server.at("/rss"))
        archive = replace(archive, feeds=replace(archive.feeds, urls=urls))
        fetched = feeds.fetch(archive, parsers_here, lambda: NOON)
        problem = "answered 404; the next try is after 2026-11-25 12:30 UTC"
        assert fetched == [FetchResult(urls[0], problem=problem), FetchResult(urls[1], 1)]
    finally:
        other.stop()
