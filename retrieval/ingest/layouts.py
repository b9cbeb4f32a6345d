"""What the articles of one folder have in common: lines that stand in most of them, and the places of their facts.

    Ormsay digital archive                           in each article: furniture
    Taken from    Skelby Star                        a label, unknown as it is, with a newspaper behind it: the source
    Tuesday 18 October 2016, final edition           a day behind the same words at the same place: the date
    Clock that ran backwards is put right at last    a few words that differ in each article: the headline

    The text itself ...

    Digitised by the friends of the library          below each text: furniture

A layout is learned from the first articles of a folder that have one format, MIN_ARTICLES at least. Articles state a
fact by their layout only where nothing else states it. Captures of one story have everything in common, so
nothing is learned from articles whose lines are mostly the same.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from retrieval.ingest import labels
from retrieval.ingest.document import Document
from retrieval.ingest.formats import column_values
from retrieval.ingest.header import bylines, credit_lines, publications
from retrieval.ingest.metadata import front_values
from retrieval.models import PartialDate
from retrieval.text.dates import parse_date, parse_dateline

MIN_ARTICLES = 3
MAX_ARTICLES = 40  # from which a layout is learned
_MIN_ARTICLE_SHARE = 0.6  # of the articles
_HEAD_LINES, _FOOT_LINES = 15, 12
_EDGE_CHARS = 4000  # at either end of a text, in which these lines stand
_MAX_LINE_CHARS = 300
_PROSE_CHARS, _PROSE_WORDS = 120, 4
_FURNITURE_WORDS = 6  # of a sentence below the texts that is none of theirs
_SPOKEN = re.compile(r"\b(?:I|we|us|our|you|your|me|my|thanks?)\b|[“”\"]", re.IGNORECASE)
_MAX_PARTS = 8
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"([^\W\d_][^\n\t:=|]{0,38}?)(?:\s*[:=|](?=\s)|\t|\s{2})\s*(\S[^\n]*)")
_SEPARATOR = re.compile(r"\s*[,;|·•()\[\]]\s*|\s+[–—/-]\s+|\t\s*|\s{2,}")
_EDGES = " \t.,:;|·•()[]–—-*_"
_DAYS, _NAMES = frozenset({"date", "updated"}), frozenset({"title", "author", "source"})
_PLACE = "line "  # before the number of a line and of its part, as the name of a column


@dataclass(frozen=True, slots=True)
class Layout:
    furniture: frozenset[str] = frozenset()  # lines, as `_masked` gives them
    labels: frozenset[str] = frozenset()  # in small letters
    lines: int = 0  # number of other lines above a text, where their places tell facts
    cuts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # words that cut the line at a place into parts
    facts: Mapping[str, str] = field(default_factory=dict)  # by label, by place, or by key of the front matter
    affixes: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # around the value of a place
    titles: frozenset[str] = frozenset()  # titles in the metadata that most articles have
    source: str | None = None  # named by furniture

    def is_furniture(self, line: str) -> bool:
        return bool(line.strip()) and _masked(line) in self.furniture

    def is_weak(self, title: str | None) -> bool:
        """Whether a title in the metadata is a site's name or another line that the articles have in common."""
        return title is not None and (title in self.titles or self.is_furniture(title))

    def read(self, text: str, start: int) -> "StatedFacts":
        """What the lines above a text state by their places and labels."""
        head = _head(text, start, self.furniture)
        found: dict[str, object] = {}
        ends = []
        others: list[tuple[int, int]] = []
        blank: list[tuple[int, int]] = []
        no_headlines = set[str]()
        for begin, end in head:
            line = text[begin:end]
            if self.is_furniture(line):
                blank.append((begin, end))
            elif known := [(label, value) for label, value in _labelled(line) if label in self.labels]:
                blank.append((begin, end))
                self._note(found, *known[0])
            else:
                others.append((begin, end))
                continue
            ends.append(end)
        values_of = [_values(number, text[slice(*place)], self.cuts) for number, place in enumerate(others)]
        if len(others) == self.lines and all(map(self._fits, values_of)):
            for (begin, end), values in zip(others, values_of, strict=True):
                told = [name for name in values if name in self.facts]
                for name in told:
                    self._note(found, name, values[name])
                ends += [end] * bool(told)
                if told and "title" not in {self.facts[name] for name in told}:
                    no_headlines.add(" ".join(text[begin:end].split()))
        return StatedFacts(found, max(ends, default=start), tuple(blank), frozenset(no_headlines))

    def _fits(self, values: Mapping[str, str]) -> bool:
        """Whether the values at the places of a line may be their facts: a day only at the place of a day, no
        number as an author.

        Otherwise the article has other lines than most of its folder, such as no byline.
        """
        for name in self.facts.keys() & values.keys():
            fact, value = self.facts[name], _without(values[name], self.affixes.get(name, ("", "")))
            is_dateline = parse_dateline(value) is not None
            is_day = is_dateline or isinstance(parse_date(value), PartialDate)
            is_number = fact == "author" and _NUMBER.search(value) is not None
            if (fact in _DAYS and not is_day) or (fact in _NAMES and is_dateline) or is_number:
                return False
        return True

    def _note(self, found: dict[str, object], name: str, value: str) -> None:
        plain = _without(value, self.affixes.get(name, ("", "")))
        if name in self.facts and plain:
            found.setdefault(self.facts[name], plain)


@dataclass(frozen=True, slots=True)
class StatedFacts:
    facts: Mapping[str, object]
    end: int  # of the last line that the layout explains
    blank: tuple[tuple[int, int], ...]  # the places of furniture and of lines with labels
    no_headlines: frozenset[str]  # lines that state other facts


NONE = Layout()


def without(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with spaces at these places, so that it keeps its length.

    >>> without("News\\nThe dam", [(0, 4)])
    '    \\nThe dam'
    """
    for begin, end in places:
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def furniture_of(documents: Sequence[Document]) -> Layout:
    """What the articles of a table have in common above and below their texts; columns state their facts."""
    return Layout(learn(documents).furniture)


def learn(documents: Sequence[Document]) -> Layout:
    """The layout of articles; none of a few, or of captures of one story."""
    if len(documents) < MIN_ARTICLES or _are_captures(documents):
        return NONE
    fronts = [front_values(each.text) if each.front_matter else ({}, 0) for each in documents]
    starts = [start for _, start in fronts]
    edges = [_edges(each.text, start) for each, start in zip(documents, starts, strict=True)]
    repeated = _in_most(map(_masked, edge) for edge in edges)
    furniture = frozenset(line for line in repeated if not _is_of_article(line, edges))
    heads = [_head_lines(each.text, start, furniture) for each, start in zip(documents, starts, strict=True)]
    behind = [{label: value for line in head for label, value in _labelled(line)} for head in heads]
    found = _in_most(behind)
    rows: list[dict[str, object]] = [{label: each[label] for label in each if label in found} for each in behind]
    size, cuts = _places(rows, [[line for line in head if not found & dict(_labelled(line)).keys()] for head in heads])
    affixes = _strip_affixes(rows)
    titles = _in_most([str(each.raw_metadata["title"])] if each.raw_metadata.get("title") else [] for each in documents)
    facts = _facts(rows) | _facts([front for front, _ in fronts if front])
    common = (line for edge in edges for line in edge if _masked(line) in furniture)
    source = next(filter(None, map(publications.within, common)), None)
    return Layout(furniture, found, size, cuts, facts, affixes, titles, source)


def _facts(rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """The facts of labels, places or keys: by their names, else by their values."""
    if len(rows) < MIN_ARTICLES:
        return {}
    meant = {name: fact for row in rows for name in row if (fact := labels.fact_of(name) or labels.meaning_of(name))}
    known = {labels.TEXT, *meant.values()}
    told = column_values.facts(rows, known, meant)
    if told.get("title", [""])[0] in {names[0].partition(".")[0] for fact, names in told.items() if fact != "title"}:
        told = column_values.facts(rows, known, {*meant, *told["title"]})  # a line with a paper or a day is no headline
    return {**meant, **{names[0]: fact for fact, names in told.items()}}


def _head(text: str, start: int, furniture: frozenset[str]) -> list[tuple[int, int]]:
    """The places of the lines above the first sentence that is no furniture."""
    lines = _lines(text, start, min(len(text), start + _EDGE_CHARS))

    def is_above(place: tuple[int, int]) -> bool:
        line = text[slice(*place)]
        return _masked(line) in furniture or not _is_prose(line)

    places = list(islice(lines, _HEAD_LINES + 1))
    above = list(takewhile(is_above, places))
    return above if len(above) < len(places) else []  # a text without a sentence, such as a post, has no lines above it


def _head_lines(text: str, start: int, furniture: frozenset[str]) -> list[str]:
    lines = (text[slice(*place)] for place in _head(text, start, furniture))
    return [line for line in lines if _masked(line) not in furniture]


def _edges(text: str, start: int) -> list[str]:
    """The first lines of a text, and the last ones."""
    first = islice(_lines(text, start, min(len(text), start + _EDGE_CHARS)), _HEAD_LINES)
    last = list(_lines(text, max(start, len(text) - _EDGE_CHARS), len(text)))[-_FOOT_LINES:]
    return [text[slice(*at)] for at in (*first, *last)]


def _lines(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while start < stop:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1


def _is_prose(line: str) -> bool:
    return len(line.strip()) > _PROSE_CHARS or (_is_sentence(line) and len(line.split()) >= _PROSE_WORDS)


def _is_sentence(line: str) -> bool:
    return line.rstrip("\"'”’) \t").endswith((".", "!", "?", "…"))


def _masked(line: str) -> str:
    """
    >>> _masked(" Clip 17  of 30 ")
    'Clip 0 of 0'
    """
    return _NUMBER.sub("0", " ".join(line[:_MAX_LINE_CHARS].split()))


def _in_most(sets: Iterable[Iterable[str]]) -> frozenset[str]:
    """The members of most of the sets, and of MIN_ARTICLES at least."""
    found = list(map(set, sets))
    counts = Counter(each for one in found for each in one)
    return frozenset(
        each for each, count in counts.items() if count >= max(MIN_ARTICLES, _MIN_ARTICLE_SHARE * len(found))
    )


def _are_captures(documents: Sequence[Document]) -> bool:
    """Whether most lines of the articles stand in most of them."""
    lines = [set(filter(None, map(str.strip, each.text.split("\n")))) for each in documents]
    common = _in_most(lines)
    return sum(len(each & common) for each in lines) * 2 > sum(map(len, lines))


def _is_of_article(masked: str, edges: Sequence[Sequence[str]]) -> bool:
    """Whether a line that articles have in common states a fact (a paper, an author, a day) or is speech."""
    line = next(line for edge in edges for line in edge if _masked(line) == masked)
    plain = line.strip().strip(_EDGES)
    known = labels.known_line(" ".join(line.split()))
    is_text = _is_sentence(line) and (len(line.split()) < _FURNITURE_WORDS or _SPOKEN.search(line))
    return bool(
        is_text
        or (known and known[0] != labels.OTHER)
        or bylines.parse_byline(plain)
        or (bylines.is_name(plain) and bylines.may_be_person(plain))
        or line.rstrip().endswith(":")  # a speaker's name
        or publications.is_publication(plain)
        or publications.may_be_publication(plain)
        or publications.issuer(plain)
        or credit_lines.parse(line.strip())
        or parse_dateline(" ".join(line.split()))
        or parse_dateline(plain)
        or publications.copyright_holders(line)
    )


def _labelled(line: str) -> list[tuple[str, str]]:
    """A label in small letters, and what stands behind it, if a header does not know the line as it is.

    >>> _labelled("Taken from      Skelby Star"), _labelled("Heading: The Bell"), _labelled("The bell is old")
    ([('taken from', 'Skelby Star')], [], [])
    """
    found = _LABEL.fullmatch(line.strip())
    if found is None or _is_sentence(line) or labels.known_line(" ".join(line.split())):
        return []
    return [(" ".join(found[1].lower().split()), found[2].strip())]


def _places(rows: list[dict[str, object]], lines: Sequence[Sequence[str]]) -> tuple[int, dict[str, frozenset[str]]]:
    """Add to the rows what stands at each place above the texts. Returns the number of lines, and how each is cut."""
    size, count = Counter(map(len, lines)).most_common(1)[0]
    if not size or count < max(MIN_ARTICLES, _MIN_ARTICLE_SHARE * len(lines)):
        return 0, {}
    cuts: dict[str, frozenset[str]] = {}
    of_size = [(row, each) for row, each in zip(rows, lines, strict=True) if len(each) == size]
    for number in range(size):
        values = [each[number] for _, each in of_size]
        if words := _cut_words(values):
            cuts[f"{_PLACE}{number}"] = words
        for (row, _), value in zip(of_size, values, strict=True):
            row.update(_values(number, value, cuts))
    return size, cuts


def _cut_words(values: Sequence[str]) -> frozenset[str]:
    """The words in small letters that all lines at a place have, if these cut each line into as many parts.

    "" stands for the separators alone.
    """
    common = set.intersection(*({word for word in value.split() if word.islower()} for value in values))
    for words in (frozenset({"", *common}), frozenset({""})):
        sizes = {len(_cut(value, words)) for value in values}
        if len(sizes) == 1 and 1 < sizes.pop() <= _MAX_PARTS:
            return words
    return frozenset()


def _cut(line: str, words: frozenset[str]) -> list[str]:
    parts = []
    for part in _SEPARATOR.split(line.strip()):
        run: list[str] = []
        for word in part.split():
            if word in words:
                parts.append(" ".join(run))
                run = []
            else:
                run.append(word)
        parts.append(" ".join(run))
    return [part for part in parts if part]


def _values(number: int, line: str, cuts: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """The line at a place, and its parts, by their names."""
    place = f"{_PLACE}{number}"
    parts = _cut(line, cuts[place]) if place in cuts else []
    return {place: " ".join(line.split()), **{f"{place}.{at}": part for at, part in enumerate(parts)}}


def _strip_affixes(rows: Sequence[dict[str, object]]) -> dict[str, tuple[str, str]]:
    """Take off what the values of a place have in common at their beginning and their end."""
    columns: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.items():
            columns.setdefault(name, []).append(str(value))
    affixes = {name: _affixes(values) for name, values in columns.items()}
    for row in rows:
        for name, value in row.items():
            row[name] = _without(str(value), affixes[name])
    return affixes


def _affixes(values: Sequence[str]) -> tuple[str, str]:
    """The words that all values begin and end with, but for one word of each that stays.

    >>> _affixes(["Ann Low reports", "Bo Ek reports"]), _affixes(["The Bell", "The Whale"])
    (('', 'reports'), ('', ''))
    """
    words = [value.split() for value in values]
    if len(set(values)) == 1:
        return "", ""
    before = _common(words)
    behind = _common([each[::-1] for each in words])[::-1]
    keep = [word for word in before if word.islower() or not word[:1].isalpha() or word.endswith(":")]
    return " ".join(before if keep else []), " ".join(behind if all(map(str.islower, behind)) else [])


def _common(words: Sequence[Sequence[str]]) -> list[str]:
    found: list[str] = []
    for at in range(min(map(len, words)) - 1):
        if len({each[at] for each in words}) > 1:
            break
        found.append(words[0][at])
    return found


def _without(value: str, affixes: tuple[str, str]) -> str:
    plain = value.strip()
    plain = plain.removeprefix(affixes[0]).removesuffix(affixes[1])
    return plain.strip(_EDGES) if affixes != ("", "") or plain[:1] in _EDGES else plain
