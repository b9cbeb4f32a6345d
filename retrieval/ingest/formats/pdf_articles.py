"""Several articles in one PDF, such as a press review: each below a headline in large letters with a byline or a date.

Only headlines in letters of one size count, and only if at least two have a byline, dateline or credit below them: the
chapters of a report have none.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from retrieval.ingest.formats import headed_articles
from retrieval.ingest.formats.pdf_lines import Line

_HEADLINE_FACTOR = 1.08  # than the letters of the text
_MIN_HEADED_SHARE = 0.6  # of the headlines of one size have facts below them
_MAX_HEADLINE_LINES = 4
_MIN_ARTICLES = 2
_MAX_COVER_LINES = 12

Pages = list[list[Line]]


def split(pages: Sequence[list[Line]]) -> list[Pages]:
    """The lines of each article by page; none if the pages are one article."""
    lines = [line for page in pages for line in page]
    starts = _starts(lines)
    if len(starts) < _MIN_ARTICLES or starts[0] > _MAX_COVER_LINES:
        return []
    return [_between(pages, start, end) for start, end in pairwise([*starts, len(lines)])]


def _starts(lines: Sequence[Line]) -> list[int]:
    """The numbers of the lines that begin an article."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    least = sizes.most_common(1)[0][0] * _HEADLINE_FACTOR if sizes else 0.0
    begins = [
        at for at, line in enumerate(lines) if line.size >= least and (at == 0 or lines[at - 1].size != line.size)
    ]
    headed = [at for at in begins if _has_facts_below(lines, at)]
    size = Counter(lines[at].size for at in headed).most_common(1)[0][0] if headed else 0.0
    of_size = [at for at in begins if lines[at].size == size]
    are_headlines = len(set(headed) & set(of_size)) >= max(_MIN_ARTICLES, _MIN_HEADED_SHARE * len(of_size))
    return of_size if are_headlines else []


def _has_facts_below(lines: Sequence[Line], at: int) -> bool:
    size = lines[at].size
    end = next((end for end in range(at, len(lines)) if lines[end].size != size), len(lines))
    if end - at > _MAX_HEADLINE_LINES or headed_articles.states_facts(lines[at].text):
        return False
    below = lines[end : end + headed_articles.HEADER_PARAGRAPHS]
    return any(headed_articles.states_facts(" ".join(line.text.split())) for line in below)


def _between(pages: Sequence[list[Line]], start: int, end: int) -> Pages:
    kept: Pages = []
    before = 0
    for page in pages:
        kept.append(page[max(0, start - before) : max(0, end - before)])
        before += len(page)
    return [page for page in kept if page]
