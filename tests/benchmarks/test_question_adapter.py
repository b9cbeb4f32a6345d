"""The training of the question adapter: it learns a relation between questions and answers that cosines do not have."""

from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import question_adapter
from benchmarks.question_adapter import Case
from retrieval.encoders.question_adapter import QuestionAdapter

pytestmark = pytest.mark.slow

DIM, CANDIDATES = 12, 6


def cases(count: int, seed: int) -> list[Case]:
    """Questions whose answer has in its second place a number with the sign of the question's first number."""
    generator = torch.Generator().manual_seed(seed)
    made = []
    for _ in range(count):
        question = torch.nn.functional.normalize(torch.randn(DIM, generator=generator), dim=0)
        passages = torch.randn(CANDIDATES, DIM, generator=generator)
        passages[:, 1] = -5 * question[0].sign()
        passages[0, 1] *= -1
        passages = torch.nn.functional.normalize(passages, dim=1)
        right = torch.tensor([True] + [False] * (CANDIDATES - 1))
        made.append(Case(question, passages, torch.eye(CANDIDATES, dtype=torch.bool), torch.zeros(CANDIDATES), right))
    return made


def test_the_adapter_learns_and_is_the_same_for_the_same_seed() -> None:
    seen, unseen = cases(1200, seed=1), cases(200, seed=2)
    trained, again = question_adapter.train(seen), question_adapter.train(seen)
    before = question_adapter.found_among_first(unseen, question_adapter.Scorer(DIM, seed=0))[0]
    assert question_adapter.found_among_first(unseen, trained)[0] > before + 0.1
    assert torch.equal(trained.up, again.up)


def test_an_untrained_adapter_ranks_by_the_cosine() -> None:
    untrained = question_adapter.Scorer(DIM, seed=0)
    for case in cases(5, seed=3):
        order = torch.argsort(case.passages @ case.question)
        assert torch.equal(torch.argsort(untrained.scores(case)), order)


def test_the_best_passage_of_an_article_raises_its_others() -> None:
    (case,) = cases(1, seed=4)
    untrained = question_adapter.Scorer(DIM, seed=0)
    alone, together = case, Case(case.question, case.passages, torch.ones(CANDIDATES, CANDIDATES, dtype=torch.bool),
                                 case.other_features, case.right)  # fmt: skip
    raised = untrained.scores(together) - untrained.scores(alone)
    best = int((case.passages @ case.question).argmax())
    assert raised[best] == 0
    assert (raised[torch.arange(CANDIDATES) != best] > 0).all()


def test_a_written_adapter_is_read_again(tmp_path: Path) -> None:
    adapter = question_adapter.train(cases(20, seed=5)).adapter()
    question_adapter.write(adapter, tmp_path / "adapter.npy")
    down, up = np.load(tmp_path / "adapter.npy")
    rows = np.eye(DIM, dtype=np.float32)
    assert (QuestionAdapter(down, up).apply(rows) == adapter.apply(rows)).all()
