"""The context of a passage: the paragraphs before and after it, as far as there is room.

    2 before   1 before   the passage   1 after   2 after

Paragraphs are added in the order 1 before, 1 after, 2 before, 2 after.
"""

import re

from retrieval.models import Article, Span

PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*")
MAX_PARAGRAPHS = 2  # on either side


def around(article: Article, start: int, end: int, room: int) -> Span:
    """The span of the passage with up to MAX_PARAGRAPHS on either side, of at most `room` characters in all.

    >>> article = Article("a.txt", "One.\\n\\nTwo,\\ntwo.\\n\\nThree.\\n\\nFour.\\n\\nFive.\\n\\nSix.")
    >>> for room in (10, 15, 99):
    ...     first, last = around(article, 17, 23, room)
    ...     print(repr(article.text[first:last]))
    'Three.'
    'Three.\\n\\nFour.'
    'One.\\n\\nTwo,\\ntwo.\\n\\nThree.\\n\\nFour.\\n\\nFive.'
    """
    paragraphs = [match.span() for match in PARAGRAPH.finditer(article.text, article.body)]
    before = [first for first, last in paragraphs if last <= start or first < start < last][::-1]
    after = [last for first, last in paragraphs if first >= end or first < end < last]
    for near in range(MAX_PARAGRAPHS):
        if len(before) > near and end - before[near] <= room:
            start = before[near]
        if len(after) > near and after[near] - start <= room:
            end = after[near]
    return start, end
