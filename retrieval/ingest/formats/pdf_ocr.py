"""Scanned pages of a PDF, read by OCR (optical character recognition). Some words will be misread.

    page → PDFium draws it → Tesseract, a process of its own, names each word, its place and how sure it is → paragraphs

Needs the extra `onrecord[ocr]` and the program `tesseract`. Tesseract gets the picture on standard input and writes no
files. Its time is limited for each page and for all pages of a file; pages that are left then stay unread.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby, pairwise
from statistics import fmean, median
from typing import Any

from retrieval.ingest import limits
from retrieval.ingest.formats import pdf_lines

RESULTS_VERSION = 1  # version of the results; raise it when they may change, so that stored texts are read again
PROGRAM = "tesseract"
DOTS_PER_INCH = 300  # as Tesseract advises
MAX_PIXELS = 25_000_000  # of a drawn page; a poster is drawn smaller
MIN_CONFIDENCE = 55.0  # Tesseract's mean confidence in a page's words, from 0 to 100; below it, the page is not text
_POINTS_PER_INCH = 72
_WORD_LEVEL = "5"
_TOP_PARAGRAPHS = 8  # of the first page, where the headline is looked for
HEADLINE_FACTOR = 1.3  # a headline's letters are larger than the text's by this factor


@dataclass(frozen=True, slots=True)
class OcrParagraph:
    """`size` is the height of its words in pixels."""

    text: str
    size: float


def is_available() -> bool:
    """Whether scanned pages can be read on this machine."""
    return find_spec("pypdfium2") is not None and shutil.which(PROGRAM) is not None


def read_pages(
    raw: bytes, numbers: Sequence[int], seconds: float = limits.OCR_SECONDS
) -> dict[int, list[OcrParagraph]]:
    """The paragraphs of pages, by the pages' numbers from 0. Pages that cannot be read are left out.

    Pages are drawn one after the other, since PDFium allows no more, and read several at a time.
    """
    import pypdfium2

    workers = min(4, os.cpu_count() or 1)
    deadline = time.monotonic() + seconds
    found: dict[int, list[OcrParagraph]] = {}
    with pypdfium2.PdfDocument(raw) as document, ThreadPoolExecutor(workers) as threads:
        for start in range(0, len(numbers), workers):
            some = numbers[start : start + workers]
            left = min(limits.OCR_PAGE_SECONDS, deadline - time.monotonic())
            if left <= 0:
                break
            pictures = [_picture(document[number]) for number in some]
            tables = threads.map(lambda picture, left=left: _words_of(picture, left), pictures)
            found.update(zip(some, map(paragraphs, tables), strict=True))
    return {number: read for number, read in found.items() if read}


def _picture(page: Any) -> bytes:
    """A page in shades of grey, as a portable graymap (PGM)."""
    width, height = page.get_size()
    scale = min(DOTS_PER_INCH / _POINTS_PER_INCH, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    pixels = page.render(scale=scale, grayscale=True).to_numpy()
    height, width = pixels.shape[:2]
    return b"P5 %d %d 255\n%s" % (width, height, pixels.tobytes())


def _words_of(picture: bytes, seconds: float) -> str:
    """Tesseract's table of the words in a picture; "" if it fails or takes longer."""
    command = [PROGRAM, "stdin", "stdout", "-l", "eng", "--dpi", str(DOTS_PER_INCH), "-c", "tessedit_create_tsv=1"]
    one_thread = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # its own threads slow each other down
    try:
        done = subprocess.run(  # noqa: S603 - the words of the command are our own
            command, input=picture, capture_output=True, timeout=seconds, env=one_thread, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", errors="replace")


def paragraphs(table: str) -> list[OcrParagraph]:
    """The paragraphs in a table of words; none if Tesseract's confidence is low, as for a photograph."""
    words = [row for line in table.split("\n")[1:] if (row := _row(line))]
    if not words or fmean(word.confidence for word in words) < MIN_CONFIDENCE:
        return []
    known = {word.text.casefold() for word in words}
    return [_paragraph(lines, known) for lines in _grouped([_line(list(group)) for _, group in groupby(words, _place)])]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    height: float
    confidence: float
    paragraph: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class _OcrLine:
    text: str
    height: float
    paragraph: tuple[str, ...]


def _row(row: str) -> _Word | None:
    cells = row.split("\t")
    if len(cells) != 12 or cells[0] != _WORD_LEVEL or not cells[11].strip():
        return None
    try:
        height, confidence = float(cells[9]), float(cells[10])
    except ValueError:
        return None
    return _Word(" ".join(cells[11].split()), height, confidence, tuple(cells[1:4]), cells[4])


def _place(word: _Word) -> tuple[tuple[str, ...], str]:
    return word.paragraph, word.line


def _line(words: Sequence[_Word]) -> _OcrLine:
    return _OcrLine(" ".join(word.text for word in words), median(word.height for word in words), words[0].paragraph)


def _grouped(lines: Sequence[_OcrLine]) -> Iterator[list[_OcrLine]]:
    """The lines paragraph by paragraph, in Tesseract's order, which knows columns. It joins headers with the text."""
    group: list[_OcrLine] = []
    for at, line in enumerate(lines):
        if group and _starts_paragraph(group[-1], line, at):
            yield group
            group = []
        group.append(line)
    yield group


def _starts_paragraph(before: _OcrLine, line: _OcrLine, at: int) -> bool:
    is_header = at < pdf_lines.HEADER_LINES and (pdf_lines.is_header(before.text) or pdf_lines.is_header(line.text))
    smaller, larger = sorted((before.height, line.height))
    return is_header or line.paragraph != before.paragraph or larger > smaller * HEADLINE_FACTOR


def _paragraph(lines: Sequence[_OcrLine], known: set[str]) -> OcrParagraph:
    texts = [line.text for line in lines]
    before = [pdf_lines.before_next_line(text, after, known) for text, after in pairwise(texts)]
    return OcrParagraph("".join([*before, texts[-1]]), median(line.height for line in lines))


def headline(page: Sequence[OcrParagraph]) -> str:
    """The paragraph in the largest letters near the top of a page; "" if all are of the text's size."""
    text_size = median([paragraph.size for paragraph in page for _ in paragraph.text.split()])
    largest = max(page[:_TOP_PARAGRAPHS], key=lambda paragraph: paragraph.size)
    return largest.text if largest.size >= text_size * HEADLINE_FACTOR else ""
