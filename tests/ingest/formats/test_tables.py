"""JSON Lines and CSV: each row becomes an article."""

import json
import time
from datetime import date
from pathlib import Path

import pytest

from retrieval.ingest.formats import row_values
from retrieval.models import Article, Basis, PartialDate, Precision, Published
from retrieval.settings import ColumnSettings
from tests.ingest.formats.one_file import FEB_7, read


def test_each_json_line_is_an_article_named_by_its_id_or_number(tmp_path: Path) -> None:
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
    articles, skipped = read(tmp_path, "wire.jsonl", content)
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
    assert skipped == [("wire.jsonl", "has columns that are not read: wordcount")]


@pytest.mark.parametrize(
    ("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.csv", "|"), ("a.tsv", "\t")], ids=repr
)
def test_csv_is_read_by_its_header_whatever_its_delimiter(tmp_path: Path, name: str, delimiter: str) -> None:
    lines = [
        "\ufeffTitle,Article_Text,Published At",
        '"The Bill","“It is,” he said.\n\n""No.""",7 February 2012',
        ",Two.,",
    ]
    columns = ColumnSettings(text=("article text",))
    articles, skipped = read(tmp_path, name, "\r\n".join(lines).replace(",", delimiter), columns)
    assert [(one.id, one.title, one.text, one.published) for one in articles] == [
        (f"{name}/1", "The Bill", f'“It is{delimiter}” he said.\n\n"No."', FEB_7),
        (f"{name}/2", None, "Two.", None),
    ]
    assert skipped == []


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"text": 1' + "0" * 5000 + "}", "is not valid JSON"),
        ("[1]", "is not a JSON object"),
        (
            '{"words": "He said so."}',
            "has no text in a column named text, body, content, article, maintext, full_text, ...; "
            "set [archive.columns] text",
        ),
        ('{"text": "\\u0000"}', "is binary data, not text"),
        ('{"text": " "}', "is empty"),
        ('{"id": "1", "text": "Again."}', "has the same name as another part of its file"),
    ],
    ids=["broken", "nested", "number", "list", "no text", "binary", "empty", "same id"],
)
def test_a_row_that_cannot_be_an_article_is_skipped_alone(tmp_path: Path, line: str, why: str) -> None:
    articles, skipped = read(tmp_path, "a.jsonl", f'{{"text": "One."}}\n{line}\n{{"text": "Three."}}\n')
    assert [one.text for one in articles] == ["One.", "Three."]
    assert [reason for _, reason in skipped if not reason.startswith("has columns")] == [why]


@pytest.mark.parametrize("digits", [400, 4000])
def test_a_number_larger_than_any_float_is_an_id_like_others(tmp_path: Path, digits: int) -> None:
    articles, skipped = read(tmp_path, "a.jsonl", f'{{"id": {"9" * digits}, "text": "One."}}\n{{"text": "Two."}}\n')
    assert ([one.text for one in articles], skipped) == (["One.", "Two."], [])


@pytest.mark.parametrize("value", ["NaN", "Infinity", '"nan"', '"None"', "null", '"N/A"'])
def test_a_missing_value_is_no_id_and_no_fact(tmp_path: Path, value: str) -> None:
    row = f'{{"id": {value}, "author": {value}, "title": {value}, "date": {value}, "text": "He said so."}}\n'
    articles, skipped = read(tmp_path, "a.jsonl", row * 2)
    assert [(one.id, one.title, one.authors, one.published) for one in articles] == [
        ("a.jsonl/1", None, (), None),
        ("a.jsonl/2", None, (), None),
    ]
    assert skipped == []


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["11/08/2022", "2/7/2012", "03/14/2023"], ["2022-11-08", "2012-02-07", "2023-03-14"]),
        (["11.08.2022", "14.03.2023"], ["2022-08-11", "2023-03-14"]),
        (["11-08-2022", "2012-02-07"], ["2022-08-11", "2012-02-07"]),
    ],
    ids=["month first", "day first", "unknown"],
)
def test_the_dates_of_a_table_are_read_in_the_only_order_that_fits(
    tmp_path: Path, dates: list[str], read_as: list[str]
) -> None:
    rows = "".join(f"He said no.,{day},{day}\n" for day in dates)
    articles, _ = read(tmp_path, "a.csv", f"text,date,updated\n{rows}")
    assert [str(one.published.when) for one in articles if one.published] == read_as
    assert [str(one.updated) for one in articles] == read_as


@pytest.mark.parametrize(
    ("first", "other", "read_as"),
    [("14/03/2023", "03/25/2023", ["2023-03-14"]), ("03/14/2023", "25/03/2023", ["2023-03-14", "2023-03-25"])],
    ids=["day first", "month first"],
)
def test_a_date_in_another_order_than_the_first_ones_stays_as_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, first: str, other: str, read_as: list[str]
) -> None:
    articles, _ = read(tmp_path, "a.csv", f"text,date\nHe said no.,{first}\nHe said yes.,{other}\n")
    assert [str(one.published.when) for one in articles if one.published] == read_as
    assert (other in caplog.text) == (len(read_as) == 1)


def test_objects_within_objects_are_read_in_linear_time() -> None:
    row = {f"k{number}": {"a": {"b": number}} for number in range(20_000)}
    started = time.process_time()
    cells = row_values.flat(row)
    assert (cells["k7.a"], cells["k7.a.b"]) == ({"b": 7}, 7)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("header", ["Published,Posted on", "Date,Authored on"])
def test_a_column_without_dates_does_not_hide_one_that_has_them(tmp_path: Path, header: str) -> None:
    articles, _ = read(tmp_path, "a.csv", f"Text,{header}\nHe said no.,Yes,7 February 2012\n")
    assert articles[0].published == FEB_7


@pytest.mark.parametrize("header", ["Titel;Datum;Quelle;Autor;Text", "Titre;Datum;Journal;Auteur;Texte"])
def test_columns_may_be_named_in_other_languages(tmp_path: Path, header: str) -> None:
    articles, _ = read(tmp_path, "a.csv", f"{header}\nThe Bill;07.02.2012;The Courier;Jane Doe;He said no.\n")
    assert [(one.title, one.source, one.authors, one.published) for one in articles] == [
        ("The Bill", "The Courier", ("Jane Doe",), FEB_7)
    ]
