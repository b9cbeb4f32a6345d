"""Lines that a program broke at a margin, as in mails, are joined into paragraphs again."""

import re
from itertools import pairwise

MAX_WIDTH = 100  # of the lines that programs break; longer lines are paragraphs
_MIN_WIDTH = 40
# begins a line of its own: a quoted line, an item of a list, a label
_OWN_LINE = re.compile(r"[>*•·|#-]|\d{1,3}[.)]\s|[A-Z][A-Za-z-]{1,20}: ")


def join_wrapped_lines(text: str) -> str:
    """The text with those line ends as spaces at which the next word would not have fitted into the line.

    >>> join_wrapped_lines("He said that the bridge would stay closed until\\nMay.\\n\\nYours,\\nAnn")
    'He said that the bridge would stay closed until May.\\n\\nYours,\\nAnn'
    """
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    if not _MIN_WIDTH <= width <= MAX_WIDTH:
        return text
    joined = [lines[0]]
    for before, line in pairwise(lines):
        first_word = line.split(" ", 1)[0]
        if line and before.strip() and not _OWN_LINE.match(line) and len(before) + 1 + len(first_word) > width:
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(joined)
