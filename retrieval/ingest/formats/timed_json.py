"""Transcripts as JSON from speech recognition programs: a list of utterances, each with its time.

    {"segments": [{"start": 6.1, "end": 9.0, "text": "Good morning.", "speaker": "Ann Low"}, ...]}     Whisper, WhisperX
    {"version": "1.0.0", "segments": [{"startTime": 6.1, "body": ..., "speaker": ...}, ...]}          Podcasting 2.0
    {"utterances": [{"start": 6100, "text": ..., "speaker": "A"}, ...]}          AssemblyAI, in milliseconds
    [{"start": 6.1, "duration": 2.9, "text": ...}, ...]                          YouTube, as programs fetch it
    {"events": [{"tStartMs": 6100, "segs": [{"utf8": "good "}, ...]}, ...]}      YouTube's json3

They become paragraphs in the same way as subtitles. Beside a start and an end, the longest text is what was said,
whatever its key.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from retrieval.ingest import labels
from retrieval.ingest.document import Document
from retrieval.ingest.formats import plain_text
from retrieval.ingest.formats.subtitles import Cue, paragraphs
from retrieval.ingest.header import bylines

MIN_CUES = 2
_MAX_WRAPPERS = 3
_STARTS = ("start", "startTime", "start_time", "startTimeMs", "tStartMs", "begin", "offset", "from")
_ENDS = ("end", "endTime", "end_time", "endTimeMs", "to")
_DURATIONS = ("duration", "dur", "length")
_TEXTS = ("text", "body", "transcript", "content", "line")
_SPEAKERS = ("speaker", "speaker_name", "speakerName", "speaker_label", "name")
_OF_ARTICLES = frozenset({"title", "url"})  # facts that no segment has
_MIN_WORDS = 3  # of what is said in a cue, on average, under a key that is not known
_OF_RECORDING = frozenset({"title", "date", "url"})
_MIN_MILLISECONDS = 500  # between two cues, on average: no two are so many seconds apart


def read(value: Any) -> Document | None:
    """The transcript in a JSON value; None if there is none."""
    lists = list(_lists(value))
    segments = next((found for each in [*lists, *map(_by_values, lists)] if (found := _segments(each))), None)
    if segments is None:
        return None
    starts = [_number(segment, _STARTS) for segment in segments]
    if any(before > after for before, after in pairwise(starts)):
        return None
    unit = 1000 if (starts[-1] - starts[0]) / (len(starts) - 1) > _MIN_MILLISECONDS else 1
    cues = []
    for segment, start in zip(segments, starts, strict=True):
        words = " ".join(_text(segment).split())
        end = max(_number(segment, _ENDS), start)
        if words:
            cues.append(Cue(start / unit, end / unit, _speaker(segment), words))
    return Document("\n\n".join(paragraphs(cues)), _facts(value)) if len(cues) >= MIN_CUES else None


def _facts(value: Any) -> dict[str, object]:
    """The title, the day and the address that the object around a transcript states."""
    facts: dict[str, object] = {}
    for name, stated in value.items() if isinstance(value, dict) else ():
        fact = "title" if name == "name" else labels.meaning_of(str(name))
        if fact in _OF_RECORDING and isinstance(stated, str) and stated.strip():
            facts.setdefault(fact, plain_text.one_line(stated))
    return facts


def are_columns(names: Sequence[str]) -> bool:
    """Whether the columns of a table are those of a transcript: a start, an end or a duration, and words.

    >>> are_columns(["start", "end", "text"]), are_columns(["start", "end", "title", "text"])
    (True, False)
    """
    known = [set(names) & set(group) for group in (_STARTS, (*_ENDS, *_DURATIONS), _TEXTS)]
    return all(known) and not any(labels.meaning_of(name) in _OF_ARTICLES for name in names)


def _lists(value: Any) -> Iterator[list[Any]]:
    """The lists of objects in the outer objects of a JSON value, the outermost first."""
    level = [value]
    for _ in range(_MAX_WRAPPERS):
        yield from (node for node in level if isinstance(node, list) and len(node) >= MIN_CUES)
        level = [part for node in level if isinstance(node, dict) for part in node.values()]


def _segments(parts: list[Any]) -> list[dict[str, Any]] | None:
    """The segments among objects; None if there are too few, or if they are articles, whose "offset" or "start" is not
    a time.
    """
    found = [part for part in parts if _is_segment(part)]
    are_articles = any(labels.meaning_of(name) in _OF_ARTICLES for part in found for name in part)
    return found if len(found) >= MIN_CUES and len(found) * 2 >= len(parts) and not are_articles else None


def _by_values(parts: list[Any]) -> list[Any]:
    """Objects with a start and an end, with the words and the speaker that other keys hold under known ones."""
    timed = [part for part in parts if isinstance(part, dict) and _number(part, (*_ENDS, *_DURATIONS)) >= 0]
    texts: dict[str, list[str]] = {}
    for part in timed:
        for name, value in part.items():
            if isinstance(value, str) and name not in {*_STARTS, *_ENDS, *_DURATIONS}:
                texts.setdefault(name, []).append(value)
    words = max(texts, key=lambda name: sum(map(len, texts[name])), default="")
    if not words or len(" ".join(texts[words]).split()) < _MIN_WORDS * len(timed):
        return []
    names = (name for name, values in texts.items() if name != words and all(map(bylines.is_name, values)))
    voice = next(names, "")
    return [{**part, "text": part.get(words), "speaker": part.get(voice) or _speaker(part)} for part in timed]


def _is_segment(value: Any) -> bool:
    return isinstance(value, dict) and _number(value, _STARTS) >= 0 and bool(_text(value))


def _text(segment: dict[str, Any]) -> str:
    pieces = segment.get("segs")  # of YouTube
    if isinstance(pieces, list):
        return "".join(str(piece.get("utf8") or "") for piece in pieces if isinstance(piece, dict))
    return next((segment[name] for name in _TEXTS if isinstance(segment.get(name), str)), "")


def _number(segment: dict[str, Any], names: tuple[str, ...]) -> float:
    """A time in seconds, or milliseconds; -1 if there is none."""
    value = next((segment[name] for name in names if name in segment), None)
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal() and value.isascii():
        value = float(value)
    is_time = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e9
    return float(value) if is_time and value is not None else -1.0


def _speaker(segment: dict[str, Any]) -> str:
    """The speaker's name. A letter or a number, by which a program distinguishes voices, becomes "Speaker A"."""
    value = next((segment[name] for name in _SPEAKERS if segment.get(name) is not None), "")
    name = plain_text.one_line(str(value)) if isinstance(value, str | int) else ""
    return f"Speaker {name}" if len(name) == 1 or name.isdecimal() else name
