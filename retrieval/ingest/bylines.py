"""Who wrote an article, out of "By Jane Doe and John Roe, Political Editor": the people, without posts and papers."""

import re

_WORD = r"[A-Z][\w.'’-]*"
_NAME = rf"{_WORD}(?:\s+(?:(?:de|da|del|van|von|der|den|la|le|bin|al)\s+)*{_WORD}){{1,3}}"
_POST = (
    r"\b(?:editors?|reporters?|correspondents?|writers?|columnists?|contributors?|staff|news|today|times|post|press"
    r"|jr|sr|mp)\b|@"
)
_BETWEEN = re.compile(r"\s*(?:,?\s+and\s+|\s&\s|[,;])\s*", re.IGNORECASE)
_BY = re.compile(r"\A\s*by:?\s+", re.IGNORECASE)


def read(line: str) -> tuple[str, ...]:
    """The authors that a line names, when it is a byline and nothing else.

    >>> read("By Jane Doe and John Roe, Reporter")
    ('Jane Doe', 'John Roe')
    >>> read("By the Numbers: How Labour Lost"), read("By George, He Has Done It")
    ((), ())
    """
    by = _BY.match(line)
    if by is None:
        return ()
    first, *others = _BETWEEN.split(line[by.end() :])
    if not others and re.fullmatch(_WORD, first):  # "By Reuters"
        return (first,)
    named = re.fullmatch(_NAME, first) and all(re.fullmatch(_NAME, part) or _is_post(part) for part in others)
    return names(line) if named else ()


def names(text: str) -> tuple[str, ...]:
    """The people in a byline, or in what a sources file says of the author.

    >>> names("Jane Doe, USA TODAY"), names("BBC News"), names("Ann Lee, Jo Bond, and Di Cole")
    (('Jane Doe',), ('BBC News',), ('Ann Lee', 'Jo Bond', 'Di Cole'))
    """
    parts = [part for part in _BETWEEN.split(_BY.sub("", text).strip()) if part]
    return tuple(part for part in parts if not _is_post(part)) or tuple(parts[:1])


def _is_post(part: str) -> bool:
    return re.search(_POST, part, re.IGNORECASE) is not None
