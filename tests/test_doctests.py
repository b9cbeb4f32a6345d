"""Every example in a docstring gives the result that the docstring shows."""

import doctest
import importlib
import linecache
import re

import pytest

from tests.sources import MODULES, name_of

HEAVY = re.compile(r"^(?:from|import) (?:sentence_transformers|torch)\b", re.MULTILINE)  # each takes seconds to load
SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in MODULES}
WITH_EXAMPLES = [  # only these are imported
    pytest.param(name, marks=pytest.mark.slow if HEAVY.search(source) else ())
    for name, source in SOURCES.items()
    if ">>> " in source
]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_every_example_in_a_docstring_gives_the_result_shown(module: str) -> None:
    examples = doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module))
    linecache.clearcache()  # filled by the line above; for each example, doctest would check whether a file has changed
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    results = [runner.run(example) for example in examples]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0
