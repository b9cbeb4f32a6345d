"""CSV and Markdown, on the page as a spreadsheet or a reader of Markdown takes them."""

import pytest

from bot.cli import output
from bot.rendering import markdown
from retrieval.models import Answer, Article, Basis, Kind, PartialDate, Published, Question, Quotation, Reply, Role
from retrieval.quote_check import Check, Match, Verdict
from retrieval.quote_check.alignment import Change, ChangeKind

TEXT = 'Ann Lee said: "It is *not*."\n- one\n'
ARTICLE = Article(
    "a_b.txt",
    TEXT,
    title="A <b>title</b>",
    source="Post",
    published=Published(PartialDate.parse("2012-02"), Basis.STATED),
    url="https://post.example/a_b",
)
SAID = Quotation(ARTICLE, ((15, 27),), Kind.DIRECT, "Ann Lee", "Ann Lee", "said")
ANSWER = Answer(ARTICLE, 0, 28, SAID, (), 1.0, {})


def test_an_answer_in_markdown_is_a_block_quotation_that_formats_nothing() -> None:
    reply = Reply("q", Question("q", topic="it"), (ANSWER,), 0.9, None, "g", 1.0)
    assert list(markdown.reply(reply)) == [
        "*topic: it*",
        '> Ann Lee said: "It is \\*not\\*."\n>\n> — **Ann Lee**, Post, February 2012: *A \\<b\\>title\\</b\\>* '
        "(a\\_b.txt) <https://post.example/a_b#:~:text=It%20is%20%2Anot>",
    ]


def test_a_refusal_in_markdown_says_why_before_the_closest_passages() -> None:
    related = Answer(ARTICLE, 0, 28, SAID, (), 1.0, {}, role=Role.RELATED)
    blocks = list(markdown.reply(Reply("q", Question("q", topic="it"), (related,), 0.1, "nobody is", "g", 1.0)))
    assert blocks[1:3] == ["**Nothing on record.** Nobody is.", "Closest passages:"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/> <b>"])
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    article = Article("a.txt", TEXT, url=url)
    assert "<" not in markdown.quotation(Quotation(article, ((0, 7),), Kind.DIRECT))


def test_csv_has_the_columns_of_all_rows_and_no_formula(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_rows([{"a": 1, "text": "@SUM(A1)"}, {"text": 'He said "no", twice', "b": None}])
    assert capsys.readouterr().out == 'a,text,b\n1,\'@SUM(A1),\n,"He said ""no"", twice",\n'


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("\n-2+3", "'\n-2+3"),
        ("\u00a0@SUM(A1)", "'\u00a0@SUM(A1)"),
        ("\ufeff+1", "'\ufeff+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff0d2", "'\uff0d2"),
        ("It fell;=1+1;so", "It fell;'=1+1;so"),
        ("It fell\t@A1", "It fell\t'@A1"),
        (";+1", ";'+1"),
        ("It fell; = so he said, 2+2=4.", "It fell; = so he said, 2+2=4."),
    ],
)
def test_no_cell_is_a_formula_wherever_a_spreadsheet_parts_the_cells(text: str, cell: str) -> None:
    assert output.safe_cell(text) == cell


def test_csv_of_nothing_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_rows([])
    assert capsys.readouterr().out == ""


def test_a_check_in_markdown_shows_each_difference() -> None:
    changes = Change(ChangeKind.SAME, "It is"), Change(ChangeKind.ADDED, "now"), Change(ChangeKind.LEFT_OUT, "not")
    blocks = list(markdown.check(Check("It is now", Verdict.ALTERED, (Match((SAID,), 0.8, changes),))))
    assert blocks[1] == "It is ~~now~~ **not**"
