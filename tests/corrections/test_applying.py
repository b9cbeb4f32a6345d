"""Applying corrections to the quotations of an article."""

import re
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from retrieval.corrections import Correction, Corrections, applying
from retrieval.models import Article, Kind, Passage, Quotation

TEXT = """Reforms Will Stay

“The reforms will go ahead,” Mr Gove said. “So be it.”

It rained in Sund. “So be it,” said Zoë Ek.
"""
ARTICLE = Article("a.txt", TEXT, body=TEXT.index("“The"))
PASSAGES = [Passage(ARTICLE, *line.span()) for line in re.finditer(r".+", TEXT)][1:]


def quoted(*words: str, speaker: str | None, start: int = 0) -> Quotation:
    spans = tuple((TEXT.index(each, start), TEXT.index(each, start) + len(each)) for each in words)
    return Quotation(ARTICLE, spans, Kind.DIRECT, speaker, speaker and f"Mr {speaker.split()[-1]}", "said")


GOVE = quoted("The reforms will go ahead,", "So be it.", speaker="Michael Gove")
EK = quoted("So be it,", speaker="Zoë Ek", start=TEXT.index("rained"))


def applied(*given: Correction) -> list[tuple[str, str | None, str]]:
    found = applying.apply(ARTICLE, PASSAGES, [GOVE, EK], given)
    return [(each.text, each.speaker, each.kind.value) for each in found]


BOTH = [("The reforms will go ahead, So be it.", "Michael Gove", "direct"), ("So be it,", "Zoë Ek", "direct")]


@pytest.mark.parametrize(
    ("words", "after", "speaker", "expected"),
    [
        pytest.param(
            "the reforms will  go ahead",
            "",
            "Bo Ek",
            [("The reforms will go ahead", "Bo Ek", "direct"), ("So be it.", "Michael Gove", "direct"), BOTH[1]],
            id="one piece of two",
        ),
        pytest.param(
            '"So be it',
            "Sund",
            "Bo Ek",
            [BOTH[0], ("So be it,", "Bo Ek", "direct")],
            id="the second place, by the words before",
        ),
        pytest.param("So be it", "", "Bo Ek", BOTH, id="either of two places: neither"),
        pytest.param(
            "reforms",
            "",
            "Bo Ek",
            [("The will go ahead, So be it.", "Michael Gove", "direct"), ("reforms", "Bo Ek", "direct"), BOTH[1]],
            id="within a quotation",
        ),
        pytest.param(
            "It rained in Sund.",
            "",
            "Bo Ek",
            [BOTH[0], ("It rained in Sund.", "Bo Ek", "indirect"), BOTH[1]],
            id="no quotation before",
        ),
        pytest.param("It snowed.", "", "Bo Ek", BOTH, id="words that are not there"),
        pytest.param("Reforms Will Stay", "", "Bo Ek", BOTH, id="words of the headline"),
    ],
)
def test_words_get_the_speaker_and_all_others_keep_theirs(
    words: str, after: str, speaker: str, expected: list[tuple[str, str, str]]
) -> None:
    assert applied(Correction(1, "a.txt", words, after, speaker)) == expected


def test_a_whole_quotation_keeps_its_pieces_and_says_who_put_it_right() -> None:
    words = "The reforms will go ahead,” Mr Gove said. “So be it"
    (first, _) = applying.apply(
        ARTICLE, PASSAGES, [GOVE, EK], [Correction(1, "a.txt", words, speaker="Jo Gove", by="Al")]
    )
    assert (first.text, first.speaker, first.corrected) == ("The reforms will go ahead, So be it.", "Jo Gove", "Al")
    assert (first.speaker_text, first.cue, first.chain[-1]) == ("Mr Gove", "said", "Jo Gove")


INTERRUPTED = Article(
    "b.txt",
    """“We sold the mill,” Ann Lee told the town's paper, “and the old bridge. It was time.”

‘The ferry stays,’ Bo Ek said. ‘So does the pier.’

Jo Dahl, who said “no” twice, left. "Fine," she added on the way out - "but the dam, 'my dam', must go."
""",
)
LINES = [Passage(INTERRUPTED, *line.span()) for line in re.finditer(r".+", INTERRUPTED.text)]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        pytest.param(
            "We sold the mill, and the old bridge.", ["We sold the mill,", "and the old bridge."], id="as shown"
        ),
        pytest.param(
            "we sold the mill … and the old bridge",
            ["We sold the mill,", "and the old bridge"],
            id="as a draft shows it",
        ),
        pytest.param("the ferry stays, So does", ["The ferry stays,", "So does"], id="single marks"),
        pytest.param(
            "fine, but the dam, ‘my dam’, must",
            ["Fine,", "but the dam, 'my dam', must"],
            id="straight marks, one nested",
        ),
        pytest.param("The ferry stays,’ Bo Ek said. ‘So does", ["The ferry stays,", "So does"], id="as it stands"),
        pytest.param("and the old bridge", ["and the old bridge"], id="one piece"),
        pytest.param("the old bridge. The ferry stays", [], id="two quotations"),
        pytest.param("who said no twice, left. Fine", ['who said “no” twice, left. "Fine'], id="not from mark to mark"),
        pytest.param("We sold … the old bridge", [], id="words left out"),
    ],
)
def test_words_around_he_said_are_one_quotation_whether_or_not_it_was_found(words: str, pieces: list[str]) -> None:
    correction = Correction(1, "b.txt", words, speaker="Zoë Berg")
    found = applying.apply(INTERRUPTED, LINES, [], [correction])
    shown = [[INTERRUPTED.text[slice(*span)] for span in each.spans] for each in found]
    assert (shown, {each.speaker for each in found}) == ([pieces] * bool(pieces), {"Zoë Berg"} if pieces else set())


@pytest.mark.parametrize(
    ("known", "words", "expected"),
    [
        pytest.param(
            ["We sold the mill,"],
            "We sold the mill, and the old bridge. It was time",
            ["We sold the mill, and the old bridge. It was time"],
            id="the second piece was missed",
        ),
        pytest.param(
            ["It was time."], "and the old bridge. It was time", ["and the old bridge. It was time."], id="cut too late"
        ),
        pytest.param(
            ["We sold the mill,", "It was time."],
            "We sold the mill, and the old bridge. It was time",
            ["We sold the mill, and the old bridge.", "It was time."],
            id="two, and one between them missed",
        ),
        pytest.param(["So does the pier."], "Bo Ek said. So does the pier", ["So does the pier."], id="a cue is none"),
    ],
)
def test_words_that_were_missed_or_cut_are_put_right_too(known: list[str], words: str, expected: list[str]) -> None:
    text = INTERRUPTED.text
    spans = [(text.index(each), text.index(each) + len(each)) for each in known]
    machine = [Quotation(INTERRUPTED, (span,), Kind.DIRECT, "Ann Lee") for span in spans]
    found = applying.apply(INTERRUPTED, LINES, machine, [Correction(1, "b.txt", words, speaker="Zoë Berg")])
    assert [(each.text, each.speaker) for each in found] == [(each, "Zoë Berg") for each in expected]


def test_a_mention_of_somebody_else_does_not_stay() -> None:
    words = "So be it"
    found = applying.apply(ARTICLE, PASSAGES, [EK], [Correction(1, "a.txt", words, "Sund.", "Bo Dahl")])
    assert [(each.speaker, each.speaker_text) for each in found] == [("Bo Dahl", None)]


def test_what_is_no_quotation_is_none_and_what_is_beside_it_stays() -> None:
    no_quotation = Correction(1, "a.txt", "So be it", "Gove said", not_a_quotation=True)
    assert applied(no_quotation) == [("The reforms will go ahead,", "Michael Gove", "direct"), BOTH[1]]
    assert applied(Correction(1, "a.txt", "So be it", "in Sund", not_a_quotation=True)) == BOTH[:1]


def test_the_last_of_two_corrections_of_the_same_words_counts() -> None:
    first = Correction(1, "a.txt", "So be it", "Sund", speaker="Bo Ek")
    none = Correction(2, "a.txt", "So be it", "Sund", not_a_quotation=True)
    assert applied(first, none) == BOTH[:1]
    assert applied(none, first) == [BOTH[0], ("So be it", "Bo Ek", "direct")]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_with_accents_are_found_however_they_are_written(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize("NFD" if form == "NFC" else "NFC", "“Zoë’s café — it burnt,” he said.")
    article = Article("a.txt", text)
    words = unicodedata.normalize(form, "ZOË'S CAFÉ - it burnt")
    assert [text[slice(*span)] for span in applying.places(article, words)] == [text[1 : text.index(",")]]


def test_words_are_found_across_a_paragraph_and_only_whole() -> None:
    article = Article("a.txt", "“It is over.\n\n“We lost the\nreformers.”")
    assert len(applying.places(article, "over. We lost")) == 1
    assert applying.places(article, "lost the reform") == []
    assert applying.places(article, " “” ") == []


@pytest.mark.parametrize("unit", ["a' 'a' 'a' ", "a’ ‘a, ", "“a,” a ‘a’ — ", "a” \n“a "])
@pytest.mark.parametrize("words", ["a " * 6 + "z", "a " * 60 + "z", "a … " * 30 + "z"])
def test_a_text_of_quotation_marks_does_not_make_the_search_slow(unit: str, words: str) -> None:
    started = time.process_time()
    assert applying.places(Article("a.txt", unit * 400), words) == []
    assert time.process_time() - started < 2


def test_the_fewest_words_before_tell_two_places_apart() -> None:
    first, second = applying.places(ARTICLE, "So be it")
    assert applying.words_before(ARTICLE, second, [first]) == "Sund. “"
    twice = Article("a.txt", "So. So. So.")
    spans = applying.places(twice, "So")
    assert applying.words_before(twice, spans[1], [spans[2]]) is None


class Found(dict[str, Article]):
    """The articles of an index, by id."""

    article = dict.get

    def article_ids(self) -> tuple[str, ...]:
        return tuple(self)


def unfit(folder: Path, found: Sequence[Article], *given: Correction) -> list[str]:
    return list(applying.unfit(Corrections(given), Found({article.id: article for article in found}), folder))


def test_an_article_that_was_moved_is_named_with_its_new_path(tmp_path: Path) -> None:
    moved = [replace(ARTICLE, id=name) for name in ("2011/a.txt", "2012/a.txt", "2012/aa.txt")]
    where = "if it is 2011/a.txt or 2012/a.txt now, write this path there"
    assert unfit(
        tmp_path, moved, Correction(1, "a.txt", "So be it", "Sund", "Bo"), Correction(2, "a.txt", withdrawn=True)
    ) == [
        f"corrections.toml, line 1: no article here is a.txt; {where}",
        f"corrections.toml, line 2: no article here is a.txt; {where}",
    ]


def test_what_does_not_fit_any_more_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "old.zip").write_bytes(b"")
    assert unfit(
        tmp_path,
        [ARTICLE],
        Correction(1, "a.txt", "So be it", "Sund", "Bo"),
        Correction(3, "a.txt", "So be it", "", "Bo"),
        Correction(5, "a.txt", "It snowed", "", "Bo"),
        Correction(7, "b.txt", date=None, withdrawn=None),
        Correction(9, "gone.txt", withdrawn=True),
        Correction(11, "old.zip/1998/budget.txt", withdrawn=True),
        Correction(13, one_person=("Ann Lee", "Lee")),
    ) == [
        'corrections.toml, line 3: a.txt has “So be it” 2 times; choose one with after = "...", the words before it',
        "corrections.toml, line 5: “It snowed” is not in a.txt; copy the words from there",
        "corrections.toml, line 7: no article here is b.txt",
        "corrections.toml, line 9: no article here is gone.txt",
    ]
