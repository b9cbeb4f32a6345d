"""Makes Word files of a plain markup, so that test drafts can be read and reviewed as text.

    {+inserted+}     a tracked insertion
    {-deleted-}      a tracked deletion
    {^note^}         a footnote
    {!comment!}      a comment

Each line is a paragraph. The files have the parts and elements that Word itself writes for these.
"""

import io
import re
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MARKED = re.compile(r"\{([+^!-])(.*?)\1\}")
BY = 'w:id="1" w:author="Sub" w:date="2031-06-02T10:00:00Z"'
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""


def docx(markup: str) -> bytes:
    notes: list[str] = []
    comments: list[str] = []
    body = "".join(_paragraph(line, notes, comments) for line in markup.splitlines() if line.strip())
    noted = "".join(f'<w:footnote w:id="{at}">{_text(note)}</w:footnote>' for at, note in enumerate(notes, 1))
    said = "".join(f'<w:comment w:id="{at}" w:author="Sub">{_text(one)}</w:comment>' for at, one in enumerate(comments))
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        package.writestr("word/footnotes.xml", f"<w:footnotes {W}>{separator}{noted}</w:footnotes>")
        package.writestr("word/comments.xml", f"<w:comments {W}>{said}</w:comments>")
    return file.getvalue()


def changed(raw: bytes, member: str, old: str, new: str) -> bytes:
    """A package with a text replaced in one of its members."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(file, "w") as copy:
        for name in package.namelist():
            text = package.read(name).decode()
            copy.writestr(name, text.replace(old, new) if name == member else text)
    return file.getvalue()


def _paragraph(line: str, notes: list[str], comments: list[str]) -> str:
    runs, position = [], 0
    for match in MARKED.finditer(line):
        runs.append(_run(line[position : match.start()]))
        runs.append(MARKS[match[1]](match[2], notes, comments))
        position = match.end()
    runs.append(_run(line[position:]))
    return f"<w:p>{''.join(runs)}</w:p>"


def _inserted(text: str, notes: list[str], comments: list[str]) -> str:
    return f"<w:ins {BY}>{_run(text)}</w:ins>"


def _deleted(text: str, notes: list[str], comments: list[str]) -> str:
    return f"<w:del {BY}>{_run(text, 'delText')}</w:del>"


def _note(text: str, notes: list[str], comments: list[str]) -> str:
    notes.append(text)
    return f'<w:r><w:footnoteReference w:id="{len(notes)}"/></w:r>'


def _comment(text: str, notes: list[str], comments: list[str]) -> str:
    comments.append(text)
    return f'<w:r><w:commentReference w:id="{len(comments) - 1}"/></w:r>'


MARKS: dict[str, Callable[[str, list[str], list[str]], str]] = {
    "+": _inserted,
    "-": _deleted,
    "^": _note,
    "!": _comment,
}


def _text(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>"


def _run(text: str, element: str = "t") -> str:
    return f'<w:r><w:{element} xml:space="preserve">{escape(text)}</w:{element}></w:r>' if text else ""
