"""Every worked value in a docstring is what the code beside it gives."""

import doctest
import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import bot
import retrieval


def examples() -> Iterator[doctest.DocTest]:
    for package in (retrieval, bot):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield from doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(found.name))


@pytest.mark.parametrize("example", [pytest.param(found, id=found.name) for found in examples() if found.examples])
def test_the_values_that_a_docstring_shows_are_right(example: doctest.DocTest) -> None:
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed == 0
