"""What the tools give as speech: only what somebody said, never the words of an article around it."""

from collections.abc import Iterator

import pytest
from mcp.server.mcpserver import MCPServer

from bot.mcp import connectors, results, server
from bot.mcp.results import Results
from bot.reload import LiveArchive
from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.chronology.timeline import Statement
from retrieval.models import Answer, Article, Kind, Modality, Passage, Quotation
from retrieval.settings import load
from retrieval.text import quotation_marks
from tests.conftest import VOCABULARY, quiet, write
from tests.fakes import WordCounts
from tests.mcp.test_server import call

HARBOUR = """Council Splits Over Harbour

Councillor Freda Munro said that the harbour bill was "dead in the water" and would cost a million pounds.

Mayor Ian Pell said that the quay would stay open for another year. "We will not close it this winter," he added.

Pell warned that the school would suffer and accused the council of hiding the tax behind the bill.

The plan was drawn up by the harbour board ten years ago.
"""
SESSION = """Harbour Board, Open Session

FREDA MUNRO: I want the quay open by June. It is our only one.

IAN PELL: That bill will cost us a million pounds.

FREDA MUNRO: Then let it cost a million.
"""


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("speech")
    write(folder, "archive/harbour.txt", HARBOUR)
    write(folder, "archive/session.txt", SESSION)
    tables = '[archive]\nfolder = "archive"\n[index]\nfolder = "index"\n[encoder]\nname = "word-counts"\n'
    settings = load(write(folder, "config.toml", f"{tables}[ranking]\nreader = 'none'\n"))
    backends.bring_up_to_date(settings, lambda: WordCounts(*VOCABULARY), quiet)
    with Archive.open(settings, Models(lambda: WordCounts(*VOCABULARY))) as archive:
        yield archive


@pytest.fixture(scope="module")
def port(harbour: Archive) -> MCPServer:
    return server.create(LiveArchive(lambda: harbour))


async def test_speech_of_an_article_is_only_what_stands_in_its_quotation_marks(port: MCPServer) -> None:
    quoted = [HARBOUR[slice(*quotation_marks.without_marks(HARBOUR, span))] for span in quotation_marks.find(HARBOUR)]
    assert quoted == ["dead in the water", "We will not close it this winter,"]
    for speaker, speech in (("Munro", quoted[:1]), ("Pell", quoted[1:])):
        found = await call(port, "timeline", speaker=speaker)
        said = [one for one in found["statements"] if one["article"] == "harbour.txt"]
        assert [words for one in said for words in one["speech"]] == speech
        for one in said:
            assert one["speech"] == [HARBOUR[start:end] for start, end in one["spoken"]]
            assert one["reported"] == (not one["speech"])
    whole = await call(port, "get_article", article="harbour.txt")
    assert [words for one in whole["quotations"] for words in one["speech"]] == quoted


async def test_speech_of_a_transcript_is_what_stands_after_the_names(port: MCPServer) -> None:
    found = (await call(port, "get_article", article="session.txt"))["quotations"]
    assert [(one["speaker"].title(), " ".join(one["speech"])) for one in found] == [
        ("Freda Munro", "I want the quay open by June. It is our only one."),
        ("Ian Pell", "That bill will cost us a million pounds."),
        ("Freda Munro", "Then let it cost a million."),
    ]


async def test_the_checked_words_of_a_half_quoted_sentence_are_speech_or_reported_alike(port: MCPServer) -> None:
    for words, verdict, on_record in (
        ("dead in the water", "verbatim", True),
        ("would cost a million pounds", "reported", False),
    ):
        checked = await call(port, "check_quote", words=words, speaker="Munro")
        assert (checked["verdict"], checked["on_record"]) == (verdict, on_record)
        assert any(words in part for one in checked["matches"] for part in one["speech"]) == on_record


def test_narration_and_words_that_were_not_said_have_no_speech() -> None:
    article = Article("a.txt", "The bill fell. Ann Lee denied saying “It is over” on Tuesday.")
    narrated = Results().words(Passage(article, 0, 14), None)
    assert (narrated.speech, narrated.spoken, narrated.reported, narrated.kind) == ([], [], True, None)
    denied = Quotation(article, ((38, 48),), Kind.DIRECT, "Ann Lee", modality=Modality.DENIED)
    shown = Results().of_quotation(denied)
    assert (shown.words, shown.speech, shown.said) == ("It is over", [], Modality.DENIED)


def test_in_a_statement_with_quoted_and_reported_words_only_the_quoted_ones_are_speech() -> None:
    text = "“It is over,” he said, and blamed the unions. The party had “no plan” for it."
    article = Article("a.txt", text)
    quoted = Quotation(article, ((1, 12),), Kind.DIRECT, "Ann Lee")
    reported = Quotation(article, ((27, 44),), Kind.INDIRECT, "Ann Lee")
    mixed = Quotation(article, ((46, 75),), Kind.MIXED, "Ann Lee")
    shown = Results().of_statement(Statement(0, len(text), (quoted, reported, mixed)))
    assert (shown.speech, shown.reported) == (["It is over,", "no plan"], False)
    assert results.spoken(reported) == []


LONG = (
    "It had rained on the quay all night, and nobody had slept. "
    f"{'The board met at nine in the hall beside the harbour, as it does each week. ' * 5}"
    "“We will not close it,” said Ann Lee. “It is our only quay.” "
    f"{'The board then heard nine letters about the bill, most of them from the school. ' * 6}"
).strip()


def test_a_search_result_has_whole_sentences_from_the_quotation_on_and_marks_where_it_is_cut() -> None:
    start = LONG.index("We will")
    said = Quotation(Article("a.txt", LONG), ((start, start + 20),), Kind.DIRECT, "Ann Lee")
    answer = Answer(said.article, 0, len(LONG), said, (), 1.0, {})
    whose, _, shown = connectors._excerpt(answer, answers=True).partition(": ")
    assert whose == "Ann Lee"
    assert shown.startswith("[…] “We will not close it,” said Ann Lee. “It is our only quay.” The board then")
    assert shown.endswith("from the school. […]")
    assert shown.removeprefix("[…] ").removesuffix(" […]") in LONG


def test_a_sentence_longer_than_a_search_result_is_never_cut() -> None:
    text = f"He said: “{'no, ' * 200}never.” It rained."
    answer = Answer(Article("a.txt", text), 0, len(text), None, (), 1.0, {})
    assert connectors._excerpt(answer, answers=False) == (
        f"Not an answer, only close. The article: {text.removesuffix(' It rained.')} […]"
    )
