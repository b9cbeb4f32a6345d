"""What was not said is not shown as said, and quoted words belong to the innermost speaker."""

import pytest

from tests.attribution.test_attribution import read

pytestmark = pytest.mark.slow

Row = tuple[str | None, str, str | None, str]  # speaker, modality, carrier, words


def quoted(text: str) -> list[Row]:
    """The quotations with words in quotation marks."""
    return [
        (quotation.speaker, quotation.modality.value, quotation.carrier, quotation.text.strip(","))
        for quotation in read(text)[1]
        if quotation.kind.value != "indirect"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Neither Ida Brand nor Luke Marsh said the dam was safe.", [], id="neither, reported"),
        pytest.param("None of the directors claimed that the pills were harmless.", [], id="none, reported"),
        pytest.param("Has Ida Brand ever said that the dam was leaking?", [], id="a question"),
        pytest.param("Had Luke Marsh said the dam was weak, they would have left.", [], id="an inverted condition"),
        pytest.param("It is false that Luke Marsh said the road would be widened.", [], id="it is false that"),
        pytest.param(
            "Nobody at the firm said the pills were “harmless”.",
            [("Nobody at the firm", "denied", None, "the pills were “harmless”")],
            id="nobody",
        ),
        pytest.param(
            "If Luke Marsh says the bridge is “unsafe”, it will be closed.",
            [("Luke Marsh", "conditional", None, "the bridge is “unsafe”")],
            id="if",
        ),
        pytest.param(
            "The inspector put it to Luke Marsh that he had written “close the valve”.",
            [("Luke Marsh", "conditional", None, "close the valve")],
            id="put to him",
        ),
        pytest.param(
            "It was put to Ida Brand that she told a clerk: “Tear it up.”",
            [("Ida Brand", "conditional", None, "Tear it up.")],
            id="was put to her",
        ),
        pytest.param(
            "It was suggested to Luke Marsh that he had said: “Nobody will ask.”",
            [("Luke Marsh", "conditional", None, "Nobody will ask.")],
            id="suggested to him",
        ),
        pytest.param(
            "The interviewer put to Ida Brand her alleged remark that “rules are for fools”.",
            [("Ida Brand", "conditional", None, "that “rules are for fools”")],
            id="an alleged remark",
        ),
        pytest.param(
            "Luke Marsh allegedly said “I own this dam” to a guard.",
            [("Luke Marsh", "conditional", None, "I own this dam")],
            id="allegedly",
        ),
        pytest.param(
            "The lawyer suggested a break and Ida Brand said: “Gladly, at noon.”",
            [("Ida Brand", "said", None, "Gladly, at noon.")],
            id="a suggestion beside it is said",
        ),
        pytest.param(
            "Luke Marsh put the plan to the council and said: “It will work.”",
            [("Luke Marsh", "said", None, "It will work.")],
            id="a plan put to somebody is said",
        ),
        pytest.param(
            "Luke Marsh never said: “The money was stolen.”",
            [("Luke Marsh", "denied", None, "The money was stolen.")],
            id="never",
        ),
        pytest.param(
            "“I will not resign,” Luke Marsh will tell the conference on Monday.",
            [("Luke Marsh", "to_come", None, "I will not resign")],
            id="will tell",
        ),
        pytest.param(
            "The council denied that the road was “a death trap”.",
            [("council", "denied", None, "that the road was “a death trap”")],
            id="denied that",
        ),
        pytest.param(
            "Luke Marsh denied that the dam was old and said “the wall is safe”.",
            [("Luke Marsh", "said", None, "the wall is safe")],
            id="denied that, and said",
        ),
        pytest.param(
            "Luke Marsh declined to resign and told them “I am here”.",
            [("Luke Marsh", "said", None, "I am here")],
            id="declined to, and told",
        ),
        pytest.param(
            "“I never said that,” Luke Marsh said.",
            [("Luke Marsh", "said", None, "I never said that")],
            id="a negation inside the quotation is said",
        ),
        pytest.param(
            "Luke Marsh could not resist saying “I told you so”.",
            [("Luke Marsh", "said", None, "I told you so")],
            id="could not resist saying is said",
        ),
    ],
)
def test_only_what_was_said_is_said(text: str, expected: list[Row]) -> None:
    assert [row for row in quoted(text) if row[1] != "said" or row in expected] == expected
    assert expected or not read(text)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Ida Brand wrote that an aide had said that Mr Cole “should go”.",
            ("aide", "said", "Ida Brand", "that Mr Cole “should go”"),
            id="a clause within a clause",
        ),
        pytest.param(
            "The Herald quoted Luke Marsh as saying that “the dam is rotten”.",
            ("Luke Marsh", "said", "Herald", "that “the dam is rotten”"),
            id="quoted as saying",
        ),
        pytest.param(
            "Luke Marsh was quoted by the Herald as saying the dam was “rotten”.",
            ("Luke Marsh", "said", "Herald", "the dam was “rotten”"),
            id="was quoted by",
        ),
        pytest.param(
            "Ida Brand criticised Luke Marsh for saying that the poor “should eat less”.",
            ("Luke Marsh", "said", "Ida Brand", "that the poor “should eat less”"),
            id="criticised for saying",
        ),
        pytest.param(
            "Ida Brand mocked Luke Marsh's claim that the dam was “as good as new”.",
            ("Luke Marsh", "said", "Ida Brand", "that the dam was “as good as new”"),
            id="a noun of saying",
        ),
        pytest.param(
            "Reid’s warning of “a lost generation” was ignored.",
            ("Reid", "said", None, "of “a lost generation”"),
            id="a noun of saying that nobody reports",
        ),
    ],
)
def test_quoted_words_are_the_innermost_speakers(text: str, expected: Row) -> None:
    assert quoted(text) == [expected]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param("Ida Brand was accused of “lying”.", [], id="a passive without an agent"),
        pytest.param("Luke Marsh was branded “a disgrace” by Ida Brand.", ["Ida Brand"], id="a passive with one"),
        pytest.param("Mayor Ida Brand said:\n\n“We will rebuild every house.”", ["Ida Brand"], id="announced above"),
        pytest.param(
            "“We won,” Ida Brand said while Luke Marsh grumbled, “You cheated all of us.”",
            ["Ida Brand", "Luke Marsh"],
            id="two speakers in one sentence",
        ),
        pytest.param("Marchers carried placards that read “Save our pool”.", ["Marchers"], id="words on a sign"),
        pytest.param(
            "Jo Hill plays Ida Brand in the new film.\n\n“I never knew the dam would burst,” Brand says.",
            [None],
            id="a part in a film",
        ),
        pytest.param(
            "READ MORE: Ida Brand says the dam is “safe”\n\n“We will go on with it for years,” she said.",
            [None],
            id="a link names no speaker",
        ),
    ],
)
def test_each_quotation_has_its_own_speaker_or_nobody(text: str, speakers: list[str | None]) -> None:
    assert [row[0] for row in quoted(text)] == speakers
