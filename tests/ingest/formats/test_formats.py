"""The table of formats."""

import pytest

from retrieval.errors import UnreadableFile
from retrieval.ingest.formats import BY_SUFFIX, Format, format_of, html, why_unsupported


def test_no_two_formats_share_a_suffix() -> None:
    suffixes = [suffix for file_format in Format for suffix in file_format.suffixes]
    assert sorted(suffixes) == sorted(BY_SUFFIX)


@pytest.mark.parametrize(
    ("name", "step"),
    [("a.xlsb", ".xlsx"), ("b.INDD", ".pdf"), ("c.mobi", ".epub"), ("d.sav", ".csv"), ("e.accdb", ".csv")],
)
def test_a_file_of_a_kind_that_is_not_read_names_the_next_step(name: str, step: str) -> None:
    assert format_of(name) is None
    assert step in why_unsupported(name)
    assert "supported" not in why_unsupported(name)


def test_a_list_of_bookmarks_is_no_article() -> None:
    with pytest.raises(UnreadableFile, match="list of bookmarks"):
        html.read(b"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><DL><DT><A HREF=x>The Bill</A></DL>")
