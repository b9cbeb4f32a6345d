"""Subtitles (SubRip .srt, WebVTT .vtt, YouTube's .sbv, TTML): the words that were spoken, with the time of each turn.

    00:00:06.000 --> 00:00:09.000                    [00:00:06] Priya Raman: Good morning. I opened the books.
    <v Priya Raman>Good morning. I opened            [00:01:10] Justin Hale: But you knew.

Cues of one speaker are one paragraph, after the time at which it begins. Without named speakers, a paragraph ends at
the end of a sentence, before a cue that begins with a dash, after a pause, or when it becomes long.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from retrieval.errors import UnreadableFile
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text, zipped_xml

MAX_PARAGRAPH_CHARS = 500
_OF_CUE = ("{*}p", "{*}span", "{*}br")  # elements of a cue in TTML
_PAUSE_SECONDS = 4.0  # seconds between two cues after which a new paragraph begins
_TIMES = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:\s*-->\s*|,)(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})(?:\s.*)?"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?\s++([^\s<>][^<>]*+)>")
_TAG = re.compile(r"</?(?:[a-z][^<>]*|\d[\d:.]*)>|\{\\[^{}]*\}", re.IGNORECASE)
_ROLLING = re.compile(r"<c>|position:0%")  # captions made by machine, of which each cue repeats a line
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_LABEL = re.compile(r"([^\W\d_a-z][^:.!?\n]{1,50}): +(\S.*)")
MIN_LABELS = 2  # of cues that name their speakers
_NEW_SPEAKER = re.compile(r"\A(?:>>+|[-–—])\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    start: float  # seconds
    end: float
    speaker: str
    text: str


def read(raw: bytes) -> list[Document]:
    text = plain_text.decode(raw).removeprefix("\ufeff")
    cues = _by_labels(list(_cues(text)))
    if not cues:
        raise UnreadableFile("holds no subtitles")
    return [Document("\n\n".join(paragraphs(cues)))]


def _by_labels(cues: list[Cue]) -> list[Cue]:
    """The cues with the speakers that most of them name in their words, as Zoom writes "Ann Low: We will."."""
    labels = [_LABEL.fullmatch(cue.text) for cue in cues]
    named = [label for label in labels if label]
    if any(cue.speaker for cue in cues) or len(named) < MIN_LABELS or len(named) * 2 < len(cues):
        return cues
    speaker, found = "", list[Cue]()
    for cue, label in zip(cues, labels, strict=True):
        speaker = label[1] if label else speaker
        found.append(replace(cue, speaker=speaker, text=label[2] if label else cue.text))
    return found


def read_timed_text(raw: bytes) -> list[Document]:
    """TTML (also called DFXP) and YouTube's: each <p> is a cue with its times, <text> in YouTube's older ones."""
    root = zipped_xml.parse_file(raw)
    is_of_youtube = zipped_xml.local_name(root) != "tt"
    cues = []
    for element in root.iter("{*}p", "{*}text"):
        pieces = element.itertext("{*}p", "{*}s", "{*}text") if is_of_youtube else element.itertext(*_OF_CUE)
        words = " ".join(unescape(("" if is_of_youtube else " ").join(pieces)).split())
        start, end = (_youtube_times if is_of_youtube else _times_of)(element)
        if words:
            cues.append(Cue(start, end or start, "", words))
    if not cues:
        raise UnreadableFile("holds no subtitles")
    title = root.findtext("./{*}head/{*}metadata/{*}title")
    return [Document("\n\n".join(paragraphs(cues)), {"title": plain_text.one_line(title)} if title else {})]


def _times_of(cue: Any) -> tuple[float, float]:
    return _clock(cue.get("begin") or ""), _clock(cue.get("end") or "")


def _youtube_times(cue: Any) -> tuple[float, float]:
    """The start and the end of a cue: t and d in milliseconds, start and dur in seconds."""
    unit, names = (1000, ("t", "d")) if cue.get("t") else (1, ("start", "dur"))
    start, length = (_clock(f"{cue.get(name) or 0}s") / unit for name in names)
    return start, start + length


def _clock(time: str) -> float:
    """The seconds of a time of TTML: "00:01:02.500", "00:01:02:12" with frames, or "62.5s".

    >>> _clock("00:01:02.500"), _clock("62.5s"), _clock("")
    (62.5, 62.5, 0.0)
    """
    if clock := re.match(r"(\d{1,3}):(\d{2}):(\d{2}(?:\.\d{1,6})?)", time, re.ASCII):
        return int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3])
    seconds = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?)s", time, re.ASCII)
    return float(seconds[1]) if seconds else 0.0


def _cues(text: str) -> Iterator[Cue]:
    """The cues in order. A cue that only repeats the one before it, as rolling captions do, adds what is new."""
    before, is_rolling = "", _ROLLING.search(text) is not None
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((number for number, line in enumerate(lines[:3]) if _TIMES.fullmatch(line.strip())), None)
        if at is None:
            continue
        times = _TIMES.fullmatch(lines[at].strip())
        if times is None:
            continue
        for words in _turns(lines[at + 1 :]):
            voice = _VOICE.search(words)
            plain = " ".join(unescape(_TAG.sub("", words)).split())
            new = plain.removeprefix(before).strip() if before and plain.startswith(before) else plain
            if is_rolling and not plain.startswith(before or " "):
                new = _behind_overlap(before, plain)
            before = plain
            if new:
                yield Cue(_seconds(times, 1), _seconds(times, 5), plain_text.one_line(voice[1]) if voice else "", new)


def _behind_overlap(before: str, words: str) -> str:
    """The words without those at the beginning that repeat the end of the previous cue.

    >>> _behind_overlap("eleven passengers a night", "a night do not make a railway")
    'do not make a railway'
    """
    old, new = before.split(), words.split()
    overlap = next((length for length in range(min(len(old), len(new)), 0, -1) if old[-length:] == new[:length]), 0)
    return " ".join(new[overlap:])


def _turns(lines: list[str]) -> list[str]:
    """The words of a cue by speaker: lines that begin with a dash are said by one person each.

    >>> _turns(["- Will you", "appeal?", "- We will."]), _turns(["It is late", "- too late."])
    (['- Will you appeal?', '- We will.'], ['It is late - too late.'])
    """
    turns: list[str] = []
    for line in lines:
        if turns and not (_NEW_SPEAKER.match(line) and _NEW_SPEAKER.match(turns[0])):
            turns[-1] += f" {line}"
        else:
            turns.append(line)
    return turns


def _seconds(times: re.Match[str], group: int) -> float:
    hours, minutes, seconds, fraction = (times[number] or "0" for number in range(group, group + 4))
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def paragraphs(cues: list[Cue]) -> Iterator[str]:
    paragraph: list[Cue] = []
    for cue in cues:
        if paragraph and _begins_paragraph(paragraph, cue):
            yield _paragraph(paragraph)
            paragraph = []
        paragraph.append(cue)
    yield _paragraph(paragraph)


def _begins_paragraph(paragraph: list[Cue], cue: Cue) -> bool:
    last = paragraph[-1]
    if cue.speaker or last.speaker:
        return cue.speaker != last.speaker
    if _NEW_SPEAKER.match(cue.text) or cue.start - last.end > _PAUSE_SECONDS:
        return True
    length = sum(len(each.text) + 1 for each in paragraph)
    return length > MAX_PARAGRAPH_CHARS and _SENTENCE_END.search(last.text) is not None


def _paragraph(cues: list[Cue]) -> str:
    start = int(cues[0].start)
    words = (
        _NEW_SPEAKER.sub("", " ".join(cue.text for cue in cues), count=1)
        if not cues[0].speaker
        else " ".join(cue.text for cue in cues)
    )
    speaker = f"{cues[0].speaker}: " if cues[0].speaker else ""
    return f"[{start // 3600:02}:{start // 60 % 60:02}:{start % 60:02}] {speaker}{words}"
