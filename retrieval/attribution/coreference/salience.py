"""Salience-based pronoun resolution: a pronoun means the most salient entity that fits it.

The model follows Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution" (Computational Linguistics 20(4),
1994). A mention adds salience, a subject more than an object. Salience halves with every sentence. The figures are our
own, and so are two rules: people whom the article names often have a constant advantage, and a pronoun needs a clear
winner.

    Mr Lansley met Mr Clegg in May.     Lansley 1.0, Clegg 0.5
    He said that it was over.           "He" is Lansley, whose 0.5 is twice Clegg's 0.25
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.entities import Entity, Person, UnnamedEntity
from retrieval.text.nlp import SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

# The salience of one mention, by the dependency label of its head. The subject of a main clause has 1.
SUBORDINATE_SUBJECT_SALIENCE = 0.65
BY_DEPENDENCY = {"dobj": 0.5, "dative": 0.5, "pobj": 0.4, "poss": 0.3, "compound": 0.1, "attr": 0.3}
OTHER_DEPENDENCY_SALIENCE = 0.4
OPENING_TOKENS = 6  # a mention this early in a sentence counts as a subject, which the parser often misses

SENTENCE_DECAY_FACTOR = 0.5  # for each sentence since the last mention
MAX_SENTENCES = 60  # decay is counted over at most this many sentences; less than 1e-18 is left by then
REPEATED_SHARE = 0.3  # when an entity is mentioned again, this share of the lesser salience is added to the greater
MAX_ENTITIES = 12  # entities remembered; beyond these, the least salient is forgotten
PROMINENCE_SALIENCE = 0.15  # of the person named most often; others have a share of it
UNKNOWN_GENDER_FACTOR = 0.8  # for an entity of unknown gender if the pronoun has a gender
UNNAMED_FACTOR = 0.5  # for a single person without a name
MIN_SALIENCE = 0.15  # a less salient entity never wins
MIN_LEAD_FACTOR = 1.3  # the winner needs at least this many times the salience of the next entity

RankedEntities = list[tuple[float, Entity]]  # entities with their salience, the most salient first


class SalienceModel:
    """The salience of each entity while an article is read. The caller adds 1 to `sentence` for each sentence.

    `prominence` is how often each person is named in the article, divided by the count of the person named most, who
    is `main` if nobody else is named as often.
    """

    def __init__(self, prominence: Mapping[Person, float]) -> None:
        self.prominence = prominence
        most = [person for person, share in prominence.items() if share == 1.0]
        self.main = most[0] if len(most) == 1 else None
        self.sentence = 0
        self._mentioned: dict[Entity, tuple[float, int]] = {}  # the salience after the last mention, and its sentence

    def mention(self, entity: Entity, salience: float) -> None:
        """Add a mention of an entity."""
        lesser, greater = sorted((self.salience(entity), salience))
        self._mentioned[entity] = (greater + REPEATED_SHARE * lesser, self.sentence)
        if len(self._mentioned) > MAX_ENTITIES:
            del self._mentioned[min(self._mentioned, key=self.salience)]

    def forget(self) -> None:
        """Forget every mention."""
        self._mentioned.clear()

    def salience(self, entity: Entity) -> float:
        """An entity's salience at the current sentence; 0 if it was never mentioned."""
        salience, sentence = self._mentioned.get(entity, (0.0, self.sentence))
        return salience * SENTENCE_DECAY_FACTOR ** min(self.sentence - sentence, MAX_SENTENCES)

    def is_recent(self, entity: Entity) -> bool:
        """Whether an entity was mentioned in this sentence or the one before."""
        return entity in self._mentioned and self.sentence - self._mentioned[entity][1] <= 1

    def rank(self, *, gender: str | None, plural: bool, excluded: Iterable[Entity | None] = ()) -> RankedEntities:
        """All entities that a pronoun of this gender and number may mean."""
        left_out = set(excluded)
        scored = []
        for entity in self._mentioned:
            agrees = entity.plural == plural and (gender is None or entity.gender in {gender, None})
            if agrees and entity not in left_out:
                scored.append((self._score(entity, gender), entity))
        return ranked(scored)

    def _score(self, entity: Entity, gender: str | None) -> float:
        factor = UNKNOWN_GENDER_FACTOR if gender and entity.gender is None else 1.0
        if isinstance(entity, UnnamedEntity):
            factor *= 1.0 if entity.plural else UNNAMED_FACTOR
            return self.salience(entity) * factor
        return self.salience(entity) * factor + PROMINENCE_SALIENCE * self.prominence.get(entity, 0.0)


def ranked(scored: Iterable[tuple[float, Entity]]) -> RankedEntities:
    """Entities sorted by salience, the highest first; ties by name."""
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].name))


def clear_winner(ranking: RankedEntities) -> Entity | None:
    """The first entity of a ranking; None if its salience is small or the second comes close.

    >>> one, other = UnnamedEntity("aide", None, False), UnnamedEntity("envoy", None, False)
    >>> clear_winner([(0.5, one), (0.2, other)]) is one, clear_winner([(0.5, one), (0.45, other)])
    (True, None)
    """
    if not ranking or ranking[0][0] < MIN_SALIENCE:
        return None
    is_close = len(ranking) > 1 and ranking[0][0] < MIN_LEAD_FACTOR * ranking[1][0]
    return None if is_close else ranking[0][1]


def mention_salience(token: "Token", sentence_start: int) -> float:
    """The salience of a mention. `token` is its head; `sentence_start` is the first token of its sentence."""
    is_opening = token.i - sentence_start < OPENING_TOKENS
    if token.dep_ == "appos" and any(word.dep_ == "poss" and word.pos_ == "PRON" for word in token.head.lefts):
        return SUBORDINATE_SUBJECT_SALIENCE  # "His lawyer, Petra Kuhn": the sentence continues with somebody else
    while token.dep_ in {"conj", "appos"} and token.head is not token:
        token = token.head
    is_there = token.dep_ == "attr" and any(word.dep_ == "expl" for word in token.head.lefts)  # "there is Ann Lee"
    if is_there or (token.dep_ == "ROOT" and token.pos_ != "VERB"):
        return 1.0  # a heading, or a sentence whose verb the parser has missed
    if token.dep_ in SUBJECTS:
        is_past = any(word.dep_ == "aux" and word.lower_ == "had" for word in token.head.lefts)  # "Ann Lee had said so"
        return 1.0 if token.head.dep_ in {"ROOT", "conj"} and not is_past else SUBORDINATE_SUBJECT_SALIENCE
    if token.dep_ == "pobj" and token.head.head.lower_ == "according":
        return 1.0
    if token.dep_ in BY_DEPENDENCY:
        return BY_DEPENDENCY[token.dep_]
    return SUBORDINATE_SUBJECT_SALIENCE if is_opening else OTHER_DEPENDENCY_SALIENCE
