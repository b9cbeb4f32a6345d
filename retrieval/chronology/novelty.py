"""Finds what is new about somebody's words, as far as the archive's dates and words show it.

    first     no passage of an earlier day, or of an unknown one, has the speaker and any word of the matter, and no
              article of such a day that quotes the speaker has one; the paragraph quoted has all of them
    again     the same speaker is on record with the same words on an earlier day: how often, and since when
    against   words of an earlier day are the same except for a negation: both are shown, without a judgement
    corrected another article of the same day, a later or an unknown one corrects the words (published_corrections.py)

If the dates or the words leave it open, there is no result. An article counts as earlier if its last possible day is
before the first possible day of the other. Articles of the same day are left out. The words of an updated article may
be of any day from its publication to the update.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from retrieval.array_types import Rows
from retrieval.backends.protocol import Backend, Store
from retrieval.chronology.published_corrections import PublishedCorrections
from retrieval.models import Article, Kind, Novelty, NoveltyKind, Options, PartialDate, Quotation
from retrieval.quote_check import ON_RECORD, Match, QuoteVerifier
from retrieval.quote_check.alignment import ChangeKind
from retrieval.quote_check.given_words import words_of
from retrieval.search.query.speakers import office_in
from retrieval.text.tokenise import NEGATIONS, stems

MIN_WORDS = 5  # fewer are said again by chance: "I agree with that"
MIN_ALIKE = 0.8  # least share of the words that words against them have
MAX_CHANGED = 3  # words that may differ, the negation among them
READ_BESIDE = 2000  # passages on the matter whose articles may quote the speaker elsewhere
READ = 100  # passages that are read to know that none is earlier; if there may be more, nothing is said


class WhatIsNew:
    """Looks for a speaker's earlier words in one archive."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.corrections = PublishedCorrections(backend)

    @cached_property
    def _verifier(self) -> QuoteVerifier:
        return QuoteVerifier(self._backend.speaker_turns)

    def of(self, quotation: Quotation, topic: str = "") -> Novelty | None:
        """The novelty of a quotation.

        Without a topic, the result is never "first". The speaker must be quoted on an earlier day; otherwise everything
        would be the first.
        """
        if quotation.kind is not Kind.INDIRECT and (corrected := self._corrected(quotation)):
            return corrected
        when = quotation.article.published.when if quotation.article.published else None
        if when is None or quotation.speaker is None or not quotation.is_said:
            return None
        speaker, words = quotation.speaker, quotation.text
        if not self._backend.store.count_quoting([speaker], Options(before=when)):
            return None  # nothing earlier to compare with, as for most speakers
        if len(words_of(words)) >= MIN_WORDS:
            found = self._again(words, speaker, when) or self._against(words, speaker, when)
            if found:
                return found
        is_first = _is_on(quotation, stems(topic)) and self._is_first(quotation.article, speaker, stems(topic))
        return Novelty(NoveltyKind.FIRST, matter=topic) if is_first else None

    def _corrected(self, quotation: Quotation) -> Novelty | None:
        """The correction of the words that another article prints."""
        found = self.corrections.find(quotation.text, [quotation])
        if found is None:
            return None
        since = found.article.published.when if found.article.published else None
        passage = Quotation(found.article, ((found.start, found.end),), Kind.INDIRECT)
        return Novelty(NoveltyKind.CORRECTED, since=since, earlier=passage)

    def _again(self, words: str, speaker: str, when: PartialDate) -> Novelty | None:
        check = self._verifier.check(words, {speaker})
        if check.verdict not in ON_RECORD or check.by_another:
            return None
        before = list(_before(when, check.matches))
        if not before:
            return None
        since, earliest, _ = min(before, key=lambda found: found[0].first)
        times = len({quotation.article.id for _, quotation, _ in before})
        return Novelty(NoveltyKind.AGAIN, times, since, earliest)

    def _against(self, words: str, speaker: str, when: PartialDate) -> Novelty | None:
        """Earlier words that differ from these by a negation."""
        for since, earlier, match in _before(when, self._verifier.similar(words, {speaker}, MIN_ALIKE)):
            changed = [
                word.normalised
                for change in match.changes
                if change.kind is not ChangeKind.SAME
                for word in words_of(change.words)
            ]
            negations = sum(word in NEGATIONS for word in changed)
            if negations == 1 and len(changed) <= MAX_CHANGED:
                return Novelty(NoveltyKind.AGAINST, 1, since, earlier)
        return None

    def _is_first(self, article: Article, speaker: str, topic: Sequence[str]) -> bool:
        """Whether no passage of an earlier or unknown day has the speaker's last name and a word of the topic.

        The same must hold for articles that quote the speaker, among the READ_BESIDE best passages on the topic: the
        quoted words may refer to the topic.
        """
        backend, store = self._backend, self._backend.store
        name, matter = stems(speaker), [stem for stem in topic if backend.lexicon.has_stem(stem)]
        matter = [stem for stem in matter if stem not in name]
        is_name = " " in speaker and speaker[:1].isupper() and not office_in(speaker)
        if not is_name or not name or not matter:
            return False
        rows = backend.passage_bm25.match(" ".join((name[-1], *matter))).best(READ)
        held = backend.lexicon.holds([name[-1], *matter], rows, store.articles[rows])
        both = rows[held[0] & held[1:].any(axis=0)]
        on_matter = backend.passage_bm25.match(" ".join(matter))
        quoting = on_matter.best(READ, store.passages_quoting([speaker]))
        if len(both) == READ or len(quoting) == READ:
            return False
        beside = _in_articles_quoting(speaker, on_matter.best(READ_BESIDE), store)
        rows = np.unique(np.concatenate([both, quoting, beside]))
        found = {passage.article.id: passage.article for passage in store.passages(rows.tolist())}
        return all(_is_not_before(each, article) for each in found.values() if each.id != article.id)


def _in_articles_quoting(speaker: str, rows: Rows, store: Store) -> Rows:
    """The `rows` of articles that quote a speaker."""
    articles = store.articles[rows]
    of_articles = [np.asarray(store.of_article(int(article)), np.int64) for article in np.unique(articles)]
    if not of_articles:
        return rows
    around = np.concatenate(of_articles)
    found: Rows = rows[np.isin(articles, store.articles[around[store.quoting([speaker], around)]])]
    return found


def _is_on(quotation: Quotation, matter: Sequence[str]) -> bool:
    """Whether the paragraphs of a quotation have all words of the topic, given as stems."""
    text = quotation.article.text
    end = text.find("\n", quotation.spans[-1][1])
    start = text.rfind("\n", 0, quotation.spans[0][0]) + 1
    return set(matter) <= set(stems(text[start : end if end >= 0 else len(text)]))


def _before(when: PartialDate, matches: Sequence[Match]) -> Iterator[tuple[PartialDate, Quotation, Match]]:
    """The matches in articles that were certainly published before a date, each with its date and quotation."""
    for match in matches:
        quotation = match.quotations[0]
        article = quotation.article
        if article.published and article.last_day and article.last_day < when.first:
            yield article.published.when, quotation, match


def _is_not_before(other: Article, article: Article) -> bool:
    """Whether an article was certainly not published before the words of another."""
    return (
        other.published is not None and article.last_day is not None and other.published.when.first >= article.last_day
    )
