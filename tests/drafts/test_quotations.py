"""Which words of a draft are quotations, and whose."""

import pytest

from retrieval.drafts.quotations import DraftQuotation, find

pytestmark = pytest.mark.slow

CASES = [
    pytest.param(
        "“It is over,” Ann Lee said. “We lost.”", [("It is over … We lost", "Ann Lee")], id="with the cue between"
    ),
    pytest.param("Ann Lee: “It is over”", [("It is over", "Ann Lee")], id="a headline"),
    pytest.param("It was Ann Lee who said that “we keep it”.", [("we keep it", "Ann Lee")], id="it was who"),
    pytest.param("And it was Mr Ek who warned us that “we lose it”.", [("we lose it", "Ek")], id="it was who warned"),
    pytest.param("The statement of Ann Lee reads: “we keep it”.", [("we keep it", "Ann Lee")], id="a text of somebody"),
    pytest.param("The petition of the Sund Guild says: “We keep it.”", [("We keep it", "Sund Guild")], id="of a body"),
    pytest.param("They sang “Rule Marrow” all night.", [("Rule Marrow", None)], id="nobody speaks"),
    pytest.param("Ann Lee said that it was over.", [], id="reported speech is no quotation"),
    pytest.param(
        "Ann Lee called it “a shame” and “the end of the quay”.",
        [("a shame", "Ann Lee"), ("the end of the quay", "Ann Lee")],
        id="two quoted pieces of one report are two quotations",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_words_in_quotation_marks_are_quotations(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = find(text)
    assert [(each.shown, each.speaker) for each in found] == expected
    assert all(text[start:end] in each.shown for each in found for start, end in each.spans)


CREDITED = [
    pytest.param("“We keep it.”\n\n— Ann Lee, mayor of Sund", ["Ann Lee"], id="behind a dash"),
    pytest.param("“We keep it.”\n-- Lee", ["Lee"], id="a surname alone"),
    pytest.param("“We keep it.”\n\n*Mayor Zoë Núñez y Pla, Sund*", ["Zoë Núñez y Pla"], id="in italics, with a place"),
    pytest.param("“We keep it.”\nBo Ek (Sund Rovers)", ["Bo Ek"], id="with a club in brackets"),
    pytest.param("“We keep it.\n\n“We sell it.”\n\n— Bo Ek", ["Bo Ek", "Bo Ek"], id="two paragraphs"),
    pytest.param("“We keep it.”\n\nAnn Lee, mayor\n\n“We sell it.”", ["Ann Lee", None], id="not of the next one"),
    pytest.param("“We keep it.” Bo Ek", ["Bo Ek"], id="behind it, as in a text box"),
    pytest.param("“We keep it.” — Ann Lee, mayor", ["Ann Lee"], id="behind it and a dash"),
    pytest.param("“We keep it.” Ann Lee, mayor", ["Ann Lee"], id="behind it, with an office, as in a table"),
    pytest.param("2. “We keep it.” – Bo Ek, docker", ["Bo Ek"], id="of an item of a list"),
    pytest.param("Bo Ek, docker “We keep it.”", ["Bo Ek"], id="before it, as in a table"),
    pytest.param("“We keep it.”\n\nBo Ek\n\nHe left.", ["Bo Ek"], id="a name alone below it"),
    pytest.param("Ann Lee\n\n“We keep it.”\n\nBo Ek\n\n“We sell it.”", ["Ann Lee", "Bo Ek"], id="names above each"),
    pytest.param("## Bo Ek\n\n“We keep it.”", ["Bo Ek"], id="a heading"),
    pytest.param("## A vote that Bo Ek lost\n\n“We keep it.”", [None], id="a heading with more than a name"),
    pytest.param("Bo Ek, docker “We keep it.” He left.", [None], id="a sentence behind and a name before"),
    pytest.param("“We keep it.” Ann Lee, mayor, left.", [None], id="a sentence behind it"),
    pytest.param("“We keep it.”\n\nAnn Lee, who is mayor, left.", [None], id="a sentence follows"),
    pytest.param("“We keep it.”\n\n— No, never, he thought.", [None], id="a dash before a sentence"),
    pytest.param("They sang “We keep it.”\n\n— Ann Lee", [None], id="a part of a paragraph"),
]


@pytest.mark.parametrize(("text", "expected"), CREDITED)
def test_a_credit_beside_a_quotation_names_its_speaker(text: str, expected: list[str | None]) -> None:
    assert [each.speaker for each in find(f"The vote is over.\n\n{text}\n\nMore below.")] == expected


def test_an_interviewer_who_mostly_asks_is_not_listed() -> None:
    text = (
        "Lois Low met Ann Lee.\n\nLow: Is the wall high?\n\nLee: It is as high as it has to be.\n\n"
        "Low: We all saw it.\n\nLee: Then you know it is wet.\n\nLow: So what happens now?\n\n"
        "Lee: Nobody has told me what happens now. Does anybody know?"
    )
    assert {each.speaker for each in find(text)} == {"Ann Lee"}


def test_questions_in_quotation_marks_are_listed() -> None:
    asked = "\n\n".join(
        f"“Is the {each} of the harbour high enough?” Ann Lee said." for each in ("wall", "quay", "gate")
    )
    assert len(find(f"{asked}\n\n“It is as high as it has to be,” Bo Ek said.")) == 4


def test_a_script_tells_and_quotes_under_the_label_of_its_reporter() -> None:
    text = (
        "REPORTER: Ann Lee and Bo Ek met on the quay.\n\nEK: “I never saw a wall as wet as this one.”\n\n"
        "REPORTER: Ann Lee was there, too. “I saw it,” Lee said.\n\nNARRATOR: Nobody else came."
    )
    assert [(each.shown, each.speaker) for each in find(text)] == [
        ("I never saw a wall as wet as this one", "Bo Ek"),
        ("I saw it", "Ann Lee"),
    ]


def test_a_transcripts_turns_are_quotations_without_marks_and_questions_are_none() -> None:
    text = (
        "Interview with Ann Lee\n\nQ: Did you see the wall?\n\nANN LEE: I saw the wall and it was wet.\n\n"
        "Q: Is it high?\n\nANN LEE: It is as high as it has to be."
    )
    found = [(each.words, each.speaker) for each in find(text)]
    assert found == [("I saw the wall and it was wet.", "Ann Lee"), ("It is as high as it has to be.", "Ann Lee")]


EXCHANGES = [
    pytest.param(
        "KARL EK: How long is it?\nANN LEE: As long as a day,\nand no longer.\n\nThe vote is over.",
        [("How long is it?", "Karl Ek"), ("As long as a day,\nand no longer.", "Ann Lee")],
        id="in capitals, over two lines",
    ),
    pytest.param(
        "Lee: It is as long as a day.\n\nEk: And when is it over?",
        [("It is as long as a day.", "Ann Lee"), ("And when is it over?", "Karl Ek")],
        id="surnames, with an empty line between",
    ),
    pytest.param(
        "DI FOX: How long is it?\nANN LEE: As long as a day.",
        [("How long is it?", "DI FOX"), ("As long as a day.", "Ann Lee")],
        id="one whom the draft does not name elsewhere",
    ),
    pytest.param(
        "KARL EK (tape): How long is it?\nPRESENTER (live): And when is it over?",
        [("How long is it?", "Karl Ek"), ("And when is it over?", "PRESENTER")],
        id="with notes, and a role",
    ),
    pytest.param("WHO: Ann Lee\nWHAT: A fair\nWHERE: Sund", [], id="a list"),
    pytest.param("From: Ann Lee\nTo: Karl Ek\nSubject: the fair", [], id="the head of a mail"),
    pytest.param("ANN LEE: As long as a day.\n\nThe vote is over.", [], id="one alone"),
    pytest.param("DI FOX: How long is it?\nBO HALE: As long as a day.", [], id="of nobody in the draft"),
]


@pytest.mark.parametrize(("text", "expected"), EXCHANGES)
def test_two_labelled_lines_are_turns_if_the_draft_names_one_of_the_speakers(
    text: str, expected: list[tuple[str, str]]
) -> None:
    found = find(f"Ann Lee met Karl Ek on the quay. From there, they left.\n\n{text}\n\nMore below.")
    assert [(each.words, each.speaker) for each in found] == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("| Ann Lee | “We keep it as it is” |", "Ann Lee"),
        ("Bo Ek (mayor)\t“We keep it as it is”", "Bo Ek"),
        ("| Loss of Ann Lee | “We keep it as it is” |", None),
        ("The letter of Ann Lee to her people says: “We keep it as it is.”", "Ann Lee"),
    ],
)
def test_the_cell_before_a_quotation_names_its_speaker_and_a_letter_its_writer(text: str, speaker: str | None) -> None:
    (found,) = find(f"It is over.\n\n{text}\n\nMore below.")
    assert found.speaker == speaker


def test_a_quotation_that_goes_on_below_a_line_is_one_and_has_the_speaker_behind_it() -> None:
    line = f'{"It rained on the quay for days. " * 4}Why? "They do not want the rain, they take it as it falls'
    (found,) = find(f'Ann Lee came home.\n\n{line}\non them," Lee said.')
    assert (found.words.endswith("as it falls\non them"), found.speaker) == (True, "Ann Lee")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Bo Ek left. For Ann Lee\nit was bad. “We won,” she said.", "For Ann Lee\nit was bad."),
        ("For Ann Lee it was bad. She said: “We won.”", "For Ann Lee it was bad."),
        ("“It is late,” said Ann Lee. “We won,” she said.", ""),
        ("Ann Lee left.\n\n“We won,” she said.", ""),
    ],
)
def test_the_sentence_before_a_quotation_is_a_whole_one_of_its_paragraph_without_quoted_words(
    text: str, sentence: str
) -> None:
    start = text.index("We won")
    assert DraftQuotation(text, ((start, start + 6),)).sentence_before == sentence


def test_the_writer_of_a_letter_is_not_quoted_with_all_of_it() -> None:
    text = "Sir, I have read your paper for years and I love it. Bo Ek calls it “a rag”.\n\nYours faithfully,\nAnn Lee"
    assert [each.shown for each in find(text)] == ["a rag"]


def test_words_between_quotation_marks_keep_their_place_and_speaker_among_many() -> None:
    paragraph = "Ann Low said: “The dam {0} is safe.” “Not {0},” wrote a reader called Bo Ek.\n\n"
    text = "".join(paragraph.format(number) for number in range(40))
    found = find(text)
    assert [each.words.rstrip(".,") for each in found] == [
        words for number in range(40) for words in (f"The dam {number} is safe", f"Not {number}")
    ]
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert {each.speaker for each in found[::2]} == {"Ann Low"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("To Ann Lee of Sund it is a loss.\n\n“We were told in May and we wept,” he said.", {"ann", "lee"}),
        ("Ann Lee left.\n\nA bell rang.\n\n“We were told in May and we wept,” he said.", {"ann", "lee"}),
        ("Ann Lee left.\n\nA bell rang.\n\n“We were told in May and we wept,” the clerk said.", {"ann", "lee"}),
        ("Ann Lee left.\n\nOver the door stands: “We were told in May and we wept.”", set()),
    ],
)
def test_the_last_people_named_stand_beside_a_role_or_a_pronoun_that_means_nobody_clearly(
    text: str, people: set[str]
) -> None:
    (only,) = find(text)
    assert only.people == people if only.speaker in {None, "clerk"} else only.speaker == "Ann Lee"
