"""Finds a short exchange in a draft: lines that begin with the names of those who speak.

KARL EK: How long will it take?              a label, in capitals or as the draft names the person elsewhere
ANN LEE: Until the tide comes in,            its turn, down to the next label or an empty line
and not a day longer.

Attribution needs more labels to know a transcript. In a draft, two are enough, if it names one of the people elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.models import Span
from retrieval.text.normalise import normalise
from retrieval.text.person_nouns import is_role
from retrieval.text.quotation_marks import EVERY_MARK
from retrieval.text.tokenise import STOP_WORDS

WORD = r"[^\W\d_a-z][\w.’'-]*"
LABEL = re.compile(rf"(?P<name>{WORD}(?: {WORD}){{0,3}})(?: \([^()\n]{{1,30}}\))?:[^\S\n]+(?=\S)")
LINE = re.compile(r"[^\n]+")
MIN_TURNS = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in an exchange: the place of the words, the speaker's name, and the label before them."""

    span: Span
    speaker: str
    label: str


@dataclass(slots=True)
class _Labelled:
    label: str
    start: int
    end: int


def find(text: str) -> Iterator[Turn]:
    """The turns of all exchanges of a draft, in order.

    >>> text = "Ann Lee met Karl Ek.\\n\\nKARL EK: When?\\nANN LEE: Soon,\\nvery soon.\\n\\nWHO: Bo\\nWHEN: Soon"
    >>> [(turn.speaker, text[slice(*turn.span)]) for turn in find(text)]
    [('Karl Ek', 'When?'), ('Ann Lee', 'Soon,\\nvery soon.')]
    """
    named = _Names(text)
    for block in _blocks(text, named):
        if any(map(named.of, (each.label for each in block))):
            for each in block:
                yield Turn((each.start, each.end), named.of(each.label) or each.label, each.label)


def _blocks(text: str, named: "_Names") -> Iterator[list[_Labelled]]:
    """The runs of at least MIN_TURNS lines with labels of people, without another paragraph in between."""
    block: list[_Labelled] = []
    end = 0
    for line in LINE.finditer(text):
        if not line[0].strip():
            continue
        label = LABEL.match(line[0])
        is_below = "\n" not in text[end : line.start()].replace("\n", "", 1)
        end = line.end()
        if label and line[0][label.end()] not in EVERY_MARK and named.may_be(label["name"]):
            block.append(_Labelled(label["name"], line.start() + label.end(), end))
        elif block and is_below and not label:
            block[-1].end = end
        else:
            if len(block) >= MIN_TURNS:
                yield block
            block = []
    if len(block) >= MIN_TURNS:
        yield block


class _Names:
    """The names that the lines of a draft without labels give to the people of labels."""

    def __init__(self, text: str) -> None:
        self._text = "\n".join(line for line in text.split("\n") if not LABEL.match(line))
        self._found: dict[str, str | None] = {}

    def may_be(self, label: str) -> bool:
        """Whether a label may mean a person: the draft names that person, or it is two words or a role in capitals."""
        is_marked = label.isupper() and (" " in label or is_role(label.lower()))
        return is_marked or self.of(label) is not None

    def of(self, label: str) -> str | None:
        if label not in self._found:
            self._found[label] = _name(label, self._text)
        return self._found[label]


def _name(label: str, text: str) -> str | None:
    """The name of a label as a text writes it; None if the text does not name that person."""
    surname = label.rpartition(" ")[2]
    found = re.finditer(rf"(?<![\w’'-])((?:{WORD} ){{0,2}})((?i:{re.escape(surname)}))\b", text)
    names = [f"{match[1]}{match[2]}".split() for match in found if match[2].istitle() or not match[2].isupper()]
    full = [_without_opening(words) for words in names if words[-1][0].isupper()]
    wanted = normalise(label).split()
    if len(wanted) > 1:
        return next((" ".join(words) for words in full if normalise(" ".join(words)).split() == wanted), None)
    common = Counter(" ".join(words) for words in full if len(words) > 1).most_common(1)
    return common[0][0] if common else None


def _without_opening(words: Sequence[str]) -> Sequence[str]:
    """The words of a name without a word that only opens its sentence: "When | Ann Lee |"."""
    return words[1:] if normalise(words[0]) in STOP_WORDS else words
