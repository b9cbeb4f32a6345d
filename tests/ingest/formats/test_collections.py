"""News in SGML, scanned pages in XML, Excel's XML, WET, captions of YouTube, Maildir, mirrors of sites."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.models import Basis, PartialDate, Published
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here
from tests.ingest.formats.one_file import FEB_7, body, only_article, read, zipped

MAIL = b"From: press@quay.example\nSubject: The dam is safe\nDate: Tue, 7 Feb 2012 12:37:00 +0000\n\nHe said so.\n"


def names_of(folder: Path) -> tuple[list[str], list[str]]:
    """The ids of the articles of a folder, and the files that are skipped."""
    reader = ingest.ArchiveReader(ArchiveSettings(folder), parsers_here)
    return [article.id for article in reader], [left.name for left in reader.report.named]


@pytest.mark.parametrize(
    "record",
    [
        '<DOC id="LOR_ENG_20120207.000{0}" type="story">\n<HEADLINE>\nThe Bill\n</HEADLINE>\n<DATELINE>\nLORNE\n'
        "</DATELINE>\n<TEXT>\n<P>\nHe said\nno.\n</P>\n<P>\nShe &amp; Bo left.\n</P>\n</TEXT>\n</DOC>\n",
        "<DOC>\n<DOCNO> LOR-000{0} </DOCNO>\n<DATE>7 February 2012</DATE>\n<HL>The Bill</HL>\n<TEXT>\nHe said\nno.\n\n"
        "She &amp; Bo left.\n</TEXT>\n</DOC>\n",
        '<REUTERS NEWID="{0}">\n<DATE> 7-FEB-2012 15:01:01.79</DATE>\n<TEXT>\n<TITLE>The Bill</TITLE>\n<DATELINE>'
        " LORNE, Feb 7 - </DATELINE><BODY>He said\nno.\n\nShe &amp; Bo left.\n</BODY></TEXT>\n</REUTERS>\n",
    ],
    ids=["Gigaword", "TREC", "Reuters-21578"],
)
def test_sgml_without_a_root_holds_many_articles(tmp_path: Path, record: str) -> None:
    articles, skipped = read(tmp_path, "news.sgm", record.format(1) + record.format(2))
    texts = [("The Bill", FEB_7.when, ["He", "said", "no.", "She", "&", "Bo", "left."])] * 2
    assert [(one.title, one.published.when if one.published else None, body(one).split()) for one in articles] == texts
    assert skipped == []


@pytest.mark.parametrize(
    "page",
    [
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout><TextBlock><TextLine>'
        '<String CONTENT="He"/><SP/><String CONTENT="op"/><HYP CONTENT="-"/>'
        '</TextLine><TextLine><String CONTENT="posed"/><SP/>'
        '<String CONTENT="it."/></TextLine></TextBlock><TextBlock><TextLine><String CONTENT="Then"/></TextLine>'
        "</TextBlock></Layout></alto>",
        "<PcGts><Page><TextRegion><TextLine><TextEquiv><Unicode>He op-</Unicode></TextEquiv></TextLine><TextLine>"
        "<TextEquiv><Unicode>posed it.</Unicode></TextEquiv></TextLine></TextRegion><TextRegion><TextLine><TextEquiv>"
        "<Unicode>Then</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>",
    ],
    ids=["ALTO", "PAGE"],
)
def test_the_blocks_of_a_scanned_page_are_paragraphs(tmp_path: Path, page: str) -> None:
    article = only_article(tmp_path, "4.xml", page)
    assert (article.text, article.ocr) == ("He opposed it.\n\nThen", True)


def test_excel_of_2003_is_read_cell_by_cell(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return "<Row>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in cells) + "</Row>"

    last = '<Row><Cell><Data>No bill</Data></Cell><Cell ss:Index="3"><Data>She said yes.</Data></Cell></Row>'
    rows = row("Headline", "Date", "Text") + row("The Bill", "2012-02-07T00:00:00.000", "He said no.") + last
    sheet = f'<Worksheet ss:Name="A"><Table>{rows}</Table></Worksheet>'
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    articles, _ = read(tmp_path, "a.xml", f'<?xml version="1.0"?><Workbook {space}>{sheet}</Workbook>')
    assert [(one.title, one.published, one.text) for one in articles] == [
        ("The Bill", FEB_7, "He said no."),
        ("No bill", None, "She said yes."),
    ]


def test_the_plain_text_of_a_crawl_is_read(tmp_path: Path) -> None:
    text = b"The bill is dead\n7 February 2012\nHe said no, and he meant it.\n"
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://courier.example/17\r\n"
        "WARC-Date: 2023-04-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    article = only_article(tmp_path, "a.warc.wet", head.encode() + text + b"\r\n\r\n")
    assert (article.title, article.url, body(article)) == (
        "The bill is dead",
        "https://courier.example/17",
        "He said no, and he meant it.\n",
    )
    assert article.published == Published(PartialDate(date(2012, 2, 7)), Basis.STATED)


def test_captions_with_a_comma_between_their_times_are_read(tmp_path: Path) -> None:
    captions = "0:00:01.000,0:00:03.500\nHe said no.\n\n0:00:09.000,0:00:11.000\nShe said yes.\n"
    assert only_article(tmp_path, "a.sbv", captions).text == "[00:00:01] He said no.\n\n[00:00:09] She said yes."


def test_every_mail_of_a_maildir_is_read(tmp_path: Path) -> None:
    for name in ("cur/1328616000.M1P2.mail:2,S", "new/1328616001.M3P4.mail.host"):
        path = tmp_path / "Inbox" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(MAIL)
    (tmp_path / "Inbox" / "dovecot-uidlist").write_text("3 V1 N2\n")
    read_, skipped = names_of(tmp_path)
    assert (len(read_), skipped) == (2, ["Inbox/dovecot-uidlist"])


def test_the_pages_of_a_mirror_are_read_and_not_its_other_files(tmp_path: Path) -> None:
    page = "<html><head><title>The Bill</title></head><body><p>He said no, and he meant it.</p></body></html>"
    pages = ["index.html?p=12", "index.html@p=13", "story.html.1", "story.aspx"]
    for name in pages:
        (tmp_path / name).write_text(page)
    others = ["robots.txt", "style.css?v=3"]
    for name in others:
        (tmp_path / name).write_text("a")
    assert names_of(tmp_path) == (sorted(pages), others)


def test_a_broken_attachment_does_not_cost_its_mail(tmp_path: Path) -> None:
    broken = zipped({"xl/workbook.xml": "<workbook", "[Content_Types].xml": "<Types", "word/document.xml": "<"})
    for name in ("a.xlsx", "b.docx"):
        content = b"".join(
            [
                b"From: a@b.example\nSubject: The dam\nMIME-Version: 1.0\n",
                b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nHe said so.\n",
                b"--x\nContent-Type: application/octet-stream\n",
                f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: 8bit\n\n'.encode(),
                broken,
                b"\n--x--\n",
            ]
        )
        articles, skipped = read(tmp_path, "a.eml", content)
        assert [body(one).strip() for one in articles] == ["He said so."]
        assert [left for left, _ in skipped] == [f"a.eml/{name}"]


def database(path: Path, *statements: str) -> bytes:
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)
    return path.read_bytes()


def test_the_rows_of_a_databases_tables_are_articles(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    content = database(
        tmp_path / "made.db",
        "CREATE TABLE feeds (id INTEGER, name TEXT)",
        "CREATE TABLE articles (id INTEGER, headline TEXT, content TEXT, published TEXT)",
        "INSERT INTO articles VALUES (0, 'The Bill', '<p>He said no.</p>', '2012-02-07 12:37:00')",
        "INSERT INTO articles VALUES (1, 'No bill', 'She said yes.', NULL)",
        "CREATE VIEW story AS SELECT content AS text FROM articles",
    )
    articles, skipped = read(tmp_path / "archive", "news.db", content)
    assert [(one.id, one.title, one.text, one.published) for one in articles] == [
        ("news.db/0", "The Bill", "He said no.", FEB_7),
        ("news.db/1", "No bill", "She said yes.", None),
    ]
    assert skipped == []


@pytest.mark.parametrize("table", ["articles", "virtual_papers", "reports USING_VIRTUAL"])
@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_is_read_in_any_journal_mode_and_by_any_name_of_its_table(
    tmp_path: Path, table: str, journal: str
) -> None:
    (tmp_path / "archive").mkdir()
    made = [f"PRAGMA journal_mode={journal}", f'CREATE TABLE "{table}" (id INTEGER, text TEXT)']
    content = database(tmp_path / "made.db", *made, f"INSERT INTO \"{table}\" VALUES (1, 'He said no.')")  # noqa: S608
    articles, skipped = read(tmp_path / "archive", "news.db", content)
    assert ([one.text for one in articles], skipped) == (["He said no."], [])


@pytest.mark.parametrize("cut", [0.6, 0.9])
def test_a_broken_database_keeps_its_other_rows_or_is_named(tmp_path: Path, cut: float) -> None:
    (tmp_path / "archive").mkdir()
    rows = ["INSERT INTO articles VALUES (random(), 'He said no" + " and no" * 400 + ".')"] * 40
    content = database(tmp_path / "made.db", "CREATE TABLE articles (id INTEGER, text TEXT)", *rows)
    (tmp_path / "archive" / "a.txt").write_text("He said so, and he meant it.\n")
    articles, skipped = read(tmp_path / "archive", "news.db", content[: int(len(content) * cut)])
    assert len(articles) >= 1
    assert [name for name, _ in skipped] == ["news.db"]


def test_each_article_of_a_page_of_europresse_is_read(tmp_path: Path) -> None:
    article = (
        '<article><header><span class="DocPublicationName">The Courier</span><span class="DocHeader">News, mardi'
        ' 7 février 2012 214 mots, p. 4</span><p class="titreArticleVisu rdp__articletitle">The Bill</p>'
        '<p class="sm-margin-bottomNews">Ann Low</p></header><div class="DocText clearfix"><p>He said no.</p></div>'
        "<footer>© 2012 The Courier. Tous droits réservés.</footer></article>"
    )
    articles, _ = read(
        tmp_path, "a.html", f"<html><head><title>Europresse</title></head><body>{article * 2}</body></html>"
    )
    assert [(one.title, one.source, one.authors, one.published, one.text) for one in articles] == [
        ("The Bill", "The Courier", ("Ann Low",), FEB_7, "He said no.")
    ] * 2
