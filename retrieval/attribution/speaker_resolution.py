"""Who a mention is, within one article, and how we know.

"Mr Lansley"          Andrew Lansley     the fullest form of the name that the article gives
"he"                  Andrew Lansley     by way of "Mr Lansley, paragraph 4"
"the spokeswoman"     Downing Street spokeswoman, since nobody names her
"Clinton"             None, where both are spoken of and nothing decides between them
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrieval.attribution import first_person, multi_paragraph
from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.descriptions import SEX
from retrieval.attribution.coreference.entities import Person
from retrieval.attribution.coreference.mention_resolver import THEY, MentionResolver
from retrieval.attribution.coreference.mentions import key
from retrieval.attribution.coreference.salience import decided, in_order
from retrieval.models import Article, Passage
from retrieval.text.nlp import SUBJECTS
from retrieval.text.quotation_marks import ENGLISH_OPENING
from retrieval.text.titles import REFERRING_ROLES, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

RELATIVE = frozenset({"who", "which", "that", "whom"})
SHARES = frozenset({"percent", "%"})  # of those polled
POLLS = frozenset({"poll", "survey"})
FIRST = frozenset({"i", "me"})
NOUNS = frozenset({"NOUN", "PROPN", "X"})
WITHIN = frozenset({"compound", "poss", "pobj", "nmod", "amod"})  # names there are not whom the phrase is about
CITED = 0.5  # the weight that whoever was quoted last gains, here or in the passage before

Steps = tuple[str, ...]
ResolvedSpeaker = tuple[str | None, Steps]  # a speaker, and the steps that led there


@dataclass(frozen=True, slots=True)
class PreviousSpeaker:
    """The speaker of an earlier quotation, None where nobody is named, and the number of its passage."""

    speaker: str | None
    passage: int


class SpeakerResolver:
    """Resolves the mentions of one article to speakers."""

    def __init__(
        self,
        article: Article,
        docs: "Sequence[Doc]",
        passages: Sequence[Passage],
        writers: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Read an article; `docs` are its parsed passages, one for one. A passage where nobody speaks may be unparsed.

        `writers` maps the number of a passage to the person who is "I" there, where that is not the article's author.
        Raises ValueError if there are not as many docs as passages.
        """
        if len(docs) != len(passages):
            raise ValueError(
                f"{article.id}: {len(docs)} documents for {len(passages)} passages; parse each passage once"
            )
        self.article = article
        self.mentions = MentionResolver(docs, multi_paragraph.open_marks(passages))
        self.writers = writers

    def resolve(self, mention: "Span | None", passage: int, earlier: Sequence[PreviousSpeaker]) -> ResolvedSpeaker:
        """The speaker that a mention in passage number `passage` refers to, and the steps that led there.

        `earlier` has the speakers of all quotations above the mention, in order. Without a mention, the last of them
        speaks on, if his quotation stands in this passage or the one before.
        """
        last = earlier[-1] if earlier and earlier[-1].passage >= passage - 1 else None
        if not mention:
            return self._carried(last) if last or not earlier else self._resumed(passage, earlier[-1])
        text, mention = " ".join(mention.text.split()), self.mentions.docs[passage][mention.start : mention.end]
        found = [self._part(token, mention, passage, last) for token in _parts(mention)]
        known = [name for name, _ in found if name]
        if not known or len(known) < len(found):
            return None, (text,) if text else ()
        name = " and ".join(dict.fromkeys(known))
        return name, tuple(dict.fromkeys([text, *(step for _, steps in found for step in steps), name]))

    def _carried(self, last: PreviousSpeaker | None) -> ResolvedSpeaker:
        carried = last.speaker if last else None
        return carried, (f"{carried}, paragraph {last.passage + 1}", carried) if last and carried else ()

    def _resumed(self, passage: int, last: PreviousSpeaker) -> ResolvedSpeaker:
        """Whoever was quoted last, if the one passage between is about them: "Pressed on it, he was more cautious."."""
        between, doc = self.mentions.docs[passage - 1], self.mentions.docs[passage]
        if last.passage != passage - 2 or doc.text[:1] not in ENGLISH_OPENING or not len(between):
            return None, ()
        *_, sentence = between.sents
        subject = next((token for token in sentence.root.lefts if token.dep_ in SUBJECTS), None)
        about = self._part(subject, sentence, passage - 1, None)[0] if subject is not None else None
        return self._carried(last) if about == last.speaker else (None, ())

    def _part(self, token: "Token", mention: "Span", passage: int, last: PreviousSpeaker | None) -> ResolvedSpeaker:
        """One of those whom a mention joins."""
        word = token.lower_
        if (author := roles.author(token)) is not None:
            return self._part(author, mention, passage, last)
        if word in SHARES:
            return self._poll(token, passage)
        if word in RELATIVE and (antecedent := _antecedent(token)) is not None:
            return self._part(antecedent, mention, passage, last)
        if word in FIRST:
            writer = self.writers.get(passage) or next(iter(self.article.authors), None)
            return (writer, (first_person.BYLINE,)) if writer else (None, ())
        if word in SEX or word in THEY:
            return self._pronoun(token, passage, last)
        return self._named(token, mention, passage) or self._role(token, passage)

    def _poll(self, share: "Token", passage: int) -> ResolvedSpeaker:
        """The poll by which some percent say something: the last that is spoken of, here or in the passage before."""
        for number, until in ((passage, share.i), (passage - 1, None)):
            words = self.mentions.docs[number][:until] if number >= 0 else ()
            if poll := next((word for word in reversed(list(words)) if roles.singular(word.text) in POLLS), None):
                return roles.called(poll), (f"{poll.text}, paragraph {number + 1}",)
        return None, ()

    def _named(self, token: "Token", mention: "Span", passage: int) -> ResolvedSpeaker | None:
        """Whose name a phrase has: as its noun, in apposition, or beside it where the parser has torn the two."""
        for word in (token, *(child for child in token.rights if child.dep_ == "appos")):
            if (passage, word.i) in self.mentions.named:
                person = self.mentions.named[passage, word.i]
                return (person.name if person else None), ()
        torn = self._torn(mention, passage) if token.pos_ == "PROPN" else None
        return (torn.name, ()) if torn else None

    def _role(self, token: "Token", passage: int) -> ResolvedSpeaker:
        place = (passage, token.i)
        if place not in self.mentions.roles:
            return self._otherwise(token), ()
        figure = self.mentions.roles[place]
        step = self.mentions.evidence.get((place, figure)) if figure else None
        return (figure.name if figure else None), (step,) if step else ()

    def _torn(self, mention: "Span", passage: int) -> Person | None:
        """Somebody named where the parser has torn a mention: "Capt. | Ann Lee", "Secretary of | State Ann Lee"."""
        named = {token.i: token for token in mention if (passage, token.i) in self.mentions.named}
        apart = next((place for place, token in named.items() if token.dep_ not in WITHIN), None)
        if apart is None and named and roles.singular(mention.root.text) in REFERRING_ROLES:
            first = last = max(named)
            while first - 1 in named:
                first -= 1
            before = mention.doc[max(first - 1, mention.start)]
            apart = last if before.pos_ == "PROPN" and key(before.text) not in TITLES else None
        return None if apart is None else self.mentions.named[passage, apart]

    def _otherwise(self, token: "Token") -> str | None:
        """An organisation, a document; or somebody whose name the parser took for another word: "Small said"."""
        candidates = self.mentions.register.candidates([token.text]) if token.text[0].isupper() else []
        if len(candidates) == 1:
            return candidates[0].name
        text = roles.called(token)
        named = token.pos_ in NOUNS or " " in text or (text.isupper() and len(text) > 1)
        return text if named else None

    def _pronoun(self, token: "Token", passage: int, last: PreviousSpeaker | None) -> ResolvedSpeaker:
        place = (passage, token.i)
        spoke = last.speaker if last else None
        ranking = self.mentions.pronouns.get(place, [])
        figure = decided(in_order((weight + CITED * (each.name == spoke), each) for weight, each in ranking))
        if figure is None:
            return None, ()
        step = self.mentions.evidence.get((place, figure))
        return figure.name, (step,) if step else ()


def _parts(mention: "Span") -> "list[Token]":
    """The token for each of those whom a mention joins."""
    root = mention.root
    clause = root.pos_ in {"VERB", "AUX"} or (root.pos_ not in NOUNS | {"PRON", "NUM", "ADJ"} and not root.n_rights)
    if clause:  # the parser took it for one, or saw no phrase in it
        nouns = (token for token in mention if token.pos_ in NOUNS)
        root = next((token for token in nouns if token.dep_ not in WITHIN or token.head not in mention), root)
    return [root, *(token for token in root.conjuncts if mention.start <= token.i < mention.end)]


def _antecedent(token: "Token") -> "Token | None":
    """The noun that "who" stands for: "Mr Trump, who said so"."""
    return next((verb.head for verb in token.ancestors if verb.dep_ in {"relcl", "acl"}), None)
