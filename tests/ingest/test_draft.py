"""How drafts are read: every word that will be printed, and no word that will not."""

import io
import zipfile
from pathlib import Path

import pytest

from retrieval.errors import DraftUnreadable
from retrieval.ingest import draft
from tests.drafts import word
from tests.fakes import parsers_here


def read(name: str, raw: bytes) -> str:
    return draft.read(name, raw, parsers_here)


def test_a_word_draft_has_insertions_and_footnotes_but_no_deletions_and_comments() -> None:
    markup = "He said “{-never-}{+no+}”.{^He also said “maybe”.^}{!“Really?”!}\nShe left."
    assert read("a.docx", word.docx(markup)) == "He said “no”.\n\nHe also said “maybe”.\n\nShe left."


def test_a_note_whose_reference_is_deleted_is_deleted() -> None:
    raw = word.docx("It rained.{^She said “so”.^}")
    assert "so" in read("a.docx", raw)
    reference = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    deleted = f'<w:del w:id="2">{reference}</w:del>'
    assert read("a.docx", word.changed(raw, "word/document.xml", reference, deleted)) == "It rained."


ODT = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><office:body>
<office:text><text:p>He said “no”.<text:note><text:note-citation>1</text:note-citation><text:note-body>
<text:p>He also said “maybe”.</text:p></text:note-body></text:note><office:annotation><text:p>“Really?”</text:p>
</office:annotation></text:p><text:p>She left.</text:p></office:text></office:body></office:document>"""


AUTOMATIC_STYLE = """<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">
<style:style style:name="P1" style:parent-style-name="Quotations"/></office:automatic-styles>"""


def test_an_opendocument_draft_has_its_footnotes_and_no_comments() -> None:
    assert read("a.fodt", ODT.encode()) == "He said “no”.\n\nHe also said “maybe”.\n\nShe left."


@pytest.mark.parametrize("star", ["", r"\*"])
def test_an_rtf_draft_has_its_footnotes_at_the_end(star: str) -> None:
    raw = rf"{{\rtf1\ansi He said no.{{{star}\footnote He also said maybe.}} She left.{{\deleted Never.}}}}".encode()
    assert read("a.rtf", raw) == "He said no. She left.\n\nHe also said maybe."


def test_a_page_has_every_word_that_it_shows() -> None:
    raw = "<nav>Home</nav><p>He said &ldquo;no&rdquo;.</p><script>said('yes')</script><aside>She: “Go”</aside>".encode()
    assert read("a.html", raw) == "Home\n\nHe said “no”.\n\nShe: “Go”"


def test_piped_text_is_read_by_its_content() -> None:
    assert read("standard input", b'He said "no".') == 'He said "no".'
    assert read("standard input", b"<html><p>He said no.</p></html>") == "He said no."
    assert read("standard input", word.docx("He said no.")) == "He said no."


MARKDOWN = (
    "# Water\n\nAnn Lee said: *“It is ours.”*",
    "As Ann Lee said:\n\n> It is ours.\n> It stays.\n\n— Ann Lee",
    "“No,” said [Ann Lee](https://a.example/b).\nShe left.",
    "**Ann Lee:** “No.”\n\n> “It stays.”",
)


@pytest.mark.parametrize("text", MARKDOWN)
def test_markdown_is_known_by_its_marks_under_every_name_and_when_pasted(text: str) -> None:
    expected = read("a.md", text.encode())
    assert expected != text
    assert {read(name, text.encode()) for name in ("a.txt", "standard input", "a.markdown")} == {expected}
    assert draft.read_text(text) == expected


def test_a_draft_without_marks_of_markdown_is_plain_text_under_every_name() -> None:
    text = ("He said “no” to us all, and to everybody who asked.\n" * 5).strip()  # wrapped lines
    assert (
        read("a.md", text.encode()) == read("a.txt", text.encode()) == draft.read_text(text) == text.replace("\n", " ")
    )


@pytest.mark.parametrize("text", ["Growth was low:\n>5 % is rare.", "* one\n* two", "See the *note below.", "a_b_c #1"])
def test_other_uses_of_these_characters_are_not_marks_of_markdown(text: str) -> None:
    assert draft.read_text(text) == text


def test_a_mail_is_read_with_its_words() -> None:
    raw = b'From: a@b.example\nSubject: Copy\nContent-Type: text/plain; charset=utf-8\n\nHe said "no" to us all.\n'
    assert 'He said "no" to us all.' in read("a.eml", raw)


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.txt", b" \n", "is empty"),
        ("a.docx", b"PK\x03\x04", "is not a readable Word file"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "is an old office file; save it as .docx, .xlsx or .odt"),
        ("a.zip", b"PK\x03\x04", "is not a supported file type"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00", "is not a supported file type"),
    ],
)
def test_a_draft_that_cannot_be_read_is_named_with_the_reason(name: str, raw: bytes, why: str) -> None:
    with pytest.raises(DraftUnreadable, match=f"draft {name} {why}"):
        read(name, raw)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DraftUnreadable, match=r"gone\.docx cannot be read \(No such file or directory\)"):
        draft.read_file(tmp_path / "gone.docx", parsers_here)


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        (
            "a.md",
            "She wrote:\n\n> It is ours.\n> It stays.\n\nEnd.",
            "She wrote:\n\n  “It is ours.\n  It stays.”\n\nEnd.",
        ),
        ("a.md", "> It is ours.\n>\n> It stays.\n> — Ann Lee", "  “It is ours.\n \n  “It stays.”\n  — Ann Lee"),
        ("a.md", "> ‘It is ours.’", "  ‘It is ours.’"),
        ("a.md", "> It is ours.\n\n> It stays.", "  “It is ours.”\n\n  “It stays.”"),
        ("a.html", "<blockquote><p>'It is ours.'</p></blockquote>", "'It is ours.'"),
        ("a.md", "> “It is ours,” she said.", "  “It is ours,” she said."),
        ("a.md", "> It goes\non below.\n\nEnd.", "  “It goes\non below.”\n\nEnd."),
        (
            "a.html",
            "<blockquote><p>It is <b>ours</b>.</p><p>It <i>stays</i></p><footer>Ann Lee</footer></blockquote>",
            "“It is ours.\n\n“It stays”\n\n— Ann Lee",
        ),
        ("a.html", "<blockquote>It stays<cite>Ann Lee</cite></blockquote><p>End", "“It stays”\n\n— Ann Lee\n\nEnd"),
        ("a.html", "<blockquote>It stays.<br>— Ann Lee</blockquote>", "“It stays.”\n— Ann Lee"),
        ("a.html", "<blockquote><p>It stays.<p>–Ann Lee, miner</blockquote>", "“It stays.”\n\n–Ann Lee, miner"),
        ("a.html", "<blockquote>It — Ann, that is — stays.</blockquote>", "“It — Ann, that is — stays.”"),
        ("a.html", "<blockquote>“It stays”</blockquote><blockquote> </blockquote>", "“It stays”"),
        (
            "a.fodt",
            ODT.replace("<office:body>", AUTOMATIC_STYLE + "<office:body>").replace(
                "<text:p>She left.", '<text:p text:style-name="P1">She left.'
            ),
            "He said “no”.\n\nHe also said “maybe”.\n\n“She left.”",
        ),
    ],
)
def test_a_block_quotation_has_quotation_marks(name: str, raw: str, expected: str) -> None:
    assert read(name, raw.encode()) == expected


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("“No,” said **Ann Lee**.", "“No,” said Ann Lee."),
        ("“_No_, ***never***,” said [Ann Lee](https://a.example/b_c).", "“No, never,” said Ann Lee."),
        ("a_b_c is 2 * 3 * 4 of it, ![a](b.jpg)", "a_b_c is 2 * 3 * 4 of it, ![a](b.jpg)"),
    ],
)
def test_marks_of_markdown_in_a_sentence_are_no_words(raw: str, shown: str) -> None:
    assert read("a.md", raw.encode()) == shown


@pytest.mark.parametrize(
    ("style", "shown"), [("Quote", "“She left.”"), ("Zitat", "“She left.”"), ("Normal", "She left.")]
)
def test_a_word_paragraph_with_a_style_for_quotations_has_quotation_marks(style: str, shown: str) -> None:
    raw = word.docx("It rained.{^She said “so”.^}\nShe left.{^A note.^}")
    document = zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()
    at = document.rindex("<w:p>") + len("<w:p>")
    styled = f'{document[:at]}<w:pPr><w:pStyle w:val="{style}"/></w:pPr>{document[at:]}'
    assert read("a.docx", word.changed(raw, "word/document.xml", document, styled)) == (
        f"It rained.\n\nShe said “so”.\n\n{shown}\n\nA note."
    )
