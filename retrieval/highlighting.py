"""Which part of an answer to point at: of the sentence that shares most words with the question, what is quoted."""

from collections.abc import Sequence, Set

from retrieval import sentences
from retrieval.index.words import stems
from retrieval.records import Span


def find(text: str, asked: Set[str], quoted: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The sentence of `text` with the most of the stems `asked`, the first of equals; nothing where none has any.

    Where part of the sentence lies within one of the spans `quoted`, that part alone.

    >>> text = "He left. The reforms will stay, he said."
    >>> find(text, {"reform"}), find(text, {"reform"}, [(9, 30)])
    (((9, 40),), ((9, 30),))
    """
    shared = {span: len(asked & set(stems(text[slice(*span)]))) for span in sentences.split(text)}
    best = max(shared, key=lambda span: shared[span], default=None)
    if best is None or not shared[best]:
        return ()
    parts = ((max(best[0], start), min(best[1], end)) for start, end in quoted)
    return (next(((start, end) for start, end in parts if start < end), best),)
