"""Which module may import which: imports go one way, and heavy modules load only when they are needed."""

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.sources import MODULES, name_of, statements, tree

HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "discord",
    "spacy",
    "pypdf",
    "lxml",
    "aiohttp",
)


@cache
def imported(path: Path) -> frozenset[str]:
    """The full name of every import in a module, wherever the import is."""
    return frozenset(_imported(tree(path)))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in statements(module):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def importing(packages: set[str], folder: str) -> set[str]:
    """The modules below a folder that import one of the packages."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.is_relative_to(ROOT / folder) and packages & {name.partition(".")[0] for name in imported(path)}
    }


def modules_imported(path: Path) -> set[str]:
    """On Record's own modules that a module imports anywhere, including imports for types only."""
    found: set[str] = set()
    for node in statements(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            submodules = names & NAMES.keys()
            found |= submodules
            if names - submodules:
                found.add(node.module)
    return found & NAMES.keys()


def packages_and_what_they_may_import() -> dict[str, set[str]]:
    """The table of docs/architecture.md."""
    allowed: dict[str, set[str]] = {}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for row in re.findall(r"^\| (`(?:retrieval|bot)\b[^/|]*`) *\|([^|]*)\|$", text, re.MULTILINE):
        packages, imports = (re.findall(r"`([\w.]+)`", cell) for cell in row)
        names = {name if name.startswith("bot") else f"retrieval.{name}" for name in imports}
        if "every package above" in row[1]:
            names = set(allowed)
        allowed |= {package: names | set(packages) for package in packages}
    return allowed


def package_of(module: str, packages: Iterable[str]) -> str:
    """The package of the table that holds a module."""
    return max((each for each in packages if f"{module}.".startswith(f"{each}.")), key=len)


NAMES = {name_of(path): path for path in MODULES}


@cache
def imports() -> dict[str, set[str]]:
    """For each module, the others that it imports."""
    return {name: modules_imported(path) - {name} for name, path in NAMES.items()}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graphlib.TopologicalSorter(imports()).prepare()  # a CycleError names the circle


def test_every_package_imports_only_what_the_architecture_page_allows() -> None:
    allowed = packages_and_what_they_may_import()
    broken = {
        f"{module} imports {other}"
        for module, others in imports().items()
        for other in others
        if package_of(other, allowed) not in allowed[package_of(module, allowed)]
    }
    assert broken == set()
    assert set(allowed) - {package_of(module, allowed) for module in NAMES} == set(), "rows without a package"


def test_every_path_that_the_architecture_page_names_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:retrieval|bot|tests|docs|benchmarks)/[\w./]*)`", text))
    assert len(paths) > 30
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_retrieval_knows_neither_the_bot_nor_discord() -> None:
    assert importing({"bot", "discord"}, "retrieval") == set()


def test_only_bot_discord_imports_discord() -> None:
    assert {name for name in importing({"discord"}, ".") if not name.startswith("bot/discord/")} == set()


def test_the_bot_never_ranks() -> None:
    ranking = {
        "retrieval.search.ranking",
        "retrieval.search.answers",
        "retrieval.index.vectors",
        "retrieval.index.bm25",
    }
    assert [path.name for path in MODULES if path.is_relative_to(ROOT / "bot") and ranking & imported(path)] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("import retrieval", id="import retrieval"),
        pytest.param("import bot.cli", id="import bot.cli"),
        pytest.param(
            "import retrieval.archive, retrieval.indexing, retrieval.encoders, retrieval.text.nlp",
            id="all of retrieval",
        ),
        pytest.param(
            "import runpy\n"
            "sys.argv = ['onrecord', '--help']\n"
            "try: runpy.run_module('bot', run_name='__main__')\n"
            "except SystemExit as ended: assert not ended.code",
            id="onrecord --help",
        ),
    ],
)
def test_heavy_modules_load_only_when_they_are_needed(statement: str) -> None:
    script = f"import sys\n{statement}\nsys.stderr.write(', '.join(set({HEAVY!r}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stderr.strip(), ran.returncode) == ("", 0)
