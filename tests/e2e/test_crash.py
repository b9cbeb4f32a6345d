"""Indexers are killed at random instants and at writes, renames and flushes: nothing is lost, wrong or done twice.

These tests kill a few. To kill many, run: python -m tests.faults.driver FOLDER --kills 200 --step 1
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT

COMPILER = shutil.which("cc")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(COMPILER is None or sys.platform != "linux", reason="the shim wants Linux and a C compiler"),
]


@pytest.mark.parametrize(
    ("given", "happened"),
    [(("--kills", "4"), {"killed"}), (("--step", "80"), {"killed", "IndexUnwritable"})],
    ids=["killed at random, two at once", "killed, torn, failed or full at every 80th write"],
)
def test_after_an_indexer_is_killed_the_index_answers_and_no_finished_work_is_done_twice(
    tmp_path: Path, given: tuple[str, ...], happened: set[str]
) -> None:
    shim = tmp_path / "shim.so"
    source = ROOT / "tests" / "faults" / "shim.c"
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"], check=True)
    (folder := tmp_path / "work").mkdir()
    command = [sys.executable, "-m", "tests.faults.driver", str(folder), *given]
    preloaded = {**os.environ, "LD_PRELOAD": str(shim)}
    ran = subprocess.run(command, cwd=ROOT, env=preloaded, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["wrong"] == []
    assert happened <= told.keys()
    assert told["reads"] > 0
