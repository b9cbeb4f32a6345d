"""Makes short questions from an archive's quotations: "what did Burnham say about Lansley?".

People ask short questions, while the questions written for evaluation are long. Half of the questions made have an
answer on record: the person is quoted with that name. The others ask the same people about a name that is in no passage
in which they are quoted. benchmarks.fit_confidence uses them to fit the confidence, not to measure the ranking.
"""

import re
from collections.abc import Iterator

import numpy as np

from retrieval.evaluation import Case
from retrieval.index.generation import Generation
from retrieval.models import Quotation
from retrieval.text.normalise import normalise
from retrieval.text.tokenise import stems

KIND = "synthetic"
PERSON = re.compile(r"[A-Z][\w’.]+(?: [A-Z][\w’.]+)+")
SUFFIX = re.compile(r",? (?:Jr|Sr|I{2,3})\.?$")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]{2,}(?: [A-Z][\w-]+)*")  # not at the start of a sentence
TRIES = 5  # names that are tried for an unanswerable question


def cases(opened: Generation, count: int) -> list[Case]:
    """About `count` questions; the same ones for the same archive."""
    random = np.random.default_rng(0)
    rows = random.permutation(len(opened.store))[: 4 * count].tolist()
    said = [
        (quotation, name) for row in rows for quotation in opened.store.quotations(row) if (name := _name(quotation))
    ]
    said = [said[place] for place in random.permutation(len(said))][: count // 2]
    made = []
    for quotation, name in said:
        made.append(_case(quotation, name, answerable=True))
        others = (said[place] for place in random.integers(0, len(said), TRIES))
        unspoken = (other for _, other in others if not _speaks_of(opened, quotation.speaker or "", other))
        if other := next(unspoken, None):
            made.append(_case(quotation, other, answerable=False))
    return made


def _name(quotation: Quotation) -> str | None:
    """The first name of another person or thing in the words of a person whom an article cites."""
    if not quotation.speaker or not quotation.cue or not PERSON.fullmatch(quotation.speaker):
        return None  # without a cue the words may be the writer's own, and a column is about several names
    own = set(stems(quotation.speaker))
    return next((name for name in _names(quotation.text) if own.isdisjoint(stems(name)) and stems(name)), None)


def _names(text: str) -> Iterator[str]:
    return (match[0] for match in NAME.finditer(text))


def _speaks_of(opened: Generation, speaker: str, name: str) -> bool:
    quoting = opened.store.passages_quoting(opened.store.speakers_named(speaker))
    return opened.lexicon.any_holds(stems(name), quoting)


def _case(quotation: Quotation, name: str, *, answerable: bool) -> Case:
    surname = SUFFIX.sub("", quotation.speaker or "").split()[-1]
    gold = (normalise(quotation.text[:80]),) if answerable else ()
    return Case(
        f"what did {surname} say about {name}?", KIND, quotation.speaker, gold, answerable, quotation.article.id
    )
