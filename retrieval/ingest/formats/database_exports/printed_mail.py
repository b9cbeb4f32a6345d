"""Mail as it is printed: messages one below the other, each below its sender, its date and its subject.

    From: Jane Doe <jane@lorne.example>            released files, printed or exported from Outlook
    Sent: 7 February 2012 09:14
    To: Harbour Office
    Subject: The dam

    The dam is safe.

    ------------------------------                 digests of mailing lists
    Date:    Tue, 7 Feb 2012 06:30:00 +0000
    From:    Jane Doe <jane@lorne.example>
    Subject: The dam

A text is such a file if it begins with a sender, a date and a subject, or if each of several messages is below a rule.
A mail that quotes an earlier one is not such a file.
"""

import re
from email.utils import parseaddr
from itertools import pairwise

from retrieval.ingest import page_furniture
from retrieval.ingest.formats.database_exports.paragraphs import ExportedArticle, date_in

MIN_MESSAGES = 2  # of a digest
_LABEL = re.compile(
    r"[ \t]*+(from|sent|date|to|cc|bcc|subject|attachments?|importance|reply-to|message-id|sensitivity):[ \t]*+(.*)",
    re.IGNORECASE,
)
_NEEDED = {"from", "subject"}
_DATES = ("sent", "date")
_RULE = re.compile(r"[ \t]*(?:-{5,}|_{5,}|={5,}|\*{5,})[ \t]*")
_PREFIX = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|sv):\s*|\[[^\[\]]{1,40}\]\s*){1,6}", re.IGNORECASE)
_MAX_HEADER_LINES = 20  # of one message, with blank ones between them
_DIGEST_END = re.compile(r"end of .{1,80}\bdigest\b.*", re.IGNORECASE)


def is_export(text: str) -> bool:
    lines = text.split("\n")
    starts = _starts(lines)
    if not starts:
        return False
    if not any(line.strip() for line in lines[: starts[0]]):
        return True
    return len(starts) >= MIN_MESSAGES and all(_is_below_rule(lines, start) for start in starts)


def read(text: str) -> list[ExportedArticle]:
    lines = text.split("\n")
    starts = _starts(lines)
    found = []
    for start, end in pairwise([*starts, len(lines)]):
        headers, body = _headers(lines, start)
        found.append((_text(lines[body:end]), _facts(headers)))
    return found


def _starts(lines: list[str]) -> list[int]:
    """The numbers of the lines at which the headers of a message begin."""
    starts, end = list[int](), 0
    for at, line in enumerate(lines):
        if at >= end and _LABEL.fullmatch(line):
            headers, after = _headers(lines, at)
            if headers.keys() >= _NEEDED and any(headers.get(name) for name in _DATES):
                starts.append(at)
                end = after
    return starts


def _headers(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The headers that begin at a line, and the number of the line below them."""
    headers: dict[str, str] = {}
    name, end = "", start
    for at in range(start, min(start + _MAX_HEADER_LINES, len(lines))):
        label = _LABEL.fullmatch(lines[at])
        if label:
            name, end = label[1].lower(), at + 1
            if name in headers:
                break
            headers[name] = label[2].strip()
        elif lines[at].startswith((" ", "\t")) and lines[at].strip() and end == at:
            headers[name] += f" {lines[at].strip()}"  # a header continues
            end = at + 1
        elif lines[at].strip():
            break
    return headers, end


def _is_below_rule(lines: list[str], start: int) -> bool:
    above = next((lines[at] for at in range(start - 1, -1, -1) if lines[at].strip()), "")
    return _RULE.fullmatch(above) is not None


def _text(lines: list[str]) -> str:
    """The words of a message, without rules and furniture around them."""
    kept = [line for line in lines if not _DIGEST_END.fullmatch(line.strip())]
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1])):
        kept.pop()
    return page_furniture.without_furniture("\n".join(kept).strip("\n"))


def _facts(headers: dict[str, str]) -> dict[str, object]:
    stated = next(headers[name] for name in _DATES if headers.get(name))
    sender = headers["from"].replace("mailto:", "")
    name = parseaddr(sender)[0] or re.split(r"[<\[(]", sender, maxsplit=1)[0].rstrip()
    return {
        "title": _PREFIX.sub("", headers["subject"], count=1),
        "date": date_in(stated) or stated,
        "author": None if "@" in name else name.strip("\"' "),
    }
