"""Which part of an answer to point at: of the sentence that meets most of the question, what is quoted."""

from collections.abc import Callable, Sequence

from retrieval.models import Span
from retrieval.text import sentences

Meets = Callable[[Sequence[str]], Sequence[float]]  # how much of what is asked each text meets, from 0 to 1


def find(text: str, meets: Meets, quoted: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The sentence of `text` that meets most, the first of equals; nothing where none meets anything.

    Where part of the sentence lies within one of the spans `quoted`, that part alone.

    >>> text, meets = "He left. The reforms will stay, he said.", lambda sentences: ["reforms" in s for s in sentences]
    >>> find(text, meets), find(text, meets, [(9, 30)])
    (((9, 40),), ((9, 30),))
    """
    met = sentences_met(text, meets)
    best = max(met, key=lambda span: met[span], default=None)
    if best is None or not met[best]:
        return ()
    pieces = ((max(best[0], start), min(best[1], end)) for start, end in quoted)
    return (next(((start, end) for start, end in pieces if start < end), best),)


def sentences_met(text: str, meets: Meets) -> dict[Span, float]:
    """How much each sentence of `text` meets, in order."""
    spans = sentences.split(text)
    return dict(zip(spans, meets([text[slice(*span)] for span in spans]), strict=True))
