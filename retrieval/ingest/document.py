"""What a reader makes of a file, before anybody looks for a heading in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """A text, and what its format tells beside it: keys of `given.KEYS`, with the values as they were found.

    `part` is its name within a file that holds several, "" in one that is a single article. `noted` marks a text that
    may begin with front matter, `markdown` one whose headline may begin with "# ".
    """

    text: str
    told: Mapping[str, object] = field(default_factory=dict)
    part: str = ""
    noted: bool = False
    markdown: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of a file that cannot become an article, "" for the file itself, and why."""

    part: str
    why: str


Part = Document | Refused
