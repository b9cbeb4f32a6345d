"""Applies the corrections of an article's words to its quotations.

    “The reforms will go ahead,” Gove said. “So be it.”        machine: Gove, two spans
    words = "So be it." speaker = "Lansley"                    Gove: the first span; Lansley: the second

Words are found in the article as they read: case, quotation marks, dashes and white space may differ, and accents may
be composed or not. So a correction survives an edit anywhere else in the article.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from retrieval.corrections import Correction, Corrections, place_of
from retrieval.errors import QuestionError
from retrieval.models import CORRECTED, Article, Kind, Passage, Quotation, Span
from retrieval.text import quotation_marks
from retrieval.text.quotation_marks import EVERY_MARK

GAP = rf"[\s{re.escape(EVERY_MARK)}]"  # may stand between two words, in any number
DASHES = "-‐‑‒–—―"
MAX_SHOWN = 60  # characters of the words in a message
MAX_AFTER = 400  # characters before the words that are looked at
MAX_LISTED = 5  # places that a message names


class WhichWords(QuestionError):
    def __init__(self, article: Article, found: Sequence[Span]) -> None:
        if not found:
            super().__init__(f"these words are not in {article.id}; copy them as they stand there")
            return
        listed = ", ".join(str(start) for start, _ in found[:MAX_LISTED])
        more = ", ..." if len(found) > MAX_LISTED else ""
        super().__init__(f"these words are {len(found)} times in {article.id}; say which with --at: {listed}{more}")


class SameWordsBefore(QuestionError):
    def __init__(self, article: Article) -> None:
        super().__init__(f"the same words stand before these in {article.id}; take more of the words")


def apply(
    article: Article, passages: Sequence[Passage], quotations: Sequence[Quotation], corrections: Iterable[Correction]
) -> list[Quotation]:
    """The quotations of an article with its corrections, in order. A correction that does not fit changes nothing."""
    for each in corrections:
        span = locate(article, each)
        if not isinstance(span, str):
            quotations = _put_right(article, passages, quotations, each, span)
    return list(quotations)


def locate(article: Article, correction: Correction) -> Span | str:
    """The only place in an article that a correction can mean; if there is none, why."""
    words = " ".join(correction.words.split())
    shown = words if len(words) <= MAX_SHOWN else f"{words[:MAX_SHOWN]}…"
    found = places(article, correction.words)
    if not found:
        return f"“{shown}” is not in {article.id}; copy the words as they stand there"
    if len(found) > 1 and correction.after:
        found = [span for span in found if _stands_after(article.text, span, correction.after)]
    if len(found) == 1:
        return found[0]
    hint = "give other words" if correction.after else "say which"
    return f'“{shown}” is {len(found) or "no"} times in {article.id}; {hint} by after = "...", the words before it'


def places(article: Article, words: str) -> list[Span]:
    """Where words stand in an article's body, without the marks around them."""
    pattern = _pattern(words)
    if not pattern:
        return []
    matches = re.finditer(rf"(?<!\w){pattern}(?!\w)", article.text[article.body :], re.IGNORECASE)
    return [(article.body + match.start(), article.body + match.end()) for match in matches]


def describe(article: Article, words: str, at: int | None = None) -> dict[str, str]:
    """What a correction says of the place of words: the words, and those before them if they stand there twice.

    `at` is a character of the place meant. Raises WhichWords or SameWordsBefore.
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
    """The fewest words before a place that do not stand before the other places; None if these have the same ones."""
    others = list(others)
    before = article.text[max(0, span[0] - MAX_AFTER) : span[0]]
    starts = [match.start() for match in re.finditer(r"(?<!\w)\w", before)]
    for start in reversed(starts):
        words = " ".join(before[start:].split())
        if not any(_stands_after(article.text, other, words) for other in others):
            return words
    return None


def _stands_after(text: str, span: Span, words: str) -> bool:
    before, pattern = text[max(0, span[0] - MAX_AFTER - len(words)) : span[0]], _pattern(words)
    return bool(pattern) and re.search(rf"(?<!\w){pattern}\W*\Z", before, re.IGNORECASE) is not None


def _pattern(words: str) -> str:
    """A regular expression for words, however their marks, dashes, spaces and accents are written."""
    composed = unicodedata.normalize("NFC", words)
    tokens = (token for token in re.split(rf"{GAP}+", composed) if token)
    return f"{GAP}+".join("".join(map(_letter, token)) for token in tokens)


def _letter(letter: str) -> str:
    if letter in DASHES:
        return f"[{DASHES}]"
    apart = unicodedata.normalize("NFD", letter)
    return re.escape(letter) if apart == letter else f"(?:{re.escape(letter)}|{re.escape(apart)})"


def _put_right(
    article: Article, passages: Sequence[Passage], quotations: Sequence[Quotation], correction: Correction, span: Span
) -> list[Quotation]:
    """The quotations after one correction of the words at `span`. What else a quotation has stays its speaker's."""
    kept, taken = [], []
    for quotation in quotations:
        inside = _with_words(article, _within(quotation.spans, span))
        if not inside:
            kept.append(quotation)
            continue
        outside = _with_words(article, _without(quotation.spans, span))
        if outside:
            kept.append(replace(quotation, spans=outside))
        taken.append(replace(quotation, spans=inside if outside else quotation.spans))
    if correction.speaker:
        taken = taken or _unattributed(article, passages, span)
        kept += [_by(quotation, correction) for quotation in taken]
    return sorted(kept, key=lambda quotation: quotation.spans)


def _by(quotation: Quotation, correction: Correction) -> Quotation:
    """The quotation as its speaker was put right. The mention stays if it has the speaker's last name."""
    name, mention = correction.speaker, quotation.speaker_text or ""
    return replace(
        quotation,
        speaker=name,
        speaker_text=quotation.speaker_text if name.split()[-1] in mention else None,
        carrier=None if quotation.carrier == name else quotation.carrier,
        chain=(f"{CORRECTED}{correction.credit}", name),
    )


def _unattributed(article: Article, passages: Sequence[Passage], span: Span) -> list[Quotation]:
    """Words that were no quotation: one for each passage; direct if they stand between quotation marks."""
    found = []
    for passage in passages:
        pieces = _with_words(article, _within([(passage.start, passage.end)], span))
        if pieces:
            start, end = pieces[0][0] - passage.start, pieces[0][1] - passage.start
            marked = any(first <= start and end <= last for first, last in quotation_marks.find(passage.text))
            found.append(Quotation(article, pieces, Kind.DIRECT if marked else Kind.INDIRECT))
    return found


def _within(spans: Iterable[Span], span: Span) -> list[Span]:
    return [(max(start, span[0]), min(end, span[1])) for start, end in spans]


def _without(spans: Iterable[Span], span: Span) -> list[Span]:
    pieces = [(start, min(end, span[0])) for start, end in spans] + [(max(start, span[1]), end) for start, end in spans]
    return sorted(pieces)


def _with_words(article: Article, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans that have a letter or digit, without white space at their ends."""
    found = []
    for start, end in spans:
        text = article.text[start:end] if start < end else ""
        if any(map(str.isalnum, text)):
            found.append((start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())))
    return tuple(found)


def unfit(corrections: Corrections, find: Callable[[str], Article | None], folder: Path) -> Iterator[str]:
    """What does not fit the archive any more, a line each, after what could not be read.

    `find` returns the article with an id from the index.
    """
    yield from corrections.problems
    for each in corrections.all:
        article = find(each.article) if each.article else None
        if not each.article or corrections.is_withdrawn(each.article):
            is_there = not each.article or _has_file(folder, each.article)
            problem = None if is_there else f"no article here is {each.article}"
        elif article is None:
            problem = f"no article here is {each.article}"
        else:
            found = locate(article, each) if each.words else (0, 0)
            problem = found if isinstance(found, str) else None
        if problem:
            yield f"{place_of(each.line)}: {problem}"


def _has_file(folder: Path, article: str) -> bool:
    """Whether the archive has the file of an article, or the container that it is in."""
    path = Path(article)
    return any((folder / part).is_file() for part in (path, *path.parents))
