"""Headlines, datelines and bylines above an article. In each case the body begins at the bar."""

from datetime import date
from typing import Any

import pytest

from retrieval.ingest.header import article_header
from retrieval.ingest.header.article_header import ArticleHeader
from retrieval.models import PartialDate

FEB_7 = PartialDate(date(2012, 2, 7))
APR_8 = PartialDate(date(2012, 4, 8))
LONG = "A paragraph that goes on and on about the reform of the health service, " * 3 + "as paragraphs do."


def parse(marked: str, **options: Any) -> tuple[ArticleHeader, int]:
    """The header, and where the bar says that the body begins."""
    return article_header.parse_header(marked.replace("¦", ""), **options), marked.index("¦")


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("A Plain Headline\n\n¦He said so.\n", "A Plain Headline"),
        ("Can Labour save the NHS?\n\n¦He said so.\n", "Can Labour save the NHS?"),
        ("‘Principles’ of reform kept, says Lansley\n\n¦He said so.", "‘Principles’ of reform kept, says Lansley"),
        ("Troops To Leave The U.S.\n\n¦He said so.", "Troops To Leave The U.S."),
        ("\ufeff\u00a0A\u00a0Headline\u200b\n\u200b\n¦He said so.", "A Headline"),
        ("¦He resigned on Tuesday.\n\nHe said so.\n", None),
        ("¦“We will win”\n\nHe said so.\n", None),
        ("¦“We will win\n\n“And again.”\n", None),
        ('¦"Taken out and shot!"\n\nHe said so.\n', None),
        ("¦Will you now say whether you agree?\n\nHe said so.\n", None),
        ("¦He said this:\n\nNo.\n", None),
        ("¦- one point of a list\n\nHe said so.\n", None),
        ("¦A line of a verse\nand another\n\nHe said so.\n", None),
        ("¦" + "word " * 40 + "\n\nHe said so.\n", None),
        ("¦Nothing below this line\n", None),
        ("¦LONDON —\n\nHe said so.\n", None),
    ],
)
def test_a_headline_is_a_line_that_looks_like_one_and_has_text_below(marked: str, title: str | None) -> None:
    header, body = parse(marked)
    assert header == ArticleHeader(body, title)


@pytest.mark.parametrize(
    ("marked", "title", "headline"),
    [
        ("It is over.\n\n¦He said so.\n", "It is over", "It is over."),
        ("Reform ‘dead.’\n\n¦He said so.\n", 'Reform "dead"', "Reform ‘dead.’"),
        (
            "Reform stalls; \nLords say no.\n\n¦He said so.\n",
            "Reform stalls; Lords say no",
            "Reform stalls; Lords say no.",
        ),
        ("Politics\n\nIt is over.\n¦He said so.\n", "It is over", "It is over."),
        (f"{LONG}\n\n¦He said so.\n", LONG, LONG),
        ("It is over.¦", "It is over.", "It is over."),
        ("¦It is over.\n\nHe said so.\n", "Another title", None),
    ],
    ids=["full stop", "quote style", "two lines", "below a section", "long", "nothing else", "not there"],
)
def test_a_line_that_repeats_the_title_is_the_headline(marked: str, title: str, headline: str | None) -> None:
    header, body = parse(marked, title=title)
    assert header == ArticleHeader(body, headline)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("07/02/2012 12:37 GMT\n\nA Headline\n\n¦Text.", {"title": "A Headline", "published": FEB_7}),
        ("A Headline\n07/02/2012 12:37 GMT\n\n¦Text.", {"title": "A Headline", "published": FEB_7}),
        ("07/02/2012 | Updated 08/04/2012\n\n¦Text.", {"published": FEB_7, "updated": APR_8}),
        ("Updated\n08/04/2012\n\n¦Text.", {"updated": APR_8}),
        ("Published: 7 Feb 2012\nUpdated: 8 Apr 2012\n\n¦Text.", {"published": FEB_7, "updated": APR_8}),
        (
            "A Headline\n\nBy Jane Doe and John Roe, Reporter\n\n¦Text.",
            {"title": "A Headline", "authors": ("Jane Doe", "John Roe")},
        ),
        (
            "A Headline\nBy Jane Doe, 7 February 2012\n\n¦Text.",
            {"title": "A Headline", "authors": ("Jane Doe",), "published": FEB_7},
        ),
        (
            "A Headline\n\nPolitical correspondent\n\n7 Feb 2012\n\n¦Text.",
            {"title": "A Headline", "published": FEB_7},
        ),
        (
            "A Headline\n\n¦He said so.\n\nTue 7 Feb 2012 12.37 GMT\n\nText.",
            {"title": "A Headline", "published": FEB_7},
        ),
        ("A Headline\n\n¦He said so.\n\n7 February 2012\n\nHe said no.", {"title": "A Headline"}),
        (f"A Headline\n\n¦{LONG}\n\nPublished 7 February 2012", {"title": "A Headline"}),
        ("A Headline\n\n¦On 7 February 2012 he resigned.", {"title": "A Headline"}),
        (
            "The Courier\nSubscribe\nMayor Says Dam Is Safe\nNews\nBy Jane Doe\n7 Feb 2012\nShare\n9 comments\n¦Text.",
            {"title": "Mayor Says Dam Is Safe", "authors": ("Jane Doe",), "published": FEB_7, "source": "The Courier"},
        ),
        (
            "Mayor Says Dam Is Safe\nJane Doe\n7 February 2012\n\n¦Text.",
            {"title": "Mayor Says Dam Is Safe", "authors": ("Jane Doe",), "published": FEB_7},
        ),
        (
            "Mayor Says Dam Is Safe\nNorth Coast News\n7 February 2012\n\n¦Text.",
            {"title": "Mayor Says Dam Is Safe", "published": FEB_7, "source": "North Coast News"},
        ),
        (f"Mayor Says Dam Is Safe\n¦{LONG}", {"title": "Mayor Says Dam Is Safe"}),
        (
            "Mayor Says Dam Is Safe\n\nPosted by Jane Doe on February 7, 2012\n\n¦Text.",
            {"title": "Mayor Says Dam Is Safe", "authors": ("Jane Doe",), "published": FEB_7},
        ),
        (
            "Mayor Says Dam Is Safe\n\nThe Lorne Courier, 7 February 2012\n\n¦Text.",
            {"title": "Mayor Says Dam Is Safe", "published": FEB_7, "source": "The Lorne Courier"},
        ),
        ("7 February 2012¦", {"published": FEB_7}),
        ("¦", {}),
    ],
)
def test_datelines_and_bylines_stand_above_the_body_in_any_order(marked: str, expected: dict[str, Any]) -> None:
    header, body = parse(marked)
    assert header == ArticleHeader(body, **expected)


def test_an_impossible_date_is_reported_and_stays_unknown() -> None:
    header, body = parse("31/02/2012\n\nA Headline\n\n¦Text.")
    assert (header.body, header.title, header.published) == (body, "A Headline", None)
    assert [str(problem) for problem in header.unreadable] == [
        "the date '31/02/2012' is not a calendar date, read day first"
    ]


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("# It is over.\n\n¦He said so.", "It is over."),
        ("Politics\n\n# Reform #\n\n¦He said so.", "Reform"),
        ("A Headline\n\n¦## Background\n\nHe said so.", "A Headline"),
    ],
)
def test_a_markdown_heading_is_the_headline(marked: str, title: str | None) -> None:
    header, body = parse(marked, markdown=True)
    assert header == ArticleHeader(body, title)


@pytest.mark.parametrize(
    ("marked", "title", "source"),
    [
        (
            "THE LORNE HERALD\nTuesday, 7 February 2012\n\nBridge shut\n\n¦He said so.\n",
            "Bridge shut",
            "The Lorne Herald",
        ),
        (
            "Lorne Courier\nSubscribe\nBridge to be shut\nBy Jane Doe\n¦He said so.\n",
            "Bridge to be shut",
            "Lorne Courier",
        ),
        ("Bridge shut\nBy Jane Doe, Lorne Courier\n\n¦He said so.\n", "Bridge shut", "Lorne Courier"),
        ("Bridge shut\nLorne Courier, 7 February 2012\n\n¦He said so.\n", "Bridge shut", "Lorne Courier"),
        ("Quay 24\n\nBridge shut\n\n¦He said so.\n\n© 2012 Quay 24\n", "Bridge shut", "Quay 24"),
        ("Mayor Blasts Times\n\nBy Jane Doe\n\n¦He said so.\n", "Mayor Blasts Times", None),
        ("Mayor blasts the Times\n\n¦Paper is unmoved\n\nHe said so.\n", "Mayor blasts the Times", None),
        ("PRESS RELEASE\nEmbargoed until noon\n\nBridge shut\n\n¦He said so.\n", "Bridge shut", None),
        ("Bridge shut\n\nFOR IMMEDIATE RELEASE\n\n¦He said so.\n", "Bridge shut", None),
    ],
)
def test_a_papers_name_above_the_headline_or_beside_a_name_or_date_is_the_source(
    marked: str, title: str, source: str | None
) -> None:
    found, body = parse(marked)
    assert (found.title, found.source, found.body) == (title, source, body)


@pytest.mark.parametrize(
    "lead",
    ["LEEDS, March 18, 2014 (Wire) - ", "PORT LORNE, Ohio, March 18, 2014 /Wire/ -- ", "Leeds, 18 March 2014 — "],
)
def test_an_agencys_date_before_the_first_sentence_is_stated(lead: str) -> None:
    found, body = parse(f"Bridge shut\n\n¦{lead}The bridge was shut.\n")
    assert (str(found.published), found.body) == ("2014-03-18", body)


@pytest.mark.parametrize(
    "lead", ["(NewsWire) - March 18, 2014 - PORT LORNE — ", "LEEDS--(BUSINESS WIRE)--March 18, 2014--"]
)
def test_an_agency_may_stand_before_its_date(lead: str) -> None:
    found, body = parse(f"Bridge shut\n\n¦{lead}The bridge was shut.\n")
    assert (str(found.published), found.body) == ("2014-03-18", body)


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        (
            "Quay Water plc\nPress release\nFor immediate release: 18 March 2014\nBridge to be shut\n\n¦He said so.\n",
            "Quay Water plc",
        ),
        ("QUAY WATER\nFOR IMMEDIATE RELEASE\n18 March 2014\n\nBridge to be shut\n\n¦He said so.\n", "Quay Water"),
        ("Bridge to be shut\n\n**Quay Water** | Press release | *18 March 2014*\n\n¦He said so.\n", None),
    ],
)
def test_a_letterhead_names_who_issued_a_press_release(marked: str, source: str | None) -> None:
    found, body = parse(marked)
    assert (found.title, str(found.published), found.body) == ("Bridge to be shut", "2014-03-18", body)
    assert found.source == source


def test_two_sentences_with_a_question_are_no_headline() -> None:
    found, body = parse("¦ANN LOW, HOST: Good morning. Why Did You Shut The Bridge?\n\nJON PEEL: I did not.\n")
    assert (found.title, found.body) == (None, body)


@pytest.mark.parametrize("lead", ["PORT LORNE, March 18 (Reuters) - ", "Leeds (AP) — "])
def test_an_agency_before_the_first_sentence_is_the_source(lead: str) -> None:
    found, body = parse(f"Bridge shut\n\n¦{lead}The bridge was shut.\n")
    assert (found.source, found.body) == (lead.partition("(")[2].partition(")")[0], body)


@pytest.mark.parametrize(
    "lines", ["Created on 12 March 2014\nPublished on 18 March 2014", "Filed: 12 March 2014\n18 March 2014"]
)
def test_the_day_of_publication_wins_over_that_of_creation(lines: str) -> None:
    found, _ = parse(f"Bridge to be shut\n\n{lines}\n\n¦He said so.\n")
    assert str(found.published) == "2014-03-18"


@pytest.mark.parametrize("line", ["GEESE CLOSE THE AIRFIELD.", "NO BREAD BAKED IN LORNE."])
def test_a_line_in_capitals_with_a_stop_above_small_letters_is_a_headline(line: str) -> None:
    assert article_header.parse_header(f"{line}\n\nForty geese have settled on the runway.").title == line
    assert article_header.parse_header(f"{line}\n\nFORTY GEESE HAVE SETTLED ON THE RUNWAY.").title is None


@pytest.mark.parametrize("line", ["GEESE CLOSE THE AIRFIELD.", "NO BREAD BAKED IN LORNE."])
def test_a_masthead_below_such_a_headline_states_the_day(line: str) -> None:
    text = f"{line}\n\nLorne Star, Volume IX, Issue 17, 7 February 1912, Page 3\n\nForty geese have settled."
    header = article_header.parse_header(text)
    assert (header.title, str(header.published), header.source) == (line, "1912-02-07", "Lorne Star")
    assert text[header.body :] == "Forty geese have settled."


@pytest.mark.parametrize("mark", ["==", "======"])
def test_marks_of_a_wiki_around_a_headline_and_a_credit_are_no_part_of_them(mark: str) -> None:
    head = f"{mark} Geese close the airfield {mark}\n\n//Lorne Star, 7 February 2012, by Ina Roe//"
    header = article_header.parse_header(f"{head}\n\nForty geese have settled on the runway.")
    assert (header.title, str(header.published), header.source, header.authors) == (
        *("Geese close the airfield", "2012-02-07"),
        *("Lorne Star", ("Ina Roe",)),
    )


@pytest.mark.parametrize("address", ["https://lorne.example/geese", "<http://quay.example/a?b=1>"])
def test_an_address_beside_a_headline_belongs_to_the_header(address: str) -> None:
    text = f"Geese close the airfield\n{address}\n\nForty geese have settled."
    header = article_header.parse_header(text)
    assert (header.title, text[header.body :]) == ("Geese close the airfield", "Forty geese have settled.")


@pytest.mark.parametrize("button", ["Sign in", "Share"])
def test_a_button_above_a_short_headline_is_not_the_headline(button: str) -> None:
    header, body = parse(
        f"Lorne Courier\n{button}\nMayor’s diary\nNews\nPublished 7 February 2012, 08:14\n¦He said so.\n"
    )
    assert (header.title, header.published, header.body) == ("Mayor’s diary", FEB_7, body)


@pytest.mark.parametrize("kind", ["An interview with the poet of the quay", "a talk about fish", "Q&A on the harbour"])
def test_a_headline_of_an_interview_may_begin_with_the_name_that_labels_its_answers(kind: str) -> None:
    turns = "Bo Ek: Why fish?\n\nAnn Lee: I like them.\n\nBo Ek: And the quay?\n\nAnn Lee: It is ours.\n"
    assert article_header.parse_header(f"Ann Lee: {kind}\n\n{turns}").title == f"Ann Lee: {kind}"
    assert article_header.parse_header(f"Ann Lee: I like fish\n\n{turns}").title is None
