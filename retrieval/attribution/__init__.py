"""Who says what: quotations by punctuation and parse, speakers by name, role and pronoun.

    marks       “...” pieces inside quotation marks        people      who "he", "Mr Lansley" or "the senator" is
    cues        said, told, according to                       │
    clauses     Lansley ─ said ─ it was over                   │
    narration   free pieces, and which cue announces them      │
    utterances  spans + cue + source ──────────────────────────┴──→ Quotation
    signed      letters, posts and columns: whole passages ──────────↗

None crosses a passage's edge. Where the evidence does not say who speaks, nobody is named.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from retrieval.attribution import first_person, multi_paragraph
from retrieval.attribution.first_person import AuthoredText
from retrieval.attribution.reported_speech import assembly
from retrieval.attribution.reported_speech.assembly import Utterance
from retrieval.attribution.speaker_resolution import PreviousSpeaker, SpeakerResolver
from retrieval.models import Article, Kind, Passage, Quotation, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

EXCHANGE = 2  # passages with a label in capitals make an interview; one may be a heading


def find(article: Article, passages: Sequence[Passage], docs: Sequence["Doc"]) -> list[Quotation]:
    """Every quotation of an article, in order; `docs` are its passages as retrieval/parsing.py has them."""
    authored = first_person.find(article, passages)
    writers = {number: text.author for number, text in enumerate(authored) if text}
    resolver = SpeakerResolver(article, docs, passages, writers)
    found: list[Quotation] = []
    cited: list[PreviousSpeaker] = []
    labelled = sum(assembly.LABEL.match(passage.text) is not None for passage in passages)
    read = assembly.of_dialogue if labelled >= EXCHANGE else assembly.of
    opened = multi_paragraph.open_marks(passages)
    for number, (passage, doc) in enumerate(zip(passages, docs, strict=True)):
        first = len(found)
        for said in filter(partial(_has_words, passage.text), read(doc, opened[number])):
            speaker, chain = _speaker(resolver, doc, said, number, cited)
            quotation = _quotation(passage, said, speaker, chain)
            found.append(quotation)
            cited.append(PreviousSpeaker(speaker, number))
        reported = all(said.kind is Kind.INDIRECT for said in found[first:])
        if (text := authored[number]) and (text.whole or reported):
            found.insert(first, _authored(article, text))
    return found


def _authored(article: Article, text: AuthoredText) -> Quotation:
    return Quotation(article, (text.span,), Kind.DIRECT, text.author, chain=(text.evidence, text.author))


def _has_words(text: str, said: Utterance) -> bool:
    """Marks around nothing are nobody's words, whatever cue stands beside them."""
    return any(letter.isalnum() for start, end in said.spans for letter in text[start:end])


def _speaker(
    resolver: SpeakerResolver, doc: "Doc", said: Utterance, number: int, cited: Sequence[PreviousSpeaker]
) -> tuple[str | None, tuple[str, ...]]:
    """Who says it, and how that is known; only quoted words go on without being given to somebody anew."""
    if said.source:
        return resolver.resolve(doc.char_span(*said.source, alignment_mode="expand"), number, cited)
    return resolver.resolve(None, number, cited) if said.kind is Kind.DIRECT else (None, ())


def _quotation(passage: Passage, said: Utterance, speaker: str | None, chain: tuple[str, ...]) -> Quotation:
    def placed(span: Span) -> Span:
        return passage.start + span[0], passage.start + span[1]

    return Quotation(
        passage.article,
        tuple(placed(span) for span in said.spans),
        said.kind,
        speaker,
        passage.text[slice(*said.source)] if said.source else None,
        passage.text[slice(*said.cue)] if said.cue else None,
        placed(said.cue) if said.cue else None,
        chain,
    )
