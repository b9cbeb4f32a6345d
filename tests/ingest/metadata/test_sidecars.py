"""Files that describe others: tables of file names, JSON beside a text, METS beside scanned pages."""

import json
import logging
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.models import Article
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here


def read(folder: Path, files: dict[str, str]) -> tuple[dict[str, tuple[object, ...]], list[str]]:
    """Date, source and title of each article by its id; and the names of what was left out."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    reader = ingest.ArchiveReader(ArchiveSettings(folder), parsers_here)
    found = {article.id: _facts(article) for article in reader}
    return found, [part.name for part in reader.report.named]


def _facts(article: Article) -> tuple[object, ...]:
    return str(article.published.when) if article.published else None, article.source, article.title


BILL = ("2012-02-07", "The Courier", "The Bill Is Dead")
WEIR = ("2012-02-09", "The Post", "The Weir")


@pytest.mark.parametrize(
    "table",
    [
        "filename,published,outlet,headline\n1.txt,2012-02-07,The Courier,The Bill Is Dead\n"
        "2.txt,2012-02-09,The Post,The Weir",
        "doc_id;Datum;Zeitung;Titel\n1;07.02.2012;The Courier;The Bill Is Dead\n2;09.02.2012;The Post;The Weir",
        "path\tdate\tsource\ttitle\ntexts/1.txt\t2012-02-07\tThe Courier\tThe Bill Is Dead\n"
        "texts/2.txt\t9-Feb-12\tThe Post\tThe Weir",
    ],
    ids=["names", "stems", "paths"],
)
def test_a_table_states_facts_of_the_files_that_it_names(tmp_path: Path, table: str) -> None:
    files = {"list.csv": table, "texts/1.txt": "He said so.", "texts/2.txt": "He left."}
    assert read(tmp_path, files) == ({"texts/1.txt": BILL, "texts/2.txt": WEIR}, [])


def test_a_name_that_two_folders_have_and_a_row_without_a_file_tell_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    table = "file,date\n1.txt,2012-02-07\n2.txt,2012-02-09\n3.txt,2012-02-10"
    files = {"list.csv": table, "a/1.txt": "So.", "b/1.txt": "No.", "b/2.txt": "Yes."}
    with caplog.at_level(logging.WARNING):
        found, _ = read(tmp_path, files)
    assert found == {"a/1.txt": (None,) * 3, "b/1.txt": (None,) * 3, "b/2.txt": ("2012-02-09", None, None)}
    assert "'list.csv' has 2 rows that name no file of the archive" in caplog.text


def test_a_table_of_other_things_is_named(tmp_path: Path) -> None:
    found, named = read(tmp_path, {"list.csv": "file,date\nx.jpg,2012-02-07", "1.txt": "He said so."})
    assert (found, named) == ({"1.txt": (None,) * 3}, ["list.csv"])


def test_json_beside_a_text_states_its_facts(tmp_path: Path) -> None:
    facts = {"title": "The Bill Is Dead", "published": "2012-02-07T06:30:00Z", "sitename": "The Courier"}
    files = {"1.txt": "He said so.", "1.json": json.dumps(facts), "2.json": json.dumps({**facts, "text": "He left."})}
    assert read(tmp_path, files) == ({"1.txt": BILL, "2.json": BILL}, [])


def test_a_sources_file_counts_above_those_beside(tmp_path: Path) -> None:
    files = {
        "sources.toml": '["1.txt"]\nsource = "The Post"\n',
        "1.txt": "He said so.",
        "1.json": json.dumps({"date": "2012-02-07", "source": "The Courier"}),
    }
    assert read(tmp_path, files)[0] == {"1.txt": ("2012-02-07", "The Post", None)}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"date": 17', '{"x": {"date": "2012-02-07"}}', "\0" * 9])
def test_json_without_facts_is_named(tmp_path: Path, content: str) -> None:
    found, named = read(tmp_path, {"1.txt": "He said so.", "1.json": content})
    assert (found, named) == ({"1.txt": (None,) * 3}, ["1.json"])


def test_mets_names_the_paper_and_the_day_of_its_pages(tmp_path: Path) -> None:
    mets = (
        '<mets LABEL="Courier, 1912-02-07"><mods:titleInfo><mods:nonSort>The </mods:nonSort><mods:title>'
        "Courier</mods:title></mods:titleInfo><mods:dateIssued>1912-02-07</mods:dateIssued>"
        '<FLocat xlink:href="file://./alto/1.xml"/></mets>'
    )
    words = "".join(f'<String CONTENT="{word}"/>' for word in ("He", "said", "so."))
    alto = f"<alto><Layout><Page><TextBlock><TextLine>{words}</TextLine></TextBlock></Page></Layout></alto>"
    found, named = read(tmp_path, {"i/issue_mets.xml": mets, "i/alto/1.xml": alto})
    assert (found, named) == ({"i/alto/1.xml": ("1912-02-07", "The Courier", None)}, [])


@pytest.mark.parametrize(
    "rows",
    [
        '[{"id": "x", "slug": "1", "title": "The Bill Is Dead", "summary": "A bill died, and nobody wept for it.", '
        '"site": "The Courier", "publishedAt": "2012-02-07T06:00:00Z"}]',
        '{"file": "texts/1.txt", "headline": "The Bill Is Dead", "outlet": "The Courier", "date": "2012-02-07"}\n',
    ],
    ids=["an array", "lines"],
)
def test_a_list_of_objects_states_facts_of_the_files_that_it_names(tmp_path: Path, rows: str) -> None:
    name = "list.json" if rows.startswith("[") else "list.jsonl"
    assert read(tmp_path, {name: rows, "texts/1.txt": "He said so."}) == ({"texts/1.txt": BILL}, [])


@pytest.mark.parametrize(
    "rows", ["[", "[1]", '[{"slug": "1", "title": "The Bill", "text": "He said so."}]', "[" * 9999]
)
def test_a_list_without_facts_of_files_is_no_list_of_them(tmp_path: Path, rows: str) -> None:
    found, named = read(tmp_path, {"list.json": rows, "1.txt": "He left."})
    assert found.pop("1.txt") == (None, None, None)
    assert {*found, *named} == {"list.json"}
