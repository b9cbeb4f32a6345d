"""Verdicts as users see them: one or two words, a colour and a sentence.

A check of words and a check of a draft use the same words and colours. A draft also has a summary:

    7 quotations: 5 on record, 1 altered, 1 said by another
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from bot.rendering.formatting import NOT_SAID, SEPARATOR, attribution_note, counted, date, origin, speaker_name, when
from bot.rendering.refusals import NOTHING
from retrieval import citations, drafts
from retrieval.drafts import Doubt, DraftCheck, DraftVerdict
from retrieval.models import PartialDate, Quotation
from retrieval.quote_check import ON_RECORD, Check, Match, Verdict

SENTENCES = {
    Verdict.VERBATIM: "On record, word for word.",
    Verdict.SHORTENED: "On record, shortened where dots or brackets stand.",
    Verdict.REPORTED: "Reported, not quoted: the words are the article's.",
    Verdict.ALTERED: "Not on record as given; what is on record differs.",
    Verdict.MERGED: "Not on record as given; it is put together from what was said apart.",
    Verdict.NOT_SAID: "Not on record as said.",
    Verdict.NOTHING: NOTHING,
}
NOBODY_QUOTED = "Nobody is quoted with these words."
NO_QUOTATIONS = "No quotations in this draft."

DOUBTS = {
    Doubt.TOO_FEW_WORDS: "Too few words to tell whose they are.",
    Doubt.OTHER_LANGUAGE: "The words seem to be in another language than English.",
    Doubt.SPEAKER_UNCLEAR: "The archive has the words, but does not show that the speaker in the draft said them.",
    Doubt.TITLE: "This looks like a title or a name, not like words that somebody said.",
    Doubt.UNREADABLE: "The archive, or a part of it, could not be read.",
}

EXPLANATIONS = {
    DraftVerdict.ALTERED: "What is on record differs.",
    DraftVerdict.STITCHED: "Put together from what was said apart.",
    DraftVerdict.REPORTED: "The words are the article's; nobody is quoted with them.",
    DraftVerdict.NOT_IN_ARCHIVE: "No article of this archive has these words.",
}


class Colour(StrEnum):
    """The colour of a verdict. It is never shown without the verdict's word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


SHOWN = {
    DraftVerdict.ON_RECORD: ("On record", Colour.GREEN),
    DraftVerdict.ALTERED: ("Altered", Colour.AMBER),
    DraftVerdict.STITCHED: ("Stitched together", Colour.AMBER),
    DraftVerdict.REPORTED: ("Reported only", Colour.AMBER),
    DraftVerdict.SAID_BY_ANOTHER: ("Said by another", Colour.RED),
    DraftVerdict.NOT_IN_ARCHIVE: ("Not on record", Colour.RED),
    DraftVerdict.COULD_NOT_CHECK: ("Could not be checked", Colour.AMBER),
}


def sentence(check: Check) -> str:
    """The verdict on a quotation as a sentence.

    >>> sentence(Check("so", Verdict.VERBATIM)), sentence(Check("so", Verdict.VERBATIM, by_another=True))
    ('On record, word for word.', 'On record, word for word, but said by another speaker.')
    >>> sentence(Check("so", Verdict.VERBATIM, speaker_unclear=True))
    'On record, word for word, but no article says clearly that this speaker said it.'
    >>> from retrieval.models import Article, Passage
    >>> sentence(Check("so", Verdict.VERBATIM, correction=Passage(Article("correction.txt", ""), 0, 0)))
    'On record, word for word. A correction has these words: “correction.txt”, date unknown.'
    """
    return f"{_verdict(check)}{_corrected(check)}"


def of_date_first(check: Check, day: PartialDate | None) -> Check:
    """The check with the matches of a date first: of a day, a month or a year."""
    return replace(check, matches=tuple(sorted(check.matches, key=lambda match: not _is_of(match, day))))


def not_of_date(check: Check, day: PartialDate | None) -> str | None:
    """A sentence that the words on record are of another date than they are supposed to be; None if some are of it."""
    if day is None or not check.matches or any(_is_of(match, day) for match in check.matches):
        return None
    return f"Not from {date(day)}; the words below are of another date."


def _is_of(match: Match, day: PartialDate | None) -> bool:
    """Whether the article of a match was published on a day, or in a month or year."""
    published = match.quotations[0].article.published
    printed = published.when if published else None
    return bool(day and printed and printed.first <= day.last and day.first <= printed.last)


def _corrected(check: Check | DraftCheck) -> str:
    """The addition to a verdict that the words were corrected in print; empty if they were not."""
    return f" {citations.correction(check.correction.article)}." if check.correction else ""


def _verdict(check: Check) -> str:
    if check.too_few_words:
        return DOUBTS[Doubt.TOO_FEW_WORDS]
    if check.other_language:
        return f"{SENTENCES[check.verdict]} {DOUBTS[Doubt.OTHER_LANGUAGE]}"
    if check.verdict is Verdict.NOT_SAID:
        return _words_not_said(check)
    text = f"Not on record as given: it {hides}." if (hides := _hides(check)) else SENTENCES[check.verdict]
    how = how_not_said(check.matches[0].quotations[0]) if check.matches else None
    if how and check.verdict is Verdict.ALTERED:
        text = f"Not on record as given; an article has similar words, but as {how}."
    if check.speaker_unclear:
        return f"{text.rstrip('.')}, but no article says clearly that this speaker said it."
    return f"{text.rstrip('.')}, but said by another speaker." if check.by_another else text


def _hides(check: Check | DraftCheck) -> str:
    """What the words leave out although it turns the meaning: “leaves out “refuse”, which ...”; empty if nothing.

    >>> _hides(Check("so", Verdict.ALTERED, (Match((), 1.0, hidden=("refuse",)),)))
    'leaves out “refuse”, which turns the meaning'
    """
    found = check.matches[0].hidden if check.matches else ()
    words = ", ".join(f"“{word}”" for word in found)
    return f"leaves out {words}, which turns the meaning" if found else ""


def _words_not_said(check: Check) -> str:
    """A sentence that says which article has the words, and how: denied, only supposed, or not said yet.

    >>> from dataclasses import replace
    >>> from retrieval.models import Article, Kind, Modality
    >>> from retrieval.quote_check import Match
    >>> said = Quotation(Article("a.txt", "", source="HSJ"), (), Kind.DIRECT, "Ann Lee", modality=Modality.DENIED)
    >>> _words_not_said(Check("so", Verdict.NOT_SAID, (Match((said,), 1.0),)))
    'Not on record as said: HSJ (date unknown) has these words of Ann Lee, but as denied.'
    >>> _words_not_said(Check("so", Verdict.NOT_SAID, (Match((replace(said, speaker=None),), 1.0),), by_another=True))
    'Not on record as said: HSJ (date unknown) has these words of another speaker, but as denied.'
    """
    quotation = check.matches[0].quotations[0]
    article, name = quotation.article, speaker_name(quotation)
    another = "another speaker" if check.by_another and not check.speaker_unclear else None
    name = ", ".join(filter(None, (name, another)))
    whose = f" of {name}" if name else ""
    where = f"{article.source or 'an article'} ({when(article.published)})"
    return f"Not on record as said: {where} has these words{whose}, but as {how_not_said(quotation)}."


def how_not_said(quotation: Quotation) -> str | None:
    """How the article presents words that nobody is reported to have said: "denied"; None for words that were said."""
    return None if quotation.is_said else NOT_SAID[quotation.modality].rstrip(":")


def word(check: Check | DraftCheck) -> str:
    """The verdict in one or two words. For words that nobody is reported to have said, how the article presents them.

    >>> word(Check("so", Verdict.VERBATIM)), word(Check("so", Verdict.ALTERED, by_another=True))
    ('On record', 'Said by another')
    """
    how = how_not_said(check.matches[0].quotations[0]) if check.matches else None
    verdict = _of_draft(check)
    return how.capitalize() if how and verdict is DraftVerdict.REPORTED else SHOWN[verdict][0]


def colour(check: Check | DraftCheck) -> Colour:
    """
    >>> str(colour(Check("so", Verdict.SHORTENED))), str(colour(Check("so", Verdict.ALTERED, by_another=True)))
    ('green', 'red')
    """
    return SHOWN[_of_draft(check)][1]


def _of_draft(check: Check | DraftCheck) -> DraftVerdict:
    """The verdict that the same words would get in a draft."""
    if isinstance(check, DraftCheck):
        return check.verdict
    if check.too_few_words or check.other_language or (check.speaker_unclear and check.verdict in ON_RECORD):
        return DraftVerdict.COULD_NOT_CHECK
    said = check.verdict is not Verdict.NOT_SAID
    return DraftVerdict.SAID_BY_ANOTHER if check.by_another and said else drafts.OF_WORDS[check.verdict]


def summary(checks: Sequence[DraftCheck]) -> str:
    """The number of quotations for each verdict, and the number corrected in print.

    >>> from dataclasses import replace
    >>> from retrieval.drafts.quotations import DraftQuotation
    >>> from retrieval.models import Article, Passage
    >>> said = DraftCheck(DraftQuotation("so", ((0, 2),)), DraftVerdict.ON_RECORD)
    >>> summary([said]), summary([replace(said, correction=Passage(Article("a.txt", ""), 0, 0))])
    ('1 quotation: 1 on record', '1 quotation: 1 on record; 1 corrected in print')
    """
    if not checks:
        return NO_QUOTATIONS
    in_order = sorted(checks, key=lambda check: list(DraftVerdict).index(check.verdict))
    counts = Counter(word(check).lower() for check in in_order)
    parts = [f"{count:,} {name}" for name, count in counts.items()]
    corrected = sum(check.correction is not None for check in checks)
    more = f"; {corrected:,} corrected in print" if corrected else ""
    return f"{counted(len(checks), 'quotation')}: {', '.join(parts)}{more}"


def explanation(check: DraftCheck) -> str:
    """The verdict as a sentence, and that the words were corrected in print, if they were."""
    return f"{_explanation(check)}{_corrected(check)}"


def _explanation(check: DraftCheck) -> str:
    if check.doubt:
        return DOUBTS[check.doubt]
    if check.verdict is DraftVerdict.ON_RECORD:
        is_shortened = any(match.changes for match in check.matches)
        how = "Shortened where dots or brackets stand" if is_shortened else "Word for word"
        return f"{how}." if check.quotation.speaker else f"{how}; the draft names no speaker."
    first = check.matches[0].quotations[0] if check.matches else None
    if first and check.verdict is DraftVerdict.SAID_BY_ANOTHER:
        name = speaker_name(first)
        return f"The words are {name}'s." if name else f"The article has the words of “{first.speaker_text}”."
    if first and not first.is_said:
        words = "similar words" if check.verdict is DraftVerdict.ALTERED else "the words"
        return f"The article has {words}, but as {how_not_said(first)}."
    hides = _hides(check)
    return f"The quotation {hides}." if hides else EXPLANATIONS[check.verdict]


def named(check: DraftCheck) -> str:
    """The speaker that the draft names."""
    return check.quotation.speaker or "nobody named"


def credit(match: Match) -> str:
    """Speaker, publication and date of a match, and who corrected the speaker."""
    quotation = match.quotations[0]
    name = ", ".join(filter(None, (_name(quotation), attribution_note(quotation))))
    return SEPARATOR.join((name, origin(quotation.article, quotation)))


def _name(quotation: Quotation) -> str:
    return speaker_name(quotation) or "speaker not named"
