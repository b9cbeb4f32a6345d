"""The words that announce somebody's words: verbs of saying, and what besides verbs does the same.

A verb is entered by its plain form and by what it takes: a clause ("said the bill was dead") or a thing ("criticised
the bill").
"""

# say that ..., also without "that"
CLAUSE = """acknowledge add admit advise agree allege announce answer argue ask assert assure blast blog boast call
caution chant charge claim clarify complain concede conclude confirm contend continue counter declare demand deny
describe disclose emphasise emphasize estimate exclaim explain guarantee hint imply indicate inform insist interject
joke lament maintain mention murmur muse note observe opine pledge point post predict proclaim promise propose
question quip rail read recall recommend recount reiterate remark remind repeat reply report request respond retort
reveal say shout signal specify speculate state stipulate stress suggest summarize swear tell testify theorize tout
tweet urge vow warn whisper wonder write yell""".split()
# criticise the bill, urge peers to vote, call him a liar
THING = """accuse acknowledge allege announce ask attack blame blast brand call cite claim condemn criticise criticize
declare decry defend demand denounce deny deride describe discuss dismiss dub explain label liken mention mock
note pledge praise predict promise propose question recall recommend reference reject slam suggest tout urge
vow""".split()
# cues only where a quoted piece stands right beside them
QUOTED = """begin bellow cry feel find fume go growl grumble gush laugh marvel moan offer press prod scoff show sigh
sing smile snap sneer sob think thunder wonder""".split()
# cues only where what they take holds a quoted piece: nobody says so who merely believes it
JUDGING = """believe characterise characterize compare credit email endorse hail name portray refer thank
welcome""".split()
NAMING = frozenset("brand call describe dub label".split())  # what is quoted behind these is a name, not a sentence
TELLING = frozenset("advise assure inform remind tell warn".split())  # somebody that ...
WITHOUT_INFINITIVE = frozenset("agree begin continue".split())  # "continued to grow" reports nothing
GOING_ON = frozenset("begin continue go".split())  # to say ..., which tells that it was said
UNSAID = frozenset("not n't n’t never would could might may should will can must 'd 'll ’d ’ll".split())
PUT, MADE_CLEAR = "put it", "make clear"
PHRASES = dict.fromkeys("put puts putting".split(), PUT) | dict.fromkeys("make makes made making".split(), MADE_CLEAR)
ACCORDING = "according to"
PREPOSITIONS = {
    verb: frozenset(words.split())
    for verb, words in {
        "accuse": "of", "add": "to", "ask": "for about", "attack": "for as", "blame": "for on", "blast": "for as",
        "boast": "of about", "call": "for on", "characterise": "as", "characterize": "as", "compare": "to with",
        "complain": "about of", "condemn": "for as", "credit": "for with", "criticise": "for", "criticize": "for",
        "demand": "from", "denounce": "as", "describe": "as", "dismiss": "as", "endorse": "as", "hail": "as",
        "label": "as", "liken": "to", "mock": "for as", "point": "to", "portray": "as", "praise": "for as",
        "refer": "to", "slam": "for as", "thank": "for", "urge": "on", "warn": "of about against",
    }.items()
}  # fmt: skip
IRREGULAR = {
    "say": "says said saying", "tell": "tells told telling", "write": "writes wrote written writing",
    "swear": "swears swore sworn swearing", "go": "goes went going", "think": "thinks thought thinking",
    "feel": "feels felt feeling", "read": "reads read reading", "begin": "begins began beginning",
    "find": "finds found finding", "show": "shows showed shown showing",
}  # fmt: skip
DOUBLED = frozenset("admit blog dub quip".split())


def forms(verb: str) -> list[str]:
    """Every form of a verb.

    >>> [" ".join(forms(verb)) for verb in ("deny", "argue", "admit")]
    ['deny denies denied denying', 'argue argues argued arguing', 'admit admits admitted admitting']
    """
    if verb in IRREGULAR:
        return [verb, *IRREGULAR[verb].split()]
    if verb[-1] == "y" and verb[-2] not in "aeo":
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    if verb[-1] == "e":
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    stem = verb + verb[-1] if verb in DOUBLED else verb
    return [verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s"), stem + "ed", stem + "ing"]


VERBS = {form: verb for verb in dict.fromkeys(CLAUSE + THING + QUOTED + JUDGING) for form in forms(verb)}
TAKES_CLAUSE = frozenset(CLAUSE)
TAKES_THING = frozenset(THING + JUDGING)
NEVER_SAYING = TAKES_THING - TAKES_CLAUSE  # "he praised it, “...”" does not announce
ONLY_QUOTED = frozenset(QUOTED)
ONLY_HOLDING = frozenset(JUDGING)
