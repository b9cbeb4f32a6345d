"""Nouns that mean people: "senator", "spokeswomen", "nurse".

>>> gender("spokeswoman"), gender("senator")
('f', None)
>>> singular("spokeswomen"), singular("aides"), singular("boss")
('spokeswoman', 'aide', 'boss')
"""

import re

from retrieval.text.normalise import name_key
from retrieval.text.titles import REFERRING_ROLES

MALE_NOUNS = frozenset(
    "man boy father husband son brother businessman gentleman king prince actor uncle grandfather".split()
)
FEMALE_NOUNS = frozenset("woman girl mother wife daughter sister actress queen princess aunt grandmother".split())
OTHER_PERSON_NOUNS = frozenset(
    "aide official critic analyst expert ally source spokesperson people friend judge scholar activist student "
    "guest parent resident delegate surrogate chief head executive insider veteran graduate neighbor neighbour "
    "colleague witness pundit narrator police cop coach agent pastor priest nurse economist politician person child "
    "kid couple member fan patient client assistant consultant chairperson historian journalist columnist staff "
    "ceo cfo registrar chair mom mum dad monarch attorney diplomat pilot deputy "
    "associate relative victim youth artisan apprentice clerk pupil indigene recruit".split()
)
PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | OTHER_PERSON_NOUNS | REFERRING_ROLES
PERSON_ENDING = re.compile(r"(?:man|woman|[a-z]{2}(?:er|or|ist|ian|eer))$")
NO_PERSONS = frozenset(  # nouns that match PERSON_ENDING but do not mean people
    "letter newspaper paper number order matter member-state center centre power computer chapter offer answer "
    "quarter summer winter dinner border corner poster error floor factor sector minor major rumor rumour humor "
    "humour labor labour twitter banner layer water river monitor encounter never over after under other weather "
    "whether cover tower disaster trailer".split()
)
# Words that change who is meant: the former secretary is not the secretary.
STATUS_WORDS = frozenset("shadow former deputy vice acting ex assistant future late lt lieutenant".split())


def singular(noun: str) -> str:
    """The key of a noun in the singular."""
    word = name_key(noun)
    if word.endswith("men") and len(word) > 4:
        return f"{word[:-3]}man"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "sis")) and len(word) > 3 else word


def is_person_noun(noun: str) -> bool:
    word = singular(noun)
    return word in PERSON_NOUNS or (PERSON_ENDING.search(word) is not None and word not in NO_PERSONS)


def gender(noun: str) -> str | None:
    """The gender that a noun shows, "m" or "f"; None if it shows none."""
    word = singular(noun)
    if word in FEMALE_NOUNS or word.endswith("woman"):
        return "f"
    return "m" if word in MALE_NOUNS or (word.endswith("man") and word != "chairman") else None
