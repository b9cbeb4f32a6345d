"""Finds the article and the speaker that a user names, and says what to type instead if there is none."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from rapidfuzz import fuzz, process

from bot.rendering import formatting
from retrieval.errors import NobodyCalled, QuestionError, any_of
from retrieval.models import Article, Quotation
from retrieval.text.name_lookup import (
    NameLookup,
    differently_named,
    may_shorten,
    unknown_source,
)
from retrieval.text.normalise import normalise
from retrieval.text.titles import HELD_OFFICES
from retrieval.text.tokenise import name_words

MAX_NAMED = 3  # articles that a message names
MAX_NAME_WORDS = 6  # of a name that other words may follow
SAME_SURNAME = 80  # likeness of a surname and one with a slip, from 0 to 100
LEADS_TO_TOPIC = frozenset("on about of re regarding concerning".split())
ARTICLES = frozenset("the a an".split())
JOINING = frozenset("and of the".split())  # within the name of a place or body: "Bank of England"
MAX_PEOPLE = 5  # in a message about a name of several people
MIN_PATH_LIKENESS = 60  # of paths, from 0 to 100, for "did you mean"


class Offices(Protocol):
    """The part of `retrieval.archive.Archive` that tells offices from names."""

    def office_named(self, typed: str, /) -> str | None: ...


class Names(Offices, Protocol):
    """The part of `retrieval.archive.Archive` that looking up needs."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def articles(self) -> tuple[str, ...]: ...

    def people_named(self, typed: str, /) -> list[str]: ...

    def put_right(self, typed: str, /) -> str: ...

    def nobody_called(self, typed: str, /) -> NobodyCalled: ...

    def is_written(self, words: str, /, *, as_name: bool = ...) -> bool: ...

    def article(self, id: str, /) -> Article | None: ...  # noqa: A002


class Sources(Protocol):
    """The part of `retrieval.archive.Archive` that looking up a publication needs."""

    @property
    def sources(self) -> tuple[str, ...]: ...


class NoSuchSource(QuestionError):
    def __init__(self, typed: str, sources: Sequence[str]) -> None:
        super().__init__(unknown_source(typed, sources))
        self.typed = typed


class NoSuchArticle(QuestionError):
    def __init__(self, typed: str, near: Sequence[str]) -> None:
        problem = f"no article here is {typed}"
        if len(near) > 1 and all(normalise(typed) in normalise(path) for path in near):
            problem = f"{len(near):,} articles have {typed} in their path"
        listed = f"did you mean {any_of(near[:MAX_NAMED])}?" if near else "`article` in JSON is an article's path"
        super().__init__(f"{problem}; {listed}")
        self.typed = typed


def find_people(archive: Names, typed: str) -> list[str]:
    """The full names of the speakers that a typed name means, slips of the pen put right; or the office that it is.

    Raises NobodyCalled.
    """
    people = _people(archive, typed)
    if not people:
        raise archive.nobody_called(typed)
    return people


def whom(archive: Offices, typed: str, people: Sequence[str], said: Iterable[Quotation]) -> str:
    """Whose words are shown, as a heading: one person's name; what was typed of several people, with their names.

    An office stands as it was asked for, with those who said something in it: "mayor of Sund (Ann Lee)". Somebody whose
    words one of `people` only reports does not count.
    """
    office, shown = archive.office_named(typed), heard(archive, typed, people, said)
    if office:
        return office if shown == [office] else f"{office} ({', '.join(shown)})"
    return shown[0] if len(shown) == 1 else f"{typed} ({', '.join(shown)})"


def heard(archive: Offices, typed: str, people: Sequence[str], said: Iterable[Quotation]) -> Sequence[str]:
    """Those of `people` who said something; of an office, those who said something in it, or else the office."""
    speakers = [speaker for speaker in dict.fromkeys(quotation.speaker for quotation in said) if speaker]
    if office := archive.office_named(typed):
        return [name for name in speakers if name[:1].isupper() and archive.office_named(name) is None] or [office]
    return [speaker for speaker in speakers if speaker in people] or people


def as_subject(archive: Offices, typed: str, people: Sequence[str]) -> str:
    """How a sentence names the person or the people whom a typed name means: "Ann Lee", "the mayor"."""
    if office := archive.office_named(typed):
        return f"the {office}"
    return people[0] if len(people) == 1 else typed


def find_sources(archive: Sources, typed: str) -> list[str]:
    """The publications that a typed name, or a part of one, means. Raises NoSuchSource."""
    named = NameLookup((), archive.sources).sources_named(typed)
    if not named:
        raise NoSuchSource(typed, archive.sources)
    return named


def source_shown(archive: Sources, typed: str | None) -> str | None:
    """The publication that a typed name means; the name as typed if it means several. Raises NoSuchSource."""
    named = find_sources(archive, typed) if typed else []
    return named[0] if len(named) == 1 else typed or None


def slip_in(archive: Names, typed: str) -> str | None:
    """How a slip in a typed name is put right: "“Burnam” read as Burnham"; None if there is none."""
    right = archive.put_right(typed)
    return formatting.read_as(typed, right) if right != " ".join(typed.split()) else None


def about_name(archive: Names, typed: str) -> str | None:
    """How a slip in a name is put right, or that nobody or several people bear the name; None if all is well."""
    try:
        people = find_people(archive, typed)
    except NobodyCalled as error:
        return str(error)
    said = (slip_in(archive, typed), _several(typed, people))
    return formatting.SEPARATOR.join(filter(None, said)) or None


def _several(typed: str, people: Sequence[str]) -> str | None:
    """That a name means several people, whom other given names tell apart; None if it may be one person's.

    >>> _several("Lee", ["Ann Lee", "Bo Lee", "A. Lee", "Lee"]), _several("Lee", ["Ann Lee", "A. Lee", "mayor Lee"])
    ('Lee may be Ann Lee or Bo Lee; give the full name', None)
    """
    names = {
        name: name_words(name)
        for name in differently_named(people)
        if not any(word[0].islower() for word in name.split())
    }
    different = [
        name
        for name in names
        if not any(names[name] < names[other] or may_shorten(name, other) for other in names if other != name)
    ]
    return f"{typed} may be {any_of(different[:MAX_PEOPLE])}; give the full name" if len(different) > 1 else None


def _people(archive: Names, typed: str) -> list[str]:
    office = archive.office_named(typed)
    return [office] if office else archive.people_named(typed)


def split_name(archive: Names, words: Sequence[str]) -> tuple[str, list[str]]:
    """The speaker's name that words begin with, and the words after it: a name needs no quotation marks.

    It is an office in quotation marks; or the longest beginning whose last word is a name of all whom it means; or a
    longer office, which may have a place: "mayor of New York". A first name and the surname of somebody else are one
    name that nobody bears, not the bearer of the first name on a topic. Raises NobodyCalled.
    """
    words = [word for word in words if word.strip()]
    if words and " " in words[0] and archive.office_named(words[0]):  # in quotation marks
        return words[0], list(words[1:])
    meant = [set(_people(archive, " ".join(words[:end]))) for end in range(min(len(words), MAX_NAME_WORDS) + 1)]
    named = [set(_people(archive, word)) for word in words[: len(meant) - 1]]
    ends = [end for end in range(1, len(meant)) if meant[end] and meant[end] <= named[end - 1]]
    in_full = [end for end in ends if any(name[:1].isupper() and not archive.office_named(name) for name in meant[end])]
    office = _end_of_office(archive, words)
    if office and office > max(in_full, default=0) and not (in_full and in_full[0] == 1):
        return " ".join(words[:office]), words[office:]
    end = max(ends, default=0)
    if not end:
        start = 1 if len(words) > 1 and words[0].lower() in ARTICLES else 0
        capitalised = next(
            (place for place, word in enumerate(words) if place >= start and not word[:1].isupper()), None
        )
        raise archive.nobody_called(
            " ".join(words[: max(start + 1, len(words) if capitalised is None else capitalised)])
        )
    name, rest = words[:end], list(words[end:])
    if rest and not _is_surname(name[-1], meant[end]) and _is_surname(rest[0], archive.people_named(rest[0])):
        raise archive.nobody_called(" ".join([*name, rest[0]]))
    return " ".join(name), rest


def split_two_names(archive: Names, words: Sequence[str]) -> tuple[str, str, list[str]]:
    """The two names that words begin with, and the words after them: "mayor Holloway tax" may name two people.

    The second is "" if nothing follows the first. Raises NobodyCalled.
    """
    words = [word for word in words if word.strip()]
    one, rest = split_name(archive, words)
    try:
        other, topic = split_name(archive, rest) if rest else ("", [])
    except NobodyCalled:
        office = _end_of_office(archive, words)
        if not 0 < office < len(words) - len(rest):
            raise
        one = " ".join(words[:office])
        other, topic = split_name(archive, words[office:])
    return one, other, topic


def topic_of(words: Sequence[str]) -> str:
    """The topic that words are, without what may lead up to it.

    >>> topic_of(["on", "the", "NHS"]), topic_of(["about", "taxes"]), topic_of(["On"]), topic_of(["tax", "on", "tea"])
    ('the NHS', 'taxes', 'On', 'tax on tea')
    """
    typed = " ".join(words).split()
    return " ".join(typed[1:] if len(typed) > 1 and typed[0].lower() in LEADS_TO_TOPIC else typed)


def _end_of_office(archive: Names, words: Sequence[str]) -> int:
    """How many words an office has with which words begin: "leader of the opposition" has 4; 0 if there is none.

    The longest that the articles have counts. If they have none, a further office is no part: "mayor governor".
    """
    ends = [end for end in range(1, min(len(words), MAX_NAME_WORDS) + 1) if archive.office_named(" ".join(words[:end]))]
    end = next((end for end in reversed(ends) if archive.is_written(_bare(words[:end]))), min(ends, default=0))
    while end + 1 in ends and words[end].lower() not in HELD_OFFICES:  # "chief", "chief executive"
        end += 1
    while end and words[end : end + 1] in (["of"], ["for"]):
        start = end + 2 if words[end + 1 : end + 2] == ["the"] else end + 1
        if start >= len(words):
            break
        end = start + _words_of_place(archive, words[start:])
    return end


def _bare(words: Sequence[str]) -> str:
    return " ".join(words[1:] if words[0].lower() in ARTICLES else words)


def _words_of_place(archive: Names, words: Sequence[str]) -> int:
    """How many words the place or body has with which words begin: the longest that the articles write as a name.

    If they write none so, it has the capitalised words, or else one.
    """
    for end in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        if words[end - 1].lower() not in JOINING and archive.is_written(" ".join(words[:end]), as_name=True):
            return end
    end = 1
    while words[0][:1].isupper() and (more := _goes_on(words[end : end + 2])):
        end += more
    return end


def _goes_on(words: Sequence[str]) -> int:
    """How many of these two words belong to the name before them: 2 of "and | Art", 1 of "York | tax".

    >>> _goes_on(["and", "Art"]), _goes_on(["York", "tax"]), _goes_on(["and", "tax"]), _goes_on([])
    (2, 1, 0, 0)
    """
    if words and words[0][:1].isupper():
        return 1
    return 2 if len(words) > 1 and words[0] in JOINING and words[1][:1].isupper() else 0


def _is_surname(word: str, people: Iterable[str]) -> bool:
    """Whether a word, or the last of several in quotation marks, is the last of anybody's name, slips not counted."""
    surnames = (normalise(name.split()[-1]) for name in people)
    return any(fuzz.ratio(surname, normalise(word.rsplit(maxsplit=1)[-1])) >= SAME_SURNAME for surname in surnames)


def find_article(archive: Names, typed: str) -> Article:
    """The article with this path, or the only one with this part in its path. Raises NoSuchArticle."""
    article = archive.article(typed)
    if article:
        return article
    near = near_articles(archive.articles, typed)
    is_one = len(near) == 1 and normalise(typed) in normalise(near[0])
    article = archive.article(near[0]) if is_one else None
    if article is None:
        raise NoSuchArticle(typed, near)
    return article


def near_articles(articles: Sequence[str], typed: str) -> list[str]:
    """The articles with a text in their path; or else those whose path is like it.

    >>> near_articles(["2012/bill.txt", "2013/tax.txt"], "tax"), near_articles(["2012/bill.txt"], "2012/bills.txt")
    (['2013/tax.txt'], ['2012/bill.txt'])
    """
    wanted = normalise(typed)
    holding = [known for known in articles if wanted in normalise(known)]
    near = process.extract(typed, articles, scorer=fuzz.partial_ratio, score_cutoff=MIN_PATH_LIKENESS)
    return holding or [name for name, *_ in near]
