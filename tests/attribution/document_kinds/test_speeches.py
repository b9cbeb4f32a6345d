"""Speeches, statements and letters, whose speaker stands only in the title or below."""

import pytest

from retrieval import attribution, passages
from retrieval.models import Article
from retrieval.text import nlp

pytestmark = pytest.mark.slow

SPEECH = [
    "Good evening. I am glad to see so many of you at the quay tonight.",
    "We began to dredge this channel two years ago, and our engineers doubted it.",
    "The silt is gone.",
    "My thanks go to every crew.",
]


def said(text: str, title: str, authors: tuple[str, ...] = ()) -> list[tuple[str | None, str]]:
    article = Article("a.txt", text, title=title, authors=authors)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return [(quotation.speaker, quotation.text) for quotation in attribution.find(article, cut, docs)]


@pytest.mark.parametrize(
    ("title", "authors", "speaker"),
    [
        ("Remarks by Governor Ida Kroller at the Harbour Ball", (), "Ida Kroller"),
        ("Opening Statement of Senator Kroller", (), "Kroller"),
        ("Keynote address by Ida van der Kroller, Harbour Commissioner", (), "Ida van der Kroller"),
        ("Ida Kroller's speech to the Harbour Ball", (), "Ida Kroller"),
        ("Remarks by the President at the Harbour Ball", ("Ida Kroller",), "Ida Kroller"),
        ("TESTIMONY OF MAYOR IDA KROLLER", (), "Ida Kroller"),
        ("Maiden speech in the Harbour Chamber, by Ida Kroller MLA", (), "Ida Kroller"),
    ],
)
def test_all_of_a_speech_is_whom_its_title_names(title: str, authors: tuple[str, ...], speaker: str) -> None:
    assert said("\n\n".join(SPEECH), title, authors) == [(speaker, paragraph) for paragraph in SPEECH]


def test_what_a_speaker_quotes_is_not_theirs() -> None:
    quoting = "I met Owen Tasker here. Owen Tasker said, “Nobody asked us before the dredging began.” We should have."
    found = said("\n\n".join([*SPEECH, quoting]), "Remarks by Governor Ida Kroller")
    assert found[-2:] == [
        ("Ida Kroller", "I met Owen Tasker here. Owen Tasker said, “ ” We should have."),
        ("Owen Tasker", "Nobody asked us before the dredging began."),
    ]


@pytest.mark.parametrize(
    ("quoting", "speaker"),
    [
        ("The dredgers wrote to me in May: “We have run out of rope.” I sent them rope.", "dredgers"),
        ("My first teacher told me that “the sea keeps no diary”. I kept one.", "first teacher"),
    ],
)
def test_somebody_unnamed_whom_a_speaker_quotes_keeps_the_words(quoting: str, speaker: str) -> None:
    found = said("\n\n".join([*SPEECH, quoting]), "Remarks by Governor Ida Kroller")
    assert found[-1][0] == speaker


@pytest.mark.parametrize(
    "title",
    ["Speech by minister draws fire", "Remarks by the President", "Harbour Ball opens", "Statement of Accounts 2015"],
)
def test_a_title_that_names_nobody_makes_no_speech(title: str) -> None:
    assert said("\n\n".join(SPEECH), title) == []


@pytest.mark.parametrize("headline", ["A letter to the Harbour Board", "To whom it concerns: the quay"])
def test_a_letter_may_begin_right_below_the_headline(headline: str) -> None:
    text = f"{headline}\n\nDear Board,\n\n{SPEECH[0]}\n\n{SPEECH[1]}\n\nYours faithfully,\n\nIda Kroller\nThe Quay"
    article = Article("a.txt", text, title=headline, body=len(headline) + 2)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    found = attribution.find(article, cut, docs)
    assert [(each.speaker, each.text) for each in found] == [("Ida Kroller", SPEECH[0]), ("Ida Kroller", SPEECH[1])]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "The ferry", "Sir,\n\nI wait.\n\nIt must stop.\n\nYours faithfully,\nIda Kroller\nThe Quay", id="sir"
        ),
        pytest.param(
            "The ferry", "To the Editor:\n\nI wait.\n\nIt must stop.\n\nSincerely,\n\nIda Kroller", id="editor"
        ),
        pytest.param("Letter: no ferry", "I wait.\n\nIt must stop.\n\nKind regards,\nIda Kroller", id="headline"),
    ],
)
def test_a_letter_to_the_editor_is_its_signatorys(title: str, text: str) -> None:
    assert said(text, title) == [("Ida Kroller", "I wait."), ("Ida Kroller", "It must stop.")]


def test_each_letter_begins_with_sir_before_a_dash() -> None:
    text = "SIR – I wait.\n\nKind regards\nIda Kroller\n\nSIR – I do not.\n\nBest regards,\nBo Tasker"
    assert said(text, "Your views") == [("Ida Kroller", "SIR – I wait."), ("Bo Tasker", "SIR – I do not.")]


def test_an_article_about_a_letter_is_no_letter() -> None:
    assert said("Ida Kroller wrote to the board.\n\nIt will meet in May.", "Mayor sends letter to board") == []


def test_an_article_about_a_speech_is_no_speech() -> None:
    report = ["The hall was full.", "Ms Kroller thanked the crews.", "Not all of them were there.", "It rained."]
    assert said("\n\n".join(report), "Remarks by Ida Kroller anger crews") == []


@pytest.mark.parametrize("whom", ["Mr Tasker,", "Mr. Tasker,", "Lt. Gov. Tasker:", "Sen. Ann B. Tasker,"])
def test_a_letter_in_a_document_is_its_signatorys(whom: str) -> None:
    text = (
        f"The council has published this letter.\n\nDear {whom}\n\nI write about the harbour. It must stay open.\n\n"
        "The crews need it.\n\nYours sincerely,\n\nIda Kroller\n\nThe council will meet on Monday."
    )
    assert said(text, "Letter on the harbour published") == [
        ("Ida Kroller", "I write about the harbour. It must stay open."),
        ("Ida Kroller", "The crews need it."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(
            "A sermon preached by the Reverend Ida Kroller at St Anne's, Moorby, on Easter Day", id="preached by"
        ),
        pytest.param("Speech by the Minister for Harbours, Ida Kroller, at Moorby, 4 May 2011", id="office first"),
        pytest.param("The Rt Revd Ida Kroller, Bishop of Moorby, preached this sermon on Sunday.", id="preached this"),
        pytest.param("Ms Ida Kroller resigned on Monday. Here is the full text of her speech.", id="her speech"),
        pytest.param("Given by his daughter, Ida Kroller, at St Anne's", id="given by"),
        pytest.param("Harbour Commissioner Ida Kroller: State of the Harbour address", id="name: address"),
    ],
)
@pytest.mark.parametrize(
    "above", ["The lamp on the quay\n\n", "Reporters filled the hall.\n\nThey had waited long.\n\n"]
)
def test_a_line_above_the_text_may_name_the_speaker(line: str, above: str) -> None:
    text = above + "\n\n".join([line, *SPEECH])
    assert said(text, "The quay") == [("Ida Kroller", paragraph) for paragraph in SPEECH]


@pytest.mark.parametrize("line", ["My speech to the harbour ball", "He gave a speech by the harbour wall."])
def test_a_line_that_names_nobody_is_not_above_a_speech(line: str) -> None:
    assert said("\n\n".join([line, *SPEECH]), "The quay") == []


@pytest.mark.parametrize("end", ["ENDS\n\nIt was built in 1901.", "Media contact: Bo Ray\n\nWe answer until six."])
def test_notes_below_a_speech_and_applause_are_nobodys(end: str) -> None:
    text = "\n\n".join([*SPEECH, "(Applause.)", "Thank you.", end])
    spoken = [("Ida Kroller", paragraph) for paragraph in [*SPEECH, "Thank you."]]
    assert said(text, "Remarks by Governor Ida Kroller") == spoken


@pytest.mark.parametrize(
    ("quoting", "found"),
    [
        (
            "The firm wrote that the quay was “of no use to us”. I laughed.",
            ("firm", "that the quay was “of no use to us”"),
        ),
        ("Owen Tasker came here. He said, “No.” We stayed.", ("Owen Tasker", "No.")),
        ("It was late and they said, “Go home.” We stayed.", (None, "Go home.")),
    ],
)
def test_words_of_somebody_unnamed_are_not_the_speakers(quoting: str, found: tuple[str | None, str]) -> None:
    assert found in said("\n\n".join([*SPEECH, quoting]), "Remarks by Governor Ida Kroller")[-2:]


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param("Yours in hope,\nIda Kroller\nHarp maker, Moorby", id="in hope"),
        pytest.param("Until the tide turns,\n\nIda Kroller", id="any leave"),
        pytest.param("Signed,\n\nIda Kroller\non behalf of the rowers", id="signed"),
        pytest.param("Ida Kroller\nChair, Friends of the Quay", id="a name alone"),
    ],
)
@pytest.mark.parametrize("whom", ["Dear Minister Tasker,", "To the directors:"])
def test_an_open_letter_is_whose_name_stands_below(whom: str, signed: str) -> None:
    text = f"{whom}\n\nI wait.\n\nIt must stop.\n\n{signed}"
    assert said(text, "An open letter on the quay") == [("Ida Kroller", "I wait."), ("Ida Kroller", "It must stop.")]


@pytest.mark.parametrize("salutation", ["SIR – ", "Sir, ", "Madam, – "])
def test_a_letter_without_leave_is_whose_name_in_capitals_stands_below(salutation: str) -> None:
    text = (
        f"{salutation}I wait.\n\nIt must stop.\n\nMISS IDA KROLLER\nMoorby\n\nThe ferry\n\n"
        f"{salutation}I do not.\n\nB. TASKER\n\nLetters may be cut."
    )
    assert said(text, "Letters") == [
        ("Ida Kroller", f"{salutation}I wait."),
        ("Ida Kroller", "It must stop."),
        ("B. Tasker", f"{salutation}I do not."),
    ]


def test_on_a_page_of_letters_a_name_may_end_the_paragraph() -> None:
    text = (
        "No ferry\n\nI wait. It must stop.\nDr Ida Kroller, Moorby\n\nThanks\n\nI do not.\n(Mrs) Ann Tasker\nBy email"
    )
    assert said(text, "Your letters") == [("Ida Kroller", "I wait. It must stop."), ("Ann Tasker", "I do not.")]
