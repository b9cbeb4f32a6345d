"""Nouns with what tells who or what they mean: owners, places, participles, and the organisation just quoted."""

import pytest

from retrieval import attribution, passages
from retrieval.models import Article
from retrieval.text import nlp
from tests.attribution.test_attribution import said
from tests.attribution.test_definite_roles import ROUND_UP

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param("Hollins’ office says that the bridge is shut.", "Hollins’ office", id="an apostrophe alone"),
        pytest.param("It is late, said the Norr Weavers’ Union on Monday.", "Norr Weavers’ Union", id="in a name"),
        pytest.param(
            "Gov. Ann Lee signed the bill on Monday.\n\nIt is the largest in years, the governor’s office said.",
            "Ann Lee's office",
            id="the office of a person named",
        ),
        pytest.param(
            "Sheriff Bo Ames left on Monday. A county sheriff’s office in Vale called it “a loss”.",
            "county sheriff’s office in Vale",
            id="somebody else's office",
        ),
        pytest.param(
            "Lawmakers supporting the bill said they have enough votes.",
            "Lawmakers supporting the bill",
            id="who supports something",
        ),
        pytest.param(
            "Two officials briefed on the plan said it will fail.",
            "Two officials briefed on the plan",
            id="who was told something",
        ),
        pytest.param("Officials announcing the plan said it will work.", "Officials", id="a verb of saying"),
    ],
)
def test_a_noun_keeps_what_tells_whose_or_which_it_is(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "The Norr Water Company said on Monday that it will shut a well.\n\n“We have no choice,” the utility said.",
            "Norr Water Company",
            id="a utility",
        ),
        pytest.param(
            "The Norr Times reported on Monday that the mayor had left.\n\n“Nobody was told,” the newspaper wrote.",
            "Norr Times",
            id="a newspaper",
        ),
        pytest.param(
            "It was late, according to the Tide Foundation. She leads a small group. “It is early,” the group said.",
            "group",
            id="a group introduced since then",
        ),
    ],
)
def test_a_body_is_the_organisation_whose_words_were_just_told(text: str, speaker: str) -> None:
    assert said(text)[-1][0] == speaker


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("The state said that nine people fell ill.", "state of Wick"),
        ("State officials said that nine people fell ill.", "Wick state officials"),
        ("The state’s auditor said that nine people fell ill.", "Wick’s auditor"),
        ("State officials said that nine people fell ill. “They ate a pie,” they said.", "Wick state officials"),
        ("The city said that nine people fell ill.", "city of Stow"),
        ("Nine people fell ill, according to the county.", "county"),
    ],
)
def test_the_state_in_a_round_up_is_that_of_its_heading(sentence: str, speaker: str) -> None:
    places = {"Wick": "Iowa", "Norr": "Ohio", "Vale": "Utah", "Kent": "Texas", "Orn": "Maine", "Tarn": "Idaho"}
    text = f"{ROUND_UP.strip()} {sentence}"
    for invented, state in places.items():
        text = text.replace(f"{invented}\n\n", f"{state}\n\n")
    found = said(text)
    assert (found[-1][0] if found else "county") == speaker.replace("Wick", "Iowa")


@pytest.mark.parametrize("epithet", ["The 48-year-old former teacher", "The two-term clerk"])
def test_an_age_or_terms_tell_more_of_whom_the_sentence_before_is_about(epithet: str) -> None:
    text = f"Ann Lee ran for mayor of Norr on Monday. {epithet} said it was late."
    assert said(text)[-1][0] == "Ann Lee"


FIRM_ARTICLE = (
    "Norr Motors closed two plants in May.\n\nThe rain came late this year, and the river was low.\n\n"
    "Norr Motors has made vans since 1950. Norr Motors has two plants left.\n\nIn Vale, people wait for the vans."
    "\n\nThe roads there are bad, and trains are few.\n\n{sentence}"
)


@pytest.mark.parametrize(
    ("sentence", "title", "speaker"),
    [
        pytest.param("“We had no choice,” the company said.", "Norr Motors closes", "Norr Motors", id="its firm"),
        pytest.param("“We had no choice,” the automaker said.", "Norr Motors closes", "Norr Motors", id="its kind"),
        pytest.param("“We had no choice,” the company said.", "Two plants are closed", "company", id="no headline"),
        pytest.param(
            "A company in Vale builds roads. “We had no choice,” the company said.",
            "Norr Motors closes plants",
            "company in Vale",
            id="another firm",
        ),
    ],
)
def test_the_company_is_the_firm_that_the_article_is_about(sentence: str, title: str, speaker: str) -> None:
    article = Article("a.txt", FIRM_ARTICLE.format(sentence=sentence), title=title)
    cut = passages.split(article, lambda part: len(part) < 60)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    assert [quotation.speaker for quotation in attribution.find(article, cut, docs)] == [speaker]
