"""On Record as a library: the examples of docs/library.md, a script without a main guard, and the built wheel."""

import doctest
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from retrieval.indexing.attribution_pool import MIN_PASSAGES
from tests.paths import ROOT, SEEDS

pytestmark = pytest.mark.slow

SCRIPT = """
import retrieval

print("started")
with retrieval.open("pages", index="index") as archive:
    print(archive.ask("what did Burnham say about the reforms?").answers[0].quotation.speaker)
"""
PAGE = """<html><head><title>Burnham Attacks Reforms</title></head><body><article><h1>Burnham Attacks Reforms</h1>
<p>Shadow Health Secretary Andy Burnham said on Tuesday: "The reforms must be dropped before any hospital closes."</p>
<p>The reforms were first set out in a paper two years ago, and have been debated in both houses since.</p>
</article></body></html>"""


def test_the_examples_of_the_library_page_are_what_the_library_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    page = str(ROOT / "docs" / "library.md")
    failed, attempted = doctest.testfile(page, module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert (failed, attempted > 15) == (0, True)


def test_a_script_without_a_main_guard_runs_once_and_answers(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "burnham.html").write_text(PAGE, encoding="utf-8")
    lamps = "\n\n".join(f"Ward {number} has waited for its lamp since spring." for number in range(MIN_PASSAGES))
    (tmp_path / "pages" / "lamps.txt").write_text(lamps, encoding="utf-8")  # enough for several processes
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "script.py"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("started\nAndy Burnham\n", 0), ran.stderr


def test_a_wheel_holds_every_package_and_answers_away_from_the_checkout(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for folder in ("bot", "retrieval"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*build, "--wheel-dir", str(tmp_path), str(source)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
        held = {name for name in packed.namelist() if name.startswith(("bot/", "retrieval/"))}
    files = (path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
    assert held == {name for name in files if name.startswith(("bot/", "retrieval/"))}
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = [sys.executable, "-m", "bot", "--archive", str(SEEDS), "ask", "what did Burnham say about Lansley?"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "Andy Burnham · HuffPost UK" in ran.stdout
