"""Counts the passages that name somebody. The reason of an abstention and its receipt use the same count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from retrieval.backends.protocol import Store
from retrieval.models import Options, Passage
from retrieval.search.query.speakers import is_office
from retrieval.text.normalise import holds_phrase, plain_letters
from retrieval.text.tokenise import stems_of_phrase

OPENING_MARKS = " \t\"'“”‘’("  # may stand before the first word of a sentence
MAX_PASSAGES_READ = 200  # passages that are read to count those with a name


@dataclass(frozen=True, slots=True)
class Naming:
    """The number of passages that have any of the names.

    `is_nowhere` is true if no passage has them, in upper or lower case.
    """

    names: tuple[str, ...]
    passages: int
    is_complete: bool
    is_nowhere: bool


def count(names: tuple[str, ...], only: Options, store: Store, *, are_labels: bool = False) -> Naming:
    """Count the passages with any of the names among those that the filters leave.

    Above MAX_PASSAGES_READ the number is a lower bound. `are_labels` is true if speakers are quoted by these names.
    Then a name in lower case is a label ("the unions"), as an office always is ("the deputy mayor"). A word that has a
    capital only at the beginning of a sentence is not a name: "midwives".
    """
    holding: set[tuple[str, int]] = set()
    naming: set[tuple[str, int]] = set()
    is_complete = True
    for name in names:
        passages, are_all = store.some_with(name, only, MAX_PASSAGES_READ)
        is_label = name[:1].islower() and (are_labels or is_office(name))
        having = [each for each in passages if holds_phrase(each.text, name)]
        is_noun = not any(map(partial(_writes_name, name), having)) and any(map(partial(_writes_noun, name), having))
        holding |= {(each.article.id, each.start) for each in having}
        if is_label or not is_noun:
            naming |= {(each.article.id, each.start) for each in having if is_label or names_person(each.text, name)}
        is_complete &= are_all
    return Naming(names, len(naming), is_complete, is_complete and not holding)


def _writes_name(name: str, passage: Passage) -> bool:
    """Whether a passage has the name with a capital inside a sentence."""
    found = _occurrences(passage.text, name)
    before = (match.string[: match.start()].rstrip(OPENING_MARKS) for match in found if match[0][:1].isupper())
    return any(text and text[-1] not in ".!?:\n" for text in before)


def _writes_noun(name: str, passage: Passage) -> bool:
    return any(match[0][:1].islower() for match in _occurrences(passage.text, name))


def names_person(text: str, name: str) -> bool:
    """Whether a text has the name with a capital, whatever its case in the question.

    >>> [names_person(text, "hunt") for text in ("The hunt is over.", "Jeremy Hunt left.", "Huntingdon")]
    [False, True, False]
    >>> names_person("Siobhán  O’Hare left.", "siobhan o'hare")
    True
    """
    if not holds_phrase(text, name):  # quicker to see
        return False
    return any(match[0][:1].isupper() for match in _occurrences(text, name))


def _occurrences(text: str, name: str) -> Iterator[re.Match[str]]:
    """The matches of a name in a text, in upper or lower case."""
    words = r"\s+".join(map(re.escape, plain_letters(name).split()))
    return re.finditer(rf"\b{words}\b", plain_letters(text), re.IGNORECASE)


def short_name(name: str, only: Options, store: Store) -> str:
    """The name to count: a person's surname, because articles use it alone; else the whole name.

    The last word of a name is not a surname if passages also have it in lower case: "Water" of "Severnside Water".
    """
    words = name.split()
    is_person = len(words) == 2 and all(word[:1].isupper() for word in words)
    if not (is_person and stems_of_phrase(words[-1])):
        return name
    passages, _ = store.some_with(words[-1], only, MAX_PASSAGES_READ)
    noun = re.compile(rf"\b{re.escape(words[-1].lower())}\b")
    return name if any(noun.search(passage.text) for passage in passages) else words[-1]
