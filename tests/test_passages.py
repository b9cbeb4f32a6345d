"""Cutting articles into passages: some text stays together, some is cut, and no visible character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import passages
from retrieval.models import Article
from retrieval.passages import MAX_PASSAGE_CHARS

LINE = "It is the bill that peers will debate again, and ministers must say what it is for. " * 2 + "So they will."
BLANKS = " \t\n\u00a0\u2003\u200b\u2060\ufeff"


def texts(text: str, longest: int = MAX_PASSAGE_CHARS, body: int = 0) -> list[str]:
    """The passages' texts; the encoder reads up to `longest` characters."""
    found = passages.split(Article("a.txt", text, body), lambda piece: len(piece) <= longest)
    return [passage.text for passage in found]


@pytest.mark.parametrize("blank", ["\n\n", "\n \t\n", "\n\n\n\n", "\n\u00a0\n", "\n\u200b\n", "\n\ufeff\u2060 \n"])
def test_a_blank_line_of_any_kind_parts_paragraphs(blank: str) -> None:
    assert texts(f"{blank}He left.{blank}She stayed.{blank}") == ["He left.", "She stayed."]


def test_text_above_the_body_makes_no_passage() -> None:
    assert texts("A Headline\n\nHe left.", body=12) == ["He left."]
    assert texts("A Headline\n\n", body=12) == []
    assert texts("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Background\n\nHe left.\n\nShe stayed.", ["Background\n\nHe left.", "She stayed."]),
        ("Part Two\n\nBackground\n\nHe left.", ["Part Two\n\nBackground\n\nHe left."]),
        ("He left.\n\nThe End", ["He left.", "The End"]),
        ("He added:\n\n“It is over.”", ["He added:\n\n“It is over.”"]),
        ("He left early and then he added:\n\n“No.”\n\n“Go.”", ["He left early and then he added:\n\n“No.”", "“Go.”"]),
        ("“We will win\n\n“And again.”", ["“We will win", "“And again.”"]),
        (f"{'Word ' * 17}\n\nHe left.", ["Word " * 16 + "Word", "He left."]),
        ("He wants:\n\n  • more beds;\n  • fewer forms.\n\nHe left.",
         ["He wants:\n\n  • more beds;\n  • fewer forms.", "He left."]),
        ("He wants:\n- more beds\n- fewer forms\n\nHe left.", ["He wants:\n- more beds\n- fewer forms", "He left."]),
        (f"He wants:\n1. {LINE}\n2. fewer forms", [f"He wants:\n1. {LINE}\n2. fewer forms"]),
    ],
    ids=["heading", "two headings", "heading last", "he added", "colon", "a quotation", "long line", "list",
         "list below its line", "numbered"],
)  # fmt: skip
def test_headings_and_lines_ending_in_a_colon_stay_with_the_next_paragraph(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_heading_is_a_passage_of_its_own_if_the_next_paragraph_leaves_no_room() -> None:
    assert texts("Background\n\nHe left the house at noon.", longest=30) == ["Background", "He left the house at noon."]


def test_a_file_with_one_line_per_paragraph_is_cut_at_its_lines() -> None:
    assert texts(f"{LINE}\nHe left.\n“{LINE}”\n") == [LINE, "He left.", f"“{LINE}”"]


def test_hand_wrapped_lines_stay_together_until_a_blank_line() -> None:
    wrapped = "The peers will debate the bill again,\nand the ministers who wrote it\nwill have to say what it is for."
    assert texts(f"{wrapped}\n\nHe left.\n") == [wrapped, "He left."]


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("He left. She stayed. They met.", 20, ["He left. She stayed.", "They met."]),
        ("He left. She stayed. They met.", 12, ["He left.", "She stayed.", "They met."]),
        ("Mr. Hunt left. She stayed.", 15, ["Mr. Hunt left.", "She stayed."]),
        (
            "He left. She stayed at the house. They met.",
            12,
            ["He left.", "She stayed", "at the", "house.", "They met."],
        ),
        ("Antidisestablishment rose.", 8, ["Antidise", "stablish", "ment", "rose."]),
        ("She stayed at home. He left.", 10, ["She stayed", "at home.", "He left."]),
        ("One line\nand another line", 12, ["One line\nand", "another line"]),
        ("One  two   three", 6, ["One", "two", "three"]),
    ],
    ids=["sentences", "each alone", "abbreviation", "long sentence", "long word", "room left", "line ends", "gaps"],
)
def test_a_long_paragraph_is_cut_at_sentences_then_words_then_characters(
    text: str, longest: int, expected: list[str]
) -> None:
    assert texts(text, longest) == expected


def test_no_passage_is_longer_than_the_limit_of_an_answer_even_if_the_encoder_reads_more() -> None:
    sentences, word = texts("It is over. " * 250, longest=10_000), texts("x" * 2401, longest=10_000)
    assert [[len(text) for text in found] for found in (sentences, word)] == [[1199, 1199, 599], [1200, 1200, 1]]


def test_an_encoder_that_fits_nothing_gets_single_characters() -> None:
    assert texts("No. Go", longest=0) == ["N", "o", ".", "G", "o"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("He said: “It is not.", "“It never was.”", True),
        ("“One.” He said: “Two.", "“Three.", True),
        ("“It is not,” he said.", "“It never was.”", False),
        ("He said: “It is not.", "He left.", False),
        ('He said: "It is not.', '"It never was."', True),
        ('"It is not," he said.', '"It never was."', False),
        ('"One," he said. "Two.', '"Three."', True),
        ('He said: ""It is not.', '"It never was."', True),
        ('He said: ""It is not.""', '"It never was."', False),
        ('He said: "It is not.', "He left.", False),
        ("He said: “It is “over” now.”", "“Go.”", False),
        ("He left.", "“Go.”", False),
    ],
    ids=["curly", "reopened", "closed", "no mark after", "straight", "straight closed", "straight reopened",
         "doubled", "doubled closed", "straight, no mark after", "nested", "none"],
)  # fmt: skip
def test_a_passage_continues_a_quotation_that_is_unclosed_and_opened_again(
    before: str, after: str, *, expected: bool
) -> None:
    assert passages.continues_quotation(before, after) == expected


bodies = st.lists(
    st.sampled_from(["He added:", "Mr. Hunt left. ", "A Heading", "“Go", ".”", "word ", "x" * 30, "• ", "1. ", ". "])
    | st.text(st.sampled_from('aA. \n\u00a0\u200b\ufeff“”"-:é'), max_size=6)
    | st.sampled_from(["\n", "\n\n", "\n\u00a0\n"])
).map("".join)


@given(bodies, st.integers(1, 60))
def test_passages_are_in_order_fit_and_have_every_visible_character(body: str, longest: int) -> None:
    article = Article("a.txt", body)
    found = passages.split(article, lambda piece: len(piece) <= longest)
    edges = [0, *(edge for passage in found for edge in (passage.start, passage.end)), len(body)]
    assert edges == sorted(edges)
    between = [body[left:right].strip(BLANKS) for left, right in zip(edges[::2], edges[1::2], strict=True)]
    assert between == [""] * len(between)
    assert all(passage.text.strip(BLANKS) for passage in found)
    assert all(len(passage.text) <= longest for passage in found)


@pytest.mark.parametrize("unit", ["It is over. ", "word ", "x", "It is over.\n\n", f"{LINE}\n", "Heading\n\n", ". "])
def test_twice_the_text_takes_twice_the_work(unit: str) -> None:
    def characters_read(length: int) -> int:
        read = []

        def fits(piece: str) -> bool:
            read.append(len(piece))
            return len(piece) <= 400

        passages.split(Article("a.txt", unit * (length // len(unit))), fits)
        return sum(read)

    assert characters_read(200_000) <= 2.1 * characters_read(100_000)
