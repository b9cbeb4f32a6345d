"""onrecord cite: the words, the place, and what is not on record."""

import json

from tests.cli.commands.conftest import Run
from tests.conftest import BRIEFING, SCHOOLS

ARTICLE = "2012-02-07-briefing.txt"
PENNY = "No school will lose a penny"


def test_words_are_cited_with_speaker_article_and_day_of_reading(onrecord: Run) -> None:
    status, printed, errors = onrecord("cite", "Lost the argument", "on his bill")
    first, place, read = printed.splitlines()
    assert (status, errors, place) == (0, "", ARTICLE)
    assert first == (
        "Andy Burnham: “lost the argument on his bill”. “Burnham Attacks Lansley's Reforms”, The Courier, "
        "7 February 2012."
    )
    assert read.startswith("Read ")


def test_a_place_is_cited_by_a_part_of_the_articles_path(onrecord: Run) -> None:
    place = str(SCHOOLS.index(PENNY))
    (entry,) = json.loads(onrecord("cite", "schools", "--at", place, "-f", "csl-json")[1])
    assert entry["note"].startswith(f"Michael Gove: “{PENNY}, and no tax will rise.”")
    assert (entry["container-title"], entry["issued"]) == ("Daily Post", {"date-parts": [[2011, 5]]})
    paragraph = str(BRIEFING.index("Health Secretary Andrew"))
    assert "Andrew Lansley: “The reforms will go ahead.”" in onrecord("cite", "briefing", "--at", paragraph)[1]


def test_json_has_the_citation_and_its_facts(onrecord: Run) -> None:
    printed = onrecord("cite", "no tax will rise", "--json")[1]
    (cited,) = map(json.loads, printed.splitlines())
    assert cited["citation"].startswith("Michael Gove: “no tax will rise”. ")
    ((start, end),) = cited["spans"]
    assert (SCHOOLS[start:end], cited["speaker"], cited["article"]) == (cited["words"], "Michael Gove", "schools.txt")
    assert cited["published"]["date"] == "2011-05"


def test_markdown_is_a_block_quotation_with_its_credit(onrecord: Run) -> None:
    printed = onrecord("cite", "the reforms will go ahead", "-f", "markdown")[1]
    assert printed.startswith(
        "> “The reforms will go ahead”\n>\n> — **Andrew Lansley**, *Burnham Attacks Lansley's Reforms* "
        f"({ARTICLE}), The Courier, 7 February 2012. Read "
    )


def test_words_that_are_not_on_record_or_are_anothers_are_not_cited(onrecord: Run) -> None:
    close = "Not on record as given; to see what is close: onrecord check WORDS\n"
    assert onrecord("cite", "lost the argument on his law") == (1, "", close)
    assert onrecord("cite", "lost the argument on his bill", "-s", "Lansley") == (1, "", close)
    assert onrecord("cite", "lost the argument on his bill", "-s", "Burnham")[0] == 0


def test_a_place_outside_the_article_is_an_error(onrecord: Run) -> None:
    assert onrecord("cite", "schools", "--at", "9999") == (
        2, "", "onrecord: schools.txt has 154 characters, and none at 9,999\n"
    )  # fmt: skip
