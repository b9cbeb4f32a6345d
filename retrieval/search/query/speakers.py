"""Finds the speaker that a question asks about, among the archive's speakers, and corrects misspelt names."""

import re
from collections.abc import Callable, Collection, Container, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.search.query.intent import NEWEST
from retrieval.text.first_names import FIRST_NAMES, OF_ONE_GENDER
from retrieval.text.name_lookup import NameLookup, may_shorten, surname_of, without_titles
from retrieval.text.normalise import normalise
from retrieval.text.person_nouns import PERSON_NOUNS, is_person_noun, singular
from retrieval.text.titles import HELD_OFFICES, NAME_PARTICLE, OFFICES, TITLES, TITLES_AND_SURNAMES
from retrieval.text.tokenise import STOP_WORDS, WORD, name_words, stem, without_possessives

ACTIVE = r"did|does|do|has|have|had|would|will|could|can|might|should"
AUXILIARY = rf"{ACTIVE}|is|was|were"
SAYING = (
    "say|said|saying|tell|told|think|thought|make|made|call|called|describe|react|respond|want|warn|write|written|tweet|"
    "argue|claim|suggest|promise|ask|feel|see|put|explain|give|rate|mean|believe|accuse|urge|deny|predict|reply|insist|"
    "talk|speak|mention|comment|discuss|complain|admit|boast|joke|vow|pledge|confirm|reveal|announce|apologise|apologize|"
    "thank|regret|hope|fear|expect|agree|disagree"
)
PARTICIPLE = (  # after "has"; those with another stem stand above
    "mentioned|commented|discussed|complained|admitted|boasted|joked|vowed|pledged|confirmed|revealed|announced|apologi[sz]ed|"
    "described|reacted|responded|warned|argued|claimed|suggested|promised|asked|explained|accused|urged|denied|predicted|"
    "replied|insisted|talked|thanked|spoken|regretted|agreed|disagreed|ruled"
)
NAME = r"[\w.’'-]+"
VERB = re.compile(rf"(?:{SAYING}|{PARTICIPLE})")
ADVERB = r"(?:(?:first|last|ever|also|actually|really|once)\s+)?"
ASKED = re.compile(  # after "was", only "was he saying": "was he called" is a passive
    rf"\b(?:(?P<be>is|was|were)|{ACTIVE})\s+(?P<who>{NAME}(?:\s+{NAME}){{0,7}}?)(?:,[^,]{{1,60}},)?\s+{ADVERB}"
    rf"(?(be)(?:say|tell|think|call|ask|argu|claim|suggest|warn|promis)ing|(?:{SAYING}|{PARTICIPLE}))\b",
    re.IGNORECASE,
)
ACCORDING = re.compile(
    rf"\b(?:according to|in the (?:eyes|view|opinion|words) of)\s+(?P<who>(?:{NAME}\s*){{1,4}})", re.IGNORECASE
)
REPORTED = re.compile(
    rf"\b(?:what|(?:everything|anything|all|things?|words?|statements?|remarks?|times?)(?:\s+that)?)\s+"
    rf"(?P<who>the\s+{NAME}(?:\s+{NAME}){{0,5}}?|(?!of\b){NAME}(?:\s+(?!of\b){NAME}){{0,2}}?)"
    rf"\s+(?:has\s+)?{ADVERB}(?:said|says|told|thinks|thought|wrote|written)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"\b(?:(?:quotes?|quotations?|statements?|remarks?|comments?)\s+(?:from|by|of)|"
    rf"(?:{NEWEST}|new|more|anything)\s+from)\s+(?P<who>{NAME}(?:\s+{NAME}){{0,5}}?)"
    rf"(?=\s+(?:about|on|re|in|after|before|regarding|from|since|during|last)\b|[,?.!]|$)|^\W*"
    rf"(?!(?:all|any|some|every|more|the|list|show|give|get|find|first|{NEWEST})\b)(?P<ahead>{NAME}(?:\s+{NAME})?)\s+"
    r"(?:quotes?|quotations?)\b",
    re.IGNORECASE,
)
OPINIONS = frozenset(
    "comment view take opinion position stance reaction response reply answer statement remark quote quotation thought "
    "advice warning promise pledge criticism defence defense verdict message word".split()
)
ABOUT = frozenset("on about re regarding concerning".split())
QUESTION_WORDS = frozenset("what how who whom when where which why and did does do has have is was were".split())
# Words of sentences, and of headings with a form of their own; a note has only nouns: "Burnham tax quotes".
NO_NOTE = QUESTION_WORDS | ABOUT | frozenset("by of with be been will would said says say that than".split())
NOTED = frozenset("quote quotes quotation quotations statement statements comments remarks words".split())
MAX_NOTE_WORDS, MAX_NAME_WORDS = 7, 3
PLACE_OF_NAME = re.compile(r"\s(?:of|for|from|at|in)\s")
TOLD_BY = re.compile(r"\b(?:told|asked|warned|advised|urged)\s+by\s+(?P<who>.+)", re.IGNORECASE)  # a passive
SUBJECT = re.compile(
    rf"(?:^\W*|\b(?:how|why|what|which|when|did|does|has)\b.{{0,40}}?\b)(?:{AUXILIARY})\s+(?P<rest>.+)", re.IGNORECASE
)
OWNED = re.compile(rf"\b(?:was|is|were|are|in)\s+(?P<rest>(?:{NAME}\s+){{0,5}}?{NAME}[’']s?)\s", re.IGNORECASE)
NO_NAME = re.compile(r"\s(?=(?:in|on|at|about|during|when|before|after|ever|never|also|then|once)\b)", re.IGNORECASE)
OWNED_THING = re.compile(r"(?P<owner>.+?)[’']s?\s+(?P<thing>[a-z][\w-]*(?:\s[a-z][\w-]*)*)")  # "Burnham's letter"
ARTICLE = re.compile(r"^(?:the|our|a|an|any|some)\s+", re.IGNORECASE)
CAPITALISED = re.compile(rf"\b[A-Z][\w.’'-]*(?:\s(?:(?:of|for|{NAME_PARTICLE})\s)?(?:the\s)?[A-Z][\w.’'-]*)*")
PLURAL = frozenset({"people", "police", "staff"})  # without an ending that shows it
# In small letters they are no name of a body that ends with them: "Broadmoor News Now", "Ridge Watch Today".
NEVER_A_NAME = STOP_WORDS | frozenset(
    "again ahead away back first here last live now online still today tonight yet".split()
)
RANKS = frozenset(  # nouns in -er, -or and -man that are an office also with a capital, unlike "Ann Porter", "Raman"
    "administrator advisor commander controller convener convenor coordinator coroner founder investigator negotiator "
    "ombudsman organiser organizer owner prosecutor".split()
)
OFFICES_ONLY = (TITLES | OFFICES | HELD_OFFICES | RANKS) - TITLES_AND_SURNAMES  # hardly ever surnames
ROLES = OFFICES_ONLY | TITLES_AND_SURNAMES | PERSON_NOUNS
MAX_OFFICE_WORDS = 7
MAX_BODY_WORDS = 4
MAX_HEADING_WORDS = 5
MAX_SUBJECT_WORDS = 8  # the subject is searched for in this many words after an auxiliary
MIN_CORRECTED_LETTERS = 5  # shorter words are never taken for misspelt names
MIN_LONG_LETTERS = 8  # a name with at least this many letters may have two mistakes


NearestWord = Callable[[str], str | None]


class SpeakerNames:
    """Looks up the archive's speakers by the words of their names.

    >>> SpeakerNames(["Andy Burnham", "Ed Miliband"]).find_speaker("what did Burnham say?")
    'Andy Burnham'
    """

    def __init__(
        self,
        names: Collection[str],
        vocabulary: Container[str] = frozenset(),
        nearest: NearestWord = lambda _: None,
        is_written: Callable[[str], bool] = lambda _: True,
        is_english: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`vocabulary` has the normalised words of the articles by their stems.

        These words are never corrected. `nearest` returns the word of the articles that a misspelt word probably means,
        or None. `is_written` tells whether an article has a word of the vocabulary in exactly this form. `is_english`
        tells whether a word is a common English word, which is then spelt correctly.
        """
        self._lookup, self._nearest, self._is_written = NameLookup(tuple(names), ()), nearest, is_written
        self._is_english = is_english
        self._names = frozenset(names)
        self._vocabulary = vocabulary
        surnames = (surname_of(name) for name in names if re.match(r"[A-Z]\S+(?: [A-Z]\S*)+$", name))
        self._surnames = {normalise(surname): surname for surname in surnames}

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def named(self, typed: str) -> list[str]:
        """The full names of the speakers that a typed name may mean, after misspelt words are corrected."""
        if typed not in self and self._joint(typed):
            return [name for one in typed.split(" and ") for name in self._lookup.speakers_named(one)]
        return self._lookup.speakers_named(self.put_right(typed))

    def meant(self, speaker: str) -> list[str]:
        """The full names of the speakers whom a question asks about by a name, or by a role: then nobody of that name.

        >>> names = SpeakerNames(["Nora Cook", "harbour cook", "Paul Chef"])
        >>> names.meant("cook"), names.meant("Cook")
        (['harbour cook'], ['Nora Cook', 'harbour cook'])
        """
        is_role = speaker.islower() and office_in(speaker) is not None
        return [name for name in self.named(speaker) if not (is_role and is_person(name))]

    def put_right(self, typed: str) -> str:
        """A typed name. If nobody has the name as typed, its misspelt words are corrected.

        >>> names = SpeakerNames(["Andy Burnham", "Ed Miliband"])
        >>> names.put_right("Andy Burnam"), names.put_right("Andy"), names.put_right("Zoe Zimmer")
        ('Andy Burnham', 'Andy', 'Zoe Zimmer')
        """
        words = typed.split()
        if self._lookup.speakers_named(" ".join(words)):
            return " ".join(words)
        corrections = self.spelling_corrections(typed, is_name=True)
        return " ".join(corrections.get(word, word) for word in words)

    def office_named(self, typed: str) -> str | None:
        """The office that is typed in place of a name; None if somebody has that name.

        >>> names = SpeakerNames(["Andy Burnham", "Steve King", "new health secretary", "Health Secretary"])
        >>> names.office_named("the health secretary"), names.office_named("King"), names.office_named("Burnham")
        ('health secretary', None, None)
        """
        office = office_in(typed)
        return None if any(map(is_person, self._lookup.speakers_named(typed))) else office

    def find_speaker(self, text: str) -> str | None:
        """The person whose words a question asks for, if possible as a full name from the archive."""
        if told_by := TOLD_BY.search(text):
            teller = told_by["who"]
            return self.full_name(teller) if teller[:1].isupper() or self.full_names_in(teller) else None
        if match := _match_saying(text):
            return self._asked_people(text, match["who"].strip())
        if quoted := QUOTED.search(text):
            who = quoted["who"] or quoted["ahead"]
            known = self.full_name(who)
            return known if known and self._lookup.speakers_named(known) else self.office_named(who)
        return self._ahead(text) or self._known_subject(text)

    def _asked_people(self, text: str, first: str) -> str | None:
        """The person before the first verb of saying; or two people: "what did Ann Lee say, and what did Bo Ek
        reply?".
        """
        clauses = [match["who"].strip() for match in ASKED.finditer(text)]
        if len(clauses) > 1:
            asked = (self._joint(clause) or self._asked_person(clause) for clause in clauses)
            people = list(dict.fromkeys(known for known in asked if known and (known in self or " and " in known)))
            if len(people) > 1:
                return " and ".join(people[:2])
        return self._joint(first) or self._asked_person(first)

    def _ahead(self, text: str) -> str | None:
        """The known speaker, two known speakers, or the office whose words a question without a verb asks for."""
        who = heading_of(text)
        if who is None:
            return None
        known = self._joint(who) or self.full_name(who)
        is_known = known is not None and known[:1].isupper() and (known in self or " and " in known)
        is_given = known == who and " " in who and is_persons_name(who)  # of somebody who is not quoted
        return known if is_known or is_given else office_in(who)

    def _joint(self, who: str) -> str | None:
        """Two known people named in the words: "Ortega and Whitfield". A surname may be that of several people."""
        names = who.split(" and ")
        if len(names) != 2:
            return None
        people = map(self.full_name, names)
        known = [name for name in people if name and (name in self or self._lookup.speakers_named(name))]
        return " and ".join(known) if len(known) == 2 else None

    def in_note(self, text: str) -> tuple[str, str] | None:
        """The speaker at the beginning of a note, and the rest of the note; None for a sentence, or an unknown name.

        >>> SpeakerNames(["Andy Burnham", "Bo Tax"]).in_note("burnham tax quotes")
        ('Andy Burnham', 'tax')
        """
        words = text.strip(" ?.!").split()
        if len(words) == 1 or not is_note(text):
            return None
        for end in range(min(len(words) - 1, MAX_NAME_WORDS), 0, -1):
            known, rest = self._name_at_end(words[:end]), [word for word in words[end:] if word.lower() not in NOTED]
            if known and rest and name_words(" ".join(words[:end])) <= name_words(known):
                return known, " ".join(rest)
        return None

    def first_in(self, text: str) -> str | None:
        """The first speaker of the archive that a text names. A surname of several speakers stays a surname.

        >>> SpeakerNames(["Andy Burnham", "Ed Miliband"]).first_in("the bill, Burnham and Miliband")
        'Andy Burnham'
        >>> SpeakerNames(["Bill Clinton", "Hillary Clinton"]).first_in("Clinton on the bill?")
        'Clinton'
        """
        if known := self._first_at_end(text.split()):
            return known
        surnames = (word for word in WORD.findall(text) if self._surnames.get(normalise(word)) == word)
        return next((word for word in surnames if self.named(word)), None)

    def _asked_person(self, phrase: str) -> str | None:
        """The person or the office named by a phrase before a verb of saying.

        A speaker without a name who is called "new leader" is not an office.
        "The cook" is nobody called Cook.

        >>> names = SpeakerNames(["Nora Cook", "Steve King"])
        >>> [names.find_speaker(f"what did {who} say?") for who in ("the cook", "cook", "the Cook", "tim cook")]
        ['cook', 'Nora Cook', 'Nora Cook', 'tim cook']
        """
        office = office_in(phrase)
        named = self._lookup.speakers_named(phrase)
        is_role = ARTICLE.match(phrase.strip()) is not None and phrase.rsplit(maxsplit=1)[-1].islower()
        if office and ((is_role and not self.full_names_in(phrase)) or not any(map(is_person, named))):
            return office
        return self.full_name(phrase) or _body_in(phrase)

    def _known_subject(self, text: str) -> str | None:
        """A speaker of the archive who is the subject of another verb in the question, or an owner ("Burnham's")."""
        for form in (SUBJECT, OWNED):
            if match := form.search(text):
                ahead = match["rest"].split()[:MAX_SUBJECT_WORDS]
                owner = next((end for end, word in enumerate(ahead, 1) if word.endswith(("’s", "'s"))), len(ahead))
                ends = range(2, MAX_OFFICE_WORDS) if form is SUBJECT and ahead[0].lower() == "the" else ()
                office = next((end for end in ends if office_in(" ".join(ahead[:end]))), None)
                known = self._first_at_end(ahead[:owner])
                if known and office and known not in self.full_names_in(text):  # only "the mayor, Lee"
                    known = self._first_at_end(ahead[: office + 1])
                if known:
                    return known
                if office:
                    return office_in(" ".join(ahead[:office]))
        return None

    def _first_at_end(self, ahead: Sequence[str]) -> str | None:
        """The speaker whose name is the first in the words."""
        for end in range(1, len(ahead) + 1):
            known = self._name_at_end(ahead[:end])
            if known and not (end < len(ahead) and self._name_at_end(ahead[: end + 1])):
                return known
        return None

    def _name_at_end(self, words: Sequence[str]) -> str | None:
        """The speaker whose full name, or capitalised surname, is at the end of the words; None if there is not exactly
        one.
        """
        bare = re.sub(r"[’']s?$|[,.?!]$", "", words[-1])
        surname = normalise(bare)
        fitting = [name for name in self._lookup.with_word(surname) if normalise(name.split()[-1]) == surname]
        before = name_words(" ".join(words))
        full = [name for name in fitting if len(name_words(name)) > 1 and name_words(name) <= before]
        if full:
            return max(full, key=lambda name: len(name_words(name)))
        if len(words) > 1 and normalise(words[-2]) in FIRST_NAMES | OF_ONE_GENDER:  # "Dick Durbin", of "Richard Durbin"
            known = self.full_name(f"{words[-2]} {bare}")
            return known if known in fitting else None
        is_alone = (bare[:1].isupper() and (len(words) == 1 or words[-2].islower())) or "".join(words).islower()
        known = self.full_name(bare) if is_alone and bare not in NEVER_A_NAME else None
        return known if known in fitting and known[:1].isupper() else None

    def full_names_in(self, text: str) -> tuple[str, ...]:
        """The speakers whose full name has at least two words and is in the text, sorted by name."""
        asked = name_words(text)
        near = dict.fromkeys(name for word in asked for name in self._lookup.with_word(word))
        return tuple(sorted(name for name in near if len(name_words(name)) > 1 and name_words(name) <= asked))

    def full_name(self, asked: str) -> str | None:
        """The speaker that a phrase names. If it matches several speakers or none, the result is the name as typed.

        >>> names = SpeakerNames(["Andy Burnham", "Hillary Clinton", "Bill Clinton", "spokesman for Andy Burnham"])
        >>> names.full_name("Burnham"), names.full_name("Health Secretary Burnham"), names.full_name("clinton")
        ('Andy Burnham', 'Andy Burnham', 'Clinton')
        >>> names.full_name("Jane Burnham"), names.full_name("letter writer George Osborne"), names.full_name("it")
        ('Jane Burnham', 'George Osborne', None)
        >>> SpeakerNames(["Melissa Mark-Viverito", "Mark Penn"]).full_name("Mark McGrath")
        'Mark McGrath'
        >>> SpeakerNames(["Tony Blair", "Bush and Tony Blair"]).full_name("Tony Blair")
        'Tony Blair'
        >>> SpeakerNames(["Donald Trump"]).full_name("Donald Trump Jr.")
        'Donald Trump Jr.'
        >>> names.full_name("Friends of the Lido"), names.full_name("Mill Lane residents")
        ('Friends of the Lido', None)
        >>> names.full_name("Burnham’s letter"), names.full_name("Burnham's lawyer"), names.full_name("Burnham in May")
        ('Andy Burnham', None, 'Andy Burnham')
        """
        phrase = NO_NAME.split(asked.strip())[0]
        owner = OWNED_THING.fullmatch(phrase)
        if owner and not is_person_noun(owner["thing"].split()[-1]):
            phrase = owner["owner"]
        named = self._lookup.speakers_named(phrase) or self._lookup.speakers_named(asked)
        if named:
            wanted = name_words(phrase)
            proper = [name for name in named if _is_proper(name)] or named
            proper = [name for name in proper if name_words(name.split()[-1]) <= wanted] or proper
            fullest = max(proper, key=lambda name: (len(name_words(name)), len(name)))
            if all(name_words(name) <= name_words(fullest) or may_shorten(name, fullest) for name in proper):
                return next(name for name in proper if name == fullest or not may_shorten(name, fullest))
            return _as_spelt(without_titles(phrase), proper)
        if owner and phrase != owner["owner"]:  # somebody whom only a role names
            return None
        return None if _is_people(phrase) else " ".join(CAPITALISED.findall(phrase)) or None

    def spelling_corrections(self, text: str, *, is_name: bool = False) -> dict[str, str]:
        """The corrections of misspelt surnames in the text, and the names for initials that no article has.

        A word is corrected only if it is in no name and no article, and exactly one surname is nearest. In lower case,
        or as the first word, it must not be a common English word either, unless the text is a name. If its stem is
        that of a surname, articles may have other forms of it, but not this form. The nearest surname must have the
        same first letter and differ by one letter that is left out, added, changed or swapped; in a long name, by two
        (Damerau, "A technique for computer detection and correction of spelling errors", 1964).

        >>> names = SpeakerNames(["Andy Burnham", "Ed Miliband"])
        >>> names.spelling_corrections("what did Burnam tell Milliband about Burnley?")
        {'Burnam': 'Burnham', 'Milliband': 'Miliband'}
        >>> SpeakerNames(["Ann Maria Lee Olsen"]).spelling_corrections("what did amlo say?")
        {'amlo': 'Ann Maria Lee Olsen'}
        """
        corrections = self._names_of_initials(text)
        for word in self._long_words(text):
            plain = normalise(word)
            if not (self._is_unknown(plain) or self._is_form_of_surname(plain)):
                continue
            may_be_no_name = not is_name and (word.islower() or text.lstrip().startswith(word))
            if may_be_no_name and self._is_english(plain):
                continue
            surnames, mistakes = self._surnames.keys(), _mistakes_in(plain)
            nearest = process.extract(plain, surnames, scorer=OSA.distance, score_cutoff=mistakes, limit=2)
            near = [(surname, distance) for surname, distance, _ in nearest if surname[0] == plain[0]]
            if near and (len(near) == 1 or near[0][1] < near[1][1]):
                corrections[word] = self._surnames[near[0][0]]
        return corrections

    def topic_corrections(self, text: str) -> dict[str, str]:
        """The corrections of misspelt words in the text that are not names. A capital letter shows a name.

        A verb of saying is never misspelt. A name must be nearly spelt as typed; that its stem is near is not enough.

        >>> meant = {"libarys": "library", "apologise": "apologies", "curtsy": "Curtis", "belgum": "Belgium"}
        >>> names = SpeakerNames(["Andy Burnham"], {"library"}, meant.get)
        >>> names.topic_corrections("what did Burnam say about Libarys and libarys?")
        {'libarys': 'library'}
        >>> names.topic_corrections("did Burnham apologise for the curtsy in belgum?")
        {'belgum': 'Belgium'}
        """
        words = (word for word in self._long_words(text) if word.islower() and self._is_unknown(normalise(word)))
        words = (word for word in words if not VERB.fullmatch(word))  # "apologise", where all write "apologize"
        found = ((word, self._nearest(word)) for word in words if not self._is_english(word))
        near = ((word, meant) for word, meant in found if meant and (meant.islower() or _is_near(word, meant.lower())))
        return {word: meant for word, meant in near if meant != word}

    def _names_of_initials(self, text: str) -> dict[str, str]:
        """The names whose initials are in the text, by their initials. English words do not count as initials."""
        initials = dict.fromkeys(re.findall(r"\b[^\W\d_]{3,6}\b", text))
        found = ((word, self._lookup.in_full(word)) for word in initials if self._is_unknown(normalise(word)))
        return {word: name for word, name in found if name and (word.isupper() or not self._is_english(word))}

    @cached_property
    def _surname_by_stem(self) -> dict[str, str]:
        return {stem(surname): surname for surname in self._surnames}

    def _long_words(self, text: str) -> list[str]:
        """The words of a text that are in no name and long enough to recognise a misspelling."""
        words = dict.fromkeys(re.findall(r"[^\W\d_]+", without_possessives(text)))
        plain = {word: normalise(word) for word in words}
        return [
            word
            for word in words
            if len(plain[word]) >= MIN_CORRECTED_LETTERS and not self._lookup.with_word(plain[word])
        ]

    def _is_unknown(self, plain: str) -> bool:
        return plain not in STOP_WORDS and plain not in self._vocabulary

    def _is_form_of_surname(self, plain: str) -> bool:
        """Whether no article has a word, but a surname has the same stem: "Whitcomb" for "Whitcombe"; but not
        "Marshes".
        """
        surname = self._surname_by_stem.get(stem(plain))
        return surname is not None and plain not in {f"{surname}s", f"{surname}es"} and not self._is_written(plain)


def _mistakes_in(word: str) -> int:
    """The number of mistakes that a misspelt word may have."""
    return 1 if len(word) < MIN_LONG_LETTERS else 2


def _is_near(word: str, meant: str) -> bool:
    return OSA.distance(normalise(word), normalise(meant)) <= _mistakes_in(word)


def _as_spelt(typed: str, names: Sequence[str]) -> str:
    """A typed name with its words as they are in the names that it means."""
    spelt = {normalise(word): word for name in names for word in name.split()}
    return " ".join(spelt.get(normalise(word), word) for word in typed.split())


def _is_proper(name: str) -> bool:
    """Whether all words of a name are capitalised, unlike "Leader of the Opposition Ann Lee"."""
    return not any(word[0].islower() for word in name.split())


def is_person(name: str) -> bool:
    return _is_proper(name) and not is_office(name)


def _is_people(phrase: str) -> bool:
    """Whether a phrase ends in a noun for several people: "Mill Lane residents"."""
    noun = phrase.rsplit(maxsplit=1)[-1] if phrase.split() else ""
    return noun.islower() and (noun in PLURAL or (singular(noun) != noun and is_person_noun(singular(noun))))


def asks_what_was_said(text: str) -> bool:
    """Whether a question asks what somebody said, with a reporting verb, "according to" or "quotes from"."""
    return bool(TOLD_BY.search(text) or _match_saying(text) or QUOTED.search(text) or heading_of(text))


def heading_of(text: str) -> str | None:
    """The name before "on" or before a noun such as "views" in a question without a verb; None for other forms.

    >>> heading_of("Burnham on the bill"), heading_of("the mayor's view of the bridge"), heading_of("who is on it?")
    ('Burnham', 'the mayor', None)
    """
    words = text.split()
    for place, word in enumerate(words[: MAX_HEADING_WORDS + 1]):
        bare = word.strip(",.:").lower()
        if bare in QUESTION_WORDS and not (place and bare == "and"):
            return None
        if place and bare in ABOUT:
            return " ".join(words[:place])
        owned = (following.strip(",.:?").lower().removesuffix("s") for following in words[place + 1 : place + 3])
        if word.endswith(("'s", "’s", "s'", "s’")) and not OPINIONS.isdisjoint(owned):
            return " ".join([*words[:place], re.sub(r"[’']s?$", "", word)])
    return None


def _match_saying(text: str) -> re.Match[str] | None:
    return ASKED.search(text) or ACCORDING.search(text) or REPORTED.search(text)


def _body_in(phrase: str) -> str | None:
    """The party or company that a phrase of one or two words may name; None for a pronoun or a word for people.

    >>> _body_in("labour"), _body_in("the council"), _body_in("they"), _body_in("the ministers"), _body_in("it")
    ('labour', 'council', None, None, None)
    >>> _body_in("jack baker"), _body_in("theresa may"), _body_in("the baker"), _body_in("may")
    ('jack baker', 'theresa may', None, None)
    """
    words = ARTICLE.sub("", phrase.strip()).split()
    if len(words) > 1 and " ".join(words) == phrase.strip() and is_persons_name(phrase.strip()):
        return phrase.strip()
    is_noun = 0 < len(words) <= MAX_BODY_WORDS and not any(word.lower() in STOP_WORDS | PLURAL for word in words)
    return " ".join(words) if is_noun and not is_person_noun(words[-1]) else None


def office_in(phrase: str) -> str | None:
    """The office that a phrase names, without "the" or "a"; None if it names none, or several people.

    >>> office_in("the Health Secretary"), office_in("ministers"), office_in("mayor of Sund"), office_in("Burnham")
    ('Health Secretary', None, 'mayor of Sund', None)
    >>> office_in("Ann Porter"), office_in("Freeman"), office_in("the Porter"), office_in("porter")
    (None, None, 'Porter', 'porter')
    >>> office_in("Ann Warner of Sund"), office_in("Bo Tanner from Vale"), office_in("Tim Cook"), office_in("tim cook")
    (None, None, None, None)
    """
    bare = ARTICLE.sub("", phrase.strip())
    if bare == phrase.strip() and is_persons_name(bare):
        return None
    noun = _office_noun(bare)
    is_office = noun not in PLURAL and singular(noun) == noun and (noun in ROLES or is_person_noun(noun))
    return bare if is_office and len(bare.split()) <= MAX_OFFICE_WORDS else None


def is_persons_name(phrase: str) -> bool:
    """Whether words without an article are a name, though the surname also is, or ends like, a noun for a person.

    A first name shows it. Before an office that is hardly a surname, it must have a capital: "Ann Chancellor".

    >>> [is_persons_name(name) for name in ("Ann Cook", "ann cook", "Faith Bishop", "Ann Porter", "Ann Chancellor")]
    [True, True, True, True, True]
    >>> [is_persons_name(role) for role in ("Crown Prince", "health secretary", "Head Coach", "porter", "dean")]
    [False, False, False, False, False]
    """
    *given, surname = PLACE_OF_NAME.split(phrase)[0].split() or [""]
    first, noun, is_proper = (given or [""])[0].lower(), surname.lower(), _is_proper(phrase)
    if noun in OFFICES_ONLY:
        return is_proper and len(given) == 1 and first in FIRST_NAMES
    is_given = first in OF_ONE_GENDER if is_proper else first in FIRST_NAMES - ROLES
    return is_given or (noun not in ROLES and is_proper)


def is_note(text: str) -> bool:
    """Whether a text is a few words about a topic, not a sentence.

    >>> is_note("the NHS reforms"), is_note("tax"), is_note("why did taxes rise"), is_note("")
    (True, True, False, False)
    """
    words = text.strip(" ?.!").split()
    return 0 < len(words) <= MAX_NOTE_WORDS and NO_NOTE.isdisjoint(word.lower().strip(",;:") for word in words)


def is_office(name: str) -> bool:
    """Whether a speaker's name in the archive is only an office.

    >>> [is_office(name) for name in ("Minister for Trade and Tourism", "Prime Minister", "Steve King", "mayor")]
    [True, True, False, True]
    """
    office = office_in(name)
    return office is not None and _office_noun(office) in (HELD_OFFICES | OFFICES) - TITLES_AND_SURNAMES


def is_unnamed(speaker: str) -> bool:
    """Whether a speaker's name in the archive is only a role.

    >>> [is_unnamed(speaker) for speaker in ("chancellor", "Monitoring Officer", "Ann Lee's spokesman", "colleagues")]
    [True, True, True, True]
    >>> [is_unnamed(speaker) for speaker in ("Steve King", "Environment Agency", "Mayor Ann Lee", "Ann Porter", "Lee")]
    [False, False, False, False, False]
    """
    office = office_in(speaker)
    return speaker[:1].islower() or (office is not None and _office_noun(office) not in TITLES_AND_SURNAMES)


def _office_noun(office: str) -> str:
    """
    >>> _office_noun("MINISTER FOR TRADE"), _office_noun("health secretary")
    ('minister', 'secretary')
    """
    head = re.split(r"\s(?:of|for|at)\s", office, flags=re.IGNORECASE)[0]
    return next(iter(head.lower().split()[-1:]), "")
