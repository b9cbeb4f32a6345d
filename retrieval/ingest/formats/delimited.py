"""CSV and TSV: each row is an article, with the columns that the header names.

It understands Excel's first line "sep=;", blank lines above the header, UTF-16, four delimiters, and columns aligned by
spaces. Rows are read one at a time, so a table may have any size. A table of times and words is a transcript.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Incomplete, Part, Skipped
from retrieval.ingest.formats import column_values, html, json_records, plain_text, timed_json
from retrieval.ingest.formats.column_values import is_prose
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import TOO_LONG, TOO_WIDE, RowReader, ToText
from retrieval.settings import ColumnSettings

BEYOND_HEADER = "has more cells than the header; those beyond it are left out"
JOINED = "has more cells than the header; those beyond it are taken as the text's own"
UNCLOSED = "has a quotation mark that is not closed; each of its lines is read as a row"
STRAY = "has a quotation mark out of place; it may hold the row below it"
_DELIMITERS = ",;\t|"
_HEADER_LINES = 10  # among which the header is looked for
_FIXED_NAME = re.compile(r"\S+(?: \S+)*")  # of a column in a header without delimiters
_MIN_COLUMNS = 3  # of a table in a file that is called .txt
_COLUMNS_OF_NOTES = 2  # above a header, such as "From:,1 May"
_HEADER_BYTES = 2000  # at the start of the file, in which a delimiter must occur
_FIRST_BYTES = 256 * 1024  # of it, in which a row ends
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(file: json_records.LineReader, columns: ColumnSettings, to_text: ToText = html.to_text) -> Iterator[Part]:
    return articles(_read(file, columns, to_text))


def _read(file: json_records.LineReader, columns: ColumnSettings, to_text: ToText) -> Iterator[Part]:
    csv.field_size_limit(limits.MAX_ROW_BYTES)
    rows = RowReader(columns, to_text)
    number = 0
    try:
        source = _Recorder(_with_tabs(_text_lines(file), rows))
        header, delimiter = _header(source, rows)
        if header is None:
            yield Skipped("", "is empty")
            return
        yield from [Incomplete("", TOO_WIDE)] * (len(header) > limits.MAX_COLUMNS)
        if timed_json.are_columns(header[: limits.MAX_COLUMNS]):
            yield _transcript(header, csv.reader(source, delimiter=delimiter))
            return
        _learn(source, header, delimiter, rows)
        is_readable = rows.has_text(header[: limits.MAX_COLUMNS])
        for cells in csv.reader(source, delimiter=delimiter):
            text = source.taken()
            if not cells:
                continue
            if not is_readable and not (number == 0 and rows.has_facts(header) and any(map(is_prose, cells))):
                number += 1
                continue
            is_readable = True
            for row in _whole_rows(cells, text, len(header), delimiter):
                number += not isinstance(row, str)
                yield from _row(rows, header, row, number, delimiter)
        if not is_readable and number:
            names = ", ".join(plain_text.one_line(name) for name in header[:12])
            yield Skipped("", f"{rows.no_text}; its {number} rows have the columns {names}")
        elif not number:
            yield Skipped("", "is empty")
    except (csv.Error, UnreadableFile) as error:
        why = error.why if isinstance(error, UnreadableFile) else TOO_LONG
        yield Skipped(str(number + 1), f"{why}; the rows below it are left out")
    yield from rows.unread_columns()


def _transcript(header: list[str], rows: Iterator[list[str]]) -> Part:
    cues = [dict(zip(header, cells, strict=False)) for cells in islice(rows, limits.MAX_PARTS)]
    transcript = timed_json.read(cues)
    if transcript is None:
        return Skipped("", "has the columns of a transcript, but no times that grow")
    return replace(transcript, text=plain_text.checked(transcript.text))


def is_table(raw: bytes, columns: ColumnSettings) -> bool:
    """Whether a text is a table, such as Excel's "Unicode text": its first line names a text and other fields."""
    start = raw[:_HEADER_BYTES]
    if not any(mark in start for mark in (b"\t", b";", b"|", b"  ")):
        return False
    lines = [line for line in plain_text.decode(raw[:_FIRST_BYTES]).split("\n", 40)[:40] if line.strip()]
    rows = RowReader(columns)
    first = lines[0].removeprefix("\ufeff") if lines else ""
    for delimiter in "\t;|":
        names = first.split(delimiter)
        if len(names) >= _MIN_COLUMNS and rows.has_text(names) and rows.has_facts(names):
            return any(line.count(delimiter) >= len(names) - 1 for line in lines[1:])
    widths = _fixed_columns(first, rows)
    return bool(widths) and all(_fits(line, widths) for line in lines[1:]) and len(lines) > 1


def _fixed_columns(header: str, rows: RowReader) -> list[int]:
    """The offsets of the columns in a table aligned by spaces; none if it is not such a table.

    >>> _fixed_columns("HEADLINE            DATE        TEXT", RowReader(ColumnSettings()))
    [0, 20, 32]
    """
    names = [] if any(mark in header for mark in _DELIMITERS) else list(_FIXED_NAME.finditer(header.rstrip()))
    known = [name[0] for name in names]
    is_header = len(names) >= _MIN_COLUMNS and rows.has_text(known[-1:]) and rows.has_facts(known)
    return [name.start() for name in names] if is_header and not header[: names[0].start()] else []


def _fits(line: str, starts: Sequence[int]) -> bool:
    """Whether each column begins after a space, or the line ends before it."""
    return all(line[start - 1 : start] in {"", " "} for start in starts[1:]) and not line.startswith(" ")


def _with_tabs(lines: Iterator[str], rows: RowReader) -> Iterator[str]:
    """The lines of a table, with tabs between columns that are aligned by spaces."""
    starts: list[int] | None = None
    for line in lines:
        if starts is None and line.strip():
            starts = _fixed_columns(line, rows)
        cells = _cut(line.rstrip("\r\n"), starts) if starts and line.strip() else []
        yield "\t".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n" if cells else line


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


class _Recorder:
    """Passes lines on, and keeps those passed on since the last call of `taken`."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._kept = lines, list[str]()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._kept.append(line)
        return line

    def put_back(self, lines: list[str], before: Iterable[str] = ()) -> None:
        """Hand these lines on again, then what `before` yields, before the others."""
        self._lines = chain(lines, before, self._lines)

    def taken(self) -> list[str]:
        kept, self._kept = self._kept, []
        return kept


def _learn(lines: _Recorder, header: Sequence[str], delimiter: str, rows: RowReader) -> None:
    """Let the reader of rows learn from the first ones, which stay to be read."""
    found = (dict(zip(header, cells, strict=False)) for cells in csv.reader(lines, delimiter=delimiter) if cells)
    errors: list[UnreadableFile] = []
    try:
        rows.learn(column_values.sample(found))
    except csv.Error:  # a cell is too long, as the reader of all rows finds, too
        pass
    except UnreadableFile as error:
        errors.append(error)
    lines.put_back(lines.taken(), map(_raise, errors))


def _raise(error: UnreadableFile) -> str:
    raise error


def _text_lines(file: json_records.LineReader) -> Iterator[str]:
    start = file.readline(2)
    if start in _UTF_16:
        yield from _utf_16_lines(file, start)
        return
    first = start if start.endswith(b"\n") else start + (file.readline(limits.MAX_ROW_BYTES) or b"")
    if len(first) > limits.MAX_ROW_BYTES:
        raise UnreadableFile(TOO_LONG)
    # a carriage return alone ends a line, too, as in Excel's "CSV (Macintosh)"; `decode` makes it "\n"
    yield from io.StringIO(plain_text.decode(first).removeprefix("\ufeff"))
    for line in json_records.lines(file):
        if line is None:
            raise UnreadableFile(TOO_LONG)
        yield from io.StringIO(plain_text.decode(line))


def _utf_16_lines(file: json_records.LineReader, mark: bytes) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    pieces, chars = [decoder.decode(mark)], 0
    while raw := file.readline(limits.MAX_ROW_BYTES):  # up to a byte of a line end, which may belong to a letter
        first, *others = decoder.decode(raw).split("\n")
        pieces.append(first)
        chars += len(first)
        for other in others:
            yield plain_text.normalise_line_ends("".join(pieces) + "\n")
            pieces, chars = [other], len(other)
        if chars > limits.MAX_ROW_BYTES:
            raise UnreadableFile(TOO_LONG)
    if last := "".join(pieces):
        yield plain_text.normalise_line_ends(last)


def _header(lines: _Recorder, rows: RowReader) -> tuple[list[str] | None, str]:
    """The header's names and the delimiter. The header is the first line with a text column, else the first line.

    A first line with a date or prose is no header: then the columns have numbers.
    """
    first: tuple[list[str], str] | None = None
    stated = ""
    seen: list[str] = []
    for line in lines:
        if line.lower().startswith("sep=") and not first:
            stated = line[4:].strip("\r\n")[:1]
            continue
        if not line.strip():
            continue
        seen.append(line)
        delimiter = stated or max(_DELIMITERS, key=line.count)
        names = next(csv.reader([line], delimiter=delimiter), [])
        if rows.has_text(names):
            lines.taken()
            return names, delimiter
        if not first and any(map(column_values.is_value, names)):
            width = max(len(names), _width(line, lines, delimiter))
            return [f"column {number}" for number in range(1, width + 1)], delimiter
        first = first or (names, delimiter)
        if len(seen) == _HEADER_LINES or len(names) > _COLUMNS_OF_NOTES:
            break
    lines.taken()
    lines.put_back(seen[1:])
    return first or (None, ",")


def _width(line: str, lines: _Recorder, delimiter: str) -> int:
    """The number of cells in the row that begins with a line and may end in another. All lines stay to be read."""
    errors: list[UnreadableFile] = []
    width = 0
    try:
        width = len(next(csv.reader(chain([line], lines), delimiter=delimiter), []))
    except csv.Error:  # as the reader of all rows finds, too
        pass
    except UnreadableFile as error:
        errors.append(error)
    lines.put_back(lines.taken(), map(_raise, errors))
    return width


def _whole_rows(cells: list[str], lines: Sequence[str], columns: int, delimiter: str) -> Iterator[list[str] | str]:
    """The rows in the lines of one row; before them, the problem with its quotation marks, if there is one.

    A quotation mark that is never closed takes the rows below it into its cell. Some programs write \\" for a quotation
    mark within a cell.
    """
    if any('\\"' in line for line in lines):
        escaped = list(csv.reader(lines, delimiter=delimiter, escapechar="\\"))
        if len(escaped) == 1 and len(escaped[0]) == columns:
            yield escaped[0]
            return
    if len(lines) > 1 and not _is_well_quoted(lines, delimiter):
        alone = [next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), []) for line in lines if line.strip()]
        if all(len(row) == columns for row in alone):
            yield UNCLOSED
            yield from alone
            return
        yield STRAY
    yield cells


def _is_well_quoted(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _row(rows: RowReader, header: list[str], cells: list[str] | str, number: int, delimiter: str) -> Iterator[Part]:
    """The article of a row. A problem of the next row is passed on."""
    if isinstance(cells, str):
        yield Incomplete(str(number + 1), cells)
        return
    if len(cells) > len(header) and any(cells[len(header) :]):
        if rows.has_text(header[-1:]):  # the delimiter is part of a text without quotation marks
            cells = [*cells[: len(header) - 1], delimiter.join(cells[len(header) - 1 :])]
            yield Incomplete(str(number), JOINED)
        else:
            yield Incomplete(str(number), BEYOND_HEADER)
    plain = (cell.replace("\v", "\n") for cell in cells)  # FileMaker's line end within a cell
    named = zip(header[: limits.MAX_COLUMNS], plain, strict=False)
    yield from rows.read(dict(named), number)
