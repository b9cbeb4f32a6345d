"""JSON: articles alone, in an array, and in the replies of APIs and the output of tools."""

import json
from pathlib import Path

import pytest

from retrieval.ingest.formats.rows import CUT, ONLY_EXCERPT
from tests.ingest.formats.one_file import FEB_7, only_article, read

DAY = "2012-02-07T12:37:00Z"


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ({"headline": "One", "text": "He said so."}, ["a.json"]),
        ([{"text": "One."}, {"id": "x", "text": "Two."}], ["a.json/1", "a.json/x"]),
        ({"status": "ok", "articles": [{"text": "One."}, {"text": "Two."}]}, ["a.json/1", "a.json/2"]),
        ({"response": {"content": {"id": "p/1", "webTitle": "One", "fields": {"body": "He."}}}}, ["a.json"]),
        ({"hits": {"hits": [{"_id": "7", "_source": {"text": "One."}}, {"_source": {"text": "Two."}}]}},
         ["a.json/7", "a.json/2"]),
        ({"articles": {"results": [{"uri": "8", "body": "1."}, {"uri": "9", "body": "2."}]}}, ["a.json/8", "a.json/9"]),
        ({"a17": {"text": "One."}, "a18": {"text": "Two."}}, ["a.json/a17", "a.json/a18"]),
        ([[{"text": "One."}, {"text": "Two."}]], ["a.json/1", "a.json/2"]),
    ],
    ids=["one", "array", "wrapped", "one wrapped", "search engine", "wrapped twice", "by id", "nested"],
)  # fmt: skip
def test_articles_are_found_in_whatever_wraps_them(tmp_path: Path, value: object, ids: list[str]) -> None:
    articles, _ = read(tmp_path, "a.json", json.dumps(value))
    assert [one.id for one in articles] == ids


RECORDS = {  # as the tools and APIs of these names write an article
    "WordPress's API": {
        "id": 7,
        "date": "2012-02-07T12:37:00",
        "link": "https://courier.example/7",
        "title": {"rendered": "The Bill &#8211; Dead"},
        "content": {"rendered": "<p>He said&nbsp;so.</p>\n<p>Twice.</p>", "protected": False},
    },
    "schema.org": {
        "headline": "The Bill – Dead",
        "datePublished": DAY,
        "articleBody": "He said\u00a0so.\n\nTwice.",
        "publisher": {"name": "The Courier"},
        "author": [{"@type": "Person", "name": "Jane Doe"}, {"name": "John Roe"}],
        "url": "https://courier.example/7",
    },
    "paragraphs": {
        "title": "The Bill – Dead",
        "publishing_date": DAY,
        "body": {"summary": ["He said\u00a0so."], "sections": [{"headline": [], "paragraphs": ["Twice."]}]},
        "authors": ["Jane Doe", "John Roe"],
    },
    "a source that is an address": {
        "title": "The Bill – Dead",
        "date_publish": "2012-02-07 12:37:00",
        "maintext": "He said\u00a0so.\n\nTwice.",
        "source": "https://courier.example/7",
        "source-hostname": "The Courier",
    },
    "newsapi": {
        "title": "The Bill – Dead",
        "publishedAt": DAY,
        "source": {"id": None, "name": "The Courier"},
        "content": "He said\u00a0so.\r\n\r\nTwice. [+832 chars]",
        "url": "https://courier.example/7",
    },
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_a_record_of_each_kind_has_its_text_title_and_date(tmp_path: Path, record: dict[str, object]) -> None:
    (found,), _ = read(tmp_path, "a.json", json.dumps([record]))
    assert (found.text, found.published) == ("He said\u00a0so.\n\nTwice.", FEB_7)
    assert found.title in {"The Bill – Dead", "The Bill &#8211; Dead"}
    assert found.source in {None, "The Courier"}
    assert found.url in {None, "https://courier.example/7"}
    assert found.authors in {(), ("Jane Doe", "John Roe")}


def test_a_text_that_is_cut_short_or_only_an_excerpt_is_read_and_counted(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "content": "He said so and… [+12 chars]"},
        {"id": "2", "text": None, "lead_paragraph": "He said so."},
        {"id": "3", "text": "He said so."},
    ]
    articles, left_out = read(tmp_path, "a.json", json.dumps(rows))
    assert [one.text for one in articles] == ["He said so and…", "He said so.", "He said so."]
    assert left_out == [("a.json/1", CUT), ("a.json/2", ONLY_EXCERPT)]


def test_columns_that_are_not_read_are_named_once_a_file(tmp_path: Path) -> None:
    rows = "\n".join(json.dumps({"text": f"{number}.", "kicker": "x", "empty": None}) for number in range(50))
    articles, left_out = read(tmp_path, "a.jsonl", rows)
    assert (len(articles), left_out) == (50, [("a.jsonl", "has columns that are not read: kicker")])


@pytest.mark.parametrize("name", ["a.json", "a"])
def test_json_lines_are_read_whatever_their_file_is_called(tmp_path: Path, name: str) -> None:
    articles, _ = read(tmp_path, name, '{"text": "One."}\n{"text": "Two."}\n')
    assert [(one.id, one.text) for one in articles] == [(f"{name}/1", "One."), (f"{name}/2", "Two.")]


NO_ARTICLES = (
    "holds no articles: has no text in a column named text, body, content, article, maintext, full_text, ...;"
    " set [archive.columns] text"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"version": 1, "name": "tool"}', NO_ARTICLES),
        ("17", NO_ARTICLES),
    ],
    ids=["broken", "nested", "settings of a program", "a number"],
)
def test_json_without_articles_is_skipped_with_its_reason(tmp_path: Path, content: str, why: str) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.json", content)[1] == [("a.json", why)]


@pytest.mark.parametrize(
    "row",
    [
        {"text": "He said so.", "clean_url": "www.courier.example"},
        {"text": "He said so.", "thread": {"site": "courier.example"}},
        {"text": "He said so.", "url": "https://www.courier.example/7", "source_url": "https://www.courier.example"},
        {"paragraphs": ["He said so."], "domain": "courier.example"},
        {"content_html": "<p>He said so.</p>", "domain": "courier.example"},
    ],
)
def test_the_host_of_a_site_is_the_source_where_no_name_is_given(tmp_path: Path, row: dict[str, object]) -> None:
    (found,), _ = read(tmp_path, "a.json", json.dumps(row))
    assert (found.source, found.text) == ("courier.example", "He said so.")


@pytest.mark.parametrize("day", [1328616000, 1328616000000, "1328616000", 1328616000.5])
def test_a_date_in_seconds_since_1970_is_read(tmp_path: Path, day: object) -> None:
    (found,), _ = read(tmp_path, "a.json", json.dumps({"text": "He said so.", "published": day}))
    assert found.published == FEB_7


def test_a_row_that_wraps_an_article_is_unwrapped(tmp_path: Path) -> None:
    row = {
        "article": {"title": "One", "body": "He said so.", "Author(s)": "Jane Roe", "date": "2012-02-07 12:37:00+00"}
    }
    (found,), _ = read(tmp_path, "a.jsonl", json.dumps(row))
    assert (found.title, found.authors, found.published, found.text) == ("One", ("Jane Roe",), FEB_7, "He said so.")


@pytest.mark.parametrize(
    "record",
    [
        {"title": "The Bill", "date": "2012-02-07", "details": {"body": "<p>He said no.</p>", "political": False}},
        {"id": 4, "attributes": {"title": "The Bill", "date": "2012-02-07", "text": "He said no."}},
        {
            "sys": {"type": "Entry"},
            "fields": {
                "title": {"en-GB": "The Bill"},
                "date": {"en-GB": "2012-02-07"},
                "body": {
                    "en-GB": {
                        "nodeType": "document",
                        "content": [
                            {"nodeType": "paragraph", "content": [{"value": "He said "}, {"value": "no."}]},
                        ],
                    }
                },
            },
        },
        {
            "title": "The Bill",
            "date": "2012-02-07",
            "body": [{"_type": "block", "children": [{"text": "He said "}, {"text": "no."}]}],
        },
    ],
    ids=["details", "attributes", "languages", "rich text"],
)
def test_a_text_within_an_object_of_its_record_is_read(tmp_path: Path, record: dict[str, object]) -> None:
    articles, _ = read(tmp_path, "a.json", json.dumps({"items": [record, record | {"id": 5}]}))
    assert [(one.text, one.title, one.published) for one in articles] == [("He said no.", "The Bill", FEB_7)] * 2


PARAGRAPHS = "He said so.\n\nTwice."


@pytest.mark.parametrize(
    "content",
    [
        {"blocks": [{"type": "header", "data": {"text": "He said so."}},
                    {"type": "paragraph", "data": {"text": "Twice."}}]},
        {"root": {"type": "root", "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": "He "}, {"type": "text", "text": "said so."}]},
            {"type": "list", "children": [{"type": "listitem", "children": [{"type": "text", "text": "Twice."}]}]},
        ]}},
        [{"type": "text", "content": "He said so."}, {"type": "image", "caption": "A cat"},
         {"type": "quote", "content_elements": [{"type": "text", "content": "Twice."}]}],
        [{"bodyHtml": "<p>He said so.</p><p>Twice.</p><p>Advertisement</p>", "summary_text": "He said."}],
    ],
    ids=["blocks with data", "a tree", "elements of a story", "named parts"],
)  # fmt: skip
def test_rich_text_is_read_in_its_order(tmp_path: Path, content: object) -> None:
    record = {"title": "The Bill", "date": "2012-02-07", "content": content}
    article = only_article(tmp_path, "a.json", json.dumps(record))
    assert article.text == PARAGRAPHS


@pytest.mark.parametrize(
    "content", ['{{"title": "The Bill", "text": "{0}"}}', '[ {{"headline": "The Bill", "text": "{0}"}} ]']
)
def test_a_text_that_is_json_is_read_as_json(tmp_path: Path, content: str) -> None:
    article = only_article(tmp_path, "backup.txt", content.format("He said so."))
    assert (article.title, article.text) == ("The Bill", "He said so.")


@pytest.mark.parametrize("text", ['{"He said so}', '[{"a": 1}] he said, and left. ["no"]'])
def test_a_text_that_only_begins_like_json_is_a_text(tmp_path: Path, text: str) -> None:
    assert only_article(tmp_path, "a.txt", text).text == text


@pytest.mark.parametrize(
    "value",
    [
        {"2012-01": [{"title": "The Bill", "text": "He said so."}],
         "2012-02": [{"title": "The Weir", "text": "He left."}]},
        {"list": {"title": "Stories", "teaser": "All", "story": [
            {"title": {"$text": "The Bill"}, "text": {"paragraph": [{"num": "1", "$text": "He said so."}]}},
            {"title": {"$text": "The Weir"}, "text": {"paragraph": [{"num": "1", "$text": "He left."}]}},
        ]}},
        [{"Item": {"title": {"S": "The Bill"}, "body": {"S": "He said so."}}},
         {"Item": {"title": {"S": "The Weir"}, "body": {"S": "He left."}}}],
        [{"title": "The Bill", "children": [{"string": "He said so."}]},
         {"title": "The Weir", "children": [{"string": "", "children": [{"string": "He left."}]}]}],
    ],
    ids=["by month", "made of XML", "DynamoDB", "an outline"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_articles_are_found_within_what_wraps_them(tmp_path: Path, value: object, suffix: str) -> None:
    lines = (
        [json.dumps(each) for each in value] if isinstance(value, list) and "Item" in value[0] else [json.dumps(value)]
    )
    if suffix == "jsonl" and len(lines) == 1:
        pytest.skip("no lines")
    content = "\n".join(lines) if suffix == "jsonl" else json.dumps(value)
    articles, _ = read(tmp_path, f"a.{suffix}", content)
    assert [(a.title, a.text) for a in articles] == [("The Bill", "He said so."), ("The Weir", "He left.")]


@pytest.mark.parametrize(("column", "host"), [("domain_name", "www.courier.example"), ("site_full", "courier.example")])
def test_a_column_that_states_the_host_of_the_address_is_the_source(tmp_path: Path, column: str, host: str) -> None:
    row = {"title": "Dam to be raised", "url": "https://www.courier.example/1", column: host, "text": "He said so."}
    articles, left_out = read(tmp_path, "a.json", json.dumps(row))
    assert ([each.source for each in articles], left_out) == (["courier.example"], [])


@pytest.mark.parametrize("year", [2012, "2012"])
def test_a_date_of_csl_json_may_have_its_year_as_text(tmp_path: Path, year: object) -> None:
    row = {"title": "Dam to be raised", "issued": {"date-parts": [[year, 2, 7]]}, "text": "He said so."}
    assert only_article(tmp_path, "a.json", json.dumps(row)).published == FEB_7
