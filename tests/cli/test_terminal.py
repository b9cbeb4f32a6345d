from dataclasses import replace
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.cli import explanation, terminal
from bot.rendering.formatting import visible
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Kind,
    Modality,
    PartialDate,
    Passage,
    Published,
    Question,
    Quotation,
    Reply,
    Role,
    Span,
)
from retrieval.quote_check import Check, Match, Verdict
from tests.paths import SEEDS

NAME = "2012-02-07-huffpost-uk-trickett-briefing.txt"
BRIEFING = Article(
    id=NAME,
    text=(SEEDS / NAME).read_text(encoding="utf-8"),
    title="Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley",
    source="HuffPost UK",
    published=Published(PartialDate.parse("2012-02-07"), Basis.STATED),
)
ASKED = Question("what did Burnham say about Lansley?", speaker="Andy Burnham", topic="Lansley")


def span(words: str, after: int = 0) -> Span:
    start = BRIEFING.text.index(words, after)
    return start, start + len(words)


def answer(first: str, last: str, quotation: Quotation | None, highlight: str) -> Answer:
    start, end = span(first)[0], span(last)[1]
    found = span(highlight, start)
    return Answer(BRIEFING, start, end, quotation, ((found[0] - start, found[1] - start),), 1.0, {})


def reply(*answers: Answer, reason: str | None = None, asked: Question = ASKED) -> Reply:
    return Reply("what did Burnham say about Lansley?", asked, answers, 0.93, reason, "g-1", 11.2)


BURNHAM = answer(
    "Shadow Health Secretary Andy",
    'promises to NHS staff."',
    Quotation(
        BRIEFING,
        ((span('""A campaign')[0], span('promises to NHS staff."')[1]),),
        Kind.DIRECT,
        "Andy Burnham",
        "",
        "said",
    ),
    "scapegoat Andrew Lansley",
)
SYLVESTER = answer(
    "A column by the Times",
    "at the Department of Health.",
    Quotation(BRIEFING, (span('"should be taken out and shot"'),), Kind.MIXED),
    "taken out and shot",
)


def drawn(shown: Reply, width: int = 60, *, colours: bool = False) -> str:
    paper = StringIO()
    # `_environ`: NO_COLOR and FORCE_COLOR in the environment of the tests must not change the output
    console = Console(
        file=paper, width=width, force_terminal=colours, color_system="standard" if colours else None, _environ={}
    )
    terminal.show(shown, console)
    return paper.getvalue()


def test_a_reply_shows_words_speakers_sources_and_dates() -> None:
    assert drawn(reply(BURNHAM, SYLVESTER)) == (
        """\
speaker: Andy Burnham · topic: Lansley

1  Shadow Health Secretary Andy Burnham said on Tuesday
   afternoon: ""A campaign is clearly underway to scapegoat
   Andrew Lansley. But it is David Cameron who has put the
   NHS on a knife edge and it can't afford to have a
   lame-duck Secretary of State in charge who does not have
   authority and the personal support of the Prime Minister.

   "Rather than looking for someone else to blame, he must
   now take responsibility for breaking his personal
   promises to NHS staff."

   Andy Burnham · HuffPost UK · 7 February 2012
   Jon Trickett Calls For Investigation Into Alleged Number
   10 Briefing Against Lansley
   2012-02-07-huffpost-uk-trickett-briefing.txt

2  A column by the Times columnist Rachel Sylvester on
   Tuesday claimed (£) an unnamed "Downing Street source"
   said Mr Lansley "should be taken out and shot", and that
   Downing Street was seriously considering giving the
   Blairite former health secretary Alan Milburn a peerage,
   so he could replace Lansley at the Department of Health.

   speaker not named · HuffPost UK · 7 February 2012
   Jon Trickett Calls For Investigation Into Alleged Number
   10 Briefing Against Lansley
   2012-02-07-huffpost-uk-trickett-briefing.txt
"""
    )


@pytest.mark.parametrize("asked", [{}, {"lists": True}, {"act": "deny"}, {"phrase": "the quay"}], ids=str)
def test_nothing_is_related_to_somebodys_words_on_no_topic(asked: dict[str, Any]) -> None:
    question = Question("what did she say?", "Ines Valdor", asks_for_words=True, **asked)
    printed = drawn(reply(on_quay(Role.ANSWER, own=True), on_quay(Role.RELATED, "Tom Frost"), asked=question))
    assert ("Others on this:" in printed) == bool({"act", "phrase"} & set(asked))


QUAY = Article("quay.txt", "The quay will be sold. Nobody wants it.", source="The Courier")


def on_quay(role: Role, speaker: str | None = None, kind: Kind = Kind.DIRECT, *, own: bool = False) -> Answer:
    quotation = Quotation(QUAY, ((0, 22),), kind, speaker) if speaker else None
    return Answer(QUAY, 0, 22, quotation, ((4, 8),), 1.0, {}, role=role, is_own=own)


@pytest.mark.parametrize(
    ("asked", "answers", "expected"),
    [
        pytest.param(
            "Ines Valdor",
            [on_quay(Role.ANSWER, "Ines Valdor", own=True), on_quay(Role.RELATED, "Tom Frost"), on_quay(Role.RELATED)],
            ["1", "Others on this:", "", ""],
            id="others below the words of the one asked about",
        ),
        pytest.param(
            "Ines Valdor",
            [on_quay(Role.ANSWER, own=True), *[on_quay(Role.RELATED, "Tom Frost")] * 9],
            ["1", "Others on this:", "", "", ""],
            id="few of others",
        ),
        pytest.param(
            "Ines Valdor",
            [on_quay(Role.ANSWER, own=True), on_quay(Role.RELATED, "Ines Valdor", own=True)],
            ["1"],
            id="no doubtful words of the one asked about below sure ones",
        ),
        pytest.param(
            None, [on_quay(Role.ANSWER), on_quay(Role.RELATED)], ["1", "Also close:", ""], id="nobody asked about"
        ),
    ],
)
def test_only_answers_are_numbered_and_what_is_related_stands_below_a_divider(
    asked: str | None, answers: list[Answer], expected: list[str]
) -> None:
    question = Question("the quay", asked, "the quay", asks_for_words=asked is not None)
    lines = drawn(reply(*answers, asked=question), width=100).splitlines()
    marks = [line.removesuffix("The quay will be sold.").strip() for line in lines[2:] if line]
    assert [mark for mark in marks if not mark.endswith(("unknown", ".txt"))] == expected


@pytest.mark.parametrize(
    ("source", "credit"),
    [("The Courier", "reported by The Courier · date unknown"), (None, "reported, not quoted · date unknown")],
    ids=["with a source", "without one"],
)
def test_reported_words_are_the_papers_and_have_no_colour(source: str | None, credit: str) -> None:
    article = Article("a.txt", "She said the quay was sold.", source=source)
    quotation = Quotation(article, ((9, 26),), Kind.INDIRECT, "Ann Lee")
    shown = drawn(reply(Answer(article, 0, 27, quotation, ((0, 27),), 1.0, {})), width=100, colours=True)
    assert shown.splitlines()[2:5] == [
        f"{DIM}1  {PLAIN}She said the quay was sold.",
        "",
        f"   {BOLD}Ann Lee{PLAIN} · {credit}",
    ]


def test_a_subheading_is_shown_small_above_the_answer() -> None:
    article = Article("a.txt", "Hard\n\nChoices\n\nIt is sold.")
    shown = drawn(reply(Answer(article, 15, 26, None, (), 1.0, {}, heading=(0, 15))), width=100, colours=True)
    assert shown.splitlines()[2:4] == [f"{DIM}1  {PLAIN}{DIM}Hard · Choices{PLAIN}", f"{DIM}   {PLAIN}It is sold."]


SOLD = Article("sold.txt", "“It is sold,” she said. “We sold it.” “To whom?”", source="The Courier")
SOLD_WORDS = Quotation(SOLD, ((1, 12), (25, 36)), Kind.DIRECT, "consultant", "one consultant")


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        pytest.param(
            Check("we sold it", Verdict.VERBATIM, (Match((SOLD_WORDS,), 1.0),)),
            [
                "On record, word for word.",
                "",
                "It is sold, … We sold it.",
                "one consultant · The Courier · date unknown",
                "sold.txt",
            ],
            id="on record, in two pieces, by somebody without a name",
        ),
        pytest.param(
            Check("sold", Verdict.REPORTED, (Match((replace(SOLD_WORDS, kind=Kind.INDIRECT),), 1.0),)),
            [
                "Reported, not quoted: the words are the article's.",
                "",
                "It is sold, … We sold it.",
                "one consultant · reported by The Courier · date unknown",
                "sold.txt",
            ],
            id="reported",
        ),
    ],
)
def test_a_check_says_whether_the_words_are_on_record_and_who_said_them_where_and_when(
    checked: Check, expected: list[str]
) -> None:
    paper = StringIO()
    terminal.show_check(checked, terminal.console(paper))
    assert paper.getvalue().splitlines()[:-1] == expected


def test_a_check_lists_the_first_places_and_counts_the_others() -> None:
    spoken = Quotation(Article("a.txt", "It rained.", source="HSJ"), ((0, 10),), Kind.DIRECT, "Ann Lee")
    paper = StringIO()
    terminal.show_check(Check("It rained", Verdict.VERBATIM, (Match((spoken,), 1.0),) * 214), terminal.console(paper))
    assert paper.getvalue().count("Ann Lee") == terminal.MAX_MATCHES
    assert paper.getvalue().endswith("204 further places have these words; --format json lists all.\n")


def test_exact_repeats_and_near_duplicates_are_listed_apart() -> None:
    one, same, near = (Article(f"{name}.txt", "It rained.", source=name) for name in ("HSJ", "Mail", "Sun"))
    found = Answer(one, 0, 10, None, (), 1.0, {}, (Passage(same, 0, 10),), (Passage(near, 0, 10),))
    assert drawn(reply(found)).endswith(
        """\
   HSJ · date unknown
   HSJ.txt
   also: Mail · date unknown · Mail.txt
   nearly the same words: Sun · date unknown · Sun.txt
"""
    )


def test_an_abstention_shows_its_reason_and_labels_the_closest_passages() -> None:
    article = Article("notes/2011.txt", "Nobody spoke of it.", url="https://example.org/2011")
    closest = Answer(article, 0, 19, None, ((0, 6),), 0.2, {})
    asked = Question("hunt", speaker="Hunt")
    assert drawn(reply(closest, reason="nobody called Hunt is quoted here", asked=asked)) == (
        """\
speaker: Hunt

Nothing on record. Nobody called Hunt is quoted here.

Closest passages:

1  Nobody spoke of it.

   source unknown · date unknown
   notes/2011.txt
   https://example.org/2011#:~:text=Nobody%20spoke%20of%20it
"""
    )


def test_an_abstention_without_any_passage_ends_with_the_reason() -> None:
    asked = Question("hunt", speaker="Hunt")
    assert drawn(reply(reason="The archive holds no passage.", asked=asked)) == (
        "speaker: Hunt\n\nNothing on record. The archive holds no passage.\n"
    )


def test_ten_answers_widen_the_margin() -> None:
    article = Article("a.txt", "two words")
    lines = drawn(reply(*[Answer(article, 0, 9, None, (), 0.0, {})] * 10), width=10).splitlines()
    passages = [(first, second) for first, second in pairwise(lines) if first.endswith("two")]
    numbers = (" 1", " 2", " 3", " 4", " 5", " 6", " 7", " 8", " 9", "10")
    assert passages == [(f"{number}  two", "    words") for number in numbers]


BOLD, DIM, CYAN, BOLD_CYAN, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[1;36m", "\x1b[0m"


@pytest.mark.parametrize(
    ("speaker", "begun", "reason", "expected"),
    [
        pytest.param(
            "Ann Lee",
            8,
            None,
            [
                f"{DIM}1  {PLAIN}She said {CYAN}“we {PLAIN}{BOLD_CYAN}must{PLAIN}{CYAN} go”{PLAIN}.",
                f"   {BOLD}Ann Lee{PLAIN} · source unknown · date unknown",
                f"   {DIM}a.txt{PLAIN}",
            ],
            id="an answer: the quotation in colour, the highlight bold, the details dim",
        ),
        pytest.param(
            None,
            -5,
            None,
            [
                f"{DIM}1  {PLAIN}{CYAN}She said “we {PLAIN}{BOLD_CYAN}must{PLAIN}{CYAN} go”{PLAIN}.",
                "   speaker not named · source unknown · date unknown",
                f"   {DIM}a.txt{PLAIN}",
            ],
            id="a quotation begun before the answer is coloured from its first word",
        ),
        pytest.param(
            "Ann Lee",
            8,
            "nobody says so",
            [
                f"{DIM}1  {PLAIN}{DIM}She said “we {PLAIN}{BOLD.replace('1', '1;2')}must{PLAIN}{DIM} go”.{PLAIN}",
                f"   {BOLD.replace('1', '1;2')}Ann Lee{PLAIN}{DIM} · source unknown · date unknown{PLAIN}",
                f"   {DIM}a.txt{PLAIN}",
            ],
            id="when abstaining all of it is dimmer",
        ),
    ],
)
def test_only_the_spans_are_emphasised(
    speaker: str | None, begun: int, reason: str | None, expected: list[str]
) -> None:
    article = Article("a.txt", "Before. She said “we must go”.")
    quotation = Quotation(article, ((8 + begun + 1, 29),), Kind.DIRECT, speaker)
    shown = reply(Answer(article, 8, 30, quotation, ((13, 17),), 1.0, {}), reason=reason)
    lines = drawn(shown, colours=True).splitlines()
    assert [line for line in lines[-4:] if line] == expected


@pytest.mark.parametrize(
    ("modality", "carrier", "expected"),
    [
        pytest.param(Modality.SAID, None, ["1  He sold it.", "   Tom Frost · a"], id="said"),
        pytest.param(Modality.DENIED, None, ["1  denied:", "   He sold it.", "   Tom Frost · a"], id="denied"),
        pytest.param(Modality.CONDITIONAL, None, ["1  only supposed:", "   He sold it.", "   Tom Frost · a"], id="if"),
        pytest.param(Modality.TO_COME, None, ["1  not said yet:", "   He sold it.", "   Tom Frost · a"], id="will say"),
        pytest.param(
            Modality.SAID, "Ann Lee", ["1  He sold it.", "   Tom Frost, as reported by Ann Lee · a"], id="carried"
        ),
    ],
)
def test_an_answer_shows_whether_it_was_said_and_who_reports_it(
    modality: Modality, carrier: str | None, expected: list[str]
) -> None:
    article = Article("a.txt", "He sold it.", source="a")
    quotation = Quotation(article, ((0, 11),), Kind.DIRECT, "Tom Frost", modality=modality, carrier=carrier)
    lines = drawn(reply(Answer(article, 0, 11, quotation, (), 1.0, {}))).splitlines()
    shown = [line.removesuffix(" · date unknown") for line in lines if line]
    assert shown[shown.index(expected[0]) : -1] == expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("[bold]not markup[/] :smile: [x](y)", "[bold]not markup[/] :smile: [x](y)", id="markup is text"),
        pytest.param("clear\x1b[2J \x9b2J bell\x07", "clear␛[2J �2J bell␇", id="escape sequences are symbols"),
        pytest.param("back\x08 return\r null\x00", "back␈ return␍ null␀", id="so are controls that rich drops"),
        pytest.param("turned \u202etxt.exe\u2069", "turned �txt.exe�", id="nothing turns the text around"),
        pytest.param("half \ud83d a pair", "half � a pair", id="nor is anything there that UTF-8 cannot hold"),
    ],
)
def test_control_characters_of_an_article_are_shown_as_symbols(text: str, seen: str) -> None:
    article = Article(text, text, title=text, source=text, url=text)
    shown = reply(
        Answer(article, 0, len(text), Quotation(article, ((0, 1),), Kind.DIRECT, text), (), 1.0, {}),
        reason=text,
        asked=Question(text, topic=text),
    )
    assert drawn(shown, width=100).splitlines() == [
        f"topic: {seen}",
        "",
        f"Nothing on record. {seen[0].upper()}{seen[1:]}.",
        "",
        "Closest passages:",
        "",
        f"1  {seen}",
        "",
        f"   {seen} · {seen} · date unknown",
        f"   {seen}",
        f"   {seen}",
        f"   {seen}",
    ]


LETTERS = st.characters(exclude_categories=["Zs", "Zl", "Zp", "Cc"]) | st.sampled_from("\x1b\x07“”.-[]")
SPACES = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\xa0"])
PASSAGES = st.lists(st.text(LETTERS, min_size=1) | SPACES, min_size=1).map("".join)


@given(PASSAGES, st.integers(1, 140), st.data())
def test_words_are_shown_whole_and_in_order_at_any_width(text: str, width: int, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    highlight = (start, data.draw(st.integers(start, len(text))))
    found = Answer(Article("a.txt", text), 0, len(text), None, (highlight,), 1.0, {})
    lines = drawn(reply(found, asked=Question("", topic="t")), width).split("\n")
    words = visible(text).split()
    assert " ".join(lines).split() == ["topic:", "t", "1", *words, "source", "unknown", "·", "date", "unknown", "a.txt"]
    too_wide = [line for line in lines if cell_len(line) > min(width, terminal.MAX_LINE_COLUMNS)]
    assert [line for line in too_wide if len(line.removeprefix("1").split()) > 1] == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [pytest.param(None, terminal.MAX_LINE_COLUMNS, id="nobody says"), pytest.param("72", 72, id="as COLUMNS says")],
)
def test_a_pipe_has_the_default_width_unless_columns_is_set(
    columns: str | None, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    assert terminal.console(StringIO()).width == expected


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        (
            ("he", "Councillor Andy Burnham, paragraph 2", "Andy Burnham"),
            ["“he” there means “Councillor Andy Burnham” (paragraph 2)."],
        ),
        (("ANDY BURNHAM", "label, paragraph 3", "Andy Burnham"), []),
        (("PT", "label, paragraph 1", "Peter Tarn"), ["“PT” there means “Peter Tarn”."]),
    ],
)
def test_why_names_each_step_once_and_in_plain_words(chain: tuple[str, ...], said: list[str]) -> None:
    found = Quotation(BRIEFING, ((0, 9),), Kind.DIRECT, chain[-1], chain[0], None, None, chain)
    paper = StringIO()
    explanation.show(Answer(BRIEFING, 0, 9, found, (), 0.75, {"dense": 0.5}), terminal.console(paper))
    assert [line for line in paper.getvalue().splitlines() if "there means" in line] == said


def test_why_shows_how_the_speaker_was_found_and_how_close_the_answer_is() -> None:
    he = Quotation(
        BRIEFING, ((0, 9),), Kind.DIRECT, "Andy Burnham", "he", "said", None, ("he", "Burnham", "Andy Burnham")
    )
    paper = StringIO()
    wide = terminal.console(paper)
    wide.width = 100
    explanation.show(Answer(BRIEFING, 0, 9, he, (), 0.75, {"dense": 0.5, "words": 0.9, "is_short": 1}), wide)
    assert paper.getvalue().splitlines() == [
        "The words are those of Andy Burnham, since the article writes “he … said”.",
        "“he” there means “Burnham”.",
        "“Burnham” there means “Andy Burnham”.",
        "It ranks here because its meaning is close to the question's; it has the question's words.",
        "Out of 100: close in meaning 50, words shared 90.",
    ]


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [
        (
            [("2012-02", 2), ("2012-03", 0), ("2012-04", 1)],
            ["quotations a month:", f"February 2012 {'█' * 40} 2", "   March 2012  0", f"   April 2012 {'█' * 20} 1"],
        ),
        (
            [("1999", 3), *((str(year), 0) for year in range(2000, 2013)), ("2013", 1)],
            ["quotations a year:", f"1999 {'█' * 40} 3", f"2013 {'█' * 14} 1"],
        ),
    ],
    ids=["months", "many years"],
)
def test_counts_are_bars_and_many_leave_out_periods_without_quotations(
    counts: list[tuple[str, int]], drawn: list[str]
) -> None:
    output = StringIO()
    terminal.show_counts([(PartialDate.parse(day), count) for day, count in counts], Console(file=output, width=100))
    assert output.getvalue().splitlines() == drawn


@pytest.mark.parametrize(("undated", "told"), [(0, []), (1, ["and 1 quotation without a date"])])
def test_a_chart_tells_how_many_quotations_have_no_date(undated: int, told: list[str]) -> None:
    output = StringIO()
    terminal.show_counts([(PartialDate.parse("2012"), 3)], Console(file=output, width=100), undated)
    assert output.getvalue().splitlines()[2:] == told
