"""Changes to the archive of conftest.py between two builds of its index; `build` tells what a build did."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from retrieval import indexing as building
from retrieval.index import generation
from retrieval.indexing import IndexingResult
from retrieval.settings import Settings
from tests.conftest import SCHOOLS, VOCABULARY, quiet, write
from tests.fakes import WordCounts

BRIEFING_FILE, SCHOOLS_FILE = "2012-02-07-briefing.txt", "schools.txt"
Change = Callable[[Settings], Settings | None]  # changes the archive, or returns other settings
MR_GOVE = "Mr Gove said that no school would close.\n"


def build(settings: Settings, *, full: bool = False) -> tuple[IndexingResult, list[int]]:
    """Build the index. Also return how many texts each loaded encoder embedded, without single words."""
    loaded: list[WordCounts] = []

    def load() -> WordCounts:
        loaded.append(WordCounts(*VOCABULARY, name=settings.encoder.name))
        return loaded[-1]

    built = building.bring_up_to_date(settings, load, quiet, full=full)
    return built, [sum(" " in text for text in encoder.embedded) for encoder in loaded]


def edited(name: str, old: str, new: str) -> Change:
    def change(settings: Settings) -> None:
        path = settings.archive.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def added(name: str, text: str) -> Change:
    def change(settings: Settings) -> None:
        write(settings.archive.folder, name, text)

    return change


def renamed(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).rename(settings.archive.folder / "moved.txt")


def deleted(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).unlink()


def gone_and_back(settings: Settings) -> None:
    path = settings.archive.folder / SCHOOLS_FILE
    path.unlink()
    build(settings)
    path.write_text(SCHOOLS, encoding="utf-8")


def touched(settings: Settings) -> None:
    (settings.archive.folder / SCHOOLS_FILE).touch()


def nothing_to_do(settings: Settings) -> None:
    """Change nothing."""


def month_first(settings: Settings) -> Settings:
    return replace(settings, archive=replace(settings.archive, day_first=False))


def another_encoder(settings: Settings) -> Settings:
    return replace(settings, encoder=replace(settings.encoder, name="other-counts"))


def fewer_kept(settings: Settings) -> Settings:
    return replace(settings, index=replace(settings.index, keep=1))


def contents(settings: Settings) -> list[tuple[str, str | None, str, list[float]]]:
    """Article, headline, text and vector of every passage."""
    with generation.open_current(settings.index_folder, settings.encoder.name) as opened:
        rows = np.arange(len(opened.store))
        found = zip(opened.store.passages(rows), opened.vectors.at(rows), strict=True)
        assert len(opened.passage_bm25) == len(rows)
        return [(one.article.id, one.article.title, one.text, vector.round(5).tolist()) for one, vector in found]
