"""Resolves the speaker of a quotation from the words beside its cue, and records the steps that led to the name.

"Mr Lansley"          Andrew Lansley: the fullest form of the name in the article
"he"                  Andrew Lansley, by way of "Mr Lansley, paragraph 4"
"the spokeswoman"     Downing Street spokeswoman, since the article does not name her
"Clinton"             None if the article mentions both Clintons and nothing decides between them
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrieval.attribution import acronyms, document_kinds, mention_heads, named_speaker
from retrieval.attribution.coreference import MentionResolver, quantities, roles, texts
from retrieval.attribution.coreference.bodies import AGENCIES, FIRMS, MEDIA, OWNER_END, BodyNames
from retrieval.attribution.coreference.entities import Person
from retrieval.attribution.coreference.mentions import PLURAL_PRONOUNS, PRONOUN_GENDER, TokenPlace
from retrieval.attribution.coreference.salience import RankedEntities, clear_winner, ranked
from retrieval.attribution.coreference.speaking_nouns import (
    BEARERS_OF_WORDS,
    DOCUMENTS,
    PERCENT,
    TEXT_NOUNS,
    is_thing,
)
from retrieval.attribution.document_kinds import first_person
from retrieval.attribution.document_kinds.round_ups import Seats
from retrieval.attribution.mention_heads import NOUNS
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.joining import multi_paragraph
from retrieval.models import Article, Passage
from retrieval.text.nlp import FINITE, SUBJECTS, neighbour
from retrieval.text.person_nouns import is_person_noun, singular
from retrieval.text.quotation_marks import ENGLISH_OPENING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

RELATIVE_PRONOUNS = frozenset({"who", "which", "that", "whom"})
FIRST_PERSON = frozenset({"i", "me"})
STYLES = frozenset("eminence excellency grace highness holiness honour honor ladyship lordship majesty worship".split())
ONE_OF_SEVERAL = frozenset({"one", "another"})
THINKING = frozenset(
    "agrees agreed answered believes believed corrected countered demurred disagrees disagreed feels felt figures "
    "figured hopes hoped imagines imagined interrupted objected protested replied thinks thought wants wanted worries "
    "worried".split()
)
# After a sentence with such a verb, the person's words may follow as a separate paragraph.
TELLING = THINKING | frozenset(
    "acknowledged applauded congratulated condemned criticised criticized decried defended described discussed "
    "explained expressed hailed lamented lauded noted praised recalled rejected thanked urged welcomed".split()
)
MAX_PASSAGES_TO_TEXT = 5  # between a text's mentions
TOLD_TEXTS = TEXT_NOUNS | DOCUMENTS
CALLED_OTHERWISE = texts.OF_ONE_SPEAKER | {"announcement", "release"}
ANNOUNCED = texts.OF_ONE_SPEAKER | frozenset("comment reaction remark reply response".split())  # "Here is her reply."
POLLS = frozenset({"poll", "survey"})
# Added to the speaker quoted last, in this passage or the one before; or to the subject of the sentence since then.
LAST_SPEAKER_SALIENCE = 0.5

Steps = tuple[str, ...]
ResolvedSpeaker = tuple[str | None, Steps]  # the speaker, and the steps that led there
UNKNOWN: ResolvedSpeaker = (None, ())


@dataclass(frozen=True, slots=True)
class PreviousSpeaker:
    """The speaker of an earlier quotation (None if unknown), and the number of the quotation's passage."""

    speaker: str | None
    passage: int
    is_background: bool = False  # what the article goes back to: "Ann Lee had said ..."
    is_aside: bool = False  # what a relative clause says: "she met Bo Ray, who says ..."
    asks: bool = False  # reported to ask: what follows without a cue may be the answer


# a line that may name the speaker of the words below it
HEADING_LINE = re.compile(r"[A-Z][^\n“”\"]{2,100}(?<![.!?:;,])")


CLOSING_MARKS = frozenset('”"')
OWN_WORDS = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")


class SpeakerResolver:
    """Resolves the mentions of one article to speakers."""

    def __init__(
        self,
        article: Article,
        docs: "Sequence[Doc]",
        passages: Sequence[Passage],
        writers: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        """Resolve the mentions of an article. `docs` has one document for each passage, which may be unparsed.

        `writers` maps the number of a passage to the person who is "I" in it, if this is not the article's author.
        Raises ValueError if the numbers of docs and passages differ.
        """
        if len(docs) != len(passages):
            raise ValueError(
                f"{article.id}: {len(docs)} documents for {len(passages)} passages; parse each passage once"
            )
        self.article = article
        self.entry_starts = document_kinds.entry_starts(passages)
        open_marks = multi_paragraph.open_marks(passages)
        self.mentions = MentionResolver(docs, open_marks, article.title or "", self.entry_starts)
        self._people: dict[int, dict[int, Person | None]] = defaultdict(dict)  # passage → token of a name → person
        for (number, place), person in self.mentions.names.items():
            self._people[number][place] = person
        self.writers = writers
        self._seats = Seats(passages, docs, self.entry_starts)
        self._in_full = acronyms.explained(article.text)
        self._bodies = BodyNames(
            self.mentions.docs,
            self._in_full,
            self.mentions.table.by_surname.keys(),
            self.entry_starts,
            article.title or "",
        )

    def resolve(
        self, mention: "Span | None", passage: int, earlier: Sequence[PreviousSpeaker], at: int | None = None
    ) -> ResolvedSpeaker:
        """The speaker that a mention in passage number `passage` means, and the steps that led there.

        `earlier` has the speakers of all quotations before the mention, in order. Without a mention, the last speaker
        continues, if quoted in this passage or the one before, unless the sentence before the quotation, which begins
        at character `at` of the passage, is about somebody else.
        """
        last = earlier[-1] if earlier and earlier[-1].passage >= passage - 1 else None
        if not mention:
            told = self._told_before(passage, at) if at is not None else None
            if told:
                return told
            if last and at is not None and (last.asks or self._is_about_another(passage, at, last)):
                return UNKNOWN
            return self._resume(passage, earlier[-1]) if earlier and not last else _continued(last)
        text, mention = " ".join(mention.text.split()), self.mentions.docs[passage][mention.start : mention.end]
        heads = mention_heads.speaking_heads(mention, self._people[passage])
        introduced = self._introduced(mention, passage) if len(heads) == 1 else None
        if introduced and not self.mentions.names.get((passage, heads[0].i)):
            return introduced.name, tuple(dict.fromkeys([text, introduced.name]))
        resolved = [self._resolve_head(head, mention, passage, last) for head in heads]
        if resolved[0][0] and self.mentions.table.candidates(resolved[0][0].split()):  # one person with two roles
            second = [mention_heads.is_second_role(heads[0], head) for head in heads[1:]]
            resolved = [resolved[0], *(each for each, is_same in zip(resolved[1:], second, strict=True) if not is_same)]
        names = [name for name, _ in resolved if name and any(map(str.isalnum, name))]  # no "►" before "Argued: ..."
        if not names or len(names) < len(resolved):
            return None, (text,) if text else ()
        longest = [name for name in names if not any(other.startswith(f"{name} ") for other in names)]
        name = " and ".join(dict.fromkeys(longest))  # not "Tide | and | Tide and Bog Service"
        steps = [step for _, steps in resolved for step in steps]
        return name, tuple(dict.fromkeys([text, *steps, name]))

    def is_thing(self, mention: "Span", *, bears_words: bool = False) -> bool:
        """Whether a mention means a thing that cannot be a speaker: "the heat index".

        If `bears_words` is true, whether it is a sign or a similar thing, whose words have no speaker.
        """
        heads = mention_heads.speaking_heads(mention)
        return all(is_thing(head) and (not bears_words or singular(head.text) in BEARERS_OF_WORDS) for head in heads)

    def _introduced(self, mention: "Span", passage: int) -> Person | None:
        """The only person whom a mention introduces with a role: "the chairman of the Ikeja branch, Ann Lee"."""
        if texts.author(mention.root) is not None:
            return None
        people = {self.mentions.introduced.get((passage, token.i)) for token in mention} - {None}
        return people.pop() if len(people) == 1 else None

    def _thinker_before(self, passage: int, at: int) -> Person | None:
        """The person whose thought or speech the sentence directly before a quotation reports.

        "Ann Lee thinks so. “It is late.”" Before the passage, a sentence without quoted words: "She thanked her team."
        """
        first = self._word_at(passage, at)
        if first is None:
            return None
        if first.sent.start:
            before = first.doc[first.sent.start - 1].sent
            is_told = (
                before.root.lower_ in THINKING or _issues_text(before.root) or self._shows_speaker(passage, before, at)
            )
            return self.mentions.person_before(passage, first) if is_told else None
        above = list(self.mentions.docs[passage - 1].sents) if passage else []
        if not above or above[-1].root.lower_ not in TELLING:
            return None
        is_passive = any(word.dep_ == "auxpass" for word in above[-1].root.lefts)
        has_quote = any(token.is_quote for token in above[-1])
        return None if is_passive or has_quote else self.mentions.person_before(passage, first.doc[0])

    def _shows_speaker(self, passage: int, sentence: "Span", at: int) -> bool:
        """Whether a sentence opens a paragraph whose rest is quoted words in the first person, and names one person.

        "The captain, Ann Lee, had no complaints. “We were late.”"
        """
        text = sentence.doc.text
        names = {self._people[passage].get(token.i) for token in sentence} - {None}
        is_passive = any(word.dep_ == "auxpass" for word in sentence.root.lefts)
        is_line = "\n" in text[:at].rstrip()  # a headline, of another paragraph
        is_alone = sentence.start == 0 and not any(token.is_quote for token in sentence) and not (is_passive or is_line)
        is_rest = text.rstrip()[-1:] in CLOSING_MARKS and not any(
            mark in text[at:].rstrip()[:-1] for mark in CLOSING_MARKS
        )
        return len(names) == 1 and is_alone and is_rest and OWN_WORDS.search(text, at) is not None

    def _told_before(self, passage: int, at: int) -> ResolvedSpeaker | None:
        """The person whose thought or text the sentence before a quotation reports: "The letter named the ferry. “It is
        late.”".
        """
        thinker = self._thinker_before(passage, at)
        told = (thinker.name, (thinker.name,)) if thinker else self._text_before(passage, at)
        is_first = not any(map(str.isalnum, self.mentions.docs[passage].text[:at]))
        return told or (self._announced_above(passage) if is_first and passage else None)

    def _announced_above(self, passage: int) -> ResolvedSpeaker | None:
        """Whose words the sentence above a passage announces: "Here is Ann Lee's comment.", "Her letter follows."."""
        *_, sentence = self.mentions.docs[passage - 1].sents
        if sentence[0].lower_ not in {"here", "below"} and sentence.root.lower_ not in {"follows", "reads"}:
            return None
        said = [word for word in sentence if singular(word.text) in ANNOUNCED]
        owners = [child for word in said for child in word.lefts if child.dep_ == "poss"]
        return self._resolve_head(owners[0], sentence, passage - 1, None) if len(owners) == 1 else None

    def _text_before(self, passage: int, at: int) -> ResolvedSpeaker | None:
        """The author of a text that is the subject of the sentence directly before a quotation."""
        first = self._word_at(passage, at)
        if first is None or not first.sent.start:
            return None
        verb = first.doc[first.sent.start - 1].sent.root
        subjects = [word for word in verb.lefts if word.dep_ in SUBJECTS]
        if len(subjects) != 1:
            return None
        if singular(subjects[0].text) in texts.OF_ONE_SPEAKER and (writer := texts.author(subjects[0])) is not None:
            return self._resolve_head(writer, writer.sent, passage, None)  # "Ann Lee's letter was short. “It is late.”"
        return self._writer_before(subjects[0], passage)

    def _is_about_another(self, passage: int, at: int, last: PreviousSpeaker) -> bool:
        """Whether the sentence right before a quotation is about another person: "Ann Lee was upset. “Why?”"."""
        first = self._word_at(passage, at)
        if first is None or not first.sent.start:
            return False
        verb = first.doc[first.sent.start - 1].sent.root
        if any(word.dep_ in SUBJECTS and word.lower_ in PRONOUN_GENDER for word in verb.lefts):
            return False  # "“I dredge,” said Ann Lee. She rows as well. “I sail.”"
        subject = self.mentions.subject_before(passage, first)
        return subject is not None and subject.name != last.speaker

    def _word_at(self, passage: int, at: int) -> "Token | None":
        """The word, or mark, at a character of a passage; None if there is none."""
        place = self.mentions.docs[passage].char_span(at, at + 1, alignment_mode="expand")
        return place[0] if place else None

    def _resume(self, passage: int, last: PreviousSpeaker) -> ResolvedSpeaker:
        """The last speaker, if the only passage in between is about that person ("Pressed on it, he was more
        cautious.").
        """
        between, doc = self.mentions.docs[passage - 1], self.mentions.docs[passage]
        if last.passage != passage - 2 or doc.text[:1] not in ENGLISH_OPENING or not len(between):
            return UNKNOWN
        *_, sentence = between.sents
        subject = next((token for token in sentence.root.lefts if token.dep_ in SUBJECTS), None)
        about = self._resolve_head(subject, sentence, passage - 1, None)[0] if subject is not None else None
        return _continued(last) if about == last.speaker else UNKNOWN

    def named_above(self, passage: int, place: int) -> str | None:
        """The person whom the line above a paragraph names, a heading: "Bridge Board chair Ann Lee / “We will build.”".

        The paragraph begins at character `place` of the passage. The line has no verb, and ends with the name or a
        description of its bearer.
        """
        doc = self.mentions.docs[passage]
        before = doc.text[:place]
        if not before.strip() and passage:
            passage -= 1
            doc = self.mentions.docs[passage]
            before = doc.text + "\n"
        line = before.rstrip()
        start = line.rfind("\n") + 1
        heading = doc.char_span(start, len(line), alignment_mode="expand")
        is_heading = "\n" in before[len(line) :] and HEADING_LINE.fullmatch(line, start) is not None
        if heading is None or not is_heading or any(token.tag_ in FINITE or token.tag_ == "POS" for token in heading):
            return None
        named = {token.i: person for token in heading if (person := self._people[passage].get(token.i))}
        rest = doc[max(named) + 1 : heading.end].text.strip() if named else ""
        people = set(named.values())
        return people.pop().name if len(people) == 1 and rest[:1] in ("", ",", "(") else None

    def _resolve_head(
        self, head: "Token", mention: "Span", passage: int, last: PreviousSpeaker | None
    ) -> ResolvedSpeaker:
        """The speaker that one head of a mention means."""
        if (speaker := self._resolve_word(head, mention, passage, last)) is not None:
            return speaker
        if head.dep_ == "appos" and head.pos_ == "NOUN" and self.mentions.names.get((passage, head.head.i)):
            head = head.head  # "Tom Hale, | a friend of Ann Lowe, |"
        beside = next((child for child in head.rights if child.dep_ == "appos" and child.pos_ == "NOUN"), None)
        if head.lower_ == "other" and beside is not None:  # "The other, a retired | teacher |, said"
            return self._resolve_head(beside, mention, passage, last)
        if (described := mention_heads.described(head) or texts.speaker_in(head)) is not None:
            return self._resolve_head(described, mention, passage, last)
        found = (
            self._writer_before(head, passage)
            or self._writer_just_named(head, passage)
            or self._bodies.apposed(head)
            or self._resolve_name(head, mention, passage)
            or self._issuer(head, passage)
        )
        if found:
            return found
        is_date = head.ent_type_ in {"DATE", "TIME"} and head.pos_ == "PROPN"
        is_mute = is_date or _is_fragment(head) or roles.is_spoken_of(head) or self._is_thing(head, passage)
        return UNKNOWN if is_mute else self._resolve_role(head, passage, last)

    def _resolve_word(
        self, head: "Token", mention: "Span", passage: int, last: PreviousSpeaker | None
    ) -> ResolvedSpeaker | None:
        """The speaker that a pronoun or a share ("52 percent") means; None for other words."""
        before = neighbour(head, -1)
        head = before if head.lower_ in STYLES and before.text in {"His", "Her"} else head  # "Her Grace"
        word = head.lower_
        if word in ONE_OF_SEVERAL and not any(child.dep_ == "prep" for child in head.rights):
            return self._resolve_one(head, passage)
        if word in PERCENT:
            has_people = any(child.lower_ == "of" for child in head.rights)  # "42 percent | of voters | say"
            return (quantities.quantified(head), ()) if has_people else self._resolve_poll(head, passage)
        antecedent = mention_heads.antecedent(head) if word in RELATIVE_PRONOUNS else None
        if antecedent is not None:
            return self._resolve_head(antecedent, mention, passage, last)
        if word in FIRST_PERSON:
            people = [author for author in self.article.authors if not MEDIA.search(author)]  # not "Norr News"
            writer = self.writers.get(passage) or (people[0] if len(people) == 1 else None)
            return (writer, (first_person.BYLINE,)) if writer else UNKNOWN
        if word in PRONOUN_GENDER or word in PLURAL_PRONOUNS or word == "it":
            return self._resolve_pronoun(head, passage, last)
        return None

    def _is_thing(self, head: "Token", passage: int) -> bool:
        """Whether a head is a thing that cannot be a speaker, unless it means a person ("the tennis legend")."""
        return is_thing(head) and not self._is_person((passage, head.i))

    def _is_person(self, place: TokenPlace) -> bool:
        return isinstance(self.mentions.roles.get(place), Person)

    def _writer_before(self, text: "Token", passage: int) -> ResolvedSpeaker | None:
        """The author of a text that is mentioned again: "Ann Lee said in a statement ... | the statement | added".

        The nearest earlier mention decides; None if it does not show the author.
        """
        noun = singular(text.text)
        if noun not in texts.OF_ONE_WRITER or not roles.is_definite(text) or not texts.is_bare(text):
            return None
        for number in range(passage, max(-1, passage - 1 - MAX_PASSAGES_TO_TEXT), -1):
            doc = self.mentions.docs[number]
            for token in reversed(doc[: text.i] if number == passage else doc):
                if singular(token.text) != noun:
                    continue
                if (writer := texts.writer(token)) is not None:
                    name = self._resolve_head(writer, token.sent, number, None)[0]
                    return (name, (f"{noun}, paragraph {number + 1}", name)) if name else None
                if not texts.is_bare(token):
                    return None  # "the Pakistani statement"
        return None

    def _writer_just_named(self, text: "Token", passage: int) -> ResolvedSpeaker | None:
        """The writer of a text that the sentence before calls otherwise: "sent an email. “...,” | the note | read"."""
        if singular(text.text) not in CALLED_OTHERWISE or not roles.is_definite(text) or not texts.is_bare(text):
            return None
        named = self._text_just_named(passage, text)
        writer = texts.writer(named[0]) if named else None
        if named is None or writer is None or writer.lower_ == "it":
            return None
        found = self._resolve_head(writer, writer.sent, named[1], None)
        return found if found[0] else None

    def _issuer(self, text: "Token", passage: int) -> ResolvedSpeaker | None:
        """The body that issued a text: "the company statement", "the group's figures"."""
        before = neighbour(text, -1)
        is_text = singular(text.text) in TEXT_NOUNS and before.lower_ in FIRMS | AGENCIES
        owner = next((word for word in text.lefts if word.dep_ == "poss" and word.pos_ == "NOUN"), before)
        is_text = is_text or (owner is not before and singular(text.text) in DOCUMENTS)
        name = self._bodies.meant(owner, passage) if is_text else None
        return (name, (name,)) if name else None

    def _is_body(self, speaker: str) -> bool:
        """Whether a speaker is an organisation or a text, which "it" may mean, rather than a person."""
        head = re.split(r" (?:of|for|at|in) ", speaker)[0].split()[-1]
        return not self.mentions.table.candidates(speaker.split()) and not is_person_noun(head)

    def _resolve_poll(self, share: "Token", passage: int) -> ResolvedSpeaker:
        """The people of whom "52 percent" is a share: "52 percent of voters", as for the share just before; else the
        last poll.
        """
        for word in reversed(share.doc[: share.i]):
            people = next(roles.objects_of(word, {"of"}), None) if word.lower_ in PERCENT else None
            if people is not None:
                return f"{quantities.quantified(share)} of {roles.noun_phrase(people)}", ()
        for number, end in ((passage, share.i), (passage - 1, None)):
            words = list(self.mentions.docs[number][:end]) if number >= 0 else []
            for word in reversed(words):
                if singular(word.text) in POLLS:
                    return roles.noun_phrase(word), (f"{word.text}, paragraph {number + 1}",)
        return UNKNOWN

    def _resolve_one(self, one: "Token", passage: int) -> ResolvedSpeaker:
        """Somebody of whom there are several: "Two neighbours heard it. | One | said ...", "while | another | said"."""
        noun = self.mentions.several_before(passage, one)
        if noun is None:
            return UNKNOWN
        words = roles.noun_phrase(noun).split()
        phrase = " ".join(words[1:] if words[0].lower() in quantities.QUANTIFIERS else words)
        return phrase.replace(noun.text, singular(noun.text), 1), (phrase,)

    def _resolve_pronoun(self, token: "Token", passage: int, last: PreviousSpeaker | None) -> ResolvedSpeaker:
        if token.lower_ == "it":
            is_body = last is not None and last.speaker is not None and self._is_body(last.speaker)
            if is_body or (text := self._text_just_named(passage, token)) is None:
                return _continued(last) if is_body else UNKNOWN
            writer = texts.writer(text[0]) or text[0]
            return UNKNOWN if writer.lower_ == "it" else self._resolve_head(writer, writer.sent, text[1], None)
        place = passage, token.i
        ranking = self.mentions.pronouns.get(place, [])
        is_background = last is not None and last.is_background and last.passage != passage
        favoured = last.speaker if last and not is_background and not last.is_aside else None
        if (
            favoured
            and not self.mentions.table.candidates(favoured.split())
            and self._names_before(passage, token, ranking)
        ):
            favoured = None  # "“No,” the clerk said. Among them was Ann Lee. “Yes,” | she | said."
        subject = self.mentions.subject_in_sentence(passage, token) or self.mentions.subject_before(passage, token)
        if subject and not is_background and any(entity is subject for _, entity in ranking):
            favoured = subject.name  # "Reggie Tate disagreed. “My district floods,” he said.", "Tate rose, and he said"
        scored = [
            (salience + LAST_SPEAKER_SALIENCE * _is_shown_as(self._spelt_out(each.name), favoured), each)
            for salience, each in ranking
        ]
        entity = clear_winner(ranked(scored))
        if entity is None:
            return UNKNOWN
        step = self.mentions.evidence.get((place, entity))
        name = self._spelt_out(entity.name)
        return favoured if favoured and _is_shown_as(name, favoured) else name, (step,) if step else ()

    def _text_just_named(self, passage: int, mention: "Token") -> "tuple[Token, int] | None":
        """The only text that the sentence before some quoted words names, and its passage: "Ann Lee sent | a letter |.
        “It is late,” it read".
        """
        marks = [word.i for word in mention.doc[: mention.i] if word.is_quote]
        opening = marks[-2] if len(marks) > 1 else 0
        if not opening:  # the words open the passage
            passage -= 1
        if len(marks) < 2 or passage < 0:
            return None
        sentences = list(self.mentions.docs[passage].sents)
        if opening:
            sentences = [sentence for sentence in sentences if sentence.end <= opening + 1]
        words = sentences[-1] if sentences else ()
        named = [
            word for word in words if word.dep_ in {*SUBJECTS, "dobj", "pobj"} and singular(word.text) in TOLD_TEXTS
        ]
        return (named[0], passage) if len(named) == 1 else None

    def _names_before(self, passage: int, token: "Token", ranking: RankedEntities) -> bool:
        """Whether the sentence before a pronoun's own names somebody whom it may mean."""
        people = {entity for _, entity in ranking}
        start = token.sent.start
        before = token.doc[start - 1].sent if start else None
        return before is not None and any(self.mentions.names.get((passage, word.i)) in people for word in before)

    def _resolve_name(self, head: "Token", mention: "Span", passage: int) -> ResolvedSpeaker | None:
        """The person named by the head of a phrase or by its apposition; None if neither is a name."""
        people = self._people[passage]
        for word in (head, *(child for child in head.rights if child.dep_ == "appos")):
            if word.i in people:
                person = people[word.i]
                return (person.name, ()) if person else UNKNOWN
        name = named_speaker.beside_role(head, mention, people)
        return (name, ()) if name else None

    def _resolve_role(self, head: "Token", passage: int, last: PreviousSpeaker | None) -> ResolvedSpeaker:
        """The entity of a role phrase; else an organisation, a document, or a name that the parser missed."""
        place = passage, head.i
        if name := roles.called(head) or self._bodies.meant(head, passage):
            return name, ()
        if last and last.speaker and not self._is_person(place) and self._bodies.may_be(head, last.speaker):
            return _continued(last)
        if place in self.mentions.roles:
            return self._resolve_entity(head, passage)
        return self._resolve_other(head, passage)

    def _resolve_entity(self, head: "Token", passage: int) -> ResolvedSpeaker:
        """The entity of a role phrase according to coreference. If it has no name, the phrase itself is the speaker."""
        place = passage, head.i
        entity = self.mentions.roles[place]
        name = entity.name if entity else None
        step = self.mentions.evidence.get((place, entity)) if entity else None
        if name == roles.noun_phrase(head):
            name = self._as_worded(head, passage)
        elif name and not self._is_person(place):
            name = self._seats.with_place(name, head, passage)
        return name, (step,) if step else ()

    def _resolve_other(self, head: "Token", passage: int) -> ResolvedSpeaker:
        """The organisation, document or person of a name that coreference does not know."""
        candidates = self.mentions.table.candidates([head.text]) if head.text[0].isupper() else []
        if len(candidates) == 1:  # "Small said"
            return candidates[0].name, ()
        text = self._as_worded(head, passage) or ""
        is_title = text[:1].isupper() and roles.is_definite(head)  # "The | Australian | reports"
        is_name = (
            head.pos_ in NOUNS
            or (" " in text and head.pos_ not in {"VERB", "AUX"})
            or (text.isupper() and len(text) > 1)
            or is_title
            or (head.tag_ == "JJ" and head.dep_ in SUBJECTS and roles.is_indefinite(head))  # "a | local | said"
        )
        if text in self._in_full:
            return self._in_full[text], (self._in_full[text],)
        if text in self.mentions.by_initials and roles.is_definite(head):  # "the DG" of "Director-General, Ann Lee"
            return self.mentions.by_initials[text].name, ()
        fuller = self._bodies.fuller(text) if head.pos_ == "PROPN" else None
        if head.dep_ in SUBJECTS and head.ent_type_ in {"PERSON", ""} and not roles.is_definite(head):
            fuller = fuller or self.mentions.table.unproven_name(text)
        return fuller or (self._spelt_out(text) if text and is_name else None), ()

    def _spelt_out(self, text: str) -> str:
        """A phrase with the acronyms that the article explains in full: "Tidal Board report" of "TB report"."""
        return " ".join(self._in_full.get(word, word) for word in text.split())

    def _as_worded(self, noun: "Token", passage: int) -> str | None:
        """A speaker without a name in the article's words; None for words that mean nothing outside the article.

        These are texts without a known author: "the letter".
        """
        text = quantities.quantified(noun)
        if is_person_noun(noun.text) or noun.ent_type_ == "NORP":
            text = roles.with_participle(noun, text, reporting_verbs.PLAIN_FORMS)
        if noun.pos_ != "NOUN":
            return self._seats.with_place(text, noun, passage)
        is_bare_text = text == noun.text.lower() and noun.tag_ == "NN" and singular(text) in texts.OF_ONE_WRITER
        is_bare_text = is_bare_text and not self._is_introduced_suit(noun, passage)
        text = self._spelt_out(self._with_owner(noun, passage, text))
        return None if is_bare_text else self._seats.with_place(text, noun, passage)

    def _is_introduced_suit(self, noun: "Token", passage: int) -> bool:
        """Whether a text of a court is new, or the article has introduced one: "a lawsuit ... the | complaint |"."""
        if singular(noun.text) not in texts.OF_COURTS:
            return False
        before = (word for doc in self.mentions.docs[:passage] for word in doc)
        known = (word for word in (*before, *noun.doc[: noun.i + 1]) if singular(word.text) in texts.OF_COURTS)
        return any(map(roles.is_indefinite, known))

    def _with_owner(self, noun: "Token", passage: int, text: str) -> str:
        """A phrase with the owner's name in place of a role: "Ann Lee's office" for "the governor's office".

        The article must call that person so; "the state governor" may be another state's.
        """
        owner = next((word for word in noun.lefts if word.dep_ == "poss" and word.pos_ == "NOUN"), None)
        person = self.mentions.roles.get((passage, owner.i)) if owner is not None else None
        if owner is None or not isinstance(person, Person) or singular(owner.text) not in person.nouns:
            return text
        words = noun.doc[owner.left_edge.i : owner.right_edge.i + 1].text
        of_owner = re.sub(r"^[Tt]he ", "", words)
        is_bare = text.startswith(f"{of_owner} ") and not of_owner.startswith("state ")
        return f"{person.name}'s{text.removeprefix(of_owner)}" if is_bare else text


def _issues_text(verb: "Token") -> bool:
    """Whether a verb tells that its subject issued a text, of which the next words are: "Bo Ek | posted | a note."."""
    objects = [child for child in verb.rights if child.dep_ == "dobj"] if verb.lower_ in texts.PUBLISHING_VERBS else []
    return any(singular(child.text) in texts.OF_ONE_SPEAKER for child in objects)


def _is_shown_as(name: str, shown: str | None) -> bool:
    """Whether an entity is the same as a worded phrase: "aides" and "aides backing the plan", "governor's aides" and
    "Ann Lee's aides".
    """
    if shown is None or name == shown:
        return name == shown
    owned = OWNER_END.split(name, maxsplit=1)[1:]
    is_owned = bool(owned) and OWNER_END.split(shown, maxsplit=1)[1:] == owned
    phrase = f"{name[0].lower()}{name[1:]}"  # "Norr state officials"
    return phrase.islower() and (shown.startswith(f"{name} ") or shown.endswith(f" {phrase}") or is_owned)


def _is_fragment(head: "Token") -> bool:
    """Whether the parser took the verb of a sentence without a subject for its subject: "| Keeps | saying she opposed
    it".
    """
    is_alone = head.is_sent_start and not head.n_lefts and not head.n_rights and not is_person_noun(head.text)
    return bool(is_alone and head.head.tag_ == "VBG" and not any(word.dep_ == "aux" for word in head.head.lefts))


def _continued(last: PreviousSpeaker | None) -> ResolvedSpeaker:
    """The last speaker, as the speaker of this quotation too."""
    if last is None or not last.speaker:
        return UNKNOWN
    return last.speaker, (f"{last.speaker}, paragraph {last.passage + 1}", last.speaker)
