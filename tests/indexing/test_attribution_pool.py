"""Attribution shared out to processes gives what one process gives."""

import os
from typing import Any

import pytest

from retrieval import passages
from retrieval.indexing import attribution_pool
from retrieval.indexing.attribution_pool import ArticleToIndex
from retrieval.models import Article
from tests.conftest import BRIEFING, SCHOOLS


class Deadly(Article):
    """Ends whatever process it is sent to."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def cut(article: Article) -> ArticleToIndex:
    return ArticleToIndex(article, f"key of {article.id}", passages.split(article, lambda text: len(text) < 400))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([], [], id="none"),
        pytest.param([1], [[1]], id="a single one, however short"),
        pytest.param([127, 1, 1], [[127, 1], [1]], id="just enough, and a rest"),
        pytest.param([100, 300, 5], [[100, 300], [5]], id="a long one stays whole"),
    ],
)
def test_articles_are_shared_out_in_order_some_hundred_passages_at_a_time(
    counts: list[int], expected: list[list[int]]
) -> None:
    article = Article("a.txt", "One.")
    cuts = [ArticleToIndex(article, "key", passages.split(article, bool) * count) for count in counts]
    assert [[len(each.passages) for each in share] for share in attribution_pool.shares(cuts)] == expected


@pytest.mark.slow
@pytest.mark.parametrize("kind", [pytest.param(Article, id="all live"), pytest.param(Deadly, id="the processes die")])
def test_processes_side_by_side_find_what_one_finds(kind: type[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution_pool, "MANY", 1)
    monkeypatch.setattr(attribution_pool, "SHARE", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    texts = [BRIEFING, SCHOOLS, "It rained.", BRIEFING.replace("Lansley", "Hunt")]
    cuts = [cut(kind(f"{number}.txt", text)) for number, text in enumerate(texts)]
    with attribution_pool.side_by_side() as attribute:
        found = list(attribute(cuts, "minilm"))
    assert found == list(attribution_pool.attributed(cuts, "minilm"))
    assert [entry.article.id for entry, _ in found] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert {said.speaker for said in found[3][0].quotations} == {"Andy Burnham", "Andrew Hunt"}
