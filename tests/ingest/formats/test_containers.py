"""Zip and tar: each member becomes one article, or several."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.ingest import formats
from tests.ingest.formats.one_file import FEB_7, read, zipped


def tarred(members: Mapping[str, str], mode: str = "w:gz") -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content.encode())
            archive.addfile(info, io.BytesIO(content.encode()))
    return whole.getvalue()


MEMBERS = {
    "1998/a.txt": "He said so.",
    "b.jsonl": '{"text": "One."}\n{"text": "Two."}',
    ".hidden.txt": "Not me.",
    "__MACOSX/a.txt": "Nor me.",
    "c.md": "**No.**",
    "d.jpg": "picture",
    "e.zip": "packed",
    "../f.txt": "outside",
}


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.zip", zipped(MEMBERS)),
        ("a.tar", tarred(MEMBERS, "w")),
        ("a.tar.gz", tarred(MEMBERS)),
        ("a.tgz", tarred(MEMBERS)),
        ("a.tar.bz2", tarred(MEMBERS, "w:bz2")),
    ],
    ids=["zip", "tar", "tar.gz", "tgz", "tar.bz2"],
)
def test_members_of_a_container_are_articles_named_by_their_paths(tmp_path: Path, name: str, packed: bytes) -> None:
    (tmp_path / "sources.toml").write_text(
        f'["{name}"]\nsource = "All"\n["{name}/1998/a.txt"]\nsource = "Own"\ndate = 2012-02-07\n'
    )
    articles, skipped = read(tmp_path, name, packed)
    assert [(one.id, one.text, one.source, one.published) for one in articles] == [
        (f"{name}/1998/a.txt", "He said so.", "Own", FEB_7),
        (f"{name}/b.jsonl/1", "One.", "All", None),
        (f"{name}/b.jsonl/2", "Two.", "All", None),
        (f"{name}/c.md", "**No.**", "All", None),
    ]
    assert skipped == [
        (f"{name}/d.jpg", formats.UNSUPPORTED),
        (f"{name}/e.zip", "is an archive within an archive"),
        (f"{name}/../f.txt", "has a name that leads out of its archive"),
    ]
