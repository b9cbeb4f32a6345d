"""The results of reading files: documents, skipped files and parts, and a report that counts both.

Document         a text with its raw metadata, from which an article is made
Skipped          the name of a file or part that could not be read, and the reason (made from an UnreadableFile error)
IngestReport     the number of articles, and the files skipped for each reason
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
    """A text from the reader of its format, before its header is parsed.

    `name` is the document's name within a file with several documents, or "". `raw_metadata` has the metadata from the
    format, unparsed, by the keys of `metadata.KEYS`. `front_matter` is true if the text may begin with YAML front
    matter; `markdown` is true if its headline may begin with "# ".
    """

    text: str
    raw_metadata: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    front_matter: bool = False
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, a folder or a part of a file that was not read, and the reason.

    A reader gives the name of a part within its file, or "" for the file itself. The walk and the report give the path
    in the archive.
    """

    name: str
    why: str


Part = Document | Skipped


def printable_name(name: str) -> str:
    """A file's name with bytes that are not UTF-8 escaped, so that it can be stored and printed anywhere."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


class IngestReport:
    """Counts the articles and skipped files, and logs each skipped file.

    For each reason, the first NAMED_PER_REASON files are named. Further ones are only counted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: Counter[str] = Counter()  # number of articles by the name of their format
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
        """The number of articles by format, and of skipped files by reason; both most frequent first.

        `files` has the paths, below the archive folder, of the first NAMED_PER_REASON files for each reason.
        """
        return {
            "taken": dict(self.taken.most_common()),
            "skipped": [
                {"why": why, "count": count, "files": [printable_name(s.name) for s in self.named if s.why == why]}
                for why, count in self._counts.most_common()
            ],
        }
