"""What `make ask` installs: everything that On Record needs is in the lock file, by version and digest."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.paths import ROOT

LOCK = ROOT / ".ci" / "requirements.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = [Requirement(each) for each in [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]]
LINE = re.compile(r"^([\w.-]+)==(\S+)(?: ;[^\\\n]*)? \\\n((?: {4}--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def locked() -> dict[str, list[str]]:
    """The versions of each package in the lock file: several where they depend on the version of Python."""
    versions: dict[str, list[str]] = {}
    for name, version, _ in LINE.findall(LOCK.read_text(encoding="utf-8")):
        versions.setdefault(canonicalize_name(name), []).append(version)
    return versions


@pytest.mark.parametrize("needed", [each for each in NEEDED if each.name != "torch"], ids=str)
def test_a_package_that_is_needed_is_locked_at_a_version_that_fits(needed: Requirement) -> None:
    versions = locked().get(canonicalize_name(needed.name), [])
    assert versions, f"{needed.name} is not in {LOCK.name}; run: make lock"
    assert all(needed.specifier.contains(version) for version in versions)


def test_every_line_of_the_lock_file_has_a_digest() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert LINE.sub("", text).count("==") == 0


def test_pytorch_is_left_to_the_user() -> None:
    assert not [name for name in locked() if name == "torch" or name.startswith(("nvidia-", "cuda-", "triton"))]


def test_an_audit_fails_if_a_package_cannot_be_looked_up() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n")
    assert all("--strict" in line for line in lines if "/pip-audit " in line)
