"""Files made to hang or deceive a reader: each is skipped with one reason, and the file beside it is still read."""

import gzip
import io
import os
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from retrieval import ingest
from retrieval.errors import CorrectionsDamaged, UnreadableFile
from retrieval.ingest import formats, limits, sandbox
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import Format, containers, database_exports, html
from retrieval.ingest.header.article_header import ArticleHeader
from retrieval.settings import ArchiveSettings, ColumnSettings
from tests.fakes import parsers_here

KB = 1024
MULTIPART = b'From: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits low enough for a test to reach."""
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 64 * KB)
    monkeypatch.setattr(limits, "MAX_ARTICLE_CHARS", 32 * KB)
    monkeypatch.setattr(limits, "MAX_ROW_BYTES", 32 * KB)
    monkeypatch.setattr(limits, "MAX_MEMBERS", 20)
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 256 * KB)


def read(folder: Path, parsers: sandbox.Parsers = parsers_here) -> tuple[list[str], list[tuple[str, str]]]:
    """The ids of the articles of a folder; and the skipped files, each with its reason."""
    reader = ingest.ArchiveReader(ArchiveSettings(folder), parsers)
    taken = [article.id for article in reader]
    return taken, [(skipped.name, skipped.why) for skipped in reader.report.named]


def zipped(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return whole.getvalue()


def bomb(archive: zipfile.ZipFile) -> None:
    archive.writestr("a.txt", "He said so.")
    archive.writestr("bomb.txt", b"0" * 1_000_000)
    archive.writestr("c.txt", "He said no.")


def many_bombs(archive: zipfile.ZipFile) -> None:
    for number in range(15):
        archive.writestr(f"{number}.txt", b"0" * 60 * KB)


def crowd(archive: zipfile.ZipFile) -> None:
    for number in range(25):
        archive.writestr(f"{number:02}.txt", "He said so.")


def lie(archive: zipfile.ZipFile) -> None:
    """Add a member that claims to be shorter than it is."""
    archive.writestr("a.txt", b"He said so. " * 1000)
    archive.filelist[0].file_size = 12


def link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    archive.writestr(info, "/etc/passwd")


def nameless() -> bytes:
    """A zip with one member. The name of the member begins with a NUL, at which it is cut."""
    return zipped(lambda archive: archive.writestr("a.txt", "He said so.")).replace(b"a.txt", b"\0.txt")


def endless_contents() -> bytes:
    """A zip whose end claims a table of contents of 3 GB."""
    whole = bytearray(zipped(crowd))
    struct.pack_into("<L", whole, whole.rfind(b"PK\5\6") + 12, 3_000_000_000)
    return bytes(whole)


def tarred(write: Callable[[tarfile.TarFile], None]) -> bytes:
    whole = io.BytesIO()
    with gzip.open(whole, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
        write(archive)
    return whole.getvalue()


def tar_member(archive: tarfile.TarFile, name: str, size: int, kind: bytes = tarfile.REGTYPE) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    archive.addfile(info, io.BytesIO(b"0" * size))


def tar_links(archive: tarfile.TarFile) -> None:
    for name, kind in [("link.txt", tarfile.SYMTYPE), ("hard.txt", tarfile.LNKTYPE), ("pipe.txt", tarfile.FIFOTYPE)]:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)


def tar_bombs(archive: tarfile.TarFile) -> None:
    for number in range(15):
        tar_member(archive, f"{number}.txt", 60 * KB)


def tar_header(archive: tarfile.TarFile, kind: bytes, content: bytes) -> None:
    """Add a member, and another one behind an extended header with this content."""
    tar_member(archive, "a.txt", 7)
    info = tarfile.TarInfo("header")
    info.type, info.size = kind, len(content)
    archive.addfile(info, io.BytesIO(content))
    tar_member(archive, "b.txt", 7)


def tar_number(archive: tarfile.TarFile) -> None:
    """Add a member whose extended header has a number that is as long as a book."""
    tar_member(archive, "a.txt", 7)
    info = tarfile.TarInfo("b.txt")
    info.pax_headers = {"mtime": "9" * 30_000}
    archive.addfile(info)


TOO_LONG = f"is longer than {32 * KB:,} characters"
MORE = "the rest is left out"
IRREGULAR = "is not a regular file"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "content", "taken", "skipped"),
    [
        pytest.param("x.txt", b"0" * 70 * KB, [], [("x.txt", "is larger than 32 MB")], id="a file too large"),
        pytest.param("x.txt", b"0" * 40 * KB, [], [("x.txt", TOO_LONG)], id="a text too long"),
        pytest.param(
            "x.jsonl",
            b'{"text": "One."}\n{"text": "' + b"0" * 200 * KB + b'"}\n{"text": "Three."}\n',
            ["x.jsonl/1", "x.jsonl/3"],
            [("x.jsonl/2", "is longer than 4 MB")],
            id="a line too long",
        ),
        pytest.param(
            "x.csv",
            b'text\nOne.\n"Two.' + b"0\n" * 40 * KB + b"\n",
            ["x.csv/1"],
            [("x.csv/2", "is longer than 4 MB; the rows below it are left out")],
            id="a quote never closed",
        ),
        pytest.param("x.csv", b"\0" * 9 * KB, [], [("x.csv", "is empty")], id="a table of nothing"),
        pytest.param(
            "x.zip",
            zipped(bomb),
            ["x.zip/a.txt", "x.zip/c.txt"],
            [("x.zip/bomb.txt", "is larger than 32 MB")],
            id="a zip bomb",
        ),
        pytest.param("x.zip", zipped(lie), [], [("x.zip/a.txt", "is broken (BadZipFile)")], id="a zip that lies"),
        pytest.param("x.zip", zipped(link), [], [("x.zip/link.txt", IRREGULAR)], id="a link in a zip"),
        pytest.param("x.zip", nameless(), [], [("x.zip", formats.UNSUPPORTED)], id="a member without a name"),
        pytest.param(
            "x.zip",
            endless_contents(),
            [],
            [("x.zip", f"has more than 200,000 members; {MORE}")],
            id="endless contents",
        ),
        pytest.param("x.zip", b"PK\3\4 and so on", [], [("x.zip", "is broken (BadZipFile)")], id="a broken zip"),
        pytest.param("x.zip", zipped(crowd)[:-200], [], [("x.zip", "is broken (BadZipFile)")], id="half a zip"),
        pytest.param(
            "x.tgz",
            tarred(tar_links),
            [],
            [(f"x.tgz/{name}.txt", IRREGULAR) for name in ("link", "hard", "pipe")],
            id="links in a tar",
        ),
        pytest.param(
            "x.tgz", gzip.compress(b"no tar" * 999), [], [("x.tgz", "is broken (ReadError)")], id="a broken tar"
        ),
        pytest.param("x.tgz", b"\x1f\x8b and so on", [], [("x.tgz", "is broken (BadGzipFile)")], id="a broken gzip"),
        pytest.param(
            "x.tgz",
            tarred(partial(tar_member, name="x", size=100 * KB, kind=tarfile.XHDTYPE)),
            [],
            [("x.tgz", "has a member with a header too large to be read")],
            id="an endless header",
        ),
        pytest.param(
            "x.tgz",
            tarred(tar_number),
            ["x.tgz/a.txt"],
            [("x.tgz", "has a member with a header that cannot be read")],
            id="an endless number in a header",
        ),
        pytest.param(
            "x.tgz",
            tarred(partial(tar_header, kind=tarfile.XHDTYPE, content=b"9" * 30 + b" path=a\n")),
            ["x.tgz/a.txt"],
            [("x.tgz", "is broken (OverflowError)")],
            id="a length that no number of the machine holds",
        ),
        pytest.param(
            "x.tgz",
            tarred(partial(tar_header, kind=tarfile.XGLTYPE, content=b"22 GNU.sparse.major=1\n")),
            ["x.tgz/a.txt"],
            [("x.tgz", containers.SPARSE)],
            id="a sparse file by its extended header",
        ),
        pytest.param(
            "x.tgz",
            tarred(partial(tar_header, kind=tarfile.GNUTYPE_SPARSE, content=b"")),
            ["x.tgz/a.txt"],
            [("x.tgz", containers.SPARSE)],
            id="a sparse file by its kind",
        ),
        pytest.param(
            "x.csv",
            f"text{',c' * 3000}\nOne.{',v' * 3000}\n".encode(),
            ["x.csv/1"],
            [
                ("x.csv", "has more than 2,000 columns; those beyond are left out"),
                ("x.csv", "has columns that are not read: c"),
            ],
            id="a table too wide",
        ),
    ],
)
def test_a_hostile_file_is_skipped_with_one_reason_and_the_next_is_read(
    tmp_path: Path, name: str, content: bytes, taken: list[str], skipped: list[tuple[str, str]]
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "y.txt").write_text("He said so.")
    assert read(tmp_path) == ([*taken, "y.txt"], skipped)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "content", "most", "why"),
    [
        pytest.param("x.zip", zipped(many_bombs), 4, f"unpacks to more than 4096 MB; {MORE}", id="bombs in a zip"),
        pytest.param("x.tgz", tarred(tar_bombs), 4, f"unpacks to more than 4096 MB; {MORE}", id="bombs in a tar"),
        pytest.param("x.zip", zipped(crowd), 20, f"has more than 200,000 members; {MORE}", id="a crowd in a zip"),
    ],
)
def test_an_oversized_container_is_read_up_to_its_limits(
    tmp_path: Path, name: str, content: bytes, most: int, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "y.txt").write_text("He said so.")
    taken, skipped = read(tmp_path)
    assert taken[-1] == "y.txt"
    assert len(taken) - 1 + sum(reason == TOO_LONG for _, reason in skipped) <= most
    assert [reason for _, reason in skipped if reason != TOO_LONG] == [why]


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("limit", ["MAX_HEADER_BYTES", "MAX_HEADERS_BYTES"])
def test_extended_headers_are_read_up_to_their_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, kind: bytes
) -> None:
    header = partial(tar_header, kind=kind, content=b"600 comment=".ljust(599, b"c") + b"\n")
    (tmp_path / "x.tgz").write_bytes(tarred(header))
    monkeypatch.setattr(containers, limit, 700)
    taken, skipped = read(tmp_path)
    assert (taken, skipped) == (["x.tgz/a.txt"], [("x.tgz", "has a member with a header too large to be read")])


@pytest.mark.parametrize("cut", [800, 300], ids=["within a header", "within a member"])
def test_a_tar_that_was_cut_short_is_read_up_to_the_cut(tmp_path: Path, cut: int) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for number in range(3):
            tar_member(archive, f"{number}.txt", 500)
    raw = whole.getvalue().rstrip(b"\0")
    (tmp_path / "x.tar").write_bytes(raw[:-cut])
    taken, skipped = read(tmp_path)
    assert taken == ["x.tar/0.txt", "x.tar/1.txt"]
    assert {name for name, _ in skipped} & {"x.tar", "x.tar/2.txt"}


@pytest.mark.parametrize("limit", ["MAX_FILE_CHARS", "MAX_PARTS"])
def test_a_book_that_unpacks_to_too_much_is_read_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(limits, limit, {"MAX_FILE_CHARS": 30, "MAX_PARTS": 2}[limit])
    (tmp_path / "a.json").write_text('[{"text": "He said so."}, {"text": "He said no."}, {"text": "He said maybe."}]')
    taken, skipped = read(tmp_path)
    assert taken == ["a.json/1", "a.json/2"]
    assert [why.endswith("the rest is left out") for _, why in skipped] == [True]


@pytest.mark.parametrize("key", ["a" + ".a" * 5000, "x = {" + '"b" . ' * 5000 + "c = 1}", "[" + "d." * 900 + "e]"])
def test_a_sources_file_with_keys_of_a_thousand_parts_is_refused_at_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    (tmp_path / "a.txt").write_text("He said so.")
    (tmp_path / "sources.toml").write_text(f'["a.txt"]\nsource = "Post"\n{key}\n')
    started = time.process_time()
    assert read(tmp_path) == (["a.txt"], [])
    assert time.process_time() - started < 2
    assert "is not valid TOML: too many dots in a key" in caplog.text
    assert "(at line 3)" in caplog.text


BAD_TOML = [
    pytest.param('["a.txt"]\ndate = ' + "9" * 6000, "a number has too many digits", id="a number of 6,000 digits"),
    pytest.param('["a.txt"]\ndate = 2012-02-31', "Invalid date or datetime", id="no such day"),
    pytest.param("a = " + "{a = " * 3000, "nested too deeply", id="tables in tables"),
]
LARGE_TOML = pytest.param("# so\n" * 900_000, "more than 4 MB", id="tables without end")


@pytest.mark.parametrize(("content", "problem"), [*BAD_TOML, LARGE_TOML])
def test_sources_past_the_limits_of_toml_cost_only_themselves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str, problem: str
) -> None:
    (tmp_path / "a.txt").write_text("He said so.")
    (tmp_path / "sources.toml").write_text(content)
    assert read(tmp_path) == (["a.txt"], [])
    assert f"sources.toml' is not valid TOML: {problem}" in caplog.text


@pytest.mark.parametrize(("content", "problem"), BAD_TOML)
def test_front_matter_past_the_limits_of_toml_costs_only_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str, problem: str
) -> None:
    (tmp_path / "a.txt").write_text(f"+++\n{content}\n+++\nHe said so.")
    assert read(tmp_path) == (["a.txt"], [])
    assert f"its front matter is not valid TOML and is left out: {problem}" in caplog.text


@pytest.mark.parametrize(("content", "problem"), [*BAD_TOML, LARGE_TOML])
def test_corrections_past_the_limits_of_toml_are_refused(tmp_path: Path, content: str, problem: str) -> None:
    (tmp_path / "corrections.toml").write_text(content)
    with pytest.raises(CorrectionsDamaged, match=problem):
        read(tmp_path)


def test_a_table_of_sources_is_read_up_to_its_limits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_PARTS", 3)
    (tmp_path / "a.txt").write_text("He said so.")
    (tmp_path / "sources.tsv").write_text("file\tsource\n" + "".join(f"{n}.txt\tPost\n" for n in range(9)))
    assert read(tmp_path) == (["a.txt"], [])
    assert "has more than 3 rows; the archive is read without it" in caplog.text


def test_markup_that_is_nested_too_deeply_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>He said so.</p>" + "<div>" * 400 + "<p>He said no.</p>")
    assert read(tmp_path) == (["a.html"], [("a.html", html.NESTED)])


def test_two_names_that_become_one_when_they_are_made_printable_do_not_stop_the_archive(tmp_path: Path) -> None:
    for name in (b"a\\xff.txt", b"a\xff.txt", b"b.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("He said so.")
    taken, skipped = read(tmp_path)
    assert taken == ["a\\xff.txt", "b.txt"]
    assert [why for _, why in skipped] == [
        "has the same name as another file, once the bytes in it that are not UTF-8 are escaped; rename it"
    ]


def test_an_error_in_our_own_rules_costs_one_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, *_: object, **__: object) -> ArticleHeader:
        if "so" not in text:
            raise ZeroDivisionError
        return ArticleHeader(0)

    monkeypatch.setattr("retrieval.ingest.assembly.parse_header", broken)
    for name, text in (("a", "He said so."), ("b", "He said no."), ("c", "He also said so.")):
        (tmp_path / f"{name}.txt").write_text(text)
    assert read(tmp_path) == (["a.txt", "c.txt"], [("b.txt", "cannot be made an article (ZeroDivisionError)")])


def test_front_matter_aliases_that_would_fill_the_memory_are_reported_in_a_short_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bombs = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (tmp_path / "a.txt").write_text(f"---\na0: &a0 [x]\n{bombs}title: *a29\ndate: *a29\n---\nHe said so.\n")
    assert read(tmp_path) == (["a.txt"], [])
    assert [len(record.getMessage()) < 500 for record in caplog.records] == [True, True]


@pytest.mark.parametrize("escape", ["\\ud800", "\\0", "\\x07"])
def test_a_title_holds_nothing_that_cannot_be_stored_or_printed(tmp_path: Path, escape: str) -> None:
    (tmp_path / "a.txt").write_text(f'---\ntitle: "Dead{escape}Bill"\n---\nHe said so.\n')
    (found,) = ingest.ArchiveReader(ArchiveSettings(tmp_path), parsers_here)
    assert found.title == "Dead Bill"


def outcome(kind: Format, raw: bytes, seconds: float, memory_bytes: int = limits.PARSER_MEMORY_BYTES) -> str:
    """The reason why sandboxed parsers reject a file. Also asserts that they still read the next file."""
    with sandbox.parsers(seconds, memory_bytes) as parse:
        hostile, harmless = (
            parse(each, content, ColumnSettings()) for each, content in ((kind, raw), (Format.HTML, b"<p>He said so."))
        )
        with pytest.raises(UnreadableFile) as refused:
            hostile()
        (part,) = harmless()
        assert isinstance(part, Document)
        assert part.text == "He said so."
    return refused.value.why


@pytest.mark.slow
def test_a_parser_that_runs_too_long_is_killed() -> None:
    assert outcome(Format.HTML, b"<p>a</p>" * 1_000_000, seconds=10) == "takes longer than 10 s to read"


@pytest.mark.slow
def test_a_parser_that_needs_too_much_memory_is_killed() -> None:
    why = outcome(Format.HTML, b"<p>a</p>" * 3_000_000, seconds=60, memory_bytes=200 * limits.MEGABYTE)
    # lxml does not always report that memory ran out
    assert why.startswith(("needs more than 200 MB of memory", "is broken"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [("x.html", b"<div>" * 300_000 + b"He said so."), ("x.rss", b"<rss>" * 100_000), ("x.md", b"> " * 50_000 + b"So.")],
    ids=["HTML", "feed", "Markdown"],
)
def test_deeply_nested_markup_does_not_stop_the_next_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "y.txt").write_text("He said so.")
    taken, skipped = read(tmp_path, partial(sandbox.parsers, 20.0))
    assert taken[-1] == "y.txt"
    assert {*taken, *(file for file, _ in skipped)} == {name, "y.txt"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,text\n1,<p>He said so.</p>\n2,<p>bomb</p>\n3,He said no.\n4,<b>He said</b> yes.\n"),
        ("a.jsonl", b'{"text": "<p>He said so."}\n{"text": ["<p>bomb"]}\n{"text": "Oh"}\n{"body": "<i>No</i>"}\n'),
        ("a.zip", zipped(lambda archive: archive.writestr("1.csv", "id,text\n1,<p>So\n2,<p>bomb\n4,So.\n"))),
    ],
)
def test_html_in_a_cell_is_parsed_within_limits_and_costs_at_most_its_row(
    tmp_path: Path, name: str, content: bytes
) -> None:
    parsed = []

    @contextmanager
    def parsers() -> Iterator[sandbox.Parse]:
        def parse(kind: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
            def outcome() -> list[Part]:
                parsed.append(kind)
                if b"bomb" in raw:
                    raise UnreadableFile("takes longer than 30 s to read")
                return formats.read_documents(kind, raw, columns)

            return outcome

        yield parse

    (tmp_path / name).write_bytes(content)
    taken, skipped = read(tmp_path, parsers)
    assert [article.rpartition("/")[2] for article in taken] in (["1", "3", "4"], ["1", "4"])
    assert [(path.rpartition("/")[2], why) for path, why in skipped] == [("2", "takes longer than 30 s to read")]
    assert set(parsed) == {Format.HTML_CELL}


@pytest.mark.slow
def test_a_cell_of_html_that_runs_too_long_costs_its_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"id,text\n1,{'<p>a</p>' * 500_000}\n2,<p>He said so.</p>\n")
    taken, skipped = read(tmp_path, partial(sandbox.parsers, 2.0))
    assert (taken, skipped) == (["a.csv/2"], [("a.csv/1", "takes longer than 2 s to read")])


def word_file(body: str) -> bytes:
    return zipped(lambda archive: archive.writestr("word/document.xml", f"<document><body>{body}</body></document>"))


def spreadsheet(rows: str) -> bytes:
    """An Excel file whose only sheet has these rows."""
    empty = io.BytesIO()
    openpyxl.Workbook().save(empty)
    with zipfile.ZipFile(empty) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    members["xl/worksheets/sheet1.xml"] = f"{head}{rows}</sheetData></worksheet>".encode()

    def write(archive: zipfile.ZipFile) -> None:
        for name, content in members.items():
            archive.writestr(name, content)

    return zipped(write)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param(Format.JSON, lambda: b'{"articles": [' + b"[]," * 8_000_000 + b"{}]}", id="JSON of nothing"),
        pytest.param(Format.DOCX, lambda: word_file("<p>" * 200_000), id="nested paragraphs"),
        pytest.param(Format.XLSX, lambda: spreadsheet(f"<row>{'<c/>' * 9_000_001}</row>"), id="a row without end"),
        pytest.param(Format.RTF, lambda: b"{\\rtf1 " + b"{" * 1_000_000, id="nested groups"),
        pytest.param(Format.MAIL, lambda: MULTIPART + b"--b\n\nx\n" * 20_000, id="a mail of many parts"),
    ],
)
def test_a_file_that_would_fill_the_memory_is_skipped_and_the_next_is_read(
    kind: Format, content: Callable[[], bytes]
) -> None:
    assert outcome(kind, content(), seconds=20, memory_bytes=200 * limits.MEGABYTE)


@pytest.mark.usefixtures("small")
def test_a_mailbox_is_read_past_a_message_that_is_too_large(tmp_path: Path) -> None:
    start = b"From a@b Tue Feb  7 12:00:00 2012\nFrom: Jane Doe <j@a.example>\nSubject: So\n\n"
    mailbox = start + b"He said so.\n\n" + start + b"0" * 70 * KB + b"\n\n" + start + b"He said no.\n"
    (tmp_path / "a.mbox").write_bytes(mailbox)
    assert read(tmp_path) == (["a.mbox/1", "a.mbox/3"], [("a.mbox/2", "is larger than 32 MB")])


@pytest.mark.usefixtures("small")
def test_a_web_archive_is_read_up_to_its_limits(tmp_path: Path) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + b"0" * 20 * KB
    head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
    head += f"Content-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    record = head.encode() + http + b"\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(record * 100))
    (tmp_path / "y.txt").write_text("He said so.")
    taken, skipped = read(tmp_path)
    assert (taken[-1], len(taken)) == ("y.txt", 13)
    assert skipped == [("a.warc.gz", f"unpacks to more than 4096 MB; {MORE}")]


@pytest.mark.parametrize(
    "text",
    ["\n" * 50_000, " " * 50_000, "HD \n" * 9000, "1 of 2 DOCUMENTS\n" * 9000, "a - 2012 " * 9000, "_" * 50_000],
    ids=["blank lines", "spaces", "codes", "documents", "dates", "a rule"],
)
def test_looking_for_a_databases_export_takes_time_in_proportion_to_the_text(text: str) -> None:
    started = time.process_time()
    list(database_exports.split(Document(f"{text}\nLength: 2 words\nLoad-Date: 2012\nHe said so.")))
    assert time.process_time() - started < 2
