"""Corrections that the archive's own articles print: found beside the words that they are about."""

import io
from collections.abc import Iterator

import pytest

from bot.cli import reply_json, terminal
from bot.discord.pages import checked_lists
from bot.mcp.results import Results
from bot.rendering import draft_page, formatting, markdown, verdicts
from retrieval import citations
from retrieval.archive import Archive, Models
from retrieval.chronology.novelty import PublishedCorrections, WhatIsNew
from retrieval.index.generation import Generation
from retrieval.models import NoveltyKind
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
    "tram": (14, "Tram fares", "“The tram costs us nine million crowns a year,” said Olga Brandt."),
    "fares": (
        16,
        "Correction",
        "An article misquoted Olga Brandt. “The tram costs us nineteen million crowns a year,” she said. "
        "She did not say that it costs us nine million.",
    ),
    "school": (
        17,
        "Rolf Hansen on schools",
        "“We shall close every village school in the valley,” said Rolf Hansen.\n\n"
        "“We shall open two village halls in the valley,” said Mr Hansen.",
    ),
    "valley": (
        17,
        "The valley today",
        "The halls open in June.\n\nAn earlier version of this article had Mr Hansen's "
        "plans wrong: he will not close every village school.",
    ),
    "before": (1, "Correction", "We misquoted Rolf Hansen, who has no plans to open two village halls."),
    "other": (18, "Correction", "We misquoted Eva Lind, who will open two village halls."),
    "levy": (19, "Harbour levy", "Olga Brandt said that the harbour faced a gap of forty crowns."),
    "seal": (19, "Seals return", "“The seals are back in the old harbour,” said Olga Brandt."),
    "wrong": (
        20,
        "Clarifications and corrections of this week",
        "Olga Brandt said that the harbour faced a gap of forty crowns. The gap is fourteen crowns.\n\n"
        "Olga Brandt was quoted as saying “The seals are back in the old harbour.” She said: “The seals are back in "
        "the new harbour.”",
    ),
    "mill": (21, "Old mill to reopen", "Ines Valdor said the mill would cost ninety crowns a year."),
    "sums": (
        22,
        "Corrections and clarifications",
        "An article (Old mill to reopen) had the mill would cost ninety crowns a year. It is nineteen.\n\n"
        "It also had a wrong picture of Ines Valdor.",
    ),
    "bread": (23, "Clarification", "An article (Old mill to reopen) had a wrong picture."),
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
    ("words", "said_in", "article"),
    [
        pytest.param("The pier will bring jobs to Sund,", "pier.txt", "sorry.txt", id="headed Correction"),
        pytest.param("The ferry is safe, whatever people say,", "ferry.txt", "note.txt", id="a misquoted part"),
        pytest.param("The pier will bring jobs to Sund", "sorry.txt", None, id="not beside itself"),
        pytest.param("The quay was never meant to last,", "quay.txt", None, id="a correction of prices"),
        pytest.param("bring jobs", "pier.txt", None, id="too few words"),
        pytest.param("The tram costs us nine million crowns a year", "tram.txt", "fares.txt", id="words not quoted"),
        pytest.param("The tram costs us nineteen million crowns a year", "fares.txt", None, id="the corrected words"),
        pytest.param(
            "We shall close every village school in the valley", "school.txt", "valley.txt", id="a later paragraph"
        ),
        pytest.param("We shall open two village halls", "school.txt", None, id="an earlier day, another speaker"),
    ],
)
def test_a_correction_of_another_article_is_found(
    town: Generation, words: str, said_in: str, article: str | None
) -> None:
    found = PublishedCorrections(town).find(words, town.store.quotations_in(said_in))
    assert (found.article.id if found else None) == article


def test_corrected_words_are_never_shown_without_a_word(town: Generation) -> None:
    pier = next(said for said in town.store.all_quotations() if said.article.id == "pier.txt")
    new = WhatIsNew(town).of(pier)
    assert new is not None
    assert new.kind is NoveltyKind.CORRECTED
    assert (
        formatting.novelty(new, pier) == "A correction has these words: “Corrections and clarifications”, 12 May 2015"
    )


def test_reported_words_are_corrected_too(town: Generation) -> None:
    (levy,) = (said for said in town.store.all_quotations() if said.article.id == "levy.txt")
    new = WhatIsNew(town).of(levy, "the gap of forty crowns")
    assert new is not None
    assert (new.kind, new.earlier and new.earlier.article.id) == (NoveltyKind.CORRECTED, "wrong.txt")


def test_a_correction_that_has_the_headline_of_an_article_concerns_its_words(town: Generation) -> None:
    said = town.store.quotations_in("mill.txt")
    find = PublishedCorrections(town).find
    found = [find(words, said) for words in ("that the mill would cost ninety crowns", "the old mill to reopen in May")]
    assert [each and each.article.id for each in found] == ["sums.txt", None]


def test_nothing_is_new_in_a_correction(town: Generation) -> None:
    quoted = [said for said in town.store.all_quotations() if said.article.id == "wrong.txt"]
    assert [WhatIsNew(town).of(said) for said in quoted] == [None] * len(quoted)
    assert quoted


def test_a_correction_is_no_second_source_of_the_words_that_it_corrects(
    settings_of_town: Settings, town: Generation, encoder: WordCounts
) -> None:
    wrong, right = "The seals are back in the old harbour", "The seals are back in the new harbour"
    with Archive.open(settings_of_town, Models(lambda: encoder)) as archive:
        (checked,) = archive.check_draft(f"“{wrong},” said Olga Brandt.")
        checks = (archive.check(wrong), checked, archive.check(right))
        (cited,) = archive.cite(wrong)
        placed = archive.cite_place(cited.article, cited.spans[0][0], cited.spans[0])
        (by_itself,) = archive.cite(right)
    found = [[match.quotations[0].article.id for match in check.matches] for check in checks]
    assert found == [["seal.txt"], ["seal.txt"], ["wrong.txt"]]
    note = "A correction has these words: “Clarifications and corrections of this week”, 20 May 2015"
    forms = (citations.text, citations.bibtex, citations.ris, citations.csl_json, markdown.citations)
    assert [note in form([each]) for each in (cited, placed) for form in forms] == [True] * 10
    assert "A correction" not in citations.text([by_itself])
    document = reply_json.citation_document(cited)["correction"]
    assert (document["article"], reply_json.citation_document(by_itself)["correction"]) == ("wrong.txt", None)
    assert len(town.store)


def test_a_check_names_the_correction(settings_of_town: Settings, town: Generation, encoder: WordCounts) -> None:
    with Archive.open(settings_of_town, Models(lambda: encoder)) as archive:
        check = archive.check("The ferry is safe, whatever people say")
        assert (
            verdicts.sentence(check)
            == "On record, word for word. A correction has these words: “Notes of the week”, 13 May 2015."
        )
        assert archive.check("The quay was never meant to last").correction is None
        wrong = archive.check("The tram costs us nine million crowns a year").correction
        assert wrong is not None
        assert wrong.article.id == "fares.txt"
        right = archive.check("The tram costs us nineteen million crowns a year")
        assert [match.quotations[0].article.id for match in right.matches] == ["fares.txt"]
        assert right.correction is None
    assert len(town.store)


def test_every_form_of_a_checked_draft_names_the_correction(
    settings_of_town: Settings, town: Generation, encoder: WordCounts
) -> None:
    text = "“The pier will bring jobs to Sund.”\n\n“The tram costs us nine million crowns a year.”\n"
    text += "\n“The quay was never meant to last.”\n"
    with Archive.open(settings_of_town, Models(lambda: encoder)) as archive:
        checks = archive.check_draft(text)
        elsewhere = archive.check_draft(text, source="Daily Post")
    corrected = [check.correction.article.id if check.correction else None for check in checks]
    assert corrected == ["sorry.txt", "fares.txt", None]
    assert [check.correction for check in elsewhere] == [None] * 3
    paper = io.StringIO()
    terminal.show_draft(checks, terminal.console(paper))
    shown = (
        paper.getvalue(),
        "\n".join(markdown.draft(checks)),
        draft_page.body(text, checks),
        "\n".join(entry.line for entry in checked_lists.of_draft(checks).entries),
        " ".join(Results("").of_draft_check(check).explanation for check in checks),
    )
    assert [" ".join(form.split()).count("A correction has these words") for form in shown] == [2] * 5
    documents = [reply_json.draft_check_document(check)["correction"] for check in checks]
    assert [document and document["article"] for document in documents] == corrected
    assert len(town.store)
