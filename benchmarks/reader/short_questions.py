"""Short questions made from an archive's quotations, as rows of a question file.

benchmarks.synthetic makes the questions: "what did Burnham say about Lansley?". Every passage in which the speaker says
the name is right, not only the quotation that the question was made from.
"""

from collections.abc import Iterator
from typing import Any

from benchmarks import synthetic
from retrieval.evaluation import Case
from retrieval.index.generation import Generation

MAX_GOLDS = 12
GOLD_CHARS = 90


def made(opened: Generation, archive: str, count: int) -> Iterator[dict[str, Any]]:
    """At most `count` questions, about half of them without an answer; the same ones for the same archive."""
    for number, case in enumerate(synthetic.cases(opened, count)):
        golds = _golds(opened, case) if case.answerable else []
        if golds or not case.answerable:
            yield {
                "id": f"short-{archive}-{number}",
                "kind": case.kind,
                "question": case.question,
                "speaker": case.speaker,
                "gold": [{"contains": text} for text in golds],
                "answerable": case.answerable,
                "article": f"short-{number // 2}",
            }


def _golds(opened: Generation, case: Case) -> list[str]:
    """The beginnings of the passages in which the case's speaker says its name."""
    name = case.question.rpartition(" say about ")[2].rstrip("?").casefold()
    rows = opened.store.passages_quoting(opened.store.speakers_named(case.speaker or ""))
    texts = (passage.text for passage in opened.store.passages([int(row) for row in rows]))
    return [text[:GOLD_CHARS] for text in texts if name in text.casefold()][:MAX_GOLDS]
