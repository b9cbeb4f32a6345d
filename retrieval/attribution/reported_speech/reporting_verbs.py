"""The lexicon of cues: reporting verbs, nouns of saying ("her warning that ...") and phrases ("according to").

Verbs are listed by their plain form, in groups by what they take: a clause ("said the bill was dead"), an object
("criticised the bill"), or quoted text beside or inside their content. The last functions read the parse of a verb.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

# "say (that) ..."
_CLAUSE_VERBS = """
    acknowledge add admit advise agree allege announce answer argue ask assert assure blast blog boast call caution
    chant charge claim clarify complain concede conclude confirm contend counter declare demand deny
    describe disclose emphasise emphasize estimate exclaim explain guarantee hint imply indicate inform insist
    interject joke lament maintain mention message murmur muse note observe opine pledge point post predict proclaim
    promise propose question quip read recall recommend recount reiterate remark remind repeat reply report request
    respond retort reveal say shout signal specify speculate state stipulate stress suggest summarize swear tell
    testify text theorize tout tweet urge vow warn whisper wonder write yell
""".split()
# "criticise the bill", "urge peers to vote", "call him a liar"
_OBJECT_VERBS = """
    accuse acknowledge allege announce ask attack blame blast brand call cite claim condemn criticise criticize
    declare decry defend demand denounce deny deride describe discuss dismiss dub explain label liken mention mock
    note pledge praise predict promise propose question recall recommend reference reject slam suggest term tout urge
    vow
""".split()
# cues only if quoted text is directly beside them
_VERBS_BESIDE_QUOTES = """
    begin bellow continue cry feel find fume go growl grumble gush laugh marvel moan offer press prod rail scoff show
    sigh sing smile snap sneer sob think thunder wonder
""".split()
# cues only if their object or clause contains quoted text, since believing something does not mean saying it
_JUDGEMENT_VERBS = """
    believe characterise characterize compare credit email endorse hail portray refer rule speak talk thank welcome
""".split()
# "promised a law that ends the tax" has the content of a statement, "promised tax cuts" only its topic.
ASSERTING_VERBS = frozenset("demand pledge predict promise propose recommend suggest urge vow".split())
ANNOUNCING_VERBS = frozenset({"announce"})  # "announced plans to strike", not "announced the plans to strike"
ASKING_VERBS = frozenset("ask demand question wonder".split())  # "asked why the bill failed" is all that was asked
TOPIC_PREPOSITIONS = {"ask": "about", "boast": "about", "complain": "about", "point": "to"}
NAMING_VERBS = frozenset(
    "brand call describe dub label term".split()
)  # quoted text after these is a name, not a sentence
NICKNAMING = NAMING_VERBS - {"describe"}  # in the passive these only name: "what is called the “Silver Week”"
TELLING_VERBS = frozenset("advise assure inform remind tell warn".split())  # "tell somebody that ..."
WITHOUT_INFINITIVE = frozenset("agree begin continue".split())  # "continued to grow" reports nothing
WITHOUT_CLAUSE = frozenset(  # "rejected it and left" is two statements, whatever the parser thinks
    "attack blame cite condemn criticise criticize decry defend denounce discuss dismiss praise reject slam".split()
)
CONTINUING_VERBS = frozenset("begin continue go".split())  # "went on to say" does report, "hoped to say" does not
HABITS = frozenset("used liked likes loved loves".split())  # "liked to say" reports what was often said
UNSAID_AUXILIARIES = frozenset("not n't n’t never would could might may should will can must 'd 'll ’d ’ll".split())
QUOTING = frozenset(  # "quoted him as saying"
    "quote quoted quotes quoting cite cited cites citing misquote misquoted misquotes misquoting".split()
)
FORETOLD = frozenset(  # "will say that ..."
    "accuse announce argue call declare describe insist pledge promise say tell urge vow warn".split()
)
SAID_BY_TEXTS = frozenset({"show"})  # if the subject is a person, these do not report speech
TALKING = frozenset({"speak", "talk"})  # these report only with "of" or "about"
VOICED = frozenset(  # heard at the time: "the board said | a man | ran out and | shouted |: ..."
    "bellow chant cry exclaim growl proclaim shout whisper yell".split()
)
PLAIN_SAYING = frozenset("add say tell write".split())
ADDING = frozenset("add conclude continue".split())  # without a subject, the last speaker goes on: "Then added: ..."
REPLIES = frozenset("answer reply respond".split())
DENYING = frozenset({"deny"})  # what these report was not said, or is said not to be so
NOUN = "noun of saying"  # the plain form of all nouns of saying
NOUNS_OF_SAYING = frozenset(  # "her warning that ..."; cues only if their complement has quoted text in it
    """
    accusation account admission advice allegation announcement appeal argument assertion assessment assurance boast
    call characterisation characterization claim comment complaint confession criticism declaration demand denunciation
    description dismissal explanation insistence joke mantra motto plea pledge prediction promise reference remark reply
    response slogan statement suggestion threat vow warning
    """.split()
)
OPINION = "opinion"  # the plain form of verbs that report only quoted words: "found it “late”", "allowed that “it ...”"
PUT_IT, MAKE_CLEAR = "put it", "make clear"
PHRASES = {  # cues of several words: their verb → their plain form
    **dict.fromkeys("put puts putting has had have".split(), PUT_IT),  # "as Ann Lee has it"
    **dict.fromkeys("make makes made making".split(), MAKE_CLEAR),
}
ACCORDING_TO = "according to"
IN_WORDS = "in the words of"
PREPOSITIONS = {  # verb → prepositions that begin its content: "accuse of", "warn against"
    verb: frozenset(words.split())
    for verb, words in {
        "accuse": "of", "ask": "for about", "attack": "for as", "blame": "for on", "blast": "for as",
        "boast": "of about", "call": "for on", "characterise": "as", "characterize": "as", "compare": "to with",
        "complain": "about of", "condemn": "for as", "credit": "for with", "criticise": "for", "criticize": "for",
        "demand": "from", "denounce": "as", "describe": "as", "dismiss": "as", "endorse": "as", "hail": "as",
        "label": "as", "liken": "to", "mock": "for as", "point": "to", "portray": "as", "praise": "for as",
        "recall": "as", "refer": "to", "slam": "for as", "speak": "of about", "talk": "of about", "term": "as",
        "thank": "for", "tout": "as", "urge": "on", "warn": "of about against",
    }.items()
}  # fmt: skip
# "praised him as a “hero”"
JUDGING_VERBS = frozenset(verb for verb, prepositions in PREPOSITIONS.items() if "as" in prepositions)
IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "write": "writes wrote written writing",
    "swear": "swears swore sworn swearing", "go": "goes went going", "think": "thinks thought thinking",
    "feel": "feels felt feeling", "read": "reads read reading", "begin": "begins began beginning",
    "find": "finds found finding", "speak": "speaks spoke spoken speaking", "show": "shows showed shown showing",
}  # fmt: skip
DOUBLED_CONSONANT = frozenset("admit blog dub quip".split())


def inflections(verb: str) -> list[str]:
    """Every form of a verb.

    >>> [" ".join(inflections(verb)) for verb in ("deny", "argue", "admit")]
    ['deny denies denied denying', 'argue argues argued arguing', 'admit admits admitted admitting']
    """
    if verb in IRREGULAR:
        return [verb, *IRREGULAR[verb].split()]
    if verb[-1] == "y" and verb[-2] not in "aeo":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    if verb[-1] == "e":
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    stem = verb + verb[-1] if verb in DOUBLED_CONSONANT else verb
    return [verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), stem + "ed", stem + "ing"]


_ALL_VERBS = dict.fromkeys(_CLAUSE_VERBS + _OBJECT_VERBS + _VERBS_BESIDE_QUOTES + _JUDGEMENT_VERBS)
PLAIN_FORMS = {form: verb for verb in _ALL_VERBS for form in inflections(verb)}  # any form of a verb → its plain form
TAKES_CLAUSE = frozenset(_CLAUSE_VERBS)
TAKES_OBJECT = frozenset(_OBJECT_VERBS + _JUDGEMENT_VERBS)
OPINIONS = frozenset(form for verb in "consider deem find judge reckon think".split() for form in inflections(verb))
WITH_THAT = frozenset(form for verb in "allow grant venture".split() for form in inflections(verb))
OBJECT_ONLY = TAKES_OBJECT - TAKES_CLAUSE | {NOUN, OPINION}  # not a cue of the quoted text in "he praised it, “...”"
NEEDS_QUOTE_BESIDE = frozenset(_VERBS_BESIDE_QUOTES)
NEEDS_QUOTE_INSIDE = frozenset(_JUDGEMENT_VERBS) | {NOUN, OPINION}


def is_reporting(token: "Token") -> bool:
    return token.lower_ in PLAIN_FORMS


def objects(verb: "Token") -> Iterator["Token"]:
    """The direct objects of a verb."""
    return (child for child in verb.rights if child.dep_ == "dobj")


def cues_before(cue: "Token") -> Iterator["Token"]:
    """Reporting verbs directly before a cue that the parser put into its clause: "a paper said | an aide told"."""
    for outer in cue.lefts:
        last = outer.right_edge
        is_adjacent = last.i == cue.i - 1 and last.text not in {",", ";"}
        if is_adjacent and outer.dep_ == "ccomp" and is_reporting(outer) and outer.tag_.startswith("VB"):
            yield outer
