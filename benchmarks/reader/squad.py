"""Writes the questions of SQuAD 2.0 as candidates that the reader trains on, for a warm-up.

    python -m benchmarks.reader.squad SQUAD.json OUT.jsonl [--every N]

Half of these questions only look as if their paragraph answers them (Rajpurkar, Jia and Liang, 2018, "Know What You
Don't Know"). Each question has two candidates: its own paragraph, and the other paragraph of the same article that
shares most stems with the question.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from retrieval.text.tokenise import stems


def main() -> None:
    parser = argparse.ArgumentParser(description="write questions of SQuAD 2.0 as candidates for training the reader")
    parser.add_argument("squad", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so many questions")
    given = parser.parse_args()
    articles = json.loads(given.squad.read_text(encoding="utf-8"))["data"]
    records = [record for article in articles for record in _records(article)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records[:: given.every]]
    given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _records(article: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    title = article["title"].replace("_", " ")
    texts = [paragraph["context"] for paragraph in article["paragraphs"]]
    shared = [set(stems(text)) for text in texts]
    for place, paragraph in enumerate(article["paragraphs"]):
        for asked in paragraph["qas"]:
            other = _nearest(set(stems(asked["question"])), shared, place)
            answerable = not asked["is_impossible"]
            own = _candidate(title, place, texts[place], holds=answerable)
            yield {
                "id": asked["id"],
                "article": f"{title}/{place}",
                "question": asked["question"],
                "asked": asked["question"],
                "answerable": answerable,
                "candidates": [own, _candidate(title, other, texts[other], holds=False)],
            }


def _nearest(question: set[str], shared: Sequence[set[str]], own: int) -> int:
    others = (place for place in range(len(shared)) if place != own)
    return max(others, key=lambda place: len(question & shared[place]))


def _candidate(title: str, place: int, text: str, *, holds: bool) -> dict[str, Any]:
    return {
        "right": holds,
        "holds": holds,
        "article": f"{title}/{place}",
        "title": title,
        "source": "",
        "date": "",
        "speakers": [],
        "text": text,
        "before": "",
    }


if __name__ == "__main__":
    main()
