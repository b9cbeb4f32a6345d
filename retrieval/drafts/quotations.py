"""Finds the quotations in a draft: the words in quotation marks, and a transcript's turns.

    “A campaign is underway,” Andy Burnham said. “It is Cameron who has put the NHS on a knife edge.”
     └────── span ─────────┘  └─ speaker ─┘       └───────────────── span ────────────────────────┘

The speaker is found as in an article, by retrieval/attribution. Words in quotation marks without a speaker count too.
"""

import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrieval import passages
from retrieval.attribution.coreference.mentions import PRONOUN_GENDER
from retrieval.attribution.coreference.speaking_nouns import TEXT_NOUNS
from retrieval.drafts import exchanges, speaker_credits
from retrieval.joining import multi_paragraph
from retrieval.models import Article, Kind, Modality, Passage, Quotation, Span
from retrieval.search.query.speakers import office_in
from retrieval.text import nlp, quotation_marks, sentences
from retrieval.text.normalise import holds_phrase
from retrieval.text.person_nouns import is_person_noun
from retrieval.text.tokenise import name_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

NAME = "draft"  # of the draft, as an article
MAX_PASSAGES_BACK = 5  # passages that are searched for the person whom "he" means
WHITE_SPACE = " \t\n\xa0"
BEFORE_WORDS = f" \t\xa0([{quotation_marks.EVERY_MARK}"
BEFORE_SENTENCE = ".!?…:,;—–\n"
BEFORE_PREPOSITION = re.compile(r"\S+(?: (?!(?:of|for|at|in)\b)\S+)*")  # "the | mayor | of Sund"
TO_SOMEBODY = re.compile(r"(?<=\w) to (?:the|his|her|its|their|our) [a-z]+\Z")  # "letter of Ann Lee | to her people"
TEXT_OF = re.compile(rf"\A(?:{'|'.join(sorted(TEXT_NOUNS))}) of (?:the )?(?=[A-Z])")  # "letter of | Ann Lee"
TELLER = re.compile(  # before what a script tells in its own words
    r"^(?:ANCHOR|ANNOUNCER|CORRESPONDENT|CUE|HOST|INTRO|LINK|NARRATOR|OUTRO|PRESENTER|REPORTER|VOICE-?OVER|V/?O):(?=[^\S\n])",
    re.MULTILINE,
)
DOUBLE_MARK = re.compile('[“”"«»]')
MIN_TURNS = 3  # of an interviewer
BETWEEN = " … "  # between two pieces of a quotation


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """Words that a draft quotes. `spans` are their places in the draft, several if "he said" stands between them.

    `speaker` is the speaker that the draft names, or None; `mention` is the draft's wording for the speaker. `people`
    has the words of the names beside a quotation without a speaker, or by "he".
    """

    draft: str
    spans: tuple[Span, ...]
    speaker: str | None = None
    mention: str = ""
    people: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        return " ".join(self.draft[start:end] for start, end in self.spans)

    @property
    def shown(self) -> str:
        """The words as shown, with dots between pieces if there is text between them."""
        return BETWEEN.join(self.draft[start:end] for start, end in self.spans)

    @property
    def is_sentence(self) -> bool:
        """Whether the words are set as a sentence: with a capital, and not within another one (said that “He left”)."""
        before = self.draft[: self.start].rstrip(BEFORE_WORDS)
        first = next(filter(str.isalpha, self.draft[self.start : self.end]), "")
        return first.isupper() and (not before or before[-1] in BEFORE_SENTENCE)

    @property
    def beside(self) -> str:
        """The text of its paragraph outside quotation marks."""
        first, last = self.draft.rfind("\n", 0, self.start) + 1, self.draft.find("\n", self.end)
        paragraph = self.draft[first : last if last >= 0 else len(self.draft)]
        return quotation_marks.outside(paragraph)

    @property
    def sentence_before(self) -> str:
        """The whole sentence before that of the words, in their paragraph; empty if it has words in quotation marks."""
        first = self.draft.rfind("\n\n", 0, self.start) + 1
        lead = self.draft[first : self.start].rstrip(BEFORE_WORDS)
        ended = [lead[start:end] for start, end in sentences.split(lead)]
        if ended and not ended[-1].endswith((".", "!", "?")):
            ended.pop()  # "She said:"
        return "" if not ended or DOUBLE_MARK.search(ended[-1]) else ended[-1].strip()

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def find(text: str) -> list[DraftQuotation]:
    """The quotations of a draft, in order."""
    article = Article(NAME, TELLER.sub(lambda label: " " * len(label[0]), text))
    cut = passages.split(article, lambda _: True)
    (docs,) = nlp.parse([[passage.text for passage in cut]])
    starts = [passage.start for passage in cut]
    left: dict[int, list[Span]] = {}  # the words in quotation marks of each passage, that are nobody's yet
    for span in _quoted_spans(cut):
        left.setdefault(_passage_at(starts, span[0]), []).append(span)
    found: list[DraftQuotation] = []
    turns: list[DraftQuotation] = []  # of an interview, without marks
    for quotation in _attributed(article, cut, docs):
        places = range(_passage_at(starts, quotation.spans[0][0]), _passage_at(starts, quotation.spans[-1][1]) + 1)
        near = [span for at in places for span in left.get(at, ())]
        own = [span for span in near if any(quotation_marks.overlap(span, each) for each in quotation.spans)]
        is_turn = quotation.kind is Kind.DIRECT and _length(own) < _length(quotation.spans) / 2
        if is_turn:
            groups = [quotation.spans]  # a turn of a transcript, perhaps with words in quotation marks inside
        else:
            groups = [tuple(own)] if quotation.kind is Kind.DIRECT else [(span,) for span in own]
            for span in own:
                left[_passage_at(starts, span[0])].remove(span)
        is_text = TEXT_OF.match(quotation.speaker or "") is not None
        speaker = TEXT_OF.sub("", quotation.speaker or "") or None
        speaker = TO_SOMEBODY.sub("", speaker) if speaker and is_text else speaker
        (turns if is_turn else found).extend(
            DraftQuotation(text, spans, speaker, quotation.speaker_text or "") for spans in groups
        )
    found += [DraftQuotation(text, (span,)) for spans in left.values() for span in spans]
    taken = [span for each in (*found, *turns) for span in each.spans]
    turns += [
        DraftQuotation(text, (turn.span,), turn.speaker, turn.label)
        for turn in exchanges.find(article.text)
        if not any(quotation_marks.overlap(turn.span, span) for span in taken)
    ]
    found += _without_interviewer(turns)
    found = _over_lines(text, sorted(found, key=lambda each: each.spans))
    found = _credited(text, found)
    return [_with_people(each, _passage_at(starts, each.start), cut, docs) for each in found]


def _without_interviewer(turns: Sequence[DraftQuotation]) -> list[DraftQuotation]:
    """The turns of an interview, without those of somebody who asks in at least half of their turns."""
    count = Counter(turn.speaker for turn in turns)
    asked = Counter(turn.speaker for turn in turns if "?" in turn.draft[turn.end - 1 : turn.end + 1])
    asking = {who for who in asked if count[who] >= MIN_TURNS and 2 * asked[who] >= count[who]}
    return [turn for turn in turns if turn.speaker not in asking] if len(count) > len(asking) else list(turns)


def _over_lines(text: str, found: Sequence[DraftQuotation]) -> list[DraftQuotation]:
    """The quotations, those that go on below the end of a line as one; what is below it tells who said it."""
    joined: list[DraftQuotation] = []
    for each in found:
        last = joined[-1] if joined else None
        if last and not last.mention and text[last.end : each.start].strip(" \t\xa0\r") == "\n":
            (*before, (start, _)), ((_, end), *behind) = last.spans, each.spans
            joined[-1] = replace(each, spans=(*before, (start, end), *behind))
        else:
            joined.append(each)
    return joined


def _credited(text: str, found: Sequence[DraftQuotation]) -> list[DraftQuotation]:
    """The quotations, those with a credit below them by this speaker; none is by the name in the credit of another."""
    by_number = {number: speaker_credits.find(text, (each.start, each.end)) for number, each in enumerate(found)}
    credited: list[DraftQuotation] = []
    for number in reversed(range(len(found))):
        quotation, credit = found[number], by_number[number]
        above = by_number.get(number - 1)
        following = found[number + 1] if number + 1 < len(found) else None
        if credit is None and following is not None and _goes_on(text, quotation, following):
            by_number[number] = credit = by_number[number + 1]  # a paragraph of the same quotation
        is_next = above is not None and not text[above.end : quotation.start].strip(
            f"{WHITE_SPACE}{quotation_marks.EVERY_MARK}"
        )
        if credit is None and quotation.speaker is None:
            quotation = replace(quotation, speaker=speaker_credits.name_before(text, (quotation.start, quotation.end)))
        if credit is not None:
            quotation = replace(quotation, speaker=credit.name, mention="")
        elif above is not None and is_next and quotation.speaker == above.name and not _is_named_beside(quotation):
            quotation = replace(quotation, speaker=None, mention="")
        credited.append(quotation)
    return credited[::-1]


def _is_named_beside(quotation: DraftQuotation) -> bool:
    """Whether the paragraph of a quotation has the surname of its speaker outside its words."""
    text, (start, end) = quotation.draft, (quotation.start, quotation.end)
    first, last = text.rfind("\n\n", 0, start) + 1, text.find("\n\n", end)
    around = text[first:start] + " " + text[end : last if last >= 0 else len(text)]
    return holds_phrase(around, (quotation.speaker or "").rpartition(" ")[2])


def _goes_on(text: str, quotation: DraftQuotation, following: DraftQuotation) -> bool:
    """Whether a quotation has no closing mark, and the next one begins in the paragraph below it."""
    between = text[quotation.end : following.start]
    return "\n" in between and between.strip(f"{WHITE_SPACE}.,") in {*quotation_marks.OPENING, quotation_marks.STRAIGHT}


def _passage_at(starts: Sequence[int], place: int) -> int:
    """The number of the last passage that begins at an offset or before it."""
    return max(bisect_right(starts, place) - 1, 0)


def _with_people(quotation: DraftQuotation, at: int, cut: Sequence[Passage], docs: "Sequence[Doc]") -> DraftQuotation:
    """A quotation in passage `at`.

    Without a speaker, with a role for one or with "he", it gets the names of the people in the passage outside its
    words. If the passage names nobody, a role, or "he" that means nobody clearly, gets the names of the last passage
    with names.
    """
    is_pronoun = quotation.mention.lower() in PRONOUN_GENDER
    is_named = quotation.speaker is not None and office_in(quotation.speaker) is None
    if is_named and not is_pronoun:
        return quotation
    people = _people(quotation, cut[at], docs[at])
    head = BEFORE_PREPOSITION.match(quotation.mention)
    if not is_named and (is_pronoun or (head is not None and is_person_noun(head[0].split()[-1]))):
        for before in range(at - 1, max(at - 1 - MAX_PASSAGES_BACK, -1), -1):
            people = people or _people(quotation, cut[before], docs[before])
    return replace(quotation, people=people)


def _people(quotation: DraftQuotation, passage: Passage, doc: "Doc") -> frozenset[str]:
    names = [
        entity.text
        for entity in doc.ents
        if entity.label_ == "PERSON"
        and not any(
            quotation_marks.within((passage.start + entity.start_char, passage.start + entity.end_char), span)
            for span in quotation.spans
        )
    ]
    return frozenset().union(*map(name_words, names))


def _length(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _quoted_spans(cut: Sequence[Passage]) -> list[Span]:
    """The places of all words in quotation marks, without their marks."""
    spans = []
    for passage, mark in zip(cut, multi_paragraph.open_marks(cut), strict=True):
        for span in quotation_marks.find(passage.text, mark):
            words = quotation_marks.trimmed(passage.text, quotation_marks.without_marks(passage.text, span))
            if words and any(map(str.isalnum, passage.text[slice(*words)])):
                spans.append((passage.start + words[0], passage.start + words[1]))
    return spans


def _attributed(article: Article, cut: Sequence[Passage], docs: "Sequence[Doc]") -> Iterator[Quotation]:
    """The quotations with speakers, without those of a column's writer or an interviewer."""
    from retrieval import attribution
    from retrieval.attribution.document_kinds import first_person

    try:
        found = attribution.find(article, cut, docs)
    except Exception as error:  # noqa: BLE001 - a fault of the rules must cost the speakers, never the check
        logger.warning("the draft's speakers could not be found (%s)", type(error).__name__)
        return
    authored = [text for text in first_person.find(article, cut) if text]
    of_writer = {(text.evidence, text.author) for text in authored}
    for quotation in multi_paragraph.join(found):
        is_writer = quotation.chain in of_writer or quotation.modality is Modality.ASKED
        if quotation.kind is not Kind.INDIRECT and not is_writer:
            yield quotation
