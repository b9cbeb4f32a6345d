"""Attribution: finds the quotations in an article and their speakers.

`find` reads an article with its passages and their parses, passage by passage:

    document_kinds
      transcripts        debates and interviews: each turn is a quotation of the person named by its label

For all other passages:

    reported_speech      finds utterances by their cues and quotation marks
    speaker_resolution   finds the speaker of each utterance, with the help of
      coreference        the person that "he" and "the senator" mean
      mention_heads      the words of a phrase that name its speakers
      named_speaker      a name beside a role
    reportable           leaves out reported words of an unclear source; gives nested quotations to the inner speaker
    reported_confidence  leaves out reported words with a low confidence
    whole_names          completes names of one word that coreference does not know
    document_kinds       finds the entries of a live blog; a pronoun never refers to an earlier entry
      round_ups          resolves "the state" below a heading with a place
      first_person       letters, posts, columns and speeches: whole passages are quotations of their author
      posts              posts below the handle of their author

Afterwards document_kinds finds the kind of document, entity_linking gives each person one name across the archive, and
retrieval/joining joins quotations that belong together.

A quotation is within one passage. If the evidence does not show who speaks, the quotation has no speaker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.attribution import reportable, reported_confidence, reported_speech, whole_names
from retrieval.attribution.document_kinds import first_person, posts, told_in_turns, transcripts
from retrieval.attribution.document_kinds.first_person import AuthoredText
from retrieval.attribution.document_kinds.transcripts import Transcript
from retrieval.attribution.reported_speech import context, reporting_verbs
from retrieval.attribution.reported_speech.utterance import Utterance
from retrieval.attribution.speaker_resolution import PreviousSpeaker, SpeakerResolver
from retrieval.joining import multi_paragraph
from retrieval.models import Article, Kind, Passage, Quotation, Span
from retrieval.passages import continues_quotation, is_link_line
from retrieval.text.nlp import FINITE, SUBJECTS
from retrieval.text.normalise import name_key, spelt_out
from retrieval.text.quotation_marks import ENGLISH_OPENING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PRONOUNS = frozenset("i we he she they it you who that this".split())
NARRATOR = frozenset("i we you".split())
OWN = frozenset("i we me us".split())
PLAYS = frozenset("play plays played playing portray portrays portrayed impersonate impersonates impersonated".split())
ROLE = frozenset("a an the".split())  # "Ann Lee as | the | priest"
REVIEW = re.compile(
    r"\b(?:film|movie|theat(?:re|er)|stage|tv|television|opera|drama|play) review\b|^(?:review|cast|dir(?:ector)?): ",
    re.IGNORECASE | re.MULTILINE,
)
REVIEW_OPENING_CHARS = 300
FICTION = re.compile(r"\b(?:sketch|film|movie|drama|comedy|series|musical|biopic|sitcom|spoof|satire|pantomime)\b")
SINGLE_QUOTED = re.compile(r"(?<![\w'‘])['‘]\w[^\n]{2,100}?['’](?![\w'’])")
SENTENCE_END = re.compile(r"[.!?](?: [A-Z]|$)|[.!?,;:]['’]?$")
MAX_HEADING_CHARS = 160
GLYPHS = "►▶•●■◆–—-*· "  # before an entry of a list
MAX_WORDS_ALONE_CHARS = 62  # a longer line that is all in marks is what somebody says
DOUBLE_MARK = re.compile(r"[“\"]")
MIN_QUOTATIONS_OF_ONE = 2  # with cues, of the only person whom an article quotes
COMMA_AT_END = re.compile(r"(?<=,)[”\"’']{1,2}\s*$")  # the speaker of a quotation that ends like this is named after it


def find(
    article: Article,
    passages: Sequence[Passage],
    docs: Sequence["Doc"],
    is_sure: reported_confidence.Judge = reported_confidence.is_sure,
) -> list[Quotation]:
    """Every quotation of an article, in order. `docs` are its parsed passages, from retrieval/text/nlp.py.

    Reported words without any quoted words are left out unless `is_sure` returns True for them.
    """
    transcript = transcripts.find(article, passages, docs)
    authored = first_person.find(article, passages) if transcript is None else [None] * len(passages)
    writers = {number: text.author for number, text in enumerate(authored) if text}
    own = [_without_words(doc) if is_link_line(doc.text) else doc for doc in docs]  # names in links are not speakers
    resolver = SpeakerResolver(article, own, passages, writers)
    is_interview = _has_interview(resolver, passages)
    utterances_of = reported_speech.interview_utterances if is_interview else reported_speech.utterances
    portrayed = _portrayed(resolver, own)
    open_marks = multi_paragraph.open_marks(passages)
    quotations: list[Quotation] = []
    previous_speakers: list[PreviousSpeaker] = []
    for number, (passage, doc) in enumerate(zip(passages, docs, strict=True)):
        if transcript and transcript.covers(passage):
            quotations += _in_transcript(resolver, transcript, passage, doc, number)
            continue
        in_passage: list[Quotation] = []
        text = authored[number]
        previous_speakers = [] if number in resolver.entry_starts else previous_speakers
        if is_link_line(passage.text) or _is_quoted_heading(passage):
            continue
        goes_on = number > 0 and continues_quotation(passages[number - 1].text, passage.text)
        for utterance in utterances_of(doc, open_marks[number], goes_on=goes_on):
            if not _has_words(passage.text, utterance):
                continue
            speaker, chain = _resolve(resolver, doc, utterance, number, previous_speakers)
            if speaker in portrayed:
                speaker, chain = None, ()
            _note(previous_speakers, doc, utterance, number, speaker)
            is_nobodys = _is_of_thing(resolver, doc, utterance) or _is_narrators(doc, utterance)
            is_told = reportable.has_told_source(doc, utterance, speaker)
            is_told |= text is not None and text.in_pieces and utterance.kind is Kind.MIXED  # not the author's either
            is_kept = is_told and (utterance.kind is not Kind.INDIRECT or is_sure(doc, utterance, speaker))
            if utterance.names_topic or not is_kept or (speaker is None and is_nobodys):
                continue
            carrier = _carrier(resolver, doc, utterance, number)
            speaker = posts.handle_before(passage.text, utterance.spans[0][0]) or speaker
            quotation = _quotation(passage, utterance, _beside(carrier, speaker), chain)
            quotation = _with_clause_below(resolver, quotation, passages, number)
            in_passage.append(replace(quotation, carrier=carrier if carrier != speaker else None))
        in_passage = reportable.inner_first(in_passage)
        if text and text.in_pieces:
            in_passage = _spoken(article, text, in_passage)
        elif text and _is_own(text, doc, in_passage):
            in_passage.insert(0, _authored(article, text))
        quotations += in_passage or posts.found(passage)
    quotations = multi_paragraph.with_later_speaker(quotations, passages, open_marks)
    return whole_names.complete(article, own, list(_with_only_speaker(article, resolver, quotations)))


def _with_only_speaker(
    article: Article, resolver: SpeakerResolver, quotations: Sequence[Quotation]
) -> Iterator[Quotation]:
    """Give quoted paragraphs without a cue to the only person whom the article quotes.

    Press releases quote in this form: “...” / A sentence about the bill. / “...” The headline must name the person, or
    the person must speak often.
    """
    attributed = [each for each in quotations if each.cue]
    only = attributed[0].speaker if len({each.speaker for each in attributed}) == 1 else None
    people = resolver.mentions.table.candidates(only.split()) if only else []
    is_often = sum(each.kind is not Kind.INDIRECT for each in attributed) >= MIN_QUOTATIONS_OF_ONE
    is_meant = len(people) == 1 and (is_often or name_key(people[0].name.split()[-1]) in name_key(article.title or ""))
    for quotation in quotations:
        start = quotation.spans[0][0]
        begins = start > 1 and article.text[start - 1] in ENGLISH_OPENING and article.text[start - 2] == "\n"
        is_open = quotation.speaker is None and not quotation.cue and quotation.kind is Kind.DIRECT
        if is_meant and is_open and begins:
            yield replace(quotation, speaker=only, chain=(f"{only}, the only person quoted",))
        else:
            yield quotation


def _with_clause_below(
    resolver: SpeakerResolver, quotation: Quotation, passages: Sequence[Passage], number: int
) -> Quotation:
    """A quotation without a cue that ends its passage with a comma, with the speaker whom the next passage names.

    “...,” / Ann Lee said. Any other quotation is returned as it is.
    """
    end = quotation.spans[-1][1] - passages[number].start
    if quotation.cue or number + 1 == len(passages) or not COMMA_AT_END.match(passages[number].text, end):
        return quotation
    below, doc = passages[number + 1], resolver.mentions.docs[number + 1]
    clause = reported_speech.opening_clause(doc)
    if clause is None:
        return quotation
    cue, source = clause
    speaker, chain = resolver.resolve(doc.char_span(*source, alignment_mode="expand"), number + 1, ())
    return replace(
        quotation,
        speaker=speaker,
        speaker_text=below.text[slice(*source)],
        cue=below.text[slice(*cue)],
        cue_span=(below.start + cue[0], below.start + cue[1]),
        chain=chain,
    )


def _in_transcript(
    resolver: SpeakerResolver, transcript: Transcript, passage: Passage, doc: "Doc", number: int
) -> list[Quotation]:
    """The quotations of a passage in a transcript: the words of each turn, and what the speakers quote from others."""
    others = list(_quoted_in_turn(resolver, transcript, passage, doc, number))
    stated = transcript.quotations(number, [span for each in others for span in each.spans])
    return sorted([*stated, *others], key=lambda quotation: quotation.spans)


def _has_interview(resolver: SpeakerResolver, passages: Sequence[Passage]) -> bool:
    """Whether passages begin with speakers' labels in capitals, as in an interview.

    A list may have such labels too. In an interview, one label is a person of the article and labels are repeated; or
    all labels are such persons, and there are several.
    """
    found = [label for passage in passages if (label := reported_speech.SPEAKER_LABEL.match(passage.text))]
    surnames = resolver.mentions.table.by_surname
    are_known = [name_key(each["name"].split()[-1]) in surnames for each in found]
    returns = len({each["name"] for each in found}) < len(found)
    return any(are_known) and (returns or (all(are_known) and len(found) > 1))


def _quoted_in_turn(
    resolver: SpeakerResolver, transcript: Transcript, passage: Passage, doc: "Doc", number: int
) -> Iterator[Quotation]:
    """The quotations within the turns of a passage from somebody else than the speaker of the turn."""
    for utterance in reported_speech.utterances(doc):
        if utterance.names_topic or not _has_words(passage.text, utterance):
            continue
        told = told_in_turns.find(resolver, transcript, doc, utterance, number)
        if told:
            carrier = transcript.speaker(passage.start + utterance.spans[0][0])
            quotation = _quotation(passage, utterance, _beside(carrier, told.speaker), told.chain)
            if quotation.speaker or carrier:
                carrier = carrier if carrier != quotation.speaker else None
                yield replace(quotation, carrier=carrier, modality=told.modality)


def _is_quoted_heading(passage: Passage) -> bool:
    """Whether a passage ends with a heading that has words in single marks, while the article uses double marks for
    speech.

    ‘It will hold’      Bo Ray on the dam: ‘It will hold’
    """
    if DOUBLE_MARK.search(passage.text) or not DOUBLE_MARK.search(passage.article.text):
        return False
    line = passage.text.strip().rpartition("\n")[2]
    if SINGLE_QUOTED.fullmatch(line):
        return len(line) <= MAX_WORDS_ALONE_CHARS
    is_short_line = len(line) <= MAX_HEADING_CHARS and not SENTENCE_END.search(line)
    return is_short_line and SINGLE_QUOTED.search(line) is not None


def _without_words(doc: "Doc") -> "Doc":
    return doc[:0].as_doc()


def _portrayed(resolver: SpeakerResolver, docs: Sequence["Doc"]) -> set[str]:
    """The people whom actors play in a sketch or film that the article describes.

    Words under such a name belong to the role.

    "Tess Moray plays Ruth Ames in the sketch": Ruth Ames. In a review, "Tess Moray, as the priest": Tess Moray.
    """
    opening = f"{resolver.article.title or ''}\n{resolver.article.text[:REVIEW_OPENING_CHARS]}"
    is_review = REVIEW.search(opening) is not None
    names: set[str] = set()
    for number, doc in enumerate(docs):
        for token in doc:
            if token.lower_ in PLAYS and (is_review or FICTION.search(token.sent.text)):
                played = (
                    {"dobj", "nsubj"} if is_review else {"dobj"}
                )  # in a review, the actor's lines are the role's too
                people = (
                    resolver.mentions.names.get((number, child.i)) for child in token.children if child.dep_ in played
                )
                names.update(person.name for person in people if person)
            actor = _actor_in_role(resolver, number, token) if is_review else None
            names |= {actor} if actor else set()
    return names


def _actor_in_role(resolver: SpeakerResolver, number: int, word: "Token") -> str | None:
    """The actor before a role: "Ann Lee | as | the priest", "Ann Lee, | as | a priest"."""
    if word.lower_ != "as" or word.i < 1 or word.i + 1 >= len(word.doc) or word.nbor().lower_ not in ROLE:
        return None
    before = word.doc[word.i - 1] if word.doc[word.i - 1].text != "," else word.doc[max(0, word.i - 2)]
    person = resolver.mentions.names.get((number, before.i))
    return person.name if person else None


def _presence(doc: "Doc", utterance: Utterance) -> tuple[bool, bool, bool]:
    """Whether a cue is in the past perfect ("had said"), in a relative clause, and whether it reports a question."""
    cue = doc.char_span(*utterance.cue, alignment_mode="expand") if utterance.cue else None
    if cue is None:
        return False, False, False
    is_question = reporting_verbs.PLAIN_FORMS.get(cue.root.lower_) in reporting_verbs.ASKING_VERBS
    had = any(word.dep_ == "aux" and word.lower_ == "had" for word in cue.root.lefts)
    is_aside = cue.root.dep_ == "relcl" and cue.root.head.head.dep_ != "agent"  # but "backed by Bo Ray, who says ..."
    return had, is_aside, is_question and utterance.kind is not Kind.DIRECT


def _note(previous: list[PreviousSpeaker], doc: "Doc", utterance: Utterance, number: int, speaker: str | None) -> None:
    """Note the speaker of an utterance for the quotations that follow, unless another speaker before retells it."""
    if not previous or previous[-1].speaker == speaker or not _is_retold(doc, utterance):
        goes_on = None if _is_signed(doc.text, utterance) else speaker
        previous.append(PreviousSpeaker(goes_on, number, *_presence(doc, utterance)))


def _is_retold(doc: "Doc", utterance: Utterance) -> bool:
    """Whether a cue is in what somebody else reports, and may speak later: "Ann Lee said Bo Ray | told | her that"."""
    cue = doc.char_span(*utterance.cue, alignment_mode="expand") if utterance.cue else None
    if cue is None or cue.root.dep_ != "ccomp" or not reporting_verbs.is_reporting(cue.root.head):
        return False
    return any(word.dep_ in SUBJECTS for word in cue.root.head.lefts)


def _is_signed(text: str, utterance: Utterance) -> bool:
    """Whether a name after a dash is the signature of a quotation: “It is over.” — Ann Lee"""
    return utterance.cue is not None and text[slice(*utterance.cue)] in multi_paragraph.DASHES


def _is_of_thing(resolver: SpeakerResolver, doc: "Doc", utterance: Utterance) -> bool:
    """Whether no person says an utterance: a thing suggests something ("the delay means ..."), or a sign has words on
    it.
    """
    if not utterance.source or utterance.kind is Kind.MIXED:
        return False
    source = doc.char_span(*utterance.source, alignment_mode="expand")
    return source is not None and resolver.is_thing(source, bears_words=utterance.kind is Kind.DIRECT)


def _is_narrators(doc: "Doc", utterance: Utterance) -> bool:
    """Whether the narrator of an article speaks to its readers: "I have told you that ...", "It is fun, we promise"."""
    if utterance.kind is Kind.DIRECT or not utterance.source or not utterance.cue:
        return False
    source, cue = (doc.char_span(*span, alignment_mode="expand") for span in (utterance.source, utterance.cue))
    if source is None or cue is None:
        return False
    is_subject = source.root.head in (cue.root, cue.root.head)  # not: "the experts | I | met | said |"
    return is_subject and source.text.lower() in NARRATOR


def _carrier(resolver: SpeakerResolver, doc: "Doc", utterance: Utterance, number: int) -> str | None:
    """The person who reports an utterance of somebody else; None if there is none, or without a name."""
    if not utterance.carrier:
        return None
    return resolver.resolve(doc.char_span(*utterance.carrier, alignment_mode="expand"), number, ())[0]


def _beside(carrier: str | None, speaker: str | None) -> str | None:
    """The speaker as shown beside the carrier: "father, as reported by Ann Lee", not "Ann Lee's father"."""
    return speaker.removeprefix(f"{carrier}'s ") if carrier and speaker else speaker


def _is_own(text: AuthoredText, doc: "Doc", found: Sequence[Quotation]) -> bool:
    """Whether a passage is its author's words: not a column's heading, an editor's note that names the author, nor a
    passage with others' words.
    """
    is_heading = not any(token.tag_ in FINITE | {"VB"} for token in doc)
    is_note = text.author in doc.text and first_person.OWN_WORDS.search(doc.text) is None
    is_beside = text.evidence == first_person.BYLINE and (is_heading or is_note)
    return not is_beside and (text.whole or all(quotation.kind is Kind.INDIRECT for quotation in found))


def _authored(article: Article, text: AuthoredText) -> Quotation:
    return Quotation(article, (text.span,), Kind.DIRECT, text.author, chain=(text.evidence, text.author))


def _spoken(article: Article, text: AuthoredText, found: Sequence[Quotation]) -> list[Quotation]:
    """The quotations of a passage in a speech: the speaker's own words, and words in quotation marks from somebody
    else.
    """
    others = [quotation for quotation in found if quotation.kind is not Kind.INDIRECT and _is_others(quotation, text)]
    quoted = [span for quotation in others for span in quotation.spans]
    pieces = transcripts.without([text.span], quoted)
    own = tuple(piece for piece in pieces if any(map(str.isalnum, article.text[slice(*piece)])))
    spoken = [replace(_authored(article, text), spans=own)] if own else []
    return sorted([*spoken, *others], key=lambda quotation: quotation.spans)


def _is_others(quotation: Quotation, text: AuthoredText) -> bool:
    """Whether somebody other than the author of a text says a quotation in it: its source is not "I" or "we"."""
    source = quotation.speaker_text or ""
    return quotation.cue is not None and bool(source) and quotation.speaker != text.author and source.lower() not in OWN


def _is_name(source: str) -> bool:
    """Whether the words of a source begin like a name and are not a pronoun."""
    return source[:1].isupper() and source.lower() not in PRONOUNS


def _has_words(text: str, utterance: Utterance) -> bool:
    """Whether an utterance has a letter or digit. Empty quotation marks are not a quotation."""
    return any(character.isalnum() for span in utterance.spans for character in text[slice(*span)])


def _resolve(
    resolver: SpeakerResolver, doc: "Doc", utterance: Utterance, number: int, previous: Sequence[PreviousSpeaker]
) -> tuple[str | None, tuple[str, ...]]:
    """The speaker of an utterance, and the steps that led to the name.

    Quoted words without a source may continue the previous speaker: those without a cue, or with "then added". Other
    words without a source have no speaker.
    """
    if utterance.is_anonymous:
        return None, ()
    if utterance.source:
        mention = doc.char_span(*utterance.source, alignment_mode="expand")
        return resolver.resolve(mention, number, previous)
    cue = doc.text[slice(*utterance.cue)].lower() if utterance.cue else "add"
    if utterance.kind is not Kind.DIRECT or reporting_verbs.PLAIN_FORMS.get(cue) not in reporting_verbs.ADDING:
        return None, ()
    if told := _told_below(resolver, doc, utterance, number):
        return told
    if named := _named_above(resolver, doc, utterance, number):
        return named, (named,)
    return resolver.resolve(None, number, previous, utterance.spans[0][0])


def _told_below(
    resolver: SpeakerResolver, doc: "Doc", utterance: Utterance, number: int
) -> tuple[str | None, tuple[str, ...]] | None:
    """Who says words that end with a comma, if the passage below only tells it: “We won,” / Ann Lee said on Monday."""
    end = utterance.spans[-1][1]
    docs = resolver.mentions.docs
    if doc.text[end - 1 : end] != "," or any(map(str.isalnum, doc.text[end:])) or number + 1 == len(docs):
        return None
    below = docs[number + 1]
    clause = context.only_clause(below)
    source = below.char_span(*clause.source, alignment_mode="expand") if clause and clause.source else None
    return resolver.resolve(source, number + 1, ()) if source is not None else None


def _named_above(resolver: SpeakerResolver, doc: "Doc", utterance: Utterance, number: int) -> str | None:
    """The person named in the line above a paragraph, if the paragraph begins with quoted words without a cue."""
    if utterance.cue:
        return None
    before = doc.text[: utterance.spans[0][0]].rstrip(' “"‘')
    return resolver.named_above(number, len(before)) if not before or before.endswith("\n") else None


def _quotation(passage: Passage, utterance: Utterance, speaker: str | None, chain: tuple[str, ...]) -> Quotation:
    """The utterance as a quotation, with spans that count from the start of the article."""

    def in_article(span: Span) -> Span:
        return passage.start + span[0], passage.start + span[1]

    text, source, cue = passage.text, utterance.source, utterance.cue
    return Quotation(
        passage.article,
        tuple(in_article(span) for span in utterance.spans),
        utterance.kind,
        spelt_out(speaker).lstrip(GLYPHS) if speaker else None,
        text[slice(*source)] if source else None,
        text[slice(*cue)] if cue else None,
        in_article(cue) if cue else None,
        chain,
        utterance.modality,
    )
