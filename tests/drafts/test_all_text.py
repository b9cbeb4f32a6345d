"""Words are looked for in all text, and only what may hold them is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from retrieval.archive import Archive
from retrieval.drafts.all_text import AllText
from retrieval.models import Passage

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
