"""The tools and the articles that a client of the Model Context Protocol sees.

ask, check_quote, check_draft, cite, first_use, timeline, who_said, list_speakers, get_article    On Record's own
search, fetch                                                        in the form that ChatGPT's connectors expect
onrecord://articles/{id}                                             a resource: an article as it is in its file

No tool changes anything. A tool that fails returns an error with a type and the next step. A long result has the field
`more`: the same call with `more` returns the next part (paging.py).
"""

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot import lookup, typed_options
from bot.mcp import connectors, paging, results
from bot.mcp.arguments import (
    MAX_ANSWERS,
    ArticleId,
    Day,
    DraftText,
    Form,
    Limit,
    ListLimit,
    More,
    Name,
    Phrase,
    QuestionText,
    Quote,
    Source,
    Topic,
)
from bot.mcp.reporting import Server, description, reporting
from bot.mcp.results import (
    ArticleText,
    Checked,
    CheckedDraft,
    Citations,
    Document,
    FirstUse,
    Names,
    Reply,
    Results,
    SearchResults,
    Speakers,
    Timeline,
)
from bot.reload import LiveArchive
from bot.rendering import formatting, refusals, replies, verdicts
from bot.typed_options import CITATION_FORMS
from retrieval.archive import Archive
from retrieval.chronology import first_use, on_topic, timeline
from retrieval.drafts import Doubt, all_on_record
from retrieval.errors import DraftUnreadable, QuestionError, any_of
from retrieval.ingest import draft
from retrieval.models import Article, Options, PartialDate, Role
from retrieval.quote_check import Check
from retrieval.text import dates
from retrieval.text.normalise import normalise

MAX_ARTICLE_CHARS = 8000  # of an article in one call
MAX_REACHABLE_ANSWERS = 200  # answers that can be reached with `more`
SHOWN, SHOWN_CLOSEST = 5, 2  # passages, and those of a refusal, if the call sets no limit

INSTRUCTIONS = """\
On Record has an archive of news articles. It answers with words cut out of the articles, never with words of its own.
Quote `words` unchanged, and give the `url` and the `attribution` with them: they prove the quotation.
As speech, in quotation marks, quote only what `speech` has. If it is empty, the words are the article's own.
If `on_record` is false, say that nothing is on record; do not answer from memory instead. The passages are then only
the closest ones, like those with `answers` false: if you mention one, say that it does not answer.
An `onrecord://` url is not a web page: give it as it is. It is a resource of this server."""

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Result = TypeVar("Result", bound=BaseModel)


class ArticleUnknown(QuestionError):
    def __init__(self, id: str, near: Sequence[str] = ()) -> None:  # noqa: A002
        meant = f"did you mean {any_of(near[: lookup.MAX_ARTICLES_NAMED])}? Else " if near else ""
        super().__init__(f"no article here is {id!r}; {meant}give `article` of a result unchanged")


class StartBeyondEnd(QuestionError):
    def __init__(self, start: int, length: int) -> None:
        super().__init__(f"`start` is {start}, but the article has {length} characters; give a smaller one")


def create(archive: LiveArchive[Archive], base_url: str = "") -> MCPServer[Any]:
    """The server for an archive. `base_url` is the address of its reading room, to which links lead."""
    server = Server(
        "onrecord",
        title="On Record",
        instructions=INSTRUCTIONS,
        version=_version(),
        log_level="WARNING",
        subscriptions=False,  # the tools never change
    )
    tools = Tools(archive, Results(base_url))
    for title, tool in tools.all():
        server.add_tool(reporting(tool), title=title, description=description(tool), annotations=READ_ONLY)

    @server.resource("onrecord://articles/{id}", title="Article", mime_type="text/plain")
    def article_text(id: str) -> str:  # noqa: A002
        """An article as it is in its file."""
        try:
            return tools.article(id).text
        except ArticleUnknown as error:
            raise ResourceNotFoundError(str(error)) from error

    server.custom_route("/", ["GET"])(_root)
    return server


async def _root(_: Request) -> Response:
    return PlainTextResponse("On Record serves language models here, at /mcp, over the Model Context Protocol.\n")


def _version() -> str:
    try:
        return version("onrecord")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return ""


class Tools:
    """The tools. Each is a plain function of its arguments; its docstring is what the client's model reads."""

    def __init__(self, archive: LiveArchive[Archive], words: Results) -> None:
        self._consult, self._results = archive.consult, words

    def all(self) -> list[tuple[str, Callable[..., BaseModel]]]:
        return [
            ("Ask", self.ask),
            ("Check a quotation", self.check_quote),
            ("Check a draft", self.check_draft),
            ("Cite", self.cite),
            ("First use of words", self.first_use),
            ("Timeline", self.timeline),
            ("Who said something on a topic", self.who_said),
            ("List speakers", self.list_speakers),
            ("Get an article", self.get_article),
            ("Search", self.search),
            ("Fetch", self.fetch),
        ]

    def ask(  # noqa: PLR0913, PLR0917 - the tool's parameters, which clients give by name
        self,
        question: QuestionText,
        speaker: Name | None = None,
        source: Source | None = None,
        after: Day | None = None,
        before: Day | None = None,
        limit: Limit | None = None,
        more: More | None = None,
    ) -> Reply:
        """Answer a question about who said what, with passages cut verbatim out of news articles.

        `speaker` and `source` filter; `after` includes its date, `before` does not. A passage with `answers` false is
        only on the same matter. Without `limit`, there are 5 passages, or the 2 closest if nothing answers.
        """
        options = typed_options.parse(None, speaker, source, after, before)

        def work(archive: Archive) -> Reply:
            _require(archive, None, source)
            asked = paging.part(more, archive.generation, "ask", question, speaker, source, after, before)
            reply = archive.ask(question, options, min(asked.start + (limit or SHOWN) + 1, MAX_REACHABLE_ANSWERS))
            end = asked.start + (limit or (SHOWN_CLOSEST if reply.abstained else SHOWN))
            return Reply(
                on_record=not reply.abstained,
                refusal=formatting.sentence(reply.reason) if reply.reason else None,
                silence=reply.silence,
                searched=refusals.searched_in_full(reply.searched) if reply.searched else [],
                passages=[
                    self._results.of_answer(answer, answers=answer.role is Role.ANSWER and not reply.abstained)
                    for answer in reply.answers[asked.start : end]
                ],
                understood=replies.understood(reply.understood),
                times=reply.times,
                times_reported=reply.times_reported,
                total=reply.total,
                confidence=round(float(reply.confidence), 3),
                more=asked.more(end, len(reply.answers)),
            )

        return self._consult(work)

    def check_quote(  # noqa: PLR0913, PLR0917 - the tool's parameters, which clients give by name
        self,
        words: Quote,
        speaker: Name | None = None,
        source: Source | None = None,
        date: Day | None = None,
        limit: Limit | None = None,
        more: More | None = None,
    ) -> Checked:
        """Check whether a quotation is on record: word for word, altered, merged, or somebody else's.

        `speaker` is who is supposed to have said it, `date` when it is supposed to have been printed: matches of that
        date come first. `difference` has the words checked and those on record, part by
        part. Words that are not in this archive may be on record elsewhere: never call them made up. Without `limit`,
        there are 5 matches, or 2 of fewer than four words, which are on record only for a speaker who said just these.
        """
        day = typed_options.read_date(date, dates.today(), "date")

        def work(archive: Archive) -> Checked:
            _require(archive, None, source)
            asked = paging.part(more, archive.generation, "check_quote", words, speaker, source, date)
            check = verdicts.of_date_first(archive.check(words, speaker, source), day)
            total = sum(len(match.quotations) for match in check.matches)
            end = asked.start + (limit or (SHOWN_CLOSEST if check.too_few_words else SHOWN))
            return Checked(
                on_record=check.on_record,
                verdict=check.verdict,
                doubt=Doubt.TOO_FEW_WORDS if check.too_few_words else None,
                explanation=_explained(check, archive, speaker, day),
                by_another=check.by_another,
                speaker_unclear=check.speaker_unclear,
                matches=self._results.of_matches(check.matches, asked.start, end),
                total=total,
                more=asked.more(end, total),
            )

        return self._consult(work)

    def check_draft(self, text: DraftText) -> CheckedDraft:
        """Check every quotation of a draft, each with the speaker whom the draft names. Nothing of it is kept.

        Only the verdict `on_record` says that a quotation is on record. Pass on `explanation`. `difference` has the
        words of the draft and those on record, part by part. Words that are not in this archive may be on record
        elsewhere: never call them made up.
        """
        try:
            as_read = draft.read_text(text)
        except DraftUnreadable as error:
            raise QuestionError(f"`text` {error.why}; change this and make the call again") from error
        checks = self._consult(lambda archive: archive.check_draft(as_read))
        return CheckedDraft(
            all_on_record=all_on_record(checks),
            summary=verdicts.summary(checks),
            quotations=[self._results.of_draft_check(check) for check in checks],
        )

    def cite(
        self, words: Quote, speaker: Name | None = None, form: Form = "text", more: More | None = None
    ) -> Citations:
        """Cite words that are on record: speaker, words, article, publication, date and address, in a form of yours.

        Give `citation` unchanged.
        """

        def work(archive: Archive) -> Citations:
            _require(archive, speaker)
            asked = paging.part(more, archive.generation, "cite", words, speaker, form)
            cited = archive.cite(words, speaker)
            end = asked.start + MAX_ANSWERS
            return Citations(
                on_record=bool(cited),
                note=None if cited else f"{refusals.NOT_AS_GIVEN}. check_quote shows what is close to it.",
                citations=[self._results.of_citation(one, CITATION_FORMS[form]) for one in cited[asked.start : end]],
                more=asked.more(end, len(cited)),
            )

        return self._consult(work)

    def first_use(self, phrase: Phrase, source: Source | None = None) -> FirstUse:
        """Find where words first appeared in the archive, by anyone, as far as the articles' dates show it."""

        def work(archive: Archive) -> tuple[first_use.FirstUse, str]:
            shown = lookup.source_name(archive, source)
            use = archive.first(phrase, source)
            others = archive.first(phrase).total if source and not use.total else 0
            return use, refusals.no_passage_has(phrase, shown, others)

        use, nothing = self._consult(work)
        return FirstUse(
            found=bool(use.total),
            first=self._results.of_appearances(use.first[:MAX_ANSWERS]),
            first_said=self._results.of_appearances(use.first_said[:MAX_ANSWERS]),
            undated=self._results.of_appearances(use.undated[:MAX_ANSWERS]),
            total=use.total,
            note=None if use.total else nothing,
        )

    def timeline(  # noqa: PLR0913, PLR0917 - the tool's parameters, which clients give by name
        self,
        speaker: Name,
        topic: Topic | None = None,
        source: Source | None = None,
        after: Day | None = None,
        before: Day | None = None,
        limit: ListLimit = 20,
        more: More | None = None,
    ) -> Timeline:
        """List what somebody said, the oldest first, all of it or on a topic.

        `after` includes its date, `before` does not; with either, statements without a date are left out.
        """
        days = typed_options.parse(None, None, None, after, before)

        def work(archive: Archive) -> Timeline:
            _require(archive, speaker, source)
            asked = paging.part(more, archive.generation, "timeline", speaker, topic, source, after, before)
            people = lookup.find_people(archive, speaker)
            found = on_topic.find(archive, speaker, topic, source)
            of_any_time = timeline.without_reprints(timeline.statements(found.quotations))
            statements = timeline.in_time(of_any_time, days.after, days.before)
            subject, paper = lookup.as_subject(archive, speaker, people), lookup.source_name(archive, source)
            note = refusals.list_heading(subject, topic, paper, found)
            if of_any_time and not statements:
                note = refusals.nothing_then(subject, topic, paper, days.after, days.before)
            return Timeline(
                on_record=bool(statements),
                people=list(lookup.quoted_people(archive, speaker, people, found.quotations)),
                statements=[self._results.of_statement(each) for each in statements[asked.start : asked.start + limit]],
                total=len(statements),
                note=note,
                understood=replies.dates_understood(days.after, days.before),
                nearest=[self._results.of_statement(each) for each in timeline.statements(found.nearest)],
                more=asked.more(asked.start + limit, len(statements)),
            )

        return self._consult(work)

    def who_said(
        self, topic: Topic, source: Source | None = None, limit: ListLimit = 20, more: More | None = None
    ) -> Speakers:
        """List who is quoted on a topic, how often, and from when to when; the most quoted first.

        It has no words to quote: for these, call timeline with the speaker and the topic.
        """

        def work(archive: Archive) -> Speakers:
            _require(archive, None, source)
            asked = paging.part(more, archive.generation, "who_said", topic, source)
            found = on_topic.find(archive, None, topic, source)
            summaries = timeline.count_by_speaker(found.quotations, archive.speakers)
            return Speakers(
                on_record=bool(summaries),
                speakers=[results.of_summary(one) for one in summaries[asked.start : asked.start + limit]],
                total=len(summaries),
                note=refusals.list_heading(None, topic, lookup.source_name(archive, source), found),
                more=asked.more(asked.start + limit, len(summaries)),
            )

        return self._consult(work)

    def list_speakers(
        self, name: Name | None = None, source: Source | None = None, limit: ListLimit = 50, more: More | None = None
    ) -> Names:
        """List who is quoted in the archive or in a publication: those whose names have all words of `name`, or all.

        It has no words to quote: for these, call timeline or ask.
        """

        def work(archive: Archive) -> Names:
            _require(archive, None, source)
            asked = paging.part(more, archive.generation, "list_speakers", name, source)
            wanted = normalise(name or "").split()
            known = archive.quoted_in(source) if source else archive.speakers
            named = [one for one in known if all(word in normalise(one) for word in wanted)]
            if name and not named:
                meant = set(lookup.find_people(archive, name))
                named = [one for one in known if one in meant]
            named = timeline.named_first(named)
            return Names(
                names=named[asked.start : asked.start + limit],
                total=len(named),
                more=asked.more(asked.start + limit, len(named)),
            )

        return self._consult(work)

    def get_article(
        self,
        article: ArticleId,
        start: Annotated[int, Field(ge=0, description="The first character.")] = 0,
        quotations: Annotated[bool, Field(description="False: only the text, which is much shorter.")] = True,  # noqa: FBT002
        more: More | None = None,
    ) -> ArticleText:
        """Get an article's text, verbatim, with the quotations in it. Long articles come in parts: see `more`."""

        def work(archive: Archive) -> ArticleText:
            found = _article(archive, article)
            asked = paging.part(more, archive.generation, "get_article", article, quotations)
            first, length = max(asked.start, start), len(found.text)
            if first and first >= length:
                raise StartBeyondEnd(first, length)
            last = _part_end(found.text, first)
            said = archive.quotations(None, found.id) if quotations else []
            return ArticleText(
                words=found.text[first:last],
                url=self._results.address(found, (first, last) if first else None),
                attribution=results.attribution(found),
                **results.facts(found),
                start=first,
                end=last,
                length=length,
                quotations=[
                    self._results.of_quotation(one) for one in formatting.quotations_in_span((first, last), said)
                ],
                more=asked.more(last, length),
            )

        return self._consult(work)

    def search(self, query: QuestionText) -> SearchResults:
        """Search the archive: the closest articles, each with the words of its closest passage.

        Quote the sentences of `text` unchanged, with `url`; the words before the first colon say who is quoted. For the
        whole article, call fetch.
        """
        reply = self._consult(lambda archive: archive.ask(query, Options(), MAX_ANSWERS))
        return connectors.found(reply, self._results)

    def fetch(self, id: ArticleId) -> Document:  # noqa: A002 - the name that connectors expect
        """Fetch an article that search found, by its id.

        Quote `text` unchanged, with `url`. As speech, quote only what the article has in quotation marks.
        """
        return connectors.document(self.article(id), self._results)

    def article(self, id: str) -> Article:  # noqa: A002
        """The article with this id. Raises ArticleUnknown."""
        return self._consult(lambda archive: _article(archive, id))


def _require(archive: Archive, speaker: str | None, source: str | None = None) -> None:
    """Raise NobodyCalled or NoSuchSource if the archive has no speaker or no publication of the given name."""
    if speaker:
        lookup.find_people(archive, speaker)
    if source:
        lookup.find_sources(archive, source)


def _article(archive: Archive, id: str) -> Article:  # noqa: A002
    found = archive.article(id)
    if found is None:
        raise ArticleUnknown(id, lookup.near_articles(archive.articles, id))
    return found


def _explained(check: Check, archive: Archive, speaker: str | None, day: PartialDate | None) -> str:
    """The verdict as a sentence, and a note if the speaker's name was corrected or is unknown, or the date differs."""
    about = lookup.note_on_name(archive, speaker) if speaker else None
    parts = (verdicts.sentence(check), about and formatting.sentence(about), verdicts.not_of_date(check, day))
    return " ".join(filter(None, parts))


def _part_end(text: str, start: int) -> int:
    """The end of a part of an article: the end of a line if possible."""
    end = min(start + MAX_ARTICLE_CHARS, len(text))
    line_end = text.rfind("\n", start, end)
    return line_end + 1 if end < len(text) and line_end > start else end
