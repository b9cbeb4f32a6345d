"""The readers and parsers keep their promises (fuzz/targets.py) on mutated seeds of every format.

Hypothesis mutates them here, and atheris for a few seconds; `python -m tests.fuzz` fuzzes for longer.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import at_most
from tests.fuzz import seeds
from tests.fuzz.targets import TARGETS
from tests.paths import ROOT

SANDBOXED = set("html parquet pdf epub rss feed xml docx odt ods xlsx mhtml mbox warc wacz zip unnamed".split())
NAMES = [pytest.param(name, marks=pytest.mark.slow if name in SANDBOXED else ()) for name in seeds.BY_TARGET]


def mutated(raw: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, piece in edits:
        at = place % (len(raw) + 1)
        raw = raw[:at] + piece + raw[at + length :]
    return raw


EDITS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 9), st.sampled_from(seeds.PIECES) | st.binary(max_size=4))
)


@pytest.mark.parametrize("name", NAMES)
@settings(at_most(30), suppress_health_check=list(HealthCheck))
@given(edits=EDITS, number=st.integers(0, 3))
def test_readers_and_parsers_keep_their_promises_on_mutated_seeds(
    name: str, edits: list[tuple[int, int, bytes]], number: int
) -> None:
    known = seeds.BY_TARGET[name]
    TARGETS[name](mutated(known[number % len(known)], edits))


@pytest.mark.slow
@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not there for this system or Python")
@pytest.mark.parametrize("name", ["dates", "tar", "sources.toml"])
def test_readers_and_parsers_keep_their_promises_under_coverage_guided_fuzzing(tmp_path: Path, name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    # libFuzzer takes the most memory that this process ever used for its own, unless a shell stands in between
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-m", "tests.fuzz", name, "2"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-5000:]
    assert "stat::number_of_executed_units" in ran.stderr
