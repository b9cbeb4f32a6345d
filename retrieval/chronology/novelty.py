"""Finds what is new about somebody's words, as far as the archive's dates and words show it.

    first     the quoted paragraph has all words of the matter, and nothing earlier or undated has any of them beside
              the speaker: no passage with the speaker's name, and no article that quotes the speaker
    again     the same speaker is on record with the same words, or a sentence of them, on an earlier day: how often,
              and since when
    against   words of an earlier day are the same except for a negation: both are shown, without a judgement
    corrected another article of the same day, a later or an unknown one corrects the words

If the dates or the words leave it open, there is no result. An article counts as earlier if its last possible day is
before the first possible day of the other. Articles of the same day are left out. The words of an updated article may
be of any day from its publication to the update.

A correction is an article or a paragraph that calls itself one: "Correction: an earlier article misquoted Ann Lee. She
said that it “may bring jobs”." It concerns a quotation of another article in one of three ways:

    by the words     it has all of them, or quotes four or more
    by the speaker   it names the speaker, and four or more consecutive words are the same, quoted or not
    by the headline  it has the other article's headline, and as many words beside it are the same

The reader decides which words are right. Nothing is new of the words that a correction itself quotes, and they do not
show that somebody said them before.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

import numpy as np

from retrieval.array_types import Rows
from retrieval.backends.protocol import Backend, Store
from retrieval.method_cache import cached_method
from retrieval.models import Article, Kind, Novelty, NoveltyKind, Options, PartialDate, Passage, Quotation
from retrieval.quote_check import ON_RECORD, Match, QuoteVerifier
from retrieval.quote_check.alignment import ChangeKind
from retrieval.quote_check.given_words import words_of
from retrieval.search.query.speakers import office_in
from retrieval.text import sentences
from retrieval.text.normalise import normalise
from retrieval.text.titles import NAME_SUFFIXES
from retrieval.text.tokenise import NEGATIONS, stems, token_words, without_possessives

MIN_WORDS = 5  # fewer are said again by chance: "I agree with that"
MIN_SENTENCE_WORDS = 8  # of a sentence beside others: "Thank you very much for that question."
MIN_ALIKE_SHARE = 0.8  # least share of the words that words against them have
MAX_CHANGED_WORDS = 3  # words that may differ, the negation among them
MAX_PASSAGES_BESIDE = 2000  # passages on the topic whose articles may quote the speaker elsewhere
MAX_PASSAGES_READ = 100  # passages that are read to know that none is earlier; if there may be more, nothing is said


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
        if _is_in_correction(quotation):
            return None
        if corrected := self._corrected(quotation):
            return corrected
        when = quotation.article.published.when if quotation.article.published else None
        if when is None or quotation.speaker is None or not quotation.is_said:
            return None
        speaker, words = quotation.speaker, quotation.text
        if not self._backend.store.count_quoting([speaker], Options(before=when)):
            return None  # nothing earlier to compare with, as for most speakers
        for part in (None, *_sentences(words)):
            said = part or words
            if len(words_of(said)) < (MIN_SENTENCE_WORDS if part else MIN_WORDS):
                continue
            found = self._again(said, speaker, when) or self._against(said, speaker, when)
            if found:
                return replace(found, part=part)
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
        for since, earlier, match in _before(when, self._verifier.similar(words, {speaker}, MIN_ALIKE_SHARE)):
            changed = [
                word.normalised
                for change in match.changes
                if change.kind is not ChangeKind.SAME
                for word in words_of(change.words)
            ]
            negations = sum(word in NEGATIONS for word in changed)
            if negations == 1 and len(changed) <= MAX_CHANGED_WORDS:
                return Novelty(NoveltyKind.AGAINST, 1, since, earlier)
        return None

    def _is_first(self, article: Article, speaker: str, topic: Sequence[str]) -> bool:
        """Whether no passage of an earlier or unknown day has the speaker's last name and a word of the topic.

        The same must hold for the articles of the MAX_PASSAGES_BESIDE best passages on the topic, if they quote the
        speaker: the quoted words may refer to the topic.
        """
        backend, store = self._backend, self._backend.store
        name, matter = stems(speaker), [stem for stem in topic if backend.lexicon.has_stem(stem)]
        matter = [stem for stem in matter if stem not in name]
        is_name = " " in speaker and speaker[:1].isupper() and not office_in(speaker)
        if not is_name or not name or not matter:
            return False
        rows = backend.passage_bm25.match(" ".join((name[-1], *matter))).best(MAX_PASSAGES_READ)
        held = backend.lexicon.holds([name[-1], *matter], rows, store.articles[rows])
        both = rows[held[0] & held[1:].any(axis=0)]
        on_matter = backend.passage_bm25.match(" ".join(matter))
        quoting = on_matter.best(MAX_PASSAGES_READ, store.passages_quoting([speaker]))
        if len(both) == MAX_PASSAGES_READ or len(quoting) == MAX_PASSAGES_READ:
            return False
        beside = _in_articles_quoting(speaker, on_matter.best(MAX_PASSAGES_BESIDE), store)
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
    return set(matter) <= set(stems(_paragraphs(quotation).text))


def _paragraphs(quotation: Quotation) -> Passage:
    """The paragraphs of a quotation."""
    text = quotation.article.text
    end = text.find("\n", quotation.spans[-1][1])
    start = text.rfind("\n", 0, quotation.spans[0][0]) + 1
    return Passage(quotation.article, start, end if end >= 0 else len(text))


def _sentences(words: str) -> list[str]:
    """The sentences of words; none if they are one sentence."""
    found = [words[start:end] for start, end in sentences.split(words)]
    return found if len(found) > 1 else []


def _before(when: PartialDate, matches: Sequence[Match]) -> Iterator[tuple[PartialDate, Quotation, Match]]:
    """The matches in articles that were certainly published before a date, each with its date and quotation."""
    for match in matches:
        quotation = match.quotations[0]
        article = quotation.article
        is_earlier = article.published and article.last_day and article.last_day < when.first
        if article.published and is_earlier and not _is_in_correction(quotation):
            yield article.published.when, quotation, match


def _is_not_before(other: Article, article: Article) -> bool:
    """Whether an article was certainly not published before the words of another."""
    return (
        other.published is not None and article.last_day is not None and other.published.when.first >= article.last_day
    )


MAX_CORRECTIONS_READ = 8  # passages that match the words, or the words and a speaker, best
MAX_SPEAKERS = 3  # speakers whose corrections are looked for by name
CACHED_TEXTS = 256  # texts, with the corrections that match them
MIN_CORRECTED_WORDS = 4  # a shorter quotation is said again by chance
CORRECTION_WORDS = "correction clarification corrected misquoted wrongly quoted"
HEADING = r"(?:corrections?|clarifications?|errat(?:um|a))\b(?:\s+and\s+(?:corrections|clarifications)\b)?"
TITLE = re.compile(rf"\W*{HEADING}\s*(?:$|[:.\n–—-]|(?:to|of)\s)", re.IGNORECASE)
OPENING = re.compile(rf"\W*{HEADING}\s*(?:[:.–—\n-]|to\s)", re.IGNORECASE)
ERROR = re.compile(
    r"\bmisquot(?:e[ds]?|ing)\b|\b(?:wrongly|incorrectly|mistakenly|inaccurately)\s+(?:quoted|attributed|reported)\b|"
    r"\b(?:quoted|attributed)\s+(?:\w+\s+){0,4}(?:wrongly|incorrectly|in\s+error)\b|"
    r"\bearlier\s+(?:version|article|report|edition|story)\b[^.]{0,80}\b(?:quoted|said|stated|attributed)\b|"
    r"\bearlier\s+version\s+of\s+th(?:is|e)\s+(?:article|report|story|page)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")


class PublishedCorrections:
    """The corrections that one archive's articles print."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._matching = cached_method(self._read_matching, CACHED_TEXTS)  # a speaker has many quotations

    def find(self, words: str, said: Sequence[Quotation]) -> Passage | None:
        """A passage of a correction that concerns the words of any of the quotations `said`.

        It is looked for in the passages that match the words best, then in those that match the speakers best.
        """
        if len(_plain(words).split()) < MIN_CORRECTED_WORDS:
            return None
        speakers = dict.fromkeys(each.speaker for each in said if each.speaker)
        read = (passage for text in (words, *islice(speakers, MAX_SPEAKERS)) for passage in self._matching(text))
        return next((passage for passage in read if any(_concerns(passage, words, each) for each in said)), None)

    def _read_matching(self, text: str) -> list[Passage]:
        """The corrections among the passages that match a text best."""
        rows = self._backend.passage_bm25.match(f"{text} {CORRECTION_WORDS}").best(MAX_CORRECTIONS_READ)
        return [passage for passage in self._backend.store.passages(rows.tolist()) if is_correction(passage)]


def is_correction(passage: Passage) -> bool:
    """Whether a passage, or its article, calls itself a correction, or says that words were wrongly quoted.

    >>> from retrieval.models import Article
    >>> texts = ("Correction: he said no.", "We misquoted Ann Lee.", "The correction of the map took a year.")
    >>> [is_correction(Passage(Article("a.txt", text), 0, len(text))) for text in texts]
    [True, True, False]
    """
    return bool(_is_headed(passage.article) or OPENING.match(passage.text) or ERROR.search(passage.text))


def _is_in_correction(quotation: Quotation) -> bool:
    return is_correction(_paragraphs(quotation))


def without_corrections(words: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    """The matches of words without those in a correction of another one: it does not show that somebody said them."""
    own = [match for match in matches if not _is_in_correction(match.quotations[0])]
    said = [match.quotations[0] for match in own]
    return tuple(match for match in matches if match in own or not _corrects(match.quotations[0], words, said))


def _corrects(quotation: Quotation, words: str, others: Collection[Quotation]) -> bool:
    """Whether a quotation is within a correction of the words of another one."""
    return any(_concerns(_paragraphs(quotation), words, other) for other in others)


def _is_headed(article: Article) -> bool:
    heads = (article.title or "", article.text[: article.body])  # a short headline may not be known as one
    return any(map(TITLE.match, heads))


def _concerns(correction: Passage, words: str, quotation: Quotation) -> bool:
    """Whether a correction concerns words that a quotation has."""
    corrected = quotation.article
    if correction.article.id == corrected.id or _is_before(correction.article, corrected):
        return False
    if _has(correction.text, _plain(words)):
        return True
    if _names(correction, quotation.speaker) and _shares_run(correction.text, words):
        return True
    before, headline, after = _around(normalise(correction.text), normalise(corrected.title or ""))
    return bool(headline) and (_shares_run(before, words) or _shares_run(after, words))


def _around(text: str, headline: str) -> tuple[str, str, str]:
    """The text before a headline, the headline, and the text after it; no headline if the text does not have it.

    >>> _around("the report (six libraries to close) was wrong", "six libraries to close")
    ('the report (', 'six libraries to close', ') was wrong')
    >>> _around("the report was wrong", "the report")  # as sentences may have it
    ('the report was wrong', '', '')
    """
    return text.partition(headline) if len(headline.split()) >= MIN_CORRECTED_WORDS else (text, "", "")


def _is_before(article: Article, other: Article) -> bool:
    """Whether an article is certainly of an earlier day than another."""
    last, published = article.last_day, other.published
    return last is not None and published is not None and last < published.when.first


def _has(text: str, wanted: str) -> bool:
    """Whether a text has the words, or quotes enough of them."""
    parts = (_plain(part) for part in QUOTED.findall(text))
    return wanted in normalise(text) or any(
        len(part.split()) >= MIN_CORRECTED_WORDS and part in wanted for part in parts
    )


def _names(correction: Passage, speaker: str | None) -> bool:
    """Whether a correction has a speaker's last name: in the passage, or before it in an article of corrections."""
    start = 0 if _is_headed(correction.article) else correction.start
    text = correction.article.text[start : correction.end]
    name = [word for word in token_words(speaker or "") if word not in NAME_SUFFIXES]
    return bool(name) and name[-1] in token_words(without_possessives(text))


def _shares_run(text: str, words: str) -> bool:
    """Whether two texts share enough consecutive words, not only stop words.

    >>> _shares_run("She did not say that it loses four thousand.", "That it loses “four thousand” is wrong.")
    True
    >>> _shares_run("He is who he was and is.", "It is not who he was and is.")
    False
    """
    runs = _runs(words) & _runs(text)
    return any(stems(" ".join(run)) for run in runs)


def _runs(text: str) -> set[tuple[str, ...]]:
    found = token_words(text)
    return {tuple(found[start : start + MIN_CORRECTED_WORDS]) for start in range(len(found) - MIN_CORRECTED_WORDS + 1)}


def _plain(words: str) -> str:
    return normalise(words).strip(" .,;:!?…")
