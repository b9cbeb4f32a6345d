"""Zip and tar: each member becomes one article, or several."""

import gzip
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval.ingest import formats
from tests.fakes import pdf
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


def test_of_several_members_with_one_name_the_last_is_read(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    packed = zipped({"a.txt": "One.", "b.txt": "Two."}).replace(b"b.txt", b"a.txt")
    articles, skipped = read(tmp_path, "a.zip", packed)
    assert [(one.id, one.text) for one in articles] == [("a.zip/a.txt", "Two."), ("z.txt", "He said so.")]
    assert skipped == [("a.zip/a.txt", "is replaced by a later member with the same name")]


def test_a_tar_to_which_a_newer_file_was_added_gives_the_newer_one(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for content in (b"One.", b"Two."):
            info = tarfile.TarInfo("a.txt")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    articles, skipped = read(tmp_path, "a.tar", whole.getvalue())
    assert [(one.id, one.text) for one in articles] == [("a.tar/a.txt", "Two.")]
    assert skipped == [("a.tar/a.txt", "is replaced by a later member with the same name")]


def test_the_members_of_a_folder_that_was_packed_from_within_are_read(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:  # as `tar -czf all.tgz .` writes them
        for name in (".", "./hsj"):
            info = tarfile.TarInfo(name)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        for name in ("./a.txt", "./hsj/b.txt", "./.hidden.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(b"He said so.")
            archive.addfile(info, io.BytesIO(b"He said so."))
    articles, skipped = read(tmp_path, "all.tgz", whole.getvalue())
    assert ([one.id for one in articles], skipped) == (["all.tgz/a.txt", "all.tgz/hsj/b.txt"], [])


def test_a_row_and_a_member_with_one_name_do_not_stop_the_archive(tmp_path: Path) -> None:
    articles, skipped = read(tmp_path, "a.zip", zipped({"b.csv": "text\nOne.\n", "b.csv/1": "Two."}))
    assert [(one.id, one.text) for one in articles] == [("a.zip/b.csv/1", "One.")]
    assert skipped == [("a.zip/b.csv/1", "has the same name as another part of its file")]


@pytest.mark.parametrize(
    ("name", "content", "article"),
    [
        ("a.txt.gz", b"He said so.", "a.txt.gz"),
        ("a.jsonl.gz", b'{"text": "He said so."}\n', "a.jsonl.gz/1"),
        ("a.html.gz", b"<p>He said so.", "a.html.gz"),
        ("a.gz", b"He said so.", "a.gz"),
    ],
    ids=["text", "JSON Lines", "HTML", "without a suffix"],
)
def test_a_compressed_file_is_read_as_the_file_within(tmp_path: Path, name: str, content: bytes, article: str) -> None:
    articles, skipped = read(tmp_path, name, gzip.compress(content))
    assert ([(one.id, one.text) for one in articles], skipped) == ([(article, "He said so.")], [])


@pytest.mark.parametrize(
    ("name", "content", "ids"),
    [
        ("story", b"He said so.", ["story"]),
        ("1206.", b"From: Jane Doe <j@a.example>\nTo: x\nSubject: So\n\nHe said so.\n", ["1206."]),
        ("51060", b"<!DOCTYPE html><p>He said so.", ["51060"]),
        ("page", pdf(["He said so."]), ["page"]),
        ("box", b"From a@b Tue Feb  7 12:00:00 2012\nFrom: a\nSubject: b\n\nHe said so.\n", ["box/1"]),
        ("packed", zipped({"inner": "He said so.", "x.bin": "x"}), ["packed/inner"]),
        ("word", rb"{\rtf1 He said so.}", ["word"]),
        ("a.doc", rb"{\rtf1 He said so.}", ["a.doc"]),
        ("rows", b'[{"text": "He said so."}, {"text": " "}]', ["rows/1"]),
    ],
    ids=["text", "mail", "HTML", "PDF", "mailbox", "zip", "RTF", "RTF as .doc", "JSON"],
)
def test_a_file_without_a_suffix_is_read_by_its_content(
    tmp_path: Path, name: str, content: bytes, ids: list[str]
) -> None:
    articles, _ = read(tmp_path, name, content)
    assert [(one.id, one.text) for one in articles] == [(each, "He said so.") for each in ids]


def test_a_binary_file_without_a_suffix_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "tool", b"\x7fELF\0\0")[1] == [("tool", formats.UNSUPPORTED)]


@pytest.mark.parametrize("name", ["LICENSE", "Makefile", "README.md", "CHANGELOG.txt", "licence.txt"])
def test_a_file_about_a_project_is_no_article(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Permission is hereby granted.")
    packed = zipped({f"b/{name}": "Permission is hereby granted.", "b/z.txt": "He said so."})
    articles, skipped = read(tmp_path, "a.zip", packed)
    assert [one.id for one in articles] == ["a.zip/b/z.txt"]
    assert sorted(skipped) == sorted([(name, formats.PROJECT_FILE), (f"a.zip/b/{name}", formats.PROJECT_FILE)])


@pytest.mark.parametrize("name", ["makefile of a crime.txt", "notice.txt", "todo.md", "security.txt"])
def test_a_file_that_shares_a_word_with_them_is_an_article(tmp_path: Path, name: str) -> None:
    assert [one.id for one in read(tmp_path, name, "He said so.")[0]] == [name]


def test_an_old_word_file_is_skipped_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    assert read(tmp_path, "a.doc", b"\xd0\xcf\x11\xe0\0\0")[1] == [("a.doc", formats.OLD_OFFICE)]
