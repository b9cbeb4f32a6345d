"""Coreference: finds the person that each name, role phrase and pronoun of an article refers to.

    mentions             the names in each passage: "Andrew Lansley", "Mr Lansley"
      → entities         the people they name, each with every form of the name, gender and descriptions ("minister")
      → salience         how prominent each entity is at each sentence
      → MentionResolver  the entity of every name, role phrase ("the senator", see roles) and pronoun, from the top down

For example, "He" in "Mr Lansley left. He said ...":

    mentions           "Mr Lansley" is a name with the title "mr", in paragraph 4
    entities           the person called "Andrew Lansley" in paragraph 1; a man, as "Andrew" and "mr" show
    salience           at "He", Lansley has 0.5; Nick Clegg, named in the sentence before, has 0.25: a clear lead
    MentionResolver    "He" → "Mr Lansley, paragraph 4" → "Andrew Lansley"

Each result is stored by the mention's place in the article. When a mention is the source of a quotation, its result is
looked up there. A resolved mention adds to the salience of its entity, and so influences later pronouns.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.entities import Entity, EntityTable, Person, UnnamedEntity
from retrieval.attribution.coreference.mentions import (
    PLURAL_PRONOUNS,
    PRONOUN_GENDER,
    Description,
    NameMention,
    find_names,
    name_key,
)
from retrieval.attribution.coreference.salience import (
    RankedEntities,
    SalienceModel,
    clear_winner,
    mention_salience,
    ranked,
)
from retrieval.models import Span
from retrieval.text import quotation_marks, sentences
from retrieval.text.nlp import SUBJECTS
from retrieval.text.titles import REFERRING_ROLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


QUOTED_FACTOR = 0.25  # the salience of a mention inside quoted words is multiplied by this
CATAPHOR_SALIENCE = 1.0  # salience of a person whose name follows the pronoun in the same sentence
INTRODUCED_FACTOR = 2  # for a role phrase, the salience of a person introduced by the same title is multiplied by this
NEAR_PASSAGES = 1  # a name still counts as recent this many passages later

Place = tuple[int, int]  # the number of a passage, and the number of a token in it


class MentionResolver:
    """Resolves every mention in one article. The results are dictionaries by place:

    `names`      the person of a name; None if several people share the name and nothing tells them apart
    `roles`      the entity of a role phrase, by the place of its noun; None if it may mean several people
    `pronouns`   the entities that a pronoun may mean
    `evidence`   for a place and an entity, the last name or phrase used for the entity: "Mr Lansley, paragraph 4"
    """

    def __init__(self, docs: "Sequence[Doc]", open_marks: Sequence[str]) -> None:
        """Resolve an article. `docs` are its parsed passages; `open_marks` has the mark open at the start of each."""
        self.docs = docs = [doc if doc.has_annotation("DEP") else _with_flat_parse(doc) for doc in docs]
        self.table = EntityTable(mention for doc in docs for mention in find_names(doc))
        known = self.table.by_surname.keys() | self.table.by_first_name.keys()
        mentions = [list(find_names(doc, known)) for doc in docs]
        for doc, in_passage in zip(docs, mentions, strict=True):
            self.table.add_descriptions(doc, in_passage)
        self.names: dict[Place, Person | None] = {}
        self.roles: dict[Place, Entity | None] = {}
        self.pronouns: dict[Place, RankedEntities] = {}
        self.evidence: dict[tuple[Place, Entity], str] = {}
        self._by_noun = self.table.by_noun()
        self._salience = SalienceModel(self._prominence(mention for in_passage in mentions for mention in in_passage))
        self._last_called: dict[Entity, tuple[str, int]] = {}  # the last words used for an entity, and their passage
        self._last_full_name: dict[str, tuple[Person, int]] = {}  # surname → the person last named in full, and where
        self._unnamed: dict[str, UnnamedEntity] = {}
        self._full_role: dict[str, str] = {}  # a noun → the latest phrase with it: "Downing Street spokeswoman"
        for number, (doc, in_passage, mark) in enumerate(zip(docs, mentions, open_marks, strict=True)):
            self._read_passage(number, doc, in_passage, mark)

    def _prominence(self, mentions: Iterable[NameMention]) -> dict[Person, float]:
        """How often each person is named, as a share of the person who is named most."""
        counts: Counter[Person] = Counter()
        for mention in mentions:
            candidates = self.table.candidates(mention.words)
            if candidates:
                counts[candidates[0]] += 1
        most = max(counts.values(), default=1)
        return {person: count / most for person, count in counts.items()}

    def _read_passage(self, number: int, doc: "Doc", mentions: Sequence[NameMention], open_mark: str) -> None:
        quoted = _tokens_inside(doc, quotation_marks.find(doc.text, open_mark))
        name_at = {mention.start: mention for mention in mentions}
        for sentence in doc.sents:
            if not (sentence.start in quoted and sentence.end - 1 in quoted):
                self._salience.sentence += 1  # a sentence of quoted words leaves salience as it is
            for token in sentence:
                place = number, token.i
                factor = QUOTED_FACTOR if token.i in quoted else 1.0
                if token.i in name_at:
                    self._resolve_name(number, doc, name_at[token.i], factor, sentence.start)
                if place in self.names:
                    continue
                if token.lower_ in PRONOUN_GENDER or token.lower_ in PLURAL_PRONOUNS:
                    salience = 0.0 if token.i in quoted else mention_salience(token, sentence.start)
                    self._resolve_pronoun(place, token, salience)
                elif _may_be_role(token):
                    self._resolve_role(place, token, mention_salience(token, sentence.start) * factor)

    def _resolve_name(self, number: int, doc: "Doc", mention: NameMention, factor: float, sentence_start: int) -> None:
        """Resolve a name, unless it names a thing. Two people named together also make one plural entity."""
        candidates = self.table.candidates(mention.words)
        if not candidates:
            return
        person = self._choose(mention, candidates, number)
        self.names.update({(number, place): person for place in range(mention.start, mention.end)})
        if person is None:
            return
        root = doc[mention.start : mention.end].root
        salience = mention_salience(root, sentence_start) * factor
        self._mention(person, salience, _as_written(doc, mention), number)
        if len(mention.words) > 1:
            self._last_full_name[name_key(mention.words[-1])] = person, number
        other = self.names.get((number, root.head.i)) if root.dep_ == "conj" else None
        if other:
            text = f"{other.name} and {person.name}"
            both = self._unnamed.setdefault(text, UnnamedEntity(text, None, plural=True))
            self._mention(both, salience, text, number)

    def _choose(self, mention: NameMention, candidates: Sequence[Person], number: int) -> Person | None:
        """Which of several namesakes a name means, judging by its title and by the names before it."""
        gender, description = mention.gender, mention.description
        possible = [person for person in candidates if not gender or person.gender in {gender, None}]
        agreeing = [person for person in candidates if gender and person.gender == gender]
        described = [person for person in candidates if description and _may_be(person, description)]
        for fitting in (possible, agreeing, described):
            if len(fitting) == 1:
                return fitting[0]
        if len(candidates) < 2 or len(mention.words) > 1:
            return None  # "Mrs Trump" is not Donald
        # A bare surname means the main namesake, unless another was named in full nearby.
        main = candidates[0]  # named most often in full, or first
        recent, passage = self._last_full_name.get(name_key(mention.words[-1]), (main, number))
        if recent is main or number - passage > NEAR_PASSAGES:
            return main
        nearby = {person for person in candidates if self._was_called_nearby(person, number)}
        return recent if nearby == {recent} else None

    def _was_called_nearby(self, person: Person, number: int) -> bool:
        return person in self._last_called and number - self._last_called[person][1] <= NEAR_PASSAGES

    def _resolve_pronoun(self, place: Place, token: "Token", salience: float) -> None:
        """Keep the entities that a pronoun may mean; a clear winner counts as mentioned, unless `salience` is 0."""
        gender, plural = PRONOUN_GENDER.get(token.lower_), token.lower_ in PLURAL_PRONOUNS
        ranking = self._salience.rank(gender=gender, plural=plural, excluded=self._excluded(place[0], token))
        ahead = self._named_ahead(place[0], token)
        if ahead and not plural and ahead.gender in {gender, None}:
            others = [(score, entity) for score, entity in ranking if entity is not ahead]
            ranking = ranked([(CATAPHOR_SALIENCE, ahead), *others])
        self.pronouns[place] = ranking
        for _, entity in ranking:
            self._keep_evidence(place, entity)
        winner = clear_winner(ranking)
        if winner and salience:
            self._salience.mention(winner, salience)

    def _excluded(self, number: int, token: "Token") -> list[Person | None]:
        """The people that an object pronoun cannot mean, the subject of its verb: in "Trump called him", Trump."""
        if token.dep_ in SUBJECTS or token.dep_ == "poss":
            return []
        return [self.names.get((number, child.i)) for child in token.head.lefts if child.dep_ in SUBJECTS]

    def _named_ahead(self, number: int, token: "Token") -> Person | None:
        """The person named after a pronoun that opens the sentence: "As he put it, Trump won" (cataphora)."""
        clause = next((word for word in token.ancestors if word.dep_ in {"advcl", "prep", "ROOT"}), token)
        while clause.dep_ != "ROOT" and clause.head.dep_ in {"advcl", "prep", "pcomp"}:
            clause = clause.head
        if clause.dep_ == "ROOT" or clause.i >= clause.head.i:
            return None
        if any((number, place) in self.names for place in range(clause.left_edge.i, token.i)):
            return None
        for child in clause.head.lefts:
            if child.dep_ in SUBJECTS and child.i > token.i:
                candidates = self.table.candidates([child.text])
                return candidates[0] if len(candidates) == 1 else None
        return None

    def _resolve_role(self, place: Place, token: "Token", salience: float) -> None:
        """Resolve a noun: to a named person, to the entity that the same phrase meant before, or to a new one."""
        noun, plural, definite = roles.singular(token.text), roles.is_plural(token), roles.is_definite(token)
        is_person = roles.is_person_noun(noun)
        if is_person and definite and not plural and self._resolve_title(place, token, salience):
            return
        text = roles.noun_phrase(token)
        is_bare = text.lower() == token.lower_
        if is_bare and definite:
            text = self._full_role.get(token.lower_, text)
        elif not is_bare and not (definite and noun in REFERRING_ROLES):
            self._full_role[token.lower_] = text
        entity = self._unnamed.setdefault(text.lower(), UnnamedEntity(text, roles.gender(noun), plural))
        self.roles[place] = entity
        if is_person and (token.dep_ in SUBJECTS or plural):
            self._mention(entity, salience, text, place[0])

    def _resolve_title(self, place: Place, token: "Token", salience: float) -> bool:
        """Resolve "the senator" to a person, or to None if several fit; return False if it means nobody named.

        People whom the article describes by this title come first. An office may also mean the most salient person, who
        needs no such description.
        """
        role = roles.describe(token)
        noun, narrowing = role
        fitting = [person for person in self._by_noun.get(noun, []) if _may_be(person, role)]
        is_unassigned_office = noun in REFERRING_ROLES and token.lower_ not in self._full_role
        if not fitting and not is_unassigned_office:
            return False
        sure = [
            person for person in fitting if not narrowing or any(narrowing & words for _, words in person.descriptions)
        ]
        entity = sure[0] if len(sure) == 1 else self._most_salient(noun, fitting)
        if entity is None and noun not in REFERRING_ROLES:
            return False
        self.roles[place] = entity
        if entity:
            self._keep_evidence(place, entity)
            self._salience.mention(entity, salience)
        return True

    def _most_salient(self, noun: str, introduced: Sequence[Person]) -> Entity | None:
        """The person that a title most likely means; people `introduced` by the title have an advantage."""
        ranking = []
        for score, entity in self._salience.rank(gender=roles.gender(noun), plural=False):
            if isinstance(entity, Person):
                ranking.append((score * (INTRODUCED_FACTOR if entity in introduced else 1), entity))
        return clear_winner(ranked(ranking))

    def _mention(self, entity: Entity, salience: float, text: str, number: int) -> None:
        self._salience.mention(entity, salience)
        self._last_called[entity] = text, number

    def _keep_evidence(self, place: Place, entity: Entity) -> None:
        if entity in self._last_called:
            text, number = self._last_called[entity]
            self.evidence[place, entity] = f"{text}, paragraph {number + 1}"


def _may_be_role(token: "Token") -> bool:
    """Whether a token may be the noun of a role phrase; the parser takes some offices for names."""
    return token.dep_ != "compound" and (token.pos_ == "NOUN" or roles.singular(token.lower_) in REFERRING_ROLES)


def _may_be(person: Person, role: Description) -> bool:
    return any(roles.may_be(role, known) for known in person.descriptions)


def _tokens_inside(doc: "Doc", spans: Iterable[Span]) -> set[int]:
    """The numbers of the tokens that touch any of the spans."""
    inside: set[int] = set()
    for start, end in spans:
        if within := doc.char_span(start, end, alignment_mode="expand"):
            inside.update(range(within.start, within.end))
    return inside


def _as_written(doc: "Doc", mention: NameMention) -> str:
    """A name as it is written, with a capitalised title before it: "Mr Lansley"."""
    has_title = mention.has_title and doc[mention.start - 1].text[0].isupper()
    return " ".join(doc[mention.start - has_title : mention.end].text.split())


def _with_flat_parse(doc: "Doc") -> "Doc":
    """An unparsed passage as a document: punctuation ends its sentences, and they have no dependency structure."""
    heads = list(range(len(doc)))
    for start, end in sentences.split(doc.text):
        if span := doc.char_span(start, end, alignment_mode="expand"):
            heads[span.start : span.end] = [span.start] * len(span)
    words, spaces = [token.text for token in doc], [bool(token.whitespace_) for token in doc]
    return type(doc)(doc.vocab, words=words, spaces=spaces, heads=heads, deps=["dep"] * len(doc))
