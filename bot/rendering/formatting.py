"""Formats articles, quotations and answers as plain text. The callers escape and colour it.

speaker       Andy Burnham; None if nobody is named
origin        HuffPost UK · 7 February 2012
              reported by HuffPost UK · 7 February 2012, if the words are the newspaper's own
visible       a text without characters that could control a terminal
"""

import datetime as dt
import logging
import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from retrieval import citations
from retrieval.citations import text_fragments
from retrieval.models import (
    CORRECTED,
    Answer,
    Article,
    Basis,
    Kind,
    Modality,
    Novelty,
    NoveltyKind,
    PartialDate,
    Passage,
    Published,
    Quotation,
    Span,
)
from retrieval.text import dates, person_nouns, quotation_marks
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import name_words

RECENT = dt.timedelta(31)  # the office in an article is still today's
UNNAMED = "By their role, without a name:"  # above such speakers in a list
OF_ARTICLE = "in the article's own words"  # of a passage in which nobody is quoted
SEPARATOR = " · "
MIN_CHARTED_STATEMENTS = 3  # the fewest dated statements that get a chart
OCR = " (scanned, read by OCR)"  # after a publication: words may be misread
COMMON_NOUN = re.compile(r"[a-z][a-z’' -]*")  # "consultant", as a speaker without a name
NOT_SAID = {
    Modality.DENIED: "denied:",
    Modality.CONDITIONAL: "only supposed:",
    Modality.TO_COME: "not said yet:",
    Modality.ASKED: "asked:",
}
date = dates.in_words  # every date that users read


def repeated_in(answer: Answer) -> list[tuple[str, Passage]]:
    """The passages that repeat an answer, each with a label: first the exact repeats, then the near duplicates."""
    return [("also", passage) for passage in answer.also] + [
        ("nearly the same words", passage) for passage in answer.nearly
    ]


def when(published: Published | None) -> str:
    """
    >>> when(Published(PartialDate.parse("2015-01-27"), Basis.INFERRED, "100 days out from May’s general election"))
    '27 January 2015 (inferred)'
    >>> when(None)
    'date unknown'
    """
    if published is None:
        return "date unknown"
    notes = {Basis.INFERRED: " (inferred)", Basis.CORRECTED: f" (put right by {published.words})"}
    return date(published.when) + notes.get(published.basis, "")


def source(article: Article) -> str:
    return article.source or "source unknown"


def origin(article: Article, quotation: Quotation | None = None) -> str:
    """An article's publication and date, as far as they are known: "reported by" precedes them if the words are the
    article's.
    """
    return SEPARATOR.join((publication(article, quotation), when(article.published)))


def publication(article: Article, quotation: Quotation | None) -> str:
    """An article's publication; "reported by HuffPost" if the words of the quotation are the article's own.

    >>> publication(Article("a.pdf", "", source="HuffPost", ocr=True), None)
    'HuffPost (scanned, read by OCR)'
    """
    reported = f"reported by {article.source}" if article.source else "reported, not quoted"
    return (reported if is_reported(quotation) else source(article)) + (OCR if article.ocr else "")


def web_address(url: str | None) -> str | None:
    """The address of a web page, quoted so that it is safe as a link; None for anything else.

    >>> web_address("https://example.org/a_(b)>"), web_address("javascript:alert(1)")
    ('https://example.org/a_(b)%3E', None)
    """
    try:
        parts = urlsplit(url or "")
        quoted = quote(url or "", safe=":/?#@!$&'()*+,;=%~")
    except ValueError:  # a sources file may contain any text as an address
        return None
    return quoted if parts.scheme in {"http", "https"} and parts.hostname else None


def is_reported(quotation: Quotation | None) -> bool:
    """Whether the article reports what somebody said without quoting it."""
    return quotation is not None and quotation.kind is Kind.INDIRECT


def bold(highlights: Sequence[Span], quotation: Quotation | None) -> Sequence[Span]:
    """The highlights of a passage to set in bold; none if the article only reports the words."""
    return () if is_reported(quotation) else highlights


def own_words(passage: Passage, quotation: Quotation | None, highlights: Sequence[Span]) -> list[Span]:
    """The parts of highlights that are the speaker's own words and may be bold.

    Offsets count from the passage. Words that an article only reports, or that were not said, do not count. Of a partly
    quoted sentence, only the words in quotation marks count.
    """
    if quotation is None or not quotation.is_said or quotation.kind is Kind.INDIRECT:
        return []
    text = passage.text
    spans = [(first - passage.start, last - passage.start) for first, last in quotation.spans]
    if quotation.kind is Kind.MIXED:
        spans = _overlaps(spans, [quotation_marks.without_marks(text, span) for span in quotation_marks.find(text)])
    return _overlaps(highlights, spans)


def quotations_in_span(span: Span, quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations of an article that begin within a span of it."""
    return [quotation for quotation in quotations if span[0] <= quotation.spans[0][0] < span[1]]


def _overlaps(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    both = [(max(one[0], other[0]), min(one[1], other[1])) for one in some for other in others]
    return sorted((start, end) for start, end in both if start < end)


def speaker(answer: Answer) -> str | None:
    return speaker_name(answer.quotation) if answer.quotation else None


def speaker_name(quotation: Quotation) -> str | None:
    """The speaker as shown. A speaker without a name is shown in the article's words, or not at all.

    >>> from dataclasses import replace
    >>> from retrieval.models import Kind
    >>> one = Quotation(Article("a.txt", ""), (), Kind.DIRECT, "consultant", "one consultant")
    >>> speaker_name(one), speaker_name(replace(one, speaker_text="she")), speaker_name(replace(one, speaker="Ann Lee"))
    ('one consultant', None, 'Ann Lee')
    """
    name, mention = quotation.speaker, quotation.speaker_text
    if name is None or not COMMON_NOUN.fullmatch(name):
        return name
    return mention if mention and name_words(name) <= name_words(mention) else None


def link(answer: Answer) -> str | None:
    """The web address of an answer's article, with a text fragment that leads to the words; None if it has no
    address.
    """
    return text_fragments.link(answer.article, answer.spans)


def heading(answer: Answer) -> str | None:
    """The subheadings directly above an answer, or the interviewer's question that it answers, on one line."""
    if answer.heading is None:
        return None
    lines = answer.article.text[slice(*answer.heading)].splitlines()
    return SEPARATOR.join(line.strip() for line in lines if line.strip())


def words(quotations: Sequence[Quotation]) -> str:
    """The words of quotations from one article, with dots between pieces if there are words between them.

    >>> from retrieval.models import Kind
    >>> article = Article("a.txt", "“It is over,” he said. “We lost.” “Go.”")
    >>> words([Quotation(article, ((1, 12), (24, 32)), Kind.DIRECT), Quotation(article, ((35, 38),), Kind.DIRECT)])
    'It is over, … We lost. Go.'
    """
    if not quotations:
        return ""
    spans = [span for quotation in quotations for span in quotation.spans]
    return citations.with_dots(quotations[0].article.text, spans)


def words_alone(quotation: Quotation) -> str:
    """The words of a quotation as they are shown alone: without the comma that leads to "he said".

    >>> from retrieval.models import Kind
    >>> words_alone(Quotation(Article("a.txt", "“It is over,” he said."), ((1, 12),), Kind.DIRECT))
    'It is over'
    """
    return words([quotation]).removesuffix(",")


def not_said(quotation: Quotation | None) -> str | None:
    """The label before words that nobody is reported to have said; None for words that were said."""
    return NOT_SAID.get(quotation.modality) if quotation else None


def labelled(words: str, quotation: Quotation | None) -> str:
    """The words of a quotation; if they were not said, below a line that says so."""
    label = not_said(quotation)
    return f"{label}\n{words}" if label else words


def reported_by(quotation: Quotation) -> str | None:
    """The person quoted in the article who reports the words: "as reported by Rachel Sylvester".

    >>> from dataclasses import replace
    >>> from retrieval.models import Kind
    >>> said = Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Ann Lee")
    >>> reported_by(replace(said, carrier="Bo Ek")), reported_by(replace(said, carrier="aide")), reported_by(said)
    ('as reported by Bo Ek', 'as reported by an aide', None)
    """
    name = quotation.carrier
    if name and COMMON_NOUN.fullmatch(name) and not name.endswith("s"):
        name = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
    return f"as reported by {name}" if name else None


def attribution_note(quotation: Quotation) -> str | None:
    """The text after the speaker's name: who reports the words, and who corrected the speaker.

    >>> from retrieval.models import CORRECTED, Kind
    >>> chain = (f"{CORRECTED}the editor, 3 May 2026", "Ann Lee")
    >>> attribution_note(Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Ann Lee", chain=chain))
    'speaker put right by the editor, 3 May 2026'
    """
    by = quotation.corrected
    return "; ".join(filter(None, (reported_by(quotation), f"{CORRECTED}{by}" if by else None))) or None


def role(quotation: Quotation) -> str | None:
    """A speaker's role, from the words before or after their name in the mention; None if these give no role."""
    return person_nouns.role(quotation.speaker_text, quotation.speaker)


def office_then(answer: Answer, today: dt.date | None = None) -> str | None:
    """The speaker's office on the day of the article, to be shown after the name; None if the answer's words already
    have it. It begins with "then" if the article is older than RECENT.

    >>> from dataclasses import replace
    >>> day = Published(PartialDate.parse("2012-02-07"), Basis.STATED)
    >>> answer = Answer(Article("a.txt", "Mayor Ek left.", published=day), 0, 14, None, (), 0.0, {})
    >>> [office_then(replace(answer, office=office)) for office in ("mayor", "Minister", "former MP")]
    [None, 'then Minister', 'former MP']
    >>> [office_then(replace(answer, office="Minister"), dt.date(2012, month, 7)) for month in (2, 3, 4)]
    ['Minister', 'Minister', 'then Minister']
    """
    office, published = answer.office, answer.article.published
    if office is None or holds_phrase(answer.text, office):
        return None
    is_recent = published is not None and published.when.last >= (today or dates.today()) - RECENT
    is_past = re.match(r"(?:former|ex|late|future|acting)\b", office, re.IGNORECASE)
    return office if is_recent or is_past else f"then {office}"


def novelty(new: Novelty | None, quotation: Quotation | None) -> str | None:
    """The novelty of a quotation in words; None if nothing is known.

    Contradicting words are shown beside the earlier ones.
    """
    if new is None or quotation is None:
        return None
    if new.kind is NoveltyKind.FIRST:
        return f"{quotation.speaker}’s first on “{new.matter}” in this archive, by these words"
    if new.kind is NoveltyKind.CORRECTED:
        return citations.correction(new.earlier.article) if new.earlier else None
    since = date(new.since) if new.since else "an unknown day"
    if new.kind is NoveltyKind.AGAIN or new.earlier is None:
        same = "A sentence of it is the same as before" if new.part else "The same as before"
        return f"{same}: in {counted(new.times, 'earlier article')}, since {since}"
    return f"{since}: “{words_alone(new.earlier)}” · {when(quotation.article.published)}: “{words_alone(quotation)}”"


def counted(many: int, noun: str) -> str:
    """
    >>> counted(1, "article"), counted(1234, "quotation")
    ('1 article', '1,234 quotations')
    """
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def describe_counts(counts: Sequence[tuple[PartialDate, int]], undated: int = 0) -> str:
    """The number of statements over time in words, as an alternative to a chart; `undated` are without a date.

    >>> describe_counts([(PartialDate.parse("2012"), 3), (PartialDate.parse("2013"), 1)])
    '4 statements from 2012 to 2013, most in 2012 (3)'
    >>> describe_counts([(PartialDate.parse("2012"), 1)], undated=5)
    '1 statement in 2012; 5 without a date'
    """
    first, last = date(counts[0][0]), date(counts[-1][0])
    period, most = max(counts, key=lambda pair: pair[1])
    span = f"in {first}" if first == last else f"from {first} to {last}, most in {date(period)} ({most})"
    more = f"; {undated:,} without a date" if undated else ""
    return f"{counted(sum(count for _, count in counts), 'statement')} {span}{more}"


def sentence(reason: str) -> str:
    """The reason of an abstention, or the message of an error, as a sentence.

    >>> sentence("nobody called Hunt is quoted here"), sentence("no article here is from HSK; did you mean HSJ?")
    ('Nobody called Hunt is quoted here.', 'No article here is from HSK; did you mean HSJ?')
    """
    text = reason[:1].upper() + reason[1:]
    return text if text.endswith(("?", "!")) else text.rstrip(".") + "."


def read_as(typed: str, name: str) -> str:
    """A note that a misspelt name was corrected.

    >>> read_as("Burnam", "Burnham")
    '“Burnam” read as Burnham'
    """
    return f"“{typed}” read as {name}"


# Characters that could move the cursor, change colours, set the window's title or reverse the writing direction become
# visible symbols. Everything that comes from outside and is written to a terminal goes through `visible`: by
# `on_one_line`, `LogFormatter`, or `bot.cli.terminal.console`. JSON escapes the same characters (`bot.cli.reply_json`).
# tests/test_terminal_output.py fails if something is written in another way.
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: "␡",
    **dict.fromkeys((*range(0x80, 0xA0), *_BIDI, *range(0xD800, 0xE000)), "�"),
}


def visible(text: str) -> str:
    """`text` with one visible symbol for each character that could control a terminal. Spans stay valid.

    >>> visible("taken\\x1b[2J out")
    'taken␛[2J out'
    """
    return text.translate(_VISIBLE)


def on_one_line(text: str) -> str:
    """
    >>> on_one_line("taken\\x1b[2J\\n out\\u2028there")
    'taken␛[2J out there'
    """
    return " ".join(visible(text).split())


class LogFormatter(logging.Formatter):
    """Each record is one line; only with a traceback, several."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return visible(text) if record.exc_info or record.stack_info else on_one_line(text)
