"""PDF: lines joined to paragraphs."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval.ingest.formats.pdf import READ_PICTURES
from tests.fakes import drawn_pdf, pdf
from tests.ingest.formats.one_file import body, only_article, read


def test_a_pdf_gives_whole_paragraphs_without_running_titles(tmp_path: Path) -> None:
    first = [
        "The Courier 1",
        "The health secretary said on Tuesday that he would not",
        "go quietly, and that the minis-",
    ]
    first += [
        "ter who had asked him to was wrong.",
        "“The bill,” he added, “is dead, whatever anybody says of it.”",
        "So",
    ]
    pages = [first, ["The Courier 2", "it was."], ["The Courier 3", "And so it stayed."], ["The Courier 4", "The end."]]
    found = only_article(tmp_path, "a.pdf", pdf(*pages, title="The Bill Is Dead", author="Jane Doe"))
    assert (found.title, found.authors, found.published) == ("The Bill Is Dead", ("Jane Doe",), None)
    assert body(found) == (
        "The health secretary said on Tuesday that he would not go quietly, and that the minister who had asked him to "
        "was wrong.\n\n“The bill,” he added, “is dead, whatever anybody says of it.” So it was.\n\n"
        "And so it stayed.\n\nThe end."
    )


LEFT = ["Council leader Ida Holt said that", "the dam would be raised before the", "winter came to the valley."]
RIGHT = ["Farmers denied that they had been", "asked. “Nobody came to us at all,”", "said Rufus Tamm on Tuesday."]
HEADLINE = (20, 60, 780, "Ansel dam to be raised before the winter")
TEXT = [
    "The dam at Ansel will be raised by two metres before the winter, the board decided.",
    "Farmers in the valley said that they had heard of the plan from the newspaper alone.",
]


def column(lines: Sequence[str], x: int) -> list[tuple[int, int, int, str]]:
    return [(10, x, 740 - 14 * number, line) for number, line in enumerate(lines)]


def test_columns_drawn_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = [line for row in zip(column(LEFT, 60), column(RIGHT, 320), strict=True) for line in row]
    found = only_article(tmp_path, "a.pdf", drawn_pdf([HEADLINE, *rows]))
    assert (found.title, body(found)) == (HEADLINE[3], f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}")


def test_columns_drawn_one_after_the_other_stay_so(tmp_path: Path) -> None:
    found = only_article(tmp_path, "a.pdf", drawn_pdf([HEADLINE, *column(LEFT, 60), *column(RIGHT, 320)]))
    assert body(found) == f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}"


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Microsoft Word - dam_v3.doc", "jroe2"),
        ("untitled", "anonymous"),
        ("p04_NEWS_0905.indd", "Windows User"),
        ("dam-final.docx", "Administrator"),
        ("Ansel dam to be raised before the winter - The Lorne Courier", ""),
    ],
)
def test_headline_byline_and_date_come_from_the_page_where_the_file_has_none(
    tmp_path: Path, title: str, author: str
) -> None:
    header = [HEADLINE, (10, 60, 755, "By Jane Roe"), (10, 60, 741, "Thursday 9 May 2019")]
    lines = [*header, *((10, 60, 720 - 30 * number, line) for number, line in enumerate(TEXT))]
    found = only_article(tmp_path, "a.pdf", drawn_pdf(lines, title=title, author=author))
    assert (found.title, found.authors) == (HEADLINE[3], ("Jane Roe",))
    assert (str(found.published.when) if found.published else None, body(found)) == ("2019-05-09", "\n\n".join(TEXT))


def test_running_heads_feet_and_stamps_are_no_text_from_two_pages_on(tmp_path: Path) -> None:
    pages = [
        [
            (8, 60, 810, "The Lorne Courier"),
            (10, 60, 700, line),
            (8, 60, 20, f"https://courier.example/dam  {number}/2"),
        ]
        for number, line in enumerate(TEXT, 1)
    ]
    assert only_article(tmp_path, "a.pdf", drawn_pdf(*pages)).text == " ".join(TEXT)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("He spoke of a well-", "known fault.", "He spoke of a well-known fault."),
        ("He spoke of the re-", "placement of bolts.", "He spoke of the replacement of bolts."),
        ("A co-operative shop is co-", "operative.", "A co-operative shop is co-operative."),
        ("The newspaper and its news-", "paper boys.", "The newspaper and its newspaper boys."),
        ("From the Holt-", "Brand report.", "From the Holt- Brand report."),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_the_word_has_one(
    tmp_path: Path, first: str, second: str, joined: str
) -> None:
    assert only_article(tmp_path, "a.pdf", pdf([first, second])).text == joined


def test_pages_without_text_are_counted_and_named(tmp_path: Path) -> None:
    articles, left_out = read(tmp_path, "a.pdf", pdf(TEXT, [], []))
    assert len(articles) == 1
    assert left_out == [("a.pdf", f"2 pages hold no text, of 3; perhaps they are pictures: {READ_PICTURES}")]


@pytest.mark.parametrize(
    "foot", ["The Courier | 7 February 2012 | {}", "Page {} | 7 February 2012", "7 February 2012 – {}"]
)
def test_the_date_of_a_running_foot_is_the_articles_if_it_has_no_other(tmp_path: Path, foot: str) -> None:
    pages = [
        [*column([f"{word} {line}" for line in TEXT], 60), (8, 60, 30, foot.format(number))]
        for number, word in enumerate(("So", "Then", "Still"), 1)
    ]
    found = only_article(tmp_path, "a.pdf", drawn_pdf([HEADLINE, *pages[0]], *pages[1:]))
    assert found.published
    assert str(found.published.when) == "2012-02-07"


def test_words_that_several_pages_have_at_different_heights_are_no_running_head(tmp_path: Path) -> None:
    again = "He said that the dam was safe."
    pages = [[(10, 60, 700 - 40 * number, again), *column(TEXT, 60)] for number in range(3)]
    assert body(only_article(tmp_path, "a.pdf", drawn_pdf(*pages))).count(again) == 3


@pytest.mark.parametrize(("first", "second"), [("phone-", "free"), ("union-", "led"), ("county-", "wide")])
def test_a_compound_cut_at_its_hyphen_keeps_it(tmp_path: Path, first: str, second: str) -> None:
    lines = [
        (10, 60, 700, f"The board said on Monday that every school in it should be {first}"),
        (10, 60, 686, f"{second} soon."),
    ]
    assert body(only_article(tmp_path, "a.pdf", drawn_pdf(lines))).endswith(f"be {first}{second} soon.")


@pytest.mark.parametrize("heading", ["Most read", "Related stories"])
def test_a_list_below_the_article_is_no_text(tmp_path: Path, heading: str) -> None:
    lines = [*TEXT, heading, "Weir opened by mayor", "Ten walks for the summer"]
    page = [(10, 60, 720 - 30 * number, line) for number, line in enumerate(lines)]
    assert only_article(tmp_path, "a.pdf", drawn_pdf(page)).text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("The Lorne Courier", "The Lorne Courier"),
        ("Lorne Courier  |  Thursday 9 May 2019  |  {}", "Lorne Courier"),
        ("Ansel Water – PRESS RELEASE", "Ansel Water"),
        ("Media release from Ansel Water", "Ansel Water"),
        ("Annual report on the dams", None),
    ],
)
def test_the_source_is_read_out_of_the_running_head(tmp_path: Path, head: str, source: str | None) -> None:
    pages = [
        [(8, 60, 810, head.format(number)), *column([f"{word} {line}" for line in TEXT], 60)]
        for number, word in enumerate(("So", "Then", "Still"), 1)
    ]
    found = only_article(tmp_path, "a.pdf", drawn_pdf([HEADLINE, *pages[0]], *pages[1:]))
    assert (found.source, found.title) == (source, HEADLINE[3])


@pytest.mark.parametrize(
    ("title", "source"),
    [
        (f"{HEADLINE[3]} | The Lorne Courier", "The Lorne Courier"),
        (f"{HEADLINE[3]} - Lorne Today", "Lorne Today"),
        (f"{HEADLINE[3]} - and then some more", None),
        (HEADLINE[3], None),
    ],
)
def test_the_site_that_a_browser_adds_to_the_headline_is_the_source(
    tmp_path: Path, title: str, source: str | None
) -> None:
    found = only_article(tmp_path, "a.pdf", drawn_pdf([HEADLINE, *column(TEXT, 60)], title=title))
    assert (found.title, found.source) == (HEADLINE[3], source)


def test_what_stands_below_another_headline_on_each_page_is_no_running_head(tmp_path: Path) -> None:
    letters = (("Ann Low", 9, "dam"), ("Bo Ek", 10, "weir"), ("Cy Orr", 11, "lock"))
    heads = [
        (f"From: {name}", f"Sent: {day} May 2019", "To: The Water Board", f"Subject: The {thing}")
        for name, day, thing in letters
    ]
    pages = [
        [
            *((10, 60, 800 - 14 * at, line) for at, line in enumerate(head)),
            *column([f"{head[0][6:]}: {line}" for line in TEXT], 60),
        ]
        for head in heads
    ]
    articles, _ = read(tmp_path, "a.pdf", drawn_pdf(*pages))
    assert [(a.title, str(a.published and a.published.when), a.authors) for a in articles] == [
        ("The dam", "2019-05-09", ("Ann Low",)),
        ("The weir", "2019-05-10", ("Bo Ek",)),
        ("The lock", "2019-05-11", ("Cy Orr",)),
    ]


def test_lines_that_end_early_stand_by_themselves(tmp_path: Path) -> None:
    head = ["The dam is safe", "Ann Low", "214 words", "9 May 2019", "The Lorne Courier", "LRNCOU", "English"]
    lines = [(10, 60, 700 - 12 * at, line) for at, line in enumerate([*head, *TEXT])]
    text = only_article(tmp_path, "a.pdf", drawn_pdf([(10, 60, 760, "Search results of Monday"), *lines])).text
    assert [line for line in ("214 words", "The Lorne Courier", "English") if line in text.split("\n\n")] == [
        "214 words",
        "The Lorne Courier",
        "English",
    ]


@pytest.mark.parametrize("below", ["Lorne Herald, {day} May 2019", "By Ann Low, {day} May 2019"])
@pytest.mark.parametrize("pages", [1, 2], ids=["on one page", "on a page each"])
def test_large_headlines_with_a_credit_each_begin_articles(tmp_path: Path, below: str, pages: int) -> None:
    heads = [("The dam will be raised", 9), ("Two swans nest on the weir", 10)]
    drawn = []
    for number, (headline, day) in enumerate(heads):
        top = 780 - 300 * number * (pages == 1)
        lines = [(10, 60, top - 40 - 12 * at, line) for at, line in enumerate(TEXT)]
        drawn.append([(14, 60, top, headline), (10, 60, top - 20, below.format(day=day)), *lines])
    articles, _ = read(tmp_path, "a.pdf", drawn_pdf(*(drawn if pages > 1 else [drawn[0] + drawn[1]])))
    assert [(article.title, str(article.published and article.published.when)) for article in articles] == [
        ("The dam will be raised", "2019-05-09"),
        ("Two swans nest on the weir", "2019-05-10"),
    ]


def test_headlines_without_a_credit_are_chapters_of_one_article(tmp_path: Path) -> None:
    chapters = [
        [(14, 60, 780, f"Chapter {name} of the dam"), *column([f"{name}: {line}" for line in TEXT], 60)]
        for name in ("one", "two")
    ]
    assert len(read(tmp_path, "a.pdf", drawn_pdf(*chapters))[0]) == 1
