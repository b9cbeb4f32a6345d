"""Who imports whom: the streets of the house run one way, and nothing heavy loads before it is needed."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.paths import ROOT

MODULES = sorted(path for folder in ("retrieval", "bot") for path in (ROOT / folder).rglob("*.py"))
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "discord",
    "spacy",
    "trafilatura",
    "pypdf",
    "lxml",
    "aiohttp",
)


@cache
def imported(path: Path) -> frozenset[str]:
    """The whole name of every import in a module, wherever it stands."""
    return frozenset(_imported(ast.parse(path.read_text(encoding="utf-8"))))


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
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


def test_retrieval_knows_neither_the_bot_nor_discord() -> None:
    assert importing({"bot", "discord"}, "retrieval") == set()


def test_discord_stays_in_its_room() -> None:
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
            "import retrieval.archive, retrieval.indexing.build, retrieval.encoders, retrieval.text.nlp",
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
def test_nothing_heavy_loads_before_it_is_needed(statement: str) -> None:
    script = f"import sys\n{statement}\nsys.stderr.write(', '.join(set({HEAVY!r}) & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stderr.strip(), ran.returncode) == ("", 0)
