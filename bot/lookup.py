"""Finds the article and the speaker that a user names, and says what to type instead if there is none."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rapidfuzz import fuzz, process

from retrieval.errors import QuestionError
from retrieval.models import Article
from retrieval.text.normalise import normalise

MAX_NAMED = 3  # articles or speakers that a message names
MAX_NAME_WORDS = 6  # of a name that other words may follow
SAME_SURNAME = 80  # likeness of a surname and one with a slip, from 0 to 100
MIN_LIKENESS, MIN_PATH_LIKENESS = 70, 60  # of names and of paths, from 0 to 100, for "did you mean"


class Names(Protocol):
    """The part of `retrieval.archive.Archive` that looking up needs."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def articles(self) -> tuple[str, ...]: ...

    def people_named(self, typed: str, /) -> list[str]: ...

    def office_named(self, typed: str, /) -> str | None: ...

    def article(self, id: str, /) -> Article | None: ...  # noqa: A002


class NobodyCalled(QuestionError):
    def __init__(self, typed: str, speakers: Sequence[str]) -> None:
        near = process.extract(typed, speakers, scorer=fuzz.WRatio, score_cutoff=MIN_LIKENESS, limit=MAX_NAMED)
        hint = f"; did you mean {_or([name for name, *_ in near])}?" if near else ""
        super().__init__(f"nobody called {typed} is quoted in this archive{hint}")
        self.typed = typed


class NoSuchArticle(QuestionError):
    def __init__(self, typed: str, near: Sequence[str]) -> None:
        problem = f"no article here is {typed}"
        if len(near) > 1 and all(normalise(typed) in normalise(path) for path in near):
            problem = f"{len(near):,} articles have {typed} in their path"
        listed = f"did you mean {_or(near[:MAX_NAMED])}?" if near else "`article` in JSON is an article's path"
        super().__init__(f"{problem}; {listed}")
        self.typed = typed


def find_people(archive: Names, typed: str) -> list[str]:
    """The full names of the speakers that a typed name means, slips of the pen put right; or the office that it is.

    Raises NobodyCalled.
    """
    people = _people(archive, typed)
    if not people:
        raise NobodyCalled(typed, archive.speakers)
    return people


def _people(archive: Names, typed: str) -> list[str]:
    office = archive.office_named(typed)
    return archive.people_named(typed) or ([office] if office else [])


def split_name(archive: Names, words: Sequence[str]) -> tuple[str, list[str]]:
    """The speaker's name that words begin with, and the words after it: a name needs no quotation marks.

    It is an office in quotation marks, or the longest beginning whose last word is a name of all whom it means. A first
    name and the surname of somebody else are one name that nobody bears, not the bearer of the first name on a topic.
    Raises NobodyCalled.
    """
    words = [word for word in words if word.strip()]
    if words and " " in words[0] and archive.office_named(words[0]):  # in quotation marks
        return words[0], list(words[1:])
    meant = [set(_people(archive, " ".join(words[:end]))) for end in range(min(len(words), MAX_NAME_WORDS) + 1)]
    named = [set(_people(archive, word)) for word in words[: len(meant) - 1]]
    ends = (end for end in range(1, len(meant)) if meant[end] and meant[end] <= named[end - 1])
    end = max(ends, default=0)
    if not end:
        capitalised = next((place for place, word in enumerate(words) if not word[:1].isupper()), len(words))
        raise NobodyCalled(" ".join(words[: capitalised or 1]), archive.speakers)
    name, rest = words[:end], list(words[end:])
    if rest and not _is_surname(name[-1], meant[end]) and _is_surname(rest[0], archive.people_named(rest[0])):
        raise NobodyCalled(" ".join([*name, rest[0]]), archive.speakers)
    return " ".join(name), rest


def _is_surname(word: str, people: Iterable[str]) -> bool:
    """Whether a word, or the last of several in quotation marks, is the last of anybody's name, slips not counted."""
    surnames = (normalise(name.split()[-1]) for name in people)
    return any(fuzz.ratio(surname, normalise(word.rsplit(maxsplit=1)[-1])) >= SAME_SURNAME for surname in surnames)


def find_article(archive: Names, typed: str) -> Article:
    """The article with this path, or the only one with this part in its path. Raises NoSuchArticle."""
    article = archive.article(typed)
    if article:
        return article
    wanted = normalise(typed)
    holding = [known for known in archive.articles if wanted in normalise(known)]
    article = archive.article(holding[0]) if len(holding) == 1 else None
    if article is None:
        near = process.extract(typed, archive.articles, scorer=fuzz.partial_ratio, score_cutoff=MIN_PATH_LIKENESS)
        raise NoSuchArticle(typed, holding or [name for name, *_ in near])
    return article


def _or(names: Sequence[str]) -> str:
    """
    >>> _or(["Ann Lee", "Ann Leigh", "Dan Lee"])
    'Ann Lee, Ann Leigh or Dan Lee'
    """
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
