"""Reads the scanned PDFs of an archive by OCR, each of them once. The results are stored beside the index.

    index/ocr/DIGEST.json     the parts of one file, by a digest of its content

OCR takes seconds for each page, and every build reads all files. A file that cannot be decoded is read again.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from retrieval import files
from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Incomplete, Part, Skipped
from retrieval.ingest.formats import Format, pdf_ocr
from retrieval.ingest.sandbox import Parse
from retrieval.settings import ColumnSettings

FOLDER = "ocr"
_KEPT: dict[type[Part], tuple[str, ...]] = {
    Document: ("text", "raw_metadata", "name", "ocr"),
    Incomplete: ("name", "why"),
    Skipped: ("name", "why"),
}
_KINDS = {kind.__name__: kind for kind in _KEPT}


class Scans:
    def __init__(self, index: Path) -> None:
        """`index` is the folder of the index that the archive belongs to."""
        self._folder = index / FOLDER
        self._used: set[str] = set()

    def read(self, raw: bytes, parse: Parse, without: Sequence[Part]) -> Sequence[Part]:
        """The parts of a PDF with its scanned pages.

        `without` are the parts without scanned pages, used if OCR fails.
        """
        name = f"{hashlib.sha256(raw).hexdigest()}-{pdf_ocr.RESULTS_VERSION}.json"
        self._used.add(name)
        kept = self._kept(name)
        if kept is not None:
            return kept
        try:
            parts = parse(Format.SCANS, raw, ColumnSettings())()
        except UnreadableFile as error:
            return [*without, Incomplete("", f"its scanned pages cannot be read, because OCR {error.why}")]
        self._keep(name, parts)
        return parts

    def forget_unused(self) -> None:
        """Remove the results for files that were not read since this object was made."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.name not in self._used:
                    path.unlink(missing_ok=True)

    def _kept(self, name: str) -> list[Part] | None:
        try:
            values: list[dict[str, Any]] = json.loads((self._folder / name).read_text(encoding="utf-8"))
            return [_KINDS[value.pop("kind")](**value) for value in values] or None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def _keep(self, name: str, parts: Sequence[Part]) -> None:
        files.make_folder(self._folder)
        draft = self._folder / f"{name}.{os.getpid()}"
        values = [
            {"kind": type(part).__name__, **{key: getattr(part, key) for key in _KEPT[type(part)]}} for part in parts
        ]
        with files.private():
            draft.write_text(json.dumps(values), encoding="utf-8")
        draft.replace(self._folder / name)


def available(index: Path) -> Scans | None:
    """A reader of scans, if this machine has OCR."""
    return Scans(index) if pdf_ocr.is_available() else None
