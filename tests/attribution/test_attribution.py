"""Attribution of whole articles. Each quotation is written (speaker, cue, kind, words)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import attribution, passages
from retrieval.models import Article, Passage, Quotation
from retrieval.passages import MAX_PASSAGE_CHARS
from retrieval.text import nlp
from tests.paths import SEEDS

pytestmark = pytest.mark.slow

BRIEFING = "2012-02-07-huffpost-uk-trickett-briefing.txt"
DEFIANT = "2012-02-11-huffpost-uk-lansley-defiant.txt"

Row = tuple[str | None, str | None, str, str]


def read(text: str) -> tuple[list[Passage], list[Quotation]]:
    article = Article("a.txt", text)
    cut = passages.split(article, lambda piece: len(piece) <= MAX_PASSAGE_CHARS)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    return cut, attribution.find(article, cut, docs, is_sure=lambda *_: True)


def rows(text: str) -> list[Row]:
    return [(quotation.speaker, quotation.cue, quotation.kind.value, quotation.text) for quotation in read(text)[1]]


def said(text: str) -> list[tuple[str | None, str]]:
    return [(quotation.speaker, quotation.text) for quotation in read(text)[1]]


def seed(name: str, opening: str) -> Quotation:
    """The quotation of a seed article that begins with these words."""
    quotations = read((SEEDS / name).read_text(encoding="utf-8"))[1]
    (quotation,) = [quotation for quotation in quotations if quotation.text.startswith(opening)]
    return quotation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Andy Burnham said: “It is over and done with.”",
         ("Andy Burnham", "said", "direct", "It is over and done with.")),
        ("“It is over and done with,” Andy Burnham said.",
         ("Andy Burnham", "said", "direct", "It is over and done with,")),
        ("“It is over and done with,” said Andy Burnham.",
         ("Andy Burnham", "said", "direct", "It is over and done with,")),
        ('Andy Burnham told reporters on Tuesday: "It is over and done with."',
         ("Andy Burnham", "told", "direct", "It is over and done with.")),
        ("Andy Burnham, who leads for Labour, warned: “It is over and done with.”",
         ("Andy Burnham", "warned", "direct", "It is over and done with.")),
        ("Andy Burnham said the bill was dead and buried.",
         ("Andy Burnham", "said", "indirect", "the bill was dead and buried")),
        ("The bill was dead and buried, Andy Burnham said.",
         ("Andy Burnham", "said", "indirect", "The bill was dead and buried")),
        ("The bill was dead and buried, said Andy Burnham.",
         ("Andy Burnham", "said", "indirect", "The bill was dead and buried")),
        ("According to Andy Burnham, the bill is dead and buried.",
         ("Andy Burnham", "According to", "indirect", "the bill is dead and buried")),
        ("The bill is dead and buried, according to Andy Burnham.",
         ("Andy Burnham", "according to", "indirect", "The bill is dead and buried")),
        ("Andy Burnham said the bill was “dead” and buried.",
         ("Andy Burnham", "said", "mixed", "the bill was “dead” and buried")),
        ("Shadow Health Secretary Andy Burnham said: “It is over and done with.”",
         ("Andy Burnham", "said", "direct", "It is over and done with.")),
        ("Sen. John McCain tweeted: “It is over and done with.”",
         ("John McCain", "tweeted", "direct", "It is over and done with.")),
        ("J. D. Vance wrote that the bill was dead and buried.",
         ("J. D. Vance", "wrote", "indirect", "that the bill was dead and buried")),
        ("A Downing Street spokeswoman said: “It is over and done with.”",
         ("Downing Street spokeswoman", "said", "direct", "It is over and done with.")),
        ("Andy Burnham and Ed Miliband said: “It is over and done with.”",
         ("Andy Burnham and Ed Miliband", "said", "direct", "It is over and done with.")),
        ("“It is over and done with,” said Army Capt. J.J. MacNab, a critic.",
         ("J.J. MacNab", "said", "direct", "It is over and done with,")),
        ("“It is over. One of many,” Rep. Ann E. Harman (D-Md.) said in Leeds.",
         ("Ann E. Harman", "said", "direct", "It is over. One of many,")),
        ("Andy Burnham broke in to announce, “It is over and done with.”",
         ("Andy Burnham", "announce", "direct", "It is over and done with.")),
        ("Andy Burnham hit back, tweeting at him, “you are over and done with.”",
         ("Andy Burnham", "tweeting", "direct", "you are over and done with.")),
        ("“The bill is dead, buried and forgotten -A” Andy Burnham tweeted, quoting a paper.",
         ("Andy Burnham", "tweeted", "direct", "The bill is dead, buried and forgotten -A")),
        ("“Is it over?” Andy Burnham pressed. “ Or is it not?”",
         ("Andy Burnham", "pressed", "direct", "Is it over?  Or is it not?")),
        ("Ban Ki-moon said the bill was dead and buried.",
         ("Ban Ki-moon", "said", "indirect", "the bill was dead and buried")),
        ("Andy Burnham issued a statement saying the bill was dead and buried.",
         ("Andy Burnham", "saying", "indirect", "the bill was dead and buried")),
        ("Andy Burnham rejected the plan, saying the bill was dead and buried.",
         ("Andy Burnham", "saying", "indirect", "the bill was dead and buried")),
        ("Andy Burnham compared it to “a dead and buried thing.”",
         ("Andy Burnham", "compared", "mixed", "it to “a dead and buried thing.”")),
        ("In a Washington Post poll, 73 percent said the bill was dead and buried.",
         ("Washington Post poll", "said", "indirect", "the bill was dead and buried")),
        ("He said: “It is over and done with.”", (None, "said", "direct", "It is over and done with.")),
        ("“It is over and done with.”", (None, None, "direct", "It is over and done with.")),
    ],
    ids=["before", "after", "after, turned round", "told somebody", "with an aside", "reported", "reported before",
         "reported before, turned round", "according to", "according to, after", "mixed", "office", "title", "initials",
         "role", "two people", "initials and rank", "party and state", "to announce",
         "told in an aside", "no mark at its end", "a question, and a space", "syllables", "statement",
         "behind a comma", "compared", "poll", "nobody known", "no cue"],
)  # fmt: skip
def test_a_quotation_belongs_to_the_source_beside_its_cue(text: str, expected: Row) -> None:
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "It is “over” now.",
        "The bill is dead and buried.",
        "Andy Burnham said so.",
        "Andy Burnham said . . . .",
        "Andy Burnham did not say that the bill was dead.",
        "Andy Burnham declined to say whether the bill was dead.",
        "Andy Burnham left without saying that the bill was dead.",
        "Andy Burnham bought a bill called “Health and Care”.",
        "“”",
        "“ “ ” according to",
        "",
    ],
)
def test_text_in_which_nobody_is_reported_to_speak_has_no_quotation(text: str) -> None:
    assert rows(text) == []


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Andy Burnham left.\n\n“It is over and done with,” he said.", ["Andy Burnham"]),
        ("Andy Burnham left.\n\nMr Burnham said the bill was dead.", ["Andy Burnham"]),
        ("John McCain left.\n\nSen. McCain said the bill was dead.", ["John McCain"]),
        ("Dick Hale left.\n\nThe clerk waited.\n\n“It is over and done with,” Richard J. Hale said.",
         ["Richard J. Hale"]),
        ("Thomas Hale left with his son Tom Hale.\n\n“It is over and done with,” Tom Hale said.\n\n"
         "“We will vote against it,” said Thomas Hale.", ["Tom Hale", "Thomas Hale"]),
        ("They led Sens. Jon Tarr and David Vitt to warn of it.\n\n“It is over and done with,” Tarr said.",
         ["Jon Tarr"]),
        ("A pledge by Justices Ann Hale and Bo Vane was read.\n\n“It is over and done with,” Hale said.",
         ["Ann Hale"]),
        ("Clerk Bo Vane (Norr):\"Who told you of it all?\"\n\nFormer leader Ann Lee:\"We learned it from a man.\"",
         ["Bo Vane", "Ann Lee"]),
        ("Hillary Clinton met Bill Clinton.\n\n“The bill is dead,” Clinton said.", [None]),
        ("An NHS spokesman said the bill was dead.\n\nThe spokesman said that it would never pass.",
         ["NHS spokesman", "NHS spokesman"]),
        ("Ed Miliband said the bill was dead and he urged peers to vote against it.", ["Ed Miliband", "Ed Miliband"]),
        ("Andy Burnham said the bill was dead.\n\nEd Miliband said it was all wrong.\n\nHe said it would pass soon.",
         ["Andy Burnham", "Ed Miliband", "Ed Miliband"]),
        ("Andy Burnham said: “It is over and done with.” Ed Miliband said: “We will vote against it.”",
         ["Andy Burnham", "Ed Miliband"]),
        ("“It is over and done with,” said Andy Burnham. “We will vote against it,” said Ed Miliband.",
         ["Andy Burnham", "Ed Miliband"]),
    ],
    ids=["he", "surname", "title and surname", "a short form", "two short forms in one sentence",
         "a title of two", "another title of two", "a label without a space after it", "two of one surname",
         "the role again", "he, in the sentence",
         "he, after two", "two quotations, cues before", "two quotations, cues after"],
)  # fmt: skip
def test_a_speaker_has_the_fullest_name_that_the_article_gives(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, *_ in rows(text)] == speakers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Andy Burnham said: "It is over and dead.\n\n"We will vote against it."',
         [("Andy Burnham", "said"), ("Andy Burnham", None)]),
        ("Andy Burnham said: “It is over and dead.\n\n“We will vote against it.\n\n“And we will win it.”",
         [("Andy Burnham", "said"), ("Andy Burnham", None), ("Andy Burnham", None)]),
        ("Andy Burnham said: “It is over and dead.\n\n“We will vote against it,” Ed Miliband added.",
         [("Andy Burnham", "said"), ("Ed Miliband", "added")]),
        ("Andy Burnham said: “It is over and dead.”\n\nThe house rose.\n\n“We will vote against it.”",
         [("Andy Burnham", "said"), (None, None)]),
        ("Andy Burnham said: “It is over and dead.”\n\nAsked about peers, he was more cautious.\n\n"
         "“We will see what they do.”",
         [("Andy Burnham", "said"), ("Andy Burnham", None)]),
        ("Andy Burnham said: “It is over and dead.”\n\nEd Miliband was more cautious.\n\n“We will see what they do.”",
         [("Andy Burnham", "said"), (None, None)]),
        ("Andrew Lansley said the bill would become law. But Andy Burnham said: “It is over and dead.\n\n"
         "“We will vote against it.”",
         [("Andrew Lansley", "said"), ("Andy Burnham", "said"), ("Andy Burnham", None)]),
    ],
    ids=["straight", "over three paragraphs", "another cue", "narration between", "narration about the speaker",
         "narration about another", "the last to speak"],
)  # fmt: skip
def test_a_quotation_over_several_paragraphs_keeps_its_speaker(
    text: str, expected: list[tuple[str | None, str | None]]
) -> None:
    assert [(speaker, cue) for speaker, cue, *_ in rows(text)] == expected


def test_an_interrupted_sentence_goes_on_with_the_cue_that_interrupted_it() -> None:
    first, second = rows("“It is over,” Andy Burnham wrote in a letter asking why it was not, “but not forgotten.”")
    assert first == ("Andy Burnham", "wrote", "direct", "It is over, but not forgotten.")
    assert second == ("Andy Burnham", "asking", "indirect", "why it was not")


def test_an_interview_gives_each_answer_to_the_speaker_in_its_label() -> None:
    lead = "Maria Holt, a journalist, met Donald Trump. Ms Holt asked about taxes."
    text = f"{lead}\n\nHOLT: Will you release your returns?\n\nTRUMP: I will when the audit is over."
    assert rows(text) == [
        ("Maria Holt", ":", "direct", "Will you release your returns?"),
        ("Donald Trump", ":", "direct", "I will when the audit is over."),
    ]


@pytest.mark.parametrize("signature", ["Jane Marlow", "Jane Marlow, Leeds", "Jane Marlow, member of the council."])
def test_a_letter_belongs_to_its_signatory(signature: str) -> None:
    text = (
        f"A reader wrote in.\n\n“The bill must be dropped before any hospital closes.” — {signature}\n\nThat was all."
    )
    assert rows(text) == [("Jane Marlow", "—", "direct", "The bill must be dropped before any hospital closes.")]


def test_speaker_text_is_the_source_in_the_words_of_the_article() -> None:
    assert [
        seed(BRIEFING, "A campaign is").speaker_text,
        seed(BRIEFING, "While the fundamental").speaker_text,
        seed(DEFIANT, "On behalf").speaker_text,
        seed(DEFIANT, "That is not").speaker_text,
    ] == ["Shadow Health Secretary Andy Burnham", "the spokeswoman", "he", None]


pieces = st.sampled_from(
    ["Andy Burnham", "Mr Burnham", "Dr. ", " said ", " said: ", "according to ", "the spokeswoman", "He ", " and ",
     "“", "”", '"', '""', "the bill is dead and buried", ", ", ". ", "\n\n", "\n", "’s ", "Clinton", "J. "]
)  # fmt: skip


@given(st.lists(pieces | st.text(max_size=4)).map("".join))
def test_every_quotation_lies_within_one_passage_in_the_order_of_the_article(text: str) -> None:
    cut, quotations = read(text)
    starts = [quotation.spans[0] for quotation in quotations]
    assert starts == sorted(starts)
    for quotation in quotations:
        first, last = quotation.spans[0][0], quotation.spans[-1][1]
        assert any(passage.start <= first < last <= passage.end for passage in cut)
        assert all(start < end for start, end in quotation.spans)
        assert all(one[1] <= other[0] for one, other in pairwise(quotation.spans))
        assert quotation.text == " ".join(text[start:end] for start, end in quotation.spans)
        assert quotation.cue is None or (
            quotation.cue_span is not None and quotation.cue == text[slice(*quotation.cue_span)]
        )
        assert quotation.speaker_text is None or quotation.speaker_text in text
        assert quotation.speaker is None or quotation.speaker.strip()
    assert all(one.end <= other.start for one, other in pairwise(cut))
