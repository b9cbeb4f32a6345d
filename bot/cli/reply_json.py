"""Replies, quotations, checks and indexing results as JSON lines. Scripts rely on the keys and their order.

    {"id": 7, "question": "...", "understood": {...}, "abstained": false, ..., "answers": [{"text": "...", ...}]}

Text of articles is written as it is, except for characters that would steer a terminal or end a line: those are
escaped.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from retrieval.models import Answer, Passage, Published, Question, Quotation, Reply, Span
from retrieval.quote_check import Check

if TYPE_CHECKING:
    from retrieval.indexing import IndexingResult

# Control characters and bidirectional overrides, which terminals obey (json itself escapes those below U+0020);
# U+0085, U+2028 and U+2029, at which `splitlines` cuts; lone surrogates, which UTF-8 cannot hold.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def reply_document(reply: Reply, id: object = None) -> dict[str, Any]:  # noqa: A002 - the key's own name
    """`id` is the one that a question of a batch came with."""
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
    }


def check_documents(check: Check) -> Iterator[dict[str, Any]]:
    """A document for each quotation that holds the words, or words like them."""
    for match in check.matches:
        for quotation in match.quotations:
            yield {
                **quotation_document(quotation),
                "verdict": check.verdict.value,
                "by_another": check.by_another,
                "likeness": round(match.likeness, 4),
                "changes": [[change.kind.value, change.words] for change in match.changes],
            }


def indexing_document(result: "IndexingResult") -> dict[str, Any]:
    """What an indexing run did, and which files it read or skipped; their paths are below the archive folder."""
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
        "read": result.read,
        "fetched": [asdict(feed) for feed in result.fetched],
    }


def dumps(document: dict[str, Any]) -> str:
    """Any of these documents on one line, without its line end.

    >>> dumps({"text": "“Shot”\\x9b2J\\u2028"})
    '{"text": "“Shot”\\\\u009b2J\\\\u2028"}'
    """
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(document, ensure_ascii=False))


def print_line(document: dict[str, Any]) -> None:
    sys.stdout.write(dumps(document) + "\n")
    sys.stdout.flush()  # a script may answer each line before it asks the next


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
        "also": [_place(passage) for passage in answer.also],
        "nearly": [_place(passage) for passage in answer.nearly],
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


def _published(published: Published | None) -> dict[str, str] | None:
    if published is None:
        return None
    when = published.when
    return {"date": str(when), "precision": when.precision.value, "basis": published.basis.value}


def _evidence(answer: Answer, quotation: Quotation) -> dict[str, Any]:
    """Where the cue stands, counted from the answer's start, and how the mention beside it led to the name."""
    cue = _within(answer, [quotation.cue_span]) if quotation.cue_span else None
    return {"mention": quotation.speaker_text, "cue": cue, "chain": list(quotation.chain)}


def _within(answer: Answer, spans: Sequence[Span]) -> list[int] | None:
    """From the first character of `spans` to the last, counted from the answer's start and clipped to the answer."""
    start = max(spans[0][0], answer.start)
    end = min(spans[-1][1], answer.end)
    return [start - answer.start, end - answer.start] if start < end else None
