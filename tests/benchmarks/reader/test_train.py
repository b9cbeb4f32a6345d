"""The loss of a choice, and which wrong passages are chosen."""

import math
from typing import Any

import pytest
import torch

from benchmarks.reader.pairs import Asked
from benchmarks.reader.train import NEAR, OTHERS, TOP, choice_loss, wrong_places

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("logits", "right", "odds"),
    [
        pytest.param([0, 0, 0], 0, 1 / 4, id="no answer: none of them is one of four choices"),
        pytest.param([0, 0, 0], 1, 1 / 4, id="one right passage"),
        pytest.param([0, 0, 0], 2, 2 / 4, id="either of two right passages"),
        pytest.param([math.log(6), 0], 1, 6 / 8, id="a right passage with a high logit"),
        pytest.param([math.log(6), 0], 0, 1 / 8, id="a wrong passage with a high logit"),
    ],
)
def test_the_loss_is_the_likelihood_of_the_right_choice(logits: list[float], right: int, odds: float) -> None:
    assert float(choice_loss(torch.tensor(logits, dtype=torch.float32), right).exp()) == pytest.approx(1 / odds)


def candidate(article: str, speaker: str, *, right: bool = False) -> dict[str, Any]:
    return {"article": article, "speakers": [speaker], "right": right, "holds": right}


def test_wrong_passages_are_the_first_some_near_the_right_one_and_others() -> None:
    others = [candidate(f"{number}.txt", "Tom Reed") for number in range(20)]
    same_article, same_speaker = candidate("a.txt", "Sue Gray"), candidate("z.txt", "Ann Lee")
    listed = [*others, same_article, candidate("a.txt", "Ann Lee", right=True), same_speaker]
    chosen = wrong_places(Asked("news", {"id": "q", "answerable": True, "candidates": listed}), [21])
    assert chosen[: TOP + NEAR][:TOP] == [*range(TOP)]
    assert {20, 22} <= set(chosen)
    assert 21 not in chosen
    assert len(chosen) == len(set(chosen)) == TOP + NEAR + OTHERS


def test_a_passage_beside_the_right_one_in_its_statement_is_not_wrong() -> None:
    beside = {**candidate("a.txt", "Ann Lee"), "right": True}
    listed = [beside, candidate("b.txt", "Tom Reed"), candidate("a.txt", "Ann Lee", right=True)]
    assert wrong_places(Asked("news", {"id": "q", "answerable": True, "candidates": listed}), [2]) == [1]
