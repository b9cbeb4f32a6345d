"""WARC and WACZ: the pages of a crawl."""

import gzip
from pathlib import Path

import pytest

from retrieval.ingest.formats import web_archive
from tests.ingest.formats.one_file import read, zipped

PAGE = "<html><body><p>{}</p></body></html>"


def record(address: str, content: bytes, kind: str = "text/html", status: str = "200 OK", **more: str) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n".encode()
    http += (
        "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items()).encode() + b"\r\n" + content
    )
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-02-03T09:12:00Z\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


RECORDS = [
    record("https://courier.example/news/17", PAGE.format("He said so.").encode(), "text/html; charset=utf-8"),
    record("https://courier.example/17.png", b"\x89PNG", "image/png"),
    record("https://courier.example/gone", b"Not found", status="404 Not Found"),
    record(
        "https://courier.example/news/17", gzip.compress(PAGE.format("He said no.").encode()), Content_Encoding="gzip"
    ),
    record("https://courier.example/robots.txt", b"User-agent: *", "text/plain"),
]
EXPECTED = [
    ("courier.example/news/17", "He said so.", "https://courier.example/news/17", None),
    ("courier.example/news/17#2", "He said no.", "https://courier.example/news/17", None),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", b"".join(RECORDS)),
        ("a.warc.gz", b"".join(map(gzip.compress, RECORDS))),
        ("a.wacz", zipped({"datapackage.json": "{}", "archive/data.warc.gz": b"".join(map(gzip.compress, RECORDS))})),
    ],
    ids=["WARC", "compressed", "WACZ"],
)
def test_the_pages_of_a_web_archive_are_articles_named_by_their_addresses(
    tmp_path: Path, name: str, content: bytes
) -> None:
    articles, skipped = read(tmp_path, name, content)
    assert [(one.id.removeprefix(f"{name}/"), one.text, one.url, one.published) for one in articles] == EXPECTED
    assert skipped == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.warc", b"He said so.", "is not a readable web archive"),
        ("a.wacz", zipped({"a.txt": "x"}), "holds no web archive"),
        ("a.warc", RECORDS[0] + b"WARC/1.0\r\nContent-Len", web_archive.CUT),
        ("a.warc", RECORDS[0] + RECORDS[3][:-30], web_archive.CUT),
        ("a.warc.gz", gzip.compress(RECORDS[0]) + gzip.compress(RECORDS[3])[:-30], web_archive.CUT),
    ],
    ids=["no records", "no archive within", "cut in a head", "cut in a page", "cut when compressed"],
)
def test_a_broken_web_archive_is_skipped_with_its_reason(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    articles, skipped = read(tmp_path, name, content)
    assert articles[-1].id == "z.txt"
    assert {reason for _, reason in skipped} == {why}
    assert [one.text for one in articles[:-1]] == (["He said so."] if why == web_archive.CUT else [])


@pytest.mark.parametrize("kind", ["text", "pageinfo"])
def test_what_a_crawler_notes_about_a_page_is_no_second_article(tmp_path: Path, kind: str) -> None:
    note = b"He said so."
    head = f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: urn:{kind}:https://courier.example/news/17\r\n"
    head += f"Content-Type: text/plain\r\nContent-Length: {len(note)}\r\n\r\n"
    articles, skipped = read(tmp_path, "a.warc", RECORDS[0] + head.encode() + note + b"\r\n\r\n")
    assert ([one.id for one in articles], skipped) == (["a.warc/courier.example/news/17"], [])
