"""A reply and a quotation as JSON: the shapes that scripts may rely on, key for key and in this order.

    {"id": 7, "question": "...", "understood": {...}, "abstained": false, ..., "answers": [{"text": "...", ...}]}

An article's words go out as they are; only what a terminal or a reader of lines would obey is written as an escape.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from retrieval.models import Answer, PartialDate, Passage, Published, Question, Quotation, Reply, Span
from retrieval.quote_check import Check

if TYPE_CHECKING:
    from retrieval.indexing.build import IndexingResult

# Control characters and bidirectional overrides, that a terminal acts on (json escapes those below U+0020 by itself);
# U+0085, U+2028 and U+2029, at which `splitlines` would cut; lone surrogates, which UTF-8 cannot hold.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def of_reply(reply: Reply, id: object = None) -> dict[str, Any]:  # noqa: A002 - the key's own name
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
    }


def of_quotation(quotation: Quotation) -> dict[str, Any]:
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
    }


def of_check(check: Check) -> Iterator[dict[str, Any]]:
    """A line a quotation that holds the words, or words like them."""
    for match in check.matches:
        for quotation in match.quotations:
            yield {
                **of_quotation(quotation),
                "verdict": check.verdict.value,
                "by_another": check.by_another,
                "likeness": round(match.likeness, 4),
                "changes": [[change.kind.value, change.words] for change in match.changes],
            }


def of_built(built: "IndexingResult") -> dict[str, Any]:
    """What an indexing run came to, and what became of the archive's files, each below the archive folder."""
    manifest = built.manifest
    return {
        "generation": built.generation,
        "changed": built.changed,
        "built": manifest.built,
        "articles": manifest.articles,
        "passages": manifest.passages,
        "quotations": manifest.quotations,
        "parsed": built.parsed,
        "embedded": built.embedded,
        "skipped": manifest.skipped,
        "read": built.read,
        "fetched": [asdict(feed) for feed in built.fetched],
    }


def line(document: dict[str, Any]) -> str:
    """Any of these documents on one line, without its line end.

    >>> line({"text": "“Shot”\\x9b2J\\u2028"})
    '{"text": "“Shot”\\\\u009b2J\\\\u2028"}'
    """
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(document, ensure_ascii=False))


def _understood(question: Question) -> dict[str, Any]:
    return {
        "speaker": question.speaker,
        "topic": question.topic,
        "source": question.source,
        "after": _date(question.after),
        "before": _date(question.before),
        "phrase": question.phrase,
        "asks": question.answer_type.value,
        "slips": dict(question.spelling_corrections),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    article, quotation = answer.article, answer.quotation
    return {
        "text": answer.text,
        "article": article.id,
        "start": answer.start,
        "end": answer.end,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": _published(article.published),
        "speaker": quotation.speaker if quotation else None,
        "cue": quotation.cue if quotation else None,
        "kind": quotation.kind.value if quotation else None,
        "quotation": _within(answer, quotation.spans) if quotation else None,
        "evidence": _evidence(answer, quotation) if quotation else None,
        "highlights": [list(span) for span in answer.highlights],
        "score": round(float(answer.score), 4),
        "parts": {name: round(float(value), 4) for name, value in answer.parts.items()},
        "also": [_elsewhere(passage) for passage in answer.also],
        "nearly": [_elsewhere(passage) for passage in answer.nearly],
    }


def _elsewhere(passage: Passage) -> dict[str, Any]:
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


def _published(published: Published | None) -> dict[str, str] | None:
    if published is None:
        return None
    when = published.when
    return {"date": str(when), "precision": when.precision.value, "basis": published.basis.value}


def _date(date: PartialDate | None) -> str | None:
    return str(date) if date else None


def _evidence(answer: Answer, quotation: Quotation) -> dict[str, Any]:
    """Where the cue stands, counted from the answer's start, and how the mention beside it led to the name."""
    cue = _within(answer, [quotation.cue_span]) if quotation.cue_span else None
    return {"mention": quotation.speaker_text, "cue": cue, "chain": list(quotation.chain)}


def _within(answer: Answer, spans: Sequence[Span]) -> list[int] | None:
    """From the first character of `spans` to the last, counted from the answer's start and clipped to the answer."""
    start = max(spans[0][0], answer.start)
    end = min(spans[-1][1], answer.end)
    return [start - answer.start, end - answer.start] if start < end else None
