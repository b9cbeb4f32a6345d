"""Measures how well "he", "the senator" and "Mr Cruz" are resolved, against labels for PolNeAR's articles.

    python -m benchmarks.pronouns EVAL [--every N]

EVAL is the evaluation folder. Pronouns, roles and ellipses come from tests/data/pronouns.jsonl, labelled by hand. Names
come from the annotated sources that are only a name; a resolved name is right if it keeps the surname. Each mention is
resolved with the annotated sources above it, so that errors in finding quotations do not count.
"""

import argparse
import csv
import importlib.util
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from retrieval import passages
from retrieval.attribution.speaker_resolution import PreviousSpeaker, SpeakerResolver
from retrieval.models import Article, Span
from retrieval.text import nlp
from retrieval.text.tokenise import name_words
from tests.reading import read_article

LABELS = Path(__file__).parent.parent / "tests" / "data" / "pronouns.jsonl"
NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.? )?[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){0,2}")
UNNAMING = frozenset("he she they who his her their we it".split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("evaluation", type=Path, help="the folder with attribution.py and polnear/")
    parser.add_argument("--every", type=int, default=1, help="of the training articles without labels only each n-th")
    given = parser.parse_args()
    labels = defaultdict(list)
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        labels[label["article"]].append(label)
    print("| | | cases | right | wrong | null |\n|---|---|---|---|---|---|")
    for compartment in ("train", "dev"):
        counts: Counter[tuple[str, str]] = Counter()
        for place, (article, annotation) in enumerate(_articles(given.evaluation, compartment)):
            known = labels[Path(article.id).stem]
            if known or compartment == "dev" or place % given.every == 0:
                counts.update(_judged(article, annotation, known))
        for kind in sorted({kind for kind, _ in counts}):
            verdicts = [counts[kind, verdict] for verdict in ("right", "wrong", "null")]
            shares = " | ".join(f"{count / sum(verdicts):.3f}" for count in verdicts)
            print(f"| {compartment} | {kind} | {sum(verdicts)} | {shares} |")


def _articles(evaluation: Path, compartment: str) -> Iterator[tuple[Article, list[Span]]]:
    """Each article of a compartment, with the spans of its sources by its first annotator."""
    spec = importlib.util.spec_from_file_location("annotation", evaluation / "attribution.py")
    if not (spec and spec.loader):
        raise SystemExit(f"no attribution.py in {evaluation}")
    annotation: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(annotation)
    with (evaluation / "polnear" / "sources.tsv").open(encoding="utf-8", newline="") as rows:
        files = [row["file"] for row in csv.DictReader(rows, delimiter="\t") if row["compartment"] == compartment]
    for file in files:
        article = read_article(evaluation / "polnear" / "articles" / file, file)
        found = sorted((evaluation / "polnear" / "attributions").glob(f"{Path(file).stem}_*.ann"))
        if isinstance(article, Article) and found:
            sources = [unit["Source"] for unit in annotation.annotated(found[0]) if unit["Source"]]
            yield article, sorted({(pieces[0][0], pieces[-1][1]) for pieces in sources})


def _judged(article: Article, sources: list[Span], labels: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The kind and verdict of every labelled mention and of every source that is only a name."""
    cut = passages.split(article, lambda text: len(text) <= passages.MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    resolver = SpeakerResolver(article, docs, cut)
    expected = {(label["start"], label["end"]): label["speaker"] for label in labels}
    cited: list[PreviousSpeaker] = []
    for span in sorted({*sources, *expected}):
        number = next(
            (at for at, passage in enumerate(cut) if passage.start <= span[0] and span[1] <= passage.end), None
        )
        if number is None:  # the headline
            continue
        start, end = (place - cut[number].start for place in span)
        mention = docs[number].char_span(start, end, alignment_mode="expand") if start < end else None
        speaker, _ = resolver.resolve(mention, number, cited)
        text = article.text[slice(*span)]
        if span in expected:
            kind = "pronoun" if text.lower() in {"he", "she", "they"} else "role" if text else "ellipsis"
            yield kind, _verdict(expected[span], speaker)
        elif NAME.fullmatch(text) and text.lower() not in UNNAMING:
            yield "name", _verdict(text.split()[-1], speaker)
        cited.append(PreviousSpeaker(speaker, number))


def _verdict(expected: str | None, found: str | None) -> str:
    """Right if one name has all words of the other: "Clinton" matches "Bill Clinton"; "Hillary Clinton" does not."""
    if found is None:
        return "right" if expected is None else "null"
    told, asked = name_words(found), name_words(expected or "")
    return "right" if asked and (asked <= told or told <= asked) else "wrong"


if __name__ == "__main__":
    main()
