"""Utterances of a passage. Each is written (source, cue, kind, texts of its spans)."""

import pytest

from retrieval.attribution import reported_speech
from retrieval.models import Span
from retrieval.text import nlp

pytestmark = pytest.mark.slow

Row = tuple[str | None, str | None, str, list[str]]


def rows(text: str) -> list[Row]:
    ((doc,),) = nlp.parse([[text]])

    def words(span: Span | None) -> str | None:
        return text[slice(*span)] if span else None

    return [
        (
            words(utterance.source),
            words(utterance.cue),
            utterance.kind.value,
            [text[start:end] for start, end in utterance.spans],
        )
        for utterance in reported_speech.utterances(doc)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It is over,” Mr Burnham said. “We have lost the argument.”",
         ("Mr Burnham", "said", "direct", ["It is over,", "We have lost the argument."])),
        ("“The bill,” Mr Burnham said, “is dead and buried.”",
         ("Mr Burnham", "said", "direct", ["The bill,", "is dead and buried."])),
        ("“It is over. We have lost.” said Andy Burnham, the shadow minister.",
         ("Andy Burnham, the shadow minister", "said", "direct", ["It is over. We have lost."])),
        ("The harbour, in the words of its master, Andy Burnham, “will never open again.”",
         ("its master, Andy Burnham", "in the words", "direct", ["will never open again."])),
        ("The theory is that, in Andy Burnham's own words, \"the war is doing more harm than good.\"",
         ("Andy Burnham's", "in Andy Burnham's own words", "direct", ["the war is doing more harm than good."])),
        ("Mr Burnham termed the bill “malafide and biased”.",
         ("Mr Burnham", "termed", "mixed", ["the bill “malafide and biased”"])),
        ("Mr Burnham moved that the panel issue an order, saying the law must be kept by everybody.",
         ("Mr Burnham", "saying", "indirect", ["the law must be kept by everybody"])),
        ("“Is it over?” Mr Burnham asked.",
         ("Mr Burnham", "asked", "direct", ["Is it over?"])),
        ("“It is all over now,” thundered Mr Burnham, the shadow minister.",
         ("Mr Burnham, the shadow minister", "thundered", "direct", ["It is all over now,"])),
        ("“We’ve had better plans than this one,” Andy Burnham, holding a flag and “Vote” badges, said calmly.",
         ("Andy Burnham", "said", "direct", ["We’ve had better plans than this one,"])),
        ("Mr Burnham said,“Look, it is over.”",
         ("Mr Burnham", "said", "direct", ["Look, it is over."])),
        ("The bill angered doctors (“I want my money back,” said Mr Burnham).",
         ("Mr Burnham", "said", "direct", ["I want my money back,"])),
        ("“It is over,” he wrote on May 2. “We have lost the argument.”",
         ("he", "wrote", "direct", ["It is over,", "We have lost the argument."])),
        ("Andy Burnham: “It is over.”",
         ("Andy Burnham", ":", "direct", ["It is over."])),
        ("Mr Burnham said it was dead. “We will bury it.”",
         ("Mr Burnham", "said", "mixed", ["it was dead", "We will bury it."])),
        ("The streets were empty, Mr Burnham added, “but people need to meet somehow.”",
         ("Mr Burnham", "added", "mixed", ["The streets were empty", "but people need to meet somehow."])),
        ("The bill “leaves nobody in charge of the hospitals,” Mr Burnham said.",
         ("Mr Burnham", "said", "mixed", ["The bill “leaves nobody in charge of the hospitals,”"])),
        ("Mr Burnham called him “somebody's savage grandpa.”",
         ("Mr Burnham", "called", "mixed", ["him “somebody's savage grandpa.”"])),
        ("The bill, Mr Burnham said, was dead and buried.",
         ("Mr Burnham", "said", "indirect", ["The bill", "was dead and buried"])),
        ("Mr Burnham accused the minister of hypocrisy.",
         ("Mr Burnham", "accused", "indirect", ["the minister of hypocrisy"])),
        ("Mr Burnham urged peers to vote against the bill.",
         ("Mr Burnham", "urged", "indirect", ["peers to vote against the bill"])),
        ("The bill is dead and buried, according to two people who have read it.",
         ("two people who have read it", "according to", "indirect", ["The bill is dead and buried"])),
        ("Mr Burnham said the bill was “dead”, despite growing support among the peers.",
         ("Mr Burnham", "said", "mixed", ["the bill was “dead”"])),
        ("Mr Burnham promised that there would be no “reform”, a pledge also made by the doctors.",
         ("Mr Burnham", "promised", "mixed", ["that there would be no “reform”"])),
        ("Mr Burnham called for the bill to be dropped.",
         ("Mr Burnham", "called", "indirect", ["for the bill to be dropped"])),
        ("Mr Burnham made it clear that the bill was dead.",
         ("Mr Burnham", "made it clear", "indirect", ["that the bill was dead"])),
        ("As Mr Burnham put it, “the bill is dead and buried.”",
         ("Mr Burnham", "put it", "direct", ["the bill is dead and buried."])),
        ("Mr Burnham was the first to say that the bill was dead.",
         ("Mr Burnham", "say", "indirect", ["that the bill was dead"])),
        ("Mr Burnham believes the bill is a “disaster” for patients.",
         ("Mr Burnham", "believes", "mixed", ["the bill is a “disaster” for patients"])),
        ("His aim was, Mr Burnham said, “to win the vote” by Friday.",
         ("Mr Burnham", "said", "mixed", ["His aim was", "“to win the vote” by Friday"])),
        ("Mr Burnham said that the bill had two ends: “One is delay and the other is cost.”",
         ("Mr Burnham", "said", "mixed", ["that the bill had two ends", "One is delay and the other is cost."])),
        ("Then came the oddest claim of all: “It is over,” thundered Mr Burnham.",
         ("Mr Burnham", "thundered", "direct", ["It is over,"])),
        ("“It is over,” Mr Burnham told “Good Morning Leeds,” a radio show.",
         ("Mr Burnham", "told", "direct", ["It is over,"])),
        ("“It is over for the bill,” the editorial read.",
         ("the editorial", "read", "direct", ["It is over for the bill,"])),
        ("“It is over,” Mr Burnham said. “. . . And we will bury it.”",
         ("Mr Burnham", "said", "direct", ["It is over,", ". . . And we will bury it."])),
        ("“It is no more than a pause in the proceedings.”",
         (None, None, "direct", ["It is no more than a pause in the proceedings."])),
    ],
    ids=["inside", "broken sentence", "a full stop before the cue", "in the words of", "in his own words", "termed",
         "a participle behind a clause", "question", "a verb that nobody listed", "an aside", "no space", "parenthesis",
         "a day between", "label", "goes on in quotation marks",
         "unquoted beginning", "unquoted subject", "called", "in commas", "accused", "urged", "according to",
         "despite", "apposition", "called for", "made it clear", "put it", "the first to say", "believes", "aim",
         "colon within that", "colon before", "told a show", "read", "spaced dots", "nobody"],
)  # fmt: skip
def test_an_utterance_has_all_the_words_that_its_cue_reports(text: str, expected: Row) -> None:
    assert rows(text) == [expected]


def test_two_speakers_in_one_paragraph_keep_their_own_words() -> None:
    text = "“It is over,” said Mr Burnham. “It will pass,” Mr Lansley replied, adding that peers would vote for it."
    assert rows(text) == [
        ("Mr Burnham", "said", "direct", ["It is over,"]),
        ("Mr Lansley", "replied", "direct", ["It will pass,"]),
        ("Mr Lansley", "adding", "indirect", ["that peers would vote for it"]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr Burnham said the bill was dead, as Mr Miliband called for it to be dropped.",
         [("Mr Burnham", ["the bill was dead"]), ("Mr Miliband", ["for it to be dropped"])]),
        ("Mr Burnham said he was ready and he urged peers to bury the bill.",
         [("Mr Burnham", ["he was ready"]), ("he", ["peers to bury the bill"])]),
        ("A paper heard a claim that an aide said the bill was dead.", [("an aide", ["the bill was dead"])]),
        ("One said the bill was dead, and another likened it to a poll tax.",
         [("One", ["the bill was dead"]), ("another", ["it to a poll tax"])]),
        ("Ministers are wary of losing votes by announcing new taxes for the rich.", []),
        ("Mr Burnham believes the bill is a disaster for patients.", []),
    ],
    ids=["another meanwhile", "a second cue", "a claim", "the other", "by not saying", "merely believed"],
)  # fmt: skip
def test_an_utterance_leaves_out_what_somebody_else_says(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert [(source, pieces) for source, _, _, pieces in rows(text)] == expected


def test_a_name_in_a_heading_is_not_the_source_in_the_paragraph_below() -> None:
    text = "Andy Burnham\n\nThe leader David Cameron had said that the bill would pass."
    assert [source for source, *_ in rows(text)] == ["The leader David Cameron"]


def test_the_items_of_a_list_have_the_source_of_the_line_above_it() -> None:
    text = "Mr Miliband set out his plans:\n\n  • stating that the bill would go;\n  • insisting that it must go."
    assert [row[:2] for row in rows(text)] == [("Mr Miliband", "stating"), ("Mr Miliband", "insisting")]
