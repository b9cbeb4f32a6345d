"""HTML: web pages, and the fragments in feed entries and EPUB chapters.

In a web page, page_body.py separates the article from its surroundings, and page_metadata.py finds its metadata. A page
without prose is read whole. In a fragment, `to_text` keeps every visible word.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document, Incomplete, Part
from retrieval.ingest.formats import database_exports, page_body, page_metadata, plain_text
from retrieval.ingest.formats.database_exports import europresse, factiva
from retrieval.ingest.header import bylines
from retrieval.ingest.header.article_header import parse_header
from retrieval.ingest.header.bylines import parse_byline
from retrieval.text.dates import parse_dateline

_EXPORT_MARKS = re.compile(
    r"enArticle|\bFactiva\b|\bDOCUMENTS?\b|End of Document|\bProQuest\b|LexisNexis|Load-Date|NewsBank|EBSCO"
)
MAX_STUB_CHARS = 1500  # a paywalled article shows less of its prose than this
_PAYWALL_NAMES = "//*[contains(@class, 'paywall') or contains(@id, 'paywall') or contains(@class, 'regwall')]"
_PAYWALL = re.compile(
    r"(?:continue|keep|finish) reading (?:this|with|for|by)|already a (?:subscriber|member)|subscribers? only"
    r"|(?:subscribe|register|log in|sign in) to (?:continue|read|view|unlock)|to (?:read|continue).{0,40}\bsubscri",
    re.IGNORECASE,
)
_MIRROR_INDEX = "Mirror and index made by HTTrack Website Copier"
MIRROR_INDEX = "is the list of the sites that HTTrack has copied, not an article"
BOOKMARKS = "is a browser's list of bookmarks, not an article"
NESTED = "is nested too deeply; everything below the first 255 levels is left out"
_CUT = "is cut off: the page asks for a subscription or an account"
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w.:-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]+)", re.IGNORECASE
)
_SNIFFED_BYTES = 4096
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254"}  # as browsers read them
_BLOCKS = page_body.BLOCKS - {"li", "td", "th"}
_INVISIBLE = tuple("script style template noscript head svg math iframe object select textarea".split())
_HEAD = frozenset("title meta link base script style noscript template object isindex".split())
_STANDFIRST_PARAGRAPHS = 6  # of a page, among which a standfirst and the paragraph that repeats it are
_INLINE = frozenset(("span", "time"))
_LARGE = frozenset(("5", "6", "7", "+2", "+3", "+4"))  # sizes of a headline's letters
_CELLS = ("td", "th")
_SPACE = dict.fromkeys(map(ord, "\t\n\r\f"), " ")


def read(raw: bytes) -> list[Part]:
    """The article of a web page, with its metadata; or its several articles.

    Metadata are read before scripts and the surroundings of the article are removed, because many are in these.
    """
    from lxml import etree

    markup = decode(raw)
    tree, is_too_deep = _parse(markup)

    # Pages that are not one article
    if _EXPORT_MARKS.search(markup):
        factiva.mark_up(tree)
        exported = tree_text(tree)
        if database_exports.is_export(exported):
            return [Document(exported)]
        tree = parse_tree(markup)
    if europresse.MARK in markup and (documents := europresse.read(tree, tree_text)):
        return list(documents)
    if markup[:_SNIFFED_BYTES].lstrip().lower().startswith("<!doctype netscape-bookmark-file"):
        raise UnreadableFile(BOOKMARKS)
    if _MIRROR_INDEX in markup:
        raise UnreadableFile(MIRROR_INDEX)
    if preformatted := page_body.preformatted(tree):
        return [Document(preformatted, {"title": page_metadata.title_element(tree)}, plain=True)]

    # Metadata, from the whole page
    page = page_metadata.load(tree)
    address, source = page_metadata.address(page, raw), page_metadata.source(page)
    is_behind_paywall = bool(tree.xpath(_PAYWALL_NAMES)) or bool(_PAYWALL.search(page_body.text_of(tree)))
    updated, authors, whole_title = (
        page_metadata.updated(page),
        page_metadata.authors(page),
        page_metadata.title_element(tree),
    )

    # The article, without its surroundings
    etree.strip_elements(tree, *_INVISIBLE, with_tail=False)
    remover = page_body.Remover(tree)
    page_body.remove_unseen(remover)
    page_body.remove_surroundings(remover)
    page_body.join_labels(tree)
    article = page_body.find_article(tree)
    head = page_body.head(tree, article)
    headings = [text for element in head if element.tag == "h1" and (text := page_body.text_of(element))]
    title = page_metadata.title(page, whole_title, source, headings, list(page_metadata.lines(head)))
    has_prose = page_body.measure(article)[article].prose > 0
    stated = "" if has_prose or is_behind_paywall else to_text(page_metadata.body(page).replace("\n", "<br>"))
    lines = _article_lines(stated or tree_text(article))
    text = "\n\n".join([*([] if stated else _lines_above(head, article, title)), *lines])

    # Metadata that its header states, too
    header = parse_header(text)
    headline = (header.title if title.weak else None) or title.text
    date = page_metadata.published(page, head, address, title.date)
    raw_metadata: dict[str, object] = {
        "title": headline,
        "author": "; ".join(authors) or None,
        "source": source or title.site or None,
        "url": address,
        "date": date if date or header.published else page_metadata.first_printed(head),
        "updated": updated,
    }
    if entries := page_body.live_entries(article):
        return [
            Document(tree_text(entry), {**raw_metadata, "date": time, "updated": None}, str(number))
            for number, (entry, time) in enumerate(entries, 1)
        ]
    is_cut = is_behind_paywall and page_body.measure(article)[article].prose < MAX_STUB_CHARS
    problems = [_CUT] * is_cut + [NESTED] * is_too_deep
    return [Document(text, raw_metadata), *(Incomplete("", problem) for problem in problems)]


def read_fragment(raw: bytes) -> list[Part]:
    """HTML in UTF-8 that is a part of another file, such as a table's cell."""
    return [Document(to_text(raw.decode("utf-8", "replace")))]


def read_whole(raw: bytes) -> list[Part]:
    """Every visible word of a page, for drafts, with marks around block quotations."""
    tree = parse_tree(decode(raw))
    page_body.remove_unseen(page_body.Remover(tree))
    page_body.mark_block_quotations(tree)
    return [Document(tree_text(tree))]


def decode(raw: bytes) -> str:
    """Decode a page as UTF-8 if possible, else by the encoding that it declares, as browsers do."""
    if not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return plain_text.normalise_line_ends(raw.decode("utf-8-sig"))
        except UnicodeDecodeError:
            pass
        if declared := _CHARSET.search(raw[:_SNIFFED_BYTES]):
            name = (declared[1] or declared[2]).decode("ascii")
            try:
                codec = codecs.lookup(name).name
                if codec not in {"utf-8", "utf-16", "utf-16-le", "utf-16-be"}:
                    return plain_text.normalise_line_ends(raw.decode(_AS_WINDOWS.get(codec, codec), "replace"))
            except (LookupError, ValueError):
                pass
    return plain_text.decode(raw)


def _lines_above(head: list[Any], article: Any, title: page_metadata.Title) -> Iterator[str]:
    """The headline, bylines and datelines outside the article's element, and names beside them.

    A heading that is not a link is the headline if the page's title is weak.
    """
    inside = set(article.iter())
    seen: set[str] = set()
    parents: list[Any] = []  # of the headline
    for element in head:
        line = page_metadata.line_of(element) if element not in inside else ""
        is_headline = line == title.text or (title.weak and _is_heading(element))
        is_name = element.getparent() in parents and bylines.is_name(line) and bylines.may_be_person(line)
        if line and line not in seen and (is_headline or is_name or parse_byline(line) or parse_dateline(line)):
            yield line
        parents += [element.getparent()] * is_headline
        seen.add(line)


def _is_heading(element: Any) -> bool:
    is_linked = element.find(".//a") is not None or any(above.tag == "a" for above in element.iterancestors())
    is_long = len(page_metadata.line_of(element).split()) >= page_metadata.HEADLINE_WORDS
    is_large = element.tag in {"h2", "h3"} or (element.tag == "font" and element.get("size") in _LARGE)
    return is_large and is_long and not is_linked


def _article_lines(text: str) -> Iterator[str]:
    """The paragraphs without page furniture, and without a standfirst that repeats one of them."""
    first: list[str] = []
    paragraphs = text.split("\n\n")
    end = page_furniture.before_list(paragraphs, lambda each: len(each) >= page_body.MIN_PROSE_CHARS)
    for paragraph in _without_standfirst(paragraphs[:end]):
        lines = [line for line in paragraph.split("\n") if not _is_furniture(line)]
        if not lines or (paragraph in first and len(paragraph) >= page_body.MIN_PROSE_CHARS):
            continue
        if len(first) < 4:
            first.append(paragraph)
        yield "\n".join(lines)


def _without_standfirst(paragraphs: list[str]) -> list[str]:
    """The paragraphs without one above the byline or date that the text repeats below them."""
    for at, paragraph in enumerate(paragraphs[:_STANDFIRST_PARAGRAPHS]):
        below = paragraphs[at + 1 : at + 1 + _STANDFIRST_PARAGRAPHS]
        again = below.index(paragraph) if paragraph in below else 0
        if any(parse_byline(line) or parse_dateline(line) for line in below[:again]):
            return [*paragraphs[:at], *paragraphs[at + 1 :]]
    return paragraphs


def _is_furniture(line: str) -> bool:
    line = line.removeprefix("- ")
    return page_furniture.is_furniture(line) or page_furniture.is_button(line)


def parse_tree(markup: str) -> Any:
    """The lxml element tree of the markup; an empty paragraph if none can be made. Fetches nothing."""
    return _parse(markup)[0]


def _parse(markup: str) -> tuple[Any, bool]:
    """The tree, and whether it ends where the markup is nested too deeply for lxml."""
    from lxml import etree, html

    # encoded again as UTF-8, because the markup may still declare its original encoding
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # the markup is empty
        return html.document_fromstring(b"<p></p>"), False
    _move_out_of_head(tree)
    for behind in list(tree.itersiblings(tag=etree.Element)):  # text after </html> becomes a separate tree
        behind.tag = "div"
        tree.append(behind)
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _move_out_of_head(tree: Any) -> None:
    """Move elements that belong to the body there: libxml2 leaves <main> and similar ones in <head> if a page has no
    <body>.
    """
    head = tree.find("head")
    stray = [] if head is None else [element for element in head if element.tag not in _HEAD]
    if not stray:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    for place, element in enumerate(stray):
        body.insert(place, element)


def to_text(markup: str) -> str:
    """
    >>> to_text("<p>He said&nbsp;&ldquo;No&rdquo;.<br>Twice.</p><ul><li>One<li>Two</ul><script>x</script>")
    'He said\\xa0“No”.\\nTwice.\\n\\n- One\\n- Two'
    """
    tree = parse_tree(markup)
    remover = page_body.Remover(tree)
    page_body.remove_unseen(remover)
    return tree_text(tree)


def tree_text(root: Any) -> str:
    """All visible text of a tree, at most one blank line between blocks. Removes invisible elements from the tree."""
    lines = (" ".join(part for part in line.split(" ") if part) for line in "".join(_pieces(root)).split("\n"))
    paragraphs: list[str] = []
    for line in lines:
        if line or (paragraphs and paragraphs[-1]):
            paragraphs.append(line)
    return "\n".join(paragraphs).strip()


def _pieces(root: Any) -> Iterator[str]:
    from lxml import etree

    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n\n"
        elif event == "start" and element.tag in _INLINE and _stands_apart(element):
            yield " "
        elif event == "start" and element.tag in {"br", "li"}:
            yield "\n- " if element.tag == "li" else "\n"
        elif event == "end" and element.tag in _CELLS:
            yield " "
        inside = element.text if event == "start" else element.tail if element is not root else None
        if inside:
            yield inside.translate(_SPACE)


def _stands_apart(element: Any) -> bool:
    """Whether a page's style sets it apart from the one before it: "<span>Ann Low</span><span>7 May</span>"."""
    before = element.getprevious()
    if before is None or before.tail or before.tag not in _INLINE:
        return False
    text, text_before = page_body.text_of(element), page_body.text_of(before)
    return (
        min(len(text), len(text_before)) > 1
        and text_before[-1].isalnum()
        and (text[0].isupper() or text[0].isdigit() or text.startswith("by "))
    )
