"""Dumps of databases as SQL: rows of tables with texts, by the names of their columns."""
# ruff: noqa: S608 - nothing here is executed

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import FEB_7, read

CREATE = """-- {0} dump
CREATE TABLE `news` (
  `id` int(11) NOT NULL,
  `headline` varchar(200) DEFAULT 'a, (b)',
  `pub_date` datetime NOT NULL,
  `reporter` varchar(80),
  `body` text,
  PRIMARY KEY (`id`),
  KEY `by_date` (`pub_date`)
);
CREATE TABLE tags (id int, tag text);
INSERT INTO tags VALUES (1,'dams'),(2,'weirs');
"""
FIRST, SECOND = "It’s “safe”; (so far),\nhe said.", "He's left."


def facts(folder: Path, dump: str) -> tuple[list[tuple[object, ...]], list[str]]:
    articles, named = read(folder, "a.sql", dump)
    return [(a.title, a.published, a.authors, a.text) for a in articles], [why for _, why in named]


@pytest.mark.parametrize(
    "rows",
    [
        r"INSERT INTO `news` VALUES (1,'The Dam','2012-02-07 06:30:00','Jane Doe','It’s “safe”; (so far),\nhe said.'),"
        "\n(2,'The Weir','2012-02-07',NULL,'He\\'s left.');",
        "INSERT INTO `news` (`id`, `headline`, `pub_date`, `reporter`, `body`) VALUES\n(1, 'The Dam', '2012-02-07', "
        r"'Jane Doe', 'It’s “safe”; (so far),\r\nhe said.')"
        + ";\nINSERT INTO news (id, headline, pub_date, body) VALUES "
        "(2, 'The Weir', CAST('2012-02-07' AS DATE), 'He''s left.');",
    ],
    ids=["all columns", "columns named"],
)
def test_the_rows_of_a_dump_of_mysql_are_articles(tmp_path: Path, rows: str) -> None:
    found, named = facts(tmp_path, CREATE.format("MySQL") + rows)
    first, second = found
    assert first == ("The Dam", FEB_7, ("Jane Doe",), FIRST)
    assert (second[0], second[3]) == ("The Weir", SECOND)
    assert "has tables without articles, which are left out, with their rows: tags (2)" in named


def test_a_backslash_is_one_where_the_database_has_no_escapes(tmp_path: Path) -> None:
    dump = "INSERT INTO \"news\" (headline, pub_date, body) VALUES ('The Dam', '2012-02-07', 'C:\\new, he said.');"
    assert facts(tmp_path, dump)[0] == [("The Dam", FEB_7, (), "C:\\new, he said.")]


def test_copied_rows_of_postgresql_are_articles(tmp_path: Path) -> None:
    dump = (
        "COPY public.news (id, headline, pub_date, reporter, body) FROM stdin;\n"
        "1\tThe Dam\t2012-02-07 06:30:00+00\tJane Doe\tIt’s “safe”; (so far),\\nhe said.\n"
        "2\tThe Weir\t2012-02-07\t\\N\tHe's left.\n\\.\n\nSELECT 1;\n"
    )
    assert facts(tmp_path, dump) == (
        [("The Dam", FEB_7, ("Jane Doe",), FIRST), ("The Weir", FEB_7, (), SECOND)],
        [],
    )


def test_posts_that_are_not_published_and_revisions_are_counted(tmp_path: Path) -> None:
    rows = "".join(
        f"INSERT INTO wp_posts (post_author, post_date, post_title, post_content, post_status, post_type) VALUES "
        f"(3, '2012-02-07', 'The Dam', 'He said so.', '{status}', '{kind}');\n"
        for status, kind in (("publish", "post"), ("draft", "post"), ("inherit", "revision"), ("publish", "attachment"))
    )
    found, named = facts(tmp_path, rows)
    assert found == [("The Dam", FEB_7, (), "He said so.")]
    assert named == [f"is not published ({why})" for why in ("draft", "inherit", "attachment")]


@pytest.mark.parametrize(
    "dump", ["CREATE TABLE news (body text", "INSERT INTO news VALUES ('a", "SELECT 1;", "COPY x (a) "]
)
def test_a_dump_without_articles_is_named(tmp_path: Path, dump: str) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    _, named = facts(tmp_path, dump)
    assert named[0].startswith("is a dump without a table of articles")
