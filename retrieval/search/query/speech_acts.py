"""Speech acts, which people do by speaking: to apologise, regret, thank, promise, admit, deny, resign.

has Lee ever apologised for the flood?      “I am sorry about the flood,” said Lee.
does Lee regret the dam?                    “It was a mistake,” said Lee.
did anyone apologise for the flood?         “I am sorry about the flood,” said Lee.   Lee apologised to the town.
did Lee resign?                             “I am stepping down,” said Lee.
did Lee deny it?                            “There is no truth in it,” said Lee.      Lee denied that it was so.

The words that do the act rarely contain its verb, but others' words about it do: "Lee has not apologised". So passages
in which the person does the act are searched for with typical words. The reader reads them with the question in such
words, and they come first among the answers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.models import Kind, Modality, Quotation
from retrieval.search.query.intent import INDEFINITE
from retrieval.search.query.speakers import ACTIVE, ADVERB, NAME, SAYING


@dataclass(frozen=True, slots=True)
class SpeechAct:
    """The words that name an act in a question, or do it in somebody's statement.

    `verb` names the act, `words` do it, and `refusal` negates it. `found_by` are words to search for. `wordings` has
    other verbs for the question in two forms ("say", "said"), each with the pattern of the words for which it is used.
    """

    verb: str
    words: re.Pattern[str]
    found_by: str
    refusal: re.Pattern[str]
    wordings: Mapping[str, tuple[str, str]]


def _of(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})", re.IGNORECASE)


NOT = (
    r"(?:not|never|nothing|nobody|none|neither|nor|no(?!\s+(?:doubt|question)\b)|cannot|refuse\w*|without|\w+n[’']t)\b"
    r"[^.!?;]{0,40}?\b"
)
OWN_ERROR = (  # "I was wrong about it", "we got it badly wrong", "I made a mistake"; not "if I was wrong"
    r"(?<!\bif\s)(?<!\bwhether\s)(?:I|we)(?:[’']ve|\s+have)?\s+(?:\w+\s+)?"
    r"(?:(?:was|were|been)\s+(?:\w+\s+)?(?:wrong|mistaken|at\s+fault)\b|made\s+(?:\w+\s+){0,3}?(?:mistakes?|errors?)\b|"
    r"got\s+(?:\w+\s+){1,4}?wrong\b)|(?:my|our)\s+(?:own\s+)?(?:fault|mistake|error)"
)
OTHERS_APOLOGY = r"(?:his|her|their|your|its)\s+(?:apolog\w+|regrets?)"
OTHERS_SAY = (  # "they say that I was wrong"
    r"(?:they|you|he|she|people|critics|some|others)\s+(?:say|says|said|think|thinks|thought|claim\w*|told\s+me|"
    r"tell\s+me)\s+(?:that\s+)?(?:I|we)\b"
)
ACTS = {
    "apologise": SpeechAct(
        r"apologi[sz]ed?|sa(?:y|id)\s+sorry",
        _of(rf"sorry|apolog\w+|i\s+regret|we\s+regret|my\s+regrets?|(?:forgive|pardon)\s+(?:me|us)|{OWN_ERROR}"),
        "sorry apologise apology regret forgive wrong mistake",
        _of(
            rf"{NOT}(?:sorry|apolog\w+|regret|wrong|mistake|fault|error)|{OTHERS_SAY}|{OTHERS_APOLOGY}|(?:feel|felt)\s+sorry|"
            r"sorry\s+(?:state|sight|tale|for\s+(?:him|her|them))|"
            r"(?:should|must|ought\s+to|why\s+\w+)\s+(?:\w+\s+)?(?:apologi|say\s+sorry)"
        ),
        {
            r"\bsorry\b": ("say sorry", "said sorry"),
            r"\b(?:I|we)\b[^.!?]{0,30}\bwrong\b": ("admit being wrong", "admitted being wrong"),
            rf"\b(?:{OWN_ERROR})": ("admit mistakes", "admitted mistakes"),
        },
    ),
    "regret": SpeechAct(
        r"regret(?:ted)?|express(?:ed)?\s+regret|feel\s+(?:any\s+)?regret",
        _of(
            rf"regret\w*|remorse\w*|sorry|apolog\w+|ashamed|mistakes?|{OWN_ERROR}|(?:should|ought)(?:\s+not|n[’']t)?\s+(?:to\s+)?have\b|"
            r"wish\s+(?:that\s+)?(?:I|we)\b|if\s+(?:I|we)\s+could\b|in\s+hindsight|looking\s+back"
        ),
        "regret sorry mistake wrong ashamed wish should ought hindsight",
        _of(rf"{NOT}(?:regret|remorse|sorry|apolog\w+|ashamed|wrong|mistake|fault|error)|{OTHERS_SAY}|{OTHERS_APOLOGY}|(?:feel|felt)\s+sorry"),
        {},
    ),
    "thank": SpeechAct(
        r"thank(?:ed)?",
        _of(r"thank\w*|grateful|gratitude|indebted|appreciate\b"),
        "thank thanks grateful gratitude",
        _of(rf"thanks\s+to\s+(?:him|her|them)\b|{NOT}(?:thank|grateful)"),
        {},
    ),
    "promise": SpeechAct(
        r"promised?|pledged?|vow(?:ed)?|guaranteed?",
        _of(
            r"promise\w*|pledg\w+|vow\w*|guarantee\w*|swear|my\s+word|commit(?:ted|ment)?\b|hold\s+me\s+to|rest\s+assured|"
            r"(?:I|we)(?:[’']ll|\s+will|\s+shall)\b"
        ),
        "promise pledge vow guarantee word will",
        _of(r"(?:cannot|can[’']t|could\s+not|couldn[’']t|won[’']t|not\s+going\s+to|no)\s+(?:promise|guarantee|pledge|commit)"),
        {r"\bmy\s+word\b": ("give word", "given word")},
    ),
    "admit": SpeechAct(
        r"admit(?:ted)?|confess(?:ed)?|conceded?|acknowledged?|own(?:ed)?\s+up(?:\s+to)?",
        _of(
            rf"admit\w*|confess\w*|conced\w+|acknowledg\w+|guilty|responsib\w+|{OWN_ERROR}|"
            r"got\s+(?:it|that|this)\s+wrong|yes,?\s+(?:I|we)|hands?\s+up"
        ),
        "admit wrong mistake fault guilty responsibility yes",
        _of(rf"{NOT}(?:admit|confess|guilty|wrong|responsib|fault|mistake)|no\s+truth|{OTHERS_SAY}"),
        {},
    ),
    "deny": SpeechAct(
        r"den(?:y|ied|ies)",
        _of(
            r"den(?:y|ied|ies)|never|no\s+truth|not\s+true|untrue|false\w*|lies?\b|nonsense|rubbish|fabricat\w+|baseless|"
            r"no\s+such|nothing\s+to\s+do\s+with|not\s+guilty|innocent|(?:did|have|has|was|were|had)(?:\s+not|n[’']t)"
        ),
        "deny never untrue false lie nonsense innocent",
        _of(r"(?:cannot|can[’']t|won[’']t|will\s+not|do\s+not|don[’']t)\s+deny"),
        {},
    ),
    "resign": SpeechAct(
        r"resign(?:ed)?|(?:step(?:ped)?|stand|stood)\s+down|quit",
        _of(
            r"resign\w*|(?:step|stand)(?:ping|ing)?\s+(?:down|aside)|quit(?:ting)?\b|my\s+notice|my\s+last\s+day|"
            r"leav(?:e|ing)\s+(?:the|my|this)\s+(?:post|job|role|office|party|board)|time\s+(?:for\s+me\s+)?to\s+go"
        ),
        "resign resignation stepping standing down quit notice leaving",
        _of(rf"{NOT}(?:resign|step|stand|quit|leav|go\b)|(?:should|must|ought\s+to)\s+(?:resign|step|stand|quit)"),
        {
            r"\bstep(?:ping)?\s+(?:down|aside)\b": ("step down", "stepped down"),
            r"\bmy\s+notice\b": ("hand in notice", "handed in notice"),
        },
    ),
    "change": SpeechAct(  # asked for only as presupposed: the latest words show whether somebody has
        r"chang(?:e|ed)\s+(?:his|her|their|its)\s+(?:mind|views?|positions?|tune|stance)|back(?:ed)?\s+down|backtrack(?:ed)?|"
        r"reversed?\s+(?:course|(?:him|her|it)self|themselves)",
        _of(
            r"chang\w+\s+(?:my|our)\s+(?:mind|views?|positions?|tune|stance)|reconsidered|convinced\s+(?:me|us)|persuaded\s+"
            rf"(?:me|us)|(?:I|we)\s+(?:no\s+longer|used\s+to|once)\b|{OWN_ERROR}"
        ),
        "changed my mind wrong reconsidered longer persuaded convinced",
        _of(rf"{NOT}(?:chang|reconsider)|{OTHERS_SAY}"),
        {},
    ),
}  # fmt: skip
ASKED = re.compile(
    rf"\b(?P<auxiliary>{ACTIVE})\s+(?P<who>{NAME}(?:\s+{NAME}){{0,7}}?)\s+(?P<adverb>{ADVERB})(?P<verb>"
    + "|".join(f"(?P<{name}>{act.verb})" for name, act in ACTS.items())
    + r")\b",
    re.IGNORECASE,
)
NEVER_WITHOUT_WORDS = frozenset({"apologise", "thank"})  # admitting or denying may need none of the words above
OF_ANYBODY = frozenset({"apologise", "regret", "thank"})  # the acts that a question may ask of anybody
ANYBODY = re.compile(rf"{INDEFINITE}\b", re.IGNORECASE)
WHO_DID = re.compile(
    r"\bwho(?:\s+(?:all|else|has|have|had|also|ever|even|publicly)){0,3}\s+(?P<verb>"
    + "|".join(f"(?P<{name}>{act.verb})" for name, act in ACTS.items() if name in OF_ANYBODY)
    + r")\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Ww]e|[Oo]ur)\b")
OF_ONESELF = re.compile(r"^(?:that\s+)?(?:he|she|they|it|nothing|to|not|no)\b", re.IGNORECASE)
OTHER_VERB = re.compile(rf"\b(?:{SAYING}|when|that|if|whether|why|he|she|they|would|will)\b", re.IGNORECASE)
PRESUPPOSES = re.compile(r"\W*(?:(?:and|but|so)\s+)?(?:why|when|where|how\s+(?!often|many))\b", re.IGNORECASE)
ADVERBS = r"has|have|had|did|does|was|then|later|also|since|still|ever|twice|once|yesterday|today|\w+ly"
BETWEEN = rf"(?:\s+(?:{ADVERBS}|not|never|(?:has|have|had|did|does)n[’']t)){{0,4}}"  # a subject and its verb
PRESUPPOSED = frozenset({"resign", "change"})
PERFECT = frozenset({"has", "have", "had"})
PARTICIPLE = re.compile(r"(?:ed|said|stood)\b", re.IGNORECASE)


def asked_for(text: str) -> str | None:
    """The act of speech that a question asks for; None if it asks for none.

    >>> asked_for("has Lee ever apologised for it?"), asked_for("when did Ann Lee step down?"), asked_for("what is it?")
    ('apologise', 'resign', None)
    >>> asked_for("what did Lee say about the apology?"), asked_for("who denied it?")
    (None, None)
    >>> asked_for("what did Lee say when he resigned?"), asked_for("did Lee say that he would resign?")
    (None, None)
    >>> asked_for("why did Lee change her mind on it?"), asked_for("has Lee changed her mind on it?")
    ('change', None)
    """
    act = _act_in(_match(text))
    return None if act == "change" and not is_presupposed(act, text) else act


def asked_of_anybody(text: str) -> str | None:
    """The act of speech of which a question asks whether anybody did it, or who; None if it asks for none.

    >>> asked_of_anybody("did anyone at the dam apologise?"), asked_of_anybody("who has thanked the crew?")
    ('apologise', 'thank')
    >>> asked_of_anybody("did Lee apologise?"), asked_of_anybody("did anyone resign?")
    (None, None)
    """
    match = _match(text)
    if match is None or not ANYBODY.match(match["who"]):
        match = WHO_DID.search(text)
    act = _act_in(match)
    return act if act in OF_ANYBODY else None


def _act_in(match: re.Match[str] | None) -> str | None:
    acts = match.groupdict() if match else {}
    return next((name for name in ACTS if acts.get(name)), None)


def _match(text: str) -> re.Match[str] | None:
    """The match of auxiliary, subject and the verb of an act, without another verb between them."""
    match = ASKED.search(text)
    if match is None or OTHER_VERB.search(match["who"]):
        return None
    needs_participle = match["auxiliary"].lower() in PERFECT
    return match if bool(PARTICIPLE.search(match["verb"])) == needs_participle or match["verb"] == "quit" else None


def is_presupposed(act: str, text: str) -> bool:
    """Whether a question presupposes an act that is no mere words: "why did Lee resign?"; not "did Lee resign?"."""
    return act in PRESUPPOSED and PRESUPPOSES.match(text) is not None


def past(act: str) -> str:
    """
    >>> past("apologise"), past("deny"), past("change")
    ('apologised', 'denied', 'changed their mind')
    """
    irregular = {"admit": "admitted", "deny": "denied", "regret": "regretted", "change": "changed their mind"}
    return irregular.get(act) or act.removesuffix("e") + "ed"


def does(act: str, quotation: Quotation) -> bool:
    """Whether a quotation does an act, by its words or by the verb that the article uses."""
    if quotation.modality is Modality.DENIED:
        return act == "deny"
    if not quotation.is_said:
        return False
    known = ACTS[act]
    if quotation.cue and re.fullmatch(known.verb, quotation.cue, re.IGNORECASE):
        return True
    return bool(known.words.search(quotation.text)) and not known.refusal.search(quotation.text)


def answers(act: str, quotation: Quotation) -> bool:
    """Whether a quotation may say whether its speaker did an act. A demand that somebody else do it does not."""
    if does(act, quotation):
        return True
    if not quotation.is_said or act not in NEVER_WITHOUT_WORDS:
        return quotation.is_said
    own = OF_ONESELF if quotation.kind is Kind.INDIRECT else FIRST_PERSON
    return bool(ACTS[act].words.search(quotation.text) and own.search(quotation.text))


def tells(act: str, passage: str, name: str, *, is_quoted: bool) -> bool:
    """Whether an article's own words say that somebody did an act, or did not.

    "He" may mean that person if the passage quotes them (`is_quoted`).

    >>> text = "She later apologised to Bo Ek, who left but has not resigned."
    >>> [tells("apologise", text, "Ann Lee", is_quoted=is_quoted) for is_quoted in (True, False)]
    [True, False]
    >>> tells("resign", text, "Bo Ek", is_quoted=False), tells("resign", "Ek should resign.", "Bo Ek", is_quoted=True)
    (True, False)
    >>> tells("apologise", "The director, Ann Lee, apologised.", "Ann Lee", is_quoted=False)
    True
    """
    surname = re.escape(name.rsplit(maxsplit=1)[-1])
    who = rf"{surname}(?:,?\s+who)?(?:,[^.!?]{{1,60}},|,|\s[^.!?]{{1,80}}\s(?:but|and))?"
    did = rf"(?<!\w)(?:{who}{'|he|she|they' if is_quoted else ''}){BETWEEN}\s+(?:{ACTS[act].verb})(?!\w)"
    return re.search(did, passage, re.IGNORECASE) is not None


def tells_of_somebody(act: str, passage: str) -> bool:
    """Whether an article's own words say that anybody did an act.

    >>> tells_of_somebody("apologise", "The director, Ann Lee, apologised."), tells_of_somebody("thank", "He thanked.")
    (True, True)
    >>> tells_of_somebody("apologise", "Lee has not apologised."), tells_of_somebody("thank", "Nobody thanked us.")
    (False, False)
    """
    who = r"(?:(?!no(?:body|ne)?\b|neither\b)(?-i:[A-Z][\w’'-]+),?(?:\s+who)?|he|she|they)"
    return (
        re.search(rf"\b{who}(?:\s+(?:{ADVERBS})){{0,4}}\s+(?:{ACTS[act].verb})(?!\w)", passage, re.IGNORECASE)
        is not None
    )


def in_words_of(text: str, act: str, passage: str) -> str:
    """A question about an act, with the verb that fits the words of a passage.

    >>> in_words_of("has Lee apologised for it?", "apologise", "“I am sorry.”")
    'has Lee said sorry for it?'
    >>> in_words_of("did Lee resign?", "resign", "“I am stepping down.”"), in_words_of("did Lee resign?", "resign", "")
    ('did Lee step down?', 'did Lee resign?')
    """
    match = _match(text)
    wordings = ACTS[act].wordings.items()
    found = next((forms for pattern, forms in wordings if re.search(pattern, passage, re.IGNORECASE)), None)
    if match is None or found is None:
        return text
    return text[: match.start("verb")] + found[match["auxiliary"].lower() in PERFECT] + text[match.end("verb") :]
