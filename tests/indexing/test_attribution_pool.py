"""Attribution in several processes gives what one process gives."""

import os
from typing import Any

import pytest

from retrieval import passages
from retrieval.indexing import attribution_pool
from retrieval.indexing.attribution_pool import ArticleToIndex, AttributionPool
from retrieval.models import Article
from tests.conftest import BRIEFING, SCHOOLS


class Deadly(Article):
    """An object that kills the process to which it is sent."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def to_index(article: Article) -> ArticleToIndex:
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
def test_a_share_has_whole_articles_in_order_with_about_a_hundred_passages(
    counts: list[int], expected: list[list[int]]
) -> None:
    article = Article("a.txt", "One.")
    articles = [ArticleToIndex(article, "key", passages.split(article, bool) * count) for count in counts]
    assert [[len(each.passages) for each in share] for share in attribution_pool.shares(articles)] == expected


@pytest.mark.slow
@pytest.mark.parametrize("kind", [pytest.param(Article, id="all live"), pytest.param(Deadly, id="the processes die")])
def test_several_processes_find_the_same_quotations_as_one(
    kind: type[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attribution_pool, "MIN_PASSAGES", 1)
    monkeypatch.setattr(attribution_pool, "MIN_PASSAGES_PER_PROCESS", 5)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    texts = [BRIEFING, SCHOOLS, "It rained.", BRIEFING.replace("Lansley", "Hunt")]
    new = [to_index(kind(f"{number}.txt", text)) for number, text in enumerate(texts)]
    with AttributionPool() as pool:
        entries = list(pool.attribute(new, "minilm"))
    assert entries == list(attribution_pool.attribute(new, "minilm"))
    assert [entry.article.id for entry in entries] == ["0.txt", "1.txt", "2.txt", "3.txt"]
    assert {quotation.speaker for quotation in entries[3].quotations} == {"Andy Burnham", "Andrew Hunt"}
