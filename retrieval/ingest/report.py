"""What became of the files of an archive: how many articles of which format, and what was left out for which reason."""

import logging
from collections import Counter
from pathlib import Path
from typing import Any

from retrieval.ingest import limits
from retrieval.ingest.formats import Format
from retrieval.ingest.walk import Skipped, known_as

logger = logging.getLogger(__name__)


class IngestReport:
    """Every file that is left out is reported once; of one reason TOLD files are named, and further ones counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.taken: Counter[Format] = Counter()
        self._counts: Counter[str] = Counter()
        self.named: list[Skipped] = []

    @property
    def skipped(self) -> int:
        return self._counts.total()

    def take(self, kind: Format) -> None:
        self.taken[kind] += 1

    def skip(self, skipped: Skipped) -> None:
        self._counts[skipped.why] += 1
        if self._counts[skipped.why] <= limits.TOLD:
            self.named.append(skipped)
            logger.warning("%s", skipped)
        elif self._counts[skipped.why] == limits.TOLD + 1:
            logger.warning("further files are skipped and not named: each %s", skipped.why)

    def document(self) -> dict[str, Any]:
        """As JSON holds it: articles by format, files left out by reason, both the most frequent first.

        `files` are paths below the archive folder, of the first TOLD that were left out for a reason.
        """
        named = [(skipped.why, known_as(str(skipped.path.relative_to(self._folder)))) for skipped in self.named]
        return {
            "taken": {str(kind): count for kind, count in self.taken.most_common()},
            "skipped": [
                {"why": why, "count": count, "files": [path for reason, path in named if reason == why]}
                for why, count in self._counts.most_common()
            ],
        }
