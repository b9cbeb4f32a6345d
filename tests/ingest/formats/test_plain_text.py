"""Plain text and Markdown."""

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import only_article, read


def test_markdown_is_kept_to_the_last_character(tmp_path: Path) -> None:
    text = "# A Headline\r\n\r\n\r\nHe **said** [so](https://courier.example).  \r\nTwice. \r\n\r\nShe did not.\r\n"
    assert only_article(tmp_path, "a.md", text).text == text.replace("\r\n", "\n")


SAID = "Zoë said: “The café is José’s — not ours.”"


@pytest.mark.parametrize(
    ("raw", "text", "left_out"),
    [
        pytest.param(SAID.encode() + b" The\x92end.", f"{SAID} The\ufffdend.", "1 byte that is", id="a Windows byte"),
        pytest.param(SAID.encode() + b" \xe2\x80", f"{SAID} \ufffd", "1 byte that is", id="a cut character"),
        pytest.param(f"{SAID} \ufffd".encode(), f"{SAID} \ufffd", None, id="a U+FFFD of the file's own"),
        pytest.param("Zoë’s café".encode("cp1252"), "Zoë’s café", None, id="Windows-1252"),
        pytest.param(b"It\x92s ours", "It’s ours", None, id="one Windows byte in ASCII"),
        pytest.param(SAID.encode("utf-16"), SAID, None, id="UTF-16"),
    ],
)
def test_a_bad_byte_costs_one_character_and_is_reported(
    tmp_path: Path, raw: bytes, text: str, left_out: str | None
) -> None:
    (article,), reported = read(tmp_path, "a.txt", raw)
    assert article.text == text
    assert reported == ([("a.txt", f"has {left_out} not UTF-8, shown as \ufffd")] if left_out else [])
