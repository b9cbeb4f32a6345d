"""Soft hyphens and zero-width characters within names: the words stay as they are, the speaker's name has none."""

import pytest

from retrieval.models import Article
from tests.attribution.document_kinds.test_first_person import quotations

SHY, ZERO_WIDTH = "\u00ad", "\u200b"


@pytest.mark.parametrize(
    ("name", "again"),
    [
        (f"Mara Qu{SHY}ill", "Ms Quill"),
        ("Mara Quill", f"Ms Qu{SHY}ill"),
        (f"Mara Qui{ZERO_WIDTH}ll", f"Ms Qu{SHY}ill"),
    ],
)
def test_a_speakers_name_has_no_characters_that_nobody_sees(name: str, again: str) -> None:
    text = f"Council leader {name} said on Tuesday: “We will dredge.”\n\n{again} added: “It is late.”"
    _, found = quotations(Article("a.txt", text))
    assert [(quotation.speaker, quotation.text) for quotation in found] == [
        ("Mara Quill", "We will dredge."),
        ("Mara Quill", "It is late."),
    ]
