"""The article of a web page: its text without menus, teasers, share buttons, comments and invisible parts.

    page   → remove_unseen        struck-out words, hidden elements and hover boxes go; <q> gets its marks
           → remove_surroundings  navigation, footers, asides, comments, newsletters, lists of links go
           → find_article         the innermost element that holds nearly all the prose left

A block of prose is an element with at least MIN_PROSE_CHARS of running text of its own. Elements are judged by their
tags and by words in their classes and ids that common publishing systems use (WordPress, Drupal, Arc, Blogger, old
layout tables). An element with most of a page's prose is never removed.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from retrieval.ingest import labels
from retrieval.ingest.header.bylines import parse_byline
from retrieval.text.dates import parse_dateline
from retrieval.text.quotation_marks import has_marks

MIN_PROSE_CHARS = 60
MIN_HEADLINE_CHARS = 12
MAX_LIVE_ENTRIES = 1000
MAX_HEAD_ELEMENTS = 2000
MIN_ARTICLE_SHARE = 0.5  # an element with this share of the page's prose contains the article, whatever its name
MIN_INNER_SHARE = 0.7  # the article is inside a child with this share of the prose, if no like element is beside it
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead title tr"
    " ul".split()
)
_STRUCK = "//del | //s | //strike | //*[contains(translate(@style, ' ', ''), 'text-decoration:line-through')]"
_UNSEEN = (
    "//*[@hidden] | //dialog[not(@open)] | //*[@role='tooltip']"
    " | //*[contains(translate(@style, ' ', ''), 'display:none')]"
    " | //*[contains(translate(@style, ' ', ''), 'visibility:hidden')]"
    " | //time[contains(@class, 'updated') and not(contains(@class, 'published')) and preceding-sibling::time]"
)
_DOCUMENT_COMMENTS = "//a[starts-with(@id, 'cmnt') and starts-with(@href, '#cmnt')]"  # of Google Docs
_FOR_SCREEN_READERS = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text|offscreen)\b", re.IGNORECASE)
_HOVER = re.compile(r"tool-?tip|roll-?over|pop-?over|hover-?card|fly-?out", re.IGNORECASE)
_HOVER_BOX = re.compile(r"box|content|text|block|card|body|inner|panel", re.IGNORECASE)
_TRIGGER = re.compile(r"link|trigger|target|toggle|anchor|term", re.IGNORECASE)
_SURROUNDING_TAGS = "//nav | //footer | //aside | //form | //figure | //button | //menu | //label | //input"
_SURROUNDING_ROLES = "//*[@role='navigation' or @role='contentinfo' or @role='complementary' or @role='search']"
_LABELLED_ROWS = (["td", "td"], ["th", "td"])
MAX_LABEL_CHARS = 40
_SITE_HEADERS = "//header[not(ancestor::article or ancestor::main)]"
_HEADER_TAGS = frozenset({"h1", "time"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SURROUNDINGS = frozenset(
    "ad ads sponsor sponsored promo promos promotion outbrain taboola nav navbar navigation menu footer masthead"
    " recirc trending popular mostread teaser teasers readmore sharing social signup paywall regwall disqus cookie"
    " cookies consent gdpr onetrust bio caption captions carousel gallery slideshow popup modal overlay toolbar"
    " events weather pagination pager tags taglist".split()
)
_SURROUNDING_STEMS = tuple("advert breadcrumb comment newsletter recommend related share sidebar subscri".split())
_COMMENTS = frozenset("comment comments disqus responses replies discussion discussions livefyre viafoura".split())
_CONSENT = frozenset("cookie cookies consent gdpr onetrust".split())
_WRAPPERS = frozenset("paywall regwall teaser teasers promo signup overlay".split())  # may be around the article itself
_OFFER = re.compile(r"\b(?:subscri|sign (?:in|up)|log in|register|trial|unlock|member)", re.IGNORECASE)
MAX_OFFER_CHARS = 1500
_ARTICLE_BODY = (
    "descendant-or-self::*[@itemprop='articleBody' or contains(@class, 'article-body')"
    " or contains(@class, 'articleBody')"
    " or contains(@class, 'article__body') or contains(@class, 'story-body') or contains(@class, 'entry-content')"
    " or contains(@class, 'post-content')]"
)
_NAMING_ATTRIBUTES = ("class", "id", "data-component", "data-testid", "data-module")
_ABOUT = re.compile(
    r"\babout[-_]?(?:us|the[-_]?author|author)\b|\b(?:author|writer)[-_]{0,2}(?:box|bio|biography|description)\b",
    re.IGNORECASE,
)
MAX_LINE_CHARS = 60  # of an element above the headline, such as a date
_MIN_PREFORMATTED_SHARE = 0.9  # of a page, that are in one <pre>
MAX_CREDIT_CHARS = 120  # of who said a block quotation
_NEGATIONS = frozenset("has no without".split())
_OPENING, _CLOSING = ("“", "‘"), ("”", "’")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKS = "“\"‘'«„"
_PARAGRAPH_LIKE = ("p", "div", "li", "td", "section", "ul", "ol", "dl", "table", "h2", "h3", "h4", "h5", "h6")


class Remover:
    """Removes elements from a tree, but not the text after them. Keep it as long as any element is in use.

    It holds what it has removed: lxml would free a removed list of 100,000 items one by one, each in linear time.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self._removed: list[Any] = []

    def remove(self, element: Any) -> None:
        if element.getparent() is not None:
            self._removed.append(element)
            element.drop_tree()


def preformatted(tree: Any) -> str:
    """The text of a page that is one <pre>, with its lines as they are; "" for any other page."""
    found, body = tree.xpath("//pre"), tree.find("body")
    if len(found) != 1 or body is None:
        return ""
    text = "".join(found[0].itertext())
    return text if len(text.split()) >= _MIN_PREFORMATTED_SHARE * len(text_of(body).split()) else ""


def remove_unseen(remover: Remover) -> None:
    """Remove struck-out and invisible parts; put quotation marks around <q>, and put <cite> on a separate line."""
    root = remover.root
    for element in root.xpath(_STRUCK) + root.xpath(_UNSEEN):
        remover.remove(element)
    for link in root.xpath(_DOCUMENT_COMMENTS):  # "[a]" beside a word, and the comment at the end
        is_mark = link.getparent().tag == "sup"
        remover.remove(link.getparent() if is_mark else (next(link.iterancestors("div"), link)))
    for element in list(root.iter()):
        names = _names(element)
        if _FOR_SCREEN_READERS.search(names) or _is_hover_box(element, names):
            remover.remove(element)
    for element in root.iter("q"):
        depth = sum(1 for _ in element.iterancestors("q")) % 2
        if not "".join(element.itertext()).strip().startswith(tuple(_MARKS)):
            _put_marks(element, _OPENING[depth], _CLOSING[depth])
    for element in root.xpath("//blockquote//cite | //blockquote//footer"):
        element.tag = "div"


def mark_block_quotations(root: Any) -> None:
    """Put marks around each block quotation that has none, but not around its <cite> or <footer>, which are <div>
    elements by now. Only the last of several paragraphs gets a closing mark, as in print. A dash marks the <div> as a
    speaker's name.
    """
    for block in root.iter("blockquote"):
        for credit in block.findall(".//div"):
            words = text_of(credit).lstrip("-–—― \xa0")
            if len(words) <= MAX_CREDIT_CHARS and len(words) < len(text_of(block)) / 2:
                del credit[:]
                credit.text = f"— {words}"
        inside = [each for each in block.iter("p") if text_of(each)] or [block]
        if text_of(block) and not has_marks(text_of(block)):
            for paragraph in inside:
                _put_marks(paragraph, _OPENING[0], _CLOSING[0] if paragraph is inside[-1] else "")


def _put_marks(element: Any, opening: str, closing: str) -> None:
    """Put marks around the text of an element, up to the first <div> in it."""
    element.text = opening + _settable(element.text).lstrip()
    block = element.find("div")
    last = block.getprevious() if block is not None else element[-1] if len(element) else None
    if last is None:
        element.text = element.text.rstrip() + closing
    else:
        last.tail = _settable(last.tail).rstrip() + closing


def join_labels(root: Any) -> None:
    """Join a label and its value into one line, if a table or a list has them side by side: "Author: Jane Doe"."""
    pairs = [list(row) for row in root.iter("tr") if [cell.tag for cell in row] in _LABELLED_ROWS]
    pairs += [[term, term.getnext()] for term in root.iter("dt") if getattr(term.getnext(), "tag", None) == "dd"]
    for label, value in pairs:
        name = text_of(label)
        if len(name) <= MAX_LABEL_CHARS and labels.fact_of(name) not in {None, labels.TEXT} and text_of(value):
            line = labels.line(name, text_of(value))
            tail = label.tail
            label.clear()
            label.text, label.tail = _settable(line), tail
            value.drop_tree()


def _settable(text: str | None) -> str:
    """A text from lxml without the control characters that lxml reads but refuses to set."""
    return _CONTROL.sub(" ", text or "")


def remove_surroundings(remover: Remover) -> None:
    root = remover.root
    measures = measure(root)
    most = measures[root].prose * MIN_ARTICLE_SHARE
    found = root.xpath(f"{_SURROUNDING_TAGS} | {_SURROUNDING_ROLES} | {_SITE_HEADERS}")
    found += [element for element in root.iter() if _is_surrounding(_names(element))]
    for element in found:
        tokens = _tokens(_names(element))
        wraps = bool(tokens & _WRAPPERS) and bool(element.xpath(_ARTICLE_BODY))
        is_more = bool(tokens & (_COMMENTS | _CONSENT)) or _is_offer(element, tokens)  # perhaps longer than the article
        holds_most = measures[element].prose > most and not is_more
        is_whole = element.tag in {"html", "body", "article", "main"} or holds_most or wraps or _has_headline(element)
        if not is_whole:
            remover.remove(element)
    measures = measure(root)
    above = set(takewhile(lambda each: measures[each].own < MIN_PROSE_CHARS, root.iter()))  # above the first prose
    for element in [each for each in root.iter(*_PARAGRAPH_LIKE) if measures[each].is_links]:
        is_outermost = not measures[element.getparent()].is_links or element.getparent().tag not in _PARAGRAPH_LIKE
        text = text_of(element) if element in above else ""
        is_byline = bool(parse_byline(text) or parse_dateline(text))  # "By" and a linked name, "Posted on" a linked day
        if is_outermost and not is_byline:
            remover.remove(element)
    for cell in list(root.iter("td", "th")):
        if measures[cell].prose:  # a layout table: its cells are not columns
            cell.tag = "div"


def _is_offer(element: Any, tokens: set[str]) -> bool:
    """Whether an element asks for a subscription. The class "paywall" may also mark the text behind a paywall."""
    is_named = bool(tokens & _WRAPPERS) or any(token.startswith("subscri") for token in tokens)
    text = text_of(element) if is_named else ""
    return 0 < len(text) <= MAX_OFFER_CHARS and _OFFER.search(text) is not None


def _is_surrounding(names: str) -> bool:
    tokens = _tokens(names)
    is_named = bool(tokens & (_SURROUNDINGS | _COMMENTS) or _ABOUT.search(names)) or any(
        token.startswith(_SURROUNDING_STEMS) for token in tokens
    )
    return is_named and not tokens & _NEGATIONS


def _has_headline(element: Any) -> bool:
    return bool(element.xpath("descendant-or-self::h1"))


def find_article(root: Any) -> Any:
    """The innermost element with nearly all the prose; an <article> that has it is taken whole."""
    measures = measure(root)
    element = root
    while measures[element].prose and element.tag != "article":
        prose = {child: measures[child].prose for child in element if measures[child].prose}
        kinds = Counter((child.tag, child.get("class")) for child in prose)
        best = max(prose, key=lambda child: prose[child], default=None)
        if best is None or best.tag == "p" or best.tag not in BLOCKS or _is_one_of_paragraphs(best, measures):
            break
        if prose[best] < MIN_INNER_SHARE * measures[element].prose:
            break
        if kinds[best.tag, best.get("class")] > 1 or _has_own_text(element):
            break
        element = best
    return element


def _is_one_of_paragraphs(element: Any, measures: dict[Any, "ProseMeasure"]) -> bool:
    """Whether an element is a paragraph of the text, perhaps the only long one, beside others like it."""
    beside = (each for way in (False, True) for each in element.itersiblings(element.tag, preceding=way))
    is_paragraph = measures[element].prose == measures[element].own
    return is_paragraph and any(each.get("class") == element.get("class") and measures[each].own for each in beside)


def head(root: Any, article: Any) -> list[Any]:
    """The elements around the headline: from the headline, or from the page's start, down to the second block of prose.

    They include lines directly above the headline, such as a date.
    """
    blocks = [element for element, inner in measure(article).items() if inner.prose and inner.prose == inner.own]
    stop = blocks[1] if len(blocks) > 1 else None
    elements: list[Any] = []
    for element in root.iter():
        if element is stop or len(elements) > MAX_HEAD_ELEMENTS:
            break
        if element.tag == "h1" and (not elements or len(text_of(element)) > MIN_HEADLINE_CHARS):
            elements = [each for each in elements if _is_line_beside(each, element)]
        elements.append(element)
    return elements


def _is_line_beside(element: Any, headline: Any) -> bool:
    is_beside = element.getparent() is headline.getparent() and element.find(".//a") is None
    return is_beside and 0 < len(text_of(element)) <= MAX_LINE_CHARS


def live_entries(article: Any) -> list[tuple[Any, str]]:
    """The entries of a live blog that runs over several days, each with the time that it states."""
    measures = measure(article)
    times = [time for time in article.iter("time") if time.get("datetime")][:MAX_LIVE_ENTRIES]
    counts = Counter(above for time in times for above in time.iterancestors())
    by_kind: dict[Any, list[tuple[Any, str]]] = {}
    for time in times:
        entry = time
        while entry.getparent() is not None and counts[entry.getparent()] == 1:
            entry = entry.getparent()
        if entry is not time and entry in measures and measures[entry].prose:
            by_kind.setdefault((entry.getparent(), entry.tag, entry.get("class")), []).append(
                (entry, time.get("datetime"))
            )
    entries = max(by_kind.values(), key=len, default=[])
    days = {time[: len("2012-02-07")] for _, time in entries}
    return entries if len(days) > 1 else []


def _has_own_text(element: Any) -> bool:
    own = [element.text, *(child.tail for child in element)]
    return any(len((text or "").strip()) >= MIN_PROSE_CHARS for text in own)


@dataclass(slots=True)
class ProseMeasure:
    """Numbers of characters inside an element, without white space at the ends of runs."""

    own: int = 0  # in a block, outside the blocks and links within it
    prose: int = 0  # of all blocks of prose, without links
    linked: int = 0  # in links
    text: int = 0
    is_header: bool = False  # whether it holds a headline, a <time> or an author

    @property
    def is_links(self) -> bool:
        """Whether it is a list of links or a teaser: nearly all its text is in links to elsewhere."""
        other = self.text - self.linked
        return self.linked > 2 * other and other < MIN_PROSE_CHARS and not self.is_header


def measure(root: Any) -> dict[Any, ProseMeasure]:
    """The measure of every element below the root, and of the root itself."""
    from lxml import etree

    found: dict[Any, ProseMeasure] = {}
    above: list[ProseMeasure] = [ProseMeasure()]
    blocks, links = [above[0]], 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            found[element] = ProseMeasure(is_header=element.tag in _HEADER_TAGS or element.get("rel") == "author")
            above.append(found[element])
            blocks += [found[element]] * (element.tag in BLOCKS)
            links += element.tag == "a"
            chars = len((element.text or "").strip())
        else:
            inner = above.pop()
            links -= element.tag == "a"
            if element.tag in BLOCKS:
                inner.prose += inner.own if blocks.pop().own >= MIN_PROSE_CHARS else 0
            outer = above[-1]
            outer.prose, outer.linked = outer.prose + inner.prose, outer.linked + inner.linked
            outer.text, outer.is_header = outer.text + inner.text, outer.is_header or inner.is_header
            chars = len((element.tail or "").strip())
        above[-1].text += chars
        above[-1].linked += chars if links else 0
        blocks[-1].own += 0 if links else chars
    return found


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_hover_box(element: Any, names: str) -> bool:
    if not _HOVER.search(names) or element.tag in {"a", "abbr", "dfn", "html", "body"} or _TRIGGER.search(names):
        return False
    is_nested = any(_HOVER.search(_names(above)) for above in element.iterancestors())
    return is_nested or bool(_HOVER_BOX.search(_HOVER.sub("", names)))


def _names(element: Any) -> str:
    if not isinstance(element.tag, str):
        return ""
    named = [element.get(attribute) or "" for attribute in _NAMING_ATTRIBUTES]
    return " ".join([*named, *(key for key in element.keys() if "newsletter" in key)])  # noqa: SIM118 - no dict


def _tokens(names: str) -> set[str]:
    return {word.lower() for word in _WORDS.findall(names)}
