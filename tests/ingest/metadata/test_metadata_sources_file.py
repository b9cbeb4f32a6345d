"""The sources file: which metadata each article gets, and how mistakes are reported."""

from datetime import date
from pathlib import Path

import pytest

from retrieval.ingest import limits
from retrieval.ingest import metadata as sources_file
from retrieval.ingest.metadata import Metadata
from retrieval.models import Basis, PartialDate, Precision, Published

FEB_7 = Published(PartialDate(date(2012, 2, 7)), Basis.GIVEN)


def given(folder: Path, articles: set[str]) -> dict[str, Metadata]:
    """The metadata of each article in the sources files of a folder. Articles without metadata are left out."""
    inside = sorted(path.relative_to(folder) for path in folder.rglob("sources.*"))
    sources = sources_file.SourcesMetadata(folder, inside, day_first=True)
    for article in articles:
        sources.note_file(article)
    found = {article: sources.metadata_of(article) for article in articles}
    sources.warn_of_unused_rows()
    return {article: metadata for article, metadata in found.items() if metadata != Metadata()}


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_every_key_of_a_toml_row_is_understood(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "sources.toml").write_text(
        '["a.txt"]\ntitle = "T"\nsource = "HSJ"\ndate = 2012-02-07\nupdated = "2012-04"\nurl = "https://hsj.example"\n'
        'authors = ["Jane Doe", "John Roe"]\n'
        '["b.txt"]\ndate = 2012\nauthor = "By Jane Doe and John Roe, Editor"\n'
        '["c.txt"]\ndate = "2011-05"\nbasis = "inferred"\nwords = "last Thursday"\n',
        encoding="utf-8",
    )
    assert given(tmp_path, {"a.txt", "b.txt", "c.txt"}) == {
        "a.txt": Metadata(
            title="T",
            source="HSJ",
            published=FEB_7,
            updated=PartialDate(date(2012, 4, 1), Precision.MONTH),
            url="https://hsj.example",
            authors=("Jane Doe", "John Roe"),
        ),
        "b.txt": Metadata(
            published=Published(PartialDate(date(2012, 1, 1), Precision.YEAR), Basis.GIVEN),
            authors=("Jane Doe", "John Roe"),
        ),
        "c.txt": Metadata(
            published=Published(PartialDate(date(2011, 5, 1), Precision.MONTH), Basis.INFERRED, "last Thursday")
        ),
    }
    assert messages(caplog) == []


def test_a_tsv_gives_the_same_metadata_and_its_other_columns_are_ignored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sources.tsv").write_bytes(
        b"\xef\xbb\xbfcompartment\tFile\tsource\tdate\ttitle\tauthor\r\n"
        b'dev\ta.txt\tHSJ\t2012-02-07\t"Crooked" deal\tJane Doe\r\n'
        b'dev\tb.txt\tHSJ\t\t"The ""deal"", again"\r\n'
        b"\r\n"
    )
    assert given(tmp_path, {"a.txt", "b.txt"}) == {
        "a.txt": Metadata(title='"Crooked" deal', source="HSJ", published=FEB_7, authors=("Jane Doe",)),
        "b.txt": Metadata(title='The "deal", again', source="HSJ"),
    }
    assert messages(caplog) == []


def test_a_row_names_a_path_below_the_sources_file_or_the_only_file_of_that_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sources.toml").write_text(
        '["hsj/a.txt"]\nsource = "by path"\n["b.txt"]\nsource = "by name"\n["c.txt"]\nsource = "two so named"\n'
    )
    articles = {"hsj/a.txt", "a.txt", "hsj/old/b.txt", "hsj/c.txt", "post/c.txt"}
    assert given(tmp_path, articles) == {
        "hsj/a.txt": Metadata(source="by path"),
        "hsj/old/b.txt": Metadata(source="by name"),
    }
    assert messages(caplog) == [
        f"'{tmp_path}/sources.toml': 1 of 3 rows match no article, or more than one ('c.txt'); correct the file names"
    ]


def test_a_deeper_sources_file_takes_precedence_and_the_outer_one_fills_its_gaps(tmp_path: Path) -> None:
    (tmp_path / "hsj").mkdir()
    (tmp_path / "sources.toml").write_text('["hsj/a.txt"]\nsource = "outer"\ntitle = "Outer"\n')
    (tmp_path / "hsj" / "sources.toml").write_text('["a.txt"]\nsource = "HSJ"\n')
    assert given(tmp_path, {"a.txt", "hsj/a.txt"}) == {"hsj/a.txt": Metadata(source="HSJ", title="Outer")}


@pytest.mark.parametrize("name", ["a.txt", "articles/a.txt", "./a.txt"])
def test_a_sources_file_beside_the_archive_may_cover_other_archives_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "sources.tsv").write_text(f"file\tsource\n{name}\tHSJ\nelsewhere.txt\tPost\n")
    assert given(tmp_path / "articles", {"a.txt"}) == {"a.txt": Metadata(source="HSJ")}
    assert messages(caplog) == []


@pytest.mark.parametrize(
    ("row", "folder"), [(".", "articles"), ("./", "articles"), ("articles", ""), ("articles/", "")]
)
def test_a_row_may_cover_everything_below_its_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, row: str, folder: str
) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / folder / "sources.toml").write_text(f'["{row}"]\nsource = "Post"\n["a.txt"]\nsource = "HSJ"\n')
    expected = {"a.txt": Metadata(source="HSJ"), "x/b.txt": Metadata(source="Post")}
    assert given(tmp_path / "articles", {"a.txt", "x/b.txt"}) == expected
    assert messages(caplog) == []


def test_a_row_for_everything_in_a_subfolder_covers_no_more(tmp_path: Path) -> None:
    (tmp_path / "hsj").mkdir()
    (tmp_path / "hsj" / "sources.toml").write_text('["."]\nsource = "HSJ"\n')
    assert given(tmp_path, {"a.txt", "hsj/b.txt"}) == {"hsj/b.txt": Metadata(source="HSJ")}


def test_a_sources_file_beside_the_archive_is_ignored_when_the_archive_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "sources.tsv").write_text("file\tsource\na.txt\tbeside\n")
    (tmp_path / "articles" / "sources.tsv").write_text("file\tsource\na.txt\tinside\n")
    assert given(tmp_path / "articles", {"a.txt"}) == {"a.txt": Metadata(source="inside")}


def test_of_two_sources_files_in_a_folder_the_toml_is_read_and_the_other_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "sources.toml").write_text('["a.txt"]\nsource = "toml"\n')
    (tmp_path / "sources.tsv").write_text("file\tsource\na.txt\ttsv\n")
    assert given(tmp_path, {"a.txt"}) == {"a.txt": Metadata(source="toml")}
    assert messages(caplog) == [
        f"'{tmp_path}/sources.tsv' is not read because sources.toml is beside it; keep one of them"
    ]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("sources.toml", b'["a.txt"]\nsource = HSJ\n', " is not valid TOML: Invalid value (at line 2)"),
        ("sources.toml", b'["a.txt"]\nsource = "\xe9"\n', " line 2 is not UTF-8"),
        ("sources.tsv", b"file\tsource\na.txt\t\xe9\n", " line 2 is not UTF-8"),
        ("sources.toml", b"a = " + b"[" * 9999, " is not valid TOML: nested too deeply"),
    ],
    ids=["bad TOML", "TOML in Latin-1", "TSV in Latin-1", "endless TOML"],
)
def test_a_broken_sources_file_is_reported_once_with_its_line_and_ignored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert given(tmp_path, {"a.txt"}) == {}
    assert messages(caplog) == [f"'{tmp_path / name}'{problem}; the archive is read without it"]


def test_a_sources_file_that_is_too_large_is_reported_and_ignored(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 100_000)
    (tmp_path / "sources.tsv").write_bytes(b"file\tsource\na.txt\tHSJ\n" + b"\n" * 100_000)
    assert given(tmp_path, {"a.txt"}) == {}
    assert messages(caplog) == [f"'{tmp_path}/sources.tsv' is larger than 32 MB; the archive is read without it"]


@pytest.mark.parametrize("content", ["", "article\tsource\na.txt\tHSJ\n"], ids=["empty", "other header"])
def test_a_tsv_without_a_file_column_is_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str
) -> None:
    (tmp_path / "sources.tsv").write_text(content)
    assert given(tmp_path, {"a.txt"}) == {}
    assert messages(caplog) == [
        f"'{tmp_path}/sources.tsv', line 1: no column is named \"file\"; the archive is read without it"
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('sorce = "x"', "unknown key sorce; did you mean source?"),
        ('qqq = "x"', "unknown key qqq; known are: source, date, title, author, authors, url, updated, basis, words"),
        ("title = 5", "title must be text, not 5; put it in quotation marks"),
        ("authors = [5]", "authors must be text or a list of texts, not [5]"),
        (
            'date = "31/02/2012"',
            "date: the date '31/02/2012' is not a calendar date, read day first; "
            "write it like 2012-02-07, 2012-02 or 2012",
        ),
        (
            'updated = "soon"',
            "updated: the date 'soon' cannot be read; write it like 2012-02-07, 2012-02 or 2012",
        ),
        (
            'date = 2012\nbasis = "guessed"',
            'basis can be "given" or "inferred", not \'guessed\'; until then the date stays unknown',
        ),
        (
            'date = 2012\nbasis = "inferred"',
            'an inferred date needs words = "...", as the article has them; until then the date stays unknown',
        ),
    ],
)
def test_a_mistake_in_a_row_is_reported_and_the_rest_of_the_row_counts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, row: str, problem: str
) -> None:
    (tmp_path / "sources.toml").write_text(f'["a.txt"]\nsource = "HSJ"\n{row}\n')
    assert given(tmp_path, {"a.txt"}) == {"a.txt": Metadata(source="HSJ")}
    assert messages(caplog) == [f"'{tmp_path}/sources.toml', 'a.txt': {problem}"]


def test_a_file_name_without_quotation_marks_is_explained(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "sources.toml").write_text('[a.txt]\nsource = "HSJ"\n')
    given(tmp_path, {"a.txt"})
    assert f"'{tmp_path}/sources.toml': put the file name in quotation marks: [\"a.txt\"]" in messages(caplog)


def test_a_name_is_found_whether_its_accents_are_composed_or_not(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('["caf\u00e9.txt"]\nsource = "HSJ"\n', encoding="utf-8")
    assert given(tmp_path, {"cafe\u0301.txt"}) == {"cafe\u0301.txt": Metadata(source="HSJ")}
