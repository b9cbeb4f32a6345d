"""Nouns that mean people: "senator", "spokeswomen", "nurse"; and the role that a mention gives somebody.

The role is beside the name: "Health Secretary" in "Health Secretary Andrew Lansley". An office is a role that somebody
holds for a time: president, secretary, mayor. "The Times writer" is a role but not an office.

>>> gender("spokeswoman"), gender("senator")
('f', None)
>>> singular("spokeswomen"), singular("aides"), singular("boss"), singular("witnesses"), singular("deputies")
('spokeswoman', 'aide', 'boss', 'witness', 'deputy')
"""

import re

from retrieval.text.dates import MONTH_PATTERN, WEEKDAY_PATTERN
from retrieval.text.normalise import name_key
from retrieval.text.titles import COURTESY_TITLES, HELD_OFFICES, OFFICES, REFERRING_ROLES, TITLES
from retrieval.text.tokenise import name_words

MALE_NOUNS = frozenset(
    "man boy father husband son brother businessman gentleman king prince actor uncle grandfather".split()
)
FEMALE_NOUNS = frozenset("woman girl mother wife daughter sister actress queen princess aunt grandmother".split())
OTHER_PERSON_NOUNS = frozenset(
    "aide official critic analyst expert ally source spokesperson people friend judge scholar activist student guest "
    "parent resident delegate surrogate chief head executive insider veteran graduate neighbor neighbour colleague "
    "witness pundit narrator police cop coach agent pastor priest nurse economist politician person child kid couple "
    "member fan patient client assistant consultant chairperson historian journalist columnist staff ceo cfo cto vp "
    "registrar chair mom mum dad monarch attorney diplomat pilot deputy associate relative victim youth artisan "
    "apprentice clerk pupil indigene recruit employee conservative liberal moderate adult host criminal guy accused "
    "rival citizen immigrant migrant refugee opponent champion athlete quarterback professional advocate suspect "
    "astronaut teen inmate lady participant defendant academic sheriff nobody somebody someone anyone everyone "
    "teammate mate counsel captain militant rookie attendee celebrity infant entrepreneur superstar patron recipient "
    "operative heir applicant cousin hero superintendent sibling plaintiff respondent lieutenant chef paramedic cook "
    "girlfriend boyfriend comic marine cornerback architect juvenile correspondent sophomore liar rebel detective "
    "undergraduate spy cowboy detainee surgeon nephew niece dean tenant newborn ex-wife vet trustee retiree grandson "
    "intellectual gymnast appointee grandparent scout marshal intern classmate proponent felon alcoholic accountant "
    "widow landlord drunk descendant mechanic namesake oligarch millionaire spouse villain revolutionary neurosurgeon "
    "insurgent attendant envoy companion convict outlaw roommate contestant adversary dissident daughter-in-law "
    "son-in-law mother-in-law sister-in-law brother-in-law bride groom fugitive bishop umpire tycoon magnate patriot "
    "pontiff fiance fiancée cadet bodyguard assailant eyewitness enrollee colonel buddy pal thug skeptic sceptic "
    "stalwart poet evacuee guru emir crook xenophobe nun monk rabbi imam cleric principal individual expat czar "
    "ambassador rep aunt folk villager adolescent youngster grandchild laureate informant ex-husband constituent "
    "captive entrant enthusiast fanatic addict loner hopeful servant foe acquaintance star socialite sergeant "
    "archbishop knight paralegal novice heiress claimant bandit accomplice trainee orphan protege nanny magistrate "
    "confidant confidante counterpart "
    "playwright newlywed escapee bureaucrat bridesmaid signatory provost passerby inhabitant deacon amputee warlord "
    "chaplain expatriate comrade martyr father-in-law stepson congregant alumnus alumna steward townspeople "
    "businesspeople combatant fiancee boss co-star co-host co-pilot co-defendant undersecretary incumbent underdog "
    "culprit mastermind thief burglar pirate hooligan vigilante assassin tyrant autocrat demagogue saboteur coward "
    "bully prophet pilgrim missionary saint shepherd warden bailiff mascot hostage occupant merchant admiral baron "
    "dignitary restaurateur lifeguard clown nerd geek fella dude dropout undergrad grown-up goalie referee heroine "
    "patriarch matriarch consort compatriot devotee aficionado intermediary subordinate sidekick crony suburbanite "
    "beneficiary inductee honoree adoptee supermodel waitress hostess mistress seamstress prostitute grandma grandpa "
    "maid peasant virtuoso prodigy emcee politico cosmonaut sherpa".split()
)
PERSON_NOUNS = MALE_NOUNS | FEMALE_NOUNS | OTHER_PERSON_NOUNS | REFERRING_ROLES
PERSON_ENDING = re.compile(r"(?:man|woman|[a-z]{2}(?:er|or|ist|ian|eer))$")
NO_PERSONS = frozenset(  # nouns that match PERSON_ENDING but do not mean people
    "queer color colour watercolor watercolour letter newspaper paper number order matter member-state center centre "
    "power computer chapter offer answer "
    "quarter summer winter dinner border corner poster error floor factor sector minor major rumor rumour humor "
    "humour labor labour twitter banner layer water river monitor encounter never over after under other weather "
    "whether cover tower disaster trailer door murder newsletter favor favour theater theatre cancer chamber shelter "
    "danger gender behavior behaviour helicopter transfer register barrier prayer trigger wonder charter shower meter "
    "reminder merger roster terror disorder horror manner mirror container semester fever blockbuster cluster "
    "misdemeanor takeover turnover thriller meteor indicator marker pointer epicenter motor generator elevator "
    "endeavor endeavour heist hunger sensor moniker frontier detector tumor tumour flyer slaughter superpower "
    "simulator makeover furor flyover metaphor tremor bestseller accelerator projector precursor header twist "
    "checklist shortlist playlist calculator".split()
)
PLAIN_IN_IES = frozenset("calories cookies movies rookies selfies series species zombies".split())  # or plurals of -ie
# Words that change the person: the former secretary is not the secretary.
STATUS_WORDS = frozenset("shadow former deputy vice acting ex assistant future late lt lieutenant".split())
# The last word before a name, where what is before it is no role: "a statement from Ann Lee".
NO_ROLE_BEFORE = frozenset("a an the and or as by from of to in on at with like such than per about".split())
ROLE_AFTER = frozenset("a an the of for from at with".split())  # first word, if no comma follows the name
NO_ROLE_AFTER = re.compile(  # when or how something was said, not what somebody is
    r"(?:(?:of|for|from|at|with|in|on|earlier|later|late|early|last|this|next) )*"
    rf"(?:{WEEKDAY_PATTERN}|{MONTH_PATTERN}\b|(?:earlier|later|last|this|next|yesterday|today|tonight|again|meanwhile|one|such|cited|speaking|writing|saying"
    r"|in|on|was|were|is|are|had|has)\b)",
    re.IGNORECASE,
)
MAX_OFFICE_WORDS = 6  # a longer role is a description
BESIDE = " ,\"“”‘’'"  # characters between a name and a role, and around both
AND = re.compile(r"(?<!\s)\s+(?:and|&)\s+")
BRACKETS = re.compile(r"(?<!\s)\s*\([^()]*\)|(?<!\s)\s+pro\s+tem(?:pore)?\b")
LAST_WORD = re.compile(r"(?<![,\s])[,\s]+(?P<word>[\w’'-]+)\.?$")
HONORIFICS = frozenset("shri smt alhaji hajiya hon".split())  # further courtesy titles, of India and Nigeria
BEHIND_NOUN = re.compile(r"(?<!\s)\s+(?:of|for|to|at|in|from|on|with|who)\s+")  # what follows the noun of a role
ARTICLE = re.compile(r"^(?:the|a|an|its|their|his|her|our)\s+", re.IGNORECASE)


def singular(noun: str) -> str:
    """The key of a noun in the singular."""
    word = name_key(noun)
    if word == "children":
        return "child"
    if word.endswith("men") and len(word) > 4:
        return f"{word[:-3]}man"
    if word.endswith("ies") and word not in PLAIN_IN_IES and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("yses", "heses")):
        return f"{word[:-2]}is"  # analyses, hypotheses
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "sis", "us")) and len(word) > 3 else word


def is_person_noun(noun: str) -> bool:
    word = singular(noun)
    return word in PERSON_NOUNS or (PERSON_ENDING.search(word) is not None and word not in NO_PERSONS)


def is_role(word: str) -> bool:
    """Whether a word is a role or a title, not a name: "doctor", "Mr", "Senator"."""
    return is_person_noun(word) or name_key(word) in TITLES


def gender(noun: str) -> str | None:
    """The gender that a noun shows, "m" or "f"; None if it shows none."""
    word = singular(noun)
    if word in FEMALE_NOUNS or word.endswith("woman"):
        return "f"
    return "m" if word in MALE_NOUNS or (word.endswith("man") and word != "chairman") else None


def role(mention: str | None, speaker: str | None) -> str | None:
    """The role in the words before or after a name; None if these give no role.

    >>> for mention in ("Shadow Health Secretary Andy Burnham", "Andy Burnham, the shadow health secretary,",
    ...                 "A column by the Times writer Andy Burnham", "President Burnham", "Dr Andy Burnham", "he",
    ...                 "an unnamed “Andy Burnham”", "an aide, “Andy Burnham”"):
    ...     print(role(mention, "Andy Burnham"))
    Shadow Health Secretary
    the shadow health secretary
    the Times writer
    President
    None
    None
    None
    an aide
    >>> for mention in ("a statement from Andy Burnham", "Burnham earlier on Monday", "Burnham’s long statement",
    ...                 "Andy Burnham, on Tuesday last week", "Burnham of the Leigh Ledger"):
    ...     print(role(mention, "Andy Burnham"))
    None
    None
    None
    None
    of the Leigh Ledger
    >>> role("The Home Minister, Mr. A. Burnham", "Andy A. Burnham"), role("Senator Andy Burnham", "Andy J. Burnham")
    ('The Home Minister', 'Senator')
    """
    mention, speaker = mention or "", (speaker or "").strip()
    if not mention or not speaker or " and " in speaker:  # the role of one of several is not that of all
        return None
    before, name, after = mention.partition(speaker if speaker in mention else speaker.rpartition(" ")[2])
    author = before.rpartition(" by ")[2].strip(BESIDE)  # "a column by the Times writer ..."
    author = _without_name(author, speaker)
    phrase = author or _role_after(after)
    if author.rpartition(" ")[2].casefold() in NO_ROLE_BEFORE:
        return None
    added_words = name_words(phrase) - name_words(speaker)
    described = ARTICLE.sub("", phrase)
    is_adjective = described != phrase and " " not in described and not is_person_noun(described)  # "an unnamed"
    return phrase if name and not is_adjective and (len(added_words) > 1 or added_words & OFFICES) else None


def _without_name(words: str, speaker: str) -> str:
    """The words before a name without what belongs to the name: a courtesy title, first names, a title after a comma.

    >>> [_without_name(words, "Bo Ek") for words in ("the chair, Justice", "Mayor Bo", "Mr", "the Home Minister Shri")]
    ['the chair', 'Mayor', 'Mr', 'the Home Minister']
    """
    while match := LAST_WORD.search(words):
        last = name_key(match["word"])
        is_title = last in COURTESY_TITLES | HONORIFICS or ("," in match[0] and last in TITLES)
        if not is_title and last not in speaker.casefold().replace(".", "").split():
            break
        words = words[: match.start()]
    return words


def _role_after(words: str) -> str:
    """The words behind a name, if they can tell what somebody is; else an empty text."""
    phrase = words.strip(BESIDE).removeprefix("also ")
    is_apart = words.lstrip("\"“”‘’'").startswith((",", " (", " –", " —", " -"))
    is_apart = is_apart or phrase.partition(" ")[0] in ROLE_AFTER
    return phrase if is_apart and NO_ROLE_AFTER.match(phrase) is None else ""


def office(mention: str | None, speaker: str | None) -> str | None:
    """The office in the words beside a name, or in a mention that is an office, without an article; None if there is
    none.

    >>> office("Andy Burnham, the shadow health secretary,", "Andy Burnham"), office("Times writer Bo Ek", "Bo Ek")
    ('shadow health secretary', None)
    >>> office("The health secretary", "Bo Ek"), office("the leader", "Bo Ek"), office("one senator", "senator")
    ('health secretary', None, None)
    >>> for mention in ("Bo Ek, mother of the president", "Bo Ek, a general practitioner", "Secretary-General Bo Ek"):
    ...     print(office(mention, "Bo Ek"))
    None
    None
    Secretary-General
    """
    found = ARTICLE.sub("", role(mention, speaker) or _alone(mention or "", speaker or ""))
    return found if "," not in found and len(found.split()) <= MAX_OFFICE_WORDS and _is_office(found) else None


def _is_office(words: str) -> bool:
    """Whether the noun of a role is an office, and not a word beside it: "mother of the president", "prince's aide".

    >>> [_is_office(words) for words in ("leader of Sund council", "School of Art president", "founder and president")]
    [True, True, True]
    >>> [_is_office(words) for words in ("who was mayor", "mayor of Sund’s", "aide to Mayor", "letter to the mayor")]
    [False, False, False, False]
    """
    if re.search(r"^who\b|[’']s?$", words):
        return False
    return any(map(_ends_with_office, AND.split(BRACKETS.sub("", words))))


def _ends_with_office(words: str) -> bool:
    """Whether the last word, or the last before "of Sund", is an office."""
    noun, *behind = BEHIND_NOUN.split(words, maxsplit=1)
    is_body = behind and not re.match(r"(?:the|a|an|his|her|its|their)\s+[a-z]", behind[0])
    if is_body and not is_person_noun(noun.rpartition(" ")[2]):
        noun = words  # "School of Art president"
    return re.split(r"[\s-]", noun.casefold())[-1] in OFFICES | HELD_OFFICES


def _alone(mention: str, speaker: str) -> str:
    """A mention such as "the mayor", if it is an office and means somebody with a name; else an empty text."""
    found = re.sub(r"^the\s+", "", mention, flags=re.IGNORECASE)
    words = found.casefold().split()
    is_definite, has_name = found != mention, len(speaker.split()) > 1 and speaker[:1].isupper()
    is_office = words[-1:] and words[-1] in (OFFICES if len(words) == 1 else OFFICES | HELD_OFFICES)
    return found if is_definite and has_name and is_office else ""
