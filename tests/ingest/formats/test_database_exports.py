"""Exports of news databases: each article with its facts, and nothing but its own words as text."""

import textwrap
from pathlib import Path

import pytest

from retrieval.models import Article
from tests.ingest.formats.one_file import body, only_article, read
from tests.ingest.formats.test_office import docx, rtf

FIRST = (
    "Mara Quill said the harbour bridge would close for eleven weeks, and that nobody would be paid for the well-known "
    "loss of trade that would follow from it in the old town.",
    "“We have put this off for a decade,” Ms Quill told reporters at the town hall.",
)
SECOND = ("Otto Brand denied it. “I never took a penny,” Mr Brand said.",)
EXPECTED = [
    ("Harbour bridge to close", "The Harbour Gazette", "2012-02-07", ("Ann Low",), "\n\n".join(FIRST)),
    ("Mayor denies taking ferry money", "The Lorne Courier", "2013-03-09", ("Jon Peel",), "\n\n".join(SECOND)),
]


def facts(article: Article) -> tuple[str | None, str | None, str, tuple[str, ...], str]:
    when = str(article.published.when) if article.published else "unknown"
    return article.title, article.source, when, article.authors, body(article)


def wrapped(*paragraphs: str) -> str:
    return "\n\n".join(textwrap.fill(paragraph, 72, break_on_hyphens=True) for paragraph in paragraphs)


NEXIS = f"""Download Request: Selected Items: 1-2
Time Of Request: Friday, February 7, 2025  16:51:31

Terms: (DATE(>=2012-01-01) and (quill))


                               1 of 2 DOCUMENTS


                              The Harbour Gazette

                            February 7, 2012 Tuesday
                                   Edition 1;
                                 Final Edition

Harbour bridge to close

BYLINE: Ann Low, Transport Correspondent

SECTION: NEWS; Pg. 4

LENGTH: 96 words

DATELINE: PORT LORNE


{wrapped(*FIRST)}

GRAPHIC: The harbour bridge

LOAD-DATE: February 8, 2012

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper


                       Copyright 2012 Harbour Gazette Ltd
                              All Rights Reserved

                               2 of 2 DOCUMENTS


                               The Lorne Courier

                            March 9, 2013 Saturday

Mayor denies taking ferry money

BYLINE: By JON PEEL

LENGTH: 60 words

{wrapped(*SECOND)}

LOAD-DATE: March 10, 2013
"""
NEXIS_OF_2004 = f"""                               1 of 2 DOCUMENTS

                       Copyright 2012 Harbour Gazette Ltd

                              The Harbour Gazette

                                February 7, 2012

SECTION: News Pages, Pg. 4

LENGTH: 96 words

HEADLINE: Harbour bridge to close

BYLINE: Ann Low

BODY:
{wrapped(*FIRST)}

LOAD-DATE: February 8, 2012

                               2 of 2 DOCUMENTS

                       Copyright 2013 Lorne Courier

                              The Lorne Courier

                                March 9, 2013

LENGTH: 60 words

HEADLINE: Mayor denies taking ferry money

BYLINE: Jon Peel

BODY:
{wrapped(*SECOND)}

LOAD-DATE: March 10, 2013
"""


def nexis_uni() -> list[str]:
    first = ["Harbour bridge to close", "The Harbour Gazette", "February 7, 2012 Tuesday 12:37 PM GMT"]
    first += ["Copyright 2012 Harbour Gazette Ltd All Rights Reserved", "Section: NEWS; Pg. 4", "Length: 96 words"]
    first += ["Byline: Ann Low", "Highlight: ", "Body", *FIRST, "Graphic", "The bridge, yesterday.", "Classification"]
    first += [
        "Language: ENGLISH",
        "Subject: BRIDGES (90%); MAYORS (72%)",
        "Load-Date: February 8, 2012",
        "End of Document",
    ]
    second = ["Mayor denies taking ferry money", "The Lorne Courier", "March 9, 2013 Saturday", "Length: 60 words"]
    second += ["Byline: JON PEEL", "Body", *SECOND, "Load-Date: March 10, 2013", "End of Document"]
    return [*first, "", *second]


def factiva(*, coded: bool) -> list[str]:
    if coded:
        first = ["HD", "Harbour bridge to close", "BY", "By Ann Low", "WC", "96 words", "PD", "7 February 2012", "ET"]
        first += ["06:00", "SN", "The Harbour Gazette", "SC", "HARGAZ", "LA", "English", "CY", "Copyright 2012", "LP"]
        first += [FIRST[0], "TD", FIRST[1], "RE", "uk : United Kingdom", "AN", "Document HARGAZ0020120207e82700001"]
        second = ["SE", "News", "HD", "Mayor denies taking ferry money", "BY", "Jon Peel", "PD", "9 March 2013"]
        second += ["SN", "The Lorne Courier", "LP", *SECOND, "AN", "Document LORCOU0020130309e93900001"]
        return [*first, "", *second]
    first = ["News", "Harbour bridge to close", "By Ann Low", "96 words", "7 February 2012", "06:00"]
    first += [
        "The Harbour Gazette",
        "HARGAZ",
        "4",
        "English",
        "Copyright 2012 Harbour Gazette Ltd. All Rights Reserved.",
    ]
    first += [*FIRST, "Harbour Gazette Ltd", "Document HARGAZ0020120207e82700001"]
    second = ["Mayor denies taking ferry money", "Jon Peel", "60 words", "9 March 2013", "The Lorne Courier", "LORCOU"]
    second += ["English", "(c) 2013, Lorne Courier", *SECOND, "Document LORCOU0020130309e93900001"]
    return [*first, "", *second]


def factiva_page() -> str:
    def article(number: int, author: str, date: str, paragraphs: tuple[str, ...], document: str) -> str:
        title, paper, *_ = EXPECTED[number]
        text = "".join(f'<p class="articleParagraph enarticleParagraph">{each}</p>' for each in paragraphs)
        return (
            f'<div class="article enArticle"><div>News</div><div id="hd"><span class="enHeadline">{title}</span></div>'
            f'<div class="author">{author}</div><div>96 words</div><div>{date}</div><div>{paper}</div><div>ABC</div>'
            f"<div>English</div><div>Copyright</div>{text}<p>Document {document}</p></div>"
        )

    first = article(0, "Ann Low", "7 February 2012", FIRST, "HARGAZ0020120207e82700001")
    second = article(1, "By Jon Peel", "9 March 2013", SECOND, "LORCOU0020130309e93900001")
    return f"<html><head><title>Factiva</title></head><body><h1>Dow Jones Factiva</h1>{first}{second}</body></html>"


COVER = [
    *("User Name: Jane Reader", "Date and Time: Friday, February 7, 2025 9:12:00 AM EST", "Job Number: 245829391"),
    *("Documents (2)", "1. Harbour bridge to close", "Client/Matter: -None-", "2. Mayor denies taking ferry money"),
    *("Search Terms: quill", "Search Type: Terms and Connectors", "Narrowed by: -None-", ""),
]


def factiva_table() -> str:
    """Factiva's page with codes, each in a row of a table."""
    rows = [("HD", EXPECTED[0][0]), ("BY", "By Ann Low"), ("WC", "96 words"), ("PD", "7 February 2012")]
    rows += [("SN", EXPECTED[0][1]), ("SC", "HARGAZ"), ("LA", "English"), ("CY", "Copyright 2012"), ("LP", FIRST[0])]
    rows += [("TD", f"<p>{FIRST[1]}</p>"), ("NS", "gcat : Political/General News | gpol : Politics")]
    rows += [("RE", "uk : United Kingdom"), ("PUB", "Gazette Ltd"), ("AN", "Document HARGAZ0020120207e82700001")]
    cells = "".join(f"<tr><td><b>{code}</b></td><td>{value}</td></tr>" for code, value in rows)
    return f"<html><head><title>Factiva</title></head><body><table>{cells}</table></body></html>"


PROQUEST_IN_WORD = [
    *("Harbour bridge to close", "Low, Ann . The Harbour Gazette ; Port Lorne [Port Lorne]. 07 Feb 2012: 4."),
    *("ProQuest document link", "ABSTRACT", "Mara Quill said the harbour bridge would close.", "FULL TEXT", *FIRST),
    *("DETAILS", "Subject: Bridges", "Publication title: The Harbour Gazette; Port Lorne", "Author: Low, Ann"),
    *("Publication date: Feb 7, 2012", "ProQuest document ID: 291"),
]
RULE = "_" * 60
PROQUEST = f"""{RULE}

Report Information from ProQuest
February 07 2025 09:12
{RULE}

Document 1 of 2

Harbour bridge to close

Author: Low, Ann

Publication info: The Harbour Gazette ; Port Lorne [Port Lorne]. 07 Feb 2012: 4.

ProQuest document link

Abstract: Mara Quill said the harbour bridge would close.

Full text: {FIRST[0]}
{FIRST[1]}

Subject: Bridges; Mayors

Publication title: The Harbour Gazette; Port Lorne

Publication date: Feb 7, 2012

ProQuest document ID: 291

Last updated: 2024-12-01

{RULE}

Document 2 of 2

Mayor denies taking ferry money

Author: Peel, Jon

Publication info: The Lorne Courier ; Lorne [Lorne]. 09 Mar 2013.

Full text: {SECOND[0]}

Subject: Mayors

ProQuest document ID: 292

{RULE}
"""
PROQUEST_OF_2022 = f"""{RULE}
Harbour bridge to close
Author: Ann Low

Publication info: The Harbour Gazette; Port Lorne [Port Lorne]. 07 Feb 2012: 4.

ProQuest document link

FULL TEXT
{FIRST[0]}
{FIRST[1]}

DETAILS
Subject: Bridges
Publication title: The Harbour Gazette; Port Lorne
Publication date: Feb 7, 2012
ProQuest document ID: 291
{RULE}
Mayor denies taking ferry money
Author: Jon Peel

Publication info: The Lorne Courier; Lorne [Lorne]. 09 Mar 2013.

FULL TEXT
{SECOND[0]}

DETAILS
Publication title: The Lorne Courier
Publication date: Mar 9, 2013
ProQuest document ID: 292
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", NEXIS),
        ("a.txt", NEXIS_OF_2004),
        ("a.txt", "\n\n".join(nexis_uni())),
        ("a.txt", "\n".join(nexis_uni())),
        ("a.docx", docx(*nexis_uni())),
        ("a.rtf", rtf("\\par ".join(nexis_uni()).replace("“", r"\'93").replace("”", r"\'94"))),
        ("a.html", "<html><body>" + "".join(f"<p>{line}</p>" for line in nexis_uni()) + "</body></html>"),
        ("a.txt", "\n".join(factiva(coded=True))),
        ("a.rtf", rtf("\\par\\par ".join(factiva(coded=True)).replace("“", r"\'93").replace("”", r"\'94"))),
        ("a.txt", "\n".join(factiva(coded=False))),
        ("a.docx", docx(*factiva(coded=False))),
        ("a.html", factiva_page()),
        ("a.txt", PROQUEST_OF_2022),
        ("a.docx", docx(*COVER, *nexis_uni())),
        ("a.txt", "\n".join([*COVER, *nexis_uni()])),
    ],
    ids=[
        *(
            "Nexis",
            "Nexis of 2004",
            "Nexis Uni",
            "Nexis Uni without blank lines",
            "Nexis Uni in Word",
            "Nexis Uni in RTF",
        ),
        *("Nexis Uni as a page", "Factiva", "Factiva in RTF", "Factiva without codes", "the same in Word"),
        *("Factiva as a page", "ProQuest of 2022", "Nexis Uni with a cover", "Nexis Uni with a cover as text"),
    ],
)
def test_each_article_of_an_export_has_its_own_facts_and_words(tmp_path: Path, name: str, content: str | bytes) -> None:
    articles, skipped = read(tmp_path, name, content)
    assert [(one.id, *facts(one)) for one in articles] == [
        (f"{name}/{number}", *expected) for number, expected in enumerate(EXPECTED, 1)
    ]
    assert skipped == []


def test_the_names_in_proquest_stand_surname_first(tmp_path: Path) -> None:
    articles, _ = read(tmp_path, "a.txt", PROQUEST)
    assert [(one.title, str(one.published and one.published.when), one.source, body(one)) for one in articles] == [
        (title, when, source, text) for title, source, when, _, text in EXPECTED
    ]
    assert [one.authors for one in articles] == [("Ann Low",), ("Jon Peel",)]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour bridge to close\n\n February 7, 2012 | The Harbour Gazette\n\n Author/Byline: Ann Low | Section: Local"
        f"\n\n 394\n Words\n\n Read News Document\n\n{FIRST[0]}\n\n{FIRST[1]}\n\n Copyright (c) 2012 Harbour Gazette",
        "Harbour bridge to close\nThe Harbour Gazette - February 7, 2012\nAuthor/Byline: Ann Low, Staff\n"
        f"Section: News\nPage: A4\n\n{FIRST[0]}\n\n{FIRST[1]}\n\nRecord: 1312E5F0\nCopyright (c) 2012 Harbour Gazette",
        "\ufeffHarbour bridge to close\nThe Harbour Gazette\nFebruary 7, 2012\nAuthor: ANN LOW\nEdition: Final\n"
        f"Readability: 9-12 grade level\n\n{FIRST[0]}\n\n{FIRST[1]}\n\nRecord: 7f3a9c1\n",
        f"Article Name:Harbour bridge to close\nPublication:The Harbour Gazette\nDate: 7 Feb 2012\nAuthor:By Ann Low\n"
        f"Start Page:4\nEnd Page:4\n\n{FIRST[0]}\n\n{FIRST[1]}\n",
    ],
    ids=["NewsBank", "NewsBank of 2012", "NewsBank, labelled", "PressReader"],
)
def test_an_article_from_another_database_has_its_facts(tmp_path: Path, text: str) -> None:
    assert facts(only_article(tmp_path, "a.txt", text)) == EXPECTED[0]


@pytest.mark.parametrize(
    ("name", "content"), [("a.html", factiva_table()), ("a.docx", docx(*PROQUEST_IN_WORD))], ids=["Factiva", "ProQuest"]
)
def test_an_export_of_one_article_has_its_facts(tmp_path: Path, name: str, content: str | bytes) -> None:
    assert facts(only_article(tmp_path, name, content)) == EXPECTED[0]


@pytest.mark.parametrize(
    "text",
    [
        "The report had one section. Length: 12 metres, he said.\n\nLoad-Date: nobody knows.",
        "HD is short for Hilda Dane.\n\nSN is short for Sam Nye.\n\nPD is nobody.",
        "He spoke 183 words\n\nin all.\n\nDocument 12 was not among them.",
        "1 of 3 DOCUMENTS\n\nhad been lost, he said.",
    ],
    ids=["labels in prose", "codes in prose", "words", "documents"],
)
def test_a_text_that_only_resembles_an_export_is_one_article_as_it_is(tmp_path: Path, text: str) -> None:
    assert only_article(tmp_path, "a.txt", text).text == text


def test_a_paragraph_that_begins_like_a_label_does_not_end_the_text(tmp_path: Path) -> None:
    text = NEXIS_OF_2004.replace("“We have put", "Correction: the bridge opens in May.\n\n“We have put")
    articles, _ = read(tmp_path, "a.txt", text)
    assert "Correction: the bridge opens in May.\n\n“We have put this off" in articles[0].text


def test_stories_of_a_wire_in_frames_of_control_characters_are_articles(tmp_path: Path) -> None:
    stories = [("Six libraries to close", "070917 GMT FEB 12"), ("Bridge shut", "080917 GMT FEB 12")]
    text = "".join(
        f"\x01ABC12\x1f4 i 0210\n\n{title}\x02\n\n   LORNE (AFP) - The county will\nclose it.\n   He said so.\n"
        f"   ab/cd\x03\n\n{sent}\x04\n"
        for title, sent in stories
    )
    articles, skipped = read(tmp_path, "a.txt", text)
    assert skipped == []
    assert [
        (a.title, str(a.published and a.published.when), a.source, a.text.rpartition("\n")[2]) for a in articles
    ] == [
        ("Six libraries to close", "2012-02-07", "AFP", "He said so."),
        ("Bridge shut", "2012-02-08", "AFP", "He said so."),
    ]


@pytest.mark.parametrize(
    ("paper", "name"),
    [("Lorne Herald (Lorne, OH)", "Lorne Herald"), ("The Lorne Star (India)", "The Lorne Star (India)")],
)
def test_a_town_behind_a_paper_goes_and_a_country_stays(tmp_path: Path, paper: str, name: str) -> None:
    head = f"The Bill\n\n{paper} - February 7, 2012\nAuthor/Byline: JANE DOE\nSection: News\n\n"
    text = f"{head}He said so.\n\nRecord Number: 4\n"
    assert only_article(tmp_path, "a.txt", text).source == name


def test_a_paper_that_a_sources_file_names_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('["a.txt"]\nsource = "Lorne Herald (Lorne, OH)"\n', "utf-8")
    assert only_article(tmp_path, "a.txt", "He said so.").source == "Lorne Herald (Lorne, OH)"


@pytest.mark.parametrize(
    "line", ["Copyright in the drawings belongs to the port, she said.", "Copyright law was no help to her."]
)
def test_a_paragraph_of_the_text_may_begin_with_the_word_copyright(tmp_path: Path, line: str) -> None:
    second = "“No,” said Mr Brand."
    text = NEXIS.replace(SECOND[0], f"{SECOND[0]}\n\n{line}\n\n{second}")
    articles, _ = read(tmp_path, "a.txt", text)
    assert [body(each) for each in articles][1:] == ["\n\n".join([*SECOND, line, second])]
