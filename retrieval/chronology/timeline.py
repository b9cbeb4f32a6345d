"""Quotations over time: statements on a topic by date, and their number.

A quotation is on a topic if its paragraph and its article's headline have the stem of every word of the topic.
Nothing is ranked. Quotations without a date come last, in the archive's order.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from retrieval import passages
from retrieval.models import Kind, PartialDate, Precision, Quotation, Span
from retrieval.search.query.speakers import is_unnamed
from retrieval.text import sentences
from retrieval.text.name_lookup import in_full
from retrieval.text.normalise import normalise
from retrieval.text.quotation_marks import overlap
from retrieval.text.tokenise import stems, token_words

MAX_MONTHS = 36  # longer periods are counted by year
MIN_REPRINTED_WORDS = 5  # of a statement that the same publication prints again


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """The number of one speaker's quotations on a topic, with the first and the last date.

    `is_named` is false for a speaker known only by a role: "council spokeswoman".
    """

    speaker: str
    quotations: int
    first: PartialDate | None
    last: PartialDate | None
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Statement:
    """A span of whole sentences in an article, with one speaker's quotations in it.

    `also` has the first quotation of each statement of other articles that repeats the words.
    """

    start: int
    end: int
    quotations: tuple[Quotation, ...]
    also: tuple[Quotation, ...] = ()

    @property
    def text(self) -> str:
        return self.quotations[0].article.text[self.start : self.end]

    @property
    def spans(self) -> list[Span]:
        """The spans of the quotations within the article."""
        return sorted(span for quotation in self.quotations for span in quotation.spans)

    @property
    def highlights(self) -> list[Span]:
        """The spans of the quotations, counted from `start`."""
        return [(first - self.start, last - self.start) for first, last in self.spans]


def select(
    quotations: Iterable[Quotation],
    speakers: Collection[str] | None = None,
    topic: str | None = None,
    sources: Collection[str] | None = None,
) -> list[Quotation]:
    """The quotations of `speakers` on `topic` in articles of `sources`, oldest first.

    None means no restriction. Quotations that one of `speakers` reports of somebody else count as well; they name their
    carrier.
    """
    topic_stems = set(stems(topic)) if topic else set()
    selected = [
        quotation
        for quotation in quotations
        if (speakers is None or quotation.speaker in speakers or quotation.carrier in speakers)
        and (sources is None or quotation.article.source in sources)
        and (not topic_stems or _is_on_topic(quotation, topic_stems))
    ]
    return sorted(selected, key=_by_date)


def date_of(quotation: Quotation) -> PartialDate | None:
    """The date of the quotation's article."""
    return quotation.article.published.when if quotation.article.published else None


def in_time(statements: Iterable[Statement], after: PartialDate | None, before: PartialDate | None) -> list[Statement]:
    """The statements of articles that may be from the day `after` on and before the day `before`.

    Without either, all; else only those with a date.
    """
    kept = []
    for statement in statements:
        day = date_of(statement.quotations[0])
        is_after = after is None or (day is not None and day.last >= after.first)
        is_before = before is None or (day is not None and day.first < before.first)
        if is_after and is_before:
            kept.append(statement)
    return kept


def sentence_span(quotation: Quotation) -> Span:
    """The span of the sentences that contain a quotation, within its paragraph.

    >>> from retrieval.models import Article, Kind
    >>> article = Article("a.txt", "It rained. Labour urged him to dump the Bill. He did not.")
    >>> start, end = sentence_span(Quotation(article, ((29, 44),), Kind.INDIRECT))
    >>> article.text[start:end]
    'Labour urged him to dump the Bill.'
    """
    start, end = quoted_start, quoted_end = quotation.spans[0][0], quotation.spans[-1][1]
    first, last = _paragraph(quotation)
    for sentence_start, sentence_end in sentences.split(quotation.article.text[first:last]):
        if first + sentence_start < quoted_end and quoted_start < first + sentence_end:
            start, end = min(start, first + sentence_start), max(end, first + sentence_end)
    return start, end


def statements(quotations: Iterable[Quotation]) -> list[Statement]:
    """Quotations grouped for display, in the same order.

    One speaker's quotations in the same sentences are one statement. So are quotations whose sentences overlap, so that
    nothing is shown twice. In a statement, quoted words come before reported ones: the first quotation shows its kind.
    """
    groups: list[list[Quotation]] = []
    spans: list[Span] = []
    numbers: dict[tuple[str, str | None, str], list[int]] = {}
    for quotation in quotations:
        span = sentence_span(quotation)
        same = numbers.setdefault((quotation.article.id, quotation.speaker, quotation.modality.value), [])
        met = [number for number in same if overlap(spans[number], span)]
        if not met:
            same.append(len(groups))
            groups.append([quotation])
            spans.append(span)
            continue
        first, *others = met
        for number in others:
            groups[first] += groups[number]
            groups[number] = []
            same.remove(number)
        groups[first].append(quotation)
        whole = [span, *(spans[number] for number in met)]
        spans[first] = min(start for start, _ in whole), max(end for _, end in whole)
    for group in groups:
        group.sort(key=lambda quotation: quotation.kind is Kind.INDIRECT)
    return [Statement(*span, tuple(group)) for span, group in zip(spans, groups, strict=True) if group]


def without_reprints(statements: Iterable[Statement]) -> list[Statement]:
    """The statements, oldest first, each once; later articles with the same words are in its `also`.

    In the same publication, fewer than MIN_REPRINTED_WORDS words are not a reprint: anybody may say "No comment" twice.
    """
    kept: dict[object, Statement] = {}
    for number, statement in enumerate(statements):
        first = statement.quotations[0]
        words = tuple(token_words(" ".join(quotation.text for quotation in statement.quotations)))
        known = kept.setdefault((first.speaker, first.modality, words), statement)
        if known is statement:
            continue
        article = known.quotations[0].article
        is_reprint = len(words) >= MIN_REPRINTED_WORDS and article.id != first.article.id
        if is_reprint or article.source != first.article.source:
            kept[first.speaker, first.modality, words] = replace(known, also=(*known.also, first))
        else:
            kept[number] = statement
    return list(kept.values())


def newest_first(statements: Sequence[Statement]) -> list[Statement]:
    """The dated statements in reverse, then those without a date."""
    dated = [statement for statement in statements if date_of(statement.quotations[0])]
    undated = [statement for statement in statements if not date_of(statement.quotations[0])]
    return [*reversed(dated), *undated]


def count_by_speaker(quotations: Iterable[Quotation], speakers: Iterable[str]) -> list[SpeakerSummary]:
    """A summary for each speaker, the most quoted first; those without a name, by their role, behind all others.

    A surname alone counts as the full name of the only one of the archive's `speakers` who can have it.
    """
    said = [quotation for quotation in quotations if quotation.speaker]
    full = in_full({str(quotation.speaker) for quotation in said}, speakers)
    by_speaker: dict[str, list[Quotation]] = {}
    for quotation in said:
        name = str(quotation.speaker)
        by_speaker.setdefault(full.get(name, name), []).append(quotation)
    summaries = [_summary(speaker, said) for speaker, said in by_speaker.items()]
    return sorted(summaries, key=lambda summary: (not summary.is_named, -summary.quotations, summary.speaker))


def named_first(speakers: Iterable[str]) -> list[str]:
    """Speakers in their order, with those known only by a role after all others.

    >>> named_first(["chancellor", "Ann Lee", "Unison"])
    ['Ann Lee', 'Unison', 'chancellor']
    """
    return sorted(speakers, key=is_unnamed)


def count_by_period(quotations: Iterable[Quotation]) -> list[tuple[PartialDate, int]]:
    """The number of quotations per month, including months without any.

    Long periods and vague dates are counted per year.

    >>> from retrieval.models import Article, Basis, Kind, Published
    >>> def on(date: str) -> Quotation:
    ...     published = Published(PartialDate.parse(date), Basis.STATED)
    ...     return Quotation(Article("a.txt", "", published=published), (), Kind.DIRECT)
    >>> [(str(month), count) for month, count in count_by_period([on("2012-02-07"), on("2012-04"), on("2012-02-11")])]
    [('2012-02', 2), ('2012-03', 0), ('2012-04', 1)]
    >>> [(str(year), count) for year, count in count_by_period([on("2012-02-07"), on("2013")])]
    [('2012', 1), ('2013', 1)]
    """
    dates = [date for quotation in quotations if (date := date_of(quotation))]
    if not dates:
        return []
    months = [date.first.year * 12 + date.first.month - 1 for date in dates]
    if max(months) - min(months) < MAX_MONTHS and all(date.precision is not Precision.YEAR for date in dates):
        counts = Counter(months)
        every = range(min(months), max(months) + 1)
        return [(PartialDate.parse(f"{month // 12:04}-{month % 12 + 1:02}"), counts[month]) for month in every]
    years = Counter(date.first.year for date in dates)
    return [(PartialDate.parse(f"{year:04}"), years[year]) for year in range(min(years), max(years) + 1)]


def _is_on_topic(quotation: Quotation, topic_stems: set[str]) -> bool:
    start, end = _paragraph(quotation)
    text = f"{quotation.article.title or ''}\n{quotation.article.text[start:end]}"
    normalised = normalise(text)
    for stem in topic_stems:  # a quick test first, since stemming every paragraph takes long
        if stem[: max(3, len(stem) - 2)] not in normalised:
            return False
    return topic_stems <= set(stems(text))


def _paragraph(quotation: Quotation) -> Span:
    return passages.line_at(quotation.article.text, quotation.spans[0][0], quotation.spans[-1][1])


def _by_date(quotation: Quotation) -> tuple[bool, str]:
    """A sort key: the first possible day of the date. Quotations without a date come last."""
    date = date_of(quotation)
    return (False, date.first.isoformat()) if date else (True, "")


def _summary(speaker: str, quotations: Sequence[Quotation]) -> SpeakerSummary:
    dates = sorted((date for quotation in quotations if (date := date_of(quotation))), key=lambda date: date.first)
    first, last = (dates[0], dates[-1]) if dates else (None, None)
    return SpeakerSummary(speaker, len(quotations), first, last, not is_unnamed(speaker))
