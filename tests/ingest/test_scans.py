"""Scanned PDFs: drawn, read by OCR, kept beside the index, and marked. A small program stands in for Tesseract."""

import json
import os
import shutil
import stat
import sys
import zlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.errors import UnreadableFile
from retrieval.ingest import scans
from retrieval.ingest.document import Document, Incomplete, Skipped
from retrieval.ingest.formats import pdf, pdf_ocr
from retrieval.models import Article
from retrieval.settings import ArchiveSettings
from tests import fakes

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Tesseract is a shell script"),
    pytest.mark.skipif(not find_spec("pypdfium2"), reason="pypdfium2 is not installed"),
]

HEADLINE = "Ansel dam to be raised"
LINES = ["The dam at Ansel will be raised by two metres be-", "fore the winter, the board decided on Tuesday."]
SAID = "“Nobody came to us at all,” said Rufus Tamm."
TEXT = [
    "The dam at Ansel will be raised by two metres, the board decided.",
    "Farmers in the valley had heard of the plan from the newspaper alone.",
]
READ_BY_OCR = "{} of {} pages were read by OCR; some words may be wrong"


def table(*paragraphs: Sequence[tuple[int, str]], confidence: float = 95.0) -> str:
    """Tesseract's table of words: paragraphs of lines, each with the height of its words."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"]
    for number, lines in enumerate(paragraphs, 1):
        rows.append(f"3\t1\t1\t{number}\t0\t0\t0\t0\t900\t90\t-1\t")
        for at, (height, line) in enumerate(lines, 1):
            rows += [f"5\t1\t1\t{number}\t{at}\t1\t0\t0\t90\t{height}\t{confidence}\t{word}" for word in line.split()]
    return "\n".join(rows) + "\n"


HEADER = [(20, "Thursday 9 May 2019"), (20, "By Jane Roe")]
PAGE = table([(40, HEADLINE), *HEADER, *((20, line) for line in LINES)], [(21, SAID)])
WHOLE = f"{LINES[0].removesuffix('-')}{LINES[1]}\n\n{SAID}"
SCAN = table([(20, "Read from a scan.")])


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in place of Tesseract. It notes each run, and prints the file `table` beside it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program = folder / pdf_ocr.PROGRAM
    program.write_text(
        f'#!/bin/sh\ncat > /dev/null\necho "$@" >> "{folder}/runs"\n. "{folder}/before"\ncat "{folder}/table"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (folder / "table").write_text(PAGE, encoding="utf-8")
    (folder / "before").write_text("")
    (folder / "runs").write_text("")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def read(folder: Path, raw: bytes) -> tuple[list[Article], list[tuple[str, str]]]:
    """The articles of an archive that holds a PDF, and what was left out of it; indexed in `folder`/index."""
    archive = folder / "archive"
    archive.mkdir(exist_ok=True)
    (archive / "a.pdf").write_bytes(raw)
    reader = ingest.ArchiveReader(ArchiveSettings(archive), fakes.parsers_here, scans.available(folder / "index"))
    return list(reader), [(part.name, part.why) for part in reader.report.named]


def runs(tesseract: Path) -> int:
    return len((tesseract / "runs").read_text().splitlines())


def test_a_scanned_page_is_read_and_its_article_is_marked(tmp_path: Path, tesseract: Path) -> None:
    (article,), left_out = read(tmp_path, fakes.pdf([]))
    assert (article.title, article.authors, article.ocr) == (HEADLINE, ("Jane Roe",), True)
    assert str(article.published.when if article.published else None) == "2019-05-09"
    assert article.text[article.body :] == WHOLE
    assert left_out == [("a.pdf", READ_BY_OCR.format(1, 1))]


def test_pages_of_text_and_scanned_ones_keep_their_order(tmp_path: Path, tesseract: Path) -> None:
    (tesseract / "table").write_text(SCAN, encoding="utf-8")
    (article,), left_out = read(tmp_path, fakes.pdf([TEXT[0]], [], [TEXT[1]]))
    assert article.text == f"{TEXT[0]}\n\nRead from a scan.\n\n{TEXT[1]}"
    assert left_out == [("a.pdf", READ_BY_OCR.format(1, 3))]


def test_a_page_with_nothing_but_a_stamp_counts_as_scanned(tmp_path: Path, tesseract: Path) -> None:
    (tesseract / "table").write_text(SCAN, encoding="utf-8")
    (article,), _ = read(tmp_path, fakes.pdf(TEXT, ["Page 2"]))
    assert article.text.endswith("\n\nRead from a scan.")


def test_an_article_without_scanned_pages_is_not_marked(tmp_path: Path, tesseract: Path) -> None:
    (article,), left_out = read(tmp_path, fakes.pdf(TEXT))
    assert (article.ocr, left_out, runs(tesseract)) == (False, [], 0)


@pytest.mark.parametrize(
    ("before", "page"),
    [("", table([(20, "~; | ‘ ."), (31, "°°")], confidence=31.0)), ("exit 1", PAGE), ("", ""), ("", "\x00 no table")],
    ids=["a photograph", "Tesseract fails", "nothing", "no table"],
)
def test_a_page_that_cannot_be_read_is_counted(tmp_path: Path, tesseract: Path, before: str, page: str) -> None:
    (tesseract / "table").write_text(page, encoding="utf-8")
    (tesseract / "before").write_text(before)
    (article,), left_out = read(tmp_path, fakes.pdf(TEXT, []))
    assert article.ocr is False
    assert left_out == [("a.pdf", "1 of 2 pages hold no text, and OCR finds none")]


def test_a_file_of_which_no_page_can_be_read_is_skipped(tmp_path: Path, tesseract: Path) -> None:
    (tesseract / "table").write_text("", encoding="utf-8")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "b.txt").write_text("He said so.")
    articles, left_out = read(tmp_path, fakes.pdf([]))
    assert ([article.id for article in articles], left_out) == (
        ["b.txt"],
        [("a.pdf", "has no text, and OCR finds none")],
    )


def test_a_page_may_not_take_longer_than_its_time(tesseract: Path) -> None:
    (tesseract / "before").write_text("exec sleep 30")
    assert pdf_ocr.read_pages(fakes.pdf([], []), [0, 1], seconds=0.2) == {}


def test_no_page_is_begun_once_the_time_of_the_file_is_over(tesseract: Path) -> None:
    assert pdf_ocr.read_pages(fakes.pdf([], []), [0, 1], seconds=0.0) == {}
    assert runs(tesseract) == 0


def test_a_scan_is_read_once_and_again_if_what_was_kept_is_damaged(tmp_path: Path, tesseract: Path) -> None:
    first = read(tmp_path, fakes.pdf([]))
    assert (read(tmp_path, fakes.pdf([])), runs(tesseract)) == (first, 1)
    (kept,) = (tmp_path / "index" / scans.FOLDER).iterdir()
    for damaged in ("", "{}", "[{}]", '[{"kind": "Document"}]', '["a"]'):
        kept.write_text(damaged)
        assert read(tmp_path, fakes.pdf([])) == first
    assert runs(tesseract) == 6


def test_what_was_kept_of_a_file_goes_with_the_file(tmp_path: Path, tesseract: Path) -> None:
    read(tmp_path, fakes.pdf([]))
    old = scans.Scans(tmp_path / "index")
    old.forget_unused()
    assert list((tmp_path / "index" / scans.FOLDER).iterdir()) == []


def test_the_kept_text_is_its_owners_alone(tmp_path: Path, tesseract: Path) -> None:
    read(tmp_path, fakes.pdf([]))
    folder = tmp_path / "index" / scans.FOLDER
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.iterdir())] == [0o700, 0o600]


def test_if_ocr_fails_the_pages_of_text_are_read(tmp_path: Path) -> None:
    def failing(*_: object) -> object:
        def outcome() -> object:
            raise UnreadableFile("takes longer than 630 s to read")

        return outcome

    without = [Document("He said so.", {})]
    parts = scans.Scans(tmp_path).read(b"", failing, without)  # type: ignore[arg-type]
    assert parts == [
        *without,
        Incomplete("", "its scanned pages cannot be read, because OCR takes longer than 630 s to read"),
    ]


def test_kept_parts_are_read_back_as_they_were(tmp_path: Path) -> None:
    parts = [Document("He said so.", {"title": "A", "date": None}, "1", ocr=True), Skipped("2", "is empty")]
    kept = scans.Scans(tmp_path)
    assert kept.read(b"a", lambda *_: lambda: parts, []) == parts  # type: ignore[arg-type]
    assert kept.read(b"a", lambda *_: 1 / 0, []) == parts  # type: ignore[arg-type]


def test_without_ocr_scanned_pages_are_counted_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (article,), left_out = read(tmp_path, fakes.pdf(TEXT, [], []))
    assert article.ocr is False
    assert left_out == [("a.pdf", f"2 pages hold no text, of 3; perhaps they are pictures: {pdf.READ_PICTURES}")]


def picture_of(page: bytes) -> bytes:
    """The same page as a PDF that holds nothing but its picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(page) as document:
        pixels = document[0].render(scale=200 / 72, grayscale=True).to_numpy()
    height, width = pixels.shape[:2]
    packed = zlib.compress(pixels.tobytes())
    drawn = b"q 612 0 0 792 0 0 cm /P Do Q"
    kind = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode"
    return fakes.numbered(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /XObject << /P 5 0 R >> >> "
            b"/Contents 4 0 R >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
            b"<< %s /Width %d /Height %d /Length %d >>\nstream\n" % (kind, width, height, len(packed))
            + packed
            + b"\nendstream",
        ]
    )


@pytest.mark.skipif(not shutil.which(pdf_ocr.PROGRAM), reason="Tesseract is not installed")
def test_tesseract_itself_reads_a_picture_of_a_page(tmp_path: Path) -> None:
    lines = [(20, 60, 700, HEADLINE), *((11, 60, 660 - 16 * number, line) for number, line in enumerate(TEXT))]
    (article,), _ = read(tmp_path, picture_of(fakes.drawn_pdf(lines)))
    assert (article.title, article.ocr) == (HEADLINE, True)
    assert article.text.endswith(" ".join(TEXT))


def test_a_kept_document_is_plain_json(tmp_path: Path, tesseract: Path) -> None:
    read(tmp_path, fakes.pdf([]))
    (kept,) = (tmp_path / "index" / scans.FOLDER).iterdir()
    document, note = json.loads(kept.read_text(encoding="utf-8"))
    assert (document["kind"], document["ocr"], note["why"]) == ("Document", True, READ_BY_OCR.format(1, 1))
