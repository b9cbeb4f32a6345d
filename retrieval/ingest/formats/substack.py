"""Substack's export: a zip with a page for each letter, and a table with their metadata.

posts.csv                    post_id,post_date,is_published,...,title,subtitle,...
posts/31337.bridge.html      the text of the letter whose post_id is 31337.bridge
"""

import csv
import io
import posixpath
import zipfile
from collections.abc import Mapping

from retrieval.errors import UnreadableFile
from retrieval.ingest import limits
from retrieval.ingest.formats import plain_text, zipped_xml

TABLE = "posts.csv"
NOT_PUBLISHED = "is not published (draft)"
OF_THE_LETTERS = "is the table of the posts, which is read with them"
NO_LETTER = "is a table about the readers of letters, not an article"
_COLUMNS = {"post_id", "title", "is_published"}

LetterFacts = Mapping[str, object] | str  # of a member, or why it is not read


def letters(archive: zipfile.ZipFile) -> dict[str, LetterFacts]:
    """The metadata of the members from the table of an export; empty for any other zip."""
    names = archive.namelist()
    table = next((name for name in names if posixpath.basename(name) == TABLE), None)
    if table is None:
        return {}
    try:
        text = plain_text.decode(zipped_xml.read_member(archive, table)).removeprefix("\ufeff")
    except (*zipped_xml.BROKEN, OSError, UnreadableFile):
        return {}  # reading the member meets the same error
    try:
        rows = csv.DictReader(io.StringIO(text))
        if not set(rows.fieldnames or ()) >= _COLUMNS:
            return {}
        known = {row["post_id"]: row for row in rows if row.get("post_id")}
    except csv.Error:
        return {}
    folder = posixpath.dirname(table)
    found: dict[str, LetterFacts] = {table: OF_THE_LETTERS}
    for name in names[: limits.MAX_MEMBERS]:
        row = known.get(posixpath.basename(name).removesuffix(".html"))
        if row and name.endswith(".html"):
            found[name] = _facts(row) if row.get("is_published") != "false" else NOT_PUBLISHED
        elif (
            name.endswith(".csv")
            and name != table
            and posixpath.dirname(name) in {folder, f"{folder}/posts".strip("/")}
        ):
            found[name] = NO_LETTER
    return found


def _facts(row: Mapping[str, str | None]) -> dict[str, object]:
    return {"title": plain_text.one_line(row.get("title") or ""), "date": row.get("post_date")}
