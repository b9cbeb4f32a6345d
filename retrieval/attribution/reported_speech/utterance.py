"""An utterance: words of one passage that somebody says, before the speaker is known."""

from dataclasses import dataclass

from retrieval.models import Kind, Modality, Span


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that somebody says, with their cue and source. All are spans of the passage."""

    spans: tuple[Span, ...]
    kind: Kind
    cue: Span | None
    source: Span | None
    modality: Modality = Modality.SAID
    carrier: Span | None = None  # who reports what the source says
    is_anonymous: bool = False  # the text leaves out who speaks
    names_topic: bool = False  # the words only name a thing, about which nothing is said
