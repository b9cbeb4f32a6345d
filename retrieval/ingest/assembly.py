"""Makes an article of a document: of several places that state the same fact, the first counts (retrieval/ingest)."""

import logging
from dataclasses import dataclass, replace

from retrieval.ingest import layouts, text_layout
from retrieval.ingest.document import Document
from retrieval.ingest.header import credit_lines, leads, publications
from retrieval.ingest.header.article_header import ArticleHeader, parse_header
from retrieval.ingest.layouts import Layout, StatedFacts
from retrieval.ingest.metadata import Metadata, file_names, parse_front_matter, parse_metadata
from retrieval.models import Article, Basis, PartialDate, Published
from retrieval.text.dates import MAX_LINE_CHARS
from retrieval.text.normalise import VISIBLE

logger = logging.getLogger("retrieval.ingest")  # whose warnings are counted


@dataclass(frozen=True, slots=True)
class Assembly:
    """Makes the articles of a folder that have this layout."""

    layout: Layout
    day_first: bool

    def article(self, document: Document, name: str, sources: Metadata, where: str) -> Article:
        """An article. `sources` is its metadata in the sources files; `where` names it in warnings."""
        text, front, start, edges = document.text, Metadata(), 0, list[str]()
        if document.plain:
            text, edges = text_layout.without_page_edges(text)
        if document.front_matter:
            front, start = parse_front_matter(text, where, day_first=self.day_first, facts=self.layout.facts)
        embedded = parse_metadata(document.raw_metadata, where, day_first=self.day_first)
        stated = self.layout.read(text, start)
        placed = parse_metadata(stated.facts, where, day_first=self.day_first)
        if placed.title and self.layout.is_weak(embedded.title):
            site = publications.within(embedded.source or "") if embedded.source == embedded.title else None
            embedded = replace(embedded, title=None, source=site or embedded.source)
        known = sources.with_fallback(embedded).with_fallback(front)
        header = self._header(text, start, stated, known.title, markdown=document.markdown)
        text, credit = _prepared(document, text, header, self.layout)
        if sources.published is None and embedded.published is None:
            for problem in header.unreadable:
                logger.warning("%s: %s and stays unknown; give it in sources.toml", where, problem)
        dates = (sources.published, embedded.published, _stated(header.published), front.published)
        papers = (known.source, header.source, placed.source, credit.source, self.layout.source)
        return Article(
            id=name,
            text=text,
            body=header.body,
            title=known.title or header.title or placed.title,
            source=_best_paper(*papers, *map(publications.publication_in, edges), file_names.paper_of(name)),
            published=_best_date(dates, text, where)
            or placed.published
            or _stated(credit.dateline.published if credit.dateline else None)
            or _given(file_names.date_of(name)),
            updated=sources.updated or embedded.updated or header.updated or front.updated,
            url=known.url,
            authors=known.authors or header.authors or placed.authors or credit.authors,
            ocr=document.ocr,
        )

    def _header(
        self, text: str, start: int, stated: StatedFacts, title: str | None, *, markdown: bool
    ) -> ArticleHeader:
        """The header above a text. It reaches as far down as the layout of its folder explains."""
        plain, placed = layouts.without(text, stated.blank), stated.facts.get("title")
        header = parse_header(plain, start, title=title, markdown=markdown, day_first=self.day_first)
        is_weak = not header.title or header.title in stated.no_headlines
        if isinstance(placed, str) and not title and is_weak:
            header = parse_header(plain, start, title=placed, markdown=markdown, day_first=self.day_first)
        body = VISIBLE.search(text, stated.end) if stated.end > header.body else None
        if body is None:
            return header
        lead = text[body.start() :][:MAX_LINE_CHARS]
        published, source = header.published or leads.date(lead), header.source or leads.agency(lead)
        return replace(header, body=body.start(), published=published, source=source)


def _prepared(document: Document, text: str, header: ArticleHeader, layout: Layout) -> tuple[str, credit_lines.Credit]:
    """The text without what is not the article's, and what a credit below it states."""
    if document.plain:
        text = text_layout.prepare(text, header.body)
    elif document.markdown:
        text = text_layout.prepare_markdown(text, header.body)
    text = text_layout.without_foot(text, header.body, layout.is_furniture)
    return (text, credit_lines.Credit()) if header.published else _without_credit(text, header.body)


def _without_credit(text: str, body: int) -> tuple[str, credit_lines.Credit]:
    """The text without its last line, and what that states, if it names the paper and the day of an article."""
    above, _, last = text[body:].rstrip().rpartition("\n")
    credit = credit_lines.parse(last.strip()) if above else None
    if credit is None or not credit.source or not credit.dateline:
        return text, credit_lines.Credit()
    return text[:body] + above.rstrip(), credit


def _stated(date: PartialDate | None) -> Published | None:
    return Published(date, Basis.STATED) if date else None


def _given(date: PartialDate | None) -> Published | None:
    return Published(date, Basis.GIVEN) if date else None


def _best_paper(*papers: str | None) -> str | None:
    """The first of the names; a site's address only if there is no name."""
    return min(filter(None, papers), key=publications.is_host, default=None)


def _best_date(dates: tuple[Published | None, ...], text: str, where: str) -> Published | None:
    """The first date that is stated or given; else the first inferred date whose words are in the text."""
    supported = []
    for date in dates:
        if date is None:
            continue
        if date.basis is Basis.INFERRED and (date.words is None or date.words not in text):
            logger.warning(
                "%s: the words %r of its inferred date are not in the text; copy them exactly", where, date.words
            )
        else:
            supported.append(date)
    return min(supported, key=lambda date: date.basis is Basis.INFERRED, default=None)
