"""Transcripts in the forms of parliaments, courts, calls and magazines: whose each turn is."""

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


def speakers(text: str, words: str, title: str | None = None) -> list[str | None]:
    """The speakers of all quotations, not only asked, that have some words."""
    return [each.speaker for each in found(text, title) if words in each.text and each.modality is not Modality.ASKED]


@pytest.mark.parametrize(
    ("labels", "title"),
    [
        pytest.param(
            ["The Minister for Tides (Hilda Brandt): ", "Mr Owen Tasker (Norr): ", "Hilda Brandt: ", "Mr Tasker: "],
            "Harbour Bill: debate",
            id="office, then name",
        ),
        pytest.param(
            ["Senator Hilda Brandt: ", "Owen Tasker: ", "Senator Brandt: ", "Tasker: "],
            "Oral questions in the Senate of Moorby",
            id="each in full, then by surname",
        ),
        pytest.param(
            ["Hilda Brandt (ALDE). – ", "Owen Tasker (EPP). – ", "Hilda Brandt. – ", "Owen Tasker. – "],
            "Debates: the harbour",
            id="full stop and dash",
        ),
        pytest.param(
            ["Hilda Brandt, on behalf of the Tide Group. – ", "Owen Tasker, rapporteur. – "] * 2,
            "Debates: the harbour",
            id="description, full stop and dash",
        ),
        pytest.param(["Senator Brandt. ", "Mr. Tasker. "] * 2, "Hearing on the harbour", id="title and full stop"),
        pytest.param(["Senator BRANDT. ", "Chairman TASKER. "] * 2, "Hearing on the harbour", id="title and capitals"),
        pytest.param(
            ["Hilda Brandt -- Tide Minister\n", "Owen Tasker -- Norr Bank\n"] * 2, None, id="alone, with role"
        ),
        pytest.param(["HB: ", "OT: "] * 2, None, id="initials in brackets"),
        pytest.param(["Q1   Ms Brandt: ", "Mr Tasker: ", "Q2   Ms Brandt: ", "Mr Tasker: "], None, id="numbers"),
        pytest.param(["**Hilda Brandt, minister** ", "**Owen Tasker, banker** "] * 2, "A roundtable", id="bold names"),
        pytest.param(["SHRIMATI HILDA BRANDT: ", "SHRI OWEN TASKER (NORR): "] * 2, None, id="titles of India"),
        pytest.param(["Hilda: ", "Owen: "] * 2, "The night of the flood", id="first names"),
    ],
)
def test_a_person_may_have_labels_of_several_shapes(labels: list[str], title: str | None) -> None:
    turns = ["The quay is safe.", "It is not safe.", "We have mended every stone.", "I have seen the stones."]
    lead = "On the quay stood Hilda Brandt (HB), the tide minister, and Owen Tasker (OT), a banker of Norr."
    text = "\n\n".join([lead, *(label + turn for label, turn in zip(labels, turns, strict=True))])
    said = [(each.speaker, each.text) for each in found(text, title)]
    assert said == list(zip(["Hilda Brandt", "Owen Tasker"] * 2, turns, strict=True))


@pytest.mark.parametrize("first", ["The Secretary for Tides (Dr Hilda Brandt): ", "Mrs Hilda Brandt (Moorby): "])
def test_the_first_turn_of_who_later_has_a_shorter_label_has_all_its_paragraphs(first: str) -> None:
    text = (
        f"{first}I beg to move the Bill.\n\nIt is a short one.\n\nMr Owen Tasker (Norr): Will she give way?\n\n"
        "Dr Brandt: I will.\n\nMr Tasker: The quay is rotten.\n\nDr Brandt: It is not."
    )
    assert speakers(text, "It is a short one.", "Quay Bill: second reading, Hansard") == ["Hilda Brandt"]


@pytest.mark.parametrize(
    "line", ["Question put and agreed to.", "Sitting suspended at 1.12 p.m.", "The House divided: Ayes 61, Noes 40."]
)
def test_what_a_record_notes_is_nobodys(line: str) -> None:
    text = f"MR TASKER: I move.\n\nMS BRANDT: I second it.\n\n{line}\n\nMR TASKER: Thank you.\n\nMS BRANDT: I am glad."
    assert speakers(text, line, "Hansard") == []
    spoken = "The motion is carried, and I thank you."
    assert speakers(text.replace(line, spoken), spoken, "Hansard") == ["Brandt"]


@pytest.mark.parametrize(
    "put", ["2. Senator Petra Kuhn asked what is done about the silt.", "12. To ask the Minister who pays for it."]
)
def test_a_question_on_the_paper_is_nobodys_answer(put: str) -> None:
    text = (
        "1. Mr Owen Tasker asked when the quay would open.\n\nThe Minister for Tides (Hilda Brandt): In May.\n\n"
        f"Mr Tasker: I am glad.\n\nSilt\n\n{put}\n\nHilda Brandt: We dredge it at night.\n\nMr Tasker: I saw the boats."
    )
    assert speakers(text, put.split(". ")[1], "Oral Answers to Questions") == []
    assert speakers(text, "We dredge it at night.", "Oral Answers to Questions") == ["Hilda Brandt"]


COURT = """IN THE DISTRICT COURT OF MOORBY

BEFORE: THE HONORABLE IDA KROLLER

APPEARANCES:
For the Town: MR. LUKE MARSH
For the Defendant: MS. PIA QUINT

THE COURT: Call your witness.

MR. MARSH: The Town calls Owen Tasker.

{sworn}

DIRECT EXAMINATION

BY MR. MARSH:

Q. What do you do?

A. I keep the lock. I have kept it for years.

MS. QUINT: Objection.

THE COURT: Overruled. He may answer.

Q. Who came by?

A. A woman with a lamp.

THE WITNESS: May I sit down? My knees are bad.

HILDA BRANDT, called as a witness, was sworn.

Q. Did you carry a lamp?

A. I carry one every night."""


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("I keep the lock. I have kept it for years.", "Owen Tasker"),
        ("My knees are bad.", "Owen Tasker"),
        ("I carry one every night.", "Hilda Brandt"),
        ("He may answer.", "Ida Kroller"),
        ("The Town calls", "Luke Marsh"),
    ],
)
@pytest.mark.parametrize(
    "sworn",
    [
        "OWEN TASKER, having been duly sworn, testified as follows:",
        "Whereupon, OWEN TASKER was called as a witness.",
        "OWEN TASKER,\nhaving been first duly affirmed, testified:",
        "MR OWEN TASKER (sworn)",
    ],
)
def test_in_court_answers_are_the_sworn_witness_and_the_court_is_its_judge(
    words: str, speaker: str, sworn: str
) -> None:
    assert speakers(COURT.format(sworn=sworn), words) == [speaker]


def test_answers_with_the_letter_alone_stand_below_questions_with_the_letter_alone() -> None:
    text = (
        "OWEN TASKER (affirmed)\n\nQ   Where were you?\n\nA   At the lock. I had the key.\n\n"
        "Cross-examined by MS QUINT\n\n"
        "Q   Who lent it?\n\nA   I never did.\n\nMR. MARSH: Objection.\n\nA   I do not lend keys."
    )
    title = "Deposition of the lock keeper: transcript"
    for words in ("I had the key.", "I never did.", "I do not lend keys."):
        assert speakers(text, words, title) == ["Owen Tasker"]
    assert speakers(text, "QUINT", title) == []
    text = "Q   Has he left?\n\nMS. BRANDT: He has.\n\nA crowd saw him.\n\nQ   And she?\n\nMS. BRANDT: She stays."
    assert speakers(text, "A crowd saw him.", "Press briefing") == ["Brandt"]


def test_appearances_and_oaths_are_nobodys() -> None:
    said = " ".join(each.text for each in found(COURT.format(sworn="OWEN TASKER, being first duly sworn:")))
    assert not any(word in said for word in ("HONORABLE", "For the Town", "sworn", "EXAMINATION", "BY MR"))


@pytest.mark.parametrize(
    "opening",
    [
        "The committee met at 10 a.m., Hon. Ida Kroller (chairman of the committee) presiding.",
        "The committee met in Room 5, Hon. Ida Kroller [chairman] presiding.",
        "In the chair: Ida Kroller",
        "Members present: Ida Kroller (Chair); Petra Kuhn.",
    ],
)
def test_a_chair_is_who_presides(opening: str) -> None:
    turns = ["The CHAIRMAN. We shall begin.", "Mr. TASKER. I saw it.", "The CHAIRMAN. I thank you.", "Mr. TASKER. No."]
    assert speakers("\n\n".join([opening, *turns]), "I thank you.", "Hearing on the lock") == ["Ida Kroller"]


CALL = """Company Participants
Hilda Brandt - Chief Executive Officer
Owen Tasker - Chief Financial Officer

Operator

Good day, and welcome to the call.

Hilda Brandt

Thank you. It was a hard quarter.

Owen Tasker

Revenue rose by a tenth.

Operator

Our first question comes from Petra Kuhn with Norr Bank.

Petra Kuhn

Good morning. Should we expect a dividend this year?

Hilda Brandt

The board meets in May.
{more}"""


def test_who_speaks_once_under_a_name_alone_is_not_the_speaker_above() -> None:
    text, title = CALL.format(more=""), "Norr Freight, third quarter: transcript of the call"
    assert speakers(text, "expect a dividend", title) == ["Petra Kuhn"]
    assert speakers(text, "Chief Financial Officer", title) == []
    roles = text.replace("\n\nPetra Kuhn\n", "\n\nPetra Kuhn -- Analyst\n").replace("from Petra Kuhn with", "from")
    roles = roles.replace("\n\nHilda Brandt\n", "\n\nHilda Brandt -- Chief Executive\n")
    assert speakers(roles, "expect a dividend", title) == ["Petra Kuhn"]
    more = "\nOperator\n\nThe next is from Luke Marsh of Vale Trust.\n\nLuke Marsh\n\nWhat of the silt?"
    assert speakers(CALL.format(more=more), "What of the silt?") == ["Luke Marsh"]


@pytest.mark.parametrize("group", ["Some hon. members", "Several honourable Members"])
def test_what_members_shout_is_nobodys(group: str) -> None:
    text = f"Mr. Tasker: It is in.\n\n{group}: Oh, oh!\n\nMs. Brandt: It is out.\n\nMr. Tasker: In!\n\nMs. Brandt: So."
    assert speakers(text, "Oh, oh!", "Hansard") == []


@pytest.mark.parametrize("by", [" (Anna, Moorby)", " — Anna, Moorby"])
def test_who_answers_the_questions_of_readers_is_named_above(by: str) -> None:
    lead = "Our river expert, Dr Hilda Brandt, answers your questions."
    asked = f"My garden is wet. Should I move?{by}", f"May I swim in the lock?{by}"
    text = "\n\n".join([lead, asked[0], "No, and I would stay.", asked[1], "You may walk in it. I did on Monday."])
    assert speakers(text, "I would stay", "The low river") == ["Hilda Brandt"]
    assert speakers(text, "May I swim", "The low river") == []


MAGAZINE = "Brewer Hilda Brandt on hops, debt and the river\n\nHilda Brandt sold her first beer from a boat."


@pytest.mark.parametrize("mark", ["**{}**", "## {}", "*{}*", "**{}** Anna, Moorby"])
@pytest.mark.parametrize(
    ("answers", "speaker"),
    [
        (["I wanted to sleep.", "My aunt lent me a barrel, and I never gave it back."], ["Hilda Brandt"]),
        (["The brewery closed for a day.", "Barrels are lent by the guild."], []),
    ],
    ids=["in the first person", "an explainer"],
)
def test_answers_in_the_first_person_below_questions_are_the_only_person_introduced(
    mark: str, answers: list[str], speaker: list[str]
) -> None:
    asked = mark.format("Why did you close the Eel?"), mark.format("How do you begin with no money?")
    text = "\n\n".join([MAGAZINE, asked[0], answers[0], asked[1], answers[1]])
    assert speakers(text, answers[1], "“The river owes me nothing”") == speaker


def turns(told: str, question: str = "Were you there, Ms Brandt?") -> str:
    return (
        "Hilda Brandt met Owen Tasker in Moorby.\n\n"
        f"TASKER: {question}\n\nBRANDT: {told}\n\nTASKER: Will you go back?\n\nBRANDT: I shall go back in May."
    )


@pytest.mark.parametrize(
    ("told", "speaker"),
    [
        ("My grandmother kept eels. She used to say, “Salt them twice.” I never did.", "grandmother"),
        ("My uncle kept eels. He'd wave a knife and say, “Salt them twice.” I never did.", "uncle"),
        ("Her father shouted, “Salt them twice,” and we did.", "father"),
        ("An old woman came up to me and said, “Salt them twice.” I laughed.", "old woman"),
        ("The mayor knew, and the pilot knew. He said, “Salt them twice.” I laughed.", None),
        ("We met Ida Kroller on the quay. She said, “Salt them twice.” I laughed.", "Ida Kroller"),
    ],
)
def test_what_a_turn_repeats_from_somebody_else_is_not_the_speakers(told: str, speaker: str | None) -> None:
    said = {each.text: (each.speaker, each.carrier) for each in found(turns(told))}
    (quoted,) = [value for words, value in said.items() if words.strip(".,") == "Salt them twice"]
    assert quoted == (speaker, "Hilda Brandt")
    assert speakers(turns("I said, “Salt them twice,” and went home."), "Salt them twice") == ["Hilda Brandt"]


@pytest.mark.parametrize(
    "question", ["You once said, “The quay is a tomb.” Why?", "You called it “a tomb of eels” then?"]
)
def test_you_in_a_question_is_who_answers(question: str) -> None:
    told = [each for each in found(turns("I did.", question)) if "tomb" in each.text and each.carrier]
    assert [(each.speaker, each.carrier) for each in told] == [("Hilda Brandt", "Owen Tasker")]


@pytest.mark.parametrize("label", ["AUDIENCE MEMBER", "CALLER"])
def test_one_of_the_public_may_state_something_a_reporter_only_asks(label: str) -> None:
    text = turns("It is safe.").replace("BRANDT: I shall", f"{label}: They took every bench.\n\nBRANDT: I shall")
    assert speakers(text, "They took every bench.") == [label.capitalize()]
    assert speakers(text.replace(label, "JOURNALIST"), "They took every bench.") == []
