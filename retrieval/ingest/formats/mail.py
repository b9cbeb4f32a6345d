"""Mail (.eml, and each message of a mailbox) and pages saved as MHTML, which has the form of a mail.

    Subject   the headline          From   the author; of a role's mailbox ("Press Office <press@...>") the source
    Date      the date              body   the plain text, without the signature; else the HTML

An attachment in a supported format is a separate document, and so is a forwarded message. Pictures and similar parts
within the text are not attachments. A message forwarded within the text keeps its own sender, date and subject.
"""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise

from retrieval.errors import UnreadableFile
from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document, Incomplete, Part
from retrieval.ingest.formats import html, plain_text
from retrieval.ingest.header import publications

MAX_PARTS = 1000  # of one message
_MIN_PLAIN_TEXT_SHARE = 0.3  # of the words of the HTML, that the plain text must have; else it is a stub
_SIGNATURE = re.compile(r"\n-- ?\n(?=(?:[^\n]*\n){0,30}[^\n]*\Z)")
_SCRUBBED = re.compile(r"^-{5,40} next part -{5,40}$", re.MULTILINE)  # in archives of mailing lists, before attachments
QUOTED = "quotes an earlier message at its end, which is left out"
ABOVE_FORWARDED = "has words above a forwarded message, which are left out"
_MAX_LINES_ABOVE = 40  # a forwarded message
_FORWARD_MARK = re.compile(r"-{2,} ?(?:Forwarded|Original) message ?-{2,}|Begin forwarded message:", re.IGNORECASE)
_SENDER_IN_ARCHIVE = re.compile(  # as Mailman hides an address, and as news groups write one
    r"([^\s@]{1,64})(?: at |@)(\S{1,255}) +\(([^()]{1,80})\)"
)
_FROM_PAPER = re.compile(r"(\S+(?: \S+){1,3}) (?:from|at|@) ((?:The )?[A-Z].{2,60})")  # "Jane Doe from The Courier"
_FORWARDED_HEADER = re.compile(r"(From|Date|Sent|Subject|To|Cc|Reply-To):\s*(.*)", re.IGNORECASE)
_FORWARDED = re.compile(r"\A\s*(?:(?:fwd?|wg|tr|(?:press|news|media) (?:release|statement)):\s*){1,4}", re.IGNORECASE)
_APPLE_COUNT = re.compile(rb"(\d{1,9})[ ]*\r?\n")  # of the bytes of the message, above it in an .emlx file
_ROLE_MAILBOX = re.compile(
    r"(?:press|media|news|comms?|communications|pr|info|hello|contact|enquir|editor|office|no-?reply|do-?not-?reply|alert"
    r"|update|service|support|mail|list|digest|bulletin|public|secretariat)[\w.+-]*@",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<!\s)\s*+[-–—,|:]?\s*+\b(?:press|media|news|communications|comms|public affairs)\s+(?:office|team|desk"
    r"|release|releases|room|centre|center|relations|department|unit|service)\s*$"
    r"|(?<!\s)\s+(?:newsletter|newsdesk|newsroom|press|media|bulletin)$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:from|to|date|subject|received|return-path|message-id|mime-version|delivered-to|newsgroups"
    r"|organization|lines|x-[\w-]+): ",
    re.IGNORECASE,
)

MAX_WRAPPED_CHARS = 100  # of the lines that programs break; longer lines are paragraphs
_MIN_WRAPPED_CHARS = 40
# begins a separate line: a quoted line, an item of a list, a label
_OWN_LINE = re.compile(r"[>*•·|#-]|\d{1,3}[.)]\s|[A-Z][A-Za-z-]{1,20}: ")


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file within a mail, for the reader of its own format."""

    name: str
    content: bytes


def has_headers(text: str) -> bool:
    """Whether a text begins with the headers of a mail."""
    lines = text.split("\n\n", 1)[0].split("\n")
    return bool(_HEADER.match(lines[0])) and sum(bool(_HEADER.match(line)) for line in lines) >= 3


def read(raw: bytes, to_text: Callable[[str], str] = html.to_text) -> Iterator[Part | MailAttachment]:
    apple = _APPLE_COUNT.match(raw)
    message = _parse(raw[apple.end() : apple.end() + int(apple[1])] if apple else raw)
    if not message.keys():
        raise UnreadableFile("has no mail headers")
    raw_metadata: dict[str, object] = {
        "title": _header(message, "Subject"),
        "date": _date(message),
        **_sender(_sender_in_archive(message) or _header(message, "From"), _list_name(message)),
        "url": _header(message, "Archived-At").strip("<>"),
    }
    whole = _body(message, to_text)
    text = _without_quoted_reply(whole)
    if forwarded := _forwarded(text):
        headers, text, above = forwarded
        whole = text
        raw_metadata |= {"title": headers.get("subject", raw_metadata["title"]), "date": headers.get("date")}
        raw_metadata |= _sender(headers.get("from", ""), None)
        yield from [Incomplete("", ABOVE_FORWARDED)] * above
    raw_metadata["title"] = _FORWARDED.sub("", str(raw_metadata["title"]), count=1)
    attachments = list(_attachments(message))
    if text or not attachments:
        yield Document(text, raw_metadata)
    if text != whole:
        yield Incomplete("", QUOTED)
    yield from attachments


def _sender_in_archive(message: EmailMessage) -> str:
    """The sender as archives write it, "jane at lorne.example (Jane Doe)", in the form that mail has."""
    stated = next((str(value) for name, value in message.raw_items() if name.lower() == "from"), "")
    found = _SENDER_IN_ARCHIVE.fullmatch(stated.strip())
    return f"{found[3]} <{found[1]}@{found[2]}>" if found else ""


def _sender(stated: str, mailing_list: str | None) -> dict[str, object]:
    """The sender of a message: a person as its author, an office or a newspaper as its source."""
    name, address = parseaddr(stated.strip("*"))
    if of_paper := _FROM_PAPER.fullmatch(name):
        return {"source": of_paper[2], "authors": [of_paper[1]]}
    if publications.is_publication(name):
        return {"source": name, "authors": []}
    if _ROLE_MAILBOX.match(address) or _ROLE.search(name):
        return {"source": _ROLE.sub("", name), "authors": []}
    return {"source": mailing_list, "authors": [name] if name else []}


def _forwarded(text: str) -> tuple[dict[str, str], str, bool] | None:
    """The headers and the text of a message forwarded within the text, and whether there are words above it."""
    lines = text.split("\n")
    mark = next((at for at, line in enumerate(lines[:_MAX_LINES_ABOVE]) if _FORWARD_MARK.fullmatch(line.strip())), None)
    if mark is None:
        return None
    headers: dict[str, str] = {}
    at = next((at for at in range(mark + 1, len(lines)) if lines[at].strip()), len(lines))
    while at < len(lines) and (found := _FORWARDED_HEADER.fullmatch(lines[at].strip().replace("*", ""))):
        name = found[1].lower()
        headers.setdefault({"sent": "date"}.get(name, name), found[2])
        at += 1
    if "from" not in headers:
        return None
    return headers, "\n".join(lines[at:]).strip(), any(line.strip() for line in lines[:mark])


def read_saved_page(raw: bytes) -> list[Part]:
    """The page of an MHTML file, as Chrome, Edge and Internet Explorer save it."""
    message = _parse(raw)
    for part in _parts(message):
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            address = _header(part, "Content-Location") or _header(message, "Snapshot-Content-Location")
            found = {"url": address if address.startswith("http") else None}
            return [
                replace(page, raw_metadata={**found, **{key: fact for key, fact in page.raw_metadata.items() if fact}})
                if isinstance(page, Document)
                else page
                for page in html.read(_decoded(part))
            ]
    raise UnreadableFile("holds no page")


def _parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)


def _header(message: EmailMessage, name: str) -> str:
    """A header as text, decoded; "" if it is missing or broken."""
    try:
        return str(message.get(name, "")).strip()
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):  # the parser raises them for broken ones
        return ""


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _list_name(message: EmailMessage) -> str | None:
    """The name of the mailing list: "Harbour News" of "Harbour News <news.harbour.example>"."""
    return _header(message, "List-Id").partition("<")[0].strip(' "') or None


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a message without parts of their own, except those of a forwarded message."""
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > MAX_PARTS:
            raise UnreadableFile(f"has more than {MAX_PARTS} parts")
        if part.get_content_type() != "message/rfc822" and part.is_multipart():
            waiting += reversed(_inner(part))
        else:
            yield part


def _inner(part: EmailMessage) -> list[EmailMessage]:
    """The parts within a part."""
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, EmailMessage)] if isinstance(payload, list) else []


def _decoded(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: EmailMessage) -> str:
    raw, charset = _decoded(part), part.get_content_charset()
    try:
        text = raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return plain_text.decode(raw)
    return plain_text.normalise_line_ends(text)


def _is_attached(part: EmailMessage) -> bool:
    disposition = part.get_content_disposition()
    is_text = part.get_content_type() in {"text/plain", "text/html"}
    return disposition == "attachment" or (not is_text and bool(_file_name(part)) and disposition != "inline")


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        name = ""
    return plain_text.one_line(name).rpartition("/")[2].rpartition("\\")[2].lstrip(".")


def _body(message: EmailMessage, to_text: Callable[[str], str]) -> str:
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _parts(message):
        kind = part.get_content_type()
        if kind in texts and not _is_attached(part):
            text = _text(part)
            texts[kind].append(to_text(text) if kind == "text/html" else _unflowed(part, text))
    plain, page = ("\n\n".join(texts[kind]).strip() for kind in texts)
    text = plain if len(plain.split()) >= _MIN_PLAIN_TEXT_SHARE * len(page.split()) and plain else page
    text = _SCRUBBED.split(text, maxsplit=1)[0]
    without_signature = _SIGNATURE.split(text + "\n", maxsplit=1)[0].strip()
    return page_furniture.without_furniture(join_wrapped_lines(without_signature))


def _without_quoted_reply(text: str) -> str:
    """The text without the quoted lines at its end, and without the "On 5 February Jane Doe wrote:" above them.

    >>> _without_quoted_reply("He did.\\n\\nOn 5 Feb, Jane Doe wrote:\\n\\n> Did he?\\n")
    'He did.'
    """
    lines = text.rstrip().split("\n")
    end = len(lines)
    while end and (lines[end - 1].startswith(">") or not lines[end - 1].strip()):
        end -= 1
    if end in {0, len(lines)}:
        return text
    if lines[end - 1].rstrip().endswith("wrote:"):
        above = next((at for at in (end - 1, end - 2) if at >= 0 and lines[at].startswith("On ")), end)
        end = above
    return "\n".join(lines[:end]).strip()


def _unflowed(part: EmailMessage, text: str) -> str:
    """The text with the lines joined that "format=flowed" has broken: those that end in a space."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joined = re.sub(r"(?m)(?<!^--) \n(?!>|$)", "" if str(part.get_param("delsp", "")).lower() == "yes" else " ", text)
    return re.sub(r"(?m)^ (?=From |>| )", "", joined)


def _attachments(message: EmailMessage) -> Iterator[MailAttachment]:
    names: set[str] = set()
    for number, part in enumerate(_parts(message), 1):
        if part.get_content_type() == "message/rfc822":
            content = b"".join(inner.as_bytes() for inner in _inner(part)[:1])
            name = f"{number}.eml"
        elif _is_attached(part):
            content, name = _decoded(part), _file_name(part) or str(number)
        else:
            continue
        if name in names:
            name = f"{number}-{name}"
        names.add(name)
        yield MailAttachment(name, content)


def join_wrapped_lines(text: str) -> str:
    """The text with those line ends as spaces at which the next word would not have fitted into the line.

    >>> join_wrapped_lines("He said that the bridge would stay closed until\\nMay.\\n\\nYours,\\nAnn")
    'He said that the bridge would stay closed until May.\\n\\nYours,\\nAnn'
    """
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    if not _MIN_WRAPPED_CHARS <= width <= MAX_WRAPPED_CHARS:
        return text
    pieces = [lines[0]]
    for before, line in pairwise(lines):
        first_word = line.split(" ", 1)[0]
        is_wrapped = line and before.strip() and not _OWN_LINE.match(line) and len(before) + 1 + len(first_word) > width
        pieces += " " if is_wrapped else "\n", line
    return "".join(pieces)
