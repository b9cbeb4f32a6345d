"""Words are looked for in all text, and only what may hold them is read."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.rendering import verdicts
from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.drafts import DraftVerdict
from retrieval.drafts.all_text import AllText, _imagined
from retrieval.models import Article, Modality, Passage
from retrieval.quote_check import Verdict
from retrieval.settings import Settings
from tests.conftest import quiet, write
from tests.fakes import WordCounts

pytestmark = pytest.mark.slow


@dataclass
class CountingStore:
    """The store of an archive. It records the rows of the passages that are read."""

    store: Any
    read: list[int] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def passages(self, rows: Iterable[int]) -> list[Passage]:
        self.read += rows
        found: list[Passage] = self.store.passages(rows)
        return found


@dataclass
class CountingBackend:
    backend: Any
    store: CountingStore

    def __getattr__(self, name: str) -> Any:
        return getattr(self.backend, name)


@pytest.fixture
def all_text(desk: Archive) -> tuple[AllText, list[int]]:
    store = CountingStore(desk._backend.store)
    return AllText(CountingBackend(desk._backend, store)), store.read


def places(all_text: AllText, words: str) -> list[str]:
    found = all_text.find(words)
    return [match.quotations[0].text for match in (*found.quoted, *found.unquoted)]


def test_no_passage_is_read_for_words_of_which_none_has_half(all_text: tuple[AllText, list[int]]) -> None:
    text, read = all_text
    words = "The harbour sold its clockwork elephants to seventeen astonished astronomers in Ulan Bator"
    assert (places(text, words), text.nearest(words), read) == ([], None, [])


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Harbour Wall Vote Splits Fell Council", id="in the headline"),
        pytest.param("she calls the engineer’s report “thorough, careful and silent on Marrow", id="in a paragraph"),
        pytest.param("silent on Marrow”.\n\nMs Brandt said that Marrow would go to court if no study", id="over two"),
    ],
)
def test_words_are_found_where_nobody_is_quoted_with_them(all_text: tuple[AllText, list[int]], words: str) -> None:
    assert places(all_text[0], words)[:1] == [words]


IMAGINED = """The mayor, Ann Cole, would say that the harbour is closed for good, if anybody asked her.

Lena Holt might argue the ferry was far too loud at night. The council met on Tuesday in the old hall.

Bo Ek is due to tell the council that the bridge is unsafe for lorries.

The clerk did not say that the mill had lost money on flour.

Ida Brand would say “the tide waits for nobody at all” if anybody asked her.
"""


@pytest.mark.parametrize(
    ("words", "verdict", "modality"),
    [
        ("The harbour is closed for good", Verdict.NOT_SAID, Modality.CONDITIONAL),
        ("the ferry was far too loud at night", Verdict.NOT_SAID, Modality.CONDITIONAL),
        ("The bridge is unsafe for lorries", Verdict.NOT_SAID, Modality.TO_COME),
        ("the mill had lost money on flour", Verdict.NOT_SAID, Modality.DENIED),
        ("the tide waits for nobody at all", Verdict.NOT_SAID, Modality.CONDITIONAL),
        ("met on Tuesday in the old hall", Verdict.REPORTED, Modality.SAID),
        ("The harbour is open for good", Verdict.ALTERED, Modality.CONDITIONAL),
    ],
)
def test_words_that_are_only_imagined_are_not_said_rather_than_nowhere(
    settings: Settings, encoder: WordCounts, words: str, verdict: Verdict, modality: Modality
) -> None:
    write(settings.archive.folder, "imagined.txt", IMAGINED)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        check = archive.check(words)
        shown = [match.quotations[0].modality for match in check.matches]
        in_draft = archive.check_draft(f"“{words},” she said.")
    assert (check.verdict, shown) == (verdict, [modality])
    assert [match.quotations[0].modality for each in in_draft for match in each.matches] == shown


SHORT = """The mayor, Ann Cole, said: “There is no appetite for another winter like it.”

Bo Ek was asked whether he would go. “No,” said Ek. “Not me. I will stay at the mill.”

Lena Holt denied that she had met investors from Rotterdam in the old hall.
"""


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("“No,” said Ann Cole.", DraftVerdict.COULD_NOT_CHECK),
        ("“Another winter,” said Ann Cole.", DraftVerdict.COULD_NOT_CHECK),
        ("“No,” said Bo Ek.", DraftVerdict.ON_RECORD),
        ("“Not me,” said Bo Ek.", DraftVerdict.ON_RECORD),
    ],
)
def test_few_words_are_on_record_only_where_they_stand_alone(
    settings: Settings, encoder: WordCounts, draft: str, verdict: DraftVerdict
) -> None:
    write(settings.archive.folder, "short.txt", SHORT)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        assert [each.verdict for each in archive.check_draft(draft)] == [verdict]


@pytest.mark.parametrize("words", ["I had met investors from Rotterdam", "she has met investors from Rotterdam"])
def test_similar_words_that_were_denied_are_altered_and_denied(
    settings: Settings, encoder: WordCounts, words: str
) -> None:
    write(settings.archive.folder, "short.txt", SHORT)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        (check,) = archive.check_draft(f"Holt said: “{words}.”")
    assert (check.verdict, check.matches[0].quotations[0].modality) == (DraftVerdict.ALTERED, Modality.DENIED)
    assert verdicts.explanation(check) == "The article has similar words, but as denied."


@pytest.mark.parametrize("said", ["The clerk did not say that ", "Bo Ek would say that "])
def test_words_in_a_paragraph_longer_than_the_parser_takes_are_judged_by_what_stands_near(said: str) -> None:
    text = "The sea is wide. " * 70_000 + said + "the new dam is safe."
    found = _imagined(Article("a.txt", text), (text.index("the new"), len(text) - 1))
    assert found is not None
    assert not found.is_said


def test_of_words_that_an_article_has_very_often_some_places_are_looked_at(
    settings: Settings, encoder: WordCounts
) -> None:
    write(settings.archive.folder, "dam.txt", "Dam\n\nThe mayor came in.\n\n" + "the new dam is safe, " * 3000)
    backends.bring_up_to_date(settings, lambda: encoder, quiet)
    with Archive.open(settings, Models(lambda: encoder)) as archive:
        started = time.process_time()
        assert archive.check("the new dam is safe").verdict is Verdict.REPORTED
        assert time.process_time() - started < 20
