"""Decides whether words are on record, and whose words they are. `check` and every quotation of a draft use this rule.

the words
  ↓ speakers.py     finds the speakers of the archive that the given name may mean
  ↓ quote_check     compares the words with what these speakers, and all others, are quoted with
  ↓ speakers.py     decides whether a different name is the same person, somebody else, or unclear
  ↓ all_text.py     looks in the text of all articles for words that no quotation has
Check

Fewer than MIN_WORDS words are anybody's. They are on record only if the given speaker said just these words.
"""

from dataclasses import replace

from retrieval.backends.protocol import Backend
from retrieval.drafts.all_text import AllText
from retrieval.drafts.quotations import DraftQuotation
from retrieval.drafts.speakers import Same, SpeakersMeant
from retrieval.joining.speaker_turns import SpeakerTurns
from retrieval.quote_check import MIN_ALTERED_WORDS, ON_RECORD, Check, Match, QuoteVerifier, Verdict, in_context
from retrieval.quote_check.given_words import words_of
from retrieval.search.query import SpeakerNames

MIN_WORDS = 4


class WordsJudge:
    """Checks words against an archive, or one publication of it. At most `max_matches` places are listed for each."""

    def __init__(
        self,
        backend: Backend,
        names: SpeakerNames,
        source: str | None = None,
        turns: SpeakerTurns | None = None,
        max_matches: int | None = None,
    ) -> None:
        self._verifier = QuoteVerifier(turns or backend.speaker_turns, max_matches)
        self._sources = frozenset(backend.store.sources_named(source)) if source else None
        self._all_text = AllText(backend, source)
        self.speakers = SpeakersMeant(backend, names)

    def check(self, given: DraftQuotation) -> Check:
        """Check words and, if one is named, their speaker. Raises QuestionError if there are no words."""
        check = self._compare(given)
        return _of_few_words(given, check) if are_too_few(given.words) else check

    def _compare(self, given: DraftQuotation) -> Check:
        speakers = self.speakers.named(given)
        check = self._verifier.check(given.words, speakers, self._sources, is_sentence=given.is_sentence)
        if check.verdict is Verdict.ALTERED:
            check = self._as_told(given, check)
        if check.by_another:
            check = self._whose(given, check)
        elif speakers is not None and check.verdict in ON_RECORD:
            check = self._unless_told(given, check)
        is_open = check.verdict in {Verdict.NOTHING, Verdict.NOT_SAID, Verdict.ALTERED, Verdict.MERGED}
        return self._in_all_text(given, check) if is_open and len(words_of(given.words)) >= MIN_ALTERED_WORDS else check

    def _whose(self, given: DraftQuotation, check: Check) -> Check:
        """Check words that are quoted from a speaker of another name, who may be the same person."""
        by: dict[Same, list[Match]] = {same: [] for same in Same}
        for match in check.matches:
            by[self.speakers.said(given, match)].append(match)
        if by[Same.YES]:
            matches = check.matches if check.verdict is Verdict.MERGED else tuple(by[Same.YES])
            return replace(check, matches=matches, by_another=False)
        if by[Same.NO]:
            matches = check.matches if check.verdict is Verdict.MERGED else (*by[Same.NO], *by[Same.UNCLEAR])
            return replace(check, matches=matches)
        return replace(check, speaker_unclear=True)

    def _unless_told(self, given: DraftQuotation, check: Check) -> Check:
        """The check of words of the given speaker, without the places where the speaker repeats them from others."""
        own = tuple(match for match in check.matches if self.speakers.said(given, match) is Same.YES)
        return replace(check, matches=own) if own else replace(check, by_another=True, speaker_unclear=True)

    def _as_told(self, given: DraftQuotation, check: Check) -> Check:
        """The check of words that hide only that the speaker repeats them from others ("she said, ‘...’"): verbatim."""
        told = (match for match in check.matches if match.hidden and self.speakers.is_told_by(given, match) is not None)
        matches = tuple(replace(match, changes=(), hidden=()) for match in told)
        return replace(check, verdict=Verdict.VERBATIM, matches=matches) if matches else check

    def _in_all_text(self, given: DraftQuotation, check: Check) -> Check:
        """Check words that nobody is reported to have said against the text of the articles."""
        found = self._all_text.find(given.words)
        if found.quoted and not any(match.hidden for match in check.matches):
            check = Check(given.words, Verdict.VERBATIM, found.quoted, by_another=given.speaker is not None)
            return self._whose(given, check) if check.by_another else check
        if check.verdict is Verdict.NOT_SAID or any(match.hidden for match in check.matches):
            return check
        if found.unquoted:
            is_said = found.unquoted[0].quotations[0].is_said
            return Check(given.words, Verdict.REPORTED if is_said else Verdict.NOT_SAID, found.unquoted)
        if found.turned and check.verdict is not Verdict.MERGED:
            return Check(given.words, Verdict.ALTERED, found.turned)
        if check.verdict in {Verdict.ALTERED, Verdict.MERGED}:
            return check
        nearest = self._all_text.nearest(given.words)
        return Check(given.words, Verdict.ALTERED, (nearest,)) if nearest else check


def are_too_few(words: str) -> bool:
    """Whether words are so few that anybody may have said them.

    >>> are_too_few("No."), are_too_few("We sold the harbour")
    (True, False)
    """
    return len(words_of(words)) < MIN_WORDS


def _of_few_words(given: DraftQuotation, check: Check) -> Check:
    """The check of few words: of the places where the given speaker said just these words, if there are any."""
    whole = tuple(match for match in check.matches if _is_whole(match))
    if given.speaker is None or not check.on_record or not whole:
        return replace(check, too_few_words=True)
    return replace(check, matches=whole)


def _is_whole(match: Match) -> bool:
    return match.place is not None and in_context.is_clause(match.quotations[0].article, match.place)
