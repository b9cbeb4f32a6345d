"""Verbs in the parse: their objects, and the cues that the parser put before them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.attribution.reported_speech import reporting_verbs

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_reporting(token: "Token") -> bool:
    return token.lower_ in reporting_verbs.PLAIN_FORMS


def objects(verb: "Token") -> Iterator["Token"]:
    """The direct objects of a verb."""
    return (child for child in verb.rights if child.dep_ == "dobj")


def cues_before(cue: "Token") -> Iterator["Token"]:
    """Reporting verbs directly before a cue that the parser put into its clause: "a paper said | an aide told"."""
    for outer in cue.lefts:
        last = outer.right_edge
        is_adjacent = last.i == cue.i - 1 and last.text not in {",", ";"}
        if is_adjacent and outer.dep_ == "ccomp" and is_reporting(outer) and outer.tag_.startswith("VB"):
            yield outer
