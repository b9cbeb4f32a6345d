"""Plain text: hard-wrapped lines are joined and furniture is blanked, and each character keeps its place."""

import pytest

from retrieval.ingest import text_layout

WRAPPED = """The dam at Ansel will be raised by two metres before the
winter, the water board decided on Thursday evening, after
three hours of talk.
{0}“Nobody below the dam will sleep until it is done,” said
Ida Holt, who chairs the board and lives in the valley with
her two sons.{1}"""
JOINED = (
    "The dam at Ansel will be raised by two metres before the winter, the water board decided on Thursday evening, "
    "after three hours of talk.{0}“Nobody below the dam will sleep until it is done,” said Ida Holt, who chairs the "
    "board and lives in the valley with her two sons.{1}"
)
PROSE = "The dam is safe, said the mayor."


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        pytest.param(WRAPPED.format("   ", ""), JOINED.format("\n\n  ", ""), id="indented paragraphs"),
        pytest.param(WRAPPED.format("\n", "\n"), JOINED.format("\n\n", "\n"), id="blank lines"),
        pytest.param("A line of a verse\nand another\nand a third\nand so on", None, id="a verse"),
        pytest.param("THE MAYOR: It is safe.\nMRS HOLT: It is not.\nTHE MAYOR: So.", None, id="a transcript"),
        pytest.param(f"{PROSE}\nAdvertisement\n{PROSE}", f"{PROSE}\n             \n{PROSE}", id="an advertisement"),
        pytest.param(
            f"{PROSE}\nMost read\n1 Weir opened\n2 Ten walks",
            f"{PROSE}\n         \n             \n           ",
            id="a list",
        ),
        pytest.param(f"Most read\n{PROSE} “I read it most,” he said to her.", None, id="a heading above text"),
    ],
)
def test_lines_are_joined_and_furniture_is_blanked(text: str, prepared: str | None) -> None:
    found = text_layout.prepare(text, 0)
    assert len(found) == len(text)
    if prepared is None and text.startswith("Most read"):
        prepared = text.replace("Most read", "         ", 1)
    assert found == (text if prepared is None else prepared)


def test_nothing_changes_above_the_body() -> None:
    text = f"Advertisement\n{PROSE}"
    assert text_layout.prepare(text, len("Advertisement\n")) == text


@pytest.mark.parametrize("rule", ["---", "* * *", "_____"])
def test_a_rule_of_markdown_is_no_text(rule: str) -> None:
    text = f"{rule}\n\n{PROSE}\n\n{rule}\n{PROSE} A dash - or two -- is.\n"
    assert text_layout.prepare_markdown(text, 0) == text.replace(rule, " " * len(rule))


@pytest.mark.parametrize(
    "foot",
    [
        "ENDS",
        "-30-",
        "# # #",
        "[ends]\n\nAnn Low 01632 960123",
        "Contact: Ann Low, press@lorne.example",
        "https://lorne.example/dam",
        "Downloaded on 3 January 2025",
        "© 2012 Lorne Herald. All rights reserved.\nENDS",
    ],
)
def test_what_stands_below_an_article_is_no_text_of_it(foot: str) -> None:
    assert text_layout.without_foot(f"Head\n\nThe dam is safe, he said.\n\n{foot}\n", 6) == (
        "Head\n\nThe dam is safe, he said."
    )


@pytest.mark.parametrize(
    "text",
    [
        "The dam is safe, he said.\n\nCall us on 01632 960123, he said, if you see water.",
        "The dam is safe, he said.\n\nENDS\n\nNotes to editors\n\nThe dam was built in 1904, he said.",
        "https://lorne.example/dam",
        "",
    ],
)
def test_sentences_below_an_article_stay(text: str) -> None:
    assert text_layout.without_foot(text, 0) == text


@pytest.mark.parametrize("indent", ["   ", "\t  "])
def test_the_first_line_counts_with_its_indent_which_the_header_ends_in(indent: str) -> None:
    first = "The dam at Ansel will be raised by some two metres in"
    text = f"The dam\n\n{indent}{first}\n" + WRAPPED.format(indent, "").partition("\n")[2]
    prepared = text_layout.prepare(text, text.index(first))
    assert len(prepared) == len(text)
    assert f"{first} winter, the water board" in prepared


@pytest.mark.parametrize("line", ["printed on 40 mugs, “the best advert", "more from the council, and posted in"])
def test_a_wrapped_line_is_text_although_it_reads_like_furniture(line: str) -> None:
    text = f"Ida Holt, who chairs the board, said she had expected\n{line}\nthe valley.\n"
    assert text_layout.prepare(text, 0) == text
    cut = text.removesuffix("\nthe valley.\n")
    assert text_layout.without_foot(cut, 0) == cut


@pytest.mark.parametrize(
    "line",
    [
        "More from the council is due on Monday.",
        "Posted in the window was one word: “No”.",
        "(c) Whether all the facts were known to the mayor",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_text(line: str) -> None:
    text = f"He said so.\n\n{line}\n\nHe left.\n"
    assert text_layout.prepare(text, 0) == text
