import io
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.cli import terminal
from bot.discord.commands.who import speaker_list
from bot.discord.pages.markdown import one_line
from bot.rendering import formatting
from retrieval.chronology import timeline
from retrieval.chronology.timeline import SpeakerSummary
from retrieval.models import Article, Basis, Kind, Modality, PartialDate, Published, Quotation


def said(date: str | None, text: str, speaker: str | None = "Andy Burnham", source: str = "HSJ") -> Quotation:
    published = Published(PartialDate.parse(date), Basis.STATED) if date else None
    article = Article(f"{date}.txt", f"Before.\n{text}\nAfter, on schools.", source=source, published=published)
    words = text.partition("“")[2].partition("”")[0] or text
    start = article.text.index(words)
    return Quotation(article, ((start, start + len(words)),), Kind.DIRECT, speaker)


EARLY = said("2012-02-07", "On the NHS reforms he said: “They must go.”")
MONTH = said("2012-03", "“The reform of the NHS fails.”")
LATE = said("2013", "“Taxes rise.”", source="The Courier")
UNDATED = said(None, "“The NHS is ours.”", "Andrew Lansley")
NAMELESS = said("2011-01-01", "“NHS”", None)
ALL = [UNDATED, LATE, MONTH, EARLY, NAMELESS]

ASKED = [
    pytest.param({}, [NAMELESS, EARLY, MONTH, LATE, UNDATED], id="the oldest first, the undated last"),
    pytest.param({"speakers": {"Andy Burnham"}}, [EARLY, MONTH, LATE], id="one speaker"),
    pytest.param({"topic": "NHS reform"}, [EARLY, MONTH], id="every word, stemmed, in the paragraph"),
    pytest.param({"topic": "schools"}, [], id="not what stands in another paragraph"),
    pytest.param({"sources": {"The Courier"}}, [LATE], id="one source"),
]


@pytest.mark.parametrize(("asked", "found"), ASKED)
def test_quotations_are_selected_and_the_oldest_comes_first(asked: dict[str, object], found: list[Quotation]) -> None:
    assert timeline.select(ALL, **asked) == found  # type: ignore[arg-type]


def test_what_somebody_reports_of_others_words_is_in_their_timeline() -> None:
    reported = replace(EARLY, speaker="aide", carrier="Ann Lee")
    assert timeline.select([reported, MONTH], {"Ann Lee"}) == [reported]
    assert [summary.speaker for summary in timeline.count_by_speaker([reported], [])] == ["aide"]


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("It rained.\n“We are\ndone,” said the\nmayor.\nHe left.", "“We are\ndone,” said the\nmayor."),
        (
            "Nobody in the whole of the lower town would answer\nAnn Lee. “We are done,” she said.",
            "“We are done,” she said.",
        ),
        ("Bins\n“We are done,” said the mayor.\nRoads", "“We are done,” said the mayor."),
        ("9 May 2011\n“We are done,” said the mayor.", "“We are done,” said the mayor."),
    ],
)
def test_a_statement_runs_over_wrapped_lines_and_has_no_heading_or_date_of_another(text: str, statement: str) -> None:
    start = text.index("“We")
    quotation = Quotation(Article("a.txt", text), ((start, text.index("done,") + 5),), Kind.DIRECT)
    (found,) = timeline.statements([quotation])
    assert found.text == statement


def test_the_words_of_a_topic_may_stand_on_other_lines_of_a_wrapped_paragraph() -> None:
    text = "“It is closed for the whole of the winter,” said\nAnn Lee, who runs the lido. She left."
    quotation = Quotation(Article("a.txt", text), ((1, 42),), Kind.DIRECT, "Ann Lee")
    assert timeline.select([quotation], None, "the lido") == [quotation]


def test_each_named_speaker_has_a_count_and_the_first_and_last_date() -> None:
    assert timeline.count_by_speaker(ALL, []) == [
        SpeakerSummary("Andy Burnham", 3, PartialDate.parse("2012-02-07"), PartialDate.parse("2013")),
        SpeakerSummary("Andrew Lansley", 1, None, None),
    ]


@pytest.mark.parametrize(
    ("others", "counted"),
    [
        pytest.param(["Vera Munk"], [("Vera Munk", 2)], id="one bearer"),
        pytest.param(["Vera Munk", "Olaf Munk"], [("Munk", 1), ("Vera Munk", 1)], id="another one elsewhere"),
    ],
)
def test_a_surname_alone_counts_as_its_only_bearer(others: list[str], counted: list[tuple[str, int]]) -> None:
    article = Article("a.txt", "It leaks. It leaks.")
    said = [
        Quotation(article, ((0, 9),), Kind.DIRECT, "Munk"),
        Quotation(article, ((10, 19),), Kind.DIRECT, "Vera Munk"),
    ]
    summaries = timeline.count_by_speaker(said, ["Munk", *others])
    assert [(summary.speaker, summary.quotations) for summary in summaries] == counted


def test_a_long_time_is_counted_in_years_including_years_without_quotations() -> None:
    counts = timeline.count_by_period([said("2010-02-07", "“A.”"), said("2014-03", "“B.”"), UNDATED])
    assert [(str(year), count) for year, count in counts] == [
        ("2010", 1), ("2011", 0), ("2012", 0), ("2013", 0), ("2014", 1),
    ]  # fmt: skip
    assert timeline.count_by_period([UNDATED]) == []


LONG = "“We will fight every one of these closures.”"
FIRST, AGAIN = said("2012-02-07", LONG), said("2012-02-08", LONG.replace(" of these", ", of these"), source="Post")


@pytest.mark.parametrize(
    ("later", "repeats"),
    [
        pytest.param(AGAIN, True, id="another article, other punctuation"),
        pytest.param(replace(AGAIN, kind=Kind.MIXED), True, id="another kind"),
        pytest.param(replace(AGAIN, speaker="Ann Lee"), False, id="another speaker"),
        pytest.param(replace(AGAIN, modality=Modality.DENIED), False, id="denied there"),
        pytest.param(said("2012-02-08", LONG.replace("closures", "cuts")), False, id="another word"),
        pytest.param(FIRST, False, id="the same article"),
    ],
)
def test_a_statement_that_another_article_repeats_is_listed_once(later: Quotation, *, repeats: bool) -> None:
    found = timeline.without_reprints(timeline.statements([FIRST]) + timeline.statements([later]))
    assert [each.quotations for each in found] == [(FIRST,)] + [(later,)] * (not repeats)
    assert found[0].also == ((later,) if repeats else ())


def test_few_words_repeat_nothing() -> None:
    short = [said("2012-02-07", "“No comment.”"), said("2012-02-08", "“No comment.”")]
    assert len(timeline.without_reprints(timeline.statements(short))) == 2


def test_quoted_words_tell_what_a_statement_is_before_reported_ones() -> None:
    article = Article("a.txt", "He said it was over, and “we have lost”.")
    reported = Quotation(article, ((8, 19),), Kind.INDIRECT, "Andy Burnham")
    quoted = Quotation(article, ((26, 38),), Kind.DIRECT, "Andy Burnham")
    (statement,) = timeline.statements([reported, quoted])
    assert statement.quotations == (quoted, reported)


def test_quotations_in_the_same_sentence_are_one_statement() -> None:
    text = "It rained. Labour urged him to dump the Bill, warning that time is short. He did not."
    article = Article("a.txt", text)

    def quoted(words: str, speaker: str) -> Quotation:
        start = text.index(words)
        return Quotation(article, ((start, start + len(words)),), Kind.INDIRECT, speaker)

    dump, warn, other = quoted("to dump the Bill", "A"), quoted("that time is short", "A"), quoted("He did not", "B")
    first, second = timeline.statements([dump, warn, other])
    assert (first.text, first.quotations) == (
        "Labour urged him to dump the Bill, warning that time is short.", (dump, warn),
    )  # fmt: skip
    assert [first.text[start:end] for start, end in first.highlights] == ["to dump the Bill", "that time is short"]
    assert (second.text, second.quotations) == ("He did not.", (other,))


OVERLAPPING = [
    pytest.param([((0, 30),), ((25, 30),)], [["one", "two"]], id="one within the other"),
    pytest.param([((25, 30),), ((0, 30),)], [["one", "two"]], id="the shorter first"),
    pytest.param([((0, 5),), ((25, 30),), ((3, 27),)], [["one", "two", "three"]], id="the last joins the others"),
    pytest.param([((0, 5),), ((25, 30),)], [["one"], ["two"]], id="apart"),
]


@pytest.mark.parametrize(("spans", "expected"), OVERLAPPING)
def test_statements_of_one_speaker_never_share_a_sentence(
    spans: list[tuple[tuple[int, int], ...]], expected: list[list[str]]
) -> None:
    article = Article("a.txt", "It is over. We lost it. All is gone.")
    names = ("one", "two", "three")
    quotations = [
        Quotation(article, span, Kind.DIRECT, "Ann Lee", cue=name) for span, name in zip(spans, names, strict=False)
    ]
    found = timeline.statements(quotations)
    assert [sorted(each.cue or "" for each in statement.quotations) for statement in found] == list(
        map(sorted, expected)
    )
    assert all(one.end <= other.start for one, other in pairwise(sorted(found, key=lambda each: each.start)))


def test_words_that_another_publication_had_before_are_left_out() -> None:
    first = said("2012-02-07", "“It  is over.”")
    same, again = said("2012-02-08", "“IT is over.”", source="The Courier"), said("2012-02-09", "“It is over.”")
    kept = timeline.without_reprints(timeline.statements([first, same, again]))
    assert [statement.quotations[0] for statement in kept] == [first, again]


@pytest.mark.parametrize("role", ["harbour master", "Monitoring Officer", "residents", "Ines Valdor's press officer"])
def test_whoever_has_no_name_stands_below_those_who_have_one(role: str) -> None:
    article = Article("a.txt", "It leaks. It leaks. No.")
    said = [
        Quotation(article, ((0, 9),), Kind.DIRECT, role),
        Quotation(article, ((10, 19),), Kind.DIRECT, role),
        Quotation(article, ((20, 23),), Kind.DIRECT, "Sund Water"),
    ]
    counted = timeline.count_by_speaker(said, [])
    assert [(one.speaker, one.quotations, one.is_named) for one in counted] == [
        ("Sund Water", 1, True),
        (role, 2, False),
    ]
    paper = io.StringIO()
    terminal.show_summaries(counted, terminal.console(paper))
    shown = [line.partition("  ")[0] for line in paper.getvalue().splitlines()]
    assert shown == ["Sund Water", "", formatting.UNNAMED, role]
    assert speaker_list("the lido", counted)[1].replace("\xa0", " ").splitlines() == [
        formatting.UNNAMED,
        f"- {one_line(role, 80)} · 2 quotations, dates unknown",
    ]
