"""The tools and the articles that a client of the Model Context Protocol sees.

ask, check_quote, check_draft, cite, first_use, timeline, who_said, list_speakers, get_article    On Record's own
search, fetch                                                        in the form that ChatGPT's connectors expect
onrecord://articles/{id}                                             a resource: an article as it is in its file

No tool changes anything. A tool that fails returns an error with a type and the next step. A long result has the field
`more`: the same call with `more` returns the next part. `more` contains the generation, so that the parts of a result
never come from two generations.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import unquote

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from bot import lookup, typed_options
from bot.mcp import results
from bot.mcp.reporting import Server, reporting
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
from retrieval.drafts import all_on_record
from retrieval.errors import QuestionError, any_of
from retrieval.models import Article, Options, Role
from retrieval.quote_check import Check
from retrieval.text.normalise import normalise

MAX_QUESTION_CHARS, MAX_QUOTE_CHARS, MAX_NAME_CHARS = 500, 2000, 200
MAX_DRAFT_CHARS = 50_000
MAX_ANSWERS, MAX_LISTED, MAX_ARTICLE_CHARS = 20, 100, 8000
MAX_ASKED = 200  # answers that can be reached with `more`
SNIPPET_CHARS = 300  # of a search result

INSTRUCTIONS = """\
On Record has an archive of news articles. It answers with words cut out of the articles, never with words of its own.
Quote `words` unchanged, and give the `url` and the `attribution` with them: they prove the quotation.
If `on_record` is false, say that nothing is on record; do not answer from memory instead.
Words with `reported` true are the paper's, not the speaker's: do not set them in quotation marks as speech."""

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS, description="In plain words.")]
Quote = Annotated[str, Field(min_length=1, max_length=MAX_QUOTE_CHARS, description="The words of the quotation.")]
Draft = Annotated[str, Field(min_length=1, max_length=MAX_DRAFT_CHARS, description="The draft, as plain text.")]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS, description="A name, or part of one.")]
Topic = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_NAME_CHARS,
        description="A few words; what has them all comes before what means them.",
    ),
]
Day = Annotated[
    str, Field(max_length=60, description="As people write it: 7 February 2012, Feb 2012, 2012, last year.")
]
Limit = Annotated[int, Field(ge=1, le=MAX_ANSWERS, description="At most so many.")]
ListLimit = Annotated[int, Field(ge=1, le=MAX_LISTED, description="At most so many.")]
More = Annotated[str, Field(max_length=100, description="`more` of the result before, with the same other arguments.")]
Form = Annotated[
    Literal["text", "markdown", "bibtex", "ris", "csl-json"], Field(description="The form of the citation.")
]
ArticleId = Annotated[str, Field(min_length=1, max_length=4000, description="`article` of a result.")]

Result = TypeVar("Result", bound=BaseModel)


class MoreIsStale(QuestionError):
    def __init__(self) -> None:
        super().__init__("`more` is of another state of the archive; make the call again without it")


class ArticleUnknown(QuestionError):
    def __init__(self, id: str, near: Sequence[str] = ()) -> None:  # noqa: A002
        meant = f"did you mean {any_of(near[: lookup.MAX_NAMED])}? Else " if near else ""
        super().__init__(f"no article here is {id!r}; {meant}give `article` of a result unchanged")


def create(archive: LiveArchive[Archive], base_url: str = "") -> MCPServer[Any]:
    """The server for an archive. `base_url` is the address of its reading room, to which links lead."""
    server = Server("onrecord", title="On Record", instructions=INSTRUCTIONS, log_level="WARNING")
    tools = Tools(archive, Results(base_url))
    for title, tool in tools.all():
        server.add_tool(reporting(tool), title=title, annotations=READ_ONLY)

    @server.resource("onrecord://articles/{id}", title="Article", mime_type="text/plain")
    def article_text(id: str) -> str:  # noqa: A002
        """An article as it is in its file."""
        try:
            return tools.article(unquote(id).partition("#")[0]).text
        except ArticleUnknown as error:
            raise ResourceNotFoundError(str(error)) from error

    return server


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
        question: Question,
        speaker: Name | None = None,
        source: Name | None = None,
        after: Day | None = None,
        before: Day | None = None,
        limit: Limit = 5,
        more: More | None = None,
    ) -> Reply:
        """Answer a question about who said what, with passages cut verbatim out of news articles.

        Quote `words` unchanged, with `url` and `attribution`. If `on_record` is false, say so; do not answer otherwise.
        `speaker` and `source` (a publication) filter; `after` includes its date, `before` does not.
        """
        options = typed_options.parse(None, speaker, source, after, before)

        def work(archive: Archive) -> Reply:
            offset = _offset(more, archive.generation)
            reply = archive.ask(question, options, min(offset + limit + 1, MAX_ASKED))
            answers = [
                self._results.of_answer(answer, answers=answer.role is Role.ANSWER and not reply.abstained)
                for answer in reply.answers
            ]
            return Reply(
                on_record=not reply.abstained,
                refusal=formatting.sentence(reply.reason) if reply.reason else None,
                silence=reply.silence,
                searched=refusals.searched_in_full(reply.searched) if reply.searched else [],
                passages=answers[offset : offset + limit],
                understood=replies.understood(reply.understood),
                times=reply.times,
                times_reported=reply.times_reported,
                total=reply.total,
                confidence=round(float(reply.confidence), 3),
                more=_more(archive.generation, offset + limit, len(answers)),
            )

        return self._consult(work)

    def check_quote(self, words: Quote, speaker: Name | None = None, source: Name | None = None) -> Checked:
        """Check whether a quotation is on record: word for word, altered, merged, or somebody else's.

        `difference` shows word by word how a match differs. `speaker` is who is supposed to have said it.
        """

        def work(archive: Archive) -> tuple[Check, str]:
            _require(archive, None, source)
            check = archive.check(words, speaker, source)
            return check, _explained(check, archive, speaker)

        check, explanation = self._consult(work)
        return Checked(
            on_record=check.on_record,
            verdict=check.verdict,
            explanation=explanation,
            by_another=check.by_another,
            speaker_unclear=check.speaker_unclear,
            matches=self._results.of_matches(check.matches[:MAX_ANSWERS]),
        )

    def check_draft(self, text: Draft) -> CheckedDraft:
        """Check every quotation of a draft, each with the speaker whom the draft names. Nothing of it is kept.

        `difference` shows word by word how a match differs. Words that are not in this archive may be on record
        elsewhere: never call them made up.
        """
        checks = self._consult(lambda archive: archive.check_draft(text))
        return CheckedDraft(
            all_on_record=all_on_record(checks),
            summary=verdicts.summary(checks),
            quotations=[self._results.of_draft_check(check) for check in checks],
        )

    def cite(
        self, words: Quote, speaker: Name | None = None, form: Form = "text", more: More | None = None
    ) -> Citations:
        """Cite words that are on record: speaker, words, article, publication, date and address, in a form of yours."""

        def work(archive: Archive) -> Citations:
            offset = _offset(more, archive.generation)
            _require(archive, speaker)
            cited = archive.cite(words, speaker)
            return Citations(
                on_record=bool(cited),
                note=None if cited else f"{refusals.NOT_AS_GIVEN}; what is close: check_quote",
                citations=[
                    self._results.of_citation(one, CITATION_FORMS[form]) for one in cited[offset : offset + MAX_ANSWERS]
                ],
                more=_more(archive.generation, offset + MAX_ANSWERS, len(cited)),
            )

        return self._consult(work)

    def first_use(self, phrase: Quote, source: Name | None = None) -> FirstUse:
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

    def timeline(
        self,
        speaker: Name,
        topic: Topic | None = None,
        source: Name | None = None,
        limit: ListLimit = 20,
        more: More | None = None,
    ) -> Timeline:
        """List what somebody said, the oldest first, all of it or on a topic."""

        def work(archive: Archive) -> Timeline:
            _require(archive, speaker, source)
            offset = _offset(more, archive.generation)
            people = lookup.find_people(archive, speaker)
            found = on_topic.find(archive, speaker, topic, source)
            statements = timeline.without_reprints(timeline.statements(found.quotations))
            return Timeline(
                on_record=bool(statements),
                people=list(lookup.quoted_people(archive, speaker, people, found.quotations)),
                statements=[self._results.of_statement(each) for each in statements[offset : offset + limit]],
                total=len(statements),
                note=refusals.list_heading(
                    lookup.as_subject(archive, speaker, people),
                    topic,
                    lookup.source_name(archive, source),
                    found,
                ),
                nearest=[self._results.of_statement(each) for each in timeline.statements(found.nearest)],
                more=_more(archive.generation, offset + limit, len(statements)),
            )

        return self._consult(work)

    def who_said(
        self, topic: Topic, source: Name | None = None, limit: ListLimit = 20, more: More | None = None
    ) -> Speakers:
        """List who is quoted on a topic, how often, and from when to when; the most quoted first."""

        def work(archive: Archive) -> Speakers:
            offset = _offset(more, archive.generation)
            _require(archive, None, source)
            found = on_topic.find(archive, None, topic, source)
            summaries = timeline.count_by_speaker(found.quotations, archive.speakers)
            return Speakers(
                on_record=bool(summaries),
                speakers=[results.of_summary(one) for one in summaries[offset : offset + limit]],
                total=len(summaries),
                note=refusals.list_heading(None, topic, lookup.source_name(archive, source), found),
                more=_more(archive.generation, offset + limit, len(summaries)),
            )

        return self._consult(work)

    def list_speakers(
        self, name: Name | None = None, source: Name | None = None, limit: ListLimit = 50, more: More | None = None
    ) -> Names:
        """List who is quoted in the archive or in a publication: those whose names have all words of `name`, or all."""

        def work(archive: Archive) -> Names:
            offset = _offset(more, archive.generation)
            _require(archive, None, source)
            wanted = normalise(name or "").split()
            known = archive.quoted_in(source) if source else archive.speakers
            named = [one for one in known if all(word in normalise(one) for word in wanted)]
            if name and not named:
                meant = set(lookup.find_people(archive, name))
                named = [one for one in known if one in meant]
            named = timeline.named_first(named)
            return Names(
                names=named[offset : offset + limit],
                total=len(named),
                more=_more(archive.generation, offset + limit, len(named)),
            )

        return self._consult(work)

    def get_article(
        self,
        article: ArticleId,
        start: Annotated[int, Field(ge=0, description="The first character.")] = 0,
        more: More | None = None,
    ) -> ArticleText:
        """Get an article's text, verbatim, with the quotations in it. Long articles come in parts: see `more`."""

        def work(archive: Archive) -> ArticleText:
            found = archive.article(article)
            if found is None:
                raise ArticleUnknown(article, lookup.near_articles(archive.articles, article))
            first = max(_offset(more, archive.generation), start)
            last = _part_end(found.text, first)
            said = formatting.quotations_in_span((first, last), archive.quotations(None, found.id))
            return ArticleText(
                words=found.text[first:last],
                url=self._results.address(found, (first, last) if first else None),
                attribution=results.attribution(found),
                **results.facts(found),
                start=min(first, last),
                end=last,
                length=len(found.text),
                quotations=[self._results.of_quotation(one) for one in said],
                more=_more(archive.generation, last, len(found.text)),
            )

        return self._consult(work)

    def search(self, query: Question) -> SearchResults:
        """Search the archive. Returns articles with a snippet of their words; fetch has the whole article."""
        reply = self._consult(lambda archive: archive.ask(query, Options(), MAX_ANSWERS))
        found: dict[str, results.SearchResult] = {}
        for answer in reply.answers:
            if answer.article.id not in found:
                found[answer.article.id] = results.SearchResult(
                    id=answer.article.id,
                    title=results.attribution(answer.article),
                    url=self._results.address(answer.article, (answer.start, answer.end)),
                    text=answer.text[:SNIPPET_CHARS],
                )
        return SearchResults(results=list(found.values()))

    def fetch(self, id: ArticleId) -> Document:  # noqa: A002 - the name that connectors expect
        """Fetch an article that search found, by its id."""
        article = self.article(id)
        known = {
            "source": article.source,
            "date": formatting.when(article.published),
            "authors": ", ".join(article.authors),
            "ocr": "read from a scan; some words may be misread" if article.ocr else None,
        }
        return Document(
            id=article.id,
            title=article.title or article.id,
            text=article.text,
            url=self._results.address(article),
            metadata={name: value for name, value in known.items() if value},
        )

    def article(self, id: str) -> Article:  # noqa: A002
        found: Article | None = self._consult(lambda archive: archive.article(id))
        if found is None:
            raise ArticleUnknown(id)
        return found


def _require(archive: Archive, speaker: str | None, source: str | None = None) -> None:
    """Raise NobodyCalled or NoSuchSource if the archive has no speaker or no publication of the given name."""
    if speaker:
        lookup.find_people(archive, speaker)
    if source:
        lookup.find_sources(archive, source)


def _explained(check: Check, archive: Archive, speaker: str | None) -> str:
    """The verdict as a sentence, and a note if the speaker's name was corrected or is unknown."""
    explained = verdicts.sentence(check)
    about = lookup.note_on_name(archive, speaker) if speaker else None
    return f"{explained} {formatting.sentence(about)}" if about else explained


def _more(generation: str, offset: int, total: int) -> str | None:
    return f"{generation}.{offset}" if offset < total else None


def _offset(more: str | None, generation: str) -> int:
    """The offset at which a result continues. Raises MoreIsStale if the archive has changed since, or `more` is
    invalid.
    """
    if not more:
        return 0
    of, _, offset = more.rpartition(".")
    if of != generation or not offset.isdecimal() or not offset.isascii():
        raise MoreIsStale
    return int(offset)


def _part_end(text: str, start: int) -> int:
    """The end of a part of an article: the end of a line if possible."""
    end = min(start + MAX_ARTICLE_CHARS, len(text))
    line_end = text.rfind("\n", start, end)
    return line_end + 1 if end < len(text) and line_end > start else end
