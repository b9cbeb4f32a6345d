"""Quotations joined over several paragraphs. Each is written (speaker, kind, texts of its spans)."""

import pytest

from retrieval import attribution, passages
from retrieval.joining import multi_paragraph
from retrieval.models import Article
from retrieval.text import nlp

pytestmark = pytest.mark.slow

Row = tuple[str | None, str, list[str]]


def rows(text: str, longest: int = passages.MAX_PASSAGE_CHARS) -> list[Row]:
    article = Article("a.txt", text)
    cut = passages.split(article, lambda piece: len(piece) <= longest)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    joined = multi_paragraph.join(attribution.find(article, cut, docs))
    return [
        (quotation.speaker, quotation.kind.value, [text[start:end] for start, end in quotation.spans])
        for quotation in joined
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Andy Burnham said: “It is over and dead.\n\n“We will vote against it.\n\n“And we will win.”",
         [("Andy Burnham", "direct", ["It is over and dead.", "We will vote against it.", "And we will win."])]),
        ("“It is over and dead,” Andy Burnham said.\n\n“We will vote against it.”",
         [("Andy Burnham", "direct", ["It is over and dead,", "We will vote against it."])]),
        ("The bill “is over and dead,” Andy Burnham said.\n\n“We will vote against it.”",
         [("Andy Burnham", "mixed", ["The bill “is over and dead,”", "We will vote against it."])]),
    ],
    ids=["never closed", "behind the cue", "mixed"],
)  # fmt: skip
def test_a_quotation_that_goes_on_in_the_next_paragraph_is_joined(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


def test_a_quotation_over_several_passages_of_one_paragraph_ends_with_its_closing_mark() -> None:
    sentences = [
        f"The bill number {number} is over, dead and buried, and nobody will mourn it." for number in range(40)
    ]
    quoted = " ".join(sentences)
    ((speaker, kind, pieces),) = rows(f"Andy Burnham said: “{quoted}” He sat down.")
    assert (speaker, kind, " ".join(pieces)) == ("Andy Burnham", "direct", quoted)
    assert len(pieces) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Andy Burnham said: “It is over and dead.”\n\n“We will vote against it.”",
        "“It is over and dead,” Andy Burnham said. He sat down.\n\n“We will vote against it.”",
        "“It is over and dead,” Andy Burnham said.\n\n“We will vote against it,” Ed Miliband said.",
        "“It is over and dead,” Andy Burnham said.\n\nThe house rose.\n\n“We will vote against it.”",
        "It was over and dead, Andy Burnham said.\n\n“We will vote against it.”",
    ],
    ids=["closed", "narration behind the cue", "a cue of its own", "a paragraph between", "reported"],
)
def test_a_quotation_that_has_ended_is_not_joined_with_the_next(text: str) -> None:
    assert [len(pieces) for *_, pieces in rows(text)] == [1, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Andy Burnham said: “It is over and dead. We will vote against it. And we will win it all.” Then he left.",
         [("Andy Burnham", "direct", ["It is over and dead.", "We will vote against it.", "And we will win it all."])]),
        ('Andy Burnham said: "It is over and dead. We will vote against it."',
         [("Andy Burnham", "direct", ["It is over and dead.", "We will vote against it."])]),
        ("Andy Burnham said: “It is over and dead.” We shall see about that soon. The house rose.",
         [("Andy Burnham", "direct", ["It is over and dead."])]),
        ("Andy Burnham said: “It is over and dead.\n\nThe house rose. It was late by then.",
         [("Andy Burnham", "direct", ["It is over and dead."])]),
    ],
    ids=["curly", "straight", "closed before", "another paragraph"],
)  # fmt: skip
def test_a_quotation_is_joined_through_the_passages_of_its_paragraph(text: str, expected: list[Row]) -> None:
    assert rows(text, longest=45) == expected
