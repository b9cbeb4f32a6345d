"""Prepares the body of a plain text: joins hard-wrapped lines, and blanks page furniture that was pasted with it.

Each change keeps the number of characters, so that offsets stay valid in the file: a line end within a paragraph
becomes a space, a paragraph's indent becomes a line end and spaces, a line of furniture becomes spaces.
"""

import re
from collections import Counter
from collections.abc import Callable

from retrieval.ingest import page_furniture

MIN_WIDTH, MAX_WIDTH = 50, 110  # of wrapped lines: the longest line of a wrapped text is this long
MIN_WRAPPED_SHARE = 0.6  # of the lines that another follows; as many must be full
MIN_WRAPPED_LINES = 4
_PICTURE = re.compile(r"(?:\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?\s*)+")
_LINK_ALONE = re.compile(r"\A\[([^\]]*)\]\([^)]*\)\Z")
_EXCERPT = re.compile(r">\s*+#*+\s*+Excerpt:?")  # what web clippers put above the article, which repeats it
_FOR_PROGRAMS = re.compile(  # of Jekyll and Hugo: {% include a.html %}, {{< figure >}}, <!--more-->
    r"\{%[^{}%\n]*+%\}|\{\{[^{}\n]*+\}\}|<!--(?:(?!-->|<!--)[^\n])*+-->"
)
_COMPONENT = re.compile(  # lines of MDX
    r"import\s[^\n]+\sfrom\s+['\"][^'\"\n]+['\"];?|export\s+(?:const|let|default)\s[^\n]*|</?[A-Z]\w*(?:\s[^<>\n]*)?/?>"
)
_LINE = re.compile(r"[^\n]*\n?")
_INDENT = re.compile(r"[ \t]+")
_SUMMARY = "@highlight"  # in the .story files of CNN and the Daily Mail, above each sentence of a summary
_RULE = re.compile(r"(?:\*\s*+){3,}+|(?:-\s*+){3,}+|(?:_\s*+){3,}+")  # Markdown's line between two parts
_MIN_PAGES = 2
_EDGE_LINES = 2  # at either end of a page
_BULLET = re.compile(r"\s*(?:[•▪◦‣·*–-]|\d+[.)])\s")


def prepare(text: str, start: int) -> str:
    """The prepared text, with the same length. Only the text from `start` on changes.

    >>> prepare("The dam is safe.\\nAdvertisement\\nHe said so.", 0)
    'The dam is safe.\\n             \\nHe said so.'
    """
    indent = text.rfind("\n", 0, start) + 1
    begin = start if text[indent:start].strip() else indent
    return text[:begin] + "".join(_joined(_without_furniture(_LINE.findall(text[begin:]))))


def prepare_markdown(text: str, start: int) -> str:
    """The text with the same length, from `start` on without pictures, rules, furniture and a clipper's excerpt.

    >>> prepare_markdown("![a](b.jpg)\\n\\nHe said so.\\n\\n[Read more](https://x)", 0).split()
    ['He', 'said', 'so.']
    """
    lines = _LINE.findall(text[start:])
    excerpt = False
    for at, line in enumerate(lines):
        excerpt = line.startswith(">") and (excerpt or _EXCERPT.fullmatch(line.strip()) is not None)
        words = _LINK_ALONE.sub(r"\1", line.strip().lstrip(">#*- "))
        is_mark = any(
            is_alone(line.strip()) for is_alone in (_PICTURE.fullmatch, _RULE.fullmatch, _COMPONENT.fullmatch)
        )
        if excerpt or is_mark or page_furniture.is_furniture(words):
            lines[at] = _blank(line)
        else:
            lines[at] = _FOR_PROGRAMS.sub(lambda tag: " " * len(tag[0]), line)
    return text[:start] + "".join(lines)


def without_page_edges(text: str) -> tuple[str, list[str]]:
    """The text of a PDF, with the same length, without the lines that its pages begin or end with in common; and these.

    Form feeds part the pages. Numbers may differ.

    >>> text, edges = without_page_edges("The Bell  1\\nHe rang it.\\n\\fThe Bell  2\\nTwice.")
    >>> text.split(), edges
    (['He', 'rang', 'it.', 'Twice.'], ['The Bell  1', 'The Bell  2'])
    """
    pages = text.removesuffix("\n").removesuffix("\f").split("\f") if "\f" in text else []
    if len(pages) < _MIN_PAGES:
        return text, []
    lines = [_LINE.findall(page) for page in pages]
    edges = [[at for at, line in enumerate(page) if line.strip()] for page in lines]
    edges = [[*each[:_EDGE_LINES], *each[-_EDGE_LINES:]] for each in edges]
    counts = Counter(
        key for page, places in zip(lines, edges, strict=True) for key in {_without_numbers(page[at]) for at in places}
    )
    common: list[str] = []
    for page, places in zip(lines, edges, strict=True):
        for at in dict.fromkeys(places):
            if counts[_without_numbers(page[at])] > max(1, len(pages) // 2):
                common.append(page[at].strip())
                page[at] = _blank(page[at])
    whole = "\f".join("".join(page) for page in lines)
    return (whole + text[len(whole) :]).replace("\f", "\n"), common


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def without_foot(text: str, start: int, is_shared: Callable[[str], bool] = lambda _: False) -> str:
    """The text without the foot of an article, such as "ENDS" and a contact. Only the text from `start` on changes.

    `is_shared` tells lines that the articles beside it have as well.

    >>> without_foot("The dam is safe, he said.\\n\\nENDS\\n\\nCall 01632 960500", 0)
    'The dam is safe, he said.'
    """
    lines = _LINE.findall(text[start:])
    end = page_furniture.before_foot(lines, is_shared)
    has_foot = any(map(str.strip, lines[end:]))
    return (text[:start] + "".join(lines[:end])).rstrip() if has_foot else text


def _without_furniture(lines: list[str]) -> list[str]:
    """The lines with furniture blanked, and with it a list like "Most read" or a data set's summary at the end."""
    end = page_furniture.before_list(lines)
    end = next((at for at, line in enumerate(lines[:end]) if line.strip() == _SUMMARY), end)
    kept = list(lines)
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else ""
        is_furniture = page_furniture.is_furniture(line) and not page_furniture.is_continuation(line, above)
        kept[at] = _blank(line) if at >= end or is_furniture else line
    return kept


def _blank(line: str) -> str:
    return re.sub(r"[^\n]", " ", line)


def _joined(lines: list[str]) -> list[str]:
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not MIN_WIDTH <= width <= MAX_WIDTH:
        return lines
    pairs = [at for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip()]
    full = {at for at in pairs if _is_full(lines[at], lines[at + 1], width)}
    within = [at for at in pairs if not _INDENT.match(lines[at + 1])]
    if len(full) < MIN_WRAPPED_LINES or len(full & set(within)) < MIN_WRAPPED_SHARE * len(within):
        return lines
    joined = list(lines)
    for at in pairs:
        indent = _INDENT.match(lines[at + 1])
        if indent and (at not in full or not _INDENT.match(lines[at])):
            joined[at + 1] = "\n" + lines[at + 1][1:]
        elif at in full and not indent and not _BULLET.match(lines[at + 1]):
            joined[at] = joined[at].removesuffix("\n") + " "
    return joined


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the next line would not have fitted."""
    return len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width
