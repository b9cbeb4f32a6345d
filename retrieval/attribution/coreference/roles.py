"""Role phrases: mentions of people by a noun instead of a name, as in "a Downing Street spokeswoman", "the senator"."""

import re
from collections.abc import Collection, Container, Iterator
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.mentions import Description
from retrieval.attribution.coreference.speaking_nouns import BODIES, DOCUMENTS, TEXT_NOUNS, is_thing, may_speak
from retrieval.text.dates import WEEKDAYS
from retrieval.text.nlp import SUBJECTS, neighbour
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import STATUS_WORDS, is_person_noun, singular
from retrieval.text.titles import FULL_TITLES, HELD_OFFICES, REFERRING_ROLES, TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

# Nouns for a named person that need no introduction: "Ann Lee sang. ... the singer said".
PROFESSIONS = frozenset(
    "singer rapper songwriter musician guitarist drummer pianist composer actor actress comedian comic entertainer "
    "dancer novelist writer poet playwright filmmaker athlete footballer striker winger goalkeeper midfielder defender "
    "quarterback golfer boxer wrestler swimmer sprinter runner cyclist gymnast skater cricketer batsman bowler "
    "champion lawyer politician activist entrepreneur tycoon cleric monarch youngster teenager veteran star superstar "
    "legend icon rocker crooner vocalist frontman performer artist designer producer influencer rower surfer driver "
    "jockey end lineman linebacker receiver fielder pitcher catcher alum native "
    "hitmaker headliner chart-topper philanthropist socialite mogul broadcaster presenter".split()
)
# Nouns for a person named just before, if they have a modifier: "the former minister", "the 'Dusk' host".
EPITHETS = REFERRING_ROLES | frozenset(
    "chief competitor conservative host laureate liberal progressive skier snowboarder socialist teen".split()
)
AGES_AND_TERMS = frozenset({"old", "term", "time"})  # "71-year-old", "two-term", "three-time"
JOINING = frozenset("of and for the & on 's ’s".split())  # words in small letters that the name of a body may have
PREMODIFIERS = frozenset({"NOUN", "PROPN", "ADJ"})
POSTMODIFIER_PREPOSITIONS = frozenset(
    "of for at by from to in with across against around behind near on within".split()
)
APOSTROPHES = frozenset("’'")
OCCASIONS = frozenset("interview briefing conference page remarks".split())  # "the group in an interview"
DAYS = frozenset(map(str.lower, WEEKDAYS))
SOURCE_PREPOSITIONS = frozenset({"by", "to", "from", "per"})
IDENTIFYING = frozenset("gave gives identified identifies known named introduced".split())
AROUND_IDENTIFYING = frozenset(
    "as himself herself his her first name , who was is has been to be asked wanted only".split()
)
ONE_PERSONS_PRONOUNS = frozenset("himself herself his her".split())  # "one of the guards, who named himself Bo"
STYLES = frozenset("hon honourable most rev reverend right rt ven venerable very".split())  # "the Rt Rev Ann Lee"
MAX_IDENTIFYING_TOKENS = 9  # between a noun and the name that identifies its bearer
MAX_ROLE_TOKENS = 16  # between the noun of a role and the name set off after it
MIN_PARTICIPLE_TOKENS, MAX_PARTICIPLE_TOKENS = 2, 10  # of a participle and what belongs to it
NO_PARTICIPLES = frozenset(  # that give somebody's activity or name, not their role
    "according called following identified including known led named quoted said".split()
)
MAX_POSTMODIFIER_TOKENS = 16  # a longer phrase after a noun is left out of its noun phrase


def is_plural(token: "Token") -> bool:
    return token.tag_ in {"NNS", "NNPS"} or token.lower_ in {"people", "police", "others", "some", "many", "most"}


def is_definite(token: "Token") -> bool:
    return any(child.dep_ == "det" and child.lower_ in {"the", "this", "that"} for child in token.lefts)


def is_indefinite(token: "Token") -> bool:
    """Whether a phrase introduces somebody: "an official", "one consultant", "another adviser"."""
    return any(child.lower_ in {"a", "an", "one", "another"} for child in token.lefts)


def is_spoken_of(token: "Token") -> bool:
    """Whether a noun for a thing is the object of a verb or preposition, and so speaks only in a clause of its own.

    "weighed | costs | and said": True. "cited | data | showing that", "according to | data |": False.
    """
    first = token
    while first.dep_ == "conj":
        first = first.head
    is_object = first.dep_ == "dobj" or (first.dep_ == "pobj" and first.head.lower_ not in SOURCE_PREPOSITIONS)
    has_clause = any(word.dep_ == "relcl" or (word.dep_ == "acl" and word.tag_ == "VBG") for word in token.rights)
    return is_object and not has_clause and token.pos_ == "NOUN" and token.text.islower() and not may_speak(token.text)


def has_named_seat(token: "Token") -> bool:
    """Whether a phrase names the place or body of its office: "the premier of | North Rhine |"."""
    return any(noun.right_edge.pos_ == "PROPN" or noun.pos_ == "PROPN" for noun in objects_of(token, {"of", "for"}))


def is_epithet(token: "Token") -> bool:
    """Whether a subject describes somebody just named: "the | former rower |", "the | self-made teen |".

    "The | former president |" does not count, since that may be somebody else.
    """
    noun = singular(token.text)
    before = token.doc[token.left_edge.i : token.i]
    is_known = noun in EPITHETS or (is_person_noun(noun) and _tells_age_or_terms(before))
    if token.dep_ not in SUBJECTS or not is_known or any(word.dep_ == "poss" for word in token.lefts):
        return False
    is_former = noun not in HELD_OFFICES and any(word.lower_ in STATUS_WORDS for word in before)
    return is_former or any(word.text == "-" or word.is_quote for word in before)


def _tells_age_or_terms(words: "Span") -> bool:
    """Whether words before a noun describe somebody just named: "the | 71-year-old | envoy"."""
    return any(
        word.lower_ in AGES_AND_TERMS and word.i > words.start and neighbour(word, -1).text == "-" for word in words
    )


def describe(token: "Token") -> Description:
    """The noun of a phrase and the words that narrow it: "embattled Health Secretary" → "secretary" with "health"."""
    noun = singular(token.text)
    narrowing = [name_key(word.text) for word in words_before(token) if _narrows(word)]
    return FULL_TITLES.get(noun, noun), frozenset(FULL_TITLES.get(word, word) for word in narrowing)


def _narrows(word: "Token") -> bool:
    """Whether a word distinguishes holders of a role: "Democratic" and "former" do, "embattled" does not."""
    is_plain_adjective = word.pos_ == "ADJ" and word.text.islower()
    return not is_plain_adjective or word.lower_ in STATUS_WORDS


def may_be(role: Description, known: Description) -> bool:
    """Whether "the health secretary" may be a person described as "Health Secretary". A shadow secretary is not."""
    noun, words = role
    known_noun, known_words = known
    if noun != known_noun or words & STATUS_WORDS != known_words & STATUS_WORDS:
        return False
    narrowing, known_narrowing = words - STATUS_WORDS, known_words - STATUS_WORDS
    return not narrowing or not known_narrowing or bool(narrowing & known_narrowing)


def with_name_set_off(doc: "Doc", start: int, end: int) -> "Token | None":
    """The noun of a role whose holder's name follows between commas: "the |chairman of the Ikeja branch, Ann Lee,".

    The name, with titles, is the tokens from `start` to `end`. None if there is no such role before it.
    """
    start = _before_styles(doc, start)
    if start < 2 or doc[start - 1].text != ",":
        return identified(doc, start)
    is_closed = _closes_aside(doc, end)
    if not is_closed and doc[end].pos_ != "VERB":
        return None
    is_bracketed = False
    for place in range(start - 2, max(-1, start - 2 - MAX_ROLE_TOKENS), -1):
        token = doc[place]
        if token.text in {"(", ")"}:
            is_bracketed = token.text == ")"
        elif token.dep_ == "poss" and is_plural(token):
            continue  # "the president of the | workers' | union, Ann Lee,"
        elif not is_bracketed and token.pos_ in {"NOUN", "PROPN"} and is_person_noun(token.text):
            is_next = place == start - 2 or doc[place + 1].lower_ in {"of", "for"}
            is_title = is_closed or (token.text[0].isupper() and is_next)  # "Council | Chairman |, Ann Lee said"
            return outer_role(token) if is_title and not is_plural(token) else None
        elif not is_bracketed and _ends_phrase(token) and not _describes_person(token):
            return None
        if token.is_sent_start:
            return None
    return None


def _before_styles(doc: "Doc", start: int) -> int:
    """The start of a name with the article and styles before it: "the bishop, | the Rt Rev | Bo Ames,"."""
    first = start
    while first > 1 and name_key(doc[first - 1].text) in STYLES:
        first -= 1
    is_styled = first > 1 and doc[first - 1].lower_ == "the" and name_key(doc[first].text) in STYLES
    return first - 1 if is_styled else start


def _describes_person(participle: "Token") -> bool:
    """Whether a participle describes a person: "a pastor | backing | Mr Hale, Bo Ames, said"."""
    return participle.tag_ == "VBG" and participle.dep_ == "acl" and is_person_noun(participle.head.text)


def outer_role(token: "Token") -> "Token":
    """The role that a role is part of: "the | chief | of staff to the Governor"."""
    if token.dep_ != "pobj" or token.head.lower_ != "to":
        return token
    before = neighbour(token.head, -1)
    outer = before if before.lower_ == "staff" else token.head.head  # the parser may give "to" to the verb
    if outer.dep_ == "pobj" and outer.head.lower_ == "of":
        outer = outer.head.head  # "of staff"
    return outer if is_person_noun(outer.text) else token


def _ends_phrase(token: "Token") -> bool:
    """Whether a word shows that a phrase has not begun before it: a verb, a pronoun or a comma."""
    is_other = token.pos_ in {"VERB", "AUX", "PRON"} and token.tag_ != "PRP$"
    return is_other or (token.is_punct and token.text != "-")


def identified(doc: "Doc", start: int) -> "Token | None":
    """The noun for somebody whose name follows: "a | trader |, identified as Ann Lee", "a | man | named Bo".

    Or "| one | of them, who gave his name as Bo".
    """
    participle, is_one = None, False
    for place in range(start - 1, max(-1, start - 2 - MAX_IDENTIFYING_TOKENS), -1):
        token = doc[place]
        if token.lower_ in IDENTIFYING:
            participle = token
        elif participle is not None and token.pos_ == "NOUN" and is_person_noun(token.text):
            return None if is_plural(token) and not is_one else token
        elif participle is not None and token.lower_ == "them" and is_one and place > 1:
            return doc[place - 2] if doc[place - 2].lower_ == "one" else None
        elif not (token.pos_ == "ADV" or token.lower_ in AROUND_IDENTIFYING):
            return None
        is_one = is_one or token.lower_ in ONE_PERSONS_PRONOUNS
    return None


def _closes_aside(doc: "Doc", place: int) -> bool:
    """Whether an aside or a sentence ends before a token."""
    if place >= len(doc) or doc[place].is_sent_start:
        return True
    token = doc[place]
    if token.dep_ == "prep" and token.lower_ in {"of", "from"} and token.right_edge.i + 1 < len(doc):
        token = neighbour(token.right_edge)  # "One pastor, Bo Ames | of the Norr mission |, said"
    return token.text in {",", ".", "(", ";", ":", ")"} or token.is_quote


def noun_phrase(token: "Token") -> str:
    """The phrase around a noun, without its article and its clauses: "spokesman for the campaign".

    A handle of a network is a name by itself: "user | @quay | with a picture".
    """
    handle = next((word for word in (token, neighbour(token)) if word.text.startswith("@")), None)
    if handle:
        return handle.text
    before = words_before(token)
    if token.pos_ == "PROPN" and not is_person_noun(token.text):
        # Only the name counts of "news site BuzzFeed", so what follows the last common noun or compound with a hyphen.
        common = [at for at, word in enumerate(before) if word.text.islower() and _is_before_name(word)]
        before = before[common[-1] + 1 :] if common else before
    before = before[1:] if before and before[0].tag_ == "POS" else before  # "the state | 's | Tide Plan"
    start = _start_of_name(token, before[0].i if before else token.i)
    end = token.i + 1
    while end < len(token.doc) and (ends_name(token.doc[end]) or _numbers(token.doc[end])):
        end += 1
    for child in token.rights:
        is_adjective = child.pos_ == "ADJ" and any(word.dep_ == "prep" for word in child.rights)  # "close to Mr Hale"
        is_preposition = child.dep_ == "prep" and (child.lower_ in POSTMODIFIER_PREPOSITIONS or _is_in_name(child))
        is_deed = any(word.dep_ == "pcomp" for word in child.rights)  # accused the firm | of hiding it |
        if not (is_adjective or is_preposition) or child.left_edge.i != end or _tells_when(child) or is_deed:
            break
        postmodifier = _until_clause(child)
        if not postmodifier or len(postmodifier) > MAX_POSTMODIFIER_TOKENS or postmodifier[-1].pos_ == "ADP":
            break
        end = postmodifier[-1].i + 1
    return " ".join(token.doc[start:end].text.split())


def with_participle(noun: "Token", phrase: str, reporting: Container[str]) -> str:
    """A phrase for people with a participle that specifies them: "aides | backing it |".

    Not "officials | saying that it is late", which one of the verbs of `reporting` tells, nor one behind a comma.
    """
    participle = next((child for child in noun.rights if child.dep_ == "acl" and child.tag_ != "VB"), None)
    if participle is None or participle.lower_ in NO_PARTICIPLES or participle.left_edge.text == ",":
        return phrase
    if participle.tag_ == "VBG" and participle.lower_ in reporting:
        return phrase
    words = _until_clause(participle, participle)
    before = noun.doc[noun.i : participle.i].text
    is_clause = any(child.dep_ == "ccomp" for child in participle.children)
    has_object = any(child.dep_ == "dobj" for child in participle.children)
    is_past = participle.tag_ != "VBG" and has_object  # "people | left it and said"
    is_told = is_clause or is_past or len(words) < MIN_PARTICIPLE_TOKENS
    is_next = words[:1] == [participle] and phrase.endswith(" ".join(before.split()))
    if is_told or not is_next or len(words) > MAX_PARTICIPLE_TOKENS or words[-1].pos_ == "ADP":
        return phrase
    return f"{phrase} {' '.join(noun.doc[participle.i : words[-1].i + 1].text.split())}"


def _start_of_name(token: "Token", start: int) -> int:
    """The start of a body's name that the parser has split: "| Department of Tides and | Harbour Services"."""
    doc = token.doc
    while start > 1 and doc[start - 1].text == "/" and doc[start - 2].pos_ == "PROPN":
        start -= 2  # "| Norr Times/ | Exa News survey"
        while start > 0 and doc[start - 1].pos_ == "PROPN":
            start -= 1
    while start > 1 and doc[start - 1].lower_ == "of" and name_key(doc[start - 2].text) in TITLES and start < token.i:
        start -= 2  # "| Secretary of | State Ann Lee's office"
    if token.pos_ != "PROPN" and start < token.i and doc[start].ent_type_ == "ORG":
        token = doc[start]  # "| Norr Department of | Tides engineers"
    if token.pos_ != "PROPN" or token.ent_type_ != "ORG":
        return start
    first = token.i
    while first > token.sent.start and doc[first].ent_iob_ == "I":
        first -= 1
    first += doc[first].lower_ == "the"
    are_names = all(word.text[0].isupper() or word.lower_ in JOINING for word in doc[first:start])
    return min(first, start) if doc[first].text[0].isupper() and are_names else start


def _tells_when(preposition: "Token") -> bool:
    """Whether a preposition after a noun gives the time or place of saying: "the aide | on | Friday said"."""
    objects = [word for word in preposition.rights if word.dep_ == "pobj"]
    occasions = OCCASIONS | TEXT_NOUNS if preposition.lower_ in {"in", "at"} else frozenset()
    return any(word.ent_type_ in {"DATE", "TIME"} or singular(word.text) in occasions for word in objects)


def _is_before_name(word: "Token") -> bool:
    """Whether a word before a name is no part of it: a noun, or the end of "left- | leaning |"."""
    return word.pos_ == "NOUN" or (
        word.i > 0 and neighbour(word, -1).text == "-" and word.doc[word.i + 1 : word.i + 2].text != "-"
    )


def ends_name(token: "Token") -> bool:
    """Whether a word belongs to the name before it, and the parser took it for something else: "Cambria | O’Neill"."""
    is_name = token.ent_iob_ == "I" and token.text[0].isupper() and token.pos_ not in {"NOUN", "VERB", "AUX", "ADP"}
    return (
        is_name
        and token.i > 0
        and neighbour(token, -1).ent_type_ == token.ent_type_
        and neighbour(token, -1).pos_ == "PROPN"
    )


def _numbers(token: "Token") -> bool:
    """Whether a token is the number in the name of a body: "Local | 372 |", "Channel | 4 |"."""
    if not token.i:
        return False
    before = neighbour(token, -1)
    is_name = before.pos_ == "PROPN" or before.text == "Local"  # which the parser takes for an adjective
    return token.text.isdigit() and is_name and token.head in {before, before.head}


def _is_in_name(preposition: "Token") -> bool:
    """Whether a preposition stands in the name of a body: "Commission | on | Civil Rights", not "CNN | on | Friday"."""
    noun = preposition.head
    objects = [child for child in preposition.rights if child.dep_ == "pobj"]
    is_named = noun.pos_ == "PROPN" and all(word.left_edge.text[0].isupper() for word in objects)
    is_body = noun.lower_ in BODIES or preposition.ent_iob_ == "I"
    return bool(objects) and is_named and is_body and objects[0].ent_type_ not in {"DATE", "TIME"}


def called(token: "Token") -> str | None:
    """The name that a phrase gives to a body: "a club called | Blue Anchor"."""
    for participle in token.rights:
        if participle.tag_ == "VBN" and participle.dep_ == "acl" and participle.lower_ in {"called", "named"}:
            name = next((word for word in participle.rights if word.dep_ in {"oprd", "dobj", "attr"}), None)
            if name is not None and name.pos_ == "PROPN":
                return token.doc[name.left_edge.i : name.right_edge.i + 1].text.strip("“”\"'‘’ ")
    return None


def _until_clause(token: "Token", clause: "Token | None" = None) -> list["Token"]:
    """The subtree of a token up to its first clause, parenthesis, quotation mark or comma that is in no list of names.

    "families of those | affected by floods |" means nothing without its clause. `clause` is a clause to keep.
    """
    clauses = [
        word.left_edge.i
        for word in token.subtree
        if word.dep_ in {"relcl", "acl"} and word.head.lower_ != "those" and word != clause
    ]
    words: list[Token] = []
    for word in token.subtree:
        if word.text in {"(", "“", '"'} or (word.text == "," and not _is_in_list(word)) or word.i in clauses:
            break
        words.append(word)
    while words and words[-1].tag_ in {"VBD", "VBN", "VBP", "VBZ"}:
        words.pop()  # "the letter to the board | read |", a cue taken for a part of the phrase
    return words


def _is_in_list(comma: "Token") -> bool:
    """Whether a comma stands in a list of names that "and" ends: "offices of Marsh|,| Cole|,| and Dale"."""
    before, following = comma.doc[max(0, comma.i - 1)], comma.doc[comma.i + 1 : comma.i + 3]
    names = [before, *before.conjuncts]
    has_and = any(word.dep_ == "cc" for name in names for word in name.rights)
    return has_and and all(name.pos_ == "PROPN" for name in names) and any(word in names for word in following)


def objects_of(token: "Token", prepositions: Collection[str]) -> Iterator["Token"]:
    """The nouns that follow any of these prepositions after a token."""
    for link in token.rights:
        if link.dep_ == "prep" and link.lower_ in prepositions:
            yield from (noun for noun in link.rights if noun.dep_ == "pobj")


def words_before(token: "Token") -> list["Token"]:
    """The words of a phrase directly before its noun, back to an article, a possessive pronoun, a number or a comma."""
    words: list[Token] = []
    for place in range(token.i - 1, token.left_edge.i - 1, -1):
        word = token.doc[place]
        is_hyphenated = neighbour(token.doc[place]).text == "-" and not word.whitespace_
        is_participle = word.dep_ == "compound" and word.tag_ in {"VBG", "VBN"}  # "satellite | tracking | analysis"
        is_mark = word.dep_ == "case" or word.text == "-" or _is_possessive(word)
        is_modifier = word.pos_ in PREMODIFIERS or word.dep_ == "amod" or is_mark or is_participle
        is_degree = bool(words) and word.dep_ == "advmod" and word.head in words  # "his | most | loyal aides"
        is_joint = _joins_modifiers(word, token)
        is_day = word.lower_ in DAYS and singular(token.text) in TEXT_NOUNS | DOCUMENTS  # "the Friday | report |"
        if is_day or not (is_hyphenated or is_modifier or is_joint or is_degree):
            break
        words.append(word)
    while words and words[-1].dep_ in {"cc", "punct", "case"} and words[-1].text != "-":
        words.pop()
    words.reverse()
    first = token.head
    and_before = token.doc[max(0, (words[0].i if words else token.i) - 1)]
    shares_noun = token.dep_ == "conj" and and_before.dep_ == "cc" and first.i == and_before.i - 1
    if words and shares_noun and first.tag_ == "NN" and is_thing(first):  # "weather | and traffic reports"
        return [*words_before(first), first, and_before, *words]
    return words


def _is_possessive(mark: "Token") -> bool:
    """Whether a mark behind an "s" makes a possessive of it: "the | teachers|’ | union"."""
    before = mark.doc[max(0, mark.i - 1)]
    return mark.text in APOSTROPHES and before.lower_[-1] == "s" and not before.whitespace_ and bool(mark.whitespace_)


def _joins_modifiers(word: "Token", noun: "Token") -> bool:
    """Whether a word or comma joins words before a noun: "Kent | and | Vale councils", "current | and | former"."""
    first = word.head
    while first.dep_ == "conj":
        first = first.head
    is_modifier = first.dep_ in {"amod", "nmod", "compound"} and noun in {first.head, first.head.head}
    return (word.dep_ == "cc" or word.text == ",") and is_modifier


def may_name_again(token: "Token", noun: str, text: str, *, definite: bool) -> bool:
    """Whether a later noun alone may stand for the whole phrase: "the board" for "harbour board", not for "weary
    board".
    """
    if definite and noun in REFERRING_ROLES:
        return has_named_seat(token)
    if noun in TEXT_NOUNS and not text.endswith(token.text):
        return False  # "a statement in Leeds"
    first = re.split(r"[\s-]", text, maxsplit=1)[0]
    adjectives = {word.text for word in token.lefts if word.pos_ == "ADJ" and word.text.islower()}
    return is_person_noun(noun) or first not in adjectives


def may_be_role(token: "Token") -> bool:
    """Whether a token may be the noun of a role phrase; the parser takes some offices for names."""
    noun = singular(token.lower_)
    is_office = noun in REFERRING_ROLES or (noun in TITLES and is_definite(token))
    return token.dep_ != "compound" and (token.pos_ == "NOUN" or is_office)
