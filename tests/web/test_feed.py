"""The Atom feed of what somebody is quoted with."""

from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from bot.web import feed
from retrieval.archive import Archive
from retrieval.models import Article, Basis, Kind, PartialDate, Published, Quotation
from retrieval.settings import WebSettings
from tests.web.conftest import client

ATOM = {"a": feed.NAMESPACE}


def texts(document: bytes, path: str) -> list[str | None]:
    return [element.text for element in ET.fromstring(document).findall(path, ATOM)]  # noqa: S314 - our own


def links(document: bytes, path: str) -> list[str | None]:
    return [element.get("href") for element in ET.fromstring(document).findall(path, ATOM)]  # noqa: S314 - our own


class Said:
    """An archive that quotes somebody with these words in these articles, oldest first."""

    speakers = ("Ann Lee",)

    def __init__(self, *said: tuple[str, str | None]) -> None:
        self.manifest = type("Manifest", (), {"built": "2026-11-22T06:03:01+00:00"})
        self._said = said

    def people_named(self, _typed: str) -> list[str]:
        return ["Ann Lee"]

    def office_named(self, _typed: str) -> None:
        return None

    def said(self, *_: object) -> list[Quotation]:
        found = []
        for number, (words, day) in enumerate(self._said):
            published = Published(PartialDate.parse(day), Basis.STATED) if day else None
            article = Article(f"{number}.txt", words, source=f"Paper {number}", published=published)
            found.append(Quotation(article, ((0, len(words)),), Kind.DIRECT, "Ann Lee"))
        return found


def made(*said: tuple[str, str | None], base_url: str = "") -> bytes:
    archive: Archive = Said(*said)  # type: ignore[assignment]
    return feed.feed(archive, {"name": "Lee"}, base_url)


def test_the_newest_words_stand_first_each_once_and_those_without_a_date_are_left_out() -> None:
    document = made(("It rains.", "2012-01-02"), ("It snows.", "2012-02"), ("It  RAINS.", "2012-03-01"), ("No.", None))
    assert texts(document, "a:entry/a:title") == ["Ann Lee: It snows.", "Ann Lee: It rains."]
    assert texts(document, "a:entry/a:updated") == ["2012-02-01T00:00:00Z", "2012-01-02T00:00:00Z"]
    assert texts(document, "a:entry/a:content")[1] == "It rains.\n\nPaper 0 · 2 January 2012 · 0.txt"


def test_an_entry_stays_the_same_when_other_papers_print_it_later() -> None:
    before = texts(made(("It rains.", "2012-01-02")), "a:entry/a:id")
    assert texts(made(("It rains.", "2012-01-02"), ("It rains.", "2013-01-02")), "a:entry/a:id") == before


def test_a_feed_has_at_most_fifty_entries_and_survives_every_character() -> None:
    document = made(*((f"It is {number} \ufffe\x0b\ud800 <b>&", "2012-01-02") for number in range(60)))
    assert len(texts(document, "a:entry/a:title")) == feed.MAX_ENTRIES
    assert "<b>&" in str(texts(document, "a:entry/a:title")[0])


def test_links_lead_to_the_words_under_the_rooms_own_address() -> None:
    document = made(("It rains.", "2012-01-02"), base_url="https://room.example")
    assert links(document, "a:entry/a:link") == ["https://room.example/article?id=0.txt&at=0-9#words"]
    assert links(document, "a:link") == ["https://room.example/feed?name=Lee", "https://room.example/speaker?name=Lee"]


def test_the_room_serves_it_and_a_speakers_page_leads_to_it(room: TestClient) -> None:
    response = room.get("/feed?name=Burnham&topic=bill")
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, feed.MEDIA_TYPE)
    assert "lost the argument" in str(texts(response.content, "a:entry/a:content")[0])
    assert 'type="application/atom+xml"' in room.get("/speaker?name=Burnham").text


@pytest.mark.parametrize("address", ["/feed", "/feed?name=Zorro"])
def test_a_feed_of_nobody_is_not_found(room: TestClient, address: str) -> None:
    assert room.get(address).status_code == 404


def test_a_feed_needs_the_rooms_token(indexed: Archive) -> None:
    guarded = client(indexed, WebSettings(), "a token of the room that is long enough")
    assert guarded.get("/feed?name=Burnham").status_code == 401
