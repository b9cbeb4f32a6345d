"""Corrections that the archive's own articles print: found beside the words that they are about."""

from collections.abc import Iterator

import pytest

from bot import formatting, verdicts
from retrieval.archive import Archive, Models
from retrieval.index.generation import Generation
from retrieval.models import NoveltyKind
from retrieval.novelty import WhatIsNew
from retrieval.published_corrections import find
from retrieval.settings import Settings
from tests.conftest import built, two_articles, write
from tests.fakes import WordCounts

PIER = "“The pier will bring jobs to Sund,” said Ines Valdor."
SAID = {
    "pier": (4, "Pier opens", PIER),
    "ferry": (6, "Ferry sold", "“The ferry is safe, whatever people say,” said Tom Frost."),
    "quay": (7, "Quay built", "“The quay was never meant to last,” said Tom Frost."),
    "market": (8, "Correction in the fish market", "Prices fell. “The quay was never meant to last,” all said."),
    "sorry": (12, "Corrections and clarifications", "It was “The pier will bring jobs to Sund”, not “may”."),
    "note": (13, "Notes of the week", "We misquoted Mr Frost: it was “safe for now”, not “safe, whatever people say”."),
}
ARTICLES = {name: f"{title}\n{day} May 2015\n\n{text}" for name, (day, title, text) in SAID.items()}


@pytest.fixture(scope="module")
def settings_of_town(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = two_articles(tmp_path_factory.mktemp("town"))
    for name, text in ARTICLES.items():
        write(settings.archive.folder, f"{name}.txt", text)
    return settings


@pytest.fixture(scope="module")
def town(settings_of_town: Settings) -> Iterator[Generation]:
    with built(settings_of_town) as current:
        yield current


@pytest.mark.parametrize(
    ("words", "besides", "article"),
    [
        pytest.param("The pier will bring jobs to Sund,", "pier.txt", "sorry.txt", id="headed Correction"),
        pytest.param("The ferry is safe, whatever people say,", None, "note.txt", id="a misquoted part"),
        pytest.param("The pier will bring jobs to Sund", "sorry.txt", None, id="not beside itself"),
        pytest.param("The quay was never meant to last,", "quay.txt", None, id="a correction of prices"),
        pytest.param("bring jobs", None, None, id="too few words"),
    ],
)
def test_a_correction_is_found_by_the_words_that_it_quotes(
    town: Generation, words: str, besides: str | None, article: str | None
) -> None:
    found = find(words, town, besides)
    assert (found.article.id if found else None) == article


def test_corrected_words_are_never_shown_without_a_word(town: Generation) -> None:
    pier = next(said for said in town.store.all_quotations() if said.article.id == "pier.txt")
    new = WhatIsNew(town).of(pier)
    assert new is not None
    assert new.kind is NoveltyKind.CORRECTED
    assert (
        formatting.novelty(new, pier) == "A correction has these words: “Corrections and clarifications”, 12 May 2015"
    )


def test_a_check_names_the_correction(settings_of_town: Settings, town: Generation, encoder: WordCounts) -> None:
    with Archive.open(settings_of_town, Models(lambda: encoder)) as archive:
        check = archive.check("The ferry is safe, whatever people say")
        assert (
            verdicts.sentence(check)
            == "On record, word for word. A correction has these words: “Notes of the week”, 13 May 2015."
        )
        assert archive.check("The quay was never meant to last").correction is None
    assert len(town.store)
