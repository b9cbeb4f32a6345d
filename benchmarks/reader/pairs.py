"""The stored candidates, as the reader gets them."""

import json
from collections.abc import Iterable, Iterator, Mapping
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


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """The lines of a JSONL file, such as a question file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def write(records: Iterable[Mapping[str, Any]], out: Path) -> None:
    """Write a JSONL file, a line as soon as it is known."""
    with out.open("w", encoding="utf-8") as file:
        for record in records:
            print(json.dumps(record, ensure_ascii=False), file=file, flush=True)


def read(files: Iterable[Path]) -> Iterator[Asked]:
    """The questions of files that benchmarks.reader.collect wrote."""
    for file in files:
        for record in rows(file):
            yield Asked(file.stem, record)


def reading(candidate: dict[str, Any]) -> Reading:
    return Reading(
        text=candidate["text"],
        title=candidate["title"] or "",
        source=candidate["source"] or "",
        date=PartialDate.parse(candidate["date"]) if candidate["date"] else None,
        speakers=candidate["speakers"],
        before=candidate["before"],
    )
