"""The modules of the program, for tests that read its source code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.paths import ROOT

MODULES = sorted(path for package in ("retrieval", "bot") for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    """
    >>> name_of(ROOT / "retrieval" / "text" / "__init__.py")
    'retrieval.text'
    """
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a module. All callers get the same one, so none may change it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node, in order. Expressions are left out, which are nine tenths of a syntax tree.

    >>> [type(each).__name__ for each in statements(ast.parse("if a:\\n    import b\\nelse:\\n    c = d"))]
    ['If', 'Import', 'Assign']
    """
    for field in ("body", "handlers", "cases", "orelse", "finalbody"):
        for each in getattr(node, field, ()):
            yield each
            yield from statements(each)
