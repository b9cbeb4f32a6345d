"""Rows: the common reader of JSON, JSON Lines, CSV and Excel. Each row is an article.

    {"id": 17, "headline": "Minister Resigns", "published_at": "2012-02-07", "fields": {"body": "<p>He ...</p>"}}

`[archive.columns]` in config.toml names the columns for each field. In column names, letter case, spaces, "_" and "-"
do not matter. "fields.body" is a value within a value. A text of HTML is read as HTML. If none of the columns for a
field has a value, a column whose name means the field counts (`labels.meaning_of`). It does not count if the settings
omit the field's first default column ("title"), since they then name other columns on purpose.

If no column's name means a fact, the values of the first rows may show its column (column_values.py).

In a table of quotations, one column has the words and another the speaker. The text is then "Ann Low: I never said
so." If a text is in the first person, its speaker is its author (row_speakers.py). A cell may hold a whole mail.

If a column of dates has something else ("Published: yes"), the next column with a date counts.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest import labels, limits, page_furniture
from retrieval.ingest.document import Document, Incomplete, Part, Skipped, part_path
from retrieval.ingest.formats import (
    column_values,
    html,
    mended_text,
    plain_text,
    row_mails,
    row_speakers,
    row_values,
    wordpress,
)
from retrieval.ingest.formats.column_values import is_prose, is_sentences
from retrieval.ingest.formats.row_sequences import PIECE
from retrieval.ingest.formats.row_values import Row, column_key
from retrieval.ingest.header import publications
from retrieval.ingest.header.bylines import have_surnames_first, parse_byline, plain_byline, surnames_last
from retrieval.models import PartialDate
from retrieval.settings import ColumnSettings
from retrieval.text.dates import parse_date

ToText = Callable[[str], str]  # of HTML; raises UnreadableFile if it cannot be parsed within the limits

TOO_WIDE = f"has more than {limits.MAX_COLUMNS:,} columns; those beyond are left out"
TOO_LONG = f"is longer than {limits.MAX_ROW_BYTES // limits.MEGABYTE} MB"
ONLY_EXCERPT = "has only an excerpt of its text"
CUT = "has a text that its source cut short"
MIN_EXCERPT_WORDS = 2
MIN_FACTS_BESIDE_PROSE = 2
MAX_KNOWN_NAMES = 10_000  # of columns: rows of JSON may have others each, and those beyond are looked up anew
MAX_NAMED_COLUMNS = 12  # unread columns that a message names
_LEADS = ("lead", "leadparagraph", "leadtext")
_MAY_BE_SOURCE = frozenset("media mediaoutlet medianame brand channel feedname feed".split())
_MIN_TEXT_TO_EXCERPT = 2  # prose that is so many times as long as an excerpt is the text
_AUTHOR_IN_TWO = ("authorfirstname", "authorlastname")
_STATUSES = ("status", "poststatus", "posttype")  # of a blog's post
_UNPUBLISHED = frozenset(
    "draft auto-draft scheduled future pending private trash inherit revision attachment nav_menu_item".split()
)
_WORDPRESS = "<!-- wp:"  # before each block of a post
_LIST_AS_TEXT = re.compile(
    r"\[(?:'[^'\n]*+'|\"[^\"\n]*+\")(?:,? (?:'[^'\n]*+'|\"[^\"\n]*+\"))*+\]"
)  # as Python writes one
_QUOTED = re.compile(r"'([^'\n]*+)'|\"([^\"\n]*+)\"")
_MAX_LIST_CHARS = 2000
_HTML = re.compile(r"<(?:p|br|div|a|em|strong|b|i|h[1-6]|ul|li|span|blockquote|figure)\b[^<>]*>", re.IGNORECASE)
_CUT_MARK = re.compile(r"\s*\[\+\s?\d+ chars?\]\s*$")
_CUT_MARK_CHARS = 60  # at the end of a text, where the mark may be
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}")


class RowReader:
    """Makes documents from rows, and notes the columns that it does not read."""

    def __init__(self, columns: ColumnSettings, to_text: ToText = html.to_text) -> None:
        self._columns, self._to_text = columns, to_text
        self._wanted = {
            fact.name: [column_key(name) for name in getattr(columns, fact.name)] for fact in fields(columns)
        }
        self._known = {key.split(".")[0] for keys in self._wanted.values() for key in keys}
        self._known |= {*_STATUSES, *_AUTHOR_IN_TWO, *_LEADS}
        usual = ColumnSettings()
        self._meant = {fact for fact in self._wanted if getattr(usual, fact)[0] in getattr(columns, fact)}
        for fact in self._meant - {labels.EXCERPT}:
            self._wanted[fact].append(row_values.MEANT + fact)
        if "title" in self._meant:
            self._wanted["title"].append("subject")  # of a message; in a library's table, the topics
        if "date" in self._meant:
            self._wanted["date"].insert(0, row_values.MEANT + labels.PUBLISHED)
            self._wanted["date"].append(row_values.MEANT + labels.CREATED)
        self._unread: set[str] = set()
        self._is_too_wide = False  # whether one of the rows was cut
        self._known_names: dict[str, bool] = {}
        self._read_as_text: set[str] = set()  # columns
        self._by_values: dict[str, str] = {}  # the fact of each column that is known by its values
        self._told_by_values: dict[str, str] = {}  # those of all tables read so far
        self._mails: str | None = None  # the column with a whole mail in each cell
        self._used: set[str] = set()  # keys of columns that are read where no other has the fact

    def learn(self, rows: Sequence[Row]) -> None:
        """Learn from the first rows of a table which columns hold the facts that none is named by."""
        cells = list(map(row_values.flat, rows))
        plain = RowReader(self._columns, str)  # HTML in cells is not parsed for this: it takes long, and may fail
        known = [
            fact for fact in self._meant if any(plain._value(fact, each, is_name=fact == "source") for each in cells)
        ]
        known += set(self._wanted) - self._meant
        # of an excerpt or a quotation, `_prose_column` decides
        known += [labels.TEXT] * any(plain._excerpt(each) or plain._quotation(each) for each in cells)
        self._by_values = {}
        self._mails = row_mails.column(rows)
        named = {name for row in rows for name in row if self._is_known(name)}
        named -= {
            name
            for row in rows
            for name, value in row.items()
            if self.fact_of(name) == "source" and isinstance(value, str) and column_values.is_day(value)
        }
        for fact, names in column_values.facts(rows, known, named).items():
            self._by_values |= dict.fromkeys(names, fact)
        by_values = self._by_values.items()
        self._read_as_text |= {name for name, fact in by_values if fact == labels.TEXT}
        self._told_by_values |= {name: fact for name, fact in by_values if fact != labels.TEXT}
        self._known_names.clear()

    def has_text(self, names: Iterator[str] | list[str]) -> bool:
        """Whether one of the columns may hold an article's text, or an excerpt of it."""
        names = list(islice(names, limits.MAX_COLUMNS))
        found = set(map(self.fact_of, names))
        is_stated = any(column_key(name) in self._wanted["excerpt"] for name in names)
        is_stated = is_stated or any(name == self._mails or self._is_quotation(name) for name in names)
        return "text" in found or is_stated or {"excerpt", "date"} <= found

    def _is_quotation(self, name: str) -> bool:
        return "text" in self._meant and column_key(name) in row_speakers.QUOTATIONS

    def has_facts(self, names: list[str]) -> bool:
        """Whether two of the columns may be a title, date, source or author."""
        return len({"title", "date", "source", "author"} & set(map(self.fact_of, names[: limits.MAX_COLUMNS]))) > 1

    def fact_of(self, name: str) -> str | None:
        """The field of a column, by the settings or by the meaning of its name."""
        key = column_key(name)
        stated = next((fact for fact, keys in self._wanted.items() if key in keys), None)
        meant = labels.meaning_of(name)
        return stated or (meant if meant in self._meant else None) or self._by_values.get(name)

    def is_article(self, row: Row) -> bool:
        """Whether a JSON object has a text, or an excerpt or title beside a date or address, as articles have."""
        cells = self._cells(row)
        found = {fact for fact in self._wanted if self._value(fact, cells) is not None}
        if "text" in found and len(found) == 1:  # a name that only means a text is not enough
            return any(cells.get(column_key(name)) for name in self._columns.text)
        if "text" in found or ("title" in found and bool(found & {"date", "url", "excerpt"})):
            return True
        return "title" in found and self._prose_column(row, cells) is not None

    def with_inner_text(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row without a text or a title, with the values of the only object in it that has a text.

        {"title": ..., "details": {"body": ...}} and {"sys": ..., "fields": {"title": ..., "body": ...}} are such rows.
        """
        cells = row_values.flat(row)
        if self._has("text", cells) and self._has("title", cells):
            return row
        inner = []
        for name, other in row.items():
            within = row_values.flat(other) if isinstance(other, dict) else {}
            is_text = column_key(name) in self._wanted["text"] or labels.meaning_of(name) == labels.TEXT
            if self._has("text", within) and (not is_text or self._has("title", within)):
                inner.append(other)
        if len(inner) != 1:
            return row
        return {**inner[0], **{name: value for name, value in row.items() if value is not inner[0]}}

    def states(self, fact: str, row: Row) -> bool:
        return self._value(fact, row_values.flat(row)) is not None

    def _has(self, fact: str, cells: Mapping[str, Any]) -> bool:
        return any(next(row_values.paragraphs(cells.get(key)), None) for key in self._wanted[fact])

    def read(self, row: Row, number: int) -> Iterator[Part]:
        """The document of a row, named by its id or its number, from 1; or the reason why the row is not an article."""
        row = self._cut(row)
        cells = self._cells(row)
        self._note_unread(self._names_unread(row))
        row_id = self._value("id", cells)
        name = plain_text.one_line(row_id or "")[: limits.MAX_PART_NAME_CHARS] or str(number)
        if self._mails and row.get(self._mails):
            self._used.add(column_key(self._mails))
            yield from row_mails.read(str(row[self._mails]), name, self._to_text)
        else:
            yield from self._read(row, cells, name)

    def _read(self, row: Row, cells: dict[str, Any], name: str) -> Iterator[Part]:
        """The document of a row that has its text and facts in separate columns."""
        if status := _unpublished(cells):
            yield Skipped(name, f"is not published ({status})")
            return
        try:
            text = self._text(row, cells)
            excerpt = self._excerpt(cells) if text is None else None
        except UnreadableFile as error:
            yield Skipped(name, error.why)
            return
        if text is None and excerpt is None:
            is_blank = any(key in cells for key in self._wanted["text"])
            yield Skipped(name, "is empty" if is_blank else self.no_text)
            return
        whole = self._with_lead(text, cells) if text else excerpt or ""
        is_cut = _CUT_MARK.search(whole[-_CUT_MARK_CHARS:]) is not None
        whole = whole[:-_CUT_MARK_CHARS] + _CUT_MARK.sub("", whole[-_CUT_MARK_CHARS:])
        if text is None:
            yield Incomplete(name, ONLY_EXCERPT)
        elif is_cut:
            yield Incomplete(name, CUT)
        facts = {fact: self._value(fact, cells) for fact in ("title", "url")}
        facts |= {fact: self._date(fact, cells) for fact in ("date", "updated")}
        url, source = facts["url"], self._source(cells, facts["url"])
        if source is None and isinstance(cells.get("title"), dict) and isinstance(cells.get("heading"), str):
            source, facts["title"] = facts["title"], cells["heading"]  # the title of a paper, and a headline
        if facts["title"]:
            facts["title"] = _headline(facts["title"], cells.get("headline"), source)
        authors = self._authors(cells) or (self._speaker(cells) if row_speakers.is_speech(whole) else None)
        if (
            facts["date"] is None
            and authors
            and (stamp := row_values.plain(cells.get(row_values.MEANT + labels.STAMP)))
        ):
            facts["date"] = row_values.day(stamp)
        raw_metadata = {
            **facts,
            "author": authors,
            "source": source,
            "url": url or row_values.address(cells.get("source")) or row_values.address(self._value("id", cells)),
            PIECE: row_values.piece(row),
        }
        try:
            yield Document(plain_text.checked(plain_text.normalise_line_ends(whole)), raw_metadata, name)
        except UnreadableFile as error:
            yield Skipped(name, error.why)

    def _cells(self, row: Row) -> dict[str, Any]:
        """The values of a row by column key, and by the facts that the columns' values tell."""
        cells = row_values.flat(row)
        texts = [row[name] for name, fact in self._by_values.items() if fact == labels.TEXT and row.get(name)]
        if texts:
            cells.setdefault(row_values.MEANT + labels.TEXT, texts[0] if len(texts) == 1 else texts)
        for name, fact in self._by_values.items():
            cells.setdefault(row_values.MEANT + fact, row.get(name))
        return cells

    def _quotation(self, cells: Mapping[str, Any]) -> str | None:
        """The quotation that is the text of a row, behind its speaker's name."""
        for key in row_speakers.QUOTATIONS if "text" in self._meant else ():
            words = self._body(cells.get(key))
            if words and len(words.split()) >= row_speakers.MIN_QUOTATION_WORDS:
                self._used.add(key)
                speaker = self._speaker(cells)
                return row_speakers.with_speaker(words, speaker) if speaker else words
        return None

    def _speaker(self, cells: Mapping[str, Any]) -> str | None:
        key, name = row_speakers.speaker(cells) or (None, None)
        self._used |= {key} if key else set()
        return name

    def _with_lead(self, text: str, cells: Mapping[str, Any]) -> str:
        """A text below its lead, which some tables have in a separate column."""
        lead = next((value for key in _LEADS if isinstance(value := cells.get(key), str) and value.strip()), "")
        lead = (self._body(lead) or "") if lead and is_sentences(lead) else ""
        return text if " ".join(lead.split()) in " ".join(text.split()) else f"{lead}\n\n{text}"

    def _text(self, row: Row, cells: dict[str, Any]) -> str | None:
        """The text of a row.

        A short text beside prose, without a title, is the title: its column may be called "Story".
        """
        text = self._value("text", cells)
        if text is None:
            quotation = self._quotation(cells)
            return self._prose(row, cells, len(quotation or "")) or quotation
        if is_prose(text) or self._value("title", cells):
            return text
        prose = self._prose(row, cells)
        if prose:
            cells[row_values.MEANT + "title"] = text
        return prose or text

    def _prose(self, row: Row, cells: Mapping[str, Any], longer_than: int = 0) -> str | None:
        """The longest prose of a row without a text, as its text."""
        name = self._prose_column(row, cells, longer_than)
        if name is None:
            return None
        self._read_as_text.add(name)
        return self._body(row[name])

    def _prose_column(self, row: Row, cells: Mapping[str, Any], longer_than: int = 0) -> str | None:
        """The column with the longest prose, if others have two fields of an article but no text.

        If there is an excerpt or a quotation of a given length, the prose must be much longer.
        """
        stated = [fact for fact in ("title", "date", "source", "author") if self._value(fact, cells)]
        if len(stated) < MIN_FACTS_BESIDE_PROSE or "text" not in self._meant:
            return None
        longest = _MIN_TEXT_TO_EXCERPT * max(len(self._excerpt(cells) or ""), longer_than)
        found = {
            name: value
            for name, value in row.items()
            if is_prose(value) and not column_values.NOT_OF_ARTICLE.search(name) and len(str(value)) > longest
        }
        return max(found, key=lambda name: len(str(found[name])), default=None)

    def _is_known(self, name: str) -> bool:
        known = self._known_names.get(name)
        if known is None:
            known = column_key(name).split(".")[0] in self._known or self.fact_of(name) is not None
            if len(self._known_names) < MAX_KNOWN_NAMES:
                self._known_names[name] = known
        return known

    def _cut(self, row: Row) -> Row:
        if len(row) <= limits.MAX_COLUMNS:
            return row
        self._is_too_wide = True
        return dict(islice(row.items(), limits.MAX_COLUMNS))

    def _names_unread(self, row: Row) -> Iterator[str]:
        """The columns that are not known; of an object with facts of its record, those within it."""
        for name, value in row.items():
            if not value or self._is_known(name):
                continue
            if isinstance(value, dict) and column_key(name) in row_values.OF_RECORD:
                yield from (
                    f"{name}.{inner}" for inner, part in value.items() if part and not self._is_known(str(inner))
                )
            else:
                yield name

    def _note_unread(self, names: Iterator[str]) -> None:
        for name in names:
            if len(self._unread) < MAX_KNOWN_NAMES or name in self._unread:
                self._unread.add(name)

    def _excerpt(self, cells: Mapping[str, Any]) -> str | None:
        """The excerpt; a column that only means one counts beside a title and a date, as a product's has not."""
        stated = self._value("excerpt", cells)
        is_meant = stated is None and labels.EXCERPT in self._meant
        if not is_meant or not self._value("title", cells) or not self._date("date", cells):
            return stated
        excerpt = self._body(cells.get(row_values.MEANT + labels.EXCERPT))
        return excerpt if excerpt and len(excerpt.split()) >= MIN_EXCERPT_WORDS else None

    @property
    def no_text(self) -> str:
        """The reason why a row without a text is not an article."""
        few = ", ".join(self._columns.text[:6])
        return f"has no text in a column named {few}, ...; set [archive.columns] text"

    def unread_columns(self) -> Iterator[Incomplete]:
        """A part each that names the columns read as a text for their prose, and those not read, if there are any."""
        if self._is_too_wide:
            yield Incomplete("", TOO_WIDE)
        if self._read_as_text:
            few = ", ".join(plain_text.one_line(name) for name in sorted(self._read_as_text)[:MAX_NAMED_COLUMNS])
            yield Incomplete("", f"has no column named as a text; the prose in {few} is read as one")
        if self._told_by_values:
            told = ", ".join(
                f"{plain_text.one_line(name) or 'one without a name'} as {fact}"
                for name, fact in islice(self._told_by_values.items(), MAX_NAMED_COLUMNS)
            )
            yield Incomplete("", f"has columns read by their values: {told}; [archive.columns] can name others")
        read = {*self._read_as_text, *self._told_by_values}
        names = sorted(name for name in self._unread - read if column_key(name) not in self._used)
        if names:
            more = f" and {len(names) - MAX_NAMED_COLUMNS} more" if len(names) > MAX_NAMED_COLUMNS else ""
            few = ", ".join(plain_text.one_line(name) for name in names[:MAX_NAMED_COLUMNS])
            yield Incomplete("", f"has columns that are not read: {few}{more}")

    def _date(self, fact: str, cells: Mapping[str, Any]) -> str | None:
        """The first column that holds a date; if none does, the first that is filled."""
        found = [row_values.day(value) for key in self._wanted[fact] if (value := row_values.plain(cells.get(key)))]
        if fact == "date" and all(str(cells.get(part) or "").isdecimal() for part in ("year", "month", "day")):
            found.append("-".join(str(cells[part]).zfill(2) for part in ("year", "month", "day")))
        if len(found) < 2:
            return found[0] if found else None
        return next(filter(_is_date, found), found[0])

    def _value(self, fact: str, cells: Mapping[str, Any], *, is_name: bool = False) -> str | None:
        """The first filled column of a fact, as text. With `is_name`, an address does not count."""
        for key in self._wanted[fact]:
            cell = cells.get(key)
            if not cell and not (fact == "id" and cell == 0):
                cell = cells.get(f"{key}.name")
            if key == "fulltext" and isinstance(cells.get("introtext"), str):  # Joomla cuts a text in two
                cell = [cells["introtext"], cell]
            value = self._body(cell) if fact in {"text", "excerpt"} else row_values.plain(cell)
            if value and not (is_name and (row_values.ADDRESS.match(value) or column_values.is_day(value))):
                return value
        return None

    def _source(self, cells: Mapping[str, Any], url: str | None) -> str | None:
        """The publication; if it is not known, the host of its site, as programs that fetch pages write it."""
        source = self._value("source", cells, is_name=True)
        if source is None and "source" in self._meant:
            named = (row_values.plain(cells[key]) for key in cells if key.rpartition(".")[2] in _MAY_BE_SOURCE)
            source = next((name for name in named if name and _is_paper(name)), None)
        site = row_values.plain(cells.get("sourceurl"))
        if source is None and site and url and site != url and row_values.ADDRESS.match(site):
            source = row_values.ADDRESS.sub("", site).partition("/")[0]
        source = source or self._site_of(cells, url)
        return source.removeprefix("www.") if source and _HOST.fullmatch(source) else source

    def _site_of(self, cells: Mapping[str, Any], url: str | None) -> str | None:
        """The host of a row's address, if a column states it, too."""
        host = row_values.ADDRESS.sub("", url or "").partition("/")[0].removeprefix("www.")
        keys = [key for key, value in cells.items() if isinstance(value, str) and value.removeprefix("www.") == host]
        self._used |= set(keys)
        return host if keys and _HOST.fullmatch(host) else None

    def _body(self, value: object) -> str | None:
        """The text of an article: a text, HTML, a list of paragraphs, or an object with sections and paragraphs."""
        pieces = list(row_values.paragraphs(value))
        text = "\n\n".join(pieces)
        if _WORDPRESS in text:
            pieces = [wordpress.without_codes(piece) for piece in pieces]
            text = "\n\n".join(pieces)
        if not _HTML.search(text):
            text = mended_text.mended(text)
            pieces = [text]
        if not _HTML.search(text):  # which codes may have hidden
            return None if row_values.ADDRESS.match(text) and len(text.split()) == 1 else text or None
        markup = text if len(pieces) == 1 else "".join(f"<div>{piece}</div>" for piece in pieces)
        return page_furniture.without_furniture(self._to_text(markup))

    def _authors(self, cells: Mapping[str, Any]) -> object:
        for key in self._wanted["author"]:
            value = cells.get(key)
            if isinstance(value, dict) and len(value) == 1:  # {"by": [...]}
                value = next(iter(value.values()))
            if isinstance(value, str) and (listed := _LIST_AS_TEXT.fullmatch(value.strip()[:_MAX_LIST_CHARS])):
                value = [single or double for single, double in _QUOTED.findall(listed[0])]
            if isinstance(value, list) and value:
                return [plain_byline(name) for name in map(row_values.plain, value) if name]
            if (plain := row_values.plain(value)) and not plain.isdecimal():  # the number of a row of another table
                return surnames_last(plain) if have_surnames_first(plain) else plain
        names = [row_values.plain(cells.get(key)) for key in _AUTHOR_IN_TWO]
        credit = row_values.plain(cells.get("credit")) or ""
        if not any(names) and "author" in self._meant and parse_byline(credit):  # others are a picture's
            return plain_byline(credit)
        embedded = cells.get("embedded.author")  # of WordPress, which states a number in the row itself
        return " ".join(filter(None, names)) or row_values.plain(embedded)


def _headline(title: str, headline: object, source: str | None) -> str:
    """A title without the place before it, which "headline" lacks, and without its site's name."""
    if isinstance(headline, str) and title.endswith(f": {headline.strip()}"):
        title = headline
    return publications.without_site(mended_text.mended(title), source or "")


def _is_paper(name: str) -> bool:
    return publications.is_publication(name) or publications.may_be_publication(name)


def _unpublished(cells: Mapping[str, Any]) -> str | None:
    """The status or the kind of a post that its blog has not published; None for any other row."""
    stated = (cells.get(key) for key in _STATUSES)
    return next((status for status in stated if isinstance(status, str) and status.lower() in _UNPUBLISHED), None)


def _is_date(value: str) -> bool:
    return any(isinstance(parse_date(value, day_first=day_first), PartialDate) for day_first in (True, False))


def renamed(part: Part, prefix: str) -> Part:
    """The part with the name of its sheet or table before its own."""
    return replace(part, name=part_path(prefix, part.name))


def unnamed(parts: Iterator[Part]) -> Iterator[Part]:
    """The parts of the only article of a file, which has the name of its file."""
    return (replace(part, name="") for part in parts)
