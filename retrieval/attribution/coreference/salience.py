"""Whom a text has before its reader's eyes, sentence by sentence.

Whoever it speaks of takes the stage with a weight, the subject of a sentence with more than its object, and each
sentence that passes halves it. A pronoun goes to whoever weighs most of those whom it fits, if clearly most.

    Mr Lansley met Mr Clegg in May.     Lansley 1.0, Clegg 0.5
    He said that it was over.           "He" is Lansley, whose 0.5 is twice Clegg's 0.25
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.entities import Person
from retrieval.text.nlp import SUBJECTS

if TYPE_CHECKING:
    from spacy.tokens import Token

WEIGHTS = {"dobj": 0.5, "dative": 0.5, "pobj": 0.4, "poss": 0.3, "compound": 0.1, "attr": 0.3}
ELSEWHERE = 0.4
SUBORDINATE = 0.65  # the subject of a clause within another
OPENING = 6  # words: what stands there is the subject as often as not, whatever the parser says
DECAY = 0.5
AGAIN = 0.3  # of the lesser weight is added to the greater where somebody comes up again
PROMINENT = 0.15  # is added to the one named most often in the article, and less to the others
DOUBTFUL = 0.8  # of its weight is left to somebody whose sex the article does not show
UNNAMED = 0.5  # and to somebody without a name
CLEARLY = 1.3  # times the next one's weight is enough
FAINT = 0.15  # a weight below this decides nothing
CROWD = 12  # so many are kept on stage
LONG_AGO = 60  # sentences; nothing is left by then


@dataclass(eq=False, slots=True)
class UnnamedEntity:
    """A person or several without a name, a "Downing Street spokeswoman"; or several who are named together."""

    name: str
    sex: str | None
    plural: bool


Entity = Person | UnnamedEntity
Ranking = list[tuple[float, Entity]]


class SalienceModel:
    """`prominence` is how often each person is named in the whole article, the one named most often having 1."""

    def __init__(self, prominence: Mapping[Person, float]) -> None:
        self.prominence = prominence
        self.sentence = 0
        self.weights: dict[Entity, tuple[float, int]] = {}

    def enter(self, figure: Entity, weight: float) -> None:
        least, most = sorted((self.weight(figure), weight))
        self.weights[figure] = (most + AGAIN * least, self.sentence)
        if len(self.weights) > CROWD:
            del self.weights[min(self.weights, key=self.weight)]

    def weight(self, figure: Entity) -> float:
        weight, since = self.weights.get(figure, (0.0, self.sentence))
        return weight * DECAY ** min(self.sentence - since, LONG_AGO)

    def rank(self, *, sex: str | None, plural: bool, without: Iterable[Entity | None] = ()) -> Ranking:
        """Everybody whom a pronoun fits, the weightiest first."""
        excluded = set(without)
        return in_order(
            (self.weight(figure) * _likelihood(figure, sex) + self._prior(figure), figure)
            for figure in self.weights
            if figure not in excluded and figure.plural == plural and (sex is None or figure.sex in {sex, None})
        )

    def _prior(self, figure: Entity) -> float:
        return PROMINENT * self.prominence.get(figure, 0.0) if isinstance(figure, Person) else 0.0


def in_order(weighed: Iterable[tuple[float, Entity]]) -> Ranking:
    return sorted(weighed, key=lambda each: (-each[0], each[1].name))


def decided(ranking: Ranking) -> Entity | None:
    """The first of a ranking, unless the second comes close.

    >>> one, other = Unnamed("aide", None, False), Unnamed("envoy", None, False)
    >>> decided([(0.5, one), (0.2, other)]) is one, decided([(0.5, one), (0.45, other)])
    (True, None)
    """
    if not ranking or ranking[0][0] < FAINT:
        return None
    tied = len(ranking) > 1 and ranking[0][0] < CLEARLY * ranking[1][0]
    return None if tied else ranking[0][1]


def weigh(token: "Token", opening: int) -> float:
    """What a word's place in its sentence, which starts at token `opening`, weighs."""
    begins = token.i - opening < OPENING
    while token.dep_ in {"conj", "appos"} and token.head is not token:
        token = token.head
    if token.dep_ == "ROOT" and token.pos_ != "VERB":
        return 1.0  # a heading, or a sentence whose verb the parser has missed
    if token.dep_ in SUBJECTS:
        return 1.0 if token.head.dep_ in {"ROOT", "conj"} else SUBORDINATE
    if token.dep_ == "pobj" and token.head.head.lower_ == "according":
        return 1.0
    if token.dep_ in WEIGHTS:
        return WEIGHTS[token.dep_]
    return SUBORDINATE if begins else ELSEWHERE


def _likelihood(figure: Entity, sex: str | None) -> float:
    """How much of a figure's weight counts for a pronoun."""
    doubt = DOUBTFUL if sex and figure.sex is None else 1.0
    return doubt * (UNNAMED if isinstance(figure, UnnamedEntity) and not figure.plural else 1.0)
