"""Who says what, by a few rules over punctuation and names; a parser's view comes later.

In each passage: the words inside quotation marks, and what follows "said" or "according to" without any; then the cue
and the speaker beside them. A passage that is all quotation keeps the speaker of the one before it, "he" and "the
spokeswoman" go back to whoever was last, and a surname is completed by the full name that the article gives. Where none
of this says who speaks, nobody is named.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from retrieval import passages as cutting
from retrieval import sentences
from retrieval.records import Article, Kind, Passage, Quotation, Span

CUES = (
    "said|says|say|told|tells|tell|added|adds|asked|asks|wrote|writes|warned|warns|insisted|insists|claimed|claims|argued|"
    "argues|explained|explains|announced|declared|replied|continued|went on|called|noted|notes|stated|states|suggested|"
    "admitted|acknowledged|responded|concluded|remarked|tweeted|denied|denies|urged|urges|accused|recalled|joked|predicted|"
    "vowed|promised|reiterated|confirmed|stressed|complained|testified|described|maintained|contended|quipped|reported"
)
TITLES = frozenset(
    "mr mrs ms miss dr sir dame lord lady sen rep gov president senator secretary minister leader office congressman "
    "governor congresswoman professor prof gen mayor chancellor judge justice rev king queen prince princess director "
    "chairman speaker".split()
)
ROLES = (
    "spokesman|spokeswoman|spokesperson|official|officials|source|sources|aide|aides|adviser|advisers|insider|insiders|"
    "campaign|minister|secretary|president|senator|leader|candidate|governor|mayor|chairman|judge|report|statement|poll"
)
CAPITAL = r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Capt|Sgt|Prof|Rev|St|Jr|Sr|[A-Z])\.|[A-Z][\w’'-]*)"
NAME = rf"{CAPITAL}(?:\s(?:(?:de|van|von|bin|al|la)\s)?{CAPITAL}){{0,5}}"
ROLE = rf"(?:[Tt]he|[Aa]n?|[Oo]ne)\s(?:[\w.’'-]+\s){{0,3}}?(?:{ROLES})\b"
WHO = rf"(?P<who>{NAME}(?:\sand\s{NAME})?|{ROLE}|[Hh]e|[Ss]he|[Tt]hey)"
GAP = r"(?:\s(?:also|then|later|has|had|have|later|recently|previously|on\s\w+)){0,2}"
BEFORE = re.compile(rf"\b{WHO}(?:,[^,“\"]{{1,60}},)?{GAP}\s(?P<cue>{CUES})\b")
AFTER = re.compile(rf"\b(?P<cue>{CUES})\s{WHO}")
ACCORDING = re.compile(rf"\b(?P<cue>[Aa]ccording to)\s{WHO}")
MARKED = re.compile(r'"+(?P<straight>[^"]*)(?:"+|$)|“(?P<curly>[^”]*)(?:”|$)')
SHORT = 4  # words; fewer inside quotation marks are part of somebody's reported words, not a quotation by themselves
PRONOUNS = frozenset({"he", "she", "they"})
NOT_NAMES = frozenset(
    "the a an but and or in on at it this that these those if when as for so what who we i you he she they his her "
    "their asked later then yet after before while with by from to not no there here now today yesterday tomorrow "
    "much many monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december".split()
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A cue and who stands beside it; `before` where the words follow ("he said ..."), else they come first."""

    who: str
    cue: str
    span: Span
    before: bool


def find(article: Article, passages: Iterable[Passage]) -> list[Quotation]:
    """Every quotation of an article, in order; `passages` are its own, in order. None crosses a passage's edge."""
    people = _People.of(article.text[article.body :])
    found: list[Quotation] = []
    spoke = None
    for passage in passages:
        runs_on = passage.text[0] in cutting.OPENING
        here = sorted(_in_passage(passage, people, spoke if runs_on else None), key=lambda said: said.spans)
        spoke = here[-1].speaker if here else None
        found += here
    return found


def _in_passage(passage: Passage, people: "_People", carried: str | None) -> Iterator[Quotation]:
    """`carried` speaks where this passage opens by carrying on the quotation before it, unless a cue says otherwise."""
    text = passage.text
    marked = [match.span(match.lastgroup or 0) for match in MARKED.finditer(text)]
    mentions = [mention for mention in _mentions(text) if not any(_overlap(mention.span, mark) for mark in marked)]
    speakers = {mention: people.heard(mention.who) for mention in sorted(mentions, key=lambda found: found.span)}
    spoken = [mark for mark in marked if len(text[slice(*mark)].split()) >= SHORT]
    for mark in spoken:
        mention = min(mentions, key=lambda near: _distance(text, near.span, mark), default=None)
        yield _quotation(passage, mark, Kind.DIRECT, mention, speakers[mention] if mention else carried)
    for mention in mentions:
        span = _reported(text, mention)
        if span and not any(_overlap(span, mark) for mark in spoken):
            kind = Kind.MIXED if any(_overlap(span, mark) for mark in marked) else Kind.INDIRECT
            yield _quotation(passage, span, kind, mention, speakers[mention])
    people.follow(_blanked(text, marked), [speaker for speaker in [carried, *speakers.values()] if speaker])


def _quotation(passage: Passage, span: Span, kind: Kind, mention: _Mention | None, speaker: str | None) -> Quotation:
    start, end = span
    return Quotation(
        passage.article,
        ((passage.start + start, passage.start + end),),
        kind,
        speaker,
        mention.who if mention else None,
        mention.cue if mention else None,
    )


def _mentions(text: str) -> Iterator[_Mention]:
    """Cues with a speaker beside them; where two share a cue, what stands before it speaks."""
    taken: set[int] = set()
    for pattern, before in ((BEFORE, True), (ACCORDING, False), (AFTER, False)):
        for match in pattern.finditer(text):
            if match.start("cue") not in taken and match["who"].lower() not in NOT_NAMES - PRONOUNS:
                taken.add(match.start("cue"))
                yield _Mention(match["who"], match["cue"], match.span(), before)


def _reported(text: str, mention: _Mention) -> Span | None:
    """The clause that a cue reports: the rest of its sentence, or what came before the cue in it."""
    start, end = next(span for span in sentences.split(text) if span[0] <= mention.span[0] < span[1])
    before, after = _trimmed(text, start, mention.span[0]), _trimmed(text, mention.span[1], end)
    if mention.cue.lower() == "according to":
        return before or after
    return after or before if mention.before else before


def _trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without the commas and white space at its ends, where it holds enough to be somebody's words."""
    words = text[start:end]
    if len(words.strip(" ,.:").split()) < SHORT:
        return None
    return end - len(words.lstrip(" ,:")), start + len(words.rstrip(" ,."))


def _blanked(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _distance(text: str, one: Span, other: Span) -> tuple[bool, int]:
    """How far apart two spans are: a full stop between them, or at the end of the first, parts more than any words."""
    first, second = sorted((one, other))
    return "." in text[first[1] - 1 : second[0]], second[0] - first[1]


class _People:
    """Who is named in one article, and who was spoken of last, as it is read from the top."""

    def __init__(self, full_names: dict[str, str]) -> None:
        self.full_names = full_names  # surname → full name, where the article gives one and only one
        self.roles: dict[str, str] = {}  # "spokeswoman" → "Downing Street spokeswoman", the latest
        self.spoken: Counter[str] = Counter()  # how often each has spoken so far
        self.last: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        full: dict[str, set[str]] = {}
        for match in re.finditer(NAME, text):
            words = _without_titles(match[0])
            if len(words) in (2, 3) and words[0].lower() not in NOT_NAMES:
                full.setdefault(words[-1], set()).add(" ".join(words))
        return cls({surname: next(iter(names)) for surname, names in full.items() if len(names) == 1})

    def name(self, who: str) -> str | None:
        """The fullest name for a mention; a role stays a role; a pronoun is whoever was last."""
        if who.lower() in PRONOUNS:
            return self.last
        if re.fullmatch(ROLE, who):
            role = re.sub(r"^(?:the|an?|one)\s", "", who, flags=re.IGNORECASE)
            head = role.split()[-1]
            if role != head:
                self.roles[head] = role
            return self.roles.get(head, role)
        people = [" ".join(_without_titles(part)) for part in re.split(r"\sand\s", who)]
        return " and ".join(self.full_names.get(person, person) for person in people if person) or None

    def heard(self, who: str) -> str | None:
        """The name of somebody who speaks here, and so is "he" in what comes next."""
        speaker = self.name(who)
        self.last = speaker or self.last
        return speaker

    def follow(self, narration: str, speakers: list[str]) -> None:
        """After a passage, who "he" will be: its last speaker, or of those it names whoever has spoken most so far."""
        self.spoken.update(speakers)
        named = (self.name(match[0]) for match in re.finditer(NAME, narration))
        people = [name for name in named if name and name in self.full_names.values()]
        self.last = speakers[-1] if speakers else max(people, key=self.spoken.__getitem__, default=self.last)


def _without_titles(name: str) -> list[str]:
    """The words of a name behind its last title: "Shadow Health Secretary Andy Burnham" is Andy Burnham."""
    words = re.sub(r"[’']s\b", "", name).split()
    titles = [place for place, word in enumerate(words) if word.lower().rstrip(".") in TITLES]
    rest = words[titles[-1] + 1 :] if titles else words
    while rest and rest[0].lower() in NOT_NAMES:
        rest = rest[1:]
    return rest or words
