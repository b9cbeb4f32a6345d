"""Tests that a speaker of one word gets the whole name that the article writes, and no other words."""

import time

import pytest
import spacy

from retrieval.attribution import whole_names
from retrieval.models import Article, Kind, Quotation
from retrieval.text import nlp

pytestmark = pytest.mark.slow


def completed(text: str, speaker: str, source: str | None = None) -> str | None:
    article = Article("a.txt", text)
    said = Quotation(article, ((0, 4),), Kind.DIRECT, speaker, source or speaker)
    (docs,) = nlp.parse([[text]])
    (quotation,) = whole_names.complete(article, docs, [said])
    return quotation.speaker


@pytest.mark.parametrize(
    ("text", "speaker", "name"),
    [
        pytest.param(
            "The doctor of the state, Pam Pontes, spoke. Pontes said no.", "Pontes", "Pam Pontes", id="a doctor"
        ),
        pytest.param("In Ogun, Omolola Odule spoke on Friday. Odule said no.", "Odule", "Omolola Odule", id="in Ogun"),
        pytest.param(
            "McDale's shut in May. It was McDale's that said so.", "McDale", "McDale's", id="a name with an s"
        ),
        pytest.param(
            "Ms Gray left. We saw Pam Ray there. Ray said no.", "Ray", "Pam Ray", id="the end of another name"
        ),
        pytest.param("Slow trains stood. In Ogun, Pam Low spoke. Low said no.", "Low", "Pam Low", id="of another word"),
        pytest.param("We saw Pam Pontes and Bo Pontes. Pontes said no.", "Pontes", "Pontes", id="two of the surname"),
        pytest.param("Carly Tallow spoke. Tallow said no.", "Tallow", "Carly Tallow", id="a known first name opens"),
        pytest.param("The Carly Kongress met. Kongress said no.", "Kongress", "Kongress", id="a first name in a body"),
        pytest.param("They met Minister Pontes. Pontes said no.", "Pontes", "Pontes", id="a title"),
        pytest.param("They left Military Police, police said.", "Police", "Police", id="a common noun"),
        pytest.param("The singer Tom Marlowe came. Marlow said no.", "Marlow", "Tom Marlowe", id="a letter short"),
        pytest.param("The singer Tom Harriet came. Hariett said no.", "Hariett", "Tom Harriet", id="a double letter"),
        pytest.param("Tom Marlowe met Ann Marlowe. Marlow said no.", "Marlow", "Marlow", id="two may be meant"),
        pytest.param("The singer Tom Barlow came. Marlow said no.", "Marlow", "Marlow", id="another first letter"),
        pytest.param("Lee's dog left Lee's house. Lee said no.", "Lee", "Lee", id="a name in the genitive"),
    ],
)
def test_a_name_of_one_word_is_completed(text: str, speaker: str, name: str) -> None:
    assert completed(text, speaker) == name


def test_an_organisation_is_completed_by_its_kind() -> None:
    text = "Amnesty International counted them. Amnesty said no. It was Amnesty that did, the Amnesty group wrote."
    assert completed(text, "Amnesty") == "Amnesty International"
    text = "Purdue University and Purdue Farms met. Purdue said no. Purdue left, and Purdue came back."
    assert completed(text, "Purdue") == "Purdue"


def test_a_body_with_an_article_stays() -> None:
    assert completed("It met Delhi Kongress. The Kongress said no.", "Kongress", "the Kongress") == "Kongress"


def test_many_speakers_of_one_word_cost_linear_time() -> None:
    names = [f"Lor{first}{last}" for first in "abcdefghijklmnopqrst" for last in "abcdefghijklmnopqrst"]
    text = " ".join(f"{name} said no to the tax and left." for name in names * 10)
    article, docs = Article("a.txt", text), [spacy.blank("en")(text)]
    said = [Quotation(article, ((0, 4),), Kind.DIRECT, name, name) for name in names]
    started = time.process_time()
    assert whole_names.complete(article, docs, said) == said
    assert time.process_time() - started < 3
