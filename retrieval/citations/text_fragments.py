"""Links to words within a page: the text fragments of the WICG's "URL Fragment Text Directives".

    https://post.example/a#:~:text=said%20on%20Tuesday%3A%20%22-,a%20campaign,he%20said
                                   └─── prefix ─────────────┘   └─ start ─┘ └ end ┘

A browser marks the first place that a directive fits. It looks for `start` within one block of the page (a paragraph,
an item of a list), so words that run over several blocks are given by their start and end. Words that the article has
twice get the words before or after them as well. Browsers ignore letter case, accents and the shape of quotation marks,
and so does the search for other places here. We know the article's text, not the page's, so short starts and ends are
safer than long texts.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import quote

from retrieval.models import Article, Span
from retrieval.text.normalise import normalise, spelt_out
from retrieval.text.tokenise import Token, tokens

MAX_EXACT_CHARS = 200  # longer words are given by their start and end
END_WORDS = (5, 10, 20)  # words of a start or an end; more only if fewer fit elsewhere, too
CONTEXT_WORDS = (2, 4, 8, 16)  # the same for the words of a prefix or a suffix
MAX_PIECES = 4  # more spans are one directive, from the first to the last
BEFORE, BEHIND = "£$€", "%"  # signs that belong to a figure
DIRECTIVES = ":~:"  # parts the directives from the rest of a fragment


def link(article: Article, spans: Sequence[Span]) -> str | None:
    """The article's address with directives for some words of its text; None if it has no address on the web.

    >>> post = Article("a.txt", "“It is over,” he said, “so-called friends & all.”", url="https://post.example/a")
    >>> link(post, [(1, 12), (24, 48)])
    'https://post.example/a#:~:text=It%20is%20over&text=so%2Dcalled%20friends%20%26%20all'
    """
    url = article.url
    if not url or not re.fullmatch(r"https?://[^\s<>]+", url, re.IGNORECASE):
        return None
    page, _, fragment = url.partition("#")
    found = [directive for span in _pieces(article.text, spans) if (directive := _directive(article, span))]
    if not found:
        return url
    return f"{page}#{fragment.partition(DIRECTIVES)[0]}{DIRECTIVES}{'&'.join(found)}"


def _pieces(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, joined where no word is between them."""
    pieces: list[Span] = []
    for start, end in sorted(spans):
        if pieces and not any(map(str.isalnum, text[pieces[-1][1] : start])):
            pieces[-1] = (pieces[-1][0], max(end, pieces[-1][1]))
        else:
            pieces.append((start, end))
    return pieces if len(pieces) <= MAX_PIECES else [(pieces[0][0], pieces[-1][1])]


def _directive(article: Article, span: Span) -> str | None:
    """The directive for one span; None if it has no word."""
    text, words = article.text, tokens(article.text, *span)
    if not words:
        return None
    start, end = _from_word_to_word(text, words)
    if len(words) < 2 or (end - start <= MAX_EXACT_CHARS and "\n" not in text[start:end]):
        prefix, suffix = _context(article, (start, end))
        parts = [text[start:end]]
    else:
        opening, closing = _start_and_end(article, words)
        prefix, suffix = _context(article, (start, start + len(opening)), before_only=True)
        parts = [opening, closing]
    before, behind = f"{_encoded(prefix)}-" if prefix else "", f"-{_encoded(suffix)}" if suffix else ""
    return f"text={','.join(filter(None, (before, *map(_encoded, parts), behind)))}"


def _from_word_to_word(text: str, words: Sequence[Token]) -> Span:
    """The span of some words, with the signs of a figure at its ends, but without quotation marks and full stops."""
    start, end = words[0].start, words[-1].end
    return start - text[:start].endswith(tuple(BEFORE)), end + text[end:].startswith(tuple(BEHIND))


def _start_and_end(article: Article, words: Sequence[Token]) -> tuple[str, str]:
    """The first and the last words, each from one line: as many as are needed to distinguish them from earlier
    places.
    """
    text, (start, end) = article.text, _from_word_to_word(article.text, words)
    first_line = [word for word in words if "\n" not in text[start : word.end]]
    for count in END_WORDS:
        opening = text[start : first_line[: min(count, len(words) // 2)][-1].end]
        if _count(opening, _everything(article)) == 1:
            break
    behind = [word for word in words if word.start >= start + len(opening) and "\n" not in text[word.start : end]]
    for count in END_WORDS:
        closing = text[behind[-count:][0].start : end]
        if _count(closing, normalise(text[start + len(opening) : end])) == 1:
            break
    return opening, closing


def _context(article: Article, span: Span, *, before_only: bool = False) -> tuple[str, str]:
    """The words before and after a span that distinguish it from other places with the same words.

    Each may be empty.
    """
    text, (start, end) = article.text, span
    for before, behind in (("", ""), *_contexts(text, span)):
        if before_only and behind:
            continue
        if _count(text[start - len(before) : end + len(behind)], _everything(article)) <= 1:
            return before, behind
    return "", ""


def _contexts(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """Contexts from the same line, shortest first: before a span, after it, on both sides."""
    start, end = span
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before = tokens(text, line_start, start)
    behind = tokens(text, end, len(text) if line_end < 0 else line_end)
    for count in CONTEXT_WORDS:
        prefix = text[before[-count:][0].start : start] if before else ""
        suffix = text[end : behind[:count][-1].end] if behind else ""
        yield from ((prefix, ""), ("", suffix), (prefix, suffix))


@lru_cache(maxsize=8)  # the quotations of an article are linked one after another
def _everything(article: Article) -> str:
    """The text in which other places are looked for, with the headline, which often is not part of the article's
    text.
    """
    return normalise(f"{article.title or ''}\n{article.text}")


def _count(words: str, normalised: str) -> int:
    """The number of times that a normalised text has the words.

    >>> _count("“It’s over”", normalise("It's over. It’s overdue. “It’s over”, he said."))
    2
    """
    wanted = normalise(words)
    return len(re.findall(rf"(?<!\w){re.escape(wanted)}(?!\w)", normalised)) if wanted else 0


def _encoded(words: str) -> str:
    """Words as a part of a directive: the characters that separate its parts are percent-encoded, too.

    >>> _encoded("so-called\\n friends, & all")
    'so%2Dcalled%20friends%2C%20%26%20all'
    """
    return quote(" ".join(spelt_out(words).split()), safe="").replace("-", "%2D")
