"""Corrections by people: corrections.toml in the archive's folder. It overrides what On Record finds by itself.

    [[correction]]                                  these words are this person's
    article = "2012-02-07-briefing.txt"             the article's path below the archive's folder
    words = "The reforms will go ahead."            as in the article; quotation marks and line breaks do not count
    after = "told reporters: "                      only if the article has them twice: the words before them
    speaker = "Andrew Lansley"                      or: not_a_quotation = true
    by = "Jane Doe"                                 or else "the editor"
    on = 2026-05-03
    note = "see the recording"

    [[correction]]                                  [[correction]]
    article = "schools.txt"                         one_person = ["Ann Lee-Hart", "Ann Lee"]    shown by the first name
    date = "2011-05"                                [[correction]]
    [[correction]]                                  two_people = ["Tom Hale", "Thomas Hale"]
    article = "libel.txt"
    withdrawn = true                                the article leaves the index

A later correction overrides an earlier one of the same thing, so the file keeps the history. `onrecord correct` appends
to it (writing.py). A build applies corrections of an article's words when it attributes the article (applying.py), so a
new correction costs one article. A correction that no longer matches its article is reported; it counts again when it
matches again.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from retrieval import toml
from retrieval.errors import CorrectionsDamaged, nearest
from retrieval.models import CORRECTED, Article, Basis, PartialDate, Published
from retrieval.text.dates import MONTHS
from retrieval.toml import TomlError

FILE = "corrections.toml"
TABLE = "correction"
TEXTS = ("article", "words", "after", "speaker", "by", "note")
FLAGS = ("not_a_quotation", "withdrawn")
PEOPLE = ("one_person", "two_people")
KEYS = (*TEXTS, *FLAGS, *PEOPLE, "date", "on")
APPLYING_VERSION = 3  # raise it if applying.py may give other results; corrected articles are then redone
EDITOR = "the editor"  # who put something right, if no name is given
HEADER = re.compile(rf"[ \t]*\[\[[ \t]*{TABLE}[ \t]*\]\]")


@dataclass(frozen=True, slots=True)
class Correction:
    """One table of the file, at `line`. The fields that are given determine what it corrects."""

    line: int
    article: str = ""
    words: str = ""
    after: str = ""
    speaker: str = ""
    not_a_quotation: bool = False
    date: PartialDate | None = None
    withdrawn: bool | None = None
    one_person: tuple[str, ...] = ()
    two_people: tuple[str, ...] = ()
    by: str = ""
    on: dt.date | None = None
    note: str = ""

    @property
    def credit(self) -> str:
        """The author and date of the correction.

        >>> Correction(1, on=dt.date(2026, 5, 3)).credit, Correction(1, by="Jane Doe").credit
        ('the editor, 3 May 2026', 'Jane Doe')
        """
        when = f", {self.on.day} {MONTHS[self.on.month - 1]} {self.on.year}" if self.on else ""
        return (self.by or EDITOR) + when


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of an archive, in the order of the file. `problems` has a line for each that cannot be read."""

    all: tuple[Correction, ...] = ()
    problems: tuple[str, ...] = ()
    _by_article: dict[str, list[Correction]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_article: dict[str, list[Correction]] = {}
        for each in self.all:
            by_article.setdefault(_composed(each.article), []).append(each)
        object.__setattr__(self, "_by_article", by_article)

    def of(self, article: str) -> list[Correction]:
        """All corrections of an article, by its id."""
        return self._by_article.get(_composed(article), []) if article else []

    def of_words(self, article: str) -> tuple[Correction, ...]:
        """The corrections that touch the quotations of an article."""
        return tuple(each for each in self.of(article) if each.words)

    def digest(self, article: str) -> str:
        """A digest of the corrections that touch the quotations of an article; "" if there are none."""
        touching = [replace(each, line=0, note="") for each in self.of_words(article)]
        return hashlib.sha256(repr((APPLYING_VERSION, touching)).encode()).hexdigest() if touching else ""

    def is_withdrawn(self, article: str) -> bool:
        return next((each.withdrawn for each in reversed(self.of(article)) if each.withdrawn is not None), False)

    def dated(self, article: Article) -> Article:
        """The article with its corrected date."""
        for each in reversed(self.of(article.id)):
            if each.date:
                return replace(article, published=Published(each.date, Basis.CORRECTED, each.credit))
        return article

    def link(self, found: Mapping[str, str]) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """The names that entity linking has found, as far as nobody has corrected them, and the names that people gave.

        `found` maps a name in an article to the name across the archive. The second value maps a name to the one to
        use, with the step of the chain that names the author of the correction.
        """
        names, put_right = dict(found), dict[str, tuple[str, str]]()
        for each in self.all:
            for one in each.two_people:
                _part(names, put_right, one, set(each.two_people) - {one})
            if each.one_person:
                name, group = each.one_person[0], set(each.one_person)
                joined = {one for one, now in names.items() if now in group} | group - {name}
                joined |= {one for one, (now, _) in put_right.items() if now in group} - {name}
                for one in joined | {name}:
                    names.pop(one, None)
                    put_right.pop(one, None)
                put_right |= dict.fromkeys(joined - {name}, (name, f"{CORRECTED}{each.credit}: {name}"))
        return names, put_right


def _part(names: dict[str, str], put_right: dict[str, tuple[str, str]], one: str, others: set[str]) -> None:
    """Undo the links that make `one` the same person as any of the others."""
    now = names.get(one, one)
    if now in others or now in {names.get(other, other) for other in others}:
        names.pop(one, None)
    if one in put_right and put_right[one][0] in others:
        del put_right[one]


def read(folder: Path) -> Corrections:
    """The corrections in an archive's folder; none if it has no such file.

    Raises CorrectionsDamaged if the file cannot be read: without it, a withdrawn article would be shown again.
    """
    path, raw = folder / FILE, b""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise CorrectionsDamaged(path, None, "a link that leads out of the archive")
    if path.exists() and not path.is_file():
        raise CorrectionsDamaged(path, None, "not a regular file")
    try:
        with path.open("rb") as file:
            raw = file.read(4 * toml.MAX_CHARS + 1)
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        document = toml.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return Corrections()
    except OSError as error:
        raise CorrectionsDamaged(path, None, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CorrectionsDamaged(path, raw.count(b"\n", 0, error.start) + 1, "not UTF-8") from error
    except TomlError as error:
        raise CorrectionsDamaged(path, error.line, f"not valid TOML: {error.why}") from error
    return _parse(path, text, document)


def _parse(path: Path, text: str, document: Mapping[str, Any]) -> Corrections:
    tables = document.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CorrectionsDamaged(path, None, f"begin each correction with [[{TABLE}]], in two pairs of brackets")
    text_lines = text.split("\n")
    lines = [line for line, text_line in enumerate(text_lines, 1) if HEADER.match(text_line)]
    lines += [0] * (len(tables) - len(lines))
    problems = [f"{FILE}: unknown key {key}; {nearest(key, [TABLE])}" for key in document if key != TABLE]
    corrections = []
    for line, following, table in zip(lines, [*lines[1:], 0], tables, strict=False):
        block = text_lines[line - 1 : following - 1 if following else None] if line else []
        unknown = [key for key in table if key not in KEYS]
        problems += [
            f"{place_of(_line_of(key, block, line))}: unknown key {key}; {nearest(key, KEYS)}" for key in unknown
        ]
        try:
            corrections.append(_correction(line, table))
        except ValueError as error:
            problems.append(f"{place_of(line)}: {error}; it is ignored until then")
    return Corrections(tuple(corrections), tuple(problems))


def place_of(line: int) -> str:
    return f"{FILE}, line {line}" if line else FILE


def _line_of(key: str, block: Sequence[str], line: int) -> int:
    """The line of a key in the table that begins at `line`."""
    forms = (key, f'"{key}"', f"'{key}'")
    return next((line + place for place, text in enumerate(block) if text.partition("=")[0].strip() in forms), line)


def _correction(line: int, table: Mapping[str, Any]) -> Correction:
    """A correction from its table. Raises a ValueError that says what to fix."""
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key in TEXTS:
            values[key] = _text(key, value)
        elif key in FLAGS:
            values[key] = _flag(key, value)
        elif key in PEOPLE:
            values[key] = _people(key, value)
    if "date" in table:
        values["date"] = PartialDate.parse(str(table["date"]))
    if "on" in table:
        values["on"] = _day(table["on"])
    _require_purpose(given := Correction(line, **values))
    return given


def _require_purpose(given: Correction) -> None:
    about_words = bool(given.speaker) + given.not_a_quotation
    about_article = given.date is not None or given.withdrawn is not None
    about_people = bool(given.one_person) + bool(given.two_people)
    if about_people:
        if about_people > 1 or given.article or given.words or about_words or about_article:
            raise ValueError("one_person and two_people each need a correction of their own")
    elif not given.article:
        raise ValueError('it needs article = "..."')
    elif about_words > 1:
        raise ValueError("words that are not a quotation cannot have a speaker; leave one of the two out")
    elif about_words and not given.words:
        raise ValueError('it needs words = "...", as they stand in the article')
    elif given.words and (about_article or not about_words):
        raise ValueError('words need speaker = "..." or not_a_quotation = true, and nothing else')
    elif not about_words and not about_article:
        raise ValueError(f"it corrects nothing; known keys are: {', '.join(KEYS)}")


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f'{key} must be text: {key} = "..."')
    return value if key in {"words", "after"} else " ".join(value.split())


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{key} must be true or false")  # noqa: TRY004 - a mistake in the file
    return value


def _people(key: str, value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else []
    if len(names) < 2 or not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(f'{key} must list two names: {key} = ["...", "..."]')
    return tuple(" ".join(name.split()) for name in names)


def _day(value: object) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"on = {value!r} is no day like 2026-05-03") from error


def _composed(name: str) -> str:
    """A file's name with its accents composed: some file systems write "e" and an accent for "é"."""
    return unicodedata.normalize("NFC", name)
