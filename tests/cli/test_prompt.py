import json
import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot.cli import explanation, prompt
from retrieval.chronology import first_use
from retrieval.chronology.first_use import FirstUse
from retrieval.errors import NobodyCalled, QuestionError
from retrieval.index import stages
from retrieval.index.generation import Manifest
from retrieval.models import (
    Answer,
    Article,
    Basis,
    Kind,
    Options,
    PartialDate,
    Passage,
    Published,
    Question,
    Quotation,
    Reply,
    Role,
)
from retrieval.quote_check import Check, Match, Verdict
from retrieval.search.query import SpeakerNames
from retrieval.settings import Settings
from retrieval.text.name_lookup import near_names

ARTICLE = Article("a.txt", "First words.\n\nLast words.", source="HSJ")
SAID = Quotation(ARTICLE, ((0, 12),), Kind.DIRECT, "Andy Burnham", "he", "said", None, ("he", "Andy Burnham"))
PASSAGES = (Answer(ARTICLE, 0, 12, None, (), 2.0, {"dense": 0.31}), Answer(ARTICLE, 14, 25, None, (), 1.0, {}))
DRAWN = """\
topic: words

1  First words.

   HSJ · date unknown
   a.txt

2  Last words.

   HSJ · date unknown
   a.txt

"""


class TwoPassages:
    """An archive of one article with two passages. It records the questions that it was asked."""

    speakers = ("Andy Burnham", "Andrew Lansley", "Jon Trickett", "Ann Clinton", "Bill Clinton")
    sources = ("HuffPost UK", "HSJ")
    articles = ("a.txt",)
    withdrawn = frozenset[str]()
    dates = ("2012", "2013")

    manifest = Manifest(stages.LAYOUT, "none", 0, "2026-11-22T06:03:01+00:00", "", 1, 2, 1234, 0)

    def __init__(self) -> None:
        self.asked: list[tuple[str, Options, int]] = []
        self.checked: list[tuple[str, str | None, str | None]] = []

    def people_named(self, typed: str) -> list[str]:
        return SpeakerNames(self.speakers).named(typed)

    def put_right(self, typed: str) -> str:
        return SpeakerNames(self.speakers).put_right(typed)

    def office_named(self, typed: str) -> str | None:
        return SpeakerNames(self.speakers).office_named(typed)

    def nobody_called(self, typed: str, /) -> NobodyCalled:
        return NobodyCalled(typed, near_names(typed, self.speakers))

    def is_written(self, words: str, *, as_name: bool = False) -> bool:
        return words.islower() and not as_name

    def gender(self, name: str) -> str | None:
        return {"Ann": "f", "Andy": "m", "Bill": "m"}.get(name.partition(" ")[0])

    def article(self, id: str) -> Article | None:  # noqa: A002
        return ARTICLE if id == "a.txt" else None

    def quotations(self, speaker: str | None = None, article: str | None = None) -> list[Quotation]:
        return [SAID] if speaker is None and article == "a.txt" else []

    def said(self, speaker: str | None = None, topic: str | None = None, source: str | None = None) -> list[Quotation]:
        return (
            [] if topic == "badgers" or source else [SAID] * (speaker in {None, "Burnham", "burnham", "Andy Burnham"})
        )

    def check(self, words: str, speaker: str | None = None, source: str | None = None) -> Check:
        self.checked.append((words, speaker, source))
        return Check(words, Verdict.NOTHING)

    def first(self, phrase: str, source: str | None = None) -> FirstUse:
        place = Passage(ARTICLE, 0, 12)
        return first_use.find(phrase, [(place, [SAID])] if phrase in place.text and not source else [])

    def ask(self, text: str, options: Options = Options(), limit: int = 5) -> Reply:  # noqa: B008 - frozen
        if text == "source:":
            raise QuestionError("source: names no publication; write it like source:hsj")
        if text == "interrupted":
            raise KeyboardInterrupt
        self.asked.append((text, options, limit))
        topic = None if text.startswith("who ") else text
        return Reply(text, Question(text, topic=topic), PASSAGES[:limit], 0.9, None, "g-1", 1.0)


class TwoSpeakers(TwoPassages):
    def said(self, *_: str | None) -> list[Quotation]:
        return [SAID, Quotation(ARTICLE, ((14, 25),), Kind.DIRECT, "Ann Clinton")]


def always(archive: TwoPassages) -> Callable[[], TwoPassages]:
    return lambda: archive


@contextmanager
def typing(keys: str) -> Iterator[PromptSession[str]]:
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        yield PromptSession(input=pipe, output=DummyOutput())


def output_of(keys: str, archive: TwoPassages | None = None) -> str:
    """What the prompt prints when these keys are typed."""
    output = StringIO()
    with typing(keys) as session:
        prompt.run(always(archive or TwoPassages()), Settings(), Console(file=output, width=60), session)
    banner, _, printed = output.getvalue().partition("leaves.\n\n")
    assert banner.startswith("On Record: 1 article of HuffPost UK, HSJ, 2012 to 2013, with 1,234 quotations\n")
    return printed


def answers_to(*lines: str, archive: TwoPassages | None = None) -> str:
    """What is printed for these lines if nobody types them: they are read many times as fast."""
    output = StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.stdin", StringIO("\n".join(lines)))
        prompt.run(always(archive or TwoPassages()), Settings(), Console(file=output, width=60))
    return output.getvalue()


DONE = ":quit\r"
DATE_FORMS = "write it like 7 February 2012, 07/02/2012, last month, February 2012 or 2012"
CTRL_C, CTRL_D = "\x03", "\x04"


def test_each_answer_is_followed_by_a_blank_line() -> None:
    assert output_of("words\r\r" + DONE) == DRAWN


FEBRUARY, MARCH = PartialDate.parse("2012-02"), PartialDate.parse("2012-03")


def test_a_follow_up_is_completed_from_the_question_before_and_no_other_question_is() -> None:
    archive = TwoPassages()
    answers_to("and about tax?", "words", "and about tax?", "tax", archive=archive)
    assert [text for text, *_ in archive.asked] == ["and about tax?", "words", "what was said about tax?", "tax"]


def test_a_pronoun_and_a_follow_up_mean_the_speaker_who_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, asked = TwoPassages(), Question("q", "Andy Burnham", "tax", speakers=("Andy Burnham",))
    monkeypatch.setattr(archive, "gender", lambda _: None)
    answered: list[str] = []

    def ask(text: str, *_: object) -> Reply:
        answered.append(text)
        return Reply(text, asked, PASSAGES, 0.9, None, "g-1", 1.0)

    monkeypatch.setattr(archive, "ask", ask)
    answers_to("q", ":speaker Trickett", "what did he say of tea?", "and about tea?", archive=archive)
    assert answered[1:] == ["what did Jon Trickett say of tea?", "what did Jon Trickett say about tea?"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("q", ("q", Options(), 5), id="nothing set"),
        pytest.param(":speaker Andy Burnham\nq", ("q", Options(speaker="Andy Burnham"), 5), id="speaker"),
        pytest.param(
            "  :speaker \t Andy  \n q ",
            ("q", Options(speaker="Andy Burnham"), 5),
            id="spaces around do not count, and part of a name will do",
        ),
        pytest.param(":speaker Burnam\nq", ("q", Options(speaker="Andy Burnham"), 5), id="a slip in a name"),
        pytest.param(":speaker clinton\nq", ("q", Options(speaker="clinton"), 5), id="a name of two people"),
        pytest.param(":speaker Clintn\nq", ("q", Options(speaker="Clinton"), 5), id="a slip in a name of two people"),
        pytest.param(":speaker Zebedee\nq", ("q", Options(), 5), id="a name of nobody"),
        pytest.param(":source huffpost\nq", ("q", Options(source="HuffPost UK"), 5), id="part of a source"),
        pytest.param(":source HSJ\nq", ("q", Options(source="HSJ"), 5), id="source"),
        pytest.param(":after Feb 2012\n:before 2012-03\nq", ("q", Options(None, None, FEBRUARY, MARCH), 5), id="dates"),
        pytest.param(":limit 2\nq", ("q", Options(), 2), id="limit"),
        pytest.param(":limit 2\n:limit\nq", ("q", Options(), 5), id="limit alone is the configured one"),
        pytest.param(
            ":speaker Burnham\n:source HSJ\n:speaker\nq",
            ("q", Options(source="HSJ"), 5),
            id="one alone clears only itself",
        ),
        pytest.param(":after 2012-02\n:after\nq", ("q", Options(), 5), id="a date alone clears it"),
        pytest.param(
            ":after 2012-02\n:after soon\nq", ("q", Options(after=FEBRUARY), 5), id="a bad date changes nothing"
        ),
        pytest.param(":speaker Burnham\n:limit 1\n:reset\nq", ("q", Options(), 5), id="reset"),
    ],
)
def test_options_stay_for_the_questions_that_follow(lines: str, expected: tuple[str, Options, int]) -> None:
    archive = TwoPassages()
    answers_to(lines, archive=archive)
    assert archive.asked == [expected]


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("q\r", id="no other key"),
        pytest.param(":foo\rq\r", id="an error"),
        pytest.param(f"half a line{CTRL_C}q\r", id="Ctrl-C clears the line"),
        pytest.param("interrupted\rq\r", id="Ctrl-C gives a question up"),
    ],
)
def test_the_line_that_is_left_is_asked(keys: str) -> None:
    archive = TwoPassages()
    output_of(keys + DONE, archive)
    assert archive.asked == [("q", Options(), 5)]


@pytest.mark.parametrize("leaving", [pytest.param(":quit\rwords\r", id=":quit"), pytest.param(CTRL_D, id="Ctrl-D")])
def test_quit_and_ctrl_d_end_the_prompt(leaving: str) -> None:
    assert output_of(leaving) == ""


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        pytest.param(":foo", "unknown command :foo; :help lists them", id="a command like no other"),
        pytest.param(":spaeker Burnham", "unknown command :spaeker; did you mean :speaker?", id="a slip"),
        pytest.param(":zzz", "unknown command :zzz; :help lists them", id="nothing like it"),
        pytest.param(":after 2012-13", f":after: '2012-13' is not a date; {DATE_FORMS}", id="no such month"),
        pytest.param(
            f":before 2012-{'9' * 20}",
            f":before: '2012-{'9' * 20}' is not a date; {DATE_FORMS}",
            id="a month too large to count",
        ),
        pytest.param(":limit 0", ":limit needs a whole number from 1, not 0", id="no answers"),
        pytest.param(":limit few", ":limit needs a whole number from 1, not few", id="no number"),
        pytest.param(":why", ":why is about an answer; ask a question first", id="why of nothing"),
        pytest.param(":json maybe", ":json needs on or off, not maybe", id="neither on nor off"),
        pytest.param("source:", "source: names no publication; write it like source:hsj", id="the archive's own"),
    ],
)
def test_an_error_is_one_line_on_standard_error_and_the_prompt_goes_on(
    line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers_to(line, "words") == DRAWN
    assert capsys.readouterr() == ("", complaint + "\n")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(":json\nq", ["json"], id="alone it turns on"),
        pytest.param(":json\n:json\nq", ["drawn"], id="and off again"),
        pytest.param(":json on\n:json on\nq", ["json"], id="on stays on"),
        pytest.param(":json on\nq\n:json off\nq", ["json", "drawn"], id="off"),
        pytest.param(":json\n:reset\nq", ["drawn"], id="reset"),
    ],
)
def test_answers_are_json_while_json_is_on(lines: str, expected: list[str]) -> None:
    printed = answers_to(":limit 1", lines).splitlines()
    answered = [line for line in printed if line.startswith(("{", "topic:"))]
    assert ["json" if line.startswith("{") else "drawn" for line in answered] == expected


def test_a_json_answer_is_one_line_however_narrow_the_console() -> None:
    (line,) = answers_to(":json", "words").splitlines()
    assert [answer["text"] for answer in json.loads(line)["answers"]] == ["First words.", "Last words."]


def test_options_shows_what_is_set_and_help_what_can_be_set() -> None:
    assert answers_to(":speaker Andy Burnham", ":before 2012-03", ":json", ":options") == (
        "speaker: Andy Burnham · before: 2012-03 · limit: 5 · json\n"
    )
    assert answers_to(":help") == (
        """\
:more                            further answers to the last question
:context N                       answer N with the paragraphs around it; without N, the first
:article N|PATH                  the article of answer N, or the one with this path
:why N                           why answer N was found; without N, the first
:cite N                          a citation of answer N; without N, of the first
:check WORDS                     is this quotation on record?
:first WORDS                     where these words first appeared, by anyone
:timeline NAME on TOPIC          what somebody said, the oldest first
:compare NAME and NAME on TOPIC  what two people said
:who TOPIC                       who spoke on it, how often and when; without a topic, on the last one
:others                          who else spoke on the last topic
:speaker NAME                    only what this person says; without a name, anybody
:source NAME                     only from this publication; without a name, any
:after DATE                      only from this day, month or year on; without a date, any
:before DATE                     only before this day, month or year; without a date, any
:limit N                         the maximum number of answers; without a number, as configured
:json on|off                     answer in JSON; without on or off, it switches
:options                         show what is set
:reset                           set everything back
:help                            this list
:quit                            leave; so does Ctrl-D
"""
    )


@pytest.mark.parametrize(
    ("typed", "measured"),
    [
        pytest.param(":why", "Out of 100: close in meaning 31.\n", id="the first"),
        pytest.param(":why 2", "", id="another"),
    ],
)
def test_why_explains_an_answer_of_the_last_reply(typed: str, measured: str) -> None:
    assert answers_to("words", typed).removeprefix(DRAWN) == (
        f"Nobody is quoted in this passage.\nIt shares little with the question; nothing came closer.\n{measured}"
    )


@pytest.mark.parametrize("number", ["3", "0", "x", pytest.param("9" * 5000, id="more digits than int() reads")])
def test_why_without_a_valid_number_names_the_valid_numbers(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answers_to("words", f":why {number}") == DRAWN
    assert capsys.readouterr() == ("", f":why needs the number of an answer, 1 to 2, not {number}\n")


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        pytest.param(":s", [":speaker", ":source"], id="commands"),
        pytest.param("  :qu", ["  :quit"], id="after spaces"),
        pytest.param(
            ":speaker ",
            [f":speaker {name}" for name in TwoPassages.speakers],
            id="every speaker",
        ),
        pytest.param(":speaker and", [":speaker Andy Burnham", ":speaker Andrew Lansley"], id="by the first name"),
        pytest.param(":speaker burn", [":speaker Andy Burnham"], id="by the surname"),
        pytest.param(":speaker andy bu", [":speaker Andy Burnham"], id="by both"),
        pytest.param(":speaker urnham", [], id="not from the middle of a name"),
        pytest.param(":source h", [":source HuffPost UK", ":source HSJ"], id="sources"),
        pytest.param(":json o", [":json on", ":json off"], id="on and off"),
        pytest.param(":limit ", [], id="nothing where any number will do"),
        pytest.param(":spaeker ", [], id="nothing of an unknown command"),
        pytest.param("s", [], id="nothing of a question"),
        pytest.param("", [], id="nothing of an empty line"),
    ],
)
def test_commands_and_their_values_are_completed(typed: str, lines: list[str]) -> None:
    found = prompt.Completions(always(TwoPassages())).get_completions(Document(typed), CompleteEvent())
    assert [typed[: len(typed) + each.start_position] + each.text for each in found] == lines


def test_the_prompt_completes_and_its_toolbar_shows_what_is_set() -> None:
    with typing(":speaker Andy Burnham\r:after 2012\r" + DONE) as session:
        prompt.run(always(TwoPassages()), Settings(), Console(file=StringIO()), session)
    assert isinstance(session.completer, prompt.Completions)
    assert callable(session.bottom_toolbar)
    assert session.bottom_toolbar() == " speaker: Andy Burnham · after: 2012 · limit: 5 · :help "


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(b"words\n", DRAWN, id="a question"),
        pytest.param(b"words\r\n\r\nwords", DRAWN * 2, id="blank lines between, no line end after the last"),
        pytest.param(b":quit\nwords\n", "", id="commands too"),
        pytest.param(b"\xffwords\n", DRAWN.replace("topic: ", "topic: �"), id="a byte that is not UTF-8"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_piped_lines_are_answered_without_a_prompt(
    lines: bytes, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines), encoding="utf-8"))
    output = StringIO()
    prompt.run(always(TwoPassages()), Settings(), Console(file=output, width=60))
    assert output.getvalue() == expected
    assert capsys.readouterr() == ("", "")


def test_questions_are_kept_in_the_users_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    prompt.history(90).append_string("what did Burnham say?")
    assert list(FileHistory(str(tmp_path / "onrecord" / "history")).load_history_strings()) == ["what did Burnham say?"]


def test_without_a_writable_history_file_the_history_lasts_for_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "onrecord").write_text("a file where the folder would be")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert isinstance(prompt.history(90), InMemoryHistory)
    assert caplog.record_tuples == [
        (
            "bot.cli.prompt",
            logging.WARNING,
            f"questions are not remembered after this session: {tmp_path}/onrecord/history (File exists)",
        )
    ]


class Terminal(DummyOutput):
    """Records the text that the prompt and other programs write. Where the prompt erases something, it has <erased>."""

    def __init__(self) -> None:
        self.written = ""

    def write(self, data: str) -> None:
        self.written += data

    def erase_down(self) -> None:
        self.written += "<erased>"

    def isatty(self) -> bool:
        return True


def test_log_lines_of_other_threads_appear_above_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", screen := Terminal())
    logger = logging.getLogger()
    logger.addHandler(handler := logging.StreamHandler())
    with create_pipe_input() as pipe:
        session: PromptSession[str] = PromptSession(input=pipe, output=screen)

        def log() -> None:
            wait(lambda: "half" in screen.written)
            logger.warning("the disk is full")
            wait(lambda: "half" in screen.written.partition("the disk")[2])
            pipe.send_text("\r:quit\r")

        pipe.send_text("half")
        thread = threading.Thread(target=log)
        thread.start()
        try:
            prompt.run(always(archive := TwoPassages()), Settings(), Console(file=StringIO()), session)
        finally:
            thread.join()
            logger.removeHandler(handler)
    assert re.search(r"<erased>the disk is full\n(<erased>)*»", screen.written)

    assert [text for text, *_ in archive.asked] == ["half"]
    stream: object = handler.stream
    assert stream is screen


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not until():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def test_the_next_line_is_asked_of_the_newest_archive_with_a_note(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, after = TwoPassages(), TwoPassages()
    newest = iter([before, before, after, after])  # the archive at the start and at each of three lines
    with typing("one\rtwo\r" + DONE) as session:
        prompt.run(lambda: next(newest), Settings(), Console(file=StringIO()), session)
    assert ([text for text, *_ in before.asked], [text for text, *_ in after.asked]) == (["one"], ["two"])
    assert capsys.readouterr().err == "indexed anew: 1,234 quotations from 1 articles\n"


def test_more_shows_what_was_not_shown_yet_and_then_says_that_it_was_all() -> None:
    printed = answers_to(":limit 1", "words", "more", "more, please")
    assert printed.count("First words.") == 1
    assert printed.partition("Further answers:\n\n2  Last words.\n")[1]
    assert printed.endswith("There are no further answers.\n")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("show me the article", "First words.\n\nLast words.\n", id="the article in words"),
        pytest.param(":article 2", "First words.\n\nLast words.\n", id="by the number of an answer"),
        pytest.param(":article a.txt", "First words.\n\nLast words.\n", id="by its path"),
        pytest.param(":context 2", "First words.\n\nLast words.\n", id="the context"),
        pytest.param(":context a.txt --at 14", "First words.\n\nLast words.\n", id="the context of a place"),
        pytest.param(":article a.txt --at 14", "…\nLast words.\n", id="an article from a place on"),
        pytest.param("who else?", "quoted on words:\nAndy Burnham  1 quotation  dates unknown", id="who else"),
        pytest.param(":others", "quoted on words:\nAndy Burnham  1 quotation  dates unknown", id="others"),
        pytest.param(":who badgers", "Nothing on record on badgers: no paragraph with a quotation, nor ", id="nobody"),
        pytest.param(":timeline Burnham on words", "First words.\nAndy Burnham · HSJ", id="a timeline"),
        pytest.param(":timeline Andy Burnham", "First words.\nAndy Burnham · HSJ", id="a name of two words"),
        pytest.param(
            ":timeline burnham badgers", "Nothing on record of Andy Burnham on badgers: no paragraph ", id="without on"
        ),
        pytest.param(":timeline burnham on badgers", " has “badgers” in any form.\n", id="an empty one"),
        pytest.param(":check first words", "Nothing on record.\n", id="a check"),
        pytest.param(":first words", "“words” stands in 1 passage. None has a date", id="a first use"),
        pytest.param(":first badgers", "Nothing on record has the words “badgers”.\n", id="no use"),
        pytest.param(":cite 2", "Last words. HSJ, date unknown.\na.txt\nRead ", id="a citation"),
    ],
)
def test_commands_about_what_was_asked(typed: str, shown: str) -> None:
    assert shown in answers_to("words", typed).removeprefix(DRAWN)


def test_who_else_leaves_out_whom_the_question_asks_about(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Question("words", "Andy Burnham", "words", speakers=("Andy Burnham",))
    for archive, said in (
        (TwoSpeakers(), "also quoted on words:\nAnn Clinton"),
        (TwoPassages(), "Nobody else is quoted on words."),
    ):
        monkeypatch.setattr(archive, "ask", lambda text, *_: Reply(text, asked, PASSAGES, 0.9, None, "g-1", 1.0))
        printed = answers_to("words", "who else?", archive=archive)
        assert said in printed
        assert "Andy Burnham  1" not in printed


def test_more_goes_on_from_the_last_number_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, related = TwoPassages(), replace(PASSAGES[1], role=Role.RELATED)
    further = Answer(ARTICLE, 6, 12, None, (), 0.5, {})
    replies = iter([(PASSAGES[0], related), (PASSAGES[0], further, related)])
    monkeypatch.setattr(
        archive, "ask", lambda text, *_: Reply(text, Question(text), next(replies), 0.9, None, "g-1", 1.0)
    )
    printed = answers_to("words", "more", ":context 2", ":context 3", archive=archive)
    assert "Further answers:\n\n2  words." in printed


def test_who_else_after_a_question_without_a_topic_shows_more_answers() -> None:
    printed = answers_to(":limit 1", "who said it?", "who else?")
    assert printed.partition("Further answers:\n\n2  Last words.\n")[1]


def test_words_checked_with_a_date_are_said_to_be_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    archive, day = TwoPassages(), Published(PartialDate.parse("2012-02-07"), Basis.STATED)
    match = Match((Quotation(replace(ARTICLE, published=day), ((0, 5),), Kind.DIRECT, "Andy Burnham"),), 1.0)
    monkeypatch.setattr(archive, "check", lambda words, *_: Check(words, Verdict.VERBATIM, (match,)))
    note = "Not from 2015; the words below are of another date."
    assert note in answers_to(":check first words --date 2015", archive=archive)
    assert note not in answers_to(":check first words --date Feb 2012", archive=archive)


def test_who_else_after_a_question_on_no_topic_asks_for_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, asked = TwoPassages(), Question("has he erred?", "Andy Burnham", speakers=("Andy Burnham",))
    monkeypatch.setattr(archive, "ask", lambda text, *_: Reply(text, asked, PASSAGES, 0.9, None, "g-1", 1.0))
    answers_to("has he erred?", "who else?", archive=archive)
    assert "the last question names no topic; type one, such as :who the bill" in capsys.readouterr().err


@pytest.mark.parametrize("typed", ["more", "who else?", "show me the article", "why?"])
def test_such_words_are_a_question_if_nothing_was_asked_before(typed: str) -> None:
    archive = TwoPassages()
    answers_to(typed, archive=archive)
    assert [text for text, *_ in archive.asked] == [typed]


def test_a_check_keeps_to_the_speaker_and_the_source_that_are_set() -> None:
    archive = TwoPassages()
    answers_to(":speaker Burnham", ":source HSJ", ":check  first  words", archive=archive)
    assert archive.checked == [("first  words", "Andy Burnham", "HSJ")]


@pytest.mark.parametrize(
    ("typed", "checked"),
    [
        (":check “first words” --speaker Andrew Lansley", ("“first words”", "Andrew Lansley", None)),
        (":check first words -s Zoe Zimmer --source HSJ", ("first words", "Zoe Zimmer", "HSJ")),
        (":check —speaker “Andrew Lansley” first words", ("first words", "Andrew Lansley", None)),
    ],
)
def test_a_command_reads_the_options_of_the_command_line_for_that_line_only(
    typed: str, checked: tuple[str, str | None, str | None]
) -> None:
    archive = TwoPassages()
    answers_to(typed, ":check last words", archive=archive)
    assert archive.checked == [checked, ("last words", None, None)]


def test_a_question_reads_options_and_more_goes_on_with_them() -> None:
    archive = TwoPassages()
    printed = answers_to("words --after 2012 --speaker Ann Lee -n 1 --json", "more --limit 2", "q", archive=archive)
    options = Options("Ann Lee", after=PartialDate.parse("2012"))
    assert archive.asked == [("words", options, 1), ("words", options, 3), ("q", Options(), 5)]
    assert printed.startswith("{") and "Further answers:\n\n2  Last words.\n" in printed  # noqa: PT018


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (":who tax --speaker Lee", ":who has no option --speaker; it has --source, --limit, --json, --format"),
        (":help --json", ":help has no option --json; it has none"),
        (":check --draft a.docx", ":check has no option --draft; it has --speaker, --source, --json, --format, --date"),
        (":article a.txt --at 3x", "--at needs a place as shown below a statement, not 3x"),
        (":context b.txt --at 3", "no article here is b.txt; did you mean a.txt?"),
        ("tax --limit", "--limit wants a value"),
        (":who tax --format csv", "--format at the prompt is text or json, not csv"),
    ],
)
def test_an_option_that_a_line_may_not_have_is_an_error(
    line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert answers_to(line, "words") == DRAWN
    assert capsys.readouterr() == ("", complaint + "\n")


def test_a_list_that_a_limit_cuts_says_how_many_are_left_out() -> None:
    archive = TwoSpeakers()
    for typed in (":timeline Burnham --limit 1", ":who --limit 1"):
        assert answers_to(typed, archive=archive).rstrip().splitlines()[-1] == "and 1 more"
        *_, last = answers_to(f"{typed} --json", archive=archive).splitlines()
        assert json.loads(last) == {"left_out": 1}
    assert "more" not in answers_to(":who --limit 2", archive=archive)


def test_a_check_at_the_prompt_says_who_bears_the_name() -> None:
    printed = answers_to(":check first words --speaker Clinton", ":check first words --speaker Zoe")
    assert printed.splitlines() == [
        "Nothing on record.",
        "",
        "Clinton may be Ann Clinton or Bill Clinton; give the full name.",
        "Nothing on record.",
        "",
        "Zoe is not quoted in this archive.",
    ]


def test_two_people_are_compared_on_a_topic() -> None:
    archive = TwoPassages()
    answers_to(":compare burnham and Lansley on the bill", archive=archive)
    assert archive.asked == [
        ("what did Andy Burnham say about the bill?", Options(speaker="Andy Burnham"), 2),
        ("what did Andrew Lansley say about the bill?", Options(speaker="Andrew Lansley"), 2),
    ]


def test_each_pasted_line_is_a_question_of_its_own_shown_above_its_answer() -> None:
    archive = TwoPassages()
    printed = output_of("\x1b[200~one\n\ntwo\n\x1b[201~\r" + DONE, archive)
    assert [text for text, *_ in archive.asked] == ["one", "two"]
    assert re.findall("^» .*", printed, re.MULTILINE) == ["» one", "» two"]


def test_who_is_meant_by_a_name_is_shown_where_it_was_not_typed_so() -> None:
    assert answers_to(":speaker Burnam", ":speaker Andy Burnham", ":speaker Clinton") == (
        "“Burnam” read as Burnham · speaker: Andy Burnham\nspeaker: Clinton (Ann Clinton, Bill Clinton)\n"
    )


def test_why_says_in_words_whose_words_these_are() -> None:
    output = StringIO()
    answer = Answer(ARTICLE, 0, 12, SAID, (), 1.0, {"dense": 0.61, "words": 0.1, "speaker_match": 1.0})
    explanation.show(answer, Console(file=output, width=100))
    assert output.getvalue().splitlines() == [
        "The words are those of Andy Burnham, since the article writes “he … said”.",
        "“he” there means “Andy Burnham”.",
        "It ranks here because its meaning is close to the question's; it quotes the person asked about.",
        "Out of 100: close in meaning 61, words shared 10.",
    ]
