"""The content of a cue: the words reported. It is the clause or object of the verb, without the narrator's additions.

He insisted | the reforms would “strengthen” it |, as one MP called for them to be dropped
            └──────────────content──────────────┘└─────────────the narrator's─────────────
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.roles import is_person_noun
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.models import Span
from retrieval.text.nlp import ANY_SUBJECT

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NOTHING_SAID = frozenset("allegiance loyalty fealty".split())  # what one pledges without saying anything else
PRONOUNS = frozenset("he she they".split())
NARRATORS_PREPOSITIONS = frozenset({"despite", "amid"})  # these begin a remark of the narrator on the words reported
CIRCUMSTANCES = frozenset(
    "after before during in at on".split()
)  # of saying, behind a quotation that ends with a comma
EFFECTS = frozenset("drawing prompting sparking triggering".split())  # of what was said: ", | prompting | her to leave"
MAX_STEPS_UP = 12  # steps up the dependency tree from the last word of a content
FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
QUESTION_WORDS = frozenset("who whom whose which what where when why how".split())
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def find(verb: "Token", plain_form: str) -> Span | None:
    """The content of a cue that is a single verb: the verb's clause, or its object if the verb takes one."""
    parts = _parts(verb, plain_form)
    if not parts and plain_form in reporting_verbs.TELLING_VERBS:
        # "told the Courier he was ready": the parser takes the clause for a relative clause about the Courier
        parts = [child for noun in objects(verb) for child in noun.rights if child.dep_ == "relcl"]
    if any(part.dep_ == "ccomp" and part.i > verb.i for part in parts):
        # then a clause before the verb is not content: "one left, another said it was over"
        parts = [part for part in parts if part.i > verb.i]
    if not parts:
        return _split_clause(verb, plain_form)
    first = min((_first_word(part, verb) for part in parts), key=lambda word: word.i)
    if verb.dep_ == "ccomp" and verb in cues_before(verb.head):
        parts.append(verb.head)
    last = max((_last_word(part) for part in parts), key=lambda word: word.i)
    return first.idx, last.idx + len(last)


def names_topic(verb: "Token", plain_form: str) -> bool:
    """Whether the content only names a topic, so that nothing is said: "criticised | the bill", "told | how it was"."""
    parts = _parts(verb, plain_form)
    return bool(parts) and all(_is_topic(part, plain_form) for part in parts)


def find_behind(last: "Token", verb: "Token") -> Span | None:
    """The content of a cue of several words: the clause directly after its last word: "made it clear | that ..."."""
    for word in (last, verb):
        for clause in word.rights:
            if clause.left_edge.i == last.i + 1:
                clause_end = _last_word(clause)
                return clause.left_edge.idx, clause_end.idx + len(clause_end)
    return None


def cues_before(cue: "Token") -> Iterator["Token"]:
    """Reporting verbs directly before a cue that the parser put into its clause: "a paper said | an aide told"."""
    for outer in cue.lefts:
        last = outer.right_edge
        is_adjacent = last.i == cue.i - 1 and last.text not in {",", ";"}
        if is_adjacent and outer.dep_ == "ccomp" and _is_reporting(outer) and outer.tag_.startswith("VB"):
            yield outer


def objects(verb: "Token") -> Iterator["Token"]:
    """The direct objects of a verb."""
    return (child for child in verb.rights if child.dep_ == "dobj")


def _is_reporting(token: "Token") -> bool:
    return token.lower_ in reporting_verbs.PLAIN_FORMS


def _parts(verb: "Token", plain_form: str) -> "list[Token]":
    return [child for child in verb.children if _is_content(child, verb, plain_form)]


def _is_topic(part: "Token", plain_form: str) -> bool:
    """Whether a part of a content is a thing or an indirect question, which asserts and demands nothing by itself."""
    match part.dep_:
        case "dobj":
            if plain_form in reporting_verbs.ANNOUNCING_VERBS:
                return _is_definite(part)
            if part.lower_ in NOTHING_SAID:
                return True
            return plain_form not in reporting_verbs.ASSERTING_VERBS and not _has_complement(part, plain_form)
        case "prep":
            return part.lower_ == reporting_verbs.TOPIC_PREPOSITIONS.get(plain_form)
        case "ccomp":
            return plain_form not in reporting_verbs.ASKING_VERBS and _is_indirect_question(part)
    return False


def _has_complement(noun: "Token", plain_form: str) -> bool:
    """Whether the parser gave the verb's preposition to its object: "accused | the city of neglect"."""
    prepositions = reporting_verbs.PREPOSITIONS.get(plain_form, frozenset())
    return any(child.dep_ == "prep" and child.lower_ in prepositions for child in noun.rights)


def _is_definite(noun: "Token") -> bool:
    """Whether a noun means something known: "the plan", "their plan", "Mr Lee", not "a plan" or "plans"."""
    owned = any(child.dep_ == "poss" for child in noun.lefts)
    return owned or noun.pos_ in {"PROPN", "PRON"} or any(child.lower_ in DEFINITE for child in noun.lefts)


def _is_indirect_question(clause: "Token") -> bool:
    """Whether a clause is a question: "how it began", not "how sad it was" nor "what began was sad"."""
    word = clause.left_edge
    if word.lower_ not in QUESTION_WORDS or (word.lower_ == "how" and word.head.pos_ in {"ADJ", "ADV"}):
        return False
    while word.head != clause and word.head.pos_ not in {"VERB", "AUX"}:
        word = word.head
    return word.head == clause


def _is_content(child: "Token", verb: "Token", plain_form: str) -> bool:
    """Whether `child`, which depends on a reporting verb, is the head of its content."""
    if child.dep_ == "ccomp" or child.i < verb.i:
        return child.dep_ == "ccomp"
    prepositions = reporting_verbs.PREPOSITIONS.get(plain_form, frozenset())
    match child.dep_:
        case "xcomp":
            return plain_form not in reporting_verbs.WITHOUT_INFINITIVE and not _is_purpose(child, verb, plain_form)
        case "dobj" | "oprd":
            return plain_form in reporting_verbs.TAKES_OBJECT
        case "prep":
            return child.lower_ in prepositions
        case "advcl":  # "called for the government to resign"
            return "for" in prepositions and _is_demand(child, verb)
    return False


def _is_purpose(infinitive: "Token", verb: "Token", plain_form: str) -> bool:
    """Whether an infinitive says what a thing is wanted for: "requested anonymity | to speak freely"."""
    if plain_form in reporting_verbs.TAKES_OBJECT:
        return False
    things = (noun for noun in objects(verb) if noun.pos_ == "NOUN" and not is_person_noun(noun.text))
    return any(verb.i < thing.i < infinitive.i for thing in things)


def _is_demand(clause: "Token", verb: "Token") -> bool:
    """Whether a clause is a demand: "called for | the bill to be dropped"."""
    if any(child.dep_ == "mark" and child.lower_ == "for" for child in clause.lefts):
        return True
    if clause.left_edge.lower_ != "to":
        return False
    prepositions = (child for child in verb.rights if child.dep_ == "prep")
    return any(word.lower_ in {"for", "on"} and word.right_edge.i + 1 == clause.left_edge.i for word in prepositions)


def _split_clause(verb: "Token", plain_form: str) -> Span | None:
    """A clause whose subject the parser takes for an object: "insisting | the decision | is a matter for us"."""
    takes_object = plain_form in reporting_verbs.TAKES_OBJECT | reporting_verbs.TELLING_VERBS
    if plain_form not in reporting_verbs.TAKES_CLAUSE or takes_object:
        return None
    doc = verb.doc
    for noun in objects(verb):
        after = noun.right_edge.i + 1
        if noun.left_edge.i == verb.i + 1 and after < len(doc) and doc[after].tag_ in FINITE:
            ends = (word for word in doc[after:] if word.text == ";" or word.is_sent_start)
            end = next(ends, doc[-1])
            return noun.left_edge.idx, end.idx
    return None


def _first_word(part: "Token", verb: "Token") -> "Token":
    """Where a part begins. The parser may attach its subject to the person told: "told Mr Lee | the bill was"."""
    start = part.left_edge
    if part.dep_ == "ccomp" and not any(child.dep_ in ANY_SUBJECT for child in part.children):
        for noun in objects(verb):
            for child in noun.rights:
                if child.dep_ == "appos" and child.right_edge.i == start.i - 1:
                    return child.left_edge
    return start


def _last_word(part: "Token") -> "Token":
    """Where a part ends, before anything that the narrator adds."""
    end = part.right_edge.i
    while added := _narrators_start(part, end):
        end = added - 1
    return part.doc[end]


def _narrators_start(part: "Token", end: int) -> int | None:
    """Where the narrator's words begin, if they end at token `end` of a part; None if the content itself ends there."""
    token = part.doc[end]
    for _ in range(MAX_STEPS_UP):
        if token == part:
            return None
        if part.i < token.i <= end and (start := _narrators_phrase(token, part)):
            return start
        token = token.head
    return None


def _narrators_phrase(head: "Token", part: "Token") -> int | None:
    """Where the phrase around `head` begins, if the phrase lies in a part but is the narrator's."""
    doc, start = head.doc, head.left_edge.i
    if doc[start - 1].text == "," or _is_behind_quoted_comma(doc, start):
        match head.dep_:
            case "prep":
                is_circumstance = doc[start - 1].is_quote and head.lower_ in CIRCUMSTANCES and not _has_quote(doc, head)
                return start if is_circumstance or head.lower_ in NARRATORS_PREPOSITIONS else None
            case "advcl":
                is_circumstance = doc[start - 1].is_quote and _is_circumstance(head)
                return start if is_circumstance or _reports_more(head) else None
            case "attr" | "appos":  # "no “reform”, a pledge also made by others"
                return start if doc[start - 2].text in '”"' and doc[start].dep_ == "det" else None
    if head.dep_ != "conj":
        return None
    if doc[start].lower_ == "that" and part.left_edge.lower_ != "that" and any(cues_before(part.head)):
        return start - (doc[start - 1].dep_ == "cc")  # "a paper said an aide told it that ..., | and that ..."
    return _second_cue_start(head, part)


def _is_behind_quoted_comma(doc: "Doc", place: int) -> bool:
    """Whether a quotation that ends with a comma ends right before a token: “...,” | while ..."""
    return place > 1 and doc[place - 1].is_quote and doc[place - 2].text == ","


def _has_quote(doc: "Doc", head: "Token") -> bool:
    return any(token.is_quote for token in doc[head.left_edge.i : head.right_edge.i + 1])


def _is_circumstance(clause: "Token") -> bool:
    """Whether a clause has no subject, and says when or how something was said: "while | trying | to explain it"."""
    return clause.tag_ == "VBG" and not any(child.dep_ in ANY_SUBJECT for child in clause.lefts)


def _reports_more(clause: "Token") -> bool:
    """Whether a clause is a report of its own: ", adding that", ", in a statement which said", ", as others said"."""
    if clause.tag_ != "VBG":
        marks = {child.lower_ for child in clause.lefts if child.dep_ == "mark"}
        return _is_reporting(clause) and not marks.isdisjoint({"as", "while"})
    described = (word for noun in objects(clause) for word in noun.rights if word.dep_ == "relcl")
    plain_form = reporting_verbs.PLAIN_FORMS.get(clause.lower_)
    is_cue = plain_form is not None and plain_form not in reporting_verbs.NEEDS_QUOTE_BESIDE
    return is_cue or clause.lower_ in EFFECTS or any(_is_reporting(word) for word in described)


def _second_cue_start(verb: "Token", part: "Token") -> int | None:
    """Where the same speaker's second statement begins: "he said it was dead | and he urged them to bury it"."""
    if verb.tag_ != "VBD" or not _is_reporting(verb):
        return None
    own_subject = next((child for child in verb.lefts if child.dep_ in ANY_SUBJECT), None)
    if own_subject is None and any(child.tag_ == "MD" for child in verb.head.lefts):
        return verb.i - (verb.doc[verb.i - 1].dep_ == "cc")  # "the wall would hold | and argued that ..."
    subject = own_subject or next((child for child in part.lefts if child.dep_ in ANY_SUBJECT), None)
    if subject is None or subject.lower_ not in PRONOUNS:
        return None
    start = own_subject.left_edge.i if own_subject else verb.i
    return start - (verb.doc[start - 1].dep_ == "cc")
