"""Each format's reader: what becomes an article's text, and which facts come from beside it."""

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.models import Article, Basis, PartialDate, Precision, Published
from retrieval.settings import ArchiveSettings, ColumnSettings
from tests.fakes import parsers_here, pdf

FEB_7 = Published(PartialDate(date(2012, 2, 7)), Basis.GIVEN)
FEB_8 = PartialDate(date(2012, 2, 8))


def read(
    folder: Path, name: str, content: str | bytes, columns: ColumnSettings | None = None
) -> tuple[list[Article], list[tuple[str, str]]]:
    """The articles of a folder with this one file, and what was left out: path below the folder, and why."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    found = ingest.ArchiveReader(ArchiveSettings(folder, columns=columns or ColumnSettings()), parsers_here)
    articles = list(found)
    return articles, [(skipped.name, skipped.why) for skipped in found.report.named]


def only(folder: Path, name: str, content: str | bytes) -> Article:
    (article,), refused = read(folder, name, content)
    assert refused == []
    return article


def body(article: Article) -> str:
    return article.text[article.body :]


def test_markdown_stays_as_it_is_to_the_last_character(tmp_path: Path) -> None:
    text = "# A Headline\r\n\r\n\r\nHe **said** [so](https://courier.example).  \r\nTwice. \r\n\r\nShe did not.\r\n"
    assert only(tmp_path, "a.md", text).text == text.replace("\r\n", "\n")


PAGE = """<!doctype html><html><head><title>Minister resigns | The Courier</title>
<meta property="og:site_name" content="The Courier"><meta name="author" content="Jane Doe; John Roe">
<meta property="article:published_time" content="2012-02-07T12:37:00Z">
<meta property="article:modified_time" content="2012-02-08T01:00:00Z">
<link rel="canonical" href="https://courier.example/a"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article><h1>Minister resigns over bill</h1>
<p>The <b>health secretary</b>, <a href="/l">Andrew Lansley</a>, said on Tuesday, 1 January 2011: “I shall not go
quietly, and I shall say so until everyone hears it.”</p><p>He added: “The bill is dead.”</p>
<ul><li>One vote was for it</li><li>Two votes were against it</li></ul></article>
<footer>Copyright 2019 The Courier. All rights reserved.</footer></body></html>"""


def test_of_a_page_the_article_is_read_and_what_its_metadata_tell(tmp_path: Path) -> None:
    found = only(tmp_path, "page.html", PAGE)
    assert (found.title, found.source, found.url) == (
        "Minister resigns over bill",
        "The Courier",
        "https://courier.example/a",
    )
    assert (found.published, found.updated, found.authors) == (FEB_7, FEB_8, ("Jane Doe", "John Roe"))
    assert body(found) == (
        "The health secretary, Andrew Lansley, said on Tuesday, 1 January 2011: “I shall not go quietly, and I shall "
        "say so until everyone hears it.”\n\nHe added: “The bill is dead.”\n\n"
        "- One vote was for it\n- Two votes were against it"
    )


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>He said so.", "He said so."),
        ("He said so, and <br>so.", "He said so, and\nso."),
        ("<title>T</title><p>“No,” he said.</p><p>Copyright 2015</p>", "“No,” he said.\n\nCopyright 2015"),
    ],
)
def test_a_page_too_short_for_an_article_is_taken_whole_and_its_date_is_not_guessed(
    tmp_path: Path, page: str, text: str
) -> None:
    found = only(tmp_path, "page.htm", page)
    assert (found.text, found.published) == (text, None)


def test_json_lines_are_articles_by_their_ids_or_numbers(tmp_path: Path) -> None:
    rows = [
        {
            "id": 17,
            "headline": "The Bill Is Dead",
            "publishedAt": "2012-02-07T12:37:00Z",
            "body": "“It is,” he said.\r\nSo.",
            "source": {"id": None, "name": "The Courier"},
            "authors": ["Jane Doe"],
            "link": "https://courier.example/17",
            "wordcount": 4,
        },
        {"text": "He said \ud83d\ude00 \ud83d.", "title": None, "date": "2012-02"},
    ]
    content = "\n".join([json.dumps(rows[0]), "", json.dumps(rows[1])])
    articles, refused = read(tmp_path, "wire.jsonl", content)
    assert articles == [
        Article(
            id="wire.jsonl/17",
            text="“It is,” he said.\nSo.",
            title="The Bill Is Dead",
            source="The Courier",
            published=FEB_7,
            url="https://courier.example/17",
            authors=("Jane Doe",),
        ),
        Article(
            id="wire.jsonl/3",
            text="He said 😀 \ufffd.",
            published=Published(PartialDate(date(2012, 2, 1), Precision.MONTH), Basis.GIVEN),
        ),
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")], ids=repr
)
def test_csv_is_read_by_its_header_whatever_separates_it(tmp_path: Path, name: str, separator: str) -> None:
    lines = [
        "\ufeffTitle,Article_Text,Published At",
        '"The Bill","“It is,” he said.\n\n""No.""",7 February 2012',
        ",Two.,",
    ]
    columns = ColumnSettings(text=("article text",))
    articles, refused = read(tmp_path, name, "\r\n".join(lines).replace(",", separator), columns)
    assert [(one.id, one.title, one.text, one.published) for one in articles] == [
        (f"{name}/1", "The Bill", f'“It is{separator}” he said.\n\n"No."', FEB_7),
        (f"{name}/2", None, "Two.", None),
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ('{"text": 1' + "0" * 5000 + "}", "is not valid JSON"),
        ("[1]", "is not a JSON object"),
        (
            '{"words": "He said so."}',
            "has no text in a column named text, body, content, article, maintext, full_text; "
            "set [archive.columns] text",
        ),
        ('{"text": "\\u0000"}', "is binary data, not text"),
        ('{"text": " "}', "is empty"),
        ('{"id": "1", "text": "Again."}', "has the same name as another part of its file"),
    ],
    ids=["broken", "nested", "number", "list", "no text", "binary", "empty", "same id"],
)
def test_a_row_that_is_no_article_is_left_out_by_itself(tmp_path: Path, line: str, why: str) -> None:
    articles, refused = read(tmp_path, "a.jsonl", f'{{"text": "One."}}\n{line}\n{{"text": "Three."}}\n')
    assert [one.text for one in articles] == ["One.", "Three."]
    assert [reason for _, reason in refused] == [why]


def test_a_pdf_has_its_paragraphs_back_and_no_running_titles(tmp_path: Path) -> None:
    first = [
        "The Courier 1",
        "The health secretary said on Tuesday that he would not",
        "go quietly, and that the minis-",
    ]
    first += [
        "ter who had asked him to was wrong.",
        "“The bill,” he added, “is dead, whatever anybody says of it.”",
        "So",
    ]
    pages = [first, ["The Courier 2", "it was."], ["The Courier 3", "And so it stayed."], ["The Courier 4", "The end."]]
    found = only(tmp_path, "a.pdf", pdf(*pages, title="The Bill Is Dead", author="Jane Doe"))
    assert (found.title, found.authors, found.published) == ("The Bill Is Dead", ("Jane Doe",), None)
    assert body(found) == (
        "The health secretary said on Tuesday that he would not go quietly, and that the minister who had asked him to "
        "was wrong.\n\n“The bill,” he added, “is dead, whatever anybody says of it.” So it was.\n\n"
        "And so it stayed.\n\nThe end."
    )


def epub(chapters: Mapping[str, str], date_of: str = "2012-02-07") -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>My Years In Office</dc:title><dc:creator>Ann Lee</dc:creator>"
        f"<dc:date>{date_of}</dc:date></metadata>"
        "<manifest>"
        + "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
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


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def tarred(members: Mapping[str, str], mode: str = "w:gz") -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return whole.getvalue()


def test_an_epub_is_an_article_a_chapter_with_the_book_as_their_source(tmp_path: Path) -> None:
    chapters = {
        "1.xhtml": "<html><body><h1>The Bill</h1><p>“It is dead,” I said.</p><p>He left.</p></body></html>",
        "2.xhtml": "<html><body><p>The next day.</p></body></html>",
    }
    articles, refused = read(tmp_path, "b.epub", epub(chapters))
    assert [(one.id, one.title, body(one)) for one in articles] == [
        ("b.epub/OEBPS/1.xhtml", "The Bill", "“It is dead,” I said.\n\nHe left."),
        ("b.epub/OEBPS/2.xhtml", None, "The next day."),
    ]
    assert {(one.source, one.published, one.authors) for one in articles} == {
        ("My Years In Office", FEB_7, ("Ann Lee",))
    }
    assert refused == []


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Courier</title>
<item><title>Lee &amp;amp; the bill</title><link>https://courier.example/1</link><guid>https://courier.example/1</guid>
<pubDate>Tue, 07 Feb 2012 12:37:00 GMT</pubDate><dc:creator>Jane Doe</dc:creator><description>Short.</description>
<content:encoded><![CDATA[<p>She said: &#8220;No.&#8221;</p><p>Twice.</p>]]></content:encoded></item>
<item><title>Only a title</title><guid>2</guid></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry><id>https://courier.example/1</id>
<title type="html">Lee &amp;amp; the bill</title><published>2012-02-07T12:37:00Z</published>
<updated>2012-02-08T00:00:00Z</updated><author><name>Jane Doe</name></author><link href="https://courier.example/1"/>
<content type="html">&lt;p&gt;She said: “No.”&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(
    ("name", "feed", "updated", "left_out"),
    [("a.rss", RSS, None, [("a.rss/2", "is empty")]), ("a.xml", ATOM, FEB_8, [])],
    ids=["RSS", "Atom"],
)
def test_a_feed_is_an_article_an_entry(
    tmp_path: Path, name: str, feed: str, updated: PartialDate | None, left_out: list[tuple[str, str]]
) -> None:
    articles, refused = read(tmp_path, name, feed)
    assert articles == [
        Article(
            id=f"{name}/courier.example-1",
            text="She said: “No.”\n\nTwice.",
            title="Lee & the bill",
            source="The Courier",
            published=FEB_7,
            updated=updated,
            url="https://courier.example/1",
            authors=("Jane Doe",),
        )
    ]
    assert refused == left_out


MEMBERS = {
    "1998/a.txt": "He said so.",
    "b.jsonl": '{"text": "One."}\n{"text": "Two."}',
    ".hidden.txt": "Not me.",
    "__MACOSX/a.txt": "Nor me.",
    "c.md": "**No.**",
    "d.jpg": "picture",
    "e.zip": "packed",
    "../f.txt": "outside",
}


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.zip", zipped(MEMBERS)),
        ("a.tar", tarred(MEMBERS, "w")),
        ("a.tar.gz", tarred(MEMBERS)),
        ("a.tgz", tarred(MEMBERS)),
        ("a.tar.bz2", tarred(MEMBERS, "w:bz2")),
    ],
    ids=["zip", "tar", "tar.gz", "tgz", "tar.bz2"],
)
def test_members_of_a_packed_file_are_articles_by_their_path_in_it(tmp_path: Path, name: str, packed: bytes) -> None:
    (tmp_path / "sources.toml").write_text(
        f'["{name}"]\nsource = "All"\n["{name}/1998/a.txt"]\nsource = "Own"\ndate = 2012-02-07\n'
    )
    articles, refused = read(tmp_path, name, packed)
    assert [(one.id, one.text, one.source, one.published) for one in articles] == [
        (f"{name}/1998/a.txt", "He said so.", "Own", FEB_7),
        (f"{name}/b.jsonl/1", "One.", "All", None),
        (f"{name}/b.jsonl/2", "Two.", "All", None),
        (f"{name}/c.md", "**No.**", "All", None),
    ]
    assert refused == [
        (f"{name}/d.jpg", ingest.formats.UNSUPPORTED),
        (f"{name}/e.zip", "is an archive within an archive"),
        (f"{name}/../f.txt", "has a name that leads out of its archive"),
    ]


def test_metadata_is_believed_before_the_text_and_the_sources_file_before_both(tmp_path: Path) -> None:
    row = {"id": "1", "text": "11/02/2012\n\nA Headline Of Its Own\n\nHe said so.\n", "date": "2012-02-07"}
    assert only(tmp_path, "a.jsonl", json.dumps(row)).published == FEB_7
    (tmp_path / "sources.toml").write_text('["a.jsonl/1"]\ndate = 2012-02-09\nsource = "HSJ"\n')
    found = only(tmp_path, "a.jsonl", json.dumps(row))
    assert (found.published, found.source) == (Published(PartialDate(date(2012, 2, 9)), Basis.GIVEN), "HSJ")
    del row["date"]
    (tmp_path / "sources.toml").unlink()
    found = only(tmp_path, "a.jsonl", json.dumps(row))
    assert found.published == Published(PartialDate(date(2012, 2, 11)), Basis.STATED)


def test_the_report_counts_what_was_taken_by_format_and_left_out_by_reason(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n{"text": "Two."}\n{"text": " "}')
    for name, content in {"a.txt": "Three.", "b.txt": "", "c.jpg": "x"}.items():
        (tmp_path / name).write_text(content)
    found = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    list(found)
    assert found.report.skipped == 3
    assert found.report.as_json() == {
        "taken": {"JSON Lines": 2, "plain text": 1},
        "skipped": [
            {"why": "is empty", "count": 2, "files": ["a.jsonl/3", "b.txt"]},
            {"why": ingest.formats.UNSUPPORTED, "count": 1, "files": ["c.jpg"]},
        ],
    }


def test_of_a_reason_that_many_files_share_some_are_named_and_all_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n' + "[]\n" * 300)
    found = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    list(found)
    assert (found.report.skipped, len(found.report.named)) == (300, 100)
    assert [record.getMessage() for record in caplog.records][98:] == [
        f"skipped '{tmp_path}/a.jsonl/100': is not a JSON object",
        f"skipped '{tmp_path}/a.jsonl/101': is not a JSON object",
        "further files are skipped and not named: each is not a JSON object",
    ]
