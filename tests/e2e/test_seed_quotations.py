"""Every quotation of the four seed articles, written down by a person who read them in full.

Nested words are written twice, for the person who reports them and for the person who is reported: quoted words
are the innermost speaker's, so that the outer quotation is indirect. A single word in marks without
anybody's verb of saying ("the “principles” of his reforms"), and a question that nobody in particular asks ("Asked
whether ...", "Pressed on ..."), are nobody's quotation. A line of tests/data/seed_quotations.jsonl is one quotation.
"""

import json
from collections.abc import Iterator
from difflib import unified_diff

import pytest

from retrieval import attribution, passages
from retrieval.models import Article
from retrieval.text import nlp
from tests.paths import DATA, SEEDS
from tests.reading import read_article

pytestmark = pytest.mark.slow

GOLDEN = DATA / "seed_quotations.jsonl"
ARTICLES = sorted(path.name for path in SEEDS.glob("*.txt"))


def golden(name: str) -> Iterator[str]:
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["article"] == name:
            yield written(row["speaker"], row["cue"], row["kind"], row["text"])


def found(name: str) -> Iterator[str]:
    article = read_article(SEEDS / name, name)
    assert isinstance(article, Article)
    cut = passages.split(article, lambda piece: len(piece) <= passages.MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    for said in attribution.find(article, cut, docs):
        yield written(said.speaker, said.cue, said.kind.value, said.text)


def written(speaker: str | None, cue: str | None, kind: str, text: str) -> str:
    return f"{speaker or 'nobody'}, {cue or 'without a cue'} ({kind}): {text}"


@pytest.mark.parametrize("name", ARTICLES)
def test_every_quotation_of_a_seed_article_is_found_with_its_speaker(name: str) -> None:
    expected, actual = list(golden(name)), list(found(name))
    differences = "\n".join(unified_diff(expected, actual, "golden", "found", lineterm="", n=0))
    assert not differences, f"{name}:\n{differences}"


def test_the_golden_quotations_are_of_the_seed_articles() -> None:
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert list(dict.fromkeys(row["article"] for row in rows)) == ARTICLES
