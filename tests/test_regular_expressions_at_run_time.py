"""Expressions that the program builds from names, words and headings while it runs are as fast as those it keeps."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval import backends
from retrieval.archive import Archive, Models
from retrieval.corrections import applying
from retrieval.models import Article
from retrieval.settings import Settings
from tests.conftest import write
from tests.fakes import WordCounts
from tests.regular_expressions import Expression
from tests.test_regular_expressions import is_slow, most_chars, slow_text

pytestmark = pytest.mark.slow

USED_BY = {"compile": "search"}  # a method of an expression that may be the slowest, by the function of re
WORDS = re.compile(r"(?:\\?\w)+")  # expressions that differ only in these are tried once
NAMES = ("Ann O’Shea-D’Arcy", "Mr. J. R. R. Öl", "’’’ ’’ ’’’’", "aa aa aa aa", "St. (Norr) [Bay]", "1,000.5 %")
TEXTS = ("aa’ ‘aa, ", "“aa,” aa ‘aa’ — ", "aa” \n“aa ", "aa' 'aa' ")  # a name again and again, with other marks between
QUESTIONS = (
    "what did {} say about {}?",
    "what did {}, mayor of {}, say in May 2012?",
    "according to {}, what did the mayor of {} say when she was {}?",
    "did {} ever apologise for {} before the {} election?",
    "has {} changed his mind on {}, says the {}?",
    "who praised {} in the {}?",
    "what has {} said since {} took office as {}?",
)
ARTICLE = """---
title: {name}
source: The {name} Times
author: {name}
date: 2012-05-04
---

{name}, the mayor of {name}, said: “The {name} is late.”

“It is over,” {name} said. “{name} lost.” The {name} Board (NB) said it would close.
"""
SGML = "<DOC><DOCNO>1</DOCNO><HEADLINE>{name}</HEADLINE><BYLINE>By {name}</BYLINE><TEXT>{name} said no.</TEXT></DOC>"
PAGE = "<html><head><title>{name} | {name}</title></head><body><h1>{name}</h1><p>{name} said no.</p></body></html>"


@contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Expression]]:
    """The expressions that functions of the program compile meanwhile."""
    found: list[Expression] = []
    compiler = re._compiler  # type: ignore[attr-defined]  # the only place through which all of them go
    compiled = compiler.compile

    def record(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
        made: re.Pattern[Any] = compiled(pattern, flags)
        caller, method = sys._getframe(1), ""
        while caller.f_globals["__name__"] == "re" and caller.f_back:
            caller, method = caller.f_back, caller.f_code.co_name
        name, function = str(caller.f_globals["__name__"]), caller.f_code.co_name
        if name.startswith(("retrieval.", "bot.")) and function != "<module>":
            found.append(Expression(f"{name}.{function}", made, frozenset({USED_BY.get(method, method)})))
        return made

    re.purge()
    monkeypatch.setattr(compiler, "compile", record)
    yield found
    monkeypatch.undo()


@pytest.fixture
def built(
    tmp_path: Path, settings: Settings, encoder: WordCounts, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Expression]:
    """What the program builds for articles by, of and about people with awkward names, and for questions on them."""
    folder = tmp_path / "articles"
    for number, name in enumerate(NAMES):
        write(folder, f"{number}.md", ARTICLE.format(name=name))
        write(folder, f"{number}.sgml", SGML.format(name=name))
        write(folder, f"{number}.html", PAGE.format(name=name))
    ours = replace(
        settings,
        archive=replace(settings.archive, folder=folder),
        index=replace(settings.index, folder=tmp_path / "index"),
    )
    with recorded(monkeypatch) as found:
        backends.bring_up_to_date(ours, lambda: encoder, lambda *_: None)
        with Archive.open(ours, Models(lambda: encoder, lambda: None)) as archive:
            for name in NAMES:
                archive.check(f"{name} is late and {name} lost")
                for question in QUESTIONS:
                    archive.ask(question.format(name, name, name))
        for name in NAMES:
            applying.places(Article("a.md", f"{name} said {name}"), f"{name} {name} {name} {name} zz")
    return {f"{each.where} {WORDS.sub('w', str(each.pattern.pattern))}": each for each in found}


def test_what_is_built_at_run_time_is_linear(built: dict[str, Expression]) -> None:
    assert {"retrieval.corrections.applying", "retrieval.search.query.publications"} <= {
        each.where.rpartition(".")[0] for each in built.values()
    }
    assert {shape for shape, expression in built.items() if _is_slow(expression)} == set()


def _is_slow(expression: Expression) -> bool:
    most = most_chars(expression)
    return slow_text(expression, most) is not None or any(is_slow(expression, "", text, "!", most) for text in TEXTS)
