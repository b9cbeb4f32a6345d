"""The contents that config.toml may have, and the errors for other contents."""

import os
import re
import sys
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from retrieval import settings
from retrieval.errors import SettingsError
from retrieval.settings import ADDRESSES, ArchiveSettings, IndexSettings, RankingSettings, ReplySettings, Settings
from tests.paths import ROOT

BELOW = "must be a folder below the archive's, not hidden"
NUL = "has a NUL character, which no folder's name has"
HOMELESS = "begins with ~ and the name of a user whom this machine does not have"
SITE = 'must be an address without a path, like "https://archive.example"'
SHIPPED = ROOT / "config.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refused(config: Path, text: str) -> tuple[int | None, str]:
    """The line and the problem in the error for this config.toml."""
    config.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load(config)
    error = caught.value
    assert error.path == config
    place = f"{config}, line {error.line}: " if error.line else f"{config}: "
    return error.line, str(error).removeprefix(place)


def test_the_shipped_config_file_repeats_every_default() -> None:
    defaults: dict[str, dict[str, Any]] = asdict(Settings())
    assert tomllib.loads(SHIPPED.read_text(encoding="utf-8")) == {
        name: plain(table) for name, table in defaults.items()
    }


def plain(table: dict[str, Any]) -> dict[str, Any]:
    """The values of a table as TOML writes them."""
    shapes: dict[type, Callable[[Any], Any]] = {Path: str, tuple: list, dict: plain, type(None): lambda _: ""}
    return {
        key: next((made(value) for kind, made in shapes.items() if isinstance(value, kind)), value)
        for key, value in table.items()
    }


def test_every_key_of_the_shipped_config_file_has_a_comment() -> None:
    keys = [line for line in SHIPPED.read_text(encoding="utf-8").splitlines() if re.match(r"\w+ =", line)]
    defaults = asdict(Settings())
    tables = [*defaults.values(), defaults["archive"].pop("columns"), defaults["archive"].pop("feeds")]
    assert len(keys) == sum(len(table) for table in tables)
    assert [line for line in keys if not re.search(r" # \S.{10,}", line)] == []


def test_a_key_that_a_file_leaves_out_keeps_its_default(config: Path) -> None:
    config.write_text("[ranking]\nread = 2\n\n[reply]\nabstain_below = 0\n", encoding="utf-8")
    assert settings.load(config) == Settings(ranking=RankingSettings(read=2), reply=ReplySettings(abstain_below=0))


def test_an_empty_file_and_a_byte_order_mark_are_fine(config: Path) -> None:
    config.write_text("", encoding="utf-8")
    assert settings.load(config) == Settings()
    config.write_text("[index]\r\nkeep = 5\r\n", encoding="utf-8-sig")
    assert settings.load(config) == Settings(index=IndexSettings(keep=5))


def test_folders_are_relative_to_the_file_that_names_them(config: Path, tmp_path: Path) -> None:
    config.write_text(f'[archive]\nfolder = "../news"\n[index]\nfolder = "{tmp_path / "far"}"\n', encoding="utf-8")
    loaded = settings.load(config)
    assert (loaded.archive.folder, loaded.index_folder) == (tmp_path / "../news", tmp_path / "far")


def test_a_folder_may_begin_with_the_home_folder(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config.write_text('[archive]\nfolder = "~/news"\n', encoding="utf-8")
    assert settings.load(config).archive.folder == tmp_path / "news"


def test_folders_named_on_the_command_line_overrule_the_file(config: Path) -> None:
    config.write_text('[archive]\nfolder = "news"\nday_first = false\n[index]\nkeep = 3\n', encoding="utf-8")
    assert settings.load(config, archive=Path("a"), index=Path("i")) == Settings(
        archive=ArchiveSettings(folder=Path("a"), day_first=False), index=IndexSettings(folder=Path("i"), keep=3)
    )
    read = settings.load(config)
    assert settings.load(config, archive=Path("a")) == replace(read, archive=replace(read.archive, folder=Path("a")))


def test_without_a_named_file_the_config_file_of_the_working_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert settings.load() == Settings()
    Path("config.toml").write_text("[index]\nkeep = 7\n", encoding="utf-8")
    assert settings.load() == Settings(index=IndexSettings(keep=7))


def test_without_a_config_file_in_the_working_directory_that_of_the_user_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "users"))
    own = tmp_path / "users" / "onrecord" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[archive]\nfolder = "news"\n', encoding="utf-8")
    assert settings.load().archive.folder == own.parent / "news"
    Path("config.toml").write_text('[archive]\nfolder = "here"\n', encoding="utf-8")
    assert settings.load().archive.folder == Path("here")


@pytest.mark.parametrize(
    "text",
    ['baseURL = "https://courier.example"\n[params]\nsubtitle = "x"\n', "[server]\nport = 80\n"],
    ids=["a site's", "a server's"],
)
def test_a_config_file_of_another_program_is_not_read_and_this_is_said(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(text, encoding="utf-8")
    assert settings.load() == Settings()
    assert "config.toml is not a config file of On Record (no table is called archive, index," in caplog.text


def test_a_misspelt_table_does_not_make_a_config_file_another_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text("[achive]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="unknown table or key achive; did you mean archive"):
        settings.load()


def test_each_archive_has_an_index_of_its_own(tmp_path: Path) -> None:
    a, b = Settings(), settings.load(archive=tmp_path / "b")
    assert a.index_folder != b.index_folder
    assert b.index_folder == settings.load(archive=tmp_path / "c" / ".." / "b").index_folder
    assert b.index_folder.parent == Path(os.environ["XDG_DATA_HOME"]) / "onrecord" / "indexes"


def test_an_index_that_a_file_names_is_only_that_of_the_archive_it_names(config: Path, tmp_path: Path) -> None:
    config.write_text('[archive]\nfolder = "a"\n[index]\nfolder = "index"\n', encoding="utf-8")
    assert settings.load(config).index_folder == tmp_path / "index"
    assert settings.load(config, archive=tmp_path / "a").index_folder == tmp_path / "index"
    other = settings.load(config, archive=tmp_path / "b")
    assert other.index_folder == settings.default_index_folder(tmp_path / "b")
    assert settings.load(config, archive=tmp_path / "b", index=Path("i")).index_folder == Path("i")


def test_a_cluster_does_not_answer_for_another_archive_than_the_files(config: Path) -> None:
    config.write_text('[archive]\nfolder = "a"\n[index]\nengine = "milvus"\n', encoding="utf-8")
    with pytest.raises(
        SettingsError, match=r"the collection onrecord is of the archive .*; write a config file of its"
    ):
        settings.load(config, archive=Path("b"))
    config.write_text('[index]\nengine = "milvus"\n', encoding="utf-8")
    assert settings.load(config, archive=Path("b")).archive.folder == Path("b")


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('[archive]\nfolder = "a"\n\n[reply]\nlimt = 3\n', 5, "unknown key limt in [reply]; did you mean limit?"),
        ("[index]\nkeep = 2\n[rankings]\n", 3, "unknown table or key rankings; did you mean ranking?"),
        (
            "\nkeep = 2\n",
            2,
            "unknown table or key keep; known are: archive, index, reindex, encoder, ranking, reply",
        ),
        ("[index]\nxyz = 2\n", 2, "unknown key xyz in [index]; known are: folder, keep"),
        ("[archive]\nfolder = 'a'\n[folder]\n", 3, "unknown table or key folder"),
        ("[archive]\nfolder = 'a'\n[encoder]\nfolder = 'b'\n", 4, "unknown key folder in [encoder]"),
        ("[index.backup]\nkeep = 1\n", 1, "unknown key backup in [index]"),
        ('["index"]\n"keeep" = 2\n', 2, "unknown key keeep in [index]; did you mean keep?"),
        ("reply.limits = 3\n", 1, "unknown key limits in [reply]; did you mean limit?"),
        ("index = { keeps = 2 }\n", 1, "unknown key keeps in [index]; did you mean keep?"),
    ],
    ids=[
        "key",
        "table",
        "top level",
        "far off",
        "key as table",
        "wrong table",
        "subtable",
        "quoted",
        "dotted",
        "inline",
    ],
)
def test_an_unknown_name_is_refused_with_its_line_and_the_nearest_known(
    config: Path, text: str, line: int, problem: str
) -> None:
    found, message = refused(config, text)
    assert (found, message[: len(problem)]) == (line, problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[index]\nkeep = '2'", "keep in [index] must be a whole number, not '2'"),
        ("[index]\nkeep = 2.0", "keep in [index] must be a whole number, not 2.0"),
        ("[index]\nkeep = true", "keep in [index] must be a whole number, not True"),
        ("[reply]\nabstain_below = true", "abstain_below in [reply] must be a number, not True"),
        ("[reply]\nabstain_below = nan", "abstain_below in [reply] must be a number, not nan"),
        ("[reply]\nabstain_below = inf", "abstain_below in [reply] must be a number, not inf"),
        ("[archive]\nday_first = 1", "day_first in [archive] must be true or false, not 1"),
        ("[archive]\nfolder = 1", "folder in [archive] must be a folder's name in quotation marks, not 1"),
        ("[encoder]\nname = ['a']", "name in [encoder] must be text in quotation marks, not ['a']"),
        ("[index]\nkeep = 0", "keep in [index] must be at least 1, not 0"),
        ("[ranking]\nbudget_ms = -1", "budget_ms in [ranking] must be at least 0, not -1"),
        ("[reply]\nabstain_below = 1.01", "abstain_below in [reply] must be from 0 to 1, not 1.01"),
        ("[discord]\nshards = 'all'", "shards in [discord] must be a whole number or \"auto\", not 'all'"),
        ("[discord]\nshards = 0", "shards in [discord] must be at least 1, not 0"),
        ("[discord]\nshard_ids = ['0']", "shard_ids in [discord] must be a list like [0, 1], not ['0']"),
        ("[discord]\nanswers = 11", "answers in [discord] must be from 1 to 10, not 11"),
        ("[archive]\nfeeds = ['a']", "feeds in [archive] is a table; write [archive.feeds], not ['a']"),
        ("[archive.feeds]\nurls = ['file:///a']", f"urls in [archive.feeds] {ADDRESSES}, not ['file:///a']"),
        (
            "[archive.feeds]\nurls = ['http://a', 'http://[']",
            f"urls in [archive.feeds] {ADDRESSES}, not ['http://a', 'http://[']",
        ),
        (
            '[archive]\nfolder = "a\\u0000b"',
            f"folder in [archive] {NUL}, not 'a\\x00b'",
        ),
        (
            '[discord]\nfolder = "\\u0000"',
            f"folder in [discord] {NUL}, not '\\x00'",
        ),
        ('[index]\nfolder = "~nobody-here/x"', f"folder in [index] {HOMELESS}, not '~nobody-here/x'"),
        ("[web]\nbase_url = 'archive.example'", f"base_url in [web] {SITE}, not 'archive.example'"),
        ("[web]\nbase_url = 'https://a.example/b'", f"base_url in [web] {SITE}, not 'https://a.example/b'"),
        ("[web]\nport = 0", "port in [web] must be from 1 to 65535, not 0"),
        ("[archive.feeds]\nfolder = '../a'", f"folder in [archive.feeds] {BELOW}, not '../a'"),
        ("[archive.feeds]\nfolder = '/a'", f"folder in [archive.feeds] {BELOW}, not '/a'"),
        ("[archive.feeds]\nfolder = 'a/.b'", f"folder in [archive.feeds] {BELOW}, not 'a/.b'"),
        ("[archive.feeds]\nfolder = ''", f"folder in [archive.feeds] {BELOW}, not ''"),
    ],
)
def test_a_value_of_the_wrong_type_or_out_of_range_is_refused(config: Path, text: str, problem: str) -> None:
    assert refused(config, text) == (2, problem)


@pytest.mark.parametrize("text", ["[reply]\nabstain_below = 1\n", "[discord]\nanswers = 10\n", "[index]\nkeep = 1\n"])
def test_the_limits_of_a_range_are_valid_values(config: Path, text: str) -> None:
    config.write_text(text, encoding="utf-8")
    settings.load(config)


@pytest.mark.parametrize("text", ["\nindex = 3\n", "\n[[index]]\nkeep = 2\n"])
def test_a_table_must_be_a_table(config: Path, text: str) -> None:
    assert refused(config, text) == (2, "index is a table; write [index]")


def test_a_file_that_is_not_toml_is_refused_with_the_line_of_its_fault(config: Path) -> None:
    _, problem = refused(config, "[index]\nkeep = = 2\n")
    assert re.fullmatch(r"is not valid TOML: .*line 2.*", problem)
    config.write_bytes(b"# \xff\n")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        settings.load(config)
    assert refused(config, f"a = {'[' * 9999}") == (None, "is not valid TOML: nested too deeply")


@pytest.mark.parametrize("content", ["a" + ".a" * 9000, "[" + "d." * 9000 + "e]", "a = " + "9" * 6000, "#" * (5 << 20)])
def test_a_file_past_the_limits_of_toml_is_refused_at_once(config: Path, content: str) -> None:
    started = time.process_time()
    _, problem = refused(config, content)
    assert problem.startswith("is not valid TOML: ")
    assert time.process_time() - started < 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file")
def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.toml").symlink_to("/dev/zero")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        settings.load(tmp_path / "config.toml")


def test_links_that_lead_in_a_circle_are_no_error_yet(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert settings.load(archive=tmp_path / "a").index_folder.name.startswith("a-")


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        settings.load(tmp_path / "none.toml")
    assert str(caught.value) == (
        f"{tmp_path / 'none.toml'}: cannot be read (No such file or directory); name another with --config"
    )


def test_further_archives_have_their_own_folders_and_everything_else_of_the_first(config: Path) -> None:
    config.write_text('[reply]\nlimit = 3\n[archives.lords]\nfolder = "lords"\n[archives."the bench"]\nfolder = "b"\n')
    read = settings.load(config)
    assert [*read.archives] == ["lords", "the bench"]
    lords = read.of_archive("lords")
    assert (lords.archive.folder, lords.reply.limit) == (config.parent / "lords", 3)
    assert lords.index_folder not in {read.index_folder, read.of_archive("the bench").index_folder}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("archives = 3", 1, "archives is a table of tables; write [archives.NAME]"),
        ("\n[archives]\nlords = 3", 3, "archives is a table of tables; write [archives.lords]"),
        ("\n[archives.lords]\nindex = 'i'", 2, "[archives.lords] needs the folder of its articles: folder = ..."),
        (
            "[archives.a]\nfolder = 'a'\n[index]\nengine = 'milvus'",
            1,
            "further archives need [index] engine to be local",
        ),
    ],
)
def test_a_further_archive_that_cannot_be_used_is_refused(config: Path, text: str, line: int, problem: str) -> None:
    assert refused(config, text) == (line, problem)
