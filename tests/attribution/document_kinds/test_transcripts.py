"""Transcripts: which documents are transcripts, whom their labels name, and what counts as said."""

import pytest

from retrieval import attribution, passages
from retrieval.attribution.document_kinds import transcripts
from retrieval.models import Article, Modality
from retrieval.text import nlp


def said(text: str, title: str | None = None, modality: Modality = Modality.SAID) -> list[tuple[str | None, str]]:
    """The speaker and the words of each quotation of a modality."""
    article = Article("a.txt", text, title=title)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    found = attribution.find(article, cut, docs)
    return [(quotation.speaker, quotation.text) for quotation in found if quotation.modality is modality]


pytestmark = pytest.mark.slow

OPENING = "Hilda Brandt, the minister for harbours, met Owen Tasker at the quay in Moorby on Monday."
ANSWER, SECOND = "The harbour will open in spring.", "We dredged the whole channel twice."
QUESTION, AGAIN = "When will the harbour open?", "And what did you do about the silt?"


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("TASKER: ", "BRANDT: "),
        ("MR. TASKER: ", "MS. BRANDT: "),
        ("Owen Tasker: ", "Hilda Brandt: "),
        ("**Owen Tasker:** ", "**Hilda Brandt:** "),
        ("Owen Tasker (00:12:31): ", "Hilda Brandt (00:12:40): "),
        ("[00:12] Owen Tasker: ", "[00:14] Hilda Brandt: "),
        ("[00:12] **Owen Tasker:** ", "[00:14] **Hilda Brandt:** "),
        ("Mr. TASKER. ", "Ms. BRANDT. "),
        ("OWEN TASKER, HOST: ", "HILDA BRANDT, MINISTER FOR HARBOURS: "),
        ("OWEN TASKER.- ", "HON. H. BRANDT.- "),
        ("Q ", "MINISTER BRANDT: "),
        ("Q - ", "BRANDT: "),
        ("OT: ", "HB: "),
        ("JOURNALIST:\n\n", "HILDA BRANDT:\n\n"),
        ("Owen Tasker\n\n", "Hilda Brandt\n\n"),
        ("MODERATOR: ", "RIGHT HON. DR. HILDA BRANDT MP: "),
        ("Q ", "NHB COMMISSIONER BRANDT: "),
        ("OWEN TASKER: ", "COUNCIL MEMBER BRANDT: "),
    ],
)
def test_a_label_of_any_shape_names_who_answers_and_questions_are_not_said(asks: str, answers: str) -> None:
    turns = [f"{asks}{QUESTION}", f"{answers}{ANSWER}", f"{asks}{AGAIN}", f"{answers}{SECOND}"]
    assert said("\n\n".join([OPENING, *turns])) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


@pytest.mark.parametrize("mark", ["**", "__"])
def test_bold_labels_need_no_questions(mark: str) -> None:
    asks, answers = f"{mark}Owen Tasker:{mark} ", f"{mark}Hilda Brandt:{mark} "
    turns = [f"{asks}Tell us of it.", f"{answers}{ANSWER}", f"{asks}And of the silt.", f"{answers}{SECOND}"]
    assert [words for speaker, words in said("\n\n".join([OPENING, *turns])) if speaker == "Hilda Brandt"] == [
        ANSWER,
        SECOND,
    ]
    listed = [f"{mark}{name}:{mark} {words}" for name, words in (("Date", "5 May"), ("Place", "Moorby"))] * 2
    assert said("\n\n".join([OPENING, *listed])) == []


def test_the_paragraphs_below_a_label_are_the_same_speakers_up_to_the_next_one() -> None:
    text = (
        f"{OPENING}\n\nMR SPEAKER: The House will hear her.\n\nMS. BRANDT: {ANSWER}\n\n{SECOND}\n\n(Applause)\n\n"
        "Page 5\n\nIt cost nine millions.\n\nMR SPEAKER: Thank you, Ms Brandt.\n\nMR. TASKER: I oppose the motion."
    )
    assert said(text) == [
        ("Speaker", "The House will hear her."),
        ("Hilda Brandt", ANSWER),
        ("Hilda Brandt", SECOND),
        ("Hilda Brandt", "It cost nine millions."),
        ("Speaker", "Thank you, Ms Brandt."),
        ("Owen Tasker", "I oppose the motion."),
    ]


@pytest.mark.parametrize(
    ("label", "title", "speaker"),
    [
        ("PRIME MINISTER", "Transcript of the Prime Minister, the Hon Hilda Brandt MP, at Moorby", "Hilda Brandt"),
        ("PM", "Interview with the Prime Minister, Hilda Brandt", "Hilda Brandt"),
        ("A", "Interview with Hilda Brandt on the harbour", "Hilda Brandt"),
        ("A", "Five questions about harbours", None),
        ("PRIME MINISTER", "Interview with the Acting Prime Minister", "Prime Minister"),
    ],
)
def test_an_office_or_an_a_is_whom_the_title_names(label: str, title: str, speaker: str | None) -> None:
    lead = "The harbour of Moorby has a long history." if speaker != "Hilda Brandt" else OPENING
    text = f"{lead}\n\nQ: {QUESTION}\n\n{label}: {ANSWER}\n\nQ: {AGAIN}\n\n{label}: {SECOND}"
    assert said(text, title) == [(speaker, ANSWER), (speaker, SECOND)]


@pytest.mark.parametrize(
    ("title", "lead", "speaker"),
    [
        ("The Moorby interview: Dr Hilda Brandt", "She spoke to Owen Tasker at the quay.", "Hilda Brandt"),
        ("Q&A with Hilda Brandt", "The harbour of Moorby has a long history.", "Hilda Brandt"),
        ("The Moorby interview", "She spoke to Owen Tasker at the quay.", None),
        ("An interview on harbours", "He was interviewed by Owen Tasker at the quay.", None),
    ],
)
def test_an_a_is_never_the_interviewer(title: str, lead: str, speaker: str | None) -> None:
    text = f"{lead}\n\nQ: {QUESTION}\n\nA: {ANSWER}\n\nQ: {AGAIN}\n\nA: {SECOND}"
    assert said(text, title) == [(speaker, ANSWER), (speaker, SECOND)]


def test_initials_are_whom_a_line_at_the_top_explains() -> None:
    lead = "An interview about harbours.\n\nOT: Owen Tasker\n\nHB: Hilda Brandt"
    text = f"{lead}\n\nOT: {QUESTION}\n\nHB: {ANSWER}\n\nOT: {AGAIN}\n\nHB: {SECOND}"
    assert said(text) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


def test_a_surname_of_two_people_stays_a_surname() -> None:
    lead = "Hilda Brandt and her brother Joachim Brandt met Owen Tasker at the quay in Moorby."
    text = f"{lead}\n\nMR. TASKER: {QUESTION}\n\nBRANDT: {ANSWER}\n\nMR. TASKER: {AGAIN}\n\nBRANDT: {SECOND}"
    assert said(text) == [("Brandt", ANSWER), ("Brandt", SECOND)]


def test_what_an_interviewer_asks_is_asked_not_said() -> None:
    statement = "I walked along that quay this morning, and there was not a single boat."
    turns = [f"TASKER: {statement} {QUESTION}", f"BRANDT: {ANSWER}", f"TASKER: {AGAIN}", f"BRANDT: {SECOND}"]
    text = "\n\n".join([OPENING, *turns])
    assert said(text) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]
    assert said(text, modality=Modality.ASKED) == [("Owen Tasker", f"{statement} {QUESTION}"), ("Owen Tasker", AGAIN)]


def test_a_link_line_below_a_transcript_is_nobodys() -> None:
    turns = [f"Q: {QUESTION}", f"BRANDT: {ANSWER}", f"Q: {AGAIN}", f"BRANDT: {SECOND}"]
    text = "\n\n".join([OPENING, *turns, '"Follow Pia Quint on Twitter @piaquint."'])
    assert said(text) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


def test_what_a_speaker_quotes_from_somebody_whom_they_name_is_not_theirs() -> None:
    words = "Nobody asked us before the dredging began."
    turns = [f"Q: {QUESTION}", f"BRANDT: Here it is. Owen Tasker said, “{words}” I disagree.", f"Q: {AGAIN}"]
    assert ("Owen Tasker", words) in said("\n\n".join([OPENING, *turns, f"BRANDT: {SECOND}"]))


@pytest.mark.parametrize(
    "text",
    [
        "Odds: 9 to 1\n\nBuzz: He won here last year.\n\nOdds: 7 to 2\n\nBuzz: Who would bet against him? Or her?",
        "DRIVER: Ann Lee\n\nBORN: 1990\n\nDRIVER: Bo Dahl\n\nBORN: 1992\n\nDRIVER: Cy Eck\n\nBORN: 1994",
        "NOTE: The office is closed.\n\nWHERE: Moorby quay\n\nWHEN: Monday\n\nCONTACT: the harbour office",
        "The vote was close.\n\nBoth were asked.\n\nMORE: Who won?\n\nIt was late.\n\nMORE: Who lost?\n\nIt was over.",
    ],
    ids=["fields of a list", "a table in capitals", "an announcement", "links"],
)
def test_labels_that_name_nobody_make_no_transcript(text: str) -> None:
    article = Article("a.txt", text)
    cut = passages.split(article, lambda part: len(part) < 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    assert transcripts.find(article, cut, docs) is None


@pytest.mark.parametrize("title", ["Five questions for Hilda Brandt", "Q&A: Hilda Brandt", "Interview: Hilda Brandt"])
def test_questions_without_a_label_above_the_answers_of_one_person_are_not_hers(title: str) -> None:
    text = f"{QUESTION}\n\nHilda Brandt: {ANSWER}\n\n{AGAIN}\n\nHilda Brandt: {SECOND}"
    assert said(text, title) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


@pytest.mark.parametrize("office", ["THE PRESIDENT:", "PRESIDENT TASKER:", "THE PRESIDENT: (laughing)"])
def test_an_office_alone_on_its_line_is_the_person_in_the_title(office: str) -> None:
    turns = [f"{office}\n\n{ANSWER}", f"Q:\n\n{QUESTION}", f"{office}\n\n{SECOND}"]
    assert said("\n\n".join(turns), "Remarks by President Owen Tasker at a press conference") == [
        ("Owen Tasker", ANSWER), ("Owen Tasker", SECOND)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "label", "name"),
    [
        ("Interview with Chris Uhlmann ABC AM Program", "UHLMANN", "Chris Uhlmann"),
        ("Press gaggle by Secretary of Homeland Security Ada R. Norr", "SECRETARY NORR", "Ada R. Norr"),
        ("Press gaggle by President Norr and staff", "MR. NORR", "Norr"),
        ("The Second Norr-Tasker Debate: a transcript", "MS. NORR", "NORR"),
        ("The third debate of Norr and Tasker: a transcript", "NORR", "Norr"),
    ],
)
def test_a_surname_is_the_person_whom_the_title_names_in_full(title: str, label: str, name: str) -> None:
    turns = [f"Q: {QUESTION}", f"{label}: {ANSWER}", f"Q: {AGAIN}", f"{label}: {SECOND}"]
    assert said("\n\n".join(turns), title) == [(name, ANSWER), (name, SECOND)]


@pytest.mark.parametrize(("label", "host"), [("LUKE", "Luke"), ("IDA", "Ida")])
def test_a_host_known_by_the_first_name_is_nobody_of_that_name(label: str, host: str) -> None:
    turns = [f"{label}: {QUESTION}", f"BRANDT: {ANSWER} {host} Marsh knows.", f"{label}: {AGAIN}", f"BRANDT: {SECOND}"]
    found = said("\n\n".join(turns), f"Radio interview with {host}, Jo and Dobbo: Hilda Brandt", Modality.ASKED)
    assert {speaker for speaker, _ in found} == {host}


def test_questions_that_a_writer_answers_are_no_transcript() -> None:
    asked = [f"Q: Why is the quay closed in {month}?\n\nA: The channel is full of silt." for month in ("May", "June")]
    more = [f"Q: Who dredges the {part}?\n\nA: The guild dredges it at night." for part in ("channel", "basin")]
    assert said("\n\n".join(["The quay is closed. What to know:", *asked, *more])) == []


def test_an_a_who_says_i_answers() -> None:
    turns = [f"Q: Did you see the {thing}?\n\nA: I saw it at night." for thing in ("quay", "wall", "boat")]
    assert said("\n\n".join(["From the hearing.", *turns])) == [(None, "I saw it at night.")] * 3


@pytest.mark.parametrize("source", ["Hansard", "Moorby Hansard"])
def test_members_stand_with_constituency_and_party_and_ministers_behind_their_office(source: str) -> None:
    text = (
        "Luke Marsh (Moorby South) (Lab): When will the pier open again?\n\n"
        "The Secretary of State for Piers and Harbours (Ida Brand): I thank my hon. Friend. It opens in May.\n\n"
        "Luke Marsh: Is she sure?\n\nPetra Kuhn (Norr) (Con): The pier is rotten, and my constituents know it."
    )
    article = Article("a.txt", text, title="Piers", source=source)
    cut = passages.split(article, lambda piece: len(piece) <= 1100)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    found = attribution.find(article, cut, docs)
    assert [quotation.speaker for quotation in found] == ["Luke Marsh", "Ida Brand", "Luke Marsh", "Petra Kuhn"]


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        pytest.param("Council debate on the quay: transcript", "Cllr Hilda Brandt", "Mayor Owen Tasker", id="titles"),
        pytest.param(
            "The debate on the quay", "Councillor Hilda Brandt", "Cllr Owen Tasker", id="no form in the title"
        ),
        pytest.param("Transcript: the debate on the quay", "Hilda Brandt", "Owen Tasker", id="names alone"),
    ],
)
def test_a_debate_without_questions_is_a_transcript(title: str, first: str, second: str) -> None:
    turns = ["I move that we mend the quay.", "It will cost us a million.", "The sea sends a bill too.", "So be it."]
    labels = [first, second, first, second]
    text = "We print the debate in part.\n\n" + "\n\n".join(
        f"{label}: {turn}" for label, turn in zip(labels, turns, strict=True)
    )
    assert said(text, title) == [
        (speaker, turn) for speaker, turn in zip(["Hilda Brandt", "Owen Tasker"] * 2, turns, strict=True)
    ]


@pytest.mark.parametrize(
    ("asks", "title"),
    [
        pytest.param("**{}**", "Interview: harbour minister Hilda Brandt on silt", id="in bold, behind a role"),
        pytest.param("## {}", "Questions for Hilda Brandt", id="headings"),
        pytest.param("{}", "An interview with Hilda Brandt", id="alone on their line"),
        pytest.param("Q: {}", "Five minutes with … Hilda Brandt", id="minutes with"),
    ],
)
def test_an_answer_below_a_question_is_the_only_interviewees(asks: str, title: str) -> None:
    questions = "When will you open the harbour?", "Did you dredge your own channel?"
    answers = [f"A: {answer}" if asks.startswith("Q") else answer for answer in (ANSWER, SECOND)]
    text = "\n\n".join([OPENING, asks.format(questions[0]), answers[0], asks.format(questions[1]), answers[1]])
    assert said(text, title) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


@pytest.mark.parametrize(
    "title", ["What we know about Hilda Brandt's harbour", "Interview of the week", "The harbour: your questions"]
)
def test_answers_below_questions_are_nobodys_without_an_interviewee(title: str) -> None:
    text = f"The harbour is shut.\n\n**When will you open it?**\n\n{ANSWER}\n\n**Is it dredged?**\n\n{SECOND}"
    assert said(text, title) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Hilda Brandt (00:00:09): ", "Owen Tasker (00:01:40): ", id="times behind the names"),
        pytest.param("[00:09] Hilda Brandt: ", "[01:40] Owen Tasker: ", id="times before the names"),
        pytest.param("MINISTER BRANDT\n", "MR. TASKER\n", id="titles alone on their line"),
    ],
)
def test_labels_with_times_or_titles_need_no_questions(first: str, second: str) -> None:
    text = "\n\n".join(
        [f"{first}The quay is open.", f"{second}I saw it.", f"{first}The silt is gone.", f"{second}I saw that too."]
    )
    found = said(f"Hilda Brandt met Owen Tasker in Moorby.\n\n{text}", "Quay notes")
    assert [speaker for speaker, _ in found] == ["Hilda Brandt", "Owen Tasker"] * 2


STORIES = ["“The sea is ours,” said my aunt.", "A man told me, “Sell the boat,” and I did."]


def test_who_talks_in_turns_may_tell_what_others_said() -> None:
    answers = [f"Hilda Brandt: {ANSWER} {story}" for story in STORIES]
    turns = [f"Owen Tasker: {QUESTION}", answers[0], f"Owen Tasker: {AGAIN}", answers[1]]
    assert {speaker for speaker, words in said("\n\n".join([OPENING, *turns])) if ANSWER in words} == {"Hilda Brandt"}
    prose = [f"{story} It rained on {day}." for story in STORIES for day in ("Monday", "Tuesday", "Friday")]
    assert "Hilda Brandt" not in dict(said("\n\n".join([OPENING, *turns[:2], *prose, *turns[2:], *prose])))


@pytest.mark.parametrize("first", ["QWhen will it open?", "QIs it lost?", "QI saw it. Is it lost?"])
def test_the_letter_q_may_stand_without_a_space(first: str) -> None:
    turns = [first, f"BRANDT: {ANSWER}", "QAnd who pays?", f"BRANDT: {SECOND}"]
    assert said("\n\n".join([OPENING, *turns])) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


@pytest.mark.parametrize("between", ["Motion agreed to", "On race in Moorby", "Monday, 22 March, 2021\n\nVolume 11"])
def test_a_line_between_two_turns_is_nobodys(between: str) -> None:
    turns = [f"TASKER: {QUESTION}", f"BRANDT: {ANSWER}", between, f"TASKER: {AGAIN}", f"BRANDT: {SECOND}"]
    assert said("\n\n".join([OPENING, *turns])) == [("Hilda Brandt", ANSWER), ("Hilda Brandt", SECOND)]


@pytest.mark.parametrize("words", ["I move:\n\nThat the report be read", "We dredged the\n\nwhole channel twice"])
def test_words_that_go_on_before_the_next_label_are_the_speakers(words: str) -> None:
    turns = [f"TASKER: {QUESTION}", f"BRANDT: {words}", f"TASKER: {AGAIN}", f"BRANDT: {SECOND}"]
    last = words.rsplit("\n", maxsplit=1)[-1]
    assert last in " ".join(said_words for _, said_words in said("\n\n".join([OPENING, *turns])))


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        pytest.param(
            "“It took a year,” Ms Brandt says at the door.", [("Hilda Brandt", "It took a year,")], id="named"
        ),
        pytest.param("Brandt has two boats of her own.", [], id="named, without a quotation"),
        pytest.param(
            "Her son, Emil Orme, comes in. “She has no time,” he says.",
            [("Emil Orme", "She has no time,")],
            id="of another",
        ),
        pytest.param("I am a Brandt, after all.", [("Hilda Brandt", "I am a Brandt, after all.")], id="her own"),
    ],
)
def test_prose_below_the_last_turn_is_not_said_in_it(prose: str, found: list[tuple[str, str]]) -> None:
    turns = [f"TASKER: {QUESTION}", f"BRANDT: {ANSWER}", f"TASKER: {AGAIN}", f"BRANDT: {SECOND}", prose]
    words = said("\n\n".join([OPENING, *turns]))
    assert words[:1] == [("Hilda Brandt", ANSWER)]
    assert [(speaker, text.removeprefix(SECOND).strip()) for speaker, text in words[1:] if text != SECOND] == found


def test_prose_between_two_turns_is_not_said_in_the_first() -> None:
    between = "She laughs at that. “It took a year,” Ms Brandt says."
    turns = [f"TASKER: {QUESTION}", f"BRANDT: {ANSWER}", between, f"TASKER: {AGAIN}", f"BRANDT: {SECOND}"]
    assert said("\n\n".join([OPENING, *turns])) == [
        ("Hilda Brandt", ANSWER),
        ("Hilda Brandt", "It took a year,"),
        ("Hilda Brandt", SECOND),
    ]
