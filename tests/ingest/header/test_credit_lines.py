"""Lines that name the paper, the day, the page and the author of an article, in any order and with any separator."""

import pytest

from retrieval.ingest.header import credit_lines
from retrieval.ingest.header.article_header import parse_header

HEADLINE = "Ansel dam to be raised before the winter"
BODY = "The dam at Ansel will be raised by two metres before the winter, the board decided.\n\nFarmers had heard of it."
DAY = "2019-05-23"


@pytest.mark.parametrize(
    ("line", "authors", "source", "date"),
    [
        ("Lorne Voice, 23 May 2019, page 4", (), "Lorne Voice", DAY),
        ("THE LORNE HERALD, Thursday, May 23, 2019, Section B, Page 2", (), "The Lorne Herald", DAY),
        ("23.05.2019 · Lorne Monitor · Ina Roe", ("Ina Roe",), "Lorne Monitor", DAY),
        ("Ina Roe (The Lorne Free Press, 2019-05-23)", ("Ina Roe",), "The Lorne Free Press", DAY),
        ("By Ina Roe and Bo Ek / Lorne Evening News / 23-May-2019", ("Ina Roe", "Bo Ek"), "Lorne Evening News", DAY),
        ("Lorne Herald: Thu 23 May 2019 (page 7)", (), "Lorne Herald", DAY),
        ("Lorne Register. 23/05/2019", (), "Lorne Register", DAY),
        ("Lorne Leader May 23, 2019", (), "Lorne Leader", DAY),
        ("[Lorne Herald, 23 May 2019]", (), "Lorne Herald", DAY),
        ("Published in The Lorne Review on 23 May 2019", (), "The Lorne Review", DAY),
        ("Ina Roe for Lorne News, May 23, 2019", ("Ina Roe",), "Lorne News", DAY),
        ("From Lorne Herald, p. 7", (), "Lorne Herald", None),
        ("- LORNE ADVOCATE -", (), "Lorne Advocate", None),
        ("(The Lorne Monitor)", (), "The Lorne Monitor", None),
        ("Trumpet of Ansel, page 12", (), "Trumpet of Ansel", None),
        ("Lorne Herald, Volume XLII, Issue 9001, 23 May 2019, Page 4", (), "Lorne Herald", DAY),
        ("Ansel Gazette, Vol. 12 No. 3, New Series, 23 May 2019", (), "Ansel Gazette", DAY),
        ("Clipped from The Lorne Monitor", (), "The Lorne Monitor", None),
        ("Reprinted From Lorne Gazette", (), "Lorne Gazette", None),
    ],
)
def test_a_credit_line_names_paper_day_and_author_in_any_order(
    line: str, authors: tuple[str, ...], source: str | None, date: str | None
) -> None:
    credit = credit_lines.parse(line)
    assert credit is not None
    day = credit.dateline.published if credit.dateline else None
    assert (credit.authors, credit.source, str(day) if day else None) == (authors, source, date)


@pytest.mark.parametrize(
    "line",
    [
        "Ansel dam to be raised, says Lorne Herald",
        "Brexit: 31 January 2020",
        "Council, union and police meet on 23 May 2019",
        "Party Leader, Ina Roe",
        "Spending Review",
        "Ansel, 23 May 2019",
        "Ina Roe, 23 May 2019",
        "Local News - Ansel dam to be raised",
        "(Laughter)",
        "x, " * 40,
    ],
)
def test_headlines_and_places_are_no_credit_lines(line: str) -> None:
    assert credit_lines.parse(line) is None


@pytest.mark.parametrize(
    ("head", "authors", "source"),
    [
        (
            f"The Lorne Voice p. 7\n23 May 2019\n{HEADLINE}\nBy Ina Roe Political Editor",
            ("Ina Roe",),
            "The Lorne Voice",
        ),
        (f"{HEADLINE}\nby Ina Roe (Lorne Advocate)\n23 May 2019", ("Ina Roe",), "Lorne Advocate"),
        (f"{HEADLINE}\n\n(23 May 2019)\n\nLORNE MONITOR\n\nBY INA ROE", ("Ina Roe",), "Lorne Monitor"),
        (f"- Lorne News -\n(May 23, 2019)\nIna Roe | Chief Reporter\n{HEADLINE}", ("Ina Roe",), "Lorne News"),
        (f"Lorne Herald, 23 May 2019\n\n{HEADLINE}\n\nIna Roe", ("Ina Roe",), "Lorne Herald"),
        (f"THE LORNE NEWS\n{HEADLINE}\nBY INA ROE\nDay: 23 May 2019", ("Ina Roe",), "The Lorne News"),
        (f"{HEADLINE}\nBy Ina Roe in Port Lorne\nLorne Register\n23 May 2019", ("Ina Roe",), "Lorne Register"),
        (f"{HEADLINE}\nFrom Ina Roe in Ansel\nThe Lorne Leader, 23 May 2019", ("Ina Roe",), "The Lorne Leader"),
        (
            f"SLUG: dam14\nFor: Lorne Voice, 23 May 2019\nWords: 118\n\n{HEADLINE}\nBy Ina Roe",
            ("Ina Roe",),
            "Lorne Voice",
        ),
    ],
)
def test_credits_stand_above_or_below_the_headline(head: str, authors: tuple[str, ...], source: str) -> None:
    text = f"{head}\n\n{BODY}"
    header = parse_header(text)
    assert (header.title, header.authors, header.source) == (HEADLINE, authors, source)
    assert str(header.published) == DAY
    assert text[header.body :] == BODY


@pytest.mark.parametrize("label", ["{}: {}", "{}:{}", "{}:\t{}", "{} = {}", "{} - {}"])
@pytest.mark.parametrize(
    ("title", "date", "source", "author"),
    [
        ("Heading", "Issue date", "Name of paper", "Correspondent"),
        ("STORY", "DATED", "MEDIA", "REPORTED BY"),
        ("Hed", "Day", "From", "Words"),
    ],
)
def test_facts_stand_behind_labels_with_any_mark(label: str, title: str, date: str, source: str, author: str) -> None:
    values = [(title, HEADLINE), (date, "23 May 2019"), (source, "Lorne Voice"), (author, "By Ina Roe"), ("Page", "4")]
    head = "\n".join(label.format(*pair) for pair in values)
    header = parse_header(f"{head}\n\n{BODY}")
    assert (header.title, header.authors, header.source) == (HEADLINE, ("Ina Roe",), "Lorne Voice")
    assert str(header.published) == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Lorne Herald (Lorne, OH), 7 February 2012, page 4",
        "The Quay Courier (Quay : 1871 - 1954), Tue 7 Feb 2012, p. 3",
    ],
)
def test_the_place_of_a_paper_is_no_part_of_its_name(line: str) -> None:
    credit = credit_lines.parse(line)
    assert credit
    assert credit.source == line.partition(" (")[0]
    assert credit.dateline
    assert str(credit.dateline.published) == "2012-02-07"
