"""One answer fits a phone's screen: what is not the answer gives way first, and *More* shows what was left out."""

from dataclasses import replace

import pytest
from discord import ui

from bot.discord.pages import layout, views
from bot.discord.pages.button_ids import AnswerButton
from retrieval.chronology.timeline import Statement
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Coverage,
    Kind,
    PartialDate,
    Passage,
    Published,
    Question,
    Quotation,
    Reply,
    Role,
    Searched,
)
from tests.discord.pages.test_views import KEY, buttons, texts

ASKED = Question("what did Ann Lee say about the wall?", "Ann Lee", "wall", asks_for_words=True)
SENTENCE = "The wall along the old quay is wet again this week. "
PUBLISHED = Published(PartialDate.parse("2012-02-07"), Basis.STATED)


def wall(sentences: int, highlighted: int, name: str = "Ann Lee", role: Role = Role.ANSWER) -> Answer:
    """An answer of so many sentences, of which one, counted from 0, is highlighted."""
    text = (SENTENCE * sentences).strip()
    article = Article(f"{name}.txt", text, title="Wall Is Wet Again", source="Daily Post", published=PUBLISHED)
    start = len(SENTENCE) * highlighted
    said = Quotation(article, ((0, len(text)),), Kind.DIRECT, name)
    return Answer(article, 0, len(text), said, ((start, start + len(SENTENCE) - 1),), 1.0, {}, role=role)


def shown(answer: Answer, *others: str, question: str = ASKED.text, key: str | None = KEY) -> tuple[list[str], int]:
    """The texts of the page, and its height on a phone."""
    asked = replace(ASKED, text=question)
    answers = (answer, *(wall(1, 0, name, Role.RELATED) for name in others))
    page = views.first_page(Reply(question, asked, answers, 0.9, None, "g", 1.0), 1, key, private=False)
    lines = texts(page)
    return lines, layout.PHONE_FRAME_PIXELS + 2 * layout.PHONE_BUTTON_ROW_PIXELS + layout.height_on_phone(*lines)


def more(answer: Answer) -> str | None:
    page = views.first_page(Reply("q", ASKED, (answer,), 0.9, None, "g", 1.0), 1, KEY, private=False)
    return next((button.removeprefix(f"onrecord:more:{KEY}:") for button in buttons(page) if ":more:" in button), None)


TITLE, OTHERS, SPEAKER = "-# Wall Is Wet Again", "-# Others on this: Bo Ek", "-# speaker: Ann Lee"
GIVES_WAY = [
    pytest.param(2, "what of the wall?", {TITLE, OTHERS, SPEAKER}, id="all is shown with a short answer"),
    pytest.param(7, "what of the wall?", {TITLE, SPEAKER}, id="first who else is quoted"),
    pytest.param(7, "what did she say about the old wall?", {SPEAKER}, id="then the title"),
    pytest.param(8, "what of the wall?", set(), id="then what the credit says too"),
]


@pytest.mark.parametrize(("sentences", "question", "small"), GIVES_WAY)
def test_what_is_not_the_answer_gives_way_first(sentences: int, question: str, small: set[str]) -> None:
    lines, height = shown(wall(sentences, 0), "Bo Ek", question=question)
    assert {line for text in lines for line in text.split("\n") if line.startswith("-# ")} == small
    assert lines[1].count("wet again") == sentences
    assert height <= layout.PHONE_SCREEN_PIXELS


@pytest.mark.parametrize(
    ("highlighted", "first", "last", "following"),
    [
        pytest.param(1, "> The wall", " …", None, id="sentences behind the highlight go to the next page"),
        pytest.param(19, "> … ", ".**", "0:0", id="if sentences before it go, the next page has the whole passage"),
    ],
)
def test_a_passage_higher_than_the_screen_is_cut_but_never_its_highlight(
    highlighted: int, first: str, last: str, following: str | None
) -> None:
    answer = wall(20, highlighted)
    lines, height = shown(answer, "Bo Ek", "Eva Lund")
    assert lines[1].startswith(first)
    assert lines[1].endswith(last)
    assert f"**{SENTENCE.strip()}**" in lines[1]
    assert height <= layout.PHONE_SCREEN_PIXELS
    assert more(answer) == (following or f"0:{len(SENTENCE) * lines[1].count('wet again')}")


def test_the_button_of_the_article_takes_its_room() -> None:
    answer = wall(7, 0)
    linked = replace(answer, article=replace(answer.article, url="https://post.example/wall"))
    assert [shown(each)[0][1].count("wet again") for each in (answer, linked)] == [7, 6]


def test_a_page_without_buttons_is_not_cut_since_nothing_would_show_the_rest() -> None:
    assert shown(wall(20, 0), "Bo Ek", key=None)[0][1].count("wet again") == 20


def test_a_highlight_that_is_higher_than_the_screen_is_shown_whole() -> None:
    answer = wall(20, 0)
    answer = replace(answer, highlights=((0, len(answer.text)),))
    assert shown(answer)[0][1].count("wet again") == 20


def test_others_are_named_once_and_not_if_they_are_quoted_above() -> None:
    assert shown(wall(1, 0), "Ann Lee", "Bo Ek", "Bo Ek")[0][-1] == "-# Others on this: Bo Ek"


def test_a_list_says_once_of_an_article_why_its_date_is_inferred_and_repeats_no_role_that_the_words_have() -> None:
    text = "Mayor Ann Lee: “Rain.” She said: “Snow.”"
    dated = Published(PartialDate.parse("2012-03"), Basis.INFERRED, "last Lent")
    article = Article("a.txt", text, source="Post", published=dated)
    listed = layout.PageOfPassages("Ann Lee")
    for start, end in ((0, 22), (23, len(text))):
        said = Quotation(article, ((end - 6, end),), Kind.DIRECT, "Ann Lee", "Mayor Ann Lee")
        listed.add_passage(Passage(article, start, end), [], said, 400)
    assert texts(listed.view(None))[2::2] == [
        "Ann Lee · Post · March 2012 (inferred)\n-# date inferred from “last Lent”",
        "Ann Lee, Mayor\nPost · March 2012 (inferred)",
    ]


@pytest.mark.parametrize(
    ("text", "quoted", "shown"),
    [
        pytest.param(
            "She backs “dams” but says “they leak”.",
            [("“dams”", Kind.MIXED), ("“they leak”", Kind.MIXED)],
            "> She backs “**dams**” but says “**they leak**”.",
            id="quoted words twice",
        ),
        pytest.param(
            "“Rain,” she said, and that snow may follow.",
            [("“Rain,”", Kind.DIRECT), ("that snow may follow", Kind.INDIRECT)],
            "> **“Rain,”** she said, and that snow may follow.",
            id="quoted and reported words",
        ),
    ],
)
def test_own_words_in_every_quotation_of_a_statement_are_bold(
    text: str, quoted: list[tuple[str, Kind]], shown: str
) -> None:
    article = Article("a.txt", text, source="Post")
    quotations = tuple(
        Quotation(article, ((text.index(words), text.index(words) + len(words)),), kind, "Ann Lee")
        for words, kind in quoted
    )
    page = layout.PageOfPassages("Ann Lee")
    page.add_statement(Statement(0, len(text), quotations), 400)
    assert texts(page.view(None))[1] == shown


def test_plain_text_has_gaps_in_place_of_lines_and_above_the_first_quotation() -> None:
    article = Article("a.txt", "“Rain.” “Snow.”", source="Post")
    for style, gaps in (("plain", [1, 4]), ("quote", [3])):
        page = layout.PageOfPassages("who?")
        for start, end in ((0, 7), (8, 15)):
            said = Quotation(article, ((start, end),), Kind.DIRECT, "Ann Lee")
            page.add_passage(Passage(article, start, end), [], said, 400)
        parts = layout.styled(page.view(None), style).children
        separators = {number: each for number, each in enumerate(parts) if isinstance(each, ui.Separator)}
        assert list(separators) == gaps
        assert all(each.visible is (style == "quote") for each in separators.values())


@pytest.mark.parametrize(
    ("abstains", "private", "rows"),
    [
        pytest.param(False, False, [["More", "Follow up", "👍", "👎"], ["🔔", "Wrong?", "🗑️"]], id="an answer"),
        pytest.param(False, True, [["More", "Follow up", "Share"], ["👍", "👎", "🔔", "Wrong?"]], id="a private one"),
        pytest.param(
            True, False, [["Closest passages", "Follow up"], ["👍", "👎", "🔔", "🗑️"], ["What was searched"]], id="none"
        ),
    ],
)
def test_no_row_of_buttons_is_wider_than_a_phone(*, abstains: bool, private: bool, rows: list[list[str]]) -> None:
    searched = Searched("articles", Coverage(1, 0, "2012", "2012", ()), "g", "2026-11-29T08:00:00+00:00")
    found = Reply("q", replace(ASKED, speakers=("Ann Lee",)), (wall(1, 0), wall(1, 0, "Bo Ek")), 0.9, None, "g", 1.0)
    none = replace(found, reason="nothing", searched=searched)
    view = views.first_page(none if abstains else found, 1, KEY, private=private)
    lines = [item.children for item in view.children if isinstance(item, ui.ActionRow)]
    shown_rows = [[each.item for each in line if isinstance(each, AnswerButton)] for line in lines]
    assert [[each.label or str(each.emoji) for each in row] for row in shown_rows if row] == rows


@pytest.mark.parametrize(
    ("text", "height"),
    [
        pytest.param("who?", 22 + layout.PHONE_GAP_PIXELS, id="a line"),
        pytest.param("> " + "wet " * 8, 44 + 2 * layout.PHONE_GAP_PIXELS, id="a quotation of two lines"),
        pytest.param("> **wet**\n> \\*wet\\*", 44 + 3 * layout.PHONE_GAP_PIXELS, id="marks have no width"),
        pytest.param("-# " + "wet " * 9, 20 + layout.PHONE_GAP_PIXELS, id="small print"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_the_height_of_a_text_is_that_of_its_lines(text: str, height: int) -> None:
    assert layout.height_on_phone(text) == height
