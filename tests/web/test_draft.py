"""The reading room's page for drafts: pasted or as a file, every verdict in the margin, nothing as markup."""

import html
import re

import pytest
from starlette.testclient import TestClient

from tests.drafts import word

pytestmark = pytest.mark.slow

TEXT = "Andy Burnham said: “The reforms must be dropped before any school closes.” <script>alert(8)</script>"


def test_the_form_takes_a_text_or_a_file(room: TestClient) -> None:
    page = room.get("/draft")
    assert (page.status_code, 'enctype="multipart/form-data"' in page.text) == (200, True)
    assert '<a href="/draft" aria-current="page">Check a draft</a>' in page.text


def test_a_pasted_draft_is_shown_with_its_notes_and_nothing_of_it_is_markup(room: TestClient) -> None:
    page = room.post("/draft", data={"text": TEXT})
    assert page.status_code == 200
    assert "1 quotation: 1 altered" in page.text
    words = "<del>in the draft, not on record: school</del> <ins>on record, not in the draft: hospital</ins>"
    assert words in re.sub(r'<span class="unseen"> (.*?)</span>', r"\1", page.text)
    (address,) = re.findall(r'href="(/article\?[^"]*)"', page.text)
    assert '<mark id="words">' in room.get(html.unescape(address)).text
    assert "<script" not in page.text
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r" style=|<style", page.text)


def test_a_pasted_draft_in_markdown_is_read_like_its_file(room: TestClient) -> None:
    text = "Andy Burnham said:\n\n> The reforms must be dropped before any school closes.\n"
    pages = (room.post("/draft", data={"text": text}), room.post("/draft", files={"file": ("a.md", text.encode())}))
    assert ["1 quotation: 1 altered" in page.text for page in pages] == [True, True]


def test_a_word_file_is_read_without_its_deletions(room: TestClient) -> None:
    raw = word.docx("Andy Burnham said: “The reforms must be dropped before any {-school-}{+hospital+} closes.”")
    page = room.post("/draft", files={"file": ("../story.docx", raw)})
    assert "1 quotation: 1 on record" in page.text
    assert "<h1>Checked: story.docx</h1>" in page.text


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"file": ("story.docx", b"PK")}, "Draft story.docx is not a readable Word file."),
        ({"file": ("story.png", b"x")}, "Draft story.png is not a supported file type"),
        ({"file": ("story.txt", b" ")}, "Draft story.txt is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(room: TestClient, files: dict[str, tuple[str, bytes]], said: str) -> None:
    page = room.post("/draft", files=files)
    assert (page.status_code, said in page.text) == (400, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param({"data": {"text": " "}}, "Paste a draft or choose a file first.", id="nothing"),
        pytest.param({"data": {"text": "x" * 500_001}}, "This draft has more than 500,000 characters", id="too long"),
        pytest.param({"files": {"file": ("story.zip", b"PK")}}, "type (Word, OpenDocument,", id="another file"),
    ],
)
def test_what_is_wrong_with_a_draft_stands_above_the_form_which_keeps_the_text(
    room: TestClient, sent: dict[str, dict[str, str]], said: str
) -> None:
    page = room.post("/draft", **sent)  # type: ignore[arg-type]
    assert page.status_code == 400
    assert 'role="alert">' in page.text
    assert said in page.text
    assert '<form class="check" action="/draft"' in page.text
    assert sent.get("data", {}).get("text", "").strip() in page.text


def test_the_title_of_a_checked_draft_has_its_verdicts_and_its_name(room: TestClient) -> None:
    page = room.post("/draft", files={"file": ("story.txt", TEXT.encode())})
    assert "<title>1 quotation: 1 altered – story.txt – On Record</title>" in page.text


def test_a_file_in_the_field_for_text_is_refused(room: TestClient) -> None:
    page = room.post("/draft", files={"text": ("story.txt", TEXT.encode())})
    assert (page.status_code, "A file belongs into the field" in page.text, "UploadFile" in page.text) == (
        400,
        True,
        False,
    )


def test_a_pasted_draft_is_not_dropped_for_a_file(room: TestClient) -> None:
    page = room.post("/draft", data={"text": TEXT}, files={"file": ("story.txt", TEXT.encode())})
    assert (page.status_code, "not both" in page.text) == (400, True)


def test_a_form_from_another_site_is_refused(room: TestClient) -> None:
    sent = room.post("/draft", data={"text": TEXT}, headers={"Origin": "https://evil.example"})
    assert sent.status_code == 403
