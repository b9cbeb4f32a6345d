"""Applies the corrections of an article's words to its quotations.

    “The reforms will go ahead,” Gove said. “So be it.”        machine: Gove, two spans
    words = "So be it." speaker = "Lansley"                    Gove: the first span; Lansley: the second
    words = "The reforms will go ahead, So be it."             both spans, as On Record shows them

Words in quotation marks within the corrected words belong to the person too, even if On Record did not find them.

The words are found in the article even if case, quotation marks, dashes, white space or the composition of accents
differ. So a correction survives an edit elsewhere in the article.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from retrieval.corrections import Correction, Corrections, place_of
from retrieval.errors import QuestionError, any_of
from retrieval.models import CORRECTED, Article, Kind, Passage, Quotation, Span
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import APOSTROPHE, CLOSING, EVERY_MARK, OPENING, STRAIGHT

DOUBLE_MARKS = STRAIGHT + OPENING + CLOSING
OPENING_MARKS = STRAIGHT + OPENING + APOSTROPHE + quotation_marks.SINGLE_OPENING
CLOSING_MARKS = DOUBLE_MARKS + APOSTROPHE + quotation_marks.SINGLE_CLOSING
GAP = rf"[\s{re.escape(EVERY_MARK)}]"  # may stand between two words, in any number
OMITTED = frozenset({"…", "...", "[…]", "[...]"})  # how a draft's report parts two pieces of a quotation
# “A,” | he said. | “B”: the text between two pieces of a quotation, without another quotation
INTERRUPTION = rf"(?:[,.;!?]?[{CLOSING_MARKS}](?:(?!\n\s*\n)[^{DOUBLE_MARKS}]){{1,200}}?(?<=[\s—–-])[{OPENING_MARKS}]+)"
DASHES = "-‐‑‒–—―"
MAX_SHOWN_CHARS = 60  # characters of the words in a message
MAX_AFTER_CHARS = 400  # characters before the words that are looked at
MAX_PLACES_LISTED = 5  # places that a message names


class Articles(Protocol):
    """The part of a generation's store that `unfit` needs."""

    def article_ids(self) -> tuple[str, ...]: ...

    def article(self, path: str, /) -> Article | None: ...


class WhichWords(QuestionError):
    def __init__(self, article: Article, found: Sequence[Span]) -> None:
        if not found:
            super().__init__(f"these words are not in {article.id}; copy them from there")
            return
        listed = ", ".join(str(start) for start, _ in found[:MAX_PLACES_LISTED])
        more = ", ..." if len(found) > MAX_PLACES_LISTED else ""
        super().__init__(f"{article.id} has these words {len(found)} times; choose one with --at: {listed}{more}")


class SameWordsBefore(QuestionError):
    def __init__(self, article: Article) -> None:
        super().__init__(f"the same words come earlier in {article.id}; give more of the words")


def apply(
    article: Article, passages: Sequence[Passage], quotations: Sequence[Quotation], corrections: Iterable[Correction]
) -> list[Quotation]:
    """The quotations of an article with its corrections, in order. A correction that does not match changes nothing."""
    for each in corrections:
        span = locate(article, each)
        if not isinstance(span, str):
            quotations = _put_right(article, passages, quotations, each, span)
    return list(quotations)


def locate(article: Article, correction: Correction) -> Span | str:
    """The only place in an article that a correction can mean; if there is none, the reason."""
    words = " ".join(correction.words.split())
    shown = words if len(words) <= MAX_SHOWN_CHARS else f"{words[:MAX_SHOWN_CHARS]}…"
    found = places(article, correction.words)
    if not found:
        return f"“{shown}” is not in {article.id}; copy the words from there"
    if len(found) > 1 and correction.after:
        found = [span for span in found if _stands_after(article.text, span, correction.after)]
    if len(found) == 1:
        return found[0]
    if not found:
        return f'{article.id} has “{shown}”, but not after the words of after = "..."; copy those from there'
    hint = "give more words in" if correction.after else "choose one with"
    return f'{article.id} has “{shown}” {len(found)} times; {hint} after = "...", the words before it'


def places(article: Article, words: str) -> list[Span]:
    """The places of words in an article's body, without the marks around them.

    If the body does not have them as given, "he said" may be between two pieces of them.
    """
    tokens = _tokens(words)
    without_dots = [token for token in tokens if token not in OMITTED]
    return _find(article, _pattern(tokens)) or _find(article, _pattern(without_dots, rf"(?:{GAP}+|{INTERRUPTION})"))


def _find(article: Article, pattern: str) -> list[Span]:
    if not pattern:
        return []
    matches = re.finditer(rf"(?<!\w){pattern}(?!\w)", article.text[article.body :], re.IGNORECASE)
    return [(article.body + match.start(), article.body + match.end()) for match in matches]


def describe(article: Article, words: str, at: int | None = None) -> dict[str, str]:
    """The keys by which a correction gives the place of words: the words, and those before them if the article has them
    twice. `at` is an offset in the place. Raises WhichWords or SameWordsBefore.
    """
    found = places(article, words)
    wanted = [span for span in found if at is None or span[0] <= at < span[1]]
    if len(wanted) != 1:
        raise WhichWords(article, found)
    before = words_before(article, wanted[0], set(found) - set(wanted)) if len(found) > 1 else ""
    if before is None:
        raise SameWordsBefore(article)
    return {"words": words, "after": before}


def words_before(article: Article, span: Span, others: Iterable[Span]) -> str | None:
    """The fewest words before a place that distinguish it from the other places; None if all have the same words before
    them.
    """
    others = list(others)
    before = article.text[max(0, span[0] - MAX_AFTER_CHARS) : span[0]]
    starts = [match.start() for match in re.finditer(r"(?<!\w)\w", before)]
    for start in reversed(starts):
        words = " ".join(before[start:].split())
        if not any(_stands_after(article.text, other, words) for other in others):
            return words
    return None


def _stands_after(text: str, span: Span, words: str) -> bool:
    before, pattern = text[max(0, span[0] - MAX_AFTER_CHARS - len(words)) : span[0]], _pattern(_tokens(words))
    return bool(pattern) and re.search(rf"(?<!\w){pattern}\W*\Z", before, re.IGNORECASE) is not None


def _tokens(words: str) -> list[str]:
    return [token for token in re.split(rf"{GAP}+", unicodedata.normalize("NFC", words)) if token]


def _pattern(tokens: Iterable[str], between: str = rf"{GAP}+") -> str:
    """A regular expression for words in any writing of quotation marks, dashes, spaces and accents.

    Each word is looked for once, at its first place behind the word before: else a text of apostrophes takes hours.
    """
    words = ["".join(map(_letter, token)) for token in tokens]
    return "".join((*words[:1], *(rf"(?>{between}{word}(?!\w))" for word in words[1:])))


def _letter(letter: str) -> str:
    if letter in DASHES:
        return f"[{DASHES}]"
    apart = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if apart == letter else f"(?:{re.escape(letter)}|{re.escape(apart)})"


def _put_right(
    article: Article, passages: Sequence[Passage], quotations: Sequence[Quotation], correction: Correction, span: Span
) -> list[Quotation]:
    """The quotations after one correction of the words at `span`. The rest of a quotation keeps its speaker."""
    kept, taken = [], []
    for quotation in quotations:
        inside = _with_words(article, _within(quotation.spans, span))
        if not inside:
            kept.append(quotation)
            continue
        outside = _with_words(article, _without(quotation.spans, span))
        if not outside:
            taken.append(quotation)
            continue
        kept.append(replace(quotation, spans=outside))
        part = replace(quotation, spans=inside)
        is_announced = _has_mention(quotation, correction)  # else "he told" announces the words of the other part
        taken.append(part if is_announced else replace(part, cue=None, cue_span=None))
    if correction.speaker:
        missed = missing(article, passages, taken, span)
        kept += [_by(quotation, correction) for quotation in _with_missed(article, passages, taken, missed)]
    return sorted(kept, key=lambda quotation: quotation.spans)


def missing(article: Article, passages: Sequence[Passage], found: Sequence[Quotation], span: Span) -> list[Span]:
    """The parts of the words at `span` that none of the quotations `found` has.

    If words begin and end in quotation marks, text outside the marks does not count: “A,” | he said. | “B.” It does not
    count either if there is a quotation already.
    """
    marked: list[Span] = []
    for passage in passages:
        for quoted in quotation_marks.find(passage.text):
            start, end = quotation_marks.without_marks(passage.text, quoted)
            marked += _within([(passage.start + start, passage.start + end)], span)
    ends = {end for each in marked for end in each}
    wanted = marked if found or ends >= set(span) else _within(((each.start, each.end) for each in passages), span)
    for quotation in found:
        for each in quotation.spans:
            wanted = _without(wanted, each)
    return list(_with_words(article, wanted))


def _with_missed(
    article: Article, passages: Sequence[Passage], taken: Sequence[Quotation], missed: Sequence[Span]
) -> list[Quotation]:
    """The quotations with the missed words: as part of the quotation before; if there is none, one for each passage."""
    if not taken:
        return list(_unattributed(article, passages, missed))
    in_order = sorted(taken, key=lambda quotation: quotation.spans)
    for each in missed:
        at = max((number for number, one in enumerate(in_order) if one.spans[0] < each), default=0)
        in_order[at] = replace(in_order[at], spans=_joined(article.text, (*in_order[at].spans, each)))
    return in_order


def _joined(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order; two with nothing but white space between them are one."""
    joined: list[Span] = []
    for span in sorted(spans):
        between = text[joined[-1][1] : span[0]] if joined else None
        if between is not None and not between.strip() and "\n" not in between:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return tuple(joined)


def _by(quotation: Quotation, correction: Correction) -> Quotation:
    """The quotation with its corrected speaker. The mention stays if it has the speaker's last name."""
    name = correction.speaker
    return replace(
        quotation,
        speaker=name,
        speaker_text=quotation.speaker_text if _has_mention(quotation, correction) else None,
        carrier=None if quotation.carrier == name else quotation.carrier,
        chain=(f"{CORRECTED}{correction.credit}", name),
    )


def _has_mention(quotation: Quotation, correction: Correction) -> bool:
    """Whether the mention next to the cue has the last name of the corrected speaker."""
    return bool(correction.speaker) and correction.speaker.split()[-1] in (quotation.speaker_text or "")


def _unattributed(article: Article, passages: Sequence[Passage], missed: Sequence[Span]) -> Iterator[Quotation]:
    """Words that were not a quotation as quotations, one for each passage; direct if they are between quotation
    marks.
    """
    for passage in passages:
        pieces = tuple(span for span in missed if quotation_marks.within(span, (passage.start, passage.end)))
        if pieces:
            start, end = pieces[0][0] - passage.start, pieces[0][1] - passage.start
            marked = any(first <= start and end <= last for first, last in quotation_marks.find(passage.text))
            yield Quotation(article, pieces, Kind.DIRECT if marked else Kind.INDIRECT)


def _within(spans: Iterable[Span], span: Span) -> list[Span]:
    return [(max(start, span[0]), min(end, span[1])) for start, end in spans if start < span[1] and end > span[0]]


def _without(spans: Iterable[Span], span: Span) -> list[Span]:
    pieces = [(start, min(end, span[0])) for start, end in spans] + [(max(start, span[1]), end) for start, end in spans]
    return sorted((start, end) for start, end in pieces if start < end)


def _with_words(article: Article, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that have a letter or digit, without white space at their ends."""
    found = []
    for start, end in spans:
        text = article.text[start:end] if start < end else ""
        if any(map(str.isalnum, text)):
            found.append((start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())))
    return tuple(found)


def unfit(corrections: Corrections, store: Articles, folder: Path) -> Iterator[str]:
    """The corrections that cannot be read, then those that no longer match the archive, one line for each."""
    yield from corrections.problems
    of_name: dict[str, list[str]] = {}
    if any(each.article for each in corrections.all):
        for article_id in store.article_ids():
            of_name.setdefault(Path(article_id).name, []).append(article_id)
    for each in corrections.all:
        article = store.article(each.article) if each.article else None
        if not each.article or corrections.is_withdrawn(each.article):
            is_there = not each.article or _has_file(folder, each.article)
            problem = None if is_there else _not_here(each.article, of_name)
        elif article is None:
            problem = _not_here(each.article, of_name)
        else:
            found = locate(article, each) if each.words else (0, 0)
            problem = found if isinstance(found, str) else None
        if problem:
            yield f"{place_of(each.line)}: {problem}"


def _not_here(article: str, of_name: dict[str, list[str]]) -> str:
    """
    >>> _not_here("a.txt", {"a.txt": ["2012/a.txt"]}), _not_here("a.txt", {})
    ('no article here is a.txt; if it is 2012/a.txt now, write this path there', 'no article here is a.txt')
    """
    moved = of_name.get(Path(article).name, [])[:MAX_PLACES_LISTED]
    return f"no article here is {article}" + (f"; if it is {any_of(moved)} now, write this path there" if moved else "")


def _has_file(folder: Path, article: str) -> bool:
    """Whether the archive has the file of an article, or the container that it is in."""
    path = Path(article)
    return any((folder / part).is_file() for part in (path, *path.parents))
