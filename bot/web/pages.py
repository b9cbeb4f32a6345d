"""The content of each page, as a function of the archive and the page's address.

Each function returns a template and its values. Wordings come from `bot.rendering`, which Discord and the command line
use too. An error becomes a page of its own in `bot.web.app`, unless the page's form can show it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import filterfalse, groupby, islice
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from bot import addresses, lookup, typed_options
from bot.rendering import draft_page, formatting, refusals, replies, verdicts
from bot.web.marks import Mark, marked, paragraphs
from retrieval.archive import Archive
from retrieval.chronology import on_topic, timeline
from retrieval.chronology.on_topic import OnTopic
from retrieval.chronology.timeline import Statement
from retrieval.errors import NobodyCalled, QuestionError
from retrieval.models import Article, Kind, Options, PartialDate, Passage, Quotation, Reply, Role, Span
from retrieval.quote_check import Match
from retrieval.search.query import MAX_QUESTION_CHARS
from retrieval.search.query.speakers import is_unnamed
from retrieval.text import dates
from retrieval.text.name_lookup import in_full, near_names
from retrieval.text.normalise import normalise

MAX_NAME_CHARS = 200  # of a name, a topic, a publication or a date
MAX_REACHABLE_ANSWERS = 50  # answers that can be reached with "More"
MAX_PEOPLE = 3  # people asked about, with a link to all of their words
MAX_NAME_WORDS = 4  # of a question that is only a name
MAX_MATCHES = 10  # of a quotation that is checked
STATEMENTS_PER_PAGE, NAMES_PER_PAGE, ARTICLES_PER_PAGE = 20, 100, 50
MOST_QUOTED = 8  # speakers on the first page
MOVED = "The words that were linked to are no longer at their place: the article has changed."
NO_PLACE = "No words are marked: “at” in the address is no place in a text, such as 12-80."
MAX_HEAD_LINES = 3  # lines above an article's text that are shown open; more of them are a list of metadata
PART_CHARS = 60_000  # of a long article on one page
FORM_NAMES = {
    "text": "For a footnote",
    "markdown": "Markdown",
    "bibtex": "BibTeX",
    "ris": "RIS (EndNote, Zotero)",
    "csl-json": "CSL-JSON",
}

RequestValues = Mapping[str, str]
Item = TypeVar("Item")


class NotFound(QuestionError):
    """There is no such page: no speaker of this name, or no article of this id."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its template, the template's values, and its HTTP status."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """A part of a list, on one page. `number` counts from 1."""

    items: Sequence[Item]
    number: int
    last: int
    first_item: int
    total: int


def part_of(items: Sequence[Item], given: RequestValues, size: int) -> ListPage[Item]:
    """One part of `items`; `page` is its number. The first or last part if there is no such page.

    >>> part_of("abcde", {"page": "2"}, 2)
    ListPage(items='cd', number=2, last=3, first_item=3, total=5)
    >>> part_of("abcde", {"page": "99"}, 2).items, part_of("", {"page": "x"}, 2).items
    ('e', '')
    """
    last = max(1, -(-len(items) // size))
    number = min(max(_number(given.get("page")) or 1, 1), last)
    start = (number - 1) * size
    return ListPage(items[start : start + size], number, last, start + 1, len(items))


def home(archive: Archive, _given: RequestValues) -> Shown:
    speakers, covered = [*islice(filterfalse(is_unnamed, archive.speakers), MOST_QUOTED)], archive.coverage
    days = filter(None, (covered.first_day, covered.last_day))
    return Shown(
        "home.html",
        {
            "manifest": archive.manifest,
            "speakers": speakers,
            "sources": archive.sources,
            "covered": covered,
            "days": [formatting.date(PartialDate.parse(day)) for day in dict.fromkeys(days)],
            "examples": [f"What did {name} say?" for name in speakers[:2]],
            "suggested": _suggested(archive),
        },
    )


def ask(archive: Archive, given: RequestValues) -> Shown:
    question = given.get("q", "").strip()
    asked = {name: text_of(given, name) for name in ("speaker", "source", "after", "before")}
    context: dict[str, Any] = {"q": question, "asked": asked, "suggested": _suggested(archive)}
    if not question:
        return Shown("ask.html", context | {"problem": "Type a question first."}, 400)
    limit = min(max(_number(given.get("n")) or 5, 1), MAX_REACHABLE_ANSWERS)
    try:
        options = typed_options.parse(**asked)
        reply = archive.ask(question, options, limit + 1)
    except QuestionError as error:
        return Shown("ask.html", context | {"problem": formatting.sentence(str(error))}, 400)
    has_more = len(reply.answers) > limit and limit < MAX_REACHABLE_ANSWERS
    shown = replies.shown(replace(reply, answers=reply.answers[:limit]))
    answers = [answer for answer in shown.answers if answer.role is Role.ANSWER and not reply.abstained]
    others = [answer for answer in shown.answers if answer not in answers]
    seen = reply.answers[: _number(given.get("seen")) or 0]
    context |= {"reply": shown, "answers": answers, "others": others, "people": _people_asked(archive, question, reply)}
    first_new = next((one for one in (*answers, *others) if one not in seen), None) if seen else None
    context |= {"limit": limit, "first_new": first_new}
    return Shown("ask.html", context | {"more": min(2 * limit, MAX_REACHABLE_ANSWERS) if has_more else None})


def _people_asked(archive: Archive, question: str, reply: Reply) -> list[str]:
    """The speakers that a question asks about, or whose name is the whole question."""
    people = reply.understood.speakers or (
        archive.people_named(question) if len(question.split()) <= MAX_NAME_WORDS else ()
    )
    return [person for person in people if person in archive.speakers][:MAX_PEOPLE]


def check(archive: Archive, given: RequestValues) -> Shown:
    """The result of checking a quotation; without a quotation, the form."""
    words, speaker, date = given.get("words", "").strip(), text_of(given, "speaker"), text_of(given, "date")
    context: dict[str, Any] = {"words": words, "speaker": speaker, "date": date, "suggested": _suggested(archive)}
    if not words:
        problem = "Type the words of a quotation first." if given.get("words") else None
        return Shown("check.html", context | {"problem": problem}, 400 if problem else 200)
    if len(words) > typed_options.MAX_QUOTE_CHARS:
        problem = f"These are {len(words):,} characters; check at most {typed_options.MAX_QUOTE_CHARS:,} at once."
        return Shown("check.html", context | {"problem": problem}, 400)
    try:
        about = lookup.note_on_name(archive, speaker) if speaker else None
        context["about_name"] = formatting.sentence(about) if about else None
        day = typed_options.read_date(date, dates.today(), "date")
        checked = verdicts.of_date_first(archive.check(words, speaker or None), day)
    except QuestionError as error:
        return Shown("check.html", context | {"problem": formatting.sentence(str(error))}, 400)
    left = len(checked.matches) - MAX_MATCHES
    return Shown("check.html", context | {"check": checked, "day": day, "left": max(left, 0)})


def draft(_archive: Archive, _given: RequestValues) -> Shown:
    """The form for a draft."""
    return Shown("draft.html")


def checked_draft(archive: Archive, name: str | None, text: str) -> Shown:
    """A draft with its margin notes. `name` is the name of its file, if there is one."""
    checks = archive.check_draft(text)

    def address(match: Match) -> str:
        quotation = match.quotations[0]
        return addresses.article(quotation.article.id, (quotation.spans[0][0], quotation.spans[-1][1]))

    body = Markup(draft_page.legend(checks) + draft_page.body(text, checks, address))  # noqa: S704 - all is escaped
    return Shown("draft.html", {"name": name, "summary": verdicts.summary(checks), "body": body})


def speakers(archive: Archive, given: RequestValues) -> Shown:
    """Everybody who is quoted; if asked, only people with a given name, quoted by a source, or with statements on a
    topic.
    """
    name, topic, source = (text_of(given, each) for each in ("name", "topic", "source"))
    context: dict[str, Any] = {"name": name, "topic": topic, "source": source, "suggested": _suggested(archive)}
    if problem := _source_problem(archive, source):
        return Shown("speakers.html", context | {"problem": problem}, 404)
    context["heading"] = ", ".join(lookup.find_sources(archive, source)) if source else ""
    source = lookup.source_name(archive, source) or ""
    counts: Counter[str] = Counter()
    if topic:
        on = on_topic.find(archive, None, topic, source or None)
        found = timeline.without_reprints(timeline.statements(on.quotations))
        spoke = [said.quotations[0].speaker for said in found if said.quotations[0].speaker]
        full = in_full(spoke, archive.speakers)
        counts.update(full.get(one, one) for one in spoke)
        context |= {"note": refusals.list_heading(None, topic, source, on)}
    in_order = sorted(counts, key=lambda one: (-counts[one], one))
    known = in_order if topic else archive.quoted_in(source) if source else archive.speakers
    wanted = normalise(name).split()
    named = [one for one in known if all(word in normalise(one) for word in wanted)]
    part = part_of(timeline.named_first(named), given, NAMES_PER_PAGE)
    context |= {"counts": counts, "part": part, "first_unnamed": next(filter(is_unnamed, part.items), None)}
    return Shown("speakers.html", context | {"near": near_names(name, known) if name and not named else []})


def _source_problem(archive: Archive, source: str) -> str | None:
    """A sentence that no article is from the publication; None if there is one, or no publication is given."""
    try:
        if source:
            lookup.find_sources(archive, source)
    except lookup.NoSuchSource as error:
        return formatting.sentence(str(error))
    return None


def speaker(archive: Archive, given: RequestValues) -> Shown:
    asked = {each: text_of(given, each) for each in ("topic", "source", "after", "before")}
    name, topic, source = text_of(given, "name"), asked["topic"], asked["source"]
    if not name:
        raise NotFound("this page is about a speaker, but its address names none")
    try:
        people = lookup.find_people(archive, name)
    except NobodyCalled as error:
        raise NotFound(str(error)) from error
    problem, status, days = _source_problem(archive, source), 404, Options()
    try:
        days = typed_options.parse(after=asked["after"], before=asked["before"])
    except QuestionError as error:
        problem, status = formatting.sentence(str(error)), 400
    source = source if problem else lookup.source_name(archive, source) or ""
    on = OnTopic([]) if problem else on_topic.find(archive, name, topic or None, source or None)
    of_any_time = timeline.statements(on.quotations)
    printed = timeline.in_time(of_any_time, days.after, days.before)
    statements = timeline.in_time(timeline.without_reprints(of_any_time), days.after, days.before)
    counts = timeline.count_by_period([statement.quotations[0] for statement in statements])
    papers = Counter(formatting.source(statement.quotations[0].article) for statement in printed)
    newest_first = given.get("order") == "newest"
    ordered = timeline.newest_first(statements) if newest_first else statements
    part = part_of(ordered, given, STATEMENTS_PER_PAGE)
    subject = lookup.as_subject(archive, name, people)
    note = refusals.list_heading(subject, topic, source, on)
    if on.quotations and not statements:
        note = refusals.nothing_then(subject, topic, source, days.after, days.before)
    context = {
        "name": people[0] if len(people) == 1 else name,
        "heading": lookup.speaker_heading(archive, name, people, on.quotations) if archive.office_named(name) else None,
        "slip": lookup.correction_of(archive, name),
        "people": people,
        "asked": asked | {"source": source},
        "when": replies.dates_understood(days.after, days.before),
        "problem": problem,
        "note": None if problem else note,
        "nearest": _by_article(timeline.statements(on.nearest)),
        "part": part,
        "by_article": _by_article(part.items),
        "counts": counts if sum(count for _, count in counts) >= formatting.MIN_CHARTED_STATEMENTS else [],
        "undated": len(statements) - sum(count for _, count in counts),
        "quotations": sum(len(statement.quotations) for statement in printed),
        "papers": papers.most_common(),
        "newest_first": newest_first,
    }
    return Shown("speaker.html", context, status if problem else 200)


def _by_article(statements: Sequence[Statement]) -> list[tuple[Article, list[Statement]]]:
    """Consecutive statements from one article, grouped."""
    groups = groupby(statements, lambda statement: statement.quotations[0].article.id)
    return [(said[0].quotations[0].article, said) for said in (list(group) for _, group in groups)]


def sources(archive: Archive, given: RequestValues) -> Shown:
    part = part_of(archive.sources, given, NAMES_PER_PAGE)
    return Shown("sources.html", {"part": part, "unsourced": archive.coverage.unsourced})


def articles(archive: Archive, given: RequestValues) -> Shown:
    part = part_of(archive.articles, given, ARTICLES_PER_PAGE)
    found = [article for id in part.items if (article := archive.article(id))]  # noqa: A001
    return Shown("articles.html", {"part": part, "articles": found})


def article(archive: Archive, given: RequestValues) -> Shown:
    """An article with its quotations marked, opened at the words of the span `at`."""
    found = _article_named(archive, given)
    quotations = archive.quotations(None, found.id)
    at, problem = _place(given.get("at"), found.text)
    parts = _parts(found.text)
    number = min(max(_number(given.get("page")) or 1, 1), len(parts))
    if at:
        number = next(place for place, (_, end) in enumerate(parts, 1) if at[0] < end)
    marks = [Mark(*at, "mark", None, addresses.WORDS)] if at else []
    spans = paragraphs(found.text, *parts[number - 1])
    shown = [_paragraph(found, span, quotations, marks) for span in spans if not _is_title(found, span)]
    head = [paragraph for paragraph in shown if paragraph.is_header]
    is_folded = len(head) > MAX_HEAD_LINES and not (at and at[0] < found.body)
    headline = next((span for span in paragraphs(found.text, 0, found.body) if _is_title(found, span)), None)
    return Shown(
        "article.html",
        {
            "article": found,
            "quotations": quotations,
            "folded": head if is_folded else (),
            "paragraphs": shown[len(head) :] if is_folded else shown,
            "part": ListPage((), number, len(parts), 1, len(parts)),
            "headline": marked(found.text, marks, headline) if headline else found.title or found.id,
            "problem": problem,
        },
    )


def cite(archive: Archive, given: RequestValues) -> Shown:
    """The quotation at the offset `at` of an article, or the paragraph there, as a citation in each form."""
    found, offset = _article_named(archive, given), _number(given.get("at"))
    if offset is None or not found.text[offset:].strip():
        raise NotFound("this page cites words of an article, but its address gives no place in it")
    paragraph = next(span for span in paragraphs(found.text, 0, len(found.text)) if offset < span[1])
    cited = archive.cite_place(found, offset, paragraph)
    forms = [(FORM_NAMES[name], form([cited])) for name, form in typed_options.CITATION_FORMS.items()]
    return Shown("cite.html", {"cited": cited, "forms": forms, "span": (cited.spans[0][0], cited.spans[-1][1])})


def _article_named(archive: Archive, given: RequestValues) -> Article:
    """The article with the id in an address. Raises NotFound."""
    found = archive.article(given.get("id", ""))
    if found is None:
        raise NotFound("no article of this archive is called that; it may have been renamed or removed")
    return found


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """A paragraph of an article with its marks. `said` has the quotations that begin in it."""

    span: Span
    marks: Sequence[Mark]
    said: Sequence[Quotation]
    is_header: bool


def _paragraph(article: Article, span: Span, quotations: Sequence[Quotation], marks: Sequence[Mark]) -> MarkedParagraph:
    """A paragraph with its marks. The marks of the innermost quotation come last, so they are within the others."""
    start, end = span
    within = [
        (first, last, quotation)
        for quotation in quotations
        for first, last in quotation.spans
        if first < end and last > start
    ]
    within.sort(key=lambda found: found[0] - found[1])
    quoted = [mark for first, last, quotation in within for mark in _quotation_marks(first, last, quotation)]
    return MarkedParagraph(
        span, [*marks, *quoted], formatting.quotations_in_span(span, quotations), end <= article.body
    )


def _quotation_marks(start: int, end: int, quotation: Quotation) -> list[Mark]:
    """The marks of a span of a quotation: the speaker's own words are quoted, words that are only reported are
    underlined.
    """
    name = f"q{start}" if start == quotation.spans[0][0] else None
    if quotation.kind is Kind.DIRECT:
        return [Mark(start, end, "q", "said" if quotation.is_said else "reported", name)]
    own = formatting.own_words(Passage(quotation.article, start, end), quotation, [(0, end - start)])
    said = [Mark(start + first, start + last, "q", "said") for first, last in own]
    return [Mark(start, end, "span", "reported", name), *said]


def _is_title(article: Article, span: Span) -> bool:
    """Whether a paragraph is the headline, which the page already shows above the article."""
    return span[1] <= article.body and article.text[slice(*span)].strip() == article.title


def _parts(text: str) -> list[Span]:
    """A long text in parts, each up to the end of a line."""
    parts, start = [], 0
    while len(text) - start > PART_CHARS:
        line_end = text.rfind("\n", start, start + PART_CHARS) + 1
        end = line_end if line_end > start else start + PART_CHARS
        parts.append((start, end))
        start = end
    return [*parts, (start, len(text))]


def _place(given: str | None, text: str) -> tuple[Span | None, str | None]:
    """A span as it is written in an address, from its first word on; or the reason why the text has no words there.

    >>> _place("1-6", "a  bcd e"), _place(None, "a")
    (((3, 6), None), (None, None))
    >>> _place("1-9", "a  bcd e")[1] == MOVED, _place("6-1", "a  bcd e")[1] == NO_PLACE, _place("x", "a")[1] == NO_PLACE
    (True, True, True)
    """
    if not given:
        return None, None
    start, _, end = given.partition("-")
    first, last = _number(start), _number(end)
    if first is None or last is None or first >= last:
        return None, NO_PLACE
    if last > len(text) or not text[first:last].strip():
        return None, MOVED
    return (last - len(text[first:last].lstrip()), last), None


def _number(given: str | None) -> int | None:
    """A whole number of at most nine digits from an address; None for anything else."""
    is_number = given is not None and given.isascii() and given.isdecimal() and len(given) <= 9
    return int(given) if given is not None and is_number else None


def text_of(given: RequestValues, name: str) -> str:
    """A short text from a form. Raises QuestionError if it is too long."""
    text = " ".join(given.get(name, "").split())
    if len(text) > MAX_NAME_CHARS:
        raise QuestionError(f"{name} has {len(text):,} characters; give at most {MAX_NAME_CHARS}")
    return text


def _suggested(archive: Archive) -> Mapping[str, Any]:
    """Names that forms suggest, and their limits."""
    return {
        "speakers": archive.speakers[:200],
        "sources": archive.sources[:100],
        "question_chars": MAX_QUESTION_CHARS,
        "quote_chars": typed_options.MAX_QUOTE_CHARS,
        "name_chars": MAX_NAME_CHARS,
    }
