"""The context of quoted spans: the sentences and cues of a passage, and which of its quoted spans stand alone.

    “It is dead,” he said. “We will fight” a “bad” bill, he added.
    └─alone────┘           └─not alone──┘    └───┘
    └─sentence───────────┘ └─sentence────────────────────────────┘

A quoted span that stands alone is a separate utterance. Any other quoted span is part of a reported clause. Verbs
inside quotation marks are not cues.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from retrieval.attribution.reported_speech import cue, reporting_verbs, sentence_bounds, titles
from retrieval.attribution.reported_speech.cue import AttributionRelation
from retrieval.models import Span
from retrieval.passages import BULLET, text_start
from retrieval.text import quotation_marks, sentences
from retrieval.text.nlp import SUBJECTS
from retrieval.text.quotation_marks import inner_text, overlap, trimmed, within

if TYPE_CHECKING:
    from spacy.tokens import Doc

DASHES = ("—", "–", "-")
COMMA_OR_DASH = ",—–-"
LEADS_TO_CUE = frozenset(",?!—–-")  # a quoted span ends with one of these if its cue follows
ENDS_SENTENCE = frozenset(".?!…—–-")
SIGNATURE = re.compile(  # “...” — Jon Trickett, MP
    r"\s*(?P<dash>[—–―-]{1,2})\s*(?P<name>[A-Z](?:[^“”\"\n.,]|(?<=\b[A-Z])\.){2,60})(?:,[^“”\"\n.]{0,60})?\.?[^\S\n]*(?:\n|$)"
)
ANNOUNCED_FROM = re.compile(r"\s*(?:And |But )?[Ff]rom ")
DATELINE = re.compile(  # KABUL, Afghanistan (AP) —    (CNN)    Kabul:
    r"\([A-Z][A-Za-z]{1,8}\) ?(?:[—–]|--?(?= ))?\s?(?=[A-Z])|"
    r"[►•\s]*[A-Z][A-Z.’' -]+(?:,(?: [A-Z][\w.]*){1,3}){0,2}(?: ?\([A-Z][\w ]{1,20}\))? ?(?:[—–]|--?(?= )) ?|"
    r"(?:St\. )?[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}(?: \d\d?(?:, \d{4})?)?: (?=[A-Z])"  # March 25:
)
STANCES = frozenset("line message position question response stance take verdict view word words".split())
NOUNS = "|".join(sorted(reporting_verbs.NOUNS_OF_SAYING | STANCES))
LABEL_BEHIND_COLON = re.compile(  # "It goes like this: Deputy Clerk of the | Mayor Ann Lee |:"
    r":\s+(?:(?:[A-Z][\w.’'-]*|and|for|of|the|to) )*?(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w.’'-]*){1,3})\s?:$"
)
LABEL_WITH_ASIDE = re.compile(  # "| Ann Lee | again, on why nobody came: “We lost”"
    r"(?:[-–•*] )?(?P<name>(?:[A-Z][\w.’'-]* ){0,2}[A-Z][\w’'-]+),? (?:again|elsewhere|later|once more)\b"
    r"[^:“”\"]{0,80}:$"
)
CAPITALISED = r"[A-Z][\w’'-]*?[\w]"
WORDS_OF = re.compile(  # "Ann Lee's motto:", "a line of Ann Lee's:", "a warning from Ann Lee:"
    rf"(?:\b(?P<owner>{CAPITALISED}(?: {CAPITALISED}){{0,2}})['’]s? (?:[a-z-]+ ){{0,2}}(?:{NOUNS})"
    rf"|\b(?:{NOUNS}) (?:came )?(?:from|of|by) (?P<by>{CAPITALISED}(?: {CAPITALISED}){{0,2}})(?:['’]s?)?):$"
)
VERB_AND_NAME = re.compile(r",\s(?P<verb>[a-z]{3,20}(?:ed|s))\s(?=[A-Z])")
ASIDE_AT_END = re.compile(r" \([^()]{1,40}\)$")
LIST_NUMBER = re.compile(r"(?:\(?\d{1,2}[.)]|[•▪◦‣·*►-]) ")
PLACE_AND_COLON = re.compile(r"[^,:“”\"\n]{1,40}: ")
TOLD_OF = re.compile(r" (?P<speaker>(?:[A-Z][\w.’'-]{0,20} ){0,3}[A-Z][\w’'-]{0,20}|him|her|them) saying\b")
PARENTHESIS = re.compile(r"(?<!\s)\s*\([^()]*\)")  # Ann Harman (D-Md.)
CIRCUMSTANCE = re.compile(  # shouted “No farms, no food” | at the minister
    r"\s(?:across|after|at|before|during|from|in|inside|near|on|outside|through|to|towards?|when|with)\b"
)
ONLY_CIRCUMSTANCE = re.compile(  # Ann Lee said | in a letter on Monday.
    r"(?:reporters|me|us|the \w{1,20}|(?:the )?[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})?\s?"
    r"(?:earlier|later|today|yesterday|[A-Z][a-z]{2,6}day)?\s?"
    r"(?:(?:after|at|before|during|following|from|in|on|over|through|to|via|when|with)\b[^“”\":;,]{0,80})?\."
)
SUBORDINATE = re.compile(r",\s(?:who|which|where)\b|\s(?:after|as|before|when|while)\b")
REPORT = "report"
SENTENCE_ADVERB = re.compile(r"(?:And|But|Instead|So|Still|Yet|However|Now|Then|Also),?")
MIN_SENTENCE_WORDS = 3  # of a quoted sentence, so that it is no name
MAX_WORDS_AFTER_PARTICIPLE = 3  # words between a participle cue and the quoted span: "tweeting | at her, | “..."
MIN_WORDS_WITHOUT_COMMA = 6  # a span at the start of a passage with this many words needs no comma before its cue
MAX_CHARS_TO_CUE = 60  # characters between a quoted span and the cue after it
UNMASKED_CHARS = 3  # characters left unmasked at either end of a quoted span: its mark and full stop


@dataclass(frozen=True, slots=True)
class QuoteContext:
    """A passage with its quoted spans, sentences and attribution relations. Spans count from the start of its text."""

    doc: "Doc"
    text: str  # doc.text, kept because spaCy rebuilds it on every access
    quoted: Sequence[Span]  # marks included; without the titles of works
    relations: Sequence[AttributionRelation]  # of the cues outside quotation marks
    sentences: Sequence[Span]
    begins_quoted: bool = False  # the first quoted span began in the passage before

    @classmethod
    def of_passage(cls, doc: "Doc", open_mark: str = "") -> Self:
        """Analyse a passage. `open_mark` is the quotation mark still open at its start, or ""."""
        text = doc.text
        quoted = quotation_marks.find(text, open_mark)
        found = [relation for relation in cue.relations(doc) if not _is_quoted(relation.cue, quoted)]
        found = [relation for relation in found if not _reports_only_a_cue(text, relation, found)]
        dateline = DATELINE.match(text, text_start(text))
        at = dateline.span() if dateline else (0, 0)
        named = [
            replace(each, source=_name_before(doc, each.source) or _behind_place(text, each.source)) for each in found
        ]
        mottoes = [span for span in quoted if titles.is_motto(text, span)]
        named = [
            replace(each, content=None) if each.content and _is_quoted(each.content, mottoes) else each
            for each in named
        ]
        works = [span for span in quoted if titles.is_work(text, span) or titles.is_heading(text, span)]
        said = [span for span in quoted if span not in works]
        named = [replace(each, source=_before_work(text, _without(each.source, at), works)) for each in named]
        relations = [replace(each, source=_outside_quotes(text, each.source, said)) for each in named]
        bounds = sentence_bounds.find(doc, text, _masked(text, quoted, relations), quoted)
        bounds = [cut for span in bounds if (cut := _without(span, at))]
        sourced = [_with_source_before(doc, text, relation, bounds) for relation in relations]
        return cls(doc, text, said, sourced, bounds, bool(open_mark))

    def sentence(self, place: int) -> Span:
        """The sentence that contains character `place`."""
        return _sentence(self.sentences, place)

    def in_neighbouring_sentences(self, first: int, second: int) -> bool:
        """Whether two characters are in the same sentence or in neighbouring ones."""
        end = self.sentence(first)[1]
        return not any(end <= start and stop <= second for start, stop in self.sentences)

    def cue_follows(self, quote: Span, relation: AttributionRelation) -> bool:
        """Whether a cue directly follows a quoted span: “...,” he said."""
        return _cue_follows(self.text, quote, relation)

    def text_before(self, quote: Span) -> str:
        """The text of a quoted span's sentence before the span."""
        return self.text[self.sentence(quote[0])[0] : quote[0]].rstrip()

    def has_verb(self, span: Span) -> bool:
        """Whether a stretch of text has a finite verb."""
        words = self.doc.char_span(*span, alignment_mode="expand") or ()
        return any(token.tag_ in {"VBZ", "VBP", "VBD", "MD"} for token in words)

    def depends_on(self, quote: Span, verb: Span) -> bool:
        """Whether a quoted span depends on a verb in the parse."""
        words, above = (self.doc.char_span(*span, alignment_mode="expand") for span in (quote, verb))
        return words is not None and above is not None and above.root in words.root.ancestors

    def begins_with_participle(self, span: Span) -> bool:
        """Whether a stretch of text is a participle's clause: | Weighing in on it |, Ann Lee agreed."""
        words = self.doc.char_span(*span, alignment_mode="expand")
        return words is not None and (words[0].tag_, words[0].dep_) == ("VBG", "advcl") and not self.has_verb(span)

    def phrase(self, quote: Span) -> Span:
        """A quoted span with the rest of its phrase, if it begins one: he found | “evidence” that it was over."""
        span = self.doc.char_span(*quote, alignment_mode="expand")
        last = span.root.right_edge if span else None
        return quote if last is None else (quote[0], max(quote[1], last.idx + len(last)))

    def is_said_with(self, start: int, quote: Span) -> bool:
        """Whether the text from `start` to a quoted span may belong to it: no quoted span, cue or final colon in it.

        It does not if a quoted sentence begins after a dash or a phrase: Neither liked her - “Born rich,” Mr Lee said.
        """
        before = self.text[start : quote[0]].rstrip()
        is_heading = before[:1] in quotation_marks.SINGLE_MARKS and before[-1:] in ("’", "'")
        if before.endswith((":", "(", "[")) or is_heading:
            return False
        if self._begins_sentence(quote) and (before.endswith(DASHES) or not self.has_verb((start, quote[0]))):
            return False
        taken = (*self.quoted, *(relation.cue for relation in self.relations))
        return not any(overlap((start, quote[0]), span) for span in taken)

    def _begins_sentence(self, quote: Span) -> bool:
        """Whether a quoted span begins with a capital letter that is neither "I" nor a name's."""
        words = self.doc.char_span(*quotation_marks.without_marks(self.text, quote), alignment_mode="expand")
        return words is not None and words[0].text[:1].isupper() and words[0].text != "I" and words[0].pos_ != "PROPN"

    def standing_alone(self) -> list[Span]:
        """The quoted spans that stand alone."""
        alone: list[Span] = []
        for quote in self.quoted:
            if self._stands_alone(quote, alone[-1] if alone else None):
                alone.append(quote)
        return alone

    def _stands_alone(self, quote: Span, last_alone: Span | None) -> bool:
        """Whether a quoted span stands alone. `last_alone` is the last earlier span that stands alone."""
        if self.begins_quoted and quote[0] == 0:
            return True
        before = self.text_before(quote)
        if not before or before.endswith(("(", "[")) or (last_alone and SENTENCE_ADVERB.fullmatch(before)):
            return self._stands_alone_at_start(quote) or self._goes_on(quote, last_alone)
        if before[-1] == ":":
            return True
        is_whole = self._is_complete(quote) or self._is_sentence_with_circumstance(quote)
        return is_whole and self._stands_alone_inside(quote, before, last_alone)

    def _stands_alone_inside(self, quote: Span, before: str, last_alone: Span | None) -> bool:
        """Whether a complete quoted span stands alone although its sentence has text before it."""
        shares_sentence = last_alone is not None and last_alone[0] >= self.sentence(quote[0])[0]
        if shares_sentence and (before[-1] in f"{COMMA_OR_DASH}”\"'" or before.endswith((" and", " or"))):
            return True  # “One,” “two” and “three”
        if before[-1] in COMMA_OR_DASH:
            return self._stands_alone_after_comma(quote, before)
        touching = [relation for relation in self._relations_before(quote) if self._touches(relation, quote)]
        names = reporting_verbs.NAMING_VERBS | reporting_verbs.TELLING_VERBS  # told “Good Morning”
        names |= {reporting_verbs.ACCORDING_TO}  # according to “The Long Way Down,” a report by ...
        return any(relation.verb not in names for relation in touching)

    def _stands_alone_at_start(self, quote: Span) -> bool:
        """Whether a quoted span at the start of a sentence or parenthesis stands alone."""
        if self._ends_sentence(quote) or self._has_cue_behind(quote):
            return True
        return self._is_complete(quote) and not self._sentence_has_cue(quote) and self._unlisted_cue(quote) is not None

    def _goes_on(self, quote: Span, last_alone: Span | None) -> bool:
        """Whether a quoted clause begins a sentence that the narrator ends, behind words that somebody says.

        “We won,” he said. | “But I cannot tell you how hard it was” | to go on.
        """
        words = inner_text(self.text, quote)
        is_next = last_alone is not None and self.in_neighbouring_sentences(last_alone[1] - 1, quote[0])
        is_clause = len(words.split()) > MIN_SENTENCE_WORDS and self.has_verb(quote)
        return is_next and is_clause and not self._sentence_has_cue(quote) and not titles.is_capitalised(words)

    def _stands_alone_after_comma(self, quote: Span, before: str) -> bool:
        """Whether a complete quoted span after a comma or dash stands alone."""
        relations = self._relations_before(quote)
        if self._has_cue_behind(quote) or any(self._touches(relation, quote) for relation in relations):
            return True
        if self._is_after_participle(relations, quote):
            return True
        if not inner_text(self.text, quote)[:1].isupper():
            return False
        comma = self.sentence(quote[0])[0] + len(before) - 1
        return bool(relations) or (self._ends_sentence(quote) and cue.ends_with_verb(self.doc, comma))

    def _ends_sentence(self, quote: Span) -> bool:
        """Whether a sentence ends with a quoted span."""
        behind = self.text[quote[1] :].lstrip()
        return inner_text(self.text, quote)[-1:] in ENDS_SENTENCE or behind[:1] in (".", "?", "!") or not behind

    def _is_complete(self, quote: Span) -> bool:
        """Whether a quoted span ends with its sentence or at a comma."""
        return self._ends_sentence(quote) or inner_text(self.text, quote)[-1:] == "," or self._comma_follows(quote)

    def _is_sentence_with_circumstance(self, quote: Span) -> bool:
        """Whether only where or when it was said follows a quoted sentence: shouted “No farms, no food” | at them.

        A title ends with a capital letter: read “The Long Way Down” at school.
        """
        words = inner_text(self.text, quote).split()
        if len(words) < MIN_SENTENCE_WORDS or not CIRCUMSTANCE.match(self.text, quote[1]):
            return False
        end = self.sentence(quote[1] - 1)[1]
        clause = SUBORDINATE.search(self.text, quote[1], end)
        is_sentence = words[0][:1].isupper() and (words[-1][:1].islower() or self.has_verb(quote))
        is_only_behind = not any(quote[1] <= other[0] < end for other in self.quoted)
        return is_sentence and is_only_behind and not self.has_verb((quote[1], clause.start() if clause else end))

    def _comma_follows(self, quote: Span) -> bool:
        return self.text[quote[1] : quote[1] + 1] == ","

    def _has_cue_behind(self, quote: Span) -> bool:
        return any(self.cue_follows(quote, relation) for relation in self.relations)

    def _sentence_has_cue(self, quote: Span) -> bool:
        start, end = self.sentence(quote[0])
        return any(start <= relation.cue[0] < end for relation in self.relations)

    def _relations_before(self, quote: Span) -> list[AttributionRelation]:
        """The relations whose cue is in the sentence of a quoted span, before the span."""
        start = self.sentence(quote[0])[0]
        return [relation for relation in self.relations if start <= relation.cue[0] and relation.cue[1] <= quote[0]]

    def _touches(self, relation: AttributionRelation, quote: Span) -> bool:
        """Whether there is at most a comma between a cue and the quoted span after it."""
        return not self.text[relation.cue[1] : quote[0]].strip(" \xa0,")

    def _has_as_object(self, relation: AttributionRelation, quote: Span) -> bool:
        """Whether quoted words are what a verb takes, and its subject says them: Bo Ek blamed | “four captains”"""
        is_verb = relation.verb != reporting_verbs.NOUN and relation.source is not None
        return is_verb and self.text[relation.cue[1] : quote[0]].isspace()

    def _is_after_participle(self, relations: Sequence[AttributionRelation], quote: Span) -> bool:
        """Whether the last of the cues before a quoted span is a participle: “...,” he said, snapping at him, “..."""
        if not relations:
            return False
        start, end = relations[-1].cue
        words_between = self.text[end : quote[0]].split()
        return self.text[start:end].endswith("ing") and len(words_between) <= MAX_WORDS_AFTER_PARTICIPLE

    def relation_of(self, quote: Span) -> AttributionRelation | None:
        """The relation of a quoted span that stands alone: its cue directly follows, or is the last cue before it."""
        return self._labelled(quote) or self._relation_by_cue(quote)

    def _relation_by_cue(self, quote: Span) -> AttributionRelation | None:
        sentence_end = self.sentence(quote[1] - 1)[1]
        behind = [
            relation
            for relation in self.relations
            if self.cue_follows(quote, relation) and relation.cue[0] < sentence_end
        ]
        ahead = [
            relation
            for relation in self._relations_before(quote)
            if relation.verb not in reporting_verbs.OBJECT_ONLY or self._has_as_object(relation, quote)
        ]
        words = inner_text(self.text, quote)
        if behind:
            leads_to_cue = words[-1:] in LEADS_TO_CUE or self._comma_follows(quote)
            if ahead and behind[0].verb == REPORT and ahead[-1].source and self.text_before(quote).endswith(","):
                return replace(ahead[-1], carrier=behind[0].source)  # Ann Lee said in a note, “...,” the Times reported
            touched = ahead and self._touches(ahead[-1], quote)  # shouted “No!” and said
            is_told = self.text_before(quote).endswith(":") and not (ahead and self._only_leads(ahead[-1], behind[0]))
            if not ahead or (leads_to_cue and not touched and not is_told):
                return self._with_source_beside(quote, behind[0])
        nouns = [each for each in self._relations_before(quote) if each.verb == reporting_verbs.NOUN]
        is_spoken_of = any(self._speaks_of(relation) for relation in ahead)
        if nouns and not is_spoken_of and not self.text[nouns[-1].cue[1] : quote[0]].strip(" ,:"):
            return nouns[-1]  # mocked Ann Lee's | slogan |, “..."
        if ahead and (own := self._own_unlisted_cue(quote)):
            return own
        if words[:1].islower() and (interrupting := self._interrupting(quote)):
            return interrupting
        ahead = [relation for relation in ahead if not self._is_when_asked(relation)] or ahead
        preferred = [relation for relation in ahead if relation.verb not in reporting_verbs.NEEDS_QUOTE_BESIDE] or ahead
        if preferred and self._touches(ahead[-1], quote) and ahead[-1].source not in (None, preferred[-1].source):
            preferred = ahead  # he said as Ann grumbled, “..."
        return self._with_source_beside(quote, preferred[-1]) if preferred else self._without_listed_cue(quote)

    def _labelled(self, quote: Span) -> AttributionRelation | None:
        """The relation of a label behind another colon, or with an aside behind it.

        It goes like this: Mayor | Ann Lee |: “We won”          | Lee | again, on who came: “Nobody”
        """
        before, start = self.text_before(quote), self.sentence(quote[0])[0]
        label = LABEL_BEHIND_COLON.search(before) or LABEL_WITH_ASIDE.match(before)
        if label is None:
            return None
        name = self.doc.char_span(start + label.start("name"), start + label.end("name"), alignment_mode="expand")
        if label.re is LABEL_WITH_ASIDE and (name is None or any(word.pos_ != "PROPN" for word in name)):
            return None  # "Then again, as Ann Lee put it: “..."
        colon = start + label.end() - 1
        return AttributionRelation((colon, colon + 1), "", (start + label.start("name"), start + label.end("name")))

    def _without_listed_cue(self, quote: Span) -> AttributionRelation | None:
        if SENTENCE_ADVERB.fullmatch(self.text_before(quote)):
            return None
        if owner := self._owner_of_words(quote):
            return self._by_owner(quote, owner)
        relation = self._unlisted_cue(quote) or self._clause_beside(quote)
        return self._with_source_beside(quote, relation) if relation else None

    def _speaks_of(self, relation: AttributionRelation) -> bool:
        """Whether a cue names what is spoken of: "Bo Ek | said | of Ann Lee's motto:"."""
        is_plain = relation.verb in reporting_verbs.PLAIN_SAYING
        return is_plain and self.text.startswith((" of ", " about "), relation.cue[1])

    def _only_leads(self, ahead: AttributionRelation, behind: AttributionRelation) -> bool:
        """Whether a verb before a colon reports nothing, since a cue follows: "It went badly: “No,” Bo Ek said"."""
        is_weak = ahead.verb in reporting_verbs.NEEDS_QUOTE_BESIDE
        return is_weak and behind.source is not None and behind.verb in reporting_verbs.TAKES_CLAUSE

    def _owner_of_words(self, quote: Span) -> Span | None:
        """The person whose words a text before a colon announces: "a banner with | Ann Lee |'s motto:"."""
        start = self.sentence(quote[0])[0]
        before = self.text[start : quote[0]].rstrip()
        owned = WORDS_OF.search(before)
        return (start + owned.start(owned.lastgroup or 0), start + owned.end(owned.lastgroup or 0)) if owned else None

    def _by_owner(self, quote: Span, owner: Span) -> AttributionRelation | None:
        """The relation of words that somebody owns.

        None if the sentence has another person for its subject, who may speak as well: "Bo Ek ignored Ann Lee's
        warning: “...”".
        """
        relation = self._unlisted_cue(quote)
        source = self.doc.char_span(*relation.source, alignment_mode="expand") if relation and relation.source else None
        is_person = source is not None and source.root.pos_ in {"PROPN", "PRON"} and source.root.tag_ != "DT"
        is_another = is_person and relation is not None and not overlap(relation.source or owner, owner)
        return None if relation is None or is_another else replace(relation, source=owner)

    def _is_when_asked(self, relation: AttributionRelation) -> bool:
        """Whether a cue only tells what was asked: "Ann Lee said, | when asked | about it: “No.”"."""
        before = self.text[self.sentence(relation.cue[0])[0] : relation.cue[0]]
        return relation.verb == "ask" and before.endswith(("when ", "if "))

    def _clause_beside(self, quote: Span) -> AttributionRelation | None:
        return self._clause_behind(quote) or self._clause_above(quote)

    def _clause_behind(self, quote: Span) -> AttributionRelation | None:
        """The relation of a sentence behind a quoted one that tells only who said it: “We lost.” | Ann Lee said."""
        if self.text_before(quote) or inner_text(self.text, quote)[-1:] != ".":
            return None
        start = quote[1] + len(self.text[quote[1] :]) - len(self.text[quote[1] :].lstrip(" "))
        for relation in self.relations:
            if relation.source and relation.source[0] == start and relation.verb in reporting_verbs.PLAIN_SAYING:
                rest = self.text[relation.cue[1] : self.sentence(relation.cue[0])[1]].strip()
                return relation if relation.content is None and ONLY_CIRCUMSTANCE.fullmatch(rest) else None
        return None

    def _clause_above(self, quote: Span) -> AttributionRelation | None:
        """The relation of a first sentence that is only a reporting clause: | Ann Lee said. | “We lost.”"""
        clause = self.opening_clause()
        if clause is None or self.sentence(quote[0])[0] != self.sentences[1][0] or self.text_before(quote):
            return None
        return clause

    def opening_clause(self) -> AttributionRelation | None:
        """The relation of a first sentence that is only a reporting clause: Ann Lee said."""
        if not self.relations or len(self.sentences) < 2:
            return None
        relation, (start, end) = self.relations[0], self.sentences[0]
        is_whole = (
            relation.source and relation.source[0] == start and not self.text[relation.cue[1] : end].strip(" .\n")
        )
        is_first = relation.cue[1] <= end and not any(quote[0] < end for quote in self.quoted)
        return relation if is_whole and is_first and relation.verb in reporting_verbs.TAKES_CLAUSE else None

    def _interrupting(self, quote: Span) -> AttributionRelation | None:
        """The relation whose cue interrupts a quoted sentence, if this span continues that sentence.

        “We lost,” he said, asked why, “but not all.”
        """
        number = self.quoted.index(quote)
        if number == 0:
            return None
        previous = self.quoted[number - 1]
        if previous[0] < self.sentence(quote[0])[0] or not self.text_before(quote).endswith(","):
            return None
        if any(relation.content and overlap(relation.content, quote) for relation in self.relations):
            return None
        return next((relation for relation in self.relations if self.cue_follows(previous, relation)), None)

    def _own_unlisted_cue(self, quote: Span) -> AttributionRelation | None:
        """The relation of an unlisted verb right before a quoted span: he said as | Ann | muttered, “..."""
        start = self.sentence(quote[0])[0]
        before = self.text_before(quote)
        comma = start + len(before) - 1
        if before[-1:] not in (":", ",") or not cue.ends_with_verb(self.doc, comma):
            return None
        relation = cue.verb_between(self.doc, start, comma, last=True)
        source = relation.source if relation else None
        is_listed = relation is None or any(relation.cue == other.cue for other in self.relations)
        return None if is_listed or source is None or source == self._relations_before(quote)[-1].source else relation

    def _unlisted_cue(self, quote: Span) -> AttributionRelation | None:
        """A relation without a cue from the lexicon: “...,” he thundered. Trump: “...” — Trump"""
        if relation := self._unlisted_behind(quote) or self._inverted_behind(quote):
            return relation
        text, start, end = self.text, *quote
        if signature := SIGNATURE.match(text, end):
            return AttributionRelation(signature.span("dash"), "", signature.span("name"))
        before, sentence_start = self.text_before(quote), self.sentence(start)[0]
        if before[-1:] not in (":", ","):
            return None
        if relation := cue.verb_between(self.doc, sentence_start, start, last=before[-1] == ","):
            return relation
        colon = sentence_start + len(before) - 1
        source = self._label_before(sentence_start + _after_last_dash(before), colon)
        if titles.is_listed(self.doc, source, inner_text(text, quote)):
            return None
        return AttributionRelation((colon, colon + 1), "", source)

    def _unlisted_behind(self, quote: Span) -> AttributionRelation | None:
        """The relation of an unlisted verb behind a quoted span that leads to it: “...,” he | thundered |."""
        behind = self.text[quote[1] : self.sentence(quote[1] - 1)[1]]
        leads = inner_text(self.text, quote)[-1:] in LEADS_TO_CUE
        if not leads or not re.match(r"\s*(?!wh(?:ich|o|ose)\b)\w", behind):
            return None
        stop = re.search(r"[;:“\"]", behind)
        relation = cue.verb_between(self.doc, quote[1], quote[1] + (stop.start() if stop else len(behind)))
        return None if relation and self._is_subject(quote, relation.cue) else relation

    def _is_subject(self, quote: Span, verb: Span) -> bool:
        """Whether a quoted name with an aside is the subject of a verb: “Wet ash,” or low bombs, | burn | at sea"""
        words, above = (self.doc.char_span(*span, alignment_mode="expand") for span in (quote, verb))
        if words is None or above is None or "," not in self.text[quote[1] : verb[0]] or self.has_verb(quote):
            return False
        return any(child in words for child in above.root.lefts if child.dep_ in SUBJECTS)

    def _inverted_behind(self, quote: Span) -> AttributionRelation | None:
        """The relation of an unlisted verb between a comma outside the marks and a name: “...”, | rejoiced | Ann Lee"""
        inverted = VERB_AND_NAME.match(self.text, quote[1])
        if inverted is None:
            return None
        relation = cue.verb_between(self.doc, *inverted.span("verb"))
        source = cue.source_at_start(self.doc, inverted.end("verb"), self.sentence(quote[1] - 1)[1])
        return replace(relation, source=source) if relation and source else None

    def _label_before(self, start: int, colon: int) -> Span | None:
        """The name in a label before a colon: "And from | Mr Trump |:", "1. | Ann Lee | (Norr):"."""
        opening = ANNOUNCED_FROM.match(self.text, start) or LIST_NUMBER.match(self.text, start, colon)
        source = trimmed(self.text, (opening.end() if opening else start, colon))
        aside = ASIDE_AT_END.search(self.text, *source) if source else None
        return (source[0], aside.start()) if source and aside else source

    def _with_source_beside(self, quote: Span, relation: AttributionRelation) -> AttributionRelation:
        """The relation with the source beside its cue, if the parse has no source or one before the quoted span."""
        start, end = relation.cue
        if relation.is_anonymous:
            return relation
        if told := TOLD_OF.match(self.text, end):  # "“It is late,” Mr Low | recalled | Mr Ray saying"
            return replace(relation, source=told.span("speaker"), carrier=relation.source)
        if start < quote[1]:
            if not relation.source and self.text_before(quote).endswith(":"):  # "Stated Mr Lansley:"
                behind = cue.source_at_start(self.doc, end, quote[0])
                before = cue.source_at_end(self.doc, self.sentence(start)[0], start)  # "Bo Ray - her brother - raged:"
                return replace(relation, source=behind or before)
            return relation
        if relation.source and relation.source[0] >= quote[1]:
            return relation
        between = trimmed(self.text, (quote[1], start))
        beside = between or cue.source_at_start(self.doc, end, self.sentence(start)[1])
        return replace(relation, source=beside or relation.source)


def only_clause(doc: "Doc") -> AttributionRelation | None:
    """The relation of a passage that only tells who says something: "Ann Lee said on Monday.", "said Bo Ek, mayor."."""
    for relation in cue.relations(doc):
        if relation.source and relation.content is None and relation.verb in reporting_verbs.PLAIN_SAYING:
            first, last = min(relation.source[0], relation.cue[0]), max(relation.source[1], relation.cue[1])
            is_whole = first == text_start(doc.text) and ONLY_CIRCUMSTANCE.fullmatch(doc.text[last:].strip())
            return relation if is_whole else None
    return None


def _name_before(doc: "Doc", source: Span | None) -> Span | None:
    """The name that the parser separated from a role: “...,” | Ann Lee |, city engineer said."""
    role = doc.char_span(*source, alignment_mode="expand") if source else None
    if role is None or role.start < 3 or doc[role.start - 1].text != "," or role[0].pos_ in {"DET", "PRON"}:
        return None
    if any(token.ent_type_ == "PERSON" for token in role):
        return None  # "Bo Ek, | Ann Lee | said, “is late”"
    first = last = role.start - 2
    while first > 0 and doc[first].ent_type_ == doc[first - 1].ent_type_ == "PERSON":
        first -= 1
    is_name = first < last and (doc[first - 1].is_quote if first else True)
    return (doc[first].idx, doc[last].idx + len(doc[last])) if is_name else None


def _behind_place(text: str, source: Span | None) -> Span | None:
    """A source without the place that a colon sets off before it: "Nagpur: | Citizens hit by the flood |".

    Not "| Ann Lee, author of Late: The Tide of Norr |".
    """
    place = PLACE_AND_COLON.match(text, *source) if source else None
    return (place.end(), source[1]) if source and place else source


def _without(span: Span | None, dateline: Span) -> Span | None:
    """A span that begins within a dateline, without it; None if nothing is left. Any other span as it is."""
    if span is None or not dateline[0] <= span[0] < dateline[1]:
        return span
    return (dateline[1], span[1]) if span[1] > dateline[1] else None


def _reports_only_a_cue(text: str, relation: AttributionRelation, relations: Iterable[AttributionRelation]) -> bool:
    """Whether what a cue reports is only another cue with its source: "Exa agreed to it, | an aide told us |"."""
    if relation.content is None or not text[: relation.content[0]].rstrip().endswith(","):
        return False
    start = relation.content[0]
    return any(
        other.source and other.source[0] == start and (other.content is None or other.content[1] <= start)
        for other in relations
        if other.cue != relation.cue
    )


def _is_quoted(span: Span, quoted: Iterable[Span]) -> bool:
    return any(within(span, quote) for quote in quoted)


def _cue_follows(text: str, quote: Span, relation: AttributionRelation) -> bool:
    start, source = relation.cue[0], relation.source
    if source and source[0] >= quote[1]:
        start = min(start, source[0])
    if start < quote[1] or _goes_on_from(text, relation):
        return False
    gap = PARENTHESIS.sub("", text[quote[1] : start]).lstrip(", ")
    words = inner_text(text, quote)
    is_long_start = len(words.split()) >= MIN_WORDS_WITHOUT_COMMA and not text[: quote[0]].rstrip()
    if words[-1:] == "." and not gap and text[start].islower():
        return source is not None and source[0] > relation.cue[0]  # “It is over.” said Ann Lee
    if words[-1:] == "." or (words[-1:].isalnum() and gap.strip() and not is_long_start):
        return False
    is_apart = re.search(r"[,;:?!“\"]", gap) or len(sentences.split(f"{gap}Said")) > 1  # no sentence: "Rep. Harman"
    return len(gap) <= MAX_CHARS_TO_CUE and not is_apart


def _goes_on_from(text: str, relation: AttributionRelation) -> bool:
    """Whether a cue is a participle after another verb of its source: “...” | They | left, | saying | it was bad."""
    cue, source = relation.cue, relation.source
    if source is None or source[1] > cue[0] or not text[slice(*cue)].endswith("ing"):
        return False
    between = text[source[1] : cue[0]]
    return between.rstrip().endswith(",") and bool(between.split(",")[0].strip())


def _masked(text: str, quoted: Iterable[Span], relations: Sequence[AttributionRelation]) -> str:
    """The text with quoted words masked, so that no sentence ends inside quotation marks.

    A full stop at the very end of a quoted span still ends a sentence, unless a cue follows.
    """
    for quote in quoted:
        has_cue_behind = any(_cue_follows(text, quote, relation) for relation in relations)
        start, end = quote[0] + UNMASKED_CHARS, quote[1] - (0 if has_cue_behind else UNMASKED_CHARS)
        if text[quote[0] + 1 : start].lstrip()[:1] in (".", "…", "["):  # “... and so on” begins a sentence
            text = f"{text[: quote[0] + 1]}{'X' * (UNMASKED_CHARS - 1)}{text[start:]}"
        if start < end:
            text = text[:start] + re.sub(r"\S", "x", text[start:end]) + text[end:]
    return text


def _sentence(bounds: Sequence[Span], place: int) -> Span:
    return next((span for span in bounds if span[0] <= place < span[1]), bounds[-1])


def _with_source_before(
    doc: "Doc", text: str, relation: AttributionRelation, bounds: Sequence[Span]
) -> AttributionRelation:
    """The relation with the source directly before its cue, if the parse has none or one from another sentence."""
    sentence = _sentence(bounds, relation.cue[0])
    in_sentence = relation.source and within(relation.source, sentence)
    if relation.verb == reporting_verbs.ACCORDING_TO or in_sentence or relation.is_anonymous:
        return relation
    before = cue.source_at_end(doc, sentence[0], relation.cue[0])
    before = before or cue.source_before_clause(doc, sentence[0], relation.cue[0])
    if not before and not text[relation.cue[1] : sentence[1]].strip(" ."):
        before = cue.source_behind_comma(doc, sentence[0], relation.cue[0])
    first = bounds[0]
    if not before and first != sentence and text[slice(*first)].endswith(":") and BULLET.match(text, *sentence):
        introduction = cue.verb_between(doc, *first)  # "He set out his plans:", and a list of what he said
        return replace(relation, source=introduction.source if introduction else None)
    return replace(relation, source=before)


def _before_work(text: str, source: Span | None, works: Iterable[Span]) -> Span | None:
    """A source without the title of a work in it: "| Ann Lee, author of | “The Long Way Down,” said"."""
    inside = [work[0] for work in works if source and source[0] < work[0] < source[1]]
    return trimmed(text, (source[0], inside[0])) if source and inside else source


def _outside_quotes(text: str, source: Span | None, quoted: Iterable[Span]) -> Span | None:
    """A source without quoted utterances; any other quoted span in it is kept whole."""
    for quote in quoted:
        if not source or not overlap(source, quote):
            continue
        if inner_text(text, quote)[-1:] in LEADS_TO_CUE:
            source = trimmed(text, (quote[1], source[1])) if source[1] > quote[1] else None
        else:
            source = min(source[0], quote[0]), max(source[1], quote[1])
    return source


def _after_last_dash(before: str) -> int:
    return 1 + max(before.rfind(sign) for sign in ("- ", "– ", "—", "\n"))
