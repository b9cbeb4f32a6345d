"""The golden questions of test_golden.py, with the real model and the seed articles, on both kinds of Milvus."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from retrieval import backends, encoders, evaluation
from retrieval.archive import Archive, Models
from retrieval.evaluation import Case
from retrieval.search import reader
from retrieval.settings import ArchiveSettings, IndexSettings, RankingSettings, Settings
from tests.conftest import quiet
from tests.e2e.test_golden import CASES
from tests.paths import SEEDS

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def pair(uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Archive]]:
    """Two archives of the seed articles: on this machine, and on Milvus."""
    index, unhurried = IndexSettings(tmp_path_factory.mktemp("golden") / "index"), RankingSettings(budget_ms=60_000)
    local = Settings(ArchiveSettings(SEEDS), index, ranking=unhurried)
    away = replace(local, index=replace(index, engine="milvus", uri=uri, collection="seeds"))
    model, loaded = encoders.load(local.encoder), reader.load(unhurried)
    backends.bring_up_to_date(away, lambda: model, quiet)
    opened = [Archive.open(each, Models(lambda: model, lambda: loaded)) for each in (local, away)]
    yield opened[0], opened[1]
    for each in opened:
        each.close()


@pytest.mark.parametrize("case", CASES, ids=[case.question for case in CASES])
def test_the_right_passage_comes_first_as_it_does_locally(pair: tuple[Archive, Archive], case: Case) -> None:
    local, away = (archive.ask(case.question) for archive in pair)
    outcome = evaluation.judge(case, away)
    if case.answerable:
        assert (outcome.rank, outcome.speaker_right) == (1, case.speaker is not None)
        assert (away.answers[0].text, away.answers[0].quotation) == (local.answers[0].text, local.answers[0].quotation)
    else:
        assert away.abstained
    assert (away.understood, away.reason) == (local.understood, local.reason)


def test_quotations_names_articles_and_checks_are_the_same_as_locally(pair: tuple[Archive, Archive]) -> None:
    local, away = pair
    assert away.said("burnham") == local.said("burnham")
    assert (away.speakers, away.sources, away.dates) == (local.speakers, local.sources, local.dates)
    assert away.articles == local.articles
    assert [away.article(id) for id in away.articles] == [local.article(id) for id in local.articles]  # noqa: A001
    assert away.check("taken out and shot") == local.check("taken out and shot")
    for path in away.articles:
        assert away.quotations(None, path) == local.quotations(None, path)
