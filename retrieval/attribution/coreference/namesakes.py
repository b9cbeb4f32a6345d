"""Namesakes: which of several people with one surname the surname alone means.

It means the main one: the person in the headline, or the one named most often so far. Another one takes over while the
article last named them in full, other than as an owner or behind a preposition:

    Ann Low came. Low sat down. Guests spoke of Bo Low. ... Low said ...    Ann Low
    Ann Low came. Low sat down. Bo Low disagreed. ... Low said ...          Bo Low

Names in passing count for nothing: "the mother of Bo Low", or a reporter's signature.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.entities import Entity, EntityTable, Person
from retrieval.attribution.coreference.mentions import NameMention
from retrieval.attribution.coreference.role_bearers import RELATIVES
from retrieval.joining.multi_paragraph import DASHES
from retrieval.text.nlp import SUBJECTS
from retrieval.text.normalise import name_key

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MIN_SURNAME_MENTIONS = 2  # of a person by surname alone, whom a namesake named in passing does not replace
GENERATIONS = frozenset({"younger", "elder", "older"})  # before a surname
CHILDREN = frozenset("daughter grandchild granddaughter grandson nephew niece son stepdaughter stepson".split())
PARENTS = frozenset("aunt father grandfather grandmother mother stepfather stepmother uncle".split())
NEAR_PASSAGES = 1  # a name counts as recent in its passage and the next


def of_generation(bearers: Sequence[Person], words: Container[str]) -> Person | None:
    """The one of two people of a surname whom "the younger Low" or "the elder Low" means; None if nothing tells.

    The article names one of them with "Jr.", or as somebody's child or parent.
    """
    if len(bearers) != 2:
        return None
    for person, other in (bearers, bearers[::-1]):
        is_child = (person.has_suffix and not other.has_suffix) or bool(person.nouns & CHILDREN)
        if is_child or other.nouns & PARENTS:
            return person if "younger" in words else other
    return None


class Namesakes:
    """What an article has called people who share a surname, up to the passage being read."""

    def __init__(
        self,
        table: EntityTable,
        headline: Collection[str],
        passages: "Iterable[tuple[Doc, Container[int], Sequence[NameMention]]]",
    ) -> None:
        """`passages` has the parse of each passage, its tokens in quotation marks, and its names.

        `headline` has the keys of the headline's words.
        """
        self._table = table
        self._headline = headline
        self._first_passage: dict[Person, int] = {}  # that names a person in full
        self._narrated: Counter[Person] = Counter()  # times named in full outside quotation marks, and not in passing
        self._alone: Counter[Person] = Counter()  # times that a surname alone has meant each person
        self._last_full_name: dict[str, tuple[Person, int]] = {}  # surname → the person last named in full, and where
        self._last_passage: dict[Person, int] = {}  # that named a person other than in passing
        self.unnamed: set[str] = set()  # surnames of people whose first name is missing: "Low is the brother of Bo Low"
        for number, (doc, quoted, mentions) in enumerate(passages):
            for mention in mentions:
                self._count_full_name(doc, quoted, mention, number)

    def _count_full_name(self, doc: "Doc", quoted: Container[int], mention: NameMention, number: int) -> None:
        people = self._table.candidates(mention.words) if len(mention.keys) > 1 else []
        if len(people) == 1:
            self._first_passage.setdefault(people[0], number)
        if people and mention.start not in quoted and not _is_in_passing(doc, mention):
            self._narrated.update(people)
        if people and _bearer_beside_relative(doc, mention) == mention.keys[-1]:
            self.unnamed.add(mention.keys[-1])

    def note(self, person: Person, doc: "Doc", mention: NameMention, number: int, salience: float) -> None:
        """Note that a name in a passage means a person. Inside quotation marks the salience is 0."""
        surname = mention.keys[-1]
        namesakes = self._table.by_surname.get(surname, [])
        is_other_known = any(self._alone[other] >= MIN_SURNAME_MENTIONS for other in namesakes if other is not person)
        is_beside = is_other_known and _is_beside(doc[mention.start : mention.end].root)
        if not _is_in_passing(doc, mention) and not is_beside:
            self._last_passage[person] = number
            if len(mention.keys) > 1:
                self._last_full_name[surname] = person, number
        if len(mention.keys) == 1 and salience and person in namesakes:
            self._alone[person] += 1

    def meant(self, surname: str, namesakes: Sequence[Person], number: int, called: Container[Entity]) -> Person | None:
        """The person whom a surname alone means in a passage; None if nothing decides.

        `called` has the people mentioned so far. A person named only inside quotation marks does not count.
        """
        narrated = [person for person in namesakes if person in self._narrated]
        if len(narrated) == 1 and narrated[0] in called:
            return narrated[0]
        so_far = [person for person in namesakes if person in called]
        main = self._main(namesakes)
        if len(so_far) == 1 and main not in {so_far[0], None} and not self._is_in_headline(main):
            return so_far[0]  # the others are named only later
        recent, passage = self._last_full_name.get(surname, (main, number))
        if recent is main or number - passage > NEAR_PASSAGES:
            return main
        nearby = {each for each in namesakes if number - self._last_passage.get(each, number) <= NEAR_PASSAGES}
        return recent if nearby & self._last_passage.keys() == {recent} else None

    def _main(self, namesakes: Sequence[Person]) -> Person | None:
        """The person in the headline; else the one named most often so far, or in the earlier passage."""
        in_headline = [each for each in namesakes if self._is_in_headline(each)]
        if len(in_headline) == 1:
            return in_headline[0]
        prominence = {
            each: (self._narrated[each] + self._alone[each], -self._first_passage.get(each, 0)) for each in namesakes
        }
        main, second = sorted(namesakes, key=lambda each: prominence[each], reverse=True)[:2]
        return main if prominence[main] > prominence[second] else None

    def _is_in_headline(self, person: Person | None) -> bool:
        return person is not None and any(first in self._headline for first, _ in person.first_names)


def _is_in_passing(doc: "Doc", mention: NameMention) -> bool:
    """Whether a name only tells whose relative somebody is, or signs the lines above.

    "the mother of | Bo Lee |", "| Bo Lee |'s mother", "– | Bo Lee |"
    """
    name, start = doc[mention.start : mention.end].root, mention.start
    opens_line = start == 1 or (start > 1 and "\n" in doc[start - 2].text)
    above = name.head.head if name.dep_ == "pobj" and name.head.lower_ == "of" else name.head
    is_signature = opens_line and doc[start - 1].text in DASHES
    return is_signature or (name.dep_ in {"pobj", "poss"} and above.lower_ in RELATIVES)


def _is_beside(name: "Token") -> bool:
    """Whether a name is an owner's, behind a preposition, or a relative's who is not the subject: "of | Bo Low |"."""
    word = name
    while word.dep_ in {"conj", "appos"}:
        word = word.head
    if name.dep_ == "appos" and name.head.lower_ in RELATIVES:
        return word.dep_ not in SUBJECTS
    is_behind = word.dep_ == "pobj" and word.head.dep_ != "agent" and word.head.head.lower_ != "according"
    return is_behind or word.dep_ == "poss"


def _bearer_beside_relative(doc: "Doc", mention: NameMention) -> str | None:
    """The key of the word whose relative a name is: "low" in "Low, who left, is the brother of | Bo Low |"."""
    name = doc[mention.start : mention.end].root
    noun = name.head if name.dep_ == "appos" and name.head.dep_ == "pobj" else name  # "of the poet | Bo Low |"
    relative = noun.head.head if noun.dep_ == "pobj" else noun
    if relative.lower_ not in RELATIVES or relative.dep_ not in {"attr", "appos"}:
        return None
    above = relative.head
    if relative.dep_ == "appos":
        return name_key(above.text)
    while above.dep_ == "conj":
        above = above.head
    return next((name_key(word.text) for word in above.lefts if word.dep_ in SUBJECTS), None)
