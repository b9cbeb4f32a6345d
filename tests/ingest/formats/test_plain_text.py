"""Plain text and Markdown."""

from pathlib import Path

from tests.ingest.formats.one_file import only_article


def test_markdown_is_kept_to_the_last_character(tmp_path: Path) -> None:
    text = "# A Headline\r\n\r\n\r\nHe **said** [so](https://courier.example).  \r\nTwice. \r\n\r\nShe did not.\r\n"
    assert only_article(tmp_path, "a.md", text).text == text.replace("\r\n", "\n")
