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
    "retrieval.index.manifest",
    "retrieval.index.stages",
}


def digests() -> dict[str, dict[str, object]]:
    """The version of each stage and the digest of its sources."""
    return {stage: {"version": stages.VERSIONS[stage], "digest": digest(stage)} for stage in BEGINNINGS}


def digest(stage: str) -> str:
    whole = hashlib.sha256()
    for module in modules(stage):
        source = path_of(module).read_text(encoding="utf-8")
        whole.update(f"{module}\n{written(without_docstrings(ast.parse(source)))}\n".encode())
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
    tree = ast.parse(path_of(module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "retrieval":
            assert node.module
            names = [f"{node.module}.{name.name}" for name in node.names]
            yield from (name if path_of(name).exists() else node.module for name in names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] == "retrieval")


def path_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return tree


def written(node: object) -> str:
    """A syntax tree as text. Unlike `ast.dump` and `ast.unparse` it is the same in every version of Python."""
    if isinstance(node, list):
        return f"[{','.join(map(written, node))}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = [f"{name}={written(value)}" for name, value in ast.iter_fields(node) if value not in (None, [])]
    return f"{type(node).__name__}({','.join(fields)})"


def main() -> None:
    DIGESTS.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"wrote {DIGESTS.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
