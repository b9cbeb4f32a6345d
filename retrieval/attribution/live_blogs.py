"""Live blogs: entries, each headed by the time. "She" in one entry never means somebody whom only another one names.

10.42am                          12:45 p.m.:
Ann Lee says the dam is safe.    Sen. Bo Ray says it will not hold.
10.55am                          ___
She has left the building.       12:30 p.m.:
"""

import re
from collections.abc import Sequence

from retrieval.models import Passage

TIME = r"\d{1,2}(?:[.:]\d\d(?: ?[ap]\.?m\b\.?)?| ?[ap]\.?m\b\.?)(?: [A-Z]{2,4}\b)?"
ENTRY = re.compile(rf"\s*+(?:(?:Updated|Posted)(?: at)? )?{TIME}:?[^\S\n]*\n", re.IGNORECASE)
MIN_ENTRIES = 2


def entry_starts(passages: Sequence[Passage]) -> frozenset[int]:
    """The numbers of the passages that begin an entry; empty for other articles."""
    starts = frozenset(number for number, passage in enumerate(passages) if ENTRY.match(passage.text))
    return starts if len(starts) >= MIN_ENTRIES else frozenset()
