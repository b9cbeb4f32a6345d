"""Reading corrections.toml: what counts, and what is said of what does not."""

import datetime as dt
import time
from pathlib import Path

import pytest

from retrieval import corrections
from retrieval.corrections import Correction, Corrections
from retrieval.errors import CorrectionsDamaged
from retrieval.models import Article, Basis, PartialDate
from tests.conftest import write


def read(folder: Path, text: str) -> Corrections:
    write(folder, corrections.FILE, text)
    return corrections.read(folder)


def test_an_archive_without_the_file_has_no_corrections(tmp_path: Path) -> None:
    assert corrections.read(tmp_path) == Corrections()
    assert corrections.read(tmp_path / "nowhere") == Corrections()


def test_each_kind_of_correction_is_read_with_its_line(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """# a comment
[[correction]]
article = "a.txt"
words = "It rained."
speaker = "Zoë Ek"
by = "Jane Doe"
on = 2026-05-03

[[correction]]
article = "a.txt"
date = "2011-05"
[[correction]]
article = "b.txt"
withdrawn = true
[[correction]]
one_person = ["Ann Lee-Hart", "Ann  Lee"]
""",
    )
    assert found.problems == ()
    assert found.all == (
        Correction(2, "a.txt", "It rained.", speaker="Zoë Ek", by="Jane Doe", on=dt.date(2026, 5, 3)),
        Correction(9, "a.txt", date=PartialDate.parse("2011-05")),
        Correction(12, "b.txt", withdrawn=True),
        Correction(15, one_person=("Ann Lee-Hart", "Ann Lee")),
    )
    assert [found.is_withdrawn(each) for each in ("a.txt", "b.txt", "c.txt")] == [False, True, False]
    assert found.all[0].credit == "Jane Doe, 3 May 2026"


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        pytest.param(
            'article = "a.txt"\nspaeker = "Bo"', "line 3: unknown key spaeker; did you mean speaker?", id="a slip"
        ),
        pytest.param('words = "So."\nspeaker = "Bo"', 'line 1: it needs article = "..."', id="no article"),
        pytest.param('article = "a.txt"\nspeaker = "Bo"', 'line 1: it needs words = "..."', id="no words"),
        pytest.param('article = "a.txt"\nwords = "So."', "line 1: words need speaker", id="nothing said of the words"),
        pytest.param('article = "a.txt"', "line 1: it corrects nothing", id="nothing at all"),
        pytest.param('article = "a.txt"\ndate = "May"', "line 1: 'May' is not a date", id="no date"),
        pytest.param('article = "a.txt"\nwithdrawn = "yes"', "line 1: withdrawn must be true or false", id="no flag"),
        pytest.param("article = 7\nwithdrawn = true", "line 1: article must be text", id="a number"),
        pytest.param('one_person = ["Ann Lee"]', "line 1: one_person must list two names", id="one name"),
        pytest.param('two_people = ["A", "B"]\narticle = "a.txt"', "line 1: one_person and two_people", id="mixed"),
        pytest.param('article = "a.txt"\nwithdrawn = true\non = "May"', "line 1: on = 'May' is no day", id="no day"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line_and_the_rest_counts(
    tmp_path: Path, table: str, problem: str
) -> None:
    good = '\n[[correction]]\narticle = "good.txt"\nwithdrawn = true\n'
    found = read(tmp_path, f"[[correction]]\n{table}\n{good}")
    assert any(line.startswith(f"corrections.toml, {problem}") for line in found.problems), found.problems
    assert found.is_withdrawn("good.txt")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('[[correction]]\narticle = "a.txt\n', 2, id="an open string"),
        pytest.param("[[correction]]\nwithdrawn = yes\n", 2, id="no value"),
        pytest.param('[correction]\narticle = "a.txt"\n', None, id="one pair of brackets"),
    ],
)
def test_a_damaged_file_is_an_error_with_its_line(tmp_path: Path, text: str, line: int | None) -> None:
    with pytest.raises(CorrectionsDamaged) as caught:
        read(tmp_path, text)
    assert caught.value.line == line
    assert "fix the file first, so that no correction is lost" in str(caught.value)


@pytest.mark.parametrize("table", ["", "spaeker = 1\n"], ids=["empty tables", "unknown keys"])
def test_a_file_of_very_many_corrections_is_read_in_time_in_proportion(tmp_path: Path, table: str) -> None:
    started = time.process_time()
    problems = read(tmp_path, f"[[correction]]\n{table}" * 20_000).problems
    assert len(problems) >= 20_000
    assert problems[-1].startswith(f"corrections.toml, line {20_000 * (1 + table.count(chr(10))) - bool(table)}: ")
    assert time.process_time() - started < 10


def test_bytes_that_are_not_utf_8_are_an_error_with_their_line(tmp_path: Path) -> None:
    (tmp_path / corrections.FILE).write_bytes(b'[[correction]]\narticle = "caf\xe9.txt"\n')
    with pytest.raises(CorrectionsDamaged, match=r"line 2: not UTF-8"):
        corrections.read(tmp_path)


def test_no_link_leads_out_of_the_archive_and_a_folder_is_no_file(tmp_path: Path) -> None:
    folder, outside = tmp_path / "archive", write(tmp_path, "outside.toml", '[[correction]]\narticle = "a.txt"\n')
    folder.mkdir()
    (folder / corrections.FILE).symlink_to(outside)
    with pytest.raises(CorrectionsDamaged, match="a link that leads out of the archive"):
        corrections.read(folder)
    (folder / corrections.FILE).unlink()
    (folder / corrections.FILE).mkdir()
    with pytest.raises(CorrectionsDamaged, match="not a regular file"):
        corrections.read(folder)


def test_the_last_of_several_corrections_counts(tmp_path: Path) -> None:
    dates = "".join(f'[[correction]]\narticle = "a.txt"\ndate = "{year}"\nby = "Jo"\n' for year in (2011, 2012))
    undone = "".join(f'[[correction]]\narticle = "a.txt"\nwithdrawn = {flag}\n' for flag in ("true", "false"))
    found = read(tmp_path, dates + undone)
    published = found.dated(Article("a.txt", "So.")).published
    assert published
    assert (str(published.when), published.basis, published.words) == ("2012", Basis.CORRECTED, "Jo")
    assert not found.is_withdrawn("a.txt")


def test_an_article_is_known_by_its_name_however_its_accents_are_written(tmp_path: Path) -> None:
    found = read(tmp_path, '[[correction]]\narticle = "cafe\u0301.txt"\nwithdrawn = true\n')
    assert found.is_withdrawn("caf\u00e9.txt")


def test_only_what_touches_the_words_of_an_article_changes_its_digest(tmp_path: Path) -> None:
    spoken = '[[correction]]\narticle = "a.txt"\nwords = "So."\nspeaker = "Bo"\n'
    first = read(tmp_path, spoken)
    moved = read(tmp_path, f'# moved\n[[correction]]\narticle = "a.txt"\ndate = "2011"\n{spoken}note = "why"\n')
    changed = read(tmp_path, spoken.replace("Bo", "Ann"))
    assert first.digest("b.txt") == ""
    assert first.digest("a.txt") == moved.digest("a.txt") != changed.digest("a.txt")


@pytest.mark.parametrize(
    ("table", "names", "put_right"),
    [
        pytest.param('one_person = ["Ann Hart", "Ann Lee"]', {"Hale": "Tom Hale"}, {"Ann Lee", "Lee"}, id="one person"),
        pytest.param('two_people = ["Hale", "Tom Hale"]', {"Lee": "Ann Lee"}, set(), id="two people"),
        pytest.param('one_person = ["Lee", "Ann Lee"]', {"Hale": "Tom Hale"}, {"Ann Lee"}, id="the short name"),
    ],
)
def test_names_that_people_join_or_part_win_over_those_found(
    tmp_path: Path, table: str, names: dict[str, str], put_right: set[str]
) -> None:
    found = read(tmp_path, f"[[correction]]\n{table}\non = 2026-05-03\n")
    linked, given = found.link({"Lee": "Ann Lee", "Hale": "Tom Hale"})
    assert (linked, set(given)) == (names, put_right)
    assert all(step.startswith("speaker put right by the editor, 3 May 2026: ") for _, step in given.values())


def test_people_who_are_parted_later_are_two_again(tmp_path: Path) -> None:
    joined = '[[correction]]\none_person = ["Ann Hart", "Ann Lee"]\n'
    found = read(tmp_path, joined + '[[correction]]\ntwo_people = ["Ann Hart", "Ann Lee"]\n')
    assert found.link({})[1] == {}
