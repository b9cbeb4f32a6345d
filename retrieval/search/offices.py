"""Finds who an office means at the time that a question names: "the health secretary" in 2012.

The articles say who holds an office, beside the name: "Mayor Ann Lee", "the mayor, Ann Lee", "Ann Lee, the mayor". A
holder of a former, deputy or shadow office holds another one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from retrieval.attribution.coreference.roles import STATUS_WORDS
from retrieval.backends.protocol import Backend
from retrieval.models import Options, Question
from retrieval.search.query import SpeakerNames
from retrieval.search.query.speakers import office_in

PASSAGES = 200  # the passages read: those that match the words of the office best
MAX_HOLDERS = 8  # an office of more people says nothing about who is meant
NAME = r"[A-Z][\w’'-]+(?:\s+(?:(?:de|van|von|bin|al|der)\s+)?[A-Z][\w.’'-]+){0,3}"
STATUS = re.compile(rf"\b(?:{'|'.join(sorted(STATUS_WORDS))})[\s-](?:\w+\s){{0,2}}$", re.IGNORECASE)


def resolve(question: Question, backend: Backend, names: SpeakerNames) -> Question:
    """The question with the holders of the office that it asks about as its speakers.

    If the articles name no holder, or too many, the office is still the speaker if somebody is on record by it alone.
    """
    office = office_in(question.speaker) if question.speaker else None
    if office is None or question.speaker is None or (question.speaker in names and " " in question.speaker):
        return question
    time = Options(after=question.after, before=question.before)
    holders = _holders(office, backend, names, time) or _holders(office, backend, names, Options())
    speakers = tuple(dict.fromkeys((*holders, *question.speakers)))
    if not speakers or len(holders) > MAX_HOLDERS:
        words = question.speaker.split()
        is_name = question.speakers or all(word[0].isupper() for word in words)  # else it is any noun: "the driver"
        return question if is_name else replace(question, speaker=None)
    if len(holders) != 1:
        return replace(question, speakers=speakers)
    as_asked = re.compile(rf"(?:\bthe\s+)?\b{re.escape(question.speaker)}\b", re.IGNORECASE)
    text = as_asked.sub(lambda _: holders[0], question.text)
    return replace(question, text=text, speaker=holders[0], speakers=speakers)


def _holders(office: str, backend: Backend, names: SpeakerNames, time: Options) -> list[str]:
    """The speakers whom articles of that time name as holders, those named most often first."""
    selection = backend.store.rows(time)
    rows = backend.passage_bm25.match(office).best(PASSAGES, selection)
    texts = (passage.text for passage in backend.store.passages(rows.tolist()))
    found = Counter(name for text in texts for name in _named_beside(office, text))
    holders: Counter[str] = Counter()
    for name, count in found.items():
        person = names.full_name(name)
        if person and person in names:
            holders[person] += count
    return [person for person, _ in holders.most_common()]


def _named_beside(office: str, text: str) -> Iterable[str]:
    """The names that stand beside an office in a text.

    >>> text = "Mayor Ann Lee left. The former mayor, Bo Ek, stayed. Di Fox, who is mayor now, smiled."
    >>> list(_named_beside("mayor", text))
    ['Ann Lee', 'Di Fox']
    """
    words = "(?i:{})".format(r"\s+".join(map(re.escape, office.split())))
    before = rf"\b{words}(?:\s+of(?:\s+the)?\s+[A-Z]\w+)?,?\s+(?P<name>{NAME})"
    relative = r"(?:(?:who\s+(?:is|was)|the|its|their|a|an)\s+)?(?:[\w’'-]+\s+){0,3}?"
    behind = rf"\b(?P<name>{NAME}),\s+{relative}(?P<office>{words})\b"
    for pattern in (before, behind):
        for match in re.finditer(pattern, text):
            place = match.start("office") if "office" in match.groupdict() else match.start()
            if not STATUS.search(text[:place]):
                yield match["name"]
