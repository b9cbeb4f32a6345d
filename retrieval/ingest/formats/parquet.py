"""Parquet, in which data sets of articles are published: each row is an article. Read by pyarrow, an optional package.

Rows are decoded a few at a time: one value may be repeated many thousand times within a small file.
"""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Incomplete, Part
from retrieval.ingest.formats import column_values
from retrieval.ingest.formats.row_sequences import articles
from retrieval.ingest.formats.rows import RowReader
from retrieval.settings import ColumnSettings

NEEDS_PYARROW = "is Parquet, which needs onrecord[parquet]; install that, or save it as .jsonl"
BROKEN = "is broken; rows are left out"
_BATCH_ROWS = 16


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # others reserve more than a parser process may
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UnreadableFile(NEEDS_PYARROW) from error
    try:
        file = parquet.ParquetFile(io.BytesIO(raw))
        names = [str(name) for name in file.schema_arrow.names][: limits.MAX_COLUMNS]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableFile("is not a readable Parquet file") from error
    rows = RowReader(columns)
    with suppress(pa.ArrowException, OSError, ValueError):  # which `_articles` reports
        rows.learn(column_values.sample(_rows(file, names)))
    if not rows.has_text(names):
        raise UnreadableFile(f"holds no articles: {rows.no_text}")
    yield from articles(_articles(file, names, rows, pa.ArrowException))
    yield from rows.unread_columns()


def _articles(file: Any, names: list[str], rows: RowReader, error: type[Exception]) -> Iterator[Part]:
    try:
        for number, row in enumerate(_rows(file, names), 1):
            yield from rows.read(row, number)
    except (error, OSError, ValueError):
        yield Incomplete("", BROKEN)


def _rows(file: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names, use_threads=False):
        for row in batch.to_pylist():
            yield {name: _value(cell) for name, cell in row.items()}


def _value(cell: Any) -> Any:
    """A cell as JSON would have it: times as text, and no bytes, which are pictures."""
    match cell:
        case datetime() | date():
            return cell.isoformat()
        case bytes():
            return None
    return cell
