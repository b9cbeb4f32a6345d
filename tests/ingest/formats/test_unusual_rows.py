"""Rows of mails, quotations and speeches, facts in an object of their own, and texts that scripts left in codes."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, body, read

MAIL = (
    "Message-ID: <{0}@lorne.example>\nDate: Tue, 7 Feb 2012 16:39:00 +0000\nFrom: Ina Roe <ina@lorne.example>\n"
    "Subject: The dam {0}\nX-Folder: Sent\n\nThe dam {0} is safe, I think.\n"
)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_whole_mail_in_a_cell_is_read_as_a_mail(tmp_path: Path, name: str) -> None:
    table = [["place", "message"], *([f"sent/{at}.", MAIL.format(at)] for at in (7, 8))]
    lines = [json.dumps({"path_in_box": place, "raw": mail, "n": None}) for place, mail in table[1:]]
    articles, skipped = read(tmp_path, name, _csv(table) if name == "a.csv" else "\n".join(lines))
    assert [(each.title, each.authors, each.published, body(each)) for each in articles] == [
        (f"The dam {at}", ("Ina Roe",), FEB_7, f"The dam {at} is safe, I think.") for at in (7, 8)
    ]
    assert [why for _, why in skipped] == [
        f"has columns that are not read: {'place' if name == 'a.csv' else 'path_in_box'}"
    ]


def test_an_attachment_of_a_mail_in_a_cell_is_named(tmp_path: Path) -> None:
    mail = (
        "Date: Tue, 7 Feb 2012 16:39:00 +0000\nFrom: ina@lorne.example\nSubject: Dam\nContent-Type: multipart/mixed;"
        ' boundary="x"\n\n--x\nContent-Type: text/plain\n\nThe dam is safe.\n--x\nContent-Type: application/pdf\n'
        'Content-Disposition: attachment; filename="dam.pdf"\n\n%PDF\n--x--\n'
    )
    articles, skipped = read(tmp_path, "a.csv", _csv([["id", "mail"], ["17", mail]]))
    assert [(each.id, body(each)) for each in articles] == [("a.csv/17", "The dam is safe.")]
    assert ("a.csv/17/dam.pdf", "is attached to a mail in a cell") in skipped


@pytest.mark.parametrize(
    ("quote", "who"), [("Quote", "Who said it"), ("quotation", "speaker_name"), ("STATEMENT", "Said by")]
)
def test_a_table_of_quotations_is_read_with_their_speakers(tmp_path: Path, quote: str, who: str) -> None:
    rows = [
        [quote, who, "Date", "Headline", "Reporter"],
        ["I never said so.", "Ina Roe", "2012-02-07", "Dam is safe", "Bo Ek"],
        ["“I did not,” said Roe.", "Ina Roe", "2012-02-07", "Dam is not safe", "Bo Ek"],
    ]
    articles, skipped = read(tmp_path, "a.csv", _csv(rows))
    assert [(each.title, each.authors, each.published, each.text) for each in articles] == [
        ("Dam is safe", ("Bo Ek",), FEB_7, "Ina Roe: I never said so."),
        ("Dam is not safe", ("Bo Ek",), FEB_7, "“I did not,” said Roe."),
    ]
    assert skipped == []


def test_a_price_is_no_quotation(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("He said so.", "utf-8")
    articles, _ = read(tmp_path, "a.csv", "symbol,quote,date\nLRN,182.10,2012-02-07\nQAY,7.00,2012-02-07\n")
    assert [article.id for article in articles] == ["b.txt"]


@pytest.mark.parametrize("name", ["speaker", "speakers"])
@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Thank you. I am glad to see so many of you. We have built the dam together.", ("Ina Roe",)),
        ("“I am glad that we built it,” the mayor of Lorne said of the dam.", ()),
    ],
    ids=["speech", "report"],
)
def test_the_speaker_of_a_text_in_the_first_person_is_its_author(
    tmp_path: Path, name: str, text: str, authors: tuple[str, ...]
) -> None:
    articles, _ = read(tmp_path, "a.json", json.dumps([{"title": "At the dam", "contents": text, name: "Ina Roe"}]))
    assert [each.authors for each in articles] == [authors]


@pytest.mark.parametrize(
    "row",
    [
        {
            "page_content": "He said so at length.",
            "metadata": {
                "source": "https://courier.example/17",
                "publication": "The Courier",
                "title": "The Bill",
                "date": "2012-02-07",
                "loc": {"from": 1},
            },
        },
        {
            "markdown": "He said so at length, and twice.",
            "meta": {
                "title": "The Bill | The Courier",
                "ogTitle": "The Bill",
                "ogSiteName": "The Courier",
                "publishedTime": "2012-02-07T09:00:00Z",
                "loc": 200,
            },
        },
    ],
    ids=["address as source", "page"],
)
def test_facts_in_an_object_of_their_own_are_the_records(tmp_path: Path, row: dict[str, object]) -> None:
    (article,), skipped = read(tmp_path, "a.jsonl", json.dumps(row) + "\n" + json.dumps({"text": ""}))
    assert (article.title, article.source, article.published) == ("The Bill", "The Courier", FEB_7)
    unread = next(iter(row.keys() & {"metadata", "meta"}))
    assert f"has columns that are not read: {unread}.loc" in [why for _, why in skipped]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"He said:\n\n&#8220;No.&#8221;\r\nAT&amp;T left.", "He said:\n\n“No.”\nAT&T left."),
        ("He paid Â£7.\nâ€œThat was all,â€\x9d he said. â€˜Yes.â€™", "He paid £7.\n“That was all,” he said. ‘Yes.’"),
        ("&lt;p&gt;He said so.&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;", "He said so.\n\nTwice."),
    ],
    ids=["codes", "read as Windows-1252", "codes of markup"],
)
def test_codes_in_the_text_of_a_row_are_letters(tmp_path: Path, written: str, text: str) -> None:
    articles, _ = read(tmp_path, "a.json", json.dumps([{"title": "Dam &amp; weir", "text": written}]))
    assert [(each.title, each.text) for each in articles] == [("Dam & weir", text)]


def test_a_first_row_of_several_lines_shows_how_many_columns_a_table_without_a_header_has(tmp_path: Path) -> None:
    more = "She had been to see it with forty engineers, of whom two got wet and all came back by bus."
    rows = [
        [
            f"February {at}, 2012 at 06:30AM",
            f"Dam number {at} is safe",
            f"The dam is safe.\n\nMs {name} said so, twice. {more}",
            f"https://courier.example/{at}",
            "The Lorne Courier",
        ]
        for at, name in ((5, "Roe"), (6, "Ek"), (7, "Low"))
    ]
    articles, _ = read(tmp_path, "a.csv", _csv(rows))
    assert [(each.title, each.source, each.text) for each in articles] == [
        (row[1], "The Lorne Courier", row[2]) for row in rows
    ]
