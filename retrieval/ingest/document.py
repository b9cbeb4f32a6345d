"""The results of reading files: documents, what was left out, and a report that counts them.

Document         a text with its raw metadata, from which an article is made
Skipped          the name of a file or part that could not be read, and the reason (made from an UnreadableFile error)
Incomplete       the name of a file or part that was read, and what was left out of it
IngestReport     the number of articles, and for each reason the files that were skipped or are incomplete
"""

import logging
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from retrieval.ingest import limits
from retrieval.models import Article, Published, Span

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A text from the reader of its format, before its header is parsed.

    `name` is the document's name within a file with several documents, or "". `raw_metadata` has the metadata from the
    format, unparsed, by the keys of `metadata.KEYS`. `front_matter` is true if the text may begin with YAML front
    matter; `markdown` is true if its headline may begin with "# "; `plain` if its lines may be wrapped, or pasted from
    a page with its furniture. `notes` has the footnotes and endnotes, which do not belong to the article, each with the
    end of its paragraph in the text. `block_quotations` has the spans of paragraphs set off as quotations. `ocr` is
    true if pages were read from pictures, so that words may be misread.
    """

    text: str
    raw_metadata: Mapping[str, object] = field(default_factory=dict)
    name: str = ""
    front_matter: bool = False
    markdown: bool = False
    plain: bool = False
    notes: tuple[tuple[int, str], ...] = ()
    block_quotations: tuple[Span, ...] = ()
    ocr: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, a folder or a part of a file that was not read, and the reason.

    A reader gives the name of a part within its file, or "" for the file itself. The walk and the report give the path
    in the archive. `scans` is true if OCR may be able to read the part.
    """

    name: str
    why: str
    scans: bool = False


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A file or part of a file that was read incompletely. `why` says what is left out. The name is as in `Skipped`."""

    name: str
    why: str
    scans: bool = False


Part = Document | Skipped | Incomplete
LeftOut = Skipped | Incomplete


def part_path(file: str, part: str) -> str:
    """The path of a part of a file in the archive; if `part` is "", the path of the file."""
    return "/".join(filter(None, (file, part)))


def printable_name(name: str) -> str:
    """A file's name with bytes that are not UTF-8 escaped, so that it can be stored and printed anywhere."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Example:
    """The metadata of an article that was read, as an example in a report."""

    id: str
    title: str | None
    published: Published | None
    source: str | None
    authors: tuple[str, ...] = ()


class IngestReport:
    """Counts the articles, the skipped files and the incomplete ones, and logs a line for each file and reason.

    For each reason, the first NAMED_PER_REASON files are named. Further ones are only counted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: Counter[str] = Counter()  # number of articles by the name of their format
        self.examples: dict[str, list[Example]] = {}  # of each format, its first EXAMPLES articles
        self.named: list[LeftOut] = []
        self._counts: Counter[tuple[type[LeftOut], str]] = Counter()  # skipped and incomplete parts by reason
        self._logged: Counter[str] = Counter()  # lines in the log by reason

    @property
    def skipped(self) -> int:
        return sum(count for (kind, _), count in self._counts.items() if kind is Skipped)

    def take(self, format_name: str, article: Article) -> None:
        self.taken[format_name] += 1
        examples = self.examples.setdefault(format_name, [])
        if len(examples) < limits.MAX_EXAMPLES:
            examples.append(Example(article.id, article.title, article.published, article.source, article.authors))

    def leave_out(self, file: str, parts: Sequence[LeftOut]) -> None:
        """Count what was left out of a file. `parts` have their names within the file, or "" for the file itself."""
        names: dict[tuple[type[LeftOut], str], list[str]] = {}
        for part in parts:
            reason = (type(part), part.why)
            self._counts[reason] += 1
            names.setdefault(reason, []).append(part.name)
            if self._counts[reason] <= limits.NAMED_PER_REASON:
                self.named.append(type(part)(str(PurePath(part_path(file, part.name))), part.why))
        for (kind, why), found in names.items():
            self._log(kind, why, file, found)

    def _log(self, kind: type[LeftOut], why: str, file: str, names: Sequence[str]) -> None:
        self._logged[why] += 1
        if self._logged[why] == limits.NAMED_PER_REASON + 1:
            logger.warning("further files are not named: each %s", why)
        if self._logged[why] > limits.NAMED_PER_REASON:
            return
        path = self._folder / file if file else self._folder
        verb = "skipped " if kind is Skipped else ""
        if len(names) == 1:
            logger.warning("%s%r: %s", verb, part_path(str(path), names[0]), why)
            return
        few = ", ".join(map(repr, names[:3])) + (", ..." if len(names) > 3 else "")
        logger.warning("%s%d parts of %r: each %s (%s)", verb, len(names), str(path), why, few)

    def as_json(self) -> dict[str, Any]:
        """The number of articles by format, and of skipped and incomplete files by reason; most frequent first.

        `files` has the paths, below the archive folder, of the first NAMED_PER_REASON files for each reason.
        """
        return {
            "taken": dict(self.taken.most_common()),
            "skipped": self._reasons(Skipped),
            "incomplete": self._reasons(Incomplete),
        }

    def _reasons(self, kind: type[LeftOut]) -> list[dict[str, Any]]:
        named = [part for part in self.named if isinstance(part, kind)]
        return [
            {"why": why, "count": count, "files": [printable_name(part.name) for part in named if part.why == why]}
            for (counted, why), count in self._counts.most_common()
            if counted is kind
        ]
