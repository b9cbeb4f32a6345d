"""The metadata of an article in its web page: title, source, authors, address, and the dates of publication and change.

A value comes from the first of these places that has it:

    JSON-LD           of the type Article or one like it, then of the page itself
    <meta>            by the names in the tables below
    the markup        itemprop="datePublished", <time> above the text, rel="author", <link rel="canonical">
    the address       /2012/02/07/

Dates of images, events, comments and other stories never count, and a date of change never counts as publication. A
date is returned as it is written, with its offset. If a date in UTC falls on another day than the same date in the
page's own time, the page's own day counts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from retrieval.ingest.formats.page_body import BLOCKS, text_of
from retrieval.ingest.header import bylines, publications
from retrieval.models import PartialDate, Precision
from retrieval.text.dates import parse_date, parse_dateline
from retrieval.text.normalise import normalise

_PUBLISHED = (
    "article:published_time article:published og:published_time og:article:published_time datepublished dc.date.issued"
    " dcterms.issued dcterms.created dc.date.created dcterms.available parsely-pub-date sailthru.date pubdate"
    " publishdate publish-date publish_date publication_date publicationdate published_date publisheddate"
    " published_time publish-time cxenseparse:recs:publishtime cxenseparse:publishtime originalpublicationdate"
    " article.published article_date_original ptime bt:pubdate citation_publication_date citation_date displaydate"
    " firstpublished rnews:datepublished"
).split()
_PUBLISHED_PERHAPS = "dc.date dcterms.date date article:date datecreated article.created created".split()
_UPDATED = (
    "article:modified_time og:updated_time article:modified datemodified dcterms.modified dc.date.modified"
    " last-modified lastmod last_modified modified revised article.updated utime"
).split()
_TITLE = "og:title headline dc.title dcterms.title parsely-title sailthru.title twitter:title citation_title".split()
_SOURCE = "og:site_name dc.publisher dcterms.publisher publisher application-name cre copyright-holder".split()
_AUTHOR = "author article:author dc.creator dcterms.creator byl parsely-author sailthru.author citation_author".split()
_ARTICLE = re.compile(r"article|posting|report|review|(?:news|story)$", re.IGNORECASE)
_PAGE = re.compile(r"webpage", re.IGNORECASE)
_ITEM_DATE = "//*[@itemprop='{0}' and not(ancestor::aside or ancestor::footer)]"
_OF_OTHER_ITEM = re.compile(  # in the microdata around an element
    r"ItemList|ListItem|itemListElement|Video|Image|Event|Comment|Person|Product", re.IGNORECASE
)
_RDFA_DATE = "//*[not(self::meta) and @property and (@content or @datetime)]"
_RDFA_PUBLISHED = re.compile(r"\b(?:\w+:)?(?:datepublished|issued|created|pubdate|date)\b", re.IGNORECASE)
_ENTRY = (  # an entry in hAtom or h-entry, as themes of WordPress and Blogger mark up an article
    "ancestor::*[self::article or contains(concat(' ', @class, ' '), ' hentry ')"
    " or contains(concat(' ', @class, ' '), ' h-entry ')]"
)
_ENTRY_DATE = (
    "//*[(@datetime or @title) and (contains(concat(' ', @class, ' '), ' published ')"
    " or contains(concat(' ', @class, ' '), ' entry-date ') or contains(concat(' ', @class, ' '), ' dt-published '))"
    f" and {_ENTRY} and not(ancestor::aside or ancestor::*[contains(@class, 'comment')])]"
)
_CREATION_DATE = re.compile(
    r"publish|entry-?date|post-?date|article-?date|byline|dateline|timestamp|meta", re.IGNORECASE
)
_MAX_DATE_PARTS = 4  # elements for weekday, day, month and year
HEADLINE_WORDS = 4  # of a heading that is not the name of a section
_LABEL_CHARS = 30  # a label like "Last updated" is at most this many characters before its date
_CHANGE_DATE = re.compile(r"updat|modif|edit|revis", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?|[a-z]{3})[/-](\d\d?)(?:[/-]|$)")
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(\S+) -->")
_TITLE_SEPARATOR = re.compile(r"(?<!\s)\s+[|·•»«:–—-]+\s+|(?<!\s)\s*[|»]\s*|[|»]\s*|:\s+")
_SECTION = re.compile(  # of a site, as its titles name them
    r"(?:(?:local|uk|us|world|latest|breaking|national|regional|top) )?(?:news|stories)|home(?:page)?|sports?|opinion"
    r"|politics|business|comment|features?|lifestyle|entertainment|culture|education|health|world|local|archives?",
    re.IGNORECASE,
)
_CAPTURES = re.compile(r"archive\.(?:today|ph|is|li|fo|vn|md)", re.IGNORECASE)  # sites that keep others' pages
_UTC = re.compile(r"(?:Z|[+-]00:?00|\bGMT|\bUTC)$")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]+\.(?:com|org|net|co\.uk|co|uk|info|news|gov|edu|tv|eu)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page that hold metadata, from its tree before anything is removed."""

    tree: Any
    json_ld: list[Mapping[str, Any]]
    meta: Mapping[str, list[str]]
    entry_dates: list[str]  # of publication, by RDFa or a microformat
    entry_headings: list[str]  # the text of each h2 and h3


_AUTHOR_CLASS = re.compile(
    r"(?:[a-z]+[-_]{1,2}){0,3}(?:author|byline)s?(?:[-_]{1,2}(?:name|text|link|wrapper|container|block))*|reader-credits"
)
_NOT_OF_ARTICLE = re.compile(
    r"comment|related|recommend|sidebar|photo|image|caption|(?<!v)card|teaser|bio\b|reply|review", re.IGNORECASE
)
_NAMED_AS_AUTHOR = "//*[contains(@class, 'author') or contains(@class, 'byline') or contains(@class, 'credits')]"


def load(tree: Any) -> Page:
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        if element.get("itemprop") and _is_of_other_item(element):
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and element.get(attribute):
                meta.setdefault(element.get(attribute).strip().lower(), []).append(content)
    if any(_CAPTURES.fullmatch(site) for site in meta.get("og:site_name", ())):
        meta = {name: meta[name] for name in ("og:title",) if name in meta}  # the rest is of the capture
    rdfa = [element for element in tree.xpath(_RDFA_DATE) if _RDFA_PUBLISHED.search(element.get("property"))]
    dated = [*rdfa, *tree.xpath(_ENTRY_DATE)]
    values = [element.get("content") or element.get("datetime") or element.get("title") for element in dated]
    headings = [text_of(element) for element in tree.iter("h2", "h3")]
    return Page(tree, list(_json_ld(tree)), meta, [" ".join(value.split()) for value in values if value], headings)


def _is_of_other_item(element: Any) -> bool:
    """Whether an element with microdata belongs to a list of other stories, a picture, a comment or the like."""
    scope = next((each for each in element.iterancestors() if each.get("itemscope") is not None), None)
    named = "" if scope is None else f"{scope.get('itemtype') or ''} {scope.get('itemprop') or ''}"
    return _OF_OTHER_ITEM.search(named) is not None


def _json_ld(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of all JSON-LD scripts that may describe the page's article, in order."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            value = json.loads(
                (script.text or "").strip().removeprefix("//<![CDATA[").removesuffix("//]]>"), strict=False
            )
        except (ValueError, RecursionError):
            continue
        waiting = [value]
        while waiting:
            found = waiting.pop(0)
            if isinstance(found, list):
                waiting = found[:100] + waiting
            elif isinstance(found, dict):
                yield found
                waiting += [found[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in found]


def _of_type(page: Page, kind: re.Pattern[str]) -> Iterator[Mapping[str, Any]]:
    for item in page.json_ld:
        types = item.get("@type")
        if any(isinstance(each, str) and kind.search(each) for each in (types if isinstance(types, list) else [types])):
            yield item


def _stated(page: Page, key: str) -> Iterator[Any]:
    """The values of a key in the JSON-LD of the article, then of the page. References become what they refer to."""
    for kind in (_ARTICLE, _PAGE):
        for item in _of_type(page, kind):
            if item.get(key):
                yield _referred_to(page, item[key])


def _referred_to(page: Page, value: Any) -> Any:
    """The object with the same "@id", for an object that has only this key, or a list of such objects."""
    if isinstance(value, list):
        return [_referred_to(page, each) for each in value[:100] if not isinstance(each, list)]
    if not isinstance(value, dict) or "name" in value or not isinstance(value.get("@id"), str):
        return value
    same = (item for item in page.json_ld if item.get("@id") == value["@id"] and "name" in item)
    return next(same, value)


def _meta(page: Page, names: list[str]) -> Iterator[str]:
    for name in names:
        yield from page.meta.get(name, ())


def published(page: Page, head: list[Any], address: str | None, title_date: str) -> str | None:
    """The date of publication as it is written, or None if the text above the prose may print it.

    `head` are the elements around the headline, above the prose. A date that cannot be read is returned only if there
    is no other.
    """
    stated = [str(date) for date in _stated(page, "datePublished")]
    stated += [*_meta(page, _PUBLISHED), *_dates_in_markup(page.tree, "datePublished"), *page.entry_dates]
    printed = [line for line in lines(head) if is_dateline(line)]
    times = [date for element in head for date in _times(element)]
    if readable := sorted(filter(_is_date, [*stated, *times]), key=lambda date: not _is_day(date)):
        return _own_day(readable, printed)
    if printed:
        return None
    others = [*_meta(page, _PUBLISHED_PERHAPS), _in_address(address), title_date]
    return next((date for date in others if _is_date(date)), None) or next(iter(stated), None)


def lines(head: list[Any]) -> Iterator[str]:
    """Every text that may be a separate line: the text of an element, and the text between its tags."""
    for element in head:
        for text in (line_of(element), element.text, element.tail):
            if text and text.strip():
                yield " ".join(text.split())


def is_dateline(line: str) -> bool:
    return _printed(line) is not None


def _printed(line: str) -> PartialDate | None:
    """The date of publication in a line. A month in brackets, as in notes about a text, does not count."""
    dateline = parse_dateline(line)
    published = dateline.published if dateline else None
    is_day = published is not None and published.precision is Precision.DAY
    return published if is_day or not line.startswith(("(", "[")) else None


def first_printed(head: list[Any]) -> str | None:
    """The first printed date of publication in the elements around the headline."""
    dated = [(line, date) for line in lines(head) if (date := _printed(line))]
    dated.sort(key=lambda found: _is_of_creation(found[0]))
    return str(dated[0][1]) if dated else None


def _is_of_creation(line: str) -> bool:
    dateline = parse_dateline(line)
    return dateline is not None and dateline.created


def _is_date(text: str) -> bool:
    return isinstance(parse_date(text), PartialDate)


def _is_day(text: str) -> bool:
    date = parse_date(text)
    return isinstance(date, PartialDate) and date.precision is Precision.DAY


def updated(page: Page) -> str | None:
    found = [str(date) for date in _stated(page, "dateModified")]
    found += [*_meta(page, _UPDATED), *_dates_in_markup(page.tree, "dateModified")]
    return next((date for date in found if _is_date(date)), None)


def _own_day(dates: list[str], printed: list[str]) -> str:
    """The first date; if it is in UTC, the neighbouring day on which the page itself puts that moment."""
    utc_day = parse_date(dates[0])
    if not _UTC.search(dates[0]) or ":" not in dates[0] or not isinstance(utc_day, PartialDate):
        return dates[0]
    with_offset = [parse_date(date) for date in dates[1:] if ":" in date and not _UTC.search(date)]
    lines = [dateline.published for line in printed if (dateline := parse_dateline(line))]
    for day in [*with_offset, *lines]:
        if isinstance(day, PartialDate) and abs((day.first - utc_day.first).days) == 1:
            return str(day)
    return dates[0]


def _dates_in_markup(tree: Any, item: str) -> Iterator[str]:
    for element in tree.xpath(_ITEM_DATE.format(item)):
        if _is_of_other_item(element):
            continue
        if value := element.get("datetime") or element.get("content") or text_of(element):
            yield " ".join(value.split())


def line_of(element: Any) -> str:
    """The text of an element without blocks inside it; "" for other elements."""
    return "" if any(child.tag in BLOCKS for child in element) else text_of(element)


def _times(element: Any) -> Iterator[str]:
    """The dates of a <time> element, or of one classed as a date of publication."""
    parent = element.getparent()
    names = f"{element.get('class') or ''} {parent.get('class') or '' if parent is not None else ''}"
    previous = element.getprevious()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    if _CHANGE_DATE.search(element.get("class") or "") or _CHANGE_DATE.search((before or "")[-_LABEL_CHARS:]):
        return
    is_line = len(element) <= _MAX_DATE_PARTS and bool(line_of(element))
    if element.tag == "time" or (is_line and _CREATION_DATE.search(names)):
        values = element.get("datetime"), element.get("title"), text_of(element)
        yield from (" ".join(value.split()) for value in values if value and value.strip())


def _in_address(address: str | None) -> str:
    found = _IN_ADDRESS.search(urlsplit(address).path) if address else None
    if not found:
        return ""
    year, month, day = found.groups()
    return f"{year}-{month}-{day}" if month.isdecimal() else f"{day} {month} {year}"


def address(page: Page, raw: bytes) -> str | None:
    """The page's own address."""
    stated = [*page.tree.xpath("//link[@rel='canonical']/@href"), *_meta(page, ["og:url"])]
    stated += [str(url) for url in _stated(page, "url") if isinstance(url, str)]
    if saved := _SAVED_FROM.search(raw[:2000]):
        stated.append(saved[1].decode("ascii", "replace"))
    return next((str(url) for url in stated if str(url).startswith(("http://", "https://"))), None)


def authors(page: Page) -> list[str]:
    for value in _stated(page, "author"):
        if names := [name for each in (value if isinstance(value, list) else [value]) if (name := _name(each))]:
            return names
    found = [name for name in _meta(page, _AUTHOR) if not name.startswith("http")]
    markup = page.tree.xpath(
        "//*[@rel='author' or @itemprop='author' or contains(concat(' ', @class, ' '), ' p-author ')]"
        "[not(ancestor::aside or ancestor::footer[not(ancestor::article)])]"
    )
    found += [text_of(element) for element in markup[:1]]
    return [name for name in found if name][:1] or list(_names_by_class(page.tree))[:1]


def _names_by_class(tree: Any) -> Iterator[str]:
    """People's names in elements whose class says that they are authors, outside comments and lists of articles."""
    for element in tree.xpath(_NAMED_AS_AUTHOR):
        around = " ".join(each.get("class") or "" for each in (element, *element.iterancestors()))
        is_author = any(map(_AUTHOR_CLASS.fullmatch, (element.get("class") or "").split()))
        if is_author and not _NOT_OF_ARTICLE.search(around) and not element.xpath("ancestor::aside | ancestor::footer"):
            for name in map(text_of, (element, *element.iter("a"))):
                if bylines.is_name(name) and bylines.may_be_person(name):
                    yield name


def source(page: Page) -> str | None:
    publishers = [name for value in _stated(page, "publisher") if (name := _name(value))]
    return next(iter([*_meta(page, _SOURCE[:1]), *publishers, *_meta(page, _SOURCE[1:])]), None)


def body(page: Page) -> str:
    """The text of the article as JSON-LD states it, plain or as HTML; "" if it does not."""
    return next((text for text in _stated(page, "articleBody") if isinstance(text, str)), "")


def _name(value: Any) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    return name.strip() if isinstance(name, str) and not name.startswith("http") else ""


@dataclass(frozen=True, slots=True)
class Title:
    """A headline. `site` and `date` are the parts beside it in the page's <title>.

    It is `weak` if the page's text does not repeat it and its parts are short, like the names of a section and a site.
    """

    text: str | None
    weak: bool = False
    site: str = ""
    date: str = ""


def title_element(tree: Any) -> str:
    return " ".join(str(tree.xpath("normalize-space(//title)")).split())


def title(page: Page, whole: str, source: str | None, h1s: list[str], above: list[str]) -> Title:
    """The headline, without the site's name.

    `whole` is the page's <title>; `h1s` are its headings, and `above` its lines above the text, which count without
    them. The only heading counts if all else only names the site and its sections.
    """
    headings = h1s or above
    h1 = h1s[0] if len(h1s) == 1 and len(h1s[0].split()) >= HEADLINE_WORDS else None
    stated = [value for value in _stated(page, "headline") if isinstance(value, str)]
    stated = [" ".join(value.split()) for value in [*_meta(page, _TITLE[:1]), *stated, *_meta(page, _TITLE[1:]), whole]]
    for name in stated:
        repeated = [heading for heading in headings if _is_most_of(heading, name)]
        repeated = repeated or [heading for heading in page.entry_headings if _is_most_of(heading, name)]
        if repeated:
            heading = max(repeated, key=len)
            return _title(heading, _beside(heading, name) or _beside(heading, whole))
    for name in stated:
        if name and not (h1 and _names_only_sites(name)):
            return _without_site(name, source)
    if h1:
        return _title(h1, _TITLE_SEPARATOR.split(whole)[::-1])
    return Title(next((heading for heading in headings if not heading.endswith((".", ":", ","))), None), weak=True)


def _beside(heading: str, name: str) -> list[str]:
    """The text beside a headline in a page's title; from a title without the headline, only a paper's name."""
    parts = _TITLE_SEPARATOR.split(re.sub(re.escape(heading), " | ", name, flags=re.IGNORECASE))
    if heading.casefold() not in name.casefold():
        return [part for part in parts if publications.may_be_publication(part)]
    return [part for part in parts if part.strip()]


def _is_most_of(heading: str, name: str) -> bool:
    short, long = normalise(heading), normalise(name)
    return bool(short) and short in long and (len(short.split()) >= 4 or len(short) * 2 >= len(long))


def _title(text: str, beside: list[str], *, weak: bool = False) -> Title:
    parts = [part.strip(" |·•»«:–—-") for part in beside]
    dates = [part for part in parts if _is_date(part)]
    sites = [part for part in parts if part and part not in dates and not _DOMAIN.fullmatch(part)]
    sites = [part for part in sites if not _SECTION.fullmatch(part)]
    sites.sort(key=publications.may_be_publication, reverse=True)
    return Title(text, weak=weak, site=next(iter(sites), ""), date=next(iter(dates), ""))


def _without_site(name: str, source: str | None) -> Title:
    """A <title> without a date, a domain or the source's name; and without a short last or first part in capitals."""
    if source and normalise(name).startswith(normalise(source) + ": "):
        return Title(name.partition(":")[2].strip(), site=source)
    parts = re.split(r"((?<!\s)\s+[|·•»«–—-]+\s+|(?<!\s)\s*[|»]\s*|[|»]\s*)", name)
    words, separators = parts[::2], parts[1::2]
    kept = [at for at, part in enumerate(words) if part and not _is_beside_title(part, source)]
    longest = max(kept, key=lambda at: len(words[at].split()), default=0)
    if len(words[longest].split()) >= 4 and all(_is_site_like(words[at]) for at in kept if at != longest):
        kept = [longest]
    text = "".join(("" if at == kept[0] else separators[at - 1]) + words[at] for at in kept)
    is_weak = all(len(words[at].split()) < HEADLINE_WORDS for at in kept)
    papers = [words[at] for at in kept if is_weak and publications.may_be_publication(words[at])]
    return _title(text or name, [*papers, *(part for at, part in enumerate(words) if at not in kept)], weak=is_weak)


def _names_only_sites(name: str) -> bool:
    return all(_is_site_like(part) for part in _TITLE_SEPARATOR.split(name) if part)


def _is_beside_title(part: str, source: str | None) -> bool:
    return _is_date(part) or bool(_DOMAIN.fullmatch(part)) or normalise(part) == normalise(source or "")


def _is_site_like(part: str) -> bool:
    words = part.split()
    return 0 < len(words) <= 4 and all(word[0].isupper() or word in {"of", "the", "and", "&"} for word in words)
