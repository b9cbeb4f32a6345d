"""Everybody in one article, met as it is read from the top: by name, by role, by pronoun.

Each meeting is noted under its passage and token, so that people.py need only look it up when somebody is cited there.
A pronoun counts as one more meeting; so does "the senator", where somebody was introduced as one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import descriptions, mentions, roles
from retrieval.attribution.coreference.descriptions import SEX
from retrieval.attribution.coreference.entities import EntityTable, Person
from retrieval.attribution.coreference.mentions import NameMention
from retrieval.attribution.coreference.salience import (
    Entity,
    Ranking,
    SalienceModel,
    UnnamedEntity,
    decided,
    in_order,
    weigh,
)
from retrieval.models import Span
from retrieval.text import quotation_marks, sentences
from retrieval.text.nlp import SUBJECTS
from retrieval.text.titles import REFERRING_ROLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

THEY = frozenset({"they", "them", "their"})
QUOTED = 0.25  # of its weight is left to somebody who is named within somebody's words
AHEAD = 1.0  # the weight of whom a sentence that opens with a pronoun goes on to name
LIKELY = 2  # times the weight of somebody who was introduced by a title has who is now called by it
NEAR = 1  # passages

Place = tuple[int, int]  # a passage's number, and a token in it


class MentionResolver:
    """Who is met where; `seen` has what they were last called by name, and in which paragraph."""

    def __init__(self, docs: "Sequence[Doc]", opened: Sequence[str]) -> None:
        """`opened` has the mark that is open where each of `docs` begins, as continued.py finds it."""
        self.docs = docs = [doc if doc.has_annotation("DEP") else _cut(doc) for doc in docs]
        self.register = EntityTable.of(naming for doc in docs for naming in mentions.find(doc))
        known = self.register.surnames.keys() | self.register.firsts.keys()
        found = [list(mentions.find(doc, known)) for doc in docs]
        for doc, namings in zip(docs, found, strict=True):
            descriptions.read(doc, namings, self.register)
        self.introduced = self.register.introduced()
        self.stage = SalienceModel(self._prominence(naming for namings in found for naming in namings))
        self.named: dict[Place, Person | None] = {}
        self.roles: dict[Place, Entity | None] = {}
        self.pronouns: dict[Place, Ranking] = {}
        self.evidence: dict[tuple[Place, Entity], str] = {}
        self.seen: dict[Entity, tuple[str, int]] = {}
        self.fuller: dict[str, str] = {}  # "spokeswoman" → "Downing Street spokeswoman", the latest
        self.unnamed: dict[str, UnnamedEntity] = {}
        self.in_full: dict[str, tuple[Person, int]] = {}  # surname → who bore it last in full, and in which passage
        for number, (doc, namings, mark) in enumerate(zip(docs, found, opened, strict=True)):
            self._read(number, doc, namings, mark)

    def _prominence(self, namings: Iterable[NameMention]) -> dict[Person, float]:
        counts = Counter(candidates[0] for naming in namings if (candidates := self.register.candidates(naming.words)))
        return {person: count / max(counts.values()) for person, count in counts.items()} if counts else {}

    def _read(self, number: int, doc: "Doc", namings: Sequence[NameMention], opened: str) -> None:
        """One passage, token by token, in the order in which a reader meets them."""
        quoted = _inside(doc, quotation_marks.find(doc.text, opened))
        starts = {naming.start: naming for naming in namings}
        for sentence in doc.sents:
            self.stage.sentence += not {sentence.start, sentence.end - 1} <= quoted  # talk leaves the stage as it is
            for token in sentence:
                place, word = (number, token.i), token.lower_
                weight = weigh(token, sentence.start) * (QUOTED if token.i in quoted else 1.0)
                if token.i in starts:
                    self._name(number, doc, starts[token.i], QUOTED if token.i in quoted else 1.0, sentence.start)
                if place in self.named:
                    continue
                if word in SEX or word in THEY:
                    self._pronoun(place, token, 0.0 if token.i in quoted else weight)
                elif token.dep_ != "compound" and (token.pos_ == "NOUN" or roles.singular(word) in REFERRING_ROLES):
                    self._role(place, token, weight)

    def _name(self, number: int, doc: "Doc", naming: NameMention, share: float, opening: int) -> None:
        """Somebody is named, unless it is a thing."""
        candidates = self.register.candidates(naming.words)
        if not candidates:
            return
        person = self._bearer(naming, candidates, number)
        self.named.update({(number, place): person for place in range(naming.start, naming.end)})
        if person is None:
            return
        root = doc[naming.start : naming.end].root
        weight = weigh(root, opening) * share
        self._enter(person, weight, _written(doc, naming), number)
        if len(naming.words) > 1:
            self.in_full[mentions.key(naming.words[-1])] = (person, number)
        if root.dep_ == "conj" and (other := self.named.get((number, root.head.i))):
            joined = f"{other.name} and {person.name}"
            both = self.unnamed.setdefault(joined, UnnamedEntity(joined, None, plural=True))
            self._enter(both, weight, joined, number)

    def _bearer(self, naming: NameMention, candidates: list[Person], number: int) -> Person | None:
        """Which of those who share a name is meant, if the title or what came before tells."""
        told = naming.description
        for fitting in (
            [one for one in candidates if not naming.sex or one.sex in {naming.sex, None}],
            [one for one in candidates if naming.sex and one.sex == naming.sex],
            [one for one in candidates if told and any(roles.fits(told, each) for each in one.descriptions)],
        ):
            if len(fitting) == 1:
                return fitting[0]
        if len(candidates) < 2 or len(naming.words) > 1:
            return None  # "Mrs Trump" is not Donald
        main = candidates[0]  # named most often in full, or first
        recent, since = self.in_full.get(mentions.key(naming.words[-1]), (main, number))
        if recent is main or number - since > NEAR:
            return main
        here = {one for one in candidates if one in self.seen and number + 1 - self.seen[one][1] <= NEAR}
        return recent if here == {recent} else None

    def _pronoun(self, place: Place, token: "Token", weight: float) -> None:
        """Who a pronoun may be is kept; where it is clear, they are met again."""
        sex, plural = SEX.get(token.lower_), token.lower_ in THEY
        ranking = self.stage.rank(sex=sex, plural=plural, without=self._beside(place, token))
        ahead = self._ahead(place[0], token)
        if ahead and not plural and ahead.sex in {sex, None}:
            ranking = in_order([(AHEAD, ahead), *(each for each in ranking if each[1] is not ahead)])
        self.pronouns[place] = ranking
        for _, figure in ranking:
            self._note(place, figure)
        if weight and (clear := decided(ranking)):
            self.stage.enter(clear, weight)

    def _beside(self, place: Place, token: "Token") -> list[Entity | None]:
        """The subject of the verb whose object a pronoun is: in "Trump called him", somebody else."""
        if token.dep_ in SUBJECTS or token.dep_ == "poss":
            return []
        return [self.named.get((place[0], child.i)) for child in token.head.lefts if child.dep_ in SUBJECTS]

    def _ahead(self, number: int, token: "Token") -> Person | None:
        """Who the sentence goes on to name, where it opens with the pronoun: "As he put it, Trump won"."""
        clause = next((word for word in token.ancestors if word.dep_ in {"advcl", "prep", "ROOT"}), token)
        while clause.dep_ != "ROOT" and clause.head.dep_ in {"advcl", "prep", "pcomp"}:
            clause = clause.head
        if clause.dep_ == "ROOT" or not clause.i < clause.head.i:
            return None
        if any((number, place) in self.named for place in range(clause.left_edge.i, token.i)):
            return None
        subjects = (child for child in clause.head.lefts if child.dep_ in SUBJECTS and child.i > token.i)
        found = [self.register.candidates([subject.text]) for subject in subjects]
        return found[0][0] if found and len(found[0]) == 1 else None

    def _role(self, place: Place, token: "Token", weight: float) -> None:
        """A noun: somebody introduced by it, somebody new, or the one of whom it was said before."""
        text, noun, plural = roles.called(token), roles.singular(token.text), roles.is_plural(token)
        definite, bare = roles.is_definite(token), text.lower() == token.lower_
        person = roles.is_person(noun)
        if definite and not plural and person and self._titled(place, token, weight):
            return
        if bare and definite:
            text = self.fuller.get(token.lower_, text)
        elif not bare and not (definite and noun in REFERRING_ROLES):
            self.fuller[token.lower_] = text
        figure = self.unnamed.setdefault(text.lower(), UnnamedEntity(text, roles.sex(noun), plural))
        self.roles[place] = figure
        if person and (token.dep_ in SUBJECTS or plural):
            self._enter(figure, weight, text, place[0])

    def _titled(self, place: Place, token: "Token", weight: float) -> bool:
        """Whether "the senator" goes to one who was introduced with such a title, or must remain open between several.

        An office that nobody was introduced with may still be that of whoever the article is just speaking of.
        """
        asked = roles.description(token)
        offered = self.introduced.get(asked[0], [])
        fitting = [one for one in offered if any(roles.fits(asked, told) for told in one.descriptions)]
        sure = [one for one in fitting if not asked[1] or any(asked[1] & told[1] for told in one.descriptions)]
        office = asked[0] in REFERRING_ROLES and token.lower_ not in self.fuller
        if not fitting and not office:
            return False
        people = [
            each for each in self.stage.rank(sex=roles.sex(asked[0]), plural=False) if isinstance(each[1], Person)
        ]
        ranking = in_order((weight * (LIKELY if one in fitting else 1), one) for weight, one in people)
        figure: Entity | None = sure[0] if len(sure) == 1 else decided(ranking)
        if figure is None and asked[0] not in REFERRING_ROLES:
            return False
        self.roles[place] = figure
        if figure:
            self._note(place, figure)
            self.stage.enter(figure, weight)
        return True

    def _enter(self, figure: Entity, weight: float, text: str, number: int) -> None:
        self.stage.enter(figure, weight)
        self.seen[figure] = (text, number + 1)

    def _note(self, place: Place, figure: Entity) -> None:
        if figure in self.seen:
            self.evidence[place, figure] = "{}, paragraph {}".format(*self.seen[figure])


def _cut(doc: "Doc") -> "Doc":
    """A passage that was not parsed, since nobody speaks in it, with its sentences by punctuation and flat trees."""
    heads = list(range(len(doc)))
    for start, end in sentences.split(doc.text):
        if span := doc.char_span(start, end, alignment_mode="expand"):
            heads[span.start : span.end] = [span.start] * len(span)
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    return type(doc)(doc.vocab, words=words, spaces=spaces, heads=heads, deps=["dep"] * len(doc))


def _inside(doc: "Doc", spans: Iterable[Span]) -> set[int]:
    found: set[int] = set()
    for start, end in spans:
        if within := doc.char_span(start, end, alignment_mode="expand"):
            found.update(range(within.start, within.end))
    return found


def _written(doc: "Doc", naming: NameMention) -> str:
    """A name as it stands, with the title right before it."""
    start = naming.start - (naming.titled and doc[naming.start - 1].text[0].isupper())
    return " ".join(doc[start : naming.end].text.split())
