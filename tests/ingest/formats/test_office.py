"""Word, OpenDocument and RTF: the words that a reader sees, and the headline, date and byline above them."""

from pathlib import Path

import pytest

from tests.ingest.formats.one_file import body, only_article, read, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="character" w:styleId="Cut"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Bold"><w:rPr><w:b/><w:strike w:val="0"/></w:rPr></w:style></w:styles>"""


def docx(*paragraphs: str, namespace: str = W, title: str = "") -> bytes:
    """A Word file with these paragraphs, given as XML; a paragraph of plain text may be given as text."""
    filled = [each if each.startswith("<") else f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs]
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'<w:document xmlns:w="{namespace}"><w:body>{"".join(filled)}</w:body></w:document>',
            "word/styles.xml": STYLES,
            "docProps/core.xml": "<core xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"<dc:title>{title}</dc:title><dc:creator>jsmith</dc:creator></core>",
        }
    )


def odt(content: str, styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {"office": "office", "text": "text", "style": "style", "table": "table"}.items()
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {names}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{content}</office:text></office:body>"
            "</office:document-content>",
        }
    )


def rtf(text: str) -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fnil\fcharset204 Arial;}}{\info{\title No}}"
        + text.encode("ascii")
        + b"}"
    )


HEADER = ("The Bill Is Dead", "By Jane Doe", "7 February 2012", "“It is,” he said, and left the chamber at once.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx(*HEADER)),
        ("a.docx", docx(*HEADER, namespace=STRICT_W)),
        (
            "a.odt",
            odt("<text:h>The Bill Is Dead</text:h>" + "".join(f"<text:p>{line}</text:p>" for line in HEADER[1:])),
        ),
        (
            "a.rtf",
            rtf(
                r"\b The Bill Is Dead\b0\par By Jane Doe\par 7 February 2012\par "
                r"\ldblquote It is,\rdblquote  he said, and left the chamber at once.\par"
            ),
        ),
    ],
    ids=["Word", "strict Word", "OpenDocument", "RTF"],
)
def test_an_office_file_has_its_headline_byline_and_date(tmp_path: Path, name: str, content: bytes) -> None:
    found = only_article(tmp_path, name, content)
    assert (found.title, found.authors, str(found.published and found.published.when), body(found)) == (
        "The Bill Is Dead",
        ("Jane Doe",),
        "2012-02-07",
        "“It is,” he said, and left the chamber at once.",
    )


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (f"<w:del>{run('Never ')}</w:del><w:ins>{run('He said so.')}</w:ins>", "He said so."),
        (f"<w:moveFrom>{run('Never ')}</w:moveFrom>{run('He said so.')}", "He said so."),
        (run("Never ", "<w:strike/>") + run("He said so.", '<w:strike w:val="false"/>'), "He said so."),
        (run("Never ", '<w:rStyle w:val="Cut"/>') + run("He said so.", '<w:rStyle w:val="Bold"/>'), "He said so."),
        (run("Never ", "<w:vanish/>") + run("He said so."), "He said so."),
        (f"<w:hyperlink>{run('He said')}</w:hyperlink>{run(' so.')}", "He said so."),
        ("<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + run("He said so."), "He said so."),
        ("<w:r><w:t>He</w:t><w:tab/><w:t>said</w:t><w:br/><w:t>so.</w:t></w:r>", "He\tsaid\nso."),
        (f"<w:sdt><w:sdtContent>{run('He said so.')}</w:sdtContent></w:sdt>", "He said so."),
        (
            "<w:r><Choice><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></Choice>"
            f"<Fallback><w:t>Boxed.</w:t></Fallback></w:r>{run('He said so.')}",
            "He said so.\n\nBoxed.",
        ),
    ],
    ids=["tracked", "moved", "struck out", "by style", "hidden", "link", "field code", "breaks", "control", "text box"],
)
def test_a_word_file_gives_the_words_that_its_reader_sees(tmp_path: Path, paragraph: str, text: str) -> None:
    assert only_article(tmp_path, "a.docx", docx(f"<w:p>{paragraph}</w:p>")).text == text


def test_a_row_of_a_table_in_word_is_a_paragraph(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc><w:p>{run(words)}</w:p></w:tc>" for words in ("Mr Carter", "He said so."))
    assert (
        only_article(tmp_path, "a.docx", docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).text == "Mr Carter He said so."
    )


def test_a_title_among_the_properties_counts_only_if_the_text_has_it(tmp_path: Path) -> None:
    text = "He said so. The Bill Is Dead was all that he had to say, and he left the room."
    assert only_article(tmp_path, "a.docx", docx(text, title="release_v7_FINAL")).title is None
    assert only_article(tmp_path, "a.docx", docx(text, title="The Bill Is Dead")).title == "The Bill Is Dead"


STRUCK = '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<text:tracked-changes><text:p>Never.</text:p></text:tracked-changes><text:p>So.</text:p>", "So."),
        ('<text:p><text:span text:style-name="T1">Never. </text:span>He said so.</text:p>', "He said so."),
        ("<text:p>He<text:note><text:p>Note.</text:p></text:note> said so.</text:p>", "He said so."),
        ('<text:p>He<text:s text:c="2"/>said<text:line-break/>so.</text:p>', "He  said\nso."),
        (
            "<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list><text:p>So.</text:p>",
            "One\n\nSo.",
        ),
    ],
    ids=["tracked", "struck out", "note", "breaks", "list"],
)
def test_an_opendocument_text_gives_the_words_that_its_reader_sees(tmp_path: Path, content: str, text: str) -> None:
    assert only_article(tmp_path, "a.odt", odt(content, STRUCK)).text == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (r"He said \'93No\'94.\par\par Twice.\par", "He said “No”.\n\nTwice."),
        (r"\u8220?No\u8221?, he said\u8230\'85", "“No”, he said…"),
        (r"{\uc2 caf\u233\'65\'65 noir}", "café noir"),
        (r"\uc0 caf\u233 noir", "cafénoir"),
        (r"{\strike Never. }\deleted Never.\deleted0 {\*\generator Riched20;}He said so.", "He said so."),
        (r"{\field{\*\fldinst{HYPERLINK x}}{\fldrslt he said}} so.", "he said so."),
        (r"He said so.{\footnote Never.}{\header Gazette}", "He said so."),
        (r"{\f1\'cf\'f0\'e8\'e2\'e5\'f2} he said.", "Привет he said."),
        ("He said \\\nso.\r\n", "He said\n\nso."),
        (r"A\~B \{so\} \\ \emdash \tab C", "A\u00a0B {so} \\ —\tC"),
        (r"{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt Boxed.}}", "Boxed."),
    ],
    ids=["codes", "Unicode", "two fallbacks", "none", "unseen", "link", "note", "font", "newline", "symbols", "box"],
)
def test_rtf_gives_the_words_that_its_reader_sees(tmp_path: Path, content: str, text: str) -> None:
    assert only_article(tmp_path, "a.rtf", rtf(content)).text == text


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docx", b"He said so.", "is not a readable Word file"),
        ("a.docx", zipped({"word/styles.xml": STYLES}), "is not a readable Word file"),
        ("a.odt", zipped({"content.xml": "<a>"}), "is not a readable OpenDocument text"),
        ("a.rtf", b"He said so.", "is not an RTF file"),
        ("a.rtf", rtf("{" * 2000), "is nested too deeply"),
        ("a.rtf", rtf(r"\bin5 abcde"), "holds binary data and is not read"),
        ("a.docx", docx(""), "is empty"),
    ],
    ids=["no zip", "no document", "broken XML", "no RTF", "nested", "binary", "empty"],
)
def test_an_office_file_that_cannot_be_read_is_skipped_with_its_reason(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / "z.txt").write_text("He said so.")
    articles, skipped = read(tmp_path, name, content)
    assert ([one.id for one in articles], skipped) == (["z.txt"], [(name, why)])


def headed(*paragraphs: tuple[str, bool]) -> list[str]:
    """Paragraphs of Word as XML; those marked are headings."""
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    return [f"<w:p>{style if heading else ''}<w:r><w:t>{text}</w:t></w:r></w:p>" for text, heading in paragraphs]


TWO_ARTICLES = (
    ("The Bill Is Dead", True),
    ("By Jane Doe", False),
    ("7 February 2012", False),
    ("He said so.", False),
    ("The Bridge Is Shut", True),
    ("8 February 2012", False),
    ("She said so.", False),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx(*headed(("Cuttings of the week", False), *TWO_ARTICLES))),
        (
            "a.odt",
            odt(
                "".join(
                    f"<text:{'h' if head else 'p'}>{text}</text:{'h' if head else 'p'}>" for text, head in TWO_ARTICLES
                )
            ),
        ),
    ],
    ids=["Word below a cover line", "OpenDocument"],
)
def test_headings_with_bylines_or_dates_below_them_are_articles(tmp_path: Path, name: str, content: bytes) -> None:
    articles, left_out = read(tmp_path, name, content)
    found = [(one.id, one.title, str(one.published and one.published.when), body(one)) for one in articles]
    assert found == [
        (f"{name}/1", "The Bill Is Dead", "2012-02-07", "He said so."),
        (f"{name}/2", "The Bridge Is Shut", "2012-02-08", "She said so."),
    ]
    assert left_out == ([(name, "has lines above its first article, which are left out")] if name == "a.docx" else [])


@pytest.mark.parametrize(
    "paragraphs",
    [
        pytest.param(
            [("A report", True), ("7 February 2012", False), ("Means", True), ("He said so.", False)], id="chapters"
        ),
        pytest.param([("One", True), ("By Jane Doe", False), ("He said so.", False)], id="one article"),
        pytest.param([("He said so. " * 30, False), *TWO_ARTICLES], id="text above the headings"),
    ],
)
def test_other_headings_do_not_cut_an_article(tmp_path: Path, paragraphs: list[tuple[str, bool]]) -> None:
    assert only_article(tmp_path, "a.docx", docx(*headed(*paragraphs))).id == "a.docx"


def word_table(*rows: tuple[str, ...]) -> str:
    """A table of Word; the paragraphs of a cell are parted by "|"."""
    cells = [["".join(f"<w:p>{run(words)}</w:p>" for words in cell.split("|")) for cell in row] for row in rows]
    drawn = "".join(f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in row)}</w:tr>" for row in cells)
    return f"<w:tbl>{drawn}</w:tbl>"


def odt_table(*rows: tuple[str, ...]) -> str:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    drawn = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    return f"<table:table>{drawn}</table:table>"


LABELS = (("Headline", HEADER[0]), ("Newspaper:", "Lorne Courier"), ("Date", HEADER[2]), ("Author", "Jane Doe"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", docx(word_table(*LABELS), HEADER[3])),
        ("a.docx", docx(word_table(*LABELS, ("Text", HEADER[3])))),
        ("a.odt", odt(odt_table(*LABELS) + f"<text:p>{HEADER[3]}</text:p>")),
    ],
    ids=["Word", "the text in the table, too", "OpenDocument"],
)
def test_a_table_of_labels_above_a_text_is_its_metadata(tmp_path: Path, name: str, content: bytes) -> None:
    found = only_article(tmp_path, name, content)
    assert (found.title, found.source, found.authors, body(found)) == (
        HEADER[0],
        "Lorne Courier",
        ("Jane Doe",),
        HEADER[3],
    )
    assert found.published
    assert str(found.published.when) == "2012-02-07"


def test_a_table_that_lays_out_a_page_in_columns_gives_whole_paragraphs(tmp_path: Path) -> None:
    left, right = ("He said so at length.", "She denied it."), ("They left the chamber.", "Nobody spoke.")
    table = word_table(("|".join(left), "|".join(right)))
    assert only_article(tmp_path, "a.docx", docx(table)).text == "\n\n".join((*left, *right))


def test_a_table_with_a_papers_name_and_a_date_is_the_header(tmp_path: Path) -> None:
    table = word_table(("Lorne Courier", HEADER[2]))
    found = only_article(tmp_path, "a.docx", docx(table, "The Bill Is Dead After All", "By Jane Doe", HEADER[3]))
    assert (found.title, found.source, body(found)) == ("The Bill Is Dead After All", "Lorne Courier", HEADER[3])


def bold(words: str) -> str:
    return f"<w:p>{run(words, '<w:b/>')}</w:p>"


def test_bold_lines_of_a_word_file_with_a_byline_each_are_headlines(tmp_path: Path) -> None:
    stories = [bold("The Bill"), "By Jane Doe", "He said so.", bold("The Weir"), "7 February 2012", "He left."]
    articles, left_out = read(tmp_path, "a.docx", docx(*stories))
    assert ([(a.title, body(a)) for a in articles], left_out) == (
        [("The Bill", "He said so."), ("The Weir", "He left.")],
        [],
    )


def test_bold_lines_without_bylines_are_words_of_one_article(tmp_path: Path) -> None:
    stories = [bold("The Bill"), "He said so.", bold("What now?"), "He left."]
    assert body(only_article(tmp_path, "a.docx", docx(*stories))) == "He said so.\n\nWhat now?\n\nHe left."
