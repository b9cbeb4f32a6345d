"""Factiva. Its articles come with two-letter codes, or without:

    HD                                      News
    Six libraries to close                  Six libraries to close
    BY                                      By Hannah Blythe
    By Hannah Blythe                        183 words
    PD                                      13 February 2024
    13 February 2024                        Westmere Courier
    SN                                      WMC
    Westmere Courier                        English
    LP                                      Copyright 2024 Westmere Media. All Rights Reserved.
    The first paragraph.
    TD                                      The first paragraph.
    The others.                             The others.
    AN                                      Document WMC0000020240213ek2d00001
    Document WMC0000020240213ek2d00001

A code is on a separate line, or before a tab. In the text of an article, a code before a single space counts only with
its typical value, such as "AN Document ...".
"""

import re
from collections.abc import Iterable

from retrieval.ingest.formats import plain_text
from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, date_in, unwrapped
from retrieval.ingest.header.bylines import parse_byline, plain_byline

_CODES = (
    "SE HD BY CR WC PD ET SN SC ED PG VOL LA CY CX LP TD CT RF ART CLM CO IN NS RE IPC IPD PUB AN DID DLN RST ATH"
).split()
_CODE = re.compile(rf"[ \u00a0]*({'|'.join(_CODES)})(?:[ \u00a0]*\t\s*+|[ \u00a0]{{2,}}+|[ \u00a0]*$)(.*)")
_CODE_AND_SPACE = re.compile(rf"({'|'.join(_CODES)}) (.*)")
_TAIL_CODE = re.compile(r"(?:CO|IN|NS|RE) [a-z0-9]{2,10} ?: .*|(?:PUB|IPD|IPC|CT|RF) .{1,80}|AN Document .*")
_FIRST_CODES = {"SE", "HD", "CLM"}  # of an article
_TEXT_CODES = {"LP", "TD"}
_CODED = [
    re.compile(rf"^[ \u00a0]*{code}(?:[ \u00a0]*$|[ \u00a0]*\t|[ \u00a0])", re.MULTILINE) for code in ("HD", "SN", "PD")
]
_BODY_CODED = re.compile(r"^[ \u00a0]*(?:LP|TD)[ \u00a0]*(?:$|\t| )", re.MULTILINE)
_END = re.compile(r"^[ \t\u00a0]*Document[ \u00a0]+[A-Z][A-Z0-9]{4,}20\d{6}[a-z0-9]{6,}[ \t]*$", re.MULTILINE)
_OF_WORDS = "(?:words?|mots?|Wörter|woorden|palabras|parole|palavras)"
_COUNT_LINE = re.compile(rf"^[ \t\u00a0]*[\d,.]{{1,12}} {_OF_WORDS}[ \t]*$", re.MULTILINE)
_WORDS = re.compile(rf"[\d,.]+ {_OF_WORDS}", re.IGNORECASE)
_LANGUAGE = re.compile(
    r"English|French|German|Spanish|Italian|Portuguese|Dutch|Russian|Chinese.*|Japanese|Arabic|Polish|Swedish|Turkish"
    r"|Anglais|Français|Allemand|Englisch|Französisch|Deutsch|Inglés|Español|Engels|Nederlands|Inglese|Italiano"
)
_COPYRIGHT = re.compile(r"\(?(?:copyright|\(c\)|©)", re.IGNORECASE)
_HEADLINE_MARK, _AUTHOR_MARK = "HD ", "BY "  # set by `mark_up` before parts that only the markup distinguishes
_MAX_HEAD_LINES = 14  # between the count of words and the text
_COMPANY = re.compile(r"\b(?:ltd|limited|inc|plc|llc|corp|company|co|group)\b\.?", re.IGNORECASE)


def is_export(text: str) -> bool:
    return is_coded(text) or (_END.search(text) is not None and _COUNT_LINE.search(text) is not None)


def is_coded(text: str) -> bool:
    return all(code.search(text) for code in _CODED) and _BODY_CODED.search(text) is not None


def mark_up(tree: object) -> None:
    """Mark headline and author in a Factiva page, because its text alone does not distinguish them from other lines."""
    if tree.xpath("//td[contains(@class, 'index')]"):  # type: ignore[attr-defined]
        return  # its lines have codes
    for class_name, mark in (("Headline", _HEADLINE_MARK), ("author", _AUTHOR_MARK)):
        for element in tree.xpath(f"//*[contains(@class, '{class_name}')]"):  # type: ignore[attr-defined]
            element.text = f"{mark}{plain_text.one_line(element.text or '')}"


def read(text: str) -> list[ExportedArticle]:
    if is_coded(text):
        return _coded(text.split("\n"))
    pieces, end = [], 0
    for found in _END.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
    return [article for article in map(_uncoded, pieces) if article]


def _coded(lines: Iterable[str]) -> list[ExportedArticle]:
    articles: list[dict[str, list[str]]] = []
    code = ""
    for line in lines:
        found = _CODE.fullmatch(line) or _CODE_AND_SPACE.fullmatch(line)
        if found and code in _TEXT_CODES and not _CODE.fullmatch(line) and not _TAIL_CODE.fullmatch(line):
            found = None  # "IN 2012 the minister said ..."
        if found:
            code = found[1]
            has_ended = not articles or code in articles[-1] or "AN" in articles[-1]
            if has_ended and (code in _FIRST_CODES or not articles):
                articles.append({})
            articles[-1].setdefault(code, []).append(found[2])
        elif code and articles:
            articles[-1][code].append(line)
    return [_from_codes(fields) for fields in articles]


def _from_codes(fields: dict[str, list[str]]) -> ExportedArticle:
    def value(code: str) -> str:
        return " ".join(" ".join(fields.get(code, [])).split())

    raw_metadata: dict[str, object] = {
        "title": value("HD"),
        "author": plain_byline(value("BY")),
        "date": date_in(value("PD")),
        "source": value("SN"),
    }
    return unwrapped([*fields.get("LP", []), "", *fields.get("TD", [])]), raw_metadata


def _uncoded(text: str) -> ExportedArticle | None:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    filled = [at for at, line in enumerate(lines) if line]
    words = next((place for place, at in enumerate(filled) if _WORDS.fullmatch(lines[at])), None)
    if words is None:
        return None
    above = [lines[at] for at in filled[:words]]
    below = filled[words + 1 : words + 1 + _MAX_HEAD_LINES]
    dated = next((place for place, at in enumerate(below) if date_in(lines[at])), None)
    if dated is None:
        return None
    headline, author = _headline_and_author(above)
    source = next((at for at in below[dated + 1 :] if not re.match(r"\d{1,2}:\d{2}", lines[at])), below[dated])
    ends = [at for at in below if _COPYRIGHT.match(lines[at])] or [at for at in below if _LANGUAGE.fullmatch(lines[at])]
    start = (ends[0] if ends else source) + 1
    body = unwrapped(lines[start:]).split("\n\n")
    if len(body) > 1 and _is_publisher(body[-1], lines[ends[0]] if ends else ""):
        body.pop()
    raw_metadata: dict[str, object] = {
        "title": headline,
        "author": plain_byline(author),
        "date": date_in(lines[below[dated]]),
        "source": lines[source],
    }
    return "\n\n".join(body), raw_metadata


def _headline_and_author(lines: list[str]) -> tuple[str, str]:
    """The headline and the byline among the lines above the count of words: section, headline, byline."""
    headline = next((line for line in lines if line.startswith(_HEADLINE_MARK)), "").removeprefix(_HEADLINE_MARK)
    author = next((line for line in lines if line.startswith(_AUTHOR_MARK)), "").removeprefix(_AUTHOR_MARK)
    if headline:
        return headline, author
    if len(lines) > 1 and _is_author(lines[-1], lines[-2]):
        return lines[-2], lines[-1]
    return (lines[-1] if lines else ""), ""


def _is_author(line: str, above: str) -> bool:
    """Whether a line is a byline below a headline, not a headline below the name of a section."""
    is_name = bool(parse_byline(f"By {line}")) and len(above.split()) > 2
    return is_name or re.match(r"by\b", line, re.IGNORECASE) is not None


def _is_publisher(paragraph: str, copyright_line: str) -> bool:
    """Whether the last paragraph only names the company that the copyright names."""
    words = _COMPANY.sub("", paragraph.rstrip(".")).split()
    return bool(words) and len(words) <= 8 and all(word.strip(".,") in copyright_line for word in words)
