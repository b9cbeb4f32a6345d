"""From a question to its answers, one stage after another.

    query         parses the question: speaker, topic, dates, source, filters
    offices       finds who holds the office that the question asks about
    terms_of_office  finds the dates of an office by which the question names a time
    features      finds the candidates (`find`), and computes numbers for each of them (`compute`)
    ranking       sorts the candidates by the weighted sum of their features, and answers by time if asked to
    reader        the cross-encoder: it reads the best few, which are then ranked anew
    confidence    estimates how likely it is that the archive has an answer; separates answers from related passages
    said_in_office  leaves out what the holder of the office asked about said out of office
    abstention    words the reason, if the confidence is too low
    receipt       reports what was searched, if the reply abstains
    answers       joins passages with one statement, merges repeated ones, and adds quotation, highlights, and the
                  office that the speaker held on the day of the article

`SearchPipeline` runs all stages but the first three: Archive.ask parses and encodes the question before.

If the question's words name a time or a publication, only passages of that time or publication can answer. If none
does, the reply abstains and shows other passages as related. A month without a year means the newest year in which
something answers.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from retrieval.array_types import Mask, Selection, Vectors
from retrieval.backends.protocol import Backend
from retrieval.models import Answer, Kind, Options, Order, PartialDate, Question, Role
from retrieval.search import abstention, confidence, features, ranking, receipt, said_in_office
from retrieval.search import answers as answer_builder
from retrieval.search.query import intent, time_expressions
from retrieval.search.ranking import Ranking
from retrieval.search.reader import PassageReader, can_be_read, read_best, rerank
from retrieval.settings import Settings
from retrieval.text.normalise import holds_phrase

ANSWERING_SHARE = 0.5  # least confidence of a single answer, as a share of the reply's least confidence
CHECKED_PASSAGES = 3  # one of the first so many passages must be from the time asked about, or name it
MIN_RETOLD_CONFIDENCE = 0.85  # least confidence in words that an article of another time retells
MAX_RARE_PASSAGES = 20  # a word is rare if at most this many passages have it
MAX_YEARS_SEARCHED = 5  # of a month without a year: so many are searched, the newest first
COUNTED_PASSAGES = 30  # passages that are read if the question asks how often, or for all of something
MIN_SYNONYM_COSINE = 0.5  # least cosine of a word that no article has and a passage's word of similar meaning
UNKNOWN_TOPIC_CONFIDENCE = 0.5  # most confidence of a passage without such a word, if no article has the topic
LISTED_CONFIDENCE = 0.95  # of passages that have the phrase asked for, or that quote a person asked about in general


Embed = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Answers, best first.

    `reason` says why none of them answers the question; it is None if one does. `question` is the question as it was
    searched, with a year for a month. The numbers are those of `Reply`. `filtered` is true if a passage may answer that
    the filters, the time or the publication of the question leave out. `elsewhere` is the number of answers in each
    other publication, if the filters leave one that does not answer, and nobody's words are asked for.
    """

    question: Question
    answers: tuple[Answer, ...]
    confidence: float
    reason: str | None
    times: int | None = None
    times_reported: int | None = None
    total: int | None = None
    is_total_exact: bool = True
    has_more: bool = False
    filtered: bool = False
    elsewhere: tuple[tuple[str, int], ...] = ()


class SearchPipeline:
    """Searches one open index. Threads may share it."""

    def __init__(self, backend: Backend, settings: Settings, embed: Embed) -> None:
        """`embed` returns the vectors of words as the index has them: float32 unit rows, shape (words, dim)."""
        self._backend, self._settings, self._embed = backend, settings, embed
        self._weights = ranking.load_weights()
        # Reading uses all cores. While those end with the passages of one question, they begin with another's.
        self._reading = threading.Semaphore(2)

    def search(self, question: Question, vector: Vectors, reader: PassageReader | None, limit: int) -> SearchResult:
        """Up to `limit` answers. `vector` is the question's vector, a float32 unit row of shape (dim,)."""
        backend, store, least = self._backend, self._backend.store, self._settings.reply.abstain_below
        if intent.asks_nothing(question.text) and question.filters == Options():
            return SearchResult(question, (), 0.0, abstention.ASKS_NOTHING, None)
        with backend.ranking_lock:
            question = self._with_rare_word(question)
            selection = store.rows(question.filters, question.phrase)
        if selection is not None and not len(selection):
            ranked, _ = self._rank(question, vector, self._without_speaker(question), None)
            with backend.ranking_lock:
                reason = abstention.no_passage_matches(question, store, ranked)
                filtered = receipt.is_hidden_by_filters(question, store)
                return replace(self._result(question, ranked, 0.0, reason, limit), filtered=filtered)
        if question.month and _asks_for_words(question):
            question, ranked, sure, is_bound = self._rank_month(question, vector, selection, reader)
        else:
            ranked, sure, is_bound = self._rank_bound(self._from_one_end(question), vector, selection, reader)
        elsewhere = self._answers_elsewhere(question, vector, reader) if sure < least else ()
        with backend.ranking_lock:
            if sure >= least:
                return self._result(question, ranked, sure, None, limit)
            if is_bound:
                reason = abstention.low_confidence(question, backend, ranked)
            else:
                answering = confidence.answering(store, question, ranked, ANSWERING_SHARE * least)
                reason = abstention.nothing_then(question, store, ranked, answering)
            result = self._result(question, ranked, sure, reason, limit)
            return replace(result, filtered=not is_bound or bool(elsewhere), elsewhere=elsewhere)

    def _without_speaker(self, question: Question) -> Selection | None:
        """The passages of which to offer the closest if none matches the filters: those that match them except for the
        speaker; None, which is all passages, if there are none.
        """
        with self._backend.ranking_lock:
            selection = self._backend.store.rows(replace(question.filters, speaker=None), None)
        return selection if selection is not None and len(selection) else None

    def _answers_elsewhere(
        self, question: Question, vector: Vectors, reader: PassageReader | None
    ) -> tuple[tuple[str, int], ...]:
        """The number of answers in each publication that the filters leave out, if nobody's words are asked for."""
        only, store, least = question.filters, self._backend.store, self._settings.reply.abstain_below
        if not only.source or only.speaker or question.asks_for_words:
            return ()
        anywhere = replace(question, source=None, filters=replace(only, source=None))
        with self._backend.ranking_lock:
            selection = store.rows(anywhere.filters, question.phrase)
        ranked, sure = self._rank(anywhere, vector, selection, reader)
        if sure < least:
            return ()
        with self._backend.ranking_lock:
            answering = confidence.answering(store, anywhere, ranked, ANSWERING_SHARE * least)
            answering = confidence.without_doubtful(anywhere, ranked, answering, least)
            there, papers = store.sources_named(only.source), abstention.papers_of(ranked.rows[answering], store)
        return tuple((paper, count) for paper, count in papers if paper not in there)

    def _result(self, question: Question, ranked: Ranking, sure: float, reason: str | None, limit: int) -> SearchResult:
        store = self._backend.store
        answering = np.zeros(len(ranked), bool)
        if reason is None:
            at_least = ANSWERING_SHARE * self._settings.reply.abstain_below
            answering = confidence.answering(store, question, ranked, at_least)
            if not (question.counts or question.lists):
                answering = confidence.without_doubtful(question, ranked, answering, self._settings.reply.abstain_below)
            if not answering.any():
                answering = confidence.unattributed(store, question, ranked, self._settings.reply.abstain_below)
            if not answering.any():  # the words are others', or denied
                is_of_act = question.act and not question.counts
                low = abstention.no_act(question) if is_of_act else None
                reason = low or abstention.low_confidence(question, self._backend, ranked)
            sure_enough = ranked.features[confidence.CONFIDENCE] >= self._settings.reply.abstain_below
            ranked, answering = ranking.own_words_first(ranked, answering, sure_enough, question, store)
            ranked, answering = said_in_office.in_office_first(ranked, answering, question, store)
            ranked, answering = ranking.acts_first(ranked, answering, sure_enough, question, store)
            ranked, answering = ranking.by_time(ranked, answering, question, store)
        built = max(limit + 1, int(answering.sum())) if question.counts or question.lists else limit + 1
        answers = tuple(answer_builder.build(self._backend, question, ranked, answering, built))
        counted = question.counts and reason is None
        found = [answer for answer in answers if answer.role is Role.ANSWER]
        times, reported = (len(found), sum(map(_is_only_reported, found))) if counted else (None, None)
        shown = tuple(
            replace(answer, office=answer_builder.office_on_the_day(answer.quotation, store))
            for answer in answers[:limit]
        )
        total, is_exact = self._total(question, len(found)) if question.lists and reason is None else (None, True)
        has_more = len(answers) > limit
        return SearchResult(question, shown, sure, reason, times, reported, total, is_exact, has_more)

    def _has_synonym(self, words: Sequence[str], ranked: Ranking) -> Mask:
        """For each passage, whether it, a neighbour or its headline has a word of similar meaning to one of `words`."""
        store, lexicon, vectors = self._backend.store, self._backend.lexicon, self._embed(words)
        near = [features.neighbours(store, ranked.rows, step) for step in (-1, 0, 1)]
        cosines = [lexicon.nearest_cosines(vectors, rows, store.articles[rows]) for rows in near]
        found: Mask = np.maximum.reduce(cosines) >= MIN_SYNONYM_COSINE
        return found

    def _total(self, question: Question, found: int) -> tuple[int, bool]:
        """The number of statements, for a question that asks for all of them, and whether the number is exact.

        If there are too many passages to read, the number of passages is returned instead.
        """
        if not features.asks_for_anything(question):
            return found, found < COUNTED_PASSAGES
        passages = self._count_quoting(question)
        return (found, True) if passages <= features.SPEAKER_PASSAGES else (passages, False)

    def _from_one_end(self, question: Question) -> Question:
        """The question as it is.

        If it asks for everything by an often quoted person, limit it to the oldest or newest days. Without the limit,
        candidates nearer in meaning would displace passages of these days.
        """
        days = self._backend.store.dates()
        if question.order is Order.RELEVANCE or days is None or not features.asks_for_anything(question):
            return question
        first, last = (PartialDate.parse(day).first.toordinal() for day in days)
        is_latest = question.order is Order.LATEST

        def of(day: int) -> Question:
            when = PartialDate(date.fromordinal(day))
            return replace(question, after=when) if is_latest else replace(question, before=when)

        def is_few(dated: Question) -> bool:
            return self._count_quoting(dated) <= features.SPEAKER_PASSAGES

        with self._backend.ranking_lock:
            if is_few(question):
                return question
            end = bisect_left(range(first, last + 1), 1, key=lambda day: is_few(of(day)) == is_latest) + first
            chosen = of(end if is_latest else end - 1)
            return chosen if self._count_quoting(chosen) else of(end - 1 if is_latest else end)

    def _count_quoting(self, question: Question) -> int:
        """The number of passages from the question's time and publication that quote the person asked about."""
        only = Options(source=question.source, after=question.after, before=question.before)
        return self._backend.store.count_quoting(question.speakers, only)

    def _with_rare_word(self, question: Question) -> Question:
        """If few passages have the only word of a question, the question with this word as its phrase: it asks for
        these passages.
        """
        word = features.only_word(question)
        holding = self._backend.store.rows(question.filters, word) if word else None
        is_rare = holding is not None and 0 < len(holding) <= MAX_RARE_PASSAGES
        return replace(question, phrase=word) if is_rare else question

    def _rank_bound(
        self, question: Question, vector: Vectors, selection: Selection | None, reader: PassageReader | None
    ) -> tuple[Ranking, float, bool]:
        """The ranking and its confidence, from the time and publication of the question or else from all of
        `selection`. The last value is False if only passages of another time or publication answer. The confidence is
        that of the passages of the right time and publication. Other articles may also tell what happened at that time.
        """
        asked = replace(question.filters, source=question.source, after=question.after, before=question.before)
        if asked == question.filters:
            ranked, sure = self._rank(question, vector, selection, reader)
            return ranked, sure, True
        sure, least = 0.0, self._settings.reply.abstain_below
        if question.source != question.filters.source or _asks_for_words(question):
            found = self._rank_within(asked, question, vector, reader)
            if found and found[1] >= least:
                return *found, True
            sure = found[1] if found else 0.0
        ranked, anywhere = self._rank(question, vector, selection, reader)
        if anywhere >= (MIN_RETOLD_CONFIDENCE if question.asks_for_words else least):
            with self._backend.ranking_lock:
                if self._is_told_of(question, ranked):
                    return ranked, anywhere, True
        return ranked, sure, anywhere < least

    def _rank_month(
        self, question: Question, vector: Vectors, selection: Selection | None, reader: PassageReader | None
    ) -> tuple[Question, Ranking, float, bool]:
        """The same as `_rank_bound`, for a month without a year.

        It also returns the question with the newest year that answers.
        """
        best, least = 0.0, self._settings.reply.abstain_below
        for dated in self._years(question):
            asked = replace(question.filters, source=question.source, after=dated.after, before=dated.before)
            found = self._rank_within(asked, dated, vector, reader)
            if found and found[1] >= least:
                return dated, *found, True
            best = max(best, found[1] if found else 0.0)
        ranked, anywhere = self._rank(question, vector, selection, reader)
        with self._backend.ranking_lock:
            if self._is_told_of(question, ranked):
                return question, ranked, anywhere, True
        return question, ranked, best, anywhere < least

    def _years(self, question: Question) -> list[Question]:
        """The question with a year for its month or day: one question for each of the newest years that have matching
        passages.
        """
        store, dated = self._backend.store, []
        with self._backend.ranking_lock:
            first, last = (int(day[:4]) for day in store.dates() or ("1", "0"))
            only = question.speakers[0] if len(question.speakers) == 1 else question.filters.speaker
            for year in range(last, first - 1, -1):
                then = time_expressions.in_year(question.month or 1, year, question.day)
                rows = store.rows(Options(only, question.source, *then)) if then else None
                if then and rows is not None and len(rows):
                    dated.append(replace(question, after=then[0], before=then[1], month=None, day=None))
                if len(dated) == MAX_YEARS_SEARCHED:
                    break
        return dated

    def _rank_within(
        self, asked: Options, question: Question, vector: Vectors, reader: PassageReader | None
    ) -> tuple[Ranking, float] | None:
        """The ranking of the passages that match `asked`, and its confidence; None if none match."""
        with self._backend.ranking_lock:
            within: Selection = self._backend.store.rows(asked, question.phrase)
        return self._rank(question, vector, within, reader) if len(within) else None

    def _is_told_of(self, question: Question, ranked: Ranking) -> bool:
        """Whether one of the best passages names the question's time and publication.

        If the question does not ask for somebody's words, a passage from that time or publication counts too.
        """
        store, best = self._backend.store, ranked.rows[:CHECKED_PASSAGES]
        then = store.published(Options(after=question.after, before=question.before), best)
        there = store.published(Options(source=question.source), best)
        for place, passage in enumerate(store.passages(best.tolist())):
            time_asked = question.after or question.before or question.month
            is_then = then[place] and not question.asks_for_words
            is_named = question.source is None or holds_phrase(passage.text, question.source)
            is_told = (
                time_expressions.names_month(question.month, question.day, passage.text)
                if question.month
                else time_expressions.is_told_of(question.after, question.before, passage.text)
            )
            if (there[place] or is_named) and (is_then or is_told or not time_asked):
                return True
        return False

    def _rank(
        self, question: Question, vector: Vectors, selection: Selection | None, reader: PassageReader | None
    ) -> tuple[Ranking, float]:
        """The ranking, with the confidence of each passage as a feature; and the confidence of the reply."""
        settings, weights, store = self._settings.ranking, self._weights, self._backend.store
        settings = replace(settings, read=COUNTED_PASSAGES) if question.counts or question.lists else settings
        with self._backend.ranking_lock:
            found = features.find(self._backend, question, vector, selection, settings.candidates)
            rows, columns = features.compute(self._backend, question, found)
            ranked = ranking.others_words(ranking.rank(rows, columns, weights["ranking"]), question, store)
            ranked = ranking.acts_to_read(ranked, question, store)
        if features.asks_for_anything(question):  # then whatever the speaker said answers
            each = LISTED_CONFIDENCE * ranked.features["speaker_match"]
            sure = float(each.max(initial=0))
        elif question.topic and confidence.asks_what_people_say(question):
            with self._backend.ranking_lock:
                each = np.float32(LISTED_CONFIDENCE) * confidence.naming(store, question, ranked)
            sure = float(each.max(initial=0))
        elif selection is not None and features.asks_for_phrase(question):  # all of `selection` has the phrase
            each, sure = np.full(len(ranked), LISTED_CONFIDENCE, np.float32), LISTED_CONFIDENCE
        elif reader and can_be_read(question):
            with self._reading:
                read, others = read_best(ranked, reader, question, store, settings)
            ranked = rerank(read, others, weights["reranking"])
            each, sure = confidence.after_reading(ranked, weights["confidence_after_reading"])
        else:
            each, sure = confidence.before_reading(question, ranked, weights["confidence"])
        if words := features.unknown_topic(question, self._backend.lexicon):
            each = np.where(self._has_synonym(words, ranked), each, np.minimum(each, UNKNOWN_TOPIC_CONFIDENCE))
            sure = min(sure, float(each.max(initial=0)))
        return replace(ranked, features={**ranked.features, confidence.CONFIDENCE: each}), sure


def _is_only_reported(answer: Answer) -> bool:
    return answer.quotation is None or answer.quotation.kind is Kind.INDIRECT


def _asks_for_words(question: Question) -> bool:
    """Whether the question asks for words, by any speaker.

    A time in such a question is the time when they were said.
    """
    asks = question.asks_for_words or features.asks_for_words(question) or features.asks_for_phrase(question)
    return asks or bool(question.about)
