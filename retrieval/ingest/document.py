"""What reading a file gives: documents, or the reason why it was skipped; and a report that counts both.

UnreadableFile   the error that a reader raises where it cannot read a file, or a part of one
Skipped          the same as a result: the name of the file or part, and the reason
IngestReport     how many articles were taken, and which files were skipped for which reason
"""

import logging
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from retrieval.ingest import limits

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A text as its format's reader gives it, before its article header is parsed.

    `name` is the document's name within a file that holds several, "" in a file that holds one. `raw_metadata` is what
    the format states beside the text, unparsed, by the keys of `metadata.KEYS`. `front_matter` is set where the text
    may begin with YAML front matter, `markdown` where its headline may begin with "# ".
    """

    text: str
    raw_metadata: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    front_matter: bool = False
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, a folder or a part of a file that was not read, and why.

    Readers name a part within its file, "" for the file itself; the walk and the report give the path in the archive.
    """

    name: str
    why: str


Part = Document | Skipped


def printable_name(name: str) -> str:
    """A file's name with bytes that are not UTF-8 escaped, so that it can be stored and printed anywhere."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


class IngestReport:
    """Logs each skipped file once. For one reason NAMED_PER_REASON files are named, and further ones only counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: Counter[str] = Counter()  # articles by the name of their format
        self.named: list[Skipped] = []
        self._counts: Counter[str] = Counter()  # skipped files by reason

    @property
    def skipped(self) -> int:
        return self._counts.total()

    def take(self, format_name: str) -> None:
        self.taken[format_name] += 1

    def skip(self, skipped: Skipped) -> None:
        why = skipped.why
        self._counts[why] += 1
        if self._counts[why] <= limits.NAMED_PER_REASON:
            self.named.append(Skipped(str(PurePath(skipped.name)), why))
            logger.warning("skipped %r: %s", str(self._folder / skipped.name), why)
        elif self._counts[why] == limits.NAMED_PER_REASON + 1:
            logger.warning("further files are skipped and not named: each %s", why)

    def as_json(self) -> dict[str, Any]:
        """Articles by format and skipped files by reason, both most frequent first.

        `files` are paths below the archive folder, of the first NAMED_PER_REASON for each reason.
        """
        return {
            "taken": dict(self.taken.most_common()),
            "skipped": [
                {"why": why, "count": count, "files": [printable_name(s.name) for s in self.named if s.why == why]}
                for why, count in self._counts.most_common()
            ],
        }
