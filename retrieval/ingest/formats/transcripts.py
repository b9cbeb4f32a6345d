"""Transcripts as text by Otter, Zoom, Teams and YouTube, with a time before or beside each turn.

    Priya Raman  0:06                    0:06                        [00:00:06] Priya Raman: Good morning. ...
    Good morning. I opened               good morning i opened
    the books.                           0:09                        [00:01:10] Justin Hale: But you knew.
    Justin Hale  1:10                    the books
    But you knew.

They become paragraphs like subtitles: one for each turn, after its time. Lines above the first time stay.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.ingest import page_furniture
from retrieval.ingest.document import Document
from retrieval.ingest.formats.subtitles import Cue, paragraphs

MIN_TURNS = 3  # with a time, by which a transcript is known
MIN_TIMED_SHARE = 0.2  # of the lines with words, that state a time
MAX_LINE_CHARS = 100  # of a line with a speaker and a time
MAX_FIRST_SECONDS = 299  # from the start of the recording to the first turn
_TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,]\d{1,3})?"
_SPEAKER_AND_TIME = re.compile(
    rf"(?P<speaker>[^\W\d_][^:\d\n]{{0,60}}?)(?:\s{{2,6}}|\t|\s{{0,2}}\|\s{{0,2}}|\s[(\[]){_TIME}[)\]]?"
)
_TIME_ALONE = re.compile(rf"[(\[]?{_TIME}[)\]]?")
_TIME_AND_SPEAKER = re.compile(rf"[(\[]?{_TIME}[)\]]?\s+(?P<speaker>[^\W\d_][^:\d\n]{{0,60}}):?")
_LIST_ABOVE = re.compile(r"(?:summary )?keywords|speakers|summary|outline|action items", re.IGNORECASE)
_LENGTH = re.compile(r"(?<!\s)\s*+[•·|]\s*+(?:\d{1,2}:)?\d{1,3}:\d{2}\s*$")
_FOOT = re.compile(r"Transcribed by https?://\S+|(?:Automatically|Auto-) ?generated transcript.*", re.IGNORECASE)
_MAX_SPEAKER_WORDS = 6


def read(document: Document) -> Document:
    """The document with its turns as paragraphs; unchanged if it is not a transcript."""
    lines = document.text.split("\n")
    turns = [(at, *turn) for at, line in enumerate(lines) if (turn := _turn(line.strip()))]
    seconds = [start for _, start, _ in turns]
    filled = sum(bool(line.strip()) for line in lines)
    if len(turns) < MIN_TURNS or len(turns) < MIN_TIMED_SHARE * filled or not _count_from_start(seconds):
        return document
    cues: list[Cue] = []
    for (at, start, speaker), end in zip(turns, [*(at for at, _, _ in turns[1:]), len(lines)], strict=True):
        words = " ".join(line for each in lines[at + 1 : end] if not _FOOT.fullmatch(line := " ".join(each.split())))
        if words.strip():
            cues.append(Cue(start, start, speaker, words.strip()))
    if len(cues) < MIN_TURNS:
        return document
    above = "\n".join(_above(lines[: turns[0][0]])).rstrip()
    return replace(document, text="\n\n".join(filter(None, [above, *paragraphs(cues)])), plain=False)


def _above(lines: Sequence[str]) -> Iterator[str]:
    """The lines above the first turn, without lists of keywords and speakers, furniture, and the recording's length."""
    is_list = False
    for line in lines:
        is_list = bool(line.strip()) and (is_list or _LIST_ABOVE.fullmatch(line.strip()) is not None)
        if not is_list and not page_furniture.is_furniture(line):
            yield _LENGTH.sub("", line)


def _count_from_start(seconds: list[float]) -> bool:
    """Whether the times count from a recording's start, and are not the hours of a day, as in a live blog."""
    return seconds[0] <= MAX_FIRST_SECONDS and seconds == sorted(seconds)


def _turn(line: str) -> tuple[float, str] | None:
    """The seconds and the speaker of a line that begins a turn; None for any other line.

    >>> _turn("Ann Low  1:06"), _turn("1:02:10"), _turn("[00:06] Ann Low:"), _turn("He came at 1:06")
    ((66.0, 'Ann Low'), (3730.0, ''), (6.0, 'Ann Low'), None)
    """
    if len(line) > MAX_LINE_CHARS:
        return None
    for form in (_TIME_ALONE, _SPEAKER_AND_TIME, _TIME_AND_SPEAKER):
        if found := form.fullmatch(line):
            speaker = found.groupdict().get("speaker") or ""
            hours, minutes, seconds = (
                int(found[number] or 0) for number in ((2, 3, 4) if form is _SPEAKER_AND_TIME else (1, 2, 3))
            )
            if len(speaker.split()) <= _MAX_SPEAKER_WORDS:
                return float(hours * 3600 + minutes * 60 + seconds), speaker.strip()
    return None
