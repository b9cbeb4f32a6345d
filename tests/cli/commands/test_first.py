"""onrecord first: the first appearance of words, who said it, and what the dates leave open."""

import csv
import io
import json

from bot.cli.commands.first import sections
from bot.rendering import markdown
from retrieval.chronology import first_use
from retrieval.chronology.first_use import Appearance
from tests.chronology.test_first_use import passage, said
from tests.cli.commands.conftest import Run
from tests.conftest import BRIEFING

ARTICLE = "2012-02-07-briefing.txt"


def test_the_first_appearance_is_shown_with_speaker_date_and_place(onrecord: Run) -> None:
    status, printed, errors = onrecord("first", "lost the", "argument")
    heading, _, words, *_ = printed.splitlines()
    assert (status, errors, heading) == (0, "", "“lost the argument” stands in 1 passage. The first:")
    assert words.startswith("Shadow Health Secretary Andy Burnham said on Tuesday:")
    assert f"\nAndy Burnham · The Courier · 7 February 2012\n{ARTICLE} --at {BRIEFING.index('Shadow')}\n" in printed


def test_json_has_the_appearances_and_who_said_it(onrecord: Run) -> None:
    use = json.loads(onrecord("first", "the new freedoms", "--json")[1])
    assert (use["phrase"], use["total"], use["undated"]) == ("the new freedoms", 1, [])
    assert [(one["article"], one["speaker"], one["kind"]) for one in use["first"]] == [
        ("schools.txt", "Michael Gove", "indirect")
    ]


def test_markdown_and_csv_have_the_appearances_with_their_lists(onrecord: Run) -> None:
    printed = onrecord("first", "the new freedoms", "-f", "markdown")[1]
    assert printed.startswith("**“the new freedoms” stands in 1 passage. The first:**\n\n> ")
    assert "— **Michael Gove**, reported by Daily Post, May 2011" in printed
    rows = list(csv.DictReader(io.StringIO(onrecord("first", "Tax", "--format", "csv")[1])))
    assert {(row["phrase"], row["list"]) for row in rows} == {("Tax", "first"), ("Tax", "first_said")}
    assert [row["article"] for row in rows] == ["schools.txt"] * len(rows)


def test_an_appearance_in_nobodys_words_says_so() -> None:
    assert markdown.appearance(Appearance(passage("one", "2012-02-07"), None)).startswith(
        "> in the article's own words:\n>\n> "
    )


def test_json_of_words_that_stand_nowhere_has_a_count_of_none(onrecord: Run) -> None:
    status, printed, errors = onrecord("first", "knife edge", "--json")
    assert (status, errors) == (1, "Nothing on record has the words “knife edge”.\n")
    assert json.loads(printed) == {"phrase": "knife edge", "total": 0, "first": [], "first_said": [], "undated": []}


def test_words_that_stand_nowhere_are_exit_status_1_and_no_words_an_error(onrecord: Run) -> None:
    assert onrecord("first", "knife edge") == (1, "", "Nothing on record has the words “knife edge”.\n")
    said = "Nothing on record in Daily Post has the words “lost the argument”; other publications have 1 passage"
    assert onrecord("first", "lost the argument", "-p", "post") == (1, "", f"{said} with them.\n")
    assert onrecord("first", "“”")[0] == 2


def test_the_headings_say_what_the_dates_leave_open() -> None:
    one, other, undated = passage("one", "2012-02-07"), passage("other", "2012-02"), passage("undated", None)
    use = first_use.find("knife edge", [(one, []), (other, [said(other)]), (undated, [])])
    assert [(heading, len(found)) for heading, found in sections(use)] == [
        ("“knife edge” stands in 3 passages. The dates do not show which of these was the first:", 2),
        ("First as somebody's words, quoted or reported:", 1),
        ("1 passage without a date may be older:", 1),
    ]
    use = first_use.find("knife edge", [(undated, [])])
    assert [heading for heading, _ in sections(use)] == [
        "“knife edge” stands in 1 passage. None has a date, so the first is not known:"
    ]
