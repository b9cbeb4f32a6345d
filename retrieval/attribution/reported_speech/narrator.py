"""The narrator's words at the end of a content: remarks on what was reported, and reports of their own.

He insisted the reforms would “strengthen” it |, as one MP called for them to be dropped
She backed the bill                           |, which would end the trade
He said he would go                           |, without giving a reason
"""

from typing import TYPE_CHECKING

from retrieval.attribution.coreference.speaking_nouns import may_speak
from retrieval.attribution.reported_speech import reporting_verbs
from retrieval.attribution.reported_speech.reporting_verbs import cues_before, is_reporting, objects
from retrieval.text.nlp import FINITE, left_subject, neighbour
from retrieval.text.person_nouns import is_person_noun

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

PRONOUNS = frozenset("he she they".split())
PREPOSITIONS = frozenset({"despite", "amid"})  # these begin a remark of the narrator on the words reported
CIRCUMSTANCES = frozenset("after before during in at on".split())  # of saying, after a quotation that ends with a comma
EFFECTS = frozenset("drawing prompting sparking triggering".split())  # of what was said: ", | prompting | her to leave"
REFERENCES = frozenset(  # of the speaker to others' words: ", | echoing | a memo"
    "alluding detailing echoing invoking mirroring outlining paraphrasing parroting quoting recalling referencing"
    " referring repeating".split()
)
LEFT_OUT = frozenset(  # what a speaker did not add: ", without | offering | any evidence"
    "citing describing detailing disclosing elaborating explaining giving identifying mentioning naming offering"
    " presenting producing providing specifying".split()
)
UNTOLD = frozenset("elaborate explain predict say specify".split())  # "but did not | explain | why"
UNGIVEN = frozenset("disclose give offer provide release reveal share".split())  # "but would not | offer | details"
GAVE = frozenset("disclosed gave offered provided released revealed shared".split())  # "but | gave | no details"
PARTICULARS = frozenset("detail details evidence explanation particulars reason reasons specifics".split())
CONTRASTS = frozenset("although though whereas while".split())
THINKING = frozenset(  # "while opponents | worry | that it may fail"
    "believe believes believed disagree disagrees disagreed doubt doubts doubted fear fears feared suspect suspects "
    "suspected think thinks thought worry worries worried".split()
)
NOT_TOLD_AUXILIARIES = frozenset("did does do would could".split())
GROUNDS = frozenset(  # of a report: ", based on | conversations | with its makers"
    "conversations documents emails interviews officials people records reports sources testimony".split()
)
LASHING = frozenset("apologised apologized hammered lashed railed ripped thanked".split())  # "and | lashed | out at"
OF_PEOPLE = frozenset(  # no thing does this: "the wall was safe | and | accused | them of lying"
    "accuse ask assure call criticise criticize deny denounce pledge promise remind tell thank urge vow warn".split()
)
STATES = frozenset(  # these may still be what was said: "he said he would go and | hoped | to win"
    "agreed believed belonged deserved doubted enjoyed expected feared felt had hated hoped intended knew liked loved "
    "needed owed planned preferred remained respected seemed supported thought trusted understood wanted was were "
    "wished".split()
)
UNWILLING = frozenset("declined refused".split())  # "but | declined | to elaborate"
CASES = frozenset("case point plea pitch".split())  # "and made the | case | for higher pay"
PRESENT = frozenset({"VBZ", "VBP"})
RELATIVE = frozenset("which who whom whose where".split())
MAX_STEPS_UP = 12  # steps up the dependency tree from the last word of a content


def last_word(part: "Token") -> "Token":
    """The end of a part of a content, before anything that the narrator adds."""
    end = part.right_edge.i
    while added := _start(part, end):
        end = added - 1
    return part.doc[end]


def _start(part: "Token", end: int) -> int | None:
    """The start of the narrator's words, if they end at token `end` of a part; None if the content itself ends
    there.
    """
    token = part.doc[end]
    for _ in range(MAX_STEPS_UP):
        if token == part:
            return None
        if part.i < token.i <= end and (start := _phrase(token, part)):
            return start
        token = token.head
    return None


def _phrase(head: "Token", part: "Token") -> int | None:
    """The start of the phrase around `head`, if the phrase is in the part but is the narrator's."""
    doc, start = head.doc, head.left_edge.i
    if head.dep_ == "advcl" and head.head == part and _reports_that(head):
        return start
    if (doc[start - 1].text in {",", "–", "—"} or _is_behind_quoted_comma(doc, start)) and head.dep_ in REMARKS:
        return start if REMARKS[head.dep_](head, part) else None
    if head.dep_ != "conj":
        return None
    if doc[start].lower_ == "that" and part.left_edge.lower_ != "that" and any(cues_before(part.head)):
        return start - (doc[start - 1].dep_ == "cc")  # "a paper said an aide told it that ..., | and that ..."
    if _leaves_out(head):
        return start - (doc[start - 1].dep_ == "cc")
    return _second_cue_start(head, part)


def _reports_that(clause: "Token") -> bool:
    """Whether a participle begins a separate report, even without a comma: "it must go | stressing that it leaks"."""
    that = any(word.dep_ == "mark" and word.lower_ == "that" for child in clause.rights for word in child.lefts)
    is_cue = reporting_verbs.PLAIN_FORMS.get(clause.lower_) in reporting_verbs.TAKES_CLAUSE
    is_bare = clause.left_edge == clause and neighbour(clause, -1).pos_ in {
        "ADV",
        "VERB",
    }  # not "the rest | saying that"
    return clause.tag_ == "VBG" and is_cue and that and is_bare


def _is_behind_quoted_comma(doc: "Doc", place: int) -> bool:
    """Whether a quotation that ends with a comma ends right before a token: “...,” | while ..."""
    return place > 1 and doc[place - 1].is_quote and doc[place - 2].text == ","


def _is_behind_quoted_words(doc: "Doc", place: int) -> bool:
    """Whether a quotation ends right before a token: “...” | and ..., “...,” | but ..."""
    before = doc[place - 1] if place > 1 else doc[place]
    return bool(before.is_quote) or (before.text == "," and bool(neighbour(before, -1).is_quote))


def _has_quote(head: "Token") -> bool:
    return any(token.is_quote for token in head.doc[head.left_edge.i : head.right_edge.i + 1])


def _is_behind_quote(head: "Token") -> bool:
    first = head.left_edge
    return first.i > 0 and bool(neighbour(first, -1).is_quote)


def _is_prepositions_remark(head: "Token", part: "Token") -> bool:
    if head.lower_ == "without":
        return any(child.lower_ in LEFT_OUT for child in head.children)
    if head.lower_ == "based":
        return _has_grounds(head)
    if head.lower_ == "compared":
        return has_share(part.head)
    is_circumstance = _is_behind_quote(head) and head.lower_ in CIRCUMSTANCES and not _has_quote(head)
    return is_circumstance or head.lower_ in PREPOSITIONS


def _has_grounds(based: "Token") -> bool:
    """Whether a phrase gives the evidence of a report: ", | based | on conversations with its makers"."""
    return based.lower_ == "based" and any(token.lower_ in GROUNDS for token in based.doc[based.i : based.i + 6])


def _describes_object(head: "Token", part: "Token") -> bool:
    """Whether a relative clause describes a thing that the content only names: "criticised the bill, | which ended
    it".
    """
    left = head.left_edge.i
    is_relative = any(token.lower_ in RELATIVE for token in head.doc[left : left + 2])  # "which ...", "in which ..."
    return is_relative and part.dep_ in {"dobj", "oprd", "prep"} and not _has_quote(head)


def _is_clauses_remark(head: "Token", part: "Token") -> bool:
    is_circumstance = _is_behind_quote(head) and _is_circumstance(head)
    is_remark = _reports_more(head) or _leaves_out(head) or _has_grounds(head)
    return is_circumstance or is_remark or _is_other_share(head, part)


def _is_other_share(clause: "Token", part: "Token") -> bool:
    """Whether a clause reports another share of a poll: "40 percent said they would, | while 20 percent would not"."""
    is_contrast = any(child.dep_ == "mark" and child.lower_ in {"while", "whereas"} for child in clause.lefts)
    is_contrast = is_contrast and has_share(clause)
    return (is_contrast or clause.lower_ == "compared") and has_share(part.head)  # ", | compared | to 39 percent"


def has_share(verb: "Token") -> bool:
    """Whether the subject of a verb is a share of people: "40 percent of voters", "a third of them"."""
    subject = left_subject(verb)
    return subject is not None and (subject.lower_ in {"%", "percent", "third", "half"} or subject.tag_ == "CD")


def _is_nouns_remark(head: "Token", _: "Token") -> bool:
    """Whether a noun is a remark on a quotation: "no “reform”, | a pledge also made by others"."""
    first = head.left_edge
    return first.i > 1 and neighbour(first, -2).text in '”"' and first.dep_ == "det"


REMARKS = {  # dependency of a phrase after a comma → whether it is the narrator's
    "prep": _is_prepositions_remark,
    "relcl": _describes_object,
    "advcl": _is_clauses_remark,
    "acl": _is_clauses_remark,
    "attr": _is_nouns_remark,
    "appos": _is_nouns_remark,
}


def _is_circumstance(clause: "Token") -> bool:
    """Whether a clause without a subject says when or how something was said: "while | trying | to explain it"."""
    return clause.tag_ == "VBG" and left_subject(clause) is None


def _reports_more(clause: "Token") -> bool:
    """Whether a clause is a report of its own: ", adding that", ", in a statement which said", ", as others said"."""
    if clause.tag_ != "VBG":
        marks = {child.lower_ for child in clause.lefts if child.dep_ == "mark"}
        is_cue = is_reporting(clause) and not marks.isdisjoint({"as", "while"})
        return is_cue or (not marks.isdisjoint(CONTRASTS) and _is_others_view(clause))
    described = (word for noun in objects(clause) for word in noun.rights if word.dep_ == "relcl")
    plain_form = reporting_verbs.PLAIN_FORMS.get(clause.lower_)
    is_cue = plain_form is not None and plain_form not in reporting_verbs.NEEDS_QUOTE_BESIDE
    is_cue = is_cue or clause.doc[clause.i : clause.i + 2].text.lower() == "doing so"
    is_cue = is_cue or clause.lower_ in EFFECTS | REFERENCES
    return is_cue or any(is_reporting(word) for word in described)


def _is_others_view(clause: "Token") -> bool:
    """Whether a clause tells what others say or think: "it is safe, | although the neighbours doubt it"."""
    subject = left_subject(clause)
    is_owned = subject is not None and any(child.tag_ == "PRP$" for child in subject.lefts)  # "though my wife thinks"
    if subject is None or is_owned or not (subject.pos_ == "PROPN" or may_speak(subject.text)):
        return False
    return is_reporting(clause) or clause.lower_ in THINKING


def adds_reference(clause: "Token", cue: "Token") -> bool:
    """Whether a clause behind a reporting clause is about the saying: "It was sad, he said, | recalling | the day"."""
    says_more = any(child.dep_ == "ccomp" for child in clause.rights)  # "he said, adding that it was over"
    return (
        clause.tag_ == "VBG"
        and clause.dep_ == "advcl"
        and clause.head == cue
        and _reports_more(clause)
        and not says_more
    )


def _leaves_out(verb: "Token") -> bool:
    """Whether a clause says what the speaker left out: "it would close | but did not explain why"."""
    subject = left_subject(verb)
    if subject is not None and subject.lower_ not in PRONOUNS:
        return False
    if verb.lower_ in UNWILLING:
        return any(child.dep_ == "xcomp" and child.lower_ in UNTOLD | {"comment"} for child in verb.rights)
    if verb.lower_ in GAVE:
        return any(noun.lower_ in PARTICULARS and noun.left_edge.lower_ == "no" for noun in objects(verb))
    auxiliaries = {child.lower_ for child in verb.lefts if child.dep_ == "aux"}
    is_negated = any(child.dep_ == "neg" for child in verb.lefts)
    if is_negated and verb.lower_ in UNGIVEN and auxiliaries & NOT_TOLD_AUXILIARIES:
        return any(noun.lower_ in PARTICULARS for noun in objects(verb))
    if not is_negated or "did" not in auxiliaries or verb.lower_ not in UNTOLD:
        return False
    asked = {word.lower_ for child in verb.rights for word in child.subtree} & {"why", "how", "when", "whether"}
    first = verb.head
    while first.dep_ == "conj":
        first = first.head
    is_to_come = any(child.tag_ == "MD" for child in first.lefts)  # but: "he lied but did not explain how"
    return verb.lower_ == "elaborate" or "why" in asked or (is_to_come and bool(asked or verb.lower_ == "specify"))


def _second_cue_start(verb: "Token", part: "Token") -> int | None:
    """The start of the speaker's next statement or action: "he said it was dead | and he urged them to bury it"."""
    subject_of_part = left_subject(part)
    own_subject = left_subject(verb)
    start = own_subject.left_edge.i if own_subject else verb.left_edge.i
    start -= verb.doc[start - 1].dep_ == "cc"
    if own_subject is None and subject_of_part is not None and _is_speakers_deed(verb, part, subject_of_part):
        return start
    if own_subject is None and is_reporting(verb) and not _agrees(verb, subject_of_part, part.head):
        return start
    is_telling = is_reporting(verb) or verb.lower_ in reporting_verbs.QUOTING
    is_pleading = verb.lower_ == "made" and any(noun.lower_ in CASES for noun in objects(verb))
    has_said = verb.tag_ == "VBN" and any(child.lower_ in {"has", "have"} for child in verb.lefts)
    if not (verb.tag_ == "VBD" or (own_subject and has_said)) or not (is_telling or is_pleading):
        return None
    is_other_tense = any(child.tag_ == "MD" or child.lower_ == "had" for child in verb.head.lefts)
    has_clause = any(child.dep_ in {"ccomp", "xcomp"} for child in verb.rights)
    is_other_tense = is_other_tense or verb.head.tag_ in PRESENT
    if own_subject is None and (is_other_tense or (has_clause and _is_behind_quoted_words(verb.doc, start))):
        return start  # "the wall would hold | and later argued that ...", "it was “sad” | and claimed that ..."
    subject = own_subject or subject_of_part
    speakers = PRONOUNS | {"it"} if has_clause else PRONOUNS
    is_speaker = verb.tag_ == "VBD" and subject is not None and subject.lower_ in speakers
    is_other = own_subject is not None and has_clause and (_is_some_person(own_subject) or _says_too(verb, own_subject))
    return start if is_speaker or is_other else None  # "it was over | and a former aide said that it was not"


def _agrees(verb: "Token", subject: "Token | None", cue: "Token") -> bool:
    """Whether a verb fits what it is joined to, whose subject is given. Otherwise it is joined to the cue.

    They accuse her of lying | and say that it leaks.       Experts believe it has paid | and admit that it leaks.
    """
    head = verb.head
    if verb.tag_ == "VB":  # "it has paid | and admit that ...", not "it has paid and must admit that ..."
        is_bare = not any(child.dep_ in {"aux", "auxpass"} for child in verb.lefts)
        return not (is_bare and head.tag_ == "VBN" and any(child.tag_ in FINITE for child in head.lefts))
    if verb.tag_ not in PRESENT:
        return True
    has_auxiliary = any(child.tag_ in FINITE for child in head.lefts)
    if head.tag_ == "VB":  # the tagger confuses forms that are alike: "will stop and thank them"
        return has_auxiliary or verb.tag_ != cue.tag_
    if head.tag_ == "VBG" and not has_auxiliary:
        return False
    if subject is None:
        return True
    is_singular = subject.tag_ in {"NN", "NNP"} or subject.lower_ in {"he", "she", "it"}
    is_singular &= not any(child.dep_ == "conj" for child in subject.rights)
    return is_singular == (verb.tag_ == "VBZ")


def _says_too(verb: "Token", subject: "Token") -> bool:
    """Whether a joined verb with people or a body for its subject is another report: "and | the police said | ..."."""
    may_say = subject.pos_ == "PROPN" or subject.lower_ == "others" or may_speak(subject.text)
    return verb.lower_ in {"said", "told"} and may_say


def _is_some_person(noun: "Token") -> bool:
    """Whether a noun introduces a person: "a former aide"."""
    return is_person_noun(noun.text) and any(child.lower_ in {"a", "an", "another"} for child in noun.lefts)


def _is_speakers_deed(verb: "Token", part: "Token", subject: "Token") -> bool:
    """Whether a verb joined to a reported clause is another action of the speaker.

    he said it was fake | and returned it      of "it", the words would say "itself"
    she says it has paid | and claims to have offered more
    he said he was ready | and lashed out at them
    he said the wall was safe | and accused them of lying
    he said the wall would be built | and flew home        its builders "would fly"
    """
    cue = part.head
    is_finite = verb.tag_ == cue.tag_ or {verb.tag_, cue.tag_} == {"VBD", "VBN"}
    if not is_finite or any(child.dep_ in {"aux", "auxpass"} for child in verb.lefts):
        return False
    is_of_thing = subject.lower_ == "it" and not {"is", "was"}.isdisjoint(
        {part.lower_, *(w.lower_ for w in part.lefts)}
    )
    if is_of_thing and any(noun.lower_ == "it" for noun in objects(verb)):
        return True
    plain_form = reporting_verbs.PLAIN_FORMS.get(verb.lower_)
    if plain_form in OF_PEOPLE and subject.pos_ == "NOUN" and not may_speak(subject.text):
        return True
    would = any(child.lower_ in {"would", "will"} and child.dep_ == "aux" for child in part.lefts)
    is_added = any(child.lower_ in {"and", "but"} and child.dep_ == "cc" for child in verb.head.rights)
    if would and is_added and verb.tag_ == "VBD" and verb.lower_ not in STATES:
        return True
    if plain_form in reporting_verbs.TAKES_CLAUSE and verb.tag_ == "VBZ":
        return subject.lower_ in PRONOUNS | {"it"} and any(child.dep_ in {"ccomp", "xcomp"} for child in verb.rights)
    return verb.lower_ in LASHING and subject.lower_ in PRONOUNS
