"""Sentences: in each case, a bar marks the expected end of a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.text import sentences


def with_bars(text: str) -> str:
    return "¦".join(text[start:end] for start, end in sentences.split(text))


@pytest.mark.parametrize(
    "text",
    [
        "It is over.¦He left!¦Did he?¦He did.",
        "Mr. Lansley met Dr. Alessi and Gov. Pence.¦Nobody else came.",
        "Sen. John McCain of the U.S. Senate spoke.¦He left.",
        "J. K. Rowling wrote to George W. Bush.¦He replied.",
        "Lansley vs. Burnham, Smith & Co. Ltd. and Sons Inc. Both sides.",
        "It began on 7 Feb. 2012 at 3 p.m. GMT.¦Then it ended.",
        "A No. 10 spokeswoman spoke.¦Nobody asked.",
        "Would he go?¦No.¦He would stay.",
        "It shrank in the sun.¦There he sat.¦It was late.",
        "It came on Sat. 5 May.¦It left.",
        "It cost 3.5 billion.¦£2 more was lost.",
        "It isn’t Lansley’s.¦We can't.¦We won’t.¦We must.",
        "“It must stop,” he said.¦“Now.”¦He left.",
        "“It must stop.”¦“Why?”¦(He did not say.)¦Then he left.",
        "He asked: “Why now?” but nobody knew.",
        "J.J. MacNab met Rep. G.K. Butterfield.¦Nobody else did.",
        "He left the U.S. in May.¦He lives in the U.K.¦She does not.",
        "“It is over,” he said in Albany, N.Y.¦“Now we go home, all of us.”",
        "The U.S. “Navy” sailed.¦They saw it.",
        "He left on May 2.¦“It was time.”",
        "1. Read it.¦He did.",
        "It was… odd.¦Very odd…¦Then it stopped.",
        "Well... he said so.¦It ended....¦That was all.",
        "“What?!”¦Nobody answered.",
        "See www.example.com or a.b.c for more.¦It is all there.",
        "A heading\n\n¦A text below it.",
        "He listed:\n¦• one thing;\n¦• another.\n¦- And a third",
        "A line that was\nwrapped by hand. it goes on\nand on.¦Here it ends.",
        "No full stop at the end",
        "   White space around.  ¦  Is left out.  ",
        "...",
    ],
    ids=[
        "marks", "titles", "countries", "initials", "firms", "times", "number", "no", "sun and sat", "saturday",
        "decimals", "contractions", "quotation", "quotations alone", "question within", "initials together",
        "initials at an end", "quotation behind initials", "initials of a name in marks", "day", "numbered",
        "ellipsis", "dots", "two marks", "addresses", "heading", "list", "wrapped", "open end", "white space",
        "only dots",
    ],
)  # fmt: skip
def test_a_sentence_ends_where_a_reader_would_end_it(text: str) -> None:
    assert with_bars(text.replace("¦", " ")) == "¦".join(part.strip() for part in text.split("¦"))


@pytest.mark.parametrize(
    "lines",
    [
        ["5 May 2011", "The mayor left.", "9:15 am", "He came back.", "TOWN HALL", "It was shut."],
        ["Friday, 6 May", "“It is over.”", "Swimming and Diving", "“Never.”"],
    ],
)
def test_a_line_with_a_time_a_date_or_a_heading_is_a_sentence(lines: list[str]) -> None:
    assert with_bars("\n".join(lines)) == "¦".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "The Town Hall\nwas shut.",
        "THE TOWN HALL WAS\nSHUT BY NOON.",
        "The clerk told\n“Red” Lee.",
        "It was on\n5 May 2011\nthat he left.",
    ],
)
def test_a_wrapped_line_is_no_heading(text: str) -> None:
    assert with_bars(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_blank_text_has_no_sentences(text: str) -> None:
    assert sentences.split(text) == []


@given(st.text(st.sampled_from("aA1. .?!…”“\"'(\n•-\u200b\u00a0Mr")))
def test_sentences_are_in_order_and_leave_out_only_white_space(text: str) -> None:
    spans = sentences.split(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    assert [text[left:right].strip() for left, right in zip(edges[::2], edges[1::2], strict=True)] == [""] * (
        len(spans) + 1
    )
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


def test_a_long_text_with_a_heading_above_each_line_is_split_in_linear_time() -> None:
    started = time.process_time()
    assert len(sentences.split("11:03\nHe said no to it.\n" * 40_000)) == 80_000
    assert time.process_time() - started < 8
