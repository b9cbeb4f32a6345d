"""Explains an answer in words, for `:why`: who said it, how the speaker was found, and why it ranks where it does.

The words are those of Andy Burnham, since the article writes “he … said”.
“he” there means “Andy Burnham”.
It ranks here because its meaning is close to the question's; it quotes the person asked about.
Out of 100: close in meaning 61, words shared 10.
"""

from rich.console import Console

from bot.cli import terminal
from bot.rendering import attributions
from retrieval.models import Answer

REASONS = {  # features of the ranking (retrieval/search/features.py), with the least value that is worth a word
    "dense": (0.4, "its meaning is close to the question's"),
    "words": (0.5, "it has the question's words"),
    "coverage": (0.8, "it has every part of the topic, with its headline and neighbours"),
    "speaker_match": (1, "it quotes the person asked about"),
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
    for sentence in (*attributions.whose_words(answer.quotation), _why_here(answer)):
        terminal.show_line(sentence, console)
    if measured := _measured(answer):
        terminal.show_line(measured, console, style="dim")


def _why_here(answer: Answer) -> str:
    reasons = [words for name, (least, words) in REASONS.items() if answer.parts.get(name, -1) >= least]
    if not reasons:
        return "It shares little with the question; nothing came closer."
    return f"It ranks here because {'; '.join(reasons)}."


def _measured(answer: Answer) -> str | None:
    """The features of the answer that run from 0 to 1, as numbers up to 100; None if it has none."""
    shown = [f"{words} {100 * answer.parts[name]:.0f}" for name, words in MEASURES.items() if name in answer.parts]
    return f"Out of 100: {', '.join(shown)}." if shown else None
