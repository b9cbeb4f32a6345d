"""Label names: the person that a label in a transcript names.

    LIAM McLAUGHLIN:         the name itself, with the capitals that the text uses: "Liam McLaughlin"
    MR. CARTER:, MIDDLETON:  the only person of that surname whom title, byline or text name in full
    HON. DR T. MAOATE:       the same, with the same initial
    Bill:, PT:               the only person of that first name, or of those initials
    PM:, THE PRESIDENT:      the person whom the title or the lines above the first label name with that office
    CHAIRMAN:, THE COURT:    the person who presides, according to them
    A:                       the only person whom they name in an interview, apart from the author
    Q:, JOURNALIST:          nobody: these labels are for people who only ask
    AUDIENCE MEMBER:         somebody without a name, who may state something

If the article does not tell, the name is the surname or the office itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from retrieval.models import Article
from retrieval.text.person_nouns import is_person_noun
from retrieval.text.titles import NAME_PARTICLE, POST_NOMINALS, TITLES

ASKERS = frozenset(
    "q question questioner journalist reporter host interviewer presenter compere moderator press media caller "
    "participant audience member unidentified unknown staff speaker's male female man woman".split()
)
ANSWERERS = frozenset({"a", "answer"})
VOICES = frozenset("audience member caller participant questioner man woman male female".split())
LEADING_TITLES = TITLES | frozenset(
    "hon honourable honorable right rt the acting vice deputy chief madam madame assemblymember dame commissioner "
    "premier prime treasurer chairperson chair clerk solicitor court witness deponent counsel defendant plaintiff "
    "juror operator guest shrimati kumari".split()
)
INNER_TITLES = frozenset(
    "commissioner councillor director member secretary superintendent".split()
)  # "OTC | Director |"
OFFICE_NAMES = {"pm": "prime minister", "potus": "president"}  # labels that abbreviate an office
KEPT_TITLES = frozenset({"justice", "lord", "lady", "pope"})  # part of the name by which the bearer is known
NAME_WORD = r"[A-Z][\w’'-]*\.?"
FULL_NAME = re.compile(rf"{NAME_WORD}(?: (?:{NAME_PARTICLE} )?{NAME_WORD}){{1,3}}")
INITIAL = re.compile(r"(?:[A-Z]\.)+|[A-Z]")
ANSWERS_QUESTIONS = (
    r"(?:answers?|answering|takes?) (?:your|our|readers['’]|the) questions|your questions,? answered"
    r"|ask (?:me|us) anything"
)
INTERVIEW = re.compile(
    rf"\b(?:interview\w*|q&a|questions and answers|questions (?:for|to|with)|{ANSWERS_QUESTIONS}"
    r"|(?:spoke|talked|sat down|chat\w*|conversation) (?:to|with)"
    r"|(?:minutes|seconds|hour|breakfast|coffee|dinner|lunch|tea) with)\b",
    re.IGNORECASE,
)
INTERVIEWED = re.compile(  # in a title: "The Courier interview: | Ann Lee"
    rf"\b(?i:interview|conversation|q ?& ?a|questions|minutes|seconds|lunch|coffee|dinner|tea)"
    rf"(?::|\s(?i:with|for|to)\b[:.…]*)\s"
    rf"(?:[a-z]+\s){{0,3}}(?P<name>{FULL_NAME.pattern})"
)
BEGINS_TITLE = re.compile(rf"(?P<name>{FULL_NAME.pattern})(?::|,? (?:answers|takes|on)\b)")  # "Ann Lee: ‘I sold it’"
INTERVIEWER = re.compile(  # above the labels: "She spoke to | Ann Lee", "interviewed by | Ann Lee"
    r"\b(?i:(?:he|she|they)\s(?:spoke|talked|sat down|chatted)\s(?:to|with)|interviewed by)\s"
    rf"(?P<name>{FULL_NAME.pattern})"
)
PRESIDING_OFFICES = frozenset({"chair", "chairman", "chairwoman", "chairperson", "presiding officer", "court", "judge"})
HONOUR = r"(?:the )?(?:(?:right )?hon(?:\.|ou?rable)|(?:chief |district )?(?:judge|justice))"
PRESIDING = re.compile(  # "BEFORE: THE HONORABLE | ANN LEE |", "Hon. | Ann Lee | (chairman of the committee) presiding"
    rf"\b(?i:before:? {HONOUR}|(?:presiding|in the chair):(?: {HONOUR})?) (?P<behind>{FULL_NAME.pattern})"
    rf"|\b(?P<name>{FULL_NAME.pattern})"
    r"(?: (?i:[(\[](?:the )?chair(?:man|woman|person)?[)\]])"
    r"|(?:,? [(\[][^()\[\]\n]{1,60}[)\]])?,? (?i:presiding|in the chair)\b)"
)
EXPLAINED = re.compile(
    rf"(?<![\w’'-])(?P<name>{FULL_NAME.pattern})(?:,? [(\[](?P<initials>[A-Z]{{2,4}})[)\]])"
)  # Ann Lee (AL)
MIN_NAME_WORDS = 2
MAX_CHARS_TO_OFFICE = 40  # from an office to its holder: "the Prime Minister of Australia, Mr Howard"


class LabelNames:
    """Finds the names in one article that its labels mean."""

    def __init__(
        self, article: Article, opening: str, people: Iterable[str] = (), *, is_interview: bool = False
    ) -> None:
        """`opening` is the text above the first label. `people` are the names that a parser found in the text.

        `is_interview` tells whether questions and answers show an interview, whatever title and opening say.
        """
        text = article.text
        title = article.title or text[: article.body]
        self._explained = {match["initials"]: match["name"] for match in EXPLAINED.finditer(f"{title}\n{opening}")}
        people = [*people, *self._explained.values()]
        self._title, self._opening, self._authors = title, f"{title}\n{opening}", set(article.authors)
        self._is_interview = is_interview or INTERVIEW.search(self._opening) is not None
        self._text = text.lower()
        self._small_words = set(re.findall(r"\b[a-z]+\b", text))
        self._forms = _letter_forms(f"{title}\n{text}")
        named = [*self._authors, *full_names(people)]
        self._words_in_names = {word.strip(".,").lower() for name in people for word in name.split()}
        names = (self._cased(_without_titles(name.split())) for name in named)
        self._people = Counter(name for name in names if " " in name and not any(map(str.isdigit, name)))

    def resolve(self, label: str, note: str | None = None) -> str | None:
        """The person or office that a label names; None for a person who only asks."""
        words = re.sub(r"(?<!\s)\s+(?=\.)", "", label).replace(".", ". ").split()
        keys = [word.strip(".").lower() for word in words]
        if is_asker(label):
            return label.capitalize() if is_voice(label) else None
        if label in self._explained:
            return self._person(_without_titles(self._explained[label].split()))
        if len(keys) == 1 and keys[0] in ANSWERERS:
            return self._interviewee()
        office = OFFICE_NAMES.get(keys[0], " ".join(key for key in keys if key not in {"the", "mr", "madam"}))
        name = _without_titles(words)
        in_note = holder_in(label, note)
        if not name or keys[0] in OFFICE_NAMES or in_note:
            return self._person(in_note.split()) if in_note else self._holder(office) or office.title()
        kept = [word for word in words if word.strip(".").lower() in KEPT_TITLES]
        person = self._person(name)
        return " ".join([*(word.title() for word in kept), person]) if kept and " " not in person else person

    def is_known(self, label: str) -> bool:
        """Whether a label is a speaker's: an office, a title with a name, a person of the article, or Q or A."""
        words = label.replace(".", ". ").split()
        first, surname = words[0].strip(".").lower(), words[-1].strip(".").lower()
        if first in OFFICE_NAMES:
            return OFFICE_NAMES[first] in self._text
        if is_asker(label) or first in ANSWERERS or first in LEADING_TITLES:
            return True
        if label.upper() == label:
            is_in_text = any(word in self._forms.keys() - self._small_words for word in label.lower().split())
            return is_in_text or label in map(initials_of, self._people)
        return surname not in self._small_words and (len(words) > 1 or surname in self._words_in_names)

    def person(self, words: Sequence[str]) -> str:
        """The fullest name that the article has for a name with titles."""
        return self._person(_without_titles(list(words)))

    def is_introduced(self, label: str) -> bool:
        """Whether title or opening name the person of a label in full."""
        name = self.resolve(label)
        return is_asker(label) or (name is not None and " " in name and name.lower() in self._opening.lower())

    def _person(self, words: list[str]) -> str:
        """The fullest name that the article has for the words of a label."""
        *given, surname = [word.strip(".") for word in words] or [""]
        if given and not all(INITIAL.fullmatch(word) for word in given):
            return self._cased(words)
        initials = [word[0] for word in given]
        alike = [name for name in self._people if _fits(name, initials, surname.lower())]
        if not alike and not given and not self._is_alone_in_opening(surname):
            alike = [name for name in self._people if name.split()[0].lower() == surname.lower()]
        if not alike and not given:
            alike = [name for name in self._people if initials_of(name) == surname]
        alike = [name for name in alike if f"\n{name.lower()}:" in self._text] or alike  # a label in full
        in_opening = self._named_in_opening(surname, given) if not alike else None
        if not alike and not given:
            in_opening = in_opening or self._first_name_in_opening(surname)
        return self._one_person(alike) or in_opening or self._cased(words)

    def _is_alone_in_opening(self, word: str) -> bool:
        """Whether title or opening use a word only without a surname behind it: "Interview with | Bo | and Ann"."""
        surnames = re.findall(rf"\b(?i:{re.escape(word)})\b(\s[A-Z])?", self._opening)
        return bool(surnames) and not any(surnames)

    def _named_in_opening(self, surname: str, initials: list[str]) -> str | None:
        """The name in full that title or opening give a surname: "Interview with | Chris Uhlmann |, ABC"."""
        place = re.compile(
            rf"\b({NAME_WORD})((?: [A-Z]\.| {NAME_PARTICLE}){{0,2}}) ({re.escape(surname)})(?![\w-])",
            re.IGNORECASE,
        )
        found = {" ".join(f"{first}{between} {last}".split()) for first, between, last in place.findall(self._opening)}
        fitting = {
            name
            for name in found
            if name[0].isupper()
            and name.split()[0].strip(".").lower() not in LEADING_TITLES | self._small_words
            and (not initials or name[0] == initials[0])
        }
        return self._cased(fitting.pop().split()) if len(fitting) == 1 else None

    def _first_name_in_opening(self, first: str) -> str | None:
        """The name in full that title or opening give a first name: "| Ann Lee | talks to Bo Ray"."""
        place = re.compile(rf"(?<![\w-])(?i:{re.escape(first)})(?: {NAME_PARTICLE})? ({NAME_WORD})")
        found = {match[0]: match[1] for match in place.finditer(self._opening) if match[0][0].isupper()}
        names = {name for name, last in found.items() if last.strip(".").lower() not in self._small_words}
        return self._cased(names.pop().split()) if len(names) == 1 else None

    def _one_person(self, names: list[str]) -> str | None:
        """The fullest name, if all names may belong to one person; else None."""
        if len({(name.split()[0], name.split()[-1]) for name in names}) != 1:
            return None
        return max(names, key=lambda name: (self._people[name], len(name)))

    def _holder(self, office: str) -> str | None:
        """The person named with an office in title or opening, if the label is an office."""
        place = re.compile(rf"(?<!acting )\b{re.escape(office)}\b", re.IGNORECASE)
        if re.search(rf"\bacting {re.escape(office)}", self._opening, re.IGNORECASE):
            return None
        presiding = PRESIDING.search(self._opening) if office in PRESIDING_OFFICES else None
        if presiding:
            return self._person(_without_titles((presiding["behind"] or presiding["name"]).split()))
        found: set[str] = set()
        for match in place.finditer(self._opening):
            behind = self._opening[match.end() : match.end() + MAX_CHARS_TO_OFFICE]
            inverted = re.match(rf": ({NAME_WORD}), ({NAME_WORD})", behind)  # "Prime Minister: Howard, John."
            if inverted:
                return f"{inverted[2].rstrip('.')} {inverted[1]}"
            found |= {name for name in self._people if name.lower() in behind.lower()} - {office.title()}
            surname = re.match(rf",? ({FULL_NAME.pattern}|{NAME_WORD})", behind)
            if surname and not found and self._title and surname[1].lower() not in LEADING_TITLES:
                found.add(self._person(surname[1].split()))
        return self._one_person(list(found)) if all(" " in name for name in found) else next(iter(found), None)

    def _interviewee(self) -> str | None:
        """The interviewed person according to the title; else the only other person in the title or above the
        labels.
        """
        if not self._is_interview:
            return None
        found = [*INTERVIEWED.finditer(self._title), *filter(None, [BEGINS_TITLE.match(self._title)])]
        told = [_without_role(_without_titles(match["name"].split())) for match in found]
        if len(told) == 1 and " " in (name := " ".join(told[0])) and self._small_words.isdisjoint(name.lower().split()):
            return name
        interviewers = self._authors | {match["name"] for match in INTERVIEWER.finditer(self._opening)}
        for text in (self._title.lower(), self._opening.lower()):
            named = [name for name in self._people if name.lower() in text and name not in interviewers]
            if named:
                return self._one_person(named)
        return None

    def _cased(self, words: list[str]) -> str:
        """The words with the capitals that the text uses, where they are all in capitals."""
        if any(re.search("[a-z]{3}", word) for word in words):
            return " ".join(words).strip(" .,")
        parts = []
        for word in words:
            is_word = len(word.strip(".")) > 1 and "." not in word[:-1]
            as_written = word if len(words) == 1 and len(word) < 5 else word.title()
            parts.append(self._forms.get(word.lower(), as_written) if is_word and word.isupper() else word)
        return " ".join(parts).strip(" .,")


def initials_of(name: str) -> str:
    """The first letters of a name's words: PT of Peter Thoeny."""
    return "".join(word[0] for word in name.split())


def holder_in(label: str, note: str | None) -> str | None:
    """The name that a note behind an office gives, without titles.

    >>> holder_in("The Minister for Health", "Dr A. Lee"), holder_in("Mrs Oriel Tasker", "Port Hanlon")
    ('A. Lee', None)
    """
    words = label.split()
    is_office = words[0].lower() == "the" or not _without_titles(words) or not {"of", "for"}.isdisjoint(words)
    name = " ".join(_without_titles(note.replace(".", ". ").split())) if note else ""
    return name if is_office and FULL_NAME.fullmatch(name) else None


def has_initial(name: str) -> bool:
    """Whether a name begins with an initial: "A. Lee"."""
    return INITIAL.fullmatch(name.split(maxsplit=1)[0]) is not None


def is_voice(label: str) -> bool:
    """Whether a label means one of the public, who has no name but may state something: "AUDIENCE MEMBER"."""
    words = {word.strip(".").lower() for word in label.split()}
    return not words.isdisjoint(VOICES) and is_asker(label)


def is_asker(label: str) -> bool:
    """Whether a label belongs to a person who only asks.

    >>> is_asker("Q"), is_asker("JOURNALIST"), is_asker("MEMBER OF AUDIENCE"), is_asker("MR. SPEAKER")
    (True, True, True, False)
    """
    words = [word.strip(".").lower() for word in label.split()]
    return all(word in ASKERS or word in {"of", "the", "from"} for word in words) and words != ["the"]


def _letter_forms(text: str) -> dict[str, str]:
    """For each word that the text also writes with small letters, how it begins most often: "mccain": "McCain"."""
    forms: dict[str, Counter[str]] = {}
    for word in re.findall(r"\b[A-Z][\w’'-]*[a-z][\w’'-]*\b", text):
        forms.setdefault(word.lower(), Counter())[word] += 1
    return {word: counts.most_common(1)[0][0] for word, counts in forms.items()}


def _without_titles(words: list[str]) -> list[str]:
    """The words of a name without the titles before it and the letters behind it.

    >>> [" ".join(_without_titles(label.split())) for label in ("OTC Commissioner Hale", "Assembly Member Ann Low")]
    ['Hale', 'Ann Low']
    """
    words = [word.strip(",") for word in words]
    while words and words[0].strip(".").lower() in LEADING_TITLES:
        words = words[1:]
    titles = [place for place, word in enumerate(words[:-1]) if word.strip(".").lower() in INNER_TITLES]
    words = words[titles[-1] + 1 :] if titles else words
    while words and words[-1].strip(".").lower() in POST_NOMINALS:
        words = words[:-1]
    return words


def _without_role(words: list[str]) -> list[str]:
    """The words of a name without a noun for a person before it: "Restaurateur Ann Lee"."""
    return words[1:] if len(words) > MIN_NAME_WORDS and is_person_noun(words[0].lower()) else words


def _fits(name: str, initials: list[str], surname: str) -> bool:
    """Whether a full name ends with a surname and begins with the first of the initials."""
    first, *_, last = name.split()
    return last.lower() == surname and (not initials or first[0] == initials[0])


def full_names(entities: Iterable[str]) -> Iterator[str]:
    """The entities that look like a full name, without a possessive."""
    for entity in entities:
        name = re.sub(r"[’']s?$", "", " ".join(entity.split()))
        if FULL_NAME.fullmatch(" ".join(_without_titles(name.split()))):
            yield name
