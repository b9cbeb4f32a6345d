"""Articles, passages and quotations are written to disk and read back. Filters select some of them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.index.tables import Entry, SqliteStore
from retrieval.index.tables.writer import TableWriter
from retrieval.models import (
    Article,
    Basis,
    Kind,
    Modality,
    Options,
    PartialDate,
    Passage,
    Published,
    Quotation,
    SpeakerCount,
)
from tests.conftest import Stored, entry, open_store, write_tables

LETTER = Article(
    id="hsj/2012/letter.md",
    text='Headline\n“It’s naïve,” said Ms Ó Súilleabháin; "it\'s 100% \\ 😀".\nA tab\there, a NUL\0there.',
    body=9,
    title='The "Letter"; drop table articles',
    source="HSJ’s",
    published=Published(PartialDate.parse("2012-02"), Basis.INFERRED, "this leap-year month"),
    updated=PartialDate.parse("2013"),
    url="https://example.org/a?b=c&d=%20#e",
    authors=("Ann Bee", "Çelik Ðe"),
    ocr=True,
)
BARE = Article(id="bare.txt", text="Nothing is known of this.")


def on(date: str) -> Published:
    return Published(PartialDate.parse(date), Basis.STATED)


BRIEFING = entry(
    Article(
        "briefing.txt",
        "Burnham: “The bill is lost.\n“It’s  a\u00a0DÉBÂCLE.”\nLansley: “It will pass.”\nNobody spoke.",
        source="The Courier",
        published=on("2012-02-07"),
    ),
    ("The bill is lost.", "Andy Burnham"),
    ("It’s  a\u00a0DÉBÂCLE.", "Andy Burnham"),
    ("It will pass.", "Andrew Lansley"),
    continues=[1],
)  # passages 0 to 3
DEBATE = entry(
    Article(
        "debate.txt", "“We will win.”\n“No, we will.”\nA bill, they say.", source="Daily Post", published=on("2012-02")
    ),
    ("We will win.", "Hillary Clinton"),
    ("No, we will.", "Bill Clinton"),
    ("A bill", None),
)  # passages 4 to 6
UNDATED = entry(Article("undated.txt", "“The bill again,” said Burnham."), ("The bill again,", "Andy Burnham"))  # 7
OLD = entry(Article("old.txt", "An old bill.", source="The Courier", published=on("2011")))  # 8


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    with open_store(tmp_path_factory.mktemp("tables") / "store.db", BRIEFING, DEBATE, UNDATED, OLD) as store:
        yield store


@pytest.mark.parametrize(
    ("source", "speakers"),
    [
        ("courier", ("Andy Burnham", "Andrew Lansley")),  # the most quoted first
        ("Daily Post", ("Bill Clinton", "Hillary Clinton")),
        ("Times", ()),
    ],
)
def test_the_speakers_quoted_in_a_source_come_most_quoted_first(
    opened: SqliteStore, source: str, speakers: tuple[str, ...]
) -> None:
    assert opened.quoted_in(source) == speakers


@pytest.mark.parametrize("article", [pytest.param(LETTER, id="every field"), pytest.param(BARE, id="none")])
def test_an_article_comes_back_as_it_was(stored: Stored, article: Article) -> None:
    found = stored(entry(article)).passages([0])[0].article
    assert found == article
    if article.published and found.published:
        assert type(found.published.basis) is Basis


@pytest.mark.parametrize("name", ["with space", "100%25", "a#b", "what?mode=rw", "quo'te\"d", "ünï\\code", "a;b&c=d"])
def test_a_store_opens_below_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    write_tables(tmp_path / name / "archive.db", [UNDATED])
    with closing(SqliteStore(tmp_path / name / "archive.db")) as found:
        assert found.speakers == ("Andy Burnham",)


def test_passages_and_their_digests_come_back_by_row(opened: SqliteStore) -> None:
    assert len(opened) == 9
    assert [passage.text for passage in opened.passages([8, 0, 5])] == [
        "An old bill.",
        "Burnham: “The bill is lost.",
        "“No, we will.”",
    ]
    assert opened.digests(range(7, 9)) == ["digest of “The bill again,” said Burnham.", "digest of An old bill."]


def test_quotations_come_back_whole_and_by_every_passage_that_they_touch(stored: Stored) -> None:
    article = Article("a.txt", "One, she said,\ntwo.\nThree.")
    pieces = Quotation(article, ((0, 3), (15, 18)), Kind.MIXED, "Ann Bee", "she", "said", (9, 13), ("she", "Ann Bee"))
    unsigned = Quotation(article, ((20, 26),), Kind.INDIRECT, modality=Modality.TO_COME, carrier="Ann Bee")
    touching = Quotation(article, ((4, 14),), Kind.DIRECT, None, "he", None)
    found = stored(replace(entry(article), quotations=[pieces, touching, unsigned]))
    assert found.all_quotations() == [pieces, touching, unsigned]
    assert [found.quotations(row) for row in range(3)] == [[pieces, touching], [pieces], [unsigned]]


def test_the_quotations_of_one_article_are_read_alone(stored: Stored) -> None:
    articles = (Article("a.txt", "One, she said."), Article("b.txt", "Two, he said.\nThree, he said."))
    one, two = entry(articles[0], ("One", "Ann Bee")), entry(articles[1], ("Two", "Bo Ek"), ("Three", None))
    found = stored(one, two)
    assert [found.quotations_in(path) for path in ("a.txt", "b.txt", "c.txt")] == [one.quotations, two.quotations, []]


def test_passages_with_the_same_words_as_another_are_counted(opened: SqliteStore, stored: Stored) -> None:
    articles = (Article("a.txt", "It fell.\nHe left."), Article("b.txt", "“IT fell.”\nIt fell.\nShe stayed."))
    assert (opened.count_duplicates(), stored(*map(entry, articles)).count_duplicates()) == (0, 3)


def test_a_quotation_touches_no_passage_that_ends_where_it_begins(stored: Stored) -> None:
    article = Article("a.txt", "abcdef")
    said = Quotation(article, ((3, 6),), Kind.DIRECT)
    halves = [Passage(article, 0, 3), Passage(article, 3, 6)]
    found = stored(Entry(article, halves, [False, False], ["a", "b"], [said]))
    assert [found.quotations(row) for row in (0, 1)] == [[], [said]]


def test_a_run_is_every_passage_through_which_one_quotation_goes(stored: Stored) -> None:
    first = entry(Article("a.txt", "a\nb\nc\nd"), continues=[1, 2])
    found = stored(first, entry(Article("b.txt", "e\nf"), continues=[1]))
    assert [found.run(row) for row in range(6)] == [*[range(3)] * 3, range(3, 4), *[range(4, 6)] * 2]


def test_articles_are_counted_by_kind_of_document(tmp_path: Path) -> None:
    with TableWriter(tmp_path / "a.db") as tables:
        for number, kind in enumerate(["minutes", "press release", None, "press release"]):
            tables.add(entry(Article(f"{number}.txt", "A wall.")), kind)
        tables.finish()
    with closing(SqliteStore(tmp_path / "a.db")) as store:
        assert store.document_kinds() == {"press release": 2, "minutes": 1}


def test_the_most_quoted_come_first_with_how_often_and_when(opened: SqliteStore) -> None:
    assert opened.most_quoted(3) == [
        SpeakerCount("Andy Burnham", 3, "2012-02-07", "2012-02-07"),
        SpeakerCount("Andrew Lansley", 1, "2012-02-07", "2012-02-07"),
        SpeakerCount("Bill Clinton", 1, "2012-02", "2012-02"),
    ]


def test_speakers_and_sources_come_most_frequent_first(opened: SqliteStore) -> None:
    assert opened.speakers == ("Andy Burnham", "Andrew Lansley", "Bill Clinton", "Hillary Clinton")
    assert opened.sources == ("The Courier", "Daily Post")


def test_the_dates_covered_are_as_precise_as_they_are_known(opened: SqliteStore, stored: Stored) -> None:
    assert opened.dates() == ("2011", "2012-02")
    assert stored(UNDATED).dates() is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("burnham", ["Andy Burnham"], id="surname"),
        pytest.param("Andy Burnham", ["Andy Burnham"], id="full name"),
        pytest.param("Mr Burnham's", ["Andy Burnham"], id="title and possessive"),
        pytest.param("CLINTON", ["Bill Clinton", "Hillary Clinton"], id="a surname of two"),
        pytest.param("hillary clinton", ["Hillary Clinton"], id="one of two"),
        pytest.param("burn", [], id="part of a word"),
        pytest.param("Jeremy Hunt", [], id="unknown"),
        pytest.param("Hillary Lansley", [], id="first name of one, surname of another"),
        pytest.param("Andy Lansley", ["Andrew Lansley"], id="short form of a first name"),
        pytest.param("the Mr", [], id="no name"),
    ],
)
def test_a_name_means_the_speakers_who_bear_all_its_words(opened: SqliteStore, typed: str, meant: list[str]) -> None:
    assert opened.speakers_named(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("courier", ["The Courier"], id="part"),
        pytest.param("“THE COURIER”", ["The Courier"], id="quotation marks and case"),
        pytest.param("The Times", [], id="unknown"),
        pytest.param('"', [], id="nothing"),
    ],
)
def test_a_source_is_found_by_part_of_its_name(opened: SqliteStore, typed: str, meant: list[str]) -> None:
    assert opened.sources_named(typed) == meant


def only(**given: str) -> Options:
    dates = {name: PartialDate.parse(given.pop(name)) for name in ("after", "before") if name in given}
    return Options(speaker=given.get("speaker"), source=given.get("source"), **dates)


@pytest.mark.parametrize(
    ("restriction", "phrase", "rows"),
    [
        pytest.param(only(), None, None, id="nothing restricts"),
        pytest.param(only(speaker="burnham"), None, [0, 1, 7], id="speaker"),
        pytest.param(only(speaker="clinton"), None, [4, 5], id="speakers of one name"),
        pytest.param(only(speaker="hunt"), None, [], id="unknown speaker"),
        pytest.param(only(source="courier"), None, [0, 1, 2, 3, 8], id="source"),
        pytest.param(only(source="times"), None, [], id="unknown source"),
        pytest.param(only(after="2012-02-07"), None, [0, 1, 2, 3, 4, 5, 6], id="after that day, inclusive"),
        pytest.param(only(after="2012-02-08"), None, [4, 5, 6], id="after, a month that may lie behind it"),
        pytest.param(only(after="2012-03"), None, [], id="after, a month that ends before it"),
        pytest.param(only(after="2011-12-31"), None, [0, 1, 2, 3, 4, 5, 6, 8], id="after, a year that may reach it"),
        pytest.param(only(before="2012-02-07"), None, [4, 5, 6, 8], id="before that day, exclusive"),
        pytest.param(only(before="2012-02-08"), None, [0, 1, 2, 3, 4, 5, 6, 8], id="before the day after"),
        pytest.param(only(before="2012-02"), None, [8], id="before a month begins"),
        pytest.param(only(after="2012-02", before="2012-03"), None, [0, 1, 2, 3, 4, 5, 6], id="in a month"),
        pytest.param(only(), "ITS A DEBACLE", [1], id="phrase, whatever its quotation marks, case, spaces and accents"),
        pytest.param(only(), "the “bill”", [0, 7], id="phrase in several articles"),
        pytest.param(only(), "Burnham: the bill is lost.", [0], id="phrase from edge to edge of a passage"),
        pytest.param(only(), "is lost. it's", [], id="phrase across two passages"),
        pytest.param(only(), "100% lost", [], id="unknown phrase"),
        pytest.param(only(), "the bil", [], id="phrase that ends within a word"),
        pytest.param(only(), "a debac", [], id="phrase that is part of words"),
        pytest.param(only(speaker="burnham", source="courier"), None, [0, 1], id="speaker and source"),
        pytest.param(only(speaker="lansley", source="post"), None, [], id="speaker elsewhere"),
        pytest.param(
            only(speaker="burnham", source="courier", after="2012", before="2013"), "a débâcle", [1], id="all together"
        ),
    ],
)
def test_filters_leave_the_passages_that_pass_all_of_them(
    opened: SqliteStore, restriction: Options, phrase: str | None, rows: list[int] | None
) -> None:
    found = opened.rows(restriction, phrase)
    assert (None if found is None else found.tolist()) == rows


def test_who_reports_words_is_found_beside_who_says_them(stored: Stored) -> None:
    text = "An aide called it a ruin, Eva Lind wrote.\nBo Ek said so, Ann Lee wrote.\nAnn Lee said no."
    article = Article("quay.txt", text)

    def said(words: str, speaker: str, carrier: str | None = None) -> Quotation:
        at = text.index(words)
        return Quotation(article, ((at, at + len(words)),), Kind.INDIRECT, speaker, carrier=carrier)

    quotations = [said("a ruin", "aide", "Eva Lind"), said("so", "Bo Ek", "Ann Lee"), said("no", "Ann Lee")]
    store = stored(replace(entry(article), quotations=quotations))
    assert store.speakers == ("Ann Lee", "Bo Ek", "aide", "Eva Lind")
    found = {name: store.rows(only(speaker=name)) for name in ("Lind", "Ann Lee", "Bo Ek")}
    assert {name: None if rows is None else rows.tolist() for name, rows in found.items()} == {
        "Lind": [0],
        "Ann Lee": [1, 2],
        "Bo Ek": [1],
    }
    assert store.passages_quoting(["Eva Lind"]).tolist() == []
    assert store.quotations_about(["Eva Lind"], []) == quotations


def test_equal_passages_keep_rows_of_their_own(stored: Stored) -> None:
    articles = [Article("a.txt", "The same words."), Article("b.txt", "The same words.")]
    assert stored(*map(entry, articles)).passages([0, 1]) == [Passage(article, 0, 15) for article in articles]


@pytest.mark.parametrize(
    ("speakers", "only", "count"),
    [
        pytest.param(["Andy Burnham"], Options(), 3, id="anywhere"),
        pytest.param(["Andy Burnham"], Options(source="Courier"), 2, id="in a source"),
        pytest.param(["Andy Burnham", "Bill Clinton"], Options(source="post"), 1, id="one of two"),
        pytest.param(["Andy Burnham"], Options(before=PartialDate.parse("2012")), 0, id="of a time"),
        pytest.param([], Options(), 0, id="nobody"),
    ],
)
def test_quotations_are_counted_within_a_source_and_dates(
    opened: SqliteStore, speakers: list[str], only: Options, count: int
) -> None:
    assert opened.count(speakers, only) == count


@pytest.mark.parametrize(
    ("only", "count"),
    [
        pytest.param(Options(), 1, id="anywhere"),
        pytest.param(Options(after=PartialDate.parse("2012")), 1, id="of the time"),
        pytest.param(Options(before=PartialDate.parse("2012")), 0, id="of another time"),
        pytest.param(Options(source="Post"), 0, id="in a publication that does not quote her"),
    ],
)
def test_passages_that_quote_somebody_are_counted_within_a_source_and_dates(
    stored: Stored, only: Options, count: int
) -> None:
    published = Published(PartialDate.parse("2012-02"), Basis.STATED)
    dated = Article("a.txt", "“It rained,” Ann Harman said.\nIt did.", source="Courier", published=published)
    store = stored(entry(dated, ("It rained,", "Ann Harman")), entry(Article("b.txt", "Rain.", source="Post")))
    assert store.count_quoting(["Ann Harman"], only) == count
