"""Finds the article or the speaker that a user names. If there is none, the error says what to type instead."""

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

MAX_ARTICLES_NAMED = 3  # articles that a message names
MAX_NAME_WORDS = 6  # of a name that other words may follow
MIN_SURNAME_LIKENESS = 80  # likeness of a surname and one with a slip, from 0 to 100
LEADS_TO_TOPIC = frozenset("on about of re regarding concerning".split())
ARTICLES = frozenset("the a an".split())
JOINING = frozenset("and of the".split())  # within the name of a place or body: "Bank of England"
MAX_PEOPLE = 5  # in a message about a name of several people
MIN_PATH_LIKENESS = 60  # of paths, from 0 to 100, for "did you mean"


class Offices(Protocol):
    """The part of `retrieval.archive.Archive` that distinguishes offices from names."""

    def office_named(self, typed: str, /) -> str | None: ...


class LookupArchive(Offices, Protocol):
    """The part of `retrieval.archive.Archive` that looking up needs."""

    @property
    def speakers(self) -> tuple[str, ...]: ...

    @property
    def articles(self) -> tuple[str, ...]: ...

    @property
    def withdrawn(self) -> frozenset[str]: ...

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
        none_named = f"no article here is from {typed}; no article names its publication"
        super().__init__(unknown_source(typed, sources) if sources else none_named)
        self.typed = typed


class ArticleWithdrawn(QuestionError):
    def __init__(self, article: str) -> None:
        super().__init__(f"{article} was withdrawn; corrections.toml in the archive’s folder says by whom and why")
        self.article = article


class NoSuchArticle(QuestionError):
    def __init__(self, typed: str, near: Sequence[str]) -> None:
        problem = f"no article here is {typed}"
        if len(near) > 1 and all(normalise(typed) in normalise(path) for path in near):
            problem = f"{len(near):,} articles have {typed} in their path"
        listed = (
            f"did you mean {any_of(near[:MAX_ARTICLES_NAMED])}?" if near else "`article` in JSON is an article's path"
        )
        super().__init__(f"{problem}; {listed}")
        self.typed = typed


def find_people(archive: LookupArchive, typed: str) -> list[str]:
    """The full names of the speakers that a typed name may mean, after misspellings are corrected.

    An office stays as it is typed. Raises NobodyCalled.
    """
    people = _people(archive, typed)
    if not people:
        raise archive.nobody_called(typed)
    return people


def speaker_heading(archive: Offices, typed: str, people: Sequence[str], said: Iterable[Quotation]) -> str:
    """The speaker as a heading: one person's name; for several people, the typed name followed by their names.

    An office is shown as typed, followed by the people quoted in that office: "mayor of Sund (Ann Lee)". People whose
    words one of `people` only reports do not count.
    """
    office, shown = archive.office_named(typed), quoted_people(archive, typed, people, said)
    if office:
        return office if shown == [office] else f"{office} ({', '.join(shown)})"
    return shown[0] if len(shown) == 1 else f"{typed} ({', '.join(shown)})"


def quoted_people(archive: Offices, typed: str, people: Sequence[str], said: Iterable[Quotation]) -> Sequence[str]:
    """Those of `people` who are quoted.

    For an office, the people quoted in that office; if there are none, the office.
    """
    speakers = [speaker for speaker in dict.fromkeys(quotation.speaker for quotation in said) if speaker]
    if office := archive.office_named(typed):
        return [name for name in speakers if name[:1].isupper() and archive.office_named(name) is None] or [office]
    return [speaker for speaker in speakers if speaker in people] or people


def as_subject(archive: Offices, typed: str, people: Sequence[str]) -> str:
    """The typed name as the subject of a sentence: "Ann Lee", "the mayor"."""
    if office := archive.office_named(typed):
        return f"the {office}"
    return people[0] if len(people) == 1 else typed


def find_sources(archive: Sources, typed: str) -> list[str]:
    """The publications with the typed words in their names. Raises NoSuchSource."""
    named = NameLookup((), archive.sources).sources_named(typed)
    if not named:
        raise NoSuchSource(typed, archive.sources)
    return named


def source_name(archive: Sources, typed: str | None) -> str | None:
    """The publication that a typed name means; the typed name if it means several. Raises NoSuchSource."""
    named = find_sources(archive, typed) if typed else []
    return named[0] if len(named) == 1 else typed or None


def correction_of(archive: LookupArchive, typed: str) -> str | None:
    """The correction of a misspelt name, in words: "“Burnam” read as Burnham"; None if the name needs none."""
    right = archive.put_right(typed)
    return formatting.read_as(typed, right) if right != " ".join(typed.split()) else None


def note_on_name(archive: LookupArchive, typed: str) -> str | None:
    """A note for the user that a name was corrected, or is the name of nobody or of several people; None if none is
    needed.
    """
    try:
        people = find_people(archive, typed)
    except NobodyCalled as error:
        return str(error)
    said = (correction_of(archive, typed), _several(typed, people))
    return formatting.SEPARATOR.join(filter(None, said)) or None


def _several(typed: str, people: Sequence[str]) -> str | None:
    """A note that a name may mean several people with different given names; None if it may be one person.

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


def _people(archive: LookupArchive, typed: str) -> list[str]:
    office = archive.office_named(typed)
    return [office] if office else archive.people_named(typed)


def split_name(archive: LookupArchive, words: Sequence[str]) -> tuple[str, list[str]]:
    """Split words into the speaker's name at their start, and the words after it.

    The name needs no quotation marks. The name is an office in quotation marks, or the longest start whose last word
    belongs to the names of all people that it may mean, or a longer office with a place: "mayor of New York". A first
    name followed by another speaker's surname is one unknown name, not a first name followed by a topic. Raises
    NobodyCalled.
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


def split_two_names(archive: LookupArchive, words: Sequence[str]) -> tuple[str, str, list[str]]:
    """Split words into two names at their start, and the words after them: "mayor Holloway tax" may name two people.

    The second name is "" if nothing follows the first. Raises NobodyCalled.
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
    """The words as a topic, without a preposition at their start.

    >>> topic_of(["on", "the", "NHS"]), topic_of(["about", "taxes"]), topic_of(["On"]), topic_of(["tax", "on", "tea"])
    ('the NHS', 'taxes', 'On', 'tax on tea')
    """
    typed = " ".join(words).split()
    return " ".join(typed[1:] if len(typed) > 1 and typed[0].lower() in LEADS_TO_TOPIC else typed)


def _end_of_office(archive: LookupArchive, words: Sequence[str]) -> int:
    """The number of words in the office at the start of `words`: "leader of the opposition" has 4; 0 if there is none.

    The longest office that is in the articles counts. If none is in the articles, a second office does not belong to
    the first: "mayor governor".
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


def _words_of_place(archive: LookupArchive, words: Sequence[str]) -> int:
    """The number of words in the place or body at the start of `words`: the longest that the articles write as a name.

    If they write none, the number of capitalised words at the start, but at least one.
    """
    for end in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        if words[end - 1].lower() not in JOINING and archive.is_written(" ".join(words[:end]), as_name=True):
            return end
    end = 1
    while words[0][:1].isupper() and (more := _goes_on(words[end : end + 2])):
        end += more
    return end


def _goes_on(words: Sequence[str]) -> int:
    """How many of these two words belong to the name before them: 2 of "and", "Art"; 1 of "York", "tax".

    >>> _goes_on(["and", "Art"]), _goes_on(["York", "tax"]), _goes_on(["and", "tax"]), _goes_on([])
    (2, 1, 0, 0)
    """
    if words and words[0][:1].isupper():
        return 1
    return 2 if len(words) > 1 and words[0] in JOINING and words[1][:1].isupper() else 0


def _is_surname(word: str, people: Iterable[str]) -> bool:
    """Whether a word (or the last of several in quotation marks) is anybody's last name, even if it is misspelt."""
    surnames = (normalise(name.split()[-1]) for name in people)
    return any(
        fuzz.ratio(surname, normalise(word.rsplit(maxsplit=1)[-1])) >= MIN_SURNAME_LIKENESS for surname in surnames
    )


def find_article(archive: LookupArchive, typed: str) -> Article:
    """The article with this path, or the only one that has the typed text in its path.

    Raises ArticleWithdrawn or NoSuchArticle.
    """
    article = archive.article(typed)
    if article:
        return article
    near = near_articles(archive.articles, typed)
    is_one = len(near) == 1 and normalise(typed) in normalise(near[0])
    article = archive.article(near[0]) if is_one else None
    if article is None:
        if gone := [known for known in sorted(archive.withdrawn) if normalise(typed) in normalise(known)]:
            raise ArticleWithdrawn(gone[0])
        raise NoSuchArticle(typed, near)
    return article


def near_articles(articles: Sequence[str], typed: str) -> list[str]:
    """The articles that have the typed text in their path; if there are none, those with a similar path.

    >>> near_articles(["2012/bill.txt", "2013/tax.txt"], "tax"), near_articles(["2012/bill.txt"], "2012/bills.txt")
    (['2013/tax.txt'], ['2012/bill.txt'])
    """
    wanted = normalise(typed)
    holding = [known for known in articles if wanted in normalise(known)]
    near = process.extract(typed, articles, scorer=fuzz.partial_ratio, score_cutoff=MIN_PATH_LIKENESS)
    return holding or [name for name, *_ in near]
