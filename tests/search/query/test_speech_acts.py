"""Acts of speech: what asks for one, which words do it, and which of somebody's words tell of it."""

import pytest

from retrieval.models import Article, Kind, Modality, Quotation
from retrieval.search.query import speech_acts


@pytest.mark.parametrize(
    ("text", "act"),
    [
        pytest.param("has Ines Valdor ever apologised for the quay?", "apologise", id="has, ever"),
        pytest.param("did Valdor say sorry?", "apologise", id="an idiom"),
        pytest.param("why did the harbour master stand down?", "resign", id="an office"),
        pytest.param("had Tom Frost vowed to stay?", "promise", id="had"),
        pytest.param("did Frost concede that it was late?", "admit", id="another verb for it"),
        pytest.param("does Frost regret closing the lock?", "regret", id="regret"),
        pytest.param("did Valdor express regret for the quay?", "regret", id="expressed regret"),
        pytest.param("what did Frost say about the apology?", None, id="a noun"),
        pytest.param("what did Valdor say when Frost resigned?", None, id="somebody else's act"),
        pytest.param("did Valdor say that Frost would resign?", None, id="an act that is spoken of"),
        pytest.param("has Frost thank the crew?", None, id="a form that does not fit"),
    ],
)
def test_a_question_asks_for_the_act_of_its_subject(text: str, act: str | None) -> None:
    assert speech_acts.asked_for(text) == act


def said(
    words: str,
    kind: Kind = Kind.DIRECT,
    cue: str = "said",
    modality: Modality = Modality.SAID,
    who: str = "Ines Valdor",
) -> Quotation:
    return Quotation(Article("a.txt", words), ((0, len(words)),), kind, who, cue=cue, modality=modality)


@pytest.mark.parametrize(
    ("act", "words", "does", "answers"),
    [
        pytest.param("apologise", "I am so sorry about the quay.", True, True, id="sorry"),
        pytest.param("apologise", "We got it wrong, and we regret it.", True, True, id="regret"),
        pytest.param("apologise", "I was quite wrong about the quay.", True, True, id="wrong"),
        pytest.param("apologise", "We made a serious mistake at the lock.", True, True, id="a mistake"),
        pytest.param("apologise", "I've got the tolls badly wrong.", True, True, id="got wrong"),
        pytest.param("apologise", "There is no doubt that I was wrong.", True, True, id="no doubt"),
        pytest.param("apologise", "I was never wrong about the quay.", False, True, id="never wrong"),
        pytest.param("apologise", "Tom Frost was wrong about the quay.", False, False, id="somebody else's mistake"),
        pytest.param("apologise", "They say I got the tolls wrong.", False, True, id="wrong as others say"),
        pytest.param("apologise", "I have nothing to apologise for.", False, True, id="a refusal tells of it"),
        pytest.param("apologise", "Tom Frost should apologise.", False, False, id="a demand does not"),
        pytest.param("apologise", "The crew worked all night.", False, False, id="other words do not"),
        pytest.param("apologise", "She has never said sorry to us.", False, False, id="a complaint does not"),
        pytest.param("apologise", "The town awaits his apology.", False, False, id="somebody else's apology"),
        pytest.param("regret", "I look forward to their regrets.", False, True, id="others' regrets"),
        pytest.param("regret", "The lock was a mistake.", True, True, id="a mistake, whoever made it"),
        pytest.param("regret", "We should have asked the crew.", True, True, id="should have"),
        pytest.param("regret", "I ought to have read the map.", True, True, id="ought to have"),
        pytest.param("regret", "I do not regret any of it.", False, True, id="no regret"),
        pytest.param("regret", "Every day.", False, True, id="an answer without such words"),
        pytest.param("thank", "We are deeply grateful to the crew.", True, True, id="grateful"),
        pytest.param("thank", "Nobody has thanked the crew.", False, False, id="nobody's thanks"),
        pytest.param("promise", "I give you my word that it will open.", True, True, id="a word given"),
        pytest.param("promise", "We cannot promise anything.", False, True, id="no promise"),
        pytest.param("admit", "It was my own fault.", True, True, id="a fault"),
        pytest.param("admit", "We have made mistakes.", True, True, id="mistakes"),
        pytest.param("admit", "If I was wrong, let them show it.", False, True, id="a mistake supposed"),
        pytest.param("admit", "I am not guilty of anything.", False, True, id="no guilt"),
        pytest.param("deny", "There is no truth in it.", True, True, id="no truth"),
        pytest.param("resign", "Today I handed in my notice.", True, True, id="a notice"),
        pytest.param("resign", "I have no intention of stepping down.", False, True, id="no intention"),
    ],
)
def test_words_do_an_act_without_its_verb(act: str, words: str, *, does: bool, answers: bool) -> None:
    assert (speech_acts.does(act, said(words)), speech_acts.answers(act, said(words))) == (does, answers)


@pytest.mark.parametrize(
    ("act", "quotation", "does", "answers"),
    [
        pytest.param("admit", said("taking the boat", Kind.INDIRECT, "admitted"), True, True, id="as the article says"),
        pytest.param("deny", said("taking it", Kind.INDIRECT, "denied", Modality.DENIED), True, True, id="denied"),
        pytest.param("admit", said("taking it", Kind.INDIRECT, "denied", Modality.DENIED), False, False, id="not so"),
        pytest.param("promise", said("I will stay", modality=Modality.CONDITIONAL), False, False, id="not said"),
        pytest.param(
            "apologise", said("that she would not say sorry", Kind.INDIRECT), False, True, id="a refusal, as reported"
        ),
        pytest.param(
            "apologise", said("that Tom Frost had not said sorry", Kind.INDIRECT), False, False, id="of somebody else"
        ),
    ],
)
def test_an_act_is_also_what_the_article_calls_so(act: str, quotation: Quotation, *, does: bool, answers: bool) -> None:
    assert (speech_acts.does(act, quotation), speech_acts.answers(act, quotation)) == (does, answers)


@pytest.mark.parametrize(
    ("asked", "passage", "read"),
    [
        ("did Valdor apologise?", "“I was wrong on tolls.”", "did Valdor admit being wrong?"),
        ("has Valdor apologised?", "“We got that badly wrong.”", "has Valdor admitted being wrong?"),
        ("has Valdor apologised?", "“I made an error.”", "has Valdor admitted mistakes?"),
    ],
)
def test_an_apology_is_read_with_the_words_of_the_passage(asked: str, passage: str, read: str) -> None:
    assert speech_acts.in_words_of(asked, "apologise", passage) == read


@pytest.mark.parametrize(
    ("act", "text", "tells"),
    [
        pytest.param("apologise", "Ms Valdor apologised to the skippers.", True, id="done"),
        pytest.param("apologise", "Valdor called it late but has not apologised.", True, id="not done"),
        pytest.param("deny", "Ines Valdor, 51, of Sund, denies two counts.", True, id="with an age between"),
        pytest.param("thank", "Then she warmly thanked the crews.", True, id="by a pronoun"),
        pytest.param("resign", "Frost resigned over Valdor.", False, id="somebody else"),
        pytest.param("apologise", "Valdor should apologise.", False, id="a demand"),
        pytest.param("apologise", "Valdor spoke. Nobody apologised.", False, id="another sentence"),
    ],
)
def test_an_article_tells_of_an_act_in_its_own_words(act: str, text: str, tells: object) -> None:
    assert speech_acts.tells(act, text, "Ines Valdor", is_quoted=True) is tells


def test_only_why_and_when_take_a_resignation_for_granted() -> None:
    asked = (
        "why did Valdor resign?",
        "and when did Valdor step down?",
        "did Valdor resign?",
        "how often did she resign?",
    )
    assert [speech_acts.is_presupposed("resign", text) for text in asked] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        pytest.param("Why did Valdor change her mind about the tram?", "change", id="a change of mind"),
        pytest.param("and why has Valdor changed her tune?", "change", id="her tune"),
        pytest.param("why did Valdor back down on the tram?", "change", id="in other words"),
        pytest.param("did Valdor change her mind about the tram?", None, id="an open question"),
        pytest.param("why did Valdor change her train?", None, id="another change"),
    ],
)
def test_why_presupposes_a_change_of_mind(text: str, act: str | None) -> None:
    assert speech_acts.asked_for(text) == act
