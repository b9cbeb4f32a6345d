"""Live blogs and round-ups: entries, headed by the time or a place. What only one entry names, no other one means.

10.42am                          12:45 p.m.:                            Norr
Ann Lee says the dam is safe.    Sen. Bo Ray says it will not hold.     Moorby: The zoo has a new goat.
10.55am                          ___                                    Vale
She has left the building.       12:30 p.m.:                            Leeds: The dam is safe, Ann Lee said.
"""

import re
from collections.abc import Sequence

from retrieval.models import Passage

TIME = r"\d{1,2}(?:[.:]\d\d(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)(?: [A-Z]{2,4}\b)?"
ENTRY = re.compile(rf"\s*+(?:(?:Updated|Posted)(?: at)? )?{TIME}:?[^\S\n]*\n", re.IGNORECASE)
HEADING = r"[A-Z][\w. ]{2,25}"
PLACE = r"[A-Z][\w.’' -]{2,30}: ?\S"
ITEM = re.compile(rf"\s*+{HEADING}\n\s*{PLACE}")
HEADING_ALONE, ITEM_ALONE = re.compile(rf"\s*+{HEADING}\s*"), re.compile(rf"\s*+{PLACE}")
MIN_ENTRIES = 2
MIN_ITEMS = 6  # a shorter one may be an interview with headings


def entry_starts(passages: Sequence[Passage]) -> frozenset[int]:
    """The numbers of the passages that begin an entry; empty for other articles."""
    starts = frozenset(number for number, passage in enumerate(passages) if ENTRY.match(passage.text))
    if len(starts) >= MIN_ENTRIES:
        return starts
    items = frozenset(number for number in range(len(passages)) if _begins_item(passages, number))
    return items if len(items) >= MIN_ITEMS else frozenset()


def _begins_item(passages: Sequence[Passage], number: int) -> bool:
    """Whether a passage begins the news of a place, below a heading of its own or in the passage before."""
    text = passages[number].text
    is_below = number > 0 and HEADING_ALONE.fullmatch(passages[number - 1].text) is not None
    return ITEM.match(text) is not None or (is_below and ITEM_ALONE.match(text) is not None)
