"""Attribution: which words of an article are quotations, and who says them.

    passages, parsed ─┬─ reported_speech    cues, sources and quotation marks → utterances ─┐
                      ├─ coreference        who "he" and "the senator" are ─┐               ├→ Quotation
                      ├─ speaker_resolution ─────────────── source → speaker┴───────────────┤
                      └─ first_person       letters, posts and columns: whole passages ─────┘

Three modules work on the quotations afterwards: multi_paragraph joins a quotation that runs over several paragraphs,
speaker_turns joins consecutive quotations of one speaker into one list of words, and entity_linking gives each person
one name across the archive.

A quotation lies within one passage. If the evidence does not show who speaks, the quotation has no speaker.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.attribution import first_person, multi_paragraph, reported_speech
from retrieval.attribution.first_person import AuthoredText
from retrieval.attribution.reported_speech import Utterance
from retrieval.attribution.speaker_resolution import PreviousSpeaker, SpeakerResolver
from retrieval.models import Article, Kind, Passage, Quotation, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

MIN_INTERVIEW_LABELS = 2  # passages that begin with a speaker's name in capitals; a single one may be a heading


def find(article: Article, passages: Sequence[Passage], docs: Sequence["Doc"]) -> list[Quotation]:
    """Every quotation of an article, in order. `docs` are its parsed passages, from retrieval/text/nlp.py."""
    authored = first_person.find(article, passages)
    writers = {number: text.author for number, text in enumerate(authored) if text}
    resolver = SpeakerResolver(article, docs, passages, writers)
    labels = sum(reported_speech.SPEAKER_LABEL.match(passage.text) is not None for passage in passages)
    utterances_of = (
        reported_speech.interview_utterances if labels >= MIN_INTERVIEW_LABELS else reported_speech.utterances
    )
    open_marks = multi_paragraph.open_marks(passages)
    quotations: list[Quotation] = []
    previous_speakers: list[PreviousSpeaker] = []
    for number, (passage, doc) in enumerate(zip(passages, docs, strict=True)):
        in_passage: list[Quotation] = []
        for utterance in utterances_of(doc, open_marks[number]):
            if not _has_words(passage.text, utterance):
                continue
            speaker, chain = _resolve(resolver, doc, utterance, number, previous_speakers)
            in_passage.append(_quotation(passage, utterance, speaker, chain))
            previous_speakers.append(PreviousSpeaker(speaker, number))
        text = authored[number]
        if text and (text.whole or all(quotation.kind is Kind.INDIRECT for quotation in in_passage)):
            in_passage.insert(0, _authored(article, text))
        quotations += in_passage
    return quotations


def _authored(article: Article, text: AuthoredText) -> Quotation:
    return Quotation(article, (text.span,), Kind.DIRECT, text.author, chain=(text.evidence, text.author))


def _has_words(text: str, utterance: Utterance) -> bool:
    """Whether an utterance has a letter or digit; empty quotation marks are no quotation."""
    return any(character.isalnum() for span in utterance.spans for character in text[slice(*span)])


def _resolve(
    resolver: SpeakerResolver, doc: "Doc", utterance: Utterance, number: int, previous: Sequence[PreviousSpeaker]
) -> tuple[str | None, tuple[str, ...]]:
    """Who says an utterance, and the steps that led to the name.

    Quoted words without a source may continue the speaker before them. Reported words without a source have no speaker.
    """
    if utterance.source:
        mention = doc.char_span(*utterance.source, alignment_mode="expand")
        return resolver.resolve(mention, number, previous)
    return resolver.resolve(None, number, previous) if utterance.kind is Kind.DIRECT else (None, ())


def _quotation(passage: Passage, utterance: Utterance, speaker: str | None, chain: tuple[str, ...]) -> Quotation:
    """The utterance as a quotation, with spans that count from the start of the article."""

    def in_article(span: Span) -> Span:
        return passage.start + span[0], passage.start + span[1]

    text, source, cue = passage.text, utterance.source, utterance.cue
    return Quotation(
        passage.article,
        tuple(in_article(span) for span in utterance.spans),
        utterance.kind,
        speaker,
        text[slice(*source)] if source else None,
        text[slice(*cue)] if cue else None,
        in_article(cue) if cue else None,
        chain,
    )
