"""The stored candidates, as the reader gets them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.models import PartialDate
from retrieval.search.reader import Reading


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its candidates, best first by the first stage."""

    archive: str
    record: dict[str, Any]

    @property
    def answerable(self) -> bool:
        return bool(self.record["answerable"])

    @property
    def candidates(self) -> list[dict[str, Any]]:
        candidates: list[dict[str, Any]] = self.record["candidates"]
        return candidates


def read(files: Iterable[Path]) -> Iterator[Asked]:
    """The questions of files that benchmarks.reader.collect wrote."""
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield Asked(file.stem, json.loads(line))


def reading(candidate: dict[str, Any]) -> Reading:
    return Reading(
        text=candidate["text"],
        title=candidate["title"] or "",
        source=candidate["source"] or "",
        date=PartialDate.parse(candidate["date"]) if candidate["date"] else None,
        speakers=candidate["speakers"],
        before=candidate["before"],
    )
