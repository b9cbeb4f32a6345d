"""EPUB: each chapter becomes an article."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, FEB_8, body, read, zipped


def epub(chapters: Mapping[str, str], date_of: str = "2012-02-07", title: str = "My Years In Office") -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:creator>Ann Lee</dc:creator>"
        f"<dc:date>{date_of}</dc:date></metadata>"
        "<manifest>"
        + "".join(
            f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"'
            f"{' properties=' + chr(34) + 'nav' + chr(34) if name.startswith('nav') else ''}/>"
            for name in chapters
        )
        + '</manifest><spine><itemref idref="none"/>'
        + "".join(f'<itemref idref="{name}"/>' for name in chapters)
        + "</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OEBPS/content.opf"/></rootfiles></container>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OEBPS/content.opf": package,
            **{f"OEBPS/{name}": text for name, text in chapters.items()},
        }
    )


def test_each_epub_chapter_is_an_article_with_the_book_as_its_source(tmp_path: Path) -> None:
    chapters = {
        "1.xhtml": "<html><body><h1>The Bill</h1><p>“It is dead,” I said.</p><p>He left.</p></body></html>",
        "2.xhtml": "<html><body><p>The next day.</p></body></html>",
    }
    articles, skipped = read(tmp_path, "b.epub", epub(chapters))
    assert [(one.id, one.title, body(one)) for one in articles] == [
        ("b.epub/OEBPS/1.xhtml", "The Bill", "“It is dead,” I said.\n\nHe left."),
        ("b.epub/OEBPS/2.xhtml", None, "The next day."),
    ]
    assert {(one.source, one.published, one.authors) for one in articles} == {
        ("My Years In Office", FEB_7, ("Ann Lee",))
    }
    assert skipped == []


def test_a_table_of_contents_is_no_chapter_and_a_chapters_own_date_counts(tmp_path: Path) -> None:
    chapters = {
        "nav.xhtml": "<html><body><nav><ol><li>The Bill</li></ol></nav></body></html>",
        "1.xhtml": "<html><body><h1>The Bill</h1><p>8 February 2012</p><p>“It is dead,” I said.</p></body></html>",
        "2.xhtml": "<html><body><p>The next day.</p></body></html>",
    }
    articles, _ = read(tmp_path, "b.epub", epub(chapters, "0101-01-01T00:00:00+00:00"))
    found = [(one.id, one.published and one.published.when) for one in articles]
    assert found == [("b.epub/OEBPS/1.xhtml", FEB_8), ("b.epub/OEBPS/2.xhtml", None)]


def test_what_a_program_adds_to_a_book_is_no_text_and_no_author(tmp_path: Path) -> None:
    chapter = (
        "<html><body><p>| Next | Section Menu | Main Menu | Previous |</p><h1>The Bill</h1><p>“It is dead,” I said.</p>"
        "<p>This article was downloaded by calibre from https://a.example</p></body></html>"
    )
    (found,), _ = read(tmp_path, "a.epub", epub({"1.xhtml": chapter}))
    assert body(found) == "“It is dead,” I said."


@pytest.mark.parametrize("title", ["Harbour Gazette [Tue, 07 Feb 2012]", "Harbour Gazette (7 February 2012)"])
def test_an_issues_date_in_brackets_is_no_part_of_its_papers_name(tmp_path: Path, title: str) -> None:
    content = epub({"1.xhtml": "<h1>One</h1><p>He said so.</p>"}, "0101-01-01", title)
    (article,), _ = read(tmp_path, "b.epub", content)
    assert (article.source, article.published) == ("Harbour Gazette", FEB_7)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("Quay Monthly: ten years of letters", "Quay Monthly"),
        ("The Year: Lorne Herald", "Lorne Herald"),
        ("1989: a year", "1989: a year"),
    ],
)
def test_a_collection_of_a_papers_stories_has_the_paper_as_its_source(tmp_path: Path, title: str, source: str) -> None:
    chapter = (
        "<html><body><h1>The Bill is dead</h1><p>Ann Low and Jon Peel, 7 February 2012</p><p>He left.</p></body></html>"
    )
    (found,), _ = read(tmp_path, "b.epub", epub({"1.xhtml": chapter}, "2011-01-01", title))
    assert (found.source, found.authors) == (source, ("Ann Low", "Jon Peel"))
