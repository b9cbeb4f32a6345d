"""The content of an archive and its index, and the files that the index lacks: `onrecord status`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval import corrections
from retrieval.backends.protocol import Backend, Store
from retrieval.chronology import timeline
from retrieval.corrections import applying
from retrieval.errors import CorrectionsDamaged
from retrieval.joining import multi_paragraph
from retrieval.models import SpeakerCount
from retrieval.settings import Settings
from retrieval.text.name_lookup import in_full

MOST_QUOTED = 5  # speakers listed in `Status.most_quoted`


@dataclass(frozen=True, slots=True)
class Status:
    """The content of an archive. Dates are ISO 8601, or None if no article has a date.

    `kinds` counts the articles of each kind of document that attribution recognises: "transcript", "letters", ...
    `skipped` counts what could not be read when the index was built. `unread` and `newer` count files that are now in
    the archive's folder: those of an unsupported kind, and those added or changed since the last indexing run.
    `corrections` counts the entries of corrections.toml, and is None if the file cannot be read; `unfit` lists the
    entries that cannot be read or do not match the index. `rolled_back` is true after a rollback: the index has the
    articles and corrections of its own day.
    """

    archive: str
    index: str
    generation: str
    built: str
    encoder: str
    articles: int
    kinds: dict[str, int]
    passages: int
    repeated: int
    quotations: int
    people: int
    most_quoted: list[SpeakerCount]
    sources: list[str]
    first_day: str | None
    last_day: str | None
    skipped: int
    unread: int
    newer: int
    corrections: int | None
    rolled_back: bool
    unfit: list[str]


def read(settings: Settings, backend: Backend, newer: int, *, rolled_back: bool) -> Status:
    """The status of an open index.

    `newer` is the number of files that may not be in it; `rolled_back` is true after a rollback.
    """
    manifest, store, folder = backend.manifest, backend.store, settings.archive.folder
    dates = store.dates()
    return Status(
        archive=str(folder),
        index=str(settings.index_folder),
        generation=backend.name,
        built=manifest.built,
        encoder=manifest.encoder,
        articles=manifest.articles,
        kinds=store.document_kinds(),
        passages=manifest.passages,
        repeated=store.count_duplicates(),
        quotations=manifest.quotations,
        people=len(store.speakers),
        most_quoted=_most_quoted(store),
        sources=list(store.sources),
        first_day=dates[0] if dates else None,
        last_day=dates[1] if dates else None,
        skipped=manifest.skipped,
        unread=_count_unread(folder),
        newer=newer,
        **_corrections(folder, store),
        rolled_back=rolled_back,
    )


def _corrections(folder: Path, store: Store) -> dict[str, Any]:
    try:
        found = corrections.read(folder)
    except CorrectionsDamaged as error:
        return {"corrections": None, "unfit": [str(error)]}
    return {"corrections": len(found.all), "unfit": list(applying.unfit(found, store, folder))}


def _most_quoted(store: Store) -> list[SpeakerCount]:
    """The most quoted speakers, counted as `who` counts them: a quotation in several paragraphs is one."""
    names = [each.speaker for each in store.most_quoted(2 * MOST_QUOTED)]
    names += in_full(names, store.speakers).values()
    quotations = multi_paragraph.join(store.quotations_about(names, []))
    return [
        SpeakerCount(each.speaker, each.quotations, *(str(day) if day else None for day in (each.first, each.last)))
        for each in timeline.count_by_speaker(quotations, store.speakers)
        if each.speaker in names
    ][:MOST_QUOTED]


def _count_unread(folder: Path) -> int:
    """The number of files of an unsupported kind. The format readers are imported only for this count."""
    from retrieval.ingest import walk

    return len(walk.unread_files(folder)) if folder.is_dir() else 0
