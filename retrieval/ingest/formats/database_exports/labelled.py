"""Exports whose metadata have labels, such as "BYLINE: Jane Doe": Nexis, ProQuest, NewsBank and PressReader.

    Nexis                                   Nexis Uni                           ProQuest

         1 of 3 DOCUMENTS                   Six libraries to close              Document 1 of 3
         Westmere Courier                   Westmere Courier                    Six libraries to close
         February 13, 2024 Tuesday          February 13, 2024 Tuesday           Author: Hannah Blythe
         National Edition                   Section: NEWS; Pg. 1                Publication info: ...
    Six libraries to close                  Length: 183 words                   Full text: The text. ...
    BYLINE: Hannah Blythe                   Byline: Hannah Blythe               Subject: Libraries
    LENGTH: 183 words                       Body                                Publication title: ...
    The text. ...                           The text. ...                       Publication date: ...
    LOAD-DATE: February 13, 2024            Load-Date: February 13, 2024        ____________________
    Copyright 2024 Westmere Media           End of Document

An article has a head, a text, and a tail. A line "Body" or "Full text:" begins the text; without one, the first
paragraph below the labels of the head does. A label of the tail, "Classification" or a copyright ends it.
"""

import re
from dataclasses import dataclass, field

from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, date_in, unwrapped
from retrieval.ingest.header import publications
from retrieval.ingest.header.bylines import plain_byline, surnames_last
from retrieval.text.dates import MAX_LINE_CHARS

_NEXIS_START = r"[ \t]*(?:Document )?\d+ of \d+(?: DOCUMENTS?)?[ \t]*"
_RULE = r"_{20,}[ \t]*|-{40,}[ \t]*|={20,}[ \t]*"
_MARKS = (  # each: an export has all of these
    (rf"^{_NEXIS_START}$", r"^[ \t]*(?:LENGTH|Length):"),
    (r"^[ \t]*End of Document[ \t]*$", r"^[ \t]*(?:Length|Load-Date|LENGTH|LOAD-DATE|Byline|Section):"),
    (r"^[ \t]*(?:Length|LENGTH): [\d,]+ words", r"^[ \t]*(?:Load-Date|LOAD-DATE): "),
    (r"^[ \t]*(?:ProQuest document ID|ProQuest document link|Report Information from ProQuest)",),
    (r"^[ \t]*Author/Byline: [^\n|]*\|[ \t]*Section:",),
    (r"^[ \t]*Author/Byline:", r"^[ \t]*Record(?: Number)?: \S"),
    (r"^[ \t]*Author: ", r"^[ \t]*(?:Edition|Section|Readability): ", r"^[ \t]*Record(?: Number)?: \S"),
    (r"^[ \t]*Article Name:", r"^[ \t]*(?:Publication|Start Page):"),
    (r"^[ \t]*Gale Document Number: ",),
)
_STARTS = [  # of an article, where nothing separates them
    re.compile(r"^(?=[ \t]*Article Name:)", re.MULTILINE),
    re.compile(r"^(?=[ \t]*(?:Title|Headline):)", re.MULTILINE | re.IGNORECASE),
    re.compile(
        r"^(?=[^\n]{1,300}\n\s{0,9}(?:[^\n|]{6,40} \| [^\n|]{1,100}|[^\n|]{3,100} [-–—] [^\n]{6,40})\n\s{0,9}"
        r"Author/Byline: )",
        re.MULTILINE,
    ),
]
_IS_EXPORT = [[re.compile(mark, re.MULTILINE) for mark in marks] for marks in _MARKS]
_SEPARATOR = re.compile(rf"^(?:{_NEXIS_START}|[ \t]*End of Document[ \t]*|{_RULE})$", re.MULTILINE)
_ENGLISH = {  # labels as Nexis writes them in German, French, Dutch, Spanish and Italian
    **dict.fromkeys(("rubrik", "rubrique", "rubriek", "sección", "sezione"), "Section"),
    **dict.fromkeys(("länge", "longueur", "lengte", "longitud", "lunghezza"), "Length"),
    **dict.fromkeys(("autor", "auteur", "autore", "signature", "von"), "Byline"),
    **dict.fromkeys(("überschrift", "titre", "kop", "título", "titolo"), "Headline"),
    **dict.fromkeys(("sprache", "langue", "taal", "idioma", "lingua"), "Language"),
    **dict.fromkeys(("update", "ladedatum", "date de chargement", "laaddatum", "fecha de carga"), "Load-Date"),
    **dict.fromkeys(("grafik", "graphique", "illustration", "grafiek", "gráfico"), "Graphic"),
    **dict.fromkeys(("zeitungs-code", "code-journal"), "Journal-Code"),
}
_END_IN_ENGLISH = "End of Document"
_FOREIGN_END = re.compile(
    r"[ \t]*(?:Ende des Dokuments|Fin du document|Einde van (?:het )?document|Fine? del documento)[ \t]*",
    re.IGNORECASE,
)
_FOREIGN_START = re.compile(r"[ \t]*(?:Dokument|Document|Documento) \d+ (?:von|de|van|di) \d+[ \t]*", re.IGNORECASE)
_FOREIGN_LENGTH = re.compile(
    r"^[ \t]*(?:länge|longueur|lengte|longitud|lunghezza): [\d.,\xa0]+ (?:wörter|mots|woorden|palabras|parole)",
    re.IGNORECASE | re.MULTILINE,
)
_MAX_DATE_WORDS = 8  # of a line that only states a date: "4 de febrero de 2021 jueves"
_FOREIGN_BODY = {"corps", "texte", "text", "hoofdtekst", "cuerpo", "corpo"}
_HEAD = {  # labels above the text, and the fact that each states; "" for none
    **dict.fromkeys(("headline", "title", "document title", "article name", "headlines"), "title"),
    **dict.fromkeys(("byline", "author", "authors", "author/byline", "by"), "author"),
    **dict.fromkeys(("publication title", "publication", "paper", "newspaper", "source", "publication name"), "source"),
    **dict.fromkeys(("publication date", "date", "issue date", "published"), "date"),
    **dict.fromkeys(("document url", "url", "openurl link", "permalink"), "url"),
    "publication info": "info",
    "proquest document id": "proquest",
    "highlight": "highlight",
    "from": "source",
    **dict.fromkeys(
        "section length dateline series page pages edition abstract links copyright credit column start page end page"
        " start-page end-page volume issue subtitle words readability".split(),
        "",
    ),
    **dict.fromkeys(("start page", "end page", "page number", "word count", "publication logo", "document link"), ""),
    **dict.fromkeys(("show", "anchor", "anchors", "guest", "guests", "host", "hosts", "reporters"), ""),
    **dict.fromkeys(("document type", "content level", "publisher", "isbn", "issn"), ""),
}
_TAIL = {  # labels below the text
    *"load-date language publication-type journal-code subject geographic company organization person".split(),
    *"industry ticker city state country graphic correction-date update distribution type pub-type acc-no".split(),
    *"notes document-type record identifier people location database publisher issn classification".split(),
    *"correction copyright page pages title section credit".split(),
    *("publication title", "publication date", "publication year", "publication subject", "publication info"),
    *("publication logo", "last updated", "document url", "document type", "document feature", "source type"),
    *("proquest document id", "place of publication", "country of publication", "language of publication"),
    *("company / organization", "company/organization", "identifier / keyword", "first page", "record number"),
    *("index terms", "start page", "end page", "number of pages", "article name", "source attribution"),
    *("source citation", "gale document number"),
}
_TAIL_WITHOUT_BLANK = {"index terms", "record", "record number", "load-date", "gale document number", "copyright"}
_TAIL_HEADINGS = re.compile(
    r"(?:Classification|Graphic|DETAILS|Details|Load-Date.*|(?:Source )?Citation +\(.{1,20}\)|© .*"
    r"|Copyright(?:$|:|(?: of| by)? +[^a-z\s].*| notice.*)"
    r"|All rights reserved.*)\s*"
)
_LABEL = re.compile(r"\s*([A-Za-z][A-Za-z/ -]{1,30}?)(?:\(s\))?\s*:(?!//)\s*(.*)")
_NOISE = re.compile(
    r"ProQuest document link|Read News Document|Click here.*|Link to Image|Find It.*|Show Article.*|[\d,]+|Words"
    r"|Copyright .*|© .*|All Rights Reserved\.?|Copyright \(c\).*|SHOW: .*|Transcript # ?\S.*",
    re.IGNORECASE,
)
_NOT_TEXT = re.compile(r"THIS IS A RUSH TRANSCRIPT\b.*|THIS COPY MAY NOT BE IN ITS FINAL FORM\b.*")
_COVER = [re.compile(rf"^[ \t]*{label}:", re.MULTILINE) for label in ("Job Number", "Client/Matter")]
_BEFORE_DATE = re.compile(r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+|published\s+)*", re.IGNORECASE)
_EDITION = re.compile(r".*\bEdition\b.*|Edition \d+;?|\d+(?:st|nd|rd|th) edition", re.IGNORECASE)
_PAPER_WITH_DATE = re.compile(
    r"(?P<date>.*\d{4})(?<!\s)\s*\|\s*+(?P<paper>.+)|(?P<paper2>.+?)(?<!\s)\s+[-–—]\s+(?P<date2>\w(?=.*\d{4}).*)"
    r"|(?P<paper3>[^()]{2,80}?)\.? \((?P<date3>[^()]{4,30}\d{4})\).{0,60}"
)


@dataclass
class _Record:
    """The lines of one article by their place."""

    head: list[str] = field(default_factory=list)  # without a label; "" between paragraphs
    body: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


def is_export(text: str) -> bool:
    text = in_english(text)
    return any(all(mark.search(text) for mark in marks) for marks in _IS_EXPORT)


def is_cover(text: str) -> bool:
    """Whether a text is the list of documents that Nexis puts before them or into a separate file."""
    return all(label.search(text) for label in _COVER)


def read(text: str) -> list[ExportedArticle]:
    found = []
    for piece in _pieces(in_english(text)):
        record = _record(piece.split("\n"))
        if record.body and (record.facts or len(record.head) > 1):
            found.append(_article(record))
    return found


def in_english(text: str) -> str:
    """An export of Nexis with its labels in English; any other text unchanged."""
    if not _FOREIGN_LENGTH.search(text):
        return text
    return "\n".join(map(_line_in_english, text.split("\n")))


def _line_in_english(line: str) -> str:
    if _FOREIGN_END.fullmatch(line):
        return _END_IN_ENGLISH
    if _FOREIGN_START.fullmatch(line):
        return "Document 1 of 1"
    if line.strip().lower() in _FOREIGN_BODY:
        return "Body"
    if (date := date_in(line)) and len(line.split()) <= _MAX_DATE_WORDS:
        return date
    label, colon, value = line.partition(":")
    known = _ENGLISH.get(" ".join(label.split()).lower()) if colon else None
    return f"{known}:{value}" if known else line


def _pieces(text: str) -> list[str]:
    """The texts between the lines that separate articles; the cover page above the first is not among them."""
    pieces = [piece for piece in _SEPARATOR.split(text) if piece.strip()]
    has_separator = _SEPARATOR.search(text) is not None
    for start in _STARTS[:1] if has_separator else _STARTS:
        by_start = [piece for piece in start.split(text) if piece.strip()]
        if len(start.findall(text)) > 1:
            return by_start
    return pieces


def _record(lines: list[str]) -> _Record:
    record = _Record()
    has_body_label = any(map(_is_body_label, lines))
    at = _read_head(record, lines, has_body_label=has_body_label)
    after_blank = True
    while at < len(lines) and (not lines[at].strip() or _label(lines[at])[0] == "byline"):  # below "Full Text:"
        at += 1
    while at < len(lines):
        words = " ".join(lines[at].split())
        label = _label(lines[at])[0]
        may_end = after_blank or (label in _TAIL_WITHOUT_BLANK and words[0].isupper())
        if _TAIL_HEADINGS.fullmatch(words) or (may_end and label in _TAIL and _is_tail(lines[at:])):
            break
        if not _NOT_TEXT.fullmatch(words):
            record.body.append(lines[at])
        after_blank = not words
        at += 1
    for line in lines[at:]:
        label, value = _label(line)
        if value and _HEAD.get(label):
            record.facts.setdefault(_HEAD[label], value)
    return record


def _is_tail(lines: list[str]) -> bool:
    """Whether the paragraph after that of the first line has a label too, or there is no such paragraph.

    A paragraph of the text may begin with "Correction:"; then more text may follow.
    """
    blank = next((at for at, line in enumerate(lines) if not line.strip()), len(lines))
    following = next((line for line in lines[blank:] if line.strip(" \t-_=*")), "")
    return not following or any(form.fullmatch(following.strip()) for form in (_LABEL, _TAIL_HEADINGS))


def _read_head(record: _Record, lines: list[str], *, has_body_label: bool) -> int:
    """Read the lines above the text into the record. Returns the number of the line at which the text begins."""
    fact, after_blank, has_labels = "", True, False
    for at, line in enumerate(lines):
        words = " ".join(line.split())
        label, value = _label(line)
        if _is_body_label(line):
            record.body.append("" if _NOISE.fullmatch(value) else value)
            return at + 1
        if label in _HEAD and _LABEL.fullmatch(line):
            fact, has_labels = _HEAD[label], True
            _note(record, fact, value)
        elif not words:
            fact = ""
            record.head.append("")
        elif fact or (has_labels and not after_blank):
            record.facts[fact] = f"{record.facts.get(fact, '')} {words}".strip()
        elif has_labels and not has_body_label and not _NOISE.fullmatch(words):
            return at
        elif not _NOISE.fullmatch(words):
            record.head.append(words)
        after_blank = not words
    return len(lines)


def _label(line: str) -> tuple[str, str]:
    """The label of a line in lower case, and its value; the line itself if it is only a label."""
    found = _LABEL.fullmatch(line)
    if found:
        return found[1].lower(), found[2] or ""
    return line.strip().lower(), ""


def _is_body_label(line: str) -> bool:
    """Whether a line begins the text. "Text: ..." counts only with its colon, "Body" also without."""
    return re.match(r"\s*(?:(?:BODY|Body|FULL TEXT|Full [Tt]ext)\s*(?::|$)|Text:)", line) is not None


def _note(record: _Record, fact: str, value: str) -> None:
    """Store a field of the head. NewsBank has several labels in one line: "Author/Byline: Jane Doe | Section: News"."""
    first, *others = value.split(" | ")
    record.facts.setdefault(fact, first.strip(" |"))
    for other in others:
        label, inner = _label(other)
        record.facts.setdefault(_HEAD.get(label, ""), inner)


def _article(record: _Record) -> ExportedArticle:
    facts = record.facts
    title, source, date = _from_head(record.head)
    info, author = facts.get("info", ""), facts.get("author", "")
    source = facts.get("source") or source or info.split(";")[0].split(".")[0]
    raw_metadata: dict[str, object] = {
        "title": facts.get("title") or title,
        "author": plain_byline(surnames_last(author) if info or "proquest" in facts else author),
        "date": date_in(facts.get("date", "")) or date or date_in(info),
        "source": publications.without_place(
            re.sub(r"(?<=\w)\([^()]*\)$", "", re.split(r"(?<!\s)\s*;\s*", source)[0].strip())
        ),
        "url": facts.get("url") or None,
    }
    highlight = facts.get("highlight")
    return unwrapped([*([highlight, ""] if highlight else []), *record.body]), raw_metadata


def _from_head(lines: list[str]) -> tuple[str, str, str | None]:
    """Headline, paper and date among the lines above the text that have no label.

    The paper is above the date or beside it. The headline is above the paper; in older exports, it is the last
    paragraph below the date. There may be a cover page with other dates above all of them.
    """
    dated = next((at for at in reversed(range(len(lines))) if _is_date_line(lines[at])), None)
    if dated is None:
        return next(filter(None, lines), ""), "", None
    beside = _PAPER_WITH_DATE.fullmatch(lines[dated])
    above = _last_block(lines[:dated])
    if beside:
        paper, headline = beside["paper"] or beside["paper2"] or beside["paper3"], above
    else:
        paper, headline = (above[-1] if above else ""), above[:-1]
        if not headline and above:
            headline = _last_block(_without_last_block(lines[:dated]))
    return " ".join(headline) or _last_paragraph(lines[dated + 1 :]), _the_first(paper), date_in(lines[dated])


def _is_date_line(line: str) -> bool:
    date = date_in(line) if len(line) <= MAX_LINE_CHARS else None
    return date is not None and (
        _BEFORE_DATE.fullmatch(line.partition(date)[0]) is not None or _PAPER_WITH_DATE.fullmatch(line) is not None
    )


def _last_block(lines: list[str]) -> list[str]:
    """The last lines without a blank one between them."""
    filled = "\n".join(lines).rstrip("\n").rpartition("\n\n")[2]
    return filled.strip("\n").split("\n") if filled.strip() else []


def _without_last_block(lines: list[str]) -> list[str]:
    return "\n".join(lines).rstrip("\n").rpartition("\n\n")[0].split("\n")


def _the_first(paper: str) -> str:
    """
    >>> _the_first("Star Democrat, The (Easton, MD)")
    'The Star Democrat (Easton, MD)'
    """
    return re.sub(r"^(.+), The\b", r"The \1", paper)


def _last_paragraph(lines: list[str]) -> str:
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if not line:
            paragraphs.append([])
        elif not _EDITION.fullmatch(line):
            paragraphs[-1].append(line)
    filled = [" ".join(paragraph) for paragraph in paragraphs if paragraph]
    return filled[-1] if filled else ""
