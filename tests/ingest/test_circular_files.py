"""Files that refer to themselves or expand without end: PDF, EPUB, feeds, and a line of a gigabyte."""

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.errors import UnreadableFile
from retrieval.ingest import limits, sandbox
from retrieval.ingest.document import Document
from retrieval.ingest.formats import Format
from retrieval.ingest.formats.pdf import READ_PICTURES
from retrieval.ingest.sandbox import Parse
from retrieval.settings import ArchiveSettings, ColumnSettings
from tests.conftest import write
from tests.fakes import numbered, parsers_here

pytestmark = pytest.mark.slow

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> >>"
NO_PDF, NO_TEXT = "is not a readable PDF", f"has no text; perhaps its pages are pictures: {READ_PICTURES}"


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def page(resources: bytes = b"", contents: bytes = b"5 0 R") -> bytes:
    font = b"/Font << /F1 3 0 R >> "
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << %s >> /Contents %s >>" % (
        font + resources,
        contents,
    )


TEXT = stream(b"BT /F1 12 Tf (He said so.) Tj ET")


def pdf(*objects: bytes, more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1. The first is its root."""
    return numbered(objects, more)


def within_itself() -> bytes:
    """A PDF whose catalogue is in an object stream, which is in itself."""
    head = b"%PDF-1.5\n"
    rows = [b"\0\0\0\0\xff", b"\2\0\0\5\0", b"\2\0\0\5\1", bytes(5), bytes(5), b"\2\0\0\5\2"]
    rows.append(b"\1" + len(head).to_bytes(3, "big") + b"\0")
    table = stream(b"".join(rows), b"/Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R")
    return head + b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(head))


def table_after_itself() -> bytes:
    """A PDF whose object table names itself as the previous table."""
    head = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n"
    return (
        head
        + b"xref\n0 1\n0000000000 65535 f \ntrailer << /Size 2 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF"
        % (
            len(head),
            len(head),
        )
    )


OBJECTS = zlib.compress(b"1 0 2 50 " + CATALOG.ljust(50) + b"<< /Type /Pages /Kids [] /Count 0 >>")
EXTENDS = b"/Type /ObjStm /N 2 /First 9 /Extends 4 0 R /Filter /FlateDecode"
FAN = [b"<< /Type /Pages /Kids [%s] /Count 1 >>" % b" ".join([b"%d 0 R" % number] * 10) for number in range(3, 13)]
BOMB = stream(zlib.compress(zlib.compress(b"0" * 300_000_000)), b"/Filter [/FlateDecode /FlateDecode]")
X = b"/XObject << /X 6 0 R >>"
PDFS: Mapping[str, tuple[bytes, str]] = {
    "pages within themselves": (pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), NO_PDF),
    "pages within one another": (
        pdf(CATALOG, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        NO_PDF,
    ),
    "ten thousand million times one page": (pdf(CATALOG, *FAN, page()), NO_PDF),
    "pages above themselves": (
        pdf(CATALOG, PAGES[:-2] + b"/Parent 2 0 R >>", FONT, b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>", TEXT),
        NO_PDF,
    ),
    "a form that shows itself": (pdf(CATALOG, PAGES, FONT, page(X), stream(b"/X Do"), stream(b"/X Do", FORM)), NO_TEXT),
    "forms that show one another": (
        pdf(CATALOG, PAGES, FONT, page(X), stream(b"/X Do"), stream(b"/Y Do", FORM), stream(b"/X Do", FORM)),
        NO_TEXT,
    ),
    "a content that is a reference to itself": (pdf(CATALOG, PAGES, FONT, page(), b"5 0 R"), NO_TEXT),
    "a length that is the stream itself": (
        pdf(CATALOG, PAGES, FONT, page(), b"<< /Length 5 0 R >>\nstream\nBT ET\nendstream"),
        NO_PDF,
    ),
    "objects that extend themselves": (pdf(CATALOG, PAGES, FONT, stream(OBJECTS, EXTENDS)), NO_PDF),
    "objects within themselves": (within_itself(), NO_PDF),
    "a table after itself": (table_after_itself(), NO_PDF),
    "arrays in arrays": (pdf(CATALOG, b"[" * 100_000 + b"]" * 100_000), "is nested too deeply"),
    "a bomb in a bomb": (pdf(CATALOG, PAGES, FONT, page(), BOMB), NO_PDF),
    "a count that lies": (
        pdf(CATALOG, PAGES.replace(b"Count 1", b"Count 999999999"), FONT, page(), TEXT),
        "He said so.",
    ),
}

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{number} '{f'&a{number - 1};' * 10}'>" for number in range(1, 12))
    + "]>"
)
ELSEWHERE = "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>"


def feed(before: str) -> bytes:
    item = "<item><description>So: &a11;</description></item>"
    return f"{before}<rss version='2.0'><channel>{item}</channel></rss>".encode()


def epub(before: str = "", chapters: Sequence[str | bytes] = ("<p>He said so.",)) -> bytes:
    numbers = range(len(chapters))
    items = "".join(f"<item id='i{n}' href='{n}.xhtml' media-type='application/xhtml+xml'/>" for n in numbers)
    order = "".join(f"<itemref idref='i{n}'/>" for n in numbers)
    title = "<title>So: &a11;</title>" if before else ""
    book = f"{before}<package><metadata>{title}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>"
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", "<container><rootfile full-path='content.opf'/></container>")
        archive.writestr("content.opf", book)
        for number, chapter in enumerate(chapters):
            archive.writestr(f"{number}.xhtml", chapter)
    return whole.getvalue()


@pytest.fixture(scope="module")
def parse() -> Iterator[Parse]:
    with sandbox.parsers(20.0) as begin:
        yield begin


def outcome(parse: Parse, kind: Format, raw: bytes) -> str:
    """The text of a file, or the reason why it has none."""
    try:
        parts = parse(kind, raw, ColumnSettings())()
        return "\n".join(part.text if isinstance(part, Document) else part.why for part in parts)
    except UnreadableFile as error:
        return error.why


@pytest.mark.parametrize(("raw", "expected"), PDFS.values(), ids=PDFS)
def test_reading_a_pdf_with_circular_references_ends(parse: Parse, raw: bytes, expected: str) -> None:
    assert outcome(parse, Format.PDF, raw) == expected


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        pytest.param(Format.XML, feed(LAUGHS), "So: &a11;", id="a feed that laughs"),
        pytest.param(Format.XML, feed(ELSEWHERE), "So: &a11;", id="a feed of another file"),
        pytest.param(Format.EPUB, epub(LAUGHS), "is not a readable EPUB", id="a book that laughs"),
        pytest.param(Format.EPUB, epub(ELSEWHERE), "He said so.", id="a book of another file"),
        pytest.param(
            Format.EPUB,
            epub(chapters=["<p>x", b"0" * 40_000_000]),
            "unpacks to more than 32 MB",
            id="a bomb of a chapter",
        ),
        pytest.param(Format.EPUB, epub(chapters=["<p>x"] * 999), "\n".join(["x"] * 999), id="many chapters"),
    ],
)
def test_entities_and_chapters_do_not_multiply_the_text(parse: Parse, kind: Format, raw: bytes, expected: str) -> None:
    assert outcome(parse, kind, raw) == expected


@pytest.mark.parametrize(
    ("name", "head", "why"),
    [
        ("a.jsonl", b'{"text": "', "is longer than 4 MB"),
        ("a.csv", b"text\n", "is longer than 4 MB; the rows below it are left out"),
        ("a.txt", b"He said ", "is larger than 32 MB"),
        ("a.html", b"<p>He said ", "is larger than 32 MB"),
    ],
)
def test_a_line_of_a_gigabyte_is_skipped_within_a_few_megabytes_of_memory(
    tmp_path: Path, name: str, head: bytes, why: str
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.write(head)
        file.truncate(2**30)  # the zeros take no room on the disk
    write(tmp_path, "b.txt", "He said so.")
    tracemalloc.start()
    try:
        found = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
        assert [article.id for article in found] == ["b.txt"]
        assert [skipped.why for skipped in found.report.named] == [why]
        assert tracemalloc.get_traced_memory()[1] < 3 * limits.MAX_FILE_BYTES
    finally:
        tracemalloc.stop()
