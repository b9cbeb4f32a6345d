"""Round-ups: finds the place of "the state" and "the city" in news below headings with places.

Norr / Moorby: The state said ...      state of Norr
the state health department            Norr state health department
the state's auditor                    Norr's auditor
the state Department of Tides          Norr state Department of Tides
the city                               city of Moorby
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.document_kinds import HEADING, TOWN
from retrieval.models import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

ITEM = re.compile(rf"\s*+(?:(?P<area>{HEADING})\n\s*)?(?P<town>{TOWN}):")
STATE_BEFORE = re.compile(r"\b[Ss]tate(?P<owner>[’']s)? $")
Seat = tuple[str, str]  # of the news of a place: the place of the heading, and the town


class Seats:
    """The places that the items of a round-up are about."""

    def __init__(self, passages: Sequence[Passage], docs: "Sequence[Doc]", starts: frozenset[int]) -> None:
        """`starts` are the passages that begin an item; of a live blog's entries, none has a place."""
        self._starts = sorted(starts)
        self._of_item = {number: _seat(passages, number) for number in self._starts}
        areas = {seat[0].split()[0] for seat in self._of_item.values() if seat}
        places = {token.text for doc in docs for token in doc if token.ent_type_ == "GPE" and token.text in areas}
        if 2 * len(places) < len(areas):  # other headings
            self._of_item = {}

    def _seat(self, passage: int) -> Seat | None:
        item = bisect_right(self._starts, passage) - 1
        return self._of_item.get(self._starts[item]) if item >= 0 else None

    def with_place(self, text: str, noun: "Token", passage: int) -> str:
        """A phrase around a noun with the place that it belongs to."""
        if noun.pos_ == "PROPN":
            return self._with_state(text, noun, passage)
        seat = self._seat(passage)
        if seat is None:
            return text
        area, town = seat
        if text in {"state", "city"} and roles.is_definite(noun):
            return f"{text} of {area if text == 'state' else town}"
        if re.match(r"state[’']s ", text):
            return f"{area}{text.removeprefix('state')}"
        is_of_area = re.match(r"(?:[Ss]tate |governor[’']s )", text) is not None
        return f"{area} {text[0].lower()}{text[1:]}" if is_of_area else text

    def _with_state(self, name: str, noun: "Token", passage: int) -> str:
        """The name of a body with "state" before it: "| state | Department of Tides"."""
        sentence = noun.sent
        start = sentence.text.rfind(name, 0, noun.idx - sentence.start_char + len(name))
        state = STATE_BEFORE.search(sentence.text[: max(0, start)])
        seat = self._seat(passage)
        if state is None or (state["owner"] and seat is None):
            return name
        if seat is None:
            return f"state {name}"
        return f"{seat[0]}{state['owner']} {name}" if state["owner"] else f"{seat[0]} state {name}"


def _seat(passages: Sequence[Passage], number: int) -> Seat | None:
    """The place and the town of an item. The item begins with a passage or with the heading before it."""
    match = ITEM.match(passages[number].text)
    if match is None or (match["area"] is None and not number):
        return None
    return (match["area"] or passages[number - 1].text).strip(), match["town"].strip()
