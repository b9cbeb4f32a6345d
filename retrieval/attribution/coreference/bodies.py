"""Bodies: resolves "the bureau" or "the company" to the full name of an organisation.

    The Tidal Survey Bureau met. ... the bureau            the body that is named with the noun: Tidal Survey Bureau
    Ames County Sheriff's Office ... the sheriff's office  the body with all the words of the phrase
    Exa Labs recalls its bottles. ... the company          the organisation that a sentence just before is about

    Norr State Police ... the police                       the only police that the article names

If another body of that kind is mentioned in between, the phrase stays unresolved.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from retrieval.attribution import acronyms
from retrieval.attribution.coreference import police, roles, texts
from retrieval.attribution.coreference.mentions import TokenPlace
from retrieval.attribution.coreference.police import IN_NAMES, keys_of
from retrieval.attribution.coreference.speaking_nouns import BODIES, SPEAKING_BODIES
from retrieval.text.nlp import SUBJECTS, neighbour
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_role, singular

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NAMED_BODIES = frozenset(  # kinds of body that are part of a name: "the bureau" is the "Tidal Survey Bureau"
    "academy agency airport alliance archdiocese association authority bank board bureau campaign center centre church "
    "club coalition college commission committee company council court department diocese district embassy federation "
    "foundation fund hospital institute league library ministry movement museum network office parliament party poll "
    "school service society survey tribunal trust union university zoo".split()
)
TELLING = frozenset(  # of such bodies, each is named with the word: no "Exa" is a court
    "archdiocese court diocese ministry parliament tribunal".split()
)
UNTELLING = frozenset("agency campaign group network office service survey poll".split())  # names have other words too
NO_SHORT_NAMES = frozenset("center centre company party union".split())  # "the Centre" is not the "Norr Centre"
HIGHEST = frozenset("apex high highest top".split())  # before "court": the supreme one
FIRMS = frozenset(
    "airline automaker brand brewery carmaker carrier chain company corporation firm insurer manufacturer retailer "
    "startup utility".split()
)
FIRM_WORDS = frozenset(  # the last word of a firm's name, which the entity model may take for a person's
    "airlines co corp energy foods group holdings inc industries labs lines llc ltd media motors pharma systems".split()
)
OTHER_FIRMS = frozenset("other parent rival same second sister new".split())  # before a noun: another firm
OUTLETS = frozenset("broadcaster magazine network newspaper outlet publication tabloid".split())
SCHOOLS = frozenset("college institution school university".split())
SCHOOL_WORDS = frozenset("academy college institute school university".split())
GROUPS = OUTLETS | frozenset("band body charity duo group nonprofit organisation organization trio".split())
AGENCIES = frozenset("agency regulator".split())
PUBLIC_BODIES = frozenset(  # a word in the name of a body that is not a firm
    "administration agency assembly association authority board bureau center centers centre church city college "
    "commission committee congress council county court department district federation foundation government house "
    "institute division league ministry nations office party police senate service services society state states union "
    "university".split()
)
AUTHORITIES = frozenset(  # a word in the name of a body that is not a group of people
    "administration agency assembly authority bureau city congress county court department district federal "
    "government house ministry nations police senate state states university".split()
)
OTHER_BODIES = FIRM_WORDS | {"congress", "government", "house", "police", "senate"}
AGENCY_WORDS = frozenset(
    "administration agency authority board bureau centers commission department service survey".split()
)
MEDIA = re.compile(
    r"\b(?:CNN|BBC|NBC|CBS|ABC|AP|AFP|NPR|News|Times|Post|Press|Reuters|Journal|Magazine|Herald|Today|TODAY"
    r"|Staff|Editors|Newsroom)\b"
)
OWNER_END = re.compile(r"[’']s ")  # "governor|'s |aides"
NAME_ENDS = re.compile(r" (?:at|by|from|in|to|with) ")  # what may follow a name without being part of it
MAX_PASSAGES = 5  # between a body's name and its kind alone
NEAR_PASSAGES = 1  # where another body of that kind is named elsewhere; and for a name without its kind

MIN_MAIN_FIRM_MENTIONS = 3  # mentions of the firm that an article is about; and how often for each of another
MAX_WORDS_OF_HEADING = 5
KINDS = NAMED_BODIES | FIRMS | AGENCIES | GROUPS | SCHOOLS


class BodyNames:
    """The bodies that one article names."""

    def __init__(
        self,
        docs: "Sequence[Doc]",
        in_full: dict[str, str],
        surnames: Collection[str] = frozenset(),
        entry_starts: Collection[int] = frozenset(),
        title: str = "",
    ) -> None:
        """`docs` are the passages of the article; `in_full` has the names that it gives acronyms.

        `surnames` are those of its people, normalised.

        `entry_starts` are the passages that begin an entry of a live blog: what one entry names, no other one means.
        """
        self._docs = docs
        self._in_full = in_full
        self._surnames = surnames
        self._entry_starts = sorted(entry_starts)
        self._title = title

    def meant(self, noun: "Token", passage: int) -> str | None:
        """The body that "the bureau" means in a passage; None if the article does not show it, or for another noun."""
        if noun.lower_ == "police":
            first, last = self._entry(passage)
            in_entry = [(place, name) for place, name in self._all_police if first <= place[0] < last]
            return police.meant(noun, (passage, noun.i), in_entry)
        words = bare_body(noun)
        if words is None:
            return None
        kind, here = singular(noun.text), (passage, noun.i)
        found = self._of_kind(kind, words, here) or self._heading(noun)
        found = found or self._in_subject(noun, words, here)
        found = found or self._described(kind, here)
        is_of_article = found is None and kind in FIRMS and words == {kind} and not self._introduces_firm(here)
        return self._main_firm if is_of_article else found

    def may_be(self, noun: "Token", name: str) -> bool:
        """Whether "the company" may mean an organisation that has just been quoted.

        It does not in "the company disagreed with Exa", or if another one has been introduced: "A group met. The group
        said".
        """
        kind = singular(noun.text)
        if bare_body(noun) is None or name not in self._organisations or not _is_kind(name, kind):
            return False
        before = roles.words_before(noun)
        is_own = not any(
            word.pos_ == "PROPN" and neighbour(word).text != "-" for word in before
        )  # "the Norr Post | paper"
        is_acronym = name.isupper() and " " not in name
        is_told = (kind in FIRMS and not is_acronym) or kind in AGENCIES | GROUPS | SCHOOLS
        return is_told and is_own and name not in noun.sent.text and not _introduces_body(noun.doc[: noun.i])

    def _entry(self, passage: int) -> tuple[int, int]:
        """The first passage of the entry that a passage belongs to, and the first of the next one."""
        place = bisect_right(self._entry_starts, passage)
        first = self._entry_starts[place - 1] if place else 0
        return first, self._entry_starts[place] if place < len(self._entry_starts) else len(self._docs)

    @cached_property
    def _organisations(self) -> set[str]:
        """The names that the entity model finds."""
        return {_without_article(span) for doc in self._docs for span in doc.ents if span.label_ == "ORG"}

    def fuller(self, word: str) -> str | None:
        """The only longer name of an organisation for the end of its name, or for a firm's name without its kind.

        "Norr Times" for "Times", "Norr Tide Service" for "Tide Service", "Exa Airlines" for "Exa".
        """
        names = self._organisations
        if singular(word.rsplit(maxsplit=1)[-1]) in NAMED_BODIES or MEDIA.fullmatch(word):
            ending = (name for name in names if name.endswith(f" {word}") and name[0].isupper())
            longer = {name for name in ending if "," not in name and not OWNER_END.search(name)}
        else:
            longer = {name for name in names if name.startswith(f"{word} ") and _is_firms(name)}
        shortest = min(longer, key=len, default=None)
        is_one = shortest is not None and all(name.startswith(shortest) for name in longer)
        return shortest if is_one else None

    @cached_property
    def _main_firm(self) -> str | None:
        """The firm that the headline names, if the article names no other one more than now and then."""
        if self._entry_starts:
            return None
        named = Counter(_without_article(span) for doc in self._docs for span in doc.ents if span.label_ == "ORG")
        firms = [
            (self._in_full.get(name, name), count)
            for name, count in named.most_common()
            if _is_kind(name, "company") and name_key(name) not in self._surnames
        ]
        if not firms or firms[0][1] < MIN_MAIN_FIRM_MENTIONS:
            return None
        main, often = firms[0]
        others = [count for name, count in firms[1:] if not {main.split()[0], main} & {name.split()[0], name}]
        in_title = re.search(rf"\b{re.escape(main.split()[0])}\b", self._title) is not None
        is_alone = not others or others[0] * MIN_MAIN_FIRM_MENTIONS <= often
        return (self.fuller(main) or main) if in_title and is_alone else None

    def _introduces_firm(self, here: TokenPlace) -> bool:
        """Whether the text just before a place introduces another firm: "A company builds roads. The | company |"."""
        words = (token for _, token in self._between((here[0] - NEAR_PASSAGES, -1), here))
        return any(singular(word.text) in FIRMS and roles.is_indefinite(word) for word in words)

    def _described(self, kind: str, here: TokenPlace) -> str | None:
        """The only body that the article has described by this noun before a place: "Exa and Co, a rowing | group
        |".
        """
        found = ((place, name) for place, name, noun in self._all_described if noun == kind)
        before = [(place[0], name) for place, name in found if (self._entry(here[0])[0], 0) <= place < here]
        is_near = bool(before) and here[0] - before[-1][0] <= MAX_PASSAGES
        return before[-1][1] if is_near and len({name for _, name in before}) == 1 else None

    def _heading(self, noun: "Token") -> str | None:
        """The body whose name alone is the heading above a noun: "Deep Tide / The rock | band | said ..."."""
        if singular(noun.text) not in FIRMS | GROUPS:
            return None
        for above in reversed([sentence for sentence in noun.doc.sents if sentence.end <= noun.sent.start]):
            words = [token for token in above if token.is_alpha]
            is_line = above[-1].is_space and "\n" in above[-1].text and 0 < len(words) <= MAX_WORDS_OF_HEADING
            if (
                is_line
                and ":" not in above.text
                and all(word.text[0].isupper() and word.ent_type_ not in {"GPE", "DATE"} for word in words)
            ):
                return " ".join(above.text.split())
            if any(word.ent_type_ == "ORG" for word in above):
                break
        return None

    def apposed(self, noun: "Token") -> tuple[str, tuple[str, ...]] | None:
        """The body that a noun between commas describes: "Exa, | the club | that says", "Exa, | a group | , said"."""
        first = noun.left_edge
        is_behind_comma = first.i >= 2 and neighbour(first, -1).text == "," and first.lower_ in {"a", "an", "the"}
        if noun.pos_ != "NOUN" or noun.dep_ not in {"appos", "conj"} or not is_behind_comma:
            return None
        name = self._organisation(neighbour(first, -2))
        return (name, ()) if name else None

    def _of_kind(self, kind: str, words: set[str], here: TokenPlace) -> str | None:
        """The last body named before a place whose name has the words and the kind, with no other such body in between.

        If others have such a name too, it must be near, and for a single noun no other organisation may be in between.
        """
        is_highest = kind in {"court", "tribunal"} and bool(words & HIGHEST)
        if is_highest and not any(words <= keys_of(name) for _, name in self._all_named):
            kind, words = "court", {"supreme", "court"}
        start = self._entry(here[0])[0], 0
        named = [(place, name) for place, name in self._all_named if _is_called(name, kind, words)]
        before = [(place, name) for place, name in named if start <= place < here]
        if not before:
            return None
        place, last = before[-1]
        fullest = max((name for _, name in named if keys_of(last) <= keys_of(name)), key=len)
        known = keys_of(fullest)
        others = [other for other, name in before if not keys_of(name) <= known]
        in_sentence = self._docs[place[0]][place[1]].sent
        if any(number == place[0] and in_sentence.start <= token < in_sentence.end for number, token in others):
            return None  # "The Tide Board met the Parole Board"
        mentioned = self._last_mention(fullest, kind, words, place, here) if words < known or is_highest else None
        if mentioned is None:
            return None
        is_near = here[0] - mentioned <= (NEAR_PASSAGES if others else MAX_PASSAGES)
        return fullest if is_near or (not others and len(words) > 1) else None

    def _last_mention(self, name: str, kind: str, words: set[str], start: TokenPlace, here: TokenPlace) -> int | None:
        """The passage that last mentions a body named at `start`; None if another one is mentioned before `here`."""
        is_told = len(words) > 1 or kind in TELLING or (start[0] == here[0] and kind not in AGENCIES)
        last = start[0]
        for number, token in self._between(start, here):
            if singular(token.text) == kind:
                if (bare_body(token) or {""}) <= keys_of(name) | HIGHEST:
                    last = number
                elif _is_other(token, words):
                    return None
            elif not is_told and token.ent_type_ == "ORG" and self._competes(token, name, kind):
                return None
        return last

    def _competes(self, token: "Token", body: str, kind: str) -> bool:
        """Whether a word of an organisation's name may mean another body of a kind. A council is never a board."""
        if not token.text[0].isupper() or is_word_of(token.text, body) or name_key(token.text) in self._surnames:
            return False
        name = _entity_name(token)
        words = keys_of(self._in_full.get(name, name))
        return kind in UNTELLING or not words & (NAMED_BODIES | OTHER_BODIES)

    def _in_subject(self, noun: "Token", words: set[str], here: TokenPlace) -> str | None:
        """The firm or agency that is the subject of the last sentence about one: "Exa Labs | recalls its bottles".

        What further words describe, or a group in the passage before, must have spoken: "Exa said so. The toy | firm |
        ...".
        """
        kind = singular(noun.text)
        if kind not in FIRMS | AGENCIES | GROUPS or words & OTHER_FIRMS:
            return None
        for number in range(here[0], max(self._entry(here[0])[0] - 1, here[0] - 1 - NEAR_PASSAGES), -1):
            for subject in self._subjects(number, here):
                if singular(subject.text) in FIRMS | AGENCIES | GROUPS and subject.pos_ == "NOUN":
                    if roles.is_indefinite(subject):
                        return None  # "a music streaming company"
                    continue
                name = self._organisation(subject)
                if name is None or not _is_kind(name, kind):
                    continue
                is_far = len(words) > 1 or (kind in GROUPS and (number < here[0] or " " not in name))
                is_other = is_far and not _speaks(subject)
                return name if not is_other and self._is_alone(name, kind, (number, subject.i), here) else None
        return None

    def _is_alone(self, name: str, kind: str, start: TokenPlace, end: TokenPlace) -> bool:
        """Whether no other organisation that may be of this kind is named between two places."""
        return not any(
            token.ent_type_ == "ORG"
            and not is_word_of(token.text, name)
            and self._in_full.get(token.text) != name
            and (_is_kind(_entity_name(token), kind) or "Division" in _entity_name(token))  # may be a firm's own
            for _, token in self._between(start, end)
        )

    def _subjects(self, number: int, here: TokenPlace) -> "Iterator[Token]":
        """The subjects of the sentences of a passage before a place, the last one first."""
        for sentence in reversed(list(self._docs[number].sents)):
            for token in reversed(sentence):
                is_main = token.dep_ in SUBJECTS and token.head.dep_ in {"ROOT", "conj", "ccomp", "advcl"}
                if is_main and (number, token.i) < here and token.pos_ in {"PROPN", "NOUN"}:
                    yield token

    def _organisation(self, subject: "Token") -> str | None:
        """The organisation that a subject names, in full where the article explains an acronym."""
        entity = next((span for span in subject.doc.ents if span.start <= subject.i < span.end), None)
        if entity is None or subject.pos_ != "PROPN":
            return None
        name = _without_article(entity)
        if entity.label_ != "ORG" and name_key(subject.text) not in FIRM_WORDS:
            return None
        if name_key(name) in self._surnames or (name.isupper() and is_role(name)):
            return None  # "Hale defended the firm", "its CEO"
        return self._in_full.get(name, name)

    def _between(self, start: TokenPlace, end: TokenPlace) -> "Iterator[tuple[int, Token]]":
        """The tokens between two places of the article, each with the number of its passage."""
        for number in range(max(0, start[0]), end[0] + 1):
            for token in self._docs[number]:
                if start < (number, token.i) < end:
                    yield number, token

    @cached_property
    def _all_police(self) -> list[tuple[TokenPlace, str | None]]:
        return list(police.named(self._docs))

    @cached_property
    def _all_described(self) -> list[tuple[TokenPlace, str, str]]:
        """The bodies that the article describes by a noun, with the place and the noun."""
        found = []
        for number, doc in enumerate(self._docs):
            for token in doc:
                name = described_name(token) if singular(token.text) in FIRMS | GROUPS else None
                if name:
                    found.append(((number, token.i), self._in_full.get(name, name), singular(token.text)))
        return found

    @cached_property
    def _all_named(self) -> list[tuple[TokenPlace, str]]:
        """The bodies that the article names, with the place of each name, in order."""
        named = (((number, token.i), body_name(token)) for number, doc in enumerate(self._docs) for token in doc)
        return [(place, name) for place, name in named if name]


def body_name(token: "Token") -> str | None:
    """The name of a body around the noun for its kind: "Ministry of Works", "Tidal Survey | Bureau |"."""
    if token.pos_ != "PROPN" or singular(token.text) not in NAMED_BODIES:
        return None
    name = NAME_ENDS.split(roles.noun_phrase(token))[0]
    words = name.split()
    while words and words[0].islower():
        del words[0]  # "the year-old | Coalition of Dockers"
    name = " ".join(words)
    behind = words[words.index(token.text) + 1 :] if token.text in words else []
    is_head = not behind or behind[0].islower()  # not "| University | Advancement"
    is_name = is_head and len(words) > 1 and all(word[0].isupper() or word in IN_NAMES for word in words)
    return name if is_name and words[-1] not in IN_NAMES else None


def described_name(noun: "Token") -> str | None:
    """The name that a noun describes: "| Exa and Co |, a rowing | group |", "the | group | Rowers of Norr |"."""
    doc, first = noun.doc, noun.left_edge.i
    if noun.pos_ != "NOUN" or noun.tag_ != "NN":
        return None
    if noun.dep_ == "appos" and first >= 2 and doc[first - 1].text == ",":
        start = end = first - 1
        while start > noun.sent.start and _may_be_in_name(doc[start - 1]):
            start -= 1
    else:
        start = end = noun.i + 1
        while end < len(doc) and _may_be_in_name(doc[end]):
            end += 1
    while start < end and (doc[start].pos_ != "PROPN" or doc[start].lower_ == "the"):
        start += 1
    while end > start and not doc[end - 1].text[0].isupper():
        end -= 1
    words = doc[start:end]
    is_body = len(words) > 0 and not any(word.ent_type_ in {"PERSON", "DATE"} for word in words)
    is_body = is_body and words[0].ent_type_ != "GPE"
    return " ".join(words.text.split()) if is_body and not MEDIA.search(words.text) else None


def _may_be_in_name(token: "Token") -> bool:
    return token.text[0].isupper() or token.lower_ in IN_NAMES | {"to", "from", "with"}


def bare_body(token: "Token") -> set[str] | None:
    """The words of "the bureau" or "the survey bureau", which refer to a body named before; None for others."""
    kind = singular(token.text)
    is_plain = token.tag_ in {"NN", "NNP"} and token.text.islower()
    is_short_name = not is_plain and token.tag_ == "NNP" and kind in NAMED_BODIES - NO_SHORT_NAMES  # "the | Court |"
    if kind not in KINDS or not (is_plain or is_short_name):
        return None
    text = roles.noun_phrase(token)
    if is_short_name and text != token.text:
        return None
    first = token.i - (len(roles.words_before(token)))
    is_the = first > token.sent.start and token.doc[first - 1].lower_ in {"the", "this", "that"}
    is_whole = " ".join(token.doc[first : token.i + 1].text.split()) == text
    return keys_of(text) if is_the and is_whole else None


def _is_called(name: str, kind: str, words: set[str]) -> bool:
    """Whether a name has all the words of a phrase, and the kind right behind another of them.

    >>> words = {"city", "council"}
    >>> _is_called("Norr City Council", "council", words), _is_called("City Planning Council", "council", words)
    (True, False)
    """
    known = keys_of(name)
    *_, before, last = ["", *name.split()]
    is_apart = name_key(last) == kind and len(words) > 1 and not keys_of(before) <= words
    return kind in known and words <= known and not is_apart


def _is_other(noun: "Token", words: set[str]) -> bool:
    """Whether a noun for a kind of body means another body than `words`: "a | board | in Vale".

    It does not in "board members", or in "Exa, the largest school board", which describes a body.
    """
    if noun.dep_ in {"compound", "appos", "attr"} or (roles.is_plural(noun) and not roles.is_definite(noun)):
        return False
    if len(words) == 1:
        return True
    is_same = roles.is_definite(noun) and keys_of(noun.doc[noun.left_edge.i + 1 : noun.i + 1].text) == words
    return words <= keys_of(roles.noun_phrase(noun)) and not is_same  # "the | weather service | in Norr"


def is_word_of(word: str, name: str) -> bool:
    """Whether a word belongs to a name, or is its initials.

    >>> name = "U.S. Department of Tides"
    >>> is_word_of("Tides", name), is_word_of("USDT", name), is_word_of("DOT", name), is_word_of("EPA", name)
    (True, True, True, False)
    """
    words = name.split()
    letters = {acronyms.initials(words), "".join(part[0].upper() for part in words)}
    is_acronym = word.isupper() and any(initials.endswith(word) for initials in letters)
    return word in IN_NAMES or name_key(word) in keys_of(name) or is_acronym


def _is_kind(name: str, kind: str) -> bool:
    """Whether a name may be that of a firm or an agency. Newspapers and broadcasters only report on them."""
    words = {name_key(word) for word in name.split()}
    if kind in SCHOOLS:
        return bool(words & SCHOOL_WORDS)
    if MEDIA.search(name):
        return kind in OUTLETS
    if kind in AGENCIES:
        return bool(words & AGENCY_WORDS) or (name.isupper() and name.isalpha() and len(name) > 2)
    return not words & (AUTHORITIES if kind in GROUPS else PUBLIC_BODIES | {"institute", "research"})


def _introduces_body(words: "Span") -> bool:
    """Whether a text introduces a body without its name: "She heads | an independent task force |."."""
    bodies = BODIES | SPEAKING_BODIES
    return any(word.tag_ == "NN" and singular(word.text) in bodies and roles.is_indefinite(word) for word in words)


def _is_firms(name: str) -> bool:
    """Whether a name ends with a word for a kind of firm: "Exa Air Lines"."""
    return name_key(name.rsplit(maxsplit=1)[-1]) in FIRM_WORDS


def _entity_name(token: "Token") -> str:
    """The name of the entity that a token belongs to."""
    return next((_without_article(span) for span in token.doc.ents if span.start <= token.i < span.end), token.text)


def _speaks(subject: "Token") -> bool:
    """Whether a subject says or publishes something."""
    verb = subject.head
    return verb.lower_ in texts.PUBLISHING_VERBS or any(child.dep_ == "ccomp" for child in verb.children)


def _without_article(entity: "Span") -> str:
    return re.sub(r"^[Tt]he |[’']s?$", "", " ".join(entity.text.split()))
