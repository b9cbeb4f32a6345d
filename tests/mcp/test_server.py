"""The contract of `onrecord mcp`, asked by the SDK's own client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult

from bot import typed_options
from bot.mcp import paging, server
from bot.mcp.server import MAX_ARTICLE_CHARS, _part_end
from bot.reload import LiveArchive
from bot.rendering import formatting
from retrieval.archive import Archive
from retrieval.errors import ClusterAway, IndexDamaged, RetrievalError
from retrieval.models import Article
from retrieval.text import dates
from tests.conftest import BRIEFING
from tests.mcp.conftest import Connect

ARTICLE = "2012-02-07-briefing.txt"
TOOLS = "ask check_quote check_draft cite first_use timeline who_said list_speakers get_article search fetch".split()


async def called(asked: Client | MCPServer, tool: str, arguments: dict[str, Any]) -> CallToolResult:
    """The result of a call, as the strictest clients take it.

    These check structured content against the tool's output schema even if the result is an error, and refuse null.
    """
    if isinstance(asked, MCPServer):
        async with Client(asked) as client:
            return await called(client, tool, arguments)
    result = await asked.call_tool(tool, arguments)
    if "structured_content" in result.model_fields_set:
        assert result.structured_content is not None
        await asked.session.validate_tool_result(tool, result)
    return result


async def refused(asked: Client | MCPServer, tool: str, arguments: dict[str, Any], type_of_error: str) -> str:
    """The message of an error of this type, which is one of the arguments."""
    problem = await failed(asked, tool, arguments)
    assert (problem["type"], problem["silence"]) == (type_of_error, None)
    return str(problem["message"])


async def failed(asked: Client | MCPServer, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The error of a call that fails."""
    result = await called(asked, tool, arguments)
    (text,) = result.content
    assert (result.is_error, result.structured_content) == (True, None)
    problem: dict[str, Any] = json.loads(text.text)  # type: ignore[union-attr]
    assert set(problem) == {"type", "message", "silence", "searched"}
    return problem


async def call(asked: Client | MCPServer, tool: str, **arguments: Any) -> dict[str, Any]:
    """The structured result of a call that succeeds. The text is the same."""
    result = await called(asked, tool, arguments)
    (text,) = result.content
    assert not result.is_error, text
    assert json.loads(text.text) == result.structured_content  # type: ignore[union-attr]
    assert isinstance(result.structured_content, dict)
    return result.structured_content


def urls(found: Any) -> list[str]:
    """Every `url` of a result, however deep it is."""
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    own = [found["url"]] if isinstance(found, dict) and "url" in found else []
    return own + [url for each in inside for url in urls(each)]


LINKED: list[tuple[str, dict[str, Any]]] = [
    ("ask", {"question": "what did Burnham say about the reforms?"}),
    ("check_quote", {"words": "The reforms must be dropped before any school closes"}),
    ("check_draft", {"text": "“The reforms must be dropped before any school closes,” said Andy Burnham."}),
    ("cite", {"words": "The reforms must be dropped before any hospital closes"}),
    ("first_use", {"phrase": "the reforms"}),
    ("timeline", {"speaker": "Gove"}),
    ("get_article", {"article": ARTICLE}),
    ("search", {"query": "reforms"}),
    ("fetch", {"id": ARTICLE}),
]


@pytest.mark.parametrize(("tool", "arguments"), LINKED, ids=[tool for tool, _ in LINKED])
async def test_links_lead_into_the_reading_room_where_it_has_an_address(
    indexed: Archive, tool: str, arguments: dict[str, Any]
) -> None:
    for base_url, beginning in (
        ("", "onrecord://articles/"),
        ("https://archive.example", "https://archive.example/article?id="),
    ):
        found = urls(await call(server.create(LiveArchive(lambda: indexed), base_url), tool, **arguments))
        assert found
        assert [url for url in found if not url.startswith(beginning)] == []


async def test_over_every_transport_and_revision_a_question_is_answered_verbatim_with_proof(connect: Connect) -> None:
    async with connect() as client:
        reply = await call(client, "ask", question="what did Burnham say about the reforms?")
    best = reply["passages"][0]
    assert list(best)[:3] == ["words", "url", "attribution"]
    assert best["words"] == BRIEFING[best["start"] : best["end"]]
    assert best["attribution"] == "Andy Burnham, The Courier, 7 February 2012: “Burnham Attacks Lansley's Reforms”"
    assert best["url"] == f"onrecord://articles/{ARTICLE}#{best['start']}"
    assert (reply["on_record"], best["speaker"], best["date"], best["said"]) == (
        True,
        "Andy Burnham",
        "2012-02-07",
        "said",
    )
    assert all(BRIEFING[start:end] in best["words"] for start, end in best["spoken"])


async def test_every_tool_only_reads_and_says_what_it_takes_and_returns(connect: Connect) -> None:
    async with connect() as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint) == (
            (True, False, True, False)
        )
        assert tool.output_schema is not None
        assert tool.output_schema["type"] == "object"
        assert tool.description
        described = [
            value.get("description") or value.get("anyOf") for value in tool.input_schema["properties"].values()
        ]
        assert all(described)


async def test_a_failure_that_nobody_expected_is_an_error_with_a_type(
    served: MCPServer, http_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Archive, "first", fail)
    async with Client(http_url) as over_http:
        for asked in (served, over_http):
            problem = await failed(asked, "first_use", {"phrase": "the reforms"})
            assert "first_use failed" in problem["message"]
            assert (problem["type"], problem["silence"]) == ("Unexpected", "could_not_look")


SEARCHING = {tool: arguments for tool, arguments in LINKED if tool != "check_draft"} | {
    "who_said": {"topic": "reforms"},
    "list_speakers": {},
}


@pytest.mark.parametrize("tool", SEARCHING)
@pytest.mark.parametrize(
    "error", [IndexDamaged(Path("news"), "a file is missing"), ClusterAway("news", "no answer")], ids=type
)
async def test_an_archive_that_cannot_be_searched_is_a_failed_look_and_no_silence(
    tool: str, error: RetrievalError
) -> None:
    def fail() -> Archive:
        raise error

    problem = await failed(server.create(LiveArchive(fail)), tool, SEARCHING[tool])
    assert problem == {
        "type": type(error).__name__,
        "message": f"{error}. The archive was not searched: do not say that nothing is on record.",
        "silence": "could_not_look",
        "searched": [],
    }


async def test_no_quotation_of_a_draft_is_judged_where_the_index_is_damaged(
    served: MCPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise IndexDamaged(Path("news"), "a file is missing")

    monkeypatch.setattr(Archive, "_request", fail)
    checked = await call(served, "check_draft", text="“The reforms will go ahead,” said Andrew Lansley.")
    (quotation,) = checked["quotations"]
    assert (quotation["verdict"], quotation["doubt"]) == ("could_not_check", "unreadable")


async def test_every_description_repeats_how_to_quote_and_what_to_say_if_nothing_is_on_record(
    served: MCPServer,
) -> None:
    async with Client(served) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    for name, tool in tools.items():
        said, returned = tool.description or "", str(tool.output_schema)
        assert "\n " not in said
        assert ("unchanged, with `url`" in said) == ("'url'" in returned), name
        assert ("say that nothing is on record" in said) == ("'on_record': {" in returned or "'found': {" in returned)


async def test_both_revisions_announce_that_the_tools_and_articles_listed_never_change(served: MCPServer) -> None:
    for client in (Client(served, mode="legacy"), Client(served)):  # the second one discovers what the server has
        async with client:
            can = client.server_capabilities
        assert can.tools is not None
        assert can.resources is not None
        assert not any((can.tools.list_changed, can.resources.list_changed, can.resources.subscribe))


async def test_a_refusal_has_only_the_two_closest_passages_unless_more_are_asked_for(served: MCPServer) -> None:
    question = "what did Zebedee Quux say about hospitals?"
    refusal = await call(served, "ask", question=question)
    assert (refusal["on_record"], len(refusal["passages"])) == (False, 2)
    assert len((await call(served, "ask", question=question, limit=20))["passages"]) > 2
    further = await call(served, "ask", question=question, more=refusal["more"])
    assert further["passages"][0] not in refusal["passages"]


async def test_nothing_on_record_is_a_refusal_with_its_reason_and_no_error(served: MCPServer) -> None:
    reply = await call(served, "ask", question="what did Zebedee Quux say about hospitals?")
    assert (reply["on_record"], reply["refusal"]) == (False, "Zebedee Quux is not quoted in this archive.")
    assert (reply["silence"], "“Zebedee Quux” in no passage, quoted in none." in reply["searched"]) == (
        "no_such_name",
        True,
    )
    assert not any(passage["answers"] for passage in reply["passages"])


async def test_long_results_go_on_where_they_ended(served: MCPServer) -> None:
    first = await call(served, "timeline", speaker="Gove", limit=1)
    second = await call(served, "timeline", speaker="Gove", limit=1, more=first["more"])
    assert (first["total"], second["total"], second["more"]) == (2, 2, None)
    assert "every school" in first["statements"][0]["words"]
    assert "no tax" in second["statements"][0]["words"]
    asked = await call(served, "ask", question="the reforms", limit=1)
    further = await call(served, "ask", question="the reforms", limit=1, more=asked["more"])
    assert asked["passages"][0]["start"] != further["passages"][0]["start"]


OTHER_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("timeline", {"speaker": "Burnham"}),  # other arguments
    ("timeline", {"speaker": "Gove", "topic": "tax"}),
    ("who_said", {"topic": "Gove"}),  # other tools
    ("ask", {"question": "Gove"}),
    ("list_speakers", {"name": "Gove"}),
    ("get_article", {"article": ARTICLE}),
    ("cite", {"words": "The reforms will go ahead"}),
    ("check_quote", {"words": "The reforms will go ahead"}),
]


@pytest.mark.parametrize(("tool", "arguments"), OTHER_CALLS, ids=str)
async def test_more_continues_only_the_call_that_it_is_from(
    served: MCPServer, tool: str, arguments: dict[str, Any]
) -> None:
    more = (await call(served, "timeline", speaker="Gove", limit=1))["more"]
    message = await refused(served, tool, arguments | {"more": more}, "MoreIsOfAnother")
    assert message.startswith(f"`more` was not returned by a call of {tool} with these arguments; ")


async def test_more_that_nothing_returned_is_an_error(served: MCPServer, indexed: Archive) -> None:
    more = (await call(served, "timeline", speaker="Gove", limit=1))["more"]
    made_up = ("x.1", "nonsense", f"{indexed.generation}.1", more.replace(".1.", ".0."), f"{more}0")
    for handle in made_up:
        await refused(served, "timeline", {"speaker": "Gove", "more": handle}, "MoreIsOfAnother")
    assert (await call(served, "timeline", speaker="Gove", limit=20, more=more))["more"] is None


async def test_few_words_are_on_record_for_nobody_in_particular(served: MCPServer) -> None:
    for words in ("reforms", "the reforms will"):
        checked = await call(served, "check_quote", words=words)
        assert (checked["on_record"], checked["doubt"]) == (False, "too_few_words")
        assert checked["explanation"] == "Too few words to tell whose they are."
        assert len(checked["matches"]) <= 2
    assert (await call(served, "check_quote", words="The reforms will go ahead"))["doubt"] is None


async def test_the_places_of_a_checked_quotation_go_on(served: MCPServer) -> None:
    first = await call(served, "check_quote", words="will", limit=1)
    assert (len(first["matches"]), first["total"] > 1) == (1, True)
    second = await call(served, "check_quote", words="will", limit=1, more=first["more"])
    assert second["matches"][0]["start"] != first["matches"][0]["start"]


async def test_filters_and_dates_as_people_write_them(served: MCPServer) -> None:
    for after, before, article in (("Feb 2012", "3 March 2012", ARTICLE), ("2011", "January 2012", "schools.txt")):
        reply = await call(served, "ask", question="no tax or reforms", after=after, before=before)
        assert {passage["article"] for passage in reply["passages"]} == {article}
    reply = await call(served, "ask", question="reforms", source="courier", speaker="lansley")
    assert {passage["speaker"] for passage in reply["passages"]} == {"Andrew Lansley"}


async def test_a_timeline_has_the_statements_of_a_time(served: MCPServer) -> None:
    found = await call(served, "timeline", speaker="Burnham", after="7 February 2012", before="March 2012")
    assert (found["total"], found["understood"]) == (1, "from 7 February 2012 · before March 2012")
    later = await call(served, "timeline", speaker="Burnham", after="8 February 2012")
    assert (later["on_record"], later["note"]) == (
        False,
        "Nothing on record of Andy Burnham, from 8 February 2012 on.",
    )


@pytest.mark.parametrize("day", ["3 days ago", "the day before yesterday", "7 May"])
async def test_a_day_is_read_as_on_every_other_face(served: MCPServer, day: str) -> None:
    read = typed_options.read_date(day, dates.today(), "after")
    reply = await call(served, "ask", question="reforms", after=day)
    assert read is not None
    assert f"from {formatting.date(read)}" in reply["understood"]


async def test_a_quotation_is_checked_word_by_word(served: MCPServer) -> None:
    given = await call(served, "check_quote", words="lost the argument on his bill", speaker="burnham")
    assert (given["on_record"], given["verdict"], given["by_another"]) == (True, "verbatim", False)
    altered = await call(served, "check_quote", words="lost the argument on his law")
    assert (altered["on_record"], altered["verdict"]) == (False, "altered")
    changed = [part for part in altered["matches"][0]["difference"] if part["kind"] != "same"]
    assert changed == [
        {"kind": "around", "words": 'Shadow Health Secretary Andy Burnham said on Tuesday: "Mr Lansley has'},
        {"kind": "added", "words": "law"},
        {"kind": "left out", "words": "bill."},
    ]
    other = await call(served, "check_quote", words="lost the argument on his bill", speaker="lansley")
    assert (other["on_record"], other["by_another"]) == (False, True)
    nothing = await call(served, "check_quote", words="we shall fight on the beaches", source="courier")
    assert (nothing["on_record"], nothing["matches"]) == (False, [])


async def test_words_that_are_of_another_date_than_the_one_given_are_said_so(served: MCPServer) -> None:
    words = "lost the argument on his bill"
    other = await call(served, "check_quote", words=words, date="May 2013")
    assert other["explanation"].endswith(" Not from May 2013; the words below are of another date.")
    assert "another date" not in (await call(served, "check_quote", words=words, date="Feb 2012"))["explanation"]


async def test_a_draft_is_checked_quotation_by_quotation(served: MCPServer) -> None:
    text = (
        "Andy Burnham said: “Mr Lansley has lost the argument on his law.”\n\n"
        "Mr Gove said: “The reforms will go ahead.”"
    )
    checked = await call(served, "check_draft", text=text)
    assert (checked["all_on_record"], checked["summary"]) == (False, "2 quotations: 1 altered, 1 said by another")
    altered, by_another = checked["quotations"]
    assert text[altered["start"] : altered["end"]] == altered["words"]
    assert {"kind": "added", "words": "law"} in altered["matches"][0]["difference"]
    assert (by_another["speaker"], by_another["matches"][0]["speaker"]) == ("Gove", "Andrew Lansley")


async def test_a_draft_without_words_is_an_error_that_says_so(served: MCPServer) -> None:
    problem = await failed(served, "check_draft", {"text": "\u200b"})
    assert (problem["type"], problem["message"], problem["silence"]) == (
        "QuestionError",
        "`text` is empty; change this and make the call again",
        None,
    )


async def test_a_draft_in_markdown_has_its_block_quotations_checked(served: MCPServer) -> None:
    checked = await call(served, "check_draft", text="As Mr Gove said:\n\n> The reforms will go ahead.\n")
    assert checked["summary"] == "1 quotation: 1 said by another"


@pytest.mark.parametrize("address", ["2012/02/a%20b.txt", "2012%2F02%2Fa%20b.txt", "2012/02/a%20b.txt#7"])
async def test_a_resource_is_named_by_an_id_with_or_without_escaped_slashes(address: str) -> None:
    article = Article("2012/02/a b.txt", "He said so.")

    class Articles:
        def consult(self, work: Callable[["Articles"], object]) -> object:
            return work(self)

        def article(self, article_id: str) -> Article | None:
            return article if article_id == article.id else None

    archive: Any = Articles()
    async with Client(server.create(archive)) as client:
        (read,) = (await client.read_resource(f"onrecord://articles/{address}")).contents
    assert read.text == article.text  # type: ignore[union-attr]


async def test_words_on_record_are_cited_in_the_form_asked_for_and_others_are_not(served: MCPServer) -> None:
    words = "The reforms must be dropped before any hospital closes"
    for form, beginning in (("text", "Andy Burnham"), ("bibtex", "@"), ("ris", "TY  -"), ("csl-json", "[")):
        (cited,) = (await call(served, "cite", words=words, form=form))["citations"]
        assert cited["citation"].startswith(beginning)
        assert (cited["speaker"], cited["article"]) == ("Andy Burnham", ARTICLE)
    assert await call(served, "cite", words="The badgers must go") == {
        "on_record": False,
        "note": "Not on record as given. check_quote shows what is close to it.",
        "citations": [],
        "more": None,
    }


async def test_the_first_use_of_words_is_found_and_words_of_nobody_are_not(served: MCPServer) -> None:
    use = await call(served, "first_use", phrase="reforms must be dropped")
    assert (use["found"], use["total"], use["first"][0]["article"]) == (True, 1, ARTICLE)
    assert [one["speaker"] for one in use["first_said"]] == ["Andy Burnham"]
    nothing = await call(served, "first_use", phrase="reforms must be dropped", source="post")
    said = "Nothing on record in Daily Post has the words “reforms must be dropped”"
    assert nothing["note"] == f"{said}; other publications have 1 passage with them."
    assert (await call(served, "first_use", phrase="badgers"))["found"] is False


async def test_who_said_and_list_speakers_count_quotations(served: MCPServer) -> None:
    said = await call(served, "who_said", topic="reforms", source="courier")
    assert [one["speaker"] for one in said["speakers"]] == ["Andrew Lansley", "Andy Burnham"]
    assert (await call(served, "who_said", topic="badgers"))["on_record"] is False
    listed = await call(served, "list_speakers", name="andrew")
    assert listed["names"] == ["Andrew Lansley"]
    first = await call(served, "list_speakers", limit=2)
    assert (first["total"], len(first["names"])) == (3, 2)
    assert len((await call(served, "list_speakers", limit=2, more=first["more"]))["names"]) == 1
    assert (await call(served, "list_speakers", source="daily post"))["names"] == ["Michael Gove"]


async def test_an_article_comes_verbatim_with_its_quotations_and_as_a_resource(served: MCPServer) -> None:
    whole = await call(served, "get_article", article=ARTICLE)
    assert (whole["words"], whole["length"], whole["more"]) == (BRIEFING, len(BRIEFING), None)
    assert [one["speaker"] for one in whole["quotations"]] == ["Andy Burnham", "Andrew Lansley"]
    rest = await call(served, "get_article", article=ARTICLE, start=20)
    assert rest["words"] == BRIEFING[20:]
    text = await call(served, "get_article", article=ARTICLE, quotations=False)
    assert (text["words"], text["quotations"]) == (BRIEFING, [])
    async with Client(served) as client:
        for place in ("", "#57"):  # as in the `url` of words
            (resource,) = (await client.read_resource(f"onrecord://articles/{ARTICLE}{place}")).contents
            assert resource.text == BRIEFING  # type: ignore[union-attr]


@pytest.mark.parametrize("none", [None, "", "  "])
async def test_null_and_blank_text_are_no_argument(served: MCPServer, none: str | None) -> None:
    blank = await call(served, "ask", question="reforms", speaker=none, source=none, after=none, limit=none)
    assert blank == await call(served, "ask", question="reforms")


def test_a_part_of_a_long_article_ends_with_a_line() -> None:
    text = "x" * 6000 + "\n" + "y" * 6000
    assert (_part_end(text, 0), _part_end(text, 6001), _part_end("z" * 9000, 0)) == (6001, 12001, MAX_ARTICLE_CHARS)


async def test_search_and_fetch_have_the_form_of_connectors(served: MCPServer) -> None:
    searched = await call(served, "search", query="what did Burnham say about the reforms?")
    found = searched["results"]
    assert (searched["on_record"], searched["refusal"]) == (True, None)
    assert [set(one) for one in found[:1]] == [{"id", "title", "url", "text"}]
    whose, _, words = found[0]["text"].partition(": ")
    assert whose == "Andy Burnham"
    assert words in BRIEFING
    assert len({one["id"] for one in found}) == len(found)
    document = await call(served, "fetch", id=found[0]["id"])
    assert set(document) == {"id", "title", "text", "url", "metadata"}
    assert all(one["url"] for one in found)
    assert (document["text"], document["title"]) == (BRIEFING, found[0]["title"])
    assert document["metadata"] == {"source": "The Courier", "date": "2012-02-07", "date_basis": "stated"}


async def test_a_search_that_nothing_answers_says_so_also_within_each_text(served: MCPServer) -> None:
    searched = await call(served, "search", query="what did Zebedee Quux say about hospitals?")
    assert (searched["on_record"], searched["refusal"]) == (False, "Zebedee Quux is not quoted in this archive.")
    assert searched["results"]
    assert all(one["text"].startswith("Not an answer, only close. ") for one in searched["results"])


MORE_OF_OLDER = paging.part(None, "g-1", "who_said", "reforms", None).more(20, 30)  # of an archive before it changed
ERRORS: list[tuple[str, dict[str, Any], str, str]] = [  # with the type of the error, and words of its message
    ("ask", {"question": "reforms", "after": "soonish"}, "DateUnreadable", "write it like 7 February 2012"),
    (
        "check_quote",
        {"words": "no tax will rise", "date": "soonish"},
        "DateUnreadable",
        "write it like 7 February 2012",
    ),
    ("timeline", {"speaker": "Gove", "before": "soonish"}, "DateUnreadable", "write it like 7 February 2012"),
    ("ask", {"question": "reforms", "after": "2013", "before": "2012"}, "NoDayBetween", "give a later end"),
    ("timeline", {"speaker": "Gove", "after": "2013", "before": "2012"}, "NoDayBetween", "give a later end"),
    ("ask", {"question": "   "}, "QuestionError", "the question is empty"),
    ("ask", {"question": "reforms", "more": "x.1"}, "MoreIsOfAnother", "make the call again without it"),
    ("who_said", {"topic": "reforms", "more": MORE_OF_OLDER}, "MoreIsStale", "make the call again without it"),
    ("timeline", {"speaker": "Zebedee"}, "NobodyCalled", "list_speakers without `name` lists everybody"),
    ("list_speakers", {"name": "Zebedee"}, "NobodyCalled", "list_speakers without `name` lists everybody"),
    ("get_article", {"article": ARTICLE, "start": 10_000}, "StartBeyondEnd", "give a smaller one"),
    ("get_article", {"article": ARTICLE, "start": len(BRIEFING)}, "StartBeyondEnd", f"{len(BRIEFING)} characters"),
    ("cite", {"words": "x", "speaker": "Andi Lansly"}, "NobodyCalled", "did you mean Andrew Lansley?"),
    ("list_speakers", {"name": "Andi Lansly"}, "NobodyCalled", "did you mean Andrew Lansley?"),
    ("who_said", {"topic": "reforms", "source": "Corier"}, "NoSuchSource", "did you mean The Courier?"),
    ("get_article", {"article": "gone.txt"}, "ArticleUnknown", "give `article` of a result unchanged"),
    ("get_article", {"article": "schools"}, "ArticleUnknown", "did you mean schools.txt?"),
    ("get_article", {"article": "2012-02-07-breifing.txt"}, "ArticleUnknown", "mean 2012-02-07-briefing.txt?"),
    ("fetch", {"id": "gone.txt"}, "ArticleUnknown", "give `article` of a result unchanged"),
    ("fetch", {"id": "2012-02-07-breifing.txt"}, "ArticleUnknown", "mean 2012-02-07-briefing.txt?"),
    ("answer", {"question": "x"}, "ToolUnknown", f"no tool is called answer; the tools are {', '.join(TOOLS)}"),
]
NOT_ALLOWED: list[tuple[str, dict[str, Any], str]] = [  # with how the message begins
    ("ask", {}, "`question`: "),
    ("ask", {"question": "x" * 501}, "`question`: "),
    ("ask", {"question": "x", "limit": 0}, "`limit`: "),
    ("ask", {"question": "x", "limit": 21}, "`limit`: "),
    ("check_quote", {"words": "x" * 2001}, "`words`: "),
    ("check_draft", {"text": "x" * 50_001}, "`text`: "),
    ("timeline", {"speaker": ""}, "`speaker`: "),
    ("timeline", {"speaker": "x", "topic": "x" * 201}, "`topic`: "),
    ("who_said", {"topic": "x", "limit": 101}, "`limit`: "),
    ("get_article", {"article": "a", "start": -1}, "`start`: "),
    ("search", {"query": ""}, "`query`: "),
    ("cite", {"words": "x", "form": "word"}, "`form`: "),
    ("fetch", {}, "`id`: "),
    ("ask", {"question": "x", "since": "2012"}, "ask has no `since`; its arguments are `question`, `speaker`, "),
    ("fetch", {"id": "a", "at": 3, "to": 9}, "fetch has no `at` and `to`; its arguments are `id`; change this"),
]
WITH_SOURCE: list[tuple[str, dict[str, Any]]] = [
    ("ask", {"question": "reforms"}),
    ("check_quote", {"words": "The reforms will go ahead"}),
    ("first_use", {"phrase": "the reforms"}),
    ("timeline", {"speaker": "Gove"}),
    ("who_said", {"topic": "reforms"}),
    ("list_speakers", {}),
]


@pytest.mark.parametrize(("tool", "arguments", "kind", "words"), ERRORS, ids=str)
async def test_an_error_has_its_type_and_what_to_do_next(
    served: MCPServer, tool: str, arguments: dict[str, Any], kind: str, words: str
) -> None:
    assert words in await refused(served, tool, arguments, kind)


@pytest.mark.parametrize(("tool", "arguments", "begins"), NOT_ALLOWED, ids=range(len(NOT_ALLOWED)))
async def test_an_argument_beyond_its_limits_or_unknown_is_an_error_that_names_what_is_allowed(
    served: MCPServer, tool: str, arguments: dict[str, Any], begins: str
) -> None:
    message = await refused(served, tool, arguments, "ArgumentsNotAllowed")
    assert message.startswith(begins)
    assert message.endswith("; change this and make the call again")


@pytest.mark.parametrize(("tool", "arguments"), WITH_SOURCE, ids=[tool for tool, _ in WITH_SOURCE])
async def test_an_unknown_publication_is_the_same_error_everywhere(
    served: MCPServer, tool: str, arguments: dict[str, Any]
) -> None:
    near = await refused(served, tool, arguments | {"source": "Corier"}, "NoSuchSource")
    assert near == "no article here is from Corier; did you mean The Courier? give another `source`, or none"
    unlike = await refused(served, tool, arguments | {"source": "Xyzzy"}, "NoSuchSource")
    assert "this archive has articles of Daily Post, The Courier; give another `source`, or none" in unlike


async def test_every_tool_with_a_publication_is_tested_with_an_unknown_one(served: MCPServer) -> None:
    async with Client(served) as client:
        tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools if "source" in tool.input_schema["properties"]] == [
        tool for tool, _ in WITH_SOURCE
    ]


async def test_every_error_is_the_same_over_every_transport_and_revision(connect: Connect, served: MCPServer) -> None:
    wrong = [(tool, given, kind) for tool, given, kind, _ in ERRORS]
    wrong += [(tool, given, "ArgumentsNotAllowed") for tool, given, _ in NOT_ALLOWED]
    wrong += [(tool, given | {"source": "Corier"}, "NoSuchSource") for tool, given in WITH_SOURCE]
    async with Client(served) as own, connect() as client:
        await client.list_tools()  # from here on, clients know the output schemas
        for tool, given, kind in wrong:
            assert await refused(client, tool, given, kind) == await refused(own, tool, given, kind), (tool, given)
        with pytest.raises(MCPError, match=r"no article here is 'gone\.txt'"):
            await client.read_resource("onrecord://articles/gone.txt")


CALLS: list[tuple[str, dict[str, Any]]] = [  # have every parameter but `more`
    *LINKED,
    ("ask", {"question": "reforms", "speaker": "Burnham", "source": "courier", "after": "2012", "before": "2013"}),
    ("ask", {"question": "reforms", "limit": 1}),
    ("check_quote", {"words": "no tax will rise", "speaker": "Gove", "source": "post", "date": "2011", "limit": 3}),
    ("cite", {"words": "no tax will rise", "speaker": "Gove", "form": "ris"}),
    ("first_use", {"phrase": "the reforms", "source": "courier"}),
    ("timeline", {"speaker": "Gove", "topic": "tax", "source": "post", "after": "2011", "before": "2012", "limit": 3}),
    ("who_said", {"topic": "reforms", "source": "courier", "limit": 3}),
    ("list_speakers", {"name": "Gove", "source": "post", "limit": 3}),
    ("get_article", {"article": ARTICLE, "start": 20, "quotations": False}),
]


async def test_every_parameter_does_the_same_over_every_transport_and_revision(
    connect: Connect, served: MCPServer
) -> None:
    async with Client(served) as own, connect() as client:
        for tool, given in CALLS:
            assert await call(client, tool, **given) == await call(own, tool, **given), (tool, given)
        tools = (await client.list_tools()).tools
    tried = {(tool, name) for tool, given in CALLS for name in given}
    takes = {(tool.name, name) for tool in tools for name in tool.input_schema["properties"] if name != "more"}
    assert takes - tried == set()


async def test_a_slip_in_a_name_is_put_right_and_said(served: MCPServer) -> None:
    checked = await call(served, "check_quote", words="lost the argument on his bill", speaker="Burnam")
    assert (checked["on_record"], checked["explanation"]) == (
        True,
        "On record, word for word. “Burnam” read as Burnham.",
    )
    assert (await call(served, "timeline", speaker="Burnam"))["people"] == ["Andy Burnham"]


async def test_a_checked_speaker_whom_nobody_is_called_is_said_to_be_so(served: MCPServer) -> None:
    checked = await call(served, "check_quote", words="lost the argument on his bill", speaker="Andi Lansly")
    assert checked["explanation"] == (
        "On record, word for word, but said by another speaker. "
        "Andi Lansly is not quoted in this archive; did you mean Andrew Lansley?"
    )


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}], ids=str
)
async def test_requests_for_another_host_or_from_another_page_are_refused(
    http_url: str, headers: dict[str, str]
) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accepted = {"Accept": "application/json, text/event-stream", **headers}
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(http_url, json=body, headers=accepted)
    assert answer.status_code in {403, 421}
