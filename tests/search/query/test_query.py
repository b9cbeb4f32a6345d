"""How a question is read: operators, exact phrases, speaker, topic, source and answer type."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.errors import QuestionError
from retrieval.models import AnswerType, Options, Order, PartialDate, Question
from retrieval.search import query
from retrieval.search.query import SpeakerNames
from retrieval.text.tokenise import stems

PEOPLE_NAMES = (
    "Andrew Lansley",
    "Andy Burnham",
    "Ed Miliband",
    "Downing Street spokeswoman",
    "Hillary Clinton",
    "Bill Clinton",
    "Donald Trump",
    "Donald Trump Jr",
    "James O'Shaughnessy",
    "John Healey",
)
PEOPLE = SpeakerNames(PEOPLE_NAMES)
FEBRUARY, MARCH = PartialDate.parse("2012-02"), PartialDate.parse("2012-03")


def parse(text: str, options: Options | None = None) -> Question:
    return query.parse(text, PEOPLE, options or Options())


def test_every_part_of_a_question_is_read() -> None:
    asked = (
        'speaker:burnham source:"The Courier" what about the bill after:2012-02 before:2012-03 “taken out  and shot”?'
    )
    assert parse(asked) == Question(
        text="what about the bill “taken out and shot”?",
        speaker="Andy Burnham",
        topic="the bill “taken out and shot”",
        source="The Courier",
        after=FEBRUARY,
        before=MARCH,
        phrase="taken out and shot",
        speakers=("Andy Burnham",),
        filters=Options("burnham", "The Courier", FEBRUARY, MARCH),
        asks_for_words=True,
        asked="what about the bill “taken out and shot”?",
    )


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("how deep is the channel now", Order.LATEST),
        ("what does a crossing currently cost?", Order.LATEST),
        ("who is in charge at the moment", Order.LATEST),
        ("how much will the terminal cost now?", Order.LATEST),
        ("what did Burnham say now?", Order.RELEVANCE),
        ("what is right now that the bill has passed?", Order.RELEVANCE),
        ("what happened at the present?", Order.RELEVANCE),
    ],
)
def test_what_holds_now_is_told_by_the_newest_passage(asked: str, order: Order) -> None:
    assert parse(asked).order is order


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("how bad is it now?", None),
        ("mills on how hard it is now to hire", None),
        ("why is the ferry still here", None),
        ("how did ridge news now get the list?", "Ridge News Now"),
        ("Is Now in favour?", "Ridge News Now"),
        ("how did brown vote?", "Nora Brown"),
    ],
)
def test_an_everyday_word_in_small_letters_is_not_the_body_whose_name_ends_with_it(
    asked: str, speaker: str | None
) -> None:
    names = SpeakerNames(["Ridge News Now", "Nora Brown", "Friends Here"])
    assert query.parse(asked, names, Options()).speaker == speaker


@pytest.mark.parametrize(
    ("asked", "filters", "text"),
    [
        ("speaker:burnham the bill?", Options(speaker="burnham"), "the bill?"),
        ("the bill? SPEAKER:Burnham", Options(speaker="Burnham"), "the bill?"),
        ("the speaker:“Andy Burnham” bill", Options(speaker="Andy Burnham"), "the bill"),
        ('source:" HSJ " the bill', Options(source="HSJ"), "the bill"),
        ("the bill source:hsj?", Options(source="hsj"), "the bill"),
        ("the bill speaker:lee, after:2012-02.", Options("lee", after=PartialDate.parse("2012-02")), "the bill"),
        ("source: the bill", Options(), "the bill"),
        ("source:hsj source:bbc the bill", Options(source="bbc"), "the bill"),
        ("after:2012-02 the bill before:2012-03", Options(after=FEBRUARY, before=MARCH), "the bill"),
        ("the loudspeaker:no and topic:tax", Options(), "the loudspeaker:no and topic:tax"),
        ("the\n bill", Options(), "the bill"),
        ("speaker:burnham", Options(speaker="burnham"), "burnham"),
        ("source:hsj", Options(source="hsj"), "source:hsj"),
    ],
    ids=["first", "last", "quoted", "quoted, with spaces",
         "before a question mark", "before a comma", "no value", "twice", "dates", "no operators", "white space",
         "speaker alone", "source alone"],
)  # fmt: skip
def test_operators_are_filters_and_not_part_of_the_question(asked: str, filters: Options, text: str) -> None:
    read = parse(asked)
    assert (read.filters, read.text) == (filters, text)


def test_options_overrule_operators_one_by_one() -> None:
    options = Options(speaker="miliband", after=MARCH)
    read = parse("speaker:burnham source:hsj after:2012-02 the bill", options)
    filters = Options(speaker="miliband", source="hsj", after=MARCH)
    whose = Question("the bill", "Ed Miliband", "the bill", "hsj", MARCH, speakers=("Ed Miliband",), filters=filters)
    as_asked = "what did Ed Miliband say about the bill?"
    assert read == replace(whose, asks_for_words=True, asked="the bill", asked_of_speaker=as_asked)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("taxes", "taxes"),
        ("the tram fares", "the tram fares"),
        ("why did taxes rise?", None),
        ("what did he say?", None),
    ],
)
def test_a_few_words_beside_a_speaker_given_as_an_option_are_the_topic(text: str, topic: str | None) -> None:
    read = parse(text, Options(speaker="miliband"))
    expected = f"what did Ed Miliband say about {topic}?" if topic else None
    assert (read.topic, read.asked_of_speaker) == (topic, expected)


@pytest.mark.parametrize(
    ("asked", "phrase"),
    [
        ('who said "taken out and shot"?', "taken out and shot"),
        ("who said “taken out and shot”?", "taken out and shot"),
        ('who said " it is over "?', "it is over"),
        ('who called it a "pause"?', None),
        ('what did "Labour" say about the "pause"?', None),
        ('what did "Labour" say about "dropping the bill"?', "dropping the bill"),
        ('"one two" or "three four"', "one two"),
        ('who said "taken out and shot?', None),
        ('speaker:"Andy Burnham" the bill', None),
        ('who said ""?', None),
        ("who said “... !”?", None),
    ],
    ids=["straight", "curly", "spaces", "one word", "between two", "second", "several", "unclosed", "operator", "empty",
         "no words"],
)  # fmt: skip
def test_two_words_or_more_in_quotation_marks_are_an_exact_phrase(asked: str, phrase: str | None) -> None:
    assert parse(asked).phrase == phrase


@pytest.mark.parametrize(
    ("asked", "speaker", "topic"),
    [
        ("what did Burnham say about Lansley?", "Andy Burnham", "Lansley"),
        ("WHAT DID BURNHAM SAY ABOUT LANSLEY?", "Andy Burnham", "LANSLEY"),
        ("what did mr burnham say on the NHS", "Andy Burnham", "the NHS"),
        ("What has Ed Miliband said about privatisation?", "Ed Miliband", "privatisation"),
        ("What does the Downing Street spokeswoman think of the reforms?", "Downing Street spokeswoman", "the reforms"),
        ("How did Lansley react to the reports?", "Andrew Lansley", None),
        ("How did Lansley respond when asked to resign?", "Andrew Lansley", None),
        ("Did Andrew Lansley call the reforms a disaster?", "Andrew Lansley", None),
        ("According to Miliband, what is the first priority?", "Ed Miliband", None),
        ("What is the cost of the bill, according to Ed Miliband?", "Ed Miliband", None),
        ("What did O’Shaughnessy’s letter say?", "James O'Shaughnessy", None),
        ("What does Burnham make of Lansley?", "Andy Burnham", "Lansley"),
        ("Which minister did Burnham say should resign?", "Andy Burnham", None),
        ("What is Healey saying about the market?", "John Healey", "the market"),
        ("What did Lansley, the health secretary, say about the bill?", "Andrew Lansley", "the bill"),
        ("What did the leader of the Labour party say about the bill?", "leader of the Labour party", "the bill"),
        ("tell me what Burnham said about Lansley", "Andy Burnham", "Lansley"),
        ("list everything that Burnham has said about Lansley", "Andy Burnham", "Lansley"),
        ("What did Jeremy Hunt say about junior doctors?", "Jeremy Hunt", "junior doctors"),
        ("What did the Health Secretary say about the bill?", "Health Secretary", "the bill"),
        ("What did it say on the bus?", None, "the bus"),
        ("What did they say about schools?", None, "schools"),
        ("Who said the reforms must be dropped?", None, None),
        ("Who called for Lansley to be taken out and shot?", None, None),
        ("Where is the bill now?", None, None),
        ("What share of Lansley voters said no?", None, None),
        ("Who held the purse, on the one hand, and with what politics?", None, None),
        ("In Port Haverell, what was Burnham called?", "Andy Burnham", None),
        ("What did Burnham say on the radio about the bill?", "Andy Burnham", "the bill"),
        ("does burnham regret the bill?", "Andy Burnham", None),
        ("quotes from Burnham about Lansley", "Andy Burnham", "Lansley"),
        ("the latest thing Ed Miliband said on the NHS", "Ed Miliband", "the NHS"),
        ("has andy burnham changed his mind on the bill?", "Andy Burnham", "the bill"),
        ("why has the chancellor gone?", "chancellor", None),
        ("what did the ministers say about the bill?", None, "the bill"),
        ("Burnham on Lansley", "Andy Burnham", "Lansley"),
        ("ed miliband about the nhs", "Ed Miliband", "the nhs"),
        ("how often did Burnham talk about the bill?", "Andy Burnham", "the bill"),
        ("did healey ever mention the market?", "John Healey", None),
        ("Burnham and Miliband on the NHS", "Andy Burnham and Ed Miliband", "the NHS"),
        ("Healey's view of the market", "John Healey", "the market"),
        ("the chancellor's comments on fuel", "chancellor", "fuel"),
        ("comments on Lansley", None, "Lansley"),
        ("who alluded to the ferry?", None, "the ferry"),
        ("who else has touched on Port Haverell?", None, "Port Haverell"),
        ("has anybody ever discussed the tolls?", None, "the tolls"),
        ("who raised concerns about the tolls?", None, "the tolls"),
        ("who raised the fares?", None, None),
        (
            "what did Burnham say about Lansley and what did Lansley reply?",
            "Andy Burnham and Andrew Lansley",
            "Lansley",
        ),
    ],
)
def test_the_speaker_and_the_topic_are_told_apart(asked: str, speaker: str | None, topic: str | None) -> None:
    read = parse(asked)
    assert (read.speaker, read.topic, read.filters) == (speaker, topic, Options())


@pytest.mark.parametrize(
    "asked", ["who brought up the quay?", "who kept referring to the quay?", "Who spoke of the quay?"]
)
def test_verbs_for_speaking_of_something_are_not_searched_for(asked: str) -> None:
    read = parse(asked)
    assert (stems(read.text), read.asked) == (["quay"], "who spoke about the quay?")


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("What did Clinton say?", "Clinton"),
        ("What did Hillary Clinton say about Bill Clinton?", "Hillary Clinton"),
        ("What did Bill Clinton say about Hillary Clinton?", "Bill Clinton"),
        ("What did Trump say?", "Donald Trump"),
        ("What did Donald Trump Jr say?", "Donald Trump Jr"),
        ("What did Hillary say?", "Hillary Clinton"),
        ("the emails speaker:clinton", "Clinton"),
    ],
)
def test_a_surname_of_two_people_is_nobodys_full_name(asked: str, speaker: str) -> None:
    assert parse(asked).speaker == speaker


def test_an_archive_without_speakers_leaves_the_name_as_it_was_asked() -> None:
    asked = [
        query.parse(text, SpeakerNames([]), Options()).speaker for text in ["What did Burnham say?", "What did he say?"]
    ]
    assert asked == ["Burnham", None]


@pytest.mark.parametrize(
    ("asked", "speaker", "spelling_corrections"),
    [
        ("what did Burnam say about the bill?", "Andy Burnham", [("Burnam", "Burnham")]),
        ("what did burnhma say about the bill?", "Andy Burnham", [("burnhma", "Burnham")]),
        ("what did Ed Milliband say?", "Ed Miliband", [("Milliband", "Miliband")]),
        ("what did Lanslee's letter say about Healy?", "Andrew Lansley", [("Lanslee", "Lansley"), ("Healy", "Healey")]),
        ("what did Oshaugnessy say?", "James O'Shaughnessy", [("Oshaugnessy", "O'Shaughnessy")]),
        ("what did Turnham say about the bill?", "Turnham", []),
        ("what did Burnley say?", "Burnley", []),
        ("what did Burn say?", "Burn", []),
        ("what did Trimp say?", "Donald Trump", [("Trimp", "Trump")]),
        ("what did Tramp say?", "Tramp", []),
    ],
    ids=["left out", "swapped, small letters", "doubled", "two, one of them owning", "without its mark",
         "another initial", "two letters of a short name", "too short", "changed", "a word of the archive"],
)  # fmt: skip
def test_a_misspelt_name_becomes_the_one_nearest_surname(
    asked: str, speaker: str, spelling_corrections: list[tuple[str, str]]
) -> None:
    read = query.parse(asked, SpeakerNames(PEOPLE_NAMES, {"tramp"}), Options())
    assert (read.speaker, list(read.spelling_corrections)) == (speaker, spelling_corrections)


@pytest.mark.parametrize(
    ("asked", "speaker", "source", "after"),
    [
        ("According to the Courier in May 2011, who won?", None, "The Courier", "2011-05"),
        ("according to the Courier’s tally, who won?", None, "The Courier", None),
        ("What did Burnham say, according to the Courier?", "Andy Burnham", "The Courier", None),
        ("per USA Today, what did Burnham say?", "Andy Burnham", "USA Today", None),
        ("what did Burnham tell USA Today about the bill?", "Andy Burnham", "USA Today", None),
        ("what did USA Today tell Burnham?", "USA Today", None, None),
        ("what did Burnham say on the bus today?", "Andy Burnham", None, "2026-11-25"),
    ],
)
def test_a_publication_is_a_source_and_neither_a_speaker_nor_a_date(
    asked: str, speaker: str | None, source: str | None, after: str | None
) -> None:
    read = query.parse(asked, PEOPLE, Options(), ("The Courier", "USA Today"), date(2026, 11, 25))
    assert (read.speaker, read.source, read.after and str(read.after)) == (speaker, source, after)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("According to the Courier in May 2011, who won?", "who won?"),
        ("USA Today, Sept 2016: how many came?", "how many came?"),
        ("usa today sept 2016: how many came?", "how many came?"),
        ("who won the 2008 vote, as USA Today reported in 2011?", "who won the 2008 vote?"),
        ("In the Courier's May 2011 piece, who won in 2008?", "who won in 2008?"),
        ("What did the Courier say about the vote in February 2012?", "What did the Courier say about the vote?"),
        ("What did Burnham say last week?", "What did Burnham say?"),
        ("How close was it in the Courier-Post survey?", "How close was it in the Courier-Post survey?"),
        ("per the Courier, in May 2011?", "per the Courier, in May 2011?"),
        ("who said “lost, per the Courier”?", "who said “lost, per the Courier”?"),
    ],
    ids=["both", "ahead", "ahead, small letters", "behind", "the year within stays", "who is asked about stays",
         "relative", "part of another name", "nothing else", "within the exact words"],
)  # fmt: skip
def test_the_words_for_source_and_date_are_not_searched_for(asked: str, text: str) -> None:
    read = query.parse(asked, PEOPLE, Options(), ("The Courier", "USA Today"), date(2026, 11, 25))
    assert read.text == text


@pytest.mark.parametrize(
    ("asked", "answer_type"),
    [
        ("What did Burnham say about Lansley?", AnswerType.SAID),
        ("How did Lansley describe what he saw when he came?", AnswerType.SAID),
        ("What nasty names has Lansley given the bill lately?", AnswerType.FACT),
        ("What is the first priority, according to Miliband?", AnswerType.SAID),
        ("Who said the bill was lost?", AnswerType.WHO),
        ("whose idea was it?", AnswerType.WHO),
        ("Which retired Belgian officer doubted it?", AnswerType.WHO),
        ("Which shadow minister's letter was it?", AnswerType.WHO),
        ("Which bill did the minister drop?", AnswerType.FACT),
        ("When did Burnham resign?", AnswerType.WHEN),
        ("In what year did the bill fall?", AnswerType.WHEN),
        ("How many hospitals closed?", AnswerType.AMOUNT),
        ("What share of the vote did Labour get?", AnswerType.AMOUNT),
        ("By what margin did Burnham win?", AnswerType.AMOUNT),
        ("List everything that Burnham said about Lansley", AnswerType.LIST),
        ("what are the arguments against the bill?", AnswerType.LIST),
        ("who else opposed the bill?", AnswerType.LIST),
        ("Where is the bill now?", AnswerType.FACT),
        ("Burnham on Lansley", AnswerType.SAID),
    ],
)
def test_the_answer_type_follows_from_how_the_question_is_put(asked: str, answer_type: AnswerType) -> None:
    assert parse(asked).answer_type == answer_type


def test_a_word_equally_near_to_two_surnames_is_not_corrected() -> None:
    read = query.parse("what did Harmen say?", SpeakerNames(["Ann Harman", "Bo Harmon"]), Options())
    assert (read.speaker, read.spelling_corrections) == ("Harmen", ())


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        ("how many votes did Hillary Clinton get?", "Hillary Clinton"),
        ("why was Burnham furious with the press?", "Andy Burnham"),
        ("which of the papers did Burnham blame?", "Andy Burnham"),
        ("what was Burnham's view of the bill?", "Andy Burnham"),
        ("what was Lansley told by Andy Burnham?", "Andy Burnham"),
        ("what was Lansley told by his doctor?", None),
        ("what did the bill change?", None),
    ],
)
def test_the_subject_or_owner_of_what_is_asked_about_is_the_speaker(asked: str, speaker: str | None) -> None:
    assert parse(asked).speaker == speaker


@pytest.mark.parametrize("asked", ["", "  \n"])
def test_an_empty_question_is_refused_with_an_example(asked: str) -> None:
    with pytest.raises(QuestionError, match="the question is empty; ask something like: what did Burnham say"):
        parse(asked)


def test_a_question_of_500_characters_is_read_and_a_longer_one_is_refused() -> None:
    asked = "what did Burnham say about Lansley".ljust(499) + "?"
    assert parse(asked).speaker == "Andy Burnham"
    with pytest.raises(QuestionError, match=r"^the question has 1,201 characters; ask in at most 500$"):
        parse("what is so " * 109 + "on")


@pytest.mark.parametrize("asked", ["the bill after:yesterday", "after:2012-13", 'after:"7 February"'])
def test_an_operator_without_a_valid_date_is_refused_by_its_name(asked: str) -> None:
    with pytest.raises(QuestionError, match=r"^after: '.*' is not a date like 2012, 2012-02 or 2012-02-07$"):
        parse(asked)


@pytest.mark.parametrize(
    ("typed", "written", "corrected"),
    [
        pytest.param("Whitcomb", (), {"Whitcomb": "Whitcombe"}, id="its last letter is missing"),
        pytest.param("Robert", (), {"Robert": "Roberts"}, id="as in Roberts"),
        pytest.param("Whitcomb", ("whitcomb",), {}, id="an article has it"),
        pytest.param("Whitcombes", (), {}, id="the plural"),
        pytest.param("Whitcombe", (), {}, id="spelt right"),
    ],
)
def test_a_slip_with_the_stem_of_a_surname_is_put_right_unless_an_article_has_it(
    typed: str, written: tuple[str, ...], corrected: dict[str, str]
) -> None:
    stems = {"whitcomb", "whitcombe", "whitcombes", "robert", "roberts"}
    names = SpeakerNames(["James Whitcombe", "Ann Roberts"], stems, is_written=lambda word: word in written)
    assert names.spelling_corrections(f"what did {typed} say?") == corrected


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("would Bo World say that he would go?", id="a stop word is no slip of a name"),
        pytest.param("Badgers and badgers: what did World say?", id="nor is an English word, in lower case or first"),
        pytest.param("who said “it woild have been Wirld peace”?", id="a quoted phrase is looked for as it is"),
    ],
)
def test_words_that_are_spelt_right_are_not_corrected(asked: str) -> None:
    names = SpeakerNames(["Bo World", "Ann Badgerz"], is_english={"badgers"}.__contains__)
    assert query.parse(asked, names, Options()).spelling_corrections == ()


def test_options_are_read_as_typed() -> None:
    assert query.parse_options(" burnham ", "", "2012-02", None) == Options(speaker="burnham", after=FEBRUARY)
    with pytest.raises(QuestionError, match=r"^before: 'soon' is not a date"):
        query.parse_options(before="soon")


pieces = st.sampled_from(
    ["what did ", "Burnham", " say ", "about", " of ", "according to ", "speaker:", "after:", "2012-02 ", '"', "“", "”",
     ", ", "?"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        pytest.param("what did Dick Ames say about trams?", "Richard B. Ames", id="a short form"),
        pytest.param("why did liz carr leave?", "Elizabeth Carr", id="in lower case, before another verb"),
        pytest.param("How does Liz Carr compare the trams?", "Elizabeth Carr", id="before a verb of any kind"),
        pytest.param("what did Ida say?", "Ida Lund", id="the form of a name that is quoted most"),
        pytest.param("what did Jack Vane say?", "Jack Vane", id="either of two people"),
    ],
)
def test_a_name_in_another_form_is_the_archives_person(asked: str, speaker: str) -> None:
    names = SpeakerNames(["Ida Lund", "Ida J. Lund", "Richard B. Ames", "Elizabeth Carr", "John Vane", "Jackson Vane"])
    question = query.parse(asked, names, Options())
    assert question.speaker == speaker
    assert question.speakers == ((speaker,) if speaker != "Jack Vane" else ())


@given(st.lists(pieces | st.text(max_size=5)).map("".join))
def test_any_question_is_read_or_refused(asked: str) -> None:
    try:
        read = parse(asked)
    except QuestionError:
        return
    assert read.text.strip()
    assert read.phrase is None or read.phrase in read.text


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param("what did Burnham say about the bill?", Options(), id="what was said"),
        pytest.param("list everything Burnham said", Options(), id="all that was said"),
        pytest.param("the bill", Options(speaker="Burnham"), id="a filter"),
        pytest.param("how often did Burnham talk about the bill?", Options(), id="how often they talked"),
        pytest.param("Burnham on the bill", Options(), id="without a verb"),
        pytest.param("does Burnham regret the bill?", Options(), id="what somebody feels"),
    ],
)
def test_a_question_asks_for_words_if_it_asks_what_somebody_said(text: str, options: Options) -> None:
    assert parse(text, options).asks_for_words


@pytest.mark.parametrize("text", ["when was Burnham's bill lost?", "what was said about the bill?"])
def test_a_question_about_somebody_or_nobody_asks_for_nobodys_words(text: str) -> None:
    assert not parse(text).asks_for_words


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        pytest.param("what did munro say?", "Freda Munro", id="forms of one name"),
        pytest.param("what did orr say?", "Orr", id="two people of one surname"),
        pytest.param("what did Hume's lawyer say?", "Hume's lawyer", id="not just any lawyer"),
    ],
)
def test_a_short_form_of_a_name_is_the_person_in_full(asked: str, speaker: str) -> None:
    names = SpeakerNames(["F. Munro", "Munro", "Freda Munro", "Cy Orr", "Bo Orr", "lawyer", "Hume's lawyer"])
    question = query.parse(asked, names, Options())
    assert question.speaker == speaker
    assert "lawyer" not in question.speakers


@pytest.mark.parametrize(
    ("asked", "text", "topic"),
    [
        pytest.param(
            "how often did Burnham talk about the bill?", "did Burnham talk about the bill?", "the bill", id="often"
        ),
        pytest.param(
            "How many times has Burnham ruled it out?", "has Burnham ruled it out?", None, id="how many times"
        ),
        pytest.param(
            "how often did Burnham say yes to the levy?",
            "did Burnham say yes to the levy?",
            "yes to the levy",
            id="a short word with what it is said to",
        ),
    ],
)
def test_a_question_how_often_asks_for_what_is_counted(asked: str, text: str, topic: str | None) -> None:
    question = parse(asked)
    assert (question.counts, question.text, question.asked, question.topic) == (True, text, text, topic)
    assert question.answer_type is not AnswerType.AMOUNT


@pytest.mark.parametrize(
    ("asked", "month", "text"),
    [
        pytest.param("what did Burnham say in March?", 3, "what did Burnham say?", id="at the end"),
        pytest.param(
            "what did Burnham say last may about the bill?", 5, "what did Burnham say about the bill?", id="last"
        ),
        pytest.param("in September, what did Burnham say?", 9, "what did Burnham say?", id="at the beginning"),
        pytest.param("what did Burnham say in March 2012?", None, "what did Burnham say?", id="with a year"),
        pytest.param(
            "what did Burnham say of the March budget?",
            None,
            "what did Burnham say of the March budget?",
            id="of a thing",
        ),
        pytest.param("may Burnham march?", None, "may Burnham march?", id="other words"),
        pytest.param(
            "what did Burnham say in March? after:2012-02", None, "what did Burnham say in March?", id="beside a filter"
        ),
    ],
)
def test_a_month_without_a_year_is_when_it_was_said(asked: str, month: int | None, text: str) -> None:
    question = parse(asked)
    assert (question.month, question.text) == (month, text)


TOWN = SpeakerNames(["Ines Valdor", "Rolf Valdor", "Tom Frost", "Sund Trams", "Nadia Orr"])


@pytest.mark.parametrize(
    ("asked", "speaker", "speakers"),
    [
        pytest.param(
            "what did Frost and Valdor say?", "Tom Frost and Valdor", 3, id="two, one of them a surname of two"
        ),
        pytest.param(
            "what did Nadia Orr and Frost disagree on?", "Nadia Orr and Tom Frost", 2, id="what two disagree on"
        ),
        pytest.param("what's the latest from Orr on trams?", "Nadia Orr", 1, id="the latest from"),
        pytest.param("whats Nadia Orr's view of trams", "Nadia Orr", 1, id="whose view, without an apostrophe"),
        pytest.param("what's Orr's take on trams?", "Nadia Orr", 1, id="whose take"),
        pytest.param("what hasnt Orr said about trams", "Nadia Orr", 1, id="a negation without an apostrophe"),
        pytest.param("all quotes by Nadia Orr from May", "Nadia Orr", 1, id="quotes in front of a month"),
        pytest.param("has Orr ever mentioned trams?", "Nadia Orr", 1, id="has mentioned"),
        pytest.param("what did Mill Lane residents say?", None, 0, id="people of a street"),
        pytest.param("what did the Friends of the Lido say?", "Friends of the Lido", 0, id="a name with small words"),
        pytest.param("what did Sund Trams's boss say?", "Sund Trams's boss", 0, id="not whose boss it is"),
        pytest.param(
            "what did the former chief executive of Sund Trams say?",
            "former chief executive of Sund Trams",
            0,
            id="a long office",
        ),
    ],
)
def test_who_is_asked_about_is_read_as_it_is_named(asked: str, speaker: str | None, speakers: int) -> None:
    question = query.parse(asked, TOWN, Options())
    assert (question.speaker, len(question.speakers)) == (speaker, speakers)


@pytest.mark.parametrize("asked", ["is the tram mentioned?", "was Orr asked about trams?", "was Frost called a fool?"])
def test_who_is_spoken_of_is_not_asked_for_words(asked: str) -> None:
    assert not query.parse(asked, TOWN, Options()).asks_for_words


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        pytest.param("has Frost changed his tune on trams?", "trams", id="has he"),
        pytest.param("did Nadia Orr change her mind about trams?", "trams", id="did she"),
        pytest.param("how has Orr's stance on trams changed?", "trams changed", id="how has it"),
    ],
)
def test_a_change_of_mind_shows_in_words_the_newest_first(asked: str, topic: str) -> None:
    question = query.parse(asked, TOWN, Options())
    assert (question.asks_for_words, question.order, question.topic) == (True, Order.LATEST, topic)


def test_a_change_of_mind_of_an_office_may_show_in_anybodys_words() -> None:
    names = SpeakerNames(["mayor", "Nadia Orr"])
    assert not query.parse("has the mayor changed her mind on trams?", names, Options()).asks_for_words


def test_what_people_are_saying_of_somebody_is_others_words() -> None:
    assert query.parse("what are people saying about Tom Frost?", TOWN, Options()).about == ("Tom Frost",)


def test_all_that_was_said_over_the_years_is_no_part_of_the_topic() -> None:
    question = query.parse("what has Orr said about trams over the years?", TOWN, Options())
    assert (question.topic, question.order) == ("trams", Order.EARLIEST)


@pytest.mark.parametrize(
    ("asked", "speaker"),
    [
        pytest.param("what did the leader of the house say?", "leader of the house", id="with a small letter inside"),
        pytest.param("what did Mayor Frost say?", "Tom Frost", id="a name behind an office"),
    ],
)
def test_an_office_is_nobody_whose_name_an_article_gives_with_it(asked: str, speaker: str) -> None:
    names = SpeakerNames(["Leader of the House in Sund Jon Moe", "Tom Frost"])
    assert query.parse(asked, names, Options()).speaker == speaker


def test_a_publication_goes_by_its_name_without_its_country() -> None:
    question = query.parse("who won, according to Trampler?", TOWN, Options(), ["Trampler (Norway)"])
    assert (question.source, question.speaker) == ("Trampler (Norway)", None)


@pytest.mark.parametrize(
    ("asked", "phrase"),
    [
        ("how often did Burnham say no?", "no"),
        ("how many times has Burnham said nothing", "nothing"),
        ("how often did Burnham say no to the bill?", None),
        ("did Burnham say no?", None),
        ("how often did Burnham speak now?", None),
    ],
)
def test_how_often_somebody_said_a_short_word_counts_the_passages_with_it(asked: str, phrase: str | None) -> None:
    assert parse(asked).phrase == phrase


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("what did Burnham say about the bill since 2012-02?", "2012-02", None),
        ("what did Burnham say about the bill before 2012-02-07?", None, "2012-02-07"),
        ("in 2012 what did Burnham say about the bill?", "2012", "2013"),
        ("in February 2012 who spoke about the bill?", "2012-02", "2012-03"),
        ("what did Burnham say about the accounts of 2011-12?", None, None),
    ],
)
def test_dates_of_digits_and_a_time_that_a_question_begins_with_are_read(
    text: str, after: str | None, before: str | None
) -> None:
    read = parse(text)
    assert [day and str(day) for day in (read.after, read.before)] == [after, before]


@pytest.mark.parametrize(
    ("asked", "passed_over"),
    [
        ("what did Lee say about the quay?", "Ann Lee"),
        ("Lee on the quay", "Ann Lee"),
        ("what did Bo say about the quay?", None),
        ("what did he say about Lee?", None),
        ("what did the mayor say?", None),  # who may be the person set
        ("who criticised Lee?", None),
    ],
)
def test_another_person_than_the_one_set_is_known_to_be_passed_over(asked: str, passed_over: str | None) -> None:
    read = query.parse(asked, SpeakerNames(["Ann Lee", "Bo Ek", "mayor"]), Options(speaker="Ek"))
    assert (read.speaker, read.passed_over) == ("Bo Ek", passed_over)
    if passed_over and read.answer_type is AnswerType.SAID:
        assert (read.text, read.asked) == ("what did Bo Ek say about the quay?",) * 2
