"""Time and memory of reading grow with a file's size, and are bounded for a hostile file, also outside the sandbox."""

import gzip
import io
import sqlite3
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from retrieval import ingest
from retrieval.errors import ParserLimitExceeded
from retrieval.ingest import extract, formats, limits, sandbox, text_layout
from retrieval.ingest.document import Document, Part
from retrieval.ingest.formats import Format, containers, row_values, rows, web_archive
from retrieval.ingest.metadata import sidecars
from retrieval.settings import ArchiveSettings, ColumnSettings
from tests.fakes import parsers_here
from tests.ingest.formats.one_file import read, zipped
from tests.ingest.formats.test_epub import epub
from tests.ingest.formats.test_web_archive import PAGE, record

LONG = limits.MAX_UNCONFINED_BYTES


def left_out(folder: Path, name: str, content: bytes) -> list[str]:
    """Why parts of a file are left out, of which none becomes an article; the file beside it does."""
    (folder / "y.txt").write_text("He said so.")
    articles, skipped = read(folder, name, content)
    assert [article.id for article in articles] == ["y.txt"]
    return [why for _, why in skipped]


@contextmanager
def noting(kinds: list[Format], hostile: bytes = b"\0") -> Iterator[sandbox.Parse]:
    """Parsers that note what they are given; files with the hostile bytes take too long."""

    def parse(kind: Format, raw: bytes, columns: ColumnSettings) -> Callable[[], list[Part]]:
        kinds.append(kind)

        def outcome() -> list[Part]:
            if hostile in raw:
                raise ParserLimitExceeded("takes longer than 30 s to read")
            return formats.read_documents(kind, raw, columns)

        return outcome

    yield parse


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.txt", b"He said so. " * 9000, Format.LONG_TEXT),
        ("a.md", b"He said so. " * 9000, Format.MARKDOWN),
        ("a", b"He said so. " * 9000, Format.LONG_TEXT),
        ("a.txt", b"title\tdate\ttext\n" + b"The Bill\t2012-02-07\tHe said so.\n" * 3000, Format.LONG_TEXT),
    ],
    ids=["text", "Markdown", "without a suffix", "a table"],
)
def test_a_long_text_is_read_in_the_sandbox_as_a_short_one_is_outside(
    tmp_path: Path, name: str, content: bytes, kind: Format
) -> None:
    found = []
    for raw in (content, content[: LONG // 2].rpartition(b"\n")[0] or content[: LONG // 2]):
        kinds: list[Format] = []
        (tmp_path / name).write_bytes(raw)
        articles = list(ingest.ArchiveReader(ArchiveSettings(tmp_path), partial(noting, kinds)))
        found.append((kinds[:1], articles[0].title, articles[0].text[:9]))
    assert found[0][0] == [kind]
    assert found[1][0] in ([], [Format.CSV])
    assert found[0][1:] == found[1][1:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", zipped({f"{number:02}.html": f"<p>bomb {number}" for number in range(30)})),
        ("a.csv", b"title,text\n" + b"The Bill,<p>bomb\n" * 30),
        ("a.jsonl", b'{"text": "<p>bomb"}\n' * 30),
    ],
)
def test_a_file_with_many_costly_parts_is_read_up_to_a_few_of_them(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.zip").write_bytes(zipped({"a.html": "<p>He said so."}))
    (tmp_path / "y.txt").write_text("He said so.")
    reader = ingest.ArchiveReader(ArchiveSettings(tmp_path), lambda: noting([], b"bomb"))
    assert [article.id for article in reader] == ["b.zip/a.html", "y.txt"]
    why = [skipped.why for skipped in reader.report.named if skipped.name.startswith(name)]
    assert len(why) == 30
    tried = len(why) - why.count(extract.TOO_COSTLY)
    assert limits.MAX_COSTLY_PARTS <= tried <= limits.MAX_COSTLY_PARTS + limits.PREFETCHED_FILES + 1


@pytest.mark.parametrize(
    "content",
    [
        b"WARC/1.0\r\n" + b"A: b\r\n" * 400_000,
        b"WARC/1.0\r\nA: " + b"b" * 3_000_000,
        record("https://a.example/1", b"So.", X="b" * 3_000_000),
        b"WARC/1.0\r\nContent-Length: 0\r\n" + b"\r\n" * 1_200_000,
    ],
    ids=["many lines", "a long line", "of a page", "blank lines"],
)
def test_an_endless_header_of_a_web_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    assert left_out(tmp_path, "a.warc.gz", gzip.compress(content)) == [web_archive.LONG_HEADER]


@pytest.mark.parametrize("size", [b"%X", b"0%x;a=b"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", ""])
def test_a_page_in_pieces_unpacks_to_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: bytes, encoding: str, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100_000)
    pages = []
    for words in ("He said so.", "0" * 300_000):
        page = PAGE.format(words).encode()
        packed = {"gzip": gzip.compress(page), "deflate": zlib.compress(page)}.get(encoding, page)
        pieces = b"".join(b"%s\r\n%s\r\n" % (size % len(part), part) for part in (packed[:7], packed[7:]) if part)
        more = {"Content_Encoding": encoding} if encoding else {}
        pages.append(record("https://a.example/1", pieces + b"0\r\n\r\n", Transfer_Encoding="chunked", **more))
    articles, skipped = read(tmp_path, "a.warc", b"".join(pages))
    assert [article.text for article in articles] == ["He said so."]
    assert [why for _, why in skipped] == [limits.TOO_LARGE]
    assert capfd.readouterr().err == ""


def test_a_record_of_a_wrong_length_writes_nothing_to_standard_error(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 3\r\n\r\nabc\x1b[2J and more\r\n\r\n"
    left_out(tmp_path, "a.warc", broken)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc.gz", gzip.compress(b"", mtime=0) * 500),
        ("a.wacz", zipped({"archive/a.warc.gz": gzip.compress(b"", mtime=0) * 500})),
    ],
)
def test_compressed_data_that_unpacks_to_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    monkeypatch.setattr(web_archive, "MAX_EMPTY_RECORD_BYTES", 9000)
    assert left_out(tmp_path, name, content) == [web_archive.UNPACKS_TO_NOTHING]


@pytest.mark.parametrize("kind", ["VIRTUAL", "STORED"])
def test_columns_that_a_database_computes_are_not_read(tmp_path: Path, kind: str) -> None:
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as file:
        computed = f"note TEXT GENERATED ALWAYS AS (hex(zeroblob(length(text) * 50))) {kind}"
        file.execute(f"CREATE TABLE articles (title TEXT, text TEXT, {computed})")
        file.execute("INSERT INTO articles (title, text) VALUES ('The Bill', 'He said so.')")
        file.commit()
    articles, skipped = read(tmp_path, "y.txt", "He said no.")
    assert [article.text for article in articles] == ["He said so.", "He said no."]
    assert skipped == []


def test_a_wacz_with_endless_contents_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.ingest.formats.containers._MAX_DIRECTORY_BYTES", 50)
    (why,) = left_out(tmp_path, "a.wacz", zipped({"archive/a.warc": b"", "archive/b.warc": b""}))
    assert why.startswith("has more than 200,000 members")


def test_names_of_columns_that_each_row_has_anew_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAX_KNOWN_NAMES", 5)
    reader = rows.RowReader(ColumnSettings())
    parts = [
        part for number in range(20) for part in reader.read({"text": "He said so.", f"key{number}x": "1"}, number)
    ]
    assert len(parts) == 20
    assert len(reader._known_names) == len(reader._unread) == 5  # text is one of the names
    assert len(list(reader.unread_columns())) == 1


@pytest.mark.parametrize(
    "row",
    [
        {f"key{number}": "1" for number in range(3000)},
        {"meta": {f"key{number}": {"a": "1", "b": "2"} for number in range(9000)}},
        {"fields": {"a": {f"key{number}": "1" for number in range(9000)}}},
    ],
    ids=["names", "objects within one", "names within objects"],
)
def test_a_row_has_a_limited_number_of_values(row: dict[str, object]) -> None:
    reader = rows.RowReader(ColumnSettings())
    parts = list(reader.read({"text": "He said so.", **row}, 1))
    assert isinstance(parts[0], Document)
    assert len(row_values.flat(row)) < 9000
    assert [part.why for part in reader.unread_columns()][: len(row) > 2000] == [rows.TOO_WIDE] * (len(row) > 2000)


def test_rows_of_facts_of_other_files_are_limited_in_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(limits, "MAX_PARTS", 5)
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text("He said so.")
        (tmp_path / f"{name}.csv").write_text("file,title\n" + "".join(f"{name}{n}.txt,No\n" for n in range(3)))
        with (tmp_path / f"{name}.csv").open("a") as file:
            file.write(f"{name}.txt,Title of {name}\n")
    found = sidecars.Sidecars(tmp_path, lambda: sorted(path.name for path in tmp_path.iterdir()), ColumnSettings())
    assert [found.facts_of(f"{name}.txt") for name in "abc"] == [{"title": "Title of a"}, {}, {}]
    assert caplog.text.count("too many rows") == 1


def seconds(make: Callable[[int], str | bytes], name: str, size: int, folder: Path) -> float:
    made = make(size)
    (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)
    started = time.process_time()
    reader = ingest.ArchiveReader(ArchiveSettings(folder), parsers_here)
    for _ in reader:
        pass
    return time.process_time() - started


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", lambda size: "-----\nfrom: a\ndate: 7 February 2012\nsubject: c\n\nHe said so.\n" * (size // 30)),
        (
            "a.txt",
            lambda size: "   1 of 2 DOCUMENTS\n\nHSJ\n\nMay 7, 2012\n\nT\n\nLENGTH: 9 words\n\n" + "He\n" * size,
        ),
        (
            "a.txt",
            lambda size: (
                "[Congressional Record Volume 168, Number 104 (Tuesday, June 21, 2022)]\n"
                + " " * 20
                + f"\n{' ' * 20}T\n" * size
                + "  He\nsaid\n" * size
            ),
        ),
        ("a.csv", lambda size: b"\xff\xfe" + "title,text\n".encode("utf-16-le") + b"\x0a\x0a" * size),
    ],
    ids=["printed mail", "Nexis", "Congressional Record", "a table in UTF-16"],
)
def test_the_time_of_reading_grows_with_the_size_only(
    tmp_path: Path, name: str, make: Callable[[int], str | bytes]
) -> None:
    (tmp_path / "y.txt").write_text("He said so.")
    seconds(make, name, 100, tmp_path)
    short, long = (min(seconds(make, name, size, tmp_path) for _ in range(2)) for size in (10_000, 40_000))
    assert long < 8 * max(short, 0.05)


@pytest.mark.parametrize("opening", ["<!--", "{%", "{{", "![", "[a]("])
def test_the_time_of_marks_that_are_never_closed_grows_with_a_line_only(opening: str) -> None:
    def lasts(size: int) -> float:
        started = time.process_time()
        text_layout.prepare_markdown(opening * size, 0)
        return time.process_time() - started

    lasts(100)
    short, long = (min(lasts(size) for _ in range(2)) for size in (5_000, 20_000))
    assert long < 8 * max(short, 0.05)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
@pytest.mark.parametrize("words", ["\0" * 3, "\x01\x02" * 9], ids=["a NUL", "control characters"])
def test_a_table_of_times_and_words_that_is_binary_is_skipped(tmp_path: Path, name: str, words: str) -> None:
    mark = {"a.csv": ",", "a.tsv": "\t"}[name]
    rows = [("start", "end", "text"), ("0", "2.5", words), ("66", "70", words)]
    content = "".join(mark.join(row) + "\n" for row in rows).encode()
    assert "is binary data" in left_out(tmp_path, name, content)[0]


@pytest.mark.parametrize(
    ("limits_set", "chapters_read", "left_out"),
    [
        pytest.param({}, [3] * 8, [], id="none"),
        pytest.param({"MAX_FILE_CHARS": 40}, [2] * 8, [formats._TOO_LONG] * 8, id="of each book"),
        pytest.param({"MAX_UNPACKED_BYTES": 8 << 10}, [3] * 4, [containers._TOO_MUCH], id="of the file of books"),
    ],
)
def test_eight_identical_books_in_one_file_have_the_limits_of_books_and_of_that_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limits_set: dict[str, int],
    chapters_read: list[int],
    left_out: list[str],
) -> None:
    book = epub({f"{number}.xhtml": f"<p>Statement {number} of Lee." for number in range(3)})
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for number in range(8):
            member = tarfile.TarInfo(f"{number}.epub")
            member.size = len(book)
            archive.addfile(member, io.BytesIO(book))
    for name, value in limits_set.items():
        monkeypatch.setattr(limits, name, value)
    articles, skipped = read(tmp_path, "all.tgz", packed.getvalue())
    assert [article.id for article in articles] == [
        f"all.tgz/{number}.epub/OEBPS/{chapter}.xhtml"
        for number, chapters in enumerate(chapters_read)
        for chapter in range(chapters)
    ]
    assert [why for _, why in skipped] == left_out
