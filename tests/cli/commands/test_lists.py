"""The commands that list and show, in each form of output: timeline, who, quotations, random, show, context, check."""

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot import lookup
from bot.cli import arguments
from bot.cli.main import main
from retrieval.chronology import on_topic
from retrieval.chronology.on_topic import OnTopic
from retrieval.errors import NobodyCalled
from retrieval.models import Article, Kind, Quotation
from retrieval.search.query import SpeakerNames
from retrieval.text.name_lookup import near_names
from tests.cli.commands.conftest import Run
from tests.conftest import BRIEFING, SCHOOLS
from tests.paths import ROOT

BURNHAM = "Mr Lansley has lost the argument on his bill."
ARTICLE = "2012-02-07-briefing.txt"


def test_a_timeline_shows_each_statement_with_its_place(onrecord: Run) -> None:
    status, printed, _ = onrecord("timeline", "Burnham")
    heading, _, first, *_ = printed.splitlines()
    assert (status, heading) == (0, "Andy Burnham: 1 statement")
    assert first.startswith("Shadow Health Secretary Andy Burnham said on Tuesday:")
    assert "Andy Burnham · The Courier · 7 February 2012\n" in printed
    assert f"{ARTICLE} --at {BRIEFING.index('Shadow')}\n" in printed


def test_a_topic_and_a_limit_cut_a_timeline_and_the_cut_is_said(onrecord: Run) -> None:
    _, printed, _ = onrecord("timeline", "gove", "the", "tax", "--json")
    (only,) = map(json.loads, printed.splitlines())
    assert only["text"] == 'He added: "No school will lose a penny, and no tax will rise."'
    assert SCHOOLS[only["start"] : only["end"]] == only["text"]
    assert onrecord("timeline", "gove")[1].startswith("Michael Gove: 2 statements, the oldest first\n")
    _, printed, errors = onrecord("timeline", "gove", "-n", "1")
    assert ("tax" in printed, errors) == (False, "and 1 more; show more with --limit\n")
    _, printed, errors = onrecord("timeline", "gove", "-n", "1", "-j")
    assert ([json.loads(line) for line in printed.splitlines()][1:], errors) == ([{"left_out": 1}], "")


def test_words_checked_are_said_to_be_of_another_date_than_the_one_given(onrecord: Run) -> None:
    words = ("check", "lost the argument on his bill")
    note = "onrecord: Not from 8 February 2012; the words below are of another date.\n"
    status, printed, errors = onrecord(*words, "--date", "8 Feb 2012")
    assert (status, printed.splitlines()[0], errors) == (0, "On record, word for word.", note)
    assert onrecord(*words, "--date", "Feb 2012")[2] == ""
    assert onrecord(*words, "--date", "someday")[0] == 2


def test_a_timeline_keeps_to_the_days_asked_for(onrecord: Run) -> None:
    whole = onrecord("timeline", "gove")[1]
    assert onrecord("timeline", "gove", "--after", "2011", "--before", "June 2011")[1] == whole
    none = "Nothing on record of Michael Gove on tax, from 2012 on and before March 2013.\n"
    assert onrecord("timeline", "gove", "tax", "--after", "2012", "--before", "Mar 2013") == (1, "", none)
    assert onrecord("timeline", "gove", "--after", "someday")[0] == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Zebedee", "onrecord: Zebedee is not quoted in this archive; onrecord who lists all names\n"),
        (
            "Andi Lansly",
            "onrecord: Andi Lansly is not quoted in this archive; did you mean Andrew Lansley?\n",
        ),
    ],
)
def test_a_name_that_nobody_bears_is_an_error_that_names_the_nearest(onrecord: Run, typed: str, said: str) -> None:
    for command in (
        ["timeline", typed],
        ["compare", "Burnham", typed, "the bill"],
        ["random", "-s", typed],
        ["quotations", "-s", typed],
        ["cite", "lost the argument", "-s", typed],
    ):
        assert onrecord(*command) == (2, "", said), command


def test_a_checked_quotation_of_a_stranger_is_answered_and_says_that_nobody_is_called_so(onrecord: Run) -> None:
    status, printed, errors = onrecord("check", "lost the argument on his bill", "-s", "Andi Lansly")
    assert (status, printed.splitlines()[0]) == (1, "On record, word for word, but said by another speaker.")
    assert errors == "onrecord: Andi Lansly is not quoted in this archive; did you mean Andrew Lansley?\n"


@pytest.mark.parametrize(
    ("typed", "people", "about"),
    [
        ("Chapman", ["Di Chapman", "Olav Chapman"], "Chapman may be Di Chapman or Olav Chapman; give the full name"),
        ("Chapman", ["Di Chapman", "D. Chapman", "Chapman"], None),
        ("Lind", ["Eva Lind", "spokesman for Eva Lind"], None),
        ("Voss", ["H. K. Voss", "H.K. Voss"], None),
        ("Voss", ["H.K. Voss", "H. L. Voss", "H.L. Voss"], "Voss may be H.K. Voss or H. L. Voss; give the full name"),
    ],
)
def test_a_checked_surname_of_several_people_is_answered_with_their_names(
    typed: str, people: list[str], about: str | None
) -> None:
    assert lookup.note_on_name(Names(*people), typed) == about


@pytest.mark.parametrize(
    "command",
    [
        ["timeline", "{name}"],
        ["random", "-j", "-s", "{name}"],
        ["quotations", "-s", "{name}"],
        ["cite", "lost the argument", "-s", "{name}"],
        ["check", "lost the argument on his bill", "-s", "{name}"],
    ],
    ids=lambda command: command[0],
)
def test_a_slip_in_a_name_is_put_right_and_said(onrecord: Run, command: list[str]) -> None:
    slip, right = (onrecord(*(word.format(name=name) for word in command)) for name in ("Burnam", "Andy Burnham"))
    assert slip == (0, right[1], "onrecord: “Burnam” read as Burnham\n")
    assert right[2] == ""


@pytest.mark.parametrize(
    "command",
    [
        ["timeline", "Gove"],
        ["compare", "Gove", "Burnham", "tax"],
        ["random"],
        ["who", "reforms"],
        ["first", "the", "reforms"],
    ],
    ids=" ".join,
)
def test_a_publication_that_is_none_is_an_error_that_names_those_there_are(onrecord: Run, command: list[str]) -> None:
    problem = "onrecord: no article here is from"
    assert onrecord(*command, "-p", "Corier") == (2, "", f"{problem} Corier; did you mean The Courier?\n")
    known = onrecord(*command, "-p", "nowhere")
    assert known == (2, "", f"{problem} nowhere; this archive has articles of Daily Post, The Courier\n")


def test_nobody_on_a_topic_is_exit_status_1_and_says_what_was_looked_for(onrecord: Run) -> None:
    assert onrecord("timeline", "Burnham", "badgers") == (
        1,
        "",
        "Nothing on record of Andy Burnham on badgers: no paragraph that quotes Andy Burnham, nor its headline, has "
        "“badgers” in any form.\n",
    )
    assert onrecord("who", "the", "badgers'", "setts") == (
        1,
        "",
        "Nothing on record on the badgers' setts: no paragraph with a quotation, nor its headline, has “badgers” and "
        "“setts” in any form.\n",
    )


def test_what_means_the_topic_without_its_words_is_listed_and_said_to_be(
    onrecord: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Quotation(Article("a.txt", "“It leaks.”"), ((1, 10),), Kind.DIRECT, "Andy Burnham")
    looked_for = "nor its headline, has “pool” in any form; what follows is on it by its meaning\n"
    monkeypatch.setattr(on_topic, "find", lambda *_: OnTopic([said], by_meaning=True))
    status, printed, errors = onrecord("timeline", "Burnham", "the pool")
    assert (status, printed.splitlines()[0]) == (0, "Andy Burnham on the pool: 1 statement")
    assert errors == f"onrecord: no paragraph that quotes Andy Burnham, {looked_for}"
    assert onrecord("who", "pool", "--json")[::2] == (0, f"onrecord: no paragraph with a quotation, {looked_for}")
    monkeypatch.setattr(on_topic, "find", lambda *_: OnTopic([], nearest=(said,)))
    for command in (["timeline", "Burnham", "pool"], ["who", "pool"]):
        status, printed, _ = onrecord(*command)
        assert (status, printed.splitlines()[:3]) == (1, ["What comes nearest:", "", "“It leaks.”"])


@pytest.mark.parametrize(
    "typed",
    [
        ("Michael", "Gove", "the", "tax"),
        ("Michael Gove", "tax"),
        ("michael", "gove", "tax"),
        ("Minister", "Michael", "Gove", "tax"),
        ("Gove", "tax"),
    ],
)
def test_a_name_of_several_words_needs_no_quotation_marks(onrecord: Run, typed: tuple[str, ...]) -> None:
    assert onrecord("timeline", *typed)[1].startswith(f"Michael Gove on {' '.join(typed).rpartition('ove ')[2]}: 1 st")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("Michael", "Burnham", "tax"), "Michael Burnham is not quoted in this archive; did you mean"),
        (("Zoe", "Zimmer", "the", "tax"), "Zoe Zimmer is not quoted in this archive; onrecord who lists all names\n"),
        (("zoe", "tax"), "zoe is not quoted in this archive; onrecord who lists all names\n"),
    ],
)
def test_one_first_name_with_the_surname_of_another_is_nobody(onrecord: Run, typed: tuple[str, ...], said: str) -> None:
    status, printed, errors = onrecord("timeline", *typed)
    assert (status, printed) == (2, "")
    assert f"onrecord: {said}" in errors


def test_two_names_after_one_another_need_no_quotation_marks_either() -> None:
    archive = Names("Andy Burnham", "Michael Gove", "Gove")
    words = "Andy Burnham Michael Gove the tax".split()
    one, rest = lookup.split_name(archive, words)
    assert (one, lookup.split_name(archive, rest)) == ("Andy Burnham", ("Michael Gove", ["the", "tax"]))


@pytest.mark.parametrize(
    ("words", "split"),
    [
        ("mayor Gove tax", ("mayor", "Gove", ["tax"])),
        ("mayor Gove Burnham tax", ("mayor Gove", "Burnham", ["tax"])),
        ("prime minister Andy Burnham the tax", ("prime minister", "Andy Burnham", ["the", "tax"])),
        ("mayor governor tax", ("mayor", "governor", ["tax"])),
        ("Gove mayor of New Sund tax", ("Gove", "mayor of New Sund", ["tax"])),
        ("Gove", ("Gove", "", [])),
    ],
)
def test_an_office_before_a_name_is_the_first_of_two_people_if_no_second_name_follows(
    words: str, split: tuple[str, str, list[str]]
) -> None:
    assert lookup.split_two_names(Names("Andy Burnham", "Michael Gove"), words.split()) == split


@pytest.mark.parametrize(
    ("words", "split"),
    [
        (["the harbour master", "tax"], ("the harbour master", ["tax"])),
        (["the", "mayor", "tax"], ("the mayor", ["tax"])),
        (["the clerk", "Gove"], ("the clerk", ["Gove"])),
        (["harbour", "master", "tax", "rises"], ("harbour master", ["tax", "rises"])),
        (["the", "chief", "executive", "fees"], ("the chief executive", ["fees"])),
        (["leader", "of", "the", "opposition", "fees"], ("leader of the opposition", ["fees"])),
        (["minister", "for", "Trade", "and", "Art", "the", "fees"], ("minister for Trade and Art", ["the", "fees"])),
        (["mayor", "of"], ("mayor", ["of"])),
        (["harbour", "master", "for", "the"], ("harbour master", ["for", "the"])),
        (["deputy", "mayor", "Michael", "Gove", "tax"], ("deputy mayor Michael Gove", ["tax"])),
        (["mayor", "of", "New", "Sund", "tax"], ("mayor of New Sund", ["tax"])),
        (["mayor", "of", "new", "sund", "tax"], ("mayor of new sund", ["tax"])),
        (["mayor", "of", "New", "Sund", "Brexit"], ("mayor of New Sund", ["Brexit"])),
        (["mayor", "of", "Upper", "Fosse"], ("mayor of Upper Fosse", [])),
        (["governor", "of", "the", "Bank", "of", "Fosse", "rates"], ("governor of the Bank of Fosse", ["rates"])),
        (["leader", "of", "the", "council", "housing"], ("leader of the council", ["housing"])),
        (["mayor", "governor", "tax"], ("mayor", ["governor", "tax"])),
        (["prime", "minister", "health", "secretary", "tax"], ("prime minister", ["health", "secretary", "tax"])),
        (["deputy", "prime", "minister", "tax"], ("deputy prime minister", ["tax"])),
        (["Gove", "council", "leader"], ("Gove", ["council", "leader"])),
        (["Gove", "mayor", "of", "New", "Sund"], ("Gove", ["mayor", "of", "New", "Sund"])),
    ],
)
def test_an_office_stands_in_place_of_a_name(words: list[str], split: tuple[str, list[str]]) -> None:
    assert lookup.split_name(Names("Andy Burnham", "Michael Gove", "town clerk"), words) == split


@pytest.mark.parametrize(
    ("typed", "speaker", "words", "joined"),
    [
        (
            "Burnham said no --speaker Andy Burnham",
            "Andy",
            "Burnham said no Burnham",
            ("Andy Burnham", "Burnham said no"),
        ),
        ("Gove is late -s Michael Gove", "Michael", "Gove is late Gove", ("Michael Gove", "Gove is late")),
        ("no never -s Gove never", "Gove", "no never never", ("Gove", "no never never")),
    ],
)
def test_words_of_the_quotation_that_are_in_the_name_too_stay(
    typed: str, speaker: str, words: str, joined: tuple[str, str]
) -> None:
    behind = arguments.words_behind_names(typed.split())
    given = argparse.Namespace(words=words.split(), speaker=speaker, source=None, behind=behind)
    arguments.join_names(Names("Andy Burnham", "Michael Gove"), given)
    assert (given.speaker, " ".join(given.words)) == joined


@pytest.mark.parametrize(
    ("typed", "speaker", "words"),
    [
        ("taken out --speaker Zoe Zimmer", "Zoe Zimmer", "taken out"),
        ("-s Zoe Zimmer We were taken out", "Zoe Zimmer", "We were taken out"),
        ("taken out --speaker=Zoe Zimmer now", "Zoe Zimmer", "taken out now"),
        ("taken out --speaker zoe zimmer", "zoe", "taken out zimmer"),
    ],
)
def test_a_name_of_nobody_is_typed_without_quotation_marks_too(typed: str, speaker: str, words: str) -> None:
    given = parse_check(typed)
    arguments.join_names(Names("Andy Burnham"), given)
    assert (given.speaker, " ".join(given.words)) == (speaker, words)


def test_a_publication_that_is_not_there_is_typed_without_quotation_marks_too() -> None:
    given = argparse.Namespace(words=["libraries", "Flash"], speaker=None, source="Daily")
    given.behind = arguments.words_behind_names(["libraries", "--source", "Daily", "Flash"])
    arguments.join_names(Names(), given)
    assert (given.source, given.words) == ("Daily Flash", ["libraries"])


def parse_check(typed: str) -> argparse.Namespace:
    """The arguments as `check` has them: the words, and the first word of the name."""
    words = typed.replace("--speaker=", "--speaker ").replace("-s ", "--speaker ").split()
    at = words.index("--speaker")
    given = argparse.Namespace(words=words[:at] + words[at + 2 :], speaker=words[at + 1], source=None)
    given.behind = arguments.words_behind_names(typed.split())
    return given


TEXT = "The council of New Sund thanked the deputy prime minister and the prime minister. A new tax on housing came."


class Names:
    """An archive that has nothing but speakers and a text."""

    sources: tuple[str, ...] = ()

    articles = ()
    withdrawn = frozenset[str]()

    def __init__(self, *speakers: str) -> None:
        self.speakers = speakers

    def people_named(self, typed: str, /) -> list[str]:
        return SpeakerNames(self.speakers).named(typed)

    def put_right(self, typed: str, /) -> str:
        return SpeakerNames(self.speakers).put_right(typed)

    def office_named(self, typed: str, /) -> str | None:
        return SpeakerNames(self.speakers).office_named(typed)

    def nobody_called(self, typed: str, /) -> NobodyCalled:
        return NobodyCalled(typed, near_names(typed, self.speakers))

    def is_written(self, words: str, /, *, as_name: bool = False) -> bool:
        found = re.findall(rf"\b{re.escape(words)}\b", TEXT, re.IGNORECASE)
        return bool(found) and not (as_name and any(form.islower() for form in found))

    def article(self, id: str, /) -> None:  # noqa: A002, ARG002
        return None


def test_after_a_surname_the_name_of_another_is_the_topic(onrecord: Run) -> None:
    for typed in (("Burnham",), ("Andy Burnham",), ("Andy", "Burnham"), ("Burnam",), ("Health Secretary Burnham",)):
        assert onrecord("timeline", *typed, "Lansley")[1].startswith("Andy Burnham on Lansley: 1 statement\n")


@pytest.mark.parametrize("typed", [("Burnham", "on", "Lansley"), ("Andy Burnham", "about", "Lansley")])
def test_a_word_that_leads_to_the_topic_is_no_part_of_it(onrecord: Run, typed: tuple[str, ...]) -> None:
    assert onrecord("timeline", *typed)[1].startswith("Andy Burnham on Lansley: 1 statement\n")
    assert onrecord("who", "about", "schools")[1].startswith("Michael Gove  2 quotations")


@pytest.mark.parametrize(
    ("typed", "called"), [(("the", "Lido", "Trust", "tax"), "the Lido Trust"), (("the", "tax"), "the tax")]
)
def test_who_is_nobody_is_named_with_the_article(onrecord: Run, typed: tuple[str, ...], called: str) -> None:
    assert onrecord("timeline", *typed)[2].startswith(f"onrecord: {called} is not quoted in this archive")


def test_the_topic_of_a_timeline_is_no_required_argument(onrecord: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        onrecord("timeline")
    assert "the following arguments are required: SPEAKER;" in capsys.readouterr().err


def test_a_name_of_two_people_is_shown_with_theirs(onrecord: Run) -> None:
    assert onrecord("timeline", "andy")[1].startswith("Andy Burnham: 1 statement\n")


def test_who_lists_the_speakers_on_a_topic(onrecord: Run) -> None:
    _, printed, _ = onrecord("who", "reforms", "--json")
    assert [json.loads(line) for line in printed.splitlines()] == [
        {"speaker": "Andrew Lansley", "quotations": 1, "first": "2012-02-07", "last": "2012-02-07", "named": True},
        {"speaker": "Andy Burnham", "quotations": 1, "first": "2012-02-07", "last": "2012-02-07", "named": True},
    ]
    _, printed, _ = onrecord("who", "school", "--format", "markdown")
    assert printed.splitlines()[0] == "| speaker | quotations | first | last |"
    assert printed.splitlines()[2].startswith("| Michael Gove | 2 | May 2011 | May 2011 |")


@pytest.mark.parametrize("blank", ["", " "])
def test_a_timeline_of_nobody_names_what_to_give(onrecord: Run, blank: str) -> None:
    said = "onrecord: a name is needed, as in: onrecord timeline Burnham the bill\n"
    assert onrecord("timeline", blank, "tax") == (2, "", said)


@pytest.mark.parametrize("name", ["Burnam", "Andrew Lansly"])
def test_who_names_the_command_for_somebodys_words_where_a_name_is_no_topic(onrecord: Run, name: str) -> None:
    status, printed, errors = onrecord("who", name)
    assert (status, printed) == (1, "")
    assert errors.startswith(
        f"onrecord: {name} is the name of a speaker; to list what they said: onrecord timeline {name}\n"
    )


def test_quotations_as_csv_have_a_row_each_with_paper_and_date(onrecord: Run) -> None:
    status, printed, _ = onrecord("quotations", "-s", "Burnham", "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert status == 0
    assert [(row["speaker"], row["source"], row["published"]) for row in rows] == [
        ("Andy Burnham", "The Courier", "2012-02-07")
    ]
    assert rows[0]["text"].startswith(BURNHAM)


def test_quotations_as_markdown_are_block_quotations_with_their_credit(onrecord: Run) -> None:
    _, printed, _ = onrecord("quotations", "-s", "Lansley", "-f", "markdown")
    assert printed == (
        "> The reforms will go ahead.\n>\n"
        "> — **Andrew Lansley**, The Courier, 7 February 2012: *Burnham Attacks Lansley's Reforms* "
        "(2012-02-07-briefing.txt)\n"
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("random", "-s", "Gove", "-p", "courier"), "of Michael Gove in The Courier; Daily Post has 1 quotation."),
        (("timeline", "Gove", "-p", "courier"), "of Michael Gove in The Courier; Daily Post has 2 quotations."),
        (("random", "-s", "Burnham", "-p", "post"), "of Andy Burnham in Daily Post; The Courier has 1 quotation."),
        (("quotations", "-s", "Gove", "--article", "briefing"), "of Michael Gove in 2012-02-07-briefing.txt."),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else None,
)
def test_where_a_publication_has_nothing_of_somebody_those_that_have_some_are_named(
    onrecord: Run, command: tuple[str, ...], said: str
) -> None:
    assert onrecord(*command) == (1, "", f"Nothing on record {said}\n")


def test_a_random_quotation_is_somebodys_words(onrecord: Run) -> None:
    _, printed, _ = onrecord("random", "--speaker", "lansley", "--json")
    drawn = json.loads(printed)
    assert (drawn["speaker"], drawn["text"]) == ("Andrew Lansley", "The reforms will go ahead.")


@pytest.mark.parametrize(
    "typed", [("-s", "Andy", "Burnham"), ("-s", "Andy", "Burnham", "-p", "The", "Courier"), ("-s", "Andy Burnham")]
)
def test_where_no_other_words_stand_the_name_behind_an_option_needs_no_quotation_marks(
    onrecord: Run, typed: tuple[str, ...]
) -> None:
    assert "\nAndy Burnham · " in onrecord("random", *typed)[1]


def test_an_article_is_shown_as_it_is_in_its_file_by_a_part_of_its_path(onrecord: Run) -> None:
    _, printed, _ = onrecord("show", "briefing", "--json")
    shown = json.loads(printed)
    assert (shown["article"], shown["text"], shown["whole"]) == (ARTICLE, BRIEFING, True)
    assert [quotation["speaker"] for quotation in shown["quotations"]] == ["Andy Burnham", "Andrew Lansley"]


def test_an_article_is_shown_from_the_paragraph_at_a_place(onrecord: Run) -> None:
    place = BRIEFING.index("reforms will")
    _, printed, _ = onrecord("show", ARTICLE, "--at", str(place))
    assert printed.splitlines()[-4:] == [
        'Health Secretary Andrew Lansley told reporters: "The reforms will go ahead."',
        "",
        "1 quotation, each with its place (--at):",
        f"{BRIEFING.index('The reforms will')}  Andrew Lansley: “The reforms will go ahead.”",
    ]
    assert "lost the argument" not in printed


def test_a_passage_is_shown_with_the_paragraphs_around_it(onrecord: Run) -> None:
    place = BRIEFING.index("The reforms must")
    _, printed, _ = onrecord("context", ARTICLE, "--at", str(place), "--json")
    shown = json.loads(printed)
    start, end = shown["passage"]
    assert BRIEFING[start:end] == '"The reforms must be dropped before any hospital closes."'
    assert shown["text"] == BRIEFING[shown["start"] : shown["end"]]
    assert shown["start"] < start < end < shown["end"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "gazette"], "no article here is gazette; `article` in JSON is an article's path"),
        (["show", "brief.txt"], "no article here is brief.txt; did you mean 2012-02-07-briefing.txt or schools.txt?"),
        (["show", ".txt"], "2 articles have .txt in their path; did you mean 2012-02-07-briefing.txt or schools.txt?"),
        (["context", "schools", "--at", "999999"], "schools.txt has 154 characters, and none at 999,999"),
        (["context", "schools", "--at", "9", "--to", "5"], "schools.txt has 154 characters, and none at 9 to 5"),
    ],
)
def test_an_article_or_a_place_that_is_not_there_is_an_error_with_the_next_step(
    onrecord: Run, arguments: list[str], said: str
) -> None:
    assert onrecord(*arguments) == (2, "", f"onrecord: {said}\n")


def test_words_need_no_quotation_marks_and_may_stand_around_options(onrecord: Run) -> None:
    assert onrecord("check", "lost", "the", "--json", "argument", "on", "his", "bill")[0] == 0
    assert onrecord("check", "lost the argument on his bill")[1].startswith("On record, word for word.")


@pytest.mark.parametrize(
    "typed",
    [
        ("check", "has lost the argument", "-s", "Andy", "Burnham"),
        ("check", "-s", "Andy", "Burnham", "has", "lost", "the", "argument"),
        ("check", "-s", "Burnham", "has", "lost", "the", "argument"),
        ("check", "has", "lost", "the", "-s", "Shadow", "Health", "Secretary", "Andy", "Burnham", "argument"),
        ("cite", "lost the argument", "--speaker", "Andy", "Burnham"),
        ("check", "has lost the argument", "--speaker=Andy", "Burnham"),
        ("first", "argument", "--source=The", "Courier"),
        ("first", "argument", "-p", "The", "Courier"),
        ("who", "-p", "The", "Courier", "argument"),
        ("timeline", "Burnham", "argument", "--source", "The", "Courier"),
    ],
)
def test_a_name_behind_an_option_needs_no_quotation_marks_beside_other_words(
    onrecord: Run, typed: tuple[str, ...]
) -> None:
    status, printed, errors = onrecord(*typed)
    assert (status, errors) == (0, "")
    assert "Andy Burnham" in printed


def test_bytes_that_are_not_utf_8_cost_that_character(onrecord: Run) -> None:
    status, _, errors = onrecord("timeline", "Zeb\udce9dee")
    assert (status, errors) == (
        2,
        "onrecord: Zeb�dee is not quoted in this archive; onrecord who lists all names\n",
    )
    assert onrecord("check", "lost the argument \udcff on his bill")[0] == 0


def test_each_form_of_a_check(onrecord: Run) -> None:
    words = ("check", "lost the argument on his law")
    assert onrecord(*words, "-f", "markdown")[1].startswith("**Not on record as given; what is on record differs.**\n")
    (row,) = csv.DictReader(io.StringIO(onrecord(*words, "-f", "csv")[1]))
    assert (row["verdict"], row["speaker"]) == ("altered", "Andy Burnham")


def test_reported_words_are_accepted_only_when_asked_for(onrecord: Run) -> None:
    words = ("check", "every school would gain from the new freedoms")
    status, printed, errors = onrecord(*words)
    assert (status, errors) == (1, "")
    assert printed.startswith("Reported, not quoted: the words are the article's.")
    assert onrecord(*words, "--reported") == (0, printed, "")
    assert onrecord(*words, "--reported", "-s", "Burnham")[0] == 1
    assert onrecord("check", "lost the argument on his law", "--reported")[0] == 1


@pytest.mark.parametrize(
    "given", [["lost the argument"], ["his bill", "-s", "Burnham"], ["lost the argument", "--reported"]]
)
def test_few_words_are_not_on_record_because_an_article_has_them(onrecord: Run, given: list[str]) -> None:
    status, printed, _ = onrecord("check", *given)
    assert (status, printed.splitlines()[0]) == (1, "Too few words to tell whose they are.")
    (row, *_) = map(json.loads, onrecord("check", *given, "--json")[1].splitlines())
    assert (row["verdict"], row["doubt"]) == ("verbatim", "too_few_words")


def test_words_on_record_of_another_are_not_also_called_off_record(onrecord: Run) -> None:
    status, printed, errors = onrecord("check", "lost the argument on his bill", "-s", "Gove")
    assert (status, errors) == (1, "")
    assert printed.startswith("On record, word for word, but said by another speaker.")
    assert onrecord("check", "lost the argument on his law")[2] == "Not on record as given.\n"


def test_quotations_of_an_article_are_found_by_a_part_of_its_path(onrecord: Run) -> None:
    whole = onrecord("quotations", "--article", ARTICLE)
    assert whole[0] == 0
    assert onrecord("quotations", "--article", "briefing") == whole
    error = "onrecord: no article here is gazette; `article` in JSON is an article's path\n"
    assert onrecord("quotations", "--article", "gazette") == (2, "", error)


def test_status_names_the_archive_and_the_index(onrecord: Run, config: Path) -> None:
    facts = json.loads(onrecord("status", "--json")[1])
    assert (facts["archive"], facts["index"]) == (str(config.parent / "archive"), str(config.parent / "index"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "ask what? Such as: onrecord ask what did Burnham say about Lansley"),
        (["ask", " "], "ask what? Such as: onrecord ask what did Burnham say about Lansley"),
        (
            ["ask", "why", "--batch", "x"],
            "ask one question or a --batch of them, not both Such as: onrecord ask what did Burnham say about Lansley",
        ),
    ],
)
def test_ask_wants_one_question_or_a_batch(onrecord: Run, arguments: list[str], said: str) -> None:
    assert onrecord(*arguments) == (2, "", f"onrecord: {said}\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("onrecord timeline bur", ["Burnham"]),
        ("onrecord ask -p the", ["The Courier"]),
        ("onrecord show sch", ["schools.txt"]),
        ("onrecord tim", ["timeline"]),
        ("onrecord --index nowhere timeline bur", []),
    ],
)
def test_the_shell_completes_commands_and_names(config: Path, line: str, completed: list[str], tmp_path: Path) -> None:
    line = line.replace("onrecord", f"onrecord --config {config}", 1)
    answer = tmp_path / "answer"
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "bot"], env=environment, check=False, cwd=tmp_path)
    found = [each.replace("\\ ", " ").strip() for each in answer.read_text().split("\n")]
    assert [each for each in found if each] == completed


@pytest.mark.parametrize("command", [["ask", "why"], ["export"], ["who"], ["status"], ["check", "so"]])
def test_an_archive_without_any_file_is_said_to_have_no_articles(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["--archive", str(tmp_path / "empty"), "--index", str(tmp_path / "index"), *command]) == 2
    said = f"onrecord: archive {tmp_path / 'empty'} has no articles that can be read; name a folder of articles"
    assert capsys.readouterr().err.startswith(said)


def test_a_missing_archive_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert main(["--archive", str(missing), "--index", str(tmp_path / "index"), "ask", "why"]) == 2
    assert capsys.readouterr().err == (
        f"onrecord: archive {missing} is not a folder; name a folder of articles with --archive or [archive] folder\n"
    )
