"""Asks questions of the first stage, and stores the first candidates of each with what the reader reads of them.

    python -m benchmarks.reader.collect OUT.jsonl QUESTIONS... --archive FOLDER --index FOLDER

Each line is a question: its fields, the question as the reader gets it ("asked"), and "candidates", best first. Right
passages that are not among the first KEPT follow them. "right" is whether the statement that the passage belongs to
contains a gold text, as in benchmarks/fit_confidence.py; "holds" is whether the passage itself does.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.reader import pairs
from retrieval import encoders, settings
from retrieval.encoders import Encoder
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.models import Options
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search import answers, confidence, features, offices, query, ranking, reader
from retrieval.search.query import SpeakerNames
from retrieval.settings import Settings
from retrieval.text.normalise import normalise

KEPT = 50


def main() -> None:
    parser = argparse.ArgumentParser(description="store the first stage's candidates for training the reader")
    parser.add_argument("out", type=Path)
    parser.add_argument("questions", type=Path, nargs="+", help="question files, as `onrecord evaluate` reads them")
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    given = parser.parse_args()
    configured = settings.load(archive=given.archive, index=given.index)
    rows = [row for file in given.questions for row in pairs.rows(file)]
    with generation.open_current(configured.index_folder, configured.encoder.name) as opened:
        pairs.write(records(rows, configured, opened, encoders.load(configured.encoder)), given.out)


def records(
    rows: Iterable[dict[str, Any]], configured: Settings, opened: Generation, loaded: Encoder
) -> Iterator[dict[str, Any]]:
    """What is stored of each question. `rows` are lines of a question file."""
    people = SpeakerNames(opened.store.speakers, opened.lexicon)
    for row in rows:
        yield _record(row, configured, opened, loaded, people)


def _record(
    row: dict[str, Any], configured: Settings, opened: Generation, loaded: Encoder, people: SpeakerNames
) -> dict[str, Any]:
    gold = [normalise(entry["contains"]) for entry in row.get("gold", ())]
    asked = offices.resolve(query.parse(row["question"], people, Options(), opened.store.sources), opened, people)
    found = features.find(opened, asked, loaded.question(asked.text), None, configured.ranking.candidates)
    ranked = ranking.rank(*features.compute(opened, asked, found), ranking.load_weights()["ranking"])
    candidates = [
        candidate
        for place, each in enumerate(ranked)
        if (candidate := _candidate(opened, each, gold)) and (place < KEPT or candidate["right"])
    ]
    _, estimate = confidence.before_reading(asked, ranked, ranking.load_weights()["confidence"])
    return {
        **row,
        "asked": asked.asked,
        "searched": asked.text,
        "confidence": estimate,
        "candidates": candidates,
    }


def _candidate(opened: Generation, each: ranking.Ranked, gold: list[str]) -> dict[str, Any]:
    store = opened.store
    passage = store.passages([each.row])[0]
    _, statement = answers.statement_of(store, each.row)
    reading = reader.reading(store, each.row, passage)
    return {
        "row": each.row,
        "score": round(each.score, 4),
        "right": _holds(statement, gold),
        "holds": _holds(passage.text, gold),
        "article": passage.article.id,
        "title": reading.title,
        "source": reading.source,
        "date": str(reading.date) if reading.date else None,
        "speakers": reading.speakers,
        "text": reading.text,
        "before": reading.before,
        "features": {name: round(value, 4) for name, value in each.features.items()},
    }


def _holds(text: str, gold: list[str]) -> bool:
    folded = normalise(text[:MAX_PASSAGE_CHARS])
    return any(each in folded for each in gold)


if __name__ == "__main__":
    main()
