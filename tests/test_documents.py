"""Every link of a document leads to a file, and to a heading of it. Every picture is in a document."""

import re
from pathlib import Path

import pytest

from tests.paths import ROOT

DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md"))
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def headings(path: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a document."""
    lines = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.strip().lower()).replace(" ", "-") for line in lines}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    lost = []
    for link in LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8"))):
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        is_outside = re.match(r"[a-z]+:", link)
        if not is_outside and not (target.exists() and (not anchor or anchor in headings(target))):
            lost.append(link)
    assert lost == []


def test_every_picture_is_shown_in_a_document() -> None:
    shown = {
        (path.parent / link).resolve() for path in DOCUMENTS for link in LINK.findall(path.read_text(encoding="utf-8"))
    }
    assert [path.name for path in sorted(ROOT.glob("docs/pictures/*")) if path.resolve() not in shown] == []
