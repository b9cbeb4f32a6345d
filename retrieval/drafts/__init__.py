"""Checks a whole draft: every quotation in it, with the speaker whom the draft names.

    on_record          the speaker's words, word for word, or shortened at dots or brackets
    altered            similar words are on record; the differences are shown
    stitched           put together from two quotations
    reported           an article has the words, but not as words that somebody said
    said_by_another    somebody else's words
    not_in_archive     no article has the words
    could_not_check    too few words, in another language, a title, or not clearly by the draft's speaker

How a draft is checked:

    text
      ↓ quotations.py     finds quotations and their speakers, with the code that reads articles (retrieval/attribution)
    DraftQuotation
      ↓ words.py          judges the words and the speaker, as `check` does
    DraftCheck            the verdict, and the places in the archive that prove it

Words and articles that several quotations need are read once.
"""

import logging
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from retrieval.backends.protocol import Backend
from retrieval.drafts.quotations import DraftQuotation
from retrieval.drafts.words import WordsJudge, are_too_few
from retrieval.errors import RetrievalError
from retrieval.joining.speaker_turns import SpeakerTurn, SpeakerTurns, TurnNumbers
from retrieval.method_cache import cached_method
from retrieval.models import Answer, Passage, Span
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.quote_check import ON_RECORD as WORDS_ON_RECORD
from retrieval.quote_check import Check, Match, Verdict, in_context
from retrieval.quote_check.given_words import words_of
from retrieval.search.query import SpeakerNames
from retrieval.text import sentences
from retrieval.text.tokenise import STOP_WORDS

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

logger = logging.getLogger(__name__)

MAX_MATCHES = 10  # places listed for one quotation
CACHED_WORDS = 4096
PAUSE = re.compile(r"[.,;!?]\s")
CACHED_SPEAKERS = 256

DraftProgress = Callable[[int, int], None]  # called with the quotations checked, and all
ENGLISH = "en"
MIN_PROBABILITY = 0.7  # of another language; below, the words are too few or have too many names
MAX_ENGLISH_PROBABILITY = 0.01  # probability of English where no language is likely: one that the model does not know
MAX_STOP_WORD_SHARE = 0.2  # share of English stop words in such words
MODEL = "data/model.npz.xz"


class DraftVerdict(StrEnum):
    ON_RECORD = "on_record"
    ALTERED = "altered"
    STITCHED = "stitched"
    REPORTED = "reported"
    SAID_BY_ANOTHER = "said_by_another"
    NOT_IN_ARCHIVE = "not_in_archive"
    COULD_NOT_CHECK = "could_not_check"


class Doubt(StrEnum):
    """Why a quotation could not be checked."""

    TOO_FEW_WORDS = "too_few_words"
    OTHER_LANGUAGE = "other_language"
    SPEAKER_UNCLEAR = "speaker_unclear"  # the archive has the words, but not clearly of the draft's speaker
    UNREADABLE = "unreadable"  # the archive, or a part of it
    TITLE = "title"  # "Man of the Match": in capitals, and of nobody


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A quotation of a draft and the verdict on it. `doubt` is set if it could not be checked.

    `correction` is a passage of another article that corrects the words, if there is one.
    """

    quotation: DraftQuotation
    verdict: DraftVerdict
    matches: tuple[Match, ...] = ()
    doubt: Doubt | None = None
    correction: Passage | None = None


OF_WORDS = {
    Verdict.VERBATIM: DraftVerdict.ON_RECORD,
    Verdict.SHORTENED: DraftVerdict.ON_RECORD,
    Verdict.REPORTED: DraftVerdict.REPORTED,
    Verdict.NOT_SAID: DraftVerdict.REPORTED,
    Verdict.ALTERED: DraftVerdict.ALTERED,
    Verdict.MERGED: DraftVerdict.STITCHED,
    Verdict.NOTHING: DraftVerdict.NOT_IN_ARCHIVE,
}
WITHOUT_PROOF = frozenset({DraftVerdict.ALTERED, DraftVerdict.STITCHED, DraftVerdict.NOT_IN_ARCHIVE})


def all_on_record(checks: Collection[DraftCheck]) -> bool:
    return all(check.verdict is DraftVerdict.ON_RECORD for check in checks)


class DraftChecker:
    """Checks the quotations of one draft, or of several, against an archive, or one publication of it."""

    def __init__(self, backend: Backend, names: SpeakerNames, source: str | None = None) -> None:
        self._judge = WordsJudge(backend, names, source, CachedTurns(backend.speaker_turns), MAX_MATCHES)

    def check(self, quotation: DraftQuotation) -> list[DraftCheck]:
        """Check a quotation.

        If only a part of it is on record, each part is checked separately. The parts are the pieces around "he said",
        or the sentences of a quotation that no article has as a whole.
        """
        try:
            speakers = self._judge.speakers
            return [replace(each, quotation=speakers.worded(each.quotation)) for each in self._checks(quotation)]
        except (RetrievalError, OSError) as error:  # one damaged article must not cost the other quotations
            logger.warning("the quotation at %s of a draft could not be checked: %s", quotation.start, error)
            return unread([quotation])

    def _checks(self, given: DraftQuotation) -> list[DraftCheck]:
        quotation = self._judge.speakers.with_name_before(given)
        whole = self._check(quotation)
        spans = quotation.spans
        if len(spans) == 1 and whole.verdict is DraftVerdict.NOT_IN_ARCHIVE:
            spans = tuple(_sentences(quotation.draft, spans[0]))
        if whole.verdict is DraftVerdict.ON_RECORD or len(spans) == 1:
            return [whole]
        apart = [self._check(replace(quotation, spans=(span,))) for span in spans]
        return apart if any(check.verdict is DraftVerdict.ON_RECORD for check in apart) else [whole]

    def _check(self, quotation: DraftQuotation) -> DraftCheck:
        if not words_of(quotation.words) or (quotation.speaker is None and are_too_few(quotation.words)):
            return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, doubt=Doubt.TOO_FEW_WORDS)
        judged = _of_draft(quotation, self._judge.check(quotation))
        if judged.verdict in WITHOUT_PROOF and quotation.speaker is None and is_title(quotation.words):
            return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, doubt=Doubt.TITLE)
        if judged.verdict is DraftVerdict.ON_RECORD and self._judge.speakers.are_others_named(
            quotation, judged.matches
        ):
            return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, judged.matches, Doubt.SPEAKER_UNCLEAR)
        return judged


def _of_draft(quotation: DraftQuotation, check: Check) -> DraftCheck:
    """The verdict on a quotation of a draft, from the check of its words."""
    if check.too_few_words:
        return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, check.matches, Doubt.TOO_FEW_WORDS)
    if check.speaker_unclear and check.verdict in WORDS_ON_RECORD:
        return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, check.matches, Doubt.SPEAKER_UNCLEAR)
    if check.by_another and check.verdict in WORDS_ON_RECORD:
        return DraftCheck(quotation, DraftVerdict.SAID_BY_ANOTHER, check.matches)
    if check.verdict is Verdict.NOTHING and is_foreign(quotation.words):
        return DraftCheck(quotation, DraftVerdict.COULD_NOT_CHECK, doubt=Doubt.OTHER_LANGUAGE)
    return DraftCheck(quotation, OF_WORDS[check.verdict], check.matches)


def check_all(checker: DraftChecker, found: Collection[DraftQuotation], progress: DraftProgress) -> list[DraftCheck]:
    """The check of every quotation, in the order of the draft."""
    checks: list[DraftCheck] = []
    for done, quotation in enumerate(found):
        progress(done, len(found))
        checks += checker.check(quotation)
    progress(len(found), len(found))
    return checks


def unread(found: Collection[DraftQuotation]) -> list[DraftCheck]:
    """The check of quotations for which the archive, or a part of it, cannot be read."""
    return [DraftCheck(each, DraftVerdict.COULD_NOT_CHECK, doubt=Doubt.UNREADABLE) for each in found]


def as_answer(match: Match) -> Answer:
    """The sentences of an article that contain the words, as an answer with the words highlighted."""
    quotation, article = match.quotations[0], match.quotations[0].article
    place = match.place or (quotation.spans[0][0], match.quotations[-1].spans[-1][1])
    start, end = in_context.sentences_around(article, place)
    start = start if place[1] - start <= MAX_PASSAGE_CHARS else place[0]
    end = min(end, start + MAX_PASSAGE_CHARS)
    first, last = max(place[0], start), min(place[1], end)
    return Answer(article, start, end, quotation, ((first - start, last - start),), match.likeness, {})


def _sentences(text: str, span: Span) -> Iterator[Span]:
    return ((span[0] + start, span[0] + end) for start, end in sentences.split(text[slice(*span)]))


class CachedTurns:
    """Speaker turns with a cache of look-ups, since the quotations of a draft share words and speakers."""

    def __init__(self, turns: SpeakerTurns) -> None:
        self._turns = turns
        self.turn: Callable[[int], SpeakerTurn] = turns.turn
        self.with_word: Callable[[str], TurnNumbers] = cached_method(turns.with_word, CACHED_WORDS)
        self.published_by: Callable[[frozenset[str]], TurnNumbers] = turns.published_by
        self._by_speakers = cached_method(turns.by_speakers, CACHED_SPEAKERS)

    def __len__(self) -> int:
        return len(self._turns)

    def by_speakers(self, speakers: Collection[str]) -> TurnNumbers:
        return self._by_speakers(frozenset(speakers))


def is_title(words: str) -> bool:
    """Whether all words except short ones begin with a capital, without punctuation between them.

    >>> [is_title(words) for words in ("Man of the Match", "We won", "Stop. Look. Listen", "Ann Lee")]
    [True, False, False, True]
    """
    long = [word for word in words.split() if word.lower() not in STOP_WORDS]
    return len(long) > 1 and not PAUSE.search(words) and all(word[0].isupper() or word[0].isdigit() for word in long)


def is_foreign(words: str) -> bool:
    """Whether words are in another language than English.

    >>> is_foreign("Te akameitaki atu nei au ia kotou katoatoa"), is_foreign("The Rafah crossing is closed")
    (True, False)
    """
    letters = [character for character in words if character.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin * 2 < len(letters):
        return True
    probabilities = dict(_identifier().rank(words))
    of_english = probabilities.pop(ENGLISH)
    if max(probabilities.values()) >= max(of_english, MIN_PROBABILITY):
        return True
    normalised = [word.normalised for word in words_of(words)]
    stop_words = sum(word in STOP_WORDS for word in normalised)
    return bool(of_english < MAX_ENGLISH_PROBABILITY and stop_words <= MAX_STOP_WORD_SHARE * len(normalised))


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL, norm_probs=True)
