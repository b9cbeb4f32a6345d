"""XML without a standard: the names of elements and attributes are read like the column names of a table.

    <articles>
      <article id="17" source="The Courier">
        <headline>Minister Resigns</headline>
        <pubdate>2012-02-07</pubdate>
        <body><p>He said ...</p></body>
      </article>

The elements named by the first matching column of `[archive.columns] text` contain the texts. The largest element
around one text, with no other text in it, is an article. If no element has such a name, the text is the parent of `<p>`
elements; else an element whose name means a text; else one that is named as an excerpt; else the longest prose beside
two fields of an article. Readers' comments do not count. The title of a publication is its name. If several elements
have the same name, the one nearest the text counts. An article has a text, and a headline, date, author or source
beside it; without one of these, the file is not read.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels
from retrieval.ingest.document import Incomplete, Part
from retrieval.ingest.formats import column_values, news_xml, plain_text, zipped_xml
from retrieval.ingest.formats.column_values import is_prose
from retrieval.ingest.formats.row_values import column_key
from retrieval.ingest.formats.rows import RowReader, unnamed
from retrieval.ingest.formats.zipped_xml import local_name
from retrieval.settings import ColumnSettings

MAX_FIELDS = 200  # elements and attributes of one article
MAX_FIELD_CHARS = 10_000  # of an element that is not the text
_MAX_NAMED = 12  # elements that a message names
_OF_ARTICLES = ("title", "date", "author", "source")  # facts, one of which tells an article from other XML
_PARAGRAPHS = {"p", "para", "paragraph"}
_NAMED_FIELDS = ("field", "column", "str", "arr", "date", "property", "FIELD", "COLUMN", "Field", "Column")
_UNFIT_IN_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
MAX_NAME_CHARS = 60
_PARTS_OF_DATES = {"year", "month", "day"}
_COMMENTS = {"comment", "comments"}
_SURNAMES = {"surname", "surnames", "lastname", "familyname", "family"}
_GIVEN_NAMES = {"givennames", "givenname", "given", "forename", "forenames", "firstname"}
_PUBLICATION = "publication"  # the name of a field for a title of a publication
FactOf = Callable[[str], str | None]  # of a name
_TOO_GENERAL = {
    "name",
    "date",
    "source",
}  # attributes that say this of an element within an article, not of the article
_OTHER_KINDS = set("svg urlset sitemapindex plist kml gpx opml project resources configuration mediawiki".split())
_NAMES, _VALUES = ("name", "element", "property"), ("value", "content")  # of <dc element="dc.source" value="..."/>
_MENDED = "is not well-formed XML; the parts that cannot be repaired are left out"


def read(raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    from lxml import etree

    root, is_mended = _parse(raw)
    if local_name(root).lower() in _OTHER_KINDS:
        raise UnreadableFile(f"is XML of a kind that is not read ({local_name(root)})")
    if root.find(".//style[@face]") is not None:  # EndNote's, around words
        etree.strip_tags(root, "style")
    _name_fields(root)
    rows = RowReader(columns)
    texts = _text_elements(root, columns, rows)
    column = columns.text[0] if texts else ""  # "" for the name of the element
    texts = texts or _excerpts(root, rows) or _prose(root)
    if not texts:
        raise UnreadableFile(
            f"is XML without a text that is known; set [archive.columns] text to one of {_names(root)}"
        )
    pairs = zip(_records(texts), texts, strict=True)
    records = [_row(record, text, rows.fact_of, column or local_name(text)) for record, text in pairs]
    rows.learn(records[: column_values.SAMPLE_ROWS])
    found = {rows.fact_of(name) for row in records for name in row} & set(_OF_ARTICLES)
    if not found:
        raise UnreadableFile(
            f"is XML without a headline, date, author or source; set [archive.columns] title to one of {_names(root)}"
        )
    for number, row in enumerate(records, 1):
        yield from rows.read(row, number) if len(records) > 1 else unnamed(rows.read(row, number))
    for fact in ("title", "date"):
        if fact not in found:
            yield Incomplete("", f"has no element known as a {fact}; [archive.columns] {fact} can name one")
    yield from rows.unread_columns()
    if is_mended:
        yield Incomplete("", _MENDED)


def _parse(raw: bytes) -> tuple[Any, bool]:
    """The root, and whether the XML had to be mended."""
    from lxml import etree

    try:
        return zipped_xml.parse(raw), False
    except etree.LxmlError:
        mending = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
        try:
            root = etree.fromstring(zipped_xml.with_possible_characters(raw), mending)
        except etree.LxmlError:
            root = None
    if root is None:
        raise UnreadableFile("is not well-formed XML")
    return root, True


def _name_fields(root: Any) -> None:
    """Give elements like <field name="headline"> the names that they state, as databases and Solr write rows."""
    for element in root.iter(*_NAMED_FIELDS):
        if name := _UNFIT_IN_NAME.sub("_", element.get("name") or "").strip("_.-0123456789"):
            element.tag = name[:MAX_NAME_CHARS]


def _text_elements(root: Any, columns: ColumnSettings, rows: RowReader) -> list[Any]:
    """The outermost elements that hold the articles' texts."""
    by_key: dict[str, list[Any]] = {}
    parents: dict[Any, None] = {}  # of paragraphs, in order
    meant: list[Any] = []
    for element in _outside_comments(root):
        name = local_name(element)
        by_key.setdefault(column_key(name), []).append(element)
        parent = element.getparent()
        if name in _PARAGRAPHS and parent is not None and rows.fact_of(local_name(parent)) not in _OF_ARTICLES:
            parents.setdefault(parent)
        if rows.fact_of(name) == "text":
            meant.append(element)
    titles = {column_key(name) for name in columns.title}
    for candidates in (by_key.get(column_key(name), []) for name in columns.text):
        filled = [element for element in candidates if _is_text(element, root, titles)]
        if filled and not any(_is_record(element, rows) for element in filled):
            return _one_of_siblings(_outermost(filled), titles)
    filled = [element for element in meant if _is_text(element, root, titles)]
    return (
        _one_of_siblings(_outermost(list(parents)), titles)
        or _outermost(filled)
        or by_key.get(column_key(columns.text[0]), [])[:1]
    )


def _excerpts(root: Any, rows: RowReader) -> list[Any]:
    """The outermost filled elements named as an excerpt, such as EndNote's abstracts; of each parent the first."""
    found = [each for each in _outside_comments(root) if rows.fact_of(local_name(each)) == labels.EXCERPT]
    return _first_of_siblings(_outermost([each for each in found if "".join(each.itertext()).strip()]))


def _prose(root: Any) -> list[Any]:
    """The elements with prose that have no others within, of each parent the one with the most."""
    found = [each for each in _outside_comments(root) if not len(each) and is_prose(each.text)]
    found.sort(key=lambda each: -len(each.text or ""))
    longest = set(_first_of_siblings(found))
    return [each for each in root.iter() if each in longest]


def _first_of_siblings(elements: list[Any]) -> list[Any]:
    first: dict[Any, Any] = {}
    for element in elements:
        first.setdefault(element.getparent(), element)
    return list(first.values())


def _outside_comments(root: Any) -> Iterator[Any]:
    """The elements of a document, in order, without the comments of readers and what is within them."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if local_name(element).lower() not in _COMMENTS:
            yield element
            waiting += reversed(element)


def _is_text(element: Any, root: Any, titles: set[str]) -> bool:
    """Whether an element named as a text has words, and is not the element around all articles."""
    if element is root or not any(part.strip() for part in element.itertext()):
        return False
    return sum(column_key(local_name(each)) in titles for each in element.iter()) < 2


def _is_record(element: Any, rows: RowReader) -> bool:
    """Whether an element has no words of its own, but two fields of an article and its text, each as an element."""
    has_own_words = any((part or "").strip() for part in (element.text, *(child.tail for child in element)))
    return not has_own_words and len(_facts_within(element, rows.fact_of)) > 1


def _facts_within(element: Any, fact_of: FactOf) -> set[str | None]:
    """The fields of an article that the children of an element have as names."""
    names = {local_name(child) for child in element} - _PARTS_OF_DATES
    return {fact_of(name) for name in names} & set(_OF_ARTICLES)


def _one_of_siblings(texts: list[Any], titles: set[str]) -> list[Any]:
    """The texts; siblings are joined, since some articles have an element for each paragraph."""
    by_parent: dict[Any, list[Any]] = {}
    for text in texts:
        by_parent.setdefault(text.getparent(), []).append(text)
    kept: list[Any] = []
    for parent, (first, *others) in by_parent.items():
        if others and _is_text(parent, None, titles):
            for other in others:
                other.tag = "p"
                first.append(other)
            kept.append(first)
        else:
            kept += [first, *others]
    return kept


def _outermost(elements: list[Any]) -> list[Any]:
    known = set(elements)
    return [element for element in elements if not any(above in known for above in element.iterancestors())]


def _records(texts: list[Any]) -> Iterator[Any]:
    """For each text, the largest element around it that has no other text."""
    within = Counter(element for text in texts for element in [text, *text.iterancestors()])
    for text in texts:
        yield [element for element in [text, *text.iterancestors()] if within[element] == 1][-1]


def _row(record: Any, text: Any, fact_of: FactOf, text_column: str) -> dict[str, object]:
    """The fields of an article by name: its text, and the elements and attributes around it, the nearest first."""
    row: dict[str, object] = {}

    def is_known(name: str) -> bool:
        return fact_of(name) in _OF_ARTICLES

    def is_fact(element: Any) -> bool:
        fact, within = fact_of(local_name(element)), _facts_within(element, fact_of)
        return fact in _OF_ARTICLES and len(within) < 2 and fact not in within  # "dates" and "authors" contain them

    for child in list(text):  # a headline within the text does not belong to it
        if is_fact(child) and len(text) > 1:
            _add(row, child, fact_of)
            child.tag = "head"  # which `text_of` leaves out
    around = [text]
    while around[-1] is not record:
        around.append(around[-1].getparent())
    for inner, element in pairwise(around):
        waiting = [child for child in element if child is not inner]
        for child in waiting:  # grows
            _add_named_value(row, child, is_known)
            if is_fact(child) or not len(child):
                _add_inner(row, child, fact_of)
            else:
                waiting += child
            _add_attributes(row, child, is_known)
        _add_attributes(row, element, None)
    _add_attributes(row, text, None if text is record else is_known)
    _take_blocks_of_facts(row, text, fact_of, is_fact)
    row[text_column] = news_xml.text_of(text)
    return row


def _take_blocks_of_facts(row: dict[str, object], text: Any, fact_of: FactOf, is_fact: Callable[[Any], bool]) -> None:
    """Take blocks of facts above the paragraphs out of a text. Their facts count where nothing else states them."""
    stated = {fact_of(name) for name in row} - {None}
    above = list(takewhile(lambda child: local_name(child) not in _PARAGRAPHS, text))
    for block in above:
        if _is_block_of_facts(block, fact_of):
            for each in _leaves(block, is_fact):
                if fact_of(local_name(each)) not in stated:
                    _add_inner(row, each, fact_of)
            block.tag = "head"  # which `text_of` leaves out


def _is_block_of_facts(element: Any, fact_of: FactOf) -> bool:
    """Whether an element above the paragraphs of a text holds two facts of its article, and none of them."""
    return len(_facts_within(element, fact_of)) > 1 and not any(
        local_name(each) in _PARAGRAPHS for each in element.iter()
    )


def _leaves(block: Any, is_fact: Callable[[Any], bool]) -> Iterator[Any]:
    """The facts within a block, and its elements without others within."""
    waiting = list(reversed(block))
    while waiting:
        element = waiting.pop()
        if is_fact(element) or not len(element):
            yield element
        else:
            waiting += reversed(element)


def _add_inner(row: dict[str, object], element: Any, fact_of: FactOf) -> None:
    """Add an element to a row. The title of a publication is its name."""
    is_of_source = fact_of(local_name(element)) == "title" and labels.speaks_of_source(local_name(element.getparent()))
    _add(row, element, fact_of, _PUBLICATION if is_of_source else "")


def _add(row: dict[str, object], element: Any, fact_of: FactOf, name: str = "") -> None:
    """Add an element to a row, by its own name if no other is given."""
    name = name or local_name(element)
    if not name or len(row) >= MAX_FIELDS:
        return
    parts = {local_name(part): plain_text.one_line("".join(part.itertext())) for part in element if local_name(part)}
    whole = plain_text.one_line(" ".join("".join(element.itertext())[:MAX_FIELD_CHARS].split()))
    if parts.keys() >= _PARTS_OF_DATES:
        value = "-".join(parts[part].zfill(2) for part in ("year", "month", "day"))
    elif surnames := [each for each in element.iter() if column_key(local_name(each)) in _SURNAMES]:
        value = "; ".join(f"{_given_name(each)} {each.text or ''}".strip() for each in surnames)
    else:
        value = parts.get("name") or whole
    if value and fact_of(name) == "author" and isinstance(names := row.get(name), str):
        row[name] = f"{names}; {value}"[:MAX_FIELD_CHARS]
    elif value:
        row.setdefault(name, value)


def _given_name(surname: Any) -> str:
    names = [each.text for each in surname.getparent() if column_key(local_name(each)) in _GIVEN_NAMES]
    return next(filter(None, names), "")


def _add_named_value(row: dict[str, object], element: Any, is_known: Callable[[str], bool]) -> None:
    """The field that an element gives in two attributes: a name, such as "dc.date.published", and a value."""
    name = next((element.get(each) for each in _NAMES if element.get(each)), "").replace(":", ".").rpartition(".")[2]
    value = next((element.get(each) for each in _VALUES if element.get(each)), "")
    if value.strip() and is_known(name) and len(row) < MAX_FIELDS:
        row.setdefault(name, value[:MAX_FIELD_CHARS])


def _add_attributes(row: dict[str, object], element: Any, is_known: Callable[[str], bool] | None) -> None:
    """The attributes of an element; only those that are known, if `is_known` is given."""
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2]
        if (
            value.strip()
            and len(row) < MAX_FIELDS
            and (is_known is None or (is_known(plain) and column_key(plain) not in _TOO_GENERAL))
        ):
            row.setdefault(plain, value[:MAX_FIELD_CHARS])


def _names(root: Any) -> str:
    names = list(dict.fromkeys(filter(None, map(local_name, root.iter()))))
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(plain_text.one_line(name)[:40] for name in names[:_MAX_NAMED]) + more
