r"""Writes replies, quotations, statements and articles as Markdown (CommonMark).

    > Shadow Health Secretary Andy Burnham said on Tuesday …
    >
    > — **Andy Burnham**, HuffPost UK, 7 February 2012: *Jon Trickett Calls For …* (2012-02-07-trickett.txt)

The words are those of the article. A backslash precedes each character that has a meaning in Markdown.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from bot.rendering import differences, formatting, refusals, replies, verdicts
from bot.rendering.formatting import visible
from retrieval.chronology.first_use import Appearance
from retrieval.chronology.timeline import SpeakerSummary, Statement
from retrieval.citations import Citation, corrected_in_print, text_fragments
from retrieval.drafts import DraftCheck
from retrieval.models import Answer, Article, PartialDate, Quotation, Reply, Role
from retrieval.quote_check import Check, Match
from retrieval.quote_check.alignment import ChangeKind

MAX_MATCHES = 3  # places listed for a quotation of a draft
ACTIVE = re.compile(r"[\\`*_\[\]<>|~&#]")
LINE_START = re.compile(r"^([ \t]*\d{0,9})([-+=.)])(?=\s|$|=|-)", re.MULTILINE)  # lists and underlined headings


def escape(text: str) -> str:
    r"""
    >>> print(escape("*See* <b> at_home\n- one\n1. two"))
    \*See\* \<b\> at\_home
    \- one
    1\. two
    """
    return LINE_START.sub(r"\1\\\2", ACTIVE.sub(r"\\\g<0>", visible(text)))


def reply(reply: Reply) -> Iterator[str]:
    yield f"*{escape(_one_line(replies.understood(reply.understood)))}*"
    if reply.reason is not None:
        yield f"**{refusals.NOTHING}** {escape(_one_line(formatting.sentence(reply.reason)))}"
        if reply.searched:
            yield f"*{escape(_one_line(refusals.searched_in_short(reply.searched)))}*"
        if reply.answers:
            yield "Closest passages:"
    if found := replies.how_often(reply):
        yield f"**{found}**"
    shown = replies.shown(reply)
    divided = reply.abstained
    for answer in shown.answers:
        if answer.role is Role.RELATED and not divided:
            divided = True
            yield escape(replies.related_heading(shown))
        yield _answer(answer)


def compared(reply: Reply, speaker: str, topic: str) -> Iterator[str]:
    """What one of two people said on a topic, or the reason why nothing is shown."""
    yield f"## {escape(_one_line(replies.compared_heading(reply, speaker, topic)))}"
    answers = replies.compared(reply)
    if not answers:
        yield escape(_one_line(replies.why_not_compared(reply)))
    for answer in answers:
        yield _answer(answer)


def quotation(quotation: Quotation) -> str:
    words = _labelled(formatting.words_alone(quotation), quotation)
    link = text_fragments.link(quotation.article, quotation.spans)
    return _block(words, _credit(quotation.article, quotation, link))


def check(check: Check) -> Iterator[str]:
    yield f"**{verdicts.sentence(check)}**"
    for match in check.matches:
        if match.changes:
            yield _difference(match)
        for each in match.quotations:
            yield quotation(each)


def checks(checks: Sequence[Check]) -> Iterator[str]:
    """The verdict on each of several quotations, with what is on record."""
    for number, checked in enumerate(checks, 1):
        yield f"## {number}. {verdicts.word(checked)}"
        yield f"“{escape(_one_line(checked.words))}”"
        yield f"**{verdicts.sentence(checked)}**"
        for match in checked.matches[:MAX_MATCHES]:
            if match.changes:
                yield _difference(match)
            yield quotation(match.quotations[0])


def citations(citations: Sequence[Citation]) -> str:
    return "\n\n".join(map(_citation, citations))


def _citation(citation: Citation) -> str:
    """A citation as a block quotation, whose headline links to the words."""
    article, quotation = citation.article, citation.quotation
    words = f"“{citation.words}”" if citation.is_quoted else citation.words
    title = escape(_one_line(article.title or article.id))
    linked = f"[{title}](<{citation.link}>)" if citation.link else f"*{title}* ({escape(article.id)})"
    origin = [*article.authors, formatting.publication(article, quotation), formatting.when(article.published)]
    parts = [*_speaker(quotation), linked, *(escape(_one_line(part)) for part in origin)]
    note = f" {escape(corrected)}." if (corrected := corrected_in_print(citation)) else ""
    credit = f"— {', '.join(parts)}.{note} Read {formatting.date(PartialDate(citation.read))}."
    return _block(_labelled(words, quotation), credit)


def draft(checks: Sequence[DraftCheck]) -> Iterator[str]:
    """The verdict on each quotation of a draft, with what is on record."""
    yield f"**{verdicts.summary(checks)}**"
    for number, check in enumerate(checks, 1):
        words = escape(_one_line(check.quotation.shown))
        label, named = verdicts.word(check), escape(_one_line(verdicts.named(check)))
        why = escape(_one_line(verdicts.explanation(check)))
        yield f"## {number}. {label}"
        yield f"“{words}” (in the draft: {named}). {why}"
        for match in check.matches[:MAX_MATCHES]:
            if match.changes:
                yield _difference(match)
            yield quotation(match.quotations[0])


def _difference(match: Match) -> str:
    """A word-by-word difference: words that are only given are struck out, words that are only on record are bold."""
    marks = {ChangeKind.ADDED: "~~", ChangeKind.LEFT_OUT: "**"}
    return " ".join(
        f"{marks.get(change.kind, '')}{escape(_one_line(change.words))}{marks.get(change.kind, '')}"
        for change in differences.shown(match)
    )


def statement(statement: Statement) -> str:
    first = statement.quotations[0]
    link = text_fragments.link(first.article, statement.spans)
    also = "".join(f"; also: {escape(_one_line(formatting.origin(one.article)))}" for one in statement.also)
    return _block(_labelled(statement.text, first), _credit(first.article, first, link) + also)


def appearance(appearance: Appearance) -> str:
    """A passage that has certain words, and who says the words there."""
    passage, said = appearance.passage, appearance.quotation
    label = "" if said else f"{formatting.OF_ARTICLE}:\n"
    link = text_fragments.link(passage.article, said.spans if said else ((passage.start, passage.end),))
    return _block(label + _labelled(passage.text, said), _credit(passage.article, said, link))


def article(article: Article, text: str, quotations: Sequence[Quotation] = ()) -> Iterator[str]:
    """An article's text, and below it the quotations in it."""
    yield f"# {escape(_one_line(article.title or article.id))}"
    yield escape(_one_line(formatting.origin(article)))
    yield "\n\n".join(escape(line) for line in text.split("\n") if line.strip())
    if quotations:
        yield f"## {formatting.counted(len(quotations), 'quotation')}"
        yield from map(quotation, quotations)


def summaries(summaries: Iterable[SpeakerSummary]) -> str:
    """Two tables: those with a name, and those known only by a role."""
    tables = []
    for is_named, found in groupby(summaries, lambda one: one.is_named):
        rows = [
            [one.speaker, str(one.quotations), *(formatting.date(day) if day else "" for day in (one.first, one.last))]
            for one in found
        ]
        tables += [*([] if is_named else [formatting.UNNAMED]), table(["speaker", "quotations", "first", "last"], rows)]
    return "\n\n".join(tables)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """
    >>> print(table(["speaker", "quotations"], [["A|B", "2"]]))
    | speaker | quotations |
    | --- | --- |
    | A\\|B | 2 |
    """
    lines = [columns, ["---"] * len(columns), *([escape(_one_line(cell)) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _answer(answer: Answer) -> str:
    heading = formatting.heading(answer)
    above = f"{heading}\n" if heading else ""
    credit = _credit(answer.article, answer.credited, formatting.link(answer))
    return _block(above + _labelled(answer.text, answer.quotation), credit)


def _labelled(words: str, quotation: Quotation | None) -> str:
    """The words of a quotation; if they were not said, below a note that says so, in brackets as an editor's.

    It is within the block quotation, so that a copy has the note, too.
    """
    label = formatting.not_said(quotation)
    return f"[{label.rstrip(':')}]\n{words}" if label else words


def _block(words: str, credit: str) -> str:
    lines = [line.strip() for line in escape(words).split("\n") if line.strip()]
    return "\n>\n".join(f"> {line}" for line in [*lines, credit])


def _credit(article: Article, quotation: Quotation | None, link: str | None) -> str:
    parts = [
        *_speaker(quotation),
        escape(_one_line(formatting.publication(article, quotation))),
        formatting.when(article.published),
    ]
    title = f": *{escape(_one_line(article.title))}*" if article.title else ""
    address = f" <{link}>" if link else ""
    return f"— {', '.join(parts)}{title} ({escape(article.id)}){address}"


def _speaker(quotation: Quotation | None) -> Iterator[str]:
    """The speaker in bold, and who reports the words, as far as they are known."""
    name = formatting.speaker_name(quotation) if quotation else None
    about = formatting.attribution_note(quotation) if quotation else None
    if name:
        yield f"**{escape(_one_line(name))}**"
    if about:
        yield escape(_one_line(about))


def _one_line(text: str) -> str:
    return " ".join(text.split())
