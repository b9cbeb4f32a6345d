"""Coreference: finds the person that each name, role phrase and pronoun of an article refers to.

    mentions             the names in each passage: "Andrew Lansley", "Mr Lansley"
      → entities         the people they name, each with every form of the name, gender and descriptions ("minister")
      → namesakes        the person whom a surname shared by several people means
      → salience         how prominent each entity is at each sentence
      → MentionResolver  the entity of every name, role phrase ("the senator", see roles) and pronoun, in order

For example, "He" in "Mr Lansley left. He said ...":

    mentions           "Mr Lansley" is a name with the title "mr", in paragraph 4
    entities           the person called "Andrew Lansley" in paragraph 1; a man, as "Andrew" and "mr" show
    salience           at "He", Lansley has 0.5; Nick Clegg, the subject one sentence earlier, has 0.25: a clear lead
    MentionResolver    "He" → "Mr Lansley, paragraph 4" → "Andrew Lansley"

Each result is stored by the mention's place in the article. When a mention is the source of a quotation, its result is
looked up there. A resolved mention adds to the salience of its entity, and so influences later pronouns.
"""

import re
from collections import Counter
from collections.abc import Collection, Container, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from retrieval.attribution import acronyms
from retrieval.attribution.coreference import namesakes, roles
from retrieval.attribution.coreference.entities import Entity, EntityTable, Person, UnnamedEntity, named_together
from retrieval.attribution.coreference.mentions import (
    PLURAL_PRONOUNS,
    PRONOUN_GENDER,
    Description,
    NameMention,
    TokenPlace,
    find_names,
    with_shared_surnames,
)
from retrieval.attribution.coreference.namesakes import GENERATIONS, NEAR_PASSAGES, Namesakes
from retrieval.attribution.coreference.role_bearers import named_behind, with_evident_people
from retrieval.attribution.coreference.salience import (
    MIN_SALIENCE,
    RankedEntities,
    SalienceModel,
    clear_winner,
    mention_salience,
    ranked,
)
from retrieval.models import Span
from retrieval.text import person_nouns, quotation_marks, sentences
from retrieval.text.nlp import SUBJECTS
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import STATUS_WORDS, is_person_noun, singular
from retrieval.text.titles import HELD_OFFICES, REFERRING_ROLES, SOLE_OFFICES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words


QUOTED_FACTOR = 0.25  # of its salience is left to a mention inside quoted words
CATAPHOR_SALIENCE = 1.0  # of a person named in the sentence only after the pronoun
INTRODUCED_FACTOR = 2  # times as salient is a person introduced by the title that a role phrase repeats
NO_REFERENT = frozenset({"attr", "appos"})  # dependencies of a noun that describes somebody: "it is a greedy bank"
MAX_TOKENS_OF_NAME = 10  # in a heading
ASKING = frozenset("asked asks challenged pressed questioned wondered wonders".split())  # somebody else answers
OPENERS = frozenset(
    "after although as before since though when while".split()
)  # of a clause: "When Bo Lee came, he said ..."
COUPLES = frozenset({"couple", "pair", "duo"})


class MentionResolver:
    """Resolves every mention in one article. The results are dictionaries by place:

    `names`      the person of a name; None if several people share the name and nothing tells them apart
    `roles`      the entity of a role phrase, by the place of its noun; None if it may mean several people
    `pronouns`   the entities that a pronoun may mean
    `introduced` of the roles, the people whose name follows between commas
    `by_initials`  the people by the initials of their office: DG for "Director-General, Ann Lee"
    `evidence`   for a place and an entity, the last name or phrase used for the entity: "Mr Lansley, paragraph 4"
    """

    def __init__(
        self,
        docs: "Sequence[Doc]",
        open_marks: Sequence[str],
        headline: str = "",
        entry_starts: Collection[int] = frozenset(),
    ) -> None:
        """Read an article; `docs` are its passages, and `open_marks` the quotation mark open at the start of each.

        At the passages of `entry_starts`, where entries of a live blog begin, pronouns no longer refer to earlier
        people.
        """
        self.docs = docs = [doc if doc.has_annotation("DEP") else _with_flat_parse(doc) for doc in docs]
        self._entry_starts = entry_starts
        first_reading = with_shared_surnames(docs, [with_evident_people(doc, find_names(doc)) for doc in docs])
        apart = named_together(first_reading)
        self.table = EntityTable((mention for in_passage in first_reading for mention in in_passage), apart)
        known = self.table.by_surname.keys() | self.table.by_first_name.keys()
        mentions = with_shared_surnames(docs, [list(find_names(doc, known)) for doc in docs])
        self._quoted = [  # of each passage, the tokens in quotation marks
            _tokens_inside(doc, quotation_marks.find(doc.text, mark))
            for doc, mark in zip(docs, open_marks, strict=True)
        ]
        for doc, in_passage, quoted in zip(docs, mentions, self._quoted, strict=True):
            self.table.add_descriptions(doc, in_passage, quoted)
        self.names: dict[TokenPlace, Person | None] = {}
        self.roles: dict[TokenPlace, Entity | None] = {}
        self.pronouns: dict[TokenPlace, RankedEntities] = {}
        self.introduced: dict[TokenPlace, Person] = {}
        self.by_initials: dict[str, Person] = {}
        self.evidence: dict[tuple[TokenPlace, Entity], str] = {}
        self._by_noun = self.table.by_noun()
        self._namesakes = Namesakes(
            self.table, set(map(name_key, headline.split())), zip(docs, self._quoted, mentions, strict=True)
        )
        self._salience = SalienceModel(self._prominence(mention for in_passage in mentions for mention in in_passage))
        self._last_called: dict[Entity, tuple[str, int]] = {}  # the last words used for an entity, and their passage
        self._unnamed: dict[str, UnnamedEntity] = {}
        self._full_role: dict[str, str] = {}  # "spokeswoman" → "Downing Street spokeswoman", the latest
        self._meant_by_title: dict[tuple[str, str], Person] = {}  # ("mr", "kahn") → the person called so
        self._by_profession: dict[str, Person] = {}  # "singer" → the person called so
        self._introduced: dict[str, int] = {}  # noun → mentions counted when "one adviser" introduced somebody unnamed
        self._mentioned_at: dict[Entity, int] = {}  # mentions counted when an entity was mentioned last
        self._mention_count = 0
        self._held_by_others: set[str] = set()  # offices that the article speaks of beside its main person
        self._seated: set[str] = set()  # offices that the article names with their place
        self._in_sentence: set[Person] = set()  # the people named in the current sentence
        self._named_unquoted: set[Person] = set()  # the people named so far outside quotation marks
        for number, (doc, in_passage) in enumerate(zip(docs, mentions, strict=True)):
            self._read_passage(number, doc, in_passage)

    def _prominence(self, mentions: Iterable[NameMention]) -> dict[Person, float]:
        """The number of times that each person is named, divided by that of the person named most often."""
        counts: Counter[Person] = Counter()
        for mention in mentions:
            candidates = self.table.candidates(mention.words)
            if candidates:
                counts[candidates[0]] += 1
        most = max(counts.values(), default=1)
        return {person: count / most for person, count in counts.items()}

    def _read_passage(self, number: int, doc: "Doc", mentions: Sequence[NameMention]) -> None:
        if number in self._entry_starts:
            self._salience.forget()
            self._full_role.clear()
        quoted = self._quoted[number]
        name_at = {mention.start: mention for mention in mentions}
        bearers = named_behind(doc, mentions)
        for sentence in doc.sents:
            if not (sentence.start in quoted and sentence.end - 1 in quoted):
                self._salience.sentence += 1  # a sentence of quoted words does not change salience
            goes_on = "," in (sentence[0].text, doc[max(0, sentence.start - 1)].text)  # cut at a comma by the parser
            self._in_sentence = (self._in_sentence if goes_on else set()) | {
                person
                for at, mention in name_at.items()
                if sentence.start <= at < sentence.end and at not in quoted
                for person in self.table.candidates(mention.words)
            }
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
                elif token.i in bearers and self._resolve_named_role(place, token, bearers[token.i]):
                    continue
                elif roles.may_be_role(token):
                    introduces = token.i not in quoted and token.dep_ not in NO_REFERENT and token.i + 1 not in name_at
                    self._resolve_role(
                        place, token, mention_salience(token, sentence.start) * factor, introduces=introduces
                    )

    def _resolve_name(self, number: int, doc: "Doc", mention: NameMention, factor: float, sentence_start: int) -> None:
        """Resolve a name, unless it names a thing. Two people named together also form one plural entity."""
        candidates = self.table.candidates(mention.words)
        if not candidates:
            return
        if len(mention.keys) == 1 and not GENERATIONS.isdisjoint(mention.before):
            person = namesakes.of_generation(self.table.by_surname.get(mention.keys[0], []), mention.before)
        else:
            person = self._choose(mention, candidates, number)
        self.names.update({(number, place): person for place in range(mention.start, mention.end)})
        if person is None:
            return
        root = doc[mention.start : mention.end].root
        salience = mention_salience(root, sentence_start) * factor
        self._mention(person, salience, _as_written(doc, mention), number)
        if mention.start not in self._quoted[number]:
            self._named_unquoted.add(person)
        self._namesakes.note(person, doc, mention, number, salience if factor == 1.0 else 0.0)
        other = self.names.get((number, root.head.i)) if root.dep_ == "conj" else None
        if other:
            text = f"{other.name} and {person.name}"
            both = self._unnamed.setdefault(text, UnnamedEntity(text, None, plural=True))
            self._mention(both, salience, text, number)

    def _choose(self, mention: NameMention, candidates: Sequence[Person], number: int) -> Person | None:
        """Choose among several people with the same name, by its title and by the names before it."""
        if len(candidates) == 1 and len(mention.keys) == 1 and mention.keys[0] in self._namesakes.unnamed:
            return None  # "Low is the brother of Bo Low. ... | Low | wrote"
        gender, description = mention.gender, mention.description
        possible = [person for person in candidates if not gender or person.gender in {gender, None}]
        agreeing = [person for person in candidates if gender and person.gender == gender]
        described = [person for person in candidates if description and _may_be(person, description)]
        if len(possible) > 1 and mention.has_title and len(mention.keys) == 1:
            return self._by_title(mention, possible, number)
        for fitting in (possible, agreeing, described):
            if len(fitting) == 1:
                return fitting[0]
        if len(possible) < 2 or len(mention.keys) > 1:
            return None  # "Mrs Trump" is not Donald
        told = _gender_told(self.docs[number][mention.start : mention.end].root, self._quoted[number])
        told_of = [person for person in possible if told and person.gender in {told, None}]
        if len(told_of) == 1:
            return told_of[0]
        return self._namesakes.meant(mention.keys[-1], possible, number, self._last_called)

    def _by_title(self, mention: NameMention, bearers: Sequence[Person], number: int) -> Person | None:
        """The person with this surname whom a title means, the same one each time: the one called so before, or named
        so far, or the only one named in the passage: "Enid Hale, their mother, knew. “Yes,” | Mrs Hale | said."
        """
        form, description = (mention.before[-1], mention.keys[-1]), mention.description
        if form not in self._meant_by_title:
            named = [person for person in bearers if person in self._last_called] or list(bearers)
            gender = mention.gender
            for fitting in (
                [person for person in named if form[0] in person.titles],
                [person for person in named if description and _may_be(person, description)],
                named,
                [person for person in named if gender and person.gender == gender],
                [person for person in named if gender and person.probable_gender == gender],
                [person for person in named if person.probable_gender in {gender, None}],
                [person for person in named if self._last_called.get(person, ("", -1))[1] == number],
            ):
                if len(fitting) == 1:
                    self._meant_by_title[form] = fitting[0]
                    break
        return self._meant_by_title.get(form)

    def _resolve_pronoun(self, place: TokenPlace, token: "Token", salience: float) -> None:
        """Store the entities that a pronoun may mean. A clear winner counts as mentioned, unless `salience` is 0."""
        gender, plural = PRONOUN_GENDER.get(token.lower_), token.lower_ in PLURAL_PRONOUNS
        ranking = self._salience.rank(gender=gender, plural=plural, excluded=self._excluded(place[0], token))
        ahead = self._named_ahead(place[0], token) or self.subject_in_sentence(place[0], token)
        if ahead and not plural and ahead.gender in {gender, None}:
            others = [(score, entity) for score, entity in ranking if entity is not ahead]
            before = next((score for score, entity in ranking if entity is ahead), 0.0)
            ranking = ranked([(max(before, CATAPHOR_SALIENCE), ahead), *others])
        self.pronouns[place] = ranking
        for _, entity in ranking:
            self._keep_evidence(place, entity)
        winner = clear_winner(ranking)
        if winner and salience:
            self._salience.mention(winner, salience)

    def _excluded(self, number: int, token: "Token") -> list[Person | None]:
        """The people that a pronoun cannot mean.

        For an object, the subject of its verb: in "Trump called him", Trump. For a subject, people named in what
        its verb governs: in "he warned that Trump would win", Trump (Principles B and C of Chomsky, 1981).
        """
        if token.dep_ == "poss":
            return []
        if token.dep_ not in SUBJECTS:
            return [self.names.get((number, child.i)) for child in token.head.lefts if child.dep_ in SUBJECTS]
        governed = [child for child in token.head.rights if child.dep_ not in {"conj", "parataxis"}]
        if token.head.dep_ == "parataxis":  # "Bo Ek, | he | said, was late"
            clause = (*token.head.head.lefts, *token.head.lefts)
            governed += [child for child in clause if child.dep_ in {*SUBJECTS, "npadvmod"} and child.i < token.i]
        names = (
            word
            for child in governed
            for word in child.subtree
            if word.pos_ == "PROPN"
            and word.dep_ != "compound"
            and not (word.dep_ == "poss" and word.i < token.i)  # "Bo Ek's view, | he | said, was his own"
        )
        meant = [self.table.candidates([name.text]) for name in names if name.i not in self._quoted[number]]
        return [people[0] for people in meant if len(people) == 1]

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

    def subject_in_sentence(self, number: int, token: "Token") -> Person | None:
        """Whom a subject means by an earlier clause of its sentence.

        When | Bo Lee | met Cy Dow, | he | said ...     | Bo Lee | was late; | he | said ...
        | Bo Lee | left, and | he | said ...            if nobody else is named before
        | Bo Lee | had the answer: “No,” | he | said.   likewise
        """
        if colon := self._colon_before_quote(number, token):
            named = self._named(number, colon.sent.start, colon.i)
            subject = next((word for word in colon.doc[colon.sent.start : colon.i] if word.dep_ in SUBJECTS), None)
            words = [subject, *subject.rights] if subject is not None else []  # "the blogger | Bo Lee |"
            return next((person for word in words if {person := self.names.get((number, word.i))} == named), None)
        if token.dep_ not in SUBJECTS:
            return None
        for clause in token.head.lefts:
            is_apart = clause.left_edge.lower_ in OPENERS or any(
                word.text == ";" for word in token.doc[clause.i : token.i]
            )
            if clause.i < token.i and clause.dep_ in {"advcl", "ccomp"} and is_apart:
                return self._named_subject(number, clause)
        if token.head.dep_ != "conj":
            return None
        first = self._named_subject(number, token.head.head)
        return first if self._named(number, token.sent.start, token.i) == {first} else None

    def _named(self, number: int, start: int, end: int) -> set[Person | None]:
        """The people named in a stretch of a passage outside quotation marks."""
        places = (place for place in range(start, end) if place not in self._quoted[number])
        return {self.names.get((number, place)) for place in places} - {None}

    def _colon_before_quote(self, number: int, token: "Token") -> "Token | None":
        """The colon before the quoted words that directly precede a token."""
        place = token.i - 1
        while place > 0 and (place in self._quoted[number] or token.doc[place].is_quote):
            place -= 1
        return token.doc[place] if place < token.i - 1 and token.doc[place].text == ":" else None

    def _named_subject(self, number: int, verb: "Token") -> Person | None:
        subject = next((word for word in verb.lefts if word.dep_ in SUBJECTS), None)
        return self.names.get((number, subject.i)) if subject is not None else None

    def subject_before(self, number: int, token: "Token") -> Entity | None:
        """The subject of the previous sentence: a person, or somebody unnamed ("A fisherman was angry."); or whom "she"
        means there.

        Sentences of quoted words are skipped. None if the token's own sentence names somebody before the token.
        """
        start, quoted = token.sent.start, self._quoted[number]
        if any((number, place) in self.names and place not in quoted for place in range(start, token.i)):
            return None
        for place in (number, number - 1):
            if place < 0 or (place < number and number in self._entry_starts):
                break
            for sentence in reversed([sent for sent in self.docs[place].sents if place < number or sent.end <= start]):
                if _goes_on(sentence):
                    continue
                if any(word.i not in self._quoted[place] and word.is_alpha for word in sentence):
                    alone = self._heading(place, sentence) or self._named_without_verb(place, sentence)
                    return alone or self._subject(place, sentence.root)
        return None

    def person_before(self, number: int, token: "Token") -> Person | None:
        """The named person who is the subject of the sentence before a token's."""
        subject = self.subject_before(number, token)
        return subject if isinstance(subject, Person) else None

    def several_before(self, number: int, token: "Token") -> "Token | None":
        """The noun of those of whom "one" or "another" speaks: "two | neighbours |", "one | firm | says ..., another".

        It stands outside quotation marks in the same sentence or the one before.
        """
        before = [
            word for word in self.docs[number][: token.i] if word.pos_ == "NOUN" and word.i not in self._quoted[number]
        ]
        starts = {token.sent.start, token.doc[max(0, token.sent.start - 1)].sent.start}
        near = [word for word in reversed(before) if word.sent.start in starts]
        several = [word for word in near if roles.is_plural(word) and is_person_noun(word.text)]
        subjects = [word for word in several if word.dep_ in SUBJECTS]
        ones = [word for word in near if any(child.lower_ == "one" for child in word.lefts)]
        return next(chain(ones, subjects, several), None)

    def _heading(self, number: int, sentence: "Words") -> Person | None:
        """The person whose name alone is a heading: "Ann Lee / The singer said ..."."""
        if len(sentence) > MAX_TOKENS_OF_NAME:
            return None
        named = {self.names.get((number, word.i)) for word in sentence if word.is_alpha}
        return named.pop() if len(named) == 1 else None

    def _named_without_verb(self, number: int, sentence: "Words") -> Person | None:
        """The only person named in a sentence without a verb that is about them: "And | Bo Ek | of Norr?"."""
        if any(word.pos_ in {"VERB", "AUX"} or word.text == ":" for word in sentence):
            return None
        named = {person for word in sentence if (person := self.names.get((number, word.i)))}
        return self.names.get((number, sentence.root.i)) if len(named) == 1 else None

    def _subject(self, number: int, verb: "Token") -> Entity | None:
        """The person named as the only subject of a verb, or in apposition to it: "Her rival, Susan Webb, laughed".

        Likewise somebody unnamed who enters: "A fisherman was angry". Of joined clauses the last one counts: "Ann Lee
        asked again, but | Susan Webb | laughed".
        """
        for clause in verb.children:
            if clause.dep_ == "conj" and any(word.dep_ in SUBJECTS for word in clause.lefts):
                return self._subject(number, clause)
        is_there = any(child.dep_ == "expl" for child in verb.children)  # "Then there is | Ann Lee |."
        for subject in verb.children:
            if subject.dep_ in SUBJECTS or (is_there and subject.dep_ == "attr"):
                named = [word for word in (subject, *subject.rights) if word is subject or word.dep_ == "appos"]
                people: list[Entity | None]
                people = [self.names[number, word.i] for word in named if (number, word.i) in self.names]
                role = self.roles.get((number, subject.i))
                if subject.lower_ in PRONOUN_GENDER:
                    return clear_winner(self.pronouns.get((number, subject.i), []))
                is_about = isinstance(role, Person) or self._enters(number, subject) or self._returns(number, subject)
                if not people and is_about:
                    people = [role]  # "The minister conceded it. “It is late,” he said."
                return people[0] if people and not subject.conjuncts else None
        return None

    def _enters(self, number: int, subject: "Token") -> bool:
        """Whether a sentence introduces one unnamed person by what they do or are: "A fisherman was angry".

        Not where it names somebody or asks something, or where "who came into his office" tells of somebody else.
        """
        role = self.roles.get((number, subject.i))
        is_acting = (
            subject.dep_ == "nsubj" and subject.head.lower_ not in ASKING and subject.i not in self._quoted[number]
        )
        if role is None or role.plural or not (is_acting and is_person_noun(subject.text)):
            return False
        is_new = any(map(roles.is_indefinite, (subject, *roles.objects_of(subject, {"of"}))))  # "owner of a cafe"
        is_named = any((number, word.i) in self.names for word in subject.sent)
        others = [clear_winner(self.pronouns.get((number, word.i), [])) for word in subject.subtree]
        return is_new and not is_named and set(others) <= {role, None}

    def _returns(self, number: int, subject: "Token") -> bool:
        """Whether a subject is somebody unnamed whom the article has introduced: "A warden left. ... The | warden |".

        Or "The head of the choir", and then "the head"; "the surgeon" may be somebody named.
        """
        role = self.roles.get((number, subject.i))
        if role is None or role.plural or not is_person_noun(subject.text) or not roles.is_definite(subject):
            return False
        first = min(place for place, entity in self.roles.items() if entity is role)
        noun = self.docs[first[0]][first[1]]
        is_new = roles.is_indefinite(noun) or any(roles.objects_of(noun, {"of", "for"}))
        return is_new and first < (number, subject.i)

    def _resolve_named_role(self, place: TokenPlace, token: "Token", mention: NameMention) -> bool:
        """Resolve a role with its holder's name after it: "the chairman, Ann Lee,". False if that is not a person."""
        candidates = self.table.candidates(mention.words)
        person = self._choose(mention, candidates, place[0]) if candidates else None
        if person is None:
            return False
        self.roles[place] = self.introduced[place] = person
        words = re.split(r" (?:of|for|to) ", roles.noun_phrase(token))[0].split()
        for first in range(len(words)):
            letters = acronyms.initials(words[first:])
            if len(letters) > 1:
                self.by_initials.setdefault(letters, person)
        return True

    def _resolve_role(self, place: TokenPlace, token: "Token", salience: float, *, introduces: bool) -> None:
        """Resolve a noun: to a named person, to the entity that the same phrase meant before, or to a new one.

        `introduces` is true if the phrase may introduce somebody. Inside quotation marks it does not.
        """
        noun, plural, definite = singular(token.text), roles.is_plural(token), roles.is_definite(token)
        is_person = is_person_noun(noun)
        if (
            (is_person or noun in self._by_noun)
            and definite
            and not plural
            and self._resolve_title(place, token, salience)
        ):
            return
        text = roles.noun_phrase(token)
        is_bare = text.lower() == token.lower_
        if is_bare and definite and noun in COUPLES and (both := self._named_together(place[0])):
            self.roles[place] = both
            return
        if definite and not plural and self._resolve_profession(place, token, salience):
            return
        owner = self._owner(place[0], token)
        if owner is not None:
            text = f"{owner.name}'s {text}"
        if is_bare and definite:
            text = self._full_role.get(token.lower_, text)
        elif introduces and is_person and not plural and (owner or roles.is_indefinite(token)):
            self._full_role[token.lower_] = text
            self._introduced[noun] = self._mention_count
        elif introduces and not is_bare and roles.may_name_again(token, noun, text, definite=definite):
            self._full_role[token.lower_] = text
        entity = self._unnamed.setdefault(text.lower(), UnnamedEntity(text, person_nouns.gender(noun), plural))
        self.roles[place] = entity
        is_none = any(word.lower_ == "no" for word in token.lefts)
        if is_person and (token.dep_ in SUBJECTS or plural) and not is_none:
            self._mention(entity, salience, text, place[0])

    def _named_together(self, number: int) -> UnnamedEntity | None:
        """The only two people named together in this passage or the one before: "Bo and Ann Lee"."""
        recent = [
            entity
            for entity, (_, passage) in self._last_called.items()
            if isinstance(entity, UnnamedEntity) and " and " in entity.name and number - passage <= NEAR_PASSAGES
        ]
        joined = [entity for entity in recent if entity.plural and entity.name[0].isupper()]
        return joined[0] if len(joined) == 1 else None

    def _owner(self, number: int, noun: "Token") -> Person | None:
        """The named person meant by "his" before a noun: "| his | lawyer"; None in "Ann Lee and | her | lawyer"."""
        for word in noun.lefts if noun.dep_ != "conj" else ():
            if word.dep_ == "poss" and word.lower_ in {"his", "her"}:
                owner = clear_winner(self.pronouns.get((number, word.i), []))
                return owner if isinstance(owner, Person) else None
        return None

    def _resolve_profession(self, place: TokenPlace, token: "Token", salience: float) -> bool:
        """Resolve "the singer" to the person whom the previous sentence is about, if nobody else was called a singer.

        The same applies to "the self-made lawmaker", and to "the then-minister" only if that person has no known
        office.
        """
        noun = singular(token.text)
        is_epithet = noun not in roles.PROFESSIONS and roles.is_epithet(token)
        if not (is_epithet or noun in roles.PROFESSIONS) or noun in self._unnamed or noun in self._introduced:
            return False
        subject = self.person_before(place[0], token)
        known = self._by_profession.get(noun)
        person = known if subject is None and known and self._salience.is_recent(known) else subject
        is_known_recent = known is not None and self._salience.is_recent(known)
        if person is None or (is_known_recent and person is not known):
            return False
        if {person_nouns.gender(noun), person.gender} == {"f", "m"}:
            return False
        is_officer = HELD_OFFICES & (person.titles | {known for known, _ in person.descriptions})
        if noun in HELD_OFFICES and (is_officer or _is_described_otherwise(person)):
            return False
        self._by_profession[noun] = person
        self.roles[place] = person
        self._keep_evidence(place, person)
        self._salience.mention(person, salience)
        return True

    def _resolve_title(self, place: TokenPlace, token: "Token", salience: float) -> bool:
        """Resolve "the senator" to a person, or to None if several fit; return False if it means nobody named.

        A person whom the article describes by the title is preferred. "The candidate" may also mean the most salient
        person, without any description; "the prime minister" only under the conditions of `_may_hold`.
        """
        role = roles.describe(token)
        noun, narrowing = role
        known = [person for person in self._by_noun.get(noun, []) if _may_be(person, role)]
        fitting = [person for person in known if person in self._last_called]
        if not fitting and noun in HELD_OFFICES and narrowing & STATUS_WORDS == {"former"}:
            fitting = self._by_noun.get("predecessor", [])  # "his predecessor, Ann Lee, left. The former mayor ..."
        introduced = self._introduced.get(noun, -1)
        if (
            _is_elsewhere(token, fitting)
            or (self._is_seated(noun, token) and not (fitting and narrowing & STATUS_WORDS))
            or introduced >= max((self._mentioned_at.get(person, 0) for person in fitting), default=0)
            or (known and not fitting)
        ):
            return False  # "one consultant ... the consultant", "the company sank. Exa, another company, ..."
        is_unassigned = noun in REFERRING_ROLES and token.lower_ not in self._full_role
        if not fitting and (not is_unassigned or noun in self._held_by_others):
            return False
        if not fitting and (narrowing & STATUS_WORDS or (noun in HELD_OFFICES and roles.has_named_seat(token))):
            return False  # "the former president", "the premier of North Rhine"
        sure = [
            person for person in fitting if not narrowing or any(narrowing & words for _, words in person.descriptions)
        ]
        entity = sure[0] if len(sure) == 1 else self._most_salient(noun, fitting)
        is_far = entity is not None and entity is not self._salience.main and self._is_far(entity, place[0])
        if (len(known) > 1 and is_far) or (len(sure) > 1 and sum(map(self._salience.is_recent, sure)) > 1):
            entity = None  # "the secretary of state", of two who have just been named, or of two far away
        if entity is None and not fitting and noun in HELD_OFFICES:
            self._held_by_others.add(noun)  # "Bob Dale wrote to the minister": from now on somebody else
            return False
        if entity is None and noun not in REFERRING_ROLES:
            return False
        self.roles[place] = entity
        if entity:
            self._keep_evidence(place, entity)
            self._salience.mention(entity, salience)
        return True

    def _is_far(self, entity: Entity, number: int) -> bool:
        """Whether an entity was last named some passages before, and has not been meant since."""
        passage = self._last_called[entity][1] if entity in self._last_called else -1
        return number - passage > NEAR_PASSAGES and self._salience.salience(entity) < MIN_SALIENCE

    def _is_seated(self, noun: str, token: "Token") -> bool:
        """Whether an office has been named with a place, so that it may belong to another place.

        "The Archbishop of Norr", and from then on "the Archbishop".
        """
        if noun not in REFERRING_ROLES and roles.has_named_seat(token):
            self._seated.add(noun)
        return noun in self._seated

    def _most_salient(self, noun: str, introduced: Sequence[Person]) -> Entity | None:
        """The person that a title most likely means. People `introduced` by the title have an advantage."""
        ranking = []
        for score, entity in self._salience.rank(gender=person_nouns.gender(noun), plural=False):
            is_possible = isinstance(entity, Person) and (entity in introduced or self._may_hold(noun, entity))
            if isinstance(entity, Person) and is_possible:
                ranking.append((score * (INTRODUCED_FACTOR if entity in introduced else 1), entity))
        return clear_winner(ranked(ranking))

    def _may_hold(self, noun: str, person: Person) -> bool:
        """Whether a person may hold an office that the article gives to nobody.

        It must be the main person of the article, and named before outside quotation marks. Excluded are a farmer, a
        person whom the same sentence names beside the office ("Mr Lee met the minister"), and an environment
        minister if the phrase is "the chancellor".
        """
        if noun in SOLE_OFFICES and any(
            known in HELD_OFFICES and known != noun and not words & STATUS_WORDS for known, words in person.descriptions
        ):
            return False
        is_main = person is self._salience.main
        return noun not in HELD_OFFICES or (
            is_main
            and person in self._named_unquoted
            and not _is_described_otherwise(person)
            and person not in self._in_sentence
        )

    def _mention(self, entity: Entity, salience: float, text: str, number: int) -> None:
        self._salience.mention(entity, salience)
        self._last_called[entity] = text, number
        self._mention_count += 1
        self._mentioned_at[entity] = self._mention_count

    def _keep_evidence(self, place: TokenPlace, entity: Entity) -> None:
        if entity in self._last_called:
            text, number = self._last_called[entity]
            self.evidence[place, entity] = f"{text}, paragraph {number + 1}"


def _gender_told(name: "Token", quoted: Container[int]) -> str | None:
    """The gender of the pronoun that repeats a name in reported words: "Lee said | she | was late".

    `quoted` are the tokens in quotation marks, where a pronoun means somebody else.
    """
    clauses = [child for child in name.head.rights if child.dep_ == "ccomp"] if name.dep_ in SUBJECTS else []
    subjects = (word for clause in clauses for word in clause.lefts if word.dep_ in SUBJECTS)
    first = next(subjects, None)
    return PRONOUN_GENDER.get(first.lower_) if first is not None and first.i not in quoted else None


def _is_described_otherwise(person: Person) -> bool:
    """Whether the article calls a person something other than an office: a spokeswoman, a farmer."""
    return any(known not in REFERRING_ROLES for known, _ in person.descriptions)


def _goes_on(sentence: "Words") -> bool:
    """Whether the parser split a sentence before this part: "Ann Lee told them to fight | so Bo Ray would go"."""
    before = sentence.doc[max(0, sentence.start - 1)]
    return sentence.start > 0 and sentence[0].text.islower() and not (before.is_punct or before.is_space)


def _is_elsewhere(token: "Token", people: Iterable[Person]) -> bool:
    """Whether a phrase names an owner of the role whom no description has: "Norr's chief" is not the chief of Leeds."""
    seats = {name_key(word.text) for word in token.lefts if word.dep_ == "poss" and word.pos_ == "PROPN"}
    return bool(seats) and not any(seats & words for person in people for _, words in person.descriptions)


def _may_be(person: Person, role: Description) -> bool:
    return role[0] in person.nouns_of_titles or any(roles.may_be(role, known) for known in person.descriptions)


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
