"""Tables whose columns have names that say nothing: the facts are known by the values."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from retrieval.ingest.formats import column_values
from tests.ingest.formats.one_file import body, read

TEXTS = (
    "The parish of Lorne will keep its only bell. It was cast in 1702 and has never been in tune, the vicar said. "
    "“It is our own wrong note,” said Hilda Marsh, who rings it on Sundays.",
    "A whale was seen off Quay Point on Monday by two hundred people and a brass band. “We stopped in the middle of "
    "the march,” said the conductor, Piet Zorn. The whale left after an hour.",
    "The sheep market has moved to Thursday for the first time in four centuries. Farmers were not asked, they said. "
    "“The sheep were not asked either,” said the mayor, Rosa Quint, who shears her own.",
    "Ten benches were stolen from the park in one night. Police found them around a fire on the beach, with forty "
    "students on them. “They were only borrowed,” said the dean, Umar Sayle.",
)
TITLES = (
    "Parish keeps the bell that was never in tune",
    "Whale stops the brass band at Quay Point",
    "Sheep market moves to another day at last",
    "Stolen benches found around a beach fire",
)
DAYS = ("2009-03-04", "2011-10-03", "2014-05-22", "2018-06-30")
PAPERS = ("The Lorne Courier", "Quay Herald", "The Lorne Courier", "Quay Herald")
NAMES = ("Greta Wren", "Finn Usher", "Greta Wren", "Wilf Sayle")
CODES = ("aa1", "aa2", "aa3", "aa4")
SAVED = ("2025-01-03",) * 4  # the day of the copy

ROWS = list(zip(CODES, SAVED, TITLES, PAPERS, NAMES, DAYS, TEXTS, strict=True))


def _csv(names: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([names, *ROWS] if names else ROWS)
    return out.getvalue().encode()


def _json(names: Sequence[str]) -> bytes:
    return json.dumps({"export": {"lot": [dict(zip(names, row, strict=True)) for row in ROWS]}}).encode()


def _json_lines(names: Sequence[str]) -> bytes:
    return "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in ROWS).encode()


def _json_by_columns(names: Sequence[str]) -> bytes:
    return json.dumps(
        {name: list(values) for name, values in zip(names, zip(*ROWS, strict=True), strict=True)}
    ).encode()


def _json_split(names: Sequence[str]) -> bytes:
    return json.dumps({"columns": list(names), "index": [0, 1, 2, 3], "data": ROWS}).encode()


def _excel(names: Sequence[str]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in [names, *ROWS]:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sqlite(names: Sequence[str]) -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE lot ({', '.join(f'[{name}] TEXT' for name in names)})")
    database.executemany(f"INSERT INTO lot VALUES ({', '.join('?' * len(names))})", ROWS)  # noqa: S608
    database.commit()
    return database.serialize()


def _sql(names: Sequence[str]) -> bytes:
    columns = ", ".join(f"`{name}` text" for name in names)
    values = ",".join("(" + ",".join(f"'{cell}'" for cell in row) + ")" for row in ROWS)
    return f"CREATE TABLE `lot` ({columns});\nINSERT INTO `lot` VALUES {values};\n".encode()


@pytest.mark.parametrize(
    "names",
    [("c1", "c2", "c3", "c4", "c5", "c6", "c7"), ("kod", "taken", "fejléc", "lap", "toll", "nap", "szoveg")],
    ids=["numbers", "Hungarian"],
)
@pytest.mark.parametrize(
    ("suffix", "write"),
    [
        ("csv", _csv),
        ("json", _json),
        ("jsonl", _json_lines),
        ("json", _json_by_columns),
        ("json", _json_split),
        ("xlsx", _excel),
        ("sqlite", _sqlite),
        ("sql", _sql),
    ],
    ids=["csv", "json", "lines", "columns", "split", "excel", "sqlite", "sql"],
)
def test_columns_without_telling_names_are_known_by_their_values(
    tmp_path: Path, names: Sequence[str], suffix: str, write: Callable[[Sequence[str]], bytes]
) -> None:
    articles, named = read(tmp_path, f"a.{suffix}", write(names))
    assert [(article.title, article.source, article.authors) for article in articles] == [
        (title, paper, (name,)) for title, paper, name in zip(TITLES, PAPERS, NAMES, strict=True)
    ]
    assert [str(article.published and article.published.when) for article in articles] == list(DAYS)
    assert [body(article) for article in articles] == list(TEXTS)
    assert any("read by their values" in why for _, why in named)


def test_a_table_without_a_header_is_read_from_its_first_row_on(tmp_path: Path) -> None:
    articles, _ = read(tmp_path, "a.csv", _csv(()))
    assert [article.title for article in articles] == list(TITLES)


@pytest.mark.parametrize("names", [("p1", "p2", "p3"), ("Absatz 1", "Absatz 2", "Absatz 3")])
def test_columns_of_a_paragraph_each_are_one_text(tmp_path: Path, names: Sequence[str]) -> None:
    pieces = [text.split(". ", 2) for text in TEXTS[1:3]]
    rows = [
        {"headline": title, "date": day, **dict(zip(names, (f"{first}.", f"{second}.", third), strict=True))}
        for title, day, (first, second, third) in zip(TITLES, DAYS, pieces, strict=False)
    ]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [body(article) for article in articles] == [
        f"{first}.\n\n{second}.\n\n{third}" for first, second, third in pieces
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("name", "details", "sku"),  # no day
        ("product", "about", "added_on"),  # a day of the copy's
        ("user", "comment", "made"),  # comments
    ],
)
def test_other_tables_of_prose_are_not_articles(tmp_path: Path, names: Sequence[str]) -> None:
    (tmp_path / "b.txt").write_text("He said so.", "utf-8")
    rows = [dict(zip(names, row, strict=True)) for row in zip(TITLES, TEXTS, DAYS, strict=True)]
    rows = [{**row, "sku": "x"} if "sku" in row else row for row in rows]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.id for article in articles] == ["b.txt"]


@pytest.mark.parametrize("name", ["photographer_credit", "speaker", "edited_by", "people mentioned"])
def test_people_who_did_not_write_are_no_authors(tmp_path: Path, name: str) -> None:
    rows = [{"text": text, "title": title, name: who} for text, title, who in zip(TEXTS, TITLES, NAMES, strict=True)]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [article.authors for article in articles] == [()] * 4


def test_a_column_that_is_named_counts_before_one_that_looks_like_it() -> None:
    rows = [{"headline": "Bell", "V2": title, "text": text} for title, text in zip(TITLES, TEXTS, strict=True)]
    assert column_values.facts(rows, known=("title", "text"), named=("headline", "text")) == {}


def test_the_earliest_of_several_days_is_that_of_publication() -> None:
    rows = [
        {"d1": f"2020-01-0{at}", "d2": day, "d3": "2021-05-05", "h": title, "t": text}
        for at, (day, title, text) in enumerate(zip(DAYS, TITLES, TEXTS, strict=True), 1)
    ]
    assert column_values.facts(rows) == {"text": ["t"], "date": ["d2"], "title": ["h"]}


@pytest.mark.parametrize("name", ["PubD", "Paper dt no"])
def test_a_day_is_no_paper_whatever_its_column_is_called(tmp_path: Path, name: str) -> None:
    rows = [{"Hdl": title, name: day, "FT": text} for title, day, text in zip(TITLES, DAYS, TEXTS, strict=True)]
    articles, _ = read(tmp_path, "a.json", json.dumps(rows))
    assert [(article.source, str(article.published and article.published.when)) for article in articles] == [
        (None, day) for day in DAYS
    ]
