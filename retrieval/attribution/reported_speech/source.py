"""The source of a cue: the words for the speaker. It is the subject of the cue's verb, or of a verb higher in the tree.

He smiled, adding that it was over.      She said that the bill was dead and urged peers to bury it.
└┘         cue                           └─┘                                 cue
"""

from itertools import islice, takewhile
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.roles import ends_name
from retrieval.attribution.coreference.speaking_nouns import BODIES, DOCUMENTS, TEXT_NOUNS
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.models import Span
from retrieval.text.nlp import SPEAKING_SUBJECTS, SUBJECTS, neighbour
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Token

CLIMBED = frozenset({"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "parataxis"})  # dependencies gone up
WITHOUT_SUBJECT = frozenset({"VBG", "VB", "VBN"})  # a clause with such a verb has the subject of the clause outside
OBJECT_CONTROL_PREPOSITIONS = frozenset({"as", "of", "for"})
SIGNS = frozenset("sign signs placard placards banner banners poster posters flag flags".split())
QUANTITIES = frozenset("much most part half time hours minutes days weeks money it".split())
RELATIVE_PRONOUNS = frozenset({"who", "which", "that"})
ONLY_OR_FIRST = frozenset("only first second third last latest".split())
BEFORE_PARTICIPLES = frozenset("when if once unless although though while as".split())
PROMPTING = frozenset(  # somebody to say something, which is then said
    "caused causing compelled compelling drove forced forcing led leading moved moving prompted prompting provoked "
    "provoking spurred spurring".split()
)
OPENERS = frozenset({"AHEAD", "AMID", "DESPITE"})  # first words in capitals, which the parser takes for names
OBJECT_FORMS = frozenset(form for verb in reporting_verbs.TAKES_OBJECT for form in reporting_verbs.inflections(verb))
FEELING = frozenset("feels felt thinks thought".split())
MAX_STEPS_UP = 8  # a subject is seldom more than three steps away


def find(cue: "Token") -> Span | None:
    """The words that name the source of a cue."""
    if is_passive(cue):
        doer = agent(cue) or _text_with(cue)
        return _agent_phrase(doer) if doer else None
    control = object_control(cue)
    subject = control[0] if control else _subject_inside_content(cue) or _noun_before(cue)
    subject = subject or inverted(cue) or _interrupting(cue) or _subject(cue)
    subject = subject or _behind_opening(cue) or only_or_first(cue)
    subject = _set_off_behind_place(subject) or _meant_by_pronoun(subject, cue) if subject is not None else None
    subject = _last_joined(subject, cue) if subject is not None else None
    return _noun_phrase(subject, cue) if subject else None


def inverted(cue: "Token") -> "Token | None":
    """The subject behind a cue between commas that interrupts a clause: "The mayor, said | Ann Lee |, is late"."""
    plain_form = reporting_verbs.PLAIN_FORMS.get(cue.lower_)
    interrupts = reporting_verbs.TAKES_CLAUSE - reporting_verbs.TELLING_VERBS - reporting_verbs.NAMING_VERBS
    if plain_form not in interrupts or cue.tag_ not in {"VBD", "VBZ"} or not cue.i or neighbour(cue, -1).text != ",":
        return None
    behind = cue.doc[cue.i + 1 : cue.sent.end]
    labels = SPEAKING_SUBJECTS if cue.lower_ in OBJECT_FORMS else {*SPEAKING_SUBJECTS, "dobj"}
    subjects = (child for child in cue.rights if child.dep_ in labels and child.left_edge.i == cue.i + 1)
    name = list(takewhile(lambda token: token.pos_ == "PROPN", behind))
    noun = next((child for child in subjects if child.pos_ in {"PROPN", "PRON"} or is_person_noun(child.text)), None)
    if noun is None and name and neighbour(name[-1]).text == ",":
        return name[-1]
    if noun is None:
        return None
    rest = cue.doc[noun.right_edge.i + 1 : cue.sent.end]
    closing = next((token for token in rest if token.text == "," or token.pos_ in {"VERB", "AUX"}), None)
    return noun if closing is not None and closing.text == "," else None


def _interrupting(cue: "Token") -> "Token | None":
    """The subject of a cue that interrupts a clause, where the parser joined it to the subject of the clause:
    "Bo Ek, | Ann Lee | said, is late".
    """
    noun = neighbour(cue, -1) if cue.i else cue
    if cue.dep_ != "parataxis" or cue.head.i < cue.i or noun.dep_ not in {"appos", "conj"}:
        return None
    between = cue.doc[noun.head.i + 1 : noun.i]
    is_set_off = any(token.text == "," for token in between) and not any(token.dep_ == "cc" for token in between)
    return noun if is_set_off and neighbour(cue).text == "," else None


def _behind_opening(cue: "Token") -> "Token | None":
    """The speaker whom the parser gave to an opening phrase: "In a post on Exa, the | singer |, a Briton, said"."""
    for opening in cue.lefts:
        if opening.dep_ == "prep" and opening.left_edge.is_sent_start:
            behind = (
                word for word in opening.subtree if word.dep_ == "appos" and neighbour(word.left_edge, -1).text == ","
            )
            return next((word for word in behind if word.ent_type_ == "PERSON" or is_person_noun(word.text)), None)
    return None


def _set_off_behind_place(subject: "Token") -> "Token | None":
    """The speaker behind a place that the parser took for the subject: "Outside court, the | mother |, Ann, said"."""
    if subject.left_edge.lower_ not in {"outside", "inside"} or not subject.left_edge.is_sent_start:
        return None
    return next((word for word in subject.rights if word.dep_ == "appos"), None)


def _meant_by_pronoun(subject: "Token", cue: "Token") -> "Token":
    """The noun for a pronoun of the same sentence: "she read a letter from the | bishop |, in which he said", "the
    | mother | said she felt “sad”"; else the subject itself.
    """
    if subject.lower_ in {"he", "she"} and cue.dep_ == "ccomp" and cue.lower_ in FEELING and _takes_clause(cue.head):
        outer = _subject(cue.head)
        outer = (_set_off_behind_place(outer) or outer) if outer is not None else subject
        return outer if is_person_noun(outer.text) and outer.pos_ == "NOUN" else subject
    which = next((word for word in cue.left_edge.subtree if word.lower_ == "which"), None)
    is_in_text = cue.dep_ == "relcl" and cue.left_edge.lower_ == "in" and which is not None
    if subject.lower_ not in {"he", "she", "they"} or not is_in_text:
        return subject
    nouns = (cue.head, cue.head.head.head)
    text = next((noun for noun in nouns if noun.pos_ == "NOUN" and singular(noun.text) in TEXT_NOUNS), None)
    links = (child for child in text.rights if child.lower_ in {"from", "by"}) if text is not None else ()
    return next((noun for link in links if (noun := first_child(link, {"pobj"}))), subject)


def _last_joined(subject: "Token", cue: "Token") -> "Token":
    """The subject right before a cue that the parser joined to a thing: "at | the Open | and | Akuda | said"."""
    last = neighbour(cue, -1)
    is_thing = subject.pos_ == "NOUN" and not is_person_noun(subject.text) and subject.lower_ not in BODIES
    is_person = last.ent_type_ == "PERSON" or last.tag_ == "PRP"
    return last if is_thing and is_person and last in subject.conjuncts else subject


def _noun_before(participle: "Token") -> "Token | None":
    """The people directly before a participle that the parser gave to another word: "among | nurses | explaining
    that".
    """
    if participle.tag_ != "VBG" or participle.dep_ not in {"acl", "advcl"} or not participle.i:
        return None
    noun = neighbour(participle, -1)
    is_inside = noun.dep_ in {"pobj", "conj", "dobj"} and noun.pos_ == "NOUN"
    is_recipient = is_inside and _text_around(noun) is not None  # "in a letter to | the directors | stating that"
    return noun if is_inside and is_person_noun(noun.text) and not is_recipient else None


def carrier(cue: "Token") -> Span | None:
    """The person who reports the source's words: "| Ann Lee | quoted him as saying", "was quoted by | Ann Lee | as"."""
    control = object_control(cue)
    if control:
        subject = _subject(control[1])
        return _noun_phrase(subject, control[1]) if subject else None
    for outer in reporting_verbs.cues_before(cue):  # "| Ann Lee | claimed an aide said it"
        if any(reporting_verbs.objects(outer)):
            subject = _subject(outer)
            return _noun_phrase(subject, outer) if subject else None
    if (deed := _told_with(cue)) is not None:
        subject = _subject(deed.head)
        return _noun_phrase(subject, deed.head) if subject else None
    outer = cue.head.head
    doer = agent(outer) if cue.dep_ == "pcomp" and is_passive(outer) else None
    return _agent_phrase(doer) if doer else None


def object_control(cue: "Token") -> "tuple[Token, Token] | None":
    """The object of a verb that is the speaker, and that verb: "accused | Mr Lee | of saying".

    Or "prompting | Mr Lee | to say".
    """
    if cue.dep_ == "xcomp" and cue.head.lower_ in PROMPTING:
        noun = first_child(cue.head, {"dobj"})
        return (noun, cue.head) if noun is not None and noun.i < cue.i else None
    if cue.dep_ != "pcomp" or cue.head.lower_ not in OBJECT_CONTROL_PREPOSITIONS:
        return None
    outer = cue.head.head
    verb = outer.head if outer.dep_ == "dobj" else outer
    noun = outer if outer.dep_ == "dobj" else first_child(verb, {"dobj"})
    reports = verb.lower_ in reporting_verbs.PLAIN_FORMS or verb.lower_ in reporting_verbs.QUOTING
    return (noun, verb) if noun is not None and reports and noun.i < cue.i else None


def is_passive(verb: "Token") -> bool:
    """Whether a verb is passive; one joined to a passive verb is too: "was arrested and | charged"."""
    while verb.dep_ == "conj" and verb.tag_ == "VBN" and not first_child(verb, {"aux", "auxpass", *SUBJECTS}):
        verb = verb.head
    return verb.tag_ in {"VBN", "VBD"} and (first_child(verb, {"auxpass"}) is not None or _is_reduced(verb))


def _is_reduced(verb: "Token") -> bool:
    """Whether a participle is passive by its place: "when | asked | who knew", "three guns | said | to be found"."""
    if verb.dep_ == "acl":
        is_cue = verb.tag_ == "VBN" and verb.lower_ in reporting_verbs.PLAIN_FORMS
        return is_cue and not is_person_noun(verb.head.text)
    return verb.dep_ == "advcl" and verb.i > 0 and neighbour(verb, -1).lower_ in BEFORE_PARTICIPLES


def agent(verb: "Token") -> "Token | None":
    """The agent of a passive verb. The parse may have put "by" deeper: "described as vain by | Ann"."""
    if by := first_child(verb, {"agent"}):
        return first_child(by, {"pobj"})
    for token in verb.doc[verb.i + 1 : verb.right_edge.i + 1]:
        noun = first_child(token, {"pobj"}) if token.lower_ == "by" else None
        names = [noun, *(child for child in noun.children if child.dep_ == "appos")] if noun is not None else []
        is_own = not any(word.pos_ in {"VERB", "AUX"} for word in takewhile(lambda word: word != verb, token.ancestors))
        if any(name.pos_ in {"PROPN", "PRON"} or (is_own and is_person_noun(name.text)) for name in names):
            return noun
    return None


def _text_with(verb: "Token") -> "Token | None":
    """The text in which something is said, if no agent is: "was described as vain in | a report |"."""
    for token in verb.doc[verb.i + 1 : verb.right_edge.i + 1]:
        noun = first_child(token, {"pobj"}) if token.lower_ == "in" else None
        is_own = not any(word.pos_ in {"VERB", "AUX"} for word in takewhile(lambda word: word != verb, token.ancestors))
        if noun is not None and noun.pos_ == "NOUN" and is_own and singular(noun.text) in TEXT_NOUNS | DOCUMENTS:
            return noun
    return None


def _agent_phrase(noun: "Token") -> Span:
    """The words of an agent, without what is told about it: "a report to the board |, which met today"."""
    last = noun.right_edge
    for clause in noun.subtree:
        if clause.dep_ == "relcl" and clause.left_edge.i > noun.i and neighbour(clause.left_edge, -1).text == ",":
            last = min(last, neighbour(clause.left_edge, -2), key=lambda word: word.i)
    return noun.left_edge.idx, last.idx + len(last)


def only_or_first(token: "Token") -> "Token | None":
    """The subject of "is the only one", "was the first" and the like: "she | was the first to say"."""
    for ancestor in islice(token.ancestors, MAX_STEPS_UP):
        if ancestor.dep_ == "attr" and any(word.lower_ in ONLY_OR_FIRST for word in (ancestor, *ancestor.lefts)):
            return first_child(ancestor.head, SPEAKING_SUBJECTS)
    return None


def first_child(token: "Token", dependencies: frozenset[str] | set[str]) -> "Token | None":
    """The first child of `token` with one of these dependency labels."""
    return next((child for child in token.children if child.dep_ in dependencies), None)


def _subject(cue: "Token") -> "Token | None":
    """The subject of the verb, or of a verb that it depends on: "he smiled, adding that ..."."""
    verb = cue
    for _ in range(MAX_STEPS_UP):
        if verb.dep_ == "acl" and _is_set_off(verb):
            verb = next((outer for outer in verb.ancestors if first_child(outer, SPEAKING_SUBJECTS)), verb)
        if verb.dep_ == "acl" and not first_child(verb, SPEAKING_SUBJECTS):  # but in "a claim that an aide said": aide
            return _holder(verb.head) or _text_around(verb.head) or verb.head
        is_reported = verb != cue and verb.dep_ == "ccomp" and not _is_apart(verb) and _told_with(cue) is None
        if is_reported and (_takes_clause(verb.head) or _adds_to(cue, verb.head)):
            verb = verb.head  # "she said it was late, adding ...", "she moved that it be dropped, saying ..."
        if subject := _subject_around(verb, cue) or _nearest_subject(verb):
            named = (_antecedent(verb) or subject) if subject.lower_ in RELATIVE_PRONOUNS else subject
            return _holder(named) or named
        if agent := first_child(verb, {"agent"}):
            return first_child(agent, {"pobj"})
        if verb.dep_ not in CLIMBED or (verb.dep_ == "ccomp" and verb.tag_ not in WITHOUT_SUBJECT):
            return None
        verb = _first_conjunct(verb) if verb.dep_ == "conj" else verb.head
        verb = verb.head if verb.dep_ in {"acomp", "advmod"} else verb  # "went so | far | as to say"
        if passive_subject := first_child(verb, {"nsubjpass"}):
            return passive_subject if _can_speak(passive_subject) else None
    return None


def _subject_around(verb: "Token", cue: "Token") -> "Token | None":
    """The first of two subjects of a verb before the cue, if the verb is a relative clause that the parse missed.

    | Two guards | the mayor had hired said ...
    """
    before = [child for child in verb.lefts if child.dep_ in SPEAKING_SUBJECTS]
    if cue == verb or len(before) != 2 or cue.i != verb.i + 1 or cue.tag_ not in {"VBD", "VBN"}:
        return None
    between = verb.doc[before[0].i + 1 : verb.i]
    return None if any(token.is_punct or token.dep_ == "cc" for token in between) else before[0]


def _nearest_subject(verb: "Token") -> "Token | None":
    """The subject of a verb; of two subjects before it the nearest, since the other is an aside, a heading or a role.

    In Iran, an ally of Syria, | leaders | warned ...    LEEDS: | The council | said ...    The firm | Exa | said ...
    """
    before = [child for child in verb.lefts if child.dep_ in SPEAKING_SUBJECTS and child.text[0].isalnum()]
    if len(before) < 2:
        return before[0] if before else first_child(verb, SPEAKING_SUBJECTS)
    first, nearest = before[-2:]
    between = verb.doc[first.i + 1 : nearest.i + 1]
    # two subjects may also be one: "the dean, | pupils and staff", "Ban Ki-| moon", "Ann Lee, | D-Va. |, said"
    joining = [token for token in (*between, *nearest.rights) if token.dep_ == "cc"]
    is_list = any(nearest.ent_type_ != "PERSON" or not _is_inside(token, first) for token in joining)
    is_name = first.pos_ == "PROPN" and not first.whitespace_ and between[0].text == "-"
    is_aside = nearest.doc[nearest.right_edge.i + 1 : nearest.right_edge.i + 2].text == ","
    return first if is_list or is_name or is_aside else nearest


def _is_inside(conjunction: "Token", noun: "Token") -> bool:
    """Whether a conjunction joins words within the name of a body: "the Department of Health | and | Housing"."""
    word = conjunction.head
    return noun.is_ancestor(word) and word.dep_ == "pobj" and word.pos_ == "PROPN"


def _holder(noun: "Token") -> "Token | None":
    """The people who carry a sign with words on it: "| marchers | carried placards reading ..."; None for other
    nouns.
    """
    if noun.lower_ not in SIGNS or noun.dep_ != "dobj":
        return None
    return first_child(noun.head, SPEAKING_SUBJECTS)


def _text_around(noun: "Token") -> "Token | None":
    """The text that a noun is part of: "| letters | to the people with a licence telling them ..."."""
    while (
        noun.dep_ == "pobj"
        and noun.head.dep_ in {"prep", "dative"}
        and noun.head.lower_ in {"to", "with", "in", "about", "of"}
    ):
        above = noun.head.head
        noun = above if above.pos_ != "VERB" else first_child(above, {"dobj"}) or above
        if noun.pos_ == "NOUN" and singular(noun.text) in TEXT_NOUNS:
            return noun
    return None


def _can_speak(subject: "Token") -> bool:
    """Whether the subject of a passive may be a person or a body: no "time was spent discussing ..."."""
    return subject.pos_ in {"PROPN", "PRON"} or subject.lower_ not in QUANTITIES


def _is_set_off(participle: "Token") -> bool:
    """Whether a comma is between a participle and the noun to which it is attached: "in Salem, calling him a liar"."""
    return participle.tag_ == "VBG" and participle.i > 0 and neighbour(participle, -1).text == ","


def _adds_to(participle: "Token", verb: "Token") -> bool:
    """Whether a participle after a comma may continue a verb with a subject: "she moved that it go, saying ..."."""
    subject = first_child(verb, SPEAKING_SUBJECTS)
    return _is_set_off(participle) and subject is not None and subject.i < participle.i


def _is_apart(clause: "Token") -> bool:
    """Whether a semicolon parts a clause from the verb before it: "he said no; the dean | left | and called it odd"."""
    return any(token.text == ";" for token in clause.doc[clause.head.i : clause.i])


def _takes_clause(token: "Token") -> bool:
    return reporting_verbs.PLAIN_FORMS.get(token.lower_) in reporting_verbs.TAKES_CLAUSE


def _subject_inside_content(cue: "Token") -> "Token | None":
    """The source that the parser took for the object of an earlier cue.

    In "a paper said an aide told it", the parser may take "an aide" for the object of "said".
    """
    return next((noun for outer in reporting_verbs.cues_before(cue) for noun in reporting_verbs.objects(outer)), None)


def _told_with(cue: "Token") -> "Token | None":
    """The reported deed of the one who speaks: "the board said a man | ran | out and shouted"; None for other cues."""
    deed = cue.head
    is_voiced = reporting_verbs.PLAIN_FORMS.get(cue.lower_) in reporting_verbs.VOICED
    is_deed = cue.dep_ == "conj" and deed.dep_ == "ccomp" and deed.pos_ == "VERB" and _takes_clause(deed.head)
    subject = first_child(deed, SUBJECTS) if is_voiced and is_deed else None
    is_somebody = subject is not None and (subject.pos_ in {"PROPN", "PRON"} or is_person_noun(subject.text))
    return deed if is_somebody and subject is not None and subject.lower_ != "it" else None


def _first_conjunct(verb: "Token") -> "Token":
    """The verb that another verb is coordinated with: "said" for "added" in "he said it was early but added"."""
    head = verb.head
    if _told_with(verb) is not None:
        return head
    verbs = reporting_verbs.PLAIN_FORMS
    if head.dep_ == "ccomp" and head.lower_ not in verbs and head.head.lower_ in verbs:
        return head if _is_apart(head) else head.head
    if head.dep_ == "acl" and head.tag_ in {"VBN", "VBD"}:  # "he ended reforms begun under Labour and accused it"
        return next((outer for outer in head.ancestors if _takes_clause(outer)), head)
    return head


def _antecedent(verb: "Token") -> "Token | None":
    """The noun that the relative clause of a verb describes."""
    while verb.dep_ == "conj":
        verb = verb.head
    subject = first_child(verb, SPEAKING_SUBJECTS)
    if verb.dep_ == "ccomp" and subject is not None and subject.lower_ == "who":
        return _cleft(verb.head, subject)
    if verb.dep_ != "relcl":
        return None
    noun = verb.head
    is_who = subject is not None and subject.lower_ == "who"
    if is_who and noun.pos_ == "PROPN" and noun.dep_ == "pobj" and noun.ent_type_ != "PERSON":
        outer = noun.head.head
        is_person = is_person_noun(outer.text) or outer.ent_type_ == "PERSON"
        return outer if is_person else _set_off_before(noun.head) or noun  # "an aide at Norr, who"
    return noun


def _set_off_before(preposition: "Token") -> "Token | None":
    """The person before a place that a comma sets off: "backed by | Ann Lee |, of Norr, who said so"."""
    if preposition.i < 2 or neighbour(preposition, -1).text != "," or preposition.lower_ not in {"of", "from"}:
        return None
    person = neighbour(preposition, -2)
    if person.ent_type_ != "PERSON" and not is_person_noun(person.text):
        return None
    while person.dep_ in {"conj", "compound", "appos"}:
        person = person.head
    return person


def _cleft(verb: "Token", who: "Token") -> "Token | None":
    """The noun before "who" that the parser gave to the verb alone: "it was | Ann Lee | who said"."""
    noun = first_child(verb, {"attr"})
    is_before = noun is not None and noun.right_edge.i < who.i
    return noun if is_before and verb.pos_ == "AUX" and not first_child(verb, {"neg"}) else None


def _noun_phrase(subject: "Token", cue: "Token") -> Span:
    """The words of a subject, without a relative clause that contains the cue."""
    first, last = subject.left_edge, subject.right_edge
    if subject.i < cue.i <= last.i:
        before = [child for child in subject.rights if child.right_edge.i < cue.i and child.dep_ in {"appos", "prep"}]
        last = before[-1].right_edge if before else subject
    elif first.i <= cue.i < subject.i:
        first = subject
    comma = next((token for token in cue.doc[first.i : last.i] if token.text == ","), None)
    if first.text in OPENERS and comma is not None:
        first = neighbour(comma)  # "AHEAD of the vote, | the board | said"
    while last.i + 1 < len(cue.doc) and last.i + 1 != cue.i and ends_name(neighbour(last)):
        last = neighbour(last)
    following = neighbour(last)
    if following.ent_iob_ == "B" and following.ent_type_ == "PERSON" and is_person_noun(subject.text):
        last = next(ent for ent in cue.doc.ents if ent.start == following.i)[-1]  # "the head of the port | Ann Lee |"
    heading = [token for token in cue.doc[first.i : last.i] if token.is_space and "\n" in token.text]
    if heading and neighbour(heading[-1]).is_alpha:  # no list: "Ann Lee asked for: / • stating that ..."
        first = neighbour(heading[-1])  # the parser joined the heading above: "Other business / | The clerk | said"
    return first.idx, first.idx + len(cue.doc[first.i : last.i + 1].text.rstrip(" ,"))
