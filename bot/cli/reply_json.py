"""Replies, quotations, checks and indexing results as JSON lines. Scripts rely on the keys and their order.

    {"id": 7, "question": "...", "understood": {...}, "abstained": false, ..., "answers": [{"text": "...", ...}]}

Characters that could control a terminal or end a line are escaped. All other text of articles is written unchanged.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.rendering import formatting
from retrieval import citations, drafts
from retrieval.chronology.first_use import Appearance, FirstUse
from retrieval.chronology.timeline import SpeakerSummary, Statement
from retrieval.citations import Citation, text_fragments
from retrieval.drafts import DraftCheck
from retrieval.models import (
    Answer,
    Article,
    NearestMiss,
    Novelty,
    Passage,
    Published,
    Question,
    Quotation,
    Reply,
    Searched,
    Silence,
    Span,
    TimeClause,
)
from retrieval.quote_check import Check, Match
from retrieval.text import person_nouns

if TYPE_CHECKING:
    from retrieval.indexing import IndexingResult
    from retrieval.ingest.document import IngestReport

# Terminals obey control characters and bidirectional overrides; json itself escapes those below U+0020. `splitlines`
# cuts at U+0085, U+2028 and U+2029. UTF-8 cannot encode lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def reply_document(reply: Reply, id: object = None, error: str | None = None) -> dict[str, Any]:  # noqa: A002
    """A reply as a JSON document. In a batch, `id` is the id that came with the question.

    `error` says why a question could not be looked up, or why a line of a batch is none; it is None for others.
    """
    return {
        "id": id,
        "question": reply.question,
        "understood": _understood(reply.understood),
        "abstained": reply.abstained,
        "reason": reply.reason,
        "confidence": round(float(reply.confidence), 4),
        "generation": reply.generation,
        "took_ms": round(float(reply.took_ms), 1),
        "answers": [_answer(answer) for answer in reply.answers],
        "error": error,
        "silence": Silence.COULD_NOT_LOOK if error else reply.silence,
        "searched": _searched(reply.searched) if reply.searched else None,
        "times": reply.times,
        "times_reported": reply.times_reported,
        "total": reply.total,
        "total_exact": reply.is_total_exact,
        "more": reply.has_more,
    }


def quotation_document(quotation: Quotation) -> dict[str, Any]:
    return {
        "article": quotation.article.id,
        "spans": [list(span) for span in quotation.spans],
        "text": quotation.text,
        "speaker": quotation.speaker,
        "speaker_text": quotation.speaker_text,
        "cue": quotation.cue,
        "kind": quotation.kind.value,
        "cue_span": list(quotation.cue_span) if quotation.cue_span else None,
        "chain": list(quotation.chain),
        "carrier": quotation.carrier,
        "modality": quotation.modality.value,
        "title": quotation.article.title,
        "source": quotation.article.source,
        "url": quotation.article.url,
        "published": _published(quotation.article.published),
        "link": text_fragments.link(quotation.article, quotation.spans),
        "corrected": quotation.corrected,
        "authors": list(quotation.article.authors),
        "ocr": quotation.article.ocr,
        "words": formatting.words([quotation]),
    }


# the columns of `onrecord export`, in order, with what they hold; docs/quotations.md has the same table
EXPORT_COLUMNS = {
    "speaker": "who says it, by the fullest name that the archive has for them; empty if the article does not say",
    "office": "the speaker's office, as the article gives it beside the name: “Health Secretary”; empty for a "
    "description that is no office",
    "carrier": "the person quoted in the article who reports the words",
    "modality": "`said`, `asked`, `denied`, `conditional` or `to_come`; only the first two are on record",
    "kind": "`direct`: all in quotation marks; `mixed`: partly; `indirect`: the article's report",
    "text": "the words, cut out of the article; “ … ” stands between pieces for the article's words there",
    "date": "when the article was published, as precise as it is known: `2012-02-07`, `2012-02`, `2012`",
    "date_basis": "`stated` in the article, `given` with it, `inferred`, or `corrected` by a person",
    "source": "the publication",
    "title": "the headline",
    "authors": "a list of the article's authors",
    "url": "the article's address",
    "link": "the address that leads to the words in the page",
    "article": "the article's path below the archive",
    "spans": "a list of the pieces' starts and ends, in characters of the article's file",
    "speaker_text": "the article's words for the speaker: “the health secretary”, “he”",
    "cue": "the words that announce the quotation: “said”",
    "ocr": "whether the article was read from a scan by OCR: words may be misread",
    "description": "who the speaker is, in the article's words beside the name: “a mother of two”, “the Times writer”, "
    "“the shadow health secretary”",
}


def export_document(quotation: Quotation) -> dict[str, Any]:
    """A quotation as a row of an export."""
    article, published = quotation.article, quotation.article.published
    facts = quotation_document(quotation) | {
        "office": person_nouns.office(quotation.speaker_text, quotation.speaker),
        "description": formatting.role(quotation),
        "text": formatting.words([quotation]),
        "date": str(published.when) if published else None,
        "date_basis": published.basis.value if published else None,
        "authors": list(article.authors),
    }
    return {name: facts[name] for name in EXPORT_COLUMNS}


def citation_document(citation: Citation) -> dict[str, Any]:
    article, said = citation.article, citation.quotation
    return {
        "citation": citations.text([citation]),
        "words": citation.words,
        "speaker": citation.speaker,
        "article": article.id,
        "spans": [list(span) for span in citation.spans],
        "kind": said.kind.value if said else None,
        "modality": said.modality.value if said else None,
        "carrier": said.carrier if said else None,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": _published(article.published),
        "link": citation.link,
        "authors": list(article.authors),
        "ocr": article.ocr,
        "read": citation.read.isoformat(),
        "correction": _place(citation.correction) if citation.correction else None,
    }


def first_use_document(use: FirstUse) -> dict[str, Any]:
    """The first appearances of a phrase: `first` has several if their dates do not show which came first."""
    return {
        "phrase": use.phrase,
        "total": use.total,
        "first": [_appearance(one) for one in use.first],
        "first_said": [_appearance(one) for one in use.first_said],
        "undated": [_appearance(one) for one in use.undated],
    }


def appearance_documents(use: FirstUse) -> Iterator[dict[str, Any]]:
    """The appearances of a phrase one by one, each with the list that it is of, for a spreadsheet."""
    for name in ("first", "first_said", "undated"):
        for one in getattr(use, name):
            yield {"phrase": use.phrase, "list": name, **_appearance(one)}


def _appearance(appearance: Appearance) -> dict[str, Any]:
    passage, quotation = appearance.passage, appearance.quotation
    spans = quotation.spans if quotation else ((passage.start, passage.end),)
    return {
        "text": passage.text,
        **_place(passage),
        "speaker": quotation.speaker if quotation else None,
        "kind": quotation.kind.value if quotation else None,
        "modality": quotation.modality.value if quotation else None,
        "carrier": quotation.carrier if quotation else None,
        "spans": [list(span) for span in quotation.spans] if quotation else None,
        "link": text_fragments.link(passage.article, spans),
        "ocr": passage.article.ocr,
    }


def answer_documents(reply: Reply) -> Iterator[dict[str, Any]]:
    """The answers of a reply one by one, each with the question, for a spreadsheet."""
    for rank, answer in enumerate(reply.answers, 1):
        yield {"question": reply.question, "rank": rank, **_answer(answer), "reason": reply.reason}


def statement_document(statement: Statement) -> dict[str, Any]:
    first = statement.quotations[0]
    return {
        "text": statement.text,
        "article": first.article.id,
        "start": statement.start,
        "end": statement.end,
        "title": first.article.title,
        "source": first.article.source,
        "url": first.article.url,
        "published": _published(first.article.published),
        "speaker": first.speaker,
        "cue": first.cue,
        "kind": first.kind.value,
        "modality": first.modality.value,
        "carrier": first.carrier,
        "highlights": [list(span) for span in statement.highlights],
        "link": text_fragments.link(first.article, statement.spans),
        "ocr": first.article.ocr,
        "also": [_repeat(Passage(one.article, one.spans[0][0], one.spans[-1][1])) for one in statement.also],
    }


def summary_document(summary: SpeakerSummary) -> dict[str, Any]:
    first, last = (str(day) if day else None for day in (summary.first, summary.last))
    counts = {"speaker": summary.speaker, "quotations": summary.quotations, "first": first, "last": last}
    return {**counts, "named": summary.is_named}


def article_document(article: Article, span: Span, quotations: Sequence[Quotation]) -> dict[str, Any]:
    """A span of an article, and the quotations that begin in it.

    `text` is exactly the text of the file from start to end.
    """
    start, end = span
    within = formatting.quotations_in_span(span, quotations)
    return {
        "article": article.id,
        "start": start,
        "end": end,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": _published(article.published),
        "updated": str(article.updated) if article.updated else None,
        "authors": list(article.authors),
        "text": article.text[start:end],
        "whole": (start, end) == (0, len(article.text)),
        "quotations": [quotation_document(quotation) for quotation in within],
        "ocr": article.ocr,
    }


def check_documents(check: Check) -> Iterator[dict[str, Any]]:
    """One document for each quotation that has the checked words, or similar words."""
    for match in check.matches:
        for quotation in match.quotations:
            yield {
                **quotation_document(quotation),
                "verdict": check.verdict.value,
                "by_another": check.by_another,
                "likeness": round(match.likeness, 4),
                "changes": [[change.kind.value, change.words] for change in match.changes],
                **_around(match),
                "hidden": list(match.hidden),
                "speaker_unclear": check.speaker_unclear,
                "doubt": drafts.Doubt.TOO_FEW_WORDS.value if check.too_few_words else None,
                "correction": _place(check.correction) if check.correction else None,
            }


def _around(match: Match) -> dict[str, str]:
    """The article's text around words that differ, up to the ends of their sentences."""
    return dict(zip(("before", "after"), match.around if match.changes else ("", ""), strict=True))


def draft_check_document(check: DraftCheck) -> dict[str, Any]:
    """The verdict on a quotation of a draft. Its offsets count characters of the draft's text."""
    quotation = check.quotation
    return {
        "words": quotation.shown,
        "start": quotation.start,
        "end": quotation.end,
        "speaker": quotation.speaker,
        "verdict": check.verdict.value,
        "matches": [
            {
                **_answer(drafts.as_answer(match)),
                "difference": [[change.kind.value, change.words] for change in match.changes],
                **_around(match),
                "hidden": list(match.hidden),
            }
            for match in check.matches
        ],
        "doubt": check.doubt.value if check.doubt else None,
        "spans": [list(span) for span in quotation.spans],
        "correction": _place(check.correction) if check.correction else None,
    }


def indexing_document(result: "IndexingResult") -> dict[str, Any]:
    """An indexing run's result, and the files it read or skipped. File paths are relative to the archive folder."""
    manifest = result.manifest
    return {
        "generation": result.generation,
        "changed": result.changed,
        "built": manifest.built,
        "articles": manifest.articles,
        "passages": manifest.passages,
        "quotations": manifest.quotations,
        "parsed": result.parsed,
        "embedded": result.embedded,
        "skipped": manifest.skipped,
        "unread": result.unread,
        "read": result.read,
        "fetched": [asdict(feed) for feed in result.fetched],
        "unfit": list(result.unfit),
    }


def reading_document(report: "IngestReport") -> dict[str, Any]:
    """The result of reading an archive, with the first articles of each format."""
    examples = {
        kind: [
            {
                "article": one.id,
                "title": one.title,
                "source": one.source,
                "published": _published(one.published),
                "authors": list(one.authors),
            }
            for one in examples
        ]
        for kind, examples in report.examples.items()
    }
    return {"read": report.as_json(), "examples": examples}


def dumps(document: dict[str, Any]) -> str:
    """A document as one line of JSON, without the line end.

    >>> dumps({"text": "“Shot”\\x9b2J\\u2028"})
    '{"text": "“Shot”\\\\u009b2J\\\\u2028"}'
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(document, ensure_ascii=False))


def print_line(document: dict[str, Any]) -> None:
    sys.stdout.write(dumps(document) + "\n")
    sys.stdout.flush()  # a script may wait for this line before it sends the next question


def _searched(searched: Searched) -> dict[str, Any]:
    covered = searched.covered
    return {
        "archive": searched.archive,
        "articles": covered.articles,
        "from": covered.first_day,
        "to": covered.last_day,
        "sources": list(covered.sources),
        "generation": searched.generation,
        "indexed": searched.indexed,
        "named": searched.named,
        "quoted": searched.quoted,
        "nearest": _nearest(searched.nearest) if searched.nearest else None,
        "names": list(searched.names),
        "named_at_least": searched.named_at_least,
        "undated": covered.undated,
        "uncovered": searched.uncovered,
        "skipped": searched.skipped,
        "newer": searched.newer,
        "quotations": searched.quotations,
        "elsewhere": dict(searched.elsewhere),
    }


def _nearest(nearest: NearestMiss) -> dict[str, Any]:
    return {
        "article": nearest.article,
        "start": nearest.start,
        "end": nearest.end,
        "title": nearest.title,
        "source": nearest.source,
        "published": _published(nearest.published),
        "speaker": nearest.speaker,
        "why": nearest.why,
    }


def _understood(question: Question) -> dict[str, Any]:
    return {
        "speaker": question.speaker,
        "topic": question.topic,
        "source": question.source,
        "after": str(question.after) if question.after else None,
        "before": str(question.before) if question.before else None,
        "phrase": question.phrase,
        "asks": question.answer_type.value,
        "slips": dict(question.spelling_corrections),
        "speakers": list(question.speakers),
        "about": list(question.about),
        "order": question.order.value,
        "month": question.month,
        "day": question.day,
        "time": _time(question.clause) if question.clause else None,
    }


def _time(clause: TimeClause) -> dict[str, Any]:
    return {
        "words": clause.words,
        "bound": clause.is_bound,
        "who": clause.who,
        "office": clause.office,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    quotation = answer.quotation
    return {
        "text": answer.text,
        **_place(answer),
        "speaker": quotation.speaker if quotation else None,
        "cue": quotation.cue if quotation else None,
        "kind": quotation.kind.value if quotation else None,
        "quotation": _within(answer, quotation.spans) if quotation else None,
        "evidence": _evidence(answer, quotation) if quotation else None,
        "highlights": [list(span) for span in answer.highlights],
        "score": round(float(answer.score), 4),
        "parts": {name: round(float(value), 4) for name, value in answer.parts.items()},
        "also": [_repeat(passage) for passage in answer.also],
        "nearly": [_repeat(passage) for passage in answer.nearly],
        "carrier": quotation.carrier if quotation else None,
        "modality": quotation.modality.value if quotation else None,
        "role": answer.role.value,
        "heading": answer.article.text[slice(*answer.heading)].strip() if answer.heading else None,
        "link": formatting.link(answer),
        "office": answer.office,
        "corrected": quotation.corrected if quotation else None,
        "authors": list(answer.article.authors),
        "ocr": answer.article.ocr,
        "new": _novelty(answer.novelty) if answer.novelty else None,
    }


def _novelty(novelty: Novelty) -> dict[str, Any]:
    earlier = novelty.earlier
    place = Passage(earlier.article, earlier.spans[0][0], earlier.spans[-1][1]) if earlier else None
    return {
        "kind": novelty.kind.value,
        "times": novelty.times,
        "since": str(novelty.since) if novelty.since else None,
        "earlier": {"text": formatting.words([earlier]), **_place(place)} if earlier and place else None,
        "matter": novelty.matter,
        "part": novelty.part,
    }


def _place(passage: Passage | Answer) -> dict[str, Any]:
    article = passage.article
    return {
        "article": article.id,
        "start": passage.start,
        "end": passage.end,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": _published(article.published),
    }


def _repeat(passage: Passage) -> dict[str, Any]:
    return {**_place(passage), "ocr": passage.article.ocr}


def _published(published: Published | None) -> dict[str, str] | None:
    if published is None:
        return None
    when = published.when
    return {"date": str(when), "precision": when.precision.value, "basis": published.basis.value}


def _evidence(answer: Answer, quotation: Quotation) -> dict[str, Any]:
    """The cue's span within the answer, and the steps that led from the mention to the speaker."""
    cue = _within(answer, [quotation.cue_span]) if quotation.cue_span else None
    return {"mention": quotation.speaker_text, "cue": cue, "chain": list(quotation.chain)}


def _within(answer: Answer, spans: Sequence[Span]) -> list[int] | None:
    """The span from the start of `spans` to their end, clipped to the answer and counted from the answer's start."""
    start = max(spans[0][0], answer.start)
    end = min(spans[-1][1], answer.end)
    return [start - answer.start, end - answer.start] if start < end else None
