"""The content of a cue: the words reported. It is the clause or object of the verb, without the narrator's additions.

He insisted | the reforms would “strengthen” it |, as one MP called for them to be dropped
            └──────────────content──────────────┘└─────────────the narrator's─────────────
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.speaking_nouns import BODIES, DOCUMENTS, SPEAKING_BODIES, TEXT_NOUNS
from retrieval.attribution.reported_speech import narrator, reporting_verbs
from retrieval.attribution.reported_speech.reporting_verbs import cues_before, objects
from retrieval.models import Span
from retrieval.text.dates import WEEKDAYS
from retrieval.text.nlp import ANY_SUBJECT, FINITE, left_subject, neighbour, subject_of
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Token

RELATIVE = frozenset({"that", "which", "who"})
QUESTION_WORDS = frozenset("who whom whose which what where when why how".split())
QUESTION_OPENERS = QUESTION_WORDS | {"if", "whether"}
OBJECT_PRONOUNS = frozenset("me him us them".split())
SURMISING = frozenset("may might must should".split())
SUBJECT_PRONOUNS = frozenset("he she it they".split())
GRAMMATICAL_TAGS = frozenset("CC DT EX IN MD PRP PRP$ TO WDT WP WRB , . :".split())
GRAMMATICAL = frozenset("be been being am is are was were do does did done doing so".split())
DAYS = frozenset((*map(str.lower, WEEKDAYS), "today", "yesterday"))
PERIODS = frozenset("weekend week month year spring summer autumn fall winter".split())
HOURS = frozenset("morning afternoon evening night".split())
TAKES_FOR = frozenset("bid call calls demand demands plan plans proposal push support".split())
MEDIA = frozenset("blog email interview letter message note post statement thread tweet video".split())
OCCASIONS = (  # of saying: "said in a report | that ..."
    MEDIA
    | TEXT_NOUNS
    | DOCUMENTS
    | frozenset("briefing conference court evidence hearing meeting rally session submission".split())
)
CLAUSE_OPENERS = frozenset({"PRP", "PRP$", "DT", "EX"})
ANYBODY = frozenset(
    "anybody anyone everybody everyone people residents those witnesses".split()
)  # asked to do something
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def find(verb: "Token", plain_form: str) -> Span | None:
    """The content of a cue that is a single verb: the verb's clause, or its object if the verb takes one."""
    parts = _parts(verb, plain_form)
    if not parts and plain_form in reporting_verbs.TELLING_VERBS:
        # "told the Courier he was ready": the parser takes the clause for a relative clause about the Courier
        parts = [child for noun in objects(verb) for child in noun.rights if _may_be_told(child)]
    parts = parts or list(_given_to_medium(verb)) or list(_of_cleft(verb))
    if any(part.dep_ == "ccomp" and part.i > verb.i for part in parts):
        # then a clause before the verb is not content: "one left, another said it was over"
        parts = [part for part in parts if part.i > verb.i]
    if not parts:
        return _split_clause(verb, plain_form)
    if plain_form == "ask" and (question := _question_behind_asked(verb, parts)):
        return question.idx, (end := narrator.last_word(parts[-1])).idx + len(end)
    demand = next((part for part in parts if part.dep_ == "xcomp" and _is_behind_day(part, verb)), None)
    first = demand.left_edge if demand else min((_first_word(part, verb) for part in parts), key=lambda word: word.i)
    if verb.dep_ == "ccomp" and verb in cues_before(verb.head):
        parts.append(verb.head)
    last = max((narrator.last_word(part) for part in parts), key=lambda word: word.i)
    for clause in _joined_to(verb, parts):
        if clause.left_edge.i <= last.i + 3:  # after a comma and "and": the narrator adds nothing in between
            last = max(last, narrator.last_word(clause), key=lambda word: word.i)
    if last.i > verb.i and any(part.dep_ == "ccomp" for part in parts):
        reasons = (child for child in verb.rights if _gives_reason(child) and child.left_edge.i == last.i + 1)
        last = next(map(narrator.last_word, reasons), last)
    return (first.idx, last.idx + len(last)) if first.i <= last.i else None  # None: "she was called on; nobody came"


def _of_cleft(verb: "Token") -> Iterator["Token"]:
    """The clause of a cleft sentence: "What she told them was | that it was late |"."""
    begins = verb.dep_ == "csubj" and any(child.lower_ == "what" and child.dep_ == "dobj" for child in verb.lefts)
    if begins and verb.head.lower_ in {"is", "was"}:
        yield from (child for child in verb.head.rights if child.dep_ == "ccomp" and child.left_edge.lower_ == "that")


def _may_be_told(clause: "Token") -> bool:
    """Whether a clause that the parser gave to the person told may be what is told: "told the programme | that ..."."""
    has_that = any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.lefts)
    return clause.dep_ == "relcl" or (clause.dep_ == "acl" and has_that)


def _given_to_medium(verb: "Token") -> Iterator["Token"]:
    """The clause that the parser gives to a medium, and not to its cue: "said in a statement | that it was late |"."""
    media = (
        noun
        for preposition in verb.rights
        if preposition.dep_ == "prep"
        for noun in preposition.rights
        if singular(noun.text) in OCCASIONS
    )
    for noun in media:
        for clause in noun.rights:
            if any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.lefts):
                yield clause


def _question_behind_asked(verb: "Token", parts: "list[Token]") -> "Token | None":
    """The start of a question behind the person asked: "asked Ann Lee Friday | if it was late"."""
    clause, end = parts[-1], parts[-1].i
    opening = (word for word in verb.doc[verb.i + 1 : end] if word.lower_ in QUESTION_OPENERS)
    first = next(opening, None)
    if first is None or clause.dep_ not in {"ccomp", "advcl"} or not _is_finite(clause):
        return None
    asked = verb.doc[verb.i + 1 : first.i]
    is_asked = all(word.pos_ == "PROPN" or word.dep_ in {"npadvmod", "det"} or word.lower_ == "on" for word in asked)
    return first if is_asked and len(asked) > 0 else None


def noun_outside(verb: "Token", plain_form: str) -> Span | None:
    """The noun outside a content to which its words refer, in a relative clause or in a passive.

    | a plan | that he said would work        | the ridge |, which she described as a barrier
    | Mr Cole | was described by her as a bully          a nurse who said she would go: None
    """
    lacks_object = _lacks_object(verb, plain_form)
    passive = next((child for child in verb.lefts if child.dep_ == "nsubjpass"), None)
    has_agent = any(child.dep_ == "agent" for child in verb.rights)
    if lacks_object and has_agent and passive is not None and passive.pos_ in {"NOUN", "PROPN"}:
        return passive.left_edge.idx, passive.right_edge.idx + len(passive.right_edge)
    if not lacks_object and not _lacks_subject(verb):
        return None
    first = verb.left_edge
    noun = verb.head if verb.dep_ == "relcl" else _noun_before(first)
    if noun is None or noun.pos_ not in {"NOUN", "PROPN"}:
        return None
    before = [child for child in noun.rights if child.dep_ == "prep" and child.right_edge.i < first.i]
    last = before[-1].right_edge if before else noun
    subject = left_subject(verb) or verb
    is_bare = subject.left_edge == first and first.i == last.i + 1  # "a plan | the board said would work"
    is_behind = is_bare or (first.lower_ in RELATIVE and first.i - last.i <= 2)
    return (noun.left_edge.idx, last.idx + len(last)) if is_behind else None


def _lacks_subject(verb: "Token") -> bool:
    """Whether the clause that a verb reports has no subject: "a plan that he | said | would work"."""
    clause = next((child for child in verb.rights if child.dep_ == "ccomp"), None)
    if clause is None or not _is_finite(clause):
        return False
    is_behind_that = verb.left_edge.lower_ in RELATIVE and verb.left_edge.head == clause  # the parse knows no relative
    has_own = any(child.dep_ in ANY_SUBJECT and child.i > verb.i for child in clause.children)
    return not has_own and (verb.dep_ == "relcl" or is_behind_that)


def _lacks_object(verb: "Token", plain_form: str) -> bool:
    """Whether a verb describes an object before it: "which he | described | as a barrier"."""
    parts = _parts(verb, plain_form)
    return bool(parts) and all(
        part.dep_ == "oprd" or (part.dep_ == "prep" and (part.lower_ == "as" or plain_form == "blame"))
        for part in parts
    )


def _noun_before(relative: "Token") -> "Token | None":
    """The noun before a relative pronoun that the parser takes for a conjunction, with what it is the "of" of."""
    if relative.lower_ not in RELATIVE or relative.i < 2:
        return None
    noun = neighbour(relative, -2) if neighbour(relative, -1).text == "," else neighbour(relative, -1)
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ == "NOUN":
        noun = noun.head.head
    return noun


def is_fragment(verb: "Token", plain_form: str) -> bool:
    """Whether a content means nothing by itself, because its subject or object is elsewhere or left out.

    what he described | as a gift     asked | to do so     as he says | he will     the work he asked | her to help with
    """
    parts = _parts(verb, plain_form)
    if not parts:
        return False
    last = max((part.right_edge for part in parts), key=lambda word: word.i)
    is_stranded = last.tag_ in {"TO", "MD"} or (last.dep_ == "prep" and verb.dep_ == "relcl")
    words = [word for part in parts for word in part.subtree]
    is_clause = any(_is_finite(part) for part in parts)  # "asked if it was late, he said that it was"
    says_nothing = not is_clause and all(word.tag_ in GRAMMATICAL_TAGS or word.lower_ in GRAMMATICAL for word in words)
    return is_stranded or says_nothing or (_lacks_object(verb, plain_form) and noun_outside(verb, plain_form) is None)


def names_topic(verb: "Token", plain_form: str) -> bool:
    """Whether the content only names a topic, so that nothing is said: "criticised | the bill", "told | how it was"."""
    parts = _parts(verb, plain_form)
    return bool(parts) and all(_is_topic(part, plain_form) for part in parts)


def find_behind(last: "Token", verb: "Token") -> Span | None:
    """The content of a cue of several words: the clause directly after its last word: "made it clear | that ..."."""
    for word in (last, verb):
        for clause in word.rights:
            if clause.left_edge.i == last.i + 1 and clause.dep_ != "prep":  # not "as he put it | in May"
                clause_end = narrator.last_word(clause)
                return clause.left_edge.idx, clause_end.idx + len(clause_end)
    return None


def _gives_reason(clause: "Token") -> bool:
    """Whether a clause gives a reason or a condition: "said it had closed | because nobody came"."""
    marks = {child.lower_ for child in clause.lefts if child.dep_ == "mark"}
    return clause.dep_ == "advcl" and not marks.isdisjoint({"because", "if", "unless"})


def _joined_to(verb: "Token", parts: "list[Token]") -> "list[Token]":
    """Clauses that the parser joined to a cue although the cue reports them: "said it was dead | and that he would
    go".
    """
    told = next((part for part in parts if part.dep_ == "ccomp" and part.head == verb and part.i > verb.i), None)
    if told is None:
        return []
    return [child for child in verb.rights if child.dep_ == "conj" and _is_reported_too(child, verb, told)]


def _is_reported_too(clause: "Token", cue: "Token", told: "Token") -> bool:
    """Whether a clause joined to a cue and to what it told begins with "that", or has "would" and at most a pronoun.

    He said it was late | but he would go |      The board says it would cost jobs at first | but would pay in time |
    """
    if any(child.dep_ == "mark" and child.lower_ == "that" for child in clause.lefts):
        return True
    subject = left_subject(clause)
    would = any(child.dep_ == "aux" and child.lower_ in {"would", "could"} for child in clause.lefts)
    is_said = cue.tag_ == "VBD" if subject is not None else not any(child.dep_ == "neg" for child in clause.lefts)
    is_own_cue = clause.lower_ in reporting_verbs.PLAIN_FORMS
    is_joined = any(
        word.lower_ in {"and", "but"} and cue.i < word.i < clause.i for word in (*cue.rights, *clause.lefts)
    )
    is_plain = reporting_verbs.PLAIN_FORMS.get(cue.lower_) in reporting_verbs.PLAIN_SAYING | {"report"}
    is_told_now = cue.tag_ in {"VBZ", "VBP"} and subject is not None and is_plain  # "says it is late | but it was not"
    if is_joined and not is_own_cue and (is_told_now or _is_quoted_in_part(clause)):
        return True
    is_about_now = cue.tag_ in {"VBD", "VBN"} and _is_present(clause) and is_joined and not is_own_cue
    is_now = cue.tag_ == "VBD" and _is_present(told)
    if subject is not None and is_about_now and (is_now or subject.lower_ in SUBJECT_PRONOUNS):
        return True  # "he said it was late | but he’s fit", "he said the roads are dry | but the sea is rough"
    if cue.tag_ == "VBD" and is_joined and not is_own_cue and any(word.lower_ in SURMISING for word in clause.lefts):
        return True  # "he said that hares were back | but walkers might need to look for them"
    return would and is_said and not is_own_cue and (subject is None or subject.lower_ in SUBJECT_PRONOUNS)


def _is_quoted_in_part(clause: "Token") -> bool:
    """Whether a clause has quoted words that no cue in it reports: "but | “it was late” |", "and she “was late”"."""
    words = list(clause.subtree)
    opening = next((word for word in words if word.is_quote), None)
    return opening is not None and not any(reporting_verbs.is_reporting(word) for word in words if word.i < opening.i)


def _is_present(clause: "Token") -> bool:
    finite = next((word for word in (*clause.lefts, clause) if word.tag_ in FINITE), clause)
    return finite.tag_ in {"VBZ", "VBP"} or finite.lower_ in {"will", "can"}


def _parts(verb: "Token", plain_form: str) -> "list[Token]":
    parts = [
        child
        for child in verb.children
        if _is_content(child, verb, plain_form) and not _is_behind_semicolon(verb, child)
    ]
    if plain_form in {"ask", "urge"} and len(parts) == 1 and parts[0].lower_ in ANYBODY:
        parts += [child for child in verb.rights if _has_demand(child, parts[0])]
    return parts


def _has_demand(phrase: "Token", addressee: "Token") -> bool:
    """Whether a phrase right behind those asked has what is demanded: "asked anyone | with a key to come |"."""
    is_next = phrase.dep_ == "prep" and phrase.left_edge.i == addressee.i + 1
    return is_next and any(word.dep_ == "aux" and word.lower_ == "to" for word in phrase.subtree)


def _is_behind_semicolon(verb: "Token", clause: "Token") -> bool:
    """Whether a semicolon or colon separates a verb from a clause before it: "Polio is here; Mr Lee | declares | a
    war".
    """
    between = [token for token in verb.doc[clause.i : verb.i] if clause.i < token.i]
    is_quoted = any(token.is_quote for token in between)
    return any(token.text == ";" or (token.text == ":" and token.head == verb and not is_quoted) for token in between)


def _is_topic(part: "Token", plain_form: str) -> bool:
    """Whether a part of a content is a thing or an indirect question, which by itself asserts or demands nothing."""
    match part.dep_:
        case "dobj":
            if plain_form in reporting_verbs.ANNOUNCING_VERBS:
                return _is_definite(part) or not _has_clause(part)
            if plain_form in reporting_verbs.ASSERTING_VERBS:
                return not _has_clause(part)  # "promised | tax cuts |" is a deed
            return not _has_complement(part, plain_form)
        case "prep":
            is_topic = part.lower_ == reporting_verbs.TOPIC_PREPOSITIONS.get(plain_form)
            demands = any(
                word.dep_ == "aux" and word.lower_ == "to" for word in part.subtree
            )  # "urged those | with | it"
            return is_topic or (
                plain_form in reporting_verbs.ASSERTING_VERBS and not demands
            )  # "demanded it | from | us"
        case "ccomp" | "xcomp":
            return plain_form not in reporting_verbs.ASKING_VERBS and _is_indirect_question(part)
    return False


def _is_own_statement(clause: "Token") -> bool:
    """Whether a clause after a verb that takes no clause is a separate statement: "rejected | it and they left |"."""
    is_subordinate = clause.left_edge.lower_ in QUESTION_WORDS or any(child.dep_ == "mark" for child in clause.lefts)
    return _is_finite(clause) and not is_subordinate


def _is_finite(clause: "Token") -> bool:
    auxiliaries = (child for child in clause.lefts if child.dep_ in {"aux", "auxpass"})
    return clause.tag_ in FINITE or any(child.tag_ in FINITE for child in auxiliaries)


def _has_complement(noun: "Token", plain_form: str) -> bool:
    """Whether the parser gave the verb's preposition to its object: "accused | the city of neglect"."""
    prepositions = reporting_verbs.PREPOSITIONS.get(plain_form, frozenset())
    prepositions -= {"for"} if noun.lower_ in TAKES_FOR else set()  # "condemned | his call for a ban"
    return any(child.dep_ == "prep" and child.lower_ in prepositions for child in noun.rights)


def _has_clause(noun: "Token") -> bool:
    """Whether a noun has a clause that says what is to happen: "plans | to close it |", "a ban | that ends it |"."""
    return any(child.dep_ in {"acl", "relcl"} and child.tag_ != "VBN" for child in noun.rights)


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
    if child.dep_ == "ccomp":
        return plain_form not in reporting_verbs.WITHOUT_CLAUSE or not _is_own_statement(child)
    return child.i > verb.i and _is_phrase(child, verb, plain_form)


def _is_phrase(child: "Token", verb: "Token", plain_form: str) -> bool:
    """Whether `child` is the head of a content other than a clause: an object, an infinitive, a preposition."""
    prepositions = reporting_verbs.PREPOSITIONS.get(plain_form, frozenset())
    match child.dep_:
        case "xcomp":
            return plain_form not in reporting_verbs.WITHOUT_INFINITIVE and not _is_purpose(child, verb, plain_form)
        case "oprd" if plain_form == "call":  # "called | the office |" rang it up
            is_quoted = any(token.is_quote for token in verb.doc[verb.i : child.right_edge.i + 1])
            called = (other for other in verb.children if other != child)
            return is_quoted or any(other.dep_ in {"dobj", "nsubjpass", "oprd"} for other in called)
        case "dobj" | "oprd":
            return plain_form in reporting_verbs.TAKES_OBJECT
        case "prep":
            return child.lower_ in prepositions
        case "advcl":  # "called for the government to resign"
            return "for" in prepositions and _is_demand(child, verb)
    return False


def _is_purpose(infinitive: "Token", verb: "Token", plain_form: str) -> bool:
    """Whether an infinitive gives the purpose of a thing: "requested anonymity | to speak freely".

    A person who is "called | to learn more" is rung up. In "said | to be so", nobody in particular says it.
    """
    is_to = infinitive.left_edge.lower_ == "to"
    is_alone = not any(child.dep_ == "ccomp" or child.is_quote for child in verb.rights)
    if plain_form == "say":  # but "said | to save money, it would close |"
        return is_to and is_alone
    if plain_form == "call":
        called = [child for child in verb.rights if child.dep_ in {"dobj", "oprd"}]
        return is_to and is_alone and len(called) == 1 and called[0].lower_ != "it"
    if plain_form in reporting_verbs.TAKES_OBJECT:
        return False
    is_telling = plain_form in reporting_verbs.TELLING_VERBS | {"caution"}
    things = (noun for noun in objects(verb) if noun.pos_ == "NOUN" and not _is_told(noun, is_telling=is_telling))
    return any(verb.i < thing.i < infinitive.i for thing in things)


def _is_told(noun: "Token", *, is_telling: bool) -> bool:
    """Whether an object means people, or a body that is told something: "told | the jury | to go", not "told | a joke |
    to amuse it".
    """
    return is_person_noun(noun.text) or (is_telling and singular(noun.text) in BODIES | SPEAKING_BODIES)


def _is_demand(clause: "Token", verb: "Token") -> bool:
    """Whether a clause is a demand: "called for | the bill to be dropped"."""
    if any(child.dep_ == "mark" and child.lower_ == "for" for child in clause.lefts):
        return True
    if clause.left_edge.lower_ != "to":
        return False
    prepositions = (child for child in verb.rights if child.dep_ == "prep")
    return any(word.lower_ in {"for", "on"} and word.right_edge.i + 1 == clause.left_edge.i for word in prepositions)


def _is_behind_day(demand: "Token", verb: "Token") -> bool:
    """Whether the day of saying precedes an infinitive: "urged the council | Friday | to act"."""
    before = demand.left_edge.i - 1
    is_day = (child.dep_ == "npadvmod" and child.ent_type_ == "DATE" and child.i == before for child in verb.rights)
    return demand.left_edge.lower_ == "to" and any(is_day)


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


def _behind_time(part: "Token", start: "Token") -> "Token | None":
    """The word after a time of saying that the parser put into the clause: "said on Monday | it would go"."""
    that = next((child for child in part.lefts if child.dep_ == "mark" and child.lower_ == "that"), None)
    if that is not None and not any(token.is_punct for token in part.doc[start.i : that.i]):
        return that  # "said earlier | that the wall was wet"
    day = neighbour(start) if start.lower_ in {"on", "this", "last"} else start
    end = day.i + 1
    if day.lower_ not in DAYS | (PERIODS if day != start else frozenset()) or end >= part.i:
        return None
    clause = part.doc[end + 1] if part.doc[end].lower_ in HOURS else part.doc[end]
    return clause if clause.tag_ in CLAUSE_OPENERS and clause.i < part.i else None


def _first_word(part: "Token", verb: "Token") -> "Token":
    """The start of a part. The parser may attach its subject to the person told: "told Mr Lee | the bill was"."""
    start = part.left_edge
    if start.i < verb.i < part.i and start.lower_ in RELATIVE and start.dep_ in ANY_SUBJECT:
        return neighbour(verb)  # "rules that it said | could drive them away"
    if part.dep_ == "ccomp" and start.i > verb.i and (clause := _behind_time(part, start)):
        return clause
    following = start.doc[start.i + 1 : start.i + 2]
    if start == part and start.lower_ in {"on", "upon"} and verb.lower_.startswith("call") and following:
        return following[0]  # "called on | the council to act"
    if start.lower_ in OBJECT_PRONOUNS and following and following[0].lower_ in QUESTION_WORDS:
        return following[0]  # "asked him | how she would go"
    if part.dep_ == "ccomp" and subject_of(part) is None:
        for noun in objects(verb):
            for child in noun.rights:
                if child.dep_ == "appos" and child.right_edge.i == start.i - 1:
                    return child.left_edge
    return start
