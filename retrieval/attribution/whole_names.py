"""The full name of a speaker for whom coreference has only one word, as the article writes it elsewhere.

Pam Pontes, the state's doctor, ... Pontes said     Pam Pontes: the parser took neither for a person
McDale's ... McDale's said                          McDale's: the name is never without its "'s"
Hal Marlowe ... Marlow said                         Hal Marlowe: nobody else has a name like it
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from retrieval.attribution.coreference.bodies import FIRM_WORDS
from retrieval.models import Article, Quotation
from retrieval.text.first_names import FIRST_NAMES
from retrieval.text.name_forms import without_doubles
from retrieval.text.nlp import neighbour
from retrieval.text.normalise import name_key
from retrieval.text.person_nouns import is_role
from retrieval.text.titles import TITLES

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_MISLABELS = 2  # mentions that the parser may take for a place; of more, the name is a place's
MIN_MISSPELT_LETTERS = 5  # letters of a surname that may be misspelt
OWNER = re.compile(r"[’']s?$")
ARTICLE = re.compile(r"^[Tt]he ")
KINDS = FIRM_WORDS | frozenset(  # of an organisation, at the end of its name
    "airport airways bank brands chemical college communications development electric entertainment financial "
    "foundation gas health healthcare hospital hotels insurance international network oil partners pharmaceuticals "
    "pictures power properties records resorts software stores studios systems technologies technology university "
    "water".split()
)
# Entity types of words before a name: "Scottish Labour"
OF_NO_PERSON = frozenset({"NORP", "GPE", "LOC", "DATE", "FAC"})


def complete(article: Article, docs: Sequence["Doc"], quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations, with the full names of speakers of one word, if the article has only one such name."""
    bodies = {each.speaker for each in quotations if (each.speaker_text or "").lower().startswith("the ")}
    alone = {each.speaker for each in quotations if each.speaker and _is_one_name(each.speaker)}
    if not alone:
        return list(quotations)
    words = frozenset(re.findall(r"\b[a-z]+\b", article.text))  # in small letters: no names
    places, people, organisations = _places(alone, docs), _names(docs, "PERSON"), _names(docs, "ORG")
    whole = {
        speaker: _with_s(speaker, article.text)
        or _with_kind(speaker, places[speaker], organisations)
        or (None if speaker in bodies else _with_first_name(speaker, places[speaker], words))
        or (None if speaker in bodies else _well_spelt(speaker, places[speaker], people, words))
        for speaker in alone
    }
    return [
        replace(each, speaker=name, chain=(*each.chain, name))
        if each.speaker and (name := whole.get(each.speaker))
        else each
        for each in quotations
    ]


def _is_one_name(speaker: str) -> bool:
    return speaker[0].isupper() and " " not in speaker and not speaker.isupper() and name_key(speaker) not in TITLES


def _places(names: Collection[str], docs: Sequence["Doc"]) -> dict[str, list["Token"]]:
    """The tokens of an article that are one of the names, by name."""
    places: dict[str, list[Token]] = {name: [] for name in names}
    for doc in docs:
        for token in doc:
            if token.text in places:
                places[token.text].append(token)
    return places


def _with_first_name(surname: str, named: Sequence["Token"], words: Collection[str]) -> str | None:
    """The surname with the only first name that stands before it in the article, where its tokens are `named`."""
    if surname.lower() in words:
        return None
    firsts = [neighbour(token, -1) for token in named if token.i > 0 and _is_first_name(neighbour(token, -1))]
    found = {first.text for first in firsts if first.lower_ not in words}
    bare = [token for token in named if token.i == 0 or neighbour(token, -1).text not in found]
    is_place = sum(token.ent_type_ in OF_NO_PERSON for token in bare) > max(MAX_MISLABELS, len(bare) / 2)
    is_person = sum(token.ent_type_ in OF_NO_PERSON for token in named) * 2 < len(named)
    is_inside = any(
        not first.is_sent_start or _is_before_who(neighbour(first)) for first in firsts
    )  # "Outside Carrier"
    is_sure = (is_person and is_inside) or (not is_place and all(name_key(first) in FIRST_NAMES for first in found))
    return f"{found.pop()} {surname}" if len(found) == 1 and is_sure else None


def _names(docs: Sequence["Doc"], label: str) -> set[str]:
    """The names of several words that the parser gives a label."""
    names = (" ".join(span.text.split()) for doc in docs for span in doc.ents if span.label_ == label)
    return {OWNER.sub("", ARTICLE.sub("", name)) for name in names if " " in name}


def _with_kind(name: str, named: Sequence["Token"], organisations: Collection[str]) -> str | None:
    """The only longer name that an article has for an organisation and that tells its kind: "Exa Energy" for "Exa"."""
    longer = {each for each in organisations if each.startswith(f"{name} ")}
    told = {each for each in longer if name_key(each.rsplit(maxsplit=1)[-1]) in KINDS}
    shortest = min(told, key=len, default=None)
    is_one = shortest is not None and all(each.startswith(shortest) for each in longer)
    labels = Counter(token.ent_type_ for token in named)
    is_body = labels["ORG"] > labels["PERSON"] and 2 * sum(labels[each] for each in OF_NO_PERSON) < len(named)
    return shortest if is_one and is_body else None


def _well_spelt(surname: str, named: Sequence["Token"], people: Collection[str], words: Collection[str]) -> str | None:
    """The name of the only person of an article whose surname is a misspelt one, but for a letter or a double one."""
    is_name = all(token.ent_type_ in {"PERSON", "ORG", ""} for token in named) and surname.lower() not in words
    if len(surname) < MIN_MISSPELT_LETTERS or not is_name:
        return None
    like = [name for name in people if _is_misspelt(surname, name.rsplit(maxsplit=1)[-1])]
    longest = max(like, key=len, default=None)
    is_one = longest is not None and all(name.split()[0] == longest.split()[0] for name in like)
    return longest if is_one else None


def _is_misspelt(word: str, name: str) -> bool:
    """Whether two words are the same name but for one letter, or for letters that are single or double.

    >>> [_is_misspelt("Marlow", name) for name in ("Marlowe", "Maarllow", "Mralow", "Barlow", "Marlin", "Marlow")]
    [True, True, True, False, False, False]
    """
    if word == name or word[0] != name[0] or not name.isalpha():
        return False
    plain = [without_doubles(each.lower()) for each in (word, name)]
    return OSA.distance(*plain, score_cutoff=1) <= 1


def _is_first_name(word: "Token") -> bool:
    """Whether a word before a surname may be a first name: not a title, role, place or nationality."""
    is_of_body = word.i > 0 and neighbour(word, -1).lower_ in {"the", "a", "an"}  # "the Delhi Congress"
    if name_key(word.text) in FIRST_NAMES:
        return word.text.istitle() and not is_of_body
    is_name = word.pos_ == "PROPN" and word.text.istitle() and word.is_alpha
    is_name = is_name and word.head != word and word.head == neighbour(word)
    return is_name and not is_role(word.text) and not is_of_body and word.ent_type_ not in OF_NO_PERSON


def _is_before_who(surname: "Token") -> bool:
    """Whether a name is a person's by what follows it: "Rezan | Karim |, who came"."""
    behind = surname.doc[surname.i + 1 : surname.i + 3]
    return [token.lower_ for token in behind] in ([",", "who"], [",", "whose"])


def _with_s(name: str, text: str) -> str | None:
    """The name with its "'s", if it is never without: "McDale's"."""
    if f"{name}'s" not in text and f"{name}’s" not in text:  # quicker to see
        return None
    forms = re.findall(rf"\b{re.escape(name)}\b(['’]s\b)?", text)
    return f"{name}'s" if len(forms) > 1 and all(forms) else None
