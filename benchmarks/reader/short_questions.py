"""Writes short questions made from an archive's quotations, as a question file for benchmarks.reader.collect.

    python -m benchmarks.reader.short_questions OUT.jsonl --archive FOLDER --index FOLDER [--count N]

benchmarks.synthetic makes the questions: "what did Burnham say about Lansley?". Every passage in which the speaker says
the name is right, not only the quotation that the question was made from.
"""

import argparse
import json
from pathlib import Path

from benchmarks import synthetic
from retrieval import settings
from retrieval.evaluation import Case
from retrieval.index import generation
from retrieval.index.generation import Generation

MAX_GOLDS = 12
GOLD_CHARS = 90


def main() -> None:
    parser = argparse.ArgumentParser(description="write short questions made from quotations")
    parser.add_argument("out", type=Path)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--count", type=int, default=130)
    given = parser.parse_args()
    configured = settings.load(archive=given.archive, index=given.index)
    with (
        generation.open_current(configured.index_folder, configured.encoder.name) as opened,
        given.out.open("w", encoding="utf-8") as out,
    ):
        for number, case in enumerate(synthetic.cases(opened, given.count)):
            golds = _golds(opened, case) if case.answerable else []
            if golds or not case.answerable:
                row = {
                    "id": f"short-{given.out.stem}-{number}",
                    "kind": case.kind,
                    "question": case.question,
                    "speaker": case.speaker,
                    "gold": [{"contains": text} for text in golds],
                    "answerable": case.answerable,
                    "article": f"short-{number // 2}",
                }
                print(json.dumps(row, ensure_ascii=False), file=out)


def _golds(opened: Generation, case: Case) -> list[str]:
    """The beginnings of the passages in which the case's speaker says its name."""
    name = case.question.rpartition(" say about ")[2].rstrip("?").casefold()
    rows = opened.store.passages_quoting(opened.store.speakers_named(case.speaker or ""))
    texts = (passage.text for passage in opened.store.passages([int(row) for row in rows]))
    return [text[:GOLD_CHARS] for text in texts if name in text.casefold()][:MAX_GOLDS]


if __name__ == "__main__":
    main()
