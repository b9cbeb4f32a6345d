"""A file that names another file, or an address, does not bring its content into the archive: parsers get streams."""

import socket
import sys
from pathlib import Path

import pytest

from retrieval.errors import UnreadableFile
from retrieval.ingest import formats
from retrieval.ingest.document import Document
from retrieval.ingest.formats import Compressed, ContainerMembers, Format
from retrieval.settings import ColumnSettings

WORDS = "The minister resigned on Tuesday."
XXE = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "{uri}"><!ENTITY % p SYSTEM "{uri}"> %p;]>
<rss version="2.0"><channel><title>&e;</title><item><title>&e;</title><description>&e; He left.</description></item>
</channel></rss>"""
NITF = """<!DOCTYPE nitf [<!ENTITY e SYSTEM "{uri}">]><nitf><body><body.content><p>&e; He left, she said on Monday.</p>
</body.content></body></nitf>"""
PAGE = """<html xmlns:xi="http://www.w3.org/2001/XInclude"><link rel=stylesheet href="{uri}"><body><iframe src="{uri}">
</iframe><object data="{uri}"></object><xi:include href="{uri}" parse="text"/><p>He left.</p><img src="{uri}"></html>"""
RTF = '{{\\rtf1 {{\\field{{\\*\\fldinst INCLUDETEXT "{path}"}}}} He left.}}'
MAIL = 'From: a@b.example\nContent-Type: message/external-body; access-type=local-file; name="{path}"\n\nHe left.\n'
BODIES = {"path": "{path}", "uri": "{uri}", "entity": XXE, "nitf": NITF, "page": PAGE, "rtf": RTF, "mail": MAIL}
WHOLE = [each for each in Format if not isinstance(each.reader, (ContainerMembers, Compressed))]
opened: list[str] = []
watching = False


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if watching and event in {"open", "socket.connect", "socket.getaddrinfo", "urllib.Request"}:
        opened.append(f"{event} {arguments}")


sys.addaudithook(watch)  # it cannot be removed, so `watching` turns it off


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    def refuse(*_: object) -> None:
        raise OSError("not from a test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(sys.modules[__name__], "watching", True)
    opened.clear()
    return opened


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("file_format", WHOLE, ids=lambda each: each.name)
def test_no_parser_opens_what_its_file_names(
    tmp_path: Path, watched: list[str], file_format: Format, body: str
) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(f"<rss version='2.0'><channel><item><title>{WORDS}</title></item></channel></rss>")
    watched.clear()
    raw = BODIES[body].format(path=secret, uri=secret.as_uri()).encode()
    try:
        parts = formats.read_documents(file_format, raw, ColumnSettings())
    except UnreadableFile:
        parts = []
    assert not [event for event in watched if str(secret) in event or not event.startswith("open")]
    assert not any(WORDS in part.text for part in parts if isinstance(part, Document))


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/rss", "https://courier.example/rss", "ftp://courier.example/"])
def test_no_parser_fetches_an_address(watched: list[str], address: str) -> None:
    for file_format in WHOLE:
        try:
            formats.read_documents(file_format, address.encode(), ColumnSettings())
        except UnreadableFile:
            continue
    assert not [event for event in watched if not event.startswith("open")]
