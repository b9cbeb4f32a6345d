"""Chats as text, as WhatsApp, Signal and programs for IRC write them: each line a message with its time and its sender.

    [07/02/2012, 18:03:12] Ann Low: Has the council said anything?           WhatsApp on an iPhone
    07/02/2012, 18:03 - Ann Low: Has the council said anything?              WhatsApp on Android
    [2012-02-07 18:03] Ann Low: Has the council said anything?               Signal, IRC

Each day is an article. Its messages are paragraphs, each after its sender's name. Messages by the program itself are
left out.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document, Part, part_path
from retrieval.ingest.formats.row_sequences import in_one_order

MIN_MESSAGES = 3  # by which a chat is known
MIN_MESSAGE_SHARE = 0.5  # of the lines with words, that are messages
_DATE = r"(?P<date>\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f\xa0]?[ap]\.?m\.?)?"
_STAMP = rf"(?:\[{_DATE},?[ T]{_CLOCK}\]|{_DATE.replace('date', 'day')},?[ T]{_CLOCK} ?[-–—])"
_MESSAGE = re.compile(rf"{_STAMP} (?:(?P<sender>[^:\n]{{1,60}}): )?(?P<words>.*)", re.IGNORECASE)
_NOT_WORDS = re.compile(
    r"<?(?:image|video|audio|sticker|gif|document|contact card|media|voice message)s? (?:omitted|attached).*>?"
    r"|<attached: .{1,120}>|(?:this message was|you) deleted (?:this message)?.*|.{0,80}\.(?:jpg|opus|mp4|webp) "
    r"\(file attached\)|null",
    re.IGNORECASE,
)
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202c\ufeff"))  # of the direction of writing
_TWO_DIGITS = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-])(\d\d)")


def read(document: Document) -> Iterator[Part]:
    """The days of a chat; the document itself if it is not a chat."""
    return in_one_order(_read(document))


def _read(document: Document) -> Iterator[Part]:
    lines = [line.translate(_MARKS) for line in document.text.split("\n")]
    messages = [_MESSAGE.fullmatch(line) for line in lines]
    sent = [message for message in messages if message and message["sender"]]
    filled = sum(bool(line.strip()) for line in lines)
    if len(sent) < MIN_MESSAGES or len(sent) < MIN_MESSAGE_SHARE * filled:
        yield document
        return
    days: dict[str, list[str]] = {}
    paragraphs: list[str] = []
    for line, message in zip(lines, messages, strict=True):
        if message is None:
            if paragraphs and line.strip():
                paragraphs[-1] += f"\n{line.strip()}"  # a message of several lines
        elif message["sender"] and not _is_of_program(message["words"]):
            paragraphs = days.setdefault(message["date"] or message["day"], [])
            paragraphs.append(f"{message['sender'].strip(' ~')}: {message['words'].strip()}")
        else:
            paragraphs = []
    for number, (day, said) in enumerate(days.items(), 1):
        name = part_path(document.name, str(number)) if len(days) > 1 else document.name
        facts = {**document.raw_metadata, "date": _TWO_DIGITS.sub(r"\g<1>20\2", day) if len(day) <= 8 else day}
        yield replace(document, text="\n\n".join(said), raw_metadata=facts, name=name, front_matter=False, plain=False)


def _is_of_program(words: str) -> bool:
    return _NOT_WORDS.fullmatch(words.strip()) is not None or page_furniture.is_furniture(words)
