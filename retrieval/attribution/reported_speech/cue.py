"""The cues of a passage, each with its source and content, from the dependency parse.

Mr Lansley  told  reporters on Tuesday  that the reforms would go ahead .
└─source─┘  cue                         └──────────content───────────┘
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile
from typing import TYPE_CHECKING

from retrieval.attribution.coreference.speaking_nouns import may_speak
from retrieval.attribution.reported_speech import content as contents
from retrieval.attribution.reported_speech import modality as modalities
from retrieval.attribution.reported_speech import narrator, reporting_verbs
from retrieval.attribution.reported_speech import source as sources
from retrieval.attribution.reported_speech.reporting_verbs import objects
from retrieval.models import Modality, Span
from retrieval.text.nlp import ANY_SUBJECT, FINITE, SPEAKING_SUBJECTS, neighbour
from retrieval.text.person_nouns import is_person_noun, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WITHIN_NAMES = frozenset("NN NNS NNP NNPS DT JJ PRP PRP$ POS CD HYPH".split())  # tags of words in the name of a source
LINKS = frozenset({",", "of", "for", "from", "at", "and", "-"})  # tokens that link the words of a source's name
SAID_OF = frozenset("DT JJ JJR JJS PDT RB RBR RBS".split())  # tags of the first of the words that say what a thing is
MUCH = frozenset({"lot", "much"})  # "asks a lot of her players" reports no words
CONCLUDING = frozenset({"suggesting", "indicating", "implying", "signaling"})
FINITE_BE = frozenset("is are was were".split())
MAX_WORDS_OF_PHRASE = 8  # of a source that a participle describes
MAY = frozenset("can could may might must should would".split())
SHARES = frozenset("number percentage portion proportion share".split())  # of people, whose size is told
RULES = frozenset("age custom law need plan rank rule rules schedule seniority size tradition".split())
PLATFORMS = frozenset("Facebook Instagram LinkedIn Telegram TikTok Twitter Weibo X YouTube".split())
CLAUSE_OPENERS = frozenset("that whether why how there he she they it".split())  # first words of a content


@dataclass(frozen=True, slots=True)
class AttributionRelation:
    """A cue with the source and content that the parse shows. All are spans of the passage.

    `verb` is the plain form of the cue, or "" if the cue is not in the lexicon.
    """

    cue: Span
    verb: str
    source: Span | None
    content: Span | None = None
    modality: Modality = Modality.SAID
    carrier: Span | None = None  # the person who reports the source's words
    has_agent: bool = False  # the source is the agent of a passive
    is_anonymous: bool = False  # nobody is named who could be the source: a passive without an agent
    names_topic: bool = False  # the content is only a thing, about which nothing is said
    outside: Span | None = None  # the noun that the content is about, outside it: "| a plan | that he said would work"
    is_fragment: bool = False  # the content means nothing without words elsewhere: "asked | to do so |"
    has_object: bool = False  # the verb has an object that is not content: "when it rained, he | wrote | a blog"


def relations(doc: "Doc") -> Iterator[AttributionRelation]:
    """The attribution relations of a passage, in order: one for each cue that is in the lexicon."""
    for token in doc:
        if token.lower_ == "according" and token.i + 1 < len(doc) and neighbour(token).lower_ == "to":
            if not _is_by_rule(token):
                yield _according_to(token)
        elif token.lower_ in reporting_verbs.PHRASES and (last := _last_of_phrase(token)):
            yield _of_phrase(token, last)
        elif relation := _in_words(token) or _of_opinion(token):
            yield relation
        elif _is_cue(token):
            yield _of_verb(token, reporting_verbs.PLAIN_FORMS[token.lower_])
        elif singular(token.text) in reporting_verbs.NOUNS_OF_SAYING and (relation := _of_noun(token)):
            yield relation


def imagined(doc: "Doc") -> Iterator[AttributionRelation]:
    """The clauses that somebody denies, would say or will say according to a passage, quoted or not."""
    for token in doc:
        plain_form = reporting_verbs.PLAIN_FORMS.get(token.lower_)
        if plain_form and token.pos_ == "VERB" and modalities.find(token) is not Modality.SAID:
            relation = _of_verb(token, plain_form)
            if relation.content:
                yield relation


def verb_between(doc: "Doc", start: int, end: int, *, last: bool = False) -> AttributionRelation | None:
    """The first (or last) verb in a stretch of text, as a relation. The verb need not be in the lexicon.

    Finite verbs come before others, and the main verb before all: "| She | is sure that keeping him makes it worse".
    """
    tokens = _tokens(doc, start, end)
    verbs = [token for token in tokens if token.tag_.startswith("VB") and token.pos_ == "VERB" and token.is_alpha]
    if not verbs:  # "the editorial read.", which the parser takes for a noun
        verbs = [token for token in tokens[1:] if token.lower_ in reporting_verbs.PLAIN_FORMS]
    if not verbs:
        return None
    if last:
        return _of_verb(verbs[-1], "")
    inside = range(tokens[0].i, tokens[-1].i + 1)
    top = [token for token in tokens if token.dep_ == "ROOT" or token.head.i not in inside]
    main = [token for token in top if token.pos_ in {"VERB", "AUX"}]
    finite = [verb for verb in verbs if verb.tag_ in FINITE]
    return _of_verb((main or finite or verbs)[0], "")


def ends_with_verb(doc: "Doc", end: int) -> bool:
    """Whether a verb ends before `end`, with or without a pronoun behind it: "she sang, “...", "she told him: “..."."""
    span = doc.char_span(max(0, end - 1), end, alignment_mode="expand")
    if span and span.start and span[-1].tag_ == "PRP" and span[-1].dep_ in {"dobj", "dative"}:
        span = doc[span.start - 1 : span.end]
    return any(token.tag_ in {"VBD", "VBZ", "VBG"} and token.pos_ == "VERB" for token in span or [])


def source_at_start(doc: "Doc", start: int, end: int) -> Span | None:
    """The names and nouns at the start of a stretch of text: "said | Lyly |", "said newly hired | clerk Ann Lee |"."""
    tokens = dropwhile(lambda token: token.tag_ in {"RB", "VBN"} and token.text.islower(), _tokens(doc, start, end))
    named = takewhile(lambda token: token.tag_ in WITHIN_NAMES or token.lower_ in LINKS or token.text.istitle(), tokens)
    return _name_span(list(named))


def source_at_end(doc: "Doc", start: int, end: int) -> Span | None:
    """The names and nouns at the end of a stretch of text before a cue.

    Auxiliaries, adverbs and asides between the name and the cue are left out: "Mr Lee, 58, | said".
    """
    tokens = _tokens(doc, start, end)
    while tokens and (tokens[-1].pos_ in {"AUX", "ADV"} or _is_time(tokens[-1])):
        tokens.pop()
    words = _without_medium(_without_aside(tokens))
    backwards = dropwhile(lambda token: token.pos_ in {"AUX", "ADV"}, reversed(words))
    named = list(takewhile(lambda token: token.tag_ in WITHIN_NAMES or token.lower_ in LINKS - {","}, backwards))
    is_thing = bool(named) and named[0].tag_ in {"NN", "NNS"} and not may_speak(named[0].text)
    return None if is_thing and any(token.lower_ == "who" for token in tokens) else _name_span(named)


def _without_medium(tokens: "Sequence[Token]") -> "Sequence[Token]":
    """The words before a cue without the medium: "| Ms Lee | in a post on X wrote"."""
    for place, token in enumerate(tokens):
        behind = tokens[place + 1 :]
        is_medium = any(word.lower_ in contents.MEDIA for word in behind) or (
            behind[:1] and behind[0].text in PLATFORMS
        )
        if place and token.lower_ in {"in", "on", "via"} and is_medium and not any(w.pos_ == "VERB" for w in behind):
            return tokens[:place]
    return tokens


def source_behind_comma(doc: "Doc", start: int, end: int) -> Span | None:
    """The phrase between the last comma and a cue that ends its sentence: "it fell, | papers filed today | show"."""
    tokens = _tokens(doc, start, end)
    place = next((at for at in reversed(range(len(tokens))) if tokens[at].text == ","), None)
    phrase = tokens[place + 1 :] if place else []
    is_phrase = 1 < len(phrase) <= MAX_WORDS_OF_PHRASE and not any(token.tag_ in FINITE for token in phrase)
    is_noun = is_phrase and phrase[0].tag_ in WITHIN_NAMES and any(token.tag_ == "VBN" for token in phrase[1:])
    return _span(phrase[0], phrase[-1]) if is_noun else None


def _is_time(token: "Token") -> bool:
    return token.ent_type_ in {"DATE", "TIME"} and not may_speak(token.text)


def source_before_clause(doc: "Doc", start: int, end: int) -> Span | None:
    """The phrase at the start of a sentence before a clause that ends at the cue: "| Ann |, who left, said"."""
    tokens = _tokens(doc, start, end)
    place = next((at for at, token in enumerate(tokens[1:], 1) if token.lower_ == "who"), 0)
    if place < 2 or tokens[place - 1].text != "," or tokens[-1].text != ",":
        return None
    phrase = tokens[: place - 1]
    is_phrase = all(token.tag_ in WITHIN_NAMES | {"IN"} or token.lower_ in LINKS for token in phrase)
    return _name_span(phrase) if is_phrase else None


def _tokens(doc: "Doc", start: int, end: int) -> "list[Token]":
    """The tokens that lie wholly between two characters."""
    return list(doc.char_span(start, end, alignment_mode="contract") or [])


def _name_span(tokens: "list[Token]") -> Span | None:
    """The span of neighbouring tokens, without links at the end of the list; None without a noun or pronoun."""
    while tokens and tokens[-1].lower_ in LINKS:
        tokens.pop()
    if not any(token.tag_[:2] in {"NN", "PR"} or (token.tag_ == "RB" and token.text.istitle()) for token in tokens):
        return None
    first, last = sorted((tokens[0], tokens[-1]), key=lambda token: token.i)
    return _span(first, last)


def _without_aside(tokens: "Sequence[Token]") -> "Sequence[Token]":
    """The tokens without an aside in commas or dashes at their end: "| Bo Ray | - who is Ann's brother -"."""
    if not tokens or tokens[-1].text not in {",", "-", "–", "—"}:
        return tokens
    marks = [place for place, token in enumerate(tokens[:-1]) if token.text == tokens[-1].text]
    return tokens[: marks[-1]] if marks else tokens


def _is_cue(token: "Token") -> bool:
    """Whether a word is a form of a reporting verb and reports something here."""
    if token.lower_ not in reporting_verbs.PLAIN_FORMS or not _is_verb(token):
        return False
    if _is_description(token) or _is_definition(token) or _is_imperative(token) or _is_listed_noun(token):
        return False
    if _is_idiom(token) or _is_conclusion(token) or _tells_no_words(token) or _is_counted(token):
        return False
    return not _is_unsaid(token) or _is_foretold(token)


def _is_verb(token: "Token") -> bool:
    """Whether a form of a reporting verb is used as a verb, even if it is tagged as a noun.

    A word tagged as a noun counts as a verb if it is the root and has a clause, or if it stands between "to" and a word
    that may begin a content.
    """
    if token.tag_.startswith("VB"):
        return True
    if token.dep_ == "ROOT" and sources.first_child(token, {"ccomp"}):
        return True
    has_neighbours = 0 < token.i < len(token.doc) - 1
    return has_neighbours and neighbour(token, -1).lower_ == "to" and neighbour(token).lower_ in CLAUSE_OPENERS


def _last_of_phrase(token: "Token") -> "Token | None":
    """The last word of a cue of several words: "made it |clear" before a clause, or "as he put |it"."""
    after = token.doc[token.i + 1 : token.i + 5]
    if reporting_verbs.PHRASES[token.lower_] == reporting_verbs.PUT_IT:
        return after[0] if after and after[0].lower_ == "it" and token.left_edge.lower_ == "as" else None
    if _is_unsaid(token):
        return None
    for word, following in pairwise(after):
        if word.lower_ == "clear" and following.lower_ in CLAUSE_OPENERS:
            return word
    return None


def _is_description(token: "Token") -> bool:
    """Whether a verb only describes a thing: "a book called ...", "Written by Ann Lee, ...", "aims proposed are"."""
    is_compound = token.text.endswith("ed") and neighbour(token, -1).tag_ == "HYPH"  # "the self-proclaimed “captain”"
    if is_compound or (token.tag_ == "VBN" and token.lower_ == "written" and token.is_sent_start):
        return True
    subject = sources.first_child(token, SPEAKING_SUBJECTS)
    behind = neighbour(token)
    is_dated = subject is not None and subject.ent_type_ in {"DATE", "TIME"}
    if is_dated or (token.dep_ == "acl" and token.tag_ == "VBD" and behind.is_quote):
        return reporting_verbs.PLAIN_FORMS[token.lower_] in reporting_verbs.NAMING_VERBS  # "a film | called | “Tide”"
    control = sources.object_control(token)
    shown_by = control[0] if control else subject
    if shown_by is not None and reporting_verbs.PLAIN_FORMS[token.lower_] in reporting_verbs.SAID_BY_TEXTS:
        is_name = shown_by.pos_ == "PROPN" and shown_by.ent_type_ != "ORG"
        # "Ann Lee | shows | “great charm”", "praised him for | showing | “great charm”"
        return is_name or shown_by.lower_ in {"he", "she", "him", "her"}
    is_thing = subject is not None and subject.pos_ == "NOUN" and not is_person_noun(subject.text)
    is_proposal = reporting_verbs.PLAIN_FORMS[token.lower_] in reporting_verbs.ASSERTING_VERBS
    if behind.lower_ in FINITE_BE and is_thing and is_proposal:
        return True
    if is_thing and token.dep_ != "relcl" and _is_participle(token):
        return True
    return token.dep_ == "acl" and token.tag_ == "VBN" and not any(child.dep_ == "agent" for child in token.children)


def _is_definition(token: "Token") -> bool:
    """Whether a verb says what a thing means: "the index, which | refers | to how warm people feel"."""
    subject = sources.first_child(token, SPEAKING_SUBJECTS)
    if reporting_verbs.PLAIN_FORMS[token.lower_] != "refer" or subject is None:
        return False
    noun = token.head if subject.tag_ == "WDT" and token.dep_ == "relcl" else subject
    return noun.pos_ == "NOUN" and not may_speak(noun.text)


def _is_idiom(verb: "Token") -> bool:
    """Whether a verb only looks like a report: the narrator supposes something, or it is an idiom.

    Let’s | say | you start at 25.     It is | asking | a lot of them.     | Suggesting | that he left is absurd.
    """
    is_supposed = verb.head.lower_ == "let" and any(child.lower_ in {"us", "'s", "’s"} for child in verb.lefts)
    is_first = verb.i == 0 or neighbour(verb, -1).text != ","
    asks_much = reporting_verbs.PLAIN_FORMS[verb.lower_] == "ask" and any(n.lower_ in MUCH for n in objects(verb))
    return is_supposed or asks_much or (verb.tag_ == "VBG" and verb.dep_ == "csubj" and is_first)


def _tells_no_words(verb: "Token") -> bool:
    """Whether "speak" has no matter, or "rule" a particle: "| Speaking | to us, she left", "| ruled | out"."""
    plain_form = reporting_verbs.PLAIN_FORMS[verb.lower_]
    if plain_form == "rule":
        return any(child.dep_ == "prt" or child.lower_ == "out" for child in verb.rights)
    matter = reporting_verbs.PREPOSITIONS.get(plain_form, frozenset()) if plain_form in reporting_verbs.TALKING else ()
    return plain_form in reporting_verbs.TALKING and not any(child.lower_ in matter for child in verb.rights)


def _is_counted(participle: "Token") -> bool:
    """Whether only the number of those who say something is told: "the number of sailors | saying | that ..." fell."""
    sayers = neighbour(participle, -1)
    is_of = participle.tag_ == "VBG" and sayers.dep_ == "pobj" and sayers.head.lower_ == "of"
    return (
        is_of
        and sayers.head.head.lower_ in SHARES
        and any(child.dep_ == "det" and child.lower_ == "the" for child in sayers.head.head.lefts)
    )


def _is_conclusion(verb: "Token") -> bool:
    """Whether the narrator draws a conclusion from a poll: "40% of them think so, | suggesting | that it changed"."""
    return (
        verb.lower_ in CONCLUDING
        and verb.dep_ == "advcl"
        and (narrator.has_share(verb.head) or narrator.has_share(verb.head.head))
    )


def _is_participle(verb: "Token") -> bool:
    """Whether a past form is a participle even if the parser takes it for a finite verb: its clause follows without a
    subject.

    The grant | announced | today is the first.     the guns | said | to be found there
    """
    clause = next((child for child in verb.rights if child.dep_ in {"ccomp", "xcomp"}), None)
    if clause is None or verb.tag_ != "VBD" or any(child.dep_ in ANY_SUBJECT for child in clause.children):
        return False
    first = clause.left_edge
    if any(token.ent_type_ not in {"DATE", "TIME"} for token in verb.doc[verb.i + 1 : first.i]) or first.i < verb.i:
        return False
    return first.tag_ in FINITE or (first.lower_ == "to" and verb.lower_ == "said")


def _is_imperative(token: "Token") -> bool:
    """Whether a verb is an imperative: "| Call | it luck", "Notes to editors: | call | the office"."""
    subject = sources.first_child(token, ANY_SUBJECT)
    if subject is not None:
        is_label = any(word.text == ":" for word in token.doc[subject.right_edge.i + 1 : subject.right_edge.i + 2])
        return is_label and token.tag_ == "VB" and sources.first_child(token, {"aux"}) is None
    begins = bool(token.is_sent_start) or neighbour(token, -1).text == ":"
    return begins and token.tag_ in {"VB", "VBP"} and token.text[0].isupper()


def _is_listed_noun(token: "Token") -> bool:
    """Whether a word is a noun of a list that the parser takes for a verb: "a gap, a crisis, | calls | for help"."""
    is_finite = token.tag_ == "VBZ" and token.dep_ in {"conj", "advcl"} and token.head.tag_ not in {"VBZ", "VBP"}
    return (
        is_finite
        and token.i > 0
        and neighbour(token, -1).text == ","
        and sources.first_child(token, ANY_SUBJECT) is None
    )


def _is_unsaid(token: "Token") -> bool:
    """Whether a verb reports nothing that was said: "did not say", "would confirm", "declined to say", "without"."""
    while token.dep_ == "pcomp" and token.head.lower_ == "by" and token.head.head.dep_ == "pcomp":
        token = token.head.head  # "wary of hurting it by saying"
    if token.dep_ == "pcomp" and token.head.lower_ == "by" and _may_happen(token.head.head):
        return not _introduces_quote(token)
    if token.dep_ == "pcomp" and token.head.lower_ in {"without", "of", "for", "from"}:
        return not sources.object_control(token)
    infinitive = modalities.with_auxiliary(token)
    if any(child.lower_ == "to" for child in infinitive.lefts if child.dep_ == "aux"):
        token = infinitive  # "unable to stand up and | accuse"
    before = {child.lower_ for child in token.lefts if child.dep_ in {"aux", "neg"}}
    if "to" in before:
        continues = reporting_verbs.PLAIN_FORMS.get(token.head.lower_) in reporting_verbs.CONTINUING_VERBS
        is_habit = token.head.lower_ in reporting_verbs.HABITS and not sources.is_passive(token.head)
        is_prompted = token.head.lower_ in sources.PROMPTING and sources.object_control(token) is not None
        if not (continues or is_habit or is_prompted) and not sources.only_or_first(token):
            return not _introduces_quote(token)
    return not before.isdisjoint(reporting_verbs.UNSAID_AUXILIARIES)


def _may_happen(verb: "Token") -> bool:
    """Whether a verb only tells what may be done: "| could help | by saying so"; not "could only answer by ..."."""
    lefts = {child.lower_ for child in verb.lefts}
    return not lefts.isdisjoint(MAY) and "only" not in lefts


def _is_foretold(token: "Token") -> bool:
    """Whether a verb announces what somebody is going to say: "will say that ...", "is expected to warn of ..."."""
    is_saying = reporting_verbs.PLAIN_FORMS[token.lower_] in reporting_verbs.FORETOLD
    return is_saying and modalities.find(token) is Modality.TO_COME


def _introduces_quote(verb: "Token") -> bool:
    """Whether a quoted sentence directly follows: "he broke in to say, “There it goes.”", but not after "as if to"."""
    if any(child.lower_ == "if" for child in verb.lefts):
        return False
    comma, quotation_mark, word = (verb.doc[min(verb.i + step, len(verb.doc) - 1)] for step in (1, 2, 3))
    return comma.text in {",", ":"} and quotation_mark.is_quote and word.text[:1].isupper()


def _of_verb(token: "Token", plain_form: str) -> AttributionRelation:
    source, content = sources.find(token), contents.find(token, plain_form)
    if content and content[0] > token.idx and sources.inverted(token) is not None:
        content = None  # all of the clause that the cue interrupts, not only what follows
    is_passive = sources.is_passive(token)
    is_anonymous = (is_passive and source is None) or (plain_form in reporting_verbs.REPLIES and _is_answer(token))
    if is_passive and source and content and content[0] < source[0] < content[1]:
        by = source[0] - len("by ")  # "described as a bully | by Ann Lee"
        content = (content[0], by) if content[0] < by else None
    return AttributionRelation(
        _span(token, token),
        plain_form,
        source,
        content,
        modalities.find(token) if plain_form not in reporting_verbs.DENYING else Modality.DENIED,
        sources.carrier(token),
        has_agent=is_passive and source is not None,
        is_anonymous=is_anonymous,
        names_topic=contents.names_topic(token, plain_form),
        outside=contents.noun_outside(token, plain_form),
        is_fragment=contents.is_fragment(token, plain_form),
        has_object=plain_form not in reporting_verbs.TELLING_VERBS and any(objects(token)),
    )


def _is_answer(reply: "Token") -> bool:
    """Whether a pronoun replies to what the same pronoun asks: "| she | asked Ann about it and | she | replied"."""
    subject = sources.first_child(reply, SPEAKING_SUBJECTS)
    if subject is None or subject.pos_ != "PRON":
        return False
    asking = (token for token in reply.doc[reply.sent.start : reply.i] if token.lower_ == "asked")
    askers = [sources.first_child(token, SPEAKING_SUBJECTS) for token in asking]
    return any(asker is not None and asker.lower_ == subject.lower_ for asker in askers)


def _of_noun(noun: "Token") -> AttributionRelation | None:
    """The relation of a noun of saying with a possessor and a complement: "| Ann Lee’s | warning | of “...”".

    Or with the person behind it: "a | claim | by | Ann Lee | that it was “...”".
    """
    owner = sources.first_child(noun, {"poss"})
    if owner is None or noun.tag_ == "NNS":  # "the board's | claims | that"; "his comments on it" may be of many
        return _claim_by(noun)
    parts = [child for child in noun.rights if child.dep_ in {"prep", "acl", "ccomp", "relcl", "advcl"}]
    behind = [token for token in noun.doc[noun.i + 1 : noun.i + 3] if token.text not in {",", ":"}][:1]
    is_beside_quote = bool(behind) and behind[0].is_quote
    lost = _clause_given_away(noun) if not parts else None
    if owner is None or not (parts or is_beside_quote or lost) or noun.pos_ != "NOUN":
        return None
    first = behind[0] if is_beside_quote or lost else parts[0].left_edge
    last = lost or (_closing_mark(behind[0]) if is_beside_quote else parts[-1].right_edge)
    source, content = (owner.left_edge.idx, owner.idx + len(owner)), (first.idx, last.idx + len(last))
    modality = Modality.CONDITIONAL if modalities.is_alleged(noun) else Modality.SAID
    return AttributionRelation(_span(noun, noun), reporting_verbs.NOUN, source, content, modality)


def _claim_by(noun: "Token") -> AttributionRelation | None:
    """The relation of a noun of saying and a clause: "a | claim | by | Ann Lee | that it fell", "| Ann Lee |'s |
    claims | that it fell".
    """
    by = next((child for child in noun.rights if child.lower_ in {"by", "from"}), None)
    person = sources.first_child(by, {"pobj"}) if by is not None else sources.first_child(noun, {"poss"})
    if person is None or person.pos_ == "PRON" or noun.pos_ != "NOUN":
        return None
    clauses = [child for word in (noun, person) for child in word.rights if child.dep_ in {"acl", "relcl"}]
    that = next((word for clause in clauses for word in clause.lefts if word.lower_ == "that"), None)
    if that is None and _clause_given_away(last := max(noun, person.right_edge, key=lambda word: word.i)):
        that = neighbour(last)
    if that is None or that.dep_ != "mark" or that.i < max(noun.i, person.i):
        return None
    modality = Modality.CONDITIONAL if modalities.is_alleged(noun) else Modality.SAID
    source = _span(person.left_edge, neighbour(that, -1) if person.i > noun.i else person)
    content = _span(that, narrator.last_word(that.head))
    return AttributionRelation(_span(noun, noun), reporting_verbs.NOUN, source, content, modality)


def _of_opinion(verb: "Token") -> AttributionRelation | None:
    """The relation of a verb with an object and quoted words that say what it is, or with "that".

    Ann Lee | found | it “quite wrong”      Ann Lee | allowed | that it was “late”
    """
    is_listed = verb.lower_ in reporting_verbs.OPINIONS | reporting_verbs.WITH_THAT
    is_participle = verb.tag_ == "VBN" and sources.first_child(verb, {"aux"}) is None
    if not is_listed or not verb.tag_.startswith("VB") or is_participle or _is_unsaid(verb):
        return None
    content = _said_of_thing(verb) if verb.lower_ in reporting_verbs.OPINIONS else _behind_that(verb)
    source = sources.find(verb) if content else None
    if source is None:
        return None
    return AttributionRelation(_span(verb, verb), reporting_verbs.OPINION, source, content, modalities.find(verb))


def _said_of_thing(verb: "Token") -> Span | None:
    """The object of a verb with the quoted words behind it that say what it is: "found | it “quite wrong” |"."""
    behind = verb.doc[verb.i + 1 : verb.sent.end]
    thing = list(takewhile(lambda token: token.tag_ in WITHIN_NAMES or token.lower_ == "of", behind))
    opening = next(iter(behind[len(thing) : len(thing) + 1]), None)
    is_thing = bool(thing) and thing[-1].tag_[:2] in {"NN", "PR"}  # not "considered a “normal” one"
    if not is_thing or opening is None or not opening.is_quote or neighbour(opening).tag_ not in SAID_OF:
        return None
    return thing[0].idx, (end := _closing_mark(opening)).idx + len(end)


def _behind_that(verb: "Token") -> Span | None:
    """The clause of a verb that begins with "that"."""
    clause = next((child for child in verb.rights if child.dep_ == "ccomp"), None)
    has_that = clause is not None and any(word.dep_ == "mark" and word.lower_ == "that" for word in clause.lefts)
    return contents.find(verb, reporting_verbs.OPINION) if has_that else None


def _clause_given_away(noun: "Token") -> "Token | None":
    """The end of a clause that the parser gave to a verb before its noun: "scorned his boast | that it was new"."""
    that = neighbour(noun)
    is_away = that.lower_ == "that" and that.dep_ == "mark" and noun.i < that.head.i and that.head.head.i < noun.i
    return that.head.right_edge if is_away else None


def _closing_mark(opening: "Token") -> "Token":
    """The next quotation mark in the sentence behind an opening one; the opening one if there is none."""
    rest = opening.doc[opening.i + 1 : opening.sent.end]
    return next((token for token in rest if token.is_quote), opening)


def _of_phrase(verb: "Token", last: "Token") -> AttributionRelation:
    relation = _of_verb(verb, reporting_verbs.PHRASES[verb.lower_])
    return replace(relation, cue=_span(verb, last), content=contents.find_behind(last, verb))


def _in_words(words: "Token") -> AttributionRelation | None:
    """The relation of "in the words | of Ann Lee |" or "in | his | own words"; None if a word is used otherwise."""
    if words.lower_ != "words" or words.head.lower_ != "in" or words.head.dep_ != "prep":
        return None
    of = next((child for child in words.rights if child.lower_ == "of"), None)
    owner = sources.first_child(words, {"poss"}) or (sources.first_child(of, {"pobj"}) if of is not None else None)
    if owner is None:
        return None
    end = neighbour(owner.right_edge, -1) if owner.right_edge.is_punct else owner.right_edge
    source = _span(owner.left_edge, end)
    return AttributionRelation(_span(words.head, words), reporting_verbs.IN_WORDS, source)


def _according_to(token: "Token") -> AttributionRelation:
    to = neighbour(token)
    nouns = (child for part in (to, token) for child in part.children if child.dep_ in {"pobj", "dobj"})
    noun = next((noun for noun in nouns if noun.i > to.i), None)
    that = neighbour(token, -2).lower_ if token.i > 1 else ""
    leads = bool(token.is_sent_start) or that == "that"  # then the content follows
    last = _last_of_source(noun, leads=leads) if noun else to
    if noun and last.pos_ == "NOUN" and neighbour(last).ent_type_ == "ORG" and neighbour(last).text[0].isupper():
        while last.i + 1 < len(token.doc) and neighbour(last).ent_type_ == "ORG":
            last = neighbour(last)  # "the charity | Exa |"
    source = _span(token.doc[max(noun.left_edge.i, to.i + 1)], last) if noun else None
    return AttributionRelation(_span(token, to), reporting_verbs.ACCORDING_TO, source)


def _is_by_rule(token: "Token") -> bool:
    """Whether "according to" refers to a rule that is followed, not quoted: "do not pay workers | according to the
    law", "went according to plan".
    """
    is_apart = bool(token.is_sent_start) or neighbour(token, -1).is_punct or neighbour(token, -1).lower_ == "that"
    return not is_apart and any(word.lower_ in RULES for word in token.doc[token.i + 2 : token.i + 5])


def _last_of_source(noun: "Token", *, leads: bool) -> "Token":
    """The end of a source after "according to": before a comma that has no closing comma, where the content begins."""
    last = noun.right_edge
    if last.text == ",":
        last = neighbour(last, -1)
    is_closed = last.i + 1 >= len(noun.doc) or neighbour(last).is_punct
    comma = next((token for token in noun.doc[noun.i : last.i] if token.text == ","), None)
    if comma is None or (is_closed and not (leads and _has_clause(list(noun.doc[comma.i + 1 : last.i + 1])))):
        return last
    return neighbour(comma, -1)


def _has_clause(words: "Sequence[Token]") -> bool:
    """Whether the words after a comma have a finite verb outside relative clauses."""
    own = takewhile(lambda token: token.tag_ not in {"WP", "WDT", "WRB", "WP$"}, words)
    return any(token.tag_ in FINITE for token in own)


def _span(first: "Token", last: "Token") -> Span:
    return first.idx, last.idx + len(last)
