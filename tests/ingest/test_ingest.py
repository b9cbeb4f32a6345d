"""Reading files into articles: the seeds in full, every reason to skip a file, and text that is kept unchanged."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import ingest
from retrieval.errors import ArchiveMissing, UnreadableFile
from retrieval.ingest import formats, walk
from retrieval.ingest.document import LeftOut, Skipped
from retrieval.ingest.metadata import Metadata
from retrieval.models import Article, Basis, PartialDate, Precision, Published
from retrieval.settings import ArchiveSettings
from tests.fakes import parsers_here
from tests.ingest.formats.one_file import only_article
from tests.paths import SEEDS
from tests.reading import read_article

FEB_7 = PartialDate(date(2012, 2, 7))


def article(folder: Path, text: str, *, name: str = "a.txt", sources: str = "", day_first: bool = True) -> Article:
    """The only article of a folder with this text, and this sources.toml."""
    (folder / name).write_text(text, encoding="utf-8")
    if sources:
        (folder / "sources.toml").write_text(sources, encoding="utf-8")
    (only,) = ingest.ArchiveReader(ArchiveSettings(folder, day_first), parsers_here)
    return only


def read(folder: Path) -> tuple[list[str], tuple[LeftOut, ...]]:
    """The ids of the articles of a folder, and the skipped files."""
    found = ingest.ArchiveReader(ArchiveSettings(folder), parsers_here)
    return [one.id for one in found], tuple(found.report.named)


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_the_seeds_are_read_with_title_body_source_and_dates(caplog: pytest.LogCaptureFixture) -> None:
    found = [
        (one.id, one.title, one.text[one.body :][:40], one.source, one.published, one.updated)
        for one in ingest.ArchiveReader(ArchiveSettings(SEEDS))
    ]
    assert found == [
        (
            "2011-05-unknown-lansley-principles.txt",
            None,
            "Andrew Lansley has refused to abandon th",
            None,
            Published(PartialDate(date(2011, 5, 1), Precision.MONTH), Basis.INFERRED, "last Thursday (5 May)"),
            None,
        ),
        (
            "2012-02-07-huffpost-uk-trickett-briefing.txt",
            "Jon Trickett Calls For Investigation Into Alleged Number 10 Briefing Against Lansley",
            "Labour has written to the top civil serv",
            "HuffPost UK",
            Published(FEB_7, Basis.STATED),
            PartialDate(date(2012, 4, 8)),
        ),
        (
            "2012-02-11-huffpost-uk-lansley-defiant.txt",
            "Andrew Lansley Defiant Over NHS Reforms, As Miliband Writes To Lords",
            "Andrew Lansley has brushed off suggestio",
            "HuffPost UK",
            Published(PartialDate(date(2012, 2, 11)), Basis.STATED),
            None,
        ),
        (
            "2015-01-27-hsj-miliband-interview.txt",
            None,
            "A Labour government would not instigate ",
            "HSJ",
            Published(PartialDate(date(2015, 1, 27)), Basis.INFERRED, "100 days out from May’s general election"),
            None,
        ),
    ]
    assert messages(caplog) == []


def test_articles_come_in_the_order_of_their_paths_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TEXT", "a.markdown", ".hidden.txt", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("He said so.")
    assert read(tmp_path) == (["a.markdown", "a/b/c.TEXT", "a/z.md", "b.txt"], ())


def test_an_unreadable_file_is_reported_with_its_reason_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outside, archive = tmp_path / "outside", tmp_path / "archive"
    (outside / "folder").mkdir(parents=True)
    (outside / "secret.txt").write_text("He said so.")
    archive.mkdir()
    (archive / "good.txt").write_text("He said so.")
    (archive / "empty.txt").write_bytes(b"")
    (archive / "blank.txt").write_text("\ufeff \u00a0\u200b\r\n\t", encoding="utf-8")
    (archive / "nul.txt").write_bytes(b"He said\0so.")
    (archive / "control.txt").write_bytes(bytes(range(1, 32)) * 9)
    (archive / "photo.jpg").write_bytes(b"\xff\xd8")
    (archive / "out.txt").symlink_to(outside / "secret.txt")
    (archive / "folder").symlink_to(outside / "folder")
    (archive / "round").symlink_to(archive)
    (archive / "itself.txt").symlink_to("itself.txt")
    (archive / "nowhere.txt").symlink_to("gone.txt")
    (archive / "within.txt").symlink_to("good.txt")
    os.mkfifo(archive / "pipe.txt")

    taken, unread = read(archive)

    assert taken == ["good.txt", "within.txt"]
    assert unread == tuple(
        Skipped(name, why)
        for name, why in [
            ("blank.txt", "is empty"),
            ("control.txt", "is binary data, not text"),
            ("empty.txt", "is empty"),
            ("folder", "is a link that leads out of the archive"),
            ("itself.txt", "cannot be read (Too many levels of symbolic links)"),
            ("nowhere.txt", "cannot be read (No such file or directory)"),
            ("nul.txt", "is binary data, not text"),
            ("out.txt", "is a link that leads out of the archive"),
            ("photo.jpg", formats.UNSUPPORTED),
            ("pipe.txt", "is not a regular file"),
            ("round", "is a link to a folder of the archive, which is read in its own place"),
        ]
    )
    assert messages(caplog) == [f"skipped '{archive / skipped.name}': {skipped.why}" for skipped in unread]


def test_each_folder_is_read_only_when_it_is_requested(tmp_path: Path) -> None:
    for name in ("a/a.txt", "b/b.txt", "c/c.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("He said so.")
    found = iter(ingest.ArchiveReader(ArchiveSettings(tmp_path)))
    assert next(found).text == "He said so."
    (tmp_path / "b/b.txt").write_text("He said no.")
    (tmp_path / "c/c.txt").unlink()
    assert [(one.id, one.text) for one in found] == [("b/b.txt", "He said no.")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_reported(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("He said so.")
    (tmp_path / "locked.txt").write_text("He said so.")
    (tmp_path / "locked").mkdir()
    (tmp_path / "locked.txt").chmod(0)
    (tmp_path / "locked").chmod(0)
    try:
        _, unread = read(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert [(skipped.name, skipped.why) for skipped in unread] == [
        ("locked", "cannot be read (Permission denied)"),
        ("locked.txt", "cannot be read (Permission denied)"),
    ]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda _: None, "is not a folder"),
        (lambda path: path.write_text("He said so."), "is not a folder"),
        (lambda path: path.mkdir(), "has no articles that can be read"),
    ],
    ids=["nothing there", "a file", "an empty folder"],
)
def test_an_archive_without_articles_is_refused(tmp_path: Path, make: Callable[[Path], object], problem: str) -> None:
    make(tmp_path / "archive")
    with pytest.raises(ArchiveMissing) as refused:
        read(tmp_path / "archive")
    assert str(refused.value).startswith(f"archive {tmp_path / 'archive'} {problem}; name a folder")


def test_names_with_line_breaks_or_undecodable_bytes_neither_fail_nor_break_a_log_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in (b"two\nlines.txt", b"caf\xe9.txt", b"line\nbreak.jpg", b"\xff.jpg"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("He said so.")
    assert read(tmp_path)[0] == ["caf\\xe9.txt", "two\nlines.txt"]
    for message in messages(caplog):
        assert "\n" not in message
        message.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("“Café”".encode(), "“Café”"),
        ("\ufeffHe said so.".encode(), "\ufeffHe said so."),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\u00a0b\u200bc".encode(), "a\u00a0b\u200bc"),
        ("“Café”\r\n".encode("cp1252"), "“Café”\n"),
        (b"undefined \x81 here \xe9", "undefined \ufffd here é"),
        ("“Café”\r\n".encode("utf-16"), "“Café”\n"),
        (b"\xfe\xff" + "“Café”".encode("utf-16-be"), "“Café”"),
    ],
    ids=["UTF-8", "byte order mark", "line ends", "odd spaces", "Windows-1252", "undefined", "UTF-16", "big-endian"],
)
def test_text_is_decoded_and_otherwise_left_alone(tmp_path: Path, raw: bytes, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    found = read_article(path, "a.txt")
    assert found.text == text


@given(
    st.binary()
    | st.text(st.sampled_from("-:[]{}'\"&*!|>\n abtitle012/")).map(lambda yaml: f"---\n{yaml}\n---\nText".encode())
)
def test_no_bytes_make_reading_raise_another_error(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.md"
    path.write_bytes(raw)
    with suppress(UnreadableFile):
        assert isinstance(read_article(path, "a.md", parsers=parsers_here), Article)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\r\n\t"), min_size=1))
def test_offsets_are_those_of_the_text_in_the_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("text") / "a.txt"
    path.write_bytes(text.encode())
    with suppress(UnreadableFile):
        found = read_article(path, "a.txt")
        in_file = path.read_text(encoding="utf-8")
        assert len(found.text) == len(in_file)
        assert all(kept in (given, " ", "\n") for kept, given in zip(found.text, in_file, strict=True))
        assert 0 <= found.body <= len(found.text)


FRONT = """---
title: "A given title"
date: 07/02/2012
updated: 2012-04-08
publication: HSJ
link: https://hsj.example/1
authors: [Jane Doe, John Roe]
tags: [nhs]
---
"""


def test_front_matter_gives_what_the_text_does_not_state(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = article(tmp_path, f"{FRONT}\n# Another title\n\nHe said so.\n", name="a.md")
    assert found == Article(
        id="a.md",
        text=f"{FRONT}\n# Another title\n\nHe said so.\n",
        body=len(f"{FRONT}\n# Another title\n\n"),
        title="A given title",
        source="HSJ",
        published=Published(FEB_7, Basis.GIVEN),
        updated=PartialDate(date(2012, 4, 8)),
        url="https://hsj.example/1",
        authors=("Jane Doe", "John Roe"),
    )
    assert messages(caplog) == []


def test_front_matter_may_be_toml_and_name_authors_by_links(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    facts = 'title = "A given title"\ndate = 2012-02-07T09:00:00Z\nauthors = ["[[Jane Doe]]", "[[John Roe|Roe]]"]'
    toml = f"+++\n{facts}\n+++\n"
    found = article(tmp_path, f"{toml}\nHe said so.\n", name="a.md")
    assert (found.title, found.published, found.authors, found.text[found.body :]) == (
        "A given title",
        Published(FEB_7, Basis.GIVEN),
        ("Jane Doe", "John Roe"),
        "He said so.\n",
    )
    assert messages(caplog) == []


@pytest.mark.parametrize("toml", ["title = never closed", f"{'.'.join('a' * 20)} = 1", "[" * 3000])
def test_broken_toml_is_reported_and_the_article_read_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, toml: str
) -> None:
    found = article(tmp_path, f"+++\n{toml}\n+++\nHe said so.\n", name="a.md")
    assert found.text[found.body :] == "He said so.\n"
    (message,) = messages(caplog)
    assert message.startswith(f"'{tmp_path}/a.md': its front matter is not valid TOML and is left out: ")


@pytest.mark.parametrize("yaml", ['title: "never closed', "a: b: c", "[" * 1000, 'title: "\\UFFFFFFFF"', "\x07: bell"])
def test_broken_front_matter_is_reported_and_the_article_read_without_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, yaml: str
) -> None:
    found = article(tmp_path, f"---\n{yaml}\n---\nHe said so.\n", name="a.md")
    assert found.text[found.body :] == "He said so.\n"
    (message,) = messages(caplog)
    assert message.startswith(f"'{tmp_path}/a.md': its front matter is not valid YAML and is left out: ")


def test_two_rules_of_dashes_are_not_front_matter(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = "---\nHe said so, and so on\n---\nHe said no.\n"
    assert article(tmp_path, text).body == 0
    assert messages(caplog) == []


DATED = "11/02/2012\n\nA Headline\n\nHe said so last Thursday.\n"
STATED = Published(PartialDate(date(2012, 2, 11)), Basis.STATED)
INFERRED = 'date = "2012-02-07"\nbasis = "inferred"\nwords = "last Thursday"\n'


@pytest.mark.parametrize(
    ("text", "row", "published"),
    [
        (DATED, "date = 2012-02-07", Published(FEB_7, Basis.GIVEN)),
        (DATED, "", STATED),
        ("---\ndate: 2012-02-07\n---\n" + DATED, "", STATED),
        (DATED, INFERRED, STATED),
        ("---\ndate: 2012-02-07\n---\nHe said so.", "", Published(FEB_7, Basis.GIVEN)),
        ("He said so last Thursday.", INFERRED, Published(FEB_7, Basis.INFERRED, "last Thursday")),
        ("Updated 11/02/2012\n\nHe said so.", "", None),
        ("He said so on 11/02/2012.", "", None),
    ],
    ids=["sources", "dateline", "dateline over front", "inferred last", "front", "inferred", "update", "prose"],
)
def test_the_date_comes_from_the_source_that_takes_precedence(
    tmp_path: Path, text: str, row: str, published: Published | None
) -> None:
    assert article(tmp_path, text, sources=f'["a.txt"]\n{row}').published == published


def test_the_sources_file_takes_precedence_over_metadata_and_metadata_over_the_text(tmp_path: Path) -> None:
    row = {"id": "1", "text": "11/02/2012\n\nA Headline Of Its Own\n\nHe said so.\n", "date": "2012-02-07"}
    assert only_article(tmp_path, "a.jsonl", json.dumps(row)).published == Published(FEB_7, Basis.GIVEN)
    (tmp_path / "sources.toml").write_text('["a.jsonl/1"]\ndate = 2012-02-09\nsource = "HSJ"\n')
    found = only_article(tmp_path, "a.jsonl", json.dumps(row))
    assert (found.published, found.source) == (Published(PartialDate(date(2012, 2, 9)), Basis.GIVEN), "HSJ")
    del row["date"]
    (tmp_path / "sources.toml").unlink()
    found = only_article(tmp_path, "a.jsonl", json.dumps(row))
    assert found.published == Published(PartialDate(date(2012, 2, 11)), Basis.STATED)


def test_an_inferred_date_without_its_words_in_the_text_stays_unknown_and_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert article(tmp_path, "He said so.", sources=f'["a.txt"]\n{INFERRED}').published is None
    assert messages(caplog) == [
        f"'{tmp_path}/a.txt': the words 'last Thursday' of its inferred date are not in the text; copy them exactly"
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("31/02/2012", "the date '31/02/2012' is not a calendar date, read day first"),
        ("07/02/12", "the date '07/02/12' has a year of two digits"),
    ],
)
def test_an_unreadable_dateline_is_reported_until_sources_toml_gives_the_date(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str, problem: str
) -> None:
    text = f"{line}\n\nA Headline\n\nHe said so.\n"
    assert article(tmp_path, text).published is None
    assert messages(caplog) == [f"'{tmp_path}/a.txt': {problem} and stays unknown; give it in sources.toml"]
    caplog.clear()
    given_one = article(tmp_path, text, sources='["a.txt"]\ndate = 2012-02-07')
    assert given_one.published == Published(FEB_7, Basis.GIVEN)
    assert messages(caplog) == []


def test_with_day_first_off_the_month_is_read_first(tmp_path: Path) -> None:
    assert article(tmp_path, "02/07/2012\n\nHe said so.\n", day_first=False).published == Published(FEB_7, Basis.STATED)


def test_missing_metadata_is_taken_from_the_fallback() -> None:
    front = Metadata(title="Front", source="Front")
    assert Metadata(title="Sources").with_fallback(front) == Metadata(title="Sources", source="Front")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_file_that_becomes_a_pipe_after_it_was_listed_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "sources.toml"):
        os.mkfifo(tmp_path / name)
    (tmp_path / "b.txt").write_text("He said so.")
    monkeypatch.setattr(walk, "_why_unreadable", lambda *_, **__: None)  # as if they were readable when listed
    ingest.fingerprint(ArchiveSettings(tmp_path))
    assert read(tmp_path) == (["b.txt"], (Skipped("a.txt", "is not a regular file"),))


def test_the_fingerprint_changes_with_names_and_contents_and_nothing_else(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "a.txt").write_text("He said so.")
    seen = [ingest.fingerprint(ArchiveSettings(archive))]
    os.utime(archive / "a.txt", (0, 0))
    (archive / "photo.jpg").write_bytes(b"\xff")
    assert ingest.fingerprint(ArchiveSettings(archive)) == seen[0]

    def changed_by(change: Callable[[], object]) -> bool:
        change()
        seen.append(ingest.fingerprint(ArchiveSettings(archive)))
        return seen[-1] not in seen[:-1]

    assert changed_by(lambda: (archive / "a.txt").write_text("He said no."))
    assert changed_by(lambda: (archive / "a.txt").rename(archive / "b.txt"))
    assert changed_by(lambda: (archive / "c.txt").write_text("He said so."))
    assert changed_by(lambda: (tmp_path / "sources.toml").write_text('["b.txt"]\nsource = "beside"'))
    assert changed_by(lambda: (archive / "sources.toml").write_text('["b.txt"]\nsource = "inside"'))
