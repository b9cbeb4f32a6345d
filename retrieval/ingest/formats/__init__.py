"""The table of file formats, each with its name, suffixes and reader.

To add a format, write a module in this folder with a function that reads it, and a member to `Format`. A reader is one
of these:

    WholeFile          bytes → documents; runs in a sandbox, unless the format cannot make it hang or fill the memory
    WholeTable         the same, for a file with many rows whose columns the settings name
    TableRows          an open table → documents, one row at a time; a function is given for HTML in cells
    ContainerMembers   an open container → its members, which are files of other formats
    Compressed         an open compressed file → a member, the file of another format within
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import BinaryIO

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.document import Document, Incomplete, Part, Skipped, part_path
from retrieval.ingest.formats import (
    chats,
    containers,
    database_exports,
    delimited,
    docx,
    epub,
    html,
    json_records,
    light_markup,
    mail,
    movable_type,
    odt,
    parquet,
    pdf,
    plain_text,
    ris,
    rtf,
    sgml,
    spreadsheet,
    sql_dump,
    sqlite,
    subtitles,
    transcripts,
    web_archive,
    xml,
)
from retrieval.ingest.formats.rows import ToText
from retrieval.settings import ColumnSettings


@dataclass(frozen=True, slots=True)
class WholeFile:
    read: Callable[[bytes], Iterable[Part | mail.MailAttachment]]
    sandboxed: bool = True


@dataclass(frozen=True, slots=True)
class WholeTable:
    read: Callable[[bytes, ColumnSettings], Iterable[Part | mail.MailAttachment]]


@dataclass(frozen=True, slots=True)
class TableRows:
    read: Callable[[BinaryIO | containers.LimitedReader, ColumnSettings, ToText], Iterator[Part]]


@dataclass(frozen=True, slots=True)
class ContainerMembers:
    read: Callable[[BinaryIO], Iterator[containers.Member]]


@dataclass(frozen=True, slots=True)
class Compressed:
    read: Callable[[BinaryIO], containers.LimitedReader]


FormatReader = WholeFile | WholeTable | TableRows | ContainerMembers | Compressed


def read_long_text(raw: bytes, columns: ColumnSettings) -> Iterable[Part | mail.MailAttachment]:
    """The parts of a file with a suffix of plain text, whatever its content is."""
    return _read(format_of_text(raw, columns), raw, columns)


class Format(Enum):
    TEXT = "plain text", (".txt", ".text", ".story"), WholeFile(plain_text.read, sandboxed=False)
    LONG_TEXT = "long text", (), WholeTable(read_long_text)  # text beyond limits.MAX_UNCONFINED_BYTES
    MARKDOWN = (
        "Markdown",
        (".md", ".markdown", ".mdx", ".qmd", ".mkd"),
        WholeFile(light_markup.read_markdown, sandboxed=False),
    )
    LIGHT_MARKUP = (
        "Org, AsciiDoc, reStructuredText",
        (".org", ".adoc", ".asciidoc", ".rst"),
        WholeFile(light_markup.read),
    )
    HTML = "HTML", (".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".hocr"), WholeFile(html.read)
    HTML_CELL = "HTML in a table", (), WholeFile(html.read_fragment)
    HTML_WHOLE = "HTML with all its words", (), WholeFile(html.read_whole)  # no archive's: of drafts only
    DOCX = "Word", (".docx", ".docm"), WholeFile(docx.read)
    ODT = "OpenDocument", (".odt", ".fodt"), WholeFile(odt.read)
    RTF = "RTF", (".rtf",), WholeFile(rtf.read)
    PDF = "PDF", (".pdf",), WholeFile(pdf.read)
    SCANS = "scanned PDF", (), WholeFile(pdf.read_scans)  # after PDF, if the file has pages without text
    EPUB = "EPUB", (".epub",), WholeFile(epub.read)
    JSON = "JSON", (".json",), WholeTable(json_records.read)
    JSON_LINES = "JSON Lines", (".jsonl", ".ndjson", ".jl"), TableRows(json_records.read_lines)
    CSV = "CSV", (".csv", ".tsv", ".tab"), TableRows(delimited.read)
    XLSX = "Excel", (".xlsx", ".xlsm"), WholeTable(spreadsheet.read)
    ODS = "OpenDocument table", (".ods",), WholeTable(spreadsheet.read_open_document)
    SQLITE = "SQLite", (".sqlite", ".sqlite3", ".db", ".db3"), WholeTable(sqlite.read)
    SQL = "SQL dump", (".sql",), WholeTable(sql_dump.read)
    PARQUET = "Parquet", (".parquet",), WholeTable(parquet.read)
    XML = (
        "feed or XML",
        (
            *(".rss", ".atom", ".xml", ".nitf", ".tei", ".sgml", ".sgm", ".enex", ".ttml", ".dfxp"),
            *(".rdf", ".srv1", ".srv2", ".srv3"),
        ),
        WholeTable(xml.read),
    )
    SUBTITLES = "subtitles", (".srt", ".vtt", ".sbv"), WholeFile(subtitles.read)
    RIS = "RIS, BibTeX, EndNote", (".ris", ".bib", ".enw", ".nbib"), WholeFile(ris.read)
    MOVABLE_TYPE = "Movable Type", (), WholeFile(movable_type.read)
    TAGGED = "tagged text of a corpus", (), WholeFile(sgml.read_tagged)
    MAIL = "mail", (".eml", ".emlx"), WholeFile(mail.read)
    SAVED_PAGE = "saved page", (".mhtml", ".mht"), WholeFile(mail.read_saved_page)
    MAILBOX = "mailbox", (".mbox", ".mbx"), ContainerMembers(containers.mailbox_members)
    WARC = "web archive", (".warc", ".warc.gz", ".wet", ".wet.gz"), ContainerMembers(web_archive.warc_members)
    WACZ = "WACZ", (".wacz",), ContainerMembers(web_archive.wacz_members)
    ZIP = "zip", (".zip",), ContainerMembers(containers.zip_members)
    TAR = "tar", (".tar", ".tar.gz", ".tgz", ".tar.bz2"), ContainerMembers(containers.tar_members)
    GZIP = "gzip", (".gz", ".bz2"), Compressed(containers.decompressed)

    def __init__(self, label: str, suffixes: tuple[str, ...], reader: FormatReader) -> None:
        self.label = label
        self.suffixes = suffixes
        self.reader = reader


BY_SUFFIX = {suffix: file_format for file_format in Format for suffix in file_format.suffixes}
OLD_OFFICE = "is an old office file; save it as .docx, .xlsx or .odt"
UNSUPPORTED = f"is not a supported file type ({', '.join(each.label for each in Format if each.suffixes)})"
_INSTEAD = {  # by suffix
    **dict.fromkeys(("xls", "ppt", "pps", "wps"), OLD_OFFICE),
    **dict.fromkeys(("msg", "pst", "ost"), "is an Outlook file; export it as .eml or .mbox"),
    **dict.fromkeys(("pages", "numbers"), "is an Apple office file; export it as .docx or .xlsx"),
    **dict.fromkeys(("7z", "rar", "xz", "zst"), "is an archive of a kind that is not read; pack it as .zip"),
    **dict.fromkeys(
        ("feather", "arrow", "pkl", "pickle", "avro", "orc", "h5", "sav", "dta", "rds", "rdata", "sas7bdat"),
        "is a table of a kind that is not read; save it as .jsonl or .csv",
    ),
    **dict.fromkeys(("mdb", "accdb", "fmp12"), "is a database of a kind that is not read; export its tables as .csv"),
    **dict.fromkeys(
        ("indd", "idml", "qxp", "qxd", "pub", "wpd", "pmd"),
        "is a layout or a text of a kind that is not read; export it as .pdf or .docx",
    ),
    **dict.fromkeys(("mobi", "azw", "azw3", "kfx", "fb2"), "is a book of a kind that is not read; convert it to .epub"),
    **dict.fromkeys(("yaml", "yml", "toml"), "is data of a kind that is not read; save it as .json"),
    "xlsb": "is a binary Excel file; save it as .xlsx",
    "webarchive": "is a page saved by Safari; save it as .html or .mhtml",
    "opml": "is a list of feeds or an outline; export it as .json, .md or .txt",
    "tex": "is a text with commands of LaTeX; save its .pdf instead",
}
_OF_A_PROJECT = frozenset(  # files that say something of a folder, not articles
    "authors changelog changes codeowners code_of_conduct contributing contributors copying install license licence"
    " manifest notice readme security todo".split()
)
_OF_A_PROJECT_IN_ANY_CASE = frozenset("copying license licence readme".split())
_OF_A_SITE = frozenset("robots.txt humans.txt ads.txt app-ads.txt llms.txt hts-log.txt".split())
_WITHOUT_SUFFIX = frozenset(  # files that programs keep
    "brewfile dockerfile gemfile gnumakefile jenkinsfile justfile makefile pipfile procfile rakefile"
    " dovecot-uidlist dovecot-keywords dovecot-uidvalidity subscriptions maildirfolder maildirsize".split()
)
_TWEETS = re.compile(r"(?:note-?)?tweets?(?:-part\d{1,4})?\.js")  # of an archive of X (Twitter)
PROJECT_FILE = "is a file about a project, such as its licence; rename it if it is an article"
SITE_FILE = "is a file for the programs that visit a site; rename it if it is an article"
_QUERY = re.compile(r"(\.[a-z]{2,5})[?@][^/?@]*=[^/]*$", re.IGNORECASE)  # in "index.html?p=123", as wget names a page
_IN_MAILDIR = re.compile(r"(?:.*/)?(?:cur|new)/\d{9,11}\.[^/]+")
_SIGNATURES = (
    (b"%PDF-", Format.PDF),
    (b"{\\rtf", Format.RTF),
    (b"\x1f\x8b", Format.GZIP),
    (b"BZh", Format.GZIP),
    (b"WARC/", Format.WARC),
    (b"WEBVTT", Format.SUBTITLES),
    (b"PK\x03\x04", Format.ZIP),
    (b"SQLite format 3\0", Format.SQLITE),
    (b"PAR1", Format.PARQUET),
)
_ZIPPED = (
    (b"word/", Format.DOCX),
    (b"xl/", Format.XLSX),
    (b"opendocument.text", Format.ODT),
    (b"opendocument.spreadsheet", Format.ODS),
    (b"epub+zip", Format.EPUB),
)
_TOO_LONG = f"holds more than {limits.MAX_FILE_CHARS:,} characters of text; the rest is left out"
_TOO_MANY = f"has more than {limits.MAX_PARTS:,} parts; the rest is left out"
_SUFFIX = re.compile(r"[a-z][a-z0-9~_-]{0,9}", re.IGNORECASE)
_OLD_OFFICE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_BEGINNINGS = (  # of texts, in small letters
    ("<!doctype html", Format.HTML),
    ("<html", Format.HTML),
    ("<?xml", Format.XML),
    ("<doc>", Format.XML),
    ("<doc ", Format.XML),
    ("<reuters ", Format.XML),
    ("{", Format.JSON),
    ("[{", Format.JSON),
)
_MAILBOX_START = re.compile(rb"From \S+ .*\d\d:\d\d.*\n[\w-]+:")
SNIFFED_BYTES = 4096  # bytes at the start of a file by which its format is known


def format_of(name: str) -> Format | None:
    """The format of a file, by its name.

    >>> format_of("a.TXT") is Format.TEXT, format_of("b.tar.gz") is Format.TAR, format_of("c.doc"), format_of(".txt")
    (True, True, None, None)
    >>> format_of("index.html?p=123") is Format.HTML, format_of("Who is he? 1=2.txt") is Format.TEXT
    (True, True)
    """
    name = _QUERY.sub(r"\1", name)
    if _TWEETS.fullmatch(name.rpartition("/")[2].lower()):
        return Format.JSON
    stem, *suffixes = name.lower().split(".")
    if not stem or not suffixes or _is_of_a_project(name.rpartition("/")[2]):
        return None
    return BY_SUFFIX.get("." + ".".join(suffixes[-2:])) or BY_SUFFIX.get("." + suffixes[-1])


def lacks_suffix(name: str) -> bool:
    """Whether the name of a file does not show its format: "1206.", "17.M5.host:2,S".

    Databases give the suffix ".doc" to RTF and HTML, so it does not show the format either.

    >>> [lacks_suffix(name) for name in ("article", "17.M5.host:2,S", "a.1", "a.doc", "photo.jpg", ".hidden")]
    [True, True, True, True, False, False]
    >>> lacks_suffix("LICENSE"), lacks_suffix("license of an inn")
    (False, True)
    >>> lacks_suffix("old.7z")
    False
    >>> lacks_suffix("Inbox/new/1328616000.M1P2.mail.host"), lacks_suffix("style.css?v=3")
    (True, False)
    """
    name = _QUERY.sub(r"\1", name)
    file = name.rpartition("/")[2]
    if _is_of_a_project(file):
        return False
    if _IN_MAILDIR.fullmatch(name):
        return True
    suffix = file.rpartition(".")[2] if "." in file else ""
    is_known = suffix.lower() in _INSTEAD
    return bool(file) and file[0] != "." and (suffix.lower() == "doc" or not (is_known or _SUFFIX.fullmatch(suffix)))


def _is_of_a_project(file: str) -> bool:
    if file.lower() in _OF_A_SITE:
        return True
    stem, dot, suffix = file.rpartition(".") if "." in file else (file, "", "")
    if dot and suffix.lower() not in {"md", "txt", "rst"}:
        return False
    names = _OF_A_PROJECT if stem.isupper() else _OF_A_PROJECT_IN_ANY_CASE
    return stem.lower() in names or (not dot and stem.lower() in _WITHOUT_SUFFIX)


def why_unsupported(name: str) -> str:
    """The reason why a file of this name is not read, and what to do about it."""
    file = name.rpartition("/")[2]
    if _is_of_a_project(file):
        return SITE_FILE if file.lower() in _OF_A_SITE else PROJECT_FILE
    return _INSTEAD.get(name.rpartition(".")[2].lower(), UNSUPPORTED)


def format_by_content(start: bytes) -> Format | None:
    """The format of a file without a suffix, by its first SNIFFED_BYTES bytes; None if it is not known.

    Raises UnreadableFile for an old office file, whose suffix may be missing.

    >>> format_by_content(b"%PDF-1.7") is Format.PDF, format_by_content(b"He said so.") is Format.TEXT
    (True, True)
    """
    if start.startswith(_OLD_OFFICE_SIGNATURE):
        raise UnreadableFile(OLD_OFFICE)
    known = next((file_format for signature, file_format in _SIGNATURES if start.startswith(signature)), None)
    if known is Format.ZIP:
        return next((file_format for mark, file_format in _ZIPPED if mark in start), Format.ZIP)
    if known or _MAILBOX_START.match(start):
        return known or Format.MAILBOX
    text = plain_text.decode(start).lstrip("\ufeff \n\t").lower()
    if "\0" in text:
        return None
    known = next((file_format for beginning, file_format in _BEGINNINGS if text.startswith(beginning)), None)
    return known or (Format.MAIL if mail.has_headers(text) else Format.TEXT)


def is_mailbox(start: bytes) -> bool:
    """Whether a file begins like a mailbox. Archives of mailing lists are mailboxes with a suffix of plain text."""
    return _MAILBOX_START.match(start) is not None


def format_of_text(raw: bytes, columns: ColumnSettings) -> Format:
    """The format of a file with a suffix of plain text. It may be a table, JSON or a blog's export."""
    if delimited.is_table(raw, columns):
        return Format.CSV
    if json_records.is_json(raw):
        return Format.JSON
    if sgml.is_tagged(raw):
        return Format.TAGGED
    return Format.MOVABLE_TYPE if movable_type.is_export(raw) else Format.TEXT


def read_documents(file_format: Format, raw: bytes, columns: ColumnSettings) -> list[Part]:
    """The documents of a file that is read whole. Documents that cannot be articles are returned as Skipped.

    Raises UnreadableFile if the file cannot be read at all.
    """
    parts: list[Part] = []
    chars = 0
    for part in _parts(file_format, raw, columns):
        chars += len(part.text) if isinstance(part, Document) else 0
        if chars > limits.MAX_FILE_CHARS or len(parts) == limits.MAX_PARTS:
            parts.append(Incomplete("", _TOO_LONG if chars > limits.MAX_FILE_CHARS else _TOO_MANY))
            break
        parts.append(part)
    return parts


def _parts(file_format: Format, raw: bytes, columns: ColumnSettings) -> Iterator[Part]:
    for part in _read(file_format, raw, columns):
        if isinstance(part, mail.MailAttachment):
            yield from _attached(part, columns)
        elif isinstance(part, Document) and file_format is not Format.HTML_CELL:
            for each in chats.read(transcripts.read(part)):
                yield from map(_checked, database_exports.split(each) if isinstance(each, Document) else [each])
        else:
            yield part


def _read(file_format: Format, raw: bytes, columns: ColumnSettings) -> Iterable[Part | mail.MailAttachment]:
    match file_format.reader:
        case WholeFile() as reader:
            return reader.read(raw)
        case WholeTable() as reader:
            return reader.read(raw, columns)
        case TableRows() as reader:
            return reader.read(io.BytesIO(raw), columns, html.to_text)
    raise UnreadableFile("is an archive within another file")


def _attached(attachment: mail.MailAttachment, columns: ColumnSettings) -> list[Part]:
    """The parts of a mail's attachment, named by it: "report.pdf", "table.csv/1"."""
    file_format = format_of(attachment.name)
    if file_format is None:
        return [Skipped(attachment.name, why_unsupported(attachment.name))]
    if len(attachment.content) > limits.MAX_FILE_BYTES:
        return [Skipped(attachment.name, limits.TOO_LARGE)]
    try:
        parts = read_documents(file_format, attachment.content, columns)
    except UnreadableFile as error:
        return [Skipped(attachment.name, error.why)]
    except Exception as error:  # noqa: BLE001 - of a parser: a broken attachment must not cost its mail
        return [Skipped(attachment.name, f"is broken ({type(error).__name__})")]
    return [replace(part, name=part_path(attachment.name, part.name)) for part in parts]


def _checked(document: Part) -> Part:
    if not isinstance(document, Document):
        return document
    try:
        return replace(document, text=plain_text.checked(document.text))
    except UnreadableFile as error:
        return Skipped(document.name, error.why)
