"""What every face says where nothing is on record: one wording for each situation.

    nobody of the name      Zoe Zimmer is not quoted in this archive; did you mean ...? (retrieval.errors.NobodyCalled)
    nothing on the topic    Nothing on record of Ann Lee on badgers: no paragraph that quotes Ann Lee ... has “badgers”
    another publication     Nothing on record of Ann Lee in the Ledger; the Courier has 2 quotations.
    nothing at all          Nothing on record.

The reason of a reply to a question is worded in retrieval/search/abstention.py.
"""

from collections.abc import Sequence
from typing import Protocol

from retrieval.text.name_lookup import publications_with
from retrieval.text.tokenise import WORD, stems, without_possessives

NOTHING = "Nothing on record."
NOT_AS_GIVEN = "Not on record as given"
NEAREST = "What comes nearest:"  # above what somebody said, where none of it is on the topic
BY_MEANING = "what follows is on it by its meaning"


class Found(Protocol):
    """The part of `retrieval.chronology.on_topic.OnTopic` that is needed."""

    @property
    def quotations(self) -> Sequence[object]: ...

    @property
    def by_meaning(self) -> bool: ...

    @property
    def elsewhere(self) -> Sequence[tuple[str, int]]: ...


def nothing(
    whom: str | None = None,
    topic: str | None = None,
    source: str | None = None,
    others: Sequence[tuple[str, int]] = (),
) -> str:
    """That nothing is on record: of whom, on what and in which publication. `others` are publications that have some.

    >>> nothing("Ann Lee"), nothing("Ann Lee", source="Ledger", others=[("Courier", 2)])
    ('Nothing on record of Ann Lee.', 'Nothing on record of Ann Lee in Ledger; Courier has 2 quotations.')
    >>> nothing(topic="tax", source="Ledger")
    'Nothing on record on tax in Ledger: no paragraph there with a quotation, nor its headline, has “tax” in any form.'
    """
    clauses = (whom and f" of {whom}", topic and f" on {topic}", source and f" in {source}")
    words = not_in_words(topic, whom, " there" if source else "")
    said = "".join(clause for clause in clauses if clause)
    elsewhere_said = f"; {publications_with(others)}" if others else ""
    return f"{NOTHING.rstrip('.')}{said}{f': {words}' if words else ''}{elsewhere_said}."


def note(whom: str | None, topic: str | None, source: str | None, found: Found) -> str | None:
    """What stands above a list of statements or speakers: how they are on the topic, or that there are none."""
    if found.quotations:
        said = by_meaning(topic, whom, source) if found.by_meaning else ""
        return f"{said[0].upper()}{said[1:]}." if said else None
    return nothing(whom, topic, source, found.elsewhere)


def none_of(speaker: str) -> str:
    """
    >>> none_of("Ann Lee"), none_of("council")
    ('No words that On Record could attribute to Ann Lee are clearly on this.', \
'No words that On Record could attribute to the council are clearly on this.')
    """
    article = "the " if speaker[:1].islower() and not speaker.startswith("the ") else ""
    return f"No words that On Record could attribute to {article}{speaker} are clearly on this."


def without_words(phrase: str, source: str | None = None, others: int = 0) -> str:
    """That no passage has words, or none of a publication. `others` are passages of other publications with them.

    >>> without_words("knife edge"), without_words("knife edge", "Ledger", 2)
    ('Nothing on record has the words “knife edge”.', \
'Nothing on record in Ledger has the words “knife edge”; other publications have 2 passages with them.')
    """
    more = f"; other publications have {others:,} passage{'' if others == 1 else 's'} with them" if others else ""
    return f"{NOTHING.rstrip('.')}{f' in {source}' if source else ''} has the words “{phrase}”{more}."


def not_in_words(topic: str | None, whom: str | None = None, where: str = "") -> str | None:
    """What was looked for in vain on a topic: its words; None if it has none. `whom` is the speaker.

    >>> not_in_words("the hospital's closure", "Ann Lee")
    'no paragraph that quotes Ann Lee, nor its headline, has “hospital” and “closure” in any form'
    >>> not_in_words("tax on tea, tax on tax", where=" of Post"), not_in_words("of the")
    ('no paragraph of Post with a quotation, nor its headline, has “tax” and “tea” in any form', None)
    """
    words = {word.casefold(): f"“{word}”" for word in WORD.findall(without_possessives(topic or "")) if stems(word)}
    if not words:
        return None
    paragraph = f"no paragraph{where} {f'that quotes {whom}' if whom else 'with a quotation'}"
    return f"{paragraph}, nor its headline, has {' and '.join(words.values())} in any form"


def by_meaning(topic: str | None, whom: str | None = None, source: str | None = None) -> str:
    """What stands above statements that have none of the words of a topic, but mean it.

    >>> by_meaning("tax", "Ann Lee")
    'no paragraph that quotes Ann Lee, nor its headline, has “tax” in any form; what follows is on it by its meaning'
    """
    return f"{not_in_words(topic, whom, f' of {source}' if source else '')}; {BY_MEANING}"
