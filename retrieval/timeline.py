"""Who said what over time: quotations on a topic in the order of their dates, and how many there are when.

A quotation is on a topic when every word of it, stemmed, stands in the paragraph that the quotation is in. Nothing is
ranked: what is dated comes in order, what is not comes last, in the archive's.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from retrieval.models import PartialDate, Precision, Quotation, Span
from retrieval.text import sentences
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import stems

MONTHS = 36  # a longer time is counted in years


@dataclass(frozen=True, slots=True)
class SpeakerSummary:
    """Somebody's quotations on a topic: how many, and the first and last dates that any of them has."""

    speaker: str
    quotations: int
    first: PartialDate | None
    last: PartialDate | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The sentences of an article, by its characters, that hold what one person is quoted with in them."""

    start: int
    end: int
    quotations: tuple[Quotation, ...]

    @property
    def text(self) -> str:
        return self.quotations[0].article.text[self.start : self.end]

    @property
    def highlights(self) -> list[Span]:
        """What is quoted, counted from `start`."""
        spans = (span for quotation in self.quotations for span in quotation.spans)
        return [(first - self.start, last - self.start) for first, last in sorted(spans)]


def select(
    quotations: Iterable[Quotation],
    speakers: Collection[str] | None = None,
    topic: str | None = None,
    sources: Collection[str] | None = None,
) -> list[Quotation]:
    """What `speakers` said on `topic` in articles of `sources`, the oldest first; None leaves it open."""
    wanted = set(stems(topic)) if topic else set()
    found = [
        quotation
        for quotation in quotations
        if (speakers is None or quotation.speaker in speakers)
        and (sources is None or quotation.article.source in sources)
        and (not wanted or _on(quotation, wanted))
    ]
    return sorted(found, key=lambda quotation: (when(quotation) is None, _day(quotation)))


def when(quotation: Quotation) -> PartialDate | None:
    return quotation.article.published.when if quotation.article.published else None


def sentence_span(quotation: Quotation) -> Span:
    """The sentences that a quotation stands in, within its paragraph.

    >>> from retrieval.models import Article, Kind
    >>> article = Article("a.txt", "It rained. Labour urged him to dump the Bill. He did not.")
    >>> start, end = sentence_span(Quotation(article, ((29, 44),), Kind.INDIRECT))
    >>> article.text[start:end]
    'Labour urged him to dump the Bill.'
    """
    start, end = quotation.spans[0][0], quotation.spans[-1][1]
    first, last = _paragraph(quotation)
    found = sentences.split(quotation.article.text[first:last])
    holding = [
        (first + begun, first + ended) for begun, ended in found if first + begun < end and start < first + ended
    ]
    return (min(start, holding[0][0]), max(end, holding[-1][1])) if holding else (start, end)


def statements(quotations: Iterable[Quotation]) -> list[Statement]:
    """Quotations as they are shown, in the same order: those of one speaker in the same sentences are one statement."""
    together: dict[tuple[str, Span, str | None], list[Quotation]] = {}
    for quotation in quotations:
        key = (quotation.article.id, sentence_span(quotation), quotation.speaker)
        together.setdefault(key, []).append(quotation)
    return [Statement(start, end, tuple(found)) for (_, (start, end), _), found in together.items()]


def count_by_speaker(quotations: Iterable[Quotation]) -> list[SpeakerSummary]:
    """Everybody named who is quoted, most often first."""
    by: dict[str, list[Quotation]] = {}
    for quotation in quotations:
        if quotation.speaker:
            by.setdefault(quotation.speaker, []).append(quotation)
    return sorted((_spoke(*of) for of in by.items()), key=lambda spoke: (-spoke.quotations, spoke.speaker))


def count_by_period(quotations: Iterable[Quotation]) -> list[tuple[PartialDate, int]]:
    """How many there are in each month, or year where months do not fit or are not known; none left out between.

    >>> from retrieval.models import Article, Basis, Kind, Published
    >>> def on(date: str) -> Quotation:
    ...     published = Published(PartialDate.parse(date), Basis.STATED)
    ...     return Quotation(Article("a.txt", "", published=published), (), Kind.DIRECT)
    >>> [(str(month), count) for month, count in count_by_period([on("2012-02-07"), on("2012-04"), on("2012-02-11")])]
    [('2012-02', 2), ('2012-03', 0), ('2012-04', 1)]
    >>> [(str(year), count) for year, count in count_by_period([on("2012-02-07"), on("2013")])]
    [('2012', 1), ('2013', 1)]
    """
    dates = [date for quotation in quotations if (date := when(quotation))]
    if not dates:
        return []
    months = [date.first.year * 12 + date.first.month - 1 for date in dates]
    if max(months) - min(months) < MONTHS and all(date.precision is not Precision.YEAR for date in dates):
        counts = Counter(months)
        every = range(min(months), max(months) + 1)
        return [(PartialDate.parse(f"{month // 12:04}-{month % 12 + 1:02}"), counts[month]) for month in every]
    years = Counter(date.first.year for date in dates)
    return [(PartialDate.parse(f"{year:04}"), years[year]) for year in range(min(years), max(years) + 1)]


def _on(quotation: Quotation, wanted: set[str]) -> bool:
    start, end = _paragraph(quotation)
    text = quotation.article.text[start:end]
    normalised = normalise(text)
    # Stemming every paragraph would take long; most are ruled out by the beginnings of the stems.
    likely = all(stem[: max(3, len(stem) - 2)] in normalised for stem in wanted)
    return likely and wanted <= set(stems(text))


def _paragraph(quotation: Quotation) -> Span:
    text = quotation.article.text
    start, end = quotation.spans[0][0], quotation.spans[-1][1]
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if last < 0 else last


def _day(quotation: Quotation) -> str:
    date = when(quotation)
    return date.first.isoformat() if date else ""


def _spoke(speaker: str, quotations: Sequence[Quotation]) -> SpeakerSummary:
    dates = sorted((date for quotation in quotations if (date := when(quotation))), key=lambda date: date.first)
    return SpeakerSummary(speaker, len(quotations), dates[0] if dates else None, dates[-1] if dates else None)
