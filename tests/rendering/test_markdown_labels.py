"""Markdown of words that were not said: the note is an editor's, in brackets, and stays with the words when copied."""

from dataclasses import replace

import pytest

from bot.rendering import markdown
from retrieval.models import Article, Kind, Modality, Quotation

SAID = Quotation(Article("a.txt", "Sell it."), ((0, 8),), Kind.DIRECT, "Ann Lee")


@pytest.mark.parametrize(
    ("modality", "first"),
    [
        (Modality.ASKED, "[asked]"),
        (Modality.DENIED, "[denied]"),
        (Modality.TO_COME, "[not said yet]"),
        (Modality.SAID, "Sell it."),
    ],
)
def test_a_note_on_words_is_in_brackets_above_them(modality: Modality, first: str) -> None:
    lines = markdown.quotation(replace(SAID, modality=modality)).split("\n>\n")
    assert lines[0] == f"> {first}".replace("[", "\\[").replace("]", "\\]")
    assert lines[-2] == "> Sell it."
