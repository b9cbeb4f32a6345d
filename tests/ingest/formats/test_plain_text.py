"""Plain text and Markdown."""

from pathlib import Path

import pytest

from retrieval.ingest.formats import plain_text
from tests.ingest.formats.one_file import FEB_7, body, only_article, read


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


@pytest.mark.parametrize("text", ["He said: â€œNo.â€\x9d Twice.", "The cafÃ© owes Â£7 to JosÃ©."])
def test_letters_that_were_saved_wrongly_stay_and_are_reported(tmp_path: Path, text: str) -> None:
    (article,), skipped = read(tmp_path, "a.txt", text)
    assert (article.text, skipped) == (text, [("a.txt", plain_text.READ_WRONGLY)])


@pytest.mark.parametrize(
    "head",
    [
        "Title: The Bill Is Dead\nAuthor: Jane Doe\nDate: 7 February 2012\nSource: The Courier\n",
        "Headline: The Bill Is Dead\nByline: By Jane Doe\nPublished: 2012-02-07\nPage: 3\nNewspaper: The Courier\n",
        "Date: 07/02/2012\nPublication: The Courier\nSubject: The Bill Is Dead\nFrom: Jane Doe <j@courier.example>\n",
    ],
)
def test_labelled_lines_above_a_text_are_its_metadata(tmp_path: Path, head: str) -> None:
    found = only_article(tmp_path, "a.txt", f"{head}\nHe said so.\n")
    assert (found.title, found.source, found.authors, found.published) == (
        "The Bill Is Dead",
        "The Courier",
        ("Jane Doe",),
        FEB_7,
    )
    assert body(found) == "He said so.\n"


@pytest.mark.parametrize(
    "text", ["Doe: I did not.\nRoe: You did.\n\nThey left.\n", "By: Jane Doe\nWhere: the hall\n\nHe said so.\n"]
)
def test_lines_with_colons_that_state_nothing_are_text(tmp_path: Path, text: str) -> None:
    found = only_article(tmp_path, "a.txt", text)
    assert (found.text, found.source, found.published) == (text, None, None)


def test_lines_between_a_headline_and_its_dateline_are_no_text(tmp_path: Path) -> None:
    title = "BOARD TO DREDGE THE NORTHERN CHANNEL"
    head = "Rhona Pyke\nHarbour Gazette\n7 February 2012\nPage 3\n\n"
    found = only_article(tmp_path, "a.txt", f"{title}\n{head}The board said so on Monday.\nSo did Ned Toll.\n")
    assert (found.title, found.published and str(found.published.when)) == (title, "2012-02-07")
    assert body(found).split() == ["The", "board", "said", "so", "on", "Monday.", "So", "did", "Ned", "Toll."]


@pytest.mark.parametrize(
    "line",
    [
        "![a picture](https://courier.example/1.jpg)",
        "[![a picture](1.jpg)](https://courier.example/1)",
        "[Sign up to our newsletter](https://courier.example/n)",
        "> ## Excerpt\n> He said so, and more.",
        "**Advertisement**",
    ],
)
def test_what_a_clipper_adds_to_markdown_is_blanked_in_place(tmp_path: Path, line: str) -> None:
    text = f"# A Headline\n\n{line}\n\nHe **said** so.\n\n> “Never,” she said.\n"
    found = only_article(tmp_path, "a.md", text)
    assert len(found.text) == len(text)
    assert body(found).split() == ["He", "**said**", "so.", ">", "“Never,”", "she", "said."]
