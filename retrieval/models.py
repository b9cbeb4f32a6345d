"""The data classes. They are frozen and copy no text: a passage, a quotation and a highlight are spans of an article.

    Article ─┬─ Published      when, how precisely, and how we know
             ├─ Passage        a paragraph, or part of an over-long one
             └─ Quotation      a person's words, with speaker and cue
    Question ──→ Reply ──→ Answer     a span of an article, its speaker, and the reasons why it was chosen

Offsets count characters of `Article.text`, which is the decoded file with line ends as "\\n".
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from retrieval.errors import NoDate

Span = tuple[int, int]
CORRECTED = "speaker put right by "  # begins a step of `Quotation.chain`; who and when follows


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Basis(StrEnum):
    STATED = "stated"  # printed in the article's own text
    GIVEN = "given"  # given by metadata: the format, the front matter or a sources file
    INFERRED = "inferred"  # inferred from words in the text
    CORRECTED = "corrected"  # put right by a person


class Kind(StrEnum):
    DIRECT = "direct"  # wholly inside quotation marks
    MIXED = "mixed"  # partly inside quotation marks
    INDIRECT = "indirect"  # reported without quotation marks


class Modality(StrEnum):
    """Whether the words were said. Only what was said is shown as said."""

    SAID = "said"
    DENIED = "denied"  # "denied saying ...", "did not say ..."
    CONDITIONAL = "conditional"  # "if he says ...", "would say ..."
    TO_COME = "to_come"  # "will say ...", "is expected to say ..."
    ASKED = "asked"  # by an interviewer or a moderator


class Role(StrEnum):
    """What a passage is to the question."""

    ANSWER = "answer"  # it answers: if the question asks for somebody's words, it has them
    RELATED = "related"  # it is on the same matter: others' words, words not said, or too doubtful


class AnswerType(StrEnum):
    """The kind of answer that a question asks for."""

    SAID = "said"
    WHO = "who"
    WHEN = "when"
    AMOUNT = "amount"  # how many, how much
    LIST = "list"
    FACT = "fact"  # anything else


class Order(StrEnum):
    """The order of answers that a question asks for."""

    RELEVANCE = "relevance"
    LATEST = "latest"  # the newest first
    EARLIEST = "earliest"  # the oldest first


class TermPart(StrEnum):
    """What of a term of office a question means."""

    START = "start"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class TimeClause:
    """Words of a question that name a time by an office or an event: "before she was mayor", "since the strike".

    `relation` is before, after, since, until or when. `part` is None for an event. `who` held the office; if it is None
    as found, the person asked about is meant. `office` is None for whichever office. `is_bound` tells whether the
    question's dates are those of the office, as far as the articles show them; `who` is then a full name.
    """

    words: str
    relation: str
    part: TermPart | None = None
    who: str | None = None
    office: str | None = None
    is_bound: bool = False

    @property
    def is_before_event(self) -> bool:
        return self.part is None and self.relation in {"before", "until"}


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, a month or a year.

    >>> february = PartialDate.parse("2012-02")
    >>> str(february), str(february.first), str(february.last)
    ('2012-02', '2012-02-01', '2012-02-29')
    """

    first: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if not isinstance(self.first, date):
            raise NoDate(self.first)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2012", "2012-02" or "2012-02-07"; anything else raises NoDate, which is a ValueError too."""
        if not re.fullmatch(r"\d{4}(-\d{1,2}){0,2}", text.strip(), re.ASCII):
            raise NoDate(text)
        parts = [int(part) for part in text.strip().split("-")]
        precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
        year, month, day = (*parts, 1, 1)[:3]
        try:
            return cls(date(year, month, day), precision)
        except ValueError as error:  # there is no 31 February
            raise NoDate(text) from error

    @property
    def last(self) -> date:
        match self.precision:
            case Precision.DAY:
                return self.first
            case Precision.MONTH:
                return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
            case Precision.YEAR:
                return self.first.replace(month=12, day=31)

    def __str__(self) -> str:
        return self.first.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]]


@dataclass(frozen=True, slots=True)
class Published:
    when: PartialDate
    basis: Basis
    words: str | None = None  # the words of the article that an inferred date is based on; who put it right, and when


@dataclass(frozen=True, slots=True)
class Article:
    """An article. `id` is its path below the archive folder. `body` is where its text begins, after the header.

    `ocr` is true if pages of it were read from pictures (optical character recognition): words may be misread.
    """

    id: str
    text: str
    body: int = 0
    title: str | None = None
    source: str | None = None
    published: Published | None = None
    updated: PartialDate | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    ocr: bool = False

    @property
    def when(self) -> PartialDate | None:
        """When it was published, as precisely as it is known; None if it is not."""
        return self.published.when if self.published else None

    @property
    def last_day(self) -> date | None:
        """The last day of which its words may be: an update may have added them. None if its date is not known.

        >>> march, may = PartialDate.parse("2012-03"), PartialDate.parse("2012-05-07")
        >>> str(Article("a.txt", "", published=Published(march, Basis.STATED)).last_day)
        '2012-03-31'
        >>> str(Article("a.txt", "", published=Published(march, Basis.STATED), updated=may).last_day)
        '2012-05-07'
        """
        if self.published is None:
            return None
        return max(self.published.when.last, self.updated.last if self.updated else date.min)


@dataclass(frozen=True, slots=True)
class Passage:
    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Quotation:
    """One person's words within one article. If "he said" interrupts them, they have several spans.

    `speaker` is the fullest name that the evidence gives, or the role of somebody unnamed, or None if the article does
    not show who speaks. `speaker_text` and `cue` are the article's words for the speaker and the act of saying ("the
    senator", "said"); `cue_span` is the place of the cue in the article. `chain` has the steps from the mention to the
    name: ("he", "Mr Lansley, paragraph 4", "Andrew Lansley"). `carrier` is the person who reports somebody else's
    words: Ann Lee in "Ann Lee wrote that an aide had said ...".
    """

    article: Article
    spans: tuple[Span, ...]
    kind: Kind
    speaker: str | None = None
    speaker_text: str | None = None
    cue: str | None = None
    cue_span: Span | None = None
    chain: tuple[str, ...] = ()
    modality: Modality = Modality.SAID
    carrier: str | None = None

    @property
    def text(self) -> str:
        return " ".join(self.article.text[start:end] for start, end in self.spans)

    @property
    def corrected(self) -> str | None:
        """Who put its speaker right, and when ("the editor, 3 May 2026"); None if nobody did.

        >>> chain = (f"{CORRECTED}the editor, 3 May 2026", "Bo Ek")
        >>> Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Bo Ek", chain=chain).corrected
        'the editor, 3 May 2026'
        """
        steps = [step for step in self.chain if step.startswith(CORRECTED)]
        return steps[-1].removeprefix(CORRECTED).partition(": ")[0] if steps else None

    @property
    def is_said(self) -> bool:
        """Whether its words were spoken, be it as a question: neither denied, nor conditional, nor to come."""
        return self.modality in {Modality.SAID, Modality.ASKED}


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """How often somebody is quoted.

    `first` and `last` are the dates of the earliest and latest article that quotes them; None if none has a date.
    """

    speaker: str
    quotations: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Options:
    """Filters that the asker sets beside the question. Each of them overrules the question's own words.

    `after` is inclusive and `before` exclusive: after 2012-02 and before 2012-03 is February 2012.
    """

    speaker: str | None = None
    source: str | None = None
    after: PartialDate | None = None
    before: PartialDate | None = None

    def __post_init__(self) -> None:
        for name, given in (("after", self.after), ("before", self.before)):
            if given is not None and not isinstance(given, PartialDate):
                raise NoDate(given, option=name)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, as understood. `after` and `before` are as in `Options`.

    `text` is the question without its operators and without the clauses that name a time or publication to search.
    `asks_for_words` tells whether what `speaker` said is asked for; if not, they may only be what it is about.
    `speaker` is who is asked about, as shown; `speakers` has everybody in the archive whom that means.
    `month` is the month of any year asked about, 1 to 12, as long as no year is chosen: "in March". `day` is its day.
    `lists` tells whether it asks for all that somebody said, `counts` whether it asks how often something was said, and
    `asks_for_questions` whether it asks what was asked.
    `about` has the names in the archive of the person about whom others' words are asked for.
    `named` has the archive's speakers whose full names are in the question, whether or not it asks for their words.
    `spelling_corrections` has pairs of a misspelt name and its correction.
    `filters` are the options and operators: only passages that match them are searched.
    `asked` is the whole question without its operators, in plain words, with misspelt names corrected, for the reader.
    `act` is the name of the act of speech that is asked for: "apologise" (search/query/speech_acts.py).
    `asked_of_speaker` takes its place for passages that quote the speaker, if the question is a mere note: "Lee tax".
    `clause` has the words that name the time by an office or an event.
    """

    text: str
    speaker: str | None = None
    topic: str | None = None
    source: str | None = None
    after: PartialDate | None = None
    before: PartialDate | None = None
    phrase: str | None = None
    answer_type: AnswerType = AnswerType.FACT
    asks_for_words: bool = False
    named: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    month: int | None = None
    day: int | None = None
    counts: bool = False
    lists: bool = False
    asks_for_questions: bool = False
    spelling_corrections: tuple[tuple[str, str], ...] = ()
    filters: Options = Options()
    asked: str = ""
    asked_of_speaker: str | None = None
    act: str | None = None
    clause: TimeClause | None = None


class NoveltyKind(StrEnum):
    FIRST = "first"  # the speaker's first words on the matter in the archive
    AGAIN = "again"  # said before in the same words
    CORRECTED = "corrected"  # another article, which calls itself a correction, has the words
    AGAINST = "against"  # said before, but for a negation


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new of somebody's words, as far as dates and words show it; see chronology/novelty.py.

    `times` counts the articles of earlier days with the same words, and `since` is the date of the earliest. `earlier`
    is the quotation there; of words against it, the one that they are against; of corrected words, the passage of the
    correction. `matter` has the words of the topic that
    no earlier passage has beside the speaker's name.
    """

    kind: NoveltyKind
    times: int = 0
    since: PartialDate | None = None
    earlier: Quotation | None = None
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage, or adjacent passages with one statement, and its role. `highlights` count from `start`.

    `heading` is the span of the subheadings right above it, which are no part of it.

    `also` has other passages with the same words, and `nearly` has passages that differ by small edits. `parts` has the
    features that the score is computed from. `is_own` tells whether the speaker asked about is the quotation's.
    `office` is the speaker's when the article was published, as articles of that time give it. `novelty` tells whether
    the speaker said the same before, if dates and words show it.
    """

    article: Article
    start: int
    end: int
    quotation: Quotation | None
    highlights: tuple[Span, ...]
    score: float
    parts: Mapping[str, float]
    also: tuple[Passage, ...] = ()
    nearly: tuple[Passage, ...] = ()
    role: Role = Role.ANSWER
    is_own: bool = False
    heading: Span | None = None
    office: str | None = None
    novelty: Novelty | None = None

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def speaker(self) -> str | None:
        """Who is quoted; None if nobody is, or the article does not say clearly who."""
        return self.quotation.speaker if self.quotation else None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of the quotation in the article, or else of the whole text."""
        return self.quotation.spans if self.quotation else ((self.start, self.end),)


class Silence(StrEnum):
    """Why a reply has nothing on record."""

    NO_SUCH_NAME = "no_such_name"  # the name asked about is in no passage that was looked through
    NOTHING_FOUND = "nothing_found"  # no passage answers
    FILTERED_OUT = "filtered_out"  # the filters, or the time or publication asked about, leave nothing that answers
    COULD_NOT_LOOK = "could_not_look"  # an error kept the question from being looked up


@dataclass(frozen=True, slots=True)
class Coverage:
    """What some articles cover: their number, how many have no date, the earliest and latest date, and their sources.

    `articles` and `undated` are None if the backend cannot count them.
    """

    articles: int | None
    undated: int | None
    first_day: str | None
    last_day: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The passage nearest to a question that nothing answers: its place, and why it is not an answer."""

    article: str
    start: int
    end: int
    title: str | None
    source: str | None
    published: Published | None
    speaker: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through before a reply said that nothing is on record.

    `covered` tells of the articles that the filters leave. `named` counts the passages with any of `names`, which are
    the names of the person asked about, `quoted` those that quote this person, and `quotations` what they quote; all
    are empty or None if the question names nobody. If `named_at_least`, there may be more. `named_otherwise` tells that
    passages have the names in lower case only, as other words ("the hunt"). `uncovered` is the time
    asked about, if no article is dated then. `skipped` counts what could not be read when the index was built, `newer`
    the files that were added or changed since, as far as a short look found any. If a filter leaves one publication,
    and that does not quote the person asked about, `elsewhere` counts the quotations that others have.
    """

    archive: str
    covered: Coverage
    generation: str
    indexed: str
    names: tuple[str, ...] = ()
    named: int | None = None
    named_at_least: bool = False
    named_otherwise: bool = False
    quoted: int | None = None
    quotations: int | None = None
    nearest: NearestMiss | None = None
    uncovered: str | None = None
    skipped: int = 0
    newer: int = 0
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The answers, best first, then related passages. If the reply abstains, `reason` says why, and all are related.

    A reply that abstains also has the kind of its silence, and what was searched. If the question asks how often,
    `times` is the number of answers found, of which `answers` may have fewer, and `times_reported` how many of these
    are an article's report without the speaker's own words. If it asks for all that somebody said, `total` is the
    number of statements found, and `is_total_exact` tells whether there are no more. Below a confidence of
    `abstain_below` a reply abstains.
    """

    question: str
    understood: Question
    answers: tuple[Answer, ...]
    confidence: float
    reason: str | None
    generation: str
    took_ms: float
    silence: Silence | None = None
    searched: Searched | None = None
    times: int | None = None
    times_reported: int | None = None
    abstain_below: float = 0.0
    total: int | None = None
    is_total_exact: bool = True

    @property
    def abstained(self) -> bool:
        return self.reason is not None
