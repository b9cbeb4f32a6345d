"""Finds the speakers of the archive that a draft's speaker may be, and decides whether two speakers are the same.

the draft says          the archive says
Burnham                 Andy Burnham                      the same: the only Burnham
the health secretary    Andrew Lansley                    the same, if articles name him beside that office
Ingrid Vass             The council leader                the same, if draft or articles name her beside that office
the leader, of a Lyle   Lyle, whom articles call mayor    unclear, if only others are leaders
Bo Tarnmoor             Tanmoor                           the same, if the article also has the draft's name
Norr Line               Bo Ek, its spokesman              the same
Norr Line               the company                       the same, if no other body is named near; else unclear
the company             Norr Line                         unclear
Ann Lee                 Bo Ek                             not the same
Ann Lee                 a spokeswoman, or nobody          by the names before it (unnamed_speakers.py)
"""

import re
from collections.abc import Collection
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from retrieval.attribution.coreference.mentions import PRONOUN_GENDER
from retrieval.attribution.coreference.speaking_nouns import SPEAKERS, is_bare_body
from retrieval.backends.protocol import Backend
from retrieval.drafts import told, unnamed_speakers
from retrieval.drafts.quotations import DraftQuotation
from retrieval.models import Quotation
from retrieval.quote_check import Match
from retrieval.search import offices
from retrieval.search.query import SpeakerNames
from retrieval.search.query.speakers import is_unnamed, office_in
from retrieval.text import person_nouns, sentences
from retrieval.text.first_names import FEMALE_NAMES, MALE_NAMES
from retrieval.text.name_forms import may_be_one_first_name
from retrieval.text.name_lookup import surname_of
from retrieval.text.normalise import holds_phrase, name_key, normalise
from retrieval.text.titles import FEMALE_TITLES, MALE_TITLES, NAME_PARTICLE, NAME_PARTICLES, NAME_SUFFIXES
from retrieval.text.tokenise import STOP_WORDS, name_words, token_words, without_possessives

CACHED_NAMES = 1024
MAX_NAME_WORDS = 3
NICKNAME = re.compile(r"[“\"‘'(][^“”\"‘’'()]{1,30}[”\"’')]")  # Ann “Zip” Lee
WORD_OF_NAME = re.compile(r"[^\W\d_][\w’'-]*")
PERHAPS_NAMES = re.compile(  # two to four words with capitals
    rf"(?<![\w’'-])([^\W\d_a-z][\w’'-]++) "
    rf"((?:{NAME_PARTICLE} )?[^\W\d_a-z][\w’'.-]*+(?: [^\W\d_a-z][\w’'.-]*+){{0,2}})"
)
NAME_IN_FRONT = re.compile(  # "For | Ann Lee | it was over", "| Ann Lee | kept it short"
    r"(?:(?:As (?:for|to)|For|From|To|With) )?(?P<name>[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'.-]*){0,3})\b"
)
HE_OR_SHE = frozenset({"he", "she"})
ACRONYM = re.compile(r"[A-Za-z]{2,8}")
COUNTRIES = ("US", "UK", "EU", "UN")  # before a body's name, and in its acronym: "USDOT"
RANK = re.compile(r"[A-Z]{2,4}")  # "DI Holt", "PC Vane"
SPOKESMAN = "spokes(?:man|woman|person)"
MIN_LETTERS, MIN_LONG_LETTERS = 6, 8  # of a surname that may be misspelt, and of one that may have two mistakes


class Same(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class SpeakersMeant:
    """Looks up the names of a draft among the speakers of one archive, each name once."""

    def __init__(self, backend: Backend, names: SpeakerNames) -> None:
        self._backend, self._names = backend, names
        self._named = lru_cache(CACHED_NAMES)(self._find_named)
        self._holders = lru_cache(CACHED_NAMES)(self._find_holders)

    def named(self, quotation: DraftQuotation) -> frozenset[str] | None:
        """The speakers of the archive that the draft's speaker may be; empty if nobody has the name.

        None if the draft names no speaker.
        """
        if quotation.speaker is None:
            return None
        other = self._office_of_another(quotation)
        return self._holders(other) if other else self._named(quotation.speaker)

    def worded(self, quotation: DraftQuotation) -> DraftQuotation:
        """The quotation with the office for its speaker where the draft names somebody before who does not hold it."""
        office = self._office_of_another(quotation)
        return replace(quotation, speaker=office) if office else quotation

    def with_name_before(self, quotation: DraftQuotation) -> DraftQuotation:
        """The quotation of "he" by the only person named in the sentence before it, if it begins with the name.

        "For Ann Lee there was more at stake. “Our harbour matters,” she said." The parser or the archive knows the
        name.
        """
        if quotation.mention.lower() not in HE_OR_SHE:
            return quotation
        before = quotation.sentence_before
        match = NAME_IN_FRONT.match(before)
        name = match["name"] if match else ""
        others = quotation.people - name_words(name)
        is_about_others = not HE_OR_SHE.isdisjoint(token_words(before)) or any(
            normalise(word) in others for word in WORD_OF_NAME.findall(without_possessives(before))
        )
        if (
            not name
            or normalise(name.split()[0]) in STOP_WORDS
            or is_about_others
            or name_words(quotation.speaker or "") & name_words(name)
        ):
            return quotation
        is_known = name_words(name) <= quotation.people or (" " in name and self._is_speaker(name))
        fits = self.gender(name) in {PRONOUN_GENDER[quotation.mention.lower()], None}
        return replace(quotation, speaker=name) if is_known and fits else quotation

    def said(self, quotation: DraftQuotation, match: Match) -> Same:
        """Whether the draft's speaker said the words at a place of the archive; unclear if somebody else may say them.

        "Edda said, ‘...’" within a quotation of somebody else is by Edda, "she said" by somebody unclear.
        """
        is_told = self.is_told_by(quotation, match)
        if is_told is None:
            return self.compare(quotation, match.quotations[0])
        return Same.YES if is_told else Same.UNCLEAR

    def is_told_by(self, quotation: DraftQuotation, match: Match) -> bool | None:
        """Whether the speaker of an article repeats the words from the draft's speaker; None if they are its own."""
        source = told.source_within(match.quotations[0], match.place) if match.place and quotation.speaker else None
        if source is None or quotation.speaker is None:
            return None
        return normalise(surname_of(source)) == normalise(surname_of(quotation.speaker))

    def compare(self, quotation: DraftQuotation, found: Quotation) -> Same:
        """Whether the draft's speaker is the speaker of a quotation in the archive."""
        ours, theirs = quotation.speaker, found.speaker
        if (same := self._of_unnamed(quotation, found)) is not Same.UNCLEAR:
            return same
        if ours is None or theirs is None or (theirs in self._named(ours) and self._office_of_another(quotation)):
            return Same.UNCLEAR
        is_named = theirs in self._named(ours) or name_words(NICKNAME.sub("", theirs)) == name_words(ours)
        is_named = is_named or _ends_with(quotation.mention, theirs) or _is_spokesman(theirs, ours, found)
        if is_named or theirs in self._called(quotation) or _is_slip(found, ours):
            return Same.YES
        if office := office_in(theirs):
            return self._holds(ours, office, quotation, found)
        if self._names.office_named(ours):
            is_called = name_words(ours) <= name_words(found.speaker_text or "") or _is_called(theirs, ours, found)
            return Same.YES if is_called else self._unless_held(ours, theirs, quotation, found)
        are_kin = _suffix(ours) != _suffix(theirs) and {ours, theirs} <= self._named(ours) | self._named(theirs)
        return Same.NO if are_kin else compare_names(ours, theirs, quotation, found)

    def _called(self, quotation: DraftQuotation) -> frozenset[str]:
        """The holders of the office by which a draft calls its speaker, at any time, since a draft has no date.

        Nobody else if draft or archive name the draft's speaker beside this office: "the health secretary" is she.
        """
        name, office = quotation.speaker or "", office_in(quotation.mention)
        holders = self._holders(office) if office else frozenset()
        is_name = office_in(name) is None
        is_theirs = bool(holders & self._named(name)) or _is_beside(name, office or "", quotation.draft)
        return frozenset() if is_name and is_theirs else holders

    def are_others_named(self, quotation: DraftQuotation, matches: Collection[Match]) -> bool:
        """Whether the draft has no clear speaker and names people, but none of the speakers of the matches."""
        people = quotation.people if quotation.speaker is None else frozenset()
        if quotation.speaker is None and not people:
            people = self._quoted_people(quotation.beside)
        if not people:
            return False
        said = [match.quotations[0] for match in matches]
        office = office_in(quotation.mention)
        if office and any(each.speaker in self._holders(office) for each in said):
            return False
        if any(_is_slip(each, word) for each in said for word in people):
            return False
        if any(_is_source(each, quotation) for each in said):
            return False
        names = list(filter(None, map(self._name_of, said)))
        if any(_is_named(name, quotation.beside) for name in names):
            return False  # of a name that the parser does not take for a person's
        return not any(_is_among(name, people, quotation.beside) for name in names)

    def _quoted_people(self, text: str) -> frozenset[str]:
        """The words of the full names in a text that are speakers of the archive, even if no parser finds them."""
        found: set[str] = set()
        for first, rest in PERHAPS_NAMES.findall(text):
            name = rest if first.lower() in STOP_WORDS else f"{first} {rest}"
            if self._is_speaker(name):
                found |= name_words(name)
        return frozenset(found)

    def _is_speaker(self, name: str) -> bool:
        return any(not _is_unnamed(speaker) for speaker in self._named(name))

    def _name_of(self, found: Quotation) -> str | None:
        """The name of a quotation's speaker, or of the only person of that gender named before an unnamed one."""
        if found.speaker is not None and not _is_unnamed(found.speaker):
            return found.speaker
        near = unnamed_speakers.named_near(found, self._backend)
        shown = gender_shown(found.speaker_text or "")
        for names in (near[0].likely, near[0].present) if near else ():
            fitting = [name for name in names if None in {shown, self.gender(name)} or self.gender(name) == shown]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def _differ_in_gender(self, quotation: DraftQuotation, found: Quotation) -> bool:
        """Whether an article's unnamed speaker and the draft's speaker differ in gender: "her headmistress" and a
        man.
        """
        theirs = gender_shown(found.speaker_text or "")
        return theirs is not None and self.gender(quotation.speaker or "", quotation.mention) not in {theirs, None}

    def gender(self, name: str, mention: str = "") -> str | None:
        """The gender of somebody by mention and archive, else by first name; None if it is unknown or contradictory."""
        people = sorted(self._named(name))
        said = self._backend.store.quotations_about(people, []) if len(people) == 1 else []
        mentions = [mention, *(each.speaker_text or "" for each in said if each.speaker in people)]
        shown = {gender for gender in map(gender_shown, mentions) if gender}
        if not shown:
            first = normalise(next(iter([*people, name])).strip().partition(" ")[0])
            shown = {gender for names, gender in ((MALE_NAMES, "m"), (FEMALE_NAMES, "f")) if first in names}
        return shown.pop() if len(shown) == 1 else None

    def _of_unnamed(self, quotation: DraftQuotation, found: Quotation) -> Same:
        """Whether the draft's speaker, if it has a name, is whom an article means by a speaker without one."""
        ours, theirs = quotation.speaker, found.speaker
        if ours is None or (theirs is not None and not _is_unnamed(theirs)):
            return Same.UNCLEAR
        if theirs is None and self._differ_in_gender(quotation, found):
            return Same.NO
        if office_in(ours):
            return Same.UNCLEAR
        is_meant = unnamed_speakers.is_meant(ours, found, self._backend)
        return Same.UNCLEAR if is_meant is None else Same.YES if is_meant else Same.NO

    def _office_of_another(self, quotation: DraftQuotation) -> str | None:
        """The office by which the draft calls its speaker, if by draft and archive only others hold it."""
        name = quotation.speaker or ""
        office = office_in(quotation.mention) if name_words(name).isdisjoint(name_words(quotation.mention)) else None
        holders = self._holders(office) if office else frozenset()
        if not office or not holders or holders & self._named(name) or _is_beside(name, office, quotation.draft):
            return None
        return office

    def _holds(self, name: str, office: str, quotation: DraftQuotation, found: Quotation) -> Same:
        """Whether somebody holds an office according to the draft or the archive.

        Unclear if the article names them, but none of the holders of other times.
        """
        if _is_beside(name, office, quotation.draft):
            return Same.YES
        if name_words(office) <= name_words(quotation.mention):
            return Same.YES
        holders = self._holders(office)
        if holders & self._named(name):
            return Same.YES
        there = {person for person in (*holders, name) if holds_phrase(found.article.text, person.rpartition(" ")[2])}
        return Same.NO if holders and there != {name} else Same.UNCLEAR

    def _unless_held(self, office: str, person: str, quotation: DraftQuotation, found: Quotation) -> Same:
        """Whether somebody may hold an office besides the known holders: yes if the draft names only them beside it.

        Not if the article names another one, the only known holder. An office of several, like a president's, says
        less.
        """
        holders = [holder for holder in self._holders(office_in(office) or office) if not _is_unnamed(holder)]
        named = quotation.people
        is_alone = named <= name_words(person) or (name_words(person) <= named and _is_name(named, quotation.draft))
        is_anothers = len(holders) == 1 and _is_named(holders[0], found.article.text)
        if named and is_alone and not is_anothers:
            return Same.YES
        return Same.NO if holders else Same.UNCLEAR

    def _find_named(self, name: str) -> frozenset[str]:
        office = self._names.office_named(name)
        found = frozenset(self._names.named(name)) | (self._holders(office) if office else frozenset())
        rank, _, rest = name.partition(" ")
        return found or (self._find_named(rest) if rest and RANK.fullmatch(rank) else found)

    def _find_holders(self, office: str) -> frozenset[str]:
        return frozenset(offices.holders(office, self._backend, self._names))


def _is_unnamed(speaker: str) -> bool:
    """Whether the speaker of an article's quotation is a role, or described in small letters: "Norr Street source".

    >>> _is_unnamed("Norr Street source"), _is_unnamed("letter to Ann Lee"), _is_unnamed("Centre for Tides and Floods")
    (True, True, False)
    """
    small = NAME_PARTICLES | STOP_WORDS
    return is_unnamed(speaker) or any(word.islower() and word not in small for word in speaker.split())


def _is_paragraphs_own(quotation: DraftQuotation, person: str) -> bool:
    """Whether "he" may be this person, whom its paragraph names, and not the draft's speaker, whom only others name."""
    if quotation.mention.lower() not in PRONOUN_GENDER:
        return False
    return not _is_named(quotation.speaker or "", quotation.beside) and _is_named(person, quotation.beside)


def _ends_with(mention: str, name: str) -> bool:
    """Whether a mention of kin ends with somebody's name: "her husband TJ", not "Ann Lee's friend".

    >>> [_ends_with(mention, name) for mention, name in (("her husband TJ", "TJ"), ("Ann Lee", "Lee"))]
    [True, False]
    """
    before = mention.removesuffix(f" {name}")
    return before != mention and person_nouns.is_person_noun(before.rpartition(" ")[2])


def _is_name(words: Collection[str], text: str) -> bool:
    """Whether words stand beside each other in a text, as those of one name do."""
    return len(words) <= MAX_NAME_WORDS and any(holds_phrase(text, " ".join(each)) for each in permutations(words))


def _is_beside(name: str, office: str, text: str) -> bool:
    """Whether a text names somebody beside an office."""
    beside = map(name_words, offices.named_beside(office, text))
    return any(other <= name_words(name) or name_words(name) <= other for other in beside)


def _is_among(name: str, people: Collection[str], text: str) -> bool:
    """Whether somebody is among people by surname, or by a first name that stands alone in a text.

    >>> [_is_among("Tim Ek", {"tim"}, text) for text in ("Tim left.", "Tim Vane left.")]
    [True, False]
    """
    shared = name_words(name) & frozenset(people)
    is_alone = re.search(rf"\b{re.escape(name.partition(' ')[0])}\b(?! [^\W\d_a-z])", text) is not None
    return bool(shared) and (is_alone or not shared.isdisjoint(name_words(surname_of(name))))


def _is_called(name: str, role: str, found: Quotation) -> bool:
    """Whether an article has the words of a role, and of one more name, before somebody's name.

    >>> from retrieval.models import Article, Kind
    >>> found = Quotation(Article("a.txt", "Later the former Norr governor Bo Ek came."), (), Kind.DIRECT)
    >>> [_is_called("Bo Ek", role, found) for role in ("former governor", "governor", "former mayor")]
    [True, False, False]
    """
    first, *others = role.split() or [""]
    between = r"\s(?:[^\W\d_a-z][\w’'.-]*\s)?"
    pattern = between.join(map(re.escape, (first, *others, name)))
    text = found.article.text
    return any(not offices.STATUS.search(text[: match.start()][-40:]) for match in re.finditer(rf"\b{pattern}\b", text))


def _is_spokesman(name: str, body: str, found: Quotation) -> bool:
    """Whether an article calls somebody the spokesman of a body.

    >>> from retrieval.models import Article, Kind
    >>> texts = "Bo Ek, a spokesman for the Norr Line, left.", "Norr Line spokesman Bo Ek left.", "Bo Ek of Norr Line."
    >>> [_is_spokesman("Bo Ek", "Norr Line", Quotation(Article("a.txt", text), (), Kind.DIRECT)) for text in texts]
    [True, True, False]
    """
    who, of = re.escape(name), re.escape(body)
    of_body = rf"\b{of}(?:[’']s?)? (?:[a-z]+ )?{SPOKESMAN}"
    behind = (
        rf"\b{who}, (?:(?:(?:an?|the|its) )?(?:[a-z]+ )?{SPOKESMAN} (?:for|of) (?:the )?{of}\b|(?:the )?{of_body}\b)"
    )
    return re.search(rf"{behind}|{of_body},? {who}\b", found.article.text) is not None


def _is_source(found: Quotation, quotation: DraftQuotation) -> bool:
    """Whether the draft's sentence has an article's body or text before the words: "An inquiry led by Bo Ek found ..."

    Somebody named between the two may be the speaker.
    """
    nouns = SPEAKERS.intersection(token_words(found.speaker_text or ""))
    first = quotation.draft.rfind("\n", 0, quotation.start) + 1
    lead = quotation.draft[first : quotation.start]
    *_, (start, end) = [(0, 0), *sentences.split(lead)]
    words = [normalise(word) for word in WORD_OF_NAME.findall(without_possessives(lead[start:end]))]
    last = max((at for at, word in enumerate(words) if word in nouns), default=None)
    return last is not None and quotation.people.isdisjoint(words[last:])


def _is_named(name: str, text: str) -> bool:
    """Whether a text has somebody's surname, with a capital.

    >>> _is_named("Ann May", "It may be May’s."), _is_named("Ann May", "It may be hers."), _is_named("Bo Küng", "Kung")
    (True, False, True)
    """
    surname = normalise(surname_of(name))
    words = (word for word in WORD_OF_NAME.findall(without_possessives(text)) if word[0].isupper())
    return any(normalise(word) == surname for word in words)


def compare_names(ours: str, theirs: str, quotation: DraftQuotation, found: Quotation) -> Same:
    """Whether two names, neither of which is an office, may be one person's."""
    texts = found.article.text, quotation.draft
    is_named = holds_phrase(found.article.text, ours)
    is_part = ours.rpartition(" ")[2] == theirs  # "the campaign", of the Clinton campaign
    if is_bare_body(ours) or (is_bare_body(theirs) and (is_named or is_part)):
        return Same.UNCLEAR  # "the company said", and words of a company, or of one of its people
    if (shown := _by_part(ours, theirs, found)) is not None:
        return shown
    if _have_same_ends(ours, theirs):
        is_one = (is_named or _begins_alike(ours, theirs)) and _suffix(ours) == _suffix(theirs)
        return Same.YES if is_one else Same.UNCLEAR
    if before := _before_whole_name(ours, theirs):  # "Papa | Tom Vane", not "Ann | Elsa Vane", "South | Firth Water"
        first = min(ours, theirs, key=len).partition(" ")[0]
        firsts = [name_key(each) in MALE_NAMES | FEMALE_NAMES for each in (before[0], first)]
        return Same.YES if firsts == [False, True] else Same.UNCLEAR
    if _is_acronym(ours, theirs) or _is_acronym(theirs, ours):
        are_both_here = any(holds_phrase(text, ours) and holds_phrase(text, theirs) for text in texts)
        return Same.YES if are_both_here else Same.UNCLEAR
    return Same.YES if _is_paragraphs_own(quotation, theirs) else Same.NO


def _by_part(ours: str, theirs: str, found: Quotation) -> Same | None:
    """Whether a part of a name, or a handle, is the same person; None if neither name is such.

    "Campaigner Emma", in an article that has "Emma Lee"; "Ida" of "Tom Low's wife, Ida" may be Ida Low; "@annlee".
    """
    noun, _, first = theirs.partition(" ")
    if ours.startswith("@"):
        return Same.YES if name_key(ours.lstrip("@")) == name_key(theirs.replace(" ", "")) else Same.UNCLEAR
    if holds_phrase(found.article.text, ours) and person_nouns.is_person_noun(noun.lower()):
        return Same.YES if _begins_alike(first, ours) else None
    if " " in ours and not first and _begins_alike(theirs, ours):
        return Same.YES if holds_phrase(found.article.text, surname_of(ours)) else Same.UNCLEAR
    return None


def _have_same_ends(name: str, other: str) -> bool:
    """Whether two names have one surname, and first names that may be one; a title may stand for a first name.

    >>> others = ("Ana PÃ©rez Nito", "Administrator Nito", "A. Nito")
    >>> [_have_same_ends("Ana Pérez Nito", other) for other in others]
    [True, True, True]
    >>> _have_same_ends("Bo Ek", "Al Ek"), _have_same_ends("Bo Ek", "Bo Hale"), _have_same_ends("Bo Ek", "Ek")
    (False, False, False)
    """
    if " " not in name or " " not in other or surname_of(name) != surname_of(other):
        return False
    firsts = [name_key(each.partition(" ")[0]) for each in (name, other)]
    return may_be_one_first_name(*firsts) or any(map(person_nouns.is_person_noun, firsts))


def _suffix(name: str) -> str:
    """
    >>> _suffix("Bo Ek Jr."), _suffix("Bo Ek")
    ('jr', '')
    """
    last = name_key(name.rpartition(" ")[2])
    return last if last in NAME_SUFFIXES else ""


def _before_whole_name(name: str, other: str) -> list[str]:
    """The words before the shorter of two names, if it is a whole name with which the longer one ends.

    >>> _before_whole_name("Papa Tom Vane", "Tom Vane"), _before_whole_name("Tom Vane", "Vane")
    (['Papa'], [])
    >>> _before_whole_name("Friends of Tom Vane", "Tom Vane")
    []
    """
    short, long = sorted((name.split(), other.split()), key=len)
    before, end = long[: -len(short)], long[-len(short) :]
    is_same = len(short) > 1 and list(map(name_key, short)) == list(map(name_key, end))
    return before if is_same and all(word[0].isupper() for word in before) else []


def _is_acronym(acronym: str, name: str) -> bool:
    """Whether letters stand for the words of a name, "of" and the like left out or not, a country perhaps before them.

    >>> [_is_acronym(letters, "Department of Tides") for letters in ("DoT", "USDT", "DTS", "Dot")]
    [True, True, False, False]
    """
    if sum(map(str.isupper, acronym)) < 2 or not ACRONYM.fullmatch(acronym):
        return False
    letters = ""
    for word in name.replace(".", "").split():
        first = re.escape(word[0])
        letters += f"[{first}{first.upper()}]?" if word.islower() else f"(?:{word})?" if word in COUNTRIES else first
    return re.fullmatch(rf"(?:{'|'.join(COUNTRIES)})?{letters}", acronym) is not None


def _begins_alike(name: str, other: str) -> bool:
    return normalise(name.partition(" ")[0]) == normalise(other.partition(" ")[0])


def _is_slip(found: Quotation, name: str) -> bool:
    """Whether a quotation's speaker is a misspelling of this name, in an article that also has the name as given.

    >>> from retrieval.models import Article, Kind
    >>> article = Article("a.txt", "Bo Tarnmoor came. “No,” said Tanmoor. Ann Tarmoor left.")
    >>> [_is_slip(Quotation(article, (), Kind.DIRECT, who), "Bo Tarnmoor") for who in ("Tanmoor", "Ann Tarmoor")]
    [True, False]
    """
    given, theirs = name_words(name), name_words(found.speaker or "")
    misspelt = theirs - given
    if len(misspelt) != 1:
        return False
    (slip,) = misspelt
    allowed = 1 if len(slip) < MIN_LONG_LETTERS else 2
    near = [word for word in given - theirs if word[0] == slip[0] and OSA.distance(word, slip) <= allowed]
    is_long = len(slip) >= MIN_LETTERS
    return is_long and any(holds_phrase(found.article.text, word) for word in near)


def gender_shown(mention: str) -> str | None:
    """The gender that a mention shows, "m" or "f"; None if it shows none.

    >>> [gender_shown(words) for words in ("she", "his sister", "Mr Vane", "Dame Ann Lee", "Ann King", "the clerk")]
    ['f', 'f', 'm', 'f', None, None]
    """
    words = [normalise(word).strip(".,") for word in mention.split()]
    if len(words) == 1 and words[0] in PRONOUN_GENDER:
        return PRONOUN_GENDER[words[0]]
    for titles, gender in ((MALE_TITLES, "m"), (FEMALE_TITLES, "f")):
        if not titles.isdisjoint(words[:-1]) and mention[:1].isupper():
            return gender
    is_noun = bool(words) and mention.rstrip().endswith(words[-1])  # in small letters: "his sister", not "Ann King"
    return person_nouns.gender(words[-1]) if is_noun else None
