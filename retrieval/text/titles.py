"""Titles of people: courtesies ("Mr"), ranks and offices before a name ("Senator"), suffixes after it ("Jr.").

Words are in lower case and without full stops. The lists overlap, but each has its own purpose: moving a word from one
list to another changes results.
"""

# Courtesies and kinship that show whether a person is a man or a woman.
MALE_TITLES = frozenset("mr sir lord king prince father brother monsignor".split())
FEMALE_TITLES = frozenset("mrs ms miss dame lady queen princess baroness sister".split())
# Courtesy titles, which say nothing about a person's role, as "Senator" does.
COURTESY_TITLES = frozenset("mr mrs ms miss sir dame lady lord dr".split())
FULL_TITLES = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor",
    "justice": "judge",
}  # fmt: skip
# Every word that can lead up to a person's name as a title.
TITLES = frozenset(
    "dr rev capt col lt sgt pres president senator secretary minister leader congressman congresswoman "
    "representative assemblyman assemblywoman councilman councilwoman adm maj cpl governor professor general mayor "
    "chancellor judge justice director chairman chairwoman speaker attorney officer chief commissioner councillor "
    "cllr manager correspondent editor host spokesman spokeswoman sheriff detective admiral colonel captain "
    "sergeant lieutenant brigadier superintendent inspector constable fr engr barr alhaji hajiya ambassador pope "
    "cardinal bishop archbishop pastor imam rabbi strategist adviser actor actress ceo cfo coo cto vp councilor "
    "comrade hon igwe oba mallam malam shri smt barrister lawyer atty brig commodore dcp acp dsp ssp chair clerk "
    "treasurer monsignor msgr recorder".split()
).union(MALE_TITLES, FEMALE_TITLES, FULL_TITLES, FULL_TITLES.values())
# Titles that are also surnames. "Charlotte King" may be a whole name; in "Charlotte Mayor Ann Lee", a name follows.
TITLES_AND_SURNAMES = frozenset("king prince pope bishop judge lord father major cardinal justice host barr".split())
# Titles that belong to a name without a first name: "Pope Francis", "Lady Thatcher", "Mr Justice Hale".
KEPT_TITLES = frozenset(
    "lord lady sir dame baroness king queen prince princess pope cardinal archbishop bishop justice sister".split()
)
# Those before a surname, not before a first name as "Pope" and "King" are.
SURNAME_TITLES = frozenset("lord lady baroness justice bishop archbishop cardinal".split())
# What an article may call the bearer of a title: "Lord Thorn said no. The peer left."
NOUNS_OF_TITLES = {
    "lord": "peer", "lady": "peer", "baroness": "peer", "king": "monarch", "queen": "monarch", "pastor": "cleric",
    "imam": "cleric", "rabbi": "cleric", "bishop": "cleric", "archbishop": "cleric",
}  # fmt: skip
# Left out when the words of two names are compared.
IGNORED_IN_NAMES = frozenset("mr mrs ms miss dr sir dame lord lady sen rep gov prof the".split())
# Abbreviations before a name. Their full stop does not end a sentence.
ABBREVIATED_TITLES = frozenset(
    "mr mrs ms messrs mmes dr drs prof profs sir st sen sens rep reps gov govs gen gens lt lts col cols capt capts "
    "cmdr maj adm adms sgt sgts cpl det dets supt atty attys amb ambs rev revs hon pres cllr cllrs".split()
)
# Roles by which an article may refer to its main person without an introduction: "the president", "the candidate".
# An office has one holder at a time: normally only a person to whom the article gives the office counts as its holder.
HELD_OFFICES = frozenset(
    "president senator secretary minister representative governor congressman congresswoman mayor leader chancellor "
    "premier mp general prince princess queen king duke duchess earl countess".split()
)
# Somebody with another office is none of these; "the minister" may be the health secretary, "the leader" the premier.
SOLE_OFFICES = frozenset("president senator governor mayor chancellor general".split())
REFERRING_ROLES = HELD_OFFICES.union(
    "candidate nominee billionaire businessman mogul developer frontrunner runner-up contender lawmaker republican "
    "democrat".split()
)
# Offices that somebody takes and leaves: "after she left office".
TAKEN_OFFICES = frozenset(
    "president secretary minister governor mayor chancellor premier senator representative".split()
)
# Single words that are an office beside a speaker's name. Any other single word may be a form of the name ("Dave").
OFFICES = frozenset("president senator minister secretary professor governor chancellor chairman mayor judge".split())
# What an office is for: a name may follow, "Minister of Health Patel".
PORTFOLIOS = frozenset(
    "affairs agriculture budget commerce communications community culture defence defense development economy "
    "education employment energy environment families family finance health home housing immigration industry "
    "information interior justice labor labour participation planning research revenue science security services "
    "social sport sports state technology tourism trade transport treasury water welfare women works youth".split()
)
POST_NOMINALS = frozenset("mp phd md kc qc msp mep mla mlc mhk td obe cbe mbe frs esq".split())
# Words in lower case within a name, and a pattern for them.
NAME_PARTICLES = frozenset("de da del della der dos la le van von ter zu bin al".split())
NAME_PARTICLE = f"(?:{'|'.join(sorted(NAME_PARTICLES))})"
NAME_SUFFIXES = frozenset("jr sr ii iii iv".split())
