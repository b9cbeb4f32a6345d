"""The sources of each stage of indexing, and their digests at the time when the stage got its version.

    python -m tests.stages      writes the digests of the present sources

A stage's modules are found by following imports from its first modules. Digests are of the syntax without docstrings:
comments, layout and prose do not count.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from retrieval.index import stages
from tests.paths import ROOT
from tests.sources import statements, tree

DIGESTS = ROOT / "tests" / "data" / "stage_digests.json"
BEGINNINGS = {
    "ingest": ["retrieval.ingest"],
    "passages": ["retrieval.passages"],
    "attribution": ["retrieval.attribution", "retrieval.corrections.applying", "retrieval.text.nlp"],
    "embedding": ["retrieval.indexing.embedding", "retrieval.encoders"],
    "tables": [
        "retrieval.attribution.entity_linking",
        "retrieval.index.tables.writer",
        "retrieval.index.vectors",
        "retrieval.indexing.search_structures",
    ],
}
# The output of a stage does not depend on these.
IGNORED = {
    "retrieval",
    "retrieval.array_types",
    "retrieval.errors",
    "retrieval.method_cache",
    "retrieval.settings",
    "retrieval.index.generation",
    "retrieval.index.stages",
}


def digests() -> dict[str, dict[str, object]]:
    """The version of each stage and the digest of its sources."""
    return {stage: {"version": stages.VERSIONS[stage], "digest": digest(stage)} for stage in BEGINNINGS}


def digest(stage: str) -> str:
    whole = hashlib.sha256()
    for module in modules(stage):
        whole.update(f"{module}\n{written(tree(path_of(module)))}\n".encode())
    return whole.hexdigest()[:16]


@cache
def modules(stage: str) -> list[str]:
    """The modules of a stage: its first modules, and all modules of `retrieval` that they import."""
    found: set[str] = set()
    waiting = list(BEGINNINGS[stage])
    while waiting:
        module = waiting.pop()
        if module not in found and module not in IGNORED:
            found.add(module)
            waiting += imported(module)
    return sorted(found)


@cache
def imported(module: str) -> frozenset[str]:
    """The modules of `retrieval` that a module imports anywhere, except for types only."""
    return frozenset(_imported(module))


def _imported(module: str) -> Iterator[str]:
    found = list(statements(tree(path_of(module))))
    for_types = {
        each
        for node in found
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for each in node.body
    }
    for node in found:
        if node in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "retrieval":
            assert node.module
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if path_of(name).exists() else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] == "retrieval")


def path_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def written(node: object) -> str:
    """A syntax tree without docstrings, as text.

    Unlike `ast.dump` and `ast.unparse` it is the same in every version of Python.
    """
    if isinstance(node, list):
        return f"[{','.join(map(written, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [f"{name}={written(value)}" for name, value in _fields(node) if value not in (None, [])]
    return f"{type(node).__name__}({','.join(fields)})"


def _fields(node: ast.AST) -> Iterator[tuple[str, object]]:
    """The fields of a node; its body without its docstring."""
    for name, value in ast.iter_fields(node):
        if name == "body" and isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = value[0] if value else None
            has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            yield name, value[has_docstring:]
        else:
            yield name, value


def main() -> None:
    DIGESTS.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {DIGESTS.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
