"""The words for what was found of a draft's quotations, shared by the terminal, Markdown, the page and Discord.

7 quotations: 5 on record, 1 altered, 1 said by another
"""

from collections import Counter
from collections.abc import Sequence

from bot import formatting, verdicts
from retrieval.drafts import Doubt, DraftCheck, DraftVerdict
from retrieval.models import Quotation
from retrieval.quote_check import Match

NO_QUOTATIONS = "No quotations in this draft."

DOUBTS = {
    Doubt.TOO_FEW_WORDS: "Too few words to tell whose they are.",
    Doubt.OTHER_LANGUAGE: "The words seem to be in another language than English.",
    Doubt.SPEAKER_UNCLEAR: "The archive has the words, but not clearly of the speaker in the draft.",
    Doubt.UNREADABLE: "A part of the archive could not be read.",
}

EXPLANATIONS = {
    DraftVerdict.ALTERED: "What is on record differs.",
    DraftVerdict.STITCHED: "Put together from what was said apart.",
    DraftVerdict.REPORTED: "The words are the article's; nobody is quoted with them.",
    DraftVerdict.NOT_IN_ARCHIVE: "No article of this archive has these words.",
}


def summary(checks: Sequence[DraftCheck]) -> str:
    """How many quotations have which verdict."""
    if not checks:
        return NO_QUOTATIONS
    in_order = sorted(checks, key=lambda check: list(DraftVerdict).index(check.verdict))
    counts = Counter(verdicts.word(check).lower() for check in in_order)
    parts = [f"{count:,} {name}" for name, count in counts.items()]
    return f"{formatting.counted(len(checks), 'quotation')}: {', '.join(parts)}"


def explanation(check: DraftCheck) -> str:
    """The verdict as a sentence."""
    if check.doubt:
        return DOUBTS[check.doubt]
    if check.verdict is DraftVerdict.ON_RECORD:
        is_shortened = any(match.changes for match in check.matches)
        how = "Shortened where dots or brackets stand" if is_shortened else "Word for word"
        return f"{how}." if check.quotation.speaker else f"{how}; the draft names no speaker."
    first = check.matches[0].quotations[0] if check.matches else None
    if first and check.verdict is DraftVerdict.SAID_BY_ANOTHER:
        name = formatting.speaker_name(first)
        return f"The words are {name}'s." if name else f"The article has the words of “{first.speaker_text}”."
    if first and not first.is_said:
        words = "similar words" if check.verdict is DraftVerdict.ALTERED else "the words"
        return f"The article has {words}, but as {verdicts.how_not_said(first)}."
    return EXPLANATIONS[check.verdict]


def named(check: DraftCheck) -> str:
    """Whom the draft names as the speaker."""
    return check.quotation.speaker or "nobody named"


def credit(match: Match) -> str:
    """Speaker, publication and date of a match."""
    quotation = match.quotations[0]
    return formatting.SEPARATOR.join((_name(quotation), formatting.origin(quotation.article, quotation)))


def _name(quotation: Quotation) -> str:
    return formatting.speaker_name(quotation) or "speaker not named"
