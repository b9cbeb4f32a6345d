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
    """The role of a passage for a question."""

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
    """The part of a term of office that a question means."""

    START = "start"
    END = "end"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class TimeClause:
    """Words of a question that name a time by an office or an event: "before she was mayor", "since the strike".

    relation    before, after, since, until or when
    part        the part of the term of office; None for an event
    who         the holder; None if the person asked about is meant. A full name once `is_bound` is true
    office      None for any office
    is_bound    whether the question's dates are those of the office, as far as the articles show them
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
    """An article. `id` is its path below the archive folder.

    `body` is the offset at which its text begins, after the header. `ocr` is true if pages were read from pictures by
    optical character recognition, so that words may be misread.
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
        """The date of publication, as precise as it is known; None if it is not known."""
        return self.published.when if self.published else None

    @property
    def last_day(self) -> date | None:
        """The last day on which its words may have been written, including an update. None if its date is not known.

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
        """Who corrected its speaker, and when ("the editor, 3 May 2026"); None if nobody did.

        >>> chain = (f"{CORRECTED}the editor, 3 May 2026", "Bo Ek")
        >>> Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Bo Ek", chain=chain).corrected
        'the editor, 3 May 2026'
        """
        steps = [step for step in self.chain if step.startswith(CORRECTED)]
        return steps[-1].removeprefix(CORRECTED).partition(": ")[0] if steps else None

    @property
    def is_said(self) -> bool:
        """Whether its words were said, as a statement or a question: not denied, not conditional, not in the future."""
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
    """Filters that the user sets beside the question. Each filter overrides the question's own words.

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

    text                  the question without its operators and the clauses that name a time or publication to search
    speaker, speakers     the person asked about, as shown; everybody in the archive who may be that person
    passed_over           the speaker whose words the text asks for, if a filter names somebody else
    asks_for_words        whether it asks what `speaker` said; otherwise the speaker may only be its subject
    topic                 the topic, if one phrase names it
    month, day            the month asked about, 1 to 12, and its day, as long as no year is known: "in March"
    lists                 whether it asks for everything that somebody said
    counts                whether it asks how often something was said
    asks_for_questions    whether it asks what somebody asked
    about                 the names in the archive of the person about whom others' words are asked for
    spelling_corrections  pairs of a misspelt name and its correction
    filters               the options and operators: only passages that match them are searched
    asked                 the whole question for the reader: without operators, in plain words, names corrected
    asked_of_speaker      replaces `asked` for passages that quote the speaker, if the question is a note: "Lee tax"
    act                   the act of speech asked for: "apologise" (search/query/speech_acts.py)
    clause                the words that name a time by an office or an event
    office                the office that the question asks about, if `speakers` are its holders
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
    speakers: tuple[str, ...] = ()
    passed_over: str | None = None
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
    office: str | None = None


class NoveltyKind(StrEnum):
    FIRST = "first"  # the speaker's first words on the matter in the archive
    AGAIN = "again"  # said before in the same words
    CORRECTED = "corrected"  # another article, which calls itself a correction, has the words
    AGAINST = "against"  # said before except for a negation


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new of somebody's words, as far as dates and words show it; see chronology/novelty.py.

    times, since    the number of articles of earlier days with the same words, and the date of the earliest
    earlier         the earlier quotation: the same words, or the words that they contradict; for corrected words, the
                    passage of the correction
    matter          the words of the topic that no earlier passage has together with the speaker's name
    part            the sentence that is the same, if the whole quotation is not
    """

    kind: NoveltyKind
    times: int = 0
    since: PartialDate | None = None
    earlier: Quotation | None = None
    matter: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage, or adjacent passages with one statement, and its role.

    highlights    spans that match the question best, counted from `start`
    heading       the span of the subheadings directly above the answer, which do not belong to it
    also          other passages with the same words
    nearly        passages that differ by small edits
    parts         the features from which the score is computed
    direct        what the article quotes of the same speaker in the passage, if `quotation` only reports
    is_own        whether the speaker asked about is the quotation's speaker
    office        the speaker's office when the article was published, according to articles of that time
    novelty       whether the speaker said the same before, if dates and words show it
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
    direct: Quotation | None = None

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def credited(self) -> Quotation | None:
        """The quotation by which the whole passage is credited: words in quotation marks, if it has any."""
        return self.direct or self.quotation

    @property
    def speaker(self) -> str | None:
        """The speaker of the quotation; None if there is no quotation, or the article does not clearly name the
        speaker.
        """
        return self.quotation.speaker if self.quotation else None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans of the quotation in the article; without a quotation, the span of the whole text."""
        return self.quotation.spans if self.quotation else ((self.start, self.end),)


class Silence(StrEnum):
    """The kind of reason why nothing is on record."""

    NO_SUCH_NAME = "no_such_name"  # the name asked about is in no passage that was looked through
    NOTHING_FOUND = "nothing_found"  # no passage answers
    FILTERED_OUT = "filtered_out"  # the filters, or the time or publication asked about, leave nothing that answers
    COULD_NOT_LOOK = "could_not_look"  # an error kept the question from being looked up


@dataclass(frozen=True, slots=True)
class Coverage:
    """Facts about a set of articles: their number, how many have no date, the earliest and latest date, the sources,
    and how many articles have no source.

    `articles`, `undated` and `unsourced` are None if the backend cannot count them.
    """

    articles: int | None
    undated: int | None
    first_day: str | None
    last_day: str | None
    sources: tuple[str, ...]
    unsourced: int | None = None


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
    """What was searched before a reply said that nothing is on record.

    covered            the articles that the filters leave
    names              the names of the person asked about; empty if the question names nobody
    named              the number of passages with any of `names`; if `named_at_least` is true, there may be more
    named_otherwise    whether passages have the names only in lower case, as other words ("the hunt")
    quoted             the number of passages that quote this person; None if the question names nobody
    quotations         the number of this person's quotations; None if the question names nobody
    uncovered          the time asked about, if no article has a date in it
    skipped            the number of files that could not be read when the index was built
    newer              the number of files added or changed since, as far as a short look found any
    elsewhere          the number of quotations in each other publication, if the filters leave a publication that does
                       not quote the person asked about; the number of
                       answers, if nobody's words are asked for
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
    """The answers, best first, then related passages. If the reply abstains, all passages are related.

    reason, silence, searched    for an abstention: why, of which kind, and what was searched
    confidence                   below `abstain_below` the reply abstains
    times, times_reported        if the question asks how often: the number of answers found (`answers` may have fewer),
                                 and the number of these that an article only reports, without the speaker's own words
    total, is_total_exact        if it asks for everything that somebody said: the number of statements found, and
                                 whether there are no more
    has_more                     whether a higher limit gives further passages
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
    has_more: bool = False

    @property
    def abstained(self) -> bool:
        return self.reason is not None
