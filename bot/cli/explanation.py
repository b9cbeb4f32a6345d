"""Explains an answer in words, for `:why`: who said it, how the speaker was found, and why it ranks where it does.

The words are those of Andy Burnham, since the article writes “he … said”.
“he” there means “Andy Burnham”.
It ranks here because its meaning is close to the question's; it quotes the person asked about.
Out of 100: close in meaning 61, words shared 10.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from rich.console import Console

from bot.cli import terminal
from retrieval.models import Answer, Quotation
from retrieval.text.tokenise import name_words

LABEL = "label"  # a step of the chain that says where a turn's speaker is named, and no name
PLACE = re.compile(r"(?P<words>.+), (?P<place>paragraph \d+)")
REASONS = {  # features of the ranking (retrieval/search/features.py), with the least value that is worth a word
    "dense": (0.4, "its meaning is close to the question's"),
    "words": (0.5, "it has the question's words"),
    "coverage": (0.8, "it has every part of the topic, with its headline and neighbours"),
    "speaker_match": (1, "it quotes the person asked about"),
    "named_person_match": (1, "it quotes somebody whom the question names"),
    "answer_type_match": (1, "it has what the question asks for"),
    "source_match": (1, "it is from the publication that the question names"),
    "date_match": (1, "it is from the time that the question names"),
    "reader": (0, "it was read together with the question and found to answer it"),
}
MEASURES = {  # features that run from 0 to 1 and mean something by themselves
    "dense": "close in meaning",
    "words": "words shared",
    "coverage": "parts of the topic covered",
    "confidence": "likely to answer",
}


def show(answer: Answer, console: Console) -> None:
    for sentence in (*_whose_words(answer.quotation), _why_here(answer)):
        terminal.show_line(sentence, console)
    if measured := _measured(answer):
        terminal.show_line(measured, console, style="dim")


def _whose_words(quotation: Quotation | None) -> Iterator[str]:
    if quotation is None:
        yield "Nobody is quoted in this passage."
        return
    label = f"{quotation.speaker_text}:" if quotation.cue == ":" and quotation.speaker_text else None
    written = label or " … ".join(filter(None, (quotation.speaker_text, quotation.cue)))
    name = quotation.speaker
    if name is None:
        more = f"; it writes “{written}”." if written else "."
        yield f"The article does not say clearly whose words these are{more}"
    elif written:
        yield f"The words are those of {name}, since the article writes “{written}”."
    else:
        yield f"The words are those of {name}."
    steps = [(words, place) for words, place in map(_placed, quotation.chain) if words != LABEL]
    for (meaning, _), (meant, place) in pairwise(steps):
        if not name_words(meant) <= name_words(meaning):  # nothing new: “Mayor Ann Lee” means “Ann Lee”
            yield f"“{meaning}” there means “{meant}”{place}."


def _placed(step: str) -> tuple[str, str]:
    """A step of the chain of names, and the place of its words in the article.

    >>> _placed("Mayor Ann Lee, paragraph 2"), _placed("Ann Lee")
    (('Mayor Ann Lee', ' (paragraph 2)'), ('Ann Lee', ''))
    """
    found = PLACE.fullmatch(step)
    return (found["words"], f" ({found['place']})") if found else (step, "")


def _why_here(answer: Answer) -> str:
    reasons = [words for name, (least, words) in REASONS.items() if answer.parts.get(name, -1) >= least]
    if not reasons:
        return "It shares little with the question; nothing came closer."
    return f"It ranks here because {'; '.join(reasons)}."


def _measured(answer: Answer) -> str | None:
    """The features of the answer that run from 0 to 1, as numbers up to 100; None if it has none."""
    shown = [f"{words} {100 * answer.parts[name]:.0f}" for name, words in MEASURES.items() if name in answer.parts]
    return f"Out of 100: {', '.join(shown)}." if shown else None
