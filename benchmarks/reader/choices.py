"""Choices to train on: a question with some right and some wrong passages, or with wrong ones only.

    wrong passages    those that the first stage ranks highest, some that quote the same speaker or are from the same
                      article as a right one, and some of the others
    another speaker   in some questions the speaker's name is replaced by somebody else's. Then the passages that
                      were right are wrong, and nothing answers.

The draws of one epoch differ from those of another; the same seed draws the same ones.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.reader import pairs
from benchmarks.reader.pairs import Asked
from retrieval.search.reader import PairPieces, ReaderInput

KEPT = 40  # candidates of which wrong passages are chosen
TOP, NEAR, OTHERS = 3, 2, 1  # wrong passages of each kind
MAX_RIGHT = 2  # right passages of a question
WITHOUT_SPEAKER = 0.15  # share of pairs whose speaker is hidden, since attribution may be wrong or silent
ANOTHER_SPEAKER = 0.15  # share of questions that are asked about somebody else
WHOLE_NAME = 0.4  # share of these with a whole name; the others have a surname
MIN_SURNAME = 4  # letters


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's passages, of which the first `right` are right."""

    group: str
    pieces: list[PairPieces]
    right: int


def drawn(questions: Sequence[Asked], reader_input: ReaderInput, seed: str) -> Iterator[Choice]:
    """A choice for each question that is without an answer, or has a right passage among its candidates."""
    names = sorted({name for asked in questions if " " in (name := asked.record.get("speaker") or "")})
    for asked in questions:
        if not asked.answerable or _rights(asked):
            yield _choice(asked, names, reader_input, random.Random(f"{asked.record['id']} {seed}"))  # noqa: S311 - no secret


def _rights(asked: Asked) -> list[int]:
    return [place for place, each in enumerate(asked.candidates) if each["holds"]]


def _choice(asked: Asked, names: Sequence[str], reader_input: ReaderInput, source: random.Random) -> Choice:
    rights = _rights(asked) if asked.answerable else []
    rights = sorted(source.sample(rights, min(MAX_RIGHT, len(rights))))
    other = about_another(asked, names, source) if rights and source.random() < ANOTHER_SPEAKER else None
    places = [*rights, *wrong_places(asked, rights, source)]
    question, pieces = reader_input.question(other or asked.record["asked"]), []
    for place in places[: TOP + NEAR + OTHERS] if other else places:
        reading = pairs.reading(asked.candidates[place])
        if not other and source.random() < WITHOUT_SPEAKER:
            reading = replace(reading, speakers=())
        pieces.append(reader_input.pair(question, reading))
    group = f"{asked.archive}/{asked.record.get('article', asked.record['id'])}"
    return Choice(group, pieces, 0 if other else len(rights))


def about_another(asked: Asked, names: Sequence[str], source: random.Random) -> str | None:
    """The question with another speaker's name, one of `names`; None if the question does not name its speaker."""
    speaker = asked.record.get("speaker") or ""
    surname = speaker.rpartition(" ")[2]
    named = re.compile(rf"\b(?:{re.escape(speaker)}|{re.escape(surname)})\b", re.IGNORECASE)
    text = asked.record["asked"]
    if len(surname) < MIN_SURNAME or not named.search(text):
        return None
    name = source.choice(names)
    other = name.rpartition(" ")[2]
    if other == surname or any(other in candidate["text"] for candidate in asked.candidates[:KEPT]):
        return None
    shown = name if source.random() < WHOLE_NAME else other
    return named.sub(lambda _: shown.lower() if text.islower() else shown, text)


def wrong_places(asked: Asked, rights: Sequence[int], source: random.Random) -> list[int]:
    """Places of wrong passages: the first, some near the first right one or else the first of all, and some others."""
    wrong = [place for place, each in enumerate(asked.candidates[:KEPT]) if not each["right"] and not each["holds"]]
    model = asked.candidates[rights[0]] if rights else asked.candidates[0]
    chosen, rest = wrong[:TOP], wrong[TOP:]
    near = [
        place
        for place in rest
        if asked.candidates[place]["article"] == model["article"]
        or set(asked.candidates[place]["speakers"]) & set(model["speakers"])
    ]
    chosen += source.sample(near, min(NEAR, len(near)))
    others = [place for place in rest[:20] if place not in chosen]
    return chosen + source.sample(others, min(TOP + NEAR + OTHERS - len(chosen), len(others)))
