"""Finds whom an article means by a speaker without a name: "the naval boss", "he", "a letter".

Ogalla, the admiral, appealed to the people.     the only one named here: the naval boss is Ogalla
The naval boss asked for their help.
“We will protect them,” he said.                 the words in question

Attribution gives such words to nobody, or to a role, because it must find the name in the article alone. A draft names
a speaker, so the article only has to agree with that name, or not. Without any mention of a speaker, it agrees in two
cases: the sentence says who says so, or the words are a paragraph of their own and go on from the one before.

Bo Ek, who was late, said that “we will protect them”.

“Nobody asked us,” said Ek.
“We will protect them.”
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.mentions import PRONOUN_GENDER
from retrieval.attribution.coreference.speaking_nouns import TEXT_NOUNS, is_bare_body, may_speak
from retrieval.attribution.reported_speech import cue
from retrieval.backends.protocol import Backend
from retrieval.models import Article, Modality, Quotation, Span
from retrieval.quote_check import in_context
from retrieval.search.query.speakers import is_unnamed
from retrieval.text import nlp, quotation_marks
from retrieval.text.name_lookup import surname_of
from retrieval.text.normalise import holds_phrase, normalise
from retrieval.text.person_nouns import is_role
from retrieval.text.tokenise import name_words, token_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

MAX_PARAGRAPHS_BACK = 6  # paragraphs that are searched for names, from the quotation back
NEAREST_PARAGRAPHS = 2  # of these, paragraphs with names that must all name others
MIN_FIRST_NAME_LETTERS = 3  # letters of a first name that may stand alone
INDEFINITE = re.compile(r"(?:an?|one|another|some)\s", re.IGNORECASE)  # "a resident" is new in the article
OF_TELLER = re.compile(r"(?:my|our)\s", re.IGNORECASE)  # "my editor", within somebody's words
SPOKESPERSON = re.compile(r"(?:an?|the|its|their|one) (?:[a-z]+ )?spokes(?:man|woman|person)", re.IGNORECASE)
HIDING = re.compile(r"\b(?:source|official|insider|person|figure|somebody|someone)s?\b", re.IGNORECASE)
MIN_BROKEN_NAME_LETTERS = 5  # letters of a surname that a scan may have in two pieces
SHORT_LINE = re.compile(r"\s{1,6}[^\n“”\"]{1,80}(?=\n|\Z)")
LINE_BELOW = re.compile(r"[^\n]?,[”\"’']{0,2}\s{0,3}\n\s{0,3}(?P<line>[^\n“”\"]{4,80})(?=\n|\Z)")
IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """The people whom a paragraph names, and who of them may be meant by "he" in the next one.

    `are_speaking` is true if these say something there.
    """

    present: frozenset[str]
    likely: frozenset[str]
    are_speaking: bool = False


@dataclass(frozen=True, slots=True)
class NearParagraph:
    """A paragraph, up to the words in question, and its place in the article."""

    start: int
    end: int
    doc: "Doc"

    def names(self, known: Collection[str], said: Collection[Quotation]) -> NamedPeople:
        """The known people named outside quotation marks. Likely are those who speak, else the subjects, else all."""
        places = {name: list(_places(name, self.doc)) for name in known}
        present = {name for name, numbers in places.items() if numbers}
        here = {each.speaker for each in said if self.start <= _statement(each)[0] < self.end}
        speaking = {name for name in present if any(_are_same(name, speaker or "") for speaker in here)}
        subjects = {name for name in present if any(self._is_subject(number) for number in places[name])}
        said_by = speaking or {name for name in subjects if any(map(self._is_of_saying, places[name]))}
        relatives = {
            name for name in present - speaking if any(surname_of(name) == surname_of(each) for each in speaking)
        }
        present -= {name for name in relatives if not holds_phrase(self.doc.text, name.partition(" ")[0])}
        return NamedPeople(frozenset(present), frozenset(said_by or subjects or present), bool(said_by))

    def _is_of_saying(self, number: int) -> bool:
        """Whether a name is in the source of a reporting verb."""
        token = self.doc[number]
        sources = [relation.source for relation in cue.relations(self.doc) if relation.source]
        return any(start <= token.idx < end for start, end in sources)

    def _is_subject(self, number: int) -> bool:
        token = self.doc[number]
        return token.dep_ in nlp.SUBJECTS or (token.dep_ == "compound" and token.head.dep_ in nlp.SUBJECTS)


def is_meant(name: str, found: Quotation, backend: Backend) -> bool | None:
    """Whether an article means this person by the speaker of a quotation; None if it does not show it."""
    article, surname = found.article, surname_of(name)
    if not holds_phrase(article.text, surname) or OF_TELLER.match(found.speaker_text or ""):
        return None
    if not (found.speaker_text or found.speaker or _line_below(found)):
        return _is_meant_without_mention(name, found, backend)
    mention = (found.speaker_text or found.speaker or "").lower()
    if SPOKESPERSON.fullmatch(mention) or is_bare_body(mention):
        return _is_body_meant(name, found) or None
    if _is_new(found):
        start = article.text.rfind("\n", 0, _statement(found)[0]) + 1
        is_here = holds_phrase(article.text[start : found.spans[-1][1]], surname)
        is_before = holds_phrase(article.text[article.body : start], surname)
        return False if (is_before and not is_here) or _is_of_body(name, found) else None
    near = named_near(found, backend, name)
    if near and near[0].likely == {name}:
        return None if _has_another_role(name, found) else True
    return False if near and all(name not in names.present for names in near) else None


def _is_meant_without_mention(name: str, found: Quotation, backend: Backend) -> bool | None:
    text, (start, end) = found.article.text, found.spans[0]
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    paragraph = text[first : last if last >= 0 else len(text)]
    if any(map(str.isalnum, quotation_marks.outside(paragraph))):
        if _is_said_in_sentence(name, paragraph, (start - first, end - first)):
            return True
        return True if _is_quoted_right_before(name, found, backend, first) else None
    if SHORT_LINE.match(text, first + len(paragraph)):  # perhaps a credit
        return None
    paragraphs = list(_paragraphs_back(found.article, first))
    if not paragraphs:
        return None
    said = backend.store.quotations_in(found.article.id)
    names = paragraphs[0].names(_known(name, [each.speaker or "" for each in said], paragraphs), said)
    if not names.are_speaking or len(names.likely) > 1:
        return None
    return True if names.likely == {name} else None if name in names.present else False


def _is_quoted_right_before(name: str, found: Quotation, backend: Backend, first: int) -> bool:
    """Whether the paragraph that begins at `first` quotes a person right before these words, and then names nobody.

    “It is the heart of Sund,” said Ann Lee. The harbour is the “place that made us what we are”.
    """
    text, (start, end) = found.article.text, found.spans[0]
    before = [each for each in backend.store.quotations_in(found.article.id) if first <= each.spans[0][0] < start]
    if not before or not _are_same(name, before[-1].speaker or ""):
        return False
    sentence, _ = in_context.sentences_around(found.article, (start, end))
    ((doc,),) = nlp.parse([[text[sentence:end]]])
    has_cue = any(relation.cue[0] < start - sentence for relation in cue.relations(doc))
    return not has_cue and not any(entity.label_ == "PERSON" for entity in doc.ents)


def _is_said_in_sentence(name: str, paragraph: str, place: Span) -> bool:
    """Whether the clause with the words is what a person says, by the name in the sentence."""
    ((doc,),) = nlp.parse([[paragraph]])
    around = [
        relation
        for relation in cue.relations(doc)
        if relation.content and quotation_marks.within(place, relation.content)
    ]
    if not around:
        return False
    innermost = min(around, key=lambda relation: relation.content[1] - relation.content[0] if relation.content else 0)
    if innermost.modality is not Modality.SAID or innermost.source is None:
        return False
    source = paragraph[slice(*innermost.source)].partition(",")[0]
    return _are_same(name, source) and surname_of(name) == surname_of(source)  # not "Ann Lee's rival"


def named_near(found: Quotation, backend: Backend, name: str = "") -> list[NamedPeople]:
    """Whom the nearest paragraphs name before a quotation's unnamed speaker; only its mention if that has a name.

    Of the names of one person, `name` is given, if it is one of them.
    """
    mention = found.speaker_text or found.speaker or _line_below(found)
    if not mention or _is_new(found):
        return []
    said = [each for each in backend.store.quotations_in(found.article.id) if each.spans != found.spans]
    paragraphs = list(_paragraphs_back(found.article, _statement(found)[1], surname_of(name)))
    known = _known(name, [each.speaker or "" for each in said], paragraphs)
    if found.carrier and normalise(mention) in PRONOUN_GENDER:  # "He told me, ‘...’"
        known = frozenset(other for other in known if not _are_same(other, found.carrier))
    if in_mention := frozenset(other for other in known if holds_phrase(mention, surname_of(other))):
        return [NamedPeople(in_mention, in_mention)]
    named = (each.names(known, said) for each in paragraphs)
    return [names for names in named if names.present][:NEAREST_PARAGRAPHS]


def _is_new(found: Quotation) -> bool:
    """Whether a quotation's speaker has not been mentioned before: "a resident", but not "a letter"."""
    mention = found.speaker_text or ""
    return INDEFINITE.match(mention) is not None and TEXT_NOUNS.isdisjoint(token_words(mention))


def _statement(found: Quotation) -> Span:
    """The place of a quotation's cue and of a mention behind it; the place of its words if it has no cue."""
    text, mention = found.article.text, found.speaker_text or ""
    start, end = found.cue_span or found.spans[0]
    if below := "" if mention or found.speaker else _line_below(found):
        end = text.index(below, found.spans[-1][1])
        return end, end + len(below)
    after = text.find(mention, end, end + len(mention) + 2)
    return start, after + len(mention) if after >= 0 else end


def _has_another_role(name: str, found: Quotation) -> bool:
    """Whether a role with its place or body is not what an article calls a person elsewhere.

    "No, said minister Ann Lee. The premier of Norr agreed: “...”": the premier may be somebody else.
    """
    role, _, seat = (found.speaker_text or "").partition(" of ")
    noun = normalise(role.rpartition(" ")[2])
    if not is_role(noun) or not any(word[0].isupper() for word in seat.split()):
        return False
    text = found.article.text
    called = [normalise(match["role"]) for match in re.finditer(rf"\b(?P<role>[\w-]+) {re.escape(name)}\b", text)]
    return any(is_role(other) and other != noun for other in called) and noun not in called


def _line_below(found: Quotation) -> str:
    """The line below a quotation that ends with a comma: “We won,” and below it "Ann Lee said."; else an empty text."""
    line = LINE_BELOW.match(found.article.text, max(found.spans[-1][1] - 1, 0))
    return line["line"] if line else ""


def _paragraphs_back(article: Article, end: int, surname: str = "") -> Iterator[NearParagraph]:
    """The paragraph before `end`, and those before it, the nearest first; `surname` without a stray space in it."""
    spans: list[Span] = []
    while len(spans) < MAX_PARAGRAPHS_BACK and end > article.body:
        start = max(article.text.rfind("\n", 0, end) + 1, article.body)
        if article.text[start:end].strip():
            spans.append((start, end))
        end = start - 1
    (docs,) = nlp.parse([[_mended(article.text[start:end], surname) for start, end in spans]])
    return (NearParagraph(start, end, doc) for (start, end), doc in zip(spans, docs, strict=True))


def _mended(text: str, surname: str) -> str:
    """The text with a surname whole that a scan has in two pieces.

    >>> _mended("Bo Og alla left. Ogalla is here.", "Ogalla"), _mended("An na left.", "Anna")
    ('Bo Ogalla left. Ogalla is here.', 'An na left.')
    """
    if len(surname) < MIN_BROKEN_NAME_LETTERS:
        return text
    pieces = "|".join(f"{re.escape(surname[:at])} {re.escape(surname[at:])}" for at in range(1, len(surname)))
    return re.sub(rf"\b(?:{pieces})\b", surname, text)


def _is_body_meant(name: str, found: Quotation) -> bool:
    """Whether "a spokesman" speaks for a body, or "the company" is it: the only one in the last paragraph with one."""
    for paragraph in _paragraphs_back(found.article, _statement(found)[0]):
        bodies = [entity.text for entity in paragraph.doc.ents if entity.label_ == "ORG"]
        if bodies or holds_phrase(paragraph.doc.text, name):
            return all(_are_same(name, body) for body in bodies)
    return False


def _is_of_body(name: str, found: Quotation) -> bool:
    """Whether a new speaker is of a body or place, and the person is named in a sentence before: "a Norr banker"."""
    mention, article = found.speaker_text or "", found.article
    words = mention.split()[1:]
    if (
        not any(word[0].isupper() for word in words)
        or HIDING.search(mention)
        or not name_words(name).isdisjoint(name_words(mention))
    ):
        return False
    start, _ = in_context.sentences_around(article, _statement(found))
    first = article.text.rfind("\n", 0, start) + 1
    return holds_phrase(article.text[first:start], surname_of(name))


def _known(name: str, speakers: Collection[str], paragraphs: Collection[NearParagraph]) -> frozenset[str]:
    """The full names of people, each person once: `name`, the speakers, and the people named in the text."""
    found = [entity.text for each in paragraphs for entity in each.doc.ents if entity.label_ == "PERSON"]
    known = [name] if name else []
    for other in (*speakers, *sorted(set(found), key=len, reverse=True)):
        is_full = len(name_words(other)) > 1 and all(map(_is_capitalised, other.split()))
        is_full = is_full and not is_unnamed(other) and not may_speak(surname_of(other))  # "the United Auto Workers"
        if is_full and not any(_are_same(other, each) for each in known):
            known.append(other)
    return frozenset(known)


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper()


def _places(name: str, doc: "Doc") -> Iterator[int]:
    """The numbers of the tokens that are somebody's surname, or first name alone, not quoted and not in brackets."""
    quoted = [*quotation_marks.find(doc.text), *(match.span() for match in IN_BRACKETS.finditer(doc.text))]
    words = name_words(name)
    surname, first = surname_of(name), name.partition(" ")[0]
    for number, token in enumerate(doc):
        if token.text not in {surname, first} or any(start <= token.idx < end for start, end in quoted):
            continue
        before = doc[number - 1].text if number > 1 else ""  # the first word of a sentence has a capital anyway
        after = doc[number + 1].text if number + 1 < len(doc) else ""
        is_others = _is_capitalised(before) and not is_role(before) and name_words(before).isdisjoint(words)
        is_alone = len(first) >= MIN_FIRST_NAME_LETTERS and not is_role(first) and not _is_capitalised(after)
        if (token.text == surname and not is_others) or (token.text == first and is_alone):
            yield number


def _are_same(name: str, other: str) -> bool:
    """Whether two names may be one person's: one has all words of the other.

    >>> _are_same("Ann Lee", "Lee"), _are_same("Ann Lee", "Bo Lee")
    (True, False)
    """
    ours, theirs = name_words(name), name_words(other)
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)
