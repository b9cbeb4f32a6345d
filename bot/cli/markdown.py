r"""Writes replies, quotations, statements and articles as Markdown (CommonMark).

    > Shadow Health Secretary Andy Burnham said on Tuesday …
    >
    > — **Andy Burnham**, HuffPost UK, 7 February 2012: *Jon Trickett Calls For …* (2012-02-07-trickett.txt)

The words are those of the article. A backslash stands before each character that Markdown would act on.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from bot import formatting
from bot.visible import visible
from retrieval.models import Answer, Article, Quotation, Reply, Role
from retrieval.quote_check import Check
from retrieval.timeline import SpeakerSummary, Statement

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
    yield f"*{escape(_one_line(formatting.understood(reply.understood)))}*"
    if reply.reason is not None:
        yield f"**{formatting.NOTHING}** {escape(_one_line(formatting.sentence(reply.reason)))}"
        if reply.searched:
            yield f"*{escape(_one_line(formatting.searched(reply.searched)))}*"
        if reply.answers:
            yield "Closest passages:"
    shown = formatting.shown(reply)
    divided = reply.abstained
    for answer in shown.answers:
        if answer.role is Role.RELATED and not divided:
            divided = True
            yield escape(formatting.others(shown))
        yield _answer(answer)


def quotation(quotation: Quotation) -> str:
    words = _labelled(formatting.words([quotation]), quotation)
    return _block(words, _credit(quotation.article, quotation))


def check(check: Check) -> Iterator[str]:
    yield f"**{formatting.verdict(check)}**"
    for match in check.matches:
        for each in match.quotations:
            yield quotation(each)


def statement(statement: Statement) -> str:
    first = statement.quotations[0]
    return _block(_labelled(statement.text, first), _credit(first.article, first))


def article(article: Article, text: str) -> Iterator[str]:
    yield f"# {escape(_one_line(article.title or article.id))}"
    yield escape(_one_line(formatting.origin(article)))
    yield "\n\n".join(escape(line) for line in text.split("\n") if line.strip())


def summaries(summaries: Iterable[SpeakerSummary]) -> str:
    return table(
        ["speaker", "quotations", "first", "last"],
        [
            [one.speaker, str(one.quotations), *(formatting.date(day) if day else "" for day in (one.first, one.last))]
            for one in summaries
        ],
    )


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
    return _block(above + _labelled(answer.text, answer.quotation), _credit(answer.article, answer.quotation))


def _labelled(words: str, quotation: Quotation | None) -> str:
    label = formatting.not_said(quotation)
    return f"{label}\n{words}" if label else words


def _block(words: str, credit: str) -> str:
    lines = [line.strip() for line in escape(words).split("\n") if line.strip()]
    return "\n>\n".join(f"> {line}" for line in [*lines, credit])


def _credit(article: Article, quotation: Quotation | None) -> str:
    name = formatting.speaker_name(quotation) if quotation else None
    carrier = formatting.carrier(quotation) if quotation else None
    parts = [f"**{escape(_one_line(name))}**" if name else None, carrier and escape(_one_line(carrier))]
    parts += [escape(_one_line(formatting.reporter(article, quotation))), formatting.when(article.published)]
    title = f": *{escape(_one_line(article.title))}*" if article.title else ""
    link = f" <{article.url}>" if article.url and re.fullmatch(r"https?://[^\s<>]+", article.url) else ""
    return f"— {', '.join(part for part in parts if part)}{title} ({escape(article.id)}){link}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
