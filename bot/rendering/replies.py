"""The words about a whole reply: how its question was understood, which passages are shown, and the lines above them.

understood       speaker: Andy Burnham · topic: Lansley · from February 2012
how_often        On record twice, from 9 March 2021 to March 2024, in these words or to this effect.
related_heading  Others on this:
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.rendering import formatting, refusals
from retrieval.models import Answer, AnswerType, Order, PartialDate, Precision, Question, Reply, Role, TimeClause
from retrieval.text import dates
from retrieval.text.normalise import holds_phrase
from retrieval.text.tokenise import name_words

OTHERS = "Others on this:"  # above the passages that do not answer, where somebody's words were asked for
ALSO_CLOSE = "Also close:"  # the same for any other question
CONFIDENCE = "confidence"  # among the parts of an answer: that of its passage
MAX_RELATED = 3  # passages that are shown below the answers
MAX_PEOPLE = 3  # people shown for an office
ASKS = {
    AnswerType.WHO: "who",
    AnswerType.WHEN: "when",
    AnswerType.AMOUNT: "how much",
    AnswerType.LIST: "for a list",
}  # other answer types are not shown
ORDERS = {Order.LATEST: "newest first", Order.EARLIEST: "oldest first"}


def shown(reply: Reply) -> Reply:
    """The reply with the passages to show: the answers and a few related passages.

    Further words of the speaker asked about are left out below answers. If somebody's words are asked for on no topic,
    nothing is related. A reply that abstains keeps all passages.
    """
    if reply.abstained:
        return reply
    answers = [answer for answer in reply.answers if answer.role is Role.ANSWER]
    asked = reply.understood
    if answers and asked.asks_for_words and not (asked.topic or asked.phrase or asked.act or asked.about):
        return replace(reply, answers=tuple(answers))
    related = [answer for answer in reply.answers if answer.role is Role.RELATED and not (answers and _is_said(answer))]
    return replace(reply, answers=(*answers, *related[:MAX_RELATED]))


def compared(reply: Reply) -> tuple[Answer, ...]:
    """The answers of one of two people who are compared."""
    return () if reply.abstained else tuple(answer for answer in reply.answers if answer.role is Role.ANSWER)


def compared_heading(reply: Reply, speaker: str, topic: str) -> str:
    """The heading above these answers: "mayor (Ann Lee) on the quay"."""
    return f"{_speaker_asked(reply.understood) or speaker} on {topic}"


def why_not_compared(reply: Reply) -> str:
    """The reason why there are none."""
    return f"{refusals.NOTHING} {formatting.sentence(reply.reason or '')}"


def _is_said(answer: Answer) -> bool:
    """Whether the speaker asked about said the words of an answer."""
    return answer.is_own and answer.quotation is not None and answer.quotation.is_said


def related_heading(reply: Reply) -> str:
    """The line above the passages below the answers.

    >>> reply = Reply("", Question("", speaker="Andy Burnham", asks_for_words=True), (), 1.0, None, "", 0.0)
    >>> related_heading(reply), related_heading(replace(reply, understood=Question("")))
    ('Others on this:', 'Also close:')
    """
    asked = reply.understood
    return OTHERS if asked.speaker is not None and asked.asks_for_words else ALSO_CLOSE


def how_often(reply: Reply) -> str | None:
    """How often something is on record, if the question asks how often or for everything; else None.

    >>> from retrieval.models import Article, Basis, Published
    >>> def on(day: str) -> Answer:
    ...     article = Article("a.txt", "", published=Published(PartialDate.parse(day), Basis.STATED))
    ...     return Answer(article, 0, 0, None, (), 1.0, {})
    >>> asked = Question("", topic="tax")
    >>> reply = Reply("", asked, (on("2021-03-09"), on("2024-03")), 1.0, None, "", 0.0, times=2)
    >>> how_often(reply), how_often(replace(reply, times=None))
    ('On record twice, from 9 March 2021 to March 2024, in these words or to this effect.', None)
    >>> how_often(replace(reply, times_reported=1))
    'On record twice, from 9 March 2021 to March 2024: 1 quoted, 1 reported, in these words or to this effect.'
    >>> how_often(replace(reply, understood=Question("")))
    'On record twice, from 9 March 2021 to March 2024.'
    >>> how_often(replace(reply, times=None, total=2))
    '2 statements on record, the oldest first.'
    >>> how_often(replace(reply, times=None, total=120, is_total_exact=False))
    'Some 120 statements on record, the oldest first.'
    """
    if reply.total:
        some = "" if reply.is_total_exact else "Some "
        order = "the newest first" if reply.understood.order is Order.LATEST else "the oldest first"
        return f"{some}{formatting.counted(reply.total, 'statement')} on record, {order}."
    if not reply.times:
        return None
    times = {1: "once", 2: "twice"}.get(reply.times, f"{reply.times} times")
    published = (answer.article.published for answer in reply.answers if answer.role is Role.ANSWER)
    days = [each.when for each in published if each]
    dated = ""
    if len(days) >= reply.times:
        first, last = (formatting.date(day) for day in (min(days), max(days)))
        dated = f", on {first}" if first == last else f", from {first} to {last}"
    reported = reply.times_reported
    which = f": {reply.times - reported} quoted, {reported} reported" if reported else ""
    how = ", in these words or to this effect" if reply.understood.topic or reply.understood.phrase else ""
    return f"On record {times}{dated}{which}{how}."


def left_out(reply: Reply, more: str = "--limit") -> str | None:
    """How many of the statements asked for are not among the answers, and how to see them; None if there are none.

    >>> asked = Question("", speakers=("Ann Lee",))
    >>> reply = Reply("", asked, (), 1.0, None, "", 0.0, total=7)
    >>> left_out(reply), left_out(replace(reply, total=240, is_total_exact=False)), left_out(replace(reply, total=None))
    ('and 7 more; show more with --limit', 'and some 240 more; all: onrecord timeline "Ann Lee"', None)
    """
    left = (reply.total or reply.times or 0) - sum(answer.role is Role.ANSWER for answer in reply.answers)
    if left <= 0:
        return None
    if reply.is_total_exact:
        return f"and {left:,} more; show more with {more}"
    speaker = reply.understood.speakers[0] if reply.understood.speakers else reply.understood.speaker
    return f'and some {left:,} more; all: onrecord timeline "{speaker}"'


def _speaker_asked(question: Question) -> str | None:
    """The speaker asked about. For an office, a body or a surname, also the people that it means.

    >>> _speaker_asked(Question("", speaker="prime minister", speakers=("Ann Lee", "Bo Ek")))
    'prime minister (Ann Lee, Bo Ek)'
    >>> _speaker_asked(Question("", speaker="Ann Lee and Bo Ek", speakers=("Ann Lee", "Bo Ek")))
    'Ann Lee and Bo Ek'
    >>> _speaker_asked(Question("", speaker="mayor", speakers=("Ann Lee", "The mayor")))  # who is also only called so
    'mayor (Ann Lee)'
    >>> _speaker_asked(Question("", speaker="Lee", speakers=("Ann Lee", "Ann Lee and Bo Ek", "Jo Lee")))
    'Lee (Ann Lee, Jo Lee)'
    """
    asked = question.speaker
    if asked is None or (asked[:1].isupper() and asked in question.speakers):
        return asked
    people = [name for name in question.speakers if not holds_phrase(asked, re.sub("^the ", "", name.lower()))]
    people = [name for name in people if not _joins(name, people)]
    if not people or any(name_words(name) <= name_words(asked) for name in people):
        return asked
    more = "" if len(people) <= MAX_PEOPLE else f" and {len(people) - MAX_PEOPLE} more"
    return f"{asked} ({', '.join(people[:MAX_PEOPLE])}{more})"


def _joins(name: str, people: Sequence[str]) -> bool:
    """Whether a name joins one of the people with others: "Ann Lee and Bo Ek"."""
    return " and " in name and any(holds_phrase(name, one) for one in people if one != name)


def _clause(clause: TimeClause) -> str:
    """The dates that a time given by an office or an event stands for.

    >>> from retrieval.models import TermPart
    >>> _clause(TimeClause("before she was mayor", "before", TermPart.WHOLE, "Ann Lee", "mayor", is_bound=True))
    'as dated articles show Ann Lee as mayor'
    >>> _clause(TimeClause("since the strike", "since"))
    'of any time: no date is known for “since the strike”'
    """
    if clause.is_bound:
        return f"as dated articles show {clause.who} {f'as {clause.office}' if clause.office else 'in office'}"
    return f"of any time: no date is known for “{clause.words}”"


def dates_understood(after: PartialDate | None, before: PartialDate | None) -> str | None:
    """How two dates were understood; None without any.

    >>> dates_understood(PartialDate.parse("2012"), PartialDate.parse("2014")), dates_understood(None, None)
    ('from 2012 · before 2014', None)
    """
    return formatting.SEPARATOR.join(f"{label}{day}" for label, day in _dates(after, before) if day) or None


def _dates(after: PartialDate | None, before: PartialDate | None) -> list[tuple[str, str]]:
    """The dates from which and before which articles are wanted, with a label; one date if it has exactly these days.

    >>> for days in (("2012", "2013"), ("2011-12", "2012-01"), ("2012-02-28", "2012-02-29"), ("2012", "2014")):
    ...     print(_dates(*map(PartialDate.parse, days)))
    [('in ', '2012')]
    [('in ', 'December 2011')]
    [('on ', '28 February 2012')]
    [('from ', '2012'), ('before ', '2014')]
    """
    if after and before and before.first > after.first and before.first - timedelta(1) == after.last:
        return [("on " if after.precision is Precision.DAY else "in ", formatting.date(after))]
    first, last = (day and formatting.date(day) for day in (after, before))
    return [("from ", first or ""), ("before ", last or "")]


def understood(question: Question, beside: str = "") -> str:
    """How a question was understood: its parts with labels, or its words if it has no such parts.

    `beside` is text that is already shown, such as the question. Names and topics in it are not repeated.

    >>> understood(Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley"))
    'speaker: Andy Burnham · topic: Lansley'
    >>> february, april = PartialDate.parse("2012-02"), PartialDate.parse("2012-04")
    >>> understood(Question("the NHS from February to March", topic="NHS", after=february, before=april))
    'topic: NHS · from February 2012 · before April 2012'
    >>> corrections = (("Burnam", "Burnham"),)
    >>> understood(Question("what did Burnham say?", speaker="Andy Burnham", spelling_corrections=corrections))
    '“Burnam” read as Burnham · speaker: Andy Burnham'
    >>> understood(Question("who opposed the bill?", answer_type=AnswerType.WHO))
    'asks who · words: who opposed the bill?'
    >>> understood(Question("what do people say?", about=("Ann Lee",), order=Order.LATEST))
    'others on: Ann Lee · newest first'
    >>> understood(Question("what did Lee say?", speaker="Bo Ek", passed_over="Ann Lee"))
    'speaker: Bo Ek, as set, not Ann Lee'
    >>> asked = "what did Burnham say about Lansley?"
    >>> understood(Question(asked, speaker="Andy Burnham", topic="Lansley"), asked), understood(Question(asked), asked)
    ('speaker: Andy Burnham', '')
    """
    as_set = f", as set, not {question.passed_over}" if question.passed_over else ""
    asked = _speaker_asked(question)
    parts = (
        *(("", formatting.read_as(typed, name)) for typed, name in question.spelling_corrections),
        ("speaker: ", asked and f"{asked}{as_set}"),
        ("others on: ", " and ".join(question.about)),
        ("topic: ", question.topic),
        ("phrase: ", f"“{question.phrase}”" if question.phrase else None),
        ("source: ", question.source),
        *_dates(question.after, question.before),
        (
            f"on {question.day} " if question.day else "in any ",
            dates.MONTHS[question.month - 1] if question.month else None,
        ),
        ("", _clause(question.clause) if question.clause else None),
        ("", ORDERS.get(question.order)),
    )
    shown = [
        label + value
        for label, value in parts
        if value and not (label in {"speaker: ", "topic: ", "source: "} and holds_phrase(beside, value))
    ]
    if not shown and not beside:
        shown = [f"words: {question.text}"]
    if question.answer_type in ASKS:
        shown.insert(0, f"asks {ASKS[question.answer_type]}")
    return formatting.SEPARATOR.join(shown)
