"""References, as ProQuest, EBSCO, Zotero, Mendeley and others export them: each that has an abstract is an article.

    TY  - NEWS                      T1, TI  headline               AU, A1  an author: "Low, Ann"
    T1  - Minister Resigns          Y1, DA, PY  date: 2012/02/07/  T2, JF, JO  publication
    AB  - He said ...               AB, N2  the text               UR  address
    ER  -                           N1  notes of the database, no text

PubMed's .nbib has longer tags (PMID, FAU, JT, DP), EndNote's .enw others ("%T Minister Resigns"), and BibTeX names:
@article{low12, title = {Minister Resigns}, author = {Low, Ann}, ...}.

An abstract is usually not the whole text, so each article counts as incomplete.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Incomplete, Part, Skipped
from retrieval.ingest.formats import plain_text
from retrieval.ingest.formats.database_exports.paragraphs import unwrapped
from retrieval.ingest.header.bylines import surname_last
from retrieval.text.dates import MONTH_PATTERN, month_number

ONLY_ABSTRACT = "has the abstract of a reference as its text, which may not be the whole"
NO_TEXT = "is a reference without an abstract"
_FIELD = re.compile(r"\s*([A-Z][A-Z0-9]{1,3}) {0,2}-(?: (.*)|$)")
_OF_ENDNOTE = re.compile(r"%([0-9A-Z])(?: (.*)|$)")
_STARTS = {"TY", "ER", "PMID"}  # tags at which another reference begins
_TAGS_OF_ENDNOTE = {
    "0": "TY",
    "T": "TI",
    "A": "AU",
    "B": "JF",
    "J": "JF",
    "I": "JA",
    "D": "PY",
    "8": "DA",
    "X": "AB",
    "U": "UR",
}
_TAGS_OF_BIBTEX = {
    "title": "TI",
    "author": "AU",
    "journal": "JF",
    "journaltitle": "JF",
    "publisher": "JA",
    "date": "DA",
    "abstract": "AB",
    "url": "UR",
    "year": "YEAR",
    "month": "MONTH",
    "day": "DAY",
}
_ENTRY = re.compile(r"^[ \t]*@(\w+)\s*\{", re.MULTILINE)
_NO_ENTRY = {"comment", "string", "preamble"}
_NAME_OF_FIELD = re.compile(r"\s*+,?\s*+([\w-]++)\s*+=\s*+")
_BARE = re.compile(r"[^,{}\s]+")
_ACCENT = re.compile(r"\\([`'^\"~=.uvHck])\s*+\{?\s*+\\?([A-Za-z])\}?")
_ACCENTS = dict(
    zip("`'^\"~=.uvHck", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0328", strict=True)
)
_TEX = {
    "\\&": "&",
    "\\%": "%",
    "\\$": "$",
    "\\#": "#",
    "\\_": "_",
    "---": "—",
    "--": "–",
    "``": "“",
    "''": "”",
    "~": "\xa0",
}
_MONTH_IN_DATE = re.compile(rf"-({MONTH_PATTERN})(?![^\W\d_])", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?(?:/.*)?")
_TITLES, _TEXTS, _AUTHORS = ("T1", "TI", "TT", "CT"), ("AB", "N2"), ("AU", "A1")
_SOURCES, _DATES = ("JT", "JF", "JO", "T2", "JA", "BT"), ("DA", "Y1", "PY", "DP")

Fields = dict[str, list[str]]  # the values of a reference by tag


def read(raw: bytes) -> Iterator[Part]:
    text = plain_text.decode(raw).removeprefix("\ufeff")
    records = list(_of_bibtex(text) if _ENTRY.search(text) else _records(text))
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
        if other := _OF_ENDNOTE.fullmatch(line):
            tag, value = _TAGS_OF_ENDNOTE.get(other[1], other[1]), other[2] or ""
        elif found:
            tag, value = found[1], found[2] or ""
        else:
            tag, value = "", line
        if tag in _STARTS:
            fields: Fields = {}
            for tag, lines in values:
                fields.setdefault(tag, []).append("\n".join(lines))
            if fields:
                yield fields
            values = []
        elif tag:
            values.append((tag, [value]))
        elif values:
            values[-1][1].append(line)


def _of_bibtex(text: str) -> Iterator[Fields]:
    starts = [entry for entry in _ENTRY.finditer(text) if entry[1].lower() not in _NO_ENTRY]
    ends = [*(following.start() for following in starts[1:]), len(text)]
    for entry, end in zip(starts, ends, strict=False):
        stated = dict(_named_values(text[entry.end() : end]))
        fields = {tag: [stated[name]] for name, tag in reversed(_TAGS_OF_BIBTEX.items()) if name in stated}
        if "AU" in fields:
            fields["AU"] = " ".join(fields["AU"][0].split()).split(" and ")
        day = "-".join(part[0].zfill(2) for name in ("YEAR", "MONTH", "DAY") if (part := fields.get(name)))
        yield {"DA": [_MONTH_IN_DATE.sub(_numbered, day)], **fields}


def _named_values(entry: str) -> Iterator[tuple[str, str]]:
    """The fields of an entry, behind its key, in small letters, each with its value without braces."""
    at = entry.find(",")
    while at >= 0 and (name := _NAME_OF_FIELD.match(entry, at)):
        end = _end_of_value(entry, name.end())
        yield name[1].lower(), _plain_tex(entry[name.end() : end])
        at = end


def _end_of_value(entry: str, start: int) -> int:
    """Where a value ends: a word, or a text in braces, which may hold others, or in quotation marks."""
    if entry[start : start + 1] not in {"{", '"'}:
        bare = _BARE.match(entry, start)
        return bare.end() if bare else len(entry)
    depth = 0
    for at in range(start, len(entry)):
        depth += {"{": 1, "}": -1}.get(entry[at], 0)
        is_end = depth == 0 and (entry[at] == "}" or (entry[at] == '"' and at > start and entry[start] == '"'))
        if is_end and entry[at - 1] != "\\":
            return at + 1
    return len(entry)


def _plain_tex(value: str) -> str:
    """
    >>> _plain_tex('{Caf{\\\\\\'e} \\\\& {Bar}}')
    'Café & Bar'
    """
    plain = _ACCENT.sub(lambda mark: normalize("NFC", mark[2] + _ACCENTS[mark[1]]), value)
    for written, mark in _TEX.items():
        plain = plain.replace(written, mark)
    return plain.replace("{", "").replace("}", "").strip(' "')


def _numbered(month: re.Match[str]) -> str:
    return f"-{month_number(month[1]):02}"


def _facts(fields: Fields) -> dict[str, object]:
    def first(tags: tuple[str, ...]) -> str:
        return next((plain_text.one_line(value) for tag in tags for value in fields.get(tag, []) if value.strip()), "")

    names = fields.get("FAU") or [name for tag in _AUTHORS for name in fields.get(tag, [])]
    authors = [plain_text.one_line(name) for name in names]
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
