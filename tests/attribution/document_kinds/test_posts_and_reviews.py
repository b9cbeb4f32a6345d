"""Posts below a handle, corrections, actors' lines in reviews, and paragraphs that open with their speaker."""

import pytest

from retrieval import attribution, passages
from retrieval.models import Article, Modality, Quotation
from retrieval.text import nlp

pytestmark = pytest.mark.slow


def found(text: str, title: str | None = None) -> list[Quotation]:
    article = Article("a.txt", text, title=title)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return attribution.find(article, cut, docs)


def speakers(text: str, title: str | None = None) -> list[tuple[str | None, str]]:
    return [(quotation.speaker, quotation.text) for quotation in found(text, title)]


def test_a_post_belongs_to_the_handle_on_its_line() -> None:
    text = "What they said\n\n@ann_lee: The lamp is out\n\n@bo_ray (Moorby): We have candles, thank you"
    assert speakers(text) == [("@ann_lee", "The lamp is out"), ("@bo_ray", "We have candles, thank you")]


@pytest.mark.parametrize("before", ["Here is a post from a reader, @ann_lee:", "The best came from @ann_lee (Moorby):"])
def test_quoted_words_right_behind_a_handle_are_its_bearers(before: str) -> None:
    assert speakers(f"{before} “The lamp is out and the cat is cold.”") == [
        ("@ann_lee", "The lamp is out and the cat is cold.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Last week we quoted Ann Lee as saying “I like the wall.” What she said was that it was tall.",
        "Correction: An article on Monday quoted Ann Lee as saying “I like the wall.” She was speaking of a hall.",
    ],
)
def test_words_that_a_paper_takes_back_were_not_said(text: str) -> None:
    (quotation,) = [each for each in found(text) if each.text == "I like the wall."]
    assert quotation.modality is Modality.DENIED


def test_words_that_a_paper_quoted_before_were_said() -> None:
    (quotation,) = found("Last week we quoted Ann Lee as saying “I like the wall.” It fell on Monday.")
    assert (quotation.speaker, quotation.modality) == ("Ann Lee", Modality.SAID)


@pytest.mark.parametrize("role", ["Lee, as the priest, has the best of it.", "Ann Lee plays Ruth Ames with a limp."])
@pytest.mark.parametrize(("title", "is_hers"), [("Film review: The Wall", False), ("The Wall, reviewed at last", True)])
def test_what_an_actor_says_in_a_review_is_the_roles(role: str, title: str, *, is_hers: bool) -> None:
    text = f"The film by Bo Ray stars Ann Lee.\n\n{role}\n\n“You cannot bury water,” Lee growls."
    lines = [speaker for speaker, words in speakers(text, title) if words.startswith("You cannot")]
    assert ("Ann Lee" in lines) is is_hers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The captain, Ann Lee, had no complaints. “We were second to everything.”", "Ann Lee"),
        ("Ann Lee stared at her boots. “I missed the bus.”", "Ann Lee"),
        ("Ann Lee beat Bo Ray. “I was second to everything.”", None),
        ("Ann Lee stared at her boots. “They missed the bus.”", None),
    ],
)
def test_a_paragraph_that_opens_with_one_person_goes_on_in_their_first_person(text: str, speaker: str | None) -> None:
    assert [name for name, _ in speakers(text)] == [speaker]
