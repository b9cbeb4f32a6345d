"""Finds who an office or a body means at the time that a question names: "the health secretary" in 2012, "Labour".

Articles name the holder beside the office: "Mayor Ann Lee", "the mayor, Ann Lee", "Ann Lee, the mayor", "Ann Lee, 58,
the mayor". A former, deputy or shadow office is a different office. "The leader of the council" is also "the council's
leader" and "the council leader". If no name is beside the office, attribution may know who is called so: if most
quotations by "the mayor" are attributed to Ann Lee, she is the holder.

A body that is not quoted itself stands for the people who speak for it: "Labour's Ann Lee", "the Labour leader, Ann
Lee".
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from retrieval.backends.protocol import Backend
from retrieval.models import Options, PartialDate, Question, Quotation
from retrieval.search import naming
from retrieval.search.answers import MAX_OFFICE_AGE
from retrieval.search.query import SpeakerNames, rewording
from retrieval.search.query.speakers import OFFICES_ONLY, is_office, is_person, is_persons_name, office_in
from retrieval.text.name_lookup import surname_of
from retrieval.text.person_nouns import STATUS_WORDS, is_person_noun
from retrieval.text.titles import FULL_TITLES, NAME_PARTICLE, TITLES
from retrieval.text.tokenise import STOP_WORDS, WORD, name_words, stems

MAX_PASSAGES_READ = 200  # the passages read: those that match the words of the office best
CHARS_AFTER_PASSAGE = 60  # characters read behind a passage: the label of the one whom its last words call to speak
RARE_HOLDER_FACTOR = 10  # a holder is named at least a tenth as often as the one named most
BETWEEN = " *"  # stands for a word of PLACES, or none: "Sund City mayor"
PLACES = r"(?:state|city|county|town|borough|council)"
MAX_HOLDERS = 8  # an office of more people says nothing about who is meant
NAME = rf"[A-Z][\w’'-]+(?:\s+(?:{NAME_PARTICLE}\s+)?[A-Z][\w.’'-]+){{0,3}}"
LABEL = r"(?:[A-Z][\w.’'-]*\s){0,4}[A-Z][\w.’'-]+"  # of a speaker in a transcript: "HON. SIR G. A. HENRY:"
AGE = r"(?:,?\s+aged\s+\d{1,3}|\s+\(\d{1,3}\)|,\s+\d{1,3})"  # behind a name: "Ann Lee, 58, a roofer"
ENTERED = (  # "Ann Lee became mayor"
    r"(?:became|took\s+over\s+as|(?:was|has\s+been|had\s+been)\s+(?:elected|appointed|named|sworn\s+in)(?:\s+as)?)"
)
HONOURABLE = r"(?:(?:the\s+)?(?:Rt\.?\s+)?(?:Hon\.|Honou?rable)\s+)?"
AIDE = re.compile(r"\b(?P<noun>[\w-]+)\s(?:for|to|of)\s(?:the\s)?$", re.IGNORECASE)  # "a spokeswoman for the | mayor"
HEAD = r"(?:leader|chair\w*|president|chief|director|secretary|head|mp|senator|councillor)"
LED = re.compile(rf"\s*(?:[\w-]+\s+){{0,3}}?{HEAD}\b", re.IGNORECASE)  # "the Labour | group leader"
LEADS = re.compile(r"\b(?:leads?|leading|chairs|heads)\s+(?:the\s+)?$", re.IGNORECASE)  # "who leads the | Labour"
OFFICE_OF = re.compile(r"(?P<noun>.+?)\s(?:of|for)\s(?:the\s)?(?P<body>.+)")
OWNED_OFFICE = re.compile(r"(?:the\s)?(?P<body>.+?)[’']s?\s(?P<noun>.+)")
OF = re.compile(r"\b(?:of|from|at)\s+(?:the\s+)?$", re.IGNORECASE)
HAS_ARTICLE = re.compile(r"(?:\b(?i:the|a|an|its|their|his|her|our)|[’']s?)\s+(?:[A-Z][\w-]*\s+){0,4}$")
CAPITALISED_END = re.compile(r"(?<![\w’'])(?:[A-Z][\w-]*\s+){1,4}$")
A_STATUS = rf"\b(?P<status>then|{'|'.join(sorted(STATUS_WORDS))})[\s-]"
STATUS = re.compile(rf"{A_STATUS}(?:\w+\s){{0,2}}$", re.IGNORECASE)
STATUS_AHEAD = re.compile(A_STATUS, re.IGNORECASE)
UNSAID = re.compile(  # before an office, in articles mostly left out
    r"(?:new|current|present|incoming|local|town|city|borough|county|village)\s", re.IGNORECASE
)
HEADLINE = re.compile(r"(?P<name>[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3}):\s+(?P<words>.+)")  # "Lee: we stay"
MIN_HEADLINE_SHARE = 0.6  # of a headline's stems that the words of the office's holder have
NamedIn = Callable[[str, str], Iterable[str]]


def resolve(question: Question, backend: Backend, names: SpeakerNames) -> Question:
    """Set the holders of the office that the question asks about as its speakers.

    If the articles name no holder, or too many, the office itself remains the speaker if somebody is quoted under it.
    """
    question = _resolve_filter(question, backend, names)
    office = office_in(question.speaker) if question.speaker else None
    if question.speaker is None or _is_person(question.speaker, office, names):
        return question
    if office is None:
        return question if question.speakers else _resolve_body(question, question.speaker, backend, names)
    time = Options(after=question.after, before=question.before)
    found = _holders_then(office, backend, names, time)
    if not found and (unsaid := UNSAID.match(office)):  # not "new | Zealand's minister", who has a holder
        office = office[unsaid.end() :]
        found = _holders_then(office, backend, names, time)
    if not found and time != Options() and (holder := _unquoted_holder(office, backend, names, time)):
        return replace(question, speaker=holder, speakers=())
    speakers = tuple(dict.fromkeys((*found, *question.speakers)))
    if not speakers or len(found) > MAX_HOLDERS:
        # A noun in lower case that nobody is quoted by is no office: "the driver"; but "the mayor of Sund" is.
        is_held = not found and is_office(question.speaker)
        keeps_name = question.speakers or is_held or all(word[0].isupper() for word in question.speaker.split())
        name = _as_name(question.speaker, backend) if " " in question.speaker and not keeps_name else None
        return question if keeps_name else replace(question, speaker=name) if name else _without_speaker(question)
    if len(found) != 1:
        return replace(question, speakers=speakers, office=office)
    as_asked = re.compile(rf"(?:\bthe\s+)?\b{re.escape(question.speaker)}\b", re.IGNORECASE)
    text = as_asked.sub(lambda _: found[0], question.text)
    asked = question.asked
    if time == Options() or _holders(office, backend, names, time):  # it may be another one's at another time
        asked = rewording.with_name(asked, question.speaker, found[0])
    return replace(question, text=text, speaker=found[0], speakers=speakers, asked=asked, office=office)


def _is_person(speaker: str, office: str | None, names: SpeakerNames) -> bool:
    """Whether a speaker is quoted by a full name, not by a label such as "health secretary"."""
    is_label = office is not None and (speaker[:1].islower() or is_office(speaker))
    return speaker in names and " " in speaker and not is_label


def _resolve_filter(question: Question, backend: Backend, names: SpeakerNames) -> Question:
    """Resolve an office that was given as the speaker option.

    With one holder, only that person's words are searched. With several, their words are preferred, as if the question
    asked about the office.
    """
    given = question.filters.speaker
    office = names.office_named(given) if given else None
    if office is None:
        return question
    found = _holders_then(office, backend, names, Options(after=question.after, before=question.before))
    if not found or len(found) > MAX_HOLDERS:
        return question
    only = found[0] if len(found) == 1 else None
    filters = replace(question.filters, speaker=only)
    speakers = tuple(found)
    return replace(
        question, speaker=only or office, speakers=speakers, asks_for_words=True, filters=filters, office=office
    )


def holders(office: str, backend: Backend, names: SpeakerNames) -> list[str]:
    """The speakers whom articles of any time name as holders of an office; none if there are too many."""
    found = _holders_then(office, backend, names, Options())
    return found if len(found) <= MAX_HOLDERS else []


def _holders_then(office: str, backend: Backend, names: SpeakerNames, time: Options) -> list[str]:
    """The holders whom articles of that time name; else the holders of any time who are quoted at that time.

    If the articles of that time name a holder who is not quoted, holders of other times do not count. Nor does somebody
    whom they call former, shadow or the like. If no holder is quoted then, those of the three months before count.
    """
    for find in (_holders, _holders_there):
        if found := find(office, backend, names, time):
            return found
    if time == Options() or _unquoted_holder(office, backend, names, time):
        return []
    anytime = _holders_then(office, backend, names, Options())
    left = set(_likely(_beside_office(office, backend, time, named_otherwise), names))
    quoted = [person for person in anytime if person not in left and backend.store.count([person], time)]
    if quoted or time.after is None:
        return quoted
    before = Options(after=PartialDate(time.after.first - MAX_OFFICE_AGE), before=time.after)
    return [person for person in _holders(office, backend, names, before) if person not in left]


def _unquoted_holder(office: str, backend: Backend, names: SpeakerNames, time: Options) -> str | None:
    """The full name most often beside an office in the articles of that time, if nobody is quoted by that name."""
    beside = Counter(name for name in _beside_office(office, backend, time) if " " in name)
    name = next((name for name, _ in beside.most_common(1)), None)
    return None if name is None or names.named(name) else name


def _without_speaker(question: Question) -> Question:
    return replace(question, speaker=None, asks_for_words=False, act=None)


def _resolve_body(question: Question, body: str, backend: Backend, names: SpeakerNames) -> Question:
    """Set the people who speak for a body as the question's speakers.

    If nobody is quoted by a name in lower case, the name is capitalised as in the articles; any other word in lower
    case is dropped.
    """
    time = Options(after=question.after, before=question.before)
    said = _quotations(body, backend, time)
    people = Counter(
        quotation.speaker for quotation in said if _speaks_for(quotation, body) and quotation.speaker in names
    )
    speakers = tuple(str(person) for person, _ in people.most_common())
    if speakers:
        return replace(question, speaker=_as_written(body, said), speakers=speakers)
    name = body if body[:1].isupper() else _as_name(body, backend)
    return replace(question, speaker=name) if name else _without_speaker(question)


def _as_name(words: str, backend: Backend) -> str | None:
    """Words as the articles write them, if they are always capitalised there, as a name is."""
    forms = _written(words, backend)
    return max(forms, key=forms.__getitem__) if forms and all(map(_is_capitalised, forms)) else None


def is_written(words: str, backend: Backend, *, as_name: bool = False) -> bool:
    """Whether the articles have the words next to each other; if `as_name` is true, as a name such as "New York"."""
    return bool(_as_name(words, backend) if as_name else _written(words, backend))


def _is_name_within_sentence(word: str, backend: Backend) -> bool:
    """Whether a word is always capitalised in the articles, also within a sentence."""
    name = _as_name(word, backend)
    within = re.compile(rf"[a-z,]\s{re.escape(name or word)}\b")
    passages, _ = backend.store.some_with(word, Options(), naming.MAX_PASSAGES_READ) if name else ([], 0)
    return any(within.search(passage.text) for passage in passages)


def _written(words: str, backend: Backend) -> Counter[str]:
    """The spellings of consecutive words in the articles with their counts: "New York", "new york"."""
    passages, _ = backend.store.some_with(words, Options(), naming.MAX_PASSAGES_READ)
    return Counter(match[0] for passage in passages for match in _whole(words).finditer(passage.text))


def _is_capitalised(words: str) -> bool:
    """Whether words are capitalised like a name.

    >>> _is_capitalised("Bank of England"), _is_capitalised("the Bank"), _is_capitalised("Sund tax")
    (True, False, False)
    """
    first, *others = words.split()
    return first[:1].isupper() and all(word[:1].isupper() or word in STOP_WORDS for word in others)


def _quotations(words: str, backend: Backend, time: Options) -> list[Quotation]:
    """The quotations in the passages of that time that match the words best."""
    rows = backend.passage_bm25.match(words).best(MAX_PASSAGES_READ, backend.store.rows(time))
    return [quotation for row in rows.tolist() for quotation in backend.store.quotations(row)]


def _speaks_for(quotation: Quotation, body: str) -> bool:
    """Whether the article names a quotation's speaker as a leading member of a body. A person's adviser does not count.

    >>> from retrieval.models import Article, Kind
    >>> mentions = ["Labour's Ann Lee", "Ann Lee, the Labour leader", "Ann Lee of Unison", "Labour's aide Ann Lee"]
    >>> labour = [Quotation(Article("a.txt", ""), (), Kind.DIRECT, "Ann Lee", mention) for mention in mentions]
    >>> [_speaks_for(quotation, "labour") for quotation in labour], _speaks_for(labour[2], "Unison")
    ([True, True, False, False], True)
    """
    mention, speaker = quotation.speaker_text or "", quotation.speaker or ""
    for match in _whole(body).finditer(mention):
        before, after = mention[: match.start()], mention[match.end() :]
        own = re.sub(r"^[’']s?\s+", "", after)
        is_owner = own != after and own.split()[:1] == speaker.split()[:1]
        is_member = after == "" and OF.search(before) is not None
        if match[0][:1].isupper() and (is_owner or is_member or LED.match(own) or LEADS.search(before)):
            return True
    return False


def _as_written(body: str, said: Iterable[Quotation]) -> str:
    """A body's name as the articles write it."""
    found = (match[0] for quotation in said for match in _whole(body).finditer(quotation.speaker_text or ""))
    return next((name for name in found if name[:1].isupper()), body)


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


def _holders(office: str, backend: Backend, names: SpeakerNames, time: Options) -> list[str]:
    """The speakers whom articles of that time name as holders, the most frequent first."""
    named = [*_beside_office(office, backend, time), *_headlined(office, backend, time)]
    return _likely(named, names) or _called(office, backend, names, time)


def _headlined(office: str, backend: Backend, time: Options) -> Iterator[str]:
    """The names before headlines that have the words of somebody whom the article's text only calls by the office.

    The headline "Lee: the quay will not be sold" names the speaker of "The quay will not be sold, the mayor said".
    """
    for said in _quotations(office, backend, time):
        headline = HEADLINE.match(said.article.title or "")
        if headline is None or not _is_called(said, office) or is_person(said.speaker or ""):
            continue
        words = set(stems(headline["words"]))
        is_same = len(words & set(stems(said.text))) >= MIN_HEADLINE_SHARE * len(words)
        if words and is_same and headline["name"] not in " ".join(named_otherwise(office, said.article.text)):
            yield headline["name"]


def _beside_office(office: str, backend: Backend, time: Options, named: NamedIn | None = None) -> list[str]:
    """The names beside an office in the articles of that time; `named` finds them in a text."""
    named = named or named_beside
    selection = backend.store.rows(time)
    abbreviated = (short for word in office.lower().split() for short in _abbreviations(word))
    rows = backend.passage_bm25.match(" ".join((office, *abbreviated))).best(MAX_PASSAGES_READ, selection)
    passages = backend.store.passages(rows.tolist())
    texts = [passage.article.text[passage.start : passage.end + CHARS_AFTER_PASSAGE] for passage in passages]
    texts = [text for text in texts if _may_name(office, text)]
    return [name for text in texts for form in _forms(office) for name in named(form, text)]


def _holders_there(office: str, backend: Backend, names: SpeakerNames, time: Options) -> list[str]:
    """The holders of "mayor of Sund" in articles that say only "mayor" but name Sund somewhere.

    "The town's mayor" may be in any article. "Sund health director" may be the director of a Sund health board. "The
    central bank governor" may be the governor of the bank in an article that writes elsewhere of the central bank.
    """
    noun, place = _noun_and_body(office)
    first, _, rest = office.partition(" ")
    if not place and rest and (first[:1].isupper() or _is_name_within_sentence(first, backend)):
        place, noun = first, rest
    if place:
        place = _as_name(place, backend) or place  # people also type names in small letters
        there = None if place.islower() else _whole(place)
    elif " " in rest and not status_of(office):
        body, _, last = office.rpartition(" ")
        noun, there = rest, re.compile(rf"\b{re.escape(body)}\b(?!\s+{re.escape(last)})", re.IGNORECASE)
    else:
        return []
    rows = backend.passage_bm25.match(office).best(MAX_PASSAGES_READ, backend.store.rows(time))
    found: list[str] = []
    for passage in backend.store.passages(rows.tolist()):
        if _may_name(noun, passage.text) and (there is None or there.search(passage.article.text)):
            text = passage.text if there is None else _of_no_other_place(noun, passage.text)
            found += (name for form in _forms(noun) for name in named_beside(form, text))
    return _likely(found, names)


def _of_no_other_place(noun: str, text: str) -> str:
    """The text without offices of this noun that belong to a named place or body.

    >>> _of_no_other_place("mayor", "The mayor, Ann Lee, met the mayor of Lund, Di Fox, and Fosse's mayor, Bo Ek.")
    'The mayor, Ann Lee, met the Lund, Di Fox, and , Bo Ek.'
    """
    words = _words(noun)
    return re.sub(rf"\b[A-Z][\w-]*[’']s?\s+{words}\b|\b{words}\s+(?:of|for|at)\s+(?:the\s+)?(?=[A-Z])", "", text)


def _may_name(office: str, text: str) -> bool:
    """Whether a text has all words of an office. This is quicker than to look for each of its forms.

    >>> _may_name("leader of the council", "The council's leader"), _may_name("leader of the council", "the leader")
    (True, False)
    """
    folded = text.casefold()
    words = (word for word in WORD.findall(office.casefold()) if len(word) > 1 and word not in STOP_WORDS)
    return all(any(form in folded for form in (word, *_abbreviations(word))) for word in words)


def _likely(beside: Iterable[str], names: SpeakerNames) -> list[str]:
    """The speakers with these names, the most frequent first. Names that are much rarer than the first are left out."""
    people: Counter[str] = Counter()
    for name, count in Counter(beside).items():
        person = names.full_name(name)
        is_person = person and person in names and not (is_office(person) or name_words(person) <= TITLES)
        if person and is_person and name_words(surname_of(person)) <= name_words(name):
            people[person] += count
    most = max(people.values(), default=0)
    return [person for person, count in people.most_common() if count * RARE_HOLDER_FACTOR >= most]


def _called(office: str, backend: Backend, names: SpeakerNames, time: Options) -> list[str]:
    """The person who said most of the quotations whose speaker is called by the office alone; empty if there is
    none.
    """
    called = [said.speaker for said in _quotations(office, backend, time) if _is_called(said, office)]
    people = Counter(str(speaker) for speaker in called if speaker in names and str(speaker)[:1].isupper())
    return [person for person, count in people.items() if count * 2 > len(called)]


def _is_called(quotation: Quotation, office: str) -> bool:
    """Whether a quotation calls its speaker by an office alone, and not by a surname: "Cook" of Ann Cook.

    >>> from retrieval.models import Article, Kind
    >>> said = [Quotation(Article("a.txt", ""), (), Kind.DIRECT, who, "Cook") for who in ("Ann Cook", "Bo Ek", "Cook")]
    >>> [_is_called(each, "cook") for each in said]
    [False, True, True]
    """
    mention = re.sub(r"^the\s+", "", quotation.speaker_text or "", flags=re.IGNORECASE)
    return mention.casefold() == office.casefold() and not (quotation.speaker or "").endswith(f" {mention}")


def _forms(office: str) -> list[str]:
    """The forms in which articles write an office.

    >>> _forms("leader of the council"), _forms("mayor")
    (['leader of the council', 'leader for the council', "council's leader", 'council * leader'], ['mayor'])
    >>> _forms("Sund's MP")
    ['MP of Sund', 'MP for Sund', "Sund's MP", 'Sund * MP']
    """
    noun, body = _noun_and_body(office)
    if not body:
        body, _, noun = office.rpartition(" ")
    if not body:
        return [office]
    article = "the " if body.islower() else ""
    return [f"{noun} of {article}{body}", f"{noun} for {article}{body}", f"{body}'s {noun}", f"{body}{BETWEEN} {noun}"]


def _noun_and_body(office: str) -> tuple[str, str]:
    """Split an office into the noun and its body or place. Without a body, the second part is "".

    >>> _noun_and_body("MP for Sund"), _noun_and_body("the town's mayor"), _noun_and_body("health secretary")
    (('MP', 'Sund'), ('mayor', 'town'), ('health secretary', ''))
    """
    if match := OFFICE_OF.fullmatch(office):
        return match["noun"], match["body"]
    match = OWNED_OFFICE.fullmatch(office)
    return (match["noun"], match["body"]) if match else (office, "")


def said_by_holders(quotations: Iterable[Quotation], office: str) -> list[Quotation]:
    """The quotations whose speaker is called by an office in the same article, as the source of a quotation or beside
    the name.

    >>> from retrieval.models import Article, Kind
    >>> article, other = Article("a.txt", ""), Article("b.txt", "")
    >>> called = Quotation(article, (), Kind.DIRECT, "Ann Lee", "The mayor")
    >>> said = [called, Quotation(article, (), Kind.DIRECT, "Ann Lee"), Quotation(other, (), Kind.DIRECT, "Ann Lee")]
    >>> said_by_holders(said, "mayor") == said[:2]
    True
    """
    said = list(quotations)
    called = [each for each in said if said_in_office(each, office)]
    holders = {(each.article.id, each.speaker) for each in called if each.speaker}
    return [each for each in said if (each.article.id, each.speaker) in holders or each in called]


def needed_stems(office: str) -> list[str]:
    """The stems that every article with an office must have. A word that articles abbreviate is left out.

    >>> needed_stems("governor of Sund"), needed_stems("health secretary")
    (['sund'], ['health', 'secretari'])
    """
    return stems(" ".join(word for word in office.split() if not _abbreviations(word.lower())))


def said_in_office(quotation: Quotation, office: str) -> bool:
    """Whether a quotation's article calls its speaker by an office.

    If the article names the office's place or body anywhere, the office may be written without it: "the mayor".

    >>> from retrieval.models import Article, Kind
    >>> article = Article("a.txt", "Mayor Ann Lee left. Bo Ek, the former mayor, and Lund’s mayor, Di Fox, saw Sund.")
    >>> said = [Quotation(article, (), Kind.DIRECT, name) for name in ("Ann Lee", "Bo Ek", "mayor", "Di Fox")]
    >>> [said_in_office(each, "mayor") for each in said], [said_in_office(each, "mayor of Sund") for each in said]
    ([True, False, True, True], [True, False, False, False])
    """
    speaker = (quotation.speaker or "").casefold()
    if _is_called(quotation, office) or speaker in {office.casefold(), f"the {office}".casefold()}:
        return True
    last = surname_of(speaker).rstrip(".")
    if not last:
        return False
    text, (noun, place) = quotation.article.text, _noun_and_body(office)
    beside = [name for form in (_forms(office) if place else [office]) for name in named_beside(form, text)]
    if place and any(match[0][:1].isupper() for match in _whole(place).finditer(text)):
        alone = _alone(noun, text)
        if _is_called(quotation, noun) and re.search(_words(noun), alone):
            return True
        beside += named_beside(noun, alone)
    return any(last in name.casefold().split() for name in beside)


def _alone(noun: str, text: str) -> str:
    """The text without longer offices that contain this noun: "health minister", "minister of Trade".

    >>> _alone("mayor", "The mayor, Lund's mayor and the mayor of Fosse met Mayor Ann Lee.")
    'The mayor,  and the Fosse met Mayor Ann Lee.'
    """
    words, no_stop_word = _words(noun), rf"(?<![\w’'-])(?!(?i:{'|'.join(STOP_WORDS)})\s)"
    modified = rf"{no_stop_word}(?:[A-Z][\w’'-]*\s+{words}|[\w’'-]+\s+(?=[a-z]){words})\b"
    return re.sub(rf"{modified}|\b{words}\s+(?:of|for|at)\s+(?:the\s+)?(?=[A-Z])", "", text)


def named_beside(office: str, text: str) -> Iterable[str]:
    """The names beside an office in a text.

    >>> text = "Mayor Ann Lee left. The former mayor, Bo Ek, stayed. Di Fox, who is mayor now, met Eva Lind (mayor)."
    >>> list(named_beside("mayor", text))
    ['Ann Lee', 'Di Fox', 'Eva Lind']
    >>> list(named_beside("mayor", "Freya Holm, a spokeswoman for the mayor, and an aide to the mayor, Bo Ek, left."))
    []
    >>> text = "Bo Ek MP\\nMinister for Trade. The Minister for Trade and Art, the Hon. Di Fox, left."
    >>> list(named_beside("minister for trade", text))
    ['Di Fox', 'Bo Ek']
    >>> list(named_beside("mayor", "The council overrode Mayor Ann Lee's veto."))
    ['Ann Lee']
    >>> list(named_beside("governor", "Gov. Di Fox met Ann Lee, the governor of Sund."))
    ['Di Fox', 'Ann Lee']
    """
    return (name for name, status in _with_status(office, text) if status is None)


def named_otherwise(office: str, text: str) -> Iterable[str]:
    """The names beside the same office with another word for a status: former, shadow, deputy, or none.

    >>> text = "Mayor Ann Lee left. The former mayor, Bo Ek, stayed. Di Fox, now the deputy mayor, left."
    >>> list(named_otherwise("mayor", text)), list(named_otherwise("former mayor", text))
    (['Bo Ek', 'Di Fox'], ['Ann Lee', 'Di Fox'])
    """
    known = {status_of(office), "then"}
    return (name for name, status in _with_status(without_status(office), text) if status not in known)


def status_of(office: str) -> str | None:
    """
    >>> status_of("Shadow health secretary"), status_of("mayor"), without_status("former mayor")
    ('shadow', None, 'mayor')
    """
    status = STATUS_AHEAD.match(office)
    return status["status"].lower() if status else None


def without_status(office: str) -> str:
    """The office without the word for a status before it."""
    return STATUS_AHEAD.sub("", office, count=1) if status_of(office) else office


def _with_status(office: str, text: str) -> Iterator[tuple[str, str | None]]:
    """The names beside an office in a text, and the word for the status before the office: "former"."""
    words = _words(office)
    if not re.search(words, text):
        return
    for pattern in _beside(words):
        for match in pattern.finditer(text):
            place = match.start("office") if "office" in match.groupdict() else match.start()
            status = STATUS.search(text[:place])
            if not _is_aides(text[:place], match[0]) and not _is_listed_name(match):
                name = re.sub(r"[’']s?$|\.$", "", match["name"])  # the full stop is the sentence's
                yield name, status["status"].lower() if status else None


def _is_aides(before: str, matched: str) -> bool:
    """Whether the name after an office and a comma is an aide's: "a spokeswoman for | the mayor, Freya Holm"."""
    aide = AIDE.search(before)
    return aide is not None and is_person_noun(aide["noun"]) and "," in matched


def _is_listed_name(match: re.Match[str]) -> bool:
    """Whether an office with a name behind a comma is itself a name, or the end of one: "Kemi Judge, Bo Ek".

    >>> list(named_beside("judge", "Kemi Judge, Bo Ek")), list(named_beside("judge", "Bo Ek, Kemi Judge"))
    ([], [])
    >>> list(named_beside("judge", "The Chief Judge, Bo Ek")), list(named_beside("mayor", "Sund Mayor, Bo Ek"))
    (['Bo Ek'], ['Bo Ek'])
    """
    is_behind = "office" in match.groupdict()
    office = match["office"] if is_behind else match[0].partition(",")[0]
    before = match.string[: match.start("office") if is_behind else match.start()]
    run = CAPITALISED_END.search(before)
    words = f"{run[0] if run else ''}{office}".split()
    is_surname = len(words) > 1 and words[-1].lower() not in OFFICES_ONLY and all(word[:1].isupper() for word in words)
    is_name = is_surname or is_persons_name(" ".join(words))
    return is_name and "," in match[0] and "\n" not in match[0] and not HAS_ARTICLE.search(before)


@lru_cache(maxsize=256)  # a question looks for the same few offices in hundreds of texts
def _words(office: str) -> str:
    """The pattern of an office's words."""
    # "leader of Sund council" for "leader of the council", "minister of education" for "minister of the education"
    spelt = r"\s+".join(map(_spelt, office.split()))
    spelt = spelt.replace(r"\s+\*\s+", rf"\s+(?:{PLACES}\s+)?")
    return "(?i:{})".format(spelt.replace(r"\s+the\s+", r"(?:\s+(?:the|[A-Z]\w+))?\s+"))


def _spelt(word: str) -> str:
    """The pattern of a word of an office, with its abbreviation: "Governor" and "Gov."."""
    spelt = re.escape(word).replace("'", "[’']")
    short = "".join(rf"|{short}\.?" for short in _abbreviations(word.lower()))
    return f"(?:{spelt}{short})(?!\\w)" if short else spelt


def _abbreviations(word: str) -> list[str]:
    """
    >>> _abbreviations("governor"), _abbreviations("doctor"), _abbreviations("judge"), _abbreviations("mayor")
    (['gov'], ['dr'], [], [])
    """
    found = [short for short, full in FULL_TITLES.items() if full == word and full.startswith(short)]
    return [*found, "dr"] if word == "doctor" else found


@lru_cache(maxsize=256)
def _beside(words: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of an office with a name after it, before it, above it, and before it in brackets; and of a name
    with the news that its bearer entered the office.

    A portfolio may be longer than in the question: "Minister for Trade and Tourism, Ann Lee". In a transcript, the
    label of the person called to speak may follow the office: "The Prime Minister." and "MS LEE:".
    """
    more = r"(?:\s+(?:and|&)(?:\s+[A-Z]\w+){1,3}(?=,))?" if re.search(r"\b(?:of|for)\b", words) else ""
    before = rf"\b{words}(?:\s+of(?:\s+the)?\s+[A-Z]\w+(?i:\s+{PLACES})?)?{more},?\s+{HONOURABLE}(?P<name>{NAME})"
    called = rf"\b{words}[.,:]?\s*\n\s*(?P<name>{LABEL})\s?:"
    article = r"(?:who\s+(?:is|was)|the|its|their|a|an)\s+"
    modifiers = r"(?:(?!(?:for|to|of|by)\s)[\w’'-]+\s+){0,3}?"  # no preposition: "a spokeswoman for the mayor"
    relative = rf"(?:(?:,|\s+as)\s+(?:{article})?{modifiers}|{AGE},\s+(?:{article}{modifiers})?)"
    held = rf"(?P<office>{words})\b(?![’']s?\s)"  # not "Freya Holm, the mayor's aide"
    behind = rf"\b(?P<name>{NAME}){relative}{held}"
    entered = rf"\b(?P<name>{NAME})(?:,?\s+who)?\s+{ENTERED}\s+(?:{article})?{modifiers}{held}"
    letterhead = rf"\b(?P<name>{NAME}?)(?:,?\s[A-Z]{{2,3}})?\s*\n\s*(?P<office>{words})\b"
    bracketed = rf"\b(?P<name>{NAME})\s+\(\s*(?:the\s+)?{words}\s*\)"
    return tuple(map(re.compile, (before, called, behind, entered, letterhead, bracketed)))
