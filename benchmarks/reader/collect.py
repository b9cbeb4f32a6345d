"""Asks questions of the first stage, and stores the first candidates of each with what the reader reads of them.

    python -m benchmarks.reader.collect OUT.jsonl QUESTIONS... --archive FOLDER --index FOLDER

Each line is a question: its fields, the question as the reader gets it ("asked"), and "candidates", best first. Right
passages that are not among the first KEPT follow them. "right" is whether the statement that the passage belongs to
contains a gold text, as in benchmarks/fit.py; "holds" is whether the passage itself does.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from retrieval import encoders, settings
from retrieval.encoders import Encoder
from retrieval.index import generation
from retrieval.index.generation import Generation
from retrieval.models import Options
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.search import answers, confidence, features, offices, query, ranking
from retrieval.search.query import OPERATOR, SpeakerNames
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
    lines = [line for file in given.questions for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    with generation.open_current(configured.index_folder, configured.encoder.name) as opened:
        loaded, people = encoders.load(configured.encoder), SpeakerNames(opened.store.speakers, opened.lexicon)
        with given.out.open("w", encoding="utf-8") as out:
            for line in lines:
                record = _record(json.loads(line), configured, opened, loaded, people)
                print(json.dumps(record, ensure_ascii=False), file=out, flush=True)


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
    sure = confidence.features(asked, ranked)
    estimate = confidence.estimate(sure, ranking.load_weights()["confidence"])
    return {
        **row,
        "asked": with_corrections(row["question"], asked.spelling_corrections),
        "searched": asked.text,
        "confidence": estimate,
        "confidence_features": sure,
        "candidates": candidates,
    }


def with_corrections(typed: str, corrections: tuple[tuple[str, str], ...]) -> str:
    """The question as the reader gets it: without operators, and with misspelt names corrected."""
    known = dict(corrections)
    return re.sub(r"\w+", lambda word: known.get(word[0], word[0]), " ".join(OPERATOR.sub(" ", typed).split()))


def _candidate(opened: Generation, each: ranking.Ranked, gold: list[str]) -> dict[str, Any]:
    store = opened.store
    passage = store.passages([each.row])[0]
    _, statement = answers.statement_of(store, each.row)
    before = each.row - 1 if each.row and store.articles[each.row - 1] == store.articles[each.row] else None
    speakers = Counter(quotation.speaker for quotation in store.quotations(each.row) if quotation.speaker)
    published = passage.article.published
    return {
        "row": each.row,
        "score": round(each.score, 4),
        "right": _holds(statement, gold),
        "holds": _holds(passage.text, gold),
        "article": passage.article.id,
        "title": passage.article.title,
        "source": passage.article.source,
        "date": str(published.when) if published else None,
        "speakers": [name for name, _ in speakers.most_common()],
        "text": passage.text,
        "before": store.passages([before])[0].text if before is not None else "",
        "features": {name: round(value, 4) for name, value in each.features.items()},
    }


def _holds(text: str, gold: list[str]) -> bool:
    folded = normalise(text[:MAX_PASSAGE_CHARS])
    return any(each in folded for each in gold)


if __name__ == "__main__":
    main()
