"""The real model on the seed articles: the right passage, the right name, the article's own words."""

import re
from collections.abc import Iterator

import pytest
from discord import ui

from bot.discord.pages import views
from retrieval import backends, encoders, evaluation
from retrieval.archive import Archive, Models
from retrieval.evaluation import Case
from retrieval.search import reader
from retrieval.settings import ArchiveSettings, IndexSettings, RankingSettings, Settings
from tests.conftest import quiet
from tests.paths import DATA, SEEDS

pytestmark = pytest.mark.slow

CASES = evaluation.read_cases(DATA / "seeds_golden.jsonl")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    index, unhurried = IndexSettings(tmp_path_factory.mktemp("golden") / "index"), RankingSettings(budget_ms=60_000)
    settings = Settings(ArchiveSettings(SEEDS), index, ranking=unhurried)
    model = encoders.load(settings.encoder)
    backends.bring_up_to_date(settings, lambda: model, quiet)
    archive = Archive.open(settings, Models(lambda: model, lambda: reader.load(unhurried)))
    yield archive
    archive.close()


@pytest.mark.parametrize("case", CASES, ids=[case.question for case in CASES])
def test_the_right_passage_comes_first_under_the_right_name(seeds: Archive, case: Case) -> None:
    outcome = evaluation.judge(case, seeds.ask(case.question))
    if case.answerable:
        assert (outcome.rank, outcome.speaker_right) == (1, case.speaker is not None)
    else:
        assert outcome.abstained


@pytest.mark.parametrize("case", CASES, ids=[case.question for case in CASES])
def test_every_answer_is_cut_out_of_its_file(seeds: Archive, case: Case) -> None:
    for answer in seeds.ask(case.question, limit=10).answers:
        file = (SEEDS / answer.article.id).read_text(encoding="utf-8")
        assert answer.text == file[answer.start : answer.end]
        assert all(0 <= start < end <= len(answer.text) for start, end in answer.highlights)
        if answer.quotation:
            assert all(file[start:end] in answer.article.text for start, end in answer.quotation.spans)


@pytest.mark.parametrize("case", CASES, ids=[case.question for case in CASES])
def test_text_sent_to_discord_unescapes_to_the_articles_words(seeds: Archive, case: Case) -> None:
    reply = seeds.ask(case.question, limit=1)
    view = views.next_page(reply, 1, "key-of-asked", views.FIRST_PAGE)
    shown = " ".join(item.content for item in view.walk_children() if isinstance(item, ui.TextDisplay))
    unescaped = re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\\)\*\*|^> ?", "", shown, flags=re.MULTILINE))
    assert " ".join(reply.answers[0].text.split()) in " ".join(unescaped.split())
