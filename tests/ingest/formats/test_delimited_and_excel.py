"""CSV as spreadsheets and scripts write it, and Excel's own files."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from retrieval.ingest.formats.delimited import BEYOND_HEADER, JOINED, STRAY, UNCLOSED
from tests.ingest.formats.one_file import FEB_7, only_article, read, zipped

ROW = "7 February 2012,He said so.\n"


@pytest.mark.parametrize(
    "content",
    [
        f"date,text\n{ROW}".encode(),
        "sep=;\ndate;text\n07/02/2012;“He” said so.\n".encode("cp1252"),
        f"date,text\n{ROW}".replace(",", "\t").encode("utf-16"),
        b"\xfe\xff" + f"date,text\r\n{ROW}".encode("utf-16-be"),
        f"\n\n  \ndate,text\n{ROW}".encode(),
        f"Exported on Monday\n\ndate,text\n{ROW}".encode(),
        f"\ufeffdate,text\r\n{ROW}\r\n\r\n".encode(),
        f"date,text\n{ROW}".replace("\n", "\r").encode(),
    ],
    ids=[
        *("plain", "sep=", "UTF-16", "big-endian UTF-16", "blank lines", "a line above the header", "byte order mark"),
        "old Macs",
    ],
)
def test_the_header_is_found_whatever_program_wrote_the_table(tmp_path: Path, content: bytes) -> None:
    articles, skipped = read(tmp_path, "a.csv", content)
    assert [(one.published, one.text.replace("“", "").replace("”", "")) for one in articles] == [(FEB_7, "He said so.")]
    assert skipped == []


@pytest.mark.parametrize(
    ("rows", "texts", "why"),
    [
        ('1,"He said.\n2,Two.\n3,"Three."\n', ["He said.", "Two.", "Three."], UNCLOSED),
        ('1,"He said.\n2,Two.\n', ["He said.", "Two."], UNCLOSED),
        ('1,"He ""said""\nso."\n2,Two.\n', ['He "said"\nso.', "Two."], ""),
        ("1,He said, and left.\n2,Two.\n", ["He said, and left.", "Two."], JOINED),
        ('1,"He said \\"no\\", and left."\n2,Two.\n', ['He said "no", and left.', "Two."], ""),
        ('1,"He" said\nso.\n2,Two.\n', ["He said", "Two."], "has no text"),
        ('1,"He said.\n\nAnd, he said, "so" it was.\n2,Two.\n', None, STRAY),
    ],
    ids=[
        "unclosed",
        "unclosed to the end",
        "lines in a cell",
        "commas in the text",
        "escaped marks",
        "a line of its own",
        "stray",
    ],
)
def test_a_row_with_wrong_marks_is_named_and_loses_no_other_row(
    tmp_path: Path, rows: str, texts: list[str] | None, why: str
) -> None:
    articles, skipped = read(tmp_path, "a.csv", f"id,text\n{rows}")
    assert texts is None or [one.text for one in articles] == texts
    assert [reason.startswith(why) for _, reason in skipped] == ([True] if why else [])


def test_cells_beyond_the_header_are_named(tmp_path: Path) -> None:
    articles, skipped = read(tmp_path, "a.csv", "text,title\nHe said so.,The Bill,Never\n")
    assert ([one.title for one in articles], skipped) == (["The Bill"], [("a.csv/1", BEYOND_HEADER)])


def test_a_table_without_a_text_column_is_one_message_with_its_columns(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    _, ((name, why),) = read(tmp_path, "a.csv", "URL,Title\n" + "https://a.example,The Bill\n" * 500)
    assert name == "a.csv"
    assert why.endswith("set [archive.columns] text; its 500 rows have the columns URL, Title")


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    from openpyxl import Workbook

    workbook, whole = Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(whole)
    return whole.getvalue()


HEADER: list[object] = ["Headline", "Date", "Outlet", "Text"]
CELLS: list[object] = ["The Bill", datetime(2012, 2, 7, 12, 37), "HSJ", "He said so.\nTwice."]  # noqa: DTZ001 - as in Excel


def test_each_row_of_a_sheet_is_an_article(tmp_path: Path) -> None:
    rows: list[list[object]] = [["My articles"], [], HEADER, CELLS, [None] * 4, [None, None, None, "Three."]]
    articles, skipped = read(tmp_path, "a.xlsx", book(("Sheet1", rows)))
    assert [(one.id, one.title, one.published, one.source, one.text) for one in articles] == [
        ("a.xlsx/1", "The Bill", FEB_7, "HSJ", "He said so.\nTwice."),
        ("a.xlsx/2", None, None, None, "Three."),
    ]
    assert skipped == []


def test_sheets_are_told_apart_and_one_without_articles_is_named(tmp_path: Path) -> None:
    content = book(
        ("2012", [HEADER, CELLS]), ("2013", [HEADER, CELLS]), ("Notes", [["Colour", "Meaning"], ["red", "no"]])
    )
    articles, skipped = read(tmp_path, "a.xlsx", content)
    assert [one.id for one in articles] == ["a.xlsx/2012/1", "a.xlsx/2013/1"]
    assert [name for name, _ in skipped] == ["a.xlsx/Notes"]


def test_a_broken_excel_file_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.xlsx", b"PK\3\4 and so on")[1] == [("a.xlsx", "is not a readable Excel file")]


@pytest.mark.parametrize("number", ["para_no", "Paragraph", "sentence_id"])
def test_rows_of_one_article_that_are_numbered_are_joined(tmp_path: Path, number: str) -> None:
    rows = [("The Bill", 1, "He said so."), ("The Bill", 2, "Twice."), ("The Weir", 1, "He left."), ("", 2, "Gone.")]
    table = f"title,{number},text\n" + "".join(f"{title},{at},{text}\n" for title, at, text in rows)
    articles, _ = read(tmp_path, "a.csv", table)
    assert [(a.title, a.text) for a in articles] == [
        ("The Bill", "He said so.\n\nTwice."),
        ("The Weir", "He left."),
        (None, "Gone."),
    ]


def test_columns_that_stand_below_each_other_need_no_delimiter(tmp_path: Path) -> None:
    rows = [("HEADLINE", "DATE", "PAPER", "TEXT"), ("The Bill", "2012-02-07", "The Courier", 'He said "so"; twice.')]
    table = "".join(f"{a:20}{b:12}{c:15}{d}\n" for a, b, c, d in rows)
    article = only_article(tmp_path, "a.txt", table)
    assert (article.title, article.published, article.source, article.text) == (
        *("The Bill", FEB_7, "The Courier"),
        'He said "so"; twice.',
    )


@pytest.mark.parametrize("header", ["start\tend\ttext", "start\tduration\ttext", "begin\tend\tcontent"])
def test_a_table_of_times_and_words_is_one_transcript(tmp_path: Path, header: str) -> None:
    rows = "0.0\t2.0\tGood morning.\n2.0\t3.5\tI opened the books.\n66.0\t9.0\tBut you knew.\n"
    article = only_article(tmp_path, "a.tsv", f"{header}\n{rows}")
    assert article.text == "[00:00:00] Good morning. I opened the books.\n\n[00:01:06] But you knew."


def test_a_lead_in_a_column_of_its_own_stands_above_the_text(tmp_path: Path) -> None:
    table = "title,lead,body\nThe Bill,He said so.,He left.\nThe Weir,It holds.,It holds. He said so.\n"
    articles, _ = read(tmp_path, "a.csv", table)
    assert [a.text for a in articles] == ["He said so.\n\nHe left.", "It holds. He said so."]


def _book(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(f"S{number}")
        for row in sheet:
            page.append(row)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


def test_the_header_stands_below_names_of_groups_of_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Cuttings"], ["Article", None, "Content"], ["Headline", "Date", "Full text"]]
    article = only_article(tmp_path, "a.xlsx", _book([*rows, ["The Bill", date(2012, 2, 7), "He said so."]]))
    assert (article.title, article.published, article.text) == ("The Bill", FEB_7, "He said so.")


def test_a_sheet_with_a_fact_in_each_row_is_an_article(tmp_path: Path) -> None:
    sheets: list[list[list[object]]] = [
        [["Headline", title], ["Paper", "The Courier"], ["Text", "He said so."]] for title in ("The Bill", "The Weir")
    ]
    articles, skipped = read(tmp_path, "a.xlsx", _book(*sheets))
    assert ([(a.title, a.source, a.text) for a in articles], skipped) == (
        [("The Bill", "The Courier", "He said so."), ("The Weir", "The Courier", "He said so.")],
        [],
    )


def test_a_sheet_with_no_rows_below_its_header_is_named(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.xlsx", _book([["Title", "Text"]]))[1] == [("a.xlsx", "has a header and no rows below it")]


@pytest.mark.parametrize("notes", ["Report:,Mentions\nFrom:,1 May\n\n", "Export\n,\n"])
def test_the_header_may_stand_below_notes(tmp_path: Path, notes: str) -> None:
    article = only_article(tmp_path, "a.csv", f"{notes}date,title,text\n2012-02-07,The Bill,He said so.\n")
    assert (article.title, article.published, article.text) == ("The Bill", FEB_7, "He said so.")


def _open_table(rows: list[str]) -> bytes:
    """An OpenDocument table whose cells are given as XML."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("table", "office")
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    sheet = f'<table:table table:name="Cuttings">{body}</table:table>'
    text = f'<office:x xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"{spaces}>{sheet}</office:x>'
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": text})


def test_an_open_document_table_is_read_like_excels(tmp_path: Path) -> None:
    def cell(*lines: str, more: str = "") -> str:
        inside = "".join(f"<text:p>{line}</text:p>" for line in lines)
        return f"<table:table-cell{more}>{inside}</table:table-cell>"

    day = cell("7 Feb", more=' office:date-value="2012-02-07"')
    comment = "<office:annotation><text:p>Check this.</text:p></office:annotation>"
    text = cell("He said so.", "", "Twice.").replace("<text:p>", f"{comment}<text:p>", 1)
    empty = cell(more=' table:number-columns-repeated="2"')
    rows = [cell("Headline") + cell("Date") + empty + cell("Text"), cell("The Bill") + day + empty + text]
    articles, skipped = read(
        tmp_path, "a.ods", _open_table([*rows, cell(more=' table:number-columns-repeated="16384"')])
    )
    assert [(one.title, one.published, one.text) for one in articles] == [("The Bill", FEB_7, "He said so.\n\nTwice.")]
    assert skipped == []


@pytest.mark.parametrize("raw", [b"PK\3\4 and so on", zipped({"a.txt": "x"})])
def test_a_broken_open_document_table_is_skipped(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.ods", raw)[1] == [("a.ods", "is not a readable OpenDocument table")]
