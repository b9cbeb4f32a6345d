"""Passages that are one person's words with no mark around them, and whose: letters, posts and columns.

    The majority will not join in.            a letter's, since a name and a place follow
    Len Bennett. / Deerfield Beach, Fla.
    Unexpected and diplomatic! / @MurrayMaza  a post's: one paragraph before the handle
    The bill is bad — Ann Lee (@annlee) ...   an embedded post's
    The bill is bad for farmers.              a column's: its only author is introduced at the end, as contributors are
    Ann Lee is president of the Farmers' ...  and reporters are not, or stands in the headline: "Ann Lee: A Bad Bill"

Letters are signed to the end of the article, with names that stand nowhere else in it; others are headings of a list.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from retrieval.models import Article, Passage, Span
from retrieval.text.tokenise import WORD

_WORD = r"[A-Z][\w’'.-]*"
NAME = rf"{_WORD}(?: (?:(?:de|da|del|van|von|der|la|le|bin|al) )?{_WORD}){{1,3}}"
SIGNATURE = re.compile(rf"[—–-]?\s*(?P<name>{NAME}?|@\w{{2,}}?)(?:[;,] {_WORD}[\w ,.’'-]{{,40}})?\.?")
PLACE = re.compile(rf"{_WORD}(?: {_WORD}){{,3}}, {_WORD}(?: {_WORD}){{,2}}")
LABEL = re.compile(r"[A-Z][A-Z &-]{3,24}[.:]?")
LETTERS = re.compile(r"LETTERS?\b")
EMBEDDED = re.compile(
    rf"(?:<tweet[^>]*>)?\s*(?P<words>.*?)\s*[—–] (?P<name>{NAME}|{_WORD}) \(@\w+\) [A-Z][a-z]+ \d\d?, \d{{4}}",
    re.DOTALL,
)
LONGEST = 60  # characters of a signature
HANDLES = 3  # so many make a column of posts; fewer may be mentions
BIOGRAPHY = re.compile(r"(?:,| (?:is|was|writes|teaches|serves|served)\b)")
REPORTS = re.compile(r"\b(?:reporters?|correspondents?|covers|producers?|staff writers?|reports|host|co-host|anchor)\b")
EDITS, OPINES = re.compile(r"\beditor\b", re.IGNORECASE), re.compile(r"\b(?:opinions?|editorial|columns?|columnist)\b")
BYLINE = "the author"  # tells whose a column is
ENDING = 3  # passages within which a biography, or the last signature, stands


@dataclass(frozen=True, slots=True)
class AuthoredText:
    """A span of an article in its author's own words, and the evidence for the author."""

    span: Span
    author: str
    evidence: str  # "signed Len Bennett, paragraph 3" or "the author"
    whole: bool  # the words are theirs even where somebody is quoted within: a letter's are, a column's not


def find(article: Article, passages: Sequence[Passage]) -> list[AuthoredText | None]:
    """For each passage of an article whose words it is as a whole; None for a report's."""
    texts = [passage.text.strip() for passage in passages]
    found: list[AuthoredText | None] = [_embedded(passage) for passage in passages]
    for rows, name, how in [*_letters(texts), *_column(article, texts)]:
        for row in rows:
            passage = passages[row]
            found[row] = found[row] or AuthoredText((passage.start, passage.end), name, how, whole=how != BYLINE)
    return found


def _embedded(passage: Passage) -> AuthoredText | None:
    if not (post := EMBEDDED.match(passage.text)) or not post["words"]:
        return None
    start, end = post.span("words")
    return AuthoredText(
        (passage.start + start, passage.start + end), post["name"], f"signed {post['name']}", whole=True
    )


def _letters(texts: Sequence[str]) -> Iterator[tuple[range, str, str]]:
    """The rows of each letter and post, with who signs it."""
    names = dict(_signatures(texts))
    labels = [row for row, text in enumerate(texts) if row not in names and LABEL.fullmatch(text)]
    places = [row for row, text in enumerate(texts) if row - 1 in names and _is_place(text)]
    if not names or max(*names, *places, 0) < len(texts) - ENDING:
        return
    if len(names) < 2 and not places:
        return
    ends = sorted({-1, *names, *labels, *places})
    for row, name in names.items():
        last = ends[bisect_left(ends, row) - 1]
        asked = last in labels and not LETTERS.match(texts[last]) and row - last > 2  # what the readers were asked
        first = max(last + 1, row - 1) if name.startswith("@") else last + 1 + asked
        if first < row:
            yield range(first, row), name, f"signed {name}, paragraph {row + 1}"


def _signatures(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The rows that are a signature and nothing else, with the names."""
    found = [(row, parts["name"].rstrip(".")) for row, text in enumerate(texts) if (parts := _parts(text))]
    handles = sum(name.startswith("@") for _, name in found)
    signing = {row for row, _ in found}
    told = {word for row, text in enumerate(texts) if row not in signing for word in WORD.findall(text)}
    for row, name in found:
        if handles >= HANDLES if name.startswith("@") else not _is_heading(name, told):
            yield row, name


def _parts(text: str) -> "re.Match[str] | None":
    return SIGNATURE.fullmatch(text) if len(text) <= LONGEST else None


def _is_place(text: str) -> bool:
    return PLACE.fullmatch(text.rstrip(".")) is not None


def _is_heading(name: str, told: Set[str]) -> bool:
    """Whether what looks like a name is none, or has the surname of somebody of whom the article tells."""
    words = WORD.findall(name)
    return any(len(word) > 3 and word.isupper() for word in words) or words[-1] in told


def _column(article: Article, texts: Sequence[str]) -> Iterator[tuple[range, str, str]]:
    """All that the only author of a column writes, the biography at its end left out."""
    if len(article.authors) != 1 or not re.fullmatch(NAME, name := _cased(article.authors[0])):
        return
    ending = range(max(0, len(texts) - ENDING), len(texts))
    told = next((row for row in ending if _introduces(texts[row], name)), None)
    if told is not None or (article.title or "").startswith(f"{name}:"):
        yield range(len(texts) if told is None else told), name, BYLINE


def _introduces(text: str, name: str) -> bool:
    """Whether a biography begins, of somebody who does not report for a living.

    >>> _introduces("Ann Lee is a nurse.", "Ann Lee"), _introduces("Ann Lee covers Congress.", "Ann Lee")
    (True, False)
    """
    named = re.match(rf"(?:{_WORD} )?{re.escape(name)}", text)
    if not named or not BIOGRAPHY.match(text, named.end()) or REPORTS.search(text):
        return False
    return not EDITS.search(text) or OPINES.search(text) is not None


def _cased(name: str) -> str:
    """A byline in capitals as names are written."""
    return name.title() if name.isupper() else name
