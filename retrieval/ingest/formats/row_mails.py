"""Tables with a whole mail in a cell of each row, as collections of mail are published.

file            message
sent/17.        "Message-ID: <17@lorne.example>⏎Date: Tue, 7 Feb 2012 ...⏎Subject: The dam⏎⏎The dam is safe ..."
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document, Part, Skipped, part_path
from retrieval.ingest.formats import mail, plain_text
from retrieval.ingest.formats.row_values import Row

_MIN_MAIL_SHARE = 0.8  # of the rows
_MAX_HEADER_CHARS = 10_000


def column(rows: Sequence[Row]) -> str | None:
    """The column that has a mail with its headers in nearly every row."""
    held = Counter(name for row in rows for name, value in row.items() if isinstance(value, str) and _is_mail(value))
    name, count = max(held.items(), key=itemgetter(1), default=("", 0))
    return name if count and count >= _MIN_MAIL_SHARE * len(rows) else None


def _is_mail(value: str) -> bool:
    return mail.has_headers(plain_text.normalise_line_ends(value[:_MAX_HEADER_CHARS]))


def read(message: str, name: str, to_text: Callable[[str], str]) -> Iterator[Part]:
    """The parts of a mail, named by its row. Its attachments are not read."""
    try:
        for part in mail.read(message.encode("utf-8", "replace"), to_text):
            if isinstance(part, mail.MailAttachment):
                yield Skipped(part_path(name, part.name), "is attached to a mail in a cell")
            elif isinstance(part, Document):
                yield replace(part, name=name, text=plain_text.checked(plain_text.normalise_line_ends(part.text)))
            else:
                yield replace(part, name=name)
    except UnreadableFile as error:
        yield Skipped(name, error.why)
