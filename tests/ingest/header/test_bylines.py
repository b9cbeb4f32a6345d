"""Lines above an article that say who wrote it, where it was printed and when."""

import pytest

from retrieval.ingest.header import bylines
from retrieval.ingest.header.article_header import parse_header

HEADLINE = "Ansel dam to be raised before the winter"
BODY = "The dam at Ansel will be raised by two metres before the winter, the board decided.\n\nFarmers had heard of it."
LORNE = "Lorne Courier"


@pytest.mark.parametrize(
    ("lines", "authors", "source"),
    [
        ("Jane Roe, Lorne Courier, 9 May 2019", ("Jane Roe",), LORNE),
        ("Jane Roe | Lorne Courier | May 9, 2019", ("Jane Roe",), LORNE),
        ("Jane Roe - Lorne Courier - 9 May 2019", ("Jane Roe",), LORNE),
        ("Jane Roe for the Lorne Courier, 9 May 2019", ("Jane Roe",), LORNE),
        ("Jane Roe in Ansel, The Lorne Courier, Thursday, May 9, 2019", ("Jane Roe",), "The Lorne Courier"),
        ("Lorne Courier (9 May 2019)", (), LORNE),
        ("Jane Roe and Bo Ek, Lorne Courier, 9 May 2019", ("Jane Roe", "Bo Ek"), LORNE),
        ("Jane Roe, 9 May 2019", ("Jane Roe",), None),
        ("Jane Roe, Political Editor\n9 May 2019", ("Jane Roe",), None),
        ("Jane Roe, Staff Reporter | Lorne Courier\nPosted: 9 May 2019, 9:14 a.m.", ("Jane Roe",), LORNE),
        ("Jane Roe\nLorne Courier\n9 May 2019", ("Jane Roe",), LORNE),
        ("Lorne Courier, Thursday 9 May 2019, p. 4\nJane Roe", ("Jane Roe",), LORNE),
        ("Jane Roe\njane.roe@courier.example\n9 May 2019", ("Jane Roe",), None),
        ("9 May 2019\nJane Roe\nLocal Democracy Reporter", ("Jane Roe",), None),
        ("Jane Roe\n\n9 May 2019", ("Jane Roe",), None),
        ("Written by Jane Roe\n09/05/2019", ("Jane Roe",), None),
        ("Story by Jane Roe\nPublished 9 May 2019", ("Jane Roe",), None),
        ("BY JANE O'ROE\n9 May 2019", ("Jane O'Roe",), None),
        ("Source: Lorne Courier\nAuthor: Jane Roe\nDate: 9 May 2019", ("Jane Roe",), LORNE),
        ("Éva Ősz, Lorne Courier, 9 May 2019", ("Éva Ősz",), LORNE),
    ],
)
def test_a_credit_below_a_headline_names_author_and_paper(
    lines: str, authors: tuple[str, ...], source: str | None
) -> None:
    text = f"{HEADLINE}\n\n{lines}\n\n{BODY}"
    header = parse_header(text)
    assert (header.title, header.authors, header.source) == (HEADLINE, authors, source)
    assert (str(header.published), text[header.body :]) == ("2019-05-09", BODY)


@pytest.mark.parametrize(
    "lines",
    [
        "New Lorne, 9 May 2019",
        "HONG KONG, 9 May 2019",
        "Local Government\n9 May 2019",
        "FOR IMMEDIATE RELEASE\n9 May 2019",
        "Lorne Courier, 9 May 2019",
        "Ansel Dam, Lorne Valley, 9 May 2019",
    ],
)
def test_a_place_a_section_or_a_mark_is_no_author(lines: str) -> None:
    assert parse_header(f"{HEADLINE}\n\n{lines}\n\n{BODY}").authors == ()


@pytest.mark.parametrize(
    "opening",
    [
        "PORT LORNE, May 9 — Mayor Jane Roe today announced that the dam would be shut for 400 days.",
        "NEW LORNE, May 9 (CNS) - Editor Jane Roe of the Lorne Courier said she would not print it.",
    ],
)
def test_a_sentence_behind_a_place_and_a_date_is_no_credit(opening: str) -> None:
    header = parse_header(f"{HEADLINE}\n\n{opening}\n\n{BODY}")
    assert header.authors == ()


@pytest.mark.parametrize("first", ["Lansley Defiant", "Andrew Lansley, Health Secretary", "Ann Lee"])
def test_a_short_first_line_above_a_date_is_no_author(first: str) -> None:
    assert parse_header(f"{first}\n\n9 May 2019\n\n{BODY}").authors == ()


def test_a_headline_below_the_paper_and_the_date_is_found() -> None:
    header = parse_header(f"Lorne Courier\n9 May 2019\n{HEADLINE}\nJane Roe\n\n{BODY}")
    assert (header.title, header.authors, header.source) == (HEADLINE, ("Jane Roe",), LORNE)


def test_a_labelled_headline_is_the_title() -> None:
    text = f"Headline: {HEADLINE}\n\nPublication: Lorne Courier\n\nDate: 9 May 2019\n\n{BODY}"
    header = parse_header(text)
    assert (header.title, header.source, text[header.body :]) == (HEADLINE, LORNE, BODY)


def test_labels_within_the_text_stay_text() -> None:
    text = f"{HEADLINE}\n\nBy Jane Roe\n\n{BODY}\n\nSource: Lorne Courier"
    header = parse_header(text)
    assert (header.source, text[header.body :]) == (None, f"{BODY}\n\nSource: Lorne Courier")


@pytest.mark.parametrize(
    ("top", "title", "source"),
    [
        (f"{HEADLINE} - Lorne Courier", HEADLINE, "Lorne Courier"),
        (f"{HEADLINE} | The Lorne Herald", HEADLINE, "The Lorne Herald"),
        (f"{HEADLINE} - the story so far", f"{HEADLINE} - the story so far", None),
    ],
)
def test_the_papers_name_behind_a_pasted_headline_is_the_source(top: str, title: str, source: str | None) -> None:
    header = parse_header(f"{top}\n\n9 May 2019\n\n{BODY}")
    assert (header.title, header.source) == (title, source)


@pytest.mark.parametrize(
    ("top", "authors", "source"),
    [
        (f"# {HEADLINE}\n\n**Source:** Lorne Courier  \n**Author:** Jane Roe", ("Jane Roe",), "Lorne Courier"),
        (f"# {HEADLINE}\n\n*By Jane Roe, 9 May 2019*", ("Jane Roe",), None),
        (f"# [{HEADLINE}](https://courier.example/dam)\n\nBy Jane Roe", ("Jane Roe",), None),
    ],
)
def test_markdowns_marks_around_a_header_do_not_matter(top: str, authors: tuple[str, ...], source: str | None) -> None:
    header = parse_header(f"{top}\n\n{BODY}", markdown=True)
    assert (header.title, header.authors, header.source) == (HEADLINE, authors, source)


@pytest.mark.parametrize(
    ("masthead", "source"),
    [("THE LORNE COURIER", "The Lorne Courier"), ("NY LORNE TIMES", "NY Lorne Times"), ("Lorne Post", "Lorne Post")],
)
def test_a_masthead_in_capitals_names_the_same_paper(masthead: str, source: str) -> None:
    assert parse_header(f"{masthead}\n\n9 May 2019\n\n{HEADLINE}\n\n{BODY}").source == source


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Roe Political Editor",
        "By Jane Roe health correspondent",
        "By Jane Roe in Port Ansel",
        "by Jane Roe @jroe",
        "Words: Jane Roe",
        "From Jane Roe in Ansel",
    ],
)
def test_a_byline_may_name_post_and_place_without_a_comma(line: str) -> None:
    assert parse_header(f"{HEADLINE}\n{line}\n\n{BODY}").authors == ("Jane Roe",)


def test_a_headline_about_staff_below_a_byline_is_no_post() -> None:
    header = parse_header(f"By Jane Roe\nHospital drops plan to charge staff for parking\n\n{BODY}")
    assert header.title == "Hospital drops plan to charge staff for parking"


@pytest.mark.parametrize(
    "line",
    [
        "Text: Jane Doe | Photos: John Roe",
        "By Jane Doe / Pictures by John Roe",
        "Words: Jane Doe, illustrations: J. Roe",
    ],
)
def test_who_took_the_pictures_is_no_author(line: str) -> None:
    assert bylines.parse_byline(line) == ("Jane Doe",)


@pytest.mark.parametrize("sender", ["jane@lorne.example (Jane Doe)", "j.doe+news@quay.example (Jane Doe)"])
def test_a_sender_behind_an_address_is_the_author(sender: str) -> None:
    assert bylines.author_names(sender) == ("Jane Doe",)


@pytest.mark.parametrize(
    ("line", "authors"),
    [("Ann Low and Jon Peel", ("Ann Low", "Jon Peel")), ("Port Lorne and Lower Marle", ()), ("Bread and Roses", ())],
)
def test_two_names_above_a_date_are_authors(line: str, authors: tuple[str, ...]) -> None:
    assert parse_header(f"{HEADLINE}\n\n{line}\n\n9 May 2019\n\n{BODY}").authors == authors
