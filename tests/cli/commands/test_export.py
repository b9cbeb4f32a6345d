"""onrecord export: every quotation in each form, the same facts in all of them."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.commands import export
from bot.cli.commands.export import ExportFormat
from bot.cli.reply_json import EXPORT_COLUMNS, export_document
from retrieval.models import Article, Kind, Quotation
from tests.cli.commands.conftest import Run
from tests.conftest import BRIEFING
from tests.paths import ROOT

SPEAKERS = ["Andy Burnham", "Andrew Lansley", "Michael Gove", "Michael Gove"]


def test_csv_has_a_row_for_each_quotation_with_its_facts(onrecord: Run) -> None:
    status, printed, _ = onrecord("export")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert (status, [row["speaker"] for row in rows]) == (0, SPEAKERS)
    assert list(rows[0]) == list(EXPORT_COLUMNS)
    first = rows[0]
    facts = [first[name] for name in ("office", "modality", "kind", "date", "date_basis", "source", "carrier")]
    assert facts == ["Shadow Health Secretary", "said", "direct", "2012-02-07", "stated", "The Courier", ""]
    spans = json.loads(first["spans"])
    assert " ".join(BRIEFING[start:end] for start, end in spans) == first["text"]


@pytest.mark.parametrize(
    ("mention", "office", "description"),
    [
        ("Shadow Health Secretary Ann Lee", "Shadow Health Secretary", "Shadow Health Secretary"),
        ("Ann Lee, the mayor of Sund,", "mayor of Sund", "the mayor of Sund"),
        ("The Chief Minister, Mr. Ann Lee", "Chief Minister", "The Chief Minister"),
        ("the mayor", "mayor", None),
        ("gambling tycoon Ann Lee", None, "gambling tycoon"),
        ("Ann Lee, a mother of two,", None, "a mother of two"),
        ("Ann Lee, wife of the president,", None, "wife of the president"),
        ("Ann Lee, an aide to the prime minister,", None, "an aide to the prime minister"),
        ("Ann Lee", None, None),
    ],
)
def test_an_office_is_told_from_other_descriptions(mention: str, office: str | None, description: str | None) -> None:
    row = export_document(Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Ann Lee", mention))
    assert (row["office"], row["description"]) == (office, description)


def test_json_lines_and_parquet_have_the_same_rows(onrecord: Run, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow, of the extra parquet, is not installed")
    file = tmp_path / "quotations.parquet"
    assert onrecord("export", "-o", str(file)) == (0, "", f"4 quotations written to {file}\n")
    rows = [json.loads(line) for line in onrecord("export", "-f", "jsonl")[1].splitlines()]
    assert onrecord("export", "--json") == onrecord("export", "-f", "jsonl")
    assert parquet.read_table(file).to_pylist() == rows
    assert [row["speaker"] for row in rows] == SPEAKERS
    assert (rows[0]["authors"], rows[0]["carrier"]) == ([], None)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("name", "begins"), [("a.jsonl", "{"), ("a.JSONL", "{"), ("a.csv", "speaker,office")])
def test_the_name_of_the_file_decides_the_form(onrecord: Run, tmp_path: Path, name: str, begins: str) -> None:
    onrecord("export", "--output", str(tmp_path / name))
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize("name", ["q.xlsx", "q.txt", "q"])
def test_a_name_that_says_no_kind_of_export_is_an_error_without_a_format(
    onrecord: Run, tmp_path: Path, name: str
) -> None:
    error = f"onrecord: {name} shows no export format; end it in .csv, .jsonl or .parquet, or give --format\n"
    assert onrecord("export", "--output", str(tmp_path / name)) == (2, "", error)
    assert list(tmp_path.iterdir()) == []
    assert onrecord("export", "--format", "csv", "--output", str(tmp_path / name))[0] == 0


@pytest.mark.parametrize(
    ("text", "pieces", "written"),
    [
        ("“It is over,” he said. “We lost.”", ("It is over,", "We lost."), "It is over, … We lost."),
        ("“It is over.\n\n“We lost.”", ("It is over.", "We lost."), "It is over. We lost."),
        ("“We lost.”", ("We lost.",), "We lost."),
    ],
)
def test_dots_stand_for_the_words_between_the_pieces_of_a_quotation(
    text: str, pieces: tuple[str, ...], written: str
) -> None:
    spans = tuple((text.index(piece), text.index(piece) + len(piece)) for piece in pieces)
    assert export_document(Quotation(Article("a.txt", text), spans, Kind.DIRECT))["text"] == written


def test_parquet_wants_a_file_and_says_what_to_install(
    onrecord: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_file = "onrecord: Parquet is written only to a file; name one with --output\n"
    assert onrecord("export", "-f", "parquet") == (2, "", no_file)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    install = 'onrecord: Parquet needs pyarrow, which is not installed; run: pip install "onrecord[parquet]"\n'
    assert onrecord("export", "-o", str(tmp_path / "a.parquet")) == (2, "", install)
    assert list(tmp_path.iterdir()) == []


def test_rows_are_written_as_they_come_and_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    written: list[int] = []

    class Sink(io.StringIO):
        def write(self, text: str) -> int:
            written.append(len(text))
            return super().write(text)

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(3):
            assert len(written) >= number  # the rows before this one are out
            yield {"speaker": f"Ann {number}"}
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        export.write_text(ExportFormat.JSONL, rows(), Sink())
    written.extend([1, 1, 1])
    with pytest.raises(OSError, match="gone"):
        export.write_file(ExportFormat.CSV, rows(), tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_guide_documents_every_column_in_order() -> None:
    guide = (ROOT / "docs" / "quotations.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | {meaning} |" for name, meaning in EXPORT_COLUMNS.items()]
    assert "\n".join(rows) in guide


@pytest.mark.parametrize("name", ["none/all.csv", "none/all.parquet", "all.jsonl/all.jsonl"])
def test_a_file_that_cannot_be_written_is_named(onrecord: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "all.jsonl").write_text("", encoding="utf-8")
    status, printed, errors = onrecord("export", "--output", str(tmp_path / name))
    assert (status, printed, list(tmp_path.iterdir())) == (2, "", [tmp_path / "all.jsonl"])
    assert errors.startswith(f"onrecord: cannot write {tmp_path / name} (")
    assert errors.endswith("); name another file with --output\n")
