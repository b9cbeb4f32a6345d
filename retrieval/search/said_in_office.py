"""Tells which words of an office's holders were said in the office: "the mayor" asks for what Ann Lee said as mayor.

"Mayor Ann Lee said ..."                 in office
"Ann Lee, the former mayor, said ..."    out of office
"Lee said ..."                           as most articles of three months before and after; else it is not known
"""

from enum import IntEnum

import numpy as np

from retrieval.array_types import Mask, Rows
from retrieval.backends.protocol import Store
from retrieval.models import Question, Quotation
from retrieval.search import offices
from retrieval.search.answers import office_on_the_day
from retrieval.search.features import asks_for_anything
from retrieval.search.ranking import Ranking, front
from retrieval.text.name_lookup import surname_of
from retrieval.text.normalise import holds_phrase

OF_THE_PERSON = frozenset("former ex late future".split())  # "the former mayor" asks for what she said at any time
MAX_READ = 60  # passages whose articles are read; of the others it is not known


class Standing(IntEnum):
    OUT = 0
    UNKNOWN = 1
    IN = 2


def in_office_first(ranked: Ranking, answering: Mask, question: Question, store: Store) -> tuple[Ranking, Mask]:
    """The ranking and its answers without words said out of the office asked about, if others answer.

    If the question has no topic, words that were certainly said in the office come first.
    """
    places = np.flatnonzero(answering)[:MAX_READ]
    if question.office is None or offices.status_of(question.office) in OF_THE_PERSON or not len(places):
        return ranked, answering
    found = np.array([_of_passage(int(ranked.rows[place]), question, store) for place in places])
    if (found == Standing.OUT).all():
        return ranked, answering
    answering = answering.copy()
    answering[places[found == Standing.OUT]] = False
    if not asks_for_anything(question):
        return ranked, answering
    order: Rows = front(len(ranked), places[found == Standing.IN])
    return ranked.at(order), answering[order]


def _of_passage(row: int, question: Question, store: Store) -> Standing:
    said = [each for each in store.quotations(row) if each.speaker in question.speakers]
    return max((of(each, question.office or "", store) for each in said), default=Standing.UNKNOWN)


def of(quotation: Quotation, office: str, store: Store) -> Standing:
    """Whether the speaker of a quotation held an office when its article was published."""
    speaker, text = (quotation.speaker or "").casefold(), quotation.article.text
    if offices.said_in_office(quotation, office):
        return Standing.IN
    surname = surname_of(speaker).rstrip(".")
    if any(surname in name.casefold().split() for name in offices.named_otherwise(office, text)):
        return Standing.OUT
    held = office_on_the_day(quotation, store) or ""
    bare = offices.without_status(office)
    if not holds_phrase(held, bare):
        return Standing.UNKNOWN
    return Standing.IN if offices.status_of(held) == offices.status_of(office) else Standing.OUT
