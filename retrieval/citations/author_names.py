"""Splits a byline into the parts that reference managers sort by: family name, given names and suffix.

    Ann van Dyke           van Dyke | Ann
    Bill De Blasio         De Blasio | Bill
    Bo Ek Jr.              Ek | Bo | Jr.
    Moon Jae-in            Moon | Jae-in    the family name first, as in Korea and China
    De Blasio, Reuters     not split        a surname alone, one word, a desk or a body

A byline that is not split is shown and sorted as it is, so in doubt none is split: Kim Jong Un.
"""

import re

from retrieval.text.first_names import FEMALE_NAMES, FIRST_NAMES, MALE_NAMES
from retrieval.text.normalise import name_key
from retrieval.text.titles import ABBREVIATED_TITLES, COURTESY_TITLES, NAME_PARTICLES, NAME_SUFFIXES, POST_NOMINALS

BODIES = frozenset(  # a byline with one of these is a desk or a body, not a person
    "agency agencies associated association bureau correspondent correspondents desk editor editors editorial news "
    "newsroom online press reporter reporters service staff team times post the and of for in at from with agence "
    "board centre center college commission committee company council department foundation government group inc "
    "institute international ltd media ministry network office organisation organization party plc school society "
    "union university watch".split()
)
JOINED_SURNAMES = frozenset("y i e".split())  # between two surnames, in Spanish, Catalan and Portuguese
PARTICLES = NAME_PARTICLES.union("di du den el".split()) - {"al"}  # "Al Gore"; within a name, "al" is in lower case
TITLES = (COURTESY_TITLES | ABBREVIATED_TITLES) - {"st"}  # "St John Smith" is a name
FAMILY_FIRST = frozenset(  # family names that come first in Korea, China and Vietnam
    "ahn an bae baek ban bui cai chang chen cheng cho choe choi chung dang deng do dong duong feng guo ha han he heo "
    "ho hoang hong hu huang hur hwang huynh im jang jeon jeong jiang jo joo ju jung kang kim ko koh kwon lam lee lei "
    "li liang lim lin liu luo ma mao min moon nam ngo nguyen noh oh pan park peng pham phan roh ryu seo shin sohn son "
    "song suh sun tang tian tran trinh tsai vo vu wang wu xi xie xu yang yoo yoon yu yuan yun zeng zhang zhao zheng "
    "zhou zhu".split()
)
SYLLABLE = r"(?:[cszktp]h|ng|nh|tr|[bcdfghjklmnpqrstvwxyz])?[aeiouyw]{1,4}(?:ng|[gkmnlpth])?"  # of a given name there
TWO_SYLLABLES = re.compile(rf"{SYLLABLE}(?P<hyphen>[\s-]?){SYLLABLE}", re.IGNORECASE)


def split(name: str) -> tuple[str, str, str]:
    """A byline as family name, given names and suffix; only the first has a text if it is not split.

    >>> split("Ann van Dyke"), split("Robert De Niro"), split("Dr. Bo Ek, Jr."), split("Zoë Núñez y Pla")
    (('van Dyke', 'Ann', ''), ('De Niro', 'Robert', ''), ('Ek', 'Bo', 'Jr.'), ('Núñez y Pla', 'Zoë', ''))
    >>> split("De Blasio"), split("King Jr."), split("Associated Press"), split("Department of Health")
    (('De Blasio', '', ''), ('King Jr.', '', ''), ('Associated Press', '', ''), ('Department of Health', '', ''))
    >>> split("Moon Jae-in"), split("Jae-in Moon"), split("Lee, Ann"), split("Ann Lee, Bo Ek")
    (('Moon', 'Jae-in', ''), ('Moon', 'Jae-in', ''), ('Lee', 'Ann', ''), ('Ann Lee, Bo Ek', '', ''))
    """
    whole = " ".join(name.split())
    words, suffix = _without_titles(whole)
    if BODIES & set(map(name_key, words)):
        return whole, "", ""
    before, comma, after = " ".join(words).partition(", ")
    if comma:
        is_surname = _start_of_family_name(before.split()) == 0 and "," not in after
        return (before, after, suffix) if is_surname else (whole, "", "")
    first = _start_of_family_name(words)
    if first and len(words) > 1 and name_key(words[0]) in FAMILY_FIRST:
        given = TWO_SYLLABLES.fullmatch(" ".join(words[1:]))
        if given and given["hyphen"] == "-":
            return words[0], given[0], suffix
        if given and _may_be_family_first(words):
            return whole, "", ""
    return (" ".join(words[first:]), " ".join(words[:first]), suffix) if first else (whole, "", "")


def _without_titles(name: str) -> tuple[list[str], str]:
    """The words of a name without titles before and letters after it, and its suffix.

    >>> _without_titles("Dr Bo Ek MP"), _without_titles("Bo Ek, III")
    ((['Bo', 'Ek'], ''), (['Bo', 'Ek'], 'III'))
    """
    words = name.split()
    while len(words) > 2 and name_key(words[0]) in TITLES:
        words = words[1:]
    while len(words) > 2 and name_key(words[-1]) in POST_NOMINALS:
        words = words[:-1]
    suffix = words.pop() if len(words) > 1 and name_key(words[-1]) in NAME_SUFFIXES else ""
    words[-1] = words[-1].rstrip(",")
    return words, suffix


def _start_of_family_name(words: list[str]) -> int:
    """The place of the first word of the family name, which ends the name; 0 if there is no other word.

    >>> [_start_of_family_name(name.split()) for name in ("Ann Lee", "Bo de la Ek", "Ana Paz y Mar", "van Dyke", "Ek")]
    [1, 1, 1, 0, 0]
    """
    places = range(len(words) - 1)
    particles = [at for at in places if name_key(words[at]) in PARTICLES or words[at].islower() < words[-1].islower()]
    if particles == [*places]:
        return 0
    joined = [at - 1 for at in places if at > 1 and words[at] in JOINED_SURNAMES]
    return next(iter([*joined, *(at for at in particles if at)]), len(words) - 1)


def _may_be_family_first(words: list[str]) -> bool:
    """Whether a family name may be the first word although no hyphen shows it: "Kim Jong Un", "Xi Jinping".

    >>> [_may_be_family_first(name.split()) for name in ("Kim Jong Un", "Xi Jinping", "Min Jin Lee", "Lee Mason")]
    [True, True, False, False]
    """
    if len(words) == 2:
        return name_key(words[0]) not in FIRST_NAMES | FEMALE_NAMES | MALE_NAMES | {"lee"}
    return name_key(words[-1]) not in FAMILY_FIRST
