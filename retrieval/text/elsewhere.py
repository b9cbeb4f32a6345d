"""Words for what other publications have where the one asked about has nothing."""

from collections.abc import Sequence

MAX_NAMED = 3  # publications

Counts = Sequence[tuple[str, int]]  # of each publication, the one with the most first


def in_words(counts: Counts, noun: str = "quotation") -> str:
    """Which publications have what is missing, as a clause; empty if none has it.

    >>> in_words([("Courier", 2), ("Post", 1)]), in_words([("Courier", 1)], "answer"), in_words([])
    ('Courier has 2 quotations, Post 1', 'Courier has 1 answer', '')
    >>> in_words([("Courier", 2), ("HSJ", 2), ("Post", 1), ("Ledger", 1)])
    'Courier has 2 quotations, HSJ 2, Post 1, and 1 more publication has some'
    """
    if not counts:
        return ""
    (first, most), *others = counts[:MAX_NAMED]
    more = len(counts) - MAX_NAMED
    rest = f"{more:,} more {'publication has' if more == 1 else 'publications have'} some"
    named = [f"{first} has {most:,} {noun}{'' if most == 1 else 's'}", *(f"{name} {count:,}" for name, count in others)]
    return f"{', '.join(named)}{f', and {rest}' if more > 0 else ''}"
