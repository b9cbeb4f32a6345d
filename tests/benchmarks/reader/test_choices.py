"""Which passages of a question are chosen, and questions about another speaker."""

import random
from typing import Any

import pytest

from benchmarks.reader.choices import NEAR, OTHERS, TOP, about_another, drawn, wrong_places
from benchmarks.reader.pairs import Asked
from retrieval.search.reader import ReaderInput

pytestmark = pytest.mark.slow

NAMES = ["Cy Dowell"]


def source(seed: int = 1) -> random.Random:
    return random.Random(seed)


def candidate(article: str, speaker: str, *, right: bool = False) -> dict[str, Any]:
    shown = {"title": "", "source": "", "date": None, "before": "", "text": f"{speaker} said so."}
    return {**shown, "article": article, "speakers": [speaker], "right": right, "holds": right}


def question(text: str, candidates: list[dict[str, Any]], *, speaker: str = "Ann Leeson", number: int = 1) -> Asked:
    record = {"id": f"q{number}", "asked": text, "speaker": speaker, "answerable": True, "candidates": candidates}
    return Asked("news", record)


def test_wrong_passages_are_the_first_some_near_the_right_one_and_others() -> None:
    others = [candidate(f"{number}.txt", "Tom Reed") for number in range(20)]
    same_article, same_speaker = candidate("a.txt", "Sue Gray"), candidate("z.txt", "Ann Leeson")
    listed = [*others, same_article, candidate("a.txt", "Ann Leeson", right=True), same_speaker]
    chosen = wrong_places(question("?", listed), [21], source())
    assert chosen[:TOP] == [*range(TOP)]
    assert {20, 22} <= set(chosen)
    assert 21 not in chosen
    assert len(chosen) == len(set(chosen)) == TOP + NEAR + OTHERS


def test_a_passage_beside_the_right_one_in_its_statement_is_not_wrong() -> None:
    beside = {**candidate("a.txt", "Ann Leeson"), "right": True}
    listed = [beside, candidate("b.txt", "Tom Reed"), candidate("a.txt", "Ann Leeson", right=True)]
    assert wrong_places(question("?", listed), [2], source()) == [1]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        pytest.param("What did Leeson say?", {"What did Dowell say?", "What did Cy Dowell say?"}, id="a surname"),
        pytest.param(
            "ann leeson on tides", {"dowell on tides", "cy dowell on tides"}, id="a whole name in small letters"
        ),
        pytest.param("What did the mayor say?", {None}, id="no name"),
    ],
)
def test_a_question_is_asked_about_another_speaker(text: str, others: set[str | None]) -> None:
    asked = question(text, [candidate("a.txt", "Ann Leeson", right=True)])
    assert {about_another(asked, NAMES, source(seed)) for seed in range(20)} == others


def test_nobody_who_is_named_in_a_candidate_is_the_other_speaker() -> None:
    asked = question("What did Leeson say?", [candidate("a.txt", "Cy Dowell")])
    assert about_another(asked, NAMES, source()) is None


def test_nothing_answers_a_question_about_another_speaker() -> None:
    listed = [candidate("a.txt", "Ann Leeson", right=True), candidate("b.txt", "Tom Reed")]
    asked = [question("What did Leeson say?", listed, number=number) for number in range(100)]
    asked.append(question("What did Dowell say?", [candidate("c.txt", "Tom Reed", right=True)], speaker="Cy Dowell"))
    chosen = list(drawn(asked, ReaderInput.open(), "seed"))
    assert {choice.right for choice in chosen} == {0, 1}
    assert {len(choice.pieces) for choice in chosen[:-1]} == {2}
    assert [choice.right for choice in chosen] == [choice.right for choice in drawn(asked, ReaderInput.open(), "seed")]
    assert [choice.right for choice in chosen] != [choice.right for choice in drawn(asked, ReaderInput.open(), "other")]
