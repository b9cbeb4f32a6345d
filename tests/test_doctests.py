"""Every example in a docstring gives the result that the docstring shows."""

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
def test_every_example_in_a_docstring_gives_the_result_shown(example: doctest.DocTest) -> None:
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example).failed == 0
