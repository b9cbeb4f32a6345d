"""RIS, in which ProQuest, EBSCO, Zotero and others export references: each that has an abstract is an article.

    TY  - NEWS                      T1, TI  headline               AU, A1  an author: "Low, Ann"
    T1  - Minister Resigns          Y1, DA, PY  date: 2012/02/07/  T2, JF, JO  publication
    AB  - He said ...               AB, N2  the text               UR  address
    ER  -                           N1  notes of the database, no text

An abstract is not the whole text unless the database writes that there; so each article counts as incomplete.
"""

import re
from collections.abc import Iterator

from retrieval.errors import UnreadableFile
from retrieval.ingest.bylines import surname_last
from retrieval.ingest.document import Document, Incomplete, Part, Skipped
from retrieval.ingest.formats import plain_text
from retrieval.ingest.formats.database_exports.paragraphs import unwrapped

ONLY_ABSTRACT = "has the abstract of a reference as its text, which may not be the whole"
NO_TEXT = "is a reference without an abstract"
_FIELD = re.compile(r"\s*([A-Z][A-Z0-9])  ?-(?: (.*)|$)")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?(?:/.*)?")
_TITLES, _TEXTS, _AUTHORS = ("T1", "TI", "TT", "CT"), ("AB", "N2"), ("AU", "A1")
_SOURCES, _DATES = ("JF", "JO", "T2", "JA", "BT"), ("DA", "Y1", "PY")

Fields = dict[str, list[str]]  # the values of a reference by tag


def read(raw: bytes) -> Iterator[Part]:
    records = list(_records(plain_text.decode(raw).removeprefix("\ufeff")))
    if not records:
        raise UnreadableFile("holds no references")
    for number, fields in enumerate(records, 1):
        name = str(number) if len(records) > 1 else ""
        text = max((" ".join(fields.get(tag, [])) for tag in _TEXTS), key=len)
        if not text.strip():
            yield Skipped(name, NO_TEXT)
            continue
        yield Incomplete(name, ONLY_ABSTRACT)
        yield Document(unwrapped(text.split("\n")), _facts(fields), name)


def _records(text: str) -> Iterator[Fields]:
    """The fields of each reference by tag. A line without a tag goes on with the field above it."""
    values: list[tuple[str, list[str]]] = []  # each tag with its lines
    for line in [*text.split("\n"), "ER  - "]:
        found = _FIELD.fullmatch(line)
        if found and found[1] in {"TY", "ER"}:
            fields: Fields = {}
            for tag, lines in values:
                fields.setdefault(tag, []).append("\n".join(lines))
            if fields:
                yield fields
            values = []
        elif found:
            values.append((found[1], [found[2] or ""]))
        elif values:
            values[-1][1].append(line)


def _facts(fields: Fields) -> dict[str, object]:
    def first(tags: tuple[str, ...]) -> str:
        return next((plain_text.one_line(value) for tag in tags for value in fields.get(tag, []) if value.strip()), "")

    authors = [plain_text.one_line(name) for tag in _AUTHORS for name in fields.get(tag, [])]
    dates = [day for tag in _DATES for value in fields.get(tag, []) if (day := _day(value))]
    return {
        "title": first(_TITLES),
        "source": first(_SOURCES),
        "date": max(dates, key=len, default=None),
        "authors": [surname_last(name) for name in authors if name],
        "url": first(("UR", "L2")),
    }


def _day(value: str) -> str | None:
    """A date as "2012-02-07"; as far as it is stated.

    >>> _day("2012/02/07/"), _day("2012/02//Feb"), _day("2012 Feb 07"), _day("2012")
    ('2012-02-07', '2012-02', '07 Feb 2012', '2012')
    """
    plain = value.strip()
    if found := _DATE.fullmatch(plain):
        return "-".join(part.zfill(2) for part in found.groups() if part)
    return re.sub(r"^(\d{4}) ([A-Za-z]{3,9}) (\d{1,2})$", r"\3 \2 \1", plain) or None
