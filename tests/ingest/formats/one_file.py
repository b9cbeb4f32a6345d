"""Reads an archive of a single file, for the tests of every format."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from retrieval import ingest
from retrieval.models import Article, Basis, PartialDate, Published
from retrieval.settings import ArchiveSettings, ColumnSettings
from tests.fakes import parsers_here

FEB_7 = Published(PartialDate(date(2012, 2, 7)), Basis.GIVEN)
FEB_8 = PartialDate(date(2012, 2, 8))


def read(
    folder: Path, name: str, content: str | bytes, columns: ColumnSettings | None = None
) -> tuple[list[Article], list[tuple[str, str]]]:
    """The articles of a folder with only this file; and the skipped files, each with its reason."""
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    reader = ingest.ArchiveReader(ArchiveSettings(folder, columns=columns or ColumnSettings()), parsers_here)
    articles = list(reader)
    return articles, [(skipped.name, skipped.why) for skipped in reader.report.named]


def only_article(folder: Path, name: str, content: str | bytes) -> Article:
    (article,), skipped = read(folder, name, content)
    assert skipped == []
    return article


def body(article: Article) -> str:
    return article.text[article.body :]


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()
