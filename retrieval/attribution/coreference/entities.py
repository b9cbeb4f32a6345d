"""Entities: the people of an article, each with every form of their name and what the article says about them.

"Andy Burnham", "Mr Burnham" and "Andy" are one person; the two Clintons are two. Mentions with the same words vote on
whether they name a person, because spaCy's entity model may err on one mention but rarely errs on most of them. A title
or a common first name outweighs the model.

Descriptions come from the words beside a name: "Sam Nunberg, a former Trump aide," and "Mr Cruz is a senator from
Texas". Titles, first names, nouns ("actress") and pronouns vote on a person's gender. A pronoun votes if its sentence
names only one person.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from retrieval.attribution.coreference import roles
from retrieval.attribution.coreference.mentions import (
    PRONOUN_GENDER,
    Description,
    NameMention,
    without_particles,
)
from retrieval.text import person_nouns
from retrieval.text.first_names import FEMALE_NAMES, FIRST_NAMES, MALE_NAMES, OF_ONE_GENDER
from retrieval.text.name_forms import are_short_forms, may_be_one_first_name
from retrieval.text.nlp import SUBJECTS
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_person_noun
from retrieval.text.titles import (
    HELD_OFFICES,
    KEPT_TITLES,
    NAME_SUFFIXES,
    NOUNS_OF_TITLES,
    REFERRING_ROLES,
    TITLES,
    TITLES_AND_SURNAMES,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_NAMESAKES = 20  # people who share a surname or first name; an article with more is a list
MAX_NAME_WORDS = 5
MAX_MISLABELS = 1  # mentions of a first name and a surname that the parser may take for no person's
SURE_VOTES_FACTOR = 4  # as often labelled a person as not: then "in" before a name counts for nothing
MIN_FIRST_NAME_CHARS = 4  # a shorter first word may be a title that no list has: DC, DGP
# The weights of votes on a person's gender. A pronoun in a sentence that names only this person has weight 1.
TITLE_VOTES = 20  # weight of a title like "Mrs" or "Jr."
NAME_VOTES = 8  # weight of a first name
NOUN_VOTES = 4  # weight of a description like "actress"
NO_FIRST_NAMES = frozenset(
    "hurricane storm cyclone typhoon team camp north south east west new old mount lake fort saint san santa los las "
    "el house university college school city county port cape club hotel bank church".split()
)
CAMPS = frozenset({"camp", "team"})  # "Team Hale" is not a person
NO_SURNAMES = frozenset(  # words that end the name of a body or a place
    "administration agency airlines airport area authority award awards board bureau campaign center centre city "
    "commission committee congress council dal department district energy finals hospital house islands league "
    "ministry mvp nagar office party road school schools service stadium station university".split()
)
NO_SURNAMES_ALONE = frozenset(  # words that end the name of a place or firm, unless a first name precedes them
    "bay beach creek falls heights images island lake river springs valley".split()
)
NO_PEOPLE = frozenset(
    "cnn bbc nbc cbs abc npr afp reuters ap pti ani ians msnbc cnbc itv upi dpa covid twitter facebook instagram "
    "tiktok youtube snapchat reddit whatsapp".split()
)
OF_EITHER_GENDER = frozenset(  # first names that men bear in one country and women in another, without a suffix
    (name, "")
    for name in "andrea ashley carol dana evelyn gabriele hilary jackie jean joan kim laurie michele nicola robin "
    "sandy simone vivian".split()
)
COPULAS = frozenset({"is", "was", "'s", "’s", "became", "remains", "being"})
# "the singer | Storm Danel"; not "Republican Iowa Senate"
INTRODUCING_NOUNS = (person_nouns.PERSON_NOUNS | roles.PROFESSIONS) - REFERRING_ROLES


@dataclass(eq=False, slots=True)
class Person:
    """A person named in the article.

    `name` is the longest form of the name, or the most frequent of several equally long forms. `first_names` has pairs
    of normalised words, a first name and the suffix used with it: ("donald", "jr"), ("donald", "").
    """

    name: str = ""
    forms: Counter[str] = field(default_factory=Counter)
    first_names: set[tuple[str, str]] = field(default_factory=set)
    gender_votes: Counter[str] = field(default_factory=Counter)
    descriptions: set[Description] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    plural: bool = False

    def add_form(self, form: str, words: Sequence[str]) -> None:
        """Count one more mention: `form` is the name as written, `words` are its normalised words."""
        self.forms[form] += 1
        self.name = max(self.name, form, key=lambda known: (len(known.split()), self.forms[known], known))
        if len(words) > 1 and len(self.first_names) < MAX_NAMESAKES:
            self.first_names.add((words[0], _suffix(words)))

    def add_given_name(self, first: str) -> None:
        """Count a vote for the gender that a first name shows."""
        if first in MALE_NAMES:
            self.gender_votes["m"] += NAME_VOTES
        if first in FEMALE_NAMES:
            self.gender_votes["f"] += NAME_VOTES

    @property
    def nouns(self) -> set[str]:
        """The nouns by which the article may call the person: "senator", or "peer" for the title "Lord"."""
        return {noun for noun, _ in self.descriptions} | self.nouns_of_titles

    @property
    def nouns_of_titles(self) -> set[str]:
        return {NOUNS_OF_TITLES[title] for title in self.titles if title in NOUNS_OF_TITLES}

    @property
    def has_suffix(self) -> bool:
        return any(suffix for _, suffix in self.first_names)

    @property
    def gender(self) -> str | None:
        """The gender with more than twice the votes of the other, "m" or "f"; None if neither has."""
        male, female = self.gender_votes["m"], self.gender_votes["f"]
        if male > 2 * female:
            return "m"
        return "f" if female > 2 * male else None

    @property
    def probable_gender(self) -> str | None:
        """The gender, or the one that the last letter of the first name makes likely.

        It only decides between people of one name.
        """
        likely = "f" if any(first[-1:] == "a" and first not in MALE_NAMES for first, _ in self.first_names) else None
        return self.gender or likely


@dataclass(eq=False, slots=True)
class UnnamedEntity:
    """One or several people without a name ("Downing Street spokeswoman"), or two people named together."""

    name: str
    gender: str | None
    plural: bool


Entity = Person | UnnamedEntity


class EntityTable:
    """Every person of one article, looked up by normalised surname or first name."""

    def __init__(self, mentions: Iterable[NameMention], apart: Container[tuple[str, frozenset[str]]] = ()) -> None:
        """`apart` has the first names that two people have with a surname: ("hale", {"thomas", "tom"})."""
        self._apart = apart
        self.by_surname: dict[str, list[Person]] = {}
        self.by_first_name: dict[str, list[Person]] = {}
        self._by_later_words: dict[tuple[str, ...], list[Person]] = {}
        groups: dict[tuple[str, ...], list[NameMention]] = defaultdict(list)
        for mention in mentions:
            groups[mention.keys].append(mention)
        later_words = {words[at:] for words in groups for at in range(1, len(words) - 1)}
        # Names of several words come first, so that a bare surname joins its person; then frequent before rare names.
        # Two surnames follow the full name that ends with them: "Taylor Breen" of "Marjorie Taylor Breen".
        in_order = sorted(
            groups.items(), key=lambda item: (-min(2, len(item[0])), _are_surnames(item[0], later_words), -len(item[1]))
        )
        evident = _evident_surnames(groups)
        people = {words for words, group in groups.items() if _names_person(words, group, evident)}
        people |= set(_named_before_surname(groups, people))
        self._given_names = {words[0] for words in people if len(words) == 1}  # said alone
        # "DC Ada Rao Mehta", labelled a body, is the person of whom the article only says "Mehta" elsewhere.
        bare = {words[0] for words in people if len(words) == 1} - {words[-1] for words in people if len(words) > 1}
        full = _full_names(groups, bare)
        for words, group in in_order:
            is_titled = 2 < len(words) < MAX_NAME_WORDS and len(words[0]) < MIN_FIRST_NAME_CHARS
            if words in people or (words[-1] in bare and is_titled) or words in full:
                self._add(words, group)
        self._unproven: dict[str, set[str]] = {}  # by surname, names of two words that may be a person's
        for words, group in groups.items():
            if len(words) == 2 and words not in people and words[0] not in TITLES and not _is_thing(words, group):
                self._unproven.setdefault(words[-1], set()).add(" ".join(group[0].words))
        for group in groups.values():
            for mention in group:
                self._add_title(mention)
        self._keep_titles(groups.values())

    def candidates(self, words: Sequence[str]) -> list[Person]:
        """The people that a name may mean: none, one, or all who share it."""
        return self._match(words)[1]

    def unproven_name(self, surname: str) -> str | None:
        """The only longer name with this surname that the article did not show to be a person's."""
        names = self._unproven.get(name_key(surname), set())
        return next(iter(names)) if len(names) == 1 else None

    def by_noun(self) -> dict[str, list[Person]]:
        """The people by the nouns that describe them: "senator" → [Ted Cruz]."""
        found: dict[str, list[Person]] = {}
        for person in dict.fromkeys(person for namesakes in self.by_surname.values() for person in namesakes):
            for noun in person.nouns:
                found.setdefault(noun, []).append(person)
        return found

    def add_descriptions(self, doc: "Doc", mentions: Sequence[NameMention], quoted: Container[int] = ()) -> None:
        """Add the descriptions and pronouns that a passage uses for people; `mentions` are its names in order.

        `quoted` are the tokens in quotation marks.
        """
        named: set[Person] = set()
        for mention in mentions:
            candidates = self.candidates(mention.words)
            if len(candidates) == 1:
                named.add(candidates[0])
                nouns = list(_describing_nouns(doc[mention.start : mention.end].root))
                if noun := roles.with_name_set_off(doc, mention.start - len(mention.title.split()), mention.end):
                    nouns.append(noun)
                candidates[0].descriptions.update(map(roles.describe, nouns))
        for person in named:
            for word, _ in person.descriptions:
                if gender := person_nouns.gender(word):
                    person.gender_votes[gender] = max(person.gender_votes[gender], NOUN_VOTES)
        self._count_pronouns(doc, mentions, quoted)

    def _count_pronouns(self, doc: "Doc", mentions: Sequence[NameMention], quoted: Container[int]) -> None:
        """Add a gender vote for each sentence that names one person and has pronouns of one gender only.

        The name and the pronouns must be both inside or both outside quotation marks: in "“She left,” said Bo Ames",
        the pronoun is not Ames.
        """
        following = 0
        for sentence in doc.sents:
            named: set[Person] = set()
            in_quotes: set[bool] = set()
            while following < len(mentions) and mentions[following].start < sentence.end:
                candidates = self.candidates(mentions[following].words)
                named.update(candidates)
                in_quotes |= {mentions[following].start in quoted} if candidates else set()
                following += 1
            genders = {
                PRONOUN_GENDER[token.lower_]
                for token in sentence
                if token.lower_ in PRONOUN_GENDER and (token.i in quoted) in in_quotes and _may_mean_subject(token)
            }
            if len(named) == 1 and len(genders) == 1 and not any(map(_is_other_person, sentence)):
                named.pop().gender_votes[genders.pop()] += 1

    def _match(self, words: Sequence[str]) -> tuple[int, list[Person]]:
        """The number of words before the name (one in "Crooked Hillary Clinton"), and the people it may mean."""
        keys = without_particles(words)
        if len(keys) == 1:
            sharing = self.by_surname.get(keys[0]) or self.by_first_name.get(keys[0]) or self._with_surnames(keys)
            return 0, [person for person in sharing if not _is_junior(person, sharing)]
        namesakes = self.by_surname.get(_surname(keys), [])
        for skipped in range(min(3, len(keys) - 1)):
            found = [person for person in namesakes if self._may_have_name(person, keys[skipped:])]
            if found:
                return skipped, found
        return 0, [] if keys[0] in FIRST_NAMES else self._with_surnames(keys)

    def _may_have_name(self, person: Person, words: Sequence[str]) -> bool:
        """Whether the first name and suffix in `words` may belong to this person. "D." may be short for "Donald"."""
        surname, suffix = _surname(words), _suffix(words)
        firsts = [first for first, known in person.first_names if known == suffix]
        is_another = any((surname, frozenset({first, words[0]})) in self._apart for first in firsts)
        return not is_another and any(may_be_one_first_name(first, words[0]) for first in firsts)

    def _with_surnames(self, keys: Sequence[str]) -> list[Person]:
        """The people whose longest name has these words directly after the first: "Ortiz" in "Juan Ortiz Herrera"."""
        wanted = tuple(keys)
        return self._by_later_words.get(wanted, [])

    def _add(self, words: tuple[str, ...], group: Sequence[NameMention]) -> None:
        """Add the mentions of one name to the matching person, or to a new one. `words` is the normalised name."""
        skipped, found = self._match(words)
        if found and len(words) == 1 and (gender := _other_gender(group, found)):
            self._add_by_title(words[0], group, gender)
            return
        if found and (len(words) == 1 or any(person in self._by_later_words.get(words, ()) for person in found)):
            return
        # "Mary" belongs to "Mary Jane Smith" although Jane Smith is known; "Crooked" does not belong to a name.
        is_given = words[0] in FIRST_NAMES or words[0] in self._given_names  # "Darla Graham Lee", of "Darla"
        if len(found) != 1 or is_given or words[skipped] not in FIRST_NAMES:
            skipped = 0
        words = words[skipped:]
        namesakes = self.by_surname.get(_surname(words), [])
        if len(namesakes) == MAX_NAMESAKES:
            return
        person = found[0] if len(found) == 1 else Person()
        for mention in group:
            person.add_form(" ".join(mention.words[skipped:]), words)
        person.add_given_name(next((word for word in words[:-1] if word in OF_ONE_GENDER), words[0]))  # "Bil Ann Lee"
        if _suffix(words):
            person.gender_votes["m"] += TITLE_VOTES
        if person not in namesakes:
            self.by_surname.setdefault(_surname(words), []).append(person)
        if len(words) > 1:
            same_first_name = self.by_first_name.setdefault(words[0], [])
            if person not in same_first_name and len(same_first_name) < MAX_NAMESAKES:
                same_first_name.append(person)
        self._add_later_words(person, words)

    def _add_by_title(self, surname: str, group: Sequence[NameMention], gender: str) -> None:
        """Add somebody known by title and surname only, beside a namesake of the other gender."""
        person = Person()
        for mention in group:
            if mention.gender == gender:
                person.add_form(" ".join([mention.title, *mention.words]).strip(), (surname,))
                person.titles.add(mention.before[-1])
        person.gender_votes[gender] += TITLE_VOTES
        self.by_surname[surname].append(person)

    def _add_later_words(self, person: Person, words: tuple[str, ...]) -> None:
        """Keep the words after the first to which a long name may be shortened: "Ortiz" for "Juan Ortiz Herrera"."""
        for start in range(1, len(words) - 1):
            for end in range(start + 1, len(words) + 1):
                bearers = self._by_later_words.setdefault(words[start:end], [])
                if person not in bearers:
                    bearers.append(person)

    def _keep_titles(self, groups: Iterable[Sequence[NameMention]]) -> None:
        """Add the title to a name that is incomplete without it: "Pope Francis", "Baroness Warrick"."""
        for group in groups:
            titles = Counter(mention.title for mention in group if mention.title and mention.before[-1] in KEPT_TITLES)
            found = self.candidates(group[0].words) if titles else []
            if len(found) == 1 and " " not in found[0].name:
                title = titles.most_common(1)[0][0].split()
                while name_key(title[0]) in HELD_OFFICES - KEPT_TITLES:
                    title = title[1:]  # "President | Lord | Marlow"
                found[0].name = " ".join([*title, found[0].name])

    def _add_title(self, mention: NameMention) -> None:
        """Add the title before a name to its person, if only one person has the name."""
        found = self.candidates(mention.words)
        if len(found) == 1:
            if mention.has_title:
                found[0].titles.add(mention.before[-1])
            if mention.gender:
                found[0].gender_votes[mention.gender] += TITLE_VOTES
            if mention.description:
                found[0].descriptions.add(mention.description)


def named_together(mentions: Iterable[Sequence[NameMention]]) -> set[tuple[str, frozenset[str]]]:
    """The short forms of first names that one passage has with one surname, since then they are two people's.

    `mentions` are the names of each passage. "Thomas Hale and his son Tom Hale left": ("hale", {"thomas", "tom"}).
    """
    firsts: dict[tuple[int, str], set[str]] = defaultdict(set)  # by passage and surname
    for number, in_passage in enumerate(mentions):
        for mention in in_passage:
            if len(mention.keys) > 1:
                firsts[number, _surname(mention.keys)].add(mention.keys[0])
    return {
        (surname, frozenset({first, other}))
        for (_, surname), named in firsts.items()
        for first, other in combinations(sorted(named), 2)
        if are_short_forms(first, other)
    }


def _other_gender(group: Iterable[NameMention], bearers: Iterable[Person]) -> str | None:
    """The gender that titles give a surname, if the first names of all its bearers show the other one: Mr Hale, of whom
    the article only names Ann Hale in full.
    """
    titled = {mention.gender for mention in group if mention.gender}
    known = {None if person.first_names & OF_EITHER_GENDER else person.gender for person in bearers}
    return next(iter(titled - known), None) if len(known) == 1 and None not in known else None


def _is_other_person(token: "Token") -> bool:
    """Whether a noun means a person other than the named one: "Ann Lee praised the | sailor | , as he had ..."."""
    is_noun = token.tag_ == "NN" and token.dep_ in {"dobj", "pobj", "dative", "nsubj", "nsubjpass"}
    is_beside_name = any(child.dep_ in {"appos", "compound"} and child.pos_ == "PROPN" for child in token.children)
    return is_noun and is_person_noun(token.text) and not is_beside_name


def _may_mean_subject(pronoun: "Token") -> bool:
    """Whether a pronoun probably means the person named in its sentence: "Ann said | she | left", "Ann said | her |
    group left". A pronoun deeper in reported words does not ("Ann denied that it knew of | his | claims"), nor does the
    owner of an apposition: "| His | lawyer, Ann Lee".
    """
    if pronoun.dep_ == "poss" and any(child.dep_ == "appos" for child in pronoun.head.rights):
        return False
    if pronoun.dep_ in SUBJECTS or pronoun.head.dep_ in SUBJECTS:
        return True
    verb = next((word for word in pronoun.ancestors if word.pos_ in {"VERB", "AUX"}), pronoun)
    return verb.dep_ != "ccomp" and not any(word.dep_ == "ccomp" for word in verb.ancestors)


def _evident_surnames(groups: Mapping[tuple[str, ...], Sequence[NameMention]]) -> dict[str, set[str]]:
    """The signs of a person beside the last word of any name: "Ms Haley" shows that Nikki Haley is a person."""
    signs: dict[str, set[str]] = defaultdict(set)
    for words, group in groups.items():
        if not any(mention.has_article for mention in group):
            signs[words[-1]].update(sign for mention in group for sign in mention.signs)
    return signs


def _names_person(words: tuple[str, ...], group: Sequence[NameMention], evident: Mapping[str, Collection[str]]) -> bool:
    """Whether the mentions of one name mean a person rather than a thing. `words` is the normalised name.

    `evident` has the signs of a person beside each surname.
    """
    if _is_no_persons(words) or _only_modifies(words, group):
        return False
    votes = Counter(mention.is_person for mention in group)
    has_article = any(mention.has_article for mention in group)
    if _is_evident(words, evident.get(words[-1], ())) and not has_article:
        return True
    is_titled = any(mention.has_title for mention in group) and votes[False] <= 2 * votes[True] + 1
    if len(words) == 1 and words[0] not in FIRST_NAMES and any(map(_is_place, group)):
        modifies = any(mention.is_modifier for mention in group)  # "at Exa", "the Exa office"
        is_sure = votes[True] > SURE_VOTES_FACTOR * (
            votes[False] + votes[None] + 1
        )  # "in Dale's office", "the Dale plan"
        if votes[False] >= votes[True] or (modifies and not is_titled and not is_sure):
            return False
    if is_titled:
        return True
    is_full_name = len(words) == 2 and not has_article
    doubts = votes[False] - (MAX_MISLABELS if is_full_name else 0)
    is_first_name = len(words) > 1 and words[0] in FIRST_NAMES and doubts <= votes[True] + votes[None]
    if is_first_name or (len(words) == 2 and any(map(_is_introduced, group))):
        return True
    weight = 3 if votes[True] > 2 else 2
    return votes[True] > 0 and weight * votes[True] >= votes[False]


def _named_before_surname(
    groups: Mapping[tuple[str, ...], Sequence[NameMention]], people: Collection[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    """The names that must be a person's, since the article has the surname before it names anybody else in full.

    "An emotional | Brooks Karr | won. Karr had been ill. His brother, Chase Karr, came." `groups` has the names in the
    order in which the article first has them.
    """
    place = {words: number for number, words in enumerate(groups)}
    for words, group in groups.items():
        surname = words[-1:]
        is_before = len(words) == 2 and place[words] < place.get(surname, 0)
        if not is_before or words in people or words[0] in TITLES or _is_no_persons(words) or _is_thing(words, group):
            continue
        bearers = [place[other] for other in people if len(other) > 1 and other[-1:] == surname]
        if bearers and min(bearers) > place[surname]:
            yield words


def _only_modifies(words: Sequence[str], group: Sequence[NameMention]) -> bool:
    """Whether a single word only stands before nouns of things: "a | Kent | lorry park"."""
    return len(words) == 1 and all(mention.is_modifier and not mention.has_title for mention in group)


def _is_evident(words: Sequence[str], signs: Collection[str]) -> bool:
    """Whether signs beside a name show a person: one sign for "Nikki Haley", two for a word that is not a first
    name.
    """
    if len(words) == 1:
        return len(signs) > 1
    return bool(signs) and len(words) < MAX_NAME_WORDS and words[0] in FIRST_NAMES


def _is_no_persons(words: tuple[str, ...]) -> bool:
    """Whether the words of a name show that it is not a person's: "CNN", "COVID-19", "Tidal Survey Bureau"."""
    if len(words) == 1 and (words[0] in NO_PEOPLE or words[0][-1:].isdigit()):
        return True
    if not all(re.search(r"[^\W\d]", word) for word in words) or len(words) > MAX_NAME_WORDS:
        return True
    if len(words) == 2 and words[0] in CAMPS:
        return True
    if len(words) > 1 and words[-1] in (TITLES - TITLES_AND_SURNAMES) | NO_SURNAMES:
        return True  # "Charlotte Mayor", whose name comes next
    return len(words) > 1 and words[-1] in NO_SURNAMES_ALONE and words[0] not in FIRST_NAMES | OF_ONE_GENDER


def _is_place(mention: NameMention) -> bool:
    """Whether a name without a title follows "in" or "at": "in Abuja"."""
    return mention.is_inside and not mention.before


def _is_introduced(mention: NameMention) -> bool:
    """Whether a noun for a person precedes a name: "the singer | Storm Danel"."""
    noun = mention.before[-1] if mention.before else ""
    return noun in INTRODUCING_NOUNS


def _full_names(groups: Mapping[tuple[str, ...], Sequence[NameMention]], bare: Container[str]) -> set[tuple[str, ...]]:
    """Names of two words that the model does not label as a person's, and whose surname is otherwise only used alone.

    The surname must have only one such name: "Sumit Nagal", whom the article then calls "Nagal".
    """
    longer: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in groups:
        if len(words) > 1 and words[-1] in bare:
            longer[words[-1]].append(words)
    found = (names[0] for names in longer.values() if len(names) == 1 and len(names[0]) == 2)
    return {words for words in found if words[0] not in TITLES and not _is_thing(words, groups[words])}


def _is_thing(words: Sequence[str], group: Sequence[NameMention]) -> bool:
    """Whether a name follows an article ("the Cake Boss"), or its first word is not a person's name."""
    return words[0] in NO_FIRST_NAMES or any(mention.has_article for mention in group)


def _are_surnames(words: tuple[str, ...], later_words: Container[tuple[str, ...]]) -> bool:
    return len(words) > 1 and words[0] not in FIRST_NAMES and words in later_words


def _is_junior(person: Person, namesakes: Iterable[Person]) -> bool:
    """Whether a person with a suffix shares the name with a person without one, whom the bare surname means:
    "Trump".
    """
    given = {first for first, _ in person.first_names}
    return person.has_suffix and any(
        not other.has_suffix and given & {first for first, _ in other.first_names} for other in namesakes
    )


def _surname(words: Sequence[str]) -> str:
    names = [word for word in words if word not in NAME_SUFFIXES]
    return names[-1] if names else words[-1]


def _suffix(words: Sequence[str]) -> str:
    return words[-1] if words[-1] in NAME_SUFFIXES else ""


def _describing_nouns(name: "Token") -> Iterator["Token"]:
    """The nouns that describe the person whose name has the root `name`: in apposition, before it, or after "is"."""
    yield from (child for child in name.rights if child.dep_ == "appos" and child.pos_ == "NOUN")
    before = name.doc[max(0, name.left_edge.i - 1)]
    for word in (*name.lefts, before):  # "The actress Ann Lee", "met the actor Tom Vane"
        if word.pos_ == "NOUN" and word.text.islower() and is_person_noun(word.text):
            yield word
    behind = name.doc[name.i + 1 : name.i + 4]
    if len(behind) == 3 and (behind[0].text, behind[2].text) == ("(", ")") and is_person_noun(behind[1].text):
        yield behind[1]  # "Councillor Ann Lee (Chair)", in minutes
    if name.dep_ == "appos" and (name.head.pos_ == "NOUN" or name_key(name.head.text) in TITLES):
        yield roles.outer_role(name.head)
    verb = name.head
    if name.dep_ == "nsubj" and verb.lower_ in COPULAS and not any(child.dep_ == "neg" for child in verb.children):
        yield from (child for child in verb.rights if child.dep_ == "attr" and child.pos_ in {"NOUN", "PROPN"})
