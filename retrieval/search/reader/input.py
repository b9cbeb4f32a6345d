"""What the reader reads of a question and a passage, as the word pieces of a BERT.

    [CLS] question [SEP] headline | source, date | speaker: passage [SEP] what stands before the passage [SEP]

The question has token type 0, all else 1. The passage may take nearly all room; what stands before it is cut at its
beginning to the room that is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from retrieval import encoders
from retrieval.models import PartialDate, Precision
from retrieval.text.normalise import spelt_out

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_PIECES = 320  # all together
MAX_QUESTION, MAX_HEADLINE, MAX_ORIGIN, MAX_SPEAKERS, MAX_BEFORE = 56, 28, 20, 14, 32  # pieces of each part
SPEAKERS = 2  # names shown: of those quoted most
MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage with what the reader needs to know about it. `speakers` are those quoted in it, most quoted first."""

    text: str
    title: str = ""
    source: str = ""
    date: PartialDate | None = None
    speakers: Sequence[str] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a question and a passage, and the token type of each."""

    ids: list[int]
    types: list[int]

    def __len__(self) -> int:
        return len(self.ids)


class ReaderInput:
    """Turns questions and passages into word pieces. `tokenizer` must neither pad nor truncate."""

    def __init__(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._first, self._separator = vocabulary["[CLS]"], vocabulary["[SEP]"]

    @classmethod
    def open(cls) -> Self:
        """With the bundled encoder's tokenizer: the reader knows the same word pieces."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(encoders.bundled() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer)

    def question(self, text: str) -> list[int]:
        """The pieces of a question, of which a long one keeps its beginning and its end."""
        ids = self._pieces(text)
        if len(ids) > MAX_QUESTION:
            ids = ids[: MAX_QUESTION // 2] + ids[-MAX_QUESTION // 2 :]
        return [self._first, *ids, self._separator]

    def pair(self, question: list[int], reading: Reading) -> Pieces:
        """The pieces of a pair. `question` is what the method of that name returned."""
        head = [
            *self._pieces(reading.title)[:MAX_HEADLINE],
            *self._pieces(f" | {_origin(reading)} | ")[:MAX_ORIGIN],
        ]
        if reading.speakers:
            head += self._pieces(f"{', '.join(reading.speakers[:SPEAKERS])}:")[:MAX_SPEAKERS]
        room = MAX_PIECES - len(question) - len(head) - 1
        passage = self._pieces(reading.text)[:room]
        room -= len(passage) + 1
        before = self._pieces(reading.before)[-min(MAX_BEFORE, room) :] if reading.before and room > 0 else []
        rest = [*head, *passage, self._separator, *before, *([self._separator] if before else [])]
        return Pieces([*question, *rest], [0] * len(question) + [1] * len(rest))

    def _pieces(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(spelt_out(text), add_special_tokens=False).ids
        return ids


def _origin(reading: Reading) -> str:
    """The source and date, as an article is cited: "HSJ, 7 February 2012"."""
    return ", ".join(part for part in (reading.source, _in_words(reading.date)) if part)


def _in_words(date: PartialDate | None) -> str:
    """The date in words, as questions name dates.

    >>> [_in_words(PartialDate.parse(text)) for text in ("2012-02-07", "2012-02", "2012")]
    ['7 February 2012', 'February 2012', '2012']
    """
    if date is None:
        return ""
    first, year = date.first, str(date.first.year)
    if date.precision is Precision.YEAR:
        return year
    month = f"{MONTHS[first.month - 1]} {year}"
    return month if date.precision is Precision.MONTH else f"{first.day} {month}"
