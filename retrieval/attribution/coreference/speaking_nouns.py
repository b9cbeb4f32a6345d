"""Common nouns that can be speakers: people, bodies of people, and documents through which people speak.

    nurses, the committee, the letter     can be speakers
    the heat index, a four-day delay      cannot: the parser took them for subjects of saying

A noun in none of the lists cannot be a speaker, so words attributed to it have no speaker.
"""

import re
from typing import TYPE_CHECKING

from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Token

TEXT_NOUNS = frozenset(  # kinds of text with an author: what "the letter" says, its author says
    "ad advert advertisement affidavit analysis announcement article blog book brief bulletin campaigning circular "
    "column complaint editorial email essay filing headline lawsuit letter memo message note notice op-ed order paper "
    "petition post release report research speech statement study suit testimony text tweet video website".split()
)
BODIES = frozenset(
    "agency alliance board bureau campaign center centre coalition commission committee conference congress council "
    "department forum foundation group inquiry institute league movement office panel society subcommittee task "
    "union".split()
)
SPEAKING_BODIES = frozenset(
    "academy administration airline airport alumni aquarium archdiocese army assembly association audience authority "
    "bakery ballet band bank battalion bench bloc bloggers body bookstore branch brand brewery brigade broadcaster "
    "brokerage bureaucracy business cabinet cadre cafe camp cartel casino caucus chain channel charity chorus church "
    "cinema circus city clan clergy clinic club co-op collective college commune community company conglomerate "
    "congregation conservancy conservatory consortium consulate contingent convent cooperative corporation corps "
    "country county couple court crew crowd daily dealership delegation diaspora diocese directorate district "
    "division duo dynasty electorate elite embassy ensemble enterprise entourage faction factory faculty family farm "
    "federation festival firm fleet force foursome franchise fraternity fund gaggle gallery gang garrison giant "
    "government guild gym helpline hierarchy hospice hospital hotel hotline house household industry infantry "
    "institution journal judiciary junta jury kindergarten lab label laboratory leadership left legislature library "
    "light lobby mafia magazine maker media military militia ministry mission mob monarchy monastery mosque museum "
    "nation navy network newspaper newsroom ngo nonprofit nursery opera opposition orchestra organisation "
    "organization outfit outlet pair palace paper parish parliament partnership party pharmacy platform platoon "
    "police populace population port posse presidency press project provider province pub public publication "
    "publisher quartet regime regiment region resort restaurant retailer salon school secretariat sect seminary "
    "senate service shipyard shop side site sorority soviet squad squadron start-up startup state station store "
    "studio subsidiary supermarket superpower synagogue syndicate synod tabloid tank team temple theater theatre "
    "think-tank throng town township tribe tribunal trio troop troupe trust union unit university utility venture "
    "venue village voice watchdog weekly wing wire workforce zoo".split()
)
DOCUMENTS = frozenset(  # texts shown in the article's words, unless it names their author
    "account advisory agreement alert assessment audit autobiography average biography briefing broadcast brochure "
    "cable caption census clause comment communique constitution contract correction correspondence count coverage "
    "data database declaration decree dictionary directive dispatch document draft edict encyclopedia estimate "
    "evaluation factsheet figure file finding flyer footnote forecast guidance guide guideline handbook indictment "
    "information investigation invitation judgement judgment leaflet legislation listing log manifesto manual "
    "manuscript memoir memorandum minutes modelling motion newscast newsletter obituary odd opinion outlook pamphlet "
    "plan podcast policy poll posting probe profile programme projection proposal prospectus protocol record reply "
    "resolution response result review rule ruling slide statistic story subpoena summary summons survey tally "
    "textbook thread timeline tracking transcript translation treaty update verdict warning warrant".split()
)
QUANTITIES = frozenset(  # words for a number or part of people: "a handful | of Democrats |"
    "array batch bunch chunk class core cross-section dozen fraction generation group half handful host hundred "
    "league list lot majority mass minority mix most multitude number pair part percentage plurality portion quarter "
    "range rest series set share smattering string third thousand two-third variety".split()
)
BEARERS_OF_WORDS = frozenset(  # nobody's words
    "badge banner billboard blackboard cap flag gravestone hat headstone inscription mug nameplate notice placard "
    "plaque poster shirt sign signboard sticker t-shirt tattoo tombstone".split()
)
SURFACES = frozenset(  # of a notice that nobody is said to have written: "a notice on | the gate |"
    "board counter door desk entrance fence gate lamppost pole post railing shopfront till tree wall window".split()
)
BEHIND_HEAD = re.compile(r"\s(?:of|for|to|from|at|in|by)\s")
PERCENT = frozenset({"percent", "%"})  # the article may name the whole elsewhere
SPEAKERS = BODIES | SPEAKING_BODIES | TEXT_NOUNS | DOCUMENTS


def may_speak(noun: str) -> bool:
    """Whether a noun means people, a body of people or a text.

    >>> may_speak("nurses"), may_speak("committee"), may_speak("letter"), may_speak("work")
    (True, True, True, False)
    """
    word = singular(noun)
    return is_person_noun(noun) or noun == "others" or word in SPEAKERS or singular(word.rpartition("-")[2]) in SPEAKERS


def is_bare_body(phrase: str) -> bool:
    """Whether words mean a body of people without its name.

    >>> [is_bare_body(words) for words in ("the company", "union of dockers", "Norr Company", "letter to the board")]
    [True, True, False, False]
    """
    head = BEHIND_HEAD.split(phrase)[0].rpartition(" ")[2]
    return phrase.islower() and singular(head) in BODIES | SPEAKING_BODIES


def is_thing(noun: "Token") -> bool:
    """Whether the head of a phrase is a common noun that cannot be a speaker.

    In "a handful of voters", the voters count.
    """
    if noun.pos_ != "NOUN" or not noun.text.islower() or noun.ent_type_ in {"PERSON", "ORG", "NORP"}:
        return False
    if singular(noun.text) in QUANTITIES:
        parts = [word for link in noun.rights if link.lower_ in {"of", "from"} for word in link.rights]
        if parts:
            return all(is_thing(part) for part in parts)
    if noun.lower_ in PERCENT:
        return False
    if singular(noun.text) in BEARERS_OF_WORDS - TEXT_NOUNS:
        return True
    if noun.lower_ in {"notice", "notices"}:
        return any(word.lower_ in SURFACES for link in noun.rights if link.dep_ == "prep" for word in link.rights)
    is_rank_and_file = noun.lower_ == "rank" and any(word.lower_ == "file" for word in noun.conjuncts)
    return not may_speak(noun.text) and not is_rank_and_file
